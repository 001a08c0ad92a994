/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-repository"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-repository-private.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_repository, git_repository_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_signature, git_signature_free)

static int
sign (git_repository *git,
      git_signature **signature)
{
  /* A person who has not told git a name yet gets the first commit all the same. */
  if (git_signature_default (signature, git) == 0)
    return 0;

  return git_signature_now (signature, g_get_real_name (), "nobody@localhost");
}

static int
commit_all (git_repository *git,
            const char     *message)
{
  g_autoptr(git_index) index = NULL;
  g_autoptr(git_tree) tree = NULL;
  g_autoptr(git_signature) signature = NULL;
  git_oid id;

  if (git_repository_index (&index, git) != 0 ||
      git_index_add_all (index, NULL, GIT_INDEX_ADD_DEFAULT, NULL, NULL) != 0 ||
      git_index_write (index) != 0 ||
      git_index_write_tree (&id, index) != 0 ||
      git_tree_lookup (&tree, git, &id) != 0 ||
      sign (git, &signature) != 0)
    return -1;

  return git_commit_create_v (&id, git, "HEAD", signature, signature, NULL, message, tree, 0);
}

/**
 * plr_repository_create:
 * @directory: (type filename): with the files of the first commit, and in no repository yet
 * @message: of the first commit
 * @error: `PLR_SOURCE_ERROR`
 *
 * Makes a directory a repository, with a branch `main` and all its files in one commit by the person that git knows.
 *
 * Returns: (transfer full) (nullable): the repository
 */
PlrRepository *
plr_repository_create (const char *directory,
                       const char *message,
                       GError    **error)
{
  git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
  g_autoptr(git_repository) git = NULL;
  gboolean done;

  g_return_val_if_fail (directory != NULL && message != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  plr_source_start_git ();
  options.flags = GIT_REPOSITORY_INIT_NO_REINIT | GIT_REPOSITORY_INIT_MKPATH;
  options.initial_head = "main";
  done = git_repository_init_ext (&git, directory, &options) == 0 && commit_all (git, message) == 0;
  if (!done)
    plr_source_set_git_error (error, PLR_SOURCE_ERROR_FAILED, _("Cannot make a repository of “%s”"), directory);
  g_clear_pointer (&git, git_repository_free);

  return done ? plr_repository_open (directory, error) : NULL;
}
