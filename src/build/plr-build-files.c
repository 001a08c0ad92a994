/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-build-files"

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-build-files-private.h"
#include "plr-build.h"
#include "plr-file.h"
#include "plr-glob.h"
#include "plr-tree-private.h"
#include "plr-utf8.h"

/* A stage that leaves more than that behind has a pattern that takes too much. */
#define MAX_FILES 250000

/* Directories below one another: each holds a descriptor while it is read. */
#define MAX_DEPTH 200

void
plr_kept_file_free (PlrKeptFile *self)
{
  g_clear_pointer (&self->artifact, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->target, g_free);
  g_free (self);
}

void
plr_input_free (PlrInput *self)
{
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->artifact, g_free);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_free (self);
}

/**
 * plr_link_dup_place:
 * @path: (type filename): where a link stands, relative to the root of a tree
 * @target: (type filename): what it says
 *
 * Judges a link by the words alone, for what they lead to is different in every place that it is laid in; the target is
 * never opened.
 *
 * Returns: (transfer full) (nullable) (type filename): the path in the tree that it leads to, `.` for the root, or `NULL`
 *   if that is outside
 */
char *
plr_link_dup_place (const char *path,
                    const char *target)
{
  g_auto(GStrv) stands = g_strsplit (path, "/", -1);
  g_auto(GStrv) leads = g_strsplit (target, "/", -1);
  g_autoptr(GPtrArray) parts = g_ptr_array_new ();

  if (target[0] == '/' || target[0] == '\0')
    return NULL;

  for (guint i = 0; stands[i] != NULL && stands[i + 1] != NULL; i++)
    g_ptr_array_add (parts, stands[i]);
  for (guint i = 0; leads[i] != NULL; i++)
    {
      gboolean is_up = g_str_equal (leads[i], "..");

      if (is_up && parts->len == 0)
        return NULL;
      if (is_up)
        g_ptr_array_set_size (parts, (int)parts->len - 1);
      else if (leads[i][0] != '\0' && !g_str_equal (leads[i], "."))
        g_ptr_array_add (parts, leads[i]);
    }
  g_ptr_array_add (parts, NULL);

  return parts->len > 1 ? g_strjoinv ("/", (char **)parts->pdata) : g_strdup (".");
}

static gboolean
refuse (GError    **error,
        const char *format,
        const char *path,
        const char *what)
{
  g_autofree char *shown = plr_utf8_escape (path, -1);
  g_autofree char *said = plr_utf8_escape (what, -1);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_FILES, format, shown, said);
#pragma GCC diagnostic pop

  return FALSE;
}

static gboolean
lay_file (PlrInput          *input,
          const PlrKeptFile *file,
          PlrStore          *store,
          int                root_fd,
          GError           **error)
{
  g_autofree char *name = g_path_get_basename (file->path);
  int directory_fd = plr_tree_open_parent (root_fd, file->path, error);
  gboolean done;

  if (directory_fd < 0)
    return FALSE;

  if (file->target == NULL)
    {
      done = plr_store_copy (store, file->sha256, file->mode == 0755, directory_fd, name, input->time_us, error);
    }
  else
    {
      (void)unlinkat (directory_fd, name, 0); /* symlinkat() tells if it is still there */
      done = symlinkat (file->target, directory_fd, name) == 0;
      if (!done)
        plr_tree_set_error (error, errno, _("Cannot make “%s”"), file->path);
    }
  (void)close (directory_fd); /* a directory has nothing to flush */

  return done;
}

/* Two stages may give the same file only if it is the same: which of two should win would be a guess. */
static gboolean
check_clash (GHashTable        *laid,
             const PlrKeptFile *file,
             PlrInput          *input,
             GError           **error)
{
  const PlrKeptFile *other = g_hash_table_lookup (laid, file->path);

  if (other == NULL)
    {
      g_hash_table_insert (laid, file->path, (gpointer)file);
      return TRUE;
    }
  if (other->mode == file->mode && g_str_equal (other->sha256, file->sha256))
    return TRUE;

  return refuse (error, _("The input “%s” of “%s” is there already with another content: take one of the two by “inputs”, "
                          "or let the stages make files of different names"), file->path, input->from);
}

/**
 * plr_inputs_lay:
 * @inputs: (element-type PlrInput): what to lay in
 * @store: where the files are
 * @workspace: (type filename): where to
 * @cancellable: (nullable): to give up
 * @error: `G_IO_ERROR`, `PLR_BUILD_ERROR_FILES`
 *
 * Copies the files of earlier stages to their places in a workspace. What the commit has there is replaced; no link of
 * the commit is followed on the way.
 *
 * Returns: whether all are there
 */
gboolean
plr_inputs_lay (GPtrArray    *inputs,
                PlrStore     *store,
                const char   *workspace,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr(GHashTable) laid = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean done = TRUE;
  int root_fd;

  if (inputs->len == 0)
    return TRUE;

  if ((root_fd = open (workspace, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
    {
      plr_tree_set_error (error, errno, _("Cannot open the workspace “%s”"), workspace);
      return FALSE;
    }

  for (guint i = 0; done && i < inputs->len; i++)
    {
      PlrInput *input = g_ptr_array_index (inputs, i);

      for (guint j = 0; done && j < input->files->len; j++)
        {
          const PlrKeptFile *file = g_ptr_array_index (input->files, j);

          if (input->artifact != NULL && !g_str_equal (input->artifact, file->artifact))
            continue;
          done = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
                 check_clash (laid, file, input, error) &&
                 lay_file (input, file, store, root_fd, error);
        }
    }
  (void)close (root_fd); /* a directory has nothing to flush */

  return done;
}

typedef struct
{
  const char *pattern; /* the whole one; NULL takes everything */
  GHashTable *paths; /* a set */
  GString    *path; /* of the directory that is read */
  guint       depth;
} Find;

static gboolean
find_below (Find    *find,
            int      directory_fd,
            GError **error);

static gboolean
found (Find       *find,
       const char *path,
       GError    **error)
{
  if (g_hash_table_size (find->paths) >= MAX_FILES)
    return refuse (error, _("More than 250,000 files match “%s”, which is more than a stage may keep: make it an archive, "
                            "or the pattern narrower%s"), find->pattern, "");
  g_hash_table_add (find->paths, g_strdup (path));

  return TRUE;
}

static gboolean
find_in_directory (Find       *find,
                   int         parent_fd,
                   const char *name,
                   GError    **error)
{
  int fd = openat (parent_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  gboolean done;

  if (fd < 0)
    {
      plr_tree_set_error (error, errno, _("Cannot read the directory “%s”"), find->path->str);
      return FALSE;
    }
  if (find->depth >= MAX_DEPTH)
    {
      (void)close (fd); /* a directory has nothing to flush */
      return refuse (error, _("“%s” is too deep%s"), find->path->str, "");
    }

  find->depth++;
  done = find_below (find, fd, error);
  find->depth--;
  (void)close (fd); /* a directory has nothing to flush */

  return done;
}

static gboolean
find_entry (Find       *find,
            int         directory_fd,
            const char *name,
            GError    **error)
{
  struct stat info;

  if (fstatat (directory_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    {
      plr_tree_set_error (error, errno, _("Cannot look at “%s”"), find->path->str);
      return FALSE;
    }
  if (S_ISDIR (info.st_mode))
    return find_in_directory (find, directory_fd, name, error);
  if (find->pattern == NULL || plr_glob_match (find->pattern, find->path->str))
    return found (find, find->path->str, error);

  return TRUE;
}

static gboolean
find_below (Find    *find,
            int      directory_fd,
            GError **error)
{
  gsize length = find->path->len;
  int listed = fcntl (directory_fd, F_DUPFD_CLOEXEC, 0);
  DIR *dir = listed >= 0 ? fdopendir (listed) : NULL;
  struct dirent *entry;
  gboolean done = TRUE;

  if (dir == NULL)
    {
      plr_tree_set_error (error, errno, _("Cannot read the directory “%s”"), find->path->str);
      return FALSE;
    }

  while (done && (entry = readdir (dir)) != NULL)
    {
      if (g_str_equal (entry->d_name, ".") || g_str_equal (entry->d_name, ".."))
        continue;

      if (length > 0)
        g_string_append_c (find->path, '/');
      g_string_append (find->path, entry->d_name);
      done = find_entry (find, directory_fd, entry->d_name, error);
      g_string_truncate (find->path, length);
    }
  (void)closedir (dir); /* nothing was written */

  return done;
}

/* The directories that a pattern names in so many words; only what is below the last of them is read. */
static char *
literal_prefix (const char *pattern)
{
  g_auto(GStrv) parts = g_strsplit (pattern, "/", -1);
  g_autoptr(GString) prefix = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL && plr_glob_is_literal (parts[i]); i++)
    {
      if (i > 0)
        g_string_append_c (prefix, '/');
      g_string_append (prefix, parts[i]);
    }

  return prefix->len > 0 ? g_string_free (g_steal_pointer (&prefix), FALSE) : g_strdup (".");
}

/**
 * plr_files_find:
 * @root_fd: a workspace
 * @pattern: a pattern from plr_glob_normalize()
 * @paths: (element-type filename): a set that gets what matches
 * @error: `G_IO_ERROR`, `PLR_BUILD_ERROR_FILES`
 *
 * Looks for everything that is no directory and that a pattern takes. No link is followed.
 *
 * Returns: whether the search was complete; that nothing was found is no error
 */
gboolean
plr_files_find (int         root_fd,
                const char *pattern,
                GHashTable *paths,
                GError    **error)
{
  g_autofree char *prefix = literal_prefix (pattern);
  g_autoptr(GError) local = NULL;
  g_autoptr(GString) path = g_string_new (g_str_equal (prefix, ".") ? NULL : prefix);
  Find find = { g_str_equal (prefix, pattern) ? NULL : pattern, paths, path, 0 };
  gboolean done;
  struct stat info;
  int fd;

  if ((fd = plr_path_open_beneath (root_fd, prefix, O_PATH | O_NOFOLLOW, &local)) < 0)
    {
      if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
          g_error_matches (local, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  if (fstat (fd, &info) == 0 && S_ISDIR (info.st_mode))
    done = find_in_directory (&find, fd, ".", error);
  else
    done = find.pattern != NULL || found (&find, prefix, error);
  (void)close (fd); /* only a place */

  return done;
}

static gboolean
keep_link (PlrKeptFile *file,
           int          directory_fd,
           const char  *name,
           int          out_fd,
           GError     **error)
{
  char target[PATH_MAX];
  g_autofree char *place = NULL;
  gssize n = readlinkat (directory_fd, name, target, sizeof target - 1);

  if (n < 0)
    {
      plr_tree_set_error (error, errno, _("Cannot read the link “%s”"), file->path);
      return FALSE;
    }
  target[n] = '\0';
  if ((place = plr_link_dup_place (file->path, target)) == NULL)
    return refuse (error, _("“%s” is a link to “%s”, which is outside of the workspace: make a copy in its place"),
                   file->path, target);

  file->target = g_strdup (target);
  file->mode = 0777;
  file->size_bytes = n;
  if (!plr_sha256_data (target, (gsize)n, file->sha256) || symlinkat (target, out_fd, name) != 0)
    {
      plr_tree_set_error (error, errno, _("Cannot keep “%s”"), file->path);
      return FALSE;
    }

  return TRUE;
}

static gboolean
keep_regular (PlrStore    *store,
              PlrKeptFile *file,
              int          directory_fd,
              const char  *name,
              int          out_fd,
              GError     **error)
{
  /* O_NONBLOCK: should it be a FIFO after all, nobody waits for its other end. */
  int fd = openat (directory_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  gboolean done = FALSE;
  struct stat info;

  if (fd < 0 || fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      plr_tree_set_error (error, fd < 0 ? errno : EINVAL, _("Cannot read “%s”"), file->path);
    }
  else
    {
      file->mode = (info.st_mode & 0111) != 0 ? 0755 : 0644;
      file->size_bytes = info.st_size;
      done = plr_store_take_file (store, fd, file->sha256, error) &&
             plr_store_link (store, file->sha256, file->mode == 0755, out_fd, name, error);
      if (!done)
        g_prefix_error (error, "%s: ", file->path);
    }
  if (fd >= 0)
    (void)close (fd); /* nothing was written */

  return done;
}

static gboolean
keep_in (PlrStore    *store,
         PlrKeptFile *file,
         int          directory_fd,
         int          out_fd,
         GError     **error)
{
  g_autofree char *name = g_path_get_basename (file->path);
  struct stat info;

  if (fstatat (directory_fd, name, &info, AT_SYMLINK_NOFOLLOW) != 0)
    {
      plr_tree_set_error (error, errno, _("Cannot read “%s”"), file->path);
      return FALSE;
    }
  if (S_ISLNK (info.st_mode))
    return keep_link (file, directory_fd, name, out_fd, error);
  if (S_ISREG (info.st_mode))
    return keep_regular (store, file, directory_fd, name, out_fd, error);

  return refuse (error, _("“%s” is a pipe, a socket or a device; only files and links can be kept%s"), file->path, "");
}

static gboolean
keep_one (PlrStore   *store,
          int         root_fd,
          const char *artifact,
          const char *path,
          int         out_root_fd,
          GPtrArray  *kept,
          GError    **error)
{
  g_autofree char *parent = g_path_get_dirname (path);
  PlrKeptFile *file = g_new0 (PlrKeptFile, 1);
  int directory_fd = plr_path_open_beneath (root_fd, parent, O_RDONLY | O_DIRECTORY, error);
  int out_fd = directory_fd < 0 ? -1 : plr_tree_open_parent (out_root_fd, path, error);
  gboolean done = FALSE;

  g_ptr_array_add (kept, file);
  file->artifact = g_strdup (artifact);
  file->path = g_strdup (path);
  if (out_fd >= 0)
    done = keep_in (store, file, directory_fd, out_fd, error);

  if (directory_fd >= 0)
    (void)close (directory_fd); /* directories have nothing to flush */
  if (out_fd >= 0)
    (void)close (out_fd);

  return done;
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/**
 * plr_files_keep:
 * @store: where to
 * @root_fd: a workspace that nobody uses any more
 * @artifact: (nullable): what they are; `NULL` for reports
 * @paths: (element-type filename): a set of paths in the workspace
 * @out: (type filename): a directory that shows them under the same paths; made if it is not there
 * @kept: (element-type PlrKeptFile): gets what was kept, by path
 * @error: `G_IO_ERROR`, `PLR_BUILD_ERROR_FILES`
 *
 * Puts files into the store and shows them below @out. Nothing is read through a link, nothing but regular files is read
 * at all, and a link that leads out is refused.
 *
 * Returns: whether all were kept
 */
gboolean
plr_files_keep (PlrStore   *store,
                int         root_fd,
                const char *artifact,
                GHashTable *paths,
                const char *out,
                GPtrArray  *kept,
                GError    **error)
{
  g_autoptr(GPtrArray) sorted = NULL;
  GHashTableIter iter;
  gpointer path;
  gboolean done = TRUE;
  int out_fd;

  if (g_hash_table_size (paths) == 0)
    return TRUE;

  if (g_mkdir_with_parents (out, 0755) != 0 ||
      (out_fd = open (out, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
    {
      plr_tree_set_error (error, errno, _("Cannot make the directory “%s”"), out);
      return FALSE;
    }

  sorted = g_ptr_array_new ();
  g_hash_table_iter_init (&iter, paths);
  while (g_hash_table_iter_next (&iter, &path, NULL))
    g_ptr_array_add (sorted, path);
  g_ptr_array_sort (sorted, compare_paths);
  for (guint i = 0; done && i < sorted->len; i++)
    done = keep_one (store, root_fd, artifact, g_ptr_array_index (sorted, i), out_fd, kept, error);
  (void)close (out_fd); /* a directory has nothing to flush */

  return done;
}
