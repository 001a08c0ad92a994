/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-write-private.h"

/* The branches that all stages agree on, or NULL. */
static const char *const *
find_common_branches (PlrPipeline *pipeline)
{
  const char *const *branches = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);
      const char *const *others = plr_stage_get_branches (stage);

      if (others == NULL || others[0] == NULL || (branches != NULL && !g_strv_equal (branches, others)))
        return NULL;
      branches = others;
    }

  /* In a filter of GitHub, `?`, `+` and a `!` at the start have other meanings, and a backslash takes them. */
  for (guint i = 0; branches != NULL && branches[i] != NULL; i++)
    if (strpbrk (branches[i], "?+!\\[") != NULL)
      return NULL;

  return branches;
}

static gboolean
has_input (GListModel *inputs,
           const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (inputs); i++)
    {
      g_autoptr(PlrVariable) input = g_list_model_get_item (inputs, i);

      if (g_strcmp0 (plr_variable_get_name (input), name) == 0)
        return TRUE;
    }

  return FALSE;
}

/* GitHub asks for a type; what another engine calls it may be none of its words. */
static void
add_typed (GListStore *typed,
           GListModel *inputs)
{
  const PlrInputsForm *form = &plr_github_inputs[0];

  for (guint i = 0; i < g_list_model_get_n_items (inputs); i++)
    {
      g_autoptr(PlrVariable) input = g_list_model_get_item (inputs, i);
      g_autoptr(PlrVariable) copy = plr_variable_new (NULL, NULL);
      const char *type = plr_variable_get_input_type (input);

      if (has_input (G_LIST_MODEL (typed), plr_variable_get_name (input)))
        continue;
      plr_variable_assign (copy, input);
      if (type == NULL || !g_strv_contains (form->types, type) || g_str_equal (type, "string"))
        plr_variable_set_input_type (copy, plr_variable_get_options (input) != NULL ? "choice" : "string");
      g_list_store_append (typed, copy);
    }
}

/* Inputs that another engine has whatever starts the pipeline. */
static void
note_inputs (PlrGithubWriter *writer)
{
  if (g_list_model_get_n_items (plr_pipeline_get_inputs (writer->export.pipeline)) > 0)
    plr_export_note (&writer->export, NULL, "inputs", PLR_EXPORT_APPROXIMATED,
                     _("See what the steps do for other events, where inputs are empty."),
                     _("The inputs are those of the event workflow_dispatch: GitHub asks a person or caller alone"));
}

/* Of another engine, whatever starts the pipeline; a person is asked. */
static PlrYamlValue *
make_dispatch (PlrPipeline *pipeline)
{
  g_autoptr(GListStore) typed = g_list_store_new (PLR_TYPE_VARIABLE);
  PlrYamlValue *body = plr_yaml_value_new_map ();

  add_typed (typed, plr_pipeline_get_inputs (pipeline));
  plr_yaml_value_set (body, "inputs", plr_inputs_write (G_LIST_MODEL (typed), &plr_github_inputs[0]));

  return body;
}

/* Where the definition says nothing of it: what people expect of a pipeline. */
static PlrYamlValue *
make_usual (PlrPipeline *pipeline)
{
  const char *const *branches = find_common_branches (pipeline);
  const char *const events[] = { "push", "pull_request", "workflow_dispatch", NULL };
  gboolean has_inputs = g_list_model_get_n_items (plr_pipeline_get_inputs (pipeline)) > 0;
  PlrYamlValue *triggers = NULL;
  PlrYamlValue *push = NULL;

  if (branches == NULL && has_inputs)
    {
      triggers = plr_yaml_value_new_map ();
      for (guint i = 0; i < 2; i++)
        plr_yaml_value_set (triggers, events[i], plr_yaml_value_new_null ());
      plr_yaml_value_set (triggers, events[2], make_dispatch (pipeline));

      return triggers;
    }
  if (branches == NULL)
    {
      triggers = plr_yaml_value_new_strings (events);
      plr_yaml_value_set_flow (triggers, TRUE);

      return triggers;
    }

  /* A pull request is on none of these branches, so it would start nothing. */
  triggers = plr_yaml_value_new_map ();
  push = plr_yaml_value_new_map ();
  plr_yaml_value_set (push, "branches", plr_yaml_value_new_strings (branches));
  plr_yaml_value_set (triggers, "push", push);
  plr_yaml_value_set (triggers, "workflow_dispatch", has_inputs ? make_dispatch (pipeline) : plr_yaml_value_new_map ());

  return triggers;
}

static const char *
get_event (PlrGithubWriter *writer,
           PlrTrigger      *trigger)
{
  const char *name = plr_trigger_get_name (trigger);

  if (name != NULL && (writer->is_own || plr_github_get_event (name) != PLR_TRIGGER_EVENT_OTHER))
    return name;

  switch (plr_trigger_get_event (trigger))
    {
    case PLR_TRIGGER_EVENT_PUSH:
      return "push";
    case PLR_TRIGGER_EVENT_PULL_REQUEST:
      return "pull_request";
    case PLR_TRIGGER_EVENT_SCHEDULE:
      return "schedule";
    case PLR_TRIGGER_EVENT_MANUAL:
      return "workflow_dispatch";
    case PLR_TRIGGER_EVENT_CALL:
      return "workflow_call";
    case PLR_TRIGGER_EVENT_PIPELINE:
    case PLR_TRIGGER_EVENT_OTHER:
    default:
      return NULL;
    }
}

static void
add_filter (PlrYamlValue      *body,
            const char        *key,
            const char *const *values,
            gboolean          *is_empty)
{
  PlrYamlValue *list;

  if (values == NULL || values[0] == NULL)
    return;

  list = plr_yaml_value_new_strings (values);
  if (values[1] == NULL)
    plr_yaml_value_set_flow (list, TRUE);
  plr_yaml_value_set (body, key, list);
  *is_empty = FALSE;
}

/* Of those that are wanted and those that are not GitHub takes only one kind; `!` says the other in it. */
static void
add_filters (PlrYamlValue      *body,
             const char        *key,
             const char        *ignore,
             const char *const *values,
             const char *const *ignored,
             gboolean          *is_empty)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) both = NULL;

  if (values == NULL || values[0] == NULL || ignored == NULL || ignored[0] == NULL)
    {
      add_filter (body, key, values, is_empty);
      add_filter (body, ignore, ignored, is_empty);
      return;
    }

  g_strv_builder_addv (builder, (const char **)values);
  for (guint i = 0; ignored[i] != NULL; i++)
    {
      g_autofree char *negated = g_strconcat ("!", ignored[i], NULL);

      g_strv_builder_add (builder, negated);
    }
  both = g_strv_builder_end (builder);
  add_filter (body, key, (const char *const *)both, is_empty);
}

static void
add_inputs (PlrGithubWriter *writer,
            PlrTrigger      *trigger,
            PlrYamlValue    *body,
            gboolean        *is_empty)
{
  GListModel *of_trigger = plr_trigger_get_inputs (trigger);
  g_autoptr(GListStore) typed = g_list_store_new (PLR_TYPE_VARIABLE);
  GListModel *const lists[] = { writer->is_own ? of_trigger : G_LIST_MODEL (typed), plr_trigger_get_secrets (trigger), plr_trigger_get_outputs (trigger) };
  guint n_lists = plr_trigger_get_event (trigger) == PLR_TRIGGER_EVENT_CALL ? PLR_GITHUB_N_INPUTS : 1;

  add_typed (typed, of_trigger);
  if (plr_trigger_get_event (trigger) == PLR_TRIGGER_EVENT_MANUAL)
    add_typed (typed, plr_pipeline_get_inputs (writer->export.pipeline));
  for (guint i = 0; i < n_lists; i++)
    {
      PlrYamlValue *map = plr_inputs_write (lists[i], &plr_github_inputs[i]);

      if (map == NULL)
        continue;
      plr_yaml_value_set (body, plr_github_inputs[i].list, map);
      *is_empty = FALSE;
    }
}

static PlrYamlValue *
make_event (PlrGithubWriter *writer,
            PlrTrigger      *trigger)
{
  PlrYamlValue *body = plr_yaml_value_new_map ();
  PlrTriggerEvent event = plr_trigger_get_event (trigger);
  gboolean is_empty = TRUE;

  if (writer->is_own)
    add_filter (body, "types", plr_trigger_get_types (trigger), &is_empty);
  if (writer->is_own || event == PLR_TRIGGER_EVENT_PUSH || event == PLR_TRIGGER_EVENT_PULL_REQUEST)
    {
      add_filters (body, "branches", "branches-ignore", plr_trigger_get_branches (trigger),
                   plr_trigger_get_branches_ignored (trigger), &is_empty);
      if (writer->is_own || event == PLR_TRIGGER_EVENT_PUSH)
        add_filters (body, "tags", "tags-ignore", plr_trigger_get_tags (trigger), plr_trigger_get_tags_ignored (trigger), &is_empty);
      add_filters (body, "paths", "paths-ignore", plr_trigger_get_paths (trigger), plr_trigger_get_paths_ignored (trigger), &is_empty);
    }
  if (event == PLR_TRIGGER_EVENT_MANUAL || event == PLR_TRIGGER_EVENT_CALL)
    add_inputs (writer, trigger, body, &is_empty);
  if (!is_empty)
    return body;

  plr_yaml_value_unref (body);

  return plr_yaml_value_new_null ();
}

static void
add_time (PlrGithubWriter *writer,
          PlrTrigger      *trigger,
          PlrYamlValue    *times)
{
  PlrYamlValue *item = plr_yaml_value_new_map ();

  plr_yaml_value_set_string (item, "cron", plr_trigger_get_schedule (trigger));
  plr_yaml_value_append (times, item);
}

static void
note_missing (PlrGithubWriter *writer,
              PlrTrigger      *trigger)
{
  const char *name = plr_trigger_get_name (trigger);

  writer->export.line = plr_trigger_get_line (trigger);
  plr_export_note (&writer->export, NULL, "triggers", PLR_EXPORT_MANUAL, _("Choose one of GitHub’s events for it, and add it below “on”."),
                   _("The trigger “%s” is left out"), name != NULL ? name : plr_trigger_event_get_nick (plr_trigger_get_event (trigger)));
  writer->export.line = 0;
}

/* Whether the workflow can say it: a time needs to be known, and another pipeline a name. */
static const char *
find_event (PlrGithubWriter *writer,
            PlrTrigger      *trigger)
{
  const char *event = get_event (writer, trigger);

  if (event == NULL || g_str_equal (event, "workflow_run") ||
      (g_str_equal (event, "schedule") && plr_trigger_get_schedule (trigger) == NULL))
    return NULL;

  return event;
}

/**
 * plr_github_write_triggers:
 *
 * Returns: (transfer full): what stands below `on`
 */
PlrYamlValue *
plr_github_write_triggers (PlrGithubWriter *writer)
{
  GListModel *triggers = plr_pipeline_get_triggers (writer->export.pipeline);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(PlrYamlValue) on = plr_yaml_value_new_map ();
  PlrYamlValue *times = NULL;

  note_inputs (writer);
  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);
      const char *event = find_event (writer, trigger);
      gboolean is_new = event != NULL && g_hash_table_add (seen, (gpointer)event);

      if (event == NULL)
        {
          note_missing (writer, trigger);
        }
      else if (g_str_equal (event, "schedule"))
        {
          if (is_new)
            plr_yaml_value_set (on, event, times = plr_yaml_value_new_list ());
          add_time (writer, trigger, times);
        }
      else if (is_new)
        {
          plr_yaml_value_set (on, event, make_event (writer, trigger));
        }
      else
        {
          note_missing (writer, trigger);
        }
    }
  if (g_hash_table_size (seen) == 0)
    return make_usual (writer->export.pipeline);
  if (g_list_model_get_n_items (plr_pipeline_get_inputs (writer->export.pipeline)) > 0 && !g_hash_table_contains (seen, "workflow_dispatch"))
    plr_yaml_value_set (on, "workflow_dispatch", make_dispatch (writer->export.pipeline));

  return g_steal_pointer (&on);
}
