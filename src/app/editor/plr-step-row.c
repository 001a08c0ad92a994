/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-step-row"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "plr-accessible.h"
#include "plr-field-row.h"
#include "plr-inspector-private.h"
#include "plr-pair-row.h"
#include "plr-step-row.h"
#include "plr-text-scroller.h"

enum {
  FIELD_NAME,
  FIELD_SHELL,
  FIELD_DIRECTORY,
  FIELD_USES,
  FIELD_ID,
  FIELD_CONDITION,
  FIELD_TIMEOUT,
  N_FIELDS
};

static const char *const field_names[N_FIELDS] = { "name", "shell", "directory", "uses", "id", "condition", "timeout" };
static const char *const when_values[] = { NULL, "failure", "always" };

struct _PlrStepRow
{
  AdwPreferencesRow parent_instance;

  GtkLabel *title;
  GtkWidget *up;
  GtkWidget *down;
  GtkToggleButton *more;
  GtkWidget *frame;
  GtkSourceView *script;
  GtkGrid *grid;
  GtkEditable *name;
  GtkEditable *shell;
  GtkEditable *directory;
  GtkEditable *action;
  GtkEditable *id;
  GtkEditable *condition;
  GtkEditable *timeout;
  GtkDropDown *when;
  GtkCheckButton *allow_failure;
  GtkListBox *arguments;
  GtkWidget *add_argument;
  char *values[N_FIELDS]; /* of the model */
  char *run;

  guint updating : 1;
};

G_DEFINE_FINAL_TYPE (PlrStepRow, plr_step_row, ADW_TYPE_PREFERENCES_ROW)

enum {
  CHANGED,
  MOVE,
  REMOVE,
  ARGUMENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
dup_script (PlrStepRow *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->script));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

/* A block in YAML ends with a line end that nobody sees. */
static char *
trim_script (const char *run)
{
  char *text = g_strdup (run != NULL ? run : "");

  while (g_str_has_suffix (text, "\n"))
    text[strlen (text) - 1] = '\0';

  return text;
}

static gboolean
emit_changed (PlrStepRow *self,
              GtkWidget  *field,
              const char *name,
              const char *value)
{
  gboolean taken = FALSE;

  g_object_ref (self);
  g_signal_emit (self, signals[CHANGED], 0, name, value, &taken);
  if (taken)
    plr_field_show_error (field, NULL);
  g_object_unref (self);

  return taken;
}

static void
commit_script (PlrStepRow *self)
{
  g_autofree char *text = dup_script (self);
  g_autofree char *trimmed = trim_script (text);
  g_autofree char *value = NULL;

  if (g_strcmp0 (trimmed, self->run) == 0)
    return;

  value = strchr (trimmed, '\n') != NULL ? g_strconcat (trimmed, "\n", NULL) : g_strdup (trimmed);
  (void)emit_changed (self, self->frame, "run", value);
}

static GtkEditable *
get_entry (PlrStepRow *self,
           guint       field)
{
  GtkEditable *entries[N_FIELDS] = { self->name, self->shell, self->directory, self->action, self->id, self->condition, self->timeout };

  return entries[field];
}

static void
commit_field (PlrStepRow *self,
              GtkWidget  *entry)
{
  g_autoptr(PlrStepRow) kept = g_object_ref (self); /* The model may drop the row. */

  for (guint i = 0; i < N_FIELDS; i++)
    {
      const char *text = gtk_editable_get_text (get_entry (self, i));

      if (GTK_WIDGET (get_entry (self, i)) == entry && g_strcmp0 (text, self->values[i]) != 0)
        {
          /* The model may have it in other words, or as another thing: a condition that always holds is none. */
          if (emit_changed (self, entry, field_names[i], *text != '\0' ? text : NULL) && self->values[i] != NULL &&
              g_strcmp0 (gtk_editable_get_text (get_entry (self, i)), self->values[i]) != 0)
            gtk_editable_set_text (get_entry (self, i), self->values[i]);
          return;
        }
    }
}

static void
entry_leave_cb (GtkEventController *controller,
                PlrStepRow         *self)
{
  commit_field (self, gtk_event_controller_get_widget (controller));
}

static void
entry_activate_cb (GtkWidget  *entry,
                   PlrStepRow *self)
{
  commit_field (self, entry);
}

static gboolean
script_key_cb (PlrStepRow     *self,
               guint           keyval,
               guint           keycode,
               GdkModifierType state)
{
  if ((keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0)
    return FALSE;

  commit_script (self);

  return TRUE;
}

static void
when_cb (PlrStepRow *self)
{
  guint selected = gtk_drop_down_get_selected (self->when);

  if (!self->updating && selected < G_N_ELEMENTS (when_values))
    (void)emit_changed (self, GTK_WIDGET (self->when), "when", when_values[selected]);
}

static void
allow_failure_cb (PlrStepRow *self)
{
  if (!self->updating)
    (void)emit_changed (self, GTK_WIDGET (self->allow_failure), "allow-failure",
                        gtk_check_button_get_active (self->allow_failure) ? "true" : NULL);
}

static gboolean
emit_argument (PlrStepRow *self,
               const char *old_name,
               const char *name,
               const char *value)
{
  gboolean taken = FALSE;

  g_object_ref (self);
  g_signal_emit (self, signals[ARGUMENT], 0, old_name, name, value, &taken);
  g_object_unref (self);

  return taken;
}

static gboolean
argument_rename_cb (PlrPairRow *row,
                    const char *name,
                    PlrStepRow *self)
{
  return emit_argument (self, plr_pair_row_get_name (row), name, plr_pair_row_get_value (row));
}

static gboolean
argument_value_cb (PlrPairRow *row,
                   const char *value,
                   PlrStepRow *self)
{
  return emit_argument (self, plr_pair_row_get_name (row), plr_pair_row_get_name (row), value);
}

static void
argument_remove_cb (PlrPairRow *row,
                    PlrStepRow *self)
{
  (void)emit_argument (self, plr_pair_row_get_name (row), NULL, NULL);
}

static void
add_argument_cb (PlrStepRow *self)
{
  GtkWidget *last;

  if (!emit_argument (self, NULL, "name", "value"))
    return;
  last = gtk_widget_get_last_child (GTK_WIDGET (self->arguments));
  if (PLR_IS_PAIR_ROW (last))
    plr_pair_row_grab_name (PLR_PAIR_ROW (last));
}

static void
up_cb (PlrStepRow *self)
{
  g_signal_emit (self, signals[MOVE], 0, -1);
}

static void
down_cb (PlrStepRow *self)
{
  g_signal_emit (self, signals[MOVE], 0, 1);
}

static void
remove_cb (PlrStepRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
style_changed_cb (PlrStepRow      *self,
                  GParamSpec      *pspec,
                  AdwStyleManager *manager)
{
  GtkSourceStyleSchemeManager *schemes = gtk_source_style_scheme_manager_get_default ();
  GtkSourceBuffer *buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->script)));

  gtk_source_buffer_set_style_scheme (buffer, gtk_source_style_scheme_manager_get_scheme (schemes, adw_style_manager_get_dark (manager)
                                                                                          ? "Adwaita-dark" : "Adwaita"));
}

static void
plr_step_row_finalize (GObject *object)
{
  PlrStepRow *self = PLR_STEP_ROW (object);

  for (guint i = 0; i < N_FIELDS; i++)
    g_free (self->values[i]);
  g_free (self->run);

  G_OBJECT_CLASS (plr_step_row_parent_class)->finalize (object);
}

static void
plr_step_row_class_init (PlrStepRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = plr_step_row_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[MOVE] = g_signal_new ("move", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_INT);
  signals[REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ARGUMENT] = g_signal_new ("argument", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled, NULL, NULL,
                                    G_TYPE_BOOLEAN, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING);

  g_type_ensure (GTK_SOURCE_TYPE_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/editor/plr-step-row.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, title);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, up);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, down);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, more);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, frame);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, script);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, name);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, shell);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, directory);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, action);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, arguments);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, add_argument);
  gtk_widget_class_bind_template_child (widget_class, PlrStepRow, grid);
  gtk_widget_class_bind_template_callback (widget_class, add_argument_cb);
  gtk_widget_class_bind_template_callback (widget_class, up_cb);
  gtk_widget_class_bind_template_callback (widget_class, down_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

/* Puts a control below the others; the label has a mnemonic for it. */
static void
add_control (PlrStepRow *self,
             const char *title,
             GtkWidget  *control,
             const char *tooltip,
             int         row)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), control);
  gtk_widget_set_tooltip_text (control, tooltip);
  gtk_widget_set_hexpand (control, TRUE);
  gtk_grid_attach (self->grid, label, 0, row, 1, 1);
  gtk_grid_attach (self->grid, control, 1, row, 1, 1);
}

static GtkEditable *
add_entry (PlrStepRow *self,
           const char *title,
           const char *tooltip,
           int         row)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
  add_control (self, title, entry, tooltip, row);

  return GTK_EDITABLE (entry);
}

static void
add_controls (PlrStepRow *self)
{
  const char *const whens[] = { _("After success"), _("After a failure"), _("In any case"), NULL };

  self->id = add_entry (self, _("_Identifier"), _("What other steps name it by"), 3);
  self->condition = add_entry (self, _("_Condition"), _("Runs only if this holds, in the words of the engine"), 4);
  self->timeout = add_entry (self, _("Time _Limit"), _("30s, 10m, 2h; empty: none"), 5);
  self->when = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (whens));
  add_control (self, _("Runs _When"), GTK_WIDGET (self->when), _("What must have become of the steps before it"), 6);
  plr_accessible_set_label (GTK_WIDGET (self->when), _("Runs When"));
  plr_accessible_set_label (gtk_widget_get_first_child (GTK_WIDGET (self->when)), _("Runs When"));
  self->allow_failure = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_("May fail")));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->allow_failure), _("The steps behind it run after its failure, too"));
  gtk_grid_attach (self->grid, GTK_WIDGET (self->allow_failure), 1, 7, 1, 1);
  g_signal_connect_object (self->when, "notify::selected", G_CALLBACK (when_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->allow_failure, "toggled", G_CALLBACK (allow_failure_cb), self, G_CONNECT_SWAPPED);
}

static void
plr_step_row_init (PlrStepRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkSourceBuffer *buffer;

  gtk_widget_init_template (GTK_WIDGET (self));
  add_controls (self);
  plr_text_scroller_set_up (GTK_SCROLLED_WINDOW (gtk_widget_get_parent (GTK_WIDGET (self->script))));
  buffer = GTK_SOURCE_BUFFER (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->script)));
  gtk_source_buffer_set_language (buffer, gtk_source_language_manager_get_language (gtk_source_language_manager_get_default (), "sh"));
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (style_changed_cb), self, G_CONNECT_SWAPPED);
  style_changed_cb (self, NULL, manager);

  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (focus, "leave", G_CALLBACK (commit_script), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (script_key_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->script), focus);
  gtk_widget_add_controller (GTK_WIDGET (self->script), key);
  for (guint i = 0; i < N_FIELDS; i++)
    {
      GtkEventController *leave = gtk_event_controller_focus_new ();

      self->values[i] = g_strdup ("");
      gtk_editable_set_enable_undo (get_entry (self, i), FALSE);
      g_signal_connect_object (leave, "leave", G_CALLBACK (entry_leave_cb), self, 0);
      g_signal_connect_object (get_entry (self, i), "activate", G_CALLBACK (entry_activate_cb), self, 0);
      gtk_widget_add_controller (GTK_WIDGET (get_entry (self, i)), leave);
    }
  self->run = g_strdup ("");
}

GtkWidget *
plr_step_row_new (void)
{
  return g_object_new (PLR_TYPE_STEP_ROW, NULL);
}

static void
show_script (PlrStepRow *self,
             const char *run)
{
  g_autofree char *shown = dup_script (self);
  g_autofree char *text = trim_script (run);
  g_autofree char *trimmed = trim_script (shown);
  gboolean typed = gtk_widget_has_focus (GTK_WIDGET (self->script)) && g_strcmp0 (trimmed, self->run) != 0;

  if (!typed && g_strcmp0 (trimmed, text) != 0)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->script)), text, -1);
  g_free (self->run);
  self->run = g_steal_pointer (&text);
}

static void
show_field (PlrStepRow *self,
            guint       field,
            const char *value)
{
  GtkEditable *entry = get_entry (self, field);
  gboolean typed = (gtk_widget_get_state_flags (GTK_WIDGET (entry)) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0 &&
                   g_strcmp0 (gtk_editable_get_text (entry), self->values[field]) != 0;

  value = value != NULL ? value : "";
  if (!typed && g_strcmp0 (gtk_editable_get_text (entry), value) != 0)
    gtk_editable_set_text (entry, value);
  if (g_strcmp0 (self->values[field], value) != 0)
    {
      g_free (self->values[field]);
      self->values[field] = g_strdup (value);
    }
}

static void
show_arguments (PlrStepRow *self,
                GListModel *arguments)
{
  guint n_arguments = g_list_model_get_n_items (arguments);
  GtkListBoxRow *last;

  while ((last = gtk_list_box_get_row_at_index (self->arguments, (int)n_arguments)) != NULL)
    gtk_list_box_remove (self->arguments, GTK_WIDGET (last));
  for (guint i = 0; i < n_arguments; i++)
    {
      g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, i);
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->arguments, (int)i);

      if (row == NULL)
        {
          row = GTK_LIST_BOX_ROW (plr_pair_row_new (_("Argument"), _("Value"), FALSE));
          g_signal_connect_object (row, "rename", G_CALLBACK (argument_rename_cb), self, 0);
          g_signal_connect_object (row, "value", G_CALLBACK (argument_value_cb), self, 0);
          g_signal_connect_object (row, "remove", G_CALLBACK (argument_remove_cb), self, 0);
          gtk_list_box_append (self->arguments, GTK_WIDGET (row));
        }
      plr_pair_row_set (PLR_PAIR_ROW (row), plr_variable_get_name (argument), plr_variable_get_value (argument), FALSE);
    }
}

/* An action has no script; what it is given stands below its name. */
static void
show_action (PlrStepRow *self,
             PlrStep    *step)
{
  gboolean is_action = plr_step_get_uses (step) != NULL;

  show_arguments (self, plr_step_get_arguments (step));
  gtk_widget_set_visible (GTK_WIDGET (self->arguments), is_action && g_list_model_get_n_items (plr_step_get_arguments (step)) > 0);
  gtk_widget_set_visible (self->add_argument, is_action);
  gtk_widget_set_visible (GTK_WIDGET (self->action), is_action);
  gtk_widget_set_visible (self->frame, !is_action);
  show_field (self, FIELD_USES, plr_step_get_uses (step));
}

/* What the dialect cannot say is not there, unless it is said nonetheless. */
static void
show_controls (PlrStepRow  *self,
               PlrDocument *document,
               PlrStep     *step)
{
  static const char *const fields[] = { "name", "shell", "directory", "id", "condition", "timeout", "when", "allow-failure" };
  g_autofree char *timeout = plr_inspector_format_timeout (plr_step_get_timeout_us (step));
  const gboolean is_set[] = {
    plr_step_get_name (step) != NULL, plr_step_get_shell (step) != NULL, plr_step_get_directory (step) != NULL, plr_step_get_id (step) != NULL,
    plr_step_get_condition (step) != NULL, *timeout != '\0', plr_step_get_when (step) != PLR_STAGE_WHEN_SUCCESS, plr_step_get_allow_failure (step),
  };

  self->updating = TRUE;
  show_field (self, FIELD_NAME, plr_step_get_name (step));
  show_field (self, FIELD_SHELL, plr_step_get_shell (step));
  show_field (self, FIELD_DIRECTORY, plr_step_get_directory (step));
  show_field (self, FIELD_ID, plr_step_get_id (step));
  show_field (self, FIELD_CONDITION, plr_step_get_condition (step));
  show_field (self, FIELD_TIMEOUT, timeout);
  gtk_drop_down_set_selected (self->when, (guint)plr_step_get_when (step));
  gtk_check_button_set_active (self->allow_failure, plr_step_get_allow_failure (step));
  self->updating = FALSE;
  for (int i = 0; i < (int)G_N_ELEMENTS (fields); i++)
    {
      gboolean is_there = is_set[i] || plr_document_supports (document, PLR_EDIT_KIND_SET_STEP, fields[i]);

      for (int column = 0; column < 2; column++)
        if (gtk_grid_get_child_at (self->grid, column, i) != NULL)
          gtk_widget_set_visible (gtk_grid_get_child_at (self->grid, column, i), is_there);
    }
}

void
plr_step_row_set_step (PlrStepRow  *self,
                       PlrDocument *document,
                       PlrStep     *step,
                       guint        index,
                       guint        n_steps)
{
  g_autofree char *title = NULL;

  g_return_if_fail (PLR_IS_STEP_ROW (self));
  g_return_if_fail (PLR_IS_STEP (step));

  if (plr_step_get_name (step) != NULL)
    title = g_strdup_printf ("%u · %s", index + 1, plr_step_get_name (step));
  else if (plr_step_get_uses (step) != NULL)
    title = g_strdup_printf (_("%u · Action"), index + 1);
  else
    title = g_strdup_printf (_("Step %u"), index + 1);
  gtk_label_set_text (self->title, title);
  gtk_widget_set_sensitive (self->up, index > 0);
  gtk_widget_set_sensitive (self->down, index + 1 < n_steps);
  show_script (self, plr_step_get_run (step));
  show_controls (self, document, step);
  show_action (self, step);
}

void
plr_step_row_grab_script (PlrStepRow *self)
{
  g_return_if_fail (PLR_IS_STEP_ROW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->script));
}
