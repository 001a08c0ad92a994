/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-glob"

#include "config.h"

#include <string.h>

#include "plr-glob.h"

/* One character of a name, as bytes: a file name need not be UTF-8. */
static gsize
char_length (const char *text)
{
  gunichar c = g_utf8_get_char_validated (text, -1);

  return c == (gunichar)-1 || c == (gunichar)-2 ? 1 : (gsize)(g_utf8_next_char (text) - text);
}

static gunichar
char_at (const char *text)
{
  gunichar c = g_utf8_get_char_validated (text, -1);

  return c == (gunichar)-1 || c == (gunichar)-2 ? (guchar)text[0] : c;
}

/* What is behind the set that starts at @pattern, or NULL if no `]` ends it: the bracket then stands for itself. */
static const char *
match_set (const char *pattern,
           gunichar    c,
           gboolean   *matches)
{
  const char *p = pattern + 1;
  gboolean negated = *p == '!' || *p == '^';
  gboolean found = FALSE;

  p += negated;
  for (const char *start = p; *p != '\0' && (*p != ']' || p == start); p += char_length (p))
    {
      gunichar low;
      gunichar high;

      if (*p == '\\' && p[1] != '\0')
        p++;
      low = high = char_at (p);
      if (p[char_length (p)] == '-' && p[char_length (p) + 1] != ']' && p[char_length (p) + 1] != '\0')
        {
          p += char_length (p) + 1;
          if (*p == '\\' && p[1] != '\0')
            p++;
          high = char_at (p);
        }
      found |= c >= low && c <= high;
    }

  if (*p != ']')
    return NULL;
  *matches = found != negated;

  return p + 1;
}

/* Matches one character of the name; gives what is left of the pattern, or NULL. */
static const char *
match_char (const char *pattern,
            const char *name)
{
  gboolean matches = FALSE;
  const char *rest;

  if (*pattern == '?')
    return pattern + 1;
  if (*pattern == '[' && (rest = match_set (pattern, char_at (name), &matches)) != NULL)
    return matches ? rest : NULL;
  if (*pattern == '\\' && pattern[1] != '\0')
    pattern++;
  if (strncmp (pattern, name, char_length (name)) != 0)
    return NULL;

  return pattern + char_length (name);
}

/**
 * plr_glob_match_name:
 * @pattern: for one component of a path: `*`, `?`, `[a-z]`, `[!a-z]`; `\` takes the meaning from the next
 * @name: (type filename): one component of a path; a dot at its start is nothing special
 *
 * Going back to the last `*` alone is enough, so the time is at most the product of the lengths.
 *
 * Returns: whether the whole name matches
 */
gboolean
plr_glob_match_name (const char *pattern,
                     const char *name)
{
  const char *star = NULL;
  const char *retry = NULL;

  g_return_val_if_fail (pattern != NULL && name != NULL, FALSE);

  while (*name != '\0')
    {
      const char *rest;

      if (*pattern == '*')
        {
          star = ++pattern;
          retry = name;
        }
      else if (*pattern != '\0' && (rest = match_char (pattern, name)) != NULL)
        {
          pattern = rest;
          name += char_length (name);
        }
      else if (star != NULL)
        {
          retry += char_length (retry);
          pattern = star;
          name = retry;
        }
      else
        return FALSE;
    }
  while (*pattern == '*')
    pattern++;

  return *pattern == '\0';
}

/**
 * plr_glob_normalize:
 * @pattern: as a person wrote it: relative to the workspace
 *
 * Removes what has no meaning: `./`, doubled and trailing slashes, `**` next to `**`.
 *
 * Returns: (transfer full) (nullable): the pattern with single slashes, `.` for the workspace itself, or `NULL` if it is
 *   absolute, empty or leads out
 */
char *
plr_glob_normalize (const char *pattern)
{
  g_auto(GStrv) parts = NULL;
  g_autoptr(GString) out = NULL;
  gboolean was_deep = FALSE;

  g_return_val_if_fail (pattern != NULL, NULL);

  if (pattern[0] == '/' || pattern[0] == '\0')
    return NULL;

  out = g_string_new (NULL);
  parts = g_strsplit (pattern, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gboolean is_deep = g_str_equal (parts[i], "**");

      if (g_str_equal (parts[i], ".."))
        return NULL;
      if (parts[i][0] == '\0' || g_str_equal (parts[i], ".") || (is_deep && was_deep))
        continue;
      if (out->len > 0)
        g_string_append_c (out, '/');
      g_string_append (out, parts[i]);
      was_deep = is_deep;
    }
  if (out->len == 0)
    g_string_append_c (out, '.');

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* The walk over components is that of plr_glob_match_name() over characters, with `**` for the star. */
static gboolean
match_parts (char **patterns,
             char **parts)
{
  char **star = NULL;
  char **retry = NULL;

  while (*parts != NULL)
    {
      if (*patterns == NULL)
        return TRUE; /* a directory above the path matched, and stands for all in it */

      if (g_str_equal (*patterns, "**"))
        {
          star = ++patterns;
          retry = parts;
        }
      else if (plr_glob_match_name (*patterns, *parts))
        {
          patterns++;
          parts++;
        }
      else if (star != NULL)
        {
          patterns = star;
          parts = ++retry;
        }
      else
        return FALSE;
    }

  return *patterns == NULL;
}

/**
 * plr_glob_match:
 * @pattern: a pattern from plr_glob_normalize()
 * @path: (type filename): relative to the same directory, with single slashes
 *
 * `**` stands for any number of directories, none included; at the end of a pattern for everything below. A pattern that
 * matches a directory takes all that is in it.
 *
 * Returns: whether the pattern takes that file
 */
gboolean
plr_glob_match (const char *pattern,
                const char *path)
{
  g_auto(GStrv) patterns = NULL;
  g_auto(GStrv) parts = NULL;

  g_return_val_if_fail (pattern != NULL && path != NULL, FALSE);

  if (g_str_equal (pattern, "."))
    return TRUE;
  patterns = g_strsplit (pattern, "/", -1);
  parts = g_strsplit (path, "/", -1);

  return match_parts (patterns, parts);
}

/**
 * plr_glob_is_literal:
 * @pattern: a pattern, or one component of it
 *
 * Returns: whether it can match nothing but itself
 */
gboolean
plr_glob_is_literal (const char *pattern)
{
  g_return_val_if_fail (pattern != NULL, FALSE);

  return strpbrk (pattern, "*?[\\") == NULL;
}
