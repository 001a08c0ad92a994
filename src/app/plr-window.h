/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-application.h"

G_BEGIN_DECLS

#define PLR_TYPE_WINDOW (plr_window_get_type ())

G_DECLARE_FINAL_TYPE (PlrWindow, plr_window, PLR, WINDOW, AdwApplicationWindow)

PlrWindow *plr_window_new               (PlrApplication *app);
gboolean   plr_window_accepts_path      (PlrWindow  *self,
                                         const char *path);
void       plr_window_open_path         (PlrWindow  *self,
                                         const char *path);
void       plr_window_open_from_outside (PlrWindow *self,
                                         GFile     *file);
void       plr_window_show_error        (PlrWindow    *self,
                                         const char   *what,
                                         const GError *error);

G_END_DECLS
