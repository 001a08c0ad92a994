/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeliner-private.h"

G_BEGIN_DECLS

/* One edit at work: steps, each of which sees the text that the one before it left. A node is good until the next step. */
typedef struct
{
  PlrEdit     *edit;
  PlrYaml     *before;
  PlrYaml     *tree;
  GPtrArray   *patches;   /* from the text before to that of the tree */
  GPtrArray   *pending;   /* of the tree: the last step, not applied yet */
} PlrPipelinerEditor;

/* plr-pipeliner-editor.c */
gboolean      plr_pipeliner_editor_take     (PlrPipelinerEditor *self,
                                             GPtrArray          *patches,
                                             GError            **error);
gboolean      plr_pipeliner_editor_refresh  (PlrPipelinerEditor *self,
                                             GError            **error);
PlrYamlNode  *plr_pipeliner_editor_get_root (PlrPipelinerEditor *self);
PlrYamlNode  *plr_pipeliner_editor_find_stages (PlrPipelinerEditor *self);
PlrYamlNode  *plr_pipeliner_editor_find_stage (PlrPipelinerEditor *self,
                                               const char         *id,
                                               GError            **error);
gboolean      plr_pipeliner_editor_find_own (PlrYamlNode  *map,
                                             const char   *key,
                                             PlrYamlNode **value,
                                             GError      **error);
gboolean      plr_pipeliner_editor_put      (PlrPipelinerEditor *self,
                                             PlrYamlNode        *map,
                                             const char         *key,
                                             PlrYamlValue       *value,
                                             GError            **error);
gboolean      plr_pipeliner_editor_drop     (PlrPipelinerEditor *self,
                                             PlrYamlNode        *map,
                                             const char         *key,
                                             GError            **error);
gboolean      plr_pipeliner_editor_drop_entry (PlrPipelinerEditor *self,
                                               PlrYamlNode        *owner,
                                               const char         *map,
                                               const char         *key,
                                               const char         *message,
                                               GError            **error);
gboolean      plr_pipeliner_editor_put_list (PlrPipelinerEditor *self,
                                             PlrYamlNode        *map,
                                             const char         *key,
                                             const char *const  *values,
                                             PlrYamlEditFlags    flags,
                                             GError            **error);
char        **plr_pipeliner_editor_get_list (PlrYamlNode *map,
                                             const char  *key);
PlrYamlValue *plr_pipeliner_editor_new_text (const char *text);

/* plr-pipeliner-edit-stages.c, -edit-stage.c, -edit-parts.c: what each edit does, FALSE with an error */
gboolean plr_pipeliner_edit_add_stage       (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_remove_stage    (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_rename_stage    (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_duplicate_stage (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_move_stage      (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_add_need        (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_remove_need     (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_references      (PlrPipelinerEditor *self,
                                             const char         *only,
                                             const char         *from,
                                             const char         *artifact,
                                             const char         *to,
                                             GError            **error);
gboolean plr_pipeliner_edit_set_pipeline    (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_set_stage       (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_set_stage_list  (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_add_step        (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_remove_step     (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_move_step       (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_set_step        (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_set_variable    (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_rename_variable (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_remove_variable (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_set_artifact    (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_rename_artifact (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_remove_artifact (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_set_axis        (PlrPipelinerEditor *self,
                                             GError            **error);
gboolean plr_pipeliner_edit_remove_axis     (PlrPipelinerEditor *self,
                                             GError            **error);

G_END_DECLS
