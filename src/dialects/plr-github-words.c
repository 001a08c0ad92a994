/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include "plr-github-private.h"

/* Words that the reader, the editor and the writer of workflows have to agree on. */

gboolean
plr_github_has_expression (const char *text)
{
  return strstr (text, "${{") != NULL;
}

/* Whether the text is one expression and nothing else. */
gboolean
plr_github_is_expression (const char *text)
{
  const char *end = g_str_has_prefix (text, "${{") ? strstr (text + 3, "}}") : NULL;

  return end != NULL && end[2] == '\0';
}

/* docs.github.com: Workflow syntax, jobs.<job_id> */
gboolean
plr_github_is_id (const char *text)
{
  if (!g_ascii_isalpha (*text) && *text != '_')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_' && *p != '-')
      return FALSE;

  return strlen (text) < PLR_GITHUB_MAX_JOB_ID;
}

PlrTriggerEvent
plr_github_get_event (const char *name)
{
  static const struct
  {
    const char     *name;
    PlrTriggerEvent event;
  } events[] = {
    { "push", PLR_TRIGGER_EVENT_PUSH },
    { "pull_request", PLR_TRIGGER_EVENT_PULL_REQUEST },
    { "pull_request_target", PLR_TRIGGER_EVENT_PULL_REQUEST },
    { "schedule", PLR_TRIGGER_EVENT_SCHEDULE },
    { "workflow_dispatch", PLR_TRIGGER_EVENT_MANUAL },
    { "repository_dispatch", PLR_TRIGGER_EVENT_MANUAL },
    { "workflow_call", PLR_TRIGGER_EVENT_CALL },
    { "workflow_run", PLR_TRIGGER_EVENT_PIPELINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    if (g_str_equal (events[i].name, name))
      return events[i].event;

  return PLR_TRIGGER_EVENT_OTHER;
}

/**
 * plr_github_dup_secret:
 * @text: a value
 *
 * Returns: (transfer full) (nullable): the name of the secret that the value is, if it is that and nothing else
 */
char *
plr_github_dup_secret (const char *text)
{
  g_autofree char *inner = NULL;
  const char *name;

  if (!plr_github_is_expression (text))
    return NULL;
  inner = g_strndup (text + 3, strlen (text) - 5);
  g_strstrip (inner);
  if (!g_str_has_prefix (inner, "secrets."))
    return NULL;
  name = inner + strlen ("secrets.");

  return plr_github_is_id (name) ? g_strdup (name) : NULL;
}

/* The first @word that stands outside of quotes and brackets, or NULL. */
static const char *
find_outside (const char *text,
              const char *word)
{
  int depth = 0;
  gboolean is_quoted = FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\'')
        is_quoted = !is_quoted;
      else if (is_quoted)
        continue;
      else if (*p == '(' || *p == '[')
        depth++;
      else if (*p == ')' || *p == ']')
        depth--;
      else if (depth == 0 && g_str_has_prefix (p, word))
        return p;
    }

  return NULL;
}

/* Whether brackets around all of the text are one pair, as in `(a || b)` and not in `(a) || (b)`. */
static gboolean
is_bracketed (const char *text)
{
  gsize length = strlen (text);
  int depth = 0;
  gboolean is_quoted = FALSE;

  if (length < 2 || text[0] != '(' || text[length - 1] != ')')
    return FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\'')
        is_quoted = !is_quoted;
      else if (!is_quoted && text[i] == '(')
        depth++;
      else if (!is_quoted && text[i] == ')' && --depth == 0 && i + 1 < length)
        return FALSE;
    }

  return depth == 0 && !is_quoted;
}

/* What brackets around it would not change, without them. */
static char *
take_brackets (char *text)
{
  gsize length = strlen (text);
  g_autofree char *inner = NULL;

  if (!is_bracketed (text))
    return text;

  inner = g_strstrip (g_strndup (text + 1, length - 2));
  if (find_outside (inner, "||") == NULL)
    return text;
  g_free (text);

  return g_steal_pointer (&inner);
}

/**
 * plr_github_split_condition:
 * @text: what stands behind `if:`
 * @when: (out): on which outcome of what was before, if the condition starts with always() or failure()
 *
 * `${{ }}` around a condition changes nothing, and is left out.
 *
 * Returns: (transfer full) (nullable): the rest of the condition, or `NULL` if there is none
 */
char *
plr_github_split_condition (const char   *text,
                            PlrStageWhen *when)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  const char *rest;
  gsize length;

  *when = PLR_STAGE_WHEN_SUCCESS;
  if (plr_github_is_expression (bare))
    {
      char *inner = g_strstrip (g_strndup (bare + 3, strlen (bare) - 5));

      g_free (bare);
      bare = inner;
    }

  if (*bare == '\0')
    return NULL;
  if (g_str_has_prefix (bare, "always()"))
    *when = PLR_STAGE_WHEN_ALWAYS;
  else if (g_str_has_prefix (bare, "failure()"))
    *when = PLR_STAGE_WHEN_FAILURE;
  else
    return g_steal_pointer (&bare);

  length = strlen (*when == PLR_STAGE_WHEN_ALWAYS ? "always()" : "failure()");
  rest = bare + length + strspn (bare + length, " \t\r\n");
  if (*rest == '\0')
    return NULL;
  if (g_str_has_prefix (rest, "&&") && find_outside (bare, "||") == NULL && rest[2 + strspn (rest + 2, " \t\r\n")] != '\0')
    return take_brackets (g_strstrip (g_strdup (rest + 2)));

  *when = PLR_STAGE_WHEN_SUCCESS;

  return g_steal_pointer (&bare);
}

/**
 * plr_github_join_condition:
 * @condition: (nullable): a condition
 * @when: on which outcome of what was before
 *
 * Returns: (transfer full) (nullable): what stands behind `if:`, or `NULL` if nothing needs to
 */
char *
plr_github_join_condition (const char  *condition,
                           PlrStageWhen when)
{
  const char *function = when == PLR_STAGE_WHEN_ALWAYS ? "always()" : "failure()";

  if (condition == NULL || condition[0] == '\0')
    return when != PLR_STAGE_WHEN_SUCCESS ? g_strdup (function) : NULL;
  if (when == PLR_STAGE_WHEN_SUCCESS)
    return g_strdup (condition);
  if (find_outside (condition, "||") != NULL)
    return g_strdup_printf ("%s && (%s)", function, condition);

  return g_strdup_printf ("%s && %s", function, condition);
}

/* Minutes, whole or not, of which there is at least a second. */
gboolean
plr_github_parse_minutes (const char *text,
                          gint64     *time_us)
{
  char *end = NULL;
  double minutes = g_ascii_strtod (text, &end);

  if (!g_ascii_isdigit (text[0]) || *end != '\0' || strspn (text, "0123456789.") != strlen (text) ||
      !(minutes * 60 >= 1) || minutes > PLR_GITHUB_MAX_MINUTES)
    return FALSE;
  *time_us = (gint64)(minutes * 60 + 0.5) * G_USEC_PER_SEC;

  return TRUE;
}

/**
 * plr_github_format_minutes:
 * @time_us: a length of time
 *
 * Returns: (transfer full): the number of minutes, which need not be whole
 */
char *
plr_github_format_minutes (gint64 time_us)
{
  gint64 seconds = (time_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  gsize length;

  if (seconds % 60 == 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT, seconds / 60);

  (void)g_ascii_formatd (buffer, sizeof buffer, "%.4f", (double)seconds / 60);
  for (length = strlen (buffer); buffer[length - 1] == '0'; length--)
    ;

  return g_strndup (buffer, length);
}

/* Whether @uses is that action, at whatever version. */
gboolean
plr_github_is_action (const char *uses,
                      const char *action)
{
  gsize length = strlen (action);

  return uses != NULL && strncmp (uses, action, length) == 0 && (uses[length] == '@' || uses[length] == '/');
}

/**
 * plr_github_split_lines:
 * @text: an input of an action, with a path on each line
 *
 * Returns: (transfer full): the lines that are not empty
 */
char **
plr_github_split_lines (const char *text)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_strv_builder_add (builder, lines[i]);

  return g_strv_builder_end (builder);
}

/**
 * plr_github_new_word:
 * @text: a value
 *
 * GitHub makes a number of 3.10 and then 3.1 of it, so that only what stays as it is goes without quotes.
 *
 * Returns: (transfer full): the value
 */
PlrYamlValue *
plr_github_new_word (const char *text)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);
  gboolean is_number = *text != '\0' && *end == '\0' && strlen (text) < 15 &&
                       g_str_equal (g_ascii_formatd (buffer, sizeof buffer, "%.15g", number), text);

  if (is_number || g_str_equal (text, "true") || g_str_equal (text, "false"))
    return plr_yaml_value_new_text (text);

  return plr_yaml_value_new_string (text);
}
