/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "cli-fixture.h"
#include "plr-test-git.h"

/* The second line has two blanks at its end. */
#define DEFINITION \
  "pipeliner: 1   # the first\n" \
  "name: Small  \n" \
  "\n" \
  "stages:\n" \
  "    build:   # makes it\n" \
  "        steps:\n" \
  "        -   run: make\n" \
  "    test: {needs: [build], steps: [{run: ./test}]}\n"

static char *
read_definition (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->repository, "pipeliner.yml", NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  return text;
}

/* Runs the edit on DEFINITION, and compares the lines that differ, each with - or + before it. */
static void
assert_edit (Fixture    *fixture,
             const char *arguments,
             const char *changed)
{
  g_autofree char *command = g_strdup_printf ("edit pipeliner.yml %s", arguments);
  g_autofree char *printing = g_strdup_printf ("edit --print-diff pipeliner.yml %s", arguments);
  g_autofree char *before = NULL;

  plr_test_git_write (fixture->repository, "pipeliner.yml", DEFINITION);
  plr_test_git_write (fixture->repository, "before", DEFINITION);
  g_assert_cmpint (fixture_run (fixture, printing), ==, 0);
  plr_test_git_write (fixture->repository, "patch", fixture->out);
  before = read_definition (fixture);
  g_assert_cmpstr (before, ==, DEFINITION);
  g_assert_cmpint (fixture_run (fixture, command), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "");
  g_assert_cmpint (fixture_shell (fixture, "diff before pipeliner.yml | sed -n 's/^< /-/p; s/^> /+/p'"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, changed);
  /* What was printed does the same. */
  g_assert_cmpint (fixture_shell (fixture, "cp pipeliner.yml after && cp before pipeliner.yml && git apply patch && cmp after pipeliner.yml"), ==, 0);
}

static void
test_only_what_is_named_changes (Fixture      *fixture,
                                 gconstpointer data)
{
  assert_edit (fixture, "rename-stage build compile",
               "-    build:   # makes it\n+    compile:   # makes it\n"
               "-    test: {needs: [build], steps: [{run: ./test}]}\n+    test: {needs: [compile], steps: [{run: ./test}]}\n");
  assert_edit (fixture, "set-step build 1 run 'make all'", "-        -   run: make\n+        -   run: make all\n");
  assert_edit (fixture, "unneed test build",
               "-    test: {needs: [build], steps: [{run: ./test}]}\n+    test: {steps: [{run: ./test}]}\n");
  assert_edit (fixture, "set-pipeline name Other", "-name: Small  \n+name: Other  \n");
  assert_edit (fixture, "-- set-variable build/1 CFLAGS -O2",
               "+            environment:\n+                CFLAGS: -O2\n");
}

/* Each operation that our own dialect knows is done once; the model says so afterwards. */
static void
test_operations_are_done (Fixture      *fixture,
                          gconstpointer data)
{
  static const char *const operations[] = {
    "add-stage lint build --name 'Look at it' --run './lint .'", "set lint timeout 5m", "add-step lint first 1",
    "move-step lint 1 2", "set-step lint 2 name First", "unset-step lint 2 name", "remove-step lint 2",
    "duplicate-stage lint lint2", "rename-stage lint2 lint3", "move-stage lint3 1", "need lint3 test", "unneed lint3 test",
    "set-list lint3 reports out.xml more.xml", "unset lint3 reports", "set-variable . A 1", "set-variable lint B 2",
    "set-variable lint/1 C 3", "rename-variable lint/1 C D", "remove-variable . A", "set-artifact build tool out/tool out/doc",
    "set-artifact build more more.txt --optional", "rename-artifact build tool program", "remove-artifact build more",
    "set-axis test compiler gcc clang", "set-axis test mode fast slow", "remove-axis test mode", "remove-stage lint3",
    "add-input . level", "set-input . level options low high", "set-input . level default low", "unset-input . level type",
    "add-trigger call", "set-input call/secrets token required true", "add-input . more", "remove-input . more",
  };
  g_autofree char *text = NULL;

  plr_test_git_write (fixture->repository, "pipeliner.yml", DEFINITION);
  for (guint i = 0; i < G_N_ELEMENTS (operations); i++)
    {
      g_autofree char *command = g_strdup_printf ("edit pipeliner.yml %s", operations[i]);
      g_autofree char *before = read_definition (fixture);
      g_autofree char *after = NULL;

      g_assert_cmpint (fixture_run (fixture, command), ==, 0);
      after = read_definition (fixture);
      g_assert_cmpstr (before, !=, after);
    }

  text = read_definition (fixture);
  g_assert_cmpstr (text, ==,
                   "pipeliner: 1   # the first\n"
                   "name: Small  \n"
                   "\n"
                   "triggers:\n"
                   "    call:\n"
                   "        secrets:\n"
                   "            token:\n"
                   "                required: true\n"
                   "\n"
                   "inputs:\n"
                   "    level:\n"
                   "        options: [low, high]\n"
                   "        default: low\n"
                   "\n"
                   "stages:\n"
                   "    build:   # makes it\n"
                   "        steps:\n"
                   "        -   run: make\n"
                   "        artifacts:\n"
                   "            program:\n"
                   "            - out/tool\n"
                   "            - out/doc\n"
                   "    test: {needs: [build], matrix: {compiler: [gcc, clang]}, steps: [{run: ./test}]}\n"
                   "    lint:\n"
                   "        name: Look at it\n"
                   "        needs: [build]\n"
                   "        timeout: 5m\n"
                   "        environment:\n"
                   "            B: 2\n"
                   "        steps:\n"
                   "        -   run: ./lint .\n"
                   "            environment:\n"
                   "                D: 3\n");
}

static void
test_refused_edit_says_where (Fixture      *fixture,
                              gconstpointer data)
{
  g_autofree char *text = NULL;

  plr_test_git_write (fixture->repository, "pipeliner.yml", DEFINITION);
  g_assert_cmpint (fixture_run (fixture, "edit pipeliner.yml remove-step build 7"), ==, 1);
  assert_has (fixture->err, "pipeliner.yml:5:5: error: ");
  g_assert_cmpint (fixture_run (fixture, "edit pipeliner.yml set nowhere timeout 5m"), ==, 1);
  assert_has (fixture->err, "nowhere");
  g_assert_cmpint (fixture_run (fixture, "edit pipeliner.yml need build test"), ==, 1);
  assert_has (fixture->err, "pipeliner.yml:");
  assert_has (fixture->err, "build → test → build");
  assert_has (fixture->err, "--force");
  text = read_definition (fixture);
  g_assert_cmpstr (text, ==, DEFINITION);
  g_assert_cmpint (fixture_run (fixture, "edit --force pipeliner.yml need build test"), ==, 0);

  plr_test_git_write (fixture->repository, "pipeliner.yml", "pipeliner: 1\nname: [a\nstages: {}\n");
  g_assert_cmpint (fixture_run (fixture, "edit pipeliner.yml set-pipeline name B"), ==, 1);
  assert_has (fixture->err, "pipeliner.yml:3:");
}

static void
test_included_files_are_changed_where_said (Fixture      *fixture,
                                            gconstpointer data)
{
  g_autofree char *included = g_build_filename (fixture->repository, "ci", "deep", "base.yml", NULL);
  g_autofree char *text = NULL;

  plr_test_git_write (fixture->repository, ".gitlab-ci.yml", "include: 'ci/**.yml'\na:\n  extends: .base\n");
  plr_test_git_write (fixture->repository, "ci/deep/base.yml", ".base:\n  script: [one]\nthere:\n  script: x\n");
  g_assert_cmpint (fixture_run (fixture, "edit -n .gitlab-ci.yml add-step a two"), ==, 0);
  assert_has (fixture->out, "+    - one\n+    - two\n");
  g_assert_cmpint (fixture_run (fixture, "edit .gitlab-ci.yml set there timeout 1h"), ==, 1);
  assert_has (fixture->err, "“ci/deep/base.yml”, line 3");
  assert_has (fixture->err, "--included");
  g_assert_cmpint (fixture_run (fixture, "edit --included .gitlab-ci.yml set there timeout 1h"), ==, 0);
  g_assert_true (g_file_get_contents (included, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, ".base:\n  script: [one]\nthere:\n  timeout: 1h\n  script: x\n");
}

static void
test_wrong_words_are_usage (Fixture      *fixture,
                            gconstpointer data)
{
  static const char *const wrong[] = {
    "edit", "edit pipeliner.yml", "edit pipeliner.yml dance", "edit pipeliner.yml set build", "edit pipeliner.yml need build test more",
    "edit pipeliner.yml remove-step build 0", "edit pipeliner.yml remove-step build x", "edit nowhere.yml set build timeout 5m",
    "edit pipeliner.yml set-variable build/0 A 1", "edit - set build timeout 5m", "edit pipeliner.yml set build timeout 5m --run make", "fmt-check",
  };

  plr_test_git_write (fixture->repository, "pipeliner.yml", DEFINITION);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_cmpint (fixture_run (fixture, wrong[i]), ==, 2);
      g_assert_cmpstr (fixture->err, !=, "");
    }
}

static void
test_edit_answers_as_data (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr(JsonNode) json = NULL;
  g_autoptr(JsonNode) list = NULL;
  JsonObject *object;

  plr_test_git_write (fixture->repository, "pipeliner.yml", DEFINITION);
  g_assert_cmpint (fixture_run (fixture, "edit --json pipeliner.yml set build timeout 5m"), ==, 0);
  json = fixture_parse (fixture->out);
  object = json_node_get_object (json);
  g_assert_true (json_object_get_boolean_member (object, "changed"));
  g_assert_true (json_object_get_boolean_member (object, "written"));
  assert_has (json_object_get_string_member (object, "diff"), "\n+        timeout: 5m\n");
  g_assert_cmpint (fixture_run (fixture, "edit --json pipeliner.yml set build timeout 5m"), ==, 0);
  assert_has (fixture->out, "\"changed\" : false");
  g_assert_cmpint (fixture_run (fixture, "edit --list --json"), ==, 0);
  list = fixture_parse (fixture->out);
  g_assert_cmpuint (json_array_get_length (json_node_get_array (list)), >=, 30);
}

static void
test_files_stay_as_they_are (Fixture      *fixture,
                             gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  plr_test_git_write (fixture->repository, "pipeliner.yml", DEFINITION);
  plr_test_git_write (fixture->repository, "dos.yml", "\357\273\277pipeliner: 1\r\nstages: {a: {steps: [run: x]}}");
  plr_test_git_write (fixture->repository, ".github/workflows/ci.yml",
                      "on: push\njobs:\n  a:   # one\n    runs-on: x\n    steps:\n    - run: 'y'\t\n");
  g_assert_cmpint (fixture_run (fixture, "fmt-check pipeliner.yml dos.yml .github/workflows/ci.yml"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "3 files stay as they are\n");
  before = read_definition (fixture);
  g_assert_cmpstr (before, ==, DEFINITION);

  plr_test_git_write (fixture->repository, "broken.yml", "pipeliner: 1\nname: [a\nstages: {}\n");
  plr_test_git_write (fixture->repository, "binary.yml", "pipeliner: 1\nname: \377\n");
  g_assert_cmpint (fixture_run (fixture, "fmt-check pipeliner.yml broken.yml binary.yml gone.yml"), ==, 1);
  assert_has (fixture->out, "broken.yml:3:");
  assert_has (fixture->out, "binary.yml:2:7: error: Byte 0xff");
  assert_has (fixture->err, "gone.yml");
  assert_has (fixture->out, "3 of 4 files would not stay as they are\n");
  g_assert_cmpint (fixture_run (fixture, "fmt-check --json pipeliner.yml broken.yml"), ==, 1);
  assert_has (fixture->out, "\"failed\" : 1");
  after = read_definition (fixture);
  g_assert_cmpstr (after, ==, DEFINITION);
}

/* A file above the cap for depth is named with the place. */
static void
test_hostile_file_is_named (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr(GString) text = g_string_new ("pipeliner: 1\nname: ");

  for (guint i = 0; i < 20000; i++)
    g_string_append_c (text, '[');
  plr_test_git_write (fixture->repository, "deep.yml", text->str);
  g_assert_cmpint (fixture_run (fixture, "fmt-check deep.yml"), ==, 1);
  assert_has (fixture->out, "deep.yml:2:");
}

static void
test_revisions_are_compared (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr(JsonNode) json = NULL;
  JsonArray *differences;

  fixture_commit (fixture, DEFINITION);
  g_assert_cmpint (fixture_run (fixture, "diff"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "");
  g_assert_cmpint (fixture_run (fixture, "edit pipeliner.yml add-stage lint build --run ./lint"), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "edit pipeliner.yml set test timeout 5m"), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "diff"), ==, 1);
  g_assert_cmpstr (fixture->out, ==, "+ test: timeout_s: 300\n+ stage lint (line 9)\n+ edge build → lint\n");
  g_assert_cmpint (fixture_run (fixture, "diff --json --revision HEAD pipeliner.yml"), ==, 1);
  json = fixture_parse (fixture->out);
  differences = json_object_get_array_member (json_node_get_object (json), "differences");
  g_assert_cmpuint (json_array_get_length (differences), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (differences, 1), "new_stage"), ==, "lint");

  plr_test_git_write (fixture->repository, ".github/workflows/ci.yml",
                      "name: Small\non: push\njobs:\n  build:\n    runs-on: x\n    steps:\n    - run: make\n");
  g_assert_cmpint (fixture_run (fixture, "diff pipeliner.yml .github/workflows/ci.yml"), ==, 1);
  assert_has (fixture->out, "- edge build → test\n");
  assert_has (fixture->out, "+ build: runner: x\n");

  g_assert_cmpint (fixture_run (fixture, "diff .github/workflows/ci.yml"), ==, 2); /* no revision has it */
  g_assert_cmpint (fixture_run (fixture, "diff -r nowhere"), ==, 2);
  assert_has (fixture->err, "nowhere");
  g_assert_cmpint (fixture_run (fixture, "diff -r HEAD pipeliner.yml pipeliner.yml"), ==, 2);
  plr_test_git_write (fixture->repository, "broken.yml", "pipeliner: 1\nname: [a\n");
  g_assert_cmpint (fixture_run (fixture, "diff broken.yml pipeliner.yml"), ==, 2);
  assert_has (fixture->err, "broken.yml:");
}

static void
test_events_are_simulated (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr(JsonNode) json = NULL;
  JsonArray *jobs;

  plr_test_git_write (fixture->repository, ".github/workflows/ci.yml",
                      "on:\n"
                      "  push:\n"
                      "    branches: [main]\n"
                      "jobs:\n"
                      "  build: {runs-on: x, steps: [{run: make}]}\n"
                      "  ask: {if: \"github.actor == 'ada'\", runs-on: x, steps: [{run: make}]}\n");
  g_assert_cmpint (fixture_run (fixture, "simulate -e push -b main .github/workflows/ci.yml"), ==, 0);
  assert_has (fixture->out, "> build: runs\n    .github/workflows/ci.yml:3: ");
  assert_has (fixture->out, "~ ask: cannot be known offline\n    .github/workflows/ci.yml:6: ");
  assert_has (fixture->out, "github.actor");
  g_assert_cmpint (fixture_run (fixture, "simulate -e push -b other .github/workflows/ci.yml"), ==, 0);
  assert_has (fixture->out, "- build: is skipped");
  g_assert_cmpint (fixture_run (fixture, "simulate -e push -b main -v github.actor=ada --json .github/workflows/ci.yml"), ==, 0);
  json = fixture_parse (fixture->out);
  jobs = json_object_get_array_member (json_node_get_object (json), "jobs");
  g_assert_cmpuint (json_array_get_length (jobs), ==, 2);
  g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (jobs, 1), "state"), ==, "runs");
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (jobs, 1), "line"), ==, 6);

  fixture->input = "on: push\njobs: {a: {}}\n";
  g_assert_cmpint (fixture_run (fixture, "simulate -e push -b main -d github -"), ==, 0);
  assert_has (fixture->out, "    stdin:1: ");
  fixture->input = NULL;

  g_assert_cmpint (fixture_run (fixture, "simulate .github/workflows/ci.yml"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "simulate -e commit .github/workflows/ci.yml"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "simulate -e tag .github/workflows/ci.yml"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "simulate -e push -t v1 .github/workflows/ci.yml"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "simulate -e push -v x .github/workflows/ci.yml"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "simulate -e push -c a --nothing-changed .github/workflows/ci.yml"), ==, 2);
  plr_test_git_write (fixture->repository, "pipeliner.yml", DEFINITION);
  g_assert_cmpint (fixture_run (fixture, "simulate -e push -b main pipeliner.yml"), ==, 2);
  assert_has (fixture->err, "cannot be simulated");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) g_test_add ("/cli-edit/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("only-what-is-named-changes", test_only_what_is_named_changes);
  ADD ("operations-are-done", test_operations_are_done);
  ADD ("refused-edit-says-where", test_refused_edit_says_where);
  ADD ("wrong-words-are-usage", test_wrong_words_are_usage);
  ADD ("included-files-are-changed-where-said", test_included_files_are_changed_where_said);
  ADD ("edit-answers-as-data", test_edit_answers_as_data);
  ADD ("files-stay-as-they-are", test_files_stay_as_they_are);
  ADD ("revisions-are-compared", test_revisions_are_compared);
  ADD ("hostile-file-is-named", test_hostile_file_is_named);
  ADD ("events-are-simulated", test_events_are_simulated);

  return g_test_run ();
}
