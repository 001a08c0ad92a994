/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-edit-private.h"

/* The list of rows of the job's own matrix; NULL where it has none, or with an error. */
static gboolean
own_rows (PlrGitlabEdit *self,
          PlrYamlNode  **rows,
          GError       **error)
{
  PlrYamlNode *own;

  *rows = NULL;
  if (!plr_gitlab_edit_own (self, "parallel", FALSE, error))
    return FALSE;
  own = plr_yaml_node_get (self->job, "parallel");
  if (own == NULL || (plr_yaml_node_get_string (own) != NULL && plr_yaml_node_is_null (own)))
    return TRUE;
  if (plr_yaml_node_get_kind (own) != PLR_YAML_MAPPING)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("“%s” is divided into equal parts; a job of GitLab has either these or a matrix"),
                                      plr_edit_get_stage (self->edit));
  *rows = plr_yaml_node_get (own, "matrix");
  if (*rows == NULL || plr_yaml_node_get_kind (*rows) != PLR_YAML_SEQUENCE || plr_yaml_node_get_tag (*rows) != NULL)
    return plr_dialect_editor_set_shared (error, "matrix");

  return TRUE;
}

static gboolean
has_lists (PlrYamlNode *row)
{
  for (guint i = 0; i < plr_yaml_node_get_n_items (row); i++)
    if (plr_yaml_node_get_kind (row) == PLR_YAML_MAPPING &&
        plr_yaml_node_get_kind (plr_yaml_node_resolve (plr_yaml_node_get_value (row, i))) == PLR_YAML_SEQUENCE)
      return TRUE;

  return FALSE;
}

static gboolean
put_matrix (PlrGitlabEdit *self,
            PlrYamlValue  *row,
            GError       **error)
{
  g_autoptr(PlrYamlValue) parallel = plr_yaml_value_new_map ();
  PlrYamlValue *rows = plr_yaml_value_new_list ();

  plr_yaml_value_append (rows, plr_yaml_value_ref (row));
  plr_yaml_value_set (parallel, "matrix", rows);

  return plr_gitlab_edit_put (self, "parallel", parallel, error);
}

static gboolean
check_axes (PlrGitlabEdit *self,
            PlrYamlNode   *rows,
            GError       **error)
{
  PlrYamlNode *row = rows != NULL ? plr_yaml_node_get_item (rows, 0) : NULL;

  if (rows == NULL)
    return TRUE;
  if (plr_yaml_node_get_n_items (rows) != 1 || row == NULL || plr_yaml_node_get_kind (row) == PLR_YAML_SCALAR)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED, _("The matrix of “%s” is a list of rows and has no axes; change its rows"),
                                      plr_edit_get_stage (self->edit));
  if (plr_yaml_node_get_kind (row) != PLR_YAML_MAPPING)
    return plr_dialect_editor_set_shared (error, "matrix");

  return TRUE;
}

/**
 * plr_gitlab_edit_set_axis:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets an axis of the matrix of a job.
 */
gboolean
plr_gitlab_edit_set_axis (PlrGitlabEdit *self,
                          GError       **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  g_autoptr(PlrYamlValue) list = NULL;
  g_autoptr(PlrYamlValue) map = NULL;
  PlrYamlNode *rows;
  PlrYamlNode *row;
  PlrYamlNode *old;

  if (name == NULL || name[0] == '\0' || values == NULL || values[0] == NULL)
    return plr_dialect_editor_set_invalid (error, "matrix", name);
  if (!own_rows (self, &rows, error) || !check_axes (self, rows, error))
    return FALSE;

  list = plr_gitlab_new_list (NULL, values);
  if (rows == NULL)
    {
      map = plr_yaml_value_new_map ();
      plr_yaml_value_set (map, name, plr_yaml_value_ref (list));
      return put_matrix (self, map, error);
    }
  row = plr_yaml_node_get_item (rows, 0);
  old = plr_yaml_node_get (row, name);
  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_SEQUENCE)
    return plr_gitlab_edit_take (self, plr_yaml_edit_set (old, list, PLR_YAML_EDIT_NONE, error), error);

  return plr_dialect_editor_put (self->editor, row, name, list, error);
}

/* A row without any list would be a row, and no axes. */
static gboolean
keep_list (PlrGitlabEdit *self,
           GError       **error)
{
  PlrYamlNode *row = plr_yaml_node_lookup (self->job, "/parallel/matrix/0");
  PlrYamlNode *value = row != NULL ? plr_yaml_node_get_value (row, 0) : NULL;
  const char *texts[] = { value != NULL ? plr_yaml_node_get_string (value) : NULL, NULL };
  g_autoptr(PlrYamlValue) list = NULL;

  if (texts[0] == NULL || has_lists (row))
    return TRUE;

  list = plr_gitlab_new_list (NULL, texts);

  return plr_gitlab_edit_take (self, plr_yaml_edit_set (value, list, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_gitlab_edit_remove_axis:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes an axis, and the matrix with the last one.
 */
gboolean
plr_gitlab_edit_remove_axis (PlrGitlabEdit *self,
                             GError       **error)
{
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *rows;
  PlrYamlNode *row;

  if (!own_rows (self, &rows, error) || !check_axes (self, rows, error))
    return FALSE;
  row = rows != NULL ? plr_yaml_node_get_item (rows, 0) : NULL;
  if (row == NULL || name == NULL || plr_yaml_node_get (row, name) == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("The matrix of “%s” has no axis “%s”"),
                                      plr_edit_get_stage (self->edit), name != NULL ? name : "");
  if (plr_yaml_node_get_n_items (row) == 1)
    return plr_gitlab_edit_drop (self, "parallel", error);

  return plr_gitlab_edit_take (self, plr_yaml_edit_remove (plr_yaml_node_get (row, name), PLR_YAML_EDIT_NONE, error), error) &&
         plr_gitlab_edit_refresh (self, error) && keep_list (self, error);
}

static PlrYamlValue *
new_row (const char *const *values,
         GError           **error)
{
  g_autoptr(PlrYamlValue) row = plr_yaml_value_new_map ();

  for (guint i = 0; values[i] != NULL; i++)
    {
      const char *equals = strchr (values[i], '=');
      g_autofree char *name = equals != NULL ? g_strndup (values[i], equals - values[i]) : NULL;

      if (name == NULL || name[0] == '\0')
        {
          (void)plr_dialect_editor_set_invalid (error, "matrix", values[i]); /* it is told by NULL */
          return NULL;
        }
      plr_yaml_value_set (row, name, plr_gitlab_new_scalar (equals + 1));
    }

  return g_steal_pointer (&row);
}

/* A row of lists is several of the model, which then cannot be changed one by one. */
static gboolean
check_rows (PlrGitlabEdit *self,
            PlrYamlNode   *rows,
            GError       **error)
{
  if (g_strcmp0 (plr_edit_get_field (self->edit), "include") != 0)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("A matrix of GitLab leaves nothing out; write the rows that it is to have"));
  for (guint i = 0; rows != NULL && i < plr_yaml_node_get_n_items (rows); i++)
    if (has_lists (plr_yaml_node_resolve (plr_yaml_node_get_item (rows, i))))
      return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                        _("A row of the matrix of “%s” stands for several combinations; change it in the text"),
                                        plr_edit_get_stage (self->edit));

  return TRUE;
}

static gboolean
find_row (PlrGitlabEdit *self,
          PlrYamlNode   *rows,
          PlrYamlNode  **row,
          GError       **error)
{
  int index = plr_edit_get_index (self->edit);

  *row = rows != NULL && index >= 0 ? plr_yaml_node_get_item (rows, (guint)index) : NULL;

  return *row != NULL || plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("The matrix of “%s” has no row %d"),
                                                    plr_edit_get_stage (self->edit), index + 1);
}

/**
 * plr_gitlab_edit_set_row:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or adds a row of the matrix of a job.
 */
gboolean
plr_gitlab_edit_set_row (PlrGitlabEdit *self,
                         GError       **error)
{
  const char *const *values = plr_edit_get_values (self->edit);
  g_autoptr(PlrYamlValue) value = NULL;
  PlrYamlNode *rows;
  PlrYamlNode *row;

  if (values == NULL || values[0] == NULL)
    return plr_dialect_editor_set_invalid (error, "matrix", "");
  if (!own_rows (self, &rows, error) || !check_rows (self, rows, error) || (value = new_row (values, error)) == NULL)
    return FALSE;
  if (plr_edit_get_index (self->edit) < 0 && rows != NULL)
    return plr_gitlab_edit_take (self, plr_yaml_edit_insert_item (rows, -1, value, PLR_YAML_EDIT_NONE, error), error);
  if (plr_edit_get_index (self->edit) < 0)
    return put_matrix (self, value, error);

  return find_row (self, rows, &row, error) &&
         plr_gitlab_edit_take (self, plr_yaml_edit_set (row, value, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_gitlab_edit_remove_row:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a row, and the matrix with the last one.
 */
gboolean
plr_gitlab_edit_remove_row (PlrGitlabEdit *self,
                            GError       **error)
{
  PlrYamlNode *rows;
  PlrYamlNode *row;

  if (!own_rows (self, &rows, error) || !check_rows (self, rows, error) || !find_row (self, rows, &row, error))
    return FALSE;
  if (plr_yaml_node_get_n_items (rows) == 1)
    return plr_gitlab_edit_drop (self, "parallel", error);

  return plr_gitlab_edit_take (self, plr_yaml_edit_remove (row, PLR_YAML_EDIT_NONE, error), error);
}
