/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "plr-file.h"
#include "sandbox-fixture.h"

static void
test_steps_run_in_order (Fixture      *fixture,
                         gconstpointer data)
{
  if (!sandbox_available ())
    return;

  fixture_add (fixture, "echo one; echo two >&2; echo three; echo left > file");
  fixture_add (fixture, "cat file");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "one\ntwo\nthree\nleft\n");
  g_assert_cmpstr (fixture->steps->str, ==, "+0 -0=0 +1 -1=0 ");
  g_assert_cmpint (fixture->result->wall_us, >, 0);
  g_assert_cmpuint (fixture->result->max_rss_bytes, >, 100000);
  g_assert_cmpuint (fixture->result->output_bytes, ==, fixture->output->len);
}

static void
test_exit_codes_are_kept (Fixture      *fixture,
                          gconstpointer data)
{
  const int codes[] = { 0, 1, 71, 126, 127, 255 };

  if (!sandbox_available ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autofree char *script = g_strdup_printf ("exit %d", codes[i]);

      fixture_renew (fixture);
      fixture_add (fixture, script);
      fixture_add (fixture, "true");
      fixture_run (fixture);
      fixture_assert_outcome (fixture, codes[i] == 0 ? PLR_SANDBOX_OUTCOME_SUCCEEDED : PLR_SANDBOX_OUTCOME_FAILED, codes[i]);
      g_assert_cmpuint (fixture->result->step, ==, codes[i] == 0 ? 1 : 0);
    }
}

/* The order for the next step reaches a sandbox that is about to go after the one that failed. What it said before it went is
 * not lost for that. */
static void
test_late_orders_lose_nothing (Fixture      *fixture,
                               gconstpointer data)
{
  if (!sandbox_available ())
    return;

  for (guint i = 0; i < 100; i++)
    {
      fixture_renew (fixture);
      fixture_add (fixture, "for i in 1 2 3 4; do yes & done; exit 3");
      fixture_add (fixture, "true");
      fixture_run (fixture);
      fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_FAILED, 3);
    }
}

static void
test_signal_is_told (Fixture      *fixture,
                     gconstpointer data)
{
  if (!sandbox_available ())
    return;

  fixture_add (fixture, "kill -ABRT $$");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SIGNALLED, 134);
  g_assert_cmpint (fixture->result->signal_number, ==, SIGABRT);
  g_assert_cmpstr (fixture->steps->str, ==, "+0 -0=134 ");
}

static void
test_only_declared_variables_go_in (Fixture      *fixture,
                                    gconstpointer data)
{
  const char *stage[] = { "CC=gcc", "TZ=Europe/Berlin", "EMPTY=", NULL };
  const char *step[] = { "CC=clang", "LINES=a\nb $HOME `id` \"'", NULL };

  if (!sandbox_available ())
    return;

  g_setenv ("AWS_SECRET_ACCESS_KEY", "secret", TRUE);
  g_setenv ("SSH_AUTH_SOCK", "/tmp/agent", TRUE);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:abstract=x", TRUE);
  g_setenv ("GITHUB_TOKEN", "secret", TRUE);
  g_setenv ("LD_PRELOAD", "", TRUE);
  plr_sandbox_set_environment (fixture->sandbox, stage);
  plr_sandbox_set_source_date_epoch (fixture->sandbox, 1234567890);
  plr_sandbox_add_step (fixture->sandbox, NULL, NULL, "env -0 | sort -z | tr '\\0' '|'", NULL, step);
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==,
                   "CC=clang|EMPTY=|HOME=/build|LC_ALL=C.UTF-8|LINES=a\nb $HOME `id` \"'|PATH=/usr/local/bin:/usr/bin:/bin|"
                   "PWD=/build|SOURCE_DATE_EPOCH=1234567890|TMPDIR=/tmp|TZ=Europe/Berlin|");
}

static void
test_surroundings_are_neutral (Fixture      *fixture,
                               gconstpointer data)
{
  if (!sandbox_available ())
    return;

  fixture_add (fixture, "id -un; id -gn; id -G; umask; hostname; pwd; ls /; ls /build /tmp /dev/shm; getent hosts localhost");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_true (g_str_has_prefix (fixture->output->str, "build\nbuild\n1000"));
  g_assert_nonnull (strstr (fixture->output->str, "\n0022\nlocalhost\n/build\nbin\nbuild\ndev\netc\nlib\n"));
  g_assert_nonnull (strstr (fixture->output->str, "\n/build:\n\n/dev/shm:\n\n/tmp:\n"));
  g_assert_nonnull (strstr (fixture->output->str, "localhost\n"));
  g_assert_null (strstr (fixture->output->str, "home"));
}

static void
test_shells_stop_at_the_first_failure (Fixture      *fixture,
                                       gconstpointer data)
{
  const struct
  {
    const char *shell;
    const char *script;
    int exit_code;
  } cases[] = {
    { NULL, "false; echo on", 1 },
    { "sh", "false | true; exit 3", 3 },
    { "bash", "false | true; exit 3", 1 },
    { "bash", "[[ a == a ]]; exit 4", 4 },
    { "sh", "", 0 },
  };

  if (!sandbox_available ())
    return;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      fixture_renew (fixture);
      plr_sandbox_add_step (fixture->sandbox, NULL, cases[i].shell, cases[i].script, NULL, NULL);
      fixture_run (fixture);
      fixture_assert_outcome (fixture, cases[i].exit_code == 0 ? PLR_SANDBOX_OUTCOME_SUCCEEDED : PLR_SANDBOX_OUTCOME_FAILED,
                              cases[i].exit_code);
      g_assert_cmpstr (fixture->output->str, ==, "");
    }
}

static void
test_odd_names_are_only_names (Fixture      *fixture,
                               gconstpointer data)
{
  const char *directories[] = { "--bind", "-c", ";rm -rf x", "a\nb", "$(id)", "ü", "." };
  g_autofree char *input = g_build_filename (fixture->base, "input", NULL);
  g_autofree char *file = g_build_filename (input, "file", NULL);

  g_autoptr(GError) error = NULL;

  if (!sandbox_available ())
    return;

  g_assert_cmpint (g_mkdir_with_parents (input, 0755), ==, 0);
  g_assert_true (plr_file_save (file, "in", -1, &error));
  for (guint i = 0; i < G_N_ELEMENTS (directories); i++)
    {
      g_autofree char *path = NULL;

      fixture_renew (fixture);
      path = fixture_dup_path (fixture, directories[i]);
      g_assert_cmpint (g_mkdir_with_parents (path, 0755), ==, 0);
      plr_sandbox_add_read_only (fixture->sandbox, input, i == 6 ? "six" : directories[i]);
      plr_sandbox_add_step (fixture->sandbox, directories[i], NULL, "pwd | tail -c +8; cat /inputs/*/file", directories[i], NULL);
      fixture_run (fixture);
      fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
      g_assert_true (g_str_has_prefix (fixture->output->str, i == 6 ? "in" : directories[i]));
      g_assert_true (g_str_has_suffix (fixture->output->str, "in"));
    }
}

static void
test_large_scripts_are_read (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr(GString) script = g_string_new (NULL);

  if (!sandbox_available ())
    return;

  g_string_append (script, "a=");
  for (guint i = 0; i < 200000; i++)
    g_string_append_c (script, 'x');
  g_string_append (script, "\necho ${#a}\n");
  while (script->len < 1000000)
    g_string_append (script, "# a comment that fills the script\n");
  g_string_append (script, "echo end\n");
  fixture_add (fixture, script->str);
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "200000\nend\n");
}

static void
test_script_cannot_be_changed (Fixture      *fixture,
                               gconstpointer data)
{
  if (!sandbox_available ())
    return;

  fixture_add (fixture, "for s in /run/pipeliner/*; do echo $s; chmod u+w $s 2>/dev/null && echo chmod; "
               "(echo evil >> $s) 2>/dev/null && echo wrote; done; true");
  fixture_add (fixture, "echo second");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "/run/pipeliner/step-1\n/run/pipeliner/step-2\nsecond\n");
}

static void
test_output_belongs_to_its_step (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autoptr(GString) expected = g_string_new (NULL);

  if (!sandbox_available ())
    return;

  for (guint i = 0; i < 10; i++)
    {
      fixture_add (fixture, "head -c 300001 /dev/zero");
      g_string_append_printf (expected, "%u:%u ", i, 300001 * (i + 1));
    }
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->marks->str, ==, expected->str);
  for (gsize i = 0; i < fixture->output->len; i++)
    g_assert_cmpint (fixture->output->str[i], ==, 0);
}

static void
test_output_stops_at_its_limit (Fixture      *fixture,
                                gconstpointer data)
{
  PlrSandboxLimits limits;

  if (!sandbox_available ())
    return;

  plr_sandbox_limits_init (&limits);
  limits.output_bytes = 100000;
  plr_sandbox_set_limits (fixture->sandbox, &limits);
  fixture_add (fixture, "head -c 5000000 /dev/zero");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpuint (fixture->output->len, ==, 100000);
  g_assert_true (fixture->result->output_truncated);
}

static void
test_output_can_be_opened_again (Fixture      *fixture,
                                 gconstpointer data)
{
  if (!sandbox_available ())
    return;

  fixture_add (fixture, "echo one > /dev/stdout; echo two > /dev/stderr; wc -c < /dev/stdin");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "one\ntwo\n0\n");
}

static void
test_times_of_all_processes_count (Fixture      *fixture,
                                   gconstpointer data)
{
  if (!sandbox_available ())
    return;

  /* In a process whose parent has gone, so that only process 1 can have waited for it. */
  fixture_add (fixture, "(sh -c 'i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; echo x > done' &) ; "
               "until [ -e done ]; do sleep 0.02; done; times");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpint (fixture->result->user_us, >, 20000);
  g_assert_cmpint (fixture->result->wall_us, >, 20000);
}

static void
test_limits_hold (Fixture      *fixture,
                  gconstpointer data)
{
  g_auto(GStrv) lines = NULL;
  PlrSandboxLimits limits;

  if (!sandbox_available ())
    return;

  plr_sandbox_limits_init (&limits);
  limits.processes = 30;
  limits.file_size_bytes = 1000000;
  limits.open_files = 50;
  limits.address_space_bytes = G_GUINT64_CONSTANT (200) << 20;
  limits.tmp_size_bytes = 3000000;
  limits.shm_size_bytes = 2000000;
  plr_sandbox_set_limits (fixture->sandbox, &limits);
  plr_sandbox_add_step (fixture->sandbox, NULL, "bash",
                        "ulimit -Hu; ulimit -Hn; ulimit -Hc; ulimit -Hv; ulimit -Hf\n"
                        "ulimit -u 31 2>/dev/null && echo raised\n"
                        "set +e; trap '' XFSZ\n"
                        "head -c 2000000 /dev/zero > big 2>/dev/null; stat -c %s big\n"
                        "for i in 1 2 3 4 5 6; do head -c 900000 /dev/zero > /tmp/$i; done 2>/dev/null; du -sb /tmp | cut -f1\n"
                        "for i in 1 2 3 4 5 6; do head -c 900000 /dev/zero > /dev/shm/$i; done 2>/dev/null; du -sb /dev/shm | cut -f1\n"
                        "(echo > /x) 2>/dev/null || echo root is read-only\n"
                        "(echo > /dev/x) 2>/dev/null || echo dev is read-only\n"
                        "perl -e 'my $x = \"x\" x 300_000_000; print \"has memory\\n\"' 2>/dev/null || echo no memory\n", NULL, NULL);
  fixture_add (fixture, "n=0; while [ $n -lt 60 ]; do sleep 30 & n=$((n+1)); done");
  fixture_run (fixture);

  g_assert_no_error (fixture->error);
  g_test_message ("%s%s", fixture->output->str, fixture->steps->str);
  g_assert_cmpstr (fixture->steps->str, !=, "+0 -0=0 +1 -1=0 ");
  g_assert_true (g_str_has_prefix (fixture->output->str, "30\n50\n0\n204800\n976\n1000000\n"));
  lines = g_strsplit (fixture->output->str, "\n", -1);
  g_assert_cmpint (atoi (lines[6]), >, 2700000);
  g_assert_cmpint (atoi (lines[6]), <, 3010000); /* whole pages */
  g_assert_cmpint (atoi (lines[7]), >, 1800000);
  g_assert_cmpint (atoi (lines[7]), <, 2010000);
  g_assert_nonnull (strstr (fixture->output->str, "root is read-only\ndev is read-only\nno memory\n"));
  g_assert_nonnull (strstr (fixture->output->str, "annot fork"));
}

static void
test_unusable_settings_are_refused (Fixture      *fixture,
                                    gconstpointer data)
{
  const char *variables[] = { "NOT A VARIABLE", NULL };
  const char *unnamed[] = { "=x", NULL };
  g_autofree char *link = g_build_filename (fixture->base, "link", NULL);

  g_assert_cmpint (symlink ("/usr", link), ==, 0);
  for (guint i = 0; i < 9; i++)
    {
      const char *parts[] = { "zsh", "/etc", "NOT A VARIABLE", "=x", "a/b", "..", "relative", "absent", "link" };

      fixture_renew (fixture);
      plr_sandbox_add_step (fixture->sandbox, "step", i == 0 ? "zsh" : NULL, "echo ran", i == 1 ? "/etc" : NULL,
                            i == 2 ? variables : NULL);
      if (i == 3)
        plr_sandbox_set_environment (fixture->sandbox, unnamed);
      if (i == 4 || i == 5)
        plr_sandbox_add_read_only (fixture->sandbox, "/usr", parts[i]);
      if (i == 6)
        plr_sandbox_add_read_only (fixture->sandbox, "relative", "x");
      if (i == 7)
        plr_sandbox_set_workspace (fixture->sandbox, "/nonexistent/absent");
      if (i == 8)
        plr_sandbox_set_workspace (fixture->sandbox, link);
      fixture_run (fixture);
      fixture_assert_error (fixture, PLR_SANDBOX_ERROR_CONFIGURATION, parts[i]);
      g_assert_cmpstr (fixture->output->str, ==, "");
    }
}

static void
test_step_that_cannot_start_is_no_failure (Fixture      *fixture,
                                           gconstpointer data)
{
  g_autofree char *value = g_strnfill (200000, 'x');
  g_autofree char *variable = g_strconcat ("BIG=", value, NULL);
  const char *variables[] = { variable, NULL };

  if (!sandbox_available ())
    return;

  plr_sandbox_add_step (fixture->sandbox, "go there", NULL, "true", "absent", NULL);
  fixture_run (fixture);
  fixture_assert_error (fixture, PLR_SANDBOX_ERROR_STEP, "“go there”");
  fixture_assert_error (fixture, PLR_SANDBOX_ERROR_STEP, "“absent”");

  fixture_renew (fixture);
  plr_sandbox_add_step (fixture->sandbox, "too big", NULL, "true", NULL, variables);
  fixture_run (fixture);
  fixture_assert_error (fixture, PLR_SANDBOX_ERROR_STEP, "“too big”");
}

/* A program in the place of bwrap that says something and fails. */
static void
replace_bwrap (Fixture    *fixture,
               const char *said,
               int         mode)
{
  g_autofree char *path = g_build_filename (fixture->base, "bwrap", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\necho '%s' >&2\nexit 1\n", said);

  g_autoptr(GError) error = NULL;

  g_assert_true (plr_file_save (path, script, -1, &error));
  g_assert_cmpint (chmod (path, (mode_t)mode), ==, 0);
  g_assert_cmpint (chmod (fixture->base, 0755), ==, 0);
  g_setenv ("PLR_BWRAP", path, TRUE);
}

static void
test_nothing_runs_without_a_sandbox (Fixture      *fixture,
                                     gconstpointer data)
{
  const char *parts[] = { "Install Bubblewrap", "chmod u-s", "too old", "user namespaces", "nothing" };
  const char *helper = g_getenv ("PLR_LIBEXECDIR");
  g_autofree char *kept = g_strdup (helper);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      fixture_renew (fixture);
      if (i == 0)
        g_setenv ("PLR_BWRAP", "/nonexistent/bwrap", TRUE);
      else
        replace_bwrap (fixture, i == 2 ? "bwrap: Unknown option --bind-fd" :
                       i == 3 ? "bwrap: Creating new namespace failed" : "", i == 1 ? 04755 : 0755);
      fixture_add (fixture, "echo ran > file");
      fixture_run (fixture);
      fixture_assert_error (fixture, PLR_SANDBOX_ERROR_UNAVAILABLE, i == 3 ? "amespaces" : parts[i]);
      g_assert_null (fixture_dup_content (fixture, "file"));
    }
  g_unsetenv ("PLR_BWRAP");

  fixture_renew (fixture);
  g_setenv ("PLR_LIBEXECDIR", "/nonexistent", TRUE);
  fixture_add (fixture, "echo ran > file");
  fixture_run (fixture);
  fixture_assert_error (fixture, PLR_SANDBOX_ERROR_UNAVAILABLE, "/nonexistent/plr-init");
  if (kept != NULL)
    g_setenv ("PLR_LIBEXECDIR", kept, TRUE);
  else
    g_unsetenv ("PLR_LIBEXECDIR");
}

static void
test_build_goes_first_when_memory_is_short (Fixture      *fixture,
                                            gconstpointer data)
{
  g_autofree char *own = NULL;

  if (!sandbox_available ())
    return;

  g_assert_true (g_file_get_contents ("/proc/self/oom_score_adj", &own, NULL, NULL));
  fixture_add (fixture, "cat /proc/self/oom_score_adj");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpint (atoi (fixture->output->str), >=, MAX (500, atoi (own)));
}

static void
write_file (const char *path,
            const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);

  if (fd < 0 || write (fd, text, strlen (text)) < 0 || close (fd) != 0)
    g_error ("%s: %s", path, g_strerror (errno));
}

/* Says what a user without user namespaces is told. */
static int
check_without_namespaces (void)
{
  g_autofree char *uid_map = g_strdup_printf ("1000 %u 1", geteuid ());
  g_autofree char *gid_map = g_strdup_printf ("1000 %u 1", getegid ());

  g_autoptr(GError) error = NULL;

  if (unshare (CLONE_NEWUSER) != 0)
    g_error ("unshare: %s", g_strerror (errno));
  write_file ("/proc/self/setgroups", "deny");
  write_file ("/proc/self/uid_map", uid_map);
  write_file ("/proc/self/gid_map", gid_map);
  write_file ("/proc/sys/user/max_user_namespaces", "0");
  if (plr_sandbox_check (&error))
    printf ("available\n");
  else
    printf ("%s\n", error->message);

  return 0;
}

static void
test_machine_without_namespaces_is_refused (Fixture      *fixture,
                                            gconstpointer data)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *output = NULL;
  char *argv[] = { program, (char *)"--without-namespaces", NULL };

  g_autoptr(GError) error = NULL;

  if (!sandbox_available ())
    return;

  g_assert_true (g_spawn_sync (NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, NULL, &error));
  g_assert_no_error (error);
  g_test_message ("%s", output);
  g_assert_nonnull (strstr (output, "nothing was run"));
  g_assert_nonnull (strstr (output, "user.max_user_namespaces"));
}

static void
test_network_is_as_asked (Fixture      *fixture,
                          gconstpointer data)
{
  g_autofree char *outside = NULL;

  if (!sandbox_available ())
    return;

  for (guint i = 0; i < 2; i++)
    {
      fixture_renew (fixture);
      plr_sandbox_set_network (fixture->sandbox, i == 1);
      fixture_add (fixture, "readlink /proc/self/ns/net; getent hosts localhost > /dev/null");
      fixture_run (fixture);
      fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
      g_free (outside);
      outside = g_file_read_link ("/proc/self/ns/net", NULL);
      g_strchomp (fixture->output->str);
      if (i == 0)
        g_assert_cmpstr (fixture->output->str, !=, outside);
      else
        g_assert_cmpstr (fixture->output->str, ==, outside);
    }
}

int
main (int   argc,
      char *argv[])
{
  if (argc == 2 && g_str_equal (argv[1], "--without-namespaces"))
    return check_without_namespaces ();

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  SANDBOX_TEST ("run/steps-run-in-order", test_steps_run_in_order);
  SANDBOX_TEST ("run/exit-codes-are-kept", test_exit_codes_are_kept);
  SANDBOX_TEST ("run/signal-is-told", test_signal_is_told);
  SANDBOX_TEST ("run/late-orders-lose-nothing", test_late_orders_lose_nothing);
  SANDBOX_TEST ("run/only-declared-variables-go-in", test_only_declared_variables_go_in);
  SANDBOX_TEST ("run/surroundings-are-neutral", test_surroundings_are_neutral);
  SANDBOX_TEST ("run/shells-stop-at-the-first-failure", test_shells_stop_at_the_first_failure);
  SANDBOX_TEST ("run/odd-names-are-only-names", test_odd_names_are_only_names);
  SANDBOX_TEST ("run/large-scripts-are-read", test_large_scripts_are_read);
  SANDBOX_TEST ("run/script-cannot-be-changed", test_script_cannot_be_changed);
  SANDBOX_TEST ("run/output-belongs-to-its-step", test_output_belongs_to_its_step);
  SANDBOX_TEST ("run/output-stops-at-its-limit", test_output_stops_at_its_limit);
  SANDBOX_TEST ("run/output-can-be-opened-again", test_output_can_be_opened_again);
  SANDBOX_TEST ("run/times-of-all-processes-count", test_times_of_all_processes_count);
  SANDBOX_TEST ("run/limits-hold", test_limits_hold);
  SANDBOX_TEST ("run/unusable-settings-are-refused", test_unusable_settings_are_refused);
  SANDBOX_TEST ("run/step-that-cannot-start-is-no-failure", test_step_that_cannot_start_is_no_failure);
  SANDBOX_TEST ("run/nothing-runs-without-a-sandbox", test_nothing_runs_without_a_sandbox);
  SANDBOX_TEST ("run/machine-without-namespaces-is-refused", test_machine_without_namespaces_is_refused);
  SANDBOX_TEST ("run/build-goes-first-when-memory-is-short", test_build_goes_first_when_memory_is_short);
  SANDBOX_TEST ("run/network-is-as-asked", test_network_is_as_asked);

  return g_test_run ();
}
