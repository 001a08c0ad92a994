/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-construct"

#include "config.h"

#include <string.h>

#include "plr-construct.h"

/* Where a thing stands, what follows from the others, and what the dialect alone calls it. */
static const char *const silent[] = {
  "offset", "length", "line", "kind", "path", "dialect", "stages", "implied-needs", "opaque", "file", "file-line", NULL
};

static void
construct_free (PlrConstruct *construct)
{
  g_clear_object (&construct->stage);
  g_clear_object (&construct->item);
  g_clear_pointer (&construct->field, g_free);
  g_clear_pointer (&construct->key, g_free);
  g_clear_pointer (&construct->value, g_free);
  g_free (construct);
}

static char *
name_field (const char *property)
{
  char *field = NULL;

  if (g_str_equal (property, "timeout-us"))
    return g_strdup ("timeout_s");
  if (g_str_equal (property, "axes"))
    return g_strdup ("matrix");
  if (g_str_equal (property, "matrix"))
    return g_strdup ("matrix_expression");
  if (g_str_equal (property, "includes"))
    return g_strdup ("include");
  if (g_str_equal (property, "excludes"))
    return g_strdup ("exclude");

  field = g_strdup (property);

  return g_strdelimit (field, "-", '_');
}

static char *describe_object (GObject    *object,
                              const char *except);

/* NULL for the default. The order of what a stage needs, and the like, has no meaning. */
static char *
describe_value (const GValue *value,
                const char   *property)
{
  GType type = G_VALUE_TYPE (value);

  if (type == G_TYPE_STRING)
    return g_value_dup_string (value);
  if (type == G_TYPE_BOOLEAN)
    return g_value_get_boolean (value) ? g_strdup ("true") : NULL;
  if (type == G_TYPE_UINT)
    return g_value_get_uint (value) != 0 ? g_strdup_printf ("%u", g_value_get_uint (value)) : NULL;
  if (type == G_TYPE_INT64)
    return g_value_get_int64 (value) > 0 ?
           g_strdup_printf ("%" G_GINT64_FORMAT, g_value_get_int64 (value) / G_USEC_PER_SEC) : NULL;
  if (G_TYPE_IS_ENUM (type))
    {
      g_autoptr(GEnumClass) klass = g_type_class_ref (type);
      GEnumValue *word = g_enum_get_value (klass, g_value_get_enum (value));

      return word != NULL && word->value != 0 ? g_strdup (word->value_nick) : NULL;
    }
  if (type == G_TYPE_STRV)
    {
      char **strings = g_value_get_boxed (value);

      return strings != NULL && strings[0] != NULL ? g_strjoinv (", ", strings) : NULL;
    }

  return NULL;
}

static char *
describe_list (GListModel *list)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (list, i);
      g_autofree char *text = describe_object (item, NULL);

      g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", text);
    }

  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/**
 * plr_construct_dup_property:
 * @object: of the model
 * @property: one of its properties
 *
 * Returns: (transfer full) (nullable): its value in the canonical form of a construct; `NULL` for the default, and where it
 *   says nothing by itself
 */
char *
plr_construct_dup_property (GObject    *object,
                            GParamSpec *property)
{
  g_auto(GValue) value = G_VALUE_INIT;

  g_return_val_if_fail (G_IS_OBJECT (object) && property != NULL, NULL);

  if (g_strv_contains (silent, property->name))
    return NULL;
  g_value_init (&value, property->value_type);
  g_object_get_property (object, property->name, &value);

  return property->value_type == G_TYPE_LIST_MODEL ? describe_list (g_value_get_object (&value)) :
         describe_value (&value, property->name);
}

/* `value` stands for itself, as do `run`, `paths` and `image`; anything else after its name. */
static char *
describe_object (GObject    *object,
                 const char *except)
{
  static const char *const plain[] = { "name", "value", "run", "values", "paths", "image", "variables", NULL };
  guint n_properties;
  g_autofree GParamSpec **properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n_properties);
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; i < n_properties; i++)
    {
      const char *name = properties[i]->name;
      g_auto(GValue) value = G_VALUE_INIT;
      g_autofree char *text = NULL;

      if (g_strv_contains (silent, name) || g_strcmp0 (name, except) == 0)
        continue;
      g_value_init (&value, properties[i]->value_type);
      g_object_get_property (object, name, &value);
      text = properties[i]->value_type == G_TYPE_LIST_MODEL ? describe_list (g_value_get_object (&value)) :
             describe_value (&value, name);
      if (text == NULL)
        continue;
      if (g_strv_contains (plain, name))
        g_string_append_printf (out, "%s%s", out->len > 0 ? "=" : "", text);
      else
        g_string_append_printf (out, "%s%s: %s", out->len > 0 ? "; " : "", name, text);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add (GPtrArray  *constructs,
     PlrStage   *stage,
     GObject    *item,
     const char *property,
     char       *key,
     char       *value)
{
  PlrConstruct *construct = g_new0 (PlrConstruct, 1);

  construct->stage = stage != NULL ? g_object_ref (stage) : NULL;
  construct->item = item != NULL ? g_object_ref (item) : NULL;
  construct->field = name_field (property);
  construct->key = key;
  construct->value = value;
  g_ptr_array_add (constructs, construct);
}

static char *
find_key (GObject *item,
          guint    index)
{
  if (PLR_IS_VARIABLE (item))
    return g_strdup (plr_variable_get_name (PLR_VARIABLE (item)));
  if (PLR_IS_ARTIFACT (item))
    return g_strdup (plr_artifact_get_name (PLR_ARTIFACT (item)));
  if (PLR_IS_AXIS (item))
    return g_strdup (plr_axis_get_name (PLR_AXIS (item)));
  if (PLR_IS_SERVICE (item) && plr_service_get_name (PLR_SERVICE (item)) != NULL)
    return g_strdup (plr_service_get_name (PLR_SERVICE (item)));
  if (PLR_IS_TRIGGER (item) && plr_trigger_get_event (PLR_TRIGGER (item)) != PLR_TRIGGER_EVENT_OTHER)
    return g_strdup (plr_trigger_event_get_nick (plr_trigger_get_event (PLR_TRIGGER (item))));
  if (PLR_IS_TRIGGER (item))
    return g_strdup (plr_trigger_get_name (PLR_TRIGGER (item)));

  return g_strdup_printf ("%u", index + 1);
}

static void
add_items (GPtrArray  *constructs,
           PlrStage   *stage,
           const char *property,
           GListModel *list)
{
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (list, i);
      char *key = find_key (item, i);
      gboolean is_named = PLR_IS_VARIABLE (item) || PLR_IS_ARTIFACT (item) || PLR_IS_AXIS (item) || PLR_IS_TRIGGER (item) ||
                          (PLR_IS_SERVICE (item) && plr_service_get_name (PLR_SERVICE (item)) != NULL);

      add (constructs, stage, item, property, key, describe_object (item, is_named ? "name" : NULL));
    }
}

static void
add_object (GPtrArray *constructs,
            PlrStage  *stage,
            GObject   *object)
{
  guint n_properties;
  g_autofree GParamSpec **properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n_properties);

  for (guint i = 0; i < n_properties; i++)
    {
      const char *name = properties[i]->name;
      g_auto(GValue) value = G_VALUE_INIT;
      char *text;

      if (g_strv_contains (silent, name))
        continue;
      g_value_init (&value, properties[i]->value_type);
      g_object_get_property (object, name, &value);
      if (properties[i]->value_type == G_TYPE_LIST_MODEL)
        add_items (constructs, stage, name, g_value_get_object (&value));
      else if (G_VALUE_HOLDS_OBJECT (&value))
        add_object (constructs, stage, g_value_get_object (&value));
      else if ((text = describe_value (&value, name)) != NULL)
        add (constructs, stage, NULL, name, NULL, text);
    }
}

/**
 * plr_constructs_list:
 * @pipeline: a pipeline
 *
 * Returns: (transfer full) (element-type PlrConstruct): all that it says, the pipeline first, then its stages in their order
 */
GPtrArray *
plr_constructs_list (PlrPipeline *pipeline)
{
  g_autoptr(GPtrArray) constructs = g_ptr_array_new_with_free_func ((GDestroyNotify)construct_free);

  add_object (constructs, NULL, G_OBJECT (pipeline));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      add_object (constructs, stage, G_OBJECT (stage));
    }

  return g_steal_pointer (&constructs);
}

/**
 * plr_construct_dup_name:
 * @stage: (nullable): the id of a stage, or `NULL` for the pipeline
 * @field: a field
 * @key: (nullable): of the item
 *
 * Returns: (transfer full): a text that only this construct of a pipeline has
 */
char *
plr_construct_dup_name (const char *stage,
                        const char *field,
                        const char *key)
{
  return g_strdup_printf ("%s\n%s\n%s", stage != NULL ? stage : "", field, key != NULL ? key : "");
}

/**
 * plr_constructs_index:
 * @constructs: (element-type PlrConstruct): which must outlive what is returned
 *
 * Returns: (transfer full) (element-type utf8 PlrConstruct): the first construct of each name
 */
GHashTable *
plr_constructs_index (GPtrArray *constructs)
{
  g_autoptr(GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < constructs->len; i++)
    {
      const PlrConstruct *construct = constructs->pdata[i];
      const char *id = construct->stage != NULL ? plr_stage_get_id (construct->stage) : NULL;
      g_autofree char *name = plr_construct_dup_name (id, construct->field, construct->key);

      if (!g_hash_table_contains (index, name))
        g_hash_table_insert (index, g_steal_pointer (&name), (gpointer)construct);
    }

  return g_steal_pointer (&index);
}

/* Whether two lists say the same, in whatever order. */
gboolean
plr_construct_has_same_items (GListModel *left,
                              GListModel *right)
{
  guint n_items = g_list_model_get_n_items (left);
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (n_items != g_list_model_get_n_items (right))
    return FALSE;

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (left, i);

      g_hash_table_add (seen, describe_object (item, NULL));
    }
  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (right, i);
      g_autofree char *text = describe_object (item, NULL);

      if (!g_hash_table_contains (seen, text))
        return FALSE;
    }

  return TRUE;
}
