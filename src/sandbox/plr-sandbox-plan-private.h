/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What bwrap is told, as data: no object, no disk but for the layout of the host's root. */

typedef struct
{
  int fd;               /* as the sandbox's first process will have it */
  char *path;           /* inside */
} PlrSandboxPlace;

typedef struct
{
  const char *host_root;       /* "/", but for tests */
  gboolean network;
  guint64 tmp_size_bytes;
  guint64 shm_size_bytes;
  int filter_fd;
  int workspace_fd;            /* or -1 */
  GArray *files;               /* PlrSandboxPlace: written into the root */
  GArray *inputs;              /* PlrSandboxPlace: bound read-only */
} PlrSandboxPlan;

PlrSandboxPlan *plr_sandbox_plan_new           (void);
void            plr_sandbox_plan_free          (PlrSandboxPlan *plan);
void            plr_sandbox_plan_add_file      (PlrSandboxPlan *plan,
                                                int             fd,
                                                const char     *path);
void            plr_sandbox_plan_add_input     (PlrSandboxPlan *plan,
                                                int             fd,
                                                const char     *name);
GPtrArray      *plr_sandbox_plan_dup_arguments (const PlrSandboxPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrSandboxPlan, plr_sandbox_plan_free)

G_END_DECLS
