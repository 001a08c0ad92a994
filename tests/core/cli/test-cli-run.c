/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>

#include <glib/gstdio.h>

#include "cli-fixture.h"
#include "plr-test-git.h"

/* The objects of `run --json`, one a line; none of them may be anything else. */
static GPtrArray *
parse_events (const char *out)
{
  g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);
  g_auto(GStrv) lines = g_strsplit (out, "\n", -1);

  for (guint i = 0; lines[i + 1] != NULL; i++)
    g_ptr_array_add (events, fixture_parse (lines[i]));

  return g_steal_pointer (&events);
}

static JsonObject *
find_event (GPtrArray  *events,
            const char *kind,
            const char *stage,
            const char *state)
{
  for (guint i = 0; i < events->len; i++)
    {
      JsonObject *event = json_node_get_object (events->pdata[i]);

      if (g_str_equal (json_object_get_string_member (event, "event"), kind) &&
          (stage == NULL || g_strcmp0 (json_object_get_string_member_with_default (event, "stage", NULL), stage) == 0) &&
          (state == NULL || g_strcmp0 (json_object_get_string_member_with_default (event, "state", NULL), state) == 0))
        return event;
    }

  g_error ("There is no event %s %s %s", kind, stage, state);
}

static void
test_long_lines_are_told_in_full (Fixture      *fixture,
                                  gconstpointer data)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) events = NULL;
  gboolean continues = FALSE;

  if (!fixture_can_run ())
    return;

  /* Two bytes a character, so that a cut at a multiple of anything would show; the second line has no end. */
  fixture_commit (fixture, "pipeliner: 1\nstages:\n  a:\n    steps:\n"
                  "      - \"python3 -c \\\"print('x' + '\\u00e4' * 50000); print('y' * 20000 + '\\\\033[31m' + 'z' * 20000, end='')\\\"\"\n");
  g_assert_cmpint (fixture_run (fixture, "run --json"), ==, 0);
  events = parse_events (fixture->out);
  for (guint i = 0; i < events->len; i++)
    {
      JsonObject *event = json_node_get_object (events->pdata[i]);

      if (!json_object_has_member (event, "text"))
        continue;
      g_string_append (text, json_object_get_string_member (event, "text"));
      continues = json_object_get_boolean_member_with_default (event, "continues", FALSE);
      if (!continues)
        g_string_append_c (text, '\n');
    }
  g_assert_false (continues);
  g_assert_cmpint (fixture_run (fixture, "log last a"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, text->str);
  g_assert_cmpuint (text->len, ==, 1 + 2 * 50000 + 1 + 40000 + 1);
  g_assert_cmpint (text->str[0], ==, 'x');
  g_assert_cmpuint (strspn (text->str + 1, "\303\244"), ==, 100000);
  g_assert_cmpuint (strspn (text->str + 100002, "y"), ==, 20000);
  g_assert_cmpuint (strspn (text->str + 120002, "z"), ==, 20000);
}

static void
test_what_was_deleted_is_told (Fixture      *fixture,
                               gconstpointer data)
{
  if (!fixture_can_run ())
    return;

  fixture_commit (fixture, "pipeliner: 1\nstages:\n  a:\n    steps: [\"echo x; echo made > file\"]\n    artifacts: {f: file}\n");
  g_assert_cmpint (fixture_run (fixture, "run"), ==, 0);
  g_assert_cmpint (fixture_shell (fixture, "rm -r ../state/runs/1"), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "log 1"), ==, 2);
  assert_has (fixture->err, "log of stage “a” of run 1 is not kept any more");
  g_assert_cmpint (fixture_run (fixture, "log -f 1"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "artifacts 1"), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "artifacts 1 --copy=../copy"), ==, 2);
  assert_has (fixture->err, "not kept any more");
  g_assert_cmpint (fixture_run (fixture, "history"), ==, 0);
  assert_has (fixture->out, "succeeded");
}

/* “last” is the newest run of the repository that one is in. */
static void
test_last_is_of_here (Fixture      *fixture,
                      gconstpointer data)
{
  g_autofree char *first = NULL;

  if (!fixture_can_run ())
    return;

  fixture_commit (fixture, "pipeliner: 1\nstages:\n  a:\n    steps: [\"echo first\"]\n");
  g_assert_cmpint (fixture_run (fixture, "run"), ==, 0);
  first = g_steal_pointer (&fixture->repository);
  fixture->repository = g_build_filename (fixture->root, "second", NULL);
  g_assert_cmpint (g_mkdir (fixture->repository, 0755), ==, 0);
  plr_test_git_init (fixture->repository);
  g_assert_cmpint (fixture_run (fixture, "log last"), ==, 2);
  assert_has (fixture->err, "--all");
  fixture_commit (fixture, "pipeliner: 1\nstages:\n  a:\n    steps: [\"echo second\"]\n");
  g_assert_cmpint (fixture_run (fixture, "run"), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "log last a"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "second\n");
  g_assert_cmpint (fixture_run (fixture, "-C ../repository log last a"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "first\n");
  g_assert_cmpint (fixture_run (fixture, "-C .. log last a"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "second\n");
}

static void
test_attempts_and_name_are_told (Fixture      *fixture,
                                 gconstpointer data)
{
  if (!fixture_can_run ())
    return;

  fixture_commit (fixture, "pipeliner: 1\nstages:\n  a:\n    retry: 1\n    network: true\n"
                  "    steps: [\"echo named $PLR_PIPELINE; exit 7\"]\n");
  g_assert_cmpint (fixture_run (fixture, "run"), ==, 1);
  assert_has (fixture->out, "a │ named pipeliner.yml\n");
  assert_has (fixture->out, "▶ a running, with network\n");
  assert_has (fixture->out, "▶ a running, attempt 2, with network, after the one before failed: step 1 ended with exit code 7\n");
}

/* Starts a run whose processes defend themselves, and waits until all of them are there. */
static GSubprocess *
start_stubborn (Fixture    *fixture,
                const char *word)
{
  const char *arguments[] = { "run", "--json", NULL };
  g_autofree char *definition = NULL;
  g_autoptr(GDataInputStream) out = NULL;
  GSubprocess *process;
  gboolean is_ready = FALSE;

  definition = g_strdup_printf ("pipeliner: 1\nstages:\n  a:\n    steps:\n      - run: |\n"
                                "          trap '' TERM INT HUP\n"
                                "          sleep %s & setsid sleep %s & nohup sleep %s >/dev/null 2>&1 &\n"
                                "          (while :; do (sleep %s &) ; sleep 0.05; done) &\n"
                                "          echo ready\n"
                                "          wait\n"
                                "  b:\n    needs: [a]\n    steps: [\"true\"]\n", word, word, word, word);
  fixture_commit (fixture, definition);
  process = fixture_start (fixture, arguments);
  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out), FALSE);
  while (!is_ready)
    {
      g_autofree char *line = g_data_input_stream_read_line (out, NULL, NULL, NULL);

      g_assert_nonnull (line);
      is_ready = strstr (line, "\"ready\"") != NULL;
    }
  while (!fixture_is_alive (word))
    g_thread_yield ();

  return process;
}

/* However the run is ended, nothing of it is left when the program is gone, and the history says what happened. */
static void
test_every_signal_ends_all (Fixture      *fixture,
                            gconstpointer data)
{
  static const struct
  {
    int         number;
    gboolean    twice;
    const char *state;
  } signals[] = {
    { SIGTERM, FALSE, "■ cancelled" },
    { SIGHUP, FALSE, "■ cancelled" },
    { SIGINT, TRUE, "! interrupted" },
    { SIGKILL, FALSE, "! interrupted" },
  };

  if (!fixture_can_run ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autofree char *word = g_strdup_printf ("1000000.%d%u", (int)getpid (), g_test_rand_int () & 0xffff);
      g_autoptr(GSubprocess) process = start_stubborn (fixture, word);

      g_subprocess_send_signal (process, signals[i].number);
      if (signals[i].twice)
        {
          g_autoptr(GDataInputStream) err = g_data_input_stream_new (g_subprocess_get_stderr_pipe (process));
          g_autofree char *line = g_data_input_stream_read_line (err, NULL, NULL, NULL);

          g_assert_cmpstr (line, ==, "Stopping…");
          g_subprocess_send_signal (process, signals[i].number);
        }
      g_assert_true (g_subprocess_wait (process, NULL, NULL));
      if (signals[i].number != SIGKILL)
        g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 130);
      if (signals[i].state[0] != '!')
        g_assert_false (fixture_is_alive (word));
      /* The kernel ends them with the program, which takes it a moment. */
      while (fixture_is_alive (word))
        g_thread_yield ();
      g_assert_cmpint (fixture_run (fixture, "history -n1"), ==, 0);
      assert_has (fixture->out, signals[i].state);
      /* What stays of it is a record: the next start clears the rest away. */
      while (fixture_shell (fixture, "ls -d ../state/runs/*/work ../state/runs/*/requests | grep -q .") == 0)
        g_assert_cmpint (fixture_run (fixture, "history"), ==, 0);
    }
}

/* Whoever follows a run is not left waiting when its program is gone. */
static void
test_follower_sees_a_killed_run (Fixture      *fixture,
                                 gconstpointer data)
{
  const char *follow[] = { "log", "-f", "last", NULL };
  g_autofree char *word = g_strdup_printf ("1000000.%d%u", (int)getpid (), g_test_rand_int () & 0xffff);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GSubprocess) follower = NULL;
  g_autofree char *out = NULL;

  if (!fixture_can_run ())
    return;

  process = start_stubborn (fixture, word);
  /* What it tells is on record a moment later. */
  while (fixture_run (fixture, "log last") != 0 || strstr (fixture->out, "ready") == NULL)
    g_thread_yield ();
  follower = fixture_start (fixture, follow);
  g_subprocess_send_signal (process, SIGKILL);
  g_assert_true (g_subprocess_communicate_utf8 (follower, NULL, NULL, &out, NULL, NULL));
  g_assert_cmpstr (out, ==, "── a ──\nready\n");
  g_assert_cmpint (g_subprocess_get_exit_status (follower), ==, 0);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
}

/* A run can be stopped before it has anything to show: while its sources are checked out. */
static void
test_stopped_at_once (Fixture      *fixture,
                      gconstpointer data)
{
  const char *arguments[] = { "run", NULL };
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *out = NULL;

  if (!fixture_can_run ())
    return;

  fixture_commit (fixture, "pipeliner: 1\nstages:\n  a: {steps: [\"sleep 1000\"]}\n");
  process = fixture_start (fixture, arguments);
  /* It is on record as soon as it has a number, and long before it has a folder. */
  while (fixture_run (fixture, "stop last") != 0)
    g_assert_false (strstr (fixture->err, "has ended") != NULL);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 130);
  assert_has (out, "■ Run 1 cancelled");
}

static void
test_odd_surroundings (Fixture      *fixture,
                       gconstpointer data)
{
  if (!fixture_can_run ())
    return;

  fixture_commit (fixture, "pipeliner: 1\nstages:\n  a:\n    steps: [\"echo here\"]\n");
  /* Nothing can be confined: no run, rather than a failed one. */
  g_assert_cmpint (fixture_shell (fixture, "PATH=/nonexistent $ctl run"), ==, 2);
  assert_has (fixture->err, "Install Bubblewrap");
  g_assert_cmpint (fixture_shell (fixture, "$ctl history | wc -l"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "0\n");

  /* What is closed is not taken for a file of ours. */
  g_assert_cmpint (fixture_shell (fixture, "$ctl run <&- >&- 2>&-"), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "log last"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "── a ──\nhere\n");

  /* A path that is not absolute is to be ignored, says the specification. */
  g_assert_cmpint (fixture_shell (fixture, "HOME=$PWD/../home XDG_STATE_HOME=relative $PIPELINERCTL run"), ==, 0);
  g_assert_cmpint (fixture_shell (fixture, "test ! -e relative && test -d ../home/.local/state/pipeliner/runs/1"), ==, 0);
}

static void
test_network_is_on_record (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(JsonNode) json = NULL;
  JsonArray *stages;

  if (!fixture_can_run ())
    return;

  fixture_commit (fixture, "pipeliner: 1\nstages:\n  off:\n    steps: [\"true\"]\n  on:\n    network: true\n    steps: [\"true\"]\n");
  g_assert_cmpint (fixture_run (fixture, "run --json"), ==, 0);
  events = parse_events (fixture->out);
  g_assert_false (json_object_get_boolean_member (find_event (events, "stage", "off", "succeeded"), "network"));
  g_assert_true (json_object_get_boolean_member (find_event (events, "stage", "on", "succeeded"), "network"));

  g_assert_cmpint (fixture_run (fixture, "history last"), ==, 0);
  assert_has (fixture->out, "✔ Run 1 succeeded in ");
  assert_has (fixture->out, "pipeliner.yml of the commit, SHA-256 ");
  g_assert_true (g_regex_match_simple ("✔ on succeeded in [0-9.]+ s, with network\n", fixture->out, 0, 0));
  g_assert_true (g_regex_match_simple ("✔ off succeeded in [0-9.]+ s\n", fixture->out, 0, 0));
  g_assert_cmpint (fixture_run (fixture, "history 1 --json"), ==, 0);
  json = fixture_parse (fixture->out);
  stages = json_object_get_array_member (json_node_get_object (json), "stages");
  g_assert_cmpuint (json_array_get_length (stages), ==, 2);
  g_assert_true (json_object_get_boolean_member (json_array_get_object_element (stages, 1), "network"));
  g_assert_cmpint (fixture_run (fixture, "history 2"), ==, 2);
}

#define GATED \
  "pipeliner: 1\nstages:\n" \
  "  gate: {approval: Ship it?}\n" \
  "  deploy: {needs: gate, approval: true, steps: [\"echo deployed\"]}\n"

/* Starts a run without a terminal, and waits until a stage of it waits. */
static GSubprocess *
start_gated (Fixture           *fixture,
             GDataInputStream **out)
{
  const char *arguments[] = { "run", "--json", "--wait", NULL };
  GSubprocess *process = fixture_start (fixture, arguments);

  *out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));

  return process;
}

static void
read_until (GDataInputStream *out,
            const char       *stage,
            const char       *state)
{
  g_autofree char *first = g_strdup_printf ("\"stage\":\"%s\"", stage);
  g_autofree char *second = g_strdup_printf ("\"state\":\"%s\"", state);

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (out, NULL, NULL, NULL);

      g_assert_nonnull (line);
      if (strstr (line, first) != NULL && strstr (line, second) != NULL)
        return;
    }
}

static void
test_another_program_approves (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr(GDataInputStream) out = NULL;
  g_autoptr(GSubprocess) process = NULL;

  if (!fixture_can_run ())
    return;

  fixture_commit (fixture, GATED);
  g_assert_cmpint (fixture_run (fixture, "approve last"), ==, 2);
  process = start_gated (fixture, &out);
  read_until (out, "gate", "waiting");
  g_assert_cmpint (fixture_run (fixture, "approve last nothing"), ==, 2);
  g_assert_cmpint (fixture_run (fixture, "approve 1 deploy"), ==, 2);
  assert_has (fixture->err, "“deploy” does not wait");
  g_assert_cmpint (fixture_run (fixture, "approve 1 -m 'Looks good'"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "Approved stage “gate” of run 1\n");
  read_until (out, "deploy", "waiting");
  g_assert_cmpint (fixture_run (fixture, "approve last deploy"), ==, 0);
  read_until (out, "deploy", "succeeded");
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
  g_assert_cmpint (fixture_run (fixture, "approve last deploy"), ==, 2);
  assert_has (fixture->err, "ended");
  g_assert_cmpint (fixture_shell (fixture, "ls ../state/runs/1/requests"), !=, 0);
}

static void
test_another_program_rejects_or_stops (Fixture      *fixture,
                                       gconstpointer data)
{
  g_autoptr(GDataInputStream) rejected_out = NULL;
  g_autoptr(GDataInputStream) stopped_out = NULL;
  g_autoptr(GSubprocess) rejected = NULL;
  g_autoptr(GSubprocess) stopped = NULL;
  g_autofree char *line = NULL;

  if (!fixture_can_run ())
    return;

  fixture_commit (fixture, GATED);
  rejected = start_gated (fixture, &rejected_out);
  read_until (rejected_out, "gate", "waiting");
  g_assert_cmpint (fixture_run (fixture, "reject last -mNo"), ==, 0);
  line = g_data_input_stream_read_line (rejected_out, NULL, NULL, NULL);
  assert_has (line, "Its approval was refused by ");
  assert_has (line, ": No\"");
  g_assert_true (g_subprocess_wait (rejected, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (rejected), ==, 1);

  stopped = start_gated (fixture, &stopped_out);
  read_until (stopped_out, "gate", "waiting");
  g_assert_cmpint (fixture_run (fixture, "stop last"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "Stopped run 2\n");
  read_until (stopped_out, "deploy", "cancelled");
  g_assert_true (g_subprocess_wait (stopped, NULL, NULL));
  g_assert_cmpint (g_subprocess_get_exit_status (stopped), ==, 130);
  g_assert_cmpint (fixture_run (fixture, "stop last"), ==, 2);
}

/* On a terminal the question is asked there; script(1) makes one. */
static void
test_terminal_is_asked (Fixture      *fixture,
                        gconstpointer data)
{
  if (!fixture_can_run ())
    return;
  if (fixture_shell (fixture, "script --version") != 0)
    {
      g_test_skip ("script of util-linux is not installed");
      return;
    }

  fixture_commit (fixture, GATED);
  g_assert_cmpint (fixture_shell (fixture, "printf 'y\\nyes\\n' | NO_COLOR=1 script -qec \"$ctl run\" /dev/null"), ==, 0);
  assert_has (fixture->out, "◆ gate waiting: Ship it?\r\nRun stage “gate”? [y/N] ");
  assert_has (fixture->out, "✔ gate succeeded: Approved by ");
  g_assert_null (strchr (fixture->out, '\033'));
  g_assert_cmpint (fixture_shell (fixture, "printf 'y\\ny\\n' | TERM=dumb script -qec \"$ctl run\" /dev/null"), ==, 0);
  g_assert_null (strchr (fixture->out, '\033'));
  g_assert_cmpint (fixture_shell (fixture, "printf 'y\\nn\\n' | TERM=xterm script -qec \"$ctl run\" /dev/null"), ==, 1);
  assert_has (fixture->out, "\033[31m✘ deploy");
  assert_has (fixture->out, "refused by ");

  /* The question stays the last line on the screen, whatever else happens meanwhile; it is answered when all of that did. */
  fixture_commit (fixture, "pipeliner: 1\nstages:\n  gate: {approval: true}\n  talk: {steps: [\"echo talks\"]}\n");
  g_assert_cmpint (fixture_shell (fixture, "out=../typescript; ("
                                  "until grep -q 'talk.*succeeded in' $out 2>/dev/null; do sleep 0.05; done; echo y) |"
                                  "TERM=xterm script -qefc \"$ctl run\" $out"), ==, 0);
  g_assert_true (g_regex_match_simple ("talk\\S* succeeded in [0-9.]+ s\r\nRun stage “gate”\\? \\[y/N\\] ", fixture->out, 0, 0));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) g_test_add ("/cli-run/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("long-lines-are-told-in-full", test_long_lines_are_told_in_full);
  ADD ("what-was-deleted-is-told", test_what_was_deleted_is_told);
  ADD ("last-is-of-here", test_last_is_of_here);
  ADD ("attempts-and-name-are-told", test_attempts_and_name_are_told);
  ADD ("every-signal-ends-all", test_every_signal_ends_all);
  ADD ("another-program-approves", test_another_program_approves);
  ADD ("another-program-rejects-or-stops", test_another_program_rejects_or_stops);
  ADD ("terminal-is-asked", test_terminal_is_asked);
  ADD ("follower-sees-a-killed-run", test_follower_sees_a_killed_run);
  ADD ("stopped-at-once", test_stopped_at_once);
  ADD ("odd-surroundings", test_odd_surroundings);
  ADD ("network-is-on-record", test_network_is_on_record);

  return g_test_run ();
}
