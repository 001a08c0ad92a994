/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cache"

#include "config.h"

#include "plr-cache.h"
#include "plr-model-private.h"

struct _PlrCache
{
  GObject parent_instance;

  char *key;
  char **paths;
};

G_DEFINE_FINAL_TYPE (PlrCache, plr_cache, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_KEY,
  PROP_PATHS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_cache_finalize (GObject *object)
{
  PlrCache *self = PLR_CACHE (object);

  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->paths, g_strfreev);

  G_OBJECT_CLASS (plr_cache_parent_class)->finalize (object);
}

static void
plr_cache_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  PlrCache *self = PLR_CACHE (object);

  switch (prop_id)
    {
    case PROP_KEY:
      g_value_set_string (value, self->key);
      break;

    case PROP_PATHS:
      g_value_set_boxed (value, self->paths);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_cache_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  PlrCache *self = PLR_CACHE (object);

  switch (prop_id)
    {
    case PROP_KEY:
      plr_cache_set_key (self, g_value_get_string (value));
      break;

    case PROP_PATHS:
      plr_cache_set_paths (self, g_value_get_boxed (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_cache_class_init (PlrCacheClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_cache_finalize;
  object_class->get_property = plr_cache_get_property;
  object_class->set_property = plr_cache_set_property;

  properties[PROP_KEY] =
    g_param_spec_string ("key", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_PATHS] =
    g_param_spec_boxed ("paths", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_cache_init (PlrCache *self)
{
  self->paths = g_new0 (char *, 1);
}

PlrCache *
plr_cache_new (const char        *key,
               const char *const *paths)
{
  PlrCache *self = g_object_new (PLR_TYPE_CACHE, NULL);

  plr_cache_set_key (self, key);
  plr_cache_set_paths (self, paths);

  return self;
}

const char *
plr_cache_get_key (PlrCache *self)
{
  g_return_val_if_fail (PLR_IS_CACHE (self), NULL);

  return self->key;
}

void
plr_cache_set_key (PlrCache   *self,
                   const char *key)
{
  g_return_if_fail (PLR_IS_CACHE (self));

  if (plr_model_set_string (&self->key, key))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEY]);
}

const char *const *
plr_cache_get_paths (PlrCache *self)
{
  g_return_val_if_fail (PLR_IS_CACHE (self), NULL);

  return (const char *const *)self->paths;
}

void
plr_cache_set_paths (PlrCache          *self,
                     const char *const *paths)
{
  g_return_if_fail (PLR_IS_CACHE (self));

  if (plr_model_set_strv (&self->paths, paths, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATHS]);
}

/**
 * plr_cache_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_cache_assign (PlrCache *self,
                  PlrCache *other)
{
  g_return_if_fail (PLR_IS_CACHE (self));
  g_return_if_fail (PLR_IS_CACHE (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_cache_set_key (self, other->key);
  plr_cache_set_paths (self, (const char *const *)other->paths);
  g_object_thaw_notify (G_OBJECT (self));
}
