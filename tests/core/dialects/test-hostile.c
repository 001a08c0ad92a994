/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-dialect.h"

/* Texts that ask for more than any machine has: each opens, or is refused with its place, in the time of a test. */

static GString *
repeat (GString    *out,
        const char *text,
        guint       n_times)
{
  for (guint i = 0; i < n_times; i++)
    g_string_append (out, text);

  return out;
}

static PlrPipeline *
read_all (const char *id,
          const char *text,
          GListStore *problems)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (id);

  return plr_dialect_read (dialect, text, -1, "file", problems);
}

static gboolean
has_problem (GListStore *problems,
             const char *code)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      if (g_str_equal (plr_problem_get_code (problem), code))
        return TRUE;
    }

  return FALSE;
}

/* Refused by every dialect, with the place. */
static void
assert_refused (const char *text,
                guint       line,
                guint       column)
{
  static const char *const ids[] = { "appspec", "buildspec", "codepipeline", "github", "gitlab", "pipeliner" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(PlrPipeline) pipeline = read_all (ids[i], text, problems);
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), 0);

      g_assert_null (pipeline);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (problems)), ==, 1);
      g_assert_cmpstr (plr_problem_get_code (problem), ==, "syntax");
      g_assert_cmpuint (plr_problem_get_line (problem), ==, line);
      g_assert_cmpuint (plr_problem_get_column (problem), ==, column);
    }
}

static void
test_depth_is_limited (void)
{
  g_autoptr(GString) list = repeat (g_string_new ("a:\n  "), "[", 100000);
  g_autoptr(GString) map = repeat (g_string_new ("a: "), "{b: ", 100000);
  g_autoptr(GString) block = repeat (g_string_new ("a:\n"), "- ", 50000);

  assert_refused (list->str, 2, 102);
  assert_refused (map->str, 1, 400);
  assert_refused (block->str, 2, 199);
}

static void
test_directives_are_limited (void)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < 500000; i++)
    g_string_append_printf (text, "%%TAG !a%u! tag:x%u\n", i, i);
  g_string_append (text, "---\na: b\n");
  assert_refused (text->str, 17, 1);
}

static void
test_size_is_limited (void)
{
  g_autoptr(GString) text = repeat (g_string_new (NULL), "# a comment of forty bytes, and no more\n", 500000);

  assert_refused (text->str, 1, 1);
}

static void
test_aliases_are_limited (void)
{
  g_autoptr(GString) text = g_string_new ("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");

  for (guint i = 1; i < 10; i++)
    {
      g_string_append_printf (text, "a%u: &a%u [", i, i);
      for (guint j = 0; j < 9; j++)
        g_string_append_printf (text, "*a%u, ", i - 1);
      g_string_append (text, "]\n");
    }
  assert_refused (text->str, 7, 25);
}

/* What is large and nothing else opens, with a place for what is wrong in it. */
static void
test_large_values_open (void)
{
  g_autoptr(GString) scalar = repeat (g_string_new ("a: "), "0123456789", 1000000);
  g_autoptr(GString) anchor = g_string_new ("a: &");
  g_autoptr(GString) key = repeat (g_string_new ("? "), "k", 2000000);
  GString *texts[] = { scalar, anchor, key };

  repeat (anchor, "x", 2000000);
  g_string_append (anchor, " b\nc: d\n");
  g_string_append (key, "\n: v\n");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(PlrPipeline) pipeline = read_all ("github", texts[i]->str, problems);

      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (problems)), >, 0);
    }
}

static void
assert_too_large (GString    *text,
                  const char *code)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = read_all ("gitlab", text->str, problems);
  g_autoptr(GError) error = NULL;
  g_autofree char *merged = plr_dialect_dup_merged (dialect, text->str, (gssize)text->len, "file", NULL, NULL, &error);

  g_assert_nonnull (pipeline);
  g_assert_true (has_problem (problems, code));
  g_assert_null (merged);
  g_assert_nonnull (error);
}

static void
test_references_are_limited (void)
{
  g_autoptr(GString) text = g_string_new (".r0:\n  script: [x, x, x, x, x, x, x, x, x, x]\n");

  for (guint i = 1; i < 10; i++)
    {
      g_string_append_printf (text, ".r%u:\n  script:\n", i);
      for (guint j = 0; j < 10; j++)
        g_string_append_printf (text, "    - !reference [.r%u, script]\n", i - 1);
    }
  g_string_append (text, "j:\n  script:\n    - !reference [.r9, script]\n");
  assert_too_large (text, "too-many-steps");
}

static void
test_templates_are_limited (void)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, ".e%u:\n  script: [x]\n  variables: {A%u: b}\n", i, i);
  for (guint i = 0; i < 100; i++)
    {
      g_string_append_printf (text, "j%u:\n  extends: [.e0", i);
      for (guint j = 1; j < 2000; j++)
        g_string_append_printf (text, ", .e%u", j);
      g_string_append (text, "]\n");
    }
  assert_too_large (text, "too-large");
}

static void
append_list (GString    *out,
             const char *before,
             guint       n_items)
{
  g_string_append (out, before);
  for (guint i = 0; i < n_items; i++)
    g_string_append_printf (out, "%s%u", i > 0 ? ", " : "[", i);
  g_string_append (out, "]\n");
}

static void
test_matrices_are_limited (void)
{
  g_autoptr(GString) github = g_string_new ("on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n");
  g_autoptr(GString) gitlab = g_string_new ("a:\n  script: [x]\n  parallel:\n    matrix:\n");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) first = NULL;
  g_autoptr(PlrPipeline) second = NULL;

  append_list (github, "        a: ", 1000);
  append_list (github, "        b: ", 1000);
  append_list (github, "        c: ", 1000);
  g_string_append (github, "        exclude:\n");
  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (github, "          - a: %u\n", i);
  g_string_append (github, "    steps: [{run: x}]\n");
  append_list (gitlab, "      - A: ", 1000);
  append_list (gitlab, "        B: ", 1000);
  append_list (gitlab, "        C: ", 1000);

  first = read_all ("github", github->str, problems);
  g_assert_nonnull (first);
  g_assert_true (has_problem (problems, "too-many-cells"));
  g_list_store_remove_all (problems);
  second = read_all ("gitlab", gitlab->str, problems);
  g_assert_nonnull (second);
  g_assert_true (has_problem (problems, "too-many-cells"));
}

static void
test_problems_are_limited (void)
{
  g_autoptr(GString) text = g_string_new ("on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{run: x}]\n");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = NULL;

  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (text, "k%u: x\n", i);
  g_string_append (text, "name: [1]\n");
  pipeline = read_all ("github", text->str, problems);

  g_assert_nonnull (pipeline);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (problems)), <, 1100);
  g_assert_true (has_problem (problems, "more-problems"));
  g_assert_true (has_problem (problems, "wrong-type")); /* an error behind many remarks */
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/hostile/depth-is-limited", test_depth_is_limited);
  g_test_add_func ("/hostile/directives-are-limited", test_directives_are_limited);
  g_test_add_func ("/hostile/size-is-limited", test_size_is_limited);
  g_test_add_func ("/hostile/aliases-are-limited", test_aliases_are_limited);
  g_test_add_func ("/hostile/large-values-open", test_large_values_open);
  g_test_add_func ("/hostile/references-are-limited", test_references_are_limited);
  g_test_add_func ("/hostile/templates-are-limited", test_templates_are_limited);
  g_test_add_func ("/hostile/matrices-are-limited", test_matrices_are_limited);
  g_test_add_func ("/hostile/problems-are-limited", test_problems_are_limited);

  return g_test_run ();
}
