/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-reader.h"

G_BEGIN_DECLS

PlrPipeline *plr_github_read (PlrDialect *dialect,
                              const char *text,
                              gssize      size_bytes,
                              const char *path,
                              GListStore *problems);

G_END_DECLS
