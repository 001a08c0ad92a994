/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <adwaita.h>
#include <glib/gstdio.h>
#include <gtksourceview/gtksource.h>

#include "plr-editor.h"
#include "plr-source-text.h"
#include "plr-test-ui.h"

/* The pages of the drawer that show a definition in other ways: real keys and a real pointer. */

static const char definition[] =
  "on:\n"
  "  push:\n"
  "    branches: [main]\n"
  "jobs:\n"
  "  build:\n"
  "    runs-on: ubuntu-latest\n"
  "    steps:\n"
  "      - run: make\n"
  "  nightly:\n"
  "    if: github.event_name == 'schedule'\n"
  "    runs-on: ubuntu-latest\n"
  "    steps:\n"
  "      - run: make nightly\n";

typedef struct
{
  GtkWidget *window;
  GtkWidget *editor;
  PlrDocument *document;
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  fixture->folder = g_dir_make_tmp ("plr-views-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "ci.yml", NULL);
  fixture->editor = plr_editor_new ();
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1240, 780);
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->editor);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->document = plr_document_new (fixture->path, "github", definition, &error);
  g_assert_no_error (error);
  plr_editor_set_document (PLR_EDITOR (fixture->editor), fixture->document);
  plr_test_settle (fixture->window);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  while (g_main_context_iteration (NULL, FALSE))
    {
    }
  g_assert_finalize_object (fixture->document);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

typedef struct
{
  GtkWidget *root;
  const char *type;
  const char *text;
} Wanted;

static gboolean
is_there_cb (gpointer data)
{
  Wanted *wanted = data;

  return plr_test_find (wanted->root, wanted->type, wanted->text) != NULL;
}

/* What is worked out on another thread comes when it comes. */
static GtkWidget *
await (Fixture    *fixture,
       const char *type,
       const char *text)
{
  Wanted wanted = { fixture->editor, type, text };

  if (!plr_test_wait (is_there_cb, &wanted))
    {
      plr_test_shot (fixture->window, "views-missing");
      g_error ("There is no %s “%s”", type, text);
    }
  plr_test_settle (fixture->window);

  return plr_test_find (fixture->editor, type, text);
}

static void
click (GtkWidget *widget)
{
  plr_test_click (widget, gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0, 1);
}

static void
replace (Fixture    *fixture,
         const char *old,
         const char *new)
{
  const char *text = plr_document_get_text (fixture->document, NULL);
  const char *place = strstr (text, old);

  g_assert_nonnull (place);
  plr_document_replace_text (fixture->document, (gsize)(place - text), strlen (old), new);
}

/* The line of the code view that has the cursor, counted from 1. */
static int
cursor_line (Fixture *fixture)
{
  GtkWidget *code = plr_test_find (fixture->editor, "PlrCodeView", NULL);
  GtkTextBuffer *buffer;
  GtkTextIter iter;

  g_assert_nonnull (code);
  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (plr_test_find (code, "GtkSourceView", NULL)));
  gtk_text_buffer_get_iter_at_mark (buffer, &iter, gtk_text_buffer_get_insert (buffer));

  return gtk_text_iter_get_line (&iter) + 1;
}

static void
test_fix_is_one_click (Fixture      *fixture,
                       gconstpointer data)
{
  replace (fixture, "  nightly:\n", "  nightly:\n    needs: biuld\n");
  gtk_widget_activate_action (fixture->editor, "editor.show-problems", NULL);
  click (await (fixture, "GtkLabel", "Make “nightly” need “build”"));
  plr_test_settle (fixture->window);
  g_assert_nonnull (strstr (plr_document_get_text (fixture->document, NULL), "    needs: build\n"));
  g_assert_nonnull (plr_test_find (fixture->editor, "GtkLabel", "No problems found"));
  gtk_widget_activate_action (fixture->editor, "editor.undo", NULL);
  g_assert_nonnull (strstr (plr_document_get_text (fixture->document, NULL), "    needs: biuld\n"));
}

static void
test_changes (Fixture      *fixture,
              gconstpointer data)
{
  g_autofree char *diff = NULL;

  plr_test_key (GDK_KEY_d, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  (void)await (fixture, "GtkLabel", "Nothing has changed");
  replace (fixture, "run: make\n", "run: make all\n");
  (void)await (fixture, "GtkLabel", "1 thing differs");
  diff = plr_source_text_dup_text (PLR_SOURCE_TEXT (await (fixture, "PlrSourceText", NULL)));
  g_assert_nonnull (strstr (diff, "\n-      - run: make\n+      - run: make all\n"));
  plr_test_shot (fixture->window, "views-changes");
  click (await (fixture, "GtkLabel", "build: steps 1 run: make → make all"));
  plr_test_settle (fixture->window);
  g_assert_cmpstr (plr_editor_get_selected_stage (PLR_EDITOR (fixture->editor)), ==, "build");

  /* What git knows nothing of says so. */
  gtk_drop_down_set_selected (GTK_DROP_DOWN (plr_test_find (plr_test_find (fixture->editor, "PlrChangesView", NULL), "GtkDropDown", NULL)), 1);
  plr_test_settle (fixture->window);
  g_assert_null (plr_test_find (fixture->editor, "GtkLabel", "1 thing differs"));
}

static void
test_merged (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *merged = NULL;
  GtkWidget *text;

  plr_test_key (GDK_KEY_m, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  text = await (fixture, "PlrSourceText", NULL);
  merged = plr_source_text_dup_text (PLR_SOURCE_TEXT (text));
  g_assert_nonnull (strstr (merged, "  nightly:  # ci.yml:9\n"));
  plr_test_shot (fixture->window, "views-merged");
  gtk_widget_grab_focus (plr_test_find (text, "GtkSourceView", NULL));
  plr_test_key (GDK_KEY_End, GDK_CONTROL_MASK);
  plr_test_key (GDK_KEY_Return, 0);
  plr_test_settle (fixture->window);
  g_assert_cmpint (cursor_line (fixture), ==, 13);
}

static void
test_simulate (Fixture      *fixture,
               gconstpointer data)
{
  GtkWidget *view;

  plr_test_key (GDK_KEY_t, GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  (void)await (fixture, "GtkLabel", "1 run, 0 wait, 1 are skipped, 0 cannot be known offline");
  plr_test_shot (fixture->window, "views-simulate");

  /* It follows what is typed: in the fields, and in the definition. */
  view = plr_test_find (fixture->editor, "PlrSimulateView", NULL);
  gtk_widget_grab_focus (plr_test_find (view, "GtkText", NULL));
  plr_test_key (GDK_KEY_a, GDK_CONTROL_MASK);
  plr_test_type ("topic");
  (void)await (fixture, "GtkLabel", "0 run, 0 wait, 2 are skipped, 0 cannot be known offline");
  replace (fixture, "[main]", "[main, topic]");
  (void)await (fixture, "GtkLabel", "1 run, 0 wait, 1 are skipped, 0 cannot be known offline");

  /* What decides on a job is a line. */
  click (await (fixture, "GtkLabel", "nightly"));
  plr_test_settle (fixture->window);
  g_assert_cmpint (cursor_line (fixture), ==, 10);
}

#define ADD(path, function) g_test_add ("/views/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  plr_test_ui_init (&argc, &argv);

  ADD ("fix-is-one-click", test_fix_is_one_click);
  ADD ("changes", test_changes);
  ADD ("merged", test_merged);
  ADD ("simulate", test_simulate);

  return g_test_run ();
}
