/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdio.h>
#include <string.h>

#include "plr-dialect.h"
#include "plr-pipeline-json.h"

/* Prints what the reader of a dialect (--dialect=ID, the native one by default) finds in each file, one line of verdict a file and one a problem; with
 * --json the model instead, with --write=ID the definition in that dialect. For tests that compare it with other readers. */

static gboolean
print_verdict (PlrDialect *dialect,
               const char *file,
               gboolean    as_json,
               PlrDialect *target)
{
  g_autofree char *text = NULL;
  gsize size = 0;
  g_autoptr(GError) error = NULL;
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = NULL;
  gboolean is_valid = TRUE;

  if (!g_file_get_contents (file, &text, &size, &error))
    {
      g_printerr ("%s\n", error->message);
      return FALSE;
    }

  pipeline = plr_dialect_read (dialect, text, size, file, problems);
  if (as_json && pipeline != NULL)
    {
      g_autofree char *json = plr_pipeline_to_json (pipeline, PLR_PIPELINE_JSON_PRETTY | PLR_PIPELINE_JSON_PLACES);

      fputs (json, stdout);
    }

  if (target != NULL && pipeline != NULL)
    {
      g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *written = plr_dialect_write (target, pipeline, losses, &error);

      if (written == NULL)
        g_printerr ("%s\n", error->message);
      else
        fputs (written, stdout);
      return written != NULL;
    }

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      is_valid = is_valid && plr_problem_get_severity (problem) != PLR_SEVERITY_ERROR;
      if (!as_json)
        printf ("\t%s\t%s\t%u:%u\t%s\t%s\n", plr_severity_get_nick (plr_problem_get_severity (problem)),
                plr_problem_get_code (problem), plr_problem_get_line (problem), plr_problem_get_column (problem),
                plr_problem_get_message (problem), plr_problem_get_hint (problem));
    }
  if (!as_json)
    printf ("%s\t%s\n", is_valid ? "valid" : "invalid", file);

  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(PlrDialect) dialect = NULL;
  g_autoptr(PlrDialect) target = NULL;
  const char *id = "pipeliner";
  gboolean as_json = FALSE;
  gboolean found = TRUE;
  int first;

  for (first = 1; first < argc && g_str_has_prefix (argv[first], "--"); first++)
    {
      if (g_str_equal (argv[first], "--json"))
        as_json = TRUE;
      else if (g_str_has_prefix (argv[first], "--dialect="))
        id = argv[first] + strlen ("--dialect=");
      else if (g_str_has_prefix (argv[first], "--write="))
        target = plr_dialect_find (argv[first] + strlen ("--write="));
    }
  if ((dialect = plr_dialect_find (id)) == NULL || !plr_dialect_can_read (dialect))
    {
      g_printerr ("no dialect %s that can be read\n", id);
      return 2;
    }
  for (int i = first; i < argc; i++)
    found = print_verdict (dialect, argv[i], as_json, target) && found;

  return found ? 0 : 1;
}
