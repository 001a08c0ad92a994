/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-export-private.h"
#include "plr-github-private.h"

G_BEGIN_DECLS

/* A workflow at work. One that came from a workflow is written in its own words; from elsewhere, what our runs and other engines
 * do by themselves gets steps, and `${{` is a text. */
typedef struct
{
  PlrExport   export;
  GHashTable *names;     /* that artifacts have */
  GHashTable *artifacts; /* PlrArtifact → its name there */
  gboolean    is_own;
} PlrGithubWriter;

/* plr-github-write.c */
char         *plr_github_write            (PlrDialect  *dialect,
                                           PlrPipeline *pipeline,
                                           GListStore  *losses,
                                           GError     **error) G_GNUC_WARN_UNUSED_RESULT;
char         *plr_github_writer_escape    (PlrGithubWriter *writer,
                                           const char      *text);
void          plr_github_writer_set       (PlrGithubWriter *writer,
                                           PlrYamlValue    *map,
                                           const char      *key,
                                           const char      *text);
void          plr_github_writer_add_variable (PlrGithubWriter *writer,
                                              PlrYamlValue    *map,
                                              PlrVariable     *variable);
void          plr_github_writer_add_pairs (PlrGithubWriter *writer,
                                           PlrYamlValue    *map,
                                           const char      *key,
                                           GListModel      *variables);
PlrYamlValue *plr_github_writer_new_word  (PlrGithubWriter *writer,
                                           const char      *text);
PlrYamlValue *plr_github_writer_new_permissions (GListModel *permissions);
PlrYamlValue *plr_github_writer_new_concurrency (const char *group,
                                                 gboolean    cancels);

/* plr-github-write-on.c, -job.c, -steps.c */
PlrYamlValue *plr_github_write_triggers   (PlrGithubWriter *writer);
PlrYamlValue *plr_github_write_job        (PlrGithubWriter *writer,
                                           PlrStage        *stage);
PlrYamlValue *plr_github_write_steps      (PlrGithubWriter *writer,
                                           PlrStage        *stage);
char         *plr_github_writer_make_axis_key (const char *name);

G_END_DECLS
