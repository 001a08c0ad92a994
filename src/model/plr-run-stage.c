/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-run-stage"

#include "config.h"

#include "plr-run-stage.h"
#include "plr-model-private.h"

struct _PlrRunStage
{
  GObject parent_instance;

  char *id;
  char *stage_id;
  char *title;
  PlrStageKind kind;
  char **needs;
  PlrRunState state;
  char *reason;
  int exit_code;
  guint attempt;
  gint64 started_us;
  gint64 finished_us;
  gint64 cpu_us;
  gint64 max_rss_bytes;
  int current_step;
  guint n_steps;
  char *log_file;
  gint64 log_size_bytes;
  PlrList *artifacts;

  guint network : 1;
};

G_DEFINE_FINAL_TYPE (PlrRunStage, plr_run_stage, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_STAGE_ID,
  PROP_TITLE,
  PROP_KIND,
  PROP_NEEDS,
  PROP_STATE,
  PROP_REASON,
  PROP_EXIT_CODE,
  PROP_ATTEMPT,
  PROP_STARTED_US,
  PROP_FINISHED_US,
  PROP_CPU_US,
  PROP_MAX_RSS_BYTES,
  PROP_NETWORK,
  PROP_CURRENT_STEP,
  PROP_N_STEPS,
  PROP_LOG_FILE,
  PROP_LOG_SIZE_BYTES,
  PROP_ARTIFACTS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_run_stage_finalize (GObject *object)
{
  PlrRunStage *self = PLR_RUN_STAGE (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->stage_id, g_free);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->needs, g_strfreev);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->log_file, g_free);
  g_clear_object (&self->artifacts);

  G_OBJECT_CLASS (plr_run_stage_parent_class)->finalize (object);
}

static void
plr_run_stage_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  PlrRunStage *self = PLR_RUN_STAGE (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;

    case PROP_STAGE_ID:
      g_value_set_string (value, self->stage_id);
      break;

    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;

    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_NEEDS:
      g_value_set_boxed (value, self->needs);
      break;

    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;

    case PROP_REASON:
      g_value_set_string (value, self->reason);
      break;

    case PROP_EXIT_CODE:
      g_value_set_int (value, self->exit_code);
      break;

    case PROP_ATTEMPT:
      g_value_set_uint (value, self->attempt);
      break;

    case PROP_STARTED_US:
      g_value_set_int64 (value, self->started_us);
      break;

    case PROP_FINISHED_US:
      g_value_set_int64 (value, self->finished_us);
      break;

    case PROP_CPU_US:
      g_value_set_int64 (value, self->cpu_us);
      break;

    case PROP_MAX_RSS_BYTES:
      g_value_set_int64 (value, self->max_rss_bytes);
      break;

    case PROP_NETWORK:
      g_value_set_boolean (value, self->network);
      break;

    case PROP_CURRENT_STEP:
      g_value_set_int (value, self->current_step);
      break;

    case PROP_N_STEPS:
      g_value_set_uint (value, self->n_steps);
      break;

    case PROP_LOG_FILE:
      g_value_set_string (value, self->log_file);
      break;

    case PROP_LOG_SIZE_BYTES:
      g_value_set_int64 (value, self->log_size_bytes);
      break;

    case PROP_ARTIFACTS:
      g_value_set_object (value, self->artifacts);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_run_stage_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  PlrRunStage *self = PLR_RUN_STAGE (object);

  switch (prop_id)
    {
    case PROP_ID:
      plr_run_stage_set_id (self, g_value_get_string (value));
      break;

    case PROP_STAGE_ID:
      plr_run_stage_set_stage_id (self, g_value_get_string (value));
      break;

    case PROP_TITLE:
      plr_run_stage_set_title (self, g_value_get_string (value));
      break;

    case PROP_KIND:
      plr_run_stage_set_kind (self, g_value_get_enum (value));
      break;

    case PROP_NEEDS:
      plr_run_stage_set_needs (self, g_value_get_boxed (value));
      break;

    case PROP_STATE:
      plr_run_stage_set_state (self, g_value_get_enum (value));
      break;

    case PROP_REASON:
      plr_run_stage_set_reason (self, g_value_get_string (value));
      break;

    case PROP_EXIT_CODE:
      plr_run_stage_set_exit_code (self, g_value_get_int (value));
      break;

    case PROP_ATTEMPT:
      plr_run_stage_set_attempt (self, g_value_get_uint (value));
      break;

    case PROP_STARTED_US:
      plr_run_stage_set_started_us (self, g_value_get_int64 (value));
      break;

    case PROP_FINISHED_US:
      plr_run_stage_set_finished_us (self, g_value_get_int64 (value));
      break;

    case PROP_CPU_US:
      plr_run_stage_set_cpu_us (self, g_value_get_int64 (value));
      break;

    case PROP_MAX_RSS_BYTES:
      plr_run_stage_set_max_rss_bytes (self, g_value_get_int64 (value));
      break;

    case PROP_NETWORK:
      plr_run_stage_set_network (self, g_value_get_boolean (value));
      break;

    case PROP_CURRENT_STEP:
      plr_run_stage_set_current_step (self, g_value_get_int (value));
      break;

    case PROP_N_STEPS:
      plr_run_stage_set_n_steps (self, g_value_get_uint (value));
      break;

    case PROP_LOG_FILE:
      plr_run_stage_set_log_file (self, g_value_get_string (value));
      break;

    case PROP_LOG_SIZE_BYTES:
      plr_run_stage_set_log_size_bytes (self, g_value_get_int64 (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_run_stage_class_init (PlrRunStageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_run_stage_finalize;
  object_class->get_property = plr_run_stage_get_property;
  object_class->set_property = plr_run_stage_set_property;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_STAGE_ID] =
    g_param_spec_string ("stage-id", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TITLE] =
    g_param_spec_string ("title", NULL, NULL,
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
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL,
                       PLR_TYPE_RUN_STATE, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_REASON] =
    g_param_spec_string ("reason", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_EXIT_CODE] =
    g_param_spec_int ("exit-code", NULL, NULL,
                      G_MININT, G_MAXINT, 0,
                      (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_ATTEMPT] =
    g_param_spec_uint ("attempt", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_STARTED_US] =
    g_param_spec_int64 ("started-us", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_FINISHED_US] =
    g_param_spec_int64 ("finished-us", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_CPU_US] =
    g_param_spec_int64 ("cpu-us", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_MAX_RSS_BYTES] =
    g_param_spec_int64 ("max-rss-bytes", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_NETWORK] =
    g_param_spec_boolean ("network", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_CURRENT_STEP] =
    g_param_spec_int ("current-step", NULL, NULL,
                      G_MININT, G_MAXINT, 0,
                      (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_N_STEPS] =
    g_param_spec_uint ("n-steps", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LOG_FILE] =
    g_param_spec_string ("log-file", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_LOG_SIZE_BYTES] =
    g_param_spec_int64 ("log-size-bytes", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_ARTIFACTS] =
    g_param_spec_object ("artifacts", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_run_stage_init (PlrRunStage *self)
{
  self->needs = g_new0 (char *, 1);
  self->artifacts = plr_list_new (PLR_TYPE_RUN_ARTIFACT);
  self->exit_code = -1;
  self->current_step = -1;
}

PlrRunStage *
plr_run_stage_new (const char *id,
                   const char *stage_id)
{
  return g_object_new (PLR_TYPE_RUN_STAGE,
                       "id", id,
                       "stage-id", stage_id,
                       NULL);
}

const char *
plr_run_stage_get_id (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), NULL);

  return self->id;
}

void
plr_run_stage_set_id (PlrRunStage *self,
                      const char  *id)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (plr_model_set_string (&self->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

const char *
plr_run_stage_get_stage_id (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), NULL);

  return self->stage_id;
}

void
plr_run_stage_set_stage_id (PlrRunStage *self,
                            const char  *stage_id)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (plr_model_set_string (&self->stage_id, stage_id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE_ID]);
}

const char *
plr_run_stage_get_title (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), NULL);

  return self->title;
}

void
plr_run_stage_set_title (PlrRunStage *self,
                         const char  *title)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (plr_model_set_string (&self->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

PlrStageKind
plr_run_stage_get_kind (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->kind;
}

void
plr_run_stage_set_kind (PlrRunStage *self,
                        PlrStageKind kind)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->kind == kind)
    return;

  self->kind = kind;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

const char *const *
plr_run_stage_get_needs (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), NULL);

  return (const char *const *)self->needs;
}

void
plr_run_stage_set_needs (PlrRunStage       *self,
                         const char *const *needs)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (plr_model_set_strv (&self->needs, needs, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEEDS]);
}

PlrRunState
plr_run_stage_get_state (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->state;
}

void
plr_run_stage_set_state (PlrRunStage *self,
                         PlrRunState  state)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

const char *
plr_run_stage_get_reason (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), NULL);

  return self->reason;
}

void
plr_run_stage_set_reason (PlrRunStage *self,
                          const char  *reason)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (plr_model_set_string (&self->reason, reason))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REASON]);
}

int
plr_run_stage_get_exit_code (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->exit_code;
}

void
plr_run_stage_set_exit_code (PlrRunStage *self,
                             int          exit_code)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->exit_code == exit_code)
    return;

  self->exit_code = exit_code;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXIT_CODE]);
}

guint
plr_run_stage_get_attempt (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->attempt;
}

void
plr_run_stage_set_attempt (PlrRunStage *self,
                           guint        attempt)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->attempt == attempt)
    return;

  self->attempt = attempt;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ATTEMPT]);
}

gint64
plr_run_stage_get_started_us (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->started_us;
}

void
plr_run_stage_set_started_us (PlrRunStage *self,
                              gint64       started_us)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->started_us == started_us)
    return;

  self->started_us = started_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STARTED_US]);
}

gint64
plr_run_stage_get_finished_us (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->finished_us;
}

void
plr_run_stage_set_finished_us (PlrRunStage *self,
                               gint64       finished_us)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->finished_us == finished_us)
    return;

  self->finished_us = finished_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FINISHED_US]);
}

gint64
plr_run_stage_get_cpu_us (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->cpu_us;
}

void
plr_run_stage_set_cpu_us (PlrRunStage *self,
                          gint64       cpu_us)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->cpu_us == cpu_us)
    return;

  self->cpu_us = cpu_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CPU_US]);
}

gint64
plr_run_stage_get_max_rss_bytes (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->max_rss_bytes;
}

void
plr_run_stage_set_max_rss_bytes (PlrRunStage *self,
                                 gint64       max_rss_bytes)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->max_rss_bytes == max_rss_bytes)
    return;

  self->max_rss_bytes = max_rss_bytes;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_RSS_BYTES]);
}

gboolean
plr_run_stage_get_network (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), FALSE);

  return self->network;
}

void
plr_run_stage_set_network (PlrRunStage *self,
                           gboolean     network)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  network = !!network;
  if (self->network == (guint)network)
    return;

  self->network = (guint)network;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NETWORK]);
}

int
plr_run_stage_get_current_step (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->current_step;
}

void
plr_run_stage_set_current_step (PlrRunStage *self,
                                int          current_step)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->current_step == current_step)
    return;

  self->current_step = current_step;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CURRENT_STEP]);
}

guint
plr_run_stage_get_n_steps (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->n_steps;
}

void
plr_run_stage_set_n_steps (PlrRunStage *self,
                           guint        n_steps)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->n_steps == n_steps)
    return;

  self->n_steps = n_steps;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_STEPS]);
}

const char *
plr_run_stage_get_log_file (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), NULL);

  return self->log_file;
}

void
plr_run_stage_set_log_file (PlrRunStage *self,
                            const char  *log_file)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (plr_model_set_string (&self->log_file, log_file))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOG_FILE]);
}

gint64
plr_run_stage_get_log_size_bytes (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), 0);

  return self->log_size_bytes;
}

void
plr_run_stage_set_log_size_bytes (PlrRunStage *self,
                                  gint64       log_size_bytes)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));

  if (self->log_size_bytes == log_size_bytes)
    return;

  self->log_size_bytes = log_size_bytes;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOG_SIZE_BYTES]);
}

GListModel *
plr_run_stage_get_artifacts (PlrRunStage *self)
{
  g_return_val_if_fail (PLR_IS_RUN_STAGE (self), NULL);

  return G_LIST_MODEL (self->artifacts);
}

void
plr_run_stage_add_artifact (PlrRunStage    *self,
                            PlrRunArtifact *artifact)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (artifact));

  plr_list_append (self->artifacts, artifact);
}

/**
 * plr_run_stage_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_run_stage_assign (PlrRunStage *self,
                      PlrRunStage *other)
{
  g_return_if_fail (PLR_IS_RUN_STAGE (self));
  g_return_if_fail (PLR_IS_RUN_STAGE (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_run_stage_set_id (self, other->id);
  plr_run_stage_set_stage_id (self, other->stage_id);
  plr_run_stage_set_title (self, other->title);
  plr_run_stage_set_kind (self, other->kind);
  plr_run_stage_set_needs (self, (const char *const *)other->needs);
  plr_run_stage_set_state (self, other->state);
  plr_run_stage_set_reason (self, other->reason);
  plr_run_stage_set_exit_code (self, other->exit_code);
  plr_run_stage_set_attempt (self, other->attempt);
  plr_run_stage_set_started_us (self, other->started_us);
  plr_run_stage_set_finished_us (self, other->finished_us);
  plr_run_stage_set_cpu_us (self, other->cpu_us);
  plr_run_stage_set_max_rss_bytes (self, other->max_rss_bytes);
  plr_run_stage_set_network (self, other->network);
  plr_run_stage_set_current_step (self, other->current_step);
  plr_run_stage_set_n_steps (self, other->n_steps);
  plr_run_stage_set_log_file (self, other->log_file);
  plr_run_stage_set_log_size_bytes (self, other->log_size_bytes);
  plr_model_merge_list (&self->artifacts, other->artifacts, PLR_TYPE_RUN_ARTIFACT, (PlrModelAssignFunc)plr_run_artifact_assign);
  g_object_thaw_notify (G_OBJECT (self));
}
