/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-project"

#include "config.h"

#include "plr-definition.h"
#include "plr-dialect.h"
#include "plr-file.h"
#include "plr-project-private.h"
#include "plr-repository.h"
#include "plr-utf8.h"

/* Counting goes on beyond it; whether a definition is among those that come later is not known then. */
#define MAX_CHANGES 10000

/* How many files are looked into for what they are, and how long they may be: repositories of data have thousands. */
#define MAX_READ       500
#define MAX_READ_BYTES (256 * 1024)

struct _PlrProjectState
{
  char      *work_dir;
  char      *name;
  PlrCommit *commit;      /* nullable: before the first one */
  GPtrArray *definitions; /* of PlrDefinition */
  guint      n_changes;
};

struct _PlrProject
{
  GObject parent_instance;

  PlrHistory *history;
  char       *work_dir;
  char       *name;
  char       *branch;
  char       *commit_id;
  char       *commit_subject;
  GListStore *definitions;
  guint       n_changes;
};

G_DEFINE_FINAL_TYPE (PlrProject, plr_project, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_WORK_DIR,
  PROP_NAME,
  PROP_BRANCH,
  PROP_COMMIT_ID,
  PROP_COMMIT_SUBJECT,
  PROP_N_CHANGES,
  PROP_DEFINITIONS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

void
plr_project_state_free (PlrProjectState *state)
{
  g_free (state->work_dir);
  g_free (state->name);
  g_clear_pointer (&state->commit, plr_commit_unref);
  g_clear_pointer (&state->definitions, g_ptr_array_unref);
  g_free (state);
}

static gboolean
may_be_definition (const char *path,
                   gpointer    user_data)
{
  static const char *const endings[] = { ".yml", ".yaml", ".json", ".template" };
  g_autoptr(PlrDialect) dialect = plr_dialect_find_for_path (path);

  for (guint i = 0; dialect == NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (path, endings[i]))
      return TRUE;

  return dialect != NULL;
}

/* Definitions for AWS may have any name, and pipelines stand in templates of CloudFormation; the other engines have their places.
 * NULL if the file is none. */
static PlrDialect *
find_dialect (PlrRepository *repository,
              const char    *path,
              guint         *n_read)
{
  static const char *const anywhere[] = { "codepipeline", "buildspec", "appspec", NULL };
  g_autoptr(PlrDialect) dialect = plr_dialect_find_for_path (path);
  g_autofree char *file = NULL;
  g_autofree char *text = NULL;
  gsize size_bytes;

  if (dialect != NULL || *n_read >= MAX_READ)
    return g_steal_pointer (&dialect);

  (*n_read)++;
  file = g_build_filename (plr_repository_get_work_dir (repository), path, NULL);
  text = plr_file_load (file, MAX_READ_BYTES, &size_bytes, NULL); /* what cannot be read says so when it is opened */
  if (text != NULL)
    dialect = plr_dialect_find_for_text (text, size_bytes);

  return dialect != NULL && g_strv_contains (anywhere, plr_dialect_get_id (dialect)) ? g_steal_pointer (&dialect) : NULL;
}

/* Whether a run from the commit would see another text than the work tree has. */
static gboolean
is_changed (GPtrArray  *changes,
            const char *path)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const PlrChange *change = g_ptr_array_index (changes, i);

      if (change->kind != PLR_CHANGE_KIND_IGNORED && g_str_equal (change->path, path))
        return TRUE;
    }

  return FALSE;
}

static PlrDefinition *
definition_new (const char *path,
                PlrDialect *dialect,
                GPtrArray  *committed,
                GPtrArray  *changes)
{
  PlrDefinition *definition = plr_definition_new (path, plr_dialect_get_id (dialect));
  gboolean found = FALSE;

  for (guint i = 0; committed != NULL && i < committed->len && !found; i++)
    found = g_str_equal (g_ptr_array_index (committed, i), path);

  plr_definition_set_dialect_name (definition, plr_dialect_get_name (dialect));
  plr_definition_set_readable (definition, plr_dialect_can_read (dialect));
  plr_definition_set_editable (definition, plr_dialect_can_read (dialect) && plr_dialect_can_edit (dialect));
  plr_definition_set_committed (definition, found);
  plr_definition_set_modified (definition, found && is_changed (changes, path));

  return definition;
}

/* What can be edited comes first, then by path. */
static gboolean
is_own (PlrDefinition *definition)
{
  return g_strcmp0 (plr_definition_get_dialect (definition), "pipeliner") == 0;
}

static int
compare_definitions (gconstpointer a,
                     gconstpointer b)
{
  PlrDefinition *first = *(PlrDefinition **)a;
  PlrDefinition *second = *(PlrDefinition **)b;
  int order = plr_definition_get_editable (second) - plr_definition_get_editable (first);

  /* What runs here comes first. */
  if (order == 0)
    order = is_own (second) - is_own (first);

  return order != 0 ? order : g_strcmp0 (plr_definition_get_path (first), plr_definition_get_path (second));
}

static gboolean
read_definitions (PlrProjectState *state,
                  PlrRepository   *repository,
                  GPtrArray       *changes,
                  GCancellable    *cancellable,
                  GError         **error)
{
  g_autoptr(GPtrArray) committed = NULL;
  g_autoptr(GPtrArray) paths = NULL;
  guint n_read = 0;

  if (state->commit != NULL &&
      (committed = plr_repository_list_files (repository, state->commit, may_be_definition, NULL, cancellable, error)) == NULL)
    return FALSE;
  if ((paths = plr_repository_list_files (repository, NULL, may_be_definition, NULL, cancellable, error)) == NULL)
    return FALSE;

  state->definitions = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < paths->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autoptr(PlrDialect) dialect = find_dialect (repository, path, &n_read);

      if (dialect != NULL)
        g_ptr_array_add (state->definitions, definition_new (path, dialect, committed, changes));
    }
  g_ptr_array_sort (state->definitions, compare_definitions);

  return TRUE;
}

/* Reads what there is to know of a repository: `PLR_SOURCE_ERROR` or `G_IO_ERROR` if it cannot. Blocks on the disk. */
static PlrProjectState *
plr_project_state_read (const char   *path,
                        GCancellable *cancellable,
                        GError      **error)
{
  g_autoptr(PlrProjectState) state = g_new0 (PlrProjectState, 1);
  g_autoptr(PlrRepository) repository = plr_repository_open (path, error);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GError) local_error = NULL;

  if (repository == NULL)
    return NULL;

  state->work_dir = g_strdup (plr_repository_get_work_dir (repository));
  state->name = plr_utf8_make_valid (plr_repository_get_name (repository), -1);
  state->commit = plr_repository_resolve (repository, "HEAD", &local_error);
  if (state->commit == NULL && !g_error_matches (local_error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_COMMIT))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  changes = plr_repository_list_changes (repository, MAX_CHANGES, &state->n_changes, NULL, cancellable, error);
  if (changes == NULL || !read_definitions (state, repository, changes, cancellable, error))
    return NULL;

  return g_steal_pointer (&state);
}

static void
read_worker (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;
  PlrProjectState *state = plr_project_state_read (task_data, cancellable, &error);

  if (state != NULL)
    g_task_return_pointer (task, state, (GDestroyNotify)plr_project_state_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  PlrProjectState *state = g_task_propagate_pointer (G_TASK (result), &error);

  if (state != NULL)
    g_task_return_pointer (task, state, (GDestroyNotify)plr_project_state_free);
  else
    g_task_return_error (task, error);
}

/*
 * Reads the repository that @path is in, in a thread, and returns the state with @task (transfer full). Its source object is no source
 * object of the worker: the thread could be the last one to hold it.
 */
void
plr_project_state_read_async (GTask      *task,
                              const char *path)
{
  g_autoptr(GTask) worker = g_task_new (NULL, g_task_get_cancellable (task), read_cb, task);

  g_task_set_source_tag (worker, plr_project_state_read_async);
  g_task_set_task_data (worker, g_strdup (path), g_free);
  g_task_run_in_thread (worker, read_worker);
}

static gboolean
plr_project_has_same_definitions (PlrProject *self,
                                  GPtrArray  *definitions)
{
  if (definitions->len != g_list_model_get_n_items (G_LIST_MODEL (self->definitions)))
    return FALSE;

  for (guint i = 0; i < definitions->len; i++)
    {
      g_autoptr(PlrDefinition) old = g_list_model_get_item (G_LIST_MODEL (self->definitions), i);

      if (g_strcmp0 (plr_definition_get_path (old), plr_definition_get_path (g_ptr_array_index (definitions, i))) != 0)
        return FALSE;
    }

  return TRUE;
}

static void
plr_project_set_string (PlrProject *self,
                        char      **field,
                        const char *value,
                        guint       property)
{
  if (g_strcmp0 (*field, value) == 0)
    return;

  g_free (*field);
  *field = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
plr_project_take_state (PlrProject      *self,
                        PlrProjectState *state)
{
  g_object_freeze_notify (G_OBJECT (self));
  plr_project_set_string (self, &self->work_dir, state->work_dir, PROP_WORK_DIR);
  plr_project_set_string (self, &self->name, state->name, PROP_NAME);
  plr_project_set_string (self, &self->branch, state->commit != NULL ? state->commit->branch : NULL, PROP_BRANCH);
  plr_project_set_string (self, &self->commit_id, state->commit != NULL ? state->commit->id : NULL, PROP_COMMIT_ID);
  plr_project_set_string (self, &self->commit_subject, state->commit != NULL ? state->commit->subject : NULL,
                          PROP_COMMIT_SUBJECT);
  if (self->n_changes != state->n_changes)
    {
      self->n_changes = state->n_changes;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_CHANGES]);
    }

  if (plr_project_has_same_definitions (self, state->definitions))
    for (guint i = 0; i < state->definitions->len; i++)
      {
        g_autoptr(PlrDefinition) old = g_list_model_get_item (G_LIST_MODEL (self->definitions), i);

        plr_definition_assign (old, g_ptr_array_index (state->definitions, i));
      }
  else
    g_list_store_splice (self->definitions, 0, g_list_model_get_n_items (G_LIST_MODEL (self->definitions)),
                         state->definitions->pdata, state->definitions->len);
  g_object_thaw_notify (G_OBJECT (self));
}

static void
plr_project_finalize (GObject *object)
{
  PlrProject *self = PLR_PROJECT (object);

  g_clear_object (&self->history);
  g_clear_object (&self->definitions);
  g_clear_pointer (&self->work_dir, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->branch, g_free);
  g_clear_pointer (&self->commit_id, g_free);
  g_clear_pointer (&self->commit_subject, g_free);

  G_OBJECT_CLASS (plr_project_parent_class)->finalize (object);
}

static void
plr_project_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  PlrProject *self = PLR_PROJECT (object);

  switch (prop_id)
    {
    case PROP_WORK_DIR:
      g_value_set_string (value, self->work_dir);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_BRANCH:
      g_value_set_string (value, self->branch);
      break;

    case PROP_COMMIT_ID:
      g_value_set_string (value, self->commit_id);
      break;

    case PROP_COMMIT_SUBJECT:
      g_value_set_string (value, self->commit_subject);
      break;

    case PROP_N_CHANGES:
      g_value_set_uint (value, self->n_changes);
      break;

    case PROP_DEFINITIONS:
      g_value_set_object (value, self->definitions);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_project_class_init (PlrProjectClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  static const char *const strings[] = { "work-dir", "name", "branch", "commit-id", "commit-subject" };

  object_class->finalize = plr_project_finalize;
  object_class->get_property = plr_project_get_property;

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    properties[PROP_WORK_DIR + i] =
      g_param_spec_string (strings[i], NULL, NULL,
                           NULL,
                           (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_N_CHANGES] =
    g_param_spec_uint ("n-changes", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_DEFINITIONS] =
    g_param_spec_object ("definitions", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_project_init (PlrProject *self)
{
  self->definitions = g_list_store_new (PLR_TYPE_DEFINITION);
}

/**
 * plr_project_new:
 * @history: where the positions of cards are recorded
 * @state: what was read
 *
 * Returns: (transfer full): the project
 */
PlrProject *
plr_project_new (PlrHistory      *history,
                 PlrProjectState *state)
{
  PlrProject *self = g_object_new (PLR_TYPE_PROJECT, NULL);

  self->history = g_object_ref (history);
  plr_project_take_state (self, state);

  return self;
}

/**
 * plr_project_get_history:
 * @self: a project
 *
 * Returns: (transfer none): where the positions of cards are recorded
 */
PlrHistory *
plr_project_get_history (PlrProject *self)
{
  return self->history;
}

const char *
plr_project_get_work_dir (PlrProject *self)
{
  g_return_val_if_fail (PLR_IS_PROJECT (self), NULL);

  return self->work_dir;
}

const char *
plr_project_get_name (PlrProject *self)
{
  g_return_val_if_fail (PLR_IS_PROJECT (self), NULL);

  return self->name;
}

const char *
plr_project_get_branch (PlrProject *self)
{
  g_return_val_if_fail (PLR_IS_PROJECT (self), NULL);

  return self->branch;
}

const char *
plr_project_get_commit_id (PlrProject *self)
{
  g_return_val_if_fail (PLR_IS_PROJECT (self), NULL);

  return self->commit_id;
}

const char *
plr_project_get_commit_subject (PlrProject *self)
{
  g_return_val_if_fail (PLR_IS_PROJECT (self), NULL);

  return self->commit_subject;
}

guint
plr_project_get_n_changes (PlrProject *self)
{
  g_return_val_if_fail (PLR_IS_PROJECT (self), 0);

  return self->n_changes;
}

/**
 * plr_project_get_definitions:
 * @self: a project
 *
 * Returns: (transfer none): what the work tree has (GListModel of PlrDefinition): those that can be edited first, by path
 */
GListModel *
plr_project_get_definitions (PlrProject *self)
{
  g_return_val_if_fail (PLR_IS_PROJECT (self), NULL);

  return G_LIST_MODEL (self->definitions);
}

/**
 * plr_project_refresh_async:
 * @self: a project
 * @cancellable: (nullable): stops the reading
 * @callback: called when the project says what the disk says
 * @user_data: for @callback
 *
 * Reads the repository again: its head, its changes, its definitions.
 */
void
plr_project_refresh_async (PlrProject         *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (PLR_IS_PROJECT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_project_refresh_async);
  plr_project_state_read_async (task, self->work_dir);
}

/**
 * plr_project_refresh_finish:
 * @self: a project
 * @result: what the callback was given
 * @error: `PLR_SOURCE_ERROR` or `G_IO_ERROR`; the project then says what it said before
 *
 * Returns: whether it could be read
 */
gboolean
plr_project_refresh_finish (PlrProject   *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_autoptr(PlrProjectState) state = NULL;

  g_return_val_if_fail (PLR_IS_PROJECT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  if ((state = g_task_propagate_pointer (G_TASK (result), error)) == NULL)
    return FALSE;

  plr_project_take_state (self, state);

  return TRUE;
}
