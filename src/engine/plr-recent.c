/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-recent"

#include "config.h"

#include "plr-recent.h"

struct _PlrRecent
{
  GObject parent_instance;

  char *path;
  char *name;
  gint64 opened_at_us;

  guint missing : 1;
};

G_DEFINE_FINAL_TYPE (PlrRecent, plr_recent, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_PATH,
  PROP_NAME,
  PROP_OPENED_AT_US,
  PROP_MISSING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_recent_finalize (GObject *object)
{
  PlrRecent *self = PLR_RECENT (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (plr_recent_parent_class)->finalize (object);
}

static void
plr_recent_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  PlrRecent *self = PLR_RECENT (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_OPENED_AT_US:
      g_value_set_int64 (value, self->opened_at_us);
      break;

    case PROP_MISSING:
      g_value_set_boolean (value, self->missing);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_recent_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  PlrRecent *self = PLR_RECENT (object);

  switch (prop_id)
    {
    case PROP_PATH:
      plr_recent_set_path (self, g_value_get_string (value));
      break;

    case PROP_NAME:
      plr_recent_set_name (self, g_value_get_string (value));
      break;

    case PROP_OPENED_AT_US:
      plr_recent_set_opened_at_us (self, g_value_get_int64 (value));
      break;

    case PROP_MISSING:
      plr_recent_set_missing (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_recent_class_init (PlrRecentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_recent_finalize;
  object_class->get_property = plr_recent_get_property;
  object_class->set_property = plr_recent_set_property;

  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_OPENED_AT_US] =
    g_param_spec_int64 ("opened-at-us", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_MISSING] =
    g_param_spec_boolean ("missing", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_recent_init (PlrRecent *self)
{
}

PlrRecent *
plr_recent_new (const char *path,
                const char *name)
{
  return g_object_new (PLR_TYPE_RECENT,
                       "path", path,
                       "name", name,
                       NULL);
}

const char *
plr_recent_get_path (PlrRecent *self)
{
  g_return_val_if_fail (PLR_IS_RECENT (self), NULL);

  return self->path;
}

void
plr_recent_set_path (PlrRecent  *self,
                     const char *path)
{
  g_return_if_fail (PLR_IS_RECENT (self));

  if (g_strcmp0 (self->path, path) == 0)
    return;

  g_free (self->path);
  self->path = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

const char *
plr_recent_get_name (PlrRecent *self)
{
  g_return_val_if_fail (PLR_IS_RECENT (self), NULL);

  return self->name;
}

void
plr_recent_set_name (PlrRecent  *self,
                     const char *name)
{
  g_return_if_fail (PLR_IS_RECENT (self));

  if (g_strcmp0 (self->name, name) == 0)
    return;

  g_free (self->name);
  self->name = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

gint64
plr_recent_get_opened_at_us (PlrRecent *self)
{
  g_return_val_if_fail (PLR_IS_RECENT (self), 0);

  return self->opened_at_us;
}

void
plr_recent_set_opened_at_us (PlrRecent *self,
                             gint64     opened_at_us)
{
  g_return_if_fail (PLR_IS_RECENT (self));

  if (self->opened_at_us == opened_at_us)
    return;

  self->opened_at_us = opened_at_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPENED_AT_US]);
}

gboolean
plr_recent_get_missing (PlrRecent *self)
{
  g_return_val_if_fail (PLR_IS_RECENT (self), FALSE);

  return self->missing;
}

void
plr_recent_set_missing (PlrRecent *self,
                        gboolean   missing)
{
  g_return_if_fail (PLR_IS_RECENT (self));

  missing = !!missing;
  if (self->missing == (guint)missing)
    return;

  self->missing = (guint)missing;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MISSING]);
}

/**
 * plr_recent_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_recent_assign (PlrRecent *self,
                   PlrRecent *other)
{
  g_return_if_fail (PLR_IS_RECENT (self));
  g_return_if_fail (PLR_IS_RECENT (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_recent_set_path (self, other->path);
  plr_recent_set_name (self, other->name);
  plr_recent_set_opened_at_us (self, other->opened_at_us);
  plr_recent_set_missing (self, other->missing);
  g_object_thaw_notify (G_OBJECT (self));
}
