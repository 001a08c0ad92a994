/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-axis"

#include "config.h"

#include "plr-axis.h"
#include "plr-model-private.h"

struct _PlrAxis
{
  GObject parent_instance;

  char *name;
  char **values;
};

G_DEFINE_FINAL_TYPE (PlrAxis, plr_axis, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NAME,
  PROP_VALUES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_axis_finalize (GObject *object)
{
  PlrAxis *self = PLR_AXIS (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->values, g_strfreev);

  G_OBJECT_CLASS (plr_axis_parent_class)->finalize (object);
}

static void
plr_axis_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  PlrAxis *self = PLR_AXIS (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_VALUES:
      g_value_set_boxed (value, self->values);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_axis_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  PlrAxis *self = PLR_AXIS (object);

  switch (prop_id)
    {
    case PROP_NAME:
      plr_axis_set_name (self, g_value_get_string (value));
      break;

    case PROP_VALUES:
      plr_axis_set_values (self, g_value_get_boxed (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_axis_class_init (PlrAxisClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_axis_finalize;
  object_class->get_property = plr_axis_get_property;
  object_class->set_property = plr_axis_set_property;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_VALUES] =
    g_param_spec_boxed ("values", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_axis_init (PlrAxis *self)
{
  self->values = g_new0 (char *, 1);
}

PlrAxis *
plr_axis_new (const char        *name,
              const char *const *values)
{
  return g_object_new (PLR_TYPE_AXIS,
                       "name", name,
                       "values", values,
                       NULL);
}

const char *
plr_axis_get_name (PlrAxis *self)
{
  g_return_val_if_fail (PLR_IS_AXIS (self), NULL);

  return self->name;
}

void
plr_axis_set_name (PlrAxis    *self,
                   const char *name)
{
  g_return_if_fail (PLR_IS_AXIS (self));

  if (plr_model_set_string (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

const char *const *
plr_axis_get_values (PlrAxis *self)
{
  g_return_val_if_fail (PLR_IS_AXIS (self), NULL);

  return (const char *const *)self->values;
}

void
plr_axis_set_values (PlrAxis           *self,
                     const char *const *values)
{
  g_return_if_fail (PLR_IS_AXIS (self));

  if (plr_model_set_strv (&self->values, values, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUES]);
}

/**
 * plr_axis_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_axis_assign (PlrAxis *self,
                 PlrAxis *other)
{
  g_return_if_fail (PLR_IS_AXIS (self));
  g_return_if_fail (PLR_IS_AXIS (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_axis_set_name (self, other->name);
  plr_axis_set_values (self, (const char *const *)other->values);
  g_object_thaw_notify (G_OBJECT (self));
}
