/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include "plr-gitlab-private.h"

/* What starts a pipeline, as rules of its workflow: the opposite of plr_gitlab_read_workflow(). */

static PlrYamlValue *
new_rule (PlrTrigger        *trigger,
          const char        *source,
          const char *const *patterns,
          gboolean           is_any,
          const char        *variable)
{
  PlrYamlValue *rule = plr_yaml_value_new_map ();
  g_autoptr(GString) text = g_string_new (NULL);
  const char *const *paths = plr_trigger_get_paths (trigger);

  g_string_append_printf (text, "$CI_PIPELINE_SOURCE == \"%s\"", source);
  if (patterns != NULL && patterns[0] != NULL)
    {
      g_autofree char *condition = plr_gitlab_format_branches (patterns, variable);

      g_string_append_printf (text, patterns[1] != NULL ? " && (%s)" : " && %s", condition);
    }
  else if (is_any)
    {
      g_string_append_printf (text, " && %s", variable);
    }
  plr_yaml_value_set_string (rule, "if", text->str);
  if (paths != NULL && paths[0] != NULL)
    plr_yaml_value_set (rule, "changes", plr_yaml_value_new_strings (paths));

  return rule;
}

/* What is left out stands before what is let in. */
static void
append_never (PlrYamlValue      *rules,
              const char        *source,
              const char *const *patterns,
              const char        *variable)
{
  g_autofree char *condition = NULL;
  g_autofree char *text = NULL;
  PlrYamlValue *rule;

  if (patterns == NULL || patterns[0] == NULL)
    return;

  condition = plr_gitlab_format_branches (patterns, variable);
  text = g_strdup_printf (patterns[1] != NULL ? "$CI_PIPELINE_SOURCE == \"%s\" && (%s)" : "$CI_PIPELINE_SOURCE == \"%s\" && %s", source,
                          condition);
  rule = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (rule, "if", text);
  plr_yaml_value_set_string (rule, "when", "never");
  plr_yaml_value_append (rules, rule);
}

static gboolean
is_filled (const char *const *list)
{
  return list != NULL && list[0] != NULL;
}

/**
 * plr_gitlab_append_trigger:
 * @rules: a list
 * @trigger: what starts the pipeline
 * @source: what GitLab calls that
 *
 * Appends the rules for it: one, or one for branches and one for tags.
 */
void
plr_gitlab_append_trigger (PlrYamlValue *rules,
                           PlrTrigger   *trigger,
                           const char   *source)
{
  gboolean is_push = plr_trigger_get_event (trigger) == PLR_TRIGGER_EVENT_PUSH;
  const char *const *branches = plr_trigger_get_branches (trigger);
  const char *const *tags = plr_trigger_get_tags (trigger);
  const char *const *no_branches = plr_trigger_get_branches_ignored (trigger);
  const char *const *no_tags = is_push ? plr_trigger_get_tags_ignored (trigger) : NULL;
  const char *branch = is_push ? "$CI_COMMIT_BRANCH" : "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME";
  gboolean has_tags = is_push && (is_filled (tags) || is_filled (no_tags));
  gboolean has_branches = is_filled (branches) || is_filled (no_branches);

  append_never (rules, source, no_branches, branch);
  append_never (rules, source, no_tags, "$CI_COMMIT_TAG");
  /* A filter for branches alone keeps tags out, and the other way round. */
  if (!has_tags || has_branches)
    plr_yaml_value_append (rules, new_rule (trigger, source, branches, is_push && is_filled (no_branches) && !is_filled (branches), branch));
  if (has_tags)
    plr_yaml_value_append (rules, new_rule (trigger, source, tags, !is_filled (tags), "$CI_COMMIT_TAG"));
}
