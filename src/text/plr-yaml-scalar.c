/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-scalar"

#include "config.h"

#include <string.h>

#include "plr-yaml-private.h"
#include "plr-yaml-write-private.h"

#define DIGITS "0123456789"
#define HEX    "0123456789abcdefABCDEF"

static gboolean
is_all (const char *text,
        const char *accepted)
{
  return *text != '\0' && text[strspn (text, accepted)] == '\0';
}

static gboolean
is_exponent (const char *text)
{
  if (*text != 'e' && *text != 'E')
    return FALSE;
  text++;
  if (*text == '-' || *text == '+')
    text++;

  return is_all (text, DIGITS);
}

static PlrYamlType
guess_number (const char *text)
{
  gsize whole, part = 0;

  if (g_str_has_prefix (text, "0o") && is_all (text + 2, "01234567"))
    return PLR_YAML_TYPE_INTEGER;
  if (g_str_has_prefix (text, "0x") && is_all (text + 2, HEX))
    return PLR_YAML_TYPE_INTEGER;

  if (*text == '-' || *text == '+')
    text++;
  if (strcmp (text, ".inf") == 0 || strcmp (text, ".Inf") == 0 || strcmp (text, ".INF") == 0)
    return PLR_YAML_TYPE_FLOAT;

  whole = strspn (text, DIGITS);
  text += whole;
  if (whole > 0 && *text == '\0')
    return PLR_YAML_TYPE_INTEGER;
  if (*text == '.')
    {
      part = strspn (text + 1, DIGITS);
      text += part + 1;
    }

  return whole + part > 0 && (*text == '\0' || is_exponent (text)) ? PLR_YAML_TYPE_FLOAT : PLR_YAML_TYPE_STRING;
}

/* The core schema, YAML 1.2.2 section 10.3.2. */
PlrYamlType
plr_yaml_scalar_guess_type (const char *text)
{
  static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
  static const char *const booleans[] = { "true", "True", "TRUE", "false", "False", "FALSE", NULL };
  static const char *const not_numbers[] = { ".nan", ".NaN", ".NAN", NULL };

  /* The first letter settles most texts. */
  if (strchr ("~nNtTfF.+-0123456789", text[0]) == NULL)
    return PLR_YAML_TYPE_STRING;
  if (g_strv_contains (nulls, text))
    return PLR_YAML_TYPE_NULL;
  if (g_strv_contains (booleans, text))
    return PLR_YAML_TYPE_BOOLEAN;
  if (g_strv_contains (not_numbers, text))
    return PLR_YAML_TYPE_FLOAT;

  return guess_number (text);
}

/* 1_000, 1,000, 0b1, 007, 1:30 and 2001-12-14 are no strings for readers of YAML 1.1: PyYAML, Psych and their kin. */
static gboolean
is_old_number (const char *text)
{
  gsize whole, year = strspn (text, DIGITS);

  if (year == 4 && text[4] == '-' && g_ascii_isdigit (text[5]) && is_all (text + 5, DIGITS "-:.TtZz +"))
    return TRUE;

  if (*text == '-' || *text == '+')
    text++;
  if (text[0] == '0' && (text[1] == 'b' || text[1] == 'x' || text[1] == 'o'))
    return is_all (text + 2, HEX "_");

  whole = strspn (text, DIGITS "_,");
  if (whole == 0 ? text[0] != '.' : !g_ascii_isdigit (text[0]))
    return FALSE;
  text += whole;
  if (*text == ':')
    return is_all (text, DIGITS "_:.");
  if (*text == '.' && (whole > 0 || g_ascii_isdigit (text[1])))
    text += 1 + strspn (text + 1, DIGITS "_");

  return *text == '\0' || is_exponent (text);
}

/* Whether some reader, of YAML 1.1 or 1.2, takes the plain text for something else than a string. */
gboolean
plr_yaml_scalar_is_ambiguous (const char *text)
{
  static const char *const words[] = { "y", "n", "yes", "no", "on", "off", "=", "<<", NULL };
  g_autofree char *lower = NULL;

  if (plr_yaml_scalar_guess_type (text) != PLR_YAML_TYPE_STRING || is_old_number (text))
    return TRUE;
  if (strlen (text) > 3)
    return FALSE;

  lower = g_ascii_strdown (text, -1);

  return g_strv_contains (words, lower);
}

/* Characters that only an escape in double quotes can carry, for libyaml or for a person who reads the file. */
static gboolean
needs_escape (gunichar c)
{
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ||
         c == 0xfeff || (c >= 0xfffe && c <= 0xffff) || (c >= 0xd800 && c < 0xe000);
}

gboolean
plr_yaml_scalar_is_printable (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    if (needs_escape (g_utf8_get_char (text)))
      return FALSE;

  return TRUE;
}

gboolean
plr_yaml_scalar_may_be_plain (const char *text,
                              gboolean    in_flow)
{
  gsize length = strlen (text);
  char second = length > 1 ? text[1] : '\0';

  if (length == 0 || strpbrk (text, "\n\r\t") != NULL || !plr_yaml_scalar_is_printable (text))
    return FALSE;
  if (text[0] == ' ' || text[length - 1] == ' ' || text[length - 1] == ':')
    return FALSE;
  if (strchr (",[]{}#&*!|>'\"%@`", text[0]) != NULL)
    return FALSE;
  if (strchr ("-?:", text[0]) != NULL && (strchr (" ,[]{}", second) != NULL || in_flow))
    return FALSE;
  if (g_str_has_prefix (text, "---") || g_str_has_prefix (text, "..."))
    return FALSE;
  if (strstr (text, ": ") != NULL || strstr (text, " #") != NULL)
    return FALSE;

  return !in_flow || strpbrk (text, ",[]{}?") == NULL;
}

static void
write_double_quoted (GString    *out,
                     const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      /* Only escapes that JSON has as well, since a file in brackets may be one. */
      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", (char) c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else if (c == '\r')
        g_string_append (out, "\\r");
      else if (needs_escape (c))
        g_string_append_printf (out, "\\u%04x", c);
      else
        g_string_append_unichar (out, c);
    }
  g_string_append_c (out, '"');
}

static void
write_single_quoted (GString    *out,
                     const char *text)
{
  g_string_append_c (out, '\'');
  for (; *text != '\0'; text++)
    {
      if (*text == '\'')
        g_string_append_c (out, '\'');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '\'');
}

/* Writes a scalar in one line in the style that is wanted, or in the nearest one that reads back as the same. */
void
plr_yaml_write_scalar (GString            *out,
                       const char         *text,
                       PlrYamlScalarIntent intent,
                       PlrYamlStyle        wanted,
                       PlrYamlStyle        quotes,
                       gboolean            in_flow)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  gboolean is_plain;

  text = valid;
  if (intent == PLR_YAML_INTENT_TOKEN)
    {
      g_string_append (out, text);
      return;
    }

  is_plain = wanted == PLR_YAML_PLAIN && plr_yaml_scalar_may_be_plain (text, in_flow) &&
             (intent == PLR_YAML_INTENT_TEXT || !plr_yaml_scalar_is_ambiguous (text));
  if (is_plain)
    g_string_append (out, text);
  else if ((wanted == PLR_YAML_SINGLE_QUOTED || (wanted == PLR_YAML_PLAIN && quotes == PLR_YAML_SINGLE_QUOTED)) &&
           plr_yaml_scalar_is_printable (text) && strpbrk (text, "\n\t") == NULL)
    write_single_quoted (out, text);
  else
    write_double_quoted (out, text);
}
