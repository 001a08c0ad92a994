/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-commit.h"
#include "plr-pipeline.h"

G_BEGIN_DECLS

/* More stages than that in one run are a mistake in a matrix. */
#define PLR_BUILD_MAX_STAGES 10000

typedef struct
{
  char  *name; /* or NULL */
  char  *script;
  char  *shell; /* or NULL */
  char  *directory; /* or NULL */
  char **variables;
  gint64       timeout_us; /* 0 for none */
  PlrStageWhen when;
  gboolean     allow_failure;
} PlrPlanStep;

typedef struct
{
  char    *name;
  char    *slug; /* its name as a name of a directory */
  char   **paths; /* normalized */
  gboolean optional;
} PlrPlanArtifact;

typedef struct
{
  guint stage;
  char *artifact; /* NULL for all */
} PlrPlanInput;

/* A stage of the run: one cell of a matrix. */
typedef struct
{
  char        *id;
  char        *stage_id;
  char        *title;
  char        *slug; /* its id as the name of a file, unique in the run */
  PlrStageKind kind;
  GArray      *needs; /* of guint: indexes in the plan, all below its own */
  GArray      *inputs; /* of PlrPlanInput */
  GPtrArray   *steps; /* of PlrPlanStep */
  GPtrArray   *artifacts; /* of PlrPlanArtifact */
  char       **variables;
  char       **branches; /* or NULL */
  char       **reports; /* normalized */
  char        *approval_message; /* or NULL */
  gint64       timeout_us;
  guint        retry;
  guint        depth; /* the longest way of needs to it */
  PlrStageWhen when;
  guint        approval : 1;
  guint        network : 1;
  guint        allow_failure : 1;
} PlrPlanStage;

/* What a run does: a copy of the pipeline that no edit changes and that another thread may read. */
typedef struct
{
  GPtrArray *stages; /* of PlrPlanStage, each behind all that it needs */
} PlrPlan;

PlrPlan      *plr_plan_new       (PlrPipeline       *pipeline,
                                  PlrCommit         *commit,
                                  const char *const *only,
                                  GError           **error) G_GNUC_WARN_UNUSED_RESULT;
void          plr_plan_free      (PlrPlan *self);
PlrPlanStage *plr_plan_get_stage (PlrPlan *self,
                                  guint    index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrPlan, plr_plan_free)

G_END_DECLS
