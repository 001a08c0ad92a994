/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"

G_BEGIN_DECLS

/* All multiples of 12, the pitch of the grid that shows while a card is dragged. */
#define PLR_LAYOUT_CARD_WIDTH 200.0
#define PLR_LAYOUT_CARD_HEIGHT 64.0
#define PLR_LAYOUT_COLUMN_PITCH 288.0
#define PLR_LAYOUT_ROW_PITCH 96.0
#define PLR_LAYOUT_LANE_PITCH 24.0
#define PLR_LAYOUT_GRID 12.0
#define PLR_LAYOUT_ROUTE_POINTS 4

typedef struct
{
  double x;
  double y;
} PlrLayoutPoint;

/**
 * PlrLayoutEdge:
 * @from: the index of the stage that is needed
 * @to: the index of the stage that waits
 * @points: where the line goes: the right port of @from, an entry and an exit for each column in between, the left port of @to
 * @n_points: how many
 *
 * A line of the drawing. Between an exit and the next entry it bends, see plr_layout_bend(); between an entry and its exit it is
 * level. A line that leads back to the left, as one of a cycle does, passes below its two cards.
 */
typedef struct
{
  guint from;
  guint to;
  const PlrLayoutPoint *points;
  guint n_points;
} PlrLayoutEdge;

/**
 * PlrLayoutPinFunc:
 * @stage: the id of a stage
 * @x: (out): the left of its card
 * @y: (out): the top of its card
 * @user_data: what was passed along
 *
 * Returns: whether that card was placed by hand, and is to stay there
 */
typedef gboolean (*PlrLayoutPinFunc) (const char *stage,
                                      double     *x,
                                      double     *y,
                                      gpointer    user_data);

/**
 * PlrLayout:
 *
 * Where the cards of a pipeline stand and how the lines between them run: in columns, from left to right, each stage right of all that
 * it needs. The same pipeline always gives the same picture. Indices are positions in the pipeline's list of stages.
 */
#define PLR_TYPE_LAYOUT (plr_layout_get_type ())

G_DECLARE_FINAL_TYPE (PlrLayout, plr_layout, PLR, LAYOUT, GObject)

PlrLayout           *plr_layout_new             (PlrPipeline     *pipeline,
                                                 PlrLayoutPinFunc pin,
                                                 gpointer         user_data);
guint                plr_layout_get_n_stages    (PlrLayout *self);
void                 plr_layout_get_position    (PlrLayout *self,
                                                 guint      index,
                                                 double    *x,
                                                 double    *y);
gboolean             plr_layout_find_position   (PlrLayout  *self,
                                                 const char *stage,
                                                 double     *x,
                                                 double     *y);
guint                plr_layout_get_column      (PlrLayout *self,
                                                 guint      index);
void                 plr_layout_get_bounds      (PlrLayout *self,
                                                 double    *x,
                                                 double    *y,
                                                 double    *width,
                                                 double    *height);
guint                plr_layout_get_n_edges     (PlrLayout *self);
const PlrLayoutEdge *plr_layout_get_edge        (PlrLayout *self,
                                                 guint      index);
guint64              plr_layout_get_n_crossings (PlrLayout *self);
guint                plr_layout_route           (const PlrLayoutPoint *from,
                                                 const PlrLayoutPoint *to,
                                                 PlrLayoutPoint       *points);
void                 plr_layout_bend            (const PlrLayoutPoint *points,
                                                 guint                 n_points,
                                                 guint                 index,
                                                 double               *out_x,
                                                 double               *in_x);

G_END_DECLS
