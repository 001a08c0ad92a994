/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plr-run.h"

G_BEGIN_DECLS

#define PLR_TYPE_RUN_ROW (plr_run_row_get_type ())

G_DECLARE_FINAL_TYPE (PlrRunRow, plr_run_row, PLR, RUN_ROW, GtkWidget)

GtkWidget *plr_run_row_new     (void);
void       plr_run_row_set_run (PlrRunRow *self,
                                PlrRun    *run);

G_END_DECLS
