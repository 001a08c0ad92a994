/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-gitlab-expression.h"
#include "plr-gitlab-private.h"
#include "plr-simulate-private.h"

G_BEGIN_DECLS

/* What becomes of a job, and why. */
typedef struct
{
  PlrGitlabEntry *entry;
  PlrGitlabValue *job;          /* with its templates */
  PlrGitlabValue *rule;         /* that lets it in, or NULL */
  const char     *group;
  guint           level;        /* of its group */
  PlrVerdict      verdict;
  gboolean        is_added;     /* it is in the pipeline, or may be */
  gboolean        is_blocking;  /* the groups behind it wait for it */
  gboolean        is_settled;
} PlrGitlabJob;

typedef struct
{
  PlrGitlabConfig        *config;
  const PlrSimulateEvent *event;
  const char             *source;       /* CI_PIPELINE_SOURCE */
  GPtrArray              *jobs;         /* of PlrGitlabJob */
  GHashTable             *by_name;
  PlrGitlabValue         *workflow_variables;   /* of the rule of the workflow that holds, or NULL */
  PlrGitlabValue         *rule_variables;       /* of the rule of the job that holds, or NULL */
  PlrGitlabJob           *at;           /* the job at hand, or NULL */
  guint                   depth;        /* of variables in the values of variables */
  guint                   n_lookups;    /* of them, for the one that is asked for */
  gboolean                has_workflow_rules;
} PlrGitlabSimulation;

/* What a list of rules comes to. */
typedef struct
{
  PlrTruth        truth;        /* whether one holds */
  PlrGitlabValue *rule;         /* that decides, or NULL for none */
  guint           next;         /* the number of the rule behind it */
  char           *reason;
} PlrGitlabRuling;

/* plr-gitlab-simulate-variables.c */
void     plr_gitlab_look_up           (const char    *name,
                                       PlrGitlabTerm *term,
                                       gpointer       user_data);
char    *plr_gitlab_expand            (PlrGitlabSimulation *self,
                                       const char          *text);

/* plr-gitlab-simulate-rules.c */
void     plr_gitlab_rule              (PlrGitlabSimulation *self,
                                       PlrGitlabValue      *rules,
                                       guint                from,
                                       PlrGitlabRuling     *ruling);
void     plr_gitlab_ruling_clear      (PlrGitlabRuling *ruling);
PlrTruth plr_gitlab_match_changes     (PlrGitlabSimulation *self,
                                       PlrGitlabValue      *changes);

/* plr-gitlab-simulate-only.c */
PlrTruth plr_gitlab_match_policy      (PlrGitlabSimulation *self,
                                       PlrGitlabValue      *policy,
                                       gboolean             needs_all,
                                       PlrYamlNode        **decider);

gboolean plr_gitlab_simulate          (PlrYaml                *tree,
                                       const char             *path,
                                       PlrDialectLoader        loader,
                                       gpointer                loader_data,
                                       const PlrSimulateEvent *event,
                                       GListStore             *jobs,
                                       GError                **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrGitlabRuling, plr_gitlab_ruling_clear)

G_END_DECLS
