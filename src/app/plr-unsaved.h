/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * PlrUnsavedFunc:
 * @error: (nullable): why something could not be saved; nothing else was then saved either, and nothing is to be given up
 * @user_data: what was passed along
 *
 * Called when nothing is left to be lost, or when saving failed; not if the person wants to go back.
 */
typedef void (*PlrUnsavedFunc) (const GError *error,
                                gpointer      user_data);

void plr_unsaved_ask (GtkWindow     *parent,
                      GPtrArray     *documents,
                      PlrUnsavedFunc func,
                      gpointer       user_data,
                      GDestroyNotify destroy);

G_END_DECLS
