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

/* What the button says, without the underscore of its mnemonic; for a picture, what its tooltip says. */
static char *
dup_button_name (GtkWidget  *button,
                 const char *tooltip)
{
  const char *label = GTK_IS_BUTTON (button) ? gtk_button_get_label (GTK_BUTTON (button)) : NULL;
  char *name = NULL;

  if (label != NULL && gtk_button_get_use_underline (GTK_BUTTON (button)))
    pango_parse_markup (label, -1, '_', NULL, &name, NULL, NULL);
  else if (label == NULL && tooltip != NULL)
    name = g_strdup (tooltip);
  else if (label == NULL && gtk_widget_has_css_class (button, "close"))
    name = g_strdup (_("Close"));

  return name;
}

static void
name_buttons (GtkWidget  *widget,
              const char *inherited)
{
  const char *own = gtk_widget_get_tooltip_text (widget);
  const char *tooltip = own != NULL ? own : inherited;
  gboolean is_menu_button = GTK_IS_MENU_BUTTON (widget);
  g_autofree char *name = NULL;

  if ((is_menu_button || GTK_IS_BUTTON (widget)) && (name = dup_button_name (widget, tooltip)) != NULL)
    plr_accessible_set_label (widget, name);

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
