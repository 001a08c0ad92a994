/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-pipeline.h"

G_BEGIN_DECLS

/**
 * PlrOutline:
 *
 * The stages as a list: where there is no room for the drawing, and for whoever cannot see it.
 *
 * Signals: `activated (const char *stage)`.
 */
#define PLR_TYPE_OUTLINE (plr_outline_get_type ())

G_DECLARE_FINAL_TYPE (PlrOutline, plr_outline, PLR, OUTLINE, AdwBin)

GtkWidget *plr_outline_new          (void);
void       plr_outline_set_pipeline (PlrOutline  *self,
                                     PlrPipeline *pipeline);

G_END_DECLS
