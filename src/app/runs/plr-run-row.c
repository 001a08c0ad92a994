/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-run-row"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-run-row.h"
#include "plr-sign.h"
#include "plr-utf8.h"
#include "plr-words.h"

struct _PlrRunRow
{
  GtkWidget parent_instance;

  PlrRun       *run;
  GSignalGroup *signals;
  guint         tick_source; /* while the run goes on */

  PlrSign      *sign;
  GtkLabel     *title;
  GtkLabel     *duration;
  GtkLabel     *commit;
  GtkLabel     *age;
};

G_DEFINE_FINAL_TYPE (PlrRunRow, plr_run_row, GTK_TYPE_WIDGET)

static void
plr_run_row_show_times (PlrRunRow *self)
{
  gint64 started_us = plr_run_get_started_us (self->run);
  gint64 finished_us = plr_run_get_finished_us (self->run);
  g_autofree char *age = plr_format_age (plr_run_get_created_us (self->run));
  g_autofree char *exact = plr_format_time (plr_run_get_created_us (self->run));
  g_autofree char *duration = NULL;

  if (started_us > 0)
    duration = plr_format_duration (MAX (0, (finished_us > 0 ? finished_us : g_get_real_time ()) - started_us));
  gtk_label_set_label (self->duration, duration != NULL ? duration : "");
  gtk_label_set_label (self->age, age);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->age), exact);
}

static gboolean
tick_cb (gpointer data)
{
  plr_run_row_show_times (data);

  return G_SOURCE_CONTINUE;
}

static void
plr_run_row_show (PlrRunRow *self)
{
  g_autofree char *name = plr_utf8_escape (plr_run_get_pipeline (self->run), -1);
  g_autofree char *subject = plr_utf8_escape (plr_run_get_commit_subject (self->run), -1);
  g_autofree char *title = g_strdup_printf ("%s #%s", name, plr_run_get_id (self->run));
  g_autofree char *commit = g_strdup_printf ("%.7s %s", plr_run_get_commit_id (self->run) != NULL ?
                                             plr_run_get_commit_id (self->run) : "", subject);
  g_autofree char *spoken = g_strdup_printf ("%s, %s, %s", title, plr_run_state_get_word (plr_run_get_state (self->run)), commit);
  gboolean finished = plr_run_is_finished (self->run);

  plr_sign_set_state (self->sign, plr_run_get_state (self->run));
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->commit, commit);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->commit), commit);
  plr_run_row_show_times (self);
  if (gtk_widget_get_parent (GTK_WIDGET (self)) != NULL)
    plr_accessible_set_label (gtk_widget_get_parent (GTK_WIDGET (self)), spoken);

  if (finished)
    g_clear_handle_id (&self->tick_source, g_source_remove);
  else if (self->tick_source == 0)
    self->tick_source = g_timeout_add_seconds (1, tick_cb, self);
}

static void
plr_run_row_dispose (GObject *object)
{
  PlrRunRow *self = PLR_RUN_ROW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->tick_source, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PLR_TYPE_RUN_ROW);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child); /* the template lets go only of those with a name */
  g_clear_object (&self->signals);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (plr_run_row_parent_class)->dispose (object);
}

static void
plr_run_row_class_init (PlrRunRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = plr_run_row_dispose;

  g_type_ensure (PLR_TYPE_SIGN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/plr-run-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrRunRow, sign);
  gtk_widget_class_bind_template_child (widget_class, PlrRunRow, title);
  gtk_widget_class_bind_template_child (widget_class, PlrRunRow, duration);
  gtk_widget_class_bind_template_child (widget_class, PlrRunRow, commit);
  gtk_widget_class_bind_template_child (widget_class, PlrRunRow, age);
}

static void
plr_run_row_init (PlrRunRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->signals = g_signal_group_new (PLR_TYPE_RUN);
  g_signal_group_connect_swapped (self->signals, "notify", G_CALLBACK (plr_run_row_show), self);
}

GtkWidget *
plr_run_row_new (void)
{
  return g_object_new (PLR_TYPE_RUN_ROW, NULL);
}

void
plr_run_row_set_run (PlrRunRow *self,
                     PlrRun    *run)
{
  g_return_if_fail (PLR_IS_RUN_ROW (self));
  g_return_if_fail (run == NULL || PLR_IS_RUN (run));

  g_signal_group_set_target (self->signals, run);
  g_set_object (&self->run, run);
  if (run != NULL)
    plr_run_row_show (self);
  else
    g_clear_handle_id (&self->tick_source, g_source_remove);
}
