/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "json-model.h"
#include "plr-pipeline-json.h"

void
model_insert_element (JsonArray *array,
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

void
model_move_element (JsonArray *array,
                    int        from,
                    int        to)
{
  JsonNode *node = json_array_dup_element (array, (guint)from);

  json_array_remove_element (array, (guint)from);
  model_insert_element (array, to, node);
}

void
model_rename_member (JsonObject *object,
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

void
model_set_strings (JsonObject        *object,
                   const char        *field,
                   const char *const *values)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; values[i] != NULL; i++)
    json_array_add_string_element (array, values[i]);
  json_object_set_array_member (object, field, array);
}

void
model_set_string (JsonObject *object,
                  const char *field,
                  const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, field, value);
  else
    json_object_set_null_member (object, field);
}

int
model_find_named (JsonArray  *array,
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
  model_set_strings (stage, field, (const char *const *)values);

  return values[0] == NULL;
}

void
model_rewrite_stage (JsonObject *stage,
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

JsonArray *
model_get_stages (JsonObject *model)
{
  return json_object_get_array_member (model, "stages");
}

void
model_rewrite_all (JsonObject *model,
                   const char *from,
                   const char *artifact,
                   const char *to)
{
  for (guint i = 0; i < json_array_get_length (model_get_stages (model)); i++)
    model_rewrite_stage (json_array_get_object_element (model_get_stages (model), i), from, artifact, to);
}

JsonObject *
model_parse (const char *text)
{
  g_autoptr(JsonParser) parser = json_parser_new ();

  g_assert_true (json_parser_load_from_data (parser, text, -1, NULL));

  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

char *
model_to_text (JsonObject *model)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), model);

  return json_to_string (node, TRUE);
}

JsonObject *
model_read (PlrDialect *dialect,
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
  model = model_parse (json);
  /* The kind is guessed from the rest. */
  for (guint i = 0; i < json_array_get_length (model_get_stages (model)); i++)
    json_object_remove_member (json_array_get_object_element (model_get_stages (model), i), "kind");

  return model;
}
