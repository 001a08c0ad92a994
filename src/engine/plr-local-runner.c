/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-local-runner"

#include "config.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-build.h"
#include "plr-dialect.h"
#include "plr-file.h"
#include "plr-local-runner-private.h"
#include "plr-repository.h"
#include "plr-run-requests-private.h"
#include "plr-sandbox.h"
#include "plr-store.h"
#include "plr-utf8.h"

/* No definition that a person wrote comes near. */
#define MAX_DEFINITION_BYTES (16 * 1024 * 1024)

/* How many earlier runs the live list begins with. */
#define N_EARLIER_RUNS 1000

struct _PlrLocalRunner
{
  GObject parent_instance;

  PlrHistory *history;
  char       *state_dir;
  GListStore *runs;   /* of PlrRun, newest first */
  GHashTable *active; /* id → Active */
  gboolean    lists_earlier;
};

/* A run that goes on. */
typedef struct
{
  PlrLocalRunner *runner; /* kept alive until the run has ended */
  PlrBuild       *build;
  PlrRunRequests *requests; /* or NULL */
} Active;

/* What was read from the repository, in a worker, before a run can start. */
typedef struct
{
  PlrPipeline *pipeline;
  PlrCommit   *commit;
  char        *work_dir;
  gboolean     working; /* the definition is another one than that of the commit */
  char         sha256[PLR_SHA256_CHARS];
} Prepared;

/* A request on its way from the repository to the first event. */
typedef struct
{
  PlrRunRequest *request;
  PlrBuild      *build;
} Trigger;

static void plr_local_runner_iface_init (PlrRunnerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrLocalRunner, plr_local_runner, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_RUNNER, plr_local_runner_iface_init))

enum {
  IDLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
active_free (gpointer data)
{
  Active *active = data;

  g_clear_pointer (&active->requests, plr_run_requests_free);
  g_clear_object (&active->build);
  g_clear_object (&active->runner);
  g_free (active);
}

static void
prepared_free (gpointer data)
{
  Prepared *prepared = data;

  g_clear_object (&prepared->pipeline);
  g_clear_pointer (&prepared->commit, plr_commit_unref);
  g_clear_pointer (&prepared->work_dir, g_free);
  g_free (prepared);
}

static void
trigger_free (gpointer data)
{
  Trigger *trigger = data;

  g_clear_object (&trigger->request);
  g_clear_object (&trigger->build);
  g_free (trigger);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Prepared, prepared_free)

static char *
read_definition (PlrRunRequest *request,
                 PlrRepository *repository,
                 PlrCommit     *commit,
                 gsize         *size_bytes,
                 GError       **error)
{
  const char *path = plr_run_request_get_definition (request);
  g_autoptr(GError) local_error = NULL;
  char *text;

  if (plr_run_request_get_working_definition (request))
    {
      g_autofree char *file = g_build_filename (plr_repository_get_work_dir (repository), path, NULL);

      return plr_file_load (file, MAX_DEFINITION_BYTES, size_bytes, error);
    }

  text = plr_repository_read_file (repository, commit, path, MAX_DEFINITION_BYTES, size_bytes, &local_error);
  if (g_error_matches (local_error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_FILE))
    {
      g_autofree char *shown = plr_utf8_escape (path, -1);
      g_autofree char *file = g_build_filename (plr_repository_get_work_dir (repository), path, NULL);

      if (g_file_test (file, G_FILE_TEST_IS_SYMLINK))
        g_propagate_error (error, g_steal_pointer (&local_error));
      else if (g_file_test (file, G_FILE_TEST_EXISTS))
        g_set_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_INVALID,
                     _("The commit %s has no “%s”: commit it first, or run with the definition of the work tree"),
                     commit->short_id, shown);
      else
        g_set_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_INVALID,
                     _("There is no “%s”, neither in the commit %s nor in the work tree: name the file as it is called"),
                     shown, commit->short_id);
    }
  else if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
    }

  return text;
}

/* A definition of the work tree that the commit has just so came from the commit: only a difference is worth a record. */
static gboolean
differs_from_commit (PlrRunRequest *request,
                     PlrRepository *repository,
                     PlrCommit     *commit,
                     const char    *text,
                     gsize          size_bytes)
{
  g_autofree char *committed = NULL;
  gsize committed_bytes = 0;

  if (!plr_run_request_get_working_definition (request))
    return FALSE;

  committed = plr_repository_read_file (repository, commit, plr_run_request_get_definition (request), MAX_DEFINITION_BYTES,
                                        &committed_bytes, NULL);

  return committed == NULL || committed_bytes != size_bytes || memcmp (committed, text, size_bytes) != 0;
}

/* The first error of the definition is why it cannot run; how many more there are is said with it. */
static gboolean
check_problems (GListModel *problems,
                GError    **error)
{
  g_autoptr(PlrProblem) first = NULL;
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;
  guint n_errors = 0;

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      if (plr_problem_get_severity (problem) != PLR_SEVERITY_ERROR)
        continue;
      n_errors++;
      if (first == NULL)
        first = g_steal_pointer (&problem);
    }
  if (first == NULL)
    return TRUE;

  /* The way out comes with it. */
  line = plr_problem_format (first);
  if (plr_problem_get_hint (first) != NULL)
    text = g_strdup_printf ("%s. %s", line, plr_problem_get_hint (first));
  else
    text = g_steal_pointer (&line);
  if (n_errors == 1)
    g_set_error_literal (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_INVALID, text);
  else
    g_set_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_INVALID,
                 g_dngettext (GETTEXT_PACKAGE, "%s (and %u more error)", "%s (and %u more errors)", n_errors - 1),
                 text, n_errors - 1);

  return FALSE;
}

static Prepared *
prepare (PlrRunRequest *request,
         GError       **error)
{
  g_autoptr(Prepared) prepared = g_new0 (Prepared, 1);
  g_autoptr(PlrRepository) repository = plr_repository_open (plr_run_request_get_repository (request), error);
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrDialect) dialect = plr_dialect_find_for_path (plr_run_request_get_definition (request));
  const char *revision = plr_run_request_get_revision (request);
  g_autofree char *text = NULL;
  gsize size_bytes = 0;

  if (repository == NULL ||
      (prepared->commit = plr_repository_resolve (repository, revision != NULL ? revision : "HEAD", error)) == NULL ||
      (text = read_definition (request, repository, prepared->commit, &size_bytes, error)) == NULL)
    return NULL;

  /* What another engine means by its words, it alone can run. */
  if (dialect == NULL || !g_str_equal (plr_dialect_get_id (dialect), "pipeliner"))
    {
      g_set_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_UNSUPPORTED,
                   _("“%s” is not a definition that can run on this machine"), plr_run_request_get_definition (request));
      return NULL;
    }

  prepared->working = differs_from_commit (request, repository, prepared->commit, text, size_bytes);
  prepared->work_dir = g_strdup (plr_repository_get_work_dir (repository));
  prepared->pipeline = plr_dialect_read (dialect, text, (gssize)size_bytes, plr_run_request_get_definition (request), problems);
  if (!check_problems (G_LIST_MODEL (problems), error) || !plr_sha256_data (text, size_bytes, prepared->sha256))
    return NULL;
  /* Where nothing can be confined nothing is run, and there is no run to tell of. */
  if (!plr_sandbox_check (error))
    return NULL;

  return g_steal_pointer (&prepared);
}

static void
prepare_worker (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  Prepared *prepared = prepare (task_data, &error);

  if (prepared != NULL)
    g_task_return_pointer (task, prepared, prepared_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
record_artifacts (PlrLocalRunner *self,
                  PlrRun         *run,
                  GPtrArray      *artifacts)
{
  for (guint i = 0; artifacts != NULL && i < artifacts->len; i++)
    plr_history_record_artifact (self->history, run, g_ptr_array_index (artifacts, i));
}

static void
event_cb (PlrBuild      *build,
          PlrBuildEvent *event,
          Active        *active)
{
  PlrLocalRunner *self = active->runner;
  PlrRun *run = plr_build_get_run (build);
  PlrRunStage *stage = event->stage != NULL ? plr_run_find_stage (run, event->stage) : NULL;

  switch (event->kind)
    {
    case PLR_BUILD_EVENT_RUN_STARTED:
      plr_history_record_run (self->history, run);
      break;

    case PLR_BUILD_EVENT_STAGE_CHANGED:
      plr_history_record_stage (self->history, run, stage);
      break;

    case PLR_BUILD_EVENT_ARTIFACTS:
      record_artifacts (self, run, event->artifacts);
      break;

    case PLR_BUILD_EVENT_RUN_FINISHED:
      plr_history_record_run (self->history, run);
      g_hash_table_remove (self->active, plr_run_get_id (run));
      if (g_hash_table_size (self->active) == 0)
        g_signal_emit (self, signals[IDLE], 0);
      break;

    /* Where the log is came with the state; how long it is, the file says. */
    case PLR_BUILD_EVENT_LOG_GREW:
    case PLR_BUILD_EVENT_REPORTS:
    case PLR_BUILD_EVENT_STEP_STARTED:
    case PLR_BUILD_EVENT_STEP_FINISHED:
    default:
      break;
    }
}

static char *
dup_run_directory (PlrLocalRunner *self,
                   const char     *id)
{
  return g_build_filename (self->state_dir, "runs", id, NULL);
}

/* What another program asks of a run of ours; it knows the stage by its place. */
static void
requested_cb (const PlrRunRequested *requested,
              gpointer               user_data)
{
  Active *active = user_data;
  GListModel *stages = plr_run_get_stages (plr_build_get_run (active->build));
  g_autoptr(PlrRunStage) stage = NULL;

  if (requested->stop)
    plr_build_stop (active->build);
  else if ((stage = g_list_model_get_item (stages, requested->stage)) != NULL)
    /* It may have been answered here meanwhile. */
    (void)plr_build_approve (active->build, plr_run_stage_get_id (stage), requested->approved, requested->by,
                             requested->comment, NULL);
}

static void
begin_run_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PlrLocalRunner *self = g_task_get_source_object (task);
  Trigger *trigger = g_task_get_task_data (task);
  PlrRun *run = plr_build_get_run (trigger->build);
  g_autofree char *directory = NULL;
  g_autofree char *id = NULL;
  GError *error = NULL;
  Active *active;

  if ((id = plr_history_begin_run_finish (self->history, result, &error)) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  directory = dup_run_directory (self, id);
  plr_run_set_id (run, id);
  plr_run_set_directory (run, directory);

  active = g_new0 (Active, 1);
  active->runner = g_object_ref (self);
  active->build = g_object_ref (trigger->build);
  active->requests = plr_run_requests_new (directory, requested_cb, active);
  g_hash_table_insert (self->active, g_strdup (id), active);
  g_signal_connect (active->build, "event", G_CALLBACK (event_cb), active);
  g_list_store_insert (self->runs, 0, run);
  plr_build_start (active->build, directory);

  g_task_return_pointer (task, g_object_ref (run), g_object_unref);
}

/* g_get_user_name() warns where the user has no entry, as in many containers. */
static char *
dup_user_name (void)
{
  char buffer[4096];
  struct passwd entry;
  struct passwd *found = NULL;

  if (getpwuid_r (getuid (), &entry, buffer, sizeof buffer, &found) == 0 && found != NULL)
    return plr_utf8_make_valid (found->pw_name, -1);

  return g_strdup_printf ("%u", (guint)getuid ());
}

static void
describe_run (PlrRun        *run,
              PlrRunRequest *request,
              Prepared      *prepared)
{
  g_autofree char *user = dup_user_name ();
  const char *name = plr_pipeline_get_name (prepared->pipeline);

  plr_run_set_pipeline (run, name != NULL ? name : plr_run_request_get_definition (request));
  plr_run_set_repository (run, prepared->work_dir);
  plr_run_set_definition (run, plr_run_request_get_definition (request));
  plr_run_set_definition_sha256 (run, prepared->sha256);
  plr_run_set_working_definition (run, prepared->working);
  plr_run_set_commit_id (run, prepared->commit->id);
  plr_run_set_commit_subject (run, prepared->commit->subject);
  plr_run_set_commit_author (run, prepared->commit->author);
  plr_run_set_branch (run, prepared->commit->branch);
  plr_run_set_environment (run, plr_pipeline_get_root (prepared->pipeline) != NULL ?
                           plr_pipeline_get_root (prepared->pipeline) : "host");
  plr_run_set_triggered_by (run, user);
  plr_run_set_created_us (run, g_get_real_time ());
}

static void
prepare_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PlrLocalRunner *self = g_task_get_source_object (task);
  Trigger *trigger = g_task_get_task_data (task);
  const char *const *stages = plr_run_request_get_stages (trigger->request);
  g_autofree char *store = g_build_filename (self->state_dir, "store", NULL);
  g_autoptr(Prepared) prepared = NULL;
  GError *error = NULL;
  PlrBuildOptions options = {
    .store = store,
    .stages = *stages != NULL ? stages : NULL,
    .jobs = plr_run_request_get_jobs (trigger->request),
    .keep_going = plr_run_request_get_keep_going (trigger->request),
    .approve_all = plr_run_request_get_approve_all (trigger->request),
  };

  if ((prepared = g_task_propagate_pointer (G_TASK (result), &error)) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  options.repository = prepared->work_dir;
  if ((trigger->build = plr_build_new (prepared->pipeline, prepared->commit, &options, &error)) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  describe_run (plr_build_get_run (trigger->build), trigger->request, prepared);
  plr_history_begin_run_async (self->history, plr_build_get_run (trigger->build), NULL, begin_run_cb,
                               g_steal_pointer (&task));
}

static const char *
plr_local_runner_get_name (PlrRunner *runner)
{
  return _("This machine");
}

static void
plr_local_runner_trigger_async (PlrRunner          *runner,
                                PlrRunRequest      *request,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_autoptr(PlrRunRequest) copy = plr_run_request_new (NULL, NULL);
  g_autoptr(GTask) worker = NULL;
  Trigger *trigger = g_new0 (Trigger, 1);
  GTask *task = g_task_new (runner, cancellable, callback, user_data);

  plr_run_request_assign (copy, request);
  g_task_set_source_tag (task, plr_local_runner_trigger_async);
  trigger->request = g_object_ref (copy);
  g_task_set_task_data (task, trigger, trigger_free);

  /* Cancelling it stops the waiting only until the run is on record; from then on there is a run, which can be stopped. */
  worker = g_task_new (NULL, cancellable, prepare_cb, task);
  g_task_set_source_tag (worker, prepare_worker);
  g_task_set_task_data (worker, g_steal_pointer (&copy), g_object_unref);
  g_task_run_in_thread (worker, prepare_worker);
}

static PlrRun *
plr_local_runner_trigger_finish (PlrRunner    *runner,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Whoever already has a run sees one object, which goes on changing. */
static PlrRun *
plr_local_runner_find_live (PlrLocalRunner *self,
                            const char     *id)
{
  Active *active = g_hash_table_lookup (self->active, id);

  return active != NULL ? plr_build_get_run (active->build) : NULL;
}

static void
list_runs_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PlrLocalRunner *self = g_task_get_source_object (task);
  g_autoptr(GPtrArray) runs = NULL;
  GError *error = NULL;

  if ((runs = plr_history_list_runs_finish (self->history, result, &error)) == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  for (guint i = 0; i < runs->len; i++)
    {
      PlrRun *live = plr_local_runner_find_live (self, plr_run_get_id (g_ptr_array_index (runs, i)));

      if (live != NULL)
        {
          g_object_unref (g_ptr_array_index (runs, i));
          g_ptr_array_index (runs, i) = g_object_ref (live);
        }
    }
  g_task_return_pointer (task, g_steal_pointer (&runs), (GDestroyNotify)g_ptr_array_unref);
}

static void
plr_local_runner_list_runs_async (PlrRunner          *runner,
                                  const char         *repository,
                                  guint               first,
                                  guint               n_runs,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  PlrLocalRunner *self = PLR_LOCAL_RUNNER (runner);
  GTask *task = g_task_new (runner, cancellable, callback, user_data);

  g_task_set_source_tag (task, plr_local_runner_list_runs_async);
  plr_history_list_runs_async (self->history, repository, first, n_runs, cancellable, list_runs_cb, task);
}

static GPtrArray *
plr_local_runner_list_runs_finish (PlrRunner    *runner,
                                   GAsyncResult *result,
                                   GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
get_run_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PlrLocalRunner *self = g_task_get_source_object (task);
  g_autoptr(PlrRun) run = NULL;
  GError *error = NULL;

  run = plr_history_get_run_finish (self->history, result, &error);
  if (run != NULL)
    {
      PlrRun *live = plr_local_runner_find_live (self, plr_run_get_id (run));

      g_task_return_pointer (task, g_object_ref (live != NULL ? live : run), g_object_unref);
    }
  else if (error != NULL)
    {
      g_task_return_error (task, error);
    }
  else
    {
      g_task_return_new_error (task, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_NOT_FOUND,
                               _("There is no run of that number"));
    }
}

static void
plr_local_runner_get_run_async (PlrRunner          *runner,
                                const char         *id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  PlrLocalRunner *self = PLR_LOCAL_RUNNER (runner);
  GTask *task = g_task_new (runner, cancellable, callback, user_data);

  g_task_set_source_tag (task, plr_local_runner_get_run_async);
  plr_history_get_run_async (self->history, id, cancellable, get_run_cb, task);
}

static PlrRun *
plr_local_runner_get_run_finish (PlrRunner    *runner,
                                 GAsyncResult *result,
                                 GError      **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* A run of another program takes requests in its directory; which one that is comes on record only with the first event. */
static gboolean
post_request (PlrLocalRunner        *self,
              PlrRun                *run,
              const PlrRunRequested *requested,
              GError               **error)
{
  g_autofree char *directory = dup_run_directory (self, plr_run_get_id (run));
  g_autoptr(GError) local_error = NULL;

  if (!plr_run_is_finished (run) && plr_run_requests_post (directory, requested, &local_error))
    return TRUE;

  if (local_error != NULL)
    g_set_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_NOT_FOUND, _("Nothing can be asked of run %s: %s"),
                 plr_run_get_id (run), local_error->message);
  else
    g_set_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_NOT_FOUND, _("Run %s has ended"), plr_run_get_id (run));

  return FALSE;
}

static gboolean
plr_local_runner_stop (PlrRunner *runner,
                       PlrRun    *run,
                       GError   **error)
{
  PlrLocalRunner *self = PLR_LOCAL_RUNNER (runner);
  Active *active = g_hash_table_lookup (self->active, plr_run_get_id (run));
  g_autofree char *user = dup_user_name ();
  PlrRunRequested requested = { .stop = TRUE, .by = user };

  if (active == NULL)
    return post_request (self, run, &requested, error);

  plr_build_stop (active->build);

  return TRUE;
}

static gboolean
find_place (PlrRun      *run,
            PlrRunStage *stage,
            guint       *place)
{
  GListModel *stages = plr_run_get_stages (run);

  for (*place = 0; *place < g_list_model_get_n_items (stages); (*place)++)
    {
      g_autoptr(PlrRunStage) other = g_list_model_get_item (stages, *place);

      if (g_strcmp0 (plr_run_stage_get_id (other), plr_run_stage_get_id (stage)) == 0)
        return plr_run_stage_get_state (other) == PLR_RUN_STATE_WAITING;
    }

  return FALSE;
}

static gboolean
plr_local_runner_approve (PlrRunner   *runner,
                          PlrRun      *run,
                          PlrRunStage *stage,
                          gboolean     approved,
                          const char  *comment,
                          GError     **error)
{
  PlrLocalRunner *self = PLR_LOCAL_RUNNER (runner);
  Active *active = g_hash_table_lookup (self->active, plr_run_get_id (run));
  g_autofree char *user = dup_user_name ();
  PlrRunRequested requested = { .approved = approved, .by = user, .comment = (char *)comment };

  if (active != NULL)
    return plr_build_approve (active->build, plr_run_stage_get_id (stage), approved, user, comment, error);

  if (!plr_run_is_finished (run) && !find_place (run, stage, &requested.stage))
    {
      g_set_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_INVALID, _("Stage “%s” does not wait for an approval"),
                   plr_run_stage_get_id (stage));
      return FALSE;
    }

  return post_request (self, run, &requested, error);
}

static void
plr_local_runner_iface_init (PlrRunnerInterface *iface)
{
  iface->get_name = plr_local_runner_get_name;
  iface->trigger_async = plr_local_runner_trigger_async;
  iface->trigger_finish = plr_local_runner_trigger_finish;
  iface->list_runs_async = plr_local_runner_list_runs_async;
  iface->list_runs_finish = plr_local_runner_list_runs_finish;
  iface->get_run_async = plr_local_runner_get_run_async;
  iface->get_run_finish = plr_local_runner_get_run_finish;
  iface->stop = plr_local_runner_stop;
  iface->approve = plr_local_runner_approve;
}

static void
plr_local_runner_finalize (GObject *object)
{
  PlrLocalRunner *self = PLR_LOCAL_RUNNER (object);

  g_clear_pointer (&self->active, g_hash_table_unref);
  g_clear_object (&self->runs);
  g_clear_object (&self->history);
  g_clear_pointer (&self->state_dir, g_free);

  G_OBJECT_CLASS (plr_local_runner_parent_class)->finalize (object);
}

static void
plr_local_runner_class_init (PlrLocalRunnerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = plr_local_runner_finalize;

  signals[IDLE] = g_signal_new ("idle", PLR_TYPE_LOCAL_RUNNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
plr_local_runner_init (PlrLocalRunner *self)
{
  self->runs = g_list_store_new (PLR_TYPE_RUN);
  self->active = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, active_free);
}

static void
earlier_runs_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(PlrLocalRunner) self = user_data;
  g_autoptr(GPtrArray) runs = NULL;
  g_autoptr(GPtrArray) earlier = g_ptr_array_new ();
  g_autoptr(GError) error = NULL;
  guint n_live = g_list_model_get_n_items (G_LIST_MODEL (self->runs));

  /* A history that cannot be read says so at its next use; the list stays empty. */
  if ((runs = plr_history_list_runs_finish (self->history, result, &error)) == NULL)
    return;

  for (guint i = 0; i < runs->len; i++)
    if (plr_local_runner_find_live (self, plr_run_get_id (g_ptr_array_index (runs, i))) == NULL)
      g_ptr_array_add (earlier, g_ptr_array_index (runs, i));
  g_list_store_splice (self->runs, n_live, 0, earlier->pdata, earlier->len);
}

/**
 * plr_local_runner_new:
 * @history: where runs are recorded
 * @state_dir: (type filename): where their logs and artifacts are kept
 *
 * Returns: (transfer full): the runner
 */
PlrLocalRunner *
plr_local_runner_new (PlrHistory *history,
                      const char *state_dir)
{
  PlrLocalRunner *self = g_object_new (PLR_TYPE_LOCAL_RUNNER, NULL);

  self->history = g_object_ref (history);
  self->state_dir = g_strdup (state_dir);

  return self;
}

/**
 * plr_local_runner_get_runs:
 * @self: the runner
 *
 * Returns: (transfer none): the runs of this machine (GListModel of PlrRun), newest first; earlier ones come in after the
 *   first call, and it grows as runs start
 */
GListModel *
plr_local_runner_get_runs (PlrLocalRunner *self)
{
  g_return_val_if_fail (PLR_IS_LOCAL_RUNNER (self), NULL);

  /* Whoever never looks at them does not wait for them. */
  if (!self->lists_earlier)
    plr_history_list_runs_async (self->history, NULL, 0, N_EARLIER_RUNS, NULL, earlier_runs_cb, g_object_ref (self));
  self->lists_earlier = TRUE;

  return G_LIST_MODEL (self->runs);
}

/**
 * plr_local_runner_is_busy:
 * @self: the runner
 *
 * Returns: whether a run goes on, which would end with this program
 */
gboolean
plr_local_runner_is_busy (PlrLocalRunner *self)
{
  g_return_val_if_fail (PLR_IS_LOCAL_RUNNER (self), FALSE);

  return g_hash_table_size (self->active) > 0;
}
