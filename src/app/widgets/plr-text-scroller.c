/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-text-scroller"

#include "config.h"

#include "plr-text-scroller.h"

/**
 * plr_text_scroller_set_up:
 * @scroller: what a text view scrolls in
 *
 * A text view of GTK 4.8 measures lines while it is painted, and so moves the scroll bar in the middle of a frame. One that is painted
 * after it is then left out of that frame, with a warning. Here the bars stand beside the text, and are painted before it.
 */
void
plr_text_scroller_set_up (GtkScrolledWindow *scroller)
{
  GtkWidget *child;

  g_return_if_fail (GTK_IS_SCROLLED_WINDOW (scroller));

  child = gtk_scrolled_window_get_child (scroller);
  g_return_if_fail (child != NULL);

  gtk_scrolled_window_set_overlay_scrolling (scroller, FALSE);
  gtk_widget_insert_before (child, GTK_WIDGET (scroller), NULL);
}
