/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-build-event.h"
#include "plr-build-files-private.h"
#include "plr-build-log.h"
#include "plr-build-plan-private.h"
#include "plr-sandbox.h"

G_BEGIN_DECLS

typedef struct _PlrWorker PlrWorker;

/* Takes an event, on the thread of the worker. */
typedef void (*PlrWorkerPostFunc) (PlrBuildEvent *event,
                                   gpointer       user_data);

typedef enum
{
  PLR_PHASE_PENDING, /* what it needs is not over, or no job is free */
  PLR_PHASE_WAITING, /* for a person */
  PLR_PHASE_ACTIVE,
  PLR_PHASE_OVER,
} PlrPhase;

/* Making a workspace and a sandbox takes longer than a small stage. So the next stages are made ready while others still
 * run; that is nobody's business, and no event tells of it. */
typedef enum
{
  PLR_AHEAD_NOT,
  PLR_AHEAD_PREPARING, /* its workspace */
  PLR_AHEAD_HELD, /* its sandbox waits for the release */
  PLR_AHEAD_FAILED, /* it cannot run, which is told when its turn comes */
  PLR_AHEAD_ABANDONED, /* its turn does not come */
} PlrAhead;

/* A stage as it runs. Belongs to the thread of the worker. */
typedef struct
{
  PlrWorker    *worker;
  PlrPlanStage *plan;
  guint         index;
  PlrPhase      phase;
  PlrAhead      ahead;
  char         *ahead_reason; /* of PLR_AHEAD_FAILED */
  PlrRunState   state;
  char         *approval; /* who approved it, in words; NULL before */
  char         *tolerated; /* what failed and may, or NULL */
  gboolean      tainted; /* it failed, or is not run because of something that did */
  guint         attempt;
  guint         step;
  int           exit_code;
  char         *workspace;
  guint         n_workspaces;
  char         *log_file;
  PlrBuildLog  *log;
  PlrSandbox   *sandbox;
  GCancellable *cancellable; /* of the sandbox; only used on the thread of the worker */
  GPtrArray    *kept; /* of PlrKeptFile; not changed any more once the stage is over */
  gint64        started_us;
  gint64        cpu_us;
  gint64        max_rss_bytes;
} PlrWorkerStage;

struct _PlrWorker
{
  PlrPlan          *plan;
  PlrCommit        *commit;
  char             *repository;
  char             *store_directory;
  char             *directory; /* of the run */
  char             *source; /* the clean checkout */
  PlrStore         *store;
  PlrWorkerStage   *stages;
  GMainContext     *context;
  GCancellable     *disk; /* cancelled from any thread; only asked, never connected to */
  GPtrArray        *left_out; /* of PlrChange */
  char             *first_failure;
  PlrWorkerPostFunc post;
  gpointer          post_data;
  guint64           max_log_bytes;
  gint64            real_us; /* when the run started, on both clocks */
  gint64            monotonic_us;
  int               work_fd; /* holds a lock; -1 if it is not there */
  guint             jobs;
  guint             n_active;
  guint             n_ahead;
  guint             n_copying; /* from the clean checkout */
  guint             n_over;
  guint             n_tidying;
  gboolean          keep_going;
  gboolean          approve_all;
  gboolean          is_stopped;
};

PlrWorker     *plr_worker_new           (PlrPlan          *plan,
                                         PlrCommit        *commit,
                                         PlrWorkerPostFunc post,
                                         gpointer          post_data);
void           plr_worker_free          (PlrWorker *self);
gpointer       plr_worker_main          (gpointer data);
void           plr_worker_stop          (PlrWorker *self);
void           plr_worker_answer        (PlrWorker  *self,
                                         guint       index,
                                         gboolean    approved,
                                         const char *by,
                                         const char *comment);

int            plr_worker_open_work     (const char *work,
                                         GError    **error) G_GNUC_WARN_UNUSED_RESULT;
gint64         plr_worker_get_time_us   (PlrWorker *self);
void           plr_worker_post_stage    (PlrWorkerStage *stage,
                                         const char     *reason);
void           plr_worker_stage_over    (PlrWorkerStage *stage,
                                         PlrRunState     state,
                                         const char     *reason);
void           plr_worker_tidy          (PlrWorker  *self,
                                         const char *directory);
void           plr_worker_stage_start   (PlrWorkerStage *stage);
void           plr_worker_stage_prepare (PlrWorkerStage *stage);
void           plr_worker_stage_abandon (PlrWorkerStage *stage);
void           plr_worker_stage_clear   (PlrWorkerStage *stage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrWorker, plr_worker_free)

G_END_DECLS
