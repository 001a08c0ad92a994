/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-simulate-view"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-follower.h"
#include "plr-simulate-view.h"
#include "plr-variable.h"
#include "plr-words.h"

/* Rows; the whole list is that of pipelinerctl simulate. */
#define MAX_ROWS 2000

struct _PlrSimulateView
{
  AdwBin parent_instance;

  GtkDropDown *event;
  GtkEntry *branch;
  GtkEntry *target;
  GtkEntry *tag;
  GtkEntry *changed;
  GtkEntry *variables;
  GtkWidget *target_child;
  GtkWidget *tag_child;
  GtkLabel *verdict;
  GtkStack *stack;
  GtkListBox *list;
  GtkLabel *status;
  PlrFollower *follower;
};

G_DEFINE_FINAL_TYPE (PlrSimulateView, plr_simulate_view, ADW_TYPE_BIN)

enum {
  EVENT_PUSH,
  EVENT_TAG,
  EVENT_PULL_REQUEST,
  EVENT_SCHEDULE,
  EVENT_MANUAL
};

enum {
  PLACE_ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
show_status (PlrSimulateView *self,
             const char      *text)
{
  gtk_label_set_text (self->status, text);
  gtk_stack_set_visible_child_name (self->stack, "status");
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

static GtkWidget *
make_row (PlrSimulatedJob *job)
{
  static const PlrRunState icons[] = { PLR_RUN_STATE_SUCCEEDED, PLR_RUN_STATE_WAITING, PLR_RUN_STATE_SKIPPED, PLR_RUN_STATE_UNKNOWN };
  static const char *const classes[] = { "success", "warning", "dim-label", "dim-label" };
  const char *words[] = { _("Runs"), _("Waits"), _("Skipped"), _("Unknown") };
  PlrSimulatedState state = plr_simulated_job_get_state (job);
  g_autofree char *place = g_strdup_printf (_("%s:%u"), plr_simulated_job_get_path (job), plr_simulated_job_get_line (job));
  g_autofree char *name = g_strdup_printf ("%s: %s. %s", plr_simulated_job_get_id (job), words[state], plr_simulated_job_get_reason (job));
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name (plr_run_state_get_icon_name (icons[state]));
  GtkWidget *sign = make_label (words[state], "caption-heading");
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *where = make_label (place, "dim-label");

  gtk_widget_add_css_class (icon, classes[state]);
  gtk_widget_add_css_class (sign, classes[state]);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_label_set_width_chars (GTK_LABEL (sign), 9);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), make_label (plr_simulated_job_get_id (job), NULL));
  gtk_box_append (GTK_BOX (texts), make_label (plr_simulated_job_get_reason (job), "dim-label"));
  gtk_label_set_wrap (GTK_LABEL (where), FALSE);
  gtk_label_set_ellipsize (GTK_LABEL (where), PANGO_ELLIPSIZE_START);
  gtk_label_set_max_width_chars (GTK_LABEL (where), 28);
  gtk_widget_set_valign (where, GTK_ALIGN_START);
  gtk_widget_add_css_class (where, "numeric");
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), sign);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), where);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_widget_set_tooltip_text (row, _("Goes to the line that decides"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "job", g_object_ref (job), g_object_unref);

  return row;
}

static void
show_jobs (PlrSimulateView *self,
           GListModel      *jobs)
{
  guint n = g_list_model_get_n_items (jobs);
  guint counts[4] = { 0 };
  g_autofree char *verdict = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr(PlrSimulatedJob) job = g_list_model_get_item (jobs, i);

      counts[plr_simulated_job_get_state (job)]++;
      if (i < MAX_ROWS)
        gtk_list_box_append (self->list, make_row (job));
    }
  verdict = g_strdup_printf (_("%u run, %u wait, %u are skipped, %u cannot be known offline"), counts[PLR_SIMULATED_STATE_RUNS],
                             counts[PLR_SIMULATED_STATE_WAITS], counts[PLR_SIMULATED_STATE_SKIPPED], counts[PLR_SIMULATED_STATE_UNKNOWN]);
  gtk_label_set_text (self->verdict, verdict);
  if (n > 0)
    gtk_stack_set_visible_child_name (self->stack, "jobs");
  else
    show_status (self, _("There are no jobs"));
}

static void
simulated_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(PlrSimulateView) self = PLR_SIMULATE_VIEW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) jobs = plr_document_simulate_finish (PLR_DOCUMENT (object), result, &error);

  if (self->follower == NULL)
    return;
  if (jobs != NULL && PLR_DOCUMENT (object) == plr_follower_get_document (self->follower))
    {
      show_jobs (self, jobs);
    }
  else if (jobs == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      gtk_label_set_text (self->verdict, "");
      show_status (self, error->message);
    }
  plr_follower_finish (self->follower);
}

/* The words of an entry, or NULL if there are none; %FALSE if they are not well quoted. */
static gboolean
split_words (GtkEntry *entry,
             char   ***words,
             GError  **error)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  *words = NULL;

  return text[strspn (text, " ")] == '\0' || g_shell_parse_argv (text, NULL, words, error);
}

static gboolean
make_variables (PlrSimulateView *self,
                GListStore      *variables,
                GError         **error)
{
  g_auto(GStrv) words = NULL;

  if (!split_words (self->variables, &words, error))
    return FALSE;
  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      char *equals = strchr (words[i], '=');
      g_autoptr(PlrVariable) variable = NULL;

      if (equals == NULL || equals == words[i])
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _("Write NAME=VALUE, and not “%s”"), words[i]);
          return FALSE;
        }
      *equals = '\0';
      variable = plr_variable_new (words[i], equals + 1);
      g_list_store_append (variables, variable);
    }

  return TRUE;
}

/* NULL for nothing. */
static const char *
get_text (GtkEntry *entry)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  return *text != '\0' ? text : NULL;
}

static gboolean
simulate (GtkWidget    *widget,
          PlrDocument  *document,
          GCancellable *cancellable)
{
  static const PlrTriggerEvent kinds[] = {
    PLR_TRIGGER_EVENT_PUSH, PLR_TRIGGER_EVENT_PUSH, PLR_TRIGGER_EVENT_PULL_REQUEST, PLR_TRIGGER_EVENT_SCHEDULE, PLR_TRIGGER_EVENT_MANUAL,
  };
  PlrSimulateView *self = PLR_SIMULATE_VIEW (widget);
  guint kind = gtk_drop_down_get_selected (self->event);
  PlrSimulateEvent event = { .event = kinds[MIN (kind, EVENT_MANUAL)] };
  g_autoptr(GListStore) variables = g_list_store_new (PLR_TYPE_VARIABLE);
  g_auto(GStrv) changed = NULL;
  g_autoptr(GError) error = NULL;

  gtk_label_set_text (self->verdict, "");
  if (document == NULL)
    {
      show_status (self, _("No definition is open"));
      return FALSE;
    }
  if (!split_words (self->changed, &changed, &error) || !make_variables (self, variables, &error))
    {
      show_status (self, error->message);
      return FALSE;
    }
  if (kind == EVENT_TAG && get_text (self->tag) == NULL)
    {
      show_status (self, _("Name the tag"));
      return FALSE;
    }

  event.branch = kind != EVENT_TAG ? get_text (self->branch) : NULL;
  event.tag = kind == EVENT_TAG ? get_text (self->tag) : NULL;
  event.target_branch = kind == EVENT_PULL_REQUEST ? get_text (self->target) : NULL;
  event.changed = (const char *const *)changed;
  event.variables = G_LIST_MODEL (variables);
  plr_document_simulate_async (document, &event, cancellable, simulated_cb, g_object_ref (self));

  return TRUE;
}

static void
event_changed_cb (PlrSimulateView *self)
{
  guint kind = gtk_drop_down_get_selected (self->event);

  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->branch)), kind != EVENT_TAG);
  gtk_widget_set_visible (self->tag_child, kind == EVENT_TAG);
  gtk_widget_set_visible (self->target_child, kind == EVENT_PULL_REQUEST);
  plr_follower_update (self->follower);
}

static void
row_activated_cb (PlrSimulateView *self,
                  GtkListBoxRow   *row)
{
  PlrSimulatedJob *job = g_object_get_data (G_OBJECT (row), "job");

  g_signal_emit (self, signals[PLACE_ACTIVATED], 0, plr_simulated_job_get_path (job), plr_simulated_job_get_line (job));
}

static void
plr_simulate_view_dispose (GObject *object)
{
  g_clear_pointer (&PLR_SIMULATE_VIEW (object)->follower, plr_follower_free);

  G_OBJECT_CLASS (plr_simulate_view_parent_class)->dispose (object);
}

static void
plr_simulate_view_class_init (PlrSimulateViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = plr_simulate_view_dispose;

  signals[PLACE_ACTIVATED] = g_signal_new ("place-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                           G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_UINT);
}

/* Returns: (transfer none): what holds the entry in the row of fields */
static GtkWidget *
add_entry (PlrSimulateView *self,
           GtkFlowBox      *fields,
           GtkEntry       **entry,
           const char      *label,
           const char      *placeholder,
           const char      *tooltip)
{
  *entry = GTK_ENTRY (gtk_entry_new ());
  gtk_entry_set_placeholder_text (*entry, placeholder);
  gtk_editable_set_width_chars (GTK_EDITABLE (*entry), 14);
  gtk_widget_set_hexpand (GTK_WIDGET (*entry), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (*entry), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (*entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_flow_box_append (fields, GTK_WIDGET (*entry));
  gtk_widget_set_focusable (gtk_widget_get_parent (GTK_WIDGET (*entry)), FALSE);
  g_signal_connect_object (*entry, "changed", G_CALLBACK (event_changed_cb), self, G_CONNECT_SWAPPED);

  return gtk_widget_get_parent (GTK_WIDGET (*entry));
}

static GtkWidget *
make_fields (PlrSimulateView *self)
{
  const char *const events[] = { _("Push"), _("Tag"), _("Pull Request"), _("Schedule"), _("Started by Hand"), NULL };
  GtkFlowBox *fields = GTK_FLOW_BOX (gtk_flow_box_new ());

  self->event = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (events));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->event), _("What happens"));
  plr_accessible_set_label (GTK_WIDGET (self->event), _("Event"));
  plr_accessible_set_label (gtk_widget_get_first_child (GTK_WIDGET (self->event)), _("Event"));
  gtk_flow_box_set_selection_mode (fields, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (fields, 6);
  gtk_flow_box_set_column_spacing (fields, 6);
  gtk_flow_box_set_row_spacing (fields, 6);
  gtk_widget_add_css_class (GTK_WIDGET (fields), "view-bar");
  gtk_flow_box_append (fields, GTK_WIDGET (self->event));
  gtk_widget_set_focusable (gtk_widget_get_parent (GTK_WIDGET (self->event)), FALSE);
  (void)add_entry (self, fields, &self->branch, _("Branch"), _("Branch"), _("On this branch; of a pull request, the one to be merged"));
  self->tag_child = add_entry (self, fields, &self->tag, _("Tag"), _("Tag, like v1.0"), _("The tag that is pushed"));
  self->target_child = add_entry (self, fields, &self->target, _("Target branch"), _("Target branch"),
                                  _("The branch that the pull request is to be merged into"));
  (void)add_entry (self, fields, &self->changed, _("Changed files"), _("Changed files"),
                   _("Paths with a space between them; left empty, it is not known which files changed"));
  (void)add_entry (self, fields, &self->variables, _("Variables"), _("NAME=VALUE …"),
                   _("Variables of the server, inputs of a start by hand, or values of a context, like github.actor=ada"));
  g_signal_connect_object (self->event, "notify::selected", G_CALLBACK (event_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (fields);
}

static void
plr_simulate_view_init (PlrSimulateView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->follower = plr_follower_new (GTK_WIDGET (self), simulate);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->status = GTK_LABEL (make_label (NULL, "dim-label"));
  self->verdict = GTK_LABEL (make_label (NULL, "dim-label"));
  gtk_label_set_justify (self->status, GTK_JUSTIFY_CENTER);
  gtk_widget_set_halign (GTK_WIDGET (self->status), GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (GTK_WIDGET (self->verdict), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (self->verdict), 12);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->verdict), 6);
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "problems");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Jobs"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), make_fields (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->verdict));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  (void)gtk_stack_add_named (self->stack, scroller, "jobs");
  (void)gtk_stack_add_named (self->stack, GTK_WIDGET (self->status), "status");
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_editable_set_text (GTK_EDITABLE (self->branch), "main");
  event_changed_cb (self);
}

GtkWidget *
plr_simulate_view_new (void)
{
  return g_object_new (PLR_TYPE_SIMULATE_VIEW, NULL);
}

/**
 * plr_simulate_view_set_document:
 * @self: a view
 * @document: (nullable): whose jobs are shown
 */
void
plr_simulate_view_set_document (PlrSimulateView *self,
                                PlrDocument     *document)
{
  g_return_if_fail (PLR_IS_SIMULATE_VIEW (self));
  g_return_if_fail (document == NULL || PLR_IS_DOCUMENT (document));

  plr_follower_set_document (self->follower, document);
}
