/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-aws-edit-private.h"

G_BEGIN_DECLS

/* The stage that an edit is about. */
typedef struct
{
  PlrYamlNode *root;
  PlrYamlNode *build;       /* its entry in a batch, or NULL for the one stage of a file without one */
  const char  *list;        /* build-graph, build-list or build-matrix */
  guint        index;       /* in that list */
  gboolean     has_body;    /* it runs the commands of this file */
  gboolean     is_shared;   /* others run them, too */
} PlrBuildspecStage;

/* plr-buildspec-edit.c */
gboolean plr_buildspec_edit_find_stage (PlrDialectEditor  *self,
                                        const char        *id,
                                        PlrBuildspecStage *stage,
                                        GError           **error);
gboolean plr_buildspec_edit_find_body  (PlrDialectEditor *self,
                                        PlrYamlNode     **root,
                                        GError          **error);

/* plr-buildspec-edit-steps.c: what each edit does, FALSE with an error */
gboolean plr_buildspec_edit_add_step       (PlrDialectEditor *self,
                                            GError          **error);
gboolean plr_buildspec_edit_remove_step    (PlrDialectEditor *self,
                                            GError          **error);
gboolean plr_buildspec_edit_move_step      (PlrDialectEditor *self,
                                            GError          **error);
gboolean plr_buildspec_edit_duplicate_step (PlrDialectEditor *self,
                                            GError          **error);
gboolean plr_buildspec_edit_set_step       (PlrDialectEditor *self,
                                            GError          **error);

/* plr-buildspec-edit-parts.c */
gboolean plr_buildspec_edit_set_variable    (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_buildspec_edit_rename_variable (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_buildspec_edit_remove_variable (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_buildspec_edit_set_artifact    (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_buildspec_edit_rename_artifact (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_buildspec_edit_remove_artifact (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_buildspec_edit_set_reports     (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_buildspec_edit_set_entry       (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_buildspec_edit_remove_entry    (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_buildspec_edit_set_cache       (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_buildspec_edit_remove_cache    (PlrDialectEditor *self,
                                             GError          **error);

G_END_DECLS
