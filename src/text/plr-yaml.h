/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define PLR_TYPE_YAML  (plr_yaml_get_type ())
#define PLR_YAML_ERROR (plr_yaml_error_quark ())

/* What hostile text may ask for; a text over one of these limits opens as plain text with the error and its place. */
#define PLR_YAML_MAX_BYTES      (16 * 1024 * 1024)
#define PLR_YAML_MAX_DEPTH      100
#define PLR_YAML_MAX_EVENTS     2000000
#define PLR_YAML_MAX_DIRECTIVES 16

/**
 * PlrYamlError:
 * @PLR_YAML_ERROR_SYNTAX: the text is not YAML
 * @PLR_YAML_ERROR_ENCODING: the text is not UTF-8, or has a byte in it that no text has
 * @PLR_YAML_ERROR_LIMIT: the text is deeper, longer or more repetitive than any honest one
 * @PLR_YAML_ERROR_INVALID: the edit makes no sense for this node (not a mapping, no such index, key exists)
 * @PLR_YAML_ERROR_SHARED: other places refer to what the edit would change, by alias or merge key
 * @PLR_YAML_ERROR_MISMATCH: the edit, once applied, would not read as intended; nothing was changed
 */
typedef enum
{
  PLR_YAML_ERROR_SYNTAX,
  PLR_YAML_ERROR_ENCODING,
  PLR_YAML_ERROR_LIMIT,
  PLR_YAML_ERROR_INVALID,
  PLR_YAML_ERROR_SHARED,
  PLR_YAML_ERROR_MISMATCH,
} PlrYamlError;

typedef enum
{
  PLR_YAML_SCALAR,
  PLR_YAML_SEQUENCE,
  PLR_YAML_MAPPING,
  PLR_YAML_ALIAS,
} PlrYamlKind;

/**
 * PlrYamlStyle:
 * @PLR_YAML_PLAIN: a scalar without quotes, or an alias
 * @PLR_YAML_SINGLE_QUOTED: 'scalar'
 * @PLR_YAML_DOUBLE_QUOTED: "scalar"
 * @PLR_YAML_LITERAL: a block scalar after `|`
 * @PLR_YAML_FOLDED: a block scalar after `>`
 * @PLR_YAML_BLOCK: a collection by indentation
 * @PLR_YAML_FLOW: a collection in brackets
 */
typedef enum
{
  PLR_YAML_PLAIN,
  PLR_YAML_SINGLE_QUOTED,
  PLR_YAML_DOUBLE_QUOTED,
  PLR_YAML_LITERAL,
  PLR_YAML_FOLDED,
  PLR_YAML_BLOCK,
  PLR_YAML_FLOW,
} PlrYamlStyle;

/**
 * PlrYamlType:
 *
 * What a scalar is in the core schema of YAML 1.2.
 */
typedef enum
{
  PLR_YAML_TYPE_STRING,
  PLR_YAML_TYPE_NULL,
  PLR_YAML_TYPE_BOOLEAN,
  PLR_YAML_TYPE_INTEGER,
  PLR_YAML_TYPE_FLOAT,
} PlrYamlType;

typedef struct _PlrYaml     PlrYaml;
typedef struct _PlrYamlNode PlrYamlNode;

GType        plr_yaml_get_type    (void) G_GNUC_CONST;
GQuark       plr_yaml_error_quark (void);
gboolean     plr_yaml_error_get_place (const GError *error,
                                       gsize        *offset,
                                       guint        *line,
                                       guint        *column);

PlrYaml     *plr_yaml_new      (const char *text,
                                gssize      size,
                                GError    **error) G_GNUC_WARN_UNUSED_RESULT;
PlrYaml     *plr_yaml_ref      (PlrYaml *self);
void         plr_yaml_unref    (PlrYaml *self);
const char  *plr_yaml_get_text (PlrYaml *self,
                                gsize   *size);

/* A text holds any number of documents, often one and sometimes none. */
guint        plr_yaml_get_n_documents (PlrYaml *self);
PlrYamlNode *plr_yaml_get_root        (PlrYaml *self,
                                       guint    document);

/* Places. Lines and columns count from 1, columns in characters, offsets in bytes. */
void         plr_yaml_get_place  (PlrYaml *self,
                                  gsize    offset,
                                  guint   *line,
                                  guint   *column);
gsize        plr_yaml_get_offset (PlrYaml *self,
                                  guint    line,
                                  guint    column);
guint        plr_yaml_get_n_lines (PlrYaml *self);
PlrYamlNode *plr_yaml_find_node  (PlrYaml *self,
                                  gsize    offset);

/* A path is a JSON pointer (RFC 6901): /jobs/build/steps/0; "~1" stands for a slash in a key, "~0" for a tilde. */
PlrYamlNode *plr_yaml_lookup        (PlrYaml    *self,
                                     const char *path);
PlrYamlNode *plr_yaml_node_lookup   (PlrYamlNode *self,
                                     const char  *path);
char        *plr_yaml_node_dup_path (PlrYamlNode *self);

PlrYaml     *plr_yaml_node_get_tree   (PlrYamlNode *self);
PlrYamlKind  plr_yaml_node_get_kind   (PlrYamlNode *self);
PlrYamlStyle plr_yaml_node_get_style  (PlrYamlNode *self);
gboolean     plr_yaml_node_is_flow    (PlrYamlNode *self);
const char  *plr_yaml_node_get_tag    (PlrYamlNode *self);
const char  *plr_yaml_node_get_anchor (PlrYamlNode *self);
guint        plr_yaml_node_get_n_aliases (PlrYamlNode *self);
gsize        plr_yaml_node_get_outer_start (PlrYamlNode *self);
gsize        plr_yaml_node_get_start  (PlrYamlNode *self);
gsize        plr_yaml_node_get_end    (PlrYamlNode *self);
guint        plr_yaml_node_get_line   (PlrYamlNode *self);
guint        plr_yaml_node_get_column (PlrYamlNode *self);
guint        plr_yaml_node_get_document (PlrYamlNode *self);

/* The tree. A mapping has as many items as it has pairs; a key has its mapping as parent, as has a value. */
PlrYamlNode *plr_yaml_node_get_parent (PlrYamlNode *self);
guint        plr_yaml_node_get_index  (PlrYamlNode *self);
gboolean     plr_yaml_node_is_key     (PlrYamlNode *self);
gboolean     plr_yaml_node_is_inside  (PlrYamlNode *self,
                                       PlrYamlNode *ancestor);
guint        plr_yaml_node_get_n_items (PlrYamlNode *self);
PlrYamlNode *plr_yaml_node_get_item   (PlrYamlNode *self,
                                       guint        index);
PlrYamlNode *plr_yaml_node_get_key    (PlrYamlNode *self,
                                       guint        index);
PlrYamlNode *plr_yaml_node_get_value  (PlrYamlNode *self,
                                       guint        index);
PlrYamlNode *plr_yaml_node_get        (PlrYamlNode *self,
                                       const char  *key);
gboolean     plr_yaml_node_find_key   (PlrYamlNode *self,
                                       const char  *key,
                                       guint       *index);
PlrYamlNode *plr_yaml_node_find_duplicate (PlrYamlNode  *self,
                                           PlrYamlNode **first);

/* Scalars. */
const char  *plr_yaml_node_get_string  (PlrYamlNode *self);
const char  *plr_yaml_node_get_scalar  (PlrYamlNode *self,
                                        gsize       *length);
PlrYamlType  plr_yaml_node_get_scalar_type (PlrYamlNode *self);
gboolean     plr_yaml_node_is_null     (PlrYamlNode *self);

/* Aliases and merge keys. */
PlrYamlNode *plr_yaml_node_resolve     (PlrYamlNode *self);
PlrYamlNode *plr_yaml_node_get_merged  (PlrYamlNode *self,
                                        const char  *key);
GPtrArray   *plr_yaml_node_list_merged (PlrYamlNode *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrYaml, plr_yaml_unref)

G_END_DECLS
