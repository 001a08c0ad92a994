/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-artifact.h"
#include "plr-axis.h"
#include "plr-enums.h"
#include "plr-job.h"
#include "plr-step.h"
#include "plr-variable.h"

G_BEGIN_DECLS

/**
 * PlrStage:
 *
 * A node of the graph: steps that run one after another in one sandbox, or on one machine of a remote engine.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `id`: what others name it by; unique in its pipeline
 * - `name`: what people call it, or `NULL`
 * - `kind`: what it is for
 * - `needs`: the ids of the stages that it waits for, in the order of the text
 * - `steps`: what it runs
 * - `environment`: its variables
 * - `artifacts`: what it makes
 * - `inputs`: `stage` or `stage/artifact` of what it gets; `NULL` for all artifacts of the stages that it needs
 * - `timeout-us`: how long one attempt may take, in microseconds; 0 for no limit
 * - `retry`: how many more attempts after a failed one, 0 to 10
 * - `network`: whether it may use the network
 * - `when`: on which outcome of what it needs it runs
 * - `branches`: globs of the branches that it runs on; `NULL` for all
 * - `approval`: whether a person must approve before it runs
 * - `approval-message`: what that person is asked, or `NULL`
 * - `axes`: its matrix; each combination is a stage of the run
 * - `reports`: patterns of test reports in the workspace
 * - `deploy`: the environment that it deploys to, or `NULL`
 * - `image`: the container image of a remote engine, or `NULL`; the local sandbox has `root` instead
 * - `opaque`: keys of the definition that the model has no word for; they stay in the text
 * - `job`: what a remote engine knows of it
 * - `offset`: where its entry stands in the text, in bytes, or -1
 * - `length`: how long that is, in bytes
 * - `line`: the line of its key, from 1, or 0
 */
#define PLR_TYPE_STAGE (plr_stage_get_type ())

G_DECLARE_FINAL_TYPE (PlrStage, plr_stage, PLR, STAGE, GObject)

PlrStage *plr_stage_new (const char *id);
const char *plr_stage_get_id (PlrStage *self);
void plr_stage_set_id (PlrStage   *self,
                       const char *id);
const char *plr_stage_get_name (PlrStage *self);
void plr_stage_set_name (PlrStage   *self,
                         const char *name);
PlrStageKind plr_stage_get_kind (PlrStage *self);
void plr_stage_set_kind (PlrStage    *self,
                         PlrStageKind kind);
const char *const *plr_stage_get_needs (PlrStage *self);
void plr_stage_set_needs (PlrStage          *self,
                          const char *const *needs);
GListModel *plr_stage_get_steps (PlrStage *self);
void plr_stage_add_step (PlrStage *self,
                         PlrStep  *step);
GListModel *plr_stage_get_environment (PlrStage *self);
void plr_stage_add_variable (PlrStage    *self,
                             PlrVariable *variable);
GListModel *plr_stage_get_artifacts (PlrStage *self);
void plr_stage_add_artifact (PlrStage    *self,
                             PlrArtifact *artifact);
const char *const *plr_stage_get_inputs (PlrStage *self);
void plr_stage_set_inputs (PlrStage          *self,
                           const char *const *inputs);
gint64 plr_stage_get_timeout_us (PlrStage *self);
void plr_stage_set_timeout_us (PlrStage *self,
                               gint64    timeout_us);
guint plr_stage_get_retry (PlrStage *self);
void plr_stage_set_retry (PlrStage *self,
                          guint     retry);
gboolean plr_stage_get_network (PlrStage *self);
void plr_stage_set_network (PlrStage *self,
                            gboolean  network);
PlrStageWhen plr_stage_get_when (PlrStage *self);
void plr_stage_set_when (PlrStage    *self,
                         PlrStageWhen when);
const char *const *plr_stage_get_branches (PlrStage *self);
void plr_stage_set_branches (PlrStage          *self,
                             const char *const *branches);
gboolean plr_stage_get_approval (PlrStage *self);
void plr_stage_set_approval (PlrStage *self,
                             gboolean  approval);
const char *plr_stage_get_approval_message (PlrStage *self);
void plr_stage_set_approval_message (PlrStage   *self,
                                     const char *approval_message);
GListModel *plr_stage_get_axes (PlrStage *self);
gboolean plr_stage_has_matrix (PlrStage *self);
void plr_stage_add_axis (PlrStage *self,
                         PlrAxis  *axis);
const char *const *plr_stage_get_reports (PlrStage *self);
void plr_stage_set_reports (PlrStage          *self,
                            const char *const *reports);
const char *plr_stage_get_deploy (PlrStage *self);
void plr_stage_set_deploy (PlrStage   *self,
                           const char *deploy);
const char *plr_stage_get_image (PlrStage *self);
void plr_stage_set_image (PlrStage   *self,
                          const char *image);
const char *const *plr_stage_get_opaque (PlrStage *self);
void plr_stage_set_opaque (PlrStage          *self,
                           const char *const *opaque);
PlrJob *plr_stage_get_job (PlrStage *self);
gint64 plr_stage_get_offset (PlrStage *self);
void plr_stage_set_offset (PlrStage *self,
                           gint64    offset);
gint64 plr_stage_get_length (PlrStage *self);
void plr_stage_set_length (PlrStage *self,
                           gint64    length);
guint plr_stage_get_line (PlrStage *self);
void plr_stage_set_line (PlrStage *self,
                         guint     line);
void plr_stage_assign (PlrStage *self,
                       PlrStage *other);
const char *plr_stage_get_title (PlrStage *self);
gboolean plr_stage_needs_stage (PlrStage   *self,
                                const char *id);
guint plr_stage_count_cells (PlrStage *self);
PlrArtifact *plr_stage_find_artifact (PlrStage   *self,
                                      const char *name);

G_END_DECLS
