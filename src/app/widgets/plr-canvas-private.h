/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-canvas.h"
#include "plr-stage-card.h"

G_BEGIN_DECLS

#define PLR_CANVAS_MIN_ZOOM 0.1
#define PLR_CANVAS_MAX_ZOOM 2.5
/* Below this a card's text cannot be read: plain pictures are drawn in place of widgets. */
#define PLR_CANVAS_CARD_ZOOM 0.45
#define PLR_CANVAS_PORT_REACH 14.0
#define PLR_CANVAS_NONE G_MAXUINT

typedef struct
{
  PlrStage *stage;
  PlrStageCard *card; /* while it is in view */
  GArray *edges;      /* of guint: its lines, to and from */
  double x;
  double y;
  double from_x;      /* where it glides from */
  double from_y;
  double to_x;
  double to_y;
  guint stamp;
  guint selected : 1;
  guint moved : 1;    /* by the drag under way */
} PlrCanvasNode;

typedef enum
{
  PLR_CANVAS_EDGE_PLAIN,
  PLR_CANVAS_EDGE_LIT,
  PLR_CANVAS_EDGE_SELECTED,
} PlrCanvasEdgeStyle;

typedef struct
{
  guint from;
  guint to;
  PlrLayoutPoint *points;
  guint n_points;
  graphene_rect_t box;
  GskRenderNode *node; /* kept until the line or its style changes */
  PlrCanvasEdgeStyle style;
  guint stamp;
} PlrCanvasEdge;

typedef enum
{
  PLR_CANVAS_DRAG_NONE,
  PLR_CANVAS_DRAG_PAN,
  PLR_CANVAS_DRAG_BAND,
  PLR_CANVAS_DRAG_MOVE,
  PLR_CANVAS_DRAG_CONNECT,
} PlrCanvasDrag;

typedef struct
{
  PlrCanvasDrag kind;
  guint node;          /* that is dragged, or whose port is */
  gboolean from_left;  /* of that port */
  gboolean add;        /* to the selection */
  gboolean started;    /* the pointer moved far enough */
  double start_x;      /* on the screen */
  double start_y;
  double x;
  double y;
  double pan_x;        /* before */
  double pan_y;
  guint target;        /* of a connection */
  char *refusal;       /* why not */
} PlrCanvasDragState;

struct _PlrCanvas
{
  GtkWidget parent_instance;

  PlrPipeline *pipeline;
  PlrRun *run;
  GListModel *problems;
  PlrLayoutPinFunc pin;
  gpointer pin_data;

  GtkWidget *world;
  GPtrArray *spare;     /* of PlrStageCard, not in view */
  PlrCanvasNode *nodes;
  guint n_nodes;
  PlrCanvasEdge *edges;
  guint n_edges;
  GHashTable *by_id;    /* id → index + 1 */
  GHashTable *cells;    /* square of the world → GArray of node << 1 | edge << 1 + 1 */
  GHashTable *faults;   /* stage id → errors << 16 | warnings */
  GArray *visible;      /* of guint: nodes with a card */
  GArray *touched;      /* of guint: edges in view, the lit ones behind */
  guint stamp;
  graphene_rect_t bounds;

  double pan_x;
  double pan_y;
  double zoom;
  guint edge_level;     /* how far away the kept lines were drawn for */
  double gesture_zoom;  /* when a pinch began */

  PlrCanvasDragState drag;
  guint cursor;         /* the node that the keyboard is at */
  guint selected_edge;
  guint hover;
  double pointer_x;
  double pointer_y;
  GtkGesture *drag_gesture;
  GtkWidget *popover;
  AdwAnimation *glide;
  PangoLayout *label;
  guint sync_id;
  guint tick_id;
  int seen_width;
  int seen_height;
  guint zoom_notify_id;
  char *menu_stage;

  guint editable : 1;
  guint fit_pending : 1;
  guint space_held : 1;
  guint dropping : 1;
};

/* plr-canvas-scene.c */
void plr_canvas_scene_clear    (PlrCanvas *self);
void plr_canvas_scene_build    (PlrCanvas *self);
void plr_canvas_scene_queue    (PlrCanvas *self);
void plr_canvas_scene_flush    (PlrCanvas *self);
void plr_canvas_scene_index    (PlrCanvas *self);
void plr_canvas_retire_card   (PlrCanvas     *self,
                               PlrCanvasNode *node);
void plr_canvas_scene_collect  (PlrCanvas             *self,
                                const graphene_rect_t *area,
                                GArray                *nodes,
                                GArray                *edges);
guint plr_canvas_scene_find    (PlrCanvas  *self,
                                const char *stage);
guint plr_canvas_scene_node_at (PlrCanvas *self,
                                double     x,
                                double     y);
guint plr_canvas_scene_port_at (PlrCanvas *self,
                                double     x,
                                double     y,
                                gboolean  *left);
guint plr_canvas_scene_edge_at (PlrCanvas *self,
                                double     x,
                                double     y);
void plr_canvas_scene_move     (PlrCanvas *self,
                                guint      node,
                                double     x,
                                double     y);
void plr_canvas_scene_restyle  (PlrCanvas *self);

/* plr-canvas-draw.c */
void plr_canvas_draw_edge_path (cairo_t              *cr,
                                const PlrLayoutPoint *points,
                                guint                 n_points);
void plr_canvas_draw           (PlrCanvas   *self,
                                GtkSnapshot *snapshot);

/* plr-canvas-pointer.c */
void plr_canvas_pointer_init   (PlrCanvas *self);
void plr_canvas_pointer_cancel (PlrCanvas *self);

/* plr-canvas-status.c */
void plr_canvas_status_update      (PlrCanvas *self,
                                    guint      node);
void plr_canvas_status_update_all  (PlrCanvas *self);

/* plr-canvas-actions.c */
void plr_canvas_actions_class_init (GtkWidgetClass *widget_class);
void plr_canvas_actions_update     (PlrCanvas *self);
gboolean plr_canvas_emit_edits     (PlrCanvas  *self,
                                    GPtrArray  *edits,
                                    const char *title);
gboolean plr_canvas_connect_nodes  (PlrCanvas *self,
                                    guint      from,
                                    guint      to);
gboolean plr_canvas_insert         (PlrCanvas        *self,
                                    PlrStageTemplate *item,
                                    guint             after,
                                    guint             edge,
                                    const double     *place);

/* plr-canvas-popover.c */
void plr_canvas_show_menu    (PlrCanvas *self,
                              double     x,
                              double     y);
void plr_canvas_show_rename  (PlrCanvas *self,
                              guint      node);
void plr_canvas_show_connect (PlrCanvas *self,
                              guint      node);
void plr_canvas_close_popover (PlrCanvas *self);

/* plr-canvas.c */
void plr_canvas_view_changed   (PlrCanvas *self);
void plr_canvas_zoom_at        (PlrCanvas *self,
                                double     zoom,
                                double     x,
                                double     y);
void plr_canvas_to_world       (PlrCanvas *self,
                                double    *x,
                                double    *y);
void plr_canvas_select_nodes   (PlrCanvas *self,
                                guint      node,
                                gboolean   add);
void plr_canvas_select_edge    (PlrCanvas *self,
                                guint      edge);
void plr_canvas_set_cursor_node (PlrCanvas *self,
                                 guint      node,
                                 gboolean   focus);
void plr_canvas_place_card     (PlrCanvas *self,
                                guint      node);
GPtrArray *plr_canvas_get_selected_stages (PlrCanvas *self);

G_END_DECLS
