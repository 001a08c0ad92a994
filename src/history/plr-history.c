/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-history"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "plr-history-private.h"

/* How long a statement waits for another process that is writing. */
#define BUSY_TIMEOUT_MS 10000
#define BUSY_STEP_US    2000

struct _PlrHistory
{
  GObject parent_instance;

  sqlite3      *db;
  char         *owner;      /* a name for this process; its lock file is held as long as it lives */
  char         *lock_path;
  int           lock_fd;
  GThread      *thread;
  GAsyncQueue  *jobs;       /* of Job; one without a function ends the thread */
  GMainContext *context;
};

typedef struct
{
  PlrHistoryFunc func;
  gpointer       data;
  GDestroyNotify data_free;
  GTask         *task;      /* nullable: who waits for the result */
  GDestroyNotify result_free;
} Job;

typedef struct
{
  GWeakRef history;
  GError  *error;
} Failure;

G_DEFINE_QUARK (plr-history-error-quark, plr_history_error)

G_DEFINE_FINAL_TYPE (PlrHistory, plr_history, G_TYPE_OBJECT)

enum {
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
report_failure (gpointer data)
{
  Failure *failure = data;
  g_autoptr(PlrHistory) self = g_weak_ref_get (&failure->history);

  if (self != NULL)
    g_signal_emit (self, signals[FAILED], 0, failure->error);

  return G_SOURCE_REMOVE;
}

static void
failure_free (gpointer data)
{
  Failure *failure = data;

  g_weak_ref_clear (&failure->history);
  g_error_free (failure->error);
  g_free (failure);
}

static void
job_run (PlrHistory *self,
         Job        *job)
{
  g_autoptr(GError) error = NULL;
  gpointer result = job->func (self->db, job->data, &error);

  if (job->task != NULL && error != NULL)
    {
      g_task_return_error (job->task, g_steal_pointer (&error));
    }
  else if (job->task != NULL)
    {
      g_task_return_pointer (job->task, result, job->result_free);
    }
  else if (error != NULL)
    {
      Failure *failure = g_new0 (Failure, 1);
      g_autoptr(GSource) source = g_idle_source_new ();

      /* g_main_context_invoke() would call it here and now while nobody runs the context. */
      g_weak_ref_init (&failure->history, self);
      failure->error = g_steal_pointer (&error);
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, report_failure, failure, failure_free);
      g_source_attach (source, self->context);
    }
}

static void
job_free (Job *job)
{
  if (job->data_free != NULL)
    job->data_free (job->data);
  g_clear_object (&job->task);
  g_free (job);
}

static gpointer
plr_history_thread (gpointer data)
{
  PlrHistory *self = data;

  for (;;)
    {
      Job *job = g_async_queue_pop (self->jobs);
      gboolean last = job->func == NULL;

      if (!last)
        job_run (self, job);
      job_free (job);
      if (last)
        return NULL;
    }
}

/**
 * plr_history_push:
 * @self: the history
 * @func: what to do with the database, on its thread
 * @data: for @func
 * @data_free: (nullable): frees @data, on its thread
 * @task: (nullable) (transfer full): who is told of the result; without it an error goes to the signal `failed`
 * @result_free: (nullable): frees a result that nobody took
 *
 * Queues a job; jobs run one after another.
 */
void
plr_history_push (PlrHistory    *self,
                  PlrHistoryFunc func,
                  gpointer       data,
                  GDestroyNotify data_free,
                  GTask         *task,
                  GDestroyNotify result_free)
{
  Job *job = g_new0 (Job, 1);

  job->func = func;
  job->data = data;
  job->data_free = data_free;
  job->task = task;
  job->result_free = result_free;
  if (self->thread != NULL)
    {
      g_async_queue_push (self->jobs, job);
      return;
    }

  if (job->task != NULL)
    g_task_return_new_error (job->task, PLR_HISTORY_ERROR, PLR_HISTORY_ERROR_FAILED, _("The history is closed"));
  job_free (job);
}

const char *
plr_history_get_owner (PlrHistory *self)
{
  return self->owner;
}

/* Each process holds a lock on a file of its own. Whoever can take the lock of another one knows that it is gone; a process
 * id could have been given to another program meanwhile. */
static gboolean
plr_history_take_lock (PlrHistory *self,
                       const char *directory,
                       GError    **error)
{
  g_autofree char *locks = g_build_filename (directory, "locks", NULL);

  self->owner = g_uuid_string_random ();
  self->lock_path = g_build_filename (locks, self->owner, NULL);
  if (g_mkdir_with_parents (locks, 0700) == 0)
    self->lock_fd = open (self->lock_path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (self->lock_fd >= 0 && flock (self->lock_fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
               _("Cannot write into “%s”: %s"), directory, g_strerror (errno));

  return FALSE;
}

static gboolean
is_alive (const char *directory,
          const char *owner)
{
  g_autofree char *path = g_build_filename (directory, "locks", owner, NULL);
  int fd = open (path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  gboolean alive;

  if (fd < 0)
    return FALSE;

  alive = flock (fd, LOCK_EX | LOCK_NB) != 0;
  if (!alive)
    (void)g_unlink (path); /* left for the next start otherwise */
  (void)close (fd);        /* nothing was written */

  return alive;
}

/* A run that wrote into a log was alive then, though nothing of it came on record. */
static gboolean
take_last_write (sqlite3 *db,
                 gint64   run,
                 GError **error)
{
  sqlite3_stmt *stmt = plr_history_prepare (db, "SELECT log_file FROM stage WHERE run = ? AND log_file IS NOT NULL", "i", error, run);
  gint64 last_us = 0;

  if (stmt == NULL)
    return FALSE;
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      struct stat info;

      if (stat ((const char *)sqlite3_column_text (stmt, 0), &info) == 0)
        last_us = MAX (last_us, info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000);
    }
  sqlite3_finalize (stmt);

  return plr_history_run (plr_history_prepare (db, "UPDATE run SET seen_us = max (seen_us, ?) WHERE id = ?", "ii", error,
                                               MIN (last_us, g_get_real_time ()), run), error);
}

static gboolean
mark_interrupted (sqlite3 *db,
                  gint64   run,
                  GError **error)
{
  const char *unfinished = "('queued', 'running', 'waiting', 'unknown')";
  g_autofree char *stages = g_strdup_printf (
    "UPDATE stage SET state = CASE state WHEN 'running' THEN 'interrupted' WHEN 'waiting' THEN 'interrupted' ELSE 'skipped' END,"
    " reason = ?, finished_us = (SELECT seen_us FROM run WHERE id = ?) WHERE run = ? AND state IN %s", unfinished);
  const char *reason = _("Pipeliner ended before the run did");

  return take_last_write (db, run, error) &&
         plr_history_run (plr_history_prepare (db, stages, "sii", error, reason, run, run), error) &&
         plr_history_run (plr_history_prepare (db,
                                               "UPDATE run SET state = 'interrupted', reason = ?, finished_us = seen_us, ended = 1"
                                               " WHERE id = ?", "si", error, reason, run), error);
}

/* The runs whose process is gone, or NULL with @error set. */
static GArray *
find_dead (sqlite3 *db,
           GError **error)
{
  g_autoptr(GArray) dead = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autofree char *directory = g_path_get_dirname (sqlite3_db_filename (db, "main"));
  sqlite3_stmt *stmt = plr_history_prepare (db, "SELECT id, owner FROM run WHERE ended = 0", "", error);

  if (stmt == NULL)
    return NULL;
  while (sqlite3_step (stmt) == SQLITE_ROW)
    {
      gint64 run = sqlite3_column_int64 (stmt, 0);

      if (!is_alive (directory, (const char *)sqlite3_column_text (stmt, 1)))
        g_array_append_val (dead, run);
    }
  sqlite3_finalize (stmt);

  return g_steal_pointer (&dead);
}

/**
 * plr_history_close_dead_runs:
 * @db: the database
 * @error: `PLR_HISTORY_ERROR`
 *
 * What another process left behind is told as it is: interrupted when it was last heard of.
 *
 * Returns: whether no run is left open whose process is gone
 */
gboolean
plr_history_close_dead_runs (sqlite3 *db,
                             GError **error)
{
  g_autoptr(GArray) dead = find_dead (db, error);
  gboolean done;

  if (dead == NULL || dead->len == 0)
    return dead != NULL;
  if (!plr_history_exec (db, "BEGIN IMMEDIATE", error))
    return FALSE;

  /* Another process may have closed some of them meanwhile, and a run is closed once. */
  g_clear_pointer (&dead, g_array_unref);
  done = (dead = find_dead (db, error)) != NULL;
  for (guint i = 0; done && i < dead->len; i++)
    done = mark_interrupted (db, g_array_index (dead, gint64, i), error);
  if (done && plr_history_exec (db, "COMMIT", error))
    return TRUE;

  (void)sqlite3_exec (db, "ROLLBACK", NULL, NULL, NULL); /* the first error is the one to tell */

  return FALSE;
}

/* The timeout does not hold for this: of two programs that open a new history at once, one is told that it is busy. Once the
 * mode is set it is in the file, and asking for it again takes no lock. */
static gboolean
plr_history_use_log (sqlite3 *db,
                     GError **error)
{
  gint64 end_us = g_get_monotonic_time () + BUSY_TIMEOUT_MS * G_TIME_SPAN_MILLISECOND;

  while (sqlite3_exec (db, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) != SQLITE_OK)
    {
      if (sqlite3_errcode (db) != SQLITE_BUSY || g_get_monotonic_time () > end_us)
        return plr_history_fail (db, error);
      g_usleep (BUSY_STEP_US);
    }

  return TRUE;
}

static gboolean
plr_history_open_database (PlrHistory *self,
                           const char *directory,
                           GError    **error)
{
  g_autofree char *path = g_build_filename (directory, "history.sqlite", NULL);

  if (sqlite3_open_v2 (path, &self->db,
                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX,
                       NULL) != SQLITE_OK)
    return plr_history_fail (self->db, error);

  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT_MS);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);

  return plr_history_use_log (self->db, error) &&
         plr_history_exec (self->db,
                           "PRAGMA synchronous = NORMAL;"
                           "PRAGMA foreign_keys = ON;", error) &&
         plr_history_migrate (self->db, error) &&
         plr_history_close_dead_runs (self->db, error);
}

static void
plr_history_finalize (GObject *object)
{
  PlrHistory *self = PLR_HISTORY (object);

  plr_history_close (self);
  g_clear_pointer (&self->jobs, g_async_queue_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->lock_path, g_free);

  G_OBJECT_CLASS (plr_history_parent_class)->finalize (object);
}

static void
plr_history_class_init (PlrHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = plr_history_finalize;

  signals[FAILED] = g_signal_new ("failed", PLR_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
plr_history_init (PlrHistory *self)
{
  self->lock_fd = -1;
  self->jobs = g_async_queue_new ();
  self->context = g_main_context_ref_thread_default ();
}

/**
 * plr_history_open:
 * @directory: (type filename): where the database is, or is to be; made if it is not there
 * @error: `PLR_HISTORY_ERROR`, or `G_IO_ERROR` if the directory cannot be written
 *
 * Opens the history, brings it up to date, and marks the runs as interrupted whose process is gone.
 *
 * Blocks on the disk, for some milliseconds.
 *
 * Returns: (transfer full) (nullable): the history
 */
PlrHistory *
plr_history_open (const char *directory,
                  GError    **error)
{
  g_autoptr(PlrHistory) self = g_object_new (PLR_TYPE_HISTORY, NULL);

  g_return_val_if_fail (directory != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!plr_history_take_lock (self, directory, error) || !plr_history_open_database (self, directory, error))
    return NULL;

  self->thread = g_thread_new ("plr-history", plr_history_thread, self);

  return g_steal_pointer (&self);
}

/**
 * plr_history_close:
 * @self: a history
 *
 * Writes what is still queued, and closes the database. Blocks until that is done; nothing is lost by ending the process
 * instead but what was queued in the last moment.
 */
void
plr_history_close (PlrHistory *self)
{
  g_return_if_fail (PLR_IS_HISTORY (self));

  if (self->thread != NULL)
    {
      g_async_queue_push (self->jobs, g_new0 (Job, 1));
      g_thread_join (g_steal_pointer (&self->thread));
    }

  g_clear_pointer (&self->db, sqlite3_close);
  if (self->lock_fd >= 0)
    {
      (void)g_unlink (self->lock_path); /* the next start removes it otherwise */
      (void)close (self->lock_fd);      /* nothing was written */
      self->lock_fd = -1;
    }
}
