/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include "plr-convert-condition-private.h"
#include "plr-yaml.h"

/* Conditions in the words of an engine, as patterns of branches, and lists of rules as conditions. */

static void
append_quoted (GString    *out,
               const char *before,
               const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "'", -1);
  g_autofree char *doubled = g_strjoinv ("''", parts);

  g_string_append_printf (out, "'%s%s'", before, doubled);
}

static void
append_call (GString    *out,
             gboolean    is_not,
             const char *function,
             const char *subject,
             const char *before,
             const char *text)
{
  g_string_append_printf (out, "%s%s(%s, ", is_not ? "!" : "", function, subject);
  append_quoted (out, before, text);
  g_string_append_c (out, ')');
}

/* A branch and a tag are refs with their kind before them. */
static void
append_github_ref (GString      *out,
                   PlrCondition *test,
                   gboolean      is_not)
{
  const char *kind = g_str_equal (test->subject, PLR_SUBJECT_TAG) ? "refs/tags/" : "refs/heads/";

  switch (test->test)
    {
    case PLR_TEST_EQUALS:
      g_string_append (out, is_not ? "github.ref != " : "github.ref == ");
      append_quoted (out, kind, test->text);
      break;

    case PLR_TEST_EQUALS_OTHER:
      g_string_append_printf (out, "github.ref %s format('%s{0}', %s)", is_not ? "!=" : "==", kind, test->text);
      break;

    case PLR_TEST_STARTS:
      append_call (out, is_not, "startsWith", "github.ref", kind, test->text);
      break;

    case PLR_TEST_ENDS:
    case PLR_TEST_CONTAINS:
      g_string_append (out, is_not ? "!(" : "(");
      append_call (out, FALSE, "startsWith", "github.ref", kind, "");
      g_string_append (out, " && ");
      append_call (out, FALSE, test->test == PLR_TEST_ENDS ? "endsWith" : "contains", "github.ref", "", test->text);
      g_string_append_c (out, ')');
      break;

    case PLR_TEST_IS_SET:
    default:
      append_call (out, is_not, "startsWith", "github.ref", kind, "");
    }
}

static void
append_github_test (GString      *out,
                    PlrCondition *test,
                    gboolean      is_not)
{
  if (g_str_equal (test->subject, PLR_SUBJECT_BRANCH) || g_str_equal (test->subject, PLR_SUBJECT_TAG))
    {
      append_github_ref (out, test, is_not);
      return;
    }

  switch (test->test)
    {
    case PLR_TEST_EQUALS:
      g_string_append_printf (out, "%s %s ", test->subject, is_not ? "!=" : "==");
      append_quoted (out, "", test->text);
      break;

    case PLR_TEST_EQUALS_OTHER:
      g_string_append_printf (out, "%s %s %s", test->subject, is_not ? "!=" : "==", test->text);
      break;

    case PLR_TEST_STARTS:
      append_call (out, is_not, "startsWith", test->subject, "", test->text);
      break;

    case PLR_TEST_ENDS:
      append_call (out, is_not, "endsWith", test->subject, "", test->text);
      break;

    case PLR_TEST_CONTAINS:
      append_call (out, is_not, "contains", test->subject, "", test->text);
      break;

    case PLR_TEST_IS_SET:
    default:
      g_string_append_printf (out, "%s%s", is_not ? "!" : "", test->subject);
    }
}

/* A comparison with another subject is one with a branch or a tag only on the left. */
static gboolean
append_github (GString      *out,
               PlrCondition *self)
{
  gboolean needs_brackets;

  switch (self->kind)
    {
    case PLR_CONDITION_TEST:
      if (self->test == PLR_TEST_EQUALS_OTHER && strchr (self->text, '.') == NULL)
        return FALSE;
      append_github_test (out, self, FALSE);
      return TRUE;

    case PLR_CONDITION_NOT:
      if (self->left->kind == PLR_CONDITION_TEST)
        {
          append_github_test (out, self->left, TRUE);
          return TRUE;
        }
      g_string_append (out, "!(");
      if (!append_github (out, self->left))
        return FALSE;
      g_string_append_c (out, ')');
      return TRUE;

    case PLR_CONDITION_AND:
    case PLR_CONDITION_OR:
      for (guint i = 0; i < 2; i++)
        {
          PlrCondition *side = i == 0 ? self->left : self->right;

          needs_brackets = (side->kind == PLR_CONDITION_AND || side->kind == PLR_CONDITION_OR) && side->kind != self->kind;
          g_string_append (out, i == 0 ? "" : self->kind == PLR_CONDITION_AND ? " && " : " || ");
          g_string_append (out, needs_brackets ? "(" : "");
          if (!append_github (out, side))
            return FALSE;
          g_string_append (out, needs_brackets ? ")" : "");
        }
      return TRUE;

    case PLR_CONDITION_TRUE:
    case PLR_CONDITION_FALSE:
    default:
      g_string_append (out, self->kind == PLR_CONDITION_TRUE ? "true" : "false");
      return TRUE;
    }
}

static void
append_escaped (GString    *out,
                const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (strchr ("\\/.+*?^$(){}|[]", *p) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
}

static gboolean
append_gitlab_test (GString      *out,
                    PlrCondition *test,
                    gboolean      is_not)
{
  g_autofree char *variable = plr_condition_dup_variable (test->subject);
  g_autofree char *other = test->test == PLR_TEST_EQUALS_OTHER ? plr_condition_dup_variable (test->text) : NULL;
  const char *text = test->test == PLR_TEST_EQUALS && g_str_equal (test->subject, "github.event_name") ?
                     plr_condition_find_source (test->text) : test->text;
  char quote = text != NULL && strchr (text, '"') != NULL ? '\'' : '"';

  if (variable == NULL || (test->test != PLR_TEST_IS_SET && text == NULL))
    return FALSE;

  g_string_append_printf (out, "$%s", variable);
  switch (test->test)
    {
    case PLR_TEST_EQUALS:
      g_string_append_printf (out, " %s %c%s%c", is_not ? "!=" : "==", quote, text, quote);
      return strchr (text, quote) == NULL && strchr (text, '\n') == NULL;

    case PLR_TEST_EQUALS_OTHER:
      g_string_append_printf (out, " %s $%s", is_not ? "!=" : "==", other);
      return other != NULL;

    case PLR_TEST_STARTS:
    case PLR_TEST_ENDS:
    case PLR_TEST_CONTAINS:
      g_string_append_printf (out, " %s /%s", is_not ? "!~" : "=~", test->test == PLR_TEST_STARTS ? "^" : "");
      append_escaped (out, text);
      g_string_append (out, test->test == PLR_TEST_ENDS ? "$/" : "/");
      return TRUE;

    case PLR_TEST_IS_SET:
    default:
      g_string_append (out, is_not ? " == null" : "");
      return TRUE;
    }
}

/* GitLab has no word for not: it goes down to the tests. */
static gboolean
append_gitlab (GString      *out,
               PlrCondition *self,
               gboolean      is_not)
{
  gboolean is_and = (self->kind == PLR_CONDITION_AND) != is_not;

  if (self->kind == PLR_CONDITION_TEST)
    return append_gitlab_test (out, self, is_not);
  if (self->kind == PLR_CONDITION_NOT)
    return append_gitlab (out, self->left, !is_not);
  if (self->kind == PLR_CONDITION_TRUE || self->kind == PLR_CONDITION_FALSE)
    {
      g_string_append (out, (self->kind == PLR_CONDITION_TRUE) != is_not ? "$CI" : "$CI == null");
      return TRUE;
    }

  for (guint i = 0; i < 2; i++)
    {
      PlrCondition *side = i == 0 ? self->left : self->right;
      gboolean is_other = side->kind == PLR_CONDITION_NOT && side->left->kind != PLR_CONDITION_TEST;
      PlrCondition *inner = is_other ? side->left : side;
      gboolean is_joined = inner->kind == PLR_CONDITION_AND || inner->kind == PLR_CONDITION_OR;
      gboolean is_inner_and = (inner->kind == PLR_CONDITION_AND) != (is_not != is_other);
      gboolean needs_brackets = is_joined && is_inner_and != is_and;

      g_string_append (out, i == 0 ? "" : is_and ? " && " : " || ");
      g_string_append (out, needs_brackets ? "(" : "");
      if (!append_gitlab (out, side, is_not))
        return FALSE;
      g_string_append (out, needs_brackets ? ")" : "");
    }

  return TRUE;
}

/**
 * plr_condition_format:
 * @self: a condition
 * @is_github: whether in GitHub’s words, else in GitLab’s
 *
 * Returns: (transfer full) (nullable): the condition; %NULL where the engine has no word for something in it
 */
char *
plr_condition_format (PlrCondition *self,
                      gboolean      is_github)
{
  g_autoptr(GString) out = g_string_new (NULL);

  if (!(is_github ? append_github (out, self) : append_gitlab (out, self, FALSE)))
    return NULL;

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Patterns */

static void
append_glob (GString    *out,
             const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (strchr ("*?[]\\", *p) != NULL)
        g_string_append_c (out, '\\');
      g_string_append_c (out, *p);
    }
}

static gboolean
is_about (PlrCondition *self,
          const char   *subject)
{
  return self->kind == PLR_CONDITION_TEST && g_str_equal (self->subject, subject);
}

/* A start, and an end. */
static gboolean
append_both (GString      *out,
             PlrCondition *self,
             const char   *subject)
{
  PlrCondition *left = self->left;
  PlrCondition *right = self->right;

  if (self->kind != PLR_CONDITION_AND || !is_about (left, subject) || right->kind != PLR_CONDITION_TEST ||
      !(is_about (right, subject) || g_str_equal (right->subject, "github.ref_name")) ||
      !(left->test == PLR_TEST_STARTS || left->test == PLR_TEST_IS_SET) || right->test != PLR_TEST_ENDS)
    return FALSE;

  if (left->test == PLR_TEST_STARTS)
    append_glob (out, left->text);
  g_string_append (out, "**");
  append_glob (out, right->text);

  return TRUE;
}

static gboolean
collect_patterns (GStrvBuilder *builder,
                  PlrCondition *self,
                  const char   *subject)
{
  g_autoptr(GString) out = g_string_new (NULL);

  if (self->kind == PLR_CONDITION_OR)
    return collect_patterns (builder, self->left, subject) && collect_patterns (builder, self->right, subject);
  if (!append_both (out, self, subject))
    {
      if (!is_about (self, subject) || self->test == PLR_TEST_IS_SET || self->test == PLR_TEST_EQUALS_OTHER)
        return FALSE;
      g_string_append (out, self->test == PLR_TEST_ENDS || self->test == PLR_TEST_CONTAINS ? "**" : "");
      append_glob (out, self->text);
      g_string_append (out, self->test == PLR_TEST_STARTS || self->test == PLR_TEST_CONTAINS ? "*" : "");
    }
  g_strv_builder_add (builder, out->str);

  return TRUE;
}

/**
 * plr_condition_list_patterns:
 * @self: a condition
 * @subject: that it may be about
 *
 * Returns: (transfer full) (nullable): the patterns, if the condition only says that the subject matches one of them
 */
char **
plr_condition_list_patterns (PlrCondition *self,
                             const char   *subject)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (!collect_patterns (builder, self, subject))
    return NULL;

  return g_strv_builder_end (builder);
}

static gboolean
matches (PlrCondition *test,
         const char   *text)
{
  switch (test->test)
    {
    case PLR_TEST_EQUALS:
      return g_str_equal (text, test->text);
    case PLR_TEST_STARTS:
      return g_str_has_prefix (text, test->text);
    case PLR_TEST_ENDS:
      return g_str_has_suffix (text, test->text);
    case PLR_TEST_CONTAINS:
      return strstr (text, test->text) != NULL;
    case PLR_TEST_IS_SET:
    case PLR_TEST_EQUALS_OTHER:
    default:
      return TRUE;
    }
}

/**
 * plr_condition_assume:
 * @self: a condition
 * @subject: of which something is known
 * @text: (nullable): what it is, or %NULL for nothing
 *
 * Returns: (transfer full): what the condition says then of other things
 */
PlrCondition *
plr_condition_assume (PlrCondition *self,
                      const char   *subject,
                      const char   *text)
{
  switch (self->kind)
    {
    case PLR_CONDITION_AND:
    case PLR_CONDITION_OR:
      return plr_condition_join (self->kind, plr_condition_assume (self->left, subject, text), plr_condition_assume (self->right, subject, text));

    case PLR_CONDITION_NOT:
      return plr_condition_not (plr_condition_assume (self->left, subject, text));

    case PLR_CONDITION_TEST:
      if (text == NULL && g_str_equal (self->subject, subject))
        return plr_condition_new (FALSE);
      if (text != NULL && g_str_equal (self->subject, subject) && self->test != PLR_TEST_EQUALS_OTHER)
        return plr_condition_new (matches (self, text));
      return plr_condition_copy (self);

    case PLR_CONDITION_TRUE:
    case PLR_CONDITION_FALSE:
    default:
      return plr_condition_copy (self);
    }
}

/* Lists of rules */

#define MAX_RULES 500

static const char *
get_string (PlrYamlNode *map,
            const char  *key)
{
  PlrYamlNode *value = plr_yaml_node_get_merged (map, key);

  return value != NULL ? plr_yaml_node_get_string (value) : NULL;
}

/* What one rule asks for; %NULL where it is more than a condition. */
static PlrCondition *
parse_rule (PlrYamlNode *rule)
{
  static const char *const known[] = { "if", "when", "allow_failure", NULL };
  const char *text;

  if (plr_yaml_node_get_kind (rule) != PLR_YAML_MAPPING)
    return NULL;
  for (guint i = 0; i < plr_yaml_node_get_n_items (rule); i++)
    {
      const char *key = plr_yaml_node_get_string (plr_yaml_node_get_key (rule, i));

      if (key == NULL || !g_strv_contains (known, key))
        return NULL;
    }
  text = get_string (rule, "if");

  return text != NULL ? plr_condition_parse (text, FALSE) : plr_condition_new (TRUE);
}

/* The first rule that holds decides; a run that may wait for a person is not only a question of conditions. */
static PlrCondition *
parse_list (PlrYamlNode *list)
{
  g_autoptr(PlrCondition) all = plr_condition_new (FALSE);
  const char *common = NULL;

  if (plr_yaml_node_get_n_items (list) > MAX_RULES)
    return NULL;

  for (guint i = plr_yaml_node_get_n_items (list); i > 0; i--)
    {
      PlrYamlNode *rule = plr_yaml_node_resolve (plr_yaml_node_get_item (list, i - 1));
      PlrCondition *one = parse_rule (rule);
      const char *when = one != NULL ? get_string (rule, "when") : NULL;

      if (one == NULL)
        return NULL;
      when = when != NULL ? when : "on_success";
      if (g_str_equal (when, "never"))
        {
          all = plr_condition_join (PLR_CONDITION_AND, plr_condition_not (one), g_steal_pointer (&all));
          continue;
        }
      all = plr_condition_join (PLR_CONDITION_OR, one, g_steal_pointer (&all));
      if (common != NULL && !g_str_equal (common, when))
        return NULL;
      common = when;
    }

  return g_steal_pointer (&all);
}

/* A word of `only` or `except`. docs.gitlab.com: Deprecated keywords, only:refs. */
static PlrCondition *
parse_ref (const char *text)
{
  static const char *const words[][3] = {
    { "branches", PLR_SUBJECT_BRANCH, NULL }, { "tags", PLR_SUBJECT_TAG, NULL },
    { "merge_requests", "github.event_name", "pull_request" }, { "schedules", "github.event_name", "schedule" },
    { "pushes", "github.event_name", "push" }, { "web", "github.event_name", "workflow_dispatch" },
  };
  g_autofree char *condition = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (text, words[i][0]))
      return plr_condition_new_test (words[i][1], words[i][2] != NULL ? PLR_TEST_EQUALS : PLR_TEST_IS_SET, words[i][2]);
  if (text[0] == '/')
    {
      condition = g_strdup_printf ("$CI_COMMIT_REF_NAME =~ %s", text);
      return plr_condition_parse (condition, FALSE);
    }
  if (text[strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_.-")] != '\0' || g_str_equal (text, "api") ||
      g_str_equal (text, "triggers") || g_str_equal (text, "pipelines") || g_str_equal (text, "external"))
    return NULL;

  return plr_condition_new_test ("github.ref_name", PLR_TEST_EQUALS, text);
}

/* One of the words, or of the conditions, is enough. */
static PlrCondition *
parse_any (PlrYamlNode *list,
           gboolean     is_variables)
{
  g_autoptr(PlrCondition) all = NULL;
  gboolean is_list = plr_yaml_node_get_kind (list) == PLR_YAML_SEQUENCE;
  guint n_items = is_list ? plr_yaml_node_get_n_items (list) : 1;

  if (n_items > MAX_RULES)
    return NULL;

  for (guint i = 0; i < n_items; i++)
    {
      const char *text = plr_yaml_node_get_string (is_list ? plr_yaml_node_resolve (plr_yaml_node_get_item (list, i)) : list);
      PlrCondition *one = text == NULL ? NULL : is_variables ? plr_condition_parse (text, FALSE) : parse_ref (text);

      if (one == NULL)
        return NULL;
      all = all != NULL ? plr_condition_join (PLR_CONDITION_OR, g_steal_pointer (&all), one) : one;
    }

  return g_steal_pointer (&all);
}

static PlrCondition *
parse_only (PlrYamlNode *node)
{
  g_autoptr(PlrCondition) all = NULL;

  if (plr_yaml_node_get_kind (node) != PLR_YAML_MAPPING)
    return parse_any (node, FALSE);

  for (guint i = 0; i < plr_yaml_node_get_n_items (node); i++)
    {
      const char *key = plr_yaml_node_get_string (plr_yaml_node_get_key (node, i));
      gboolean is_variables = g_strcmp0 (key, "variables") == 0;
      PlrCondition *one = is_variables || g_strcmp0 (key, "refs") == 0 ?
                          parse_any (plr_yaml_node_resolve (plr_yaml_node_get_value (node, i)), is_variables) : NULL;

      if (one == NULL)
        return NULL;
      all = all != NULL ? plr_condition_join (PLR_CONDITION_AND, g_steal_pointer (&all), one) : one;
    }

  return g_steal_pointer (&all);
}

/**
 * plr_condition_parse_rules:
 * @text: a list of rules of GitLab, or `only:` and `except:`
 *
 * Returns: (transfer full) (nullable): when one of them lets a job in; %NULL if that is more than a condition
 */
PlrCondition *
plr_condition_parse_rules (const char *text)
{
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, NULL);
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;
  PlrYamlNode *only;
  PlrYamlNode *except;
  g_autoptr(PlrCondition) in = NULL;
  g_autoptr(PlrCondition) out = NULL;

  if (root == NULL)
    return NULL;
  if (plr_yaml_node_get_kind (root) == PLR_YAML_SEQUENCE)
    return parse_list (root);
  if (plr_yaml_node_get_kind (root) != PLR_YAML_MAPPING)
    return NULL;

  only = plr_yaml_node_get_merged (root, "only");
  except = plr_yaml_node_get_merged (root, "except");
  /* Of several keys one is enough to keep a job out, and all are needed to let it in. */
  if (except != NULL && plr_yaml_node_get_kind (plr_yaml_node_resolve (except)) == PLR_YAML_MAPPING &&
      plr_yaml_node_get_n_items (plr_yaml_node_resolve (except)) > 1)
    return NULL;
  in = only != NULL ? parse_only (plr_yaml_node_resolve (only)) : parse_ref ("branches");
  out = except != NULL ? parse_only (plr_yaml_node_resolve (except)) : plr_condition_new (FALSE);
  if (in == NULL || out == NULL)
    return NULL;
  if (only == NULL)
    in = plr_condition_join (PLR_CONDITION_OR, g_steal_pointer (&in), parse_ref ("tags"));

  return plr_condition_join (PLR_CONDITION_AND, g_steal_pointer (&in), plr_condition_not (g_steal_pointer (&out)));
}
