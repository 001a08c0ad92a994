/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-pipeline.h"

G_BEGIN_DECLS

/* One thing that a definition says: a property of the pipeline or of a stage that is not the default, or one item of a list
 * of them. Which there are follows from the properties of the model, so that a new one cannot be forgotten. */
typedef struct
{
  PlrStage *stage;      /* or NULL for the pipeline */
  GObject  *item;       /* of the list, or NULL */
  char     *field;      /* as plr_pipeline_to_json() names it */
  char     *key;        /* of the item: its name, or its number from 1; or NULL */
  char     *value;      /* all of it in a canonical form, for comparison and for people */
} PlrConstruct;

GPtrArray  *plr_constructs_list    (PlrPipeline *pipeline);
GHashTable *plr_constructs_index   (GPtrArray *constructs);
char       *plr_construct_dup_property (GObject    *object,
                                        GParamSpec *property);
char       *plr_construct_dup_name (const char *stage,
                                    const char *field,
                                    const char *key);
gboolean    plr_construct_has_same_items (GListModel *left,
                                          GListModel *right);

G_END_DECLS
