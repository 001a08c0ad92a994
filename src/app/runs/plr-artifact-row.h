/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-run-artifact.h"

G_BEGIN_DECLS

GtkWidget *plr_artifact_row_new (PlrRunArtifact *artifact);

G_END_DECLS
