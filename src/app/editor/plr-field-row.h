/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * PlrFieldRow:
 *
 * One line of text that a model has: what is typed is handed over on Return and when the keyboard leaves; Escape takes it back. While it is
 * typed in, a change of the model does not disturb it.
 *
 * Signals: `commit (const char *text) → gboolean`: whether the model took it.
 */
#define PLR_TYPE_FIELD_ROW (plr_field_row_get_type ())

G_DECLARE_FINAL_TYPE (PlrFieldRow, plr_field_row, PLR, FIELD_ROW, AdwEntryRow)

GtkWidget *plr_field_row_new       (const char  *title);
void       plr_field_row_set_value (PlrFieldRow *self,
                                    const char  *value);
void       plr_field_row_commit    (PlrFieldRow *self);
void       plr_field_show_error    (GtkWidget  *field,
                                    const char *message);

G_END_DECLS
