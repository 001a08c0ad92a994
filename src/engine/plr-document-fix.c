/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-document"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-document-private.h"

/* No definition has so many; a fix that brings its problem back ends there. */
#define MAX_FIXES 1000

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

static guint
count_errors (PlrDocument *self)
{
  guint n_errors = self->valid ? 0 : 1;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->problems), i);

      n_errors += plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR ? 1 : 0;
    }

  return n_errors;
}

static char *
name_problem (PlrProblem *problem)
{
  return g_strjoin ("\n", plr_problem_get_code (problem), plr_problem_get_fix_title (problem), plr_problem_get_message (problem), NULL);
}

/* The last one in the text that was not refused: what stands before it keeps its place. */
static PlrProblem *
find_fixable (PlrDocument *self,
              GHashTable  *refused)
{
  g_autoptr(PlrProblem) last = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->problems), i);
      g_autofree char *name = plr_problem_get_fix (problem) != NULL ? name_problem (problem) : NULL;

      if (name != NULL && !g_hash_table_contains (refused, name) &&
          (last == NULL || plr_problem_get_offset (problem) >= plr_problem_get_offset (last)))
        g_set_object (&last, problem);
    }

  return g_steal_pointer (&last);
}

/* The problem as it is now, whatever becomes of its place in the list. */
static PlrProblem *
copy_problem (PlrProblem *problem)
{
  PlrProblem *copy = plr_problem_new (PLR_SEVERITY_INFO, NULL, NULL);

  plr_problem_assign (copy, problem);

  return copy;
}

/* Undone where it makes matters worse: an edit knows what it does, and not what that means for everything else. */
static gboolean
try_fix (PlrDocument *self,
         PlrProblem  *problem,
         GError     **error)
{
  guint n_errors = count_errors (self);
  gsize n_done = self->n_done;

  if (!plr_document_fix (self, problem, error))
    return FALSE;
  if (self->n_done == n_done)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("That changes nothing"));
      return FALSE;
    }
  if (count_errors (self) > n_errors)
    {
      plr_document_undo (self);
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("The definition would not be valid any more"));
      return FALSE;
    }

  return TRUE;
}

/**
 * plr_document_fix_all:
 * @self: a document
 * @fixed: of PlrProblem; those that were mended are appended, with the places where they stood then
 * @refused: of PlrProblem; those whose fix could not be made are appended, with the reason as their hint
 *
 * Mends what can be mended without a person, until nothing of that is left. Each fix is a step of the undo history.
 */
void
plr_document_fix_all (PlrDocument *self,
                      GListStore  *fixed,
                      GListStore  *refused)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_return_if_fail (PLR_IS_DOCUMENT (self));
  g_return_if_fail (G_IS_LIST_STORE (fixed) && G_IS_LIST_STORE (refused));
  g_return_if_fail (self->group == NULL);

  for (guint i = 0; i < MAX_FIXES; i++)
    {
      g_autoptr(PlrProblem) problem = find_fixable (self, names);
      g_autoptr(PlrProblem) copy = problem != NULL ? copy_problem (problem) : NULL;
      g_autoptr(GError) error = NULL;

      if (problem == NULL)
        return;
      if (try_fix (self, problem, &error))
        {
          g_list_store_append (fixed, copy);
          continue;
        }
      g_hash_table_add (names, name_problem (copy));
      plr_problem_set_hint (copy, error->message);
      g_list_store_append (refused, copy);
    }
}
