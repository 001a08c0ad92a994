/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-layout"

#include "config.h"

#include <math.h>

#include "plr-layout-private.h"

#define N_PASSES 10

/* Long edges are pulled straight before short ones. */
#define WEIGHT_EDGE 1.0
#define WEIGHT_END 2.0
#define WEIGHT_LONG 8.0
#define WEIGHT_ALONE 0.1

typedef struct
{
  double *wish;
  double *weight;
  double *gap;   /* to the one above */
  double *value; /* of a block of nodes that touch */
  double *sum;
  guint *len;
} Rows;

static double
half_height (PlrLayerGraph *graph,
             guint          v)
{
  return v < graph->n_stages ? PLR_LAYOUT_ROW_PITCH / 2 : PLR_LAYOUT_LANE_PITCH / 2;
}

static double
weight_between (PlrLayerGraph *graph,
                guint          u,
                guint          v)
{
  guint n_long = (u >= graph->n_stages) + (v >= graph->n_stages);

  return n_long == 2 ? WEIGHT_LONG : n_long == 1 ? WEIGHT_END : WEIGHT_EDGE;
}

/* The weighted least squares fit of the wishes that keeps the gaps: pool adjacent violators. */
static void
fit_row (Rows   *rows,
         guint   n,
         double *y)
{
  double shift = 0;
  guint n_blocks = 0;
  guint k = 0;

  for (guint i = 0; i < n; i++)
    {
      shift += rows->gap[i];
      rows->value[n_blocks] = rows->wish[i] - shift;
      rows->sum[n_blocks] = rows->weight[i];
      rows->len[n_blocks++] = 1;
      while (n_blocks > 1 && rows->value[n_blocks - 2] > rows->value[n_blocks - 1])
        {
          guint a = n_blocks - 2;
          guint b = n_blocks - 1;
          double sum = rows->sum[a] + rows->sum[b];

          rows->value[a] = (rows->value[a] * rows->sum[a] + rows->value[b] * rows->sum[b]) / sum;
          rows->sum[a] = sum;
          rows->len[a] += rows->len[b];
          n_blocks--;
        }
    }

  shift = 0;
  for (guint block = 0; block < n_blocks; block++)
    for (guint j = 0; j < rows->len[block]; j++, k++)
      {
        shift += rows->gap[k];
        y[k] = rows->value[block] + shift;
      }
}

static void
place_row (PlrLayerGraph *graph,
           Rows          *rows,
           guint          layer,
           double        *y)
{
  const guint *row = graph->rows[layer];
  guint n = graph->row_len[layer];

  for (guint i = 0; i < n; i++)
    {
      guint v = row[i];
      double sum = 0;
      double weight = 0;

      for (guint j = graph->in_off[v]; j < graph->in_off[v + 1]; j++)
        {
          double w = weight_between (graph, graph->in_adj[j], v);

          sum += w * graph->y[graph->in_adj[j]];
          weight += w;
        }
      for (guint j = graph->out_off[v]; j < graph->out_off[v + 1]; j++)
        {
          double w = weight_between (graph, v, graph->out_adj[j]);

          sum += w * graph->y[graph->out_adj[j]];
          weight += w;
        }

      rows->wish[i] = weight > 0 ? sum / weight : graph->y[v];
      rows->weight[i] = weight > 0 ? weight : WEIGHT_ALONE;
      rows->gap[i] = i > 0 ? half_height (graph, row[i - 1]) + half_height (graph, v) : 0;
    }

  fit_row (rows, n, y);
  for (guint i = 0; i < n; i++)
    graph->y[row[i]] = y[i];
}

static void
start_packed (PlrLayerGraph *graph)
{
  for (guint layer = 0; layer < graph->n_layers; layer++)
    {
      double y = 0;

      for (guint i = 0; i < graph->row_len[layer]; i++)
        {
          guint v = graph->rows[layer][i];

          y += half_height (graph, v);
          graph->y[v] = y;
          y += half_height (graph, v);
        }
      for (guint i = 0; i < graph->row_len[layer]; i++)
        graph->y[graph->rows[layer][i]] -= y / 2;
    }
}

/* All gaps are multiples of the grid, so rounding to it keeps them. */
static void
snap_to_grid (PlrLayerGraph *graph)
{
  double top = HUGE_VAL;

  for (guint v = 0; v < graph->n_nodes; v++)
    if (v < graph->n_stages)
      top = MIN (top, graph->y[v]);
  for (guint v = 0; v < graph->n_nodes; v++)
    graph->y[v] = round ((graph->y[v] - top) / PLR_LAYOUT_GRID) * PLR_LAYOUT_GRID + PLR_LAYOUT_CARD_HEIGHT / 2;
}

/* Gives each node its height: near its neighbours, in the order of its row, with room between. */
void
plr_layer_graph_place (PlrLayerGraph *graph)
{
  guint n = graph->max_row_len + 1;
  g_autofree double *numbers = g_new (double, 6 * (gsize)n);
  g_autofree guint *len = g_new (guint, n);
  Rows rows = { numbers, numbers + n, numbers + 2 * n, numbers + 3 * n, numbers + 4 * n, len };

  start_packed (graph);
  for (guint pass = 0; pass < N_PASSES; pass++)
    for (guint s = 0; s < graph->n_layers; s++)
      place_row (graph, &rows, pass % 2 != 0 ? graph->n_layers - 1 - s : s, numbers + 5 * n);
  snap_to_grid (graph);
}
