/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-aws-private.h"

G_BEGIN_DECLS

/**
 * PlrAppspecKind:
 *
 * What is deployed to: each has hooks of its own.
 */
typedef enum
{
  PLR_APPSPEC_SERVER,
  PLR_APPSPEC_ECS,
  PLR_APPSPEC_LAMBDA,
} PlrAppspecKind;

/* An event in the life of a deployment; scripts or functions may be hooked to it, unless it is one of CodeDeploy's own. */
typedef struct
{
  const char *name;
  gboolean    is_hook;
  gboolean    deploys;  /* what is deployed stands for it */
} PlrAppspecEvent;

const PlrAppspecEvent *plr_appspec_list_events (PlrAppspecKind kind,
                                                guint         *n_events);
int                    plr_appspec_find_event  (PlrAppspecKind kind,
                                                const char    *name);
PlrAppspecKind         plr_appspec_guess_kind  (PlrYamlNode *root);
PlrPipeline           *plr_appspec_read        (PlrDialect *dialect,
                                                const char *text,
                                                gssize      size_bytes,
                                                const char *path,
                                                GListStore *problems);
char                  *plr_appspec_write       (PlrDialect  *dialect,
                                                PlrPipeline *pipeline,
                                                GListStore  *losses,
                                                GError     **error);

G_END_DECLS
