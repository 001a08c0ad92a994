/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "plr-dialect.h"
#include "plr-pipeline-json.h"

/* Random edits of every valid fixture. What each is to do is done to the pipeline as JSON as well, which knows nothing of text;
 * the patched text has to be read as just that. */

/* Sanitizers are slow with many small pieces of memory. */
#ifdef __SANITIZE_ADDRESS__
#define N_EDITS 6
#else
#define N_EDITS 40
#endif
#define MAX_BYTES (8 * 1024)

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
} Attempt;

#define PICK(list) list[g_test_rand_int_range (0, G_N_ELEMENTS (list))]

static int
pick_below (int n)
{
  return n > 0 ? g_test_rand_int_range (0, n) : -1;
}

/* Changes of JSON. */

static void
insert_element (JsonArray *array,
                int        index,
                JsonNode  *node)
{
  guint n = json_array_get_length (array);

  json_array_add_element (array, node);
  for (guint i = (guint)index; i < n; i++)
    {
      json_array_add_element (array, json_array_dup_element (array, (guint)index));
      json_array_remove_element (array, (guint)index);
    }
}

static void
move_element (JsonArray *array,
              int        from,
              int        to)
{
  JsonNode *node = json_array_dup_element (array, (guint)from);

  json_array_remove_element (array, (guint)from);
  insert_element (array, to, node);
}

static void
rename_member (JsonObject *object,
               const char *name,
               const char *new_name)
{
  g_autoptr(GList) members = json_object_get_members (object);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();

  for (GList *l = members; l != NULL; l = l->next)
    {
      g_ptr_array_add (keys, g_strdup (g_str_equal (l->data, name) ? new_name : l->data));
      g_ptr_array_add (nodes, json_object_dup_member (object, l->data));
    }
  g_clear_pointer (&members, g_list_free);
  members = json_object_get_members (object);
  for (GList *l = members; l != NULL; l = l->next)
    json_object_remove_member (object, l->data);
  for (guint i = 0; i < keys->len; i++)
    json_object_set_member (object, keys->pdata[i], nodes->pdata[i]);
}

static void
set_strings (JsonObject        *object,
             const char        *field,
             const char *const *values)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; values[i] != NULL; i++)
    json_array_add_string_element (array, values[i]);
  json_object_set_array_member (object, field, array);
}

static void
set_string (JsonObject *object,
            const char *field,
            const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, field, value);
  else
    json_object_set_null_member (object, field);
}

static int
find_named (JsonArray  *array,
            const char *field,
            const char *name)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (g_str_equal (json_object_get_string_member (json_array_get_object_element (array, i), field), name))
      return (int)i;

  return -1;
}

static gboolean
is_null (JsonObject *object,
         const char *field)
{
  return json_object_get_null_member (object, field);
}

/* What needs and inputs say of the stage @from, or only of one artifact of it, with @to in its place, or without it. */
static gboolean
rewrite (JsonObject *stage,
         const char *field,
         const char *from,
         const char *artifact,
         const char *to)
{
  JsonArray *old = is_null (stage, field) ? NULL : json_object_get_array_member (stage, field);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) values = NULL;
  gboolean changed = FALSE;

  for (guint i = 0; old != NULL && i < json_array_get_length (old); i++)
    {
      const char *text = json_array_get_string_element (old, i);
      g_auto(GStrv) parts = g_strsplit (text, "/", 2);
      const char *id = artifact == NULL && to != NULL ? to : from;
      const char *inner = artifact != NULL ? to : parts[1];
      g_autofree char *joined = inner != NULL ? g_strconcat (id, "/", inner, NULL) : g_strdup (id);

      if (!g_str_equal (parts[0], from) || (artifact != NULL && g_strcmp0 (parts[1], artifact) != 0))
        {
          g_strv_builder_add (builder, text);
          continue;
        }
      changed = TRUE;
      if (to != NULL)
        g_strv_builder_add (builder, joined);
    }
  if (!changed)
    return FALSE;

  values = g_strv_builder_end (builder);
  set_strings (stage, field, (const char *const *)values);

  return values[0] == NULL;
}

static void
rewrite_stage (JsonObject *stage,
               const char *from,
               const char *artifact,
               const char *to)
{
  if (artifact == NULL)
    (void)rewrite (stage, "needs", from, NULL, to); /* an empty list of needs says what none says */
  /* Without inputs a stage gets all that it needs: an empty list stays, unless it needs nothing. */
  if (rewrite (stage, "inputs", from, artifact, to) && json_array_get_length (json_object_get_array_member (stage, "needs")) == 0)
    json_object_set_null_member (stage, "inputs");
}

static JsonArray *
get_stages (JsonObject *model)
{
  return json_object_get_array_member (model, "stages");
}

static void
rewrite_all (JsonObject *model,
             const char *from,
             const char *artifact,
             const char *to)
{
  for (guint i = 0; i < json_array_get_length (get_stages (model)); i++)
    rewrite_stage (json_array_get_object_element (get_stages (model), i), from, artifact, to);
}

/* Reading. */

static JsonObject *
parse (const char *text)
{
  g_autoptr(JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));

  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static char *
to_text (JsonObject *model)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), model);

  return json_to_string (node, TRUE);
}

static JsonObject *
read_model (PlrDialect *dialect,
            const char *text)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, text, -1, NULL, problems);
  g_autofree char *json = NULL;
  JsonObject *model;

  if (pipeline == NULL)
    g_test_message ("%s", text);
  g_assert_nonnull (pipeline);
  json = plr_pipeline_to_json (pipeline, PLR_PIPELINE_JSON_NONE);
  model = parse (json);
  /* The kind is guessed from the rest. */
  for (guint i = 0; i < json_array_get_length (get_stages (model)); i++)
    json_object_remove_member (json_array_get_object_element (get_stages (model), i), "kind");

  return model;
}

/* Choices. */

static const char *
pick_id (JsonObject *model)
{
  JsonArray *stages = get_stages (model);
  int at = pick_below ((int)json_array_get_length (stages));

  return at >= 0 ? json_object_get_string_member (json_array_get_object_element (stages, (guint)at), "id") : NULL;
}

/* An id that no stage has, or NULL. */
static char *
pick_new_id (JsonObject *model)
{
  g_autofree char *id = g_strdup_printf ("%s%d", g_test_rand_bit () ? "s" : "no-", g_test_rand_int_range (0, 20));

  return find_named (get_stages (model), "id", id) < 0 ? g_steal_pointer (&id) : NULL;
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
  JsonArray *stages = get_stages (model);

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
  set_string (self->model, "name", value);

  return TRUE;
}

static gboolean
try_add_stage (Attempt *self)
{
  g_autofree char *id = pick_new_id (self->model);
  const char *name = g_test_rand_bit () ? PICK (words) : NULL;
  JsonArray *stages = get_stages (self->model);
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

  stage = parse ("{\"id\": \"\", \"name\": null, \"needs\": [], \"when\": \"success\", \"branches\": null, \"approval\": false,"
                 " \"approval_message\": null, \"matrix\": {}, \"network\": false, \"timeout_s\": null, \"retry\": 0,"
                 " \"image\": null, \"environment\": {}, \"inputs\": null, \"steps\": [], \"artifacts\": [], \"reports\": [],"
                 " \"deploy\": null, \"opaque\": []}");
  json_object_set_string_member (stage, "id", id);
  set_string (stage, "name", name);
  set_strings (stage, "needs", (const char *const *)needs);
  insert_element (stages, index < 0 ? n : index, json_node_init_object (json_node_alloc (), stage));
  json_object_unref (stage);

  return TRUE;
}

static gboolean
try_remove_stage (Attempt *self)
{
  JsonArray *stages = get_stages (self->model);

  if (json_array_get_length (stages) < 2) /* without any it is no pipeline */
    return FALSE;

  json_array_remove_element (stages, (guint)find_named (stages, "id", plr_edit_get_stage (self->edit)));
  rewrite_all (self->model, plr_edit_get_stage (self->edit), NULL, NULL);

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
  rewrite_all (self->model, plr_edit_get_stage (self->edit), NULL, id);

  return TRUE;
}

static gboolean
try_duplicate_stage (Attempt *self)
{
  g_autofree char *id = pick_new_id (self->model);
  JsonArray *stages = get_stages (self->model);
  int at = find_named (stages, "id", plr_edit_get_stage (self->edit));
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), self->stage);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr(JsonObject) copy = parse (text);

  if (id == NULL)
    return FALSE;

  plr_edit_set_target (self->edit, id);
  json_object_set_string_member (copy, "id", id);
  insert_element (stages, at + 1, json_node_init_object (json_node_alloc (), copy));

  return TRUE;
}

static gboolean
try_move_stage (Attempt *self)
{
  JsonArray *stages = get_stages (self->model);
  int to = pick_below ((int)json_array_get_length (stages));

  plr_edit_set_index (self->edit, to);
  move_element (stages, find_named (stages, "id", plr_edit_get_stage (self->edit)), to);

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
      set_string (stage, "approval_message", value == NULL || g_str_equal (value, "false") || g_str_equal (value, "true") ? NULL : value);
    }
  else
    {
      set_string (stage, field, value);
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
    set_strings (self->stage, field, is_removed ? (const char *const[]){ NULL } : (const char *const *)values);

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
  rewrite_stage (self->stage, plr_edit_get_target (self->edit), NULL, NULL);

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
  g_autoptr(JsonObject) step = parse ("{\"name\": null, \"run\": \"\", \"shell\": null, \"directory\": null, \"environment\": {}}");

  plr_edit_set_value (self->edit, run);
  plr_edit_set_index (self->edit, index);
  json_object_set_string_member (step, "run", run);
  insert_element (get_steps (self), index < 0 ? n : index, json_node_init_object (json_node_alloc (), step));

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
  move_element (get_steps (self), from, to);

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
  set_string (json_array_get_object_element (get_steps (self), (guint)at), field, value);

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
      return json_object_get_object_member (self->model, "variables");
    }
  if (scope == 1 || step < 0)
    return json_object_get_object_member (self->stage, "environment");

  plr_edit_set_index (self->edit, step);

  return json_object_get_object_member (json_array_get_object_element (get_steps (self), (guint)step), "environment");
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
  rename_member (variables, plr_edit_get_target (self->edit), new_name);

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
  int at = find_named (get_artifacts (self), "name", name);
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
  set_strings (artifact, "paths", (const char *const *)values);
  json_object_set_boolean_member (artifact, "optional", optional);

  return TRUE;
}

static gboolean
try_rename_artifact (Attempt *self)
{
  const char *new_name = PICK (artifacts);
  int at = pick_below ((int)json_array_get_length (get_artifacts (self)));
  JsonObject *artifact;

  if (at < 0 || find_named (get_artifacts (self), "name", new_name) >= 0)
    return FALSE;

  artifact = json_array_get_object_element (get_artifacts (self), (guint)at);
  plr_edit_set_target (self->edit, json_object_get_string_member (artifact, "name"));
  plr_edit_set_value (self->edit, new_name);
  json_object_set_string_member (artifact, "name", new_name);
  rewrite_all (self->model, self->id, plr_edit_get_target (self->edit), new_name);

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
  rewrite_all (self->model, self->id, plr_edit_get_target (self->edit), NULL);

  return TRUE;
}

static gboolean
try_set_axis (Attempt *self)
{
  const char *name = PICK (names);
  g_auto(GStrv) values = PICK_SOME (words, 1);

  plr_edit_set_target (self->edit, name);
  plr_edit_set_values (self->edit, (const char *const *)values);
  set_strings (json_object_get_object_member (self->stage, "matrix"), name, (const char *const *)values);

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

static guint n_done[G_N_ELEMENTS (tries)];
static guint n_shared;

/* The whole is long: only the first line that is not as it should be. */
static void
tell_difference (const char *got,
                 const char *intended)
{
  g_auto(GStrv) left = g_strsplit (got, "\n", -1);
  g_auto(GStrv) right = g_strsplit (intended, "\n", -1);
  guint i = 0;

  while (g_str_equal (left[i], right[i]))
    i++;
  g_assert_cmpstr (left[i], ==, right[i]);
}

/* One edit of @text. Returns: its patches, or NULL if there was nothing to do. */
static GPtrArray *
edit_text (PlrDialect *dialect,
           const char *text)
{
  PlrEditKind kind = (PlrEditKind)g_test_rand_int_range (0, G_N_ELEMENTS (tries));
  g_autoptr(JsonObject) model = read_model (dialect, text);
  g_autofree char *id = g_strdup (pick_id (model));
  g_autoptr(PlrEdit) edit = plr_edit_new (kind, id);
  Attempt attempt = { model, edit, NULL, id };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) patches = NULL;
  g_autoptr(JsonObject) found = NULL;
  g_autofree char *after = NULL;
  g_autofree char *intended = NULL;
  g_autofree char *got = NULL;

  attempt.stage = json_array_get_object_element (get_stages (model), (guint)find_named (get_stages (model), "id", id));
  if (!tries[kind] (&attempt))
    return NULL;

  patches = plr_dialect_edit (dialect, text, -1, edit, &error);
  if (g_error_matches (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED) && strpbrk (text, "&*") != NULL)
    {
      n_shared++;
      return NULL;
    }
  if (error == NULL)
    {
      after = plr_patches_apply (text, strlen (text), patches, NULL);
      found = read_model (dialect, after);
      intended = to_text (model);
      got = to_text (found);
    }
  if (error != NULL || !g_str_equal (intended, got))
    {
      g_test_message ("%s of %s, “%s” “%s” “%s” %d %d:\n%s\ngives\n%s", plr_edit_kind_get_nick (kind), plr_edit_get_stage (edit),
                      plr_edit_get_target (edit), plr_edit_get_field (edit), plr_edit_get_value (edit),
                      plr_edit_get_index (edit), plr_edit_get_position (edit), text, after);
      g_assert_no_error (error);
      tell_difference (got, intended);
    }
  n_done[kind]++;

  return g_steal_pointer (&patches);
}

static void
replay (char     **text,
        GPtrArray *steps,
        gboolean   backwards)
{
  for (guint i = 0; i < steps->len; i++)
    {
      char *next = plr_patches_apply (*text, strlen (*text), steps->pdata[backwards ? steps->len - 1 - i : i], NULL);

      g_free (*text);
      *text = next;
    }
}

static void
check_text (PlrDialect *dialect,
            const char *start)
{
  g_autoptr(GPtrArray) undo = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr(GPtrArray) redo = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autofree char *text = g_strdup (start);
  g_autofree char *end = NULL;

  for (guint n_tried = 0; undo->len < N_EDITS && n_tried < 20 * N_EDITS && strlen (text) < MAX_BYTES; n_tried++)
    {
      GPtrArray *patches = edit_text (dialect, text);
      char *next;

      if (patches == NULL)
        continue;
      next = plr_patches_apply (text, strlen (text), patches, NULL);
      g_ptr_array_add (undo, plr_patches_invert (text, strlen (text), patches));
      g_ptr_array_add (redo, patches);
      g_free (text);
      text = next;
    }
  g_assert_cmpuint (undo->len, >, N_EDITS / 4);

  end = g_strdup (text);
  replay (&text, undo, TRUE);
  g_assert_cmpstr (text, ==, start);
  replay (&text, redo, FALSE);
  g_assert_cmpstr (text, ==, end);
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_fixtures (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", "pipeliner", "valid", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (files, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (files, compare_paths);

  return files;
}

/* One test for all files: GLib gives each test the same random numbers. */
static void
test_edits_are_read_as_intended (void)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("pipeliner");
  g_autoptr(GPtrArray) files = list_fixtures ();
  g_autoptr(GTypeClass) kinds = g_type_class_ref (PLR_TYPE_EDIT_KIND);

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *text = NULL;
      g_auto(GStrv) lines = NULL;
      g_autofree char *other = NULL;

      g_test_message ("%s", (const char *)files->pdata[i]);
      g_assert_true (g_file_get_contents (files->pdata[i], &text, NULL, NULL));
      check_text (dialect, text);
      lines = g_strsplit (text, "\n", -1);
      other = g_strjoinv ("\r\n", lines);
      if (strstr (text, "\r\n") == NULL)
        check_text (dialect, other);
    }

  g_assert_cmpuint (G_ENUM_CLASS (kinds)->n_values, ==, G_N_ELEMENTS (tries));
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    g_test_message ("%s: %u", plr_edit_kind_get_nick (i), n_done[i]);
  g_test_message ("refused, because others use it too: %u", n_shared);
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    g_assert_cmpuint (n_done[i], >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/pipeliner/random/edits-are-read-as-intended", test_edits_are_read_as_intended);

  return g_test_run ();
}
