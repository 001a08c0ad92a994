/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-enums.h"
#include "plr-run-artifact.h"

G_BEGIN_DECLS

/**
 * PlrRunStage:
 *
 * A stage as it runs, or ran: one for each cell of a matrix.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `id`: unique in its run: the id of the stage, with the cell of the matrix: `test (gcc, debug)`
 * - `stage-id`: the id of the stage in the definition
 * - `title`: what people call it
 * - `kind`: what it is for
 * - `needs`: the ids of the stages of the run that it waits for
 * - `state`: where it is
 * - `reason`: a sentence: why it is in that state, or `NULL`
 * - `exit-code`: of the step that ended it, or -1
 * - `attempt`: from 1; 0 before the first
 * - `started-us`: microseconds since 1970, or 0
 * - `finished-us`: microseconds since 1970, or 0
 * - `cpu-us`: user and system time of all its processes, or 0
 * - `max-rss-bytes`: the most memory that one of its processes held, or 0
 * - `network`: whether it could use the network
 * - `current-step`: the step that runs, from 0, or -1
 * - `n-steps`: how many steps it has
 * - `log-file`: (type filename) the bytes that it wrote, absolute, or `NULL` before it wrote any
 * - `log-size-bytes`: how long the log is by now
 * - `artifacts`: what it made
 */
#define PLR_TYPE_RUN_STAGE (plr_run_stage_get_type ())

G_DECLARE_FINAL_TYPE (PlrRunStage, plr_run_stage, PLR, RUN_STAGE, GObject)

PlrRunStage *plr_run_stage_new (const char *id,
                                const char *stage_id);
const char *plr_run_stage_get_id (PlrRunStage *self);
void plr_run_stage_set_id (PlrRunStage *self,
                           const char  *id);
const char *plr_run_stage_get_stage_id (PlrRunStage *self);
void plr_run_stage_set_stage_id (PlrRunStage *self,
                                 const char  *stage_id);
const char *plr_run_stage_get_title (PlrRunStage *self);
void plr_run_stage_set_title (PlrRunStage *self,
                              const char  *title);
PlrStageKind plr_run_stage_get_kind (PlrRunStage *self);
void plr_run_stage_set_kind (PlrRunStage *self,
                             PlrStageKind kind);
const char *const *plr_run_stage_get_needs (PlrRunStage *self);
void plr_run_stage_set_needs (PlrRunStage       *self,
                              const char *const *needs);
PlrRunState plr_run_stage_get_state (PlrRunStage *self);
void plr_run_stage_set_state (PlrRunStage *self,
                              PlrRunState  state);
const char *plr_run_stage_get_reason (PlrRunStage *self);
void plr_run_stage_set_reason (PlrRunStage *self,
                               const char  *reason);
int plr_run_stage_get_exit_code (PlrRunStage *self);
void plr_run_stage_set_exit_code (PlrRunStage *self,
                                  int          exit_code);
guint plr_run_stage_get_attempt (PlrRunStage *self);
void plr_run_stage_set_attempt (PlrRunStage *self,
                                guint        attempt);
gint64 plr_run_stage_get_started_us (PlrRunStage *self);
void plr_run_stage_set_started_us (PlrRunStage *self,
                                   gint64       started_us);
gint64 plr_run_stage_get_finished_us (PlrRunStage *self);
void plr_run_stage_set_finished_us (PlrRunStage *self,
                                    gint64       finished_us);
gint64 plr_run_stage_get_cpu_us (PlrRunStage *self);
void plr_run_stage_set_cpu_us (PlrRunStage *self,
                               gint64       cpu_us);
gint64 plr_run_stage_get_max_rss_bytes (PlrRunStage *self);
void plr_run_stage_set_max_rss_bytes (PlrRunStage *self,
                                      gint64       max_rss_bytes);
gboolean plr_run_stage_get_network (PlrRunStage *self);
void plr_run_stage_set_network (PlrRunStage *self,
                                gboolean     network);
int plr_run_stage_get_current_step (PlrRunStage *self);
void plr_run_stage_set_current_step (PlrRunStage *self,
                                     int          current_step);
guint plr_run_stage_get_n_steps (PlrRunStage *self);
void plr_run_stage_set_n_steps (PlrRunStage *self,
                                guint        n_steps);
const char *plr_run_stage_get_log_file (PlrRunStage *self);
void plr_run_stage_set_log_file (PlrRunStage *self,
                                 const char  *log_file);
gint64 plr_run_stage_get_log_size_bytes (PlrRunStage *self);
void plr_run_stage_set_log_size_bytes (PlrRunStage *self,
                                       gint64       log_size_bytes);
GListModel *plr_run_stage_get_artifacts (PlrRunStage *self);
void plr_run_stage_add_artifact (PlrRunStage    *self,
                                 PlrRunArtifact *artifact);
void plr_run_stage_assign (PlrRunStage *self,
                           PlrRunStage *other);

G_END_DECLS
