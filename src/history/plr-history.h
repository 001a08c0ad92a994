/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-run.h"

G_BEGIN_DECLS

/**
 * PlrHistoryError:
 * @PLR_HISTORY_ERROR_TOO_NEW: the database was made by a later version of Pipeliner
 * @PLR_HISTORY_ERROR_DAMAGED: the file is no database, or a damaged one
 * @PLR_HISTORY_ERROR_FAILED: SQLite said no: the disk is full, the file is not writable …
 *
 * Why the history could not be read or written.
 */
typedef enum
{
  PLR_HISTORY_ERROR_TOO_NEW,
  PLR_HISTORY_ERROR_DAMAGED,
  PLR_HISTORY_ERROR_FAILED,
} PlrHistoryError;

#define PLR_HISTORY_ERROR (plr_history_error_quark ())

GQuark plr_history_error_quark (void);

/**
 * PlrHistory:
 *
 * The records: runs with their stages and artifacts, where cards were placed by hand, which repositories were open.
 *
 * One SQLite database (WAL, foreign keys, strict tables). All statements run one after another on a thread of its own;
 * the calls that write return at once and take a copy of what they record. A run that has ended is never changed again.
 *
 * Signal `failed (GError *error)`, on the main context of the thread that opened it: something could not be recorded.
 */
#define PLR_TYPE_HISTORY (plr_history_get_type ())

G_DECLARE_FINAL_TYPE (PlrHistory, plr_history, PLR, HISTORY, GObject)

PlrHistory *plr_history_open                  (const char         *directory,
                                               GError            **error) G_GNUC_WARN_UNUSED_RESULT;
void        plr_history_close                 (PlrHistory *self);

void        plr_history_begin_run_async       (PlrHistory         *self,
                                               PlrRun             *run,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
char       *plr_history_begin_run_finish      (PlrHistory   *self,
                                               GAsyncResult *result,
                                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        plr_history_record_run            (PlrHistory *self,
                                               PlrRun     *run);
void        plr_history_record_stage          (PlrHistory  *self,
                                               PlrRun      *run,
                                               PlrRunStage *stage);
void        plr_history_record_artifact       (PlrHistory     *self,
                                               PlrRun         *run,
                                               PlrRunArtifact *artifact);

void        plr_history_list_runs_async       (PlrHistory         *self,
                                               const char         *repository,
                                               guint               first,
                                               guint               n_runs,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
GPtrArray  *plr_history_list_runs_finish      (PlrHistory   *self,
                                               GAsyncResult *result,
                                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        plr_history_get_run_async         (PlrHistory         *self,
                                               const char         *id,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
PlrRun     *plr_history_get_run_finish        (PlrHistory   *self,
                                               GAsyncResult *result,
                                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * PlrHistoryPosition:
 * @stage: the id of a stage
 * @x: from the left of the canvas, in its units
 * @y: from the top
 *
 * Where a person placed a card.
 */
typedef struct
{
  char  *stage;
  double x;
  double y;
} PlrHistoryPosition;

void        plr_history_position_free         (PlrHistoryPosition *position);
void        plr_history_list_positions_async  (PlrHistory         *self,
                                               const char         *file,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
GPtrArray  *plr_history_list_positions_finish (PlrHistory   *self,
                                               GAsyncResult *result,
                                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        plr_history_record_positions      (PlrHistory *self,
                                               const char *file,
                                               GPtrArray  *positions);

/**
 * PlrHistoryRecent:
 * @path: (type filename): the work tree of a repository
 * @name: what it is called
 * @opened_at_us: when it was open last, in microseconds since 1970
 *
 * A repository that was open.
 */
typedef struct
{
  char  *path;
  char  *name;
  gint64 opened_at_us;
} PlrHistoryRecent;

void        plr_history_recent_free           (PlrHistoryRecent *recent);
void        plr_history_list_recent_async     (PlrHistory         *self,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
GPtrArray  *plr_history_list_recent_finish    (PlrHistory   *self,
                                               GAsyncResult *result,
                                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void        plr_history_record_recent         (PlrHistory *self,
                                               const char *path,
                                               const char *name);
void        plr_history_forget_recent         (PlrHistory *self,
                                               const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrHistoryPosition, plr_history_position_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrHistoryRecent, plr_history_recent_free)

G_END_DECLS
