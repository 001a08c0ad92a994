/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-layout"

#include "config.h"

#include <string.h>

#include "plr-layout-private.h"

/* After so many sweeps without a better count there is hardly ever a better one. */
#define MAX_SWEEPS 48
#define MAX_STALE 8
#define MAX_TRANSPOSE 8

typedef struct
{
  PlrLayerGraph *graph;
  guint *fenwick; /* of a row */
  guint *sorted;  /* positions of neighbours of one node */
  guint *merge;   /* of a row */
  double *key;    /* of a node */
} Sorter;

static int
compare_uint (const void *a,
              const void *b)
{
  guint x = *(const guint *)a;
  guint y = *(const guint *)b;

  return x < y ? -1 : x > y;
}

static void
write_orders (PlrLayerGraph *graph,
              guint          layer)
{
  for (guint i = 0; i < graph->row_len[layer]; i++)
    graph->order[graph->rows[layer][i]] = i;
}

/* Counts inversions with a Fenwick tree: m log n for m edges between two rows. */
static guint64
count_between (Sorter *sorter,
               guint   layer)
{
  PlrLayerGraph *graph = sorter->graph;
  guint width = graph->row_len[layer + 1];
  guint64 crossings = 0;
  guint total = 0;

  memset (sorter->fenwick, 0, (width + 2) * sizeof (guint));
  for (guint i = 0; i < graph->row_len[layer]; i++)
    {
      guint v = graph->rows[layer][i];
      guint n = graph->out_off[v + 1] - graph->out_off[v];

      for (guint j = 0; j < n; j++)
        sorter->sorted[j] = graph->order[graph->out_adj[graph->out_off[v] + j]];
      qsort (sorter->sorted, n, sizeof (guint), compare_uint);

      for (guint j = 0; j < n; j++)
        {
          guint before = 0;

          for (guint q = sorter->sorted[j] + 1; q > 0; q -= q & -q)
            before += sorter->fenwick[q];
          crossings += total - before;
        }
      for (guint j = 0; j < n; j++, total++)
        for (guint q = sorter->sorted[j] + 1; q <= width; q += q & -q)
          sorter->fenwick[q]++;
    }

  return crossings;
}

static guint64
count_all (Sorter *sorter)
{
  guint64 crossings = 0;

  for (guint layer = 0; layer + 1 < sorter->graph->n_layers; layer++)
    crossings += count_between (sorter, layer);

  return crossings;
}

/* Stable, so that nodes with equal keys keep the order of the text. */
static void
merge_sort (Sorter *sorter,
            guint  *row,
            guint   n)
{
  for (guint width = 1; width < n; width *= 2)
    {
      for (guint start = 0; start < n; start += 2 * width)
        {
          guint middle = MIN (start + width, n);
          guint end = MIN (start + 2 * width, n);
          guint a = start;
          guint b = middle;

          for (guint k = start; k < end; k++)
            {
              gboolean second = a == middle || (b < end && sorter->key[row[b]] < sorter->key[row[a]]);

              sorter->merge[k] = second ? row[b++] : row[a++];
            }
        }
      memcpy (row, sorter->merge, n * sizeof (guint));
    }
}

static double
median_of (Sorter      *sorter,
           const guint *adjacent,
           guint        n)
{
  for (guint j = 0; j < n; j++)
    sorter->sorted[j] = sorter->graph->order[adjacent[j]];
  qsort (sorter->sorted, n, sizeof (guint), compare_uint);

  return n % 2 != 0 ? sorter->sorted[n / 2] : (sorter->sorted[n / 2 - 1] + sorter->sorted[n / 2]) / 2.0;
}

static double
mean_of (Sorter      *sorter,
         const guint *adjacent,
         guint        n)
{
  double sum = 0;

  for (guint j = 0; j < n; j++)
    sum += sorter->graph->order[adjacent[j]];

  return sum / n;
}

static void
sweep (Sorter  *sorter,
       gboolean forward,
       gboolean median)
{
  PlrLayerGraph *graph = sorter->graph;
  const guint *off = forward ? graph->in_off : graph->out_off;
  const guint *adj = forward ? graph->in_adj : graph->out_adj;

  for (guint s = 1; s < graph->n_layers; s++)
    {
      guint layer = forward ? s : graph->n_layers - 1 - s;

      for (guint i = 0; i < graph->row_len[layer]; i++)
        {
          guint v = graph->rows[layer][i];
          guint n = off[v + 1] - off[v];

          if (n == 0)
            sorter->key[v] = i;
          else if (median && n > 2)
            sorter->key[v] = median_of (sorter, adj + off[v], n);
          else
            sorter->key[v] = mean_of (sorter, adj + off[v], n);
        }
      merge_sort (sorter, graph->rows[layer], graph->row_len[layer]);
      write_orders (graph, layer);
    }
}

/* How many crossings the edges of two neighbours in a row have with each other if @u stands above @v. */
static guint
count_pair (PlrLayerGraph *graph,
            const guint   *off,
            const guint   *adj,
            guint          u,
            guint          v)
{
  guint crossings = 0;

  for (guint i = off[u]; i < off[u + 1]; i++)
    for (guint j = off[v]; j < off[v + 1]; j++)
      crossings += graph->order[adj[i]] > graph->order[adj[j]];

  return crossings;
}

static gboolean
transpose_row (PlrLayerGraph *graph,
               guint          layer,
               gboolean       on_equal)
{
  guint *row = graph->rows[layer];
  gboolean better = FALSE;

  for (guint i = 0; i + 1 < graph->row_len[layer]; i++)
    {
      guint u = row[i];
      guint v = row[i + 1];
      guint as_is = count_pair (graph, graph->in_off, graph->in_adj, u, v) +
                    count_pair (graph, graph->out_off, graph->out_adj, u, v);
      guint swapped;

      if (as_is == 0)
        continue;

      swapped = count_pair (graph, graph->in_off, graph->in_adj, v, u) +
                count_pair (graph, graph->out_off, graph->out_adj, v, u);
      if (swapped > as_is || (swapped == as_is && !on_equal))
        continue;

      row[i] = v;
      row[i + 1] = u;
      graph->order[v] = i;
      graph->order[u] = i + 1;
      better |= swapped < as_is;
    }

  return better;
}

static void
transpose (PlrLayerGraph *graph,
           gboolean       on_equal)
{
  gboolean better = TRUE;

  for (guint pass = 0; better && pass < MAX_TRANSPOSE; pass++)
    {
      better = FALSE;
      for (guint layer = 0; layer < graph->n_layers; layer++)
        better |= transpose_row (graph, layer, on_equal && pass == 0);
    }
}

/* Puts the nodes into their rows in the order in which a walk from the left, or from the right, comes by. */
static void
start_with_walk (PlrLayerGraph *graph,
                 gboolean       from_left)
{
  const guint *off = from_left ? graph->out_off : graph->in_off;
  const guint *adj = from_left ? graph->out_adj : graph->in_adj;
  const guint *back = from_left ? graph->in_off : graph->out_off;
  g_autofree gboolean *seen = g_new0 (gboolean, graph->n_nodes + 1);
  g_autoptr(GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));

  memset (graph->row_len, 0, graph->n_layers * sizeof (guint));
  for (guint root = 0; root < graph->n_nodes; root++)
    {
      if (seen[root] || back[root + 1] != back[root])
        continue;

      g_array_append_val (stack, root);
      while (stack->len > 0)
        {
          guint v = g_array_index (stack, guint, stack->len - 1);
          guint layer = graph->layer[v];

          g_array_set_size (stack, stack->len - 1);
          if (seen[v])
            continue;

          seen[v] = TRUE;
          graph->order[v] = graph->row_len[layer]++;
          graph->rows[layer][graph->order[v]] = v;
          for (guint i = off[v + 1]; i > off[v]; i--)
            g_array_append_val (stack, adj[i - 1]);
        }
    }
}

static guint64
improve (Sorter *sorter,
         guint  *best_order,
         guint64 best)
{
  PlrLayerGraph *graph = sorter->graph;
  guint64 last = G_MAXUINT64;
  guint stale = 0;

  for (guint s = 0; s <= MAX_SWEEPS && best > 0 && stale <= MAX_STALE; s++)
    {
      guint64 crossings;

      if (s > 0)
        {
          sweep (sorter, s % 2 != 0, (s / 2) % 2 != 0);
          if (s % 4 >= 2)
            transpose (graph, TRUE);
          transpose (graph, FALSE);
        }

      crossings = count_all (sorter);
      stale = crossings < last ? 0 : stale + 1;
      last = MIN (last, crossings);
      if (crossings < best)
        {
          best = crossings;
          memcpy (best_order, graph->order, graph->n_nodes * sizeof (guint));
        }
    }

  return best;
}

/*
 * Orders the nodes of each row so that few edges cross: medians and means of the neighbours in turn, exchange of neighbours, from
 * a walk from the left and one from the right.
 *
 * Returns: how many crossings are left
 */
guint64
plr_layer_graph_order (PlrLayerGraph *graph)
{
  g_autofree guint *fenwick = g_new (guint, graph->max_row_len + 2);
  g_autofree guint *sorted = g_new (guint, graph->n_nodes + 1);
  g_autofree guint *merge = g_new (guint, graph->max_row_len + 1);
  g_autofree guint *best_order = g_new0 (guint, graph->n_nodes + 1);
  g_autofree double *key = g_new (double, graph->n_nodes + 1);
  Sorter sorter = { graph, fenwick, sorted, merge, key };
  guint64 best = G_MAXUINT64;

  for (guint start = 0; start < 2 && best > 0; start++)
    {
      start_with_walk (graph, start == 0);
      best = improve (&sorter, best_order, best);
    }

  memcpy (graph->order, best_order, graph->n_nodes * sizeof (guint));
  for (guint v = 0; v < graph->n_nodes; v++)
    graph->rows[graph->layer[v]][graph->order[v]] = v;

  return best;
}
