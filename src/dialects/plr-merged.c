/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-merged"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-merged-private.h"
#include "plr-yaml-value.h"

/* A configuration as one text, with the place that each key comes from as a comment behind it. */

typedef struct
{
  PlrGitlabConfig *config;
  GString         *out;
} Writer;

#define INDENT 2

/* References to lists of references ask for any amount. */
#define MAX_BYTES (64 * 1024 * 1024)

static void
append_place (Writer      *self,
              PlrYamlNode *node)
{
  const char *path = plr_gitlab_config_get_path (self->config, node);

  g_string_append_printf (self->out, "  # %s:%u\n", path != NULL ? path : "", plr_yaml_node_get_line (node));
}

/* A scalar in one line; a text of several lines in double quotes. */
static char *
dup_line (PlrYamlValue *value)
{
  g_autoptr(PlrYamlValue) list = NULL;
  char *text = g_strchomp (plr_yaml_value_dup_text (value));
  gsize length;

  if (strchr (text, '\n') == NULL)
    return text;

  g_free (text);
  list = plr_yaml_value_new_list ();
  plr_yaml_value_append (list, plr_yaml_value_ref (value));
  plr_yaml_value_set_flow (list, TRUE);
  text = g_strchomp (plr_yaml_value_dup_text (list));
  length = strlen (text);
  memmove (text, text + 1, length - 2);
  text[length - 2] = '\0';

  return text;
}

static char *
dup_scalar (PlrGitlabValue *value)
{
  g_autoptr(PlrYamlValue) copy = value->text != NULL ? plr_gitlab_make_value (value, TRUE) : plr_yaml_value_new_copy (value->node);

  return copy != NULL ? dup_line (copy) : g_strdup ("null");
}

/* Whether a text of several lines can stand in a block as it is. */
static gboolean
is_literal (const char *text)
{
  if (strchr (text, '\n') == NULL || text[0] == '\n' || text[0] == ' ' || text[0] == '\t')
    return FALSE;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (*p != '\n' && *p != '\t' && (!g_unichar_isprint (g_utf8_get_char (p)) || g_utf8_get_char (p) == 0xfeff))
      return FALSE;

  return TRUE;
}

static void
append_literal (Writer      *self,
                const char  *text,
                guint        indent,
                PlrYamlNode *place)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  guint n_lines = g_strv_length (lines);
  guint n_empty = 0;

  while (n_empty < n_lines && lines[n_lines - 1 - n_empty][0] == '\0')
    n_empty++;
  g_string_append (self->out, n_empty == 0 ? "|-" : n_empty == 1 ? "|" : "|+");
  if (place != NULL)
    append_place (self, place);
  else
    g_string_append_c (self->out, '\n');
  for (guint i = 0; i + (n_empty > 0 ? 1 : 0) < n_lines; i++)
    g_string_append_printf (self->out, "%*s%s\n", lines[i][0] != '\0' ? (int)indent : 0, "", lines[i]);
}

static void append_value (Writer         *self,
                          PlrGitlabValue *value,
                          guint           indent,
                          PlrYamlNode    *place,
                          gboolean        is_item);

static void
append_map (Writer         *self,
            PlrGitlabValue *map,
            guint           indent,
            gboolean        is_item)
{
  for (guint i = 0; i < map->n_entries && !self->config->is_over; i++)
    {
      PlrYamlNode *node = plr_yaml_node_resolve (map->entries[i].key);
      gboolean is_written = g_strcmp0 (plr_yaml_node_get_string (node), map->entries[i].name) == 0;
      g_autoptr(PlrYamlValue) name = is_written ? plr_yaml_value_new_copy (node) : plr_yaml_value_new_string (map->entries[i].name);
      g_autofree char *key = dup_line (name);

      if (i > 0 || !is_item)
        g_string_append_printf (self->out, "%*s", (int)indent, "");
      g_string_append_printf (self->out, "%s:", key);
      append_value (self, map->entries[i].value, indent, map->entries[i].key, FALSE);
    }
}

static void
append_list (Writer         *self,
             PlrGitlabValue *list,
             guint           indent)
{
  g_autoptr(GPtrArray) items = self->config->is_plain ? NULL : plr_gitlab_list_items (list);
  guint n_items = items != NULL ? items->len : list->n_entries;

  self->config->is_over |= items != NULL && n_items >= PLR_GITLAB_MAX_ITEMS;
  for (guint i = 0; i < n_items && !self->config->is_over; i++)
    {
      PlrGitlabValue *item = items != NULL ? ((PlrGitlabEntry *)items->pdata[i])->value : list->entries[i].value;
      gboolean is_elsewhere = !plr_yaml_node_is_inside (item->node, list->node);

      g_string_append_printf (self->out, "%*s-", (int)indent, "");
      append_value (self, item, indent, is_elsewhere && item->kind == PLR_YAML_SCALAR ? item->node : NULL, TRUE);
    }
}

/* What stands behind a colon or a dash, up to the end of its last line. */
static void
append_value (Writer         *self,
              PlrGitlabValue *value,
              guint           indent,
              PlrYamlNode    *place,
              gboolean        is_item)
{
  const char *text = plr_gitlab_get_string (value);
  gboolean is_nested = text == NULL && value->n_entries > 0 && !value->is_unknown;
  g_autofree char *line = NULL;

  if (self->out->len > MAX_BYTES)
    {
      self->config->is_over = TRUE;
      return;
    }
  if (is_nested && is_item && value->kind == PLR_YAML_MAPPING)
    {
      g_string_append_c (self->out, ' ');
      append_map (self, value, indent + INDENT, TRUE);
      return;
    }
  if (is_nested)
    {
      if (place != NULL)
        append_place (self, place);
      else
        g_string_append_c (self->out, '\n');
      if (value->kind == PLR_YAML_MAPPING)
        append_map (self, value, indent + INDENT, FALSE);
      else
        append_list (self, value, indent + INDENT);
      return;
    }

  g_string_append_c (self->out, ' ');
  if (text != NULL && is_literal (text))
    {
      append_literal (self, text, indent + INDENT, place);
      return;
    }
  line = value->kind == PLR_YAML_SCALAR ? dup_scalar (value) :
         value->is_unknown ? plr_gitlab_dup_text (value, TRUE) : g_strdup (value->kind == PLR_YAML_MAPPING ? "{}" : "[]");
  g_string_append (self->out, line);
  if (place != NULL)
    append_place (self, place);
  else
    g_string_append_c (self->out, '\n');
}

/**
 * plr_merged_write:
 * @config: knows the files
 * @root: (nullable): a mapping, or anything else
 *
 * Returns: (transfer full): YAML that says the same without aliases, merge keys and references; only a part of it if
 *   @config is over its limits then
 */
char *
plr_merged_write (PlrGitlabConfig *config,
                  PlrGitlabValue  *root)
{
  Writer self = { config, g_string_new (NULL) };

  if (root != NULL && root->kind == PLR_YAML_MAPPING && root->n_entries > 0)
    append_map (&self, root, 0, FALSE);
  else if (root != NULL && root->kind == PLR_YAML_SEQUENCE)
    append_list (&self, root, 0);
  else if (root != NULL)
    append_value (&self, root, 0, NULL, FALSE);

  return g_string_free (self.out, FALSE);
}

/**
 * plr_merged_plain:
 * @text: a definition of a dialect that includes nothing
 * @size_bytes: how long it is, or -1
 * @path: (nullable): where it stands
 * @error: `PLR_DIALECT_ERROR`: that it is no YAML
 *
 * Returns: (transfer full) (nullable): its first document with aliases and merge keys written out
 */
char *
plr_merged_plain (const char *text,
                  gssize      size_bytes,
                  const char *path,
                  GError    **error)
{
  g_autoptr(GError) reason = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, size_bytes, &reason);
  g_autoptr(PlrGitlabConfig) config = NULL;
  g_autofree char *merged = NULL;
  PlrYamlNode *root;

  if (tree == NULL)
    {
      g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SYNTAX, reason->message);
      return NULL;
    }

  config = plr_gitlab_config_new_plain (tree, path);
  root = plr_yaml_get_root (tree, 0);

  merged = plr_merged_write (config, root != NULL ? plr_gitlab_build (config, root) : NULL);
  if (!config->is_over)
    return g_steal_pointer (&merged);

  g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("The definition is too large with all its aliases"));

  return NULL;
}
