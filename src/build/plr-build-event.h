/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-run.h"

G_BEGIN_DECLS

/**
 * PlrBuildEventKind:
 * @PLR_BUILD_EVENT_RUN_STARTED: `state`, `left_out`, `n_left_out`: the commit is checked out
 * @PLR_BUILD_EVENT_STAGE_CHANGED: `stage`, `state`, `reason`, `attempt`; when it ended also `exit_code`, `cpu_us`,
 *   `wall_us`, `max_rss_bytes`
 * @PLR_BUILD_EVENT_STEP_STARTED: `stage`, `attempt`, `step`
 * @PLR_BUILD_EVENT_STEP_FINISHED: `stage`, `attempt`, `step`, `exit_code`
 * @PLR_BUILD_EVENT_LOG_GREW: `stage`, `log_file`, `log_size_bytes`: only the newest of several counts, and is sent
 * @PLR_BUILD_EVENT_ARTIFACTS: `stage`, `artifacts`: what it made, all at once
 * @PLR_BUILD_EVENT_REPORTS: `stage`, `artifacts`: its test reports, under its `reports` and without a name
 * @PLR_BUILD_EVENT_RUN_FINISHED: `state`, `reason`: the last one; no process is left and all is on the disk
 *
 * What happened in a build.
 */
typedef enum
{
  PLR_BUILD_EVENT_RUN_STARTED,
  PLR_BUILD_EVENT_STAGE_CHANGED,
  PLR_BUILD_EVENT_STEP_STARTED,
  PLR_BUILD_EVENT_STEP_FINISHED,
  PLR_BUILD_EVENT_LOG_GREW,
  PLR_BUILD_EVENT_ARTIFACTS,
  PLR_BUILD_EVENT_REPORTS,
  PLR_BUILD_EVENT_RUN_FINISHED,
} PlrBuildEventKind;

/**
 * PlrBuildEvent:
 * @kind: what happened
 * @time_us: when, in microseconds since 1970; never before that of an earlier event
 * @stage: (nullable): the id of the stage of the run
 * @stage_index: where that is in the list of the run
 * @reason: (nullable): a sentence: why
 * @log_file: (nullable) (type filename): where its log is
 * @left_out: (nullable): files of the work tree that the run does not see, the first of them, with what they are
 * @n_left_out: how many there are in all
 * @artifacts: (nullable) (element-type PlrRunArtifact): files
 * @state: where the run or the stage is
 * @attempt: from 1
 * @step: from 0
 * @exit_code: or -1
 * @log_size_bytes: how long the log is
 * @cpu_us: user and system time of all its processes in all attempts
 * @wall_us: how long all attempts took
 * @max_rss_bytes: the most memory that one of its processes held
 *
 * One thing that happened, and only the fields that its kind names.
 */
typedef struct
{
  PlrBuildEventKind kind;
  gint64            time_us;
  char             *stage;
  guint             stage_index;
  char             *reason;
  char             *log_file;
  char            **left_out;
  guint             n_left_out;
  GPtrArray        *artifacts;
  PlrRunState       state;
  guint             attempt;
  guint             step;
  int               exit_code;
  gint64            log_size_bytes;
  gint64            cpu_us;
  gint64            wall_us;
  gint64            max_rss_bytes;
} PlrBuildEvent;

#define PLR_TYPE_BUILD_EVENT (plr_build_event_get_type ())

GType          plr_build_event_get_type (void);
PlrBuildEvent *plr_build_event_new      (PlrBuildEventKind kind,
                                         const char       *stage,
                                         guint             stage_index);
PlrBuildEvent *plr_build_event_ref      (PlrBuildEvent *self);
void           plr_build_event_unref    (PlrBuildEvent *self);
void           plr_build_event_apply    (PlrBuildEvent *self,
                                         PlrRun        *run);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrBuildEvent, plr_build_event_unref)

G_END_DECLS
