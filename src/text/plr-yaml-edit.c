/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-yaml-edit-private.h"

/* Into a block before its first entry. */
static void
insert_first (PlrYamlEdit *self,
              PlrYamlNode *collection,
              const char  *text,
              gboolean     is_big)
{
  gsize start = plr_yaml_entry_start (collection, 0);
  guint column = plr_yaml_entry_column (collection);
  g_autofree char *inserted = NULL;

  if (plr_yaml_owns_line (self->tree, start))
    {
      gboolean is_apart = is_big && plr_yaml_has_blank_gap (collection, 1);

      inserted = g_strdup_printf ("%*s%s%s%s", (int) column, "", text, self->writer.newline,
                                  is_apart ? self->writer.newline : "");
      plr_patches_add (self->patches, plr_yaml_entry_own_start (collection, 0), 0, inserted);
    }
  else
    {
      inserted = g_strdup_printf ("%s%s%*s", text, self->writer.newline, (int) column, "");
      plr_patches_add (self->patches, start, 0, inserted);
    }
}

/* Into a block after the entry before @index. Comments that follow it stay behind what is inserted. */
static void
insert_after (PlrYamlEdit *self,
              PlrYamlNode *collection,
              guint        index,
              const char  *text,
              gboolean     is_big)
{
  gboolean is_apart = is_big && plr_yaml_has_blank_gap (collection, index);
  g_autofree char *inserted = g_strdup_printf ("%s%s%*s%s", is_apart ? self->writer.newline : "", self->writer.newline,
                                               (int) plr_yaml_entry_column (collection), "", text);

  plr_patches_add (self->patches, plr_yaml_entry_own_end (collection, index - 1), 0, inserted);
}

/* Into brackets. What is in one line stays in one line, what has a line for each entry gets one more. */
static void
insert_in_flow (PlrYamlEdit *self,
                PlrYamlNode *collection,
                guint        index,
                const char  *text)
{
  PlrYaml *tree = self->tree;
  guint n = plr_yaml_node_get_n_items (collection);
  guint near = index < n ? index : n - 1;
  gsize near_start = plr_yaml_entry_start (collection, near);
  gboolean owns_line = plr_yaml_owns_line (tree, near_start);
  guint column = near_start - plr_yaml_line_start (tree, near_start);
  gsize end = plr_yaml_entry_end (collection, n - 1);
  gsize comma = plr_yaml_skip_blank (tree, end);
  g_autofree char *line = plr_yaml_writer_dup_newline (&self->writer, column);
  g_autofree char *inserted = NULL;

  if (index < n)
    {
      inserted = g_strconcat (text, ",", owns_line ? line : " ", NULL);
      plr_patches_add (self->patches, near_start, 0, inserted);
    }
  else if (!owns_line || plr_yaml_line_start (tree, end) == plr_yaml_line_start (tree, collection->end))
    {
      inserted = g_strconcat (", ", text, NULL);
      plr_patches_add (self->patches, end, 0, inserted);
    }
  else
    {
      gboolean has_comma = tree->text[comma] == ',';

      inserted = g_strconcat (line, text, has_comma ? "," : NULL, NULL);
      if (!has_comma)
        plr_patches_add (self->patches, end, 0, ",");
      plr_patches_add (self->patches, plr_yaml_line_end (tree, has_comma ? comma : end), 0, inserted);
    }

  if (collection->is_braceless)
    {
      plr_patches_add (self->patches, collection->start, 0, "{");
      plr_patches_add (self->patches, collection->end, 0, "}");
    }
}

/* Into empty brackets that stay. */
static void
insert_in_empty (PlrYamlEdit *self,
                 PlrYamlNode *collection,
                 const char  *text)
{
  gsize inner = collection->start + 1;
  g_autofree char *inserted = NULL;

  if (self->writer.is_spread)
    {
      guint indent = plr_yaml_line_indent (collection);
      g_autofree char *first = plr_yaml_writer_dup_newline (&self->writer, indent + self->writer.step);
      g_autofree char *last = plr_yaml_writer_dup_newline (&self->writer, indent);

      inserted = g_strconcat (first, text, last, NULL);
    }
  else
    {
      inserted = g_strdup (text);
    }
  plr_patches_add (self->patches, inner, collection->end - 1 - inner, inserted);
}

/* Puts the text of an entry into a collection that is not an empty one. */
void
plr_yaml_edit_insert_text (PlrYamlEdit *self,
                           PlrYamlNode *collection,
                           guint        index,
                           const char  *text,
                           gboolean     is_big)
{
  if (collection->n_children == 0)
    insert_in_empty (self, collection, text);
  else if (collection->style == PLR_YAML_FLOW)
    insert_in_flow (self, collection, index, text);
  else if (index == 0)
    insert_first (self, collection, text, is_big);
  else
    insert_after (self, collection, index, text, is_big);
}

/* Writes an entry, with @key when it is one of a mapping. */
static char *
write_entry (PlrYamlEdit  *self,
             PlrYamlNode  *collection,
             const char   *key,
             PlrYamlValue *value)
{
  PlrYamlWriter *writer = &self->writer;

  if (collection->style != PLR_YAML_FLOW)
    {
      guint column = plr_yaml_entry_column (collection);

      if (key != NULL)
        plr_yaml_write_pair (writer, key, value, column);
      else
        plr_yaml_write_item (writer, value, column);
    }
  else
    {
      writer->is_spread = writer->is_json && plr_yaml_is_spread (collection);
      if (key != NULL)
        {
          plr_yaml_write_key (writer, key, TRUE);
          g_string_append (writer->out, ": ");
        }
      plr_yaml_write_flow (writer, value, plr_yaml_line_indent (collection) +
                           (writer->is_spread ? writer->step : 0));
    }

  return g_strdup (writer->out->str);
}

static gboolean
has_several_lines (PlrYamlValue *value)
{
  if (value->items == NULL)
    return strchr (value->text, '\n') != NULL;

  for (guint i = 0; i < value->items->len; i++)
    if (has_several_lines (value->items->pdata[i]))
      return TRUE;

  return FALSE;
}

/* Blank lines and comments that follow can become part of a text after a `|`; then it is written once more in quotes. */
static gboolean
may_try_in_line (PlrYamlValue    *value,
                 PlrYamlEditFlags flags,
                 GError         **error)
{
  if (!has_several_lines (value) || (flags & PLR_YAML_EDIT_IN_LINE) ||
      !g_error_matches (*error, PLR_YAML_ERROR, PLR_YAML_ERROR_MISMATCH))
    return FALSE;

  g_clear_error (error);

  return TRUE;
}

static GPtrArray *
replace_node (PlrYamlNode     *node,
              PlrYamlValue    *value,
              PlrYamlEditFlags flags,
              GError         **error)
{
  g_auto(PlrYamlEdit) edit = { 0 };
  g_autoptr(GPtrArray) patches = NULL;
  g_autoptr(GError) local_error = NULL;

  if (!plr_yaml_check_shared (node, flags, error) ||
      !plr_yaml_check_referenced (node, (flags & PLR_YAML_EDIT_SHARED) != 0, error))
    return NULL;

  plr_yaml_edit_init (&edit, node->tree, node->parent, flags);
  plr_yaml_edit_replace (&edit, node, value);
  patches = plr_yaml_edit_finish (&edit, &local_error);
  if (patches == NULL && may_try_in_line (value, flags, &local_error))
    return replace_node (node, value, flags | PLR_YAML_EDIT_IN_LINE, error);
  if (patches == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return g_steal_pointer (&patches);
}

/* A collection that is empty and outside of brackets gets lines of its own with its first entry. */
static gboolean
gets_block (PlrYamlNode *node)
{
  PlrYamlWriter writer = { 0 };

  if (node->n_children > 0 || (node->parent != NULL && node->parent->style == PLR_YAML_FLOW))
    return FALSE;
  plr_yaml_writer_learn (&writer, node->tree, NULL);

  return !writer.is_json;
}

static GPtrArray *
insert_entry (PlrYamlNode     *collection,
              int              index,
              const char      *key,
              PlrYamlValue    *value,
              PlrYamlEditFlags flags,
              GError         **error)
{
  gboolean is_null = collection->kind == PLR_YAML_SCALAR && plr_yaml_node_is_null (collection);
  guint n = plr_yaml_node_get_n_items (collection);
  guint at = index < 0 || (guint) index > n ? n : (guint) index;
  g_auto(PlrYamlEdit) edit = { 0 };
  g_autoptr(GPtrArray) patches = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autofree char *text = NULL;

  if (is_null || gets_block (collection))
    {
      g_autoptr(PlrYamlValue) whole = key != NULL ? plr_yaml_value_new_map () : plr_yaml_value_new_list ();

      if (key != NULL)
        plr_yaml_value_set (whole, key, plr_yaml_value_ref (value));
      else
        plr_yaml_value_append (whole, plr_yaml_value_ref (value));
      if (!is_null && collection->extra->tag != NULL)
        {
          g_autofree char *tag = plr_yaml_shorten_tag (collection->extra->tag);

          plr_yaml_value_set_tag (whole, tag);
        }
      return replace_node (collection, whole, flags, error);
    }

  if (!plr_yaml_check_shared (collection, flags, error))
    return NULL;

  plr_yaml_edit_init (&edit, collection->tree, collection, flags);
  plr_yaml_writer_learn (&edit.writer, collection->tree, collection);
  text = write_entry (&edit, collection, key, value);
  plr_yaml_edit_insert_text (&edit, collection, at, text,
                             plr_yaml_value_is_block (value) || strpbrk (text, "\r\n") != NULL);
  plr_yaml_edit_intend (&edit, key != NULL ? 2 * at : at, 0, value);
  if (key != NULL)
    {
      g_autoptr(PlrYamlValue) key_value = plr_yaml_value_new_text (key);

      plr_yaml_edit_intend (&edit, 2 * at, 0, key_value);
    }

  patches = plr_yaml_edit_finish (&edit, &local_error);
  if (patches == NULL && may_try_in_line (value, flags, &local_error))
    return insert_entry (collection, index, key, value, flags | PLR_YAML_EDIT_IN_LINE, error);
  if (patches == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return g_steal_pointer (&patches);
}

/**
 * plr_yaml_edit_replace_whole:
 * @node: as in plr_yaml_edit_set()
 * @value: what is to stand there
 * @flags: how
 * @error: as in plr_yaml_edit_set()
 *
 * Puts a value in the place of a node, whatever the two have in common.
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_replace_whole (PlrYamlNode     *node,
                             PlrYamlValue    *value,
                             PlrYamlEditFlags flags,
                             GError         **error)
{
  if (plr_yaml_node_is_key (node))
    {
      plr_yaml_set_error (error, node->tree, PLR_YAML_ERROR_INVALID, node->start,
                          _("this is a name; it can only be renamed"));
      return NULL;
    }

  return replace_node (node, value, flags, error);
}

/**
 * plr_yaml_edit_set_string:
 * @node: as in plr_yaml_edit_set()
 * @string: what it is to read as
 * @flags: how
 * @error: as in plr_yaml_edit_set()
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_set_string (PlrYamlNode     *node,
                          const char      *string,
                          PlrYamlEditFlags flags,
                          GError         **error)
{
  g_autoptr(PlrYamlValue) value = NULL;

  g_return_val_if_fail (string != NULL, NULL);

  value = plr_yaml_value_new_string (string);

  return plr_yaml_edit_set (node, value, flags, error);
}

/**
 * plr_yaml_edit_set_key:
 * @map: a mapping, or an empty value that becomes one
 * @key: a key
 * @value: its value
 * @flags: how
 * @error: as in plr_yaml_edit_set() and plr_yaml_edit_insert_key()
 *
 * Sets the value of a key, which is appended when it is not there.
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_set_key (PlrYamlNode     *map,
                       const char      *key,
                       PlrYamlValue    *value,
                       PlrYamlEditFlags flags,
                       GError         **error)
{
  PlrYamlNode *old;

  g_return_val_if_fail (map != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);

  old = plr_yaml_node_get (map, key);
  if (old != NULL)
    return plr_yaml_edit_set (old, value, flags, error);

  return plr_yaml_edit_insert_key (map, -1, key, value, flags, error);
}

/**
 * plr_yaml_edit_insert_key:
 * @map: a mapping, or an empty value that becomes one
 * @index: before which pair, or -1 for the end
 * @key: a key that is not in it
 * @value: its value
 * @flags: how
 * @error: %PLR_YAML_ERROR_INVALID when @map is none or has the key, %PLR_YAML_ERROR_SHARED, %PLR_YAML_ERROR_MISMATCH
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_insert_key (PlrYamlNode     *map,
                          int              index,
                          const char      *key,
                          PlrYamlValue    *value,
                          PlrYamlEditFlags flags,
                          GError         **error)
{
  g_return_val_if_fail (map != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (map->kind == PLR_YAML_ALIAS)
    {
      plr_yaml_set_error (error, map->tree, PLR_YAML_ERROR_SHARED, map->start,
                          _("“*%s” stands here for a value that others use as well"), map->value);
      return NULL;
    }
  if (map->kind != PLR_YAML_MAPPING && !(map->kind == PLR_YAML_SCALAR && plr_yaml_node_is_null (map)))
    {
      plr_yaml_set_error (error, map->tree, PLR_YAML_ERROR_INVALID, map->start,
                          _("“%s” needs a mapping to be put into"), key);
      return NULL;
    }
  if (plr_yaml_node_get (map, key) != NULL)
    {
      plr_yaml_set_error (error, map->tree, PLR_YAML_ERROR_INVALID, plr_yaml_node_get (map, key)->start,
                          _("“%s” is there already"), key);
      return NULL;
    }

  return insert_entry (map, index, key, value, flags, error);
}

/**
 * plr_yaml_edit_insert_item:
 * @list: a sequence, or an empty value that becomes one
 * @index: before which item, or -1 for the end
 * @value: the item
 * @flags: how
 * @error: %PLR_YAML_ERROR_INVALID when @list is no sequence, %PLR_YAML_ERROR_SHARED, %PLR_YAML_ERROR_MISMATCH
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_insert_item (PlrYamlNode     *list,
                           int              index,
                           PlrYamlValue    *value,
                           PlrYamlEditFlags flags,
                           GError         **error)
{
  g_return_val_if_fail (list != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (list->kind == PLR_YAML_ALIAS)
    {
      plr_yaml_set_error (error, list->tree, PLR_YAML_ERROR_SHARED, list->start,
                          _("“*%s” stands here for a value that others use as well"), list->value);
      return NULL;
    }
  if (list->kind != PLR_YAML_SEQUENCE && !(list->kind == PLR_YAML_SCALAR && plr_yaml_node_is_null (list)))
    {
      plr_yaml_set_error (error, list->tree, PLR_YAML_ERROR_INVALID, list->start,
                          _("an item needs a sequence to be put into"));
      return NULL;
    }

  return insert_entry (list, index, NULL, value, flags, error);
}

/**
 * plr_yaml_edit_rename:
 * @node: a key, or its value
 * @key: the new key
 * @flags: how
 * @error: %PLR_YAML_ERROR_INVALID when there is no key or the new one is taken, %PLR_YAML_ERROR_SHARED,
 *   %PLR_YAML_ERROR_MISMATCH
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_rename (PlrYamlNode     *node,
                      const char      *key,
                      PlrYamlEditFlags flags,
                      GError         **error)
{
  g_autoptr(PlrYamlValue) value = NULL;
  PlrYamlNode *parent;

  g_return_val_if_fail (node != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  parent = node->parent;
  node = plr_yaml_entry_node (node);
  if (parent == NULL || parent->kind != PLR_YAML_MAPPING || node->n_children > 0)
    {
      plr_yaml_set_error (error, node->tree, PLR_YAML_ERROR_INVALID, node->start, _("there is no name to change here"));
      return NULL;
    }
  if (plr_yaml_node_get (parent, key) != NULL && g_strcmp0 (plr_yaml_node_get_string (node), key) != 0)
    {
      plr_yaml_set_error (error, node->tree, PLR_YAML_ERROR_INVALID, plr_yaml_node_get (parent, key)->start,
                          _("“%s” is there already"), key);
      return NULL;
    }

  value = strcmp (key, "on") == 0 ? plr_yaml_value_new_text (key) : plr_yaml_value_new_string (key);

  return replace_node (node, value, flags, error);
}

/**
 * plr_yaml_edit_set_root:
 * @tree: a text, for instance an empty one or one with nothing but comments
 * @value: what its first document is to be
 * @error: as in plr_yaml_edit_set()
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_set_root (PlrYaml      *tree,
                        PlrYamlValue *value,
                        GError      **error)
{
  g_auto(PlrYamlEdit) edit = { 0 };
  g_autofree char *written = NULL;
  g_auto(GStrv) lines = NULL;
  g_autofree char *text = NULL;
  g_autofree char *appended = NULL;

  g_return_val_if_fail (tree != NULL, NULL);
  g_return_val_if_fail (value != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (tree->roots->len > 0)
    return plr_yaml_edit_set (tree->roots->pdata[0], value, PLR_YAML_EDIT_NONE, error);

  plr_yaml_edit_init (&edit, tree, NULL, PLR_YAML_EDIT_NONE);
  plr_yaml_writer_learn (&edit.writer, tree, NULL);
  written = plr_yaml_value_dup_text (value);
  lines = g_strsplit (written, "\n", -1);
  text = g_strjoinv (edit.writer.newline, lines);
  appended = g_strconcat (plr_yaml_line_start (tree, tree->size) < tree->size ? edit.writer.newline : "", text, NULL);
  plr_patches_add (edit.patches, tree->size, 0, appended);
  plr_yaml_edit_intend (&edit, 0, 0, value);

  return plr_yaml_edit_finish (&edit, error);
}

/**
 * plr_yaml_apply:
 * @tree: a text
 * @patches: (element-type PlrPatch): changes of it
 * @error: of %PLR_YAML_ERROR when the result is no YAML
 *
 * Returns: (transfer full): the text after, read
 */
PlrYaml *
plr_yaml_apply (PlrYaml   *tree,
                GPtrArray *patches,
                GError   **error)
{
  g_autofree char *text = NULL;
  gsize size;

  g_return_val_if_fail (tree != NULL, NULL);
  g_return_val_if_fail (patches != NULL, NULL);

  text = plr_patches_apply (tree->text, tree->size, patches, &size);

  return plr_yaml_new (text, size, error);
}
