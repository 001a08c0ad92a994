/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plr-pipeline.h"
#include "plr-problem.h"

static PlrPipeline *
pipeline_new (const char *ids)
{
  PlrPipeline *pipeline = plr_pipeline_new ();
  g_auto(GStrv) words = g_strsplit (ids, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autoptr(PlrStage) stage = plr_stage_new (words[i]);
      g_autoptr(PlrStep) step = plr_step_new (words[i]);

      plr_stage_add_step (stage, step);
      plr_pipeline_add_stage (pipeline, stage);
    }

  return pipeline;
}

static void
count_cb (guint *counter)
{
  (*counter)++;
}

static void
test_merge_keeps_objects (void)
{
  g_autoptr(PlrPipeline) shown = pipeline_new ("a b c");
  g_autoptr(PlrPipeline) fresh = pipeline_new ("c x a");
  PlrStage *a = plr_pipeline_find_stage (shown, "a");
  PlrStage *c = plr_pipeline_find_stage (shown, "c");
  guint n_changes = 0;

  plr_stage_set_name (plr_pipeline_find_stage (fresh, "a"), "Alpha");
  g_signal_connect_swapped (shown, "items-changed", G_CALLBACK (count_cb), &n_changes);
  plr_pipeline_merge (shown, fresh, NULL, NULL);

  g_assert_true (plr_pipeline_find_stage (shown, "a") == a);
  g_assert_true (plr_pipeline_find_stage (shown, "c") == c);
  g_assert_null (plr_pipeline_find_stage (shown, "b"));
  g_assert_nonnull (plr_pipeline_find_stage (shown, "x"));
  g_assert_cmpstr (plr_stage_get_name (a), ==, "Alpha");
  g_assert_cmpuint (n_changes, ==, 1);
}

static void
test_merge_of_the_same_changes_nothing (void)
{
  g_autoptr(PlrPipeline) shown = pipeline_new ("a b");
  g_autoptr(PlrPipeline) fresh = pipeline_new ("a b");
  guint n_changes = 0;

  g_signal_connect_swapped (shown, "items-changed", G_CALLBACK (count_cb), &n_changes);
  g_signal_connect_swapped (plr_pipeline_find_stage (shown, "a"), "notify", G_CALLBACK (count_cb), &n_changes);
  plr_pipeline_merge (shown, fresh, NULL, NULL);

  g_assert_cmpuint (n_changes, ==, 0);
}

static void
test_merge_follows_a_rename (void)
{
  g_autoptr(PlrPipeline) shown = pipeline_new ("a b");
  g_autoptr(PlrPipeline) fresh = pipeline_new ("a better");
  PlrStage *b = plr_pipeline_find_stage (shown, "b");

  plr_pipeline_merge (shown, fresh, "b", "better");

  g_assert_true (plr_pipeline_find_stage (shown, "better") == b);
  g_assert_cmpstr (plr_stage_get_id (b), ==, "better");
}

static void
test_merge_keeps_the_rows_of_a_list (void)
{
  g_autoptr(PlrPipeline) shown = pipeline_new ("a");
  g_autoptr(PlrPipeline) fresh = pipeline_new ("a");
  g_autoptr(PlrStep) more = plr_step_new ("make check");
  PlrStage *stage = plr_pipeline_find_stage (shown, "a");
  g_autoptr(PlrStep) first = g_list_model_get_item (plr_stage_get_steps (stage), 0);
  g_autoptr(PlrStep) still = NULL;
  guint n_changes = 0;

  plr_stage_add_step (plr_pipeline_find_stage (fresh, "a"), more);
  g_signal_connect_swapped (plr_stage_get_steps (stage), "items-changed", G_CALLBACK (count_cb), &n_changes);
  plr_pipeline_merge (shown, fresh, NULL, NULL);

  still = g_list_model_get_item (plr_stage_get_steps (stage), 0);
  g_assert_true (first == still);
  g_assert_cmpuint (g_list_model_get_n_items (plr_stage_get_steps (stage)), ==, 2);
  g_assert_cmpuint (n_changes, ==, 1);
}

static void
test_two_stages_of_one_id_both_stay (void)
{
  g_autoptr(PlrPipeline) shown = pipeline_new ("a");
  g_autoptr(PlrPipeline) fresh = pipeline_new ("a a");

  plr_pipeline_merge (shown, fresh, NULL, NULL);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (shown)), ==, 2);
}

static void
test_cells_of_a_matrix (void)
{
  g_autoptr(PlrStage) stage = plr_stage_new ("test");
  const char *compilers[] = { "gcc", "clang", NULL };
  const char *modes[] = { "debug", "release", "fuzz", NULL };
  g_autoptr(PlrAxis) cc = plr_axis_new ("CC", compilers);
  g_autoptr(PlrAxis) mode = plr_axis_new ("MODE", modes);

  g_assert_cmpuint (plr_stage_count_cells (stage), ==, 1);
  plr_stage_add_axis (stage, cc);
  plr_stage_add_axis (stage, mode);
  g_assert_cmpuint (plr_stage_count_cells (stage), ==, 6);
}

static void
test_problem_reads_like_a_compiler_message (void)
{
  g_autoptr(PlrProblem) problem = plr_problem_new_at (PLR_SEVERITY_ERROR, "cycle", "a", "A circle: %s", "a\x1b → a");
  g_autofree char *line = NULL;

  plr_problem_set_path (problem, "pipeliner.yml");
  plr_problem_set_line (problem, 3);
  plr_problem_set_column (problem, 5);
  line = plr_problem_format (problem);

  g_assert_cmpstr (line, ==, "pipeliner.yml:3:5: error: A circle: a\\x1b → a");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/model/merge/keeps-objects", test_merge_keeps_objects);
  g_test_add_func ("/model/merge/of-the-same-changes-nothing", test_merge_of_the_same_changes_nothing);
  g_test_add_func ("/model/merge/follows-a-rename", test_merge_follows_a_rename);
  g_test_add_func ("/model/merge/keeps-the-rows-of-a-list", test_merge_keeps_the_rows_of_a_list);
  g_test_add_func ("/model/merge/two-stages-of-one-id-both-stay", test_two_stages_of_one_id_both_stay);
  g_test_add_func ("/model/stage/cells-of-a-matrix", test_cells_of_a_matrix);
  g_test_add_func ("/model/problem/reads-like-a-compiler-message", test_problem_reads_like_a_compiler_message);

  return g_test_run ();
}
