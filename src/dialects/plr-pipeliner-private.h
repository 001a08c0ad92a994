/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-inputs.h"
#include "plr-reader.h"
#include "plr-yaml-edit.h"

G_BEGIN_DECLS

/* What one definition may hold; far above any real one, and low enough that a machine stays usable. */
#define PLR_PIPELINER_MAX_STAGES  5000
#define PLR_PIPELINER_MAX_STEPS   1000
#define PLR_PIPELINER_MAX_CELLS   256
#define PLR_PIPELINER_MAX_RUNS    10000
#define PLR_PIPELINER_MAX_RETRY   10
#define PLR_PIPELINER_MAX_ID      64
#define PLR_PIPELINER_MAX_TIMEOUT_S (7 * 24 * 60 * 60)

/* plr-pipeliner-values.c */
guint       plr_pipeliner_get_retry    (PlrReader   *self,
                                        PlrYamlNode *key,
                                        PlrYamlNode *value);
gint64      plr_pipeliner_get_timeout  (PlrReader   *self,
                                        PlrYamlNode *key,
                                        PlrYamlNode *value);
const char *plr_pipeliner_get_shell    (PlrReader   *self,
                                        PlrYamlNode *key,
                                        PlrYamlNode *value);

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

/* plr-pipeliner-steps.c, plr-pipeliner-stage.c, plr-pipeliner-check.c */
gboolean    plr_pipeliner_check_variable_name (PlrReader   *self,
                                               PlrYamlNode *key);
gboolean    plr_pipeliner_check_path   (PlrReader   *self,
                                        PlrYamlNode *node,
                                        const char  *path);
void        plr_pipeliner_read_steps   (PlrReader   *self,
                                        PlrYamlNode *key,
                                        PlrYamlNode *value,
                                        gpointer     target);
void        plr_pipeliner_read_artifacts (PlrReader   *self,
                                          PlrYamlNode *key,
                                          PlrYamlNode *value,
                                          gpointer     target);
void        plr_pipeliner_read_variables (PlrReader   *self,
                                          PlrYamlNode *key,
                                          PlrYamlNode *value,
                                          GObject     *owner);
void        plr_pipeliner_read_stages  (PlrReader   *self,
                                        PlrYamlNode *key,
                                        PlrYamlNode *value,
                                        gpointer     target);

/* plr-pipeliner-engine.c: what only other engines have a use for. */
#define PLR_PIPELINER_N_ENGINE_KEYS 11

extern const PlrReaderKey plr_pipeliner_engine_keys[PLR_PIPELINER_N_ENGINE_KEYS];

/* What it is told, is handed over and hands back. */
#define PLR_PIPELINER_N_INPUTS 3

extern const PlrInputsForm plr_pipeliner_inputs[PLR_PIPELINER_N_INPUTS];

void        plr_pipeliner_read_inputs   (PlrReader   *self,
                                         PlrYamlNode *key,
                                         PlrYamlNode *value,
                                         gpointer     target);
void        plr_pipeliner_read_triggers (PlrReader   *self,
                                         PlrYamlNode *key,
                                         PlrYamlNode *value,
                                         gpointer     target);
void        plr_pipeliner_read_permissions (PlrReader   *self,
                                            PlrYamlNode *key,
                                            PlrYamlNode *value,
                                            gpointer     target);
void        plr_pipeliner_read_concurrency (PlrReader   *self,
                                            PlrYamlNode *key,
                                            PlrYamlNode *value,
                                            gpointer     target);
void        plr_pipeliner_read_rows     (PlrReader   *self,
                                         PlrYamlNode *key,
                                         PlrYamlNode *value,
                                         PlrStage    *stage);

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
