/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-enums.h"
#include "plr-stage.h"
#include "plr-trigger.h"

G_BEGIN_DECLS

/**
 * PlrPipeline:
 *
 * A delivery pipeline and the list of its stages in the order of the text (GListModel of PlrStage). The edges are in their needs.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `name`: what people call it, or `NULL`
 * - `path`: the definition, relative to the repository, or `NULL`
 * - `dialect`: the id of the dialect that it was read from
 * - `root`: what the sandbox sees as its base: `host`
 * - `variables`: for every stage
 * - `timeout-us`: the default of its stages, in microseconds; 0 for no limit
 * - `retry`: the default of its stages
 * - `shell`: the default of its steps, or `NULL`
 * - `triggers`: what starts it
 * - `permissions`: what the token of a run may do: scope and access
 * - `inputs`: what may be told to it when it starts, whatever starts it, with the default of each
 * - `concurrency`: the group of which one run at a time goes, or `NULL`
 * - `cancels`: whether a newer run of that group cancels it
 * - `groups`: the groups of its stages in their order: stages of GitLab and CodePipeline
 * - `condition`: under which it runs at all, in the words of the dialect, or `NULL`
 * - `opaque`: keys of the definition that the model has no word for; they stay in the text
 * - `stages`: the same list as the pipeline itself
 */
#define PLR_TYPE_PIPELINE (plr_pipeline_get_type ())

G_DECLARE_FINAL_TYPE (PlrPipeline, plr_pipeline, PLR, PIPELINE, GObject)

PlrPipeline *plr_pipeline_new (void);
const char *plr_pipeline_get_name (PlrPipeline *self);
void plr_pipeline_set_name (PlrPipeline *self,
                            const char  *name);
const char *plr_pipeline_get_path (PlrPipeline *self);
void plr_pipeline_set_path (PlrPipeline *self,
                            const char  *path);
const char *plr_pipeline_get_dialect (PlrPipeline *self);
void plr_pipeline_set_dialect (PlrPipeline *self,
                               const char  *dialect);
const char *plr_pipeline_get_root (PlrPipeline *self);
void plr_pipeline_set_root (PlrPipeline *self,
                            const char  *root);
GListModel *plr_pipeline_get_variables (PlrPipeline *self);
void plr_pipeline_add_variable (PlrPipeline *self,
                                PlrVariable *variable);
gint64 plr_pipeline_get_timeout_us (PlrPipeline *self);
void plr_pipeline_set_timeout_us (PlrPipeline *self,
                                  gint64       timeout_us);
guint plr_pipeline_get_retry (PlrPipeline *self);
void plr_pipeline_set_retry (PlrPipeline *self,
                             guint        retry);
const char *plr_pipeline_get_shell (PlrPipeline *self);
void plr_pipeline_set_shell (PlrPipeline *self,
                             const char  *shell);
GListModel *plr_pipeline_get_triggers (PlrPipeline *self);
void plr_pipeline_add_trigger (PlrPipeline *self,
                               PlrTrigger  *trigger);
GListModel *plr_pipeline_get_permissions (PlrPipeline *self);
void plr_pipeline_add_permission (PlrPipeline *self,
                                  PlrVariable *variable);
GListModel *plr_pipeline_get_inputs (PlrPipeline *self);
void plr_pipeline_add_input (PlrPipeline *self,
                             PlrVariable *variable);
const char *plr_pipeline_get_concurrency (PlrPipeline *self);
void plr_pipeline_set_concurrency (PlrPipeline *self,
                                   const char  *concurrency);
gboolean plr_pipeline_get_cancels (PlrPipeline *self);
void plr_pipeline_set_cancels (PlrPipeline *self,
                               gboolean     cancels);
const char *const *plr_pipeline_get_groups (PlrPipeline *self);
void plr_pipeline_set_groups (PlrPipeline        *self,
                              const char  *const *groups);
const char *plr_pipeline_get_condition (PlrPipeline *self);
void plr_pipeline_set_condition (PlrPipeline *self,
                                 const char  *condition);
const char *const *plr_pipeline_get_opaque (PlrPipeline *self);
void plr_pipeline_set_opaque (PlrPipeline       *self,
                              const char *const *opaque);
GListModel *plr_pipeline_get_stages (PlrPipeline *self);
void plr_pipeline_add_stage (PlrPipeline *self,
                             PlrStage    *stage);
PlrStage *plr_pipeline_find_stage (PlrPipeline *self,
                                   const char  *id);
void plr_pipeline_merge (PlrPipeline *self,
                         PlrPipeline *fresh,
                         const char  *renamed_from,
                         const char  *renamed_to);

G_END_DECLS
