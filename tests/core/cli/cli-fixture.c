/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <glib/gstdio.h>

#include "cli-fixture.h"
#include "plr-sandbox.h"
#include "plr-test-git.h"

void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->root = g_dir_make_tmp ("plr-cli-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->repository = g_build_filename (fixture->root, "repository", NULL);
  fixture->state_dir = g_build_filename (fixture->root, "state", NULL);
  g_assert_cmpint (g_mkdir (fixture->repository, 0755), ==, 0);
  plr_test_git_init (fixture->repository);
}

void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  const char *argv[] = { "rm", "-rf", fixture->root, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  g_clear_pointer (&fixture->root, g_free);
  g_clear_pointer (&fixture->repository, g_free);
  g_clear_pointer (&fixture->state_dir, g_free);
  g_clear_pointer (&fixture->out, g_free);
  g_clear_pointer (&fixture->err, g_free);
}

/* A test that fails leaves nothing that waits for ever. */
static void
die_with_test (gpointer user_data)
{
  (void)prctl (PR_SET_PDEATHSIG, SIGKILL);
}

GSubprocess *
fixture_start (Fixture           *fixture,
               const char *const *arguments)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDERR_PIPE |
                                                                       (fixture->input != NULL ? G_SUBPROCESS_FLAGS_STDIN_PIPE : 0));
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autofree char *state = g_strconcat ("--state-dir=", fixture->state_dir, NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, (gpointer)g_getenv ("PIPELINERCTL"));
  g_ptr_array_add (argv, state);
  for (guint i = 0; arguments[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer)arguments[i]);
  g_ptr_array_add (argv, NULL);
  g_subprocess_launcher_set_cwd (launcher, fixture->repository);
  g_subprocess_launcher_set_child_setup (launcher, die_with_test, NULL, NULL);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);

  return process;
}

/* Runs the program, keeps what it prints, and returns its exit status. */
int
fixture_run (Fixture    *fixture,
             const char *arguments)
{
  g_autoptr(GSubprocess) process = NULL;
  g_auto(GStrv) argv = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&fixture->out, g_free);
  g_clear_pointer (&fixture->err, g_free);
  if (*arguments == '\0')
    argv = g_new0 (char *, 1);
  else
    g_assert_true (g_shell_parse_argv (arguments, NULL, &argv, &error));
  process = fixture_start (fixture, (const char *const *)argv);
  g_assert_true (g_subprocess_communicate_utf8 (process, fixture->input, NULL, &fixture->out, &fixture->err, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_test_message ("pipelinerctl %s: %d\n%s%s", arguments, g_subprocess_get_exit_status (process), fixture->out, fixture->err);

  return g_subprocess_get_exit_status (process);
}

void
assert_has (const char *text,
            const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, text);
}

void
fixture_commit (Fixture    *fixture,
                const char *definition)
{
  g_autofree char *commit = NULL;

  plr_test_git_write (fixture->repository, "pipeliner.yml", definition);
  commit = plr_test_git_commit (fixture->repository, "A change");
  g_assert_nonnull (commit);
}

/* Runs a script, in which $ctl is the program, in the repository; the shell's status is returned. */
int
fixture_shell (Fixture    *fixture,
               const char *script)
{
  g_autofree char *text = g_strdup_printf ("ctl=\"$PIPELINERCTL --state-dir=%s\"; %s", fixture->state_dir, script);
  const char *argv[] = { "sh", "-c", text, NULL };
  g_autoptr(GError) error = NULL;
  int status = 0;

  g_clear_pointer (&fixture->out, g_free);
  g_clear_pointer (&fixture->err, g_free);
  g_assert_true (g_spawn_sync (fixture->repository, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL,
                               &fixture->out, &fixture->err, &status, &error));
  g_assert_no_error (error);
  g_test_message ("%s: %d\n%s%s", script, status, fixture->out, fixture->err);
  g_assert_true (WIFEXITED (status));

  return WEXITSTATUS (status);
}

/* Whether this machine can confine a command; otherwise the test is skipped and says why. */
gboolean
fixture_can_run (void)
{
  g_autoptr(GError) error = NULL;

  if (plr_sandbox_check (&error))
    return TRUE;

  g_test_skip (error->message);

  return FALSE;
}

JsonNode *
fixture_parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = json_from_string (text, &error);

  g_assert_no_error (error);
  g_assert_nonnull (node);

  return node;
}

/* Whether a process with that word in its command line is there. */
gboolean
fixture_is_alive (const char *word)
{
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "cmdline", NULL);
      g_autofree char *text = NULL;
      gsize length = 0;

      if (!g_ascii_isdigit (name[0]) || !g_file_get_contents (path, &text, &length, NULL))
        continue;
      for (gsize i = 0; i < length; i += strlen (text + i) + 1)
        if (g_str_equal (text + i, word))
          return TRUE;
    }

  return FALSE;
}
