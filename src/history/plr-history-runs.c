/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-history"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-history-private.h"

/* Copies of what is recorded, so that the thread of the history never touches an object of the main context. */
typedef struct
{
  PlrRun    *run;
  GPtrArray *stages; /* of PlrRunStage */
  char      *owner;
  gint64     now_us;
} Record;

typedef struct
{
  char *repository;
  char *id;
  guint first;
  guint n_runs;
} Query;

static void
record_free (gpointer data)
{
  Record *record = data;

  g_clear_object (&record->run);
  g_clear_pointer (&record->stages, g_ptr_array_unref);
  g_free (record->owner);
  g_free (record);
}

static void
query_free (gpointer data)
{
  Query *query = data;

  g_free (query->repository);
  g_free (query->id);
  g_free (query);
}

static PlrRunStage *
copy_stage (PlrRunStage *stage)
{
  PlrRunStage *copy = plr_run_stage_new (plr_run_stage_get_id (stage), plr_run_stage_get_stage_id (stage));

  plr_run_stage_assign (copy, stage);

  return copy;
}

/* Takes the run without its stages: those are many, and are recorded one by one as they change. */
static PlrRun *
copy_run (PlrRun *run)
{
  PlrRun *copy = plr_run_new (plr_run_get_id (run));
  guint n_properties;
  g_autofree GParamSpec **properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (run), &n_properties);

  for (guint i = 0; i < n_properties; i++)
    {
      g_auto(GValue) value = G_VALUE_INIT;

      if ((properties[i]->flags & G_PARAM_WRITABLE) == 0)
        continue;
      g_value_init (&value, properties[i]->value_type);
      g_object_get_property (G_OBJECT (run), properties[i]->name, &value);
      g_object_set_property (G_OBJECT (copy), properties[i]->name, &value);
    }

  return copy;
}

static Record *
record_new (PlrHistory *self,
            PlrRun     *run)
{
  Record *record = g_new0 (Record, 1);

  record->run = copy_run (run);
  record->stages = g_ptr_array_new_with_free_func (g_object_unref);
  record->owner = g_strdup (plr_history_get_owner (self));
  record->now_us = g_get_real_time ();

  return record;
}

static gint64
run_number (PlrRun *run)
{
  const char *id = plr_run_get_id (run);

  return id != NULL ? g_ascii_strtoll (id, NULL, 10) : 0;
}

static gboolean
write_stage (sqlite3     *db,
             gint64       run,
             guint        position,
             PlrRunStage *stage,
             GError     **error)
{
  g_autofree char *needs = g_strjoinv ("\n", (char **)plr_run_stage_get_needs (stage));

  return plr_history_run (
    plr_history_prepare (db,
                         "INSERT INTO stage (run, id, position, stage_id, title, kind, needs, state, reason, exit_code, attempt,"
                         " started_us, finished_us, cpu_us, max_rss_bytes, network, n_steps, log_file, log_size_bytes)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)"
                         " ON CONFLICT (run, id) DO UPDATE SET state = ?8, reason = ?9, exit_code = ?10, attempt = ?11,"
                         " started_us = ?12, finished_us = ?13, cpu_us = ?14, max_rss_bytes = ?15, log_file = ?18,"
                         " log_size_bytes = ?19",
                         "isissssssiiiiiiiisi", error,
                         run, plr_run_stage_get_id (stage), (gint64)position, plr_run_stage_get_stage_id (stage),
                         plr_run_stage_get_title (stage), plr_stage_kind_get_nick (plr_run_stage_get_kind (stage)), needs,
                         plr_run_state_get_nick (plr_run_stage_get_state (stage)), plr_run_stage_get_reason (stage),
                         (gint64)plr_run_stage_get_exit_code (stage), (gint64)plr_run_stage_get_attempt (stage),
                         plr_run_stage_get_started_us (stage), plr_run_stage_get_finished_us (stage),
                         plr_run_stage_get_cpu_us (stage), plr_run_stage_get_max_rss_bytes (stage),
                         (gint64)plr_run_stage_get_network (stage), (gint64)plr_run_stage_get_n_steps (stage),
                         plr_run_stage_get_log_file (stage), plr_run_stage_get_log_size_bytes (stage)),
    error);
}

static gboolean
insert_run (sqlite3 *db,
            Record  *record,
            GError **error)
{
  PlrRun *run = record->run;
  g_autofree char *left_out = g_strjoinv ("\n", (char **)plr_run_get_left_out (run));

  return plr_history_run (
    plr_history_prepare (db,
                         "INSERT INTO run (owner, pipeline, repository, definition, definition_sha256, commit_id,"
                         " commit_subject, commit_author, branch, state, reason, triggered_by, environment, directory,"
                         " left_out, n_left_out, created_us, started_us, finished_us, seen_us, working_definition)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                         "sssssssssssssssiiiiii", error,
                         record->owner, plr_run_get_pipeline (run), plr_run_get_repository (run),
                         plr_run_get_definition (run), plr_run_get_definition_sha256 (run), plr_run_get_commit_id (run),
                         plr_run_get_commit_subject (run), plr_run_get_commit_author (run), plr_run_get_branch (run),
                         plr_run_state_get_nick (plr_run_get_state (run)), plr_run_get_reason (run),
                         plr_run_get_triggered_by (run), plr_run_get_environment (run), plr_run_get_directory (run),
                         left_out, (gint64)plr_run_get_n_left_out (run), plr_run_get_created_us (run),
                         plr_run_get_started_us (run), plr_run_get_finished_us (run), record->now_us,
                         (gint64)plr_run_get_working_definition (run)),
    error);
}

static gpointer
begin_run_job (sqlite3 *db,
               gpointer data,
               GError **error)
{
  Record *record = data;
  gint64 number = 0;
  gboolean good;

  /* From here on the person is told that there is such a run: that must survive a power cut. */
  good = plr_history_exec (db, "PRAGMA synchronous = FULL; BEGIN IMMEDIATE", error) && insert_run (db, record, error);
  if (good)
    number = sqlite3_last_insert_rowid (db);
  for (guint i = 0; good && i < record->stages->len; i++)
    good = write_stage (db, number, i, g_ptr_array_index (record->stages, i), error);
  good = good && plr_history_exec (db, "COMMIT", error);
  if (!good)
    (void)sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL); /* the first error is the one to tell */
  (void)sqlite3_exec (db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL); /* slower at worst */

  return good ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;
}

/**
 * plr_history_begin_run_async:
 * @self: the history
 * @run: a run that is about to start, with its stages; its id is not looked at
 * @cancellable: (nullable): stops waiting
 * @callback: called when the run is on the disk
 * @user_data: for @callback
 *
 * Records a new run, and gives it its number.
 */
void
plr_history_begin_run_async (PlrHistory         *self,
                             PlrRun             *run,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task;
  Record *record;

  g_return_if_fail (PLR_IS_HISTORY (self));
  g_return_if_fail (PLR_IS_RUN (run));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_history_begin_run_async);
  record = record_new (self, run);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run)); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (G_LIST_MODEL (run), i);

      g_ptr_array_add (record->stages, copy_stage (stage));
    }
  plr_history_push (self, begin_run_job, record, record_free, task, g_free);
}

/**
 * plr_history_begin_run_finish:
 * @self: the history
 * @result: what the callback was given
 * @error: `PLR_HISTORY_ERROR`
 *
 * Returns: (transfer full) (nullable): the number of the run, as its id
 */
char *
plr_history_begin_run_finish (PlrHistory   *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, plr_history_begin_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
record_run_job (sqlite3 *db,
                gpointer data,
                GError **error)
{
  Record *record = data;
  PlrRun *run = record->run;
  gboolean ended = plr_run_is_finished (run);
  g_autofree char *left_out = g_strjoinv ("\n", (char **)plr_run_get_left_out (run));

  if (ended && !plr_history_exec (db, "PRAGMA synchronous = FULL", error))
    return NULL;

  (void)plr_history_run (
    plr_history_prepare (db,
                         "UPDATE run SET state = ?, reason = ?, started_us = ?, finished_us = ?, directory = ?, seen_us = ?,"
                         " ended = ?, left_out = ?, n_left_out = ? WHERE id = ?",
                         "ssiisiisii", error,
                         plr_run_state_get_nick (plr_run_get_state (run)), plr_run_get_reason (run),
                         plr_run_get_started_us (run), plr_run_get_finished_us (run), plr_run_get_directory (run),
                         record->now_us, (gint64)ended, left_out, (gint64)plr_run_get_n_left_out (run), run_number (run)),
    error);
  if (ended)
    (void)sqlite3_exec (db, "PRAGMA synchronous = NORMAL", NULL, NULL, NULL); /* slower at worst */

  return NULL;
}

/**
 * plr_history_record_run:
 * @self: the history
 * @run: a run that was begun; a state that is final closes its record for good
 *
 * Records where a run is by now. Its stages are recorded by themselves, before.
 */
void
plr_history_record_run (PlrHistory *self,
                        PlrRun     *run)
{
  g_return_if_fail (PLR_IS_HISTORY (self));
  g_return_if_fail (PLR_IS_RUN (run));

  plr_history_push (self, record_run_job, record_new (self, run), record_free, NULL, NULL);
}

static gpointer
record_stage_job (sqlite3 *db,
                  gpointer data,
                  GError **error)
{
  Record *record = data;
  gint64 run = run_number (record->run);
  gboolean good = plr_history_exec (db, "BEGIN IMMEDIATE", error);

  good = good && write_stage (db, run, 0, g_ptr_array_index (record->stages, 0), error) &&
         plr_history_run (plr_history_prepare (db, "UPDATE run SET seen_us = ? WHERE id = ?", "ii", error,
                                               record->now_us, run), error) &&
         plr_history_exec (db, "COMMIT", error);
  if (!good)
    (void)sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL); /* the first error is the one to tell */

  return NULL;
}

/**
 * plr_history_record_stage:
 * @self: the history
 * @run: a run that was begun
 * @stage: one of its stages
 *
 * Records where a stage is by now.
 */
void
plr_history_record_stage (PlrHistory  *self,
                          PlrRun      *run,
                          PlrRunStage *stage)
{
  Record *record;

  g_return_if_fail (PLR_IS_HISTORY (self));
  g_return_if_fail (PLR_IS_RUN (run));
  g_return_if_fail (PLR_IS_RUN_STAGE (stage));

  record = record_new (self, run);
  g_ptr_array_add (record->stages, copy_stage (stage));
  plr_history_push (self, record_stage_job, record, record_free, NULL, NULL);
}

static gpointer
record_artifact_job (sqlite3 *db,
                     gpointer data,
                     GError **error)
{
  Record *record = data;
  PlrRunArtifact *artifact = g_ptr_array_index (record->stages, 0);

  (void)plr_history_run (
    plr_history_prepare (db,
                         "INSERT INTO artifact (run, stage, name, path, file, sha256, size_bytes, mode)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                         "isssssii", error,
                         run_number (record->run), plr_run_artifact_get_stage (artifact),
                         plr_run_artifact_get_name (artifact), plr_run_artifact_get_path (artifact),
                         plr_run_artifact_get_file (artifact), plr_run_artifact_get_sha256 (artifact),
                         plr_run_artifact_get_size_bytes (artifact), (gint64)plr_run_artifact_get_mode (artifact)),
    error);

  return NULL;
}

/**
 * plr_history_record_artifact:
 * @self: the history
 * @run: a run that was begun, with the stage that made the artifact
 * @artifact: a file
 *
 * Records a file that a stage made.
 */
void
plr_history_record_artifact (PlrHistory     *self,
                             PlrRun         *run,
                             PlrRunArtifact *artifact)
{
  PlrRunArtifact *copy;
  Record *record;

  g_return_if_fail (PLR_IS_HISTORY (self));
  g_return_if_fail (PLR_IS_RUN (run));
  g_return_if_fail (PLR_IS_RUN_ARTIFACT (artifact));

  copy = plr_run_artifact_new (NULL, NULL, NULL);
  plr_run_artifact_assign (copy, artifact);
  record = record_new (self, run);
  g_ptr_array_add (record->stages, copy);
  plr_history_push (self, record_artifact_job, record, record_free, NULL, NULL);
}

static const char *
column_string (sqlite3_stmt *stmt,
               int           column)
{
  return (const char *)sqlite3_column_text (stmt, column);
}

/* A word that a later version wrote is unknown, never a success. */
static int
enum_from_nick (GType       type,
                const char *nick)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (type);
  GEnumValue *value = nick != NULL ? g_enum_get_value_by_nick (klass, nick) : NULL;

  return value != NULL ? value->value : 0;
}

static void
set_lines (gpointer    object,
           const char *property,
           const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);

  g_object_set (object, property, lines, NULL);
}

static PlrRunStage *
read_stage (sqlite3_stmt *stmt)
{
  PlrRunStage *stage = plr_run_stage_new (column_string (stmt, 0), column_string (stmt, 1));

  plr_run_stage_set_title (stage, column_string (stmt, 2));
  plr_run_stage_set_kind (stage, enum_from_nick (PLR_TYPE_STAGE_KIND, column_string (stmt, 3)));
  set_lines (stage, "needs", column_string (stmt, 4));
  plr_run_stage_set_state (stage, enum_from_nick (PLR_TYPE_RUN_STATE, column_string (stmt, 5)));
  plr_run_stage_set_reason (stage, column_string (stmt, 6));
  plr_run_stage_set_exit_code (stage, sqlite3_column_int (stmt, 7));
  plr_run_stage_set_attempt (stage, (guint)sqlite3_column_int (stmt, 8));
  plr_run_stage_set_started_us (stage, sqlite3_column_int64 (stmt, 9));
  plr_run_stage_set_finished_us (stage, sqlite3_column_int64 (stmt, 10));
  plr_run_stage_set_cpu_us (stage, sqlite3_column_int64 (stmt, 11));
  plr_run_stage_set_max_rss_bytes (stage, sqlite3_column_int64 (stmt, 12));
  plr_run_stage_set_network (stage, sqlite3_column_int (stmt, 13));
  plr_run_stage_set_n_steps (stage, (guint)sqlite3_column_int (stmt, 14));
  plr_run_stage_set_log_file (stage, column_string (stmt, 15));
  plr_run_stage_set_log_size_bytes (stage, sqlite3_column_int64 (stmt, 16));

  return stage;
}

static gboolean
read_stages (sqlite3 *db,
             PlrRun  *run,
             GError **error)
{
  sqlite3_stmt *stmt = plr_history_prepare (
    db,
    "SELECT id, stage_id, title, kind, needs, state, reason, exit_code, attempt, started_us, finished_us, cpu_us,"
    " max_rss_bytes, network, n_steps, log_file, log_size_bytes FROM stage WHERE run = ? ORDER BY position, id",
    "i", error, run_number (run));
  int code;

  if (stmt == NULL)
    return FALSE;
  while ((code = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      g_autoptr(PlrRunStage) stage = read_stage (stmt);

      plr_run_add_stage (run, stage);
    }
  sqlite3_finalize (stmt);

  return code == SQLITE_DONE || plr_history_fail (db, error);
}

static gboolean
read_artifacts (sqlite3 *db,
                PlrRun  *run,
                GError **error)
{
  sqlite3_stmt *stmt = plr_history_prepare (
    db, "SELECT stage, name, path, file, sha256, size_bytes, mode FROM artifact WHERE run = ? ORDER BY stage, name, path",
    "i", error, run_number (run));
  int code;

  if (stmt == NULL)
    return FALSE;
  while ((code = sqlite3_step (stmt)) == SQLITE_ROW)
    {
      g_autoptr(PlrRunArtifact) artifact =
        plr_run_artifact_new (column_string (stmt, 0), column_string (stmt, 1), column_string (stmt, 2));
      PlrRunStage *stage = plr_run_find_stage (run, column_string (stmt, 0));

      plr_run_artifact_set_file (artifact, column_string (stmt, 3));
      plr_run_artifact_set_sha256 (artifact, column_string (stmt, 4));
      plr_run_artifact_set_size_bytes (artifact, sqlite3_column_int64 (stmt, 5));
      plr_run_artifact_set_mode (artifact, (guint)sqlite3_column_int (stmt, 6));
      if (stage != NULL)
        plr_run_stage_add_artifact (stage, artifact);
    }
  sqlite3_finalize (stmt);

  return code == SQLITE_DONE || plr_history_fail (db, error);
}

#define RUN_COLUMNS \
  "id, pipeline, repository, definition, definition_sha256, commit_id, commit_subject, commit_author, branch, state," \
  " reason, triggered_by, environment, directory, left_out, n_left_out, created_us, started_us, finished_us, working_definition"

static PlrRun *
read_run (sqlite3_stmt *stmt)
{
  static const char *strings[] = {
    "id", "pipeline", "repository", "definition", "definition-sha256", "commit-id", "commit-subject", "commit-author",
    "branch", NULL, "reason", "triggered-by", "environment", "directory",
  };
  PlrRun *run = plr_run_new (NULL);

  for (int i = 0; i < (int)G_N_ELEMENTS (strings); i++)
    if (strings[i] != NULL)
      g_object_set (run, strings[i], column_string (stmt, i), NULL);
  plr_run_set_state (run, enum_from_nick (PLR_TYPE_RUN_STATE, column_string (stmt, 9)));
  set_lines (run, "left-out", column_string (stmt, 14));
  plr_run_set_n_left_out (run, (guint)sqlite3_column_int (stmt, 15));
  plr_run_set_created_us (run, sqlite3_column_int64 (stmt, 16));
  plr_run_set_started_us (run, sqlite3_column_int64 (stmt, 17));
  plr_run_set_finished_us (run, sqlite3_column_int64 (stmt, 18));
  plr_run_set_working_definition (run, sqlite3_column_int (stmt, 19));

  return run;
}

static gpointer
list_runs_job (sqlite3 *db,
               gpointer data,
               GError **error)
{
  Query *query = data;
  g_autoptr(GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  sqlite3_stmt *stmt;
  int code;

  /* Whoever follows a run is to see that its process is gone. A disk that is full does not keep anybody from reading. */
  (void)plr_history_close_dead_runs (db, NULL);
  if (query->id != NULL)
    stmt = plr_history_prepare (db, "SELECT " RUN_COLUMNS " FROM run WHERE id = ?", "i", error,
                                g_ascii_strtoll (query->id, NULL, 10));
  else if (query->repository != NULL)
    stmt = plr_history_prepare (db, "SELECT " RUN_COLUMNS " FROM run WHERE repository = ? ORDER BY id DESC LIMIT ? OFFSET ?",
                                "sii", error, query->repository, (gint64)query->n_runs, (gint64)query->first);
  else
    stmt = plr_history_prepare (db, "SELECT " RUN_COLUMNS " FROM run ORDER BY id DESC LIMIT ? OFFSET ?",
                                "ii", error, (gint64)query->n_runs, (gint64)query->first);
  if (stmt == NULL)
    return NULL;

  while ((code = sqlite3_step (stmt)) == SQLITE_ROW)
    g_ptr_array_add (runs, read_run (stmt));
  sqlite3_finalize (stmt);
  if (code != SQLITE_DONE)
    {
      plr_history_fail (db, error);
      return NULL;
    }

  for (guint i = 0; i < runs->len; i++)
    if (!read_stages (db, g_ptr_array_index (runs, i), error) || !read_artifacts (db, g_ptr_array_index (runs, i), error))
      return NULL;

  return g_steal_pointer (&runs);
}

/**
 * plr_history_list_runs_async:
 * @self: the history
 * @repository: (type filename) (nullable): only runs of this work tree
 * @first: how many of the newest to pass over
 * @n_runs: how many at the most
 * @cancellable: (nullable): stops waiting
 * @callback: called with the runs
 * @user_data: for @callback
 *
 * Reads runs, the newest first, with their stages and artifacts.
 */
void
plr_history_list_runs_async (PlrHistory         *self,
                             const char         *repository,
                             guint               first,
                             guint               n_runs,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  GTask *task;
  Query *query;

  g_return_if_fail (PLR_IS_HISTORY (self));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_history_list_runs_async);
  query = g_new0 (Query, 1);
  query->repository = g_strdup (repository);
  query->first = first;
  query->n_runs = n_runs;
  plr_history_push (self, list_runs_job, query, query_free, task, (GDestroyNotify)g_ptr_array_unref);
}

/**
 * plr_history_list_runs_finish:
 * @self: the history
 * @result: what the callback was given
 * @error: `PLR_HISTORY_ERROR`
 *
 * Returns: (transfer full) (nullable) (element-type PlrRun): the runs
 */
GPtrArray *
plr_history_list_runs_finish (PlrHistory   *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, plr_history_list_runs_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
get_run_job (sqlite3 *db,
             gpointer data,
             GError **error)
{
  g_autoptr(GPtrArray) runs = list_runs_job (db, data, error);

  return runs != NULL && runs->len > 0 ? g_object_ref (g_ptr_array_index (runs, 0)) : NULL;
}

/**
 * plr_history_get_run_async:
 * @self: the history
 * @id: the number of a run
 * @cancellable: (nullable): stops waiting
 * @callback: called with the run
 * @user_data: for @callback
 *
 * Reads one run, with its stages and artifacts.
 */
void
plr_history_get_run_async (PlrHistory         *self,
                           const char         *id,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask *task;
  Query *query;

  g_return_if_fail (PLR_IS_HISTORY (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_history_get_run_async);
  query = g_new0 (Query, 1);
  query->id = g_strdup (id);
  plr_history_push (self, get_run_job, query, query_free, task, g_object_unref);
}

/**
 * plr_history_get_run_finish:
 * @self: the history
 * @result: what the callback was given
 * @error: `PLR_HISTORY_ERROR`
 *
 * Returns: (transfer full) (nullable): the run; `NULL` without @error if there is none of that number
 */
PlrRun *
plr_history_get_run_finish (PlrHistory   *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, plr_history_get_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
