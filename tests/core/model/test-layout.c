/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "plr-layout.h"
#include "random-pipeline.h"

/* Builds a pipeline from “id needs…” lines. */
static PlrPipeline *
pipeline_new (const char *const *lines)
{
  PlrPipeline *pipeline = plr_pipeline_new ();

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (lines[i], " ", -1);
      g_autoptr(PlrStage) stage = plr_stage_new (words[0]);

      plr_stage_set_needs (stage, (const char *const *)words + 1);
      plr_pipeline_add_stage (pipeline, stage);
    }

  return pipeline;
}

static void
assert_no_overlap (PlrLayout *layout)
{
  for (guint i = 0; i < plr_layout_get_n_stages (layout); i++)
    for (guint j = 0; j < i; j++)
      {
        double xi, yi, xj, yj;

        plr_layout_get_position (layout, i, &xi, &yi);
        plr_layout_get_position (layout, j, &xj, &yj);
        g_assert_true (fabs (xi - xj) >= PLR_LAYOUT_CARD_WIDTH || fabs (yi - yj) >= PLR_LAYOUT_CARD_HEIGHT);
      }
}

/* Every bend of a line lies outside of every card, but for its two ends. */
static void
assert_lanes_avoid_cards (PlrLayout *layout)
{
  for (guint e = 0; e < plr_layout_get_n_edges (layout); e++)
    {
      const PlrLayoutEdge *edge = plr_layout_get_edge (layout, e);

      for (guint p = 1; p + 1 < edge->n_points; p++)
        for (guint i = 0; i < plr_layout_get_n_stages (layout); i++)
          {
            double x, y;

            plr_layout_get_position (layout, i, &x, &y);
            g_assert_false (edge->points[p].x >= x && edge->points[p].x <= x + PLR_LAYOUT_CARD_WIDTH &&
                            edge->points[p].y >= y && edge->points[p].y <= y + PLR_LAYOUT_CARD_HEIGHT);
          }
    }
}

static void
assert_edges_go_right (PlrLayout *layout)
{
  for (guint e = 0; e < plr_layout_get_n_edges (layout); e++)
    {
      const PlrLayoutEdge *edge = plr_layout_get_edge (layout, e);

      g_assert_cmpuint (edge->n_points, >=, 2);
      g_assert_cmpuint (edge->n_points % 2, ==, 0);
      for (guint p = 1; p < edge->n_points; p++)
        g_assert_cmpfloat (edge->points[p].x, >, edge->points[p - 1].x);
    }
}

static void
test_chain_is_level (void)
{
  const char *lines[] = { "a", "b a", "c b", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);
  g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, NULL, NULL);

  for (guint i = 0; i < 3; i++)
    {
      double x, y;

      plr_layout_get_position (layout, i, &x, &y);
      g_assert_cmpfloat (x, ==, i * PLR_LAYOUT_COLUMN_PITCH);
      g_assert_cmpfloat (y, ==, 0);
    }
  g_assert_cmpuint (plr_layout_get_n_edges (layout), ==, 2);
}

static void
test_diamond_is_even (void)
{
  const char *lines[] = { "a", "b a", "c a", "d b c", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);
  g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, NULL, NULL);
  double x, a, b, c, d;

  g_assert_true (plr_layout_find_position (layout, "a", &x, &a));
  g_assert_true (plr_layout_find_position (layout, "b", &x, &b));
  g_assert_true (plr_layout_find_position (layout, "c", &x, &c));
  g_assert_true (plr_layout_find_position (layout, "d", &x, &d));
  g_assert_cmpfloat (a, ==, d);
  g_assert_cmpfloat (c - b, ==, PLR_LAYOUT_ROW_PITCH);
  g_assert_cmpfloat (a - b, ==, c - a);
  g_assert_false (plr_layout_find_position (layout, "e", &x, &a));
}

static void
test_nothing_gives_nothing (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_pipeline_new ();
  g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, NULL, NULL);
  double x, y, width, height;

  plr_layout_get_bounds (layout, &x, &y, &width, &height);
  g_assert_cmpfloat (width, ==, 0);
  g_assert_cmpfloat (height, ==, 0);
}

static void
test_faults_are_still_drawn (void)
{
  const char *lines[] = { "a c", "b a", "c b", "d d", "e gone", "f a a", "a b", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);
  g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, NULL, NULL);

  /* The circle of three, one of the two equal needs, and what the second “a” needs. */
  g_assert_cmpuint (plr_layout_get_n_edges (layout), ==, 5);
  assert_no_overlap (layout);
}

static void
test_long_lines_keep_clear_of_cards (void)
{
  const char *lines[] = { "a", "b a", "c b", "d c", "e a d", "f a e", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);
  g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, NULL, NULL);

  assert_lanes_avoid_cards (layout);
  assert_edges_go_right (layout);
}

static void
test_any_graph_is_sound (void)
{
  for (guint round = 0; round < 40; round++)
    {
      guint n_stages = (guint)g_test_rand_int_range (1, 150);
      guint32 seed = (guint32)g_test_rand_int ();
      g_autoptr(PlrPipeline) pipeline = random_pipeline (n_stages, round % 2 != 0, seed);
      g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, NULL, NULL);
      g_autoptr(PlrLayout) again = plr_layout_new (pipeline, NULL, NULL);

      g_test_message ("%u stages, seed %u", n_stages, seed);
      assert_no_overlap (layout);
      assert_edges_go_right (layout);
      assert_lanes_avoid_cards (layout);
      for (guint i = 0; i < n_stages; i++)
        {
          double x1, y1, x2, y2;

          plr_layout_get_position (layout, i, &x1, &y1);
          plr_layout_get_position (again, i, &x2, &y2);
          g_assert_true (x1 == x2 && y1 == y2);
          g_assert_cmpfloat (fmod (y1, PLR_LAYOUT_GRID), ==, 0);
        }
    }
}

static gboolean
pin_b (const char *stage,
       double     *x,
       double     *y,
       gpointer    user_data)
{
  if (!g_str_equal (stage, "b"))
    return FALSE;

  *x = 10;
  *y = 30;

  return TRUE;
}

static void
test_hand_placed_cards_stay (void)
{
  const char *lines[] = { "a", "b a", "c b", "d", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);
  g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, pin_b, NULL);
  double x, y;

  g_assert_true (plr_layout_find_position (layout, "b", &x, &y));
  g_assert_cmpfloat (x, ==, 10);
  g_assert_cmpfloat (y, ==, 30);
  assert_no_overlap (layout);
}

/* What `dot -v` says of its own order: “mincross: … N crossings, …”, the last of them. */
static gint64
crossings_of_dot (PlrPipeline *pipeline)
{
  g_autoptr(GString) text = g_string_new ("digraph g { rankdir=LR; node [shape=box width=2.5 height=.9 fixedsize=true];\n");
  g_autoptr(GSubprocess) dot = NULL;
  g_autofree char *said = NULL;
  const char *end;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);
      const char *const *needs = plr_stage_get_needs (stage);

      g_string_append_printf (text, "%s;\n", plr_stage_get_id (stage));
      for (guint j = 0; needs[j] != NULL; j++)
        if (!g_strv_contains (needs + j + 1, needs[j]))
          g_string_append_printf (text, "%s -> %s;\n", needs[j], plr_stage_get_id (stage));
    }
  g_string_append (text, "}\n");

  dot = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                          NULL, "dot", "-v", "-Tplain", NULL);
  if (dot == NULL || !g_subprocess_communicate_utf8 (dot, text->str, NULL, NULL, &said, NULL))
    return -1;
  if (said == NULL || (end = g_strrstr (said, " crossings,")) == NULL)
    return -1;
  while (end > said && g_ascii_isdigit (end[-1]))
    end--;

  return g_ascii_strtoll (end, NULL, 10);
}

static void
test_crossings_are_like_those_of_dot (void)
{
  g_autofree char *dot = g_find_program_in_path ("dot");
  guint64 ours = 0;
  guint64 theirs = 0;

  if (dot == NULL)
    {
      g_test_skip ("Graphviz is not installed");
      return;
    }

  for (guint round = 0; round < 12; round++)
    {
      g_autoptr(PlrPipeline) pipeline = random_pipeline (12 + 4 * round, round % 2 != 0, 100 + round);
      g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, NULL, NULL);
      gint64 found = crossings_of_dot (pipeline);

      g_assert_cmpint (found, >=, 0);
      g_test_message ("%u stages: %u here, %u with dot", 12 + 4 * round,
                      (guint)plr_layout_get_n_crossings (layout), (guint)found);
      ours += plr_layout_get_n_crossings (layout);
      theirs += (guint64)found;
    }

  g_test_message ("in all: %u here, %u with dot", (guint)ours, (guint)theirs);
  g_assert_cmpuint (ours, <=, theirs + theirs / 4);
}

static void
test_line_that_leads_back_passes_below (void)
{
  const char *lines[] = { "a c", "b a", "c b", NULL };
  g_autoptr(PlrPipeline) pipeline = pipeline_new (lines);
  g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, NULL, NULL);
  guint n_back = 0;

  g_assert_cmpuint (plr_layout_get_n_edges (layout), ==, 3);
  for (guint i = 0; i < 3; i++)
    {
      const PlrLayoutEdge *edge = plr_layout_get_edge (layout, i);
      const PlrLayoutPoint *points = edge->points;
      double out_x, in_x;

      if (points[edge->n_points - 1].x > points[0].x)
        continue;
      n_back++;
      g_assert_cmpuint (edge->n_points, ==, 4);
      g_assert_cmpfloat (points[1].y, >, PLR_LAYOUT_CARD_HEIGHT);
      g_assert_cmpfloat (points[1].y, ==, points[2].y);
      /* It leaves to the right, turns, and comes from the left. */
      plr_layout_bend (points, 4, 1, &out_x, &in_x);
      g_assert_cmpfloat (out_x, >, points[0].x);
      g_assert_cmpfloat (in_x, >, points[1].x);
      plr_layout_bend (points, 4, 3, &out_x, &in_x);
      g_assert_cmpfloat (out_x, <, points[2].x);
      g_assert_cmpfloat (in_x, <, points[3].x);
    }
  g_assert_cmpuint (n_back, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/model/layout/chain-is-level", test_chain_is_level);
  g_test_add_func ("/model/layout/diamond-is-even", test_diamond_is_even);
  g_test_add_func ("/model/layout/nothing-gives-nothing", test_nothing_gives_nothing);
  g_test_add_func ("/model/layout/faults-are-still-drawn", test_faults_are_still_drawn);
  g_test_add_func ("/model/layout/long-lines-keep-clear-of-cards", test_long_lines_keep_clear_of_cards);
  g_test_add_func ("/model/layout/any-graph-is-sound", test_any_graph_is_sound);
  g_test_add_func ("/model/layout/hand-placed-cards-stay", test_hand_placed_cards_stay);
  g_test_add_func ("/model/layout/crossings-are-like-those-of-dot", test_crossings_are_like_those_of_dot);
  g_test_add_func ("/model/layout/line-that-leads-back-passes-below", test_line_that_leads_back_passes_below);

  return g_test_run ();
}
