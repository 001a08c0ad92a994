/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pair-row"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-field-row.h"
#include "plr-pair-row.h"

struct _PlrPairRow
{
  AdwPreferencesRow parent_instance;

  GtkEditable *name_entry;
  GtkEditable *value_entry;
  GtkCheckButton *optional;
  char *name; /* of the model */
  char *value;

  guint updating : 1;
};

G_DEFINE_FINAL_TYPE (PlrPairRow, plr_pair_row, ADW_TYPE_PREFERENCES_ROW)

enum {
  RENAME,
  VALUE,
  OPTIONAL,
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
commit (PlrPairRow *self,
        GtkWidget  *entry)
{
  gboolean is_name = entry == GTK_WIDGET (self->name_entry);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));
  gboolean taken = FALSE;

  if (g_strcmp0 (text, is_name ? self->name : self->value) == 0)
    {
      plr_field_show_error (entry, NULL);
      return;
    }

  g_object_ref (self);
  g_signal_emit (self, signals[is_name ? RENAME : VALUE], 0, text, &taken);
  if (taken)
    {
      const char *now = is_name ? self->name : self->value;

      plr_field_show_error (entry, NULL);
      /* The model may have it in other words. */
      if (now != NULL && g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (entry)), now) != 0)
        gtk_editable_set_text (GTK_EDITABLE (entry), now);
    }
  g_object_unref (self);
}

static void
focus_leave_cb (GtkEventController *controller,
                PlrPairRow         *self)
{
  commit (self, gtk_event_controller_get_widget (controller));
}

static void
activate_cb (GtkWidget  *entry,
             PlrPairRow *self)
{
  commit (self, entry);
}

static void
toggled_cb (PlrPairRow *self)
{
  gboolean taken = FALSE;

  if (!self->updating)
    g_signal_emit (self, signals[OPTIONAL], 0, gtk_check_button_get_active (self->optional), &taken);
}

static void
remove_cb (PlrPairRow *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
plr_pair_row_finalize (GObject *object)
{
  PlrPairRow *self = PLR_PAIR_ROW (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->value, g_free);

  G_OBJECT_CLASS (plr_pair_row_parent_class)->finalize (object);
}

static void
plr_pair_row_class_init (PlrPairRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = plr_pair_row_finalize;

  signals[RENAME] = g_signal_new ("rename", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
  signals[VALUE] = g_signal_new ("value", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                 g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_STRING);
  signals[OPTIONAL] = g_signal_new ("optional", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 1, G_TYPE_BOOLEAN);
  signals[REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkEditable *
add_entry (PlrPairRow *self,
           GtkWidget  *box,
           const char *title,
           int         width_chars)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), width_chars);
  gtk_editable_set_enable_undo (GTK_EDITABLE (entry), FALSE);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), title);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_widget_set_tooltip_text (entry, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_object (entry, "activate", G_CALLBACK (activate_cb), self, 0);
  g_signal_connect_object (focus, "leave", G_CALLBACK (focus_leave_cb), self, 0);
  gtk_widget_add_controller (entry, focus);
  gtk_box_append (GTK_BOX (box), entry);

  return GTK_EDITABLE (entry);
}

static void
plr_pair_row_init (PlrPairRow *self)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
}

GtkWidget *
plr_pair_row_new (const char *name_title,
                  const char *value_title,
                  gboolean    with_optional)
{
  PlrPairRow *self = g_object_new (PLR_TYPE_PAIR_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");

  gtk_widget_set_margin_top (lines, 6);
  gtk_widget_set_margin_bottom (lines, 6);
  gtk_widget_set_margin_start (lines, 6);
  gtk_widget_set_margin_end (lines, 6);
  gtk_box_append (GTK_BOX (lines), box);
  self->name_entry = add_entry (self, box, name_title, 6);
  /* Paths are long, and need a line of their own. */
  self->value_entry = add_entry (self, with_optional ? lines : box, value_title, 8);
  gtk_widget_add_css_class (GTK_WIDGET (self->value_entry), "monospace");
  if (with_optional)
    {
      self->optional = GTK_CHECK_BUTTON (gtk_check_button_new_with_label (_("Optional")));
      gtk_widget_set_tooltip_text (GTK_WIDGET (self->optional), _("The stage succeeds without it"));
      g_signal_connect_object (self->optional, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->optional));
    }
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (remove, _("Remove"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Remove"), -1);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), remove);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), lines);

  return GTK_WIDGET (self);
}

const char *
plr_pair_row_get_name (PlrPairRow *self)
{
  g_return_val_if_fail (PLR_IS_PAIR_ROW (self), NULL);

  return self->name;
}

const char *
plr_pair_row_get_value (PlrPairRow *self)
{
  g_return_val_if_fail (PLR_IS_PAIR_ROW (self), NULL);

  return self->value;
}

static void
set_field (GtkEditable *entry,
           char       **field,
           const char  *value)
{
  gboolean typed = (gtk_widget_get_state_flags (GTK_WIDGET (entry)) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0 &&
                   g_strcmp0 (gtk_editable_get_text (entry), *field) != 0;

  if (g_strcmp0 (*field, value) != 0)
    {
      g_free (*field);
      *field = g_strdup (value);
    }
  if (!typed && g_strcmp0 (gtk_editable_get_text (entry), value) != 0)
    gtk_editable_set_text (entry, value);
}

void
plr_pair_row_set (PlrPairRow *self,
                  const char *name,
                  const char *value,
                  gboolean    optional)
{
  g_return_if_fail (PLR_IS_PAIR_ROW (self));

  set_field (self->name_entry, &self->name, name != NULL ? name : "");
  set_field (self->value_entry, &self->value, value != NULL ? value : "");
  self->updating = TRUE;
  if (self->optional != NULL)
    gtk_check_button_set_active (self->optional, optional);
  self->updating = FALSE;
}

void
plr_pair_row_grab_name (PlrPairRow *self)
{
  g_return_if_fail (PLR_IS_PAIR_ROW (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->name_entry));
}
