/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-document.h"

G_BEGIN_DECLS

/**
 * PlrSimulateView:
 *
 * What an event would make of each job of a document, and which line decides it. It follows the document while it can be seen.
 *
 * Signals: `place-activated (const char *path, guint line)`: somebody wants to see the line that decides.
 */
#define PLR_TYPE_SIMULATE_VIEW (plr_simulate_view_get_type ())

G_DECLARE_FINAL_TYPE (PlrSimulateView, plr_simulate_view, PLR, SIMULATE_VIEW, AdwBin)

GtkWidget *plr_simulate_view_new          (void);
void       plr_simulate_view_set_document (PlrSimulateView *self,
                                           PlrDocument     *document);

G_END_DECLS
