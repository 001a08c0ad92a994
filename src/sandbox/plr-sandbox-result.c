/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-sandbox-result"

#include "config.h"

#include "plr-sandbox-result.h"

G_DEFINE_BOXED_TYPE (PlrSandboxResult, plr_sandbox_result, plr_sandbox_result_copy, plr_sandbox_result_free)

/**
 * plr_sandbox_result_copy:
 * @self: a result
 *
 * Returns: (transfer full): the same once more
 */
PlrSandboxResult *
plr_sandbox_result_copy (const PlrSandboxResult *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

/**
 * plr_sandbox_result_free:
 * @self: (transfer full) (nullable): a result
 */
void
plr_sandbox_result_free (PlrSandboxResult *self)
{
  g_free (self);
}
