/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-store"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <openssl/evp.h>

#include "plr-store.h"
#include "plr-tree-private.h"

/* How old a temporary file of a process that is gone must be before it is removed. */
#define MIN_TEMPORARY_S 60

#define BUFFER_BYTES (256 * 1024)

struct _PlrStore
{
  int      fd;
  EVP_MD  *sha256; /* fetched once: a look-up by name costs more than the digest of a small file */
  char    *directory;
  guint    n_temporary; /* atomic */
  gboolean is_dirty; /* atomic */
};

static void
plr_store_clear (gpointer data)
{
  PlrStore *self = data;

  if (self->fd >= 0)
    (void)close (self->fd); /* a directory has nothing to flush */
  g_clear_pointer (&self->sha256, EVP_MD_free);
  g_clear_pointer (&self->directory, g_free);
}

/* Files that a process was putting in when it ended. Its number may be in use again by now, hence the age. */
static void
remove_temporaries (const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      struct stat info;
      int pid = 0;

      if (sscanf (name, "tmp-%d-", &pid) == 1 && pid > 0 && kill (pid, 0) != 0 && errno == ESRCH &&
          lstat (path, &info) == 0 && info.st_ctime + MIN_TEMPORARY_S < time (NULL))
        (void)unlink (path);
    }
}

/**
 * plr_store_open:
 * @directory: (type filename): of the store; made if it is not there
 * @error: `G_IO_ERROR`
 *
 * Returns: (transfer full) (nullable): the store
 */
PlrStore *
plr_store_open (const char *directory,
                GError    **error)
{
  g_autoptr(PlrStore) self = NULL;

  g_return_val_if_fail (directory != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  self = g_atomic_rc_box_new0 (PlrStore);
  self->directory = g_strdup (directory);
  self->sha256 = EVP_MD_fetch (NULL, "SHA256", NULL);
  if (g_mkdir_with_parents (directory, 0700) == 0)
    self->fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  else
    self->fd = -1;
  if (self->fd < 0 || self->sha256 == NULL)
    {
      plr_tree_set_error (error, self->fd < 0 ? errno : ENOTSUP, _("Cannot open the store “%s”"), directory);
      return NULL;
    }

  remove_temporaries (directory);

  return g_steal_pointer (&self);
}

/**
 * plr_store_ref:
 * @self: a store
 *
 * Returns: (transfer full): the same one
 */
PlrStore *
plr_store_ref (PlrStore *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
plr_store_unref (PlrStore *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, plr_store_clear);
}

static gboolean
finish_digest (EVP_MD_CTX *context,
               char        sha256[PLR_SHA256_CHARS])
{
  guint8 digest[EVP_MAX_MD_SIZE];
  guint length = 0;

  if (EVP_DigestFinal_ex (context, digest, &length) != 1)
    return FALSE;
  for (guint i = 0; i < length; i++)
    g_snprintf (sha256 + 2 * i, 3, "%02x", digest[i]);

  return TRUE;
}

/**
 * plr_sha256_data:
 * @data: (array length=size_bytes): anything
 * @size_bytes: how much of it
 * @sha256: (out caller-allocates): its digest in hexadecimal digits
 *
 * Returns: whether this machine can do that; it always can unless OpenSSL is configured not to
 */
gboolean
plr_sha256_data (const char *data,
                 gsize       size_bytes,
                 char        sha256[PLR_SHA256_CHARS])
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  gboolean done;

  done = EVP_DigestInit_ex (context, EVP_sha256 (), NULL) == 1 &&
         EVP_DigestUpdate (context, data, size_bytes) == 1 &&
         finish_digest (context, sha256);
  EVP_MD_CTX_free (context);

  return done;
}

static gboolean
digest_fd (PlrStore *self,
           int       fd,
           char      sha256[PLR_SHA256_CHARS])
{
  EVP_MD_CTX *context = EVP_MD_CTX_new ();
  g_autofree char *buffer = g_malloc (BUFFER_BYTES);
  gboolean done = EVP_DigestInit_ex (context, self->sha256, NULL) == 1;
  gssize n = 0;

  while (done && (n = read (fd, buffer, BUFFER_BYTES)) != 0)
    {
      if (n < 0 && errno == EINTR)
        continue;
      done = n > 0 && EVP_DigestUpdate (context, buffer, (gsize)n) == 1;
    }
  done = done && finish_digest (context, sha256);
  EVP_MD_CTX_free (context);

  return done;
}

/* "ab/cdef…" and ".x" where it can be executed: links share the mode of the file, so each mode is a file of its own. */
static void
object_name (const char *sha256,
             gboolean    executable,
             char        name[PLR_SHA256_CHARS + 4])
{
  g_snprintf (name, PLR_SHA256_CHARS + 4, "%.2s/%s%s", sha256, sha256 + 2, executable ? ".x" : "");
}

static gboolean
set_store_error (PlrStore *self,
                 int       saved_errno,
                 GError  **error)
{
  plr_tree_set_error (error, saved_errno, _("Cannot write to the store “%s”"), self->directory);

  return FALSE;
}

/* Nobody writes to the file any more: its processes are gone, and its workspace goes next. So its inode can become the
 * object, and nothing is copied. Another file system, or a file that has other names, is copied. */
static gboolean
take_inode (PlrStore          *self,
            int                fd,
            const struct stat *info,
            const char        *name)
{
  g_autofree char *self_path = g_strdup_printf ("/proc/self/fd/%d", fd);

  if (info->st_nlink != 1 || linkat (AT_FDCWD, self_path, self->fd, name, AT_SYMLINK_FOLLOW) != 0)
    return FALSE;
  if (info->st_uid == geteuid () || fchown (fd, geteuid (), getegid ()) == 0)
    return TRUE;

  (void)unlinkat (self->fd, name, 0);

  return FALSE;
}

static gboolean
copy_data (PlrStore   *self,
           int         fd,
           const char *name,
           mode_t      mode)
{
  int target = openat (self->fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  gboolean done = target >= 0 && lseek (fd, 0, SEEK_SET) == 0 && plr_tree_copy_data (fd, target);
  int saved_errno = errno;

  if (target >= 0 && close (target) != 0)
    done = FALSE;
  if (!done && target >= 0)
    (void)unlinkat (self->fd, name, 0);
  errno = saved_errno;

  return done;
}

/* Another thread or process may have put the same content there meanwhile: then that one stays. */
static gboolean
put_in_place (PlrStore   *self,
              const char *temporary,
              const char *name)
{
  char directory[3] = { name[0], name[1], '\0' };

  (void)mkdirat (self->fd, directory, 0700); /* renameat() tells if it is not there */
  if (renameat (self->fd, temporary, self->fd, name) == 0)
    return TRUE;
  (void)unlinkat (self->fd, temporary, 0);

  return FALSE;
}

/**
 * plr_store_take_file:
 * @self: a store
 * @fd: a regular file at its start, in a workspace that nobody uses any more
 * @sha256: (out caller-allocates): the digest of its content
 * @error: `G_IO_ERROR`
 *
 * Puts the content of a file into the store, unless it is there. The file itself may become the object: it belongs to the
 * store from then on, and nothing but removing it is left to the caller.
 *
 * What was taken survives a power cut after plr_store_sync().
 *
 * Returns: whether it is there
 */
gboolean
plr_store_take_file (PlrStore *self,
                     int       fd,
                     char      sha256[PLR_SHA256_CHARS],
                     GError  **error)
{
  g_autofree char *temporary = NULL;
  char name[PLR_SHA256_CHARS + 4];
  gboolean executable;
  struct stat info;

  g_return_val_if_fail (self != NULL && fd >= 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if (fstat (fd, &info) != 0 || !digest_fd (self, fd, sha256))
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("Cannot read it: %s"), g_strerror (errno));
      return FALSE;
    }

  executable = (info.st_mode & 0111) != 0;
  object_name (sha256, executable, name);
  if (faccessat (self->fd, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
    return TRUE;

  /* No two processes have the same id, no two threads the same number. */
  temporary = g_strdup_printf ("tmp-%d-%u", getpid (), g_atomic_int_add (&self->n_temporary, 1));
  if (!take_inode (self, fd, &info, temporary) && !copy_data (self, fd, temporary, 0600))
    return set_store_error (self, errno, error);
  if (fchmodat (self->fd, temporary, executable ? 0555 : 0444, 0) != 0 || !put_in_place (self, temporary, name))
    return set_store_error (self, errno, error);
  g_atomic_int_set (&self->is_dirty, TRUE);

  return TRUE;
}

/**
 * plr_store_link:
 * @self: a store
 * @sha256: of an object
 * @executable: whether it is one that can be executed
 * @directory_fd: where to
 * @name: (type filename): what it is to be called there; it must not be there yet
 * @error: `G_IO_ERROR`
 *
 * Shows an object under a name: a link to it, which nobody has the right to write to, or a copy on another file system.
 *
 * Returns: whether it is there
 */
gboolean
plr_store_link (PlrStore   *self,
                const char *sha256,
                gboolean    executable,
                int         directory_fd,
                const char *name,
                GError    **error)
{
  char object[PLR_SHA256_CHARS + 4];

  g_return_val_if_fail (self != NULL && sha256 != NULL && name != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  object_name (sha256, executable, object);
  if (linkat (self->fd, object, directory_fd, name, 0) == 0)
    return TRUE;
  if (errno == EXDEV || errno == EMLINK || errno == EPERM || errno == EOPNOTSUPP)
    return plr_store_copy (self, sha256, executable, directory_fd, name, -1, error);
  plr_tree_set_error (error, errno, _("Cannot make “%s”"), name);

  return FALSE;
}

/**
 * plr_store_copy:
 * @self: a store
 * @sha256: of an object
 * @executable: whether it is one that can be executed
 * @directory_fd: where to
 * @name: (type filename): what it is to be called there; what has that name is replaced
 * @time_us: the time that it is to have, in microseconds since 1970, or -1
 * @error: `G_IO_ERROR`
 *
 * Gives out a copy that its user may change, with mode 0644 or 0755.
 *
 * Returns: whether it is there
 */
gboolean
plr_store_copy (PlrStore   *self,
                const char *sha256,
                gboolean    executable,
                int         directory_fd,
                const char *name,
                gint64      time_us,
                GError    **error)
{
  const struct timespec stamp = { time_us / G_USEC_PER_SEC, time_us % G_USEC_PER_SEC * 1000 };
  const struct timespec times[2] = { stamp, stamp };
  char object[PLR_SHA256_CHARS + 4];
  mode_t mode = executable ? 0755 : 0644;
  gboolean done;
  int saved_errno;
  int source;
  int target;

  g_return_val_if_fail (self != NULL && sha256 != NULL && name != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  object_name (sha256, executable, object);
  (void)unlinkat (directory_fd, name, 0); /* openat() tells if it is still there */
  source = openat (self->fd, object, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  target = source < 0 ? -1 : openat (directory_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
  done = target >= 0 && plr_tree_copy_data (source, target) && fchmod (target, mode) == 0 &&
         (time_us < 0 || futimens (target, times) == 0);
  saved_errno = errno;
  if (source >= 0)
    (void)close (source); /* nothing was written */
  if (target >= 0 && close (target) != 0 && done)
    {
      saved_errno = errno;
      done = FALSE;
    }
  if (!done)
    plr_tree_set_error (error, saved_errno, _("Cannot make “%s”"), name);

  return done;
}

/**
 * plr_store_sync:
 * @self: a store
 *
 * Returns when everything that was taken is on the disk. Does nothing if nothing was.
 */
void
plr_store_sync (PlrStore *self)
{
  g_return_if_fail (self != NULL);

  /* One call for all objects of a run: an fsync(2) for each costs as much as writing the file. */
  if (g_atomic_int_compare_and_exchange (&self->is_dirty, TRUE, FALSE))
    (void)syncfs (self->fd); /* objects are verified by their digest when they are read */
}
