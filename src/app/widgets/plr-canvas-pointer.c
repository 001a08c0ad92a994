/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-canvas"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "plr-canvas-private.h"
#include "plr-graph.h"

#define THRESHOLD 4.0
#define WHEEL_STEP 56.0
#define ZOOM_STEP 1.15

static void
set_cursor (PlrCanvas  *self,
            const char *name)
{
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), name);
}

/* Makes the port under the pointer large, and that of no other card. */
static void
update_hover (PlrCanvas *self,
              double     x,
              double     y)
{
  gboolean left = FALSE;
  guint port = PLR_CANVAS_NONE;

  self->pointer_x = x;
  self->pointer_y = y;
  if (self->drag.kind != PLR_CANVAS_DRAG_NONE)
    return;

  plr_canvas_to_world (self, &x, &y);
  if (self->editable && x == x)
    port = plr_canvas_scene_port_at (self, x, y, &left);

  if (self->hover < self->n_nodes && self->hover != port && self->nodes[self->hover].card != NULL)
    plr_stage_card_set_port (self->nodes[self->hover].card, PLR_CARD_PORT_NONE);
  self->hover = port;
  if (port != PLR_CANVAS_NONE && self->nodes[port].card != NULL)
    plr_stage_card_set_port (self->nodes[port].card, left ? PLR_CARD_PORT_LEFT : PLR_CARD_PORT_RIGHT);

  if (self->space_held)
    set_cursor (self, "grab");
  else if (port != PLR_CANVAS_NONE)
    set_cursor (self, "crosshair");
  else
    set_cursor (self, NULL);
}

static void
motion_cb (PlrCanvas *self,
           double     x,
           double     y)
{
  update_hover (self, x, y);
}

static void
leave_cb (PlrCanvas *self)
{
  update_hover (self, -1e9, -1e9);
}

static void
drag_reset (PlrCanvas *self)
{
  for (guint k = 0; k < self->visible->len; k++)
    {
      PlrCanvasNode *node = &self->nodes[g_array_index (self->visible, guint, k)];

      node->moved = FALSE;
      if (node->card != NULL)
        {
          gtk_widget_remove_css_class (GTK_WIDGET (node->card), "target");
          gtk_widget_remove_css_class (GTK_WIDGET (node->card), "dragged");
        }
    }
  g_clear_pointer (&self->drag.refusal, g_free);
  self->drag = (PlrCanvasDragState) { .node = PLR_CANVAS_NONE, .target = PLR_CANVAS_NONE };
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The graph changed under a drag, or Escape was pressed: the drag is over, and nothing came of it. */
void
plr_canvas_pointer_cancel (PlrCanvas *self)
{
  if (self->drag.kind == PLR_CANVAS_DRAG_NONE)
    return;

  if (self->drag.kind == PLR_CANVAS_DRAG_MOVE && self->drag.started)
    plr_canvas_scene_queue (self);
  drag_reset (self);
  gtk_gesture_set_state (self->drag_gesture, GTK_EVENT_SEQUENCE_DENIED);
}

static void
drag_begin_cb (PlrCanvas      *self,
               double          start_x,
               double          start_y,
               GtkGestureDrag *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  gboolean add = (modifiers & (GDK_CONTROL_MASK | GDK_SHIFT_MASK)) != 0;
  double x = start_x;
  double y = start_y;
  gboolean left = FALSE;
  guint node;
  guint edge;

  if (button > GDK_BUTTON_MIDDLE)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }

  plr_canvas_close_popover (self);
  plr_canvas_scene_flush (self);
  drag_reset (self);
  self->drag.start_x = self->drag.x = start_x;
  self->drag.start_y = self->drag.y = start_y;
  self->drag.pan_x = self->pan_x;
  self->drag.pan_y = self->pan_y;
  self->drag.kind = PLR_CANVAS_DRAG_PAN;
  if (button == GDK_BUTTON_MIDDLE || self->space_held)
    return;

  plr_canvas_to_world (self, &x, &y);
  if (self->editable && (node = plr_canvas_scene_port_at (self, x, y, &left)) != PLR_CANVAS_NONE)
    {
      self->drag.kind = PLR_CANVAS_DRAG_CONNECT;
      self->drag.node = node;
      self->drag.from_left = left;
      plr_canvas_set_cursor_node (self, node, self->nodes[node].card != NULL);
    }
  else if ((node = plr_canvas_scene_node_at (self, x, y)) != PLR_CANVAS_NONE)
    {
      self->drag.kind = self->editable ? PLR_CANVAS_DRAG_MOVE : PLR_CANVAS_DRAG_PAN;
      self->drag.node = node;
      self->drag.add = add;
      if (add || !self->nodes[node].selected)
        plr_canvas_select_nodes (self, node, add);
      plr_canvas_set_cursor_node (self, node, FALSE);
      gtk_widget_grab_focus (self->nodes[node].card != NULL ? GTK_WIDGET (self->nodes[node].card) : GTK_WIDGET (self));
    }
  else if ((edge = plr_canvas_scene_edge_at (self, x, y)) != PLR_CANVAS_NONE)
    {
      plr_canvas_select_edge (self, edge);
      gtk_widget_grab_focus (GTK_WIDGET (self));
    }
  else
    {
      self->drag.kind = add ? PLR_CANVAS_DRAG_BAND : PLR_CANVAS_DRAG_PAN;
      gtk_widget_grab_focus (GTK_WIDGET (self));
    }
}

static void
move_cards (PlrCanvas *self,
            double     dx,
            double     dy)
{
  PlrCanvasNode *lead = &self->nodes[self->drag.node];
  double x = lead->to_x + dx / self->zoom;
  double y = lead->to_y + dy / self->zoom;

  /* The card under the pointer snaps; the others keep their places beside it. */
  dx = round (x / PLR_LAYOUT_GRID) * PLR_LAYOUT_GRID - lead->to_x;
  dy = round (y / PLR_LAYOUT_GRID) * PLR_LAYOUT_GRID - lead->to_y;
  for (guint i = 0; i < self->n_nodes; i++)
    {
      PlrCanvasNode *node = &self->nodes[i];

      if (!node->selected && i != self->drag.node)
        continue;
      if (node->card != NULL && !node->moved)
        gtk_widget_add_css_class (GTK_WIDGET (node->card), "dragged");
      node->moved = TRUE;
      if (node->x != node->to_x + dx || node->y != node->to_y + dy)
        plr_canvas_scene_move (self, i, node->to_x + dx, node->to_y + dy);
    }
  plr_canvas_view_changed (self);
}

static void
find_target (PlrCanvas *self)
{
  double x = self->drag.x;
  double y = self->drag.y;
  gboolean left;
  guint target;
  const char *from;
  const char *to;

  plr_canvas_to_world (self, &x, &y);
  target = plr_canvas_scene_node_at (self, x, y);
  if (target == PLR_CANVAS_NONE)
    target = plr_canvas_scene_port_at (self, x, y, &left);
  if (target == self->drag.node)
    target = PLR_CANVAS_NONE;
  if (target == self->drag.target)
    return;

  if (self->drag.target != PLR_CANVAS_NONE && self->nodes[self->drag.target].card != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->nodes[self->drag.target].card), "target");
  g_clear_pointer (&self->drag.refusal, g_free);
  self->drag.target = target;
  if (target == PLR_CANVAS_NONE)
    return;

  from = plr_stage_get_id (self->nodes[self->drag.from_left ? target : self->drag.node].stage);
  to = plr_stage_get_id (self->nodes[self->drag.from_left ? self->drag.node : target].stage);
  if (plr_stage_needs_stage (self->nodes[self->drag.from_left ? self->drag.node : target].stage, from))
    self->drag.refusal = g_strdup_printf (_("“%s” waits for “%s” already"), to, from);
  else if (plr_graph_would_cycle (self->pipeline, to, from))
    self->drag.refusal = g_strdup_printf (_("“%s” waits for “%s”: this would close a circle"), from, to);
  else if (self->nodes[target].card != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->nodes[target].card), "target");
}

static void
select_band (PlrCanvas *self)
{
  double left = MIN (self->drag.start_x, self->drag.x);
  double top = MIN (self->drag.start_y, self->drag.y);
  double right = MAX (self->drag.start_x, self->drag.x);
  double bottom = MAX (self->drag.start_y, self->drag.y);

  plr_canvas_to_world (self, &left, &top);
  plr_canvas_to_world (self, &right, &bottom);
  for (guint i = 0; i < self->n_nodes; i++)
    {
      const PlrCanvasNode *node = &self->nodes[i];
      gboolean inside = node->x < right && node->x + PLR_LAYOUT_CARD_WIDTH > left &&
                        node->y < bottom && node->y + PLR_LAYOUT_CARD_HEIGHT > top;

      if (inside && !node->selected)
        plr_canvas_select_nodes (self, i, TRUE);
    }
}

static void
drag_update_cb (PlrCanvas      *self,
                double          dx,
                double          dy,
                GtkGestureDrag *gesture)
{
  if (self->drag.kind == PLR_CANVAS_DRAG_NONE)
    return;

  self->drag.x = self->drag.start_x + dx;
  self->drag.y = self->drag.start_y + dy;
  if (!self->drag.started && hypot (dx, dy) < THRESHOLD)
    return;

  if (!self->drag.started)
    {
      self->drag.started = TRUE;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      if (self->drag.kind == PLR_CANVAS_DRAG_PAN)
        set_cursor (self, "grabbing");
    }

  switch (self->drag.kind)
    {
    case PLR_CANVAS_DRAG_PAN:
      self->pan_x = self->drag.pan_x + dx;
      self->pan_y = self->drag.pan_y + dy;
      self->fit_pending = FALSE;
      plr_canvas_view_changed (self);
      break;

    case PLR_CANVAS_DRAG_MOVE:
      move_cards (self, dx, dy);
      break;

    case PLR_CANVAS_DRAG_CONNECT:
      find_target (self);
      break;

    case PLR_CANVAS_DRAG_BAND:
      select_band (self);
      break;

    case PLR_CANVAS_DRAG_NONE:
    default:
      break;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
finish_move (PlrCanvas *self)
{
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) places = g_array_new (FALSE, FALSE, sizeof (PlrLayoutPoint));

  for (guint i = 0; i < self->n_nodes; i++)
    {
      PlrCanvasNode *node = &self->nodes[i];
      PlrLayoutPoint place = { node->x, node->y };

      if (!node->moved || (node->x == node->to_x && node->y == node->to_y))
        continue;
      node->from_x = node->to_x = node->x;
      node->from_y = node->to_y = node->y;
      g_ptr_array_add (ids, g_strdup (plr_stage_get_id (node->stage)));
      g_array_append_val (places, place);
    }

  drag_reset (self);
  g_signal_emit_by_name (self, "group", ngettext ("Move stage", "Move stages", ids->len));
  for (guint k = 0; k < ids->len; k++)
    {
      PlrLayoutPoint place = g_array_index (places, PlrLayoutPoint, k);

      g_signal_emit_by_name (self, "place", g_ptr_array_index (ids, k), place.x, place.y);
    }
  g_signal_emit_by_name (self, "group", NULL);
  plr_canvas_scene_queue (self);
}

static void
drag_end_cb (PlrCanvas      *self,
             double          dx,
             double          dy,
             GtkGestureDrag *gesture)
{
  PlrCanvasDragState drag = self->drag;

  switch (drag.kind)
    {
    case PLR_CANVAS_DRAG_PAN:
      if (!drag.started && drag.node == PLR_CANVAS_NONE && self->selected_edge == PLR_CANVAS_NONE)
        plr_canvas_select_nodes (self, PLR_CANVAS_NONE, FALSE);
      drag_reset (self);
      break;

    case PLR_CANVAS_DRAG_MOVE:
      if (drag.started)
        {
          finish_move (self);
          break;
        }
      drag_reset (self);
      if (!drag.add)
        plr_canvas_select_nodes (self, drag.node, FALSE);
      break;

    case PLR_CANVAS_DRAG_CONNECT:
      drag.refusal = g_steal_pointer (&self->drag.refusal);
      drag_reset (self);
      if (drag.started && drag.target != PLR_CANVAS_NONE && drag.refusal == NULL)
        (void)plr_canvas_connect_nodes (self, drag.from_left ? drag.target : drag.node, drag.from_left ? drag.node : drag.target);
      else if (!drag.started)
        plr_canvas_select_nodes (self, drag.node, FALSE);
      g_free (drag.refusal);
      break;

    case PLR_CANVAS_DRAG_BAND:
    case PLR_CANVAS_DRAG_NONE:
    default:
      drag_reset (self);
      break;
    }
  update_hover (self, self->drag.x + dx, self->drag.y + dy);
}

static void
click_cb (PlrCanvas       *self,
          int              n_press,
          double           x,
          double           y,
          GtkGestureClick *gesture)
{
  guint node;

  if (n_press != 2)
    return;

  plr_canvas_to_world (self, &x, &y);
  if ((node = plr_canvas_scene_node_at (self, x, y)) != PLR_CANVAS_NONE)
    g_signal_emit_by_name (self, "stage-activated", plr_stage_get_id (self->nodes[node].stage));
}

static void
menu_click_cb (PlrCanvas       *self,
               int              n_press,
               double           x,
               double           y,
               GtkGestureClick *gesture)
{
  double world_x = x;
  double world_y = y;
  guint node;
  guint edge;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  plr_canvas_to_world (self, &world_x, &world_y);
  if ((node = plr_canvas_scene_node_at (self, world_x, world_y)) != PLR_CANVAS_NONE)
    {
      plr_canvas_set_cursor_node (self, node, FALSE);
      if (!self->nodes[node].selected)
        plr_canvas_select_nodes (self, node, FALSE);
    }
  else if ((edge = plr_canvas_scene_edge_at (self, world_x, world_y)) != PLR_CANVAS_NONE)
    {
      plr_canvas_select_edge (self, edge);
    }
  else
    {
      plr_canvas_select_nodes (self, PLR_CANVAS_NONE, FALSE);
    }
  plr_canvas_show_menu (self, x, y);
}

static gboolean
scroll_cb (PlrCanvas                *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  GdkModifierType modifiers = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  double step = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL ? WHEEL_STEP : 1;

  if (modifiers & GDK_CONTROL_MASK)
    {
      double factor = step > 1 ? pow (ZOOM_STEP, -dy) : exp (-dy / 200);

      plr_canvas_zoom_at (self, self->zoom * factor, self->pointer_x, self->pointer_y);
      return TRUE;
    }

  if (modifiers & GDK_SHIFT_MASK)
    {
      dx += dy;
      dy = 0;
    }
  self->pan_x -= dx * step;
  self->pan_y -= dy * step;
  self->fit_pending = FALSE;
  plr_canvas_view_changed (self);

  return TRUE;
}

static void
pinch_begin_cb (PlrCanvas *self)
{
  self->gesture_zoom = self->zoom;
}

static void
pinch_cb (PlrCanvas      *self,
          double          scale,
          GtkGestureZoom *gesture)
{
  double x;
  double y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    plr_canvas_zoom_at (self, self->gesture_zoom * scale, x, y);
}

static gboolean
key_pressed_cb (PlrCanvas      *self,
                guint           keyval,
                guint           keycode,
                GdkModifierType state)
{
  if (keyval == GDK_KEY_space && (state & GDK_CONTROL_MASK) == 0)
    {
      self->space_held = TRUE;
      set_cursor (self, "grab");
      return TRUE;
    }
  if (keyval == GDK_KEY_Escape && self->drag.kind != PLR_CANVAS_DRAG_NONE)
    {
      plr_canvas_pointer_cancel (self);
      return TRUE;
    }

  return FALSE;
}

static void
key_released_cb (PlrCanvas *self,
                 guint      keyval)
{
  if (keyval != GDK_KEY_space)
    return;

  self->space_held = FALSE;
  set_cursor (self, NULL);
}

static GdkDragAction
drop_motion_cb (PlrCanvas *self,
                double     x,
                double     y)
{
  self->dropping = self->editable;
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return self->editable ? GDK_ACTION_COPY : 0;
}

static void
drop_leave_cb (PlrCanvas *self)
{
  self->dropping = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
drop_cb (PlrCanvas    *self,
         const GValue *value,
         double        x,
         double        y)
{
  PlrLayoutPoint place = { x, y };
  guint edge;

  drop_leave_cb (self);
  plr_canvas_scene_flush (self);
  plr_canvas_to_world (self, &place.x, &place.y);
  edge = plr_canvas_scene_edge_at (self, place.x, place.y);
  place.x = round ((place.x - PLR_LAYOUT_CARD_WIDTH / 2) / PLR_LAYOUT_GRID) * PLR_LAYOUT_GRID;
  place.y = round ((place.y - PLR_LAYOUT_CARD_HEIGHT / 2) / PLR_LAYOUT_GRID) * PLR_LAYOUT_GRID;

  /* On a line it goes in between, and the layout makes room; elsewhere it stays where it was dropped. */
  return plr_canvas_insert (self, g_value_get_object (value), PLR_CANVAS_NONE, edge,
                            edge == PLR_CANVAS_NONE ? &place.x : NULL);
}

static void
add_controller (PlrCanvas  *self,
                gpointer    controller,
                const char *signal,
                GCallback   callback)
{
  g_signal_connect_object (controller, signal, callback, self, G_CONNECT_SWAPPED);
}

void
plr_canvas_pointer_init (PlrCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkDropTarget *drop = gtk_drop_target_new (PLR_TYPE_STAGE_TEMPLATE, GDK_ACTION_COPY);

  self->drag_gesture = gtk_gesture_drag_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (self->drag_gesture), 0);
  add_controller (self, self->drag_gesture, "drag-begin", G_CALLBACK (drag_begin_cb));
  add_controller (self, self->drag_gesture, "drag-update", G_CALLBACK (drag_update_cb));
  add_controller (self, self->drag_gesture, "drag-end", G_CALLBACK (drag_end_cb));
  add_controller (self, click, "pressed", G_CALLBACK (click_cb));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  add_controller (self, menu, "pressed", G_CALLBACK (menu_click_cb));
  add_controller (self, pinch, "begin", G_CALLBACK (pinch_begin_cb));
  add_controller (self, pinch, "scale-changed", G_CALLBACK (pinch_cb));
  add_controller (self, motion, "motion", G_CALLBACK (motion_cb));
  add_controller (self, motion, "leave", G_CALLBACK (leave_cb));
  add_controller (self, scroll, "scroll", G_CALLBACK (scroll_cb));
  add_controller (self, key, "key-pressed", G_CALLBACK (key_pressed_cb));
  add_controller (self, key, "key-released", G_CALLBACK (key_released_cb));
  add_controller (self, drop, "motion", G_CALLBACK (drop_motion_cb));
  add_controller (self, drop, "leave", G_CALLBACK (drop_leave_cb));
  add_controller (self, drop, "drop", G_CALLBACK (drop_cb));

  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (self->drag_gesture));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (menu));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, key);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drop));
}
