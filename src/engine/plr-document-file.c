/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-document-private.h"
#include "plr-file.h"
#include "plr-patch.h"
#include "plr-utf8.h"

/* What a worker needs of the document, which it never touches. */
typedef struct
{
  char    *path;
  char    *text;        /* what is to be written; NULL where nothing is */
  gsize    size_bytes;
  char    *known_text;  /* what the file had when we read or wrote it, or NULL: it was not there */
  gsize    known_bytes;
  gboolean overwrite;
} FileJob;

static void
file_job_free (gpointer data)
{
  FileJob *job = data;

  g_free (job->path);
  g_free (job->text);
  g_free (job->known_text);
  g_free (job);
}

static gboolean
is_same_text (const char *a,
              gsize       a_bytes,
              const char *b,
              gsize       b_bytes)
{
  return a != NULL && b != NULL && a_bytes == b_bytes && memcmp (a, b, a_bytes) == 0;
}

/* Nobody's work is overwritten by accident: the file has what we know that it has, or what is to be written, or is gone. */
static gboolean
check_file (FileJob *job,
            GError **error)
{
  g_autoptr(GError) local_error = NULL;
  gsize size_bytes = 0;
  g_autofree char *found = plr_file_load (job->path, PLR_DOCUMENT_MAX_BYTES, &size_bytes, &local_error);
  g_autofree char *shown = NULL;

  if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return TRUE;
  if (found == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (is_same_text (found, size_bytes, job->known_text, job->known_bytes) ||
      is_same_text (found, size_bytes, job->text, job->size_bytes))
    return TRUE;

  shown = plr_utf8_escape (job->path, -1);
  if (job->known_text != NULL)
    g_set_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_CHANGED,
                 _("“%s” was changed by another program since it was opened. Load it again, or overwrite it."), shown);
  else
    g_set_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_CHANGED,
                 _("“%s” is there already. Choose another name, or overwrite it."), shown);

  return FALSE;
}

static void
save_worker (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  FileJob *job = task_data;
  GError *error = NULL;

  if ((job->overwrite || check_file (job, &error)) &&
      plr_file_save (job->path, job->text, (gssize)job->size_bytes, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void plr_document_start_save (PlrDocument *self);

static void
save_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(PlrDocument) self = user_data;
  g_autoptr(GTask) task = g_queue_pop_head (self->saves);
  FileJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_free (self->saved_text);
      self->saved_text = g_steal_pointer (&job->text);
      self->saved_bytes = job->size_bytes;
      self->closed_step = TRUE;
      plr_document_set_path (self, job->path);
      plr_document_update_modified (self);
      g_task_return_boolean (task, TRUE);
    }
  else
    {
      g_task_return_error (task, error);
    }

  plr_document_start_save (self);
}

/* One after another, each with the text of when its turn comes: what is in the file in the end is what was asked for last. */
static void
plr_document_start_save (PlrDocument *self)
{
  GTask *task = g_queue_peek_head (self->saves);
  g_autoptr(GTask) worker = NULL;
  FileJob *job, *copy;

  if (task == NULL)
    return;

  job = g_task_get_task_data (task);
  job->text = g_strndup (self->text, self->size_bytes);
  job->size_bytes = self->size_bytes;
  if (job->path == NULL)
    job->path = g_strdup (self->path);

  copy = g_new0 (FileJob, 1);
  copy->path = g_strdup (job->path);
  copy->text = g_strndup (job->text, job->size_bytes);
  copy->size_bytes = job->size_bytes;
  copy->overwrite = job->overwrite;
  if (g_strcmp0 (job->path, self->path) == 0 && self->saved_text != NULL)
    {
      copy->known_text = g_strndup (self->saved_text, self->saved_bytes);
      copy->known_bytes = self->saved_bytes;
    }

  /* A save that has begun is finished: nobody shall be told that the file is untouched when it may not be. The document is
   * no source object of the worker: the thread could be the last one to hold it. */
  worker = g_task_new (NULL, NULL, save_cb, g_object_ref (self));
  g_task_set_source_tag (worker, plr_document_start_save);
  g_task_set_task_data (worker, copy, file_job_free);
  g_task_run_in_thread (worker, save_worker);
}

static void
plr_document_queue_save (PlrDocument        *self,
                         const char         *path,
                         gboolean            overwrite,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  FileJob *job = g_new0 (FileJob, 1);

  g_task_set_source_tag (task, plr_document_save_async);
  g_task_set_check_cancellable (task, FALSE);
  job->path = g_strdup (path);
  job->overwrite = overwrite;
  g_task_set_task_data (task, job, file_job_free);

  g_queue_push_tail (self->saves, task);
  if (g_queue_get_length (self->saves) == 1)
    plr_document_start_save (self);
}

/**
 * plr_document_save_async:
 * @self: a document
 * @path: (type filename) (nullable): where to, absolute, or `NULL` for where it came from
 * @cancellable: (nullable): of no effect once the saving has begun
 * @callback: called when it is saved
 * @user_data: for @callback
 *
 * Saves the text, whole or not at all. Refuses with `PLR_ENGINE_ERROR_CHANGED` if that would lose what another program
 * wrote since the file was read, or another file of that name.
 */
void
plr_document_save_async (PlrDocument        *self,
                         const char         *path,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (path != NULL || self->path != NULL);
  g_return_if_fail (path == NULL || g_path_is_absolute (path));

  plr_document_queue_save (self, path, FALSE, cancellable, callback, user_data);
}

/**
 * plr_document_overwrite_async:
 * @self: a document
 * @path: (type filename) (nullable): where to, absolute, or `NULL` for where it came from
 * @cancellable: (nullable): of no effect once the saving has begun
 * @callback: called when it is saved
 * @user_data: for @callback
 *
 * Saves the text whatever the file has now. To be finished with plr_document_save_finish().
 */
void
plr_document_overwrite_async (PlrDocument        *self,
                              const char         *path,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (path != NULL || self->path != NULL);
  g_return_if_fail (path == NULL || g_path_is_absolute (path));

  plr_document_queue_save (self, path, TRUE, cancellable, callback, user_data);
}

/**
 * plr_document_save_finish:
 * @self: a document
 * @result: what the callback was given
 * @error: `PLR_ENGINE_ERROR_CHANGED`, or `G_IO_ERROR`; the file is untouched then
 *
 * Returns: whether it is saved
 */
gboolean
plr_document_save_finish (PlrDocument  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, plr_document_save_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
check_disk_worker (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  FileJob *job = task_data;
  GError *error = NULL;
  gsize size_bytes = 0;
  g_autofree char *found = plr_file_load (job->path, PLR_DOCUMENT_MAX_BYTES, &size_bytes, &error);

  if (found == NULL)
    g_task_return_error (task, error);
  else if (is_same_text (found, size_bytes, job->known_text, job->known_bytes))
    g_task_return_pointer (task, NULL, NULL);
  else if (strlen (found) != size_bytes || !g_utf8_validate (found, (gssize)size_bytes, NULL))
    g_task_return_new_error (task, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_TEXT,
                             _("“%s” was changed by another program, and is no text in UTF-8 any more"), job->path);
  else
    g_task_return_pointer (task, g_steal_pointer (&found), g_free);
}

static void
check_disk_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *found = g_task_propagate_pointer (G_TASK (result), &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, found, g_free);
}

/**
 * plr_document_check_disk_async:
 * @self: a document with a path
 * @cancellable: (nullable): stops waiting
 * @callback: called with what the file has
 * @user_data: for @callback
 *
 * Looks whether another program changed the file since it was read or saved. To be called when the window comes to the
 * front.
 */
void
plr_document_check_disk_async (PlrDocument        *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_autoptr(GTask) worker = NULL;
  GTask *task;
  FileJob *job;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (self->path != NULL);

  job = g_new0 (FileJob, 1);
  job->path = g_strdup (self->path);
  if (self->saved_text != NULL)
    {
      job->known_text = g_strndup (self->saved_text, self->saved_bytes);
      job->known_bytes = self->saved_bytes;
    }
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_document_check_disk_async);
  worker = g_task_new (NULL, cancellable, check_disk_cb, task);
  g_task_set_source_tag (worker, plr_document_check_disk_async);
  g_task_set_task_data (worker, job, file_job_free);
  g_task_run_in_thread (worker, check_disk_worker);
}

/**
 * plr_document_check_disk_finish:
 * @self: a document
 * @result: what the callback was given
 * @error: `G_IO_ERROR` if it cannot be read, `G_IO_ERROR_NOT_FOUND` if it is gone, `PLR_ENGINE_ERROR_TEXT`
 *
 * Returns: (transfer full) (nullable): what the file has now, for plr_document_take_disk_text(); `NULL` without @error if
 *   it has what we know
 */
char *
plr_document_check_disk_finish (PlrDocument  *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, plr_document_check_disk_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * plr_document_take_disk_text:
 * @self: a document
 * @text: what the file has now, UTF-8
 *
 * Loads the file again. What was typed since it was opened can be had back by undoing.
 */
void
plr_document_take_disk_text (PlrDocument *self,
                             const char  *text)
{
  g_autoptr(GPtrArray) patches = NULL;
  gsize size_bytes;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (text != NULL && g_utf8_validate (text, -1, NULL));

  size_bytes = strlen (text);
  patches = plr_patches_diff (self->text, self->size_bytes, text, size_bytes);
  g_free (self->saved_text);
  self->saved_text = g_strndup (text, size_bytes);
  self->saved_bytes = size_bytes;

  if (patches->len > 0)
    {
      const PlrPatch *patch = g_ptr_array_index (patches, 0);

      self->closed_step = TRUE;
      plr_document_begin_group (self, _("Load From Disk"));
      plr_document_replace_text (self, patch->offset, patch->length, patch->replacement);
      plr_document_end_group (self);
    }
  self->closed_step = TRUE;
  plr_document_update_modified (self);
}
