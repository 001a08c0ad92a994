/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-patch.h"
#include "plr-yaml-value.h"
#include "plr-yaml.h"

G_BEGIN_DECLS

/**
 * PlrYamlEditFlags:
 * @PLR_YAML_EDIT_NONE: what most edits want
 * @PLR_YAML_EDIT_SHARED: the caller knows that others refer to the node and means to change it for all of them
 * @PLR_YAML_EDIT_PRUNE: a removal that leaves a collection empty removes that as well, and so on upwards
 * @PLR_YAML_EDIT_UNTAG: a scalar loses its tag, where the new value has none
 */
typedef enum
{
  PLR_YAML_EDIT_NONE   = 0,
  PLR_YAML_EDIT_SHARED = 1 << 0,
  PLR_YAML_EDIT_PRUNE  = 1 << 1,
  PLR_YAML_EDIT_UNTAG  = 1 << 2,
} PlrYamlEditFlags;

/* Each operation returns the patches of the text of the node's tree, sorted, or %NULL with an error. Nothing is changed:
 * plr_yaml_apply() or the owner of the text does that. Each was applied and read again before it is handed out. */

GPtrArray *plr_yaml_edit_set         (PlrYamlNode     *node,
                                      PlrYamlValue    *value,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_set_string  (PlrYamlNode     *node,
                                      const char      *string,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_set_key     (PlrYamlNode     *map,
                                      const char      *key,
                                      PlrYamlValue    *value,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_insert_key  (PlrYamlNode     *map,
                                      int              index,
                                      const char      *key,
                                      PlrYamlValue    *value,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_insert_item (PlrYamlNode     *list,
                                      int              index,
                                      PlrYamlValue    *value,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_remove      (PlrYamlNode     *node,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_rename      (PlrYamlNode     *node,
                                      const char      *key,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_move        (PlrYamlNode     *node,
                                      guint            index,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_duplicate   (PlrYamlNode     *node,
                                      const char      *key,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_insert_copy (PlrYamlNode     *collection,
                                      int              index,
                                      const char      *key,
                                      PlrYamlNode     *source,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_transfer    (PlrYamlNode     *node,
                                      PlrYamlNode     *collection,
                                      int              index,
                                      const char      *key,
                                      PlrYamlEditFlags flags,
                                      GError         **error) G_GNUC_WARN_UNUSED_RESULT;
GPtrArray *plr_yaml_edit_set_root    (PlrYaml      *tree,
                                      PlrYamlValue *value,
                                      GError      **error) G_GNUC_WARN_UNUSED_RESULT;
PlrYaml   *plr_yaml_apply            (PlrYaml   *tree,
                                      GPtrArray *patches,
                                      GError   **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
