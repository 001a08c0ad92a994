/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *plr_text_diff (const char *old_text,
                     gsize       old_bytes,
                     const char *new_text,
                     gsize       new_bytes,
                     const char *path,
                     GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
