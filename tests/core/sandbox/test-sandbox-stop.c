/* SPDX-License-Identifier: GPL-3.0-or-later */

/* However a run ends, it ends, and no process of it is left. */

#include "config.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "plr-file.h"
#include "sandbox-fixture.h"

/* How long a process that was killed may take to go. */
#define GONE_MS 5000

#define DAEMONS \
  "for i in 1 2 3; do (trap '' TERM HUP INT; setsid sh -c 'trap \"\" TERM HUP INT; sleep %d; :' & ) & done; " \
  "until [ $(cat /proc/[0-9]*/comm | grep -cx sleep) = 3 ]; do sleep 0.02; done 2>/dev/null; "

/* A number of seconds to sleep that no other test uses, so that the processes of this one are found in /proc. */
static int
mark (void)
{
  return 100000000 + (int)getpid () * 10 + 3;
}

/* The processes of the machine that sleep that long, each as a pidfd. */
static GArray *
find_marked (void)
{
  g_autofree char *wanted = g_strdup_printf ("%d", mark ());
  GArray *found = g_array_new (FALSE, FALSE, sizeof (int));
  g_autoptr(GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL);
      g_autofree char *line = NULL;
      gsize size = 0;
      int fd;

      if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &line, &size, NULL))
        continue;
      for (gsize i = 0; i < size; i++)
        line[i] = line[i] == '\0' ? ' ' : line[i];
      if (g_str_has_prefix (line, "sleep ") && strstr (line, wanted) != NULL && (fd = pidfd_open (atoi (name), 0)) >= 0)
        g_array_append_val (found, fd);
    }

  return found;
}

static void
assert_all_go (GArray *pidfds)
{
  for (guint i = 0; i < pidfds->len; i++)
    {
      struct pollfd one = { .fd = g_array_index (pidfds, int, i), .events = POLLIN };

      g_assert_cmpint (poll (&one, 1, GONE_MS), ==, 1);
      g_assert_cmpint (close (one.fd), ==, 0);
    }
  g_array_unref (pidfds);
}

static void
assert_none_is_left (void)
{
  g_autoptr(GArray) left = find_marked ();

  g_assert_cmpuint (left->len, ==, 0);
}

static char *
dup_daemons (const char *then)
{
  g_autofree char *daemons = g_strdup_printf (DAEMONS, mark ());

  return g_strconcat (daemons, then, NULL);
}

static void
test_daemons_end_with_the_run (Fixture      *fixture,
                               gconstpointer data)
{
  g_autofree char *script = dup_daemons ("echo ready");

  if (!sandbox_available ())
    return;

  fixture_add (fixture, script);
  fixture_add (fixture, "cat /proc/[0-9]*/comm 2>/dev/null | grep -cx sleep");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "ready\n3\n");
  assert_none_is_left ();
}

static void
test_cancel_lets_a_step_tidy_up (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autofree char *content = NULL;

  if (!sandbox_available ())
    return;

  fixture->cancel_at = "ready";
  plr_sandbox_set_grace_us (fixture->sandbox, 60 * G_USEC_PER_SEC);
  fixture_add (fixture, "trap 'echo tidy > file; exit 17' TERM; echo ready; while :; do sleep 0.05; done");
  fixture_add (fixture, "echo next");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_CANCELLED, 17);
  g_assert_false (fixture->result->killed);
  g_assert_cmpstr (fixture->steps->str, ==, "+0 -0=17 ");
  content = fixture_dup_content (fixture, "file");
  g_assert_cmpstr (content, ==, "tidy\n");
}

static void
test_cancel_waits_for_children_of_the_shell (Fixture      *fixture,
                                             gconstpointer data)
{
  g_autofree char *content = NULL;

  if (!sandbox_available ())
    return;

  /* The shell goes at once, as it does with make: what it started is still at it. */
  fixture->cancel_at = "ready";
  plr_sandbox_set_grace_us (fixture->sandbox, 60 * G_USEC_PER_SEC);
  fixture_add (fixture, "sh -c 'trap \"sleep 0.3; echo tidy > file; exit 0\" TERM; echo ready; while :; do sleep 0.05; done'; :");
  fixture_run (fixture);

  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->result->outcome, ==, PLR_SANDBOX_OUTCOME_CANCELLED);
  g_assert_false (fixture->result->killed);
  content = fixture_dup_content (fixture, "file");
  g_assert_cmpstr (content, ==, "tidy\n");
}

static void
test_cancel_kills_what_does_not_listen (Fixture      *fixture,
                                        gconstpointer data)
{
  g_autofree char *script = dup_daemons ("trap '' TERM; echo ready; while :; do sleep 0.05; done");

  if (!sandbox_available ())
    return;

  fixture->cancel_at = "ready";
  plr_sandbox_set_grace_us (fixture->sandbox, G_USEC_PER_SEC / 5);
  fixture_add (fixture, script);
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_CANCELLED, 137);
  g_assert_true (fixture->result->killed);
  g_assert_cmpint (fixture->result->user_us + fixture->result->system_us, >, 0);
  assert_none_is_left ();
}

static void
test_cancel_without_grace_is_at_once (Fixture      *fixture,
                                      gconstpointer data)
{
  if (!sandbox_available ())
    return;

  fixture->cancel_at = "ready";
  plr_sandbox_set_grace_us (fixture->sandbox, 0);
  fixture_add (fixture, "trap 'echo tidy > file' TERM; echo ready; while :; do sleep 0.05; done");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_CANCELLED, 137);
  g_assert_null (fixture_dup_content (fixture, "file"));
}

static void
test_cancel_before_the_start_runs_nothing (Fixture      *fixture,
                                           gconstpointer data)
{
  fixture_add (fixture, "echo ran > file");
  g_cancellable_cancel (fixture->cancellable);
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_CANCELLED, -1);
  g_assert_null (fixture_dup_content (fixture, "file"));
  g_assert_cmpstr (fixture->steps->str, ==, "");
}

/* At each point of the start. */
static void
test_cancel_at_any_time_ends (Fixture      *fixture,
                              gconstpointer data)
{
  if (!sandbox_available ())
    return;

  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *script = g_strdup_printf ("sleep %d", mark ());

      fixture_renew (fixture);
      fixture_add (fixture, script);
      fixture_start (fixture);
      for (guint n = 0; n < i && !fixture->over; n++)
        g_main_context_iteration (NULL, i % 2 == 0 && fixture->steps->len == 0);
      g_cancellable_cancel (fixture->cancellable);
      while (!fixture->over)
        g_main_context_iteration (NULL, TRUE);
      g_assert_no_error (fixture->error);
      g_assert_cmpint (fixture->result->outcome, ==, PLR_SANDBOX_OUTCOME_CANCELLED);
      assert_none_is_left ();
    }
}

static void
test_time_limit_ends_any_step (Fixture      *fixture,
                               gconstpointer data)
{
  g_autofree char *asleep = g_strdup_printf ("echo ready; sleep %d", mark ());
  const char *scripts[] = { asleep, "echo ready; while :; do :; done", "trap '' TERM; echo ready; while :; do :; done" };

  if (!sandbox_available ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      fixture_renew (fixture);
      plr_sandbox_set_timeout_us (fixture->sandbox, 3 * G_USEC_PER_SEC / 2); /* it is to have started, on a busy machine too */
      plr_sandbox_set_grace_us (fixture->sandbox, G_USEC_PER_SEC / 5);
      fixture_add (fixture, scripts[i]);
      fixture_run (fixture);
      fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_TIMED_OUT, i == 2 ? 137 : 143);
      g_assert_cmpstr (fixture->output->str, ==, "ready\n");
      g_assert_cmpint (fixture->result->wall_us, >=, 3 * G_USEC_PER_SEC / 2);
      g_assert_cmpint (fixture->result->killed, ==, i == 2);
    }
  assert_none_is_left ();
}

static void
test_tracing_process_1_hangs_nothing (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *tools = g_path_get_dirname (program);

  if (!sandbox_available ())
    return;

  plr_sandbox_add_read_only (fixture->sandbox, tools, "tools");
  fixture_add (fixture, "/inputs/tools/sandbox-probe attach");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "refused\n");
}

/* A debugger within the build is no attack. */
static void
test_tracing_a_child_works (Fixture      *fixture,
                            gconstpointer data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *tools = g_path_get_dirname (program);

  if (!sandbox_available ())
    return;

  plr_sandbox_add_read_only (fixture->sandbox, tools, "tools");
  fixture_add (fixture, "/inputs/tools/sandbox-probe attach-child");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "attached\n");
}

/* The child of this process that is no zombie. */
static pid_t
find_child (void)
{
  g_autoptr(GDir) dir = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "stat", NULL);
      g_autofree char *line = NULL;
      const char *rest;
      char state;
      int parent;

      if (g_ascii_isdigit (name[0]) && g_file_get_contents (path, &line, NULL, NULL) &&
          (rest = strrchr (line, ')')) != NULL && sscanf (rest, ") %c %d", &state, &parent) == 2 &&
          parent == getpid () && state != 'Z')
        return atoi (name);
    }

  return 0;
}

static void
test_death_of_bwrap_is_told (Fixture      *fixture,
                             gconstpointer data)
{
  g_autofree char *script = dup_daemons ("echo ready; while :; do sleep 0.05; done");
  GArray *marked;
  pid_t bwrap;

  if (!sandbox_available ())
    return;

  fixture_add (fixture, script);
  fixture_start (fixture);
  while (strstr (fixture->output->str, "ready") == NULL)
    g_main_context_iteration (NULL, TRUE);
  marked = find_marked ();
  g_assert_cmpuint (marked->len, ==, 3);
  bwrap = find_child ();
  g_assert_cmpint (bwrap, >, 1);
  g_assert_cmpint (kill (bwrap, SIGKILL), ==, 0);
  while (!fixture->over)
    g_main_context_iteration (NULL, TRUE);

  fixture_assert_error (fixture, PLR_SANDBOX_ERROR_LOST, "ended from outside");
  assert_all_go (marked);
}

/* Another process of this program runs a sandbox and is killed. */
G_NORETURN static void
run_until_killed (const char *workspace,
                  const char *script)
{
  g_autoptr(PlrSandbox) sandbox = plr_sandbox_new ();

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  plr_sandbox_set_workspace (sandbox, workspace);
  plr_sandbox_add_step (sandbox, NULL, NULL, script, NULL, NULL);
  plr_sandbox_run_async (sandbox, NULL, NULL, NULL, NULL, NULL, NULL);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_death_of_the_application_ends_all (Fixture      *fixture,
                                        gconstpointer data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *script = dup_daemons ("touch ready; while :; do sleep 0.05; done");
  g_autofree char *ready = fixture_dup_path (fixture, "ready");
  char *argv[] = { program, (char *)"--run", fixture->workspace, script, NULL };
  GArray *marked;
  int status;
  GPid pid;

  g_autoptr(GError) error = NULL;

  if (!sandbox_available ())
    return;

  g_spawn_async (NULL, argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, &error);
  g_assert_no_error (error);
  while (!g_file_test (ready, G_FILE_TEST_EXISTS))
    g_assert_cmpint (waitpid (pid, &status, WNOHANG), ==, 0);
  marked = find_marked ();
  g_assert_cmpuint (marked->len, ==, 3);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);

  assert_all_go (marked);
}

static void
test_two_runs_do_not_meet (Fixture      *fixture,
                           gconstpointer data)
{
  const char *script = "echo $0 $NAME > /tmp/same; echo $NAME > /dev/shm/same; echo $NAME > same; echo ready; "
                       "until [ -e go ]; do sleep 0.02; done; cat /tmp/same /dev/shm/same same; ls /tmp";
  Fixture others[2] = { 0 };

  if (!sandbox_available ())
    return;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *name = g_strdup_printf ("NAME=%u", i);
      const char *variables[] = { name, NULL };

      fixture_set_up (&others[i], NULL);
      plr_sandbox_set_environment (others[i].sandbox, variables);
      fixture_add (&others[i], script);
      fixture_start (&others[i]);
    }
  while (strstr (others[0].output->str, "ready") == NULL || strstr (others[1].output->str, "ready") == NULL)
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *go = fixture_dup_path (&others[i], "go");
      g_autofree char *expected = g_strdup_printf ("ready\n/run/pipeliner/step-1 %u\n%u\n%u\nsame\n", i, i, i);

      g_assert_true (g_file_set_contents (go, "", 0, NULL));
      while (!others[i].over)
        g_main_context_iteration (NULL, TRUE);
      fixture_assert_outcome (&others[i], PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
      g_assert_true (g_str_has_prefix (others[i].output->str, expected));
      fixture_tear_down (&others[i], NULL);
    }
}

static void
test_root_is_given_up (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *mine = fixture_dup_path (fixture, "mine");
  g_autofree char *shared = fixture_dup_path (fixture, "shared");
  g_autofree char *outside = g_build_filename (fixture->base, "outside", NULL);
  g_autofree char *made = fixture_dup_path (fixture, "made");
  g_autofree char *link = fixture_dup_path (fixture, "link");
  g_autofree char *map = NULL;
  struct stat info;

  g_autoptr(GError) error = NULL;

  if (!sandbox_available ())
    return;

  g_assert_true (plr_file_save (mine, "x", -1, &error));
  g_assert_true (plr_file_save (outside, "x", -1, &error));
  g_assert_cmpint (symlink (outside, link), ==, 0);
  g_assert_cmpint (linkat (AT_FDCWD, outside, AT_FDCWD, shared, 0), ==, 0);
  g_assert_cmpint (chmod (fixture->base, 0700), ==, 0);
  fixture_add (fixture, "echo y >> mine; echo > made; cat /proc/self/uid_map");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpint (lstat (made, &info), ==, 0);
  g_assert_cmpuint (info.st_uid, !=, 0);
  g_assert_cmpuint (info.st_mode & 07777, ==, 0644);
  g_assert_cmpint (lstat (mine, &info), ==, 0);
  g_assert_cmpuint (info.st_uid, !=, 0);
  g_assert_cmpint (lstat (outside, &info), ==, 0);
  g_assert_cmpuint (info.st_uid, ==, geteuid ());
  g_assert_nonnull (strstr (fixture->output->str, "1000"));
}

static void
test_object_may_go_while_it_runs (Fixture      *fixture,
                                  gconstpointer data)
{
  if (!sandbox_available ())
    return;

  fixture_add (fixture, "echo done");
  fixture_start (fixture);
  g_clear_object (&fixture->sandbox);
  while (!fixture->over)
    g_main_context_iteration (NULL, TRUE);
  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  fixture_renew (fixture);
}

static void
test_held_run_waits_for_its_release (Fixture      *fixture,
                                     gconstpointer data)
{
  if (!sandbox_available ())
    return;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *given = NULL;

      fixture_renew (fixture);
      plr_sandbox_set_timeout_us (fixture->sandbox, G_USEC_PER_SEC * 30);
      plr_sandbox_set_held (fixture->sandbox, TRUE);
      fixture_add (fixture, "cat given; echo more");
      fixture_add (fixture, "echo second");
      fixture_start (fixture);

      /* Released when it is ready, or before. */
      while (i == 1 && find_child () == 0)
        g_main_context_iteration (NULL, TRUE);
      g_assert_cmpstr (fixture->steps->str, ==, "");
      given = fixture_dup_path (fixture, "given");
      g_assert_true (plr_file_save (given, "late\n", -1, NULL));
      plr_sandbox_release (fixture->sandbox);
      while (!fixture->over)
        g_main_context_iteration (NULL, TRUE);
      fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
      g_assert_cmpstr (fixture->output->str, ==, "late\nmore\nsecond\n");
    }
}

static void
test_held_run_can_be_cancelled (Fixture      *fixture,
                                gconstpointer data)
{
  if (!sandbox_available ())
    return;

  plr_sandbox_set_held (fixture->sandbox, TRUE);
  plr_sandbox_set_timeout_us (fixture->sandbox, 1); /* counts from the release */
  fixture_add (fixture, "echo ran");
  fixture_start (fixture);
  while (find_child () == 0)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (fixture->cancellable);
  while (!fixture->over)
    g_main_context_iteration (NULL, TRUE);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_CANCELLED, -1);
  g_assert_cmpstr (fixture->output->str, ==, "");
  g_assert_cmpstr (fixture->steps->str, ==, "");
  plr_sandbox_release (fixture->sandbox);
}

static gpointer
run_in_thread (gpointer data)
{
  Fixture *fixture = data;
  g_autoptr(GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  fixture_start (fixture);
  while (!fixture->over)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);

  return NULL;
}

static void
test_a_thread_runs_its_own (Fixture      *fixture,
                            gconstpointer data)
{
  GThread *thread;

  if (!sandbox_available ())
    return;

  fixture_add (fixture, "echo one");
  fixture_add (fixture, "echo two");
  thread = g_thread_new ("runner", run_in_thread, fixture);
  g_thread_join (thread);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "one\ntwo\n");
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--run"))
    run_until_killed (argv[2], argv[3]);

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  SANDBOX_TEST ("stop/daemons-end-with-the-run", test_daemons_end_with_the_run);
  SANDBOX_TEST ("stop/cancel-lets-a-step-tidy-up", test_cancel_lets_a_step_tidy_up);
  SANDBOX_TEST ("stop/cancel-waits-for-children-of-the-shell", test_cancel_waits_for_children_of_the_shell);
  SANDBOX_TEST ("stop/cancel-kills-what-does-not-listen", test_cancel_kills_what_does_not_listen);
  SANDBOX_TEST ("stop/cancel-without-grace-is-at-once", test_cancel_without_grace_is_at_once);
  SANDBOX_TEST ("stop/cancel-before-the-start-runs-nothing", test_cancel_before_the_start_runs_nothing);
  SANDBOX_TEST ("stop/cancel-at-any-time-ends", test_cancel_at_any_time_ends);
  SANDBOX_TEST ("stop/time-limit-ends-any-step", test_time_limit_ends_any_step);
  SANDBOX_TEST ("stop/tracing-process-1-hangs-nothing", test_tracing_process_1_hangs_nothing);
  SANDBOX_TEST ("stop/tracing-a-child-works", test_tracing_a_child_works);
  SANDBOX_TEST ("stop/death-of-bwrap-is-told", test_death_of_bwrap_is_told);
  SANDBOX_TEST ("stop/death-of-the-application-ends-all", test_death_of_the_application_ends_all);
  SANDBOX_TEST ("stop/two-runs-do-not-meet", test_two_runs_do_not_meet);
  SANDBOX_TEST ("stop/root-is-given-up", test_root_is_given_up);
  SANDBOX_TEST ("stop/held-run-waits-for-its-release", test_held_run_waits_for_its_release);
  SANDBOX_TEST ("stop/held-run-can-be-cancelled", test_held_run_can_be_cancelled);
  SANDBOX_TEST ("stop/object-may-go-while-it-runs", test_object_may_go_while_it_runs);
  SANDBOX_TEST ("stop/a-thread-runs-its-own", test_a_thread_runs_its_own);

  return g_test_run ();
}
