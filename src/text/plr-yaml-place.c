/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-place"

#include "config.h"

#include <string.h>

#include "plr-yaml-private.h"

static guint
plr_yaml_line_index (PlrYaml *self,
                     gsize    offset)
{
  guint low = 0, high = self->n_lines;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (self->lines[middle] <= offset)
        low = middle;
      else
        high = middle;
    }

  return low;
}

gsize
plr_yaml_line_start (PlrYaml *self,
                     gsize    offset)
{
  return self->lines[plr_yaml_line_index (self, offset)];
}

/* The bytes of a line break that no editor knows as one, or 0. */
guint
plr_yaml_odd_break (const char *text)
{
  if (text[0] == '\xc2' && text[1] == '\x85')
    return 2;

  return text[0] == '\xe2' && text[1] == '\x80' && (text[2] == '\xa8' || text[2] == '\xa9') ? 3 : 0;
}

/* The place of the line break, or of the end of the text. */
gsize
plr_yaml_line_end (PlrYaml *self,
                   gsize    offset)
{
  if (!self->has_odd_breaks)
    return offset + strcspn (self->text + offset, "\r\n");

  while (offset < self->size && self->text[offset] != '\r' && self->text[offset] != '\n' &&
         plr_yaml_odd_break (self->text + offset) == 0)
    offset++;

  return offset;
}

gsize
plr_yaml_next_line (PlrYaml *self,
                    gsize    offset)
{
  offset = plr_yaml_line_end (self, offset);
  if (self->text[offset] == '\r' && self->text[offset + 1] == '\n')
    return offset + 2;
  if (self->has_odd_breaks && plr_yaml_odd_break (self->text + offset) > 0)
    return offset + plr_yaml_odd_break (self->text + offset);

  return offset < self->size ? offset + 1 : offset;
}

/* Over blanks, line breaks and comments. */
gsize
plr_yaml_skip_blank (PlrYaml *self,
                     gsize    offset)
{
  const char *text = self->text;

  for (;;)
    {
      offset += strspn (text + offset, " \t\r\n");
      if (self->has_odd_breaks && plr_yaml_odd_break (text + offset) > 0)
        {
          offset += plr_yaml_odd_break (text + offset);
          continue;
        }
      if (text[offset] != '#' || (offset > 0 && strchr (" \t\r\n", text[offset - 1]) == NULL &&
                                  plr_yaml_line_start (self, offset) != offset))
        return offset;
      offset = plr_yaml_line_end (self, offset);
    }
}

/* Behind an anchor and a tag, in either order. */
gsize
plr_yaml_skip_properties (PlrYaml *self,
                          gsize    offset)
{
  const char *text = self->text;
  gsize end = offset;

  for (guint i = 0; i < 2 && (text[offset] == '&' || text[offset] == '!'); i++)
    {
      if (text[offset] == '!' && text[offset + 1] == '<')
        end = offset + strcspn (text + offset, ">\r\n") + 1;
      else
        end = offset + strcspn (text + offset, " \t\r\n,[]{}");
      end = MIN (MIN (end, plr_yaml_line_end (self, offset)), self->size);
      offset = plr_yaml_skip_blank (self, end);
    }

  return end;
}

/**
 * plr_yaml_get_text:
 * @size: (out) (optional): its bytes
 *
 * Returns: the text that was read, with a NUL behind it
 */
const char *
plr_yaml_get_text (PlrYaml *self,
                   gsize   *size)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (size != NULL)
    *size = self->size;

  return self->text;
}

guint
plr_yaml_get_n_documents (PlrYaml *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->roots->len;
}

/**
 * plr_yaml_get_root:
 * @document: which, from 0
 *
 * Returns: (nullable) (transfer none): the node that holds all others of the document; %NULL when there is no such document
 */
PlrYamlNode *
plr_yaml_get_root (PlrYaml *self,
                   guint    document)
{
  g_return_val_if_fail (self != NULL, NULL);

  return document < self->roots->len ? self->roots->pdata[document] : NULL;
}

void
plr_yaml_get_place (PlrYaml *self,
                    gsize    offset,
                    guint   *line,
                    guint   *column)
{
  guint index;
  gsize start;

  g_return_if_fail (self != NULL);

  offset = MIN (offset, self->size);
  index = plr_yaml_line_index (self, offset);
  start = self->lines[index];
  if (line != NULL)
    *line = index + 1;
  if (column != NULL)
    {
      *column = 1;
      for (gsize i = start; i < offset; i++)
        if (((guchar) self->text[i] & 0xc0) != 0x80)
          ++*column;
    }
}

/**
 * plr_yaml_get_offset:
 * @line: from 1
 * @column: in characters, from 1
 *
 * Returns: the byte there; the end of the line or of the text when it is shorter
 */
gsize
plr_yaml_get_offset (PlrYaml *self,
                     guint    line,
                     guint    column)
{
  gsize offset, end;

  g_return_val_if_fail (self != NULL, 0);

  if (line > self->n_lines)
    return self->size;

  offset = self->lines[MAX (line, 1) - 1];
  end = plr_yaml_line_end (self, offset);
  for (; column > 1 && offset < end; column--)
    offset += g_utf8_skip[(guchar) self->text[offset]];

  return MIN (offset, end);
}

guint
plr_yaml_get_n_lines (PlrYaml *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_lines;
}

static PlrYamlNode *
plr_yaml_pick (PlrYamlNode **nodes,
               guint         n_nodes,
               gsize         offset)
{
  guint low = 0, high = n_nodes;
  PlrYamlNode *node;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (nodes[middle]->outer_start <= offset)
        low = middle + 1;
      else
        high = middle;
    }

  node = low > 0 ? nodes[low - 1] : NULL;

  return node != NULL && offset <= node->end ? node : NULL;
}

/**
 * plr_yaml_find_node:
 * @offset: a place in the text, for instance of the cursor
 *
 * Returns: (nullable) (transfer none): the innermost node that holds the place; %NULL between and outside of documents
 */
PlrYamlNode *
plr_yaml_find_node (PlrYaml *self,
                    gsize    offset)
{
  PlrYamlNode *found = NULL;
  PlrYamlNode *node;

  g_return_val_if_fail (self != NULL, NULL);

  node = plr_yaml_pick ((PlrYamlNode **) self->roots->pdata, self->roots->len, offset);
  while (node != NULL)
    {
      found = node;
      node = plr_yaml_pick (node->children, node->n_children, offset);
    }

  return found;
}

/**
 * plr_yaml_lookup:
 * @path: a JSON pointer into the first document; empty for its root
 *
 * Returns: (nullable) (transfer none): the node there, or %NULL
 */
PlrYamlNode *
plr_yaml_lookup (PlrYaml    *self,
                 const char *path)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->roots->len == 0 ? NULL : plr_yaml_node_lookup (self->roots->pdata[0], path);
}

static char *
plr_yaml_unescape_step (const char *step,
                        gsize       length)
{
  GString *out = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (step[i] == '~' && i + 1 < length && (step[i + 1] == '0' || step[i + 1] == '1'))
      g_string_append_c (out, step[++i] == '0' ? '~' : '/');
    else
      g_string_append_c (out, step[i]);

  return g_string_free (out, FALSE);
}

/**
 * plr_yaml_node_lookup:
 * @path: a JSON pointer that starts at this node
 *
 * Aliases on the way are followed.
 *
 * Returns: (nullable) (transfer none): the node there, or %NULL
 */
PlrYamlNode *
plr_yaml_node_lookup (PlrYamlNode *self,
                      const char  *path)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  while (self != NULL && *path == '/')
    {
      gsize length = strcspn (path + 1, "/");
      g_autofree char *step = plr_yaml_unescape_step (path + 1, length);
      guint64 index;

      self = plr_yaml_node_resolve (self);
      if (self->kind == PLR_YAML_MAPPING)
        self = plr_yaml_node_get (self, step);
      else if (self->kind == PLR_YAML_SEQUENCE && g_ascii_string_to_unsigned (step, 10, 0, G_MAXUINT32, &index, NULL))
        self = plr_yaml_node_get_item (self, index);
      else
        self = NULL;
      path += length + 1;
    }

  return *path == '\0' ? self : NULL;
}

/* Appends a slash and a key with its slashes escaped. */
void
plr_yaml_append_path_step (GString    *path,
                           const char *key)
{
  g_string_append_c (path, '/');
  for (; *key != '\0'; key++)
    if (*key == '~' || *key == '/')
      g_string_append (path, *key == '~' ? "~0" : "~1");
    else
      g_string_append_c (path, *key);
}

/**
 * plr_yaml_node_dup_path:
 *
 * Returns: (transfer full): the JSON pointer from the root of the document to the node; of a key the one of its value
 */
char *
plr_yaml_node_dup_path (PlrYamlNode *self)
{
  g_autoptr(GString) path = g_string_new (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  for (; self->parent != NULL; self = self->parent)
    {
      g_autoptr(GString) step = g_string_new (NULL);

      if (self->parent->kind == PLR_YAML_MAPPING)
        {
          const char *key = plr_yaml_node_get_string (self->parent->children[self->index & ~1u]);

          plr_yaml_append_path_step (step, key != NULL ? key : "");
        }
      else
        {
          g_string_append_printf (step, "/%u", self->index);
        }
      g_string_prepend (path, step->str);
    }

  return g_string_free (g_steal_pointer (&path), FALSE);
}
