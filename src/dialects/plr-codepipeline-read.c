/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-codepipeline"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-codepipeline-private.h"

/*
 * Reads the structure of a pipeline (AWS CodePipeline user guide: pipeline structure reference) as the command line reads and writes
 * it, or as the resource AWS::CodePipeline::Pipeline of a template. Each action is a stage; the stage of CodePipeline is its group. An
 * action waits for those of the run order before it, and for those that make what it takes.
 */

typedef struct
{
  PlrReader    base;
  PlrYamlNode *root;
  gboolean     is_template;
  GArray      *roots;
  GPtrArray   *actions;
  GHashTable  *makers;    /* pipeline:artifact → PlrCodepipelineAction */
} Reader;

static void
reader_clear (Reader *self)
{
  plr_reader_clear (&self->base);
  g_clear_pointer (&self->roots, g_array_unref);
  g_clear_pointer (&self->actions, g_ptr_array_unref);
  g_clear_pointer (&self->makers, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reader, reader_clear)

static PlrYamlNode *
get (Reader      *self,
     PlrYamlNode *map,
     const char  *word)
{
  return plr_aws_get (map, plr_codepipeline_get_word (self->is_template, word));
}

static char *
dup_text (Reader      *self,
          PlrYamlNode *map,
          const char  *word)
{
  return plr_codepipeline_dup_text (get (self, map, word));
}

/* Looks for keys that the engine does not know; those with a plus before their name are kept as opaque. */
static void
check_keys (Reader            *self,
            PlrYamlNode       *map,
            const char        *what,
            const char        *where,
            const char *const *words)
{
  g_autoptr(GArray) keys = g_array_new (FALSE, TRUE, sizeof (PlrReaderKey));
  PlrReaderShape shape = { what, NULL, 0, where };

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean is_kept = words[i][0] == '+';
      PlrReaderKey key = { plr_codepipeline_get_word (self->is_template, words[i] + is_kept), is_kept ? plr_aws_keep : plr_aws_skip };

      g_array_append_val (keys, key);
    }
  shape.keys = (PlrReaderKey *)(gpointer)keys->data;
  shape.n_keys = keys->len;
  if (!plr_reader_read_shape (&self->base, map, &shape, (gpointer)where))
    plr_reader_report_type (&self->base, NULL, map, _("Write keys with values there."));
}

/* Only in files of the command line: a template may compute any name. */
static void
check_name (Reader      *self,
            PlrYamlNode *node)
{
  const char *name = node != NULL ? plr_yaml_node_get_string (node) : NULL;

  if (self->is_template || node == NULL)
    return;
  if (name == NULL || strlen (name) > 100 ||
      name[strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.@-_")] != '\0')
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "bad-id", node, _("Write letters, digits, dots, dashes, underscores and @, at most 100."),
                       _("“%s” cannot be a name there"), name != NULL ? name : "?");
}

/* Actions */

static void
add_argument (Reader     *self,
              const char *name,
              const char *value)
{
  g_autoptr(PlrVariable) argument = plr_variable_new (name, value != NULL ? value : "");

  plr_job_add_argument (plr_stage_get_job (self->base.place->stage), argument);
}

/* The configuration, and of the action itself what only this engine knows. */
static void
read_arguments (Reader      *self,
                PlrYamlNode *action)
{
  static const char *const own[] = { "runOrder", "namespace", "region", "roleArn" };
  PlrYamlNode *configuration = get (self, action, "configuration");
  g_autoptr(GPtrArray) pairs = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      g_autofree char *text = dup_text (self, action, own[i]);

      if (text != NULL)
        add_argument (self, own[i], text);
    }
  if (configuration == NULL)
    return;
  if (!plr_aws_is_map (configuration))
    {
      plr_reader_report_type (&self->base, NULL, configuration, _("Write keys with values there."));
      return;
    }

  pairs = plr_reader_list_pairs (&self->base, configuration, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      PlrYamlNode *value = plr_yaml_node_resolve (pairs->pdata[i + 1]);
      g_autofree char *text = plr_codepipeline_dup_text (value);

      if (!self->is_template && (plr_yaml_node_get_string (value) == NULL || plr_yaml_node_get_style (value) == PLR_YAML_PLAIN))
        plr_reader_report_type (&self->base, pairs->pdata[i], value, _("Write a text in quotes."));
      add_argument (self, plr_yaml_node_get_string (pairs->pdata[i]), text);
    }
}

static void
read_variables (Reader      *self,
                PlrYamlNode *action)
{
  PlrYamlNode *list = get (self, action, "environmentVariables");

  for (guint i = 0; plr_aws_is_list (list) && i < plr_aws_count (list); i++)
    {
      PlrYamlNode *item = plr_yaml_node_resolve (plr_yaml_node_get_item (list, i));
      g_autofree char *name = dup_text (self, item, "name");
      g_autofree char *value = dup_text (self, item, "value");
      g_autofree char *type = dup_text (self, item, "type");
      gboolean is_secret = g_strcmp0 (type, "SECRETS_MANAGER") == 0;
      g_autoptr(PlrVariable) variable = NULL;

      if (name == NULL)
        continue;
      variable = plr_variable_new (name, is_secret || value == NULL ? "" : value);
      if (is_secret)
        plr_variable_set_secret (variable, value);
      plr_stage_add_variable (self->base.place->stage, variable);
    }
}

static void
read_outputs (Reader                *self,
              PlrCodepipelineAction *action)
{
  PlrYamlNode *list = get (self, action->node, "outputArtifacts");
  PlrYamlNode *variables = get (self, action->node, "outputVariables");
  g_auto(GStrv) names = plr_aws_list_texts (variables, NULL);

  for (guint i = 0; plr_aws_is_list (list) && i < plr_aws_count (list); i++)
    {
      PlrYamlNode *item = plr_yaml_node_resolve (plr_yaml_node_get_item (list, i));
      g_autofree char *name = dup_text (self, item, "name");
      g_auto(GStrv) files = plr_aws_list_texts (get (self, item, "files"), NULL);
      g_autofree char *key = name != NULL ? g_strdup_printf ("%u:%s", action->pipeline, name) : NULL;
      g_autoptr(PlrArtifact) artifact = NULL;

      if (name == NULL || plr_stage_find_artifact (self->base.place->stage, name) != NULL)
        continue;
      if (g_hash_table_contains (self->makers, key))
        plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "duplicate-artifact", item, _("Give one of them another name."),
                           _("The artifact “%s” is made by another action already"), name);
      else
        g_hash_table_insert (self->makers, g_steal_pointer (&key), action);
      artifact = plr_artifact_new (name, files[0] != NULL ? (const char *const *)files : NULL);
      plr_stage_add_artifact (self->base.place->stage, artifact);
    }
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *value = g_strconcat ("$", names[i], NULL);
      g_autoptr(PlrVariable) output = plr_variable_new (names[i], value);

      plr_job_add_output (plr_stage_get_job (self->base.place->stage), output);
    }
}

static void
add_need (Reader     *self,
          GPtrArray  *needs,
          const char *id)
{
  for (guint i = 0; i < needs->len; i++)
    if (g_str_equal (needs->pdata[i], id))
      return;

  g_ptr_array_add (needs, (gpointer)id);
  g_ptr_array_add (self->base.place->needs, self->base.place->key);
}

/* Those of the run order before it, in its stage or in the one before. */
static void
add_order (Reader                *self,
           PlrCodepipelineAction *action,
           GPtrArray             *needs)
{
  guint group = 0;
  guint order = 0;
  gboolean found = FALSE;

  for (guint i = 0; i < self->actions->len; i++)
    {
      PlrCodepipelineAction *other = self->actions->pdata[i];
      gboolean is_before = other->pipeline == action->pipeline &&
                           (other->group_index < action->group_index ||
                            (other->group_index == action->group_index && other->run_order < action->run_order));

      if (!is_before || (found && (other->group_index < group || (other->group_index == group && other->run_order <= order))))
        continue;
      found = TRUE;
      group = other->group_index;
      order = other->run_order;
    }
  for (guint i = 0; found && i < self->actions->len; i++)
    {
      PlrCodepipelineAction *other = self->actions->pdata[i];

      if (other->pipeline == action->pipeline && other->group_index == group && other->run_order == order)
        add_need (self, needs, other->id);
    }
}

static void
read_inputs (Reader                *self,
             PlrCodepipelineAction *action)
{
  PlrYamlNode *list = get (self, action->node, "inputArtifacts");
  g_autoptr(GPtrArray) needs = g_ptr_array_new ();
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) inputs = NULL;

  add_order (self, action, needs);
  for (guint i = 0; plr_aws_is_list (list) && i < plr_aws_count (list); i++)
    {
      PlrYamlNode *item = plr_yaml_node_resolve (plr_yaml_node_get_item (list, i));
      g_autofree char *name = dup_text (self, item, "name");
      g_autofree char *key = g_strdup_printf ("%u:%s", action->pipeline, name != NULL ? name : "");
      PlrCodepipelineAction *maker = g_hash_table_lookup (self->makers, key);
      g_autofree char *input = NULL;

      if (name == NULL)
        continue;
      if (maker == NULL || maker == action)
        {
          plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "unknown-input", item,
                             _("Name an artifact that an action before it has among its outputs."),
                             _("“%s” takes the artifact “%s”, which no action before it makes"), action->name, name);
          continue;
        }
      input = g_strdup_printf ("%s/%s", maker->id, name);
      g_strv_builder_add (builder, input);
      g_ptr_array_add (self->base.place->inputs, item);
      add_need (self, needs, maker->id);
    }

  inputs = g_strv_builder_end (builder);
  plr_stage_set_inputs (self->base.place->stage, (const char *const *)inputs);
  g_ptr_array_add (needs, NULL);
  plr_stage_set_needs (self->base.place->stage, (const char *const *)needs->pdata);
}

static void
read_commands (Reader      *self,
               PlrYamlNode *action)
{
  PlrYamlNode *list = get (self, action, "commands");

  for (guint i = 0; plr_aws_is_list (list) && i < plr_aws_count (list); i++)
    {
      PlrYamlNode *item = plr_yaml_node_get_item (list, i);
      PlrYamlNode *node = plr_yaml_node_resolve (item);
      g_autofree char *run = plr_codepipeline_dup_text (node);
      g_autoptr(PlrStep) step = plr_step_new (run);
      gsize start = plr_yaml_node_get_outer_start (node);

      plr_step_set_offset (step, start);
      plr_step_set_length (step, plr_yaml_node_get_end (node) - start);
      plr_stage_add_step (self->base.place->stage, step);
      g_ptr_array_add (self->base.place->steps, item);
    }
}

static void
check_category (Reader                *self,
                PlrCodepipelineAction *action,
                const char            *category)
{
  static const char *const known[] = { "Source", "Build", "Deploy", "Test", "Invoke", "Approval", "Compute", NULL };
  PlrYamlNode *type = get (self, action->node, "actionTypeId");
  gboolean is_source = g_strcmp0 (category, "Source") == 0;

  if (category == NULL || (!g_strv_contains (known, category) && strstr (category, "${") == NULL))
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "bad-value", type != NULL ? type : action->item,
                       _("Write Source, Build, Deploy, Test, Invoke, Approval or Compute as its category."),
                       _("“%s” does not say what kind of action it is"), action->name);
  else if (is_source && action->group_index > 0)
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "misplaced-action", type, _("Move it to the first stage."),
                       _("“%s” gets sources, but not in the first stage"), action->name);
  else if (!is_source && action->group_index == 0)
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "misplaced-action", type, _("Move it to a later stage."),
                       _("“%s” stands in the first stage, which has actions of the category Source alone"), action->name);
}

static void
read_approval (Reader      *self,
               PlrYamlNode *action)
{
  PlrYamlNode *configuration = get (self, action, "configuration");
  g_autofree char *message = plr_codepipeline_dup_text (plr_aws_get (configuration, "CustomData"));
  g_autofree char *link = plr_codepipeline_dup_text (plr_aws_get (configuration, "ExternalEntityLink"));

  static const char *const artifacts[] = { "inputArtifacts", "outputArtifacts" };

  for (guint i = 0; i < G_N_ELEMENTS (artifacts); i++)
    {
      PlrYamlNode *list = get (self, action, artifacts[i]);

      if (plr_aws_is_list (list) && plr_aws_count (list) > 0)
        plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "misplaced-artifact", list, _("Remove it."),
                           _("An approval takes and makes no artifacts"));
    }
  plr_stage_set_kind (self->base.place->stage, PLR_STAGE_KIND_APPROVAL);
  plr_stage_set_approval (self->base.place->stage, TRUE);
  plr_stage_set_approval_message (self->base.place->stage, message);
  plr_job_set_url (plr_stage_get_job (self->base.place->stage), link);
}

/* What the action is: its category and who provides it. */
static void
read_type (Reader                *self,
           PlrCodepipelineAction *action)
{
  PlrYamlNode *type = get (self, action->node, "actionTypeId");
  g_autofree char *category = dup_text (self, type, "category");
  g_autofree char *owner = dup_text (self, type, "owner");
  g_autofree char *provider = dup_text (self, type, "provider");
  g_autofree char *version = dup_text (self, type, "version");
  g_autofree char *calls = NULL;
  PlrStage *stage = self->base.place->stage;

  if (plr_aws_is_map (type))
    check_keys (self, type, N_("The type of an action"), "actionTypeId/", (const char *[]){ "category", "owner", "provider", "version", NULL });
  check_category (self, action, category);
  if (g_strcmp0 (category, "Approval") == 0)
    {
      read_approval (self, action->node);
      return;
    }

  plr_stage_set_kind (stage, g_strcmp0 (category, "Test") == 0 ? PLR_STAGE_KIND_TEST : PLR_STAGE_KIND_BUILD);
  if (g_strcmp0 (category, "Deploy") == 0)
    {
      PlrYamlNode *configuration = get (self, action->node, "configuration");
      const char *key = plr_codepipeline_deploy_key (configuration);
      g_autofree char *deploy = key != NULL ? plr_codepipeline_dup_text (plr_aws_get (configuration, key)) : NULL;

      plr_stage_set_kind (stage, PLR_STAGE_KIND_DEPLOY);
      plr_stage_set_deploy (stage, deploy);
    }
  if (get (self, action->node, "commands") != NULL)
    return;
  calls = g_strdup_printf ("%s/%s/%s/%s", category != NULL ? category : "", owner != NULL ? owner : "", provider != NULL ? provider : "",
                           version != NULL ? version : "");
  plr_job_set_calls (plr_stage_get_job (stage), calls);
}

/* What stands at the stage holds for each of its actions; the condition has all of it that no other word of the model has. */
static void
read_conditions (Reader                *self,
                 PlrCodepipelineAction *action)
{
  static const char *const keys[] = { "beforeEntry", "onSuccess", "onFailure", "blockers" };
  PlrStage *stage = self->base.place->stage;
  PlrYamlNode *failure = get (self, action->stage, "onFailure");
  const char *mode = plr_aws_get_text (get (self, failure, "retryConfiguration"), plr_codepipeline_get_word (self->is_template, "retryMode"));
  g_autofree char *text = plr_codepipeline_dup_conditions (action->stage, self->is_template);
  g_autofree char *both = action->condition != NULL && text != NULL ? g_strdup_printf ("Fn::If: %s\n%s", action->condition, text) : NULL;
  gboolean is_tried = g_strcmp0 (plr_aws_get_text (failure, plr_codepipeline_get_word (self->is_template, "result")), "RETRY") == 0;

  plr_job_set_condition (plr_stage_get_job (stage), both != NULL ? both : text != NULL ? text : action->condition);
  if (action->condition != NULL)
    plr_aws_keep_path (&self->base, "Fn::If");
  if (is_tried)
    plr_stage_set_retry (stage, 1);
  /* In the usual mode the actions that failed are tried again. */
  if (is_tried && mode != NULL && !g_str_equal (mode, "FAILED_ACTIONS"))
    plr_aws_keep_path (&self->base, "%s/%s", action->group, plr_codepipeline_get_word (self->is_template, "retryConfiguration"));

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      PlrYamlNode *value = get (self, action->stage, keys[i]);
      gboolean is_said = plr_aws_is_map (value) && (text != NULL || is_tried) && i < 3;

      if (value != NULL && !is_said && (!plr_aws_is_list (value) || plr_aws_count (value) > 0))
        plr_aws_keep_path (&self->base, "%s/%s", action->group, plr_codepipeline_get_word (self->is_template, keys[i]));
    }
}

static void
read_timeout (Reader      *self,
              PlrYamlNode *action)
{
  PlrYamlNode *node = get (self, action, "timeoutInMinutes");
  const char *text = node != NULL ? plr_yaml_node_get_string (node) : NULL;
  guint64 minutes;

  if (node == NULL)
    return;
  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 1, 86400, &minutes, NULL))
    plr_stage_set_timeout_us (self->base.place->stage, (gint64)minutes * 60 * G_USEC_PER_SEC);
  else
    plr_aws_keep_path (&self->base, "%s", plr_codepipeline_get_word (self->is_template, "timeoutInMinutes"));
}

static void
check_order (Reader      *self,
             PlrYamlNode *action)
{
  PlrYamlNode *node = get (self, action, "runOrder");
  guint64 order;

  if (node == NULL)
    return;
  if (plr_yaml_node_get_string (node) == NULL || !g_ascii_string_to_unsigned (plr_yaml_node_get_string (node), 10, 1, 999, &order, NULL) ||
      (!self->is_template && plr_yaml_node_get_style (node) != PLR_YAML_PLAIN))
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "wrong-type", node, _("Write a number from 1 to 999, without quotes."),
                       _("“runOrder” has to be a number"));
}

static void
read_action (Reader                *self,
             PlrCodepipelineAction *action)
{
  static const char *const words[] = {
    "name", "actionTypeId", "runOrder", "configuration", "commands", "outputArtifacts", "inputArtifacts", "outputVariables", "roleArn",
    "region", "namespace", "timeoutInMinutes", "environmentVariables", NULL,
  };
  PlrYamlNode *name = get (self, action->node, "name");
  PlrYamlNode *key = name != NULL ? name : action->item;
  PlrReaderPlace *place = plr_reader_begin_stage (&self->base, key, action->item);
  gsize start = plr_yaml_node_get_outer_start (action->node);

  plr_stage_set_id (place->stage, action->id);
  plr_stage_set_offset (place->stage, start);
  plr_stage_set_length (place->stage, plr_yaml_node_get_end (action->node) - start);
  if (!g_str_equal (action->id, action->name))
    plr_stage_set_name (place->stage, action->name);
  plr_job_set_group (plr_stage_get_job (place->stage), action->group);
  plr_job_set_implied_needs (plr_stage_get_job (place->stage), TRUE);

  if (name == NULL)
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "missing-name", action->item, _("Add a name that no other action of the stage has."),
                       _("The action has no name"));
  check_name (self, name);
  check_keys (self, action->node, N_("An action"), "", words);
  check_order (self, action->node);
  read_type (self, action);
  read_arguments (self, action->node);
  read_variables (self, action->node);
  read_commands (self, action->node);
  read_timeout (self, action->node);
  read_outputs (self, action);
  read_conditions (self, action);
}

/* Artifacts come from any run order before, so that all that is made is looked at before what is taken. */
static int
compare_order (gconstpointer a,
               gconstpointer b)
{
  const PlrCodepipelineAction *x = *(PlrCodepipelineAction *const *)a;
  const PlrCodepipelineAction *y = *(PlrCodepipelineAction *const *)b;

  if (x->pipeline != y->pipeline)
    return x->pipeline < y->pipeline ? -1 : 1;
  if (x->group_index != y->group_index)
    return x->group_index < y->group_index ? -1 : 1;

  return x->run_order < y->run_order ? -1 : x->run_order > y->run_order;
}

/* In the order in which they run; those of one run order see what all orders before it made. */
static void
read_actions (Reader *self)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < self->actions->len; i++)
    g_ptr_array_add (sorted, self->actions->pdata[i]);
  g_ptr_array_sort (sorted, compare_order); /* a merge sort: equals keep their order */
  for (guint i = 0; i < sorted->len; i++)
    {
      read_action (self, sorted->pdata[i]);
      read_inputs (self, sorted->pdata[i]);
      plr_reader_end_stage (&self->base);
    }
}

/* Pipelines */

static void
read_pipeline_variables (Reader      *self,
                         PlrYamlNode *pipeline)
{
  PlrYamlNode *list = get (self, pipeline, "variables");

  for (guint i = 0; plr_aws_is_list (list) && i < plr_aws_count (list); i++)
    {
      PlrYamlNode *item = plr_yaml_node_resolve (plr_yaml_node_get_item (list, i));
      g_autofree char *name = dup_text (self, item, "name");
      g_autofree char *value = dup_text (self, item, "defaultValue");
      g_autofree char *description = dup_text (self, item, "description");
      g_autoptr(PlrVariable) variable = NULL;

      if (name == NULL)
        continue;
      variable = plr_variable_new (name, value != NULL ? value : "");
      plr_variable_set_description (variable, description);
      plr_pipeline_add_variable (self->base.pipeline, variable);
    }
}

static char **
list_patterns (Reader      *self,
               PlrYamlNode *filter,
               const char  *word,
               const char  *which)
{
  g_auto(GStrv) list = plr_aws_list_texts (get (self, get (self, filter, word), which), NULL);

  return list[0] != NULL ? g_steal_pointer (&list) : NULL;
}

static void
read_filter (Reader      *self,
             PlrYamlNode *filter,
             gboolean     is_push)
{
  g_autoptr(PlrTrigger) trigger = plr_trigger_new (is_push ? PLR_TRIGGER_EVENT_PUSH : PLR_TRIGGER_EVENT_PULL_REQUEST,
                                                   is_push ? "push" : "pullRequest");
  g_auto(GStrv) branches = list_patterns (self, filter, "branches", "includes");
  g_auto(GStrv) no_branches = list_patterns (self, filter, "branches", "excludes");
  g_auto(GStrv) tags = list_patterns (self, filter, "tags", "includes");
  g_auto(GStrv) no_tags = list_patterns (self, filter, "tags", "excludes");
  g_auto(GStrv) paths = list_patterns (self, filter, "filePaths", "includes");
  g_auto(GStrv) no_paths = list_patterns (self, filter, "filePaths", "excludes");
  g_auto(GStrv) types = plr_aws_list_texts (get (self, filter, "events"), NULL);

  plr_trigger_set_branches (trigger, (const char *const *)branches);
  plr_trigger_set_branches_ignored (trigger, (const char *const *)no_branches);
  plr_trigger_set_tags (trigger, (const char *const *)tags);
  plr_trigger_set_tags_ignored (trigger, (const char *const *)no_tags);
  plr_trigger_set_paths (trigger, (const char *const *)paths);
  plr_trigger_set_paths_ignored (trigger, (const char *const *)no_paths);
  if (types[0] != NULL)
    plr_trigger_set_types (trigger, (const char *const *)types);
  plr_trigger_set_line (trigger, plr_yaml_node_get_line (filter));
  plr_pipeline_add_trigger (self->base.pipeline, trigger);
}

static void
read_triggers (Reader      *self,
               PlrYamlNode *pipeline)
{
  static const char *const kinds[] = { "push", "pullRequest" };
  PlrYamlNode *list = get (self, pipeline, "triggers");

  for (guint i = 0; plr_aws_is_list (list) && i < plr_aws_count (list); i++)
    {
      PlrYamlNode *git = get (self, plr_yaml_node_resolve (plr_yaml_node_get_item (list, i)), "gitConfiguration");

      for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
        {
          PlrYamlNode *filters = get (self, git, kinds[k]);

          for (guint j = 0; plr_aws_is_list (filters) && j < plr_aws_count (filters); j++)
            read_filter (self, plr_yaml_node_resolve (plr_yaml_node_get_item (filters, j)), k == 0);
        }
    }
}

/* Without triggers, a change of what a source action watches starts the pipeline, unless the action does not look. */
static void
read_sources (Reader      *self,
              PlrYamlNode *pipeline,
              guint        index)
{
  static const char *const branches[] = { "BranchName", "Branch" };
  static const char *const switches[] = { "PollForSourceChanges", "DetectChanges" };

  for (guint i = 0; get (self, pipeline, "triggers") == NULL && i < self->actions->len; i++)
    {
      PlrCodepipelineAction *action = self->actions->pdata[i];
      PlrYamlNode *configuration = get (self, action->node, "configuration");
      g_autofree char *category = dup_text (self, get (self, action->node, "actionTypeId"), "category");
      gboolean is_off = FALSE;

      for (guint k = 0; k < G_N_ELEMENTS (switches); k++)
        is_off = is_off || g_ascii_strcasecmp (plr_aws_get_text (configuration, switches[k]) != NULL
                                               ? plr_aws_get_text (configuration, switches[k]) : "", "false") == 0;
      if (action->pipeline != index || g_strcmp0 (category, "Source") != 0 || is_off)
        continue;

      for (guint k = 0; k < G_N_ELEMENTS (branches); k++)
        {
          g_autofree char *branch = plr_codepipeline_dup_text (plr_aws_get (configuration, branches[k]));
          g_autoptr(PlrTrigger) trigger = NULL;

          if (branch == NULL)
            continue;
          trigger = plr_trigger_new (PLR_TRIGGER_EVENT_PUSH, action->id);
          plr_trigger_set_branches (trigger, (const char *[]){ branch, NULL });
          plr_trigger_set_line (trigger, plr_yaml_node_get_line (action->node));
          plr_pipeline_add_trigger (self->base.pipeline, trigger);
        }
    }
}

static void
check_stage_names (Reader      *self,
                   PlrYamlNode *stages)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < plr_aws_count (stages); i++)
    {
      static const char *const words[] = { "name", "actions", "blockers", "beforeEntry", "onSuccess", "onFailure", NULL };
      PlrYamlNode *stage = plr_codepipeline_unwrap (plr_yaml_node_resolve (plr_yaml_node_get_item (stages, i)), NULL);
      PlrYamlNode *actions = get (self, stage, "actions");
      g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      char *name = dup_text (self, stage, "name");

      check_name (self, get (self, stage, "name"));
      check_keys (self, stage, N_("A stage"), "stages/", words);
      if (name != NULL && !g_hash_table_add (seen, name))
        plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "duplicate-group", get (self, stage, "name"), _("Give one of them another name."),
                           _("There is more than one stage of that name"));
      else if (name == NULL)
        plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "missing-name", stage, _("Add a name that no other stage has."),
                           _("The stage has no name"));
      if (!plr_aws_is_list (actions) || plr_aws_count (actions) == 0)
        plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "empty-stage", stage, _("Add an action to it, or remove it."),
                           _("The stage has no actions"));
      for (guint j = 0; plr_aws_is_list (actions) && j < plr_aws_count (actions); j++)
        {
          PlrYamlNode *action = plr_codepipeline_unwrap (plr_yaml_node_resolve (plr_yaml_node_get_item (actions, j)), NULL);
          char *own = dup_text (self, action, "name");

          if (own != NULL && !g_hash_table_add (names, own))
            plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "duplicate-stage", get (self, action, "name"),
                               _("Give one of them another name."), _("There is more than one action of that name in the stage"));
        }
    }
}

/* docs.aws.amazon.com, CodePipeline user guide: Pipeline types. */
static void
check_type (Reader      *self,
            PlrYamlNode *pipeline,
            PlrYamlNode *place)
{
  static const char *const conditions[] = { "beforeEntry", "onSuccess", "onFailure" };
  PlrYamlNode *stages = get (self, pipeline, "stages");
  g_autofree char *mode = dup_text (self, pipeline, "executionMode");

  if (get (self, pipeline, "variables") != NULL || get (self, pipeline, "triggers") != NULL)
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "needs-v2", place, _("Add “pipelineType” with the value V2."),
                       _("Only pipelines of the type V2 have variables and triggers"));
  if (g_strcmp0 (mode, "QUEUED") == 0 || g_strcmp0 (mode, "PARALLEL") == 0)
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "needs-v2", get (self, pipeline, "executionMode"),
                       _("Add “pipelineType” with the value V2."), _("Only pipelines of the type V2 have the mode %s"), mode);
  for (guint i = 0; plr_aws_is_list (stages) && i < plr_aws_count (stages); i++)
    {
      PlrYamlNode *stage = plr_codepipeline_unwrap (plr_yaml_node_resolve (plr_yaml_node_get_item (stages, i)), NULL);

      for (guint j = 0; j < G_N_ELEMENTS (conditions); j++)
        if (get (self, stage, conditions[j]) != NULL)
          plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "needs-v2", get (self, stage, conditions[j]),
                             _("Add “pipelineType” with the value V2."), _("Only pipelines of the type V2 have conditions like “%s”"),
                             conditions[j]);
    }
}

static void
check_pipeline (Reader      *self,
                PlrYamlNode *pipeline,
                PlrYamlNode *place)
{
  static const char *const words[] = {
    "name", "+roleArn", "+artifactStore", "+artifactStores", "stages", "version", "+pipelineType", "executionMode", "variables", "triggers", NULL,
  };
  static const char *const template_words[] = {
    "name", "+roleArn", "+artifactStore", "+artifactStores", "stages", "+pipelineType", "executionMode", "variables", "triggers",
    "+disableInboundStageTransitions", "+restartExecutionOnUpdate", "+tags", NULL,
  };
  PlrYamlNode *stages = get (self, pipeline, "stages");
  gboolean has_stores = get (self, pipeline, "artifactStores") != NULL;
  const char *type = plr_aws_get_text (pipeline, plr_codepipeline_get_word (self->is_template, "pipelineType"));
  const char *role = plr_aws_get_text (pipeline, "roleArn");

  check_name (self, get (self, pipeline, "name"));
  check_keys (self, pipeline, N_("A pipeline"), "", self->is_template ? template_words : words);
  if (get (self, pipeline, "roleArn") == NULL)
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "missing-role", place, _("Add “roleArn” with the role that CodePipeline acts as."),
                       _("The pipeline has no role"));
  if (!self->is_template && get (self, pipeline, "roleArn") != NULL &&
      !g_regex_match_simple ("^arn:aws(-[\\w]+)*:iam::[0-9]{12}:role/.*$", role != NULL ? role : "", 0, 0))
    plr_reader_report (&self->base, PLR_SEVERITY_WARNING, "bad-value", get (self, pipeline, "roleArn"),
                       _("Write it like arn:aws:iam::123456789012:role/Name."), _("“%s” is not the ARN of a role"), role != NULL ? role : "?");
  if (!self->is_template && get (self, pipeline, "name") == NULL)
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "missing-name", place, _("Add “name”."), _("The pipeline has no name"));
  if ((get (self, pipeline, "artifactStore") != NULL) == has_stores)
    plr_reader_report (&self->base, self->is_template ? PLR_SEVERITY_WARNING : PLR_SEVERITY_ERROR, "missing-store", place,
                       _("Add either “artifactStore” or, for several regions, “artifactStores”."),
                       _("The pipeline has to have one kind of store for its artifacts"));
  if (!self->is_template && g_strcmp0 (type, "V2") != 0)
    check_type (self, pipeline, place);
  if (!plr_aws_is_list (stages) || plr_aws_count (stages) < 2)
    plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "no-stages", place, _("Add a stage with sources, and one that does something with them."),
                       _("A pipeline has at least two stages"));
  if (plr_aws_is_list (stages))
    check_stage_names (self, stages);
}

static void
read_pipeline (Reader *self,
               guint   index)
{
  PlrCodepipelineRoot *root = &g_array_index (self->roots, PlrCodepipelineRoot, index);
  g_autofree char *name = dup_text (self, root->node, "name");
  g_autofree char *mode = dup_text (self, root->node, "executionMode");
  PlrPipeline *pipeline = self->base.pipeline;

  if (name == NULL && root->key != NULL)
    name = g_strdup (plr_yaml_node_get_string (root->key));
  if (index == 0)
    {
      plr_pipeline_set_name (pipeline, name);
      if (g_strcmp0 (mode, "QUEUED") == 0 || g_strcmp0 (mode, "SUPERSEDED") == 0)
        plr_pipeline_set_concurrency (pipeline, name != NULL ? name : "pipeline");
      plr_pipeline_set_cancels (pipeline, g_strcmp0 (mode, "SUPERSEDED") == 0);
    }
  check_pipeline (self, root->node, root->key != NULL ? root->key : plr_aws_count (root->node) > 0
                                                      ? plr_yaml_node_get_key (root->node, 0) : root->node);
  read_pipeline_variables (self, root->node);
  read_triggers (self, root->node);
  read_sources (self, root->node, index);
}

static void
set_groups (Reader *self)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new ();

  for (guint i = 0; i < self->actions->len; i++)
    {
      PlrCodepipelineAction *action = self->actions->pdata[i];

      if (groups->len == 0 || !g_str_equal (groups->pdata[groups->len - 1], action->group))
        g_ptr_array_add (groups, action->group);
    }
  g_ptr_array_add (groups, NULL);
  plr_pipeline_set_groups (self->base.pipeline, (const char *const *)groups->pdata);
}

/* What stands around the pipeline is none of its business, but stays. */
static void
keep_outer (Reader *self)
{
  for (guint i = 0; plr_aws_is_map (self->root) && i < plr_aws_count (self->root); i++)
    {
      const char *key = plr_yaml_node_get_string (plr_yaml_node_get_key (self->root, i));

      if (key == NULL || (self->roots->len > 0 && g_array_index (self->roots, PlrCodepipelineRoot, 0).node == self->root))
        continue;
      if (!g_str_equal (key, self->is_template ? "Resources" : "pipeline"))
        plr_aws_keep_path (&self->base, "%s", key);
    }
}

static void
read_root (Reader *self)
{
  self->is_template = plr_codepipeline_is_template (self->root);
  self->roots = plr_codepipeline_list_roots (self->root);
  if (self->roots->len == 0)
    {
      plr_reader_report (&self->base, PLR_SEVERITY_ERROR, "not-a-pipeline", self->root,
                         _("Write “pipeline” with “stages” below it, or a resource of the type AWS::CodePipeline::Pipeline."),
                         _("There is no pipeline in it"));
      return;
    }

  self->actions = plr_codepipeline_list_actions (self->root);
  self->makers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  keep_outer (self);
  for (guint i = 0; i < self->roots->len; i++)
    read_pipeline (self, i);
  set_groups (self);
  read_actions (self);
}

/**
 * plr_codepipeline_read:
 *
 * Returns: (transfer full) (nullable): as plr_dialect_read()
 */
PlrPipeline *
plr_codepipeline_read (PlrDialect *dialect,
                       const char *text,
                       gssize      size_bytes,
                       const char *path,
                       GListStore *problems)
{
  g_auto(Reader) self = { 0 };

  if (!plr_reader_init (&self.base, plr_dialect_get_id (dialect), text, size_bytes, path, problems))
    return NULL;

  self.root = plr_yaml_get_root (self.base.tree, 0);
  if (self.root == NULL)
    {
      plr_reader_report_empty (&self.base, _("Write “pipeline” with “stages” below it."));
    }
  else
    {
      self.root = plr_yaml_node_resolve (self.root);
      read_root (&self);
      plr_reader_check_documents (&self.base);
    }

  return plr_reader_finish (&self.base, problems);
}
