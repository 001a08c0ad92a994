/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-ansi"

#include "config.h"

#include <string.h>

#include "plr-ansi.h"

/* ECMA-48 leaves the number of parameters open; xterm stops at 30. */
#define MAX_PARAMETERS 32
#define NO_VALUE G_MAXUINT

typedef struct
{
  gunichar     character;
  PlrAnsiStyle style;
} Cell;

typedef struct
{
  const char  *at;
  const char  *end;
  GArray      *cells;
  guint        column;
  PlrAnsiStyle style;
  gboolean     cut;
} Parser;

/* The parameters of a CSI sequence. Those that were joined by a colon belong to the one before. */
typedef struct
{
  guint values[MAX_PARAMETERS];
  guint is_sub[MAX_PARAMETERS];
  guint n_values;
} Parameters;

/* The next character, with U+FFFD for each byte that starts none. */
static gunichar
parser_next (Parser *self)
{
  guchar first = (guchar)*self->at;
  gunichar character;

  if (first < 0x80)
    {
      self->at++;
      return first;
    }

  character = g_utf8_get_char_validated (self->at, self->end - self->at);
  if (character == (gunichar)-1 || character == (gunichar)-2)
    {
      self->at++;
      return 0xfffd;
    }
  self->at = g_utf8_next_char (self->at);

  return character;
}

static void
parser_put (Parser  *self,
            gunichar character)
{
  Cell cell = { character, self->style };
  static const Cell blank = { ' ' };

  if (self->column >= PLR_ANSI_MAX_CHARS)
    {
      self->cut = TRUE;
      return;
    }

  while (self->cells->len < self->column)
    g_array_append_val (self->cells, blank);
  if (self->column < self->cells->len)
    g_array_index (self->cells, Cell, self->column) = cell;
  else
    g_array_append_val (self->cells, cell);
  self->column++;
}

/* OSC, DCS, APC, PM and SOS run to ST or BEL; one that never ends swallows the rest of the line and nothing more. */
static void
parser_skip_string (Parser *self)
{
  while (self->at < self->end)
    {
      gunichar character = parser_next (self);

      if (character == 0x07 || character == 0x9c)
        return;
      if (character == 0x1b && self->at < self->end && *self->at == '\\')
        {
          self->at++;
          return;
        }
    }
}

/* Colour from `5;N`, `2;R;G;B`, `5:N`, `2:R:G:B` or `2::R:G:B` behind a 38 or 48 at @index. Returns the last index that it took. */
static guint
read_color (const Parameters *parameters,
            guint             index,
            PlrAnsiColor     *color)
{
  const guint *values = parameters->values;
  guint left = parameters->n_values - index - 1;
  gboolean is_sub = left > 0 && parameters->is_sub[index + 1];
  guint n_joined = 0;
  guint first;

  while (is_sub && n_joined < left && parameters->is_sub[index + 1 + n_joined])
    n_joined++;
  if (is_sub)
    left = n_joined;

  if (left >= 2 && values[index + 1] == 5)
    {
      if (values[index + 2] < 256)
        *color = (PlrAnsiColor) { PLR_ANSI_COLOR_PALETTE, values[index + 2] }
      ;
      return index + (is_sub ? left : 2);
    }
  if (left >= 4 && values[index + 1] == 2)
    {
      first = index + 2 + (is_sub && left >= 5 ? 1 : 0); /* a colour space stands first in the form of ISO 8613-6 */
      if (values[first] < 256 && values[first + 1] < 256 && values[first + 2] < 256)
        *color = (PlrAnsiColor) { PLR_ANSI_COLOR_RGB, values[first] << 16 | values[first + 1] << 8 | values[first + 2] }
      ;
      return index + (is_sub ? left : 4);
    }

  return is_sub ? index + left : parameters->n_values; /* nobody knows where it ends */
}

static void
set_attribute (PlrAnsiStyle *style,
               guint         code)
{
  static const struct { guint code; guint set; guint clear; } table[] = {
    { 1, PLR_ANSI_BOLD, 0 }, { 2, PLR_ANSI_DIM, 0 }, { 3, PLR_ANSI_ITALIC, 0 }, { 4, PLR_ANSI_UNDERLINE, 0 },
    { 7, PLR_ANSI_INVERSE, 0 }, { 9, PLR_ANSI_STRIKE, 0 }, { 21, PLR_ANSI_UNDERLINE, 0 },
    { 22, 0, PLR_ANSI_BOLD | PLR_ANSI_DIM }, { 23, 0, PLR_ANSI_ITALIC }, { 24, 0, PLR_ANSI_UNDERLINE },
    { 27, 0, PLR_ANSI_INVERSE }, { 29, 0, PLR_ANSI_STRIKE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (table[i].code == code)
      style->attributes = (style->attributes & ~table[i].clear) | table[i].set;

  if (code == 39)
    style->foreground = (PlrAnsiColor) { 0 }
  ;
  else if (code == 49)
    style->background = (PlrAnsiColor) { 0 }
  ;
  else if (code >= 30 && code <= 37)
    style->foreground = (PlrAnsiColor) { PLR_ANSI_COLOR_PALETTE, code - 30 }
  ;
  else if (code >= 40 && code <= 47)
    style->background = (PlrAnsiColor) { PLR_ANSI_COLOR_PALETTE, code - 40 }
  ;
  else if (code >= 90 && code <= 97)
    style->foreground = (PlrAnsiColor) { PLR_ANSI_COLOR_PALETTE, code - 90 + 8 }
  ;
  else if (code >= 100 && code <= 107)
    style->background = (PlrAnsiColor) { PLR_ANSI_COLOR_PALETTE, code - 100 + 8 }
  ;
}

static void
parser_set_style (Parser           *self,
                  const Parameters *parameters)
{
  for (guint i = 0; i < parameters->n_values; i++)
    {
      guint code = parameters->values[i];

      if (code == 0 || code == NO_VALUE)
        self->style = (PlrAnsiStyle) { 0 }
      ;
      else if (code == 38)
        i = read_color (parameters, i, &self->style.foreground);
      else if (code == 48)
        i = read_color (parameters, i, &self->style.background);
      else if (code == 4 && i + 1 < parameters->n_values && parameters->is_sub[i + 1])
        set_attribute (&self->style, parameters->values[++i] == 0 ? 24 : 4); /* 4:3 is a curly line: a line */
      else
        set_attribute (&self->style, code);
    }
}

/* What progress bars do: erase from the cursor to the end, from the start to the cursor, or all of the line. */
static void
parser_erase (Parser *self,
              guint   what)
{
  static const Cell blank = { ' ' };

  if (what == 1)
    for (guint i = 0; i <= self->column && i < self->cells->len; i++)
      g_array_index (self->cells, Cell, i) = blank;
  else if (what == 2)
    g_array_set_size (self->cells, 0);
  else if (self->column < self->cells->len)
    g_array_set_size (self->cells, self->column);
}

/* Everything but colours and erasing is swallowed: a log does not move the cursor, ask for reports, or set modes. */
static void
parser_read_csi (Parser *self)
{
  Parameters parameters = { { NO_VALUE } };
  gboolean is_private = FALSE;

  parameters.n_values = 1;
  while (self->at < self->end)
    {
      guchar byte = (guchar)*self->at;
      guint last = parameters.n_values - 1;

      if (byte < 0x20 || byte > 0x7e)
        return; /* not a sequence after all; what comes is read as text */
      self->at++;

      if (byte >= '0' && byte <= '9')
        {
          guint value = parameters.values[last] == NO_VALUE ? 0 : parameters.values[last];

          parameters.values[last] = MIN (value * 10 + (byte - '0'), 100000);
        }
      else if (byte == ';' || byte == ':')
        {
          if (parameters.n_values == MAX_PARAMETERS)
            {
              is_private = TRUE; /* too long to be meant */
              continue;
            }
          parameters.values[parameters.n_values] = NO_VALUE;
          parameters.is_sub[parameters.n_values++] = byte == ':';
        }
      else if (byte < 0x40)
        {
          is_private = TRUE;
        }
      else
        {
          if (byte == 'm' && !is_private)
            parser_set_style (self, &parameters);
          else if (byte == 'K' && !is_private)
            parser_erase (self, parameters.values[0] == NO_VALUE ? 0 : parameters.values[0]);
          return;
        }
    }
}

static void
parser_read_escape (Parser *self)
{
  guchar byte;

  if (self->at == self->end)
    return;

  byte = (guchar)*self->at;
  if (byte == '[')
    {
      self->at++;
      parser_read_csi (self);
    }
  else if (memchr ("]PX^_", byte, 5) != NULL)
    {
      self->at++;
      parser_skip_string (self);
    }
  else
    {
      while (self->at < self->end && *self->at >= 0x20 && *self->at <= 0x2f) /* ESC ( B and the like */
        self->at++;
      if (self->at < self->end && *self->at >= 0x30 && *self->at <= 0x7e)
        self->at++;
    }
}

static gboolean
is_format (gunichar character)
{
  /* What would break the line, or turn its direction so that it reads as something else (CVE-2021-42574). */
  return character == 0x2028 || character == 0x2029 || (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

static void
parser_run (Parser *self)
{
  while (self->at < self->end)
    {
      gunichar character = parser_next (self);

      if (character == '\r')
        self->column = 0;
      else if (character == '\b')
        self->column -= self->column > 0;
      else if (character == 0x1b)
        parser_read_escape (self);
      else if (character == 0x9b)
        parser_read_csi (self);
      else if (character == 0x90 || character == 0x98 || (character >= 0x9d && character <= 0x9f))
        parser_skip_string (self);
      else if (is_format (character))
        parser_put (self, 0xfffd);
      else if (character == '\t' || (character >= 0x20 && (character < 0x7f || character > 0x9f)))
        parser_put (self, character);
    }
}

static void
line_add_span (PlrAnsiLine        *line,
               const PlrAnsiStyle *style,
               guint               start,
               guint               end)
{
  static const PlrAnsiStyle plain = { 0 };
  PlrAnsiSpan span = { start, end - start, *style };

  if (end > start && !plr_ansi_style_equal (style, &plain))
    g_array_append_val (line->spans, span);
}

static void
line_fill (PlrAnsiLine *line,
           GArray      *cells)
{
  g_autoptr(GString) text = g_string_sized_new (cells->len);
  guint start = 0;

  for (guint i = 0; i < cells->len; i++)
    {
      const Cell *cell = &g_array_index (cells, Cell, i);

      if (i > 0 && !plr_ansi_style_equal (&cell[-1].style, &cell->style))
        {
          line_add_span (line, &cell[-1].style, start, (guint)text->len);
          start = (guint)text->len;
        }
      g_string_append_unichar (text, cell->character);
    }
  if (cells->len > 0)
    line_add_span (line, &g_array_index (cells, Cell, cells->len - 1).style, start, (guint)text->len);

  line->size_bytes = text->len;
  line->text = g_string_free (g_steal_pointer (&text), FALSE);
}

static gboolean
is_plain (const char *bytes,
          gsize       size_bytes)
{
  if (size_bytes > PLR_ANSI_MAX_CHARS)
    return FALSE;

  for (gsize i = 0; i < size_bytes; i++)
    if (((guchar)bytes[i] < 0x20 && bytes[i] != '\t') || (guchar)bytes[i] >= 0x7f)
      return FALSE;

  return TRUE;
}

/**
 * plr_ansi_parse_line:
 * @bytes: one line of what a program wrote; a line break at its end is left out
 * @size_bytes: how long it is, or -1 if it ends with a NUL
 * @style: (nullable) (inout): the style that it starts in, then the one that the next line starts in; `NULL` for plain
 *
 * Reads a line as a terminal would: colours and attributes (SGR), carriage return and backspace writing over what is there,
 * erasing in the line. Every other sequence and control character is dropped, so that a log can do nothing to whoever
 * shows it. Bytes that are not UTF-8, and characters that turn the direction of writing, become U+FFFD.
 *
 * Returns: (transfer full): the line
 */
PlrAnsiLine *
plr_ansi_parse_line (const char   *bytes,
                     gssize        size_bytes,
                     PlrAnsiStyle *style)
{
  static const PlrAnsiStyle plain = { 0 };
  PlrAnsiLine *line;
  Parser parser = { 0 };
  gsize size;

  g_return_val_if_fail (bytes != NULL || size_bytes == 0, NULL);

  size = size_bytes < 0 ? strlen (bytes) : (gsize)size_bytes;
  if (size > 0 && bytes[size - 1] == '\n')
    size--;
  while (size > 0 && bytes[size - 1] == '\r')
    size--;

  line = g_new0 (PlrAnsiLine, 1);
  line->spans = g_array_new (FALSE, FALSE, sizeof (PlrAnsiSpan));
  if ((style == NULL || plr_ansi_style_equal (style, &plain)) && is_plain (bytes, size))
    {
      line->text = g_strndup (bytes != NULL ? bytes : "", size);
      line->size_bytes = size;
      return line;
    }

  parser.at = bytes;
  parser.end = bytes + size;
  parser.cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  if (style != NULL)
    parser.style = *style;
  parser_run (&parser);
  line_fill (line, parser.cells);
  line->cut = parser.cut;
  g_array_unref (parser.cells);
  if (style != NULL)
    *style = parser.style;

  return line;
}

void
plr_ansi_line_free (PlrAnsiLine *line)
{
  g_return_if_fail (line != NULL);

  g_array_unref (line->spans);
  g_free (line->text);
  g_free (line);
}

gboolean
plr_ansi_style_equal (const PlrAnsiStyle *a,
                      const PlrAnsiStyle *b)
{
  return a->foreground.kind == b->foreground.kind && a->foreground.value == b->foreground.value &&
         a->background.kind == b->background.kind && a->background.value == b->background.value &&
         a->attributes == b->attributes;
}

/**
 * plr_ansi_palette_rgb:
 * @index: 0 to 255
 *
 * The colours of xterm: a cube of 6 × 6 × 6 from 16 on, and 24 greys from 232 on. The first 16 are VGA's, for views that do
 * not have their own.
 *
 * Returns: 0xRRGGBB
 */
guint
plr_ansi_palette_rgb (guint index)
{
  static const guint basic[] = {
    0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa,
    0x555555, 0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff,
  };
  static const guint levels[] = { 0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff };

  g_return_val_if_fail (index < 256, 0);

  if (index < G_N_ELEMENTS (basic))
    return basic[index];
  if (index >= 232)
    return (8 + (index - 232) * 10) * 0x010101;

  index -= 16;

  return levels[index / 36] << 16 | levels[index / 6 % 6] << 8 | levels[index % 6];
}
