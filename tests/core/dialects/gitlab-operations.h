/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-edit.h"
#include "plr-pipeline.h"

G_BEGIN_DECLS

typedef enum
{
  PLR_TEST_NONE     = 0,
  PLR_TEST_ONE_LINE = 1 << 0,
} PlrTestFlags;

typedef struct
{
  PlrPipeline *pipeline;
  PlrStage    *stage;
  PlrStage    *other;       /* another one, or NULL */
} PlrTestPlace;

typedef PlrEdit *(*PlrTestMakeFunc) (PlrTestPlace *place);

typedef struct
{
  const char *name;
  PlrTestMakeFunc make;         /* does the operation to the model, and returns the edit for the text; NULL if it makes no sense */
  PlrTestFlags    flags;
} PlrTestOperation;

const PlrTestOperation *plr_test_list_operations (guint *n_operations);

G_END_DECLS
