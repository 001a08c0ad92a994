/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-welcome"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-accessible.h"
#include "plr-recent.h"
#include "plr-utf8.h"
#include "plr-welcome.h"

struct _PlrWelcome
{
  AdwBin parent_instance;

  GListModel          *recent;

  AdwPreferencesGroup *recent_group;
  GtkListBox          *recent_list;
};

G_DEFINE_FINAL_TYPE (PlrWelcome, plr_welcome, ADW_TYPE_BIN)

enum {
  OPEN_PATH,
  FORGET_PATH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
plr_welcome_row_activated_cb (PlrWelcome    *self,
                              GtkListBoxRow *row)
{
  g_autoptr(PlrRecent) recent = g_list_model_get_item (self->recent, (guint)gtk_list_box_row_get_index (row));

  if (recent != NULL)
    g_signal_emit (self, signals[OPEN_PATH], 0, plr_recent_get_path (recent));
}

static void
forget_clicked_cb (GtkButton  *button,
                   PlrWelcome *self)
{
  g_signal_emit (self, signals[FORGET_PATH], 0, g_object_get_data (G_OBJECT (button), "path"));
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  PlrRecent *recent = item;
  PlrWelcome *self = user_data;
  g_autofree char *name = plr_utf8_escape (plr_recent_get_name (recent), -1);
  g_autofree char *path = plr_utf8_escape (plr_recent_get_path (recent), -1);
  g_autofree char *title = g_markup_escape_text (name, -1);
  g_autofree char *subtitle = g_markup_escape_text (path, -1);
  g_autofree char *gone = g_strdup_printf (_("%s (not there any more)"), subtitle);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  gboolean missing = plr_recent_get_missing (recent);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), missing ? gone : subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !missing);
  if (missing)
    gtk_widget_add_css_class (row, "plr-missing");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Remove from the List"));
  plr_accessible_name_buttons (button);
  g_object_set_data_full (G_OBJECT (button), "path", g_strdup (plr_recent_get_path (recent)), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (forget_clicked_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);

  return row;
}

static void
plr_welcome_items_changed_cb (PlrWelcome *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->recent_group), g_list_model_get_n_items (self->recent) > 0);
}

static void
plr_welcome_dispose (GObject *object)
{
  PlrWelcome *self = PLR_WELCOME (object);

  g_clear_object (&self->recent);

  G_OBJECT_CLASS (plr_welcome_parent_class)->dispose (object);
}

static void
plr_welcome_class_init (PlrWelcomeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = plr_welcome_dispose;

  signals[OPEN_PATH] = g_signal_new ("open-path", PLR_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[FORGET_PATH] = g_signal_new ("forget-path", PLR_TYPE_WELCOME, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/example/Pipeliner/plr-welcome.ui");
  gtk_widget_class_bind_template_child (widget_class, PlrWelcome, recent_group);
  gtk_widget_class_bind_template_child (widget_class, PlrWelcome, recent_list);
  gtk_widget_class_bind_template_callback (widget_class, plr_welcome_row_activated_cb);
}

static void
plr_welcome_init (PlrWelcome *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
plr_welcome_set_recent (PlrWelcome *self,
                        GListModel *recent)
{
  g_return_if_fail (PLR_IS_WELCOME (self));
  g_return_if_fail (self->recent == NULL && G_IS_LIST_MODEL (recent));

  self->recent = g_object_ref (recent);
  gtk_list_box_bind_model (self->recent_list, recent, create_row, self, NULL);
  g_signal_connect_object (recent, "items-changed", G_CALLBACK (plr_welcome_items_changed_cb), self, G_CONNECT_SWAPPED);
  plr_welcome_items_changed_cb (self);
}
