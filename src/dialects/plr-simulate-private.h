/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-github-expression.h"
#include "plr-simulate.h"
#include "plr-yaml.h"

G_BEGIN_DECLS

/* A decision about a job, or about all of them. */
typedef struct
{
  PlrSimulatedState state;
  const char       *path;
  PlrYamlNode      *node;   /* whose line decided */
  char             *reason;
} PlrVerdict;

void        plr_verdict_clear        (PlrVerdict *self);
void        plr_verdict_set          (PlrVerdict       *self,
                                      PlrSimulatedState state,
                                      const char       *path,
                                      PlrYamlNode      *node,
                                      const char       *format,
                                      ...) G_GNUC_PRINTF (5, 6);
void        plr_verdict_add          (const PlrVerdict *self,
                                      const char       *id,
                                      GListStore       *jobs);
const char *plr_simulate_find_variable (const PlrSimulateEvent *event,
                                        const char             *name);

gboolean    plr_github_simulate      (PlrYaml                *tree,
                                      const char             *path,
                                      const PlrSimulateEvent *event,
                                      GListStore             *jobs,
                                      GError                **error);

/* plr-github-simulate-on.c */
const char *plr_github_find_trigger  (PlrYamlNode            *root,
                                      const char             *path,
                                      const PlrSimulateEvent *event,
                                      PlrVerdict             *verdict);

/* plr-github-simulate-context.c */
typedef struct
{
  const PlrSimulateEvent *event;
  const char             *event_name;  /* the engine's word */
  PlrYamlNode            *root;
  GHashTable             *results;     /* id of a job → PlrSimulatedState + 1 */
  GHashTable             *chains;      /* the same of it and all that it needs together */
  PlrYamlNode            *needs;       /* of the job at hand, or NULL */
} PlrGithubContext;

JsonNode   *plr_github_look_up       (const char *path,
                                      gpointer    user_data);
GPtrArray  *plr_github_list_needs    (PlrYamlNode *needs);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrVerdict, plr_verdict_clear)

G_END_DECLS
