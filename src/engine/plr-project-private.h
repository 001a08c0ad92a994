/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-history.h"
#include "plr-project.h"

G_BEGIN_DECLS

/* What a worker read from the repository. */
typedef struct _PlrProjectState PlrProjectState;

void             plr_project_state_read_async (GTask      *task,
                                               const char *path);
void             plr_project_state_free (PlrProjectState *state);
PlrProject      *plr_project_new        (PlrHistory      *history,
                                         PlrProjectState *state);
PlrHistory      *plr_project_get_history (PlrProject *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrProjectState, plr_project_state_free)

G_END_DECLS
