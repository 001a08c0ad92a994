/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sys/types.h>

#include <gio/gio.h>

G_BEGIN_DECLS

gboolean plr_tree_write_all   (int         fd,
                               const void *data,
                               gsize       size_bytes);
gboolean plr_tree_copy_data   (int from_fd,
                               int to_fd);
gboolean plr_tree_copy        (const char   *source,
                               const char   *target,
                               GCancellable *cancellable,
                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;
int      plr_tree_open_parent (int         root_fd,
                               const char *path,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void     plr_tree_set_error   (GError    **error,
                               int         saved_errno,
                               const char *format,
                               const char *path);

G_END_DECLS
