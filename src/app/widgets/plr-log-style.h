/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plr-log-line.h"

G_BEGIN_DECLS

void     plr_log_style_apply    (GtkLabel   *label,
                                 PlrLogLine *line,
                                 const char *needle);
gboolean plr_log_style_is_error (PlrLogLine *line);

G_END_DECLS
