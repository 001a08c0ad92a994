/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "plr-enums.h"

G_BEGIN_DECLS

/**
 * PlrSign:
 *
 * The sign of a state: its shape, its colour, and its word as the tooltip and for screen readers.
 *
 * Property `state`.
 */
#define PLR_TYPE_SIGN (plr_sign_get_type ())

G_DECLARE_FINAL_TYPE (PlrSign, plr_sign, PLR, SIGN, GtkWidget)

GtkWidget *plr_sign_new       (void);
void       plr_sign_set_state (PlrSign    *self,
                               PlrRunState state);

char      *plr_format_age     (gint64 time_us);
char      *plr_format_time    (gint64 time_us);

G_END_DECLS
