/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PlrSandboxOutcome:
 * @PLR_SANDBOX_OUTCOME_SUCCEEDED: every step ended with 0
 * @PLR_SANDBOX_OUTCOME_FAILED: a step ended with another exit code
 * @PLR_SANDBOX_OUTCOME_SIGNALLED: a step was ended by a signal
 * @PLR_SANDBOX_OUTCOME_TIMED_OUT: the time limit was reached
 * @PLR_SANDBOX_OUTCOME_STEP_TIMED_OUT: the time limit of a step was reached
 * @PLR_SANDBOX_OUTCOME_CANCELLED: the cancellable was cancelled
 *
 * How a run ended. A run that could not start has no outcome but an error.
 */
typedef enum
{
  PLR_SANDBOX_OUTCOME_SUCCEEDED,
  PLR_SANDBOX_OUTCOME_FAILED,
  PLR_SANDBOX_OUTCOME_SIGNALLED,
  PLR_SANDBOX_OUTCOME_TIMED_OUT,
  PLR_SANDBOX_OUTCOME_STEP_TIMED_OUT,
  PLR_SANDBOX_OUTCOME_CANCELLED,
} PlrSandboxOutcome;

#define PLR_TYPE_SANDBOX_RESULT (plr_sandbox_result_get_type ())

/**
 * PlrSandboxResult:
 * @outcome: how it ended
 * @step: the number of the first step that failed and may not, else of the one that ended last, from 0; meaningless where there
 *   was none
 * @exit_code: of that step, 128 + the signal where one ended it, -1 where no step ended by itself
 * @signal_number: the signal that ended the step, or 0
 * @killed: whether processes had to be killed because they did not end when asked to
 * @output_truncated: whether there was more output than the limit allows
 * @output_bytes: how much output was handed on
 * @wall_us: from the start of the run to its end
 * @user_us: CPU time of all processes in user mode
 * @system_us: CPU time of all processes in the kernel
 * @max_rss_bytes: the largest resident size that one process had
 *
 * What is known of a run when it is over.
 */
typedef struct
{
  PlrSandboxOutcome outcome;
  guint step;
  int exit_code;
  int signal_number;
  gboolean killed;
  gboolean output_truncated;
  guint64 output_bytes;
  gint64 wall_us;
  gint64 user_us;
  gint64 system_us;
  guint64 max_rss_bytes;
} PlrSandboxResult;

GType             plr_sandbox_result_get_type (void);
PlrSandboxResult *plr_sandbox_result_copy     (const PlrSandboxResult *self);
void              plr_sandbox_result_free     (PlrSandboxResult *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrSandboxResult, plr_sandbox_result_free)

G_END_DECLS
