/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Workspaces and inputs whose content, or whose place, somebody means ill with. */

#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "plr-file.h"
#include "sandbox-fixture.h"

/* How often a place is exchanged while a sandbox is set up. */
#define N_RACES 150

static void
make_link (Fixture    *fixture,
           const char *name,
           const char *target)
{
  g_autofree char *path = fixture_dup_path (fixture, name);

  g_assert_cmpint (symlink (target, path), ==, 0);
}

/* bwrap keeps the machine's root at /oldroot while it sets up, and before 0.12 followed links there (CVE-2026-87766). */
static void
test_links_in_a_workspace_lead_nowhere (Fixture      *fixture,
                                        gconstpointer data)
{
  g_autofree char *victim = g_build_filename (fixture->base, "victim", NULL);
  g_autofree char *inside = g_build_filename ("/oldroot", victim, NULL);
  g_autofree char *relative = g_build_filename ("../../../../oldroot", victim, NULL);
  g_autofree char *input = g_build_filename (fixture->base, "input", NULL);
  const char *names[] = { "inputs", "tmp", "dev", "proc", "run", "etc", "usr", "step-1", "pipeliner", "cache" };
  struct stat before, after;

  if (!sandbox_available ())
    return;

  g_assert_cmpint (g_mkdir (victim, 0777), ==, 0);
  g_assert_cmpint (chmod (victim, 0777), ==, 0);
  g_assert_cmpint (chmod (fixture->base, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (input, 0755), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    make_link (fixture, names[i], i % 3 == 0 ? inside : i % 3 == 1 ? relative : victim);
  g_assert_cmpint (stat (victim, &before), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    plr_sandbox_add_read_only (fixture->sandbox, input, names[i]);
  fixture_add (fixture, "for i in inputs tmp dev proc run etc usr step-1 pipeliner cache; do "
               "test -L $i && (echo x > $i/file) 2>/dev/null && echo out $i; done; ls /inputs | wc -l");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "10\n");
  g_assert_cmpint (stat (victim, &after), ==, 0);
  g_assert_cmpint (after.st_mtim.tv_sec, ==, before.st_mtim.tv_sec);
  g_assert_cmpint (after.st_mtim.tv_nsec, ==, before.st_mtim.tv_nsec);
  g_assert_cmpint (after.st_nlink, ==, before.st_nlink);
}

static void
make_secret (Fixture *fixture,
             char   **directory)
{
  g_autofree char *file = NULL;

  g_autoptr(GError) error = NULL;

  *directory = g_build_filename (fixture->base, "secret", NULL);
  file = g_build_filename (*directory, "id_rsa", NULL);
  g_assert_cmpint (g_mkdir (*directory, 0755), ==, 0);
  g_assert_true (plr_file_save (file, "PRIVATE KEY\n", -1, &error));
}

static void
test_input_that_is_a_link_is_refused (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autofree char *secret = NULL;
  g_autofree char *link = NULL;
  int workspace;

  g_autoptr(GError) error = NULL;

  make_secret (fixture, &secret);
  link = fixture_dup_path (fixture, "sub");
  g_assert_cmpint (symlink (secret, link), ==, 0);

  plr_sandbox_add_read_only (fixture->sandbox, link, "input");
  fixture_add (fixture, "cat /inputs/input/*");
  fixture_run (fixture);
  fixture_assert_error (fixture, PLR_SANDBOX_ERROR_CONFIGURATION, "sub");
  g_assert_cmpstr (fixture->output->str, ==, "");

  /* The way that a path of a definition goes. */
  workspace = open (fixture->workspace, O_PATH | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (plr_path_open_beneath (workspace, "sub", O_PATH | O_DIRECTORY, &error), ==, -1);
  g_assert_nonnull (error);
  g_assert_cmpint (close (workspace), ==, 0);
}

static void
test_open_directory_is_an_input (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autofree char *secret = NULL;
  int fd;

  if (!sandbox_available ())
    return;

  make_secret (fixture, &secret);
  fd = open (secret, O_PATH | O_DIRECTORY | O_CLOEXEC);
  plr_sandbox_take_read_only_fd (fixture->sandbox, fd, "given");
  fixture_add (fixture, "cat /inputs/given/id_rsa; (echo x > /inputs/given/id_rsa) 2>/dev/null || echo read-only");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==, "PRIVATE KEY\nread-only\n");
}

typedef struct
{
  const char *place;
  const char *aside;
  const char *link;
  int stop;
} Race;

/* Exchanges the directory and a link to the secret, as fast as it can. */
static gpointer
exchange_worker (gpointer data)
{
  Race *race = data;

  while (g_atomic_int_get (&race->stop) == 0)
    {
      (void)renameat2 (AT_FDCWD, race->place, AT_FDCWD, race->link, RENAME_EXCHANGE);
      (void)renameat2 (AT_FDCWD, race->link, AT_FDCWD, race->place, RENAME_EXCHANGE);
    }

  return NULL;
}

static void
test_exchanged_place_shows_nothing_else (Fixture      *fixture,
                                         gconstpointer data)
{
  g_autofree char *secret = NULL;
  g_autofree char *place = g_build_filename (fixture->base, "place", NULL);
  g_autofree char *link = g_build_filename (fixture->base, "other", NULL);
  Race race = { place, NULL, link, 0 };
  guint n_shown = 0;
  guint n_refused = 0;
  GThread *thread;

  if (!sandbox_available ())
    return;

  make_secret (fixture, &secret);
  g_assert_cmpint (g_mkdir (place, 0755), ==, 0);
  g_assert_cmpint (symlink (secret, link), ==, 0);
  thread = g_thread_new ("exchange", exchange_worker, &race);

  for (guint i = 0; i < N_RACES; i++)
    {
      fixture_renew (fixture);
      plr_sandbox_add_read_only (fixture->sandbox, place, "place");
      fixture_add (fixture, "cat /inputs/place/* 2>/dev/null; echo ran");
      fixture_run (fixture);
      g_assert_null (strstr (fixture->output->str, "PRIVATE"));
      n_shown += fixture->result != NULL;
      n_refused += fixture->error != NULL;
    }

  g_atomic_int_set (&race.stop, 1);
  g_thread_join (thread);
  g_test_message ("%u ran with the directory, %u were refused", n_shown, n_refused);
  g_assert_cmpuint (n_shown + n_refused, ==, N_RACES);
}

static void
test_full_disks_are_only_inside (Fixture      *fixture,
                                 gconstpointer data)
{
  PlrSandboxLimits limits;

  if (!sandbox_available ())
    return;

  plr_sandbox_limits_init (&limits);
  limits.tmp_size_bytes = 8 << 20;
  limits.shm_size_bytes = 8 << 20;
  plr_sandbox_set_limits (fixture->sandbox, &limits);
  fixture_add (fixture, "for d in /tmp /dev/shm / /dev /run /etc /inputs; do "
               "(dd if=/dev/zero of=$d/fill bs=1M count=100) 2>&1 | grep -o 'No space left\\|Read-only\\|No such file' "
               "|| echo filled $d; done");
  fixture_run (fixture);

  fixture_assert_outcome (fixture, PLR_SANDBOX_OUTCOME_SUCCEEDED, 0);
  g_assert_cmpstr (fixture->output->str, ==,
                   "No space left\nNo space left\nRead-only\nRead-only\nRead-only\nRead-only\nNo such file\n");
}

static void
test_fork_bomb_stops (Fixture      *fixture,
                      gconstpointer data)
{
  PlrSandboxLimits limits;

  if (!sandbox_available ())
    return;

  plr_sandbox_limits_init (&limits);
  limits.processes = 60;
  plr_sandbox_set_limits (fixture->sandbox, &limits);
  plr_sandbox_set_timeout_us (fixture->sandbox, G_USEC_PER_SEC);
  plr_sandbox_set_grace_us (fixture->sandbox, 0);
  fixture_add (fixture, "trap '' TERM; b () { b | b & }; b 2>/dev/null; while :; do sleep 1; done");
  fixture_run (fixture);

  g_assert_no_error (fixture->error);
  g_assert_cmpint (fixture->result->outcome, !=, PLR_SANDBOX_OUTCOME_SUCCEEDED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  SANDBOX_TEST ("hostile/links-in-a-workspace-lead-nowhere", test_links_in_a_workspace_lead_nowhere);
  SANDBOX_TEST ("hostile/input-that-is-a-link-is-refused", test_input_that_is_a_link_is_refused);
  SANDBOX_TEST ("hostile/open-directory-is-an-input", test_open_directory_is_an_input);
  SANDBOX_TEST ("hostile/exchanged-place-shows-nothing-else", test_exchanged_place_shows_nothing_else);
  SANDBOX_TEST ("hostile/full-disks-are-only-inside", test_full_disks_are_only_inside);
  SANDBOX_TEST ("hostile/fork-bomb-stops", test_fork_bomb_stops);

  return g_test_run ();
}
