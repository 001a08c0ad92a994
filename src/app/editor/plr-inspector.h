/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-document.h"

G_BEGIN_DECLS

/**
 * PlrInspector:
 *
 * All that a stage has, or, with none selected, what the pipeline has. Each thing that a person changes is one edit of the document.
 */
#define PLR_TYPE_INSPECTOR (plr_inspector_get_type ())

G_DECLARE_FINAL_TYPE (PlrInspector, plr_inspector, PLR, INSPECTOR, AdwBin)

GtkWidget *plr_inspector_new          (void);
void       plr_inspector_set_document (PlrInspector *self,
                                       PlrDocument  *document);
void       plr_inspector_set_stages   (PlrInspector      *self,
                                       const char *const *stages);
void       plr_inspector_commit       (PlrInspector *self);
void       plr_inspector_grab_first   (PlrInspector *self);

G_END_DECLS
