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

  stage = (PlrRunStage *)fixture_add (fixture, "build", "", "cat README; echo made >out.txt; chmod +x out.txt");
  fixture_keep ((PlrStage *)stage, "program", "out.txt");
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

  return g_test_run ();
}
