/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-history"

#include "config.h"

#include "plr-history-private.h"

/* How many repositories the welcome page remembers. */
#define MAX_RECENT 30

typedef struct
{
  char      *key;
  char      *name;
  GPtrArray *positions; /* of PlrHistoryPosition */
} Places;

static void
places_free (gpointer data)
{
  Places *places = data;

  g_free (places->key);
  g_free (places->name);
  g_clear_pointer (&places->positions, g_ptr_array_unref);
  g_free (places);
}

static Places *
places_new (const char *key,
            const char *name)
{
  Places *places = g_new0 (Places, 1);

  places->key = g_strdup (key);
  places->name = g_strdup (name);

  return places;
}

void
plr_history_position_free (PlrHistoryPosition *position)
{
  g_free (position->stage);
  g_free (position);
}

void
plr_history_recent_free (PlrHistoryRecent *recent)
{
  g_free (recent->path);
  g_free (recent->name);
  g_free (recent);
}

static gpointer
list_positions_job (sqlite3 *db,
                    gpointer data,
                    GError **error)
{
  Places *places = data;
  g_autoptr(GPtrArray) positions = g_ptr_array_new_with_free_func ((GDestroyNotify)plr_history_position_free);
  sqlite3_stmt *stmt = plr_history_prepare (db, "SELECT stage, x, y FROM position WHERE file = ?", "s", error, places->key);
  int code;

  if (stmt == NULL)
    return NULL;
  while ((code = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      PlrHistoryPosition *position = g_new0 (PlrHistoryPosition, 1);

      position->stage = g_strdup ((const char *)sqlite3_column_text (stmt, 0));
      position->x = sqlite3_column_double (stmt, 1);
      position->y = sqlite3_column_double (stmt, 2);
      g_ptr_array_add (positions, position);
    }
  sqlite3_finalize (stmt);
  if (code != SQLITE_DONE)
    {
      plr_history_fail (db, error);
      return NULL;
    }

  return g_steal_pointer (&positions);
}

/**
 * plr_history_list_positions_async:
 * @self: the history
 * @file: (type filename): a definition, absolute
 * @cancellable: (nullable): stops waiting
 * @callback: called with the positions
 * @user_data: for @callback
 *
 * Reads where the cards of a definition were placed by hand.
 */
void
plr_history_list_positions_async (PlrHistory         *self,
                                  const char         *file,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (PLR_IS_HISTORY (self));
  g_return_if_fail (file != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_history_list_positions_async);
  plr_history_push (self, list_positions_job, places_new (file, NULL), places_free, task,
                    (GDestroyNotify)g_ptr_array_unref);
}

/**
 * plr_history_list_positions_finish:
 * @self: the history
 * @result: what the callback was given
 * @error: `PLR_HISTORY_ERROR`
 *
 * Returns: (transfer full) (nullable) (element-type PlrHistoryPosition): the positions
 */
GPtrArray *
plr_history_list_positions_finish (PlrHistory   *self,
                                   GAsyncResult *result,
                                   GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, plr_history_list_positions_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
record_positions_job (sqlite3 *db,
                      gpointer data,
                      GError **error)
{
  Places *places = data;
  gboolean good = plr_history_exec (db, "BEGIN IMMEDIATE", error) &&
                  plr_history_run (plr_history_prepare (db, "DELETE FROM position WHERE file = ?", "s", error,
                                                        places->key), error);

  for (guint i = 0; good && i < places->positions->len; i++)
    {
      PlrHistoryPosition *position = g_ptr_array_index (places->positions, i);

      good = plr_history_run (plr_history_prepare (db, "INSERT INTO position VALUES (?, ?, ?, ?)", "ssdd", error,
                                                   places->key, position->stage, position->x, position->y), error);
    }
  if (!good || !plr_history_exec (db, "COMMIT", error))
    (void)sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL); /* the first error is the one to tell */

  return NULL;
}

/**
 * plr_history_record_positions:
 * @self: the history
 * @file: (type filename): a definition, absolute
 * @positions: (element-type PlrHistoryPosition): all positions; those recorded before are forgotten
 *
 * Records where the cards of a definition were placed by hand.
 */
void
plr_history_record_positions (PlrHistory *self,
                              const char *file,
                              GPtrArray  *positions)
{
  Places *places;

  g_return_if_fail (PLR_IS_HISTORY (self));
  g_return_if_fail (file != NULL);
  g_return_if_fail (positions != NULL);

  places = places_new (file, NULL);
  places->positions = g_ptr_array_new_with_free_func ((GDestroyNotify)plr_history_position_free);
  for (guint i = 0; i < positions->len; i++)
    {
      PlrHistoryPosition *position = g_ptr_array_index (positions, i);
      PlrHistoryPosition *copy = g_new0 (PlrHistoryPosition, 1);

      copy->stage = g_strdup (position->stage);
      copy->x = position->x;
      copy->y = position->y;
      g_ptr_array_add (places->positions, copy);
    }
  plr_history_push (self, record_positions_job, places, places_free, NULL, NULL);
}

static gpointer
list_recent_job (sqlite3 *db,
                 gpointer data,
                 GError **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)plr_history_recent_free);
  sqlite3_stmt *stmt = plr_history_prepare (
    db, "SELECT path, name, opened_at_us FROM recent ORDER BY opened_at_us DESC, path LIMIT ?", "i", error,
    (gint64)MAX_RECENT);
  int code;

  if (stmt == NULL)
    return NULL;
  while ((code = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      PlrHistoryRecent *recent = g_new0 (PlrHistoryRecent, 1);

      recent->path = g_strdup ((const char *)sqlite3_column_text (stmt, 0));
      recent->name = g_strdup ((const char *)sqlite3_column_text (stmt, 1));
      recent->opened_at_us = sqlite3_column_int64 (stmt, 2);
      g_ptr_array_add (list, recent);
    }
  sqlite3_finalize (stmt);
  if (code != SQLITE_DONE)
    {
      plr_history_fail (db, error);
      return NULL;
    }

  return g_steal_pointer (&list);
}

/**
 * plr_history_list_recent_async:
 * @self: the history
 * @cancellable: (nullable): stops waiting
 * @callback: called with the list
 * @user_data: for @callback
 *
 * Reads which repositories were open, the newest first, 30 at the most.
 */
void
plr_history_list_recent_async (PlrHistory         *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (PLR_IS_HISTORY (self));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_history_list_recent_async);
  plr_history_push (self, list_recent_job, NULL, NULL, task, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * plr_history_list_recent_finish:
 * @self: the history
 * @result: what the callback was given
 * @error: `PLR_HISTORY_ERROR`
 *
 * Returns: (transfer full) (nullable) (element-type PlrHistoryRecent): the repositories
 */
GPtrArray *
plr_history_list_recent_finish (PlrHistory   *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, plr_history_list_recent_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
record_recent_job (sqlite3 *db,
                   gpointer data,
                   GError **error)
{
  Places *places = data;

  (void)plr_history_run (
    plr_history_prepare (db,
                         "INSERT INTO recent VALUES (?1, ?2, ?3)"
                         " ON CONFLICT (path) DO UPDATE SET name = ?2, opened_at_us = ?3",
                         "ssi", error, places->key, places->name, g_get_real_time ()),
    error);

  return NULL;
}

void
plr_history_record_recent (PlrHistory *self,
                           const char *path,
                           const char *name)
{
  g_return_if_fail (PLR_IS_HISTORY (self));
  g_return_if_fail (path != NULL && name != NULL);

  plr_history_push (self, record_recent_job, places_new (path, name), places_free, NULL, NULL);
}

static gpointer
forget_recent_job (sqlite3 *db,
                   gpointer data,
                   GError **error)
{
  Places *places = data;

  (void)plr_history_run (plr_history_prepare (db, "DELETE FROM recent WHERE path = ?", "s", error, places->key), error);

  return NULL;
}

void
plr_history_forget_recent (PlrHistory *self,
                           const char *path)
{
  g_return_if_fail (PLR_IS_HISTORY (self));
  g_return_if_fail (path != NULL);

  plr_history_push (self, forget_recent_job, places_new (path, NULL), places_free, NULL, NULL);
}
