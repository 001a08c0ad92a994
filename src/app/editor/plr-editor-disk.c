/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-editor"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-editor-private.h"

/* What other programs do with the file that is shown: without changes here it is loaded again, else whoever edits decides. */

static void
take_text (PlrEditor  *self,
           const char *text)
{
  gtk_revealer_set_reveal_child (self->changed, FALSE);
  plr_document_take_disk_text (self->document, text);
  plr_editor_show_message (self, _("Loaded again; undo brings the changes back"));
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PlrEditor) self = PLR_EDITOR (user_data);
  PlrDocument *document = PLR_DOCUMENT (object);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = plr_document_check_disk_finish (document, result, &error);

  /* What cannot be read now, as in the middle of a checkout, is told when it is saved. */
  if (error != NULL || document != self->document)
    return;

  /* Our own saving is seen, too, before the document knows that it is saved. */
  if (text == NULL || g_str_equal (text, plr_document_get_text (document, NULL)))
    gtk_revealer_set_reveal_child (self->changed, FALSE);
  else if (plr_document_get_modified (document))
    gtk_revealer_set_reveal_child (self->changed, TRUE);
  else
    take_text (self, text);
}

static void
file_changed_cb (PlrEditor *self)
{
  if (self->document != NULL && plr_document_get_path (self->document) != NULL)
    plr_document_check_disk_async (self->document, self->cancellable, looked_cb, g_object_ref (self));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PlrEditor) self = PLR_EDITOR (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = plr_document_check_disk_finish (PLR_DOCUMENT (object), result, &error);

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    plr_editor_fail (self, _("The definition is not loaded"), error);
  else if (text != NULL && PLR_DOCUMENT (object) == self->document)
    take_text (self, text);
  else
    gtk_revealer_set_reveal_child (self->changed, FALSE);
}

/* Takes what the file has now; undo brings back what was done here. */
void
plr_editor_load_disk (PlrEditor *self)
{
  if (self->document != NULL && plr_document_get_path (self->document) != NULL)
    plr_document_check_disk_async (self->document, self->cancellable, loaded_cb, g_object_ref (self));
}

/* Follows the file of the document that is shown, or of none. */
void
plr_editor_watch_disk (PlrEditor *self)
{
  const char *path = self->document != NULL ? plr_document_get_path (self->document) : NULL;
  g_autofree char *watched = NULL;
  g_autoptr(GFile) file = NULL;

  if (self->monitor != NULL)
    watched = g_strdup (g_object_get_data (G_OBJECT (self->monitor), "path"));
  if (g_strcmp0 (path, watched) == 0)
    return;

  g_clear_object (&self->monitor);
  gtk_revealer_set_reveal_child (self->changed, FALSE);
  if (path == NULL)
    return;

  /* Where files cannot be watched, saving still finds out. */
  file = g_file_new_for_path (path);
  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor == NULL)
    return;

  g_object_set_data_full (G_OBJECT (self->monitor), "path", g_strdup (path), g_free);
  g_signal_connect_object (self->monitor, "changed", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
  file_changed_cb (self);
}
