/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-build-collect"

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-build-collect-private.h"
#include "plr-file.h"
#include "plr-glob.h"
#include "plr-repository.h"
#include "plr-tree-private.h"
#include "plr-utf8.h"

/* How many files of the work tree a message names. */
#define MAX_NAMED 3

/* How many names of a folder are told where a file is not in it. */
#define MAX_NEAR 6

PlrCollect *
plr_collect_new (PlrWorker      *worker,
                 PlrWorkerStage *stage,
                 const char     *reason)
{
  PlrCollect *self = g_atomic_rc_box_new0 (PlrCollect);

  self->plan = stage->plan;
  self->store = plr_store_ref (worker->store);
  self->repository = g_strdup (worker->repository);
  self->workspace = g_strdup (stage->workspace);
  self->artifacts_out = g_build_filename (worker->directory, "artifacts", stage->plan->slug, NULL);
  self->reports_out = g_build_filename (worker->directory, "reports", stage->plan->slug, NULL);
  self->log_file = g_strdup (stage->log_file);
  self->kept = g_ptr_array_new_with_free_func ((GDestroyNotify)plr_kept_file_free);
  self->reports = g_ptr_array_new_with_free_func ((GDestroyNotify)plr_kept_file_free);
  self->reason = g_strdup (reason);

  return self;
}

/**
 * plr_collect_ref:
 * @self: what is to be collected
 *
 * Returns: (transfer full): the same
 */
PlrCollect *
plr_collect_ref (PlrCollect *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
plr_collect_clear (gpointer data)
{
  PlrCollect *self = data;

  g_clear_pointer (&self->store, plr_store_unref);
  g_clear_pointer (&self->repository, g_free);
  g_clear_pointer (&self->workspace, g_free);
  g_clear_pointer (&self->artifacts_out, g_free);
  g_clear_pointer (&self->reports_out, g_free);
  g_clear_pointer (&self->log_file, g_free);
  g_clear_pointer (&self->kept, g_ptr_array_unref);
  g_clear_pointer (&self->reports, g_ptr_array_unref);
  g_clear_pointer (&self->reason, g_free);
}

void
plr_collect_unref (PlrCollect *self)
{
  g_atomic_rc_box_release_full (self, plr_collect_clear);
}

/* Where an artifact is shown: a directory of its own, so that two that hold one path do not meet. */
static char *
artifact_out (PlrPlanStage *plan,
              const char   *name,
              const char   *out)
{
  for (guint i = 0; i < plan->artifacts->len; i++)
    {
      PlrPlanArtifact *artifact = g_ptr_array_index (plan->artifacts, i);

      if (g_strcmp0 (artifact->name, name) == 0)
        return g_build_filename (out, artifact->slug, NULL);
    }

  return g_strdup (out);
}

/**
 * plr_collect_describe:
 * @plan: the stage
 * @file: what it made
 * @out: (type filename): where the artifacts, or the reports, of the stage are shown
 *
 * Returns: (transfer full): the record of it
 */
PlrRunArtifact *
plr_collect_describe (PlrPlanStage *plan,
                      PlrKeptFile  *file,
                      const char   *out)
{
  g_autofree char *directory = artifact_out (plan, file->artifact, out);
  g_autofree char *path = g_build_filename (directory, file->path, NULL);
  g_autofree char *shown = plr_utf8_make_valid (file->path, -1);
  PlrRunArtifact *artifact = plr_run_artifact_new (plan->id, file->artifact, shown);

  plr_run_artifact_set_file (artifact, path);
  plr_run_artifact_set_sha256 (artifact, file->sha256);
  plr_run_artifact_set_size_bytes (artifact, file->size_bytes);
  plr_run_artifact_set_mode (artifact, file->mode);

  return artifact;
}

static gboolean
matches (const char *path,
         gpointer    user_data)
{
  return plr_glob_match (user_data, path);
}

/* What the work tree has under that pattern and a clean checkout has not: the usual reason why it "works on my machine". */
static char *
explain_missing (PlrCollect *self,
                 const char *pattern)
{
  g_autoptr(PlrRepository) repository = plr_repository_open (self->repository, NULL);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  if (repository != NULL)
    changes = plr_repository_find_changes (repository, matches, (gpointer)pattern, NULL, NULL);

  for (guint i = 0; changes != NULL && i < changes->len && i < MAX_NAMED; i++)
    {
      PlrChange *change = g_ptr_array_index (changes, i);
      g_autofree char *path = plr_utf8_escape (change->path, -1);

      if (change->kind == PLR_CHANGE_KIND_DELETED)
        continue;
      g_string_append_printf (text, "%s“%s” (%s)", text->len > 0 ? ", " : "", path, plr_change_kind_get_title (change->kind));
    }
  if (text->len == 0)
    return g_strdup ("");

  return g_strdup_printf (_(". The work tree has %s; a run has only what is committed and what its steps make"), text->str);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_names (int fd)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  DIR *dir = fdopendir (fd);
  struct dirent *entry;

  if (dir == NULL)
    {
      (void)close (fd); /* nothing was written */
      return g_steal_pointer (&names);
    }

  while ((entry = readdir (dir)) != NULL)
    if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
      g_ptr_array_add (names, plr_utf8_escape (entry->d_name, -1));
  (void)closedir (dir); /* nothing was written */
  g_ptr_array_sort (names, compare_names);

  return g_steal_pointer (&names);
}

/* What is there instead, where the pattern says the file should be: a wrong name is seen at once then. */
static char *
describe_folder (const char *pattern,
                 int         root_fd)
{
  g_autofree char *plain = g_strndup (pattern, strcspn (pattern, "*?["));
  const char *slash = strrchr (plain, '/');
  g_autofree char *folder = slash != NULL ? g_strndup (plain, (gsize)(slash - plain)) : g_strdup (".");
  g_autofree char *shown = NULL;
  g_autoptr(GPtrArray) names = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  int fd;

  shown = g_str_equal (folder, ".") ? g_strdup (_("the workspace")) : g_strdup_printf (_("“%s”"), folder);
  if ((fd = plr_path_open_beneath (root_fd, pattern, O_RDONLY | O_DIRECTORY, NULL)) >= 0)
    {
      (void)close (fd); /* only a place */
      return g_strdup_printf (_("the folder “%s” has no files"), pattern);
    }
  if ((fd = plr_path_open_beneath (root_fd, folder, O_RDONLY | O_DIRECTORY, NULL)) < 0)
    return g_strdup_printf (_("there is no folder %s"), shown);

  names = list_names (fd);
  if (names->len == 0)
    return g_strdup_printf (_("%s is empty"), shown);

  for (guint i = 0; i < names->len && i < MAX_NEAR; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *)names->pdata[i]);
  if (names->len > MAX_NEAR)
    g_string_append (text, ", …");

  return g_strdup_printf (_("%s has: %s"), shown, text->str);
}

/* All that is missing is told at once, and not one after another run. */
static void
add_missing (PlrCollect      *self,
             PlrPlanArtifact *artifact,
             const char      *pattern,
             int              root_fd)
{
  g_autofree char *before = g_steal_pointer (&self->reason);
  g_autofree char *more = explain_missing (self, pattern);
  g_autofree char *near = *more == '\0' ? describe_folder (pattern, root_fd) : NULL;
  g_autoptr(GString) text = g_string_new (before);

  if (before != NULL)
    g_string_append (text, "; ");
  g_string_append_printf (text, _("the artifact “%s” is missing: no file matches “%s” after the steps"), artifact->name, pattern);
  if (near != NULL)
    g_string_append_printf (text, " (%s)", near);
  g_string_append (text, more);
  self->reason = g_string_free (g_steal_pointer (&text), FALSE);
  self->n_missing++;
}

static void
set_artifact_error (PlrPlanArtifact *artifact,
                    const char      *pattern,
                    GError         **error)
{
  if (error == NULL || !g_error_matches (*error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_LINKS))
    return;

  g_clear_error (error);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_TOO_MANY_LINKS,
               _("the path “%s” of the artifact “%s” leads through a symbolic link: name the place that the link leads to"),
               pattern, artifact->name);
}

static gboolean
keep_artifact (PlrCollect      *self,
               PlrPlanArtifact *artifact,
               int              root_fd,
               GError         **error)
{
  g_autoptr(GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *out = g_build_filename (self->artifacts_out, artifact->slug, NULL);

  for (guint i = 0; artifact->paths[i] != NULL; i++)
    {
      g_autoptr(GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      GHashTableIter iter;
      gpointer path;

      if (!plr_files_find (root_fd, artifact->paths[i], found, error))
        {
          set_artifact_error (artifact, artifact->paths[i], error);
          return FALSE;
        }
      if (g_hash_table_size (found) == 0 && !artifact->optional)
        add_missing (self, artifact, artifact->paths[i], root_fd);

      g_hash_table_iter_init (&iter, found);
      while (g_hash_table_iter_next (&iter, &path, NULL))
        g_hash_table_add (paths, g_strdup (path));
    }

  return self->n_missing > 0 || plr_files_keep (self->store, root_fd, artifact->name, paths, out, self->kept, error);
}

static gboolean
keep_artifacts (PlrCollect *self,
                int         root_fd,
                GError    **error)
{
  g_autofree char *missing = NULL;

  for (guint i = 0; i < self->plan->artifacts->len; i++)
    if (!keep_artifact (self, g_ptr_array_index (self->plan->artifacts, i), root_fd, error))
      return FALSE;
  if (self->n_missing == 0)
    return TRUE;

  missing = g_steal_pointer (&self->reason);
  self->reason = g_strdup_printf (_("%s. Make it in a step, correct the path, or mark the artifact with “optional: true”"), missing);

  return TRUE;
}

/* The paths of all that was kept, and the directories above them. */
static GHashTable *
collect_places (PlrCollect *self)
{
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_hash_table_add (places, g_strdup ("."));
  for (guint i = 0; i < self->kept->len; i++)
    {
      const PlrKeptFile *file = g_ptr_array_index (self->kept, i);
      g_autofree char *path = g_strdup (file->path);

      while (g_hash_table_add (places, g_strdup (path)) && strchr (path, '/') != NULL)
        *strrchr (path, '/') = '\0';
    }

  return places;
}

/* Whether a link leads to something that the workspace has and the artifacts of the stage have not. */
static gboolean
is_torn (GHashTable *places,
         const char *place,
         int         root_fd)
{
  int fd;

  if (g_hash_table_contains (places, place))
    return FALSE;

  /* Where it goes on through another link, that one is asked; where the build itself made it lead nowhere, so be it. */
  if ((fd = plr_path_open_beneath (root_fd, place, O_PATH | O_NOFOLLOW, NULL)) < 0)
    return FALSE;
  (void)close (fd); /* only a place */

  return TRUE;
}

/* A link whose target stays behind is found out where it hurts: in the stage that comes after, or at the customer's. */
static gboolean
check_links (PlrCollect *self,
             int         root_fd)
{
  g_autoptr(GHashTable) places = collect_places (self);

  for (guint i = 0; i < self->kept->len; i++)
    {
      const PlrKeptFile *file = g_ptr_array_index (self->kept, i);
      g_autofree char *place = file->target != NULL ? plr_link_dup_place (file->path, file->target) : NULL;
      g_autofree char *link = NULL;
      g_autofree char *shown = NULL;

      if (place == NULL || !is_torn (places, place, root_fd))
        continue;

      link = plr_utf8_escape (file->path, -1);
      shown = plr_utf8_escape (place, -1);
      self->reason = g_strdup_printf (_("the artifact “%s” has the link “%s” to “%s”, which is not part of it: "
                                        "add that path, or make a copy in the place of the link"),
                                      file->artifact, link, shown);
      return FALSE;
    }

  return TRUE;
}

static gboolean
keep_reports (PlrCollect *self,
              int         root_fd,
              GError    **error)
{
  g_autoptr(GHashTable) paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; self->plan->reports[i] != NULL; i++)
    if (!plr_files_find (root_fd, self->plan->reports[i], paths, error))
      return FALSE;

  return plr_files_keep (self->store, root_fd, NULL, paths, self->reports_out, self->reports, error);
}

static void
add_hint (PlrCollect *self)
{
  g_autofree char *reason = g_steal_pointer (&self->reason);
  g_autofree char *hint = plr_build_dup_hint (self->repository, self->log_file);

  self->reason = hint != NULL ? g_strdup_printf ("%s. %s", reason, hint) : g_steal_pointer (&reason);
}

/* What the steps came to is worse than what came after them. */
static void
set_reason (PlrCollect *self,
            const char *reason)
{
  if (self->reason == NULL || self->n_missing > 0)
    {
      g_free (self->reason);
      self->reason = g_strdup (reason);
    }
}

/* Reports are kept after a failure too: then they are needed most. Artifacts are not: nobody should ship them. */
void
plr_collect_run (PlrCollect *self)
{
  g_autoptr(GError) error = NULL;
  gboolean done;
  int root_fd;

  if (self->reason != NULL && self->log_file != NULL)
    add_hint (self);

  /* An earlier attempt may have left something there. */
  (void)plr_file_remove_tree (self->artifacts_out, NULL);
  (void)plr_file_remove_tree (self->reports_out, NULL);

  if ((root_fd = open (self->workspace, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
    plr_tree_set_error (&error, errno, _("Cannot open the workspace “%s”"), self->workspace);

  done = root_fd >= 0 && (self->reason != NULL || keep_artifacts (self, root_fd, &error));
  if (done && self->reason == NULL)
    done = check_links (self, root_fd);
  if (!done && error != NULL)
    set_reason (self, error->message);
  if (self->reason != NULL)
    (void)plr_file_remove_tree (self->artifacts_out, NULL); /* none of it is an artifact */
  g_clear_error (&error);
  if (root_fd >= 0 && !keep_reports (self, root_fd, &error) && self->reason == NULL)
    self->reason = g_strdup (error->message);

  if (root_fd >= 0)
    (void)close (root_fd); /* a directory has nothing to flush */
}
