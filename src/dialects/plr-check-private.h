/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"
#include "plr-problem.h"

G_BEGIN_DECLS

/* What is looked for beyond what the schema of an engine says: over the model, so that every dialect profits, with the text for
 * the places. */
typedef struct
{
  PlrPipeline *pipeline;
  const char  *text;
  gsize        size_bytes;
  const char  *path;
  GListStore  *problems;
  GHashTable  *stages;          /* by their ids */
  gsize        last_offset;     /* where a line was last counted, and which it was */
  guint        last_line;
  gsize        last_start;
} PlrCheck;

void plr_check_pipeline (PlrPipeline *pipeline,
                         const char  *text,
                         gssize       size_bytes,
                         const char  *path,
                         GListStore  *problems);
void plr_check_github   (PlrCheck *self);
void plr_check_add_fixes (PlrCheck *self);
gboolean plr_check_is_name (char letter);
void plr_check_report   (PlrCheck   *self,
                         PlrSeverity severity,
                         const char *code,
                         PlrStage   *stage,
                         gsize       offset,
                         gsize       length,
                         const char *hint,
                         const char *format,
                         ...) G_GNUC_PRINTF (8, 9);
void plr_check_report_stage (PlrCheck   *self,
                             PlrSeverity severity,
                             const char *code,
                             PlrStage   *stage,
                             const char *hint,
                             const char *message);

G_END_DECLS
