/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-codepipeline"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-codepipeline-edit-private.h"

/*
 * Conditions of a stage (AWS CodePipeline user guide: stage conditions): rules before it is entered, after it succeeded and after it
 * failed, with what happens then. Each action of the stage has them as its condition: the text of these keys, as YAML in the words of
 * the API, whatever form the file has.
 */

#define MAX_RULES 5

static const char *const words[] = { "beforeEntry", "onSuccess", "onFailure" };

/* A failure that is only tried again is the retry of the model. */
static gboolean
is_retry (PlrYamlNode *failure,
          gboolean     is_template)
{
  return g_strcmp0 (plr_aws_get_text (failure, plr_codepipeline_get_word (is_template, "result")), "RETRY") == 0 &&
         plr_aws_get (failure, plr_codepipeline_get_word (is_template, "conditions")) == NULL;
}

/* Reading */

static char *
dup_word (const char *name,
          gboolean    is_template)
{
  char *word = g_strdup (name);

  if (is_template)
    word[0] = g_ascii_tolower (word[0]);

  return word;
}

/* The value in blocks; @is_ours where keys are words of the API, and not names of settings. NULL for what no text has. */
static PlrYamlValue *
copy_node (PlrYamlNode *node,
           gboolean     is_template,
           gboolean     is_ours)
{
  PlrYamlNode *target = plr_yaml_node_resolve (node);
  g_autoptr(PlrYamlValue) copy = NULL;

  if (target == NULL || plr_yaml_node_get_tag (target) != NULL || !(plr_aws_is_map (target) || plr_aws_is_list (target)))
    return target != NULL ? plr_yaml_value_new_copy (target) : NULL;

  copy = plr_aws_is_map (target) ? plr_yaml_value_new_map () : plr_yaml_value_new_list ();
  for (guint i = 0; i < plr_yaml_node_get_n_items (target); i++)
    {
      const char *name = plr_aws_is_map (target) ? plr_yaml_node_get_string (plr_yaml_node_get_key (target, i)) : NULL;
      g_autofree char *word = name != NULL && name[0] != '\0' ? dup_word (name, is_template && is_ours) : NULL;
      PlrYamlNode *item = plr_aws_is_map (target) ? plr_yaml_node_get_value (target, i) : plr_yaml_node_get_item (target, i);
      PlrYamlValue *value = copy_node (item, is_template, is_ours && g_strcmp0 (word, "configuration") != 0);

      if (value == NULL || (plr_aws_is_map (target) && word == NULL))
        {
          g_clear_pointer (&value, plr_yaml_value_unref);
          return NULL;
        }
      if (word != NULL)
        plr_yaml_value_set (copy, word, value);
      else
        plr_yaml_value_append (copy, value);
    }

  return g_steal_pointer (&copy);
}

/**
 * plr_codepipeline_dup_conditions:
 * @stage: of the engine
 *
 * Returns: (transfer full) (nullable): the text of its conditions; `NULL` if it has none, or what no text has
 */
char *
plr_codepipeline_dup_conditions (PlrYamlNode *stage,
                                 gboolean     is_template)
{
  g_autoptr(PlrYamlValue) all = plr_yaml_value_new_map ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      PlrYamlNode *node = plr_aws_get (stage, plr_codepipeline_get_word (is_template, words[i]));
      PlrYamlValue *value;

      if (!plr_aws_is_map (node) || (g_str_equal (words[i], "onFailure") && is_retry (node, is_template)))
        continue;
      value = copy_node (node, is_template, TRUE);
      if (value == NULL)
        return NULL;
      plr_yaml_value_set (all, words[i], value);
    }
  if (plr_yaml_value_is_empty (all))
    return NULL;
  text = plr_yaml_value_dup_text (all);

  return g_strdup (g_strchomp (text));
}

/* Checking */

static gboolean
set_bad (GError    **error,
         const char *message)
{
  g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, message);

  return FALSE;
}

static gboolean
check_words (PlrYamlNode       *map,
             const char *const *known,
             GError           **error)
{
  for (guint i = 0; i < plr_yaml_node_get_n_items (map); i++)
    {
      const char *name = plr_yaml_node_get_string (plr_yaml_node_get_key (map, i));

      if (name != NULL && g_strv_contains (known, name))
        continue;
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("A condition has no “%s”; it begins with beforeEntry, onSuccess or onFailure"),
                   name != NULL ? name : "?");
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_rules (PlrYamlNode *rules,
             GError     **error)
{
  static const char *const known[] = {
    "name", "ruleTypeId", "configuration", "commands", "inputArtifacts", "roleArn", "region", "timeoutInMinutes", NULL
  };

  if (!plr_aws_is_list (rules) || plr_aws_count (rules) == 0 || plr_aws_count (rules) > MAX_RULES)
    return set_bad (error, _("A condition has one to five rules: write them as a list below “rules:”"));
  for (guint i = 0; i < plr_aws_count (rules); i++)
    {
      PlrYamlNode *rule = plr_yaml_node_resolve (plr_yaml_node_get_item (rules, i));
      PlrYamlNode *type = plr_aws_get (rule, "ruleTypeId");

      if (!plr_aws_is_map (rule) || plr_aws_get_text (rule, "name") == NULL || plr_aws_get_text (type, "provider") == NULL ||
          g_strcmp0 (plr_aws_get_text (type, "category"), "Rule") != 0)
        return set_bad (error, _("A rule has a “name:”, and a “ruleTypeId:” with “category: Rule” and “provider:”"));
      if (!check_words (rule, known, error))
        return FALSE;
    }

  return TRUE;
}

/* docs.aws.amazon.com: API reference, BeforeEntryConditions, SuccessConditions, FailureConditions, Condition. */
static gboolean
check_conditions (PlrYamlNode *owner,
                  gboolean     is_failure,
                  GError     **error)
{
  static const char *const results[] = { "ROLLBACK", "FAIL", "RETRY", "SKIP", NULL };
  static const char *const of_owner[] = { "conditions", NULL };
  static const char *const of_failure[] = { "conditions", "result", "retryConfiguration", NULL };
  static const char *const of_condition[] = { "result", "rules", NULL };
  PlrYamlNode *list = plr_aws_get (owner, "conditions");
  const char *own = plr_aws_get_text (owner, "result");
  PlrYamlNode *condition;
  const char *result;

  if (!plr_aws_is_map (owner) || (list == NULL && !is_failure))
    return set_bad (error, _("Write “conditions:” below it, with one item that has “result:” and “rules:”"));
  if (!check_words (owner, is_failure ? of_failure : of_owner, error))
    return FALSE;
  if (own != NULL && !g_strv_contains (results, own))
    return set_bad (error, _("A result is ROLLBACK, FAIL, RETRY or SKIP"));
  if (list == NULL)
    return own != NULL || set_bad (error, _("Write “result:” or “conditions:” below “onFailure:”"));
  condition = plr_aws_is_list (list) && plr_aws_count (list) == 1 ? plr_yaml_node_resolve (plr_yaml_node_get_item (list, 0)) : NULL;
  if (!plr_aws_is_map (condition))
    return set_bad (error, _("Write one item below “conditions:”, with “result:” and “rules:”"));
  result = plr_aws_get_text (condition, "result");
  if (result != NULL && !g_strv_contains (results, result))
    return set_bad (error, _("A result is ROLLBACK, FAIL, RETRY or SKIP"));

  return check_words (condition, of_condition, error) && check_rules (plr_aws_get (condition, "rules"), error);
}

static PlrYaml *
parse (const char *text,
       GError    **error)
{
  static const char *const known[] = { "beforeEntry", "onSuccess", "onFailure", NULL };
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, NULL);
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;

  if (!plr_aws_is_map (root) || plr_yaml_get_n_documents (tree) != 1)
    {
      set_bad (error, _("Write the condition as the stage has it: beforeEntry, onSuccess or onFailure, with conditions below it"));
      return NULL;
    }
  if (!check_words (root, known, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      PlrYamlNode *owner = plr_yaml_node_get (root, words[i]);

      if (owner != NULL && !check_conditions (plr_yaml_node_resolve (owner), g_str_equal (words[i], "onFailure"), error))
        return NULL;
    }

  return g_steal_pointer (&tree);
}

/* Editing */

/* The value in the words of the file. */
static PlrYamlValue *
make_value (PlrCodepipelinePlace *place,
            PlrYamlNode          *node,
            const char           *word,
            gboolean              is_ours)
{
  PlrYamlNode *target = plr_yaml_node_resolve (node);
  const char *text = plr_yaml_node_get_string (target);
  PlrYamlValue *value;
  guint64 minutes = 0;

  if (plr_aws_is_map (target))
    {
      value = plr_yaml_value_new_map ();
      for (guint i = 0; i < plr_yaml_node_get_n_items (target); i++)
        {
          const char *name = plr_yaml_node_get_string (plr_yaml_node_get_key (target, i));

          if (name != NULL)
            plr_yaml_value_set (value, is_ours ? WORD (place, name) : name,
                                make_value (place, plr_yaml_node_get_value (target, i), name,
                                            is_ours && !g_str_equal (name, "configuration")));
        }
      return value;
    }
  if (plr_aws_is_list (target))
    {
      value = plr_yaml_value_new_list ();
      for (guint i = 0; i < plr_yaml_node_get_n_items (target); i++)
        plr_yaml_value_append (value, make_value (place, plr_yaml_node_get_item (target, i), "", is_ours));
      return value;
    }
  if (is_ours && g_str_equal (word, "timeoutInMinutes") && text != NULL && g_ascii_string_to_unsigned (text, 10, 1, 86400, &minutes, NULL))
    return plr_yaml_value_new_integer ((gint64)minutes);
  if (place->is_template && plr_yaml_node_get_tag (target) != NULL && !plr_yaml_node_is_flow (place->root))
    return plr_yaml_value_new_copy (target);

  return plr_codepipeline_edit_new_text (place, NULL, text != NULL ? text : "");
}

static gboolean
put_word (PlrDialectEditor     *self,
          PlrCodepipelinePlace *place,
          const char           *word,
          PlrYamlNode          *node,
          GError              **error)
{
  PlrYamlNode *stage = place->action->stage;
  PlrYamlNode *old = plr_aws_get (stage, WORD (place, word));
  gboolean is_tried = g_str_equal (word, "onFailure") && is_retry (old, place->is_template);
  g_autoptr(PlrYamlValue) value = NULL;

  if (node == NULL)
    return is_tried || plr_dialect_editor_drop (self, stage, WORD (place, word), error);

  value = make_value (place, node, "", TRUE);

  return plr_dialect_editor_put (self, stage, WORD (place, word), value, error);
}

/**
 * plr_codepipeline_edit_condition:
 * @text: (nullable): the conditions, as plr_codepipeline_dup_conditions() has them; `NULL` or an empty text removes them
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the conditions of the stage that an action is in, for all its actions.
 */
gboolean
plr_codepipeline_edit_condition (PlrDialectEditor     *self,
                                 PlrCodepipelinePlace *place,
                                 const char           *text,
                                 GError              **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  gboolean is_there = text != NULL && text[strspn (text, " \t\r\n")] != '\0';
  g_autoptr(PlrYaml) tree = NULL;
  PlrYamlNode *root;

  if (place->action->condition != NULL)
    return plr_aws_edit_decline (error, _("The action is there only if a condition of the template holds; change “Fn::If” in the text"));
  if (is_there && !plr_codepipeline_edit_is_v2 (place, error))
    return FALSE;
  tree = is_there ? parse (text, error) : NULL;
  if (is_there && tree == NULL)
    return FALSE;

  root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (!put_word (self, place, words[i], root != NULL ? plr_yaml_node_get (root, words[i]) : NULL, error) ||
        !plr_codepipeline_edit_refresh (self, id, place, error))
      return FALSE;

  return TRUE;
}

/* Writing */

static void
add_node (JsonBuilder *builder,
          PlrYamlNode *node,
          const char  *word)
{
  PlrYamlNode *target = plr_yaml_node_resolve (node);
  const char *text = plr_yaml_node_get_string (target);
  guint64 number = 0;

  if (plr_aws_is_map (target))
    {
      json_builder_begin_object (builder);
      for (guint i = 0; i < plr_yaml_node_get_n_items (target); i++)
        {
          const char *name = plr_yaml_node_get_string (plr_yaml_node_get_key (target, i));

          if (name == NULL)
            continue;
          json_builder_set_member_name (builder, name);
          add_node (builder, plr_yaml_node_get_value (target, i), name);
        }
      json_builder_end_object (builder);
    }
  else if (plr_aws_is_list (target))
    {
      json_builder_begin_array (builder);
      for (guint i = 0; i < plr_yaml_node_get_n_items (target); i++)
        add_node (builder, plr_yaml_node_get_item (target, i), "");
      json_builder_end_array (builder);
    }
  else if (g_str_equal (word, "timeoutInMinutes") && text != NULL && g_ascii_string_to_unsigned (text, 10, 1, 86400, &number, NULL))
    {
      json_builder_add_int_value (builder, (gint64)number);
    }
  else
    {
      json_builder_add_string_value (builder, text != NULL ? text : "");
    }
}

/**
 * plr_codepipeline_write_conditions:
 * @builder: at the object of a stage
 * @text: (nullable): as plr_codepipeline_dup_conditions() has them
 *
 * Returns: whether the text is one of conditions; what happens after a failure is written then, if it says that
 */
gboolean
plr_codepipeline_write_conditions (JsonBuilder *builder,
                                   const char  *text,
                                   gboolean    *has_failure)
{
  g_autoptr(PlrYaml) tree = text != NULL ? parse (text, NULL) : NULL;
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;

  *has_failure = FALSE;
  for (guint i = 0; root != NULL && i < G_N_ELEMENTS (words); i++)
    {
      PlrYamlNode *node = plr_yaml_node_get (root, words[i]);

      if (node == NULL)
        continue;
      *has_failure |= g_str_equal (words[i], "onFailure");
      json_builder_set_member_name (builder, words[i]);
      add_node (builder, node, words[i]);
    }

  return root != NULL;
}
