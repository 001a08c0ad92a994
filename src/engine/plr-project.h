/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-document.h"

G_BEGIN_DECLS

/**
 * PlrProject:
 *
 * A git repository that is open, and the definitions in it.
 *
 * Properties, read-only, each with a getter of the same name:
 *
 * - `work-dir`: (type filename) absolute
 * - `name`: what it is called
 * - `branch`: or `NULL` if the head is detached
 * - `commit-id`: of HEAD, or `NULL` before the first commit
 * - `commit-subject`: its first line, or `NULL`
 * - `n-changes`: how many files are uncommitted or untracked, which a run does not see
 * - `definitions`: GListModel of PlrDefinition
 */
#define PLR_TYPE_PROJECT (plr_project_get_type ())

G_DECLARE_FINAL_TYPE (PlrProject, plr_project, PLR, PROJECT, GObject)

const char  *plr_project_get_work_dir         (PlrProject *self);
const char  *plr_project_get_name             (PlrProject *self);
const char  *plr_project_get_branch           (PlrProject *self);
const char  *plr_project_get_commit_id        (PlrProject *self);
const char  *plr_project_get_commit_subject   (PlrProject *self);
guint        plr_project_get_n_changes        (PlrProject *self);
GListModel  *plr_project_get_definitions      (PlrProject *self);
void         plr_project_refresh_async        (PlrProject         *self,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
gboolean     plr_project_refresh_finish       (PlrProject   *self,
                                               GAsyncResult *result,
                                               GError      **error);
void         plr_project_open_document_async  (PlrProject         *self,
                                               const char         *path,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
PlrDocument *plr_project_open_document_finish (PlrProject   *self,
                                               GAsyncResult *result,
                                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
