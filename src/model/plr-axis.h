/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PlrAxis:
 *
 * One axis of a matrix: a variable and the values that it takes in turn.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `name`: the variable
 * - `values`: its values, in the order of the definition
 */
#define PLR_TYPE_AXIS (plr_axis_get_type ())

G_DECLARE_FINAL_TYPE (PlrAxis, plr_axis, PLR, AXIS, GObject)

PlrAxis *plr_axis_new (const char *name,
                       const char *const *values);
const char *plr_axis_get_name (PlrAxis *self);
void plr_axis_set_name (PlrAxis    *self,
                        const char *name);
const char *const *plr_axis_get_values (PlrAxis *self);
void plr_axis_set_values (PlrAxis           *self,
                          const char *const *values);
void plr_axis_assign (PlrAxis *self,
                      PlrAxis *other);

G_END_DECLS
