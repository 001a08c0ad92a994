/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-artifact-row"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-artifact-row.h"
#include "plr-utf8.h"

static void
copy_clicked_cb (GtkButton      *button,
                 PlrRunArtifact *artifact)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), plr_run_artifact_get_sha256 (artifact));
}

static void
show_items_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autofree char *folder = user_data;
  g_autoptr(GVariant) answer = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *uri = NULL;

  /* Where no file manager answers, the desktop opens the folder with whatever it has. */
  answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);
  if (answer == NULL && (uri = g_filename_to_uri (folder, NULL, NULL)) != NULL)
    g_app_info_launch_default_for_uri_async (uri, NULL, NULL, NULL, NULL);
}

static void
open_clicked_cb (GtkButton      *button,
                 PlrRunArtifact *artifact)
{
  const char *file = plr_run_artifact_get_file (artifact);
  GDBusConnection *bus = g_application_get_dbus_connection (g_application_get_default ());
  g_autofree char *uri = g_filename_to_uri (file, NULL, NULL);
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *folder_uri = g_filename_to_uri (folder, NULL, NULL);
  const char *uris[] = { uri, NULL };

  if (bus != NULL)
    g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                            "org.freedesktop.FileManager1", "ShowItems", g_variant_new ("(^ass)", uris, ""),
                            NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, show_items_cb, g_steal_pointer (&folder));
  else
    g_app_info_launch_default_for_uri_async (folder_uri, NULL, NULL, NULL, NULL);
}

static GtkWidget *
flat_button_new (const char *icon_name,
                 const char *tooltip)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  plr_accessible_name_buttons (button);

  return button;
}

/**
 * plr_artifact_row_new:
 * @artifact: a file that a run made
 *
 * Returns: a row with its path, size and digest, which can be copied, and a way to the file manager
 */
GtkWidget *
plr_artifact_row_new (PlrRunArtifact *artifact)
{
  g_autofree char *path = plr_utf8_escape (plr_run_artifact_get_path (artifact), -1);
  g_autofree char *name = plr_utf8_escape (plr_run_artifact_get_name (artifact), -1);
  g_autofree char *stage = plr_utf8_escape (plr_run_artifact_get_stage (artifact), -1);
  g_autofree char *size = g_format_size ((guint64)plr_run_artifact_get_size_bytes (artifact));
  const char *sha256 = plr_run_artifact_get_sha256 (artifact);
  g_autofree char *what = g_strdup_printf (_("%s of %s · %s · SHA-256 %s"), name, stage, size, sha256 != NULL ? sha256 : "–");
  g_autofree char *title = g_markup_escape_text (path, -1);
  g_autofree char *subtitle = g_markup_escape_text (what, -1);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *copy = flat_button_new ("edit-copy-symbolic", _("Copy the SHA-256"));
  GtkWidget *open = flat_button_new ("folder-open-symbolic", _("Show in the File Manager"));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_icon_name (ADW_ACTION_ROW (row), "plr-artifact-symbolic");
  gtk_widget_set_sensitive (copy, sha256 != NULL);
  gtk_widget_set_sensitive (open, plr_run_artifact_get_file (artifact) != NULL);
  g_signal_connect_data (copy, "clicked", G_CALLBACK (copy_clicked_cb), g_object_ref (artifact),
                         (GClosureNotify)(void (*)(void))g_object_unref, 0);
  g_signal_connect_data (open, "clicked", G_CALLBACK (open_clicked_cb), g_object_ref (artifact),
                         (GClosureNotify)(void (*)(void))g_object_unref, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), copy);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), open);

  return row;
}
