/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include "plr-convert-private.h"
#include "plr-export-private.h"

/*
 * What refers to an input: `${{ inputs.name }}` on GitHub, `$[[ inputs.name ]]` on GitLab. Both put the text in before anything
 * reads it, so that one can stand wherever the other does.
 */

#define OPEN  "$[["
#define CLOSE "]]"

static PlrVariable *
find_in_list (GListModel *inputs,
              const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (inputs); i++)
    {
      g_autoptr(PlrVariable) input = g_list_model_get_item (inputs, i);

      /* The list keeps it alive. */
      if (g_str_equal (plr_variable_get_name (input), name))
        return input;
    }

  return NULL;
}

/* The input of the pipeline, or of something that starts it; NULL if there is none of that name. */
static PlrVariable *
find_input (PlrConvert *self,
            const char *name)
{
  GListModel *triggers = plr_pipeline_get_triggers (self->pipeline);
  PlrVariable *found = find_in_list (plr_pipeline_get_inputs (self->pipeline), name);

  for (guint i = 0; i < g_list_model_get_n_items (triggers) && found == NULL; i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      found = find_in_list (plr_trigger_get_inputs (trigger), name);
    }

  return found;
}

/**
 * plr_convert_dup_input:
 * @self: a conversion
 * @expression: of GitHub
 *
 * Returns: (transfer full) (nullable): what it is in GitLab behind the dollar, if it is an input that the target has
 */
char *
plr_convert_dup_input (PlrConvert *self,
                       const char *expression)
{
  g_autoptr(GRegex) regex = NULL;
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *name = NULL;

  if (!g_str_equal (plr_dialect_get_id (self->target), "gitlab"))
    return NULL;

  /* What is said for want of a value is the default there. */
  regex = g_regex_new ("^(?:github\\.event\\.)?inputs\\.([A-Za-z0-9_-]+)(?: \\|\\| '((?:[^']|'')*)')?$", 0, 0, NULL);
  if (!g_regex_match (regex, expression, 0, &match))
    return NULL;
  name = g_match_info_fetch (match, 1);
  if (find_input (self, name) == NULL)
    return NULL;
  if (g_match_info_get_match_count (match) > 2)
    {
      g_autofree char *quoted = g_match_info_fetch (match, 2);
      g_auto(GStrv) parts = g_strsplit (quoted, "''", -1);
      g_autofree char *text = g_strjoinv ("'", parts);

      if (g_strcmp0 (text, plr_variable_get_value (find_input (self, name))) != 0)
        return NULL;
    }

  return g_strdup_printf ("[[ inputs.%s ]]", name);
}

/**
 * plr_convert_take_input:
 * @self: a conversion of a configuration of GitLab
 * @text: at a dollar
 * @length: (out): of what refers to the input
 *
 * Returns: (transfer full) (nullable): the expression of GitHub; `NULL` if nothing there refers to an input
 */
char *
plr_convert_take_input (PlrConvert *self,
                        const char *text,
                        gsize      *length)
{
  const char *end = g_str_has_prefix (text, OPEN) ? strstr (text, CLOSE) : NULL;
  g_autofree char *inner = end != NULL ? g_strstrip (g_strndup (text + strlen (OPEN), (gsize)(end - text) - strlen (OPEN))) : NULL;
  PlrVariable *input = inner != NULL && g_str_has_prefix (inner, "inputs.") && g_str_equal (plr_dialect_get_id (self->target), "github")
                       ? find_input (self, inner + strlen ("inputs.")) : NULL;
  const char *type = input != NULL ? plr_variable_get_input_type (input) : NULL;
  const char *value = input != NULL ? plr_variable_get_value (input) : NULL;
  g_auto(GStrv) parts = NULL;
  g_autofree char *quoted = NULL;

  if (input == NULL)
    return NULL;
  *length = (gsize)(end - text) + strlen (CLOSE);
  /* On GitHub only a person or caller is asked; for other events there is nothing, and not the default. A false is no text. */
  if (value == NULL || value[0] == '\0' || strchr (value, '}') != NULL || g_strcmp0 (type, "boolean") == 0)
    return g_steal_pointer (&inner);

  parts = g_strsplit (value, "'", -1);
  quoted = g_strjoinv ("''", parts);

  return g_strdup_printf ("%s || '%s'", inner, quoted);
}

/**
 * plr_convert_translate_inputs:
 * @self: a conversion of a configuration of GitLab
 * @text: a script
 *
 * Returns: (transfer full) (nullable): the script with references to the inputs in it, which plr_convert_expand_references() knows;
 *   `NULL` if there are none
 */
char *
plr_convert_translate_inputs (PlrConvert *self,
                              const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);
  gboolean any = FALSE;

  for (const char *p = text; *p != '\0';)
    {
      gsize length = 1;
      g_autofree char *expression = *p == '$' ? plr_convert_take_input (self, p, &length) : NULL;

      if (expression != NULL)
        g_string_append_printf (out, PLR_EXPORT_REFERENCE "%s}", expression);
      else
        g_string_append_c (out, *p);
      any |= expression != NULL;
      p += length;
    }

  return any ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}
