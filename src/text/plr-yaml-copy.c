/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-copy"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-yaml-edit-private.h"

static int
compare_offsets (gconstpointer a,
                 gconstpointer b)
{
  const PlrYamlNode *left = *(PlrYamlNode *const *) a;
  const PlrYamlNode *right = *(PlrYamlNode *const *) b;

  return left->outer_start < right->outer_start ? -1 : left->outer_start > right->outer_start;
}

static void
list_anchored (PlrYamlNode *node,
               GPtrArray   *anchored)
{
  if (node->extra->anchor != NULL)
    g_ptr_array_add (anchored, node);
  for (guint i = 0; i < node->n_children; i++)
    list_anchored (node->children[i], anchored);
}

/* The text from @start to @end without the anchors of @node and what is in it, since a second one of the same name would
 * catch the aliases that follow. */
static void
append_without_anchors (GString     *out,
                        PlrYamlNode *node,
                        gsize        start,
                        gsize        end)
{
  const char *text = node->tree->text;
  g_autoptr(GPtrArray) anchored = g_ptr_array_new ();

  list_anchored (node, anchored);
  g_ptr_array_sort (anchored, compare_offsets);
  for (guint i = 0; i < anchored->len; i++)
    {
      const PlrYamlNode *holder = anchored->pdata[i];
      g_autofree char *mark = g_strconcat ("&", holder->extra->anchor, NULL);
      const char *found = strstr (text + holder->outer_start, mark);
      gsize length = strlen (mark);

      g_string_append_len (out, text + start, found - text - start);
      if (found[length] == ' ')
        length++;
      else if (out->len > 0 && out->str[out->len - 1] == ' ')
        g_string_truncate (out, out->len - 1);
      start = found - text + length;
    }
  g_string_append_len (out, text + start, end - start);
}

static gboolean
is_in_block (PlrYamlNode *node)
{
  return node->parent != NULL && node->parent->style == PLR_YAML_BLOCK;
}

/* Moves all lines but the first by @shift columns and gives them the line breaks of the file they go to. */
static char *
shift_lines (const char *text,
             int         shift,
             const char *newline)
{
  GString *out = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize length = strcspn (text, "\r\n");

      g_string_append_len (out, text, length);
      text += length;
      if (*text == '\0')
        break;

      text += text[0] == '\r' && text[1] == '\n' ? 2 : 1;
      g_string_append (out, newline);
      if (*text == '\r' || *text == '\n' || *text == '\0')
        continue;
      if (shift > 0)
        g_string_append_printf (out, "%*s", shift, "");
      for (int i = shift; i < 0 && *text == ' '; i++)
        text++;
    }

  return g_string_free (out, FALSE);
}

/* What stands behind the indicator of @source, made fit to stand behind one at column @outer. Between two of a kind all of
 * it is taken as it is; otherwise the comments before its first entry stay behind. */
static char *
write_copied_value (PlrYamlEdit *self,
                    PlrYamlNode *source,
                    guint        outer,
                    gboolean     is_item)
{
  PlrYaml *tree = source->tree;
  g_autoptr(GString) raw = g_string_new (NULL);
  guint index = plr_yaml_node_get_index (source);
  gboolean was_item = source->parent->kind == PLR_YAML_SEQUENCE;
  gboolean is_block = source->style == PLR_YAML_BLOCK && source->n_children > 0;
  guint column = source->start - plr_yaml_line_start (tree, source->start);
  int shift = (int) outer - (int) plr_yaml_entry_column (source->parent);
  gsize start = plr_yaml_indicator_end (source);
  gsize end = plr_yaml_entry_own_end (source->parent, index);

  if (start == G_MAXSIZE)
    return g_strdup ("");

  if (is_block && was_item != is_item)
    {
      guint width = source->kind == PLR_YAML_MAPPING ? self->writer.step : self->writer.dash_offset;

      if (is_item)
        width = self->writer.item_offset;
      shift = (int) (outer + width) - (int) column;
      start = source->start;
      if (is_item)
        g_string_append_printf (raw, "%*s", (int) self->writer.item_offset - 1, "");
      else
        g_string_append_printf (raw, "\n%*s", (int) column, "");
    }
  append_without_anchors (raw, source, start, end);

  return shift_lines (raw->str, shift, self->writer.newline);
}

/* The comments directly above an entry, each with a line break and the indentation of the next line behind it. */
static void
append_comments (PlrYamlEdit *self,
                 GString     *out,
                 PlrYamlNode *source,
                 guint        column)
{
  PlrYaml *tree = source->tree;
  guint index = plr_yaml_node_get_index (source);
  gsize start = plr_yaml_entry_start (source->parent, index);
  gsize line = plr_yaml_entry_own_start (source->parent, index);

  while (line < start)
    {
      gsize text = line + strspn (tree->text + line, " ");

      if (text >= start)
        break;
      g_string_append_len (out, tree->text + text, plr_yaml_line_end (tree, text) - text);
      g_string_append_printf (out, "%s%*s", self->writer.newline, (int) column, "");
      line = plr_yaml_next_line (tree, text);
    }
}

static gboolean
is_insertable (PlrYamlNode *collection,
               const char  *key,
               GError     **error)
{
  gboolean is_null = collection->kind == PLR_YAML_SCALAR && plr_yaml_node_is_null (collection);
  PlrYamlKind kind = key != NULL ? PLR_YAML_MAPPING : PLR_YAML_SEQUENCE;

  if (!is_null && collection->kind != kind)
    {
      plr_yaml_set_error (error, collection->tree, PLR_YAML_ERROR_INVALID, collection->start,
                          key != NULL ? _("a copy with a name needs a mapping to be put into")
                                      : _("a copy without a name needs a sequence to be put into"));
      return FALSE;
    }
  if (key != NULL && plr_yaml_node_get (collection, key) != NULL)
    {
      plr_yaml_set_error (error, collection->tree, PLR_YAML_ERROR_INVALID, plr_yaml_node_get (collection, key)->start,
                          _("“%s” is there already"), key);
      return FALSE;
    }

  return TRUE;
}

/* Where text cannot be taken over the value is: into brackets, into what is empty, from brackets that span lines. */
static GPtrArray *
insert_value_of (PlrYamlNode     *collection,
                 int              index,
                 const char      *key,
                 PlrYamlNode     *source,
                 PlrYamlEditFlags flags,
                 GError         **error)
{
  g_autoptr(PlrYamlValue) value = plr_yaml_value_new_copy (source);

  if (value == NULL)
    {
      plr_yaml_set_error (error, collection->tree, PLR_YAML_ERROR_INVALID, collection->start,
                          _("a value with keys that are no names cannot be copied here"));
      return NULL;
    }
  if (key != NULL)
    return plr_yaml_edit_insert_key (collection, index, key, value, flags, error);

  return plr_yaml_edit_insert_item (collection, index, value, flags, error);
}

static GPtrArray *
insert_text_of (PlrYamlNode     *collection,
                int              index,
                const char      *key,
                PlrYamlNode     *source,
                gboolean         with_comments,
                PlrYamlEditFlags flags,
                GError         **error)
{
  guint n = plr_yaml_node_get_n_items (collection);
  guint at = index < 0 || (guint) index > n ? n : (guint) index;
  guint column = plr_yaml_entry_column (collection);
  PlrYamlIntent intent = { .node = source, .is_copy = TRUE };
  g_auto(PlrYamlEdit) edit = { 0 };
  g_autoptr(GString) entry = g_string_new (NULL);
  g_autofree char *value = NULL;

  if (!plr_yaml_check_shared (collection, flags, error))
    return NULL;

  plr_yaml_edit_init (&edit, collection->tree, collection, flags);
  plr_yaml_writer_learn (&edit.writer, collection->tree, collection);
  if (with_comments)
    append_comments (&edit, entry, source, column);
  value = write_copied_value (&edit, source, column, key == NULL);
  if (key != NULL)
    {
      plr_yaml_write_key (&edit.writer, key, FALSE);
      g_string_append (entry, edit.writer.out->str);
    }
  g_string_append_c (entry, key != NULL ? ':' : '-');
  g_string_append (entry, value);

  plr_yaml_edit_insert_text (&edit, collection, at, entry->str, strpbrk (entry->str, "\r\n") != NULL);
  edit.writer.is_open = plr_yaml_ends_in_block_scalar (source);
  g_array_insert_val (edit.children, key != NULL ? 2 * at : at, intent);
  if (key != NULL)
    {
      g_autoptr(PlrYamlValue) name = plr_yaml_value_new_text (key);

      plr_yaml_edit_intend (&edit, 2 * at, 0, name);
    }

  return plr_yaml_edit_finish (&edit, error);
}

static GPtrArray *
insert_copy (PlrYamlNode     *collection,
             int              index,
             const char      *key,
             PlrYamlNode     *source,
             gboolean         with_comments,
             PlrYamlEditFlags flags,
             GError         **error)
{
  if (!is_insertable (collection, key, error))
    return NULL;

  if (collection->n_children > 0 && collection->style == PLR_YAML_BLOCK && is_in_block (source) &&
      !plr_yaml_node_is_key (source))
    {
      g_autoptr(GError) local_error = NULL;
      GPtrArray *patches = insert_text_of (collection, index, key, source, with_comments, flags, &local_error);

      if (patches != NULL)
        return patches;
      if (!g_error_matches (local_error, PLR_YAML_ERROR, PLR_YAML_ERROR_MISMATCH))
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return NULL;
        }
    }

  return insert_value_of (collection, index, key, source, flags, error);
}

/**
 * plr_yaml_edit_insert_copy:
 * @collection: a mapping or sequence, or an empty value that becomes one
 * @index: before which entry, or -1 for the end
 * @key: (nullable): the key of the copy in a mapping; %NULL in a sequence
 * @source: a value or item of this or of another text
 * @flags: how
 * @error: %PLR_YAML_ERROR_INVALID when @collection cannot take it, %PLR_YAML_ERROR_SHARED, %PLR_YAML_ERROR_MISMATCH
 *
 * Puts a copy of a value somewhere, with the comments in it and written as the original is, at the indentation of its new
 * place. It has no anchors.
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches of the text of @collection
 */
GPtrArray *
plr_yaml_edit_insert_copy (PlrYamlNode     *collection,
                           int              index,
                           const char      *key,
                           PlrYamlNode     *source,
                           PlrYamlEditFlags flags,
                           GError         **error)
{
  g_return_val_if_fail (collection != NULL, NULL);
  g_return_val_if_fail (source != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  return insert_copy (collection, index, key, source, FALSE, flags, error);
}

/* Where @node is after an entry was put into @collection at @at. */
static PlrYamlNode *
find_after_insertion (PlrYaml     *after,
                      PlrYamlNode *node,
                      PlrYamlNode *collection,
                      guint        at,
                      guint        width)
{
  PlrYamlNode *parent;
  guint place = node->index;

  if (node->parent == NULL)
    return plr_yaml_get_root (after, node->index);

  parent = find_after_insertion (after, node->parent, collection, at, width);
  if (node->parent == collection && place >= width * at)
    place += width;

  return parent != NULL && place < parent->n_children ? parent->children[place] : NULL;
}

/**
 * plr_yaml_edit_transfer:
 * @node: an item of a sequence, or a key or value of a mapping
 * @collection: another mapping or sequence of the same text, or an empty value that becomes one
 * @index: before which entry, or -1 for the end
 * @key: (nullable): the key that it gets in a mapping; %NULL in a sequence
 * @flags: how
 * @error: as of plr_yaml_edit_insert_copy() and plr_yaml_edit_remove()
 *
 * Moves an entry with the comments in it and above it to another collection. Within one plr_yaml_edit_move() does it.
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_transfer (PlrYamlNode     *node,
                        PlrYamlNode     *collection,
                        int              index,
                        const char      *key,
                        PlrYamlEditFlags flags,
                        GError         **error)
{
  guint n, at;
  g_autoptr(GPtrArray) inserted = NULL;
  g_autoptr(GPtrArray) removed = NULL;
  g_autoptr(PlrYaml) after = NULL;
  PlrYaml *tree;
  PlrYamlNode *left;

  g_return_val_if_fail (node != NULL && collection != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  tree = node->tree;
  if (plr_yaml_node_is_key (node))
    node = node->parent->children[node->index + 1];
  if (collection->tree != tree || node->parent == NULL || node->parent == collection ||
      plr_yaml_node_is_inside (collection, node))
    {
      plr_yaml_set_error (error, collection->tree, PLR_YAML_ERROR_INVALID, collection->start,
                          _("an entry cannot move there"));
      return NULL;
    }

  n = plr_yaml_node_get_n_items (collection);
  at = index < 0 || (guint) index > n ? n : (guint) index;
  inserted = insert_copy (collection, index, key, node, TRUE, flags, error);
  if (inserted == NULL)
    return NULL;
  after = plr_yaml_apply (tree, inserted, error);
  if (after == NULL)
    return NULL;

  left = find_after_insertion (after, node, collection, at, key != NULL ? 2 : 1);
  if (left == NULL)
    {
      plr_yaml_set_error (error, tree, PLR_YAML_ERROR_MISMATCH, node->start, _("an entry cannot move there"));
      return NULL;
    }
  removed = plr_yaml_edit_remove (left, flags, error);
  if (removed == NULL)
    return NULL;

  return plr_patches_compose (inserted, removed, tree->text, tree->size);
}

/* The text of an entry with another key and without its anchors, since a second one of the same name would catch the
 * aliases that follow. */
static char *
copy_entry_text (PlrYamlEdit *self,
                 PlrYamlNode *collection,
                 guint        index,
                 const char  *key)
{
  const char *text = collection->tree->text;
  guint width = collection->kind == PLR_YAML_MAPPING ? 2 : 1;
  PlrYamlNode *lead = collection->children[width * index];
  gsize at = plr_yaml_entry_start (collection, index);
  gsize end = collection->style == PLR_YAML_FLOW ? plr_yaml_entry_end (collection, index)
                                                 : plr_yaml_entry_own_end (collection, index);
  GString *out = self->writer.out;

  if (key != NULL)
    {
      g_string_append_len (out, text + at, lead->outer_start - at);
      plr_yaml_write_key (&self->writer, key, collection->style == PLR_YAML_FLOW);
      at = lead->end;
    }

  append_without_anchors (out, collection->children[width * index + width - 1], at, end);

  return g_strdup (out->str);
}

/**
 * plr_yaml_edit_duplicate:
 * @node: an item of a sequence, or a key or value of a mapping
 * @key: (nullable): the key of the copy; %NULL for an item of a sequence
 * @flags: how
 * @error: %PLR_YAML_ERROR_INVALID when the key is missing or taken, %PLR_YAML_ERROR_SHARED, %PLR_YAML_ERROR_MISMATCH
 *
 * Puts a copy of an entry after it, written as the original is, with the comments in it but not those above it and
 * without its anchors.
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_duplicate (PlrYamlNode     *node,
                         const char      *key,
                         PlrYamlEditFlags flags,
                         GError         **error)
{
  g_auto(PlrYamlEdit) edit = { 0 };
  g_autofree char *text = NULL;
  PlrYamlNode *parent;
  guint index, width;

  g_return_val_if_fail (node != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  parent = node->parent;
  if (parent == NULL || (parent->kind == PLR_YAML_MAPPING) != (key != NULL) ||
      (key != NULL && plr_yaml_node_get (parent, key) != NULL))
    {
      plr_yaml_set_error (error, node->tree, PLR_YAML_ERROR_INVALID, node->start, _("a copy needs a name of its own"));
      return NULL;
    }
  if (!plr_yaml_check_shared (parent, flags, error))
    return NULL;

  index = plr_yaml_node_get_index (node);
  width = key != NULL ? 2 : 1;
  plr_yaml_edit_init (&edit, node->tree, parent, flags);
  edit.place = node->start;
  plr_yaml_writer_learn (&edit.writer, node->tree, parent);

  text = copy_entry_text (&edit, parent, index, key);
  plr_yaml_edit_insert_text (&edit, parent, index + 1, text, strpbrk (text, "\r\n") != NULL);
  for (guint i = 0; i < width; i++)
    {
      PlrYamlIntent intent = { .node = parent->children[width * index + i], .is_copy = TRUE };

      if (key != NULL && i == 0)
        {
          g_autoptr(PlrYamlValue) name = plr_yaml_value_new_text (key);

          plr_yaml_edit_intend (&edit, width * (index + 1), 0, name);
          continue;
        }
      g_array_insert_val (edit.children, width * (index + 1) + i, intent);
    }
  edit.writer.is_open = plr_yaml_ends_in_block_scalar (parent->children[width * index + width - 1]);

  return plr_yaml_edit_finish (&edit, error);
}
