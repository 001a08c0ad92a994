/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-project.h"
#include "plr-runner.h"

G_BEGIN_DECLS

/**
 * PlrEngine:
 *
 * What joins the rooms: it owns the history and the runners, and opens projects. A program has one, and hands it down.
 */
#define PLR_TYPE_ENGINE (plr_engine_get_type ())

G_DECLARE_FINAL_TYPE (PlrEngine, plr_engine, PLR, ENGINE, GObject)

/* state_dir: NULL for $XDG_STATE_HOME/pipeliner (history.sqlite, runs/, store/). Opens the database, marks the runs that an
 * earlier process left behind as interrupted. Blocks on the disk, a few ms. */
PlrEngine  *plr_engine_new                 (const char         *state_dir,
                                            GError            **error);
PlrRunner  *plr_engine_get_local_runner    (PlrEngine          *self);
void        plr_engine_open_project_async  (PlrEngine          *self,
                                            const char         *path,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
PlrProject *plr_engine_open_project_finish (PlrEngine          *self,
                                            GAsyncResult       *result,
                                            GError            **error);
GListModel *plr_engine_get_recent          (PlrEngine          *self);  /* of PlrRecent: path, name, opened_at_us; newest first */
void        plr_engine_forget_recent       (PlrEngine          *self,
                                            const char         *path);
GListModel *plr_engine_get_runs            (PlrEngine          *self);  /* of PlrRun, newest first; live: grows as runs start */

G_END_DECLS
