/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-run-request.h"
#include "plr-run.h"

G_BEGIN_DECLS

/**
 * PlrRunnerError:
 * @PLR_RUNNER_ERROR_UNSUPPORTED: this runner cannot do that; the message says why
 * @PLR_RUNNER_ERROR_INVALID: the definition cannot run; the message says what is wrong with it
 * @PLR_RUNNER_ERROR_NOT_FOUND: no such run, stage or log
 *
 * Why a runner refuses. Errors of the network and of the disk keep their own domain.
 */
typedef enum
{
  PLR_RUNNER_ERROR_UNSUPPORTED,
  PLR_RUNNER_ERROR_INVALID,
  PLR_RUNNER_ERROR_NOT_FOUND,
} PlrRunnerError;

#define PLR_RUNNER_ERROR (plr_runner_error_quark ())

GQuark plr_runner_error_quark (void);

/**
 * PlrRunner:
 *
 * Where pipelines run: the sandbox on this machine, or a remote engine. Views and commands know this interface and no
 * engine by name.
 *
 * All calls are made on the main context and answer there; a #PlrRun that a runner gave out goes on changing by itself
 * as the run does, on the main context.
 */
#define PLR_TYPE_RUNNER (plr_runner_get_type ())

G_DECLARE_INTERFACE (PlrRunner, plr_runner, PLR, RUNNER, GObject)

struct _PlrRunnerInterface
{
  GTypeInterface parent_iface;

  const char *(*get_name)         (PlrRunner *self);
  void        (*trigger_async)    (PlrRunner          *self,
                                   PlrRunRequest      *request,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
  PlrRun     *(*trigger_finish)   (PlrRunner    *self,
                                   GAsyncResult *result,
                                   GError      **error);
  void        (*list_runs_async)  (PlrRunner          *self,
                                   const char         *repository,
                                   guint               first,
                                   guint               n_runs,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
  GPtrArray  *(*list_runs_finish) (PlrRunner    *self,
                                   GAsyncResult *result,
                                   GError      **error);
  void        (*get_run_async)    (PlrRunner          *self,
                                   const char         *id,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
  PlrRun     *(*get_run_finish)   (PlrRunner    *self,
                                   GAsyncResult *result,
                                   GError      **error);
  gboolean    (*stop)             (PlrRunner *self,
                                   PlrRun    *run,
                                   GError   **error);
  gboolean    (*approve)          (PlrRunner   *self,
                                   PlrRun      *run,
                                   PlrRunStage *stage,
                                   gboolean     approved,
                                   const char  *comment,
                                   GError     **error);
};

const char *plr_runner_get_name         (PlrRunner *self);
void        plr_runner_trigger_async    (PlrRunner          *self,
                                         PlrRunRequest      *request,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
PlrRun     *plr_runner_trigger_finish   (PlrRunner    *self,
                                         GAsyncResult *result,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        plr_runner_list_runs_async  (PlrRunner          *self,
                                         const char         *repository,
                                         guint               first,
                                         guint               n_runs,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
GPtrArray  *plr_runner_list_runs_finish (PlrRunner    *self,
                                         GAsyncResult *result,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        plr_runner_get_run_async    (PlrRunner          *self,
                                         const char         *id,
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
PlrRun     *plr_runner_get_run_finish   (PlrRunner    *self,
                                         GAsyncResult *result,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean    plr_runner_stop             (PlrRunner *self,
                                         PlrRun    *run,
                                         GError   **error);
gboolean    plr_runner_approve          (PlrRunner   *self,
                                         PlrRun      *run,
                                         PlrRunStage *stage,
                                         gboolean     approved,
                                         const char  *comment,
                                         GError     **error);

G_END_DECLS
