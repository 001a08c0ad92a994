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

/* Of jobs and the workflow, and of what is in them. */
extern const GithubOperation github_job_operations[];
extern const GithubOperation github_part_operations[];
extern const guint n_github_job_operations;
extern const guint n_github_part_operations;

/* Models, and what stands in them */
JsonArray *github_get_list (JsonObject *object, const char *field);
JsonObject *github_get_map (JsonObject *object, const char *field);
const char *github_get_text (JsonObject *object, const char *field);
gboolean github_is_short (const char *text);
gboolean github_is_opaque (JsonObject *stage, const char *prefix);
void github_drop_opaque (JsonObject *stage, const char *prefix);
const char *github_get_id (GithubAttempt *self);
gboolean github_is_call (GithubAttempt *self);
JsonObject *github_copy_object (JsonObject *object);
int github_find_named (JsonArray *list, const char *field, const char *name);
int github_find_text (JsonArray *list, const char *text);
char *github_pick_new_id (GithubAttempt *self);
const char *github_pick_member (JsonObject *object);
void github_set_edit (GithubAttempt *self, PlrEditKind kind, const char *field, const char *value);
