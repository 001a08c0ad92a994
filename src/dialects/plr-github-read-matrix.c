/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include "plr-github-private.h"

/* A value of a matrix: a text, or a mapping as one line of text; %NULL for anything else, and for a text that looks like one. */
static char *
dup_value (PlrYamlNode *item)
{
  PlrYamlNode *node = plr_yaml_node_resolve (item);
  const char *text = plr_yaml_node_get_string (node);
  g_autoptr(PlrYamlValue) copy = NULL;
  g_autofree char *line = NULL;

  if (text != NULL)
    return text[0] != '{' ? g_strdup (text) : NULL;
  if (plr_yaml_node_get_kind (node) != PLR_YAML_MAPPING)
    return NULL;

  copy = plr_yaml_value_new_copy (node);
  plr_yaml_value_set_flow (copy, TRUE);
  line = g_strchomp (plr_yaml_value_dup_text (copy));

  return line[0] == '{' && strchr (line, '\n') == NULL ? g_steal_pointer (&line) : NULL;
}

/* An axis that is computed has the expression for its one value. */
static gboolean
read_axis (PlrStage    *stage,
           PlrYamlNode *key,
           PlrYamlNode *value)
{
  PlrYamlNode *list = plr_yaml_node_resolve (value);
  const char *text = plr_yaml_node_get_string (list);
  gboolean is_list = plr_yaml_node_get_kind (list) == PLR_YAML_SEQUENCE;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) values = NULL;
  g_autoptr(PlrAxis) axis = NULL;

  if (is_list ? plr_yaml_node_get_n_items (list) == 0 : text == NULL || !plr_github_is_expression (text))
    return FALSE;
  if (!is_list)
    g_strv_builder_add (builder, text);
  for (guint i = 0; is_list && i < plr_yaml_node_get_n_items (list); i++)
    {
      g_autofree char *one = dup_value (plr_yaml_node_get_item (list, i));

      if (one == NULL)
        return FALSE;
      g_strv_builder_add (builder, one);
    }

  values = g_strv_builder_end (builder);
  axis = plr_axis_new (plr_yaml_node_get_string (key), (const char *const *)values);
  plr_stage_add_axis (stage, axis);

  return TRUE;
}

static void
read_row (PlrReader    *self,
          PlrYamlNode  *item,
          const char   *where,
          PlrMatrixRow *row)
{
  g_autoptr(GPtrArray) pairs = plr_reader_list_pairs (self, item, "duplicate-variable");

  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);
      g_autofree char *value = dup_value (pairs->pdata[i + 1]);
      g_autoptr(PlrVariable) variable = NULL;

      if (value == NULL)
        {
          plr_github_keep_below (self, where, name);
          continue;
        }
      variable = plr_variable_new (name, plr_yaml_node_get_string (pairs->pdata[i + 1]) != NULL && plr_yaml_node_is_null (pairs->pdata[i + 1]) ? "" : value);
      plr_matrix_row_add_variable (row, variable);
    }
}

/* Rows of values; what is more than that is kept. */
static void
read_rows (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           PlrJob      *job)
{
  PlrYamlNode *list = plr_yaml_node_resolve (value);
  const char *name = plr_yaml_node_get_string (key);
  gboolean is_include = g_str_equal (name, "include");

  if (plr_yaml_node_get_kind (list) != PLR_YAML_SEQUENCE)
    {
      plr_github_keep_below (self, "strategy/matrix", name);
      return;
    }

  for (guint i = 0; i < plr_yaml_node_get_n_items (list); i++)
    {
      PlrYamlNode *item = plr_yaml_node_resolve (plr_yaml_node_get_item (list, i));
      g_autoptr(PlrMatrixRow) row = plr_matrix_row_new ();
      g_autofree char *where = g_strdup_printf ("strategy/matrix/%s/%u", name, i);

      if (plr_yaml_node_get_kind (item) == PLR_YAML_MAPPING)
        read_row (self, item, where, row);
      else
        g_ptr_array_add (self->opaque, g_strdup (where));
      if (is_include)
        plr_job_add_include (job, row);
      else
        plr_job_add_exclude (job, row);
    }
}

void
plr_github_read_matrix (PlrReader   *self,
                        PlrYamlNode *matrix,
                        PlrStage    *stage)
{
  PlrJob *job = plr_stage_get_job (stage);
  PlrYamlNode *map = plr_yaml_node_resolve (matrix);
  const char *text = plr_yaml_node_get_string (map);
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (map) != PLR_YAML_MAPPING)
    {
      if (text != NULL && plr_github_has_expression (text))
        plr_job_set_matrix (job, text);
      else
        g_ptr_array_add (self->opaque, g_strdup ("strategy/matrix"));
      return;
    }

  pairs = plr_reader_list_pairs (self, matrix, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);

      if (g_str_equal (name, "include") || g_str_equal (name, "exclude"))
        read_rows (self, pairs->pdata[i], pairs->pdata[i + 1], job);
      else if (!read_axis (stage, pairs->pdata[i], pairs->pdata[i + 1]))
        plr_github_keep_below (self, "strategy/matrix", name);
    }
}
