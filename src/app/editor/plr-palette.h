/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-stage-template.h"

G_BEGIN_DECLS

/**
 * PlrPalette:
 *
 * The stages that can be added: to drag onto the drawing, or to activate.
 *
 * Signals: `chosen (PlrStageTemplate *item)`.
 */
#define PLR_TYPE_PALETTE (plr_palette_get_type ())

G_DECLARE_FINAL_TYPE (PlrPalette, plr_palette, PLR, PALETTE, AdwBin)

GtkWidget *plr_palette_new         (void);
void       plr_palette_grab_search (PlrPalette *self);

G_END_DECLS
