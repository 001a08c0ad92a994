/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-changes-view"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-changes-view.h"
#include "plr-follower.h"
#include "plr-source-text.h"

/* Rows; the whole list is that of pipelinerctl diff. */
#define MAX_ROWS 500

struct _PlrChangesView
{
  AdwBin parent_instance;

  GtkDropDown *against;
  GtkEntry *revision;
  GtkLabel *verdict;
  GtkStack *stack;
  GtkListBox *list;
  PlrSourceText *diff;
  GtkLabel *status;
  PlrFollower *follower;
};

G_DEFINE_FINAL_TYPE (PlrChangesView, plr_changes_view, ADW_TYPE_BIN)

enum {
  AGAINST_FILE,
  AGAINST_HEAD,
  AGAINST_REVISION
};

enum {
  STAGE_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_status (PlrChangesView *self,
             const char     *text)
{
  gtk_label_set_text (self->verdict, "");
  gtk_label_set_text (self->status, text);
  gtk_stack_set_visible_child_name (self->stack, "status");
}

static GtkWidget *
make_row (PlrDifference *difference)
{
  static const char *const signs[] = { "+", "−", "±", "→" };
  static const char *const classes[] = { "success", "error", "warning", "warning" };
  const char *words[] = { _("Added"), _("Removed"), _("Changed"), _("Renamed") };
  PlrDifferenceKind kind = plr_difference_get_kind (difference);
  PlrStage *stage = plr_difference_get_new_stage (difference);
  g_autofree char *text = plr_difference_dup_text (difference);
  g_autofree char *name = g_strdup_printf ("%s: %s", words[kind], text);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *sign = gtk_label_new (signs[kind]);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (sign, classes[kind]);
  gtk_widget_add_css_class (sign, "monospace");
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), sign);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), stage != NULL);
  gtk_widget_set_tooltip_text (row, words[kind]);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (stage != NULL)
    g_object_set_data_full (G_OBJECT (row), "stage", g_strdup (plr_stage_get_id (stage)), g_free);

  return row;
}

static void
list_differences (PlrChangesView *self,
                  GListModel     *differences)
{
  guint n = differences != NULL ? g_list_model_get_n_items (differences) : 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < MIN (n, MAX_ROWS); i++)
    {
      g_autoptr(PlrDifference) difference = g_list_model_get_item (differences, i);

      gtk_list_box_append (self->list, make_row (difference));
    }
}

static void
show_changes (PlrChangesView *self,
              GListModel     *differences,
              const char     *diff)
{
  guint n = differences != NULL ? g_list_model_get_n_items (differences) : 0;
  const char *lines = strstr (diff, "\n@@ "); /* the names of the file say nothing here */
  g_autofree char *verdict = NULL;

  if (*diff == '\0')
    {
      show_status (self, _("Nothing has changed"));
      return;
    }

  if (differences == NULL)
    verdict = g_strdup (_("One of the two cannot be read: only their lines are compared"));
  else if (n == 0)
    verdict = g_strdup (_("The text has changed, and the pipeline has not"));
  else
    verdict = g_strdup_printf (ngettext ("%u thing differs", "%u things differ", n), n);
  gtk_label_set_text (self->verdict, verdict);
  list_differences (self, differences);
  gtk_widget_set_visible (gtk_widget_get_ancestor (GTK_WIDGET (self->list), GTK_TYPE_SCROLLED_WINDOW), n > 0);
  plr_source_text_set_text (self->diff, lines != NULL ? lines + 1 : diff);
  gtk_stack_set_visible_child_name (self->stack, "changes");
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(PlrChangesView) self = PLR_CHANGES_VIEW (user_data);
  g_autoptr(GListModel) differences = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *diff = plr_document_list_changes_finish (PLR_DOCUMENT (object), result, &differences, &error);

  if (self->follower == NULL)
    return;
  if (diff != NULL && PLR_DOCUMENT (object) == plr_follower_get_document (self->follower))
    show_changes (self, differences, diff);
  else if (diff == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    show_status (self, error->message);
  plr_follower_finish (self->follower);
}

static gboolean
list_changes (GtkWidget    *widget,
              PlrDocument  *document,
              GCancellable *cancellable)
{
  PlrChangesView *self = PLR_CHANGES_VIEW (widget);
  guint against = gtk_drop_down_get_selected (self->against);
  const char *revision = against == AGAINST_HEAD ? "HEAD" : against == AGAINST_REVISION ? gtk_editable_get_text (GTK_EDITABLE (self->revision)) : NULL;

  if (document == NULL)
    {
      show_status (self, _("No definition is open"));
      return FALSE;
    }
  if (revision != NULL && *revision == '\0')
    {
      show_status (self, _("Name a commit, a branch or a tag"));
      return FALSE;
    }
  if (revision != NULL && plr_document_get_path (document) == NULL)
    {
      show_status (self, _("The definition has no file yet, and so no revisions"));
      return FALSE;
    }
  plr_document_list_changes_async (document, revision, cancellable, listed_cb, g_object_ref (self));

  return TRUE;
}

static void
against_changed_cb (PlrChangesView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->revision), gtk_drop_down_get_selected (self->against) == AGAINST_REVISION);
  plr_follower_update (self->follower);
}

static void
row_activated_cb (PlrChangesView *self,
                  GtkListBoxRow  *row)
{
  g_signal_emit (self, signals[STAGE_ACTIVATED], 0, g_object_get_data (G_OBJECT (row), "stage"));
}

static void
plr_changes_view_dispose (GObject *object)
{
  g_clear_pointer (&PLR_CHANGES_VIEW (object)->follower, plr_follower_free);

  G_OBJECT_CLASS (plr_changes_view_parent_class)->dispose (object);
}

static void
plr_changes_view_class_init (PlrChangesViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = plr_changes_view_dispose;

  signals[STAGE_ACTIVATED] = g_signal_new ("stage-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 1, G_TYPE_STRING);
}

static GtkWidget *
make_bar (PlrChangesView *self)
{
  const char *const items[] = { _("Since it was saved"), _("Since the last commit"), _("Since another revision"), NULL };
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  self->against = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (items));
  self->revision = GTK_ENTRY (gtk_entry_new ());
  self->verdict = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->against), _("What the definition is compared with"));
  plr_accessible_set_label (GTK_WIDGET (self->against), _("Compare with"));
  plr_accessible_set_label (gtk_widget_get_first_child (GTK_WIDGET (self->against)), _("Compare with"));
  gtk_entry_set_placeholder_text (self->revision, _("v1.0, main~2 …"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->revision), _("A commit, a branch or a tag"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->revision), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Revision"), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->revision), FALSE);
  gtk_label_set_xalign (self->verdict, 0);
  gtk_label_set_ellipsize (self->verdict, PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (GTK_WIDGET (self->verdict), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->verdict), "dim-label");
  gtk_widget_add_css_class (bar, "view-bar");
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->against));
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->revision));
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->verdict));
  g_signal_connect_object (self->against, "notify::selected", G_CALLBACK (against_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->revision, "activate", G_CALLBACK (against_changed_cb), self, G_CONNECT_SWAPPED);

  return bar;
}

static GtkWidget *
make_changes (PlrChangesView *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->diff = PLR_SOURCE_TEXT (plr_source_text_new ("diff", _("Lines that changed")));
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "problems");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Changes of the pipeline"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_size_request (scroller, 150, -1);
  gtk_widget_set_size_request (GTK_WIDGET (self->diff), 150, -1);
  gtk_paned_set_start_child (GTK_PANED (paned), scroller);
  gtk_paned_set_end_child (GTK_PANED (paned), GTK_WIDGET (self->diff));
  gtk_paned_set_shrink_start_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);

  return paned;
}

static void
plr_changes_view_init (PlrChangesView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->stack = GTK_STACK (gtk_stack_new ());
  self->status = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->status, TRUE);
  gtk_label_set_justify (self->status, GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->status), "dim-label");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  (void)gtk_stack_add_named (self->stack, make_changes (self), "changes");
  (void)gtk_stack_add_named (self->stack, GTK_WIDGET (self->status), "status");
  adw_bin_set_child (ADW_BIN (self), box);
  self->follower = plr_follower_new (GTK_WIDGET (self), list_changes);
}

GtkWidget *
plr_changes_view_new (void)
{
  return g_object_new (PLR_TYPE_CHANGES_VIEW, NULL);
}

/**
 * plr_changes_view_set_document:
 * @self: a view
 * @document: (nullable): what to compare
 */
void
plr_changes_view_set_document (PlrChangesView *self,
                               PlrDocument    *document)
{
  g_return_if_fail (PLR_IS_CHANGES_VIEW (self));
  g_return_if_fail (document == NULL || PLR_IS_DOCUMENT (document));

  plr_follower_set_document (self->follower, document);
}
