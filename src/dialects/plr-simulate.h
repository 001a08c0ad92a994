/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect.h"
#include "plr-simulate-event.h"
#include "plr-simulated-job.h"

G_BEGIN_DECLS

gboolean    plr_simulate_is_known (PlrDialect *dialect);
GListModel *plr_simulate          (PlrDialect             *dialect,
                                   const char             *text,
                                   gssize                  size_bytes,
                                   const char             *path,
                                   PlrDialectLoader        loader,
                                   gpointer                loader_data,
                                   const PlrSimulateEvent *event,
                                   GError                **error);

G_END_DECLS
