/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-simulate"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-simulate-private.h"

/* docs.github.com: Workflow syntax, jobs.<job_id>.if and jobs.<job_id>.needs. */

typedef struct
{
  PlrGithubContext context;
  const char      *path;
  PlrVerdict       trigger;
  PlrYamlNode     *jobs;
  GHashTable      *verdicts;    /* id → PlrVerdict; NULL while it is at work */
} Simulation;

static void
verdict_free (gpointer data)
{
  PlrVerdict *verdict = data;

  if (verdict == NULL)
    return;
  plr_verdict_clear (verdict);
  g_free (verdict);
}

static PlrYamlNode *
get (PlrYamlNode *job,
     const char  *name)
{
  PlrYamlNode *map = plr_yaml_node_resolve (job);

  return plr_yaml_node_get_kind (map) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (map, name) : NULL;
}

static const char *
get_text (PlrYamlNode *node)
{
  node = node != NULL ? plr_yaml_node_resolve (node) : NULL;

  return node != NULL && plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR ? plr_yaml_node_get_string (node) : NULL;
}

/* What becomes of a job without a word about the status of those before it, where one of them did not run. */
static gboolean
decide_by_needs (Simulation *self,
                 PlrVerdict *verdict)
{
  g_autoptr(GPtrArray) needs = plr_github_list_needs (self->context.needs);
  PlrYamlNode *unknown = NULL;

  for (guint i = 0; i < needs->len; i++)
    {
      const char *id = plr_yaml_node_get_string (needs->pdata[i]);
      guint state = GPOINTER_TO_UINT (g_hash_table_lookup (self->context.chains, id));
      gboolean is_own = state == GPOINTER_TO_UINT (g_hash_table_lookup (self->context.results, id));

      if (state == PLR_SIMULATED_STATE_SKIPPED + 1)
        {
          plr_verdict_set (verdict, PLR_SIMULATED_STATE_SKIPPED, self->path, needs->pdata[i],
                           is_own ? _("“%s”, which it needs, is skipped") : _("A job that “%s” needs is skipped, and so are all behind it"), id);
          return TRUE;
        }
      if (state != PLR_SIMULATED_STATE_RUNS + 1)
        unknown = needs->pdata[i];
    }
  if (unknown == NULL)
    return FALSE;

  plr_verdict_set (verdict, PLR_SIMULATED_STATE_UNKNOWN, self->path, unknown,
                   _("Whether “%s” runs, which it needs, cannot be known offline"), plr_yaml_node_get_string (unknown));

  return TRUE;
}

static void
decide_by_condition (Simulation  *self,
                     PlrYamlNode *condition,
                     PlrVerdict  *verdict)
{
  const char *text = get_text (condition);
  g_autofree char *unknown = NULL;
  g_autoptr(GError) error = NULL;
  gboolean has_status = FALSE;
  PlrTruth truth = plr_github_evaluate (text, plr_github_look_up, &self->context, &has_status, &unknown, &error);

  if (error != NULL)
    {
      plr_verdict_set (verdict, PLR_SIMULATED_STATE_UNKNOWN, self->path, condition, _("The condition is not understood: %s"), error->message);
      return;
    }
  if (truth == PLR_FALSE)
    {
      plr_verdict_set (verdict, PLR_SIMULATED_STATE_SKIPPED, self->path, condition, _("The condition is false: %s"), text);
      return;
    }
  if (!has_status && decide_by_needs (self, verdict))
    return;
  if (truth == PLR_UNKNOWN)
    plr_verdict_set (verdict, PLR_SIMULATED_STATE_UNKNOWN, self->path, condition,
                     _("The condition cannot be known offline, for it asks for %s"), unknown);
  else if (plr_github_is_text (text))
    plr_verdict_set (verdict, PLR_SIMULATED_STATE_RUNS, self->path, condition,
                     _("The condition is a text that is not empty, and so always true: put all of it into one ${{ }}"));
  else
    plr_verdict_set (verdict, PLR_SIMULATED_STATE_RUNS, self->path, condition, _("The condition is true: %s"), text);
}

static PlrSimulatedState
decide (Simulation  *self,
        PlrYamlNode *job,
        PlrVerdict  *verdict)
{
  PlrYamlNode *condition = get (job, "if");
  PlrYamlNode *environment = get (job, "environment");

  self->context.needs = get (job, "needs");
  if (condition != NULL && get_text (condition) != NULL)
    decide_by_condition (self, condition, verdict);
  else if (!decide_by_needs (self, verdict))
    plr_verdict_set (verdict, PLR_SIMULATED_STATE_RUNS, self->trigger.path, self->trigger.node, "%s", self->trigger.reason);

  if (verdict->state == PLR_SIMULATED_STATE_RUNS && environment != NULL)
    {
      g_autofree char *reason = g_strdup_printf (_("%s; whether its environment waits for an approval is a setting of the server"),
                                                 verdict->reason);

      g_free (g_steal_pointer (&verdict->reason));
      verdict->reason = g_steal_pointer (&reason);
    }

  return verdict->state;
}

/* What success() makes of a job and all before it. docs.github.com: a job that is skipped skips all that need it, however far,
 * unless their conditions say otherwise. */
static PlrSimulatedState
find_chain (Simulation       *self,
            GPtrArray        *needs,
            PlrSimulatedState state)
{
  for (guint i = 0; i < needs->len && state != PLR_SIMULATED_STATE_SKIPPED; i++)
    {
      guint other = GPOINTER_TO_UINT (g_hash_table_lookup (self->context.chains, plr_yaml_node_get_string (needs->pdata[i])));

      if (other != PLR_SIMULATED_STATE_RUNS + 1)
        state = other == PLR_SIMULATED_STATE_SKIPPED + 1 ? PLR_SIMULATED_STATE_SKIPPED : PLR_SIMULATED_STATE_UNKNOWN;
    }

  return state;
}

/* A job after all that it needs, however they stand in the text. */
static void
visit (Simulation *self,
       guint       index,
       guint       depth)
{
  PlrYamlNode *job = plr_yaml_node_get_value (self->jobs, index);
  const char *id = plr_yaml_node_get_string (plr_yaml_node_get_key (self->jobs, index));
  g_autoptr(GPtrArray) needs = NULL;
  PlrVerdict *verdict;
  PlrSimulatedState state;

  if (id == NULL || g_hash_table_contains (self->verdicts, id))
    return;
  g_hash_table_insert (self->verdicts, (gpointer)id, NULL);

  needs = plr_github_list_needs (get (job, "needs"));
  for (guint i = 0; i < needs->len; i++)
    {
      guint other;

      /* What goes round in a circle, or is too deep, stays unknown. */
      if (depth < 1000 && plr_yaml_node_find_key (self->jobs, plr_yaml_node_get_string (needs->pdata[i]), &other))
        visit (self, other, depth + 1);
    }

  verdict = g_new0 (PlrVerdict, 1);
  if (self->trigger.state == PLR_SIMULATED_STATE_RUNS)
    {
      state = decide (self, job, verdict);
    }
  else
    {
      state = self->trigger.state;
      plr_verdict_set (verdict, state, self->trigger.path, self->trigger.node, "%s", self->trigger.reason);
    }
  g_hash_table_insert (self->context.results, (gpointer)id, GUINT_TO_POINTER (state + 1));
  g_hash_table_insert (self->context.chains, (gpointer)id, GUINT_TO_POINTER (find_chain (self, needs, state) + 1));
  g_hash_table_insert (self->verdicts, (gpointer)id, verdict);
}

/**
 * plr_github_simulate:
 * @tree: a workflow
 * @path: of its file
 * @event: what happened
 * @jobs: of PlrSimulatedJob; gets one for each job
 * @error: `PLR_DIALECT_ERROR_INVALID` if it has no jobs
 */
gboolean
plr_github_simulate (PlrYaml                *tree,
                     const char             *path,
                     const PlrSimulateEvent *event,
                     GListStore             *jobs,
                     GError                **error)
{
  PlrYamlNode *root = plr_yaml_get_n_documents (tree) > 0 ? plr_yaml_node_resolve (plr_yaml_get_root (tree, 0)) : NULL;
  Simulation self = { .context = { .event = event, .root = root }, .path = path };
  PlrYamlNode *list = NULL;

  if (root != NULL && plr_yaml_node_get_kind (root) == PLR_YAML_MAPPING)
    list = plr_yaml_node_get_merged (root, "jobs");
  list = list != NULL ? plr_yaml_node_resolve (list) : NULL;
  if (list == NULL || plr_yaml_node_get_kind (list) != PLR_YAML_MAPPING)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("%s has no “jobs”, and so nothing that could run"), path);
      return FALSE;
    }

  self.jobs = list;
  self.verdicts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, verdict_free);
  self.context.results = g_hash_table_new (g_str_hash, g_str_equal);
  self.context.chains = g_hash_table_new (g_str_hash, g_str_equal);
  self.context.event_name = plr_github_find_trigger (root, path, event, &self.trigger);
  for (guint i = 0; i < plr_yaml_node_get_n_items (list); i++)
    visit (&self, i, 0);
  for (guint i = 0; i < plr_yaml_node_get_n_items (list); i++)
    {
      const char *id = plr_yaml_node_get_string (plr_yaml_node_get_key (list, i));
      PlrVerdict *verdict = id != NULL ? g_hash_table_lookup (self.verdicts, id) : NULL;

      if (verdict != NULL)
        plr_verdict_add (verdict, id, jobs);
    }
  g_hash_table_unref (self.verdicts);
  g_hash_table_unref (self.context.results);
  g_hash_table_unref (self.context.chains);
  plr_verdict_clear (&self.trigger);

  return TRUE;
}
