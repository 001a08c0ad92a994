/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-log-line.h"

G_BEGIN_DECLS

/**
 * PlrLogLines:
 *
 * The lines of a log that may still grow (GListModel of PlrLogLine). Lines are read from the file when somebody looks at
 * them, so a million of them cost what is on the screen.
 *
 * Nothing watches the file: call plr_log_lines_refresh() when it has grown, as the property `log-size-bytes` of its
 * PlrRunStage tells.
 *
 * Properties: `path` (type filename, nullable: no lines), `n-items`.
 */
#define PLR_TYPE_LOG_LINES (plr_log_lines_get_type ())

G_DECLARE_FINAL_TYPE (PlrLogLines, plr_log_lines, PLR, LOG_LINES, GObject)

PlrLogLines *plr_log_lines_new            (const char  *path);
const char  *plr_log_lines_get_path       (PlrLogLines *self);
void         plr_log_lines_set_path       (PlrLogLines *self,
                                           const char  *path);
gboolean     plr_log_lines_refresh        (PlrLogLines *self);
gint64       plr_log_lines_get_size_bytes (PlrLogLines *self);
guint        plr_log_lines_find_offset    (PlrLogLines *self,
                                           guint64      offset_bytes);

G_END_DECLS
