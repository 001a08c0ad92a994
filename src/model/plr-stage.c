/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-stage"

#include "config.h"

#include "plr-stage.h"
#include "plr-model-private.h"

struct _PlrStage
{
  GObject parent_instance;

  char *id;
  char *name;
  PlrStageKind kind;
  char **needs;
  PlrList *steps;
  PlrList *environment;
  PlrList *artifacts;
  char **inputs;
  gint64 timeout_us;
  guint retry;
  PlrStageWhen when;
  char **branches;
  char *approval_message;
  PlrList *axes;
  char **reports;
  char *deploy;
  char *image;
  char **opaque;
  PlrJob *job;
  gint64 offset;
  gint64 length;
  guint line;

  guint network : 1;
  guint approval : 1;
};

G_DEFINE_FINAL_TYPE (PlrStage, plr_stage, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_NAME,
  PROP_KIND,
  PROP_NEEDS,
  PROP_STEPS,
  PROP_ENVIRONMENT,
  PROP_ARTIFACTS,
  PROP_INPUTS,
  PROP_TIMEOUT_US,
  PROP_RETRY,
  PROP_NETWORK,
  PROP_WHEN,
  PROP_BRANCHES,
  PROP_APPROVAL,
  PROP_APPROVAL_MESSAGE,
  PROP_AXES,
  PROP_REPORTS,
  PROP_DEPLOY,
  PROP_IMAGE,
  PROP_OPAQUE,
  PROP_JOB,
  PROP_OFFSET,
  PROP_LENGTH,
  PROP_LINE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_stage_finalize (GObject *object)
{
  PlrStage *self = PLR_STAGE (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->needs, g_strfreev);
  g_clear_object (&self->steps);
  g_clear_object (&self->environment);
  g_clear_object (&self->artifacts);
  g_clear_pointer (&self->inputs, g_strfreev);
  g_clear_pointer (&self->branches, g_strfreev);
  g_clear_pointer (&self->approval_message, g_free);
  g_clear_object (&self->axes);
  g_clear_pointer (&self->reports, g_strfreev);
  g_clear_pointer (&self->deploy, g_free);
  g_clear_pointer (&self->image, g_free);
  g_clear_pointer (&self->opaque, g_strfreev);
  g_clear_object (&self->job);

  G_OBJECT_CLASS (plr_stage_parent_class)->finalize (object);
}

static void
plr_stage_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  PlrStage *self = PLR_STAGE (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_NEEDS:
      g_value_set_boxed (value, plr_model_get_strv (self->needs));
      break;

    case PROP_STEPS:
      g_value_set_object (value, plr_model_get_list (&self->steps, PLR_TYPE_STEP));
      break;

    case PROP_ENVIRONMENT:
      g_value_set_object (value, plr_model_get_list (&self->environment, PLR_TYPE_VARIABLE));
      break;

    case PROP_ARTIFACTS:
      g_value_set_object (value, plr_model_get_list (&self->artifacts, PLR_TYPE_ARTIFACT));
      break;

    case PROP_INPUTS:
      g_value_set_boxed (value, self->inputs);
      break;

    case PROP_TIMEOUT_US:
      g_value_set_int64 (value, self->timeout_us);
      break;

    case PROP_RETRY:
      g_value_set_uint (value, self->retry);
      break;

    case PROP_NETWORK:
      g_value_set_boolean (value, self->network);
      break;

    case PROP_WHEN:
      g_value_set_enum (value, self->when);
      break;

    case PROP_BRANCHES:
      g_value_set_boxed (value, self->branches);
      break;

    case PROP_APPROVAL:
      g_value_set_boolean (value, self->approval);
      break;

    case PROP_APPROVAL_MESSAGE:
      g_value_set_string (value, self->approval_message);
      break;

    case PROP_AXES:
      g_value_set_object (value, plr_model_get_list (&self->axes, PLR_TYPE_AXIS));
      break;

    case PROP_REPORTS:
      g_value_set_boxed (value, plr_model_get_strv (self->reports));
      break;

    case PROP_DEPLOY:
      g_value_set_string (value, self->deploy);
      break;

    case PROP_IMAGE:
      g_value_set_string (value, self->image);
      break;

    case PROP_OPAQUE:
      g_value_set_boxed (value, plr_model_get_strv (self->opaque));
      break;

    case PROP_JOB:
      g_value_set_object (value, self->job);
      break;

    case PROP_OFFSET:
      g_value_set_int64 (value, self->offset);
      break;

    case PROP_LENGTH:
      g_value_set_int64 (value, self->length);
      break;

    case PROP_LINE:
      g_value_set_uint (value, self->line);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_stage_set_property (GObject      *object,
                        guint         prop_id,
                        const GValue *value,
                        GParamSpec   *pspec)
{
  PlrStage *self = PLR_STAGE (object);

  switch (prop_id)
    {
    case PROP_ID:
      plr_stage_set_id (self, g_value_get_string (value));
      break;

    case PROP_NAME:
      plr_stage_set_name (self, g_value_get_string (value));
      break;

    case PROP_KIND:
      plr_stage_set_kind (self, g_value_get_enum (value));
      break;

    case PROP_NEEDS:
      plr_stage_set_needs (self, g_value_get_boxed (value));
      break;

    case PROP_INPUTS:
      plr_stage_set_inputs (self, g_value_get_boxed (value));
      break;

    case PROP_TIMEOUT_US:
      plr_stage_set_timeout_us (self, g_value_get_int64 (value));
      break;

    case PROP_RETRY:
      plr_stage_set_retry (self, g_value_get_uint (value));
      break;

    case PROP_NETWORK:
      plr_stage_set_network (self, g_value_get_boolean (value));
      break;

    case PROP_WHEN:
      plr_stage_set_when (self, g_value_get_enum (value));
      break;

    case PROP_BRANCHES:
      plr_stage_set_branches (self, g_value_get_boxed (value));
      break;

    case PROP_APPROVAL:
      plr_stage_set_approval (self, g_value_get_boolean (value));
      break;

    case PROP_APPROVAL_MESSAGE:
      plr_stage_set_approval_message (self, g_value_get_string (value));
      break;

    case PROP_REPORTS:
      plr_stage_set_reports (self, g_value_get_boxed (value));
      break;

    case PROP_DEPLOY:
      plr_stage_set_deploy (self, g_value_get_string (value));
      break;

    case PROP_IMAGE:
      plr_stage_set_image (self, g_value_get_string (value));
      break;

    case PROP_OPAQUE:
      plr_stage_set_opaque (self, g_value_get_boxed (value));
      break;

    case PROP_OFFSET:
      plr_stage_set_offset (self, g_value_get_int64 (value));
      break;

    case PROP_LENGTH:
      plr_stage_set_length (self, g_value_get_int64 (value));
      break;

    case PROP_LINE:
      plr_stage_set_line (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_stage_class_init (PlrStageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_stage_finalize;
  object_class->get_property = plr_stage_get_property;
  object_class->set_property = plr_stage_set_property;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL,
                       PLR_TYPE_STAGE_KIND, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_NEEDS] =
    g_param_spec_boxed ("needs", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_STEPS] =
    g_param_spec_object ("steps", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_ENVIRONMENT] =
    g_param_spec_object ("environment", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_ARTIFACTS] =
    g_param_spec_object ("artifacts", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_INPUTS] =
    g_param_spec_boxed ("inputs", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TIMEOUT_US] =
    g_param_spec_int64 ("timeout-us", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_RETRY] =
    g_param_spec_uint ("retry", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_NETWORK] =
    g_param_spec_boolean ("network", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_WHEN] =
    g_param_spec_enum ("when", NULL, NULL,
                       PLR_TYPE_STAGE_WHEN, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_BRANCHES] =
    g_param_spec_boxed ("branches", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_APPROVAL] =
    g_param_spec_boolean ("approval", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_APPROVAL_MESSAGE] =
    g_param_spec_string ("approval-message", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_AXES] =
    g_param_spec_object ("axes", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_REPORTS] =
    g_param_spec_boxed ("reports", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_DEPLOY] =
    g_param_spec_string ("deploy", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_IMAGE] =
    g_param_spec_string ("image", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_OPAQUE] =
    g_param_spec_boxed ("opaque", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_JOB] =
    g_param_spec_object ("job", NULL, NULL,
                         PLR_TYPE_JOB,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_OFFSET] =
    g_param_spec_int64 ("offset", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LENGTH] =
    g_param_spec_int64 ("length", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LINE] =
    g_param_spec_uint ("line", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_stage_init (PlrStage *self)
{
  self->offset = -1;
  self->job = plr_job_new ();
}

PlrStage *
plr_stage_new (const char *id)
{
  PlrStage *self = g_object_new (PLR_TYPE_STAGE, NULL);

  self->id = g_strdup (id);

  return self;
}

const char *
plr_stage_get_id (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return self->id;
}

void
plr_stage_set_id (PlrStage   *self,
                  const char *id)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (plr_model_set_string (&self->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

const char *
plr_stage_get_name (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return self->name;
}

void
plr_stage_set_name (PlrStage   *self,
                    const char *name)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (plr_model_set_string (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

PlrStageKind
plr_stage_get_kind (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), 0);

  return self->kind;
}

void
plr_stage_set_kind (PlrStage    *self,
                    PlrStageKind kind)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (self->kind == kind)
    return;

  self->kind = kind;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

const char *const *
plr_stage_get_needs (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return plr_model_get_strv (self->needs);
}

void
plr_stage_set_needs (PlrStage          *self,
                     const char *const *needs)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (plr_model_set_strv (&self->needs, needs, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEEDS]);
}

GListModel *
plr_stage_get_steps (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return plr_model_get_list (&self->steps, PLR_TYPE_STEP);
}

void
plr_stage_add_step (PlrStage *self,
                    PlrStep  *step)
{
  g_return_if_fail (PLR_IS_STAGE (self));
  g_return_if_fail (PLR_IS_STEP (step));

  plr_model_add (&self->steps, PLR_TYPE_STEP, step);
}

GListModel *
plr_stage_get_environment (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return plr_model_get_list (&self->environment, PLR_TYPE_VARIABLE);
}

void
plr_stage_add_variable (PlrStage    *self,
                        PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_STAGE (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_model_add (&self->environment, PLR_TYPE_VARIABLE, variable);
}

GListModel *
plr_stage_get_artifacts (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return plr_model_get_list (&self->artifacts, PLR_TYPE_ARTIFACT);
}

void
plr_stage_add_artifact (PlrStage    *self,
                        PlrArtifact *artifact)
{
  g_return_if_fail (PLR_IS_STAGE (self));
  g_return_if_fail (PLR_IS_ARTIFACT (artifact));

  plr_model_add (&self->artifacts, PLR_TYPE_ARTIFACT, artifact);
}

const char *const *
plr_stage_get_inputs (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return (const char *const *)self->inputs;
}

void
plr_stage_set_inputs (PlrStage          *self,
                      const char *const *inputs)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (plr_model_set_strv (&self->inputs, inputs, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INPUTS]);
}

gint64
plr_stage_get_timeout_us (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), 0);

  return self->timeout_us;
}

void
plr_stage_set_timeout_us (PlrStage *self,
                          gint64    timeout_us)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (self->timeout_us == timeout_us)
    return;

  self->timeout_us = timeout_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIMEOUT_US]);
}

guint
plr_stage_get_retry (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), 0);

  return self->retry;
}

void
plr_stage_set_retry (PlrStage *self,
                     guint     retry)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (self->retry == retry)
    return;

  self->retry = retry;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RETRY]);
}

gboolean
plr_stage_get_network (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), FALSE);

  return self->network;
}

void
plr_stage_set_network (PlrStage *self,
                       gboolean  network)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  network = !!network;
  if (self->network == (guint)network)
    return;

  self->network = (guint)network;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NETWORK]);
}

PlrStageWhen
plr_stage_get_when (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), 0);

  return self->when;
}

void
plr_stage_set_when (PlrStage    *self,
                    PlrStageWhen when)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (self->when == when)
    return;

  self->when = when;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WHEN]);
}

const char *const *
plr_stage_get_branches (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return (const char *const *)self->branches;
}

void
plr_stage_set_branches (PlrStage          *self,
                        const char *const *branches)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (plr_model_set_strv (&self->branches, branches, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BRANCHES]);
}

gboolean
plr_stage_get_approval (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), FALSE);

  return self->approval;
}

void
plr_stage_set_approval (PlrStage *self,
                        gboolean  approval)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  approval = !!approval;
  if (self->approval == (guint)approval)
    return;

  self->approval = (guint)approval;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_APPROVAL]);
}

const char *
plr_stage_get_approval_message (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return self->approval_message;
}

void
plr_stage_set_approval_message (PlrStage   *self,
                                const char *approval_message)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (plr_model_set_string (&self->approval_message, approval_message))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_APPROVAL_MESSAGE]);
}

GListModel *
plr_stage_get_axes (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return plr_model_get_list (&self->axes, PLR_TYPE_AXIS);
}

/* Whether there are axes or rows of a matrix; it makes no lists that stay empty, as asking for those does. */
gboolean
plr_stage_has_matrix (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), FALSE);

  return (self->axes != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->axes)) > 0) || plr_job_has_rows (self->job);
}

void
plr_stage_add_axis (PlrStage *self,
                    PlrAxis  *axis)
{
  g_return_if_fail (PLR_IS_STAGE (self));
  g_return_if_fail (PLR_IS_AXIS (axis));

  plr_model_add (&self->axes, PLR_TYPE_AXIS, axis);
}

const char *const *
plr_stage_get_reports (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return plr_model_get_strv (self->reports);
}

void
plr_stage_set_reports (PlrStage          *self,
                       const char *const *reports)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (plr_model_set_strv (&self->reports, reports, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPORTS]);
}

const char *
plr_stage_get_deploy (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return self->deploy;
}

void
plr_stage_set_deploy (PlrStage   *self,
                      const char *deploy)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (plr_model_set_string (&self->deploy, deploy))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEPLOY]);
}

const char *
plr_stage_get_image (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return self->image;
}

void
plr_stage_set_image (PlrStage   *self,
                     const char *image)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (plr_model_set_string (&self->image, image))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IMAGE]);
}

const char *const *
plr_stage_get_opaque (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return plr_model_get_strv (self->opaque);
}

void
plr_stage_set_opaque (PlrStage          *self,
                      const char *const *opaque)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (plr_model_set_strv (&self->opaque, opaque, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPAQUE]);
}

PlrJob *
plr_stage_get_job (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return self->job;
}

gint64
plr_stage_get_offset (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), 0);

  return self->offset;
}

void
plr_stage_set_offset (PlrStage *self,
                      gint64    offset)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (self->offset == offset)
    return;

  self->offset = offset;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OFFSET]);
}

gint64
plr_stage_get_length (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), 0);

  return self->length;
}

void
plr_stage_set_length (PlrStage *self,
                      gint64    length)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (self->length == length)
    return;

  self->length = length;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LENGTH]);
}

guint
plr_stage_get_line (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), 0);

  return self->line;
}

void
plr_stage_set_line (PlrStage *self,
                    guint     line)
{
  g_return_if_fail (PLR_IS_STAGE (self));

  if (self->line == line)
    return;

  self->line = line;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINE]);
}

/**
 * plr_stage_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_stage_assign (PlrStage *self,
                  PlrStage *other)
{
  g_return_if_fail (PLR_IS_STAGE (self));
  g_return_if_fail (PLR_IS_STAGE (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_stage_set_id (self, other->id);
  plr_stage_set_name (self, other->name);
  plr_stage_set_kind (self, other->kind);
  plr_stage_set_needs (self, (const char *const *)other->needs);
  plr_model_merge_list (&self->steps, other->steps, PLR_TYPE_STEP, (PlrModelAssignFunc)plr_step_assign);
  plr_model_merge_list (&self->environment, other->environment, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_model_merge_list (&self->artifacts, other->artifacts, PLR_TYPE_ARTIFACT, (PlrModelAssignFunc)plr_artifact_assign);
  plr_stage_set_inputs (self, (const char *const *)other->inputs);
  plr_stage_set_timeout_us (self, other->timeout_us);
  plr_stage_set_retry (self, other->retry);
  plr_stage_set_network (self, other->network);
  plr_stage_set_when (self, other->when);
  plr_stage_set_branches (self, (const char *const *)other->branches);
  plr_stage_set_approval (self, other->approval);
  plr_stage_set_approval_message (self, other->approval_message);
  plr_model_merge_list (&self->axes, other->axes, PLR_TYPE_AXIS, (PlrModelAssignFunc)plr_axis_assign);
  plr_stage_set_reports (self, (const char *const *)other->reports);
  plr_stage_set_deploy (self, other->deploy);
  plr_stage_set_image (self, other->image);
  plr_stage_set_opaque (self, (const char *const *)other->opaque);
  plr_stage_set_offset (self, other->offset);
  plr_stage_set_length (self, other->length);
  plr_stage_set_line (self, other->line);
  plr_job_assign (self->job, other->job);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * plr_stage_get_title:
 * @self: a stage
 *
 * Returns: the name, or the id where there is none
 */
const char *
plr_stage_get_title (PlrStage *self)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);

  return self->name != NULL && *self->name != '\0' ? self->name : self->id;
}

gboolean
plr_stage_needs_stage (PlrStage   *self,
                       const char *id)
{
  g_return_val_if_fail (PLR_IS_STAGE (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  return g_strv_contains (plr_model_get_strv (self->needs), id);
}

/**
 * plr_stage_find_artifact:
 * @self: a stage
 * @name: of an artifact
 *
 * Returns: (transfer none) (nullable): the artifact of that name
 */
PlrArtifact *
plr_stage_find_artifact (PlrStage   *self,
                         const char *name)
{
  GListModel *artifacts;

  g_return_val_if_fail (PLR_IS_STAGE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  artifacts = plr_stage_get_artifacts (self);
  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      /* The list keeps it alive. */
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);

      if (g_strcmp0 (plr_artifact_get_name (artifact), name) == 0)
        return artifact;
    }

  return NULL;
}
