/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-reader.h"
#include "plr-yaml-value.h"

G_BEGIN_DECLS

/* docs.gitlab.com, CI/CD YAML syntax reference: include (150 files), extends (11 levels), !reference (10 levels). */
#define PLR_GITLAB_MAX_INCLUDES   150
#define PLR_GITLAB_MAX_EXTENDS    11
#define PLR_GITLAB_MAX_REFERENCES 10

/* Of a list with those that stand in it by reference. */
#define PLR_GITLAB_MAX_ITEMS      20000

typedef struct _PlrGitlabValue PlrGitlabValue;

/* A pair of a mapping, or an item of a list. */
typedef struct
{
  const char     *name;         /* NULL for an item */
  PlrYamlNode    *key;          /* NULL for an item */
  PlrYamlNode    *use;          /* what stands there: an alias, a !reference or the value itself */
  PlrGitlabValue *value;
} PlrGitlabEntry;

/* What a piece of the configuration says once anchors, merge keys, includes, references and extends are followed. It never
 * changes, so that several may share it. */
struct _PlrGitlabValue
{
  PlrYamlNode    *node;         /* that says it, in whichever file; never an alias. Of a merged mapping the last one. */
  PlrGitlabEntry *entries;
  union
  {
    GHashTable *table;          /* of a large mapping */
    const char *text;           /* of a scalar with inputs in it: what it says with their values */
  };
  guint           n_entries;
  guint           kind : 2;
  guint           is_word : 1;          /* the text is no string in the types of YAML */
  guint           has_reference : 1;    /* there is a !reference in it that is not followed yet */
  guint           is_reference : 1;
  guint           is_unknown : 1;       /* a reference to what another file may have */
};

/* A file that takes part. */
typedef struct
{
  PlrYaml     *tree;
  char        *path;
  PlrYamlNode *include;         /* the entry of the first file that leads to it, or NULL for that file */
  gboolean     has_inputs;      /* it was told something, and may be there once more, told something else */
  gboolean     is_at_work;      /* what it includes is being read */
} PlrGitlabSource;

typedef struct
{
  PlrReader       *reader;      /* gets the problems, or NULL */
  PlrDialectLoader loader;
  gpointer         loader_data;
  PlrYaml         *tree;        /* of the first file */
  PlrYamlNode     *top;         /* its root; NULL if it has none */
  PlrYamlNode     *header;      /* the document before it, with `spec`, or NULL */
  GPtrArray       *sources;     /* of PlrGitlabSource */
  GHashTable      *by_tree;     /* tree → PlrGitlabSource */
  GHashTable      *aliased;     /* node with an anchor → its value */
  GHashTable      *followed;    /* value → itself with its references followed, or NULL while that is at work */
  GHashTable      *jobs;        /* name → value with its templates, or NULL while that is at work */
  GHashTable      *defaults;    /* name → what `default` or the top says, or NULL where they do not */
  GHashTable      *texts[2];    /* value → its text: [1] in one line */
  GPtrArray       *tables;
  GPtrArray       *blocks;
  GHashTable      *unknown;     /* names of templates that may be in a file that is not known */
  GPtrArray       *unknown_includes; /* of PlrYamlNode */
  GPtrArray       *conditional_includes; /* of PlrYamlNode: whether they count is known on the server only */
  GHashTable      *inputs;      /* of the file that is being built: name → value; NULL if there are none */
  guint            n_listed;    /* files that were looked at for a pattern */
  PlrGitlabValue  *root;
  char            *free_memory;
  gsize            free_bytes;
  gsize            n_bytes;
  guint            depth;
  gboolean         is_open;     /* a file that takes part could not be read: there is more than is known */
  gboolean         is_plain;    /* of another dialect: lists in lists stay */
  gboolean         is_over;     /* what the files ask for is more than a machine can hold */
} PlrGitlabConfig;

/* plr-gitlab-value.c */
gpointer        plr_gitlab_alloc         (PlrGitlabConfig *self,
                                          gsize            size_bytes);
PlrGitlabValue *plr_gitlab_build         (PlrGitlabConfig *self,
                                          PlrYamlNode     *node);
PlrGitlabValue *plr_gitlab_merge         (PlrGitlabConfig *self,
                                          PlrGitlabValue  *under,
                                          PlrGitlabValue  *over);
PlrGitlabEntry *plr_gitlab_find_entry    (PlrGitlabConfig *self,
                                          PlrGitlabValue  *map,
                                          const char      *name);
PlrGitlabValue *plr_gitlab_get           (PlrGitlabConfig *self,
                                          PlrGitlabValue  *map,
                                          const char      *name);
const char     *plr_gitlab_get_string    (PlrGitlabValue *value);
gboolean        plr_gitlab_is_null       (PlrGitlabValue *value);
gboolean        plr_gitlab_is_map        (PlrGitlabValue *value);
GPtrArray      *plr_gitlab_list_items    (PlrGitlabValue *value);
PlrYamlValue   *plr_gitlab_make_value    (PlrGitlabValue *value,
                                          gboolean        is_flow);
char           *plr_gitlab_dup_text      (PlrGitlabValue *value,
                                          gboolean        is_flow);
const char     *plr_gitlab_config_get_text (PlrGitlabConfig *self,
                                            PlrGitlabValue  *value,
                                            gboolean         is_flow);

/* plr-gitlab-resolve.c */
PlrGitlabConfig *plr_gitlab_config_new   (PlrYaml         *tree,
                                          const char      *path,
                                          PlrDialectLoader loader,
                                          gpointer         loader_data,
                                          PlrReader       *reader);
PlrGitlabConfig *plr_gitlab_config_new_plain (PlrYaml    *tree,
                                              const char *path);
void             plr_gitlab_config_free  (PlrGitlabConfig *self);
PlrGitlabValue  *plr_gitlab_config_get_job (PlrGitlabConfig *self,
                                            const char      *name);
PlrGitlabValue  *plr_gitlab_follow       (PlrGitlabConfig *self,
                                          PlrGitlabValue  *value);
PlrGitlabValue  *plr_gitlab_config_get_global (PlrGitlabConfig *self,
                                               const char      *name);
gboolean         plr_gitlab_config_has_default (PlrGitlabConfig *self,
                                                const char      *name);
PlrGitlabValue  *plr_gitlab_config_get_default (PlrGitlabConfig *self,
                                                PlrGitlabValue  *job,
                                                const char      *name);
PlrGitlabValue  *plr_gitlab_config_get_own_or_default (PlrGitlabConfig *self,
                                                       PlrGitlabValue  *job,
                                                       const char      *name);
gboolean         plr_gitlab_inherits     (PlrGitlabConfig *self,
                                          PlrGitlabValue  *job,
                                          const char      *what,
                                          const char      *name);
gboolean         plr_gitlab_is_whole      (const char *path);
gboolean         plr_gitlab_is_global    (const char *name);
const char      *plr_gitlab_config_get_path (PlrGitlabConfig *self,
                                             PlrYamlNode     *node);
gboolean         plr_gitlab_is_local     (PlrGitlabConfig *self,
                                          PlrYamlNode     *node);
void             plr_gitlab_report       (PlrGitlabConfig *self,
                                          PlrSeverity      severity,
                                          const char      *code,
                                          PlrYamlNode     *node,
                                          const char      *hint,
                                          const char      *format,
                                          ...) G_GNUC_PRINTF (6, 7);

/* plr-gitlab-inputs.c */
GHashTable      *plr_gitlab_read_inputs  (PlrGitlabConfig *self,
                                          PlrYamlNode     *header,
                                          PlrGitlabValue  *given,
                                          PlrYamlNode     *use);
PlrGitlabValue  *plr_gitlab_interpolate  (PlrGitlabConfig *self,
                                          PlrYamlNode     *node);
const char      *plr_gitlab_interpolate_name (PlrGitlabConfig *self,
                                              PlrYamlNode     *key,
                                              const char      *name);

/* plr-gitlab-files.c */
char            *plr_gitlab_normalize_path (const char *path);
gboolean         plr_gitlab_is_pattern   (const char *path);
gboolean         plr_gitlab_find_files   (PlrGitlabConfig *self,
                                          const char      *pattern,
                                          gboolean         is_any,
                                          GPtrArray       *found);

/* plr-gitlab-include-rules.c */
typedef enum
{
  PLR_GITLAB_NO,
  PLR_GITLAB_MAYBE,
  PLR_GITLAB_YES,
} PlrGitlabVerdict;

PlrGitlabVerdict plr_gitlab_judge_include (PlrGitlabConfig *self,
                                           PlrGitlabValue  *item);

/* plr-gitlab-include.c */
PlrGitlabValue  *plr_gitlab_include      (PlrGitlabConfig *self,
                                          PlrYamlNode     *root,
                                          const char      *path,
                                          PlrYamlNode     *origin);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrGitlabConfig, plr_gitlab_config_free)

G_END_DECLS
