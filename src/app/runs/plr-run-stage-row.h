/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plr-run-stage.h"

G_BEGIN_DECLS

GtkWidget   *plr_run_stage_row_new       (PlrRunStage *stage);
PlrRunStage *plr_run_stage_row_get_stage (GtkListBoxRow *row);
void         plr_run_stage_row_tick      (GtkListBoxRow *row);

G_END_DECLS
