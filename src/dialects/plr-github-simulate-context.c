/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-simulate"

#include "config.h"

#include <string.h>

#include "plr-simulate-private.h"

/* What an `if` of a job can ask for. docs.github.com: Contexts reference; Webhook events and payloads. */

static JsonNode *
new_string (const char *text)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, text != NULL ? text : "");

  return node;
}

static JsonNode *
new_null (void)
{
  return json_node_new (JSON_NODE_NULL);
}

static JsonNode *
new_boolean (gboolean value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_boolean (node, value);

  return node;
}

static JsonNode *
new_ref (const char *prefix,
         const char *name)
{
  g_autofree char *ref = g_strconcat (prefix, name, NULL);

  return new_string (ref);
}

/* `github.ref` and its like; NULL where it follows from nothing that was said. */
static JsonNode *
look_up_ref (PlrGithubContext *self,
             const char       *name)
{
  const PlrSimulateEvent *event = self->event;
  gboolean is_request = g_str_equal (self->event_name, "pull_request");
  gboolean is_target = g_str_equal (self->event_name, "pull_request_target");

  if (g_str_equal (name, "event_name"))
    return new_string (self->event_name);
  if (g_str_equal (name, "head_ref"))
    return is_request || is_target ? (event->branch != NULL ? new_string (event->branch) : NULL) : new_string ("");
  if (g_str_equal (name, "base_ref"))
    return is_request || is_target ? (event->target_branch != NULL ? new_string (event->target_branch) : NULL) : new_string ("");
  if (g_str_equal (name, "ref_type"))
    return new_string (event->tag != NULL && !is_request && !is_target ? "tag" : "branch");
  /* refs/pull/NUMBER/merge, and nobody said the number. */
  if (is_request)
    return NULL;
  if (is_target)
    return event->target_branch == NULL ? NULL :
           g_str_equal (name, "ref") ? new_ref ("refs/heads/", event->target_branch) :
           g_str_equal (name, "ref_name") ? new_string (event->target_branch) : NULL;
  if (g_str_equal (name, "ref_name"))
    return event->tag != NULL ? new_string (event->tag) : event->branch != NULL ? new_string (event->branch) : NULL;
  if (g_str_equal (name, "ref"))
    return event->tag != NULL ? new_ref ("refs/tags/", event->tag) :
           event->branch != NULL ? new_ref ("refs/heads/", event->branch) : NULL;

  return NULL;
}

/* Whether the payload of the event has a member of that name. */
static gboolean
payload_has (PlrGithubContext *self,
             const char       *name)
{
  static const char *const all[] = { "enterprise", "installation", "organization", "repository", "sender", NULL };
  static const char *const of_push[] = {
    "after", "base_ref", "before", "commits", "compare", "created", "deleted", "forced", "head_commit", "pusher", "ref", NULL
  };
  static const char *const of_request[] = {
    "action", "after", "assignee", "before", "changes", "label", "milestone", "number", "pull_request", "reason",
    "requested_reviewer", "requested_team", NULL
  };
  static const char *const of_schedule[] = { "schedule", "workflow", NULL };
  static const char *const of_dispatch[] = { "inputs", "ref", "workflow", NULL };
  const char *const *own = self->event->event == PLR_TRIGGER_EVENT_PUSH ? of_push :
                           self->event->event == PLR_TRIGGER_EVENT_PULL_REQUEST ? of_request :
                           self->event->event == PLR_TRIGGER_EVENT_SCHEDULE ? of_schedule : of_dispatch;

  return g_strv_contains (all, name) || g_strv_contains (own, name);
}

static JsonNode *look_up_input (PlrGithubContext *self,
                                const char       *name);

static JsonNode *
look_up_payload (PlrGithubContext *self,
                 const char       *path)
{
  const PlrSimulateEvent *event = self->event;
  g_autofree char *first = g_strndup (path, strcspn (path, "."));

  if (!payload_has (self, first))
    return new_null ();
  if (g_str_has_prefix (path, "inputs."))
    return look_up_input (self, path + strlen ("inputs."));
  if (g_str_equal (path, "action"))
    return new_string (event->type != NULL ? event->type : "opened");
  if (g_str_equal (path, "pull_request.head.ref") && event->branch != NULL)
    return new_string (event->branch);
  if (g_str_equal (path, "pull_request.base.ref") && event->target_branch != NULL)
    return new_string (event->target_branch);
  if (g_str_equal (path, "pull_request.merged") && !(event->type != NULL && g_str_equal (event->type, "closed")))
    return new_boolean (FALSE);
  if (g_str_equal (path, "repository.default_branch") && event->default_branch != NULL)
    return new_string (event->default_branch);
  if (g_str_equal (path, "ref"))
    return look_up_ref (self, "ref");
  if (g_str_equal (path, "deleted") && event->event == PLR_TRIGGER_EVENT_PUSH)
    return new_boolean (FALSE);

  return NULL;
}

static PlrYamlNode *
get_below (PlrYamlNode *node,
           const char  *name)
{
  node = node != NULL ? plr_yaml_node_resolve (node) : NULL;

  return node != NULL && plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (node, name) : NULL;
}

static const char *
get_text (PlrYamlNode *map,
          const char  *name)
{
  PlrYamlNode *node = get_below (map, name);

  node = node != NULL ? plr_yaml_node_resolve (node) : NULL;

  return node != NULL && plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR ? plr_yaml_node_get_string (node) : NULL;
}

/* What a person was asked: what was said, else the default. Other events have no inputs. */
static JsonNode *
look_up_input (PlrGithubContext *self,
               const char       *name)
{
  PlrYamlNode *inputs = get_below (get_below (get_below (self->root, "on"), "workflow_dispatch"), "inputs");
  const char *said = plr_simulate_find_variable (self->event, name);
  const char *text;
  const char *type;
  PlrYamlNode *input = NULL;

  if (self->event->event != PLR_TRIGGER_EVENT_MANUAL)
    return new_null ();
  inputs = inputs != NULL ? plr_yaml_node_resolve (inputs) : NULL;
  for (guint i = 0; inputs != NULL && plr_yaml_node_get_kind (inputs) == PLR_YAML_MAPPING && i < plr_yaml_node_get_n_items (inputs); i++)
    {
      const char *key = plr_yaml_node_get_string (plr_yaml_node_get_key (inputs, i));

      if (key != NULL && g_ascii_strcasecmp (key, name) == 0)
        input = plr_yaml_node_get_value (inputs, i);
    }
  if (input == NULL)
    return new_null ();

  type = get_text (input, "type");
  text = said != NULL ? said : get_text (input, "default");
  if (g_strcmp0 (type, "boolean") == 0)
    return new_boolean (g_strcmp0 (text, "true") == 0);
  if (g_strcmp0 (type, "number") == 0 && text != NULL)
    {
      JsonNode *node = json_node_new (JSON_NODE_VALUE);

      json_node_set_double (node, g_ascii_strtod (text, NULL));
      return node;
    }
  /* Of a choice, the first is taken where nobody says which. */
  if (text == NULL && g_strcmp0 (type, "choice") == 0)
    {
      PlrYamlNode *options = get_below (input, "options");

      options = options != NULL ? plr_yaml_node_resolve (options) : NULL;
      if (options != NULL && plr_yaml_node_get_kind (options) == PLR_YAML_SEQUENCE && plr_yaml_node_get_n_items (options) > 0)
        text = plr_yaml_node_get_string (plr_yaml_node_resolve (plr_yaml_node_get_item (options, 0)));
    }

  return new_string (text);
}

/**
 * plr_github_list_needs:
 * @needs: (nullable): a word or a list of them
 *
 * Returns: (transfer full) (element-type PlrYamlNode): the words
 */
GPtrArray *
plr_github_list_needs (PlrYamlNode *needs)
{
  GPtrArray *list = g_ptr_array_new ();
  PlrYamlNode *node = needs != NULL ? plr_yaml_node_resolve (needs) : NULL;

  if (node != NULL && plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR && plr_yaml_node_get_string (node) != NULL)
    g_ptr_array_add (list, node);
  for (guint i = 0; node != NULL && plr_yaml_node_get_kind (node) == PLR_YAML_SEQUENCE && i < plr_yaml_node_get_n_items (node); i++)
    {
      PlrYamlNode *item = plr_yaml_node_resolve (plr_yaml_node_get_item (node, i));

      if (plr_yaml_node_get_kind (item) == PLR_YAML_SCALAR && plr_yaml_node_get_string (item) != NULL)
        g_ptr_array_add (list, item);
    }

  return list;
}

/* How a job that is needed came out, or NULL if that is not known. */
static const char *
find_result (PlrGithubContext *self,
             const char       *id)
{
  guint state = GPOINTER_TO_UINT (g_hash_table_lookup (self->results, id));

  return state == PLR_SIMULATED_STATE_RUNS + 1 ? "success" : state == PLR_SIMULATED_STATE_SKIPPED + 1 ? "skipped" : NULL;
}

static JsonNode *
list_results (PlrGithubContext *self,
              GPtrArray        *needs)
{
  g_autoptr(JsonArray) array = json_array_new ();
  JsonNode *node;

  for (guint i = 0; i < needs->len; i++)
    {
      const char *result = find_result (self, plr_yaml_node_get_string (needs->pdata[i]));

      if (result == NULL)
        return NULL;
      json_array_add_string_element (array, result);
    }
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_set_array (node, array);

  return node;
}

static JsonNode *
look_up_need (PlrGithubContext *self,
              const char       *path)
{
  g_autoptr(GPtrArray) needs = plr_github_list_needs (self->needs);

  if (g_str_equal (path, "*.result"))
    return list_results (self, needs);

  for (guint i = 0; i < needs->len; i++)
    {
      const char *id = plr_yaml_node_get_string (needs->pdata[i]);
      gsize length = strlen (id);
      const char *result;

      if (g_ascii_strncasecmp (path, id, length) != 0 || path[length] != '.')
        continue;
      result = find_result (self, id);
      if (result != NULL && g_str_equal (path + length, ".result"))
        return new_string (result);
      return result != NULL && g_str_equal (result, "skipped") ? new_null () : NULL;
    }

  return path[0] == '*' ? NULL : new_null ();
}

/* success(): all that it needs ran, and what those need; a job that was skipped is no success. */
static JsonNode *
look_up_status (PlrGithubContext *self,
                const char       *name)
{
  g_autoptr(GPtrArray) needs = NULL;
  gboolean is_known = TRUE;

  if (!g_str_equal (name, "success()"))
    return new_boolean (g_str_equal (name, "always()"));

  needs = plr_github_list_needs (self->needs);
  for (guint i = 0; i < needs->len; i++)
    {
      guint chain = GPOINTER_TO_UINT (g_hash_table_lookup (self->chains, plr_yaml_node_get_string (needs->pdata[i])));

      if (chain == PLR_SIMULATED_STATE_SKIPPED + 1)
        return new_boolean (FALSE);
      is_known &= chain == PLR_SIMULATED_STATE_RUNS + 1;
    }

  return is_known ? new_boolean (TRUE) : NULL;
}

/**
 * plr_github_look_up:
 * @path: what an expression asks for
 * @user_data: a PlrGithubContext
 *
 * Returns: (transfer full) (nullable): what it is, or `NULL` if only the server knows
 */
JsonNode *
plr_github_look_up (const char *path,
                    gpointer    user_data)
{
  PlrGithubContext *self = user_data;
  const char *said;

  if (g_str_has_suffix (path, "()"))
    return look_up_status (self, path);
  /* Whoever asks can say what any of them is, by its whole name. */
  if (strchr (path, '.') != NULL && (said = plr_simulate_find_variable (self->event, path)) != NULL)
    return new_string (said);
  if (g_str_has_prefix (path, "github.event."))
    return look_up_payload (self, path + strlen ("github.event."));
  if (g_str_has_prefix (path, "github."))
    return look_up_ref (self, path + strlen ("github."));
  if (g_str_has_prefix (path, "inputs."))
    return look_up_input (self, path + strlen ("inputs."));
  if (g_str_has_prefix (path, "needs."))
    return look_up_need (self, path + strlen ("needs."));
  if (g_str_has_prefix (path, "vars.") && (said = plr_simulate_find_variable (self->event, path + strlen ("vars."))) != NULL)
    return new_string (said);

  return NULL;
}
