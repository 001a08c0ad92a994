/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document"

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-document-private.h"
#include "plr-file.h"

/* What one included file may have. */
#define MAX_BYTES (4 * 1024 * 1024)

/* What is looked at in one folder. */
#define MAX_NAMES 10000

/* The work tree that a file is in, or its folder if it is in none. */
static char *
find_top (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *directory = g_strdup (folder);

  for (;;)
    {
      g_autofree char *git = g_build_filename (directory, ".git", NULL);
      g_autofree char *parent = g_path_get_dirname (directory);

      if (g_file_test (git, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&directory);
      if (g_str_equal (parent, directory))
        return g_steal_pointer (&folder);
      g_free (directory);
      directory = g_steal_pointer (&parent);
    }
}

static GBytes *
read_all (int      fd,
          gsize    size_bytes,
          GError **error)
{
  g_autofree char *data = g_malloc (size_bytes + 1);
  gsize done = 0;

  while (done < size_bytes)
    {
      gssize n = read (fd, data + done, size_bytes - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          int failed = errno;

          g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (failed), g_strerror (failed));
          return NULL;
        }
      if (n == 0)
        break;
      done += (gsize)n;
    }

  return g_bytes_new_take (g_steal_pointer (&data), done);
}

/* The names in a folder, one a line, folders with a slash at their end; links are left out, as nothing follows them. */
static GBytes *
list_folder (int      fd,
             GError **error)
{
  DIR *folder = fdopendir (fd);
  g_autoptr(GString) out = g_string_new (NULL);
  struct dirent *entry;

  if (folder == NULL)
    {
      int failed = errno;

      (void)close (fd); /* it was only read */
      g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (failed), g_strerror (failed));
      return NULL;
    }
  for (guint i = 0; i < MAX_NAMES && (entry = readdir (folder)) != NULL; i++)
    {
      struct stat info;

      if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, "..") || strchr (entry->d_name, '\n') != NULL ||
          fstatat (fd, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0 || (!S_ISREG (info.st_mode) && !S_ISDIR (info.st_mode)))
        continue;
      g_string_append_printf (out, "%s%s\n", entry->d_name, S_ISDIR (info.st_mode) ? "/" : "");
    }
  (void)closedir (folder); /* it was only read */

  return g_string_free_to_bytes (g_steal_pointer (&out));
}

static int
open_below (int         root_fd,
            const char *path,
            GError    **error)
{
  g_autofree char *folder = NULL;

  if (!g_str_has_suffix (path, "/"))
    return plr_path_open_beneath (root_fd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, error);
  folder = g_strndup (path, strlen (path) - 1);

  return plr_path_open_beneath (root_fd, folder[0] != '\0' ? folder : ".", O_RDONLY | O_DIRECTORY, error);
}

/**
 * plr_document_load_include:
 * @path: (type filename): of a file, relative to the top of the repository; the definition names it
 * @data: a document that has a file
 * @error: `G_IO_ERROR`
 *
 * Gets a file that the definition includes, or lists a folder, as PlrDialectLoader says: no link is followed, and nothing outside
 * of the repository is opened.
 *
 * Returns: (transfer full) (nullable): what is in it
 */
GBytes *
plr_document_load_include (const char *path,
                           gpointer    data,
                           GError    **error)
{
  PlrDocument *self = data;
  g_autofree char *top = find_top (self->path);
  int root_fd = open (top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  GBytes *bytes = NULL;
  struct stat info;
  int fd;

  if (root_fd < 0)
    {
      int failed = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (failed), _("Cannot open “%s”"), top);
      return NULL;
    }
  fd = open_below (root_fd, path, error);
  (void)close (root_fd); /* it was only read */
  if (fd < 0)
    return NULL;
  if (g_str_has_suffix (path, "/"))
    return list_folder (fd, error);

  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode) || info.st_size > MAX_BYTES)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("it is no file, or has more than %d MiB"), MAX_BYTES / 1024 / 1024);
  else
    bytes = read_all (fd, (gsize)info.st_size, error);
  (void)close (fd); /* it was only read */

  return bytes;
}

/**
 * plr_document_dup_included:
 * @self: a document
 * @stage: the id of a stage
 *
 * Returns: (transfer full) (nullable) (type filename): the file that the stage is written in, if the definition includes it
 */
char *
plr_document_dup_included (PlrDocument *self,
                           const char  *stage)
{
  PlrStage *found;
  const char *file;
  g_autofree char *top = NULL;

  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);

  found = stage != NULL ? plr_pipeline_find_stage (self->pipeline, stage) : NULL;
  file = found != NULL ? plr_job_get_file (plr_stage_get_job (found)) : NULL;
  if (file == NULL || self->path == NULL)
    return NULL;
  top = find_top (self->path);

  return g_build_filename (top, file, NULL);
}

/**
 * plr_document_dup_merged:
 * @self: a document
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable): the whole definition with all that it includes, as plr_dialect_dup_merged()
 */
char *
plr_document_dup_merged (PlrDocument *self,
                         GError     **error)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return plr_dialect_dup_merged (self->dialect, self->text, (gssize)self->size_bytes, self->shown_path,
                                 self->path != NULL ? plr_document_load_include : NULL, self, error);
}
