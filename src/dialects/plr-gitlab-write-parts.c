/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-write"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-write-private.h"
#include "plr-matrix.h"

/* Parts of a job that are written alike wherever the pipeline comes from. */

#define MAX_ROWS 1000

static gboolean
is_filled (const char *const *list)
{
  return list != NULL && list[0] != NULL;
}

/**
 * plr_gitlab_dup_value:
 * @is_own: whether the text is in GitLab's words, where `$` starts the name of a variable
 *
 * Returns: (transfer full): what GitLab reads as the text
 */
char *
plr_gitlab_dup_value (const char *text,
                      gboolean    is_own)
{
  return is_own ? g_strdup (text) : plr_gitlab_escape (text);
}

static PlrYamlValue *
new_prefilled (PlrVariable *variable,
               const char  *value)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();

  plr_yaml_value_set_string (map, "value", value);
  if (plr_variable_get_options (variable) != NULL)
    {
      PlrYamlValue *options = plr_yaml_value_new_strings (plr_variable_get_options (variable));

      plr_yaml_value_set_flow (options, TRUE);
      plr_yaml_value_set (map, "options", options);
    }
  if (plr_variable_get_description (variable) != NULL)
    plr_yaml_value_set_string (map, "description", plr_variable_get_description (variable));

  return map;
}

/* What comes from a secret comes from a variable of the project that has its name. */
void
plr_gitlab_add_variables (PlrYamlValue *map,
                          GListModel   *variables,
                          gboolean      is_own)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      const char *secret = plr_variable_get_secret (variable);
      g_autofree char *value = secret != NULL && !is_own ? g_strconcat ("$", secret, NULL)
                               : plr_gitlab_dup_value (plr_variable_get_value (variable), is_own);

      if (plr_variable_get_description (variable) == NULL && plr_variable_get_options (variable) == NULL)
        plr_yaml_value_set_string (map, plr_variable_get_name (variable), value);
      else
        plr_yaml_value_set (map, plr_variable_get_name (variable), new_prefilled (variable, value));
    }
}

/**
 * plr_gitlab_dup_spec:
 *
 * Returns: (transfer full): what the header of the file says: the inputs of the pipeline, and those that its events ask for
 */
char *
plr_gitlab_dup_spec (PlrExport *export)
{
  GListModel *triggers = plr_pipeline_get_triggers (export->pipeline);
  g_autoptr(GListStore) inputs = g_list_store_new (PLR_TYPE_VARIABLE);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(PlrYamlValue) root = NULL;
  PlrYamlValue *spec;
  g_autofree char *text = NULL;

  for (guint i = 0; i <= g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = i > 0 ? g_list_model_get_item (triggers, i - 1) : NULL;
      GListModel *list = trigger != NULL ? plr_trigger_get_inputs (trigger) : plr_pipeline_get_inputs (export->pipeline);

      for (guint j = 0; j < g_list_model_get_n_items (list); j++)
        {
          g_autoptr(PlrVariable) input = g_list_model_get_item (list, j);

          if (g_hash_table_add (seen, (gpointer)plr_variable_get_name (input)))
            g_list_store_append (inputs, input);
        }
    }
  if (g_hash_table_size (seen) == 0)
    return g_strdup ("");

  root = plr_yaml_value_new_map ();
  spec = plr_yaml_value_new_map ();
  plr_yaml_value_set (spec, "inputs", plr_inputs_write (G_LIST_MODEL (inputs), &plr_gitlab_inputs));
  plr_yaml_value_set (root, "spec", spec);
  text = plr_yaml_value_dup_text (root);

  return g_strconcat (text, "---\n", NULL);
}

static void
add_services (PlrYamlValue *job,
              GListModel   *services)
{
  PlrYamlValue *list;

  if (g_list_model_get_n_items (services) == 0)
    return;

  list = plr_yaml_value_new_list ();
  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr(PlrService) service = g_list_model_get_item (services, i);
      PlrYamlValue *map;

      if (plr_service_get_name (service) == NULL)
        {
          plr_yaml_value_append (list, plr_yaml_value_new_string (plr_service_get_image (service)));
          continue;
        }
      map = plr_yaml_value_new_map ();
      plr_yaml_value_set_string (map, "name", plr_service_get_image (service));
      plr_yaml_value_set_string (map, "alias", plr_service_get_name (service));
      plr_yaml_value_append (list, map);
    }
  plr_yaml_value_set (job, "services", list);
}

/* Where a job runs: image, services, labels of the runner. */
void
plr_gitlab_add_machine (PlrYamlValue *job,
                        PlrStage     *stage,
                        gboolean      is_own)
{
  PlrJob *model = plr_stage_get_job (stage);
  const char *const *runner = plr_job_get_runner (model);

  if (plr_stage_get_image (stage) != NULL)
    plr_yaml_value_set_string (job, "image", plr_stage_get_image (stage));
  add_services (job, plr_job_get_services (model));
  if (is_filled (runner))
    {
      PlrYamlValue *tags = plr_yaml_value_new_strings (runner);

      plr_yaml_value_set_flow (tags, TRUE);
      plr_yaml_value_set (job, "tags", tags);
    }
}

void
plr_gitlab_add_deployment (PlrYamlValue *job,
                           PlrStage     *stage,
                           gboolean      is_own)
{
  PlrJob *model = plr_stage_get_job (stage);

  if (plr_stage_get_deploy (stage) != NULL)
    {
      PlrYamlValue *environment = plr_yaml_value_new_map ();
      g_autofree char *name = plr_gitlab_dup_value (plr_stage_get_deploy (stage), is_own);

      plr_yaml_value_set_string (environment, "name", name);
      if (plr_job_get_url (model) != NULL)
        plr_yaml_value_set_string (environment, "url", plr_job_get_url (model));
      plr_yaml_value_set (job, "environment", environment);
    }
  if (plr_job_get_concurrency (model) != NULL)
    plr_yaml_value_set_string (job, "resource_group", plr_job_get_concurrency (model));
  if (plr_job_get_cancels (model))
    plr_yaml_value_set (job, "interruptible", plr_yaml_value_new_boolean (TRUE));
}

void
plr_gitlab_add_limits (PlrExport    *export,
                       PlrYamlValue *job,
                       PlrStage     *stage)
{
  gint64 timeout_us = plr_export_get_timeout_us (export, stage);
  guint retry = plr_export_get_retry (export, stage);

  if (timeout_us > 0)
    {
      g_autofree char *text = plr_gitlab_format_duration (timeout_us);

      plr_yaml_value_set_string (job, "timeout", text);
    }
  if (retry > 0)
    plr_yaml_value_set (job, "retry", plr_yaml_value_new_integer (MIN (retry, PLR_GITLAB_MAX_RETRY)));
  if (retry > PLR_GITLAB_MAX_RETRY)
    plr_export_note (export, stage, "retry", PLR_EXPORT_APPROXIMATED, _("Start the job again on its page, or repeat the command in it."),
                     _("Stage “%s” is tried %u more times after a failure; GitLab tries %d more times at most"),
                     plr_stage_get_id (stage), retry, PLR_GITLAB_MAX_RETRY);
}

static PlrYamlValue *
make_axes (GListModel *axes,
           gboolean    is_own)
{
  PlrYamlValue *row = plr_yaml_value_new_map ();

  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      const char *const *all = plr_axis_get_values (axis);
      PlrYamlValue *values = plr_yaml_value_new_list ();

      for (guint j = 0; all[j] != NULL; j++)
        {
          g_autofree char *value = plr_gitlab_dup_value (all[j], is_own);

          plr_yaml_value_append (values, plr_yaml_value_new_string (value));
        }
      plr_yaml_value_set_flow (values, TRUE);
      plr_yaml_value_set (row, plr_axis_get_name (axis), values);
    }

  return row;
}

static PlrYamlValue *
make_row (GListModel *cell,
          gboolean    is_own)
{
  PlrYamlValue *row = plr_yaml_value_new_map ();

  plr_gitlab_add_variables (row, cell, is_own);

  return row;
}

/* Rows alone are written as they are. */
static void
note_rows (PlrExport *export,
           PlrStage  *stage)
{
  static const char *const fields[] = { "matrix", "include", "exclude" };
  PlrJob *model = plr_stage_get_job (stage);
  GListModel *lists[] = { plr_stage_get_axes (stage), plr_job_get_includes (model), plr_job_get_excludes (model) };

  if (g_list_model_get_n_items (lists[0]) == 0 && g_list_model_get_n_items (lists[2]) == 0)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    if (g_list_model_get_n_items (lists[i]) > 0)
      plr_export_note (export, stage, fields[i], PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                       _("The combinations of stage “%s” are written one by one: GitLab adds no rows to axes, and leaves none out"),
                       plr_stage_get_id (stage));
}

/* Axes are one row of lists; rows that are added or left out are counted out, and stand there each by itself. */
void
plr_gitlab_add_matrix (PlrExport    *export,
                       PlrYamlValue *job,
                       PlrStage     *stage,
                       gboolean      is_own)
{
  PlrJob *model = plr_stage_get_job (stage);
  GListModel *axes = plr_stage_get_axes (stage);
  gboolean has_rows = g_list_model_get_n_items (plr_job_get_includes (model)) + g_list_model_get_n_items (plr_job_get_excludes (model)) > 0;
  g_autoptr(GPtrArray) cells = NULL;
  PlrYamlValue *parallel;
  PlrYamlValue *rows;

  if (g_list_model_get_n_items (axes) == 0 && !has_rows)
    {
      if (plr_job_get_copies (model) > 0)
        plr_yaml_value_set (job, "parallel", plr_yaml_value_new_integer (plr_job_get_copies (model)));
      return;
    }

  if (plr_stage_count_cells (stage) > PLR_GITLAB_MAX_CELLS)
    plr_export_note (export, stage, "matrix", PLR_EXPORT_MANUAL, _("Divide the stage into two with fewer values each."),
                     _("The matrix of stage “%s” has %u combinations; GitLab takes %u"),
                     plr_stage_get_id (stage), plr_stage_count_cells (stage), PLR_GITLAB_MAX_CELLS);

  if (has_rows && !is_own)
    note_rows (export, stage);
  rows = plr_yaml_value_new_list ();
  cells = has_rows ? plr_matrix_list_cells (stage, MAX_ROWS) : NULL;
  for (guint i = 0; cells != NULL && i < cells->len; i++)
    plr_yaml_value_append (rows, make_row (cells->pdata[i], is_own));
  if (cells == NULL)
    plr_yaml_value_append (rows, make_axes (axes, is_own));
  parallel = plr_yaml_value_new_map ();
  plr_yaml_value_set (parallel, "matrix", rows);
  plr_yaml_value_set (job, "parallel", parallel);
}

/* A key that is a mapping, such as {files: [package.json]}, is written as one. */
static PlrYamlValue *
make_key (const char *text)
{
  g_autoptr(PlrYaml) tree = text[0] == '{' ? plr_yaml_new (text, -1, NULL) : NULL;
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;
  PlrYamlValue *copy = root != NULL && plr_yaml_node_get_kind (root) == PLR_YAML_MAPPING ? plr_yaml_value_new_copy (root) : NULL;

  return copy != NULL ? copy : plr_yaml_value_new_string (text);
}

void
plr_gitlab_add_caches (PlrYamlValue *job,
                       PlrStage     *stage)
{
  GListModel *caches = plr_job_get_caches (plr_stage_get_job (stage));
  guint n_caches = g_list_model_get_n_items (caches);
  PlrYamlValue *list = NULL;

  if (n_caches > 1)
    list = plr_yaml_value_new_list ();
  for (guint i = 0; i < n_caches; i++)
    {
      g_autoptr(PlrCache) cache = g_list_model_get_item (caches, i);
      PlrYamlValue *map = plr_yaml_value_new_map ();

      if (plr_cache_get_key (cache) != NULL)
        plr_yaml_value_set (map, "key", make_key (plr_cache_get_key (cache)));
      plr_yaml_value_set (map, "paths", plr_yaml_value_new_strings (plr_cache_get_paths (cache)));
      if (list != NULL)
        plr_yaml_value_append (list, map);
      else
        plr_yaml_value_set (job, "cache", map);
    }
  if (list != NULL)
    plr_yaml_value_set (job, "cache", list);
}

static PlrYamlValue *
make_paths (PlrStage *stage,
            gboolean  is_own)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  PlrYamlValue *list = plr_yaml_value_new_list ();

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      const char *const *paths = plr_artifact_get_paths (artifact);

      for (guint j = 0; paths != NULL && paths[j] != NULL; j++)
        {
          g_autofree char *path = plr_gitlab_dup_value (paths[j], is_own);

          plr_yaml_value_append (list, plr_yaml_value_new_string (path));
        }
    }

  return list;
}

void
plr_gitlab_add_artifacts (PlrExport    *export,
                          PlrYamlValue *job,
                          PlrStage     *stage,
                          gboolean      is_own)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  guint n_artifacts = g_list_model_get_n_items (artifacts);
  const char *const *reports = plr_stage_get_reports (stage);
  PlrYamlValue *map = NULL;

  if (n_artifacts == 0 && !is_filled (reports))
    return;

  map = plr_yaml_value_new_map ();
  if (n_artifacts == 1)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, 0);
      g_autofree char *name = plr_gitlab_dup_value (plr_artifact_get_name (artifact), is_own);

      if (!is_own || !g_str_equal (name, "artifacts"))
        plr_yaml_value_set_string (map, "name", name);
    }
  if (n_artifacts > 0)
    plr_yaml_value_set (map, "paths", make_paths (stage, is_own));
  if (is_filled (reports))
    {
      PlrYamlValue *kinds = plr_yaml_value_new_map ();

      plr_yaml_value_set (kinds, "junit", plr_yaml_value_new_strings (reports));
      plr_yaml_value_set (map, "reports", kinds);
      if (!is_own)
        plr_yaml_value_set_string (map, "when", "always");
    }
  plr_yaml_value_set (job, "artifacts", map);

  for (guint i = 0; n_artifacts > 1 && i < n_artifacts; i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);

      plr_export_note (export, stage, "artifacts", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                       _("GitLab keeps the artifacts of a job in one archive: “%s” of stage “%s” is in it without its name"),
                       plr_artifact_get_name (artifact), plr_stage_get_id (stage));
    }
}

/* Starts a file of this repository, or another project. Returns whether the job does that. */
gboolean
plr_gitlab_add_call (PlrYamlValue *job,
                     PlrStage     *stage)
{
  PlrJob *model = plr_stage_get_job (stage);
  const char *calls = plr_job_get_calls (model);
  GListModel *arguments = plr_job_get_arguments (model);
  gboolean is_file = calls != NULL && (g_str_has_suffix (calls, ".yml") || g_str_has_suffix (calls, ".yaml"));
  PlrYamlValue *trigger;
  PlrYamlValue *list;
  PlrYamlValue *file;
  PlrYamlValue *inputs;

  if (calls == NULL)
    return FALSE;

  trigger = plr_yaml_value_new_map ();
  file = is_file ? plr_yaml_value_new_map () : trigger;
  if (is_file && g_list_model_get_n_items (arguments) == 0)
    {
      plr_yaml_value_unref (file);
      plr_yaml_value_set_string (trigger, "include", calls);
      file = NULL;
    }
  else if (is_file)
    {
      list = plr_yaml_value_new_list ();
      plr_yaml_value_set_string (file, "local", calls);
      plr_yaml_value_append (list, file);
      plr_yaml_value_set (trigger, "include", list);
    }
  else
    {
      plr_yaml_value_set_string (trigger, "project", calls);
    }
  if (file != NULL && g_list_model_get_n_items (arguments) > 0)
    {
      inputs = plr_yaml_value_new_map ();
      plr_gitlab_add_variables (inputs, arguments, TRUE);
      plr_yaml_value_set (file, "inputs", inputs);
    }
  plr_yaml_value_set (job, "trigger", trigger);

  return TRUE;
}

/* What GitLab calls an event; NULL if it has none like it. */
static const char *
find_source (PlrTrigger *trigger,
             gboolean    is_own)
{
  static const char *const sources[] = {
    [PLR_TRIGGER_EVENT_OTHER] = NULL, [PLR_TRIGGER_EVENT_PUSH] = "push", [PLR_TRIGGER_EVENT_PULL_REQUEST] = "merge_request_event",
    [PLR_TRIGGER_EVENT_SCHEDULE] = "schedule", [PLR_TRIGGER_EVENT_MANUAL] = "web", [PLR_TRIGGER_EVENT_CALL] = "parent_pipeline",
    [PLR_TRIGGER_EVENT_PIPELINE] = "pipeline",
  };

  return is_own ? plr_trigger_get_name (trigger) : sources[plr_trigger_get_event (trigger)];
}

/* Whether one of them must be given by whoever starts the pipeline. */
static gboolean
is_any_required (GListModel *inputs)
{
  for (guint i = 0; i < g_list_model_get_n_items (inputs); i++)
    {
      g_autoptr(PlrVariable) input = g_list_model_get_item (inputs, i);
      const char *value = plr_variable_get_value (input);

      if (plr_variable_get_required (input) && (value == NULL || value[0] == '\0'))
        return TRUE;
    }

  return FALSE;
}

static void
note_trigger (PlrExport  *export,
              PlrTrigger *trigger)
{
  const char *name = plr_trigger_get_name (trigger);
  GListModel *inputs = plr_trigger_get_inputs (trigger);

  if (plr_trigger_get_schedule (trigger) != NULL)
    plr_export_note (export, NULL, "triggers", PLR_EXPORT_MANUAL, _("Add it in the settings of the project, under Pipeline schedules."),
                     _("The schedule “%s” is no part of the file on GitLab"), plr_trigger_get_schedule (trigger));
  if (is_filled (plr_trigger_get_paths_ignored (trigger)))
    plr_export_note (export, NULL, "triggers", PLR_EXPORT_MANUAL, _("Name the paths that start it, below “changes”."),
                     _("The paths that the event “%s” leaves out are not left out on GitLab"), name);
  if (is_filled (plr_trigger_get_types (trigger)))
    plr_export_note (export, NULL, "triggers", PLR_EXPORT_APPROXIMATED, _("Nothing needs to be done, unless it runs too often."),
                     _("GitLab starts the pipeline on every change of “%s”, not only on some"), name);
  if (g_list_model_get_n_items (inputs) > 0)
    plr_export_note (export, NULL, "triggers", PLR_EXPORT_APPROXIMATED,
                     is_any_required (inputs) ? _("Give those without a default one: GitLab starts no pipeline that is not told them.")
                     : _("Nothing needs to be done."),
                     _("What is asked for the event “%s” becomes inputs of the pipeline, whatever starts it"), name);
  if (g_list_model_get_n_items (plr_trigger_get_secrets (trigger)) > 0 || g_list_model_get_n_items (plr_trigger_get_outputs (trigger)) > 0)
    plr_export_note (export, NULL, "triggers", PLR_EXPORT_MANUAL, _("Make variables of the project of them."),
                     _("The secrets and outputs of the event “%s” are left out"), name);
}

static PlrYamlValue *
make_rules (PlrExport *export,
            gboolean   is_own)
{
  GListModel *triggers = plr_pipeline_get_triggers (export->pipeline);
  const char *condition = plr_pipeline_get_condition (export->pipeline);
  g_autoptr(PlrYaml) tree = is_own && condition != NULL ? plr_yaml_new (condition, -1, NULL) : NULL;
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;
  PlrYamlValue *rules = plr_yaml_value_new_list ();
  guint n_rules = 0;

  if (root != NULL && plr_yaml_node_get_kind (root) == PLR_YAML_SEQUENCE)
    {
      PlrYamlValue *copy = plr_yaml_value_new_copy (root);

      plr_yaml_value_unref (rules);
      return copy;
    }
  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);
      const char *source = find_source (trigger, is_own);

      export->line = plr_trigger_get_line (trigger);
      if (source != NULL)
        {
          plr_gitlab_append_trigger (rules, trigger, source);
          n_rules++;
        }
      else
        {
          plr_export_note (export, NULL, "triggers", PLR_EXPORT_MANUAL, _("Start it through the API of GitLab, with a webhook."),
                           _("GitLab starts no pipeline on the event “%s”"), plr_trigger_get_name (trigger));
        }
      if (!is_own)
        note_trigger (export, trigger);
    }
  export->line = 0;
  if (n_rules > 0)
    return rules;
  plr_yaml_value_unref (rules);

  return NULL;
}

/* What starts the pipeline, and what it is called. */
void
plr_gitlab_add_workflow (PlrExport *export,
                         GString   *out,
                         gboolean   is_own)
{
  const char *name = plr_pipeline_get_name (export->pipeline);
  PlrYamlValue *rules = make_rules (export, is_own);
  PlrYamlValue *workflow;

  if (name == NULL && rules == NULL)
    return;

  workflow = plr_yaml_value_new_map ();
  if (name != NULL)
    {
      g_autofree char *text = plr_gitlab_dup_value (name, is_own);

      plr_yaml_value_set_string (workflow, "name", text);
    }
  if (rules != NULL)
    plr_yaml_value_set (workflow, "rules", rules);
  plr_export_add_section (out, NULL, "workflow", workflow);
}
