/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-sign"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-sign.h"
#include "plr-words.h"

struct _PlrSign
{
  GtkWidget parent_instance;

  GtkWidget  *image;
  PlrRunState state;
};

G_DEFINE_FINAL_TYPE (PlrSign, plr_sign, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_STATE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_sign_show (PlrSign *self)
{
  const char *word = plr_run_state_get_word (self->state);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), plr_run_state_get_icon_name (self->state));
  for (PlrRunState state = PLR_RUN_STATE_UNKNOWN; state <= PLR_RUN_STATE_INTERRUPTED; state++)
    {
      g_autofree char *state_class = g_strdup_printf ("plr-state-%s", plr_run_state_get_nick (state));

      if (state == self->state)
        gtk_widget_add_css_class (GTK_WIDGET (self), state_class);
      else
        gtk_widget_remove_css_class (GTK_WIDGET (self), state_class);
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), word);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

static void
plr_sign_dispose (GObject *object)
{
  PlrSign *self = PLR_SIGN (object);

  g_clear_pointer (&self->image, gtk_widget_unparent);

  G_OBJECT_CLASS (plr_sign_parent_class)->dispose (object);
}

static void
plr_sign_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  PlrSign *self = PLR_SIGN (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_sign_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  PlrSign *self = PLR_SIGN (object);

  switch (prop_id)
    {
    case PROP_STATE:
      plr_sign_set_state (self, g_value_get_enum (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_sign_class_init (PlrSignClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = plr_sign_dispose;
  object_class->get_property = plr_sign_get_property;
  object_class->set_property = plr_sign_set_property;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       PLR_TYPE_RUN_STATE, PLR_RUN_STATE_UNKNOWN,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
plr_sign_init (PlrSign *self)
{
  self->image = gtk_image_new ();
  gtk_widget_set_parent (self->image, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "plr-sign");
  plr_sign_show (self);
}

GtkWidget *
plr_sign_new (void)
{
  return g_object_new (PLR_TYPE_SIGN, NULL);
}

void
plr_sign_set_state (PlrSign    *self,
                    PlrRunState state)
{
  g_return_if_fail (PLR_IS_SIGN (self));

  if (self->state == state)
    return;

  self->state = state;
  plr_sign_show (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/**
 * plr_format_age:
 * @time_us: when, in microseconds since 1970
 *
 * Returns: (transfer full): how long ago that is, as people say it
 */
char *
plr_format_age (gint64 time_us)
{
  gint64 seconds = MAX (0, (g_get_real_time () - time_us) / G_USEC_PER_SEC);

  if (seconds < 60)
    return g_strdup (_("just now"));
  if (seconds < 3600)
    return g_strdup_printf (_("%d min ago"), (int)(seconds / 60));
  if (seconds < 24 * 3600)
    return g_strdup_printf (_("%d h ago"), (int)(seconds / 3600));

  return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong)(seconds / 86400)), (int)(seconds / 86400));
}

/**
 * plr_format_time:
 * @time_us: when, in microseconds since 1970
 *
 * Returns: (transfer full): the date and the time, to the second, where the person is
 */
char *
plr_format_time (gint64 time_us)
{
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%x %X") : g_strdup ("");
}
