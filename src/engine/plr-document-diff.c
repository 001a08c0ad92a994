/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-document-private.h"
#include "plr-pipeline-diff.h"
#include "plr-repository.h"
#include "plr-text-diff.h"

/**
 * plr_document_dup_diff:
 * @self: a document
 * @path: (type filename): what the file is called in the headers
 * @error: `PLR_SOURCE_ERROR`
 *
 * Returns: (transfer full) (nullable): what saving would change in the file, as a unified diff; empty if nothing
 */
char *
plr_document_dup_diff (PlrDocument *self,
                       const char  *path,
                       GError     **error)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return plr_text_diff (self->saved_text != NULL ? self->saved_text : "", self->saved_bytes,
                        self->text, self->size_bytes, path, error);
}

typedef struct
{
  PlrRepository *repository;
  PlrCommit     *commit;
} Revision;

static gboolean
is_below (const char *path,
          gpointer    folder)
{
  return g_str_has_prefix (path, folder);
}

/* As PlrDialectLoader says, from the files of the commit. */
static GBytes *
list_in_revision (Revision   *revision,
                  const char *folder,
                  GError    **error)
{
  const char *prefix = g_str_equal (folder, "/") ? "" : folder;
  g_autoptr(GPtrArray) paths = plr_repository_list_files (revision->repository, revision->commit, is_below, (gpointer)prefix, NULL, error);
  g_autoptr(GString) out = NULL;
  g_autofree char *last = NULL;

  if (paths == NULL)
    return NULL;

  out = g_string_new (NULL);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *rest = (const char *)paths->pdata[i] + strlen (prefix);
      gsize length = strcspn (rest, "/");
      g_autofree char *name = g_strndup (rest, length + (rest[length] == '/' ? 1 : 0));

      if (g_strcmp0 (name, last) == 0 || strchr (name, '\n') != NULL)
        continue;
      g_string_append_printf (out, "%s\n", name);
      g_free (last);
      last = g_steal_pointer (&name);
    }

  return g_string_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *
load_from_revision (const char *path,
                    gpointer    data,
                    GError    **error)
{
  Revision *revision = data;
  gsize size_bytes = 0;
  g_autoptr(GError) reason = NULL;
  char *text = NULL;

  if (g_str_has_suffix (path, "/"))
    return list_in_revision (revision, path, error);
  text = plr_repository_read_file (revision->repository, revision->commit, path, PLR_DOCUMENT_MAX_BYTES, &size_bytes, &reason);
  if (g_error_matches (reason, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_FILE))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, reason->message);
  else if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));

  return text != NULL ? g_bytes_new_take (text, size_bytes) : NULL;
}

/* The name of a file in the work tree; links on the way to it are followed, as git does. NULL if it is not in there. */
static char *
find_own_path (PlrRepository *repository,
               const char    *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  char *real_folder = realpath (folder, NULL);
  char *real_top = realpath (plr_repository_get_work_dir (repository), NULL);
  g_autofree char *full = real_folder != NULL ? g_build_filename (real_folder, name, NULL) : NULL;
  gsize length = real_top != NULL ? strlen (real_top) : 0;
  char *own = NULL;

  if (full != NULL && real_top != NULL && g_str_has_prefix (full, real_top) && full[length] == '/')
    own = g_strdup (full + length + 1);
  free (real_folder);
  free (real_top);

  return own;
}

/**
 * plr_document_read_revision:
 * @self: a document that has a file
 * @revision: a commit, branch or tag, as git names it
 * @problems: what is wrong with that text goes there
 * @short_id: (out) (optional) (transfer full): the commit
 * @old_text: (out) (optional) (transfer full): what the file was
 * @error: `PLR_SOURCE_ERROR`, `G_IO_ERROR`, or `PLR_ENGINE_ERROR_TEXT`
 *
 * Reads what the file was in another revision of its repository, with what it included then.
 *
 * Returns: (transfer full) (nullable): the pipeline
 */
PlrPipeline *
plr_document_read_revision (PlrDocument *self,
                            const char  *revision,
                            GListStore  *problems,
                            char       **short_id,
                            char       **old_text,
                            GError     **error)
{
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(PlrPipeline) pipeline = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  gsize size_bytes = 0;
  Revision source;

  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (self->path != NULL && revision != NULL, NULL);
  g_return_val_if_fail (G_IS_LIST_STORE (problems), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if ((repository = plr_repository_open (self->path, error)) == NULL ||
      (commit = plr_repository_resolve (repository, revision, error)) == NULL)
    return NULL;
  if ((path = find_own_path (repository, self->path)) == NULL)
    {
      g_set_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_TEXT, _("“%s” is not in the work tree of the repository “%s”"),
                   self->path, plr_repository_get_name (repository));
      return NULL;
    }
  if ((text = plr_repository_read_file (repository, commit, path, PLR_DOCUMENT_MAX_BYTES, &size_bytes, error)) == NULL)
    return NULL;

  source.repository = repository;
  source.commit = commit;
  if (strlen (text) == size_bytes && g_utf8_validate (text, (gssize)size_bytes, NULL))
    pipeline = plr_dialect_read_with_files (self->dialect, text, (gssize)size_bytes, path, load_from_revision, &source, problems);
  if (pipeline == NULL)
    {
      g_set_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_TEXT, _("“%s” cannot be read as it was in %s"), path, commit->short_id);
      return NULL;
    }
  if (short_id != NULL)
    *short_id = g_strdup (commit->short_id);
  if (old_text != NULL)
    *old_text = g_steal_pointer (&text);

  return g_steal_pointer (&pipeline);
}

/**
 * plr_document_compare:
 * @self: a document
 * @old_pipeline: what it is compared with, of whatever dialect
 *
 * Returns: (transfer full): in what they differ (GListModel of PlrDifference), as plr_pipeline_diff()
 */
GListModel *
plr_document_compare (PlrDocument *self,
                      PlrPipeline *old_pipeline)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (PLR_IS_PIPELINE (old_pipeline), NULL);

  return plr_pipeline_diff (old_pipeline, self->pipeline);
}
