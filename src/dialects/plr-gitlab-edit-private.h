/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect-editor.h"
#include "plr-gitlab-private.h"

G_BEGIN_DECLS

/*
 * One edit of a configuration of GitLab CI. What a job has from a template, from `default` or from an anchor is not changed for
 * the others: the edit is written at the job, which then has its own. plr_gitlab_edit() compares all other jobs before and after.
 */
typedef struct
{
  PlrDialectEditor *editor;
  PlrEdit          *edit;
  PlrGitlabConfig  *config;     /* of the tree as it is now */
  PlrYamlNode      *top;        /* NULL where there is nothing yet */
  PlrYamlNode      *job;        /* that the edit is about: its mapping in the text, or NULL */
  PlrGitlabValue   *value;      /* of that job, with its templates */
} PlrGitlabEdit;

typedef gboolean (*PlrGitlabEditFunc) (PlrGitlabEdit *self,
                                       GError       **error);

/* plr-gitlab-editor.c */
gboolean        plr_gitlab_edit_refresh    (PlrGitlabEdit *self,
                                            GError       **error);
void            plr_gitlab_edit_clear      (PlrGitlabEdit *self);
gboolean        plr_gitlab_edit_load       (PlrGitlabEdit *self,
                                            GError       **error);
gboolean        plr_gitlab_edit_find_job   (PlrGitlabEdit *self,
                                            GError       **error);
gboolean        plr_gitlab_edit_take       (PlrGitlabEdit *self,
                                            GPtrArray     *patches,
                                            GError       **error);
PlrGitlabValue *plr_gitlab_edit_get        (PlrGitlabEdit *self,
                                            const char    *key);
PlrGitlabValue *plr_gitlab_edit_get_inherited (PlrGitlabEdit *self,
                                               const char    *key);
gboolean        plr_gitlab_edit_put        (PlrGitlabEdit *self,
                                            const char    *key,
                                            PlrYamlValue  *value,
                                            GError       **error);
gboolean        plr_gitlab_edit_drop       (PlrGitlabEdit *self,
                                            const char    *key,
                                            GError       **error);
gboolean        plr_gitlab_edit_put_text   (PlrGitlabEdit *self,
                                            const char    *key,
                                            const char    *text,
                                            GError       **error);
gboolean        plr_gitlab_edit_own        (PlrGitlabEdit *self,
                                            const char    *key,
                                            gboolean       is_deep,
                                            GError       **error);
gboolean        plr_gitlab_edit_put_inner  (PlrGitlabEdit *self,
                                            const char    *key,
                                            const char    *inner,
                                            gboolean       is_main,
                                            PlrYamlValue  *value,
                                            GError       **error);
gboolean        plr_gitlab_edit_drop_inner (PlrGitlabEdit *self,
                                            const char    *key,
                                            const char    *inner,
                                            GError       **error);
gboolean        plr_gitlab_edit_set_from   (GError        **error,
                                            PlrGitlabEdit  *self,
                                            const char     *name,
                                            PlrGitlabValue *value);
PlrGitlabConfig *plr_gitlab_edit_new_config (PlrGitlabEdit *self,
                                             PlrYaml       *tree);
char           *plr_gitlab_edit_dup_place  (PlrGitlabEdit *self,
                                            PlrYamlNode   *node);
gboolean        plr_gitlab_edit_set_error  (GError        **error,
                                            PlrDialectError code,
                                            const char     *format,
                                            ...) G_GNUC_PRINTF (3, 4);
PlrPipeline    *plr_gitlab_edit_read       (PlrGitlabEdit *self);
PlrYamlValue   *plr_gitlab_new_scalar      (const char *text);
PlrYamlValue   *plr_gitlab_new_list        (PlrGitlabValue    *like,
                                            const char *const *values);

/* What each edit does: FALSE with an error. */
gboolean        plr_gitlab_edit_add_stage       (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_remove_stage    (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_rename_stage    (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_duplicate_stage (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_move_stage      (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_pipeline    (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_stage       (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_stage_list  (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_needs       (PlrGitlabEdit     *self,
                                                 const char *const *needs,
                                                 GError           **error);
gboolean        plr_gitlab_edit_set_inputs      (PlrGitlabEdit     *self,
                                                 const char *const *inputs,
                                                 GError           **error);
gboolean        plr_gitlab_edit_add_need        (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_remove_need     (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_add_step        (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_remove_step     (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_move_step       (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_step        (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_duplicate_step  (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_variable    (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_rename_variable (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_remove_variable (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_artifact    (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_rename_artifact (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_remove_artifact (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_reports     (PlrGitlabEdit     *self,
                                                 const char *const *reports,
                                                 GError           **error);
gboolean        plr_gitlab_edit_set_axis        (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_remove_axis     (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_row         (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_remove_row      (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_cache       (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_remove_cache    (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_entry       (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_remove_entry    (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_when        (PlrGitlabEdit *self,
                                                 const char    *text,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_approval    (PlrGitlabEdit *self,
                                                 const char    *text,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_allow_failure (PlrGitlabEdit *self,
                                                   const char    *text,
                                                   GError       **error);
gboolean        plr_gitlab_edit_set_condition   (PlrGitlabEdit *self,
                                                 const char    *text,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_branches    (PlrGitlabEdit     *self,
                                                 const char *const *branches,
                                                 GError           **error);
gboolean        plr_gitlab_edit_set_workflow_condition (PlrGitlabEdit *self,
                                                        const char    *text,
                                                        GError       **error);
gboolean        plr_gitlab_edit_set_trigger     (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_set_input       (PlrGitlabEdit *self,
                                                 GError       **error);
gboolean        plr_gitlab_edit_remove_trigger  (PlrGitlabEdit *self,
                                                 GError       **error);

/* plr-gitlab-edit.c */
GPtrArray      *plr_gitlab_edit                 (PlrDialect      *dialect,
                                                 const char      *text,
                                                 gssize           size_bytes,
                                                 const char      *path,
                                                 PlrDialectLoader loader,
                                                 gpointer         loader_data,
                                                 PlrEdit         *edit,
                                                 GError         **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrGitlabEdit, plr_gitlab_edit_clear)

G_END_DECLS
