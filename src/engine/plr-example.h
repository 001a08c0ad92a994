/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

void  plr_example_create_async  (const char         *source,
                                 const char         *target,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data);
char *plr_example_create_finish (GAsyncResult *result,
                                 GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
