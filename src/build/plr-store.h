/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* 64 hexadecimal digits and a NUL. */
#define PLR_SHA256_CHARS 65

/**
 * PlrStore:
 *
 * Files by what is in them: each content once, under the SHA-256 of it, with `.x` behind it where it can be executed.
 * Nothing in it is ever written to again; what is taken out is a copy, or a link to a file without the right to write.
 *
 * May be used by many threads at once, and its directory by many processes.
 */
typedef struct _PlrStore PlrStore;

PlrStore *plr_store_open       (const char *directory,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;
PlrStore *plr_store_ref        (PlrStore *self);
void      plr_store_unref      (PlrStore *self);
gboolean  plr_store_take_file  (PlrStore *self,
                                int       fd,
                                char      sha256[PLR_SHA256_CHARS],
                                GError  **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  plr_store_link       (PlrStore   *self,
                                const char *sha256,
                                gboolean    executable,
                                int         directory_fd,
                                const char *name,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  plr_store_copy       (PlrStore   *self,
                                const char *sha256,
                                gboolean    executable,
                                int         directory_fd,
                                const char *name,
                                gint64      time_us,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void      plr_store_sync       (PlrStore *self);
gboolean  plr_sha256_data      (const char *data,
                                gsize       size_bytes,
                                char        sha256[PLR_SHA256_CHARS]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrStore, plr_store_unref)

G_END_DECLS
