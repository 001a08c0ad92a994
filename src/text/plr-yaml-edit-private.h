/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-yaml-edit.h"
#include "plr-yaml-write-private.h"

G_BEGIN_DECLS

/* Between functions of this room: texts of several lines are to be written in quotes. */
#define PLR_YAML_EDIT_IN_LINE (1 << 16)

/* What a child of the edited collection is to read as afterwards: an old node, or a new value. */
typedef struct
{
  PlrYamlNode  *node;
  PlrYamlValue *value;
  const char   *anchor;         /* that a new value keeps */
  gboolean      is_copy;        /* of a node that stays where it is; without its anchors */
} PlrYamlIntent;

typedef struct
{
  PlrYaml         *tree;
  PlrYamlNode     *where;       /* the collection whose children change; NULL for the documents */
  GArray          *children;
  PlrYamlEditFlags flags;
  PlrYamlWriter    writer;
  GPtrArray       *patches;
  gsize            place;       /* for messages */
} PlrYamlEdit;

/* Entries: items of a sequence, pairs of a mapping, each with the comments that belong to it. */
gsize        plr_yaml_entry_start     (PlrYamlNode *collection,
                                       guint        index);
gsize        plr_yaml_entry_end       (PlrYamlNode *collection,
                                       guint        index);
gboolean     plr_yaml_owns_line       (PlrYaml *tree,
                                       gsize    offset);
guint        plr_yaml_entry_column    (PlrYamlNode *collection);
gsize        plr_yaml_entry_own_start (PlrYamlNode *collection,
                                       guint        index);
gsize        plr_yaml_entry_own_end   (PlrYamlNode *collection,
                                       guint        index);
gboolean     plr_yaml_has_blank_gap   (PlrYamlNode *collection,
                                       guint        index);
gboolean     plr_yaml_is_blank_line   (PlrYaml *tree,
                                       gsize    line);
gsize        plr_yaml_previous_line   (PlrYaml *tree,
                                       gsize    line);
PlrYamlNode *plr_yaml_entry_node      (PlrYamlNode *node);
gsize        plr_yaml_indicator_end   (PlrYamlNode *node);
gboolean     plr_yaml_ends_in_block_scalar (PlrYamlNode *node);
gboolean     plr_yaml_is_spread       (PlrYamlNode *node);
guint        plr_yaml_line_indent     (PlrYamlNode *node);

/* The edit and its guard. */
void         plr_yaml_edit_init       (PlrYamlEdit     *self,
                                       PlrYaml         *tree,
                                       PlrYamlNode     *where,
                                       PlrYamlEditFlags flags);
void         plr_yaml_edit_clear      (PlrYamlEdit *self);
void         plr_yaml_edit_intend     (PlrYamlEdit  *self,
                                       guint         position,
                                       guint         n_removed,
                                       PlrYamlValue *value);
GPtrArray   *plr_yaml_edit_finish     (PlrYamlEdit *self,
                                       GError     **error);
gboolean     plr_yaml_check_shared    (PlrYamlNode     *node,
                                       PlrYamlEditFlags flags,
                                       GError         **error);
gboolean     plr_yaml_check_referenced (PlrYamlNode *node,
                                        gboolean     keeps_anchor,
                                        GError     **error);
void         plr_yaml_edit_insert_text (PlrYamlEdit *self,
                                        PlrYamlNode *collection,
                                        guint        index,
                                        const char  *text,
                                        gboolean     is_big);
GPtrArray   *plr_yaml_edit_replace_whole (PlrYamlNode     *node,
                                          PlrYamlValue    *value,
                                          PlrYamlEditFlags flags,
                                          GError         **error);
void         plr_yaml_edit_replace    (PlrYamlEdit  *self,
                                       PlrYamlNode  *node,
                                       PlrYamlValue *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrYamlEdit, plr_yaml_edit_clear)

G_END_DECLS
