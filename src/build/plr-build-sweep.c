/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-build-sweep"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "plr-build-worker-private.h"
#include "plr-build.h"
#include "plr-file.h"
#include "plr-tree-private.h"

/* A run holds a lock on its work directory. The kernel drops it with the process, however that ends, so a work directory
 * without a lock is what a crash has left behind. */

static int
open_locked (const char *work,
             int         operation)
{
  int fd = open (work, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  struct stat locked;
  struct stat there;

  if (fd < 0)
    return -1;

  /* Whoever held it before may have removed what it was about. */
  if (flock (fd, operation) != 0 || fstat (fd, &locked) != 0 || stat (work, &there) != 0 || locked.st_ino != there.st_ino)
    {
      (void)close (fd); /* a directory has nothing to flush */
      return -1;
    }

  return fd;
}

/**
 * plr_worker_open_work:
 * @work: (type filename): the work directory of a run; made if it is not there
 * @error: `G_IO_ERROR`
 *
 * Returns: a descriptor that holds a lock on it until it is closed, or -1
 */
int
plr_worker_open_work (const char *work,
                      GError    **error)
{
  int fd = -1;

  for (int i = 0; i < 3 && fd < 0; i++)
    if (g_mkdir_with_parents (work, 0700) == 0)
      fd = open_locked (work, LOCK_EX);
  if (fd < 0)
    plr_tree_set_error (error, errno, _("Cannot make the directory “%s”"), work);

  return fd;
}

static void
sweep_worker (GTask        *task,
              gpointer      source,
              gpointer      data,
              GCancellable *cancellable)
{
  const char *runs = data;
  g_autoptr(GDir) dir = g_dir_open (runs, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *work = g_build_filename (runs, name, "work", NULL);
      g_autofree char *requests = g_build_filename (runs, name, "requests", NULL);
      int fd = open_locked (work, LOCK_EX | LOCK_NB);

      if (fd < 0)
        continue;
      (void)plr_file_remove_tree (requests, NULL);
      (void)plr_file_remove_tree (work, NULL); /* what stays is tried again next time */
      (void)close (fd); /* a directory has nothing to flush */
    }

  g_task_return_boolean (task, TRUE);
}

/**
 * plr_build_sweep_async:
 * @runs: (type filename): the directory that the directories of the runs are in
 * @callback: (scope async) (nullable): called when it is done
 * @user_data: for @callback
 *
 * Removes the workspaces of runs that ended with their process. Logs and artifacts stay, and so does all of a run that
 * goes on, here or in another process.
 */
void
plr_build_sweep_async (const char         *runs,
                       GAsyncReadyCallback callback,
                       gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (runs != NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, plr_build_sweep_async);
  g_task_set_task_data (task, g_strdup (runs), g_free);
  g_task_run_in_thread (task, sweep_worker);
}
