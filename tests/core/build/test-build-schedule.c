/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build-fixture.h"
#include "plr-file.h"
#include "plr-test-git.h"

/* Runs until somebody ends it, and leaves a daemon behind that ignores what it can. The number is in the command lines. */
#define ENDLESS "setsid sh -c 'trap \"\" TERM HUP INT; tail -f /dev/null --pid=1 -s %u' & tail -f /dev/null --pid=1 -s %u"

static void
assert_states (PlrRun     *run,
               const char *expected)
{
  g_autofree char *states = fixture_states (run);

  g_assert_cmpstr (states, ==, expected);
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

/* A number that no other process of the machine has in its command line. */
static guint
unique_number (void)
{
  return 100000000 + (guint)getpid ();
}

static guint
count_processes (guint number)
{
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  g_autofree char *word = g_strdup_printf ("%u", number);
  const char *name;
  guint n_processes = 0;

  while ((name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL);
      g_autofree char *line = NULL;
      gsize length = 0;

      if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &line, &length, NULL))
        continue;
      n_processes += memmem (line, length, word, strlen (word)) != NULL;
    }

  return n_processes;
}

static void
stop_when_both_run (PlrBuildEvent *event,
                    gpointer       user_data)
{
  Fixture *fixture = user_data;

  if (fixture_find_event (fixture, PLR_BUILD_EVENT_STEP_STARTED, "a", 0) >= 0 &&
      fixture_find_event (fixture, PLR_BUILD_EVENT_STEP_STARTED, "b", 0) >= 0)
    {
      /* The control: what is searched for below can be found. */
      while (count_processes (unique_number ()) < 4)
        g_usleep (1000);
      fixture->on_event = NULL;
      plr_build_stop (fixture->build);
    }
}

/* Neither of the two ends by itself, so that both can only run if they do at once. */
static void
test_parallel_and_stop (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autofree char *script = NULL;
  g_autofree char *work = NULL;
  gint64 start;

  if (!fixture_can_run ())
    return;

  script = g_strdup_printf (ENDLESS, unique_number (), unique_number ());
  (void)fixture_add (fixture, "a", "", script);
  (void)fixture_add (fixture, "b", "", script);
  (void)fixture_add (fixture, "ready", "", "true");
  (void)fixture_add (fixture, "c", "a b", "true");
  plr_stage_set_when (fixture_add (fixture, "d", "a", "true"), PLR_STAGE_WHEN_ALWAYS);
  g_free (plr_test_git_commit (fixture->work, "First"));

  fixture->on_event = stop_when_both_run;
  run = fixture_run (fixture, &(PlrBuildOptions){ .jobs = 2 });
  start = plr_run_get_started_us (run);
  assert_states (run, "a cancelled, b cancelled, ready cancelled, c cancelled, d cancelled");
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_CANCELLED);
  g_assert_cmpuint (count_processes (unique_number ()), ==, 0);
  g_assert_cmpint (plr_run_get_finished_us (run), >=, start);
  work = g_build_filename (fixture->run_dir, "work", NULL);
  g_assert_false (g_file_test (work, G_FILE_TEST_EXISTS));
}

static void
finished_cb (PlrBuild      *build,
             PlrBuildEvent *event,
             gboolean      *is_over)
{
  *is_over |= event->kind == PLR_BUILD_EVENT_RUN_FINISHED;
}

/* Stopped before it came to anything, and forgotten by whoever started it: it keeps itself until it has told of its end. */
static void
test_stop_at_once (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(PlrRun) run = NULL;
  g_autofree char *directory = g_build_filename (fixture->dir, "run", NULL);
  g_autofree char *work = g_build_filename (directory, "work", NULL);
  PlrBuildOptions options = { .repository = fixture->work, .store = fixture->store };
  gboolean is_over = FALSE;
  PlrBuild *build = NULL;

  if (!fixture_can_run ())
    return;

  (void)fixture_add (fixture, "a", "", "tail -f /dev/null");
  (void)fixture_add (fixture, "b", "a", "true");
  g_free (plr_test_git_commit (fixture->work, "First"));
  repository = plr_repository_open (fixture->work, NULL);
  commit = plr_repository_resolve (repository, NULL, NULL);
  build = plr_build_new (fixture->pipeline, commit, &options, NULL);
  run = g_object_ref (plr_build_get_run (build));
  g_object_add_weak_pointer (G_OBJECT (build), (gpointer *)&build);
  g_signal_connect (build, "event", G_CALLBACK (finished_cb), &is_over);
  plr_build_start (build, directory);
  plr_build_stop (build);
  plr_build_stop (build);
  g_object_unref (build);
  g_assert_nonnull (build);

  while (build != NULL)
    (void)g_main_context_iteration (NULL, TRUE);
  g_assert_true (is_over);
  assert_states (run, "a cancelled, b cancelled");
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_CANCELLED);
  g_assert_false (g_file_test (work, G_FILE_TEST_EXISTS));
}

static void
test_one_job_is_one_after_another (Fixture      *fixture,
                                   gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  int n_running = 0;

  if (!fixture_can_run ())
    return;

  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);

      (void)fixture_add (fixture, id, i == 4 ? "s0" : "", "true");
    }
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, &(PlrBuildOptions){ .jobs = 1 });
  assert_states (run, "s0 succeeded, s1 succeeded, s2 succeeded, s3 succeeded, s4 succeeded");
  for (guint i = 0; i < fixture->events->len; i++)
    {
      PlrBuildEvent *event = g_ptr_array_index (fixture->events, i);

      g_assert_true (i == 0 || event->time_us >= ((PlrBuildEvent *)g_ptr_array_index (fixture->events, i - 1))->time_us);
      if (event->kind == PLR_BUILD_EVENT_STAGE_CHANGED)
        n_running += event->state == PLR_RUN_STATE_RUNNING ? 1 : -1;
      g_assert_cmpint (n_running, <=, 1);
    }
  g_assert_cmpint (n_running, ==, 0);
}

static void
test_failure_ends_what_needs_it (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrRun) going = NULL;

  if (!fixture_can_run ())
    return;

  (void)fixture_add (fixture, "build", "", "false");
  (void)fixture_add (fixture, "test", "build", "true");
  (void)fixture_add (fixture, "package", "test", "true");
  plr_stage_set_when (fixture_add (fixture, "mail", "package", "true"), PLR_STAGE_WHEN_FAILURE);
  plr_stage_set_when (fixture_add (fixture, "clean", "package", "true"), PLR_STAGE_WHEN_ALWAYS);
  (void)fixture_add (fixture, "docs", "", "true");
  plr_stage_set_when (fixture_add (fixture, "alarm", "docs", "true"), PLR_STAGE_WHEN_FAILURE);
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, &(PlrBuildOptions){ .jobs = 1 });
  assert_states (run, "build failed, test skipped, package skipped, mail succeeded, clean succeeded, docs skipped, "
                 "alarm skipped");
  assert_reason (run, "test", "“build”, which it needs, failed");
  assert_reason (run, "package", "“test”, which it needs, was not run");
  assert_reason (run, "docs", "Another stage had failed");
  assert_reason (run, "alarm", "nothing that it needs failed");
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_FAILED);

  going = fixture_run (fixture, &(PlrBuildOptions){ .jobs = 1, .keep_going = TRUE });
  assert_states (going, "build failed, test skipped, package skipped, mail succeeded, clean succeeded, docs succeeded, "
                 "alarm skipped");
}

static void
test_only_some_stages (Fixture      *fixture,
                       gconstpointer data)
{
  static const char *const only[] = { "test", NULL };
  g_autoptr(PlrRun) run = NULL;

  if (!fixture_can_run ())
    return;

  (void)fixture_add (fixture, "build", "", "true");
  (void)fixture_add (fixture, "docs", "", "true");
  (void)fixture_add (fixture, "test", "build", "true");
  (void)fixture_add (fixture, "package", "test docs", "true");
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, &(PlrBuildOptions){ .stages = only });
  assert_states (run, "build succeeded, test succeeded");
}

static void
test_branches (Fixture      *fixture,
               gconstpointer data)
{
  static const char *const here[] = { "release/*", "ma*", NULL };
  static const char *const elsewhere[] = { "release/*", NULL };
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrRun) detached = NULL;

  if (!fixture_can_run ())
    return;

  plr_stage_set_branches (fixture_add (fixture, "here", "", "true"), here);
  plr_stage_set_branches (fixture_add (fixture, "elsewhere", "", "true"), elsewhere);
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, NULL);
  assert_states (run, "here succeeded, elsewhere skipped");
  assert_reason (run, "elsewhere", "“main”");
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_SUCCEEDED);

  g_free (plr_test_git (fixture->work, NULL, 0, "checkout", "-q", "--detach", NULL));
  detached = fixture_run (fixture, NULL);
  assert_states (detached, "here skipped, elsewhere skipped");
}

static void
test_matrix (Fixture      *fixture,
             gconstpointer data)
{
  static const char *const compilers[] = { "gcc", "clang", NULL };
  static const char *const modes[] = { "debug", "release", NULL };
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrAxis) compiler = plr_axis_new ("CC", compilers);
  g_autoptr(PlrAxis) mode = plr_axis_new ("MODE", modes);
  g_autofree char *log = NULL;
  PlrStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  stage = fixture_add (fixture, "test", "", "test \"$PLR_STAGE\" = \"test ($CC, $MODE)\"; echo >$CC-$MODE");
  plr_stage_add_axis (stage, compiler);
  plr_stage_add_axis (stage, mode);
  fixture_keep (stage, "result", "*-*");
  (void)fixture_add (fixture, "package", "test", "ls *-*");
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, NULL);
  assert_states (run, "test (gcc, debug) succeeded, test (gcc, release) succeeded, test (clang, debug) succeeded, "
                 "test (clang, release) succeeded, package succeeded");
  g_assert_cmpuint (g_strv_length ((char **)plr_run_stage_get_needs (fixture_get (run, "package"))), ==, 4);
  g_assert_cmpstr (plr_run_stage_get_stage_id (fixture_get (run, "test (gcc, debug)")), ==, "test");
  log = fixture_read (fixture, "logs/package.log");
  g_assert_cmpstr (log, ==, "clang-debug\nclang-release\ngcc-debug\ngcc-release\n");
}

static PlrMatrixRow *
row_new (const char *name,
         const char *value)
{
  PlrMatrixRow *row = plr_matrix_row_new ();
  g_autoptr(PlrVariable) variable = plr_variable_new (name, value);

  plr_matrix_row_add_variable (row, variable);

  return row;
}

static void
test_matrix_rows (Fixture      *fixture,
                  gconstpointer data)
{
  static const char *const compilers[] = { "gcc", "clang", NULL };
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrAxis) compiler = plr_axis_new ("CC", compilers);
  g_autoptr(PlrMatrixRow) more = row_new ("CC", "tcc");
  g_autoptr(PlrMatrixRow) less = row_new ("CC", "gcc");
  PlrStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  stage = fixture_add (fixture, "test", "", "test \"$PLR_STAGE\" = \"test ($CC)\"");
  plr_stage_add_axis (stage, compiler);
  plr_job_add_include (plr_stage_get_job (stage), more);
  plr_job_add_exclude (plr_stage_get_job (stage), less);
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, NULL);
  assert_states (run, "test (clang) succeeded, test (tcc) succeeded");
}

/* The stage is shown as failed; the run is not. */
static void
test_allowed_failure (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;

  if (!fixture_can_run ())
    return;

  plr_job_set_allow_failure (plr_stage_get_job (fixture_add (fixture, "lint", "", "false")), TRUE);
  (void)fixture_add (fixture, "build", "lint", "true");
  plr_stage_set_when (fixture_add (fixture, "alarm", "lint", "true"), PLR_STAGE_WHEN_FAILURE);
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, &(PlrBuildOptions){ .jobs = 1 });
  assert_states (run, "lint failed, build succeeded, alarm skipped");
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_SUCCEEDED);
}

static void
test_time_limit (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autofree char *script = NULL;
  PlrStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  script = g_strdup_printf (ENDLESS, unique_number (), unique_number ());
  stage = fixture_add (fixture, "slow", "", script);
  plr_stage_set_timeout_us (stage, G_USEC_PER_SEC / 5);
  (void)fixture_add (fixture, "quick", "", "true");
  g_free (plr_test_git_commit (fixture->work, "First"));

  run = fixture_run (fixture, &(PlrBuildOptions){ .keep_going = TRUE });
  assert_states (run, "slow failed, quick succeeded");
  assert_reason (run, "slow", "time limit of 0.2 s");
  g_assert_cmpuint (count_processes (unique_number ()), ==, 0);
}

/* The first attempt waits until the sources have what makes the second one succeed. */
static void
mend_sources (PlrBuildEvent *event,
              gpointer       user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *mended = NULL;
  g_autofree char *go = NULL;

  if (event->kind != PLR_BUILD_EVENT_STEP_STARTED || event->attempt != 1 || !g_str_equal (event->stage, "flaky"))
    return;

  mended = g_build_filename (fixture->run_dir, "work", ".source", "mended", NULL);
  go = g_build_filename (fixture->run_dir, "work", "flaky.1", "go", NULL);
  g_assert_true (g_file_set_contents (mended, "", -1, NULL));
  g_assert_true (g_file_set_contents (go, "", -1, NULL));
}

static void
test_retry (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(GArray) records = NULL;
  g_autofree char *log = NULL;
  PlrRunStage *stage = NULL;

  if (!fixture_can_run ())
    return;

  plr_stage_set_retry (fixture_add (fixture, "flaky", "", "test ! -e mended || exit 0; echo first; "
                                    "until test -e go; do sleep 0.01; done; exit 1"), 2);
  plr_stage_set_retry (fixture_add (fixture, "broken", "", "test ! -e left; echo try; touch left; exit 7"), 2);
  g_free (plr_test_git_commit (fixture->work, "First"));

  fixture->on_event = mend_sources;
  run = fixture_run (fixture, &(PlrBuildOptions){ .jobs = 1, .keep_going = TRUE });
  fixture->on_event = NULL;
  assert_states (run, "flaky succeeded, broken failed");
  g_assert_cmpuint (plr_run_stage_get_attempt (fixture_get (run, "flaky")), ==, 2);
  stage = fixture_get (run, "broken");
  g_assert_cmpuint (plr_run_stage_get_attempt (stage), ==, 3);
  g_assert_cmpint (plr_run_stage_get_exit_code (stage), ==, 7);
  log = fixture_read (fixture, "logs/broken.log");
  g_assert_cmpstr (log, ==, "try\ntry\ntry\n");
  records = plr_build_log_load_index (plr_run_stage_get_log_file (stage), NULL);
  g_assert_cmpuint (g_array_index (records, PlrBuildLogRecord, records->len - 1).attempt, ==, 3);
}

static void
answer (PlrBuildEvent *event,
        gpointer       user_data)
{
  Fixture *fixture = user_data;
  g_autoptr(GError) error = NULL;

  /* It is queued once more, and that is no end. */
  if (event->kind == PLR_BUILD_EVENT_STAGE_CHANGED && event->state == PLR_RUN_STATE_RUNNING)
    {
      PlrRunStage *stage = fixture_get (plr_build_get_run (fixture->build), event->stage);

      g_assert_cmpint (plr_run_stage_get_finished_us (stage), ==, 0);
      g_assert_true (g_file_test (plr_run_stage_get_log_file (stage), G_FILE_TEST_EXISTS));
    }
  if (event->kind != PLR_BUILD_EVENT_STAGE_CHANGED || event->state != PLR_RUN_STATE_WAITING)
    return;

  g_assert_cmpstr (event->reason, ==, "Ship it?");
  g_assert_false (plr_build_approve (fixture->build, "build", TRUE, "ada", NULL, &error));
  g_assert_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_STATE);
  g_clear_error (&error);
  g_assert_true (plr_build_approve (fixture->build, event->stage, g_str_equal (event->stage, "yes"), "ada", "on Friday", &error));
  g_assert_no_error (error);
}

static void
test_approval (Fixture      *fixture,
               gconstpointer data)
{
  static const char *const ids[] = { "yes", "no", "gate" };
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrRun) all = NULL;

  if (!fixture_can_run ())
    return;

  (void)fixture_add (fixture, "build", "", "true");
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      PlrStage *stage = fixture_add (fixture, ids[i], "build", i == 2 ? NULL : "true");

      plr_stage_set_approval (stage, TRUE);
      plr_stage_set_approval_message (stage, "Ship it?");
      if (i == 2)
        plr_stage_set_kind (stage, PLR_STAGE_KIND_APPROVAL);
    }
  (void)fixture_add (fixture, "after", "yes", "true");
  g_free (plr_test_git_commit (fixture->work, "First"));

  fixture->on_event = answer;
  run = fixture_run (fixture, &(PlrBuildOptions){ .keep_going = TRUE });
  fixture->on_event = NULL;
  assert_states (run, "build succeeded, yes succeeded, no failed, gate failed, after succeeded");
  assert_reason (run, "no", "refused by ada: on Friday");
  assert_reason (run, "yes", "Approved by ada: on Friday");

  all = fixture_run (fixture, &(PlrBuildOptions){ .approve_all = TRUE });
  assert_states (all, "build succeeded, yes succeeded, no succeeded, gate succeeded, after succeeded");
  assert_reason (all, "gate", "Approved when the run was started");
  g_assert_null (plr_run_stage_get_reason (fixture_get (all, "after")));
  g_assert_cmpint (fixture_find_event (fixture, PLR_BUILD_EVENT_STAGE_CHANGED, "yes", PLR_RUN_STATE_WAITING), ==, -1);
}

/* While whoever listens is busy, the build goes on, and only the newest growth of its log waits for him. */
static void
be_slow (PlrBuildEvent *event,
         gpointer       user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *path = g_build_filename (fixture->run_dir, "logs", "talk.log", NULL);
  struct stat info = { 0 };

  if (event->kind != PLR_BUILD_EVENT_STEP_STARTED)
    return;
  while (stat (path, &info) != 0 || info.st_size < 40 * 5)
    g_usleep (1000);
}

static void
test_slow_listener_holds_nothing (Fixture      *fixture,
                                  gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(GArray) records = NULL;
  guint n_events = 0;

  if (!fixture_can_run ())
    return;

  (void)fixture_add (fixture, "talk", "", "for i in $(seq 40); do echo line; sleep 0.003; done");
  g_free (plr_test_git_commit (fixture->work, "First"));

  fixture->on_event = be_slow;
  run = fixture_run (fixture, NULL);
  fixture->on_event = NULL;
  assert_states (run, "talk succeeded");
  for (guint i = 0; i < fixture->events->len; i++)
    n_events += ((PlrBuildEvent *)g_ptr_array_index (fixture->events, i))->kind == PLR_BUILD_EVENT_LOG_GREW;
  records = plr_build_log_load_index (plr_run_stage_get_log_file (fixture_get (run, "talk")), NULL);
  g_assert_cmpuint (records->len, >, 20);
  g_assert_cmpuint (n_events, <=, 3);
  g_assert_cmpint (plr_run_stage_get_log_size_bytes (fixture_get (run, "talk")), ==, 40 * 5);
}

static void
die_when_it_talks (PlrBuildEvent *event,
                   gpointer       user_data)
{
  if (event->kind == PLR_BUILD_EVENT_LOG_GREW && event->log_size_bytes >= 10)
    (void)kill (getpid (), SIGKILL);
}

static void
swept_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(gboolean *)user_data = TRUE;
}

/* What the dead run left goes; what a run that goes on has stays: it holds a lock. */
static void
assert_sweep (Fixture    *fixture,
              const char *dead)
{
  g_autofree char *runs = g_build_filename (fixture->dir, "runs", NULL);
  g_autofree char *live = g_build_filename (runs, "live", "work", NULL);
  gboolean is_over = FALSE;
  int fd;

  g_assert_true (g_file_test (dead, G_FILE_TEST_IS_DIR));
  g_assert_cmpint (g_mkdir_with_parents (live, 0700), ==, 0);
  fd = open (live, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);

  plr_build_sweep_async (runs, swept_cb, &is_over);
  while (!is_over)
    (void)g_main_context_iteration (NULL, TRUE);
  (void)close (fd);
  g_assert_false (g_file_test (dead, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (live, G_FILE_TEST_IS_DIR));
}

/* The kernel ends the sandbox with us, and the log has all that was said before. */
static void
test_killed_process_leaves_its_log (Fixture      *fixture,
                                    gconstpointer data)
{
  g_autofree char *script = NULL;
  g_autofree char *number = NULL;
  g_autofree char *log = NULL;
  g_autofree char *path = NULL;
  g_autofree char *work = NULL;
  g_autoptr(GError) error = NULL;

  if (!fixture_can_run ())
    return;

  if (g_test_subprocess ())
    {
      script = g_strdup_printf ("echo 123456789; tail -f /dev/null --pid=1 -s %s", g_getenv ("PLR_TEST_NUMBER"));
      (void)fixture_add (fixture, "build", "", script);
      g_free (fixture->dir);
      fixture->dir = g_strdup (g_getenv ("PLR_TEST_DIR"));
      g_free (plr_test_git_commit (fixture->work, "First"));
      fixture->on_event = die_when_it_talks;
      g_object_unref (fixture_run (fixture, NULL));
      return;
    }

  number = g_strdup_printf ("%u", unique_number ());
  g_setenv ("PLR_TEST_DIR", fixture->dir, TRUE);
  g_setenv ("PLR_TEST_NUMBER", number, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  path = g_build_filename (fixture->dir, "runs", "1", "logs", "build.log", NULL);
  log = plr_file_load (path, 100, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (log, ==, "123456789\n");
  while (count_processes (unique_number ()) > 0)
    g_usleep (1000);

  work = g_build_filename (fixture->dir, "runs", "1", "work", NULL);
  assert_sweep (fixture, work);
  g_free (log);
  log = plr_file_load (path, 100, NULL, &error);
  g_assert_cmpstr (log, ==, "123456789\n");
}

static void
add (const char *name,
     void        (*test)(Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/build/schedule/", name, NULL);

  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("parallel-and-stop", test_parallel_and_stop);
  add ("stop-at-once", test_stop_at_once);
  add ("one-job-is-one-after-another", test_one_job_is_one_after_another);
  add ("failure-ends-what-needs-it", test_failure_ends_what_needs_it);
  add ("only-some-stages", test_only_some_stages);
  add ("branches", test_branches);
  add ("matrix", test_matrix);
  add ("matrix-rows", test_matrix_rows);
  add ("allowed-failure", test_allowed_failure);
  add ("time-limit", test_time_limit);
  add ("retry", test_retry);
  add ("approval", test_approval);
  add ("slow-listener-holds-nothing", test_slow_listener_holds_nothing);
  add ("killed-process-leaves-its-log", test_killed_process_leaves_its_log);

  return g_test_run ();
}
