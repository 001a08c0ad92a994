/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-yaml-pairs"

#include "config.h"

#include <string.h>

#include "plr-yaml-private.h"

/*
 * JSON writes what is beyond U+FFFF as two escapes, "\ud83d\ude00" (RFC 8259, section 7), which libyaml 0.2.5 refuses
 * (yaml_parser_scan_flow_scalar). It is given the text with two escapes of characters that nobody uses in their place, which are
 * as long; in the scalars that it hands out they are replaced again.
 */

#define PAIR_BYTES 12 /* of \ud83d\ude00 */

typedef struct
{
  gsize    offset;
  gunichar character;
} PlrYamlPair;

struct _PlrYamlPairs
{
  const char *text;
  GArray     *pairs;            /* of PlrYamlPair */
  guint       next;
  guint       marker;           /* this character and the next stand for a pair */
};

static gboolean
read_escape (const char *text,
             gsize       size,
             gsize       offset,
             guint      *unit)
{
  *unit = 0;
  if (offset + 6 > size || text[offset] != '\\' || text[offset + 1] != 'u')
    return FALSE;
  for (guint i = 2; i < 6; i++)
    {
      if (!g_ascii_isxdigit (text[offset + i]))
        return FALSE;
      *unit = *unit * 16 + g_ascii_xdigit_value (text[offset + i]);
    }

  return TRUE;
}

static gboolean
has_marker (const char *text,
            gsize       size,
            guint       marker)
{
  for (guint i = 0; i < 2; i++)
    {
      char raw[6] = { 0 };
      char digits[8];
      int length = g_unichar_to_utf8 (marker + i, raw);

      if (memmem (text, size, raw, length) != NULL)
        return TRUE;
      g_snprintf (digits, sizeof digits, "%04x", marker + i);
      for (const char *p = text; (p = memchr (p, '\\', text + size - p)) != NULL; p++)
        if ((p[1] == 'u' && g_ascii_strncasecmp (p + 2, digits, 4) == 0) ||
            (p[1] == 'U' && strncmp (p + 2, "0000", 4) == 0 && g_ascii_strncasecmp (p + 6, digits, 4) == 0))
          return TRUE;
    }

  return FALSE;
}

/**
 * plr_yaml_pairs_new:
 * @text: ends with a NUL; must outlive the pairs
 *
 * Returns: (transfer full) (nullable): the pairs of escapes in a text; `NULL` if there are none
 */
PlrYamlPairs *
plr_yaml_pairs_new (const char *text,
                    gsize       size)
{
  PlrYamlPairs *self = NULL;
  gsize offset = 0;
  const char *p;

  while ((p = memchr (text + offset, '\\', size - offset)) != NULL)
    {
      guint high, low;

      offset = p - text;
      if (read_escape (text, size, offset, &high) && high >= 0xd800 && high < 0xdc00 &&
          read_escape (text, size, offset + 6, &low) && low >= 0xdc00 && low < 0xe000)
        {
          PlrYamlPair pair = { offset, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00) };

          if (self == NULL)
            {
              self = g_new0 (PlrYamlPairs, 1);
              self->text = text;
              self->pairs = g_array_new (FALSE, FALSE, sizeof pair);
            }
          g_array_append_val (self->pairs, pair);
          offset += PAIR_BYTES;
        }
      else
        {
          offset = MIN (offset + 2, size);
        }
    }
  if (self == NULL)
    return NULL;

  /* Noncharacters, U+FDD0 to U+FDEF: not even one of them is in an honest text. */
  for (self->marker = 0xfdd0; self->marker < 0xfdf0; self->marker += 2)
    if (!has_marker (text, size, self->marker))
      return self;
  plr_yaml_pairs_free (self);

  return NULL;
}

void
plr_yaml_pairs_free (PlrYamlPairs *self)
{
  g_array_unref (self->pairs);
  g_free (self);
}

/**
 * plr_yaml_pairs_dup_masked:
 *
 * Returns: (transfer full): the text as libyaml takes it, each character where it was
 */
char *
plr_yaml_pairs_dup_masked (PlrYamlPairs *self,
                           gsize         size)
{
  char *masked = g_memdup2 (self->text, size + 1);

  for (guint i = 0; i < self->pairs->len; i++)
    {
      char marker[PAIR_BYTES + 1];

      g_snprintf (marker, sizeof marker, "\\u%04x\\u%04x", self->marker, self->marker + 1);
      memcpy (masked + g_array_index (self->pairs, PlrYamlPair, i).offset, marker, PAIR_BYTES);
    }

  return masked;
}

/**
 * plr_yaml_pairs_dup_value:
 * @value: of a scalar
 * @length: its bytes, and then those of what is returned
 * @start: where the scalar stands
 * @end: behind it
 * @is_quoted: in double quotes, where escapes are read
 *
 * Scalars are asked for in the order of the text.
 *
 * Returns: (transfer full) (nullable): the value with what it really says; `NULL` if it has no pair
 */
char *
plr_yaml_pairs_dup_value (PlrYamlPairs *self,
                          const char   *value,
                          gsize        *length,
                          gsize         start,
                          gsize         end,
                          gboolean      is_quoted)
{
  g_autoptr(GString) out = NULL;
  char marker[PAIR_BYTES + 1] = { 0 };
  gsize n_marker = PAIR_BYTES;
  const char *p = value;

  while (self->next < self->pairs->len && g_array_index (self->pairs, PlrYamlPair, self->next).offset < start)
    self->next++;
  if (self->next >= self->pairs->len || g_array_index (self->pairs, PlrYamlPair, self->next).offset >= end)
    return NULL;

  if (is_quoted)
    {
      n_marker = g_unichar_to_utf8 (self->marker, marker);
      n_marker += g_unichar_to_utf8 (self->marker + 1, marker + n_marker);
    }
  else
    {
      g_snprintf (marker, sizeof marker, "\\u%04x\\u%04x", self->marker, self->marker + 1);
    }

  out = g_string_sized_new (*length);
  for (guint i = self->next; i < self->pairs->len; i++)
    {
      const PlrYamlPair *pair = &g_array_index (self->pairs, PlrYamlPair, i);
      const char *found = pair->offset < end ? memmem (p, value + *length - p, marker, n_marker) : NULL;

      if (found == NULL)
        break;
      g_string_append_len (out, p, found - p);
      if (is_quoted)
        g_string_append_unichar (out, pair->character);
      else
        g_string_append_len (out, self->text + pair->offset, PAIR_BYTES);
      p = found + n_marker;
    }
  g_string_append_len (out, p, value + *length - p);
  *length = out->len;

  return g_string_free (g_steal_pointer (&out), FALSE);
}
