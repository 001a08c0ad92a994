/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document"

#include "config.h"

#include <string.h>

#include "plr-document-private.h"
#include "plr-repository.h"
#include "plr-text-diff.h"

/* What is worked out from a whole definition and all that it includes, on another thread, and from the text as it is now. */
typedef struct
{
  char             *path;
  char             *shown_path;
  PlrDialect       *dialect;
  char             *text;
  gsize             size_bytes;
  char             *saved_text;
  gsize             saved_bytes;
  char             *wanted;       /* a revision, or the dialect to convert to; nullable */
  PlrSimulateEvent *event;
  GListStore       *report;
  GListModel       *differences;
} View;

static void
view_free (gpointer data)
{
  View *view = data;

  g_free (view->path);
  g_free (view->shown_path);
  g_clear_object (&view->dialect);
  g_free (view->text);
  g_free (view->saved_text);
  g_free (view->wanted);
  g_clear_pointer (&view->event, plr_simulate_event_free);
  g_clear_object (&view->report);
  g_clear_object (&view->differences);
  g_free (view);
}

static GTask *
start (PlrDocument        *self,
       GCancellable       *cancellable,
       GAsyncReadyCallback callback,
       gpointer            user_data,
       gpointer            tag,
       View              **view)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  *view = g_new0 (View, 1);
  (*view)->path = g_strdup (self->path);
  (*view)->shown_path = g_strdup (self->shown_path);
  (*view)->dialect = g_object_ref (self->dialect);
  (*view)->text = g_memdup2 (self->text, self->size_bytes + 1);
  (*view)->size_bytes = self->size_bytes;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, *view, view_free);

  return task;
}

/* A document like the one that was looked at, for the thread alone. */
static PlrDocument *
read_copy (View    *view,
           GError **error)
{
  return plr_document_new_for_file (view->path, view->shown_path, view->dialect, view->text, view->size_bytes, FALSE, NULL, NULL, error);
}

static void
return_text (GTask  *task,
             char   *text,
             GError *error)
{
  if (text != NULL)
    g_task_return_pointer (task, text, g_free);
  else
    g_task_return_error (task, error);
}

static void
merge_worker (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  View *view = task_data;
  GError *error = NULL;
  g_autoptr(PlrDocument) copy = read_copy (view, &error);

  return_text (task, copy != NULL ? plr_document_dup_merged (copy, &error) : NULL, error);
}

/**
 * plr_document_merge_async:
 * @self: a document
 * @cancellable: (nullable): to give up
 * @callback: called when it is done, on the thread that asked
 * @user_data: for @callback
 *
 * Works out what plr_document_dup_merged() says, on another thread.
 */
void
plr_document_merge_async (PlrDocument        *self,
                          GCancellable       *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  View *view;

  g_return_if_fail (PLR_IS_DOCUMENT (self));

  task = start (self, cancellable, callback, user_data, plr_document_merge_async, &view);
  g_task_run_in_thread (task, merge_worker);
}

/**
 * plr_document_merge_finish:
 * @self: a document
 * @result: what the callback got
 * @error: `PLR_DIALECT_ERROR`, `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable): as plr_document_dup_merged()
 */
char *
plr_document_merge_finish (PlrDocument  *self,
                           GAsyncResult *result,
                           GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
simulate_worker (GTask        *task,
                 gpointer      source_object,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  View *view = task_data;
  GError *error = NULL;
  g_autoptr(PlrDocument) copy = read_copy (view, &error);
  GListModel *jobs = copy != NULL ? plr_document_simulate (copy, view->event, &error) : NULL;

  if (jobs != NULL)
    g_task_return_pointer (task, jobs, g_object_unref);
  else
    g_task_return_error (task, error);
}

/**
 * plr_document_simulate_async:
 * @self: a document
 * @event: what happened
 * @cancellable: (nullable): to give up
 * @callback: called when it is done, on the thread that asked
 * @user_data: for @callback
 *
 * Works out what plr_document_simulate() says, on another thread.
 */
void
plr_document_simulate_async (PlrDocument            *self,
                             const PlrSimulateEvent *event,
                             GCancellable           *cancellable,
                             GAsyncReadyCallback     callback,
                             gpointer                user_data)
{
  g_autoptr(GTask) task = NULL;
  View *view;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (event != NULL);

  task = start (self, cancellable, callback, user_data, plr_document_simulate_async, &view);
  view->event = plr_simulate_event_copy (event);
  g_task_run_in_thread (task, simulate_worker);
}

/**
 * plr_document_simulate_finish:
 * @self: a document
 * @result: what the callback got
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`, `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable): as plr_document_simulate()
 */
GListModel *
plr_document_simulate_finish (PlrDocument  *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static PlrPipeline *
read_saved (View        *view,
            PlrDocument *copy)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);

  if (view->saved_text == NULL)
    return plr_pipeline_new ();
  if (!g_utf8_validate (view->saved_text, (gssize)view->saved_bytes, NULL))
    return NULL;

  return plr_dialect_read_with_files (view->dialect, view->saved_text, (gssize)view->saved_bytes, view->shown_path,
                                      view->path != NULL ? plr_document_load_include : NULL, copy, problems);
}

/* A file that was not there yet had nothing in it. */
static PlrPipeline *
read_old (View        *view,
          PlrDocument *copy,
          char       **old_text,
          GError     **error)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GError) reason = NULL;
  PlrPipeline *pipeline = plr_document_read_revision (copy, view->wanted, problems, NULL, old_text, &reason);

  if (g_error_matches (reason, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_FILE))
    return plr_pipeline_new ();
  if (pipeline == NULL)
    g_propagate_error (error, g_steal_pointer (&reason));

  return pipeline;
}

static void
changes_worker (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  View *view = task_data;
  GError *error = NULL;
  g_autoptr(PlrDocument) copy = read_copy (view, &error);
  g_autoptr(PlrPipeline) old = NULL;
  g_autofree char *old_text = NULL;

  if (copy != NULL && view->wanted != NULL)
    old = read_old (view, copy, &old_text, &error);
  else if (copy != NULL && (old = read_saved (view, copy)) != NULL)
    old_text = g_strdup (view->saved_text);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  if (old != NULL && plr_document_get_valid (copy))
    view->differences = plr_document_compare (copy, old);
  if (old_text == NULL)
    old_text = g_strdup (view->wanted == NULL && view->saved_text != NULL ? view->saved_text : "");
  return_text (task, plr_text_diff (old_text, strlen (old_text), view->text, view->size_bytes, view->shown_path, &error), error);
}

/**
 * plr_document_list_changes_async:
 * @self: a document
 * @revision: (nullable): a commit, branch or tag that it is compared with; `NULL` for the file as it was saved last
 * @cancellable: (nullable): to give up
 * @callback: called when it is done, on the thread that asked
 * @user_data: for @callback
 *
 * Compares the document with what it was, as text and as graph, on another thread.
 */
void
plr_document_list_changes_async (PlrDocument        *self,
                                 const char         *revision,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  View *view;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (revision == NULL || self->path != NULL);

  task = start (self, cancellable, callback, user_data, plr_document_list_changes_async, &view);
  view->wanted = g_strdup (revision);
  view->saved_text = self->saved_text != NULL ? g_strndup (self->saved_text, self->saved_bytes) : NULL;
  view->saved_bytes = self->saved_bytes;
  g_task_run_in_thread (task, changes_worker);
}

/**
 * plr_document_list_changes_finish:
 * @self: a document
 * @result: what the callback got
 * @differences: (out) (transfer full) (nullable): GListModel of PlrDifference; `NULL` where one of the two cannot be read as a graph
 * @error: `PLR_SOURCE_ERROR`, `PLR_ENGINE_ERROR_TEXT`, `G_IO_ERROR`
 *
 * Returns: (transfer full) (nullable): a unified diff of the texts; empty if they are the same
 */
char *
plr_document_list_changes_finish (PlrDocument  *self,
                                  GAsyncResult *result,
                                  GListModel  **differences,
                                  GError      **error)
{
  View *view;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (differences != NULL, NULL);

  view = g_task_get_task_data (G_TASK (result));
  *differences = g_steal_pointer (&view->differences);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
convert_worker (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  View *view = task_data;
  GError *error = NULL;
  g_autoptr(PlrDocument) copy = read_copy (view, &error);

  return_text (task, copy != NULL ? plr_document_convert (copy, view->wanted, view->report, &error) : NULL, error);
}

/**
 * plr_document_convert_async:
 * @self: a document
 * @dialect: the id of another dialect
 * @cancellable: (nullable): to give up
 * @callback: called when it is done, on the thread that asked
 * @user_data: for @callback
 *
 * Does what plr_document_convert() does, on another thread.
 */
void
plr_document_convert_async (PlrDocument        *self,
                            const char         *dialect,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  View *view;

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (dialect != NULL);

  task = start (self, cancellable, callback, user_data, plr_document_convert_async, &view);
  view->wanted = g_strdup (dialect);
  view->report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_task_run_in_thread (task, convert_worker);
}

/**
 * plr_document_convert_finish:
 * @self: a document
 * @result: what the callback got
 * @report: (out) (transfer full): of PlrProblem: a line for each construct, as far as it came
 * @error: `PLR_ENGINE_ERROR`, `PLR_DIALECT_ERROR`, `G_IO_ERROR_CANCELLED`
 *
 * Returns: (transfer full) (nullable): the text
 */
char *
plr_document_convert_finish (PlrDocument  *self,
                             GAsyncResult *result,
                             GListStore  **report,
                             GError      **error)
{
  View *view;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (report != NULL, NULL);

  view = g_task_get_task_data (G_TASK (result));
  *report = g_steal_pointer (&view->report);

  return g_task_propagate_pointer (G_TASK (result), error);
}
