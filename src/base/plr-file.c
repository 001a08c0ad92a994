/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-file"

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "plr-file.h"
#include "plr-utf8.h"

/* How deep plr_file_remove_tree() goes before it says that the tree is not sane. */
#define MAX_DEPTH 512

static void
set_errno_error (GError    **error,
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
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               "%s: %s", what, g_strerror (saved_errno));
}

static void
set_kind_error (GError    **error,
                const char *path)
{
  g_autofree char *shown = plr_utf8_escape (path, -1);

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _("Cannot read “%s”: it is a device, a pipe or a socket, and no regular file"), shown);
}

/**
 * plr_file_save:
 * @path: (type filename): where to; an existing file is replaced, its mode kept
 * @data: (array length=size_bytes): the new content
 * @size_bytes: how much of it, or -1 if it ends with a NUL
 * @error: `G_IO_ERROR` or `G_FILE_ERROR`
 *
 * The one way in which Pipeliner writes a file of a person.
 *
 * The content is on the disk in full under another name before it takes the place of the old one, so that
 * a full disk or a power cut leaves the old file or the new one, never a part. A symbolic link is followed
 * first, so that the link stays a link. g_file_replace_contents() is not used: GLib 2.74 leaves a truncated
 * file behind when the disk is full.
 *
 * Blocks on the disk.
 *
 * Returns: whether the file has the new content; the old one is untouched otherwise
 */
gboolean
plr_file_save (const char *path,
               const char *data,
               gssize      size_bytes,
               GError    **error)
{
  g_autofree char *target = NULL;
  struct stat info;
  int mode = 0644;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (data != NULL || size_bytes == 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if ((target = realpath (path, NULL)) == NULL)
    target = g_strdup (path);
  if (stat (target, &info) == 0)
    mode = info.st_mode & 0777;

  return g_file_set_contents_full (target, data != NULL ? data : "", size_bytes,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode, error);
}

/**
 * plr_file_load:
 * @path: (type filename): a regular file
 * @max_bytes: the largest file that is accepted
 * @size_bytes: (out) (optional): how long the content is, without the NUL behind it
 * @error: `G_IO_ERROR`: not there, not readable, not a regular file, or larger than @max_bytes
 *
 * Reads a whole file, with a bound on its size; a FIFO or a device is refused rather than waited for.
 *
 * Blocks on the disk.
 *
 * Returns: (transfer full) (nullable): the content with a NUL behind it
 */
char *
plr_file_load (const char *path,
               gsize       max_bytes,
               gsize      *size_bytes,
               GError    **error)
{
  g_autofree char *data = NULL;
  struct stat info;
  gsize filled = 0;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if ((fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) < 0 || fstat (fd, &info) < 0)
    {
      set_errno_error (error, errno, _("Cannot read “%s”"), path);
      if (fd >= 0)
        (void)close (fd); /* nothing was written */
      return NULL;
    }

  if (!S_ISREG (info.st_mode) || (guint64)info.st_size > max_bytes)
    {
      if (S_ISREG (info.st_mode) || S_ISDIR (info.st_mode))
        set_errno_error (error, S_ISREG (info.st_mode) ? EFBIG : EISDIR, _("Cannot read “%s”"), path);
      else
        set_kind_error (error, path);
      (void)close (fd); /* nothing was written */
      return NULL;
    }

  data = g_malloc ((gsize)info.st_size + 1);
  while (filled < (gsize)info.st_size)
    {
      gssize n = read (fd, data + filled, (gsize)info.st_size - filled);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_errno_error (error, errno, _("Cannot read “%s”"), path);
          (void)close (fd); /* nothing was written */
          return NULL;
        }
      if (n == 0)
        break;
      filled += (gsize)n;
    }

  (void)close (fd); /* nothing was written */
  data[filled] = '\0';
  if (size_bytes != NULL)
    *size_bytes = filled;

  return g_steal_pointer (&data);
}

static int
remove_entries (int fd,
                int depth)
{
  struct dirent *entry;
  DIR *dir;
  int first_errno = 0;

  if (depth > MAX_DEPTH || (dir = fdopendir (fd)) == NULL)
    {
      int saved_errno = depth > MAX_DEPTH ? ELOOP : errno;

      (void)close (fd); /* nothing was written */
      return saved_errno;
    }

  while ((entry = readdir (dir)) != NULL)
    {
      int child;

      if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, ".."))
        continue;
      if (unlinkat (dirfd (dir), entry->d_name, 0) == 0)
        continue;
      if (errno != EISDIR && errno != EPERM)
        {
          first_errno = first_errno != 0 ? first_errno : errno;
          continue;
        }

      child = openat (dirfd (dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
      if (child < 0 && errno == EACCES)
        {
          /* A build may leave a directory that its owner cannot read. */
          (void)fchmodat (dirfd (dir), entry->d_name, 0700, 0);
          child = openat (dirfd (dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        }
      if (child >= 0)
        {
          int inner;

          /* A build may take away the right to write as well; without it nothing inside can be unlinked. */
          (void)fchmod (child, 0700);
          inner = remove_entries (child, depth + 1);
          first_errno = first_errno != 0 ? first_errno : inner;
        }
      if (unlinkat (dirfd (dir), entry->d_name, AT_REMOVEDIR) != 0 && first_errno == 0)
        first_errno = errno;
    }

  (void)closedir (dir); /* nothing was written */

  return first_errno;
}

/**
 * plr_file_remove_tree:
 * @path: (type filename): a directory
 * @error: `G_IO_ERROR` with the first failure; what could be removed is removed
 *
 * Removes a directory and all in it, by descriptors and without following a link out of it.
 * A directory that is not there is no error.
 *
 * Blocks on the disk.
 *
 * Returns: whether nothing is left
 */
gboolean
plr_file_remove_tree (const char *path,
                      GError    **error)
{
  int fd;
  int failed;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  fd = open (path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 && errno == ENOENT)
    return TRUE;
  failed = fd < 0 ? errno : remove_entries (fd, 0);
  if (failed == 0 && rmdir (path) != 0)
    failed = errno;
  if (failed != 0)
    {
      set_errno_error (error, failed, _("Cannot remove “%s”"), path);
      return FALSE;
    }

  return TRUE;
}

/**
 * plr_path_open_beneath:
 * @root_fd: a directory
 * @path: (type filename): relative to it, from outside: a definition, a repository, a server
 * @flags: as for open(2); `O_CLOEXEC` is added
 * @error: `G_IO_ERROR`; `G_IO_ERROR_TOO_MANY_LINKS` where a symbolic link is in the way
 *
 * Opens a path that an outsider chose, and never leaves the directory: no link is followed, no `..` leads out,
 * no mount is crossed (openat2(2), Linux 5.6).
 *
 * Returns: a descriptor that the caller closes, or -1 with @error set
 */
int
plr_path_open_beneath (int         root_fd,
                       const char *path,
                       int         flags,
                       GError    **error)
{
  struct open_how how = {
    .flags = (guint64)(flags | O_CLOEXEC),
    .mode = (flags & O_CREAT) != 0 ? 0666 : 0,
    .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV,
  };
  int fd;

  g_return_val_if_fail (root_fd >= 0, -1);
  g_return_val_if_fail (path != NULL, -1);
  g_return_val_if_fail (error == NULL || *error == NULL, -1);

  fd = (int)syscall (SYS_openat2, root_fd, path, &how, sizeof how);
  if (fd < 0)
    set_errno_error (error, errno, _("Cannot open “%s”"), path);

  return fd;
}
