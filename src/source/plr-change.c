/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-change"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-change.h"

G_DEFINE_BOXED_TYPE (PlrChange, plr_change, plr_change_copy, plr_change_free)

static const struct
{
  const char *nick;
  const char *title;
} kinds[] = {
  [PLR_CHANGE_KIND_MODIFIED] = { "modified", N_("modified, not committed") },
  [PLR_CHANGE_KIND_STAGED] = { "staged", N_("added, not committed") },
  [PLR_CHANGE_KIND_DELETED] = { "deleted", N_("deleted, not committed") },
  [PLR_CHANGE_KIND_UNTRACKED] = { "untracked", N_("untracked") },
  [PLR_CHANGE_KIND_IGNORED] = { "ignored", N_("ignored by git") },
  [PLR_CHANGE_KIND_SUBMODULE] = { "submodule", N_("a submodule, left empty") },
  [PLR_CHANGE_KIND_LARGE_FILE] = { "large-file", N_("a pointer of Git LFS, not the file itself") },
};

PlrChange *
plr_change_new (const char   *path,
                PlrChangeKind kind)
{
  PlrChange *self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (PlrChange, 1);
  self->path = g_strdup (path);
  self->kind = kind;

  return self;
}

/**
 * plr_change_copy:
 * @self: a change
 *
 * Returns: (transfer full): another one like it
 */
PlrChange *
plr_change_copy (const PlrChange *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return plr_change_new (self->path, self->kind);
}

void
plr_change_free (PlrChange *self)
{
  g_clear_pointer (&self->path, g_free);
  g_free (self);
}

const char *
plr_change_kind_get_nick (PlrChangeKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), NULL);

  return kinds[kind].nick;
}

/**
 * plr_change_kind_get_title:
 * @kind: a kind
 *
 * Returns: the words for it that follow the name of a file, translated
 */
const char *
plr_change_kind_get_title (PlrChangeKind kind)
{
  g_return_val_if_fail (kind < G_N_ELEMENTS (kinds), NULL);

  return _(kinds[kind].title);
}
