/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"

PlrPipeline *random_pipeline (guint    n_stages,
                              gboolean local,
                              guint32  seed);
