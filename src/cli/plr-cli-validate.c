/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-validate"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

static void
print_as_json (GListModel *problems,
               const char *file,
               gboolean    is_valid)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "file", file);
  plr_cli_json_boolean (builder, "valid", is_valid);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      plr_cli_json_problem (builder, problem);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  plr_cli_print_json (builder, TRUE);
}

static gboolean
has_error (GListModel *problems)
{
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      if (plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR)
        return TRUE;
    }

  return FALSE;
}

int
plr_cli_validate (const char *state_dir,
                  int         argc,
                  char      **argv)
{
  gboolean as_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON object"), NULL },
    { NULL },
  };
  g_autoptr(PlrDocument) document = NULL;
  g_autoptr(PlrProblem) binary = NULL;
  g_autoptr(GListStore) unreadable = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *file = NULL;
  g_autofree char *shown = NULL;
  GListModel *problems;
  gboolean is_valid;

  if (!plr_cli_parse (&argc, &argv, _("[FILE]"), _("Checks a definition and lists what is wrong with it, as compilers do."),
                      _("FILE is pipeliner.yml, here or in a folder above, unless it is named; “-” is the standard input.\n\n"
                        "Examples:\n"
                        "  pipelinerctl validate\n"
                        "  pipelinerctl validate --json ci/nightly.pipeliner.yml\n\n"
                        "Exit status: 0 if it is valid, 2 if there is an error."), entries, 1))
    return PLR_CLI_USAGE;
  document = plr_cli_open_document (argc > 1 ? argv[1] : NULL, &file, &binary);
  if (document == NULL && binary == NULL)
    return PLR_CLI_USAGE;

  if (binary != NULL)
    g_list_store_append (unreadable, binary);
  problems = document != NULL ? plr_document_get_problems (document) : G_LIST_MODEL (unreadable);
  is_valid = document != NULL && plr_document_get_valid (document) && !has_error (problems);
  if (as_json)
    {
      print_as_json (problems, file, is_valid);
      return is_valid ? PLR_CLI_SUCCESS : PLR_CLI_USAGE;
    }

  (void)plr_cli_print_problems (problems, FALSE, PLR_SEVERITY_INFO); /* counted above */
  shown = plr_utf8_escape (file, -1);
  if (is_valid)
    {
      guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (plr_document_get_pipeline (document)));

      plr_cli_print (ngettext ("%s: valid, %u stage\n", "%s: valid, %u stages\n", n_stages), shown, n_stages);
    }

  return is_valid ? PLR_CLI_SUCCESS : PLR_CLI_USAGE;
}
