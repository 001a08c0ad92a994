/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-codepipeline"

#include "config.h"

#include <string.h>

#include "plr-codepipeline-private.h"

/* Where things stand in a definition for CodePipeline, for its reader and its editor. */

#define MAX_ACTIONS 1000 /* twice what the service takes */

gboolean
plr_codepipeline_is_template (PlrYamlNode *root)
{
  return plr_aws_get (root, "pipeline") == NULL && plr_aws_get (root, "stages") == NULL && plr_aws_is_map (plr_aws_get (root, "Resources"));
}

/**
 * plr_codepipeline_get_word:
 * @word: as the API has it
 *
 * Returns: (transfer none): as a template has it, if it is one: with a capital
 */
const char *
plr_codepipeline_get_word (gboolean    is_template,
                           const char *word)
{
  g_autofree char *capital = NULL;

  if (!is_template)
    return word;
  capital = g_strdup (word);
  capital[0] = g_ascii_toupper (capital[0]);

  return g_intern_string (capital);
}

/**
 * plr_codepipeline_list_roots:
 * @root: (nullable): of the document
 *
 * Returns: (transfer full) (element-type PlrCodepipelineRoot): the mappings that have the stages of a pipeline
 */
GArray *
plr_codepipeline_list_roots (PlrYamlNode *root)
{
  g_autoptr(GArray) roots = g_array_new (FALSE, TRUE, sizeof (PlrCodepipelineRoot));
  PlrYamlNode *resources = plr_aws_get (root, "Resources");
  PlrCodepipelineRoot found = { root, NULL };

  if (!plr_codepipeline_is_template (root))
    {
      if (plr_aws_get (root, "pipeline") != NULL)
        found.node = plr_aws_get (root, "pipeline");
      if (plr_aws_is_map (found.node))
        g_array_append_val (roots, found);
      return g_steal_pointer (&roots);
    }

  for (guint i = 0; i < plr_yaml_node_get_n_items (resources); i++)
    {
      PlrYamlNode *resource = plr_yaml_node_resolve (plr_yaml_node_get_value (resources, i));

      if (g_strcmp0 (plr_aws_get_text (resource, "Type"), "AWS::CodePipeline::Pipeline") != 0 ||
          plr_yaml_node_get_string (plr_yaml_node_get_key (resources, i)) == NULL)
        continue;
      found.key = plr_yaml_node_get_key (resources, i);
      found.node = plr_aws_get (resource, "Properties");
      if (plr_aws_is_map (found.node))
        g_array_append_val (roots, found);
    }

  return g_steal_pointer (&roots);
}

static char *
dup_source (PlrYamlNode *node)
{
  const char *text = plr_yaml_get_text (plr_yaml_node_get_tree (node), NULL);
  gsize start = plr_yaml_node_get_outer_start (node);
  g_autofree char *source = g_strndup (text + start, plr_yaml_node_get_end (node) - start);

  return g_strchomp (g_steal_pointer (&source));
}

static char *
dup_reference (PlrYamlNode *node)
{
  g_auto(GStrv) parts = plr_aws_list_texts (node, NULL);
  g_autofree char *joined = g_strjoinv (".", parts);

  return g_strdup_printf ("${%s}", joined);
}

/**
 * plr_codepipeline_dup_text:
 * @node: (nullable): a value
 *
 * What a template computes is shown as in its `Fn::Sub`: `${Name}` for a reference; anything else as it is written.
 *
 * Returns: (transfer full) (nullable): what it says; `NULL` if there is nothing
 */
char *
plr_codepipeline_dup_text (PlrYamlNode *node)
{
  const char *tag;
  const char *text;

  node = node != NULL ? plr_yaml_node_resolve (node) : NULL;
  if (node == NULL)
    return NULL;

  tag = plr_yaml_node_get_tag (node);
  text = plr_yaml_node_get_string (node);
  if (tag == NULL && text != NULL)
    return plr_yaml_node_is_null (node) ? NULL : g_strdup (text);
  if (g_strcmp0 (tag, "!Ref") == 0 || g_strcmp0 (tag, "!GetAtt") == 0)
    return dup_reference (node);
  if (g_strcmp0 (tag, "!Sub") == 0 && text != NULL)
    return g_strdup (text);
  if (tag == NULL && plr_aws_is_map (node) && plr_yaml_node_get_n_items (node) == 1)
    {
      const char *key = plr_yaml_node_get_string (plr_yaml_node_get_key (node, 0));
      PlrYamlNode *value = plr_yaml_node_resolve (plr_yaml_node_get_value (node, 0));

      if (g_strcmp0 (key, "Ref") == 0 || g_strcmp0 (key, "Fn::GetAtt") == 0)
        return dup_reference (value);
      if (g_strcmp0 (key, "Fn::Sub") == 0 && plr_yaml_node_get_string (value) != NULL)
        return g_strdup (plr_yaml_node_get_string (value));
    }

  return dup_source (node);
}

/**
 * plr_codepipeline_unwrap:
 * @node: an item of a list of a template
 * @condition: (out) (optional) (transfer none): the name of the condition that it depends on, or `NULL`
 *
 * A template may have an item under a condition: `!If [Name, {…}, !Ref AWS::NoValue]`.
 *
 * Returns: (transfer none): the item itself, of either branch
 */
PlrYamlNode *
plr_codepipeline_unwrap (PlrYamlNode *node,
                         const char **condition)
{
  PlrYamlNode *branches = plr_aws_get (node, "Fn::If");

  if (condition != NULL)
    *condition = NULL;
  if (plr_aws_is_list (node) && g_strcmp0 (plr_yaml_node_get_tag (node), "!If") == 0)
    branches = node;
  if (!plr_aws_is_list (branches))
    return node;

  if (condition != NULL && plr_yaml_node_get_n_items (branches) > 0)
    *condition = plr_yaml_node_get_string (plr_yaml_node_get_item (branches, 0));
  for (guint i = 1; i < plr_yaml_node_get_n_items (branches); i++)
    {
      PlrYamlNode *branch = plr_yaml_node_resolve (plr_yaml_node_get_item (branches, i));

      if (plr_aws_is_map (branch) && plr_aws_get (branch, "Ref") == NULL)
        return branch;
    }

  return node;
}

static void
action_free (PlrCodepipelineAction *action)
{
  g_free (action->group);
  g_free (action->name);
  g_free (action->id);
  g_free (action);
}

static void
list_actions (GPtrArray   *actions,
              PlrYamlNode *pipeline,
              guint        index,
              gboolean     is_template)
{
  PlrYamlNode *stages = plr_aws_get (pipeline, plr_codepipeline_get_word (is_template, "stages"));

  for (guint i = 0; plr_aws_is_list (stages) && i < plr_yaml_node_get_n_items (stages); i++)
    {
      const char *outer;
      PlrYamlNode *stage = plr_codepipeline_unwrap (plr_yaml_node_resolve (plr_yaml_node_get_item (stages, i)), &outer);
      PlrYamlNode *list = plr_aws_get (stage, plr_codepipeline_get_word (is_template, "actions"));

      for (guint j = 0; plr_aws_is_list (list) && j < plr_yaml_node_get_n_items (list) && actions->len < MAX_ACTIONS; j++)
        {
          PlrYamlNode *item = plr_yaml_node_get_item (list, j);
          const char *condition;
          PlrYamlNode *node = plr_codepipeline_unwrap (plr_yaml_node_resolve (item), &condition);
          g_autofree char *name = plr_codepipeline_dup_text (plr_aws_get (node, plr_codepipeline_get_word (is_template, "name")));
          g_autofree char *group = plr_codepipeline_dup_text (plr_aws_get (stage, plr_codepipeline_get_word (is_template, "name")));
          const char *order = plr_aws_get_text (node, plr_codepipeline_get_word (is_template, "runOrder"));
          PlrCodepipelineAction *action;

          if (!plr_aws_is_map (node))
            continue;
          action = g_new0 (PlrCodepipelineAction, 1);
          action->node = node;
          action->item = item;
          action->stage = stage;
          action->group = group != NULL ? g_steal_pointer (&group) : g_strdup_printf ("%u", i + 1);
          action->name = name != NULL ? g_steal_pointer (&name) : g_strdup_printf ("%u", j + 1);
          action->condition = condition != NULL ? condition : outer;
          action->pipeline = index;
          action->group_index = i;
          action->run_order = order != NULL ? (guint)CLAMP (g_ascii_strtoll (order, NULL, 10), 1, 999) : 1;
          g_ptr_array_add (actions, action);
        }
    }
}

/* Names are unique in a stage of the engine only; where two are the same, the stage tells them apart. A slash would be
 * taken for that of an artifact. */
static void
name_actions (GPtrArray *actions,
              GArray    *roots)
{
  g_autoptr(GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) taken = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < actions->len; i++)
    {
      PlrCodepipelineAction *action = actions->pdata[i];

      g_hash_table_insert (counts, action->name, GUINT_TO_POINTER (GPOINTER_TO_UINT (g_hash_table_lookup (counts, action->name)) + 1));
    }
  for (guint i = 0; i < actions->len; i++)
    {
      PlrCodepipelineAction *action = actions->pdata[i];
      PlrYamlNode *key = g_array_index (roots, PlrCodepipelineRoot, action->pipeline).key;

      if (roots->len > 1)
        {
          g_autofree char *group = g_steal_pointer (&action->group);

          action->group = g_strdup_printf ("%s:%s", plr_yaml_node_get_string (key), group);
        }
      action->id = GPOINTER_TO_UINT (g_hash_table_lookup (counts, action->name)) > 1
                   ? g_strdup_printf ("%s:%s", action->group, action->name) : g_strdup (action->name);
      g_strdelimit (action->id, "/", ':');
      while (g_hash_table_contains (taken, action->id))
        {
          g_autofree char *id = g_steal_pointer (&action->id);

          action->id = g_strdup_printf ("%s:%u", id, i + 1);
        }
      g_hash_table_add (taken, action->id);
    }
}

/**
 * plr_codepipeline_list_actions:
 * @root: (nullable): of the document
 *
 * Returns: (transfer full) (element-type PlrCodepipelineAction): the actions of all pipelines of the file, in the order of the text
 */
GPtrArray *
plr_codepipeline_list_actions (PlrYamlNode *root)
{
  g_autoptr(GPtrArray) actions = g_ptr_array_new_with_free_func ((GDestroyNotify)action_free);
  g_autoptr(GArray) roots = plr_codepipeline_list_roots (root);

  for (guint i = 0; i < roots->len; i++)
    list_actions (actions, g_array_index (roots, PlrCodepipelineRoot, i).node, i, plr_codepipeline_is_template (root));
  name_actions (actions, roots);

  return g_steal_pointer (&actions);
}

/* What the action deploys to has another name for each provider. */
const char *
plr_codepipeline_deploy_key (PlrYamlNode *configuration)
{
  static const char *const keys[] = {
    "DeploymentGroupName", "StackName", "ServiceName", "EnvironmentName", "StackSetName", "BucketName", "FunctionName", "AppConfigEnvironment",
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (plr_aws_get (configuration, keys[i]) != NULL)
      return keys[i];

  return NULL;
}
