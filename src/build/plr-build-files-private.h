/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-build-plan-private.h"
#include "plr-store.h"

G_BEGIN_DECLS

/* A file that a stage made: what is known of it, and where in the store it is. Never changed once it is filled in. */
typedef struct
{
  char  *artifact; /* NULL for a report */
  char  *path; /* in the workspace */
  char  *target; /* of a link, or NULL */
  char   sha256[PLR_SHA256_CHARS]; /* of the content, or of the target */
  gint64 size_bytes;
  guint  mode; /* 0644, 0755, or 0777 for a link */
} PlrKeptFile;

/* What a stage gets from one that it needs. */
typedef struct
{
  char      *from; /* the title of that stage */
  char      *artifact; /* or NULL for all */
  GPtrArray *files; /* of PlrKeptFile */
  gint64     time_us; /* what the files are given */
} PlrInput;

void      plr_kept_file_free  (PlrKeptFile *self);
void      plr_input_free      (PlrInput *self);
gboolean  plr_inputs_lay      (GPtrArray    *inputs,
                               PlrStore     *store,
                               const char   *workspace,
                               GCancellable *cancellable,
                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  plr_files_find      (int         root_fd,
                               const char *pattern,
                               GHashTable *paths,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  plr_files_keep      (PlrStore   *store,
                               int         root_fd,
                               const char *artifact,
                               GHashTable *paths,
                               const char *out,
                               GPtrArray  *kept,
                               GError    **error) G_GNUC_WARN_UNUSED_RESULT;
char     *plr_link_dup_place  (const char *path,
                               const char *target);

G_END_DECLS
