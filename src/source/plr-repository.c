/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-repository"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-repository-private.h"
#include "plr-utf8.h"

/* Longer than any name of a revision that a person writes; libgit2 parses them recursively. */
#define MAX_REVISION_BYTES 1024

struct _PlrRepository
{
  GObject         parent_instance;

  git_repository *git;
  char           *work_dir; /* without a slash at its end */
  char           *name;
};

G_DEFINE_FINAL_TYPE (PlrRepository, plr_repository, G_TYPE_OBJECT)

G_DEFINE_QUARK (plr-source-error-quark, plr_source_error)

/**
 * plr_source_set_git_error:
 * @error: gets a `PLR_SOURCE_ERROR`
 * @code: its code
 * @format: with one %s, for @name
 * @name: (type filename): what it is about
 *
 * Says what failed, and after it what libgit2 said last.
 */
void
plr_source_set_git_error (GError       **error,
                          PlrSourceError code,
                          const char    *format,
                          const char    *name)
{
  const git_error *last = git_error_last ();
  g_autofree char *shown = plr_utf8_escape (name, -1);
  g_autofree char *said = plr_utf8_escape (last != NULL ? last->message : _("no reason given"), -1);
  g_autofree char *what = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  what = g_strdup_printf (format, shown);
#pragma GCC diagnostic pop
  g_set_error (error, PLR_SOURCE_ERROR, code, "%s: %s", what, said);
}

static void
plr_repository_finalize (GObject *object)
{
  PlrRepository *self = PLR_REPOSITORY (object);

  g_clear_pointer (&self->git, git_repository_free);
  g_clear_pointer (&self->work_dir, g_free);
  g_clear_pointer (&self->name, g_free);

  G_OBJECT_CLASS (plr_repository_parent_class)->finalize (object);
}

static void
plr_repository_class_init (PlrRepositoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_repository_finalize;
}

/* Once for the process, and never shut down: a shutdown while another thread has an error of libgit2's on record loses
 * the memory of it (1.5.1), and each start reads the configuration of OpenSSL again. */
void
plr_source_start_git (void)
{
  static gsize started = 0;

  if (g_once_init_enter (&started))
    {
      (void)git_libgit2_init (); /* a failure shows in the first call that follows */
      g_once_init_leave (&started, 1);
    }
}

static void
plr_repository_init (PlrRepository *self)
{
  plr_source_start_git ();
}

/* The work tree above @path whose repository libgit2 finds and does not open, or NULL. */
static char *
find_refused (const char *path)
{
  git_buf found = GIT_BUF_INIT;
  g_autofree char *git_dir = NULL;

  if (git_repository_discover (&found, path, 0, NULL) == 0)
    git_dir = g_strdup (found.ptr);
  git_buf_dispose (&found);
  if (git_dir == NULL)
    return NULL;
  if (g_str_has_suffix (git_dir, "/.git/"))
    git_dir[strlen (git_dir) - strlen ("/.git/")] = '\0';

  return plr_utf8_escape (git_dir, -1);
}

static void
set_open_error (GError    **error,
                int         result,
                const char *path)
{
  g_autofree char *refused = find_refused (path);
  g_autofree char *quoted = refused != NULL ? g_shell_quote (refused) : NULL;
  g_autofree char *shown = plr_utf8_escape (path, -1);

  /* libgit2 1.5.1 says "not found" in place of GIT_EOWNER where no configuration has a safe.directory. */
  if (refused != NULL && (result == GIT_EOWNER || result == GIT_ENOTFOUND))
    g_set_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NOT_OWNED,
                 _("The repository “%s” belongs to another user, who could have planted something in it: if that user "
                   "is to be trusted, name it in git’s “safe.directory”: git config --global --add safe.directory %s"),
                 refused, quoted);
  else if (result == GIT_ENOTFOUND)
    g_set_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NOT_REPOSITORY,
                 _("“%s” is not in a git repository: open a folder that is, or make it one with “git init”"), shown);
  else
    plr_source_set_git_error (error, PLR_SOURCE_ERROR_FAILED, _("Cannot open the repository “%s”"), path);
}

/**
 * plr_repository_open:
 * @path: (type filename): a file or a directory inside a work tree
 * @error: `PLR_SOURCE_ERROR`, or `G_IO_ERROR` if @path is not there
 *
 * Opens the repository that @path is in, looking upward from it.
 *
 * Returns: (transfer full) (nullable): the repository
 */
PlrRepository *
plr_repository_open (const char *path,
                     GError    **error)
{
  g_autoptr(PlrRepository) self = NULL;
  g_autoptr(git_odb) database = NULL;
  g_autofree char *start = NULL;
  g_autofree char *basename = NULL;
  const char *work_dir;
  gsize length;
  int result;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_autofree char *shown = plr_utf8_escape (path, -1);

      g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, _("“%s” does not exist"), shown);
      return NULL;
    }

  self = g_object_new (PLR_TYPE_REPOSITORY, NULL);
  start = g_file_test (path, G_FILE_TEST_IS_DIR) ? g_strdup (path) : g_path_get_dirname (path);
  if ((result = git_repository_open_ext (&self->git, start, 0, NULL)) != 0)
    {
      set_open_error (error, result, start);
      return NULL;
    }

  if ((work_dir = git_repository_workdir (self->git)) == NULL)
    {
      g_autofree char *shown = plr_utf8_escape (start, -1);

      g_set_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NOT_REPOSITORY,
                   _("The repository “%s” is bare, it has no files to work on: clone it, and open the clone"), shown);
      return NULL;
    }

  /* Loaded now: libgit2 1.5.1 loses the memory of a database that it finds gone when it first reads from it. */
  if (git_repository_odb (&database, self->git) != 0)
    {
      plr_source_set_git_error (error, PLR_SOURCE_ERROR_FAILED, _("Cannot open the repository “%s”"), start);
      return NULL;
    }

  length = strlen (work_dir);
  while (length > 1 && work_dir[length - 1] == '/')
    length--;
  self->work_dir = g_strndup (work_dir, length);
  basename = g_path_get_basename (self->work_dir);
  self->name = plr_utf8_make_valid (basename, -1);

  return g_steal_pointer (&self);
}

git_repository *
plr_repository_get_git (PlrRepository *self)
{
  g_assert (PLR_IS_REPOSITORY (self));

  return self->git;
}

/**
 * plr_repository_get_work_dir:
 * @self: a repository
 *
 * Returns: (type filename): the root of its work tree, absolute
 */
const char *
plr_repository_get_work_dir (PlrRepository *self)
{
  g_return_val_if_fail (PLR_IS_REPOSITORY (self), NULL);

  return self->work_dir;
}

/**
 * plr_repository_get_name:
 * @self: a repository
 *
 * Returns: the name of that directory, valid UTF-8
 */
const char *
plr_repository_get_name (PlrRepository *self)
{
  g_return_val_if_fail (PLR_IS_REPOSITORY (self), NULL);

  return self->name;
}

/**
 * plr_repository_dup_default_branch:
 * @self: a repository
 *
 * The branch that the server has as its own, as far as a clone of it knows: `refs/remotes/origin/HEAD` (git-clone(1)).
 *
 * Returns: (transfer full) (nullable): its name, valid UTF-8, or `NULL` if that is not known
 */
char *
plr_repository_dup_default_branch (PlrRepository *self)
{
  static const char prefix[] = "refs/remotes/origin/";
  g_autoptr(git_reference) head = NULL;
  const char *target = NULL;

  g_return_val_if_fail (PLR_IS_REPOSITORY (self), NULL);

  if (git_reference_lookup (&head, self->git, "refs/remotes/origin/HEAD") == 0)
    target = git_reference_symbolic_target (head);
  if (target == NULL || !g_str_has_prefix (target, prefix) || !g_utf8_validate (target, -1, NULL))
    return NULL;

  return g_strdup (target + strlen (prefix));
}

/* Commits carry the encoding of their message; one that iconv does not know is shown as well as possible. */
static char *
decode (const char *text,
        const char *encoding)
{
  g_autofree char *converted = NULL;

  if (text != NULL && encoding != NULL && !g_utf8_validate (text, -1, NULL))
    converted = g_convert (text, -1, "UTF-8", encoding, NULL, NULL, NULL);

  return plr_utf8_make_valid (converted != NULL ? converted : text, -1);
}

static PlrCommit *
commit_new (git_commit *git,
            const char *branch)
{
  PlrCommit *commit = g_atomic_rc_box_new0 (PlrCommit);
  const git_signature *author = git_commit_author (git);
  const char *encoding = git_commit_message_encoding (git);
  char hex[GIT_OID_HEXSZ + 1];

  commit->id = g_strdup (git_oid_tostr (hex, sizeof hex, git_commit_id (git)));
  commit->short_id = g_strndup (hex, 7);
  commit->tree_id = g_strdup (git_oid_tostr (hex, sizeof hex, git_commit_tree_id (git)));
  commit->subject = decode (git_commit_summary (git), encoding);
  commit->author = decode (author != NULL ? author->name : NULL, encoding);
  commit->branch = branch != NULL ? plr_utf8_make_valid (branch, -1) : NULL;
  commit->time_us = (gint64)git_commit_time (git) * G_USEC_PER_SEC;

  return commit;
}

/* libgit2 runs the regular expressions of `:/` and `^{/` over the whole history, and a hostile one never ends. */
static gboolean
revision_is_sane (const char *revision)
{
  return revision[0] != '\0' && revision[0] != ':' && strlen (revision) <= MAX_REVISION_BYTES &&
         strstr (revision, "{/") == NULL && g_utf8_validate (revision, -1, NULL);
}

/**
 * plr_repository_resolve:
 * @self: a repository
 * @revision: (nullable): a commit, branch, tag or `HEAD~2`; `NULL` for `HEAD`
 * @error: `PLR_SOURCE_ERROR`
 *
 * Finds a commit.
 *
 * Returns: (transfer full) (nullable): the commit
 */
PlrCommit *
plr_repository_resolve (PlrRepository *self,
                        const char    *revision,
                        GError       **error)
{
  const char *name = revision != NULL ? revision : "HEAD";
  g_autoptr(git_object) object = NULL;
  g_autoptr(git_object) commit = NULL;
  g_autoptr(git_reference) found = NULL;
  g_autoptr(git_reference) reference = NULL;

  g_return_val_if_fail (PLR_IS_REPOSITORY (self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (git_repository_head_unborn (self->git) == 1 && (g_str_has_prefix (name, "HEAD") || g_str_equal (name, "@")))
    {
      g_set_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_COMMIT,
                   _("The repository “%s” has no commit yet, and runs start from a commit: "
                     "add the files and commit them first"), self->name);
      return NULL;
    }

  if (!revision_is_sane (name))
    {
      g_autofree char *cut = g_strndup (name, 80);
      g_autofree char *shown = plr_utf8_escape (cut, -1);

      g_set_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_REVISION,
                   _("“%s” cannot name a commit here: give a branch, a tag or a commit id"), shown);
      return NULL;
    }

  if (git_revparse_ext (&object, &found, self->git, name) != 0 ||
      git_object_peel (&commit, object, GIT_OBJECT_COMMIT) != 0)
    {
      plr_source_set_git_error (error, PLR_SOURCE_ERROR_NO_REVISION, _("“%s” is no commit of this repository"), name);
      return NULL;
    }

  if (found != NULL && git_reference_resolve (&reference, found) != 0)
    reference = NULL;

  return commit_new ((git_commit *)commit,
                     reference != NULL && git_reference_is_branch (reference) ? git_reference_shorthand (reference) : NULL);
}

/**
 * plr_repository_lookup_tree:
 * @self: a repository
 * @commit: one of its commits
 * @error: `PLR_SOURCE_ERROR`
 *
 * Returns: (transfer full) (nullable): the tree of that commit
 */
git_tree *
plr_repository_lookup_tree (PlrRepository *self,
                            PlrCommit     *commit,
                            GError       **error)
{
  git_tree *tree = NULL;
  git_oid id;

  if (git_oid_fromstr (&id, commit->tree_id) != 0 || git_tree_lookup (&tree, self->git, &id) != 0)
    {
      plr_source_set_git_error (error, PLR_SOURCE_ERROR_FAILED, _("Cannot read the files of commit %s"), commit->short_id);
      return NULL;
    }

  return tree;
}

static void
set_no_file_error (GError    **error,
                   PlrCommit  *commit,
                   const char *path,
                   gboolean    is_there)
{
  g_autofree char *shown = plr_utf8_escape (path, -1);

  if (is_there)
    g_set_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_FILE,
                 _("“%s” is not a regular file in commit %s, and links are not followed: name the file that is meant"), shown, commit->short_id);
  else
    g_set_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_FILE,
                 _("“%s” is not in commit %s: add it to git and commit it"), shown, commit->short_id);
}

/**
 * plr_repository_read_file:
 * @self: a repository
 * @commit: one of its commits
 * @path: (type filename): relative to its root
 * @max_bytes: the largest file that is accepted
 * @size_bytes: (out) (optional): how long the content is, without the NUL behind it
 * @error: `PLR_SOURCE_ERROR`
 *
 * Reads a file as it is in a commit, whatever the work tree has.
 *
 * Returns: (transfer full) (nullable): the content with a NUL behind it
 */
char *
plr_repository_read_file (PlrRepository *self,
                          PlrCommit     *commit,
                          const char    *path,
                          gsize          max_bytes,
                          gsize         *size_bytes,
                          GError       **error)
{
  g_autoptr(git_tree) tree = NULL;
  g_autoptr(git_tree_entry) entry = NULL;
  g_autoptr(git_blob) blob = NULL;
  g_autofree char *data = NULL;
  git_filemode_t mode;
  gsize length;

  g_return_val_if_fail (PLR_IS_REPOSITORY (self), NULL);
  g_return_val_if_fail (commit != NULL && path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if ((tree = plr_repository_lookup_tree (self, commit, error)) == NULL)
    return NULL;

  if (git_tree_entry_bypath (&entry, tree, path) != 0)
    {
      set_no_file_error (error, commit, path, FALSE);
      return NULL;
    }

  mode = git_tree_entry_filemode (entry);
  if (mode != GIT_FILEMODE_BLOB && mode != GIT_FILEMODE_BLOB_EXECUTABLE)
    {
      set_no_file_error (error, commit, path, TRUE);
      return NULL;
    }

  if (git_blob_lookup (&blob, self->git, git_tree_entry_id (entry)) != 0)
    {
      plr_source_set_git_error (error, PLR_SOURCE_ERROR_FAILED, _("Cannot read “%s”"), path);
      return NULL;
    }

  length = (gsize)git_blob_rawsize (blob);
  if (length > max_bytes)
    {
      g_autofree char *shown = plr_utf8_escape (path, -1);
      g_autofree char *size = g_format_size_full (length, G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *limit = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_FAILED,
                   _("“%s” is too large: it has %s, and at most %s are read"), shown, size, limit);
      return NULL;
    }

  data = g_malloc (length + 1);
  memcpy (data, git_blob_rawcontent (blob), length);
  data[length] = '\0';
  if (size_bytes != NULL)
    *size_bytes = length;

  return g_steal_pointer (&data);
}
