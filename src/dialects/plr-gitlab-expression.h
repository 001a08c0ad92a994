/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-github-expression.h"

G_BEGIN_DECLS

/* What is known of a variable. */
typedef enum
{
  PLR_GITLAB_TERM_NULL,         /* it is not set */
  PLR_GITLAB_TERM_TEXT,
  PLR_GITLAB_TERM_SOME,         /* it is set and not empty, to what only the server knows */
  PLR_GITLAB_TERM_UNKNOWN,
} PlrGitlabTermKind;

typedef struct
{
  PlrGitlabTermKind kind;
  char             *text;       /* of a TEXT */
} PlrGitlabTerm;

/**
 * PlrGitlabLookup:
 * @name: of a variable
 * @term: (out): what is known of it
 * @user_data: what was handed on
 */
typedef void (*PlrGitlabLookup) (const char    *name,
                                 PlrGitlabTerm *term,
                                 gpointer       user_data);

void     plr_gitlab_term_clear (PlrGitlabTerm *term);
PlrTruth plr_gitlab_evaluate   (const char     *expression,
                                PlrGitlabLookup lookup,
                                gpointer        user_data,
                                char          **unknown,
                                GError        **error);
PlrTruth plr_gitlab_match      (const char *pattern,
                                const char *text,
                                GError    **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrGitlabTerm, plr_gitlab_term_clear)

G_END_DECLS
