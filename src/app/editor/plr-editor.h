/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-document.h"
#include "plr-project.h"
#include "plr-run.h"

G_BEGIN_DECLS

/**
 * PlrEditor:
 *
 * The page on which a pipeline is drawn: definitions and palette, drawing, inspector, and a drawer with the text and the problems.
 *
 * Properties: `document`, `drawer-visible`.
 *
 * Actions (of the class, to be activated on the widget): `editor.undo`, `editor.redo`, `editor.save`, `editor.save-as`, `editor.export`,
 * `editor.toggle-palette` (F9), `editor.toggle-inspector`, `editor.toggle-drawer` (Ctrl+J), `editor.show-code`, `editor.show-problems`,
 * `editor.find-template` (Ctrl+F), `editor.zoom-fit`.
 *
 * Signals:
 *
 * - `failed (char *what, GError *error)`: something could not be done
 * - `actions-changed ()`: what can be undone, done again, saved or exported is another thing now
 * - `stage-selected (const char *stage)`: nullable
 * - `saved ()`
 */
#define PLR_TYPE_EDITOR (plr_editor_get_type ())

G_DECLARE_FINAL_TYPE (PlrEditor, plr_editor, PLR, EDITOR, AdwBin)

GtkWidget   *plr_editor_new                (void);
void         plr_editor_set_project        (PlrEditor  *self,
                                            PlrProject *project);
void plr_editor_open_definition (PlrEditor  *self,
                                 const char *path);
void plr_editor_new_definition (PlrEditor *self);
PlrDocument *plr_editor_get_document       (PlrEditor *self);
void         plr_editor_set_document       (PlrEditor   *self,
                                            PlrDocument *document);
void         plr_editor_commit             (PlrEditor *self);
GPtrArray   *plr_editor_dup_modified       (PlrEditor *self);
void         plr_editor_set_run            (PlrEditor *self,
                                            PlrRun    *run);
const char  *plr_editor_get_selected_stage (PlrEditor *self);
void         plr_editor_select_stage       (PlrEditor  *self,
                                            const char *stage);
void         plr_editor_add_drawer_page    (PlrEditor  *self,
                                            GtkWidget  *page,
                                            const char *name,
                                            const char *title);
void         plr_editor_show_drawer_page   (PlrEditor  *self,
                                            const char *name);

G_END_DECLS
