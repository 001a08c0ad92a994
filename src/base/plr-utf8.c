/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-utf8"

#include "config.h"

#include <string.h>

#include "plr-utf8.h"

/* Longer names than this are of no use to anybody and break tables. */
#define MAX_FILE_NAME_BYTES 120

/**
 * plr_utf8_make_valid:
 * @text: (nullable): bytes from outside
 * @size_bytes: how many, or -1 if they end with a NUL
 *
 * The gate for every text from outside that reaches a widget: GTK 4.8 crashes on a window title that is not UTF-8.
 *
 * Returns: (transfer full): valid UTF-8, with U+FFFD in the place of what is not; empty for `NULL`
 */
char *
plr_utf8_make_valid (const char *text,
                     gssize      size_bytes)
{
  return text == NULL ? g_strdup ("") : g_utf8_make_valid (text, size_bytes);
}

static gboolean
is_deceptive (gunichar c)
{
  /* Controls, and the marks that turn the direction of writing or have no width (CVE-2021-42574). */
  return g_unichar_iscntrl (c) ||
         (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c == 0x061c;
}

/**
 * plr_utf8_escape:
 * @text: (nullable): bytes from outside
 * @size_bytes: how many, or -1 if they end with a NUL
 *
 * For names in one line: controls and characters that deceive the eye are written as `\x1b` or `\u202e`.
 *
 * Returns: (transfer full): valid UTF-8 in one line
 */
char *
plr_utf8_escape (const char *text,
                 gssize      size_bytes)
{
  g_autofree char *valid = plr_utf8_make_valid (text, size_bytes);
  g_autoptr(GString) out = g_string_sized_new (strlen (valid));

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_deceptive (c))
        g_string_append_unichar (out, c);
      else if (c < 0x80)
        g_string_append_printf (out, "\\x%02x", c);
      else
        g_string_append_printf (out, "\\u%04x", c);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * plr_utf8_file_name:
 * @text: a name from outside
 *
 * A name that is safe as one component of a path: letters, digits, `.`, `_` and `-`; never empty, hidden or too long.
 *
 * Returns: (transfer full): the name
 */
char *
plr_utf8_file_name (const char *text)
{
  g_autoptr(GString) out = g_string_new (NULL);

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *p = text; *p != '\0' && out->len < MAX_FILE_NAME_BYTES; p++)
    {
      gboolean plain = g_ascii_isalnum (*p) || *p == '_' || ((*p == '-' || *p == '.') && out->len > 0);

      g_string_append_c (out, plain ? *p : '_');
    }
  if (out->len == 0)
    g_string_append_c (out, '_');

  return g_string_free (g_steal_pointer (&out), FALSE);
}
