/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-build"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-build-worker-private.h"
#include "plr-build.h"

struct _PlrBuild
{
  GObject         parent_instance;

  PlrRun         *run;
  PlrWorker      *worker;
  GThread        *thread;
  GMainContext   *context; /* where it tells of what happens */

  GMutex          mutex;
  GQueue          queue; /* of PlrBuildEvent; under the mutex */
  PlrBuildEvent **growth; /* the last event of the queue for each stage, if its log grew; under the mutex */
  gboolean        is_scheduled; /* under the mutex */
};

G_DEFINE_FINAL_TYPE (PlrBuild, plr_build, G_TYPE_OBJECT)

G_DEFINE_QUARK (plr-build-error-quark, plr_build_error)

enum {
  SIGNAL_EVENT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
plr_build_finalize (GObject *object)
{
  PlrBuild *self = PLR_BUILD (object);

  /* A running thread holds a reference, so it has told of its end. */
  if (self->thread != NULL)
    (void)g_thread_join (g_steal_pointer (&self->thread));
  g_queue_clear_full (&self->queue, (GDestroyNotify)plr_build_event_unref);
  g_clear_pointer (&self->growth, g_free);
  g_clear_pointer (&self->worker, plr_worker_free);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_object (&self->run);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (plr_build_parent_class)->finalize (object);
}

static void
plr_build_class_init (PlrBuildClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_build_finalize;

  signals[SIGNAL_EVENT] =
    g_signal_new ("event",
                  G_TYPE_FROM_CLASS (klass),
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, PLR_TYPE_BUILD_EVENT);
}

static void
plr_build_init (PlrBuild *self)
{
  g_mutex_init (&self->mutex);
  g_queue_init (&self->queue);
  self->context = g_main_context_ref_thread_default ();
}

static gboolean
dispatch_cb (gpointer user_data)
{
  PlrBuild *self = user_data;
  GQueue events = G_QUEUE_INIT;
  PlrBuildEvent *event = NULL;
  gboolean is_over = FALSE;

  g_mutex_lock (&self->mutex);
  events = self->queue;
  g_queue_init (&self->queue);
  for (guint i = 0; i < self->worker->plan->stages->len; i++)
    self->growth[i] = NULL;
  self->is_scheduled = FALSE;
  g_mutex_unlock (&self->mutex);

  while ((event = g_queue_pop_head (&events)) != NULL)
    {
      is_over |= event->kind == PLR_BUILD_EVENT_RUN_FINISHED;
      plr_build_event_apply (event, self->run);
      g_signal_emit (self, signals[SIGNAL_EVENT], 0, event);
      plr_build_event_unref (event);
    }
  if (is_over)
    g_object_unref (self); /* what plr_build_start() took for the thread */

  return G_SOURCE_REMOVE;
}

/* On the thread of the worker. The newest growth of a log replaces the one before, unless something else happened to
 * that stage meanwhile: whoever listens then sees the same order as it was. */
static void
post_cb (PlrBuildEvent *event,
         gpointer       user_data)
{
  PlrBuild *self = user_data;
  PlrBuildEvent *last = NULL;
  gboolean schedule;

  g_mutex_lock (&self->mutex);
  if (event->stage != NULL)
    {
      last = self->growth[event->stage_index];
      self->growth[event->stage_index] = event->kind == PLR_BUILD_EVENT_LOG_GREW ? event : NULL;
    }
  if (last != NULL && event->kind == PLR_BUILD_EVENT_LOG_GREW)
    {
      last->log_size_bytes = event->log_size_bytes;
      self->growth[event->stage_index] = last;
      plr_build_event_unref (event);
    }
  else
    {
      g_queue_push_tail (&self->queue, event);
    }
  schedule = !self->is_scheduled;
  self->is_scheduled = TRUE;
  g_mutex_unlock (&self->mutex);

  if (schedule)
    {
      g_autoptr(GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, dispatch_cb, g_object_ref (self), g_object_unref);
      (void)g_source_attach (source, self->context);
    }
}

static void
add_run_stages (PlrRun  *run,
                PlrPlan *plan)
{
  for (guint i = 0; i < plan->stages->len; i++)
    {
      PlrPlanStage *stage = plr_plan_get_stage (plan, i);
      g_autoptr(PlrRunStage) shown = plr_run_stage_new (stage->id, stage->stage_id);
      g_autoptr(GStrvBuilder) needs = g_strv_builder_new ();
      g_auto(GStrv) ids = NULL;

      for (guint j = 0; j < stage->needs->len; j++)
        g_strv_builder_add (needs, plr_plan_get_stage (plan, g_array_index (stage->needs, guint, j))->id);
      ids = g_strv_builder_end (needs);
      plr_run_stage_set_title (shown, stage->title);
      plr_run_stage_set_kind (shown, stage->kind);
      plr_run_stage_set_needs (shown, (const char *const *)ids);
      plr_run_stage_set_state (shown, PLR_RUN_STATE_QUEUED);
      plr_run_stage_set_network (shown, stage->network);
      plr_run_stage_set_n_steps (shown, stage->steps->len);
      plr_run_add_stage (run, shown);
    }
}

static PlrRun *
make_run (PlrPipeline *pipeline,
          PlrCommit   *commit,
          const char  *repository)
{
  PlrRun *run = plr_run_new (NULL);

  plr_run_set_pipeline (run, plr_pipeline_get_name (pipeline));
  plr_run_set_repository (run, repository);
  plr_run_set_definition (run, plr_pipeline_get_path (pipeline));
  plr_run_set_commit_id (run, commit->id);
  plr_run_set_commit_subject (run, commit->subject);
  plr_run_set_commit_author (run, commit->author);
  plr_run_set_branch (run, commit->branch);
  plr_run_set_state (run, PLR_RUN_STATE_QUEUED);
  plr_run_set_created_us (run, g_get_real_time ());
  plr_run_set_environment (run, "host");

  return run;
}

/**
 * plr_build_new:
 * @pipeline: what to run; it is copied, and may be changed while the build runs
 * @commit: from what
 * @options: how
 * @error: `PLR_BUILD_ERROR_INVALID`
 *
 * Makes a build that does nothing yet. Its run has all of its stages already, but no id and no directory.
 *
 * Returns: (transfer full) (nullable): the build
 */
PlrBuild *
plr_build_new (PlrPipeline           *pipeline,
               PlrCommit             *commit,
               const PlrBuildOptions *options,
               GError               **error)
{
  g_autoptr(PlrBuild) self = NULL;
  PlrPlan *plan = NULL;

  g_return_val_if_fail (PLR_IS_PIPELINE (pipeline), NULL);
  g_return_val_if_fail (commit != NULL, NULL);
  g_return_val_if_fail (options != NULL && options->repository != NULL && options->store != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if ((plan = plr_plan_new (pipeline, commit, options->stages, error)) == NULL)
    return NULL;

  self = g_object_new (PLR_TYPE_BUILD, NULL);
  self->growth = g_new0 (PlrBuildEvent *, plan->stages->len);
  self->run = make_run (pipeline, commit, options->repository);
  add_run_stages (self->run, plan);
  self->worker = plr_worker_new (plan, commit, post_cb, self);
  self->worker->repository = g_strdup (options->repository);
  self->worker->store_directory = g_strdup (options->store);
  self->worker->jobs = options->jobs > 0 ? options->jobs : g_get_num_processors ();
  self->worker->keep_going = options->keep_going;
  self->worker->approve_all = options->approve_all;
  self->worker->max_log_bytes = options->max_log_bytes;

  return g_steal_pointer (&self);
}

/**
 * plr_build_get_run:
 * @self: a build
 *
 * Returns: (transfer none): the record of it, brought up to date as it goes on
 */
PlrRun *
plr_build_get_run (PlrBuild *self)
{
  g_return_val_if_fail (PLR_IS_BUILD (self), NULL);

  return self->run;
}

/**
 * plr_build_start:
 * @self: a build that was not started before
 * @directory: (type filename): of the run, absolute; made if it is not there
 *
 * Starts the build and returns at once. Whatever goes wrong from here on is in the event that ends it.
 */
void
plr_build_start (PlrBuild   *self,
                 const char *directory)
{
  g_return_if_fail (PLR_IS_BUILD (self));
  g_return_if_fail (directory != NULL && g_path_is_absolute (directory));
  g_return_if_fail (self->thread == NULL);

  plr_run_set_directory (self->run, directory);
  self->worker->directory = g_strdup (directory);
  g_object_ref (self); /* until it has told of its end: dispatch_cb() */
  self->thread = g_thread_new ("plr-build", plr_worker_main, self->worker);
}

/**
 * plr_build_stop:
 * @self: a build
 *
 * Ends all stages at once: nothing of them is left when the build tells of its end.
 */
void
plr_build_stop (PlrBuild *self)
{
  g_return_if_fail (PLR_IS_BUILD (self));

  if (self->thread != NULL)
    plr_worker_stop (self->worker);
}

/**
 * plr_build_approve:
 * @self: a build
 * @stage: the id of a stage of the run
 * @approved: whether it may run; otherwise it has failed
 * @by: who says so, for the record
 * @comment: (nullable): what the person says about it
 * @error: `PLR_BUILD_ERROR_STATE`
 *
 * Answers a stage that waits for a person.
 *
 * Returns: whether that stage waits
 */
gboolean
plr_build_approve (PlrBuild   *self,
                   const char *stage,
                   gboolean    approved,
                   const char *by,
                   const char *comment,
                   GError    **error)
{
  g_return_val_if_fail (PLR_IS_BUILD (self), FALSE);
  g_return_val_if_fail (stage != NULL && by != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->run)); i++)
    {
      g_autoptr(PlrRunStage) shown = g_list_model_get_item (G_LIST_MODEL (self->run), i);

      if (g_strcmp0 (plr_run_stage_get_id (shown), stage) != 0)
        continue;
      if (plr_run_stage_get_state (shown) != PLR_RUN_STATE_WAITING)
        break;
      plr_worker_answer (self->worker, i, approved, by, comment);
      return TRUE;
    }

  g_set_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_STATE, _("Stage “%s” does not wait for an approval"), stage);

  return FALSE;
}
