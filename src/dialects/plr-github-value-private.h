/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-github-expression.h"

G_BEGIN_DECLS

/* A value of an expression. Of one that is not known, it may still be known whether it counts as true. */
typedef struct
{
  JsonNode *node;   /* NULL if it is not known */
  char     *path;   /* of a context that nobody has asked for yet, or NULL */
  PlrTruth  truth;  /* where there is no node */
} PlrGithubValue;

void     plr_github_value_clear    (PlrGithubValue *self);
PlrTruth plr_github_node_get_truth (JsonNode *node);
double   plr_github_node_to_number (JsonNode *node);
char    *plr_github_node_to_string (JsonNode *node);
PlrTruth plr_github_compare        (JsonNode *left,
                                    const char *operator,
                                    JsonNode *right);
JsonNode *plr_github_node_get      (JsonNode   *node,
                                    const char *key);

/* plr-github-function.c */
JsonNode *plr_github_call          (const char *name,
                                    JsonNode  **arguments,
                                    guint       n_arguments,
                                    GError    **error);
gboolean  plr_github_is_function   (const char *name,
                                    guint       n_arguments);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrGithubValue, plr_github_value_clear)

G_END_DECLS
