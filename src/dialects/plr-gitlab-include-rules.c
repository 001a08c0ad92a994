/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include "plr-gitlab-config.h"

/*
 * Whether an entry of `include` counts (docs.gitlab.com: CI/CD YAML syntax reference, include:rules). Which files there are is
 * known here, and what two texts are; what a variable has, or what was changed, is known on the server only.
 */

/* A text in quotes; moves behind it. */
static char *
take_string (const char **text)
{
  const char *p = *text + strspn (*text, " \t\n");
  const char *end;

  if (*p != '"' && *p != '\'')
    return NULL;
  end = strchr (p + 1, *p);
  if (end == NULL)
    return NULL;
  *text = end + 1 + strspn (end + 1, " \t\n");

  return g_strndup (p + 1, end - p - 1);
}

/* `"one" == "two"`, as inputs make it of a condition. */
static PlrGitlabVerdict
judge_condition (PlrGitlabValue *value)
{
  const char *p = plr_gitlab_get_string (value);
  g_autofree char *left = p != NULL ? take_string (&p) : NULL;
  g_autofree char *right = NULL;
  gboolean is_same;

  if (left == NULL || (!g_str_has_prefix (p, "==") && !g_str_has_prefix (p, "!=")))
    return PLR_GITLAB_MAYBE;
  is_same = p[0] == '=';
  p += 2;
  right = take_string (&p);
  if (right == NULL || *p != '\0' || strchr (left, '$') != NULL || strchr (right, '$') != NULL)
    return PLR_GITLAB_MAYBE;

  return g_str_equal (left, right) == is_same ? PLR_GITLAB_YES : PLR_GITLAB_NO;
}

static PlrGitlabVerdict
judge_file (PlrGitlabConfig *self,
            const char      *text)
{
  g_autofree char *path = text != NULL ? plr_gitlab_normalize_path (text) : NULL;
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  if (path == NULL || self->loader == NULL)
    return PLR_GITLAB_MAYBE;
  if (strpbrk (path, "*?[{") != NULL || g_str_has_suffix (text, "/"))
    return !plr_gitlab_find_files (self, path, TRUE, found) ? PLR_GITLAB_MAYBE : found->len > 0 ? PLR_GITLAB_YES : PLR_GITLAB_NO;

  bytes = self->loader (path, self->loader_data, &error);
  if (bytes != NULL)
    return PLR_GITLAB_YES;

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ? PLR_GITLAB_NO : PLR_GITLAB_MAYBE;
}

static PlrGitlabVerdict
judge_exists (PlrGitlabConfig *self,
              PlrGitlabValue  *exists)
{
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (exists);
  PlrGitlabVerdict verdict = PLR_GITLAB_NO;

  if (exists->kind != PLR_YAML_SEQUENCE || exists->is_unknown)
    return PLR_GITLAB_MAYBE;
  for (guint i = 0; i < items->len && verdict != PLR_GITLAB_YES; i++)
    verdict = MAX (verdict, judge_file (self, plr_gitlab_get_string (((PlrGitlabEntry *)items->pdata[i])->value)));

  return verdict;
}

/* Everything that a rule asks for must hold. */
static PlrGitlabVerdict
judge_rule (PlrGitlabConfig *self,
            PlrGitlabValue  *rule)
{
  PlrGitlabValue *condition = plr_gitlab_get (self, rule, "if");
  PlrGitlabValue *exists = plr_gitlab_get (self, rule, "exists");
  PlrGitlabVerdict verdict = PLR_GITLAB_YES;

  if (condition != NULL)
    verdict = MIN (verdict, judge_condition (condition));
  if (exists != NULL && verdict != PLR_GITLAB_NO)
    verdict = MIN (verdict, judge_exists (self, exists));
  if (plr_gitlab_get (self, rule, "changes") != NULL)
    verdict = MIN (verdict, PLR_GITLAB_MAYBE);

  return verdict;
}

/**
 * plr_gitlab_judge_include:
 * @item: an entry of `include`
 *
 * Returns: whether it counts, as far as that can be known here
 */
PlrGitlabVerdict
plr_gitlab_judge_include (PlrGitlabConfig *self,
                          PlrGitlabValue  *item)
{
  PlrGitlabValue *rules = plr_gitlab_get (self, item, "rules");
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (rules);
  gboolean may_be_in = FALSE;
  gboolean may_be_out = FALSE;

  if (rules == NULL)
    return PLR_GITLAB_YES;
  if (rules->kind != PLR_YAML_SEQUENCE || rules->is_unknown)
    return PLR_GITLAB_MAYBE;

  for (guint i = 0; i < items->len; i++)
    {
      PlrGitlabValue *rule = ((PlrGitlabEntry *)items->pdata[i])->value;
      PlrGitlabVerdict verdict = plr_gitlab_is_map (rule) ? judge_rule (self, rule) : PLR_GITLAB_MAYBE;
      gboolean is_never = g_strcmp0 (plr_gitlab_get_string (plr_gitlab_get (self, rule, "when")), "never") == 0;

      if (verdict == PLR_GITLAB_NO)
        continue;
      may_be_in |= !is_never;
      may_be_out |= is_never;
      if (verdict == PLR_GITLAB_YES)
        return !may_be_out ? PLR_GITLAB_YES : may_be_in ? PLR_GITLAB_MAYBE : PLR_GITLAB_NO;
    }

  /* No rule holds for sure, and without one the entry is left out. */
  return may_be_in ? PLR_GITLAB_MAYBE : PLR_GITLAB_NO;
}
