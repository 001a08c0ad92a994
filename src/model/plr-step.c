/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-step"

#include "config.h"

#include "plr-step.h"
#include "plr-model-private.h"

struct _PlrStep
{
  GObject parent_instance;

  char *name;
  char *run;
  char *shell;
  char *directory;
  PlrList *environment;
  char *id;
  char *uses;
  PlrList *arguments;
  char *condition;
  PlrStageWhen when;
  gint64 timeout_us;
  gint64 offset;
  gint64 length;

  guint allow_failure : 1;
};

G_DEFINE_FINAL_TYPE (PlrStep, plr_step, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NAME,
  PROP_RUN,
  PROP_SHELL,
  PROP_DIRECTORY,
  PROP_ENVIRONMENT,
  PROP_ID,
  PROP_USES,
  PROP_ARGUMENTS,
  PROP_CONDITION,
  PROP_WHEN,
  PROP_ALLOW_FAILURE,
  PROP_TIMEOUT_US,
  PROP_OFFSET,
  PROP_LENGTH,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_step_finalize (GObject *object)
{
  PlrStep *self = PLR_STEP (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->run, g_free);
  g_clear_pointer (&self->shell, g_free);
  g_clear_pointer (&self->directory, g_free);
  g_clear_object (&self->environment);
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->uses, g_free);
  g_clear_object (&self->arguments);
  g_clear_pointer (&self->condition, g_free);

  G_OBJECT_CLASS (plr_step_parent_class)->finalize (object);
}

static void
plr_step_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  PlrStep *self = PLR_STEP (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_RUN:
      g_value_set_string (value, self->run);
      break;

    case PROP_SHELL:
      g_value_set_string (value, self->shell);
      break;

    case PROP_DIRECTORY:
      g_value_set_string (value, self->directory);
      break;

    case PROP_ENVIRONMENT:
      g_value_set_object (value, plr_model_get_list (&self->environment, PLR_TYPE_VARIABLE));
      break;

    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_USES:
      g_value_set_string (value, self->uses);
      break;

    case PROP_ARGUMENTS:
      g_value_set_object (value, plr_model_get_list (&self->arguments, PLR_TYPE_VARIABLE));
      break;

    case PROP_CONDITION:
      g_value_set_string (value, self->condition);
      break;

    case PROP_WHEN:
      g_value_set_enum (value, self->when);
      break;

    case PROP_ALLOW_FAILURE:
      g_value_set_boolean (value, self->allow_failure);
      break;

    case PROP_TIMEOUT_US:
      g_value_set_int64 (value, self->timeout_us);
      break;

    case PROP_OFFSET:
      g_value_set_int64 (value, self->offset);
      break;

    case PROP_LENGTH:
      g_value_set_int64 (value, self->length);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_step_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  PlrStep *self = PLR_STEP (object);

  switch (prop_id)
    {
    case PROP_NAME:
      plr_step_set_name (self, g_value_get_string (value));
      break;

    case PROP_RUN:
      plr_step_set_run (self, g_value_get_string (value));
      break;

    case PROP_SHELL:
      plr_step_set_shell (self, g_value_get_string (value));
      break;

    case PROP_DIRECTORY:
      plr_step_set_directory (self, g_value_get_string (value));
      break;

    case PROP_ID:
      plr_step_set_id (self, g_value_get_string (value));
      break;

    case PROP_USES:
      plr_step_set_uses (self, g_value_get_string (value));
      break;

    case PROP_CONDITION:
      plr_step_set_condition (self, g_value_get_string (value));
      break;

    case PROP_WHEN:
      plr_step_set_when (self, g_value_get_enum (value));
      break;

    case PROP_ALLOW_FAILURE:
      plr_step_set_allow_failure (self, g_value_get_boolean (value));
      break;

    case PROP_TIMEOUT_US:
      plr_step_set_timeout_us (self, g_value_get_int64 (value));
      break;

    case PROP_OFFSET:
      plr_step_set_offset (self, g_value_get_int64 (value));
      break;

    case PROP_LENGTH:
      plr_step_set_length (self, g_value_get_int64 (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_step_class_init (PlrStepClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_step_finalize;
  object_class->get_property = plr_step_get_property;
  object_class->set_property = plr_step_set_property;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_RUN] =
    g_param_spec_string ("run", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_SHELL] =
    g_param_spec_string ("shell", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_DIRECTORY] =
    g_param_spec_string ("directory", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_ENVIRONMENT] =
    g_param_spec_object ("environment", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_USES] =
    g_param_spec_string ("uses", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_ARGUMENTS] =
    g_param_spec_object ("arguments", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_CONDITION] =
    g_param_spec_string ("condition", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_WHEN] =
    g_param_spec_enum ("when", NULL, NULL,
                       PLR_TYPE_STAGE_WHEN, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_ALLOW_FAILURE] =
    g_param_spec_boolean ("allow-failure", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TIMEOUT_US] =
    g_param_spec_int64 ("timeout-us", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_OFFSET] =
    g_param_spec_int64 ("offset", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LENGTH] =
    g_param_spec_int64 ("length", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_step_init (PlrStep *self)
{
}

PlrStep *
plr_step_new (const char *run)
{
  PlrStep *self = g_object_new (PLR_TYPE_STEP, NULL);

  self->run = g_strdup (run);

  return self;
}

const char *
plr_step_get_name (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), NULL);

  return self->name;
}

void
plr_step_set_name (PlrStep    *self,
                   const char *name)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (plr_model_set_string (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

const char *
plr_step_get_run (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), NULL);

  return self->run;
}

void
plr_step_set_run (PlrStep    *self,
                  const char *run)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (plr_model_set_string (&self->run, run))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
}

const char *
plr_step_get_shell (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), NULL);

  return self->shell;
}

void
plr_step_set_shell (PlrStep    *self,
                    const char *shell)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (plr_model_set_string (&self->shell, shell))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHELL]);
}

const char *
plr_step_get_directory (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), NULL);

  return self->directory;
}

void
plr_step_set_directory (PlrStep    *self,
                        const char *directory)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (plr_model_set_string (&self->directory, directory))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIRECTORY]);
}

GListModel *
plr_step_get_environment (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), NULL);

  return plr_model_get_list (&self->environment, PLR_TYPE_VARIABLE);
}

void
plr_step_add_variable (PlrStep     *self,
                       PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_STEP (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_model_add (&self->environment, PLR_TYPE_VARIABLE, variable);
}

const char *
plr_step_get_id (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), NULL);

  return self->id;
}

void
plr_step_set_id (PlrStep    *self,
                 const char *id)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (plr_model_set_string (&self->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

const char *
plr_step_get_uses (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), NULL);

  return self->uses;
}

void
plr_step_set_uses (PlrStep    *self,
                   const char *uses)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (plr_model_set_string (&self->uses, uses))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USES]);
}

GListModel *
plr_step_get_arguments (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), NULL);

  return plr_model_get_list (&self->arguments, PLR_TYPE_VARIABLE);
}

void
plr_step_add_argument (PlrStep     *self,
                       PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_STEP (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_model_add (&self->arguments, PLR_TYPE_VARIABLE, variable);
}

const char *
plr_step_get_condition (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), NULL);

  return self->condition;
}

void
plr_step_set_condition (PlrStep    *self,
                        const char *condition)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (plr_model_set_string (&self->condition, condition))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONDITION]);
}

PlrStageWhen
plr_step_get_when (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), 0);

  return self->when;
}

void
plr_step_set_when (PlrStep     *self,
                   PlrStageWhen when)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (self->when == when)
    return;

  self->when = when;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WHEN]);
}

gboolean
plr_step_get_allow_failure (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), FALSE);

  return self->allow_failure;
}

void
plr_step_set_allow_failure (PlrStep *self,
                            gboolean allow_failure)
{
  g_return_if_fail (PLR_IS_STEP (self));

  allow_failure = !!allow_failure;
  if (self->allow_failure == (guint)allow_failure)
    return;

  self->allow_failure = allow_failure;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ALLOW_FAILURE]);
}

gint64
plr_step_get_timeout_us (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), 0);

  return self->timeout_us;
}

void
plr_step_set_timeout_us (PlrStep *self,
                         gint64   timeout_us)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (self->timeout_us == timeout_us)
    return;

  self->timeout_us = timeout_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIMEOUT_US]);
}

gint64
plr_step_get_offset (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), 0);

  return self->offset;
}

void
plr_step_set_offset (PlrStep *self,
                     gint64   offset)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (self->offset == offset)
    return;

  self->offset = offset;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFSET]);
}

gint64
plr_step_get_length (PlrStep *self)
{
  g_return_val_if_fail (PLR_IS_STEP (self), 0);

  return self->length;
}

void
plr_step_set_length (PlrStep *self,
                     gint64   length)
{
  g_return_if_fail (PLR_IS_STEP (self));

  if (self->length == length)
    return;

  self->length = length;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LENGTH]);
}

/**
 * plr_step_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_step_assign (PlrStep *self,
                 PlrStep *other)
{
  g_return_if_fail (PLR_IS_STEP (self));
  g_return_if_fail (PLR_IS_STEP (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_step_set_name (self, other->name);
  plr_step_set_run (self, other->run);
  plr_step_set_shell (self, other->shell);
  plr_step_set_directory (self, other->directory);
  plr_model_merge_list (&self->environment, other->environment, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_step_set_offset (self, other->offset);
  plr_step_set_length (self, other->length);
  plr_step_set_id (self, other->id);
  plr_step_set_uses (self, other->uses);
  plr_model_merge_list (&self->arguments, other->arguments, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_step_set_condition (self, other->condition);
  plr_step_set_when (self, other->when);
  plr_step_set_allow_failure (self, other->allow_failure);
  plr_step_set_timeout_us (self, other->timeout_us);
  g_object_thaw_notify (G_OBJECT (self));
}
