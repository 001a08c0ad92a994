/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-edit.h"
#include "plr-enums.h"

G_BEGIN_DECLS

/**
 * PlrProblem:
 *
 * Something in a definition that a person should know of, and where it stands.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `severity`: how bad it is
 * - `code`: a word for the rule, the same in every language: `cycle`, `unknown-need` …
 * - `message`: a sentence: what is wrong, and with what
 * - `hint`: a sentence: what to do about it, or `NULL`
 * - `stage`: the id of the stage that it belongs to, or `NULL`
 * - `field`: which property of the stage or pipeline it is about, as in plr_pipeline_to_json(), or `NULL`
 * - `path`: the file, relative to the repository, or `NULL`
 * - `line`: from 1, or 0 where there is no place
 * - `column`: from 1, in characters
 * - `offset`: in the text, in bytes, or -1
 * - `length`: in bytes
 * - `fix-title`: what a button that mends it says, or `NULL` if that takes a person
 * - `fix`: GListModel of PlrEdit that mend it, one after the other, or `NULL`
 */
#define PLR_TYPE_PROBLEM (plr_problem_get_type ())

G_DECLARE_FINAL_TYPE (PlrProblem, plr_problem, PLR, PROBLEM, GObject)

PlrProblem *plr_problem_new (PlrSeverity severity,
                             const char *code,
                             const char *message);
PlrSeverity plr_problem_get_severity (PlrProblem *self);
void plr_problem_set_severity (PlrProblem *self,
                               PlrSeverity severity);
const char *plr_problem_get_code (PlrProblem *self);
void plr_problem_set_code (PlrProblem *self,
                           const char *code);
const char *plr_problem_get_message (PlrProblem *self);
void plr_problem_set_message (PlrProblem *self,
                              const char *message);
const char *plr_problem_get_hint (PlrProblem *self);
void plr_problem_set_hint (PlrProblem *self,
                           const char *hint);
const char *plr_problem_get_stage (PlrProblem *self);
void plr_problem_set_stage (PlrProblem *self,
                            const char *stage);
const char *plr_problem_get_field (PlrProblem *self);
void plr_problem_set_field (PlrProblem *self,
                            const char *field);
const char *plr_problem_get_path (PlrProblem *self);
void plr_problem_set_path (PlrProblem *self,
                           const char *path);
guint plr_problem_get_line (PlrProblem *self);
void plr_problem_set_line (PlrProblem *self,
                           guint       line);
guint plr_problem_get_column (PlrProblem *self);
void plr_problem_set_column (PlrProblem *self,
                             guint       column);
gint64 plr_problem_get_offset (PlrProblem *self);
void plr_problem_set_offset (PlrProblem *self,
                             gint64      offset);
gint64 plr_problem_get_length (PlrProblem *self);
void plr_problem_set_length (PlrProblem *self,
                             gint64      length);
const char *plr_problem_get_fix_title (PlrProblem *self);
GListModel *plr_problem_get_fix (PlrProblem *self);
void plr_problem_set_fix (PlrProblem *self,
                          const char *title,
                          GListModel *edits);
void plr_problem_take_fix (PlrProblem *self,
                           char       *title,
                           PlrEdit    *first,
                           ...) G_GNUC_NULL_TERMINATED;
void plr_problem_assign (PlrProblem *self,
                         PlrProblem *other);
PlrProblem *plr_problem_new_at (PlrSeverity severity,
                                const char *code,
                                const char *stage,
                                const char *format,
                                ...) G_GNUC_PRINTF (4, 5);
char *plr_problem_format (PlrProblem *self);

G_END_DECLS
