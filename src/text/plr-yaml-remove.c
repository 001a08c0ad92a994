/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-remove"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-yaml-edit-private.h"

/* The lines of an entry of a block, with one of two blank lines that would otherwise meet. */
static void
remove_lines (PlrYamlEdit *self,
              PlrYamlNode *collection,
              guint        index)
{
  PlrYaml *tree = self->tree;
  guint n = plr_yaml_node_get_n_items (collection);
  gsize start = plr_yaml_entry_own_start (collection, index);
  gsize end = plr_yaml_entry_own_end (collection, index);
  gsize next = plr_yaml_next_line (tree, end);
  gsize above = plr_yaml_previous_line (tree, start);
  gboolean is_blank_below = next > end && plr_yaml_is_blank_line (tree, next);

  if (index > 0 && above < start && above > plr_yaml_entry_end (collection, index - 1) &&
      plr_yaml_is_blank_line (tree, above) && (index == n - 1 || is_blank_below))
    start = above;
  else if (index == 0 && is_blank_below)
    next = plr_yaml_next_line (tree, next);

  /* The last line of a file without a final line break takes the break before it along, unless that is part of a text. */
  if (next == tree->size && next == end && index > 0 &&
      !plr_yaml_ends_in_block_scalar (collection->children[index * (collection->n_children / n) - 1]))
    start = plr_yaml_line_end (tree, plr_yaml_previous_line (tree, start));
  plr_patches_add (self->patches, start, next - start, "");
}

/* The first entry of a block behind a dash; the next one moves up to the dash. */
static void
remove_behind_dash (PlrYamlEdit *self,
                    PlrYamlNode *collection)
{
  PlrYaml *tree = self->tree;
  gsize start = plr_yaml_entry_start (collection, 0);
  gsize next = plr_yaml_next_line (tree, plr_yaml_entry_own_end (collection, 0));

  next += strspn (tree->text + next, " \t\r\n");
  plr_patches_add (self->patches, start, next - start, "");
}

static void
remove_from_flow (PlrYamlEdit *self,
                  PlrYamlNode *collection,
                  guint        index)
{
  PlrYaml *tree = self->tree;
  guint n = plr_yaml_node_get_n_items (collection);
  gsize start = plr_yaml_entry_start (collection, index);
  gsize end = plr_yaml_entry_end (collection, index);
  gsize comma = plr_yaml_skip_blank (tree, end);
  gboolean has_comma = tree->text[comma] == ',' && plr_yaml_line_start (tree, comma) == plr_yaml_line_start (tree, end);
  gsize stop = has_comma ? comma + 1 : end;
  gsize line_end = plr_yaml_line_end (tree, stop);
  gsize rest = stop + strspn (tree->text + stop, " \t");
  gboolean is_alone = plr_yaml_owns_line (tree, start) && (rest == line_end || tree->text[rest] == '#');

  if (n == 1)
    {
      gsize first = collection->start + 1;

      /* Brackets that nothing but blanks would be between stand together, where the entry had lines of its own. */
      if (plr_yaml_owns_line (tree, start) && !collection->is_braceless && first + strspn (tree->text + first, " \t\r\n") == start &&
          stop + strspn (tree->text + stop, " \t\r\n") == collection->end - 1)
        {
          start = first;
          stop = collection->end - 1;
        }
      plr_patches_add (self->patches, start, stop - start, "");
      return;
    }

  /* Without a comma behind the last entry the one before it has to go, as JSON allows none there. */
  if (index == n - 1 && !has_comma)
    {
      gsize before = plr_yaml_entry_end (collection, index - 1);
      gsize last_comma = plr_yaml_skip_blank (tree, before);

      if (!is_alone)
        {
          plr_patches_add (self->patches, before, end - before, "");
          return;
        }
      plr_patches_add (self->patches, last_comma, 1, "");
    }

  /* Behind the last one there was no blank before its comma, so the one in front of it goes. */
  if (index == n - 1 && has_comma && !is_alone)
    start = plr_yaml_skip_blank (tree, plr_yaml_entry_end (collection, index - 1)) + 1;

  if (is_alone)
    {
      start = plr_yaml_line_start (tree, start);
      stop = plr_yaml_next_line (tree, line_end);
    }
  else if (rest < line_end && index < n - 1)
    {
      stop = rest;
    }
  plr_patches_add (self->patches, start, stop - start, "");
}

/**
 * plr_yaml_edit_remove:
 * @node: an item of a sequence, or a key or value of a mapping
 * @flags: how; with %PLR_YAML_EDIT_PRUNE what gets empty goes as well
 * @error: %PLR_YAML_ERROR_INVALID for the root of a document, %PLR_YAML_ERROR_SHARED, %PLR_YAML_ERROR_MISMATCH
 *
 * Removes an entry with its lines, the comment behind it and those directly above it. A collection that gets empty is
 * left as `{}` or `[]`.
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_remove (PlrYamlNode     *node,
                      PlrYamlEditFlags flags,
                      GError         **error)
{
  g_auto(PlrYamlEdit) edit = { 0 };
  PlrYamlNode *parent;
  guint index, width;

  g_return_val_if_fail (node != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (node->parent == NULL)
    {
      plr_yaml_set_error (error, node->tree, PLR_YAML_ERROR_INVALID, node->start, _("the whole document cannot be removed"));
      return NULL;
    }

  parent = node->parent;
  if (plr_yaml_node_get_n_items (parent) == 1 && (flags & PLR_YAML_EDIT_PRUNE) && parent->parent != NULL)
    return plr_yaml_edit_remove (parent, flags, error);
  if (plr_yaml_node_get_n_items (parent) == 1 && (parent->style == PLR_YAML_BLOCK || parent->is_braceless))
    {
      g_autoptr(PlrYamlValue) empty = parent->kind == PLR_YAML_MAPPING ? plr_yaml_value_new_map ()
                                                                       : plr_yaml_value_new_list ();
      g_autofree char *tag = plr_yaml_shorten_tag (parent->extra->tag);

      plr_yaml_value_set_tag (empty, tag);
      return plr_yaml_edit_set (parent, empty, flags, error);
    }

  index = plr_yaml_node_get_index (node);
  node = plr_yaml_entry_node (node);
  width = parent->kind == PLR_YAML_MAPPING ? 2 : 1;
  if (!plr_yaml_check_shared (parent, flags, error))
    return NULL;
  for (guint i = 0; i < width; i++)
    if (!plr_yaml_check_referenced (parent->children[node->index + i], FALSE, error))
      return NULL;

  plr_yaml_edit_init (&edit, node->tree, parent, flags);
  edit.place = node->start;
  plr_yaml_writer_learn (&edit.writer, node->tree, parent);
  plr_yaml_edit_intend (&edit, node->index, width, NULL);
  if (parent->style == PLR_YAML_FLOW)
    remove_from_flow (&edit, parent, index);
  else if (index == 0 && !plr_yaml_owns_line (node->tree, plr_yaml_entry_start (parent, 0)))
    remove_behind_dash (&edit, parent);
  else
    remove_lines (&edit, parent, index);

  return plr_yaml_edit_finish (&edit, error);
}

static gsize
chunk_start (PlrYamlNode *collection,
             guint        index)
{
  gsize start = plr_yaml_entry_start (collection, index);

  if (collection->style == PLR_YAML_FLOW || !plr_yaml_owns_line (collection->tree, start))
    return start;

  return plr_yaml_entry_own_start (collection, index) + plr_yaml_entry_column (collection);
}

static gsize
chunk_end (PlrYamlNode *collection,
           guint        index)
{
  return collection->style == PLR_YAML_FLOW ? plr_yaml_entry_end (collection, index)
                                            : plr_yaml_entry_own_end (collection, index);
}

/* Writes the entries of a range in their new order; what stands between them stays between them. */
static void
write_moved (PlrYamlEdit *self,
             PlrYamlNode *collection,
             guint        from,
             guint        to)
{
  const char *text = self->tree->text;
  guint low = MIN (from, to), high = MAX (from, to);
  gsize start = chunk_start (collection, low);
  gsize end = chunk_end (collection, high);
  guint last = from < to ? from : high - 1;
  guint width = collection->kind == PLR_YAML_MAPPING ? 2 : 1;
  GString *out = self->writer.out;

  for (guint i = low; i <= high; i++)
    {
      guint source = i == to ? from : (from < to ? i + 1 : i - 1);

      g_string_append_len (out, text + chunk_start (collection, source),
                           chunk_end (collection, source) - chunk_start (collection, source));
      if (i < high)
        g_string_append_len (out, text + chunk_end (collection, i),
                             chunk_start (collection, i + 1) - chunk_end (collection, i));
    }
  self->writer.is_open = plr_yaml_ends_in_block_scalar (collection->children[width * last + width - 1]);
  plr_patches_add (self->patches, start, end - start, out->str);
}

/* Whether something between two entries, these included, is referred to by an alias, so that their order matters. */
static gboolean
has_references (PlrYamlNode *node)
{
  if (node->extra->n_aliases > 0)
    return TRUE;
  for (guint i = 0; i < node->n_children; i++)
    if (has_references (node->children[i]))
      return TRUE;

  return FALSE;
}

/**
 * plr_yaml_edit_move:
 * @node: an item of a sequence, or a key or value of a mapping
 * @index: its place in the same collection afterwards; past the end is the last one
 * @flags: how
 * @error: %PLR_YAML_ERROR_INVALID for the root of a document, %PLR_YAML_ERROR_SHARED, %PLR_YAML_ERROR_MISMATCH
 *
 * Returns: (transfer full) (element-type PlrPatch): the patches
 */
GPtrArray *
plr_yaml_edit_move (PlrYamlNode     *node,
                    guint            index,
                    PlrYamlEditFlags flags,
                    GError         **error)
{
  g_auto(PlrYamlEdit) edit = { 0 };
  g_autoptr(GPtrArray) patches = NULL;
  g_autoptr(GError) local_error = NULL;
  PlrYamlNode *parent;
  guint from, width;

  g_return_val_if_fail (node != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  parent = node->parent;
  if (parent == NULL)
    {
      plr_yaml_set_error (error, node->tree, PLR_YAML_ERROR_INVALID, node->start, _("the whole document cannot be moved"));
      return NULL;
    }
  if (!plr_yaml_check_shared (parent, flags, error))
    return NULL;

  from = plr_yaml_node_get_index (node);
  index = MIN (index, plr_yaml_node_get_n_items (parent) - 1);
  width = parent->kind == PLR_YAML_MAPPING ? 2 : 1;

  plr_yaml_edit_init (&edit, node->tree, parent, flags);
  edit.place = node->start;
  plr_yaml_writer_learn (&edit.writer, node->tree, parent);
  if (from != index)
    write_moved (&edit, parent, from, index);
  for (guint i = 0; i < width; i++)
    {
      PlrYamlIntent intent = { .node = parent->children[width * from + i] };

      g_array_remove_index (edit.children, from < index ? width * from : width *from + i);
      g_array_insert_val (edit.children, from < index ? width * index + width - 1 : width *index + i, intent);
    }

  patches = plr_yaml_edit_finish (&edit, &local_error);
  if (patches == NULL && has_references (parent))
    plr_yaml_set_error (error, node->tree, PLR_YAML_ERROR_SHARED, node->start,
                        _("an anchor has to stand before the aliases that refer to it, so this cannot move there"));
  else if (patches == NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return g_steal_pointer (&patches);
}
