/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-engine"

#include "config.h"

#include <errno.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "plr-build.h"
#include "plr-engine.h"
#include "plr-history.h"
#include "plr-local-runner-private.h"
#include "plr-project-private.h"
#include "plr-recent.h"
#include "plr-utf8.h"

struct _PlrEngine
{
  GObject parent_instance;

  char           *state_dir;
  PlrHistory     *history;
  PlrLocalRunner *local_runner;
  GListStore     *recent; /* of PlrRecent, newest first */
};

G_DEFINE_FINAL_TYPE (PlrEngine, plr_engine, G_TYPE_OBJECT)

enum {
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
plr_engine_dispose (GObject *object)
{
  PlrEngine *self = PLR_ENGINE (object);

  g_clear_object (&self->local_runner);
  g_clear_object (&self->recent);
  g_clear_object (&self->history);

  G_OBJECT_CLASS (plr_engine_parent_class)->dispose (object);
}

static void
plr_engine_finalize (GObject *object)
{
  PlrEngine *self = PLR_ENGINE (object);

  g_clear_pointer (&self->state_dir, g_free);

  G_OBJECT_CLASS (plr_engine_parent_class)->finalize (object);
}

static void
plr_engine_class_init (PlrEngineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = plr_engine_dispose;
  object_class->finalize = plr_engine_finalize;

  signals[FAILED] = g_signal_new ("failed", PLR_TYPE_ENGINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
plr_engine_init (PlrEngine *self)
{
  self->recent = g_list_store_new (PLR_TYPE_RECENT);
}

static void
history_failed_cb (PlrEngine *self,
                   GError    *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
list_recent_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(PlrEngine) self = user_data;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;

  if (self->history == NULL)
    return;
  if ((list = plr_history_list_recent_finish (self->history, result, &error)) == NULL)
    {
      g_signal_emit (self, signals[FAILED], 0, error);
      return;
    }

  for (guint i = 0; i < list->len; i++)
    {
      PlrHistoryRecent *entry = g_ptr_array_index (list, i);
      g_autoptr(PlrRecent) recent = plr_recent_new (entry->path, entry->name);

      plr_recent_set_opened_at_us (recent, entry->opened_at_us);
      plr_recent_set_missing (recent, !g_file_test (entry->path, G_FILE_TEST_IS_DIR));
      g_list_store_append (self->recent, recent);
    }
}

/* https://specifications.freedesktop.org/basedir-spec: a path that is not absolute is to be ignored; GLib hands it on. */
static char *
dup_default_state_dir (void)
{
  if (g_path_is_absolute (g_get_user_state_dir ()))
    return g_build_filename (g_get_user_state_dir (), "pipeliner", NULL);

  return g_build_filename (g_get_home_dir (), ".local", "state", "pipeliner", NULL);
}

/**
 * plr_engine_new:
 * @state_dir: (type filename) (nullable): where the history, the logs and the artifacts are kept, or `NULL` for
 *   `$XDG_STATE_HOME/pipeliner`
 * @error: `PLR_HISTORY_ERROR`, or `G_IO_ERROR` if the directory cannot be made
 *
 * Opens the history; runs of a program that is gone are told as interrupted from now on. Blocks on the disk, for some
 * milliseconds.
 *
 * Returns: (transfer full) (nullable): the engine
 */
PlrEngine *
plr_engine_new (const char *state_dir,
                GError    **error)
{
  g_autoptr(PlrEngine) self = g_object_new (PLR_TYPE_ENGINE, NULL);
  g_autofree char *runs = NULL;

  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self->state_dir = state_dir != NULL ? g_canonicalize_filename (state_dir, NULL) : dup_default_state_dir ();
  if (g_mkdir_with_parents (self->state_dir, 0700) != 0)
    {
      int saved_errno = errno;
      g_autofree char *shown = plr_utf8_escape (self->state_dir, -1);

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   _("Cannot make the folder “%s”: %s"), shown, g_strerror (saved_errno));
      return NULL;
    }

  if ((self->history = plr_history_open (self->state_dir, error)) == NULL)
    return NULL;

  g_signal_connect_object (self->history, "failed", G_CALLBACK (history_failed_cb), self, G_CONNECT_SWAPPED);
  self->local_runner = plr_local_runner_new (self->history, self->state_dir);
  runs = g_build_filename (self->state_dir, "runs", NULL);
  plr_build_sweep_async (runs, NULL, NULL);
  plr_history_list_recent_async (self->history, NULL, list_recent_cb, g_object_ref (self));

  return g_steal_pointer (&self);
}

/**
 * plr_engine_get_local_runner:
 * @self: the engine
 *
 * Returns: (transfer none): the sandbox of this machine
 */
PlrRunner *
plr_engine_get_local_runner (PlrEngine *self)
{
  g_return_val_if_fail (PLR_IS_ENGINE (self), NULL);

  return PLR_RUNNER (self->local_runner);
}

/**
 * plr_engine_is_busy:
 * @self: the engine
 *
 * Returns: whether a run goes on that would end with this program
 */
gboolean
plr_engine_is_busy (PlrEngine *self)
{
  g_return_val_if_fail (PLR_IS_ENGINE (self), FALSE);

  return plr_local_runner_is_busy (self->local_runner);
}

/**
 * plr_engine_open_project_async:
 * @self: the engine
 * @path: (type filename): a file or a directory in a git repository
 * @cancellable: (nullable): stops the reading
 * @callback: called with the project
 * @user_data: for @callback
 *
 * Opens the repository that @path is in.
 */
void
plr_engine_open_project_async (PlrEngine          *self,
                               const char         *path,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (PLR_IS_ENGINE (self));
  g_return_if_fail (path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_engine_open_project_async);
  plr_project_state_read_async (task, path);
}

static void
plr_engine_remember (PlrEngine  *self,
                     const char *path,
                     const char *name)
{
  g_autoptr(PlrRecent) recent = plr_recent_new (path, name);

  plr_engine_forget_recent (self, path);
  plr_recent_set_opened_at_us (recent, g_get_real_time ());
  g_list_store_insert (self->recent, 0, recent);
  plr_history_record_recent (self->history, path, name);
}

/**
 * plr_engine_open_project_finish:
 * @self: the engine
 * @result: what the callback was given
 * @error: `PLR_SOURCE_ERROR` or `G_IO_ERROR`
 *
 * Returns: (transfer full) (nullable): the project; it is the first of the recent ones now
 */
PlrProject *
plr_engine_open_project_finish (PlrEngine    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_autoptr(PlrProjectState) state = NULL;
  g_autoptr(PlrProject) project = NULL;

  g_return_val_if_fail (PLR_IS_ENGINE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if ((state = g_task_propagate_pointer (G_TASK (result), error)) == NULL)
    return NULL;

  project = plr_project_new (self->history, state);
  plr_engine_remember (self, plr_project_get_work_dir (project), plr_project_get_name (project));

  return g_steal_pointer (&project);
}

/**
 * plr_engine_get_recent:
 * @self: the engine
 *
 * Returns: (transfer none): the repositories that were open (GListModel of PlrRecent), newest first
 */
GListModel *
plr_engine_get_recent (PlrEngine *self)
{
  g_return_val_if_fail (PLR_IS_ENGINE (self), NULL);

  return G_LIST_MODEL (self->recent);
}

void
plr_engine_forget_recent (PlrEngine  *self,
                          const char *path)
{
  g_return_if_fail (PLR_IS_ENGINE (self));
  g_return_if_fail (path != NULL);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->recent)); i > 0; i--)
    {
      g_autoptr(PlrRecent) recent = g_list_model_get_item (G_LIST_MODEL (self->recent), i - 1);

      if (g_strcmp0 (plr_recent_get_path (recent), path) == 0)
        g_list_store_remove (self->recent, i - 1);
    }
  plr_history_forget_recent (self->history, path);
}

/**
 * plr_engine_get_runs:
 * @self: the engine
 *
 * Returns: (transfer none): the runs of this machine (GListModel of PlrRun), newest first; it grows as runs start
 */
GListModel *
plr_engine_get_runs (PlrEngine *self)
{
  g_return_val_if_fail (PLR_IS_ENGINE (self), NULL);

  return plr_local_runner_get_runs (self->local_runner);
}
