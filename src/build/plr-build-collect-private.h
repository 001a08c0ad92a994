/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-build-worker-private.h"

G_BEGIN_DECLS

/* What is left to do when the steps of a stage are over: its own copy of all that this takes, for another thread. */
typedef struct
{
  PlrPlanStage *plan; /* lives as long as the run, and never changes */
  PlrStore     *store;
  char         *repository;
  char         *workspace;
  char         *artifacts_out;
  char         *reports_out;
  char         *log_file; /* or NULL */
  GPtrArray    *kept; /* of PlrKeptFile */
  GPtrArray    *reports; /* of PlrKeptFile */
  char         *reason; /* why the stage failed; NULL if it did not */
  guint         n_missing; /* artifacts that are not there */
} PlrCollect;

PlrCollect     *plr_collect_new      (PlrWorker      *worker,
                                      PlrWorkerStage *stage,
                                      const char     *reason);
PlrCollect     *plr_collect_ref      (PlrCollect *self);
void            plr_collect_unref    (PlrCollect *self);
void            plr_collect_run      (PlrCollect *self);
char           *plr_build_dup_hint   (const char *repository,
                                      const char *log_file);
PlrRunArtifact *plr_collect_describe (PlrPlanStage *plan,
                                      PlrKeptFile  *file,
                                      const char   *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrCollect, plr_collect_unref)

G_END_DECLS
