/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char    *plr_glob_normalize      (const char *pattern);
gboolean plr_glob_match          (const char *pattern,
                                  const char *path);
gboolean plr_glob_match_name     (const char *pattern,
                                  const char *name);
gboolean plr_glob_is_literal     (const char *pattern);

G_END_DECLS
