/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-editor"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-editor-private.h"
#include "plr-engine-error.h"
#include "plr-export-dialog.h"

void
plr_editor_show_message (PlrEditor  *self,
                         const char *text)
{
  AdwToast *toast = adw_toast_new ("");
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_set_title (toast, escaped);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static GtkWindow *
get_window (PlrEditor *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
undo_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PlrEditor *self = PLR_EDITOR (widget);

  if (self->document == NULL)
    return;
  plr_editor_commit (self);
  if (g_str_equal (name, "editor.undo"))
    plr_document_undo (self->document);
  else
    plr_document_redo (self->document);
}

static void
overwrite_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PlrEditor) self = PLR_EDITOR (user_data);
  g_autoptr(GError) error = NULL;

  if (plr_document_save_finish (PLR_DOCUMENT (object), result, &error))
    g_signal_emit_by_name (self, "saved");
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    plr_editor_fail (self, _("The definition is not saved"), error);
}

static void
conflict_response_cb (PlrEditor  *self,
                      const char *response)
{
  if (self->document == NULL)
    return;

  if (g_str_equal (response, "overwrite"))
    plr_document_overwrite_async (self->document, NULL, self->cancellable, overwrite_cb, g_object_ref (self));
  else if (g_str_equal (response, "reload"))
    plr_editor_load_disk (self);
}

/* Nothing is overwritten in silence, whichever side the changes are on. */
static void
ask_conflict (PlrEditor *self)
{
  GtkWidget *dialog = adw_message_dialog_new (get_window (self), _("The File Has Changed"),
                                              _("Another program changed the definition after it was opened here. Saving replaces "
                                                "those changes; loading takes them, and undo brings back what was done here."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "cancel", _("_Cancel"),
                                    "reload", _("_Load"),
                                    "overwrite", _("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "overwrite", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (conflict_response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(PlrEditor) self = PLR_EDITOR (user_data);
  g_autoptr(GError) error = NULL;

  if (plr_document_save_finish (PLR_DOCUMENT (object), result, &error))
    g_signal_emit_by_name (self, "saved");
  else if (g_error_matches (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_CHANGED))
    ask_conflict (self);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    plr_editor_fail (self, _("The definition is not saved"), error);
}

static void
chooser_response_cb (PlrEditor *self,
                     int        response)
{
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT && self->document != NULL)
    {
      g_autofree char *path = NULL;

      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (self->chooser));
      path = g_file_get_path (file);
      /* The chooser has asked already whether to replace. */
      plr_document_overwrite_async (self->document, path, self->cancellable, overwrite_cb, g_object_ref (self));
    }
  g_clear_object (&self->chooser);
}

static void
load_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  plr_editor_load_disk (PLR_EDITOR (widget));
}

static void
save_as_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  PlrEditor *self = PLR_EDITOR (widget);
  const char *path;

  if (self->document == NULL)
    return;

  plr_editor_commit (self);
  path = plr_document_get_path (self->document);
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Save As"), get_window (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  if (path != NULL)
    {
      g_autoptr(GFile) file = g_file_new_for_path (path);

      (void)gtk_file_chooser_set_file (GTK_FILE_CHOOSER (self->chooser), file, NULL);
    }
  else
    {
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), "pipeliner.yml");
    }
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chooser_response_cb), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PlrEditor *self = PLR_EDITOR (widget);

  if (self->document == NULL)
    return;
  plr_editor_commit (self);
  if (plr_document_get_path (self->document) == NULL)
    save_as_action (widget, name, parameter);
  else if (plr_document_get_modified (self->document))
    plr_document_save_async (self->document, NULL, self->cancellable, saved_cb, g_object_ref (self));
}

static void
exported_cb (PlrEditor  *self,
             const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *text = g_strdup_printf (_("Exported to %s"), shown);

  plr_editor_show_message (self, text);
}

static void
export_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PlrEditor *self = PLR_EDITOR (widget);
  GtkWidget *dialog;

  if (self->document == NULL)
    return;

  plr_editor_commit (self);
  dialog = plr_export_dialog_new (get_window (self), self->document,
                                  self->project != NULL ? plr_project_get_work_dir (self->project) : NULL);
  g_signal_connect_object (dialog, "saved", G_CALLBACK (exported_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
toggle_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PlrEditor *self = PLR_EDITOR (widget);

  if (g_str_equal (name, "editor.toggle-palette"))
    adw_flap_set_reveal_flap (self->left_flap, !adw_flap_get_reveal_flap (self->left_flap));
  else if (g_str_equal (name, "editor.toggle-inspector"))
    adw_flap_set_reveal_flap (self->right_flap, !adw_flap_get_reveal_flap (self->right_flap));
  else
    gtk_widget_set_visible (self->drawer, !gtk_widget_get_visible (self->drawer));
}

static void
show_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  plr_editor_show_drawer_page (PLR_EDITOR (widget), name + strlen ("editor.show-"));
}

static void
find_template_action (GtkWidget  *widget,
                      const char *name,
                      GVariant   *parameter)
{
  PlrEditor *self = PLR_EDITOR (widget);

  adw_flap_set_reveal_flap (self->left_flap, TRUE);
  plr_palette_grab_search (self->palette);
}

static void
zoom_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  g_autofree char *forwarded = g_strconcat ("canvas.", name + strlen ("editor."), NULL);

  gtk_widget_activate_action_variant (GTK_WIDGET (PLR_EDITOR (widget)->canvas), forwarded, NULL);
}

void
plr_editor_actions_update (PlrEditor *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean open = self->document != NULL;

  gtk_widget_action_set_enabled (widget, "editor.undo", open && plr_document_can_undo (self->document));
  gtk_widget_action_set_enabled (widget, "editor.redo", open && plr_document_can_redo (self->document));
  /* Also without a change: what is being typed in the inspector is one as soon as it is handed over. */
  gtk_widget_action_set_enabled (widget, "editor.save", open);
  gtk_widget_action_set_enabled (widget, "editor.save-as", open);
  gtk_widget_action_set_enabled (widget, "editor.export", open &&
                                 plr_document_get_valid (self->document));
  g_signal_emit_by_name (self, "actions-changed");
}

void
plr_editor_actions_class_init (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "editor.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "editor.redo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "editor.load", NULL, load_action);
  gtk_widget_class_install_action (widget_class, "editor.save-as", NULL, save_as_action);
  gtk_widget_class_install_action (widget_class, "editor.export", NULL, export_action);
  gtk_widget_class_install_action (widget_class, "editor.toggle-palette", NULL, toggle_action);
  gtk_widget_class_install_action (widget_class, "editor.toggle-inspector", NULL, toggle_action);
  gtk_widget_class_install_action (widget_class, "editor.toggle-drawer", NULL, toggle_action);
  gtk_widget_class_install_action (widget_class, "editor.show-code", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "editor.show-problems", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "editor.show-changes", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "editor.show-merged", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "editor.show-simulate", NULL, show_action);
  gtk_widget_class_install_action (widget_class, "editor.find-template", NULL, find_template_action);
  gtk_widget_class_install_action (widget_class, "editor.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "editor.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "editor.zoom-reset", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "editor.zoom-fit", NULL, zoom_action);

  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "editor.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_y, GDK_CONTROL_MASK, "editor.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "editor.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.save-as", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "editor.export", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, 0, "editor.toggle-palette", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F9, GDK_SHIFT_MASK, "editor.toggle-inspector", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_j, GDK_CONTROL_MASK, "editor.toggle-drawer", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "editor.find-template", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.show-changes", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.show-merged", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.show-simulate", NULL);
}
