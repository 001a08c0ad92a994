/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-document.h"

G_BEGIN_DECLS

/* PlrProject: a git repository that is open. Properties: work-dir, name, branch, commit-id, commit-subject (of HEAD, or
 * NULL before the first commit), n-changes (uncommitted and untracked files). */
#define PLR_TYPE_PROJECT (plr_project_get_type ())

G_DECLARE_FINAL_TYPE (PlrProject, plr_project, PLR, PROJECT, GObject)

const char  *plr_project_get_work_dir        (PlrProject         *self);
const char  *plr_project_get_name            (PlrProject         *self);
const char  *plr_project_get_branch          (PlrProject         *self);
const char  *plr_project_get_commit_id       (PlrProject         *self);
const char  *plr_project_get_commit_subject  (PlrProject         *self);
guint        plr_project_get_n_changes       (PlrProject         *self);
GListModel  *plr_project_get_definitions     (PlrProject         *self);  /* of PlrDefinition: path (relative), dialect id, dialect name, editable, committed */
void         plr_project_refresh_async       (PlrProject         *self,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
gboolean     plr_project_refresh_finish      (PlrProject         *self,
                                              GAsyncResult       *result,
                                              GError            **error);
void         plr_project_open_document_async (PlrProject         *self,
                                              const char         *path,     /* relative; a file that is not there yet starts from the template of its dialect */
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
PlrDocument *plr_project_open_document_finish (PlrProject        *self,
                                               GAsyncResult      *result,
                                               GError           **error);

G_END_DECLS
