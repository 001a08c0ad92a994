/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "json-model.h"
#include "random-aws-edit.h"

typedef struct
{
  JsonObject *model;  /* what the text is to say after the edit */
  JsonObject *stage;  /* of the model */
  const char *id;
  PlrEdit    *edit;
} Attempt;

typedef gboolean (*TryFunc) (Attempt *self);

static const char *const commands[] = {
  "make", "make check  # quick", "echo \"a: b\"", "a\nb\n", "a\n  b", "true", "echo '# no'", "- a", "[x]", "{x}", "&x", "*x", "yes", "12", "a, b", "@x",
};
static const char *const words[] = { "plain", "a: b", "12", "yes", "it's", "say \"so\"", "\xc3\xa9\xe2\x82\xac", "#x", "x #y", "-", "null" };
static const char *const scripts[] = { "a.sh", "scripts/b c.sh", "12", "yes", "\\x.bat", "#c", "d: e" };

#define PICK(list) list[g_test_rand_int_range (0, G_N_ELEMENTS (list))]

static JsonArray *
get_list (JsonObject *object,
          const char *field)
{
  if (!json_object_has_member (object, field) || json_object_get_null_member (object, field))
    json_object_set_array_member (object, field, json_array_new ());

  return json_object_get_array_member (object, field);
}

/* The pairs of @field; an empty member may be made, and is taken away again before models are compared. */
static JsonObject *
get_map (JsonObject *object,
         const char *field)
{
  if (!json_object_has_member (object, field))
    json_object_set_object_member (object, field, json_object_new ());

  return json_object_get_object_member (object, field);
}

static int
pick_below (guint n)
{
  return n > 0 ? g_test_rand_int_range (0, (gint32)n) : -1;
}

static char *
pick_new_name (void)
{
  return g_strdup_printf ("New%d", g_test_rand_int_range (0, 30));
}

static const char *
pick_member (JsonObject *object)
{
  g_autoptr(GList) members = json_object_get_members (object);

  return members != NULL ? g_list_nth_data (members, (guint)pick_below (g_list_length (members))) : NULL;
}

static JsonObject *
get_item (JsonArray *list,
          int        index)
{
  return json_array_get_object_element (list, (guint)index);
}

static JsonObject *
copy_object (JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = json_to_string (node, FALSE);

  return model_parse (text);
}

static void
insert_object (JsonArray  *list,
               int         index,
               JsonObject *object)
{
  model_insert_element (list, index, json_node_init_object (json_node_alloc (), object));
  json_object_unref (object);
}

/* What @text is written into must not be more than a file of its dialect can hold. */
static void
drop_opaque (JsonObject *stage,
             const char *prefix)
{
  JsonArray *list = get_list (stage, "opaque");

  for (guint i = json_array_get_length (list); i-- > 0;)
    if (g_str_has_prefix (json_array_get_string_element (list, i), prefix))
      json_array_remove_element (list, i);
}

static const char *
get_string (JsonObject *object,
            const char *field)
{
  return json_object_has_member (object, field) && !json_object_get_null_member (object, field)
         ? json_object_get_string_member (object, field) : NULL;
}

/* Steps */

static gboolean
try_set_run (Attempt *self)
{
  JsonArray *steps = get_list (self->stage, "steps");
  int index = pick_below (json_array_get_length (steps));
  gboolean is_script = g_str_equal (json_object_get_string_member (self->model, "dialect"), "appspec");
  gboolean is_function = index >= 0 && get_string (get_item (steps, index), "uses") != NULL;
  const char *value = is_script ? PICK (scripts) : PICK (commands);

  if (index < 0)
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_SET_STEP);
  plr_edit_set_index (self->edit, index);
  plr_edit_set_field (self->edit, is_function ? "uses" : "run");
  plr_edit_set_value (self->edit, value);
  json_object_set_string_member (get_item (steps, index), is_function ? "uses" : "run", value);

  return TRUE;
}

static gboolean
try_add_step (Attempt *self)
{
  JsonArray *steps = get_list (self->stage, "steps");
  guint n_steps = json_array_get_length (steps);
  gboolean is_script = g_str_equal (json_object_get_string_member (self->model, "dialect"), "appspec");
  const char *value = is_script ? PICK (scripts) : PICK (commands);
  int index = g_test_rand_int_range (-1, (gint32)n_steps);
  JsonObject *step;

  if (n_steps == 0 || get_string (get_item (steps, 0), "uses") != NULL)
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_ADD_STEP);
  plr_edit_set_index (self->edit, index);
  plr_edit_set_value (self->edit, value);
  step = copy_object (get_item (steps, index < 0 ? (int)n_steps - 1 : index)); /* of the same phase */
  json_object_set_string_member (step, "run", value);
  json_object_remove_member (step, is_script ? "arguments" : "");
  json_object_remove_member (step, "timeout_s");
  insert_object (steps, index < 0 ? (int)n_steps : index, step);

  return TRUE;
}

static gboolean
try_remove_step (Attempt *self)
{
  JsonArray *steps = get_list (self->stage, "steps");
  int index = pick_below (json_array_get_length (steps));

  if (index < 0 || json_array_get_length (steps) < 2)
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_REMOVE_STEP);
  plr_edit_set_index (self->edit, index);
  json_array_remove_element (steps, (guint)index);

  return TRUE;
}

static gboolean
try_duplicate_step (Attempt *self)
{
  JsonArray *steps = get_list (self->stage, "steps");
  int index = pick_below (json_array_get_length (steps));

  if (index < 0 || get_string (get_item (steps, 0), "uses") != NULL)
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_DUPLICATE_STEP);
  plr_edit_set_index (self->edit, index);
  insert_object (steps, index, copy_object (get_item (steps, index)));

  return TRUE;
}

static gboolean
is_alike (JsonObject *a,
          JsonObject *b)
{
  return g_strcmp0 (get_string (a, "name"), get_string (b, "name")) == 0 && g_strcmp0 (get_string (a, "when"), get_string (b, "when")) == 0;
}

/* Within a phase. */
static gboolean
try_move_step (Attempt *self)
{
  JsonArray *steps = get_list (self->stage, "steps");
  int from = pick_below (json_array_get_length (steps));
  int to = pick_below (json_array_get_length (steps));

  if (from < 0 || from == to || get_string (get_item (steps, 0), "uses") != NULL)
    return FALSE;
  /* The commands of post_build and those that always run there look the same. */
  if (g_strcmp0 (get_string (get_item (steps, from), "name"), "post_build") == 0)
    return FALSE;
  for (int i = MIN (from, to); i <= MAX (from, to); i++)
    if (!is_alike (get_item (steps, from), get_item (steps, i)))
      return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_MOVE_STEP);
  plr_edit_set_index (self->edit, from);
  plr_edit_set_position (self->edit, to);
  model_move_element (steps, from, to);

  return TRUE;
}

static guint
rank_step (JsonObject *step)
{
  static const char *const phases[] = { "install", "pre_build", "build", "post_build" };
  guint rank = 0;

  while (!g_str_equal (phases[rank], json_object_get_string_member (step, "name")))
    rank++;

  return 2 * rank + (rank < 3 && get_string (step, "when") != NULL);
}

static gboolean
try_change_phase (Attempt *self)
{
  static const char *const phases[] = { "install", "pre_build", "build" };
  JsonArray *steps = get_list (self->stage, "steps");
  int from = pick_below (json_array_get_length (steps));
  const char *phase = PICK (phases);
  JsonObject *step;
  guint to = 0;

  if (from < 0 || g_str_equal (json_object_get_string_member (get_item (steps, from), "name"), "post_build") ||
      g_str_equal (json_object_get_string_member (get_item (steps, from), "name"), phase))
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_SET_STEP);
  plr_edit_set_index (self->edit, from);
  plr_edit_set_field (self->edit, "name");
  plr_edit_set_value (self->edit, phase);
  step = copy_object (get_item (steps, from));
  json_array_remove_element (steps, (guint)from);
  json_object_set_string_member (step, "name", phase);
  while (to < json_array_get_length (steps) && rank_step (get_item (steps, (int)to)) <= rank_step (step))
    to++;
  insert_object (steps, (int)to, step);

  return TRUE;
}

/* Variables and artifacts of a buildspec */

static gboolean
try_set_variable (Attempt *self)
{
  JsonObject *variables = json_object_get_object_member (self->model, "variables");
  const char *old = g_test_rand_bit () ? pick_member (variables) : NULL;
  g_autofree char *name = old != NULL ? g_strdup (old) : pick_new_name ();
  const char *value = PICK (words);

  if (json_object_has_member (get_map (self->model, "secrets"), name))
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_SET_VARIABLE);
  plr_edit_set_stage (self->edit, NULL);
  plr_edit_set_target (self->edit, name);
  plr_edit_set_value (self->edit, value);
  json_object_set_string_member (variables, name, value);

  return TRUE;
}

static gboolean
try_rename_variable (Attempt *self)
{
  JsonObject *variables = json_object_get_object_member (self->model, "variables");
  g_autofree char *name = g_strdup (pick_member (variables));
  g_autofree char *new_name = pick_new_name ();

  if (name == NULL || json_object_has_member (variables, new_name))
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_RENAME_VARIABLE);
  plr_edit_set_stage (self->edit, NULL);
  plr_edit_set_target (self->edit, name);
  plr_edit_set_value (self->edit, new_name);
  model_rename_member (variables, name, new_name);
  if (json_object_has_member (get_map (self->model, "secrets"), name))
    model_rename_member (get_map (self->model, "secrets"), name, new_name);

  return TRUE;
}

static gboolean
try_remove_variable (Attempt *self)
{
  JsonObject *variables = json_object_get_object_member (self->model, "variables");
  g_autofree char *name = g_strdup (pick_member (variables));

  if (name == NULL)
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_REMOVE_VARIABLE);
  plr_edit_set_stage (self->edit, NULL);
  plr_edit_set_target (self->edit, name);
  json_object_remove_member (variables, name);
  json_object_remove_member (get_map (self->model, "secrets"), name);

  return TRUE;
}

static gboolean
try_set_artifact (Attempt *self)
{
  JsonArray *artifacts = get_list (self->stage, "artifacts");
  int index = pick_below (json_array_get_length (artifacts));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) values = NULL;
  JsonArray *paths;
  g_autofree char *more = NULL;

  if (index < 0)
    return FALSE;
  paths = json_object_get_array_member (get_item (artifacts, index), "paths");
  for (guint i = 0; i < json_array_get_length (paths); i++)
    g_strv_builder_add (builder, json_array_get_string_element (paths, i));
  more = g_strconcat (json_array_get_string_element (paths, 0), PICK (words), NULL); /* below the same folder */
  g_strv_builder_add (builder, more);
  values = g_strv_builder_end (builder);
  if (g_strv_length (values) > 4)
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_SET_ARTIFACT);
  plr_edit_set_target (self->edit, json_object_get_string_member (get_item (artifacts, index), "name"));
  plr_edit_set_values (self->edit, (const char *const *)values);
  model_set_strings (get_item (artifacts, index), "paths", (const char *const *)values);

  return TRUE;
}

static gboolean
try_add_artifact (Attempt *self)
{
  JsonArray *artifacts = get_list (self->stage, "artifacts");
  gboolean is_buildspec = g_str_equal (json_object_get_string_member (self->model, "dialect"), "buildspec");
  g_autofree char *name = pick_new_name ();
  JsonObject *artifact = NULL;

  for (guint i = 0; i < json_array_get_length (model_get_stages (self->model)); i++)
    if (model_find_named (get_list (get_item (model_get_stages (self->model), (int)i), "artifacts"), "name", name) >= 0)
      return FALSE;
  if (json_array_get_length (artifacts) > 4 || json_object_get_boolean_member (self->stage, "approval"))
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_SET_ARTIFACT);
  plr_edit_set_target (self->edit, name);
  if (is_buildspec)
    plr_edit_set_values (self->edit, (const char *[]){ "out/**", "log", NULL });
  artifact = json_object_new ();
  json_object_set_string_member (artifact, "name", name);
  model_set_strings (artifact, "paths", is_buildspec ? (const char *[]){ "out/**", "log", NULL } : (const char *[]){ NULL });
  json_object_set_boolean_member (artifact, "optional", FALSE);
  insert_object (artifacts, (int)json_array_get_length (artifacts), artifact);

  return TRUE;
}

static gboolean
try_rename_artifact (Attempt *self)
{
  JsonArray *artifacts = get_list (self->stage, "artifacts");
  int index = pick_below (json_array_get_length (artifacts));
  g_autofree char *new_name = pick_new_name ();
  g_autofree char *name = NULL;

  for (guint i = 0; i < json_array_get_length (model_get_stages (self->model)); i++)
    if (model_find_named (get_list (get_item (model_get_stages (self->model), (int)i), "artifacts"), "name", new_name) >= 0)
      return FALSE;
  if (index < 0)
    return FALSE;
  name = g_strdup (json_object_get_string_member (get_item (artifacts, index), "name"));
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_RENAME_ARTIFACT);
  plr_edit_set_target (self->edit, name);
  plr_edit_set_value (self->edit, new_name);
  json_object_set_string_member (get_item (artifacts, index), "name", new_name);
  model_rewrite_all (self->model, self->id, name, new_name);
  if (g_str_equal (json_object_get_string_member (self->model, "dialect"), "buildspec"))
    {
      g_autofree char *where = g_strdup_printf ("artifacts/secondary-artifacts/%s/", name);
      JsonArray *opaque = get_list (self->stage, "opaque");

      for (guint i = json_array_get_length (opaque); i-- > 0;)
        {
          const char *key = json_array_get_string_element (opaque, i);

          if (g_str_has_prefix (key, where))
            {
              g_autofree char *now = g_strdup_printf ("artifacts/secondary-artifacts/%s/%s", new_name, key + strlen (where));
              JsonNode *node = json_node_init_string (json_node_alloc (), now);

              json_array_remove_element (opaque, i);
              model_insert_element (opaque, (int)i, node);
            }
        }
      return TRUE;
    }
  /* Who takes it may name files of it. */
  for (guint i = 0; i < json_array_get_length (model_get_stages (self->model)); i++)
    {
      JsonObject *arguments = get_map (get_item (model_get_stages (self->model), (int)i), "arguments");
      g_autoptr(GList) keys = json_object_get_members (arguments);
      g_autofree char *prefix = g_strconcat (name, "::", NULL);

      for (GList *l = keys; l != NULL; l = l->next)
        {
          g_autofree char *value = g_strdup (json_object_get_string_member (arguments, l->data));
          g_autofree char *now = g_strconcat (new_name, strstr (value, "::"), NULL);

          if (g_str_has_prefix (value, prefix))
            json_object_set_string_member (arguments, l->data, now);
        }
    }

  return TRUE;
}

static gboolean
try_remove_artifact (Attempt *self)
{
  JsonArray *artifacts = get_list (self->stage, "artifacts");
  gboolean is_buildspec = g_str_equal (json_object_get_string_member (self->model, "dialect"), "buildspec");
  int index = pick_below (json_array_get_length (artifacts));
  g_autofree char *name = NULL;
  g_autofree char *where = NULL;

  if (index < 0)
    return FALSE;
  name = g_strdup (json_object_get_string_member (get_item (artifacts, index), "name"));
  where = g_strdup_printf ("artifacts/secondary-artifacts/%s/", name);
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_REMOVE_ARTIFACT);
  plr_edit_set_target (self->edit, name);
  json_array_remove_element (artifacts, (guint)index);
  model_rewrite_all (self->model, self->id, name, NULL);
  if (is_buildspec && index == 0)
    {
      static const char *const own[] = {
        "artifacts/discard", "artifacts/base", "artifacts/exclude", "artifacts/enable", "artifacts/s3",
      };

      for (guint i = 0; i < G_N_ELEMENTS (own); i++)
        drop_opaque (self->stage, own[i]);
    }
  if (is_buildspec)
    drop_opaque (self->stage, where);

  return TRUE;
}

static gboolean
try_output (Attempt *self)
{
  JsonObject *outputs = get_map (self->stage, "outputs");
  g_autofree char *name = pick_new_name ();
  g_autofree char *value = g_strconcat ("$", name, NULL);
  gboolean removes = json_object_has_member (outputs, name);

  plr_edit_set_kind (self->edit, removes ? PLR_EDIT_KIND_REMOVE_ENTRY : PLR_EDIT_KIND_SET_ENTRY);
  plr_edit_set_field (self->edit, "outputs");
  plr_edit_set_target (self->edit, name);
  if (removes)
    json_object_remove_member (outputs, name);
  else
    json_object_set_string_member (outputs, name, value);

  return TRUE;
}

static gboolean
try_cache (Attempt *self)
{
  JsonArray *caches = get_list (self->stage, "caches");
  gboolean removes = json_array_get_length (caches) > 0 && g_test_rand_bit ();
  const char *key = json_array_get_length (caches) > 0 ? get_string (get_item (caches, 0), "key") : NULL;
  const char *values[] = { PICK (words), "/root/.npm/**/*", NULL };

  plr_edit_set_kind (self->edit, removes ? PLR_EDIT_KIND_REMOVE_CACHE : PLR_EDIT_KIND_SET_CACHE);
  plr_edit_set_target (self->edit, key);
  if (removes)
    {
      json_array_remove_element (caches, 0);
      drop_opaque (self->stage, "cache/");
      return TRUE;
    }
  plr_edit_set_values (self->edit, values);
  if (json_array_get_length (caches) == 0)
    {
      JsonObject *cache = json_object_new ();

      json_object_set_null_member (cache, "key");
      insert_object (caches, 0, cache);
    }
  model_set_strings (get_item (caches, 0), "paths", values);

  return TRUE;
}

/* Appspec files */

static const char *const server_events[] = {
  "BeforeBlockTraffic", "AfterBlockTraffic", "ApplicationStop", "BeforeInstall", "Install", "AfterInstall", "ApplicationStart",
  "ValidateService", "BeforeAllowTraffic", "AfterAllowTraffic",
};

static guint
rank_event (const char *event)
{
  for (guint i = 0; i < G_N_ELEMENTS (server_events); i++)
    if (g_str_equal (server_events[i], event))
      return i;

  return G_N_ELEMENTS (server_events);
}

static void
insert_event (JsonArray  *stages,
              JsonObject *stage)
{
  guint to = 0;

  while (to < json_array_get_length (stages) &&
         rank_event (json_object_get_string_member (get_item (stages, (int)to), "id")) < rank_event (json_object_get_string_member (stage, "id")))
    to++;
  insert_object (stages, (int)to, stage);
}

static gboolean
try_event (Attempt *self)
{
  JsonArray *stages = model_get_stages (self->model);
  const char *event = PICK (server_events);
  int at = model_find_named (stages, "id", self->id);
  JsonObject *stage;

  if (rank_event (self->id) == G_N_ELEMENTS (server_events) || g_str_equal (self->id, "Install") || g_str_equal (event, "Install") ||
      model_find_named (stages, "id", event) >= 0 || get_string (get_item (get_list (self->stage, "steps"), 0), "uses") != NULL)
    return FALSE;
  stage = copy_object (self->stage);
  json_object_set_string_member (stage, "id", event);
  plr_edit_set_target (self->edit, event);
  if (g_test_rand_bit ())
    {
      plr_edit_set_kind (self->edit, PLR_EDIT_KIND_DUPLICATE_STAGE);
    }
  else
    {
      plr_edit_set_kind (self->edit, PLR_EDIT_KIND_RENAME_STAGE);
      json_array_remove_element (stages, (guint)at);
    }
  insert_event (stages, stage);

  return TRUE;
}

static gboolean
try_remove_event (Attempt *self)
{
  JsonArray *stages = model_get_stages (self->model);

  if (json_array_get_length (stages) < 2 || json_object_has_member (self->stage, "deploy") || g_str_equal (self->id, "Install") ||
      g_str_equal (self->id, "AllowTraffic"))
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_REMOVE_STAGE);
  json_array_remove_element (stages, (guint)model_find_named (stages, "id", self->id));

  return TRUE;
}

static gboolean
try_step_timeout (Attempt *self)
{
  JsonArray *steps = get_list (self->stage, "steps");
  int index = pick_below (json_array_get_length (steps));
  int minutes = g_test_rand_int_range (1, 60);
  g_autofree char *text = g_strdup_printf ("%dm", minutes);

  if (index < 0 || get_string (get_item (steps, 0), "uses") != NULL)
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_SET_STEP);
  plr_edit_set_index (self->edit, index);
  plr_edit_set_field (self->edit, "timeout");
  plr_edit_set_value (self->edit, text);
  json_object_set_int_member (get_item (steps, index), "timeout_s", 60 * minutes);

  return TRUE;
}

static gboolean
try_runas (Attempt *self)
{
  JsonArray *steps = get_list (self->stage, "steps");
  int index = pick_below (json_array_get_length (steps));
  const char *value = PICK (words);
  JsonObject *arguments;

  if (index < 0 || get_string (get_item (steps, 0), "uses") != NULL)
    return FALSE;
  arguments = get_map (get_item (steps, index), "arguments");
  plr_edit_set_index (self->edit, index);
  plr_edit_set_field (self->edit, "arguments");
  plr_edit_set_target (self->edit, "runas");
  if (json_object_has_member (arguments, "runas") && g_test_rand_bit ())
    {
      plr_edit_set_kind (self->edit, PLR_EDIT_KIND_REMOVE_ENTRY);
      json_object_remove_member (arguments, "runas");
      return TRUE;
    }
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_SET_ENTRY);
  plr_edit_set_value (self->edit, value);
  json_object_set_string_member (arguments, "runas", value);

  return TRUE;
}

/* Arguments of what is deployed, and of actions. Some are more than arguments. */
static gboolean
try_argument (Attempt *self)
{
  static const char *const special[] = {
    "DeploymentGroupName", "StackName", "ServiceName", "EnvironmentName", "StackSetName", "BucketName", "FunctionName", "AppConfigEnvironment",
    "CustomData", "ExternalEntityLink", "BranchName", "Branch", "PollForSourceChanges", "DetectChanges", "runOrder", "/", NULL,
  };
  JsonObject *arguments = get_map (self->stage, "arguments");
  const char *old = g_test_rand_bit () ? pick_member (arguments) : NULL;
  g_autofree char *name = old != NULL ? g_strdup (old) : pick_new_name ();
  const char *value = PICK (words);

  if (g_strv_contains (special, name) || (g_str_equal (json_object_get_string_member (self->model, "dialect"), "appspec") &&
                                          get_string (self->stage, "calls") == NULL))
    return FALSE;
  if (g_str_equal (value, "null") || (old != NULL && strstr (old, "Port") != NULL)) /* a port is a number */
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_SET_ENTRY);
  plr_edit_set_field (self->edit, "arguments");
  plr_edit_set_target (self->edit, name);
  plr_edit_set_value (self->edit, value);
  json_object_set_string_member (arguments, name, value);

  return TRUE;
}

/* Actions */

static gboolean
try_rename_action (Attempt *self)
{
  g_autofree char *name = pick_new_name ();
  JsonArray *triggers = get_list (self->model, "triggers");

  if (model_find_named (model_get_stages (self->model), "id", name) >= 0 || strchr (self->id, ':') != NULL)
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_RENAME_STAGE);
  plr_edit_set_target (self->edit, name);
  model_rewrite_all (self->model, self->id, NULL, name);
  for (guint i = 0; i < json_array_get_length (triggers); i++)
    if (g_str_equal (json_object_get_string_member (get_item (triggers, (int)i), "name"), self->id))
      json_object_set_string_member (get_item (triggers, (int)i), "name", name);
  json_object_set_string_member (self->stage, "id", name);

  return TRUE;
}

static gboolean
try_remove_action (Attempt *self)
{
  JsonArray *stages = model_get_stages (self->model);
  JsonArray *triggers = get_list (self->model, "triggers");
  JsonArray *groups = get_list (self->model, "groups");
  g_autofree char *group = g_strdup (json_object_get_string_member (self->stage, "group"));
  guint n_same = 0;

  for (guint i = 0; i < json_array_get_length (stages); i++)
    n_same += g_str_equal (json_object_get_string_member (get_item (stages, (int)i), "group"), group);
  if (json_array_get_length (stages) < 3 || strchr (self->id, ':') != NULL)
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_REMOVE_STAGE);
  model_rewrite_all (self->model, self->id, NULL, NULL);
  for (guint i = json_array_get_length (triggers); i-- > 0;)
    if (g_str_equal (json_object_get_string_member (get_item (triggers, (int)i), "name"), self->id))
      json_array_remove_element (triggers, i);
  for (guint i = json_array_get_length (groups); n_same == 1 && i-- > 0;)
    if (g_str_equal (json_array_get_string_element (groups, i), group))
      json_array_remove_element (groups, i);
  json_array_remove_element (stages, (guint)model_find_named (stages, "id", self->id));

  return TRUE;
}

static gboolean
try_duplicate_action (Attempt *self)
{
  g_autofree char *name = pick_new_name ();
  JsonArray *stages = model_get_stages (self->model);
  JsonArray *triggers = get_list (self->model, "triggers");
  JsonObject *stage;

  for (guint i = 0; i < json_array_get_length (triggers); i++)
    if (g_str_equal (json_object_get_string_member (get_item (triggers, (int)i), "name"), self->id))
      return FALSE;
  if (model_find_named (stages, "id", name) >= 0 || strchr (self->id, ':') != NULL || json_array_get_length (stages) > 12)
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_DUPLICATE_STAGE);
  plr_edit_set_target (self->edit, name);
  stage = copy_object (self->stage);
  json_object_set_string_member (stage, "id", name);
  json_object_set_array_member (stage, "artifacts", json_array_new ());
  json_object_remove_member (get_map (stage, "arguments"), "namespace");
  insert_object (stages, model_find_named (stages, "id", self->id) + 1, stage);

  return TRUE;
}

static gboolean
try_timeout (Attempt *self)
{
  int minutes = g_test_rand_int_range (1, 600);
  g_autofree char *text = g_strdup_printf ("%dm", minutes);

  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_SET_STAGE);
  plr_edit_set_field (self->edit, "timeout");
  plr_edit_set_value (self->edit, text);
  json_object_set_int_member (self->stage, "timeout_s", 60 * minutes);

  return TRUE;
}

static gboolean
try_name (Attempt *self)
{
  g_autofree char *name = pick_new_name ();

  if (json_object_has_member (self->model, "concurrency"))
    return FALSE;
  plr_edit_set_kind (self->edit, PLR_EDIT_KIND_SET_PIPELINE);
  plr_edit_set_stage (self->edit, NULL);
  plr_edit_set_field (self->edit, "name");
  plr_edit_set_value (self->edit, name);
  json_object_set_string_member (self->model, "name", name);

  return TRUE;
}

static const TryFunc buildspec_tries[] = {
  try_set_run, try_add_step, try_remove_step, try_duplicate_step, try_move_step, try_change_phase, try_set_variable, try_rename_variable,
  try_remove_variable, try_set_artifact, try_add_artifact, try_rename_artifact, try_remove_artifact, try_output, try_cache,
};
static const TryFunc appspec_tries[] = {
  try_set_run, try_add_step, try_remove_step, try_duplicate_step, try_move_step, try_event, try_remove_event, try_step_timeout, try_runas,
  try_argument,
};
static const TryFunc codepipeline_tries[] = {
  try_rename_action, try_remove_action, try_duplicate_action, try_timeout, try_name, try_argument, try_add_artifact, try_rename_artifact,
  try_remove_artifact, try_set_run, try_add_step, try_remove_step, try_duplicate_step, try_move_step,
};

static gboolean
try_one (const char *dialect,
         Attempt    *self)
{
  if (g_str_equal (dialect, "buildspec"))
    return PICK (buildspec_tries)(self);
  if (g_str_equal (dialect, "appspec"))
    return PICK (appspec_tries)(self);

  return PICK (codepipeline_tries)(self);
}

/**
 * random_aws_edit:
 * @dialect: its id
 * @model: a pipeline; what the edit is to do is done to it
 *
 * Returns: (transfer full) (nullable): an edit; `NULL` if the one that was thought of has nothing to change
 */
PlrEdit *
random_aws_edit (const char *dialect,
                 JsonObject *model)
{
  g_autoptr(PlrEdit) edit = plr_edit_new (PLR_EDIT_KIND_SET_PIPELINE, NULL);
  JsonArray *stages = model_get_stages (model);
  int at = pick_below (json_array_get_length (stages));
  Attempt attempt = { model, NULL, NULL, edit };
  g_autofree char *id = NULL;

  if (at < 0)
    return NULL;
  attempt.stage = get_item (stages, at);
  id = g_strdup (json_object_get_string_member (attempt.stage, "id"));
  attempt.id = id;
  plr_edit_set_stage (edit, id);

  return try_one (dialect, &attempt) ? g_steal_pointer (&edit) : NULL;
}
