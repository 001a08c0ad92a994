/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect.h"
#include "plr-yaml.h"

G_BEGIN_DECLS

/* What the readers of the dialects in YAML have in common: a tree, the model that grows, and where each thing stands. */

/* Where a stage stands, so that what is found wrong with the model leads to the text. */
typedef struct
{
  PlrStage    *stage;
  PlrYamlNode *key;
  PlrYamlNode *value;
  GPtrArray   *needs;           /* of PlrYamlNode, as the needs of the stage */
  GPtrArray   *inputs;
  GPtrArray   *steps;
  GPtrArray   *outer_opaque;    /* of the pipeline, while the stage is being read */
} PlrReaderPlace;

typedef struct
{
  PlrYaml           *tree;
  const char        *path;
  PlrPipeline       *pipeline;
  GPtrArray         *problems;  /* of PlrProblem */
  guint              n_errors;  /* among the problems */
  guint              n_others;
  GHashTable        *reported;  /* code and place: a template that many use is wrong only once */
  GPtrArray         *places;    /* of PlrReaderPlace, as the stages of the pipeline */
  PlrReaderPlace    *place;     /* the stage that is being read, or NULL */
  GPtrArray         *opaque;    /* of the stage or pipeline that is being read */
  GPtrArray         *of_stage;  /* that of one stage after the other */
  gboolean           has_own_places;    /* no node is noted for needs, inputs and steps */
  gboolean            has_actions; /* a step may name an action instead of a script */
} PlrReader;

typedef void (*PlrReaderFunc) (PlrReader   *self,
                               PlrYamlNode *key,
                               PlrYamlNode *value,
                               gpointer     target);

typedef struct
{
  const char           *name;
  PlrReaderFunc  read;
} PlrReaderKey;

/* A mapping of fixed keys: `what` has them, `where` leads to it in the names of opaque keys. Keys like x-common are a place
 * for anchors, where they are allowed; nothing is read from there but through aliases. */
typedef struct
{
  const char            *what;
  const PlrReaderKey *keys;
  guint                  n_keys;
  const char            *where;
  gboolean               has_extensions;
} PlrReaderShape;

gboolean        plr_reader_init            (PlrReader  *self,
                                            const char *dialect,
                                            const char *text,
                                            gssize      size_bytes,
                                            const char *path,
                                            GListStore *problems);
PlrPipeline    *plr_reader_finish          (PlrReader  *self,
                                            GListStore *problems);
void            plr_reader_clear           (PlrReader *self);
void            plr_reader_check_documents (PlrReader *self);
void            plr_reader_check_graph     (PlrReader *self);
void            plr_reader_report_empty    (PlrReader  *self,
                                            const char *hint);
PlrReaderPlace *plr_reader_begin_stage     (PlrReader   *self,
                                            PlrYamlNode *key,
                                            PlrYamlNode *value);
void            plr_reader_end_stage       (PlrReader *self);
PlrYamlNode    *plr_reader_get_visible     (PlrYamlNode *key,
                                            PlrYamlNode *value);
PlrYamlNode    *plr_reader_get_first       (PlrYamlNode *map);
gboolean        plr_reader_is_named_test   (const char *id);
gboolean    plr_reader_may_report   (PlrReader  *self,
                                     PlrSeverity severity);
gboolean    plr_reader_was_reported (PlrReader   *self,
                                     const char  *code,
                                     const char  *path,
                                     PlrYamlNode *node,
                                     gboolean     is_now);
void        plr_reader_report       (PlrReader   *self,
                                     PlrSeverity  severity,
                                     const char  *code,
                                     PlrYamlNode *node,
                                     const char  *hint,
                                     const char  *format,
                                     ...) G_GNUC_PRINTF (6, 7);
void        plr_reader_report_type  (PlrReader   *self,
                                     PlrYamlNode *key,
                                     PlrYamlNode *value,
                                     const char  *hint);
gboolean    plr_reader_read_shape   (PlrReader            *self,
                                     PlrYamlNode          *node,
                                     const PlrReaderShape *shape,
                                     gpointer              target);
GPtrArray  *plr_reader_list_pairs   (PlrReader   *self,
                                     PlrYamlNode *map,
                                     const char  *duplicate_code);
const char *plr_reader_get_string   (PlrReader   *self,
                                     PlrYamlNode *key,
                                     PlrYamlNode *value);
const char *plr_reader_get_text     (PlrReader   *self,
                                     PlrYamlNode *key,
                                     PlrYamlNode *value);
gboolean    plr_reader_get_boolean  (PlrReader   *self,
                                     PlrYamlNode *key,
                                     PlrYamlNode *value);
char      **plr_reader_get_list     (PlrReader   *self,
                                     PlrYamlNode *key,
                                     PlrYamlNode *value,
                                     gboolean     is_text,
                                     GPtrArray   *nodes);
guint       plr_reader_get_distance (const char *a,
                                     const char *b);
const char *plr_reader_guess_word   (const char        *word,
                                     const char *const *known,
                                     guint              n_known);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrReader, plr_reader_clear)

G_END_DECLS
