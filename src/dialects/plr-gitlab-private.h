/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-gitlab-config.h"
#include "plr-inputs.h"

G_BEGIN_DECLS

/* docs.gitlab.com, CI/CD YAML syntax reference: parallel:matrix, needs, retry. */
#define PLR_GITLAB_MAX_CELLS 200
#define PLR_GITLAB_MAX_NEEDS 50
#define PLR_GITLAB_MAX_RETRY 2
#define PLR_GITLAB_MAX_JOBS  10000
#define PLR_GITLAB_MAX_STEPS 1000
#define PLR_GITLAB_MAX_ALL_STEPS 200000 /* of all jobs */

/* What the header of a file says that it is told. */
extern const PlrInputsForm plr_gitlab_inputs;

/* Where a step of a job is written. */
typedef enum
{
  PLR_GITLAB_BEFORE,
  PLR_GITLAB_SCRIPT,
  PLR_GITLAB_AFTER,
} PlrGitlabSection;

typedef struct
{
  PlrGitlabSection section;
  PlrGitlabValue  *list;        /* the whole section */
  PlrGitlabValue  *value;       /* the command */
  PlrGitlabEntry  *entry;       /* its item, or NULL where the section is one text */
} PlrGitlabStep;

/* A definition that is being read, and the job of it that is. */
typedef struct
{
  PlrReader        reader;
  PlrGitlabConfig *config;
  GHashTable      *groups;      /* name → place in the order + 2, so that .pre is 1 */
  GHashTable      *stages;      /* id → PlrStage */
  GHashTable      *keys;        /* name of a key of a job → its place in a table; made with the first */
  guint            n_steps;     /* of all jobs */
  GArray          *default_keys;        /* places of those that there is a default for */
  GPtrArray       *jobs;        /* of PlrGitlabValue, as the places of the reader */
  PlrGitlabValue  *job;
  PlrStage        *stage;
  PlrJob          *model;
  const char      *id;
  gboolean         has_groups;  /* the file says which there are */
} PlrGitlabReader;

/* plr-gitlab-words.c */
gboolean    plr_gitlab_parse_duration (const char *text,
                                       gint64     *duration_us);
char       *plr_gitlab_format_duration (gint64 duration_us);
char      **plr_gitlab_parse_branches (const char *condition,
                                       const char *variable);
char       *plr_gitlab_format_branches (const char *const *branches,
                                        const char        *variable);
char       *plr_gitlab_escape         (const char *text);
gboolean    plr_gitlab_is_ref_word    (const char *text);
char       *plr_gitlab_strip_cell     (const char *name);

/* plr-gitlab-steps.c */
const char *plr_gitlab_section_get_key (PlrGitlabSection section);
GArray     *plr_gitlab_list_steps      (PlrGitlabConfig *config,
                                        PlrGitlabValue  *job);

/* plr-gitlab-read-job.c, -read-parts.c, -read-rules.c, -read-needs.c */
void        plr_gitlab_keep           (PlrGitlabReader *self,
                                       const char      *where,
                                       const char      *name);
void        plr_gitlab_report_type    (PlrGitlabReader *self,
                                       const char      *name,
                                       PlrGitlabValue  *value,
                                       const char      *hint);
void        plr_gitlab_keep_others    (PlrGitlabReader   *self,
                                       const char        *where,
                                       PlrGitlabValue    *map,
                                       const char *const *known);
char      **plr_gitlab_get_strings    (PlrGitlabReader *self,
                                       const char      *name,
                                       PlrGitlabValue  *value);
const char *plr_gitlab_get_text       (PlrGitlabReader *self,
                                       const char      *name,
                                       PlrGitlabValue  *value);
void        plr_gitlab_read_variables (PlrGitlabReader *self,
                                       PlrGitlabValue  *map,
                                       GObject         *target);
void        plr_gitlab_read_job       (PlrGitlabReader *self,
                                       PlrGitlabEntry  *entry);
void        plr_gitlab_read_steps     (PlrGitlabReader *self);
void        plr_gitlab_read_matrix    (PlrGitlabReader *self,
                                       PlrGitlabValue  *value);
void        plr_gitlab_read_artifacts (PlrGitlabReader *self,
                                       PlrGitlabValue  *value);
void        plr_gitlab_read_caches    (PlrGitlabReader *self,
                                       PlrGitlabValue  *value);
void        plr_gitlab_read_services  (PlrGitlabReader *self,
                                       PlrGitlabValue  *value);
void        plr_gitlab_read_rules     (PlrGitlabReader *self);
void        plr_gitlab_read_workflow  (PlrGitlabReader *self,
                                       PlrGitlabValue  *value);
void        plr_gitlab_read_needs     (PlrGitlabReader *self);
void        plr_gitlab_read_implied_needs (PlrGitlabReader *self);

PlrTriggerEvent plr_gitlab_find_event (const char *source);

/* plr-gitlab-triggers.c */
void        plr_gitlab_append_trigger (PlrYamlValue *rules,
                                       PlrTrigger   *trigger,
                                       const char   *source);

/* The interface. */
PlrPipeline *plr_gitlab_read          (PlrDialect      *dialect,
                                       const char      *text,
                                       gssize           size_bytes,
                                       const char      *path,
                                       PlrDialectLoader loader,
                                       gpointer         loader_data,
                                       GListStore      *problems);

char        *plr_gitlab_merged        (PlrDialect      *dialect,
                                       const char      *text,
                                       gssize           size_bytes,
                                       const char      *path,
                                       PlrDialectLoader loader,
                                       gpointer         loader_data,
                                       GError         **error);

G_END_DECLS
