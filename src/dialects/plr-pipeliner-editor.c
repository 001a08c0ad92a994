/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-edit-private.h"

/* The order in which the keys of any mapping are usually written. */
static const char *const usual_order[] = {
  "pipeliner", "name", "root", "variables", "defaults", "needs", "when", "approval", "matrix", "network", "timeout",
  "retry", "run", "shell", "directory", "environment", "inputs", "steps", "artifacts", "reports", "deploy", "paths",
  "optional", "status", "branches", "stages",
};

/**
 * plr_pipeliner_editor_take:
 * @patches: (transfer full) (nullable) (element-type PlrPatch): changes of the tree, `NULL` with @error set
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Notes the next step. That an operation fails may be told here, so that it and its use fit in one expression.
 */
gboolean
plr_pipeliner_editor_take (PlrPipelinerEditor *self,
                           GPtrArray          *patches,
                           GError            **error)
{
  g_assert (self->pending == NULL);

  self->pending = patches;

  return patches != NULL;
}

/**
 * plr_pipeliner_editor_refresh:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Applies the last step, so that the tree shows it.
 */
gboolean
plr_pipeliner_editor_refresh (PlrPipelinerEditor *self,
                              GError            **error)
{
  g_autoptr(GPtrArray) pending = g_steal_pointer (&self->pending);
  g_autoptr(GPtrArray) patches = NULL;
  g_autoptr(PlrYaml) tree = NULL;
  const char *text;
  gsize size;

  if (pending == NULL || pending->len == 0)
    return TRUE;

  tree = plr_yaml_apply (self->tree, pending, error);
  if (tree == NULL)
    return FALSE;

  text = plr_yaml_get_text (self->before, &size);
  patches = plr_patches_compose (self->patches, pending, text, size);
  g_ptr_array_unref (self->patches);
  self->patches = g_steal_pointer (&patches);
  plr_yaml_unref (self->tree);
  self->tree = g_steal_pointer (&tree);

  return TRUE;
}

PlrYamlNode *
plr_pipeliner_editor_get_root (PlrPipelinerEditor *self)
{
  return plr_yaml_get_root (self->tree, 0);
}

/**
 * plr_pipeliner_editor_find_stages:
 *
 * Returns: (transfer none) (nullable): the value of `stages`
 */
PlrYamlNode *
plr_pipeliner_editor_find_stages (PlrPipelinerEditor *self)
{
  PlrYamlNode *root = plr_pipeliner_editor_get_root (self);
  PlrYamlNode *stages = root != NULL ? plr_yaml_node_get_merged (root, "stages") : NULL;

  return stages != NULL ? plr_yaml_node_resolve (stages) : NULL;
}

static void
set_shared_error (GError    **error,
                  const char *name)
{
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED,
               _("“%s” comes from a place that others use as well; change it there, in the text"), name);
}

/**
 * plr_pipeliner_editor_find_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Returns: (transfer none) (nullable): the value of a stage that stands in the text as its own; it may be an empty one
 */
PlrYamlNode *
plr_pipeliner_editor_find_stage (PlrPipelinerEditor *self,
                                 const char         *id,
                                 GError            **error)
{
  PlrYamlNode *stages = plr_pipeliner_editor_find_stages (self);
  PlrYamlNode *stage = stages != NULL ? plr_yaml_node_get_merged (stages, id) : NULL;

  if (stage == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no stage “%s”"), id);
      return NULL;
    }
  if (plr_yaml_node_get_parent (stage) != stages || plr_yaml_node_get_kind (stage) == PLR_YAML_ALIAS)
    {
      set_shared_error (error, id);
      return NULL;
    }

  return stage;
}

/**
 * plr_pipeliner_editor_find_own:
 * @value: (out): what @map has of its own at @key, or `NULL` if there is nothing
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Looks for a value that no template brings in.
 */
gboolean
plr_pipeliner_editor_find_own (PlrYamlNode  *map,
                               const char   *key,
                               PlrYamlNode **value,
                               GError      **error)
{
  PlrYamlNode *found = plr_yaml_node_get_merged (map, key);

  if (found != NULL && (plr_yaml_node_get_parent (found) != map || plr_yaml_node_get_kind (found) == PLR_YAML_ALIAS))
    {
      set_shared_error (error, key);
      return FALSE;
    }
  *value = found;

  return TRUE;
}

static guint
usual_rank (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (usual_order); i++)
    if (g_str_equal (usual_order[i], key))
      return i;

  return G_N_ELEMENTS (usual_order);
}

/* Behind the last key that usually stands before it, so that a file in the usual order stays in it. */
static int
find_index (PlrYamlNode *map,
            const char  *key)
{
  guint rank = usual_rank (key);
  guint n_items = plr_yaml_node_get_n_items (map);
  int index = -1;

  if (rank == G_N_ELEMENTS (usual_order))
    return -1;

  for (guint i = 0; i < n_items; i++)
    {
      PlrYamlNode *node = plr_yaml_node_get_key (map, i); /* a list has none: the edit refuses it */
      const char *name = node != NULL ? plr_yaml_node_get_string (node) : NULL;

      if (name != NULL && (usual_rank (name) < rank || g_str_equal (name, "<<")))
        index = i + 1;
    }
  if (index < 0)
    index = 0;

  return index < (int)n_items ? index : -1;
}

/**
 * plr_pipeliner_editor_put:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Gives @map, a mapping or an empty value, @value at @key.
 */
gboolean
plr_pipeliner_editor_put (PlrPipelinerEditor *self,
                          PlrYamlNode        *map,
                          const char         *key,
                          PlrYamlValue       *value,
                          GError            **error)
{
  PlrYamlNode *old = plr_yaml_node_get (map, key);

  if (old != NULL && plr_yaml_value_matches (value, old))
    return TRUE;
  if (old != NULL)
    return plr_pipeliner_editor_take (self, plr_yaml_edit_set (old, value, PLR_YAML_EDIT_NONE, error), error);

  return plr_pipeliner_editor_take (self, plr_yaml_edit_insert_key (map, find_index (map, key), key, value,
                                                                    PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_pipeliner_editor_drop:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Takes @key from @map, if it is there.
 */
gboolean
plr_pipeliner_editor_drop (PlrPipelinerEditor *self,
                           PlrYamlNode        *map,
                           const char         *key,
                           GError            **error)
{
  PlrYamlNode *old = plr_yaml_node_get_merged (map, key);

  if (old == NULL)
    return TRUE;
  if (plr_yaml_node_get_parent (old) != map)
    {
      set_shared_error (error, key);
      return FALSE;
    }

  return plr_pipeliner_editor_take (self, plr_yaml_edit_remove (old, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_pipeliner_editor_drop_entry:
 * @message: for the error if there is no such entry
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Takes @key from the mapping that @owner has at @map, and that mapping itself when it was the last one.
 */
gboolean
plr_pipeliner_editor_drop_entry (PlrPipelinerEditor *self,
                                 PlrYamlNode        *owner,
                                 const char         *map,
                                 const char         *key,
                                 const char         *message,
                                 GError            **error)
{
  PlrYamlNode *entries = NULL;

  if (!plr_pipeliner_editor_find_own (owner, map, &entries, error))
    return FALSE;
  if (entries == NULL || plr_yaml_node_get_merged (entries, key) == NULL)
    {
      g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, message);
      return FALSE;
    }
  if (plr_yaml_node_get_n_items (entries) == 1 && plr_yaml_node_get (entries, key) != NULL)
    return plr_pipeliner_editor_drop (self, owner, map, error);

  return plr_pipeliner_editor_drop (self, entries, key, error);
}

/* A scalar as a person types it; what would read as nothing gets quotes. */
PlrYamlValue *
plr_pipeliner_editor_new_text (const char *text)
{
  static const char *const nothing[] = { "", "~", "null", "Null", "NULL", NULL };

  return g_strv_contains (nothing, text) ? plr_yaml_value_new_string (text) : plr_yaml_value_new_text (text);
}

/* Branches and the values of a matrix may look like numbers, anything else in a list is a text. The list of an artifact has
 * its name for a key, so that the key alone does not tell. */
static gboolean
has_words (PlrYamlNode *map,
           const char  *key)
{
  static const char *const texts[] = { "needs", "inputs", "reports", "paths", NULL };
  PlrYamlNode *parent = plr_yaml_node_get_parent (map);
  PlrYamlNode *owner = parent != NULL ? plr_yaml_node_get_key (parent, plr_yaml_node_get_index (map)) : NULL;
  const char *name = owner != NULL ? plr_yaml_node_get_string (owner) : NULL;

  return !g_strv_contains (texts, key) && (g_strcmp0 (name, "matrix") == 0 || g_strcmp0 (name, "when") == 0);
}

static PlrYamlValue *
new_item (gboolean    is_word,
          const char *text)
{
  return is_word ? plr_pipeliner_editor_new_text (text) : plr_yaml_value_new_string (text);
}

static PlrYamlNode *
find_example (PlrPipelinerEditor *self,
              const char         *key)
{
  PlrYamlNode *stages = plr_pipeliner_editor_find_stages (self);

  for (guint i = 0; stages != NULL && i < plr_yaml_node_get_n_items (stages); i++)
    {
      PlrYamlNode *stage = plr_yaml_node_get_value (stages, i);
      PlrYamlNode *value = stage != NULL ? plr_yaml_node_get (stage, key) : NULL;

      if (value != NULL && plr_yaml_node_get_kind (value) != PLR_YAML_ALIAS)
        return value;
    }

  return NULL;
}

/* A list in the manner of the file: `[a, b]`, with dashes, or `a` alone. */
static PlrYamlValue *
new_list (PlrPipelinerEditor *self,
          gboolean            is_words,
          const char         *key,
          const char *const  *values)
{
  PlrYamlNode *example = find_example (self, key);
  PlrYamlValue *list;
  gboolean is_path = g_str_equal (key, "reports") || g_str_equal (key, "paths");
  gboolean is_scalar = example != NULL ? plr_yaml_node_get_kind (example) == PLR_YAML_SCALAR : is_path;
  gboolean is_block = example != NULL ? plr_yaml_node_get_style (example) == PLR_YAML_BLOCK : is_path;

  if (is_scalar && values[0] != NULL && values[1] == NULL)
    return new_item (is_words, values[0]);

  list = plr_yaml_value_new_list ();
  for (guint i = 0; values[i] != NULL; i++)
    plr_yaml_value_append (list, new_item (is_words, values[i]));
  plr_yaml_value_set_flow (list, !is_block || values[0] == NULL);

  return list;
}

/* Makes an item, or the list at its place, say something else, with one step for each item. */
static gboolean
change_items (PlrPipelinerEditor *self,
              PlrYamlNode        *list,
              const char         *key,
              const char *const  *values,
              PlrYamlEditFlags    flags,
              GError            **error)
{
  g_autofree char *path = plr_yaml_node_dup_path (list);
  guint n_old = plr_yaml_node_get_n_items (list);
  guint n_new = g_strv_length ((GStrv)values);
  gboolean is_words = has_words (plr_yaml_node_get_parent (list), key);
  guint same = 0, tail = 0;

  while (same < MIN (n_old, n_new) &&
         g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_item (list, same)), values[same]) == 0)
    same++;
  while (tail < MIN (n_old, n_new) - same &&
         g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_item (list, n_old - 1 - tail)),
                    values[n_new - 1 - tail]) == 0)
    tail++;

  for (guint i = same; i < MAX (n_old, n_new) - tail; i++)
    {
      g_autoptr(PlrYamlValue) value = i < n_new - tail ? new_item (is_words, values[i]) : NULL;
      GPtrArray *patches;

      if (!plr_pipeliner_editor_refresh (self, error))
        return FALSE;
      list = plr_yaml_lookup (self->tree, path);
      if (value == NULL)
        patches = plr_yaml_edit_remove (plr_yaml_node_get_item (list, n_new - tail), flags, error);
      else if (i < n_old - tail)
        patches = plr_yaml_edit_set (plr_yaml_node_get_item (list, i), value, flags, error);
      else
        patches = plr_yaml_edit_insert_item (list, i, value, flags, error);
      if (!plr_pipeliner_editor_take (self, patches, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * plr_pipeliner_editor_put_list:
 * @map: who has the list
 * @key: where
 * @values: (nullable): what it is to say; `NULL` removes it
 * @flags: with %PLR_YAML_EDIT_SHARED a list that others refer to changes for all of them; without, an alias is replaced
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Changes a list item by item, so that its form and its comments stay.
 */
gboolean
plr_pipeliner_editor_put_list (PlrPipelinerEditor *self,
                               PlrYamlNode        *map,
                               const char         *key,
                               const char *const  *values,
                               PlrYamlEditFlags    flags,
                               GError            **error)
{
  PlrYamlNode *old = plr_yaml_node_get (map, key);
  gboolean is_words = has_words (map, key);
  g_autoptr(PlrYamlValue) value = NULL;

  if (values == NULL)
    return plr_pipeliner_editor_drop (self, map, key, error);

  if (old != NULL && (flags & PLR_YAML_EDIT_SHARED) != 0)
    old = plr_yaml_node_resolve (old);
  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_SEQUENCE &&
      plr_yaml_node_get_n_items (old) > 0 && values[0] != NULL)
    return change_items (self, old, key, values, flags, error);

  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_SCALAR && values[0] != NULL && values[1] == NULL)
    {
      value = new_item (is_words, values[0]);
    }
  else if (old != NULL)
    {
      value = plr_yaml_value_new_list ();
      for (guint i = 0; values[i] != NULL; i++)
        plr_yaml_value_append (value, new_item (is_words, values[i]));
      plr_yaml_value_set_flow (value, TRUE);
    }
  else
    {
      value = new_list (self, is_words, key, values);
    }
  if (old == NULL)
    return plr_pipeliner_editor_put (self, map, key, value, error);
  if (plr_yaml_value_matches (value, old))
    return TRUE;

  return plr_pipeliner_editor_take (self, plr_yaml_edit_set (old, value, flags, error), error);
}

/* What a list or the text in its place says, as far as it is texts; NULL if there is none. */
char **
plr_pipeliner_editor_get_list (PlrYamlNode *map,
                               const char  *key)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  PlrYamlNode *value = plr_yaml_node_get_merged (map, key);
  const char *text = value != NULL ? plr_yaml_node_get_string (value) : NULL;

  if (value == NULL || plr_yaml_node_is_null (value))
    return NULL;
  if (text != NULL)
    g_strv_builder_add (builder, text);

  value = plr_yaml_node_resolve (value);
  for (guint i = 0; i < plr_yaml_node_get_n_items (value); i++)
    {
      PlrYamlNode *item = plr_yaml_node_get_item (value, i);

      text = item != NULL ? plr_yaml_node_get_string (item) : NULL;
      g_strv_builder_add (builder, text != NULL ? text : "");
    }

  return g_strv_builder_end (builder);
}
