/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-cache.h"
#include "plr-matrix-row.h"
#include "plr-service.h"
#include "plr-variable.h"

G_BEGIN_DECLS

/**
 * PlrJob:
 *
 * What an engine that runs a stage elsewhere knows of it, beyond what any stage has. Every stage has one.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `condition`: under which it runs, in the words of the dialect, or `NULL`
 * - `group`: the group that it stands in: a stage of GitLab or CodePipeline; or `NULL`
 * - `implied-needs`: whether its needs follow from the order of the groups, and are not written
 * - `runner`: labels that the runner must have
 * - `services`: the containers beside it
 * - `caches`: what it keeps for its next run
 * - `permissions`: what its token may do: scope and access
 * - `concurrency`: the group of which one at a time runs, or `NULL`
 * - `cancels`: whether a newer one of that group cancels it
 * - `outputs`: values that it hands to those that need it
 * - `allow-failure`: whether the pipeline goes on after its failure
 * - `calls`: the definition that it calls instead of steps, or `NULL`
 * - `arguments`: what that definition, or the action, is given
 * - `includes`: rows that its matrix has besides
 * - `excludes`: rows that its matrix leaves out
 * - `matrix`: the expression of a matrix that is known only when it runs, or `NULL`
 * - `keeps-going`: whether a failed cell of its matrix lets the others go on
 * - `max-parallel`: how many cells of its matrix run at a time; 0 for all
 * - `copies`: how many of it run beside each other; 0 if it is not divided so
 * - `optional-needs`: stages of its needs that may be missing, or are missing here, or `NULL`
 * - `file`: the included file that it is written in, relative to the top of the repository, or `NULL` for the definition itself
 * - `file-line`: its line there, from 1, or 0
 * - `url`: of what it deploys, or `NULL`
 */
#define PLR_TYPE_JOB (plr_job_get_type ())

G_DECLARE_FINAL_TYPE (PlrJob, plr_job, PLR, JOB, GObject)

PlrJob *plr_job_new (void);
const char *plr_job_get_condition (PlrJob *self);
void plr_job_set_condition (PlrJob     *self,
                            const char *condition);
const char *plr_job_get_group (PlrJob *self);
void plr_job_set_group (PlrJob     *self,
                        const char *group);
gboolean plr_job_get_implied_needs (PlrJob *self);
void plr_job_set_implied_needs (PlrJob  *self,
                                gboolean implied_needs);
const char *const *plr_job_get_runner (PlrJob *self);
void plr_job_set_runner (PlrJob            *self,
                         const char *const *runner);
GListModel *plr_job_get_services (PlrJob *self);
void plr_job_add_service (PlrJob     *self,
                          PlrService *service);
GListModel *plr_job_get_caches (PlrJob *self);
void plr_job_add_cache (PlrJob   *self,
                        PlrCache *cache);
GListModel *plr_job_get_permissions (PlrJob *self);
void plr_job_add_permission (PlrJob      *self,
                             PlrVariable *variable);
const char *plr_job_get_concurrency (PlrJob *self);
void plr_job_set_concurrency (PlrJob     *self,
                              const char *concurrency);
gboolean plr_job_get_cancels (PlrJob *self);
void plr_job_set_cancels (PlrJob  *self,
                          gboolean cancels);
GListModel *plr_job_get_outputs (PlrJob *self);
void plr_job_add_output (PlrJob      *self,
                         PlrVariable *variable);
gboolean plr_job_get_allow_failure (PlrJob *self);
void plr_job_set_allow_failure (PlrJob  *self,
                                gboolean allow_failure);
const char *plr_job_get_calls (PlrJob *self);
void plr_job_set_calls (PlrJob     *self,
                        const char *calls);
GListModel *plr_job_get_arguments (PlrJob *self);
void plr_job_add_argument (PlrJob      *self,
                           PlrVariable *variable);
GListModel *plr_job_get_includes (PlrJob *self);
gboolean plr_job_has_rows (PlrJob *self);
void plr_job_add_include (PlrJob       *self,
                          PlrMatrixRow *matrix_row);
GListModel *plr_job_get_excludes (PlrJob *self);
void plr_job_add_exclude (PlrJob       *self,
                          PlrMatrixRow *matrix_row);
const char *plr_job_get_matrix (PlrJob *self);
void plr_job_set_matrix (PlrJob     *self,
                         const char *matrix);
gboolean plr_job_get_keeps_going (PlrJob *self);
void plr_job_set_keeps_going (PlrJob  *self,
                              gboolean keeps_going);
guint plr_job_get_max_parallel (PlrJob *self);
void plr_job_set_max_parallel (PlrJob *self,
                               guint   max_parallel);
guint plr_job_get_copies (PlrJob *self);
void plr_job_set_copies (PlrJob *self,
                         guint   copies);
const char *const *plr_job_get_optional_needs (PlrJob *self);
void plr_job_set_optional_needs (PlrJob            *self,
                                 const char *const *optional_needs);
const char *plr_job_get_file (PlrJob *self);
void plr_job_set_file (PlrJob     *self,
                       const char *file);
guint plr_job_get_file_line (PlrJob *self);
void plr_job_set_file_line (PlrJob *self,
                            guint   file_line);
const char *plr_job_get_url (PlrJob *self);
void plr_job_set_url (PlrJob     *self,
                      const char *url);
void plr_job_assign (PlrJob *self,
                     PlrJob *other);

G_END_DECLS
