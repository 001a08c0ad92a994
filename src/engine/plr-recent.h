/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PlrRecent:
 *
 * A repository that was open.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `path`: (type filename) its work tree, absolute
 * - `name`: what it is called
 * - `opened-at-us`: when it was open last, in microseconds since 1970
 * - `missing`: whether it is not there any more
 */
#define PLR_TYPE_RECENT (plr_recent_get_type ())

G_DECLARE_FINAL_TYPE (PlrRecent, plr_recent, PLR, RECENT, GObject)

PlrRecent *plr_recent_new (const char *path,
                           const char *name);
const char *plr_recent_get_path (PlrRecent *self);
void plr_recent_set_path (PlrRecent  *self,
                          const char *path);
const char *plr_recent_get_name (PlrRecent *self);
void plr_recent_set_name (PlrRecent  *self,
                          const char *name);
gint64 plr_recent_get_opened_at_us (PlrRecent *self);
void plr_recent_set_opened_at_us (PlrRecent *self,
                                  gint64     opened_at_us);
gboolean plr_recent_get_missing (PlrRecent *self);
void plr_recent_set_missing (PlrRecent *self,
                             gboolean   missing);
void plr_recent_assign (PlrRecent *self,
                        PlrRecent *other);

G_END_DECLS
