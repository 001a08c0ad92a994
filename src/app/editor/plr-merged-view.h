/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-document.h"

G_BEGIN_DECLS

/**
 * PlrMergedView:
 *
 * The whole configuration of a document with what it includes, templates and defaults, each key with the place that it comes from.
 * It follows the document while it can be seen.
 *
 * Signals: `place-activated (const char *path, guint line)`: somebody wants to see where a line comes from.
 */
#define PLR_TYPE_MERGED_VIEW (plr_merged_view_get_type ())

G_DECLARE_FINAL_TYPE (PlrMergedView, plr_merged_view, PLR, MERGED_VIEW, AdwBin)

GtkWidget *plr_merged_view_new          (void);
void       plr_merged_view_set_document (PlrMergedView *self,
                                         PlrDocument   *document);

G_END_DECLS
