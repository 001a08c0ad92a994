/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-export-private.h"

G_BEGIN_DECLS

/* Stages as POSIX scripts, each in a clean work copy of its own, for targets that have no engine. */
const char *plr_export_get_stage_library (void);
char       *plr_export_make_stage_script (PlrExport  *self,
                                          PlrStage   *stage,
                                          GListModel *cell);
GPtrArray  *plr_export_list_cells        (PlrExport *self,
                                          PlrStage  *stage);
char       *plr_export_make_stage_call   (PlrExport *self,
                                          PlrStage  *stage);
char       *plr_export_make_own_exports  (PlrExport *self);
char       *plr_export_dup_file_name     (const char *artifact);
char       *plr_export_find_delimiter    (const char *text,
                                          const char *wish);
void        plr_export_note_left_out     (PlrExport         *self,
                                          const char *const *written,
                                          const char *const *harmless);

G_END_DECLS
