/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-difference.h"
#include "plr-pipeline.h"

G_BEGIN_DECLS

GListModel *plr_pipeline_diff (PlrPipeline *old_pipeline,
                               PlrPipeline *new_pipeline);

G_END_DECLS
