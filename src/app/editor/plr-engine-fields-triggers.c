/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-engine-fields"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-engine-fields-private.h"
#include "plr-field-row.h"
#include "plr-inspector-private.h"

/* What starts a pipeline: a row for each event, with its filters below it. */

typedef struct
{
  const char *field;
  const char *title;
  const char *tooltip;
} Filter;

static const Filter filters[] = {
  { "branches", N_("Branches"), N_("Only on these, with commas") },
  { "branches-ignored", N_("Branches Left Out"), N_("On all but these, with commas") },
  { "tags", N_("Tags"), N_("Only for these, with commas") },
  { "tags-ignored", N_("Tags Left Out"), N_("For all but these, with commas") },
  { "paths", N_("Changed Files"), N_("Only if one of these changed, with commas") },
  { "paths-ignored", N_("Changed Files Left Out"), N_("Not if only these changed, with commas") },
  { "types", N_("Activities"), N_("Only for these, like opened, with commas") },
  { "schedule", N_("Schedule"), N_("When, as cron writes it: minute, hour, day, month, weekday") },
};

static char *
dup_filter (PlrTrigger *trigger,
            const char *field)
{
  if (g_str_equal (field, "branches"))
    return plr_inspector_join (plr_trigger_get_branches (trigger));
  if (g_str_equal (field, "branches-ignored"))
    return plr_inspector_join (plr_trigger_get_branches_ignored (trigger));
  if (g_str_equal (field, "tags"))
    return plr_inspector_join (plr_trigger_get_tags (trigger));
  if (g_str_equal (field, "tags-ignored"))
    return plr_inspector_join (plr_trigger_get_tags_ignored (trigger));
  if (g_str_equal (field, "paths"))
    return plr_inspector_join (plr_trigger_get_paths (trigger));
  if (g_str_equal (field, "paths-ignored"))
    return plr_inspector_join (plr_trigger_get_paths_ignored (trigger));
  if (g_str_equal (field, "types"))
    return plr_inspector_join (plr_trigger_get_types (trigger));

  return g_strdup (plr_trigger_get_schedule (trigger));
}

/* “main, v*” */
static char *
summarize (PlrTrigger *trigger)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_autofree char *value = dup_filter (trigger, filters[i].field);

      if (value != NULL && *value != '\0')
        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "; " : "", _(filters[i].title), value);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
filter_cb (PlrFieldRow     *row,
           const char      *text,
           PlrEngineFields *self)
{
  const Filter *filter = g_object_get_data (G_OBJECT (row), "filter");
  const char *event = g_object_get_data (G_OBJECT (row), "event");
  gboolean is_schedule = g_str_equal (filter->field, "schedule");
  const char *const alone[] = { text, NULL };
  g_auto(GStrv) list = is_schedule ? NULL : plr_inspector_split (text);
  const char *const *values = is_schedule ? alone : (const char *const *)list;

  return plr_engine_fields_apply (self, plr_edit_new_set_trigger (event, filter->field, values[0] != NULL && *values[0] != '\0' ? values : NULL),
                                  GTK_WIDGET (row));
}

static void
remove_cb (GtkButton       *button,
           PlrEngineFields *self)
{
  PlrEdit *edit = plr_edit_new (PLR_EDIT_KIND_REMOVE_TRIGGER, NULL);

  plr_edit_set_target (edit, g_object_get_data (G_OBJECT (button), "event"));
  (void)plr_engine_fields_apply (self, edit, GTK_WIDGET (button));
}

static void
add_cb (GtkEntry        *entry,
        PlrEngineFields *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (entry), GTK_TYPE_POPOVER);
  const char *event = gtk_editable_get_text (GTK_EDITABLE (entry));

  if (*event == '\0')
    return;
  if (plr_engine_fields_apply (self, plr_edit_new_set_trigger (event, NULL, NULL), GTK_WIDGET (self->triggers)))
    {
      plr_field_show_error (GTK_WIDGET (self->triggers), NULL);
      gtk_editable_set_text (GTK_EDITABLE (entry), "");
    }
  gtk_popover_popdown (GTK_POPOVER (popover));
}

/* An event that is there twice, like two schedules, is edited as text: the edits name an event by its word. */
static GtkWidget *
make_row (PlrEngineFields *self,
          PlrTrigger      *trigger)
{
  const char *event = plr_trigger_get_name (trigger);
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), event);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (remove, _("No longer start on this event"));
  plr_accessible_set_label (remove, _("Remove the Trigger"));
  g_object_set_data_full (G_OBJECT (remove), "event", g_strdup (event), g_free);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_cb), self, 0);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), remove);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      GtkWidget *field = plr_field_row_new (_(filters[i].title));

      gtk_widget_set_tooltip_text (field, _(filters[i].tooltip));
      g_object_set_data (G_OBJECT (field), "filter", (gpointer)&filters[i]);
      g_object_set_data_full (G_OBJECT (field), "event", g_strdup (event), g_free);
      g_object_set_data (G_OBJECT (row), filters[i].field, field);
      g_signal_connect_object (field, "commit", G_CALLBACK (filter_cb), self, 0);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), field);
    }

  return row;
}

static void
update_row (PlrEngineFields *self,
            GtkWidget       *row,
            PlrTrigger      *trigger)
{
  g_autofree char *summary = summarize (trigger);
  g_autofree char *escaped = g_markup_escape_text (summary, -1);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), escaped);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      GtkWidget *field = g_object_get_data (G_OBJECT (row), filters[i].field);
      g_autofree char *value = dup_filter (trigger, filters[i].field);
      gboolean is_schedule = g_str_equal (filters[i].field, "schedule");
      gboolean fits = is_schedule == (plr_trigger_get_event (trigger) == PLR_TRIGGER_EVENT_SCHEDULE);

      plr_field_row_set_value (PLR_FIELD_ROW (field), value);
      gtk_widget_set_visible (field, (value != NULL && *value != '\0') ||
                              (fits && plr_document_supports (self->document, PLR_EDIT_KIND_SET_TRIGGER, filters[i].field)));
    }
}

void
plr_engine_fields_build_triggers (PlrEngineFields *self)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *entry = gtk_entry_new ();

  self->triggers = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->triggers, _("Triggers"));
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), _("push, pull_request, schedule …"));
  gtk_widget_set_tooltip_text (entry, _("An event in the words of the engine, and Enter"));
  plr_accessible_set_label (entry, _("Event"));
  g_signal_connect_object (entry, "activate", G_CALLBACK (add_cb), self, 0);
  gtk_popover_set_child (GTK_POPOVER (popover), entry);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "list-add-symbolic");
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), popover);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Add a Trigger"));
  plr_accessible_name_buttons (button);
  adw_preferences_group_set_header_suffix (self->triggers, button);
  gtk_box_append (self->box, GTK_WIDGET (self->triggers));
}

static gboolean
has_rows_of (PlrEngineFields *self,
             GListModel      *triggers)
{
  if (self->trigger_rows->len != g_list_model_get_n_items (triggers))
    return FALSE;
  for (guint i = 0; i < self->trigger_rows->len; i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      if (g_strcmp0 (adw_preferences_row_get_title (g_ptr_array_index (self->trigger_rows, i)), plr_trigger_get_name (trigger)) != 0)
        return FALSE;
    }

  return TRUE;
}

void
plr_engine_fields_update_triggers (PlrEngineFields *self)
{
  GListModel *triggers = plr_pipeline_get_triggers (plr_document_get_pipeline (self->document));
  guint n_triggers = g_list_model_get_n_items (triggers);

  if (!has_rows_of (self, triggers))
    {
      for (guint i = 0; i < self->trigger_rows->len; i++)
        adw_preferences_group_remove (self->triggers, g_ptr_array_index (self->trigger_rows, i));
      g_ptr_array_set_size (self->trigger_rows, 0);
      for (guint i = 0; i < n_triggers; i++)
        {
          g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);
          GtkWidget *row = make_row (self, trigger);

          adw_preferences_group_add (self->triggers, row);
          g_ptr_array_add (self->trigger_rows, row);
        }
    }
  for (guint i = 0; i < n_triggers; i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      update_row (self, g_ptr_array_index (self->trigger_rows, i), trigger);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->triggers), n_triggers > 0 ||
                          plr_document_supports (self->document, PLR_EDIT_KIND_SET_TRIGGER, "branches"));
}
