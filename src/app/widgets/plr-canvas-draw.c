/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-canvas"

#include "config.h"

#include <math.h>

#include "plr-canvas-private.h"
#include "plr-words.h"

#define ARROW 7.0

static GdkRGBA
lookup_color (PlrCanvas  *self,
              const char *name,
              float       alpha)
{
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (context, name, &color))
    gtk_style_context_get_color (context, &color);
  color.alpha *= alpha;

  return color;
}

void
plr_canvas_draw_edge_path (cairo_t              *cr,
                           const PlrLayoutPoint *points,
                           guint                 n_points)
{
  cairo_move_to (cr, points[0].x, points[0].y);
  for (guint i = 1; i < n_points; i++)
    {
      double out_x;
      double in_x;

      if (i % 2 == 0)
        {
          cairo_line_to (cr, points[i].x, points[i].y);
          continue;
        }
      plr_layout_bend (points, n_points, i, &out_x, &in_x);
      cairo_curve_to (cr, out_x, points[i - 1].y, in_x, points[i].y, points[i].x, points[i].y);
    }
}

static void
draw_arrow (cairo_t              *cr,
            const PlrLayoutPoint *tip)
{
  double x = tip->x - 6;

  cairo_move_to (cr, x, tip->y);
  cairo_line_to (cr, x - ARROW, tip->y - ARROW * .6);
  cairo_line_to (cr, x - ARROW, tip->y + ARROW * .6);
  cairo_close_path (cr);
}

/* One node for each line, in its own tight box: a change of one line then repaints just that. */
static GskRenderNode *
get_edge_node (PlrCanvas     *self,
               PlrCanvasEdge *edge)
{
  g_autoptr(GtkSnapshot) snapshot = NULL;
  GdkRGBA color;
  cairo_t *cr;

  if (edge->node != NULL)
    return edge->node;

  snapshot = gtk_snapshot_new ();
  color = lookup_color (self, edge->style == PLR_CANVAS_EDGE_PLAIN ? "plr_edge_color" : "accent_bg_color", 1);
  cr = gtk_snapshot_append_cairo (snapshot, &edge->box);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, (edge->style == PLR_CANVAS_EDGE_PLAIN ? 2 : edge->style == PLR_CANVAS_EDGE_LIT ? 3 : 4) *
                        (self->edge_level + 1));
  plr_canvas_draw_edge_path (cr, edge->points, edge->n_points);
  cairo_stroke (cr);
  draw_arrow (cr, &edge->points[edge->n_points - 1]);
  cairo_fill (cr);
  cairo_destroy (cr);
  edge->node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));

  return edge->node;
}

static void
draw_edges (PlrCanvas   *self,
            GtkSnapshot *snapshot)
{
  guint level = self->zoom < .2 ? 2 : self->zoom < PLR_CANVAS_CARD_ZOOM ? 1 : 0;

  /* From far away lines are drawn wider, so that they can still be seen. */
  if (level != self->edge_level)
    {
      self->edge_level = level;
      for (guint i = 0; i < self->n_edges; i++)
        g_clear_pointer (&self->edges[i].node, gsk_render_node_unref);
    }

  for (guint lit = 0; lit < 2; lit++)
    for (guint k = 0; k < self->touched->len; k++)
      {
        PlrCanvasEdge *edge = &self->edges[g_array_index (self->touched, guint, k)];

        if ((edge->style != PLR_CANVAS_EDGE_PLAIN) == (lit != 0))
          gtk_snapshot_append_node (snapshot, get_edge_node (self, edge));
      }
}

/* From far away a card is a plate in the colour of its kind, or of its state. */
static void
draw_plates (PlrCanvas             *self,
             GtkSnapshot           *snapshot,
             const graphene_rect_t *area)
{
  g_autoptr(GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint));
  GdkRGBA back = lookup_color (self, "plr_card_color", 1);
  GdkRGBA line = lookup_color (self, "plr_edge_color", 1);
  GdkRGBA accent = lookup_color (self, "accent_bg_color", 1);

  plr_canvas_scene_collect (self, area, nodes, NULL);
  for (guint k = 0; k < nodes->len; k++)
    {
      const PlrCanvasNode *node = &self->nodes[g_array_index (nodes, guint, k)];
      PlrRunStage *run_stage = self->run != NULL ? plr_run_find_stage (self->run, plr_stage_get_id (node->stage)) : NULL;
      const char *name = plr_stage_kind_get_color_name (plr_stage_get_kind (node->stage));
      const GdkRGBA *border = node->selected ? &accent : &line;
      GskRoundedRect outline;
      GdkRGBA tint;
      float width = node->selected ? 6 : 3;

      if (run_stage != NULL && plr_run_state_get_color_name (plr_run_stage_get_state (run_stage)) != NULL)
        name = plr_run_state_get_color_name (plr_run_stage_get_state (run_stage));
      tint = lookup_color (self, name, .7f);
      gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT ((float)node->x, (float)node->y,
                                                                      (float)PLR_LAYOUT_CARD_WIDTH,
                                                                      (float)PLR_LAYOUT_CARD_HEIGHT), 12);
      gtk_snapshot_append_color (snapshot, &back, &outline.bounds);
      gtk_snapshot_append_color (snapshot, &tint, &GRAPHENE_RECT_INIT ((float)node->x + 12, (float)node->y + 16, 32, 32));
      gtk_snapshot_append_color (snapshot, &line, &GRAPHENE_RECT_INIT ((float)node->x + 56, (float)node->y + 26, 110, 12));
      gtk_snapshot_append_border (snapshot, &outline, (float[4]) { width, width, width, width },
                                  (GdkRGBA[4]) { *border, *border, *border, *border });
    }
}

static void
draw_grid (PlrCanvas             *self,
           GtkSnapshot           *snapshot,
           const graphene_rect_t *area)
{
  float pitch = (float)PLR_LAYOUT_GRID;
  graphene_rect_t cell = GRAPHENE_RECT_INIT (0, 0, pitch, pitch);
  GdkRGBA color = lookup_color (self, "plr_grid_color", 1);
  float dot = MAX (1, (float)(1 / self->zoom));
  graphene_rect_t all = GRAPHENE_RECT_INIT (floorf (area->origin.x / pitch) * pitch, floorf (area->origin.y / pitch) * pitch,
                                            area->size.width + 2 * pitch, area->size.height + 2 * pitch);

  gtk_snapshot_push_repeat (snapshot, &all, &cell);
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (0, 0, dot, dot));
  gtk_snapshot_pop (snapshot);
}

static void
draw_live_edge (PlrCanvas   *self,
                GtkSnapshot *snapshot)
{
  const PlrCanvasNode *node = &self->nodes[self->drag.node];
  PlrLayoutPoint points[2];
  PlrLayoutPoint *loose = &points[self->drag.from_left ? 0 : 1];
  GdkRGBA color = lookup_color (self, self->drag.refusal != NULL ? "error_color" : "accent_bg_color", 1);
  graphene_rect_t box;
  double bend;
  cairo_t *cr;

  points[0] = (PlrLayoutPoint) { node->x + PLR_LAYOUT_CARD_WIDTH, node->y + PLR_LAYOUT_CARD_HEIGHT / 2 };
  points[1] = (PlrLayoutPoint) { node->x, node->y + PLR_LAYOUT_CARD_HEIGHT / 2 };
  *loose = (PlrLayoutPoint) { self->drag.x, self->drag.y };
  plr_canvas_to_world (self, &loose->x, &loose->y);
  if (self->drag.target != PLR_CANVAS_NONE && self->drag.refusal == NULL)
    {
      const PlrCanvasNode *target = &self->nodes[self->drag.target];

      loose->x = target->x + (self->drag.from_left ? PLR_LAYOUT_CARD_WIDTH : 0);
      loose->y = target->y + PLR_LAYOUT_CARD_HEIGHT / 2;
    }

  bend = MAX (40, fabs (points[1].x - points[0].x) / 2);
  box = GRAPHENE_RECT_INIT ((float)(MIN (points[0].x, points[1].x - bend) - 8), (float)(MIN (points[0].y, points[1].y) - 8),
                            (float)(fabs (points[1].x - points[0].x) + 2 * bend + 16), (float)(fabs (points[1].y - points[0].y) + 16));
  cr = gtk_snapshot_append_cairo (snapshot, &box);
  gdk_cairo_set_source_rgba (cr, &color);
  cairo_set_line_width (cr, 3);
  plr_canvas_draw_edge_path (cr, points, 2);
  cairo_stroke (cr);
  cairo_arc (cr, loose->x, loose->y, 5, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_destroy (cr);
}

/* Beside the pointer, in the size of the screen: why the connection cannot be. */
static void
draw_refusal (PlrCanvas   *self,
              GtkSnapshot *snapshot)
{
  GdkRGBA back = lookup_color (self, "error_bg_color", 1);
  GdkRGBA fore = lookup_color (self, "error_fg_color", 1);
  GskRoundedRect outline;
  float room = gtk_widget_get_width (GTK_WIDGET (self));
  float x = (float)self->drag.x + 16;
  float y = (float)self->drag.y + 16;
  int width;
  int height;

  if (self->label == NULL)
    self->label = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_text (self->label, self->drag.refusal, -1);
  pango_layout_set_width (self->label, 320 * PANGO_SCALE);
  pango_layout_get_pixel_size (self->label, &width, &height);
  x = CLAMP (x, 0, MAX (0, room - width - 20));

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x, y, width + 20, height + 12), 8);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &back, &outline.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 10, y + 6));
  gtk_snapshot_append_layout (snapshot, self->label, &fore);
  gtk_snapshot_restore (snapshot);
}

static void
draw_band (PlrCanvas   *self,
           GtkSnapshot *snapshot)
{
  GdkRGBA fill = lookup_color (self, "accent_bg_color", .15f);
  GdkRGBA line = lookup_color (self, "accent_bg_color", 1);
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT ((float)MIN (self->drag.start_x, self->drag.x),
                                                                  (float)MIN (self->drag.start_y, self->drag.y),
                                                                  (float)fabs (self->drag.x - self->drag.start_x),
                                                                  (float)fabs (self->drag.y - self->drag.start_y)), 3);
  gtk_snapshot_append_color (snapshot, &fill, &outline.bounds);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1, 1, 1, 1 }, (GdkRGBA[4]) { line, line, line, line });
}

void
plr_canvas_draw (PlrCanvas   *self,
                 GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  float width = gtk_widget_get_width (widget);
  float height = gtk_widget_get_height (widget);
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float)(-self->pan_x / self->zoom), (float)(-self->pan_y / self->zoom),
                                             (float)(width / self->zoom), (float)(height / self->zoom));
  gboolean dragging = self->drag.started && (self->drag.kind == PLR_CANVAS_DRAG_MOVE || self->drag.kind == PLR_CANVAS_DRAG_CONNECT);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)self->pan_x, (float)self->pan_y));
  gtk_snapshot_scale (snapshot, (float)self->zoom, (float)self->zoom);
  if ((dragging || self->dropping) && self->zoom >= PLR_CANVAS_CARD_ZOOM)
    draw_grid (self, snapshot, &area);
  draw_edges (self, snapshot);
  if (self->zoom < PLR_CANVAS_CARD_ZOOM)
    draw_plates (self, snapshot, &area);
  gtk_snapshot_restore (snapshot);

  gtk_widget_snapshot_child (widget, self->world, snapshot);

  if (dragging && self->drag.kind == PLR_CANVAS_DRAG_CONNECT)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)self->pan_x, (float)self->pan_y));
      gtk_snapshot_scale (snapshot, (float)self->zoom, (float)self->zoom);
      draw_live_edge (self, snapshot);
      gtk_snapshot_restore (snapshot);
      if (self->drag.refusal != NULL)
        draw_refusal (self, snapshot);
    }
  if (self->drag.started && self->drag.kind == PLR_CANVAS_DRAG_BAND)
    draw_band (self, snapshot);
  gtk_snapshot_pop (snapshot);
}
