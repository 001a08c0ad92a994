/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document"

#include "config.h"

#include "plr-document-private.h"
#include "plr-text-diff.h"

/**
 * plr_document_dup_diff:
 * @self: a document
 * @path: (type filename): what the file is called in the headers
 * @error: `PLR_SOURCE_ERROR`
 *
 * Returns: (transfer full) (nullable): what saving would change in the file, as a unified diff; empty if nothing
 */
char *
plr_document_dup_diff (PlrDocument *self,
                       const char  *path,
                       GError     **error)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return plr_text_diff (self->saved_text != NULL ? self->saved_text : "", self->saved_bytes,
                        self->text, self->size_bytes, path, error);
}
