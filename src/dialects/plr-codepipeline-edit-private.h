/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-aws-edit-private.h"
#include "plr-codepipeline-private.h"

G_BEGIN_DECLS

/* The file, and the action that an edit is about. */
typedef struct
{
  PlrYamlNode           *root;
  gboolean               is_template;
  GArray                *roots;   /* of PlrCodepipelineRoot */
  GPtrArray             *actions;
  PlrCodepipelineAction *action;  /* NULL for an edit of the pipeline */
  PlrYamlNode           *pipeline;
} PlrCodepipelinePlace;

/* A word as the file has it. */
#define WORD(place, word) plr_codepipeline_get_word ((place)->is_template, word)

/* plr-codepipeline-edit-place.c */
void          plr_codepipeline_place_clear    (PlrCodepipelinePlace *place);
gboolean      plr_codepipeline_edit_find      (PlrDialectEditor     *self,
                                               const char           *id,
                                               PlrCodepipelinePlace *place,
                                               GError              **error);
gboolean      plr_codepipeline_edit_find_action (PlrDialectEditor     *self,
                                                 const char           *id,
                                                 PlrCodepipelinePlace *place,
                                                 GError              **error);
gboolean      plr_codepipeline_edit_refresh   (PlrDialectEditor     *self,
                                               const char           *id,
                                               PlrCodepipelinePlace *place,
                                               GError              **error);
PlrCodepipelineAction *
plr_codepipeline_edit_find_other (PlrCodepipelinePlace *place,
                                  const char           *id);
PlrYamlValue *plr_codepipeline_edit_new_text  (PlrCodepipelinePlace *place,
                                               PlrYamlNode          *old,
                                               const char           *text);
gboolean      plr_codepipeline_edit_put_text  (PlrDialectEditor     *self,
                                               PlrCodepipelinePlace *place,
                                               PlrYamlNode          *map,
                                               const char *const    *path,
                                               const char           *text,
                                               GError              **error);
gboolean      plr_codepipeline_edit_put_number (PlrDialectEditor     *self,
                                                PlrCodepipelinePlace *place,
                                                PlrYamlNode          *map,
                                                const char           *word,
                                                guint                 number,
                                                GError              **error);
char         *plr_codepipeline_edit_dup       (PlrCodepipelinePlace *place,
                                               PlrYamlNode          *map,
                                               const char           *word);
gboolean      plr_codepipeline_edit_find_named (PlrCodepipelinePlace *place,
                                                PlrYamlNode          *owner,
                                                const char           *list,
                                                const char           *name,
                                                PlrYamlNode         **item,
                                                GError              **error);
gboolean      plr_codepipeline_edit_add_named (PlrDialectEditor     *self,
                                               PlrCodepipelinePlace *place,
                                               PlrYamlNode          *owner,
                                               const char           *list,
                                               PlrYamlValue         *item,
                                               GError              **error);
gboolean      plr_codepipeline_edit_is_v2     (PlrCodepipelinePlace *place,
                                               GError              **error);

/* plr-codepipeline-edit-parts.c: what each edit does, FALSE with an error */
gboolean plr_codepipeline_edit_add_step        (PlrDialectEditor *self,
                                                GError          **error);
gboolean plr_codepipeline_edit_step            (PlrDialectEditor *self,
                                                GError          **error);
gboolean plr_codepipeline_edit_set_step        (PlrDialectEditor *self,
                                                GError          **error);
gboolean plr_codepipeline_edit_variable        (PlrDialectEditor *self,
                                                GError          **error);
gboolean plr_codepipeline_edit_input        (PlrDialectEditor *self,
                                             GError          **error);
gboolean plr_codepipeline_edit_set_artifact    (PlrDialectEditor *self,
                                                GError          **error);
gboolean plr_codepipeline_edit_rename_artifact (PlrDialectEditor *self,
                                                GError          **error);
gboolean plr_codepipeline_edit_remove_artifact (PlrDialectEditor *self,
                                                GError          **error);
gboolean plr_codepipeline_edit_set_inputs      (PlrDialectEditor     *self,
                                                PlrCodepipelinePlace *place,
                                                const char *const    *values,
                                                GError              **error);
gboolean plr_codepipeline_edit_drop_input      (PlrDialectEditor *self,
                                                const char       *id,
                                                const char       *artifact,
                                                GError          **error);
gboolean plr_codepipeline_edit_entry           (PlrDialectEditor *self,
                                                GError          **error);

/* plr-codepipeline-conditions.c */
gboolean plr_codepipeline_edit_condition       (PlrDialectEditor     *self,
                                                PlrCodepipelinePlace *place,
                                                const char           *text,
                                                GError              **error);

/* plr-codepipeline-edit-triggers.c */
gboolean plr_codepipeline_edit_set_trigger     (PlrDialectEditor *self,
                                                GError          **error);
gboolean plr_codepipeline_edit_remove_trigger  (PlrDialectEditor *self,
                                                GError          **error);
gboolean plr_codepipeline_edit_has_trigger     (PlrCodepipelinePlace *place);
gboolean plr_codepipeline_edit_rename_source   (PlrDialectEditor *self,
                                                const char       *id,
                                                const char       *name,
                                                const char       *new_name,
                                                GError          **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrCodepipelinePlace, plr_codepipeline_place_clear)

G_END_DECLS
