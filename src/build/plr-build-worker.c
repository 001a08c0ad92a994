/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-build-worker"

#include "config.h"

#include <errno.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "plr-build-worker-private.h"
#include "plr-file.h"
#include "plr-glob.h"
#include "plr-repository.h"
#include "plr-tree-private.h"
#include "plr-utf8.h"

/* How many stages are made ready before their turn: more would compete with those that run. */
#define MAX_AHEAD 2

/* How many files that the run leaves out are named; the rest is counted. */
#define MAX_LEFT_OUT 200

typedef struct
{
  PlrWorker *worker;
  guint      index;
  gboolean   approved;
  char      *by;
  char      *comment; /* or NULL */
} Answer;

static void
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->by, g_free);
  g_clear_pointer (&answer->comment, g_free);
  g_free (answer);
}

static void
plr_worker_schedule (PlrWorker *self);

PlrWorker *
plr_worker_new (PlrPlan          *plan,
                PlrCommit        *commit,
                PlrWorkerPostFunc post,
                gpointer          post_data)
{
  PlrWorker *self = g_new0 (PlrWorker, 1);

  self->plan = plan;
  self->commit = plr_commit_ref (commit);
  self->post = post;
  self->post_data = post_data;
  self->context = g_main_context_new ();
  self->disk = g_cancellable_new ();
  self->work_fd = -1;
  self->stages = g_new0 (PlrWorkerStage, plan->stages->len);
  for (guint i = 0; i < plan->stages->len; i++)
    {
      self->stages[i].worker = self;
      self->stages[i].plan = plr_plan_get_stage (plan, i);
      self->stages[i].index = i;
      self->stages[i].state = PLR_RUN_STATE_QUEUED;
      self->stages[i].exit_code = -1;
      self->stages[i].cancellable = g_cancellable_new ();
    }

  return self;
}

void
plr_worker_free (PlrWorker *self)
{
  for (guint i = 0; i < self->plan->stages->len; i++)
    plr_worker_stage_clear (&self->stages[i]);
  g_clear_pointer (&self->stages, g_free);
  g_clear_pointer (&self->plan, plr_plan_free);
  g_clear_pointer (&self->commit, plr_commit_unref);
  g_clear_pointer (&self->repository, g_free);
  g_clear_pointer (&self->store_directory, g_free);
  g_clear_pointer (&self->directory, g_free);
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->store, plr_store_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->disk);
  g_clear_pointer (&self->left_out, g_ptr_array_unref);
  g_clear_pointer (&self->first_failure, g_free);
  g_free (self);
}

/* Real time that does not go back when somebody sets the clock. */
gint64
plr_worker_get_time_us (PlrWorker *self)
{
  return self->real_us + g_get_monotonic_time () - self->monotonic_us;
}

static void
post (PlrWorker     *self,
      PlrBuildEvent *event)
{
  event->time_us = plr_worker_get_time_us (self);
  self->post (event, self->post_data);
}

/* Tells of the state that a stage is in. */
void
plr_worker_post_stage (PlrWorkerStage *stage,
                       const char     *reason)
{
  PlrBuildEvent *event = plr_build_event_new (PLR_BUILD_EVENT_STAGE_CHANGED, stage->plan->id, stage->index);

  event->state = stage->state;
  event->reason = g_strdup (reason);
  event->log_file = g_strdup (stage->log_file);
  event->attempt = stage->attempt;
  event->exit_code = stage->exit_code;
  event->cpu_us = stage->cpu_us;
  event->max_rss_bytes = stage->max_rss_bytes;
  if (stage->started_us != 0)
    event->wall_us = g_get_monotonic_time () - stage->started_us;
  post (stage->worker, event);
}

static void
remember_failure (PlrWorker      *self,
                  PlrWorkerStage *stage,
                  const char     *reason)
{
  if (self->first_failure == NULL)
    self->first_failure = g_strdup_printf (_("Stage “%s” failed: %s"), stage->plan->title, reason != NULL ? reason : "");
}

/* Whatever became of the stage, nobody is to take half a log for a whole one. */
static char *
add_log_failure (PlrWorkerStage *stage,
                 const char     *reason)
{
  int failed = stage->log != NULL ? plr_build_log_get_errno (stage->log) : 0;
  g_autofree char *text = NULL;

  if (failed == 0)
    return g_strdup (reason);

  text = g_strdup_printf (_("its log could not be written to the end: %s"), g_strerror (failed));

  return reason != NULL ? g_strdup_printf ("%s; %s", reason, text) : g_steal_pointer (&text);
}

static void
end_stage (PlrWorkerStage *stage,
           PlrRunState     state,
           const char     *why)
{
  PlrWorker *self = stage->worker;
  g_autofree char *reason = add_log_failure (stage, why);

  if (stage->phase == PLR_PHASE_ACTIVE)
    self->n_active--;
  else if (stage->ahead != PLR_AHEAD_NOT)
    plr_worker_stage_abandon (stage);
  stage->phase = PLR_PHASE_OVER;
  stage->state = state;
  stage->tainted = state == PLR_RUN_STATE_FAILED && !stage->plan->allow_failure;
  self->n_over++;
  if (stage->tainted)
    remember_failure (self, stage, reason);
  if (stage->log != NULL)
    plr_build_log_sync (stage->log);
  g_clear_pointer (&stage->log, plr_build_log_free);
  plr_worker_post_stage (stage, reason);
}

/* An active stage has come to its end. */
void
plr_worker_stage_over (PlrWorkerStage *stage,
                       PlrRunState     state,
                       const char     *reason)
{
  end_stage (stage, state, reason);
  plr_worker_schedule (stage->worker);
}

static gboolean
branch_matches (PlrWorker    *self,
                PlrPlanStage *plan)
{
  if (plan->branches == NULL || plan->branches[0] == NULL)
    return TRUE;

  for (guint i = 0; self->commit->branch != NULL && plan->branches[i] != NULL; i++)
    if (plr_glob_match (plan->branches[i], self->commit->branch))
      return TRUE;

  return FALSE;
}

static char *
explain_branch (PlrWorker    *self,
                PlrPlanStage *plan)
{
  g_autofree char *branches = g_strjoinv (", ", plan->branches);

  if (self->commit->branch == NULL)
    return g_strdup_printf (_("It runs on the branches %s, and the commit was not taken from a branch"), branches);

  return g_strdup_printf (_("It runs on the branches %s, and this is “%s”"), branches, self->commit->branch);
}

/* A failure that is allowed holds nothing up. */
static gboolean
is_good (PlrWorkerStage *stage)
{
  return stage->state == PLR_RUN_STATE_SUCCEEDED || (stage->state == PLR_RUN_STATE_FAILED && stage->plan->allow_failure);
}

/* Why a stage is not run though all that it needs is over; NULL if it is to run. */
static char *
explain_skip (PlrWorker      *self,
              PlrWorkerStage *stage)
{
  PlrPlanStage *plan = stage->plan;
  PlrWorkerStage *unlike = NULL;
  gboolean is_tainted = FALSE;

  for (guint i = 0; i < plan->needs->len; i++)
    {
      PlrWorkerStage *need = &self->stages[g_array_index (plan->needs, guint, i)];

      is_tainted |= need->tainted;
      if (!is_good (need) && (unlike == NULL || need->state == PLR_RUN_STATE_FAILED))
        unlike = need;
    }

  if (!branch_matches (self, plan))
    return explain_branch (self, plan);
  if (plan->when == PLR_STAGE_WHEN_ALWAYS || (plan->when == PLR_STAGE_WHEN_FAILURE && is_tainted))
    return NULL;

  stage->tainted = is_tainted;
  if (plan->when == PLR_STAGE_WHEN_FAILURE)
    return g_strdup (_("It runs only after a failure, and nothing that it needs failed"));
  if (unlike != NULL && unlike->state == PLR_RUN_STATE_FAILED)
    return g_strdup_printf (_("“%s”, which it needs, failed"), unlike->plan->title);
  if (unlike != NULL)
    return g_strdup_printf (_("“%s”, which it needs, was not run"), unlike->plan->title);
  if (self->first_failure != NULL && !self->keep_going)
    return g_strdup (_("Another stage had failed before it could start"));

  return NULL;
}

static gboolean
needs_are_over (PlrWorker      *self,
                PlrWorkerStage *stage)
{
  for (guint i = 0; i < stage->plan->needs->len; i++)
    if (self->stages[g_array_index (stage->plan->needs, guint, i)].phase != PLR_PHASE_OVER)
      return FALSE;

  return TRUE;
}

static void
schedule_stage (PlrWorker      *self,
                PlrWorkerStage *stage)
{
  g_autofree char *skip = NULL;
  gboolean tainted;

  if (!needs_are_over (self, stage))
    return;
  if (self->approve_all && stage->plan->approval && stage->approval == NULL)
    stage->approval = g_strdup (_("Approved when the run was started"));

  if ((skip = explain_skip (self, stage)) != NULL)
    {
      tainted = stage->tainted;
      end_stage (stage, PLR_RUN_STATE_SKIPPED, skip);
      stage->tainted = tainted;
    }
  else if (stage->plan->approval && stage->approval == NULL)
    {
      if (stage->phase == PLR_PHASE_WAITING)
        return;
      stage->phase = PLR_PHASE_WAITING;
      stage->state = PLR_RUN_STATE_WAITING;
      plr_worker_post_stage (stage, stage->plan->approval_message);
    }
  else if (stage->plan->steps->len == 0)
    {
      end_stage (stage, PLR_RUN_STATE_SUCCEEDED, stage->approval);
    }
  else if (self->n_active < self->jobs)
    {
      self->n_active++;
      stage->phase = PLR_PHASE_ACTIVE;
      plr_worker_stage_start (stage);
    }
  else if (stage->ahead == PLR_AHEAD_NOT && self->n_ahead < MAX_AHEAD)
    {
      plr_worker_stage_prepare (stage);
    }
}

/* One pass is enough: each stage stands behind all that it needs. */
static void
plr_worker_schedule (PlrWorker *self)
{
  for (guint i = 0; i < self->plan->stages->len; i++)
    {
      PlrWorkerStage *stage = &self->stages[i];

      if (stage->phase == PLR_PHASE_PENDING || stage->phase == PLR_PHASE_WAITING)
        schedule_stage (self, stage);
    }
}

static void
cancel_rest (PlrWorker *self)
{
  for (guint i = 0; i < self->plan->stages->len; i++)
    {
      PlrWorkerStage *stage = &self->stages[i];

      if (stage->phase == PLR_PHASE_PENDING || stage->phase == PLR_PHASE_WAITING)
        end_stage (stage, PLR_RUN_STATE_CANCELLED, _("The run was stopped"));
    }
}

static gboolean
stop_cb (gpointer data)
{
  PlrWorker *self = data;

  if (!self->is_stopped)
    {
      self->is_stopped = TRUE;
      cancel_rest (self);
      for (guint i = 0; i < self->plan->stages->len; i++)
        if (self->stages[i].phase == PLR_PHASE_ACTIVE)
          g_cancellable_cancel (self->stages[i].cancellable);
    }

  return G_SOURCE_REMOVE;
}

/* Never g_main_context_invoke(): before the thread owns its context, that would run it here. */
static void
run_on_worker (PlrWorker     *self,
               GSourceFunc    func,
               gpointer       data,
               GDestroyNotify data_free)
{
  g_autoptr(GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_HIGH);
  g_source_set_callback (source, func, data, data_free);
  (void)g_source_attach (source, self->context);
}

/* May be called from any thread. */
void
plr_worker_stop (PlrWorker *self)
{
  g_cancellable_cancel (self->disk);
  run_on_worker (self, stop_cb, self, NULL);
}

static char *
describe_answer (Answer *answer)
{
  gboolean has_comment = answer->comment != NULL && answer->comment[0] != '\0';

  if (answer->approved)
    return has_comment ? g_strdup_printf (_("Approved by %s: %s"), answer->by, answer->comment)
                       : g_strdup_printf (_("Approved by %s"), answer->by);

  return has_comment ? g_strdup_printf (_("Its approval was refused by %s: %s"), answer->by, answer->comment)
                     : g_strdup_printf (_("Its approval was refused by %s"), answer->by);
}

static gboolean
answer_cb (gpointer data)
{
  Answer *answer = data;
  PlrWorkerStage *stage = &answer->worker->stages[answer->index];
  g_autofree char *reason = NULL;

  if (stage->phase != PLR_PHASE_WAITING)
    return G_SOURCE_REMOVE;

  reason = describe_answer (answer);
  if (answer->approved)
    {
      stage->approval = g_steal_pointer (&reason);
      stage->phase = PLR_PHASE_PENDING;
      stage->state = PLR_RUN_STATE_QUEUED;
      plr_worker_post_stage (stage, stage->approval);
    }
  else
    {
      end_stage (stage, PLR_RUN_STATE_FAILED, reason);
    }
  plr_worker_schedule (answer->worker);

  return G_SOURCE_REMOVE;
}

/* May be called from any thread; says nothing if the stage does not wait. */
void
plr_worker_answer (PlrWorker  *self,
                   guint       index,
                   gboolean    approved,
                   const char *by,
                   const char *comment)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->worker = self;
  answer->index = index;
  answer->approved = approved;
  answer->by = g_strdup (by);
  answer->comment = g_strdup (comment);
  run_on_worker (self, answer_cb, answer, (GDestroyNotify)answer_free);
}

static void
tidy_worker (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  (void)plr_file_remove_tree (data, NULL); /* what stays is removed with the run */
  g_task_return_boolean (task, TRUE);
}

static void
tidy_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  PlrWorker *self = user_data;

  self->n_tidying--;
}

/* Removes a directory while the run goes on. */
void
plr_worker_tidy (PlrWorker  *self,
                 const char *directory)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, tidy_cb, self);

  self->n_tidying++;
  g_task_set_source_tag (task, plr_worker_tidy);
  g_task_set_task_data (task, g_strdup (directory), g_free);
  g_task_run_in_thread (task, tidy_worker);
}

static char *
describe_change (PlrChange *change)
{
  g_autofree char *path = plr_utf8_escape (change->path, -1);

  return g_strdup_printf ("%s (%s)", path, plr_change_kind_get_title (change->kind));
}

static void
post_started (PlrWorker *self,
              GPtrArray *lacking,
              guint      n_changes)
{
  PlrBuildEvent *event = plr_build_event_new (PLR_BUILD_EVENT_RUN_STARTED, NULL, 0);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->left_out->len; i++)
    {
      PlrChange *change = g_ptr_array_index (self->left_out, i);
      g_autofree char *text = describe_change (change);

      if (change->kind != PLR_CHANGE_KIND_IGNORED)
        g_strv_builder_add (builder, text);
    }
  for (guint i = 0; i < lacking->len; i++)
    {
      g_autofree char *text = describe_change (g_ptr_array_index (lacking, i));

      g_strv_builder_add (builder, text);
    }
  event->state = PLR_RUN_STATE_RUNNING;
  event->left_out = g_strv_builder_end (builder);
  event->n_left_out = n_changes + lacking->len;
  post (self, event);
}

static gboolean
make_directory (const char *directory,
                GError    **error)
{
  if (g_mkdir_with_parents (directory, 0700) == 0)
    return TRUE;

  plr_tree_set_error (error, errno, _("Cannot make the directory “%s”"), directory);

  return FALSE;
}

/* What comes before the first stage: the directories of the run, what it leaves out, the clean checkout. */
static gboolean
open_run (PlrWorker *self,
          GError   **error)
{
  g_autofree char *logs = g_build_filename (self->directory, "logs", NULL);
  g_autofree char *work = g_build_filename (self->directory, "work", NULL);
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(GPtrArray) lacking = NULL;
  guint n_changes = 0;

  self->source = g_build_filename (work, ".source", NULL);
  if (!make_directory (logs, error) || (self->work_fd = plr_worker_open_work (work, error)) < 0)
    return FALSE;
  if ((self->store = plr_store_open (self->store_directory, error)) == NULL ||
      (repository = plr_repository_open (self->repository, error)) == NULL)
    return FALSE;

  self->left_out = plr_repository_list_changes (repository, MAX_LEFT_OUT, &n_changes, NULL, self->disk, error);
  if (self->left_out == NULL)
    return FALSE;
  if (!plr_repository_checkout (repository, self->commit, self->source, &lacking, self->disk, error))
    return FALSE;

  post_started (self, lacking, n_changes);

  return TRUE;
}

static void
fail_all (PlrWorker  *self,
          const char *reason)
{
  for (guint i = 0; i < self->plan->stages->len; i++)
    if (self->stages[i].phase != PLR_PHASE_OVER)
      end_stage (&self->stages[i], PLR_RUN_STATE_SKIPPED, reason);
}

static void
post_finished (PlrWorker  *self,
               const char *failure)
{
  PlrBuildEvent *event = plr_build_event_new (PLR_BUILD_EVENT_RUN_FINISHED, NULL, 0);

  if (self->is_stopped)
    {
      event->state = PLR_RUN_STATE_CANCELLED;
      event->reason = g_strdup (_("The run was stopped"));
    }
  else if (failure != NULL)
    {
      event->state = PLR_RUN_STATE_FAILED;
      event->reason = g_strdup (failure);
    }
  else
    {
      event->state = PLR_RUN_STATE_SUCCEEDED;
    }
  post (self, event);
}

/* The thread of a run. */
gpointer
plr_worker_main (gpointer data)
{
  PlrWorker *self = data;
  g_autofree char *work = g_build_filename (self->directory, "work", NULL);
  g_autoptr(GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  self->real_us = g_get_real_time ();
  self->monotonic_us = g_get_monotonic_time ();

  if (open_run (self, &error))
    {
      plr_worker_schedule (self);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      self->is_stopped = TRUE;
      cancel_rest (self);
    }
  else
    {
      fail_all (self, _("The run could not start"));
    }
  while (self->n_over < self->plan->stages->len || self->n_tidying > 0)
    (void)g_main_context_iteration (self->context, TRUE);

  (void)plr_file_remove_tree (work, NULL); /* what stays is removed with the run */
  if (self->work_fd >= 0)
    (void)close (self->work_fd); /* a directory has nothing to flush */
  if (self->store != NULL)
    plr_store_sync (self->store);
  post_finished (self, error != NULL ? error->message : self->first_failure);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}
