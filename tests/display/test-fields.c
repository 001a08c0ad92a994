/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <adwaita.h>
#include <gtksourceview/gtksource.h>

#include "plr-editor.h"
#include "plr-test-ui.h"

/* The inspector, with definitions of other engines: each change is an edit of the text, by real keys. */

static const char workflow[] =
  "name: CI   # kept\n"
  "on:\n"
  "  push:\n"
  "    branches: [main]\n"
  "jobs:\n"
  "  build:\n"
  "    runs-on: ubuntu-latest\n"
  "    strategy:\n"
  "      matrix:\n"
  "        os: [a, b]\n"
  "    steps:\n"
  "      - uses: actions/checkout@v4\n"
  "        with:\n"
  "          depth: 1\n"
  "      - run: make\n";

static const char gitlab[] =
  "stages: [build, test]\n"
  "compile:\n"
  "  stage: build\n"
  "  script: make   # kept\n";

typedef struct
{
  GtkWidget *window;
  GtkWidget *editor;
  PlrDocument *document;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  fixture->editor = plr_editor_new ();
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1240, 780);
  adw_window_set_content (ADW_WINDOW (fixture->window), fixture->editor);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->document = plr_document_new (NULL, data, g_str_equal (data, "github") ? workflow : gitlab, &error);
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
}

static const char *
text_of (Fixture *fixture)
{
  return plr_document_get_text (fixture->document, NULL);
}

static void
assert_says (Fixture    *fixture,
             const char *piece)
{
  if (strstr (text_of (fixture), piece) == NULL)
    {
      plr_test_shot (fixture->window, "fields-missing");
      g_error ("“%s” is not in:\n%s", piece, text_of (fixture));
    }
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

/* A widget of that type whose tooltip says so. */
static GtkWidget *
find_tooltip (GtkWidget  *root,
              const char *tooltip)
{
  if (gtk_widget_get_mapped (root) && g_strcmp0 (gtk_widget_get_tooltip_text (root), tooltip) == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_tooltip (child, tooltip);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
press (Fixture    *fixture,
       const char *tooltip)
{
  GtkWidget *button = find_tooltip (fixture->editor, tooltip);

  if (button == NULL)
    g_error ("There is no “%s”", tooltip);
  gtk_widget_grab_focus (button);
  plr_test_key (GDK_KEY_space, 0);
  plr_test_settle (fixture->window);
}

/* Where the keyboard is. */
static void
type_instead (const char *text)
{
  plr_test_key (GDK_KEY_a, GDK_CONTROL_MASK);
  plr_test_type (text);
}

static void
undo_all (Fixture    *fixture,
          const char *text)
{
  for (guint i = 0; plr_document_can_undo (fixture->document) && i < 100; i++)
    gtk_widget_activate_action (fixture->editor, "editor.undo", NULL);
  g_assert_cmpstr (text_of (fixture), ==, text);
}

static void
test_stage_of_a_workflow (Fixture      *fixture,
                          gconstpointer data)
{
  plr_editor_select_stage (PLR_EDITOR (fixture->editor), "build");
  plr_test_settle (fixture->window);
  plr_test_shot (fixture->window, "fields-stage");
  replace_field (fixture, "Container Image", "gcc:13\n");
  assert_says (fixture, "    container: gcc:13\n");
  replace_field (fixture, "Runner", "self-hosted, linux\n");
  assert_says (fixture, "    runs-on: [self-hosted, linux]\n");
  replace_field (fixture, "Condition", "github.ref == 'refs/heads/main'\n");
  assert_says (fixture, "    if: github.ref == 'refs/heads/main'\n");
  replace_field (fixture, "Cells at a Time", "2\n");
  assert_says (fixture, "      max-parallel: 2\n");
  press (fixture, "Add a Permission");
  assert_says (fixture, "    permissions:\n      contents: read\n");
  press (fixture, "Add a Row");
  assert_says (fixture, "        include:\n          - os: a\n");
  replace_field (fixture, "Row 1", "os=c, extra=1\n");
  assert_says (fixture, "          - os: c\n            extra: 1\n");

  /* What a workflow has not is not offered. */
  g_assert_null (plr_test_find (fixture->editor, "PlrFieldRow", "Group"));
  g_assert_null (plr_test_find (fixture->editor, "PlrFieldRow", "Copies"));
  undo_all (fixture, workflow);
}

static void
test_steps_of_a_workflow (Fixture      *fixture,
                          gconstpointer data)
{
  GtkWidget *value;

  plr_editor_select_stage (PLR_EDITOR (fixture->editor), "build");
  plr_test_settle (fixture->window);
  value = plr_test_find (plr_test_find (fixture->editor, "PlrStepRow", NULL), "PlrPairRow", NULL);
  g_assert_nonnull (value);
  gtk_widget_grab_focus (find_tooltip (value, "Value"));
  type_instead ("0\n");
  assert_says (fixture, "          depth: 0\n");
  gtk_widget_grab_focus (find_tooltip (value, "Argument"));
  type_instead ("fetch-depth\n");
  assert_says (fixture, "        with:\n          fetch-depth: 0\n");
  press (fixture, "Name, Conditions and More");
  gtk_widget_grab_focus (find_tooltip (plr_test_find (fixture->editor, "PlrStepRow", NULL), "Runs only if this holds, in the words of the engine"));
  type_instead ("always()\n");
  assert_says (fixture, "      - uses: actions/checkout@v4\n        if: always()\n");
  undo_all (fixture, workflow);
}

static void
test_triggers_of_a_workflow (Fixture      *fixture,
                             gconstpointer data)
{
  GtkWidget *row;

  plr_test_shot (fixture->window, "fields-pipeline");
  row = plr_test_find (fixture->editor, "AdwExpanderRow", "push");
  g_assert_nonnull (row);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), TRUE);
  plr_test_settle (fixture->window);
  replace_field (fixture, "Branches", "main, release/**\n");
  assert_says (fixture, "    branches: [main, release/**]\n");
  replace_field (fixture, "Changed Files", "src/**\n");
  assert_says (fixture, "    paths:");
  g_assert_null (plr_test_find (fixture->editor, "PlrFieldRow", "Schedule"));
  replace_field (fixture, "Concurrency Group", "ci\n");
  assert_says (fixture, "concurrency: ci\n");

  press (fixture, "Add a Trigger");
  type_instead ("workflow_dispatch\n");
  plr_test_settle (fixture->window);
  assert_says (fixture, "  workflow_dispatch:");
  g_assert_nonnull (plr_test_find (fixture->editor, "AdwExpanderRow", "workflow_dispatch"));
  undo_all (fixture, workflow);
}

static void
test_stage_of_gitlab (Fixture      *fixture,
                      gconstpointer data)
{
  plr_editor_select_stage (PLR_EDITOR (fixture->editor), "compile");
  plr_test_settle (fixture->window);
  replace_field (fixture, "Group", "test\n");
  assert_says (fixture, "  stage: test\n");
  replace_field (fixture, "Runner", "docker\n");
  assert_says (fixture, "  tags:");
  replace_field (fixture, "Copies", "3\n");
  assert_says (fixture, "  parallel: 3\n");

  /* What cannot be says so in place, and changes nothing. */
  replace_field (fixture, "Copies", "1000000\n");
  assert_says (fixture, "  parallel: 3\n");
  g_assert_true (gtk_widget_has_css_class (plr_test_find (fixture->editor, "PlrFieldRow", "Copies"), "error"));
  plr_test_shot (fixture->window, "fields-error");
  plr_test_key (GDK_KEY_Escape, 0);
  press (fixture, "Add a Service");
  assert_says (fixture, "  services:");
  g_assert_null (plr_test_find (fixture->editor, "PlrFieldRow", "Cells at a Time"));
  undo_all (fixture, gitlab);
}

#define ADD(path, dialect, function) g_test_add ("/fields/" path, Fixture, dialect, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  plr_test_ui_init (&argc, &argv);

  ADD ("stage-of-a-workflow", "github", test_stage_of_a_workflow);
  ADD ("steps-of-a-workflow", "github", test_steps_of_a_workflow);
  ADD ("triggers-of-a-workflow", "github", test_triggers_of_a_workflow);
  ADD ("stage-of-gitlab", "gitlab", test_stage_of_gitlab);

  return g_test_run ();
}
