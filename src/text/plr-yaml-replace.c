/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-replace"

#include "config.h"

#include <string.h>

#include "plr-yaml-edit-private.h"

static gboolean
is_block_scalar (PlrYamlNode *node)
{
  return node->style == PLR_YAML_LITERAL || node->style == PLR_YAML_FOLDED;
}

/* Takes what was written and leaves an empty writer. */
static char *
steal_written (PlrYamlEdit *self)
{
  char *text = g_strdup (self->writer.out->str);

  g_string_truncate (self->writer.out, 0);

  return text;
}

static void
write_in_style_of (PlrYamlEdit  *self,
                   PlrYamlNode  *node,
                   PlrYamlValue *value,
                   gboolean      in_flow)
{
  PlrYamlStyle wanted = node->style <= PLR_YAML_DOUBLE_QUOTED ? (PlrYamlStyle) node->style : PLR_YAML_PLAIN;
  gboolean looks_typed = value->intent == PLR_YAML_INTENT_TEXT &&
                         plr_yaml_scalar_guess_type (value->text) != PLR_YAML_TYPE_STRING;

  if (self->writer.is_json && !(looks_typed && wanted == PLR_YAML_PLAIN))
    wanted = PLR_YAML_DOUBLE_QUOTED;
  plr_yaml_write_scalar (self->writer.out, value->text, value->intent, wanted, self->writer.quotes, in_flow);
}

/* A scalar in the place of a scalar, within the line. */
static void
replace_in_line (PlrYamlEdit  *self,
                 PlrYamlNode  *node,
                 PlrYamlValue *value)
{
  gboolean in_flow = node->parent != NULL && node->parent->style == PLR_YAML_FLOW;
  gboolean is_empty = node->start == node->end;
  gsize place = node->end;
  g_autofree char *text = NULL;

  if (is_empty && !node->has_indicator && !in_flow && !plr_yaml_node_is_key (node))
    {
      place = plr_yaml_line_end (self->tree, place);
      plr_yaml_write_newline (&self->writer, plr_yaml_entry_column (node->parent));
    }
  if (is_empty && !node->has_indicator && !plr_yaml_node_is_key (node))
    g_string_append_c (self->writer.out, ':');
  if (is_empty && !plr_yaml_node_is_key (node))
    g_string_append_c (self->writer.out, ' ');

  if (value->intent == PLR_YAML_INTENT_ALIAS)
    g_string_append_printf (self->writer.out, "*%s", value->text);
  else
    write_in_style_of (self, node, value, in_flow || plr_yaml_node_is_key (node));
  if (is_empty && plr_yaml_node_is_key (node) && self->tree->text[node->end] != ' ')
    g_string_append_c (self->writer.out, ' ');

  text = steal_written (self);
  plr_patches_add (self->patches, is_empty ? place : node->start, node->end - node->start, text);
}

/* The number in the header of a block scalar, or 0. */
static guint
header_digit (PlrYamlNode *node,
              gboolean    *keeps,
              gsize       *indicators_end)
{
  const char *text = node->tree->text;
  gsize at = node->start + 1;
  guint digit = 0;

  for (; text[at] == '+' || text[at] == '-' || g_ascii_isdigit (text[at]); at++)
    if (g_ascii_isdigit (text[at]))
      digit = text[at] - '0';
    else
      *keeps = text[at] == '+';
  *indicators_end = at;

  return digit;
}

/* Writes a text as block scalar with the header of @node as far as it fits; %FALSE when it cannot be one. */
static gboolean
write_block_scalar_like (PlrYamlEdit  *self,
                         PlrYamlNode  *node,
                         PlrYamlValue *value)
{
  const char *text = value->text;
  gboolean keeps = FALSE;
  gsize rest, header_end = plr_yaml_line_end (self->tree, node->start);
  guint digit = header_digit (node, &keeps, &rest);
  guint outer = node->parent != NULL ? plr_yaml_entry_column (node->parent) : 0;
  guint indent = node->block_indent > 0 ? node->block_indent : outer + (digit > 0 ? digit : self->writer.step);
  gboolean is_one_line = strchr (text, '\n') == NULL || strchr (text, '\n')[1] == '\0';
  gboolean is_folded = node->style == PLR_YAML_FOLDED && is_one_line && !plr_yaml_scalar_needs_indicator (text);
  g_autofree char *tail = g_strndup (self->tree->text + rest, header_end - rest);

  if (self->writer.avoids_literal || value->intent > PLR_YAML_INTENT_TEXT || !plr_yaml_scalar_is_printable (text) ||
      text[strspn (text, "\n")] == '\0' || (g_str_has_suffix (text, "\n\n") && !keeps))
    return FALSE;
  if (digit == 0 && plr_yaml_scalar_needs_indicator (text))
    digit = indent - outer;
  if (digit > 9)
    return FALSE;

  g_string_append_c (self->writer.out, is_folded ? '>' : '|');
  if (digit > 0)
    g_string_append_printf (self->writer.out, "%u", digit);
  if (!g_str_has_suffix (text, "\n"))
    g_string_append_c (self->writer.out, '-');
  else if (keeps)
    g_string_append_c (self->writer.out, '+');
  g_string_append (self->writer.out, tail);
  plr_yaml_write_literal_body (&self->writer, text, indent);

  return TRUE;
}

static void
replace_block_scalar (PlrYamlEdit  *self,
                      PlrYamlNode  *node,
                      PlrYamlValue *value)
{
  g_autofree char *text = NULL;

  if (!write_block_scalar_like (self, node, value))
    {
      gboolean keeps = FALSE;
      gsize rest;

      (void) header_digit (node, &keeps, &rest);  /* only the place behind it matters here */
      if (value->intent == PLR_YAML_INTENT_ALIAS)
        g_string_append_printf (self->writer.out, "*%s", value->text);
      else
        write_in_style_of (self, node, value, FALSE);
      g_string_append_len (self->writer.out, self->tree->text + rest, plr_yaml_line_end (self->tree, rest) - rest);
    }
  text = steal_written (self);
  plr_patches_add (self->patches, node->start, node->end - node->start, text);
}

/* Anything in brackets, or a key. */
static void
replace_in_flow (PlrYamlEdit  *self,
                 PlrYamlNode  *node,
                 PlrYamlValue *value)
{
  g_autofree char *text = NULL;

  self->writer.is_spread = self->writer.is_json && plr_yaml_is_spread (node->style == PLR_YAML_FLOW ? node : node->parent);
  if (node->start == node->end)
    g_string_append (self->writer.out, node->has_indicator ? " " : ": ");
  plr_yaml_write_flow (&self->writer, value, plr_yaml_line_indent (node));
  text = steal_written (self);
  plr_patches_add (self->patches, node->outer_start, node->end - node->outer_start, text);
}

/* The first line of what was written and the lines after it. */
static void
split_written (PlrYamlEdit *self,
               char       **first,
               char       **rest)
{
  g_autofree char *text = steal_written (self);
  gsize length = strcspn (text, "\r\n");

  *first = g_strndup (text, length);
  *rest = g_strdup (text + length);
}

static void
replace_root (PlrYamlEdit  *self,
              PlrYamlNode  *node,
              PlrYamlValue *value)
{
  gboolean is_block_node = node->style == PLR_YAML_BLOCK && node->n_children > 0;
  gsize stop = is_block_node ? plr_yaml_entry_own_end (node, plr_yaml_node_get_n_items (node) - 1) : node->end;
  gsize start = node->outer_start;
  g_autofree char *text = NULL;

  if (plr_yaml_value_is_block (value) && value->tag == NULL)
    {
      if (!plr_yaml_owns_line (self->tree, start) || node->start == node->end)
        {
          if (node->start == node->end)
            start = stop = plr_yaml_line_end (self->tree, start);
          plr_yaml_write_newline (&self->writer, 0);
        }
      plr_yaml_write_block (&self->writer, value, 0);
    }
  else
    {
      plr_yaml_write_value (&self->writer, value, -1, FALSE);
      if (node->start < node->end)
        g_string_erase (self->writer.out, 0, 1);
    }
  text = steal_written (self);
  plr_patches_add (self->patches, start, stop - start, text);
}

/* Anything behind a ':' or '-' outside of brackets. A comment on the line of the indicator stays there. */
static void
replace_in_block (PlrYamlEdit  *self,
                  PlrYamlNode  *node,
                  PlrYamlValue *value)
{
  PlrYaml *tree = self->tree;
  gsize indicator = plr_yaml_indicator_end (node);
  guint column = plr_yaml_entry_column (node->parent);
  gboolean is_block = node->style == PLR_YAML_BLOCK;
  gsize own_end = plr_yaml_entry_own_end (node->parent, plr_yaml_node_get_index (node));
  g_autofree char *first = NULL;
  g_autofree char *rest = NULL;
  g_autofree char *joined = NULL;

  if (indicator == G_MAXSIZE)
    {
      indicator = plr_yaml_line_end (tree, node->end);
      plr_yaml_write_newline (&self->writer, column);
      g_string_append_c (self->writer.out, ':');
      plr_yaml_write_value (&self->writer, value, column, FALSE);
      joined = steal_written (self);
      plr_patches_add (self->patches, indicator, 0, joined);
      return;
    }

  plr_yaml_write_value (&self->writer, value, column, node->parent->kind == PLR_YAML_SEQUENCE);
  split_written (self, &first, &rest);

  if (plr_yaml_line_start (tree, indicator) == plr_yaml_line_start (tree, node->outer_start))
    {
      gsize stop = is_block ? own_end : node->end;
      gsize tail = stop;

      if (is_block_scalar (node))
        {
          gboolean keeps;
          g_autofree char *comment = NULL;

          (void) header_digit (node, &keeps, &tail);  /* only the place behind it matters here */
          comment = g_strndup (tree->text + tail, plr_yaml_line_end (tree, tail) - tail);
          joined = g_strconcat (first, comment, rest, NULL);
          plr_patches_add (self->patches, indicator, stop - indicator, joined);
          return;
        }
      plr_patches_add (self->patches, indicator, stop - indicator, first);
      plr_patches_add (self->patches, plr_yaml_line_end (tree, stop), 0, rest);
    }
  else if (!is_block && !is_block_scalar (node) && rest[0] == '\0')
    {
      plr_patches_add (self->patches, node->outer_start, node->end - node->outer_start, first + 1);
    }
  else
    {
      gsize line_end = plr_yaml_line_end (tree, indicator);

      plr_patches_add (self->patches, indicator, 0, first);
      plr_patches_add (self->patches, line_end, own_end - line_end, rest);
    }
}

/* Whether a scalar is to become lines of its own after a `|`. */
static gboolean
becomes_literal (PlrYamlEdit  *self,
                 PlrYamlNode  *node,
                 PlrYamlValue *value)
{
  if (self->writer.avoids_literal || value->items != NULL || value->intent > PLR_YAML_INTENT_TEXT || plr_yaml_node_is_key (node) ||
      (node->parent != NULL && node->parent->style == PLR_YAML_FLOW))
    return FALSE;

  /* Who wrote "\n" in quotes before means to do so. */
  return plr_yaml_scalar_may_be_literal (value->text) &&
         !(node->style == PLR_YAML_DOUBLE_QUOTED && strchr (node->value, '\n') != NULL);
}

/* Makes the patches that put @value in the place of @node, and notes what is to be read afterwards. */
void
plr_yaml_edit_replace (PlrYamlEdit  *self,
                       PlrYamlNode  *node,
                       PlrYamlValue *value)
{
  gboolean in_flow = node->parent != NULL && node->parent->style == PLR_YAML_FLOW;
  gboolean is_scalar = value->items == NULL && (node->kind == PLR_YAML_SCALAR || node->kind == PLR_YAML_ALIAS);
  gboolean keeps_tag = is_scalar && value->tag == NULL && (node->extra->tag == NULL || (self->flags & PLR_YAML_EDIT_UNTAG) == 0);
  gboolean keeps_properties = keeps_tag &&
                              (is_block_scalar (node) || !becomes_literal (self, node, value));
  g_autofree char *tag = keeps_tag ? plr_yaml_shorten_tag (node->extra->tag) : g_strdup (value->tag);
  g_autofree char *properties = NULL;
  PlrYamlValue written = *value;
  PlrYamlValue intended = *value;
  PlrYamlIntent *intent;

  self->place = node->start;
  plr_yaml_writer_learn (&self->writer, self->tree, node->parent);

  if (node->extra->n_aliases > 0 && tag != NULL)
    properties = g_strdup_printf ("&%s %s", node->extra->anchor, tag);
  else
    properties = node->extra->n_aliases > 0 ? g_strdup_printf ("&%s", node->extra->anchor) : g_strdup (tag);
  written.tag = keeps_properties ? NULL : properties;
  if (node->style == PLR_YAML_FLOW && node->n_children > 0)
    written.is_flow = TRUE;

  if (keeps_properties && is_block_scalar (node))
    replace_block_scalar (self, node, &written);
  else if (keeps_properties)
    replace_in_line (self, node, &written);
  else if (in_flow || plr_yaml_node_is_key (node))
    replace_in_flow (self, node, &written);
  else if (node->parent == NULL)
    replace_root (self, node, &written);
  else
    replace_in_block (self, node, &written);

  intended.tag = tag;
  plr_yaml_edit_intend (self, node->index, 1, &intended);
  intent = &g_array_index (self->children, PlrYamlIntent, node->index);
  if (node->extra->anchor != NULL && (keeps_properties || node->extra->n_aliases > 0))
    {
      intent->anchor = node->extra->anchor;
      intent->node = node;
    }
}
