/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-write"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-write-private.h"

/* Writes a pipeline that was read from GitLab: each job with all that it had from templates and defaults. */

static gboolean
has_input (PlrStage   *stage,
           const char *need)
{
  const char *const *inputs = plr_stage_get_inputs (stage);

  return inputs == NULL || g_strv_contains (inputs, need);
}

/* A need as a text, or with what there is to say of it. */
static PlrYamlValue *
new_need (const char *name,
          gboolean    has_input,
          gboolean    is_optional)
{
  PlrYamlValue *map;

  if (has_input && !is_optional)
    return plr_yaml_value_new_string (name);

  map = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (map, "job", name);
  if (!has_input)
    plr_yaml_value_set (map, "artifacts", plr_yaml_value_new_boolean (FALSE));
  if (is_optional)
    plr_yaml_value_set (map, "optional", plr_yaml_value_new_boolean (TRUE));

  return map;
}

static void
add_needs (PlrYamlValue *job,
           PlrStage     *stage)
{
  const char *const *needs = plr_stage_get_needs (stage);
  const char *const *inputs = plr_stage_get_inputs (stage);
  const char *const *optional = plr_job_get_optional_needs (plr_stage_get_job (stage));
  gboolean is_partial = FALSE;
  PlrYamlValue *list;

  if (plr_job_get_implied_needs (plr_stage_get_job (stage)) || (needs[0] == NULL && inputs != NULL && inputs[0] != NULL))
    {
      PlrYamlValue *dependencies = inputs != NULL ? plr_yaml_value_new_strings (inputs) : NULL;

      if (dependencies == NULL)
        return;
      plr_yaml_value_set_flow (dependencies, TRUE);
      plr_yaml_value_set (job, "dependencies", dependencies);
      return;
    }

  list = plr_yaml_value_new_list ();
  for (guint i = 0; needs[i] != NULL; i++)
    {
      gboolean is_input = has_input (stage, needs[i]);

      is_partial |= !is_input;
      plr_yaml_value_append (list, new_need (needs[i], is_input, optional != NULL && g_strv_contains (optional, needs[i])));
    }
  for (guint i = 0; optional != NULL && optional[i] != NULL; i++)
    if (!g_strv_contains (needs, optional[i]))
      plr_yaml_value_append (list, new_need (optional[i], TRUE, TRUE));
  plr_yaml_value_set_flow (list, needs[0] == NULL && optional == NULL);
  plr_yaml_value_set (job, "needs", list);
  /* No need says that anything is left out, so that the choice has to be said apart. */
  if (inputs != NULL && !is_partial)
    {
      list = plr_yaml_value_new_strings (inputs);
      plr_yaml_value_set_flow (list, TRUE);
      plr_yaml_value_set (job, "dependencies", list);
    }
}

static const char *
find_when (PlrStage *stage)
{
  PlrStageWhen when = plr_stage_get_when (stage);

  if (plr_stage_get_approval (stage))
    return "manual";

  return when == PLR_STAGE_WHEN_FAILURE ? "on_failure" : when == PLR_STAGE_WHEN_ALWAYS ? "always" : NULL;
}

/* `only` and `except`, or a list of rules. Returns whether the text is one of these. */
static gboolean
add_parsed (PlrYamlValue *job,
            const char   *condition)
{
  gboolean is_list = g_str_has_prefix (condition, "- ");
  gboolean is_only = g_str_has_prefix (condition, "only:") || g_str_has_prefix (condition, "except:");
  g_autoptr(PlrYaml) tree = is_list || is_only ? plr_yaml_new (condition, -1, NULL) : NULL;
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;

  if (root == NULL)
    return FALSE;
  if (is_list)
    plr_yaml_value_set (job, "rules", plr_yaml_value_new_copy (root));
  for (guint i = 0; is_only && i < plr_yaml_node_get_n_items (root); i++)
    plr_yaml_value_set (job, plr_yaml_node_get_string (plr_yaml_node_get_key (root, i)),
                        plr_yaml_value_new_copy (plr_yaml_node_get_value (root, i)));

  return TRUE;
}

static void
add_rules (PlrYamlValue *job,
           PlrStage     *stage)
{
  PlrJob *model = plr_stage_get_job (stage);
  const char *const *branches = plr_stage_get_branches (stage);
  const char *when = find_when (stage);
  const char *condition = plr_job_get_condition (model);
  g_autofree char *text = branches != NULL && branches[0] != NULL ? plr_gitlab_format_branches (branches, "$CI_COMMIT_BRANCH") : NULL;
  gboolean is_parsed = condition != NULL && add_parsed (job, condition);
  PlrYamlValue *rule = job;
  PlrYamlValue *rules;
  /* A manual job holds nobody up, unless it stands in a rule. */
  gboolean usual = plr_stage_get_approval (stage);

  if (!is_parsed && (condition != NULL || text != NULL))
    {
      rule = plr_yaml_value_new_map ();
      plr_yaml_value_set_string (rule, "if", condition != NULL ? condition : text);
      rules = plr_yaml_value_new_list ();
      plr_yaml_value_append (rules, rule);
      plr_yaml_value_set (job, "rules", rules);
      usual = FALSE;
    }
  else if (is_parsed && condition[0] == '-')
    {
      usual = FALSE;
    }
  if (when != NULL)
    plr_yaml_value_set_string (rule, "when", when);
  if (plr_stage_get_approval_message (stage) != NULL)
    plr_yaml_value_set_string (job, "manual_confirmation", plr_stage_get_approval_message (stage));
  if (plr_job_get_allow_failure (model) != usual)
    plr_yaml_value_set (rule, "allow_failure", plr_yaml_value_new_boolean (!usual));
}

static PlrYamlValue *
make_command (PlrStep *step)
{
  const char *uses = plr_step_get_uses (step);
  g_autoptr(PlrYaml) tree = uses != NULL && g_str_has_prefix (uses, "!reference") ? plr_yaml_new (uses, -1, NULL) : NULL;
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;
  PlrYamlValue *copy = root != NULL ? plr_yaml_value_new_copy (root) : NULL;

  return copy != NULL ? copy : plr_yaml_value_new_string (plr_step_get_run (step) != NULL ? plr_step_get_run (step) : "");
}

static void
add_script (PlrYamlValue *job,
            PlrStage     *stage)
{
  GListModel *steps = plr_stage_get_steps (stage);
  PlrYamlValue *script = plr_yaml_value_new_list ();
  PlrYamlValue *after = plr_yaml_value_new_list ();
  guint n_script = 0;
  guint n_after = 0;

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      gboolean always = plr_step_get_when (step) == PLR_STAGE_WHEN_ALWAYS;

      plr_yaml_value_append (always ? after : script, make_command (step));
      n_script += always ? 0 : 1;
      n_after += always ? 1 : 0;
    }
  plr_yaml_value_set_flow (script, n_script == 0);
  plr_yaml_value_set (job, "script", script);
  if (n_after > 0)
    plr_yaml_value_set (job, "after_script", after);
  else
    plr_yaml_value_unref (after);
}

static PlrYamlValue *
make_job (PlrExport *export,
          PlrStage  *stage)
{
  PlrYamlValue *job = plr_yaml_value_new_map ();
  PlrJob *model = plr_stage_get_job (stage);
  gboolean is_call;

  if (plr_job_get_group (model) != NULL)
    plr_yaml_value_set_string (job, "stage", plr_job_get_group (model));
  plr_gitlab_add_machine (job, stage, TRUE);
  is_call = plr_gitlab_add_call (job, stage);
  add_needs (job, stage);
  if (g_list_model_get_n_items (plr_stage_get_environment (stage)) > 0)
    {
      PlrYamlValue *variables = plr_yaml_value_new_map ();

      plr_gitlab_add_variables (variables, plr_stage_get_environment (stage), TRUE);
      plr_yaml_value_set (job, "variables", variables);
    }
  add_rules (job, stage);
  plr_gitlab_add_deployment (job, stage, TRUE);
  plr_gitlab_add_limits (export, job, stage);
  plr_gitlab_add_matrix (export, job, stage, TRUE);
  plr_gitlab_add_caches (job, stage);
  if (!is_call)
    add_script (job, stage);
  plr_gitlab_add_artifacts (export, job, stage, TRUE);

  return job;
}

static void
note_opaque (PlrExport         *export,
             PlrStage          *stage,
             const char *const *keys)
{
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    plr_export_note (export, stage, "opaque", PLR_EXPORT_MANUAL, _("Copy it from the definition."),
                     _("“%s” is left out where the definition is written anew"), keys[i]);
}

/**
 * plr_gitlab_write_own:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable): the configuration
 */
char *
plr_gitlab_write_own (PlrExport *export,
                      GError   **error)
{
  const char *const *groups = plr_pipeline_get_groups (export->pipeline);
  GListModel *variables = plr_pipeline_get_variables (export->pipeline);
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (export->pipeline));
  g_autofree char *spec = plr_gitlab_dup_spec (export);
  g_autofree char *header = plr_export_make_header (export);
  g_autoptr(GString) out = g_string_new (spec);

  g_string_append (out, header);
  note_opaque (export, NULL, plr_pipeline_get_opaque (export->pipeline));
  plr_gitlab_add_workflow (export, out, TRUE);
  if (groups != NULL && groups[0] != NULL)
    {
      PlrYamlValue *stages = plr_yaml_value_new_strings (groups);

      plr_yaml_value_set_flow (stages, TRUE);
      plr_export_add_section (out, NULL, "stages", stages);
    }
  if (g_list_model_get_n_items (variables) > 0)
    {
      PlrYamlValue *map = plr_yaml_value_new_map ();

      plr_gitlab_add_variables (map, variables, TRUE);
      plr_export_add_section (out, NULL, "variables", map);
    }
  for (guint i = 0; i < n_stages; i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (export->pipeline), i);

      note_opaque (export, stage, plr_stage_get_opaque (stage));
      plr_export_add_section (out, NULL, plr_stage_get_id (stage), make_job (export, stage));
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
