/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-dialect.h"
#include "plr-pipeline-diff.h"

#define HEAD "pipeliner: 1\nstages:\n"
#define BUILD "  build:\n    environment: {CFLAGS: -O2}\n    steps: [{run: ./configure}, {run: make}]\n    artifacts: {tool: out/tool}\n"
#define TEST "  test:\n    needs: [build]\n    inputs: [build/tool]\n    steps: [{run: ./test}]\n    reports: [out.xml]\n"

static PlrPipeline *
read_text (const char *text)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("pipeliner");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  PlrPipeline *pipeline = plr_dialect_read (dialect, text, -1, "pipeliner.yml", problems);

  g_assert_nonnull (pipeline);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      g_assert_cmpint (plr_problem_get_severity (problem), !=, PLR_SEVERITY_ERROR);
    }

  return pipeline;
}

static const char *
or_dash (const char *text)
{
  return text != NULL ? text : "-";
}

/* One line a difference: kind, stages, field, key, property, values. */
static char *
diff (const char *old_text,
      const char *new_text)
{
  g_autoptr(PlrPipeline) old_pipeline = read_text (old_text);
  g_autoptr(PlrPipeline) new_pipeline = read_text (new_text);
  g_autoptr(GListModel) differences = plr_pipeline_diff (old_pipeline, new_pipeline);
  GString *lines = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (differences); i++)
    {
      g_autoptr(PlrDifference) difference = g_list_model_get_item (differences, i);
      PlrStage *old_stage = plr_difference_get_old_stage (difference);
      PlrStage *new_stage = plr_difference_get_new_stage (difference);

      g_string_append_printf (lines, "%s %s %s %s %s %s %s > %s\n",
                              plr_difference_kind_get_nick (plr_difference_get_kind (difference)),
                              old_stage != NULL ? plr_stage_get_id (old_stage) : "-",
                              new_stage != NULL ? plr_stage_get_id (new_stage) : "-",
                              or_dash (plr_difference_get_field (difference)), or_dash (plr_difference_get_key (difference)),
                              or_dash (plr_difference_get_property (difference)),
                              or_dash (plr_difference_get_old_value (difference)),
                              or_dash (plr_difference_get_new_value (difference)));
    }

  return g_string_free (lines, FALSE);
}

static void
assert_diff (const char *old_text,
             const char *new_text,
             const char *expected)
{
  g_autofree char *found = diff (old_text, new_text);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_writing_makes_no_difference (void)
{
  assert_diff (HEAD BUILD TEST, HEAD BUILD TEST, "");
  assert_diff (HEAD BUILD TEST, "# a comment\n" HEAD TEST BUILD, "");
  assert_diff (HEAD "  a: {steps: [{run: 'x'}]}\n", HEAD "  a:\n    steps:\n      - run: x\n", "");
}

static void
test_stages_and_edges_come_and_go (void)
{
  assert_diff (HEAD BUILD, HEAD BUILD TEST,
               "added - test - - - - > -\n"
               "added - test needs build - - > build\n");
  assert_diff (HEAD BUILD TEST, HEAD BUILD,
               "removed test - - - - - > -\n"
               "removed test - needs build - build > -\n");
  assert_diff (HEAD "  a: {steps: [run: x]}\n  b: {steps: [run: y]}\n  c: {needs: [a], steps: [run: z]}\n",
               HEAD "  a: {steps: [run: x]}\n  b: {steps: [run: y]}\n  c: {needs: [b], steps: [run: z]}\n",
               "removed c c needs a - a > -\n"
               "added c c needs b - - > b\n");
}

static void
test_likeness_tells_renamed_stages (void)
{
  /* What waits for it and what gets its artifacts is the same as before. */
  assert_diff (HEAD BUILD TEST,
               HEAD "  compile:\n    environment: {CFLAGS: -O2}\n    steps: [{run: ./configure}, {run: make}]\n    artifacts: {tool: out/tool}\n"
               "  test:\n    needs: [compile]\n    inputs: [compile/tool]\n    steps: [{run: ./test}]\n    reports: [out.xml]\n",
               "renamed build compile - - - build > compile\n");
  assert_diff (HEAD "  a: {steps: [run: x]}\n", HEAD "  b: {steps: [run: y]}\n",
               "removed a - - - - - > -\n"
               "added - b - - - - > -\n");
  /* The likest one is it. */
  assert_diff (HEAD "  a: {timeout: 5m, retry: 2, steps: [run: x]}\n",
               HEAD "  b: {timeout: 5m, retry: 1, steps: [run: x]}\n  c: {timeout: 5m, retry: 2, steps: [run: x]}\n",
               "renamed a c - - - a > c\n"
               "added - b - - - - > -\n");
}

static void
test_properties_change (void)
{
  assert_diff (HEAD BUILD, "pipeliner: 1\nname: New\nvariables: {A: 1}\nstages:\n" BUILD,
               "added - - name - - - > New\n"
               "added - - variables A - - > 1\n");
  assert_diff (HEAD "  a: {timeout: 5m, environment: {A: 1, B: 2}, artifacts: {x: y}, steps: [run: x]}\n",
               HEAD "  a: {timeout: 10m, environment: {A: 3, C: 4}, artifacts: {x: [y, z]}, steps: [run: x]}\n",
               "changed a a environment A - 1 > 3\n"
               "removed a a environment B - 2 > -\n"
               "added a a environment C - - > 4\n"
               "changed a a artifacts x - y > y, z\n"
               "changed a a timeout_s - - 300 > 600\n");
}

static void
test_steps_are_followed (void)
{
  /* One in the middle does not make the others other ones. */
  assert_diff (HEAD "  a: {steps: [run: x, run: y, run: z]}\n", HEAD "  a: {steps: [run: x, run: new, run: y, run: z]}\n",
               "added a a steps 2 - - > new\n");
  assert_diff (HEAD "  a: {steps: [run: x, run: y, run: z]}\n", HEAD "  a: {steps: [run: x, run: z]}\n",
               "removed a a steps 2 - y > -\n");
  assert_diff (HEAD "  a: {steps: [run: x, {run: y, name: Y}, run: z]}\n", HEAD "  a: {steps: [run: x, {run: yy, name: Y}, run: z]}\n",
               "changed a a steps 2 run y > yy\n");
}

/* A hundred stages, each with an own name and an own script on both sides, in a moment. */
static void
test_many_stages_are_no_trouble (void)
{
  g_autoptr(GString) was = g_string_new (HEAD);
  g_autoptr(GString) is = g_string_new (HEAD);
  g_autofree char *found = NULL;
  guint n_lines = 0;

  for (guint i = 0; i < 100; i++)
    {
      g_string_append_printf (was, "  a%u: {timeout: %um, steps: [run: x%u]}\n", i, i + 1, i);
      g_string_append_printf (is, "  b%u: {timeout: %um, steps: [run: x%u]}\n", i, i + 1, i);
    }
  found = diff (was->str, is->str);
  for (const char *line = found; *line != '\0'; line = strchr (line, '\n') + 1, n_lines++)
    g_assert_true (g_str_has_prefix (line, "renamed a"));
  g_assert_cmpuint (n_lines, ==, 100);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add_func ("/pipeline-diff/" path, func)
  ADD ("writing-makes-no-difference", test_writing_makes_no_difference);
  ADD ("stages-and-edges-come-and-go", test_stages_and_edges_come_and_go);
  ADD ("likeness-tells-renamed-stages", test_likeness_tells_renamed_stages);
  ADD ("properties-change", test_properties_change);
  ADD ("steps-are-followed", test_steps_are_followed);
  ADD ("many-stages-are-no-trouble", test_many_stages_are_no_trouble);

  return g_test_run ();
}
