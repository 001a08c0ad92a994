/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-difference.h"
#include "plr-edit.h"
#include "plr-engine-error.h"
#include "plr-pipeline.h"
#include "plr-problem.h"
#include "plr-simulate-event.h"
#include "plr-simulated-job.h"

G_BEGIN_DECLS

/**
 * PlrDocument:
 *
 * A definition that is open: its text, the model that was read from it, its problems, and one undo history over both ways
 * of editing. The text is the document: an edit becomes patches of the text, and the text is read again.
 *
 * Where cards were placed by hand is kept for each file in the application's database, never in the definition; it is part
 * of the same undo history.
 *
 * Properties, read-only, each with a getter of the same name:
 *
 * - `path`: (type filename) the file, absolute, or `NULL`: not saved yet
 * - `dialect`: the id of its dialect
 * - `pipeline`: one object for the document's life, merged by identity
 * - `problems`: GListModel of PlrProblem
 * - `valid`: FALSE while the text cannot be parsed; the pipeline is then the last good one
 * - `editable`: whether the dialect can turn edits into text
 * - `modified`: whether the text is another one than in the file
 * - `can-undo`, `can-redo`
 * - `undo-title`, `redo-title`: what would be undone or done again, or `NULL`
 *
 * Signals:
 *
 * - `text-changed (guint64 offset, guint64 removed, guint64 added)`: the text is another one. One for each replaced piece,
 *   in ascending order: whoever replaces, each time, `removed` bytes at `offset` of its copy by the `added` bytes that
 *   plr_document_get_text() has there ends up with the same text. Also for what was typed through
 *   plr_document_replace_text(): whoever typed already has it. The document must not be changed meanwhile.
 * - `pipeline-changed ()`: the pipeline and the problems say what the text says
 * - `positions-changed ()`: cards were placed elsewhere
 */
#define PLR_TYPE_DOCUMENT (plr_document_get_type ())

G_DECLARE_FINAL_TYPE (PlrDocument, plr_document, PLR, DOCUMENT, GObject)

const char  *plr_document_guess_dialect     (const char *path);
const char  *plr_document_guess_dialect_of  (const char *path,
                                             const char *text);
PlrDocument *plr_document_new               (const char *path,
                                             const char *dialect,
                                             const char *text,
                                             GError    **error) G_GNUC_WARN_UNUSED_RESULT;
const char  *plr_document_get_text          (PlrDocument *self,
                                             gsize       *size_bytes);
PlrPipeline *plr_document_get_pipeline      (PlrDocument *self);
GListModel  *plr_document_get_problems      (PlrDocument *self);
gboolean     plr_document_get_valid         (PlrDocument *self);
gboolean     plr_document_get_modified      (PlrDocument *self);
const char  *plr_document_get_path          (PlrDocument *self);
const char  *plr_document_get_dialect       (PlrDocument *self);
gboolean     plr_document_get_editable      (PlrDocument *self);
gboolean     plr_document_supports          (PlrDocument *self,
                                             PlrEditKind  kind,
                                             const char  *field);
PlrStage    *plr_document_find_stage_at     (PlrDocument *self,
                                             gsize        offset_bytes);
char        *plr_document_convert           (PlrDocument *self,
                                             const char  *dialect,
                                             GListStore  *report,
                                             GError     **error) G_GNUC_WARN_UNUSED_RESULT;
char        *plr_document_export            (PlrDocument *self,
                                             const char  *dialect,
                                             GListStore  *losses,
                                             GError     **error) G_GNUC_WARN_UNUSED_RESULT;
char        *plr_document_dup_json          (PlrDocument *self);
char        *plr_document_dup_included      (PlrDocument *self,
                                             const char  *stage);
char        *plr_document_dup_merged        (PlrDocument *self,
                                             GError     **error);
PlrPipeline *plr_document_read_revision     (PlrDocument *self,
                                             const char  *revision,
                                             GListStore  *problems,
                                             char       **short_id,
                                             char       **old_text,
                                             GError     **error) G_GNUC_WARN_UNUSED_RESULT;
GListModel  *plr_document_simulate          (PlrDocument            *self,
                                             const PlrSimulateEvent *event,
                                             GError                **error) G_GNUC_WARN_UNUSED_RESULT;
GListModel  *plr_document_compare           (PlrDocument *self,
                                             PlrPipeline *old_pipeline);
char        *plr_document_dup_diff          (PlrDocument *self,
                                             const char  *path,
                                             GError     **error) G_GNUC_WARN_UNUSED_RESULT;

gboolean     plr_document_apply             (PlrDocument *self,
                                             PlrEdit     *edit,
                                             GError     **error);
gboolean     plr_document_apply_all         (PlrDocument *self,
                                             GPtrArray   *edits,
                                             const char  *title,
                                             GError     **error);
gboolean     plr_document_fix               (PlrDocument *self,
                                             PlrProblem  *problem,
                                             GError     **error);
void         plr_document_fix_all           (PlrDocument *self,
                                             GListStore  *fixed,
                                             GListStore  *refused);
void         plr_document_replace_text      (PlrDocument *self,
                                             gsize        offset_bytes,
                                             gsize        length_bytes,
                                             const char  *replacement);
gboolean     plr_document_get_position      (PlrDocument *self,
                                             const char  *stage,
                                             double      *x,
                                             double      *y);
void         plr_document_set_position      (PlrDocument *self,
                                             const char  *stage,
                                             double       x,
                                             double       y);
void         plr_document_reset_positions   (PlrDocument *self);
void         plr_document_begin_group       (PlrDocument *self,
                                             const char  *title);
void         plr_document_end_group         (PlrDocument *self);
gboolean     plr_document_can_undo          (PlrDocument *self);
gboolean     plr_document_can_redo          (PlrDocument *self);
const char  *plr_document_get_undo_title    (PlrDocument *self);
const char  *plr_document_get_redo_title    (PlrDocument *self);
void         plr_document_undo              (PlrDocument *self);
void         plr_document_redo              (PlrDocument *self);

void         plr_document_save_async        (PlrDocument        *self,
                                             const char         *path,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
void         plr_document_overwrite_async   (PlrDocument        *self,
                                             const char         *path,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
gboolean     plr_document_save_finish       (PlrDocument  *self,
                                             GAsyncResult *result,
                                             GError      **error);
void         plr_document_check_disk_async  (PlrDocument        *self,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
char        *plr_document_check_disk_finish (PlrDocument  *self,
                                             GAsyncResult *result,
                                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void         plr_document_take_disk_text    (PlrDocument *self,
                                             const char  *text);

void         plr_document_merge_async       (PlrDocument        *self,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
char        *plr_document_merge_finish      (PlrDocument  *self,
                                             GAsyncResult *result,
                                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void         plr_document_simulate_async    (PlrDocument            *self,
                                             const PlrSimulateEvent *event,
                                             GCancellable           *cancellable,
                                             GAsyncReadyCallback     callback,
                                             gpointer                user_data);
GListModel  *plr_document_simulate_finish   (PlrDocument  *self,
                                             GAsyncResult *result,
                                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void         plr_document_list_changes_async (PlrDocument        *self,
                                              const char         *revision,
                                              GCancellable       *cancellable,
                                              GAsyncReadyCallback callback,
                                              gpointer            user_data);
char        *plr_document_list_changes_finish (PlrDocument  *self,
                                               GAsyncResult *result,
                                               GListModel  **differences,
                                               GError      **error) G_GNUC_WARN_UNUSED_RESULT;
void         plr_document_convert_async     (PlrDocument        *self,
                                             const char         *dialect,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
char        *plr_document_convert_finish    (PlrDocument  *self,
                                             GAsyncResult *result,
                                             GListStore  **report,
                                             GError      **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
