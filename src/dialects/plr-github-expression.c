/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-expression"

#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-dialect.h"
#include "plr-github-value-private.h"

/* docs.github.com: Evaluate expressions in workflows and actions. The engine itself allows a depth of 50. */
#define MAX_DEPTH     50
#define MAX_ARGUMENTS 200

typedef struct
{
  const char     *text;
  const char     *at;
  PlrGithubLookup lookup;
  gpointer        user_data;
  GString        *unknown;  /* what was asked for and cannot be known */
  GError         *error;
  guint           depth;
  gboolean        has_status;
} Parser;

static void
parse_or (Parser         *self,
          PlrGithubValue *value);

G_GNUC_PRINTF (2, 3)
static void
fail (Parser     *self,
      const char *format,
      ...)
{
  g_autofree char *message = NULL;
  va_list args;

  if (self->error != NULL)
    return;
  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (&self->error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, "%s", message);
}

static void
skip_blanks (Parser *self)
{
  while (g_ascii_isspace (*self->at))
    self->at++;
}

static gboolean
take (Parser     *self,
      const char *word)
{
  skip_blanks (self);
  if (!g_str_has_prefix (self->at, word))
    return FALSE;
  self->at += strlen (word);

  return TRUE;
}

static void
tell_unknown (Parser     *self,
              const char *what)
{
  g_auto(GStrv) known = g_strsplit (self->unknown->str, ", ", -1);

  if (!g_strv_contains ((const char *const *)known, what))
    g_string_append_printf (self->unknown, "%s%s", self->unknown->len > 0 ? ", " : "", what);
}

static void
set_unknown (PlrGithubValue *value)
{
  plr_github_value_clear (value);
}

static void
set_node (PlrGithubValue *value,
          JsonNode       *node)
{
  plr_github_value_clear (value);
  value->node = node;
}

static void
set_boolean (PlrGithubValue *value,
             PlrTruth        truth)
{
  plr_github_value_clear (value);
  if (truth == PLR_UNKNOWN)
    return;
  value->node = json_node_new (JSON_NODE_VALUE);
  json_node_set_boolean (value->node, truth == PLR_TRUE);
}

/* A context is looked up only when somebody wants its value, for `github` alone has none. */
static void
settle (Parser         *self,
        PlrGithubValue *value)
{
  g_autofree char *path = g_steal_pointer (&value->path);

  if (path == NULL)
    return;
  set_node (value, self->lookup (path, self->user_data));
  if (value->node == NULL)
    tell_unknown (self, path);
}

static PlrTruth
get_truth (Parser         *self,
           PlrGithubValue *value)
{
  settle (self, value);

  return value->node != NULL ? plr_github_node_get_truth (value->node) : value->truth;
}

static void
parse_string (Parser         *self,
              PlrGithubValue *value)
{
  g_autoptr(GString) out = g_string_new (NULL);
  JsonNode *node = NULL;

  for (self->at++; *self->at != '\0'; self->at++)
    {
      if (*self->at == '\'' && self->at[1] != '\'')
        break;
      if (*self->at == '\'')
        self->at++;
      g_string_append_c (out, *self->at);
    }
  if (*self->at != '\'')
    {
      fail (self, _("A text in quotes has no end"));
      return;
    }
  self->at++;
  node = json_node_new (JSON_NODE_VALUE);
  json_node_set_string (node, out->str);
  set_node (value, node);
}

static void
parse_number (Parser         *self,
              PlrGithubValue *value)
{
  char *end = NULL;
  double number;
  JsonNode *node;

  if (self->at[0] == '0' && self->at[1] == 'x')
    number = (double)g_ascii_strtoull (self->at + 2, &end, 16);
  else
    number = g_ascii_strtod (self->at, &end);
  if (end == self->at || g_ascii_isalnum (*end) || isnan (number))
    {
      fail (self, _("“%s” is no number"), self->at);
      return;
    }

  self->at = end;
  node = json_node_new (JSON_NODE_VALUE);
  json_node_set_double (node, number);
  set_node (value, node);
}

static char *
take_name (Parser *self)
{
  const char *start;

  skip_blanks (self);
  start = self->at;
  while (g_ascii_isalnum (*self->at) || *self->at == '_' || (*self->at == '-' && self->at > start))
    self->at++;

  return g_ascii_strdown (start, self->at - start);
}

/* The arguments of a function; a value that is not known is NULL in the array. */
static GPtrArray *
parse_arguments (Parser   *self,
                 gboolean *is_known)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func ((GDestroyNotify)json_node_unref);

  *is_known = TRUE;
  if (take (self, ")"))
    return g_steal_pointer (&arguments);

  do
    {
      g_auto(PlrGithubValue) value = { .truth = PLR_UNKNOWN };

      parse_or (self, &value);
      if (self->error != NULL)
        return g_steal_pointer (&arguments);
      settle (self, &value);
      *is_known &= value.node != NULL;
      g_ptr_array_add (arguments, value.node != NULL ? g_steal_pointer (&value.node) : json_node_new (JSON_NODE_NULL));
    }
  while (arguments->len < MAX_ARGUMENTS && take (self, ","));
  if (!take (self, ")"))
    fail (self, _("A parenthesis is not closed"));

  return g_steal_pointer (&arguments);
}

static void
parse_call (Parser         *self,
            const char     *name,
            PlrGithubValue *value)
{
  static const char *const status[] = { "success", "always", "failure", "cancelled", NULL };
  gboolean is_known = TRUE;
  g_autoptr(GPtrArray) arguments = parse_arguments (self, &is_known);
  g_autoptr(GError) error = NULL;

  if (self->error != NULL)
    return;
  if (!plr_github_is_function (name, arguments->len))
    {
      fail (self, _("There is no function “%s” with %u arguments"), name, arguments->len);
      return;
    }

  if (g_strv_contains (status, name))
    {
      self->has_status = TRUE;
      plr_github_value_clear (value);
      value->path = g_strconcat (name, "()", NULL);
      settle (self, value);
      return;
    }
  if (!is_known)
    {
      set_unknown (value);
      return;
    }
  set_node (value, plr_github_call (name, (JsonNode **)arguments->pdata, arguments->len, &error));
  if (error != NULL)
    fail (self, "%s", error->message);
  else if (value->node == NULL)
    tell_unknown (self, name);
}

static void
parse_word (Parser         *self,
            PlrGithubValue *value)
{
  g_autofree char *name = take_name (self);

  if (*name == '\0' && *self->at == '\0')
    {
      fail (self, _("Something is missing at the end"));
    }
  else if (*name == '\0')
    {
      fail (self, _("“%s” is not understood"), self->at);
    }
  else if (take (self, "("))
    {
      parse_call (self, name, value);
    }
  else if (g_str_equal (name, "true") || g_str_equal (name, "false"))
    {
      set_boolean (value, name[0] == 't' ? PLR_TRUE : PLR_FALSE);
    }
  else if (g_str_equal (name, "null"))
    {
      set_node (value, json_node_new (JSON_NODE_NULL));
    }
  else if (g_str_equal (name, "nan") || g_str_equal (name, "infinity"))
    {
      fail (self, _("“%s” is not understood"), name);
    }
  else
    {
      plr_github_value_clear (value);
      value->path = g_steal_pointer (&name);
    }
}

/* What `.key` and `[key]` give; NULL as key stands for `*`. */
static void
dereference (Parser         *self,
             PlrGithubValue *value,
             const char     *key)
{
  g_autofree char *lower = g_ascii_strdown (key != NULL ? key : "*", -1);

  if (value->path != NULL)
    {
      g_autofree char *path = g_strconcat (value->path, ".", lower, NULL);

      g_free (g_steal_pointer (&value->path));
      value->path = g_steal_pointer (&path);
    }
  else if (value->node != NULL && key != NULL)
    {
      set_node (value, plr_github_node_get (value->node, key));
    }
  else if (value->node != NULL)
    {
      tell_unknown (self, "*");
      set_unknown (value);
    }
  else
    {
      set_unknown (value);
    }
}

static void
parse_index (Parser         *self,
             PlrGithubValue *value)
{
  g_auto(PlrGithubValue) index = { .truth = PLR_UNKNOWN };
  g_autofree char *key = NULL;

  if (take (self, "*"))
    {
      if (!take (self, "]"))
        fail (self, _("A bracket is not closed"));
      dereference (self, value, NULL);
      return;
    }

  parse_or (self, &index);
  if (self->error != NULL)
    return;
  if (!take (self, "]"))
    {
      fail (self, _("A bracket is not closed"));
      return;
    }
  settle (self, &index);
  if (index.node == NULL)
    {
      set_unknown (value);
      return;
    }
  key = plr_github_node_to_string (index.node);
  dereference (self, value, key);
}

static void
parse_primary (Parser         *self,
               PlrGithubValue *value)
{
  skip_blanks (self);
  if (take (self, "("))
    {
      parse_or (self, value);
      if (self->error == NULL && !take (self, ")"))
        fail (self, _("A parenthesis is not closed"));
    }
  else if (*self->at == '\'')
    parse_string (self, value);
  else if (g_ascii_isdigit (*self->at) || (strchr ("+-.", *self->at) != NULL && *self->at != '\0'))
    parse_number (self, value);
  else
    parse_word (self, value);

  while (self->error == NULL)
    {
      if (take (self, "["))
        {
          parse_index (self, value);
        }
      else if (take (self, "."))
        {
          gboolean is_star = take (self, "*");
          g_autofree char *name = is_star ? NULL : take_name (self);

          if (!is_star && *name == '\0')
            fail (self, _("A name is missing after a dot"));
          dereference (self, value, name);
        }
      else
        {
          return;
        }
    }
}

static void
parse_not (Parser         *self,
           PlrGithubValue *value)
{
  PlrTruth truth;

  skip_blanks (self);
  if (++self->depth > MAX_DEPTH)
    {
      fail (self, _("The expression is too deep"));
    }
  else if (self->at[0] == '!' && self->at[1] != '=')
    {
      self->at++;
      parse_not (self, value);
      truth = self->error == NULL ? get_truth (self, value) : PLR_UNKNOWN;
      set_boolean (value, truth == PLR_UNKNOWN ? truth : truth == PLR_TRUE ? PLR_FALSE : PLR_TRUE);
    }
  else
    {
      parse_primary (self, value);
    }
  self->depth--;
}

static const char *
take_operator (Parser            *self,
               const char *const *operators)
{
  for (guint i = 0; operators[i] != NULL; i++)
    if (take (self, operators[i]))
      return operators[i];

  return NULL;
}

/* Of one level of comparisons: `==` and `!=` bind less than the others. */
static void
parse_comparison (Parser         *self,
                  PlrGithubValue *value,
                  gboolean        is_equality)
{
  static const char *const equalities[] = { "==", "!=", NULL };
  static const char *const orders[] = { "<=", ">=", "<", ">", NULL };
  const char *operator;

  if (is_equality)
    parse_comparison (self, value, FALSE);
  else
    parse_not (self, value);

  while (self->error == NULL && (operator = take_operator (self, is_equality ? equalities : orders)) != NULL)
    {
      g_auto(PlrGithubValue) right = { .truth = PLR_UNKNOWN };

      if (is_equality)
        parse_comparison (self, &right, FALSE);
      else
        parse_not (self, &right);
      if (self->error != NULL)
        return;
      settle (self, value);
      settle (self, &right);
      set_boolean (value, value->node != NULL && right.node != NULL ?
                   plr_github_compare (value->node, operator, right.node) : PLR_UNKNOWN);
    }
}

/* `&&` gives the first that is false, or the last; `||` the first that is true, or the last. What follows the deciding one is
 * read, but what it does not know is no matter. */
static void
parse_chain (Parser         *self,
             PlrGithubValue *value,
             gboolean        is_or)
{
  PlrTruth deciding = is_or ? PLR_TRUE : PLR_FALSE;

  if (is_or)
    parse_chain (self, value, FALSE);
  else
    parse_comparison (self, value, TRUE);

  while (self->error == NULL && take (self, is_or ? "||" : "&&"))
    {
      g_auto(PlrGithubValue) right = { .truth = PLR_UNKNOWN };
      PlrTruth left_truth = get_truth (self, value);
      gsize n_told = self->unknown->len;
      PlrTruth right_truth;

      if (is_or)
        parse_chain (self, &right, FALSE);
      else
        parse_comparison (self, &right, TRUE);
      if (self->error != NULL)
        return;
      right_truth = get_truth (self, &right);
      if (left_truth == deciding)
        {
          g_string_truncate (self->unknown, n_told);
          continue;
        }
      if (left_truth == PLR_UNKNOWN)
        {
          set_unknown (value);
          value->truth = right_truth == deciding ? deciding : PLR_UNKNOWN;
          continue;
        }
      plr_github_value_clear (value);
      *value = right;
      right = (PlrGithubValue) { .truth = PLR_UNKNOWN };
    }
}

static void
parse_or (Parser         *self,
          PlrGithubValue *value)
{
  if (++self->depth > MAX_DEPTH)
    fail (self, _("The expression is too deep"));
  else
    parse_chain (self, value, TRUE);
  self->depth--;
}

/* The expression between `${{` and `}}`, if that is all there is; the text itself where there is none; or NULL. */
static char *
strip (const char *text)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text));
  gsize length = strlen (trimmed);

  if (strstr (trimmed, "${{") == NULL)
    return g_steal_pointer (&trimmed);
  if (!g_str_has_prefix (trimmed, "${{") || strstr (trimmed + 3, "${{") != NULL || !g_str_has_suffix (trimmed, "}}") || length < 5)
    return NULL;

  return g_strndup (trimmed + 3, length - 5);
}

/**
 * plr_github_is_text:
 * @condition: of an `if`
 *
 * Returns: whether there is text around a `${{ }}`, so that it is a text and no condition at all
 */
gboolean
plr_github_is_text (const char *condition)
{
  g_autofree char *expression = strip (condition);

  return expression == NULL;
}

/**
 * plr_github_evaluate:
 * @expression: of an `if`, with or without `${{ }}`
 * @lookup: (scope call): what is known
 * @user_data: for @lookup
 * @has_status: (out): whether it asks for the status of what came before; otherwise `success()` is asked as well
 * @unknown: (out) (transfer full): what was asked for and is not known, for people
 * @error: `PLR_DIALECT_ERROR_INVALID` for what the engine refuses
 *
 * Returns: whether the condition holds; unknown where that depends on what is not known, never a guess
 */
PlrTruth
plr_github_evaluate (const char     *expression,
                     PlrGithubLookup lookup,
                     gpointer        user_data,
                     gboolean       *has_status,
                     char          **unknown,
                     GError        **error)
{
  g_autofree char *text = strip (expression);
  g_auto(PlrGithubValue) value = { .truth = PLR_UNKNOWN };
  Parser self = { .text = text, .at = text, .lookup = lookup, .user_data = user_data, .unknown = g_string_new (NULL) };
  PlrTruth truth = PLR_UNKNOWN;

  g_return_val_if_fail (expression != NULL && lookup != NULL, PLR_UNKNOWN);

  /* Text around an expression makes a text of it, and one that is not empty is true. */
  if (text == NULL || *text == '\0')
    {
      *has_status = FALSE;
      *unknown = g_string_free (self.unknown, FALSE);
      return PLR_TRUE;
    }

  parse_or (&self, &value);
  skip_blanks (&self);
  if (self.error == NULL && *self.at != '\0')
    fail (&self, _("“%s” is not understood"), self.at);
  if (self.error == NULL)
    truth = get_truth (&self, &value);
  *has_status = self.has_status;
  *unknown = g_string_free (self.unknown, FALSE);
  if (self.error != NULL)
    {
      g_propagate_error (error, self.error);
      return PLR_UNKNOWN;
    }

  return truth;
}
