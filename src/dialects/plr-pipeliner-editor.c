/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-edit-private.h"

/**
 * plr_pipeliner_editor_find_stages:
 *
 * Returns: (transfer none) (nullable): the value of `stages`
 */
PlrYamlNode *
plr_pipeliner_editor_find_stages (PlrDialectEditor *self)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrYamlNode *stages = root != NULL ? plr_yaml_node_get_merged (root, "stages") : NULL;

  return stages != NULL ? plr_yaml_node_resolve (stages) : NULL;
}

/**
 * plr_pipeliner_editor_find_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Returns: (transfer none) (nullable): the value of a stage that stands in the text as its own; it may be an empty one
 */
PlrYamlNode *
plr_pipeliner_editor_find_stage (PlrDialectEditor *self,
                                 const char       *id,
                                 GError          **error)
{
  PlrYamlNode *stages = plr_pipeliner_editor_find_stages (self);
  PlrYamlNode *stage = stages != NULL ? plr_yaml_node_get_merged (stages, id) : NULL;

  if (stage == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no stage “%s”"), id);
      return NULL;
    }
  if (plr_yaml_node_get_parent (stage) != stages || plr_yaml_node_get_kind (stage) == PLR_YAML_ALIAS)
    {
      (void)plr_dialect_editor_set_shared (error, id);
      return NULL;
    }

  return stage;
}

/* Branches and the values of a matrix may look like numbers, anything else in a list is a text. The list of an artifact has
 * its name for a key, so that the key alone does not tell. */
static gboolean
has_words (PlrYamlNode *map,
           const char  *key)
{
  static const char *const texts[] = { "needs", "inputs", "reports", "paths", NULL };
  PlrYamlNode *parent = plr_yaml_node_get_parent (map);
  PlrYamlNode *owner = parent != NULL ? plr_yaml_node_get_key (parent, plr_yaml_node_get_index (map)) : NULL;
  const char *name = owner != NULL ? plr_yaml_node_get_string (owner) : NULL;

  return !g_strv_contains (texts, key) && (g_strcmp0 (name, "matrix") == 0 || g_strcmp0 (name, "when") == 0);
}

static PlrYamlNode *
find_example (PlrDialectEditor *self,
              const char       *key)
{
  PlrYamlNode *stages = plr_pipeliner_editor_find_stages (self);

  for (guint i = 0; stages != NULL && i < plr_yaml_node_get_n_items (stages); i++)
    {
      PlrYamlNode *stage = plr_yaml_node_get_value (stages, i);
      PlrYamlNode *value = stage != NULL ? plr_yaml_node_get (stage, key) : NULL;

      if (value != NULL && plr_yaml_node_get_kind (value) != PLR_YAML_ALIAS)
        return value;
    }

  return NULL;
}

/* As the first list of the file that has the key. */
PlrDialectListForm
plr_pipeliner_editor_get_list_form (PlrDialectEditor *self,
                                    PlrYamlNode      *map,
                                    const char       *key)
{
  PlrYamlNode *example = find_example (self, key);
  gboolean is_path = g_str_equal (key, "reports") || g_str_equal (key, "paths");
  gboolean is_scalar = example != NULL ? plr_yaml_node_get_kind (example) == PLR_YAML_SCALAR : is_path;
  gboolean is_block = example != NULL ? plr_yaml_node_get_style (example) == PLR_YAML_BLOCK : is_path;

  return (has_words (map, key) ? PLR_DIALECT_LIST_WORDS : 0) | (is_scalar ? PLR_DIALECT_LIST_SCALAR : 0) |
         (is_block ? PLR_DIALECT_LIST_BLOCK : 0);
}
