/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-sandbox-run"

#include "config.h"

#include <errno.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>

#include "plr-init-protocol.h"
#include "plr-sandbox-private.h"

#define BUFFER_SIZE_BYTES 65536

/* How much of what bwrap says goes into the error. */
#define MAX_SAID_BYTES 2000

/* From SIGKILL inside, which cannot be refused, to SIGKILL of bwrap. */
#define FORCE_AFTER_MS 1000

/* How long the output may stay open when all processes are gone: only one that handed its output out of the sandbox
 * through a network that was allowed can do that. */
#define DRAIN_MS 2000

typedef struct
{
  PlrSandbox *sandbox;
  GTask *task;
  PlrSandboxProcess process;
  PlrSandboxOutputFunc output_func;
  PlrSandboxStepFunc step_func;
  gpointer func_data;
  gint64 started_at_us;

  PlrSandboxResult result;
  PlrSandboxOutcome stop_outcome;
  GError *error;
  GString *said;           /* output before anything of the build ran: bwrap's */
  char *buffer;
  gsize n_pending;         /* read but not handed on */

  GSource *output_source;
  GSource *control_source;
  GSource *process_source;
  GSource *cancel_source;
  GSource *timeout_source;
  GSource *step_source;    /* the time limit of the step that runs, then the time that it has to end */
  GSource *ladder_source;  /* the next rung: kill, force; then the wait for the end of the output */

  guint ready : 1;
  guint failed : 1;        /* a step that may not */
  guint step_late : 1;     /* the step that runs was asked to end */
  guint timed_out : 1;     /* the step that failed was late */
  guint done : 1;
  guint stopping : 1;
  guint exited : 1;
} PlrSandboxRun;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
attach (PlrSandboxRun *run,
        GSource       *source,
        GSourceFunc    callback)
{
  g_source_set_callback (source, callback, run, NULL);
  g_source_attach (source, g_task_get_context (run->task));

  return source;
}

static void
run_free (PlrSandboxRun *run)
{
  GSource **sources[] = { &run->output_source, &run->control_source, &run->process_source,
                          &run->cancel_source, &run->timeout_source, &run->step_source,
                          &run->ladder_source };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    clear_source (sources[i]);
  plr_sandbox_process_clear (&run->process);
  g_clear_error (&run->error);
  g_string_free (run->said, TRUE);
  g_clear_object (&run->sandbox);
  g_clear_object (&run->task);
  g_free (run->buffer);
  g_free (run);
}

typedef struct
{
  int pid;
  int pid_fd;
  gboolean reaped;
} PlrSandboxLeaving;

static gboolean
leaving_cb (int          fd,
            GIOCondition condition,
            gpointer     user_data)
{
  PlrSandboxLeaving *leaving = user_data;

  leaving->reaped = waitpid (leaving->pid, NULL, WNOHANG) != 0;

  return leaving->reaped ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
leaving_free (gpointer data)
{
  PlrSandboxLeaving *leaving = data;

  /* The context goes first: with nothing left to do, bwrap goes at once. */
  if (!leaving->reaped)
    {
      (void)kill (leaving->pid, SIGKILL);
      while (waitpid (leaving->pid, NULL, 0) < 0 && errno == EINTR)
        continue;
    }
  (void)close (leaving->pid_fd); /* only watched */
  g_free (leaving);
}

/* All processes of the build are gone and waited for. What is left is bwrap and the kernel taking down empty namespaces,
 * a good part of a millisecond, which nobody has to wait for. */
static void
leave_to_itself (PlrSandboxRun *run)
{
  g_autoptr(GSource) source = g_unix_fd_source_new (run->process.pid_fd, G_IO_IN);
  PlrSandboxLeaving *leaving = g_new0 (PlrSandboxLeaving, 1);

  leaving->pid = run->process.pid;
  leaving->pid_fd = g_steal_fd (&run->process.pid_fd);
  g_source_set_callback (source, (GSourceFunc)leaving_cb, leaving, leaving_free);
  g_source_attach (source, g_task_get_context (run->task));
}

static GError *
error_for_failed_start (PlrSandboxRun *run)
{
  g_autofree char *said = g_utf8_make_valid (run->said->str, (gssize)run->said->len);
  g_autofree char *hint = NULL;

  g_strstrip (said);
  hint = plr_sandbox_dup_start_hint (said);

  return g_error_new (PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_UNAVAILABLE,
                      _("Cannot set up the sandbox; nothing was run. Bubblewrap says: “%s”. %s"),
                      said[0] != '\0' ? said : _("nothing"), hint);
}

static PlrSandboxOutcome
outcome_of (PlrSandboxRun *run)
{
  if (run->stopping)
    return run->stop_outcome;
  if (run->timed_out)
    return PLR_SANDBOX_OUTCOME_STEP_TIMED_OUT;
  if (run->result.signal_number != 0)
    return PLR_SANDBOX_OUTCOME_SIGNALLED;

  return run->result.exit_code == 0 ? PLR_SANDBOX_OUTCOME_SUCCEEDED : PLR_SANDBOX_OUTCOME_FAILED;
}

static void
complete (PlrSandboxRun *run)
{
  g_autoptr(GTask) task = g_object_ref (run->task);
  PlrSandboxResult result;
  GError *error;

  if (run->error == NULL && !run->stopping && !run->ready)
    run->error = error_for_failed_start (run);
  else if (run->error == NULL && !run->stopping && !run->done)
    run->error = g_error_new (PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_LOST,
                              _("The sandbox was ended from outside before the build said how it went. "
                                "Look whether the machine ran out of memory, and run it again."));

  run->result.outcome = outcome_of (run);
  run->result.wall_us = g_get_monotonic_time () - run->started_at_us;
  result = run->result;
  error = g_steal_pointer (&run->error);
  run->sandbox->run = NULL;
  if (!run->exited)
    leave_to_itself (run);
  run_free (run);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, plr_sandbox_result_copy (&result), (GDestroyNotify)plr_sandbox_result_free);
}

static void
complete_if_over (PlrSandboxRun *run)
{
  if (run->done || (run->exited && run->output_source == NULL && run->control_source == NULL))
    complete (run);
}

static void
hand_on (PlrSandboxRun *run,
         const char    *data,
         gsize          size_bytes)
{
  guint64 limit_bytes = run->sandbox->limits.output_bytes;

  if (!run->ready)
    {
      g_string_append_len (run->said, data, (gssize)MIN (size_bytes, MAX_SAID_BYTES - MIN (run->said->len, MAX_SAID_BYTES)));
      return;
    }

  if (limit_bytes != 0 && size_bytes > limit_bytes - run->result.output_bytes)
    {
      run->result.output_truncated = TRUE;
      size_bytes = (gsize)(limit_bytes - run->result.output_bytes);
    }
  run->result.output_bytes += size_bytes;
  if (size_bytes > 0 && run->output_func != NULL)
    run->output_func (run->sandbox, data, size_bytes, run->func_data);
}

static void
flush_pending (PlrSandboxRun *run)
{
  gsize n = run->n_pending;

  run->n_pending = 0;
  if (n > 0)
    hand_on (run, run->buffer, n);
}

/* All that was written up to now, and no more: a process in the background may write without end. */
static void
drain (PlrSandboxRun *run)
{
  int left = 0;

  flush_pending (run);
  if (run->process.output_fd < 0 || ioctl (run->process.output_fd, FIONREAD, &left) != 0)
    return;

  while (left > 0)
    {
      gssize n = read (run->process.output_fd, run->buffer, (gsize)MIN (left, BUFFER_SIZE_BYTES));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;
      left -= (int)n;
      hand_on (run, run->buffer, (gsize)n);
    }
}

static void
send_order (PlrSandboxRun *run,
            char           order)
{
  /* If plr-init is not there any more, its end is on the way to us. */
  while (send (run->process.control_fd, &order, 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0 && errno == EINTR)
    continue;
}

static gboolean
force_cb (gpointer user_data)
{
  PlrSandboxRun *run = user_data;

  clear_source (&run->ladder_source);
  if (!run->exited)
    (void)kill (run->process.pid, SIGKILL); /* not reaped yet, so it is no other process */

  return G_SOURCE_REMOVE;
}

static gboolean
kill_cb (gpointer user_data)
{
  PlrSandboxRun *run = user_data;

  clear_source (&run->ladder_source);
  run->result.killed = TRUE;
  send_order (run, PLR_INIT_KILL);
  run->ladder_source = attach (run, g_timeout_source_new (FORCE_AFTER_MS), force_cb);

  return G_SOURCE_REMOVE;
}

static void
stop (PlrSandboxRun    *run,
      PlrSandboxOutcome outcome)
{
  gint64 grace_us = run->sandbox->grace_us;

  clear_source (&run->cancel_source);
  clear_source (&run->timeout_source);
  if (run->stopping || run->exited)
    return;

  run->stopping = TRUE;
  run->stop_outcome = outcome;
  if (grace_us > 0)
    send_order (run, PLR_INIT_STOP);
  run->ladder_source = attach (run, g_timeout_source_new ((guint)((grace_us + 999) / 1000)), kill_cb);
}

static gboolean
cancel_cb (GCancellable *cancellable,
           gpointer      user_data)
{
  stop (user_data, PLR_SANDBOX_OUTCOME_CANCELLED);

  return G_SOURCE_REMOVE;
}

static gboolean
timeout_cb (gpointer user_data)
{
  stop (user_data, PLR_SANDBOX_OUTCOME_TIMED_OUT);

  return G_SOURCE_REMOVE;
}

static gboolean
step_cut_cb (gpointer user_data)
{
  PlrSandboxRun *run = user_data;

  clear_source (&run->step_source);
  send_order (run, PLR_INIT_CUT);

  return G_SOURCE_REMOVE;
}

static gboolean
step_timeout_cb (gpointer user_data)
{
  PlrSandboxRun *run = user_data;

  clear_source (&run->step_source);
  run->step_late = TRUE;
  send_order (run, PLR_INIT_END);
  run->step_source = attach (run, g_timeout_source_new ((guint)((run->sandbox->grace_us + 999) / 1000)), step_cut_cb);

  return G_SOURCE_REMOVE;
}

static void
take_started (PlrSandboxRun        *run,
              const PlrInitMessage *message)
{
  const PlrSandboxStep *step = g_ptr_array_index (run->sandbox->steps, message->step);

  run->step_late = FALSE;
  if (step->timeout_us > 0)
    run->step_source = attach (run, g_timeout_source_new ((guint)MIN ((step->timeout_us + 999) / 1000, G_MAXUINT)), step_timeout_cb);
  if (run->step_func != NULL)
    run->step_func (run->sandbox, message->step, TRUE, 0, run->func_data);
}

static void
take_unstarted (PlrSandboxRun        *run,
                const PlrInitMessage *message)
{
  const PlrSandboxStep *step = g_ptr_array_index (run->sandbox->steps, message->step);
  const char *reason = g_strerror (message->code);

  if (run->error != NULL)
    return;

  switch ((PlrInitFault)message->what)
    {
    case PLR_INIT_FAULT_DIRECTORY:
      run->error = g_error_new (PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_STEP,
                                _("Step “%s” cannot start: its directory “%s” cannot be entered: %s. "
                                  "It must be there when the step starts."),
                                step->name, step->directory, reason);
      break;

    case PLR_INIT_FAULT_SHELL:
      run->error = g_error_new (PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_STEP,
                                _("Step “%s” cannot start: the shell “%s” cannot be run: %s. "
                                  "It must be installed where the stage runs, and its arguments and variables be small enough."),
                                step->name, step->shell, reason);
      break;

    case PLR_INIT_FAULT_PROCESS:
    case PLR_INIT_FAULT_LIMIT:
    default:
      run->error = g_error_new (PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_STEP, _("Step “%s” cannot start: %s."),
                                step->name, reason);
      break;
    }
}

static void
take_ended (PlrSandboxRun        *run,
            const PlrInitMessage *message)
{
  const PlrSandboxStep *step = g_ptr_array_index (run->sandbox->steps, message->step);
  int status = message->what;
  int exit_code = WIFSIGNALED (status) ? 128 + WTERMSIG (status) : WEXITSTATUS (status);
  gboolean is_bad = (status != 0 || run->step_late) && !step->may_fail;

  clear_source (&run->step_source);
  if (!run->failed)
    {
      run->result.step = message->step;
      run->result.signal_number = is_bad && WIFSIGNALED (status) ? WTERMSIG (status) : 0;
      run->result.exit_code = is_bad ? exit_code : 0;
      run->timed_out = is_bad && run->step_late;
      run->failed = is_bad;
    }

  drain (run);
  if (run->error == NULL && run->step_func != NULL)
    run->step_func (run->sandbox, message->step, FALSE, exit_code, run->func_data);
  if (!run->stopping && message->step + 1 < run->sandbox->steps->len)
    send_order (run, PLR_INIT_NEXT);
}

static void
take_message (PlrSandboxRun        *run,
              const PlrInitMessage *message)
{
  /* The process that sends it is ours, but its number is used as an index. */
  if (message->kind != PLR_INIT_READY && message->kind != PLR_INIT_DONE && message->step >= run->sandbox->steps->len)
    return;

  switch ((PlrInitKind)message->kind)
    {
    case PLR_INIT_READY:
      run->ready = TRUE;
      break;

    case PLR_INIT_STARTED:
      take_started (run, message);
      break;

    case PLR_INIT_UNSTARTED:
      take_unstarted (run, message);
      break;

    case PLR_INIT_ENDED:
      take_ended (run, message);
      break;

    case PLR_INIT_DONE:
    default:
      run->done = TRUE;
      drain (run); /* whoever wrote is gone, so this is all; bwrap still has the pipe open */
      clear_source (&run->control_source);
      run->result.user_us = message->user_us;
      run->result.system_us = message->system_us;
      run->result.max_rss_bytes = (guint64)message->max_rss_bytes;
      break;
    }
}

static void
read_control (PlrSandboxRun *run)
{
  while (run->control_source != NULL)
    {
      PlrInitMessage message;
      gssize n = recv (run->process.control_fd, &message, sizeof message, MSG_DONTWAIT);

      if (n == sizeof message)
        take_message (run, &message);
      else if (n < 0 && errno == EAGAIN)
        return;
      /* Where plr-init goes with an order unread, this comes once, before all that it said. */
      else if (n >= 0 || (errno != EINTR && errno != ECONNRESET))
        clear_source (&run->control_source);
    }
}

static gboolean
control_cb (int          fd,
            GIOCondition condition,
            gpointer     user_data)
{
  PlrSandboxRun *run = user_data;

  read_control (run);
  complete_if_over (run);

  return G_SOURCE_CONTINUE;
}

static gboolean
output_cb (int          fd,
           GIOCondition condition,
           gpointer     user_data)
{
  PlrSandboxRun *run = user_data;
  gssize n = read (fd, run->buffer, BUFFER_SIZE_BYTES);

  if (n < 0 && (errno == EINTR || errno == EAGAIN))
    return G_SOURCE_CONTINUE;

  /* The message that a step has started was sent before the step wrote anything, that it has ended after. */
  run->n_pending = (gsize)MAX (n, 0);
  read_control (run);
  flush_pending (run);
  if (n <= 0)
    clear_source (&run->output_source);
  complete_if_over (run);

  return G_SOURCE_CONTINUE;
}

static gboolean
give_up_cb (gpointer user_data)
{
  PlrSandboxRun *run = user_data;

  clear_source (&run->ladder_source);
  clear_source (&run->output_source);
  clear_source (&run->control_source);
  complete_if_over (run);

  return G_SOURCE_REMOVE;
}

static gboolean
process_cb (int          fd,
            GIOCondition condition,
            gpointer     user_data)
{
  PlrSandboxRun *run = user_data;

  if (waitpid (run->process.pid, NULL, WNOHANG) == 0)
    return G_SOURCE_CONTINUE;

  run->exited = TRUE;
  clear_source (&run->process_source);
  clear_source (&run->cancel_source);
  clear_source (&run->timeout_source);
  clear_source (&run->ladder_source);
  run->ladder_source = attach (run, g_timeout_source_new (DRAIN_MS), give_up_cb);
  complete_if_over (run);

  return G_SOURCE_REMOVE;
}

static GSource *
watch (PlrSandboxRun    *run,
       int               fd,
       GUnixFDSourceFunc callback)
{
  return attach (run, g_unix_fd_source_new (fd, G_IO_IN | G_IO_HUP | G_IO_ERR), (GSourceFunc)callback);
}

static void
start_clock (PlrSandboxRun *run)
{
  gint64 timeout_us = run->sandbox->timeout_us;

  if (timeout_us > 0)
    run->timeout_source = attach (run, g_timeout_source_new ((guint)MIN ((timeout_us + 999) / 1000, G_MAXUINT)), timeout_cb);
}

/**
 * plr_sandbox_release:
 * @self: a sandbox
 *
 * Lets the first step start that plr_sandbox_set_held() holds, as soon as all is ready. Called on the thread that the
 * sandbox runs on.
 */
void
plr_sandbox_release (PlrSandbox *self)
{
  PlrSandboxRun *run;

  g_return_if_fail (PLR_IS_SANDBOX (self));

  run = self->run;
  if (self->held && run != NULL && !run->stopping)
    {
      run->started_at_us = g_get_monotonic_time ();
      send_order (run, PLR_INIT_NEXT); /* it is read when plr-init is there to read it */
      start_clock (run);
    }
  self->held = FALSE;
}

/* Follows a process to its end and returns the task. Takes over what is in @process. */
void
plr_sandbox_follow (PlrSandbox              *self,
                    GTask                   *task,
                    const PlrSandboxProcess *process,
                    gint64                   started_at_us,
                    PlrSandboxOutputFunc     output_func,
                    PlrSandboxStepFunc       step_func,
                    gpointer                 func_data)
{
  PlrSandboxRun *run = g_new0 (PlrSandboxRun, 1);
  GCancellable *cancellable = g_task_get_cancellable (task);

  run->sandbox = g_object_ref (self);
  run->task = g_object_ref (task);
  run->process = *process;
  run->output_func = output_func;
  run->step_func = step_func;
  run->func_data = func_data;
  run->started_at_us = started_at_us;
  run->result.exit_code = -1;
  run->said = g_string_new (NULL);
  run->buffer = g_malloc (BUFFER_SIZE_BYTES);

  run->control_source = watch (run, process->control_fd, control_cb);
  run->output_source = watch (run, process->output_fd, output_cb);
  run->process_source = watch (run, process->pid_fd, process_cb);
  if (cancellable != NULL)
    run->cancel_source = attach (run, g_cancellable_source_new (cancellable), (GSourceFunc)cancel_cb);
  self->run = run;
  if (!self->held)
    start_clock (run);
}
