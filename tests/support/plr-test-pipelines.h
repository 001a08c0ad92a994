/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"

G_BEGIN_DECLS

PlrPipeline *plr_test_pipeline_new_small   (void);
PlrPipeline *plr_test_pipeline_new_full    (void);
PlrPipeline *plr_test_pipeline_new_hostile (void);
PlrPipeline *plr_test_pipeline_new_large   (void);
PlrStage    *plr_test_pipeline_add         (PlrPipeline *pipeline,
                                            const char  *id,
                                            const char  *need,
                                            const char  *run);

G_END_DECLS
