/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-variable.h"

G_BEGIN_DECLS

/**
 * PlrMatrixRow:
 *
 * One row that is added to a matrix, or left out of it.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `variables`: the values of the axes, and of variables that only this row has
 */
#define PLR_TYPE_MATRIX_ROW (plr_matrix_row_get_type ())

G_DECLARE_FINAL_TYPE (PlrMatrixRow, plr_matrix_row, PLR, MATRIX_ROW, GObject)

PlrMatrixRow *plr_matrix_row_new (void);
GListModel *plr_matrix_row_get_variables (PlrMatrixRow *self);
void plr_matrix_row_add_variable (PlrMatrixRow *self,
                                  PlrVariable  *variable);
void plr_matrix_row_assign (PlrMatrixRow *self,
                            PlrMatrixRow *other);

G_END_DECLS
