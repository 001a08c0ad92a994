/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-engine.h"

G_BEGIN_DECLS

/**
 * PlrRunsPage:
 *
 * The runs of a repository, newest first, and the one that is chosen.
 */
#define PLR_TYPE_RUNS_PAGE (plr_runs_page_get_type ())

G_DECLARE_FINAL_TYPE (PlrRunsPage, plr_runs_page, PLR, RUNS_PAGE, AdwBin)

void plr_runs_page_set_engine     (PlrRunsPage *self,
                                   PlrEngine   *engine,
                                   GSettings   *settings);
void plr_runs_page_set_repository (PlrRunsPage *self,
                                   const char  *repository);
void plr_runs_page_select         (PlrRunsPage *self,
                                   PlrRun      *run);
void plr_runs_page_stop_selected  (PlrRunsPage *self);

G_END_DECLS
