/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-runner.h"

G_BEGIN_DECLS

/**
 * PlrRunPage:
 *
 * One run as it happens, or happened: the graph, the stages, the log of the one that is chosen, what it made. It knows a
 * runner, and no engine by name.
 */
#define PLR_TYPE_RUN_PAGE (plr_run_page_get_type ())

G_DECLARE_FINAL_TYPE (PlrRunPage, plr_run_page, PLR, RUN_PAGE, AdwBin)

void plr_run_page_set_runner (PlrRunPage *self,
                              PlrRunner  *runner,
                              GSettings  *settings);
void plr_run_page_set_run    (PlrRunPage *self,
                              PlrRun     *run);

G_END_DECLS
