/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "cli-fixture.h"
#include "plr-test-git.h"

#define SMALL \
  "pipeliner: 1\n" \
  "name: Small\n" \
  "stages:\n" \
  "  build:\n" \
  "    steps:\n" \
  "      - run: printf '\\033[31mred\\033[0m\\n'; mkdir out; echo made > out/file; chmod 755 out/file\n" \
  "    artifacts:\n" \
  "      result: out/file\n" \
  "  test:\n" \
  "    needs: [build]\n" \
  "    steps:\n" \
  "      - run: cat out/file\n"

static void
test_usage (Fixture      *fixture,
            gconstpointer data)
{
  g_assert_cmpint (fixture_run (fixture, "--version"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "pipelinerctl " PACKAGE_VERSION "\n");
  g_assert_cmpint (fixture_run (fixture, "--help"), ==, 0);
  assert_has (fixture->out, "artifacts");
  g_assert_cmpint (fixture_run (fixture, "run --help"), ==, 0);
  assert_has (fixture->out, "--keep-going");
  g_assert_cmpint (fixture_run (fixture, ""), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "dance"), ==, 2);
  assert_has (fixture->err, "dance");
  g_assert_cmpint (fixture_run (fixture, "--dance run"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "run --dance"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "run --jobs=-1"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "validate a b"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "log"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "log 77"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "history -n 0"), ==, 2);
}

static void
test_words_are_read_as_people_write_them (Fixture      *fixture,
                                          gconstpointer data)
{
  plr_test_git_write (fixture->repository, "pipeliner.yml", SMALL);
  g_assert_cmpint (fixture_run (fixture, "show -fdot"), ==, 0);
  assert_has (fixture->out, "digraph");
  g_assert_cmpint (fixture_run (fixture, "export -vtgithub"), ==, 0);
  assert_has (fixture->out, "jobs:");
  g_assert_cmpint (fixture_run (fixture, "history -n3"), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "history -an3"), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "show -f -fdot"), ==, 2); /* the format “-fdot” */
  assert_has (fixture->err, "“-fdot”");
  g_assert_cmpint (fixture_run (fixture, "show -- -fdot"), ==, 2); /* a file of that name */
  assert_has (fixture->err, "-fdot");
  g_assert_cmpint (fixture_run (fixture, "-C .. show repository"), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "-C .. show"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "-C nowhere show"), ==, 2);
  assert_has (fixture->err, "nowhere");
  g_assert_cmpint (fixture_run (fixture, "-C"), ==, 2);
}

static void
test_full_disk_is_no_success (Fixture      *fixture,
                              gconstpointer data)
{
  static const char *const commands[] = { "show", "validate", "export -t gitlab 2>/dev/null", "--version", "--help" };

  plr_test_git_write (fixture->repository, "pipeliner.yml", SMALL);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      g_autofree char *full = g_strdup_printf ("$ctl %s >/dev/full", commands[i]);
      g_autofree char *closed = g_strdup_printf ("{ { $ctl %s; echo $? >&3; } | true; } 3>&1", commands[i]);

      g_assert_cmpint (fixture_shell (fixture, full), ==, 2);
      g_assert_cmpint (fixture_shell (fixture, closed), ==, 0);
      g_assert_cmpstr (fixture->out, ==, "0\n");
    }
  g_assert_cmpint (fixture_shell (fixture, "$ctl show >/dev/full"), ==, 2);
  assert_has (fixture->err, "No space left on device");
}

static void
test_standard_input_is_a_file (Fixture      *fixture,
                               gconstpointer data)
{
  fixture->input = SMALL;
  g_assert_cmpint (fixture_run (fixture, "validate -"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "stdin: valid, 2 stages\n");
  g_assert_cmpint (fixture_run (fixture, "show -"), ==, 0);
  assert_has (fixture->out, "build");
  g_assert_cmpint (fixture_run (fixture, "export --to=gitlab -o - -"), ==, 0);
  assert_has (fixture->out, "stages: [");
  fixture->input = "pipeliner: 1\nstages:\n  a: {}\n";
  g_assert_cmpint (fixture_run (fixture, "validate -"), ==, 2);
  assert_has (fixture->out, "stdin:3:3: error: ");
}

static void
test_what_is_no_text_is_placed (Fixture      *fixture,
                                gconstpointer data)
{
  g_autoptr(JsonNode) json = NULL;
  JsonObject *problem;

  plr_test_git_write (fixture->repository, "pipeliner.yml", "pipeliner: 1\nname: \303\244\377\n");
  g_assert_cmpint (fixture_run (fixture, "validate"), ==, 2);
  assert_has (fixture->out, "pipeliner.yml:2:8: error: Byte 0xff");
  g_assert_cmpint (fixture_run (fixture, "validate --json"), ==, 2);
  json = fixture_parse (fixture->out);
  problem = json_array_get_object_element (json_object_get_array_member (json_node_get_object (json), "problems"), 0);
  g_assert_cmpint (json_object_get_int_member (problem, "column"), ==, 8);
  g_assert_cmpint (fixture_run (fixture, "show"), ==, 2);
  assert_has (fixture->err, "pipeliner.yml:2:8: error: Byte 0xff");

  /* The place stands there once. */
  plr_test_git_write (fixture->repository, "pipeliner.yml", "pipeliner: 1\nname: [a\nstages: {}\n");
  g_assert_cmpint (fixture_run (fixture, "validate"), ==, 2);
  g_assert_true (g_regex_match_simple ("^pipeliner\\.yml:3:[0-9]+: error: [^0-9]", fixture->out, 0, 0));
  g_assert_cmpint (fixture_run (fixture, "validate /dev/null"), ==, 2);
  assert_has (fixture->err, "no regular file");
}

static void
test_validate_says_where (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr(JsonNode) json = NULL;
  JsonObject *problem;

  g_assert_cmpint (fixture_run (fixture, "validate"), ==, 2); /* there is no file */
  assert_has (fixture->err, "pipeliner.yml");

  plr_test_git_write (fixture->repository, "pipeliner.yml", SMALL);
  g_assert_cmpint (fixture_run (fixture, "validate"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "pipeliner.yml: valid, 2 stages\n");

  plr_test_git_write (fixture->repository, "pipeliner.yml",
                      "pipeliner: 1\nstages:\n  a:\n    needs: [b]\n    steps:\n      - run: x\n");
  g_assert_cmpint (fixture_run (fixture, "validate"), ==, 2);
  assert_has (fixture->out, "pipeliner.yml:4:13: error: ");
  g_assert_cmpint (fixture_run (fixture, "validate --json"), ==, 2);
  json = fixture_parse (fixture->out);
  g_assert_false (json_object_get_boolean_member (json_node_get_object (json), "valid"));
  problem = json_array_get_object_element (json_object_get_array_member (json_node_get_object (json), "problems"), 0);
  g_assert_cmpstr (json_object_get_string_member (problem, "code"), ==, "unknown-need");
  g_assert_cmpint (json_object_get_int_member (problem, "line"), ==, 4);

  plr_test_git_write (fixture->repository, "pipeliner.yml", "pipeliner: [\n");
  g_assert_cmpint (fixture_run (fixture, "validate"), ==, 2);
  assert_has (fixture->out, "error");
  g_assert_cmpint (fixture_run (fixture, "validate ."), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "run"), ==, 2);
}

#define FAULTY "pipeliner: 1\nstages:\n  b:\n    steps: [x]\n  test:  # needs it\n    needs: [b, b, lint]\n    steps: [y]\n"
#define MENDED "pipeliner: 1\nstages:\n  b:\n    steps: [x]\n  test:  # needs it\n    needs: [b]\n    steps: [y]\n"

static void
test_validate_mends (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->repository, "pipeliner.yml", NULL);
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) json = NULL;
  JsonObject *object;

  plr_test_git_write (fixture->repository, "pipeliner.yml", FAULTY);
  g_assert_cmpint (fixture_run (fixture, "validate"), ==, 2);
  assert_has (fixture->out, "mends 2 of these");

  g_assert_cmpint (fixture_run (fixture, "validate --print-diff"), ==, 0); /* it would be valid */
  assert_has (fixture->err, "pipeliner.yml:6:19: would be fixed: Remove “lint” from the needs of “test”");
  g_assert_cmpint (fixture_run (fixture, "validate -n"), ==, 0);
  assert_has (fixture->out, "-    needs: [b, b, lint]\n+    needs: [b]\n");
  plr_test_git_write (fixture->repository, "patch", fixture->out);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, FAULTY);
  fixture->input = FAULTY;
  g_assert_cmpint (fixture_run (fixture, "validate --fix -"), ==, 2);
  assert_has (fixture->err, "--print-diff");

  g_assert_cmpint (fixture_run (fixture, "validate --fix --json"), ==, 0);
  json = fixture_parse (fixture->out);
  object = json_node_get_object (json);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (object, "fixed")), ==, 2);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (object, "problems")), ==, 0);
  g_assert_true (json_object_get_boolean_member (object, "written"));
  g_clear_pointer (&text, g_free);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, MENDED);
  g_assert_cmpint (fixture_shell (fixture, "git apply -R patch"), ==, 0); /* what was printed is what was done */

  g_assert_cmpint (fixture_run (fixture, "validate --fix"), ==, 0);
  g_assert_cmpstr (fixture->out, ==,
                   "pipeliner.yml:6:16: fixed: Keep “b” once in the needs of “test”\n    Stage “test” needs “b” more than once\n"
                   "pipeliner.yml:6:19: fixed: Remove “lint” from the needs of “test”\n    Stage “test” needs “lint”, which does not exist\n"
                   "pipeliner.yml: valid, 2 stages\n");
}

static void
test_file_is_found_above (Fixture      *fixture,
                          gconstpointer data)
{
  g_autofree char *above = g_strdup (fixture->repository);

  plr_test_git_write (fixture->repository, "pipeliner.yml", SMALL);
  plr_test_git_write (fixture->repository, "a/b/c", "");
  g_free (fixture->repository);
  fixture->repository = g_build_filename (above, "a", "b", NULL);
  g_assert_cmpint (fixture_run (fixture, "validate"), ==, 0);
  assert_has (fixture->out, "/pipeliner.yml: valid");
}

static void
test_show_draws (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(JsonNode) json = NULL;

  plr_test_git_write (fixture->repository, "pipeliner.yml", SMALL);
  g_assert_cmpint (fixture_run (fixture, "show"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "Small\n└─ build → result\n   └─ test\n");
  g_assert_cmpint (fixture_run (fixture, "show --format=dot"), ==, 0);
  assert_has (fixture->out, "  \"build\" -> \"test\";\n");
  g_assert_cmpint (fixture_run (fixture, "show --format=svg"), ==, 0);
  assert_has (fixture->out, ">build</text>");
  g_assert_cmpint (fixture_run (fixture, "show --format=json"), ==, 0);
  json = fixture_parse (fixture->out);
  g_assert_cmpint (json_array_get_length (json_object_get_array_member (json_node_get_object (json), "stages")), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "show --format=png"), ==, 2);
}

/* What may reach the network is marked in every drawing, however much else there is to say. */
static void
test_network_is_drawn (Fixture      *fixture,
                       gconstpointer data)
{
  plr_test_git_write (fixture->repository, "pipeliner.yml",
                      "pipeliner: 1\nstages:\n  a:\n    network: true\n    approval: true\n    matrix: {A: [1, 2]}\n"
                      "    steps: [x]\n    artifacts: {a: x, b: x}\n");
  g_assert_cmpint (fixture_run (fixture, "show"), ==, 0);
  assert_has (fixture->out, "[network]");
  g_assert_cmpint (fixture_run (fixture, "show -fdot"), ==, 0);
  assert_has (fixture->out, "[label=\"a\\nnetwork\"");
  g_assert_cmpint (fixture_run (fixture, "show -fsvg"), ==, 0);
  assert_has (fixture->out, " · network");
}

/* Other people's readers take what is drawn, whatever the names are. */
static void
test_drawings_are_well_formed (Fixture      *fixture,
                               gconstpointer data)
{
  static const struct
  {
    const char *program;
    const char *line;
  } judges[] = {
    { "xmllint", "$ctl show -fsvg | xmllint --noout -" },
    { "dot", "$ctl show -fdot | dot -Tsvg -o /dev/null" },
    { "python3", "$ctl show -fjson | python3 -c 'import json, sys; json.load (sys.stdin)'" },
  };
  g_autoptr(GString) definition = g_string_new ("pipeliner: 1\nname: \"<&'\\\"\\\\ \\u65e5\\u672c\"\nstages:\n");

  for (guint i = 0; i < 60; i++)
    {
      g_string_append_printf (definition, "  s%u:\n    name: \"%u <b> & \\\"q\\\" 'a' \\\\ \\u65e5\\u672c ]]> -- %%s\"\n    steps: [x]\n", i, i);
      if (i > 0)
        g_string_append_printf (definition, "    needs: [s%u%s]\n", i / 2, i % 3 == 0 && i / 3 != i / 2 ? ", s1" : "");
    }
  plr_test_git_write (fixture->repository, "pipeliner.yml", definition->str);
  g_assert_cmpint (fixture_run (fixture, "validate"), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (judges); i++)
    {
      g_autofree char *found = g_find_program_in_path (judges[i].program);

      if (found == NULL)
        g_test_message ("%s is not installed: not asked", judges[i].program);
      else
        g_assert_cmpint (fixture_shell (fixture, judges[i].line), ==, 0);
    }
}

/* A definition is somebody else's text: none of it may reach the terminal as a command. */
static void
test_names_are_harmless (Fixture      *fixture,
                         gconstpointer data)
{
  static const char *const formats[] = { "show", "show --format=dot", "show --format=svg", "validate", "export --to=gitlab" };

  plr_test_git_write (fixture->repository, "pipeliner.yml",
                      "pipeliner: 1\nname: \"a\\e]0;b\\a<&>\"\nstages:\n  x:\n    name: \"\\e[2J\\\"\\u202e</text>\"\n    steps: [run: 'true']\n");
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_assert_cmpint (fixture_run (fixture, formats[i]), ==, 0);
      g_assert_null (strchr (fixture->out, '\033'));
      g_assert_null (strchr (fixture->err, '\033'));
      g_assert_null (strstr (fixture->out, "\342\200\256"));
    }
}

static void
test_export_lists_losses (Fixture      *fixture,
                          gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->repository, "ci", "x.yml", NULL);
  g_autofree char *text = NULL;
  g_autoptr(JsonNode) json = NULL;
  JsonObject *object;

  plr_test_git_write (fixture->repository, "pipeliner.yml", SMALL);
  g_assert_cmpint (fixture_run (fixture, "export"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "export --to=nowhere"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "export --to=github"), ==, 0);
  assert_has (fixture->out, "runs-on: ubuntu-latest");
  assert_has (fixture->err, "pipeliner.yml: warning: ");
  g_assert_cmpint (fixture_run (fixture, "export --to=gitlab -o ci/x.yml"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "");
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  assert_has (text, "stages: [");
  g_assert_cmpint (fixture_run (fixture, "export --to=buildspec -o ci/x.yml"), ==, 2);
  assert_has (fixture->err, "--force");
  g_assert_cmpint (fixture_run (fixture, "export --to=buildspec -o ci/x.yml --force"), ==, 0);

  g_assert_cmpint (fixture_run (fixture, "export --to=github --json"), ==, 0);
  g_assert_cmpstr (fixture->err, ==, "");
  json = fixture_parse (fixture->out);
  object = json_node_get_object (json);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "losses")), >, 0);
  assert_has (json_object_get_string_member (object, "text"), "jobs:");
}

static void
test_export_replaces_files_only (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autofree char *fifo = g_build_filename (fixture->repository, "fifo", NULL);
  g_autofree char *dash = g_build_filename (fixture->repository, "-", NULL);
  struct stat info;

  plr_test_git_write (fixture->repository, "pipeliner.yml", SMALL);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "export --to=gitlab --force -o fifo"), ==, 2);
  g_assert_cmpint (lstat (fifo, &info), ==, 0);
  g_assert_true (S_ISFIFO (info.st_mode));
  g_assert_cmpint (fixture_run (fixture, "export --to=gitlab --force -o ."), ==, 2);
  assert_has (fixture->err, "folder");
  g_assert_cmpint (fixture_run (fixture, "export --to=gitlab -o -"), ==, 0);
  assert_has (fixture->out, "stages: [");
  g_assert_false (g_file_test (dash, G_FILE_TEST_EXISTS));
  g_assert_cmpint (fixture_run (fixture, "export --to=GitLab"), ==, 2);
  assert_has (fixture->err, "github, gitlab, buildspec");
}

static void
test_run_succeeds (Fixture      *fixture,
                   gconstpointer data)
{
  g_autofree char *copy = g_build_filename (fixture->root, "copy", "build", "out", "file", NULL);
  g_autofree char *text = NULL;
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "made\n", -1);

  if (!fixture_can_run ())
    return;

  fixture_commit (fixture, SMALL);
  plr_test_git_write (fixture->repository, "junk", "x");
  g_assert_cmpint (fixture_run (fixture, "run"), ==, 0);
  assert_has (fixture->out, "junk (untracked)");
  assert_has (fixture->out, "build │ red\n"); /* no colours: this is no terminal */
  assert_has (fixture->out, "test  │ made\n");
  assert_has (fixture->out, sum);
  assert_has (fixture->out, "Run 1 succeeded in ");

  g_assert_cmpint (fixture_run (fixture, "history"), ==, 0);
  assert_has (fixture->out, "1  ✔ succeeded");
  g_assert_cmpint (fixture_run (fixture, "log last test"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "made\n");
  g_assert_cmpint (fixture_run (fixture, "log -f 1"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "── build ──\nred\n\n── test ──\nmade\n");
  g_assert_cmpint (fixture_run (fixture, "log 1 nothing"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "artifacts last"), ==, 0);
  g_assert_true (g_str_has_prefix (fixture->out, sum));
  g_assert_cmpint (fixture_shell (fixture, "sha256sum <\"$($ctl artifacts last -d)\"/build/result/out/file"), ==, 0);
  g_assert_true (g_str_has_prefix (fixture->out, sum));
  g_assert_cmpint (fixture_run (fixture, "artifacts 1 --copy ../copy"), ==, 0);
  g_assert_true (g_file_get_contents (copy, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "made\n");
  g_assert_true (g_file_test (copy, G_FILE_TEST_IS_EXECUTABLE));
}

static void
test_run_fails (Fixture      *fixture,
                gconstpointer data)
{
  if (!fixture_can_run ())
    return;

  fixture_commit (fixture,
                  "pipeliner: 1\nstages:\n  a:\n    steps:\n      - run: exit 3\n  b:\n    needs: [a]\n    steps:\n      - run: 'true'\n"
                  "  c:\n    steps:\n      - run: 'true'\n");
  g_assert_cmpint (fixture_run (fixture, "run --keep-going"), ==, 1);
  assert_has (fixture->out, "✘ a failed");
  assert_has (fixture->out, "– b skipped");
  assert_has (fixture->out, "✔ c succeeded");
  g_assert_cmpint (fixture_run (fixture, "run --stage=c"), ==, 0);
  g_assert_null (strstr (fixture->out, "a failed"));
  g_assert_cmpint (fixture_run (fixture, "run --stage=d"), ==, 2);
  assert_has (fixture->err, "d");
  g_assert_cmpint (fixture_run (fixture, "run --revision=nowhere"), ==, 2);
}

static void
test_definition_must_be_committed (Fixture      *fixture,
                                   gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->root, "elsewhere.yml", NULL);
  g_autofree char *commit = NULL;

  plr_test_git_write (fixture->repository, "file", "x");
  commit = plr_test_git_commit (fixture->repository, "First");
  plr_test_git_write (fixture->repository, "pipeliner.yml", SMALL);
  g_assert_cmpint (fixture_run (fixture, "run"), ==, 2);
  assert_has (fixture->err, "commit it first");
  g_assert_true (g_file_set_contents (other, SMALL, -1, NULL));
  g_assert_cmpint (fixture_run (fixture, "run elsewhere.yml"), ==, 2);
  assert_has (fixture->err, "neither in the commit");
  g_assert_cmpint (fixture_run (fixture, "run ../elsewhere.yml"), ==, 2);
  assert_has (fixture->err, "git");

  g_assert_cmpint (fixture_shell (fixture, "ln -s file link.yml; git add link.yml; git -c user.name=a -c user.email=a@b commit -qm Link"), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "run link.yml"), ==, 2);
  assert_has (fixture->err, "links are not followed");

  if (!fixture_can_run ())
    return;
  g_assert_cmpint (fixture_run (fixture, "run --working-definition"), ==, 0);
  assert_has (fixture->out, "The definition is that of the work tree");
  g_assert_cmpint (fixture_run (fixture, "history last"), ==, 0);
  assert_has (fixture->out, "pipeliner.yml of the work tree");
}

static void
test_approval_needs_somebody (Fixture      *fixture,
                              gconstpointer data)
{
  if (!fixture_can_run ())
    return;

  fixture_commit (fixture, "pipeliner: 1\nstages:\n  deploy:\n    approval: Is it good?\n    steps:\n      - run: echo deployed\n");
  g_assert_cmpint (fixture_run (fixture, "run"), ==, 1);
  assert_has (fixture->err, "--yes");
  g_assert_null (strstr (fixture->out, "│ deployed"));
  g_assert_cmpint (fixture_run (fixture, "run --yes"), ==, 0);
  assert_has (fixture->out, "│ deployed");
}

/* Where a member is not in the manual, whoever reads it has to guess. */
static void
assert_documented (const char *manual,
                   const char *event,
                   JsonObject *object)
{
  g_autofree char *heading = g_strdup_printf ("\n.B %s\n", event);
  const char *start = strstr (manual, heading);
  g_autoptr(GList) members = json_object_get_members (object);
  g_autofree char *section = NULL;

  g_assert_nonnull (start);
  start += strlen (heading);
  section = g_strdup (start);
  if (strstr (section, "\n.TP\n") != NULL)
    *strstr (section, "\n.TP\n") = '\0';
  for (GList *l = members; l != NULL; l = l->next)
    {
      g_autofree char *pattern = g_strdup_printf ("[^a-z_]%s([^a-z_]|$)", (const char *)l->data);

      if (!g_str_equal (l->data, "event") && !g_str_equal (l->data, "time_us") && !g_regex_match_simple (pattern, section, 0, 0))
        g_error ("The manual does not have “%s” of the event “%s”", (const char *)l->data, event);
    }
}

static void
test_json_is_a_line_an_event (Fixture      *fixture,
                              gconstpointer data)
{
  g_autofree char *manual_path = g_test_build_filename (G_TEST_DIST, "..", "data", "pipelinerctl.1", NULL);
  g_autofree char *roff = NULL;
  g_autoptr(GString) manual = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GString) events = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  if (!fixture_can_run ())
    return;

  g_assert_true (g_file_get_contents (manual_path, &roff, NULL, &error));
  g_assert_no_error (error);
  manual = g_string_new (roff);
  g_string_replace (manual, "\\-", "-", 0);
  fixture_commit (fixture, SMALL);
  g_assert_cmpint (fixture_run (fixture, "run --json"), ==, 0);
  lines = g_strsplit (fixture->out, "\n", -1);
  for (guint i = 0; lines[i + 1] != NULL; i++)
    {
      g_autoptr(JsonNode) json = fixture_parse (lines[i]);
      JsonObject *object = json_node_get_object (json);

      g_assert_cmpint (json_object_get_int_member (object, "time_us"), >, 0);
      g_string_append_printf (events, "%s ", json_object_get_string_member (object, "event"));
      if (json_object_has_member (object, "text"))
        g_assert_null (strchr (json_object_get_string_member (object, "text"), '\033'));
      assert_documented (manual->str, json_object_get_string_member (object, "event"), object);
    }
  g_assert_cmpstr (events->str, ==, "run-started stage log stage artifact stage log stage run-finished ");
}

/* Starts a run of a stage that sleeps for ever, and waits until it does. */
static GSubprocess *
start_sleeper (Fixture *fixture,
               char   **word)
{
  const char *arguments[] = { "run", "--json", NULL };
  g_autofree char *definition = NULL;
  g_autoptr(GDataInputStream) out = NULL;
  GSubprocess *process;
  gboolean sleeps = FALSE;

  *word = g_strdup_printf ("1000000.%d%u", (int)getpid (), g_test_rand_int () & 0xffff);
  definition = g_strdup_printf ("pipeliner: 1\nstages:\n  a:\n    steps:\n      - run: |\n          echo here\n          sleep %s & wait\n", *word);
  fixture_commit (fixture, definition);
  process = fixture_start (fixture, arguments);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out), FALSE);
  while (!sleeps)
    {
      g_autofree char *line = g_data_input_stream_read_line (out, NULL, NULL, NULL);

      g_assert_nonnull (line);
      sleeps = strstr (line, "\"here\"") != NULL;
    }
  /* The line comes just before the command. */
  while (!fixture_is_alive (*word))
    g_thread_yield ();

  return process;
}

static void
test_interrupt_stops_all (Fixture      *fixture,
                          gconstpointer data)
{
  g_autofree char *word = NULL;
  g_autoptr(GSubprocess) process = NULL;

  if (!fixture_can_run ())
    return;

  process = start_sleeper (fixture, &word);
  g_subprocess_send_signal (process, SIGINT);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 130);
  g_assert_false (fixture_is_alive (word));
  g_assert_cmpint (fixture_run (fixture, "history"), ==, 0);
  assert_has (fixture->out, "cancelled");
}

static void
test_killed_run_is_interrupted (Fixture      *fixture,
                                gconstpointer data)
{
  g_autofree char *word = NULL;
  g_autoptr(GSubprocess) process = NULL;

  if (!fixture_can_run ())
    return;

  process = start_sleeper (fixture, &word);
  g_assert_cmpint (fixture_run (fixture, "history"), ==, 0);
  assert_has (fixture->out, "running"); /* that of another program that is alive */
  g_subprocess_send_signal (process, SIGKILL);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_cmpint (fixture_run (fixture, "history"), ==, 0);
  assert_has (fixture->out, "interrupted");
  g_assert_cmpint (fixture_run (fixture, "log last"), ==, 0);
  assert_has (fixture->out, "here\n");
  while (fixture_is_alive (word))
    g_thread_yield ();
}

static void
test_nobody_reads (Fixture      *fixture,
                   gconstpointer data)
{
  const char *arguments[] = { "show", "--format=svg", NULL };
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GString) definition = g_string_new ("pipeliner: 1\nstages:\n");
  g_autofree char *err = NULL;
  g_autoptr(GBytes) bytes = NULL;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (definition, "  s%u:\n    steps: [run: 'true']\n", i);
  plr_test_git_write (fixture->repository, "pipeliner.yml", definition->str);
  process = fixture_start (fixture, arguments);
  g_assert_true (g_input_stream_close (g_subprocess_get_stdout_pipe (process), NULL, NULL));
  bytes = g_input_stream_read_bytes (g_subprocess_get_stderr_pipe (process), 4096, NULL, NULL);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 0);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_true (g_subprocess_get_if_exited (process));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) g_test_add ("/cli/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("usage", test_usage);
  ADD ("words-are-read-as-people-write-them", test_words_are_read_as_people_write_them);
  ADD ("full-disk-is-no-success", test_full_disk_is_no_success);
  ADD ("standard-input-is-a-file", test_standard_input_is_a_file);
  ADD ("what-is-no-text-is-placed", test_what_is_no_text_is_placed);
  ADD ("export-replaces-files-only", test_export_replaces_files_only);
  ADD ("validate-says-where", test_validate_says_where);
  ADD ("validate-mends", test_validate_mends);
  ADD ("file-is-found-above", test_file_is_found_above);
  ADD ("show-draws", test_show_draws);
  ADD ("network-is-drawn", test_network_is_drawn);
  ADD ("drawings-are-well-formed", test_drawings_are_well_formed);
  ADD ("names-are-harmless", test_names_are_harmless);
  ADD ("export-lists-losses", test_export_lists_losses);
  ADD ("run-succeeds", test_run_succeeds);
  ADD ("run-fails", test_run_fails);
  ADD ("definition-must-be-committed", test_definition_must_be_committed);
  ADD ("approval-needs-somebody", test_approval_needs_somebody);
  ADD ("json-is-a-line-an-event", test_json_is_a_line_an_event);
  ADD ("interrupt-stops-all", test_interrupt_stops_all);
  ADD ("killed-run-is-interrupted", test_killed_run_is_interrupted);
  ADD ("nobody-reads", test_nobody_reads);

  return g_test_run ();
}
