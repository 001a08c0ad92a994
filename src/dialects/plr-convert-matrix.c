/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-convert-private.h"
#include "plr-list.h"
#include "plr-matrix.h"
#include "plr-yaml.h"

/* The matrix of a workflow as variables, which is what it is elsewhere: a value of GitHub may be a mapping, of which each key
 * becomes a variable, and a name may have signs that no variable has. */

#define MAX_CELLS 1000
#define MAX_DEPTH 10

/**
 * plr_convert_name_cell:
 * @name: what stands behind `matrix.`
 *
 * Returns: (transfer full) (nullable): the name of the variable that it becomes
 */
char *
plr_convert_name_cell (const char *name)
{
  g_autofree char *variable = g_strdup (name);

  if (*name == '\0' || name[strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_.-")] != '\0')
    return NULL;
  g_strdelimit (variable, ".-", '_');

  return g_ascii_isdigit (variable[0]) ? g_strconcat ("_", variable, NULL) : g_steal_pointer (&variable);
}

static void
add_variable (PlrMatrixRow *row,
              const char   *name,
              const char   *value)
{
  g_autofree char *key = plr_convert_name_cell (name);
  g_autoptr(PlrVariable) variable = plr_variable_new (key != NULL ? key : name, value);

  plr_matrix_row_add_variable (row, variable);
}

static void
add_node (PlrMatrixRow *row,
          const char   *name,
          PlrYamlNode  *node,
          guint         depth)
{
  const char *text = plr_yaml_node_get_string (node);

  if (text != NULL)
    add_variable (row, name, text);
  if (plr_yaml_node_get_kind (node) != PLR_YAML_MAPPING || depth > MAX_DEPTH)
    return;

  for (guint i = 0; i < plr_yaml_node_get_n_items (node); i++)
    {
      const char *key = plr_yaml_node_get_string (plr_yaml_node_get_key (node, i));
      g_autofree char *joined = key != NULL ? g_strdup_printf ("%s.%s", name, key) : NULL;

      if (joined != NULL)
        add_node (row, joined, plr_yaml_node_resolve (plr_yaml_node_get_value (node, i)), depth + 1);
    }
}

static void
add_cell (PlrMatrixRow *row,
          const char   *name,
          const char   *value)
{
  g_autoptr(PlrYaml) tree = value[0] == '{' ? plr_yaml_new (value, -1, NULL) : NULL;
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;

  if (root != NULL)
    add_node (row, name, root, 0);
  else
    add_variable (row, name, value);
}

static gboolean
has_mappings (GListModel *variables)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      if (plr_variable_get_value (variable)[0] == '{')
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_mapping_in_rows (GListModel *rows)
{
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);

      if (has_mappings (plr_matrix_row_get_variables (row)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_mapping (PlrStage *stage)
{
  GListModel *axes = plr_stage_get_axes (stage);
  PlrJob *job = plr_stage_get_job (stage);

  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      const char *const *values = plr_axis_get_values (axis);

      for (guint j = 0; values[j] != NULL; j++)
        if (values[j][0] == '{')
          return TRUE;
    }

  return has_mapping_in_rows (plr_job_get_includes (job)) || has_mapping_in_rows (plr_job_get_excludes (job));
}

static void
rename_rows (GListModel *rows)
{
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);
      GListModel *variables = plr_matrix_row_get_variables (row);

      for (guint j = 0; j < g_list_model_get_n_items (variables); j++)
        {
          g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, j);
          g_autofree char *name = plr_convert_name_cell (plr_variable_get_name (variable));

          if (name != NULL)
            plr_variable_set_name (variable, name);
        }
    }
}

static void
rename_axes (PlrStage *stage)
{
  GListModel *axes = plr_stage_get_axes (stage);
  PlrJob *job = plr_stage_get_job (stage);

  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      g_autofree char *name = plr_convert_name_cell (plr_axis_get_name (axis));

      if (name != NULL)
        plr_axis_set_name (axis, name);
    }
  rename_rows (plr_job_get_includes (job));
  rename_rows (plr_job_get_excludes (job));
}

static void
tell (PlrConvert *self,
      PlrStage   *original,
      const char *code,
      const char *hint,
      const char *message)
{
  static const char *const fields[] = { "matrix", "include", "exclude" };
  PlrJob *job = plr_stage_get_job (original);
  GListModel *lists[] = { plr_stage_get_axes (original), plr_job_get_includes (job), plr_job_get_excludes (job) };

  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_list_model_get_n_items (lists[i]) > 0)
      plr_convert_note (self, original, NULL, fields[i], NULL, code, hint, "%s", message);
}

/**
 * plr_convert_prepare_matrix:
 * @self: a conversion
 * @stage: of the copy
 * @original: the same of the source
 */
void
plr_convert_prepare_matrix (PlrConvert *self,
                            PlrStage   *stage,
                            PlrStage   *original)
{
  PlrJob *job = plr_stage_get_job (stage);
  g_autoptr(GPtrArray) cells = NULL;
  g_autofree char *message = NULL;

  if (g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "github") != 0)
    return;
  if (!has_mapping (stage))
    {
      rename_axes (stage);
      return;
    }

  cells = plr_matrix_list_cells (original, MAX_CELLS);
  plr_list_remove_all (PLR_LIST (plr_stage_get_axes (stage)));
  plr_list_remove_all (PLR_LIST (plr_job_get_includes (job)));
  plr_list_remove_all (PLR_LIST (plr_job_get_excludes (job)));
  for (guint i = 0; cells != NULL && i < cells->len; i++)
    {
      g_autoptr(PlrMatrixRow) row = plr_matrix_row_new ();
      GListModel *variables = cells->pdata[i];

      for (guint j = 0; j < g_list_model_get_n_items (variables); j++)
        {
          g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, j);

          add_cell (row, plr_variable_get_name (variable), plr_variable_get_value (variable));
        }
      plr_job_add_include (job, row);
    }
  if (cells != NULL)
    message = g_strdup_printf (_("The combinations of “%s” are written one by one, with a variable for each key of a value that is a mapping"),
                               plr_stage_get_id (original));
  else
    message = g_strdup_printf (_("The matrix of “%s” has too many combinations to write them one by one"), plr_stage_get_id (original));
  tell (self, original, cells != NULL ? "nearly" : "manual",
        cells != NULL ? _("Nothing needs to be done.") : _("Divide the stage into some with fewer values each."), message);
}
