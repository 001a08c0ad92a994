/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-tree"

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-tree-private.h"
#include "plr-utf8.h"

/* Below that, read and write cost less than asking the kernel to copy. */
#define SMALL_BYTES (64 * 1024)

typedef struct
{
  GCancellable *cancellable;
  char         *buffer; /* of SMALL_BYTES */
  GString      *path;   /* of what is at hand */
} Copy;

static gboolean
copy_entries (Copy    *copy,
              int      from_fd,
              int      to_fd,
              GError **error);

/**
 * plr_tree_set_error:
 * @error: gets a `G_IO_ERROR`
 * @saved_errno: why
 * @format: with one %s, for @path
 * @path: (type filename): what it is about
 */
void
plr_tree_set_error (GError    **error,
                    int         saved_errno,
                    const char *format,
                    const char *path)
{
  g_autofree char *shown = plr_utf8_escape (path, -1);
  g_autofree char *what = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  what = g_strdup_printf (format, shown);
#pragma GCC diagnostic pop
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), "%s: %s", what, g_strerror (saved_errno));
}

gboolean
plr_tree_write_all (int         fd,
                    const void *data,
                    gsize       size_bytes)
{
  const char *bytes = data;

  while (size_bytes > 0)
    {
      gssize n = write (fd, bytes, size_bytes);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      bytes += n;
      size_bytes -= (gsize)n;
    }

  return TRUE;
}

/* From the present position of both to the end; errno says why not. */
gboolean
plr_tree_copy_data (int from_fd,
                    int to_fd)
{
  g_autofree char *buffer = NULL;
  gssize n;

  if (ioctl (to_fd, FICLONE, from_fd) == 0)
    return TRUE;

  while ((n = copy_file_range (from_fd, NULL, to_fd, NULL, SSIZE_MAX & ~(gssize)0xfffff, 0)) > 0)
    continue;
  if (n == 0)
    return TRUE;
  if (errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
    return FALSE;

  buffer = g_malloc (SMALL_BYTES);
  while ((n = read (from_fd, buffer, SMALL_BYTES)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 || !plr_tree_write_all (to_fd, buffer, (gsize)n))
        return FALSE;
    }

  return TRUE;
}

static gboolean
set_copy_error (Copy    *copy,
                int      saved_errno,
                GError **error)
{
  plr_tree_set_error (error, saved_errno, _("Cannot copy “%s” into a workspace"), copy->path->str);

  return FALSE;
}

static gboolean
copy_small (Copy *copy,
            int   from_fd,
            int   to_fd)
{
  gssize n;

  while ((n = read (from_fd, copy->buffer, SMALL_BYTES)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0 || !plr_tree_write_all (to_fd, copy->buffer, (gsize)n))
        return FALSE;
      if (n < SMALL_BYTES)
        break;
    }

  return TRUE;
}

static gboolean
copy_file (Copy              *copy,
           const char        *name,
           const struct stat *info,
           int                from_fd,
           int                to_fd,
           GError           **error)
{
  const struct timespec times[2] = { info->st_mtim, info->st_mtim };
  mode_t mode = info->st_mode & 0777;
  int source = openat (from_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  int target = source < 0 ? -1 : openat (to_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  gboolean done = target >= 0;
  int saved_errno;

  if (done)
    done = info->st_size < SMALL_BYTES ? copy_small (copy, source, target) : plr_tree_copy_data (source, target);
  done = done && fchmod (target, mode) == 0 && futimens (target, times) == 0;
  saved_errno = errno;
  if (source >= 0)
    (void)close (source); /* nothing was written */
  if (target >= 0 && close (target) != 0 && done)
    {
      saved_errno = errno;
      done = FALSE;
    }

  return done ? TRUE : set_copy_error (copy, saved_errno, error);
}

static gboolean
copy_link (Copy              *copy,
           const char        *name,
           const struct stat *info,
           int                from_fd,
           int                to_fd,
           GError           **error)
{
  const struct timespec times[2] = { info->st_mtim, info->st_mtim };
  char target[PATH_MAX];
  gssize n = readlinkat (from_fd, name, target, sizeof target - 1);

  if (n < 0)
    return set_copy_error (copy, errno, error);
  target[n] = '\0';
  if (symlinkat (target, to_fd, name) != 0 || utimensat (to_fd, name, times, AT_SYMLINK_NOFOLLOW) != 0)
    return set_copy_error (copy, errno, error);

  return TRUE;
}

static gboolean
copy_directory (Copy              *copy,
                const char        *name,
                const struct stat *info,
                int                from_fd,
                int                to_fd,
                GError           **error)
{
  const struct timespec times[2] = { info->st_mtim, info->st_mtim };
  int source = openat (from_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int target = -1;
  gboolean done;

  if (source >= 0 && mkdirat (to_fd, name, 0755) == 0)
    target = openat (to_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  done = target >= 0 ? copy_entries (copy, source, target, error) : set_copy_error (copy, errno, error);
  if (done && (fchmod (target, info->st_mode & 0777) != 0 || futimens (target, times) != 0))
    done = set_copy_error (copy, errno, error);

  if (source >= 0)
    (void)close (source); /* directories have nothing to flush */
  if (target >= 0)
    (void)close (target);

  return done;
}

static gboolean
copy_entry (Copy       *copy,
            const char *name,
            int         from_fd,
            int         to_fd,
            GError    **error)
{
  struct stat info;

  if (fstatat (from_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    return set_copy_error (copy, errno, error);
  if (S_ISREG (info.st_mode))
    return copy_file (copy, name, &info, from_fd, to_fd, error);
  if (S_ISLNK (info.st_mode))
    return copy_link (copy, name, &info, from_fd, to_fd, error);
  if (S_ISDIR (info.st_mode))
    return copy_directory (copy, name, &info, from_fd, to_fd, error);

  return set_copy_error (copy, EINVAL, error);
}

static gboolean
copy_entries (Copy    *copy,
              int      from_fd,
              int      to_fd,
              GError **error)
{
  gsize length = copy->path->len;
  int listed = fcntl (from_fd, F_DUPFD_CLOEXEC, 0);
  DIR *dir = listed >= 0 ? fdopendir (listed) : NULL;
  gboolean done = TRUE;
  struct dirent *entry;

  if (dir == NULL)
    return set_copy_error (copy, errno, error);

  while (done && (entry = readdir (dir)) != NULL)
    {
      if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, ".."))
        continue;

      if (length > 0)
        g_string_append_c (copy->path, '/');
      g_string_append (copy->path, entry->d_name);
      done = !g_cancellable_set_error_if_cancelled (copy->cancellable, error) &&
             copy_entry (copy, entry->d_name, from_fd, to_fd, error);
      g_string_truncate (copy->path, length);
    }
  (void)closedir (dir); /* nothing was written */

  return done;
}

static int
open_directory (const char *path)
{
  return open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/**
 * plr_tree_copy:
 * @source: (type filename): a directory that only Pipeliner writes to
 * @target: (type filename): where to; it must not be there yet
 * @cancellable: (nullable): to give up
 * @error: `G_IO_ERROR`
 *
 * Copies a tree with its modes and times. Nothing is shared that can be written to: where the file system can, data are
 * cloned, never linked.
 *
 * Returns: whether all of it is there
 */
gboolean
plr_tree_copy (const char   *source,
               const char   *target,
               GCancellable *cancellable,
               GError      **error)
{
  g_autofree char *buffer = NULL;
  g_autoptr(GString) path = NULL;
  Copy copy = { NULL };
  gboolean done = FALSE;
  struct stat info;
  int from_fd;
  int to_fd = -1;

  g_return_val_if_fail (source != NULL && target != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  copy.cancellable = cancellable;
  copy.buffer = buffer = g_malloc (SMALL_BYTES);
  copy.path = path = g_string_new (NULL);
  from_fd = open_directory (source);
  if (from_fd >= 0 && fstat (from_fd, &info) == 0 && mkdir (target, 0755) == 0)
    to_fd = open_directory (target);
  if (to_fd < 0)
    plr_tree_set_error (error, errno, _("Cannot make the workspace “%s”"), target);
  else
    done = copy_entries (&copy, from_fd, to_fd, error);
  if (done)
    {
      const struct timespec times[2] = { info.st_mtim, info.st_mtim };

      (void)futimens (to_fd, times); /* the time of the workspace itself matters to nobody */
    }

  if (from_fd >= 0)
    (void)close (from_fd); /* directories have nothing to flush */
  if (to_fd >= 0)
    (void)close (to_fd);

  return done;
}

static int
open_or_make (int         fd,
              const char *name)
{
  int child = -1;

  if (name[0] == '\0' || g_str_equal (name, ".") || g_str_equal (name, ".."))
    errno = EINVAL;
  else if (mkdirat (fd, name, 0755) == 0 || errno == EEXIST)
    child = openat (fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  return child;
}

/**
 * plr_tree_open_parent:
 * @root_fd: a directory
 * @path: (type filename): relative to it, without `.` and `..`
 * @error: `G_IO_ERROR`
 *
 * Opens the directory that @path is in, and makes what is missing of it. No link is followed: one that is in the way is
 * an error.
 *
 * Returns: a descriptor that the caller closes, or -1
 */
int
plr_tree_open_parent (int         root_fd,
                      const char *path,
                      GError    **error)
{
  g_auto(GStrv) parts = NULL;
  int fd;

  g_return_val_if_fail (root_fd >= 0 && path != NULL, -1);
  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  parts = g_strsplit (path, "/", -1);
  fd = fcntl (root_fd, F_DUPFD_CLOEXEC, 0);
  for (guint i = 0; fd >= 0 && parts[i + 1] != NULL; i++)
    {
      int child = open_or_make (fd, parts[i]);
      int saved_errno = errno;

      (void)close (fd); /* directories have nothing to flush */
      errno = saved_errno;
      fd = child;
    }
  if (fd < 0)
    plr_tree_set_error (error, errno, _("Cannot make the directory of “%s”"), path);

  return fd;
}
