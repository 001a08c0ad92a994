/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-expression"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-dialect.h"
#include "plr-gitlab-expression.h"

/* docs.gitlab.com: CI/CD job rules, CI/CD variable expressions. */

#define MAX_DEPTH         100
#define MAX_PATTERN_BYTES 10000
#define START_OF_PATTERN  "(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=10000)" /* RE2 cannot run away; what PCRE gives up is not known */

typedef struct
{
  const char     *at;
  PlrGitlabLookup lookup;
  gpointer        user_data;
  GString        *unknown;      /* variables that are asked for and cannot be known */
  GError         *error;
  guint           depth;
} Parser;

static PlrTruth parse_or (Parser *self);

void
plr_gitlab_term_clear (PlrGitlabTerm *term)
{
  g_clear_pointer (&term->text, g_free);
}

static PlrTruth
fail (Parser     *self,
      const char *message)
{
  g_autofree char *rest = g_utf8_make_valid (self->at, (gssize)MIN (strlen (self->at), 40));

  if (self->error == NULL)
    g_set_error (&self->error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("%s at “%s”"), message, rest);

  return PLR_UNKNOWN;
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
              const char *name)
{
  g_auto(GStrv) known = g_strsplit (self->unknown->str, ", ", -1);
  g_autofree char *word = g_strconcat ("$", name, NULL);

  if (!g_strv_contains ((const char *const *)known, word))
    g_string_append_printf (self->unknown, "%s%s", self->unknown->len > 0 ? ", " : "", word);
}

/* Between two slashes; one after a backslash is part of it. The flags stay behind it. */
static char *
take_pattern (Parser *self)
{
  const char *start = self->at;
  const char *p = start + 1;

  while (*p != '\0' && *p != '/')
    p += p[0] == '\\' && p[1] != '\0' ? 2 : 1;
  if (*p == '\0')
    return NULL;
  p++;
  while (g_ascii_isalpha (*p))
    p++;
  self->at = p;

  return g_strndup (start, (gsize)(p - start));
}

static void
parse_variable (Parser        *self,
                PlrGitlabTerm *term,
                char         **name)
{
  const char *start = self->at + 1;
  gsize length = strspn (start, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_");

  if (length == 0)
    {
      (void)fail (self, *start == '{' ? _("GitLab takes $NAME here, and not ${NAME},") : _("The name of a variable is missing"));
      return;
    }
  *name = g_strndup (start, length);
  self->at = start + length;
  self->lookup (*name, term, self->user_data);
}

static void
parse_string (Parser        *self,
              PlrGitlabTerm *term)
{
  const char *end = strchr (self->at + 1, *self->at);

  if (end == NULL)
    {
      (void)fail (self, _("The end of a text is missing"));
      return;
    }
  term->kind = PLR_GITLAB_TERM_TEXT;
  term->text = g_strndup (self->at + 1, (gsize)(end - self->at - 1));
  self->at = end + 1;
}

/* @name is set for a variable, @is_pattern for what stands between slashes. */
static void
parse_term (Parser        *self,
            PlrGitlabTerm *term,
            char         **name,
            gboolean      *is_pattern)
{
  skip_blanks (self);
  if (*self->at == '$')
    {
      parse_variable (self, term, name);
    }
  else if (*self->at == '"' || *self->at == '\'')
    {
      parse_string (self, term);
    }
  else if (*self->at == '/')
    {
      term->text = take_pattern (self);
      term->kind = PLR_GITLAB_TERM_TEXT;
      *is_pattern = TRUE;
      if (term->text == NULL)
        (void)fail (self, _("The end of a pattern is missing"));
    }
  else if (g_str_has_prefix (self->at, "null") && !g_ascii_isalnum (self->at[4]) && self->at[4] != '_')
    {
      term->kind = PLR_GITLAB_TERM_NULL;
      self->at += 4;
    }
  else
    {
      (void)fail (self, _("A variable or a text is expected"));
    }
}

/* Equal, or not; with nothing known of one side only what follows from its being set. */
static PlrTruth
compare (const PlrGitlabTerm *left,
         const PlrGitlabTerm *right)
{
  const PlrGitlabTerm *known = left->kind == PLR_GITLAB_TERM_SOME ? right : left;

  if (left->kind == PLR_GITLAB_TERM_UNKNOWN || right->kind == PLR_GITLAB_TERM_UNKNOWN)
    return PLR_UNKNOWN;
  if (left->kind == PLR_GITLAB_TERM_SOME || right->kind == PLR_GITLAB_TERM_SOME)
    return known->kind == PLR_GITLAB_TERM_NULL || (known->kind == PLR_GITLAB_TERM_TEXT && *known->text == '\0') ? PLR_FALSE : PLR_UNKNOWN;
  if (left->kind != right->kind)
    return PLR_FALSE;

  return left->kind == PLR_GITLAB_TERM_NULL || g_str_equal (left->text, right->text) ? PLR_TRUE : PLR_FALSE;
}

static PlrTruth
negate (PlrTruth truth)
{
  return truth == PLR_UNKNOWN ? PLR_UNKNOWN : truth == PLR_TRUE ? PLR_FALSE : PLR_TRUE;
}

/**
 * plr_gitlab_match:
 * @pattern: `/…/` with flags
 * @text: any
 * @error: `G_REGEX_ERROR`
 *
 * GitLab has RE2; what that takes, PCRE takes as well.
 *
 * Returns: whether the pattern is found; `PLR_UNKNOWN` with an error, and where it takes too long to tell
 */
PlrTruth
plr_gitlab_match (const char *pattern,
                  const char *text,
                  GError    **error)
{
  const char *end = strrchr (pattern, '/');
  g_autofree char *inner = NULL;
  g_autoptr(GString) bare = NULL;
  g_autoptr(GRegex) regex = NULL;
  g_autoptr(GError) failure = NULL;
  GRegexCompileFlags flags = G_REGEX_RAW;
  gboolean is_found;

  if (strlen (pattern) > MAX_PATTERN_BYTES || end == pattern || *pattern != '/')
    {
      g_set_error_literal (error, G_REGEX_ERROR, G_REGEX_ERROR_COMPILE, _("it is no pattern between slashes, or too long"));
      return PLR_UNKNOWN;
    }
  for (const char *flag = end + 1; *flag != '\0'; flag++)
    flags |= *flag == 'i' ? G_REGEX_CASELESS : *flag == 'm' ? G_REGEX_DOTALL : 0;
  inner = g_strndup (pattern + 1, (gsize)(end - pattern - 1));
  bare = g_string_new (inner);
  g_string_replace (bare, "\\/", "/", 0);
  g_string_prepend (bare, START_OF_PATTERN);
  regex = g_regex_new (bare->str, flags | G_REGEX_DOLLAR_ENDONLY, 0, error);
  if (regex == NULL)
    return PLR_UNKNOWN;
  is_found = g_regex_match_full (regex, text, -1, 0, 0, NULL, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return PLR_UNKNOWN;
    }

  return is_found ? PLR_TRUE : PLR_FALSE;
}

static PlrTruth
parse_match (Parser              *self,
             const PlrGitlabTerm *left,
             const char          *left_name)
{
  g_auto(PlrGitlabTerm) right = { PLR_GITLAB_TERM_NULL, NULL };
  g_autofree char *name = NULL;
  g_autoptr(GError) error = NULL;
  gboolean is_pattern = FALSE;
  PlrTruth truth;

  parse_term (self, &right, &name, &is_pattern);
  if (self->error != NULL)
    return PLR_UNKNOWN;
  if (!is_pattern && name == NULL)
    return fail (self, _("A pattern between slashes is expected before this"));
  if (right.kind == PLR_GITLAB_TERM_NULL)
    return PLR_FALSE;
  if (right.kind != PLR_GITLAB_TERM_TEXT)
    tell_unknown (self, name);
  if (left->kind == PLR_GITLAB_TERM_SOME || left->kind == PLR_GITLAB_TERM_UNKNOWN)
    tell_unknown (self, left_name);
  if (right.kind != PLR_GITLAB_TERM_TEXT || left->kind == PLR_GITLAB_TERM_SOME || left->kind == PLR_GITLAB_TERM_UNKNOWN)
    return PLR_UNKNOWN;

  truth = plr_gitlab_match (right.text, left->text != NULL ? left->text : "", &error);
  if (error != NULL && is_pattern)
    return fail (self, error->message);
  if (error != NULL)
    tell_unknown (self, name);

  return truth;
}

static PlrTruth
parse_comparison (Parser *self)
{
  g_auto(PlrGitlabTerm) left = { PLR_GITLAB_TERM_NULL, NULL };
  g_auto(PlrGitlabTerm) right = { PLR_GITLAB_TERM_NULL, NULL };
  g_autofree char *left_name = NULL;
  g_autofree char *right_name = NULL;
  gboolean is_pattern = FALSE;
  gboolean is_equal;
  PlrTruth truth;

  parse_term (self, &left, &left_name, &is_pattern);
  if (self->error != NULL)
    return PLR_UNKNOWN;
  if (take (self, "=~"))
    return parse_match (self, &left, left_name);
  if (take (self, "!~"))
    return negate (parse_match (self, &left, left_name));

  is_equal = take (self, "==");
  if (!is_equal && !take (self, "!="))
    {
      if (left.kind == PLR_GITLAB_TERM_UNKNOWN)
        {
          tell_unknown (self, left_name);
          return PLR_UNKNOWN;
        }
      return left.kind == PLR_GITLAB_TERM_SOME || (left.kind == PLR_GITLAB_TERM_TEXT && *left.text != '\0') ? PLR_TRUE : PLR_FALSE;
    }

  parse_term (self, &right, &right_name, &is_pattern);
  if (self->error != NULL)
    return PLR_UNKNOWN;
  truth = compare (&left, &right);
  if (truth == PLR_UNKNOWN && left.kind != PLR_GITLAB_TERM_TEXT && left.kind != PLR_GITLAB_TERM_NULL)
    tell_unknown (self, left_name);
  if (truth == PLR_UNKNOWN && right.kind != PLR_GITLAB_TERM_TEXT && right.kind != PLR_GITLAB_TERM_NULL)
    tell_unknown (self, right_name);

  return is_equal ? truth : negate (truth);
}

static PlrTruth
parse_group (Parser *self)
{
  PlrTruth truth;

  if (!take (self, "("))
    return parse_comparison (self);
  if (self->depth++ > MAX_DEPTH)
    return fail (self, _("There are too many parentheses"));

  truth = parse_or (self);
  self->depth--;
  if (!take (self, ")"))
    return fail (self, _("A closing parenthesis is missing"));

  return truth;
}

static PlrTruth
parse_and (Parser *self)
{
  PlrTruth truth = parse_group (self);

  while (self->error == NULL && take (self, "&&"))
    {
      PlrTruth next = parse_group (self);

      if (truth == PLR_FALSE || next == PLR_FALSE)
        truth = PLR_FALSE;
      else if (next == PLR_UNKNOWN)
        truth = PLR_UNKNOWN;
    }

  return truth;
}

static PlrTruth
parse_or (Parser *self)
{
  PlrTruth truth = parse_and (self);

  while (self->error == NULL && take (self, "||"))
    {
      PlrTruth next = parse_and (self);

      if (truth == PLR_TRUE || next == PLR_TRUE)
        truth = PLR_TRUE;
      else if (next == PLR_UNKNOWN)
        truth = PLR_UNKNOWN;
    }

  return truth;
}

/**
 * plr_gitlab_evaluate:
 * @expression: what stands behind `if` in a rule
 * @lookup: (scope call): says what is known of a variable
 * @user_data: for @lookup
 * @unknown: (out) (transfer full) (nullable): the variables that it asks for and that cannot be known
 * @error: `PLR_DIALECT_ERROR_INVALID` if it is no expression
 *
 * Returns: whether it holds; `PLR_UNKNOWN` with an error as well
 */
PlrTruth
plr_gitlab_evaluate (const char     *expression,
                     PlrGitlabLookup lookup,
                     gpointer        user_data,
                     char          **unknown,
                     GError        **error)
{
  Parser self = { expression, lookup, user_data, g_string_new (NULL), NULL, 0 };
  PlrTruth truth = parse_or (&self);

  skip_blanks (&self);
  if (self.error == NULL && *self.at != '\0')
    truth = fail (&self, _("“&&”, “||” or the end is expected"));
  if (truth == PLR_UNKNOWN && self.unknown->len > 0)
    *unknown = g_string_free (self.unknown, FALSE);
  else
    g_string_free (self.unknown, TRUE);
  if (self.error != NULL)
    {
      g_propagate_error (error, self.error);
      return PLR_UNKNOWN;
    }

  return truth;
}
