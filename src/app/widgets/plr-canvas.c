/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-canvas"

#include "config.h"

#include <glib/gi18n.h>
#include <math.h>

#include "plr-canvas-private.h"

#define FIT_MARGIN 48.0
/* What is opened can be read: of what is larger than the view its beginning is shown. */
#define FIRST_ZOOM .6
/* Cards that are just outside are made, so that a short pan makes none. */
#define VIEW_MARGIN 60.0

G_DEFINE_FINAL_TYPE (PlrCanvas, plr_canvas, GTK_TYPE_WIDGET)

/* What holds the cards: its transform is the view, so that a pan moves one widget and not each card. */
typedef struct
{
  GtkWidget parent_instance;
} PlrCanvasWorld;

typedef struct
{
  GtkWidgetClass parent_class;
} PlrCanvasWorldClass;

GType plr_canvas_world_get_type (void);

G_DEFINE_TYPE (PlrCanvasWorld, plr_canvas_world, GTK_TYPE_WIDGET)

static void
plr_canvas_world_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  PlrCanvas *self = PLR_CANVAS (gtk_widget_get_parent (widget));

  for (guint k = 0; k < self->visible->len; k++)
    plr_canvas_place_card (self, g_array_index (self->visible, guint, k));
}

static void
plr_canvas_world_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (plr_canvas_world_parent_class)->dispose (object);
}

static void
plr_canvas_world_class_init (PlrCanvasWorldClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = plr_canvas_world_dispose;
  GTK_WIDGET_CLASS (klass)->size_allocate = plr_canvas_world_size_allocate;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
plr_canvas_world_init (PlrCanvasWorld *self)
{
}

enum {
  PROP_0,
  PROP_PIPELINE,
  PROP_EDITABLE,
  PROP_ZOOM,
  N_PROPS
};

enum {
  EDIT,
  PLACE,
  GROUP,
  ARRANGE,
  SELECTION_CHANGED,
  STAGE_ACTIVATED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

void
plr_canvas_to_world (PlrCanvas *self,
                     double    *x,
                     double    *y)
{
  *x = (*x - self->pan_x) / self->zoom;
  *y = (*y - self->pan_y) / self->zoom;
}

void
plr_canvas_place_card (PlrCanvas *self,
                       guint      index)
{
  PlrCanvasNode *node = &self->nodes[index];

  if (node->card == NULL)
    return;

  gtk_widget_allocate (GTK_WIDGET (node->card), (int)PLR_LAYOUT_CARD_WIDTH, (int)PLR_LAYOUT_CARD_HEIGHT, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float)node->x, (float)node->y)));
}

static void
dress_card (PlrCanvas *self,
            guint      index)
{
  PlrCanvasNode *node = &self->nodes[index];
  GtkWidget *card = GTK_WIDGET (node->card);

  if (node->selected)
    gtk_widget_set_state_flags (card, GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (card, GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_state (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_STATE_PRESSED,
                               node->selected ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
}

static void
realize_card (PlrCanvas *self,
              guint      index)
{
  PlrCanvasNode *node = &self->nodes[index];

  if (self->spare->len > 0)
    {
      node->card = g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
      gtk_widget_set_visible (GTK_WIDGET (node->card), TRUE);
    }
  else
    {
      node->card = PLR_STAGE_CARD (plr_stage_card_new ());
      gtk_widget_set_parent (GTK_WIDGET (node->card), self->world);
    }

  plr_stage_card_set_stage (node->card, node->stage);
  dress_card (self, index);
  plr_canvas_status_update (self, index);
  plr_canvas_place_card (self, index);
}

static gboolean
must_stay (PlrCanvas *self,
           guint      index)
{
  const PlrCanvasNode *node = &self->nodes[index];

  return node->moved || gtk_widget_has_focus (GTK_WIDGET (node->card)) ||
         (self->drag.kind == PLR_CANVAS_DRAG_CONNECT && self->drag.node == index);
}

static int
compare_uint (const void *a,
              const void *b)
{
  guint x = *(const guint *)a;
  guint y = *(const guint *)b;

  return x < y ? -1 : x > y;
}

/* Assistive technology and Tab meet the cards in the order of the definition. */
static void
sort_cards (PlrCanvas *self)
{
  GtkWidget *previous = NULL;

  qsort (self->visible->data, self->visible->len, sizeof (guint), compare_uint);
  for (guint k = 0; k < self->visible->len; k++)
    {
      GtkWidget *card = GTK_WIDGET (self->nodes[g_array_index (self->visible, guint, k)].card);

      if (previous != NULL ? gtk_widget_get_prev_sibling (card) != previous : gtk_widget_get_prev_sibling (card) != NULL)
        gtk_widget_insert_after (card, self->world, previous);
      previous = card;
    }
}

/* Gives a card to each stage in view, and takes it from those that left: the cost is that of what is on the screen. */
static void
virtualise (PlrCanvas *self)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  graphene_rect_t area = GRAPHENE_RECT_INIT ((float)((-self->pan_x - VIEW_MARGIN) / self->zoom),
                                             (float)((-self->pan_y - VIEW_MARGIN) / self->zoom),
                                             (float)((width + 2 * VIEW_MARGIN) / self->zoom),
                                             (float)((height + 2 * VIEW_MARGIN) / self->zoom));
  gboolean cards = self->zoom >= PLR_CANVAS_CARD_ZOOM;
  g_autoptr(GArray) wanted = g_array_new (FALSE, FALSE, sizeof (guint));
  gboolean changed = FALSE;
  guint stamp;

  g_array_set_size (self->touched, 0);
  plr_canvas_scene_collect (self, &area, wanted, self->touched);
  stamp = self->stamp;
  if (!cards)
    g_array_set_size (wanted, 0);

  for (guint k = 0; k < self->visible->len;)
    {
      guint i = g_array_index (self->visible, guint, k);
      PlrCanvasNode *node = &self->nodes[i];

      if ((cards && node->stamp == stamp) || must_stay (self, i))
        {
          k++;
          continue;
        }
      plr_canvas_retire_card (self, node);
      g_array_remove_index_fast (self->visible, k);
    }

  for (guint k = 0; k < wanted->len; k++)
    {
      guint i = g_array_index (wanted, guint, k);

      if (self->nodes[i].card != NULL)
        continue;
      realize_card (self, i);
      g_array_append_val (self->visible, i);
      changed = TRUE;
    }
  if (changed)
    sort_cards (self);
}

static gboolean
view_tick_cb (GtkWidget     *widget,
              GdkFrameClock *clock,
              gpointer       data)
{
  PlrCanvas *self = PLR_CANVAS (widget);

  self->tick_id = 0;
  virtualise (self);
  gtk_widget_queue_allocate (widget);
  gtk_widget_queue_draw (widget);

  return G_SOURCE_REMOVE;
}

/*
 * Something of the view changed: the place or the size of the world, or what stands in it. Cards come and go at the start of the next frame,
 * never in an allocation: a widget that gets a parent there leaves its ancestors without one.
 */
void
plr_canvas_view_changed (PlrCanvas *self)
{
  if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), view_tick_cb, NULL, NULL);
}

static gboolean
zoom_notify_cb (gpointer data)
{
  PlrCanvas *self = PLR_CANVAS (data);

  self->zoom_notify_id = 0;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);

  return G_SOURCE_REMOVE;
}

/* Where what is @length long from @start on begins in a view: in the middle, or at the margin if it is too long. */
static double
place_along (double start,
             double length,
             double view,
             double margin)
{
  return round (MAX ((view - length) / 2, margin) - start);
}

/* Shows all cards. This can be in the middle of an allocation, when whoever shows the zoom must not be resized: it is told later. */
static void
fit (PlrCanvas *self,
     double     width,
     double     height,
     double     least_zoom)
{
  double left = HUGE_VAL;
  double top = HUGE_VAL;
  double right = -HUGE_VAL;
  double bottom = -HUGE_VAL;
  double margin;

  if (self->n_nodes == 0 || width <= 1 || height <= 1)
    return;

  self->fit_pending = FALSE;
  /* In a strip, the margin must not cost the names their legibility. */
  margin = MIN (FIT_MARGIN, MIN (width, height) / 12.0);
  for (guint i = 0; i < self->n_nodes; i++)
    {
      left = MIN (left, self->nodes[i].to_x);
      top = MIN (top, self->nodes[i].to_y);
      right = MAX (right, self->nodes[i].to_x + PLR_LAYOUT_CARD_WIDTH);
      bottom = MAX (bottom, self->nodes[i].to_y + PLR_LAYOUT_CARD_HEIGHT);
    }

  self->zoom = MIN ((width - 2 * margin) / (right - left), (height - 2 * margin) / (bottom - top));
  self->zoom = CLAMP (self->zoom, least_zoom, 1);
  self->pan_x = place_along (left * self->zoom, (right - left) * self->zoom, width, margin);
  self->pan_y = place_along (top * self->zoom, (bottom - top) * self->zoom, height, margin);
  if (self->zoom_notify_id == 0)
    self->zoom_notify_id = g_idle_add (zoom_notify_cb, self);
}

static void
plr_canvas_size_allocate (GtkWidget *widget,
                          int        width,
                          int        height,
                          int        baseline)
{
  PlrCanvas *self = PLR_CANVAS (widget);
  GskTransform *transform;
  int minimum;

  if (self->fit_pending)
    fit (self, width, height, FIRST_ZOOM);
  if (width != self->seen_width || height != self->seen_height)
    plr_canvas_view_changed (self);
  self->seen_width = width;
  self->seen_height = height;

  transform = gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT ((float)self->pan_x, (float)self->pan_y));
  transform = gsk_transform_scale (transform, (float)self->zoom, (float)self->zoom);
  gtk_widget_measure (self->world, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (self->world, (int)MAX (1, self->bounds.size.width), (int)MAX (1, self->bounds.size.height), -1, transform);
  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
plr_canvas_measure (GtkWidget     *widget,
                    GtkOrientation orientation,
                    int            for_size,
                    int           *minimum,
                    int           *natural,
                    int           *minimum_baseline,
                    int           *natural_baseline)
{
  *minimum = 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 400;
}

static void
plr_canvas_snapshot (GtkWidget   *widget,
                     GtkSnapshot *snapshot)
{
  plr_canvas_draw (PLR_CANVAS (widget), snapshot);
}

static void
plr_canvas_css_changed (GtkWidget         *widget,
                        GtkCssStyleChange *change)
{
  PlrCanvas *self = PLR_CANVAS (widget);

  GTK_WIDGET_CLASS (plr_canvas_parent_class)->css_changed (widget, change);

  /* The lines are kept with the colours of the style that they were drawn in. */
  for (guint i = 0; i < self->n_edges; i++)
    g_clear_pointer (&self->edges[i].node, gsk_render_node_unref);
  g_clear_object (&self->label);
  gtk_widget_queue_draw (widget);
}

static gboolean
plr_canvas_focus (GtkWidget       *widget,
                  GtkDirectionType direction)
{
  PlrCanvas *self = PLR_CANVAS (widget);

  /* One stop for Tab; the arrows walk the graph. */
  if (direction != GTK_DIR_TAB_FORWARD && direction != GTK_DIR_TAB_BACKWARD)
    return FALSE;
  if (gtk_widget_get_focus_child (widget) != NULL || gtk_widget_has_focus (widget))
    return FALSE;

  if (self->n_nodes == 0)
    return gtk_widget_grab_focus (widget);

  plr_canvas_set_cursor_node (self, self->cursor < self->n_nodes ? self->cursor : 0, TRUE);

  return TRUE;
}

void
plr_canvas_zoom_at (PlrCanvas *self,
                    double     zoom,
                    double     x,
                    double     y)
{
  double factor;

  zoom = CLAMP (zoom, PLR_CANVAS_MIN_ZOOM, PLR_CANVAS_MAX_ZOOM);
  if (zoom == self->zoom)
    return;

  factor = zoom / self->zoom;
  self->pan_x = x - factor * (x - self->pan_x);
  self->pan_y = y - factor * (y - self->pan_y);
  self->zoom = zoom;
  self->fit_pending = FALSE;
  plr_canvas_view_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ZOOM]);
}

GPtrArray *
plr_canvas_get_selected_stages (PlrCanvas *self)
{
  GPtrArray *stages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < self->n_nodes; i++)
    if (self->nodes[i].selected)
      g_ptr_array_add (stages, g_object_ref (self->nodes[i].stage));

  return stages;
}

static gboolean
set_selected (PlrCanvas *self,
              guint      index,
              gboolean   selected)
{
  PlrCanvasNode *node = &self->nodes[index];

  if (node->selected == selected)
    return FALSE;

  node->selected = selected;
  if (node->card != NULL)
    dress_card (self, index);

  return TRUE;
}

static void
selection_changed (PlrCanvas *self)
{
  plr_canvas_scene_restyle (self);
  plr_canvas_actions_update (self);
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

/* Selects @node, or nothing for PLR_CANVAS_NONE; @add keeps the others and toggles this one. */
void
plr_canvas_select_nodes (PlrCanvas *self,
                         guint      node,
                         gboolean   add)
{
  gboolean changed = self->selected_edge != PLR_CANVAS_NONE;

  self->selected_edge = PLR_CANVAS_NONE;
  for (guint i = 0; i < self->n_nodes; i++)
    {
      gboolean selected = i == node;

      if (add)
        selected = self->nodes[i].selected != (i == node);
      changed |= set_selected (self, i, selected);
    }
  if (changed)
    selection_changed (self);
}

void
plr_canvas_select_edge (PlrCanvas *self,
                        guint      edge)
{
  for (guint i = 0; i < self->n_nodes; i++)
    (void)set_selected (self, i, FALSE);
  self->selected_edge = edge;
  selection_changed (self);
}

/* Moves the keyboard to a card: it comes into view, and gets a widget if it had none. */
void
plr_canvas_set_cursor_node (PlrCanvas *self,
                            guint      index,
                            gboolean   focus)
{
  g_return_if_fail (index < self->n_nodes);

  self->cursor = index;
  if (!focus)
    return;

  plr_canvas_reveal (self, plr_stage_get_id (self->nodes[index].stage));
  if (self->zoom < PLR_CANVAS_CARD_ZOOM)
    {
      gtk_widget_grab_focus (GTK_WIDGET (self));
      return;
    }
  if (self->nodes[index].card == NULL)
    {
      realize_card (self, index);
      g_array_append_val (self->visible, index);
      sort_cards (self);
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->nodes[index].card));
}

static void
plr_canvas_dispose (GObject *object)
{
  PlrCanvas *self = PLR_CANVAS (object);
  GtkWidget *child;

  g_clear_handle_id (&self->zoom_notify_id, g_source_remove);
  if (self->tick_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick_id);
  self->tick_id = 0;
  plr_canvas_close_popover (self);
  plr_canvas_set_run (self, NULL);
  plr_canvas_set_problems (self, NULL);
  plr_canvas_set_pipeline (self, NULL);
  g_ptr_array_set_size (self->spare, 0);
  g_clear_pointer (&self->world, gtk_widget_unparent);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL) /* a popover that has just closed */
    gtk_widget_unparent (child);
  g_clear_object (&self->label);

  G_OBJECT_CLASS (plr_canvas_parent_class)->dispose (object);
}

static void
plr_canvas_finalize (GObject *object)
{
  PlrCanvas *self = PLR_CANVAS (object);

  g_clear_pointer (&self->spare, g_ptr_array_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->cells, g_hash_table_unref);
  g_clear_pointer (&self->faults, g_hash_table_unref);
  g_clear_pointer (&self->visible, g_array_unref);
  g_clear_pointer (&self->touched, g_array_unref);
  g_clear_pointer (&self->menu_stage, g_free);
  g_clear_pointer (&self->drag.refusal, g_free);

  G_OBJECT_CLASS (plr_canvas_parent_class)->finalize (object);
}

static void
plr_canvas_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  PlrCanvas *self = PLR_CANVAS (object);

  switch (prop_id)
    {
    case PROP_PIPELINE:
      g_value_set_object (value, self->pipeline);
      break;

    case PROP_EDITABLE:
      g_value_set_boolean (value, self->editable);
      break;

    case PROP_ZOOM:
      g_value_set_double (value, self->zoom);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_canvas_set_property (GObject      *object,
                         guint         prop_id,
                         const GValue *value,
                         GParamSpec   *pspec)
{
  PlrCanvas *self = PLR_CANVAS (object);

  switch (prop_id)
    {
    case PROP_PIPELINE:
      plr_canvas_set_pipeline (self, g_value_get_object (value));
      break;

    case PROP_EDITABLE:
      plr_canvas_set_editable (self, g_value_get_boolean (value));
      break;

    case PROP_ZOOM:
      plr_canvas_set_zoom (self, g_value_get_double (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_canvas_class_init (PlrCanvasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->dispose = plr_canvas_dispose;
  object_class->finalize = plr_canvas_finalize;
  object_class->get_property = plr_canvas_get_property;
  object_class->set_property = plr_canvas_set_property;
  widget_class->size_allocate = plr_canvas_size_allocate;
  widget_class->measure = plr_canvas_measure;
  widget_class->snapshot = plr_canvas_snapshot;
  widget_class->css_changed = plr_canvas_css_changed;
  widget_class->focus = plr_canvas_focus;

  properties[PROP_PIPELINE] = g_param_spec_object ("pipeline", NULL, NULL, PLR_TYPE_PIPELINE, flags);
  properties[PROP_EDITABLE] = g_param_spec_boolean ("editable", NULL, NULL, FALSE, flags);
  properties[PROP_ZOOM] = g_param_spec_double ("zoom", NULL, NULL, PLR_CANVAS_MIN_ZOOM, PLR_CANVAS_MAX_ZOOM, 1, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[EDIT] = g_signal_new ("edit", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                g_signal_accumulator_true_handled, NULL, NULL,
                                G_TYPE_BOOLEAN, 2, G_TYPE_PTR_ARRAY, G_TYPE_STRING);
  signals[PLACE] = g_signal_new ("place", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[GROUP] = g_signal_new ("group", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ARRANGE] = g_signal_new ("arrange", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                             NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[STAGE_ACTIVATED] = g_signal_new ("stage-activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "plrcanvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  plr_canvas_actions_class_init (widget_class);
}

static void
plr_canvas_init (PlrCanvas *self)
{
  self->zoom = 1;
  self->cursor = self->hover = self->selected_edge = PLR_CANVAS_NONE;
  self->drag.node = self->drag.target = PLR_CANVAS_NONE;
  self->spare = g_ptr_array_new ();
  self->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->faults = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->cells = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
  self->visible = g_array_new (FALSE, FALSE, sizeof (guint));
  self->touched = g_array_new (FALSE, FALSE, sizeof (guint));
  self->world = g_object_new (plr_canvas_world_get_type (), NULL);
  gtk_widget_set_parent (self->world, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Pipeline"), -1);
  plr_canvas_pointer_init (self);
  plr_canvas_actions_update (self);
}

GtkWidget *
plr_canvas_new (void)
{
  return g_object_new (PLR_TYPE_CANVAS, NULL);
}

PlrPipeline *
plr_canvas_get_pipeline (PlrCanvas *self)
{
  g_return_val_if_fail (PLR_IS_CANVAS (self), NULL);

  return self->pipeline;
}

void
plr_canvas_set_pipeline (PlrCanvas   *self,
                         PlrPipeline *pipeline)
{
  g_return_if_fail (PLR_IS_CANVAS (self));
  g_return_if_fail (pipeline == NULL || PLR_IS_PIPELINE (pipeline));

  if (self->pipeline == pipeline)
    return;

  if (self->pipeline != NULL)
    g_signal_handlers_disconnect_by_func (self->pipeline, plr_canvas_scene_queue, self);
  plr_canvas_scene_clear (self);
  g_set_object (&self->pipeline, pipeline);
  if (pipeline != NULL)
    {
      g_signal_connect_object (pipeline, "items-changed", G_CALLBACK (plr_canvas_scene_queue), self, G_CONNECT_SWAPPED);
      self->fit_pending = TRUE;
      plr_canvas_scene_build (self);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PIPELINE]);
}

gboolean
plr_canvas_get_editable (PlrCanvas *self)
{
  g_return_val_if_fail (PLR_IS_CANVAS (self), FALSE);

  return self->editable;
}

void
plr_canvas_set_editable (PlrCanvas *self,
                         gboolean   editable)
{
  g_return_if_fail (PLR_IS_CANVAS (self));

  if (self->editable == !!editable)
    return;

  self->editable = !!editable;
  plr_canvas_actions_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITABLE]);
}

/**
 * plr_canvas_set_pin_func:
 * @self: a canvas
 * @pin: (nullable): says where a card was put by hand
 * @user_data: for @pin; must live as long as it is set
 */
void
plr_canvas_set_pin_func (PlrCanvas       *self,
                         PlrLayoutPinFunc pin,
                         gpointer         user_data)
{
  g_return_if_fail (PLR_IS_CANVAS (self));

  self->pin = pin;
  self->pin_data = user_data;
  plr_canvas_scene_queue (self);
}

/**
 * plr_canvas_update:
 * @self: a canvas
 *
 * The pipeline was merged, or cards were placed: reads it all anew before the next frame.
 */
void
plr_canvas_update (PlrCanvas *self)
{
  g_return_if_fail (PLR_IS_CANVAS (self));

  for (guint k = 0; k < self->visible->len; k++)
    {
      PlrCanvasNode *node = &self->nodes[g_array_index (self->visible, guint, k)];

      if (node->card != NULL)
        plr_stage_card_update (node->card);
    }
  plr_canvas_scene_queue (self);
}

double
plr_canvas_get_zoom (PlrCanvas *self)
{
  g_return_val_if_fail (PLR_IS_CANVAS (self), 1);

  return self->zoom;
}

void
plr_canvas_set_zoom (PlrCanvas *self,
                     double     zoom)
{
  g_return_if_fail (PLR_IS_CANVAS (self));

  plr_canvas_zoom_at (self, zoom, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0, gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

/**
 * plr_canvas_zoom_to_fit:
 * @self: a canvas
 *
 * Shows all cards, as large as they can be, though never larger than they are.
 */
void
plr_canvas_zoom_to_fit (PlrCanvas *self)
{
  g_return_if_fail (PLR_IS_CANVAS (self));

  self->fit_pending = TRUE;
  fit (self, gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self)), PLR_CANVAS_MIN_ZOOM);
  plr_canvas_view_changed (self);
}

/* Returns: (transfer full) (array zero-terminated=1): the ids of the selected stages, in the order of the definition */
char **
plr_canvas_dup_selection (PlrCanvas *self)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  g_return_val_if_fail (PLR_IS_CANVAS (self), NULL);

  for (guint i = 0; i < self->n_nodes; i++)
    if (self->nodes[i].selected)
      g_strv_builder_add (builder, plr_stage_get_id (self->nodes[i].stage));

  return g_strv_builder_end (builder);
}

/* Returns: (nullable): the id of the selected stage, if it is the only one */
const char *
plr_canvas_get_selected (PlrCanvas *self)
{
  const char *found = NULL;

  g_return_val_if_fail (PLR_IS_CANVAS (self), NULL);

  for (guint i = 0; i < self->n_nodes; i++)
    if (self->nodes[i].selected)
      {
        if (found != NULL)
          return NULL;
        found = plr_stage_get_id (self->nodes[i].stage);
      }

  return found;
}

/**
 * plr_canvas_select:
 * @self: a canvas
 * @stage: (nullable): the id of the only stage to be selected
 */
void
plr_canvas_select (PlrCanvas  *self,
                   const char *stage)
{
  guint node;

  g_return_if_fail (PLR_IS_CANVAS (self));

  plr_canvas_scene_flush (self);
  node = plr_canvas_scene_find (self, stage);
  if (node != PLR_CANVAS_NONE)
    self->cursor = node;
  plr_canvas_select_nodes (self, node, FALSE);
}

/**
 * plr_canvas_reveal:
 * @self: a canvas
 * @stage: the id of a stage
 *
 * Pans as little as is needed for the card to be in view.
 */
void
plr_canvas_reveal (PlrCanvas  *self,
                   const char *stage)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  const PlrCanvasNode *node;
  double left, top, right, bottom, dx = 0, dy = 0;
  guint index;

  g_return_if_fail (PLR_IS_CANVAS (self));

  plr_canvas_scene_flush (self);
  if ((index = plr_canvas_scene_find (self, stage)) == PLR_CANVAS_NONE || self->fit_pending)
    return;

  node = &self->nodes[index];
  left = node->to_x * self->zoom + self->pan_x - 24;
  top = node->to_y * self->zoom + self->pan_y - 24;
  right = left + PLR_LAYOUT_CARD_WIDTH * self->zoom + 48;
  bottom = top + PLR_LAYOUT_CARD_HEIGHT * self->zoom + 48;
  if (left < 0)
    dx = -left;
  else if (right > width)
    dx = MAX (width - right, -left);
  if (top < 0)
    dy = -top;
  else if (bottom > height)
    dy = MAX (height - bottom, -top);
  if (dx == 0 && dy == 0)
    return;

  self->pan_x += dx;
  self->pan_y += dy;
  plr_canvas_view_changed (self);
}

/**
 * plr_canvas_get_card_bounds:
 * @self: a canvas
 * @stage: the id of a stage
 * @bounds: (out): where its card is on the widget
 *
 * Returns: whether there is such a stage
 */
gboolean
plr_canvas_get_card_bounds (PlrCanvas       *self,
                            const char      *stage,
                            graphene_rect_t *bounds)
{
  guint index;

  g_return_val_if_fail (PLR_IS_CANVAS (self), FALSE);

  plr_canvas_scene_flush (self);
  if ((index = plr_canvas_scene_find (self, stage)) == PLR_CANVAS_NONE)
    return FALSE;

  *bounds = GRAPHENE_RECT_INIT ((float)(self->nodes[index].x * self->zoom + self->pan_x),
                                (float)(self->nodes[index].y * self->zoom + self->pan_y),
                                (float)(PLR_LAYOUT_CARD_WIDTH * self->zoom), (float)(PLR_LAYOUT_CARD_HEIGHT * self->zoom));

  return TRUE;
}
