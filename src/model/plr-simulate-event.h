/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-enums.h"

G_BEGIN_DECLS

/**
 * PlrSimulateEvent:
 * @event: `PUSH`, `PULL_REQUEST`, `SCHEDULE` or `MANUAL`
 * @branch: (nullable): the branch: of a pull request the one that is to be merged
 * @tag: (nullable): the tag; a push is one of it then, and not of the branch
 * @target_branch: (nullable): of a pull request: what it is to be merged into
 * @type: (nullable): the activity of a pull request; `NULL` for `opened`
 * @default_branch: (nullable): the one that the server has as its own; `NULL` if that is not known
 * @changed: (nullable) (array zero-terminated=1): the files that changed; `NULL` if that is not known
 * @files: (nullable) (array zero-terminated=1): all files of the repository; `NULL` if they are not known
 * @variables: (nullable): of PlrVariable: what the settings of the server, or the person who starts it, say
 *
 * What happened.
 */
typedef struct
{
  PlrTriggerEvent    event;
  const char        *branch;
  const char        *tag;
  const char        *target_branch;
  const char        *type;
  const char        *default_branch;
  const char *const *changed;
  const char *const *files;
  GListModel        *variables;
} PlrSimulateEvent;

PlrSimulateEvent *plr_simulate_event_copy (const PlrSimulateEvent *self);
void              plr_simulate_event_free (PlrSimulateEvent *self);

G_END_DECLS
