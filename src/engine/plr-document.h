/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-edit.h"
#include "plr-pipeline.h"
#include "plr-problem.h"

G_BEGIN_DECLS

/**
 * PlrDocument:
 *
 * A definition that is open: its text, the model that was read from it, its problems, and one undo history over both ways
 * of editing. The text is the document: an edit becomes patches of the text, and the text is read again.
 *
 * Properties: path (absolute file), dialect (id), can-undo, can-redo, undo-title, redo-title, modified, valid (FALSE while
 * the text cannot be parsed: the model is then the last good one), editable.
 *
 * Signals: `text-changed (guint64 offset, guint64 removed, guint64 added)`, bytes of the new text, one for each patch in the
 * order of application and after the text is final… and `pipeline-changed ()` after the model was merged.
 */
#define PLR_TYPE_DOCUMENT (plr_document_get_type ())

G_DECLARE_FINAL_TYPE (PlrDocument, plr_document, PLR, DOCUMENT, GObject)

PlrDocument *plr_document_new           (const char         *path,      /* absolute, or NULL: not saved yet */
                                         const char         *dialect,   /* id */
                                         const char         *text,
                                         GError            **error);
const char  *plr_document_get_text      (PlrDocument        *self,
                                         gsize              *size_bytes);
PlrPipeline *plr_document_get_pipeline  (PlrDocument        *self);   /* one object for the document's life, merged by identity */
GListModel  *plr_document_get_problems  (PlrDocument        *self);   /* of PlrProblem */
gboolean     plr_document_get_valid     (PlrDocument        *self);
gboolean     plr_document_get_modified  (PlrDocument        *self);
const char  *plr_document_get_path      (PlrDocument        *self);
const char  *plr_document_get_dialect   (PlrDocument        *self);
gboolean     plr_document_get_editable  (PlrDocument        *self);
gboolean     plr_document_apply         (PlrDocument        *self,
                                         PlrEdit            *edit,
                                         GError            **error);
gboolean     plr_document_apply_all     (PlrDocument        *self,      /* several edits as one step of the undo history */
                                         GPtrArray          *edits,
                                         const char         *title,
                                         GError            **error);
void         plr_document_replace_text  (PlrDocument        *self,      /* typing: neighbouring keystrokes become one undo step; no re-entrance of text-changed to the caller needed */
                                         gsize               offset_bytes,
                                         gsize               length_bytes,
                                         const char         *replacement);
gboolean     plr_document_can_undo      (PlrDocument        *self);
gboolean     plr_document_can_redo      (PlrDocument        *self);
void         plr_document_undo          (PlrDocument        *self);
void         plr_document_redo          (PlrDocument        *self);
void         plr_document_save_async    (PlrDocument        *self,
                                         const char         *path,      /* NULL: where it came from */
                                         GCancellable       *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer            user_data);
gboolean     plr_document_save_finish   (PlrDocument        *self,
                                         GAsyncResult       *result,
                                         GError            **error);
char        *plr_document_export        (PlrDocument        *self,      /* text in another dialect; losses get PlrProblems */
                                         const char         *dialect,
                                         GListStore         *losses,
                                         GError            **error);
PlrStage    *plr_document_find_stage_at (PlrDocument        *self,      /* the stage whose entry holds that byte, or NULL */
                                         gsize               offset_bytes);

/* Positions of cards: kept per file in the application's database, never in the definition. Part of the undo history. */
gboolean     plr_document_get_position  (PlrDocument        *self,
                                         const char         *stage,
                                         double             *x,
                                         double             *y);
void         plr_document_set_position  (PlrDocument        *self,
                                         const char         *stage,
                                         double              x,
                                         double              y);
void         plr_document_reset_positions (PlrDocument      *self);

G_END_DECLS
