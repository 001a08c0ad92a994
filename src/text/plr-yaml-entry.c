/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-entry"

#include "config.h"

#include <string.h>

#include "plr-yaml-edit-private.h"

static guint
plr_yaml_entry_width (PlrYamlNode *collection)
{
  return collection->kind == PLR_YAML_MAPPING ? 2 : 1;
}

/**
 * plr_yaml_entry_node:
 *
 * Returns: (transfer none): the child of a collection that an edit of @node is about: of a value that is its key
 */
PlrYamlNode *
plr_yaml_entry_node (PlrYamlNode *node)
{
  return node->parent != NULL ? node->parent->children[node->index - node->index % plr_yaml_entry_width (node->parent)]
                              : node;
}

/* Of a dash, a '?' or the key with its anchor. */
gsize
plr_yaml_entry_start (PlrYamlNode *collection,
                      guint        index)
{
  PlrYaml *tree = collection->tree;
  gboolean is_flow = collection->style == PLR_YAML_FLOW;
  gsize offset;

  if (index == 0)
    return is_flow && !collection->is_braceless ? plr_yaml_skip_blank (tree, collection->start + 1) : collection->start;

  offset = plr_yaml_skip_blank (tree, plr_yaml_entry_end (collection, index - 1));
  if (is_flow && tree->text[offset] == ',')
    offset = plr_yaml_skip_blank (tree, offset + 1);

  return offset;
}

gsize
plr_yaml_entry_end (PlrYamlNode *collection,
                    guint        index)
{
  guint width = plr_yaml_entry_width (collection);

  return collection->children[width * index + width - 1]->end;
}

gboolean
plr_yaml_owns_line (PlrYaml *tree,
                    gsize    offset)
{
  gsize line = plr_yaml_line_start (tree, offset);

  return line + strspn (tree->text + line, " \t") >= offset;
}

guint
plr_yaml_entry_column (PlrYamlNode *collection)
{
  return collection->start - plr_yaml_line_start (collection->tree, collection->start);
}

gboolean
plr_yaml_is_blank_line (PlrYaml *tree,
                        gsize    line)
{
  gsize end = line + strspn (tree->text + line, " \t");

  return end == tree->size ? end > line : plr_yaml_line_end (tree, end) == end;
}

/* The start of the line before the one that starts at @line; @line itself when there is none. */
gsize
plr_yaml_previous_line (PlrYaml *tree,
                        gsize    line)
{
  return line > tree->lines[0] ? plr_yaml_line_start (tree, line - 1) : line;
}

/* Behind the ':', '-' or '?' after which the node stands; G_MAXSIZE for a root and where there is none. */
gsize
plr_yaml_indicator_end (PlrYamlNode *node)
{
  PlrYamlNode *parent = node->parent;
  gsize offset;

  if (parent == NULL || (parent->style == PLR_YAML_FLOW && parent->kind == PLR_YAML_SEQUENCE))
    return G_MAXSIZE;
  if (parent->kind == PLR_YAML_SEQUENCE)
    return plr_yaml_entry_start (parent, node->index) + 1;
  if (plr_yaml_node_is_key (node))
    {
      offset = plr_yaml_entry_start (parent, node->index / 2);
      return node->tree->text[offset] == '?' ? offset + 1 : G_MAXSIZE;
    }

  offset = plr_yaml_skip_blank (node->tree, parent->children[node->index - 1]->end);

  return node->tree->text[offset] == ':' ? offset + 1 : G_MAXSIZE;
}

/* The start of the line of the first comment directly above the entry with the same indentation, or of its own line. An
 * entry that shares its line with a dash or a marker has no comments above that are its own. */
gsize
plr_yaml_entry_own_start (PlrYamlNode *collection,
                          guint        index)
{
  PlrYaml *tree = collection->tree;
  gsize start = plr_yaml_entry_start (collection, index);
  gsize line = plr_yaml_line_start (tree, start);
  gsize first = line;
  gsize bound = 0;

  if (!plr_yaml_owns_line (tree, start))
    return start;

  if (index > 0)
    bound = plr_yaml_entry_end (collection, index - 1);
  else if (collection->parent != NULL)
    bound = plr_yaml_indicator_end (collection);

  while (first > tree->lines[0])
    {
      gsize above = plr_yaml_previous_line (tree, first);
      gsize indent = strspn (tree->text + above, " ");

      if (above < bound || tree->text[above + indent] != '#' || indent != start - line)
        break;
      first = above;
    }

  /* What a file starts with is about the file: a licence, a schema for editors. */
  return first == tree->lines[0] && collection->parent == NULL && index == 0 ? line : first;
}

/* The end of the last line of the entry, with comments below it that are indented deeper than the entry. */
gsize
plr_yaml_entry_own_end (PlrYamlNode *collection,
                        guint        index)
{
  PlrYaml *tree = collection->tree;
  gsize end = plr_yaml_line_end (tree, plr_yaml_entry_end (collection, index));
  guint column = plr_yaml_entry_column (collection);
  gsize line = end;

  for (;;)
    {
      gsize next = plr_yaml_next_line (tree, line);
      gsize indent = strspn (tree->text + next, " ");

      if (next == line || next >= tree->size)
        return end;
      line = plr_yaml_line_end (tree, next);
      if (tree->text[next + indent] == '#' && indent > column)
        end = line;
      else if (!plr_yaml_is_blank_line (tree, next))
        return end;
    }
}

/* Whether entries of the collection around @index are kept apart by blank lines. */
gboolean
plr_yaml_has_blank_gap (PlrYamlNode *collection,
                        guint        index)
{
  guint n = plr_yaml_node_get_n_items (collection);
  gsize line, stop;

  if (n < 2 || index == 0)
    return FALSE;

  index = MIN (index, n - 1);
  line = plr_yaml_next_line (collection->tree, plr_yaml_entry_own_end (collection, index - 1));
  stop = plr_yaml_entry_own_start (collection, index);

  return line < stop && plr_yaml_is_blank_line (collection->tree, line);
}

/* Whether the text of the node ends with that of a `|` or `>`, so that the line break behind it means something. */
gboolean
plr_yaml_ends_in_block_scalar (PlrYamlNode *node)
{
  while (node->n_children > 0)
    node = node->children[node->n_children - 1];

  return node->block_indent > 0;
}

/* Whether what is in brackets takes a line for each entry. An empty collection does as the one around it. */
gboolean
plr_yaml_is_spread (PlrYamlNode *node)
{
  for (; node != NULL && node->style == PLR_YAML_FLOW; node = node->parent)
    if (node->n_children > 0)
      return plr_yaml_line_start (node->tree, node->start) != plr_yaml_line_start (node->tree, node->end);

  return FALSE;
}

/* How far the line is indented in which the node starts. */
guint
plr_yaml_line_indent (PlrYamlNode *node)
{
  return strspn (node->tree->text + plr_yaml_line_start (node->tree, node->start), " \t");
}
