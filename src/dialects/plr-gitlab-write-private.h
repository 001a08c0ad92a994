/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-export-private.h"
#include "plr-gitlab-private.h"

G_BEGIN_DECLS

/*
 * A pipeline that was read from GitLab says everything in its words, and is written as it is; one of another dialect has its own
 * meaning of variables, steps and stages, which the writer has to make in GitLab.
 */

/* plr-gitlab-write-parts.c: what both write alike */
char         *plr_gitlab_dup_value         (const char *text,
                                            gboolean    is_own);
void          plr_gitlab_add_variables     (PlrYamlValue *map,
                                            GListModel   *variables,
                                            gboolean      is_own);
void          plr_gitlab_add_machine       (PlrYamlValue *job,
                                            PlrStage     *stage,
                                            gboolean      is_own);
void          plr_gitlab_add_deployment    (PlrYamlValue *job,
                                            PlrStage     *stage,
                                            gboolean      is_own);
void          plr_gitlab_add_limits        (PlrExport    *export,
                                            PlrYamlValue *job,
                                            PlrStage     *stage);
void          plr_gitlab_add_matrix        (PlrExport    *export,
                                            PlrYamlValue *job,
                                            PlrStage     *stage,
                                            gboolean      is_own);
void          plr_gitlab_add_caches        (PlrYamlValue *job,
                                            PlrStage     *stage);
void          plr_gitlab_add_artifacts     (PlrExport    *export,
                                            PlrYamlValue *job,
                                            PlrStage     *stage,
                                            gboolean      is_own);
gboolean      plr_gitlab_add_call          (PlrYamlValue *job,
                                            PlrStage     *stage);
void          plr_gitlab_add_workflow      (PlrExport *export,
                                            GString   *out,
                                            gboolean   is_own);

char         *plr_gitlab_dup_spec          (PlrExport *export);

/* plr-gitlab-write-own.c */
char         *plr_gitlab_write_own         (PlrExport *export,
                                            GError   **error);

/* plr-gitlab-write.c */
char         *plr_gitlab_write             (PlrDialect  *dialect,
                                            PlrPipeline *pipeline,
                                            GListStore  *losses,
                                            GError     **error);

G_END_DECLS
