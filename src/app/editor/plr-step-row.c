/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-step-row"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "plr-field-row.h"
#include "plr-step-row.h"
#include "plr-text-scroller.h"

enum {
  FIELD_NAME,
  FIELD_SHELL,
  FIELD_DIRECTORY,
  FIELD_USES,
  N_FIELDS
};

static const char *const field_names[N_FIELDS] = { "name", "shell", "directory", "uses" };

struct _PlrStepRow
{
  AdwPreferencesRow parent_instance;

  GtkLabel *title;
  GtkWidget *up;
  GtkWidget *down;
  GtkToggleButton *more;
  GtkWidget *frame;
  GtkSourceView *script;
  GtkEditable *name;
  GtkEditable *shell;
  GtkEditable *directory;
  GtkEditable *action;
  GtkLabel *arguments;
  char *values[N_FIELDS]; /* of the model */
  char *run;
};

G_DEFINE_FINAL_TYPE (PlrStepRow, plr_step_row, ADW_TYPE_PREFERENCES_ROW)

enum {
  CHANGED,
  MOVE,
  REMOVE,
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
  return field == FIELD_NAME ? self->name : field == FIELD_SHELL ? self->shell :
         field == FIELD_DIRECTORY ? self->directory : self->action;
}

static void
commit_field (PlrStepRow *self,
              GtkWidget  *entry)
{
  for (guint i = 0; i < N_FIELDS; i++)
    {
      const char *text = gtk_editable_get_text (get_entry (self, i));

      if (GTK_WIDGET (get_entry (self, i)) == entry && g_strcmp0 (text, self->values[i]) != 0)
        {
          (void)emit_changed (self, entry, field_names[i], *text != '\0' ? text : NULL);
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
  gtk_widget_class_bind_template_callback (widget_class, up_cb);
  gtk_widget_class_bind_template_callback (widget_class, down_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
plr_step_row_init (PlrStepRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkSourceBuffer *buffer;

  gtk_widget_init_template (GTK_WIDGET (self));
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

/* An action has no script; what it is given stands below its name. */
static void
show_action (PlrStepRow *self,
             PlrStep    *step)
{
  gboolean is_action = plr_step_get_uses (step) != NULL;
  GListModel *arguments = plr_step_get_arguments (step);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (arguments); i++)
    {
      g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, i);
      g_autofree char *value = g_strdup (plr_variable_get_value (argument) != NULL ? plr_variable_get_value (argument) : "");

      g_string_append_printf (text, "%s%s: %s", i > 0 ? "\n" : "", plr_variable_get_name (argument), g_strstrip (value));
    }
  gtk_label_set_text (self->arguments, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->arguments), is_action && text->len > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->action), is_action);
  gtk_widget_set_visible (self->frame, !is_action);
  show_field (self, FIELD_USES, plr_step_get_uses (step));
}

void
plr_step_row_set_step (PlrStepRow *self,
                       PlrStep    *step,
                       guint       index,
                       guint       n_steps)
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
  show_field (self, FIELD_NAME, plr_step_get_name (step));
  show_field (self, FIELD_SHELL, plr_step_get_shell (step));
  show_field (self, FIELD_DIRECTORY, plr_step_get_directory (step));
  show_action (self, step);
}

void
plr_step_row_grab_script (PlrStepRow *self)
{
  g_return_if_fail (PLR_IS_STEP_ROW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->script));
}
