/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include "plr-convert-private.h"

/* Expressions in a script of GitHub are replaced before any shell sees the script; elsewhere they are variables, which a shell
 * looks up where its own rules let it: not between single quotes, and not in a here-document whose end is quoted. */

typedef enum
{
  QUOTES_NONE,
  QUOTES_SINGLE,
  QUOTES_DOUBLE,
} Quotes;

typedef struct
{
  const char *shell;            /* or NULL for sh and bash */
  Quotes      quotes;
  char       *end;              /* of the here-document that is being read, or NULL */
  char       *next_end;         /* of the one that starts in the next line */
  gboolean    is_literal;
  gboolean    is_next_literal;
} State;

static void
state_clear (State *state)
{
  g_free (state->end);
  g_free (state->next_end);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (State, state_clear)

/* POSIX.1, Shell Command Language, 2.7.4. */
static void
begin_document (State      *state,
                const char *p)
{
  gsize length;

  p += 2;
  p += *p == '-' ? 1 : 0;
  p += strspn (p, " \t");
  state->is_next_literal = *p == '\'' || *p == '"' || *p == '\\';
  p += state->is_next_literal ? 1 : 0;
  length = strspn (p, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-");
  if (length == 0)
    return;
  g_free (state->next_end);
  state->next_end = g_strndup (p, length);
}

static void
begin_line (State      *state,
            const char *line)
{
  const char *text = line + strspn (line, "\t");

  if (state->end != NULL && g_str_has_prefix (text, state->end) && (text[strlen (state->end)] == '\n' || text[strlen (state->end)] == '\0'))
    {
      g_clear_pointer (&state->end, g_free);
      return;
    }
  if (state->end != NULL || state->next_end == NULL)
    return;
  state->end = g_steal_pointer (&state->next_end);
  state->is_literal = state->is_next_literal;
}

/* One character of the script. Returns how many there were. */
static gsize
step_over (State      *state,
           const char *p,
           gboolean    is_start)
{
  if (*p == '\n')
    {
      begin_line (state, p + 1);
      return 1;
    }
  if (state->end != NULL)
    return 1;
  if (*p == '\\' && state->quotes != QUOTES_SINGLE && p[1] != '\0' && p[1] != '\n')
    return 2;
  if (*p == '\'' && state->quotes != QUOTES_DOUBLE)
    state->quotes = state->quotes == QUOTES_SINGLE ? QUOTES_NONE : QUOTES_SINGLE;
  else if (*p == '"' && state->quotes != QUOTES_SINGLE)
    state->quotes = state->quotes == QUOTES_DOUBLE ? QUOTES_NONE : QUOTES_DOUBLE;
  else if (*p == '#' && state->quotes == QUOTES_NONE && is_start)
    return strcspn (p, "\n"); /* a comment may have an apostrophe */
  else if (g_str_has_prefix (p, "<<") && p[2] != '<' && state->quotes == QUOTES_NONE)
    {
      begin_document (state, p);
      return 2;
    }
  else if (g_str_has_prefix (p, "<<<"))
    return 3;

  return 1;
}

/* How a script looks the variable up where it stands; %NULL where it cannot. */
static char *
dup_lookup (State      *state,
            const char *name)
{
  if (state->shell != NULL && (g_str_equal (state->shell, "pwsh") || g_str_equal (state->shell, "powershell")))
    return state->quotes != QUOTES_SINGLE ? g_strdup_printf ("${env:%s}", name) : NULL;
  if (state->shell != NULL && g_str_equal (state->shell, "cmd"))
    return g_strdup_printf ("%%%s%%", name);
  if (state->shell != NULL && !g_str_has_prefix (state->shell, "bash") && !g_str_has_prefix (state->shell, "sh"))
    return NULL;
  if (state->end != NULL)
    return state->is_literal ? NULL : g_strdup_printf ("${%s}", name);
  if (state->quotes == QUOTES_SINGLE)
    return g_strdup_printf ("'\"${%s}\"'", name);

  return g_strdup_printf ("${%s}", name);
}

/**
 * plr_convert_translate_script:
 * @self: a conversion of a workflow
 * @text: a script
 * @shell: (nullable): that runs it
 * @unknown: what has no counterpart is appended
 *
 * Returns: (transfer full): the script, with variables for those of its expressions that the target has some for
 */
char *
plr_convert_translate_script (PlrConvert *self,
                              const char *text,
                              const char *shell,
                              GString    *unknown)
{
  g_autoptr(GString) out = g_string_new (NULL);
  g_auto(State) state = { shell };
  const char *p = text;

  while (*p != '\0')
    {
      const char *end = g_str_has_prefix (p, "${{") ? strstr (p, "}}") : NULL;
      g_autofree char *inner = end != NULL ? g_strstrip (g_strndup (p + 3, (gsize)(end - p - 3))) : NULL;
      g_autofree char *input = inner != NULL ? plr_convert_dup_input (self, inner) : NULL;
      g_autofree char *name = inner != NULL ? plr_convert_dup_variable (self, inner) : NULL;
      g_autofree char *lookup = input != NULL ? g_strconcat ("$", input, NULL) : name != NULL ? dup_lookup (&state, name) : NULL;
      gsize length;

      if (end != NULL && lookup == NULL)
        g_string_append_printf (unknown, "%s%s", unknown->len > 0 ? ", " : "", inner);
      if (lookup != NULL)
        g_string_append (out, lookup);
      length = end != NULL ? (gsize)(end + 2 - p) : step_over (&state, p, p == text || g_ascii_isspace (p[-1]) || p[-1] == ';');
      if (lookup == NULL)
        g_string_append_len (out, p, length);
      p += length;
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
