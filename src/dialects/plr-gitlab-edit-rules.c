/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-edit-private.h"

/* When a job runs: a single rule is changed in its place; what several rules say together is changed as one condition. */

typedef enum
{
  NO_RULES,
  ONE_RULE,     /* with nothing but a condition, an outcome, and whether it may fail */
  MANY_RULES,
} Form;

static const char *const rule_order[] = { "if", "changes", "exists", "when", "allow_failure", "variables", NULL };

static Form
find_form (PlrGitlabEdit *self)
{
  static const char *const simple[] = { "if", "when", "allow_failure", NULL };
  PlrGitlabValue *rules = plr_gitlab_edit_get (self, "rules");
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (rules);
  PlrGitlabValue *rule = items->len == 1 ? ((PlrGitlabEntry *)items->pdata[0])->value : NULL;

  if (rules == NULL || (items->len == 0 && !rules->is_unknown))
    return NO_RULES;
  if (!plr_gitlab_is_map (rule) || g_strcmp0 (plr_gitlab_get_string (plr_gitlab_get (self->config, rule, "when")), "never") == 0)
    return MANY_RULES;
  for (guint i = 0; i < rule->n_entries; i++)
    if (!g_strv_contains (simple, rule->entries[i].name))
      return MANY_RULES;

  return ONE_RULE;
}

static PlrGitlabValue *
get_rule (PlrGitlabEdit *self)
{
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (plr_gitlab_edit_get (self, "rules"));

  return items->len > 0 ? ((PlrGitlabEntry *)items->pdata[0])->value : NULL;
}

/* The first of the rules that says something else than the one before it, or else the first that says something. */
static PlrYamlNode *
find_other_rule (PlrGitlabEdit *self,
                 const char    *key)
{
  PlrGitlabValue *rules = plr_gitlab_edit_get (self, "rules");
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (rules);
  PlrYamlNode *node = NULL;
  const char *last = NULL;
  guint n_rules = 0;

  for (guint i = 0; i < items->len; i++)
    {
      PlrGitlabValue *rule = ((PlrGitlabEntry *)items->pdata[i])->value;
      const char *word = plr_gitlab_get_string (plr_gitlab_get (self->config, rule, key));

      if (g_strcmp0 (plr_gitlab_get_string (plr_gitlab_get (self->config, rule, "when")), "never") == 0)
        continue;
      if (n_rules++ > 0 && g_strcmp0 (last, word) != 0)
        return rule->node;
      if (node == NULL && word != NULL)
        node = rule->node;
      last = word;
    }

  return node != NULL ? node : rules->node;
}

static gboolean
set_many (PlrGitlabEdit *self,
          const char    *key,
          GError       **error)
{
  g_autofree char *place = plr_gitlab_edit_dup_place (self, find_other_rule (self, key));

  return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                    _("Several rules decide when “%s” runs (%s); change its condition, or the rules in the text"),
                                    plr_edit_get_stage (self->edit), place);
}

/* What the rules that let the job in say at @key, if all of them say the same, or none does; FALSE if they do not agree, or one
 * is not known. */
static gboolean
get_common (PlrGitlabEdit *self,
            const char    *key,
            const char   **word)
{
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (plr_gitlab_edit_get (self, "rules"));
  gboolean any = FALSE;

  *word = NULL;
  for (guint i = 0; i < items->len; i++)
    {
      PlrGitlabValue *rule = ((PlrGitlabEntry *)items->pdata[i])->value;
      const char *when = plr_gitlab_get_string (plr_gitlab_get (self->config, rule, "when"));
      const char *own = plr_gitlab_get_string (plr_gitlab_get (self->config, rule, key));

      if (rule->is_unknown || !plr_gitlab_is_map (rule))
        return FALSE;
      if (g_strcmp0 (when, "never") == 0)
        continue;
      if (any && g_strcmp0 (own, *word) != 0)
        return FALSE;
      *word = own;
      any = TRUE;
    }

  return any;
}

/* The one rule, standing in the job itself. */
static PlrYamlNode *
own_rule (PlrGitlabEdit *self,
          GError       **error)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, "rules");
  PlrYamlNode *rule = own != NULL && plr_yaml_node_get_n_items (own) == 1 ? plr_yaml_node_get_item (own, 0) : NULL;
  g_autoptr(PlrYamlValue) copy = NULL;

  self->editor->order = rule_order;
  if (rule != NULL && plr_yaml_node_get_kind (rule) == PLR_YAML_MAPPING)
    return rule;

  copy = plr_gitlab_make_value (plr_gitlab_edit_get (self, "rules"), FALSE);
  if (own != NULL ? !plr_gitlab_edit_take (self, plr_yaml_edit_set (own, copy, PLR_YAML_EDIT_NONE, error), error)
                  : !plr_gitlab_edit_put (self, "rules", copy, error))
    return NULL;
  if (!plr_gitlab_edit_refresh (self, error))
    return NULL;
  own = plr_yaml_node_get (self->job, "rules");

  return plr_yaml_node_get_item (own, 0);
}

static gboolean
put_in_rule (PlrGitlabEdit *self,
             const char    *key,
             PlrYamlValue  *value,
             GError       **error)
{
  PlrYamlNode *rule = own_rule (self, error);

  return rule != NULL && plr_dialect_editor_put (self->editor, rule, key, value, error);
}

/* An empty rule would say nothing, so that the list goes with it. */
static gboolean
drop_from_rule (PlrGitlabEdit *self,
                const char    *key,
                GError       **error)
{
  PlrYamlNode *rule;
  PlrYamlNode *old;

  if (plr_gitlab_get (self->config, get_rule (self), key) == NULL)
    return TRUE;
  if (get_rule (self)->n_entries == 1)
    return plr_gitlab_edit_drop (self, "rules", error);
  rule = own_rule (self, error);
  old = rule != NULL ? plr_yaml_node_get (rule, key) : NULL;
  if (rule != NULL && old == NULL)
    return plr_dialect_editor_set_shared (error, key);

  return rule != NULL && plr_gitlab_edit_take (self, plr_yaml_edit_remove (old, PLR_YAML_EDIT_NONE, error), error);
}

static const char *
get_word (PlrGitlabEdit *self,
          const char    *key)
{
  return plr_gitlab_get_string (plr_gitlab_edit_get (self, key));
}

/* Sets the word `when` where it counts. */
static gboolean
put_when (PlrGitlabEdit *self,
          const char    *word,
          GError       **error)
{
  gboolean is_usual = g_str_equal (word, "on_success");
  const char *of_job = get_word (self, "when");
  g_autoptr(PlrYamlValue) value = plr_yaml_value_new_string (word);
  PlrGitlabValue *inherited = plr_gitlab_edit_get_inherited (self, "when");
  const char *common;

  if (find_form (self) == ONE_RULE)
    {
      if (is_usual && (of_job == NULL || g_str_equal (of_job, "on_success")))
        return drop_from_rule (self, "when", error);
      return put_in_rule (self, "when", value, error);
    }
  if (find_form (self) == MANY_RULES && get_common (self, "when", &common) && common != NULL)
    return g_str_equal (common, word) || set_many (self, "when", error);
  if (is_usual && inherited == NULL)
    return plr_gitlab_edit_drop (self, "when", error);

  return g_strcmp0 (of_job, word) == 0 || plr_gitlab_edit_put (self, "when", value, error);
}

static const char *
get_when (PlrGitlabEdit *self)
{
  Form form = find_form (self);
  const char *word = NULL;

  if (form == ONE_RULE)
    word = plr_gitlab_get_string (plr_gitlab_get (self->config, get_rule (self), "when"));
  else if (form == MANY_RULES)
    (void)get_common (self, "when", &word); /* NULL if they do not agree */

  return word != NULL ? word : get_word (self, "when");
}

/**
 * plr_gitlab_edit_set_when:
 * @text: (nullable): success, failure or always
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the outcome on which a job runs.
 */
gboolean
plr_gitlab_edit_set_when (PlrGitlabEdit *self,
                          const char    *text,
                          GError       **error)
{
  gboolean is_usual = text == NULL || text[0] == '\0' || g_str_equal (text, "success");
  const char *common;

  if (!is_usual && !g_str_equal (text, "failure") && !g_str_equal (text, "always"))
    return plr_dialect_editor_set_invalid (error, "when", text);
  if (find_form (self) == MANY_RULES && !get_common (self, "when", &common))
    return set_many (self, "when", error);
  if (g_strcmp0 (get_when (self), "manual") == 0)
    return is_usual || plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                                  _("A person starts “%s”; on GitLab it then waits for no outcome"),
                                                  plr_edit_get_stage (self->edit));

  return put_when (self, is_usual ? "on_success" : g_str_equal (text, "failure") ? "on_failure" : "always", error);
}

static gboolean
remove_approval (PlrGitlabEdit *self,
                 GError       **error)
{
  if (g_strcmp0 (get_when (self), "manual") != 0)
    return TRUE;
  if (plr_gitlab_edit_get (self, "manual_confirmation") != NULL &&
      (!plr_gitlab_edit_drop (self, "manual_confirmation", error) || !plr_gitlab_edit_refresh (self, error)))
    return FALSE;

  return put_when (self, "on_success", error);
}

/**
 * plr_gitlab_edit_set_approval:
 * @text: (nullable): `true`, `false` or what the person is asked
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Makes a job wait for a person. It then holds up what comes after it, which by itself a manual job of GitLab does not.
 */
gboolean
plr_gitlab_edit_set_approval (PlrGitlabEdit *self,
                              const char    *text,
                              GError       **error)
{
  gboolean is_message = text != NULL && text[0] != '\0' && !g_str_equal (text, "true") && !g_str_equal (text, "false");
  const char *when = get_when (self);
  gboolean is_manual = g_strcmp0 (when, "manual") == 0;
  const char *common;

  if (find_form (self) == MANY_RULES && !get_common (self, "when", &common))
    return set_many (self, "when", error);
  if (!is_message && g_strcmp0 (text, "true") != 0)
    return remove_approval (self, error);
  if (when != NULL && !is_manual && !g_str_equal (when, "on_success"))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("“%s” waits for an outcome; on GitLab a person can then not be asked"), plr_edit_get_stage (self->edit));

  if (is_message && (!plr_gitlab_edit_put_text (self, "manual_confirmation", text, error) || !plr_gitlab_edit_refresh (self, error)))
    return FALSE;
  if (is_manual)
    return TRUE;
  if (find_form (self) != ONE_RULE && plr_gitlab_edit_get (self, "allow_failure") == NULL)
    {
      g_autoptr(PlrYamlValue) no = plr_yaml_value_new_boolean (FALSE);

      if (!plr_gitlab_edit_put (self, "allow_failure", no, error) || !plr_gitlab_edit_refresh (self, error))
        return FALSE;
    }

  return put_when (self, "manual", error);
}

/**
 * plr_gitlab_edit_set_allow_failure:
 * @text: (nullable): `true` or `false`
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Says whether the pipeline goes on after a failure of the job.
 */
gboolean
plr_gitlab_edit_set_allow_failure (PlrGitlabEdit *self,
                                   const char    *text,
                                   GError       **error)
{
  gboolean is_true = g_strcmp0 (text, "true") == 0;
  g_autoptr(PlrYamlValue) value = plr_yaml_value_new_boolean (is_true);
  Form form = find_form (self);
  const char *common = NULL;
  gboolean is_needed;

  if (!is_true && text != NULL && text[0] != '\0' && !g_str_equal (text, "false"))
    return plr_dialect_editor_set_invalid (error, "allow-failure", text);
  if (form == MANY_RULES && !get_common (self, "allow_failure", &common))
    return set_many (self, "allow_failure", error);
  if (form == MANY_RULES && common != NULL)
    return g_str_equal (common, is_true ? "true" : "false") || set_many (self, "allow_failure", error);
  if (form == ONE_RULE && plr_gitlab_get (self->config, get_rule (self), "allow_failure") != NULL)
    return put_in_rule (self, "allow_failure", value, error);

  is_needed = g_strcmp0 (get_word (self, "when"), "manual") == 0 ||
              plr_gitlab_edit_get_inherited (self, "allow_failure") != NULL;
  if (!is_true && !is_needed)
    return plr_gitlab_edit_drop (self, "allow_failure", error);
  if (is_true && plr_gitlab_is_map (plr_gitlab_edit_get (self, "allow_failure")))
    return TRUE;

  return plr_gitlab_edit_put (self, "allow_failure", value, error);
}

/* Conditions */

static PlrStage *
find_stage (PlrGitlabEdit *self,
            PlrPipeline   *pipeline)
{
  return pipeline != NULL ? plr_pipeline_find_stage (pipeline, plr_edit_get_stage (self->edit)) : NULL;
}

/* The rules that a text means: YAML of a list of them, or one condition. */
static PlrYamlValue *
parse_rules (const char *text)
{
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, NULL);
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;
  PlrYamlValue *rules;
  PlrYamlValue *rule;

  if (root != NULL && plr_yaml_node_get_kind (root) == PLR_YAML_SEQUENCE && text[0] == '-')
    return plr_yaml_value_new_copy (root);

  rule = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (rule, "if", text);
  rules = plr_yaml_value_new_list ();
  plr_yaml_value_append (rules, rule);

  return rules;
}

static gboolean
drop_only (PlrGitlabEdit *self,
           GError       **error)
{
  static const char *const keys[] = { "only", "except" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (plr_gitlab_edit_get (self, keys[i]) != NULL &&
        (!plr_gitlab_edit_drop (self, keys[i], error) || !plr_gitlab_edit_refresh (self, error)))
      return FALSE;

  return TRUE;
}

/* One rule has what the job or its rules said about the outcome, as far as the job does not say it. */
static PlrYamlValue *
make_rule (PlrGitlabEdit *self,
           PlrStage      *stage,
           const char    *condition)
{
  PlrYamlValue *rule = plr_yaml_value_new_map ();
  PlrStageWhen when = plr_stage_get_when (stage);
  const char *word = plr_stage_get_approval (stage) ? "manual" : when == PLR_STAGE_WHEN_FAILURE ? "on_failure" :
                     when == PLR_STAGE_WHEN_ALWAYS ? "always" : "on_success";
  const char *usual = get_word (self, "when");
  gboolean allows = plr_job_get_allow_failure (plr_stage_get_job (stage));
  PlrGitlabValue *allow_failure = plr_gitlab_edit_get (self, "allow_failure");
  gboolean is_usual = plr_gitlab_is_map (allow_failure) || g_strcmp0 (get_word (self, "allow_failure"), "true") == 0 ||
                      (allow_failure == NULL && g_strcmp0 (usual, "manual") == 0);

  plr_yaml_value_set_string (rule, "if", condition);
  if (g_strcmp0 (usual != NULL ? usual : "on_success", word) != 0)
    plr_yaml_value_set_string (rule, "when", word);
  if (allows != is_usual)
    plr_yaml_value_set (rule, "allow_failure", plr_yaml_value_new_boolean (allows));

  return rule;
}

static gboolean
put_rules (PlrGitlabEdit *self,
           PlrStage      *stage,
           const char    *condition,
           GError       **error)
{
  g_autoptr(PlrYamlValue) rules = NULL;

  if (!drop_only (self, error))
    return FALSE;
  if (condition[0] == '-' || stage == NULL)
    {
      rules = parse_rules (condition);
    }
  else
    {
      rules = plr_yaml_value_new_list ();
      plr_yaml_value_append (rules, make_rule (self, stage, condition));
    }

  return plr_gitlab_edit_put (self, "rules", rules, error);
}

/* What a rule says besides its condition stays with the job. */
static gboolean
drop_condition (PlrGitlabEdit *self,
                GError       **error)
{
  switch (find_form (self))
    {
    case ONE_RULE:
      return drop_from_rule (self, "if", error);

    case MANY_RULES:
      return plr_gitlab_edit_drop (self, "rules", error);

    case NO_RULES:
    default:
      return drop_only (self, error);
    }
}

/**
 * plr_gitlab_edit_set_condition:
 * @text: (nullable): a condition, or a list of rules as YAML
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the condition under which a job runs.
 */
gboolean
plr_gitlab_edit_set_condition (PlrGitlabEdit *self,
                               const char    *text,
                               GError       **error)
{
  g_autoptr(PlrPipeline) pipeline = plr_gitlab_edit_read (self);
  PlrStage *stage = find_stage (self, pipeline);
  const char *old = stage != NULL ? plr_job_get_condition (plr_stage_get_job (stage)) : NULL;
  g_autoptr(PlrYamlValue) value = NULL;

  if (g_strcmp0 (old, text) == 0)
    return TRUE;
  if (text == NULL || text[0] == '\0')
    return old == NULL || drop_condition (self, error);
  if (old == NULL && stage != NULL && plr_stage_get_branches (stage) != NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("“%s” runs on some branches only; name them in the condition, and remove them there first"),
                                      plr_edit_get_stage (self->edit));
  if (find_form (self) != ONE_RULE || text[0] == '-')
    return put_rules (self, stage, text, error);

  value = plr_yaml_value_new_string (text);

  return put_in_rule (self, "if", value, error);
}

/* The list of branches in `only`, in whichever form; NULL if it is not the job's own. */
static gboolean
put_only (PlrGitlabEdit     *self,
          const char *const *branches,
          GError           **error)
{
  PlrYamlNode *own;

  if (!plr_gitlab_edit_own (self, "only", FALSE, error))
    return FALSE;
  own = plr_yaml_node_get (self->job, "only");
  if (plr_gitlab_edit_get_inherited (self, "only") != NULL && (own == NULL || plr_yaml_node_get_kind (own) == PLR_YAML_MAPPING))
    return plr_gitlab_edit_set_from (error, self, "only", plr_gitlab_edit_get_inherited (self, "only"));
  if (own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_MAPPING)
    return plr_dialect_editor_put_list (self->editor, own, "refs", branches, PLR_YAML_EDIT_NONE, error);

  return plr_dialect_editor_put_list (self->editor, self->job, "only", branches, PLR_YAML_EDIT_NONE, error);
}

static gboolean
is_plain (const char *const *branches)
{
  for (guint i = 0; branches[i] != NULL; i++)
    if (plr_gitlab_is_ref_word (branches[i]) || strpbrk (branches[i], "*?[\\") != NULL)
      return FALSE;

  return TRUE;
}

/**
 * plr_gitlab_edit_set_branches:
 * @branches: (nullable): patterns; `NULL` for all
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the branches on which a job runs.
 */
gboolean
plr_gitlab_edit_set_branches (PlrGitlabEdit     *self,
                              const char *const *branches,
                              GError           **error)
{
  g_autoptr(PlrPipeline) pipeline = plr_gitlab_edit_read (self);
  PlrStage *stage = find_stage (self, pipeline);
  gboolean had = stage != NULL && plr_stage_get_branches (stage) != NULL;
  g_autofree char *condition = NULL;
  g_autoptr(PlrYamlValue) value = NULL;

  if (branches == NULL || branches[0] == NULL)
    return !had || drop_condition (self, error);
  if (stage != NULL && plr_job_get_condition (plr_stage_get_job (stage)) != NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED, _("“%s” has a condition; name the branches in that"),
                                      plr_edit_get_stage (self->edit));

  condition = plr_gitlab_format_branches (branches, "$CI_COMMIT_BRANCH");
  if (find_form (self) == ONE_RULE)
    {
      value = plr_yaml_value_new_string (condition);
      return put_in_rule (self, "if", value, error);
    }
  if (had && is_plain (branches))
    return put_only (self, branches, error);

  return put_rules (self, stage, condition, error);
}

/* The pipeline */

static gboolean
put_workflow_rules (PlrGitlabEdit *self,
                    PlrYamlValue  *rules,
                    GError       **error)
{
  PlrYamlNode *workflow = NULL;
  PlrYamlNode *old;

  if (self->top == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("The definition is empty"));
  if (!plr_dialect_editor_find_own (self->top, "workflow", &workflow, error))
    return FALSE;
  old = workflow != NULL ? plr_yaml_node_get (workflow, "rules") : NULL;
  if (rules == NULL)
    return old == NULL || plr_dialect_editor_drop_entry (self->editor, self->top, "workflow", "rules", "", error);

  return plr_dialect_editor_put_entry (self->editor, self->top, "workflow", "rules", rules, error);
}

/**
 * plr_gitlab_edit_set_workflow_condition:
 * @text: (nullable): a condition, or a list of rules as YAML
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the condition under which there is a pipeline at all.
 */
gboolean
plr_gitlab_edit_set_workflow_condition (PlrGitlabEdit *self,
                                        const char    *text,
                                        GError       **error)
{
  g_autoptr(PlrPipeline) pipeline = plr_gitlab_edit_read (self);
  const char *old = pipeline != NULL ? plr_pipeline_get_condition (pipeline) : NULL;
  g_autoptr(PlrYamlValue) rules = NULL;

  if (g_strcmp0 (old, text) == 0)
    return TRUE;
  if (text == NULL || text[0] == '\0')
    return old == NULL || put_workflow_rules (self, NULL, error);
  rules = parse_rules (text);

  return put_workflow_rules (self, rules, error);
}

static gboolean
check_triggers (PlrPipeline *pipeline,
                GError     **error)
{
  if (pipeline != NULL && plr_pipeline_get_condition (pipeline) == NULL)
    return TRUE;

  return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                    _("The rules of the workflow say more than which events start it; change them as its condition, or in the text"));
}

static PlrTrigger *
find_trigger (PlrPipeline *pipeline,
              const char  *name)
{
  GListModel *triggers = plr_pipeline_get_triggers (pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      /* The list keeps it alive. */
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      if (g_strcmp0 (plr_trigger_get_name (trigger), name) == 0)
        return trigger;
    }

  return NULL;
}

static gboolean
set_filter (PlrGitlabEdit *self,
            PlrTrigger    *trigger,
            GError       **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  PlrTriggerEvent event = plr_trigger_get_event (trigger);
  gboolean is_push = event == PLR_TRIGGER_EVENT_PUSH;

  if (field == NULL)
    return TRUE;
  if (g_str_equal (field, "branches") && (is_push || event == PLR_TRIGGER_EVENT_PULL_REQUEST))
    plr_trigger_set_branches (trigger, values);
  else if (g_str_equal (field, "tags") && is_push)
    plr_trigger_set_tags (trigger, values);
  else if (g_str_equal (field, "paths"))
    plr_trigger_set_paths (trigger, values);
  else
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("Rules of GitLab have no “%s” for “%s”; schedules are set in the project"), field,
                                      plr_trigger_get_name (trigger));

  return TRUE;
}

static gboolean
write_triggers (PlrGitlabEdit *self,
                PlrPipeline   *pipeline,
                const char    *without,
                GError       **error)
{
  GListModel *triggers = plr_pipeline_get_triggers (pipeline);
  g_autoptr(PlrYamlValue) rules = plr_yaml_value_new_list ();

  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      if (g_strcmp0 (plr_trigger_get_name (trigger), without) != 0)
        plr_gitlab_append_trigger (rules, trigger, plr_trigger_get_name (trigger));
    }

  return put_workflow_rules (self, rules, error);
}

/**
 * plr_gitlab_edit_set_trigger:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Lets an event start the pipeline, as a rule of its workflow, or sets a filter of one.
 */
gboolean
plr_gitlab_edit_set_trigger (PlrGitlabEdit *self,
                             GError       **error)
{
  static const char *const known[] = {
    "api", "chat", "external", "external_pull_request_event", "merge_request_event", "parent_pipeline", "pipeline", "push",
    "schedule", "trigger", "web", "webide", NULL,
  };
  const char *target = plr_edit_get_target (self->edit);
  g_autoptr(PlrPipeline) pipeline = plr_gitlab_edit_read (self);
  PlrTrigger *trigger;

  if (!check_triggers (pipeline, error))
    return FALSE;
  if (target == NULL || !g_strv_contains (known, target))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID,
                                      _("GitLab knows no source “%s”; write push, merge_request_event, schedule, web, api or another of its own"),
                                      target != NULL ? target : "");
  trigger = find_trigger (pipeline, target);
  if (trigger == NULL)
    {
      g_autoptr(PlrTrigger) fresh = plr_trigger_new (plr_gitlab_find_event (target), target);

      plr_pipeline_add_trigger (pipeline, fresh);
      trigger = find_trigger (pipeline, target);
    }

  return set_filter (self, trigger, error) && write_triggers (self, pipeline, NULL, error);
}

/**
 * plr_gitlab_edit_remove_trigger:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Lets an event start the pipeline no more.
 */
gboolean
plr_gitlab_edit_remove_trigger (PlrGitlabEdit *self,
                                GError       **error)
{
  const char *target = plr_edit_get_target (self->edit);
  g_autoptr(PlrPipeline) pipeline = plr_gitlab_edit_read (self);

  if (!check_triggers (pipeline, error))
    return FALSE;
  if (target == NULL || find_trigger (pipeline, target) == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("No rule starts the pipeline on “%s”"),
                                      target != NULL ? target : "");
  if (g_list_model_get_n_items (plr_pipeline_get_triggers (pipeline)) == 1)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID,
                                      _("The last one stays: without rules GitLab starts the pipeline on every push"));

  return write_triggers (self, pipeline, target, error);
}
