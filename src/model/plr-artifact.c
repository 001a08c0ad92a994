/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-artifact"

#include "config.h"

#include "plr-artifact.h"
#include "plr-model-private.h"

struct _PlrArtifact
{
  GObject parent_instance;

  char *name;
  char **paths;

  guint optional : 1;
};

G_DEFINE_FINAL_TYPE (PlrArtifact, plr_artifact, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NAME,
  PROP_PATHS,
  PROP_OPTIONAL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_artifact_finalize (GObject *object)
{
  PlrArtifact *self = PLR_ARTIFACT (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->paths, g_strfreev);

  G_OBJECT_CLASS (plr_artifact_parent_class)->finalize (object);
}

static void
plr_artifact_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  PlrArtifact *self = PLR_ARTIFACT (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_PATHS:
      g_value_set_boxed (value, self->paths);
      break;

    case PROP_OPTIONAL:
      g_value_set_boolean (value, self->optional);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_artifact_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  PlrArtifact *self = PLR_ARTIFACT (object);

  switch (prop_id)
    {
    case PROP_NAME:
      plr_artifact_set_name (self, g_value_get_string (value));
      break;

    case PROP_PATHS:
      plr_artifact_set_paths (self, g_value_get_boxed (value));
      break;

    case PROP_OPTIONAL:
      plr_artifact_set_optional (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_artifact_class_init (PlrArtifactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_artifact_finalize;
  object_class->get_property = plr_artifact_get_property;
  object_class->set_property = plr_artifact_set_property;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_PATHS] =
    g_param_spec_boxed ("paths", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_OPTIONAL] =
    g_param_spec_boolean ("optional", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_artifact_init (PlrArtifact *self)
{
  self->paths = g_new0 (char *, 1);
}

PlrArtifact *
plr_artifact_new (const char        *name,
                  const char *const *paths)
{
  return g_object_new (PLR_TYPE_ARTIFACT,
                       "name", name,
                       "paths", paths,
                       NULL);
}

const char *
plr_artifact_get_name (PlrArtifact *self)
{
  g_return_val_if_fail (PLR_IS_ARTIFACT (self), NULL);

  return self->name;
}

void
plr_artifact_set_name (PlrArtifact *self,
                       const char  *name)
{
  g_return_if_fail (PLR_IS_ARTIFACT (self));

  if (plr_model_set_string (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

const char *const *
plr_artifact_get_paths (PlrArtifact *self)
{
  g_return_val_if_fail (PLR_IS_ARTIFACT (self), NULL);

  return (const char *const *)self->paths;
}

void
plr_artifact_set_paths (PlrArtifact       *self,
                        const char *const *paths)
{
  g_return_if_fail (PLR_IS_ARTIFACT (self));

  if (plr_model_set_strv (&self->paths, paths, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATHS]);
}

gboolean
plr_artifact_get_optional (PlrArtifact *self)
{
  g_return_val_if_fail (PLR_IS_ARTIFACT (self), FALSE);

  return self->optional;
}

void
plr_artifact_set_optional (PlrArtifact *self,
                           gboolean     optional)
{
  g_return_if_fail (PLR_IS_ARTIFACT (self));

  optional = !!optional;
  if (self->optional == (guint)optional)
    return;

  self->optional = (guint)optional;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPTIONAL]);
}

/**
 * plr_artifact_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_artifact_assign (PlrArtifact *self,
                     PlrArtifact *other)
{
  g_return_if_fail (PLR_IS_ARTIFACT (self));
  g_return_if_fail (PLR_IS_ARTIFACT (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_artifact_set_name (self, other->name);
  plr_artifact_set_paths (self, (const char *const *)other->paths);
  plr_artifact_set_optional (self, other->optional);
  g_object_thaw_notify (G_OBJECT (self));
}
