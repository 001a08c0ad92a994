/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *plr_utf8_make_valid (const char *text,
                           gssize      size_bytes);
char *plr_utf8_escape     (const char *text,
                           gssize      size_bytes);
char *plr_utf8_file_name  (const char *text);

G_END_DECLS
