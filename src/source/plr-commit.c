/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-commit"

#include "config.h"

#include "plr-commit.h"

G_DEFINE_BOXED_TYPE (PlrCommit, plr_commit, plr_commit_ref, plr_commit_unref)

static void
plr_commit_clear (gpointer data)
{
  PlrCommit *self = data;

  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->short_id, g_free);
  g_clear_pointer (&self->tree_id, g_free);
  g_clear_pointer (&self->subject, g_free);
  g_clear_pointer (&self->author, g_free);
  g_clear_pointer (&self->branch, g_free);
}

/**
 * plr_commit_ref:
 * @self: a commit
 *
 * Returns: (transfer full): the same one
 */
PlrCommit *
plr_commit_ref (PlrCommit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
plr_commit_unref (PlrCommit *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, plr_commit_clear);
}
