/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plr-layout.h"
#include "plr-run.h"
#include "plr-stage-template.h"

G_BEGIN_DECLS

/**
 * PlrCanvas:
 *
 * The drawing of a pipeline: a card for each stage, a line for each need. It shows a pipeline and never changes one: what a person does becomes
 * edits, handed to whoever listens.
 *
 * Properties: `pipeline`, `run`, `problems`, `editable`, `zoom`.
 *
 * Signals:
 *
 * - `edit (GPtrArray *edits, const char *title) → gboolean`: the edits (of PlrEdit) of one gesture; returns whether they were done
 * - `place (const char *stage, double x, double y)`: a card was put there by hand
 * - `group (const char *title)`: what follows, up to the next one with no title, is one step for undo
 * - `arrange ()`: all cards are to go back to where the layout puts them
 * - `selection-changed ()`
 * - `stage-activated (const char *stage)`: a double click, or Return
 */
#define PLR_TYPE_CANVAS (plr_canvas_get_type ())

G_DECLARE_FINAL_TYPE (PlrCanvas, plr_canvas, PLR, CANVAS, GtkWidget)

GtkWidget   *plr_canvas_new              (void);
PlrPipeline *plr_canvas_get_pipeline     (PlrCanvas *self);
void         plr_canvas_set_pipeline     (PlrCanvas   *self,
                                          PlrPipeline *pipeline);
void         plr_canvas_set_run          (PlrCanvas *self,
                                          PlrRun    *run);
void         plr_canvas_set_problems     (PlrCanvas  *self,
                                          GListModel *problems);
gboolean     plr_canvas_get_editable     (PlrCanvas *self);
void         plr_canvas_set_editable     (PlrCanvas *self,
                                          gboolean   editable);
void         plr_canvas_set_pin_func     (PlrCanvas       *self,
                                          PlrLayoutPinFunc pin,
                                          gpointer         user_data);
void         plr_canvas_update           (PlrCanvas *self);
double       plr_canvas_get_zoom         (PlrCanvas *self);
void         plr_canvas_set_zoom         (PlrCanvas *self,
                                          double     zoom);
void         plr_canvas_zoom_to_fit      (PlrCanvas *self);
char       **plr_canvas_dup_selection    (PlrCanvas *self);
const char  *plr_canvas_get_selected     (PlrCanvas *self);
void         plr_canvas_select           (PlrCanvas  *self,
                                          const char *stage);
void         plr_canvas_reveal           (PlrCanvas  *self,
                                          const char *stage);
gboolean     plr_canvas_get_card_bounds  (PlrCanvas       *self,
                                          const char      *stage,
                                          graphene_rect_t *bounds);
gboolean     plr_canvas_add_from_template (PlrCanvas        *self,
                                           PlrStageTemplate *item);

G_END_DECLS
