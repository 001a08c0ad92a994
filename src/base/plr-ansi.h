/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line that is longer on the screen ends there: widgets stop where a line has millions of characters. */
#define PLR_ANSI_MAX_CHARS 10000

/**
 * PlrAnsiAttributes:
 * @PLR_ANSI_BOLD: heavy
 * @PLR_ANSI_DIM: less visible than the rest
 * @PLR_ANSI_ITALIC: slanted
 * @PLR_ANSI_UNDERLINE: with a line below
 * @PLR_ANSI_INVERSE: with the two colours exchanged
 * @PLR_ANSI_STRIKE: with a line through it
 *
 * How a piece of output looks, besides its colours.
 */
typedef enum
{
  PLR_ANSI_BOLD      = 1 << 0,
  PLR_ANSI_DIM       = 1 << 1,
  PLR_ANSI_ITALIC    = 1 << 2,
  PLR_ANSI_UNDERLINE = 1 << 3,
  PLR_ANSI_INVERSE   = 1 << 4,
  PLR_ANSI_STRIKE    = 1 << 5,
} PlrAnsiAttributes;

/**
 * PlrAnsiColorKind:
 * @PLR_ANSI_COLOR_DEFAULT: what the view shows text in, or shows behind it
 * @PLR_ANSI_COLOR_PALETTE: one of 256: 0 to 7 and their bright variants 8 to 15 are for the view to choose; for the others
 *   see plr_ansi_palette_rgb()
 * @PLR_ANSI_COLOR_RGB: 0xRRGGBB
 *
 * What the value of a #PlrAnsiColor is.
 */
typedef enum
{
  PLR_ANSI_COLOR_DEFAULT,
  PLR_ANSI_COLOR_PALETTE,
  PLR_ANSI_COLOR_RGB,
} PlrAnsiColorKind;

typedef struct
{
  guint kind  : 8; /* PlrAnsiColorKind */
  guint value : 24;
} PlrAnsiColor;

/**
 * PlrAnsiStyle:
 * @foreground: of the letters
 * @background: of what is behind them
 * @attributes: a set of #PlrAnsiAttributes
 *
 * How a piece of output looks. All zero is plain.
 */
typedef struct
{
  PlrAnsiColor foreground;
  PlrAnsiColor background;
  guint        attributes;
} PlrAnsiStyle;

/**
 * PlrAnsiSpan:
 * @start: where it starts in the text, in bytes
 * @length: how many bytes
 * @style: not plain
 *
 * A piece of a line that does not look plain.
 */
typedef struct
{
  guint        start;
  guint        length;
  PlrAnsiStyle style;
} PlrAnsiSpan;

/**
 * PlrAnsiLine:
 * @text: what a terminal would show, without a line break: valid UTF-8, nothing but printable characters and tabs
 * @size_bytes: how long that is
 * @spans: (element-type PlrAnsiSpan): in order, apart from each other
 * @cut: whether it was longer than %PLR_ANSI_MAX_CHARS
 *
 * One line of output, ready to be shown.
 */
typedef struct
{
  char    *text;
  gsize    size_bytes;
  GArray  *spans;
  gboolean cut;
} PlrAnsiLine;

PlrAnsiLine *plr_ansi_parse_line   (const char   *bytes,
                                    gssize        size_bytes,
                                    PlrAnsiStyle *style);
void         plr_ansi_line_free    (PlrAnsiLine *line);
gboolean     plr_ansi_style_equal  (const PlrAnsiStyle *a,
                                    const PlrAnsiStyle *b);
guint        plr_ansi_palette_rgb  (guint index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrAnsiLine, plr_ansi_line_free)

G_END_DECLS
