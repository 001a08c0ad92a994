/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document-simulate"

#include "config.h"

#include "plr-document-private.h"
#include "plr-simulate.h"

/**
 * plr_document_simulate:
 * @self: a document
 * @event: what happened
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Returns: (transfer full) (nullable): what that makes of each job (GListModel of PlrSimulatedJob), as plr_simulate()
 */
GListModel *
plr_document_simulate (PlrDocument            *self,
                       const PlrSimulateEvent *event,
                       GError                **error)
{
  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (event != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return plr_simulate (self->dialect, self->text, (gssize)self->size_bytes, self->shown_path,
                       self->path != NULL ? plr_document_load_include : NULL, self, event, error);
}
