/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-edit-private.h"

static gboolean
check_new_id (PlrDialectEditor *self,
              const char       *id,
              GError          **error)
{
  PlrYamlNode *stages = plr_pipeliner_editor_find_stages (self);

  if (id == NULL || !plr_pipeliner_is_id (id))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("“%s” cannot be the id of a stage: it has letters, digits, dashes and underscores, at most 64, and "
                     "starts with a letter or an underscore"), id != NULL ? id : "");
      return FALSE;
    }
  if (stages != NULL && plr_yaml_node_get_merged (stages, id) != NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_EXISTS, _("There is a stage “%s” already"), id);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_stage (PlrDialectEditor *self,
             const char       *id,
             GError          **error)
{
  PlrYamlNode *stages = plr_pipeliner_editor_find_stages (self);

  if (id != NULL && stages != NULL && plr_yaml_node_get_merged (stages, id) != NULL)
    return TRUE;

  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no stage “%s”"), id != NULL ? id : "");

  return FALSE;
}

/* A position among the stages as one among the keys, where a merge key may stand as well. */
static int
find_key_index (PlrYamlNode *stages,
                int          position)
{
  int seen = 0;

  if (stages == NULL || position < 0)
    return -1;

  for (guint i = 0; i < plr_yaml_node_get_n_items (stages); i++)
    {
      if (g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_key (stages, i)), "<<") == 0)
        continue;
      if (seen++ == position)
        return i;
    }

  return -1;
}

static PlrYamlValue *
new_stage (PlrDialectEditor *self,
           GError          **error)
{
  g_autoptr(PlrYamlValue) stage = plr_yaml_value_new_map ();
  PlrYamlValue *steps = plr_yaml_value_new_list ();
  const char *const *needs = plr_edit_get_values (self->edit);
  const char *name = plr_edit_get_value (self->edit);

  if (name != NULL && name[0] != '\0')
    plr_yaml_value_set_string (stage, "name", name);
  plr_yaml_value_set_flow (steps, TRUE);
  plr_yaml_value_set (stage, "steps", steps);

  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    if (!check_stage (self, needs[i], error))
      return NULL;

  return g_steal_pointer (&stage);
}

/* A whole definition where there is none yet. */
static GPtrArray *
start_definition (PlrDialectEditor *self,
                  PlrYamlValue     *stages,
                  GError          **error)
{
  g_autoptr(PlrYamlValue) root = plr_yaml_value_new_map ();

  plr_yaml_value_set (root, "pipeliner", plr_yaml_value_new_integer (1));
  plr_yaml_value_set (root, "stages", plr_yaml_value_ref (stages));

  return plr_yaml_edit_set_root (self->tree, root, error);
}

/**
 * plr_pipeliner_edit_add_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a stage, and before it all that a definition needs.
 */
gboolean
plr_pipeliner_edit_add_stage (PlrDialectEditor *self,
                              GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *const *needs = plr_edit_get_values (self->edit);
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrYamlNode *stages = plr_pipeliner_editor_find_stages (self);
  g_autoptr(PlrYamlValue) map = plr_yaml_value_new_map ();
  g_autoptr(PlrYamlValue) stage = NULL;
  GPtrArray *patches;

  if (!check_new_id (self, id, error))
    return FALSE;
  stage = new_stage (self, error);
  if (stage == NULL)
    return FALSE;

  plr_yaml_value_set (map, id, plr_yaml_value_ref (stage));
  if (root == NULL || (plr_yaml_node_get_string (root) != NULL && plr_yaml_node_is_null (root)))
    patches = start_definition (self, map, error);
  else if (stages == NULL)
    patches = plr_yaml_edit_insert_key (root, -1, "stages", map, PLR_YAML_EDIT_NONE, error);
  else
    patches = plr_yaml_edit_insert_key (stages, find_key_index (stages, plr_edit_get_index (self->edit)), id, stage,
                                        PLR_YAML_EDIT_NONE, error);
  if (!plr_dialect_editor_take (self, patches, error))
    return FALSE;

  /* Written behind the rest, so that a list of needs looks like those of the file. */
  if (needs == NULL || needs[0] == NULL)
    return TRUE;
  if (!plr_dialect_editor_refresh (self, error))
    return FALSE;

  return plr_dialect_editor_put_list (self, plr_pipeliner_editor_find_stage (self, id, NULL), "needs", needs,
                                      PLR_YAML_EDIT_NONE, error);
}

/* What @text, an item of `needs` or `inputs`, is to say: itself, a copy with another name, or nothing. */
static char *
rewrite_reference (const char *text,
                   gboolean    is_input,
                   const char *from,
                   const char *artifact,
                   const char *to)
{
  const char *slash = is_input ? strchr (text, '/') : NULL;
  gsize length = slash != NULL ? (gsize)(slash - text) : strlen (text);

  if (length != strlen (from) || strncmp (text, from, length) != 0)
    return g_strdup (text);

  if (artifact != NULL)
    {
      if (slash == NULL || strcmp (slash + 1, artifact) != 0)
        return g_strdup (text);
      return to != NULL ? g_strdup_printf ("%s/%s", from, to) : NULL;
    }

  return to != NULL ? g_strconcat (to, slash, NULL) : NULL;
}

static char **
rewrite_references (char      **list,
                    gboolean    is_input,
                    const char *from,
                    const char *artifact,
                    const char *to)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; list[i] != NULL; i++)
    {
      g_autofree char *text = rewrite_reference (list[i], is_input, from, artifact, to);

      if (text != NULL)
        g_strv_builder_add (builder, text);
    }

  return g_strv_builder_end (builder);
}

/* In one list of one stage. */
static gboolean
edit_list (PlrDialectEditor *self,
           PlrYamlNode      *stage,
           gboolean          is_input,
           gboolean          is_everywhere,
           const char       *from,
           const char       *artifact,
           const char       *to,
           GError          **error)
{
  const char *key = is_input ? "inputs" : "needs";
  g_auto(GStrv) old = plr_dialect_editor_get_list (stage, key);
  g_auto(GStrv) new = old != NULL ? rewrite_references (old, is_input, from, artifact, to) : NULL;
  PlrYamlNode *owner;
  gboolean stays_empty;

  if (old == NULL || g_strv_equal ((const char *const *)old, (const char *const *)new))
    return TRUE;

  /* A template names the stage for all that use it, and for all of them it changes. */
  owner = plr_yaml_node_get_parent (plr_yaml_node_get_merged (stage, key));
  if (!is_everywhere)
    {
      stays_empty = owner != stage;
      owner = stage;
    }
  else
    {
      stays_empty = FALSE;
    }

  /* No inputs are none, but no word about them is all of what it needs. */
  if (is_input)
    {
      g_auto(GStrv) needs = plr_dialect_editor_get_list (stage, "needs");

      stays_empty = stays_empty || (needs != NULL && needs[0] != NULL);
    }

  return plr_dialect_editor_put_list (self, owner, key,
                                      new[0] != NULL || stays_empty ? (const char *const *)new : NULL,
                                      is_everywhere ? PLR_YAML_EDIT_SHARED : PLR_YAML_EDIT_NONE, error);
}

/**
 * plr_pipeliner_edit_references:
 * @only: (nullable): the id of the one stage to look at, or all
 * @from: the id of a stage that is named in needs and inputs
 * @artifact: (nullable): only inputs of this artifact of it
 * @to: (nullable): the name to put there; `NULL` takes it out
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 */
gboolean
plr_pipeliner_edit_references (PlrDialectEditor *self,
                               const char       *only,
                               const char       *from,
                               const char       *artifact,
                               const char       *to,
                               GError          **error)
{
  PlrYamlNode *stages;

  if (!plr_dialect_editor_refresh (self, error))
    return FALSE;

  stages = plr_pipeliner_editor_find_stages (self);
  for (guint i = 0; stages != NULL && i < plr_yaml_node_get_n_items (stages); i++)
    {
      const char *id = plr_yaml_node_get_string (plr_yaml_node_get_key (stages, i));

      if (only != NULL && g_strcmp0 (id, only) != 0)
        continue;

      for (guint is_input = artifact != NULL ? 1 : 0; is_input < 2; is_input++)
        {
          PlrYamlNode *stage = plr_yaml_node_get_value (stages, i);

          if (only == NULL)
            stage = plr_yaml_node_resolve (stage);
          if (!edit_list (self, stage, is_input == 1, only == NULL, from, artifact, to, error) ||
              !plr_dialect_editor_refresh (self, error))
            return FALSE;
          stages = plr_pipeliner_editor_find_stages (self);
        }
    }

  return TRUE;
}

/**
 * plr_pipeliner_edit_remove_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a stage, first from where it is named: a template may go with it.
 */
gboolean
plr_pipeliner_edit_remove_stage (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  PlrYamlNode *stage;

  /* First where it is named: the copy of a template may go with it. */
  if (!check_stage (self, id, error) || !plr_pipeliner_edit_references (self, NULL, id, NULL, NULL, error))
    return FALSE;

  stage = plr_yaml_node_get (plr_pipeliner_editor_find_stages (self), id);
  if (stage == NULL)
    return plr_pipeliner_editor_find_stage (self, id, error) != NULL;

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (stage, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_pipeliner_edit_rename_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames a stage, there and where it is named.
 */
gboolean
plr_pipeliner_edit_rename_stage (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *new_id = plr_edit_get_target (self->edit);
  PlrYamlNode *stage;

  if (!check_stage (self, id, error))
    return FALSE;
  if (g_strcmp0 (id, new_id) == 0)
    return TRUE;
  if (!check_new_id (self, new_id, error))
    return FALSE;

  stage = plr_yaml_node_get (plr_pipeliner_editor_find_stages (self), id);
  if (stage == NULL)
    return plr_pipeliner_editor_find_stage (self, id, error) != NULL;

  return plr_dialect_editor_take (self, plr_yaml_edit_rename (stage, new_id, PLR_YAML_EDIT_NONE, error), error) &&
         plr_pipeliner_edit_references (self, NULL, id, NULL, new_id, error);
}

/**
 * plr_pipeliner_edit_duplicate_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a copy of a stage.
 */
gboolean
plr_pipeliner_edit_duplicate_stage (PlrDialectEditor *self,
                                    GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *new_id = plr_edit_get_target (self->edit);
  PlrYamlNode *stage;

  if (!check_stage (self, id, error) || !check_new_id (self, new_id, error))
    return FALSE;

  stage = plr_yaml_node_get (plr_pipeliner_editor_find_stages (self), id);
  if (stage == NULL)
    return plr_pipeliner_editor_find_stage (self, id, error) != NULL;

  return plr_dialect_editor_take (self, plr_yaml_edit_duplicate (stage, new_id, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_pipeliner_edit_move_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Moves a stage in the text.
 */
gboolean
plr_pipeliner_edit_move_stage (PlrDialectEditor *self,
                               GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  PlrYamlNode *stages = plr_pipeliner_editor_find_stages (self);
  PlrYamlNode *stage;
  int index;

  if (!check_stage (self, id, error))
    return FALSE;

  stage = plr_yaml_node_get (stages, id);
  if (stage == NULL)
    return plr_pipeliner_editor_find_stage (self, id, error) != NULL;

  index = find_key_index (stages, plr_edit_get_index (self->edit));
  if (index < 0)
    index = plr_yaml_node_get_n_items (stages) - 1;
  if ((guint)index == plr_yaml_node_get_index (stage))
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_move (stage, index, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_pipeliner_edit_add_need:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Connects two stages. A circle is not refused: the reader reports it.
 */
gboolean
plr_pipeliner_edit_add_need (PlrDialectEditor *self,
                             GError          **error)
{
  const char *need = plr_edit_get_target (self->edit);
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, plr_edit_get_stage (self->edit), error);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) old = NULL;
  g_auto(GStrv) new = NULL;

  if (stage == NULL || !check_stage (self, need, error))
    return FALSE;
  if (g_str_equal (need, plr_edit_get_stage (self->edit)))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("A stage cannot wait for itself"));
      return FALSE;
    }

  old = plr_dialect_editor_get_list (stage, "needs");
  if (old != NULL && g_strv_contains ((const char *const *)old, need))
    return TRUE;
  for (guint i = 0; old != NULL && old[i] != NULL; i++)
    g_strv_builder_add (builder, old[i]);
  g_strv_builder_add (builder, need);
  new = g_strv_builder_end (builder);

  return plr_dialect_editor_put_list (self, stage, "needs", (const char *const *)new, PLR_YAML_EDIT_NONE, error);
}

/**
 * plr_pipeliner_edit_remove_need:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Ends that, and with the connection go the inputs that came over it.
 */
gboolean
plr_pipeliner_edit_remove_need (PlrDialectEditor *self,
                                GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *need = plr_edit_get_target (self->edit);
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, id, error);
  g_auto(GStrv) needs = NULL;

  if (stage == NULL)
    return FALSE;

  needs = plr_dialect_editor_get_list (stage, "needs");
  if (needs == NULL || need == NULL || !g_strv_contains ((const char *const *)needs, need))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("Stage “%s” does not need “%s”"), id,
                   need != NULL ? need : "");
      return FALSE;
    }

  return plr_pipeliner_edit_references (self, id, need, NULL, NULL, error);
}
