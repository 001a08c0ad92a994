/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-field-row"

#include "config.h"

#include "plr-field-row.h"

struct _PlrFieldRow
{
  AdwEntryRow parent_instance;

  char *value; /* of the model */
};

G_DEFINE_FINAL_TYPE (PlrFieldRow, plr_field_row, ADW_TYPE_ENTRY_ROW)

enum {
  COMMIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
has_keyboard (GtkWidget *widget)
{
  return (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;
}

static GtkWidget *
make_message_row (const char *message)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (message);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("dialog-error-symbolic"));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_widget_add_css_class (row, "message");

  return row;
}

/* The sentence stands in a row of its own below that of the field. */
static void
show_message (GtkWidget  *field,
              const char *message)
{
  GtkWidget *row = GTK_IS_LIST_BOX_ROW (field) ? field : gtk_widget_get_ancestor (field, GTK_TYPE_LIST_BOX_ROW);
  GtkWidget *list = row != NULL ? gtk_widget_get_parent (row) : NULL;
  GtkWidget *next = row != NULL ? gtk_widget_get_next_sibling (row) : NULL;

  if (!GTK_IS_LIST_BOX (list))
    return;

  if (next != NULL && gtk_widget_has_css_class (next, "message"))
    gtk_list_box_remove (GTK_LIST_BOX (list), next);
  if (message != NULL)
    gtk_list_box_insert (GTK_LIST_BOX (list), make_message_row (message), gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)) + 1);
}

/* In place: the field turns to the colour of errors, and the sentence stands below it; %NULL ends that. */
void
plr_field_show_error (GtkWidget  *field,
                      const char *message)
{
  if (message != NULL)
    gtk_widget_add_css_class (field, "error");
  else if (gtk_widget_has_css_class (field, "error"))
    gtk_widget_remove_css_class (field, "error");
  else
    return;

  show_message (field, message);
  gtk_accessible_update_state (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (ADW_IS_PREFERENCES_GROUP (field))
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (field), message);
}

void
plr_field_row_commit (PlrFieldRow *self)
{
  const char *text;
  gboolean taken = FALSE;

  g_return_if_fail (PLR_IS_FIELD_ROW (self));

  text = gtk_editable_get_text (GTK_EDITABLE (self));
  if (g_strcmp0 (text, self->value) == 0)
    {
      plr_field_show_error (GTK_WIDGET (self), NULL);
      return;
    }

  g_object_ref (self); /* The model may drop the row. */
  g_signal_emit (self, signals[COMMIT], 0, text, &taken);
  if (taken)
    {
      plr_field_show_error (GTK_WIDGET (self), NULL);
      /* The model may have it in other words, or as another thing. */
      if (self->value != NULL && g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self)), self->value) != 0)
        gtk_editable_set_text (GTK_EDITABLE (self), self->value);
    }
  g_object_unref (self);
}

static gboolean
key_pressed_cb (PlrFieldRow *self,
                guint        keyval)
{
  if (keyval != GDK_KEY_Escape || g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self)), self->value) == 0)
    return FALSE;

  gtk_editable_set_text (GTK_EDITABLE (self), self->value);
  gtk_editable_set_position (GTK_EDITABLE (self), -1);
  plr_field_show_error (GTK_WIDGET (self), NULL);

  return TRUE;
}

static void
plr_field_row_finalize (GObject *object)
{
  g_clear_pointer (&PLR_FIELD_ROW (object)->value, g_free);

  G_OBJECT_CLASS (plr_field_row_parent_class)->finalize (object);
}

static void
plr_field_row_class_init (PlrFieldRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = plr_field_row_finalize;

  signals[COMMIT] = g_signal_new ("commit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
}

static void
plr_field_row_init (PlrFieldRow *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  self->value = g_strdup ("");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  gtk_editable_set_enable_undo (GTK_EDITABLE (self), FALSE);
  gtk_event_controller_set_propagation_phase (key, GTK_PHASE_CAPTURE);
  g_signal_connect_object (self, "entry-activated", G_CALLBACK (plr_field_row_commit), self, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (plr_field_row_commit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (key, "key-pressed", G_CALLBACK (key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

GtkWidget *
plr_field_row_new (const char *title)
{
  return g_object_new (PLR_TYPE_FIELD_ROW, "title", title, NULL);
}

void
plr_field_row_set_value (PlrFieldRow *self,
                         const char  *value)
{
  gboolean typed;

  g_return_if_fail (PLR_IS_FIELD_ROW (self));

  value = value != NULL ? value : "";
  typed = has_keyboard (GTK_WIDGET (self)) && g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self)), self->value) != 0;
  if (g_strcmp0 (self->value, value) != 0)
    {
      g_free (self->value);
      self->value = g_strdup (value);
    }
  if (typed || g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (self)), value) == 0)
    return;

  gtk_editable_set_text (GTK_EDITABLE (self), value);
  plr_field_show_error (GTK_WIDGET (self), NULL);
}
