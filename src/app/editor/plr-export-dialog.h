/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-document.h"

G_BEGIN_DECLS

/**
 * PlrExportDialog:
 *
 * A definition in the dialect of another engine: what that cannot say comes first, then the text, to copy or to save.
 *
 * Signals: `saved (const char *path)`: the text is in that file
 */
#define PLR_TYPE_EXPORT_DIALOG (plr_export_dialog_get_type ())

G_DECLARE_FINAL_TYPE (PlrExportDialog, plr_export_dialog, PLR, EXPORT_DIALOG, AdwWindow)

GtkWidget *plr_export_dialog_new (GtkWindow   *parent,
                                  PlrDocument *document,
                                  const char  *work_dir);

G_END_DECLS
