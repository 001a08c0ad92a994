/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-config.h"

/*
 * What an included file is told (docs.gitlab.com: CI/CD inputs): its header says by `spec:inputs` what it takes, and
 * `$[[ inputs.name ]]` anywhere below stands for the value. What a function makes of it, and what is not known, stays as it is
 * written.
 */

#define OPEN  "$[["
#define CLOSE "]]"

/* A value that is the same input may be all of another text. */
#define MAX_TEXT (1024 * 1024)

static const char *
get_type (PlrGitlabConfig *self,
          PlrGitlabValue  *input)
{
  const char *type = plr_gitlab_get_string (plr_gitlab_get (self, input, "type"));

  return type != NULL ? type : "string";
}

static gboolean
is_of_type (PlrGitlabValue *value,
            const char     *type)
{
  const char *text = plr_gitlab_get_string (value);

  /* What is still to be put in is known to whoever includes this file. */
  if (value->is_unknown || (text != NULL && (strstr (text, OPEN) != NULL || strchr (text, '$') != NULL)))
    return TRUE;
  if (g_str_equal (type, "array"))
    return value->kind == PLR_YAML_SEQUENCE;
  if (text == NULL)
    return FALSE;
  if (g_str_equal (type, "boolean"))
    return g_str_equal (text, "true") || g_str_equal (text, "false");
  if (g_str_equal (type, "number"))
    {
      char *end = NULL;

      (void)g_ascii_strtod (text, &end); /* the end tells */
      return end != text && *end == '\0';
    }

  return TRUE;
}

static gboolean
is_option (PlrGitlabConfig *self,
           PlrGitlabValue  *input,
           PlrGitlabValue  *value)
{
  PlrGitlabValue *options = plr_gitlab_get (self, input, "options");
  const char *text = plr_gitlab_get_string (value);

  if (options == NULL || options->kind != PLR_YAML_SEQUENCE || text == NULL || strchr (text, '$') != NULL)
    return TRUE;
  for (guint i = 0; i < options->n_entries; i++)
    if (g_strcmp0 (plr_gitlab_get_string (options->entries[i].value), text) == 0)
      return TRUE;

  return FALSE;
}

/* An expression that cannot be read here is for the server to judge. */
static gboolean
is_matched (PlrGitlabConfig *self,
            PlrGitlabValue  *input,
            PlrGitlabValue  *value)
{
  const char *pattern = plr_gitlab_get_string (plr_gitlab_get (self, input, "regex"));
  const char *text = plr_gitlab_get_string (value);
  g_autofree char *bare = pattern != NULL && pattern[0] == '/' && g_str_has_suffix (pattern + 1, "/")
                          ? g_strndup (pattern + 1, strlen (pattern) - 2) : g_strdup (pattern);
  g_autoptr(GRegex) regex = bare != NULL ? g_regex_new (bare, 0, 0, NULL) : NULL;

  if (regex == NULL || text == NULL || strchr (text, '$') != NULL || !g_utf8_validate (text, -1, NULL))
    return TRUE;

  return g_regex_match (regex, text, 0, NULL);
}

static void
check_value (PlrGitlabConfig *self,
             const char      *name,
             PlrGitlabValue  *input,
             PlrGitlabValue  *value)
{
  const char *type = get_type (self, input);

  if (!is_of_type (value, type))
    plr_gitlab_report (self, PLR_SEVERITY_ERROR, "bad-input", value->node, _("Write a value of that type."),
                       _("The input “%s” is of the type %s"), name, type);
  else if (!is_option (self, input, value))
    plr_gitlab_report (self, PLR_SEVERITY_ERROR, "bad-input", value->node, _("Write one of those that the file names."),
                       _("The input “%s” has no option “%s”"), name, plr_gitlab_get_string (value));
  else if (!is_matched (self, input, value))
    plr_gitlab_report (self, PLR_SEVERITY_ERROR, "bad-input", value->node, _("Write a value that matches it."),
                       _("The input “%s” must match “%s”"), name, plr_gitlab_get_string (plr_gitlab_get (self, input, "regex")));
}

static void
report_unknown (PlrGitlabConfig *self,
                PlrGitlabValue  *declared,
                PlrGitlabValue  *given)
{
  for (guint i = 0; plr_gitlab_is_map (given) && i < given->n_entries; i++)
    if (plr_gitlab_find_entry (self, declared, given->entries[i].name) == NULL)
      plr_gitlab_report (self, PLR_SEVERITY_ERROR, "unknown-input", given->entries[i].key,
                         _("Remove it, or declare it there below “spec:” and “inputs:”."),
                         _("The file takes no input “%s”"), given->entries[i].name);
}

/**
 * plr_gitlab_read_inputs:
 * @header: (nullable): the document before the configuration, with `spec`
 * @given: (nullable): what the entry of `include` says under `inputs`
 * @use: that entry
 *
 * Returns: (transfer none) (nullable): the value of each input that is known; `NULL` if the file takes none
 */
GHashTable *
plr_gitlab_read_inputs (PlrGitlabConfig *self,
                        PlrYamlNode     *header,
                        PlrGitlabValue  *given,
                        PlrYamlNode     *use)
{
  PlrGitlabValue *spec = header != NULL ? plr_gitlab_build (self, header) : NULL;
  PlrGitlabValue *declared = plr_gitlab_get (self, plr_gitlab_get (self, spec, "spec"), "inputs");
  GHashTable *values;

  report_unknown (self, declared, given);
  if (header == NULL)
    return NULL;

  values = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (self->tables, values);
  for (guint i = 0; plr_gitlab_is_map (declared) && i < declared->n_entries; i++)
    {
      const char *name = declared->entries[i].name;
      PlrGitlabValue *input = declared->entries[i].value;
      PlrGitlabEntry *entry = plr_gitlab_find_entry (self, given, name);
      PlrGitlabEntry *usual = plr_gitlab_find_entry (self, input, "default");
      PlrGitlabValue *value = entry != NULL ? entry->value : usual != NULL ? usual->value : NULL;

      if (value == NULL)
        {
          plr_gitlab_report (self, PLR_SEVERITY_ERROR, "missing-input", use, _("Give it a value below “inputs:” of the include."),
                             _("The file that is included here must be told “%s”"), name);
          g_hash_table_insert (values, (gpointer)name, NULL);
          continue;
        }
      if (entry != NULL)
        check_value (self, name, input, value);
      g_hash_table_insert (values, (gpointer)name, value);
    }

  return values;
}

static const char *
keep_text (PlrGitlabConfig *self,
           const char      *text)
{
  gsize size_bytes = strlen (text) + 1;
  char *copy = plr_gitlab_alloc (self, size_bytes);

  memcpy (copy, text, size_bytes);

  return copy;
}

/* What stands behind the characters that are skipped, at most so many (docs.gitlab.com: CI/CD inputs, truncate). */
static char *
truncate_text (const char *text,
               const char *function)
{
  g_autoptr(GRegex) regex = g_regex_new ("^truncate\\(\\s*(\\d{1,9})\\s*,\\s*(\\d{1,9})\\s*\\)$", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *offset = NULL;
  g_autofree char *length = NULL;
  glong n_chars = g_utf8_strlen (text, -1);
  glong start;

  if (!g_regex_match (regex, function, 0, &match))
    return NULL;
  offset = g_match_info_fetch (match, 1);
  length = g_match_info_fetch (match, 2);
  start = MIN (strtol (offset, NULL, 10), n_chars);

  return g_utf8_substring (text, start, start + MIN (strtol (length, NULL, 10), n_chars - start));
}

/* What the functions make of a value; NULL if only the server knows, or one is none of GitLab's. */
static PlrGitlabValue *
call (PlrGitlabConfig   *self,
      PlrYamlNode       *node,
      const char        *inner,
      const char *const *functions,
      PlrGitlabValue    *value)
{
  g_autofree char *text = g_strdup (plr_gitlab_get_string (value));
  PlrGitlabValue *result;

  for (guint i = 0; text != NULL && functions[i] != NULL; i++)
    {
      g_autofree char *before = g_steal_pointer (&text);
      g_autofree char *function = g_strstrip (g_strdup (functions[i]));
      gboolean is_known = g_str_equal (function, "expand_vars") || g_str_equal (function, "posix_escape");

      if (!is_known)
        text = truncate_text (before, function);
      else if (g_str_equal (function, "expand_vars") && strchr (before, '$') == NULL)
        text = g_steal_pointer (&before);
      else
        plr_gitlab_report (self, PLR_SEVERITY_INFO, "input-function", node, _("It is shown as it is written."),
                           _("What becomes of “%s” is known on the server only"), inner);
      if (!is_known && text == NULL)
        plr_gitlab_report (self, PLR_SEVERITY_ERROR, "unknown-function", node,
                           _("Write expand_vars, posix_escape, or truncate with how much to skip and to keep, like truncate(0,8)."),
                           _("There is no function “%s” for inputs"), function);
    }
  if (text == NULL)
    return NULL;

  result = plr_gitlab_alloc (self, sizeof *result);
  result->node = value->node;
  result->kind = PLR_YAML_SCALAR;
  result->text = keep_text (self, text);

  return result;
}

/* The value of the block from behind OPEN to before CLOSE; NULL if it is not known. */
static PlrGitlabValue *
find_value (PlrGitlabConfig *self,
            PlrYamlNode     *node,
            const char      *start,
            const char      *end)
{
  g_autofree char *inner = g_strstrip (g_strndup (start, end - start));
  g_auto(GStrv) parts = g_strsplit (inner, "|", -1);
  const char *name;
  PlrGitlabValue *value;

  if (parts[0] == NULL || !g_str_has_prefix (parts[0], "inputs."))
    return NULL;

  name = g_strchomp (parts[0]) + strlen ("inputs.");
  value = g_hash_table_lookup (self->inputs, name);
  /* A place in a list or mapping may follow. */
  if (!g_hash_table_contains (self->inputs, name) && strpbrk (name, ".[") == NULL)
    plr_gitlab_report (self, PLR_SEVERITY_ERROR, "unknown-input", node, _("Declare it below “spec:” and “inputs:”, or correct the name."),
                       _("The file takes no input “%s”"), name);

  return value != NULL && parts[1] != NULL ? call (self, node, inner, (const char *const *)parts + 1, value) : value;
}

/* The text with the values in it; NULL if it has none that are known. */
static const char *
replace (PlrGitlabConfig *self,
         PlrYamlNode     *node,
         const char      *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  const char *last = text;
  gboolean any = FALSE;

  for (const char *start = strstr (text, OPEN); start != NULL && out->len < MAX_TEXT; start = strstr (last, OPEN))
    {
      const char *end = strstr (start, CLOSE);
      PlrGitlabValue *value = end != NULL ? find_value (self, node, start + strlen (OPEN), end) : NULL;
      const char *replacement = plr_gitlab_get_string (value);

      if (end == NULL)
        break;
      end += strlen (CLOSE);
      g_string_append_len (out, last, start - last);
      if (replacement != NULL)
        g_string_append (out, plr_gitlab_is_null (value) ? "" : replacement);
      else
        g_string_append_len (out, start, end - start);
      any |= replacement != NULL;
      last = end;
    }
  g_string_append (out, last);

  return any ? keep_text (self, out->str) : NULL;
}

/* What a text that is nothing but one block stands for, with its type; NULL for any other. */
static PlrGitlabValue *
find_whole (PlrGitlabConfig *self,
            PlrYamlNode     *node,
            const char      *text)
{
  const char *start = text + strspn (text, " \n");
  const char *end = strstr (start, CLOSE);

  if (!g_str_has_prefix (start, OPEN) || end == NULL || end[strlen (CLOSE) + strspn (end + strlen (CLOSE), " \n")] != '\0')
    return NULL;

  return find_value (self, node, start + strlen (OPEN), end);
}

/**
 * plr_gitlab_interpolate:
 * @node: a scalar of a file that takes inputs
 *
 * Returns: (transfer none) (nullable): what it says with their values; `NULL` if that is what is written
 */
PlrGitlabValue *
plr_gitlab_interpolate (PlrGitlabConfig *self,
                        PlrYamlNode     *node)
{
  const char *text = plr_yaml_node_get_string (node);
  PlrGitlabValue *whole;
  PlrGitlabValue *value;
  const char *replaced;

  if (text == NULL || strstr (text, OPEN) == NULL)
    return NULL;

  whole = find_whole (self, node, text);
  replaced = whole == NULL ? replace (self, node, text) : NULL;
  if (whole == NULL && replaced == NULL)
    return NULL;
  value = plr_gitlab_alloc (self, sizeof *value);
  if (whole != NULL)
    *value = *whole;
  value->node = node;
  value->kind = whole != NULL ? whole->kind : PLR_YAML_SCALAR;
  if (value->kind == PLR_YAML_MAPPING)
    value->table = NULL;
  if (value->kind == PLR_YAML_SCALAR && value->text == NULL)
    {
      value->text = whole == NULL ? replaced : plr_gitlab_is_null (whole) ? "" : plr_gitlab_get_string (whole);
      value->is_word = whole != NULL && plr_yaml_node_get_style (whole->node) == PLR_YAML_PLAIN;
    }

  return value;
}

/**
 * plr_gitlab_interpolate_name:
 * @key: of a file that takes inputs
 * @name: what it says
 *
 * Returns: (transfer none): that with the values of the inputs
 */
const char *
plr_gitlab_interpolate_name (PlrGitlabConfig *self,
                             PlrYamlNode     *key,
                             const char      *name)
{
  const char *replaced = strstr (name, OPEN) != NULL ? replace (self, key, name) : NULL;

  return replaced != NULL ? replaced : name;
}
