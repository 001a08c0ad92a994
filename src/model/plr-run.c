/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-run"

#include "config.h"

#include "plr-run.h"
#include "plr-model-private.h"

struct _PlrRun
{
  GObject parent_instance;

  char *id;
  char *pipeline;
  char *repository;
  char *definition;
  char *definition_sha256;
  char *commit_id;
  char *commit_subject;
  char *commit_author;
  char *branch;
  PlrRunState state;
  char *reason;
  char *triggered_by;
  gint64 created_us;
  gint64 started_us;
  gint64 finished_us;
  char *environment;
  char **left_out;
  guint n_left_out;
  char *directory;
  PlrList *stages;

  guint working_definition : 1;
};

static GType
plr_run_get_item_type (GListModel *model)
{
  return PLR_TYPE_RUN_STAGE;
}

static guint
plr_run_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (PLR_RUN (model)->stages));
}

static gpointer
plr_run_get_item (GListModel *model,
                  guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (PLR_RUN (model)->stages), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = plr_run_get_item_type;
  iface->get_n_items = plr_run_get_n_items;
  iface->get_item = plr_run_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrRun, plr_run, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
plr_run_forward_cb (gpointer    data,
                    guint       position,
                    guint       removed,
                    guint       added,
                    GListModel *stages)
{
  g_list_model_items_changed (G_LIST_MODEL (data), position, removed, added);
}

enum {
  PROP_0,
  PROP_ID,
  PROP_PIPELINE,
  PROP_REPOSITORY,
  PROP_DEFINITION,
  PROP_DEFINITION_SHA256,
  PROP_WORKING_DEFINITION,
  PROP_COMMIT_ID,
  PROP_COMMIT_SUBJECT,
  PROP_COMMIT_AUTHOR,
  PROP_BRANCH,
  PROP_STATE,
  PROP_REASON,
  PROP_TRIGGERED_BY,
  PROP_CREATED_US,
  PROP_STARTED_US,
  PROP_FINISHED_US,
  PROP_ENVIRONMENT,
  PROP_LEFT_OUT,
  PROP_N_LEFT_OUT,
  PROP_DIRECTORY,
  PROP_STAGES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_run_finalize (GObject *object)
{
  PlrRun *self = PLR_RUN (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->pipeline, g_free);
  g_clear_pointer (&self->repository, g_free);
  g_clear_pointer (&self->definition, g_free);
  g_clear_pointer (&self->definition_sha256, g_free);
  g_clear_pointer (&self->commit_id, g_free);
  g_clear_pointer (&self->commit_subject, g_free);
  g_clear_pointer (&self->commit_author, g_free);
  g_clear_pointer (&self->branch, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->triggered_by, g_free);
  g_clear_pointer (&self->environment, g_free);
  g_clear_pointer (&self->left_out, g_strfreev);
  g_clear_pointer (&self->directory, g_free);
  g_signal_handlers_disconnect_by_data (self->stages, self);
  g_clear_object (&self->stages);

  G_OBJECT_CLASS (plr_run_parent_class)->finalize (object);
}

static void
plr_run_get_property (GObject    *object,
                      guint       prop_id,
                      GValue     *value,
                      GParamSpec *pspec)
{
  PlrRun *self = PLR_RUN (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_PIPELINE:
      g_value_set_string (value, self->pipeline);
      break;

    case PROP_REPOSITORY:
      g_value_set_string (value, self->repository);
      break;

    case PROP_DEFINITION:
      g_value_set_string (value, self->definition);
      break;

    case PROP_DEFINITION_SHA256:
      g_value_set_string (value, self->definition_sha256);
      break;

    case PROP_WORKING_DEFINITION:
      g_value_set_boolean (value, self->working_definition);
      break;

    case PROP_COMMIT_ID:
      g_value_set_string (value, self->commit_id);
      break;

    case PROP_COMMIT_SUBJECT:
      g_value_set_string (value, self->commit_subject);
      break;

    case PROP_COMMIT_AUTHOR:
      g_value_set_string (value, self->commit_author);
      break;

    case PROP_BRANCH:
      g_value_set_string (value, self->branch);
      break;

    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;

    case PROP_TRIGGERED_BY:
      g_value_set_string (value, self->triggered_by);
      break;

    case PROP_CREATED_US:
      g_value_set_int64 (value, self->created_us);
      break;

    case PROP_STARTED_US:
      g_value_set_int64 (value, self->started_us);
      break;

    case PROP_FINISHED_US:
      g_value_set_int64 (value, self->finished_us);
      break;

    case PROP_ENVIRONMENT:
      g_value_set_string (value, self->environment);
      break;

    case PROP_LEFT_OUT:
      g_value_set_boxed (value, self->left_out);
      break;

    case PROP_N_LEFT_OUT:
      g_value_set_uint (value, self->n_left_out);
      break;

    case PROP_DIRECTORY:
      g_value_set_string (value, self->directory);
      break;

    case PROP_STAGES:
      g_value_set_object (value, self->stages);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_run_set_property (GObject      *object,
                      guint         prop_id,
                      const GValue *value,
                      GParamSpec   *pspec)
{
  PlrRun *self = PLR_RUN (object);

  switch (prop_id)
    {
    case PROP_ID:
      plr_run_set_id (self, g_value_get_string (value));
      break;

    case PROP_PIPELINE:
      plr_run_set_pipeline (self, g_value_get_string (value));
      break;

    case PROP_REPOSITORY:
      plr_run_set_repository (self, g_value_get_string (value));
      break;

    case PROP_DEFINITION:
      plr_run_set_definition (self, g_value_get_string (value));
      break;

    case PROP_DEFINITION_SHA256:
      plr_run_set_definition_sha256 (self, g_value_get_string (value));
      break;

    case PROP_WORKING_DEFINITION:
      plr_run_set_working_definition (self, g_value_get_boolean (value));
      break;

    case PROP_COMMIT_ID:
      plr_run_set_commit_id (self, g_value_get_string (value));
      break;

    case PROP_COMMIT_SUBJECT:
      plr_run_set_commit_subject (self, g_value_get_string (value));
      break;

    case PROP_COMMIT_AUTHOR:
      plr_run_set_commit_author (self, g_value_get_string (value));
      break;

    case PROP_BRANCH:
      plr_run_set_branch (self, g_value_get_string (value));
      break;

    case PROP_STATE:
      plr_run_set_state (self, g_value_get_enum (value));
      break;

    case PROP_REASON:
      plr_run_set_reason (self, g_value_get_string (value));
      break;

    case PROP_TRIGGERED_BY:
      plr_run_set_triggered_by (self, g_value_get_string (value));
      break;

    case PROP_CREATED_US:
      plr_run_set_created_us (self, g_value_get_int64 (value));
      break;

    case PROP_STARTED_US:
      plr_run_set_started_us (self, g_value_get_int64 (value));
      break;

    case PROP_FINISHED_US:
      plr_run_set_finished_us (self, g_value_get_int64 (value));
      break;

    case PROP_ENVIRONMENT:
      plr_run_set_environment (self, g_value_get_string (value));
      break;

    case PROP_LEFT_OUT:
      plr_run_set_left_out (self, g_value_get_boxed (value));
      break;

    case PROP_N_LEFT_OUT:
      plr_run_set_n_left_out (self, g_value_get_uint (value));
      break;

    case PROP_DIRECTORY:
      plr_run_set_directory (self, g_value_get_string (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_run_class_init (PlrRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_run_finalize;
  object_class->get_property = plr_run_get_property;
  object_class->set_property = plr_run_set_property;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_PIPELINE] =
    g_param_spec_string ("pipeline", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_REPOSITORY] =
    g_param_spec_string ("repository", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_DEFINITION] =
    g_param_spec_string ("definition", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_DEFINITION_SHA256] =
    g_param_spec_string ("definition-sha256", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_WORKING_DEFINITION] =
    g_param_spec_boolean ("working-definition", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_COMMIT_ID] =
    g_param_spec_string ("commit-id", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_COMMIT_SUBJECT] =
    g_param_spec_string ("commit-subject", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_COMMIT_AUTHOR] =
    g_param_spec_string ("commit-author", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_BRANCH] =
    g_param_spec_string ("branch", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       PLR_TYPE_RUN_STATE, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TRIGGERED_BY] =
    g_param_spec_string ("triggered-by", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_CREATED_US] =
    g_param_spec_int64 ("created-us", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_STARTED_US] =
    g_param_spec_int64 ("started-us", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_FINISHED_US] =
    g_param_spec_int64 ("finished-us", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_ENVIRONMENT] =
    g_param_spec_string ("environment", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LEFT_OUT] =
    g_param_spec_boxed ("left-out", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_N_LEFT_OUT] =
    g_param_spec_uint ("n-left-out", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_DIRECTORY] =
    g_param_spec_string ("directory", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_STAGES] =
    g_param_spec_object ("stages", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_run_init (PlrRun *self)
{
  self->left_out = g_new0 (char *, 1);
  self->stages = plr_list_new (PLR_TYPE_RUN_STAGE);
  g_signal_connect_swapped (self->stages, "items-changed", G_CALLBACK (plr_run_forward_cb), self);
}

PlrRun *
plr_run_new (const char *id)
{
  return g_object_new (PLR_TYPE_RUN,
                       "id", id,
                       NULL);
}

const char *
plr_run_get_id (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->id;
}

void
plr_run_set_id (PlrRun     *self,
                const char *id)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

const char *
plr_run_get_pipeline (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->pipeline;
}

void
plr_run_set_pipeline (PlrRun     *self,
                      const char *pipeline)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->pipeline, pipeline))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PIPELINE]);
}

const char *
plr_run_get_repository (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->repository;
}

void
plr_run_set_repository (PlrRun     *self,
                        const char *repository)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->repository, repository))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPOSITORY]);
}

const char *
plr_run_get_definition (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->definition;
}

void
plr_run_set_definition (PlrRun     *self,
                        const char *definition)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->definition, definition))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFINITION]);
}

const char *
plr_run_get_definition_sha256 (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->definition_sha256;
}

void
plr_run_set_definition_sha256 (PlrRun     *self,
                               const char *definition_sha256)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->definition_sha256, definition_sha256))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DEFINITION_SHA256]);
}

gboolean
plr_run_get_working_definition (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), FALSE);

  return self->working_definition;
}

void
plr_run_set_working_definition (PlrRun  *self,
                                gboolean working_definition)
{
  g_return_if_fail (PLR_IS_RUN (self));

  working_definition = !!working_definition;
  if (self->working_definition == (guint)working_definition)
    return;

  self->working_definition = (guint)working_definition;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WORKING_DEFINITION]);
}

const char *
plr_run_get_commit_id (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->commit_id;
}

void
plr_run_set_commit_id (PlrRun     *self,
                       const char *commit_id)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->commit_id, commit_id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMMIT_ID]);
}

const char *
plr_run_get_commit_subject (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->commit_subject;
}

void
plr_run_set_commit_subject (PlrRun     *self,
                            const char *commit_subject)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->commit_subject, commit_subject))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMMIT_SUBJECT]);
}

const char *
plr_run_get_commit_author (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->commit_author;
}

void
plr_run_set_commit_author (PlrRun     *self,
                           const char *commit_author)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->commit_author, commit_author))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMMIT_AUTHOR]);
}

const char *
plr_run_get_branch (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->branch;
}

void
plr_run_set_branch (PlrRun     *self,
                    const char *branch)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->branch, branch))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BRANCH]);
}

PlrRunState
plr_run_get_state (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), 0);

  return self->state;
}

void
plr_run_set_state (PlrRun     *self,
                   PlrRunState state)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

const char *
plr_run_get_reason (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->reason;
}

void
plr_run_set_reason (PlrRun     *self,
                    const char *reason)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->reason, reason))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}

const char *
plr_run_get_triggered_by (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->triggered_by;
}

void
plr_run_set_triggered_by (PlrRun     *self,
                          const char *triggered_by)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->triggered_by, triggered_by))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TRIGGERED_BY]);
}

gint64
plr_run_get_created_us (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), 0);

  return self->created_us;
}

void
plr_run_set_created_us (PlrRun *self,
                        gint64  created_us)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (self->created_us == created_us)
    return;

  self->created_us = created_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CREATED_US]);
}

gint64
plr_run_get_started_us (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), 0);

  return self->started_us;
}

void
plr_run_set_started_us (PlrRun *self,
                        gint64  started_us)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (self->started_us == started_us)
    return;

  self->started_us = started_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STARTED_US]);
}

gint64
plr_run_get_finished_us (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), 0);

  return self->finished_us;
}

void
plr_run_set_finished_us (PlrRun *self,
                         gint64  finished_us)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (self->finished_us == finished_us)
    return;

  self->finished_us = finished_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINISHED_US]);
}

const char *
plr_run_get_environment (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->environment;
}

void
plr_run_set_environment (PlrRun     *self,
                         const char *environment)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->environment, environment))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ENVIRONMENT]);
}

const char *const *
plr_run_get_left_out (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return (const char *const *)self->left_out;
}

void
plr_run_set_left_out (PlrRun            *self,
                      const char *const *left_out)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_strv (&self->left_out, left_out, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEFT_OUT]);
}

guint
plr_run_get_n_left_out (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), 0);

  return self->n_left_out;
}

void
plr_run_set_n_left_out (PlrRun *self,
                        guint   n_left_out)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (self->n_left_out == n_left_out)
    return;

  self->n_left_out = n_left_out;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_LEFT_OUT]);
}

const char *
plr_run_get_directory (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return self->directory;
}

void
plr_run_set_directory (PlrRun     *self,
                       const char *directory)
{
  g_return_if_fail (PLR_IS_RUN (self));

  if (plr_model_set_string (&self->directory, directory))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIRECTORY]);
}

GListModel *
plr_run_get_stages (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), NULL);

  return G_LIST_MODEL (self->stages);
}

void
plr_run_add_stage (PlrRun      *self,
                   PlrRunStage *stage)
{
  g_return_if_fail (PLR_IS_RUN (self));
  g_return_if_fail (PLR_IS_RUN_STAGE (stage));

  plr_list_append (self->stages, stage);
}

/**
 * plr_run_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_run_assign (PlrRun *self,
                PlrRun *other)
{
  g_return_if_fail (PLR_IS_RUN (self));
  g_return_if_fail (PLR_IS_RUN (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_run_set_id (self, other->id);
  plr_run_set_pipeline (self, other->pipeline);
  plr_run_set_repository (self, other->repository);
  plr_run_set_definition (self, other->definition);
  plr_run_set_definition_sha256 (self, other->definition_sha256);
  plr_run_set_working_definition (self, other->working_definition);
  plr_run_set_commit_id (self, other->commit_id);
  plr_run_set_commit_subject (self, other->commit_subject);
  plr_run_set_commit_author (self, other->commit_author);
  plr_run_set_branch (self, other->branch);
  plr_run_set_state (self, other->state);
  plr_run_set_reason (self, other->reason);
  plr_run_set_triggered_by (self, other->triggered_by);
  plr_run_set_created_us (self, other->created_us);
  plr_run_set_started_us (self, other->started_us);
  plr_run_set_finished_us (self, other->finished_us);
  plr_run_set_environment (self, other->environment);
  plr_run_set_left_out (self, (const char *const *)other->left_out);
  plr_run_set_n_left_out (self, other->n_left_out);
  plr_run_set_directory (self, other->directory);
  plr_model_merge_list (&self->stages, other->stages, PLR_TYPE_RUN_STAGE, (PlrModelAssignFunc)plr_run_stage_assign);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * plr_run_find_stage:
 * @self: a run
 * @id: of a stage of the run
 *
 * Returns: (transfer none) (nullable): that stage
 */
PlrRunStage *
plr_run_find_stage (PlrRun     *self,
                    const char *id)
{
  guint n_items;

  g_return_val_if_fail (PLR_IS_RUN (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->stages));
  for (guint i = 0; i < n_items; i++)
    {
      /* The list keeps it alive. */
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (G_LIST_MODEL (self->stages), i);

      if (g_strcmp0 (plr_run_stage_get_id (stage), id) == 0)
        return stage;
    }

  return NULL;
}

gboolean
plr_run_is_finished (PlrRun *self)
{
  g_return_val_if_fail (PLR_IS_RUN (self), FALSE);

  return self->state != PLR_RUN_STATE_UNKNOWN && self->state != PLR_RUN_STATE_QUEUED &&
         self->state != PLR_RUN_STATE_RUNNING && self->state != PLR_RUN_STATE_WAITING;
}
