/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-variable"

#include "config.h"

#include "plr-variable.h"
#include "plr-model-private.h"

struct _PlrVariable
{
  GObject parent_instance;

  char *name;
  char *secret;
  char *description;
  char *input_type;
  char **options;
  char *value;

  guint required : 1;
};

G_DEFINE_FINAL_TYPE (PlrVariable, plr_variable, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NAME,
  PROP_SECRET,
  PROP_DESCRIPTION,
  PROP_INPUT_TYPE,
  PROP_OPTIONS,
  PROP_REQUIRED,
  PROP_VALUE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_variable_finalize (GObject *object)
{
  PlrVariable *self = PLR_VARIABLE (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->secret, g_free);
  g_clear_pointer (&self->description, g_free);
  g_clear_pointer (&self->input_type, g_free);
  g_clear_pointer (&self->options, g_strfreev);

  G_OBJECT_CLASS (plr_variable_parent_class)->finalize (object);
}

static void
plr_variable_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  PlrVariable *self = PLR_VARIABLE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_SECRET:
      g_value_set_string (value, self->secret);
      break;

    case PROP_DESCRIPTION:
      g_value_set_string (value, self->description);
      break;

    case PROP_INPUT_TYPE:
      g_value_set_string (value, self->input_type);
      break;

    case PROP_OPTIONS:
      g_value_set_boxed (value, self->options);
      break;

    case PROP_REQUIRED:
      g_value_set_boolean (value, self->required);
      break;

    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_variable_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  PlrVariable *self = PLR_VARIABLE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      plr_variable_set_name (self, g_value_get_string (value));
      break;

    case PROP_SECRET:
      plr_variable_set_secret (self, g_value_get_string (value));
      break;

    case PROP_DESCRIPTION:
      plr_variable_set_description (self, g_value_get_string (value));
      break;

    case PROP_INPUT_TYPE:
      plr_variable_set_input_type (self, g_value_get_string (value));
      break;

    case PROP_OPTIONS:
      plr_variable_set_options (self, g_value_get_boxed (value));
      break;

    case PROP_REQUIRED:
      plr_variable_set_required (self, g_value_get_boolean (value));
      break;

    case PROP_VALUE:
      plr_variable_set_value (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_variable_class_init (PlrVariableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_variable_finalize;
  object_class->get_property = plr_variable_get_property;
  object_class->set_property = plr_variable_set_property;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_SECRET] =
    g_param_spec_string ("secret", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_DESCRIPTION] =
    g_param_spec_string ("description", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_INPUT_TYPE] =
    g_param_spec_string ("input-type", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_OPTIONS] =
    g_param_spec_boxed ("options", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_REQUIRED] =
    g_param_spec_boolean ("required", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_VALUE] =
    g_param_spec_string ("value", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_variable_init (PlrVariable *self)
{
}

PlrVariable *
plr_variable_new (const char *name,
                  const char *value)
{
  PlrVariable *self = g_object_new (PLR_TYPE_VARIABLE, NULL);

  self->name = g_strdup (name);
  self->value = g_strdup (value);

  return self;
}

const char *
plr_variable_get_name (PlrVariable *self)
{
  g_return_val_if_fail (PLR_IS_VARIABLE (self), NULL);

  return self->name;
}

void
plr_variable_set_name (PlrVariable *self,
                       const char  *name)
{
  g_return_if_fail (PLR_IS_VARIABLE (self));

  if (plr_model_set_string (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

const char *
plr_variable_get_secret (PlrVariable *self)
{
  g_return_val_if_fail (PLR_IS_VARIABLE (self), NULL);

  return self->secret;
}

void
plr_variable_set_secret (PlrVariable *self,
                         const char  *secret)
{
  g_return_if_fail (PLR_IS_VARIABLE (self));

  if (plr_model_set_string (&self->secret, secret))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SECRET]);
}

const char *
plr_variable_get_description (PlrVariable *self)
{
  g_return_val_if_fail (PLR_IS_VARIABLE (self), NULL);

  return self->description;
}

void
plr_variable_set_description (PlrVariable *self,
                              const char  *description)
{
  g_return_if_fail (PLR_IS_VARIABLE (self));

  if (plr_model_set_string (&self->description, description))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DESCRIPTION]);
}

const char *
plr_variable_get_input_type (PlrVariable *self)
{
  g_return_val_if_fail (PLR_IS_VARIABLE (self), NULL);

  return self->input_type;
}

void
plr_variable_set_input_type (PlrVariable *self,
                             const char  *input_type)
{
  g_return_if_fail (PLR_IS_VARIABLE (self));

  if (plr_model_set_string (&self->input_type, input_type))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INPUT_TYPE]);
}

const char *const *
plr_variable_get_options (PlrVariable *self)
{
  g_return_val_if_fail (PLR_IS_VARIABLE (self), NULL);

  return (const char *const *)self->options;
}

void
plr_variable_set_options (PlrVariable        *self,
                          const char  *const *options)
{
  g_return_if_fail (PLR_IS_VARIABLE (self));

  if (plr_model_set_strv (&self->options, options, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPTIONS]);
}

gboolean
plr_variable_get_required (PlrVariable *self)
{
  g_return_val_if_fail (PLR_IS_VARIABLE (self), FALSE);

  return self->required;
}

void
plr_variable_set_required (PlrVariable *self,
                           gboolean     required)
{
  g_return_if_fail (PLR_IS_VARIABLE (self));

  required = !!required;
  if (self->required == (guint)required)
    return;

  self->required = required;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REQUIRED]);
}

const char *
plr_variable_get_value (PlrVariable *self)
{
  g_return_val_if_fail (PLR_IS_VARIABLE (self), NULL);

  return self->value;
}

void
plr_variable_set_value (PlrVariable *self,
                        const char  *value)
{
  g_return_if_fail (PLR_IS_VARIABLE (self));

  if (plr_model_set_string (&self->value, value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

/**
 * plr_variable_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_variable_assign (PlrVariable *self,
                     PlrVariable *other)
{
  g_return_if_fail (PLR_IS_VARIABLE (self));
  g_return_if_fail (PLR_IS_VARIABLE (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_variable_set_name (self, other->name);
  plr_variable_set_value (self, other->value);
  plr_variable_set_secret (self, other->secret);
  plr_variable_set_description (self, other->description);
  plr_variable_set_input_type (self, other->input_type);
  plr_variable_set_options (self, (const char *const *)other->options);
  plr_variable_set_required (self, other->required);
  g_object_thaw_notify (G_OBJECT (self));
}
