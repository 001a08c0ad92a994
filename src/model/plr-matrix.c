/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-matrix"

#include "config.h"

#include "plr-matrix.h"

#define MAX_CELLS 10000

/* Comparisons of a cell with a row; no engine takes a matrix that needs more. */
#define MAX_WORK 2000000

static const char *
find_value (GListModel *variables,
            const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      /* The list keeps it alive. */
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      if (g_strcmp0 (plr_variable_get_name (variable), name) == 0)
        return plr_variable_get_value (variable);
    }

  return NULL;
}

static void
set_value (GListStore *variables,
           const char *name,
           const char *value)
{
  g_autoptr(PlrVariable) fresh = plr_variable_new (name, value);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (variables)); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (G_LIST_MODEL (variables), i);

      if (g_strcmp0 (plr_variable_get_name (variable), name) == 0)
        {
          g_list_store_splice (variables, i, 1, (gpointer *)&fresh, 1);
          return;
        }
    }
  g_list_store_append (variables, fresh);
}

static gboolean
is_axis (PlrStage   *stage,
         const char *name)
{
  GListModel *axes = plr_stage_get_axes (stage);

  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);

      if (g_strcmp0 (plr_axis_get_name (axis), name) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Whether the cell has all the values of the row; with @stage, only those of its axes count. */
static gboolean
fits (GListModel *cell,
      GListModel *row,
      PlrStage   *stage)
{
  for (guint i = 0; i < g_list_model_get_n_items (row); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (row, i);
      const char *name = plr_variable_get_name (variable);

      if ((stage == NULL || is_axis (stage, name)) &&
          g_strcmp0 (find_value (cell, name), plr_variable_get_value (variable)) != 0)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_excluded (PlrStage   *stage,
             GListModel *cell)
{
  GListModel *rows = plr_job_get_excludes (plr_stage_get_job (stage));

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);

      if (fits (cell, plr_matrix_row_get_variables (row), NULL))
        return TRUE;
    }

  return FALSE;
}

/* The product of the axes, the last one fastest, without what is left out. */
static gboolean
add_product (PlrStage  *stage,
             guint      axis_index,
             GPtrArray *chosen,
             GPtrArray *cells,
             guint      max_cells)
{
  GListModel *axes = plr_stage_get_axes (stage);
  g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, axis_index);
  const char *const *values;

  if (axis == NULL)
    {
      g_autoptr(GListStore) cell = g_list_store_new (PLR_TYPE_VARIABLE);

      for (guint i = 0; i < chosen->len; i++)
        {
          g_autoptr(PlrAxis) one = g_list_model_get_item (axes, i);

          set_value (cell, plr_axis_get_name (one), g_ptr_array_index (chosen, i));
        }
      if (!is_excluded (stage, G_LIST_MODEL (cell)))
        g_ptr_array_add (cells, g_steal_pointer (&cell));

      return cells->len <= max_cells;
    }

  values = plr_axis_get_values (axis);
  for (guint i = 0; values[i] != NULL; i++)
    {
      gboolean is_small;

      g_ptr_array_add (chosen, (gpointer)values[i]);
      is_small = add_product (stage, axis_index + 1, chosen, cells, max_cells);
      g_ptr_array_remove_index (chosen, chosen->len - 1);
      if (!is_small)
        return FALSE;
    }

  return TRUE;
}

static void
include_row (PlrStage   *stage,
             GListModel *row,
             GPtrArray  *cells,
             guint       n_original)
{
  gboolean is_added = FALSE;

  for (guint i = 0; i < n_original; i++)
    {
      GListStore *cell = g_ptr_array_index (cells, i);

      if (!fits (G_LIST_MODEL (cell), row, stage))
        continue;
      is_added = TRUE;
      for (guint j = 0; j < g_list_model_get_n_items (row); j++)
        {
          g_autoptr(PlrVariable) variable = g_list_model_get_item (row, j);

          set_value (cell, plr_variable_get_name (variable), plr_variable_get_value (variable));
        }
    }

  if (!is_added)
    {
      g_autoptr(GListStore) cell = g_list_store_new (PLR_TYPE_VARIABLE);

      for (guint j = 0; j < g_list_model_get_n_items (row); j++)
        {
          g_autoptr(PlrVariable) variable = g_list_model_get_item (row, j);

          set_value (cell, plr_variable_get_name (variable), plr_variable_get_value (variable));
        }
      g_ptr_array_add (cells, g_steal_pointer (&cell));
    }
}

/* Cells before any is left out, times the rows that each is compared with. */
static gboolean
is_too_much (PlrStage *stage)
{
  PlrJob *job = plr_stage_get_job (stage);
  GListModel *axes = plr_stage_get_axes (stage);
  guint64 n_includes = g_list_model_get_n_items (plr_job_get_includes (job));
  guint64 n_excludes = g_list_model_get_n_items (plr_job_get_excludes (job));
  guint64 cells = 1;

  for (guint i = 0; i < g_list_model_get_n_items (axes) && cells <= MAX_WORK; i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);

      cells *= g_strv_length ((char **)plr_axis_get_values (axis));
    }

  return cells > MAX_WORK || cells * (1 + n_includes + n_excludes) > MAX_WORK;
}

/**
 * plr_matrix_list_cells:
 * @stage: a stage with axes, or rows that are included
 * @max_cells: how many there may be
 *
 * Makes the cells of a matrix as GitHub defines it (docs.github.com, “Expanding or adding matrix configurations”): the
 * product of the axes without the rows that are excluded; then each included row is added to every cell of that product
 * whose values of the axes it does not change, or, where there is none, is a cell of its own.
 *
 * Returns: (transfer full) (nullable) (element-type GListStore): a list of PlrVariable for each cell; empty if there is no
 *   matrix; `NULL` if there are more than @max_cells, or so many with so many rows that to find out takes too long
 */
GPtrArray *
plr_matrix_list_cells (PlrStage *stage,
                       guint     max_cells)
{
  g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) chosen = g_ptr_array_new ();
  GListModel *rows;
  guint n_original;

  g_return_val_if_fail (PLR_IS_STAGE (stage), NULL);

  if (is_too_much (stage))
    return NULL;
  if (g_list_model_get_n_items (plr_stage_get_axes (stage)) > 0 &&
      !add_product (stage, 0, chosen, cells, max_cells))
    return NULL;

  n_original = cells->len;
  rows = plr_job_get_includes (plr_stage_get_job (stage));
  for (guint i = 0; i < g_list_model_get_n_items (rows) && cells->len <= max_cells; i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);

      include_row (stage, plr_matrix_row_get_variables (row), cells, n_original);
    }

  return cells->len <= max_cells ? g_steal_pointer (&cells) : NULL;
}

/**
 * plr_stage_count_cells:
 * @self: a stage
 *
 * Returns: how many stages of a run it becomes: 1, or the cells of its matrix as plr_matrix_list_cells() makes them; with
 *   rows that are included or excluded at most 10,001, else at most `G_MAXUINT`
 */
guint
plr_stage_count_cells (PlrStage *self)
{
  guint64 cells = 1;
  guint n_axes;

  g_return_val_if_fail (PLR_IS_STAGE (self), 0);

  if (!plr_stage_has_matrix (self))
    return 1;

  if (g_list_model_get_n_items (plr_job_get_includes (plr_stage_get_job (self))) > 0 ||
      g_list_model_get_n_items (plr_job_get_excludes (plr_stage_get_job (self))) > 0)
    {
      g_autoptr(GPtrArray) list = plr_matrix_list_cells (self, MAX_CELLS);

      return list != NULL ? list->len : MAX_CELLS + 1;
    }

  n_axes = g_list_model_get_n_items (plr_stage_get_axes (self));
  for (guint i = 0; i < n_axes && cells <= G_MAXUINT; i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (plr_stage_get_axes (self), i);

      cells *= g_strv_length ((char **)plr_axis_get_values (axis));
    }

  return (guint)MIN (cells, G_MAXUINT);
}
