/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect.h"

G_BEGIN_DECLS

typedef struct
{
  PlrPipeline *pipeline;        /* that is converted */
  const char  *source;          /* its text, or NULL */
  PlrDialect  *target;
  GListStore  *report;
  GHashTable  *told;            /* constructs that have a line in the report, by name */
  GHashTable  *stages;          /* that the target has, by their ids as far as any engine takes them */
} PlrConvert;

void         plr_convert_note    (PlrConvert *self,
                                  PlrStage   *stage,
                                  GObject    *item,
                                  const char *field,
                                  const char *key,
                                  const char *code,
                                  const char *hint,
                                  const char *format,
                                  ...) G_GNUC_PRINTF (8, 9);
PlrPipeline *plr_convert_prepare (PlrConvert *self);
void         plr_convert_join_steps (PlrConvert *self,
                                     PlrStage   *stage);
void         plr_convert_prepare_shell (PlrConvert  *self,
                                        PlrPipeline *copy);

G_END_DECLS
