/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <git2.h>

#include "plr-repository.h"

G_BEGIN_DECLS

/* Checkouts and walks stop below this depth: each level holds a descriptor, and no real project comes near. */
#define PLR_SOURCE_MAX_DEPTH 200

G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_blob, git_blob_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_commit, git_commit_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_diff, git_diff_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_index, git_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_object, git_object_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_odb, git_odb_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_reference, git_reference_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_tree, git_tree_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (git_tree_entry, git_tree_entry_free)

void            plr_source_start_git       (void);
git_repository *plr_repository_get_git     (PlrRepository *self);
git_tree       *plr_repository_lookup_tree (PlrRepository *self,
                                            PlrCommit     *commit,
                                            GError       **error);
void            plr_source_set_git_error   (GError       **error,
                                            PlrSourceError code,
                                            const char    *format,
                                            const char    *name);

G_END_DECLS
