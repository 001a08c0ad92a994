/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-engine.h"

G_BEGIN_DECLS

#define PLR_TYPE_APPLICATION (plr_application_get_type ())

G_DECLARE_FINAL_TYPE (PlrApplication, plr_application, PLR, APPLICATION, AdwApplication)

PlrApplication *plr_application_new          (void);
PlrEngine      *plr_application_get_engine   (PlrApplication *self);
GSettings      *plr_application_get_settings (PlrApplication *self);

G_END_DECLS
