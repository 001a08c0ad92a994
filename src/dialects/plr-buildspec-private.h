/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-export-private.h"

G_BEGIN_DECLS

/**
 * PlrBuildspecBatch:
 * @PLR_BUILDSPEC_BATCH_NONE: all stages run one after another in one build
 * @PLR_BUILDSPEC_BATCH_GRAPH: each stage is a build
 * @PLR_BUILDSPEC_BATCH_MATRIX: each combination of the one stage is a build
 */
typedef enum
{
  PLR_BUILDSPEC_BATCH_NONE,
  PLR_BUILDSPEC_BATCH_GRAPH,
  PLR_BUILDSPEC_BATCH_MATRIX,
} PlrBuildspecBatch;

PlrBuildspecBatch  plr_buildspec_find_batch  (PlrExport  *export,
                                              char      **why);
PlrYamlValue      *plr_buildspec_make_batch  (PlrExport        *export,
                                              PlrBuildspecBatch kind);
void               plr_buildspec_note_batch  (PlrExport        *export,
                                              PlrBuildspecBatch kind);
char              *plr_buildspec_guard_build (PlrExport  *export,
                                              PlrStage   *stage,
                                              const char *command);
gboolean           plr_buildspec_is_set      (PlrVariable *variable);

G_END_DECLS
