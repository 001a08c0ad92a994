/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-editor.h"
#include "plr-runs-page.h"
#include "plr-welcome.h"
#include "plr-window.h"

G_BEGIN_DECLS

struct _PlrWindow
{
  AdwApplicationWindow parent_instance;

  PlrEngine           *engine;
  GSettings           *settings;
  PlrProject          *project;
  GCancellable        *opening; /* what is being opened, or NULL */
  char                *wanted;  /* the definition to show when the project is open, relative or absolute */

  AdwToastOverlay     *toasts;
  GtkStack            *faces;
  GtkStack            *design;         /* the editor, or what stands in for it without a definition */
  PlrWelcome          *welcome;
  AdwViewSwitcherTitle *switcher_title;
  AdwViewStack        *views;
  AdwViewStackPage    *runs_view;
  PlrEditor           *editor;
  PlrRunsPage         *runs;
  GtkMenuButton       *repository_button;
  GtkPopover          *repository_popover;
  GtkLabel            *repository_label;
  GtkLabel            *branch_label;
  GtkLabel            *commit_label;
  GtkListBox          *switch_list;
  GtkBox              *undo_box;
  GtkStack            *run_stack;
  AdwButtonContent    *run_content;
  AdwButtonContent    *stop_content;

  PlrRun              *run;            /* the last one that was started here, or NULL */
  GSignalGroup        *run_signals;
  guint                loading_source; /* until the spinner shows */
  guint                narrow_source;

  guint                starting : 1; /* a run was asked for and has not begun */
  guint                closing  : 1; /* the person was asked and said yes */
};

void     plr_window_init_run    (PlrWindow *self);
void     plr_window_update_run  (PlrWindow *self);
void     plr_window_set_run     (PlrWindow *self,
                                 PlrRun    *run);
void     plr_window_run_action  (GtkWidget  *widget,
                                 const char *name,
                                 GVariant   *param);
void     plr_window_stop_action (GtkWidget  *widget,
                                 const char *name,
                                 GVariant   *param);

G_END_DECLS
