/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-write"

#include "config.h"

#include <string.h>

#include "plr-yaml-edit-private.h"

/* Wider steps than this are nobody's habit. */
#define MAX_STEP 8

/* What stands near the edit counts more than the rest of the file. */
#define NEAR_WEIGHT 1000

typedef struct
{
  guint steps[MAX_STEP + 1];
  guint dashes[MAX_STEP + 1];
  guint items[MAX_STEP + 1];
  guint n_single;
  guint n_double;
} PlrYamlHabits;

static guint
plr_yaml_column (PlrYamlNode *node)
{
  return node->start - plr_yaml_line_start (node->tree, node->start);
}

static void
plr_yaml_count_offset (guint *counts,
                       guint  inner,
                       guint  outer,
                       guint  weight)
{
  if (inner >= outer && inner - outer <= MAX_STEP)
    counts[inner - outer] += weight;
}

static void
plr_yaml_count_children (PlrYamlHabits *habits,
                         PlrYamlNode   *node,
                         guint          weight)
{
  gboolean is_map = node->kind == PLR_YAML_MAPPING;
  guint outer = plr_yaml_column (node);

  for (guint i = 0; i < node->n_children; i++)
    {
      PlrYamlNode *child = node->children[i];

      if (child->style == PLR_YAML_SINGLE_QUOTED)
        habits->n_single += weight;
      else if (child->style == PLR_YAML_DOUBLE_QUOTED)
        habits->n_double += weight;
      if (node->style != PLR_YAML_BLOCK || child->style != PLR_YAML_BLOCK || child->start > child->outer_start)
        continue;

      if (!is_map && child->kind == PLR_YAML_MAPPING)
        plr_yaml_count_offset (habits->items, plr_yaml_column (child), outer, weight);
      else if (is_map && i % 2 == 1 && child->kind == PLR_YAML_MAPPING)
        plr_yaml_count_offset (habits->steps, plr_yaml_column (child), outer, weight);
      else if (is_map && i % 2 == 1)
        plr_yaml_count_offset (habits->dashes, plr_yaml_column (child), outer, weight);
    }
}

static void
plr_yaml_count_all (PlrYamlHabits *habits,
                    PlrYamlNode   *node)
{
  plr_yaml_count_children (habits, node, 1);
  for (guint i = 0; i < node->n_children; i++)
    if (node->children[i]->n_children > 0)
      plr_yaml_count_all (habits, node->children[i]);
}

static guint
plr_yaml_most_usual (const guint *counts,
                     guint        least,
                     guint        otherwise)
{
  guint best = otherwise;

  for (guint i = least; i <= MAX_STEP; i++)
    if (counts[i] > counts[best])
      best = i;

  return best;
}

/* A file in brackets whose keys are quoted is taken for JSON, and what is written into it has to be JSON as well. */
static gboolean
plr_yaml_is_json (PlrYaml *tree)
{
  PlrYamlNode *node = plr_yaml_get_root (tree, 0);

  while (node != NULL && node->kind == PLR_YAML_SEQUENCE && node->style == PLR_YAML_FLOW && node->n_children > 0)
    node = node->children[0];

  return node != NULL && node->style == PLR_YAML_FLOW && node->n_children > 0 &&
         node->children[0]->style == PLR_YAML_DOUBLE_QUOTED;
}

static void
plr_yaml_writer_learn_json (PlrYamlWriter *self,
                            PlrYamlNode   *root)
{
  PlrYamlNode *first = root->children[0];
  guint indent = plr_yaml_line_indent (first);

  if (indent == 0 || !plr_yaml_is_spread (root))
    return;

  self->uses_tabs = root->tree->text[plr_yaml_line_start (root->tree, first->start)] == '\t';
  self->step = indent;
}

/* Sees how a file is written, best near @near, so that what is added looks like the rest. */
void
plr_yaml_writer_learn (PlrYamlWriter *self,
                       PlrYaml       *tree,
                       PlrYamlNode   *near)
{
  PlrYamlHabits habits = { 0 };
  gsize first_end = plr_yaml_line_end (tree, 0);

  for (guint i = 0; i < tree->roots->len; i++)
    plr_yaml_count_all (&habits, tree->roots->pdata[i]);
  for (guint i = 0; near != NULL && i < 2; near = near->parent, i++)
    plr_yaml_count_children (&habits, near, NEAR_WEIGHT);

  self->newline = tree->text[first_end] == '\r' ? (tree->text[first_end + 1] == '\n' ? "\r\n" : "\r") : "\n";
  self->step = plr_yaml_most_usual (habits.steps, 1, 2);
  self->dash_offset = plr_yaml_most_usual (habits.dashes, 0, 2);
  self->item_offset = plr_yaml_most_usual (habits.items, 2, 2);
  self->quotes = habits.n_double > habits.n_single ? PLR_YAML_DOUBLE_QUOTED : PLR_YAML_SINGLE_QUOTED;
  self->is_json = plr_yaml_is_json (tree);
  if (self->is_json)
    plr_yaml_writer_learn_json (self, tree->roots->pdata[0]);
}

/**
 * plr_yaml_writer_dup_newline:
 *
 * Returns: (transfer full): a line break and the indentation of the line that follows
 */
char *
plr_yaml_writer_dup_newline (PlrYamlWriter *self,
                             guint          column)
{
  g_autofree char *indent = g_strnfill (column, self->uses_tabs ? '\t' : ' ');

  return g_strconcat (self->newline, indent, NULL);
}

void
plr_yaml_write_newline (PlrYamlWriter *self,
                        guint          column)
{
  g_autofree char *newline = plr_yaml_writer_dup_newline (self, column);

  g_string_append (self->out, newline);
}

/* Whether the indentation of the literal text cannot be seen from its first line. */
gboolean
plr_yaml_scalar_needs_indicator (const char *text)
{
  text += strspn (text, "\n");

  return *text == ' ' || *text == '\t';
}

gboolean
plr_yaml_scalar_may_be_literal (const char *text)
{
  gsize length = strlen (text);

  return strchr (text, '\n') != NULL && text[strspn (text, "\n")] != '\0' && plr_yaml_scalar_is_printable (text) &&
         !g_str_has_suffix (text, "\n\n") && length > 1;
}

/* The lines after the header, without the last line break. */
void
plr_yaml_write_literal_body (PlrYamlWriter *self,
                             const char    *text,
                             guint          indent)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  if (n > 0 && lines[n - 1][0] == '\0')
    n--;
  for (guint i = 0; i < n; i++)
    {
      plr_yaml_write_newline (self, lines[i][0] != '\0' ? indent : 0);
      g_string_append (self->out, lines[i]);
    }
  self->is_open = g_str_has_suffix (text, "\n");
}

gboolean
plr_yaml_value_is_block (PlrYamlValue *value)
{
  return value->items != NULL && value->items->len > 0 && !value->is_flow;
}

void
plr_yaml_write_key (PlrYamlWriter *self,
                    const char    *key,
                    gboolean       in_flow)
{
  /* GitHub's own key `on` is a string for it and never quoted by anybody. */
  gboolean is_on = strcmp (key, "on") == 0;

  plr_yaml_write_scalar (self->out, key, is_on ? PLR_YAML_INTENT_TEXT : PLR_YAML_INTENT_STRING,
                         self->is_json ? PLR_YAML_DOUBLE_QUOTED : PLR_YAML_PLAIN, self->quotes, in_flow);
}

static void
plr_yaml_write_flow_scalar (PlrYamlWriter *self,
                            PlrYamlValue  *value)
{
  PlrYamlScalarIntent intent = value->intent;
  PlrYamlStyle wanted = PLR_YAML_PLAIN;

  if (self->is_json && (intent == PLR_YAML_INTENT_STRING ||
                        (intent == PLR_YAML_INTENT_TEXT && plr_yaml_scalar_guess_type (value->text) == PLR_YAML_TYPE_STRING)))
    wanted = PLR_YAML_DOUBLE_QUOTED;
  plr_yaml_write_scalar (self->out, value->text, intent, wanted, self->quotes, TRUE);
}

/* @indent is the column of the line in which the value starts; it matters only for what is spread over lines. */
void
plr_yaml_write_flow (PlrYamlWriter *self,
                     PlrYamlValue  *value,
                     guint          indent)
{
  gboolean is_map = value->intent == PLR_YAML_INTENT_MAP;
  gboolean is_spread = self->is_spread && value->items != NULL && value->items->len > 0;

  if (value->tag != NULL)
    g_string_append_printf (self->out, "%s ", value->tag);
  if (value->intent == PLR_YAML_INTENT_ALIAS)
    g_string_append_printf (self->out, "*%s", value->text);
  else if (value->items == NULL)
    plr_yaml_write_flow_scalar (self, value);
  if (value->items == NULL)
    return;

  g_string_append_c (self->out, is_map ? '{' : '[');
  for (guint i = 0; i < value->items->len; i++)
    {
      if (i > 0)
        g_string_append (self->out, is_spread ? "," : ", ");
      if (is_spread)
        plr_yaml_write_newline (self, indent + self->step);
      if (is_map)
        {
          plr_yaml_write_key (self, value->keys->pdata[i], TRUE);
          g_string_append (self->out, ": ");
        }
      plr_yaml_write_flow (self, value->items->pdata[i], indent + self->step);
    }
  if (is_spread)
    plr_yaml_write_newline (self, indent);
  g_string_append_c (self->out, is_map ? '}' : ']');
}

static void
plr_yaml_write_block_scalar (PlrYamlWriter *self,
                             PlrYamlValue  *value,
                             int            outer,
                             guint          width)
{
  if (value->items == NULL && value->intent <= PLR_YAML_INTENT_TEXT && !self->avoids_literal &&
      plr_yaml_scalar_may_be_literal (value->text))
    {
      g_string_append_c (self->out, '|');
      if (plr_yaml_scalar_needs_indicator (value->text))
        g_string_append_printf (self->out, "%u", width);
      if (!g_str_has_suffix (value->text, "\n"))
        g_string_append_c (self->out, '-');
      plr_yaml_write_literal_body (self, value->text, MAX (outer, 0) + width);
    }
  else if (value->intent == PLR_YAML_INTENT_ALIAS)
    {
      g_string_append_printf (self->out, "*%s", value->text);
    }
  else
    {
      plr_yaml_write_scalar (self->out, value->text, value->intent, PLR_YAML_PLAIN, self->quotes, FALSE);
    }
}

/* What stands behind a ':' or '-' at column @outer, with the blank or line break before it. */
void
plr_yaml_write_value (PlrYamlWriter *self,
                      PlrYamlValue  *value,
                      int            outer,
                      gboolean       is_item)
{
  self->is_open = FALSE;
  if (value->tag != NULL)
    g_string_append_printf (self->out, " %s", value->tag);

  if (!plr_yaml_value_is_block (value))
    {
      PlrYamlWriter flow = *self;

      g_string_append_c (self->out, ' ');
      if (value->items == NULL)
        {
          plr_yaml_write_block_scalar (self, value, outer, is_item ? self->item_offset : self->step);
          return;
        }
      flow.is_spread = FALSE;
      if (value->tag != NULL)
        {
          PlrYamlValue bare = *value;

          bare.tag = NULL;
          plr_yaml_write_flow (&flow, &bare, 0);
        }
      else
        {
          plr_yaml_write_flow (&flow, value, 0);
        }
    }
  else if (is_item && value->tag == NULL)
    {
      g_string_append_printf (self->out, "%*s", (int) self->item_offset - 1, "");
      plr_yaml_write_block (self, value, outer + self->item_offset);
    }
  else
    {
      guint width = value->intent == PLR_YAML_INTENT_MAP ? self->step : self->dash_offset;

      if (is_item)
        width = self->item_offset;
      plr_yaml_write_newline (self, MAX (outer, 0) + (outer < 0 ? 0 : width));
      plr_yaml_write_block (self, value, MAX (outer, 0) + (outer < 0 ? 0 : width));
    }
}

void
plr_yaml_write_pair (PlrYamlWriter *self,
                     const char    *key,
                     PlrYamlValue  *value,
                     guint          column)
{
  plr_yaml_write_key (self, key, FALSE);
  g_string_append_c (self->out, ':');
  plr_yaml_write_value (self, value, column, FALSE);
}

void
plr_yaml_write_item (PlrYamlWriter *self,
                     PlrYamlValue  *value,
                     guint          column)
{
  g_string_append_c (self->out, '-');
  plr_yaml_write_value (self, value, column, TRUE);
}

/* The entries of a list or map; the first starts where the text stands, at @column, and the last has no line break. */
void
plr_yaml_write_block (PlrYamlWriter *self,
                      PlrYamlValue  *value,
                      guint          column)
{
  for (guint i = 0; i < value->items->len; i++)
    {
      if (i > 0)
        plr_yaml_write_newline (self, column);
      if (value->intent == PLR_YAML_INTENT_MAP)
        plr_yaml_write_pair (self, value->keys->pdata[i], value->items->pdata[i], column);
      else
        plr_yaml_write_item (self, value->items->pdata[i], column);
    }
}
