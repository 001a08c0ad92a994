/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-sandbox"

#include "config.h"

#include <unistd.h>

#include <glib/gi18n-lib.h>

#include "plr-sandbox-private.h"

#define DEFAULT_GRACE_US (2 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (PlrSandbox, plr_sandbox, G_TYPE_OBJECT)

G_DEFINE_QUARK (plr-sandbox-error-quark, plr_sandbox_error)

typedef struct
{
  PlrSandboxOutputFunc output_func;
  PlrSandboxStepFunc step_func;
  gpointer func_data;
  gint64 started_at_us;
  GTask *task;
} PlrSandboxCall;

static void
step_free (gpointer data)
{
  PlrSandboxStep *step = data;

  g_free (step->name);
  g_free (step->shell);
  g_free (step->script);
  g_free (step->directory);
  g_strfreev (step->variables);
  g_free (step);
}

static void
input_free (gpointer data)
{
  PlrSandboxInput *input = data;

  if (input->fd >= 0)
    (void)close (input->fd); /* only read */
  g_free (input->directory);
  g_free (input->name);
  g_free (input);
}

static void
call_free (PlrSandboxCall *call)
{
  g_clear_object (&call->task);
  g_free (call);
}

static gboolean
refuse (GError    **error,
        const char *format,
        const char *what,
        const char *whose)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, PLR_SANDBOX_ERROR, PLR_SANDBOX_ERROR_CONFIGURATION, format, what, whose);
#pragma GCC diagnostic pop

  return FALSE;
}

static gboolean
validate_variables (char      **variables,
                    const char *whose,
                    GError    **error)
{
  for (guint i = 0; variables != NULL && variables[i] != NULL; i++)
    {
      const char *sign = strchr (variables[i], '=');

      if (sign == NULL || sign == variables[i])
        return refuse (error, _("“%s” of “%s” is no variable; NAME=VALUE was expected."), variables[i], whose);
    }

  return TRUE;
}

static gboolean
validate_inputs (PlrSandbox *self,
                 GError    **error)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      const PlrSandboxInput *input = g_ptr_array_index (self->inputs, i);

      if (input->name[0] == '\0' || strchr (input->name, '/') != NULL ||
          g_str_equal (input->name, ".") || g_str_equal (input->name, ".."))
        return refuse (error, _("“%s” cannot name a folder of “%s”; choose a name without “/”."), input->name, "/inputs");
      if (input->directory != NULL && !g_path_is_absolute (input->directory))
        return refuse (error, _("“%s”, the input “%s”, is not an absolute path."), input->directory, input->name);
    }

  return TRUE;
}

/**
 * plr_sandbox_validate:
 * @self: a sandbox
 * @error: `PLR_SANDBOX_ERROR_CONFIGURATION`
 *
 * Refuses, before anything is started, what bwrap or the kernel would refuse in words that nobody understands.
 *
 * Returns: whether it can be run
 */
gboolean
plr_sandbox_validate (PlrSandbox *self,
                      GError    **error)
{
  if (self->workspace != NULL && !g_path_is_absolute (self->workspace))
    return refuse (error, _("“%s”, the workspace of “%s”, is not an absolute path."), self->workspace, "/build");
  if (!validate_inputs (self, error) || !validate_variables (self->variables, _("the stage"), error))
    return FALSE;

  for (guint i = 0; i < self->steps->len; i++)
    {
      const PlrSandboxStep *step = g_ptr_array_index (self->steps, i);

      if (!g_str_equal (step->shell, "sh") && !g_str_equal (step->shell, "bash"))
        return refuse (error, _("The shell “%s” of step “%s” is not known; “sh” and “bash” are."), step->shell, step->name);
      if (step->directory[0] == '/')
        return refuse (error, _("The directory “%s” of step “%s” is absolute; it is meant below the workspace."),
                       step->directory, step->name);
      if (!validate_variables (step->variables, step->name, error))
        return FALSE;
    }

  return TRUE;
}

static void
start (PlrSandbox           *self,
       GTask                *task,
       const PlrSandboxCall *call)
{
  PlrSandboxProcess process;
  GError *error = NULL;

  if (plr_sandbox_launch (self, &process, &error))
    plr_sandbox_follow (self, task, &process, call->started_at_us, call->output_func, call->step_func, call->func_data);
  else
    g_task_return_error (task, error);
}

static void
give_worker (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  g_autoptr(GError) error = NULL;

  if (plr_sandbox_give_tree (task_data, PLR_SANDBOX_BUILD_UID, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
return_cancelled (GTask *task,
                  gint64 started_at_us)
{
  PlrSandboxResult result = { .outcome = PLR_SANDBOX_OUTCOME_CANCELLED, .exit_code = -1 };

  result.wall_us = g_get_monotonic_time () - started_at_us;
  g_task_return_pointer (task, plr_sandbox_result_copy (&result), (GDestroyNotify)plr_sandbox_result_free);
}

static void
given_cb (GObject      *source_object,
          GAsyncResult *result,
          gpointer      user_data)
{
  PlrSandboxCall *call = user_data;
  GTask *task = call->task;
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return_cancelled (task, call->started_at_us);
  else
    start (g_task_get_source_object (task), task, call);

  call_free (call);
}

static void
plr_sandbox_finalize (GObject *object)
{
  PlrSandbox *self = PLR_SANDBOX (object);

  g_clear_pointer (&self->workspace, g_free);
  g_clear_pointer (&self->inputs, g_ptr_array_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->variables, g_strfreev);

  G_OBJECT_CLASS (plr_sandbox_parent_class)->finalize (object);
}

static void
plr_sandbox_class_init (PlrSandboxClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = plr_sandbox_finalize;
}

static void
plr_sandbox_init (PlrSandbox *self)
{
  self->inputs = g_ptr_array_new_with_free_func (input_free);
  self->steps = g_ptr_array_new_with_free_func (step_free);
  self->source_date_epoch = -1;
  self->grace_us = DEFAULT_GRACE_US;
  plr_sandbox_limits_init (&self->limits);
}

/**
 * plr_sandbox_limits_init:
 * @limits: (out): gets the defaults that `PlrSandboxLimits` documents
 */
void
plr_sandbox_limits_init (PlrSandboxLimits *limits)
{
  g_return_if_fail (limits != NULL);

  *limits = (PlrSandboxLimits){
    .processes = 2048,
    .file_size_bytes = G_GUINT64_CONSTANT (8) << 30,
      .open_files = 4096,
      .tmp_size_bytes = G_GUINT64_CONSTANT (1) << 30,
      .shm_size_bytes = G_GUINT64_CONSTANT (64) << 20,
  };
}

/**
 * plr_sandbox_new:
 *
 * One confined place to run the steps of a stage in, once: the machine's own `/usr` read-only, an empty `/tmp`, the
 * workspace at `/build`, and nothing else of the machine; no network, no device, no other process, no variable.
 *
 * Returns: (transfer full): a sandbox without a workspace and without steps
 */
PlrSandbox *
plr_sandbox_new (void)
{
  return g_object_new (PLR_TYPE_SANDBOX, NULL);
}

/**
 * plr_sandbox_set_workspace:
 * @self: a sandbox
 * @directory: (type filename): absolute; the only place that the steps can write to and that stays
 *
 * Sets what is `/build` inside. The steps see its path in /proc/self/mountinfo, so it should say nothing of the user,
 * and should lie in a folder that is closed to others. If Pipeliner runs as root, its content is given to the
 * unprivileged user that the steps run as.
 */
void
plr_sandbox_set_workspace (PlrSandbox *self,
                           const char *directory)
{
  g_return_if_fail (PLR_IS_SANDBOX (self));
  g_return_if_fail (directory != NULL);

  g_free (self->workspace);
  self->workspace = g_strdup (directory);
}

static void
append_input (PlrSandbox *self,
              const char *directory,
              int         fd,
              const char *target_name)
{
  PlrSandboxInput *input = g_new0 (PlrSandboxInput, 1);

  input->directory = g_strdup (directory);
  input->fd = fd;
  input->name = g_strdup (target_name);
  g_ptr_array_add (self->inputs, input);
}

/**
 * plr_sandbox_add_read_only:
 * @self: a sandbox
 * @directory: (type filename): absolute; trusted as a path, unlike its content
 * @target_name: its name in `/inputs`
 *
 * Shows a directory of the machine to the steps, read-only. If Pipeliner runs as root, the steps are another user, and
 * see what its modes allow to others. A path that an outsider chose goes through
 * plr_path_open_beneath() and plr_sandbox_take_read_only_fd() instead.
 */
void
plr_sandbox_add_read_only (PlrSandbox *self,
                           const char *directory,
                           const char *target_name)
{
  g_return_if_fail (PLR_IS_SANDBOX (self));
  g_return_if_fail (directory != NULL && target_name != NULL);

  append_input (self, directory, -1, target_name);
}

/**
 * plr_sandbox_take_read_only_fd:
 * @self: a sandbox
 * @fd: (transfer full): a directory
 * @target_name: its name in `/inputs`
 *
 * Shows an open directory to the steps, read-only.
 */
void
plr_sandbox_take_read_only_fd (PlrSandbox *self,
                               int         fd,
                               const char *target_name)
{
  g_return_if_fail (PLR_IS_SANDBOX (self));
  g_return_if_fail (fd >= 0 && target_name != NULL);

  append_input (self, NULL, fd, target_name);
}

/**
 * plr_sandbox_set_network:
 * @self: a sandbox
 * @network: whether the steps share the machine's network
 *
 * A shared network is all of it: also what listens on this machine alone, and its abstract sockets. Names are resolved
 * and certificates trusted as the machine does. Off by default.
 */
void
plr_sandbox_set_network (PlrSandbox *self,
                         gboolean    network)
{
  g_return_if_fail (PLR_IS_SANDBOX (self));

  self->network = network != FALSE;
}

/**
 * plr_sandbox_set_environment:
 * @self: a sandbox
 * @variables: (nullable) (array zero-terminated=1): `NAME=VALUE`, for all steps
 *
 * Sets what the steps have besides, or instead of, PATH, HOME, TMPDIR, TZ, LC_ALL and SOURCE_DATE_EPOCH. No variable of
 * this process goes in by itself, and none is ever an argument that others could read.
 */
void
plr_sandbox_set_environment (PlrSandbox        *self,
                             const char *const *variables)
{
  g_return_if_fail (PLR_IS_SANDBOX (self));

  g_strfreev (self->variables);
  self->variables = g_strdupv ((char **)variables);
}

/**
 * plr_sandbox_set_source_date_epoch:
 * @self: a sandbox
 * @seconds: since 1970, usually the time of the commit; -1 for none
 *
 * Sets SOURCE_DATE_EPOCH, which many tools take for the current time.
 */
void
plr_sandbox_set_source_date_epoch (PlrSandbox *self,
                                   gint64      seconds)
{
  g_return_if_fail (PLR_IS_SANDBOX (self));

  self->source_date_epoch = seconds;
}

/**
 * plr_sandbox_set_timeout_us:
 * @self: a sandbox
 * @timeout_us: how long all steps together may take, 0 for as long as they want
 *
 * The time that the machine is suspended does not count.
 */
void
plr_sandbox_set_timeout_us (PlrSandbox *self,
                            gint64      timeout_us)
{
  g_return_if_fail (PLR_IS_SANDBOX (self));

  self->timeout_us = MAX (timeout_us, 0);
}

/**
 * plr_sandbox_set_grace_us:
 * @self: a sandbox
 * @grace_us: how long a step has to end after SIGTERM before all is killed; by default 2 s
 */
void
plr_sandbox_set_grace_us (PlrSandbox *self,
                          gint64      grace_us)
{
  g_return_if_fail (PLR_IS_SANDBOX (self));

  self->grace_us = CLAMP (grace_us, 0, G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
}

/**
 * plr_sandbox_set_limits:
 * @self: a sandbox
 * @limits: the bounds
 */
void
plr_sandbox_set_limits (PlrSandbox             *self,
                        const PlrSandboxLimits *limits)
{
  g_return_if_fail (PLR_IS_SANDBOX (self));
  g_return_if_fail (limits != NULL);
  g_return_if_fail (limits->tmp_size_bytes > 0 && limits->shm_size_bytes > 0);

  self->limits = *limits;
}

/**
 * plr_sandbox_add_step:
 * @self: a sandbox
 * @name: (nullable): what errors call it
 * @shell: (nullable): `sh`, the default, run as `sh -e`; or `bash`, run as `bash --noprofile --norc -eo pipefail`
 * @script: what the shell reads, of any size
 * @directory: (nullable): where it starts, relative to the workspace
 * @variables: (nullable) (array zero-terminated=1): `NAME=VALUE`, for this step besides those for all
 *
 * Appends a step. Steps run one after another and see what earlier ones left, processes in the background included;
 * after the first that fails only those run that plr_sandbox_set_step_rules() has run then.
 */
void
plr_sandbox_add_step (PlrSandbox        *self,
                      const char        *name,
                      const char        *shell,
                      const char        *script,
                      const char        *directory,
                      const char *const *variables)
{
  PlrSandboxStep *step;

  g_return_if_fail (PLR_IS_SANDBOX (self));
  g_return_if_fail (script != NULL);

  step = g_new0 (PlrSandboxStep, 1);
  step->name = name != NULL ? g_strdup (name) : g_strdup_printf ("%u", self->steps->len + 1);
  step->shell = g_strdup (shell != NULL ? shell : "sh");
  step->script = g_strdup (script);
  step->directory = g_strdup (directory != NULL ? directory : "");
  step->variables = g_strdupv ((char **)variables);
  g_ptr_array_add (self->steps, step);
}

/**
 * plr_sandbox_set_step_rules:
 * @self: a sandbox with a step
 * @when: when the step that was added last runs; by default after no failure
 * @may_fail: whether the run goes on as if it had not failed
 * @timeout_us: how long it may take, or 0, which is the default; its processes are then asked to end, and killed after the
 *   time that plr_sandbox_set_grace_us() sets, and it has failed
 *
 * Says what is different with a step.
 */
void
plr_sandbox_set_step_rules (PlrSandbox    *self,
                            PlrSandboxWhen when,
                            gboolean       may_fail,
                            gint64         timeout_us)
{
  PlrSandboxStep *step;

  g_return_if_fail (PLR_IS_SANDBOX (self));
  g_return_if_fail (self->steps->len > 0);

  step = g_ptr_array_index (self->steps, self->steps->len - 1);
  step->when = when;
  step->may_fail = may_fail;
  step->timeout_us = MAX (timeout_us, 0);
}

/**
 * plr_sandbox_set_held:
 * @self: a sandbox
 * @held: whether the first step waits for plr_sandbox_release()
 *
 * Lets plr_sandbox_run_async() make everything ready and then wait, so that the time that this takes can pass while
 * something else still runs. The time limit counts from the release.
 */
void
plr_sandbox_set_held (PlrSandbox *self,
                      gboolean    held)
{
  g_return_if_fail (PLR_IS_SANDBOX (self));
  g_return_if_fail (!self->started);

  self->held = held != FALSE;
}

/**
 * plr_sandbox_run_async:
 * @self: a sandbox that was not run before
 * @output_func: (nullable) (scope notified): takes the output
 * @step_func: (nullable) (scope notified): is told of the steps
 * @func_data: for both
 * @cancellable: (nullable): ends the run: SIGTERM to the step, and when the grace time is over SIGKILL to all
 * @callback: (scope async): called when no process of the steps is left and all output was handed on
 * @user_data: for @callback
 *
 * Runs the steps. All functions are called in the thread-default main context of the caller. The calling thread must
 * live until the run is over: the kernel ends the sandbox with it, and with this process, however that ends.
 */
void
plr_sandbox_run_async (PlrSandbox          *self,
                       PlrSandboxOutputFunc output_func,
                       PlrSandboxStepFunc   step_func,
                       gpointer             func_data,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PlrSandboxCall call = { output_func, step_func, func_data, g_get_monotonic_time (), NULL };
  GError *error = NULL;

  g_return_if_fail (PLR_IS_SANDBOX (self));
  g_return_if_fail (!cancellable || G_IS_CANCELLABLE (cancellable));
  g_return_if_fail (!self->started);

  self->started = TRUE;
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, plr_sandbox_run_async);
  g_task_set_check_cancellable (task, FALSE); /* being cancelled is an outcome */

  if (!plr_sandbox_validate (self, &error))
    {
      g_task_return_error (task, error);
    }
  else if (g_cancellable_is_cancelled (cancellable))
    {
      return_cancelled (task, call.started_at_us);
    }
  else if (geteuid () == 0 && self->workspace != NULL)
    {
      g_autoptr(GTask) giving = NULL;

      call.task = g_object_ref (task);
      /* Without self: the worker drops its task when it likes, and self is not to live until then. */
      giving = g_task_new (NULL, NULL, given_cb, g_memdup2 (&call, sizeof call));
      g_task_set_source_tag (giving, plr_sandbox_run_async);
      g_task_set_task_data (giving, g_strdup (self->workspace), g_free);
      g_task_run_in_thread (giving, give_worker);
    }
  else
    {
      start (self, task, &call);
    }
}

/**
 * plr_sandbox_run_finish:
 * @self: a sandbox
 * @result: what the callback got
 * @error: `PLR_SANDBOX_ERROR` or `G_IO_ERROR` if a step could not be started, or its end is not known; being cancelled,
 *   timed out or failed is a result
 *
 * Returns: (transfer full) (nullable): how the run ended
 */
PlrSandboxResult *
plr_sandbox_run_finish (PlrSandbox   *self,
                        GAsyncResult *result,
                        GError      **error)
{
  g_return_val_if_fail (PLR_IS_SANDBOX (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
