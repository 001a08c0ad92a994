/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-sandbox-launch"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-init-protocol.h"
#include "plr-sandbox-filter-private.h"
#include "plr-sandbox-plan-private.h"
#include "plr-sandbox-private.h"

/* A build that says much is not to wait for each 64 KiB. */
#define PIPE_SIZE_BYTES (256 * 1024)

/* The first descriptor that is not standard input, output or error. */
#define FIRST_FD 3

static const char passwd[] =
  "root:x:0:0:root:/:/usr/sbin/nologin\n"
  "build:x:1000:1000:build:/build:/bin/sh\n"
  "nobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n";
static const char group[] = "root:x:0:\nbuild:x:1000:\nnogroup:x:65534:\n";
static const char hosts[] = "127.0.0.1\tlocalhost\n::1\tlocalhost\n";

/* The descriptors that the new process gets, from FIRST_FD on; owned, closed on exec as long as they are ours. */
typedef struct
{
  GArray *fds;
  PlrSandboxPlan *plan;
  gboolean failed;
  int saved_errno;
} PlrSandboxLaunch;

static void
close_cb (gpointer data)
{
  int fd = *(int *)data;

  if (fd >= 0)
    (void)close (fd); /* memory, or only read */
}

static int
take_fd (PlrSandboxLaunch *launch,
         int               fd)
{
  if (fd < 0 && !launch->failed)
    {
      launch->failed = TRUE;
      launch->saved_errno = errno;
    }
  g_array_append_val (launch->fds, fd);

  return FIRST_FD + (int)launch->fds->len - 1;
}

static gboolean
fill (int         fd,
      const char *data,
      gsize       size_bytes)
{
  gsize done = 0;

  while (done < size_bytes)
    {
      gssize n = pwrite (fd, data + done, size_bytes - done, (off_t)done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      done += (gsize)n;
    }

  return TRUE;
}

static int
take_data (PlrSandboxLaunch *launch,
           const char       *data,
           gsize             size_bytes)
{
  int fd = memfd_create ("plr", MFD_CLOEXEC);

  if (fd >= 0 && !fill (fd, data, size_bytes))
    {
      int saved_errno = errno;

      (void)close (fd); /* only memory */
      errno = saved_errno;
      fd = -1;
    }

  return take_fd (launch, fd);
}

static void
add_files (PlrSandboxLaunch *launch,
           PlrSandbox       *self)
{
  PlrSandboxPlan *plan = launch->plan;

  plr_sandbox_plan_add_file (plan, take_data (launch, passwd, strlen (passwd)), "/etc/passwd");
  plr_sandbox_plan_add_file (plan, take_data (launch, group, strlen (group)), "/etc/group");
  if (!self->network)
    plr_sandbox_plan_add_file (plan, take_data (launch, hosts, strlen (hosts)), "/etc/hosts");

  /* A script is a file and no argument: it may be larger than the 128 KiB that the kernel allows for one, and other
   * users of the machine do not see it in the list of processes. */
  for (guint i = 0; i < self->steps->len; i++)
    {
      const PlrSandboxStep *step = g_ptr_array_index (self->steps, i);
      g_autofree char *path = g_strdup_printf ("/run/pipeliner/step-%u", i + 1);

      plr_sandbox_plan_add_file (plan, take_data (launch, step->script, strlen (step->script)), path);
    }
}

static int
open_directory (const char *directory,
                GError    **error)
{
  int fd = open (directory, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

  if (fd < 0)
    {
      int saved_errno = errno;
      g_autofree char *shown = g_filename_display_name (directory);

      g_set_error (error, PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_CONFIGURATION,
                   _("Cannot use “%s” in the sandbox: %s. It must be a directory and no link."),
                   shown, g_strerror (saved_errno));
    }

  return fd;
}

static gboolean
add_places (PlrSandboxLaunch *launch,
            PlrSandbox       *self,
            GError          **error)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      const PlrSandboxInput *input = g_ptr_array_index (self->inputs, i);
      int fd = input->directory != NULL ? open_directory (input->directory, error)
                                        : fcntl (input->fd, F_DUPFD_CLOEXEC, FIRST_FD);

      if (fd < 0 && input->directory != NULL)
        return FALSE;
      plr_sandbox_plan_add_input (launch->plan, take_fd (launch, fd), input->name);
    }

  if (self->workspace != NULL)
    {
      int fd = open_directory (self->workspace, error);

      if (fd < 0)
        return FALSE;
      launch->plan->workspace_fd = take_fd (launch, fd);
    }

  return TRUE;
}

/* bwrap's own arguments go through a descriptor too; they end with a NUL each. Returns the number of that descriptor. */
static int
add_arguments (PlrSandboxLaunch *launch)
{
  g_autoptr(GPtrArray) arguments = plr_sandbox_plan_dup_arguments (launch->plan);
  g_autoptr(GString) joined = g_string_new (NULL);

  for (guint i = 0; i < arguments->len; i++)
    g_string_append_len (joined, g_ptr_array_index (arguments, i), (gssize)strlen (g_ptr_array_index (arguments, i)) + 1);

  return take_data (launch, joined->str, joined->len);
}

/* Moves our descriptors above those that the new process gets, so that none is overwritten before it is copied. */
static gboolean
move_above (PlrSandboxLaunch *launch)
{
  int limit = FIRST_FD + (int)launch->fds->len;

  for (guint i = 0; i < launch->fds->len; i++)
    {
      int *fd = &g_array_index (launch->fds, int, i);
      int moved;

      if (*fd >= limit)
        continue;
      if ((moved = fcntl (*fd, F_DUPFD_CLOEXEC, limit)) < 0)
        return FALSE;
      (void)close (*fd); /* the copy stays */
      *fd = moved;
    }

  return TRUE;
}

static int
spawn (PlrSandboxLaunch  *launch,
       int                output_fd,
       const char *const *argv,
       pid_t             *pid)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  char *no_environment[] = { NULL };
  sigset_t all;
  sigset_t none;
  int failed;

  (void)sigfillset (&all);
  (void)sigemptyset (&none);
  (void)posix_spawnattr_init (&attributes);
  (void)posix_spawn_file_actions_init (&actions);

  /* A session of its own: Ctrl-C on a terminal is for us, and we ask the build to stop. */
  (void)posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  (void)posix_spawnattr_setsigmask (&attributes, &none);
  (void)posix_spawnattr_setsigdefault (&attributes, &all);

  failed = posix_spawn_file_actions_addopen (&actions, 0, "/dev/null", O_RDONLY, 0);
  failed = failed != 0 ? failed : posix_spawn_file_actions_adddup2 (&actions, output_fd, 1);
  failed = failed != 0 ? failed : posix_spawn_file_actions_adddup2 (&actions, output_fd, 2);
  for (guint i = 0; failed == 0 && i < launch->fds->len; i++)
    failed = posix_spawn_file_actions_adddup2 (&actions, g_array_index (launch->fds, int, i), FIRST_FD + (int)i);

  /* What the application has open is none of bwrap's business: bwrap would hand it on. */
  failed = failed != 0 ? failed : posix_spawn_file_actions_addclosefrom_np (&actions, FIRST_FD + (int)launch->fds->len);
  failed = failed != 0 ? failed
                       : posix_spawn (pid, argv[0], &actions, &attributes, (char **)argv, no_environment);

  (void)posix_spawn_file_actions_destroy (&actions);
  (void)posix_spawnattr_destroy (&attributes);

  return failed;
}

/* As the new process will have them: 12,13. */
static char *
dup_directory_fds (const PlrSandboxPlan *plan)
{
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < plan->inputs->len; i++)
    g_string_append_printf (list, "%d,", g_array_index (plan->inputs, PlrSandboxPlace, i).fd);
  if (plan->workspace_fd >= 0)
    g_string_append_printf (list, "%d,", plan->workspace_fd);

  return g_string_free (g_steal_pointer (&list), FALSE);
}

static char **
dup_command (PlrSandboxLaunch *launch,
             const char       *helper,
             const char       *bwrap,
             int               arguments_fd)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *number = g_strdup_printf ("%d", arguments_fd);
  g_autofree char *init = g_strdup_printf ("/proc/self/fd/%d", PLR_INIT_SELF_FD);

  if (geteuid () == 0)
    {
      g_autofree char *user = g_strdup_printf ("%d", PLR_SANDBOX_BUILD_UID);

      g_autofree char *directories = dup_directory_fds (launch->plan);

      g_strv_builder_add_many (builder, helper, "--drop", user, directories, NULL);
    }
  g_strv_builder_add_many (builder, bwrap, "--args", number, "--", init, NULL);

  return g_strv_builder_end (builder);
}

static gboolean
open_channels (PlrSandboxProcess *process,
               int                theirs[2],
               GError           **error)
{
  int control[2];
  int output[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, control) != 0 || pipe2 (output, O_CLOEXEC) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("Cannot start a sandbox: %s"), g_strerror (errno));
      return FALSE;
    }

  process->control_fd = control[0];
  process->output_fd = output[0];
  theirs[0] = control[1];
  theirs[1] = output[1];
  (void)fcntl (process->control_fd, F_SETFL, O_NONBLOCK); /* cannot fail on a socket of ours */
  (void)fcntl (process->output_fd, F_SETFL, O_NONBLOCK);
  (void)fcntl (process->output_fd, F_SETPIPE_SZ, PIPE_SIZE_BYTES); /* a wish; the user may have used up his share */
  if (geteuid () == 0)
    (void)fchown (output[1], PLR_SANDBOX_BUILD_UID, PLR_SANDBOX_BUILD_UID); /* for /dev/stderr; root may */

  return TRUE;
}

static gboolean
assemble (PlrSandboxLaunch *launch,
          PlrSandbox       *self,
          const char       *helper,
          int              *arguments_fd,
          GError          **error)
{
  g_autoptr(GBytes) filter = plr_sandbox_filter_dup (error);
  g_autoptr(GBytes) program = plr_sandbox_dup_program (self);
  gsize size_bytes;
  const char *data;

  if (filter == NULL)
    return FALSE;

  launch->plan->network = self->network;
  launch->plan->tmp_size_bytes = self->limits.tmp_size_bytes;
  launch->plan->shm_size_bytes = self->limits.shm_size_bytes;

  data = g_bytes_get_data (program, &size_bytes);
  (void)take_data (launch, data, size_bytes); /* PLR_INIT_PROGRAM_FD */
  (void)take_fd (launch, open (helper, O_PATH | O_CLOEXEC)); /* PLR_INIT_SELF_FD */
  if (launch->failed)
    {
      g_set_error (error, PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_UNAVAILABLE,
                   _("Cannot open “%s”: %s; nothing was run. Install Pipeliner again, or set PLR_LIBEXECDIR."),
                   helper, g_strerror (launch->saved_errno));
      return FALSE;
    }

  data = g_bytes_get_data (filter, &size_bytes);
  launch->plan->filter_fd = take_data (launch, data, size_bytes);
  add_files (launch, self);
  if (!add_places (launch, self, error))
    return FALSE;
  *arguments_fd = add_arguments (launch);

  if (launch->failed || !move_above (launch))
    {
      int saved_errno = launch->failed ? launch->saved_errno : errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (saved_errno), _("Cannot start a sandbox: %s"),
                   g_strerror (saved_errno));
      return FALSE;
    }

  return TRUE;
}

static gboolean
launch_process (PlrSandboxLaunch  *launch,
                PlrSandbox        *self,
                PlrSandboxProcess *process,
                int                output_fd,
                GError           **error)
{
  g_autofree char *helper = plr_sandbox_dup_helper_path ();
  g_autofree char *bwrap = plr_sandbox_dup_bwrap_path (error);
  g_auto(GStrv) command = NULL;
  int arguments_fd;
  int failed;
  pid_t pid;

  if (bwrap == NULL || !assemble (launch, self, helper, &arguments_fd, error))
    return FALSE;

  command = dup_command (launch, helper, bwrap, arguments_fd);
  if ((failed = spawn (launch, output_fd, (const char *const *)command, &pid)) != 0)
    {
      g_set_error (error, PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_UNAVAILABLE, _("Cannot run “%s”: %s; nothing was run."),
                   command[0], g_strerror (failed));
      return FALSE;
    }

  process->pid = pid;
  process->pid_fd = pidfd_open (pid, 0);
  if (process->pid_fd < 0)
    {
      (void)kill (pid, SIGKILL); /* it is there until it is waited for */
      (void)waitpid (pid, NULL, 0);
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), _("Cannot watch a sandbox: %s"), g_strerror (errno));
      return FALSE;
    }

  return TRUE;
}

void
plr_sandbox_process_clear (PlrSandboxProcess *process)
{
  int *fds[] = { &process->pid_fd, &process->control_fd, &process->output_fd };

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      if (*fds[i] >= 0)
        (void)close (*fds[i]); /* nothing was written that counts */
      *fds[i] = -1;
    }
}

/**
 * plr_sandbox_launch:
 * @self: a valid sandbox
 * @process: (out): the process and what connects to it, for the caller to watch and to clear
 * @error: `PLR_SANDBOX_ERROR` or `G_IO_ERROR`; no process is left then
 *
 * Starts bwrap with plr-init inside. The thread must live as long as the process: the kernel ends the sandbox with the
 * thread that started it.
 *
 * Returns: whether the process was started; whether the sandbox comes about shows later
 */
gboolean
plr_sandbox_launch (PlrSandbox        *self,
                    PlrSandboxProcess *process,
                    GError           **error)
{
  PlrSandboxLaunch launch = { 0 };
  int theirs[2];
  gboolean started;

  *process = (PlrSandboxProcess){ -1, -1, -1, -1 };
  if (!open_channels (process, theirs, error))
    return FALSE;

  launch.fds = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_set_clear_func (launch.fds, close_cb);
  launch.plan = plr_sandbox_plan_new ();
  (void)take_fd (&launch, theirs[0]); /* PLR_INIT_CONTROL_FD */

  started = launch_process (&launch, self, process, theirs[1], error);

  (void)close (theirs[1]); /* nothing was written */
  g_array_unref (launch.fds);
  plr_sandbox_plan_free (launch.plan);
  if (!started)
    plr_sandbox_process_clear (process);

  return started;
}
