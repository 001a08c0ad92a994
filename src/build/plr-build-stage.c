/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-build-stage"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-build-collect-private.h"
#include "plr-build-worker-private.h"
#include "plr-file.h"
#include "plr-tree-private.h"

/* An attempt of a stage goes through a thread that makes its workspace, the sandbox, and a thread that collects what it
 * made; each step of that way calls the next from its callback. */

/* How much younger an input is than what it was made from. */
#define INPUT_STEP_US 1000

typedef struct
{
  char      *source;
  char      *workspace;
  GPtrArray *inputs; /* of PlrInput */
  PlrStore  *store;
  gboolean   is_last; /* nobody needs the source after this */
} Prepare;

static void
prepare_free (Prepare *prepare)
{
  g_clear_pointer (&prepare->source, g_free);
  g_clear_pointer (&prepare->workspace, g_free);
  g_clear_pointer (&prepare->inputs, g_ptr_array_unref);
  g_clear_pointer (&prepare->store, plr_store_unref);
  g_free (prepare);
}

static void
start_attempt (PlrWorkerStage *stage,
               const char     *reason);

void
plr_worker_stage_clear (PlrWorkerStage *stage)
{
  g_clear_pointer (&stage->workspace, g_free);
  g_clear_pointer (&stage->log_file, g_free);
  g_clear_pointer (&stage->log, plr_build_log_free);
  g_clear_object (&stage->sandbox);
  g_clear_object (&stage->cancellable);
  g_clear_pointer (&stage->ahead_reason, g_free);
  g_clear_pointer (&stage->approval, g_free);
  g_clear_pointer (&stage->tolerated, g_free);
  g_clear_pointer (&stage->kept, g_ptr_array_unref);
}

/* What an attempt came to. @reason is NULL after a success. */
static void
end_attempt (PlrWorkerStage *stage,
             const char     *reason)
{
  PlrWorker *self = stage->worker;

  plr_worker_tidy (self, stage->workspace);
  g_clear_object (&stage->sandbox);

  if (self->is_stopped)
    {
      plr_worker_stage_over (stage, PLR_RUN_STATE_CANCELLED, _("The run was stopped"));
    }
  else if (reason == NULL)
    {
      plr_worker_stage_over (stage, PLR_RUN_STATE_SUCCEEDED, stage->tolerated != NULL ? stage->tolerated : stage->approval);
    }
  else if (stage->attempt <= stage->plan->retry)
    {
      start_attempt (stage, reason);
    }
  else
    {
      plr_worker_stage_over (stage, PLR_RUN_STATE_FAILED, reason);
    }
}

static void
post_files (PlrWorkerStage   *stage,
            PlrBuildEventKind kind,
            GPtrArray        *files,
            const char       *out)
{
  PlrBuildEvent *event = NULL;

  if (files->len == 0)
    return;

  event = plr_build_event_new (kind, stage->plan->id, stage->index);
  event->artifacts = g_ptr_array_new_with_free_func (g_object_unref);
  event->time_us = plr_worker_get_time_us (stage->worker);
  for (guint i = 0; i < files->len; i++)
    g_ptr_array_add (event->artifacts, plr_collect_describe (stage->plan, g_ptr_array_index (files, i), out));
  stage->worker->post (event, stage->worker->post_data);
}

static void
collected_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  PlrWorkerStage *stage = user_data;
  g_autoptr(PlrCollect) collect = g_task_propagate_pointer (G_TASK (result), NULL);

  g_assert (collect != NULL); /* it keeps its error with the rest, for there is a rest */

  post_files (stage, PLR_BUILD_EVENT_REPORTS, collect->reports, collect->reports_out);
  if (collect->reason == NULL)
    {
      g_clear_pointer (&stage->kept, g_ptr_array_unref);
      stage->kept = g_ptr_array_ref (collect->kept);
      post_files (stage, PLR_BUILD_EVENT_ARTIFACTS, collect->kept, collect->artifacts_out);
    }
  end_attempt (stage, collect->reason);
}

static void
collect_worker (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  PlrCollect *collect = data;

  plr_collect_run (collect);
  g_task_return_pointer (task, plr_collect_ref (collect), (GDestroyNotify)plr_collect_unref);
}

/* @reason is what went wrong already, or NULL. */
static void
collect (PlrWorkerStage *stage,
         const char     *reason)
{
  PlrWorker *self = stage->worker;
  g_autoptr(PlrCollect) data = NULL;
  g_autoptr(GTask) task = NULL;

  /* Nothing to look for, and nothing to explain. */
  if (self->is_stopped || (reason == NULL && stage->plan->artifacts->len == 0 && stage->plan->reports[0] == NULL))
    {
      end_attempt (stage, reason);
      return;
    }

  data = plr_collect_new (self, stage, reason);
  task = g_task_new (NULL, NULL, collected_cb, stage);
  g_task_set_source_tag (task, collect);
  g_task_set_task_data (task, plr_collect_ref (data), (GDestroyNotify)plr_collect_unref);
  g_task_run_in_thread (task, collect_worker);
}

static void
output_cb (PlrSandbox *sandbox,
           const char *data,
           gsize       size_bytes,
           gpointer    user_data)
{
  PlrWorkerStage *stage = user_data;
  PlrBuildEvent *event = plr_build_event_new (PLR_BUILD_EVENT_LOG_GREW, stage->plan->id, stage->index);

  event->time_us = plr_worker_get_time_us (stage->worker);
  event->log_file = g_strdup (stage->log_file);
  event->log_size_bytes = (gint64)plr_build_log_append (stage->log, data, size_bytes, event->time_us,
                                                        stage->step, stage->attempt);
  stage->worker->post (event, stage->worker->post_data);
}

static char *
name_step (PlrWorkerStage *stage,
           guint           step)
{
  PlrPlanStep *plan = step < stage->plan->steps->len ? g_ptr_array_index (stage->plan->steps, step) : NULL;

  if (plan != NULL && plan->name != NULL)
    return g_strdup_printf (_("step %u “%s”"), step + 1, plan->name);

  return g_strdup_printf (_("step %u"), step + 1);
}

/* A stage that succeeds though a step failed says so. */
static void
tolerate (PlrWorkerStage *stage,
          guint           step,
          int             exit_code)
{
  PlrPlanStep *plan = step < stage->plan->steps->len ? g_ptr_array_index (stage->plan->steps, step) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *before = NULL;

  if (plan == NULL || !plan->allow_failure)
    return;

  name = name_step (stage, step);
  before = g_steal_pointer (&stage->tolerated);
  stage->tolerated = before != NULL ? g_strdup_printf (_("%s; %s ended with exit code %d, which is allowed"), before, name, exit_code) :
                     g_strdup_printf (_("%s ended with exit code %d, which is allowed"), name, exit_code);
}

static void
step_cb (PlrSandbox *sandbox,
         guint       step,
         gboolean    started,
         int         exit_code,
         gpointer    user_data)
{
  PlrWorkerStage *stage = user_data;
  PlrBuildEvent *event = NULL;

  stage->step = step;
  event = plr_build_event_new (started ? PLR_BUILD_EVENT_STEP_STARTED : PLR_BUILD_EVENT_STEP_FINISHED,
                               stage->plan->id, stage->index);
  event->time_us = plr_worker_get_time_us (stage->worker);
  event->attempt = stage->attempt;
  event->step = step;
  event->exit_code = started ? -1 : exit_code;
  if (!started && exit_code != 0)
    tolerate (stage, step, exit_code);
  stage->worker->post (event, stage->worker->post_data);
}

static double
get_step_timeout_s (PlrWorkerStage *stage,
                    guint           step)
{
  PlrPlanStep *plan = step < stage->plan->steps->len ? g_ptr_array_index (stage->plan->steps, step) : NULL;

  return plan != NULL ? (double)plan->timeout_us / G_USEC_PER_SEC : 0;
}

/* NULL if it went well. */
static char *
explain_result (PlrWorkerStage   *stage,
                PlrSandboxResult *result)
{
  g_autofree char *step = name_step (stage, result->step);

  switch (result->outcome)
    {
    case PLR_SANDBOX_OUTCOME_SUCCEEDED:
      return NULL;

    case PLR_SANDBOX_OUTCOME_FAILED:
      return g_strdup_printf (_("%s ended with exit code %d"), step, result->exit_code);

    case PLR_SANDBOX_OUTCOME_SIGNALLED:
      return g_strdup_printf (_("%s was ended by signal %d (%s)"), step, result->signal_number,
                              g_strsignal (result->signal_number));

    case PLR_SANDBOX_OUTCOME_TIMED_OUT:
      return g_strdup_printf (_("the time limit of %.6g s was reached in %s"),
                              (double)stage->plan->timeout_us / G_USEC_PER_SEC, step);

    case PLR_SANDBOX_OUTCOME_STEP_TIMED_OUT:
      return g_strdup_printf (_("%s reached its time limit of %.6g s"), step, get_step_timeout_s (stage, result->step));

    case PLR_SANDBOX_OUTCOME_CANCELLED:
    default:
      return g_strdup_printf (_("%s was stopped"), step);
    }
}

/* The turn of a stage that was made ready did not come, and now it has come to rest. */
static void
clear_abandoned (PlrWorkerStage *stage)
{
  stage->worker->n_tidying--;
  plr_worker_tidy (stage->worker, stage->workspace);
  g_clear_object (&stage->sandbox);
  stage->ahead = PLR_AHEAD_NOT;
}

static void
sandbox_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  PlrWorkerStage *stage = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrSandboxResult) outcome = NULL;
  g_autofree char *reason = NULL;

  outcome = plr_sandbox_run_finish (PLR_SANDBOX (source), result, &error);
  if (stage->ahead == PLR_AHEAD_ABANDONED)
    {
      clear_abandoned (stage);
      return;
    }
  if (stage->ahead == PLR_AHEAD_HELD)
    {
      stage->ahead = PLR_AHEAD_FAILED;
      stage->ahead_reason = outcome != NULL ? explain_result (stage, outcome) : g_strdup (error->message);
      return;
    }
  if (outcome == NULL)
    {
      collect (stage, error->message);
      return;
    }

  stage->exit_code = outcome->exit_code;
  stage->cpu_us += outcome->user_us + outcome->system_us;
  stage->max_rss_bytes = MAX (stage->max_rss_bytes, (gint64)outcome->max_rss_bytes);
  reason = stage->ahead_reason != NULL ? g_steal_pointer (&stage->ahead_reason) : explain_result (stage, outcome);
  collect (stage, reason);
}

static gboolean
open_log (PlrWorkerStage *stage,
          GError        **error)
{
  PlrWorker *self = stage->worker;
  g_autofree char *name = NULL;

  if (stage->log != NULL)
    return TRUE;

  name = g_strconcat (stage->plan->slug, ".log", NULL);
  g_clear_pointer (&stage->log_file, g_free);
  stage->log_file = g_build_filename (self->directory, "logs", name, NULL);
  stage->log = plr_build_log_new (stage->log_file, self->max_log_bytes, error);
  if (stage->log == NULL)
    g_clear_pointer (&stage->log_file, g_free);

  return stage->log != NULL;
}

static PlrSandboxWhen
get_when (PlrPlanStep *step)
{
  if (step->when == PLR_STAGE_WHEN_ALWAYS)
    return PLR_SANDBOX_WHEN_ALWAYS;

  return step->when == PLR_STAGE_WHEN_FAILURE ? PLR_SANDBOX_WHEN_FAILURE : PLR_SANDBOX_WHEN_SUCCESS;
}

static void
run_sandbox (PlrWorkerStage *stage)
{
  PlrWorker *self = stage->worker;
  PlrPlanStage *plan = stage->plan;

  stage->sandbox = plr_sandbox_new ();
  plr_sandbox_set_workspace (stage->sandbox, stage->workspace);
  plr_sandbox_set_network (stage->sandbox, plan->network);
  plr_sandbox_set_environment (stage->sandbox, (const char *const *)plan->variables);
  plr_sandbox_set_source_date_epoch (stage->sandbox, self->commit->time_us / G_USEC_PER_SEC);
  plr_sandbox_set_timeout_us (stage->sandbox, plan->timeout_us);
  for (guint i = 0; i < plan->steps->len; i++)
    {
      PlrPlanStep *step = g_ptr_array_index (plan->steps, i);

      plr_sandbox_add_step (stage->sandbox, step->name, step->shell, step->script, step->directory,
                            (const char *const *)step->variables);
      plr_sandbox_set_step_rules (stage->sandbox, get_when (step), step->allow_failure, step->timeout_us);
    }
  plr_sandbox_set_held (stage->sandbox, stage->ahead == PLR_AHEAD_HELD);
  plr_sandbox_run_async (stage->sandbox, output_cb, step_cb, stage, stage->cancellable, sandbox_cb, stage);
}

static void
prepared_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  PlrWorkerStage *stage = user_data;
  g_autoptr(GError) error = NULL;

  (void)g_task_propagate_boolean (G_TASK (result), &error);
  stage->worker->n_copying--;
  if (stage->ahead == PLR_AHEAD_ABANDONED)
    {
      clear_abandoned (stage);
    }
  else if (stage->ahead == PLR_AHEAD_PREPARING && error != NULL)
    {
      stage->ahead = PLR_AHEAD_FAILED;
      stage->ahead_reason = g_strdup (error->message);
    }
  else if (stage->ahead == PLR_AHEAD_PREPARING)
    {
      stage->ahead = PLR_AHEAD_HELD;
      run_sandbox (stage);
    }
  else if (error != NULL || !open_log (stage, &error))
    {
      end_attempt (stage, error->message);
    }
  else if (stage->worker->is_stopped)
    {
      end_attempt (stage, NULL);
    }
  else
    {
      run_sandbox (stage);
    }
}

static void
prepare_worker (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  Prepare *prepare = data;
  GError *error = NULL;

  if (((prepare->is_last && rename (prepare->source, prepare->workspace) == 0) ||
       plr_tree_copy (prepare->source, prepare->workspace, cancellable, &error)) &&
      plr_inputs_lay (prepare->inputs, prepare->store, prepare->workspace, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* An input is younger than the sources and what it was made from is older, so that make(1) takes it for what it is; and
 * it has the same time in every run of the commit. The steps are small: a commit may be run at once, and make(1) warns
 * of files from the future. */
static GPtrArray *
gather_inputs (PlrWorkerStage *stage)
{
  PlrWorker *self = stage->worker;
  GPtrArray *inputs = g_ptr_array_new_with_free_func ((GDestroyNotify)plr_input_free);

  for (guint i = 0; i < stage->plan->inputs->len; i++)
    {
      const PlrPlanInput *plan = &g_array_index (stage->plan->inputs, PlrPlanInput, i);
      PlrWorkerStage *from = &self->stages[plan->stage];
      PlrInput *input = NULL;

      if (from->kept == NULL)
        continue;

      input = g_new0 (PlrInput, 1);
      input->from = g_strdup (from->plan->title);
      input->artifact = g_strdup (plan->artifact);
      input->files = g_ptr_array_ref (from->kept);
      input->time_us = self->commit->time_us + (from->plan->depth + 1) * INPUT_STEP_US;
      g_ptr_array_add (inputs, input);
    }

  return inputs;
}

/* Whether this is the last workspace of the run, so that it can be the checkout itself rather than a copy. */
static gboolean
is_last_workspace (PlrWorkerStage *stage)
{
  PlrWorker *self = stage->worker;

  if (self->n_copying > 0 || stage->n_workspaces <= stage->plan->retry)
    return FALSE;

  for (guint i = 0; i < self->plan->stages->len; i++)
    {
      PlrWorkerStage *other = &self->stages[i];

      if (other != stage && other->phase != PLR_PHASE_OVER && other->plan->steps->len > 0 &&
          other->n_workspaces <= other->plan->retry)
        return FALSE;
    }

  return TRUE;
}

static void
prepare (PlrWorkerStage *stage)
{
  PlrWorker *self = stage->worker;
  g_autoptr(GTask) task = NULL;
  Prepare *data = g_new0 (Prepare, 1);

  g_clear_pointer (&stage->workspace, g_free);
  stage->workspace = g_strdup_printf ("%s/work/%s.%u", self->directory, stage->plan->slug, ++stage->n_workspaces);
  data->source = g_strdup (self->source);
  data->workspace = g_strdup (stage->workspace);
  data->inputs = gather_inputs (stage);
  data->store = plr_store_ref (self->store);
  data->is_last = is_last_workspace (stage);
  self->n_copying++;
  task = g_task_new (NULL, self->disk, prepared_cb, stage);
  g_task_set_source_tag (task, prepare);
  g_task_set_task_data (task, data, (GDestroyNotify)prepare_free);
  g_task_run_in_thread (task, prepare_worker);
}

static void
post_attempt (PlrWorkerStage *stage,
              const char     *reason)
{
  /* Where the log is goes on record before anything is in it. What is wrong with it is told when the stage is under way. */
  (void)open_log (stage, NULL);
  stage->attempt++;
  g_clear_pointer (&stage->tolerated, g_free);
  stage->step = 0;
  stage->exit_code = -1;
  stage->state = PLR_RUN_STATE_RUNNING;
  plr_worker_post_stage (stage, reason);
}

static void
start_attempt (PlrWorkerStage *stage,
               const char     *reason)
{
  post_attempt (stage, reason);
  prepare (stage);
}

/* Makes a stage ready whose turn may come soon. */
void
plr_worker_stage_prepare (PlrWorkerStage *stage)
{
  stage->worker->n_ahead++;
  stage->ahead = PLR_AHEAD_PREPARING;
  prepare (stage);
}

/* The turn of a stage that was made ready does not come. */
void
plr_worker_stage_abandon (PlrWorkerStage *stage)
{
  PlrWorker *self = stage->worker;
  PlrAhead ahead = stage->ahead;

  self->n_ahead--;
  self->n_tidying++;
  stage->ahead = PLR_AHEAD_ABANDONED;
  if (ahead == PLR_AHEAD_HELD)
    g_cancellable_cancel (stage->cancellable);
  else if (ahead == PLR_AHEAD_FAILED)
    clear_abandoned (stage);
}

static void
start_held (PlrWorkerStage *stage)
{
  g_autoptr(GError) error = NULL;

  if (open_log (stage, &error))
    {
      plr_sandbox_release (stage->sandbox);
      return;
    }

  /* It ends then, and sandbox_cb() tells why. */
  stage->ahead_reason = g_strdup (error->message);
  g_cancellable_cancel (stage->cancellable);
}

/* Starts a stage whose turn it is. */
void
plr_worker_stage_start (PlrWorkerStage *stage)
{
  PlrAhead ahead = stage->ahead;
  g_autofree char *reason = g_steal_pointer (&stage->ahead_reason);

  stage->started_us = g_get_monotonic_time ();
  stage->ahead = PLR_AHEAD_NOT;
  if (ahead != PLR_AHEAD_NOT)
    stage->worker->n_ahead--;
  post_attempt (stage, NULL);

  if (ahead == PLR_AHEAD_NOT)
    prepare (stage);
  else if (ahead == PLR_AHEAD_HELD)
    start_held (stage);
  else if (ahead == PLR_AHEAD_FAILED)
    collect (stage, reason);
}
