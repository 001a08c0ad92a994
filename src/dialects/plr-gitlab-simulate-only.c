/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-simulate"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-simulate-private.h"

/* docs.gitlab.com: Deprecated keywords, only and except. */

/* What a pipeline is called there besides the name of its source. */
static gboolean
is_source_word (PlrGitlabSimulation *self,
                const char          *word)
{
  g_autofree char *source = g_strdup (self->source);
  g_autofree char *plural = NULL;

  if (g_str_has_suffix (source, "_event"))
    source[strlen (source) - strlen ("_event")] = '\0';
  plural = g_strconcat (source, g_str_has_suffix (source, "sh") ? "es" : "s", NULL);

  return g_str_equal (word, source) || g_str_equal (word, plural);
}

/* Whether a word of `refs` means the ref of the pipeline. */
static PlrTruth
match_ref (PlrGitlabSimulation *self,
           const char          *word)
{
  const PlrSimulateEvent *event = self->event;
  gboolean is_merge = event->event == PLR_TRIGGER_EVENT_PULL_REQUEST;
  const char *ref = event->tag != NULL ? event->tag : event->branch;
  const char *at = *word == '/' ? strrchr (word, '/') : word;
  g_autofree char *bare = NULL;
  PlrTruth truth;

  at = strchr (at, '@');
  bare = at != NULL ? g_strndup (word, (gsize)(at - word)) : g_strdup (word);
  if (is_source_word (self, bare))
    truth = PLR_TRUE;
  else if (g_str_equal (bare, "tags"))
    truth = event->tag != NULL && !is_merge ? PLR_TRUE : PLR_FALSE;
  else if (g_str_equal (bare, "branches"))
    truth = event->tag == NULL && !is_merge ? PLR_TRUE : PLR_FALSE;
  else if (is_merge)
    truth = PLR_FALSE;
  else if (ref == NULL)
    truth = PLR_UNKNOWN;
  else if (*bare == '/' && strrchr (bare, '/') != bare)
    truth = plr_gitlab_match (bare, ref, NULL);
  else
    truth = g_str_equal (bare, ref) ? PLR_TRUE : PLR_FALSE;

  /* Behind an at sign stands the path of the project, which only the server knows. */
  return truth == PLR_TRUE && at != NULL ? PLR_UNKNOWN : truth;
}

static PlrTruth
join (PlrTruth truth,
      PlrTruth next)
{
  return truth == PLR_TRUE || next == PLR_TRUE ? PLR_TRUE : truth == PLR_UNKNOWN || next == PLR_UNKNOWN ? PLR_UNKNOWN : PLR_FALSE;
}

static PlrTruth
match_refs (PlrGitlabSimulation *self,
            PlrGitlabValue      *refs)
{
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (refs);
  const char *alone = plr_gitlab_get_string (refs);
  PlrTruth truth = alone != NULL ? match_ref (self, alone) : refs->is_unknown ? PLR_UNKNOWN : PLR_FALSE;

  for (guint i = 0; alone == NULL && i < items->len; i++)
    {
      const char *word = plr_gitlab_get_string (((PlrGitlabEntry *)items->pdata[i])->value);

      truth = join (truth, word != NULL ? match_ref (self, word) : PLR_UNKNOWN);
    }

  return truth;
}

static PlrTruth
match_variables (PlrGitlabSimulation *self,
                 PlrGitlabValue      *variables)
{
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (variables);
  PlrTruth truth = PLR_FALSE;

  for (guint i = 0; i < items->len; i++)
    {
      const char *text = plr_gitlab_get_string (((PlrGitlabEntry *)items->pdata[i])->value);
      g_autofree char *unknown = NULL;

      truth = join (truth, text != NULL ? plr_gitlab_evaluate (text, plr_gitlab_look_up, self, &unknown, NULL) : PLR_UNKNOWN);
    }

  return truth;
}

static PlrTruth
match_key (PlrGitlabSimulation *self,
           PlrGitlabEntry      *entry)
{
  if (g_str_equal (entry->name, "refs"))
    return match_refs (self, entry->value);
  if (g_str_equal (entry->name, "variables"))
    return match_variables (self, entry->value);
  if (g_str_equal (entry->name, "changes"))
    return plr_gitlab_match_changes (self, entry->value);

  return PLR_UNKNOWN; /* kubernetes */
}

/**
 * plr_gitlab_match_policy:
 * @policy: what stands behind `only` or `except`
 * @needs_all: whether all keys must hold, as for `only`
 * @decider: (out): what decides
 *
 * Returns: whether it holds
 */
PlrTruth
plr_gitlab_match_policy (PlrGitlabSimulation *self,
                         PlrGitlabValue      *policy,
                         gboolean             needs_all,
                         PlrYamlNode        **decider)
{
  PlrTruth truth = needs_all ? PLR_TRUE : PLR_FALSE;

  *decider = policy->node;
  if (!plr_gitlab_is_map (policy))
    return match_refs (self, policy);

  for (guint i = 0; i < policy->n_entries; i++)
    {
      PlrTruth next = match_key (self, &policy->entries[i]);

      if (next == (needs_all ? PLR_FALSE : PLR_TRUE))
        {
          *decider = policy->entries[i].key;
          return next;
        }
      if (next == PLR_UNKNOWN)
        {
          *decider = policy->entries[i].key;
          truth = PLR_UNKNOWN;
        }
    }

  return truth;
}
