/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-sandbox-result.h"

G_BEGIN_DECLS

#define PLR_SANDBOX_ERROR (plr_sandbox_error_quark ())

/**
 * PlrSandboxError:
 * @PLR_SANDBOX_ERROR_UNAVAILABLE: this machine cannot confine a command now; nothing was run
 * @PLR_SANDBOX_ERROR_CONFIGURATION: the workspace, a step, a variable or an input is not usable
 * @PLR_SANDBOX_ERROR_STEP: a step could not be started: its shell or its directory is not there
 * @PLR_SANDBOX_ERROR_LOST: the sandbox ended without saying how its step ended
 *
 * Why a run has no outcome.
 */
typedef enum
{
  PLR_SANDBOX_ERROR_UNAVAILABLE,
  PLR_SANDBOX_ERROR_CONFIGURATION,
  PLR_SANDBOX_ERROR_STEP,
  PLR_SANDBOX_ERROR_LOST,
} PlrSandboxError;

/**
 * PlrSandboxLimits:
 * @processes: processes and threads at a time, 0 for no limit; by default 2048
 * @address_space_bytes: of each process, 0 for no limit, which is the default
 * @file_size_bytes: of each file written, 0 for no limit; by default 8 GiB
 * @open_files: of each process, 0 for what the machine allows; by default 4096
 * @tmp_size_bytes: of /tmp, never 0; by default 1 GiB
 * @shm_size_bytes: of /dev/shm, never 0; by default 64 MiB
 * @output_bytes: of the log, 0 for no limit, which is the default; what is beyond is thrown away
 *
 * Bounds that the processes of a run cannot raise. There is no bound on the memory of all processes
 * together; they offer themselves to the kernel as the first to end when memory runs out.
 */
typedef struct
{
  guint64 processes;
  guint64 address_space_bytes;
  guint64 file_size_bytes;
  guint64 open_files;
  guint64 tmp_size_bytes;
  guint64 shm_size_bytes;
  guint64 output_bytes;
} PlrSandboxLimits;

/**
 * PlrSandboxWhen:
 * @PLR_SANDBOX_WHEN_SUCCESS: no step before it failed
 * @PLR_SANDBOX_WHEN_FAILURE: one did
 * @PLR_SANDBOX_WHEN_ALWAYS: in either case
 *
 * When the turn of a step comes.
 */
typedef enum
{
  PLR_SANDBOX_WHEN_SUCCESS,
  PLR_SANDBOX_WHEN_FAILURE,
  PLR_SANDBOX_WHEN_ALWAYS,
} PlrSandboxWhen;

#define PLR_TYPE_SANDBOX (plr_sandbox_get_type ())

G_DECLARE_FINAL_TYPE (PlrSandbox, plr_sandbox, PLR, SANDBOX, GObject)

/**
 * PlrSandboxOutputFunc:
 * @self: the sandbox
 * @data: (array length=size_bytes): bytes as the processes wrote them, in no encoding
 * @size_bytes: how many, at least 1
 * @user_data: what was given to plr_sandbox_run_async()
 *
 * Takes what was written to standard output and standard error, in the order in which it was written.
 */
typedef void (*PlrSandboxOutputFunc) (PlrSandbox *self,
                                      const char *data,
                                      gsize       size_bytes,
                                      gpointer    user_data);

/**
 * PlrSandboxStepFunc:
 * @self: the sandbox
 * @step: the number of the step, from 0
 * @started: whether it starts; it has ended otherwise
 * @exit_code: where it has ended, its exit code, or 128 + the signal that ended it
 * @user_data: what was given to plr_sandbox_run_async()
 *
 * Is told of the start and of the end of each step. All output of a step comes between the two.
 */
typedef void (*PlrSandboxStepFunc) (PlrSandbox *self,
                                    guint       step,
                                    gboolean    started,
                                    int         exit_code,
                                    gpointer    user_data);

GQuark            plr_sandbox_error_quark           (void);
gboolean          plr_sandbox_check                 (GError **error) G_GNUC_WARN_UNUSED_RESULT;
void              plr_sandbox_limits_init           (PlrSandboxLimits *limits);

PlrSandbox       *plr_sandbox_new                   (void);
void              plr_sandbox_set_workspace         (PlrSandbox *self,
                                                     const char *directory);
void              plr_sandbox_add_read_only         (PlrSandbox *self,
                                                     const char *directory,
                                                     const char *target_name);
void              plr_sandbox_take_read_only_fd     (PlrSandbox *self,
                                                     int         fd,
                                                     const char *target_name);
void              plr_sandbox_set_network           (PlrSandbox *self,
                                                     gboolean    network);
void              plr_sandbox_set_environment       (PlrSandbox        *self,
                                                     const char *const *variables);
void              plr_sandbox_set_source_date_epoch (PlrSandbox *self,
                                                     gint64      seconds);
void              plr_sandbox_set_timeout_us        (PlrSandbox *self,
                                                     gint64      timeout_us);
void              plr_sandbox_set_grace_us          (PlrSandbox *self,
                                                     gint64      grace_us);
void              plr_sandbox_set_limits            (PlrSandbox             *self,
                                                     const PlrSandboxLimits *limits);
void              plr_sandbox_add_step              (PlrSandbox        *self,
                                                     const char        *name,
                                                     const char        *shell,
                                                     const char        *script,
                                                     const char        *directory,
                                                     const char *const *variables);
void              plr_sandbox_set_step_rules        (PlrSandbox    *self,
                                                     PlrSandboxWhen when,
                                                     gboolean       may_fail,
                                                     gint64         timeout_us);
void              plr_sandbox_set_held              (PlrSandbox *self,
                                                     gboolean    held);
void              plr_sandbox_release               (PlrSandbox *self);
void              plr_sandbox_run_async             (PlrSandbox          *self,
                                                     PlrSandboxOutputFunc output_func,
                                                     PlrSandboxStepFunc   step_func,
                                                     gpointer             func_data,
                                                     GCancellable        *cancellable,
                                                     GAsyncReadyCallback  callback,
                                                     gpointer             user_data);
PlrSandboxResult *plr_sandbox_run_finish            (PlrSandbox   *self,
                                                     GAsyncResult *result,
                                                     GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
