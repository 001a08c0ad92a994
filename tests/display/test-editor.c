/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

#include "plr-canvas.h"
#include "plr-code-view.h"
#include "plr-editor.h"
#include "plr-export-dialog.h"
#include "plr-stage-card.h"
#include "plr-test-ui.h"

static const char definition[] =
  "# The example.\n"
  "pipeliner: 1\n"
  "name: Phrasebook\n"
  "\n"
  "variables:\n"
  "  CFLAGS: -O2   # kept\n"
  "\n"
  "stages:\n"
  "  build:\n"
  "    name: Build\n"
  "    steps:\n"
  "      - name: Compile\n"
  "        run: make\n"
  "    artifacts:\n"
  "      program: build/phrasebook\n"
  "\n"
  "  lint:\n"
  "    steps:\n"
  "      - run: make lint\n"
  "\n"
  "  test:\n"
  "    name: Tëst\n"
  "    needs: [build]\n"
  "    steps:\n"
  "      - run: make check\n"
  "      - run: |\n"
  "          ./build/phrasebook hello\n"
  "          ./build/phrasebook bye\n"
  "    network: true\n"
  "    reports: report.xml\n"
  "\n"
  "  package:\n"
  "    name: Package\n"
  "    needs: [build, test, lint]\n"
  "    steps:\n"
  "      - run: make dist\n";

typedef struct
{
  GtkWidget *window;
  GtkWidget *editor;
  GtkWidget *canvas;
  PlrDocument *document;
} Fixture;

static void
open_text (Fixture    *fixture,
           const char *text)
{
  g_autoptr(GError) error = NULL;

  g_clear_object (&fixture->document);
  fixture->document = plr_document_new (NULL, "pipeliner", text, &error);
  g_assert_no_error (error);
  plr_editor_set_document (PLR_EDITOR (fixture->editor), fixture->document);
  plr_test_settle (fixture->window);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  fixture->editor = plr_editor_new ();
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1240, 780);
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->editor);
  gtk_window_present (GTK_WINDOW (fixture->window));
  plr_test_settle (fixture->window);
  fixture->canvas = plr_test_find (fixture->editor, "PlrCanvas", NULL);
  g_assert_nonnull (fixture->canvas);
  open_text (fixture, definition);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  GtkWidget *editor = fixture->editor;

  g_object_add_weak_pointer (G_OBJECT (editor), (gpointer *)&editor);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    {
    }
  g_assert_null (editor);
  g_assert_finalize_object (fixture->document);
}

static const char *
text_of (Fixture *fixture)
{
  return plr_document_get_text (fixture->document, NULL);
}

static PlrStage *
stage_of (Fixture    *fixture,
          const char *id)
{
  return plr_pipeline_find_stage (plr_document_get_pipeline (fixture->document), id);
}

static void
assert_code_shows_the_text (Fixture *fixture)
{
  GtkWidget *code;
  g_autofree char *shown = NULL;

  gtk_widget_activate_action (fixture->editor, "editor.show-code", NULL);
  plr_test_settle (fixture->window);
  code = plr_test_find (fixture->editor, "PlrCodeView", NULL);
  g_assert_nonnull (code);
  shown = plr_code_view_dup_text (PLR_CODE_VIEW (code));
  g_assert_cmpstr (shown, ==, text_of (fixture));
}

static void
undo_all (Fixture *fixture)
{
  guint n_steps = 0;

  while (plr_document_can_undo (fixture->document))
    {
      gtk_widget_activate_action (fixture->editor, "editor.undo", NULL);
      g_assert_cmpuint (++n_steps, <, 200);
    }
  plr_test_settle (fixture->window);
  g_assert_cmpstr (text_of (fixture), ==, definition);
  assert_code_shows_the_text (fixture);
}

static void
point_of (Fixture    *fixture,
          const char *stage,
          double      part,
          double     *x,
          double     *y)
{
  graphene_rect_t bounds;

  g_assert_true (plr_canvas_get_card_bounds (PLR_CANVAS (fixture->canvas), stage, &bounds));
  *x = bounds.origin.x + bounds.size.width * part;
  *y = bounds.origin.y + bounds.size.height / 2;
}

static void
click_card (Fixture    *fixture,
            const char *stage)
{
  double x, y;

  point_of (fixture, stage, .5, &x, &y);
  plr_test_click (fixture->canvas, x, y, 1);
  plr_test_settle (fixture->window);
  g_assert_cmpstr (plr_editor_get_selected_stage (PLR_EDITOR (fixture->editor)), ==, stage);
}

static void
replace_field (Fixture    *fixture,
               const char *title,
               const char *text)
{
  GtkWidget *row = plr_test_find (fixture->editor, "PlrFieldRow", title);

  g_assert_nonnull (row);
  gtk_widget_grab_focus (row);
  plr_test_key (GDK_KEY_a, GDK_CONTROL_MASK);
  plr_test_type (text);
}

static void
test_palette_drag_adds (Fixture      *fixture,
                        gconstpointer data)
{
  GtkWidget *label = plr_test_find (fixture->editor, "GtkLabel", "Deploy");
  double x, y;

  g_assert_nonnull (label);
  plr_test_drag (label, 10, 8, fixture->canvas, 420, 520);
  plr_test_settle (fixture->window);
  g_assert_nonnull (stage_of (fixture, "deploy"));
  g_assert_cmpstr (plr_stage_get_deploy (stage_of (fixture, "deploy")), ==, "staging");
  g_assert_cmpstr (plr_editor_get_selected_stage (PLR_EDITOR (fixture->editor)), ==, "deploy");
  point_of (fixture, "deploy", .5, &x, &y);
  g_assert_cmpfloat (ABS (x - 420), <=, 14);
  g_assert_cmpfloat (ABS (y - 520), <=, 14);
  plr_test_shot (fixture->window, "editor-added");

  /* Place and stage came in one step, so one undo takes both. */
  gtk_widget_activate_action (fixture->editor, "editor.undo", NULL);
  g_assert_cmpstr (text_of (fixture), ==, definition);
  g_assert_false (plr_document_can_undo (fixture->document));
}

static void
test_connect_move_rename_and_back (Fixture      *fixture,
                                   gconstpointer data)
{
  double x0, y0, x1, y1;

  point_of (fixture, "lint", 1, &x0, &y0);
  point_of (fixture, "test", .4, &x1, &y1);
  plr_test_drag (fixture->canvas, x0, y0, fixture->canvas, x1, y1);
  g_assert_true (plr_stage_needs_stage (stage_of (fixture, "test"), "lint"));
  g_assert_nonnull (strstr (text_of (fixture), "    needs: [build, lint]\n"));

  plr_test_settle (fixture->window);
  point_of (fixture, "package", .5, &x0, &y0);
  plr_test_drag (fixture->canvas, x0, y0, fixture->canvas, x0 - 60, y0 + 120);
  g_assert_true (plr_document_get_position (fixture->document, "package", &x1, &y1));

  plr_test_settle (fixture->window);
  click_card (fixture, "lint");
  plr_test_key (GDK_KEY_F2, 0);
  plr_test_settle (fixture->window);
  plr_test_key (GDK_KEY_a, GDK_CONTROL_MASK);
  plr_test_type ("style\n");
  g_assert_cmpstr (plr_stage_get_name (stage_of (fixture, "lint")), ==, "style");

  undo_all (fixture);
  g_assert_false (plr_document_get_position (fixture->document, "package", &x1, &y1));
}

static void
test_inspector_edits (Fixture      *fixture,
                      gconstpointer data)
{
  click_card (fixture, "test");
  plr_test_shot (fixture->window, "editor-inspector");
  replace_field (fixture, "Identifier", "unit\n");
  g_assert_nonnull (stage_of (fixture, "unit"));
  g_assert_true (plr_stage_needs_stage (stage_of (fixture, "package"), "unit"));

  replace_field (fixture, "Time Limit", "90s\n");
  g_assert_cmpint (plr_stage_get_timeout_us (stage_of (fixture, "unit")), ==, 90 * G_USEC_PER_SEC);

  /* What cannot be says so in place, and changes nothing. */
  replace_field (fixture, "Identifier", "build\n");
  g_assert_nonnull (stage_of (fixture, "unit"));
  g_assert_true (gtk_widget_has_css_class (plr_test_find (fixture->editor, "PlrFieldRow", "Identifier"), "error"));
  plr_test_shot (fixture->window, "editor-field-error");
  plr_test_key (GDK_KEY_Escape, 0);
  g_assert_false (gtk_widget_has_css_class (plr_test_find (fixture->editor, "PlrFieldRow", "Identifier"), "error"));
  undo_all (fixture);
}

static void
test_script_is_edited (Fixture      *fixture,
                       gconstpointer data)
{
  GtkWidget *row;
  GtkWidget *script;

  click_card (fixture, "build");
  row = plr_test_find (fixture->editor, "PlrStepRow", NULL);
  g_assert_nonnull (row);
  script = plr_test_find (row, "GtkSourceView", NULL);
  g_assert_nonnull (script);
  gtk_widget_grab_focus (script);
  plr_test_key (GDK_KEY_End, GDK_CONTROL_MASK);
  plr_test_type ("\nmake check");
  gtk_widget_grab_focus (fixture->canvas);
  g_assert_nonnull (strstr (text_of (fixture), "        run: |\n          make\n          make check\n"));
  undo_all (fixture);
}

static void
test_typing_changes_the_drawing (Fixture      *fixture,
                                 gconstpointer data)
{
  GtkWidget *code;
  GtkWidget *view;
  GtkTextBuffer *buffer;
  GtkTextIter iter;

  assert_code_shows_the_text (fixture);
  code = plr_test_find (fixture->editor, "PlrCodeView", NULL);
  view = plr_test_find (code, "GtkSourceView", NULL);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_get_end_iter (buffer, &iter);
  gtk_text_buffer_place_cursor (buffer, &iter);
  gtk_widget_grab_focus (view);
  plr_test_settle (fixture->window);
  g_assert_cmpstr (plr_editor_get_selected_stage (PLR_EDITOR (fixture->editor)), ==, NULL);
  plr_test_type ("    network: true\n");
  g_assert_true (plr_stage_get_network (stage_of (fixture, "package")));
  g_assert_cmpstr (plr_editor_get_selected_stage (PLR_EDITOR (fixture->editor)), ==, "package");

  /* A letter of two bytes stands before what the drawing changes. */
  gtk_widget_grab_focus (fixture->canvas);
  click_card (fixture, "package");
  plr_test_key (GDK_KEY_Delete, 0);
  g_assert_null (stage_of (fixture, "package"));
  assert_code_shows_the_text (fixture);
  plr_test_shot (fixture->window, "editor-code");

  gtk_widget_grab_focus (view);
  plr_test_key (GDK_KEY_z, GDK_CONTROL_MASK);
  g_assert_nonnull (stage_of (fixture, "package"));
  undo_all (fixture);
}

static void
test_broken_text_keeps_the_drawing (Fixture      *fixture,
                                    gconstpointer data)
{
  plr_document_replace_text (fixture->document, 0, 0, "a: [\n");
  plr_test_settle (fixture->window);
  g_assert_false (plr_document_get_valid (fixture->document));
  g_assert_nonnull (stage_of (fixture, "package"));
  g_assert_false (plr_canvas_get_editable (PLR_CANVAS (fixture->canvas)));
  gtk_widget_activate_action (fixture->editor, "editor.show-problems", NULL);
  plr_test_shot (fixture->window, "editor-broken");
  undo_all (fixture);
  g_assert_true (plr_canvas_get_editable (PLR_CANVAS (fixture->canvas)));
}

static void
test_problems_lead_to_their_place (Fixture      *fixture,
                                   gconstpointer data)
{
  GtkWidget *row;

  open_text (fixture,
             "pipeliner: 1\n"
             "stages:\n"
             "  a:\n"
             "    needs: [c]\n"
             "    steps:\n"
             "      - run: make\n"
             "  b:\n"
             "    needs: [a, gone]\n"
             "    steps:\n"
             "      - run: make\n"
             "  c:\n"
             "    needs: [b]\n"
             "    steps:\n"
             "      - run: make\n"
             "  empty:\n"
             "    name: Empty one\n");
  gtk_widget_activate_action (fixture->editor, "editor.show-problems", NULL);
  plr_test_shot (fixture->window, "editor-problems");
  g_assert_cmpuint (g_list_model_get_n_items (plr_document_get_problems (fixture->document)), >=, 3);
  row = plr_test_find (plr_test_find (fixture->editor, "PlrProblemList", NULL), "GtkListBoxRow", NULL);
  g_assert_nonnull (row);
  gtk_widget_activate (row);
  plr_test_settle (fixture->window);
  g_assert_nonnull (plr_editor_get_selected_stage (PLR_EDITOR (fixture->editor)));
  plr_test_shot (fixture->window, "editor-problem-code");
}

static void
test_narrow_window_has_the_outline (Fixture      *fixture,
                                    gconstpointer data)
{
  GtkWidget *outline;

  open_text (fixture, definition);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 640);
  plr_test_settle (fixture->window);
  plr_test_settle (fixture->window);
  g_assert_cmpint (gtk_widget_get_width (fixture->window), <=, 400);
  outline = plr_test_find (fixture->editor, "PlrOutline", NULL);
  g_assert_nonnull (outline);
  plr_test_shot (fixture->window, "editor-narrow");
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 640);
  plr_test_settle (fixture->window);
  plr_test_shot (fixture->window, "editor-medium");
}

static void
test_faces (Fixture      *fixture,
            gconstpointer data)
{
  plr_test_shot (fixture->window, "editor");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  click_card (fixture, "test");
  gtk_widget_activate_action (fixture->editor, "editor.show-code", NULL);
  plr_test_shot (fixture->window, "editor-dark");
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);

  open_text (fixture, "pipeliner: 1\nname: New\nstages: {}\n");
  plr_test_shot (fixture->window, "editor-empty");
  g_assert_nonnull (plr_test_find (fixture->editor, "AdwStatusPage", NULL));
}

static char *
shown_in (GtkWidget *dialog)
{
  GtkWidget *view = plr_test_find (dialog, "GtkSourceView", NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
}

static gboolean
shows_stage_cb (gpointer data)
{
  GtkWidget *text = plr_test_find (data, "GtkSourceView", NULL);
  g_autofree char *shown = text != NULL ? shown_in (data) : NULL;

  return shown != NULL && strstr (shown, "make dist") != NULL && plr_test_find (data, "GtkLabel", "Converting…") == NULL;
}

static void
test_export_shows_the_other_dialect (Fixture      *fixture,
                                     gconstpointer data)
{
  GtkWidget *dialog = plr_export_dialog_new (GTK_WINDOW (fixture->window), fixture->document, NULL);
  GtkWidget *row;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  gtk_window_present (GTK_WINDOW (dialog));
  plr_test_settle (dialog);
  plr_test_shot (dialog, "export");
  row = plr_test_find (dialog, "AdwComboRow", NULL);
  g_assert_nonnull (row);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 0);
  g_assert_true (plr_test_wait (shows_stage_cb, dialog));
  first = shown_in (dialog);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  g_assert_true (plr_test_wait (shows_stage_cb, dialog));
  second = shown_in (dialog);
  g_assert_nonnull (strstr (first, "make dist"));
  g_assert_nonnull (strstr (second, "make dist"));
  g_assert_cmpstr (first, !=, second);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

#define ADD(path, function) g_test_add ("/editor/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  plr_test_ui_init (&argc, &argv);

  ADD ("palette-drag-adds", test_palette_drag_adds);
  ADD ("connect-move-rename-and-back", test_connect_move_rename_and_back);
  ADD ("inspector-edits", test_inspector_edits);
  ADD ("script-is-edited", test_script_is_edited);
  ADD ("typing-changes-the-drawing", test_typing_changes_the_drawing);
  ADD ("broken-text-keeps-the-drawing", test_broken_text_keeps_the_drawing);
  ADD ("problems-lead-to-their-place", test_problems_lead_to_their_place);
  ADD ("narrow-window-has-the-outline", test_narrow_window_has_the_outline);
  ADD ("faces", test_faces);
  ADD ("export-shows-the-other-dialect", test_export_shows_the_other_dialect);

  return g_test_run ();
}
