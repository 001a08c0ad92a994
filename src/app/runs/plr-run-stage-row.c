/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-run-stage-row"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-run-stage-row.h"
#include "plr-sign.h"
#include "plr-utf8.h"
#include "plr-words.h"

static void
show_duration (GtkLabel    *label,
               GParamSpec  *pspec,
               PlrRunStage *stage)
{
  gint64 started_us = plr_run_stage_get_started_us (stage);
  gint64 finished_us = plr_run_stage_get_finished_us (stage);
  g_autofree char *text = NULL;

  if (started_us > 0)
    text = plr_format_duration (MAX (0, (finished_us > 0 ? finished_us : g_get_real_time ()) - started_us));
  gtk_label_set_label (label, text != NULL ? text : "");
}

static void
stage_notify_cb (GtkLabel    *label,
                 GParamSpec  *pspec,
                 PlrRunStage *stage)
{
  show_duration (label, pspec, stage);
}

/**
 * plr_run_stage_row_new:
 * @stage: a stage of a run
 *
 * Returns: a row that follows it: sign, title, whether it has the network, how long it took
 */
GtkWidget *
plr_run_stage_row_new (PlrRunStage *stage)
{
  g_autofree char *id = plr_utf8_escape (plr_run_stage_get_id (stage), -1);
  g_autofree char *shown = plr_utf8_escape (plr_run_stage_get_title (stage), -1);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *sign = plr_sign_new ();
  GtkWidget *title = gtk_label_new (*shown != '\0' ? shown : id);
  GtkWidget *network = gtk_image_new_from_icon_name ("plr-network-symbolic");
  GtkWidget *duration = gtk_label_new (NULL);

  g_object_bind_property (stage, "state", sign, "state", G_BINDING_SYNC_CREATE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_tooltip_text (title, id);
  gtk_widget_set_tooltip_text (network, _("This stage can use the network"));
  gtk_widget_add_css_class (network, "dim-label");
  gtk_widget_set_visible (network, plr_run_stage_get_network (stage));
  gtk_widget_add_css_class (duration, "caption");
  gtk_widget_add_css_class (duration, "dim-label");
  gtk_widget_add_css_class (duration, "numeric");
  g_signal_connect_object (stage, "notify", G_CALLBACK (stage_notify_cb), duration, G_CONNECT_SWAPPED);
  show_duration (GTK_LABEL (duration), NULL, stage);

  gtk_box_append (GTK_BOX (box), sign);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), network);
  gtk_box_append (GTK_BOX (box), duration);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "duration", duration);
  g_object_set_data_full (G_OBJECT (row), "stage", g_object_ref (stage), g_object_unref);

  return row;
}

PlrRunStage *
plr_run_stage_row_get_stage (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "stage");
}

/* Shows how long its stage has been at work by now. */
void
plr_run_stage_row_tick (GtkListBoxRow *row)
{
  show_duration (g_object_get_data (G_OBJECT (row), "duration"), NULL, plr_run_stage_row_get_stage (row));
}
