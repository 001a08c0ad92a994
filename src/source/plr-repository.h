/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-change.h"
#include "plr-commit.h"

G_BEGIN_DECLS

/**
 * PlrSourceError:
 * @PLR_SOURCE_ERROR_FAILED: the repository cannot be read; the message says what git's data lack
 * @PLR_SOURCE_ERROR_NOT_REPOSITORY: there is no repository, or one without a work tree
 * @PLR_SOURCE_ERROR_NOT_OWNED: it belongs to another user, who could have planted something in it
 * @PLR_SOURCE_ERROR_NO_COMMIT: nothing has been committed yet
 * @PLR_SOURCE_ERROR_NO_REVISION: no commit of that name
 * @PLR_SOURCE_ERROR_NO_FILE: the commit does not have that file, or has no regular file there
 * @PLR_SOURCE_ERROR_UNSAFE: the commit has a name that would lead out of the checkout
 *
 * What can be wrong with a repository.
 */
typedef enum
{
  PLR_SOURCE_ERROR_FAILED,
  PLR_SOURCE_ERROR_NOT_REPOSITORY,
  PLR_SOURCE_ERROR_NOT_OWNED,
  PLR_SOURCE_ERROR_NO_COMMIT,
  PLR_SOURCE_ERROR_NO_REVISION,
  PLR_SOURCE_ERROR_NO_FILE,
  PLR_SOURCE_ERROR_UNSAFE,
} PlrSourceError;

#define PLR_SOURCE_ERROR (plr_source_error_quark ())

GQuark plr_source_error_quark (void);

/**
 * PlrPathFilter:
 * @path: (type filename): relative to the work tree
 * @user_data: what the caller gave
 *
 * Returns: whether the caller wants that path
 */
typedef gboolean (*PlrPathFilter) (const char *path,
                                   gpointer    user_data);

/**
 * PlrRepository:
 *
 * A git repository with a work tree, read through libgit2: nothing that the repository configures (hooks, filters,
 * fsmonitor, commands) is ever run, and nothing in it is changed.
 *
 * All calls block on the disk. An object may be used by one thread at a time; to work in two, open it twice.
 */
#define PLR_TYPE_REPOSITORY (plr_repository_get_type ())

G_DECLARE_FINAL_TYPE (PlrRepository, plr_repository, PLR, REPOSITORY, GObject)

PlrRepository *plr_repository_open         (const char    *path,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;
PlrRepository *plr_repository_create       (const char *directory,
                                            const char *message,
                                            GError    **error) G_GNUC_WARN_UNUSED_RESULT;
const char    *plr_repository_get_work_dir (PlrRepository *self);
const char    *plr_repository_get_name     (PlrRepository *self);
char          *plr_repository_dup_default_branch (PlrRepository *self) G_GNUC_WARN_UNUSED_RESULT;
PlrCommit     *plr_repository_resolve      (PlrRepository *self,
                                            const char    *revision,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray     *plr_repository_list_files   (PlrRepository *self,
                                            PlrCommit     *commit,
                                            PlrPathFilter  filter,
                                            gpointer       user_data,
                                            GCancellable  *cancellable,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;
char          *plr_repository_read_file    (PlrRepository *self,
                                            PlrCommit     *commit,
                                            const char    *path,
                                            gsize          max_bytes,
                                            gsize         *size_bytes,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray     *plr_repository_list_changes (PlrRepository *self,
                                            guint          max_changes,
                                            guint         *n_changes,
                                            guint         *n_ignored,
                                            GCancellable  *cancellable,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray     *plr_repository_find_changes (PlrRepository *self,
                                            PlrPathFilter  filter,
                                            gpointer       user_data,
                                            GCancellable  *cancellable,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean       plr_repository_checkout     (PlrRepository *self,
                                            PlrCommit     *commit,
                                            const char    *directory,
                                            GPtrArray    **lacking,
                                            GCancellable  *cancellable,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
