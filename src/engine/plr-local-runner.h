/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-runner.h"

G_BEGIN_DECLS

/**
 * PlrLocalRunner:
 *
 * The sandbox of this machine as a runner: runs start from a commit, each stage in a sandbox of its own, and each step of
 * a run is recorded. The default runner; it needs no server.
 *
 * Signal `idle ()`: the last run has ended, and its end was handed to the history.
 */
#define PLR_TYPE_LOCAL_RUNNER (plr_local_runner_get_type ())

G_DECLARE_FINAL_TYPE (PlrLocalRunner, plr_local_runner, PLR, LOCAL_RUNNER, GObject)

GListModel *plr_local_runner_get_runs (PlrLocalRunner *self);
gboolean    plr_local_runner_is_busy  (PlrLocalRunner *self);

G_END_DECLS
