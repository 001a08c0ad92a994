/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-simulate"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-simulate-private.h"

/* What starts a workflow. docs.github.com: Events that trigger workflows; Workflow syntax, on.<push|pull_request>. */

typedef struct
{
  const PlrSimulateEvent *event;
  const char             *path;
  PlrVerdict             *verdict;
} On;

static char **
list_patterns (PlrYamlNode *node)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  node = plr_yaml_node_resolve (node);
  if (plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR && plr_yaml_node_get_string (node) != NULL)
    g_strv_builder_add (builder, plr_yaml_node_get_string (node));
  for (guint i = 0; plr_yaml_node_get_kind (node) == PLR_YAML_SEQUENCE && i < plr_yaml_node_get_n_items (node); i++)
    {
      PlrYamlNode *item = plr_yaml_node_resolve (plr_yaml_node_get_item (node, i));
      const char *text = plr_yaml_node_get_kind (item) == PLR_YAML_SCALAR ? plr_yaml_node_get_string (item) : NULL;

      g_strv_builder_add (builder, text != NULL ? text : "");
    }

  return g_strv_builder_end (builder);
}

/* The line of a pattern, or of the list where none decided. */
static PlrYamlNode *
find_pattern (PlrYamlNode *list,
              guint        index)
{
  PlrYamlNode *node = plr_yaml_node_resolve (list);

  if (plr_yaml_node_get_kind (node) == PLR_YAML_SEQUENCE && index < plr_yaml_node_get_n_items (node))
    return plr_yaml_node_get_item (node, index);

  return list;
}

static PlrYamlNode *
get (PlrYamlNode *map,
     const char  *name)
{
  PlrYamlNode *node;
  PlrYamlNode *value;

  map = map != NULL ? plr_yaml_node_resolve (map) : NULL;
  if (map == NULL || plr_yaml_node_get_kind (map) != PLR_YAML_MAPPING)
    return NULL;
  node = plr_yaml_node_get_merged (map, name);
  value = node != NULL ? plr_yaml_node_resolve (node) : NULL;

  return value == NULL || (plr_yaml_node_get_kind (value) == PLR_YAML_SCALAR && plr_yaml_node_is_null (value)) ? NULL : node;
}

/* Whether a list of names lets the event through; the verdict says so if it does not, and which pattern did if it does. */
static gboolean
passes_names (On          *self,
              PlrYamlNode *list,
              const char  *name,
              gboolean     is_ignored,
              const char  *what)
{
  g_auto(GStrv) patterns = NULL;
  PlrTruth truth;
  guint decider;
  PlrYamlNode *node;

  if (list == NULL)
    return TRUE;
  if (name == NULL)
    {
      plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_UNKNOWN, self->path, list,
                       _("Which %s it is cannot be known: name it"), what);
      return FALSE;
    }

  patterns = list_patterns (list);
  truth = plr_github_match_list ((const char *const *)patterns, name, &decider);
  node = find_pattern (list, decider);
  if (truth == PLR_UNKNOWN)
    plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_UNKNOWN, self->path, node, _("The pattern “%s” is not understood"), patterns[decider]);
  else if ((truth == PLR_TRUE) == is_ignored)
    plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_SKIPPED, self->path, node,
                     is_ignored ? _("The %s “%s” is to be ignored") : _("The %s “%s” is not one of these"), what, name);
  else
    {
      plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_RUNS, self->path, node,
                       is_ignored ? _("The %s “%s” is none of those to be ignored") : _("The %s “%s” is one of these"), what, name);
      return TRUE;
    }

  return FALSE;
}

/* One changed file that counts is enough. */
static gboolean
passes_paths (On          *self,
              PlrYamlNode *list,
              gboolean     is_ignored)
{
  g_auto(GStrv) patterns = NULL;

  if (list == NULL)
    return TRUE;
  if (self->event->changed == NULL)
    {
      plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_UNKNOWN, self->path, list,
                       _("Which files changed cannot be known offline: name them"));
      return FALSE;
    }

  patterns = list_patterns (list);
  for (guint i = 0; self->event->changed[i] != NULL; i++)
    {
      guint decider;
      PlrTruth truth = plr_github_match_list ((const char *const *)patterns, self->event->changed[i], &decider);

      if (truth == PLR_UNKNOWN)
        {
          plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_UNKNOWN, self->path, find_pattern (list, decider),
                           _("The pattern “%s” is not understood"), patterns[decider]);
          return FALSE;
        }
      if ((truth == PLR_TRUE) != is_ignored)
        {
          plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_RUNS, self->path, find_pattern (list, decider),
                           is_ignored ? _("“%s” changed, which is not to be ignored") : _("“%s” changed"), self->event->changed[i]);
          return TRUE;
        }
    }
  plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_SKIPPED, self->path, list,
                   is_ignored ? _("Only files changed that are to be ignored") : _("None of these files changed"));

  return FALSE;
}

/* With filters for branches alone, tags start nothing; and the other way round. */
static gboolean
passes_ref (On          *self,
            PlrYamlNode *filters)
{
  PlrYamlNode *branches = get (filters, "branches");
  PlrYamlNode *branches_ignored = get (filters, "branches-ignore");
  PlrYamlNode *tags = get (filters, "tags");
  PlrYamlNode *tags_ignored = get (filters, "tags-ignore");
  gboolean is_tag = self->event->tag != NULL;
  PlrYamlNode *own = is_tag ? tags : branches;
  PlrYamlNode *own_ignored = is_tag ? tags_ignored : branches_ignored;
  PlrYamlNode *other = is_tag ? branches : tags;

  if (other == NULL)
    other = is_tag ? branches_ignored : tags_ignored;
  if (own == NULL && own_ignored == NULL && other != NULL)
    {
      plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_SKIPPED, self->path, other,
                       is_tag ? _("There are filters for branches only, so that no tag starts it") :
                       _("There are filters for tags only, so that no branch starts it"));
      return FALSE;
    }

  return passes_names (self, own, is_tag ? self->event->tag : self->event->branch, FALSE, is_tag ? _("tag") : _("branch")) &&
         passes_names (self, own_ignored, is_tag ? self->event->tag : self->event->branch, TRUE, is_tag ? _("tag") : _("branch"));
}

static gboolean
passes_types (On          *self,
              PlrYamlNode *list)
{
  const char *type = self->event->type != NULL ? self->event->type : "opened";
  static const char *const usual[] = { "opened", "synchronize", "reopened", NULL };
  g_auto(GStrv) types = list != NULL ? list_patterns (list) : NULL;

  if (g_strv_contains (types != NULL ? (const char *const *)types : usual, type))
    return TRUE;
  plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_SKIPPED, self->path, list != NULL ? list : self->verdict->node,
                   _("A pull request that is “%s” does not start it"), type);

  return FALSE;
}

static gboolean
passes (On          *self,
        const char  *name,
        PlrYamlNode *key,
        PlrYamlNode *filters)
{
  gboolean is_request = g_str_has_prefix (name, "pull_request");

  plr_verdict_set (self->verdict, PLR_SIMULATED_STATE_RUNS, self->path, key, _("The event “%s” starts it"), name);
  if (is_request && !passes_types (self, get (filters, "types")))
    return FALSE;
  if (is_request &&
      (!passes_names (self, get (filters, "branches"), self->event->target_branch, FALSE, _("target branch")) ||
       !passes_names (self, get (filters, "branches-ignore"), self->event->target_branch, TRUE, _("target branch"))))
    return FALSE;
  if (g_str_equal (name, "push") && !passes_ref (self, filters))
    return FALSE;
  /* Of a tag, no files are compared. */
  if (is_request || (g_str_equal (name, "push") && self->event->tag == NULL))
    return passes_paths (self, get (filters, "paths"), FALSE) && passes_paths (self, get (filters, "paths-ignore"), TRUE);

  return TRUE;
}

/* The node of an event in `on`, which is a word, a list or a mapping; its filters go to @filters. */
static PlrYamlNode *
find_event (PlrYamlNode  *on,
            const char   *name,
            PlrYamlNode **filters)
{
  PlrYamlNode *node = plr_yaml_node_resolve (on);
  guint index;

  *filters = NULL;
  if (plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR)
    return g_strcmp0 (plr_yaml_node_get_string (node), name) == 0 ? on : NULL;
  if (plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING)
    {
      *filters = plr_yaml_node_get_merged (node, name);
      return plr_yaml_node_find_key (node, name, &index) ? plr_yaml_node_get_key (node, index) : *filters;
    }

  for (guint i = 0; i < plr_yaml_node_get_n_items (node); i++)
    {
      PlrYamlNode *item = plr_yaml_node_get_item (node, i);
      PlrYamlNode *word = plr_yaml_node_resolve (item);

      if (plr_yaml_node_get_kind (word) == PLR_YAML_SCALAR && g_strcmp0 (plr_yaml_node_get_string (word), name) == 0)
        return item;
    }

  return NULL;
}

/**
 * plr_github_find_trigger:
 * @root: of a workflow
 * @path: of its file
 * @event: what happened
 * @verdict: what that makes of the whole workflow
 *
 * Returns: (nullable): the engine's word for the event, which is also set where the workflow does not run
 */
const char *
plr_github_find_trigger (PlrYamlNode            *root,
                         const char             *path,
                         const PlrSimulateEvent *event,
                         PlrVerdict             *verdict)
{
  static const char *const names[][3] = {
    [PLR_TRIGGER_EVENT_PUSH] = { "push", NULL, NULL },
    [PLR_TRIGGER_EVENT_PULL_REQUEST] = { "pull_request", "pull_request_target", NULL },
    [PLR_TRIGGER_EVENT_SCHEDULE] = { "schedule", NULL, NULL },
    [PLR_TRIGGER_EVENT_MANUAL] = { "workflow_dispatch", NULL, NULL },
  };
  On self = { event, path, verdict };
  PlrYamlNode *on = plr_yaml_node_get_merged (root, "on");
  const char *found = NULL;

  if (on == NULL)
    {
      plr_verdict_set (verdict, PLR_SIMULATED_STATE_SKIPPED, path, root, _("There is no “on”, so that nothing starts it"));
      return NULL;
    }

  for (guint i = 0; names[event->event][i] != NULL; i++)
    {
      PlrYamlNode *filters;
      PlrYamlNode *key = find_event (on, names[event->event][i], &filters);

      if (key == NULL)
        continue;
      found = names[event->event][i];
      if (passes (&self, found, key, filters))
        return found;
      if (verdict->state == PLR_SIMULATED_STATE_UNKNOWN)
        return found;
    }
  if (found == NULL)
    plr_verdict_set (verdict, PLR_SIMULATED_STATE_SKIPPED, path, on, _("The event “%s” does not start it"), names[event->event][0]);

  return found != NULL ? found : names[event->event][0];
}
