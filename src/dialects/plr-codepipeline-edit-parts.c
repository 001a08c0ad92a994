/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-codepipeline"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-codepipeline-edit-private.h"

/* Commands */

static gboolean
find_commands (PlrDialectEditor     *self,
               gboolean              is_new,
               PlrCodepipelinePlace *place,
               PlrYamlNode         **list,
               GError              **error)
{
  int index = plr_edit_get_index (self->edit);

  if (!plr_codepipeline_edit_find_action (self, plr_edit_get_stage (self->edit), place, error) ||
      !plr_aws_edit_find (place->action->node, PATH (WORD (place, "commands")), list, error))
    return FALSE;
  if (*list == NULL || plr_aws_is_map (*list))
    return plr_aws_edit_decline (error, _("The action runs no commands: what it does is said by its arguments, and by the project that they name"));
  if (!is_new && (index < 0 || !plr_aws_is_list (*list) || (guint)index >= plr_aws_count (*list)))
    {
      g_autofree char *number = g_strdup_printf ("%d", index + 1);

      return plr_aws_edit_miss (error, _("There is no step %s"), number);
    }

  return TRUE;
}

/**
 * plr_codepipeline_edit_add_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a command to an action that runs commands.
 */
gboolean
plr_codepipeline_edit_add_step (PlrDialectEditor *self,
                                GError          **error)
{
  const char *run = plr_edit_get_value (self->edit);
  int index = plr_edit_get_index (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  g_autoptr(PlrYamlValue) value = NULL;
  PlrYamlNode *list;

  if (!find_commands (self, TRUE, &place, &list, error))
    return FALSE;
  if (run == NULL || run[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "run", run);
  value = plr_codepipeline_edit_new_text (&place, NULL, run);
  if (!plr_aws_is_list (list) || index >= (int)plr_aws_count (list))
    index = -1;

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (list, index, value, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_codepipeline_edit_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes, moves or duplicates a command.
 */
gboolean
plr_codepipeline_edit_step (PlrDialectEditor *self,
                            GError          **error)
{
  int position = plr_edit_get_position (self->edit);
  PlrEditKind kind = plr_edit_get_kind (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  PlrYamlNode *list;
  PlrYamlNode *item;
  guint last;

  if (!find_commands (self, FALSE, &place, &list, error))
    return FALSE;
  item = plr_yaml_node_get_item (list, plr_edit_get_index (self->edit));
  if (kind == PLR_EDIT_KIND_REMOVE_STEP)
    return plr_dialect_editor_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_NONE, error), error);
  if (kind == PLR_EDIT_KIND_DUPLICATE_STEP)
    return plr_dialect_editor_take (self, plr_yaml_edit_duplicate (item, NULL, PLR_YAML_EDIT_NONE, error), error);

  last = plr_aws_count (list) - 1;
  if (position < 0 || (guint)position > last)
    position = (int)last;
  if (position == plr_edit_get_index (self->edit))
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_move (item, (guint)position, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_codepipeline_edit_set_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Changes a command.
 */
gboolean
plr_codepipeline_edit_set_step (PlrDialectEditor *self,
                                GError          **error)
{
  const char *run = plr_edit_get_value (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  g_autoptr(PlrYamlValue) value = NULL;
  g_autofree char *old = NULL;
  PlrYamlNode *list;
  PlrYamlNode *item;

  if (!find_commands (self, FALSE, &place, &list, error))
    return FALSE;
  if (g_strcmp0 (plr_edit_get_field (self->edit), "run") != 0)
    return plr_aws_edit_decline (error, _("A command of CodePipeline is a line for the shell, and nothing else; an action may have a timeout"));
  if (run == NULL || run[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "run", run);
  item = plr_yaml_node_get_item (list, plr_edit_get_index (self->edit));
  old = plr_codepipeline_dup_text (item);
  if (g_strcmp0 (old, run) == 0)
    return TRUE;
  value = plr_codepipeline_edit_new_text (&place, item, run);

  return plr_dialect_editor_take (self, plr_yaml_edit_set (item, value, PLR_YAML_EDIT_NONE, error), error);
}

/* Variables: of the pipeline, with defaults; of an action, with values. */

static gboolean
is_variable (const char *name,
             gboolean    is_action,
             GError    **error)
{
  if (plr_aws_edit_is_id (name, is_action ? "_" : "_-@", 128))
    return TRUE;
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
               _("“%s” cannot be the name of a variable: it has letters, digits and underscores, at most 128"), name != NULL ? name : "");

  return FALSE;
}

static gboolean
set_variable (PlrDialectEditor     *self,
              PlrCodepipelinePlace *place,
              PlrYamlNode          *owner,
              const char           *list,
              const char           *word,
              PlrYamlNode          *item,
              const char           *text,
              GError              **error)
{
  const char *name = plr_edit_get_target (self->edit);
  g_autofree char *type = plr_codepipeline_edit_dup (place, item, "type");
  g_autoptr(PlrYamlValue) variable = NULL;
  g_autoptr(PlrYamlValue) value = NULL;

  if (g_strcmp0 (type, "SECRETS_MANAGER") == 0)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_EXISTS,
                   _("“%s” comes from “%s”; remove it first, or change the secret there"), name, type);
      return FALSE;
    }
  value = plr_codepipeline_edit_new_text (place, NULL, text != NULL ? text : "");
  if (item != NULL)
    {
      g_autofree char *old = plr_codepipeline_edit_dup (place, item, word);

      return g_strcmp0 (old, text) == 0 ? TRUE : plr_dialect_editor_put (self, item, WORD (place, word), value, error);
    }
  if (place->action == NULL && !plr_codepipeline_edit_is_v2 (place, error))
    return FALSE;
  variable = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (variable, WORD (place, "name"), name);
  plr_yaml_value_set (variable, WORD (place, word), g_steal_pointer (&value));

  return plr_codepipeline_edit_add_named (self, place, owner, list, variable, error);
}

/**
 * plr_codepipeline_edit_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets, renames or removes a variable.
 */
gboolean
plr_codepipeline_edit_variable (PlrDialectEditor *self,
                                GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *value = plr_edit_get_value (self->edit);
  PlrEditKind kind = plr_edit_get_kind (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  PlrYamlNode *owner;
  PlrYamlNode *item = NULL;
  PlrYamlNode *other = NULL;
  const char *list;

  if (plr_edit_get_index (self->edit) >= 0)
    return plr_aws_edit_decline (error, _("A command has no variables of its own: write “NAME=value command”"));
  if (!plr_codepipeline_edit_find (self, plr_edit_get_stage (self->edit), &place, error))
    return FALSE;
  owner = place.action != NULL ? place.action->node : place.pipeline;
  list = place.action != NULL ? "environmentVariables" : "variables";
  if (!is_variable (name, place.action != NULL, error) ||
      !plr_codepipeline_edit_find_named (&place, owner, list, name, &item, error))
    return FALSE;
  if (kind == PLR_EDIT_KIND_SET_VARIABLE)
    return set_variable (self, &place, owner, list, place.action != NULL ? "value" : "defaultValue", item, value, error);
  if (item == NULL)
    return plr_aws_edit_miss (error, _("There is no variable “%s”"), name);
  if (kind == PLR_EDIT_KIND_REMOVE_VARIABLE)
    return plr_dialect_editor_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_PRUNE, error), error);
  if (g_strcmp0 (name, value) == 0)
    return TRUE;
  if (!is_variable (value, place.action != NULL, error) ||
      !plr_codepipeline_edit_find_named (&place, owner, list, value, &other, error))
    return FALSE;
  if (other != NULL)
    return plr_aws_edit_clash (error, value);

  return plr_codepipeline_edit_put_text (self, &place, item, PATH (WORD (&place, "name")), value, error);
}

/**
 * plr_codepipeline_edit_input:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds, changes or removes a variable of the pipeline, which a person may set when it starts.
 */
gboolean
plr_codepipeline_edit_input (PlrDialectEditor *self,
                             GError          **error)
{
  static const char *const fields[][2] = { { "default", "defaultValue" }, { "description", "description" } };
  const char *name = plr_edit_get_target (self->edit);
  const char *field = plr_edit_get_field (self->edit);
  const char *text = plr_edit_get_value (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  gboolean removes = plr_edit_get_kind (self->edit) == PLR_EDIT_KIND_REMOVE_INPUT;
  g_auto(PlrCodepipelinePlace) place = { 0 };
  PlrYamlNode *item = NULL;
  const char *word = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (field, fields[i][0]) == 0)
      word = fields[i][1];
  if (text == NULL && values != NULL)
    text = values[0];
  if (plr_edit_get_event (self->edit) != NULL)
    return plr_aws_edit_decline (error, _("Variables of CodePipeline belong to no event: write “.” in its place"));
  if (field != NULL && word == NULL)
    return plr_aws_edit_decline (error, _("A variable of CodePipeline has a default and a description, and is a text"));
  if (!plr_codepipeline_edit_find (self, NULL, &place, error) || !is_variable (name, FALSE, error) ||
      !plr_codepipeline_edit_find_named (&place, place.pipeline, "variables", name, &item, error))
    return FALSE;
  if (item == NULL && (removes || (field != NULL && text == NULL)))
    return plr_aws_edit_miss (error, _("There is no variable “%s”"), name);
  if (removes)
    return plr_dialect_editor_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_PRUNE, error), error);
  if (item != NULL && field == NULL)
    return TRUE;
  if (item != NULL)
    return plr_codepipeline_edit_put_text (self, &place, item, PATH (WORD (&place, word)), text, error);

  return set_variable (self, &place, place.pipeline, "variables", word != NULL ? word : "defaultValue", NULL, text, error);
}

/* Artifacts: made by one action, and named by those that take them. */

static gboolean
is_artifact (const char *name,
             GError    **error)
{
  if (plr_aws_edit_is_id (name, "_-", 100))
    return TRUE;
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
               _("“%s” cannot be the name of an artifact: it has letters, digits, dashes and underscores, at most 100"), name != NULL ? name : "");

  return FALSE;
}

/* Whether an action of the same pipeline makes it. */
static gboolean
is_made (PlrCodepipelinePlace *place,
         const char           *name)
{
  for (guint i = 0; i < place->actions->len; i++)
    {
      PlrCodepipelineAction *other = place->actions->pdata[i];
      PlrYamlNode *item = NULL;

      if (other->pipeline == place->action->pipeline &&
          plr_codepipeline_edit_find_named (place, other->node, "outputArtifacts", name, &item, NULL) && item != NULL)
        return TRUE;
    }

  return FALSE;
}

static PlrYamlValue *
new_named (PlrCodepipelinePlace *place,
           const char           *name)
{
  PlrYamlValue *value = plr_yaml_value_new_map ();

  plr_yaml_value_set_string (value, WORD (place, "name"), name);

  return value;
}

/**
 * plr_codepipeline_edit_set_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds an artifact, or sets its files.
 */
gboolean
plr_codepipeline_edit_set_artifact (PlrDialectEditor *self,
                                    GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *const *files = plr_edit_get_values (self->edit);
  gboolean has_files = files != NULL && files[0] != NULL;
  g_auto(PlrCodepipelinePlace) place = { 0 };
  g_autoptr(PlrYamlValue) artifact = NULL;
  PlrYamlNode *item = NULL;

  if (!plr_codepipeline_edit_find_action (self, plr_edit_get_stage (self->edit), &place, error) || !is_artifact (name, error))
    return FALSE;
  if (plr_edit_get_optional (self->edit))
    return plr_aws_edit_decline (error, _("CodePipeline knows no optional artifacts"));
  if (has_files && plr_aws_get (place.action->node, WORD (&place, "commands")) == NULL)
    return plr_aws_edit_decline (error, _("Which files an artifact has is said by what the action runs, like a buildspec; leave them out"));
  if (!plr_codepipeline_edit_find_named (&place, place.action->node, "outputArtifacts", name, &item, error))
    return FALSE;
  if (item != NULL)
    return plr_aws_edit_put_list (self, item, PATH (WORD (&place, "files")), files, error);
  if (is_made (&place, name))
    return plr_aws_edit_clash (error, name);
  artifact = new_named (&place, name);
  if (has_files)
    plr_yaml_value_set (artifact, WORD (&place, "files"), plr_yaml_value_new_strings (files));

  return plr_codepipeline_edit_add_named (self, &place, place.action->node, "outputArtifacts", artifact, error);
}

/* In the configuration an artifact is named alone, or with a file of it behind two colons. */
static gboolean
rename_in_configuration (PlrDialectEditor     *self,
                         PlrCodepipelinePlace *place,
                         const char           *id,
                         const char           *name,
                         const char           *new_name,
                         GError              **error)
{
  g_autofree char *prefix = g_strconcat (name, "::", NULL);
  PlrYamlNode *configuration = plr_aws_get (place->action->node, WORD (place, "configuration"));

  for (guint i = 0; plr_aws_is_map (configuration) && i < plr_aws_count (configuration); i++)
    {
      const char *key = plr_yaml_node_get_string (plr_yaml_node_get_key (configuration, i));
      g_autofree char *text = plr_codepipeline_dup_text (plr_yaml_node_get_value (configuration, i));
      gboolean is_file = text != NULL && g_str_has_prefix (text, prefix);
      g_autofree char *new_text = NULL;

      if (key == NULL || (!is_file && (g_strcmp0 (text, name) != 0 || !g_str_equal (key, "PrimarySource"))))
        continue;
      new_text = g_strconcat (new_name, is_file ? text + strlen (name) : NULL, NULL);
      if (!plr_codepipeline_edit_put_text (self, place, place->action->node, PATH (WORD (place, "configuration"), key), new_text, error) ||
          !plr_codepipeline_edit_refresh (self, id, place, error))
        return FALSE;
      configuration = plr_aws_get (place->action->node, WORD (place, "configuration"));
    }

  return TRUE;
}

/**
 * plr_codepipeline_edit_rename_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames an artifact, there and where others name it.
 */
gboolean
plr_codepipeline_edit_rename_artifact (PlrDialectEditor *self,
                                       GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *name = plr_edit_get_target (self->edit);
  const char *new_name = plr_edit_get_value (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  PlrYamlNode *item = NULL;
  guint pipeline;

  if (!plr_codepipeline_edit_find_action (self, id, &place, error) ||
      !plr_codepipeline_edit_find_named (&place, place.action->node, "outputArtifacts", name, &item, error))
    return FALSE;
  if (item == NULL)
    return plr_aws_edit_miss (error, _("There is no artifact “%s”"), name != NULL ? name : "");
  if (g_strcmp0 (name, new_name) == 0)
    return TRUE;
  if (!is_artifact (new_name, error))
    return FALSE;
  if (is_made (&place, new_name))
    return plr_aws_edit_clash (error, new_name);
  pipeline = place.action->pipeline;
  if (!plr_codepipeline_edit_put_text (self, &place, item, PATH (WORD (&place, "name")), new_name, error) ||
      !plr_codepipeline_edit_refresh (self, id, &place, error))
    return FALSE;

  for (guint i = 0; i < place.actions->len; i++)
    {
      g_autofree char *other = g_strdup (((PlrCodepipelineAction *)place.actions->pdata[i])->id);

      if (((PlrCodepipelineAction *)place.actions->pdata[i])->pipeline != pipeline)
        continue;
      if (!plr_codepipeline_edit_refresh (self, other, &place, error) ||
          !plr_codepipeline_edit_find_named (&place, place.action->node, "inputArtifacts", name, &item, error))
        return FALSE;
      if (item != NULL && (!plr_codepipeline_edit_put_text (self, &place, item, PATH (WORD (&place, "name")), new_name, error) ||
                           !plr_codepipeline_edit_refresh (self, other, &place, error)))
        return FALSE;
      /* Also of one that no longer takes it: what it names would otherwise be somebody else's one day. */
      if (!rename_in_configuration (self, &place, other, name, new_name, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * plr_codepipeline_edit_drop_input:
 * @id: of the action that makes it
 * @artifact: its name
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Takes an artifact from those that take it.
 */
gboolean
plr_codepipeline_edit_drop_input (PlrDialectEditor *self,
                                  const char       *id,
                                  const char       *artifact,
                                  GError          **error)
{
  g_auto(PlrCodepipelinePlace) place = { 0 };
  guint pipeline;

  if (!plr_codepipeline_edit_refresh (self, id, &place, error))
    return FALSE;
  pipeline = place.action->pipeline;
  for (guint i = 0; i < place.actions->len; i++)
    {
      PlrCodepipelineAction *other = place.actions->pdata[i];
      PlrYamlNode *item = NULL;

      if (other->pipeline != pipeline || g_str_equal (other->id, id))
        continue;
      if (!plr_codepipeline_edit_find_named (&place, other->node, "inputArtifacts", artifact, &item, error))
        return FALSE;
      if (item == NULL)
        continue;
      if (!plr_dialect_editor_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_NONE, error), error) ||
          !plr_codepipeline_edit_refresh (self, id, &place, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * plr_codepipeline_edit_remove_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes an artifact, there and where others take it.
 */
gboolean
plr_codepipeline_edit_remove_artifact (PlrDialectEditor *self,
                                       GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *name = plr_edit_get_target (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  PlrYamlNode *item = NULL;

  if (!plr_codepipeline_edit_find_action (self, id, &place, error) ||
      !plr_codepipeline_edit_find_named (&place, place.action->node, "outputArtifacts", name, &item, error))
    return FALSE;
  if (item == NULL)
    return plr_aws_edit_miss (error, _("There is no artifact “%s”"), name != NULL ? name : "");

  return plr_codepipeline_edit_drop_input (self, id, name, error) &&
         plr_codepipeline_edit_refresh (self, id, &place, error) &&
         plr_codepipeline_edit_find_named (&place, place.action->node, "outputArtifacts", name, &item, error) &&
         plr_dialect_editor_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_NONE, error), error);
}

/* Each is STAGE/ARTIFACT; the list of the engine has the artifact alone. */
static gboolean
check_input (PlrCodepipelinePlace *place,
             const char           *input,
             const char          **name,
             GError              **error)
{
  const char *slash = strchr (input, '/');
  g_autofree char *id = slash != NULL ? g_strndup (input, (gsize)(slash - input)) : g_strdup (input);
  PlrCodepipelineAction *from = plr_codepipeline_edit_find_other (place, id);
  PlrYamlNode *item = NULL;

  if (from == NULL)
    return plr_aws_edit_miss (error, _("There is no stage “%s”"), id);
  if (slash == NULL)
    return plr_aws_edit_decline (error, _("Write STAGE/ARTIFACT: an action takes artifacts by their names"));
  if (!plr_codepipeline_edit_find_named (place, from->node, "outputArtifacts", slash + 1, &item, error))
    return FALSE;
  if (item == NULL)
    return plr_aws_edit_miss (error, _("There is no artifact “%s”"), slash + 1);
  if (from->pipeline != place->action->pipeline || from->group_index > place->action->group_index ||
      (from->group_index == place->action->group_index && from->run_order >= place->action->run_order))
    return plr_aws_edit_decline (error, _("The artifact is made later, or at the same time; set the group, or the argument “runOrder”"));
  *name = slash + 1;

  return TRUE;
}

/**
 * plr_codepipeline_edit_set_inputs:
 * @values: (nullable): STAGE/ARTIFACT each
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets what an action takes. Those that it took already stay as they are.
 */
gboolean
plr_codepipeline_edit_set_inputs (PlrDialectEditor     *self,
                                  PlrCodepipelinePlace *place,
                                  const char *const    *values,
                                  GError              **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  g_autoptr(GPtrArray) names = g_ptr_array_new ();
  PlrYamlNode *list = NULL;
  guint i;

  for (i = 0; values != NULL && values[i] != NULL; i++)
    {
      const char *name = NULL;

      if (!check_input (place, values[i], &name, error))
        return FALSE;
      g_ptr_array_add (names, (gpointer)name);
    }
  if (!plr_aws_edit_find (place->action->node, PATH (WORD (place, "inputArtifacts")), &list, error))
    return FALSE;

  /* Item by item, until those at the front are as they should be. */
  for (i = 0; i < names->len;)
    {
      PlrYamlNode *item = plr_aws_is_list (list) && i < plr_aws_count (list) ? plr_yaml_node_get_item (list, i) : NULL;
      g_autofree char *now = item != NULL ? plr_codepipeline_edit_dup (place, plr_yaml_node_resolve (item), "name") : NULL;
      g_autoptr(PlrYamlValue) fresh = new_named (place, names->pdata[i]);
      gboolean is_kept = FALSE;

      for (guint k = i; now != NULL && k < names->len; k++)
        is_kept = is_kept || g_str_equal (names->pdata[k], now);
      i++;
      if (now != NULL && g_str_equal (now, names->pdata[i - 1]))
        continue;
      if (item != NULL && !is_kept)
        {
          i--;
          if (!plr_dialect_editor_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_NONE, error), error))
            return FALSE;
        }
      else if (item != NULL)
        {
          if (!plr_dialect_editor_take (self, plr_yaml_edit_insert_item (list, (int)i - 1, fresh, PLR_YAML_EDIT_NONE, error), error))
            return FALSE;
        }
      else if (!plr_codepipeline_edit_add_named (self, place, place->action->node, "inputArtifacts", fresh, error))
        {
          return FALSE;
        }
      if (!plr_codepipeline_edit_refresh (self, id, place, error))
        return FALSE;
      list = plr_aws_get (place->action->node, WORD (place, "inputArtifacts"));
    }
  while (plr_aws_is_list (list) && plr_aws_count (list) > names->len)
    {
      if (!plr_dialect_editor_take (self, plr_yaml_edit_remove (plr_yaml_node_get_item (list, names->len), PLR_YAML_EDIT_NONE, error), error) ||
          !plr_codepipeline_edit_refresh (self, id, place, error))
        return FALSE;
      list = plr_aws_get (place->action->node, WORD (place, "inputArtifacts"));
    }

  return TRUE;
}

/* Arguments and outputs */

static gboolean
set_run_order (PlrDialectEditor     *self,
               PlrCodepipelinePlace *place,
               const char           *text,
               GError              **error)
{
  return plr_dialect_editor_put_number (self, place->action->node, WORD (place, "runOrder"), text, 1, 999, error);
}

static gboolean
edit_argument (PlrDialectEditor     *self,
               PlrCodepipelinePlace *place,
               gboolean              removes,
               GError              **error)
{
  static const char *const own[] = { "runOrder", "namespace", "region", "roleArn", NULL };
  const char *name = plr_edit_get_target (self->edit);
  const char *text = removes ? NULL : plr_edit_get_value (self->edit);
  PlrYamlNode *configuration = plr_aws_get (place->action->node, WORD (place, "configuration"));
  PlrYamlNode *owner;
  g_autoptr(PlrYamlValue) value = NULL;

  if (name == NULL || name[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "arguments", name);
  owner = g_strv_contains (own, name) ? place->action->node : configuration;
  if (removes && (!plr_aws_is_map (owner) ||
                  plr_yaml_node_get_merged (owner, owner == configuration ? name : WORD (place, name)) == NULL))
    return plr_aws_edit_miss (error, _("There is no argument “%s”"), name);
  if (g_str_equal (name, "runOrder"))
    return set_run_order (self, place, text, error);
  if (g_strv_contains (own, name))
    return plr_codepipeline_edit_put_text (self, place, place->action->node, PATH (WORD (place, name)), text, error);
  if (removes || (text != NULL && text[0] != '\0'))
    return plr_codepipeline_edit_put_text (self, place, place->action->node, PATH (WORD (place, "configuration"), name), text, error);
  value = plr_yaml_value_new_string ("");

  return plr_aws_edit_put (self, place->action->node, PATH (WORD (place, "configuration"), name), value, error);
}

static gboolean
edit_output (PlrDialectEditor     *self,
             PlrCodepipelinePlace *place,
             gboolean              removes,
             GError              **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *value = plr_edit_get_value (self->edit);
  PlrYamlNode *list = plr_aws_get (place->action->node, WORD (place, "outputVariables"));
  g_auto(GStrv) old = plr_aws_list_texts (list, NULL);
  g_autofree char *plain = g_strdup_printf ("$%s", name != NULL ? name : "");
  g_autoptr(GPtrArray) new = g_ptr_array_new ();
  gboolean is_there = name != NULL && g_strv_contains ((const char *const *)old, name);

  if (removes && !is_there)
    return plr_aws_edit_miss (error, _("There is no output “%s”"), name != NULL ? name : "");
  if (!removes && is_there)
    return TRUE;
  if (!removes && !is_variable (name, TRUE, error))
    return FALSE;
  if (!removes && value != NULL && value[0] != '\0' && !g_str_equal (value, plain))
    return plr_aws_edit_decline (error, _("An action hands on its variables under their own names: leave the value empty"));
  if (!removes && plr_aws_get (place->action->node, WORD (place, "commands")) == NULL)
    return plr_aws_edit_decline (error, _("Only an action with commands names its outputs here; for CodeBuild, write “exported-variables” into the buildspec"));
  for (guint i = 0; old[i] != NULL; i++)
    if (!g_str_equal (old[i], name))
      g_ptr_array_add (new, old[i]);
  if (!removes)
    g_ptr_array_add (new, (gpointer)name);
  g_ptr_array_add (new, NULL);

  return plr_aws_edit_put_list (self, place->action->node, PATH (WORD (place, "outputVariables")), (const char *const *)new->pdata, error);
}

/**
 * plr_codepipeline_edit_entry:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes an argument or an output of an action.
 */
gboolean
plr_codepipeline_edit_entry (PlrDialectEditor *self,
                             GError          **error)
{
  gboolean removes = plr_edit_get_kind (self->edit) == PLR_EDIT_KIND_REMOVE_ENTRY;
  const char *field = plr_edit_get_field (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };

  if (!plr_codepipeline_edit_find (self, plr_edit_get_stage (self->edit), &place, error))
    return FALSE;
  if (place.action == NULL || plr_edit_get_index (self->edit) >= 0)
    return plr_aws_edit_decline (error, _("Arguments and outputs are those of an action"));
  if (g_strcmp0 (field, "arguments") == 0)
    return edit_argument (self, &place, removes, error);
  if (g_strcmp0 (field, "outputs") == 0)
    return edit_output (self, &place, removes, error);
  if (g_strcmp0 (field, "permissions") == 0)
    return plr_aws_edit_decline (error, _("What an action may do is a matter of its role: set the argument “roleArn”"));

  return plr_aws_edit_decline (error, _("An action of CodePipeline has no services; start them by a command"));
}
