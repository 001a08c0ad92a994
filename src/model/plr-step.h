/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-variable.h"

G_BEGIN_DECLS

/**
 * PlrStep:
 *
 * One script of a stage.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `name`: what it is called, or `NULL`
 * - `run`: the script
 * - `shell`: `sh` or `bash`; `NULL` for the default
 * - `directory`: relative to the workspace; `NULL` for its root
 * - `environment`: variables of this step alone
 * - `offset`: where in the text it stands, in bytes, or -1
 * - `length`: how long it is there, in bytes
 */
#define PLR_TYPE_STEP (plr_step_get_type ())

G_DECLARE_FINAL_TYPE (PlrStep, plr_step, PLR, STEP, GObject)

PlrStep *plr_step_new (const char *run);
const char *plr_step_get_name (PlrStep *self);
void plr_step_set_name (PlrStep    *self,
                        const char *name);
const char *plr_step_get_run (PlrStep *self);
void plr_step_set_run (PlrStep    *self,
                       const char *run);
const char *plr_step_get_shell (PlrStep *self);
void plr_step_set_shell (PlrStep    *self,
                         const char *shell);
const char *plr_step_get_directory (PlrStep *self);
void plr_step_set_directory (PlrStep    *self,
                             const char *directory);
GListModel *plr_step_get_environment (PlrStep *self);
void plr_step_add_variable (PlrStep     *self,
                            PlrVariable *variable);
gint64 plr_step_get_offset (PlrStep *self);
void plr_step_set_offset (PlrStep *self,
                          gint64   offset);
gint64 plr_step_get_length (PlrStep *self);
void plr_step_set_length (PlrStep *self,
                          gint64   length);
void plr_step_assign (PlrStep *self,
                      PlrStep *other);

G_END_DECLS
