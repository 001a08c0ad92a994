/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-document.h"
#include "faults.h"

/* Definitions with one fault each: it is found where it stands, and nothing else is; where it can be mended, the result is the
 * expected text, and in it nothing is found any more. */

static char *
describe (PlrProblem *problem)
{
  return g_strdup_printf ("%s %s %u:%u", plr_problem_get_code (problem), plr_severity_get_nick (plr_problem_get_severity (problem)),
                          plr_problem_get_line (problem), plr_problem_get_column (problem));
}

static char *
describe_all (PlrDocument *document)
{
  GListModel *problems = plr_document_get_problems (document);
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);
      g_autofree char *one = describe (problem);

      g_string_append_printf (all, "%s%s", i > 0 ? "; " : "", one);
    }

  return g_string_free (g_steal_pointer (&all), FALSE);
}

static void
test_fix (PlrDocument *document,
          PlrProblem  *problem,
          const Fault *fault)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *title = g_strdup (plr_problem_get_fix_title (problem));
  g_autofree char *rest = NULL;

  g_assert_cmpstr (title, ==, fault->title);
  plr_document_fix (document, problem, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (plr_document_get_text (document, NULL), ==, fault->fixed);
  rest = describe_all (document);
  g_assert_cmpstr (rest, ==, "");

  g_assert_cmpstr (plr_document_get_undo_title (document), ==, title);
  plr_document_undo (document);
  g_assert_cmpstr (plr_document_get_text (document, NULL), ==, fault->text);
  g_assert_false (plr_document_can_undo (document));
  plr_document_redo (document);
  g_assert_cmpstr (plr_document_get_text (document, NULL), ==, fault->fixed);
}

static void
test_fault (gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrDocument) document = plr_document_new (NULL, fault->dialect, fault->text, &error);
  g_autofree char *found = NULL;
  g_autoptr(PlrProblem) problem = NULL;

  g_assert_no_error (error);
  found = describe_all (document);
  g_assert_cmpstr (found, ==, fault->found);
  problem = g_list_model_get_item (plr_document_get_problems (document), 0);
  if (problem == NULL)
    return; /* it was said above */
  g_assert_nonnull (plr_problem_get_hint (problem));

  if (fault->fixed != NULL)
    {
      test_fix (document, problem, fault);
      return;
    }
  g_assert_null (plr_problem_get_fix_title (problem));
  g_assert_null (plr_problem_get_fix (problem));
  g_assert_false (plr_document_fix (document, problem, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (plr_document_get_text (document, NULL), ==, fault->text);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions (); /* all of the table at once */

  for (guint i = 0; i < n_faults; i++)
    {
      g_autofree char *path = g_strdup_printf ("/faults/%s/%s", faults[i].dialect, faults[i].name);

      g_test_add_data_func (path, &faults[i], test_fault);
    }

  return g_test_run ();
}
