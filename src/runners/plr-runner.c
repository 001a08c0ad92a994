/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-runner"

#include "config.h"

#include "plr-runner.h"

G_DEFINE_QUARK (plr-runner-error-quark, plr_runner_error)

G_DEFINE_INTERFACE (PlrRunner, plr_runner, G_TYPE_OBJECT)

static void
plr_runner_default_init (PlrRunnerInterface *iface)
{
}

/**
 * plr_runner_get_name:
 * @self: a runner
 *
 * Returns: what people call it
 */
const char *
plr_runner_get_name (PlrRunner *self)
{
  g_return_val_if_fail (PLR_IS_RUNNER (self), NULL);

  return PLR_RUNNER_GET_IFACE (self)->get_name (self);
}

/**
 * plr_runner_trigger_async:
 * @self: a runner
 * @request: what to run
 * @cancellable: (nullable): gives up before the run has started; plr_runner_stop() stops one that has
 * @callback: called when the run has started, or cannot start
 * @user_data: for @callback
 *
 * Starts a run.
 */
void
plr_runner_trigger_async (PlrRunner          *self,
                          PlrRunRequest      *request,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (PLR_IS_RUNNER (self));
  g_return_if_fail (PLR_IS_RUN_REQUEST (request));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  PLR_RUNNER_GET_IFACE (self)->trigger_async (self, request, cancellable, callback, user_data);
}

/**
 * plr_runner_trigger_finish:
 * @self: a runner
 * @result: what the callback was given
 * @error: `PLR_RUNNER_ERROR`, or an error of the source, the network or the disk
 *
 * Returns: (transfer full) (nullable): the run, which goes on changing by itself
 */
PlrRun *
plr_runner_trigger_finish (PlrRunner    *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (PLR_IS_RUNNER (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return PLR_RUNNER_GET_IFACE (self)->trigger_finish (self, result, error);
}

/**
 * plr_runner_list_runs_async:
 * @self: a runner
 * @repository: (type filename) (nullable): only runs of this work tree, or of this project of the engine
 * @first: how many of the newest to pass over
 * @n_runs: how many at the most
 * @cancellable: (nullable): stops waiting
 * @callback: called with the runs
 * @user_data: for @callback
 *
 * Lists runs, the newest first.
 */
void
plr_runner_list_runs_async (PlrRunner          *self,
                            const char         *repository,
                            guint               first,
                            guint               n_runs,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_return_if_fail (PLR_IS_RUNNER (self));
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  PLR_RUNNER_GET_IFACE (self)->list_runs_async (self, repository, first, n_runs, cancellable, callback, user_data);
}

/**
 * plr_runner_list_runs_finish:
 * @self: a runner
 * @result: what the callback was given
 * @error: the error of what keeps the records
 *
 * Returns: (transfer full) (nullable) (element-type PlrRun): the runs; one that is going on is the same object that was
 *   given out when it was triggered
 */
GPtrArray *
plr_runner_list_runs_finish (PlrRunner    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (PLR_IS_RUNNER (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return PLR_RUNNER_GET_IFACE (self)->list_runs_finish (self, result, error);
}

/**
 * plr_runner_get_run_async:
 * @self: a runner
 * @id: of the run
 * @cancellable: (nullable): stops waiting
 * @callback: called with the run
 * @user_data: for @callback
 *
 * Finds one run.
 */
void
plr_runner_get_run_async (PlrRunner          *self,
                          const char         *id,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_return_if_fail (PLR_IS_RUNNER (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (cancellable == NULL || G_IS_CANCELLABLE (cancellable));

  PLR_RUNNER_GET_IFACE (self)->get_run_async (self, id, cancellable, callback, user_data);
}

/**
 * plr_runner_get_run_finish:
 * @self: a runner
 * @result: what the callback was given
 * @error: `PLR_RUNNER_ERROR_NOT_FOUND`, or the error of what keeps the records
 *
 * Returns: (transfer full) (nullable): the run
 */
PlrRun *
plr_runner_get_run_finish (PlrRunner    *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (PLR_IS_RUNNER (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return PLR_RUNNER_GET_IFACE (self)->get_run_finish (self, result, error);
}

/**
 * plr_runner_stop:
 * @self: a runner
 * @run: what to stop
 * @error: `PLR_RUNNER_ERROR`
 *
 * Asks a run to stop. It has, when its state is final.
 *
 * Returns: whether it was asked
 */
gboolean
plr_runner_stop (PlrRunner *self,
                 PlrRun    *run,
                 GError   **error)
{
  g_return_val_if_fail (PLR_IS_RUNNER (self), FALSE);
  g_return_val_if_fail (PLR_IS_RUN (run), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return PLR_RUNNER_GET_IFACE (self)->stop (self, run, error);
}

/**
 * plr_runner_approve:
 * @self: a runner
 * @run: a run
 * @stage: one of its stages, which waits for a person
 * @approved: whether it may go on; otherwise it fails
 * @comment: (nullable): what the person says to it
 * @error: `PLR_RUNNER_ERROR`
 *
 * Answers a stage that waits for a person.
 *
 * Returns: whether the answer was taken
 */
gboolean
plr_runner_approve (PlrRunner   *self,
                    PlrRun      *run,
                    PlrRunStage *stage,
                    gboolean     approved,
                    const char  *comment,
                    GError     **error)
{
  g_return_val_if_fail (PLR_IS_RUNNER (self), FALSE);
  g_return_val_if_fail (PLR_IS_RUN (run), FALSE);
  g_return_val_if_fail (PLR_IS_RUN_STAGE (stage), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  return PLR_RUNNER_GET_IFACE (self)->approve (self, run, stage, approved, comment, error);
}
