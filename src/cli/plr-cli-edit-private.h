/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-cli-private.h"

G_BEGIN_DECLS

/* An operation. @form says what each of its arguments is, a letter each:
 *
 * - S: a stage · C: a scope: `.` for the pipeline, a stage, or STAGE/N for its step N · N: a new id or name
 * - T: a name that there is · F: a field · V: a value · 1: a position, from 1 · ?: a position that may be left out
 * - L: one or more values, the last argument · M: none or more of them · K: a name that may be left out */
typedef struct
{
  const char *name;
  PlrEditKind kind;
  const char *form;
  const char *arguments;
  const char *summary;
} PlrCliOperation;

const PlrCliOperation *plr_cli_list_operations (guint *n_operations);
PlrEdit               *plr_cli_read_operation  (PlrPipeline       *pipeline,
                                                const char *const *words,
                                                gboolean           optional,
                                                const char        *title);

G_END_DECLS
