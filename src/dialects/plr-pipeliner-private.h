/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect.h"
#include "plr-yaml-edit.h"
#include "plr-yaml.h"

G_BEGIN_DECLS

/* What one definition may hold; far above any real one, and low enough that a machine stays usable. */
#define PLR_PIPELINER_MAX_STAGES  5000
#define PLR_PIPELINER_MAX_STEPS   1000
#define PLR_PIPELINER_MAX_CELLS   256
#define PLR_PIPELINER_MAX_RUNS    10000
#define PLR_PIPELINER_MAX_RETRY   10
#define PLR_PIPELINER_MAX_ID      64
#define PLR_PIPELINER_MAX_TIMEOUT_S (7 * 24 * 60 * 60)

/* Where a stage stands, so that what is found wrong with the model leads to the text. */
typedef struct
{
  PlrStage    *stage;
  PlrYamlNode *key;
  PlrYamlNode *value;
  GPtrArray   *needs;           /* of PlrYamlNode, as the needs of the stage */
  GPtrArray   *inputs;
  GPtrArray   *steps;
} PlrPipelinerPlace;

typedef struct
{
  PlrYaml           *tree;
  const char        *path;
  PlrPipeline       *pipeline;
  GListStore        *problems;
  GHashTable        *reported;  /* code and place: a template that many use is wrong only once */
  GPtrArray         *places;    /* of PlrPipelinerPlace, as the stages of the pipeline */
  PlrPipelinerPlace *place;     /* the stage that is being read, or NULL */
  GPtrArray         *opaque;    /* of the stage or pipeline that is being read */
} PlrPipelinerReader;

typedef void (*PlrPipelinerReadFunc) (PlrPipelinerReader *self,
                                      PlrYamlNode        *key,
                                      PlrYamlNode        *value,
                                      gpointer            target);

typedef struct
{
  const char           *name;
  PlrPipelinerReadFunc  read;
} PlrPipelinerKey;

/* A mapping of fixed keys: `what` has them, `where` leads to it in the names of opaque keys. Keys like x-common are a place
 * for anchors, where they are allowed; nothing is read from there but through aliases. */
typedef struct
{
  const char            *what;
  const PlrPipelinerKey *keys;
  guint                  n_keys;
  const char            *where;
  gboolean               has_extensions;
} PlrPipelinerShape;

/* plr-pipeliner-values.c */
void        plr_pipeliner_report       (PlrPipelinerReader *self,
                                        PlrSeverity         severity,
                                        const char         *code,
                                        PlrYamlNode        *node,
                                        const char         *hint,
                                        const char         *format,
                                        ...) G_GNUC_PRINTF (6, 7);
void        plr_pipeliner_report_type  (PlrPipelinerReader *self,
                                        PlrYamlNode        *key,
                                        PlrYamlNode        *value,
                                        const char         *hint);
gboolean    plr_pipeliner_read_shape   (PlrPipelinerReader      *self,
                                        PlrYamlNode             *node,
                                        const PlrPipelinerShape *shape,
                                        gpointer                 target);
GPtrArray  *plr_pipeliner_list_pairs   (PlrPipelinerReader *self,
                                        PlrYamlNode        *map,
                                        const char         *duplicate_code);
const char *plr_pipeliner_get_string   (PlrPipelinerReader *self,
                                        PlrYamlNode        *key,
                                        PlrYamlNode        *value);
const char *plr_pipeliner_get_text     (PlrPipelinerReader *self,
                                        PlrYamlNode        *key,
                                        PlrYamlNode        *value);
gboolean    plr_pipeliner_get_boolean  (PlrPipelinerReader *self,
                                        PlrYamlNode        *key,
                                        PlrYamlNode        *value);
guint       plr_pipeliner_get_retry    (PlrPipelinerReader *self,
                                        PlrYamlNode        *key,
                                        PlrYamlNode        *value);
gint64      plr_pipeliner_get_timeout  (PlrPipelinerReader *self,
                                        PlrYamlNode        *key,
                                        PlrYamlNode        *value);
const char *plr_pipeliner_get_shell    (PlrPipelinerReader *self,
                                        PlrYamlNode        *key,
                                        PlrYamlNode        *value);
char      **plr_pipeliner_get_list     (PlrPipelinerReader *self,
                                        PlrYamlNode        *key,
                                        PlrYamlNode        *value,
                                        gboolean            is_text,
                                        GPtrArray          *nodes);

/* plr-pipeliner-words.c: what may stand in a value, for the reader and for edits. */
gboolean    plr_pipeliner_is_id        (const char *text);
gboolean    plr_pipeliner_is_name      (const char *text);
gboolean    plr_pipeliner_is_reserved  (const char *text);
gboolean    plr_pipeliner_is_shell     (const char *text);
gboolean    plr_pipeliner_is_path      (const char *text);
gboolean    plr_pipeliner_is_artifact_name (const char *text);
gboolean    plr_pipeliner_parse_timeout (const char *text,
                                         gint64     *timeout_us);
char       *plr_pipeliner_format_timeout (gint64 timeout_us);
const char *plr_pipeliner_guess_word   (const char        *word,
                                        const char *const *known,
                                        guint              n_known);

/* plr-pipeliner-steps.c, plr-pipeliner-stage.c, plr-pipeliner-check.c */
gboolean    plr_pipeliner_check_variable_name (PlrPipelinerReader *self,
                                               PlrYamlNode        *key);
gboolean    plr_pipeliner_check_path   (PlrPipelinerReader *self,
                                        PlrYamlNode        *node,
                                        const char         *path);
void        plr_pipeliner_read_steps   (PlrPipelinerReader *self,
                                        PlrYamlNode        *key,
                                        PlrYamlNode        *value,
                                        gpointer            target);
void        plr_pipeliner_read_artifacts (PlrPipelinerReader *self,
                                          PlrYamlNode        *key,
                                          PlrYamlNode        *value,
                                          gpointer            target);
void        plr_pipeliner_read_variables (PlrPipelinerReader *self,
                                          PlrYamlNode        *key,
                                          PlrYamlNode        *value,
                                          GObject            *owner);
void        plr_pipeliner_read_stages  (PlrPipelinerReader *self,
                                        PlrYamlNode        *key,
                                        PlrYamlNode        *value,
                                        gpointer            target);
void        plr_pipeliner_check_graph  (PlrPipelinerReader *self);

/* The interface: -read.c, -edit.c, -write.c */
PlrPipeline *plr_pipeliner_read        (PlrDialect *dialect,
                                        const char *text,
                                        gssize      size_bytes,
                                        const char *path,
                                        GListStore *problems);
GPtrArray   *plr_pipeliner_edit        (PlrDialect *dialect,
                                        const char *text,
                                        gssize      size_bytes,
                                        PlrEdit    *edit,
                                        GError    **error);
char        *plr_pipeliner_write       (PlrDialect  *dialect,
                                        PlrPipeline *pipeline,
                                        GListStore  *losses,
                                        GError     **error);

G_END_DECLS
