/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PlrRunRequest:
 *
 * What a person asks a runner for.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `repository`: (type filename) the work tree, absolute
 * - `definition`: the path of the definition in the repository
 * - `revision`: what to run: `HEAD`, a branch, a commit; `NULL` for `HEAD`
 * - `stages`: run only these and what they need; empty for all
 * - `jobs`: how many stages at once; 0 for the number of processors
 * - `working-definition`: whether to take the definition from the work tree; the sources come from the commit all the same
 * - `keep-going`: whether stages that need no failed one go on after a failure
 * - `approve-all`: whether stages that wait for a person run without asking
 */
#define PLR_TYPE_RUN_REQUEST (plr_run_request_get_type ())

G_DECLARE_FINAL_TYPE (PlrRunRequest, plr_run_request, PLR, RUN_REQUEST, GObject)

PlrRunRequest *plr_run_request_new (const char *repository,
                                    const char *definition);
const char *plr_run_request_get_repository (PlrRunRequest *self);
void plr_run_request_set_repository (PlrRunRequest *self,
                                     const char    *repository);
const char *plr_run_request_get_definition (PlrRunRequest *self);
void plr_run_request_set_definition (PlrRunRequest *self,
                                     const char    *definition);
const char *plr_run_request_get_revision (PlrRunRequest *self);
void plr_run_request_set_revision (PlrRunRequest *self,
                                   const char    *revision);
const char *const *plr_run_request_get_stages (PlrRunRequest *self);
void plr_run_request_set_stages (PlrRunRequest     *self,
                                 const char *const *stages);
guint plr_run_request_get_jobs (PlrRunRequest *self);
void plr_run_request_set_jobs (PlrRunRequest *self,
                               guint          jobs);
gboolean plr_run_request_get_working_definition (PlrRunRequest *self);
void plr_run_request_set_working_definition (PlrRunRequest *self,
                                             gboolean       working_definition);
gboolean plr_run_request_get_keep_going (PlrRunRequest *self);
void plr_run_request_set_keep_going (PlrRunRequest *self,
                                     gboolean       keep_going);
gboolean plr_run_request_get_approve_all (PlrRunRequest *self);
void plr_run_request_set_approve_all (PlrRunRequest *self,
                                      gboolean       approve_all);
void plr_run_request_assign (PlrRunRequest *self,
                             PlrRunRequest *other);

G_END_DECLS
