/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plr-graph.h"

/* Builds a pipeline from “id needs…” lines; each stage runs `true`. */
static PlrPipeline *
pipeline_new (const char *const *lines)
{
  PlrPipeline *pipeline = plr_pipeline_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (lines[i], " ", -1);
      g_autoptr(PlrStage) stage = plr_stage_new (words[0]);
      g_autoptr(PlrStep) step = plr_step_new ("true");

      plr_stage_set_needs (stage, (const char *const *)words + 1);
      plr_stage_add_step (stage, step);
      plr_pipeline_add_stage (pipeline, stage);
    }

  return pipeline;
}

static char *
sorted_ids (PlrPipeline *pipeline)
{
  g_autoptr(GPtrArray) sorted = plr_graph_sort (pipeline);
  g_autoptr(GString) ids = g_string_new (NULL);

  for (guint i = 0; i < sorted->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", plr_stage_get_id (g_ptr_array_index (sorted, i)));

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static char *
codes_found (PlrPipeline *pipeline)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GString) codes = g_string_new (NULL);

  plr_graph_check (pipeline, problems);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      g_string_append_printf (codes, "%s%s:%s", i > 0 ? " " : "",
                              plr_problem_get_stage (problem), plr_problem_get_code (problem));
      g_assert_nonnull (plr_problem_get_hint (problem));
    }

  return g_string_free (g_steal_pointer (&codes), FALSE);
}

static void
test_sort_puts_needs_first (void)
{
  const char *lines[] = { "package test lint", "test build", "lint", "build", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);
  g_autofree char *ids = sorted_ids (pipeline);

  g_assert_cmpstr (ids, ==, "lint build test package");
}

static void
test_sort_leaves_out_cycles (void)
{
  const char *lines[] = { "a c", "b a", "c b", "free", "after b", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);
  g_autofree char *ids = sorted_ids (pipeline);

  g_assert_cmpstr (ids, ==, "free");
}

static void
test_cycle_is_named_along_the_flow (void)
{
  const char *lines[] = { "free", "a c", "b a", "c b", NULL };
  const char *none[] = { "a", "b a", "c a b", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);
  g_autoptr(PlrPipeline) sound = pipeline_new (none);
  g_auto(GStrv) cycle = plr_graph_find_cycle (pipeline);
  g_autofree char *path = g_strjoinv (" ", cycle);

  g_assert_cmpstr (path, ==, "a b c a");
  g_assert_null (plr_graph_find_cycle (sound));
}

static void
test_would_cycle_looks_through (void)
{
  const char *lines[] = { "a", "b a", "c b", "d", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);

  g_assert_true (plr_graph_would_cycle (pipeline, "a", "c"));
  g_assert_true (plr_graph_would_cycle (pipeline, "a", "a"));
  g_assert_false (plr_graph_would_cycle (pipeline, "d", "c"));
  g_assert_false (plr_graph_would_cycle (pipeline, "c", "a"));
}

static void
test_long_chain_needs_no_deep_stack (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_pipeline_new ();
  g_auto(GStrv) cycle = NULL;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);
      g_autofree char *need = g_strdup_printf ("s%u", (i + 1) % 20000);
      g_autoptr(PlrStage) stage = plr_stage_new (id);
      const char *needs[] = { need, NULL };

      plr_stage_set_needs (stage, needs);
      plr_pipeline_add_stage (pipeline, stage);
    }

  cycle = plr_graph_find_cycle (pipeline);
  g_assert_cmpuint (g_strv_length (cycle), ==, 20001);
}

static void
test_check_finds_each_fault (void)
{
  const struct
  {
    const char *lines[4];
    const char *codes;
  } cases[] = {
    { { "a", "b a", NULL }, "" },
    { { "a b", NULL }, "a:unknown-need" },
    { { "a", "b a a", NULL }, "b:duplicate-need" },
    { { "a", "a", NULL }, "a:duplicate-stage" },
    { { "a b", "b a", NULL }, "a:cycle" },
    { { "a a", NULL }, "a:cycle" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(PlrPipeline) pipeline = pipeline_new (cases[i].lines);
      g_autofree char *codes = codes_found (pipeline);

      g_assert_cmpstr (codes, ==, cases[i].codes);
    }
}

static void
test_check_of_inputs (void)
{
  const char *lines[] = { "a", "b a", "c", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);
  const char *paths[] = { "out", NULL };
  g_autoptr(PlrArtifact) artifact = plr_artifact_new ("program", paths);
  PlrStage *b = plr_pipeline_find_stage (pipeline, "b");
  const char *inputs[] = { "a/program", "a", "a/other", "c", "gone/x", NULL };
  g_autofree char *codes = NULL;

  plr_stage_add_artifact (plr_pipeline_find_stage (pipeline, "a"), artifact);
  plr_stage_set_inputs (b, inputs);
  codes = codes_found (pipeline);

  g_assert_cmpstr (codes, ==, "b:unknown-input b:input-not-needed b:unknown-input");
}

static void
test_check_of_empty_stages (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_pipeline_new ();
  g_autoptr(PlrStage) empty = plr_stage_new ("empty");
  g_autoptr(PlrStage) gate = plr_stage_new ("gate");
  g_autoptr(PlrStage) blank = plr_stage_new ("blank");
  g_autoptr(PlrStep) step = plr_step_new (" \n");
  g_autofree char *codes = NULL;

  plr_stage_set_approval (gate, TRUE);
  plr_stage_add_step (blank, step);
  plr_pipeline_add_stage (pipeline, empty);
  plr_pipeline_add_stage (pipeline, gate);
  plr_pipeline_add_stage (pipeline, blank);
  codes = codes_found (pipeline);

  g_assert_cmpstr (codes, ==, "empty:empty-stage blank:empty-step");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/model/graph/sort-puts-needs-first", test_sort_puts_needs_first);
  g_test_add_func ("/model/graph/sort-leaves-out-cycles", test_sort_leaves_out_cycles);
  g_test_add_func ("/model/graph/cycle-is-named-along-the-flow", test_cycle_is_named_along_the_flow);
  g_test_add_func ("/model/graph/would-cycle-looks-through", test_would_cycle_looks_through);
  g_test_add_func ("/model/graph/long-chain-needs-no-deep-stack", test_long_chain_needs_no_deep_stack);
  g_test_add_func ("/model/graph/check-finds-each-fault", test_check_finds_each_fault);
  g_test_add_func ("/model/graph/check-of-inputs", test_check_of_inputs);
  g_test_add_func ("/model/graph/check-of-empty-stages", test_check_of_empty_stages);

  return g_test_run ();
}
