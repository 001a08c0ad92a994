/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-log-style"

#include "config.h"

#include <string.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "plr-log-style.h"

/* The sixteen colours that a terminal names, chosen so that each has a contrast of at least 4.5 on the view of its style. */
static const guint light_palette[16] = {
  0x1e1e1e, 0xa51d2d, 0x18794e, 0x8a5a00, 0x1a5fb4, 0x813d9c, 0x0b6e7a, 0x5e5c64,
  0x5e5c64, 0xc01c28, 0x1b7a3f, 0x7a5200, 0x1c71d8, 0x9141ac, 0x007184, 0x241f31,
};
static const guint dark_palette[16] = {
  0x9a9996, 0xff7b72, 0x57e389, 0xf8e45c, 0x78aeed, 0xdc8add, 0x5bc8d8, 0xdeddda,
  0xb5b3af, 0xff938c, 0x8ff0a4, 0xf9f06b, 0x99c1f1, 0xe5a5e6, 0x93ddc2, 0xffffff,
};

/* How much of one line is shown: to lay out a million characters takes seconds. The log itself keeps them all. */
#define MAX_SHOWN_BYTES 2048

static guint
color_rgb (PlrAnsiColor color,
           gboolean     dark)
{
  if (color.kind == PLR_ANSI_COLOR_RGB)
    return color.value;

  return color.value < 16 ? (dark ? dark_palette : light_palette)[color.value] : plr_ansi_palette_rgb (color.value);
}

static void
insert (PangoAttrList     *list,
        PangoAttribute    *attribute,
        const PlrAnsiSpan *span)
{
  attribute->start_index = span->start;
  attribute->end_index = span->start + span->length;
  pango_attr_list_insert (list, attribute);
}

static void
insert_color (PangoAttrList     *list,
              const PlrAnsiSpan *span,
              guint              rgb,
              gboolean           background)
{
  guint16 red = (guint16)((rgb >> 16 & 0xff) * 257);
  guint16 green = (guint16)((rgb >> 8 & 0xff) * 257);
  guint16 blue = (guint16)((rgb & 0xff) * 257);

  insert (list, background ? pango_attr_background_new (red, green, blue) : pango_attr_foreground_new (red, green, blue), span);
}

static void
insert_span (PangoAttrList     *list,
             const PlrAnsiSpan *span,
             gboolean           dark)
{
  const PlrAnsiStyle *style = &span->style;
  gboolean inverse = (style->attributes & PLR_ANSI_INVERSE) != 0;
  gboolean has_foreground = style->foreground.kind != PLR_ANSI_COLOR_DEFAULT;
  gboolean has_background = style->background.kind != PLR_ANSI_COLOR_DEFAULT;
  guint foreground = has_foreground ? color_rgb (style->foreground, dark) : (dark ? 0xffffff : 0x1e1e1e);
  guint background = has_background ? color_rgb (style->background, dark) : (dark ? 0x1e1e1e : 0xffffff);

  if (inverse || has_foreground)
    insert_color (list, span, inverse ? background : foreground, FALSE);
  if (inverse || has_background)
    insert_color (list, span, inverse ? foreground : background, TRUE);
  if ((style->attributes & PLR_ANSI_BOLD) != 0)
    insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), span);
  if ((style->attributes & PLR_ANSI_DIM) != 0)
    insert (list, pango_attr_foreground_alpha_new (0x9000), span);
  if ((style->attributes & PLR_ANSI_ITALIC) != 0)
    insert (list, pango_attr_style_new (PANGO_STYLE_ITALIC), span);
  if ((style->attributes & PLR_ANSI_UNDERLINE) != 0)
    insert (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), span);
  if ((style->attributes & PLR_ANSI_STRIKE) != 0)
    insert (list, pango_attr_strikethrough_new (TRUE), span);
}

static void
insert_matches (PangoAttrList *list,
                const char    *text,
                const char    *needle)
{
  gsize length = strlen (needle);

  for (const char *at = strcasestr (text, needle); at != NULL; at = strcasestr (at + length, needle))
    {
      PlrAnsiSpan span = { .start = (guint)(at - text), .length = (guint)length };

      insert_color (list, &span, 0xf9f06b, TRUE);
      insert_color (list, &span, 0x1e1e1e, FALSE);
    }
}

static char *
dup_shown (const char *text)
{
  gsize length = strlen (text);
  const char *end;
  g_autofree char *start = NULL;

  if (length <= MAX_SHOWN_BYTES)
    return g_strdup (text);

  end = g_utf8_find_prev_char (text, text + MAX_SHOWN_BYTES);
  start = g_strndup (text, (gsize)(end - text));

  return g_strdup_printf (_("%s… (more in this line; save the log to read it)"), start);
}

/**
 * plr_log_style_apply:
 * @label: where the line is shown
 * @line: the line
 * @needle: (nullable): what to mark in it
 *
 * Shows a line of a log with the colours that it has, as they read best on the style of the application. What is too long to be laid out
 * at once is cut, and says so.
 */
void
plr_log_style_apply (GtkLabel   *label,
                     PlrLogLine *line,
                     const char *needle)
{
  const PlrAnsiLine *ansi = plr_log_line_get_ansi (line);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  g_autoptr(PangoAttrList) list = pango_attr_list_new ();
  g_autofree char *shown = dup_shown (ansi->text);

  gtk_label_set_text (label, shown);
  /* Where a line is wrapped, nothing is added that it does not have. */
  pango_attr_list_insert (list, pango_attr_insert_hyphens_new (FALSE));
  for (guint i = 0; i < ansi->spans->len; i++)
    insert_span (list, &g_array_index (ansi->spans, PlrAnsiSpan, i), dark);
  if (needle != NULL)
    insert_matches (list, shown, needle);
  gtk_label_set_attributes (label, list);
}

/**
 * plr_log_style_is_error:
 * @line: a line of a log
 *
 * Compilers, make and most programs begin what went wrong alike; the tint helps the eye and decides nothing.
 *
 * Returns: whether the line looks like an error
 */
gboolean
plr_log_style_is_error (PlrLogLine *line)
{
  const char *text = plr_log_line_get_text (line);

  return g_ascii_strncasecmp (text, "error:", 6) == 0 || g_ascii_strncasecmp (text, "fatal:", 6) == 0 ||
         strstr (text, ": error: ") != NULL || strstr (text, ": fatal error: ") != NULL ||
         (g_str_has_prefix (text, "make") && strstr (text, ": *** ") != NULL);
}
