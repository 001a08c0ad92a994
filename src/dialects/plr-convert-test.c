/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include "plr-convert-private.h"
#include "plr-export-private.h"

/* The condition of a step of GitHub as a test of a POSIX shell, which any engine runs: comparisons of variables with strings,
 * startsWith(), endsWith() and contains(), and what combines them. docs.github.com: Evaluate expressions in workflows and
 * actions. Comparisons do not look at upper and lower case there and do here, which matters for no name of a branch or target. */

#define MAX_DEPTH 50

typedef struct
{
  PlrConvert *convert;
  const char *at;
  guint       depth;
} Parser;

/* One side of a comparison. */
typedef struct
{
  char    *text;        /* of a literal */
  char    *path;        /* of a context: `matrix.os` */
} Operand;

static void
operand_clear (Operand *operand)
{
  g_free (operand->text);
  g_free (operand->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Operand, operand_clear)

static char *parse_or (Parser *self);

static gboolean
take (Parser     *self,
      const char *word)
{
  while (g_ascii_isspace (*self->at))
    self->at++;
  if (!g_str_has_prefix (self->at, word))
    return FALSE;
  self->at += strlen (word);

  return TRUE;
}

static gboolean
parse_operand (Parser  *self,
               Operand *operand)
{
  gsize length;

  if (take (self, "'"))
    {
      g_autoptr(GString) text = g_string_new (NULL);

      while (*self->at != '\0' && (self->at[0] != '\'' || self->at[1] == '\''))
        {
          g_string_append_c (text, *self->at);
          self->at += self->at[0] == '\'' ? 2 : 1;
        }
      operand->text = g_string_free (g_steal_pointer (&text), FALSE);
      return take (self, "'");
    }

  length = strspn (self->at, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-.");
  operand->path = g_strndup (self->at, length);
  self->at += length;
  if (length > 0 && (g_ascii_isdigit (operand->path[0]) || g_str_equal (operand->path, "true") || g_str_equal (operand->path, "false")))
    operand->text = g_steal_pointer (&operand->path);

  return length > 0;
}

/* What the shell looks up for a context, in double quotes, or NULL. */
static char *
dup_word (Parser     *self,
          const char *path)
{
  g_autofree char *name = plr_convert_dup_variable (self->convert, path);

  return name != NULL ? g_strdup_printf ("${%s}", name) : NULL;
}

static char *
make_comparison (const char *word,
                 const char *text,
                 gboolean    is_equal)
{
  g_autofree char *quoted = plr_export_quote (text);

  return g_strdup_printf ("[ \"%s\" %s %s ]", word, is_equal ? "=" : "!=", *text != '\0' ? quoted : "''");
}

/* The event and the ref have values of their own in each engine. */
static char *
compare_fact (Parser     *self,
              const char *path,
              const char *text,
              gboolean    is_equal)
{
  static const char *const events[][2] = {
    { "push", "push" }, { "pull_request", "merge_request_event" }, { "schedule", "schedule" }, { "workflow_dispatch", "web" },
  };
  const char *target = plr_dialect_get_id (self->convert->target);
  gboolean is_gitlab = g_str_equal (target, "gitlab");

  /* docs.github.com: Contexts, runner.os. */
  if (g_str_equal (path, "runner.os") && g_str_equal (text, "Windows"))
    return make_comparison ("${OS-}", "Windows_NT", is_equal);
  if (g_str_equal (path, "runner.os") && (g_str_equal (text, "Linux") || g_str_equal (text, "macOS")))
    return make_comparison ("$(uname -s)", g_str_equal (text, "Linux") ? "Linux" : "Darwin", is_equal);
  if (is_gitlab && g_str_equal (path, "github.event_name"))
    for (guint i = 0; i < G_N_ELEMENTS (events); i++)
      if (g_str_equal (events[i][0], text))
        return make_comparison ("${CI_PIPELINE_SOURCE}", events[i][1], is_equal);
  if (g_str_equal (path, "github.ref") && g_str_has_prefix (text, "refs/heads/"))
    return is_gitlab ? make_comparison ("${CI_COMMIT_BRANCH}", text + strlen ("refs/heads/"), is_equal) :
           g_str_equal (target, "pipeliner") ? make_comparison ("${PLR_BRANCH}", text + strlen ("refs/heads/"), is_equal) : NULL;
  if (is_gitlab && g_str_equal (path, "github.ref") && g_str_has_prefix (text, "refs/tags/"))
    return make_comparison ("${CI_COMMIT_TAG}", text + strlen ("refs/tags/"), is_equal);

  return NULL;
}

static char *
make_function (Parser     *self,
               const char *function,
               const char *path,
               const char *text)
{
  static const char *const patterns[][3] = {
    { "startsWith", "#", "" }, { "endsWith", "%", "" }, { "contains", "#", "*" },
  };
  g_autofree char *word = dup_word (self, path);
  g_autofree char *quoted = g_shell_quote (text);
  g_autofree char *name = NULL;

  if (g_str_equal (path, "github.ref") && g_str_equal (function, "startsWith") && g_str_equal (text, "refs/tags/") &&
      g_str_equal (plr_dialect_get_id (self->convert->target), "gitlab"))
    return g_strdup ("[ -n \"${CI_COMMIT_TAG}\" ]");
  if (word == NULL || *text == '\0')
    return NULL;

  name = g_strndup (word + 2, strlen (word) - 3);
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    if (g_str_equal (function, patterns[i][0]))
      return g_strdup_printf ("[ \"${%s%s%s%s}\" != \"${%s}\" ]", name, patterns[i][1], patterns[i][2], quoted, name);

  return NULL;
}

static char *
parse_call (Parser     *self,
            const char *function)
{
  g_auto(Operand) first = { NULL, NULL };
  g_auto(Operand) second = { NULL, NULL };

  if (!take (self, "(") || !parse_operand (self, &first) || !take (self, ",") || !parse_operand (self, &second) || !take (self, ")") ||
      first.path == NULL || second.text == NULL)
    return NULL;

  return make_function (self, function, first.path, second.text);
}

static char *
parse_comparison (Parser *self)
{
  g_auto(Operand) left = { NULL, NULL };
  g_auto(Operand) right = { NULL, NULL };
  g_autofree char *word = NULL;
  gboolean is_equal;
  const char *path;
  const char *text;
  char *test;

  if (!parse_operand (self, &left))
    return NULL;
  if (left.path != NULL && *self->at == '(')
    return parse_call (self, left.path);
  is_equal = take (self, "==");
  if (!is_equal && !take (self, "!="))
    {
      word = left.path != NULL ? dup_word (self, left.path) : NULL;
      return word != NULL ? g_strdup_printf ("{ [ -n \"%s\" ] && [ \"%s\" != false ]; }", word, word) : NULL;
    }
  if (!parse_operand (self, &right) || (left.path == NULL) == (right.path == NULL))
    return NULL;

  path = left.path != NULL ? left.path : right.path;
  text = left.path != NULL ? right.text : left.text;
  test = compare_fact (self, path, text, is_equal);
  if (test != NULL)
    return test;
  /* The events have names of their own in each engine. */
  word = !g_str_equal (path, "github.event_name") ? dup_word (self, path) : NULL;

  return word != NULL ? make_comparison (word, text, is_equal) : NULL;
}

static char *
parse_unary (Parser *self)
{
  gboolean is_not = FALSE;
  g_autofree char *inner = NULL;

  while (*self->at != '\0' && !g_str_has_prefix (self->at, "!=") && take (self, "!"))
    is_not = !is_not;
  if (take (self, "("))
    {
      g_autofree char *group = parse_or (self);

      if (group == NULL || !take (self, ")"))
        return NULL;
      inner = g_strdup_printf ("{ %s; }", group);
    }
  else
    {
      inner = parse_comparison (self);
    }
  if (inner == NULL)
    return NULL;

  return is_not ? g_strconcat ("! ", inner, NULL) : g_steal_pointer (&inner);
}

static char *
parse_and (Parser *self)
{
  g_autofree char *first = parse_unary (self);
  gboolean is_chain = FALSE;

  while (first != NULL && take (self, "&&"))
    {
      g_autofree char *next = parse_unary (self);
      char *joined = next != NULL ? g_strconcat (first, " && ", next, NULL) : NULL;

      is_chain = TRUE;
      g_free (first);
      first = joined;
    }
  if (first != NULL && is_chain)
    return g_strdup_printf ("{ %s; }", first);

  return g_steal_pointer (&first);
}

static char *
parse_or (Parser *self)
{
  g_autofree char *first = NULL;

  if (++self->depth > MAX_DEPTH)
    return NULL;

  first = parse_and (self);
  while (first != NULL && take (self, "||"))
    {
      g_autofree char *next = parse_and (self);
      char *joined = next != NULL ? g_strconcat (first, " || ", next, NULL) : NULL;

      g_free (first);
      first = joined;
    }
  self->depth--;

  return g_steal_pointer (&first);
}

/**
 * plr_convert_make_test:
 * @self: a conversion of a workflow
 * @condition: of a step
 *
 * Returns: (transfer full) (nullable): a command that succeeds where the condition holds; %NULL if no command of a shell can
 *   say it with what the target knows
 */
char *
plr_convert_make_test (PlrConvert *self,
                       const char *condition)
{
  g_autofree char *bare = g_strstrip (g_strdup (condition));
  Parser parser = { self, bare, 0 };
  g_autofree char *test = NULL;
  gsize length = strlen (bare);

  if (g_str_has_prefix (bare, "${{") && g_str_has_suffix (bare, "}}") && strstr (bare + 3, "${{") == NULL)
    {
      bare[length - 2] = '\0';
      parser.at = bare + 3;
    }
  test = parse_or (&parser);
  take (&parser, "");
  if (test == NULL || *parser.at != '\0')
    return NULL;
  /* The outermost group needs no braces. */
  if (g_str_has_prefix (test, "{ [") && g_str_has_suffix (test, "; }") && strstr (test + 1, "{ ") == NULL)
    return g_strndup (test + 2, strlen (test) - 5);

  return g_steal_pointer (&test);
}
