/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"
#include "plr-yaml-value.h"

G_BEGIN_DECLS

void plr_pipeliner_write_rows   (PlrYamlValue *matrix,
                                 PlrJob       *job);
void plr_pipeliner_write_engine (PlrYamlValue *root,
                                 PlrPipeline  *pipeline);
void plr_pipeliner_write_job    (PlrYamlValue *map,
                                 PlrStage     *stage);

G_END_DECLS
