/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect.h"
#include "plr-yaml-edit.h"

G_BEGIN_DECLS

/*
 * What the editors of the dialects in YAML and JSON have in common.
 *
 * A dialect has one PlrDialectEditorShape with a function for each PlrEditKind that it can do, and its `edit` is a call of
 * plr_dialect_editor_run() with it. Each function finds the nodes that the edit is about (`self->edit` says which) and
 * makes one step after the other, where a step is one plr_yaml_edit_*() handed to plr_dialect_editor_take(), or one of
 * the calls below that do so:
 *
 *   static gboolean
 *   edit_set_name (PlrDialectEditor *self, GError **error)
 *   {
 *     PlrYamlNode *job = find_job (self, plr_edit_get_stage (self->edit), error);
 *
 *     return job != NULL && plr_dialect_editor_put_text (self, job, "name", plr_edit_get_value (self->edit), error);
 *   }
 *
 * Only one step may be pending: plr_dialect_editor_refresh() applies it, and reads the text again, so that all nodes are
 * gone. What is needed across it is kept as a path (plr_yaml_node_dup_path(), plr_dialect_editor_lookup()) or found again. A
 * function that has nothing to change takes no step and returns TRUE.
 *
 * What an alias, a merge key or a template brings in is not edited: plr_dialect_editor_find_own() and those that use it
 * refuse with PLR_DIALECT_ERROR_SHARED; plr_dialect_editor_put() writes at the use. Errors of PLR_YAML_ERROR that a
 * function returns reach the caller as PLR_DIALECT_ERROR.
 */

/**
 * PlrDialectListForm:
 * @PLR_DIALECT_LIST_WORDS: items are written as a person types them, and may read as numbers, true or false
 * @PLR_DIALECT_LIST_SCALAR: a single item stands there without brackets or dash
 * @PLR_DIALECT_LIST_BLOCK: with dashes rather than brackets
 *
 * How a new list is written.
 */
typedef enum
{
  PLR_DIALECT_LIST_WORDS  = 1 << 0,
  PLR_DIALECT_LIST_SCALAR = 1 << 1,
  PLR_DIALECT_LIST_BLOCK  = 1 << 2,
} PlrDialectListForm;

typedef struct _PlrDialectEditor PlrDialectEditor;

typedef gboolean (*PlrDialectEditFunc) (PlrDialectEditor *self,
                                        GError          **error);

/**
 * PlrDialectEditorShape:
 * @funcs: by PlrEditKind; `NULL` for what has no meaning in the dialect
 * @n_funcs: how many there are
 * @order: (array zero-terminated=1): the order in which the keys of any mapping are usually written
 * @get_list_form: (nullable): how the list @key of @map is written, as far as the list that is there does not tell
 * @message: (nullable): an error in place of “This is no definition of a pipeline”, N_()
 * @new_word: (nullable): how an item of a list is written that may read as a number, if not as a person types it
 * @keeps_first: whether an item of a list keeps its first key, so that a new one is one line more and no line changes
 */
typedef struct
{
  const PlrDialectEditFunc *funcs;
  guint                     n_funcs;
  const char *const        *order;
  PlrDialectListForm        (*get_list_form)(PlrDialectEditor *self,
                                             PlrYamlNode      *map,
                                             const char       *key);
  const char               *message;
  PlrYamlValue             *(*new_word)(const char *text);
  gboolean                  keeps_first;
} PlrDialectEditorShape;

/* One edit at work: steps, each of which sees the text that the one before it left. A node is good until the next step. */
struct _PlrDialectEditor
{
  const PlrDialectEditorShape *shape;
  const char *const           *order;   /* that of the shape, unless a function sets another for a while */
  PlrEdit                     *edit;
  PlrYaml                     *before;
  PlrYaml                     *tree;
  guint                        document; /* of the text that is edited; 0 unless a function knows better */
  GPtrArray                   *patches; /* from the text before to that of the tree */
  GPtrArray                   *pending; /* of the tree: the last step, not applied yet */

  /* Other files of the repository; NULL where they are not to be had */
  const char                  *path;
  PlrDialectLoader             loader;
  gpointer                     loader_data;
  GHashTable                  *files;   /* path → what was loaded, for the steps that follow */
};

GPtrArray    *plr_dialect_editor_run          (const PlrDialectEditorShape *shape,
                                               PlrDialect                  *dialect,
                                               const char                  *text,
                                               gssize                       size_bytes,
                                               PlrEdit                     *edit,
                                               GError                     **error) G_GNUC_WARN_UNUSED_RESULT;

GPtrArray    *plr_dialect_editor_run_with_files (const PlrDialectEditorShape *shape,
                                                 PlrDialect                  *dialect,
                                                 const char                  *text,
                                                 gssize                       size_bytes,
                                                 const char                  *path,
                                                 PlrDialectLoader             loader,
                                                 gpointer                     loader_data,
                                                 PlrEdit                     *edit,
                                                 GError                     **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes       *plr_dialect_editor_load         (const char *path,
                                               gpointer    data,
                                               GError    **error);

/* Steps */
gboolean      plr_dialect_editor_take         (PlrDialectEditor *self,
                                               GPtrArray        *patches,
                                               GError          **error);
gboolean      plr_dialect_editor_refresh      (PlrDialectEditor *self,
                                               GError          **error);

/* Nodes */
PlrYamlNode  *plr_dialect_editor_get_root     (PlrDialectEditor *self);
gboolean      plr_dialect_editor_is_empty     (PlrDialectEditor *self);
PlrYamlNode  *plr_dialect_editor_lookup       (PlrDialectEditor *self,
                                               const char       *path);
gboolean      plr_dialect_editor_find_own     (PlrYamlNode  *map,
                                               const char   *key,
                                               PlrYamlNode **value,
                                               GError      **error);
char        **plr_dialect_editor_get_list     (PlrYamlNode *map,
                                               const char  *key);

/* Keys of a mapping */
gboolean      plr_dialect_editor_put          (PlrDialectEditor *self,
                                               PlrYamlNode      *map,
                                               const char       *key,
                                               PlrYamlValue     *value,
                                               GError          **error);
gboolean      plr_dialect_editor_put_text     (PlrDialectEditor *self,
                                               PlrYamlNode      *map,
                                               const char       *key,
                                               const char       *text,
                                               GError          **error);
gboolean      plr_dialect_editor_put_boolean  (PlrDialectEditor *self,
                                               PlrYamlNode      *map,
                                               const char       *key,
                                               const char       *text,
                                               GError          **error);
gboolean      plr_dialect_editor_put_number   (PlrDialectEditor *self,
                                               PlrYamlNode      *map,
                                               const char       *key,
                                               const char       *text,
                                               guint             minimum,
                                               guint             maximum,
                                               GError          **error);
gboolean      plr_dialect_editor_put_word     (PlrDialectEditor *self,
                                               PlrYamlNode      *map,
                                               const char       *key,
                                               const char       *inner,
                                               const char       *text,
                                               GError          **error);
gboolean      plr_dialect_editor_drop         (PlrDialectEditor *self,
                                               PlrYamlNode      *map,
                                               const char       *key,
                                               GError          **error);

/* Entries of a mapping that another one has at a key: it comes with the first and goes with the last */
gboolean      plr_dialect_editor_put_entry    (PlrDialectEditor *self,
                                               PlrYamlNode      *owner,
                                               const char       *map,
                                               const char       *key,
                                               PlrYamlValue     *value,
                                               GError          **error);
gboolean      plr_dialect_editor_rename_entry (PlrDialectEditor *self,
                                               PlrYamlNode      *owner,
                                               const char       *map,
                                               const char       *key,
                                               const char       *new_key,
                                               const char       *message,
                                               GError          **error);
gboolean      plr_dialect_editor_drop_entry   (PlrDialectEditor *self,
                                               PlrYamlNode      *owner,
                                               const char       *map,
                                               const char       *key,
                                               const char       *message,
                                               GError          **error);

/* Lists */
gboolean      plr_dialect_editor_put_list     (PlrDialectEditor  *self,
                                               PlrYamlNode       *map,
                                               const char        *key,
                                               const char *const *values,
                                               PlrYamlEditFlags   flags,
                                               GError           **error);

/* Values and errors */
PlrYamlValue *plr_dialect_editor_new_text     (const char *text);
gboolean      plr_dialect_editor_set_shared   (GError    **error,
                                               const char *name);
gboolean      plr_dialect_editor_set_invalid  (GError    **error,
                                               const char *field,
                                               const char *value);
gboolean      plr_dialect_editor_set_unknown  (GError    **error,
                                               const char *field);

G_END_DECLS
