/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-edit-private.h"

/* Steps */

/* The commands `true` and `false` need no quotes. */
static PlrYamlValue *
new_command (const char *text)
{
  if (g_str_equal (text, "true") || g_str_equal (text, "false"))
    return plr_yaml_value_new_text (text);

  return plr_yaml_value_new_string (text);
}

/* Whether a new step is written as a mapping: as the one before it, or as the first of the file. */
static gboolean
wants_mapping (PlrDialectEditor *self,
               PlrYamlNode      *steps,
               int               index)
{
  PlrYamlNode *stages = plr_pipeliner_editor_find_stages (self);
  guint n_steps = steps != NULL ? plr_yaml_node_get_n_items (steps) : 0;

  if (n_steps > 0)
    {
      guint near = index > 0 && index <= (int)n_steps ? (guint)index - 1 : index == 0 ? 0 : n_steps - 1;

      return plr_yaml_node_get_string (plr_yaml_node_get_item (steps, near)) == NULL;
    }

  for (guint i = 0; stages != NULL && i < plr_yaml_node_get_n_items (stages); i++)
    {
      PlrYamlNode *other = plr_yaml_node_get_merged (plr_yaml_node_resolve (plr_yaml_node_get_value (stages, i)), "steps");
      PlrYamlNode *item = other != NULL ? plr_yaml_node_get_item (plr_yaml_node_resolve (other), 0) : NULL;

      if (item != NULL)
        return plr_yaml_node_get_string (item) == NULL;
    }

  return TRUE;
}

/**
 * plr_pipeliner_edit_add_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a step in the form of its neighbours.
 */
gboolean
plr_pipeliner_edit_add_step (PlrDialectEditor *self,
                             GError          **error)
{
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, plr_edit_get_stage (self->edit), error);
  const char *run = plr_edit_get_value (self->edit);
  int index = plr_edit_get_index (self->edit);
  g_autoptr(PlrYamlValue) step = NULL;
  PlrYamlNode *steps = NULL;

  if (stage == NULL || !plr_dialect_editor_find_own (stage, "steps", &steps, error))
    return FALSE;

  if (wants_mapping (self, steps, index))
    {
      step = plr_yaml_value_new_map ();
      plr_yaml_value_set (step, "run", new_command (run != NULL ? run : ""));
    }
  else
    {
      step = new_command (run != NULL ? run : "");
    }

  if (steps == NULL)
    {
      g_autoptr(PlrYamlValue) list = plr_yaml_value_new_list ();

      plr_yaml_value_append (list, plr_yaml_value_ref (step));

      return plr_dialect_editor_put (self, stage, "steps", list, error);
    }

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (steps, index, step, PLR_YAML_EDIT_NONE, error), error);
}

static PlrYamlNode *
find_step (PlrDialectEditor *self,
           GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  int index = plr_edit_get_index (self->edit);
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, id, error);
  PlrYamlNode *steps = NULL;
  PlrYamlNode *step;

  if (stage == NULL || !plr_dialect_editor_find_own (stage, "steps", &steps, error))
    return NULL;

  step = steps != NULL && index >= 0 ? plr_yaml_node_get_item (steps, index) : NULL;
  if (step == NULL)
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("Stage “%s” has no step %d"), id, index + 1);

  return step;
}

static gboolean
check_alias (PlrYamlNode *step,
             GError     **error)
{
  if (plr_yaml_node_get_kind (step) != PLR_YAML_ALIAS)
    return TRUE;

  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED,
               _("The step comes from a place that others use as well; change it there, in the text"));

  return FALSE;
}

/**
 * plr_pipeliner_edit_remove_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a step.
 */
gboolean
plr_pipeliner_edit_remove_step (PlrDialectEditor *self,
                                GError          **error)
{
  PlrYamlNode *step = find_step (self, error);

  return step != NULL &&
         plr_dialect_editor_take (self, plr_yaml_edit_remove (step, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_pipeliner_edit_move_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Moves a step among those of its stage.
 */
gboolean
plr_pipeliner_edit_move_step (PlrDialectEditor *self,
                              GError          **error)
{
  PlrYamlNode *step = find_step (self, error);
  int position = plr_edit_get_position (self->edit);
  guint last;

  if (step == NULL)
    return FALSE;

  last = plr_yaml_node_get_n_items (plr_yaml_node_get_parent (step)) - 1;
  if (position < 0 || (guint)position > last)
    position = last;
  if ((guint)position == plr_yaml_node_get_index (step))
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_move (step, position, PLR_YAML_EDIT_NONE, error), error);
}

/* A step of the short form, written out with one thing more. */
static gboolean
expand_step (PlrDialectEditor *self,
             PlrYamlNode      *step,
             const char       *key,
             PlrYamlValue     *value,
             GError          **error)
{
  g_autoptr(PlrYamlValue) map = plr_yaml_value_new_map ();

  if (g_str_equal (key, "name"))
    plr_yaml_value_set (map, key, plr_yaml_value_ref (value));
  plr_yaml_value_set (map, "run", new_command (plr_yaml_node_get_string (step)));
  if (!g_str_equal (key, "name"))
    plr_yaml_value_set (map, key, plr_yaml_value_ref (value));

  return plr_dialect_editor_take (self, plr_yaml_edit_set (step, map, PLR_YAML_EDIT_NONE, error), error);
}

static gboolean
check_step_field (const char *field,
                  const char *text,
                  GError    **error)
{
  static const char *const fields[] = {
    "run", "name", "shell", "directory", "id", "when", "allow-failure", "timeout", NULL
  };
  static const char *const words[] = { "success", "failure", "always", NULL };
  gboolean is_empty = text == NULL || text[0] == '\0';
  gint64 timeout_us;

  if (field == NULL || !g_strv_contains (fields, field))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED, _("“%s” is nothing that can be set there"),
                   field != NULL ? field : "");
      return FALSE;
    }

  if ((g_str_equal (field, "shell") && !is_empty && !plr_pipeliner_is_shell (text)) ||
      (g_str_equal (field, "directory") && !is_empty && !plr_pipeliner_is_path (text)) ||
      (g_str_equal (field, "when") && !is_empty && !g_strv_contains (words, text)) ||
      (g_str_equal (field, "allow-failure") && !is_empty && !g_str_equal (text, "true") && !g_str_equal (text, "false")) ||
      (g_str_equal (field, "timeout") && !is_empty && !plr_pipeliner_parse_timeout (text, &timeout_us)) ||
      (g_str_equal (field, "run") && text == NULL))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("“%s” cannot be “%s”"), field,
                   text != NULL ? text : "");
      return FALSE;
    }

  return TRUE;
}

/**
 * plr_pipeliner_edit_set_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a property of a step; the short form is written out only when it has to be.
 */
gboolean
plr_pipeliner_edit_set_step (PlrDialectEditor *self,
                             GError          **error)
{
  PlrYamlNode *step = find_step (self, error);
  const char *field = plr_edit_get_field (self->edit);
  const char *text = plr_edit_get_value (self->edit);
  gboolean is_run = g_strcmp0 (field, "run") == 0;
  gboolean is_short;
  g_autoptr(PlrYamlValue) value = NULL;

  if (step == NULL || !check_alias (step, error) || !check_step_field (field, text, error))
    return FALSE;

  is_short = plr_yaml_node_get_string (step) != NULL;
  if (!is_run && (text == NULL || text[0] == '\0'))
    return is_short || plr_dialect_editor_drop (self, step, field, error);

  value = is_run ? new_command (text) : g_str_equal (field, "allow-failure") || g_str_equal (field, "timeout") ?
          plr_yaml_value_new_text (text) : plr_yaml_value_new_string (text);
  if (!is_short)
    return plr_dialect_editor_put (self, step, field, value, error);
  if (!is_run)
    return expand_step (self, step, field, value, error);
  if (plr_yaml_value_matches (value, step))
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_set (step, value, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_pipeliner_edit_duplicate_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a copy of a step behind it.
 */
gboolean
plr_pipeliner_edit_duplicate_step (PlrDialectEditor *self,
                                   GError          **error)
{
  PlrYamlNode *step = find_step (self, error);

  return step != NULL &&
         plr_dialect_editor_take (self, plr_yaml_edit_duplicate (step, NULL, PLR_YAML_EDIT_NONE, error), error);
}

/* Variables */

/* Who has the variables: the pipeline, a stage or a step, and where. */
static PlrYamlNode *
find_scope (PlrDialectEditor *self,
            const char      **key,
            GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  PlrYamlNode *owner;

  *key = id != NULL ? "environment" : "variables";
  if (id != NULL && plr_edit_get_index (self->edit) >= 0)
    {
      owner = find_step (self, error);
      return owner != NULL && check_alias (owner, error) ? owner : NULL;
    }
  if (id != NULL)
    return plr_pipeliner_editor_find_stage (self, id, error);

  owner = plr_dialect_editor_get_root (self);
  if (owner == NULL)
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("The definition is empty"));

  return owner;
}

static gboolean
check_variable (const char *name,
                GError    **error)
{
  if (name != NULL && plr_pipeliner_is_name (name) && !plr_pipeliner_is_reserved (name))
    return TRUE;

  if (name != NULL && plr_pipeliner_is_name (name))
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("“%s” is set by Pipeliner itself"), name);
  else
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                 _("“%s” cannot be the name of a variable: it has letters, digits and underscores, and does not start "
                   "with a digit"), name != NULL ? name : "");

  return FALSE;
}

/* Gives the mapping that @owner, which may be a step of the short form, has at @map an entry. */
static gboolean
put_entry (PlrDialectEditor *self,
           PlrYamlNode      *owner,
           const char       *map,
           const char       *key,
           PlrYamlValue     *value,
           GError          **error)
{
  g_autoptr(PlrYamlValue) fresh = NULL;

  if (plr_yaml_node_get_string (owner) == NULL || plr_yaml_node_is_null (owner))
    return plr_dialect_editor_put_entry (self, owner, map, key, value, error);

  fresh = plr_yaml_value_new_map ();
  plr_yaml_value_set (fresh, key, plr_yaml_value_ref (value));

  return expand_step (self, owner, map, fresh, error);
}

static gboolean
rename_entry (PlrDialectEditor *self,
              PlrYamlNode      *owner,
              const char       *map,
              const char       *message,
              GError          **error)
{
  return plr_dialect_editor_rename_entry (self, owner, map, plr_edit_get_target (self->edit),
                                          plr_edit_get_value (self->edit), message, error);
}

/**
 * plr_pipeliner_edit_set_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a variable, and makes the mapping for it if need be.
 */
gboolean
plr_pipeliner_edit_set_variable (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *key;
  PlrYamlNode *owner = find_scope (self, &key, error);
  const char *name = plr_edit_get_target (self->edit);
  const char *text = plr_edit_get_value (self->edit);
  g_autoptr(PlrYamlValue) value = NULL;

  if (owner == NULL || !check_variable (name, error))
    return FALSE;

  value = plr_dialect_editor_new_text (text != NULL ? text : "");

  return put_entry (self, owner, key, name, value, error);
}

/**
 * plr_pipeliner_edit_rename_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames a variable in its place.
 */
gboolean
plr_pipeliner_edit_rename_variable (PlrDialectEditor *self,
                                    GError          **error)
{
  const char *key;
  PlrYamlNode *owner = find_scope (self, &key, error);
  const char *name = plr_edit_get_target (self->edit);
  g_autofree char *message = g_strdup_printf (_("There is no variable “%s”"), name != NULL ? name : "");

  return owner != NULL && check_variable (plr_edit_get_value (self->edit), error) &&
         rename_entry (self, owner, key, message, error);
}

/**
 * plr_pipeliner_edit_remove_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a variable, and the mapping with the last one.
 */
gboolean
plr_pipeliner_edit_remove_variable (PlrDialectEditor *self,
                                    GError          **error)
{
  const char *key;
  PlrYamlNode *owner = find_scope (self, &key, error);
  const char *name = plr_edit_get_target (self->edit);
  g_autofree char *message = g_strdup_printf (_("There is no variable “%s”"), name != NULL ? name : "");

  return owner != NULL &&
         plr_dialect_editor_drop_entry (self, owner, key, name != NULL ? name : "", message, error);
}

/* Artifacts */

static gboolean
check_artifact (const char *name,
                GError    **error)
{
  if (name != NULL && plr_pipeliner_is_artifact_name (name))
    return TRUE;

  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
               _("“%s” cannot be the name of an artifact: it has letters, digits, dots, dashes and underscores, at most 64"),
               name != NULL ? name : "");

  return FALSE;
}

static gboolean
check_paths (const char *const *paths,
             GError           **error)
{
  if (paths == NULL || paths[0] == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("An artifact needs a file or a pattern"));
      return FALSE;
    }

  for (guint i = 0; paths[i] != NULL; i++)
    if (!plr_pipeliner_is_path (paths[i]))
      {
        g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("“%s” leads out of the workspace"), paths[i]);
        return FALSE;
      }

  return TRUE;
}

static PlrYamlValue *
new_paths (const char *const *paths)
{
  return paths[1] == NULL ? plr_yaml_value_new_string (paths[0]) : plr_yaml_value_new_strings (paths);
}

/* An artifact of the long form: the two keys apart, so that the rest of it stays. */
static gboolean
set_long_artifact (PlrDialectEditor *self,
                   PlrYamlNode      *artifact,
                   GError          **error)
{
  g_autofree char *path = plr_yaml_node_dup_path (artifact);
  g_autoptr(PlrYamlValue) yes = plr_yaml_value_new_boolean (TRUE);

  if (!plr_dialect_editor_put_list (self, artifact, "paths", plr_edit_get_values (self->edit), PLR_YAML_EDIT_NONE,
                                    error) ||
      !plr_dialect_editor_refresh (self, error))
    return FALSE;

  artifact = plr_yaml_lookup (self->tree, path);
  if (plr_edit_get_optional (self->edit))
    return plr_dialect_editor_put (self, artifact, "optional", yes, error);

  return plr_dialect_editor_drop (self, artifact, "optional", error);
}

/**
 * plr_pipeliner_edit_set_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the paths of an artifact, in the form that it has.
 */
gboolean
plr_pipeliner_edit_set_artifact (PlrDialectEditor *self,
                                 GError          **error)
{
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, plr_edit_get_stage (self->edit), error);
  const char *name = plr_edit_get_target (self->edit);
  const char *const *paths = plr_edit_get_values (self->edit);
  g_autoptr(PlrYamlValue) value = NULL;
  PlrYamlNode *artifacts = NULL;
  PlrYamlNode *old;

  if (stage == NULL || !check_artifact (name, error) || !check_paths (paths, error) ||
      !plr_dialect_editor_find_own (stage, "artifacts", &artifacts, error))
    return FALSE;

  old = artifacts != NULL ? plr_yaml_node_get (artifacts, name) : NULL;
  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_MAPPING)
    return set_long_artifact (self, old, error);
  if (old != NULL && !plr_edit_get_optional (self->edit))
    return plr_dialect_editor_put_list (self, artifacts, name, paths, PLR_YAML_EDIT_NONE, error);

  if (plr_edit_get_optional (self->edit))
    {
      value = plr_yaml_value_new_map ();
      plr_yaml_value_set (value, "paths", new_paths (paths));
      plr_yaml_value_set (value, "optional", plr_yaml_value_new_boolean (TRUE));
    }
  else
    {
      value = new_paths (paths);
    }

  return put_entry (self, stage, "artifacts", name, value, error);
}

/**
 * plr_pipeliner_edit_rename_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames an artifact, there and in the inputs of others.
 */
gboolean
plr_pipeliner_edit_rename_artifact (PlrDialectEditor *self,
                                    GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *name = plr_edit_get_target (self->edit);
  const char *new_name = plr_edit_get_value (self->edit);
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, id, error);
  g_autofree char *message = g_strdup_printf (_("There is no artifact “%s”"), name != NULL ? name : "");

  return stage != NULL && check_artifact (new_name, error) &&
         rename_entry (self, stage, "artifacts", message, error) &&
         plr_pipeliner_edit_references (self, NULL, id, name, new_name, error);
}

/**
 * plr_pipeliner_edit_remove_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes an artifact, there and from the inputs of others.
 */
gboolean
plr_pipeliner_edit_remove_artifact (PlrDialectEditor *self,
                                    GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, id, error);
  g_autofree char *message = g_strdup_printf (_("There is no artifact “%s”"), name != NULL ? name : "");

  return stage != NULL &&
         plr_dialect_editor_drop_entry (self, stage, "artifacts", name != NULL ? name : "", message, error) &&
         plr_pipeliner_edit_references (self, NULL, id, name, NULL, error);
}

/* The matrix */

/**
 * plr_pipeliner_edit_set_axis:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the values of an axis of the matrix.
 */
gboolean
plr_pipeliner_edit_set_axis (PlrDialectEditor *self,
                             GError          **error)
{
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, plr_edit_get_stage (self->edit), error);
  const char *name = plr_edit_get_target (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  g_autoptr(PlrYamlValue) list = NULL;
  PlrYamlNode *matrix = NULL;
  PlrYamlNode *old;

  if (stage == NULL || !check_variable (name, error) || !plr_dialect_editor_find_own (stage, "matrix", &matrix, error))
    return FALSE;
  if (values == NULL || values[0] == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("“%s” needs at least one value"), name);
      return FALSE;
    }

  old = matrix != NULL ? plr_yaml_node_get (matrix, name) : NULL;
  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_SEQUENCE)
    return plr_dialect_editor_put_list (self, matrix, name, values, PLR_YAML_EDIT_NONE, error);

  list = plr_yaml_value_new_list ();
  for (guint i = 0; values[i] != NULL; i++)
    plr_yaml_value_append (list, plr_dialect_editor_new_text (values[i]));
  plr_yaml_value_set_flow (list, TRUE);

  return put_entry (self, stage, "matrix", name, list, error);
}

/**
 * plr_pipeliner_edit_remove_axis:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes an axis, and the matrix with the last one.
 */
gboolean
plr_pipeliner_edit_remove_axis (PlrDialectEditor *self,
                                GError          **error)
{
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, plr_edit_get_stage (self->edit), error);
  const char *name = plr_edit_get_target (self->edit);
  g_autofree char *message = g_strdup_printf (_("The matrix has no “%s”"), name != NULL ? name : "");

  return stage != NULL &&
         plr_dialect_editor_drop_entry (self, stage, "matrix", name != NULL ? name : "", message, error);
}
