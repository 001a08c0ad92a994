/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-enums.h"

G_BEGIN_DECLS

/**
 * PlrEdit:
 *
 * One change of a pipeline, as a person thinks of it. A dialect turns it into patches of the text.
 *
 * Make one with the constructors below.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `kind`: what it does; the other properties mean what is said there
 * - `stage`: the id of the stage that it is about, or `NULL` for the pipeline
 * - `target`: a second id, or the name of a variable, artifact or axis
 * - `field`: the name of a property of what it changes
 * - `event`: of an input: the engine’s word for the event that asks for it, with `/secrets` or `/outputs` behind it for those; `NULL` for what is asked whatever the event
 * - `value`: the new value; `NULL` removes
 * - `values`: the new values; `NULL` removes
 * - `index`: a position, or -1
 * - `position`: a second position, or -1
 * - `optional`: of an artifact
 */
#define PLR_TYPE_EDIT (plr_edit_get_type ())

G_DECLARE_FINAL_TYPE (PlrEdit, plr_edit, PLR, EDIT, GObject)

PlrEdit *plr_edit_new (PlrEditKind kind,
                       const char *stage);
PlrEditKind plr_edit_get_kind (PlrEdit *self);
void plr_edit_set_kind (PlrEdit    *self,
                        PlrEditKind kind);
const char *plr_edit_get_stage (PlrEdit *self);
void plr_edit_set_stage (PlrEdit    *self,
                         const char *stage);
const char *plr_edit_get_target (PlrEdit *self);
void plr_edit_set_target (PlrEdit    *self,
                          const char *target);
const char *plr_edit_get_field (PlrEdit *self);
void plr_edit_set_field (PlrEdit    *self,
                         const char *field);
const char *plr_edit_get_event (PlrEdit *self);
void plr_edit_set_event (PlrEdit    *self,
                         const char *event);
const char *plr_edit_get_value (PlrEdit *self);
void plr_edit_set_value (PlrEdit    *self,
                         const char *value);
const char *const *plr_edit_get_values (PlrEdit *self);
void plr_edit_set_values (PlrEdit           *self,
                          const char *const *values);
int plr_edit_get_index (PlrEdit *self);
void plr_edit_set_index (PlrEdit *self,
                         int      index);
int plr_edit_get_position (PlrEdit *self);
void plr_edit_set_position (PlrEdit *self,
                            int      position);
gboolean plr_edit_get_optional (PlrEdit *self);
void plr_edit_set_optional (PlrEdit *self,
                            gboolean optional);
void plr_edit_assign (PlrEdit *self,
                      PlrEdit *other);
PlrEdit *plr_edit_new_add_stage (const char        *id,
                                 const char        *name,
                                 const char *const *needs);
PlrEdit *plr_edit_new_remove_stage (const char *stage);
PlrEdit *plr_edit_new_rename_stage (const char *stage,
                                    const char *new_id);
PlrEdit *plr_edit_new_duplicate_stage (const char *stage,
                                       const char *new_id);
PlrEdit *plr_edit_new_set_stage (const char *stage,
                                 const char *field,
                                 const char *value);
PlrEdit *plr_edit_new_set_stage_list (const char        *stage,
                                      const char        *field,
                                      const char *const *values);
PlrEdit *plr_edit_new_need (const char *stage,
                            const char *need,
                            gboolean    add);
PlrEdit *plr_edit_new_add_step (const char *stage,
                                const char *run,
                                int         index);
PlrEdit *plr_edit_new_remove_step (const char *stage,
                                   int         index);
PlrEdit *plr_edit_new_move_step (const char *stage,
                                 int         index,
                                 int         position);
PlrEdit *plr_edit_new_set_step (const char *stage,
                                int         index,
                                const char *field,
                                const char *value);
PlrEdit *plr_edit_new_set_variable (const char *stage,
                                    int         step,
                                    const char *name,
                                    const char *value);
PlrEdit *plr_edit_new_rename_variable (const char *stage,
                                       int         step,
                                       const char *name,
                                       const char *new_name);
PlrEdit *plr_edit_new_remove_variable (const char *stage,
                                       int         step,
                                       const char *name);
PlrEdit *plr_edit_new_set_artifact (const char        *stage,
                                    const char        *name,
                                    const char *const *paths,
                                    gboolean           optional);
PlrEdit *plr_edit_new_rename_artifact (const char *stage,
                                       const char *name,
                                       const char *new_name);
PlrEdit *plr_edit_new_remove_artifact (const char *stage,
                                       const char *name);
PlrEdit *plr_edit_new_set_entry (const char *stage,
                                 int         step,
                                 const char *field,
                                 const char *name,
                                 const char *value);
PlrEdit *plr_edit_new_set_trigger (const char        *event,
                                   const char        *field,
                                   const char *const *values);
PlrEdit *plr_edit_new_set_input (const char        *event,
                                 const char        *name,
                                 const char        *field,
                                 const char *const *values);
PlrEdit *plr_edit_new_replace_text (gsize       offset_bytes,
                                    const char *old,
                                    const char *new);
const char *plr_edit_get_title (PlrEdit *self);

G_END_DECLS
