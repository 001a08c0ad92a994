/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-resources"

#include "config.h"

#include <adwaita.h>

#include "plr-app-resources.h"
#include "plr-resources.h"

static void
load_dark_cb (AdwStyleManager *manager,
              GParamSpec      *pspec,
              GtkCssProvider  *provider)
{
  gtk_css_provider_load_from_resource (provider, adw_style_manager_get_dark (manager)
                                       ? "/org/example/Pipeliner/style-dark.css" : "/org/example/Pipeliner/empty.css");
}

/*
 * Makes icons and styles known to @display. An AdwApplication loads the styles by itself, from its resource path; this is for windows
 * without one, as in tests: call it once a display, before the first widget.
 */
void
plr_resources_load (GdkDisplay *display)
{
  g_autoptr(GtkCssProvider) provider = gtk_css_provider_new ();
  g_autoptr(GtkCssProvider) dark = gtk_css_provider_new ();
  AdwStyleManager *manager = adw_style_manager_get_for_display (display);

  g_resources_register (plr_app_get_resource ());
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (display), "/org/example/Pipeliner/icons");
  gtk_css_provider_load_from_resource (provider, "/org/example/Pipeliner/style.css");
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (dark), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (load_dark_cb), dark, 0);
  load_dark_cb (manager, NULL, dark);
}
