/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PLR_TYPE_PREFERENCES (plr_preferences_get_type ())

G_DECLARE_FINAL_TYPE (PlrPreferences, plr_preferences, PLR, PREFERENCES, AdwPreferencesWindow)

GtkWidget *plr_preferences_new (GSettings *settings);

G_END_DECLS
