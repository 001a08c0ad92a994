/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-preferences"

#include "config.h"

#include "plr-preferences.h"

struct _PlrPreferences
{
  AdwPreferencesWindow parent_instance;

  GSettings     *settings;

  AdwComboRow   *style;
  GtkSpinButton *jobs;
  GtkSwitch     *keep_going;
};

G_DEFINE_FINAL_TYPE (PlrPreferences, plr_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static gboolean
style_to_position (GValue   *value,
                   GVariant *variant,
                   gpointer  user_data)
{
  PlrPreferences *self = user_data;

  g_value_set_uint (value, (guint)g_settings_get_enum (self->settings, "style"));

  return TRUE;
}

static GVariant *
position_to_style (const GValue       *value,
                   const GVariantType *type,
                   gpointer            user_data)
{
  static const char *const styles[] = { "system", "light", "dark" };

  return g_variant_new_string (styles[MIN (g_value_get_uint (value), 2)]);
}

static void
plr_preferences_dispose (GObject *object)
{
  PlrPreferences *self = PLR_PREFERENCES (object);

  g_clear_object (&self->settings);

  G_OBJECT_CLASS (plr_preferences_parent_class)->dispose (object);
}

static void
plr_preferences_class_init (PlrPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = plr_preferences_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/plr-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrPreferences, style);
  gtk_widget_class_bind_template_child (widget_class, PlrPreferences, jobs);
  gtk_widget_class_bind_template_child (widget_class, PlrPreferences, keep_going);
}

static void
plr_preferences_init (PlrPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
plr_preferences_new (GSettings *settings)
{
  PlrPreferences *self = g_object_new (PLR_TYPE_PREFERENCES, NULL);

  self->settings = g_object_ref (settings);
  g_settings_bind_with_mapping (settings, "style", self->style, "selected", G_SETTINGS_BIND_DEFAULT,
                                style_to_position, position_to_style, self, NULL);
  g_settings_bind (settings, "jobs", gtk_spin_button_get_adjustment (self->jobs), "value", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "keep-going", self->keep_going, "active", G_SETTINGS_BIND_DEFAULT);

  return GTK_WIDGET (self);
}
