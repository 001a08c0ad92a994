/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-ansi.h"

G_BEGIN_DECLS

/**
 * PlrLogLine:
 *
 * One line of a log, as #PlrLogLines makes it when somebody looks at it. It never changes.
 *
 * Properties, read-only:
 *
 * - `number`: from 1
 * - `text`: as a terminal would show it, without its colours
 */
#define PLR_TYPE_LOG_LINE (plr_log_line_get_type ())

G_DECLARE_FINAL_TYPE (PlrLogLine, plr_log_line, PLR, LOG_LINE, GObject)

PlrLogLine        *plr_log_line_new        (guint64     number,
                                            const char *bytes,
                                            gsize       size_bytes,
                                            gboolean    cut);
guint64            plr_log_line_get_number (PlrLogLine *self);
const char        *plr_log_line_get_bytes  (PlrLogLine *self,
                                            gsize      *size_bytes);
const char        *plr_log_line_get_text   (PlrLogLine *self);
const PlrAnsiLine *plr_log_line_get_ansi   (PlrLogLine *self);
gboolean           plr_log_line_is_cut     (PlrLogLine *self);

G_END_DECLS
