/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeline-json"

#include "config.h"

#include <json-glib/json-glib.h>

#include "plr-pipeline-json.h"

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_strings (JsonBuilder       *builder,
             const char        *name,
             const char *const *values)
{
  json_builder_set_member_name (builder, name);
  if (values == NULL)
    {
      json_builder_add_null_value (builder);
      return;
    }

  json_builder_begin_array (builder);
  for (guint i = 0; values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

static void
add_seconds (JsonBuilder *builder,
             const char  *name,
             gint64       time_us)
{
  json_builder_set_member_name (builder, name);
  if (time_us > 0)
    json_builder_add_int_value (builder, time_us / G_USEC_PER_SEC);
  else
    json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            gint64       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder,
             const char  *name,
             gboolean     value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

static void
add_pairs (JsonBuilder *builder,
           GListModel  *variables)
{
  json_builder_begin_object (builder);
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      add_string (builder, plr_variable_get_name (variable), plr_variable_get_value (variable));
    }
  json_builder_end_object (builder);
}

static void
add_variables (JsonBuilder *builder,
               const char  *name,
               GListModel  *variables)
{
  json_builder_set_member_name (builder, name);
  add_pairs (builder, variables);
}

/* What only some engines know is there only where it is set. */

static void
add_set_string (JsonBuilder *builder,
                const char  *name,
                const char  *value)
{
  if (value != NULL)
    add_string (builder, name, value);
}

static void
add_set_strings (JsonBuilder       *builder,
                 const char        *name,
                 const char *const *values)
{
  if (values != NULL && values[0] != NULL)
    add_strings (builder, name, values);
}

static void
add_set_number (JsonBuilder *builder,
                const char  *name,
                gint64       value)
{
  if (value != 0)
    add_number (builder, name, value);
}

static void
add_set_boolean (JsonBuilder *builder,
                 const char  *name,
                 gboolean     value)
{
  if (value)
    add_boolean (builder, name, value);
}

static void
add_set_variables (JsonBuilder *builder,
                   const char  *name,
                   GListModel  *variables)
{
  if (g_list_model_get_n_items (variables) > 0)
    add_variables (builder, name, variables);
}

/* What a person or caller is told of each, if anything. */
static void
add_details (JsonBuilder *builder,
             const char  *name,
             GListModel  *variables)
{
  gboolean has_any = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      const char *const *options = plr_variable_get_options (variable);

      if (plr_variable_get_description (variable) == NULL && plr_variable_get_input_type (variable) == NULL && options == NULL &&
          !plr_variable_get_required (variable))
        continue;
      if (!has_any)
        {
          json_builder_set_member_name (builder, name);
          json_builder_begin_object (builder);
        }
      has_any = TRUE;
      json_builder_set_member_name (builder, plr_variable_get_name (variable));
      json_builder_begin_object (builder);
      add_set_string (builder, "description", plr_variable_get_description (variable));
      add_set_string (builder, "type", plr_variable_get_input_type (variable));
      add_set_strings (builder, "options", options);
      add_set_boolean (builder, "required", plr_variable_get_required (variable));
      json_builder_end_object (builder);
    }
  if (has_any)
    json_builder_end_object (builder);
}

/* Which of the variables come from which secrets. */
static void
add_secrets (JsonBuilder *builder,
             const char  *name,
             GListModel  *variables)
{
  gboolean has_any = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (variables) && !has_any; i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      has_any = plr_variable_get_secret (variable) != NULL;
    }
  if (!has_any)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      if (plr_variable_get_secret (variable) != NULL)
        add_string (builder, plr_variable_get_name (variable), plr_variable_get_secret (variable));
    }
  json_builder_end_object (builder);
}

static void
add_step (JsonBuilder         *builder,
          PlrStep             *step,
          PlrPipelineJsonFlags flags)
{
  json_builder_begin_object (builder);
  add_string (builder, "name", plr_step_get_name (step));
  add_string (builder, "run", plr_step_get_run (step));
  add_string (builder, "shell", plr_step_get_shell (step));
  add_string (builder, "directory", plr_step_get_directory (step));
  add_variables (builder, "environment", plr_step_get_environment (step));
  add_secrets (builder, "secrets", plr_step_get_environment (step));
  add_set_string (builder, "id", plr_step_get_id (step));
  add_set_string (builder, "uses", plr_step_get_uses (step));
  add_set_variables (builder, "arguments", plr_step_get_arguments (step));
  add_set_string (builder, "condition", plr_step_get_condition (step));
  if (plr_step_get_when (step) != PLR_STAGE_WHEN_SUCCESS)
    add_string (builder, "when", plr_stage_when_get_nick (plr_step_get_when (step)));
  add_set_boolean (builder, "allow_failure", plr_step_get_allow_failure (step));
  add_set_number (builder, "timeout_s", plr_step_get_timeout_us (step) / G_USEC_PER_SEC);
  if ((flags & PLR_PIPELINE_JSON_PLACES) != 0)
    {
      add_number (builder, "offset", plr_step_get_offset (step));
      add_number (builder, "length", plr_step_get_length (step));
    }
  json_builder_end_object (builder);
}

static void
add_artifacts (JsonBuilder *builder,
               PlrStage    *stage)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);

  json_builder_set_member_name (builder, "artifacts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);

      json_builder_begin_object (builder);
      add_string (builder, "name", plr_artifact_get_name (artifact));
      add_strings (builder, "paths", plr_artifact_get_paths (artifact));
      add_boolean (builder, "optional", plr_artifact_get_optional (artifact));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_matrix (JsonBuilder *builder,
            PlrStage    *stage)
{
  GListModel *axes = plr_stage_get_axes (stage);

  json_builder_set_member_name (builder, "matrix");
  json_builder_begin_object (builder);
  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);

      add_strings (builder, plr_axis_get_name (axis), plr_axis_get_values (axis));
    }
  json_builder_end_object (builder);
}

static void
add_rows (JsonBuilder *builder,
          const char  *name,
          GListModel  *rows)
{
  if (g_list_model_get_n_items (rows) == 0)
    return;

  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);

      add_pairs (builder, plr_matrix_row_get_variables (row));
    }
  json_builder_end_array (builder);
}

static void
add_services (JsonBuilder *builder,
              GListModel  *services)
{
  if (g_list_model_get_n_items (services) == 0)
    return;

  json_builder_set_member_name (builder, "services");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr(PlrService) service = g_list_model_get_item (services, i);

      json_builder_begin_object (builder);
      add_string (builder, "name", plr_service_get_name (service));
      add_string (builder, "image", plr_service_get_image (service));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_caches (JsonBuilder *builder,
            GListModel  *caches)
{
  if (g_list_model_get_n_items (caches) == 0)
    return;

  json_builder_set_member_name (builder, "caches");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (caches); i++)
    {
      g_autoptr(PlrCache) cache = g_list_model_get_item (caches, i);

      json_builder_begin_object (builder);
      add_string (builder, "key", plr_cache_get_key (cache));
      add_strings (builder, "paths", plr_cache_get_paths (cache));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_job (JsonBuilder *builder,
         PlrJob      *job)
{
  add_set_string (builder, "condition", plr_job_get_condition (job));
  add_set_string (builder, "group", plr_job_get_group (job));
  add_set_boolean (builder, "implied_needs", plr_job_get_implied_needs (job));
  add_set_strings (builder, "runner", plr_job_get_runner (job));
  add_services (builder, plr_job_get_services (job));
  add_caches (builder, plr_job_get_caches (job));
  add_set_variables (builder, "permissions", plr_job_get_permissions (job));
  add_set_string (builder, "concurrency", plr_job_get_concurrency (job));
  add_set_boolean (builder, "cancels", plr_job_get_cancels (job));
  add_set_variables (builder, "outputs", plr_job_get_outputs (job));
  add_set_boolean (builder, "allow_failure", plr_job_get_allow_failure (job));
  add_set_string (builder, "calls", plr_job_get_calls (job));
  add_set_variables (builder, "arguments", plr_job_get_arguments (job));
  add_rows (builder, "include", plr_job_get_includes (job));
  add_rows (builder, "exclude", plr_job_get_excludes (job));
  add_set_string (builder, "matrix_expression", plr_job_get_matrix (job));
  add_set_boolean (builder, "keeps_going", plr_job_get_keeps_going (job));
  add_set_number (builder, "max_parallel", plr_job_get_max_parallel (job));
  add_set_number (builder, "copies", plr_job_get_copies (job));
  add_set_strings (builder, "optional_needs", plr_job_get_optional_needs (job));
  add_set_string (builder, "url", plr_job_get_url (job));
}

static void
add_triggers (JsonBuilder         *builder,
              GListModel          *triggers,
              PlrPipelineJsonFlags flags)
{
  if (g_list_model_get_n_items (triggers) == 0)
    return;

  json_builder_set_member_name (builder, "triggers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      json_builder_begin_object (builder);
      add_string (builder, "event", plr_trigger_event_get_nick (plr_trigger_get_event (trigger)));
      add_string (builder, "name", plr_trigger_get_name (trigger));
      add_set_strings (builder, "branches", plr_trigger_get_branches (trigger));
      add_set_strings (builder, "branches_ignored", plr_trigger_get_branches_ignored (trigger));
      add_set_strings (builder, "tags", plr_trigger_get_tags (trigger));
      add_set_strings (builder, "tags_ignored", plr_trigger_get_tags_ignored (trigger));
      add_set_strings (builder, "paths", plr_trigger_get_paths (trigger));
      add_set_strings (builder, "paths_ignored", plr_trigger_get_paths_ignored (trigger));
      add_set_strings (builder, "types", plr_trigger_get_types (trigger));
      add_set_string (builder, "schedule", plr_trigger_get_schedule (trigger));
      add_set_variables (builder, "inputs", plr_trigger_get_inputs (trigger));
      add_details (builder, "input_details", plr_trigger_get_inputs (trigger));
      add_set_variables (builder, "secrets", plr_trigger_get_secrets (trigger));
      add_details (builder, "secret_details", plr_trigger_get_secrets (trigger));
      add_set_variables (builder, "outputs", plr_trigger_get_outputs (trigger));
      add_details (builder, "output_details", plr_trigger_get_outputs (trigger));
      if ((flags & PLR_PIPELINE_JSON_PLACES) != 0)
        add_number (builder, "line", plr_trigger_get_line (trigger));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_stage (JsonBuilder         *builder,
           PlrStage            *stage,
           PlrPipelineJsonFlags flags)
{
  GListModel *steps = plr_stage_get_steps (stage);

  json_builder_begin_object (builder);
  add_string (builder, "id", plr_stage_get_id (stage));
  add_string (builder, "name", plr_stage_get_name (stage));
  add_string (builder, "kind", plr_stage_kind_get_nick (plr_stage_get_kind (stage)));
  add_strings (builder, "needs", plr_stage_get_needs (stage));
  add_string (builder, "when", plr_stage_when_get_nick (plr_stage_get_when (stage)));
  add_strings (builder, "branches", plr_stage_get_branches (stage));
  add_boolean (builder, "approval", plr_stage_get_approval (stage));
  add_string (builder, "approval_message", plr_stage_get_approval_message (stage));
  add_matrix (builder, stage);
  add_boolean (builder, "network", plr_stage_get_network (stage));
  add_seconds (builder, "timeout_s", plr_stage_get_timeout_us (stage));
  add_number (builder, "retry", plr_stage_get_retry (stage));
  add_string (builder, "image", plr_stage_get_image (stage));
  add_variables (builder, "environment", plr_stage_get_environment (stage));
  add_secrets (builder, "secrets", plr_stage_get_environment (stage));
  add_strings (builder, "inputs", plr_stage_get_inputs (stage));
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      add_step (builder, step, flags);
    }
  json_builder_end_array (builder);
  add_artifacts (builder, stage);
  add_strings (builder, "reports", plr_stage_get_reports (stage));
  add_string (builder, "deploy", plr_stage_get_deploy (stage));
  add_job (builder, plr_stage_get_job (stage));
  add_strings (builder, "opaque", plr_stage_get_opaque (stage));
  if ((flags & PLR_PIPELINE_JSON_PLACES) != 0)
    {
      add_number (builder, "offset", plr_stage_get_offset (stage));
      add_number (builder, "length", plr_stage_get_length (stage));
      add_number (builder, "line", plr_stage_get_line (stage));
      add_set_string (builder, "file", plr_job_get_file (plr_stage_get_job (stage)));
      add_set_number (builder, "file_line", plr_job_get_file_line (plr_stage_get_job (stage)));
    }
  json_builder_end_object (builder);
}

/**
 * plr_pipeline_to_json:
 * @pipeline: a pipeline of any dialect
 * @flags: how
 *
 * Says all of a model in one JSON object, the same for the same model: every key is there, in a fixed order, `null` where
 * nothing is set (for `inputs` that means all artifacts of what is needed, for `branches` all branches). Times are in
 * seconds. What only some engines know (`triggers`, `runner`, `services` …) is there only where it is set. Later versions only
 * add keys.
 *
 * Returns: (transfer full): JSON, with a final newline if pretty
 */
char *
plr_pipeline_to_json (PlrPipeline         *pipeline,
                      PlrPipelineJsonFlags flags)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *text = NULL;
  gboolean is_pretty = (flags & PLR_PIPELINE_JSON_PRETTY) != 0;

  g_return_val_if_fail (PLR_IS_PIPELINE (pipeline), NULL);

  json_builder_begin_object (builder);
  add_string (builder, "name", plr_pipeline_get_name (pipeline));
  add_string (builder, "path", plr_pipeline_get_path (pipeline));
  add_string (builder, "dialect", plr_pipeline_get_dialect (pipeline));
  add_string (builder, "root", plr_pipeline_get_root (pipeline));
  add_variables (builder, "variables", plr_pipeline_get_variables (pipeline));
  add_secrets (builder, "secrets", plr_pipeline_get_variables (pipeline));
  add_details (builder, "variable_details", plr_pipeline_get_variables (pipeline));
  add_set_variables (builder, "inputs", plr_pipeline_get_inputs (pipeline));
  add_details (builder, "input_details", plr_pipeline_get_inputs (pipeline));
  add_triggers (builder, plr_pipeline_get_triggers (pipeline), flags);
  add_set_variables (builder, "permissions", plr_pipeline_get_permissions (pipeline));
  add_set_string (builder, "concurrency", plr_pipeline_get_concurrency (pipeline));
  add_set_boolean (builder, "cancels", plr_pipeline_get_cancels (pipeline));
  add_set_strings (builder, "groups", plr_pipeline_get_groups (pipeline));
  add_set_string (builder, "condition", plr_pipeline_get_condition (pipeline));
  json_builder_set_member_name (builder, "defaults");
  json_builder_begin_object (builder);
  add_seconds (builder, "timeout_s", plr_pipeline_get_timeout_us (pipeline));
  add_number (builder, "retry", plr_pipeline_get_retry (pipeline));
  add_string (builder, "shell", plr_pipeline_get_shell (pipeline));
  json_builder_end_object (builder);
  add_strings (builder, "opaque", plr_pipeline_get_opaque (pipeline));
  json_builder_set_member_name (builder, "stages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      add_stage (builder, stage, flags);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);

  root = json_builder_get_root (builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, is_pretty);
  text = json_generator_to_data (generator, NULL);

  return is_pretty ? g_strconcat (text, "\n", NULL) : g_steal_pointer (&text);
}
