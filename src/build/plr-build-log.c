/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-build-log"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-build-log.h"
#include "plr-file.h"
#include "plr-utf8.h"

/* An index grows by 24 bytes a millisecond at most; this is more than a day of that. */
#define MAX_INDEX_BYTES (G_GUINT64_CONSTANT (4) * 1024 * 1024 * 1024)

/* Between two records of one step, so that a program that writes byte by byte does not make an index larger than its log. */
#define MIN_RECORD_US 1000

/* How long written bytes may wait for the disk. A crash of ours loses nothing of them, a power cut this much. */
#define SYNC_US G_USEC_PER_SEC

struct _PlrBuildLog
{
  int               log_fd;
  int               index_fd;
  guint64           max_bytes;
  guint64           size_bytes;
  PlrBuildLogRecord last;
  gint64            synced_us; /* monotonic */
  int               saved_errno; /* what ended the log before the stage ended, or 0 */
  guint             is_full : 1;
  guint             is_dirty : 1;
};

static int
create (const char *path,
        GError    **error)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    {
      int saved_errno = errno;
      g_autofree char *shown = plr_utf8_escape (path, -1);

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   _("Cannot make the log “%s”: %s"), shown, g_strerror (saved_errno));
    }

  return fd;
}

/**
 * plr_build_log_new:
 * @path: (type filename): of the log; it must not be there yet
 * @max_bytes: what is beyond that is thrown away, and a last line says so; 0 for %PLR_BUILD_LOG_MAX_BYTES
 * @error: `G_IO_ERROR`
 *
 * A log and its index. Each append is one write(2) to each, so that whatever happens to this process loses nothing.
 *
 * Returns: (transfer full) (nullable): the log
 */
PlrBuildLog *
plr_build_log_new (const char *path,
                   guint64     max_bytes,
                   GError    **error)
{
  g_autoptr(PlrBuildLog) self = NULL;
  g_autofree char *index = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_new0 (PlrBuildLog, 1);
  self->max_bytes = max_bytes != 0 ? max_bytes : PLR_BUILD_LOG_MAX_BYTES;
  self->index_fd = -1;
  self->synced_us = g_get_monotonic_time ();
  index = plr_build_log_dup_index (path);
  if ((self->log_fd = create (path, error)) < 0 || (self->index_fd = create (index, error)) < 0)
    return NULL;

  return g_steal_pointer (&self);
}

void
plr_build_log_free (PlrBuildLog *self)
{
  if (self->log_fd >= 0)
    (void)close (self->log_fd); /* write(2) told of what went wrong */
  if (self->index_fd >= 0)
    (void)close (self->index_fd);
  g_free (self);
}

static gboolean
write_all (int         fd,
           const void *data,
           gsize       size_bytes)
{
  const char *bytes = data;

  while (size_bytes > 0)
    {
      gssize n = write (fd, bytes, size_bytes);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      bytes += n;
      size_bytes -= (gsize)n;
    }

  return TRUE;
}

static void
append_record (PlrBuildLog *self,
               gint64       time_us,
               guint        step,
               guint        attempt)
{
  PlrBuildLogRecord record = {
    GUINT64_TO_LE (self->size_bytes), GINT64_TO_LE (time_us), GUINT32_TO_LE (step), GUINT32_TO_LE (attempt),
  };

  if (self->size_bytes > 0 && self->last.step == step && self->last.attempt == attempt &&
      time_us - self->last.time_us < MIN_RECORD_US)
    return;

  if (write_all (self->index_fd, &record, sizeof record))
    self->last = (PlrBuildLogRecord){ self->size_bytes, time_us, step, attempt }
  ;
}

static void
sync_worker (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  int *fds = data;

  (void)fdatasync (fds[0]); /* best effort: a power cut may lose the end of a log, and only that */
  (void)fdatasync (fds[1]);
  (void)close (fds[0]);
  (void)close (fds[1]);
  g_task_return_boolean (task, TRUE);
}

/**
 * plr_build_log_sync:
 * @self: a log
 *
 * Asks for what was written to reach the disk, in a thread of its own and on descriptors of its own.
 */
void
plr_build_log_sync (PlrBuildLog *self)
{
  g_autoptr(GTask) task = NULL;
  int *fds = NULL;

  g_return_if_fail (self != NULL);

  self->synced_us = g_get_monotonic_time ();
  if (!self->is_dirty)
    return;

  self->is_dirty = FALSE;
  fds = g_new (int, 2);
  fds[0] = fcntl (self->log_fd, F_DUPFD_CLOEXEC, 0);
  fds[1] = fcntl (self->index_fd, F_DUPFD_CLOEXEC, 0);
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, plr_build_log_sync);
  g_task_set_task_data (task, fds, g_free);
  g_task_run_in_thread (task, sync_worker);
}

/**
 * plr_build_log_append:
 * @self: a log
 * @data: (array length=size_bytes): bytes as they came
 * @size_bytes: how many
 * @time_us: when, in microseconds since 1970
 * @step: the step that wrote them
 * @attempt: the attempt that it belongs to
 *
 * Writes at once, and at most once a second asks for what was written to reach the disk. A full disk ends the log and
 * not the stage: see plr_build_log_get_errno().
 *
 * Returns: how long the log is now
 */
guint64
plr_build_log_append (PlrBuildLog *self,
                      const char  *data,
                      gsize        size_bytes,
                      gint64       time_us,
                      guint        step,
                      guint        attempt)
{
  gsize room;

  g_return_val_if_fail (self != NULL, 0);

  if (self->is_full || size_bytes == 0)
    return self->size_bytes;

  room = (gsize)MIN ((guint64)size_bytes, self->max_bytes - self->size_bytes);
  append_record (self, time_us, step, attempt);
  if (write_all (self->log_fd, data, room))
    {
      self->size_bytes += room;
    }
  else
    {
      self->saved_errno = errno;
      self->is_full = TRUE;
    }

  if (!self->is_full && room < size_bytes)
    {
      g_autofree char *limit = g_format_size_full (self->max_bytes, G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *line = g_strdup_printf (_("\n[Pipeliner: the log ends here, at its limit of %s]\n"), limit);

      self->is_full = TRUE;
      if (write_all (self->log_fd, line, strlen (line)))
        self->size_bytes += strlen (line);
    }

  self->is_dirty = TRUE;
  if (g_get_monotonic_time () - self->synced_us >= SYNC_US)
    plr_build_log_sync (self);

  return self->size_bytes;
}

/**
 * plr_build_log_get_errno:
 * @self: a log
 *
 * Returns: why the log ends before what it tells of, as in errno, or 0 if it does not
 */
int
plr_build_log_get_errno (PlrBuildLog *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->saved_errno;
}

/**
 * plr_build_log_dup_index:
 * @log_path: (type filename): of a log
 *
 * Returns: (transfer full) (type filename): where its index is
 */
char *
plr_build_log_dup_index (const char *log_path)
{
  g_autofree char *stem = NULL;

  g_return_val_if_fail (log_path != NULL, NULL);

  stem = g_strndup (log_path, strlen (log_path) - (g_str_has_suffix (log_path, ".log") ? strlen (".log") : 0));

  return g_strconcat (stem, ".idx", NULL);
}

/**
 * plr_build_log_load_index:
 * @log_path: (type filename): of a log
 * @error: `G_IO_ERROR`
 *
 * Reads the index beside a log. A part of a record at its end, which a crash can leave, is not counted.
 *
 * Returns: (transfer full) (element-type PlrBuildLogRecord) (nullable): its records
 */
GArray *
plr_build_log_load_index (const char *log_path,
                          GError    **error)
{
  g_autofree char *path = NULL;
  g_autofree char *data = NULL;
  GArray *records = NULL;
  gsize size_bytes = 0;

  g_return_val_if_fail (log_path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  path = plr_build_log_dup_index (log_path);
  if ((data = plr_file_load (path, MAX_INDEX_BYTES, &size_bytes, error)) == NULL)
    return NULL;

  records = g_array_sized_new (FALSE, FALSE, sizeof (PlrBuildLogRecord), (guint)(size_bytes / sizeof (PlrBuildLogRecord)));
  g_array_append_vals (records, data, (guint)(size_bytes / sizeof (PlrBuildLogRecord)));
  for (guint i = 0; i < records->len; i++)
    {
      PlrBuildLogRecord *record = &g_array_index (records, PlrBuildLogRecord, i);

      record->offset = GUINT64_FROM_LE (record->offset);
      record->time_us = GINT64_FROM_LE (record->time_us);
      record->step = GUINT32_FROM_LE (record->step);
      record->attempt = GUINT32_FROM_LE (record->attempt);
    }

  return records;
}
