/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-codepipeline"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-codepipeline-edit-private.h"

void
plr_codepipeline_place_clear (PlrCodepipelinePlace *place)
{
  g_clear_pointer (&place->roots, g_array_unref);
  g_clear_pointer (&place->actions, g_ptr_array_unref);
}

PlrCodepipelineAction *
plr_codepipeline_edit_find_other (PlrCodepipelinePlace *place,
                                  const char           *id)
{
  for (guint i = 0; id != NULL && i < place->actions->len; i++)
    if (g_str_equal (((PlrCodepipelineAction *)place->actions->pdata[i])->id, id))
      return place->actions->pdata[i];

  return NULL;
}

/**
 * plr_codepipeline_edit_find:
 * @id: (nullable): of a stage; `NULL` for the pipeline
 * @place: (out caller-allocates): to be cleared with plr_codepipeline_place_clear()
 * @error: `PLR_DIALECT_ERROR`
 *
 * Finds where the thing stands.
 */
gboolean
plr_codepipeline_edit_find (PlrDialectEditor     *self,
                            const char           *id,
                            PlrCodepipelinePlace *place,
                            GError              **error)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);

  memset (place, 0, sizeof *place);
  if (plr_dialect_editor_is_empty (self))
    return plr_aws_edit_decline (error, _("The file is empty; export a pipeline to start one"));
  place->root = root;
  place->is_template = plr_codepipeline_is_template (root);
  place->roots = plr_codepipeline_list_roots (root);
  place->actions = plr_codepipeline_list_actions (root);
  if (place->roots->len == 0)
    return plr_aws_edit_decline (error, _("There is no pipeline in the file"));
  if (id == NULL)
    {
      place->pipeline = g_array_index (place->roots, PlrCodepipelineRoot, 0).node;
      return TRUE;
    }

  place->action = plr_codepipeline_edit_find_other (place, id);
  if (place->action == NULL)
    return plr_aws_edit_miss (error, _("There is no stage “%s”"), id);
  if (plr_yaml_node_get_kind (place->action->item) == PLR_YAML_ALIAS)
    return plr_dialect_editor_set_shared (error, id);
  place->pipeline = g_array_index (place->roots, PlrCodepipelineRoot, place->action->pipeline).node;

  return TRUE;
}

/**
 * plr_codepipeline_edit_find_action:
 * @id: (nullable): of a stage; `NULL` is an error
 * @place: (out caller-allocates): to be cleared with plr_codepipeline_place_clear()
 * @error: `PLR_DIALECT_ERROR`
 *
 * As plr_codepipeline_edit_find(), for what only actions have.
 */
gboolean
plr_codepipeline_edit_find_action (PlrDialectEditor     *self,
                                   const char           *id,
                                   PlrCodepipelinePlace *place,
                                   GError              **error)
{
  memset (place, 0, sizeof *place);

  return plr_codepipeline_edit_find (self, id != NULL ? id : "", place, error);
}

/**
 * plr_codepipeline_edit_refresh:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Applies the last step, and finds the place again.
 */
gboolean
plr_codepipeline_edit_refresh (PlrDialectEditor     *self,
                               const char           *id,
                               PlrCodepipelinePlace *place,
                               GError              **error)
{
  plr_codepipeline_place_clear (place);

  return plr_dialect_editor_refresh (self, error) && plr_codepipeline_edit_find (self, id, place, error);
}

/**
 * plr_codepipeline_edit_new_text:
 * @old: (nullable): what stands there
 * @text: what is to stand there
 *
 * Returns: (transfer full): the text; in a template one with `${Name}` is computed; what is no text so far may stay so
 */
PlrYamlValue *
plr_codepipeline_edit_new_text (PlrCodepipelinePlace *place,
                                PlrYamlNode          *old,
                                const char           *text)
{
  PlrYamlValue *value;
  PlrYamlValue *map;

  if (place->is_template && strstr (text, "${") != NULL)
    {
      value = plr_yaml_value_new_string (text);
      if (!plr_yaml_node_is_flow (place->root))
        {
          plr_yaml_value_set_tag (value, "!Sub");
          return value;
        }
      map = plr_yaml_value_new_map ();
      plr_yaml_value_set (map, "Fn::Sub", value);
      return map;
    }
  if (place->is_template && old != NULL && plr_yaml_node_get_string (old) != NULL && plr_yaml_node_get_tag (old) == NULL &&
      plr_yaml_node_get_scalar_type (old) != PLR_YAML_TYPE_STRING)
    return plr_dialect_editor_new_text (text);

  return plr_yaml_value_new_string (text);
}

/**
 * plr_codepipeline_edit_put_text:
 * @text: (nullable): what to write; `NULL` or an empty text removes it
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * As plr_aws_edit_put_text(), for what a template may compute.
 */
gboolean
plr_codepipeline_edit_put_text (PlrDialectEditor     *self,
                                PlrCodepipelinePlace *place,
                                PlrYamlNode          *map,
                                const char *const    *path,
                                const char           *text,
                                GError              **error)
{
  PlrYamlNode *old = NULL;
  g_autofree char *now = NULL;
  g_autoptr(PlrYamlValue) value = NULL;

  if (text == NULL || text[0] == '\0')
    return plr_aws_edit_drop (self, map, path, error);
  if (!plr_aws_edit_find (map, path, &old, error))
    return FALSE;
  now = plr_codepipeline_dup_text (old);
  if (g_strcmp0 (now, text) == 0)
    return TRUE;
  value = plr_codepipeline_edit_new_text (place, old, text);
  if (old != NULL && plr_yaml_node_get_tag (old) != NULL)
    return plr_dialect_editor_take (self, plr_yaml_edit_set (old, value, PLR_YAML_EDIT_UNTAG, error), error);

  return plr_aws_edit_put (self, map, path, value, error);
}

/**
 * plr_codepipeline_edit_put_number:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a number.
 */
gboolean
plr_codepipeline_edit_put_number (PlrDialectEditor     *self,
                                  PlrCodepipelinePlace *place,
                                  PlrYamlNode          *map,
                                  const char           *word,
                                  guint                 number,
                                  GError              **error)
{
  g_autoptr(PlrYamlValue) value = plr_yaml_value_new_integer (number);

  return plr_aws_edit_put (self, map, PATH (WORD (place, word)), value, error);
}

/**
 * plr_codepipeline_edit_dup:
 *
 * Returns: (transfer full) (nullable): what @map says at the word
 */
char *
plr_codepipeline_edit_dup (PlrCodepipelinePlace *place,
                           PlrYamlNode          *map,
                           const char           *word)
{
  return plr_codepipeline_dup_text (plr_aws_get (map, WORD (place, word)));
}

/**
 * plr_codepipeline_edit_find_named:
 * @list: the word of a list of mappings with names
 * @item: (out): that of the name, or `NULL`
 * @error: `PLR_DIALECT_ERROR`
 *
 * Looks for an entry that stands in the text as its own.
 */
gboolean
plr_codepipeline_edit_find_named (PlrCodepipelinePlace *place,
                                  PlrYamlNode          *owner,
                                  const char           *list,
                                  const char           *name,
                                  PlrYamlNode         **item,
                                  GError              **error)
{
  PlrYamlNode *node = NULL;

  *item = NULL;
  if (!plr_aws_edit_find (owner, PATH (WORD (place, list)), &node, error))
    return FALSE;
  for (guint i = 0; plr_aws_is_list (node) && i < plr_aws_count (node); i++)
    {
      PlrYamlNode *found = plr_yaml_node_get_item (node, i);
      g_autofree char *text = plr_codepipeline_edit_dup (place, plr_yaml_node_resolve (found), "name");

      if (g_strcmp0 (text, name) != 0 || name == NULL)
        continue;
      if (plr_yaml_node_get_kind (found) != PLR_YAML_MAPPING)
        return plr_dialect_editor_set_shared (error, name);
      *item = found;
      return TRUE;
    }

  return TRUE;
}

/**
 * plr_codepipeline_edit_add_named:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds an entry to the list, and makes the list if need be.
 */
gboolean
plr_codepipeline_edit_add_named (PlrDialectEditor     *self,
                                 PlrCodepipelinePlace *place,
                                 PlrYamlNode          *owner,
                                 const char           *list,
                                 PlrYamlValue         *item,
                                 GError              **error)
{
  PlrYamlNode *node = NULL;
  g_autoptr(PlrYamlValue) fresh = NULL;

  if (!plr_aws_edit_find (owner, PATH (WORD (place, list)), &node, error))
    return FALSE;
  if (plr_aws_is_list (node))
    return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (node, -1, item, PLR_YAML_EDIT_NONE, error), error);
  fresh = plr_yaml_value_new_list ();
  plr_yaml_value_append (fresh, plr_yaml_value_ref (item));

  return plr_dialect_editor_put (self, owner, WORD (place, list), fresh, error);
}

/**
 * plr_codepipeline_edit_is_v2:
 * @error: `PLR_DIALECT_ERROR_UNSUPPORTED`
 *
 * Whether the pipeline has what only those of the type V2 have.
 */
gboolean
plr_codepipeline_edit_is_v2 (PlrCodepipelinePlace *place,
                             GError              **error)
{
  g_autofree char *type = plr_codepipeline_edit_dup (place, place->pipeline, "pipelineType");

  if (g_strcmp0 (type, "V2") == 0)
    return TRUE;

  return plr_aws_edit_decline (error, _("Only pipelines of the type V2 have that; write “pipelineType” with the value V2 first, which has another price"));
}
