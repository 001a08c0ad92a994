/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"

G_BEGIN_DECLS

char *plr_test_describe_pipeline (PlrPipeline *pipeline);
char *plr_test_describe_stage    (PlrStage *stage);

G_END_DECLS
