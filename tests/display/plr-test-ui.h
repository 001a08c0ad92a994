/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef gboolean (*PlrTestCondition) (gpointer data);

/* Real events, through the X server: what a person's hand would do. Coordinates are those of the widget. */
void plr_test_ui_init    (int    *argc,
                          char ***argv);
gboolean plr_test_wait   (PlrTestCondition condition,
                          gpointer         data);
void plr_test_settle     (GtkWidget *widget);
void plr_test_pointer    (GtkWidget *widget,
                          double     x,
                          double     y);
void plr_test_button     (guint    button,
                          gboolean down);
void plr_test_click      (GtkWidget *widget,
                          double     x,
                          double     y,
                          guint      button);
void plr_test_drag       (GtkWidget *from,
                          double     from_x,
                          double     from_y,
                          GtkWidget *to,
                          double     to_x,
                          double     to_y);
void plr_test_key        (guint           keyval,
                          GdkModifierType modifiers);
void plr_test_hold       (guint    keyval,
                          gboolean down);
void plr_test_type       (const char *text);
void plr_test_shot       (GtkWidget  *widget,
                          const char *name);
void plr_test_shot_screen (GtkWidget  *widget,
                           const char *name);
GtkWidget *plr_test_find (GtkWidget  *root,
                          const char *type,
                          const char *text);

G_END_DECLS
