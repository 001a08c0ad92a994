/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-simulate"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-simulate-private.h"

/* docs.gitlab.com: CI/CD YAML syntax reference, rules. */

#define MAX_PATTERN_BYTES 4096

void
plr_gitlab_ruling_clear (PlrGitlabRuling *ruling)
{
  g_clear_pointer (&ruling->reason, g_free);
}

/* A set of characters between brackets; @p stands behind the opening one. NULL where there is no end. */
static const char *
append_set (GString    *out,
            const char *p)
{
  const char *end = strchr (*p == ']' || ((*p == '!' || *p == '^') && p[1] == ']') ? p + 2 : p, ']');

  if (end == NULL)
    return NULL;
  g_string_append_c (out, '[');
  if (*p == '!' || *p == '^')
    {
      g_string_append_c (out, '^');
      p++;
    }
  for (; p < end; p++)
    {
      if (*p == '\\' || *p == '[')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
  g_string_append_c (out, ']');

  return end;
}

/* A pattern of Ruby's File.fnmatch with FNM_PATHNAME, FNM_DOTMATCH and FNM_EXTGLOB: one star stays in its directory, two and a
 * slash are any directories, braces are alternatives. */
static GRegex *
make_glob (const char *pattern)
{
  g_autoptr(GString) out = g_string_new ("\\A");
  guint n_open = 0;

  if (strlen (pattern) > MAX_PATTERN_BYTES)
    return NULL;
  for (const char *p = pattern; *p != '\0'; p++)
    {
      gboolean is_start = p == pattern || p[-1] == '/';
      const char *end;

      if (is_start && g_str_has_prefix (p, "**/"))
        {
          g_string_append (out, "(?:.*/)?");
          p += 2;
        }
      else if (*p == '*')
        {
          g_string_append (out, "[^/]*");
          while (p[1] == '*')
            p++;
        }
      else if (*p == '?')
        {
          g_string_append (out, "[^/]");
        }
      else if (*p == '[' && (end = append_set (out, p + 1)) != NULL)
        {
          p = end;
        }
      else if (*p == '{' && strchr (p, '}') != NULL)
        {
          g_string_append (out, "(?:");
          n_open++;
        }
      else if (n_open > 0 && (*p == ',' || *p == '}'))
        {
          g_string_append_c (out, *p == ',' ? '|' : ')');
          n_open -= *p == '}' ? 1 : 0;
        }
      else
        {
          char *escaped = NULL;

          if (*p == '\\' && p[1] != '\0')
            p++;
          escaped = g_regex_escape_string (p, 1);
          g_string_append (out, escaped);
          g_free (escaped);
        }
    }
  while (n_open-- > 0)
    g_string_append_c (out, ')');
  g_string_append (out, "\\z");

  return g_regex_new (out->str, G_REGEX_RAW, 0, NULL);
}

static gboolean
match_any (GRegex            *regex,
           const char *const *paths)
{
  for (guint i = 0; paths[i] != NULL; i++)
    if (g_regex_match (regex, paths[i], 0, NULL))
      return TRUE;

  return FALSE;
}

/* Whether one of the patterns is one of the paths. */
static PlrTruth
match_paths (PlrGitlabSimulation *self,
             PlrGitlabValue      *patterns,
             const char *const   *paths)
{
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (patterns);
  PlrTruth truth = PLR_FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      const char *text = plr_gitlab_get_string (((PlrGitlabEntry *)items->pdata[i])->value);
      g_autofree char *pattern = text != NULL ? plr_gitlab_expand (self, text) : NULL;
      g_autoptr(GRegex) regex = pattern != NULL ? make_glob (pattern) : NULL;

      if (regex == NULL)
        truth = PLR_UNKNOWN;
      else if (match_any (regex, paths))
        return PLR_TRUE;
    }

  return truth;
}

/**
 * plr_gitlab_match_changes:
 * @changes: a list of patterns, or a mapping with `paths`
 *
 * Returns: whether one of the files that changed is meant. Where nothing was pushed, and for a tag, that is always so.
 */
PlrTruth
plr_gitlab_match_changes (PlrGitlabSimulation *self,
                          PlrGitlabValue      *changes)
{
  gboolean is_map = plr_gitlab_is_map (changes);
  PlrGitlabValue *paths = is_map ? plr_gitlab_get (self->config, changes, "paths") : changes;
  const PlrSimulateEvent *event = self->event;
  gboolean is_compared = is_map && plr_gitlab_get (self->config, changes, "compare_to") != NULL;

  if (paths == NULL || paths->is_unknown)
    return PLR_UNKNOWN;
  if (!is_compared && (event->tag != NULL || (event->event != PLR_TRIGGER_EVENT_PUSH && event->event != PLR_TRIGGER_EVENT_PULL_REQUEST)))
    return PLR_TRUE;

  return event->changed != NULL && !is_compared ? match_paths (self, paths, event->changed) : PLR_UNKNOWN;
}

static PlrTruth
match_exists (PlrGitlabSimulation *self,
              PlrGitlabValue      *exists)
{
  gboolean is_map = plr_gitlab_is_map (exists);
  PlrGitlabValue *paths = is_map ? plr_gitlab_get (self->config, exists, "paths") : exists;

  if (paths == NULL || paths->is_unknown || self->event->files == NULL ||
      (is_map && plr_gitlab_get (self->config, exists, "project") != NULL))
    return PLR_UNKNOWN;

  return match_paths (self, paths, self->event->files);
}

/* Takes one clause of a rule: all must hold. What cannot be known is told. */
static void
add_clause (PlrTruth   *truth,
            PlrTruth    clause,
            char      **reason,
            const char *text)
{
  if (clause == PLR_UNKNOWN && *reason == NULL)
    *reason = g_strdup (text);
  if (*truth == PLR_FALSE || clause == PLR_FALSE)
    *truth = PLR_FALSE;
  else if (clause == PLR_UNKNOWN)
    *truth = PLR_UNKNOWN;
}

static void
add_condition (PlrGitlabSimulation *self,
               PlrGitlabValue      *condition,
               PlrTruth            *truth,
               char               **reason)
{
  const char *text = plr_gitlab_get_string (condition);
  g_autofree char *unknown = NULL;
  g_autofree char *message = NULL;
  g_autoptr(GError) error = NULL;
  PlrTruth clause = PLR_UNKNOWN;

  if (text != NULL)
    clause = plr_gitlab_evaluate (text, plr_gitlab_look_up, self, &unknown, &error);
  if (error != NULL)
    message = g_strdup_printf (_("The condition is not understood: %s"), error->message);
  else
    message = g_strdup_printf (_("The condition cannot be known offline, for it asks for %s"), unknown != NULL ? unknown : "?");
  add_clause (truth, clause, reason, message);
}

/* Whether a rule holds; @reason is set where that cannot be known. */
static PlrTruth
evaluate (PlrGitlabSimulation *self,
          PlrGitlabValue      *rule,
          char               **reason)
{
  PlrGitlabValue *condition = plr_gitlab_get (self->config, rule, "if");
  PlrGitlabValue *changes = plr_gitlab_get (self->config, rule, "changes");
  PlrGitlabValue *exists = plr_gitlab_get (self->config, rule, "exists");
  PlrTruth truth = PLR_TRUE;

  if (condition != NULL && !plr_gitlab_is_null (condition))
    add_condition (self, condition, &truth, reason);
  if (changes != NULL)
    add_clause (&truth, plr_gitlab_match_changes (self, changes), reason, _("Which files changed is not known, or not from where on"));
  if (exists != NULL)
    add_clause (&truth, match_exists (self, exists), reason, _("Which files there are is not known"));

  return truth;
}

/**
 * plr_gitlab_rule:
 * @rules: the list behind `rules`
 * @from: the number of the first one to look at
 * @ruling: (out): the first rule that holds, or of which that cannot be known
 */
void
plr_gitlab_rule (PlrGitlabSimulation *self,
                 PlrGitlabValue      *rules,
                 guint                from,
                 PlrGitlabRuling     *ruling)
{
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (rules);

  ruling->truth = rules->is_unknown ? PLR_UNKNOWN : PLR_FALSE;
  ruling->rule = rules->is_unknown ? rules : NULL;
  if (rules->is_unknown)
    ruling->reason = g_strdup (_("The rules are in a file that is not in this repository"));
  ruling->next = items->len;
  for (guint i = from; i < items->len && ruling->rule == NULL; i++)
    {
      PlrGitlabValue *rule = ((PlrGitlabEntry *)items->pdata[i])->value;
      g_autofree char *reason = NULL;
      PlrTruth truth = PLR_UNKNOWN;

      if (plr_gitlab_is_map (rule))
        truth = evaluate (self, rule, &reason);
      else if (plr_gitlab_is_null (rule))
        continue;
      else
        reason = g_strdup (_("The rule is in a file that is not in this repository"));
      if (truth == PLR_FALSE)
        continue;
      ruling->truth = truth;
      ruling->rule = rule;
      ruling->next = i + 1;
      ruling->reason = truth == PLR_UNKNOWN ? g_steal_pointer (&reason) : NULL;
    }
}
