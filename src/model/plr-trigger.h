/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-enums.h"
#include "plr-variable.h"

G_BEGIN_DECLS

/**
 * PlrTrigger:
 *
 * An event that starts a pipeline.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `event`: what starts the pipeline
 * - `name`: the word that the engine has for it
 * - `branches`: patterns of the branches that it looks at, or `NULL` for all
 * - `branches-ignored`: patterns of those that it does not, or `NULL`
 * - `tags`: patterns of tags, or `NULL`
 * - `tags-ignored`: patterns of tags that it does not look at, or `NULL`
 * - `paths`: patterns of files of which one must have changed, or `NULL`
 * - `paths-ignored`: patterns of files that do not count as changed, or `NULL`
 * - `types`: which activities of the event, or `NULL` for the usual ones
 * - `schedule`: when, as five fields of cron, or `NULL`
 * - `inputs`: what a person or caller is asked, with the default of each
 * - `outputs`: what a caller gets back
 * - `secrets`: the secrets that a caller hands over
 * - `line`: its line in the text, from 1, or 0
 */
#define PLR_TYPE_TRIGGER (plr_trigger_get_type ())

G_DECLARE_FINAL_TYPE (PlrTrigger, plr_trigger, PLR, TRIGGER, GObject)

PlrTrigger *plr_trigger_new (PlrTriggerEvent  event,
                             const char      *name);
PlrTriggerEvent plr_trigger_get_event (PlrTrigger *self);
void plr_trigger_set_event (PlrTrigger     *self,
                            PlrTriggerEvent event);
const char *plr_trigger_get_name (PlrTrigger *self);
void plr_trigger_set_name (PlrTrigger *self,
                           const char *name);
const char *const *plr_trigger_get_branches (PlrTrigger *self);
void plr_trigger_set_branches (PlrTrigger        *self,
                               const char *const *branches);
const char *const *plr_trigger_get_branches_ignored (PlrTrigger *self);
void plr_trigger_set_branches_ignored (PlrTrigger        *self,
                                       const char *const *branches_ignored);
const char *const *plr_trigger_get_tags (PlrTrigger *self);
void plr_trigger_set_tags (PlrTrigger        *self,
                           const char *const *tags);
const char *const *plr_trigger_get_tags_ignored (PlrTrigger *self);
void plr_trigger_set_tags_ignored (PlrTrigger        *self,
                                   const char *const *tags_ignored);
const char *const *plr_trigger_get_paths (PlrTrigger *self);
void plr_trigger_set_paths (PlrTrigger        *self,
                            const char *const *paths);
const char *const *plr_trigger_get_paths_ignored (PlrTrigger *self);
void plr_trigger_set_paths_ignored (PlrTrigger        *self,
                                    const char *const *paths_ignored);
const char *const *plr_trigger_get_types (PlrTrigger *self);
void plr_trigger_set_types (PlrTrigger        *self,
                            const char *const *types);
const char *plr_trigger_get_schedule (PlrTrigger *self);
void plr_trigger_set_schedule (PlrTrigger *self,
                               const char *schedule);
GListModel *plr_trigger_get_inputs (PlrTrigger *self);
void plr_trigger_add_input (PlrTrigger  *self,
                            PlrVariable *variable);
GListModel *plr_trigger_get_outputs (PlrTrigger *self);
void plr_trigger_add_output (PlrTrigger  *self,
                             PlrVariable *variable);
GListModel *plr_trigger_get_secrets (PlrTrigger *self);
void plr_trigger_add_secret (PlrTrigger  *self,
                             PlrVariable *variable);
guint plr_trigger_get_line (PlrTrigger *self);
void plr_trigger_set_line (PlrTrigger *self,
                           guint       line);
void plr_trigger_assign (PlrTrigger *self,
                         PlrTrigger *other);

G_END_DECLS
