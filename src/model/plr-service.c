/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-service"

#include "config.h"

#include "plr-service.h"
#include "plr-model-private.h"

struct _PlrService
{
  GObject parent_instance;

  char *name;
  char *image;
};

G_DEFINE_FINAL_TYPE (PlrService, plr_service, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NAME,
  PROP_IMAGE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_service_finalize (GObject *object)
{
  PlrService *self = PLR_SERVICE (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->image, g_free);

  G_OBJECT_CLASS (plr_service_parent_class)->finalize (object);
}

static void
plr_service_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  PlrService *self = PLR_SERVICE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_IMAGE:
      g_value_set_string (value, self->image);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_service_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  PlrService *self = PLR_SERVICE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      plr_service_set_name (self, g_value_get_string (value));
      break;

    case PROP_IMAGE:
      plr_service_set_image (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_service_class_init (PlrServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_service_finalize;
  object_class->get_property = plr_service_get_property;
  object_class->set_property = plr_service_set_property;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_IMAGE] =
    g_param_spec_string ("image", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_service_init (PlrService *self)
{
}

PlrService *
plr_service_new (const char *name,
                 const char *image)
{
  return g_object_new (PLR_TYPE_SERVICE,
                       "name", name,
                       "image", image,
                       NULL);
}

const char *
plr_service_get_name (PlrService *self)
{
  g_return_val_if_fail (PLR_IS_SERVICE (self), NULL);

  return self->name;
}

void
plr_service_set_name (PlrService *self,
                      const char *name)
{
  g_return_if_fail (PLR_IS_SERVICE (self));

  if (plr_model_set_string (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

const char *
plr_service_get_image (PlrService *self)
{
  g_return_val_if_fail (PLR_IS_SERVICE (self), NULL);

  return self->image;
}

void
plr_service_set_image (PlrService *self,
                       const char *image)
{
  g_return_if_fail (PLR_IS_SERVICE (self));

  if (plr_model_set_string (&self->image, image))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IMAGE]);
}

/**
 * plr_service_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_service_assign (PlrService *self,
                    PlrService *other)
{
  g_return_if_fail (PLR_IS_SERVICE (self));
  g_return_if_fail (PLR_IS_SERVICE (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_service_set_name (self, other->name);
  plr_service_set_image (self, other->image);
  g_object_thaw_notify (G_OBJECT (self));
}
