/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-unsaved"

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "plr-document.h"
#include "plr-unsaved.h"

typedef struct
{
  GPtrArray     *documents;
  PlrUnsavedFunc func;
  gpointer       user_data;
  GDestroyNotify destroy;
} Asking;

static void
asking_free (Asking *asking)
{
  g_ptr_array_unref (asking->documents);
  if (asking->destroy != NULL)
    asking->destroy (asking->user_data);
  g_free (asking);
}

static void save_next (Asking *asking);

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Asking *asking = user_data;
  g_autoptr(GError) error = NULL;

  if (plr_document_save_finish (PLR_DOCUMENT (object), result, &error))
    {
      save_next (asking);
      return;
    }
  asking->func (error, asking->user_data);
  asking_free (asking);
}

/* One after another: what cannot be saved stays, and so does the window. */
static void
save_next (Asking *asking)
{
  if (asking->documents->len > 0)
    {
      g_autoptr(PlrDocument) document = g_object_ref (g_ptr_array_index (asking->documents, 0));

      g_ptr_array_remove_index (asking->documents, 0);
      plr_document_save_async (document, NULL, NULL, saved_cb, asking);
      return;
    }
  asking->func (NULL, asking->user_data);
  asking_free (asking);
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             Asking           *asking)
{
  if (g_str_equal (response, "save"))
    {
      save_next (asking);
      return;
    }
  if (g_str_equal (response, "discard"))
    asking->func (NULL, asking->user_data);
  asking_free (asking);
}

/* The names of what is not saved, one a line. */
static char *
describe (GPtrArray *documents)
{
  g_autoptr(GString) text = NULL;

  text = g_string_new (ngettext ("This definition has changes that are not saved. They are lost if they are discarded.",
                                 "These definitions have changes that are not saved. They are lost if they are discarded.",
                                 documents->len));
  g_string_append_c (text, '\n');
  for (guint i = 0; i < documents->len; i++)
    {
      const char *path = plr_document_get_path (g_ptr_array_index (documents, i));
      g_autofree char *name = path != NULL ? g_filename_display_basename (path) : g_strdup (_("Not saved yet"));

      g_string_append_printf (text, "\n%s", name);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * plr_unsaved_ask:
 * @parent: the window that they are shown in
 * @documents: (element-type PlrDocument): what is not saved, each with a path
 * @func: called at once if they are none, else after the answer
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Asks what becomes of changes before they would be lost.
 */
void
plr_unsaved_ask (GtkWindow     *parent,
                 GPtrArray     *documents,
                 PlrUnsavedFunc func,
                 gpointer       user_data,
                 GDestroyNotify destroy)
{
  Asking *asking;
  g_autofree char *text = NULL;
  GtkWidget *dialog;

  g_return_if_fail (GTK_IS_WINDOW (parent));
  g_return_if_fail (documents != NULL);

  asking = g_new0 (Asking, 1);
  asking->documents = g_ptr_array_copy (documents, (GCopyFunc)(void (*)(void))g_object_ref, NULL);
  g_ptr_array_set_free_func (asking->documents, g_object_unref);
  asking->func = func;
  asking->user_data = user_data;
  asking->destroy = destroy;
  if (documents->len == 0)
    {
      save_next (asking);
      return;
    }

  text = describe (documents);
  dialog = adw_message_dialog_new (parent, _("Save Changes?"), text);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"), "discard", _("_Discard"), "save", _("_Save"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (response_cb), asking);
  gtk_window_present (GTK_WINDOW (dialog));
}
