/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include "plr-pipeliner-edit-private.h"
#include "plr-pipeliner-write-private.h"

static PlrYamlValue *
new_flow_list (const char *const *values)
{
  PlrYamlValue *list = plr_yaml_value_new_list ();

  for (guint i = 0; values[i] != NULL; i++)
    plr_yaml_value_append (list, plr_dialect_editor_new_text (values[i]));
  plr_yaml_value_set_flow (list, TRUE);

  return list;
}

static void
set_list (PlrYamlValue      *map,
          const char        *key,
          const char *const *values)
{
  if (values != NULL && values[0] != NULL)
    plr_yaml_value_set (map, key, new_flow_list (values));
}

static PlrYamlValue *
new_entries (GListModel *variables)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();

  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      const char *value = plr_variable_get_value (variable);

      plr_yaml_value_set (map, plr_variable_get_name (variable), plr_dialect_editor_new_text (value != NULL ? value : ""));
    }

  return map;
}

static void
set_entries (PlrYamlValue *map,
             const char   *key,
             GListModel   *variables)
{
  if (g_list_model_get_n_items (variables) > 0)
    plr_yaml_value_set (map, key, new_entries (variables));
}

static void
set_flag (PlrYamlValue *map,
          const char   *key,
          gboolean      is_set)
{
  if (is_set)
    plr_yaml_value_set (map, key, plr_yaml_value_new_boolean (TRUE));
}

static void
set_number (PlrYamlValue *map,
            const char   *key,
            guint         number)
{
  if (number > 0)
    plr_yaml_value_set (map, key, plr_yaml_value_new_integer (number));
}

static void
set_concurrency (PlrYamlValue *map,
                 const char   *group,
                 gboolean      cancels)
{
  PlrYamlValue *value;

  if (group == NULL)
    return;
  if (!cancels)
    {
      plr_yaml_value_set_string (map, "concurrency", group);
      return;
    }

  value = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (value, "group", group);
  set_flag (value, "cancel", TRUE);
  plr_yaml_value_set (map, "concurrency", value);
}

static void
set_services (PlrYamlValue *map,
              GListModel   *services)
{
  gboolean has_names = TRUE;
  PlrYamlValue *value;

  if (g_list_model_get_n_items (services) == 0)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr(PlrService) service = g_list_model_get_item (services, i);

      has_names = has_names && plr_service_get_name (service) != NULL;
    }

  value = has_names ? plr_yaml_value_new_map () : plr_yaml_value_new_list ();
  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr(PlrService) service = g_list_model_get_item (services, i);
      const char *image = plr_service_get_image (service) != NULL ? plr_service_get_image (service) : "";

      if (has_names)
        plr_yaml_value_set_string (value, plr_service_get_name (service), image);
      else
        plr_yaml_value_append (value, plr_yaml_value_new_string (image));
    }
  plr_yaml_value_set (map, "services", value);
}

static void
set_caches (PlrYamlValue *map,
            GListModel   *caches)
{
  guint n_caches = g_list_model_get_n_items (caches);
  PlrYamlValue *list = n_caches > 1 ? plr_yaml_value_new_list () : NULL;

  for (guint i = 0; i < n_caches; i++)
    {
      g_autoptr(PlrCache) cache = g_list_model_get_item (caches, i);
      PlrYamlValue *value = plr_yaml_value_new_map ();

      if (plr_cache_get_key (cache) != NULL)
        plr_yaml_value_set_string (value, "key", plr_cache_get_key (cache));
      plr_yaml_value_set (value, "paths", plr_yaml_value_new_strings (plr_cache_get_paths (cache)));
      if (list != NULL)
        plr_yaml_value_append (list, value);
      else
        plr_yaml_value_set (map, "cache", value);
    }
  if (list != NULL)
    plr_yaml_value_set (map, "cache", list);
}

static void
set_rows (PlrYamlValue *matrix,
          const char   *key,
          GListModel   *rows)
{
  PlrYamlValue *list;

  if (g_list_model_get_n_items (rows) == 0)
    return;

  list = plr_yaml_value_new_list ();
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);
      PlrYamlValue *value = new_entries (plr_matrix_row_get_variables (row));

      plr_yaml_value_set_flow (value, TRUE);
      plr_yaml_value_append (list, value);
    }
  plr_yaml_value_set (matrix, key, list);
}

/* The rows of a matrix, behind its axes. */
void
plr_pipeliner_write_rows (PlrYamlValue *matrix,
                          PlrJob       *job)
{
  set_rows (matrix, "include", plr_job_get_includes (job));
  set_rows (matrix, "exclude", plr_job_get_excludes (job));
}

static void
set_inputs (PlrYamlValue *map,
            guint         index,
            GListModel   *inputs)
{
  PlrYamlValue *value = plr_inputs_write (inputs, &plr_pipeliner_inputs[index]);

  if (value != NULL)
    plr_yaml_value_set (map, plr_pipeliner_inputs[index].list, value);
}

static PlrYamlValue *
new_trigger (PlrTrigger *trigger)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();

  set_list (map, "branches", plr_trigger_get_branches (trigger));
  set_list (map, "branches-ignored", plr_trigger_get_branches_ignored (trigger));
  set_list (map, "tags", plr_trigger_get_tags (trigger));
  set_list (map, "tags-ignored", plr_trigger_get_tags_ignored (trigger));
  set_list (map, "paths", plr_trigger_get_paths (trigger));
  set_list (map, "paths-ignored", plr_trigger_get_paths_ignored (trigger));
  set_list (map, "types", plr_trigger_get_types (trigger));
  set_inputs (map, 0, plr_trigger_get_inputs (trigger));
  set_inputs (map, 1, plr_trigger_get_secrets (trigger));
  set_inputs (map, 2, plr_trigger_get_outputs (trigger));

  return map;
}

static void
set_triggers (PlrYamlValue *root,
              GListModel   *triggers)
{
  PlrYamlValue *schedules = NULL;
  PlrYamlValue *map;

  if (g_list_model_get_n_items (triggers) == 0)
    return;

  map = plr_yaml_value_new_map ();
  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);
      PlrTriggerEvent event = plr_trigger_get_event (trigger);
      const char *name = event != PLR_TRIGGER_EVENT_OTHER ? plr_trigger_event_get_nick (event) : plr_trigger_get_name (trigger);

      if (event != PLR_TRIGGER_EVENT_SCHEDULE)
        {
          plr_yaml_value_set (map, name != NULL ? name : "other", new_trigger (trigger));
          continue;
        }
      if (plr_trigger_get_schedule (trigger) != NULL && schedules == NULL)
        plr_yaml_value_set (map, name, schedules = plr_yaml_value_new_list ());
      if (schedules == NULL)
        plr_yaml_value_set (map, name, plr_yaml_value_new_null ());
      else if (plr_trigger_get_schedule (trigger) != NULL)
        plr_yaml_value_append (schedules, plr_yaml_value_new_string (plr_trigger_get_schedule (trigger)));
    }
  plr_yaml_value_set (root, "triggers", map);
}

/* What the pipeline says for other engines. */
void
plr_pipeliner_write_engine (PlrYamlValue *root,
                            PlrPipeline  *pipeline)
{
  set_triggers (root, plr_pipeline_get_triggers (pipeline));
  set_inputs (root, 0, plr_pipeline_get_inputs (pipeline));
  set_entries (root, "permissions", plr_pipeline_get_permissions (pipeline));
  set_concurrency (root, plr_pipeline_get_concurrency (pipeline), plr_pipeline_get_cancels (pipeline));
}

/* What a stage says for them. */
void
plr_pipeliner_write_job (PlrYamlValue *map,
                         PlrStage     *stage)
{
  PlrJob *job = plr_stage_get_job (stage);

  if (plr_stage_get_image (stage) != NULL)
    plr_yaml_value_set_string (map, "image", plr_stage_get_image (stage));
  set_services (map, plr_job_get_services (job));
  set_list (map, "runner", plr_job_get_runner (job));
  set_caches (map, plr_job_get_caches (job));
  set_entries (map, "permissions", plr_job_get_permissions (job));
  set_concurrency (map, plr_job_get_concurrency (job), plr_job_get_cancels (job));
  set_entries (map, "outputs", plr_job_get_outputs (job));
  set_flag (map, "allow-failure", plr_job_get_allow_failure (job));
  set_flag (map, "keep-going", plr_job_get_keeps_going (job));
  set_number (map, "max-parallel", plr_job_get_max_parallel (job));
  set_number (map, "parallel", plr_job_get_copies (job));
}
