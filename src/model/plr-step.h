/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-enums.h"
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
 * - `id`: what others name it by, or `NULL`
 * - `uses`: the action that it is instead of a script, or `NULL`
 * - `arguments`: what that action is given
 * - `condition`: under which it runs, in the words of the dialect, or `NULL`
 * - `when`: on which outcome of the steps before it runs
 * - `allow-failure`: whether the stage goes on after its failure
 * - `timeout-us`: how long it may take, in microseconds; 0 for no limit of its own
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
const char *plr_step_get_id (PlrStep *self);
void plr_step_set_id (PlrStep    *self,
                      const char *id);
const char *plr_step_get_uses (PlrStep *self);
void plr_step_set_uses (PlrStep    *self,
                        const char *uses);
GListModel *plr_step_get_arguments (PlrStep *self);
void plr_step_add_argument (PlrStep     *self,
                            PlrVariable *variable);
const char *plr_step_get_condition (PlrStep *self);
void plr_step_set_condition (PlrStep    *self,
                             const char *condition);
PlrStageWhen plr_step_get_when (PlrStep *self);
void plr_step_set_when (PlrStep     *self,
                        PlrStageWhen when);
gboolean plr_step_get_allow_failure (PlrStep *self);
void plr_step_set_allow_failure (PlrStep *self,
                                 gboolean allow_failure);
gint64 plr_step_get_timeout_us (PlrStep *self);
void plr_step_set_timeout_us (PlrStep *self,
                              gint64   timeout_us);
gint64 plr_step_get_offset (PlrStep *self);
void plr_step_set_offset (PlrStep *self,
                          gint64   offset);
gint64 plr_step_get_length (PlrStep *self);
void plr_step_set_length (PlrStep *self,
                          gint64   length);
void plr_step_assign (PlrStep *self,
                      PlrStep *other);

G_END_DECLS
