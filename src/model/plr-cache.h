/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PlrCache:
 *
 * Files that a stage keeps for the next run of it, to be faster. Unlike an artifact it may be missing at any time.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `key`: what it is found again by, in the words of the dialect, or `NULL`
 * - `paths`: what is kept, relative to the workspace
 */
#define PLR_TYPE_CACHE (plr_cache_get_type ())

G_DECLARE_FINAL_TYPE (PlrCache, plr_cache, PLR, CACHE, GObject)

PlrCache *plr_cache_new (const char        *key,
                         const char *const *paths);
const char *plr_cache_get_key (PlrCache *self);
void plr_cache_set_key (PlrCache   *self,
                        const char *key);
const char *const *plr_cache_get_paths (PlrCache *self);
void plr_cache_set_paths (PlrCache          *self,
                          const char *const *paths);
void plr_cache_assign (PlrCache *self,
                       PlrCache *other);

G_END_DECLS
