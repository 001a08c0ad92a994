/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-draw"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-layout.h"
#include "plr-utf8.h"

#define MARGIN 24.0

/* How many characters fit on a card: the title in 14 pixels, the line below it in 11. */
#define MAX_TITLE_CHARS 22
#define MAX_LINE_CHARS  30

static const char *const kind_colors[] = {
  [PLR_STAGE_KIND_BUILD] = "#3584e4",
  [PLR_STAGE_KIND_TEST] = "#2ec27e",
  [PLR_STAGE_KIND_DEPLOY] = "#e66100",
  [PLR_STAGE_KIND_APPROVAL] = "#e5a50a",
  [PLR_STAGE_KIND_GATE] = "#9141ac",
};

static void
append_dot_string (GString    *out,
                   const char *text)
{
  g_autofree char *shown = plr_utf8_escape (text, -1);

  g_string_append_c (out, '"');
  for (const char *p = shown; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, '"');
}

char *
plr_cli_draw_dot (PlrPipeline *pipeline)
{
  g_autoptr(GString) out = g_string_new ("digraph pipeline {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n");
  const char *name = plr_pipeline_get_name (pipeline);
  GListModel *stages = G_LIST_MODEL (pipeline);

  if (name != NULL)
    {
      g_string_append (out, "  label=");
      append_dot_string (out, name);
      g_string_append (out, ";\n");
    }
  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);

      g_string_append (out, "  ");
      append_dot_string (out, plr_stage_get_id (stage));
      g_string_append (out, " [label=");
      append_dot_string (out, plr_stage_get_title (stage));
      if (plr_stage_get_network (stage))
        {
          g_string_truncate (out, out->len - 1); /* the quote */
          g_string_append_printf (out, "\\n%s\"", _("network"));
        }
      g_string_append_printf (out, ", color=\"%s\"];\n", kind_colors[plr_stage_get_kind (stage)]);
    }
  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);
      const char *const *needs = plr_stage_get_needs (stage);

      for (guint j = 0; needs[j] != NULL; j++)
        {
          g_string_append (out, "  ");
          append_dot_string (out, needs[j]);
          g_string_append (out, " -> ");
          append_dot_string (out, plr_stage_get_id (stage));
          g_string_append (out, ";\n");
        }
    }
  g_string_append (out, "}\n");

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Numbers of SVG have a point in every language. */
static void
append_number (GString    *out,
               const char *before,
               double      number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (out, "%s%s", before, g_ascii_formatd (buffer, sizeof buffer, "%.1f", number));
}

/* At most that many characters, of which those of East Asia are as wide as two; a mark above a letter takes no room. */
static char *
cut_text (const char *text,
          glong       max_chars)
{
  const char *end = NULL;
  glong width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      width += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
      if (width <= max_chars - 1)
        end = g_utf8_next_char (p);
    }
  if (width <= max_chars || end == NULL)
    return g_strdup (text);

  return g_strdup_printf ("%.*s…", (int)(end - text), text);
}

static void
append_text (GString    *out,
             double      x,
             double      y,
             const char *class,
             const char *text,
             glong       max_chars)
{
  g_autofree char *shown = plr_utf8_escape (text, -1);
  g_autofree char *cut = cut_text (shown, max_chars);
  g_autofree char *markup = g_markup_escape_text (cut, -1);

  append_number (out, "<text x=\"", x);
  append_number (out, "\" y=\"", y);
  g_string_append_printf (out, "\" class=\"%s\">%s</text>", class, markup);
}

/* What the second line of a card says. */
static char *
describe_stage (PlrStage *stage)
{
  guint n_steps = g_list_model_get_n_items (plr_stage_get_steps (stage));
  guint n_artifacts = g_list_model_get_n_items (plr_stage_get_artifacts (stage));
  g_autoptr(GString) out = g_string_new (NULL);

  if (plr_stage_get_deploy (stage) != NULL)
    g_string_append_printf (out, "→ %s", plr_stage_get_deploy (stage));
  else if (plr_stage_get_approval (stage))
    g_string_append (out, _("approval"));
  else
    g_string_append_printf (out, ngettext ("%u step", "%u steps", n_steps), n_steps);
  if (plr_stage_count_cells (stage) > 1)
    g_string_append_printf (out, " × %u", plr_stage_count_cells (stage));
  /* First, for the end may not fit. */
  if (plr_stage_get_network (stage))
    g_string_append_printf (out, " · %s", _("network"));
  if (n_artifacts > 0)
    {
      g_string_append (out, " · ");
      g_string_append_printf (out, ngettext ("%u artifact", "%u artifacts", n_artifacts), n_artifacts);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
append_card (GString  *out,
             PlrStage *stage,
             double    x,
             double    y)
{
  g_autofree char *below = describe_stage (stage);
  g_autofree char *full = plr_utf8_escape (plr_stage_get_title (stage), -1);
  g_autofree char *markup = g_markup_escape_text (full, -1);

  g_string_append_printf (out, "<g><title>%s</title>", markup);
  append_number (out, "<rect class=\"card\" x=\"", x);
  append_number (out, "\" y=\"", y);
  append_number (out, "\" width=\"", PLR_LAYOUT_CARD_WIDTH);
  append_number (out, "\" height=\"", PLR_LAYOUT_CARD_HEIGHT);
  g_string_append (out, "\" rx=\"12\"/>");
  append_number (out, "<rect x=\"", x + 10);
  append_number (out, "\" y=\"", y + 16);
  append_number (out, "\" width=\"4\" height=\"", PLR_LAYOUT_CARD_HEIGHT - 32);
  g_string_append_printf (out, "\" rx=\"2\" fill=\"%s\"/>", kind_colors[plr_stage_get_kind (stage)]);
  /* Nothing is shown beyond its edge: fonts differ, and so do letters. */
  append_number (out, "<svg x=\"", x + 24);
  append_number (out, "\" y=\"", y);
  append_number (out, "\" width=\"", PLR_LAYOUT_CARD_WIDTH - 32);
  append_number (out, "\" height=\"", PLR_LAYOUT_CARD_HEIGHT);
  g_string_append (out, "\">");
  append_text (out, 0, 28, "title", plr_stage_get_title (stage), MAX_TITLE_CHARS);
  append_text (out, 0, 47, "line", below, MAX_LINE_CHARS);
  g_string_append (out, "</svg></g>\n");
}

/* From an exit to the next entry the line bends, from an entry to its exit it is level. */
static void
append_edge (GString             *out,
             const PlrLayoutEdge *edge)
{
  append_number (out, "<path class=\"edge\" marker-end=\"url(#arrow)\" d=\"M", edge->points[0].x);
  append_number (out, ",", edge->points[0].y);
  for (guint i = 1; i < edge->n_points; i++)
    {
      const PlrLayoutPoint *from = &edge->points[i - 1];
      const PlrLayoutPoint *to = &edge->points[i];
      double out_x;
      double in_x;

      if (i % 2 == 1)
        {
          plr_layout_bend (edge->points, edge->n_points, i, &out_x, &in_x);
          append_number (out, " C", out_x);
          append_number (out, ",", from->y);
          append_number (out, " ", in_x);
          append_number (out, ",", to->y);
          append_number (out, " ", to->x);
          append_number (out, ",", to->y);
        }
      else
        {
          append_number (out, " L", to->x);
          append_number (out, ",", to->y);
        }
    }
  g_string_append (out, "\"/>\n");
}

char *
plr_cli_draw_svg (PlrPipeline *pipeline)
{
  g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, NULL, NULL);
  g_autoptr(GString) out = g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"");
  const char *name = plr_pipeline_get_name (pipeline);
  g_autofree char *shown = plr_utf8_escape (name != NULL ? name : plr_pipeline_get_path (pipeline), -1);
  g_autofree char *title = g_markup_escape_text (shown, -1);
  double x, y, width, height;

  plr_layout_get_bounds (layout, &x, &y, &width, &height);
  append_number (out, "", x - MARGIN);
  append_number (out, " ", y - MARGIN);
  append_number (out, " ", width + 2 * MARGIN);
  append_number (out, " ", height + 2 * MARGIN);
  append_number (out, "\" width=\"", width + 2 * MARGIN);
  append_number (out, "\" height=\"", height + 2 * MARGIN);
  g_string_append_printf (out, "\">\n<title>%s</title>\n", title);
  g_string_append (out,
                   "<style>\n"
                   ".card{fill:#fff;stroke:#c0bfbc}.edge{fill:none;stroke:#77767b;stroke-width:2}"
                   "text{font-family:Cantarell,sans-serif;fill:#241f31}"
                   ".title{font-size:14px;font-weight:bold}.line{font-size:11px;fill:#5e5c64}\n"
                   "@media (prefers-color-scheme:dark){.card{fill:#3d3846;stroke:#77767b}.edge{stroke:#9a9996}"
                   "text{fill:#fff}.line{fill:#deddda}}\n"
                   "</style>\n"
                   "<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"5\" markerHeight=\"5\" orient=\"auto\">"
                   "<path d=\"M0,0 L8,4 L0,8 z\" fill=\"#77767b\"/></marker></defs>\n");
  for (guint i = 0; i < plr_layout_get_n_edges (layout); i++)
    append_edge (out, plr_layout_get_edge (layout, i));
  for (guint i = 0; i < plr_layout_get_n_stages (layout); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      plr_layout_get_position (layout, i, &x, &y);
      append_card (out, stage, x, y);
    }
  g_string_append (out, "</svg>\n");

  return g_string_free (g_steal_pointer (&out), FALSE);
}
