/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect-editor.h"
#include "plr-pipeliner-private.h"

G_BEGIN_DECLS

/* plr-pipeliner-editor.c */
PlrYamlNode       *plr_pipeliner_editor_find_stages   (PlrDialectEditor *self);
PlrYamlNode       *plr_pipeliner_editor_find_stage    (PlrDialectEditor *self,
                                                       const char       *id,
                                                       GError          **error);
PlrDialectListForm plr_pipeliner_editor_get_list_form (PlrDialectEditor *self,
                                                       PlrYamlNode      *map,
                                                       const char       *key);

/* plr-pipeliner-edit-stages.c, -edit-stage.c, -edit-parts.c: what each edit does, FALSE with an error */
gboolean plr_pipeliner_edit_add_stage       (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_remove_stage    (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_rename_stage    (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_duplicate_stage (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_move_stage      (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_add_need        (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_remove_need     (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_references      (PlrDialectEditor *self,
                                             const char       *only,
                                             const char       *from,
                                             const char       *artifact,
                                             const char       *to,
                                             GError          **error);
gboolean plr_pipeliner_edit_set_pipeline    (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_set_stage       (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_set_stage_list  (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_add_step        (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_remove_step     (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_move_step       (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_set_step        (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_set_variable    (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_rename_variable (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_remove_variable (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_set_artifact    (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_rename_artifact (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_remove_artifact (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_set_axis        (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_remove_axis     (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_pipeliner_edit_duplicate_step (PlrDialectEditor *self,
                                            GError          **error);
gboolean plr_pipeliner_edit_set_entry (PlrDialectEditor *self,
                                       GError          **error);
gboolean plr_pipeliner_edit_remove_entry (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_pipeliner_edit_set_cache (PlrDialectEditor *self,
                                       GError          **error);
gboolean plr_pipeliner_edit_remove_cache (PlrDialectEditor *self,
                                          GError          **error);
gboolean plr_pipeliner_edit_set_row (PlrDialectEditor *self,
                                     GError          **error);
gboolean plr_pipeliner_edit_remove_row (PlrDialectEditor *self,
                                        GError          **error);
gboolean plr_pipeliner_edit_set_trigger (PlrDialectEditor *self,
                                         GError          **error);
gboolean plr_pipeliner_edit_set_input (PlrDialectEditor *self,
                                       GError          **error);
gboolean plr_pipeliner_edit_remove_trigger (PlrDialectEditor *self,
                                            GError          **error);
gboolean plr_pipeliner_edit_set_engine (PlrDialectEditor *self,
                                        PlrYamlNode      *owner,
                                        const char       *field,
                                        const char       *text,
                                        GError          **error);

G_END_DECLS
