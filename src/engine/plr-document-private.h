/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect.h"
#include "plr-document.h"
#include "plr-history.h"

G_BEGIN_DECLS

/* No definition that a person wrote comes near. */
#define PLR_DOCUMENT_MAX_BYTES (16 * 1024 * 1024)

typedef struct
{
  double x;
  double y;
} PlrPlace;

typedef struct
{
  char    *stage;
  gboolean placed_before;
  gboolean placed_after;
  PlrPlace before;
  PlrPlace after;
} PlrMove;

/* One step of the undo history. */
typedef struct
{
  char      *title;
  GPtrArray *forward;  /* of PlrPatch */
  GPtrArray *backward;
  GArray    *moves;    /* of PlrMove, in the order in which they happened */
  char      *renamed_from;
  char      *renamed_to;
  gboolean   typed;    /* one patch, made by typing; the next keystroke may join it */
} PlrUndoStep;

struct _PlrDocument
{
  GObject parent_instance;

  PlrDialect  *dialect;
  char        *path;
  char        *shown_path;  /* for messages: relative to the repository */
  char        *text;
  gsize        size_bytes;
  char        *saved_text;  /* what is in the file as far as we know, or NULL */
  gsize        saved_bytes;
  PlrPipeline *pipeline;
  GListStore  *problems;

  GPtrArray   *steps;       /* of PlrUndoStep */
  guint        n_done;      /* those before it can be undone, the others done again */
  PlrUndoStep     *group;
  guint        group_depth;
  char        *group_text;  /* what the text was before the group */
  gsize        group_bytes;

  GHashTable  *positions;   /* id of a stage → PlrPlace */
  PlrHistory  *history;     /* nullable: where positions are kept */
  guint        record_source;
  GQueue      *saves;       /* of GTask: the first one is at work */

  guint        valid    : 1;
  guint        modified : 1;
  guint        could_undo : 1;
  guint        could_redo : 1;
  guint        changing : 1;
  guint        closed_step : 1; /* the next keystroke starts a step of its own */
};

PlrDocument *plr_document_new_for_file   (const char *path,
                                          const char *shown_path,
                                          PlrDialect *dialect,
                                          const char *text,
                                          gsize       size_bytes,
                                          gboolean    on_disk,
                                          PlrHistory *history,
                                          GPtrArray  *positions,
                                          GError    **error) G_GNUC_WARN_UNUSED_RESULT;
void         plr_document_change_text    (PlrDocument *self,
                                          GPtrArray   *patches,
                                          const char  *renamed_from,
                                          const char  *renamed_to,
                                          GArray      *moves);
gboolean     plr_document_move           (PlrDocument    *self,
                                          const char     *stage,
                                          const PlrPlace *place,
                                          GArray         *moves);
GBytes      *plr_document_load_include   (const char *path,
                                          gpointer    data,
                                          GError    **error);
void         plr_document_update_modified (PlrDocument *self);
void         plr_document_set_path       (PlrDocument *self,
                                          const char  *path);
void         plr_document_notify_history (PlrDocument *self);
void         plr_document_positions_changed (PlrDocument *self);
void         plr_document_record_positions (PlrDocument *self);
void         plr_undo_step_free               (PlrUndoStep *step);

G_END_DECLS
