/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "github-edits.h"
#include "json-model.h"

/* Steps */

static JsonArray *
get_steps (GithubAttempt *self)
{
  return github_get_list (self->stage, "steps");
}

/* Any step that is a command, or an action, or NULL. */
static JsonObject *
pick_step (GithubAttempt *self,
           const char    *having)
{
  guint n = json_array_get_length (get_steps (self));
  guint first = n > 0 ? (guint)g_test_rand_int_range (0, (gint32)n) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonObject *step = json_array_get_object_element (get_steps (self), (first + i) % n);

      if (having != NULL && github_get_text (step, having) == NULL)
        continue;
      plr_edit_set_index (self->edit, (int)((first + i) % n));
      return step;
    }

  return NULL;
}

static gboolean
try_add_step (GithubAttempt *self)
{
  guint n = json_array_get_length (get_steps (self));
  JsonObject *step = model_parse ("{\"run\": \"make: all  # now\\nmake check\\n\"}");
  int index = g_test_rand_int_range (0, (gint32)n + 1);

  if (!github_is_call (self))
    {
      github_set_edit (self, PLR_EDIT_KIND_ADD_STEP, NULL, json_object_get_string_member (step, "run"));
      plr_edit_set_index (self->edit, index);
      model_insert_element (get_steps (self), index, json_node_init_object (json_node_alloc (), step));
    }
  json_object_unref (step);

  return !github_is_call (self);
}

static gboolean
try_remove_step (GithubAttempt *self)
{
  if (pick_step (self, NULL) == NULL)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_REMOVE_STEP, NULL, NULL);
  json_array_remove_element (get_steps (self), (guint)plr_edit_get_index (self->edit));

  return TRUE;
}

static gboolean
try_move_step (GithubAttempt *self)
{
  int to;

  if (pick_step (self, NULL) == NULL)
    return FALSE;
  to = g_test_rand_int_range (0, (gint32)json_array_get_length (get_steps (self)));
  github_set_edit (self, PLR_EDIT_KIND_MOVE_STEP, NULL, NULL);
  plr_edit_set_position (self->edit, to);
  model_move_element (get_steps (self), plr_edit_get_index (self->edit), to);

  return TRUE;
}

static gboolean
try_duplicate_step (GithubAttempt *self)
{
  JsonObject *step = pick_step (self, NULL);
  JsonObject *copy;

  if (step == NULL)
    return FALSE;
  copy = github_copy_object (step);
  json_object_remove_member (copy, "id");
  github_set_edit (self, PLR_EDIT_KIND_DUPLICATE_STEP, NULL, NULL);
  model_insert_element (get_steps (self), plr_edit_get_index (self->edit) + 1, json_node_init_object (json_node_alloc (), copy));
  json_object_unref (copy);

  return TRUE;
}

static gboolean
set_step_text (GithubAttempt *self,
               const char    *having,
               const char    *field,
               const char    *value)
{
  JsonObject *step = pick_step (self, having);

  if (step == NULL)
    return FALSE;
  self->is_one = github_is_short (github_get_text (step, field));
  github_set_edit (self, PLR_EDIT_KIND_SET_STEP, field, value);
  model_set_string (step, field, value);

  return TRUE;
}

static gboolean
try_step_name (GithubAttempt *self)
{
  return set_step_text (self, NULL, "name", "A step: new");
}

static gboolean
try_step_run (GithubAttempt *self)
{
  return set_step_text (self, "run", "run", "make");
}

static gboolean
try_step_uses (GithubAttempt *self)
{
  return set_step_text (self, "uses", "uses", "owner/action@v1");
}

static gboolean
try_step_shell (GithubAttempt *self)
{
  return set_step_text (self, "run", "shell", "pwsh");
}

static gboolean
try_step_directory (GithubAttempt *self)
{
  return set_step_text (self, "run", "directory", "sub/folder");
}

static gboolean
try_step_condition (GithubAttempt *self)
{
  return set_step_text (self, NULL, "condition", "!cancelled()");
}

static gboolean
try_step_id (GithubAttempt *self)
{
  JsonObject *step = pick_step (self, NULL);

  if (step == NULL || github_get_text (step, "id") != NULL || github_find_named (get_steps (self), "id", "new-step") >= 0)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_STEP, "id", "new-step");
  model_set_string (step, "id", "new-step");
  self->is_one = TRUE;

  return TRUE;
}

static gboolean
try_step_timeout (GithubAttempt *self)
{
  JsonObject *step = pick_step (self, NULL);

  if (step == NULL)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_STEP, "timeout", "5m");
  json_object_set_int_member (step, "timeout_s", 300);
  self->is_one = TRUE;

  return TRUE;
}

static gboolean
try_step_allow_failure (GithubAttempt *self)
{
  JsonObject *step = pick_step (self, NULL);

  if (step == NULL)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_STEP, "allow-failure", "true");
  json_object_set_boolean_member (step, "allow_failure", TRUE);
  self->is_one = TRUE;

  return TRUE;
}

/* Variables and other entries */

static JsonObject *
pick_owner (GithubAttempt *self)
{
  int which = g_test_rand_int_range (0, 3);
  JsonObject *step = which == 2 ? pick_step (self, "run") : NULL;

  if (step != NULL)
    return step;
  if (which == 1 && !github_is_call (self))
    return self->stage;
  plr_edit_set_stage (self->edit, NULL);
  self->is_far = TRUE;

  return self->model;
}

static JsonObject *
get_variables (GithubAttempt *self,
               JsonObject    *owner)
{
  return github_get_map (owner, owner == self->model ? "variables" : "environment");
}

static void
drop_secret (JsonObject *owner,
             const char *name)
{
  if (json_object_has_member (owner, "secrets"))
    json_object_remove_member (github_get_map (owner, "secrets"), name);
}

static gboolean
try_add_variable (GithubAttempt *self)
{
  JsonObject *owner = pick_owner (self);
  JsonObject *variables = get_variables (self, owner);

  self->is_one = json_object_get_size (variables) > 0;
  github_set_edit (self, PLR_EDIT_KIND_SET_VARIABLE, NULL, "1.10");
  plr_edit_set_target (self->edit, "NEW");
  json_object_set_string_member (variables, "NEW", "1.10");

  return TRUE;
}

static gboolean
try_set_variable (GithubAttempt *self)
{
  JsonObject *owner = pick_owner (self);
  JsonObject *variables = get_variables (self, owner);
  const char *name = github_pick_member (variables);

  if (name == NULL)
    return FALSE;
  self->is_one = github_is_short (json_object_get_string_member (variables, name));
  github_set_edit (self, PLR_EDIT_KIND_SET_VARIABLE, NULL, "a: b");
  plr_edit_set_target (self->edit, name);
  drop_secret (owner, name);
  json_object_set_string_member (variables, plr_edit_get_target (self->edit), "a: b");

  return TRUE;
}

static gboolean
try_rename_variable (GithubAttempt *self)
{
  JsonObject *owner = pick_owner (self);
  JsonObject *variables = get_variables (self, owner);
  const char *name = github_pick_member (variables);

  if (name == NULL || json_object_has_member (variables, "RENAMED"))
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_RENAME_VARIABLE, NULL, "RENAMED");
  plr_edit_set_target (self->edit, name);
  self->is_one = TRUE;
  if (json_object_has_member (owner, "secrets") && json_object_has_member (github_get_map (owner, "secrets"), name))
    model_rename_member (github_get_map (owner, "secrets"), name, "RENAMED");
  model_rename_member (variables, plr_edit_get_target (self->edit), "RENAMED");

  return TRUE;
}

static gboolean
try_remove_variable (GithubAttempt *self)
{
  JsonObject *owner = pick_owner (self);
  JsonObject *variables = get_variables (self, owner);
  const char *name = github_pick_member (variables);

  if (name == NULL)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_REMOVE_VARIABLE, NULL, NULL);
  plr_edit_set_target (self->edit, name);
  drop_secret (owner, name);
  json_object_remove_member (variables, plr_edit_get_target (self->edit));

  return TRUE;
}

static gboolean
set_entry (GithubAttempt *self,
           const char    *field,
           const char    *name,
           const char    *value)
{
  JsonObject *all = github_get_map (self->stage, field);

  if (json_object_has_member (all, "*"))
    return FALSE;
  self->is_one = json_object_has_member (all, name) ? github_is_short (json_object_get_string_member (all, name)) : json_object_get_size (all) > 0;
  github_set_edit (self, PLR_EDIT_KIND_SET_ENTRY, field, value);
  plr_edit_set_target (self->edit, name);
  json_object_set_string_member (all, name, value);

  return TRUE;
}

static gboolean
try_permission (GithubAttempt *self)
{
  return set_entry (self, "permissions", "id-token", "write");
}

static gboolean
try_remove_permission (GithubAttempt *self)
{
  JsonObject *all = github_get_map (self->stage, "permissions");
  const char *name = github_pick_member (all);

  if (name == NULL || json_object_has_member (all, "*"))
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_REMOVE_ENTRY, "permissions", NULL);
  plr_edit_set_target (self->edit, name);
  json_object_remove_member (all, plr_edit_get_target (self->edit));
  if (json_object_get_size (all) == 0)
    json_object_set_string_member (all, "*", "none");

  return TRUE;
}

static gboolean
try_output (GithubAttempt *self)
{
  return !github_is_call (self) && !github_is_opaque (self->stage, "outputs") && set_entry (self, "outputs", "new", "${{ github.sha }}");
}

static gboolean
try_step_argument (GithubAttempt *self)
{
  JsonObject *step = pick_step (self, "uses");
  JsonObject *all = step != NULL ? github_get_map (step, "arguments") : NULL;

  if (step == NULL)
    return FALSE;
  self->is_one = json_object_get_size (all) > 0;
  github_set_edit (self, PLR_EDIT_KIND_SET_ENTRY, "arguments", "x: y");
  plr_edit_set_target (self->edit, "new-input");
  json_object_set_string_member (all, "new-input", "x: y");

  return TRUE;
}

static gboolean
try_service (GithubAttempt *self)
{
  JsonArray *list = github_get_list (self->stage, "services");
  JsonObject *service;

  if (github_is_call (self) || model_find_named (list, "name", "db-new") >= 0)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_ENTRY, "services", "postgres:17");
  plr_edit_set_target (self->edit, "db-new");
  service = model_parse ("{\"name\": \"db-new\", \"image\": \"postgres:17\"}");
  json_array_add_object_element (list, service);

  return TRUE;
}

/* The matrix */

static gboolean
has_axes (GithubAttempt *self)
{
  return github_get_text (self->stage, "matrix_expression") == NULL && !github_is_opaque (self->stage, "strategy");
}

static gboolean
is_in_matrix (GithubAttempt *self)
{
  return json_object_get_size (github_get_map (self->stage, "matrix")) > 0 || json_array_get_length (github_get_list (self->stage, "include")) > 0;
}

static gboolean
try_axis (GithubAttempt *self)
{
  const char *values[] = { "1", "1.10", "a: b", NULL };

  if (!has_axes (self))
    return FALSE;
  self->is_one = is_in_matrix (self);
  github_set_edit (self, PLR_EDIT_KIND_SET_MATRIX_AXIS, NULL, NULL);
  plr_edit_set_target (self->edit, "new");
  plr_edit_set_values (self->edit, values);
  model_set_strings (github_get_map (self->stage, "matrix"), "new", values);

  return TRUE;
}

static gboolean
try_remove_matrix (GithubAttempt *self)
{
  static const char *const fields[] = { "matrix", "include", "exclude", "matrix_expression", "keeps_going", "max_parallel" };

  if (!is_in_matrix (self) && github_get_text (self->stage, "matrix_expression") == NULL)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_MATRIX, NULL, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    json_object_remove_member (self->stage, fields[i]);
  github_drop_opaque (self->stage, "strategy");

  return TRUE;
}

static gboolean
try_computed_matrix (GithubAttempt *self)
{
  static const char *const fields[] = { "matrix", "include", "exclude" };
  static const char text[] = "${{ fromJSON(vars.MATRIX) }}";

  github_set_edit (self, PLR_EDIT_KIND_SET_MATRIX, NULL, text);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    json_object_remove_member (self->stage, fields[i]);
  json_object_set_string_member (self->stage, "matrix_expression", text);
  github_drop_opaque (self->stage, "strategy/matrix");

  return TRUE;
}

static gboolean
try_add_row (GithubAttempt *self)
{
  const char *values[] = { "new=1.10", "flag=a: b", NULL };
  JsonObject *row;

  if (!has_axes (self))
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_MATRIX_ROW, "include", NULL);
  plr_edit_set_index (self->edit, -1);
  plr_edit_set_values (self->edit, values);
  row = model_parse ("{\"new\": \"1.10\", \"flag\": \"a: b\"}");
  json_array_add_object_element (github_get_list (self->stage, "include"), row);

  return TRUE;
}

static gboolean
try_keep_going (GithubAttempt *self)
{
  if (!is_in_matrix (self))
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_STAGE, "keeps-going", "true");
  json_object_set_boolean_member (self->stage, "keeps_going", TRUE);
  github_drop_opaque (self->stage, "strategy/fail-fast");
  self->is_one = TRUE;

  return TRUE;
}

/* Artifacts and caches are steps */

static const char *
find_version (GithubAttempt *self,
              const char    *action,
              const char    *standard)
{
  g_autofree char *prefix = g_strconcat (action, "@", NULL);

  for (guint i = 0; i < json_array_get_length (model_get_stages (self->model)); i++)
    {
      JsonArray *steps = github_get_list (json_array_get_object_element (model_get_stages (self->model), i), "steps");

      for (guint j = 0; j < json_array_get_length (steps); j++)
        {
          const char *uses = github_get_text (json_array_get_object_element (steps, j), "uses");

          if (uses != NULL && g_str_has_prefix (uses, prefix))
            return uses;
        }
    }

  return standard;
}

static gboolean
try_artifact (GithubAttempt *self)
{
  const char *paths[] = { "out/a", "out/b", NULL };
  JsonObject *step;

  if (github_is_call (self) || github_find_named (github_get_list (self->stage, "artifacts"), "name", "new") >= 0)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_ARTIFACT, NULL, NULL);
  plr_edit_set_target (self->edit, "new");
  plr_edit_set_values (self->edit, paths);
  plr_edit_set_optional (self->edit, TRUE);
  step = model_parse ("{\"arguments\": {\"name\": \"new\", \"path\": \"out/a\\nout/b\\n\"}}");
  json_object_set_string_member (step, "uses", find_version (self, "actions/upload-artifact", "actions/upload-artifact@v4"));
  json_array_add_object_element (get_steps (self), step);

  return TRUE;
}

static gboolean
try_remove_artifact (GithubAttempt *self)
{
  JsonArray *list = github_get_list (self->stage, "artifacts");
  const char *name;

  if (json_array_get_length (list) == 0)
    return FALSE;
  name = json_object_get_string_member (json_array_get_object_element (list, 0), "name");
  for (guint i = 0; i < json_array_get_length (get_steps (self)); i++)
    {
      JsonObject *step = json_array_get_object_element (get_steps (self), i);
      const char *uses = github_get_text (step, "uses");
      const char *own = github_get_text (github_get_map (step, "arguments"), "name");

      if (uses == NULL || !g_str_has_prefix (uses, "actions/upload-artifact@") || !g_str_equal (own != NULL ? own : "artifact", name))
        continue;
      github_set_edit (self, PLR_EDIT_KIND_REMOVE_ARTIFACT, NULL, NULL);
      plr_edit_set_target (self->edit, name);
      json_array_remove_element (get_steps (self), i);
      return TRUE;
    }

  return FALSE;
}

/* What starts it */

static int
find_trigger (GithubAttempt *self,
              const char    *name)
{
  return github_find_named (github_get_list (self->model, "triggers"), "name", name);
}

static gboolean
try_add_trigger (GithubAttempt *self)
{
  JsonObject *trigger;

  if (find_trigger (self, "release") >= 0)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_TRIGGER, NULL, NULL);
  plr_edit_set_stage (self->edit, NULL);
  plr_edit_set_target (self->edit, "release");
  trigger = model_parse ("{\"event\": \"other\", \"name\": \"release\"}");
  json_array_add_object_element (github_get_list (self->model, "triggers"), trigger);
  self->is_one = TRUE;
  self->is_far = TRUE;

  return TRUE;
}

static gboolean
try_remove_trigger (GithubAttempt *self)
{
  JsonArray *list = github_get_list (self->model, "triggers");
  guint n = json_array_get_length (list);
  g_autofree char *name = NULL;
  g_autofree char *where = NULL;

  if (n == 0)
    return FALSE;
  name = g_strdup (json_object_get_string_member (json_array_get_object_element (list, 0), "name"));
  for (guint i = n; i > 0; i--)
    if (g_str_equal (json_object_get_string_member (json_array_get_object_element (list, i - 1), "name"), name))
      json_array_remove_element (list, i - 1);
  if (json_array_get_length (list) == 0)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_REMOVE_TRIGGER, NULL, NULL);
  plr_edit_set_stage (self->edit, NULL);
  plr_edit_set_target (self->edit, name);
  where = g_strconcat ("on/", name, NULL);
  github_drop_opaque (self->model, where);
  self->is_far = TRUE;

  return TRUE;
}

static gboolean
try_filter (GithubAttempt *self)
{
  const char *values[] = { "main", "release/**", NULL };
  int at = find_trigger (self, "push");
  JsonObject *trigger = at >= 0 ? json_array_get_object_element (github_get_list (self->model, "triggers"), (guint)at) : NULL;

  if (trigger == NULL || json_object_has_member (trigger, "branches_ignored"))
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_TRIGGER, "branches", NULL);
  plr_edit_set_stage (self->edit, NULL);
  plr_edit_set_target (self->edit, "push");
  plr_edit_set_values (self->edit, values);
  model_set_strings (trigger, "branches", values);
  self->is_far = TRUE;

  return TRUE;
}

static gboolean
try_schedule (GithubAttempt *self)
{
  const char *values[] = { "17 3 * * 2", NULL };
  JsonObject *trigger;

  if (find_trigger (self, "schedule") >= 0)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_TRIGGER, "schedule", NULL);
  plr_edit_set_stage (self->edit, NULL);
  plr_edit_set_target (self->edit, "schedule");
  plr_edit_set_values (self->edit, values);
  trigger = model_parse ("{\"event\": \"schedule\", \"name\": \"schedule\", \"schedule\": \"17 3 * * 2\"}");
  json_array_add_object_element (github_get_list (self->model, "triggers"), trigger);
  self->is_far = TRUE;

  return TRUE;
}

const GithubOperation github_part_operations[] = {
  { "add-step", try_add_step },
  { "remove-step", try_remove_step },
  { "move-step", try_move_step },
  { "duplicate-step", try_duplicate_step },
  { "set-step-name", try_step_name },
  { "set-run", try_step_run },
  { "set-uses", try_step_uses },
  { "set-shell", try_step_shell },
  { "set-directory", try_step_directory },
  { "set-step-condition", try_step_condition },
  { "set-id", try_step_id },
  { "set-step-timeout", try_step_timeout },
  { "allow-step-failure", try_step_allow_failure },
  { "add-variable", try_add_variable },
  { "set-variable", try_set_variable },
  { "rename-variable", try_rename_variable },
  { "remove-variable", try_remove_variable },
  { "set-permission", try_permission },
  { "remove-permission", try_remove_permission },
  { "set-output", try_output },
  { "set-input", try_step_argument },
  { "set-service", try_service },
  { "set-axis", try_axis },
  { "remove-matrix", try_remove_matrix },
  { "compute-matrix", try_computed_matrix },
  { "add-row", try_add_row },
  { "keep-going", try_keep_going },
  { "set-artifact", try_artifact },
  { "remove-artifact", try_remove_artifact },
  { "add-trigger", try_add_trigger },
  { "remove-trigger", try_remove_trigger },
  { "set-filter", try_filter },
  { "set-schedule", try_schedule },
};
const guint n_github_part_operations = G_N_ELEMENTS (github_part_operations);
