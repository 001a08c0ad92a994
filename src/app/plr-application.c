/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-application"

#include "config.h"

#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "plr-app-resources.h"
#include "plr-application.h"
#include "plr-preferences.h"
#include "plr-window.h"

struct _PlrApplication
{
  AdwApplication parent_instance;

  PlrEngine *engine;
  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (PlrApplication, plr_application, ADW_TYPE_APPLICATION)

static void
follow_style_cb (PlrApplication *self)
{
  static const AdwColorScheme schemes[] = {
    ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT, ADW_COLOR_SCHEME_FORCE_DARK,
  };
  guint style = (guint)g_settings_get_enum (self->settings, "style");

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[MIN (style, 2)]);
}

/* Without its records nothing of a run would last: that is said, and the program ends. */
static void
plr_application_explain_and_quit (PlrApplication *self,
                                  GError         *error)
{
  GtkWidget *dialog = adw_message_dialog_new (NULL, _("Pipeliner Cannot Start"), error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_set_application (GTK_WINDOW (dialog), GTK_APPLICATION (self));
  gtk_window_present (GTK_WINDOW (dialog));
}

static PlrWindow *
plr_application_get_window (PlrApplication *self)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));
  g_autoptr(GError) error = NULL;

  if (PLR_IS_WINDOW (window))
    return PLR_WINDOW (window);

  if (self->engine == NULL && (self->engine = plr_engine_new (NULL, &error)) == NULL)
    {
      g_warning ("%s", error->message);
      plr_application_explain_and_quit (self, error);
      return NULL;
    }

  return plr_window_new (self);
}

static PlrWindow *
plr_application_find_window (PlrApplication *self,
                             const char     *path)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    if (PLR_IS_WINDOW (l->data) && plr_window_accepts_path (l->data, path))
      return l->data;

  return NULL;
}

static void
plr_application_activate (GApplication *app)
{
  PlrWindow *window = plr_application_get_window (PLR_APPLICATION (app));

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
}

static void
plr_application_open (GApplication *app,
                      GFile       **files,
                      int           n_files,
                      const char   *hint)
{
  PlrApplication *self = PLR_APPLICATION (app);

  for (int i = 0; i < n_files; i++)
    {
      const char *path = g_file_peek_path (files[i]);
      PlrWindow *window = path != NULL ? plr_application_find_window (self, path) : NULL;

      /* A window shows one project, and a request from outside takes it away from nobody. */
      if (window == NULL && gtk_application_get_active_window (GTK_APPLICATION (self)) != NULL && self->engine != NULL)
        window = plr_window_new (self);
      if (window == NULL && (window = plr_application_get_window (self)) == NULL)
        return;
      gtk_window_present (GTK_WINDOW (window));
      plr_window_open_from_outside (window, files[i]);
    }
}

static void
about_action (GSimpleAction *action,
              GVariant      *param,
              gpointer       user_data)
{
  static const char *developers[] = { "The Pipeliner authors", NULL };
  GtkWindow *parent = gtk_application_get_active_window (user_data);

  adw_show_about_window (parent,
                         "application-name", _("Pipeliner"),
                         "application-icon", APP_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The Pipeliner authors"),
                         "developers", developers,
                         "copyright", "© 2026 The Pipeliner authors",
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("Draw, run and export build and delivery pipelines. What is exported is yours, without conditions (CC0)."),
                         NULL);
}

static void
preferences_action (GSimpleAction *action,
                    GVariant      *param,
                    gpointer       user_data)
{
  PlrApplication *self = PLR_APPLICATION (user_data);
  GtkWidget *window = plr_preferences_new (self->settings);

  gtk_window_set_transient_for (GTK_WINDOW (window), gtk_application_get_active_window (GTK_APPLICATION (self)));
  gtk_window_present (GTK_WINDOW (window));
}

static void
quit_action (GSimpleAction *action,
             GVariant      *param,
             gpointer       user_data)
{
  GtkApplication *app = user_data;
  g_autoptr(GList) windows = g_list_copy (gtk_application_get_windows (app));

  /* Each window may ask; the program ends when the last one has gone. */
  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

/* None of these starts, stops or approves anything: each action here can be called by any program of the session. */
static const GActionEntry actions[] = {
  { "about", about_action },
  { "preferences", preferences_action },
  { "quit", quit_action },
};

static void
plr_application_startup (GApplication *app)
{
  PlrApplication *self = PLR_APPLICATION (app);
  static const struct
  {
    const char *action;
    const char *keys[3];
  } accels[] = {
    { "app.quit", { "<Control>q", NULL } },
    { "app.preferences", { "<Control>comma", NULL } },
    { "win.open-repository", { "<Control>o", NULL } },
    { "win.new-pipeline", { "<Control>n", NULL } },
    { "win.show-design", { "<Alt>1", NULL } },
    { "win.show-runs", { "<Alt>2", NULL } },
    { "window.close", { "<Control>w", NULL } },
    { "win.show-help-overlay", { "<Control>question", NULL } },
  };

  G_APPLICATION_CLASS (plr_application_parent_class)->startup (app);

  gtk_source_init ();
  self->settings = g_settings_new (APP_ID);
  g_signal_connect_object (self->settings, "changed::style", G_CALLBACK (follow_style_cb), self, G_CONNECT_SWAPPED);
  follow_style_cb (self);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action, (const char **)accels[i].keys);
  gtk_window_set_default_icon_name (APP_ID);
}

static int
plr_application_handle_local_options (GApplication *app,
                                      GVariantDict *options)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("pipeliner %s\n", PACKAGE_VERSION);
      return 0;
    }

  /* GSettings would abort; a program that is not installed says what is missing. */
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);
  if (schema != NULL)
    return -1;

  g_printerr (_("The settings of “%s” are not installed: run “meson install”, or set GSETTINGS_SCHEMA_DIR.\n"), APP_ID);

  return 1;
}

static void
plr_application_dispose (GObject *object)
{
  PlrApplication *self = PLR_APPLICATION (object);

  g_clear_object (&self->engine);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (plr_application_parent_class)->dispose (object);
}

static void
plr_application_class_init (PlrApplicationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GApplicationClass *app_class = G_APPLICATION_CLASS (klass);

  /* The library is static: nothing refers to the resources but this, so that they would be left out by the linker. */
  g_resources_register (plr_app_get_resource ());

  object_class->dispose = plr_application_dispose;
  app_class->startup = plr_application_startup;
  app_class->activate = plr_application_activate;
  app_class->open = plr_application_open;
  app_class->handle_local_options = plr_application_handle_local_options;
}

static void
plr_application_init (PlrApplication *self)
{
  static const GOptionEntry options[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Show the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _("[FILE|DIRECTORY…]"));
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _("Draw, run and export the pipelines of a repository."));
}

PlrApplication *
plr_application_new (void)
{
  return g_object_new (PLR_TYPE_APPLICATION,
                       "application-id", APP_ID,
                       "resource-base-path", "/org/example/Pipeliner",
                       "flags", G_APPLICATION_HANDLES_OPEN,
                       NULL);
}

PlrEngine *
plr_application_get_engine (PlrApplication *self)
{
  g_return_val_if_fail (PLR_IS_APPLICATION (self), NULL);

  return self->engine;
}

GSettings *
plr_application_get_settings (PlrApplication *self)
{
  g_return_val_if_fail (PLR_IS_APPLICATION (self), NULL);

  return self->settings;
}
