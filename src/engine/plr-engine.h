/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-project.h"
#include "plr-runner.h"

G_BEGIN_DECLS

/**
 * PlrEngine:
 *
 * What joins the rooms: it owns the history and the runners, and opens projects. A program has one, and hands it down.
 *
 * Signal `failed (GError *error)`: something could not be recorded.
 */
#define PLR_TYPE_ENGINE (plr_engine_get_type ())

G_DECLARE_FINAL_TYPE (PlrEngine, plr_engine, PLR, ENGINE, GObject)

PlrEngine  *plr_engine_new                 (const char         *state_dir,
                                            GError            **error) G_GNUC_WARN_UNUSED_RESULT;
PlrRunner  *plr_engine_get_local_runner    (PlrEngine *self);
gboolean    plr_engine_is_busy             (PlrEngine *self);
void        plr_engine_open_project_async  (PlrEngine          *self,
                                            const char         *path,
                                            GCancellable       *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer            user_data);
PlrProject *plr_engine_open_project_finish (PlrEngine    *self,
                                            GAsyncResult *result,
                                            GError      **error) G_GNUC_WARN_UNUSED_RESULT;
GListModel *plr_engine_get_recent          (PlrEngine *self);
void        plr_engine_forget_recent       (PlrEngine  *self,
                                            const char *path);
GListModel *plr_engine_get_runs            (PlrEngine *self);

G_END_DECLS
