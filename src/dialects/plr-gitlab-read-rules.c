/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-private.h"

/*
 * When a job runs. A rule that only names branches is the branches of the stage; one with any other condition is its condition;
 * several rules, and `only` and `except`, are one condition in the words of GitLab.
 */

/* What a list of rules says in common: the last word of each that does not keep the job out. */
typedef struct
{
  const char *when;
  const char *allow_failure;
  gboolean    has_many_words;           /* they differ in `when` */
  gboolean    has_many_permissions;     /* they differ in `allow_failure` */
  gboolean    any;
} Outcome;

static const char *
get_word (PlrGitlabReader *self,
          PlrGitlabValue  *map,
          const char      *name)
{
  return plr_gitlab_get_string (plr_gitlab_get (self->config, map, name));
}

static void
set_when (PlrGitlabReader *self,
          const char      *when)
{
  if (when == NULL || g_str_equal (when, "on_success"))
    return;
  if (g_str_equal (when, "on_failure"))
    plr_stage_set_when (self->stage, PLR_STAGE_WHEN_FAILURE);
  else if (g_str_equal (when, "always"))
    plr_stage_set_when (self->stage, PLR_STAGE_WHEN_ALWAYS);
  else if (g_str_equal (when, "manual"))
    plr_stage_set_approval (self->stage, TRUE);
  else
    plr_gitlab_keep (self, NULL, "when");
}

static void
collect_outcome (PlrGitlabReader *self,
                 PlrGitlabValue  *rule,
                 Outcome         *outcome)
{
  const char *when = get_word (self, rule, "when");
  const char *allow_failure = get_word (self, rule, "allow_failure");

  if (when == NULL)
    when = get_word (self, self->job, "when");
  if (when == NULL)
    when = "on_success";
  if (g_str_equal (when, "never"))
    return;

  if (allow_failure == NULL)
    allow_failure = get_word (self, self->job, "allow_failure");
  /* What the job itself has by hand may be left out, whichever rule lets it in. */
  if (allow_failure == NULL && g_strcmp0 (get_word (self, self->job, "when"), "manual") == 0)
    allow_failure = "true";
  outcome->has_many_words |= outcome->any && g_strcmp0 (outcome->when, when) != 0;
  outcome->has_many_permissions |= outcome->any && g_strcmp0 (outcome->allow_failure, allow_failure) != 0;
  outcome->when = when;
  outcome->allow_failure = allow_failure;
  outcome->any = TRUE;
}

static gboolean
has_only (PlrGitlabValue    *map,
          const char *const *known)
{
  for (guint i = 0; i < map->n_entries; i++)
    if (!g_strv_contains (known, map->entries[i].name))
      return FALSE;

  return TRUE;
}

static void
set_condition (PlrGitlabReader *self,
               const char      *text)
{
  g_auto(GStrv) branches = plr_gitlab_parse_branches (text, "$CI_COMMIT_BRANCH");

  if (branches != NULL)
    plr_stage_set_branches (self->stage, (const char *const *)branches);
  else
    plr_job_set_condition (self->model, text);
}

/* What all rules that let the job in agree on; where they do not, only the condition, which has them all, tells. */
static void
set_outcome (PlrGitlabReader *self,
             PlrGitlabValue  *rules,
             Outcome         *outcome)
{
  if (!outcome->any)
    return;
  if (outcome->has_many_words)
    {
      plr_gitlab_keep (self, "rules", "when");
      plr_gitlab_report (self->config, PLR_SEVERITY_INFO, "rules-differ", rules->node,
                         _("The condition has all of them; a simulation says which one counts."),
                         _("It depends on the rule how “%s” starts: by itself, by hand, later or after a failure"), plr_stage_get_id (self->stage));
    }
  else
    set_when (self, outcome->when);
  if (outcome->has_many_permissions)
    plr_gitlab_keep (self, "rules", "allow_failure");
  else
    plr_job_set_allow_failure (self->model, g_strcmp0 (outcome->allow_failure, "true") == 0);
}

static void
read_rule_list (PlrGitlabReader *self,
                PlrGitlabValue  *rules)
{
  static const char *const simple[] = { "if", "when", "allow_failure", NULL };
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (rules);
  Outcome outcome = { 0 };
  gboolean is_simple = items->len == 1;

  for (guint i = 0; i < items->len; i++)
    {
      PlrGitlabValue *rule = ((PlrGitlabEntry *)items->pdata[i])->value;

      if (rule->is_unknown)
        {
          is_simple = FALSE;
          continue;
        }
      if (!plr_gitlab_is_map (rule))
        {
          /* GitLab takes an empty item for nothing. */
          if (!plr_gitlab_is_null (rule))
            plr_gitlab_report_type (self, "rules", rule, _("Write “if:” with a condition."));
          is_simple = FALSE;
          continue;
        }
      is_simple = is_simple && has_only (rule, simple);
      collect_outcome (self, rule, &outcome);
    }

  if (is_simple && outcome.any)
    {
      const char *text = get_word (self, ((PlrGitlabEntry *)items->pdata[0])->value, "if");

      if (text != NULL)
        set_condition (self, text);
    }
  else if (items->len > 0)
    {
      plr_job_set_condition (self->model, plr_gitlab_config_get_text (self->config, rules, FALSE));
    }
  set_outcome (self, rules, &outcome);
}

/* The branches of `only`, if nothing else is in it. */
static char **
get_only_branches (PlrGitlabReader *self,
                   PlrGitlabValue  *only)
{
  static const char *const known[] = { "refs", NULL };
  PlrGitlabValue *refs = plr_gitlab_is_map (only) && has_only (only, known) ? plr_gitlab_get (self->config, only, "refs") : only;
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (refs);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (items->len == 0)
    return NULL;
  for (guint i = 0; i < items->len; i++)
    {
      const char *text = plr_gitlab_get_string (((PlrGitlabEntry *)items->pdata[i])->value);

      if (text == NULL || plr_gitlab_is_ref_word (text) || strpbrk (text, "*?[\\") != NULL)
        return NULL;
      g_strv_builder_add (builder, text);
    }

  return g_strv_builder_end (builder);
}

static void
read_only (PlrGitlabReader *self,
           PlrGitlabValue  *only,
           PlrGitlabValue  *except)
{
  g_auto(GStrv) branches = except == NULL && !only->is_unknown ? get_only_branches (self, only) : NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  if (branches != NULL)
    {
      plr_stage_set_branches (self->stage, (const char *const *)branches);
      return;
    }

  for (guint i = 0; i < 2; i++)
    {
      PlrGitlabValue *value = i == 0 ? only : except;
      const char *part = value != NULL ? plr_gitlab_config_get_text (self->config, value, TRUE) : NULL;

      if (part != NULL)
        g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", i == 0 ? "only" : "except", part);
    }
  plr_job_set_condition (self->model, text->str);
}

static void
read_allow_failure (PlrGitlabReader *self)
{
  PlrGitlabValue *value = plr_gitlab_get (self->config, self->job, "allow_failure");
  const char *text = plr_gitlab_get_string (value);
  /* A manual job holds nothing up, unless it says so. */
  gboolean is_default = plr_stage_get_approval (self->stage);

  plr_job_set_allow_failure (self->model, value == NULL ? is_default : text == NULL || g_str_equal (text, "true"));
}

void
plr_gitlab_read_rules (PlrGitlabReader *self)
{
  PlrGitlabValue *rules = plr_gitlab_get (self->config, self->job, "rules");
  PlrGitlabValue *only = plr_gitlab_get (self->config, self->job, "only");
  PlrGitlabValue *except = plr_gitlab_get (self->config, self->job, "except");

  if (plr_gitlab_is_map (plr_gitlab_get (self->config, self->job, "allow_failure")))
    plr_gitlab_keep (self, "allow_failure", "exit_codes");

  if (rules != NULL && rules->kind == PLR_YAML_SEQUENCE && !rules->is_unknown)
    {
      read_allow_failure (self);
      read_rule_list (self, rules);
      return;
    }
  if (rules != NULL)
    plr_gitlab_report_type (self, "rules", rules, _("Write a list, each item with “if:”."));

  set_when (self, get_word (self, self->job, "when"));
  read_allow_failure (self);
  if (only != NULL || except != NULL)
    read_only (self, only, except);
}

/* Triggers */

/* What GitLab calls the sources of a pipeline. */
static const struct
{
  const char     *source;
  PlrTriggerEvent event;
} sources[] = {
  { "push", PLR_TRIGGER_EVENT_PUSH }, { "merge_request_event", PLR_TRIGGER_EVENT_PULL_REQUEST },
  { "schedule", PLR_TRIGGER_EVENT_SCHEDULE }, { "web", PLR_TRIGGER_EVENT_MANUAL }, { "parent_pipeline", PLR_TRIGGER_EVENT_CALL },
  { "pipeline", PLR_TRIGGER_EVENT_PIPELINE },
};

/* What the model calls a source of GitLab. */
PlrTriggerEvent
plr_gitlab_find_event (const char *source)
{
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    if (g_str_equal (sources[i].source, source))
      return sources[i].event;

  return PLR_TRIGGER_EVENT_OTHER;
}

/* What stands in quotes behind `$CI_PIPELINE_SOURCE ==`, and what follows; NULL for anything else. */
static char *
parse_source (const char  *text,
              const char **rest)
{
  const char *p = text + strspn (text, " \n\t");
  const char *end;

  if (!g_str_has_prefix (p, "$CI_PIPELINE_SOURCE"))
    return NULL;
  p += strlen ("$CI_PIPELINE_SOURCE");
  p += strspn (p, " \n\t");
  if (!g_str_has_prefix (p, "=="))
    return NULL;
  p += 2;
  p += strspn (p, " \n\t");
  if (*p != '"' && *p != '\'')
    return NULL;
  end = strchr (p + 1, *p);
  if (end == NULL || end == p + 1)
    return NULL;
  *rest = end + 1 + strspn (end + 1, " \n\t");

  return g_strndup (p + 1, end - p - 1);
}

/* Behind the source there may be `&&` and branches or tags, in parentheses or not. */
static gboolean
parse_filter (PlrTrigger *trigger,
              const char *rest)
{
  gboolean is_push = plr_trigger_get_event (trigger) == PLR_TRIGGER_EVENT_PUSH;
  g_autofree char *text = NULL;
  g_auto(GStrv) list = NULL;

  if (*rest == '\0')
    return TRUE;
  if (!g_str_has_prefix (rest, "&&"))
    return FALSE;
  text = g_strstrip (g_strdup (rest + 2));
  if (text[0] == '(' && g_str_has_suffix (text, ")"))
    {
      text[strlen (text) - 1] = '\0';
      text[0] = ' ';
    }
  else if (strstr (text, "||") != NULL)
    {
      return FALSE;
    }

  list = plr_gitlab_parse_branches (text, is_push ? "$CI_COMMIT_BRANCH" : "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
  if (list != NULL)
    {
      plr_trigger_set_branches (trigger, (const char *const *)list);
      return TRUE;
    }
  list = is_push ? plr_gitlab_parse_branches (text, "$CI_COMMIT_TAG") : NULL;
  if (list != NULL)
    plr_trigger_set_tags (trigger, (const char *const *)list);

  return list != NULL;
}

static PlrTrigger *
parse_trigger (PlrGitlabReader *self,
               PlrGitlabValue  *rule)
{
  static const char *const known[] = { "if", "changes", NULL };
  const char *text = get_word (self, rule, "if");
  const char *rest;
  g_autofree char *source = text != NULL ? parse_source (text, &rest) : NULL;
  PlrGitlabValue *changes = plr_gitlab_get (self->config, rule, "changes");
  g_autoptr(PlrTrigger) trigger = NULL;

  if (source == NULL || !has_only (rule, known))
    return NULL;
  trigger = plr_trigger_new (plr_gitlab_find_event (source), source);
  if (!parse_filter (trigger, rest))
    return NULL;
  if (changes != NULL)
    {
      g_auto(GStrv) paths = changes->kind == PLR_YAML_SEQUENCE ? plr_gitlab_get_strings (self, "changes", changes) : NULL;

      if (paths == NULL)
        return NULL;
      plr_trigger_set_paths (trigger, (const char *const *)paths);
    }
  plr_trigger_set_line (trigger, plr_gitlab_is_local (self->config, rule->node) ? plr_yaml_node_get_line (rule->node) : 0);

  return g_steal_pointer (&trigger);
}

/* Branches and tags of one event stand in two rules. */
static gboolean
join_triggers (GPtrArray  *triggers,
               PlrTrigger *fresh)
{
  for (guint i = 0; i < triggers->len; i++)
    {
      PlrTrigger *old = triggers->pdata[i];

      if (!g_str_equal (plr_trigger_get_name (old), plr_trigger_get_name (fresh)))
        continue;
      if (plr_trigger_get_branches (old) == NULL || plr_trigger_get_tags (fresh) == NULL || plr_trigger_get_tags (old) != NULL ||
          plr_trigger_get_branches (fresh) != NULL)
        return FALSE;
      plr_trigger_set_tags (old, plr_trigger_get_tags (fresh));
      return TRUE;
    }
  g_ptr_array_add (triggers, g_object_ref (fresh));

  return TRUE;
}

static gboolean
read_triggers (PlrGitlabReader *self,
               GPtrArray       *rules)
{
  g_autoptr(GPtrArray) triggers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < rules->len; i++)
    {
      PlrGitlabValue *rule = ((PlrGitlabEntry *)rules->pdata[i])->value;
      g_autoptr(PlrTrigger) trigger = plr_gitlab_is_map (rule) ? parse_trigger (self, rule) : NULL;

      if (trigger == NULL || !join_triggers (triggers, trigger))
        return FALSE;
    }
  for (guint i = 0; i < triggers->len; i++)
    plr_pipeline_add_trigger (self->reader.pipeline, triggers->pdata[i]);

  return TRUE;
}

/**
 * plr_gitlab_read_workflow:
 * @value: of the key `workflow`
 *
 * Rules that each name a source are what starts the pipeline; any others are its condition.
 */
void
plr_gitlab_read_workflow (PlrGitlabReader *self,
                          PlrGitlabValue  *value)
{
  static const char *const known[] = { "name", "rules", NULL };
  PlrGitlabValue *rules = plr_gitlab_get (self->config, value, "rules");
  PlrGitlabValue *name = plr_gitlab_get (self->config, value, "name");
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (rules);

  if (!plr_gitlab_is_map (value))
    {
      plr_gitlab_report_type (self, "workflow", value, _("Write “rules:” below it."));
      return;
    }
  if (name != NULL)
    plr_pipeline_set_name (self->reader.pipeline, plr_gitlab_get_text (self, "name", name));
  if (items->len > 0 && !read_triggers (self, items))
    {
      g_autofree char *text = plr_gitlab_dup_text (rules, FALSE);

      plr_pipeline_set_condition (self->reader.pipeline, text);
    }
  plr_gitlab_keep_others (self, "workflow", value, known);
}
