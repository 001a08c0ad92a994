/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * PlrWelcome:
 *
 * What one sees before a repository is open: open one, begin a pipeline, try the example, or go on with a recent one.
 * Signal `open-path (char *path)`: a recent one was chosen. Signal `forget-path (char *path)`.
 */
#define PLR_TYPE_WELCOME (plr_welcome_get_type ())

G_DECLARE_FINAL_TYPE (PlrWelcome, plr_welcome, PLR, WELCOME, AdwBin)

void plr_welcome_set_recent (PlrWelcome *self,
                             GListModel *recent);

G_END_DECLS
