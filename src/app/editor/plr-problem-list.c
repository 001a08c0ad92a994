/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-problem-list"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-problem-list.h"
#include "plr-words.h"

struct _PlrProblemList
{
  AdwBin parent_instance;

  GtkStack *stack;
  GtkListBox *list;
  GListModel *problems;
};

G_DEFINE_FINAL_TYPE (PlrProblemList, plr_problem_list, ADW_TYPE_BIN)

enum {
  ACTIVATED,
  FIX,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
format_place (PlrProblem *problem)
{
  if (plr_problem_get_line (problem) == 0)
    return g_strdup (plr_problem_get_stage (problem));
  if (plr_problem_get_stage (problem) == NULL)
    return g_strdup_printf (_("Line %u"), plr_problem_get_line (problem));

  return g_strdup_printf (_("%s, line %u"), plr_problem_get_stage (problem), plr_problem_get_line (problem));
}

static GtkWidget *
make_label (const char *text,
            const char *class_name)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (class_name != NULL)
    gtk_widget_add_css_class (label, class_name);

  return label;
}

static void
fix_clicked_cb (PlrProblemList *self,
                GtkWidget      *button)
{
  g_autoptr(PlrProblem) problem = g_object_ref (g_object_get_data (G_OBJECT (button), "problem"));

  g_signal_emit (self, signals[FIX], 0, problem);
}

static GtkWidget *
make_fix_button (PlrProblemList *self,
                 PlrProblem     *problem)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = gtk_label_new (plr_problem_get_fix_title (problem));

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 4);
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_tooltip_text (button, plr_problem_get_fix_title (problem));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, plr_problem_get_fix_title (problem), -1);
  g_object_set_data_full (G_OBJECT (button), "problem", g_object_ref (problem), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (fix_clicked_cb), self, G_CONNECT_SWAPPED);

  return button;
}

static GtkWidget *
make_row_cb (gpointer item,
             gpointer user_data)
{
  PlrProblem *problem = PLR_PROBLEM (item);
  PlrSeverity severity = plr_problem_get_severity (problem);
  const char *word = plr_severity_get_word (severity);
  g_autofree char *place = format_place (problem);
  g_autofree char *name = g_strdup_printf ("%s: %s", word, plr_problem_get_message (problem));
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (plr_severity_get_icon_name (severity));
  GtkWidget *sign = make_label (word, "caption-heading");
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  const char *class_name = severity == PLR_SEVERITY_ERROR ? "error" : severity == PLR_SEVERITY_WARNING ? "warning" : "dim-label";

  gtk_widget_add_css_class (icon, class_name);
  gtk_widget_add_css_class (sign, class_name);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_label_set_width_chars (GTK_LABEL (sign), 8);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), make_label (plr_problem_get_message (problem), NULL));
  if (plr_problem_get_hint (problem) != NULL)
    gtk_box_append (GTK_BOX (texts), make_label (plr_problem_get_hint (problem), "dim-label"));
  if (plr_problem_get_fix_title (problem) != NULL)
    gtk_box_append (GTK_BOX (texts), make_fix_button (PLR_PROBLEM_LIST (user_data), problem));
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), sign);
  gtk_box_append (GTK_BOX (box), texts);
  if (place != NULL)
    {
      GtkWidget *label = make_label (place, "dim-label");

      gtk_label_set_wrap (GTK_LABEL (label), FALSE);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_widget_add_css_class (label, "numeric");
      gtk_box_append (GTK_BOX (box), label);
    }
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "problem", g_object_ref (problem), g_object_unref);

  return row;
}

static void
row_activated_cb (PlrProblemList *self,
                  GtkListBoxRow  *row)
{
  g_signal_emit (self, signals[ACTIVATED], 0, g_object_get_data (G_OBJECT (row), "problem"));
}

static void
count_changed_cb (PlrProblemList *self)
{
  gboolean any = self->problems != NULL && g_list_model_get_n_items (self->problems) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "none");
}

static void
plr_problem_list_dispose (GObject *object)
{
  plr_problem_list_set_model (PLR_PROBLEM_LIST (object), NULL);

  G_OBJECT_CLASS (plr_problem_list_parent_class)->dispose (object);
}

static void
plr_problem_list_class_init (PlrProblemListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = plr_problem_list_dispose;

  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, PLR_TYPE_PROBLEM);
  signals[FIX] = g_signal_new ("fix", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, PLR_TYPE_PROBLEM);
}

static void
plr_problem_list_init (PlrProblemList *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *none = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *icon = gtk_image_new_from_icon_name ("plr-state-succeeded-symbolic");

  self->stack = GTK_STACK (gtk_stack_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "problems");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Problems"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));

  gtk_widget_add_css_class (icon, "success");
  gtk_box_append (GTK_BOX (none), icon);
  gtk_box_append (GTK_BOX (none), gtk_label_new (_("No problems found")));
  gtk_widget_set_halign (none, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (none, GTK_ALIGN_CENTER);
  (void)gtk_stack_add_named (self->stack, scroller, "list");
  (void)gtk_stack_add_named (self->stack, none, "none");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
  count_changed_cb (self);
}

GtkWidget *
plr_problem_list_new (void)
{
  return g_object_new (PLR_TYPE_PROBLEM_LIST, NULL);
}

void
plr_problem_list_set_model (PlrProblemList *self,
                            GListModel     *problems)
{
  g_return_if_fail (PLR_IS_PROBLEM_LIST (self));

  if (self->problems == problems)
    return;

  if (self->problems != NULL)
    g_signal_handlers_disconnect_by_func (self->problems, count_changed_cb, self);
  g_set_object (&self->problems, problems);
  if (self->list != NULL && !gtk_widget_in_destruction (GTK_WIDGET (self)))
    {
      gtk_list_box_bind_model (self->list, problems, make_row_cb, self, NULL);
      count_changed_cb (self);
    }
  if (problems != NULL)
    g_signal_connect_object (problems, "items-changed", G_CALLBACK (count_changed_cb), self, G_CONNECT_SWAPPED);
}
