/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * PlrLogView:
 *
 * A log as it is written: lines with numbers and the colours that the processes gave them, search, and following the end
 * until one scrolls up. What it costs follows what is on the screen, not the length of the log.
 *
 * Actions: `log.search`, `log.next-match`, `log.previous-match`, `log.follow`, `log.copy`, `log.save`.
 */
#define PLR_TYPE_LOG_VIEW (plr_log_view_get_type ())

G_DECLARE_FINAL_TYPE (PlrLogView, plr_log_view, PLR, LOG_VIEW, GtkWidget)

GtkWidget *plr_log_view_new      (void);
void       plr_log_view_set_path (PlrLogView *self,
                                  const char *path);
void       plr_log_view_refresh  (PlrLogView *self);
void       plr_log_view_set_wrap (PlrLogView *self,
                                  gboolean    wrap);

G_END_DECLS
