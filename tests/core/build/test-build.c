/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build-fixture.h"
#include "plr-file.h"
#include "plr-test-git.h"

/* The thin way through: one stage, one step, its log, its artifact. */
static void
test_one_stage (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrRunArtifact) artifact = NULL;
  g_autoptr(GArray) records = NULL;
  g_autofree char *log = NULL;
  g_autofree char *made = NULL;
  g_autofree char *states = NULL;
  g_autofree char *work = NULL;
  PlrRunStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  fixture_keep (fixture_add (fixture, "build", "", "cat README; echo made >out.txt; chmod +x out.txt"), "program", "out.txt");
  g_free (plr_test_git_commit (fixture->work, "First"));
  plr_test_git_write (fixture->work, "README", "changed, and not committed\n");

  run = fixture_run (fixture, NULL);
  states = fixture_states (run);
  g_assert_cmpstr (states, ==, "build succeeded");
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_SUCCEEDED);

  stage = fixture_get (run, "build");
  log = fixture_read (fixture, "logs/build.log");
  g_assert_cmpstr (log, ==, "hello\n");
  g_assert_cmpint (plr_run_stage_get_log_size_bytes (stage), ==, 6);
  g_assert_cmpint (plr_run_stage_get_exit_code (stage), ==, 0);
  g_assert_cmpuint (plr_run_stage_get_attempt (stage), ==, 1);
  g_assert_cmpint (plr_run_stage_get_cpu_us (stage), >, 0);
  g_assert_cmpint (plr_run_stage_get_max_rss_bytes (stage), >, 0);
  g_assert_cmpint (plr_run_stage_get_finished_us (stage), >=, plr_run_stage_get_started_us (stage));
  records = plr_build_log_load_index (plr_run_stage_get_log_file (stage), NULL);
  g_assert_cmpuint (records->len, ==, 1);

  made = fixture_read (fixture, "artifacts/build/program/out.txt");
  g_assert_cmpstr (made, ==, "made\n");
  artifact = g_list_model_get_item (plr_run_stage_get_artifacts (stage), 0);
  g_assert_cmpstr (plr_run_artifact_get_name (artifact), ==, "program");
  g_assert_cmpstr (plr_run_artifact_get_path (artifact), ==, "out.txt");
  /* echo made | sha256sum */
  g_assert_cmpstr (plr_run_artifact_get_sha256 (artifact), ==,
                   "9ccbd3f1b19a1cdfd8d7c6ae48e9e822e2345f5be1a6187b19e41486c6941004");
  g_assert_cmpint (plr_run_artifact_get_size_bytes (artifact), ==, 5);
  g_assert_cmpuint (plr_run_artifact_get_mode (artifact), ==, 0755);
  g_assert_true (g_file_test (plr_run_artifact_get_file (artifact), G_FILE_TEST_IS_EXECUTABLE));

  work = g_build_filename (fixture->run_dir, "work", NULL);
  g_assert_false (g_file_test (work, G_FILE_TEST_EXISTS));
}

static void
assert_reason (PlrRun     *run,
               const char *id,
               const char *part)
{
  const char *reason = plr_run_stage_get_reason (fixture_get (run, id));

  g_assert_nonnull (reason);
  if (strstr (reason, part) == NULL)
    g_test_message ("“%s” says nothing of “%s”", reason, part);
  g_assert_nonnull (strstr (reason, part));
}

static void
assert_states (PlrRun     *run,
               const char *expected)
{
  g_autofree char *states = fixture_states (run);

  g_assert_cmpstr (states, ==, expected);
}

static void
test_left_out_is_named (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autofree char *left_out = NULL;
  g_autofree char *log = NULL;

  if (!fixture_can_run ())
    return;

  (void)fixture_add (fixture, "build", "", "ls -A; cat README");
  plr_test_git_write (fixture->work, ".gitignore", "*.o\n");
  g_free (plr_test_git_commit (fixture->work, "First"));
  plr_test_git_write (fixture->work, "README", "changed\n");
  plr_test_git_write (fixture->work, "logo.svg", "");
  plr_test_git_write (fixture->work, "ignored.o", "");

  run = fixture_run (fixture, NULL);
  left_out = g_strjoinv ("; ", (char **)plr_run_get_left_out (run));
  g_assert_cmpstr (left_out, ==, "README (modified, not committed); logo.svg (untracked)");
  g_assert_cmpuint (plr_run_get_n_left_out (run), ==, 2);
  log = fixture_read (fixture, "logs/build.log");
  g_assert_cmpstr (log, ==, ".gitignore\nREADME\nhello\n");
}

static void
test_missing_artifact_is_explained (Fixture      *fixture,
                                    gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  PlrStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  fixture_keep (fixture_add (fixture, "ignored", "", "true"), "program", "build/**");
  fixture_keep (fixture_add (fixture, "nowhere", "", "true"), "program", "nowhere/*.png");
  stage = fixture_add (fixture, "optional", "", "echo >there");
  fixture_keep (stage, "all", "there lacking");
  plr_artifact_set_optional (plr_stage_find_artifact (stage, "all"), TRUE);
  plr_test_git_write (fixture->work, ".gitignore", "build/\n");
  g_free (plr_test_git_commit (fixture->work, "First"));
  plr_test_git_write (fixture->work, "build/deep/app", "");

  run = fixture_run (fixture, &(PlrBuildOptions){ .jobs = 1, .keep_going = TRUE });
  assert_states (run, "ignored failed, nowhere failed, optional succeeded");
  assert_reason (run, "ignored", "“program”");
  assert_reason (run, "ignored", "“build/**”");
  assert_reason (run, "ignored", "“build/deep/app” (ignored by git)");
  assert_reason (run, "nowhere", "“nowhere/*.png”");
  g_assert_null (strstr (plr_run_stage_get_reason (fixture_get (run, "nowhere")), "work tree"));
  g_assert_cmpuint (g_list_model_get_n_items (plr_run_stage_get_artifacts (fixture_get (run, "optional"))), ==, 1);
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_FAILED);
  g_assert_nonnull (strstr (plr_run_get_reason (run), "Stage “ignored” failed: "));
}

/* All that is missing is told in one run, each with what is there in its place, and what to do. */
static void
test_all_that_is_missing_is_told (Fixture      *fixture,
                                  gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  PlrStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  stage = fixture_add (fixture, "a", "", "mkdir -p out empty; touch out/program.o out/README; ln -s out link");
  fixture_keep (stage, "program", "out/program");
  fixture_keep (stage, "zip", "dist/*.zip");
  fixture_keep (stage, "folder", "empty");
  fixture_keep (stage, "there", "out/README");
  fixture_keep (fixture_add (fixture, "b", "", "mkdir out; touch out/x; ln -s out link"), "program", "link/x");
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, &(PlrBuildOptions){ .jobs = 1, .keep_going = TRUE });
  assert_reason (run, "a", "“program” is missing: no file matches “out/program” after the steps (“out” has: README, program.o)");
  assert_reason (run, "a", "“zip” is missing: no file matches “dist/*.zip” after the steps (there is no folder “dist”)");
  assert_reason (run, "a", "the folder “empty” has no files");
  assert_reason (run, "a", "optional: true");
  assert_reason (run, "b", "“link/x” of the artifact “program” leads through a symbolic link");
  g_assert_null (strstr (plr_run_stage_get_reason (fixture_get (run, "a")), "“there”"));
  g_assert_cmpuint (g_list_model_get_n_items (plr_run_stage_get_artifacts (fixture_get (run, "a"))), ==, 0);
}

/* The build that works on the developer's desk alone: it needs files that are not committed. */
static void
test_failure_names_what_only_the_desk_has (Fixture      *fixture,
                                           gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;

  if (!fixture_can_run ())
    return;

  (void)fixture_add (fixture, "untracked", "", "cat src/version.h");
  (void)fixture_add (fixture, "ignored", "", "echo ignored: config.ini: No such file or directory; exit 1");
  (void)fixture_add (fixture, "other", "", "cat other.version.h");
  (void)fixture_add (fixture, "plain", "", "echo version.h is good; exit 1");
  plr_test_git_write (fixture->work, ".gitignore", "*.ini\n");
  g_free (plr_test_git_commit (fixture->work, "First"));
  plr_test_git_write (fixture->work, "src/version.h", "");
  plr_test_git_write (fixture->work, "config.ini", "");

  run = fixture_run (fixture, &(PlrBuildOptions){ .keep_going = TRUE });
  assert_states (run, "untracked failed, ignored failed, other failed, plain failed");
  assert_reason (run, "untracked", "step 1 ended with exit code 1. ");
  assert_reason (run, "untracked", "“src/version.h” (untracked)");
  assert_reason (run, "ignored", "“config.ini” (ignored by git)");
  g_assert_cmpstr (plr_run_stage_get_reason (fixture_get (run, "other")), ==, "step 1 ended with exit code 1");
  g_assert_cmpstr (plr_run_stage_get_reason (fixture_get (run, "plain")), ==, "step 1 ended with exit code 1");
}

static void
test_inputs_are_laid_in (Fixture      *fixture,
                         gconstpointer data)
{
  static const char *const none[] = { NULL };
  static const char *const one[] = { "build/docs", NULL };
  g_autoptr(PlrRun) run = NULL;
  g_autofree char *all_log = NULL;
  g_autofree char *one_log = NULL;
  g_autofree char *none_log = NULL;
  g_autofree char *later_log = NULL;
  PlrStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  stage = fixture_add (fixture, "build", "", "mkdir -p out/bin; echo app >out/bin/app; chmod 700 out/bin/app; "
                       "ln -s app out/bin/alias; echo doc >README; echo junk >junk");
  fixture_keep (stage, "program", "out");
  fixture_keep (stage, "docs", "README");
  (void)fixture_add (fixture, "all", "build", "cat README; ls -L out/bin; cat out/bin/alias; stat -c '%a %.3Y' out/bin/app; "
                     "echo mine >>out/bin/app; test ! -e junk");
  plr_stage_set_inputs (fixture_add (fixture, "one", "build", "cat README; test ! -e out"), one);
  plr_stage_set_inputs (fixture_add (fixture, "none", "build", "cat README; test ! -e out"), none);
  (void)fixture_add (fixture, "later", "build all", "cat out/bin/app");
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, NULL);
  assert_states (run, "build succeeded, all succeeded, one succeeded, none succeeded, later succeeded");
  all_log = fixture_read (fixture, "logs/all.log");
  g_assert_cmpstr (all_log, ==, "doc\nalias\napp\napp\n755 1700000000.001\n");
  one_log = fixture_read (fixture, "logs/one.log");
  g_assert_cmpstr (one_log, ==, "doc\n");
  none_log = fixture_read (fixture, "logs/none.log");
  g_assert_cmpstr (none_log, ==, "hello\n");
  later_log = fixture_read (fixture, "logs/later.log");
  g_assert_cmpstr (later_log, ==, "app\n"); /* and not what “all” wrote to its own copy */
}

static void
test_clash_of_inputs (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;

  if (!fixture_can_run ())
    return;

  fixture_keep (fixture_add (fixture, "a", "", "echo 1 >same; echo a >out"), "x", "same out");
  fixture_keep (fixture_add (fixture, "b", "", "echo 1 >same; echo b >out"), "x", "same out");
  (void)fixture_add (fixture, "c", "a b", "true");
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, NULL);
  assert_states (run, "a succeeded, b succeeded, c failed");
  assert_reason (run, "c", "“out” of “b”");
}

/* Cases A3 and G7 of the catalogue. */
static void
test_nothing_is_kept_through_a_link (Fixture      *fixture,
                                     gconstpointer data)
{
  static const struct
  {
    const char *id;
    const char *script;
    const char *paths;
    const char *reason;
  } cases[] = {
    { "absolute", "ln -s /etc/passwd out", "out", "“/etc/passwd”" },
    { "relative", "ln -s ../../../../etc/passwd out", "out", "outside" },
    { "inner", "mkdir -p a/b; ln -s ../../x a/b/out; ln -s ../../../x a/b/evil", "a/**", "“a/b/evil”" },
    { "directory", "ln -s /etc dir", "dir/passwd", "dir/passwd" },
    { "glob", "ln -s /etc dir", "dir/*", "no file matches" },
    { "fifo", "mkfifo out", "out", "pipe" },
    { "tree", "mkdir d; mkfifo d/p", "d", "“d/p”" },
  };
  g_autoptr(PlrRun) run = NULL;

  if (!fixture_can_run ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    fixture_keep (fixture_add (fixture, cases[i].id, "", cases[i].script), "x", cases[i].paths);
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, &(PlrBuildOptions){ .keep_going = TRUE });
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      PlrRunStage *stage = fixture_get (run, cases[i].id);

      g_assert_cmpint (plr_run_stage_get_state (stage), ==, PLR_RUN_STATE_FAILED);
      assert_reason (run, cases[i].id, cases[i].reason);
      g_assert_cmpuint (g_list_model_get_n_items (plr_run_stage_get_artifacts (stage)), ==, 0);
    }
}

/* Found with lz4, whose program `lz4` is a link to `programs/lz4`: the next stage did not find it. */
static void
test_link_needs_its_target (Fixture      *fixture,
                            gconstpointer data)
{
  static const struct
  {
    const char *id;
    const char *script;
    const char *paths;
    const char *reason;
  } cases[] = {
    { "alone", "mkdir p; echo x >p/lz4; ln -s p/lz4 lz4", "lz4", "link “lz4” to “p/lz4”, which is not part of it" },
    { "both", "mkdir p; echo x >p/lz4; ln -s p/lz4 lz4", "lz4 p/lz4", NULL },
    { "tree", "mkdir -p d/a; echo x >d/a/x; ln -s a d/b; ln -s b/x d/y; ln -s .././d/a d/c", "d", NULL },
    { "committed", "ln -s README link", "link", "“README”" },
    { "nowhere", "ln -s nothing link", "link", NULL },
    { "root", "mkdir d; ln -s .. d/up", "d", NULL },
    { "chain", "echo x >real; ln -s real one; ln -s one two", "one two", "link “one” to “real”" },
  };
  g_autoptr(PlrRun) run = NULL;

  if (!fixture_can_run ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    fixture_keep (fixture_add (fixture, cases[i].id, "", cases[i].script), "program", cases[i].paths);
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, &(PlrBuildOptions){ .keep_going = TRUE });
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *out = g_build_filename (fixture->run_dir, "artifacts", cases[i].id, NULL);

      g_assert_cmpint (plr_run_stage_get_state (fixture_get (run, cases[i].id)), ==,
                       cases[i].reason != NULL ? PLR_RUN_STATE_FAILED : PLR_RUN_STATE_SUCCEEDED);
      g_assert_true (g_file_test (out, G_FILE_TEST_EXISTS) == (cases[i].reason == NULL));
      if (cases[i].reason != NULL)
        {
          assert_reason (run, cases[i].id, cases[i].reason);
          assert_reason (run, cases[i].id, "“program”");
        }
    }
}

static void
test_step_that_fails_is_named (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrStep) bad = plr_step_new ("echo bad; exit 3");
  g_autoptr(PlrStep) never = plr_step_new ("echo never");
  g_autofree char *log = NULL;
  PlrStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  stage = fixture_add (fixture, "build", "", "echo good");
  plr_step_set_name (bad, "Unit tests");
  plr_stage_add_step (stage, bad);
  plr_stage_add_step (stage, never);
  (void)fixture_add (fixture, "signal", "", "kill -ABRT $$");
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, &(PlrBuildOptions){ .keep_going = TRUE });
  assert_states (run, "build failed, signal failed");
  g_assert_cmpint (plr_run_stage_get_exit_code (fixture_get (run, "build")), ==, 3);
  assert_reason (run, "build", "step 2 “Unit tests” ended with exit code 3");
  assert_reason (run, "signal", "signal 6");
  log = fixture_read (fixture, "logs/build.log");
  g_assert_cmpstr (log, ==, "good\nbad\n");
}

static void
test_environment_of_a_stage (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrVariable) weak = plr_variable_new ("WHO", "pipeline");
  g_autoptr(PlrVariable) middle = plr_variable_new ("WHO", "stage");
  g_autoptr(PlrVariable) strong = plr_variable_new ("WHO", "step");
  g_autoptr(PlrVariable) kept = plr_variable_new ("KEPT", "a b=$HOME");
  g_autoptr(PlrStep) step = plr_step_new ("echo $WHO");
  g_autofree char *log = NULL;
  g_autofree char *other = NULL;
  g_autofree char *id = NULL;
  g_autofree char *expected = NULL;
  PlrStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  g_setenv ("PLR_TEST_SECRET", "canary", TRUE);
  plr_pipeline_add_variable (fixture->pipeline, weak);
  plr_pipeline_add_variable (fixture->pipeline, kept);
  stage = fixture_add (fixture, "build", "", "echo $WHO \"$KEPT\" $CI $PLR_COMMIT $PLR_COMMIT_SHORT $PLR_BRANCH $PLR_STAGE "
                       "$PLR_PIPELINE $SOURCE_DATE_EPOCH; env | grep -c canary || true");
  plr_stage_add_variable (stage, middle);
  plr_step_add_variable (step, strong);
  plr_stage_add_step (stage, step);
  (void)fixture_add (fixture, "other", "", "echo $WHO; stat -c %Y README .");
  id = plr_test_git_commit (fixture->work, "First");

  run = fixture_run (fixture, NULL);
  assert_states (run, "build succeeded, other succeeded");
  log = fixture_read (fixture, "logs/build.log");
  expected = g_strdup_printf ("stage a b=$HOME true %s %.7s main build Demo 1700000000\n0\nstep\n", id, id);
  g_assert_cmpstr (log, ==, expected);
  other = fixture_read (fixture, "logs/other.log");
  g_assert_cmpstr (other, ==, "pipeline\n1700000000\n1700000000\n"); /* a copy is as old as the commit */
}

static void
test_reports_are_kept_after_a_failure (Fixture      *fixture,
                                       gconstpointer data)
{
  static const char *const reports[] = { "reports/*.xml", NULL };
  g_autoptr(PlrRun) run = NULL;
  g_autofree char *report = NULL;
  PlrBuildEvent *event = NULL;
  PlrStage *stage = NULL;
  int index;

  if (!fixture_can_run ())
    return;

  stage = fixture_add (fixture, "test", "", "mkdir reports; echo '<x/>' >reports/a.xml; echo app >app; false");
  plr_stage_set_reports (stage, reports);
  fixture_keep (stage, "program", "app");
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, NULL);
  assert_states (run, "test failed");
  report = fixture_read (fixture, "reports/test/reports/a.xml");
  g_assert_cmpstr (report, ==, "<x/>\n");
  index = fixture_find_event (fixture, PLR_BUILD_EVENT_REPORTS, "test", 0);
  g_assert_cmpint (index, >=, 0);
  event = g_ptr_array_index (fixture->events, index);
  g_assert_cmpuint (event->artifacts->len, ==, 1);
  g_assert_cmpstr (plr_run_artifact_get_path (g_ptr_array_index (event->artifacts, 0)), ==, "reports/a.xml");
  g_assert_cmpint (fixture_find_event (fixture, PLR_BUILD_EVENT_ARTIFACTS, "test", 0), ==, -1);
}

static void
test_invalid_pipelines_are_refused (Fixture      *fixture,
                                    gconstpointer data)
{
  static const char *const missing[] = { "nothing", NULL };
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  PlrBuildOptions options = { .repository = fixture->work, .store = fixture->store };

  g_free (plr_test_git_commit (fixture->work, "First"));
  repository = plr_repository_open (fixture->work, NULL);
  commit = plr_repository_resolve (repository, NULL, NULL);
  fixture_keep (fixture_add (fixture, "a", "", "true"), "x", "ok");

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(GError) error = NULL;
      static const char *const words[] = { "“nothing”", "“debian”", "“/etc/*”", "circle" };

      options.stages = i == 0 ? missing : NULL;
      plr_pipeline_set_root (fixture->pipeline, i == 1 ? "debian" : NULL);
      if (i == 2)
        fixture_keep (plr_pipeline_find_stage (fixture->pipeline, "a"), "evil", "/etc/*");
      if (i == 3)
        {
          (void)fixture_add (fixture, "b", "c", "true");
          (void)fixture_add (fixture, "c", "b", "true");
        }
      g_assert_null (plr_build_new (fixture->pipeline, commit, &options, &error));
      g_assert_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, words[i]));
    }
}

/* A repository that is gone before the run starts: the run says so, and no stage is taken for anything else. */
static void
test_run_that_cannot_start (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(PlrBuild) build = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *directory = g_build_filename (fixture->dir, "run", NULL);
  PlrBuildOptions options = { .repository = fixture->work, .store = fixture->store };
  PlrRun *run = NULL;

  (void)fixture_add (fixture, "a", "", "true");
  g_free (plr_test_git_commit (fixture->work, "First"));
  repository = plr_repository_open (fixture->work, NULL);
  commit = plr_repository_resolve (repository, NULL, NULL);
  build = plr_build_new (fixture->pipeline, commit, &options, &error);
  g_assert_no_error (error);
  g_assert_true (plr_file_remove_tree (fixture->work, NULL));

  run = plr_build_get_run (build);
  plr_build_start (build, directory);
  while (!plr_run_is_finished (run))
    (void)g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_FAILED);
  g_assert_nonnull (strstr (plr_run_get_reason (run), "project"));
  assert_states (run, "a skipped");
}

static void
add (const char *name,
     void        (*test)(Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/build/run/", name, NULL);

  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("one-stage", test_one_stage);
  add ("left-out-is-named", test_left_out_is_named);
  add ("missing-artifact-is-explained", test_missing_artifact_is_explained);
  add ("all-that-is-missing-is-told", test_all_that_is_missing_is_told);
  add ("failure-names-what-only-the-desk-has", test_failure_names_what_only_the_desk_has);
  add ("inputs-are-laid-in", test_inputs_are_laid_in);
  add ("clash-of-inputs", test_clash_of_inputs);
  add ("nothing-is-kept-through-a-link", test_nothing_is_kept_through_a_link);
  add ("link-needs-its-target", test_link_needs_its_target);
  add ("step-that-fails-is-named", test_step_that_fails_is_named);
  add ("environment-of-a-stage", test_environment_of_a_stage);
  add ("reports-are-kept-after-a-failure", test_reports_are_kept_after_a_failure);
  add ("invalid-pipelines-are-refused", test_invalid_pipelines_are_refused);
  add ("run-that-cannot-start", test_run_that_cannot_start);

  return g_test_run ();
}
