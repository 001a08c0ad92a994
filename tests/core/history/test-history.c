/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sqlite3.h>

#include "plr-file.h"
#include "plr-history.h"

typedef struct
{
  char       *dir;
  PlrHistory *history;
  guint       n_failed;
} Fixture;

static void
failed_cb (PlrHistory *history,
           GError     *error,
           Fixture    *fixture)
{
  fixture->n_failed++;
}

static void
open_history (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  fixture->history = plr_history_open (fixture->dir, &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->history, "failed", G_CALLBACK (failed_cb), fixture);
}

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("plr-history-XXXXXX", &error);
  g_assert_no_error (error);
  open_history (fixture);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  if (fixture->history != NULL)
    g_assert_finalize_object (fixture->history);
  g_assert_true (plr_file_remove_tree (fixture->dir, &error));
  g_assert_no_error (error);
  g_free (fixture->dir);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static PlrRun *
run_new (void)
{
  const char *needs[] = { "build", NULL };
  const char *left_out[] = { "notes.txt", "a b", NULL };
  PlrRun *run = plr_run_new (NULL);
  g_autoptr(PlrRunStage) build = plr_run_stage_new ("build", "build");
  g_autoptr(PlrRunStage) test = plr_run_stage_new ("test (gcc)", "test");

  plr_run_stage_set_state (build, PLR_RUN_STATE_RUNNING);
  plr_run_stage_set_state (test, PLR_RUN_STATE_QUEUED);
  plr_run_stage_set_needs (test, needs);
  plr_run_stage_set_network (test, TRUE);
  plr_run_set_pipeline (run, "Phrasebook");
  plr_run_set_repository (run, "/src/phrasebook");
  plr_run_set_definition (run, "pipeliner.yml");
  plr_run_set_state (run, PLR_RUN_STATE_RUNNING);
  plr_run_set_created_us (run, 1000);
  plr_run_set_left_out (run, left_out);
  plr_run_set_n_left_out (run, 7);
  plr_run_add_stage (run, build);
  plr_run_add_stage (run, test);

  return run;
}

static void
begin_run (PlrHistory *history,
           PlrRun     *run)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autofree char *id = NULL;
  g_autoptr(GError) error = NULL;

  plr_history_begin_run_async (history, run, NULL, keep_result_cb, &result);
  wait_for (&result);
  id = plr_history_begin_run_finish (history, result, &error);
  g_assert_no_error (error);
  plr_run_set_id (run, id);
}

static PlrRun *
read_run (PlrHistory *history,
          const char *id)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PlrRun *run;

  plr_history_get_run_async (history, id, NULL, keep_result_cb, &result);
  wait_for (&result);
  run = plr_history_get_run_finish (history, result, &error);
  g_assert_no_error (error);

  return run;
}

static void
test_run_reads_back_as_recorded (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autoptr(PlrRun) run = run_new ();
  g_autoptr(PlrRunArtifact) artifact = plr_run_artifact_new ("build", "program", "out/a");
  g_autoptr(PlrRun) back = NULL;
  PlrRunStage *build = plr_run_find_stage (run, "build");
  PlrRunStage *test;

  begin_run (fixture->history, run);
  g_assert_cmpstr (plr_run_get_id (run), ==, "1");

  plr_run_stage_set_state (build, PLR_RUN_STATE_SUCCEEDED);
  plr_run_stage_set_exit_code (build, 0);
  plr_run_stage_set_log_size_bytes (build, 42);
  plr_run_artifact_set_size_bytes (artifact, G_GINT64_CONSTANT (5000000000));
  plr_run_artifact_set_mode (artifact, 0755);
  plr_history_record_stage (fixture->history, run, build);
  plr_history_record_artifact (fixture->history, run, artifact);
  plr_run_set_state (run, PLR_RUN_STATE_FAILED);
  plr_run_set_reason (run, "one stage failed");
  plr_run_set_finished_us (run, 2000);
  plr_history_record_run (fixture->history, run);

  back = read_run (fixture->history, "1");
  test = plr_run_find_stage (back, "test (gcc)");
  g_assert_cmpint (plr_run_get_state (back), ==, PLR_RUN_STATE_FAILED);
  g_assert_cmpstr (plr_run_get_reason (back), ==, "one stage failed");
  g_assert_cmpstr (plr_run_get_left_out (back)[1], ==, "a b");
  g_assert_cmpuint (plr_run_get_n_left_out (back), ==, 7);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (back)), ==, 2);
  g_assert_cmpint (plr_run_stage_get_log_size_bytes (plr_run_find_stage (back, "build")), ==, 42);
  g_assert_cmpstr (plr_run_stage_get_needs (test)[0], ==, "build");
  g_assert_true (plr_run_stage_get_network (test));
  g_clear_object (&artifact);
  artifact = g_list_model_get_item (plr_run_stage_get_artifacts (plr_run_find_stage (back, "build")), 0);
  g_assert_cmpint (plr_run_artifact_get_size_bytes (artifact), ==, G_GINT64_CONSTANT (5000000000));
  g_assert_cmpuint (plr_run_artifact_get_mode (artifact), ==, 0755);
  g_assert_cmpuint (fixture->n_failed, ==, 0);
}

static void
test_ended_run_is_never_changed (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autoptr(PlrRun) run = run_new ();
  g_autoptr(PlrRun) back = NULL;

  begin_run (fixture->history, run);
  plr_run_set_state (run, PLR_RUN_STATE_SUCCEEDED);
  plr_history_record_run (fixture->history, run);
  plr_run_set_state (run, PLR_RUN_STATE_FAILED);
  plr_history_record_run (fixture->history, run);
  plr_run_stage_set_state (plr_run_find_stage (run, "build"), PLR_RUN_STATE_FAILED);
  plr_history_record_stage (fixture->history, run, plr_run_find_stage (run, "build"));

  while (fixture->n_failed < 2)
    g_main_context_iteration (NULL, TRUE);
  back = read_run (fixture->history, plr_run_get_id (run));
  g_assert_cmpint (plr_run_get_state (back), ==, PLR_RUN_STATE_SUCCEEDED);
  g_assert_cmpint (plr_run_stage_get_state (plr_run_find_stage (back, "build")), ==, PLR_RUN_STATE_RUNNING);
}

static void
test_list_is_newest_first (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) runs = NULL;
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < 5; i++)
    {
      g_autoptr(PlrRun) run = run_new ();

      plr_run_set_repository (run, i == 2 ? "/src/other" : "/src/phrasebook");
      begin_run (fixture->history, run);
    }

  plr_history_list_runs_async (fixture->history, "/src/phrasebook", 1, 2, NULL, keep_result_cb, &result);
  wait_for (&result);
  runs = plr_history_list_runs_finish (fixture->history, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (runs->len, ==, 2);
  g_assert_cmpstr (plr_run_get_id (g_ptr_array_index (runs, 0)), ==, "4");
  g_assert_cmpstr (plr_run_get_id (g_ptr_array_index (runs, 1)), ==, "2");
}

/* The other process: begins a run in the directory of its environment, says so, and is killed, or waits to be told to go. */
static void
other_process (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrHistory) history = plr_history_open (g_getenv ("PLR_TEST_DIR"), &error);
  g_autoptr(PlrRun) run = run_new ();
  char byte;

  g_assert_no_error (error);
  begin_run (history, run);
  g_assert_cmpint (write (STDOUT_FILENO, "x", 1), ==, 1);
  if (g_getenv ("PLR_TEST_KILL") != NULL)
    kill (getpid (), SIGKILL);
  (void)!read (STDIN_FILENO, &byte, 1); /* the end of the file is what it waits for */
}

static GSubprocess *
spawn_other (Fixture    *fixture,
             const char *test_kill)
{
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  GSubprocess *process;
  char byte;

  g_subprocess_launcher_setenv (launcher, "PLR_TEST_DIR", fixture->dir, TRUE);
  if (test_kill != NULL)
    g_subprocess_launcher_setenv (launcher, "PLR_TEST_KILL", test_kill, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, self, "--other-process", NULL);
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (process), &byte, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);

  return process;
}

static void
test_killed_process_leaves_an_interrupted_run (Fixture      *fixture,
                                               gconstpointer data)
{
  g_autoptr(GSubprocess) process = spawn_other (fixture, "1");
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrRun) again = NULL;
  g_autofree char *locks = g_build_filename (fixture->dir, "locks", NULL);
  g_autoptr(GDir) dir = NULL;

  g_subprocess_wait (process, NULL, NULL);
  g_assert_finalize_object (g_steal_pointer (&fixture->history));
  open_history (fixture);

  run = read_run (fixture->history, "1");
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_INTERRUPTED);
  g_assert_cmpint (plr_run_get_finished_us (run), >, 0);
  g_assert_nonnull (plr_run_get_reason (run));
  g_assert_cmpint (plr_run_stage_get_state (plr_run_find_stage (run, "build")), ==, PLR_RUN_STATE_INTERRUPTED);
  g_assert_cmpint (plr_run_stage_get_state (plr_run_find_stage (run, "test (gcc)")), ==, PLR_RUN_STATE_SKIPPED);

  dir = g_dir_open (locks, 0, NULL);
  g_assert_nonnull (g_dir_read_name (dir));
  g_assert_null (g_dir_read_name (dir));
}

static void
test_run_of_a_living_process_goes_on (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autoptr(GSubprocess) process = spawn_other (fixture, NULL);
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_finalize_object (g_steal_pointer (&fixture->history));
  open_history (fixture);
  run = read_run (fixture->history, "1");
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_RUNNING);

  g_output_stream_close (g_subprocess_get_stdin_pipe (process), NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait_check (process, NULL, &error);
  g_assert_no_error (error);
}

static void
test_damaged_file_is_named (Fixture      *fixture,
                            gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "history.sqlite", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_finalize_object (g_steal_pointer (&fixture->history));
  g_assert_true (plr_file_save (path, "this is no database, but it is long enough to be looked at as one, "
                                "for a header has a hundred bytes and this has more", -1, &error));
  g_assert_null (plr_history_open (fixture->dir, &error));
  g_assert_error (error, PLR_HISTORY_ERROR, PLR_HISTORY_ERROR_DAMAGED);
  g_assert_nonnull (strstr (error->message, path));
}

static void
test_later_version_is_refused (Fixture      *fixture,
                               gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "history.sqlite", NULL);
  g_autoptr(GError) error = NULL;
  sqlite3 *db = NULL;

  g_assert_finalize_object (g_steal_pointer (&fixture->history));
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 1000", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);

  g_assert_null (plr_history_open (fixture->dir, &error));
  g_assert_error (error, PLR_HISTORY_ERROR, PLR_HISTORY_ERROR_TOO_NEW);
}

static void
test_full_disk_fails_and_loses_nothing (Fixture      *fixture,
                                        gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "history.sqlite-wal", NULL);
  struct rlimit old;
  struct rlimit tight;
  g_autoptr(PlrRun) run = run_new ();
  g_autoptr(PlrRun) back = NULL;
  PlrRunStage *build = plr_run_find_stage (run, "build");
  g_autofree char *reason = g_strnfill (100000, 'x');

  begin_run (fixture->history, run);

  /* No file of this process may grow beyond some pages: write() fails as on a full disk, with EFBIG for ENOSPC. */
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  tight = old;
  tight.rlim_cur = 80000;
  setrlimit (RLIMIT_FSIZE, &tight);
  plr_run_stage_set_reason (build, reason);
  plr_history_record_stage (fixture->history, run, build);
  while (fixture->n_failed == 0)
    g_main_context_iteration (NULL, TRUE);
  setrlimit (RLIMIT_FSIZE, &old);

  plr_run_stage_set_reason (build, "short");
  plr_history_record_stage (fixture->history, run, build);
  back = read_run (fixture->history, plr_run_get_id (run));
  g_assert_cmpstr (plr_run_stage_get_reason (plr_run_find_stage (back, "build")), ==, "short");
}

static void
test_positions_replace_each_other (Fixture      *fixture,
                                   gconstpointer data)
{
  g_autoptr(GPtrArray) positions = g_ptr_array_new ();
  g_autoptr(GPtrArray) none = g_ptr_array_new ();
  PlrHistoryPosition place = { (char *)"build", 12.5, -3 };

  g_ptr_array_add (positions, &place);
  plr_history_record_positions (fixture->history, "/src/a.yml", none);
  plr_history_record_positions (fixture->history, "/src/a.yml", positions);
  plr_history_record_positions (fixture->history, "/src/b.yml", none);

  {
    g_autoptr(GAsyncResult) result = NULL;
    g_autoptr(GPtrArray) back = NULL;
    g_autoptr(GError) error = NULL;
    PlrHistoryPosition *first;

    plr_history_list_positions_async (fixture->history, "/src/a.yml", NULL, keep_result_cb, &result);
    wait_for (&result);
    back = plr_history_list_positions_finish (fixture->history, result, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (back->len, ==, 1);
    first = g_ptr_array_index (back, 0);
    g_assert_cmpfloat (first->x, ==, 12.5);
    g_assert_cmpfloat (first->y, ==, -3);
  }
}

static void
test_recent_is_newest_first (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;

  plr_history_record_recent (fixture->history, "/src/a", "a");
  plr_history_record_recent (fixture->history, "/src/b", "b");
  plr_history_record_recent (fixture->history, "/src/gone", "gone");
  plr_history_record_recent (fixture->history, "/src/a", "renamed");
  plr_history_forget_recent (fixture->history, "/src/gone");

  plr_history_list_recent_async (fixture->history, NULL, keep_result_cb, &result);
  wait_for (&result);
  list = plr_history_list_recent_finish (fixture->history, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (((PlrHistoryRecent *)g_ptr_array_index (list, 0))->name, ==, "renamed");
}

/* Nobody is told that a new history is locked because somebody else makes it at this moment. */
static void
test_many_open_a_new_one (Fixture      *fixture,
                          gconstpointer data)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  for (guint i = 0; i < 25; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autofree char *dir = g_build_filename (fixture->dir, name, NULL);
      g_autoptr(GPtrArray) processes = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint j = 0; j < 8; j++)
        {
          g_autoptr(GError) error = NULL;

          g_ptr_array_add (processes, g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, self, "--open", dir, NULL));
          g_assert_no_error (error);
        }
      for (guint j = 0; j < processes->len; j++)
        {
          g_autoptr(GError) error = NULL;

          (void)g_subprocess_wait_check (processes->pdata[j], NULL, &error);
          g_assert_no_error (error);
        }
    }
}

#define ADD(name, function) \
  g_test_add ("/history/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  if (argc > 1 && g_str_equal (argv[1], "--other-process"))
    {
      other_process ();
      return 0;
    }
  if (argc > 2 && g_str_equal (argv[1], "--open"))
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PlrHistory) history = plr_history_open (argv[2], &error);

      g_assert_no_error (error);
      return 0;
    }

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("run-reads-back-as-recorded", test_run_reads_back_as_recorded);
  ADD ("ended-run-is-never-changed", test_ended_run_is_never_changed);
  ADD ("list-is-newest-first", test_list_is_newest_first);
  ADD ("killed-process-leaves-an-interrupted-run", test_killed_process_leaves_an_interrupted_run);
  ADD ("run-of-a-living-process-goes-on", test_run_of_a_living_process_goes_on);
  ADD ("damaged-file-is-named", test_damaged_file_is_named);
  ADD ("later-version-is-refused", test_later_version_is_refused);
  ADD ("full-disk-fails-and-loses-nothing", test_full_disk_fails_and_loses_nothing);
  ADD ("many-open-a-new-one", test_many_open_a_new_one);
  ADD ("positions-replace-each-other", test_positions_replace_each_other);
  ADD ("recent-is-newest-first", test_recent_is_newest_first);

  return g_test_run ();
}
