/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-filter"

#include "config.h"

#include <string.h>

#include "plr-github-expression.h"

/* docs.github.com, Workflow syntax: Filter pattern cheat sheet. */

/* A star, and what it takes, as a group: a `+` or `?` behind it counts it as a whole. Gives its last character. */
static const char *
append_star (GString    *out,
             const char *p)
{
  if (p[1] != '*')
    {
      g_string_append (out, "(?:[^/]*)");
      return p;
    }
  if (p[2] == '/')
    {
      g_string_append (out, "(?:.*/)?");
      return p + 2;
    }
  g_string_append (out, "(?:.*)");

  return p + 1;
}

static GRegex *
make_regex (const char *pattern)
{
  g_autoptr(GString) out = g_string_new ("^");

  for (const char *p = pattern; *p != '\0'; p++)
    {
      const char *end = *p == '[' ? strchr (p + 1, ']') : NULL;

      if (*p == '*')
        p = append_star (out, p);
      else if ((*p == '?' || *p == '+') && p > pattern)
        g_string_append_c (out, *p);
      else if (end != NULL)
        {
          g_string_append_c (out, '[');
          for (p++; p < end; p++)
            g_string_append_printf (out, strchr ("\\[^", *p) != NULL ? "\\%c" : "%c", *p);
          g_string_append_c (out, ']');
        }
      else
        {
          if (*p == '\\' && p[1] != '\0')
            p++;
          if (strchr ("\\.+^$(){}|[]?*", *p) != NULL)
            g_string_append_c (out, '\\');
          g_string_append_c (out, *p);
        }
    }
  g_string_append_c (out, '$');

  return g_regex_new (out->str, G_REGEX_DOLLAR_ENDONLY | G_REGEX_DOTALL, 0, NULL);
}

/* The patterns one after another: the last that matches decides, and one after a `!` takes out. @decider is that one, or the
 * number of patterns if none matched. */
PlrTruth
plr_github_match_list (const char *const *patterns,
                       const char        *name,
                       guint             *decider)
{
  PlrTruth truth = PLR_FALSE;
  guint n_patterns = 0;

  g_return_val_if_fail (patterns != NULL && name != NULL, PLR_UNKNOWN);

  while (patterns[n_patterns] != NULL)
    n_patterns++;
  *decider = n_patterns;

  for (guint i = 0; i < n_patterns; i++)
    {
      gboolean is_negative = patterns[i][0] == '!';
      g_autoptr(GRegex) regex = make_regex (patterns[i] + (is_negative ? 1 : 0));
      g_autoptr(GError) error = NULL;
      gboolean matches = regex != NULL && g_utf8_validate (name, -1, NULL) && g_regex_match_full (regex, name, -1, 0, 0, NULL, &error);

      if (regex == NULL || error != NULL)
        {
          *decider = i;
          return PLR_UNKNOWN;
        }
      if (!matches)
        continue;
      truth = is_negative ? PLR_FALSE : PLR_TRUE;
      *decider = i;
    }

  return truth;
}
