/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include "plr-pipeliner-private.h"

/* What people bring from other engines. */
static const struct
{
  const char *foreign;
  const char *ours;
} synonyms[] = {
  { "after", "needs" },
  { "artifact", "artifacts" },
  { "axes", "matrix" },
  { "command", "run" },
  { "commands", "steps" },
  { "cwd", "directory" },
  { "depends", "needs" },
  { "depends-on", "needs" },
  { "depends_on", "needs" },
  { "env", "environment" },
  { "env", "variables" },
  { "environment", "variables" },
  { "if", "when" },
  { "jobs", "stages" },
  { "on", "when" },
  { "outputs", "artifacts" },
  { "retries", "retry" },
  { "script", "steps" },
  { "script", "run" },
  { "strategy", "matrix" },
  { "tests", "reports" },
  { "timeout-minutes", "timeout" },
  { "title", "name" },
  { "vars", "variables" },
  { "variables", "environment" },
  { "working-directory", "directory" },
  { "workdir", "directory" },
};

static gboolean
is_word (const char *text,
         const char *more)
{
  if (!g_ascii_isalpha (text[0]) && text[0] != '_')
    return FALSE;

  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '_' && strchr (more, *c) == NULL)
      return FALSE;

  return TRUE;
}

gboolean
plr_pipeliner_is_id (const char *text)
{
  return strlen (text) <= PLR_PIPELINER_MAX_ID && is_word (text, "-");
}

gboolean
plr_pipeliner_is_name (const char *text)
{
  return is_word (text, "");
}

/* Set by the runner itself; a definition that could change them could lie about the run. */
gboolean
plr_pipeliner_is_reserved (const char *text)
{
  return g_str_has_prefix (text, "PLR_") || g_str_equal (text, "PIPELINER");
}

gboolean
plr_pipeliner_is_shell (const char *text)
{
  return g_str_equal (text, "sh") || g_str_equal (text, "bash");
}

/* A path or pattern that stays in the workspace. */
gboolean
plr_pipeliner_is_path (const char *text)
{
  g_auto(GStrv) parts = NULL;

  if (text[0] == '\0' || text[0] == '/')
    return FALSE;

  parts = g_strsplit (text, "/", -1);

  return !g_strv_contains ((const char *const *)parts, "..");
}

/* Inputs name it behind a slash, and it becomes a part of file names. */
gboolean
plr_pipeliner_is_artifact_name (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= PLR_PIPELINER_MAX_ID && text[0] != '.' && text[0] != '-' &&
         strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") == length;
}

/**
 * plr_pipeliner_parse_timeout:
 * @text: `90s`, `10m`, `1h30m`, or a number of seconds
 * @timeout_us: (out): microseconds
 *
 * Returns: whether it is a time, more than nothing and at most a week
 */
gboolean
plr_pipeliner_parse_timeout (const char *text,
                             gint64     *timeout_us)
{
  static const char units[] = "hms";
  static const int seconds[] = { 3600, 60, 1 };
  gint64 total = 0;
  guint unit = 0;

  if (text[0] == '\0')
    return FALSE;

  for (const char *c = text; *c != '\0'; c++)
    {
      gint64 number = 0;
      gsize n_digits = strspn (c, "0123456789");

      if (n_digits == 0 || n_digits > 9)
        return FALSE;
      for (gsize i = 0; i < n_digits; i++)
        number = number * 10 + (c[i] - '0');
      c += n_digits;

      /* A bare number is in seconds, and stands alone. */
      if (*c == '\0')
        {
          if (unit > 0)
            return FALSE;
          total = number;
          break;
        }

      while (units[unit] != '\0' && units[unit] != *c)
        unit++;
      if (units[unit] == '\0')
        return FALSE;
      total += number * seconds[unit++];
    }

  if (total < 1 || total > PLR_PIPELINER_MAX_TIMEOUT_S)
    return FALSE;
  *timeout_us = total * G_USEC_PER_SEC;

  return TRUE;
}

/**
 * plr_pipeliner_format_timeout:
 * @timeout_us: microseconds
 *
 * Returns: (transfer full): as it is written, rounded up to whole seconds
 */
char *
plr_pipeliner_format_timeout (gint64 timeout_us)
{
  gint64 seconds = (timeout_us + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC;
  g_autoptr(GString) text = g_string_new (NULL);

  if (seconds >= 3600)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "h", seconds / 3600);
  if (seconds / 60 % 60 > 0)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "m", seconds / 60 % 60);
  if (seconds % 60 > 0 || text->len == 0)
    g_string_append_printf (text, "%" G_GINT64_FORMAT "s", seconds % 60);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Insertions, removals, replacements and swaps of neighbours that lead from one word to the other. */
guint
plr_reader_get_distance (const char *a,
                         const char *b)
{
  guint rows[3][33] = { { 0 } };
  gsize a_length = strlen (a), b_length = strlen (b);

  if (a_length > 32 || b_length > 32)
    return G_MAXUINT;

  for (gsize j = 0; j <= b_length; j++)
    rows[0][j] = j;

  for (gsize i = 1; i <= a_length; i++)
    {
      guint *row = rows[i % 3];
      guint *above = rows[(i + 2) % 3];
      guint *second = rows[(i + 1) % 3];

      row[0] = i;
      for (gsize j = 1; j <= b_length; j++)
        {
          char x = g_ascii_tolower (a[i - 1]), y = g_ascii_tolower (b[j - 1]);

          row[j] = MIN (MIN (row[j - 1], above[j]) + 1, above[j - 1] + (x != y ? 1 : 0));
          if (i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && y == g_ascii_tolower (a[i - 2]))
            row[j] = MIN (row[j], second[j - 2] + 1);
        }
    }

  return rows[a_length % 3][b_length];
}

/* The known word that @word was probably meant to be, or NULL. */
const char *
plr_reader_guess_word (const char        *word,
                       const char *const *known,
                       guint              n_known)
{
  const char *best = NULL;
  guint best_distance = MAX (1, MIN (strlen (word), 9) / 3) + 1;

  for (guint i = 0; i < n_known; i++)
    {
      guint distance = plr_reader_get_distance (word, known[i]);

      if (distance < best_distance)
        {
          best = known[i];
          best_distance = distance;
        }
    }

  for (guint i = 0; best == NULL && i < G_N_ELEMENTS (synonyms); i++)
    if (g_ascii_strcasecmp (synonyms[i].foreign, word) == 0)
      for (guint j = 0; j < n_known && best == NULL; j++)
        if (g_str_equal (synonyms[i].ours, known[j]))
          best = known[j];

  return best;
}
