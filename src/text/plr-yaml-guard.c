/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-guard"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-yaml-edit-private.h"

/* Compares a tree that was read again with the tree before and the edit that lies between them. */
typedef struct
{
  PlrYamlEdit *edit;
  GHashTable  *anchors;         /* old node → new node */
} PlrYamlGuard;

void
plr_yaml_edit_init (PlrYamlEdit     *self,
                    PlrYaml         *tree,
                    PlrYamlNode     *where,
                    PlrYamlEditFlags flags)
{
  PlrYamlNode **nodes = where != NULL ? where->children : (PlrYamlNode **) tree->roots->pdata;
  guint n = where != NULL ? where->n_children : tree->roots->len;

  *self = (PlrYamlEdit) { .tree = tree, .where = where, .flags = flags & ~PLR_YAML_EDIT_IN_LINE };
  self->writer.avoids_literal = (flags & PLR_YAML_EDIT_IN_LINE) != 0;
  self->patches = plr_patches_new ();
  self->children = g_array_sized_new (FALSE, TRUE, sizeof (PlrYamlIntent), n + 2);
  self->writer.out = g_string_new (NULL);
  self->place = where != NULL ? where->start : 0;
  for (guint i = 0; i < n; i++)
    {
      PlrYamlIntent intent = { .node = nodes[i] };

      g_array_append_val (self->children, intent);
    }
}

void
plr_yaml_edit_clear (PlrYamlEdit *self)
{
  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    g_clear_pointer (&g_array_index (self->children, PlrYamlIntent, i).value, plr_yaml_value_unref);
  g_clear_pointer (&self->children, g_array_unref);
  g_clear_pointer (&self->patches, g_ptr_array_unref);
  if (self->writer.out != NULL)
    g_string_free (self->writer.out, TRUE);
  self->writer.out = NULL;
}

/* From now on @n_removed children at @position are gone and @value, if any, stands there. */
void
plr_yaml_edit_intend (PlrYamlEdit  *self,
                      guint         position,
                      guint         n_removed,
                      PlrYamlValue *value)
{
  PlrYamlIntent intent = { 0 };

  for (guint i = 0; i < n_removed; i++)
    g_clear_pointer (&g_array_index (self->children, PlrYamlIntent, position + i).value, plr_yaml_value_unref);
  g_array_remove_range (self->children, position, n_removed);
  if (value == NULL)
    return;

  intent.value = plr_yaml_value_new_alike (value);
  g_array_insert_val (self->children, position, intent);
}

/* A block scalar that ends the file without a line break reads without one; with anything behind it, it has one. */
static gboolean
plr_yaml_guard_same_text (PlrYamlNode *before,
                          PlrYamlNode *after)
{
  gboolean is_open = before->end == before->tree->size && before->block_indent > 0;

  if (after->length == before->length)
    return memcmp (after->value, before->value, before->length) == 0;

  return is_open && after->length == before->length + 1 && memcmp (after->value, before->value, before->length) == 0 &&
         after->value[before->length] == '\n';
}

static gboolean
plr_yaml_guard_same (PlrYamlGuard *self,
                     PlrYamlNode  *before,
                     PlrYamlNode  *after,
                     gboolean      is_copy);

static gboolean
plr_yaml_guard_same_children (PlrYamlGuard *self,
                              PlrYamlNode **after,
                              guint         n_after)
{
  GArray *children = self->edit->children;

  if (children->len != n_after)
    return FALSE;

  for (guint i = 0; i < n_after; i++)
    {
      const PlrYamlIntent *intent = &g_array_index (children, PlrYamlIntent, i);

      if (intent->value != NULL)
        {
          if (!plr_yaml_value_matches (intent->value, after[i]) || g_strcmp0 (intent->anchor, after[i]->extra->anchor) != 0)
            return FALSE;
          if (intent->node != NULL)
            g_hash_table_insert (self->anchors, intent->node, after[i]);
        }
      else if (!plr_yaml_guard_same (self, intent->node, after[i], intent->is_copy))
        {
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
plr_yaml_guard_same (PlrYamlGuard *self,
                     PlrYamlNode  *before,
                     PlrYamlNode  *after,
                     gboolean      is_copy)
{
  if (before->kind != after->kind || g_strcmp0 (before->extra->tag, after->extra->tag) != 0)
    return FALSE;
  if (g_strcmp0 (is_copy ? NULL : before->extra->anchor, after->extra->anchor) != 0)
    return FALSE;
  if (before->extra->anchor != NULL && !is_copy)
    g_hash_table_insert (self->anchors, before, after);

  if (before->kind == PLR_YAML_ALIAS)
    return strcmp (before->value, after->value) == 0 &&
           g_hash_table_lookup (self->anchors, before->extra->target) == after->extra->target;
  if (before->kind == PLR_YAML_SCALAR)
    return (before->style == PLR_YAML_PLAIN) == (after->style == PLR_YAML_PLAIN) &&
           plr_yaml_guard_same_text (before, after);

  if (before == self->edit->where && !is_copy)
    return plr_yaml_guard_same_children (self, after->children, after->n_children);
  if (before->n_children != after->n_children)
    return FALSE;
  for (guint i = 0; i < before->n_children; i++)
    if (!plr_yaml_guard_same (self, before->children[i], after->children[i], is_copy))
      return FALSE;

  return TRUE;
}

static gboolean
plr_yaml_guard_check (PlrYamlEdit *edit,
                      PlrYaml     *after)
{
  g_autoptr(GHashTable) anchors = g_hash_table_new (NULL, NULL);
  PlrYamlGuard self = { .edit = edit, .anchors = anchors };
  GPtrArray *before = edit->tree->roots;

  if (edit->where == NULL)
    return plr_yaml_guard_same_children (&self, (PlrYamlNode **) after->roots->pdata, after->roots->len);

  if (before->len != after->roots->len)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    if (!plr_yaml_guard_same (&self, before->pdata[i], after->roots->pdata[i], FALSE))
      return FALSE;

  return TRUE;
}

/* A literal text that is written at the very end of a file without a final line break would lose its own. */
static void
plr_yaml_edit_close_file (PlrYamlEdit *self)
{
  PlrPatch *last = NULL;
  char *closed;

  for (guint i = 0; i < self->patches->len; i++)
    {
      PlrPatch *patch = self->patches->pdata[i];

      if (patch->offset + patch->length == self->tree->size)
        last = patch;
    }
  if (!self->writer.is_open || last == NULL || g_str_has_suffix (last->replacement, "\n"))
    return;

  closed = g_strconcat (last->replacement, self->writer.newline, NULL);
  g_free (last->replacement);
  last->replacement = closed;
}

/**
 * plr_yaml_edit_finish:
 * @error: of %PLR_YAML_ERROR
 *
 * Applies the patches to a copy, reads it and compares; only what reads as intended is handed out.
 *
 * Returns: (transfer full): the patches
 */
GPtrArray *
plr_yaml_edit_finish (PlrYamlEdit *self,
                      GError     **error)
{
  g_autoptr(PlrYaml) after = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autofree char *text = NULL;
  gsize size;

  plr_yaml_edit_close_file (self);
  if (!plr_patches_normalize (self->patches, self->tree->text, self->tree->size))
    {
      plr_yaml_set_error (error, self->tree, PLR_YAML_ERROR_MISMATCH, self->place,
                          _("this change cannot be made here; edit the text instead"));
      return NULL;
    }

  text = plr_patches_apply (self->tree->text, self->tree->size, self->patches, &size);
  after = plr_yaml_new (text, size, &local_error);
  if (after != NULL && plr_yaml_guard_check (self, after))
    return g_ptr_array_ref (self->patches);

  g_debug ("refused: %s\n%s", local_error != NULL ? local_error->message : "reads differently", text);
  plr_yaml_set_error (error, self->tree, PLR_YAML_ERROR_MISMATCH, self->place,
                      _("the text would not read as intended after this change; edit the text instead"));

  return NULL;
}

/**
 * plr_yaml_check_shared:
 * @error: %PLR_YAML_ERROR_SHARED
 *
 * Returns: %FALSE when others refer to the node or to what it is a part of, so that a change of it is one of theirs
 */
gboolean
plr_yaml_check_shared (PlrYamlNode     *node,
                       PlrYamlEditFlags flags,
                       GError         **error)
{
  PlrYaml *tree = node->tree;
  gsize place = node->start;

  for (; node != NULL && !(flags & PLR_YAML_EDIT_SHARED); node = node->parent)
    if (node->extra->n_aliases > 0)
      {
        plr_yaml_set_error (error, tree, PLR_YAML_ERROR_SHARED, place,
                            ngettext ("“&%s” is used in %u other place, which would change with it",
                                      "“&%s” is used in %u other places, which would change with it", node->extra->n_aliases),
                            node->extra->anchor, node->extra->n_aliases);
        return FALSE;
      }

  return TRUE;
}

static void
plr_yaml_count_references (PlrYamlNode  *node,
                           PlrYamlNode  *top,
                           guint        *n_open,
                           PlrYamlNode **example)
{
  if (node->extra->n_aliases > 0)
    *example = node;
  *n_open += node->extra->n_aliases;
  if (node->kind == PLR_YAML_ALIAS && plr_yaml_node_is_inside (node->extra->target, top))
    *n_open -= 1;
  for (guint i = 0; i < node->n_children; i++)
    plr_yaml_count_references (node->children[i], top, n_open, example);
}

/**
 * plr_yaml_check_referenced:
 * @error: %PLR_YAML_ERROR_SHARED
 *
 * Returns: %FALSE when something in the node is referred to from outside of it, so that it cannot go
 */
gboolean
plr_yaml_check_referenced (PlrYamlNode *node,
                           gboolean     keeps_anchor,
                           GError     **error)
{
  PlrYamlNode *example = NULL;
  guint n_open = 0;

  plr_yaml_count_references (node, node, &n_open, &example);
  if (n_open == 0 || (keeps_anchor && n_open == node->extra->n_aliases))
    return TRUE;

  plr_yaml_set_error (error, node->tree, PLR_YAML_ERROR_SHARED, example->start,
                      _("“&%s” is used in other places; change those first"), example->extra->anchor);

  return FALSE;
}
