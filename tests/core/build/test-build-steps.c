/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "build-fixture.h"
#include "plr-test-git.h"

static PlrStep *
add_step (PlrStage    *stage,
          const char  *name,
          const char  *script,
          PlrStageWhen when,
          gboolean     may_fail)
{
  g_autoptr(PlrStep) step = plr_step_new (script);

  plr_step_set_name (step, name);
  plr_step_set_when (step, when);
  plr_step_set_allow_failure (step, may_fail);
  plr_stage_add_step (stage, step);

  return step; /* the stage keeps it alive */
}

static void
assert_log (Fixture    *fixture,
            const char *file,
            const char *expected)
{
  g_autofree char *log = fixture_read (fixture, file);

  g_assert_cmpstr (log, ==, expected);
}

static void
assert_reason (PlrRun     *run,
               const char *id,
               const char *expected)
{
  g_assert_cmpstr (plr_run_stage_get_reason (fixture_get (run, id)), ==, expected);
}

/* After a failure only those run that want to, and the first failure is what the stage failed of. */
static void
test_steps_after_a_failure (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autofree char *states = NULL;
  PlrStage *bad = NULL;
  PlrStage *good = NULL;

  if (!fixture_can_run ())
    return;

  bad = fixture_add (fixture, "bad", "", "echo one");
  (void)add_step (bad, "Not yet", "echo early", PLR_STAGE_WHEN_FAILURE, FALSE);
  (void)add_step (bad, "Breaks", "echo two; exit 3", PLR_STAGE_WHEN_SUCCESS, FALSE);
  (void)add_step (bad, NULL, "echo three", PLR_STAGE_WHEN_SUCCESS, FALSE);
  (void)add_step (bad, NULL, "echo failed; exit 4", PLR_STAGE_WHEN_FAILURE, FALSE);
  (void)add_step (bad, NULL, "echo always", PLR_STAGE_WHEN_ALWAYS, FALSE);
  good = fixture_add (fixture, "good", "", "echo one");
  (void)add_step (good, NULL, "echo failed", PLR_STAGE_WHEN_FAILURE, FALSE);
  (void)add_step (good, NULL, "echo always", PLR_STAGE_WHEN_ALWAYS, FALSE);
  (void)add_step (good, NULL, "echo failed", PLR_STAGE_WHEN_FAILURE, FALSE);
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, NULL);
  states = fixture_states (run);
  assert_log (fixture, "logs/bad.log", "one\ntwo\nfailed\nalways\n");
  assert_log (fixture, "logs/good.log", "one\nalways\n");
  g_assert_cmpstr (states, ==, "bad failed, good succeeded");
  assert_reason (run, "bad", "step 3 “Breaks” ended with exit code 3");
  g_assert_cmpint (plr_run_stage_get_exit_code (fixture_get (run, "bad")), ==, 3);
}

static void
test_step_that_may_fail (Fixture      *fixture,
                         gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autofree char *states = NULL;
  PlrStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  stage = fixture_add (fixture, "lint", "", "echo one");
  (void)add_step (stage, "Style", "echo two; exit 1", PLR_STAGE_WHEN_SUCCESS, TRUE);
  (void)add_step (stage, NULL, "echo failed", PLR_STAGE_WHEN_FAILURE, FALSE);
  (void)add_step (stage, NULL, "kill -KILL $$", PLR_STAGE_WHEN_SUCCESS, TRUE);
  fixture_keep (stage, "log", "out.txt");
  (void)add_step (stage, NULL, "echo three; echo x > out.txt", PLR_STAGE_WHEN_SUCCESS, FALSE);
  (void)add_step (stage, NULL, "exit 9", PLR_STAGE_WHEN_SUCCESS, TRUE);
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, NULL);
  states = fixture_states (run);
  g_assert_cmpstr (states, ==, "lint succeeded");
  assert_log (fixture, "logs/lint.log", "one\ntwo\nthree\n");
  assert_reason (run, "lint", "step 2 “Style” ended with exit code 1, which is allowed; step 4 ended with exit code 137, "
                 "which is allowed; step 6 ended with exit code 9, which is allowed");
  g_assert_cmpint (plr_run_stage_get_exit_code (fixture_get (run, "lint")), ==, 0);
}

/* What a step left in the background holds nothing up, and who does not end when asked is ended. */
static void
test_step_has_a_time_limit (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autofree char *states = NULL;
  PlrStage *slow = NULL;
  PlrStage *allowed = NULL;

  if (!fixture_can_run ())
    return;

  slow = fixture_add (fixture, "slow", "", "echo one");
  plr_step_set_timeout_us (add_step (slow, "Hangs", "trap 'echo asked; exit 0' TERM; while :; do :; done",
                                     PLR_STAGE_WHEN_SUCCESS, FALSE), 100000);
  (void)add_step (slow, NULL, "echo two", PLR_STAGE_WHEN_SUCCESS, FALSE);
  (void)add_step (slow, NULL, "echo failed", PLR_STAGE_WHEN_FAILURE, FALSE);
  allowed = fixture_add (fixture, "allowed", "", "echo one");
  plr_step_set_timeout_us (add_step (allowed, NULL, "trap '' TERM; tail -f /dev/null", PLR_STAGE_WHEN_SUCCESS, TRUE), 100000);
  plr_step_set_timeout_us (add_step (allowed, NULL, "echo two", PLR_STAGE_WHEN_SUCCESS, FALSE), G_TIME_SPAN_HOUR);
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, NULL);
  states = fixture_states (run);
  g_assert_cmpstr (states, ==, "slow failed, allowed succeeded");
  assert_log (fixture, "logs/slow.log", "one\nasked\nfailed\n");
  assert_reason (run, "slow", "step 2 “Hangs” reached its time limit of 0.1 s");
  assert_log (fixture, "logs/allowed.log", "one\ntwo\n");
}

/* An action is for another engine: nothing is run rather than half of it. */
static void
test_action_is_refused (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  PlrBuildOptions options = { .repository = fixture->work, .store = fixture->store };
  PlrStep *step = add_step (fixture_add (fixture, "a", "", "true"), NULL, NULL, PLR_STAGE_WHEN_SUCCESS, FALSE);

  plr_step_set_uses (step, "actions/setup-node@v4");
  g_free (plr_test_git_commit (fixture->work, "First"));
  repository = plr_repository_open (fixture->work, NULL);
  commit = plr_repository_resolve (repository, NULL, NULL);

  g_assert_null (plr_build_new (fixture->pipeline, commit, &options, &error));
  g_assert_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "actions/setup-node@v4"));
}

static void
add (const char *name,
     void        (*test)(Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/build/steps/", name, NULL);

  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("after-a-failure", test_steps_after_a_failure);
  add ("may-fail", test_step_that_may_fail);
  add ("time-limit", test_step_has_a_time_limit);
  add ("action-is-refused", test_action_is_refused);

  return g_test_run ();
}
