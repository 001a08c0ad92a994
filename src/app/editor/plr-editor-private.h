/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-canvas.h"
#include "plr-changes-view.h"
#include "plr-code-view.h"
#include "plr-editor.h"
#include "plr-inspector.h"
#include "plr-merged-view.h"
#include "plr-outline.h"
#include "plr-palette.h"
#include "plr-problem-list.h"
#include "plr-simulate-view.h"

G_BEGIN_DECLS

struct _PlrEditor
{
  AdwBin parent_instance;

  AdwToastOverlay *toasts;
  AdwFlap *left_flap;
  AdwFlap *right_flap;
  GtkWidget *definitions_box;
  GtkListBox *definitions;
  PlrPalette *palette;
  PlrInspector *inspector;
  GtkRevealer *broken;
  GtkRevealer *changed;
  GtkPaned *paned;
  GtkStack *stack;
  PlrCanvas *canvas;
  GtkWidget *empty;
  GtkButton *zoom_button;
  PlrOutline *outline;
  GtkWidget *drawer;
  GtkBox *tabs;
  GtkStack *pages;
  GtkImage *problems_icon;
  GtkLabel *problems_label;
  GtkWidget *problems_button;
  GtkLabel *path_label;
  GtkLabel *problems_tab_label;

  PlrCodeView *code;
  PlrProblemList *problems;
  PlrChangesView *changes;
  PlrMergedView *merged;
  PlrSimulateView *simulate;
  PlrProject *project;
  PlrDocument *document;
  GSignalGroup *signals;
  GFileMonitor *monitor; /* of the document's file */
  GtkFileChooserNative *chooser;
  GCancellable *cancellable;
  GCancellable *opening;
  GHashTable *documents;  /* path → PlrDocument: what was opened stays open, with its changes and its undo */
  char *pending_path;     /* of the file to show as soon as it is open, or NULL */
  guint pending_line;
  guint narrow_id;

  guint narrow : 1;
  guint following : 1; /* the selection follows the cursor in the text, or the other way round */
};

void plr_editor_views_init     (PlrEditor *self);
void plr_editor_views_set_document (PlrEditor *self);
void plr_editor_actions_class_init (GtkWidgetClass *widget_class);
void plr_editor_load_disk      (PlrEditor *self);
void plr_editor_watch_disk     (PlrEditor *self);
void plr_editor_actions_update     (PlrEditor *self);
void plr_editor_show_message       (PlrEditor  *self,
                                    const char *text);
void plr_editor_fail               (PlrEditor    *self,
                                    const char   *what,
                                    const GError *error);

G_END_DECLS
