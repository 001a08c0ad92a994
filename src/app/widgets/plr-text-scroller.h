/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void plr_text_scroller_set_up (GtkScrolledWindow *scroller);

G_END_DECLS
