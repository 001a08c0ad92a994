/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PlrChangeKind:
 * @PLR_CHANGE_KIND_MODIFIED: the work tree has something else than the commit
 * @PLR_CHANGE_KIND_STAGED: added to the index, and not committed
 * @PLR_CHANGE_KIND_DELETED: the commit has it, the work tree does not
 * @PLR_CHANGE_KIND_UNTRACKED: git does not know it
 * @PLR_CHANGE_KIND_IGNORED: git was told to ignore it
 * @PLR_CHANGE_KIND_SUBMODULE: another repository, which the commit only points to
 * @PLR_CHANGE_KIND_LARGE_FILE: a pointer of Git LFS, in the place of the file that it stands for
 *
 * Why a clean checkout has a file otherwise than the work tree, or not at all.
 */
typedef enum
{
  PLR_CHANGE_KIND_MODIFIED,
  PLR_CHANGE_KIND_STAGED,
  PLR_CHANGE_KIND_DELETED,
  PLR_CHANGE_KIND_UNTRACKED,
  PLR_CHANGE_KIND_IGNORED,
  PLR_CHANGE_KIND_SUBMODULE,
  PLR_CHANGE_KIND_LARGE_FILE,
} PlrChangeKind;

/**
 * PlrChange:
 * @path: (type filename): relative to the work tree; a directory ends with `/` and stands for all in it
 * @kind: what is the matter with it
 *
 * A file that is not the same in the work tree and in a clean checkout. A path is bytes: show it through plr_utf8_escape().
 */
typedef struct
{
  char         *path;
  PlrChangeKind kind;
} PlrChange;

#define PLR_TYPE_CHANGE (plr_change_get_type ())

GType       plr_change_get_type (void);
PlrChange  *plr_change_new      (const char   *path,
                                 PlrChangeKind kind);
PlrChange  *plr_change_copy     (const PlrChange *self);
void        plr_change_free     (PlrChange *self);
const char *plr_change_kind_get_nick  (PlrChangeKind kind);
const char *plr_change_kind_get_title (PlrChangeKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrChange, plr_change_free)

G_END_DECLS
