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
  plr_yaml_value_set_string (rule, "if", text->str);
  if (paths != NULL && paths[0] != NULL)
    plr_yaml_value_set (rule, "changes", plr_yaml_value_new_strings (paths));

  return rule;
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
  gboolean has_tags = is_push && tags != NULL && tags[0] != NULL;

  if (!has_tags || (branches != NULL && branches[0] != NULL))
    plr_yaml_value_append (rules, new_rule (trigger, source, branches,
                                            is_push ? "$CI_COMMIT_BRANCH" : "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"));
  if (has_tags)
    plr_yaml_value_append (rules, new_rule (trigger, source, tags, "$CI_COMMIT_TAG"));
}
