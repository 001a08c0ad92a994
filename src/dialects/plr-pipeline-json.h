/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"

G_BEGIN_DECLS

/**
 * PlrPipelineJsonFlags:
 * @PLR_PIPELINE_JSON_NONE: what the pipeline says
 * @PLR_PIPELINE_JSON_PLACES: also where its stages and steps stand in the text
 * @PLR_PIPELINE_JSON_PRETTY: with line breaks and two spaces a level
 */
typedef enum
{
  PLR_PIPELINE_JSON_NONE   = 0,
  PLR_PIPELINE_JSON_PLACES = 1 << 0,
  PLR_PIPELINE_JSON_PRETTY = 1 << 1,
} PlrPipelineJsonFlags;

char *plr_pipeline_to_json (PlrPipeline         *pipeline,
                            PlrPipelineJsonFlags flags);

G_END_DECLS
