/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-edit.h"
#include "plr-pipeline.h"

G_BEGIN_DECLS

/**
 * PlrStageTemplate:
 *
 * What the palette offers and a drag carries: a stage that is yet to be.
 *
 * Properties: `title`, `summary`, `icon-name`, `kind`.
 */
#define PLR_TYPE_STAGE_TEMPLATE (plr_stage_template_get_type ())

G_DECLARE_FINAL_TYPE (PlrStageTemplate, plr_stage_template, PLR, STAGE_TEMPLATE, GObject)

GListModel  *plr_stage_template_list          (void);
PlrStageTemplate *plr_stage_template_find     (const char *id);
const char  *plr_stage_template_get_id        (PlrStageTemplate *self);
const char  *plr_stage_template_get_title     (PlrStageTemplate *self);
const char  *plr_stage_template_get_summary   (PlrStageTemplate *self);
PlrStageKind plr_stage_template_get_kind      (PlrStageTemplate *self);
GPtrArray   *plr_stage_template_make_edits    (PlrStageTemplate  *self,
                                               PlrPipeline       *pipeline,
                                               const char *const *needs,
                                               char             **id);
char        *plr_stage_template_find_id       (PlrPipeline *pipeline,
                                               const char  *wish);

G_END_DECLS
