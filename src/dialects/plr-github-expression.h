/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What is known of how something comes out. */
typedef enum
{
  PLR_FALSE,
  PLR_TRUE,
  PLR_UNKNOWN,
} PlrTruth;

/**
 * PlrGithubLookup:
 * @path: a context and what is asked of it, in lower case: `github.event.pull_request.draft`, `needs.*.result`, `success()`
 * @user_data: what was handed on
 *
 * Returns: (transfer full) (nullable): the value; `NULL` if it cannot be known
 */
typedef JsonNode *(*PlrGithubLookup) (const char *path,
                                      gpointer    user_data);

PlrTruth plr_github_evaluate    (const char     *expression,
                                 PlrGithubLookup lookup,
                                 gpointer        user_data,
                                 gboolean       *has_status,
                                 char          **unknown,
                                 GError        **error);
gboolean plr_github_is_text     (const char *condition);
PlrTruth plr_github_match_list  (const char *const *patterns,
                                 const char        *name,
                                 guint             *decider);

G_END_DECLS
