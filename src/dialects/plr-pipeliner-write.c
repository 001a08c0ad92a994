/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-edit-private.h"
#include "plr-pipeliner-write-private.h"

static PlrYamlValue *
new_map_of_variables (GListModel *variables)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();

  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      const char *value = plr_variable_get_value (variable);
      PlrYamlValue *secret = NULL;

      if (plr_variable_get_secret (variable) != NULL)
        {
          secret = plr_yaml_value_new_map ();
          plr_yaml_value_set_string (secret, "secret", plr_variable_get_secret (variable));
          plr_yaml_value_set_flow (secret, TRUE);
        }
      plr_yaml_value_set (map, plr_variable_get_name (variable),
                          secret != NULL ? secret : plr_dialect_editor_new_text (value != NULL ? value : ""));
    }

  return map;
}

static void
set_variables (PlrYamlValue *map,
               const char   *key,
               GListModel   *variables)
{
  if (g_list_model_get_n_items (variables) > 0)
    plr_yaml_value_set (map, key, new_map_of_variables (variables));
}

static void
set_string (PlrYamlValue *map,
            const char   *key,
            const char   *text)
{
  if (text != NULL && text[0] != '\0')
    plr_yaml_value_set_string (map, key, text);
}

static PlrYamlValue *
new_flow_list (const char *const *values)
{
  PlrYamlValue *list = plr_yaml_value_new_strings (values);

  plr_yaml_value_set_flow (list, TRUE);

  return list;
}

static void
set_timeout (PlrYamlValue *map,
             gint64        timeout_us)
{
  g_autofree char *text = timeout_us > 0 ? plr_pipeliner_format_timeout (timeout_us) : NULL;

  set_string (map, "timeout", text);
}

static PlrYamlValue *
new_step (PlrStep *step)
{
  const char *run = plr_step_get_run (step);
  GListModel *environment = plr_step_get_environment (step);
  PlrYamlValue *map;

  if (plr_step_get_name (step) == NULL && plr_step_get_shell (step) == NULL && plr_step_get_directory (step) == NULL &&
      g_list_model_get_n_items (environment) == 0 && plr_step_get_id (step) == NULL &&
      plr_step_get_when (step) == PLR_STAGE_WHEN_SUCCESS && !plr_step_get_allow_failure (step) &&
      plr_step_get_timeout_us (step) == 0)
    return plr_yaml_value_new_string (run != NULL ? run : "");

  map = plr_yaml_value_new_map ();
  set_string (map, "name", plr_step_get_name (step));
  plr_yaml_value_set_string (map, "run", run != NULL ? run : "");
  set_string (map, "shell", plr_step_get_shell (step));
  set_string (map, "directory", plr_step_get_directory (step));
  set_variables (map, "environment", environment);
  set_string (map, "id", plr_step_get_id (step));
  if (plr_step_get_when (step) != PLR_STAGE_WHEN_SUCCESS)
    plr_yaml_value_set_string (map, "when", plr_stage_when_get_nick (plr_step_get_when (step)));
  if (plr_step_get_allow_failure (step))
    plr_yaml_value_set (map, "allow-failure", plr_yaml_value_new_boolean (TRUE));
  set_timeout (map, plr_step_get_timeout_us (step));

  return map;
}

static PlrYamlValue *
new_paths (const char *const *paths)
{
  return paths != NULL && paths[0] != NULL && paths[1] == NULL ? plr_yaml_value_new_string (paths[0])
                                                               : plr_yaml_value_new_strings (paths);
}

static PlrYamlValue *
new_artifact (PlrArtifact *artifact)
{
  const char *const *paths = plr_artifact_get_paths (artifact);
  PlrYamlValue *map;

  if (!plr_artifact_get_optional (artifact))
    return new_paths (paths);

  map = plr_yaml_value_new_map ();
  plr_yaml_value_set (map, "paths", new_paths (paths));
  plr_yaml_value_set (map, "optional", plr_yaml_value_new_boolean (TRUE));

  return map;
}

static void
set_artifacts (PlrYamlValue *map,
               GListModel   *artifacts)
{
  PlrYamlValue *entries;

  if (g_list_model_get_n_items (artifacts) == 0)
    return;

  entries = plr_yaml_value_new_map ();
  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);

      plr_yaml_value_set (entries, plr_artifact_get_name (artifact), new_artifact (artifact));
    }
  plr_yaml_value_set (map, "artifacts", entries);
}

static void
set_when (PlrYamlValue *map,
          PlrStage     *stage)
{
  const char *status = plr_stage_when_get_nick (plr_stage_get_when (stage));
  const char *const *branches = plr_stage_get_branches (stage);
  PlrYamlValue *when;

  if (branches == NULL || branches[0] == NULL)
    {
      if (plr_stage_get_when (stage) != PLR_STAGE_WHEN_SUCCESS)
        plr_yaml_value_set_string (map, "when", status);
      return;
    }

  when = plr_yaml_value_new_map ();
  if (plr_stage_get_when (stage) != PLR_STAGE_WHEN_SUCCESS)
    plr_yaml_value_set_string (when, "status", status);
  plr_yaml_value_set (when, "branches", new_flow_list (branches));
  plr_yaml_value_set (map, "when", when);
}

static void
set_approval (PlrYamlValue *map,
              PlrStage     *stage)
{
  const char *message = plr_stage_get_approval_message (stage);

  if (!plr_stage_get_approval (stage))
    return;
  if (message != NULL && message[0] != '\0')
    plr_yaml_value_set_string (map, "approval", message);
  else
    plr_yaml_value_set (map, "approval", plr_yaml_value_new_boolean (TRUE));
}

static void
set_matrix (PlrYamlValue *map,
            PlrStage     *stage)
{
  GListModel *axes = plr_stage_get_axes (stage);
  PlrJob *job = plr_stage_get_job (stage);
  PlrYamlValue *matrix;

  if (g_list_model_get_n_items (axes) == 0 && g_list_model_get_n_items (plr_job_get_includes (job)) == 0)
    return;

  matrix = plr_yaml_value_new_map ();
  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      const char *const *values = plr_axis_get_values (axis);
      PlrYamlValue *list = plr_yaml_value_new_list ();

      for (guint j = 0; values != NULL && values[j] != NULL; j++)
        plr_yaml_value_append (list, plr_dialect_editor_new_text (values[j]));
      plr_yaml_value_set_flow (list, TRUE);
      plr_yaml_value_set (matrix, plr_axis_get_name (axis), list);
    }
  plr_pipeliner_write_rows (matrix, job);
  plr_yaml_value_set (map, "matrix", matrix);
}

static PlrYamlValue *
new_steps (GListModel *steps)
{
  PlrYamlValue *list = plr_yaml_value_new_list ();

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      plr_yaml_value_append (list, new_step (step));
    }
  plr_yaml_value_set_flow (list, g_list_model_get_n_items (steps) == 0);

  return list;
}

static void
set_deploy (PlrYamlValue *map,
            PlrStage     *stage)
{
  const char *url = plr_job_get_url (plr_stage_get_job (stage));
  PlrYamlValue *deploy;

  if (url == NULL || plr_stage_get_deploy (stage) == NULL)
    {
      set_string (map, "deploy", plr_stage_get_deploy (stage));
      return;
    }

  deploy = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (deploy, "environment", plr_stage_get_deploy (stage));
  plr_yaml_value_set_string (deploy, "url", url);
  plr_yaml_value_set (map, "deploy", deploy);
}

static PlrYamlValue *
new_stage (PlrStage *stage)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();
  GListModel *steps = plr_stage_get_steps (stage);
  const char *const *needs = plr_stage_get_needs (stage);
  const char *const *inputs = plr_stage_get_inputs (stage);
  const char *const *reports = plr_stage_get_reports (stage);

  set_string (map, "name", plr_stage_get_name (stage));
  if (needs != NULL && needs[0] != NULL)
    plr_yaml_value_set (map, "needs", new_flow_list (needs));
  set_when (map, stage);
  set_approval (map, stage);
  set_matrix (map, stage);
  plr_pipeliner_write_job (map, stage);
  if (plr_stage_get_network (stage))
    plr_yaml_value_set (map, "network", plr_yaml_value_new_boolean (TRUE));
  set_timeout (map, plr_stage_get_timeout_us (stage));
  if (plr_stage_get_retry (stage) > 0)
    plr_yaml_value_set (map, "retry", plr_yaml_value_new_integer (plr_stage_get_retry (stage)));
  set_variables (map, "environment", plr_stage_get_environment (stage));
  if (inputs != NULL)
    plr_yaml_value_set (map, "inputs", new_flow_list (inputs));

  /* A stage that waits for a person needs no steps; any other shows where they go. */
  if (g_list_model_get_n_items (steps) > 0 || !plr_stage_get_approval (stage))
    plr_yaml_value_set (map, "steps", new_steps (steps));
  set_artifacts (map, plr_stage_get_artifacts (stage));
  if (reports != NULL && reports[0] != NULL)
    plr_yaml_value_set (map, "reports", new_paths (reports));
  set_deploy (map, stage);

  return map;
}

static void
report_loss (GListStore *losses,
             PlrStage   *stage,
             const char *field,
             const char *code,
             const char *hint,
             const char *format,
             ...) G_GNUC_PRINTF (6, 7);

static void
report_loss (GListStore *losses,
             PlrStage   *stage,
             const char *field,
             const char *code,
             const char *hint,
             const char *format,
             ...)
{
  g_autofree char *message = NULL;
  g_autoptr(PlrProblem) problem = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  problem = plr_problem_new (PLR_SEVERITY_WARNING, code, message);
  plr_problem_set_hint (problem, hint);
  plr_problem_set_field (problem, field);
  if (stage != NULL)
    {
      plr_problem_set_stage (problem, plr_stage_get_id (stage));
      plr_problem_set_line (problem, plr_stage_get_line (stage));
      plr_problem_set_column (problem, plr_stage_get_line (stage) > 0 ? 1 : 0);
      plr_problem_set_offset (problem, plr_stage_get_offset (stage));
      plr_problem_set_length (problem, plr_stage_get_length (stage));
    }
  g_list_store_append (losses, problem);
}

static void
report_stage_losses (GListStore *losses,
                     PlrStage   *stage)
{
  const char *const *opaque = plr_stage_get_opaque (stage);

  for (guint i = 0; opaque != NULL && opaque[i] != NULL; i++)
    report_loss (losses, stage, "opaque", "manual", _("See whether the stage works without it."),
                 _("“%s” of stage “%s” has no counterpart"), opaque[i], plr_stage_get_id (stage));
}

/* Writes a blank line before each stage and each group of keys, as people do. */
static char *
set_apart (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr(GString) out = g_string_new (NULL);
  gboolean in_stages = FALSE;
  guint n_stages = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = lines[i];
      gboolean is_stage = in_stages && g_str_has_prefix (line, "  ") && line[2] != ' ' && line[2] != '\0';

      if (g_str_equal (line, "stages:"))
        in_stages = TRUE;
      if (g_str_equal (line, "variables:") || g_str_equal (line, "triggers:") || g_str_equal (line, "defaults:") || g_str_equal (line, "stages:") ||
          (is_stage && n_stages++ > 0))
        g_string_append_c (out, '\n');
      g_string_append (out, line);
      if (lines[i + 1] != NULL)
        g_string_append_c (out, '\n');
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static PlrYamlValue *
new_defaults (PlrPipeline *pipeline)
{
  PlrYamlValue *defaults = plr_yaml_value_new_map ();

  set_timeout (defaults, plr_pipeline_get_timeout_us (pipeline));
  if (plr_pipeline_get_retry (pipeline) > 0)
    plr_yaml_value_set (defaults, "retry", plr_yaml_value_new_integer (plr_pipeline_get_retry (pipeline)));
  set_string (defaults, "shell", plr_pipeline_get_shell (pipeline));

  return defaults;
}

static gboolean
check_id (PlrStage   *stage,
          GHashTable *seen,
          GError    **error)
{
  const char *id = plr_stage_get_id (stage);

  if (!plr_pipeliner_is_id (id))
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                 _("“%s” cannot be the id of a stage: rename it to letters, digits, dashes and underscores"), id);
  else if (!g_hash_table_add (seen, (gpointer)id))
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_EXISTS, _("There is more than one stage “%s”"), id);
  else
    return TRUE;

  return FALSE;
}

/**
 * plr_pipeliner_write:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable): as plr_dialect_write()
 */
char *
plr_pipeliner_write (PlrDialect  *dialect,
                     PlrPipeline *pipeline,
                     GListStore  *losses,
                     GError     **error)
{
  g_autoptr(PlrYamlValue) root = plr_yaml_value_new_map ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *const *opaque = plr_pipeline_get_opaque (pipeline);
  PlrYamlValue *stages = plr_yaml_value_new_map ();
  g_autofree char *text = NULL;

  plr_yaml_value_set (root, "pipeliner", plr_yaml_value_new_integer (1));
  set_string (root, "name", plr_pipeline_get_name (pipeline));
  plr_pipeliner_write_engine (root, pipeline);
  set_variables (root, "variables", plr_pipeline_get_variables (pipeline));
  if (plr_pipeline_get_timeout_us (pipeline) > 0 || plr_pipeline_get_retry (pipeline) > 0 ||
      plr_pipeline_get_shell (pipeline) != NULL)
    plr_yaml_value_set (root, "defaults", new_defaults (pipeline));
  plr_yaml_value_set (root, "stages", stages);

  for (guint i = 0; opaque != NULL && opaque[i] != NULL; i++)
    report_loss (losses, NULL, "opaque", "manual", _("See whether the pipeline works without it."),
                 _("“%s” of the pipeline has no counterpart"), opaque[i]);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      if (!check_id (stage, seen, error))
        return NULL;
      report_stage_losses (losses, stage);
      plr_yaml_value_set (stages, plr_stage_get_id (stage), new_stage (stage));
    }

  text = plr_yaml_value_dup_text (root);

  return set_apart (text);
}
