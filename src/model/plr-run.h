/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-enums.h"
#include "plr-run-stage.h"

G_BEGIN_DECLS

/**
 * PlrRun:
 *
 * A run of a pipeline, local or remote, and the list of its stages (GListModel of PlrRunStage).
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `id`: unique on its runner
 * - `pipeline`: the name of the pipeline
 * - `repository`: (type filename) the work tree, absolute
 * - `definition`: the path of the definition in the repository
 * - `definition-sha256`: of the definition as it ran
 * - `working-definition`: whether the definition came from the work tree, and not from the commit
 * - `commit-id`: 40 hexadecimal digits
 * - `commit-subject`: its first line
 * - `commit-author`: who wrote it
 * - `branch`: or `NULL` if the head was detached
 * - `state`: where it is
 * - `reason`: a sentence: why, or `NULL`
 * - `triggered-by`: the user who asked for it
 * - `created-us`: microseconds since 1970
 * - `started-us`: microseconds since 1970, or 0
 * - `finished-us`: microseconds since 1970, or 0
 * - `environment`: the root that its stages saw: `host` …
 * - `left-out`: uncommitted and untracked files that the run did not see, the first of them
 * - `n-left-out`: how many there are in all
 * - `directory`: (type filename) where its logs and artifacts are, absolute, or `NULL`
 * - `stages`: the same list as the run itself
 */
#define PLR_TYPE_RUN (plr_run_get_type ())

G_DECLARE_FINAL_TYPE (PlrRun, plr_run, PLR, RUN, GObject)

PlrRun *plr_run_new (const char *id);
const char *plr_run_get_id (PlrRun *self);
void plr_run_set_id (PlrRun     *self,
                     const char *id);
const char *plr_run_get_pipeline (PlrRun *self);
void plr_run_set_pipeline (PlrRun     *self,
                           const char *pipeline);
const char *plr_run_get_repository (PlrRun *self);
void plr_run_set_repository (PlrRun     *self,
                             const char *repository);
const char *plr_run_get_definition (PlrRun *self);
void plr_run_set_definition (PlrRun     *self,
                             const char *definition);
const char *plr_run_get_definition_sha256 (PlrRun *self);
void plr_run_set_definition_sha256 (PlrRun     *self,
                                    const char *definition_sha256);
gboolean plr_run_get_working_definition (PlrRun *self);
void plr_run_set_working_definition (PlrRun  *self,
                                     gboolean working_definition);
const char *plr_run_get_commit_id (PlrRun *self);
void plr_run_set_commit_id (PlrRun     *self,
                            const char *commit_id);
const char *plr_run_get_commit_subject (PlrRun *self);
void plr_run_set_commit_subject (PlrRun     *self,
                                 const char *commit_subject);
const char *plr_run_get_commit_author (PlrRun *self);
void plr_run_set_commit_author (PlrRun     *self,
                                const char *commit_author);
const char *plr_run_get_branch (PlrRun *self);
void plr_run_set_branch (PlrRun     *self,
                         const char *branch);
PlrRunState plr_run_get_state (PlrRun *self);
void plr_run_set_state (PlrRun     *self,
                        PlrRunState state);
const char *plr_run_get_reason (PlrRun *self);
void plr_run_set_reason (PlrRun     *self,
                         const char *reason);
const char *plr_run_get_triggered_by (PlrRun *self);
void plr_run_set_triggered_by (PlrRun     *self,
                               const char *triggered_by);
gint64 plr_run_get_created_us (PlrRun *self);
void plr_run_set_created_us (PlrRun *self,
                             gint64  created_us);
gint64 plr_run_get_started_us (PlrRun *self);
void plr_run_set_started_us (PlrRun *self,
                             gint64  started_us);
gint64 plr_run_get_finished_us (PlrRun *self);
void plr_run_set_finished_us (PlrRun *self,
                              gint64  finished_us);
const char *plr_run_get_environment (PlrRun *self);
void plr_run_set_environment (PlrRun     *self,
                              const char *environment);
const char *const *plr_run_get_left_out (PlrRun *self);
void plr_run_set_left_out (PlrRun            *self,
                           const char *const *left_out);
guint plr_run_get_n_left_out (PlrRun *self);
void plr_run_set_n_left_out (PlrRun *self,
                             guint   n_left_out);
const char *plr_run_get_directory (PlrRun *self);
void plr_run_set_directory (PlrRun     *self,
                            const char *directory);
GListModel *plr_run_get_stages (PlrRun *self);
void plr_run_add_stage (PlrRun      *self,
                        PlrRunStage *stage);
void plr_run_assign (PlrRun *self,
                     PlrRun *other);
PlrRunStage *plr_run_find_stage (PlrRun     *self,
                                 const char *id);
gboolean plr_run_is_finished (PlrRun *self);

G_END_DECLS
