/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-repository"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-repository-private.h"

typedef struct
{
  PlrPathFilter filter;
  gpointer      user_data;
  GCancellable *cancellable;
  GPtrArray    *paths; /* of char* */
} Walk;

static int
compare_changes (gconstpointer a,
                 gconstpointer b)
{
  const PlrChange *left = *(const PlrChange *const *)a;
  const PlrChange *right = *(const PlrChange *const *)b;

  /* What git was told to ignore comes last: it rarely is what one looks for. */
  if ((left->kind == PLR_CHANGE_KIND_IGNORED) != (right->kind == PLR_CHANGE_KIND_IGNORED))
    return left->kind == PLR_CHANGE_KIND_IGNORED ? 1 : -1;

  return strcmp (left->path, right->path);
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static int
progress_cb (const git_diff *diff,
             const char     *old_path,
             const char     *new_path,
             void           *user_data)
{
  return g_cancellable_is_cancelled (user_data) ? GIT_EUSER : 0;
}

static void
init_options (git_diff_options *options,
              guint32           flags,
              GCancellable     *cancellable)
{
  (void)git_diff_options_init (options, GIT_DIFF_OPTIONS_VERSION); /* the version is our own */
  options->flags = flags | GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_SKIP_BINARY_CHECK;
  options->ignore_submodules = GIT_SUBMODULE_IGNORE_DIRTY;
  options->progress_cb = progress_cb;
  options->payload = cancellable;
}

static gboolean
set_status_error (PlrRepository *self,
                  GCancellable  *cancellable,
                  GError       **error)
{
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    plr_source_set_git_error (error, PLR_SOURCE_ERROR_FAILED, _("Cannot compare “%s” with its last commit"),
                              plr_repository_get_work_dir (self));

  return FALSE;
}

static void
add_staged (GHashTable *kinds,
            git_diff   *diff)
{
  for (gsize i = 0; i < git_diff_num_deltas (diff); i++)
    {
      const git_diff_delta *delta = git_diff_get_delta (diff, i);
      PlrChangeKind kind = delta->status == GIT_DELTA_DELETED ? PLR_CHANGE_KIND_DELETED : PLR_CHANGE_KIND_STAGED;

      g_hash_table_insert (kinds, g_strdup (delta->old_file.path), GINT_TO_POINTER (kind));
    }
}

static void
add_unstaged (GHashTable *kinds,
              git_diff   *diff)
{
  for (gsize i = 0; i < git_diff_num_deltas (diff); i++)
    {
      const git_diff_delta *delta = git_diff_get_delta (diff, i);
      PlrChangeKind kind = PLR_CHANGE_KIND_MODIFIED;

      if (delta->status == GIT_DELTA_DELETED)
        kind = PLR_CHANGE_KIND_DELETED;
      else if (delta->status == GIT_DELTA_UNTRACKED)
        kind = PLR_CHANGE_KIND_UNTRACKED;
      else if (delta->status == GIT_DELTA_IGNORED)
        kind = PLR_CHANGE_KIND_IGNORED;
      g_hash_table_replace (kinds, g_strdup (delta->old_file.path), GINT_TO_POINTER (kind));
    }
}

/* The work tree's word comes after the index's: a file that is both staged and modified is modified. */
static GHashTable *
collect_changes (PlrRepository *self,
                 guint32        flags,
                 GCancellable  *cancellable,
                 GError       **error)
{
  git_repository *git = plr_repository_get_git (self);
  g_autoptr(GHashTable) kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(git_object) head = NULL;
  g_autoptr(git_diff) staged = NULL;
  g_autoptr(git_diff) unstaged = NULL;
  git_diff_options options;

  /* Before the first commit there is no tree, and everything in the index is new. */
  if (git_repository_head_unborn (git) != 1 && git_revparse_single (&head, git, "HEAD^{tree}") != 0)
    return set_status_error (self, cancellable, error), NULL;

  init_options (&options, 0, cancellable);
  if (git_diff_tree_to_index (&staged, git, (git_tree *)head, NULL, &options) != 0)
    return set_status_error (self, cancellable, error), NULL;

  init_options (&options, flags | GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS | GIT_DIFF_INCLUDE_IGNORED,
                cancellable);
  if (git_diff_index_to_workdir (&unstaged, git, NULL, &options) != 0)
    return set_status_error (self, cancellable, error), NULL;

  add_staged (kinds, staged);
  add_unstaged (kinds, unstaged);

  return g_steal_pointer (&kinds);
}

static GPtrArray *
sort_changes (GHashTable   *kinds,
              PlrPathFilter filter,
              gpointer      user_data)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)plr_change_free);
  GHashTableIter iter;
  gpointer path;
  gpointer kind;

  g_hash_table_iter_init (&iter, kinds);
  while (g_hash_table_iter_next (&iter, &path, &kind))
    if (filter == NULL || filter (path, user_data))
      g_ptr_array_add (changes, plr_change_new (path, GPOINTER_TO_INT (kind)));
  g_ptr_array_sort (changes, compare_changes);

  return changes;
}

/**
 * plr_repository_list_changes:
 * @self: a repository
 * @max_changes: the most entries that are wanted
 * @n_changes: (out) (optional): how many files there are, however many are given; ignored ones are not counted
 * @n_ignored: (out) (optional): how many ignored files and directories there are
 * @cancellable: (nullable): to give up
 * @error: `PLR_SOURCE_ERROR`, `G_IO_ERROR_CANCELLED`
 *
 * What a run from the last commit leaves out: uncommitted and untracked files one by one, and after them what is
 * ignored, a directory with nothing else in it as one entry.
 *
 * Returns: (transfer full) (element-type PlrChange) (nullable): the changes, by path
 */
GPtrArray *
plr_repository_list_changes (PlrRepository *self,
                             guint          max_changes,
                             guint         *n_changes,
                             guint         *n_ignored,
                             GCancellable  *cancellable,
                             GError       **error)
{
  g_autoptr(GHashTable) kinds = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  guint n_seen = 0;

  g_return_val_if_fail (PLR_IS_REPOSITORY (self), NULL);
  g_return_val_if_fail (!cancellable || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if ((kinds = collect_changes (self, 0, cancellable, error)) == NULL)
    return NULL;

  changes = sort_changes (kinds, NULL, NULL);
  while (n_seen < changes->len && ((PlrChange *)g_ptr_array_index (changes, n_seen))->kind != PLR_CHANGE_KIND_IGNORED)
    n_seen++;
  if (n_changes != NULL)
    *n_changes = n_seen;
  if (n_ignored != NULL)
    *n_ignored = changes->len - n_seen;
  if (changes->len > max_changes)
    g_ptr_array_set_size (changes, (int)max_changes);

  return g_steal_pointer (&changes);
}

/**
 * plr_repository_find_changes:
 * @self: a repository
 * @filter: (scope call): which files are meant
 * @user_data: for @filter
 * @cancellable: (nullable): to give up
 * @error: `PLR_SOURCE_ERROR`, `G_IO_ERROR_CANCELLED`
 *
 * Looks for files that only the work tree has, ignored ones file by file too: why a build does not find something.
 * That looks at every file of the work tree.
 *
 * Returns: (transfer full) (element-type PlrChange) (nullable): the changes, by path
 */
GPtrArray *
plr_repository_find_changes (PlrRepository *self,
                             PlrPathFilter  filter,
                             gpointer       user_data,
                             GCancellable  *cancellable,
                             GError       **error)
{
  g_autoptr(GHashTable) kinds = NULL;

  g_return_val_if_fail (PLR_IS_REPOSITORY (self), NULL);
  g_return_val_if_fail (filter != NULL, NULL);
  g_return_val_if_fail (!cancellable || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if ((kinds = collect_changes (self, GIT_DIFF_RECURSE_IGNORED_DIRS, cancellable, error)) == NULL)
    return NULL;

  return sort_changes (kinds, filter, user_data);
}

static int
walk_cb (const char           *root,
         const git_tree_entry *entry,
         void                 *user_data)
{
  Walk *walk = user_data;
  g_autofree char *path = NULL;

  if (g_cancellable_is_cancelled (walk->cancellable))
    return GIT_EUSER;
  if (git_tree_entry_type (entry) != GIT_OBJECT_BLOB)
    return 0;

  path = g_strconcat (root, git_tree_entry_name (entry), NULL);
  if (walk->filter (path, walk->user_data))
    g_ptr_array_add (walk->paths, g_steal_pointer (&path));

  return 0;
}

static gboolean
walk_commit (PlrRepository *self,
             PlrCommit     *commit,
             Walk          *walk,
             GError       **error)
{
  g_autoptr(git_tree) tree = NULL;

  if ((tree = plr_repository_lookup_tree (self, commit, error)) == NULL)
    return FALSE;

  if (git_tree_walk (tree, GIT_TREEWALK_PRE, walk_cb, walk) != 0)
    {
      if (!g_cancellable_set_error_if_cancelled (walk->cancellable, error))
        plr_source_set_git_error (error, PLR_SOURCE_ERROR_FAILED, _("Cannot read the files of commit %s"), commit->short_id);
      return FALSE;
    }

  return TRUE;
}

static gboolean
walk_work_tree (PlrRepository *self,
                Walk          *walk,
                GError       **error)
{
  g_autoptr(git_index) index = NULL;
  g_autoptr(git_diff) diff = NULL;
  git_diff_options options;

  init_options (&options, GIT_DIFF_INCLUDE_UNTRACKED | GIT_DIFF_RECURSE_UNTRACKED_DIRS, walk->cancellable);
  if (git_repository_index (&index, plr_repository_get_git (self)) != 0 ||
      git_diff_index_to_workdir (&diff, plr_repository_get_git (self), NULL, &options) != 0)
    return set_status_error (self, walk->cancellable, error);

  for (gsize i = 0; i < git_index_entrycount (index); i++)
    {
      const char *path = git_index_get_byindex (index, i)->path;
      g_autofree char *file = NULL;

      if (!walk->filter (path, walk->user_data))
        continue;
      file = g_build_filename (plr_repository_get_work_dir (self), path, NULL);
      if (g_file_test (file, G_FILE_TEST_EXISTS))
        g_ptr_array_add (walk->paths, g_strdup (path));
    }

  for (gsize i = 0; i < git_diff_num_deltas (diff); i++)
    {
      const git_diff_delta *delta = git_diff_get_delta (diff, i);

      if (delta->status == GIT_DELTA_UNTRACKED && walk->filter (delta->new_file.path, walk->user_data))
        g_ptr_array_add (walk->paths, g_strdup (delta->new_file.path));
    }

  return TRUE;
}

/**
 * plr_repository_list_files:
 * @self: a repository
 * @commit: (nullable): one of its commits, or `NULL` for the work tree without what git ignores
 * @filter: (scope call): which paths are wanted
 * @user_data: for @filter
 * @cancellable: (nullable): to give up
 * @error: `PLR_SOURCE_ERROR`, `G_IO_ERROR_CANCELLED`
 *
 * Lists files and symbolic links by their paths relative to the root.
 *
 * Returns: (transfer full) (element-type filename) (nullable): the paths, sorted
 */
GPtrArray *
plr_repository_list_files (PlrRepository *self,
                           PlrCommit     *commit,
                           PlrPathFilter  filter,
                           gpointer       user_data,
                           GCancellable  *cancellable,
                           GError       **error)
{
  g_autoptr(GPtrArray) paths = NULL;
  Walk walk = { filter, user_data, cancellable, NULL };

  g_return_val_if_fail (PLR_IS_REPOSITORY (self), NULL);
  g_return_val_if_fail (filter != NULL, NULL);
  g_return_val_if_fail (!cancellable || G_IS_CANCELLABLE (cancellable), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  walk.paths = paths = g_ptr_array_new_with_free_func (g_free);
  if (commit != NULL ? !walk_commit (self, commit, &walk, error) : !walk_work_tree (self, &walk, error))
    return NULL;
  g_ptr_array_sort (paths, compare_paths);

  return g_steal_pointer (&paths);
}
