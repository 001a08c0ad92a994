/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-edit-private.h"
#include "plr-pipeliner-private.h"

/*
 * Edits a workflow in its place. What GitHub keeps in steps (caches, artifacts) is edited as steps; what it has no word for (an
 * approval, a retry) is declined with what to do instead.
 */

static const PlrDialectEditFunc edit_funcs[] = {
  [PLR_EDIT_KIND_SET_PIPELINE] = plr_github_edit_set_pipeline,
  [PLR_EDIT_KIND_ADD_STAGE] = plr_github_edit_add_job,
  [PLR_EDIT_KIND_REMOVE_STAGE] = plr_github_edit_remove_job,
  [PLR_EDIT_KIND_RENAME_STAGE] = plr_github_edit_rename_job,
  [PLR_EDIT_KIND_DUPLICATE_STAGE] = plr_github_edit_duplicate_job,
  [PLR_EDIT_KIND_MOVE_STAGE] = plr_github_edit_move_job,
  [PLR_EDIT_KIND_SET_STAGE] = plr_github_edit_set_job,
  [PLR_EDIT_KIND_SET_STAGE_LIST] = plr_github_edit_set_job_list,
  [PLR_EDIT_KIND_ADD_NEED] = plr_github_edit_add_need,
  [PLR_EDIT_KIND_REMOVE_NEED] = plr_github_edit_remove_need,
  [PLR_EDIT_KIND_ADD_STEP] = plr_github_edit_add_step,
  [PLR_EDIT_KIND_REMOVE_STEP] = plr_github_edit_remove_step,
  [PLR_EDIT_KIND_MOVE_STEP] = plr_github_edit_move_step,
  [PLR_EDIT_KIND_SET_STEP] = plr_github_edit_set_step,
  [PLR_EDIT_KIND_SET_VARIABLE] = plr_github_edit_set_variable,
  [PLR_EDIT_KIND_RENAME_VARIABLE] = plr_github_edit_rename_variable,
  [PLR_EDIT_KIND_REMOVE_VARIABLE] = plr_github_edit_remove_variable,
  [PLR_EDIT_KIND_SET_ARTIFACT] = plr_github_edit_set_artifact,
  [PLR_EDIT_KIND_RENAME_ARTIFACT] = plr_github_edit_rename_artifact,
  [PLR_EDIT_KIND_REMOVE_ARTIFACT] = plr_github_edit_remove_artifact,
  [PLR_EDIT_KIND_SET_MATRIX_AXIS] = plr_github_edit_set_axis,
  [PLR_EDIT_KIND_REMOVE_MATRIX_AXIS] = plr_github_edit_remove_axis,
  [PLR_EDIT_KIND_SET_ENTRY] = plr_github_edit_set_entry,
  [PLR_EDIT_KIND_REMOVE_ENTRY] = plr_github_edit_remove_entry,
  [PLR_EDIT_KIND_SET_CACHE] = plr_github_edit_set_cache,
  [PLR_EDIT_KIND_REMOVE_CACHE] = plr_github_edit_remove_cache,
  [PLR_EDIT_KIND_SET_MATRIX] = plr_github_edit_set_matrix,
  [PLR_EDIT_KIND_SET_MATRIX_ROW] = plr_github_edit_set_row,
  [PLR_EDIT_KIND_REMOVE_MATRIX_ROW] = plr_github_edit_remove_row,
  [PLR_EDIT_KIND_SET_TRIGGER] = plr_github_edit_set_trigger,
  [PLR_EDIT_KIND_REMOVE_TRIGGER] = plr_github_edit_remove_trigger,
  [PLR_EDIT_KIND_SET_INPUT] = plr_github_edit_set_input,
  [PLR_EDIT_KIND_REMOVE_INPUT] = plr_github_edit_set_input,
  [PLR_EDIT_KIND_DUPLICATE_STEP] = plr_github_edit_duplicate_step,
};

/* The order in which the keys of a workflow, a job and a step are usually written. */
static const char *const usual_order[] = {
  "name", "run-name", "on", "types", "branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore", "id",
  "permissions", "needs", "if", "runs-on", "environment", "concurrency", "group", "cancel-in-progress", "url", "image",
  "outputs", "strategy", "fail-fast", "max-parallel", "matrix", "container", "services", "uses", "with", "secrets", "run",
  "shell", "working-directory", "env", "defaults", "timeout-minutes", "continue-on-error", "steps", "jobs", NULL,
};

static const char *const no_order[] = { NULL };

/* A single need or label stands alone, unless the list is there; what filters and axes have may look like numbers. */
static PlrDialectListForm
get_list_form (PlrDialectEditor *self,
               PlrYamlNode      *map,
               const char       *key)
{
  PlrYamlNode *parent = plr_yaml_node_get_parent (map);
  PlrYamlNode *owner = parent != NULL ? plr_yaml_node_get_key (parent, plr_yaml_node_get_index (map)) : NULL;
  gboolean is_axis = owner != NULL && g_strcmp0 (plr_yaml_node_get_string (owner), "matrix") == 0;

  if (is_axis)
    return PLR_DIALECT_LIST_WORDS;
  if (g_str_equal (key, "needs") || g_str_equal (key, "runs-on") || g_str_equal (key, "labels"))
    return PLR_DIALECT_LIST_SCALAR;

  return 0;
}

/**
 * plr_github_editor_decline:
 * @error: `PLR_DIALECT_ERROR`: @message, which says what GitHub cannot do, and what to do
 *
 * Returns: `FALSE`, for the caller to return
 */
gboolean
plr_github_editor_decline (GError    **error,
                           const char *message)
{
  g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED, message);

  return FALSE;
}

/**
 * plr_github_editor_find_jobs:
 *
 * Returns: (transfer none) (nullable): the value of `jobs`
 */
PlrYamlNode *
plr_github_editor_find_jobs (PlrDialectEditor *self)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrYamlNode *jobs = root != NULL ? plr_yaml_node_get_merged (root, "jobs") : NULL;

  return jobs != NULL ? plr_yaml_node_resolve (jobs) : NULL;
}

/**
 * plr_github_editor_find_job:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer none) (nullable): the value of a job that stands in the text as its own; it may be an empty one
 */
PlrYamlNode *
plr_github_editor_find_job (PlrDialectEditor *self,
                            const char       *id,
                            GError          **error)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrYamlNode *found = plr_github_editor_find_jobs (self);
  /* An action is like a job of its own. */
  PlrYamlNode *jobs = found == NULL && g_strcmp0 (id, "runs") == 0 ? root : found;
  PlrYamlNode *job = jobs != NULL && id != NULL ? plr_yaml_node_get_merged (jobs, id) : NULL;

  if (job == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no stage “%s”"), id != NULL ? id : "");
      return NULL;
    }
  if (plr_yaml_node_get_parent (job) != jobs || plr_yaml_node_get_kind (job) == PLR_YAML_ALIAS)
    {
      (void)plr_dialect_editor_set_shared (error, id);
      return NULL;
    }

  return job;
}

/**
 * plr_github_editor_find_steps:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer none) (nullable): the steps of a job; `NULL` without an error if it has no such key
 */
PlrYamlNode *
plr_github_editor_find_steps (PlrDialectEditor *self,
                              PlrYamlNode      *job,
                              GError          **error)
{
  PlrYamlNode *steps = NULL;

  if (!plr_dialect_editor_find_own (job, "steps", &steps, error))
    return NULL;
  if (steps == NULL && plr_yaml_node_get_merged (job, "uses") != NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED,
                   _("A job that calls a workflow has no steps; add a job for them"));
      return NULL;
    }

  return steps;
}

/**
 * plr_github_editor_find_step:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer none) (nullable): the step that the edit is about
 */
PlrYamlNode *
plr_github_editor_find_step (PlrDialectEditor *self,
                             GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  int index = plr_edit_get_index (self->edit);
  PlrYamlNode *job = plr_github_editor_find_job (self, id, error);
  g_autoptr(GError) reason = NULL;
  PlrYamlNode *steps = job != NULL ? plr_github_editor_find_steps (self, job, &reason) : NULL;
  PlrYamlNode *step;

  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  else if (job != NULL)
    {
      step = steps != NULL && index >= 0 ? plr_yaml_node_get_item (steps, index) : NULL;
      if (step != NULL)
        return step;
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("Stage “%s” has no step %d"), id, index + 1);
    }

  return NULL;
}

/**
 * plr_github_editor_put_named:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * As plr_dialect_editor_put_entry(), for keys that a person chose: a new one comes last.
 */
gboolean
plr_github_editor_put_named (PlrDialectEditor *self,
                             PlrYamlNode      *owner,
                             const char       *map,
                             const char       *key,
                             PlrYamlValue     *value,
                             GError          **error)
{
  PlrYamlNode *entries = NULL;
  gboolean is_done;

  if (!plr_dialect_editor_find_own (owner, map, &entries, error))
    return FALSE;
  if (entries == NULL)
    return plr_dialect_editor_put_entry (self, owner, map, key, value, error);
  if (plr_yaml_node_get_string (entries) != NULL && !plr_yaml_node_is_null (entries))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("“%s” is “%s” there, and has no entries; remove it first"), map, plr_yaml_node_get_string (entries));
      return FALSE;
    }

  self->order = no_order;
  is_done = plr_dialect_editor_put (self, entries, key, value, error);
  self->order = self->shape->order;

  return is_done;
}

/**
 * plr_github_editor_put_if:
 * @field: `condition` or `when`: which half of what stands behind `if:`
 * @text: (nullable): the new one
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Changes one half of a condition.
 */
gboolean
plr_github_editor_put_if (PlrDialectEditor *self,
                          PlrYamlNode      *map,
                          const char       *field,
                          const char       *text,
                          GError          **error)
{
  PlrYamlNode *old = plr_yaml_node_get_merged (map, "if");
  const char *old_text = old != NULL ? plr_yaml_node_get_string (old) : NULL;
  PlrStageWhen when = PLR_STAGE_WHEN_SUCCESS;
  g_autofree char *condition = old_text != NULL ? plr_github_split_condition (old_text, &when) : NULL;
  g_autofree char *joined = NULL;
  g_autofree char *wrapped = NULL;
  GEnumValue *value;

  if (g_str_equal (field, "when"))
    {
      g_autoptr(GEnumClass) words = g_type_class_ref (PLR_TYPE_STAGE_WHEN);

      value = text != NULL && text[0] != '\0' ? g_enum_get_value_by_nick (words, text) : g_enum_get_value (words, 0);
      if (value == NULL)
        return plr_dialect_editor_set_invalid (error, field, text);
      when = value->value;
    }
  else
    {
      PlrStageWhen own;

      g_free (condition);
      condition = text != NULL ? plr_github_split_condition (text, &own) : NULL;
      if (text != NULL && own != PLR_STAGE_WHEN_SUCCESS)
        when = own;
    }

  joined = plr_github_join_condition (condition, when);
  if (joined != NULL && old_text != NULL && plr_github_is_expression (old_text) && !plr_github_has_expression (joined))
    wrapped = g_strdup_printf ("${{ %s }}", joined);

  return plr_dialect_editor_put_text (self, map, "if", wrapped != NULL ? wrapped : joined, error);
}

/**
 * plr_github_editor_put_minutes:
 * @text: (nullable): a length of time, like 90s or 1h30m, or an expression that is a number of minutes
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes `timeout-minutes`.
 */
gboolean
plr_github_editor_put_minutes (PlrDialectEditor *self,
                               PlrYamlNode      *map,
                               const char       *text,
                               GError          **error)
{
  static const char key[] = "timeout-minutes";
  g_autoptr(PlrYamlValue) value = NULL;
  g_autofree char *minutes = NULL;
  gint64 time_us;

  if (text == NULL || text[0] == '\0' || plr_github_is_expression (text))
    return plr_dialect_editor_put_text (self, map, key, text, error);
  if (!plr_pipeliner_parse_timeout (text, &time_us))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("“%s” is no length of time; write it like 90s, 10m or 1h30m, at most a week"), text);
      return FALSE;
    }

  minutes = plr_github_format_minutes (time_us);
  value = plr_yaml_value_new_text (minutes);

  return plr_dialect_editor_put (self, map, key, value, error);
}

/**
 * plr_github_editor_put_truth:
 * @text: (nullable): `true`, `false` or an expression; nothing removes
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes true or false, or what is computed on the runner.
 */
gboolean
plr_github_editor_put_truth (PlrDialectEditor *self,
                             PlrYamlNode      *map,
                             const char       *key,
                             const char       *text,
                             GError          **error)
{
  if (text != NULL && plr_github_is_expression (text))
    return plr_dialect_editor_put_text (self, map, key, text, error);

  return plr_dialect_editor_put_boolean (self, map, key, text, error);
}

/**
 * plr_github_edit:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): as plr_dialect_edit()
 */
GPtrArray *
plr_github_edit (PlrDialect *dialect,
                 const char *text,
                 gssize      size_bytes,
                 PlrEdit    *edit,
                 GError    **error)
{
  static const PlrDialectEditorShape shape = {
    edit_funcs, G_N_ELEMENTS (edit_funcs), usual_order, get_list_form, N_("This is no workflow"), plr_github_new_word, TRUE,
  };
  PlrDialectEditorShape of_action = shape;

  if (plr_github_is_action_file (text, size_bytes))
    {
      of_action.funcs = plr_github_action_funcs (&of_action.n_funcs);
      return plr_dialect_editor_run (&of_action, dialect, text, size_bytes, edit, error);
    }

  return plr_dialect_editor_run (&shape, dialect, text, size_bytes, edit, error);
}
