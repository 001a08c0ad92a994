/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "github-edits.h"
#include "json-model.h"

/* Models */

JsonArray *
github_get_list (JsonObject *object,
                 const char *field)
{
  if (!json_object_has_member (object, field) || json_object_get_null_member (object, field))
    json_object_set_array_member (object, field, json_array_new ());

  return json_object_get_array_member (object, field);
}

JsonObject *
github_get_map (JsonObject *object,
                const char *field)
{
  if (!json_object_has_member (object, field))
    json_object_set_object_member (object, field, json_object_new ());

  return json_object_get_object_member (object, field);
}

const char *
github_get_text (JsonObject *object,
                 const char *field)
{
  return json_object_has_member (object, field) && !json_object_get_null_member (object, field)
         ? json_object_get_string_member (object, field) : NULL;
}

/* Whether a text stands in one line, or not at all. */
gboolean
github_is_short (const char *text)
{
  return text == NULL || (strchr (text, '\n') == NULL && strlen (text) < 60);
}

gboolean
github_is_opaque (JsonObject *stage,
                  const char *prefix)
{
  JsonArray *list = github_get_list (stage, "opaque");

  for (guint i = 0; i < json_array_get_length (list); i++)
    if (g_str_has_prefix (json_array_get_string_element (list, i), prefix))
      return TRUE;

  return FALSE;
}

void
github_drop_opaque (JsonObject *stage,
                    const char *prefix)
{
  JsonArray *list = github_get_list (stage, "opaque");

  for (guint i = json_array_get_length (list); i-- > 0;)
    if (g_str_has_prefix (json_array_get_string_element (list, i), prefix))
      json_array_remove_element (list, i);
}

const char *
github_get_id (GithubAttempt *self)
{
  return json_object_get_string_member (self->stage, "id");
}

gboolean
github_is_call (GithubAttempt *self)
{
  return github_get_text (self->stage, "calls") != NULL;
}

JsonObject *
github_copy_object (JsonObject *object)
{
  g_autofree char *text = model_to_text (object);

  return model_parse (text);
}

int
github_find_named (JsonArray  *list,
                   const char *field,
                   const char *name)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (g_strcmp0 (github_get_text (json_array_get_object_element (list, i), field), name) == 0)
      return (int)i;

  return -1;
}

int
github_find_text (JsonArray  *list,
                  const char *text)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (g_str_equal (json_array_get_string_element (list, i), text))
      return (int)i;

  return -1;
}

char *
github_pick_new_id (GithubAttempt *self)
{
  for (guint i = 0;; i++)
    {
      g_autofree char *id = g_strdup_printf ("new-%u", i);

      if (model_find_named (model_get_stages (self->model), "id", id) < 0)
        return g_steal_pointer (&id);
    }
}

const char *
github_pick_member (JsonObject *object)
{
  g_autoptr(GList) members = json_object_get_members (object);

  return members != NULL ? g_list_nth_data (members, (guint)g_test_rand_int_range (0, (gint32)g_list_length (members))) : NULL;
}

void
github_set_edit (GithubAttempt *self,
                 PlrEditKind    kind,
                 const char    *field,
                 const char    *value)
{
  plr_edit_set_kind (self->edit, kind);
  plr_edit_set_field (self->edit, field);
  plr_edit_set_value (self->edit, value);
}

/* The workflow */

static gboolean
try_pipeline_name (GithubAttempt *self)
{
  github_set_edit (self, PLR_EDIT_KIND_SET_PIPELINE, "name", "Other: name");
  plr_edit_set_stage (self->edit, NULL);
  self->is_one = github_is_short (github_get_text (self->model, "name"));
  self->is_far = TRUE;
  model_set_string (self->model, "name", "Other: name");

  return TRUE;
}

static gboolean
try_pipeline_concurrency (GithubAttempt *self)
{
  github_set_edit (self, PLR_EDIT_KIND_SET_PIPELINE, "concurrency", "ci");
  plr_edit_set_stage (self->edit, NULL);
  self->is_one = github_is_short (github_get_text (self->model, "concurrency"));
  self->is_far = TRUE;
  model_set_string (self->model, "concurrency", "ci");

  return TRUE;
}

/* Jobs */

static gboolean
try_add_job (GithubAttempt *self)
{
  g_autofree char *id = github_pick_new_id (self);
  const char *needs[] = { github_get_id (self), NULL };
  JsonObject *stage = model_parse ("{\"when\": \"success\", \"approval\": false, \"network\": false, \"retry\": 0, \"runner\": [\"?\"]}");

  github_set_edit (self, PLR_EDIT_KIND_ADD_STAGE, NULL, "New: job");
  plr_edit_set_stage (self->edit, id);
  plr_edit_set_values (self->edit, needs);
  json_object_set_string_member (stage, "id", id);
  json_object_set_string_member (stage, "name", "New: job");
  model_set_strings (stage, "needs", needs);
  json_array_add_object_element (model_get_stages (self->model), stage);
  self->is_far = TRUE;

  return TRUE;
}

static gboolean
try_remove_job (GithubAttempt *self)
{
  JsonArray *stages = model_get_stages (self->model);
  g_autofree char *id = g_strdup (github_get_id (self));

  if (json_array_get_length (stages) < 2)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_REMOVE_STAGE, NULL, NULL);
  json_array_remove_element (stages, (guint)model_find_named (stages, "id", id));
  model_rewrite_all (self->model, id, NULL, NULL);
  self->is_far = TRUE;

  return TRUE;
}

/* All texts that look at the job. */
static void
rename_in_texts (JsonNode   *node,
                 GRegex     *regex,
                 const char *to)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      rename_in_texts (json_array_get_element (json_node_get_array (node), i), regex, to);
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr(GList) members = json_object_get_members (json_node_get_object (node));

      for (GList *l = members; l != NULL; l = l->next)
        rename_in_texts (json_object_get_member (json_node_get_object (node), l->data), regex, to);
    }
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *with = g_strdup_printf ("\\1%s", to);
      g_autofree char *text = g_regex_replace (regex, json_node_get_string (node), -1, 0, with, 0, NULL);

      json_node_set_string (node, text);
    }
}

static gboolean
try_rename_job (GithubAttempt *self)
{
  g_autofree char *id = g_strdup (github_get_id (self));
  g_autofree char *new_id = github_pick_new_id (self);
  g_autofree char *pattern = g_strdup_printf ("(\\b(?:needs|jobs)(?:\\.|\\['))%s(?![\\w-])", id);
  g_autoptr(GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr(JsonNode) node = NULL;

  github_set_edit (self, PLR_EDIT_KIND_RENAME_STAGE, NULL, NULL);
  plr_edit_set_target (self->edit, new_id);
  json_object_set_string_member (self->stage, "id", new_id);
  model_rewrite_all (self->model, id, NULL, new_id);
  node = json_node_init_object (json_node_alloc (), self->model);
  rename_in_texts (node, regex, new_id);
  self->is_far = TRUE;

  return TRUE;
}

static gboolean
try_duplicate_job (GithubAttempt *self)
{
  JsonArray *stages = model_get_stages (self->model);
  int at = model_find_named (stages, "id", github_get_id (self));
  g_autofree char *new_id = github_pick_new_id (self);
  JsonObject *copy = github_copy_object (self->stage);

  github_set_edit (self, PLR_EDIT_KIND_DUPLICATE_STAGE, NULL, NULL);
  plr_edit_set_target (self->edit, new_id);
  json_object_set_string_member (copy, "id", new_id);
  model_insert_element (stages, at + 1, json_node_init_object (json_node_alloc (), copy));
  json_object_unref (copy);
  self->is_far = TRUE;

  return TRUE;
}

static gboolean
try_move_job (GithubAttempt *self)
{
  JsonArray *stages = model_get_stages (self->model);
  int to = g_test_rand_int_range (0, (gint32)json_array_get_length (stages));

  github_set_edit (self, PLR_EDIT_KIND_MOVE_STAGE, NULL, NULL);
  plr_edit_set_index (self->edit, to);
  model_move_element (stages, model_find_named (stages, "id", github_get_id (self)), to);
  self->is_far = TRUE;

  return TRUE;
}

/* A field of a job that is a text of the model as well. */
static gboolean
set_text (GithubAttempt *self,
          const char    *field,
          const char    *value)
{
  self->is_one = github_is_short (github_get_text (self->stage, field));
  github_set_edit (self, PLR_EDIT_KIND_SET_STAGE, field, value);
  model_set_string (self->stage, field, value);

  return TRUE;
}

static gboolean
try_name (GithubAttempt *self)
{
  return set_text (self, "name", "A name: new");
}

static gboolean
try_no_name (GithubAttempt *self)
{
  (void)set_text (self, "name", NULL);
  self->is_one = FALSE;

  return TRUE;
}

static gboolean
try_image (GithubAttempt *self)
{
  return !github_is_call (self) && set_text (self, "image", "debian:13");
}

static gboolean
try_deploy (GithubAttempt *self)
{
  return !github_is_call (self) && set_text (self, "deploy", "production");
}

static gboolean
try_no_deploy (GithubAttempt *self)
{
  json_object_remove_member (self->stage, "url");
  github_drop_opaque (self->stage, "environment");
  (void)set_text (self, "deploy", NULL);
  self->is_one = FALSE;

  return TRUE;
}

static gboolean
try_url (GithubAttempt *self)
{
  if (github_get_text (self->stage, "deploy") == NULL)
    return FALSE;
  (void)set_text (self, "url", "https://example.org");
  self->is_one = FALSE;

  return TRUE;
}

static gboolean
try_concurrency (GithubAttempt *self)
{
  return set_text (self, "concurrency", "one");
}

static gboolean
try_cancels (GithubAttempt *self)
{
  if (github_get_text (self->stage, "concurrency") == NULL || github_is_opaque (self->stage, "concurrency"))
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_STAGE, "cancels", "true");
  json_object_set_boolean_member (self->stage, "cancels", TRUE);

  return TRUE;
}

static gboolean
try_condition (GithubAttempt *self)
{
  return set_text (self, "condition", "github.actor != 'x'");
}

static gboolean
try_when (GithubAttempt *self)
{
  /* Both halves in one text read as they stand. */
  if (github_get_text (self->stage, "condition") != NULL)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_STAGE, "when", "always");
  json_object_set_string_member (self->stage, "when", "always");
  self->is_one = TRUE;

  return TRUE;
}

static gboolean
try_timeout (GithubAttempt *self)
{
  if (github_is_call (self))
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_STAGE, "timeout", "90m");
  json_object_set_int_member (self->stage, "timeout_s", 90 * 60);
  github_drop_opaque (self->stage, "timeout-minutes");
  self->is_one = TRUE;

  return TRUE;
}

static gboolean
try_allow_failure (GithubAttempt *self)
{
  if (github_is_call (self))
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_SET_STAGE, "allow-failure", "true");
  json_object_set_boolean_member (self->stage, "allow_failure", TRUE);
  github_drop_opaque (self->stage, "continue-on-error");
  self->is_one = TRUE;

  return TRUE;
}

static gboolean
try_called (GithubAttempt *self)
{
  return github_is_call (self) && set_text (self, "calls", "./.github/workflows/other.yml");
}

static gboolean
try_runner (GithubAttempt *self)
{
  const char *values[] = { "linux", NULL };

  if (github_is_call (self))
    return FALSE;
  self->is_one = json_array_get_length (github_get_list (self->stage, "runner")) == 1;
  github_set_edit (self, PLR_EDIT_KIND_SET_STAGE_LIST, "runner", NULL);
  plr_edit_set_values (self->edit, values);
  model_set_strings (self->stage, "runner", values);

  return TRUE;
}

static gboolean
try_add_need (GithubAttempt *self)
{
  JsonArray *stages = model_get_stages (self->model);
  JsonArray *needs = github_get_list (self->stage, "needs");

  for (guint i = 0; i < json_array_get_length (stages); i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (stages, i), "id");

      if (g_str_equal (id, github_get_id (self)) || github_find_text (needs, id) >= 0)
        continue;
      github_set_edit (self, PLR_EDIT_KIND_ADD_NEED, NULL, NULL);
      plr_edit_set_target (self->edit, id);
      json_array_add_string_element (needs, id);
      self->is_one = TRUE;
      return TRUE;
    }

  return FALSE;
}

static gboolean
try_remove_need (GithubAttempt *self)
{
  JsonArray *needs = github_get_list (self->stage, "needs");

  if (json_array_get_length (needs) == 0)
    return FALSE;
  github_set_edit (self, PLR_EDIT_KIND_REMOVE_NEED, NULL, NULL);
  plr_edit_set_target (self->edit, json_array_get_string_element (needs, 0));
  json_array_remove_element (needs, 0);

  return TRUE;
}

const GithubOperation github_job_operations[] = {
  { "set-pipeline-name", try_pipeline_name },
  { "set-pipeline-concurrency", try_pipeline_concurrency },
  { "add-job", try_add_job },
  { "remove-job", try_remove_job },
  { "rename-job", try_rename_job },
  { "duplicate-job", try_duplicate_job },
  { "move-job", try_move_job },
  { "set-name", try_name },
  { "drop-name", try_no_name },
  { "set-image", try_image },
  { "set-environment", try_deploy },
  { "drop-environment", try_no_deploy },
  { "set-url", try_url },
  { "set-concurrency", try_concurrency },
  { "set-cancels", try_cancels },
  { "set-condition", try_condition },
  { "set-when", try_when },
  { "set-timeout", try_timeout },
  { "allow-failure", try_allow_failure },
  { "set-called", try_called },
  { "set-runner", try_runner },
  { "add-need", try_add_need },
  { "remove-need", try_remove_need },
};
const guint n_github_job_operations = G_N_ELEMENTS (github_job_operations);
