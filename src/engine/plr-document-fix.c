/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-document-private.h"

/**
 * plr_document_fix:
 * @self: a document
 * @problem: one of its problems
 * @error: `PLR_DIALECT_ERROR`; nothing is changed then
 *
 * Makes the edits of plr_problem_get_fix(): one step of the undo history.
 *
 * Returns: whether it could be done
 */
gboolean
plr_document_fix (PlrDocument *self,
                  PlrProblem  *problem,
                  GError     **error)
{
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *title = NULL;
  GListModel *fix;

  g_return_val_if_fail (PLR_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (PLR_IS_PROBLEM (problem), FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  if ((fix = plr_problem_get_fix (problem)) == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED,
                   _("This takes a person to decide: %s"), plr_problem_get_message (problem));
      return FALSE;
    }

  /* The problem may be gone, or be another one, before this is done. */
  for (guint i = 0; i < g_list_model_get_n_items (fix); i++)
    g_ptr_array_add (edits, g_list_model_get_item (fix, i));
  title = g_strdup (plr_problem_get_fix_title (problem));

  return plr_document_apply_all (self, edits, title, error);
}
