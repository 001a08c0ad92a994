/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect.h"

G_BEGIN_DECLS

char *plr_convert (PlrPipeline *pipeline,
                   const char  *source,
                   PlrDialect  *target,
                   GListStore  *report,
                   GError     **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
