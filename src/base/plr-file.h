/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean plr_file_save    (const char *path,
                           const char *data,
                           gssize      size_bytes,
                           GError    **error) G_GNUC_WARN_UNUSED_RESULT;
char    *plr_file_load    (const char *path,
                           gsize       max_bytes,
                           gsize      *size_bytes,
                           GError    **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean plr_file_remove_tree (const char *path,
                               GError    **error);
int      plr_path_open_beneath (int         root_fd,
                                const char *path,
                                int         flags,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
