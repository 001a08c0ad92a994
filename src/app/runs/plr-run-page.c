/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-run-page"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-artifact-row.h"
#include "plr-canvas.h"
#include "plr-log-view.h"
#include "plr-run-page.h"
#include "plr-run-stage-row.h"
#include "plr-sign.h"
#include "plr-utf8.h"
#include "plr-words.h"

struct _PlrRunPage
{
  AdwBin parent_instance;

  PlrRunner     *runner;
  PlrRun        *run;
  PlrRunStage   *stage;        /* whose log is shown */
  GSignalGroup  *run_signals;
  GSignalGroup  *stage_signals;
  GPtrArray     *watched;      /* of PlrRunStage: those whose changes are listened to */
  guint          tick_source;  /* while the run goes on */
  guint          folded_source;

  PlrSign       *sign;
  GtkLabel      *title;
  GtkLabel      *state;
  GtkLabel      *subtitle;
  GtkButton     *commit_button;
  GtkLabel      *subject;
  GtkRevealer   *reason_revealer;
  GtkLabel      *reason_label;
  GtkMenuButton *left_out_button;
  GtkLabel      *left_out_label;
  GtkOrientable *approval_box;
  GtkWidget     *approval_image;
  GtkLabel      *approval_label;
  GtkEditable   *comment;
  PlrCanvas     *canvas;
  AdwFlap       *flap;
  GtkListBox    *stages;
  GtkLabel      *stage_label;
  GtkToggleButton *wrap_button;
  GtkStack      *tabs;
  GtkStackPage  *artifacts_page;
  PlrLogView    *log;
  GtkLabel      *no_artifacts;
  GtkListBox    *artifacts;

  guint          chosen : 1;   /* the person chose the stage; otherwise the one that runs is shown */
};

G_DEFINE_FINAL_TYPE (PlrRunPage, plr_run_page, ADW_TYPE_BIN)

/* The title of a stage of the run without the cell of its matrix, which both its id and its title end with. */
static char *
dup_stage_title (PlrRunStage *stage)
{
  const char *cell = plr_run_stage_get_id (stage) + strlen (plr_run_stage_get_stage_id (stage));
  g_autofree char *title = g_strdup (plr_run_stage_get_title (stage));

  if (title == NULL)
    return g_strdup (plr_run_stage_get_stage_id (stage));
  if (*cell != '\0' && g_str_has_prefix (plr_run_stage_get_id (stage), plr_run_stage_get_stage_id (stage)) &&
      g_str_has_suffix (title, cell))
    title[strlen (title) - strlen (cell)] = '\0';

  return g_steal_pointer (&title);
}

/* The graph of the stages as the definition names them; the cells of a matrix are one card. */
static PlrPipeline *
pipeline_from_run (PlrRun *run)
{
  PlrPipeline *pipeline = plr_pipeline_new ();

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run)); i++)
    {
      g_autoptr(PlrRunStage) item = g_list_model_get_item (G_LIST_MODEL (run), i);
      const char *const *needs = plr_run_stage_get_needs (item);
      g_autoptr(GPtrArray) ids = g_ptr_array_new ();
      g_autoptr(PlrStage) stage = NULL;
      g_autofree char *title = NULL;

      if (plr_pipeline_find_stage (pipeline, plr_run_stage_get_stage_id (item)) != NULL)
        continue;

      for (guint j = 0; needs[j] != NULL; j++)
        {
          PlrRunStage *need = plr_run_find_stage (run, needs[j]);
          const char *id = need != NULL ? plr_run_stage_get_stage_id (need) : NULL;

          if (id != NULL && !g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
            g_ptr_array_add (ids, (gpointer)id);
        }
      g_ptr_array_add (ids, NULL);

      stage = plr_stage_new (plr_run_stage_get_stage_id (item));
      title = dup_stage_title (item);
      plr_stage_set_name (stage, title);
      plr_stage_set_kind (stage, plr_run_stage_get_kind (item));
      plr_stage_set_network (stage, plr_run_stage_get_network (item));
      plr_stage_set_needs (stage, (const char *const *)ids->pdata);
      plr_pipeline_add_stage (pipeline, stage);
    }

  return pipeline;
}

static PlrRunStage *
plr_run_page_find_waiting (PlrRunPage *self)
{
  for (guint i = 0; self->run != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (self->run)); i++)
    {
      /* The run keeps it alive. */
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (G_LIST_MODEL (self->run), i);

      if (plr_run_stage_get_state (stage) == PLR_RUN_STATE_WAITING)
        return stage;
    }

  return NULL;
}

static void
plr_run_page_show_subtitle (PlrRunPage *self)
{
  g_autofree char *branch = plr_utf8_escape (plr_run_get_branch (self->run), -1);
  g_autofree char *age = plr_format_age (plr_run_get_created_us (self->run));
  g_autofree char *exact = plr_format_time (plr_run_get_created_us (self->run));
  gint64 started_us = plr_run_get_started_us (self->run);
  gint64 finished_us = plr_run_get_finished_us (self->run);
  g_autoptr(GString) text = g_string_new (NULL);

  if (started_us > 0)
    {
      g_autofree char *duration = plr_format_duration (MAX (0, (finished_us > 0 ? finished_us : g_get_real_time ()) - started_us));

      g_string_append_printf (text, "%s · ", duration);
    }
  if (*branch != '\0')
    g_string_append_printf (text, "%s · ", branch);
  g_string_append (text, age);
  if (plr_run_get_working_definition (self->run))
    g_string_append_printf (text, " · %s", _("definition of the work tree"));
  gtk_label_set_label (self->subtitle, text->str);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->subtitle), exact);
}

/* What the run was made from, and how it ended. */
static void
plr_run_page_show_facts (PlrRunPage *self)
{
  static const char *const classes[][2] = {
    [PLR_RUN_STATE_UNKNOWN] = { "dim-label" },
    [PLR_RUN_STATE_QUEUED] = { "dim-label" },
    [PLR_RUN_STATE_RUNNING] = { "accent" },
    [PLR_RUN_STATE_WAITING] = { "warning" },
    [PLR_RUN_STATE_SUCCEEDED] = { "success" },
    [PLR_RUN_STATE_FAILED] = { "error" },
    [PLR_RUN_STATE_CANCELLED] = { "dim-label" },
    [PLR_RUN_STATE_SKIPPED] = { "dim-label" },
    [PLR_RUN_STATE_INTERRUPTED] = { "warning" },
  };
  PlrRunState state = plr_run_get_state (self->run);
  g_autofree char *subject = plr_utf8_escape (plr_run_get_commit_subject (self->run), -1);
  g_autofree char *reason = plr_utf8_escape (plr_run_get_reason (self->run), -1);
  const char *commit_id = plr_run_get_commit_id (self->run);
  g_autofree char *short_id = g_strndup (commit_id != NULL ? commit_id : "", 7);

  gtk_label_set_label (self->state, plr_run_state_get_word (state));
  gtk_widget_set_css_classes (GTK_WIDGET (self->state), (const char **)classes[state < G_N_ELEMENTS (classes) ? state : 0]);
  gtk_button_set_label (self->commit_button, short_id);
  gtk_widget_set_visible (GTK_WIDGET (self->commit_button), commit_id != NULL);
  gtk_label_set_label (self->subject, subject);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->subject), subject);
  gtk_label_set_label (self->reason_label, reason);
  if (state == PLR_RUN_STATE_FAILED)
    gtk_widget_add_css_class (GTK_WIDGET (self->reason_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->reason_label), "error");
  gtk_revealer_set_reveal_child (self->reason_revealer, *reason != '\0' && plr_run_is_finished (self->run) &&
                                 state != PLR_RUN_STATE_SUCCEEDED);
}

static void
plr_run_page_show_left_out (PlrRunPage *self)
{
  const char *const *files = plr_run_get_left_out (self->run);
  guint n_files = plr_run_get_n_left_out (self->run);
  g_autofree char *label = g_strdup_printf (ngettext ("%u file left out", "%u files left out", n_files), n_files);
  g_autoptr(GString) list = g_string_new (NULL);
  guint n_shown = 0;

  for (; files[n_shown] != NULL; n_shown++)
    {
      g_autofree char *shown = plr_utf8_escape (files[n_shown], -1);

      g_string_append_printf (list, "%s%s", n_shown > 0 ? "\n" : "", shown);
    }
  if (n_shown < n_files)
    {
      g_string_append_c (list, '\n');
      g_string_append_printf (list, ngettext ("and %u more", "and %u more", n_files - n_shown), n_files - n_shown);
    }

  gtk_menu_button_set_label (self->left_out_button, label);
  plr_accessible_set_label (GTK_WIDGET (self->left_out_button), label);
  gtk_label_set_label (self->left_out_label, list->str);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out_button), n_files > 0);
}

static void
plr_run_page_show_approval (PlrRunPage *self)
{
  PlrRunStage *waiting = plr_run_page_find_waiting (self);

  if (waiting != NULL)
    {
      g_autofree char *title = plr_utf8_escape (plr_run_stage_get_title (waiting), -1);
      g_autofree char *reason = plr_utf8_escape (plr_run_stage_get_reason (waiting), -1);
      g_autofree char *text = g_strdup_printf (_("“%s” waits for approval. %s"), title, reason);

      gtk_label_set_label (self->approval_label, g_strchomp (text));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->approval_box), waiting != NULL);
}

static gboolean
tick_cb (gpointer data)
{
  PlrRunPage *self = data;
  GtkListBoxRow *row;

  plr_run_page_show_subtitle (self);
  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->stages, i)) != NULL; i++)
    plr_run_stage_row_tick (row);

  return G_SOURCE_CONTINUE;
}

static void
plr_run_page_show_run (PlrRunPage *self)
{
  g_autofree char *name = plr_utf8_escape (plr_run_get_pipeline (self->run), -1);
  g_autofree char *title = g_strdup_printf ("%s #%s", name, plr_run_get_id (self->run));
  gboolean finished = plr_run_is_finished (self->run);

  plr_sign_set_state (self->sign, plr_run_get_state (self->run));
  gtk_label_set_label (self->title, title);
  plr_run_page_show_subtitle (self);
  plr_run_page_show_facts (self);
  plr_run_page_show_left_out (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "run.stop", !finished);

  if (finished)
    g_clear_handle_id (&self->tick_source, g_source_remove);
  else if (self->tick_source == 0)
    self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
}

static void
plr_run_page_show_stage (PlrRunPage *self)
{
  g_autofree char *title = plr_utf8_escape (plr_run_stage_get_title (self->stage), -1);
  g_autofree char *reason = plr_utf8_escape (plr_run_stage_get_reason (self->stage), -1);
  g_autofree char *step = NULL;
  g_autofree char *text = NULL;

  if (plr_run_stage_get_state (self->stage) == PLR_RUN_STATE_RUNNING && plr_run_stage_get_n_steps (self->stage) > 1)
    step = g_strdup_printf (_(" · step %d of %u"), plr_run_stage_get_current_step (self->stage) + 1,
                            plr_run_stage_get_n_steps (self->stage));
  text = g_strdup_printf ("%s · %s%s%s%s", title, plr_run_state_get_word (plr_run_stage_get_state (self->stage)),
                          step != NULL ? step : "", *reason != '\0' ? " · " : "", reason);
  gtk_label_set_label (self->stage_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->stage_label), text);
  plr_log_view_set_path (self->log, plr_run_stage_get_log_file (self->stage));
  plr_log_view_refresh (self->log);
}

static void
plr_run_page_set_stage (PlrRunPage  *self,
                        PlrRunStage *stage)
{
  g_signal_group_set_target (self->stage_signals, stage);
  g_set_object (&self->stage, stage);
  if (stage != NULL)
    {
      plr_run_page_show_stage (self);
      plr_canvas_select (self->canvas, plr_run_stage_get_stage_id (stage));
    }
  else
    {
      gtk_label_set_label (self->stage_label, "");
      plr_log_view_set_path (self->log, NULL);
    }
}

static void
plr_run_page_select_row (PlrRunPage  *self,
                         PlrRunStage *stage)
{
  for (int i = 0;; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->stages, i);
      gboolean chosen = self->chosen;

      if (row == NULL)
        return;
      if (plr_run_stage_row_get_stage (row) != stage)
        continue;

      gtk_list_box_select_row (self->stages, row);
      self->chosen = chosen;
      return;
    }
}

/* Until a person chooses, the eye is led to what happens: what failed first, else what runs. */
static void
plr_run_page_lead (PlrRunPage *self)
{
  PlrRunStage *running = NULL;
  PlrRunStage *failed = NULL;

  if (self->chosen || self->run == NULL)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->run)); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (G_LIST_MODEL (self->run), i);
      PlrRunState state = plr_run_stage_get_state (stage);

      if (state == PLR_RUN_STATE_FAILED && failed == NULL)
        failed = stage;
      if (state == PLR_RUN_STATE_RUNNING && running == NULL)
        running = stage;
    }
  if (failed != NULL)
    plr_run_page_select_row (self, failed);
  else if (running != NULL && (self->stage == NULL || plr_run_stage_get_state (self->stage) != PLR_RUN_STATE_RUNNING))
    plr_run_page_select_row (self, running);
}

static void
plr_run_page_show_artifacts (PlrRunPage *self)
{
  GtkWidget *child;
  guint n_files = 0;
  g_autofree char *title = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->artifacts))) != NULL)
    gtk_list_box_remove (self->artifacts, child);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->run)); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (G_LIST_MODEL (self->run), i);
      GListModel *list = plr_run_stage_get_artifacts (stage);

      for (guint j = 0; j < g_list_model_get_n_items (list); j++)
        {
          g_autoptr(PlrRunArtifact) artifact = g_list_model_get_item (list, j);

          gtk_list_box_append (self->artifacts, plr_artifact_row_new (artifact));
          n_files++;
        }
    }

  title = n_files > 0 ? g_strdup_printf (_("Artifacts (%u)"), n_files) : g_strdup (_("Artifacts"));
  gtk_stack_page_set_title (self->artifacts_page, title);
  gtk_widget_set_visible (GTK_WIDGET (self->artifacts), n_files > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->no_artifacts), n_files == 0);
}

static void
stage_changed_cb (PlrRunPage *self)
{
  plr_run_page_show_approval (self);
  plr_run_page_lead (self);
}

static void
plr_run_page_row_selected_cb (PlrRunPage    *self,
                              GtkListBoxRow *row)
{
  if (row == NULL)
    return;

  self->chosen = TRUE;
  plr_run_page_set_stage (self, plr_run_stage_row_get_stage (row));
}

static void
canvas_selection_cb (PlrRunPage *self)
{
  const char *id = plr_canvas_get_selected (self->canvas);

  if (id == NULL || self->run == NULL ||
      (self->stage != NULL && g_strcmp0 (plr_run_stage_get_stage_id (self->stage), id) == 0))
    return;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->run)); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (G_LIST_MODEL (self->run), i);

      if (g_strcmp0 (plr_run_stage_get_stage_id (stage), id) != 0)
        continue;

      plr_run_page_select_row (self, stage);
      self->chosen = TRUE;
      return;
    }
}

static void
stop_action (GtkWidget  *widget,
             const char *name,
             GVariant   *param)
{
  PlrRunPage *self = PLR_RUN_PAGE (widget);
  g_autoptr(GError) error = NULL;

  if (self->run != NULL && !plr_runner_stop (self->runner, self->run, &error))
    gtk_label_set_label (self->subtitle, error->message);
}

static void
approve_action (GtkWidget  *widget,
                const char *name,
                GVariant   *param)
{
  PlrRunPage *self = PLR_RUN_PAGE (widget);
  PlrRunStage *waiting = plr_run_page_find_waiting (self);
  g_autofree char *comment = g_strstrip (g_strdup (gtk_editable_get_text (self->comment)));
  g_autoptr(GError) error = NULL;

  if (waiting == NULL)
    return;
  if (plr_runner_approve (self->runner, self->run, waiting, g_str_equal (name, "run.approve"),
                          *comment != '\0' ? comment : NULL, &error))
    gtk_editable_set_text (self->comment, "");
  else
    gtk_label_set_label (self->approval_label, error->message);
}

static void
copy_commit_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *param)
{
  PlrRunPage *self = PLR_RUN_PAGE (widget);

  if (self->run != NULL && plr_run_get_commit_id (self->run) != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), plr_run_get_commit_id (self->run));
}

static void
save_log_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *param)
{
  gtk_widget_activate_action (GTK_WIDGET (PLR_RUN_PAGE (widget)->log), "log.save", NULL);
}

static void
search_log_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *param)
{
  PlrRunPage *self = PLR_RUN_PAGE (widget);

  gtk_stack_set_visible_child_name (self->tabs, "log");
  gtk_widget_activate_action (GTK_WIDGET (self->log), "log.search", NULL);
}

/* What stands side by side in a wide window stands one above the other in a narrow one. */
static gboolean
show_folded_cb (gpointer data)
{
  PlrRunPage *self = data;
  gboolean folded = adw_flap_get_folded (self->flap);

  self->folded_source = 0;
  gtk_orientable_set_orientation (self->approval_box, folded ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_visible (self->approval_image, !folded);

  return G_SOURCE_REMOVE;
}

/* The flap folds while it is laid out, when nothing may ask for another size. */
static void
folded_cb (PlrRunPage *self)
{
  if (self->folded_source == 0)
    self->folded_source = g_idle_add (show_folded_cb, self);
}

static void
wrap_toggled_cb (PlrRunPage *self)
{
  plr_log_view_set_wrap (self->log, gtk_toggle_button_get_active (self->wrap_button));
}

static GtkWidget *
create_stage_row (gpointer item,
                  gpointer user_data)
{
  return plr_run_stage_row_new (item);
}

/* By their data: the groups, whose handlers have the same, must have let go before. */
static void
plr_run_page_unwatch (PlrRunPage *self)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      PlrRunStage *stage = g_ptr_array_index (self->watched, i);

      g_signal_handlers_disconnect_by_data (stage, self);
      g_signal_handlers_disconnect_by_data (plr_run_stage_get_artifacts (stage), self);
    }
  g_ptr_array_set_size (self->watched, 0);
}

static void
plr_run_page_dispose (GObject *object)
{
  PlrRunPage *self = PLR_RUN_PAGE (object);

  g_clear_handle_id (&self->tick_source, g_source_remove);
  g_clear_handle_id (&self->folded_source, g_source_remove);
  g_clear_object (&self->run_signals);
  g_clear_object (&self->stage_signals);
  plr_run_page_unwatch (self);
  g_clear_object (&self->stage);
  g_clear_object (&self->run);
  g_clear_object (&self->runner);

  G_OBJECT_CLASS (plr_run_page_parent_class)->dispose (object);
}

static void
plr_run_page_finalize (GObject *object)
{
  PlrRunPage *self = PLR_RUN_PAGE (object);

  g_clear_pointer (&self->watched, g_ptr_array_unref);

  G_OBJECT_CLASS (plr_run_page_parent_class)->finalize (object);
}

static void
plr_run_page_class_init (PlrRunPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = plr_run_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = plr_run_page_finalize;

  g_type_ensure (PLR_TYPE_CANVAS);
  g_type_ensure (PLR_TYPE_LOG_VIEW);
  g_type_ensure (PLR_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/plr-run-page.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, sign);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, title);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, state);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, subtitle);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, commit_button);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, subject);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, reason_revealer);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, reason_label);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, left_out_button);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, left_out_label);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, approval_box);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, approval_image);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, approval_label);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, comment);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, canvas);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, flap);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, stages);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, stage_label);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, wrap_button);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, tabs);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, artifacts_page);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, log);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, no_artifacts);
  gtk_widget_class_bind_template_child (widget_class, PlrRunPage, artifacts);
  gtk_widget_class_bind_template_callback (widget_class, plr_run_page_row_selected_cb);

  gtk_widget_class_install_action (widget_class, "run.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "run.approve", NULL, approve_action);
  gtk_widget_class_install_action (widget_class, "run.reject", NULL, approve_action);
  gtk_widget_class_install_action (widget_class, "run.copy-commit", NULL, copy_commit_action);
  gtk_widget_class_install_action (widget_class, "run.save-log", NULL, save_log_action);
  gtk_widget_class_install_action (widget_class, "run.search-log", NULL, search_log_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "run.search-log", NULL);
}

static void
plr_run_page_init (PlrRunPage *self)
{
  self->watched = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_widget_init_template (GTK_WIDGET (self));

  self->run_signals = g_signal_group_new (PLR_TYPE_RUN);
  g_signal_group_connect_swapped (self->run_signals, "notify", G_CALLBACK (plr_run_page_show_run), self);
  self->stage_signals = g_signal_group_new (PLR_TYPE_RUN_STAGE);
  g_signal_group_connect_swapped (self->stage_signals, "notify", G_CALLBACK (plr_run_page_show_stage), self);
  g_signal_connect_object (self->canvas, "selection-changed", G_CALLBACK (canvas_selection_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (folded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->wrap_button, "toggled", G_CALLBACK (wrap_toggled_cb), self, G_CONNECT_SWAPPED);
}

/**
 * plr_run_page_set_runner:
 * @self: the page
 * @runner: where its runs are
 * @settings: what the person chose
 *
 * Called once, when the window is made.
 */
void
plr_run_page_set_runner (PlrRunPage *self,
                         PlrRunner  *runner,
                         GSettings  *settings)
{
  g_return_if_fail (PLR_IS_RUN_PAGE (self));
  g_return_if_fail (PLR_IS_RUNNER (runner));

  g_set_object (&self->runner, runner);
  g_settings_bind (settings, "log-wrap", self->wrap_button, "active", G_SETTINGS_BIND_DEFAULT);
  wrap_toggled_cb (self);
}

/**
 * plr_run_page_set_run:
 * @self: the page
 * @run: (nullable): the run to show
 *
 * Shows another run.
 */
void
plr_run_page_set_run (PlrRunPage *self,
                      PlrRun     *run)
{
  g_autoptr(PlrPipeline) pipeline = NULL;

  g_return_if_fail (PLR_IS_RUN_PAGE (self));
  g_return_if_fail (run == NULL || PLR_IS_RUN (run));

  if (self->run == run)
    return;

  plr_run_page_set_stage (self, NULL);
  plr_run_page_unwatch (self);
  g_signal_group_set_target (self->run_signals, run);
  g_set_object (&self->run, run);
  gtk_list_box_bind_model (self->stages, G_LIST_MODEL (run), create_stage_row, self, NULL);
  if (run == NULL)
    return;

  pipeline = pipeline_from_run (run);
  plr_canvas_set_pipeline (self->canvas, pipeline);
  plr_canvas_set_run (self->canvas, run);
  plr_canvas_zoom_to_fit (self->canvas);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run)); i++)
    {
      PlrRunStage *stage = g_list_model_get_item (G_LIST_MODEL (run), i);

      g_signal_connect_object (stage, "notify::state", G_CALLBACK (stage_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (plr_run_stage_get_artifacts (stage), "items-changed",
                               G_CALLBACK (plr_run_page_show_artifacts), self, G_CONNECT_SWAPPED);
      g_ptr_array_add (self->watched, stage);
    }

  plr_run_page_show_run (self);
  plr_run_page_show_artifacts (self);
  self->chosen = FALSE;
  if (g_list_model_get_n_items (G_LIST_MODEL (run)) > 0)
    {
      g_autoptr(PlrRunStage) first = g_list_model_get_item (G_LIST_MODEL (run), 0);

      plr_run_page_select_row (self, first);
      self->chosen = FALSE;
    }
  stage_changed_cb (self);
}
