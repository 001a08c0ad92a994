/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-private.h"

static void
set_place (PlrPipelinerReader *self,
           PlrProblem         *problem,
           PlrYamlNode        *node)
{
  gsize start = plr_yaml_node_get_start (node);
  guint line;
  guint column;

  plr_yaml_get_place (self->tree, start, &line, &column);
  plr_problem_set_path (problem, self->path);
  plr_problem_set_line (problem, line);
  plr_problem_set_column (problem, column);
  plr_problem_set_offset (problem, start);
  plr_problem_set_length (problem, plr_yaml_node_get_end (node) - start);
}

void
plr_pipeliner_report (PlrPipelinerReader *self,
                      PlrSeverity         severity,
                      const char         *code,
                      PlrYamlNode        *node,
                      const char         *hint,
                      const char         *format,
                      ...)
{
  g_autofree char *once = g_strdup_printf ("%s@%" G_GSIZE_FORMAT, code, plr_yaml_node_get_start (node));
  g_autofree char *message = NULL;
  g_autoptr(PlrProblem) problem = NULL;
  va_list args;

  if (!g_hash_table_add (self->reported, g_steal_pointer (&once)))
    return;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  problem = plr_problem_new (severity, code, message);
  plr_problem_set_hint (problem, hint);
  plr_problem_set_stage (problem, self->place != NULL ? plr_stage_get_id (self->place->stage) : NULL);
  set_place (self, problem, node);
  g_list_store_append (self->problems, problem);
}

/* What a value is, in words for people. */
static const char *
describe_value (PlrYamlNode *value)
{
  value = plr_yaml_node_resolve (value);
  switch (plr_yaml_node_get_kind (value))
    {
    case PLR_YAML_MAPPING:
      return _("keys with values");
    case PLR_YAML_SEQUENCE:
      return _("a list");
    case PLR_YAML_SCALAR:
    case PLR_YAML_ALIAS:
    default:
      break;
    }

  switch (plr_yaml_node_get_scalar_type (value))
    {
    case PLR_YAML_TYPE_NULL:
      return _("nothing");
    case PLR_YAML_TYPE_BOOLEAN:
      return _("true or false");
    case PLR_YAML_TYPE_INTEGER:
    case PLR_YAML_TYPE_FLOAT:
      return _("a number");
    case PLR_YAML_TYPE_STRING:
    default:
      return _("a text");
    }
}

/* A value without a byte of its own is shown at its key. */
static PlrYamlNode *
visible_node (PlrYamlNode *key,
              PlrYamlNode *value)
{
  gboolean is_visible = plr_yaml_node_get_end (value) > plr_yaml_node_get_start (value);

  return is_visible || key == NULL ? value : key;
}

/* The hint says what the value should be. */
void
plr_pipeliner_report_type (PlrPipelinerReader *self,
                           PlrYamlNode        *key,
                           PlrYamlNode        *value,
                           const char         *hint)
{
  const char *name = key != NULL ? plr_yaml_node_get_string (key) : NULL;

  plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "wrong-type", visible_node (key, value), hint,
                        _("“%s” cannot be %s"), name != NULL ? name : "?", describe_value (value));
}

/**
 * plr_pipeliner_list_pairs:
 * @map: a mapping, or an alias of one
 * @duplicate_code: (nullable): the code of the problem of a key that stands there twice; with `NULL` such pairs are
 *   listed without complaint
 *
 * Returns: (transfer container) (element-type PlrYamlNode): keys and values in turn, in the order of the text, then
 *   those that merge keys bring in; every key is a text without a zero in it
 */
GPtrArray *
plr_pipeliner_list_pairs (PlrPipelinerReader *self,
                          PlrYamlNode        *map,
                          const char         *duplicate_code)
{
  g_autoptr(GPtrArray) pairs = g_ptr_array_new ();
  g_autoptr(GPtrArray) merged = plr_yaml_node_list_merged (map);
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  PlrYamlNode *own = plr_yaml_node_resolve (map);

  for (guint i = 0; i < plr_yaml_node_get_n_items (own); i++)
    {
      PlrYamlNode *key = plr_yaml_node_get_key (own, i);
      gsize length = 0;
      const char *name = plr_yaml_node_get_scalar (key, &length);
      gboolean is_merge = g_strcmp0 (name, "<<") == 0 && plr_yaml_node_get_style (key) == PLR_YAML_PLAIN;

      if (name == NULL || strlen (name) != length)
        plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "wrong-key", key, _("Write a name there."),
                              _("This cannot be a key"));
      else if (is_merge)
        continue;
      else if (!g_hash_table_add (seen, (gpointer)name) && duplicate_code != NULL)
        plr_pipeliner_report (self, PLR_SEVERITY_ERROR, duplicate_code, key,
                              _("Remove one of the two, or give it another name."),
                              _("“%s” is there already"), name);
      else
        {
          g_ptr_array_add (pairs, key);
          g_ptr_array_add (pairs, plr_yaml_node_get_value (own, i));
        }
    }

  for (guint i = 0; i < merged->len; i += 2)
    {
      gsize length = 0;
      const char *name = plr_yaml_node_get_scalar (merged->pdata[i], &length);

      if (name == NULL || strlen (name) != length || plr_yaml_node_get_parent (merged->pdata[i]) == own)
        continue;
      g_ptr_array_add (pairs, merged->pdata[i]);
      g_ptr_array_add (pairs, merged->pdata[i + 1]);
    }

  return g_steal_pointer (&pairs);
}

static void
report_unknown (PlrPipelinerReader      *self,
                const PlrPipelinerShape *shape,
                PlrYamlNode             *key)
{
  const char *name = plr_yaml_node_get_string (key);
  g_autofree const char **known = g_new (const char *, shape->n_keys);
  g_autofree char *hint = NULL;
  const char *guess;

  for (guint i = 0; i < shape->n_keys; i++)
    known[i] = shape->keys[i].name;

  guess = plr_pipeliner_guess_word (name, known, shape->n_keys);
  if (guess != NULL)
    {
      hint = g_strdup_printf (_("Did you mean “%s”?"), guess);
    }
  else
    {
      g_autoptr(GString) list = g_string_new (known[0]);

      for (guint i = 1; i < shape->n_keys; i++)
        g_string_append_printf (list, ", %s", known[i]);
      hint = g_strdup_printf (_("It can have: %s."), list->str);
    }

  plr_pipeliner_report (self, PLR_SEVERITY_WARNING, "unknown-key", key, hint,
                        _("%s has no “%s”; it is kept, and does nothing"), _(shape->what), name);
  if (self->opaque != NULL)
    g_ptr_array_add (self->opaque, g_strconcat (shape->where, name, NULL));
}

/**
 * plr_pipeliner_read_shape:
 * @shape: what keys it may have
 * @target: passed on to what reads each
 *
 * Reads a mapping of fixed keys, in the order of the text.
 *
 * Returns: whether it is a mapping at all
 */
gboolean
plr_pipeliner_read_shape (PlrPipelinerReader      *self,
                          PlrYamlNode             *node,
                          const PlrPipelinerShape *shape,
                          gpointer                 target)
{
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (node)) != PLR_YAML_MAPPING)
    return FALSE;

  pairs = plr_pipeliner_list_pairs (self, node, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);
      const PlrPipelinerKey *key = NULL;

      for (guint j = 0; j < shape->n_keys && key == NULL; j++)
        if (g_str_equal (shape->keys[j].name, name))
          key = &shape->keys[j];

      if (key != NULL)
        key->read (self, pairs->pdata[i], pairs->pdata[i + 1], target);
      else if (!shape->has_extensions || !g_str_has_prefix (name, "x-"))
        report_unknown (self, shape, pairs->pdata[i]);
    }

  return TRUE;
}

static gboolean
check_zero (PlrPipelinerReader *self,
            PlrYamlNode        *key,
            PlrYamlNode        *value)
{
  gsize length = 0;
  const char *text = plr_yaml_node_get_scalar (value, &length);

  if (text == NULL || strlen (text) == length)
    return TRUE;

  plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "wrong-character", visible_node (key, value), _("Remove the “\\0”."),
                        _("A text cannot have a zero byte in it"));

  return FALSE;
}

/* NULL with a problem unless the value is a text that is not empty. */
const char *
plr_pipeliner_get_string (PlrPipelinerReader *self,
                          PlrYamlNode        *key,
                          PlrYamlNode        *value)
{
  const char *text = plr_yaml_node_get_string (value);

  if (text == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_STRING)
    {
      plr_pipeliner_report_type (self, key, value,
                                 text != NULL && text[0] != '\0' ? _("Write a text; put it in quotes if need be.")
                                                                 : _("Write a text."));
      return NULL;
    }
  if (text[0] == '\0')
    {
      plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "empty-value", value, _("Write a text, or remove the key."),
                            _("“%s” is empty"), plr_yaml_node_get_string (key));
      return NULL;
    }

  return check_zero (self, key, value) ? text : NULL;
}

/* As above, for a number or true or false as well, as they are written; it may be empty. */
const char *
plr_pipeliner_get_text (PlrPipelinerReader *self,
                        PlrYamlNode        *key,
                        PlrYamlNode        *value)
{
  const char *text = plr_yaml_node_get_string (value);

  if (text == NULL || plr_yaml_node_is_null (value))
    {
      plr_pipeliner_report_type (self, key, value, _("Write a text, or \"\" for an empty one."));
      return NULL;
    }

  return check_zero (self, key, value) ? text : NULL;
}

gboolean
plr_pipeliner_get_boolean (PlrPipelinerReader *self,
                           PlrYamlNode        *key,
                           PlrYamlNode        *value)
{
  if (plr_yaml_node_get_string (value) == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_BOOLEAN)
    {
      plr_pipeliner_report_type (self, key, value, _("Write true or false."));
      return FALSE;
    }

  return g_ascii_strcasecmp (plr_yaml_node_get_string (value), "true") == 0;
}

guint
plr_pipeliner_get_retry (PlrPipelinerReader *self,
                         PlrYamlNode        *key,
                         PlrYamlNode        *value)
{
  const char *text = plr_yaml_node_get_string (value);
  guint64 number = 0;

  if (text == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_INTEGER)
    plr_pipeliner_report_type (self, key, value, _("Write a number from 0 to 10."));
  else if (!g_ascii_string_to_unsigned (text, 10, 0, PLR_PIPELINER_MAX_RETRY, &number, NULL))
    plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "bad-retry", value, _("Write a number from 0 to 10."),
                          _("A stage cannot be retried %s times"), text);

  return number;
}

/* Microseconds, or 0 with a problem. */
gint64
plr_pipeliner_get_timeout (PlrPipelinerReader *self,
                           PlrYamlNode        *key,
                           PlrYamlNode        *value)
{
  const char *hint = _("Write it like 90s, 10m or 1h30m, at most a week; a number is in seconds.");
  const char *text = plr_yaml_node_get_string (value);
  PlrYamlType type = text != NULL ? plr_yaml_node_get_scalar_type (value) : PLR_YAML_TYPE_NULL;
  gint64 timeout_us = 0;

  if (type != PLR_YAML_TYPE_STRING && type != PLR_YAML_TYPE_INTEGER)
    plr_pipeliner_report_type (self, key, value, hint);
  else if (!plr_pipeliner_parse_timeout (text, &timeout_us))
    plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "bad-duration", visible_node (key, value), hint,
                          _("“%s” is no length of time"), text);

  return timeout_us;
}

const char *
plr_pipeliner_get_shell (PlrPipelinerReader *self,
                         PlrYamlNode        *key,
                         PlrYamlNode        *value)
{
  const char *text = plr_pipeliner_get_string (self, key, value);

  if (text == NULL || plr_pipeliner_is_shell (text))
    return text;

  plr_pipeliner_report (self, PLR_SEVERITY_ERROR, "unknown-shell", value,
                        _("Write sh or bash; another interpreter can be called from there."),
                        _("There is no shell “%s”"), text);

  return NULL;
}

/**
 * plr_pipeliner_get_list:
 * @is_text: whether numbers, true and false are taken as texts
 * @nodes: (element-type PlrYamlNode) (nullable): where each item stands is appended
 *
 * Reads a list of texts, or a text that stands for a list of one.
 *
 * Returns: (transfer full) (nullable): the items that are texts; `NULL` with a problem if it is neither list nor text
 */
char **
plr_pipeliner_get_list (PlrPipelinerReader *self,
                        PlrYamlNode        *key,
                        PlrYamlNode        *value,
                        gboolean            is_text,
                        GPtrArray          *nodes)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  PlrYamlNode *list = plr_yaml_node_resolve (value);
  gboolean is_list = plr_yaml_node_get_kind (list) == PLR_YAML_SEQUENCE;
  guint n_items = is_list ? plr_yaml_node_get_n_items (list) : 1;

  if (plr_yaml_node_get_kind (list) == PLR_YAML_MAPPING || (!is_list && plr_yaml_node_is_null (list)))
    {
      plr_pipeliner_report_type (self, key, value, _("Write a list, like [one, two]."));
      return NULL;
    }

  for (guint i = 0; i < n_items; i++)
    {
      PlrYamlNode *item = is_list ? plr_yaml_node_get_item (list, i) : value;
      const char *text = is_text ? plr_pipeliner_get_text (self, key, item) : plr_pipeliner_get_string (self, key, item);

      if (text == NULL)
        continue;
      g_strv_builder_add (builder, text);
      if (nodes != NULL)
        g_ptr_array_add (nodes, item);
    }

  return g_strv_builder_end (builder);
}
