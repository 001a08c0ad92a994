/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The first process inside the sandbox: sets the limits, runs the steps one after another, reaps what they leave
 * behind and says what happened. It is static, so that it runs in any root, and sees no path of the host. As process 1
 * it cannot be killed or stopped from inside; as it is not dumpable, neither traced nor looked into.
 *
 * Called as `plr-init --drop UID FD,… PROGRAM ARGUMENT…` it runs outside instead: it brings those directories in reach
 * of the user and group of that number, becomes them for good, and then the program. */

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <signal.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "plr-init-protocol.h"

/* As many directories as --drop brings in reach; the others stay where they are. */
#define MAX_PLACES 256

typedef struct
{
  uint32_t when;           /* PlrInitWhen */
  uint32_t may_fail;
  char *directory;
  char **arguments;
  char **variables;
} PlrInitStep;

typedef struct
{
  const PlrInitProgram *program;
  char *cursor;            /* the next step in the program */
  char *end;
  sigset_t no_signals;
  int signals;
  uint32_t step;
  pid_t pid;               /* of the step that runs, and of its process group; 0 if none does */
  pid_t group;             /* of the last step */
  PlrInitStep next;        /* the step to start, or the one that runs */
  bool late;               /* the step was asked to end */
  bool failed;             /* a step that may not */
  bool stopping;
} PlrInit;

static void
send_message (const PlrInitMessage *message)
{
  /* If nobody listens any more, the end of the file follows and ends all. */
  while (send (PLR_INIT_CONTROL_FD, message, sizeof *message, MSG_NOSIGNAL) < 0 && errno == EINTR)
    continue;
}

static void
send_step (const PlrInit *self,
           PlrInitKind    kind,
           int            what,
           int            code)
{
  PlrInitMessage message = { .kind = kind, .step = self->step, .what = what, .code = code };

  send_message (&message);
}

static int64_t
to_us (struct timeval time)
{
  return (int64_t)time.tv_sec * 1000000 + time.tv_usec;
}

/* Ends the sandbox: the kernel kills what is left in the namespace when its first process goes, but first all is reaped
 * so that its CPU time counts. */
static void __attribute__((noreturn))
finish (void)
{
  PlrInitMessage message = { .kind = PLR_INIT_DONE };
  struct rusage usage;

  (void)kill (-1, SIGKILL); /* ESRCH is as good */
  while (waitpid (-1, NULL, __WALL) > 0 || errno == EINTR)
    continue;

  if (getrusage (RUSAGE_CHILDREN, &usage) == 0)
    {
      message.user_us = to_us (usage.ru_utime);
      message.system_us = to_us (usage.ru_stime);
      message.max_rss_bytes = (int64_t)usage.ru_maxrss * 1024;
    }
  send_message (&message);

  _exit (0);
}

static char *
take_string (PlrInit *self)
{
  char *string = self->cursor;
  size_t left = (size_t)(self->end - self->cursor);
  size_t length = strnlen (string, left);

  if (length == left)
    _exit (2);
  self->cursor += length + 1;

  return string;
}

static char **
take_strings (PlrInit *self,
              uint32_t n_strings)
{
  char **strings = calloc ((size_t)n_strings + 1, sizeof *strings);

  if (strings == NULL)
    _exit (2);
  for (uint32_t i = 0; i < n_strings; i++)
    strings[i] = take_string (self);

  return strings;
}

static void
take_step (PlrInit     *self,
           PlrInitStep *step)
{
  uint32_t counts[4];

  if ((size_t)(self->end - self->cursor) < sizeof counts)
    _exit (2);
  memcpy (counts, self->cursor, sizeof counts);
  self->cursor += sizeof counts;

  step->when = counts[2];
  step->may_fail = counts[3];
  step->directory = take_string (self);
  step->arguments = take_strings (self, counts[0]);
  step->variables = take_strings (self, counts[1]);
}

/* Looks for the first step from here on that runs after what has been. */
static bool
seek_step (PlrInit *self)
{
  for (; self->step < self->program->n_steps; self->step++)
    {
      free (self->next.arguments);
      free (self->next.variables);
      take_step (self, &self->next);
      if (self->next.when == PLR_INIT_ALWAYS || (self->next.when == PLR_INIT_ON_FAILURE) == self->failed)
        return true;
    }

  return false;
}

static bool
set_limit (int      resource,
           uint64_t value)
{
  struct rlimit limit;

  if (value == 0 && resource != RLIMIT_CORE)
    return true;
  if (getrlimit (resource, &limit) != 0)
    return false;
  if (limit.rlim_max == RLIM_INFINITY || value < limit.rlim_max)
    limit.rlim_max = value;
  limit.rlim_cur = limit.rlim_max;

  return setrlimit (resource, &limit) == 0;
}

static bool
set_limits (const PlrInitProgram *program)
{
  /* RLIMIT_NPROC counts within the user namespace, so it is a limit of this sandbox alone (Linux 5.14). */
  return set_limit (RLIMIT_CORE, 0) &&
         set_limit (RLIMIT_NPROC, program->processes) &&
         set_limit (RLIMIT_AS, program->address_space_bytes) &&
         set_limit (RLIMIT_FSIZE, program->file_size_bytes) &&
         set_limit (RLIMIT_NOFILE, program->open_files);
}

static void __attribute__((noreturn))
become_step (const PlrInit     *self,
             const PlrInitStep *step)
{
  PlrInitFault fault = PLR_INIT_FAULT_SHELL;

  (void)setpgid (0, 0); /* the parent does the same; one of the two is the first */
  (void)sigprocmask (SIG_SETMASK, &self->no_signals, NULL);
  (void)umask (022);

  if (chdir (step->directory) != 0)
    fault = PLR_INIT_FAULT_DIRECTORY;
  else if (!set_limits (self->program))
    fault = PLR_INIT_FAULT_LIMIT;
  else
    (void)execve (step->arguments[0], step->arguments, step->variables);

  send_step (self, PLR_INIT_UNSTARTED, fault, errno);
  _exit (127);
}

static void
start_step (PlrInit *self)
{
  self->late = false;
  send_step (self, PLR_INIT_STARTED, 0, 0);

  self->pid = fork ();
  if (self->pid == 0)
    become_step (self, &self->next);
  if (self->pid < 0)
    {
      send_step (self, PLR_INIT_UNSTARTED, PLR_INIT_FAULT_PROCESS, errno);
      finish ();
    }

  (void)setpgid (self->pid, self->pid);
  self->group = self->pid;
}

static void
end_step (PlrInit *self,
          int      status)
{
  self->pid = 0;
  send_step (self, PLR_INIT_ENDED, status, 0);
  self->step++;
  self->failed = self->failed || ((status != 0 || self->late) && self->next.may_fail == 0);
  if (!self->stopping && !seek_step (self))
    finish ();
}

static void
reap (PlrInit *self)
{
  struct signalfd_siginfo info;
  pid_t pid;
  int status;

  /* One signal may stand for several processes; all are looked for. */
  if (read (self->signals, &info, sizeof info) < 0)
    return;
  while ((pid = waitpid (-1, &status, WNOHANG | __WALL)) > 0)
    {
      if (pid == self->pid)
        end_step (self, status);
    }

  /* Asked to stop, make and others still tidy up after their shell has gone. */
  if (self->stopping && self->pid == 0 && kill (-self->group, 0) != 0)
    finish ();
}

static void
obey (PlrInit *self)
{
  char order;
  ssize_t n = recv (PLR_INIT_CONTROL_FD, &order, 1, 0);

  if (n < 0 && errno == EINTR)
    return;
  if (n <= 0)
    {
      (void)kill (-1, SIGKILL);
      _exit (1);
    }

  switch (order)
    {
    case PLR_INIT_NEXT:
      if (!self->stopping && self->pid == 0)
        start_step (self);
      break;

    case PLR_INIT_END:
    case PLR_INIT_CUT:
      /* The step may have ended since, and its group with it. */
      self->late = self->late || self->pid != 0;
      if (self->pid != 0)
        (void)kill (-self->group, order == PLR_INIT_END ? SIGTERM : SIGKILL);
      break;

    case PLR_INIT_STOP:
      self->stopping = true;
      if (self->group == 0 || kill (-self->group, SIGTERM) != 0)
        finish ();
      break;

    case PLR_INIT_KILL:
    default:
      if (self->pid != 0)
        send_step (self, PLR_INIT_ENDED, SIGKILL, 0);
      finish ();
    }
}

static void
load_program (PlrInit *self)
{
  struct stat info;
  void *data;

  if (fstat (PLR_INIT_PROGRAM_FD, &info) != 0 || (size_t)info.st_size < sizeof (PlrInitProgram))
    _exit (2);
  data = mmap (NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, PLR_INIT_PROGRAM_FD, 0);
  if (data == MAP_FAILED || ((PlrInitProgram *)data)->size_bytes != (size_t)info.st_size)
    _exit (2);

  self->program = data;
  self->cursor = (char *)data + sizeof (PlrInitProgram);
  self->end = (char *)data + info.st_size;
}

/* bwrap looks for what a descriptor stands for by its path, as the user that it runs as, who may not walk there. So
 * that directory gets a second place, in a mount namespace that nobody else is in. */
static bool
place_in_reach (int         fd,
                const char *place)
{
  return mkdir (place, 0755) == 0 && move_mount (fd, "", AT_FDCWD, place, MOVE_MOUNT_F_EMPTY_PATH) == 0;
}

/* A descriptor of the old namespace cannot be bound in the new one, so its tree is copied before. */
static bool
detach (int fd)
{
  int tree = open_tree (fd, "", OPEN_TREE_CLONE | AT_EMPTY_PATH);

  return tree >= 0 && dup2 (tree, fd) == fd && close (tree) == 0;
}

static void
fail_outside (const char *what)
{
  (void)dprintf (STDERR_FILENO, "plr-init: %s: %s\n", what, strerror (errno));
  _exit (126);
}

/* An empty directory of our own, over one that bwrap has no use for and that nearly every machine has (FHS 3.0). */
static const char *
hide_a_directory (void)
{
  const char *const candidates[] = { "/mnt", "/media", "/srv" };

  for (size_t i = 0; i < sizeof candidates / sizeof *candidates; i++)
    {
      if (mount ("pipeliner", candidates[i], "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0755,size=1m") == 0)
        return candidates[i];
    }

  return NULL;
}

static void __attribute__((noreturn))
drop_and_become (char *argv[])
{
  const char *base;
  uid_t uid = (uid_t)strtoul (argv[2], NULL, 10);
  int fds[MAX_PLACES];
  int n_fds = 0;

  for (char *word = strtok (argv[3], ","); word != NULL && n_fds < MAX_PLACES; word = strtok (NULL, ","))
    {
      fds[n_fds] = atoi (word);
      if (!detach (fds[n_fds++]))
        fail_outside ("cannot copy a mount");
    }

  if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 || (base = hide_a_directory ()) == NULL)
    fail_outside ("cannot make a mount namespace");

  for (int i = 0; i < n_fds; i++)
    {
      char place[32];

      (void)snprintf (place, sizeof place, "%s/%d", base, i);
      if (!place_in_reach (fds[i], place))
        fail_outside ("cannot bring a directory in reach");
    }

  if (uid == 0 || setgroups (0, NULL) != 0 || setresgid (uid, uid, uid) != 0 || setresuid (uid, uid, uid) != 0 ||
      setuid (0) == 0)
    fail_outside ("cannot become an unprivileged user");
  (void)execv (argv[4], argv + 4);
  fail_outside (argv[4]);
  _exit (126);
}

/* When memory runs out, the build goes before the desktop. Children inherit it; later, not dumpable, no process here
 * could write it for itself. */
static void
offer_to_die (void)
{
  int fd = open ("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);

  if (fd >= 0 && (write (fd, "500", 3) < 0 || close (fd) != 0))
    (void)close (fd); /* a wish; it may be higher already */
}

int
main (int   argc,
      char *argv[])
{
  PlrInit self = { 0 };
  sigset_t child;

  if (argc > 4 && strcmp (argv[1], "--drop") == 0)
    drop_and_become (argv);
  if (getpid () != 1)
    return 2;

  offer_to_die ();

  /* bwrap hands on what it inherits: none of it reaches a step. */
  (void)fcntl (PLR_INIT_CONTROL_FD, F_SETFD, FD_CLOEXEC);
  if (prctl (PR_SET_DUMPABLE, 0) != 0 || prctl (PR_SET_PDEATHSIG, SIGKILL) != 0)
    return 2;
  load_program (&self);
  if (close_range (PLR_INIT_PROGRAM_FD, ~0U, 0) != 0)
    return 2;

  (void)sigemptyset (&self.no_signals);
  (void)sigemptyset (&child);
  (void)sigaddset (&child, SIGCHLD);
  if (sigprocmask (SIG_SETMASK, &child, NULL) != 0 || (self.signals = signalfd (-1, &child, SFD_CLOEXEC)) < 0)
    return 2;

  send_step (&self, PLR_INIT_READY, 0, 0);
  if (!seek_step (&self))
    finish ();
  if (self.program->held == 0)
    start_step (&self);

  for (;;)
    {
      struct pollfd fds[] = { { PLR_INIT_CONTROL_FD, POLLIN, 0 }, { self.signals, POLLIN, 0 } };

      if (poll (fds, 2, -1) < 0)
        continue;
      if (fds[1].revents != 0)
        reap (&self);
      if (fds[0].revents != 0)
        obey (&self);
    }
}
