/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-sandbox-owner"

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-sandbox-private.h"

/* A tree that is deeper was not made by a checkout. */
#define MAX_DEPTH 512

static int
give_entries (int   fd,
              dev_t device,
              uid_t uid,
              int   depth)
{
  struct dirent *entry;
  DIR *dir;
  int failed = 0;

  if (depth > MAX_DEPTH || (dir = fdopendir (fd)) == NULL)
    {
      failed = depth > MAX_DEPTH ? ELOOP : errno;
      (void)close (fd); /* only read */
      return failed;
    }

  while (failed == 0 && (entry = readdir (dir)) != NULL)
    {
      struct stat info;

      if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, ".."))
        continue;
      if (fstatat (dirfd (dir), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0)
        failed = errno;
      else if (S_ISDIR (info.st_mode) && info.st_dev == device)
        {
          int child = openat (dirfd (dir), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

          failed = child < 0 ? errno : give_entries (child, device, uid, depth + 1);
        }
      else if (!S_ISDIR (info.st_mode) && info.st_nlink == 1 && info.st_uid != uid &&
               fchownat (dirfd (dir), entry->d_name, uid, uid, AT_SYMLINK_NOFOLLOW) != 0)
        failed = errno;
    }

  if (failed == 0 && fchown (dirfd (dir), uid, uid) != 0)
    failed = errno;
  (void)closedir (dir); /* only read */

  return failed;
}

/**
 * plr_sandbox_give_tree:
 * @directory: (type filename): its top
 * @uid: the new owner, and group
 * @error: `PLR_SANDBOX_ERROR_CONFIGURATION`
 *
 * Gives a tree to the user that a build of root runs as: by descriptors, without following a link, on one file system.
 * A file that has another name elsewhere stays what it is, for it may be of somebody else.
 *
 * Blocks on the disk.
 *
 * Returns: whether all is given
 */
gboolean
plr_sandbox_give_tree (const char *directory,
                       guint       uid,
                       GError    **error)
{
  struct stat info;
  int fd = open (directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int failed = fd < 0 || fstat (fd, &info) != 0 ? errno : 0;

  if (failed == 0)
    failed = give_entries (fd, info.st_dev, uid, 0);
  else if (fd >= 0)
    (void)close (fd); /* only read */

  if (failed != 0)
    {
      g_autofree char *shown = g_filename_display_name (directory);

      g_set_error (error, PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_CONFIGURATION,
                   _("Cannot give the workspace “%s” to the unprivileged user that builds of root run as: %s."),
                   shown, g_strerror (failed));
      return FALSE;
    }

  return TRUE;
}
