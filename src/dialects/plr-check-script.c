/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-check"

#include "config.h"

#include <string.h>

#include "plr-check-private.h"

/*
 * Puts a variable into a script where an expression stands that the engine would paste into it. What is right depends on the
 * quotes around; where that is not certain, nothing is done. Manuals: POSIX Shell Command Language, 2.2 Quoting;
 * about_Quoting_Rules of PowerShell; `help setlocal` of cmd.
 */

/* What runs a text that it gets as an argument: a variable in quotes would become part of a program again. */
static const char *const interpreters[] = {
  "eval", "awk", "gawk", "sed", "perl", "python", "python3", "node", "ruby", "jq", "yq", "ssh", "xargs", "su", "sudo", "env", "trap", "php",
  "psql", "mysql", "sqlite3", "bash", "sh", "zsh", "pwsh", "powershell", "iex", "invoke-expression", "cmd", "source", "find", "docker", "make", NULL
};

static gboolean
is_word (char letter)
{
  return g_ascii_isalnum (letter) || letter == '_' || letter == '-';
}

/* Whether a line names a program that takes programs as arguments. */
static gboolean
has_interpreter (const char *script,
                 gsize       start,
                 gsize       end)
{
  while (start < end)
    {
      gsize first = start;
      g_autofree char *word = NULL;

      while (start < end && is_word (script[start]))
        start++;
      if (start == first)
        {
          start++;
          continue;
        }
      word = g_ascii_strdown (script + first, (gssize)(start - first));
      if (g_strv_contains (interpreters, word))
        return TRUE;
    }

  return FALSE;
}

/* The command that the place belongs to: the line, with those that a backslash or a backtick joins to it. */
static gboolean
is_in_interpreter (const char *script,
                   gsize       offset,
                   char        joint)
{
  gsize start = offset;
  gsize end = offset + strcspn (script + offset, "\n");

  for (; start > 0; start--)
    if (script[start - 1] == '\n' && (start < 2 || script[start - 2] != joint))
      break;

  return has_interpreter (script, start, end);
}

typedef enum
{
  BARE,
  SINGLE,
  DOUBLE,
  UNKNOWN,
} Quotes;

/* In which quotes of a POSIX shell the place stands. Here-documents, backticks and nested substitutions are left to people. */
static Quotes
find_posix_quotes (const char *script,
                   gsize       offset)
{
  Quotes quotes = BARE;
  gboolean is_comment = FALSE;

  for (gsize i = 0; i < offset; i++)
    {
      char letter = script[i];

      if (is_comment)
        {
          is_comment = letter != '\n';
          continue;
        }
      if (quotes == SINGLE)
        {
          quotes = letter == '\'' ? BARE : SINGLE;
          continue;
        }
      if (letter == '\\')
        i++;
      else if (letter == '"')
        quotes = quotes == DOUBLE ? BARE : DOUBLE;
      else if (letter == '`' || (letter == '<' && script[i + 1] == '<') || (letter == '$' && (script[i + 1] == '(' || script[i + 1] == '\'')))
        return UNKNOWN;
      else if (quotes == BARE && letter == '\'')
        quotes = SINGLE;
      else if (quotes == BARE && letter == '#' && (i == 0 || g_ascii_isspace (script[i - 1])))
        is_comment = TRUE;
    }

  return is_comment ? UNKNOWN : quotes;
}

/* `$(` is common, and harmless once it is closed again. */
static char *
drop_substitutions (const char *script,
                    gsize       offset)
{
  g_autofree char *copy = g_strndup (script, offset);

  for (gsize i = 0; i + 1 < offset; i++)
    {
      gsize close;
      guint depth = 1;

      if (copy[i] != '$' || copy[i + 1] != '(')
        continue;
      for (close = i + 2; close < offset && depth > 0; close++)
        depth += copy[close] == '(' ? 1 : copy[close] == ')' ? -1 : 0;
      if (depth == 0 && strcspn (copy + i, "'`\\") >= close - i)
        memset (copy + i, 'x', close - i);
    }

  return g_steal_pointer (&copy);
}

static char *
splice (const char *script,
        gsize       offset,
        gsize       length,
        const char *replacement)
{
  return g_strdup_printf ("%.*s%s%s", (int)offset, script, replacement, script + offset + length);
}

static char *
replace_posix (const char *script,
               const char *expression,
               gsize       offset,
               const char *variable)
{
  gsize length = strlen (expression);
  g_autofree char *before = drop_substitutions (script, offset);
  Quotes quotes = find_posix_quotes (before, offset);
  char next = script[offset + length];
  g_autofree char *plain = g_strdup_printf ("\"$%s\"", variable);
  g_autofree char *braced = g_strdup_printf (g_ascii_isalnum (next) || next == '_' || next == '[' ? "${%s}" : "$%s", variable);
  g_autofree char *outside = NULL;

  if (quotes == UNKNOWN || is_in_interpreter (script, offset, '\\'))
    return NULL;
  if (quotes == DOUBLE)
    return splice (script, offset, length, braced);
  if (quotes == BARE)
    return splice (script, offset, length, plain);
  if (script[offset - 1] == '\'' && next == '\'')
    return splice (script, offset - 1, length + 2, plain);

  outside = g_strdup_printf ("'%s'", plain);

  return splice (script, offset, length, outside);
}

/* A quote in quotes is written twice, and a backtick takes its meaning from what follows. */
static Quotes
find_powershell_quotes (const char *script,
                        gsize       offset)
{
  Quotes quotes = BARE;

  for (gsize i = 0; i < offset; i++)
    {
      char letter = script[i];

      if (quotes == BARE && (letter == '#' || (letter == '@' && (script[i + 1] == '"' || script[i + 1] == '\'')) ||
                             (letter == '$' && script[i + 1] == '(')))
        return UNKNOWN;
      if (quotes != SINGLE && letter == '`')
        i++;
      else if (letter == '\'' && quotes != DOUBLE)
        quotes = quotes == SINGLE ? BARE : SINGLE;
      else if (letter == '"' && quotes != SINGLE)
        quotes = quotes == DOUBLE ? BARE : DOUBLE;
      else if (letter == '$' && quotes == DOUBLE && script[i + 1] == '(')
        return UNKNOWN;
    }

  return quotes;
}

static char *
replace_powershell (const char *script,
                    const char *expression,
                    gsize       offset,
                    const char *variable)
{
  gsize length = strlen (expression);
  Quotes quotes = find_powershell_quotes (script, offset);
  g_autofree char *inner = g_strdup_printf ("${env:%s}", variable);
  g_autofree char *plain = g_strdup_printf ("\"%s\"", inner);

  if (quotes == UNKNOWN || is_in_interpreter (script, offset, '`'))
    return NULL;
  if (quotes == DOUBLE)
    return splice (script, offset, length, inner);
  if (quotes == BARE)
    return splice (script, offset, length, plain);
  if (script[offset - 1] == '\'' && script[offset + length] == '\'' && (offset < 2 || script[offset - 2] != '\''))
    return splice (script, offset - 1, length + 2, plain);

  return NULL;
}

/* %NAME% is pasted as well. Only !NAME! comes after the line was divided into commands; it has to be switched on. */
static char *
replace_cmd (const char *script,
             const char *expression,
             gsize       offset,
             const char *variable)
{
  static const char on[] = "setlocal EnableDelayedExpansion\n";
  g_autofree char *lower = g_ascii_strdown (script, -1);
  g_autofree char *inner = g_strdup_printf ("!%s!", variable);
  g_autofree char *spliced = NULL;
  gboolean is_on = g_str_has_prefix (script, on);

  if ((!is_on && (strchr (script, '!') != NULL || strstr (lower, "setlocal") != NULL)) || strstr (lower, "call ") != NULL ||
      is_in_interpreter (script, offset, '^'))
    return NULL;

  spliced = splice (script, offset, strlen (expression), inner);

  return is_on ? g_steal_pointer (&spliced) : g_strconcat (on, spliced, NULL);
}

/**
 * plr_check_replace_in_script:
 * @script: what a step runs
 * @shell: in which shell
 * @expression: what is to go
 * @offset: where it stands in the script
 * @variable: the name of the variable that has its value
 *
 * Returns: (transfer full) (nullable): the script that takes the value from the variable, so that it is a value whatever it says;
 *   `NULL` where that cannot be done for certain
 */
char *
plr_check_replace_in_script (const char *script,
                             const char *shell,
                             const char *expression,
                             gsize       offset,
                             const char *variable)
{
  g_autofree char *program = g_strndup (shell, strcspn (shell, " "));

  if (g_str_equal (program, "bash") || g_str_equal (program, "sh"))
    return replace_posix (script, expression, offset, variable);
  if (g_str_equal (program, "pwsh") || g_str_equal (program, "powershell"))
    return replace_powershell (script, expression, offset, variable);
  if (g_str_equal (program, "cmd"))
    return replace_cmd (script, expression, offset, variable);

  return NULL;
}
