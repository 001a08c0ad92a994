/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-node"

#include "config.h"

#include <string.h>

#include "plr-yaml-private.h"

/* Mappings with more pairs than this are searched by a table. */
#define MAX_LINEAR 16

#define N_ITEMS(node) ((node)->kind == PLR_YAML_MAPPING ? (node)->n_children / 2 : (node)->n_children)

PlrYaml *
plr_yaml_node_get_tree (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->tree;
}

PlrYamlKind
plr_yaml_node_get_kind (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, PLR_YAML_SCALAR);

  return self->kind;
}

PlrYamlStyle
plr_yaml_node_get_style (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, PLR_YAML_PLAIN);

  return self->style;
}

/**
 * plr_yaml_node_is_flow:
 *
 * Returns: whether the node stands in brackets, its own or those of a parent
 */
gboolean
plr_yaml_node_is_flow (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->style == PLR_YAML_FLOW || (self->parent != NULL && self->parent->style == PLR_YAML_FLOW);
}

/**
 * plr_yaml_node_get_tag:
 *
 * Returns: (nullable): the tag written at the node, with its handle resolved: `!reference`, `tag:yaml.org,2002:str`
 */
const char *
plr_yaml_node_get_tag (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->extra->tag;
}

const char *
plr_yaml_node_get_anchor (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->extra->anchor;
}

/**
 * plr_yaml_node_get_n_aliases:
 *
 * Returns: how many aliases refer to this very node
 */
guint
plr_yaml_node_get_n_aliases (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->extra->n_aliases;
}

/**
 * plr_yaml_node_get_outer_start:
 *
 * Returns: the byte where the anchor or tag of the node starts, or the node itself when it has none
 */
gsize
plr_yaml_node_get_outer_start (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->outer_start;
}

gsize
plr_yaml_node_get_start (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->start;
}

/**
 * plr_yaml_node_get_end:
 *
 * Returns: the byte behind the last one of the node; blank lines and comments behind it are not counted
 */
gsize
plr_yaml_node_get_end (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->end;
}

guint
plr_yaml_node_get_line (PlrYamlNode *self)
{
  guint line = 0;

  g_return_val_if_fail (self != NULL, 0);

  plr_yaml_get_place (self->tree, self->start, &line, NULL);

  return line;
}

guint
plr_yaml_node_get_column (PlrYamlNode *self)
{
  guint column = 0;

  g_return_val_if_fail (self != NULL, 0);

  plr_yaml_get_place (self->tree, self->start, NULL, &column);

  return column;
}

guint
plr_yaml_node_get_document (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, 0);

  while (self->parent != NULL)
    self = self->parent;

  return self->index;
}

/**
 * plr_yaml_node_get_parent:
 *
 * Returns: (nullable) (transfer none): the collection that holds the node, %NULL for a root
 */
PlrYamlNode *
plr_yaml_node_get_parent (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parent;
}

/**
 * plr_yaml_node_get_index:
 *
 * Returns: the place among the items of the parent; a key and its value have the same
 */
guint
plr_yaml_node_get_index (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->parent != NULL && self->parent->kind == PLR_YAML_MAPPING ? self->index / 2 : self->index;
}

gboolean
plr_yaml_node_is_key (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->parent != NULL && self->parent->kind == PLR_YAML_MAPPING && self->index % 2 == 0;
}

/**
 * plr_yaml_node_is_inside:
 * @ancestor: another node of the tree
 *
 * Returns: whether the node is @ancestor or one of those below it
 */
gboolean
plr_yaml_node_is_inside (PlrYamlNode *self,
                         PlrYamlNode *ancestor)
{
  for (; self != NULL; self = self->parent)
    if (self == ancestor)
      return TRUE;

  return FALSE;
}

/**
 * plr_yaml_node_get_n_items:
 *
 * Returns: items of a sequence, pairs of a mapping, 0 for anything else
 */
guint
plr_yaml_node_get_n_items (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return N_ITEMS (self);
}

/**
 * plr_yaml_node_get_item:
 *
 * Returns: (nullable) (transfer none): the item of a sequence; %NULL past its end and for any other node
 */
PlrYamlNode *
plr_yaml_node_get_item (PlrYamlNode *self,
                        guint        index)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind == PLR_YAML_SEQUENCE && index < self->n_children ? self->children[index] : NULL;
}

/**
 * plr_yaml_node_get_key:
 *
 * Returns: (nullable) (transfer none): the key of a mapping; %NULL past its end and for any other node
 */
PlrYamlNode *
plr_yaml_node_get_key (PlrYamlNode *self,
                       guint        index)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind == PLR_YAML_MAPPING && index < self->n_children / 2 ? self->children[2 * index] : NULL;
}

/**
 * plr_yaml_node_get_value:
 *
 * Returns: (nullable) (transfer none): the value of a mapping; %NULL past its end and for any other node
 */
PlrYamlNode *
plr_yaml_node_get_value (PlrYamlNode *self,
                         guint        index)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind == PLR_YAML_MAPPING && index < self->n_children / 2 ? self->children[2 * index + 1] : NULL;
}

/* The first of equal keys wins. Keys that are collections are in no table. */
static GHashTable *
plr_yaml_make_key_table (PlrYamlNode *self)
{
  GHashTable *table = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = self->n_children; i >= 2; i -= 2)
    {
      PlrYamlNode *key = plr_yaml_node_resolve (self->children[i - 2]);

      if (key->kind == PLR_YAML_SCALAR)
        g_hash_table_replace (table, (gpointer) key->value, self->children[i - 2]);
    }

  return table;
}

static PlrYamlNode *
plr_yaml_find_in_table (PlrYamlNode *self,
                        const char  *key)
{
  PlrYaml *tree = self->tree;
  GHashTable *table;
  PlrYamlNode *found;

  g_mutex_lock (&tree->lock);
  if (tree->key_tables == NULL)
    tree->key_tables = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_hash_table_unref);
  table = g_hash_table_lookup (tree->key_tables, self);
  if (table == NULL)
    {
      table = plr_yaml_make_key_table (self);
      g_hash_table_insert (tree->key_tables, self, table);
    }
  found = g_hash_table_lookup (table, key);
  g_mutex_unlock (&tree->lock);

  return found;
}

/**
 * plr_yaml_node_find_key:
 * @key: a key
 * @index: (out) (optional): its place
 *
 * Returns: whether the node is a mapping with that key; of equal keys it is the first
 */
gboolean
plr_yaml_node_find_key (PlrYamlNode *self,
                        const char  *key,
                        guint       *index)
{
  PlrYamlNode *found = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  if (self->kind != PLR_YAML_MAPPING)
    return FALSE;

  if (self->n_children / 2 > MAX_LINEAR)
    found = plr_yaml_find_in_table (self, key);
  else
    for (guint i = 0; i < self->n_children && found == NULL; i += 2)
      {
        PlrYamlNode *candidate = plr_yaml_node_resolve (self->children[i]);

        if (candidate->kind == PLR_YAML_SCALAR && strcmp (candidate->value, key) == 0)
          found = self->children[i];
      }

  if (found != NULL && index != NULL)
    *index = found->index / 2;

  return found != NULL;
}

/**
 * plr_yaml_node_get:
 * @key: a key
 *
 * Returns: (nullable) (transfer none): its value, %NULL when the node is no mapping or has no such key
 */
PlrYamlNode *
plr_yaml_node_get (PlrYamlNode *self,
                   const char  *key)
{
  guint index;

  return plr_yaml_node_find_key (self, key, &index) ? self->children[2 * index + 1] : NULL;
}

/**
 * plr_yaml_node_find_duplicate:
 * @first: (out) (optional): the key that it repeats
 *
 * Returns: (nullable) (transfer none): the first key of a mapping that stands in it a second time, or %NULL
 */
PlrYamlNode *
plr_yaml_node_find_duplicate (PlrYamlNode  *self,
                              PlrYamlNode **first)
{
  g_autoptr(GHashTable) seen = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->kind != PLR_YAML_MAPPING)
    return NULL;

  seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < self->n_children; i += 2)
    {
      PlrYamlNode *key = plr_yaml_node_resolve (self->children[i]);
      PlrYamlNode *other;

      /* Several merge keys are read by some engines one after the other. */
      if (key->kind != PLR_YAML_SCALAR || (strcmp (key->value, "<<") == 0 && key->style == PLR_YAML_PLAIN))
        continue;
      other = g_hash_table_lookup (seen, key->value);
      if (other != NULL)
        {
          if (first != NULL)
            *first = other;
          return self->children[i];
        }
      g_hash_table_insert (seen, (gpointer) key->value, self->children[i]);
    }

  return NULL;
}

/**
 * plr_yaml_node_get_string:
 * @self: (nullable): a node, or what plr_yaml_node_get() did not find
 *
 * Returns: (nullable): the text of a scalar without quotes and escapes, also through an alias; %NULL for a collection
 */
const char *
plr_yaml_node_get_string (PlrYamlNode *self)
{
  return self != NULL ? plr_yaml_node_get_scalar (self, NULL) : NULL;
}

/**
 * plr_yaml_node_get_scalar:
 * @length: (out) (optional): its bytes; more than strlen() says when there is a `\0` in it
 *
 * Returns: (nullable): as plr_yaml_node_get_string()
 */
const char *
plr_yaml_node_get_scalar (PlrYamlNode *self,
                          gsize       *length)
{
  g_return_val_if_fail (self != NULL, NULL);

  self = plr_yaml_node_resolve (self);
  if (self->kind != PLR_YAML_SCALAR)
    return NULL;

  if (length != NULL)
    *length = self->length;

  return self->value;
}

PlrYamlType
plr_yaml_node_get_scalar_type (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, PLR_YAML_TYPE_STRING);

  self = plr_yaml_node_resolve (self);
  if (self->kind != PLR_YAML_SCALAR || self->style != PLR_YAML_PLAIN || self->extra->tag != NULL)
    return PLR_YAML_TYPE_STRING;

  return plr_yaml_scalar_guess_type (self->value);
}

gboolean
plr_yaml_node_is_null (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  /* The first letter settles most. */
  if (self->kind == PLR_YAML_SCALAR && strchr ("~nN", self->value[0]) == NULL)
    return FALSE;

  return plr_yaml_node_get_scalar_type (self) == PLR_YAML_TYPE_NULL;
}

/**
 * plr_yaml_node_resolve:
 *
 * Returns: (transfer none): what an alias refers to; any other node itself
 */
PlrYamlNode *
plr_yaml_node_resolve (PlrYamlNode *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind == PLR_YAML_ALIAS ? self->extra->target : self;
}

static gboolean
plr_yaml_is_merge_key (PlrYamlNode *key)
{
  return key->kind == PLR_YAML_SCALAR && key->style == PLR_YAML_PLAIN && strcmp (key->value, "<<") == 0;
}

/* The depth is bounded: each level of merging adds to the weight, which is capped. */
static void
plr_yaml_collect_merged (PlrYamlNode *map,
                         GHashTable  *seen,
                         GPtrArray   *pairs,
                         guint        depth)
{
  map = plr_yaml_node_resolve (map);
  if (map->kind != PLR_YAML_MAPPING || depth > PLR_YAML_MAX_DEPTH)
    return;

  for (guint i = 0; i < map->n_children; i += 2)
    {
      PlrYamlNode *key = plr_yaml_node_resolve (map->children[i]);

      if (plr_yaml_is_merge_key (key) ||
          (key->kind == PLR_YAML_SCALAR && !g_hash_table_add (seen, (gpointer) key->value)))
        continue;
      g_ptr_array_add (pairs, map->children[i]);
      g_ptr_array_add (pairs, map->children[i + 1]);
    }

  for (guint i = 0; i < map->n_children; i += 2)
    {
      PlrYamlNode *source = map->children[i + 1];

      if (!plr_yaml_is_merge_key (map->children[i]))
        continue;
      source = plr_yaml_node_resolve (source);
      if (source->kind == PLR_YAML_SEQUENCE)
        for (guint j = 0; j < source->n_children; j++)
          plr_yaml_collect_merged (source->children[j], seen, pairs, depth + 1);
      else
        plr_yaml_collect_merged (source, seen, pairs, depth + 1);
    }
}

/**
 * plr_yaml_node_list_merged:
 *
 * Returns: (transfer container) (element-type PlrYamlNode): keys and values in turn of a mapping with those that its merge
 *   keys (`<<`) bring in; those of the mapping itself first. A value whose parent is another mapping came that way.
 */
GPtrArray *
plr_yaml_node_list_merged (PlrYamlNode *self)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) pairs = g_ptr_array_new ();

  g_return_val_if_fail (self != NULL, NULL);

  plr_yaml_collect_merged (self, seen, pairs, 0);

  return g_steal_pointer (&pairs);
}

/**
 * plr_yaml_node_get_merged:
 * @key: a key
 *
 * Returns: (nullable) (transfer none): its value in the mapping or, when it has none, in those that it merges
 */
PlrYamlNode *
plr_yaml_node_get_merged (PlrYamlNode *self,
                          const char  *key)
{
  PlrYamlNode *value;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  value = plr_yaml_node_get (self, key);
  if (value == NULL && plr_yaml_node_get (self, "<<") != NULL)
    {
      g_autoptr(GPtrArray) pairs = plr_yaml_node_list_merged (self);

      for (guint i = 0; i < pairs->len && value == NULL; i += 2)
        if (g_strcmp0 (plr_yaml_node_get_string (pairs->pdata[i]), key) == 0)
          value = pairs->pdata[i + 1];
    }

  return value;
}
