/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-simulated-job"

#include "config.h"

#include "plr-simulated-job.h"

struct _PlrSimulatedJob
{
  GObject parent_instance;

  char             *id;
  char             *path;
  char             *reason;
  PlrSimulatedState state;
  guint             line;
  guint             column;
};

G_DEFINE_FINAL_TYPE (PlrSimulatedJob, plr_simulated_job, G_TYPE_OBJECT)

static void
plr_simulated_job_finalize (GObject *object)
{
  PlrSimulatedJob *self = PLR_SIMULATED_JOB (object);

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->reason, g_free);

  G_OBJECT_CLASS (plr_simulated_job_parent_class)->finalize (object);
}

static void
plr_simulated_job_class_init (PlrSimulatedJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = plr_simulated_job_finalize;
}

static void
plr_simulated_job_init (PlrSimulatedJob *self)
{
}

/**
 * plr_simulated_job_new:
 * @id: of the job
 * @state: what becomes of it
 * @path: (nullable) (type filename): the file that decided it
 * @line: the line that did, from 1
 * @column: the column there
 * @reason: why, for people
 *
 * Returns: (transfer full): the verdict
 */
PlrSimulatedJob *
plr_simulated_job_new (const char       *id,
                       PlrSimulatedState state,
                       const char       *path,
                       guint             line,
                       guint             column,
                       const char       *reason)
{
  PlrSimulatedJob *self = g_object_new (PLR_TYPE_SIMULATED_JOB, NULL);

  self->id = g_strdup (id);
  self->state = state;
  self->path = g_strdup (path);
  self->line = line;
  self->column = column;
  self->reason = g_strdup (reason);

  return self;
}

/* The word for it in JSON. */
const char *
plr_simulated_state_get_nick (PlrSimulatedState state)
{
  static const char *const nicks[] = { "runs", "waits", "skipped", "unknown" };

  return nicks[state];
}

const char *
plr_simulated_job_get_id (PlrSimulatedJob *self)
{
  g_return_val_if_fail (PLR_IS_SIMULATED_JOB (self), NULL);

  return self->id;
}

PlrSimulatedState
plr_simulated_job_get_state (PlrSimulatedJob *self)
{
  g_return_val_if_fail (PLR_IS_SIMULATED_JOB (self), PLR_SIMULATED_STATE_UNKNOWN);

  return self->state;
}

const char *
plr_simulated_job_get_reason (PlrSimulatedJob *self)
{
  g_return_val_if_fail (PLR_IS_SIMULATED_JOB (self), NULL);

  return self->reason;
}

const char *
plr_simulated_job_get_path (PlrSimulatedJob *self)
{
  g_return_val_if_fail (PLR_IS_SIMULATED_JOB (self), NULL);

  return self->path;
}

guint
plr_simulated_job_get_line (PlrSimulatedJob *self)
{
  g_return_val_if_fail (PLR_IS_SIMULATED_JOB (self), 0);

  return self->line;
}

guint
plr_simulated_job_get_column (PlrSimulatedJob *self)
{
  g_return_val_if_fail (PLR_IS_SIMULATED_JOB (self), 0);

  return self->column;
}
