/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-export-dialog"

#include "config.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "plr-export-dialog.h"
#include "plr-export-target.h"
#include "plr-file.h"
#include "plr-text-scroller.h"
#include "plr-utf8.h"
#include "plr-words.h"

#define MAX_REST 500 /* rows; the whole report is that of pipelinerctl convert */

struct _PlrExportDialog
{
  AdwWindow parent_instance;

  PlrDocument       *document;
  char              *work_dir;
  GArray            *targets; /* of PlrExportTarget */
  char              *exported;
  GCancellable      *cancellable; /* of the conversion that goes on, or NULL */

  AdwToastOverlay   *toasts;
  AdwComboRow       *target_row;
  GtkImage          *verdict_icon;
  GtkLabel          *verdict;
  GtkScrolledWindow *losses_scroller;
  GtkListBox        *losses;
  GtkSourceView     *text;
};

G_DEFINE_FINAL_TYPE (PlrExportDialog, plr_export_dialog, ADW_TYPE_WINDOW)

enum {
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const PlrExportTarget *
plr_export_dialog_get_target (PlrExportDialog *self)
{
  guint selected = adw_combo_row_get_selected (self->target_row);

  return selected < self->targets->len ? &g_array_index (self->targets, PlrExportTarget, selected) : NULL;
}

static GtkWidget *
loss_row_new (PlrProblem *loss)
{
  g_autofree char *message = plr_utf8_escape (plr_problem_get_message (loss), -1);
  g_autofree char *hint = plr_utf8_escape (plr_problem_get_hint (loss), -1);
  g_autofree char *title = g_markup_escape_text (message, -1);
  g_autofree char *subtitle = g_markup_escape_text (hint, -1);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *icon = gtk_image_new_from_icon_name (plr_severity_get_icon_name (plr_problem_get_severity (loss)));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_tooltip_text (icon, plr_severity_get_word (plr_problem_get_severity (loss)));
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  if (plr_problem_get_line (loss) > 0)
    {
      g_autofree char *place = g_strdup_printf (_("line %u"), plr_problem_get_line (loss));
      GtkWidget *label = gtk_label_new (place);

      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_add_css_class (label, "caption");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
    }

  return row;
}

static gboolean
is_loss (PlrProblem *problem)
{
  return plr_problem_get_severity (problem) != PLR_SEVERITY_INFO;
}

/* What stays, or nearly stays, is there for whoever wants to look; the rows are made then. */
static void
show_rest (AdwExpanderRow *row)
{
  GListModel *report = g_object_get_data (G_OBJECT (row), "report");
  guint n_rows = 0;

  if (!adw_expander_row_get_expanded (row) || report == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (report) && n_rows < MAX_REST; i++)
    {
      g_autoptr(PlrProblem) line = g_list_model_get_item (report, i);

      if (!is_loss (line))
        {
          adw_expander_row_add_row (row, loss_row_new (line));
          n_rows++;
        }
    }
  g_object_set_data (G_OBJECT (row), "report", NULL);
}

static GtkWidget *
rest_row_new (GListModel *report,
              guint       n_rest)
{
  GtkWidget *row = adw_expander_row_new ();
  g_autofree char *title = g_strdup_printf (ngettext ("%u thing stays as it is, or nearly", "%u things stay as they are, or nearly",
                                                      n_rest), n_rest);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_object_set_data_full (G_OBJECT (row), "report", g_object_ref (report), g_object_unref);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (show_rest), NULL);

  return row;
}

static guint
plr_export_dialog_list_report (PlrExportDialog *self,
                               GListModel      *report)
{
  GtkWidget *child;
  guint n_lines = g_list_model_get_n_items (report);
  guint n_losses = 0;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->losses))) != NULL)
    gtk_list_box_remove (self->losses, child);

  for (guint i = 0; i < n_lines; i++)
    {
      g_autoptr(PlrProblem) line = g_list_model_get_item (report, i);

      if (!is_loss (line))
        continue;
      if (n_losses++ < MAX_REST)
        gtk_list_box_append (self->losses, loss_row_new (line));
    }
  if (n_lines > n_losses)
    gtk_list_box_append (self->losses, rest_row_new (report, n_lines - n_losses));

  return n_losses;
}

static void
plr_export_dialog_show (PlrExportDialog *self,
                        GListModel      *report,
                        const GError    *error)
{
  const PlrExportTarget *target = plr_export_dialog_get_target (self);
  guint n_losses = plr_export_dialog_list_report (self, report);
  g_autofree char *verdict = NULL;

  if (self->exported == NULL)
    verdict = g_strdup (error->message);
  else if (n_losses == 0)
    verdict = g_strdup_printf (_("%s can say all of it"), target->name);
  else
    verdict = g_strdup_printf (ngettext ("%s cannot say %u thing as it is", "%s cannot say %u things as they are", n_losses),
                               target->name, n_losses);
  gtk_label_set_label (self->verdict, verdict);
  gtk_image_set_from_icon_name (self->verdict_icon, self->exported == NULL ? "dialog-error-symbolic" :
                                n_losses == 0 ? "plr-state-succeeded-symbolic" : "dialog-warning-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self->losses_scroller), g_list_model_get_n_items (report) > 0);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)),
                            self->exported != NULL ? self->exported : "", -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.copy", self->exported != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.save", self->exported != NULL);
}

static void
converted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PlrExportDialog) self = PLR_EXPORT_DIALOG (user_data);
  g_autoptr(GListStore) report = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = plr_document_convert_finish (PLR_DOCUMENT (object), result, &report, &error);

  /* Another dialect was chosen meanwhile, or the dialog is closed. */
  if (g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;

  g_clear_object (&self->cancellable);
  g_free (self->exported);
  self->exported = g_steal_pointer (&text);
  plr_export_dialog_show (self, G_LIST_MODEL (report), error);
}

static void
plr_export_dialog_stop (PlrExportDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
plr_export_dialog_export (PlrExportDialog *self)
{
  const PlrExportTarget *target = plr_export_dialog_get_target (self);

  plr_export_dialog_stop (self);
  if (target == NULL)
    return;

  self->cancellable = g_cancellable_new ();
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.copy", FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "export.save", FALSE);
  gtk_label_set_label (self->verdict, _("Converting…"));
  gtk_image_set_from_icon_name (self->verdict_icon, "plr-state-running-symbolic");
  plr_document_convert_async (self->document, target->id, self->cancellable, converted_cb, g_object_ref (self));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *param)
{
  PlrExportDialog *self = PLR_EXPORT_DIALOG (widget);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->exported);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Copied")));
}

typedef struct
{
  char *path;
  char *text;
} Save;

static void
save_free (gpointer data)
{
  Save *save = data;

  g_free (save->path);
  g_free (save->text);
  g_free (save);
}

static void
save_worker (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Save *save = task_data;
  g_autofree char *folder = g_path_get_dirname (save->path);
  g_autoptr(GError) error = NULL;

  (void)g_mkdir_with_parents (folder, 0755); /* what went wrong shows in the save */
  if (plr_file_save (save->path, save->text, -1, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PlrExportDialog *self = PLR_EXPORT_DIALOG (object);
  g_autoptr(GError) error = NULL;
  g_autofree char *title = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      Save *save = g_task_get_task_data (G_TASK (result));

      g_signal_emit (self, signals[SAVED], 0, save->path);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  title = g_markup_escape_text (error->message, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (title));
}

static void
file_chosen_cb (GtkNativeDialog *chooser,
                int              response,
                PlrExportDialog *self)
{
  g_autoptr(GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (file != NULL && g_file_peek_path (file) != NULL)
    {
      g_autoptr(GTask) task = g_task_new (self, NULL, saved_cb, NULL);
      Save *save = g_new0 (Save, 1);

      save->path = g_strdup (g_file_peek_path (file));
      save->text = g_strdup (self->exported);
      g_task_set_source_tag (task, save_worker);
      g_task_set_task_data (task, save, save_free);
      g_task_run_in_thread (task, save_worker);
    }
  g_object_unref (chooser);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *param)
{
  PlrExportDialog *self = PLR_EXPORT_DIALOG (widget);
  const PlrExportTarget *target = plr_export_dialog_get_target (self);
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new (_("Save the Exported Definition"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  g_autofree char *path = g_build_filename (self->work_dir != NULL ? self->work_dir : g_get_home_dir (), target->file_name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name_only = g_path_get_basename (path);
  g_autoptr(GFile) folder_file = NULL;

  /* A folder that is not there yet cannot be shown: the work tree is, and the folder is made when the file is saved. */
  folder_file = g_file_new_for_path (g_file_test (folder, G_FILE_TEST_IS_DIR) ? folder : self->work_dir);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (chooser), folder_file, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (chooser), name_only);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
follow_style_cb (PlrExportDialog *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme =
    gtk_source_style_scheme_manager_get_scheme (gtk_source_style_scheme_manager_get_default (), dark ? "Adwaita-dark" : "Adwaita");

  gtk_source_buffer_set_style_scheme (GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text))), scheme);
}

static void
plr_export_dialog_dispose (GObject *object)
{
  PlrExportDialog *self = PLR_EXPORT_DIALOG (object);

  plr_export_dialog_stop (self);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (plr_export_dialog_parent_class)->dispose (object);
}

static void
plr_export_dialog_finalize (GObject *object)
{
  PlrExportDialog *self = PLR_EXPORT_DIALOG (object);

  g_clear_pointer (&self->targets, g_array_unref);
  g_clear_pointer (&self->work_dir, g_free);
  g_clear_pointer (&self->exported, g_free);

  G_OBJECT_CLASS (plr_export_dialog_parent_class)->finalize (object);
}

static void
plr_export_dialog_class_init (PlrExportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = plr_export_dialog_dispose;
  object_class->finalize = plr_export_dialog_finalize;

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/plr-export-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrExportDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, PlrExportDialog, target_row);
  gtk_widget_class_bind_template_child (widget_class, PlrExportDialog, verdict_icon);
  gtk_widget_class_bind_template_child (widget_class, PlrExportDialog, verdict);
  gtk_widget_class_bind_template_child (widget_class, PlrExportDialog, losses_scroller);
  gtk_widget_class_bind_template_child (widget_class, PlrExportDialog, losses);
  gtk_widget_class_bind_template_child (widget_class, PlrExportDialog, text);
  gtk_widget_class_install_action (widget_class, "export.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "export.save", NULL, save_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
plr_export_dialog_init (PlrExportDialog *self)
{
  GtkSourceLanguage *language =
    gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "yaml");

  gtk_widget_init_template (GTK_WIDGET (self));
  plr_text_scroller_set_up (GTK_SCROLLED_WINDOW (gtk_widget_get_parent (GTK_WIDGET (self->text))));

  gtk_source_buffer_set_language (GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text))), language);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (follow_style_cb), self, G_CONNECT_SWAPPED);
  follow_style_cb (self);
}

/**
 * plr_export_dialog_new:
 * @parent: above which window it is shown
 * @document: what to export
 * @work_dir: (type filename) (nullable): where its repository is
 *
 * Returns: (transfer none): the dialog, not shown yet
 */
GtkWidget *
plr_export_dialog_new (GtkWindow   *parent,
                       PlrDocument *document,
                       const char  *work_dir)
{
  PlrExportDialog *self = g_object_new (PLR_TYPE_EXPORT_DIALOG, "transient-for", parent, NULL);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  g_set_object (&self->document, document);
  self->work_dir = g_strdup (work_dir);
  self->targets = plr_export_target_list (plr_document_get_dialect (document));
  for (guint i = 0; i < self->targets->len; i++)
    gtk_string_list_append (names, g_array_index (self->targets, PlrExportTarget, i).name);
  adw_combo_row_set_model (self->target_row, G_LIST_MODEL (names));
  g_signal_connect_object (self->target_row, "notify::selected", G_CALLBACK (plr_export_dialog_export), self, G_CONNECT_SWAPPED);
  plr_export_dialog_export (self);

  return GTK_WIDGET (self);
}
