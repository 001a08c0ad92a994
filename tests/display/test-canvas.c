/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "plr-canvas.h"
#include "plr-problem.h"
#include "plr-stage-card.h"
#include "plr-test-ui.h"

typedef struct
{
  GtkWidget *window;
  GtkWidget *canvas;
  PlrPipeline *pipeline;
  GHashTable *places;
  GString *said;
} Fixture;

static void
add_stage (PlrPipeline *pipeline,
           const char  *id,
           const char  *name,
           const char  *needs,
           PlrStageKind kind)
{
  g_autoptr(PlrStage) stage = plr_stage_new (id);
  g_autoptr(PlrStep) step = plr_step_new ("make all");
  g_auto(GStrv) list = g_strsplit (needs, " ", -1);

  plr_stage_set_name (stage, name);
  plr_stage_set_kind (stage, kind);
  plr_stage_set_needs (stage, (const char *const *)list);
  plr_stage_add_step (stage, step);
  plr_pipeline_add_stage (pipeline, stage);
}

/* What a document would do with the edits that these tests cause. */
static void
apply (PlrPipeline *pipeline,
       PlrEdit     *edit)
{
  PlrStage *stage = plr_pipeline_find_stage (pipeline, plr_edit_get_stage (edit));
  g_autoptr(GStrvBuilder) needs = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;
  g_autoptr(PlrPipeline) fresh = NULL;

  switch ((int)plr_edit_get_kind (edit))
    {
    case PLR_EDIT_KIND_ADD_NEED:
    case PLR_EDIT_KIND_REMOVE_NEED:
      for (guint i = 0; plr_stage_get_needs (stage)[i] != NULL; i++)
        if (!g_str_equal (plr_stage_get_needs (stage)[i], plr_edit_get_target (edit)))
          g_strv_builder_add (needs, plr_stage_get_needs (stage)[i]);
      if (plr_edit_get_kind (edit) == PLR_EDIT_KIND_ADD_NEED)
        g_strv_builder_add (needs, plr_edit_get_target (edit));
      list = g_strv_builder_end (needs);
      plr_stage_set_needs (stage, (const char *const *)list);
      break;

    case PLR_EDIT_KIND_ADD_STAGE:
      list = plr_edit_get_values (edit) != NULL ? g_strdupv ((char **)plr_edit_get_values (edit)) : g_new0 (char *, 1);
      add_stage (pipeline, plr_edit_get_stage (edit), plr_edit_get_value (edit), list[0] != NULL ? list[0] : "", PLR_STAGE_KIND_BUILD);
      if (list[0] == NULL)
        plr_stage_set_needs (plr_pipeline_find_stage (pipeline, plr_edit_get_stage (edit)), NULL);
      break;

    case PLR_EDIT_KIND_SET_STAGE:
      if (g_str_equal (plr_edit_get_field (edit), "name"))
        plr_stage_set_name (stage, plr_edit_get_value (edit));
      break;

    case PLR_EDIT_KIND_REMOVE_STAGE:
      fresh = plr_pipeline_new ();
      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
        {
          g_autoptr(PlrStage) old = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

          if (old != stage)
            plr_pipeline_add_stage (fresh, old);
        }
      plr_pipeline_merge (pipeline, fresh, NULL, NULL);
      break;

    default:
      break;
    }
}

static gboolean
edit_cb (PlrCanvas  *canvas,
         GPtrArray  *edits,
         const char *title,
         Fixture    *fixture)
{
  g_string_append_printf (fixture->said, "%s;", title);
  for (guint i = 0; i < edits->len; i++)
    apply (fixture->pipeline, g_ptr_array_index (edits, i));

  return TRUE;
}

static void
place_cb (PlrCanvas  *canvas,
          const char *stage,
          double      x,
          double      y,
          Fixture    *fixture)
{
  PlrLayoutPoint place = { x, y };

  g_hash_table_insert (fixture->places, g_strdup (stage), g_memdup2 (&place, sizeof place));
}

static gboolean
pin_cb (const char *stage,
        double     *x,
        double     *y,
        gpointer    data)
{
  PlrLayoutPoint *place = g_hash_table_lookup (data, stage);

  if (place == NULL)
    return FALSE;

  *x = place->x;
  *y = place->y;

  return TRUE;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  fixture->pipeline = plr_pipeline_new ();
  add_stage (fixture->pipeline, "build", "Build", "", PLR_STAGE_KIND_BUILD);
  plr_stage_set_needs (plr_pipeline_find_stage (fixture->pipeline, "build"), NULL);
  add_stage (fixture->pipeline, "test", "Unit tests with a rather long name", "build", PLR_STAGE_KIND_TEST);
  add_stage (fixture->pipeline, "check", "Ready for release?", "build", PLR_STAGE_KIND_APPROVAL);
  add_stage (fixture->pipeline, "deploy", "Deploy", "test check", PLR_STAGE_KIND_DEPLOY);
  add_stage (fixture->pipeline, "gate", "Speed gate", "build", PLR_STAGE_KIND_GATE);
  fixture->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fixture->said = g_string_new (NULL);
  fixture->canvas = plr_canvas_new ();
  plr_canvas_set_editable (PLR_CANVAS (fixture->canvas), TRUE);
  plr_canvas_set_pin_func (PLR_CANVAS (fixture->canvas), pin_cb, fixture->places);
  g_signal_connect (fixture->canvas, "edit", G_CALLBACK (edit_cb), fixture);
  g_signal_connect (fixture->canvas, "place", G_CALLBACK (place_cb), fixture);
  plr_canvas_set_pipeline (PLR_CANVAS (fixture->canvas), fixture->pipeline);
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1100, 500);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->canvas);
  gtk_window_present (GTK_WINDOW (fixture->window));
  plr_test_settle (fixture->window);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  GtkWidget *canvas = fixture->canvas;

  g_object_add_weak_pointer (G_OBJECT (canvas), (gpointer *)&canvas);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    {
    }
  g_assert_null (canvas);
  g_clear_object (&fixture->pipeline);
  g_hash_table_unref (fixture->places);
  g_string_free (fixture->said, TRUE);
}

static void
port_of (Fixture    *fixture,
         const char *stage,
         gboolean    left,
         double     *x,
         double     *y)
{
  graphene_rect_t bounds;

  g_assert_true (plr_canvas_get_card_bounds (PLR_CANVAS (fixture->canvas), stage, &bounds));
  *x = bounds.origin.x + (left ? 0 : bounds.size.width);
  *y = bounds.origin.y + bounds.size.height / 2;
}

static void
middle_of (Fixture    *fixture,
           const char *stage,
           double     *x,
           double     *y)
{
  port_of (fixture, stage, TRUE, x, y);
  *x += 100 * plr_canvas_get_zoom (PLR_CANVAS (fixture->canvas));
}

static GtkWidget *
card_of (GtkWidget  *root,
         const char *stage)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = card_of (child, stage);

      if (found != NULL)
        return found;
      if (PLR_IS_STAGE_CARD (child) && gtk_widget_get_child_visible (child) &&
          g_strcmp0 (plr_stage_get_id (plr_stage_card_get_stage (PLR_STAGE_CARD (child))), stage) == 0)
        return child;
    }

  return NULL;
}

static void
test_cards_have_names (Fixture      *fixture,
                       gconstpointer data)
{
  GtkWidget *card = card_of (fixture->canvas, "deploy");

  g_assert_nonnull (card);
  gtk_test_accessible_assert_role (card, GTK_ACCESSIBLE_ROLE_BUTTON);
  gtk_test_accessible_assert_property (card, GTK_ACCESSIBLE_PROPERTY_LABEL, "Deploy");
  gtk_test_accessible_assert_property (card, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "Deploy, make all; waits for test, check");
  plr_test_shot (fixture->window, "canvas");
}

static void
test_port_drag_connects (Fixture      *fixture,
                         gconstpointer data)
{
  double x0, y0, x1, y1;

  port_of (fixture, "gate", FALSE, &x0, &y0);
  middle_of (fixture, "deploy", &x1, &y1);
  plr_test_drag (fixture->canvas, x0, y0, fixture->canvas, x1, y1);
  g_assert_true (plr_stage_needs_stage (plr_pipeline_find_stage (fixture->pipeline, "deploy"), "gate"));

  /* From the left port it works the other way round. */
  plr_test_settle (fixture->window);
  port_of (fixture, "gate", TRUE, &x0, &y0);
  middle_of (fixture, "check", &x1, &y1);
  plr_test_drag (fixture->canvas, x0, y0, fixture->canvas, x1, y1);
  g_assert_true (plr_stage_needs_stage (plr_pipeline_find_stage (fixture->pipeline, "gate"), "check"));
}

static void
test_circle_is_refused (Fixture      *fixture,
                        gconstpointer data)
{
  double x0, y0, x1, y1;

  port_of (fixture, "deploy", FALSE, &x0, &y0);
  middle_of (fixture, "build", &x1, &y1);
  plr_test_pointer (fixture->canvas, x0, y0);
  plr_test_button (1, TRUE);
  for (int i = 1; i <= 10; i++)
    plr_test_pointer (fixture->canvas, x0 + (x1 - x0) * i / 10, y0 + (y1 - y0) * i / 10);
  plr_test_shot (fixture->window, "canvas-refused");
  plr_test_button (1, FALSE);

  g_assert_cmpstr (fixture->said->str, ==, "");
  g_assert_cmpuint (g_strv_length ((char **)plr_stage_get_needs (plr_pipeline_find_stage (fixture->pipeline, "build"))), ==, 0);
}

static void
test_card_drag_places_on_the_grid (Fixture      *fixture,
                                   gconstpointer data)
{
  graphene_rect_t before;
  graphene_rect_t after;
  PlrLayoutPoint *place;
  double x, y;

  middle_of (fixture, "gate", &x, &y);
  g_assert_true (plr_canvas_get_card_bounds (PLR_CANVAS (fixture->canvas), "gate", &before));
  plr_test_drag (fixture->canvas, x, y, fixture->canvas, x + 60, y + 50);
  place = g_hash_table_lookup (fixture->places, "gate");
  g_assert_nonnull (place);
  g_assert_cmpint ((int)place->x % (int)PLR_LAYOUT_GRID, ==, 0);
  g_assert_cmpint ((int)place->y % (int)PLR_LAYOUT_GRID, ==, 0);
  g_assert_true (plr_canvas_get_card_bounds (PLR_CANVAS (fixture->canvas), "gate", &after));
  g_assert_cmpfloat (ABS (after.origin.x - before.origin.x - 60), <=, 7);
  g_assert_cmpfloat (ABS (after.origin.y - before.origin.y - 50), <=, 7);
  g_assert_cmpuint (g_hash_table_size (fixture->places), ==, 1);
}

static void
test_background_drag_pans (Fixture      *fixture,
                           gconstpointer data)
{
  graphene_rect_t before;
  graphene_rect_t after;

  g_assert_true (plr_canvas_get_card_bounds (PLR_CANVAS (fixture->canvas), "build", &before));
  plr_test_drag (fixture->canvas, 40, 40, fixture->canvas, 140, 90);
  g_assert_true (plr_canvas_get_card_bounds (PLR_CANVAS (fixture->canvas), "build", &after));
  g_assert_cmpfloat (after.origin.x - before.origin.x, ==, 100);
  g_assert_cmpfloat (after.origin.y - before.origin.y, ==, 50);
}

static void
test_wheel_zooms_to_the_pointer (Fixture      *fixture,
                                 gconstpointer data)
{
  graphene_rect_t before;
  graphene_rect_t after;

  g_assert_true (plr_canvas_get_card_bounds (PLR_CANVAS (fixture->canvas), "test", &before));
  plr_test_pointer (fixture->canvas, before.origin.x, before.origin.y);
  plr_test_hold (GDK_KEY_Control_L, TRUE);
  plr_test_button (4, TRUE);
  plr_test_button (4, FALSE);
  plr_test_hold (GDK_KEY_Control_L, FALSE);
  g_assert_true (plr_canvas_get_card_bounds (PLR_CANVAS (fixture->canvas), "test", &after));
  g_assert_cmpfloat_with_epsilon (after.size.width, before.size.width * 1.15, .01);
  g_assert_cmpfloat (ABS (after.origin.x - before.origin.x), <=, 1);
  g_assert_cmpfloat (ABS (after.origin.y - before.origin.y), <=, 1);

  plr_test_button (5, TRUE);
  plr_test_button (5, FALSE);
  g_assert_true (plr_canvas_get_card_bounds (PLR_CANVAS (fixture->canvas), "test", &before));
  g_assert_cmpfloat (before.origin.y, <, after.origin.y - 20);
  g_assert_cmpfloat (before.size.width, ==, after.size.width);
}

static void
test_keyboard_walks_connects_and_deletes (Fixture      *fixture,
                                          gconstpointer data)
{
  g_autofree char *first = NULL;

  gtk_widget_child_focus (fixture->canvas, GTK_DIR_TAB_FORWARD);
  plr_canvas_select (PLR_CANVAS (fixture->canvas), "build");
  plr_test_key (GDK_KEY_Right, 0);
  first = g_strdup (plr_canvas_get_selected (PLR_CANVAS (fixture->canvas)));
  g_assert_nonnull (first);
  g_assert_true (plr_stage_needs_stage (plr_pipeline_find_stage (fixture->pipeline, first), "build"));
  plr_test_key (GDK_KEY_Left, 0);
  g_assert_cmpstr (plr_canvas_get_selected (PLR_CANVAS (fixture->canvas)), ==, "build");

  plr_canvas_select (PLR_CANVAS (fixture->canvas), "gate");
  plr_test_key (GDK_KEY_c, 0);
  plr_test_settle (fixture->window);
  plr_test_shot_screen (fixture->window, "canvas-connect");
  plr_test_type ("deploy\n");
  g_assert_true (plr_stage_needs_stage (plr_pipeline_find_stage (fixture->pipeline, "deploy"), "gate"));

  plr_test_settle (fixture->window);
  plr_canvas_select (PLR_CANVAS (fixture->canvas), "check");
  gtk_widget_grab_focus (fixture->canvas);
  plr_test_key (GDK_KEY_Delete, 0);
  g_assert_null (plr_pipeline_find_stage (fixture->pipeline, "check"));
}

static void
test_n_adds_behind_the_selection (Fixture      *fixture,
                                  gconstpointer data)
{
  PlrStage *stage;

  plr_canvas_select (PLR_CANVAS (fixture->canvas), "deploy");
  gtk_widget_grab_focus (fixture->canvas);
  plr_test_key (GDK_KEY_n, 0);
  plr_test_settle (fixture->window);
  stage = plr_pipeline_find_stage (fixture->pipeline, "build-2");
  g_assert_nonnull (stage);
  g_assert_true (plr_stage_needs_stage (stage, "deploy"));
  g_assert_cmpstr (plr_canvas_get_selected (PLR_CANVAS (fixture->canvas)), ==, "build-2");

  /* The field for its name is open already. */
  plr_test_key (GDK_KEY_a, GDK_CONTROL_MASK);
  plr_test_type ("announce\n");
  g_assert_cmpstr (plr_stage_get_name (stage), ==, "announce");
}

static void
test_band_selects (Fixture      *fixture,
                   gconstpointer data)
{
  g_auto(GStrv) all = NULL;
  g_auto(GStrv) some = NULL;
  double x0, y0, x1, y1;

  gtk_widget_grab_focus (fixture->canvas);
  plr_test_key (GDK_KEY_a, GDK_CONTROL_MASK);
  all = plr_canvas_dup_selection (PLR_CANVAS (fixture->canvas));
  g_assert_cmpuint (g_strv_length (all), ==, 5);
  plr_test_shot (fixture->window, "canvas-selected");

  middle_of (fixture, "test", &x0, &y0);
  plr_test_click (fixture->canvas, x0, y0, 1);
  middle_of (fixture, "build", &x0, &y0);
  plr_test_click (fixture->canvas, x0, y0, 1);
  g_assert_cmpstr (plr_canvas_get_selected (PLR_CANVAS (fixture->canvas)), ==, "build");

  /* A band around the upper two of the middle column. */
  port_of (fixture, "test", TRUE, &x0, &y0);
  port_of (fixture, "check", FALSE, &x1, &y1);
  plr_test_click (fixture->canvas, 40, 40, 1);
  plr_test_hold (GDK_KEY_Shift_L, TRUE);
  plr_test_drag (fixture->canvas, x0 - 30, y0 - 60, fixture->canvas, x1 + 30, y1);
  plr_test_hold (GDK_KEY_Shift_L, FALSE);
  some = plr_canvas_dup_selection (PLR_CANVAS (fixture->canvas));
  g_assert_cmpuint (g_strv_length (some), ==, 2);
  g_assert_cmpstr (some[0], ==, "test");
  g_assert_cmpstr (some[1], ==, "check");
}

static void
test_only_what_is_in_view_has_widgets (Fixture      *fixture,
                                       gconstpointer data)
{
  g_autoptr(PlrPipeline) large = plr_pipeline_new ();
  GtkWidget *world = gtk_widget_get_first_child (fixture->canvas);
  guint n_cards = 0;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);
      g_autofree char *need = g_strdup_printf ("s%u", i < 20 ? 0 : i - 20);

      add_stage (large, id, NULL, need, PLR_STAGE_KIND_BUILD);
      if (i < 20)
        plr_stage_set_needs (plr_pipeline_find_stage (large, id), NULL);
    }
  plr_canvas_set_pipeline (PLR_CANVAS (fixture->canvas), large);
  plr_test_settle (fixture->window);
  plr_test_shot (fixture->window, "canvas-large");
  plr_canvas_set_zoom (PLR_CANVAS (fixture->canvas), 1);
  plr_test_settle (fixture->window);
  for (GtkWidget *child = gtk_widget_get_first_child (world); child != NULL; child = gtk_widget_get_next_sibling (child))
    n_cards++;
  g_assert_cmpuint (n_cards, >, 4);
  g_assert_cmpuint (n_cards, <, 60);
}

static void
test_run_and_problems_show_on_cards (Fixture      *fixture,
                                     gconstpointer data)
{
  static const PlrRunState states[] = {
    PLR_RUN_STATE_SUCCEEDED, PLR_RUN_STATE_FAILED, PLR_RUN_STATE_WAITING, PLR_RUN_STATE_QUEUED, PLR_RUN_STATE_RUNNING
  };
  g_autoptr(PlrRun) run = plr_run_new ("1");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrProblem) problem = plr_problem_new_at (PLR_SEVERITY_ERROR, "empty-stage", "gate", "Nothing");

  for (guint i = 0; i < 5; i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (fixture->pipeline), i);
      g_autoptr(PlrRunStage) run_stage = plr_run_stage_new (plr_stage_get_id (stage), plr_stage_get_id (stage));

      plr_run_stage_set_state (run_stage, states[i]);
      plr_run_stage_set_n_steps (run_stage, 4);
      plr_run_stage_set_current_step (run_stage, 2);
      plr_run_stage_set_started_us (run_stage, 1);
      plr_run_stage_set_finished_us (run_stage, 64 * G_USEC_PER_SEC);
      plr_run_add_stage (run, run_stage);
    }
  plr_stage_set_network (plr_pipeline_find_stage (fixture->pipeline, "deploy"), TRUE);
  g_list_store_append (problems, problem);
  plr_canvas_set_run (PLR_CANVAS (fixture->canvas), run);
  plr_canvas_set_problems (PLR_CANVAS (fixture->canvas), G_LIST_MODEL (problems));
  plr_test_shot (fixture->window, "canvas-run");
  gtk_test_accessible_assert_property (card_of (fixture->canvas, "test"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Test, Failed · 1m 03s; waits for build");
  gtk_test_accessible_assert_property (card_of (fixture->canvas, "gate"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Gate, Running · step 3 of 4; waits for build; 1 problem");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  plr_test_shot (fixture->window, "canvas-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
  plr_canvas_set_run (PLR_CANVAS (fixture->canvas), NULL);
}

#define ADD(path, function) g_test_add ("/canvas/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  plr_test_ui_init (&argc, &argv);

  ADD ("cards-have-names", test_cards_have_names);
  ADD ("port-drag-connects", test_port_drag_connects);
  ADD ("circle-is-refused", test_circle_is_refused);
  ADD ("card-drag-places-on-the-grid", test_card_drag_places_on_the_grid);
  ADD ("background-drag-pans", test_background_drag_pans);
  ADD ("wheel-zooms-to-the-pointer", test_wheel_zooms_to_the_pointer);
  ADD ("keyboard-walks-connects-and-deletes", test_keyboard_walks_connects_and_deletes);
  ADD ("n-adds-behind-the-selection", test_n_adds_behind_the_selection);
  ADD ("band-selects", test_band_selects);
  ADD ("only-what-is-in-view-has-widgets", test_only_what_is_in_view_has_widgets);
  ADD ("run-and-problems-show-on-cards", test_run_and_problems_show_on_cards);

  return g_test_run ();
}
