/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-history.h"
#include "plr-local-runner.h"

G_BEGIN_DECLS

PlrLocalRunner *plr_local_runner_new (PlrHistory *history,
                                      const char *state_dir);

G_END_DECLS
