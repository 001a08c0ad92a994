/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document-simulate"

#include "config.h"

#include "plr-document-private.h"
#include "plr-repository.h"
#include "plr-simulate.h"

/* Names that are no text cannot be asked for. */
static gboolean
is_text (const char *path,
         gpointer    user_data)
{
  return g_utf8_validate (path, -1, NULL);
}

/**
 * plr_document_simulate:
 * @self: a document
 * @event: what happened
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * What @event does not say of the default branch and of the files is looked up in the repository that the document is in.
 * This reads files, and is not for the thread of a window.
 *
 * Returns: (transfer full) (nullable): what that makes of each job (GListModel of PlrSimulatedJob), as plr_simulate()
 */
GListModel *
plr_document_simulate (PlrDocument            *self,
                       const PlrSimulateEvent *event,
                       GError                **error)
{
  PlrSimulateEvent all;
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(GPtrArray) files = NULL;
  g_autofree char *default_branch = NULL;

  g_return_val_if_fail (PLR_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (event != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  all = *event;
  /* Without a repository that much is not known, and nothing else is wrong. */
  if (self->path != NULL)
    repository = plr_repository_open (self->path, NULL);
  if (repository != NULL && all.default_branch == NULL)
    all.default_branch = default_branch = plr_repository_dup_default_branch (repository);
  if (repository != NULL && all.files == NULL)
    files = plr_repository_list_files (repository, NULL, is_text, NULL, NULL, NULL);
  if (files != NULL)
    {
      g_ptr_array_add (files, NULL);
      all.files = (const char *const *)files->pdata;
    }

  return plr_simulate (self->dialect, self->text, (gssize)self->size_bytes, self->shown_path,
                       self->path != NULL ? plr_document_load_include : NULL, self, &all, error);
}
