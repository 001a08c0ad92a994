/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-document.h"

G_BEGIN_DECLS

/**
 * PlrStepRow:
 *
 * A step of a stage: its script, and folded away what else it has.
 *
 * Signals: `changed (const char *field, const char *value) → gboolean`, `move (int by)`, `remove ()`,
 * `argument (const char *old_name, const char *name, const char *value) → gboolean`: new without an old name, gone without a new one.
 */
#define PLR_TYPE_STEP_ROW (plr_step_row_get_type ())

G_DECLARE_FINAL_TYPE (PlrStepRow, plr_step_row, PLR, STEP_ROW, AdwPreferencesRow)

GtkWidget *plr_step_row_new        (void);
void       plr_step_row_set_step   (PlrStepRow  *self,
                                    PlrDocument *document,
                                    PlrStep     *step,
                                    guint        index,
                                    guint        n_steps);
void       plr_step_row_grab_script (PlrStepRow *self);

G_END_DECLS
