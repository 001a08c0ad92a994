/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "plr-aws-private.h"

G_BEGIN_DECLS

/* Where the pipelines of a file stand: a file of the command line has one, a template of CloudFormation any number. */
typedef struct
{
  PlrYamlNode *node;
  PlrYamlNode *key;     /* the name of the resource, or NULL */
} PlrCodepipelineRoot;

/* An action where it stands. */
typedef struct
{
  PlrYamlNode *node;      /* a mapping */
  PlrYamlNode *item;      /* the same, or an alias of it */
  PlrYamlNode *stage;     /* the stage of the engine that it is in: a mapping */
  const char  *condition; /* of a template, or NULL */
  char        *group;     /* its name */
  char        *name;
  char        *id;        /* of the stage of the model */
  guint        pipeline;
  guint        group_index;
  guint        run_order;
} PlrCodepipelineAction;

gboolean     plr_codepipeline_is_template  (PlrYamlNode *root);
GArray      *plr_codepipeline_list_roots   (PlrYamlNode *root);
const char  *plr_codepipeline_get_word     (gboolean    is_template,
                                            const char *word);
char        *plr_codepipeline_dup_text     (PlrYamlNode *node);
PlrYamlNode *plr_codepipeline_unwrap       (PlrYamlNode *node,
                                            const char **condition);
GPtrArray   *plr_codepipeline_list_actions (PlrYamlNode *root);
const char  *plr_codepipeline_deploy_key   (PlrYamlNode *configuration);
PlrPipeline *plr_codepipeline_read         (PlrDialect *dialect,
                                            const char *text,
                                            gssize      size_bytes,
                                            const char *path,
                                            GListStore *problems);
char        *plr_codepipeline_dup_conditions   (PlrYamlNode *stage,
                                                gboolean     is_template);
gboolean     plr_codepipeline_write_conditions (JsonBuilder *builder,
                                                const char  *text,
                                                gboolean    *has_failure);
char        *plr_codepipeline_write        (PlrDialect  *dialect,
                                            PlrPipeline *pipeline,
                                            GListStore  *losses,
                                            GError     **error);

G_END_DECLS
