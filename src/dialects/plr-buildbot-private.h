/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-export-private.h"

G_BEGIN_DECLS

void plr_buildbot_append_pipeline (PlrExport *export,
                                   GString   *out);

G_END_DECLS
