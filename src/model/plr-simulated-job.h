/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PlrSimulatedState:
 * @PLR_SIMULATED_STATE_RUNS: it is started by itself
 * @PLR_SIMULATED_STATE_WAITS: it is there, and waits until a person starts or approves it
 * @PLR_SIMULATED_STATE_SKIPPED: it is not run
 * @PLR_SIMULATED_STATE_UNKNOWN: only the server knows
 *
 * What an event makes of a job.
 */
typedef enum
{
  PLR_SIMULATED_STATE_RUNS,
  PLR_SIMULATED_STATE_WAITS,
  PLR_SIMULATED_STATE_SKIPPED,
  PLR_SIMULATED_STATE_UNKNOWN,
} PlrSimulatedState;

const char *plr_simulated_state_get_nick (PlrSimulatedState state);

/**
 * PlrSimulatedJob:
 *
 * What an event makes of one job, and which line decided it. It does not change.
 */
#define PLR_TYPE_SIMULATED_JOB (plr_simulated_job_get_type ())

G_DECLARE_FINAL_TYPE (PlrSimulatedJob, plr_simulated_job, PLR, SIMULATED_JOB, GObject)

PlrSimulatedJob  *plr_simulated_job_new        (const char        *id,
                                                PlrSimulatedState  state,
                                                const char        *path,
                                                guint              line,
                                                guint              column,
                                                const char        *reason);
const char       *plr_simulated_job_get_id     (PlrSimulatedJob *self);
PlrSimulatedState plr_simulated_job_get_state  (PlrSimulatedJob *self);
const char       *plr_simulated_job_get_reason (PlrSimulatedJob *self);
const char       *plr_simulated_job_get_path   (PlrSimulatedJob *self);
guint             plr_simulated_job_get_line   (PlrSimulatedJob *self);
guint             plr_simulated_job_get_column (PlrSimulatedJob *self);

G_END_DECLS
