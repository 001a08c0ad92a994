/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-text-diff"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-repository-private.h"
#include "plr-text-diff.h"

/**
 * plr_text_diff:
 * @old_text: what there was
 * @old_bytes: how long it is
 * @new_text: what there is
 * @new_bytes: how long it is
 * @path: (type filename): what the file is called in the headers
 * @error: `PLR_SOURCE_ERROR`
 *
 * Compares two texts line by line.
 *
 * Returns: (transfer full) (nullable): a unified diff as git has it, for `git apply` and `patch -p1`; empty if they are the same
 */
char *
plr_text_diff (const char *old_text,
               gsize       old_bytes,
               const char *new_text,
               gsize       new_bytes,
               const char *path,
               GError    **error)
{
  git_diff_options options = GIT_DIFF_OPTIONS_INIT;
  git_patch *patch = NULL;
  git_buf buffer = { NULL };
  char *diff = NULL;

  g_return_val_if_fail (old_text != NULL && new_text != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  plr_source_start_git ();
  options.flags = GIT_DIFF_FORCE_TEXT;
  if (git_patch_from_buffers (&patch, old_text, old_bytes, path, new_text, new_bytes, path, &options) != 0 ||
      git_patch_to_buf (&buffer, patch) != 0)
    plr_source_set_git_error (error, PLR_SOURCE_ERROR_FAILED, _("Cannot compare the texts of “%s”"), path);
  else
    diff = g_strndup (buffer.ptr != NULL ? buffer.ptr : "", buffer.size);
  git_buf_dispose (&buffer);
  git_patch_free (patch);

  return diff;
}
