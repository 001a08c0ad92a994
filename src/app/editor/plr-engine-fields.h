/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "plr-document.h"

G_BEGIN_DECLS

/**
 * PlrEngineFields:
 *
 * What the engine of a document knows of a stage, or of the pipeline, besides its steps: where it runs and under which condition,
 * services, permissions, caches, rows of the matrix, triggers. Only what the dialect can say is there; each change is one edit.
 */
#define PLR_TYPE_ENGINE_FIELDS (plr_engine_fields_get_type ())

G_DECLARE_FINAL_TYPE (PlrEngineFields, plr_engine_fields, PLR, ENGINE_FIELDS, AdwBin)

GtkWidget *plr_engine_fields_new (gboolean of_stage);
void       plr_engine_fields_set (PlrEngineFields *self,
                                  PlrDocument     *document,
                                  PlrStage        *stage);

G_END_DECLS
