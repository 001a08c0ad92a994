/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"
#include "plr-problem.h"

G_BEGIN_DECLS

GPtrArray *plr_graph_sort        (PlrPipeline *pipeline);
char     **plr_graph_find_cycle  (PlrPipeline *pipeline);
gboolean   plr_graph_would_cycle (PlrPipeline *pipeline,
                                  const char  *stage,
                                  const char  *need);
void       plr_graph_check       (PlrPipeline *pipeline,
                                  GListStore  *problems);

G_END_DECLS
