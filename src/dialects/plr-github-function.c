/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-function"

#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-dialect.h"
#include "plr-github-value-private.h"

/* docs.github.com: Evaluate expressions in workflows and actions. */

void
plr_github_value_clear (PlrGithubValue *self)
{
  g_clear_pointer (&self->node, json_node_unref);
  g_clear_pointer (&self->path, g_free);
  self->truth = PLR_UNKNOWN;
}

static gboolean
is_collection (JsonNode *node)
{
  return JSON_NODE_HOLDS_ARRAY (node) || JSON_NODE_HOLDS_OBJECT (node);
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_boolean (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

PlrTruth
plr_github_node_get_truth (JsonNode *node)
{
  double number;

  if (JSON_NODE_HOLDS_NULL (node))
    return PLR_FALSE;
  if (is_collection (node))
    return PLR_TRUE;
  if (is_string (node))
    return *json_node_get_string (node) != '\0' ? PLR_TRUE : PLR_FALSE;
  number = plr_github_node_to_number (node);

  return number != 0 && !isnan (number) ? PLR_TRUE : PLR_FALSE;
}

/* A text is a number as in JSON, or in hexadecimal; else it is none. */
double
plr_github_node_to_number (JsonNode *node)
{
  g_autofree char *text = NULL;
  char *end = NULL;
  double number;

  if (JSON_NODE_HOLDS_NULL (node))
    return 0;
  if (is_collection (node))
    return NAN;
  if (is_boolean (node))
    return json_node_get_boolean (node) ? 1 : 0;
  if (!is_string (node))
    return json_node_get_double (node);

  text = g_strstrip (g_strdup (json_node_get_string (node)));
  if (*text == '\0')
    return 0;
  if (g_str_has_prefix (text, "0x"))
    number = (double)g_ascii_strtoull (text + 2, &end, 16);
  else
    number = g_ascii_strtod (text, &end);

  return *end == '\0' && !g_ascii_isalpha (text[0]) ? number : NAN;
}

/**
 * plr_github_node_to_string:
 * @node: a value
 *
 * Returns: (transfer full): what `format` and `join` make of it
 */
char *
plr_github_node_to_string (JsonNode *node)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_ARRAY (node))
    return g_strdup ("Array");
  if (JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup ("Object");
  if (is_boolean (node))
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  if (is_string (node))
    return g_strdup (json_node_get_string (node));

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.15g", json_node_get_double (node)));
}

static int
compare_strings (const char *left,
                 const char *right)
{
  g_autofree char *one = g_utf8_strup (left, -1);
  g_autofree char *other = g_utf8_strup (right, -1);

  return strcmp (one, other);
}

/* Texts without regard to case; what is of two kinds, as numbers. Two collections are the same only if they are one. */
PlrTruth
plr_github_compare (JsonNode   *left,
                    const char *operator,
                    JsonNode   *right)
{
  double one;
  double other;
  gboolean is_equal;
  gboolean is_less;

  if (is_string (left) && is_string (right))
    {
      int order = compare_strings (json_node_get_string (left), json_node_get_string (right));

      is_equal = order == 0;
      is_less = order < 0;
    }
  else if (is_collection (left) || is_collection (right))
    {
      is_equal = left == right;
      is_less = FALSE;
      if (!g_str_equal (operator, "==") && !g_str_equal (operator, "!="))
        return PLR_FALSE;
    }
  else
    {
      one = plr_github_node_to_number (left);
      other = plr_github_node_to_number (right);
      if (isnan (one) || isnan (other))
        return g_str_equal (operator, "!=") ? PLR_TRUE : PLR_FALSE;
      is_equal = one == other;
      is_less = one < other;
    }

  switch (operator[0])
    {
    case '=':
      return is_equal ? PLR_TRUE : PLR_FALSE;

    case '!':
      return is_equal ? PLR_FALSE : PLR_TRUE;

    case '<':
      return is_less || (operator[1] == '=' && is_equal) ? PLR_TRUE : PLR_FALSE;

    default:
      return (!is_less && !is_equal) || (operator[1] == '=' && is_equal) ? PLR_TRUE : PLR_FALSE;
    }
}

/**
 * plr_github_node_get:
 * @node: a value
 * @key: a name, or the number of an item; the case of a name is no matter
 *
 * Returns: (transfer full): what is there; null where nothing is
 */
JsonNode *
plr_github_node_get (JsonNode   *node,
                     const char *key)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *value;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &value))
        if (g_ascii_strcasecmp (name, key) == 0)
          return json_node_ref (value);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      char *end = NULL;
      guint64 index = g_ascii_strtoull (key, &end, 10);

      if (*key != '\0' && *end == '\0' && index < json_array_get_length (json_node_get_array (node)))
        return json_node_ref (json_array_get_element (json_node_get_array (node), (guint)index));
    }

  return json_node_new (JSON_NODE_NULL);
}

static JsonNode *
new_boolean (gboolean value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_boolean (node, value);

  return node;
}

static JsonNode *
new_string (const char *value)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, value);

  return node;
}

static JsonNode *
call_contains (JsonNode **arguments)
{
  g_autofree char *text = NULL;
  g_autofree char *part = NULL;
  g_autofree char *text_up = NULL;
  g_autofree char *part_up = NULL;

  if (JSON_NODE_HOLDS_ARRAY (arguments[0]))
    {
      JsonArray *array = json_node_get_array (arguments[0]);

      for (guint i = 0; i < json_array_get_length (array); i++)
        if (plr_github_compare (json_array_get_element (array, i), "==", arguments[1]) == PLR_TRUE)
          return new_boolean (TRUE);
      return new_boolean (FALSE);
    }

  text = plr_github_node_to_string (arguments[0]);
  part = plr_github_node_to_string (arguments[1]);
  text_up = g_utf8_strup (text, -1);
  part_up = g_utf8_strup (part, -1);

  return new_boolean (!JSON_NODE_HOLDS_OBJECT (arguments[0]) && strstr (text_up, part_up) != NULL);
}

static JsonNode *
call_affix (JsonNode **arguments,
            gboolean   is_prefix)
{
  g_autofree char *text = plr_github_node_to_string (arguments[0]);
  g_autofree char *part = plr_github_node_to_string (arguments[1]);
  g_autofree char *text_up = g_utf8_strup (text, -1);
  g_autofree char *part_up = g_utf8_strup (part, -1);

  return new_boolean (is_prefix ? g_str_has_prefix (text_up, part_up) : g_str_has_suffix (text_up, part_up));
}

/* `{0}` is the first argument behind the format, `{{` a brace. */
static JsonNode *
call_format (JsonNode **arguments,
             guint      n_arguments,
             GError   **error)
{
  g_autofree char *format = plr_github_node_to_string (arguments[0]);
  g_autoptr(GString) out = g_string_new (NULL);

  for (const char *p = format; *p != '\0'; p++)
    {
      char *end = NULL;
      guint64 index;

      if ((*p == '{' || *p == '}') && p[1] == *p)
        {
          g_string_append_c (out, *p++);
          continue;
        }
      if (*p != '{' && *p != '}')
        {
          g_string_append_c (out, *p);
          continue;
        }
      index = g_ascii_isdigit (p[1]) ? g_ascii_strtoull (p + 1, &end, 10) : G_MAXUINT64;
      if (*p == '}' || end == NULL || *end != '}' || index >= n_arguments - 1)
        {
          g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("The format “%s” asks for what is not there"), format);
          return NULL;
        }
      else
        {
          g_autofree char *text = plr_github_node_to_string (arguments[index + 1]);

          g_string_append (out, text);
          p = end;
        }
    }

  return new_string (out->str);
}

static JsonNode *
call_join (JsonNode **arguments,
           guint      n_arguments)
{
  g_autofree char *separator = n_arguments > 1 ? plr_github_node_to_string (arguments[1]) : g_strdup (",");
  g_autoptr(GString) out = g_string_new (NULL);
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (arguments[0]))
    {
      g_autofree char *text = plr_github_node_to_string (arguments[0]);

      return new_string (text);
    }

  array = json_node_get_array (arguments[0]);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autofree char *text = plr_github_node_to_string (json_array_get_element (array, i));

      g_string_append_printf (out, "%s%s", i > 0 ? separator : "", text);
    }

  return new_string (out->str);
}

static JsonNode *
call_from_json (JsonNode **arguments,
                GError   **error)
{
  g_autofree char *text = plr_github_node_to_string (arguments[0]);
  JsonNode *node = json_from_string (text, error);

  if (node == NULL && error != NULL && *error == NULL)
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("fromJSON gets an empty text"));

  return node;
}

static const struct
{
  const char *name;
  guint       min;
  guint       max;
} functions[] = {
  { "contains", 2, 2 }, { "startswith", 2, 2 }, { "endswith", 2, 2 }, { "format", 1, 200 }, { "join", 1, 2 },
  { "tojson", 1, 1 }, { "fromjson", 1, 1 }, { "hashfiles", 1, 200 }, { "success", 0, 0 }, { "always", 0, 0 },
  { "failure", 0, 0 }, { "cancelled", 0, 0 },
};

gboolean
plr_github_is_function (const char *name,
                        guint       n_arguments)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_str_equal (functions[i].name, name))
      return n_arguments >= functions[i].min && n_arguments <= functions[i].max;

  return FALSE;
}

/**
 * plr_github_call:
 * @name: of a function, in lower case
 * @arguments: (array length=n_arguments): what it is given
 * @n_arguments: as many as plr_github_is_function() allows
 * @error: `PLR_DIALECT_ERROR_INVALID` for what the engine refuses
 *
 * Returns: (transfer full) (nullable): what it gives; `NULL` with no error if that depends on files
 */
JsonNode *
plr_github_call (const char *name,
                 JsonNode  **arguments,
                 guint       n_arguments,
                 GError    **error)
{
  if (g_str_equal (name, "contains"))
    return call_contains (arguments);
  if (g_str_equal (name, "startswith") || g_str_equal (name, "endswith"))
    return call_affix (arguments, name[0] == 's');
  if (g_str_equal (name, "format"))
    return call_format (arguments, n_arguments, error);
  if (g_str_equal (name, "join"))
    return call_join (arguments, n_arguments);
  if (g_str_equal (name, "fromjson"))
    return call_from_json (arguments, error);
  if (g_str_equal (name, "tojson"))
    {
      g_autofree char *text = json_to_string (arguments[0], TRUE);

      return new_string (text);
    }

  return NULL;
}
