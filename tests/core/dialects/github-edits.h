/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "plr-edit.h"

/* One kind of edit of a workflow, tried on the model of it. */
typedef struct
{
  JsonObject *model;  /* of the workflow; the edit is done to it */
  JsonObject *stage;  /* of the model, the one that it is about */
  PlrEdit    *edit;   /* what it is in the words of an edit */
  gboolean    is_one; /* it changes one value, or adds one key to a mapping that is there: that is one line */
  gboolean    is_far; /* it touches more than that job */
} GithubAttempt;

typedef gboolean (*GithubTryFunc) (GithubAttempt *self);

typedef struct
{
  const char   *name;
  GithubTryFunc try; /* FALSE: there is nothing that it could be done to */
} GithubOperation;

extern const GithubOperation github_operations[];
extern const guint n_github_operations;
