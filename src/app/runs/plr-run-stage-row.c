/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-run-stage-row"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-run-stage-row.h"
#include "plr-sign.h"
#include "plr-utf8.h"
#include "plr-words.h"

static char *
dup_title (PlrRunStage *stage)
{
  const char *title = plr_run_stage_get_title (stage);

  return plr_utf8_escape (title != NULL && *title != '\0' ? title : plr_run_stage_get_id (stage), -1);
}

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
name_row (GtkWidget   *row,
          GParamSpec  *pspec,
          PlrRunStage *stage)
{
  g_autofree char *title = dup_title (stage);
  g_autofree char *name = g_strdup_printf ("%s, %s%s%s", title, plr_run_state_get_word (plr_run_stage_get_state (stage)),
                                           plr_run_stage_get_network (stage) ? ", " : "",
                                           plr_run_stage_get_network (stage) ? _("can use the network") : "");

  plr_accessible_set_label (row, name);
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
  g_autofree char *shown = dup_title (stage);
  g_autofree char *both = g_strdup_printf ("%s (%s)", shown, id);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *sign = plr_sign_new ();
  GtkWidget *title = gtk_label_new (shown);
  GtkWidget *network = gtk_image_new_from_icon_name ("plr-network-symbolic");
  GtkWidget *duration = gtk_label_new (NULL);

  g_object_bind_property (stage, "state", sign, "state", G_BINDING_SYNC_CREATE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_set_tooltip_text (title, g_str_equal (shown, id) ? id : both);
  gtk_widget_set_tooltip_text (network, _("This stage can use the network"));
  gtk_widget_add_css_class (network, "dim-label");
  gtk_widget_set_visible (network, plr_run_stage_get_network (stage));
  gtk_widget_add_css_class (duration, "caption");
  gtk_widget_add_css_class (duration, "dim-label");
  gtk_widget_add_css_class (duration, "numeric");
  g_signal_connect_object (stage, "notify", G_CALLBACK (show_duration), duration, G_CONNECT_SWAPPED);
  show_duration (GTK_LABEL (duration), NULL, stage);
  g_signal_connect_object (stage, "notify::state", G_CALLBACK (name_row), row, G_CONNECT_SWAPPED);
  name_row (row, NULL, stage);

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
