/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-edit-private.h"

static gboolean
is_row_list (const char *name)
{
  return g_str_equal (name, "include") || g_str_equal (name, "exclude");
}

/* The mapping of the matrix that stands there as its own, or NULL: without an error if there is none. */
static PlrYamlNode *
find_matrix (PlrYamlNode *job,
             GError     **error)
{
  PlrYamlNode *strategy = NULL;
  PlrYamlNode *matrix = NULL;

  if (!plr_dialect_editor_find_own (job, "strategy", &strategy, error))
    return NULL;
  if (strategy == NULL || plr_yaml_node_is_null (strategy))
    return NULL;
  if (plr_yaml_node_get_kind (strategy) == PLR_YAML_MAPPING && !plr_dialect_editor_find_own (strategy, "matrix", &matrix, error))
    return NULL;
  if (plr_yaml_node_get_kind (strategy) == PLR_YAML_MAPPING && (matrix == NULL || plr_yaml_node_is_null (matrix)))
    return NULL;
  if (matrix != NULL && plr_yaml_node_get_kind (matrix) == PLR_YAML_MAPPING)
    return matrix;

  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
               _("The matrix is computed by an expression and has no axes; remove it first"));

  return NULL;
}

/* Makes a matrix with one thing in it, and the strategy around it if need be. */
static gboolean
start_matrix (PlrDialectEditor *self,
              PlrYamlNode      *job,
              const char       *key,
              PlrYamlValue     *value,
              GError          **error)
{
  g_autoptr(PlrYamlValue) matrix = plr_yaml_value_new_map ();

  if (plr_yaml_node_get_merged (job, "uses") == NULL && plr_yaml_node_get_merged (job, "runs-on") == NULL)
    return plr_github_editor_decline (error, _("Say first where the job runs"));

  plr_yaml_value_set (matrix, key, plr_yaml_value_ref (value));

  return plr_dialect_editor_put_entry (self, job, "strategy", "matrix", matrix, error);
}

/* The matrix goes with the last thing in it, and what says how its cells run goes with it. */
static gboolean
drop_from_matrix (PlrDialectEditor *self,
                  PlrYamlNode      *job,
                  PlrYamlNode      *matrix,
                  const char       *key,
                  GError          **error)
{
  if (plr_yaml_node_get_n_items (matrix) == 1)
    return plr_dialect_editor_drop (self, job, "strategy", error);

  return plr_dialect_editor_drop (self, matrix, key, error);
}

static PlrYamlNode *
find_job_and_matrix (PlrDialectEditor *self,
                     PlrYamlNode     **matrix,
                     GError          **error)
{
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  g_autoptr(GError) reason = NULL;

  if (job == NULL)
    return NULL;
  *matrix = find_matrix (job, &reason);
  if (reason == NULL)
    return job;
  g_propagate_error (error, g_steal_pointer (&reason));

  return NULL;
}

/* An axis may have mappings for values: those are for the text. */
static gboolean
check_values (PlrYamlNode *list,
              const char  *name,
              GError     **error)
{
  for (guint i = 0; i < plr_yaml_node_get_n_items (list); i++)
    if (plr_yaml_node_get_kind (list) != PLR_YAML_SEQUENCE || plr_yaml_node_get_string (plr_yaml_node_get_item (list, i)) == NULL)
      {
        g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                     _("“%s” has values that are more than texts; change them in the text"), name);
        return FALSE;
      }

  return TRUE;
}

static PlrYamlValue *
new_values (const char *const *values)
{
  PlrYamlValue *list;

  if (values[1] == NULL && plr_github_is_expression (values[0]))
    return plr_yaml_value_new_string (values[0]);

  list = plr_yaml_value_new_list ();
  for (guint i = 0; values[i] != NULL; i++)
    plr_yaml_value_append (list, plr_github_new_word (values[i]));
  plr_yaml_value_set_flow (list, TRUE);

  return list;
}

/* A new axis stands before the rows. */
static gboolean
insert_axis (PlrDialectEditor *self,
             PlrYamlNode      *matrix,
             const char       *name,
             PlrYamlValue     *value,
             GError          **error)
{
  int index = -1;

  for (guint i = plr_yaml_node_get_n_items (matrix); i > 0; i--)
    {
      const char *key = plr_yaml_node_get_string (plr_yaml_node_get_key (matrix, i - 1));

      if (key == NULL || !is_row_list (key))
        break;
      index = (int)i - 1;
    }

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_key (matrix, index, name, value, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_github_edit_set_axis:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the values of an axis; one that is an expression computes them.
 */
gboolean
plr_github_edit_set_axis (PlrDialectEditor *self,
                          GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  PlrYamlNode *matrix = NULL;
  PlrYamlNode *job = find_job_and_matrix (self, &matrix, error);
  PlrYamlNode *old = NULL;
  g_autoptr(PlrYamlValue) value = NULL;

  if (job == NULL)
    return FALSE;
  if (name == NULL || !plr_github_is_id (name) || is_row_list (name))
    return plr_dialect_editor_set_invalid (error, "matrix", name);
  if (values == NULL || values[0] == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("“%s” needs at least one value"), name);
      return FALSE;
    }
  if (matrix != NULL && !plr_dialect_editor_find_own (matrix, name, &old, error))
    return FALSE;
  if (old != NULL && !check_values (old, name, error))
    return FALSE;
  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_SEQUENCE && (values[1] != NULL || !plr_github_is_expression (values[0])))
    return plr_dialect_editor_put_list (self, matrix, name, values, PLR_YAML_EDIT_NONE, error);

  value = new_values (values);
  if (matrix == NULL)
    return start_matrix (self, job, name, value, error);
  if (old != NULL)
    return plr_dialect_editor_put (self, matrix, name, value, error);

  return insert_axis (self, matrix, name, value, error);
}

/* A row that is left out is named by its axes. */
static gboolean
check_excludes (PlrYamlNode *matrix,
                const char  *name,
                GError     **error)
{
  PlrYamlNode *rows = plr_yaml_node_get_merged (matrix, "exclude");

  rows = rows != NULL ? plr_yaml_node_resolve (rows) : NULL;
  for (guint i = 0; rows != NULL && plr_yaml_node_get_kind (rows) == PLR_YAML_SEQUENCE && i < plr_yaml_node_get_n_items (rows); i++)
    {
      PlrYamlNode *row = plr_yaml_node_resolve (plr_yaml_node_get_item (rows, i));

      if (plr_yaml_node_get_kind (row) == PLR_YAML_MAPPING && plr_yaml_node_get_merged (row, name) != NULL)
        {
          g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                       _("Row %u of “exclude” is about “%s”; remove the row first"), i + 1, name);
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * plr_github_edit_remove_axis:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes an axis, and the matrix with the last one.
 */
gboolean
plr_github_edit_remove_axis (PlrDialectEditor *self,
                             GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *matrix = NULL;
  PlrYamlNode *job = find_job_and_matrix (self, &matrix, error);

  if (job == NULL)
    return FALSE;
  if (matrix == NULL || name == NULL || is_row_list (name) || plr_yaml_node_get_merged (matrix, name) == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("The matrix has no “%s”"), name != NULL ? name : "");
      return FALSE;
    }

  return check_excludes (matrix, name, error) && drop_from_matrix (self, job, matrix, name, error);
}

/**
 * plr_github_edit_set_matrix:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Makes an expression compute the matrix, or removes it.
 */
gboolean
plr_github_edit_set_matrix (PlrDialectEditor *self,
                            GError          **error)
{
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  const char *text = plr_edit_get_value (self->edit);
  g_autoptr(PlrYamlValue) value = NULL;

  if (job == NULL)
    return FALSE;
  if (text == NULL || text[0] == '\0')
    return plr_dialect_editor_drop (self, job, "strategy", error);
  if (!plr_github_is_expression (text))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("“%s” is no expression; write it like ${{ fromJSON(needs.list.outputs.matrix) }}"), text);
      return FALSE;
    }

  value = plr_yaml_value_new_string (text);

  return plr_dialect_editor_put_entry (self, job, "strategy", "matrix", value, error);
}

/* Rows */

static PlrYamlValue *
new_row (const char *const *values,
         GError           **error)
{
  g_autoptr(PlrYamlValue) row = plr_yaml_value_new_map ();

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      const char *equals = strchr (values[i], '=');
      g_autofree char *name = equals != NULL ? g_strndup (values[i], (gsize)(equals - values[i])) : NULL;

      if (name == NULL || !plr_github_is_id (name))
        {
          g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("“%s” is not like name=value"), values[i]);
          return NULL;
        }
      plr_yaml_value_set (row, name, plr_github_new_word (equals + 1));
    }
  if (values != NULL && values[0] != NULL)
    return g_steal_pointer (&row);

  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("A row needs at least one name=value"));

  return NULL;
}

static gboolean
is_named (const char *const *values,
          const char        *name)
{
  gsize length = strlen (name);

  for (guint i = 0; values[i] != NULL; i++)
    if (strncmp (values[i], name, length) == 0 && values[i][length] == '=')
      return TRUE;

  return FALSE;
}

/* Key by key, so that comments and what is more than a text stay. */
static gboolean
change_row (PlrDialectEditor  *self,
            PlrYamlNode       *row,
            const char *const *values,
            GError           **error)
{
  g_autofree char *path = plr_yaml_node_dup_path (row);
  const char *const *order = self->order;
  static const char *const no_order[] = { NULL };
  gboolean is_done = TRUE;

  for (guint i = 0; values[i] != NULL && is_done; i++)
    {
      const char *equals = strchr (values[i], '=');
      g_autofree char *name = g_strndup (values[i], (gsize)(equals - values[i]));
      g_autoptr(PlrYamlValue) value = plr_github_new_word (equals + 1);

      self->order = no_order;
      is_done = plr_dialect_editor_refresh (self, error) &&
                plr_dialect_editor_put (self, plr_dialect_editor_lookup (self, path), name, value, error);
      self->order = order;
    }
  if (!is_done || !plr_dialect_editor_refresh (self, error))
    return FALSE;

  row = plr_dialect_editor_lookup (self, path);
  for (guint i = plr_yaml_node_get_n_items (row); i > 0; i--)
    {
      const char *name = plr_yaml_node_get_string (plr_yaml_node_get_key (row, i - 1));

      if (name == NULL || g_str_equal (name, "<<") || is_named (values, name) ||
          plr_yaml_node_get_string (plr_yaml_node_resolve (plr_yaml_node_get_value (row, i - 1))) == NULL)
        continue;
      if (!plr_dialect_editor_drop (self, row, name, error) || !plr_dialect_editor_refresh (self, error))
        return FALSE;
      row = plr_dialect_editor_lookup (self, path);
    }

  return TRUE;
}

static gboolean
miss_row (PlrDialectEditor *self,
          GError          **error)
{
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("“%s” has no row %d"), plr_edit_get_field (self->edit),
               plr_edit_get_index (self->edit) + 1);

  return FALSE;
}

static gboolean
find_rows (PlrDialectEditor *self,
           PlrYamlNode      *matrix,
           PlrYamlNode     **rows,
           GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);

  if (field == NULL || !is_row_list (field))
    return plr_dialect_editor_set_unknown (error, field);
  if (matrix == NULL)
    return TRUE;
  if (!plr_dialect_editor_find_own (matrix, field, rows, error))
    return FALSE;
  if (*rows != NULL && plr_yaml_node_get_kind (*rows) != PLR_YAML_SEQUENCE)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("“%s” is computed by an expression and has no rows; change it in the text"), field);
      return FALSE;
    }

  return TRUE;
}

/**
 * plr_github_edit_set_row:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a row that the matrix has besides, or leaves out.
 */
gboolean
plr_github_edit_set_row (PlrDialectEditor *self,
                         GError          **error)
{
  const char *const *values = plr_edit_get_values (self->edit);
  const char *field = plr_edit_get_field (self->edit);
  int index = plr_edit_get_index (self->edit);
  PlrYamlNode *matrix = NULL;
  PlrYamlNode *job = find_job_and_matrix (self, &matrix, error);
  PlrYamlNode *rows = NULL;
  PlrYamlNode *row;
  g_autoptr(PlrYamlValue) list = NULL;
  g_autoptr(PlrYamlValue) value = NULL;

  if (job == NULL || !find_rows (self, matrix, &rows, error))
    return FALSE;
  value = new_row (values, error);
  if (value == NULL)
    return FALSE;
  if (index >= 0)
    {
      row = rows != NULL ? plr_yaml_node_get_item (rows, index) : NULL;
      if (row == NULL)
        return miss_row (self, error);
      if (plr_yaml_node_get_kind (row) == PLR_YAML_MAPPING)
        return change_row (self, row, values, error);
      return plr_dialect_editor_take (self, plr_yaml_edit_set (row, value, PLR_YAML_EDIT_NONE, error), error);
    }
  if (rows != NULL)
    return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (rows, -1, value, PLR_YAML_EDIT_NONE, error), error);

  list = plr_yaml_value_new_list ();
  plr_yaml_value_append (list, plr_yaml_value_ref (value));
  if (matrix != NULL)
    return plr_dialect_editor_put (self, matrix, field, list, error);
  if (g_str_equal (field, "exclude"))
    return plr_github_editor_decline (error, _("There is nothing to leave out: give the matrix an axis first"));

  return start_matrix (self, job, field, list, error);
}

/**
 * plr_github_edit_remove_row:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a row, and the list with the last one.
 */
gboolean
plr_github_edit_remove_row (PlrDialectEditor *self,
                            GError          **error)
{
  int index = plr_edit_get_index (self->edit);
  PlrYamlNode *matrix = NULL;
  PlrYamlNode *job = find_job_and_matrix (self, &matrix, error);
  PlrYamlNode *rows = NULL;
  PlrYamlNode *row;

  if (job == NULL || !find_rows (self, matrix, &rows, error))
    return FALSE;
  row = rows != NULL && index >= 0 ? plr_yaml_node_get_item (rows, index) : NULL;
  if (row == NULL)
    return miss_row (self, error);
  if (plr_yaml_node_get_n_items (rows) == 1)
    return drop_from_matrix (self, job, matrix, plr_edit_get_field (self->edit), error);

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (row, PLR_YAML_EDIT_NONE, error), error);
}
