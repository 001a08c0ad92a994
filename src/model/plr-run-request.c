/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-run-request"

#include "config.h"

#include "plr-run-request.h"
#include "plr-model-private.h"

struct _PlrRunRequest
{
  GObject parent_instance;

  char *repository;
  char *definition;
  char *revision;
  char **stages;
  guint jobs;

  guint working_definition : 1;
  guint keep_going : 1;
  guint approve_all : 1;
};

G_DEFINE_FINAL_TYPE (PlrRunRequest, plr_run_request, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_REPOSITORY,
  PROP_DEFINITION,
  PROP_REVISION,
  PROP_STAGES,
  PROP_JOBS,
  PROP_WORKING_DEFINITION,
  PROP_KEEP_GOING,
  PROP_APPROVE_ALL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_run_request_finalize (GObject *object)
{
  PlrRunRequest *self = PLR_RUN_REQUEST (object);

  g_clear_pointer (&self->repository, g_free);
  g_clear_pointer (&self->definition, g_free);
  g_clear_pointer (&self->revision, g_free);
  g_clear_pointer (&self->stages, g_strfreev);

  G_OBJECT_CLASS (plr_run_request_parent_class)->finalize (object);
}

static void
plr_run_request_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  PlrRunRequest *self = PLR_RUN_REQUEST (object);

  switch (prop_id)
    {
    case PROP_REPOSITORY:
      g_value_set_string (value, self->repository);
      break;

    case PROP_DEFINITION:
      g_value_set_string (value, self->definition);
      break;

    case PROP_REVISION:
      g_value_set_string (value, self->revision);
      break;

    case PROP_STAGES:
      g_value_set_boxed (value, self->stages);
      break;

    case PROP_JOBS:
      g_value_set_uint (value, self->jobs);
      break;

    case PROP_WORKING_DEFINITION:
      g_value_set_boolean (value, self->working_definition);
      break;

    case PROP_KEEP_GOING:
      g_value_set_boolean (value, self->keep_going);
      break;

    case PROP_APPROVE_ALL:
      g_value_set_boolean (value, self->approve_all);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_run_request_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  PlrRunRequest *self = PLR_RUN_REQUEST (object);

  switch (prop_id)
    {
    case PROP_REPOSITORY:
      plr_run_request_set_repository (self, g_value_get_string (value));
      break;

    case PROP_DEFINITION:
      plr_run_request_set_definition (self, g_value_get_string (value));
      break;

    case PROP_REVISION:
      plr_run_request_set_revision (self, g_value_get_string (value));
      break;

    case PROP_STAGES:
      plr_run_request_set_stages (self, g_value_get_boxed (value));
      break;

    case PROP_JOBS:
      plr_run_request_set_jobs (self, g_value_get_uint (value));
      break;

    case PROP_WORKING_DEFINITION:
      plr_run_request_set_working_definition (self, g_value_get_boolean (value));
      break;

    case PROP_KEEP_GOING:
      plr_run_request_set_keep_going (self, g_value_get_boolean (value));
      break;

    case PROP_APPROVE_ALL:
      plr_run_request_set_approve_all (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_run_request_class_init (PlrRunRequestClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_run_request_finalize;
  object_class->get_property = plr_run_request_get_property;
  object_class->set_property = plr_run_request_set_property;

  properties[PROP_REPOSITORY] =
    g_param_spec_string ("repository", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_DEFINITION] =
    g_param_spec_string ("definition", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_REVISION] =
    g_param_spec_string ("revision", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_STAGES] =
    g_param_spec_boxed ("stages", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_JOBS] =
    g_param_spec_uint ("jobs", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_WORKING_DEFINITION] =
    g_param_spec_boolean ("working-definition", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_KEEP_GOING] =
    g_param_spec_boolean ("keep-going", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_APPROVE_ALL] =
    g_param_spec_boolean ("approve-all", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_run_request_init (PlrRunRequest *self)
{
  self->stages = g_new0 (char *, 1);
}

PlrRunRequest *
plr_run_request_new (const char *repository,
                     const char *definition)
{
  return g_object_new (PLR_TYPE_RUN_REQUEST,
                       "repository", repository,
                       "definition", definition,
                       NULL);
}

const char *
plr_run_request_get_repository (PlrRunRequest *self)
{
  g_return_val_if_fail (PLR_IS_RUN_REQUEST (self), NULL);

  return self->repository;
}

void
plr_run_request_set_repository (PlrRunRequest *self,
                                const char    *repository)
{
  g_return_if_fail (PLR_IS_RUN_REQUEST (self));

  if (plr_model_set_string (&self->repository, repository))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPOSITORY]);
}

const char *
plr_run_request_get_definition (PlrRunRequest *self)
{
  g_return_val_if_fail (PLR_IS_RUN_REQUEST (self), NULL);

  return self->definition;
}

void
plr_run_request_set_definition (PlrRunRequest *self,
                                const char    *definition)
{
  g_return_if_fail (PLR_IS_RUN_REQUEST (self));

  if (plr_model_set_string (&self->definition, definition))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFINITION]);
}

const char *
plr_run_request_get_revision (PlrRunRequest *self)
{
  g_return_val_if_fail (PLR_IS_RUN_REQUEST (self), NULL);

  return self->revision;
}

void
plr_run_request_set_revision (PlrRunRequest *self,
                              const char    *revision)
{
  g_return_if_fail (PLR_IS_RUN_REQUEST (self));

  if (plr_model_set_string (&self->revision, revision))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REVISION]);
}

const char *const *
plr_run_request_get_stages (PlrRunRequest *self)
{
  g_return_val_if_fail (PLR_IS_RUN_REQUEST (self), NULL);

  return (const char *const *)self->stages;
}

void
plr_run_request_set_stages (PlrRunRequest     *self,
                            const char *const *stages)
{
  g_return_if_fail (PLR_IS_RUN_REQUEST (self));

  if (plr_model_set_strv (&self->stages, stages, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGES]);
}

guint
plr_run_request_get_jobs (PlrRunRequest *self)
{
  g_return_val_if_fail (PLR_IS_RUN_REQUEST (self), 0);

  return self->jobs;
}

void
plr_run_request_set_jobs (PlrRunRequest *self,
                          guint          jobs)
{
  g_return_if_fail (PLR_IS_RUN_REQUEST (self));

  if (self->jobs == jobs)
    return;

  self->jobs = jobs;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_JOBS]);
}

gboolean
plr_run_request_get_working_definition (PlrRunRequest *self)
{
  g_return_val_if_fail (PLR_IS_RUN_REQUEST (self), FALSE);

  return self->working_definition;
}

void
plr_run_request_set_working_definition (PlrRunRequest *self,
                                        gboolean       working_definition)
{
  g_return_if_fail (PLR_IS_RUN_REQUEST (self));

  working_definition = !!working_definition;
  if (self->working_definition == (guint)working_definition)
    return;

  self->working_definition = (guint)working_definition;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORKING_DEFINITION]);
}

gboolean
plr_run_request_get_keep_going (PlrRunRequest *self)
{
  g_return_val_if_fail (PLR_IS_RUN_REQUEST (self), FALSE);

  return self->keep_going;
}

void
plr_run_request_set_keep_going (PlrRunRequest *self,
                                gboolean       keep_going)
{
  g_return_if_fail (PLR_IS_RUN_REQUEST (self));

  keep_going = !!keep_going;
  if (self->keep_going == (guint)keep_going)
    return;

  self->keep_going = (guint)keep_going;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEP_GOING]);
}

gboolean
plr_run_request_get_approve_all (PlrRunRequest *self)
{
  g_return_val_if_fail (PLR_IS_RUN_REQUEST (self), FALSE);

  return self->approve_all;
}

void
plr_run_request_set_approve_all (PlrRunRequest *self,
                                 gboolean       approve_all)
{
  g_return_if_fail (PLR_IS_RUN_REQUEST (self));

  approve_all = !!approve_all;
  if (self->approve_all == (guint)approve_all)
    return;

  self->approve_all = (guint)approve_all;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_APPROVE_ALL]);
}

/**
 * plr_run_request_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_run_request_assign (PlrRunRequest *self,
                        PlrRunRequest *other)
{
  g_return_if_fail (PLR_IS_RUN_REQUEST (self));
  g_return_if_fail (PLR_IS_RUN_REQUEST (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_run_request_set_repository (self, other->repository);
  plr_run_request_set_definition (self, other->definition);
  plr_run_request_set_revision (self, other->revision);
  plr_run_request_set_stages (self, (const char *const *)other->stages);
  plr_run_request_set_jobs (self, other->jobs);
  plr_run_request_set_working_definition (self, other->working_definition);
  plr_run_request_set_keep_going (self, other->keep_going);
  plr_run_request_set_approve_all (self, other->approve_all);
  g_object_thaw_notify (G_OBJECT (self));
}
