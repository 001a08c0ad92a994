/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-enums.h"

G_BEGIN_DECLS

/* The one place where a state or a kind gets its picture, its colour and its word. */
const char *plr_run_state_get_icon_name  (PlrRunState state);
const char *plr_run_state_get_word       (PlrRunState state);
const char *plr_run_state_get_color_name (PlrRunState state);
gboolean    plr_run_state_is_final       (PlrRunState state);
const char *plr_stage_kind_get_icon_name  (PlrStageKind kind);
const char *plr_stage_kind_get_word       (PlrStageKind kind);
const char *plr_stage_kind_get_color_name (PlrStageKind kind);
const char *plr_severity_get_icon_name (PlrSeverity severity);
const char *plr_severity_get_word      (PlrSeverity severity);
char       *plr_format_duration (gint64 duration_us);

G_END_DECLS
