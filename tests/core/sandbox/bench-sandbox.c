/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What confinement costs: one trivial command as a plain process, in a bare bwrap with the same confinement, and as a
 * stage of one step, in turn, so that the load of the machine is the same for all. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plr-file.h"
#include "plr-sandbox-filter-private.h"
#include "plr-sandbox.h"

#define N_ROUNDS 100
#define N_WARM 5
#define N_COMPILES 15

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

static const char *const plain[] = { "/bin/sh", "-e", "-c", "true", NULL };

static int
data_fd (const char *data,
         gsize       size_bytes)
{
  int fd = memfd_create ("bench", MFD_CLOEXEC);

  if (fd < 0 || pwrite (fd, data, size_bytes, 0) != (gssize)size_bytes)
    g_error ("memfd: %s", g_strerror (errno));

  return fd;
}

static void
run_process (const char *const *argv,
             GBytes            *filter)
{
  const char *text = "build:x:1000:1000::/build:/bin/sh\n";
  posix_spawn_file_actions_t actions;
  int fds[3] = { -1, -1, -1 };
  int status;
  pid_t pid;

  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, 1, "/dev/null", O_WRONLY, 0);
  if (filter != NULL)
    {
      fds[0] = data_fd (g_bytes_get_data (filter, NULL), g_bytes_get_size (filter));
      fds[1] = data_fd (text, strlen (text));
      fds[2] = data_fd (text, strlen (text));
      for (int i = 0; i < 3; i++)
        posix_spawn_file_actions_adddup2 (&actions, fds[i], 10 + i);
    }

  if (posix_spawnp (&pid, argv[0], &actions, NULL, (char **)argv, environ) != 0 || waitpid (pid, &status, 0) != pid ||
      status != 0)
    g_error ("%s did not run", argv[0]);
  posix_spawn_file_actions_destroy (&actions);
  for (int i = 0; i < 3; i++)
    {
      if (fds[i] >= 0)
        close (fds[i]);
    }
}

typedef struct
{
  gint64 cpu_us;
  gboolean over;
} Stage;

static void
run_cb (GObject      *source_object,
        GAsyncResult *result,
        gpointer      user_data)
{
  Stage *stage = user_data;

  g_autoptr(GError) error = NULL;
  g_autoptr(PlrSandboxResult) ended = plr_sandbox_run_finish (PLR_SANDBOX (source_object), result, &error);

  if (ended == NULL || ended->outcome != PLR_SANDBOX_OUTCOME_SUCCEEDED)
    g_error ("stage: %s", error != NULL ? error->message : "failed");
  stage->cpu_us = ended->user_us + ended->system_us;
  stage->over = TRUE;
}

/* Returns the CPU time of what ran inside. */
static gint64
run_stage (const char *workspace,
           const char *script)
{
  g_autoptr(PlrSandbox) sandbox = plr_sandbox_new ();
  Stage stage = { 0, FALSE };

  plr_sandbox_set_workspace (sandbox, workspace);
  plr_sandbox_add_step (sandbox, NULL, NULL, script, NULL, NULL);
  plr_sandbox_run_async (sandbox, NULL, NULL, NULL, NULL, run_cb, &stage);
  while (!stage.over)
    g_main_context_iteration (NULL, TRUE);

  return stage.cpu_us;
}

static int
compare (const void *a,
         const void *b)
{
  gint64 x = *(const gint64 *)a;
  gint64 y = *(const gint64 *)b;

  return x < y ? -1 : x > y;
}

static double
median_ms (gint64 *times,
           guint   n_times)
{
  qsort (times, n_times, sizeof *times, compare);

  return (double)times[n_times / 2] / 1000;
}

static void
measure_start (const char *workspace)
{
  static gint64 times[3][N_ROUNDS];
  const char *bare_here[G_N_ELEMENTS (bare)];
  double ms[3];

  g_autoptr(GBytes) filter = plr_sandbox_filter_dup (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (bare); i++)
    bare_here[i] = g_strcmp0 (bare[i], "@") == 0 ? workspace : bare[i];

  for (int round = -N_WARM; round < N_ROUNDS; round++)
    {
      for (int kind = 0; kind < 3; kind++)
        {
          gint64 begin = g_get_monotonic_time ();

          if (kind == 0)
            run_process (plain, NULL);
          else if (kind == 1)
            run_process (bare_here, filter);
          else
            (void)run_stage (workspace, "true"); /* its CPU time is not what counts here */
          if (round >= 0)
            times[kind][round] = g_get_monotonic_time () - begin;
        }
    }

  for (int kind = 0; kind < 3; kind++)
    ms[kind] = median_ms (times[kind], N_ROUNDS);
  printf ("one trivial command, median of %d, as %s:\n"
          "  plain process          %7.2f ms\n"
          "  bare hermetic bwrap    %7.2f ms  %5.2f x plain\n"
          "  stage in the sandbox   %7.2f ms  %5.2f x plain  %5.2f x bare bwrap (aim: 1.25)\n",
          N_ROUNDS, geteuid () == 0 ? "root" : "an ordinary user", ms[0], ms[1], ms[1] / ms[0], ms[2], ms[2] / ms[0], ms[2] / ms[1]);
}

static gint64
cpu_of_children_us (void)
{
  struct rusage usage;

  if (getrusage (RUSAGE_CHILDREN, &usage) != 0)
    g_error ("getrusage: %s", g_strerror (errno));

  return ((gint64)usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * G_USEC_PER_SEC + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static void
write_source (const char *directory)
{
  g_autofree char *path = g_build_filename (directory, "unit.c", NULL);
  g_autoptr(GString) source = g_string_new ("#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n");

  for (guint i = 0; i < 60; i++)
    g_string_append_printf (source, "int f%u (int n, int *a) { int s = %u; for (int i = 0; i < n; i++) { switch (a[i] %% 7) "
                            "{ case 0: s += a[i] * i; break; case 3: s ^= s << 2; break; default: s -= i; } } return s; }\n", i, i);
  if (!plr_file_save (path, source->str, -1, NULL))
    g_error ("cannot write %s", path);
}

static void
measure_compile (const char *workspace)
{
  const char *command = "cc -O2 -c -o unit.o unit.c";
  g_autofree char *script = g_strdup_printf ("cd '%s'; %s", workspace, command);
  const char *argv[] = { "/bin/sh", "-e", "-c", script, NULL };
  g_autofree char *compiler = g_find_program_in_path ("cc");
  gint64 times[2][N_COMPILES];
  double ms[2];

  if (compiler == NULL)
    {
      printf ("no compiler is installed; compiling was not measured\n");
      return;
    }

  write_source (workspace);
  for (int round = -1; round < N_COMPILES; round++)
    {
      gint64 before = cpu_of_children_us ();
      gint64 outside, inside;

      run_process (argv, NULL);
      outside = cpu_of_children_us () - before;
      inside = run_stage (workspace, command);
      if (round >= 0)
        {
          times[0][round] = outside;
          times[1][round] = inside;
        }
    }

  for (int kind = 0; kind < 2; kind++)
    ms[kind] = median_ms (times[kind], N_COMPILES);
  printf ("a compilation, CPU time, median of %d:\n"
          "  outside                %7.1f ms\n"
          "  in the sandbox         %7.1f ms  %+5.1f %% (aim: 3)\n", N_COMPILES, ms[0], ms[1], (ms[1] / ms[0] - 1) * 100);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *workspace = NULL;

  g_autoptr(GError) error = NULL;

  if (!plr_sandbox_check (&error))
    {
      printf ("skipped: %s\n", error->message);
      return 77;
    }

  workspace = g_dir_make_tmp ("plr-bench-XXXXXX", NULL);
  if (workspace == NULL || chmod (workspace, 0777) != 0) /* for the bare bwrap of root, which has no right of root left inside */
    g_error ("no workspace: %s", g_strerror (errno));

  measure_start (workspace);
  measure_compile (workspace);
  if (!plr_file_remove_tree (workspace, &error))
    g_error ("%s", error->message);

  return 0;
}
