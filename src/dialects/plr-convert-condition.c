/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include "plr-convert-condition-private.h"

/* Conditions of GitHub (docs.github.com: Evaluate expressions in workflows and actions) and of GitLab (docs.gitlab.com: CI/CD job
 * rules, rules:if) as one tree of tests, which the other engine has words for. GitHub does not look at upper and lower case. */

#define MAX_DEPTH 50
#define MAX_TESTS 500 /* the tree is as deep as a chain of tests is long */

/* What both engines know of a run; @github is what the tree calls it. */
static const struct
{
  const char *github;
  const char *gitlab;
} subjects[] = {
  { "github.event_name", "CI_PIPELINE_SOURCE" },
  { PLR_SUBJECT_BRANCH, "CI_COMMIT_BRANCH" },
  { PLR_SUBJECT_TAG, "CI_COMMIT_TAG" },
  { "github.ref_name", "CI_COMMIT_REF_NAME" },
  { "github.sha", "CI_COMMIT_SHA" },
  { "github.repository", "CI_PROJECT_PATH" },
  { "github.repository_owner", "CI_PROJECT_ROOT_NAMESPACE" },
  { "github.repository_owner", "CI_PROJECT_NAMESPACE" },
  { "github.actor", "GITLAB_USER_LOGIN" },
  { "github.base_ref", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME" },
  { "github.head_ref", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME" },
  { "github.server_url", "CI_SERVER_URL" },
  { "github.event.repository.default_branch", "CI_DEFAULT_BRANCH" },
  { "github.event.repository.name", "CI_PROJECT_NAME" },
  { "github.event.head_commit.message", "CI_COMMIT_MESSAGE" },
  { "github.event.pull_request.title", "CI_MERGE_REQUEST_TITLE" },
  { "github.event.pull_request.head.repo.full_name", "CI_MERGE_REQUEST_SOURCE_PROJECT_PATH" },
};

static const struct
{
  const char *github;
  const char *gitlab;
} events[] = {
  { "push", "push" }, { "pull_request", "merge_request_event" }, { "schedule", "schedule" }, { "workflow_dispatch", "web" },
  { "workflow_call", "parent_pipeline" }, { "repository_dispatch", "trigger" }, { "repository_dispatch", "api" },
};

/**
 * plr_condition_dup_variable:
 * @subject: of a test
 *
 * Returns: (transfer full) (nullable): the variable of GitLab that has it, without its dollar
 */
char *
plr_condition_dup_variable (const char *subject)
{
  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (g_str_equal (subjects[i].github, subject))
      return g_strdup (subjects[i].gitlab);

  return g_str_has_prefix (subject, "vars.") ? g_strdup (subject + strlen ("vars.")) : NULL;
}

/* What GitLab calls an event of GitHub; NULL if it has none like it. */
const char *
plr_condition_find_source (const char *event)
{
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    if (g_str_equal (events[i].github, event))
      return events[i].gitlab;

  return NULL;
}

void
plr_condition_free (PlrCondition *self)
{
  if (self == NULL)
    return;

  plr_condition_free (self->left);
  plr_condition_free (self->right);
  g_free (self->subject);
  g_free (self->text);
  g_free (self);
}

static PlrCondition *
make (PlrConditionKind kind,
      PlrCondition    *left,
      PlrCondition    *right)
{
  PlrCondition *self = g_new0 (PlrCondition, 1);

  self->kind = kind;
  self->left = left;
  self->right = right;

  return self;
}

/**
 * plr_condition_new:
 * @value: whether it holds
 *
 * Returns: (transfer full): a condition that needs no test
 */
PlrCondition *
plr_condition_new (gboolean value)
{
  return make (value ? PLR_CONDITION_TRUE : PLR_CONDITION_FALSE, NULL, NULL);
}

/**
 * plr_condition_new_test:
 * @subject: what is looked at
 * @test: how
 * @text: (nullable): what for
 *
 * Returns: (transfer full): a condition
 */
PlrCondition *
plr_condition_new_test (const char *subject,
                        PlrTest     test,
                        const char *text)
{
  PlrCondition *self = make (PLR_CONDITION_TEST, NULL, NULL);

  self->subject = g_strdup (subject);
  self->test = test;
  self->text = g_strdup (text);

  return self;
}

/**
 * plr_condition_copy:
 * @self: (nullable): a condition
 *
 * Returns: (transfer full) (nullable): the same
 */
PlrCondition *
plr_condition_copy (PlrCondition *self)
{
  PlrCondition *copy;

  if (self == NULL)
    return NULL;

  copy = make (self->kind, plr_condition_copy (self->left), plr_condition_copy (self->right));
  copy->subject = g_strdup (self->subject);
  copy->text = g_strdup (self->text);
  copy->test = self->test;

  return copy;
}

/**
 * plr_condition_not:
 * @self: (transfer full): a condition
 *
 * Returns: (transfer full): its opposite
 */
PlrCondition *
plr_condition_not (PlrCondition *self)
{
  g_autoptr(PlrCondition) owned = self;

  if (self->kind == PLR_CONDITION_TRUE || self->kind == PLR_CONDITION_FALSE)
    return plr_condition_new (self->kind == PLR_CONDITION_FALSE);
  if (self->kind == PLR_CONDITION_NOT)
    return g_steal_pointer (&self->left);

  return make (PLR_CONDITION_NOT, g_steal_pointer (&owned), NULL);
}

/**
 * plr_condition_join:
 * @kind: and, or
 * @left: (transfer full): a condition
 * @right: (transfer full): a condition
 *
 * Returns: (transfer full): both, or the one that decides
 */
PlrCondition *
plr_condition_join (PlrConditionKind kind,
                    PlrCondition    *left,
                    PlrCondition    *right)
{
  PlrConditionKind neutral = kind == PLR_CONDITION_AND ? PLR_CONDITION_TRUE : PLR_CONDITION_FALSE;
  PlrConditionKind final = kind == PLR_CONDITION_AND ? PLR_CONDITION_FALSE : PLR_CONDITION_TRUE;

  if (left->kind == neutral || right->kind == final)
    {
      plr_condition_free (left);
      return right;
    }
  if (right->kind == neutral || left->kind == final)
    {
      plr_condition_free (right);
      return left;
    }

  return make (kind, left, right);
}

/* Reading */

typedef struct
{
  const char *at;
  gboolean    is_github;
  guint       depth;
  guint       n_tests;
} Parser;

typedef struct
{
  char    *text;        /* of a literal */
  char    *name;        /* of a context of GitHub, or a variable of GitLab without its dollar */
  char    *regex;
  gboolean is_null;
} Operand;

static void
operand_clear (Operand *operand)
{
  g_free (operand->text);
  g_free (operand->name);
  g_free (operand->regex);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Operand, operand_clear)

static PlrCondition *parse_or (Parser *self);

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

/* `'it''s'` of GitHub, `"…"` and `'…'` of GitLab. */
static gboolean
parse_string (Parser  *self,
              Operand *operand)
{
  char quote = *self->at;
  g_autoptr(GString) text = g_string_new (NULL);

  for (self->at++; *self->at != '\0'; self->at++)
    {
      if (*self->at == quote && self->is_github && self->at[1] == quote)
        self->at++;
      else if (*self->at == quote)
        break;
      g_string_append_c (text, *self->at);
    }
  if (*self->at == '\0')
    return FALSE;
  self->at++;
  operand->text = g_string_free (g_steal_pointer (&text), FALSE);

  return TRUE;
}

static gboolean
parse_regex (Parser  *self,
             Operand *operand)
{
  const char *start = ++self->at;

  while (*self->at != '\0' && *self->at != '/')
    self->at += self->at[0] == '\\' && self->at[1] != '\0' ? 2 : 1;
  if (*self->at == '\0')
    return FALSE;
  operand->regex = g_strndup (start, (gsize)(self->at - start));
  self->at++;
  /* That upper and lower case are the same is so on GitHub anyway. */
  self->at += *self->at == 'i' ? 1 : 0;

  return !g_ascii_isalnum (*self->at);
}

static gboolean
parse_operand (Parser  *self,
               Operand *operand)
{
  const char *more = self->is_github ? "_-." : "_";
  gboolean has_brace;
  gsize length;

  take (self, "");
  if (*self->at == '\'' || (*self->at == '"' && !self->is_github))
    return parse_string (self, operand);
  if (*self->at == '/' && !self->is_github)
    return parse_regex (self, operand);
  if (!self->is_github && *self->at == '$')
    {
      has_brace = self->at[1] == '{';
      self->at += has_brace ? 2 : 1;
    }
  else
    {
      has_brace = FALSE;
      operand->is_null = !self->is_github;
    }
  length = 0;
  while (g_ascii_isalnum (self->at[length]) || (self->at[length] != '\0' && strchr (more, self->at[length]) != NULL))
    length++;
  operand->name = g_strndup (self->at, length);
  self->at += length;
  if (length == 0 || (has_brace && *self->at++ != '}'))
    return FALSE;
  if (operand->is_null)
    return g_str_equal (operand->name, "null");
  if (self->is_github && g_str_equal (operand->name, "null"))
    operand->is_null = TRUE;

  return TRUE;
}

/* What the tree calls a name of the engine; %NULL for what only that one knows. */
static char *
dup_subject (Parser     *self,
             const char *name)
{
  gboolean is_own = g_str_has_prefix (name, "CI_") || g_str_has_prefix (name, "GITLAB_");

  for (guint i = 0; i < G_N_ELEMENTS (subjects); i++)
    if (g_str_equal (self->is_github ? subjects[i].github : subjects[i].gitlab, name))
      return g_strdup (subjects[i].github);
  if (!self->is_github && !is_own && !g_str_equal (name, "CI"))
    return g_strconcat ("vars.", name, NULL);
  if (self->is_github && g_str_has_prefix (name, "vars.") && strpbrk (name + 5, ".-") == NULL && name[5] != '\0')
    return g_strdup (name);

  return NULL;
}

/* A ref of GitHub is a branch or a tag with its kind before it. */
static PlrCondition *
test_ref (PlrTest     test,
          const char *text)
{
  static const char *const kinds[][2] = { { "refs/heads/", PLR_SUBJECT_BRANCH }, { "refs/tags/", PLR_SUBJECT_TAG } };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (text, kinds[i][0]) && (test == PLR_TEST_EQUALS || test == PLR_TEST_STARTS))
      {
        const char *rest = text + strlen (kinds[i][0]);

        if (*rest == '\0')
          return test == PLR_TEST_STARTS ? plr_condition_new_test (kinds[i][1], PLR_TEST_IS_SET, NULL) : plr_condition_new (FALSE);
        return plr_condition_new_test (kinds[i][1], test, rest);
      }
  if (g_str_has_prefix (text, "refs/"))
    return NULL;

  return test == PLR_TEST_ENDS || test == PLR_TEST_CONTAINS ? plr_condition_new_test ("github.ref_name", test, text) : NULL;
}

static PlrCondition *
test_github (const char *name,
             PlrTest     test,
             const char *text)
{
  Parser parser = { NULL, TRUE };
  g_autofree char *subject = NULL;

  if (g_str_equal (name, "github.ref"))
    return test_ref (test, text);
  if (g_str_equal (name, "github.ref_type") && test == PLR_TEST_EQUALS)
    return plr_condition_new_test (g_str_equal (text, "tag") ? PLR_SUBJECT_TAG : PLR_SUBJECT_BRANCH, PLR_TEST_IS_SET, NULL);
  if ((subject = dup_subject (&parser, name)) == NULL)
    return NULL;
  if (*text == '\0' && test != PLR_TEST_EQUALS)
    return plr_condition_new (TRUE);
  if (*text == '\0')
    return plr_condition_not (plr_condition_new_test (subject, PLR_TEST_IS_SET, NULL));

  return plr_condition_new_test (subject, test, text);
}

static PlrCondition *
parse_call (Parser     *self,
            const char *function)
{
  static const struct
  {
    const char *name;
    PlrTest     test;
  } functions[] = { { "startsWith", PLR_TEST_STARTS }, { "endsWith", PLR_TEST_ENDS }, { "contains", PLR_TEST_CONTAINS } };
  g_auto(Operand) first = { NULL };
  g_auto(Operand) second = { NULL };

  take (self, "(");
  if (g_str_equal (function, "success") && take (self, ")"))
    return plr_condition_new (TRUE);
  if (!parse_operand (self, &first) || !take (self, ",") || !parse_operand (self, &second) || !take (self, ")") ||
      first.name == NULL || second.text == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (g_ascii_strcasecmp (function, functions[i].name) == 0)
      return test_github (first.name, functions[i].test, second.text);

  return NULL;
}

/* `github.ref == format('refs/heads/{0}', …)`: the branch is what something else says. */
static PlrCondition *
parse_format (Parser     *self,
              const char *name)
{
  g_auto(Operand) pattern = { NULL };
  g_auto(Operand) value = { NULL };
  g_autofree char *subject = NULL;

  if (!parse_operand (self, &pattern) || !take (self, ",") || !parse_operand (self, &value) || !take (self, ")") ||
      !g_str_equal (name, "github.ref") || pattern.text == NULL || value.name == NULL || (subject = dup_subject (self, value.name)) == NULL)
    return NULL;
  if (g_str_equal (pattern.text, "refs/heads/{0}"))
    return plr_condition_new_test (PLR_SUBJECT_BRANCH, PLR_TEST_EQUALS_OTHER, subject);
  if (g_str_equal (pattern.text, "refs/tags/{0}"))
    return plr_condition_new_test (PLR_SUBJECT_TAG, PLR_TEST_EQUALS_OTHER, subject);

  return NULL;
}

static PlrCondition *
parse_github_test (Parser *self)
{
  g_auto(Operand) left = { NULL };
  g_auto(Operand) right = { NULL };
  g_autofree char *subject = NULL;
  g_autofree char *other = NULL;
  PlrCondition *test;
  gboolean is_equal;

  if (!parse_operand (self, &left))
    return NULL;
  take (self, "");
  if (left.name != NULL && *self->at == '(')
    return parse_call (self, left.name);
  is_equal = take (self, "==");
  if (!is_equal && !take (self, "!="))
    {
      if (left.name != NULL && (g_str_equal (left.name, "true") || g_str_equal (left.name, "false")))
        return plr_condition_new (g_str_equal (left.name, "true"));
      subject = left.name != NULL ? dup_subject (self, left.name) : NULL;
      return subject != NULL ? plr_condition_new_test (subject, PLR_TEST_IS_SET, NULL) : NULL;
    }
  if (!parse_operand (self, &right) || (left.name == NULL && right.name == NULL) || left.is_null || right.is_null)
    return NULL;

  if (left.name != NULL && g_strcmp0 (right.name, "format") == 0 && take (self, "("))
    {
      test = parse_format (self, left.name);
    }
  else if (left.name != NULL && right.name != NULL)
    {
      subject = dup_subject (self, left.name);
      other = dup_subject (self, right.name);
      test = subject != NULL && other != NULL ? plr_condition_new_test (subject, PLR_TEST_EQUALS_OTHER, other) : NULL;
    }
  else
    {
      test = test_github (left.name != NULL ? left.name : right.name, PLR_TEST_EQUALS, left.name != NULL ? right.text : left.text);
    }

  return test == NULL || is_equal ? test : plr_condition_not (test);
}

/* The text that a part of a regular expression stands for, if it stands for no more than one. */
static char *
dup_literal (const char *regex,
             gsize       length)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    {
      if (regex[i] == '\\' && i + 1 < length && g_ascii_ispunct (regex[i + 1]))
        g_string_append_c (out, regex[++i]);
      else if (strchr ("\\.^$*+?()[]{}|", regex[i]) != NULL)
        return NULL;
      else
        g_string_append_c (out, regex[i]);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static PlrCondition *
test_pattern (const char *subject,
              const char *regex,
              gsize       length,
              gboolean    has_start,
              gboolean    has_end)
{
  g_autofree char *text = NULL;

  /* `.*` at an end is as good as no end. */
  while (length >= 2 && memcmp (regex + length - 2, ".*", 2) == 0 && (length < 3 || regex[length - 3] != '\\'))
    {
      length -= 2;
      has_end = FALSE;
    }
  while (length >= 2 && memcmp (regex, ".*", 2) == 0)
    {
      regex += 2;
      length -= 2;
      has_start = FALSE;
    }
  if ((text = dup_literal (regex, length)) == NULL)
    return NULL;
  if (*text == '\0')
    return plr_condition_new_test (subject, PLR_TEST_IS_SET, NULL);

  return plr_condition_new_test (subject, has_start && has_end ? PLR_TEST_EQUALS : has_start ? PLR_TEST_STARTS :
                                 has_end ? PLR_TEST_ENDS : PLR_TEST_CONTAINS, text);
}

/* `^main$`, `^release\/.*`, `^(main|next)$`, `^main$|^next$`: what a few comparisons say as well. */
static PlrCondition *
test_regex (const char *subject,
            const char *regex)
{
  g_auto(GStrv) parts = NULL;
  g_autoptr(PlrCondition) all = NULL;
  gboolean has_start = g_str_has_prefix (regex, "^(");
  gboolean has_end = g_str_has_suffix (regex, ")$");
  gboolean is_group = strlen (regex) > 2 && (has_start || regex[0] == '(') && (has_end || g_str_has_suffix (regex, ")")) &&
                      strchr (regex + 2, '(') == NULL;
  g_autofree char *inner = NULL;

  if (is_group)
    inner = g_strndup (regex + (has_start ? 2 : 1), strlen (regex) - (has_start ? 2 : 1) - (has_end ? 2 : 1));
  parts = g_strsplit (is_group ? inner : regex, "|", -1);
  if (g_strv_length (parts) > MAX_TESTS)
    return NULL;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      gsize length = strlen (parts[i]);
      gboolean starts = !is_group && parts[i][0] == '^';
      gboolean ends = !is_group && length > 0 && parts[i][length - 1] == '$' && (length < 2 || parts[i][length - 2] != '\\');
      PlrCondition *one = test_pattern (subject, parts[i] + (starts ? 1 : 0), length - (starts ? 1 : 0) - (ends ? 1 : 0),
                                        is_group ? has_start : starts, is_group ? has_end : ends);

      if (one == NULL)
        return NULL;
      all = all == NULL ? one : plr_condition_join (PLR_CONDITION_OR, g_steal_pointer (&all), one);
    }

  return g_steal_pointer (&all);
}

static PlrCondition *
compare_gitlab (Parser     *self,
                const char *name,
                Operand    *right)
{
  g_autofree char *subject = NULL;
  g_autofree char *other = NULL;

  if ((subject = dup_subject (self, name)) == NULL)
    return NULL;
  if (right->regex != NULL)
    return test_regex (subject, right->regex);
  if (right->is_null || (right->text != NULL && *right->text == '\0'))
    return plr_condition_not (plr_condition_new_test (subject, PLR_TEST_IS_SET, NULL));
  if (right->name != NULL)
    {
      other = dup_subject (self, right->name);
      return other != NULL ? plr_condition_new_test (subject, PLR_TEST_EQUALS_OTHER, other) : NULL;
    }
  if (g_str_equal (subject, "github.event_name"))
    {
      for (guint i = 0; i < G_N_ELEMENTS (events); i++)
        if (g_str_equal (events[i].gitlab, right->text))
          return plr_condition_new_test (subject, PLR_TEST_EQUALS, events[i].github);
      return NULL;
    }

  return plr_condition_new_test (subject, PLR_TEST_EQUALS, right->text);
}

static PlrCondition *
parse_gitlab_test (Parser *self)
{
  static const char *const signs[] = { "==", "!=", "=~", "!~" };
  g_auto(Operand) left = { NULL };
  g_auto(Operand) right = { NULL };
  g_autofree char *subject = NULL;
  PlrCondition *test;
  guint sign = 0;

  if (!parse_operand (self, &left) || left.regex != NULL)
    return NULL;
  while (sign < G_N_ELEMENTS (signs) && !take (self, signs[sign]))
    sign++;
  if (sign == G_N_ELEMENTS (signs))
    {
      /* A merge request has a number. */
      if (left.name != NULL && (g_str_equal (left.name, "CI_MERGE_REQUEST_IID") || g_str_equal (left.name, "CI_MERGE_REQUEST_ID")))
        return plr_condition_new_test ("github.event_name", PLR_TEST_EQUALS, "pull_request");
      subject = left.name != NULL && !left.is_null ? dup_subject (self, left.name) : NULL;
      return subject != NULL ? plr_condition_new_test (subject, PLR_TEST_IS_SET, NULL) : NULL;
    }
  if (!parse_operand (self, &right) || (right.regex == NULL) != (sign < 2))
    return NULL;
  if (left.name != NULL && !left.is_null)
    test = compare_gitlab (self, left.name, &right);
  else
    test = right.name != NULL && !right.is_null ? compare_gitlab (self, right.name, &left) : NULL;

  return test == NULL || sign == 0 || sign == 2 ? test : plr_condition_not (test);
}

static PlrCondition *
parse_unary (Parser *self)
{
  gboolean is_not = FALSE;
  g_autoptr(PlrCondition) inner = NULL;

  if (++self->n_tests > MAX_TESTS)
    return NULL;

  while (self->is_github && take (self, "!"))
    is_not = !is_not;
  if (take (self, "("))
    {
      inner = parse_or (self);
      if (inner == NULL || !take (self, ")"))
        return NULL;
    }
  else
    {
      inner = self->is_github ? parse_github_test (self) : parse_gitlab_test (self);
    }
  if (inner == NULL)
    return NULL;

  return is_not ? plr_condition_not (g_steal_pointer (&inner)) : g_steal_pointer (&inner);
}

static PlrCondition *
parse_and (Parser *self)
{
  g_autoptr(PlrCondition) first = parse_unary (self);

  while (first != NULL && take (self, "&&"))
    {
      PlrCondition *next = parse_unary (self);

      if (next == NULL)
        return NULL;
      first = plr_condition_join (PLR_CONDITION_AND, g_steal_pointer (&first), next);
    }

  return g_steal_pointer (&first);
}

static PlrCondition *
parse_or (Parser *self)
{
  g_autoptr(PlrCondition) first = NULL;

  if (++self->depth > MAX_DEPTH)
    return NULL;

  first = parse_and (self);
  while (first != NULL && take (self, "||"))
    {
      PlrCondition *next = parse_and (self);

      if (next == NULL)
        return NULL;
      first = plr_condition_join (PLR_CONDITION_OR, g_steal_pointer (&first), next);
    }
  self->depth--;

  return g_steal_pointer (&first);
}

/**
 * plr_condition_parse:
 * @text: a condition
 * @is_github: whether it is in GitHub’s words, else in GitLab’s
 *
 * Returns: (transfer full) (nullable): what it says; %NULL if the other engine has no words for all of it
 */
PlrCondition *
plr_condition_parse (const char *text,
                     gboolean    is_github)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  Parser parser = { bare, is_github, 0 };
  g_autoptr(PlrCondition) condition = NULL;

  if (is_github && g_str_has_prefix (bare, "${{") && g_str_has_suffix (bare, "}}") && strstr (bare + 3, "${{") == NULL)
    {
      bare[strlen (bare) - 2] = '\0';
      parser.at = bare + 3;
    }
  condition = parse_or (&parser);
  take (&parser, "");

  return *parser.at == '\0' ? g_steal_pointer (&condition) : NULL;
}
