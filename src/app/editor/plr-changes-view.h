/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-document.h"

G_BEGIN_DECLS

/**
 * PlrChangesView:
 *
 * In what a document differs from its file, from the last commit or from another revision: as a graph, and as text. It follows the
 * document while it can be seen.
 *
 * Signals: `stage-activated (const char *stage)`: somebody wants to see a stage that changed.
 */
#define PLR_TYPE_CHANGES_VIEW (plr_changes_view_get_type ())

G_DECLARE_FINAL_TYPE (PlrChangesView, plr_changes_view, PLR, CHANGES_VIEW, AdwBin)

GtkWidget *plr_changes_view_new          (void);
void       plr_changes_view_set_document (PlrChangesView *self,
                                          PlrDocument    *document);

G_END_DECLS
