/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include "plr-gitlab-private.h"

/* Words of GitLab: lengths of time, branches in conditions, names of cells. */

#define MAX_DURATION_S ((gint64)365 * 24 * 60 * 60)

static const struct
{
  const char *word;
  gint64      seconds;
} units[] = {
  { "s", 1 }, { "sec", 1 }, { "secs", 1 }, { "second", 1 }, { "seconds", 1 },
  { "m", 60 }, { "min", 60 }, { "mins", 60 }, { "minute", 60 }, { "minutes", 60 },
  { "h", 3600 }, { "hr", 3600 }, { "hrs", 3600 }, { "hour", 3600 }, { "hours", 3600 },
  { "d", 86400 }, { "day", 86400 }, { "days", 86400 }, { "w", 604800 }, { "week", 604800 }, { "weeks", 604800 },
  { "mo", 2592000 }, { "mos", 2592000 }, { "month", 2592000 }, { "months", 2592000 },
};

static gint64
find_unit (const char *word,
           gsize       length)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strlen (units[i].word) == length && g_ascii_strncasecmp (units[i].word, word, length) == 0)
      return units[i].seconds;

  return 0;
}

/* 1:30 is a minute and a half, 1:30:00 an hour and a half. */
static gboolean
parse_clock (const char *text,
             gint64     *seconds)
{
  g_auto(GStrv) parts = g_strsplit (text, ":", -1);
  guint n_parts = g_strv_length (parts);

  *seconds = 0;
  if (n_parts < 2 || n_parts > 3)
    return FALSE;
  for (guint i = 0; i < n_parts; i++)
    {
      guint64 number;

      if (!g_ascii_string_to_unsigned (parts[i], 10, 0, 10000, &number, NULL))
        return FALSE;
      *seconds = *seconds * 60 + (gint64)number;
    }

  return TRUE;
}

/**
 * plr_gitlab_parse_duration:
 * @text: as GitLab takes it: `1h 30m`, `3600 seconds`, `2 hours and 5 minutes`, `90`
 * @duration_us: (out): in microseconds
 *
 * Returns: whether that is a length of time
 */
gboolean
plr_gitlab_parse_duration (const char *text,
                           gint64     *duration_us)
{
  gint64 total = 0;
  const char *p = text;
  gboolean any = FALSE;

  if (strchr (text, ':') != NULL)
    {
      if (!parse_clock (text, &total))
        return FALSE;
      *duration_us = total * G_USEC_PER_SEC;
      return TRUE;
    }

  while (*p != '\0')
    {
      char *end;
      double number;
      gint64 unit;
      gsize length = 0;

      p += strspn (p, " \t\n,");
      if (g_str_has_prefix (p, "and "))
        p += 4;
      if (*p == '\0')
        break;
      if (!g_ascii_isdigit (*p))
        return FALSE;
      number = g_ascii_strtod (p, &end);
      p = end + strspn (end, " \t");
      while (g_ascii_isalpha (p[length]))
        length++;
      unit = length == 0 ? 1 : find_unit (p, length);
      if (unit == 0 || !(number * unit <= MAX_DURATION_S))
        return FALSE;
      total += (gint64)(number * unit);
      any = TRUE;
      p += length;
    }

  *duration_us = total * G_USEC_PER_SEC;

  return any && total <= MAX_DURATION_S;
}

/**
 * plr_gitlab_format_duration:
 * @duration_us: in microseconds, above 0
 *
 * Returns: (transfer full): the text that GitLab takes for it, in full seconds
 */
char *
plr_gitlab_format_duration (gint64 duration_us)
{
  gint64 seconds = MAX (duration_us / G_USEC_PER_SEC, 1);
  gboolean is_minutes = seconds % 60 == 0;

  return g_strdup_printf ("%" G_GINT64_FORMAT " %s", is_minutes ? seconds / 60 : seconds, is_minutes ? "minutes" : "seconds");
}

/**
 * plr_gitlab_escape:
 * @text: any
 *
 * `$` starts the name of a variable in every value; `$$` stands for it.
 *
 * Returns: (transfer full): the text that says it
 */
char *
plr_gitlab_escape (const char *text)
{
  g_autoptr(GString) out = g_string_new (text);

  g_string_replace (out, "$", "$$", 0);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Words of `only` and `except` that are no names of branches. */
gboolean
plr_gitlab_is_ref_word (const char *text)
{
  static const char *const words[] = {
    "api", "branches", "chat", "external", "external_pull_requests", "merge_requests", "pipelines", "pushes", "schedules", "tags",
    "triggers", "web", NULL,
  };

  return g_strv_contains (words, text) || strpbrk (text, "$/@") != NULL;
}

/* A set of characters; the two dialects of patterns write it alike but for the sign that turns it round. */
static const char *
append_set (GString    *out,
            const char *p)
{
  const char *end = strchr (p[1] == '!' || p[1] == '^' || p[1] == ']' ? p + 2 : p + 1, ']');

  if (end == NULL)
    {
      g_string_append (out, "\\[");
      return p;
    }

  g_string_append_c (out, '[');
  for (p++; p < end; p++)
    if (*p == '!' && p[-1] == '[')
      g_string_append_c (out, '^');
    else if (*p == '/' || *p == '\\' || *p == '[')
      g_string_append_printf (out, "\\%c", *p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, ']');

  return end;
}

/* A pattern of branches as a regular expression of RE2. As for paths, what the last star matches includes what is below. */
static void
append_regex (GString    *out,
              const char *pattern)
{
  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (p[0] == '*' && p[1] == '*')
        {
          g_string_append (out, ".*");
          p++;
        }
      else if (p[0] == '*' && p[1] == '\0')
        g_string_append (out, ".*");
      else if (*p == '*')
        g_string_append (out, "[^\\/]*");
      else if (*p == '?')
        g_string_append (out, "[^\\/]");
      else if (*p == '[')
        p = append_set (out, p);
      else
        {
          if (*p == '\\' && p[1] != '\0')
            p++;
          if (strchr ("\\/.+^$(){}|[]", *p) != NULL)
            g_string_append_c (out, '\\');
          g_string_append_c (out, *p);
        }
    }
}

/**
 * plr_gitlab_format_branches:
 * @branches: (array zero-terminated=1): patterns
 * @variable: of GitLab that has the branch, with its dollar
 *
 * Returns: (transfer full): the condition that the branch is one of them
 */
char *
plr_gitlab_format_branches (const char *const *branches,
                            const char        *variable)
{
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; branches[i] != NULL; i++)
    {
      g_string_append_printf (out, "%s%s", i > 0 ? " || " : "", variable);
      if (strpbrk (branches[i], "*?[\\\"$") == NULL)
        {
          g_string_append_printf (out, " == \"%s\"", branches[i]);
          continue;
        }
      g_string_append (out, " =~ /^");
      append_regex (out, branches[i]);
      g_string_append (out, "$/");
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* The opposite of append_regex(), from behind `^` to before `$`; NULL for any other regular expression. */
static char *
parse_regex (const char *p,
             const char *end)
{
  g_autoptr(GString) out = g_string_new (NULL);

  while (p < end)
    {
      if (g_str_has_prefix (p, "[^\\/]*"))
        {
          g_string_append_c (out, '*');
          p += 6;
        }
      else if (g_str_has_prefix (p, "[^\\/]"))
        {
          g_string_append_c (out, '?');
          p += 5;
        }
      else if (p[0] == '.' && p[1] == '*')
        {
          p += 2;
          g_string_append (out, p == end ? "*" : "**");
        }
      else if (p[0] == '\\' && p + 1 < end && g_ascii_ispunct (p[1]))
        {
          g_string_append_printf (out, strchr ("*?[]\\\"$", p[1]) != NULL ? "\\%c" : "%c", p[1]);
          p += 2;
        }
      else if (strchr (".*+?^$(){}|[]\\", *p) != NULL)
        {
          return NULL;
        }
      else
        {
          g_string_append_c (out, *p++);
        }
    }

  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

/* One `$VARIABLE == "name"` or `$VARIABLE =~ /^…$/`. */
static char *
parse_branch (const char *text,
              const char *variable)
{
  const char *p = text + strspn (text, " \n\t");
  gboolean is_regex;
  const char *end;

  if (!g_str_has_prefix (p, variable))
    return NULL;
  p += strlen (variable);
  p += strspn (p, " \n\t");
  if (!g_str_has_prefix (p, "==") && !g_str_has_prefix (p, "=~"))
    return NULL;
  is_regex = p[1] == '~';
  p += 2;
  p += strspn (p, " \n\t");
  end = p + strlen (p);
  while (end > p && strchr (" \n\t", end[-1]) != NULL)
    end--;
  if (end - p < 3)
    return NULL;
  if (is_regex)
    return p[0] == '/' && p[1] == '^' && end[-1] == '/' && end[-2] == '$' && end - p > 4 ? parse_regex (p + 2, end - 2) : NULL;
  if ((p[0] != '"' && p[0] != '\'') || end[-1] != p[0] || memchr (p + 1, p[0], end - p - 2) != NULL)
    return NULL;
  if (strcspn (p + 1, "*?[\\$|&()") < (gsize)(end - p - 2))
    return NULL;

  return g_strndup (p + 1, end - p - 2);
}

/**
 * plr_gitlab_parse_branches:
 * @condition: of a rule
 * @variable: of GitLab that has the branch, with its dollar
 *
 * Returns: (transfer full) (nullable): the patterns, if the condition only says that the branch is one of some
 */
char **
plr_gitlab_parse_branches (const char *condition,
                           const char *variable)
{
  g_auto(GStrv) parts = NULL;
  g_autoptr(GStrvBuilder) builder = NULL;

  if (!g_str_has_prefix (condition + strspn (condition, " \n\t"), variable))
    return NULL;

  builder = g_strv_builder_new ();
  if (strstr (condition, "||") == NULL)
    {
      g_autofree char *branch = parse_branch (condition, variable);

      if (branch == NULL)
        return NULL;
      g_strv_builder_add (builder, branch);
      return g_strv_builder_end (builder);
    }

  parts = g_strsplit (condition, "||", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *branch = parse_branch (parts[i], variable);

      if (branch == NULL)
        return NULL;
      g_strv_builder_add (builder, branch);
    }

  return parts[0] != NULL ? g_strv_builder_end (builder) : NULL;
}

/**
 * plr_gitlab_strip_cell:
 * @name: of a job
 *
 * The parts of a divided job are called `name 1/4` and `name: [one, two]`.
 *
 * Returns: (transfer full) (nullable): the name before that, or `NULL`
 */
char *
plr_gitlab_strip_cell (const char *name)
{
  const char *end = strstr (name, ": [");
  const char *space = strrchr (name, ' ');
  const char *p;

  if (end != NULL && g_str_has_suffix (name, "]"))
    return g_strndup (name, end - name);
  if (space == NULL || space == name)
    return NULL;
  p = space + 1 + strspn (space + 1, "0123456789");
  if (p == space + 1 || *p != '/' || p[1] == '\0' || p[1 + strspn (p + 1, "0123456789")] != '\0')
    return NULL;

  return g_strndup (name, space - name);
}
