/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-stage-card"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-layout.h"
#include "plr-stage-card.h"
#include "plr-words.h"

#define WIDTH ((float)PLR_LAYOUT_CARD_WIDTH)
#define HEIGHT ((float)PLR_LAYOUT_CARD_HEIGHT)
#define MARGIN 12.f
#define SQUARE 32.f
#define ICON 16.f
#define SIGN 18.f
#define TEXT_LEFT (MARGIN + SQUARE + 10.f)
#define BADGE_HEIGHT 18.f
#define PORT_RADIUS 4.f
#define PORT_RADIUS_NEAR 7.f

struct _PlrStageCard
{
  GtkWidget parent_instance;

  PlrStage *stage;
  PangoLayout *title;
  PangoLayout *subtitle;
  PangoLayout *badge;
  GdkPaintable *icon;
  GdkPaintable *sign;
  GdkPaintable *network;
  GdkPaintable *matrix;
  GdkPaintable *problem;
  PlrStageCardStatus status;
  char *detail;
  PlrCardPort port;
};

G_DEFINE_FINAL_TYPE (PlrStageCard, plr_stage_card, GTK_TYPE_WIDGET)

static GdkRGBA
lookup_color (GtkWidget  *widget,
              const char *name,
              float       alpha)
{
  GtkStyleContext *context = gtk_widget_get_style_context (widget);
  GdkRGBA color;

  if (name == NULL || !gtk_style_context_lookup_color (context, name, &color))
    gtk_style_context_get_color (context, &color);
  color.alpha *= alpha;

  return color;
}

static GdkPaintable *
load_icon (GtkWidget  *widget,
           const char *name,
           int         size)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));

  return GDK_PAINTABLE (gtk_icon_theme_lookup_icon (theme, name, NULL, size, gtk_widget_get_scale_factor (widget),
                                                    gtk_widget_get_direction (widget), GTK_ICON_LOOKUP_FORCE_SYMBOLIC));
}

static void
draw_icon (GtkSnapshot   *snapshot,
           GdkPaintable  *icon,
           float          x,
           float          y,
           float          size,
           const GdkRGBA *color)
{
  const GdkRGBA colors[4] = { *color, *color, *color, *color };

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot, size, size, colors, 4);
  gtk_snapshot_restore (snapshot);
}

static void
draw_round (GtkSnapshot   *snapshot,
            float          x,
            float          y,
            float          width,
            float          height,
            float          radius,
            const GdkRGBA *color)
{
  GskRoundedRect outline;

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (x, y, width, height), radius);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, color, &outline.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
draw_text (GtkSnapshot   *snapshot,
           PangoLayout   *layout,
           float          x,
           float          y,
           float          width,
           const GdkRGBA *color)
{
  pango_layout_set_width (layout, (int)width * PANGO_SCALE);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
draw_ports (PlrStageCard *self,
            GtkSnapshot  *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GdkRGBA ring = lookup_color (widget, "plr_canvas_color", 1);
  GdkRGBA dim = lookup_color (widget, "plr_edge_color", 1);
  GdkRGBA accent = lookup_color (widget, "accent_bg_color", 1);

  for (guint side = 0; side < 2; side++)
    {
      gboolean near = self->port == (side == 0 ? PLR_CARD_PORT_LEFT : PLR_CARD_PORT_RIGHT);
      float radius = near ? PORT_RADIUS_NEAR : PORT_RADIUS;
      float x = side == 0 ? 0 : WIDTH;

      draw_round (snapshot, x - radius - 2, HEIGHT / 2 - radius - 2, 2 * radius + 4, 2 * radius + 4, radius + 2, &ring);
      draw_round (snapshot, x - radius, HEIGHT / 2 - radius, 2 * radius, 2 * radius, radius, near ? &accent : &dim);
    }
}

/* Returns: the left end of the badge; the next one stands left of it. */
static float
draw_badge (PlrStageCard  *self,
            GtkSnapshot   *snapshot,
            float          right,
            GdkPaintable  *icon,
            const char    *text,
            const GdkRGBA *color)
{
  GdkRGBA back = lookup_color (GTK_WIDGET (self), "plr_card_color", 1);
  GdkRGBA line = lookup_color (GTK_WIDGET (self), "plr_edge_color", .6f);
  float width = 12 + 12;
  float top = HEIGHT - BADGE_HEIGHT / 2;
  GskRoundedRect outline;
  int text_width = 0;
  int text_height = 0;

  if (text != NULL)
    {
      pango_layout_set_text (self->badge, text, -1);
      pango_layout_get_pixel_size (self->badge, &text_width, &text_height);
      width += text_width + 4;
    }

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT (right - width, top, width, BADGE_HEIGHT), BADGE_HEIGHT / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &back, &outline.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1, 1, 1, 1 }, (GdkRGBA[4]) { line, line, line, line });
  draw_icon (snapshot, icon, right - width + 6, top + 3, 12, color);
  if (text != NULL)
    {
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (right - width + 21, top + (BADGE_HEIGHT - text_height) / 2));
      gtk_snapshot_append_layout (snapshot, self->badge, color);
      gtk_snapshot_restore (snapshot);
    }

  return right - width - 4;
}

static void
draw_badges (PlrStageCard *self,
             GtkSnapshot  *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  guint n_problems = self->status.n_errors + self->status.n_warnings;
  guint n_cells = plr_stage_count_cells (self->stage);
  GdkRGBA dim = lookup_color (widget, NULL, .75f);
  float right = WIDTH - MARGIN;

  if (n_problems > 0)
    {
      g_autofree char *text = g_strdup_printf ("%u", n_problems);
      GdkRGBA color = lookup_color (widget, self->status.n_errors > 0 ? "error_color" : "warning_color", 1);

      right = draw_badge (self, snapshot, right, self->problem, text, &color);
    }
  if (n_cells > 1)
    {
      g_autofree char *text = g_strdup_printf ("×\u202f%u", n_cells);

      right = draw_badge (self, snapshot, right, self->matrix, text, &dim);
    }
  if (plr_stage_get_network (self->stage))
    (void)draw_badge (self, snapshot, right, self->network, NULL, &dim);
}

static void
draw_progress (PlrStageCard *self,
               GtkSnapshot  *snapshot)
{
  GdkRGBA accent = lookup_color (GTK_WIDGET (self), "accent_bg_color", 1);
  GdkRGBA trough = lookup_color (GTK_WIDGET (self), "accent_bg_color", .2f);
  float width = WIDTH - 2 * MARGIN;
  float done = CLAMP ((float)self->status.progress, 0, 1);

  draw_round (snapshot, MARGIN, HEIGHT - 6, width, 3, 1.5f, &trough);
  if (done > .02f)
    draw_round (snapshot, MARGIN, HEIGHT - 6, width * done, 3, 1.5f, &accent);
}

static void
plr_stage_card_snapshot (GtkWidget   *widget,
                         GtkSnapshot *snapshot)
{
  PlrStageCard *self = PLR_STAGE_CARD (widget);
  GdkRGBA fore = lookup_color (widget, NULL, 1);
  GdkRGBA dim = lookup_color (widget, "plr_dim_color", 1);
  const char *kind_color;
  GdkRGBA tint;
  GdkRGBA square;
  float title_width = WIDTH - TEXT_LEFT - MARGIN;
  int title_height;
  int subtitle_height;
  float top;

  if (self->stage == NULL)
    return;

  kind_color = plr_stage_kind_get_color_name (plr_stage_get_kind (self->stage));
  tint = lookup_color (widget, kind_color, 1);
  square = lookup_color (widget, kind_color, .15f);
  draw_round (snapshot, MARGIN, (HEIGHT - SQUARE) / 2, SQUARE, SQUARE, 8, &square);
  draw_icon (snapshot, self->icon, MARGIN + (SQUARE - ICON) / 2, (HEIGHT - ICON) / 2, ICON, &tint);

  pango_layout_get_pixel_size (self->title, NULL, &title_height);
  pango_layout_get_pixel_size (self->subtitle, NULL, &subtitle_height);
  top = (HEIGHT - title_height - subtitle_height - 1) / 2;
  if (self->status.shown)
    {
      const char *name = plr_run_state_get_color_name (self->status.state);
      GdkRGBA color = lookup_color (widget, name != NULL ? name : "plr_dim_color", 1);

      /* In the line of the title, so that the word and the time have the whole width below. */
      draw_icon (snapshot, self->sign, WIDTH - MARGIN - SIGN, top + (title_height - SIGN) / 2, SIGN, &color);
      title_width -= SIGN + 6;
    }
  draw_text (snapshot, self->title, TEXT_LEFT, top, title_width, &fore);
  draw_text (snapshot, self->subtitle, TEXT_LEFT, top + title_height + 1, WIDTH - TEXT_LEFT - MARGIN, &dim);

  if (self->status.shown && self->status.progress >= 0)
    draw_progress (self, snapshot);
  draw_ports (self, snapshot);
  draw_badges (self, snapshot);
}

static void
plr_stage_card_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? (int)WIDTH : (int)HEIGHT;
}

static char *
describe_content (PlrStage *stage)
{
  guint n_steps = g_list_model_get_n_items (plr_stage_get_steps (stage));
  g_autofree char *steps = NULL;

  if (n_steps == 0 && plr_stage_get_approval (stage))
    return g_strdup (_("Waits for approval"));
  if (n_steps == 0 && plr_job_get_calls (plr_stage_get_job (stage)) != NULL)
    return g_strdup (plr_job_get_calls (plr_stage_get_job (stage)));

  steps = n_steps > 0 ? g_strdup_printf (ngettext ("%u step", "%u steps", n_steps), n_steps) : g_strdup (_("No steps"));
  if (plr_stage_get_deploy (stage) != NULL)
    return g_strdup_printf (C_("environment · steps", "to %s · %s"), plr_stage_get_deploy (stage), steps);
  if (plr_stage_get_image (stage) != NULL)
    return g_strdup_printf ("%s · %s", plr_stage_get_image (stage), steps);
  if (n_steps == 1)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (plr_stage_get_steps (stage), 0);
      const char *run = plr_step_get_name (step);
      g_autofree char *line = NULL;

      if (run == NULL)
        run = plr_step_get_run (step) != NULL ? plr_step_get_run (step) : plr_step_get_uses (step);
      line = g_strndup (run != NULL ? run : "", run != NULL ? strcspn (run, "\n") : 0);
      if (*g_strstrip (line) != '\0')
        return g_steal_pointer (&line);
    }

  return g_steal_pointer (&steps);
}

static void
update_accessible (PlrStageCard *self,
                   const char   *subtitle)
{
  g_autoptr(GString) text = g_string_new (NULL);
  const char *const *needs = plr_stage_get_needs (self->stage);
  guint n_problems = self->status.n_errors + self->status.n_warnings;

  g_string_append (text, plr_stage_kind_get_word (plr_stage_get_kind (self->stage)));
  g_string_append_printf (text, ", %s", subtitle);
  if (needs != NULL && needs[0] != NULL)
    {
      g_autofree char *list = g_strjoinv (", ", (char **)needs);

      g_string_append_printf (text, _("; waits for %s"), list);
    }
  if (plr_stage_get_network (self->stage))
    g_string_append (text, _("; uses the network"));
  if (plr_stage_count_cells (self->stage) > 1)
    g_string_append_printf (text, _("; matrix of %u"), plr_stage_count_cells (self->stage));
  if (n_problems > 0)
    g_string_append_printf (text, ngettext ("; %u problem", "; %u problems", n_problems), n_problems);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, plr_stage_get_title (self->stage),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str,
                                  -1);
}

/* Reads the stage anew. Its own properties are followed; a change inside its lists is told by whoever merged it. */
void
plr_stage_card_update (PlrStageCard *self)
{
  g_autofree char *content = NULL;
  g_autofree char *subtitle = NULL;
  const char *word;

  g_return_if_fail (PLR_IS_STAGE_CARD (self));

  if (self->stage == NULL)
    return;

  content = describe_content (self->stage);
  word = plr_run_state_get_word (self->status.state);
  if (!self->status.shown)
    subtitle = g_strdup (content);
  else if (self->detail != NULL)
    subtitle = g_strdup_printf ("%s · %s", word, self->detail);
  else
    subtitle = g_strdup (word);

  pango_layout_set_text (self->title, plr_stage_get_title (self->stage), -1);
  pango_layout_set_text (self->subtitle, subtitle, -1);
  g_set_object (&self->icon, NULL);
  g_set_object (&self->sign, NULL);
  self->icon = load_icon (GTK_WIDGET (self), plr_stage_kind_get_icon_name (plr_stage_get_kind (self->stage)), (int)ICON);
  if (self->status.shown)
    self->sign = load_icon (GTK_WIDGET (self), plr_run_state_get_icon_name (self->status.state), (int)SIGN);
  if (self->problem == NULL)
    {
      self->problem = load_icon (GTK_WIDGET (self), "dialog-warning-symbolic", 12);
      self->network = load_icon (GTK_WIDGET (self), "plr-network-symbolic", 12);
      self->matrix = load_icon (GTK_WIDGET (self), "plr-matrix-symbolic", 12);
    }

  update_accessible (self, subtitle);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
plr_stage_card_query_tooltip (GtkWidget  *widget,
                              int         x,
                              int         y,
                              gboolean    keyboard_tooltip,
                              GtkTooltip *tooltip)
{
  PlrStageCard *self = PLR_STAGE_CARD (widget);

  if (self->stage == NULL || !pango_layout_is_ellipsized (self->title))
    return FALSE;

  gtk_tooltip_set_text (tooltip, plr_stage_get_title (self->stage));

  return TRUE;
}

static PangoLayout *
make_layout (GtkWidget *widget,
             double     scale,
             gboolean   strong)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, NULL);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  if (strong)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  pango_attr_list_insert (attributes, pango_attr_scale_new (scale));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);

  return layout;
}

static void
plr_stage_card_css_changed (GtkWidget         *widget,
                            GtkCssStyleChange *change)
{
  PlrStageCard *self = PLR_STAGE_CARD (widget);

  GTK_WIDGET_CLASS (plr_stage_card_parent_class)->css_changed (widget, change);

  pango_layout_context_changed (self->title);
  pango_layout_context_changed (self->subtitle);
  pango_layout_context_changed (self->badge);
  gtk_widget_queue_draw (widget);
}

static void
plr_stage_card_dispose (GObject *object)
{
  PlrStageCard *self = PLR_STAGE_CARD (object);

  if (self->stage != NULL)
    g_signal_handlers_disconnect_by_func (self->stage, plr_stage_card_update, self);
  g_clear_object (&self->stage);
  g_clear_object (&self->title);
  g_clear_object (&self->subtitle);
  g_clear_object (&self->badge);
  g_clear_object (&self->icon);
  g_clear_object (&self->sign);
  g_clear_object (&self->network);
  g_clear_object (&self->matrix);
  g_clear_object (&self->problem);

  G_OBJECT_CLASS (plr_stage_card_parent_class)->dispose (object);
}

static void
plr_stage_card_finalize (GObject *object)
{
  g_clear_pointer (&PLR_STAGE_CARD (object)->detail, g_free);

  G_OBJECT_CLASS (plr_stage_card_parent_class)->finalize (object);
}

static void
plr_stage_card_class_init (PlrStageCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = plr_stage_card_dispose;
  object_class->finalize = plr_stage_card_finalize;
  widget_class->snapshot = plr_stage_card_snapshot;
  widget_class->measure = plr_stage_card_measure;
  widget_class->css_changed = plr_stage_card_css_changed;
  widget_class->query_tooltip = plr_stage_card_query_tooltip;

  gtk_widget_class_set_css_name (widget_class, "stagecard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_BUTTON);
}

static void
plr_stage_card_init (PlrStageCard *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->title = make_layout (widget, 1, TRUE);
  self->subtitle = make_layout (widget, .85, FALSE);
  self->badge = make_layout (widget, .8, FALSE);
  self->status.progress = -1;
  gtk_widget_set_focusable (widget, TRUE);
  gtk_widget_set_has_tooltip (widget, TRUE);
}

GtkWidget *
plr_stage_card_new (void)
{
  return g_object_new (PLR_TYPE_STAGE_CARD, NULL);
}

PlrStage *
plr_stage_card_get_stage (PlrStageCard *self)
{
  g_return_val_if_fail (PLR_IS_STAGE_CARD (self), NULL);

  return self->stage;
}

void
plr_stage_card_set_stage (PlrStageCard *self,
                          PlrStage     *stage)
{
  g_return_if_fail (PLR_IS_STAGE_CARD (self));
  g_return_if_fail (stage == NULL || PLR_IS_STAGE (stage));

  if (self->stage == stage)
    return;

  if (self->stage != NULL)
    g_signal_handlers_disconnect_by_func (self->stage, plr_stage_card_update, self);
  g_set_object (&self->stage, stage);
  self->port = PLR_CARD_PORT_NONE;
  if (stage != NULL)
    g_signal_connect_object (stage, "notify", G_CALLBACK (plr_stage_card_update), self, G_CONNECT_SWAPPED);
  plr_stage_card_update (self);
}

void
plr_stage_card_set_status (PlrStageCard             *self,
                           const PlrStageCardStatus *status)
{
  g_return_if_fail (PLR_IS_STAGE_CARD (self));
  g_return_if_fail (status != NULL);

  if (self->status.shown == status->shown && self->status.state == status->state &&
      self->status.progress == status->progress && self->status.n_errors == status->n_errors &&
      self->status.n_warnings == status->n_warnings && g_strcmp0 (self->detail, status->detail) == 0)
    return;

  self->status = *status;
  if (g_strcmp0 (self->detail, status->detail) != 0)
    {
      g_free (self->detail);
      self->detail = g_strdup (status->detail);
    }
  self->status.detail = self->detail;
  plr_stage_card_update (self);
}

/* Makes one port large, for the pointer is near. */
void
plr_stage_card_set_port (PlrStageCard *self,
                         PlrCardPort   port)
{
  g_return_if_fail (PLR_IS_STAGE_CARD (self));

  if (self->port == port)
    return;

  self->port = port;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
