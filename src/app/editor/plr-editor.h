/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-project.h"
#include "plr-run.h"

G_BEGIN_DECLS

/**
 * PlrEditor:
 *
 * The design of a project's pipelines: its definitions, the drawing of the one that is open, and all that changes it.
 *
 * Signal `failed (char *what, GError *error)`: something could not be done.
 * Actions: `editor.save`, `editor.export`, `editor.undo`, `editor.redo`.
 */
#define PLR_TYPE_EDITOR (plr_editor_get_type ())

G_DECLARE_FINAL_TYPE (PlrEditor, plr_editor, PLR, EDITOR, AdwBin)

void         plr_editor_set_project     (PlrEditor  *self,
                                         PlrProject *project);
void         plr_editor_open_definition (PlrEditor  *self,
                                         const char *path);
void         plr_editor_new_definition  (PlrEditor *self);
PlrDocument *plr_editor_get_document    (PlrEditor *self);
void         plr_editor_set_run         (PlrEditor *self,
                                         PlrRun    *run);

G_END_DECLS
