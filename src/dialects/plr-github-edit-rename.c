/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include "plr-github-edit-private.h"

/* The name of a job or a step in expressions: needs.ID.outputs.x, needs['ID'], and jobs.ID in the outputs of a workflow that is
 * called; steps.ID.outputs.x. All else in an expression stays. */

typedef struct
{
  GPtrArray         *patches;
  const char        *text;
  const char *const *contexts;
  const char        *from;
  const char        *to;
} Renaming;

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-';
}

/* Looks at `needs.ID` or `needs['ID']` at @at. Returns: where the id stands, or NULL if it is another or none. */
static const char *
match_reference (const Renaming *self,
                 const char     *start,
                 const char     *at,
                 const char     *end,
                 const char     *quote)
{
  gsize length = strlen (self->from);
  gsize n_quote = strlen (quote);

  if (at > start && (is_word (at[-1]) || at[-1] == '.'))
    return NULL;

  for (guint i = 0; self->contexts[i] != NULL; i++)
    {
      gsize n_context = strlen (self->contexts[i]);
      const char *p = at + n_context;

      if ((gsize)(end - at) <= n_context || strncmp (at, self->contexts[i], n_context) != 0)
        continue;
      if (*p == '.' && (gsize)(end - p - 1) >= length && strncmp (p + 1, self->from, length) == 0 &&
          (p + 1 + length == end || !is_word (p[1 + length])))
        return p + 1;
      p++;
      if (p[-1] == '[' && (gsize)(end - p) >= length + 2 * n_quote && strncmp (p, quote, n_quote) == 0 &&
          strncmp (p + n_quote, self->from, length) == 0 && strncmp (p + n_quote + length, quote, n_quote) == 0)
        return p + n_quote;
    }

  return NULL;
}

/* All in one expression, whose strings are left alone. */
static void
patch_expression (const Renaming *self,
                  const char     *start,
                  const char     *end,
                  const char     *quote)
{
  gboolean is_quoted = FALSE;

  for (const char *p = start; p < end; p++)
    {
      const char *found = is_quoted ? NULL : match_reference (self, start, p, end, quote);

      if (found != NULL)
        {
          plr_patches_add (self->patches, (gsize)(found - self->text), strlen (self->from), self->to);
          p = found + strlen (self->from) - 1;
          if (found[-1] == '\'')
            p += strlen (quote);
        }
      else if ((gsize)(end - p) >= strlen (quote) && strncmp (p, quote, strlen (quote)) == 0)
        {
          is_quoted = !is_quoted;
          p += strlen (quote) - 1;
        }
    }
}

static gboolean
is_condition (PlrYamlNode *node)
{
  PlrYamlNode *map = plr_yaml_node_get_parent (node);
  PlrYamlNode *key = map != NULL && plr_yaml_node_get_kind (map) == PLR_YAML_MAPPING && !plr_yaml_node_is_key (node)
                     ? plr_yaml_node_get_key (map, plr_yaml_node_get_index (node)) : NULL;

  return key != NULL && g_strcmp0 (plr_yaml_node_get_string (key), "if") == 0;
}

static void
patch_scalar (const Renaming *self,
              PlrYamlNode    *node)
{
  PlrYamlStyle style = plr_yaml_node_get_style (node);
  const char *quote = style == PLR_YAML_SINGLE_QUOTED ? "''" : "'";
  const char *start = self->text + plr_yaml_node_get_start (node);
  const char *end = self->text + plr_yaml_node_get_end (node);

  /* A condition is an expression without the signs of one. */
  if (g_strstr_len (start, end - start, "${{") == NULL && is_condition (node))
    {
      if (style == PLR_YAML_SINGLE_QUOTED || style == PLR_YAML_DOUBLE_QUOTED)
        start++;
      patch_expression (self, start, end, quote);
      return;
    }

  while ((start = g_strstr_len (start, end - start, "${{")) != NULL)
    {
      const char *close = g_strstr_len (start, end - start, "}}");

      if (close == NULL)
        close = end;
      patch_expression (self, start + 3, close, quote);
      start = close;
    }
}

static void
patch_node (const Renaming *self,
            PlrYamlNode    *node)
{
  gboolean is_map = plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING;

  if (plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR)
    patch_scalar (self, node);
  if (plr_yaml_node_get_kind (node) == PLR_YAML_SCALAR || plr_yaml_node_get_kind (node) == PLR_YAML_ALIAS)
    return;

  for (guint i = 0; i < plr_yaml_node_get_n_items (node); i++)
    patch_node (self, is_map ? plr_yaml_node_get_value (node, i) : plr_yaml_node_get_item (node, i));
}

/**
 * plr_github_edit_expressions:
 * @path: (nullable): of the node below which it is renamed, or `NULL` for all of the text
 * @contexts: (array zero-terminated=1): `needs`, `jobs`, `steps`: where the id is a property
 * @from: an id
 * @to: the new one
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames a job or a step in all expressions.
 */
gboolean
plr_github_edit_expressions (PlrDialectEditor  *self,
                             const char        *path,
                             const char *const *contexts,
                             const char        *from,
                             const char        *to,
                             GError           **error)
{
  g_autoptr(GPtrArray) patches = plr_patches_new ();
  Renaming renaming = { patches, NULL, contexts, from, to };
  PlrYamlNode *node;
  gsize size;

  if (!plr_dialect_editor_refresh (self, error))
    return FALSE;

  renaming.text = plr_yaml_get_text (self->tree, &size);
  node = path != NULL ? plr_dialect_editor_lookup (self, path) : plr_dialect_editor_get_root (self);
  if (node != NULL)
    patch_node (&renaming, node);
  if (patches->len == 0)
    return TRUE;

  return plr_dialect_editor_take (self, g_steal_pointer (&patches), error);
}
