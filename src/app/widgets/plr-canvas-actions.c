/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-canvas"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "plr-canvas-private.h"

#define ZOOM_STEP 1.2

typedef enum
{
  DIRECTION_LEFT,
  DIRECTION_RIGHT,
  DIRECTION_UP,
  DIRECTION_DOWN,
} Direction;

gboolean
plr_canvas_emit_edits (PlrCanvas  *self,
                       GPtrArray  *edits,
                       const char *title)
{
  gboolean done = FALSE;

  if (!self->editable || edits->len == 0)
    return FALSE;

  g_signal_emit_by_name (self, "edit", edits, title, &done);
  if (done)
    plr_canvas_scene_queue (self);

  return done;
}

gboolean
plr_canvas_connect_nodes (PlrCanvas *self,
                          guint      from,
                          guint      to)
{
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);
  const char *from_id = plr_stage_get_id (self->nodes[from].stage);
  const char *to_id = plr_stage_get_id (self->nodes[to].stage);
  g_autofree char *title = g_strdup_printf (_("Connect “%s” to “%s”"), from_id, to_id);

  g_ptr_array_add (edits, plr_edit_new_need (to_id, from_id, TRUE));

  return plr_canvas_emit_edits (self, edits, title);
}

/* Adds a stage: behind @after, in between the two of @edge, or on its own; at @place (x, y) or where the layout puts it. */
gboolean
plr_canvas_insert (PlrCanvas        *self,
                   PlrStageTemplate *item,
                   guint             after,
                   guint             edge,
                   const double     *place)
{
  g_autoptr(GPtrArray) edits = NULL;
  g_autofree char *title = g_strdup_printf (_("Add “%s”"), plr_stage_template_get_title (item));
  g_autofree char *id = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  const char *needs[] = { NULL, NULL };
  gboolean done;

  if (self->pipeline == NULL)
    return FALSE;

  if (edge != PLR_CANVAS_NONE)
    {
      from = g_strdup (plr_stage_get_id (self->nodes[self->edges[edge].from].stage));
      to = g_strdup (plr_stage_get_id (self->nodes[self->edges[edge].to].stage));
      needs[0] = from;
    }
  else if (after != PLR_CANVAS_NONE)
    {
      needs[0] = from = g_strdup (plr_stage_get_id (self->nodes[after].stage));
    }

  edits = plr_stage_template_make_edits (item, self->pipeline, needs[0] != NULL ? needs : NULL, &id);
  if (to != NULL)
    {
      g_ptr_array_add (edits, plr_edit_new_need (to, from, FALSE));
      g_ptr_array_add (edits, plr_edit_new_need (to, id, TRUE));
    }
  g_signal_emit_by_name (self, "group", title);
  done = plr_canvas_emit_edits (self, edits, title);
  if (done && place != NULL)
    g_signal_emit_by_name (self, "place", id, place[0], place[1]);
  g_signal_emit_by_name (self, "group", NULL);
  if (!done)
    return FALSE;

  plr_canvas_scene_queue (self);
  plr_canvas_select (self, id);
  plr_canvas_reveal (self, id);
  if (self->cursor != PLR_CANVAS_NONE)
    plr_canvas_set_cursor_node (self, self->cursor, TRUE);

  return TRUE;
}

/**
 * plr_canvas_add_from_template:
 * @self: a canvas
 * @item: what to add
 *
 * Adds a stage without a pointer: in between the two of the selected line, behind the selected card, or on its own.
 *
 * Returns: whether it was added
 */
gboolean
plr_canvas_add_from_template (PlrCanvas        *self,
                              PlrStageTemplate *item)
{
  guint after;

  g_return_val_if_fail (PLR_IS_CANVAS (self), FALSE);
  g_return_val_if_fail (PLR_IS_STAGE_TEMPLATE (item), FALSE);

  plr_canvas_scene_flush (self);
  after = plr_canvas_scene_find (self, plr_canvas_get_selected (self));

  return plr_canvas_insert (self, item, after, self->selected_edge, NULL);
}

/* How far @index lies from the cursor in that direction, with what is beside the way counted double; HUGE_VAL for behind. */
static double
walk_cost (PlrCanvas *self,
           guint      index,
           Direction  direction)
{
  double dx = self->nodes[index].to_x - self->nodes[self->cursor].to_x;
  double dy = self->nodes[index].to_y - self->nodes[self->cursor].to_y;
  double along = 0;
  double beside = 0;

  switch (direction)
    {
    case DIRECTION_LEFT:
    case DIRECTION_RIGHT:
      along = direction == DIRECTION_LEFT ? -dx : dx;
      beside = fabs (dy);
      break;

    case DIRECTION_UP:
    case DIRECTION_DOWN:
    default:
      along = direction == DIRECTION_UP ? -dy : dy;
      beside = fabs (dx);
      break;
    }

  return along > 1 ? along + 2 * beside : HUGE_VAL;
}

/* To the left and right along the lines, where there are any; else to the nearest card. */
static guint
find_next (PlrCanvas *self,
           Direction  direction)
{
  GArray *lines = self->nodes[self->cursor].edges;
  guint best = PLR_CANVAS_NONE;
  double best_cost = HUGE_VAL;

  for (guint k = 0; k < lines->len && direction <= DIRECTION_RIGHT; k++)
    {
      const PlrCanvasEdge *edge = &self->edges[g_array_index (lines, guint, k)];
      guint other = direction == DIRECTION_RIGHT ? edge->to : edge->from;
      double cost;

      if (other == self->cursor)
        continue;
      cost = hypot (self->nodes[other].to_x - self->nodes[self->cursor].to_x,
                    self->nodes[other].to_y - self->nodes[self->cursor].to_y);
      if (cost < best_cost)
        {
          best_cost = cost;
          best = other;
        }
    }
  if (best != PLR_CANVAS_NONE)
    return best;

  for (guint i = 0; i < self->n_nodes; i++)
    {
      double cost = i != self->cursor ? walk_cost (self, i, direction) : HUGE_VAL;

      if (cost < best_cost)
        {
          best_cost = cost;
          best = i;
        }
    }

  return best;
}

static void
walk_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);
  guint next;

  plr_canvas_scene_flush (self);
  if (self->n_nodes == 0 || self->popover != NULL)
    return;

  next = self->cursor < self->n_nodes ? find_next (self, (Direction)g_variant_get_int32 (parameter)) : 0;
  if (next == PLR_CANVAS_NONE)
    return;

  plr_canvas_set_cursor_node (self, next, TRUE);
  plr_canvas_select_nodes (self, next, FALSE);
}

static void
move_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  static const double steps[][2] = { { -1, 0 }, { 1, 0 }, { 0, -1 }, { 0, 1 } };
  PlrCanvas *self = PLR_CANVAS (widget);
  const double *step = steps[g_variant_get_int32 (parameter) & 3];
  g_autoptr(GPtrArray) stages = NULL;

  plr_canvas_scene_flush (self);
  stages = plr_canvas_get_selected_stages (self);
  g_signal_emit_by_name (self, "group", ngettext ("Move stage", "Move stages", stages->len));
  for (guint k = 0; k < stages->len; k++)
    {
      const char *id = plr_stage_get_id (g_ptr_array_index (stages, k));
      guint i = plr_canvas_scene_find (self, id);

      if (i == PLR_CANVAS_NONE)
        continue;
      g_signal_emit_by_name (self, "place", id, self->nodes[i].to_x + step[0] * PLR_LAYOUT_GRID,
                             self->nodes[i].to_y + step[1] * PLR_LAYOUT_GRID);
    }
  g_signal_emit_by_name (self, "group", NULL);
  plr_canvas_scene_queue (self);
}

static void
delete_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) stages = NULL;
  g_autofree char *title = NULL;
  guint next = PLR_CANVAS_NONE;
  g_autofree char *next_id = NULL;

  plr_canvas_scene_flush (self);
  stages = plr_canvas_get_selected_stages (self);
  if (self->selected_edge != PLR_CANVAS_NONE)
    {
      const char *from = plr_stage_get_id (self->nodes[self->edges[self->selected_edge].from].stage);
      const char *to = plr_stage_get_id (self->nodes[self->edges[self->selected_edge].to].stage);

      g_ptr_array_add (edits, plr_edit_new_need (to, from, FALSE));
      title = g_strdup_printf (_("Disconnect “%s” from “%s”"), from, to);
    }
  for (guint k = 0; k < stages->len; k++)
    g_ptr_array_add (edits, plr_edit_new_remove_stage (plr_stage_get_id (g_ptr_array_index (stages, k))));
  if (stages->len == 1)
    {
      title = g_strdup_printf (_("Delete “%s”"), plr_stage_get_title (g_ptr_array_index (stages, 0)));
      if (self->cursor < self->n_nodes && (next = find_next (self, DIRECTION_LEFT)) != PLR_CANVAS_NONE)
        next_id = g_strdup (plr_stage_get_id (self->nodes[next].stage));
    }
  else if (stages->len > 1)
    {
      title = g_strdup_printf (ngettext ("Delete %u stage", "Delete %u stages", stages->len), stages->len);
    }

  if (!plr_canvas_emit_edits (self, edits, title))
    return;

  /* The keyboard stays in the graph. */
  plr_canvas_scene_flush (self);
  plr_canvas_select (self, next_id);
  if (self->cursor != PLR_CANVAS_NONE && self->cursor < self->n_nodes)
    plr_canvas_set_cursor_node (self, self->cursor, TRUE);
  else
    gtk_widget_grab_focus (widget);
}

static void
duplicate_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *title = NULL;
  g_autofree char *id = NULL;
  const char *selected = plr_canvas_get_selected (self);

  if (selected == NULL)
    return;

  id = plr_stage_template_find_id (self->pipeline, selected);
  title = g_strdup_printf (_("Duplicate “%s”"), selected);
  g_ptr_array_add (edits, plr_edit_new_duplicate_stage (selected, id));
  if (plr_canvas_emit_edits (self, edits, title))
    {
      plr_canvas_scene_queue (self);
      plr_canvas_select (self, id);
      plr_canvas_reveal (self, id);
    }
}

static void
add_action (GtkWidget  *widget,
            const char *name,
            GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);
  g_autoptr(PlrStageTemplate) item = plr_stage_template_find (g_variant_get_string (parameter, NULL));

  if (item != NULL && plr_canvas_add_from_template (self, item) && self->cursor < self->n_nodes)
    plr_canvas_show_rename (self, self->cursor);
}

static void
rename_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);
  guint node = plr_canvas_scene_find (self, plr_canvas_get_selected (self));

  if (node != PLR_CANVAS_NONE)
    plr_canvas_show_rename (self, node);
}

static void
connect_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);
  guint node = plr_canvas_scene_find (self, plr_canvas_get_selected (self));

  if (node != PLR_CANVAS_NONE)
    plr_canvas_show_connect (self, node);
}

static void
activate_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);

  if (self->cursor < self->n_nodes)
    {
      plr_canvas_select_nodes (self, self->cursor, FALSE);
      g_signal_emit_by_name (self, "stage-activated", plr_stage_get_id (self->nodes[self->cursor].stage));
    }
}

static void
select_all_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);

  plr_canvas_select_nodes (self, PLR_CANVAS_NONE, FALSE);
  for (guint i = 0; i < self->n_nodes; i++)
    plr_canvas_select_nodes (self, i, TRUE);
}

static void
select_none_action (GtkWidget  *widget,
                    const char *name,
                    GVariant   *parameter)
{
  plr_canvas_select_nodes (PLR_CANVAS (widget), PLR_CANVAS_NONE, FALSE);
}

static void
arrange_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);

  g_signal_emit_by_name (self, "arrange");
  plr_canvas_scene_build (self);
  plr_canvas_zoom_to_fit (self);
}

static void
zoom_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);

  if (g_str_equal (name, "canvas.zoom-in"))
    plr_canvas_set_zoom (self, self->zoom * ZOOM_STEP);
  else if (g_str_equal (name, "canvas.zoom-out"))
    plr_canvas_set_zoom (self, self->zoom / ZOOM_STEP);
  else if (g_str_equal (name, "canvas.zoom-reset"))
    plr_canvas_set_zoom (self, 1);
  else
    plr_canvas_zoom_to_fit (self);
}

static void
menu_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  PlrCanvas *self = PLR_CANVAS (widget);
  double x = gtk_widget_get_width (widget) / 2.0;
  double y = gtk_widget_get_height (widget) / 2.0;
  graphene_rect_t bounds;

  if (self->cursor < self->n_nodes &&
      plr_canvas_get_card_bounds (self, plr_stage_get_id (self->nodes[self->cursor].stage), &bounds))
    {
      x = bounds.origin.x + bounds.size.width / 2;
      y = bounds.origin.y + bounds.size.height - 8;
    }
  plr_canvas_show_menu (self, x, y);
}

/* What can be done depends on what is selected. */
void
plr_canvas_actions_update (PlrCanvas *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint n_selected = 0;

  for (guint i = 0; i < self->n_nodes && n_selected < 2; i++)
    n_selected += self->nodes[i].selected;

  gtk_widget_action_set_enabled (widget, "canvas.delete",
                                 self->editable && (n_selected > 0 || self->selected_edge != PLR_CANVAS_NONE));
  gtk_widget_action_set_enabled (widget, "canvas.rename", self->editable && n_selected == 1);
  gtk_widget_action_set_enabled (widget, "canvas.duplicate", self->editable && n_selected == 1);
  gtk_widget_action_set_enabled (widget, "canvas.connect", self->editable && n_selected == 1);
  gtk_widget_action_set_enabled (widget, "canvas.move", self->editable && n_selected > 0);
  gtk_widget_action_set_enabled (widget, "canvas.add", self->editable);
  gtk_widget_action_set_enabled (widget, "canvas.arrange", self->editable);
}

static void
bind_zoom_keys (GtkWidgetClass *widget_class)
{
  static const guint larger[] = { GDK_KEY_plus, GDK_KEY_KP_Add, GDK_KEY_equal };
  static const guint smaller[] = { GDK_KEY_minus, GDK_KEY_KP_Subtract };

  for (guint i = 0; i < G_N_ELEMENTS (larger); i++)
    gtk_widget_class_add_binding_action (widget_class, larger[i], GDK_CONTROL_MASK, "canvas.zoom-in", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (smaller); i++)
    gtk_widget_class_add_binding_action (widget_class, smaller[i], GDK_CONTROL_MASK, "canvas.zoom-out", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, GDK_CONTROL_MASK, "canvas.zoom-reset", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_9, GDK_CONTROL_MASK, "canvas.zoom-fit", NULL);
}

void
plr_canvas_actions_class_init (GtkWidgetClass *widget_class)
{
  static const guint arrows[] = { GDK_KEY_Left, GDK_KEY_Right, GDK_KEY_Up, GDK_KEY_Down };
  static const guint pad[] = { GDK_KEY_KP_Left, GDK_KEY_KP_Right, GDK_KEY_KP_Up, GDK_KEY_KP_Down };

  gtk_widget_class_install_action (widget_class, "canvas.walk", "i", walk_action);
  gtk_widget_class_install_action (widget_class, "canvas.move", "i", move_action);
  gtk_widget_class_install_action (widget_class, "canvas.add", "s", add_action);
  gtk_widget_class_install_action (widget_class, "canvas.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "canvas.duplicate", NULL, duplicate_action);
  gtk_widget_class_install_action (widget_class, "canvas.rename", NULL, rename_action);
  gtk_widget_class_install_action (widget_class, "canvas.connect", NULL, connect_action);
  gtk_widget_class_install_action (widget_class, "canvas.activate", NULL, activate_action);
  gtk_widget_class_install_action (widget_class, "canvas.select-all", NULL, select_all_action);
  gtk_widget_class_install_action (widget_class, "canvas.select-none", NULL, select_none_action);
  gtk_widget_class_install_action (widget_class, "canvas.arrange", NULL, arrange_action);
  gtk_widget_class_install_action (widget_class, "canvas.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "canvas.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "canvas.zoom-reset", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "canvas.zoom-fit", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "canvas.menu", NULL, menu_action);

  /* A menu shows the last key of an action. */
  for (int i = 0; i < 4; i++)
    {
      gtk_widget_class_add_binding_action (widget_class, arrows[i], 0, "canvas.walk", "i", i);
      gtk_widget_class_add_binding_action (widget_class, pad[i], 0, "canvas.walk", "i", i);
      gtk_widget_class_add_binding_action (widget_class, arrows[i], GDK_SHIFT_MASK, "canvas.move", "i", i);
    }
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, 0, "canvas.add", "s", "build");
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, 0, "canvas.connect", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_BackSpace, 0, "canvas.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "canvas.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "canvas.duplicate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "canvas.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Enter, 0, "canvas.activate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "canvas.activate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_CONTROL_MASK, "canvas.select-all", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "canvas.select-none", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "canvas.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "canvas.menu", NULL);
  bind_zoom_keys (widget_class);
}
