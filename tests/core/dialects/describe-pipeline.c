/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "describe-pipeline.h"

/* A model in few words, a line for the pipeline and one for each stage, with what is not as usual; for tables of tests. */

static void
add_text (GString    *out,
          const char *name,
          const char *text)
{
  if (text == NULL)
    return;

  g_string_append_printf (out, " %s=", name);
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '\n')
      g_string_append (out, "\\n");
    else
      g_string_append_c (out, *p);
}

static void
add_list (GString           *out,
          const char        *name,
          const char *const *list)
{
  g_autofree char *joined = list != NULL ? g_strjoinv (",", (GStrv)list) : NULL;

  if (joined != NULL)
    g_string_append_printf (out, " %s=[%s]", name, joined);
}

static void
add_filled (GString           *out,
            const char        *name,
            const char *const *list)
{
  if (list != NULL && list[0] != NULL)
    add_list (out, name, list);
}

static void
add_flag (GString    *out,
          const char *name,
          gboolean    is_set)
{
  if (is_set)
    g_string_append_printf (out, " %s", name);
}

static void
add_variables (GString    *out,
               const char *name,
               GListModel *variables)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      g_autofree char *full = g_strconcat (name, ":", plr_variable_get_name (variable), NULL);

      add_text (out, full, plr_variable_get_value (variable));
      add_text (out, "type", plr_variable_get_input_type (variable));
      add_list (out, "options", plr_variable_get_options (variable));
      add_flag (out, "required", plr_variable_get_required (variable));
      add_text (out, "description", plr_variable_get_description (variable));
    }
}

static void
add_number (GString    *out,
            const char *name,
            gint64      number)
{
  if (number != 0)
    g_string_append_printf (out, " %s=%" G_GINT64_FORMAT, name, number);
}

static void
add_steps (GString  *out,
           PlrStage *stage)
{
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      add_text (out, plr_step_get_when (step) == PLR_STAGE_WHEN_ALWAYS ? "always" : "run", plr_step_get_run (step));
      add_text (out, "uses", plr_step_get_uses (step));
    }
}

static void
add_matrix (GString  *out,
            PlrStage *stage)
{
  GListModel *axes = plr_stage_get_axes (stage);
  GListModel *rows = plr_job_get_includes (plr_stage_get_job (stage));

  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      g_autofree char *name = g_strconcat ("axis:", plr_axis_get_name (axis), NULL);

      add_list (out, name, plr_axis_get_values (axis));
    }
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);

      g_string_append (out, " (");
      add_variables (out, "row", plr_matrix_row_get_variables (row));
      g_string_append (out, " )");
    }
}

static void
add_parts (GString  *out,
           PlrStage *stage)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  GListModel *caches = plr_job_get_caches (plr_stage_get_job (stage));
  GListModel *services = plr_job_get_services (plr_stage_get_job (stage));

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      g_autofree char *name = g_strconcat ("artifact:", plr_artifact_get_name (artifact), NULL);

      add_list (out, name, plr_artifact_get_paths (artifact));
    }
  for (guint i = 0; i < g_list_model_get_n_items (caches); i++)
    {
      g_autoptr(PlrCache) cache = g_list_model_get_item (caches, i);
      g_autofree char *name = g_strconcat ("cache:", plr_cache_get_key (cache), NULL);

      add_list (out, name, plr_cache_get_paths (cache));
    }
  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr(PlrService) service = g_list_model_get_item (services, i);
      g_autofree char *name = g_strconcat ("service:", plr_service_get_name (service), NULL);

      add_text (out, name, plr_service_get_image (service));
    }
}

char *
plr_test_describe_stage (PlrStage *stage)
{
  GString *out = g_string_new (plr_stage_get_id (stage));
  PlrJob *job = plr_stage_get_job (stage);

  add_text (out, "name", plr_stage_get_name (stage));
  add_text (out, "group", plr_job_get_group (job));
  add_flag (out, "implied", plr_job_get_implied_needs (job));
  add_filled (out, "needs", plr_stage_get_needs (stage));
  add_list (out, "inputs", plr_stage_get_inputs (stage));
  if (plr_job_get_optional_needs (job) != NULL)
    add_list (out, "optional", plr_job_get_optional_needs (job));
  add_text (out, "image", plr_stage_get_image (stage));
  add_filled (out, "runner", plr_job_get_runner (job));
  add_text (out, "condition", plr_job_get_condition (job));
  add_list (out, "branches", plr_stage_get_branches (stage));
  if (plr_stage_get_when (stage) != PLR_STAGE_WHEN_SUCCESS)
    add_text (out, "when", plr_stage_when_get_nick (plr_stage_get_when (stage)));
  add_flag (out, "approval", plr_stage_get_approval (stage));
  add_text (out, "message", plr_stage_get_approval_message (stage));
  add_flag (out, "allow-failure", plr_job_get_allow_failure (job));
  add_number (out, "timeout", plr_stage_get_timeout_us (stage) / G_USEC_PER_SEC);
  add_number (out, "retry", plr_stage_get_retry (stage));
  add_text (out, "deploy", plr_stage_get_deploy (stage));
  add_text (out, "url", plr_job_get_url (job));
  add_text (out, "concurrency", plr_job_get_concurrency (job));
  add_flag (out, "cancels", plr_job_get_cancels (job));
  add_number (out, "copies", plr_job_get_copies (job));
  add_text (out, "calls", plr_job_get_calls (job));
  add_variables (out, "argument", plr_job_get_arguments (job));
  add_matrix (out, stage);
  add_variables (out, "variable", plr_stage_get_environment (stage));
  add_parts (out, stage);
  add_filled (out, "reports", plr_stage_get_reports (stage));
  add_steps (out, stage);
  add_filled (out, "opaque", plr_stage_get_opaque (stage));

  return g_string_free (out, FALSE);
}

static void
add_triggers (GString     *out,
              PlrPipeline *pipeline)
{
  GListModel *triggers = plr_pipeline_get_triggers (pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      add_text (out, "trigger", plr_trigger_get_name (trigger));
      add_list (out, "branches", plr_trigger_get_branches (trigger));
      add_list (out, "tags", plr_trigger_get_tags (trigger));
      add_list (out, "paths", plr_trigger_get_paths (trigger));
    }
}

char *
plr_test_describe_pipeline (PlrPipeline *pipeline)
{
  GString *out = g_string_new ("pipeline");
  const char *const *opaque = plr_pipeline_get_opaque (pipeline);

  add_text (out, "name", plr_pipeline_get_name (pipeline));
  add_filled (out, "groups", plr_pipeline_get_groups (pipeline));
  add_text (out, "condition", plr_pipeline_get_condition (pipeline));
  add_triggers (out, pipeline);
  add_variables (out, "variable", plr_pipeline_get_variables (pipeline));
  add_variables (out, "input", plr_pipeline_get_inputs (pipeline));
  add_filled (out, "opaque", opaque);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);
      g_autofree char *text = plr_test_describe_stage (stage);

      g_string_append_printf (out, "%s\n", text);
    }

  return g_string_free (out, FALSE);
}
