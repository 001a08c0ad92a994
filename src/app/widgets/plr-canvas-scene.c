/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-canvas"

#include "config.h"

#include <math.h>

#include "plr-canvas-private.h"

/* The side of a square of the index: a few cards. */
#define CELL 512.0
#define EDGE_REACH 6.0
#define CURVE_STEPS 16
#define GLIDE_MS 200
#define GLIDE_MAX_NODES 400

static gint64
cell_key (int column,
          int row)
{
  return ((gint64)column << 32) | (guint32)row;
}

static void
cell_add (PlrCanvas             *self,
          const graphene_rect_t *box,
          guint                  item)
{
  int left = (int)floor (box->origin.x / CELL);
  int right = (int)floor ((box->origin.x + box->size.width) / CELL);
  int top = (int)floor (box->origin.y / CELL);
  int bottom = (int)floor ((box->origin.y + box->size.height) / CELL);

  for (int column = left; column <= right; column++)
    for (int row = top; row <= bottom; row++)
      {
        gint64 key = cell_key (column, row);
        GArray *cell = g_hash_table_lookup (self->cells, &key);

        if (cell == NULL)
          {
            cell = g_array_new (FALSE, FALSE, sizeof (guint));
            g_hash_table_insert (self->cells, g_memdup2 (&key, sizeof key), cell);
          }
        g_array_append_val (cell, item);
      }
}

static graphene_rect_t
node_box (const PlrCanvasNode *node)
{
  return GRAPHENE_RECT_INIT ((float)node->x - 10, (float)node->y - 4,
                             (float)PLR_LAYOUT_CARD_WIDTH + 20, (float)PLR_LAYOUT_CARD_HEIGHT + 16);
}

/* A cubic curve lies within the hull of its four points. */
static void
edge_measure (PlrCanvasEdge *edge)
{
  double left = edge->points[0].x;
  double right = left;
  double top = edge->points[0].y;
  double bottom = top;

  for (guint i = 0; i < edge->n_points; i++)
    {
      double out_x = edge->points[i].x;
      double in_x = out_x;

      if (i % 2 != 0)
        plr_layout_bend (edge->points, edge->n_points, i, &out_x, &in_x);
      left = MIN (left, MIN (edge->points[i].x, MIN (out_x, in_x)));
      right = MAX (right, MAX (edge->points[i].x, MAX (out_x, in_x)));
      top = MIN (top, edge->points[i].y);
      bottom = MAX (bottom, edge->points[i].y);
    }

  edge->box = GRAPHENE_RECT_INIT ((float)left - 4, (float)top - 6, (float)(right - left) + 8, (float)(bottom - top) + 12);
}

static void
edge_attach (PlrCanvas     *self,
             PlrCanvasEdge *edge,
             gboolean       straight)
{
  const PlrCanvasNode *from = &self->nodes[edge->from];
  const PlrCanvasNode *to = &self->nodes[edge->to];

  PlrLayoutPoint ends[PLR_LAYOUT_ROUTE_POINTS];
  guint n_ends = plr_layout_route (&(PlrLayoutPoint) { from->x, from->y }, &(PlrLayoutPoint) { to->x, to->y }, ends);

  if (straight)
    {
      edge->n_points = n_ends;
      memcpy (edge->points, ends, n_ends * sizeof *ends);
    }
  edge->points[0] = ends[0];
  edge->points[edge->n_points - 1] = ends[n_ends - 1];
  g_clear_pointer (&edge->node, gsk_render_node_unref);
  edge_measure (edge);
}

/* Makes the index anew: as often as the graph changes or glides, never for a pan or a zoom. */
void
plr_canvas_scene_index (PlrCanvas *self)
{
  g_hash_table_remove_all (self->cells);
  for (guint i = 0; i < self->n_nodes; i++)
    {
      graphene_rect_t box = node_box (&self->nodes[i]);

      cell_add (self, &box, i << 1);
    }
  for (guint i = 0; i < self->n_edges; i++)
    cell_add (self, &self->edges[i].box, i << 1 | 1);
}

void
plr_canvas_scene_collect (PlrCanvas             *self,
                          const graphene_rect_t *area,
                          GArray                *nodes,
                          GArray                *edges)
{
  int left = (int)floor (area->origin.x / CELL);
  int right = (int)floor ((area->origin.x + area->size.width) / CELL);
  int top = (int)floor (area->origin.y / CELL);
  int bottom = (int)floor ((area->origin.y + area->size.height) / CELL);

  self->stamp++;
  for (int column = left; column <= right; column++)
    for (int row = top; row <= bottom; row++)
      {
        gint64 key = cell_key (column, row);
        GArray *cell = g_hash_table_lookup (self->cells, &key);

        for (guint k = 0; cell != NULL && k < cell->len; k++)
          {
            guint item = g_array_index (cell, guint, k);
            guint index = item >> 1;
            gboolean is_edge = item & 1;
            guint *stamp = is_edge ? &self->edges[index].stamp : &self->nodes[index].stamp;
            graphene_rect_t box = is_edge ? self->edges[index].box : node_box (&self->nodes[index]);
            GArray *found = is_edge ? edges : nodes;

            if (*stamp == self->stamp || found == NULL || !graphene_rect_intersection (&box, area, NULL))
              continue;
            *stamp = self->stamp;
            g_array_append_val (found, index);
          }
      }
}

guint
plr_canvas_scene_find (PlrCanvas  *self,
                       const char *stage)
{
  return stage != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->by_id, stage)) - 1 : PLR_CANVAS_NONE;
}

/* @x, @y: in the world. Returns: the topmost card there, or PLR_CANVAS_NONE. */
guint
plr_canvas_scene_node_at (PlrCanvas *self,
                          double     x,
                          double     y)
{
  g_autoptr(GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint));
  guint found = PLR_CANVAS_NONE;

  plr_canvas_scene_collect (self, &GRAPHENE_RECT_INIT ((float)x - 1, (float)y - 1, 2, 2), nodes, NULL);
  for (guint k = 0; k < nodes->len; k++)
    {
      guint i = g_array_index (nodes, guint, k);
      const PlrCanvasNode *node = &self->nodes[i];

      if (x >= node->x && x <= node->x + PLR_LAYOUT_CARD_WIDTH && y >= node->y && y <= node->y + PLR_LAYOUT_CARD_HEIGHT &&
          (found == PLR_CANVAS_NONE || i > found))
        found = i;
    }

  return found;
}

guint
plr_canvas_scene_port_at (PlrCanvas *self,
                          double     x,
                          double     y,
                          gboolean  *left)
{
  g_autoptr(GArray) nodes = g_array_new (FALSE, FALSE, sizeof (guint));
  double reach = MAX (PLR_CANVAS_PORT_REACH, PLR_CANVAS_PORT_REACH / self->zoom);

  plr_canvas_scene_collect (self, &GRAPHENE_RECT_INIT ((float)(x - reach), (float)(y - reach), (float)(2 * reach), (float)(2 * reach)),
                            nodes, NULL);
  for (guint k = 0; k < nodes->len; k++)
    {
      guint i = g_array_index (nodes, guint, k);
      const PlrCanvasNode *node = &self->nodes[i];
      double middle = node->y + PLR_LAYOUT_CARD_HEIGHT / 2;

      for (guint side = 0; side < 2; side++)
        if (hypot (x - node->x - (side == 0 ? PLR_LAYOUT_CARD_WIDTH : 0), y - middle) <= PLR_CANVAS_PORT_REACH)
          {
            *left = side != 0;
            return i;
          }
    }

  return PLR_CANVAS_NONE;
}

static double
distance_to_segment (double                x,
                     double                y,
                     const PlrLayoutPoint *a,
                     const PlrLayoutPoint *b)
{
  double dx = b->x - a->x;
  double dy = b->y - a->y;
  double length = dx * dx + dy * dy;
  double t = length > 0 ? CLAMP (((x - a->x) * dx + (y - a->y) * dy) / length, 0, 1) : 0;

  return hypot (x - a->x - t * dx, y - a->y - t * dy);
}

static double
distance_to_edge (const PlrCanvasEdge *edge,
                  double               x,
                  double               y)
{
  double best = HUGE_VAL;

  for (guint i = 0; i + 1 < edge->n_points; i++)
    {
      PlrLayoutPoint a = edge->points[i];
      PlrLayoutPoint b = edge->points[i + 1];
      PlrLayoutPoint last = a;
      double out_x = a.x;
      double in_x = b.x;

      if (i % 2 == 0)
        plr_layout_bend (edge->points, edge->n_points, i + 1, &out_x, &in_x);

      for (guint step = 1; step <= CURVE_STEPS; step++)
        {
          double t = step / (double)CURVE_STEPS;
          double u = 1 - t;
          PlrLayoutPoint next = {
            u *u *u *a.x + 3 * u * u * t * out_x + 3 * u * t * t * in_x + t * t * t * b.x,
            u *u *u *a.y + 3 * u * u * t * a.y + 3 * u * t * t * b.y + t * t * t * b.y,
          };

          best = MIN (best, distance_to_segment (x, y, &last, &next));
          last = next;
        }
    }

  return best;
}

guint
plr_canvas_scene_edge_at (PlrCanvas *self,
                          double     x,
                          double     y)
{
  g_autoptr(GArray) edges = g_array_new (FALSE, FALSE, sizeof (guint));
  double reach = EDGE_REACH / MIN (self->zoom, 1);
  guint found = PLR_CANVAS_NONE;

  plr_canvas_scene_collect (self, &GRAPHENE_RECT_INIT ((float)(x - reach), (float)(y - reach), (float)(2 * reach), (float)(2 * reach)),
                            NULL, edges);
  for (guint k = 0; k < edges->len; k++)
    {
      guint i = g_array_index (edges, guint, k);
      double distance = distance_to_edge (&self->edges[i], x, y);

      if (distance <= reach)
        {
          reach = distance;
          found = i;
        }
    }

  return found;
}

/* Puts a card somewhere; its lines go straight there. The index is made anew by the caller when the drag ends. */
void
plr_canvas_scene_move (PlrCanvas *self,
                       guint      index,
                       double     x,
                       double     y)
{
  PlrCanvasNode *node = &self->nodes[index];
  graphene_rect_t box;

  node->x = x;
  node->y = y;
  box = node_box (node);
  cell_add (self, &box, index << 1);
  for (guint k = 0; k < node->edges->len; k++)
    {
      guint i = g_array_index (node->edges, guint, k);
      PlrCanvasEdge *edge = &self->edges[i];

      edge_attach (self, edge, TRUE);
      cell_add (self, &edge->box, i << 1 | 1);
    }
  plr_canvas_place_card (self, index);
}

/* Which lines are lit: those of the selected cards. */
void
plr_canvas_scene_restyle (PlrCanvas *self)
{
  for (guint i = 0; i < self->n_edges; i++)
    {
      PlrCanvasEdge *edge = &self->edges[i];
      PlrCanvasEdgeStyle style = PLR_CANVAS_EDGE_PLAIN;

      if (i == self->selected_edge)
        style = PLR_CANVAS_EDGE_SELECTED;
      else if (self->nodes[edge->from].selected || self->nodes[edge->to].selected)
        style = PLR_CANVAS_EDGE_LIT;

      if (edge->style == style)
        continue;
      edge->style = style;
      g_clear_pointer (&edge->node, gsk_render_node_unref);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
nodes_free (PlrCanvas     *self,
            PlrCanvasNode *nodes,
            guint          n_nodes)
{
  for (guint i = 0; i < n_nodes; i++)
    {
      g_signal_handlers_disconnect_by_func (nodes[i].stage, plr_canvas_scene_queue, self);
      g_object_unref (nodes[i].stage);
      g_array_unref (nodes[i].edges);
    }
  g_free (nodes);
}

static void
edges_free (PlrCanvas *self)
{
  for (guint i = 0; i < self->n_edges; i++)
    {
      g_free (self->edges[i].points);
      g_clear_pointer (&self->edges[i].node, gsk_render_node_unref);
    }
  g_clear_pointer (&self->edges, g_free);
  self->n_edges = 0;
}

/* A spare card is hidden, not just unmapped: assistive technology would still read its last stage aloud. */
void
plr_canvas_retire_card (PlrCanvas     *self,
                        PlrCanvasNode *node)
{
  if (node->card == NULL)
    return;

  gtk_widget_set_visible (GTK_WIDGET (node->card), FALSE);
  plr_stage_card_set_stage (node->card, NULL);
  g_ptr_array_add (self->spare, g_steal_pointer (&node->card));
}

void
plr_canvas_scene_clear (PlrCanvas *self)
{
  g_clear_handle_id (&self->sync_id, g_source_remove);
  if (self->glide != NULL)
    adw_animation_pause (self->glide);
  g_clear_object (&self->glide);
  plr_canvas_pointer_cancel (self);
  for (guint i = 0; i < self->n_nodes; i++)
    plr_canvas_retire_card (self, &self->nodes[i]);
  edges_free (self);
  nodes_free (self, self->nodes, self->n_nodes);
  self->nodes = NULL;
  self->n_nodes = 0;
  self->cursor = self->hover = self->selected_edge = PLR_CANVAS_NONE;
  g_array_set_size (self->visible, 0);
  g_array_set_size (self->touched, 0);
  g_hash_table_remove_all (self->by_id);
  g_hash_table_remove_all (self->cells);
}

static void
glide_cb (double   t,
          gpointer data)
{
  PlrCanvas *self = PLR_CANVAS (data);

  for (guint i = 0; i < self->n_nodes; i++)
    {
      PlrCanvasNode *node = &self->nodes[i];

      if (node->from_x == node->to_x && node->from_y == node->to_y)
        continue;
      node->x = node->from_x + t * (node->to_x - node->from_x);
      node->y = node->from_y + t * (node->to_y - node->from_y);
      for (guint k = 0; k < node->edges->len; k++)
        edge_attach (self, &self->edges[g_array_index (node->edges, guint, k)], FALSE);
      plr_canvas_place_card (self, i);
    }
  plr_canvas_scene_index (self);
  plr_canvas_view_changed (self);
}

static void
start_glide (PlrCanvas *self)
{
  AdwAnimationTarget *target;

  if (self->n_nodes > GLIDE_MAX_NODES || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !adw_get_enable_animations (GTK_WIDGET (self)))
    {
      glide_cb (1, self);
      return;
    }

  target = adw_callback_animation_target_new (glide_cb, self, NULL);
  self->glide = adw_timed_animation_new (GTK_WIDGET (self), 0, 1, GLIDE_MS, target);
  adw_animation_play (self->glide);
}

static void
build_nodes (PlrCanvas     *self,
             PlrLayout     *layout,
             PlrCanvasNode *old,
             guint          n_old)
{
  g_autoptr(GHashTable) known = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n_old; i++)
    g_hash_table_insert (known, old[i].stage, &old[i]);

  self->n_nodes = plr_layout_get_n_stages (layout);
  self->nodes = g_new0 (PlrCanvasNode, self->n_nodes + 1);
  for (guint i = 0; i < self->n_nodes; i++)
    {
      PlrCanvasNode *node = &self->nodes[i];
      PlrCanvasNode *before;

      node->stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);
      node->edges = g_array_new (FALSE, FALSE, sizeof (guint));
      plr_layout_get_position (layout, i, &node->to_x, &node->to_y);
      node->from_x = node->to_x;
      node->from_y = node->to_y;
      if ((before = g_hash_table_lookup (known, node->stage)) != NULL)
        {
          node->from_x = before->x;
          node->from_y = before->y;
          node->selected = before->selected;
          node->card = g_steal_pointer (&before->card);
        }
      node->x = node->from_x;
      node->y = node->from_y;
      if (node->card != NULL)
        g_array_append_val (self->visible, i);
      if (!g_hash_table_contains (self->by_id, plr_stage_get_id (node->stage)))
        g_hash_table_insert (self->by_id, g_strdup (plr_stage_get_id (node->stage)), GUINT_TO_POINTER (i + 1));
      g_signal_connect_object (node->stage, "notify::needs", G_CALLBACK (plr_canvas_scene_queue), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (node->stage, "notify::id", G_CALLBACK (plr_canvas_scene_queue), self, G_CONNECT_SWAPPED);
    }
}

static void
build_edges (PlrCanvas *self,
             PlrLayout *layout)
{
  self->n_edges = plr_layout_get_n_edges (layout);
  self->edges = g_new0 (PlrCanvasEdge, self->n_edges + 1);
  for (guint i = 0; i < self->n_edges; i++)
    {
      const PlrLayoutEdge *line = plr_layout_get_edge (layout, i);
      PlrCanvasEdge *edge = &self->edges[i];

      edge->from = line->from;
      edge->to = line->to;
      edge->n_points = line->n_points;
      edge->points = g_new0 (PlrLayoutPoint, MAX (line->n_points, PLR_LAYOUT_ROUTE_POINTS));
      memcpy (edge->points, line->points, line->n_points * sizeof (PlrLayoutPoint));
      edge_attach (self, edge, FALSE);
      g_array_append_val (self->nodes[edge->from].edges, i);
      g_array_append_val (self->nodes[edge->to].edges, i);
    }
}

/* Where the selection and the keyboard were, as stages, for indices change with the graph. */
typedef struct
{
  PlrStage *cursor;
  PlrStage *edge_from;
  PlrStage *edge_to;
} Anchors;

static void
restore_anchors (PlrCanvas     *self,
                 const Anchors *anchors)
{
  for (guint i = 0; i < self->n_nodes; i++)
    if (self->nodes[i].stage == anchors->cursor)
      self->cursor = i;
  for (guint i = 0; anchors->edge_from != NULL && i < self->n_edges; i++)
    if (self->nodes[self->edges[i].from].stage == anchors->edge_from &&
        self->nodes[self->edges[i].to].stage == anchors->edge_to)
      self->selected_edge = i;
}

/* Lays the pipeline out and makes the scene of it; cards, selection and keyboard stay with their stages. */
void
plr_canvas_scene_build (PlrCanvas *self)
{
  g_autoptr(PlrLayout) layout = NULL;
  PlrCanvasNode *old = self->nodes;
  guint n_old = self->n_nodes;
  Anchors anchors = { NULL };
  double x, y, width, height;

  g_clear_handle_id (&self->sync_id, g_source_remove);
  if (self->glide != NULL)
    adw_animation_pause (self->glide);
  g_clear_object (&self->glide);
  if (self->drag.kind != PLR_CANVAS_DRAG_PAN)
    plr_canvas_pointer_cancel (self);

  if (self->cursor < n_old)
    anchors.cursor = old[self->cursor].stage;
  if (self->selected_edge < self->n_edges)
    {
      anchors.edge_from = old[self->edges[self->selected_edge].from].stage;
      anchors.edge_to = old[self->edges[self->selected_edge].to].stage;
    }

  layout = plr_layout_new (self->pipeline, self->pin, self->pin_data);
  edges_free (self);
  g_hash_table_remove_all (self->by_id);
  g_array_set_size (self->visible, 0);
  g_array_set_size (self->touched, 0);
  self->cursor = self->hover = self->selected_edge = PLR_CANVAS_NONE;
  build_nodes (self, layout, old, n_old);
  build_edges (self, layout);
  restore_anchors (self, &anchors);
  for (guint i = 0; i < n_old; i++)
    plr_canvas_retire_card (self, &old[i]);
  nodes_free (self, old, n_old);
  for (guint i = 0; i < self->n_nodes; i++)
    if (self->nodes[i].card != NULL)
      plr_canvas_status_update (self, i);

  plr_layout_get_bounds (layout, &x, &y, &width, &height);
  self->bounds = GRAPHENE_RECT_INIT ((float)x, (float)y, (float)width, (float)height);
  plr_canvas_scene_index (self);
  plr_canvas_scene_restyle (self);
  start_glide (self);
  plr_canvas_view_changed (self);
  plr_canvas_actions_update (self);
}

static gboolean
plr_canvas_scene_idle_cb (gpointer data)
{
  PlrCanvas *self = PLR_CANVAS (data);

  self->sync_id = 0;
  plr_canvas_scene_build (self);

  return G_SOURCE_REMOVE;
}

/* Several changes of one edit make one new scene, before the next frame. */
void
plr_canvas_scene_queue (PlrCanvas *self)
{
  if (self->sync_id == 0 && self->pipeline != NULL)
    self->sync_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, plr_canvas_scene_idle_cb, self, NULL);
}

void
plr_canvas_scene_flush (PlrCanvas *self)
{
  if (self->sync_id != 0)
    plr_canvas_scene_build (self);
}
