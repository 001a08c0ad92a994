/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-build-event"

#include "config.h"

#include "plr-build-event.h"

G_DEFINE_BOXED_TYPE (PlrBuildEvent, plr_build_event, plr_build_event_ref, plr_build_event_unref)

static void
plr_build_event_clear (gpointer data)
{
  PlrBuildEvent *self = data;

  g_clear_pointer (&self->stage, g_free);
  g_clear_pointer (&self->reason, g_free);
  g_clear_pointer (&self->log_file, g_free);
  g_clear_pointer (&self->left_out, g_strfreev);
  g_clear_pointer (&self->artifacts, g_ptr_array_unref);
}

PlrBuildEvent *
plr_build_event_new (PlrBuildEventKind kind,
                     const char       *stage,
                     guint             stage_index)
{
  PlrBuildEvent *self = g_atomic_rc_box_new0 (PlrBuildEvent);

  self->kind = kind;
  self->stage = g_strdup (stage);
  self->stage_index = stage_index;
  self->exit_code = -1;

  return self;
}

/**
 * plr_build_event_ref:
 * @self: an event
 *
 * Returns: (transfer full): the same one
 */
PlrBuildEvent *
plr_build_event_ref (PlrBuildEvent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
plr_build_event_unref (PlrBuildEvent *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, plr_build_event_clear);
}

static void
apply_to_run (PlrBuildEvent *self,
              PlrRun        *run)
{
  plr_run_set_state (run, self->state);
  if (self->kind == PLR_BUILD_EVENT_RUN_STARTED)
    {
      plr_run_set_started_us (run, self->time_us);
      plr_run_set_left_out (run, (const char *const *)self->left_out);
      plr_run_set_n_left_out (run, self->n_left_out);
    }
  else
    {
      plr_run_set_reason (run, self->reason);
      plr_run_set_finished_us (run, self->time_us);
    }
}

static void
apply_state (PlrBuildEvent *self,
             PlrRunStage   *stage)
{
  /* A stage that was approved is queued once more. */
  gboolean is_over = self->state != PLR_RUN_STATE_RUNNING && self->state != PLR_RUN_STATE_WAITING &&
                     self->state != PLR_RUN_STATE_QUEUED;

  if (self->state == PLR_RUN_STATE_RUNNING && plr_run_stage_get_started_us (stage) == 0)
    plr_run_stage_set_started_us (stage, self->time_us);
  if (self->attempt > 0)
    plr_run_stage_set_attempt (stage, self->attempt);
  if (is_over)
    {
      plr_run_stage_set_finished_us (stage, self->time_us);
      plr_run_stage_set_exit_code (stage, self->exit_code);
      plr_run_stage_set_cpu_us (stage, self->cpu_us);
      plr_run_stage_set_max_rss_bytes (stage, self->max_rss_bytes);
      plr_run_stage_set_current_step (stage, -1);
    }
  if (self->log_file != NULL)
    plr_run_stage_set_log_file (stage, self->log_file);
  plr_run_stage_set_reason (stage, self->reason);
  plr_run_stage_set_state (stage, self->state);
}

/**
 * plr_build_event_apply:
 * @self: an event
 * @run: what it happened to
 *
 * Brings a run up to date. An event of a stage that the run does not have changes nothing.
 */
void
plr_build_event_apply (PlrBuildEvent *self,
                       PlrRun        *run)
{
  g_autoptr(PlrRunStage) stage = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (PLR_IS_RUN (run));

  if (self->stage == NULL)
    {
      apply_to_run (self, run);
      return;
    }

  /* By its place: a look-up by name would make a run of a thousand stages crawl. */
  stage = g_list_model_get_item (G_LIST_MODEL (run), self->stage_index);
  if (stage == NULL || g_strcmp0 (plr_run_stage_get_id (stage), self->stage) != 0)
    return;

  g_object_freeze_notify (G_OBJECT (stage));
  if (self->kind == PLR_BUILD_EVENT_STAGE_CHANGED)
    {
      apply_state (self, stage);
    }
  else if (self->kind == PLR_BUILD_EVENT_STEP_STARTED)
    {
      plr_run_stage_set_current_step (stage, (int)self->step);
    }
  else if (self->kind == PLR_BUILD_EVENT_LOG_GREW)
    {
      plr_run_stage_set_log_file (stage, self->log_file);
      plr_run_stage_set_log_size_bytes (stage, self->log_size_bytes);
    }
  else if (self->kind == PLR_BUILD_EVENT_ARTIFACTS)
    {
      for (guint i = 0; i < self->artifacts->len; i++)
        plr_run_stage_add_artifact (stage, g_ptr_array_index (self->artifacts, i));
    }
  g_object_thaw_notify (G_OBJECT (stage));
}
