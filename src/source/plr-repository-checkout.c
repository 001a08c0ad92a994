/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-repository"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-file.h"
#include "plr-repository-eol-private.h"
#include "plr-repository-private.h"
#include "plr-utf8.h"

/* https://github.com/git-lfs/git-lfs, docs/spec.md: "The pointer file": below 1024 bytes, and this is its first line. */
#define LFS_FIRST_LINE "version https://git-lfs.github.com/spec/v1\n"
#define LFS_MAX_BYTES 1024

typedef struct
{
  git_repository *git;
  GCancellable   *cancellable;
  GPtrArray      *lacking;  /* of PlrChange */
  GString        *path;     /* of the entry at hand */
  struct timespec times[2]; /* of everything that is made */
  guint           depth;
  PlrEol         *eol;     /* or NULL */
  guint           n_eol;   /* directories from here up whose attributes say how lines end */
} Checkout;

static void
checkout_clear (Checkout *checkout)
{
  g_clear_pointer (&checkout->lacking, g_ptr_array_unref);
  g_clear_pointer (&checkout->eol, plr_eol_free);
  if (checkout->path != NULL)
    g_string_free (g_steal_pointer (&checkout->path), TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Checkout, checkout_clear)

static gboolean
checkout_tree (Checkout      *checkout,
               const git_oid *id,
               int            directory_fd,
               GError       **error);

static gboolean
set_write_error (Checkout *checkout,
                 int       saved_errno,
                 GError  **error)
{
  g_autofree char *shown = plr_utf8_escape (checkout->path->str, -1);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
               _("Cannot check out “%s”: %s"), shown, g_strerror (saved_errno));

  return FALSE;
}

static gboolean
set_unsafe_error (Checkout *checkout,
                  GError  **error)
{
  g_autofree char *shown = plr_utf8_escape (checkout->path->str, -1);

  g_set_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_UNSAFE,
               _("The commit has an entry “%s” that no honest repository has; it is not checked out"), shown);

  return FALSE;
}

static gboolean
set_read_error (Checkout *checkout,
                GError  **error)
{
  plr_source_set_git_error (error, PLR_SOURCE_ERROR_FAILED, _("Cannot read “%s” from the repository"), checkout->path->str);

  return FALSE;
}

/* Names that are no single entry of a directory, or that git itself would take for its own directory. */
static gboolean
name_is_safe (const char *name)
{
  return name[0] != '\0' && strchr (name, '/') == NULL &&
         !g_str_equal (name, ".") && !g_str_equal (name, "..") &&
         g_ascii_strcasecmp (name, ".git") != 0 && g_ascii_strcasecmp (name, "git~1") != 0;
}

static gboolean
write_all (int         fd,
           const char *data,
           gsize       size_bytes)
{
  while (size_bytes > 0)
    {
      gssize n = write (fd, data, size_bytes);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      size_bytes -= (gsize)n;
    }

  return TRUE;
}

static gboolean
checkout_file (Checkout   *checkout,
               git_blob   *blob,
               const char *name,
               mode_t      mode,
               int         directory_fd,
               GError    **error)
{
  const char *data = git_blob_rawcontent (blob);
  gsize size_bytes = (gsize)git_blob_rawsize (blob);
  GString *converted = NULL;
  g_autofree char *text = NULL;
  int fd;

  if (checkout->n_eol > 0 && checkout->eol != NULL &&
      (converted = plr_eol_convert (checkout->eol, checkout->path->str, data, size_bytes)) != NULL)
    {
      size_bytes = converted->len;
      data = text = g_string_free (converted, FALSE);
    }

  /* O_EXCL: nothing that is there already, a link above all, is ever written through. */
  fd = openat (directory_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  if (fd < 0)
    return set_write_error (checkout, errno, error);

  /* fchmod() because of the umask, which is not to make a difference to a build. */
  if (!write_all (fd, data, size_bytes) || fchmod (fd, mode) != 0 || futimens (fd, checkout->times) != 0)
    {
      int saved_errno = errno;

      (void)close (fd); /* the file is thrown away */
      return set_write_error (checkout, saved_errno, error);
    }
  if (close (fd) != 0)
    return set_write_error (checkout, errno, error);

  if (size_bytes < LFS_MAX_BYTES && size_bytes > strlen (LFS_FIRST_LINE) &&
      memcmp (data, LFS_FIRST_LINE, strlen (LFS_FIRST_LINE)) == 0)
    g_ptr_array_add (checkout->lacking, plr_change_new (checkout->path->str, PLR_CHANGE_KIND_LARGE_FILE));

  return TRUE;
}

static gboolean
checkout_link (Checkout   *checkout,
               git_blob   *blob,
               const char *name,
               int         directory_fd,
               GError    **error)
{
  gsize size_bytes = (gsize)git_blob_rawsize (blob);
  g_autofree char *target = NULL;

  if (size_bytes == 0 || size_bytes >= PATH_MAX || memchr (git_blob_rawcontent (blob), '\0', size_bytes) != NULL)
    return set_unsafe_error (checkout, error);

  target = g_strndup (git_blob_rawcontent (blob), size_bytes);
  if (symlinkat (target, directory_fd, name) != 0 ||
      utimensat (directory_fd, name, checkout->times, AT_SYMLINK_NOFOLLOW) != 0)
    return set_write_error (checkout, errno, error);

  return TRUE;
}

static gboolean
checkout_directory (Checkout      *checkout,
                    const git_oid *id,
                    const char    *name,
                    int            directory_fd,
                    GError       **error)
{
  gboolean done = TRUE;
  int fd;

  if (checkout->depth >= PLR_SOURCE_MAX_DEPTH)
    return set_unsafe_error (checkout, error);

  if (mkdirat (directory_fd, name, 0755) != 0 ||
      (fd = openat (directory_fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
    return set_write_error (checkout, errno, error);

  checkout->depth++;
  if (id != NULL)
    done = checkout_tree (checkout, id, fd, error);
  checkout->depth--;
  if (done && (fchmod (fd, 0755) != 0 || futimens (fd, checkout->times) != 0))
    done = set_write_error (checkout, errno, error);
  (void)close (fd); /* a directory has nothing to flush */

  return done;
}

static gboolean
checkout_entry (Checkout             *checkout,
                const git_tree_entry *entry,
                int                   directory_fd,
                GError              **error)
{
  git_filemode_t mode = git_tree_entry_filemode (entry);
  const char *name = git_tree_entry_name (entry);
  g_autoptr(git_blob) blob = NULL;

  if (!name_is_safe (name))
    return set_unsafe_error (checkout, error);

  if (mode == GIT_FILEMODE_TREE)
    return checkout_directory (checkout, git_tree_entry_id (entry), name, directory_fd, error);

  if (mode == GIT_FILEMODE_COMMIT)
    {
      g_ptr_array_add (checkout->lacking, plr_change_new (checkout->path->str, PLR_CHANGE_KIND_SUBMODULE));
      return checkout_directory (checkout, NULL, name, directory_fd, error);
    }

  if (git_blob_lookup (&blob, checkout->git, git_tree_entry_id (entry)) != 0)
    return set_read_error (checkout, error);

  if (mode == GIT_FILEMODE_LINK)
    return checkout_link (checkout, blob, name, directory_fd, error);

  /* git_tree_entry_filemode() leaves nothing of a mode but these two, so no setuid bit gets here. */
  return checkout_file (checkout, blob, name, mode == GIT_FILEMODE_BLOB_EXECUTABLE ? 0755 : 0644, directory_fd, error);
}

static gboolean
checkout_tree (Checkout      *checkout,
               const git_oid *id,
               int            directory_fd,
               GError       **error)
{
  g_autoptr(git_tree) tree = NULL;
  gsize length = checkout->path->len;
  gboolean has_eol;

  if (git_tree_lookup (&tree, checkout->git, id) != 0)
    return set_read_error (checkout, error);

  has_eol = plr_eol_matters (checkout->git, tree);
  checkout->n_eol += has_eol ? 1 : 0;

  for (gsize i = 0; i < git_tree_entrycount (tree); i++)
    {
      const git_tree_entry *entry = git_tree_entry_byindex (tree, i);

      if (g_cancellable_set_error_if_cancelled (checkout->cancellable, error))
        return FALSE;

      if (length > 0)
        g_string_append_c (checkout->path, '/');
      g_string_append (checkout->path, git_tree_entry_name (entry));
      if (!checkout_entry (checkout, entry, directory_fd, error))
        return FALSE;
      g_string_truncate (checkout->path, length);
    }
  checkout->n_eol -= has_eol ? 1 : 0;

  return TRUE;
}

static int
open_new_directory (const char *directory,
                    GError    **error)
{
  int fd = -1;

  /* Made by us and nobody else: what is in it later can only come from the commit. */
  if (mkdir (directory, 0755) != 0 ||
      (fd = open (directory, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) < 0)
    {
      int saved_errno = errno;
      g_autofree char *shown = plr_utf8_escape (directory, -1);

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno),
                   _("Cannot make the directory “%s”: %s"), shown, g_strerror (saved_errno));
    }

  return fd;
}

/**
 * plr_repository_checkout:
 * @self: a repository
 * @commit: one of its commits
 * @directory: (type filename): where to; it must not be there yet
 * @lacking: (out) (optional) (transfer full) (element-type PlrChange): submodules, which are left empty, and files that
 *   are in Git LFS, of which the pointer is there
 * @cancellable: (nullable): to give up
 * @error: `PLR_SOURCE_ERROR`, `G_IO_ERROR`
 *
 * Writes the files of a commit, without a `.git`. Lines end as the attributes in the commit say (`eol=crlf`), and otherwise
 * as git stores them; no filter is run and no setting of a person matters: what is there depends on the commit alone. Files have the mode 0644 or 0755 whatever the umask, and everything has the time
 * of the commit. Links are made as they are; nothing is ever written through one.
 *
 * Returns: whether all of it is there; otherwise nothing is kept
 */
gboolean
plr_repository_checkout (PlrRepository *self,
                         PlrCommit     *commit,
                         const char    *directory,
                         GPtrArray    **lacking,
                         GCancellable  *cancellable,
                         GError       **error)
{
  g_auto(Checkout) checkout = { NULL };
  gboolean done;
  git_oid id;
  int fd;

  g_return_val_if_fail (PLR_IS_REPOSITORY (self), FALSE);
  g_return_val_if_fail (commit != NULL && directory != NULL, FALSE);
  g_return_val_if_fail (!cancellable || G_IS_CANCELLABLE (cancellable), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  checkout.git = plr_repository_get_git (self);
  checkout.cancellable = cancellable;
  checkout.eol = plr_eol_new (checkout.git, commit->id);
  checkout.lacking = g_ptr_array_new_with_free_func ((GDestroyNotify)plr_change_free);
  checkout.path = g_string_new (NULL);
  checkout.times[0].tv_sec = checkout.times[1].tv_sec = commit->time_us / G_USEC_PER_SEC;

  if (git_oid_fromstr (&id, commit->tree_id) != 0)
    return set_read_error (&checkout, error);
  if ((fd = open_new_directory (directory, error)) < 0)
    return FALSE;

  done = checkout_tree (&checkout, &id, fd, error);
  if (done && (fchmod (fd, 0755) != 0 || futimens (fd, checkout.times) != 0))
    done = set_write_error (&checkout, errno, error);
  (void)close (fd); /* a directory has nothing to flush */

  if (!done)
    (void)plr_file_remove_tree (directory, NULL); /* the first error is the one to tell */
  else if (lacking != NULL)
    *lacking = g_steal_pointer (&checkout.lacking);

  return done;
}
