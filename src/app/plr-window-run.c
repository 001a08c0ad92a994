/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-window"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-document.h"
#include "plr-utf8.h"
#include "plr-window-private.h"
#include "plr-words.h"

static gboolean
plr_window_is_running (PlrWindow *self)
{
  return self->run != NULL && !plr_run_is_finished (self->run);
}

void
plr_window_update_run (PlrWindow *self)
{
  gboolean running = plr_window_is_running (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "pipeline.run", !running && !self->starting &&
                                 self->project != NULL && plr_editor_get_document (self->editor) != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "pipeline.stop", running);
  gtk_stack_set_visible_child_name (self->run_stack, running ? "stop" : "run");
}

static gboolean
is_any_window_active (GtkApplication *app)
{
  for (GList *l = gtk_application_get_windows (app); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return TRUE;

  return FALSE;
}

/* Says how a run ended to a person who looks elsewhere. It leads back to the window, and does nothing more. */
static void
plr_window_notify_end (PlrWindow *self)
{
  GApplication *app = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  PlrRunState state = plr_run_get_state (self->run);
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *name = plr_utf8_escape (plr_run_get_pipeline (self->run), -1);
  g_autofree char *reason = plr_utf8_escape (plr_run_get_reason (self->run), -1);
  g_autofree char *title = g_strdup_printf ("%s: %s", name, plr_run_state_get_word (state));

  if (app == NULL || state == PLR_RUN_STATE_CANCELLED || is_any_window_active (GTK_APPLICATION (app)))
    return;

  notification = g_notification_new (title);
  if (*reason != '\0')
    g_notification_set_body (notification, reason);
  g_application_send_notification (app, "run", notification);
}

static void
run_state_cb (PlrWindow *self)
{
  plr_window_update_run (self);
  if (plr_run_is_finished (self->run))
    plr_window_notify_end (self);
}

void
plr_window_set_run (PlrWindow *self,
                    PlrRun    *run)
{
  g_set_object (&self->run, run);
  g_signal_group_set_target (self->run_signals, run);
  plr_editor_set_run (self->editor, run);
  plr_window_update_run (self);
}

static void
triggered_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PlrWindow) self = user_data;
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(GError) error = NULL;

  self->starting = FALSE;
  if ((run = plr_runner_trigger_finish (PLR_RUNNER (object), result, &error)) == NULL)
    {
      plr_window_update_run (self);
      plr_window_show_error (self, _("The pipeline cannot run"), error);
      return;
    }

  plr_window_set_run (self, run);
  plr_runs_page_select (self->runs, run);
  adw_view_stack_set_visible_child_name (self->views, "runs");
}

static void
plr_window_trigger (PlrWindow *self)
{
  PlrDocument *document = plr_editor_get_document (self->editor);
  g_autofree char *definition = NULL;
  g_autoptr(PlrRunRequest) request = NULL;
  g_autoptr(GFile) work_dir = g_file_new_for_path (plr_project_get_work_dir (self->project));
  g_autoptr(GFile) file = g_file_new_for_path (plr_document_get_path (document));

  if ((definition = g_file_get_relative_path (work_dir, file)) == NULL)
    return;

  request = plr_run_request_new (plr_project_get_work_dir (self->project), definition);
  plr_run_request_set_jobs (request, g_settings_get_uint (self->settings, "jobs"));
  plr_run_request_set_keep_going (request, g_settings_get_boolean (self->settings, "keep-going"));
  /* What is drawn is what runs; the record says that the definition came from the work tree. */
  plr_run_request_set_working_definition (request, TRUE);
  self->starting = TRUE;
  plr_window_update_run (self);
  plr_runner_trigger_async (plr_engine_get_local_runner (self->engine), request, NULL, triggered_cb, g_object_ref (self));
}

static void
saved_before_run_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(PlrWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (plr_document_save_finish (PLR_DOCUMENT (object), result, &error))
    plr_window_trigger (self);
  else
    plr_window_show_error (self, _("The definition could not be saved"), error);
}

void
plr_window_run_action (GtkWidget  *widget,
                       const char *name,
                       GVariant   *param)
{
  PlrWindow *self = PLR_WINDOW (widget);
  PlrDocument *document = plr_editor_get_document (self->editor);

  if (self->project == NULL || document == NULL)
    return;
  plr_editor_commit (self->editor);
  if (plr_document_get_modified (document))
    plr_document_save_async (document, NULL, NULL, saved_before_run_cb, g_object_ref (self));
  else
    plr_window_trigger (self);
}

void
plr_window_stop_action (GtkWidget  *widget,
                        const char *name,
                        GVariant   *param)
{
  PlrWindow *self = PLR_WINDOW (widget);
  g_autoptr(GError) error = NULL;

  if (plr_window_is_running (self) &&
      !plr_runner_stop (plr_engine_get_local_runner (self->engine), self->run, &error))
    plr_window_show_error (self, _("The run cannot be stopped"), error);
}

void
plr_window_init_run (PlrWindow *self)
{
  self->run_signals = g_signal_group_new (PLR_TYPE_RUN);
  g_signal_group_connect_swapped (self->run_signals, "notify::state", G_CALLBACK (run_state_cb), self);
  plr_window_update_run (self);
}
