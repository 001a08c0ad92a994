/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-sandbox.h"

G_BEGIN_DECLS

/* Whom a build of root runs as. Debian gives 65000 to 65533 to nobody ("Reserved", Debian Policy 9.2.2), and systemd
 * takes its dynamic users from below 65520. */
#define PLR_SANDBOX_BUILD_UID 65533

typedef struct
{
  char *name;
  char *shell;
  char *script;
  char *directory;
  char **variables;
  PlrSandboxWhen when;
  gboolean may_fail;
  gint64 timeout_us;    /* or 0 */
} PlrSandboxStep;

typedef struct
{
  char *directory;      /* or */
  int fd;
  char *name;
} PlrSandboxInput;

struct _PlrSandbox
{
  GObject parent_instance;

  char *workspace;
  GPtrArray *inputs;
  GPtrArray *steps;
  char **variables;
  PlrSandboxLimits limits;
  gint64 source_date_epoch;     /* -1: none */
  gint64 timeout_us;
  gint64 grace_us;
  gpointer run;                 /* of plr_sandbox_follow(), while it goes on */
  guint network : 1;
  guint started : 1;
  guint held : 1;
};

typedef struct
{
  int pid;
  int pid_fd;
  int control_fd;
  int output_fd;
} PlrSandboxProcess;

void      plr_sandbox_process_clear    (PlrSandboxProcess *process);
gboolean  plr_sandbox_validate         (PlrSandbox *self,
                                        GError    **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean  plr_sandbox_launch           (PlrSandbox        *self,
                                        PlrSandboxProcess *process,
                                        GError           **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes   *plr_sandbox_dup_program      (PlrSandbox *self);
char     *plr_sandbox_dup_helper_path  (void);
char     *plr_sandbox_dup_bwrap_path   (GError **error) G_GNUC_WARN_UNUSED_RESULT;
char     *plr_sandbox_dup_start_hint   (const char *said);
gboolean  plr_sandbox_give_tree        (const char *directory,
                                        guint       uid,
                                        GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void      plr_sandbox_follow           (PlrSandbox              *self,
                                        GTask                   *task,
                                        const PlrSandboxProcess *process,
                                        gint64                   started_at_us,
                                        PlrSandboxOutputFunc     output_func,
                                        PlrSandboxStepFunc       step_func,
                                        gpointer                 func_data);

G_END_DECLS
