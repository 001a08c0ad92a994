/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

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
          continue;
        }
      if (entry != NULL)
        check_value (self, name, input, value);
      g_hash_table_insert (values, (gpointer)name, value);
    }

  return values;
}

/* The value of the block from behind OPEN to before CLOSE; NULL if it is not known, or made by a function. */
static PlrGitlabValue *
find_value (PlrGitlabConfig *self,
            const char      *start,
            const char      *end)
{
  g_autofree char *inner = g_strstrip (g_strndup (start, end - start));

  if (!g_str_has_prefix (inner, "inputs."))
    return NULL;

  return g_hash_table_lookup (self->inputs, inner + strlen ("inputs."));
}

static void
report_function (PlrGitlabConfig *self,
                 PlrYamlNode     *node,
                 const char      *start,
                 const char      *end)
{
  g_autofree char *inner = g_strstrip (g_strndup (start, end - start));

  if (strchr (inner, '|') != NULL)
    plr_gitlab_report (self, PLR_SEVERITY_INFO, "input-function", node, _("It is shown as it is written."),
                       _("What becomes of “%s” is known on the server only"), inner);
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
      PlrGitlabValue *value = end != NULL ? find_value (self, start + strlen (OPEN), end) : NULL;
      const char *replacement = plr_gitlab_get_string (value);

      if (end == NULL)
        break;
      end += strlen (CLOSE);
      g_string_append_len (out, last, start - last);
      if (replacement != NULL)
        g_string_append (out, plr_gitlab_is_null (value) ? "" : replacement);
      else
        g_string_append_len (out, start, end - start);
      if (value == NULL)
        report_function (self, node, start + strlen (OPEN), end - strlen (CLOSE));
      any |= replacement != NULL;
      last = end;
    }
  g_string_append (out, last);

  return any ? keep_text (self, out->str) : NULL;
}

/* What a text that is nothing but one block stands for, with its type; NULL for any other. */
static PlrGitlabValue *
find_whole (PlrGitlabConfig *self,
            const char      *text)
{
  const char *start = text + strspn (text, " \n");
  const char *end = strstr (start, CLOSE);

  if (!g_str_has_prefix (start, OPEN) || end == NULL || end[strlen (CLOSE) + strspn (end + strlen (CLOSE), " \n")] != '\0')
    return NULL;

  return find_value (self, start + strlen (OPEN), end);
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

  whole = find_whole (self, text);
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
