/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-window"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-document.h"
#include "plr-example.h"
#include "plr-recent.h"
#include "plr-unsaved.h"
#include "plr-utf8.h"
#include "plr-window-private.h"

/* What is there sooner shows no spinner: it would only flicker. */
#define LOADING_DELAY_MS 200

/* How much of the name of a repository shows in a narrow window, too. */
#define MIN_NAME_CHARS 10

/* A longer reason stands behind the button of the toast only. */
#define MAX_REASON_BYTES 90

G_DEFINE_FINAL_TYPE (PlrWindow, plr_window, ADW_TYPE_APPLICATION_WINDOW)

/**
 * plr_window_show_error:
 * @self: the window
 * @what: what could not be done, as a sentence
 * @error: why
 *
 * Says that something failed: short in a toast, with the reason where it fits, and in full behind its button.
 */
static void
error_details_cb (AdwToast *toast)
{
  GtkWindow *window = g_object_get_data (G_OBJECT (toast), "window");
  const char *what = g_object_get_data (G_OBJECT (toast), "what");
  const char *why = g_object_get_data (G_OBJECT (toast), "why");
  GtkWidget *dialog = adw_message_dialog_new (window, what, why);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

void
plr_window_show_error (PlrWindow    *self,
                       const char   *what,
                       const GError *error)
{
  g_autofree char *title = NULL;
  g_autofree char *why = NULL;
  AdwToast *toast;

  g_return_if_fail (PLR_IS_WINDOW (self));
  g_return_if_fail (what != NULL && error != NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  why = plr_utf8_make_valid (error->message, -1);
  if (strlen (why) <= MAX_REASON_BYTES && strchr (why, '\n') == NULL)
    title = g_markup_printf_escaped ("%s: %s", what, why);
  else
    title = g_markup_escape_text (what, -1);
  toast = adw_toast_new (title);
  adw_toast_set_button_label (toast, _("_Details"));
  adw_toast_set_timeout (toast, 0);
  g_object_set_data (G_OBJECT (toast), "window", self);
  g_object_set_data_full (G_OBJECT (toast), "what", g_strdup (what), g_free);
  g_object_set_data_full (G_OBJECT (toast), "why", g_steal_pointer (&why), g_free);
  g_signal_connect (toast, "button-clicked", G_CALLBACK (error_details_cb), NULL);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static gboolean
show_loading_cb (gpointer user_data)
{
  PlrWindow *self = user_data;

  self->loading_source = 0;
  gtk_stack_set_visible_child_name (self->faces, "loading");

  return G_SOURCE_REMOVE;
}

static void
plr_window_show_face (PlrWindow *self)
{
  g_clear_handle_id (&self->loading_source, g_source_remove);
  if (self->opening != NULL && self->project == NULL)
    self->loading_source = g_timeout_add (LOADING_DELAY_MS, show_loading_cb, self);
  else
    gtk_stack_set_visible_child_name (self->faces, self->project != NULL ? "project" : "welcome");
}

static void
plr_window_describe_project (PlrWindow *self)
{
  g_autofree char *name = plr_utf8_escape (plr_project_get_name (self->project), -1);
  g_autofree char *branch = plr_utf8_escape (plr_project_get_branch (self->project), -1);
  g_autofree char *subject = plr_utf8_escape (plr_project_get_commit_subject (self->project), -1);
  const char *commit_id = plr_project_get_commit_id (self->project);
  guint n_changes = plr_project_get_n_changes (self->project);
  g_autoptr(GString) commit = g_string_new (NULL);

  if (commit_id == NULL)
    g_string_append (commit, _("Nothing is committed yet. A run starts from a commit."));
  else
    g_string_append_printf (commit, "%.7s %s", commit_id, subject);
  if (n_changes > 0)
    {
      g_string_append_c (commit, '\n');
      g_string_append_printf (commit, ngettext ("%u uncommitted or untracked file",
                                                "%u uncommitted or untracked files", n_changes), n_changes);
    }

  gtk_label_set_label (self->repository_label, name);
  gtk_label_set_width_chars (self->repository_label, (int)MIN (g_utf8_strlen (name, -1), MIN_NAME_CHARS));
  gtk_label_set_label (self->branch_label, branch);
  gtk_label_set_label (self->commit_label, commit->str);
  gtk_window_set_title (GTK_WINDOW (self), name);
}

/* A repository without a definition offers to begin one. */
static void
plr_window_show_design (PlrWindow *self)
{
  gboolean none = self->project != NULL && plr_editor_get_document (self->editor) == NULL &&
                  g_list_model_get_n_items (plr_project_get_definitions (self->project)) == 0;

  gtk_stack_set_visible_child_name (self->design, none ? "none" : "editor");
}

static void
open_project_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PlrWindow) self = user_data;
  g_autoptr(PlrProject) project = NULL;
  g_autoptr(GError) error = NULL;

  project = plr_engine_open_project_finish (PLR_ENGINE (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->opening);
  if (project == NULL)
    {
      plr_window_show_face (self);
      plr_window_show_error (self, _("The repository cannot be opened"), error);
      return;
    }

  plr_window_set_run (self, NULL);
  if (g_set_object (&self->project, project))
    g_signal_connect_object (project, "notify", G_CALLBACK (plr_window_describe_project), self, G_CONNECT_SWAPPED);
  plr_window_describe_project (self);
  g_signal_connect_object (plr_project_get_definitions (project), "items-changed", G_CALLBACK (plr_window_show_design), self,
                           G_CONNECT_SWAPPED);
  plr_editor_set_project (self->editor, project);
  plr_runs_page_set_repository (self->runs, plr_project_get_work_dir (project));
  if (self->wanted != NULL)
    plr_editor_open_definition (self->editor, self->wanted);
  g_clear_pointer (&self->wanted, g_free);
  plr_window_update_run (self);
  plr_window_show_design (self);
  plr_window_show_face (self);
}

/**
 * plr_window_open_path:
 * @self: the window
 * @path: (type filename): a definition, or a directory in a repository
 *
 * Shows the repository that @path is in; for a file, with that definition.
 */
void
plr_window_open_path (PlrWindow  *self,
                      const char *path)
{
  g_return_if_fail (PLR_IS_WINDOW (self));
  g_return_if_fail (path != NULL);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = g_cancellable_new ();
  g_clear_pointer (&self->wanted, g_free);
  if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
    self->wanted = g_strdup (path);

  plr_engine_open_project_async (self->engine, path, self->opening, open_project_cb, g_object_ref (self));
  plr_window_show_face (self);
}

/* Returns: whether this is the window for @path: it shows that repository, or none yet */
gboolean
plr_window_accepts_path (PlrWindow  *self,
                         const char *path)
{
  const char *work_dir;
  gsize length;

  g_return_val_if_fail (PLR_IS_WINDOW (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (self->project == NULL)
    return self->opening == NULL;

  work_dir = plr_project_get_work_dir (self->project);
  length = strlen (work_dir);

  return strncmp (path, work_dir, length) == 0 && (path[length] == '\0' || path[length] == '/');
}

/* Another project is opened only when what is open was saved or given up. */
typedef struct
{
  PlrWindow *window;
  char      *path;   /* what to open then; NULL: close the window */
} Next;

static void
next_free (gpointer data)
{
  Next *next = data;

  g_object_unref (next->window);
  g_free (next->path);
  g_free (next);
}

static void
go_on (const GError *error,
       gpointer      user_data)
{
  Next *next = user_data;
  PlrWindow *self = next->window;

  if (error != NULL)
    {
      plr_window_show_error (self, _("The definition could not be saved"), error);
    }
  else if (next->path != NULL)
    {
      plr_window_open_path (self, next->path);
    }
  else
    {
      self->closing = TRUE;
      gtk_window_close (GTK_WINDOW (self));
    }
}

/* Asks about what would be lost, then goes on. */
static void
plr_window_ask_and_go_on (PlrWindow  *self,
                          const char *path)
{
  g_autoptr(GPtrArray) unsaved = plr_editor_dup_modified (self->editor);
  Next *next = g_new0 (Next, 1);

  next->window = g_object_ref (self);
  next->path = g_strdup (path);
  plr_unsaved_ask (GTK_WINDOW (self), unsaved, go_on, next, next_free);
}

/**
 * plr_window_open_from_outside:
 * @self: the window
 * @file: what another program asks for
 *
 * Opens it, unless it is open already; what is not saved is asked about first.
 */
void
plr_window_open_from_outside (PlrWindow *self,
                              GFile     *file)
{
  const char *path = g_file_peek_path (file);

  g_return_if_fail (PLR_IS_WINDOW (self));

  if (path == NULL)
    {
      g_autofree char *uri = g_file_get_uri (file);
      g_autofree char *text = g_strdup_printf (_("“%s” is not on this machine"), uri);
      g_autofree char *markup = g_markup_escape_text (text, -1);

      adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
      return;
    }
  if (self->project == NULL || g_strcmp0 (plr_project_get_work_dir (self->project), path) != 0)
    plr_window_ask_and_go_on (self, path);
}

static void
close_when_idle_cb (PlrWindow *self)
{
  if (!plr_engine_is_busy (self->engine))
    plr_window_ask_and_go_on (self, NULL);
}

/* The window goes when the last process has gone and its end is on record. */
static void
stop_response_cb (AdwMessageDialog *dialog,
                  const char       *response,
                  PlrWindow        *self)
{
  GListModel *runs = plr_engine_get_runs (self->engine);

  if (!g_str_equal (response, "stop"))
    return;

  g_signal_connect_object (plr_engine_get_local_runner (self->engine), "idle", G_CALLBACK (close_when_idle_cb), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    {
      g_autoptr(PlrRun) run = g_list_model_get_item (runs, i);

      if (plr_run_is_finished (run))
        continue;
      (void)plr_runner_stop (plr_engine_get_local_runner (self->engine), run, NULL); /* fails only if it has just ended */
    }
  close_when_idle_cb (self);
}

/* A run ends with the program, and so with its last window. */
static gboolean
plr_window_is_last (PlrWindow *self)
{
  GtkApplication *app = gtk_window_get_application (GTK_WINDOW (self));
  guint n_windows = 0;

  for (GList *l = app != NULL ? gtk_application_get_windows (app) : NULL; l != NULL; l = l->next)
    n_windows += PLR_IS_WINDOW (l->data);

  return n_windows <= 1;
}

static gboolean
plr_window_close_request (GtkWindow *window)
{
  PlrWindow *self = PLR_WINDOW (window);
  g_autoptr(GPtrArray) unsaved = plr_editor_dup_modified (self->editor);
  GtkWidget *dialog;

  if (!self->closing && plr_engine_is_busy (self->engine) && plr_window_is_last (self))
    {
      dialog = adw_message_dialog_new (window, _("Stop the Run?"),
                                       _("A run goes on. Closing the window stops it; its log up to then is kept."));
      adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                        "cancel", _("_Keep Running"), "stop", _("_Stop and Close"), NULL);
      adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "stop", ADW_RESPONSE_DESTRUCTIVE);
      adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
      adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
      g_signal_connect_object (dialog, "response", G_CALLBACK (stop_response_cb), self, 0);
      gtk_window_present (GTK_WINDOW (dialog));
      return TRUE;
    }
  if (!self->closing && unsaved->len > 0)
    {
      plr_window_ask_and_go_on (self, NULL);
      return TRUE;
    }

  return GTK_WINDOW_CLASS (plr_window_parent_class)->close_request (window);
}

static void
repository_chosen_cb (GtkNativeDialog *chooser,
                      int              response,
                      PlrWindow       *self)
{
  g_autoptr(GFile) folder = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (folder != NULL && g_file_peek_path (folder) != NULL)
    plr_window_ask_and_go_on (self, g_file_peek_path (folder));
  g_object_unref (chooser);
}

static void
plr_window_choose_folder (PlrWindow  *self,
                          const char *title,
                          const char *accept,
                          GCallback   chosen_cb)
{
  GtkFileChooserNative *chooser =
    gtk_file_chooser_native_new (title, GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, accept, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (chooser), TRUE);
  g_signal_connect_object (chooser, "response", chosen_cb, self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
open_repository_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *param)
{
  PlrWindow *self = PLR_WINDOW (widget);

  gtk_popover_popdown (self->repository_popover);
  plr_window_choose_folder (self, _("Open Repository"), _("_Open"), G_CALLBACK (repository_chosen_cb));
}

static void
new_pipeline_folder_cb (GtkNativeDialog *chooser,
                        int              response,
                        PlrWindow       *self)
{
  g_autoptr(GFile) folder = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
  if (folder != NULL && g_file_peek_path (folder) != NULL)
    {
      plr_window_open_path (self, g_file_peek_path (folder));
      self->wanted = g_strdup ("pipeliner.yml");
    }
  g_object_unref (chooser);
}

static void
new_pipeline_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *param)
{
  PlrWindow *self = PLR_WINDOW (widget);

  if (self->project != NULL)
    plr_editor_new_definition (self->editor);
  else
    plr_window_choose_folder (self, _("Repository of the New Pipeline"), _("_Choose"), G_CALLBACK (new_pipeline_folder_cb));
}

static void
example_created_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(PlrWindow) self = user_data;
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;

  if ((path = plr_example_create_finish (result, &error)) != NULL)
    plr_window_open_path (self, path);
  else
    plr_window_show_error (self, _("The example could not be copied"), error);
}

static void
open_example_action (GtkWidget  *widget,
                     const char *name,
                     GVariant   *param)
{
  const char *data_dir = g_getenv ("PLR_DATA_DIR");
  g_autofree char *source = g_build_filename (data_dir != NULL ? data_dir : PLR_PKGDATADIR, "example", NULL);
  g_autofree char *target = g_build_filename (g_get_user_data_dir (), "pipeliner", "example", NULL);

  plr_example_create_async (source, target, NULL, example_created_cb, g_object_ref (widget));
}

static void
show_view_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *param)
{
  PlrWindow *self = PLR_WINDOW (widget);

  if (self->project != NULL)
    adw_view_stack_set_visible_child_name (self->views, g_str_has_suffix (name, "runs") ? "runs" : "design");
}

static gboolean
plr_window_drop_cb (PlrWindow *self,
                    GValue    *value)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL || g_file_peek_path (files->data) == NULL)
    return FALSE;

  plr_window_ask_and_go_on (self, g_file_peek_path (files->data));

  return TRUE;
}

static void
plr_window_switch_row_activated_cb (PlrWindow     *self,
                                    GtkListBoxRow *row)
{
  const char *path = g_object_get_data (G_OBJECT (row), "path");

  gtk_popover_popdown (self->repository_popover);
  if (path != NULL)
    plr_window_ask_and_go_on (self, path);
}

static GtkWidget *
create_switch_row (gpointer item,
                   gpointer user_data)
{
  g_autofree char *name = plr_utf8_escape (plr_recent_get_name (item), -1);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (name);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_widget_set_tooltip_text (row, plr_recent_get_path (item));
  gtk_widget_set_sensitive (row, !plr_recent_get_missing (item));
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (plr_recent_get_path (item)), g_free);

  return row;
}

static void
forget_path_cb (PlrWindow  *self,
                const char *path)
{
  g_autofree char *copy = g_strdup (path);

  plr_engine_forget_recent (self->engine, copy);
}

static void
engine_failed_cb (PlrWindow *self,
                  GError    *error)
{
  plr_window_show_error (self, _("Something could not be recorded"), error);
}

/* The buttons of the header bar stand outside of the editor: what they ask for is handed down to it. */
static void
editor_action (GtkWidget  *widget,
               const char *name,
               GVariant   *param)
{
  gtk_widget_activate_action_variant (GTK_WIDGET (PLR_WINDOW (widget)->editor), name, param);
}

static void
editor_actions_changed_cb (PlrWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  PlrDocument *document = plr_editor_get_document (self->editor);

  gtk_widget_action_set_enabled (widget, "editor.undo", document != NULL && plr_document_can_undo (document));
  gtk_widget_action_set_enabled (widget, "editor.redo", document != NULL && plr_document_can_redo (document));
  gtk_widget_action_set_enabled (widget, "editor.save", document != NULL);
  gtk_widget_action_set_enabled (widget, "editor.save-as", document != NULL);
  gtk_widget_action_set_enabled (widget, "editor.show-changes", document != NULL);
  gtk_widget_action_set_enabled (widget, "editor.show-merged", document != NULL);
  gtk_widget_action_set_enabled (widget, "editor.show-simulate", document != NULL);
  gtk_widget_action_set_enabled (widget, "editor.export", document != NULL &&
                                 plr_document_get_valid (document));
  plr_window_update_run (self);
  plr_window_show_design (self);
}

static void
editor_failed_cb (PlrWindow  *self,
                  const char *what,
                  GError     *error)
{
  plr_window_show_error (self, what, error);
}

static void
show_button (AdwButtonContent *content,
             const char       *label,
             const char       *name,
             gboolean          narrow)
{
  GtkWidget *button = gtk_widget_get_parent (GTK_WIDGET (content));

  adw_button_content_set_label (content, narrow ? "" : label);
  if (narrow)
    plr_accessible_set_label (button, name);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static gboolean
show_narrow_cb (gpointer data)
{
  PlrWindow *self = data;
  gboolean narrow = adw_view_switcher_title_get_title_visible (self->switcher_title);

  self->narrow_source = 0;
  gtk_widget_set_visible (GTK_WIDGET (self->branch_label), !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->undo_box), !narrow);
  show_button (self->run_content, _("_Run"), _("Run"), narrow);
  show_button (self->stop_content, _("_Stop"), _("Stop"), narrow);

  return G_SOURCE_REMOVE;
}

/* A header bar that is short of room keeps what is needed. It finds out while it is laid out, when nothing may ask for another size. */
static void
title_visible_cb (PlrWindow *self)
{
  if (self->narrow_source == 0)
    self->narrow_source = g_idle_add (show_narrow_cb, self);
}

static void
view_changed_cb (PlrWindow *self)
{
  gboolean design = g_strcmp0 (adw_view_stack_get_visible_child_name (self->views), "design") == 0;

  gtk_widget_set_opacity (GTK_WIDGET (self->undo_box), design ? 1 : 0);
  gtk_widget_set_can_target (GTK_WIDGET (self->undo_box), design);
}

/* What another program did meanwhile shows when one comes back. */
static void
active_changed_cb (PlrWindow *self)
{
  if (self->project != NULL && gtk_window_is_active (GTK_WINDOW (self)))
    plr_project_refresh_async (self->project, NULL, NULL, NULL);
}

static void
plr_window_dispose (GObject *object)
{
  PlrWindow *self = PLR_WINDOW (object);

  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_handle_id (&self->loading_source, g_source_remove);
  g_clear_handle_id (&self->narrow_source, g_source_remove);
  g_clear_object (&self->run_signals);
  /* The editor still speaks while it goes. */
  if (self->editor != NULL)
    g_signal_handlers_disconnect_by_data (self->editor, self);
  g_clear_object (&self->opening);
  g_clear_object (&self->run);
  g_clear_object (&self->project);
  g_clear_object (&self->settings);
  g_clear_object (&self->engine);
  g_clear_pointer (&self->wanted, g_free);

  G_OBJECT_CLASS (plr_window_parent_class)->dispose (object);
}

static void
plr_window_class_init (PlrWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = plr_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = plr_window_close_request;

  g_type_ensure (PLR_TYPE_EDITOR);
  g_type_ensure (PLR_TYPE_RUNS_PAGE);
  g_type_ensure (PLR_TYPE_WELCOME);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/plr-window.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, faces);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, design);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, switcher_title);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, views);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, runs_view);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, editor);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, runs);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, repository_button);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, repository_popover);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, repository_label);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, branch_label);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, commit_label);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, switch_list);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, undo_box);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, run_stack);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, run_content);
  gtk_widget_class_bind_template_child (widget_class, PlrWindow, stop_content);
  gtk_widget_class_bind_template_callback (widget_class, plr_window_drop_cb);
  gtk_widget_class_bind_template_callback (widget_class, plr_window_switch_row_activated_cb);

  gtk_widget_class_install_action (widget_class, "win.open-repository", NULL, open_repository_action);
  gtk_widget_class_install_action (widget_class, "win.new-pipeline", NULL, new_pipeline_action);
  gtk_widget_class_install_action (widget_class, "win.open-example", NULL, open_example_action);
  gtk_widget_class_install_action (widget_class, "win.show-design", NULL, show_view_action);
  gtk_widget_class_install_action (widget_class, "win.show-runs", NULL, show_view_action);

  /* On the widget, not in the action map of the window: no other program can start or stop a run over the bus. */
  gtk_widget_class_install_action (widget_class, "pipeline.run", NULL, plr_window_run_action);
  gtk_widget_class_install_action (widget_class, "pipeline.stop", NULL, plr_window_stop_action);
  gtk_widget_class_install_action (widget_class, "editor.undo", NULL, editor_action);
  gtk_widget_class_install_action (widget_class, "editor.redo", NULL, editor_action);
  gtk_widget_class_install_action (widget_class, "editor.save", NULL, editor_action);
  gtk_widget_class_install_action (widget_class, "editor.save-as", NULL, editor_action);
  gtk_widget_class_install_action (widget_class, "editor.export", NULL, editor_action);
  gtk_widget_class_install_action (widget_class, "editor.show-changes", NULL, editor_action);
  gtk_widget_class_install_action (widget_class, "editor.show-merged", NULL, editor_action);
  gtk_widget_class_install_action (widget_class, "editor.show-simulate", NULL, editor_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "editor.undo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.redo", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "editor.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.save-as", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_e, GDK_CONTROL_MASK, "editor.export", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.show-changes", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_m, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.show-merged", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "editor.show-simulate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "pipeline.run", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, GDK_CONTROL_MASK, "pipeline.run", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, GDK_SHIFT_MASK, "pipeline.stop", NULL);
}

static void
plr_window_init (PlrWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  plr_window_init_run (self);
  g_signal_connect_object (self->welcome, "open-path", G_CALLBACK (plr_window_open_path), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->welcome, "forget-path", G_CALLBACK (forget_path_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "failed", G_CALLBACK (editor_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->editor, "actions-changed", G_CALLBACK (editor_actions_changed_cb), self, G_CONNECT_SWAPPED);
  editor_actions_changed_cb (self);
  g_signal_connect_object (self->switcher_title, "notify::title-visible", G_CALLBACK (title_visible_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->views, "notify::visible-child", G_CALLBACK (view_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_changed_cb), NULL);
}

PlrWindow *
plr_window_new (PlrApplication *app)
{
  PlrWindow *self;

  g_return_val_if_fail (PLR_IS_APPLICATION (app), NULL);

  self = g_object_new (PLR_TYPE_WINDOW, "application", app, NULL);
  self->engine = g_object_ref (plr_application_get_engine (app));
  self->settings = g_object_ref (plr_application_get_settings (app));
  g_signal_connect_object (self->engine, "failed", G_CALLBACK (engine_failed_cb), self, G_CONNECT_SWAPPED);
  plr_welcome_set_recent (self->welcome, plr_engine_get_recent (self->engine));
  gtk_list_box_bind_model (self->switch_list, plr_engine_get_recent (self->engine), create_switch_row, NULL, NULL);
  plr_runs_page_set_engine (self->runs, self->engine, self->settings);

  plr_accessible_name_buttons (GTK_WIDGET (self));

  g_settings_bind (self->settings, "show-drawer", self->editor, "drawer-visible", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);

  return self;
}
