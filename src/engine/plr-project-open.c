/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-project"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-document-private.h"
#include "plr-file.h"
#include "plr-project-private.h"
#include "plr-utf8.h"

/* A document on its way from the disk. */
typedef struct
{
  char       *work_dir;
  char       *name;       /* of the project */
  char       *path;       /* relative */
  char       *file;       /* absolute */
  PlrDialect *dialect;
  char       *text;
  gsize       size_bytes;
  gboolean    on_disk;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_free (opening->work_dir);
  g_free (opening->name);
  g_free (opening->path);
  g_free (opening->file);
  g_free (opening->text);
  g_clear_object (&opening->dialect);
  g_free (opening);
}

static Opening *
opening_copy (const Opening *opening)
{
  Opening *copy = g_new0 (Opening, 1);

  copy->work_dir = g_strdup (opening->work_dir);
  copy->name = g_strdup (opening->name);
  copy->path = g_strdup (opening->path);
  copy->file = g_strdup (opening->file);
  if (opening->dialect != NULL)
    copy->dialect = g_object_ref (opening->dialect);

  return copy;
}

/* What a project with that file in its root is usually built by. */
static const char *
guess_command (const char *work_dir)
{
  static const struct { const char *file; const char *command; } table[] = {
    { "meson.build", "meson setup _build\nmeson compile -C _build" },
    { "CMakeLists.txt", "cmake -B _build\ncmake --build _build" },
    { "configure", "./configure\nmake" },
    { "Makefile", "make" },
    { "GNUmakefile", "make" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *path = g_build_filename (work_dir, table[i].file, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return table[i].command;
    }

  return "echo \"Nothing to build yet\"";
}

/* A definition that is not there yet: one stage, so that it can run at once. */
static char *
write_template (Opening *opening,
                GError **error)
{
  g_autoptr(PlrPipeline) pipeline = plr_pipeline_new ();
  g_autoptr(PlrStage) stage = plr_stage_new ("build");
  g_autoptr(PlrStep) step = plr_step_new (guess_command (opening->work_dir));
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);

  plr_pipeline_set_name (pipeline, opening->name);
  plr_stage_set_name (stage, _("Build"));
  plr_stage_add_step (stage, step);
  plr_pipeline_add_stage (pipeline, stage);

  return plr_dialect_write (opening->dialect, pipeline, losses, error);
}

/* Where its name does not tell what a file is, its words may. */
static gboolean
find_dialect (Opening *opening,
              GError **error)
{
  g_autofree char *shown = NULL;

  if (opening->dialect == NULL && opening->text != NULL)
    opening->dialect = plr_dialect_find_for_text (opening->text, opening->size_bytes);
  if (opening->dialect != NULL && plr_dialect_can_read (opening->dialect))
    return TRUE;

  shown = plr_utf8_escape (opening->path, -1);
  g_set_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_UNSUPPORTED,
               _("“%s” is not a definition that can be opened: neither its name nor what is in it says of which engine it is. "
                 "Pipeliner's own are named pipeliner.yml or end with .pipeliner.yml."), shown);

  return FALSE;
}

static void
load_worker (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autoptr(GError) error = NULL;

  opening->text = plr_file_load (opening->file, PLR_DOCUMENT_MAX_BYTES, &opening->size_bytes, &error);
  opening->on_disk = opening->text != NULL;
  if (error == NULL)
    (void)find_dialect (opening, &error);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) && opening->dialect != NULL && plr_dialect_can_write (opening->dialect))
    {
      g_clear_error (&error);
      opening->text = write_template (opening, &error);
      opening->size_bytes = opening->text != NULL ? strlen (opening->text) : 0;
    }

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
list_positions_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PlrProject *self = g_task_get_source_object (task);
  PlrHistory *history = plr_project_get_history (self);
  Opening *opening = g_task_get_task_data (task);
  /* A history that cannot be read says so elsewhere; the cards are laid out by themselves then. */
  g_autoptr(GPtrArray) positions = plr_history_list_positions_finish (history, result, NULL);
  PlrDocument *document;
  GError *error = NULL;

  document = plr_document_new_for_file (opening->file, opening->path, opening->dialect, opening->text, opening->size_bytes,
                                        opening->on_disk, history, positions, &error);
  if (document != NULL)
    g_task_return_pointer (task, document, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  PlrProject *self = g_task_get_source_object (task);
  Opening *opening = g_task_get_task_data (task);
  Opening *loaded = g_task_get_task_data (G_TASK (result));
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  g_set_object (&opening->dialect, loaded->dialect);
  opening->text = g_steal_pointer (&loaded->text);
  opening->size_bytes = loaded->size_bytes;
  opening->on_disk = loaded->on_disk;
  plr_history_list_positions_async (plr_project_get_history (self), opening->file, cancellable,
                                    list_positions_cb, g_steal_pointer (&task));
}

/**
 * plr_project_open_document_async:
 * @self: a project
 * @path: (type filename): a definition, relative to the work tree or absolute; one that is not there yet starts from a
 *   template, and is written when it is saved
 * @cancellable: (nullable): stops the reading
 * @callback: called with the document
 * @user_data: for @callback
 *
 * Opens a definition.
 */
void
plr_project_open_document_async (PlrProject         *self,
                                 const char         *path,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_autoptr(GTask) worker = NULL;
  g_autoptr(GTask) task = NULL;
  g_autofree char *prefix = NULL;
  Opening *opening;

  g_return_if_fail (PLR_IS_PROJECT (self));
  g_return_if_fail (path != NULL);

  opening = g_new0 (Opening, 1);
  opening->work_dir = g_strdup (plr_project_get_work_dir (self));
  opening->name = g_strdup (plr_project_get_name (self));
  opening->file = g_canonicalize_filename (path, opening->work_dir);
  prefix = g_strconcat (opening->work_dir, g_str_has_suffix (opening->work_dir, "/") ? "" : "/", NULL);
  opening->path = g_strdup (g_str_has_prefix (opening->file, prefix) ? opening->file + strlen (prefix) : opening->file);
  opening->dialect = plr_dialect_find_for_path (opening->path);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_project_open_document_async);
  g_task_set_task_data (task, opening, opening_free);
  worker = g_task_new (NULL, cancellable, load_cb, g_steal_pointer (&task));
  g_task_set_source_tag (worker, plr_project_open_document_async);
  g_task_set_task_data (worker, opening_copy (opening), opening_free);
  g_task_run_in_thread (worker, load_worker);
}

/**
 * plr_project_open_document_finish:
 * @self: a project
 * @result: what the callback was given
 * @error: `PLR_ENGINE_ERROR`, `G_IO_ERROR`
 *
 * Returns: (transfer full) (nullable): the document
 */
PlrDocument *
plr_project_open_document_finish (PlrProject   *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (PLR_IS_PROJECT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, plr_project_open_document_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
