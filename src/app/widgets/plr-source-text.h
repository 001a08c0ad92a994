/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * PlrSourceText:
 *
 * A text to read and to copy from, coloured as a language.
 *
 * Signals: `line-activated (guint line)`: Enter or a double click on a line, counted from 1.
 */
#define PLR_TYPE_SOURCE_TEXT (plr_source_text_get_type ())

G_DECLARE_FINAL_TYPE (PlrSourceText, plr_source_text, PLR, SOURCE_TEXT, AdwBin)

GtkWidget *plr_source_text_new      (const char *language,
                                     const char *label);
void       plr_source_text_set_text (PlrSourceText *self,
                                     const char    *text);
char      *plr_source_text_dup_text (PlrSourceText *self);
char      *plr_source_text_dup_line (PlrSourceText *self,
                                     guint          line);

G_END_DECLS
