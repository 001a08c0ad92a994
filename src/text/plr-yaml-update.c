/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-update"

#include "config.h"

#include <string.h>

#include "plr-yaml-edit-private.h"

/* Longer lists are compared place by place and not for what moved. */
#define MAX_COMPARED 200

/* Several edits, each made in the text that the one before has left. */
typedef struct
{
  PlrYaml         *original;
  PlrYaml         *tree;
  GPtrArray       *patches;     /* all so far, of the original text */
  guint            document;
  PlrYamlEditFlags flags;
} PlrYamlUpdate;

static gboolean plr_yaml_update_node (PlrYamlUpdate *self,
                                      const char    *path,
                                      PlrYamlValue  *value,
                                      GError       **error);

static PlrYamlNode *
plr_yaml_update_find (PlrYamlUpdate *self,
                      const char    *path)
{
  return plr_yaml_node_lookup (plr_yaml_get_root (self->tree, self->document), path);
}

/* Takes the patches of one edit; %FALSE when there are none because it failed. */
static gboolean
plr_yaml_update_step (PlrYamlUpdate *self,
                      GPtrArray     *patches,
                      GError       **error)
{
  g_autoptr(GPtrArray) owned = patches;
  GPtrArray *composed;
  PlrYaml *after;

  if (patches == NULL)
    return FALSE;

  after = plr_yaml_apply (self->tree, patches, error);
  if (after == NULL)
    return FALSE;

  composed = plr_patches_compose (self->patches, patches, self->original->text, self->original->size);
  g_ptr_array_unref (self->patches);
  self->patches = composed;
  plr_yaml_unref (self->tree);
  self->tree = after;

  return TRUE;
}

static gboolean
plr_yaml_update_pair (PlrYamlUpdate *self,
                      const char    *path,
                      PlrYamlValue  *value,
                      guint          i,
                      GError       **error)
{
  PlrYamlNode *map = plr_yaml_update_find (self, path);
  const char *key = value->keys->pdata[i];
  PlrYamlValue *item = value->items->pdata[i];
  g_autoptr(GString) child = g_string_new (path);
  guint index;

  if (!plr_yaml_node_find_key (map, key, &index))
    return plr_yaml_update_step (self, plr_yaml_edit_insert_key (map, i, key, item, self->flags, error), error);
  if (index != i &&
      !plr_yaml_update_step (self, plr_yaml_edit_move (plr_yaml_node_get_key (map, index), i, self->flags, error), error))
    return FALSE;

  plr_yaml_append_path_step (child, key);

  return plr_yaml_update_node (self, child->str, item, error);
}

static gboolean
plr_yaml_update_map (PlrYamlUpdate *self,
                     const char    *path,
                     PlrYamlValue  *value,
                     GError       **error)
{
  for (guint i = plr_yaml_node_get_n_items (plr_yaml_update_find (self, path)); i > 0; i--)
    {
      PlrYamlNode *key = plr_yaml_node_get_key (plr_yaml_update_find (self, path), i - 1);

      if (!g_ptr_array_find_with_equal_func (value->keys, plr_yaml_node_get_string (key), g_str_equal, NULL) &&
          !plr_yaml_update_step (self, plr_yaml_edit_remove (key, self->flags, error), error))
        return FALSE;
    }

  for (guint i = 0; i < value->items->len; i++)
    if (!plr_yaml_update_pair (self, path, value, i, error))
      return FALSE;

  return TRUE;
}

/* Makes @n_old items from @at on read as @n_new values: those that have a partner in place, then the rest. */
static gboolean
plr_yaml_update_gap (PlrYamlUpdate *self,
                     const char    *path,
                     PlrYamlValue  *value,
                     guint          at,
                     guint          n_old,
                     guint          first_new,
                     guint          n_new,
                     GError       **error)
{
  for (guint i = 0; i < MIN (n_old, n_new); i++)
    {
      g_autofree char *child = g_strdup_printf ("%s/%u", path, at + i);

      if (!plr_yaml_update_node (self, child, value->items->pdata[first_new + i], error))
        return FALSE;
    }
  for (guint i = n_old; i < n_new; i++)
    {
      PlrYamlNode *list = plr_yaml_update_find (self, path);

      if (!plr_yaml_update_step (self, plr_yaml_edit_insert_item (list, at + i, value->items->pdata[first_new + i],
                                                                  self->flags, error), error))
        return FALSE;
    }
  for (guint i = n_old; i > n_new; i--)
    {
      PlrYamlNode *item = plr_yaml_node_get_item (plr_yaml_update_find (self, path), at + i - 1);

      if (!plr_yaml_update_step (self, plr_yaml_edit_remove (item, self->flags, error), error))
        return FALSE;
    }

  return TRUE;
}

/* The longest run of items, not necessarily next to each other, that both have: for each old item its partner among the
 * new ones, or G_MAXUINT. */
static GArray *
plr_yaml_update_find_partners (PlrYamlNode  *list,
                               PlrYamlValue *value)
{
  guint n = list->n_children, m = value->items->len;
  GArray *partners = g_array_sized_new (FALSE, FALSE, sizeof (guint), n);
  g_autofree guint16 *lengths = NULL;
  guint i = 0, j = 0;

  for (guint k = 0; k < n; k++)
    {
      guint none = G_MAXUINT;

      g_array_append_val (partners, none);
    }
  if (n > MAX_COMPARED || m > MAX_COMPARED)
    return partners;

  lengths = g_new0 (guint16, (n + 1) * (m + 1));
  for (guint a = n; a > 0; a--)
    for (guint b = m; b > 0; b--)
      {
        guint16 *here = &lengths[(a - 1) * (m + 1) + b - 1];

        if (plr_yaml_value_matches (value->items->pdata[b - 1], list->children[a - 1]))
          *here = here[m + 2] + 1;
        else
          *here = MAX (here[1], here[m + 1]);
      }

  while (i < n && j < m)
    if (plr_yaml_value_matches (value->items->pdata[j], list->children[i]))
      g_array_index (partners, guint, i++) = j++;
    else if (lengths[(i + 1) * (m + 1) + j] >= lengths[i * (m + 1) + j + 1])
      i++;
    else
      j++;

  return partners;
}

/* From the end to the start, so that the places before stay what they are. */
static gboolean
plr_yaml_update_list (PlrYamlUpdate *self,
                      const char    *path,
                      PlrYamlValue  *value,
                      GError       **error)
{
  PlrYamlNode *list = plr_yaml_update_find (self, path);
  g_autoptr(GArray) partners = plr_yaml_update_find_partners (list, value);
  guint old_end = partners->len, new_end = value->items->len;

  for (guint i = partners->len + 1; i > 0; i--)
    {
      guint old_start = i - 1;  /* behind the item before the gap */
      guint new_start = 0;

      if (i > 1)
        {
          guint partner = g_array_index (partners, guint, i - 2);

          if (partner == G_MAXUINT)
            continue;
          new_start = partner + 1;
        }
      if (!plr_yaml_update_gap (self, path, value, old_start, old_end - old_start, new_start, new_end - new_start, error))
        return FALSE;
      old_end = i > 1 ? i - 2 : 0;
      new_end = new_start > 0 ? new_start - 1 : 0;
    }

  return TRUE;
}

static gboolean
plr_yaml_update_has_plain_keys (PlrYamlNode  *map,
                                PlrYamlValue *value)
{
  gboolean has_common = FALSE;

  for (guint i = 0; i < map->n_children; i += 2)
    {
      if (map->children[i]->kind != PLR_YAML_SCALAR)
        return FALSE;
      if (g_ptr_array_find_with_equal_func (value->keys, map->children[i]->value, g_str_equal, NULL))
        has_common = TRUE;
    }

  return has_common && plr_yaml_node_find_duplicate (map, NULL) == NULL;
}

static gboolean
plr_yaml_update_node (PlrYamlUpdate *self,
                      const char    *path,
                      PlrYamlValue  *value,
                      GError       **error)
{
  PlrYamlNode *node = plr_yaml_update_find (self, path);
  g_autofree char *tag = plr_yaml_shorten_tag (node->extra->tag);
  gboolean is_alike = value->items != NULL && value->items->len > 0 && node->n_children > 0 &&
                      g_strcmp0 (tag, value->tag) == 0;

  if (plr_yaml_value_matches (value, node))
    return TRUE;
  if (is_alike && value->intent == PLR_YAML_INTENT_MAP && node->kind == PLR_YAML_MAPPING &&
      plr_yaml_update_has_plain_keys (node, value))
    return plr_yaml_update_map (self, path, value, error);
  if (is_alike && value->intent == PLR_YAML_INTENT_LIST && node->kind == PLR_YAML_SEQUENCE)
    return plr_yaml_update_list (self, path, value, error);

  return plr_yaml_update_step (self, plr_yaml_edit_replace_whole (node, value, self->flags, error), error);
}

/**
 * plr_yaml_edit_set:
 * @node: the node to change: any value or item, or a root; of a key use plr_yaml_edit_rename()
 * @value: what is to stand there
 * @flags: how
 * @error: %PLR_YAML_ERROR_INVALID for a key, %PLR_YAML_ERROR_SHARED when others refer to the node,
 *   %PLR_YAML_ERROR_MISMATCH
 *
 * Makes a node read as a value. Of a list or mapping only those entries change that are not what they should be, so that
 * the others keep their comments. Quotes stay as they are as far as the new text allows, a block scalar stays one, and so
 * does the comment behind it. An alias is replaced where it is used; what it refers to stays.
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches; none when the node reads as @value already
 */
GPtrArray *
plr_yaml_edit_set (PlrYamlNode     *node,
                   PlrYamlValue    *value,
                   PlrYamlEditFlags flags,
                   GError         **error)
{
  PlrYamlUpdate self = { .flags = flags & ~PLR_YAML_EDIT_PRUNE };
  g_autofree char *path = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autoptr(PlrYaml) tree = NULL;
  g_autoptr(GPtrArray) patches = NULL;
  gboolean is_done;

  g_return_val_if_fail (node != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  path = plr_yaml_node_dup_path (node);
  self.document = plr_yaml_node_get_document (node);
  self.original = node->tree;
  self.tree = plr_yaml_ref (node->tree);
  self.patches = plr_patches_new ();

  /* With equal keys on the way a path does not lead back. */
  is_done = node->n_children > 0 && !plr_yaml_node_is_key (node) && plr_yaml_update_find (&self, path) == node &&
            plr_yaml_update_node (&self, path, value, &local_error) &&
            plr_yaml_value_matches (value, plr_yaml_update_find (&self, path));
  tree = self.tree;
  patches = self.patches;
  if (is_done)
    return g_steal_pointer (&patches);
  if (g_error_matches (local_error, PLR_YAML_ERROR, PLR_YAML_ERROR_SHARED))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  return plr_yaml_edit_replace_whole (node, value, flags, error);
}
