/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"

G_BEGIN_DECLS

PlrPipeline *plr_pipeline_clone (PlrPipeline *pipeline);

G_END_DECLS
