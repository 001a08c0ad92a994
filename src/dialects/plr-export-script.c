/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-export-script"

#include "config.h"

#include <string.h>

#include "plr-export-private.h"

/* Characters that no shell gives a meaning to, wherever they stand in a word. */
#define PLAIN "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-./,:+@%"

/* Commands that change the shell itself, and so what comes after them: POSIX special and regular built-ins, bash's own,
 * and the words that start a compound command. */
static const char *const shell_words[] = {
  ".", "alias", "break", "builtin", "case", "cd", "command", "continue", "coproc", "declare", "dirs", "disown", "enable",
  "eval", "exec", "exit", "export", "for", "function", "getopts", "hash", "if", "let", "local", "mapfile", "popd", "pushd",
  "read", "readarray", "readonly", "return", "select", "set", "shift", "shopt", "source", "time", "times", "trap", "typeset",
  "ulimit", "umask", "unalias", "unset", "until", "wait", "while", "!", "{", "}", NULL,
};

/**
 * plr_export_quote:
 * @word: any bytes
 *
 * Returns: (transfer full): the word as it is where nothing in it means anything to a shell, else in single quotes
 */
char *
plr_export_quote (const char *word)
{
  const char *reference = strstr (word, PLR_EXPORT_REFERENCE);
  const char *end = reference != NULL ? strchr (reference, '}') : NULL;

  /* A variable is looked up between double quotes. */
  if (end != NULL)
    {
      g_autofree char *before = g_strndup (word, (gsize)(reference - word));
      g_autofree char *first = *before != '\0' ? plr_export_quote (before) : g_strdup ("");
      g_autofree char *rest = end[1] != '\0' ? plr_export_quote (end + 1) : g_strdup ("");

      return g_strdup_printf ("%s\"%.*s\"%s", first, (int)(end + 1 - reference), reference, rest);
    }
  if (*word != '\0' && word[strspn (word, PLAIN)] == '\0')
    return g_strdup (word);

  return g_shell_quote (word);
}

/**
 * plr_export_quote_glob:
 * @pattern: a pattern of ours
 *
 * Returns: (transfer full): the pattern as a shell takes it: `*`, `?` and sets keep their meaning, nothing else has one
 */
char *
plr_export_quote_glob (const char *pattern)
{
  g_autoptr(GString) out = g_string_new (pattern[0] == '-' ? "./" : NULL);

  for (const char *p = pattern; *p != '\0'; p++)
    {
      const char *end = g_str_has_prefix (p, PLR_EXPORT_REFERENCE) ? strchr (p, '}') : NULL;

      if (end != NULL)
        {
          g_string_append_printf (out, "\"%.*s\"", (int)(end + 1 - p), p);
          p = end;
        }
      else if (*p == '\\' && p[1] != '\0')
        g_string_append_printf (out, "\\%c", *++p);
      else if ((*p & 0x80) != 0 || strchr (PLAIN "*?[]", *p) != NULL || (*p == '!' && p > pattern && p[-1] == '['))
        g_string_append_c (out, *p);
      else
        g_string_append_printf (out, "\\%c", *p);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * plr_export_list_words:
 * @strings: (nullable) (array zero-terminated=1): patterns of ours
 *
 * Returns: (transfer full): the words of a command
 */
char *
plr_export_list_words (const char *const *strings)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; strings != NULL && strings[i] != NULL; i++)
    {
      g_autofree char *quoted = plr_export_quote_glob (strings[i]);

      g_string_append_printf (out, "%s%s", i > 0 ? " " : "", quoted);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * plr_export_name_variable:
 * @prefix: what it starts with
 * @id: of a stage
 *
 * Returns: (transfer full): the name of a variable for that stage: `PLR_RUN_BUILD`
 */
char *
plr_export_name_variable (const char *prefix,
                          const char *id)
{
  g_autoptr(GString) out = g_string_new (prefix);

  for (const char *p = id; *p != '\0'; p++)
    g_string_append_c (out, g_ascii_isalnum (*p) ? g_ascii_toupper (*p) : '_');

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Whether the script is one command that leaves nothing behind in the shell that runs it. */
gboolean
plr_export_is_plain (const char *script)
{
  g_autofree char *word = NULL;
  gsize length;

  if (strpbrk (script, "\n\r;&|()<`") != NULL || strstr (script, "$(") != NULL)
    return FALSE;

  length = strcspn (script, " \t");
  word = g_strndup (script, length);

  return length > 0 && strpbrk (word, "=$'\"\\*?#") == NULL && !g_strv_contains (shell_words, word);
}

gboolean
plr_export_has_pipe (const char *script)
{
  for (const char *p = script; (p = strchr (p, '|')) != NULL; p++)
    {
      if (p[1] != '|')
        return TRUE;
      p++;
    }

  return FALSE;
}

static void
add_exports (GString    *out,
             GPtrArray  *variables,
             GListModel *more)
{
  for (guint i = 0; variables != NULL && i < variables->len; i++)
    {
      PlrVariable *variable = variables->pdata[i];
      g_autofree char *value = plr_export_quote (plr_variable_get_value (variable));

      g_string_append_printf (out, "export %s=%s\n", plr_variable_get_name (variable), value);
    }

  for (guint i = 0; i < g_list_model_get_n_items (more); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (more, i);
      g_autofree char *value = plr_export_quote (plr_variable_get_value (variable));

      g_string_append_printf (out, "export %s=%s\n", plr_variable_get_name (variable), value);
    }
}

static void
add_settings (PlrExport           *self,
              GString             *out,
              PlrStep             *step,
              PlrExportScriptFlags flags)
{
  gboolean is_bash = g_str_equal (plr_export_get_shell (self, step), "bash");
  gboolean pipefail = plr_export_has_pipe (plr_step_get_run (step));

  if (flags & PLR_EXPORT_SCRIPT_ERREXIT)
    g_string_append (out, "set -e\n");
  if (pipefail && is_bash && !(flags & PLR_EXPORT_SCRIPT_PIPEFAIL))
    g_string_append (out, "set -o pipefail\n");
  /* `sh -e` looks at the last part of a pipe alone; where the shell has no such option, there is nothing to take back. */
  if (pipefail && !is_bash && (flags & PLR_EXPORT_SCRIPT_PIPEFAIL))
    g_string_append (out, "if (set +o pipefail) 2>/dev/null; then set +o pipefail; fi\n");
}

/**
 * plr_export_make_command:
 * @self: an export
 * @step: a step
 * @variables: (nullable) (element-type PlrVariable): what is set besides its own
 * @flags: what the shell around it does
 *
 * For a shell that runs the other steps as well: in a subshell, unless it is one plain command.
 *
 * Returns: (transfer full): the command, which may have many lines
 */
char *
plr_export_make_command (PlrExport           *self,
                         PlrStep             *step,
                         GPtrArray           *variables,
                         PlrExportScriptFlags flags)
{
  const char *directory = plr_step_get_directory (step);
  g_autofree char *script = g_strdup (plr_step_get_run (step));
  g_autofree char *quoted = directory != NULL ? plr_export_quote (directory) : NULL;
  g_autoptr(GString) out = g_string_new (NULL);
  gboolean has_variables = (variables != NULL && variables->len > 0) ||
                           g_list_model_get_n_items (plr_step_get_environment (step)) > 0;

  g_strchomp (script);
  if (!has_variables && plr_export_is_plain (script))
    {
      g_string_append (out, directory != NULL ? "(cd " : "");
      g_string_append (out, directory != NULL ? quoted : "");
      g_string_append (out, directory != NULL ? " && " : "");
      g_string_append (out, script);
      g_string_append (out, directory != NULL ? ")" : "");

      return g_string_free (g_steal_pointer (&out), FALSE);
    }

  g_string_append (out, "(\n");
  add_settings (self, out, step, flags);
  add_exports (out, variables, plr_step_get_environment (step));
  if (directory != NULL)
    g_string_append_printf (out, "cd %s\n", quoted);
  g_string_append (out, script);
  /* A line that ends in a backslash would swallow the parenthesis. */
  g_string_append (out, g_str_has_suffix (script, "\\") ? "\n\n)" : "\n)");

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * plr_export_make_check:
 * @artifact: an artifact
 *
 * A required artifact is there if one of its paths gives a file.
 *
 * Returns: (transfer full) (nullable): a command that fails if it is not there; `NULL` for an optional one, and where no
 *   shell can say it
 */
char *
plr_export_make_check (PlrArtifact *artifact)
{
  const char *const *paths = plr_artifact_get_paths (artifact);
  g_autofree char *words = NULL;

  if (plr_artifact_get_optional (artifact) || paths == NULL || paths[0] == NULL)
    return NULL;
  for (guint i = 0; paths[i] != NULL; i++)
    if (strstr (paths[i], "**") != NULL)
      return NULL;

  words = plr_export_list_words (paths);
  if (paths[1] == NULL)
    return g_strdup_printf ("ls -d %s > /dev/null", words);

  return g_strdup_printf ("test -n \"$(ls -d %s 2> /dev/null || true)\"", words);
}
