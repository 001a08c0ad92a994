/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PlrVariable:
 *
 * A name and a value, as a process finds it in its environment; or what a person or caller is asked, with its default.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `name`: the name
 * - `secret`: the name of the secret that its value comes from, or `NULL`
 * - `description`: of an input: what a person is told, or `NULL`
 * - `input-type`: of an input: its type in the words of the dialect, or `NULL`
 * - `options`: of an input: the values to choose from, or `NULL`
 * - `required`: of an input: whether there must be one
 * - `value`: the value
 */
#define PLR_TYPE_VARIABLE (plr_variable_get_type ())

G_DECLARE_FINAL_TYPE (PlrVariable, plr_variable, PLR, VARIABLE, GObject)

PlrVariable *plr_variable_new (const char *name,
                               const char *value);
const char *plr_variable_get_name (PlrVariable *self);
void plr_variable_set_name (PlrVariable *self,
                            const char  *name);
const char *plr_variable_get_secret (PlrVariable *self);
void plr_variable_set_secret (PlrVariable *self,
                              const char  *secret);
const char *plr_variable_get_description (PlrVariable *self);
void plr_variable_set_description (PlrVariable *self,
                                   const char  *description);
const char *plr_variable_get_input_type (PlrVariable *self);
void plr_variable_set_input_type (PlrVariable *self,
                                  const char  *input_type);
const char *const *plr_variable_get_options (PlrVariable *self);
void plr_variable_set_options (PlrVariable        *self,
                               const char  *const *options);
gboolean plr_variable_get_required (PlrVariable *self);
void plr_variable_set_required (PlrVariable *self,
                                gboolean     required);
const char *plr_variable_get_value (PlrVariable *self);
void plr_variable_set_value (PlrVariable *self,
                             const char  *value);
void plr_variable_assign (PlrVariable *self,
                          PlrVariable *other);

G_END_DECLS
