/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-layout.h"

G_BEGIN_DECLS

/*
 * The graph in layers. Nodes below n_stages are stages; the others are where a long edge crosses a layer. Every edge here goes from one layer
 * to the next. Neighbours are flat arrays: those of node v stand at [off[v], off[v + 1]).
 */
typedef struct
{
  guint n_stages;
  guint n_nodes;
  guint n_layers;
  guint *layer;
  guint *order;    /* the position of a node in its row */
  guint **rows;    /* the nodes of each layer, from top to bottom */
  guint *row_len;
  guint max_row_len;
  guint *in_off;
  guint *in_adj;
  guint *out_off;
  guint *out_adj;
  double *y;       /* the middle of each node */
} PlrLayerGraph;

guint64 plr_layer_graph_order (PlrLayerGraph *graph);
void plr_layer_graph_place (PlrLayerGraph *graph);

G_END_DECLS
