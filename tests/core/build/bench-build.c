/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a run costs besides its commands: 50 trivial stages as a pipeline, and the same 50 commands by a bare hermetic
 * bwrap one after another, in turn, so that the load of the machine is the same for all. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plr-build.h"
#include "plr-file.h"
#include "plr-repository.h"
#include "plr-sandbox-filter-private.h"
#include "plr-sandbox.h"
#include "plr-test-git.h"

#define N_STAGES 50
#define N_ROUNDS 9
#define LIMIT 1.5
#define AIM 1.25

/* The hermetic set as one would write it by hand in a shell script. */
static const char *const bare[] = {
  "bwrap", "--unshare-user", "--unshare-all", "--disable-userns", "--assert-userns-disabled", "--new-session",
  "--die-with-parent", "--clearenv", "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin", "--setenv", "HOME", "/build",
  "--setenv", "TMPDIR", "/tmp", "--setenv", "TZ", "UTC", "--setenv", "LC_ALL", "C.UTF-8", "--hostname", "localhost",
  "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL", "--ro-bind", "/usr", "/usr", "--symlink", "usr/bin", "/bin",
  "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/sbin", "/sbin", "--ro-bind",
  "/etc/alternatives", "/etc/alternatives", "--ro-bind", "/etc/ld.so.cache", "/etc/ld.so.cache", "--ro-bind-data", "11",
  "/etc/passwd", "--ro-bind-data", "12", "/etc/group", "--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev",
  "/dev", "--size", "67108864", "--perms", "1777", "--tmpfs", "/dev/shm", "--remount-ro", "/dev", "--size", "1073741824",
  "--perms", "1777", "--tmpfs", "/tmp", "--bind", "@", "/build", "--remount-ro", "/", "--chdir", "/build", "--seccomp",
  "10", "--", "/bin/sh", "-e", "-c", "true", NULL,
};

typedef struct
{
  char        *dir;
  char        *work;
  char        *definition;
  GBytes      *filter;
  PlrPipeline *pipeline;
  PlrCommit   *commit;
  const char  *bare_here[G_N_ELEMENTS (bare)];
  const char  *pipelinerctl; /* or NULL */
  guint        n_runs;
} Bench;

static int
data_fd (const char *data,
         gsize       size_bytes)
{
  int fd = memfd_create ("bench", MFD_CLOEXEC);

  if (fd < 0 || pwrite (fd, data, size_bytes, 0) != (gssize)size_bytes)
    g_error ("memfd: %s", g_strerror (errno));

  return fd;
}

static gboolean
run_process (const char *const *argv,
             const char        *directory,
             GBytes            *filter)
{
  const char *text = "build:x:1000:1000::/build:/bin/sh\n";
  posix_spawn_file_actions_t actions;
  int fds[3] = { -1, -1, -1 };
  int status = -1;
  pid_t pid;

  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2 (&actions, 1, 2);
  posix_spawn_file_actions_addchdir_np (&actions, directory);
  if (filter != NULL)
    {
      fds[0] = data_fd (g_bytes_get_data (filter, NULL), g_bytes_get_size (filter));
      fds[1] = data_fd (text, strlen (text));
      fds[2] = data_fd (text, strlen (text));
      for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_adddup2 (&actions, fds[i], 10 + i);
    }

  if (posix_spawnp (&pid, argv[0], &actions, NULL, (char **)argv, environ) != 0 || waitpid (pid, &status, 0) != pid)
    status = -1;
  posix_spawn_file_actions_destroy (&actions);
  for (int i = 0; i < 3; i++)
    if (fds[i] >= 0)
      close (fds[i]);

  return status == 0;
}

static void
run_bare (Bench *bench)
{
  for (guint i = 0; i < N_STAGES; i++)
    if (!run_process (bench->bare_here, "/", bench->filter))
      g_error ("bwrap did not run");
}

static void
run_build (Bench *bench,
           guint  jobs)
{
  g_autofree char *directory = g_strdup_printf ("%s/runs/%u", bench->dir, ++bench->n_runs);
  g_autofree char *store = g_build_filename (bench->dir, "store", NULL);
  PlrBuildOptions options = { .repository = bench->work, .store = store, .jobs = jobs };
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrBuild) build = plr_build_new (bench->pipeline, bench->commit, &options, &error);

  if (build == NULL)
    g_error ("%s", error->message);
  plr_build_start (build, directory);
  while (!plr_run_is_finished (plr_build_get_run (build)))
    (void)g_main_context_iteration (NULL, TRUE);
  if (plr_run_get_state (plr_build_get_run (build)) != PLR_RUN_STATE_SUCCEEDED)
    g_error ("%s", plr_run_get_reason (plr_build_get_run (build)));
}

static void
run_one_job (Bench *bench)
{
  run_build (bench, 1);
}

static void
run_two_jobs (Bench *bench)
{
  run_build (bench, 2);
}

/* With all that a person waits for: the start of the program, reading the definition, the history. */
static void
run_command (Bench *bench)
{
  const char *const argv[] = { bench->pipelinerctl, "run", "--jobs", "1", NULL };

  if (!run_process (argv, bench->work, NULL))
    g_error ("pipelinerctl did not run");
}

static void
run_make (Bench *bench)
{
  const char *const argv[] = { "make", "-s", "-j2", "-f", "Makefile", NULL };

  if (!run_process (argv, bench->dir, NULL))
    g_error ("make did not run");
}

static void
run_gitlab (Bench *bench)
{
  const char *const argv[] = { "gitlab-ci-local", "--force-shell-executor", "--concurrency", "2", NULL };

  if (!run_process (argv, bench->work, NULL))
    g_error ("gitlab-ci-local did not run");
}

static void
set_up (Bench *bench)
{
  g_autoptr(GString) make = g_string_new ("all:");
  g_autoptr(GString) gitlab = g_string_new (NULL);
  g_autoptr(GString) native = g_string_new ("pipeliner: 1\nstages:\n");
  g_autoptr(PlrRepository) repository = NULL;

  bench->dir = g_dir_make_tmp ("plr-bench-XXXXXX", NULL);
  g_setenv ("XDG_STATE_HOME", bench->dir, TRUE);
  bench->work = g_build_filename (bench->dir, "project", NULL);
  bench->filter = plr_sandbox_filter_dup (NULL);
  bench->pipeline = plr_pipeline_new ();
  g_assert_cmpint (g_mkdir_with_parents (bench->work, 0755), ==, 0);

  for (guint i = 0; i < N_STAGES; i++)
    {
      g_autofree char *id = g_strdup_printf ("stage-%u", i);
      g_autoptr(PlrStage) stage = plr_stage_new (id);
      g_autoptr(PlrStep) step = plr_step_new ("true");

      plr_stage_add_step (stage, step);
      plr_pipeline_add_stage (bench->pipeline, stage);
      g_string_append_printf (make, " %s", id);
      g_string_append_printf (native, "  %s:\n    steps:\n      - run: 'true'\n", id);
      g_string_append_printf (gitlab, "%s:\n  script: ['true']\n", id);
    }
  g_string_append (make, "\n.PHONY: all\n%:\n\t@true\n");

  plr_test_git_init (bench->work);
  plr_test_git_write (bench->dir, "Makefile", make->str);
  plr_test_git_write (bench->work, ".gitlab-ci.yml", gitlab->str);
  plr_test_git_write (bench->work, "pipeliner.yml", native->str);
  g_free (plr_test_git_commit (bench->work, "First"));
  repository = plr_repository_open (bench->work, NULL);
  bench->commit = plr_repository_resolve (repository, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bare); i++)
    bench->bare_here[i] = g_strcmp0 (bare[i], "@") == 0 ? bench->work : bare[i];
}

static int
compare (const void *a,
         const void *b)
{
  gint64 x = *(const gint64 *)a;
  gint64 y = *(const gint64 *)b;

  return x < y ? -1 : x > y;
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *title;
    const char *program;
    void        (*run) (Bench *bench);
  } kinds[] = {
    { "bare hermetic bwrap, one after another", "bwrap", run_bare },
    { "pipeline, one job", "bwrap", run_one_job },
    { "pipeline, two jobs", "bwrap", run_two_jobs },
    { "pipelinerctl run --jobs 1", "", run_command },
    { "make -j2, no sandbox", "make", run_make },
    { "gitlab-ci-local, shell, no sandbox", "gitlab-ci-local", run_gitlab },
  };
  static gint64 times[G_N_ELEMENTS (kinds)][N_ROUNDS];
  g_autoptr(GError) error = NULL;
  Bench bench = { NULL };
  double ratio;

  if (!plr_sandbox_check (&error))
    {
      printf ("skipped: %s\n", error->message);
      return 77;
    }

  bench.pipelinerctl = argc > 1 ? argv[1] : NULL;
  set_up (&bench);
  for (int round = -1; round < N_ROUNDS; round++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
        {
          g_autofree char *program = g_find_program_in_path (kinds[i].program);
          gint64 begin = g_get_monotonic_time ();

          if (kinds[i].run == run_command ? bench.pipelinerctl == NULL : program == NULL)
            continue;
          kinds[i].run (&bench);
          if (round >= 0)
            times[i][round] = g_get_monotonic_time () - begin;
        }
    }
  (void)plr_file_remove_tree (bench.dir, NULL);

  printf ("%d trivial stages, median of %d, as %s:\n", N_STAGES, N_ROUNDS, geteuid () == 0 ? "root" : "an ordinary user");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      qsort (times[i], N_ROUNDS, sizeof times[i][0], compare);
      if (times[i][N_ROUNDS / 2] == 0)
        printf ("  %-40s not installed\n", kinds[i].title);
      else
        printf ("  %-40s %8.1f ms  %5.2f x bare bwrap\n", kinds[i].title, (double)times[i][N_ROUNDS / 2] / 1000,
                (double)times[i][N_ROUNDS / 2] / (double)times[0][N_ROUNDS / 2]);
    }

  /* What is promised is the command; where it is not given, the build alone is judged. */
  ratio = (double)times[bench.pipelinerctl != NULL ? 3 : 1][N_ROUNDS / 2] / (double)times[0][N_ROUNDS / 2];
  printf ("limit %.2f, aim %.2f: %s\n", LIMIT, AIM, ratio <= AIM ? "better than the aim" : ratio <= LIMIT ? "within the limit" : "TOO SLOW");

  return ratio <= LIMIT ? 0 : 1;
}
