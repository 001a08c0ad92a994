/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-simulate"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-simulate-private.h"

/* docs.gitlab.com: CI/CD YAML syntax reference: workflow, rules, only and except, when, needs, stages. */

static void
job_free (gpointer data)
{
  PlrGitlabJob *job = data;

  plr_verdict_clear (&job->verdict);
  g_free (job);
}

G_GNUC_PRINTF (5, 6)
static void
settle (PlrGitlabSimulation *self,
        PlrVerdict          *verdict,
        PlrSimulatedState    state,
        PlrYamlNode         *node,
        const char          *format,
        ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  plr_verdict_set (verdict, state, plr_gitlab_config_get_path (self->config, node), node, "%s", reason);
}

static const char *
get_word (PlrGitlabSimulation *self,
          PlrGitlabValue      *map,
          const char          *name)
{
  return map != NULL && plr_gitlab_is_map (map) ? plr_gitlab_get_string (plr_gitlab_get (self->config, map, name)) : NULL;
}

/* What `when` makes of a job that is let in by what stands at @node. */
static void
settle_when (PlrGitlabSimulation *self,
             PlrGitlabJob        *job,
             PlrGitlabValue      *rule,
             PlrYamlNode         *node,
             const char          *why)
{
  const char *when = get_word (self, rule, "when");
  const char *allow_failure = get_word (self, rule, "allow_failure");
  const char *start_in = get_word (self, rule, "start_in");
  gboolean is_own = when == NULL;
  PlrGitlabValue *own = plr_gitlab_get (self->config, job->job, "when");

  if (is_own)
    when = plr_gitlab_get_string (own);
  if (start_in == NULL)
    start_in = get_word (self, job->job, "start_in");
  if (allow_failure == NULL)
    allow_failure = get_word (self, job->job, "allow_failure");
  /* By hand, it holds nothing up, unless a rule says so. */
  if (allow_failure == NULL && is_own && g_strcmp0 (when, "manual") == 0 && rule == NULL)
    allow_failure = "true";
  if (is_own && own != NULL && when != NULL && !g_str_equal (when, "on_success") && !g_str_equal (when, "always"))
    node = own->node;

  job->is_added = TRUE;
  job->is_blocking = g_strcmp0 (allow_failure, "true") != 0;
  if (when == NULL || g_str_equal (when, "on_success") || g_str_equal (when, "always"))
    {
      settle (self, &job->verdict, PLR_SIMULATED_STATE_RUNS, node, "%s", why);
    }
  else if (g_str_equal (when, "manual"))
    {
      settle (self, &job->verdict, PLR_SIMULATED_STATE_WAITS, node, _("It is started by hand; %s"), why);
    }
  else if (g_str_equal (when, "delayed"))
    {
      settle (self, &job->verdict, PLR_SIMULATED_STATE_RUNS, node, _("It starts by itself after %s; %s"),
              start_in != NULL ? start_in : "?", why);
    }
  else if (g_str_equal (when, "on_failure"))
    {
      settle (self, &job->verdict, PLR_SIMULATED_STATE_SKIPPED, node, _("It runs only after a failure; %s"), why);
    }
  else if (g_str_equal (when, "never"))
    {
      job->is_added = FALSE;
      settle (self, &job->verdict, PLR_SIMULATED_STATE_SKIPPED, node, _("“when: never” keeps it out; %s"), why);
    }
  else
    {
      settle (self, &job->verdict, PLR_SIMULATED_STATE_UNKNOWN, node, _("There is no “when: %s”"), when);
    }
}

static char *
explain_rule (PlrGitlabSimulation *self,
              PlrGitlabValue      *rule)
{
  const char *condition = get_word (self, rule, "if");

  if (condition != NULL)
    return g_strdup_printf (_("the rule holds: %s"), condition);
  if (plr_gitlab_get (self->config, rule, "changes") != NULL || plr_gitlab_get (self->config, rule, "exists") != NULL)
    return g_strdup (_("the rule about files holds"));

  return g_strdup (_("the rule holds always"));
}

/* The first rule that holds decides. Of one that cannot be known it may not matter, where what comes after it ends alike. */
static void
settle_by_rules (PlrGitlabSimulation *self,
                 PlrGitlabJob        *job,
                 PlrGitlabValue      *rules)
{
  PlrGitlabValue *doubtful = NULL;
  g_autofree char *doubt = NULL;
  gboolean is_doubtful = FALSE;
  PlrSimulatedState possible = PLR_SIMULATED_STATE_UNKNOWN;
  guint next = 0;

  for (;;)
    {
      g_auto(PlrGitlabRuling) ruling = { 0 };
      g_autofree char *why = NULL;

      plr_gitlab_rule (self, rules, next, &ruling);
      next = ruling.next;
      if (ruling.rule != NULL && plr_gitlab_is_map (ruling.rule))
        {
          why = explain_rule (self, ruling.rule);
          self->rule_variables = plr_gitlab_get (self->config, ruling.rule, "variables");
          job->rule = ruling.rule;
          settle_when (self, job, ruling.rule, ruling.rule->node, why);
        }
      else
        {
          job->rule = NULL;
          job->is_added = FALSE;
          settle (self, &job->verdict, ruling.rule == NULL ? PLR_SIMULATED_STATE_SKIPPED : PLR_SIMULATED_STATE_UNKNOWN, rules->node,
                  "%s", ruling.rule == NULL ? _("No rule holds") : ruling.reason);
        }
      is_doubtful |= doubtful != NULL && possible != job->verdict.state;
      if (ruling.truth != PLR_UNKNOWN || ruling.rule == rules)
        break;
      possible = job->verdict.state;
      if (doubtful == NULL)
        {
          doubtful = ruling.rule;
          doubt = g_steal_pointer (&ruling.reason);
        }
    }

  if (!is_doubtful)
    return;
  job->is_added = TRUE;
  settle (self, &job->verdict, PLR_SIMULATED_STATE_UNKNOWN, doubtful->node, "%s", doubt);
}

/* Without rules, and where the workflow has none either, a job is for branches and tags. */
static void
settle_by_policy (PlrGitlabSimulation *self,
                  PlrGitlabJob        *job)
{
  PlrGitlabValue *only = plr_gitlab_get (self->config, job->job, "only");
  PlrGitlabValue *except = plr_gitlab_get (self->config, job->job, "except");
  PlrYamlNode *decider = NULL;
  PlrTruth is_in = PLR_TRUE;
  PlrTruth is_out = PLR_FALSE;

  if (only != NULL && !plr_gitlab_is_null (only))
    {
      is_in = plr_gitlab_match_policy (self, only, TRUE, &decider);
    }
  else if (self->event->event == PLR_TRIGGER_EVENT_PULL_REQUEST && !self->has_workflow_rules)
    {
      settle (self, &job->verdict, PLR_SIMULATED_STATE_SKIPPED, job->entry->key,
              _("Without rules a job is for branches and tags, and not for merge requests"));
      return;
    }
  if (is_in == PLR_FALSE)
    {
      settle (self, &job->verdict, PLR_SIMULATED_STATE_SKIPPED, decider, _("“only” does not let it in"));
      return;
    }
  if (except != NULL && !plr_gitlab_is_null (except))
    {
      PlrYamlNode *other = NULL;

      is_out = plr_gitlab_match_policy (self, except, FALSE, &other);
      if (is_out != PLR_FALSE || decider == NULL)
        decider = other;
    }
  if (is_out == PLR_TRUE)
    settle (self, &job->verdict, PLR_SIMULATED_STATE_SKIPPED, decider, _("“except” keeps it out"));
  else if (is_in == PLR_UNKNOWN || is_out == PLR_UNKNOWN)
    {
      job->is_added = TRUE;
      settle (self, &job->verdict, PLR_SIMULATED_STATE_UNKNOWN, decider, _("Whether that lets it in cannot be known offline"));
    }
  else
    settle_when (self, job, NULL, decider != NULL ? decider : job->entry->key,
                 decider != NULL ? _("“only” and “except” let it in") : _("nothing keeps it out"));
}

static void
settle_job (PlrGitlabSimulation *self,
            PlrGitlabJob        *job)
{
  PlrGitlabValue *rules = plr_gitlab_get (self->config, job->job, "rules");

  self->at = job;
  self->rule_variables = NULL;
  if (rules != NULL && !plr_gitlab_is_null (rules))
    settle_by_rules (self, job, rules);
  else
    settle_by_policy (self, job);
  self->at = NULL;
  self->rule_variables = NULL;
}

/* The needs of a job, of the rule that let it in if that has any; NULL where it waits for the groups before it. */
static PlrGitlabValue *
get_needs (PlrGitlabSimulation *self,
           PlrGitlabJob        *job)
{
  PlrGitlabValue *needs = job->rule != NULL ? plr_gitlab_get (self->config, job->rule, "needs") : NULL;

  if (needs == NULL)
    needs = plr_gitlab_get (self->config, job->job, "needs");

  return needs != NULL && !plr_gitlab_is_null (needs) ? needs : NULL;
}

/* The job that a need names, if it is one of this pipeline. @is_missing is set where it must be there and is not. */
static PlrGitlabJob *
find_need (PlrGitlabSimulation *self,
           PlrGitlabValue      *need,
           const char         **name,
           gboolean            *is_missing)
{
  gboolean is_map = plr_gitlab_is_map (need);
  PlrGitlabJob *found = NULL;

  *is_missing = FALSE;
  *name = is_map ? get_word (self, need, "job") : plr_gitlab_get_string (need);
  if (*name == NULL || (is_map && (plr_gitlab_get (self->config, need, "project") != NULL ||
                                   plr_gitlab_get (self->config, need, "pipeline") != NULL)))
    return NULL;

  found = g_hash_table_lookup (self->by_name, *name);
  if (found != NULL && found->is_added)
    return found;
  *is_missing = g_strcmp0 (is_map ? get_word (self, need, "optional") : NULL, "true") != 0 && (found != NULL || !self->config->is_open);

  return NULL;
}

/* GitLab makes no pipeline at all where a job needs one that is not in it. */
static gboolean
find_missing (PlrGitlabSimulation *self,
              PlrVerdict          *verdict)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      PlrGitlabJob *job = self->jobs->pdata[i];
      PlrGitlabValue *needs = job->is_added && job->verdict.state != PLR_SIMULATED_STATE_UNKNOWN ? get_needs (self, job) : NULL;
      g_autoptr(GPtrArray) items = plr_gitlab_list_items (needs);

      for (guint j = 0; needs != NULL && j < items->len; j++)
        {
          PlrGitlabValue *need = ((PlrGitlabEntry *)items->pdata[j])->value;
          const char *name;
          gboolean is_missing;

          (void)find_need (self, need, &name, &is_missing);
          if (!is_missing)
            continue;
          settle (self, verdict, PLR_SIMULATED_STATE_SKIPPED, need->node,
                  _("GitLab makes no pipeline: “%s” needs “%s”, which is not in it, and the need is not optional"), job->entry->name, name);
          return TRUE;
        }
    }

  return FALSE;
}

/* Takes over what becomes of a job that another waits for. */
static void
wait_for (PlrGitlabSimulation *self,
          PlrGitlabJob        *job,
          PlrGitlabJob        *other,
          PlrYamlNode         *node)
{
  PlrSimulatedState state = other->verdict.state;

  if (job->verdict.state != PLR_SIMULATED_STATE_RUNS || state == PLR_SIMULATED_STATE_RUNS)
    return;
  if (state == PLR_SIMULATED_STATE_WAITS)
    settle (self, &job->verdict, state, node, _("It waits for “%s”, which waits for a person"), other->entry->name);
  else if (state == PLR_SIMULATED_STATE_SKIPPED)
    settle (self, &job->verdict, state, node, _("“%s”, which it needs, is skipped"), other->entry->name);
  else
    settle (self, &job->verdict, state, node, _("Whether “%s” runs, which it waits for, cannot be known offline"), other->entry->name);
}

static void
follow_needs (PlrGitlabSimulation *self,
              PlrGitlabJob        *job,
              guint                depth)
{
  PlrGitlabValue *needs = get_needs (self, job);
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (needs);

  if (job->is_settled)
    return;
  job->is_settled = TRUE;
  for (guint i = 0; needs != NULL && i < items->len; i++)
    {
      PlrGitlabValue *need = ((PlrGitlabEntry *)items->pdata[i])->value;
      const char *name;
      gboolean is_missing;
      PlrGitlabJob *other = find_need (self, need, &name, &is_missing);

      if (other == NULL || depth > 1000)
        continue;
      follow_needs (self, other, depth + 1);
      wait_for (self, job, other, need->node);
    }
  /* Without needs it waits for all groups before its own. */
  for (guint i = 0; needs == NULL && i < self->jobs->len; i++)
    {
      PlrGitlabJob *other = self->jobs->pdata[i];

      if (other->level >= job->level || !other->is_added || depth > 1000)
        continue;
      follow_needs (self, other, depth + 1);
      if (other->verdict.state == PLR_SIMULATED_STATE_WAITS && other->is_blocking)
        wait_for (self, job, other, job->entry->key);
    }
}

/* The number of a group in the order of the file. */
static guint
find_level (PlrGitlabSimulation *self,
            const char          *group)
{
  static const char *const usual[] = { "build", "test", "deploy", NULL };
  PlrGitlabValue *value = plr_gitlab_config_get_global (self->config, "stages");
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (value);

  if (g_str_equal (group, ".pre"))
    return 0;
  if (g_str_equal (group, ".post"))
    return G_MAXUINT;
  for (guint i = 0; value == NULL && usual[i] != NULL; i++)
    if (g_str_equal (usual[i], group))
      return i + 1;
  for (guint i = 0; i < items->len; i++)
    if (g_strcmp0 (plr_gitlab_get_string (((PlrGitlabEntry *)items->pdata[i])->value), group) == 0)
      return i + 1;

  return G_MAXUINT - 1;
}

static void
add_job (PlrGitlabSimulation *self,
         PlrGitlabEntry      *entry)
{
  PlrGitlabJob *job = g_new0 (PlrGitlabJob, 1);
  const char *group;

  job->entry = entry;
  job->job = plr_gitlab_config_get_job (self->config, entry->name);
  if (job->job == NULL)
    job->job = entry->value;
  group = plr_gitlab_get_string (plr_gitlab_config_get_own_or_default (self->config, job->job, "stage"));
  job->group = group != NULL ? group : "test";
  job->level = find_level (self, job->group);
  g_ptr_array_add (self->jobs, job);
  g_hash_table_insert (self->by_name, (gpointer)entry->name, job);
}

static int
compare_places (gconstpointer a,
                gconstpointer b,
                gpointer      data)
{
  PlrGitlabSimulation *self = data;
  PlrYamlNode *x = (*(PlrGitlabJob *const *)a)->entry->key;
  PlrYamlNode *y = (*(PlrGitlabJob *const *)b)->entry->key;
  gboolean x_is_own = plr_gitlab_is_local (self->config, x);
  gboolean y_is_own = plr_gitlab_is_local (self->config, y);

  if (x_is_own != y_is_own)
    return x_is_own ? -1 : 1;

  return plr_yaml_node_get_start (x) < plr_yaml_node_get_start (y) ? -1 : 1;
}

/* What the rules of the workflow make of the whole. TRUE if there is, or may be, a pipeline. */
static gboolean
settle_workflow (PlrGitlabSimulation *self,
                 PlrVerdict          *verdict)
{
  PlrGitlabValue *workflow = plr_gitlab_config_get_global (self->config, "workflow");
  PlrGitlabValue *rules = workflow != NULL && plr_gitlab_is_map (workflow) ? plr_gitlab_get (self->config, workflow, "rules") : NULL;
  g_auto(PlrGitlabRuling) ruling = { 0 };

  if (rules == NULL || plr_gitlab_is_null (rules))
    return TRUE;

  self->has_workflow_rules = TRUE;
  plr_gitlab_rule (self, rules, 0, &ruling);
  if (ruling.rule == NULL)
    {
      settle (self, verdict, PLR_SIMULATED_STATE_SKIPPED, rules->node, _("No rule of the workflow holds, so that there is no pipeline"));
      return FALSE;
    }
  if (ruling.truth == PLR_UNKNOWN)
    {
      settle (self, verdict, PLR_SIMULATED_STATE_UNKNOWN, ruling.rule->node, _("Whether there is a pipeline at all is not known: %s"),
              ruling.reason);
      return TRUE;
    }
  if (g_strcmp0 (get_word (self, ruling.rule, "when"), "never") == 0)
    {
      g_autofree char *why = explain_rule (self, ruling.rule);

      settle (self, verdict, PLR_SIMULATED_STATE_SKIPPED, ruling.rule->node, _("There is no pipeline; %s, and says “never”"), why);
      return FALSE;
    }
  self->workflow_variables = plr_gitlab_get (self->config, ruling.rule, "variables");

  return TRUE;
}

/* What holds for all comes over what a job alone would do. */
static void
cover (PlrGitlabSimulation *self,
       const PlrVerdict    *all)
{
  for (guint i = 0; i < self->jobs->len; i++)
    {
      PlrGitlabJob *job = self->jobs->pdata[i];

      if (all->state == PLR_SIMULATED_STATE_UNKNOWN && job->verdict.state == PLR_SIMULATED_STATE_SKIPPED)
        continue;
      plr_verdict_set (&job->verdict, all->state, all->path, all->node, "%s", all->reason);
    }
}

static void
simulate (PlrGitlabSimulation *self)
{
  g_auto(PlrVerdict) all = { 0 };
  gboolean has_pipeline = settle_workflow (self, &all);

  for (guint i = 0; i < self->jobs->len && has_pipeline; i++)
    settle_job (self, self->jobs->pdata[i]);
  if (has_pipeline && all.reason == NULL && find_missing (self, &all))
    has_pipeline = FALSE;
  for (guint i = 0; i < self->jobs->len && has_pipeline; i++)
    if (((PlrGitlabJob *)self->jobs->pdata[i])->is_added)
      follow_needs (self, self->jobs->pdata[i], 0);
  if (all.reason != NULL)
    cover (self, &all);
}

static const char *
get_source (const PlrSimulateEvent *event)
{
  if (event->event == PLR_TRIGGER_EVENT_PUSH)
    return "push";
  if (event->event == PLR_TRIGGER_EVENT_PULL_REQUEST)
    return "merge_request_event";

  return event->event == PLR_TRIGGER_EVENT_SCHEDULE ? "schedule" : "web";
}

/**
 * plr_gitlab_simulate:
 * @tree: a configuration of GitLab CI
 * @path: of its file
 * @loader: (nullable) (scope call): gets what it includes
 * @loader_data: for @loader
 * @event: what happened
 * @jobs: of PlrSimulatedJob; gets one for each job
 * @error: `PLR_DIALECT_ERROR_INVALID` if it is no configuration
 */
gboolean
plr_gitlab_simulate (PlrYaml                *tree,
                     const char             *path,
                     PlrDialectLoader        loader,
                     gpointer                loader_data,
                     const PlrSimulateEvent *event,
                     GListStore             *jobs,
                     GError                **error)
{
  g_autoptr(PlrGitlabConfig) config = plr_gitlab_config_new (tree, path, loader, loader_data, NULL);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (job_free);
  g_autoptr(GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  PlrGitlabSimulation self = { .config = config, .event = event, .source = get_source (event), .jobs = list, .by_name = by_name };

  if (config->root == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("%s has no jobs, and so nothing that could run"), path);
      return FALSE;
    }

  for (guint i = 0; i < config->root->n_entries && list->len < PLR_GITLAB_MAX_JOBS; i++)
    {
      PlrGitlabEntry *entry = &config->root->entries[i];

      if (entry->name[0] != '.' && !plr_gitlab_is_global (entry->name) && entry->value->kind == PLR_YAML_MAPPING)
        add_job (&self, entry);
    }
  g_ptr_array_sort_with_data (list, compare_places, &self);
  simulate (&self);
  for (guint i = 0; i < list->len; i++)
    {
      PlrGitlabJob *job = list->pdata[i];

      plr_verdict_add (&job->verdict, job->entry->name, jobs);
    }

  return TRUE;
}
