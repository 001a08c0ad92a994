/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-document.h"

G_BEGIN_DECLS

/**
 * PlrCodeView:
 *
 * The text of a document, both ways: what is typed goes to the document, and what the document changes shows here. Undo is the document's.
 *
 * Signals: `stage-at-cursor (const char *stage)`: the cursor was moved by a person; nullable.
 */
#define PLR_TYPE_CODE_VIEW (plr_code_view_get_type ())

G_DECLARE_FINAL_TYPE (PlrCodeView, plr_code_view, PLR, CODE_VIEW, AdwBin)

GtkWidget *plr_code_view_new          (void);
void       plr_code_view_set_document (PlrCodeView *self,
                                       PlrDocument *document);
void       plr_code_view_show_stage   (PlrCodeView *self,
                                       const char  *stage);
void       plr_code_view_go_to        (PlrCodeView *self,
                                       gsize        offset_bytes);
void       plr_code_view_go_to_line   (PlrCodeView *self,
                                       guint        line);
char      *plr_code_view_dup_text     (PlrCodeView *self);

G_END_DECLS
