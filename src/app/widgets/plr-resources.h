/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

void plr_resources_load (GdkDisplay *display);

G_END_DECLS
