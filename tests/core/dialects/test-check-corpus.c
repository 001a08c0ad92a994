/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-dialect.h"

/* Every real file that the judge of its engine takes: not one error, and of what is not an error just what was looked at by hand. */

static const struct
{
  const char *folder;
  const char *dialect;
  const char *judge;    /* whose word counts: a backend of baseline.tsv */
  const char *found;    /* “code: number” of warnings, in the order of their names */
} engines[] = {
  /* A step that asks for the output of one with another id (2), and keys of a matrix that no row has (3): true, all five. */
  { "github", "github", "github-parser", "unknown-reference: 5;" },
  /* VTK has a job with 126 needs, which its instance allows. */
  { "gitlab", "gitlab", "gitlab-graph", "too-many-needs: 1;" },
  { "buildspec", "buildspec", "buildspec-schema", "" },
  { "appspec", "appspec", "appspec-schema", "" },
  { "codepipeline", "codepipeline", "aws-codepipeline", "" },
};

static GHashTable *
list_valid (const char *shared,
            const char *judge,
            const char *folder)
{
  g_autofree char *path = g_build_filename (shared, "judges", "baseline.tsv", NULL);
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  GHashTable *valid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) fields = g_strsplit (lines[i], "\t", -1);

      if (g_strv_length (fields) >= 4 && g_str_equal (fields[0], judge) && g_str_equal (fields[3], "PASS") &&
          g_str_has_prefix (fields[1], folder))
        g_hash_table_add (valid, g_strdup (fields[1]));
    }

  return valid;
}

static void
check_file (PlrDialect *dialect,
            const char *shared,
            const char *name,
            GHashTable *counts)
{
  g_autofree char *path = g_build_filename (shared, "corpus", name, NULL);
  g_autofree char *text = NULL;
  gsize size_bytes;
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = NULL;

  g_assert_true (g_file_get_contents (path, &text, &size_bytes, NULL));
  pipeline = plr_dialect_read (dialect, text, (gssize)size_bytes, name, problems);
  g_assert_nonnull (pipeline);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);
      const char *code = plr_problem_get_code (problem);
      g_autofree char *line = plr_problem_format (problem);

      if (plr_problem_get_severity (problem) == PLR_SEVERITY_INFO)
        continue;
      g_test_message ("%s", line);
      g_assert_cmpint (plr_problem_get_severity (problem), !=, PLR_SEVERITY_ERROR);
      g_hash_table_insert (counts, g_strdup (code), GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, code)) + 1));
    }
}

static void
test_engine (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  const char *shared = g_getenv ("PLR_SHARED_DIR");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "corpus", engines[index].folder, NULL) : NULL;
  g_autoptr(PlrDialect) dialect = plr_dialect_find (engines[index].dialect);
  g_autoptr(GHashTable) counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) valid = NULL;
  g_autoptr(GString) found = g_string_new (NULL);
  g_autoptr(GList) codes = NULL;
  g_autoptr(GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;
  guint n_files = 0;

  if (dir == NULL)
    {
      g_test_skip ("the corpus is not there");
      return;
    }

  valid = list_valid (shared, engines[index].judge, engines[index].folder);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (engines[index].folder, name, NULL);

      if (!g_hash_table_contains (valid, path))
        continue;
      check_file (dialect, shared, path, counts);
      n_files++;
    }
  g_test_message ("%u files", n_files);
  g_assert_cmpuint (n_files, >, 0);

  codes = g_list_sort (g_hash_table_get_keys (counts), (GCompareFunc)strcmp);
  for (GList *code = codes; code != NULL; code = code->next)
    g_string_append_printf (found, "%s%s: %u;", found->len > 0 ? " " : "", (char *)code->data,
                            GPOINTER_TO_UINT (g_hash_table_lookup (counts, code->data)));
  g_assert_cmpstr (found->str, ==, engines[index].found);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (engines); i++)
    {
      g_autofree char *path = g_strconcat ("/check/corpus/", engines[i].folder, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_engine);
    }

  return g_test_run ();
}
