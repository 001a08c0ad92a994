/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PlrCommit:
 * @id: 40 hexadecimal digits
 * @short_id: the first 7 of them
 * @tree_id: of its tree: two commits with the same one have the same files
 * @subject: the first line of its message, valid UTF-8
 * @author: who wrote it, valid UTF-8
 * @branch: (nullable): the branch that it was found by, or `NULL` if the head was detached
 * @time_us: when it was committed, in microseconds since 1970
 *
 * A commit of a repository. It never changes, and may be used from any thread.
 */
typedef struct
{
  char  *id;
  char  *short_id;
  char  *tree_id;
  char  *subject;
  char  *author;
  char  *branch;
  gint64 time_us;
} PlrCommit;

#define PLR_TYPE_COMMIT (plr_commit_get_type ())

GType      plr_commit_get_type (void);
PlrCommit *plr_commit_ref      (PlrCommit *self);
void       plr_commit_unref    (PlrCommit *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrCommit, plr_commit_unref)

G_END_DECLS
