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
add_variables (JsonBuilder *builder,
               const char  *name,
               GListModel  *variables)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      add_string (builder, plr_variable_get_name (variable), plr_variable_get_value (variable));
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
  add_strings (builder, "opaque", plr_stage_get_opaque (stage));
  if ((flags & PLR_PIPELINE_JSON_PLACES) != 0)
    {
      add_number (builder, "offset", plr_stage_get_offset (stage));
      add_number (builder, "length", plr_stage_get_length (stage));
      add_number (builder, "line", plr_stage_get_line (stage));
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
 * seconds. Later versions only add keys.
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
