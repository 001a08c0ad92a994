/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-definition"

#include "config.h"

#include "plr-definition.h"

struct _PlrDefinition
{
  GObject parent_instance;

  char *path;
  char *dialect;
  char *dialect_name;

  guint readable : 1;
  guint editable : 1;
  guint committed : 1;
  guint modified : 1;
};

G_DEFINE_FINAL_TYPE (PlrDefinition, plr_definition, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_PATH,
  PROP_DIALECT,
  PROP_DIALECT_NAME,
  PROP_READABLE,
  PROP_EDITABLE,
  PROP_COMMITTED,
  PROP_MODIFIED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_definition_finalize (GObject *object)
{
  PlrDefinition *self = PLR_DEFINITION (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->dialect, g_free);
  g_clear_pointer (&self->dialect_name, g_free);

  G_OBJECT_CLASS (plr_definition_parent_class)->finalize (object);
}

static void
plr_definition_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  PlrDefinition *self = PLR_DEFINITION (object);

  switch (prop_id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    case PROP_DIALECT:
      g_value_set_string (value, self->dialect);
      break;

    case PROP_DIALECT_NAME:
      g_value_set_string (value, self->dialect_name);
      break;

    case PROP_READABLE:
      g_value_set_boolean (value, self->readable);
      break;

    case PROP_EDITABLE:
      g_value_set_boolean (value, self->editable);
      break;

    case PROP_COMMITTED:
      g_value_set_boolean (value, self->committed);
      break;

    case PROP_MODIFIED:
      g_value_set_boolean (value, self->modified);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_definition_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  PlrDefinition *self = PLR_DEFINITION (object);

  switch (prop_id)
    {
    case PROP_PATH:
      plr_definition_set_path (self, g_value_get_string (value));
      break;

    case PROP_DIALECT:
      plr_definition_set_dialect (self, g_value_get_string (value));
      break;

    case PROP_DIALECT_NAME:
      plr_definition_set_dialect_name (self, g_value_get_string (value));
      break;

    case PROP_READABLE:
      plr_definition_set_readable (self, g_value_get_boolean (value));
      break;

    case PROP_EDITABLE:
      plr_definition_set_editable (self, g_value_get_boolean (value));
      break;

    case PROP_COMMITTED:
      plr_definition_set_committed (self, g_value_get_boolean (value));
      break;

    case PROP_MODIFIED:
      plr_definition_set_modified (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_definition_class_init (PlrDefinitionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_definition_finalize;
  object_class->get_property = plr_definition_get_property;
  object_class->set_property = plr_definition_set_property;

  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_DIALECT] =
    g_param_spec_string ("dialect", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_DIALECT_NAME] =
    g_param_spec_string ("dialect-name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_READABLE] =
    g_param_spec_boolean ("readable", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_EDITABLE] =
    g_param_spec_boolean ("editable", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_COMMITTED] =
    g_param_spec_boolean ("committed", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_MODIFIED] =
    g_param_spec_boolean ("modified", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_definition_init (PlrDefinition *self)
{
}

PlrDefinition *
plr_definition_new (const char *path,
                    const char *dialect)
{
  return g_object_new (PLR_TYPE_DEFINITION,
                       "path", path,
                       "dialect", dialect,
                       NULL);
}

const char *
plr_definition_get_path (PlrDefinition *self)
{
  g_return_val_if_fail (PLR_IS_DEFINITION (self), NULL);

  return self->path;
}

void
plr_definition_set_path (PlrDefinition *self,
                         const char    *path)
{
  g_return_if_fail (PLR_IS_DEFINITION (self));

  if (g_strcmp0 (self->path, path) == 0)
    return;

  g_free (self->path);
  self->path = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

const char *
plr_definition_get_dialect (PlrDefinition *self)
{
  g_return_val_if_fail (PLR_IS_DEFINITION (self), NULL);

  return self->dialect;
}

void
plr_definition_set_dialect (PlrDefinition *self,
                            const char    *dialect)
{
  g_return_if_fail (PLR_IS_DEFINITION (self));

  if (g_strcmp0 (self->dialect, dialect) == 0)
    return;

  g_free (self->dialect);
  self->dialect = g_strdup (dialect);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIALECT]);
}

const char *
plr_definition_get_dialect_name (PlrDefinition *self)
{
  g_return_val_if_fail (PLR_IS_DEFINITION (self), NULL);

  return self->dialect_name;
}

void
plr_definition_set_dialect_name (PlrDefinition *self,
                                 const char    *dialect_name)
{
  g_return_if_fail (PLR_IS_DEFINITION (self));

  if (g_strcmp0 (self->dialect_name, dialect_name) == 0)
    return;

  g_free (self->dialect_name);
  self->dialect_name = g_strdup (dialect_name);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIALECT_NAME]);
}

gboolean
plr_definition_get_readable (PlrDefinition *self)
{
  g_return_val_if_fail (PLR_IS_DEFINITION (self), FALSE);

  return self->readable;
}

void
plr_definition_set_readable (PlrDefinition *self,
                             gboolean       readable)
{
  g_return_if_fail (PLR_IS_DEFINITION (self));

  readable = !!readable;
  if (self->readable == (guint)readable)
    return;

  self->readable = (guint)readable;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READABLE]);
}

gboolean
plr_definition_get_editable (PlrDefinition *self)
{
  g_return_val_if_fail (PLR_IS_DEFINITION (self), FALSE);

  return self->editable;
}

void
plr_definition_set_editable (PlrDefinition *self,
                             gboolean       editable)
{
  g_return_if_fail (PLR_IS_DEFINITION (self));

  editable = !!editable;
  if (self->editable == (guint)editable)
    return;

  self->editable = (guint)editable;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITABLE]);
}

gboolean
plr_definition_get_committed (PlrDefinition *self)
{
  g_return_val_if_fail (PLR_IS_DEFINITION (self), FALSE);

  return self->committed;
}

void
plr_definition_set_committed (PlrDefinition *self,
                              gboolean       committed)
{
  g_return_if_fail (PLR_IS_DEFINITION (self));

  committed = !!committed;
  if (self->committed == (guint)committed)
    return;

  self->committed = (guint)committed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMMITTED]);
}

gboolean
plr_definition_get_modified (PlrDefinition *self)
{
  g_return_val_if_fail (PLR_IS_DEFINITION (self), FALSE);

  return self->modified;
}

void
plr_definition_set_modified (PlrDefinition *self,
                             gboolean       modified)
{
  g_return_if_fail (PLR_IS_DEFINITION (self));

  modified = !!modified;
  if (self->modified == (guint)modified)
    return;

  self->modified = (guint)modified;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MODIFIED]);
}

/**
 * plr_definition_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_definition_assign (PlrDefinition *self,
                       PlrDefinition *other)
{
  g_return_if_fail (PLR_IS_DEFINITION (self));
  g_return_if_fail (PLR_IS_DEFINITION (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_definition_set_path (self, other->path);
  plr_definition_set_dialect (self, other->dialect);
  plr_definition_set_dialect_name (self, other->dialect_name);
  plr_definition_set_readable (self, other->readable);
  plr_definition_set_editable (self, other->editable);
  plr_definition_set_committed (self, other->committed);
  plr_definition_set_modified (self, other->modified);
  g_object_thaw_notify (G_OBJECT (self));
}
