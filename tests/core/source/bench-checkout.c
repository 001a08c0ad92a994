/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A clean checkout of 10,000 files, and the same by `git archive | tar`, in turn. */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include <gio/gio.h>

#include "plr-file.h"
#include "plr-repository.h"
#include "plr-test-git.h"

#define N_FILES 10000
#define N_ROUNDS 7

static int
compare (const void *a,
         const void *b)
{
  gint64 x = *(const gint64 *)a;
  gint64 y = *(const gint64 *)b;

  return x < y ? -1 : x > y;
}

static void
archive (const char *work,
         const char *out)
{
  g_autofree char *command = g_strdup_printf ("git -C '%s' archive HEAD | tar -x -C '%s'", work, out);
  const char *const argv[] = { "sh", "-c", command, NULL };
  g_autoptr(GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, NULL);

  if (process == NULL || !g_subprocess_wait_check (process, NULL, NULL))
    g_error ("git archive did not run");
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *dir = g_dir_make_tmp ("plr-bench-XXXXXX", NULL);
  g_autofree char *work = g_build_filename (dir, "project", NULL);
  g_autofree char *out = g_build_filename (dir, "out", NULL);
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  gint64 times[3][N_ROUNDS];

  g_assert_cmpint (g_mkdir_with_parents (work, 0755), ==, 0);
  plr_test_git_init (work);
  for (guint i = 0; i < N_FILES; i++)
    {
      g_autofree char *path = g_strdup_printf ("src/%02u/%02u/file-%u.c", i % 50, i / 50 % 20, i);
      g_autofree char *content = g_strnfill (500 + i * 7 % 8000, (char)('a' + i % 26));

      content[i % 500] = '\n';
      plr_test_git_write (work, path, content);
    }
  g_free (plr_test_git_commit (work, "First"));
  g_free (plr_test_git (work, NULL, 0, "gc", "-q", NULL));
  repository = plr_repository_open (work, NULL);
  commit = plr_repository_resolve (repository, NULL, NULL);

  for (int round = 0; round < N_ROUNDS; round++)
    {
      gint64 begin;

      g_assert_cmpint (g_mkdir_with_parents (out, 0755), ==, 0);
      begin = g_get_monotonic_time ();
      archive (work, out);
      times[0][round] = g_get_monotonic_time () - begin;
      (void)plr_file_remove_tree (out, NULL);

      begin = g_get_monotonic_time ();
      if (!plr_repository_checkout (repository, commit, out, NULL, NULL, &error))
        g_error ("%s", error->message);
      times[1][round] = g_get_monotonic_time () - begin;
      (void)plr_file_remove_tree (out, NULL);

      begin = g_get_monotonic_time ();
      g_ptr_array_unref (plr_repository_list_changes (repository, 100, NULL, NULL, NULL, &error));
      times[2][round] = g_get_monotonic_time () - begin;
    }
  (void)plr_file_remove_tree (dir, NULL);

  for (guint i = 0; i < 3; i++)
    qsort (times[i], N_ROUNDS, sizeof times[i][0], compare);
  printf ("%d files, median of %d:\n"
          "  git archive | tar   %8.1f ms\n"
          "  clean checkout      %8.1f ms  %5.2f x\n"
          "  list of changes     %8.1f ms\n",
          N_FILES, N_ROUNDS, (double)times[0][N_ROUNDS / 2] / 1000, (double)times[1][N_ROUNDS / 2] / 1000,
          (double)times[1][N_ROUNDS / 2] / (double)times[0][N_ROUNDS / 2], (double)times[2][N_ROUNDS / 2] / 1000);

  return 0;
}
