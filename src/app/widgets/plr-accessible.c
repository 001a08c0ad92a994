/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-accessible"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-accessible.h"

void
plr_accessible_set_label (GtkWidget  *widget,
                          const char *label)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
is_picture (GtkWidget *button)
{
  GtkWidget *child = gtk_widget_get_first_child (button);

  return child == NULL || GTK_IS_IMAGE (child) || (GTK_IS_MENU_BUTTON (button) && gtk_menu_button_get_label (GTK_MENU_BUTTON (button)) == NULL);
}

static void
name_button (GtkWidget  *button,
             const char *tooltip)
{
  if (GTK_IS_BUTTON (button) && gtk_button_get_label (GTK_BUTTON (button)) != NULL)
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL); /* the child says it, without underscore */
  else if (tooltip != NULL && is_picture (button))
    plr_accessible_set_label (button, tooltip);
  else if (gtk_widget_has_css_class (button, "close"))
    plr_accessible_set_label (button, _("Close"));
}

static void
name_buttons (GtkWidget  *widget,
              const char *inherited)
{
  const char *own = gtk_widget_get_tooltip_text (widget);
  const char *tooltip = own != NULL ? own : inherited;
  gboolean is_menu_button = GTK_IS_MENU_BUTTON (widget);

  if (is_menu_button || GTK_IS_BUTTON (widget))
    name_button (widget, tooltip);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    name_buttons (child, is_menu_button ? tooltip : NULL);
}

/*
 * Gives every button in @root the name that a person sees: GTK takes the name of the type for a picture without a label, and for a
 * label with a mnemonic the underscore, too.
 */
void
plr_accessible_name_buttons (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  name_buttons (root, NULL);
}
