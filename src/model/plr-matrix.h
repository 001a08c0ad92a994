/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-stage.h"

G_BEGIN_DECLS

GPtrArray *plr_matrix_list_cells (PlrStage *stage,
                                  guint     max_cells);

G_END_DECLS
