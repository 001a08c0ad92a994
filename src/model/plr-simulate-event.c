/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-simulate-event"

#include "config.h"

#include "plr-simulate-event.h"

/**
 * plr_simulate_event_copy:
 * @self: an event
 *
 * The list of variables is shared.
 *
 * Returns: (transfer full): one that lives by itself; end it with plr_simulate_event_free()
 */
PlrSimulateEvent *
plr_simulate_event_copy (const PlrSimulateEvent *self)
{
  PlrSimulateEvent *copy = g_memdup2 (self, sizeof *self);

  copy->branch = g_strdup (self->branch);
  copy->tag = g_strdup (self->tag);
  copy->target_branch = g_strdup (self->target_branch);
  copy->type = g_strdup (self->type);
  copy->default_branch = g_strdup (self->default_branch);
  copy->changed = (const char *const *)g_strdupv ((char **)self->changed);
  copy->files = (const char *const *)g_strdupv ((char **)self->files);
  if (copy->variables != NULL)
    g_object_ref (copy->variables);

  return copy;
}

void
plr_simulate_event_free (PlrSimulateEvent *self)
{
  g_free ((char *)self->branch);
  g_free ((char *)self->tag);
  g_free ((char *)self->target_branch);
  g_free ((char *)self->type);
  g_free ((char *)self->default_branch);
  g_strfreev ((char **)self->changed);
  g_strfreev ((char **)self->files);
  g_clear_object (&self->variables);
  g_free (self);
}
