/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The branch or the tag that a run is for, and nothing if it is for something else. */
#define PLR_SUBJECT_BRANCH "branch"
#define PLR_SUBJECT_TAG    "tag"

typedef enum
{
  PLR_CONDITION_TRUE,
  PLR_CONDITION_FALSE,
  PLR_CONDITION_AND,
  PLR_CONDITION_OR,
  PLR_CONDITION_NOT,
  PLR_CONDITION_TEST,
} PlrConditionKind;

typedef enum
{
  PLR_TEST_IS_SET,
  PLR_TEST_EQUALS,
  PLR_TEST_STARTS,
  PLR_TEST_ENDS,
  PLR_TEST_CONTAINS,
  PLR_TEST_EQUALS_OTHER,        /* the text is another subject */
} PlrTest;

typedef struct _PlrCondition PlrCondition;

/* A condition that both engines have words for. */
struct _PlrCondition
{
  PlrConditionKind kind;
  PlrCondition    *left;        /* of and, or, not */
  PlrCondition    *right;       /* of and, or */
  char            *subject;     /* of a test: branch, tag, vars.NAME, or what GitHub calls it */
  char            *text;
  PlrTest          test;
};

PlrCondition *plr_condition_new           (gboolean value);
PlrCondition *plr_condition_new_test      (const char *subject,
                                           PlrTest     test,
                                           const char *text);
PlrCondition *plr_condition_copy          (PlrCondition *self);
void          plr_condition_free          (PlrCondition *self);
PlrCondition *plr_condition_not           (PlrCondition *self);
PlrCondition *plr_condition_join          (PlrConditionKind kind,
                                           PlrCondition    *left,
                                           PlrCondition    *right);
PlrCondition *plr_condition_parse         (const char *text,
                                           gboolean    is_github);
PlrCondition *plr_condition_parse_rules   (const char *text);
char         *plr_condition_dup_variable  (const char *subject);
const char   *plr_condition_find_source   (const char *event);
char         *plr_condition_format        (PlrCondition *self,
                                           gboolean      is_github);
char        **plr_condition_list_patterns (PlrCondition *self,
                                           const char   *subject);
PlrCondition *plr_condition_assume        (PlrCondition *self,
                                           const char   *subject,
                                           const char   *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrCondition, plr_condition_free)

G_END_DECLS
