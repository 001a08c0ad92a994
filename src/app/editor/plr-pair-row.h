/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * PlrPairRow:
 *
 * A name and what it stands for: a variable, an artifact, an axis of a matrix.
 *
 * Signals, each with whether the model took it: `rename (const char *name)`, `value (const char *value)`, `optional (gboolean)`; and `remove ()`.
 */
#define PLR_TYPE_PAIR_ROW (plr_pair_row_get_type ())

G_DECLARE_FINAL_TYPE (PlrPairRow, plr_pair_row, PLR, PAIR_ROW, AdwPreferencesRow)

GtkWidget  *plr_pair_row_new          (const char *name_title,
                                       const char *value_title,
                                       gboolean    with_optional);
const char *plr_pair_row_get_value (PlrPairRow *self);
const char *plr_pair_row_get_name     (PlrPairRow *self);
void        plr_pair_row_set          (PlrPairRow *self,
                                       const char *name,
                                       const char *value,
                                       gboolean    optional);
void        plr_pair_row_grab_name    (PlrPairRow *self);

G_END_DECLS
