/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-edit-private.h"

/**
 * plr_github_editor_check_step:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: whether the step stands there itself
 */
gboolean
plr_github_editor_check_step (PlrYamlNode *step,
                              GError     **error)
{
  if (plr_yaml_node_get_kind (step) == PLR_YAML_MAPPING)
    return TRUE;
  if (plr_yaml_node_get_kind (step) == PLR_YAML_ALIAS)
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED,
                 _("The step comes from a place that others use as well; change it there, in the text"));
  else
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("The step is no mapping; write “run:” or “uses:” in the text"));

  return FALSE;
}

/**
 * plr_github_editor_insert_step:
 * @job: of which
 * @index: before which step, or -1
 * @step: the new one
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a step, and the list for it if need be.
 */
gboolean
plr_github_editor_insert_step (PlrDialectEditor *self,
                               PlrYamlNode      *job,
                               int               index,
                               PlrYamlValue     *step,
                               GError          **error)
{
  g_autoptr(GError) reason = NULL;
  PlrYamlNode *steps = plr_github_editor_find_steps (self, job, &reason);
  g_autoptr(PlrYamlValue) list = NULL;

  if (reason != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (steps != NULL)
    return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (steps, index, step, PLR_YAML_EDIT_NONE, error), error);

  list = plr_yaml_value_new_list ();
  plr_yaml_value_append (list, plr_yaml_value_ref (step));

  return plr_dialect_editor_put (self, job, "steps", list, error);
}

/* The commands `true` and `false` need no quotes. */
static PlrYamlValue *
new_command (const char *text)
{
  if (g_str_equal (text, "true") || g_str_equal (text, "false"))
    return plr_yaml_value_new_text (text);

  return plr_yaml_value_new_string (text);
}

/**
 * plr_github_edit_add_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a step that runs a command.
 */
gboolean
plr_github_edit_add_step (PlrDialectEditor *self,
                          GError          **error)
{
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  const char *run = plr_edit_get_value (self->edit);
  g_autoptr(PlrYamlValue) step = plr_yaml_value_new_map ();

  if (job == NULL)
    return FALSE;

  plr_yaml_value_set (step, "run", new_command (run != NULL ? run : ""));
  /* Nothing gives the steps of an action a shell. */
  if (plr_github_editor_find_jobs (self) == NULL)
    plr_yaml_value_set_string (step, "shell", "bash");

  return plr_github_editor_insert_step (self, job, plr_edit_get_index (self->edit), step, error);
}

/**
 * plr_github_edit_remove_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a step.
 */
gboolean
plr_github_edit_remove_step (PlrDialectEditor *self,
                             GError          **error)
{
  PlrYamlNode *step = plr_github_editor_find_step (self, error);

  return step != NULL && plr_dialect_editor_take (self, plr_yaml_edit_remove (step, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_github_edit_move_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Moves a step among those of its job.
 */
gboolean
plr_github_edit_move_step (PlrDialectEditor *self,
                           GError          **error)
{
  PlrYamlNode *step = plr_github_editor_find_step (self, error);
  int position = plr_edit_get_position (self->edit);
  guint last;

  if (step == NULL)
    return FALSE;

  last = plr_yaml_node_get_n_items (plr_yaml_node_get_parent (step)) - 1;
  if (position < 0 || (guint)position > last)
    position = (int)last;
  if ((guint)position == plr_yaml_node_get_index (step))
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_move (step, position, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_github_edit_duplicate_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a copy of a step, which has no id: there can be only one of each.
 */
gboolean
plr_github_edit_duplicate_step (PlrDialectEditor *self,
                                GError          **error)
{
  PlrYamlNode *step = plr_github_editor_find_step (self, error);
  g_autofree char *path = step != NULL ? plr_yaml_node_dup_path (plr_yaml_node_get_parent (step)) : NULL;
  PlrYamlNode *list, *copy;
  guint index;

  if (step == NULL)
    return FALSE;

  index = plr_yaml_node_get_index (step);
  if (!plr_dialect_editor_take (self, plr_yaml_edit_duplicate (step, NULL, PLR_YAML_EDIT_NONE, error), error) ||
      !plr_dialect_editor_refresh (self, error))
    return FALSE;

  list = plr_dialect_editor_lookup (self, path);
  copy = list != NULL ? plr_yaml_node_get_item (list, index + 1) : NULL;
  if (copy == NULL || plr_yaml_node_get_kind (copy) != PLR_YAML_MAPPING || plr_yaml_node_get (copy, "id") == NULL)
    return TRUE;

  return plr_dialect_editor_drop (self, copy, "id", error);
}

/* Only a command has a shell and a folder, and what runs is either a command or an action. */
static gboolean
check_field (PlrYamlNode *step,
             const char  *field,
             const char  *text,
             GError     **error)
{
  gboolean has_run = plr_yaml_node_get_merged (step, "run") != NULL;
  gboolean has_uses = plr_yaml_node_get_merged (step, "uses") != NULL;
  gboolean is_unset = text == NULL || text[0] == '\0';

  if (g_str_equal (field, "run"))
    return !has_uses ? text != NULL || plr_dialect_editor_set_invalid (error, field, text)
           : plr_github_editor_decline (error, _("The step uses an action: add another one for a command"));
  if (g_str_equal (field, "uses"))
    return !has_run ? !is_unset || plr_dialect_editor_set_invalid (error, field, text)
           : is_unset || plr_github_editor_decline (error, _("The step runs a command: add another one for an action"));
  if (!is_unset && has_uses && (g_str_equal (field, "shell") || g_str_equal (field, "directory")))
    return plr_github_editor_decline (error, _("Only a command has a shell and a folder; an action has arguments"));

  return TRUE;
}

/* An id is unique in its job, and expressions that look at the step follow it. */
static gboolean
set_id (PlrDialectEditor *self,
        PlrYamlNode      *step,
        const char       *text,
        GError          **error)
{
  static const char *const contexts[] = { "steps", NULL };
  PlrYamlNode *steps = plr_yaml_node_get_parent (step);
  g_autofree char *job = plr_yaml_node_dup_path (plr_yaml_node_get_parent (steps));
  PlrYamlNode *old = plr_yaml_node_get_merged (step, "id");
  g_autofree char *old_id = old != NULL ? g_strdup (plr_yaml_node_get_string (old)) : NULL;

  if (text == NULL || text[0] == '\0')
    return plr_dialect_editor_drop (self, step, "id", error);
  if (g_strcmp0 (text, old_id) == 0)
    return TRUE;
  if (!plr_github_is_id (text))
    return plr_dialect_editor_set_invalid (error, "id", text);
  for (guint i = 0; i < plr_yaml_node_get_n_items (steps); i++)
    {
      PlrYamlNode *other = plr_yaml_node_resolve (plr_yaml_node_get_item (steps, i));
      PlrYamlNode *id = plr_yaml_node_get_kind (other) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (other, "id") : NULL;

      if (id != NULL && g_strcmp0 (plr_yaml_node_get_string (id), text) == 0)
        {
          g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_EXISTS, _("There is a step “%s” already"), text);
          return FALSE;
        }
    }

  if (!plr_dialect_editor_put_text (self, step, "id", text, error))
    return FALSE;

  return old_id == NULL || old_id[0] == '\0' || plr_github_edit_expressions (self, job, contexts, old_id, text, error);
}

/**
 * plr_github_edit_set_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a property of a step.
 */
gboolean
plr_github_edit_set_step (PlrDialectEditor *self,
                          GError          **error)
{
  PlrYamlNode *step = plr_github_editor_find_step (self, error);
  const char *field = plr_edit_get_field (self->edit);
  const char *text = plr_edit_get_value (self->edit);
  g_autoptr(PlrYamlValue) command = NULL;

  if (step == NULL || !plr_github_editor_check_step (step, error))
    return FALSE;
  if (field == NULL)
    return plr_dialect_editor_set_unknown (error, field);
  if (!check_field (step, field, text, error))
    return FALSE;
  if (g_str_equal (field, "run"))
    {
      command = new_command (text);
      return plr_dialect_editor_put (self, step, "run", command, error);
    }
  if (g_str_equal (field, "id"))
    return set_id (self, step, text, error);
  if (g_str_equal (field, "condition") || g_str_equal (field, "when"))
    return plr_github_editor_put_if (self, step, field, text, error);
  if (g_str_equal (field, "timeout"))
    return plr_github_editor_put_minutes (self, step, text, error);
  if (g_str_equal (field, "allow-failure"))
    return plr_github_editor_put_truth (self, step, "continue-on-error", text, error);
  if (g_str_equal (field, "directory"))
    return plr_dialect_editor_put_text (self, step, "working-directory", text, error);
  if (g_str_equal (field, "name") || g_str_equal (field, "uses") || g_str_equal (field, "shell"))
    return plr_dialect_editor_put_text (self, step, field, text, error);

  return plr_dialect_editor_set_unknown (error, field);
}
