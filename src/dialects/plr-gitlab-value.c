/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-config.h"
#include "plr-yaml-value.h"

/* What one configuration may take; templates of templates can ask for any amount. */
#define MAX_BYTES  (192 * 1024 * 1024)
#define BLOCK_SIZE (64 * 1024)
#define MAX_LINEAR 12
#define MAX_DEPTH  200
#define MAX_TEXT   100000 /* values in what is written as one */

/* All values go at once, with the configuration. */
gpointer
plr_gitlab_alloc (PlrGitlabConfig *self,
                  gsize            size_bytes)
{
  gpointer memory;

  size_bytes = (size_bytes + 15) & ~(gsize)15;
  self->n_bytes += size_bytes;
  if (self->n_bytes > MAX_BYTES)
    self->is_over = TRUE;
  if (size_bytes > self->free_bytes)
    {
      gsize block = MAX (size_bytes, BLOCK_SIZE);

      self->free_memory = g_malloc0 (block);
      self->free_bytes = block;
      g_ptr_array_add (self->blocks, self->free_memory);
    }
  memory = self->free_memory;
  self->free_memory += size_bytes;
  self->free_bytes -= size_bytes;

  return memory;
}

static PlrGitlabValue *
new_value (PlrGitlabConfig *self,
           PlrYamlNode     *node,
           guint            n_entries)
{
  PlrGitlabValue *value = plr_gitlab_alloc (self, sizeof *value);

  value->node = node;
  value->kind = plr_yaml_node_get_kind (node);
  if (n_entries > 0)
    value->entries = plr_gitlab_alloc (self, n_entries * sizeof *value->entries);

  return value;
}

static GHashTable *
make_table (PlrGitlabConfig *self,
            PlrGitlabValue  *map)
{
  map->table = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (self->tables, map->table);
  for (guint i = 0; i < map->n_entries; i++)
    g_hash_table_insert (map->table, (gpointer)map->entries[i].name, GUINT_TO_POINTER (i));

  return map->table;
}

/**
 * plr_gitlab_find_entry:
 *
 * Returns: (transfer none) (nullable): the pair of that name, or `NULL`, also when it is no mapping
 */
PlrGitlabEntry *
plr_gitlab_find_entry (PlrGitlabConfig *self,
                       PlrGitlabValue  *map,
                       const char      *name)
{
  if (map == NULL || map->kind != PLR_YAML_MAPPING)
    return NULL;

  if (map->n_entries > MAX_LINEAR)
    {
      GHashTable *table = map->table != NULL ? map->table : make_table (self, map);
      gpointer index;

      return g_hash_table_lookup_extended (table, name, NULL, &index) ? &map->entries[GPOINTER_TO_UINT (index)] : NULL;
    }

  for (guint i = 0; i < map->n_entries; i++)
    if (map->entries[i].name[0] == name[0] && strcmp (map->entries[i].name, name) == 0)
      return &map->entries[i];

  return NULL;
}

/**
 * plr_gitlab_get:
 * @map: (nullable): a mapping, or anything else
 *
 * Returns: (transfer none) (nullable): what stands there; `NULL` also for an explicit null, which is as nothing
 */
PlrGitlabValue *
plr_gitlab_get (PlrGitlabConfig *self,
                PlrGitlabValue  *map,
                const char      *name)
{
  PlrGitlabEntry *entry = plr_gitlab_find_entry (self, map, name);

  return entry != NULL && !plr_gitlab_is_null (entry->value) ? entry->value : NULL;
}

const char *
plr_gitlab_get_string (PlrGitlabValue *value)
{
  gsize length = 0;
  const char *text = NULL;

  if (value == NULL || value->kind != PLR_YAML_SCALAR)
    return NULL;
  if (value->text != NULL)
    return value->text;
  text = plr_yaml_node_get_scalar (value->node, &length);

  return text != NULL && strlen (text) == length ? text : NULL;
}

gboolean
plr_gitlab_is_null (PlrGitlabValue *value)
{
  return value == NULL || (value->kind == PLR_YAML_SCALAR && value->text == NULL && plr_yaml_node_is_null (value->node));
}

gboolean
plr_gitlab_is_map (PlrGitlabValue *value)
{
  return value != NULL && value->kind == PLR_YAML_MAPPING;
}

static void
add_entry (PlrGitlabConfig *self,
           PlrGitlabValue  *value,
           const char      *name,
           PlrYamlNode     *key,
           PlrYamlNode     *use)
{
  PlrGitlabEntry *entry = &value->entries[value->n_entries++];

  entry->name = name;
  entry->key = key;
  entry->use = use;
  entry->value = plr_gitlab_build (self, use);
  value->has_reference |= entry->value->has_reference;
}

/* What most mappings are: few keys, each there once, none of them an alias or `<<`. NULL for any other. */
static PlrGitlabValue *
build_small_map (PlrGitlabConfig *self,
                 PlrYamlNode     *node)
{
  guint n_items = plr_yaml_node_get_n_items (node);
  const char *names[MAX_LINEAR];
  PlrGitlabValue *map;

  if (n_items > MAX_LINEAR)
    return NULL;

  for (guint i = 0; i < n_items; i++)
    {
      gsize length = 0;
      PlrYamlNode *key = plr_yaml_node_get_key (node, i);

      names[i] = plr_yaml_node_get_kind (key) == PLR_YAML_SCALAR ? plr_yaml_node_get_scalar (key, &length) : NULL;
      if (names[i] == NULL || names[i][0] == '<' || strlen (names[i]) != length)
        return NULL;
      if (self->inputs != NULL)
        names[i] = plr_gitlab_interpolate_name (self, key, names[i]);
      for (guint j = 0; j < i; j++)
        if (names[i][0] == names[j][0] && strcmp (names[i], names[j]) == 0)
          return NULL;
    }

  map = new_value (self, node, n_items);
  for (guint i = 0; i < n_items; i++)
    add_entry (self, map, names[i], plr_yaml_node_get_key (node, i), plr_yaml_node_get_value (node, i));

  return map;
}

static PlrGitlabValue *
build_merged_map (PlrGitlabConfig *self,
                  PlrYamlNode     *node)
{
  g_autoptr(GPtrArray) pairs = plr_yaml_node_list_merged (node);
  PlrGitlabValue *map = new_value (self, node, pairs->len / 2);

  for (guint i = 0; i < pairs->len; i += 2)
    {
      gsize length = 0;
      const char *name = plr_yaml_node_get_scalar (pairs->pdata[i], &length);

      if (name != NULL && strlen (name) == length)
        add_entry (self, map, self->inputs != NULL ? plr_gitlab_interpolate_name (self, pairs->pdata[i], name) : name,
                   pairs->pdata[i], pairs->pdata[i + 1]);
    }

  /* Of equal keys the last one counts for GitLab. */
  for (guint i = 0; pairs->len / 2 < plr_yaml_node_get_n_items (node) && i < plr_yaml_node_get_n_items (node); i++)
    {
      PlrYamlNode *key = plr_yaml_node_get_key (node, i);
      const char *text = plr_yaml_node_get_string (key);
      const char *name = text != NULL && self->inputs != NULL ? plr_gitlab_interpolate_name (self, key, text) : text;
      PlrGitlabEntry *entry = name != NULL ? plr_gitlab_find_entry (self, map, name) : NULL;

      if (entry == NULL || entry->key == key)
        continue;
      entry->key = key;
      entry->use = plr_yaml_node_get_value (node, i);
      entry->value = plr_gitlab_build (self, entry->use);
      map->has_reference |= entry->value->has_reference;
    }

  return map;
}

static PlrGitlabValue *
build_map (PlrGitlabConfig *self,
           PlrYamlNode     *node)
{
  PlrGitlabValue *map = build_small_map (self, node);

  return map != NULL ? map : build_merged_map (self, node);
}

static PlrGitlabValue *
build_list (PlrGitlabConfig *self,
            PlrYamlNode     *node)
{
  PlrGitlabValue *list = new_value (self, node, plr_yaml_node_get_n_items (node));

  for (guint i = 0; i < plr_yaml_node_get_n_items (node); i++)
    add_entry (self, list, NULL, NULL, plr_yaml_node_get_item (node, i));
  if (g_strcmp0 (plr_yaml_node_get_tag (node), "!reference") == 0)
    list->is_reference = list->has_reference = TRUE;

  return list;
}

/**
 * plr_gitlab_build:
 * @node: of any of the files
 *
 * Returns: (transfer none): what it says with aliases and merge keys followed; what has an anchor is built once
 */
PlrGitlabValue *
plr_gitlab_build (PlrGitlabConfig *self,
                  PlrYamlNode     *node)
{
  PlrYamlNode *target = plr_yaml_node_resolve (node);
  gboolean is_shared = plr_yaml_node_get_anchor (target) != NULL;
  PlrGitlabValue *value = is_shared ? g_hash_table_lookup (self->aliased, target) : NULL;

  if (value != NULL)
    return value;
  if (self->is_over || self->depth > MAX_DEPTH || plr_yaml_node_get_kind (target) == PLR_YAML_SCALAR)
    {
      value = self->inputs != NULL && !self->is_over ? plr_gitlab_interpolate (self, target) : NULL;
      if (value == NULL)
        value = new_value (self, target, 0);
    }
  else
    {
      self->depth++;
      value = plr_yaml_node_get_kind (target) == PLR_YAML_MAPPING ? build_map (self, target) : build_list (self, target);
      self->depth--;
    }
  if (is_shared)
    g_hash_table_insert (self->aliased, target, value);

  return value;
}

/**
 * plr_gitlab_merge:
 * @under: (nullable): what is there
 * @over: (nullable): what is put over it
 *
 * As GitLab merges files and templates: mappings pair by pair at every depth, anything else is replaced.
 *
 * Returns: (transfer none): both
 */
PlrGitlabValue *
plr_gitlab_merge (PlrGitlabConfig *self,
                  PlrGitlabValue  *under,
                  PlrGitlabValue  *over)
{
  PlrGitlabValue *merged;

  if (under == NULL || over == NULL || under == over)
    return over != NULL ? over : under;
  if (under->kind != PLR_YAML_MAPPING || over->kind != PLR_YAML_MAPPING || self->is_over || self->depth > MAX_DEPTH)
    return over;

  merged = new_value (self, over->node, under->n_entries + over->n_entries);
  memcpy (merged->entries, under->entries, under->n_entries * sizeof *under->entries);
  merged->n_entries = under->n_entries;
  merged->has_reference = under->has_reference || over->has_reference;

  self->depth++;
  for (guint i = 0; i < over->n_entries; i++)
    {
      PlrGitlabEntry *old = plr_gitlab_find_entry (self, under, over->entries[i].name);
      PlrGitlabEntry *entry = old != NULL ? &merged->entries[old - under->entries] : &merged->entries[merged->n_entries++];

      *entry = over->entries[i];
      if (old != NULL)
        entry->value = plr_gitlab_merge (self, old->value, entry->value);
    }
  self->depth--;

  return merged;
}

static void
collect_items (PlrGitlabValue *value,
               GPtrArray      *items,
               guint           depth)
{
  for (guint i = 0; i < value->n_entries; i++)
    {
      PlrGitlabValue *item = value->entries[i].value;

      if (items->len >= PLR_GITLAB_MAX_ITEMS)
        return;
      if (item->kind == PLR_YAML_SEQUENCE && depth < PLR_GITLAB_MAX_REFERENCES && !item->is_unknown)
        collect_items (item, items, depth + 1);
      else
        g_ptr_array_add (items, &value->entries[i]);
    }
}

/**
 * plr_gitlab_list_items:
 * @value: (nullable): anything
 *
 * GitLab makes one list of lists in a list, which is what references and aliases leave.
 *
 * Returns: (transfer container) (element-type PlrGitlabEntry): the items; none unless it is a list
 */
GPtrArray *
plr_gitlab_list_items (PlrGitlabValue *value)
{
  gboolean is_list = value != NULL && value->kind == PLR_YAML_SEQUENCE && !value->is_unknown;
  g_autoptr(GPtrArray) items = g_ptr_array_sized_new (is_list ? MIN (value->n_entries, PLR_GITLAB_MAX_ITEMS) : 0);

  if (is_list)
    collect_items (value, items, 0);

  return g_steal_pointer (&items);
}

/* Counts down what is in a value when everything is written out. */
static gboolean
is_within (PlrGitlabValue *value,
           guint          *budget)
{
  for (guint i = 0; i < value->n_entries && *budget > 0; i++)
    {
      (*budget)--;
      (void)is_within (value->entries[i].value, budget); /* the budget says it */
    }

  return *budget > 0;
}

static PlrYamlValue *
make_value (PlrGitlabValue *value,
            gboolean        is_flow,
            guint          *budget)
{
  PlrYamlValue *out;

  if (*budget == 0)
    return plr_yaml_value_new_null ();
  (*budget)--;
  if (value->kind == PLR_YAML_SCALAR && value->text != NULL)
    return value->is_word ? plr_yaml_value_new_text (value->text) : plr_yaml_value_new_string (value->text);
  if (value->kind == PLR_YAML_SCALAR || value->is_unknown)
    {
      out = plr_yaml_value_new_copy (value->node);

      return out != NULL ? out : plr_yaml_value_new_null ();
    }

  if (value->kind == PLR_YAML_SEQUENCE)
    {
      g_autoptr(GPtrArray) items = plr_gitlab_list_items (value);

      out = plr_yaml_value_new_list ();
      for (guint i = 0; i < items->len; i++)
        plr_yaml_value_append (out, make_value (((PlrGitlabEntry *)items->pdata[i])->value, is_flow, budget));
      plr_yaml_value_set_flow (out, is_flow || items->len == 0);
      return out;
    }

  out = plr_yaml_value_new_map ();
  for (guint i = 0; i < value->n_entries; i++)
    plr_yaml_value_set (out, value->entries[i].name, make_value (value->entries[i].value, is_flow, budget));
  plr_yaml_value_set_flow (out, is_flow || value->n_entries == 0);

  return out;
}

/**
 * plr_gitlab_make_value:
 * @value: anything
 * @is_flow: whether in one line, in brackets
 *
 * Returns: (transfer full): a value to write, without aliases and references; beyond 100,000 values there are nulls
 */
PlrYamlValue *
plr_gitlab_make_value (PlrGitlabValue *value,
                       gboolean        is_flow)
{
  guint budget = MAX_TEXT;

  return make_value (value, is_flow, &budget);
}

/**
 * plr_gitlab_dup_text:
 * @value: anything
 * @is_flow: whether in one line, in brackets
 *
 * Returns: (transfer full): a scalar as it is; YAML of anything else
 */
char *
plr_gitlab_dup_text (PlrGitlabValue *value,
                     gboolean        is_flow)
{
  const char *string = plr_gitlab_get_string (value);
  g_autoptr(PlrYamlValue) copy = string == NULL ? plr_gitlab_make_value (value, is_flow) : NULL;

  return string != NULL ? g_strdup (string) : g_strchomp (plr_yaml_value_dup_text (copy));
}

/**
 * plr_gitlab_config_get_text:
 * @value: anything
 * @is_flow: whether in one line, in brackets
 *
 * Returns: (transfer none): as plr_gitlab_dup_text(), which is made once for all jobs that have the value from a template
 */
const char *
plr_gitlab_config_get_text (PlrGitlabConfig *self,
                            PlrGitlabValue  *value,
                            gboolean         is_flow)
{
  const char *string = plr_gitlab_get_string (value);
  GHashTable *texts = self->texts[is_flow ? 1 : 0];
  char *text;

  if (string != NULL)
    return string;

  text = g_hash_table_lookup (texts, value);
  if (text == NULL)
    {
      guint budget = MAX_TEXT;

      self->is_over |= !is_within (value, &budget);
      text = plr_gitlab_dup_text (value, is_flow);
      g_hash_table_insert (texts, value, text);
    }

  return text;
}
