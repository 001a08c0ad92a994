/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-history"

#include "config.h"

#include <stdarg.h>

#include <glib/gi18n-lib.h>

#include "plr-history-private.h"

/* Step n takes a database from version n to version n + 1. Steps that were released are never changed. */
static const char *steps[] = {
  "CREATE TABLE run ("
  "  id INTEGER PRIMARY KEY AUTOINCREMENT,"
  "  owner TEXT NOT NULL,"
  "  pipeline TEXT, repository TEXT NOT NULL, definition TEXT NOT NULL, definition_sha256 TEXT,"
  "  working_definition INTEGER NOT NULL,"
  "  commit_id TEXT, commit_subject TEXT, commit_author TEXT, branch TEXT,"
  "  state TEXT NOT NULL, reason TEXT, triggered_by TEXT, environment TEXT, directory TEXT,"
  "  left_out TEXT NOT NULL DEFAULT '', n_left_out INTEGER NOT NULL DEFAULT 0,"
  "  created_us INTEGER NOT NULL, started_us INTEGER NOT NULL, finished_us INTEGER NOT NULL,"
  "  seen_us INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0 CHECK (ended IN (0, 1))"
  ") STRICT;"
  "CREATE INDEX run_by_repository ON run (repository, id);"
  "CREATE INDEX run_unfinished ON run (ended) WHERE ended = 0;"
  "CREATE TABLE stage ("
  "  run INTEGER NOT NULL REFERENCES run (id) ON DELETE CASCADE,"
  "  id TEXT NOT NULL, position INTEGER NOT NULL, stage_id TEXT NOT NULL, title TEXT, kind TEXT NOT NULL,"
  "  needs TEXT NOT NULL, state TEXT NOT NULL, reason TEXT, exit_code INTEGER NOT NULL, attempt INTEGER NOT NULL,"
  "  started_us INTEGER NOT NULL, finished_us INTEGER NOT NULL, cpu_us INTEGER NOT NULL, max_rss_bytes INTEGER NOT NULL,"
  "  network INTEGER NOT NULL, n_steps INTEGER NOT NULL, log_file TEXT, log_size_bytes INTEGER NOT NULL,"
  "  PRIMARY KEY (run, id)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE artifact ("
  "  run INTEGER NOT NULL, stage TEXT NOT NULL, name TEXT NOT NULL, path TEXT NOT NULL, file TEXT,"
  "  sha256 TEXT, size_bytes INTEGER NOT NULL, mode INTEGER NOT NULL,"
  "  PRIMARY KEY (run, stage, name, path),"
  "  FOREIGN KEY (run, stage) REFERENCES stage (run, id) ON DELETE CASCADE"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE position ("
  "  file TEXT NOT NULL, stage TEXT NOT NULL, x REAL NOT NULL, y REAL NOT NULL,"
  "  PRIMARY KEY (file, stage)"
  ") STRICT, WITHOUT ROWID;"
  "CREATE TABLE recent ("
  "  path TEXT PRIMARY KEY, name TEXT NOT NULL, opened_at_us INTEGER NOT NULL"
  ") STRICT, WITHOUT ROWID;"
  /* A record of what happened is never changed afterwards. */
  "CREATE TRIGGER run_is_final BEFORE UPDATE ON run WHEN OLD.ended = 1"
  "  BEGIN SELECT RAISE (ABORT, 'the run has ended'); END;"
  "CREATE TRIGGER stage_is_final BEFORE UPDATE ON stage"
  "  WHEN (SELECT ended FROM run WHERE id = OLD.run) = 1"
  "  BEGIN SELECT RAISE (ABORT, 'the run has ended'); END;"
  "CREATE TRIGGER stage_is_complete BEFORE INSERT ON stage"
  "  WHEN (SELECT ended FROM run WHERE id = NEW.run) = 1"
  "  BEGIN SELECT RAISE (ABORT, 'the run has ended'); END;"
  "CREATE TRIGGER artifact_is_complete BEFORE INSERT ON artifact"
  "  WHEN (SELECT ended FROM run WHERE id = NEW.run) = 1"
  "  BEGIN SELECT RAISE (ABORT, 'the run has ended'); END;"
  "CREATE TRIGGER artifact_is_final BEFORE UPDATE ON artifact"
  "  BEGIN SELECT RAISE (ABORT, 'artifacts do not change'); END;",
};

/**
 * plr_history_fail:
 * @db: what failed last
 * @error: `PLR_HISTORY_ERROR`
 *
 * Returns: always `FALSE`
 */
gboolean
plr_history_fail (sqlite3 *db,
                  GError **error)
{
  int code = sqlite3_errcode (db);
  const char *path = sqlite3_db_filename (db, "main");

  if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB)
    g_set_error (error, PLR_HISTORY_ERROR, PLR_HISTORY_ERROR_DAMAGED,
                 _("The history “%s” is damaged (%s). Move the file away to start a new one; runs keep their logs and artifacts."),
                 path, sqlite3_errmsg (db));
  else if (code == SQLITE_FULL)
    g_set_error (error, PLR_HISTORY_ERROR, PLR_HISTORY_ERROR_FAILED,
                 _("The disk is full, and the history “%s” cannot be written. Free some space there; runs go on, and are not recorded."), path);
  else if (code == SQLITE_READONLY || code == SQLITE_CANTOPEN || code == SQLITE_PERM)
    g_set_error (error, PLR_HISTORY_ERROR, PLR_HISTORY_ERROR_FAILED,
                 _("The history “%s” cannot be used: %s. See whether the file and its folder may be written."),
                 path, sqlite3_errmsg (db));
  else
    g_set_error (error, PLR_HISTORY_ERROR, PLR_HISTORY_ERROR_FAILED,
                 _("The history “%s” cannot be used: %s"), path, sqlite3_errmsg (db));

  return FALSE;
}

/**
 * plr_history_exec:
 * @db: the database
 * @sql: statements that give no rows
 * @error: `PLR_HISTORY_ERROR`
 *
 * Returns: whether they went well
 */
gboolean
plr_history_exec (sqlite3    *db,
                  const char *sql,
                  GError    **error)
{
  return sqlite3_exec (db, sql, NULL, NULL, NULL) == SQLITE_OK || plr_history_fail (db, error);
}

/**
 * plr_history_prepare:
 * @db: the database
 * @sql: one statement
 * @types: one letter for each argument behind @error: s (const char *, may be `NULL`), i (gint64), d (double)
 * @error: `PLR_HISTORY_ERROR`
 * @...: what its parameters are
 *
 * Returns: (transfer full) (nullable): the statement, for plr_history_run() or sqlite3_finalize()
 */
sqlite3_stmt *
plr_history_prepare (sqlite3    *db,
                     const char *sql,
                     const char *types,
                     GError    **error,
                     ...)
{
  sqlite3_stmt *stmt = NULL;
  va_list args;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    {
      plr_history_fail (db, error);
      return NULL;
    }

  va_start (args, error);
  for (int i = 0; types[i] != '\0'; i++)
    switch (types[i])
      {
      case 's':
        sqlite3_bind_text (stmt, i + 1, va_arg (args, const char *), -1, SQLITE_TRANSIENT);
        break;

      case 'i':
        sqlite3_bind_int64 (stmt, i + 1, va_arg (args, gint64));
        break;

      case 'd':
        sqlite3_bind_double (stmt, i + 1, va_arg (args, double));
        break;

      default:
        g_assert_not_reached ();
      }
  va_end (args);

  return stmt;
}

/**
 * plr_history_run:
 * @stmt: (nullable) (transfer full): a statement that gives no rows; `NULL` where it could not be prepared
 * @error: `PLR_HISTORY_ERROR`; already set for `NULL`
 *
 * Returns: whether it went well
 */
gboolean
plr_history_run (sqlite3_stmt *stmt,
                 GError      **error)
{
  sqlite3 *db;
  gboolean done;

  if (stmt == NULL)
    return FALSE;

  db = sqlite3_db_handle (stmt);
  done = sqlite3_step (stmt) == SQLITE_DONE || plr_history_fail (db, error);
  sqlite3_finalize (stmt);

  return done;
}

static int
get_version (sqlite3 *db)
{
  sqlite3_stmt *stmt = NULL;
  int version = -1;

  if (sqlite3_prepare_v2 (db, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK && sqlite3_step (stmt) == SQLITE_ROW)
    version = sqlite3_column_int (stmt, 0);
  sqlite3_finalize (stmt);

  return version;
}

/**
 * plr_history_migrate:
 * @db: an open database
 * @error: `PLR_HISTORY_ERROR`
 *
 * Brings the tables up to what this version knows, each step in one transaction with its number.
 *
 * Returns: whether they are
 */
gboolean
plr_history_migrate (sqlite3 *db,
                     GError **error)
{
  /* The lock comes before the look at the version: two programs may start at the same time. */
  if (!plr_history_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;

  for (;;)
    {
      int version = get_version (db);
      g_autofree char *mark = NULL;

      if (version < 0)
        {
          plr_history_fail (db, error);
          break;
        }
      if (version > (int)G_N_ELEMENTS (steps))
        {
          g_set_error (error, PLR_HISTORY_ERROR, PLR_HISTORY_ERROR_TOO_NEW,
                       _("The history “%s” was made by a later version of Pipeliner (format %d, this version knows %d). "
                         "Install that version, or start with another --state-dir."),
                       sqlite3_db_filename (db, "main"), version, (int)G_N_ELEMENTS (steps));
          break;
        }
      if (version == (int)G_N_ELEMENTS (steps))
        return plr_history_exec (db, "COMMIT", error);

      mark = g_strdup_printf ("PRAGMA user_version = %d", version + 1);
      if (!plr_history_exec (db, steps[version], error) || !plr_history_exec (db, mark, error))
        break;
    }

  (void)sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL); /* the first error is the one to tell */

  return FALSE;
}
