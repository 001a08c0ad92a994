/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-run-artifact"

#include "config.h"

#include "plr-run-artifact.h"
#include "plr-model-private.h"

struct _PlrRunArtifact
{
  GObject parent_instance;

  char *stage;
  char *name;
  char *path;
  char *file;
  char *sha256;
  gint64 size_bytes;
  guint mode;
};

G_DEFINE_FINAL_TYPE (PlrRunArtifact, plr_run_artifact, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_STAGE,
  PROP_NAME,
  PROP_PATH,
  PROP_FILE,
  PROP_SHA256,
  PROP_SIZE_BYTES,
  PROP_MODE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_run_artifact_finalize (GObject *object)
{
  PlrRunArtifact *self = PLR_RUN_ARTIFACT (object);

  g_clear_pointer (&self->stage, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->file, g_free);
  g_clear_pointer (&self->sha256, g_free);

  G_OBJECT_CLASS (plr_run_artifact_parent_class)->finalize (object);
}

static void
plr_run_artifact_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  PlrRunArtifact *self = PLR_RUN_ARTIFACT (object);

  switch (prop_id)
    {
    case PROP_STAGE:
      g_value_set_string (value, self->stage);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    case PROP_FILE:
      g_value_set_string (value, self->file);
      break;

    case PROP_SHA256:
      g_value_set_string (value, self->sha256);
      break;

    case PROP_SIZE_BYTES:
      g_value_set_int64 (value, self->size_bytes);
      break;

    case PROP_MODE:
      g_value_set_uint (value, self->mode);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_run_artifact_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  PlrRunArtifact *self = PLR_RUN_ARTIFACT (object);

  switch (prop_id)
    {
    case PROP_STAGE:
      plr_run_artifact_set_stage (self, g_value_get_string (value));
      break;

    case PROP_NAME:
      plr_run_artifact_set_name (self, g_value_get_string (value));
      break;

    case PROP_PATH:
      plr_run_artifact_set_path (self, g_value_get_string (value));
      break;

    case PROP_FILE:
      plr_run_artifact_set_file (self, g_value_get_string (value));
      break;

    case PROP_SHA256:
      plr_run_artifact_set_sha256 (self, g_value_get_string (value));
      break;

    case PROP_SIZE_BYTES:
      plr_run_artifact_set_size_bytes (self, g_value_get_int64 (value));
      break;

    case PROP_MODE:
      plr_run_artifact_set_mode (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_run_artifact_class_init (PlrRunArtifactClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_run_artifact_finalize;
  object_class->get_property = plr_run_artifact_get_property;
  object_class->set_property = plr_run_artifact_set_property;

  properties[PROP_STAGE] =
    g_param_spec_string ("stage", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_FILE] =
    g_param_spec_string ("file", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_SHA256] =
    g_param_spec_string ("sha256", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_SIZE_BYTES] =
    g_param_spec_int64 ("size-bytes", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_MODE] =
    g_param_spec_uint ("mode", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_run_artifact_init (PlrRunArtifact *self)
{
}

PlrRunArtifact *
plr_run_artifact_new (const char *stage,
                      const char *name,
                      const char *path)
{
  return g_object_new (PLR_TYPE_RUN_ARTIFACT,
                       "stage", stage,
                       "name", name,
                       "path", path,
                       NULL);
}

const char *
plr_run_artifact_get_stage (PlrRunArtifact *self)
{
  g_return_val_if_fail (PLR_IS_RUN_ARTIFACT (self), NULL);

  return self->stage;
}

void
plr_run_artifact_set_stage (PlrRunArtifact *self,
                            const char     *stage)
{
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (self));

  if (plr_model_set_string (&self->stage, stage))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

const char *
plr_run_artifact_get_name (PlrRunArtifact *self)
{
  g_return_val_if_fail (PLR_IS_RUN_ARTIFACT (self), NULL);

  return self->name;
}

void
plr_run_artifact_set_name (PlrRunArtifact *self,
                           const char     *name)
{
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (self));

  if (plr_model_set_string (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

const char *
plr_run_artifact_get_path (PlrRunArtifact *self)
{
  g_return_val_if_fail (PLR_IS_RUN_ARTIFACT (self), NULL);

  return self->path;
}

void
plr_run_artifact_set_path (PlrRunArtifact *self,
                           const char     *path)
{
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (self));

  if (plr_model_set_string (&self->path, path))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

const char *
plr_run_artifact_get_file (PlrRunArtifact *self)
{
  g_return_val_if_fail (PLR_IS_RUN_ARTIFACT (self), NULL);

  return self->file;
}

void
plr_run_artifact_set_file (PlrRunArtifact *self,
                           const char     *file)
{
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (self));

  if (plr_model_set_string (&self->file, file))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
}

const char *
plr_run_artifact_get_sha256 (PlrRunArtifact *self)
{
  g_return_val_if_fail (PLR_IS_RUN_ARTIFACT (self), NULL);

  return self->sha256;
}

void
plr_run_artifact_set_sha256 (PlrRunArtifact *self,
                             const char     *sha256)
{
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (self));

  if (plr_model_set_string (&self->sha256, sha256))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHA256]);
}

gint64
plr_run_artifact_get_size_bytes (PlrRunArtifact *self)
{
  g_return_val_if_fail (PLR_IS_RUN_ARTIFACT (self), 0);

  return self->size_bytes;
}

void
plr_run_artifact_set_size_bytes (PlrRunArtifact *self,
                                 gint64          size_bytes)
{
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (self));

  if (self->size_bytes == size_bytes)
    return;

  self->size_bytes = size_bytes;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE_BYTES]);
}

guint
plr_run_artifact_get_mode (PlrRunArtifact *self)
{
  g_return_val_if_fail (PLR_IS_RUN_ARTIFACT (self), 0);

  return self->mode;
}

void
plr_run_artifact_set_mode (PlrRunArtifact *self,
                           guint           mode)
{
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (self));

  if (self->mode == mode)
    return;

  self->mode = mode;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODE]);
}

/**
 * plr_run_artifact_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_run_artifact_assign (PlrRunArtifact *self,
                         PlrRunArtifact *other)
{
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (self));
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_run_artifact_set_stage (self, other->stage);
  plr_run_artifact_set_name (self, other->name);
  plr_run_artifact_set_path (self, other->path);
  plr_run_artifact_set_file (self, other->file);
  plr_run_artifact_set_sha256 (self, other->sha256);
  plr_run_artifact_set_size_bytes (self, other->size_bytes);
  plr_run_artifact_set_mode (self, other->mode);
  g_object_thaw_notify (G_OBJECT (self));
}
