/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect-editor.h"
#include "plr-github-private.h"

G_BEGIN_DECLS

/* plr-github-edit.c */
GPtrArray    *plr_github_edit              (PlrDialect *dialect,
                                            const char *text,
                                            gssize      size_bytes,
                                            PlrEdit    *edit,
                                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;
PlrYamlNode  *plr_github_editor_find_jobs  (PlrDialectEditor *self);
PlrYamlNode  *plr_github_editor_find_job   (PlrDialectEditor *self,
                                            const char       *id,
                                            GError          **error);
PlrYamlNode  *plr_github_editor_find_steps (PlrDialectEditor *self,
                                            PlrYamlNode      *job,
                                            GError          **error);
PlrYamlNode  *plr_github_editor_find_step  (PlrDialectEditor *self,
                                            GError          **error);
gboolean      plr_github_editor_put_named  (PlrDialectEditor *self,
                                            PlrYamlNode      *owner,
                                            const char       *map,
                                            const char       *key,
                                            PlrYamlValue     *value,
                                            GError          **error);
gboolean      plr_github_editor_put_if     (PlrDialectEditor *self,
                                            PlrYamlNode      *map,
                                            const char       *field,
                                            const char       *text,
                                            GError          **error);
gboolean      plr_github_editor_put_minutes (PlrDialectEditor *self,
                                             PlrYamlNode      *map,
                                             const char       *text,
                                             GError          **error);
gboolean      plr_github_editor_put_truth  (PlrDialectEditor *self,
                                            PlrYamlNode      *map,
                                            const char       *key,
                                            const char       *text,
                                            GError          **error);
gboolean      plr_github_editor_decline    (GError    **error,
                                            const char *message);

/* What each edit does, FALSE with an error: plr-github-edit-jobs.c */
gboolean plr_github_edit_add_job         (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_remove_job      (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_rename_job      (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_duplicate_job   (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_move_job        (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_add_need        (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_remove_need     (PlrDialectEditor *self,
                                          GError          **error);

/* plr-github-edit-rename.c */
gboolean plr_github_edit_expressions     (PlrDialectEditor  *self,
                                          const char        *path,
                                          const char *const *contexts,
                                          const char        *from,
                                          const char        *to,
                                          GError           **error);

/* plr-github-edit-job.c */
const PlrDialectEditFunc *plr_github_action_funcs (guint *n_funcs);
gboolean plr_github_edit_set_pipeline    (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_set_job         (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_set_job_list    (PlrDialectEditor *self,
                                          GError          **error);
/* plr-github-edit-matrix.c */
gboolean plr_github_edit_set_axis        (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_remove_axis     (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_set_matrix      (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_set_row         (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_remove_row      (PlrDialectEditor *self,
                                          GError          **error);

/* plr-github-edit-steps.c */
gboolean plr_github_editor_check_step    (PlrYamlNode *step,
                                          GError     **error);
gboolean plr_github_editor_insert_step   (PlrDialectEditor *self,
                                          PlrYamlNode      *job,
                                          int               index,
                                          PlrYamlValue     *step,
                                          GError          **error);
gboolean plr_github_edit_add_step        (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_remove_step     (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_move_step       (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_duplicate_step  (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_set_step        (PlrDialectEditor *self,
                                          GError          **error);

/* plr-github-edit-entry.c */
gboolean plr_github_edit_set_entry       (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_remove_entry    (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_set_variable    (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_rename_variable (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_remove_variable (PlrDialectEditor *self,
                                          GError          **error);

/* plr-github-edit-actions.c: what is a step there and a property here */
gboolean plr_github_edit_set_artifact    (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_rename_artifact (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_remove_artifact (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_set_cache       (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_remove_cache    (PlrDialectEditor *self,
                                          GError          **error);

/* plr-github-edit-on.c */
gboolean plr_github_edit_set_trigger     (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_set_input       (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_github_edit_remove_trigger  (PlrDialectEditor *self,
                                          GError          **error);

G_END_DECLS
