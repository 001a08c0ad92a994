/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-example"

#include "config.h"

#include <errno.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "plr-example.h"
#include "plr-file.h"
#include "plr-repository.h"
#include "plr-utf8.h"

/* The example is a handful of files. */
#define MAX_FILE_BYTES (1024 * 1024)

typedef struct
{
  char *source;
  char *target;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_free (copy->source);
  g_free (copy->target);
  g_free (copy);
}

static gboolean
make_directory (const char *path,
                GError    **error)
{
  int saved_errno;
  g_autofree char *shown = NULL;

  if (g_mkdir_with_parents (path, 0755) == 0)
    return TRUE;

  saved_errno = errno;
  shown = plr_utf8_escape (path, -1);
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               _("Cannot make the folder “%s”: %s"), shown, g_strerror (saved_errno));

  return FALSE;
}

static gboolean
copy_tree (const char *source,
           const char *target,
           GError    **error)
{
  g_autoptr(GDir) dir = g_dir_open (source, 0, error);
  const char *name;

  if (dir == NULL || !make_directory (target, error))
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *from = g_build_filename (source, name, NULL);
      g_autofree char *to = g_build_filename (target, name, NULL);
      g_autofree char *data = NULL;
      gsize size_bytes = 0;

      if (g_file_test (from, G_FILE_TEST_IS_DIR))
        {
          if (!copy_tree (from, to, error))
            return FALSE;
        }
      else if ((data = plr_file_load (from, MAX_FILE_BYTES, &size_bytes, error)) == NULL ||
               !plr_file_save (to, data, (gssize)size_bytes, error))
        {
          return FALSE;
        }
    }

  return TRUE;
}

static void
create_worker (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Copy *copy = task_data;
  g_autofree char *git = g_build_filename (copy->target, ".git", NULL);
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(GError) error = NULL;

  /* Whoever tried it before finds it as it was left. */
  if (g_file_test (git, G_FILE_TEST_IS_DIR))
    repository = plr_repository_open (copy->target, &error);
  else if (copy_tree (copy->source, copy->target, &error))
    repository = plr_repository_create (copy->target, _("Add the phrasebook"), &error);

  if (repository != NULL)
    g_task_return_pointer (task, g_strdup (copy->target), g_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * plr_example_create_async:
 * @source: (type filename): the example as it is installed
 * @target: (type filename): where it goes; one that is a repository already is left as it is
 * @cancellable: (nullable): stops waiting
 * @callback: called when it is there
 * @user_data: for @callback
 *
 * Copies the example and makes a repository of it, with one commit, so that it can be opened and run.
 */
void
plr_example_create_async (const char         *source,
                          const char         *target,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Copy *copy;

  g_return_if_fail (source != NULL && target != NULL);

  copy = g_new0 (Copy, 1);
  copy->source = g_strdup (source);
  copy->target = g_strdup (target);
  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_example_create_async);
  g_task_set_task_data (task, copy, copy_free);
  g_task_run_in_thread (task, create_worker);
}

/**
 * plr_example_create_finish:
 * @result: what the callback was given
 * @error: `G_IO_ERROR` or `PLR_SOURCE_ERROR`
 *
 * Returns: (transfer full) (nullable) (type filename): where it is
 */
char *
plr_example_create_finish (GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, plr_example_create_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
