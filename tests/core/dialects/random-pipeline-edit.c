/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "json-model.h"
#include "random-pipeline-edit.h"

/* None of them is a name or a path everywhere; all are a value somewhere. */
static const char *const words[] = {
  "make", "Build: it", "a #b", "# no", "it's", "say \"so\"", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80", "- a", "[x]", "{x}",
  "&x", "*x", "!x", "%x", "---", "null", "~", "yes", "true", "12", "1e3", "0x1f", "1:30", "a,b", "?", ":", "a: b", "<<",
  "tab\tin", "back\\slash", "=", "@x", "`x`", "|", ">",
};
static const char *const commands[] = {
  "make", "make check  # quick", "echo \"a: b\"", "a\nb\n", "a\n  b", "if x; then\n\ty\nfi\n", "true", "echo '# no'", "x\n\n",
  "cat <<E\n\n text\nE\n",
};
static const char *const paths[] = { "a", "b/*.o", "docs/**", "x y.txt", "#odd", "[ab].c", "a,b", "-x", "{a}", "12", "\xc3\xbc.txt" };
static const char *const names[] = { "A", "B", "CC", "LANG_1", "y", "NULL" };
static const char *const artifacts[] = { "out", "log.txt", "a-b", "1", "true" };

typedef struct
{
  JsonObject *model;  /* what the text is to say after the edit */
  PlrEdit    *edit;
  JsonObject *stage;  /* of the model, the one that the edit is about, or NULL if there is none */
  const char *id;
  JsonObject *owner;  /* of the variables that the edit is about */
} Attempt;

#define PICK(list) list[g_test_rand_int_range (0, G_N_ELEMENTS (list))]

static int
pick_below (int n)
{
  return n > 0 ? g_test_rand_int_range (0, n) : -1;
}

static const char *
pick_id (JsonObject *model)
{
  JsonArray *stages = model_get_stages (model);
  int at = pick_below ((int)json_array_get_length (stages));

  return at >= 0 ? json_object_get_string_member (json_array_get_object_element (stages, (guint)at), "id") : NULL;
}

/* An id that no stage has, or NULL. */
static char *
pick_new_id (JsonObject *model)
{
  g_autofree char *id = g_strdup_printf ("%s%d", g_test_rand_bit () ? "s" : "no-", g_test_rand_int_range (0, 20));

  return model_find_named (model_get_stages (model), "id", id) < 0 ? g_steal_pointer (&id) : NULL;
}

static const char *
pick_member (JsonObject *object)
{
  g_autoptr(GList) members = json_object_get_members (object);

  return members != NULL ? g_list_nth_data (members, (guint)pick_below ((int)g_list_length (members))) : NULL;
}

static char **
pick_some (const char *const *list,
           guint              n,
           int                least)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint first = (guint)g_test_rand_int_range (0, (gint32)n);
  guint count = (guint)g_test_rand_int_range (least, 4);

  for (guint i = 0; i < count; i++)
    g_strv_builder_add (builder, list[(first + i) % n]); /* no item twice */

  return g_strv_builder_end (builder);
}

#define PICK_SOME(list, least) pick_some (list, G_N_ELEMENTS (list), least)

static char **
pick_ids (JsonObject *model,
          const char *except)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *stages = model_get_stages (model);

  for (guint i = 0; i < json_array_get_length (stages); i++)
    {
      const char *id = json_object_get_string_member (json_array_get_object_element (stages, i), "id");

      if (g_strcmp0 (id, except) != 0 && g_test_rand_int_range (0, 3) == 0)
        g_strv_builder_add (builder, id);
    }

  return g_strv_builder_end (builder);
}

/* One function for each kind of edit: makes the edit, and does to the model what it is to do. FALSE: there is nothing to edit. */

static gboolean
try_set_pipeline (Attempt *self)
{
  const char *value = g_test_rand_int_range (0, 4) > 0 ? PICK (words) : NULL;

  plr_edit_set_field (self->edit, "name");
  plr_edit_set_value (self->edit, value);
  model_set_string (self->model, "name", value);

  return TRUE;
}

static gboolean
try_add_stage (Attempt *self)
{
  g_autofree char *id = pick_new_id (self->model);
  const char *name = g_test_rand_bit () ? PICK (words) : NULL;
  JsonArray *stages = model_get_stages (self->model);
  int n = (int)json_array_get_length (stages);
  int index = g_test_rand_int_range (-1, n + 1);
  g_auto(GStrv) needs = pick_ids (self->model, NULL);
  JsonObject *stage;

  if (id == NULL)
    return FALSE;

  plr_edit_set_stage (self->edit, id);
  plr_edit_set_value (self->edit, name);
  plr_edit_set_index (self->edit, index);
  plr_edit_set_values (self->edit, (const char *const *)needs);

  stage = model_parse ("{\"id\": \"\", \"name\": null, \"needs\": [], \"when\": \"success\", \"branches\": null, \"approval\": false,"
                       " \"approval_message\": null, \"matrix\": {}, \"network\": false, \"timeout_s\": null, \"retry\": 0,"
                       " \"image\": null, \"environment\": {}, \"inputs\": null, \"steps\": [], \"artifacts\": [], \"reports\": [],"
                       " \"deploy\": null, \"opaque\": []}");
  json_object_set_string_member (stage, "id", id);
  model_set_string (stage, "name", name);
  model_set_strings (stage, "needs", (const char *const *)needs);
  model_insert_element (stages, index < 0 ? n : index, json_node_init_object (json_node_alloc (), stage));
  json_object_unref (stage);

  return TRUE;
}

static gboolean
try_remove_stage (Attempt *self)
{
  JsonArray *stages = model_get_stages (self->model);

  if (json_array_get_length (stages) < 2) /* without any it is no pipeline */
    return FALSE;

  json_array_remove_element (stages, (guint)model_find_named (stages, "id", plr_edit_get_stage (self->edit)));
  model_rewrite_all (self->model, plr_edit_get_stage (self->edit), NULL, NULL);

  return TRUE;
}

static gboolean
try_rename_stage (Attempt *self)
{
  g_autofree char *id = pick_new_id (self->model);

  if (id == NULL)
    return FALSE;

  plr_edit_set_target (self->edit, id);
  json_object_set_string_member (self->stage, "id", id);
  model_rewrite_all (self->model, plr_edit_get_stage (self->edit), NULL, id);

  return TRUE;
}

static gboolean
try_duplicate_stage (Attempt *self)
{
  g_autofree char *id = pick_new_id (self->model);
  JsonArray *stages = model_get_stages (self->model);
  int at = model_find_named (stages, "id", plr_edit_get_stage (self->edit));
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), self->stage);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr(JsonObject) copy = model_parse (text);

  if (id == NULL)
    return FALSE;

  plr_edit_set_target (self->edit, id);
  json_object_set_string_member (copy, "id", id);
  model_insert_element (stages, at + 1, json_node_init_object (json_node_alloc (), copy));

  return TRUE;
}

static gboolean
try_move_stage (Attempt *self)
{
  JsonArray *stages = model_get_stages (self->model);
  int to = pick_below ((int)json_array_get_length (stages));

  plr_edit_set_index (self->edit, to);
  model_move_element (stages, model_find_named (stages, "id", plr_edit_get_stage (self->edit)), to);

  return TRUE;
}

static void
expect_field (JsonObject *stage,
              const char *field,
              const char *value)
{
  if (g_str_equal (field, "timeout"))
    {
      json_object_set_null_member (stage, "timeout_s");
      if (value != NULL)
        json_object_set_int_member (stage, "timeout_s",
                                    g_str_equal (value, "90s") ? 90 : g_str_equal (value, "10m") ? 600 : 5400);
    }
  else if (g_str_equal (field, "retry"))
    {
      json_object_set_int_member (stage, "retry", value != NULL ? g_ascii_strtoll (value, NULL, 10) : 0);
    }
  else if (g_str_equal (field, "network"))
    {
      json_object_set_boolean_member (stage, "network", g_strcmp0 (value, "true") == 0);
    }
  else if (g_str_equal (field, "when"))
    {
      json_object_set_string_member (stage, "when", value != NULL ? value : "success");
    }
  else if (g_str_equal (field, "approval"))
    {
      json_object_set_boolean_member (stage, "approval", value != NULL && !g_str_equal (value, "false"));
      model_set_string (stage, "approval_message", value == NULL || g_str_equal (value, "false") || g_str_equal (value, "true") ? NULL : value);
    }
  else
    {
      model_set_string (stage, field, value);
    }
}

static gboolean
try_set_stage (Attempt *self)
{
  static const struct { const char *field; const char *values[4]; } choices[] = {
    { "name", { "Name", "a: b", "true", NULL } }, { "timeout", { "90s", "10m", "1h30m", NULL } },
    { "retry", { "0", "3", "10", NULL } }, { "network", { "true", "false", "true", NULL } },
    { "when", { "success", "failure", "always", NULL } }, { "approval", { "true", "false", "Ship it? yes: no", NULL } },
    { "deploy", { "production", "12", "# staging", NULL } },
  };
  guint i = (guint)g_test_rand_int_range (0, G_N_ELEMENTS (choices));
  const char *value = PICK (choices[i].values);

  plr_edit_set_field (self->edit, choices[i].field);
  plr_edit_set_value (self->edit, value);
  expect_field (self->stage, choices[i].field, value);

  return TRUE;
}

static gboolean
try_set_stage_list (Attempt *self)
{
  static const char *const fields[] = { "needs", "inputs", "reports", "branches" };
  const char *field = PICK (fields);
  g_auto(GStrv) values = g_str_equal (field, "needs") || g_str_equal (field, "inputs") ? pick_ids (self->model, self->id) :
                         PICK_SOME (paths, 0);
  gboolean is_removed = g_test_rand_int_range (0, 4) == 0;

  plr_edit_set_field (self->edit, field);
  plr_edit_set_values (self->edit, is_removed ? NULL : (const char *const *)values);

  if (g_str_equal (field, "inputs") ? is_removed : g_str_equal (field, "branches") && (is_removed || values[0] == NULL))
    json_object_set_null_member (self->stage, field);
  else
    model_set_strings (self->stage, field, is_removed ? (const char *const[]){ NULL } : (const char *const *)values);

  return TRUE;
}

static gboolean
try_add_need (Attempt *self)
{
  const char *need = pick_id (self->model);
  JsonArray *needs = json_object_get_array_member (self->stage, "needs");

  if (g_str_equal (need, self->id))
    return FALSE;

  plr_edit_set_target (self->edit, need);
  for (guint i = 0; i < json_array_get_length (needs); i++)
    if (g_str_equal (json_array_get_string_element (needs, i), need))
      return TRUE;
  json_array_add_string_element (needs, need);

  return TRUE;
}

static gboolean
try_remove_need (Attempt *self)
{
  JsonArray *needs = json_object_get_array_member (self->stage, "needs");
  int at = pick_below ((int)json_array_get_length (needs));

  if (at < 0)
    return FALSE;

  plr_edit_set_target (self->edit, json_array_get_string_element (needs, (guint)at));
  model_rewrite_stage (self->stage, plr_edit_get_target (self->edit), NULL, NULL);

  return TRUE;
}

static JsonArray *
get_steps (Attempt *self)
{
  return json_object_get_array_member (self->stage, "steps");
}

static gboolean
try_add_step (Attempt *self)
{
  const char *run = PICK (commands);
  int n = (int)json_array_get_length (get_steps (self));
  int index = g_test_rand_int_range (-1, n + 1);
  g_autoptr(JsonObject) step = model_parse ("{\"name\": null, \"run\": \"\", \"shell\": null, \"directory\": null, \"environment\": {}}");

  plr_edit_set_value (self->edit, run);
  plr_edit_set_index (self->edit, index);
  json_object_set_string_member (step, "run", run);
  model_insert_element (get_steps (self), index < 0 ? n : index, json_node_init_object (json_node_alloc (), step));

  return TRUE;
}

static gboolean
try_remove_step (Attempt *self)
{
  int at = pick_below ((int)json_array_get_length (get_steps (self)));

  if (at < 0)
    return FALSE;

  plr_edit_set_index (self->edit, at);
  json_array_remove_element (get_steps (self), (guint)at);

  return TRUE;
}

static gboolean
try_move_step (Attempt *self)
{
  int n = (int)json_array_get_length (get_steps (self));
  int from = pick_below (n);
  int to = pick_below (n);

  if (from < 0)
    return FALSE;

  plr_edit_set_index (self->edit, from);
  plr_edit_set_position (self->edit, to);
  model_move_element (get_steps (self), from, to);

  return TRUE;
}

static gboolean
try_set_step (Attempt *self)
{
  static const char *const fields[] = { "run", "name", "shell", "directory" };
  static const char *const shells[] = { "sh", "bash" };
  int at = pick_below ((int)json_array_get_length (get_steps (self)));
  const char *field = PICK (fields);
  const char *value = g_str_equal (field, "run") ? PICK (commands) : g_str_equal (field, "name") ? PICK (words) :
                      g_str_equal (field, "shell") ? PICK (shells) : PICK (paths);

  if (at < 0)
    return FALSE;
  if (!g_str_equal (field, "run") && g_test_rand_int_range (0, 4) == 0)
    value = NULL;

  plr_edit_set_index (self->edit, at);
  plr_edit_set_field (self->edit, field);
  plr_edit_set_value (self->edit, value);
  model_set_string (json_array_get_object_element (get_steps (self), (guint)at), field, value);

  return TRUE;
}

/* Variables of the pipeline, of the stage or of a step. */
static JsonObject *
pick_scope (Attempt *self)
{
  int step = self->stage != NULL ? pick_below ((int)json_array_get_length (get_steps (self))) : -1;
  int scope = g_test_rand_int_range (0, 3);

  if (scope == 0 || self->stage == NULL)
    {
      plr_edit_set_stage (self->edit, NULL);
      self->owner = self->model;
      return json_object_get_object_member (self->model, "variables");
    }

  self->owner = self->stage;
  if (scope == 1 || step < 0)
    return json_object_get_object_member (self->stage, "environment");

  plr_edit_set_index (self->edit, step);
  self->owner = json_array_get_object_element (get_steps (self), (guint)step);

  return json_object_get_object_member (self->owner, "environment");
}

/* A variable that came from a secret goes, or gets another name. */
static void
change_secret (Attempt    *self,
               const char *name,
               const char *new_name)
{
  JsonObject *secrets = json_object_has_member (self->owner, "secrets") ?
                        json_object_get_object_member (self->owner, "secrets") : NULL;

  if (secrets == NULL || !json_object_has_member (secrets, name))
    return;
  if (new_name != NULL)
    model_rename_member (secrets, name, new_name);
  else
    json_object_remove_member (secrets, name);
  if (json_object_get_size (secrets) == 0)
    json_object_remove_member (self->owner, "secrets");
}

static gboolean
try_set_variable (Attempt *self)
{
  JsonObject *variables = pick_scope (self);
  const char *name = PICK (names);
  const char *value = g_test_rand_int_range (0, 5) > 0 ? PICK (words) : PICK (commands);

  plr_edit_set_target (self->edit, name);
  plr_edit_set_value (self->edit, value);
  json_object_set_string_member (variables, name, value);
  change_secret (self, name, NULL);

  return TRUE;
}

static gboolean
try_rename_variable (Attempt *self)
{
  JsonObject *variables = pick_scope (self);
  const char *name = pick_member (variables);
  const char *new_name = PICK (names);

  if (name == NULL || json_object_has_member (variables, new_name))
    return FALSE;

  plr_edit_set_target (self->edit, name);
  plr_edit_set_value (self->edit, new_name);
  model_rename_member (variables, plr_edit_get_target (self->edit), new_name);
  change_secret (self, plr_edit_get_target (self->edit), new_name);

  return TRUE;
}

static gboolean
try_remove_variable (Attempt *self)
{
  JsonObject *variables = pick_scope (self);
  const char *name = pick_member (variables);

  if (name == NULL)
    return FALSE;

  plr_edit_set_target (self->edit, name);
  json_object_remove_member (variables, plr_edit_get_target (self->edit));
  change_secret (self, plr_edit_get_target (self->edit), NULL);

  return TRUE;
}

static JsonArray *
get_artifacts (Attempt *self)
{
  return json_object_get_array_member (self->stage, "artifacts");
}

static gboolean
try_set_artifact (Attempt *self)
{
  const char *name = PICK (artifacts);
  g_auto(GStrv) values = PICK_SOME (paths, 1);
  gboolean optional = g_test_rand_bit () != 0;
  int at = model_find_named (get_artifacts (self), "name", name);
  JsonObject *artifact;

  plr_edit_set_target (self->edit, name);
  plr_edit_set_values (self->edit, (const char *const *)values);
  plr_edit_set_optional (self->edit, optional);

  if (at < 0)
    {
      artifact = json_object_new ();
      json_object_set_string_member (artifact, "name", name);
      json_array_add_object_element (get_artifacts (self), artifact);
    }
  else
    {
      artifact = json_array_get_object_element (get_artifacts (self), (guint)at);
    }
  model_set_strings (artifact, "paths", (const char *const *)values);
  json_object_set_boolean_member (artifact, "optional", optional);

  return TRUE;
}

static gboolean
try_rename_artifact (Attempt *self)
{
  const char *new_name = PICK (artifacts);
  int at = pick_below ((int)json_array_get_length (get_artifacts (self)));
  JsonObject *artifact;

  if (at < 0 || model_find_named (get_artifacts (self), "name", new_name) >= 0)
    return FALSE;

  artifact = json_array_get_object_element (get_artifacts (self), (guint)at);
  plr_edit_set_target (self->edit, json_object_get_string_member (artifact, "name"));
  plr_edit_set_value (self->edit, new_name);
  json_object_set_string_member (artifact, "name", new_name);
  model_rewrite_all (self->model, self->id, plr_edit_get_target (self->edit), new_name);

  return TRUE;
}

static gboolean
try_remove_artifact (Attempt *self)
{
  int at = pick_below ((int)json_array_get_length (get_artifacts (self)));

  if (at < 0)
    return FALSE;

  plr_edit_set_target (self->edit,
                       json_object_get_string_member (json_array_get_object_element (get_artifacts (self), (guint)at), "name"));
  json_array_remove_element (get_artifacts (self), (guint)at);
  model_rewrite_all (self->model, self->id, plr_edit_get_target (self->edit), NULL);

  return TRUE;
}

static gboolean
try_set_axis (Attempt *self)
{
  const char *name = PICK (names);
  g_auto(GStrv) values = PICK_SOME (words, 1);

  plr_edit_set_target (self->edit, name);
  plr_edit_set_values (self->edit, (const char *const *)values);
  model_set_strings (json_object_get_object_member (self->stage, "matrix"), name, (const char *const *)values);

  return TRUE;
}

static gboolean
try_remove_axis (Attempt *self)
{
  JsonObject *matrix = json_object_get_object_member (self->stage, "matrix");
  const char *name = pick_member (matrix);

  if (name == NULL)
    return FALSE;

  plr_edit_set_target (self->edit, name);
  json_object_remove_member (matrix, plr_edit_get_target (self->edit));

  return TRUE;
}

/* In the order of PlrEditKind. */
static gboolean (*const tries[])(Attempt *self) = {
  try_set_pipeline, try_add_stage, try_remove_stage, try_rename_stage, try_duplicate_stage, try_move_stage, try_set_stage,
  try_set_stage_list, try_add_need, try_remove_need, try_add_step, try_remove_step, try_move_step, try_set_step,
  try_set_variable, try_rename_variable, try_remove_variable, try_set_artifact, try_rename_artifact, try_remove_artifact,
  try_set_axis, try_remove_axis,
};

G_STATIC_ASSERT (G_N_ELEMENTS (tries) == N_EDIT_KINDS);

/* An edit of some kind, done to @model already; NULL if there is nothing that it could be done to. */
PlrEdit *
random_pipeline_edit (JsonObject *model)
{
  PlrEditKind kind = (PlrEditKind)g_test_rand_int_range (0, G_N_ELEMENTS (tries));
  JsonArray *stages = model_get_stages (model);
  g_autofree char *id = g_strdup (pick_id (model));
  g_autoptr(PlrEdit) edit = plr_edit_new (kind, id);
  Attempt attempt = { model, edit, NULL, id };

  attempt.stage = json_array_get_object_element (stages, (guint)model_find_named (stages, "id", id));

  return tries[kind] (&attempt) ? g_steal_pointer (&edit) : NULL;
}
