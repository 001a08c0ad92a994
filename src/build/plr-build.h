/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-build-event.h"
#include "plr-build-log.h"
#include "plr-commit.h"
#include "plr-pipeline.h"

G_BEGIN_DECLS

/**
 * PlrBuildError:
 * @PLR_BUILD_ERROR_INVALID: the pipeline cannot run; the message says what is wrong with it
 * @PLR_BUILD_ERROR_STATE: the stage does not wait for an approval
 * @PLR_BUILD_ERROR_FILES: a stage made files that cannot be kept, or is given files that contradict each other
 *
 * Why a build refuses.
 */
typedef enum
{
  PLR_BUILD_ERROR_INVALID,
  PLR_BUILD_ERROR_STATE,
  PLR_BUILD_ERROR_FILES,
} PlrBuildError;

#define PLR_BUILD_ERROR (plr_build_error_quark ())

GQuark plr_build_error_quark (void);

/**
 * PlrBuildOptions:
 * @repository: (type filename): the work tree
 * @store: (type filename): the directory of the store, which all runs share; on one file system with the runs, nothing
 *   is copied into it
 * @stages: (nullable): the ids of the stages to run, which takes along all that they need; `NULL` for all
 * @jobs: how many stages at once; 0 for the number of processors
 * @keep_going: whether, after a failure, stages start that need no failed one. Otherwise nothing starts any more but
 *   stages with `when: failure` or `when: always`. Stages that run are never ended by the failure of another.
 * @approve_all: whether stages that wait for a person run without asking
 * @max_log_bytes: of each stage; 0 for %PLR_BUILD_LOG_MAX_BYTES
 *
 * How a pipeline is to be run.
 */
typedef struct
{
  const char        *repository;
  const char        *store;
  const char *const *stages;
  guint              jobs;
  gboolean           keep_going;
  gboolean           approve_all;
  guint64            max_log_bytes;
} PlrBuildOptions;

/**
 * PlrBuild:
 *
 * One run of a pipeline from a commit, on this machine. It works in a thread of its own, so that neither a slow listener
 * nor a busy main loop holds it up; what happens is told on the main context that was the thread default when it was
 * made. A build that was started keeps itself alive until it has told of its end.
 *
 * Its run (plr_build_get_run()) is brought up to date first, then comes the signal `event (PlrBuildEvent *event)`.
 *
 * ## What a stage finds
 *
 * - at `/build` a copy of the commit's files, and the inputs laid in
 * - the variables `CI=true`, `PIPELINER=true`, `PLR_COMMIT`, `PLR_COMMIT_SHORT`, `PLR_BRANCH` (empty if there is none),
 *   `PLR_PIPELINE`, `PLR_STAGE`, and `SOURCE_DATE_EPOCH`, the time of the commit; over them those of the pipeline, of the
 *   stage, of its cell of the matrix, of the step, each stronger than the one before
 * - no network unless the stage asks for it
 *
 * ## When a stage runs
 *
 * When all that it needs is over, and: with `when: success` (the default) all of that succeeded; with `failure` something
 * that it needs, or something that that needs, failed; with `always` in any case. Otherwise it is skipped, with the
 * reason, and so is one whose `branches` do not match the branch of the commit. A stage that is refused its approval has
 * failed. After plr_build_stop() nothing runs any more.
 *
 * ## What is in the directory of a run
 *
 * - `logs/STAGE.log` with `STAGE.idx` (PlrBuildLogRecord)
 * - `artifacts/STAGE/ARTIFACT/PATH` and `reports/STAGE/PATH`: read-only, shared with the store
 * - `work/`, and the `requests/` of the engine, while it runs
 */
#define PLR_TYPE_BUILD (plr_build_get_type ())

G_DECLARE_FINAL_TYPE (PlrBuild, plr_build, PLR, BUILD, GObject)

PlrBuild *plr_build_new     (PlrPipeline           *pipeline,
                             PlrCommit             *commit,
                             const PlrBuildOptions *options,
                             GError               **error) G_GNUC_WARN_UNUSED_RESULT;
PlrRun   *plr_build_get_run (PlrBuild *self);
void      plr_build_start   (PlrBuild   *self,
                             const char *directory);
void      plr_build_stop    (PlrBuild *self);
gboolean  plr_build_approve (PlrBuild   *self,
                             const char *stage,
                             gboolean    approved,
                             const char *by,
                             const char *comment,
                             GError    **error);

void      plr_build_sweep_async (const char         *runs,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);

G_END_DECLS
