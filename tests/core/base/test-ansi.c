/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-ansi.h"

/* A line as one string: each piece that is not plain stands in brackets behind what it looks like. */
static char *
describe (const PlrAnsiLine *line)
{
  static const char letters[] = "bdiurs";
  g_autoptr(GString) out = g_string_new (NULL);
  guint at = 0;

  for (guint i = 0; i < line->spans->len; i++)
    {
      const PlrAnsiSpan *span = &g_array_index (line->spans, PlrAnsiSpan, i);
      const PlrAnsiColor colors[] = { span->style.foreground, span->style.background };

      g_string_append_len (out, line->text + at, span->start - at);
      g_string_append_c (out, '{');
      for (guint bit = 0; bit < strlen (letters); bit++)
        if (span->style.attributes & 1U << bit)
          g_string_append_c (out, letters[bit]);
      for (guint k = 0; k < 2; k++)
        if (colors[k].kind == PLR_ANSI_COLOR_PALETTE)
          g_string_append_printf (out, "%c%u", k == 0 ? 'F' : 'B', colors[k].value);
        else if (colors[k].kind == PLR_ANSI_COLOR_RGB)
          g_string_append_printf (out, "%c#%06x", k == 0 ? 'F' : 'B', colors[k].value);
      g_string_append_c (out, '|');
      g_string_append_len (out, line->text + span->start, span->length);
      g_string_append_c (out, '}');
      at = span->start + span->length;
    }
  g_string_append (out, line->text + at);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static const struct { const char *bytes; const char *shown; } lines[] = {
  { "", "" },
  { "plain text\twith a tab", "plain text\twith a tab" },
  { "ends\r\n", "ends" },
  { "gr\xc3\xbc\xc3\x9f" "e", "gr\xc3\xbc\xc3\x9f" "e" },
  /* ECMA-48, 8.3.117, and console_codes(4) */
  { "\x1b[31merror:\x1b[0m no", "{F1|error:} no" },
  { "\x1b[1;31mred\x1b[22mthin\x1b[39mplain", "{bF1|red}{F1|thin}plain" },
  { "\x1b[91;104mbright\x1b[m.", "{F9B12|bright}." },
  { "\x1b[2;3;4;7;9mall\x1b[23;24;27;29mdim", "{diurs|all}{d|dim}" },
  { "\x1b[mx\x1b[;1my\x1b[1;mz", "x{b|y}z" },
  { "\x1b[38;5;208mo\x1b[48;5;17mp\x1b[0m", "{F208|o}{F208B17|p}" },
  { "\x1b[38;2;255;128;0mo\x1b[0m", "{F#ff8000|o}" },
  { "\x1b[38:2::1:2:3mo\x1b[38:2:4:5:6mp\x1b[38:5:7;1mq", "{F#010203|o}{F#040506|p}{bF7|q}" },
  { "\x1b[4:3mcurly\x1b[4:0mnot", "{u|curly}not" },
  { "\x1b[38;5mx\x1b[38;2;1mx\x1b[38;5;999mx\x1b[38;9;1mx", "xxxx" },
  { "\x1b[99999999999999999999mx", "x" },
  { "\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1mx", "x" },
  /* What a program writes that draws its progress in one line. */
  { " 10%\r 50%\r100%", "100%" },
  { "longer\rab", "abnger" },
  { "longer\r\x1b[Kab", "ab" },
  { "longer\x1b[2K\rab", "ab" },
  { "abc\b\b\x1b[1KX", " Xc" },
  { "abc\b\bX", "aXc" },
  { "\b\b\bx", "x" },
  { "\x1b[32mok\x1b[0m\rno", "no" },
  { "ab\r\r\n", "ab" },
  /* What a log must not do to whoever shows it. */
  { "\x1b]0;title\x07" "a\x1b]52;c;aGk=\x1b\\b", "ab" },
  { "a\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\b", "alinkb" },
  { "a\x1b]0;never closed, the rest is gone", "a" },
  { "a\x1bP$qm\x1b\\b\x1b_apc\x1b\\c\x1b^pm\x1b\\d\x1bXsos\x1b\\e", "abcde" },
  { "a\x1b[2J\x1b[H\x1b[6n\x1b[?25l\x1b[>c\x1b[5;5H\x1b[3Ab", "ab" },
  { "a\x1b(B\x1b=\x1b>\x1b" "7\x1b" "8\x1b" "cb", "ab" },
  { "a\xc2\x9b" "31mb\xc2\x9d" "0;t\xc2\x9c" "c", "a{F1|bc}" },
  { "a\x01\x05\x07\x0b\x0c\x0e\x7f\xc2\x85" "b", "ab" },
  { "a\x1b", "a" },
  { "a\x1b[", "a" },
  { "a\x1b[31", "a" },
  { "a\x1b[3\xc3\xbc", "a\xc3\xbc" },
  { "a\xff\xc3(b\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd(b\xef\xbf\xbd\xef\xbf\xbd" },
  { "\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd" },
  { "a\xe2\x80\xae" "b\xe2\x80\xa8" "c\xe2\x81\xa6", "a\xef\xbf\xbd" "b\xef\xbf\xbd" "c\xef\xbf\xbd" },
};

static void
test_lines_read_as_a_terminal_shows_them (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr(PlrAnsiLine) line = plr_ansi_parse_line (lines[i].bytes, -1, NULL);
      g_autofree char *shown = describe (line);

      g_test_message ("line %u", i);
      g_assert_cmpstr (shown, ==, lines[i].shown);
      g_assert_cmpuint (line->size_bytes, ==, strlen (line->text));
    }
}

static void
test_nul_is_dropped (void)
{
  g_autoptr(PlrAnsiLine) line = plr_ansi_parse_line ("a\0b", 3, NULL);

  g_assert_cmpstr (line->text, ==, "ab");
}

static void
test_style_goes_on_in_the_next_line (void)
{
  PlrAnsiStyle style = { 0 };
  g_autoptr(PlrAnsiLine) first = plr_ansi_parse_line ("a\x1b[32mb\n", -1, &style);
  g_autoptr(PlrAnsiLine) second = plr_ansi_parse_line ("c\x1b[0m", -1, &style);
  g_autoptr(PlrAnsiLine) third = plr_ansi_parse_line ("d", -1, &style);
  g_autofree char *shown = describe (second);

  g_assert_cmpstr (shown, ==, "{F2|c}");
  g_assert_cmpuint (third->spans->len, ==, 0);
}

static void
test_long_line_is_cut (void)
{
  g_autofree char *bytes = g_strnfill (16 * 1024 * 1024, 'x');
  g_autoptr(PlrAnsiLine) line = NULL;
  g_autoptr(PlrAnsiLine) overwritten = NULL;
  gint64 start_us = g_get_monotonic_time ();

  line = plr_ansi_parse_line (bytes, -1, NULL);
  g_assert_cmpuint (line->size_bytes, ==, PLR_ANSI_MAX_CHARS);
  g_assert_true (line->cut);
  g_assert_cmpint (g_get_monotonic_time () - start_us, <, 1500 * G_TIME_SPAN_MILLISECOND);

  memcpy (bytes + 16 * 1024 * 1024 - 5, "\rdone", 5);
  overwritten = plr_ansi_parse_line (bytes, -1, NULL);
  g_assert_true (g_str_has_prefix (overwritten->text, "donexxx"));
}

static void
test_any_bytes_give_safe_text (void)
{
  static const char alphabet[] = "\x1b[]PX;:0123m?K\\\x07\r\b\tabc\xc3\xbc\xe2\x80\xae\x9b\xff";

  for (guint i = 0; i < 20000; i++)
    {
      char bytes[40];
      g_autoptr(PlrAnsiLine) line = NULL;
      PlrAnsiStyle style = { 0 };
      guint end = 0;

      for (guint k = 0; k < sizeof bytes; k++)
        bytes[k] = alphabet[g_test_rand_int_range (0, sizeof alphabet)];
      line = plr_ansi_parse_line (bytes, sizeof bytes, &style);

      g_assert_true (g_utf8_validate (line->text, (gssize)line->size_bytes, NULL));
      for (const char *p = line->text; *p != '\0'; p = g_utf8_next_char (p))
        g_assert_true (*p == '\t' || !g_unichar_iscntrl (g_utf8_get_char (p)));
      for (guint k = 0; k < line->spans->len; k++)
        {
          const PlrAnsiSpan *span = &g_array_index (line->spans, PlrAnsiSpan, k);

          g_assert_cmpuint (span->start, >=, end);
          g_assert_cmpuint (span->length, >, 0);
          end = span->start + span->length;
          g_assert_cmpuint (end, <=, line->size_bytes);
        }
    }
}

static void
test_palette_is_that_of_xterm (void)
{
  /* xterm's 256colres.h: 16 is #000000, 21 #0000ff, 208 #ff8700, 231 #ffffff, 232 #080808, 255 #eeeeee */
  g_assert_cmphex (plr_ansi_palette_rgb (16), ==, 0x000000);
  g_assert_cmphex (plr_ansi_palette_rgb (21), ==, 0x0000ff);
  g_assert_cmphex (plr_ansi_palette_rgb (208), ==, 0xff8700);
  g_assert_cmphex (plr_ansi_palette_rgb (231), ==, 0xffffff);
  g_assert_cmphex (plr_ansi_palette_rgb (232), ==, 0x080808);
  g_assert_cmphex (plr_ansi_palette_rgb (255), ==, 0xeeeeee);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/base/ansi/lines-read-as-a-terminal-shows-them", test_lines_read_as_a_terminal_shows_them);
  g_test_add_func ("/base/ansi/nul-is-dropped", test_nul_is_dropped);
  g_test_add_func ("/base/ansi/style-goes-on-in-the-next-line", test_style_goes_on_in_the_next_line);
  g_test_add_func ("/base/ansi/long-line-is-cut", test_long_line_is_cut);
  g_test_add_func ("/base/ansi/any-bytes-give-safe-text", test_any_bytes_give_safe_text);
  g_test_add_func ("/base/ansi/palette-is-that-of-xterm", test_palette_is_that_of_xterm);

  return g_test_run ();
}
