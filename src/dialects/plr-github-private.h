/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-inputs.h"
#include "plr-reader.h"
#include "plr-yaml-value.h"

G_BEGIN_DECLS

#define PLR_GITHUB_RUNNER      "ubuntu-latest"
#define PLR_GITHUB_MAX_CELLS   256             /* docs.github.com: Actions limits, job matrix */
#define PLR_GITHUB_MAX_JOB_ID  100
#define PLR_GITHUB_MAX_MINUTES (60 * 24 * 35) /* docs.github.com: Actions limits, workflow run time */

/* What a workflow is told, is handed over and hands back. */
#define PLR_GITHUB_N_INPUTS 3

extern const PlrInputsForm plr_github_inputs[PLR_GITHUB_N_INPUTS];

/* The job that is being read. */
typedef struct
{
  PlrStage   *stage;
  const char *shell;     /* what `defaults` say, of the job or of the workflow */
  const char *directory;
} PlrGithubJob;

PlrPipeline    *plr_github_read            (PlrDialect *dialect,
                                            const char *text,
                                            gssize      size_bytes,
                                            const char *path,
                                            GListStore *problems);
gboolean        plr_github_is_action_file  (const char *text,
                                            gssize      size_bytes);
void            plr_github_read_action     (PlrReader   *self,
                                            PlrYamlNode *root);
char           *plr_github_merged          (PlrDialect      *dialect,
                                            const char      *text,
                                            gssize           size_bytes,
                                            const char      *path,
                                            PlrDialectLoader loader,
                                            gpointer         loader_data,
                                            GError         **error);
void            plr_github_read_steps      (PlrReader   *self,
                                            PlrYamlNode *key,
                                            PlrYamlNode *value,
                                            gpointer     target);
void            plr_github_find_inputs     (PlrReader *self);
void            plr_github_read_triggers   (PlrReader   *self,
                                            PlrYamlNode *key,
                                            PlrYamlNode *value,
                                            gpointer     target);
void            plr_github_read_matrix     (PlrReader   *self,
                                            PlrYamlNode *matrix,
                                            PlrStage    *stage);
void            plr_github_keep            (PlrReader   *self,
                                            PlrYamlNode *key,
                                            PlrYamlNode *value,
                                            gpointer     target);
void            plr_github_keep_below      (PlrReader  *self,
                                            const char *where,
                                            const char *name);
void            plr_github_read_pairs      (PlrReader   *self,
                                            PlrYamlNode *map,
                                            const char  *where,
                                            GObject     *target,
                                            void (      *add )(gpointer     target,
                                                               PlrVariable *variable));

/* Words */
gboolean        plr_github_has_expression  (const char *text);
gboolean        plr_github_is_expression   (const char *text);
gboolean        plr_github_is_id           (const char *text);
PlrTriggerEvent plr_github_get_event       (const char *name);
char           *plr_github_dup_secret      (const char *text);
char           *plr_github_split_condition (const char   *text,
                                            PlrStageWhen *when);
char           *plr_github_join_condition  (const char  *condition,
                                            PlrStageWhen when);
gboolean        plr_github_parse_minutes   (const char *text,
                                            gint64     *time_us);
char           *plr_github_format_minutes  (gint64 time_us);
gboolean        plr_github_is_action       (const char *uses,
                                            const char *action);
PlrYamlValue   *plr_github_new_word        (const char *text);
char          **plr_github_split_lines     (const char *text);

G_END_DECLS
