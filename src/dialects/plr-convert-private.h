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
  GHashTable  *apart;           /* steps of the copy that leave nothing behind in the shell that they share */
  gboolean     is_dirty;        /* of the stage at hand, some command may have left something there */
  gboolean     is_after;        /* and its commands are those that run in any case */
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
const char  *plr_convert_find_fact (PlrConvert  *self,
                                    const char  *name,
                                    const char **expression);
char        *plr_convert_dup_variable (PlrConvert *self,
                                       const char *expression);
void         plr_convert_prepare_facts (PlrConvert  *self,
                                        PlrPipeline *copy);
void         plr_convert_take_back_facts (PlrConvert *self,
                                          PlrStep    *step);
char        *plr_convert_dup_input  (PlrConvert *self,
                                     const char *expression);
char        *plr_convert_take_input (PlrConvert *self,
                                     const char *text,
                                     gsize      *length);
char        *plr_convert_translate_inputs (PlrConvert *self,
                                           const char *text);
char        *plr_convert_translate_script (PlrConvert *self,
                                           const char *text,
                                           const char *shell,
                                           GString    *unknown);
gboolean     plr_convert_take_back (PlrConvert *self,
                                    PlrStage   *stage,
                                    PlrStep    *step,
                                    PlrStep    *original,
                                    const char *key);
void         plr_convert_take_back_artifacts (PlrConvert *self,
                                              PlrStage   *stage);
void         plr_convert_take_back_caches (PlrConvert *self,
                                           PlrStage   *stage);
void         plr_convert_take_back_cells (PlrConvert *self,
                                          PlrStage   *stage,
                                          PlrStage   *original);
void         plr_convert_take_back_variables (PlrConvert  *self,
                                              PlrPipeline *copy);
void         plr_convert_rename_stages (PlrConvert  *self,
                                        PlrPipeline *copy);
void         plr_convert_prepare_step_shell (PlrConvert *self,
                                             PlrStage   *stage,
                                             PlrStep    *step,
                                             PlrStep    *original,
                                             const char *key);
char        *plr_convert_name_cell (const char *name);
void         plr_convert_prepare_matrix (PlrConvert *self,
                                         PlrStage   *stage,
                                         PlrStage   *original);
void         plr_convert_prepare_condition (PlrConvert *self,
                                            PlrStage   *stage,
                                            PlrStage   *original);
void         plr_convert_prepare_workflow (PlrConvert  *self,
                                           PlrPipeline *copy);
char        *plr_convert_make_test (PlrConvert *self,
                                    const char *condition);
char        *plr_convert_dup_value (PlrConvert *self,
                                    PlrStage   *stage,
                                    GObject    *item,
                                    const char *field,
                                    const char *key,
                                    const char *text);
void         plr_convert_prepare_references (PlrConvert *self,
                                             PlrStage   *copy,
                                             PlrStage   *original);
char        *plr_convert_expand_references (PlrConvert *self,
                                            char       *text);
void         plr_convert_join_steps (PlrConvert *self,
                                     PlrStage   *stage);
gboolean     plr_convert_unwrap_step (PlrConvert *self,
                                      PlrStage   *copy,
                                      PlrStage   *stage,
                                      PlrStep    *step,
                                      PlrStep    *original,
                                      const char *key);
void         plr_convert_prepare_shells (PlrConvert  *self,
                                         PlrPipeline *copy);

G_END_DECLS
