/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "plr-history.h"

G_BEGIN_DECLS

/* Runs on the thread of the history. Returns what the task gives, or NULL with @error set; NULL without is an answer too. */
typedef gpointer (*PlrHistoryFunc) (sqlite3 *db,
                                    gpointer data,
                                    GError **error);

void          plr_history_push        (PlrHistory    *self,
                                       PlrHistoryFunc func,
                                       gpointer       data,
                                       GDestroyNotify data_free,
                                       GTask         *task,
                                       GDestroyNotify result_free);
const char   *plr_history_get_owner   (PlrHistory *self);

gboolean      plr_history_close_dead_runs (sqlite3 *db,
                                           GError **error);
gboolean      plr_history_migrate     (sqlite3 *db,
                                       GError **error);
gboolean      plr_history_fail        (sqlite3 *db,
                                       GError **error);
gboolean      plr_history_exec        (sqlite3    *db,
                                       const char *sql,
                                       GError    **error);
sqlite3_stmt *plr_history_prepare     (sqlite3    *db,
                                       const char *sql,
                                       const char *types,
                                       GError    **error,
                                       ...);
gboolean      plr_history_run         (sqlite3_stmt *stmt,
                                       GError      **error);

G_END_DECLS
