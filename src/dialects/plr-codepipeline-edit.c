/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-codepipeline"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-codepipeline-edit-private.h"
#include "plr-pipeliner-private.h"

#define NAME_CHARACTERS ".@-_"
#define MAX_NAME        100
#define MAX_RUN_ORDER   999

static const char *const usual_order[] = {
  "pipeline", "name", "Name", "roleArn", "RoleArn", "actionTypeId", "ActionTypeId", "category", "Category", "owner", "Owner", "provider",
  "Provider", "version", "Version", "runOrder", "RunOrder", "configuration", "Configuration", "commands", "Commands", "outputArtifacts",
  "OutputArtifacts", "inputArtifacts", "InputArtifacts", NULL,
};

/* Actions */

static gboolean
check_name (PlrCodepipelinePlace *place,
            const char           *name,
            GError              **error)
{
  gboolean is_computed = place->is_template && name != NULL && strstr (name, "${") != NULL;

  if (is_computed || plr_aws_edit_is_id (name, NAME_CHARACTERS, MAX_NAME))
    return TRUE;
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
               _("“%s” cannot be a name there: it has letters, digits, dots, dashes, underscores and @, at most %d"),
               name != NULL ? name : "", MAX_NAME);

  return FALSE;
}

static gboolean
check_new_name (PlrCodepipelinePlace *place,
                const char           *name,
                GError              **error)
{
  if (!check_name (place, name, error))
    return FALSE;
  for (guint i = 0; i < place->actions->len; i++)
    {
      PlrCodepipelineAction *other = place->actions->pdata[i];

      if (g_str_equal (other->name, name) || g_str_equal (other->id, name))
        return plr_aws_edit_clash (error, name);
    }

  return TRUE;
}

static PlrYamlNode *
get_stages (PlrCodepipelinePlace *place)
{
  return plr_aws_get (place->pipeline, WORD (place, "stages"));
}

/* A new action runs commands, where the pipeline can do that, else a project of CodeBuild. */
static PlrYamlValue *
new_action (PlrCodepipelinePlace *place,
            const char           *name,
            guint                 run_order)
{
  g_autofree char *type = plr_codepipeline_edit_dup (place, place->pipeline, "pipelineType");
  gboolean is_v2 = g_strcmp0 (type, "V2") == 0;
  PlrYamlValue *action = plr_yaml_value_new_map ();
  PlrYamlValue *kind = plr_yaml_value_new_map ();

  plr_yaml_value_set_string (action, WORD (place, "name"), name);
  plr_yaml_value_set_string (kind, WORD (place, "category"), is_v2 ? "Compute" : "Build");
  plr_yaml_value_set_string (kind, WORD (place, "owner"), "AWS");
  plr_yaml_value_set_string (kind, WORD (place, "provider"), is_v2 ? "Commands" : "CodeBuild");
  plr_yaml_value_set_string (kind, WORD (place, "version"), "1");
  plr_yaml_value_set (action, WORD (place, "actionTypeId"), kind);
  if (run_order > 1)
    plr_yaml_value_set (action, WORD (place, "runOrder"), plr_yaml_value_new_integer (run_order));
  if (is_v2)
    {
      PlrYamlValue *commands = plr_yaml_value_new_list ();

      plr_yaml_value_set_flow (commands, TRUE);
      plr_yaml_value_set (action, WORD (place, "commands"), commands);
    }
  else
    {
      PlrYamlValue *configuration = plr_yaml_value_new_map ();

      plr_yaml_value_set_string (configuration, "ProjectName", name);
      plr_yaml_value_set (action, WORD (place, "configuration"), configuration);
    }

  return action;
}

static PlrYamlValue *
new_group (PlrCodepipelinePlace *place,
           const char           *name,
           PlrYamlValue         *action)
{
  PlrYamlValue *group = plr_yaml_value_new_map ();
  PlrYamlValue *actions = plr_yaml_value_new_list ();

  plr_yaml_value_append (actions, plr_yaml_value_ref (action));
  plr_yaml_value_set_string (group, WORD (place, "name"), name);
  plr_yaml_value_set (group, WORD (place, "actions"), actions);

  return group;
}

/* The last of those that a new action waits for, or NULL. */
static gboolean
find_last_need (PlrCodepipelinePlace   *place,
                const char *const      *needs,
                PlrCodepipelineAction **last,
                GError                **error)
{
  *last = NULL;
  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    {
      PlrCodepipelineAction *need = plr_codepipeline_edit_find_other (place, needs[i]);

      if (need == NULL)
        return plr_aws_edit_miss (error, _("There is no stage “%s”"), needs[i]);
      if (*last != NULL && (*last)->pipeline != need->pipeline)
        return plr_aws_edit_decline (error, _("The two are of different pipelines, which do not wait for each other"));
      if (*last == NULL || need->group_index > (*last)->group_index ||
          (need->group_index == (*last)->group_index && need->run_order > (*last)->run_order))
        *last = need;
    }

  return TRUE;
}

/* The actions of the stage at that place of the pipeline, behind its condition in a template; an empty value may stand there. */
static PlrYamlNode *
get_group_actions (PlrCodepipelinePlace *place,
                   guint                 index)
{
  PlrYamlNode *item = plr_yaml_node_get_item (get_stages (place), index);
  PlrYamlNode *actions = plr_yaml_node_get_merged (plr_codepipeline_unwrap (plr_yaml_node_resolve (item), NULL), WORD (place, "actions"));

  return actions != NULL ? plr_yaml_node_resolve (actions) : NULL;
}

/* In a stage of its own at the end; with needs, in the stage of the last of them and after it. Sources stand alone. */
static gboolean
edit_add_stage (PlrDialectEditor *self,
                GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *title = plr_edit_get_value (self->edit);
  int index = plr_edit_get_index (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  PlrCodepipelineAction *last;
  g_autoptr(PlrYamlValue) action = NULL;
  g_autoptr(PlrYamlValue) group = NULL;
  PlrYamlNode *stages;
  guint n_stages;

  if (!plr_codepipeline_edit_find (self, NULL, &place, error) || !check_new_name (&place, id, error) ||
      !find_last_need (&place, plr_edit_get_values (self->edit), &last, error))
    return FALSE;
  if (title != NULL && title[0] != '\0' && !g_str_equal (title, id))
    return plr_aws_edit_decline (error, _("An action has one name alone"));

  if (last != NULL)
    place.pipeline = g_array_index (place.roots, PlrCodepipelineRoot, last->pipeline).node;
  stages = get_stages (&place);
  n_stages = plr_aws_is_list (stages) ? plr_aws_count (stages) : 0;
  if (n_stages == 0)
    return plr_aws_edit_decline (error, _("The pipeline has no stages yet; write one with sources in the text first"));
  if (last != NULL && (last->group_index > 0 || n_stages > 1))
    {
      guint run_order = last->group_index > 0 ? MIN (last->run_order + 1, MAX_RUN_ORDER) : 1;
      PlrYamlNode *list = get_group_actions (&place, MAX (last->group_index, 1));

      action = new_action (&place, id, run_order);
      return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (list, -1, action, PLR_YAML_EDIT_NONE, error), error);
    }

  action = new_action (&place, id, 1);
  group = new_group (&place, id, action);
  if (index == 0)
    return plr_aws_edit_decline (error, _("The first stage of a pipeline has its sources alone"));
  if (index > 0 && (guint)index < place.actions->len)
    index = (int)((PlrCodepipelineAction *)place.actions->pdata[index])->group_index;
  else
    index = -1;

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (stages, index, group, PLR_YAML_EDIT_NONE, error), error);
}

/* Takes the stage away that has no actions left. */
static gboolean
drop_empty_group (PlrDialectEditor *self,
                  guint             pipeline,
                  guint             index,
                  GError          **error)
{
  g_auto(PlrCodepipelinePlace) place = { 0 };
  PlrYamlNode *list;

  if (!plr_dialect_editor_refresh (self, error) || !plr_codepipeline_edit_find (self, NULL, &place, error))
    return FALSE;
  place.pipeline = g_array_index (place.roots, PlrCodepipelineRoot, pipeline).node;
  list = get_group_actions (&place, index);
  if (list != NULL && plr_aws_count (list) > 0)
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (plr_yaml_node_get_item (get_stages (&place), index), PLR_YAML_EDIT_NONE, error),
                                  error);
}

static gboolean
edit_remove_stage (PlrDialectEditor *self,
                   GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  g_autoptr(GPtrArray) artifacts = g_ptr_array_new_with_free_func (g_free);
  PlrYamlNode *outputs;
  guint pipeline, group;

  if (!plr_codepipeline_edit_find_action (self, id, &place, error))
    return FALSE;
  if (plr_codepipeline_edit_has_trigger (&place))
    return plr_aws_edit_decline (error, _("A trigger watches this action; remove the trigger first"));
  pipeline = place.action->pipeline;
  group = place.action->group_index;
  if (plr_aws_count (get_stages (&place)) == 1 && plr_aws_count (get_group_actions (&place, group)) == 1)
    return plr_aws_edit_decline (error, _("It is the last action of the pipeline; remove the file instead"));
  outputs = plr_aws_get (place.action->node, WORD (&place, "outputArtifacts"));
  for (guint i = 0; plr_aws_is_list (outputs) && i < plr_aws_count (outputs); i++)
    g_ptr_array_add (artifacts, plr_codepipeline_edit_dup (&place, plr_yaml_node_resolve (plr_yaml_node_get_item (outputs, i)), "name"));
  for (guint i = 0; i < artifacts->len; i++)
    if (artifacts->pdata[i] != NULL && !plr_codepipeline_edit_drop_input (self, id, artifacts->pdata[i], error))
      return FALSE;

  if (!plr_codepipeline_edit_refresh (self, id, &place, error) ||
      !plr_dialect_editor_take (self, plr_yaml_edit_remove (place.action->item, PLR_YAML_EDIT_NONE, error), error))
    return FALSE;

  return drop_empty_group (self, pipeline, group, error);
}

static gboolean
edit_rename_stage (PlrDialectEditor *self,
                   GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *new_name = plr_edit_get_target (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  g_autofree char *name = NULL;

  if (!plr_codepipeline_edit_find_action (self, id, &place, error))
    return FALSE;
  if (g_strcmp0 (place.action->name, new_name) == 0 || g_strcmp0 (id, new_name) == 0)
    return TRUE;
  name = g_strdup (place.action->name);

  return check_new_name (&place, new_name, error) &&
         plr_codepipeline_edit_rename_source (self, id, name, new_name, error) &&
         plr_codepipeline_edit_refresh (self, id, &place, error) &&
         plr_codepipeline_edit_put_text (self, &place, place.action->node, PATH (WORD (&place, "name")), new_name, error);
}

/* What a copy cannot have as well, goes: artifacts and variables have one maker. */
static gboolean
edit_duplicate_stage (PlrDialectEditor *self,
                      GError          **error)
{
  static const char *const unique[] = { "outputArtifacts", "namespace" };
  const char *id = plr_edit_get_stage (self->edit);
  const char *new_name = plr_edit_get_target (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  PlrYamlNode *copy;
  guint index;

  if (!plr_codepipeline_edit_find_action (self, id, &place, error) || !check_new_name (&place, new_name, error))
    return FALSE;
  index = plr_yaml_node_get_index (place.action->item);
  if (!plr_dialect_editor_take (self, plr_yaml_edit_duplicate (place.action->item, NULL, PLR_YAML_EDIT_NONE, error), error))
    return FALSE;

  for (guint i = 0; i <= G_N_ELEMENTS (unique); i++)
    {
      guint group = place.action != NULL ? place.action->group_index : 0;
      guint pipeline = place.action != NULL ? place.action->pipeline : 0;

      if (!plr_codepipeline_edit_refresh (self, NULL, &place, error))
        return FALSE;
      /* Two of one name have no ids that one could rely on until the copy has its own. */
      if (i == 0)
        {
          place.pipeline = g_array_index (place.roots, PlrCodepipelineRoot, pipeline).node;
          copy = plr_codepipeline_unwrap (plr_yaml_node_get_item (get_group_actions (&place, group), index + 1), NULL);
          if (!plr_codepipeline_edit_put_text (self, &place, copy, PATH (WORD (&place, "name")), new_name, error))
            return FALSE;
          continue;
        }
      place.action = plr_codepipeline_edit_find_other (&place, new_name);
      if (place.action == NULL)
        return plr_aws_edit_miss (error, _("There is no stage “%s”"), new_name);
      if (!plr_dialect_editor_drop (self, place.action->node, WORD (&place, unique[i - 1]), error))
        return FALSE;
    }

  return TRUE;
}

/* Groups */

static gboolean
check_group (PlrCodepipelinePlace *place,
             guint                 index,
             GError              **error)
{
  g_autofree char *category = plr_codepipeline_edit_dup (place, plr_aws_get (place->action->node, WORD (place, "actionTypeId")), "category");

  if ((g_strcmp0 (category, "Source") == 0) == (index == 0))
    return TRUE;

  return plr_aws_edit_decline (error, _("The first stage of a pipeline has its sources, and no other stage has any"));
}

/* With an action for the time until the real one is there: to an empty list it would move without its comments. */
static gboolean
add_group (PlrDialectEditor     *self,
           PlrCodepipelinePlace *place,
           const char           *name,
           GError              **error)
{
  g_autoptr(PlrYamlValue) action = new_action (place, name, 1);
  g_autoptr(PlrYamlValue) group = new_group (place, name, action);

  if (place->roots->len > 1)
    return plr_aws_edit_decline (error, _("There is no such stage in the pipeline of the action"));

  return check_name (place, name, error) &&
         plr_dialect_editor_take (self, plr_yaml_edit_insert_item (get_stages (place), -1, group, PLR_YAML_EDIT_NONE, error), error) &&
         plr_codepipeline_edit_refresh (self, plr_edit_get_stage (self->edit), place, error);
}

static gboolean
set_group (PlrDialectEditor     *self,
           PlrCodepipelinePlace *place,
           const char           *group,
           GError              **error)
{
  guint pipeline = place->action->pipeline;
  guint from = place->action->group_index;
  PlrYamlNode *stages = get_stages (place);
  gboolean is_new = FALSE;
  int to = -1;

  if (group == NULL || group[0] == '\0')
    return plr_aws_edit_decline (error, _("Every action stands in a stage; name one"));
  if (g_str_equal (group, place->action->group))
    return TRUE;
  for (guint i = 0; i < place->actions->len; i++)
    {
      PlrCodepipelineAction *other = place->actions->pdata[i];

      if (other->pipeline == pipeline && g_str_equal (other->group, group))
        to = (int)other->group_index;
    }
  if (!check_group (place, to >= 0 ? (guint)to : plr_aws_count (stages), error))
    return FALSE;
  if (to < 0)
    {
      is_new = TRUE;
      to = (int)plr_aws_count (stages);
      if (!add_group (self, place, group, error))
        return FALSE;
    }
  if (!plr_dialect_editor_take (self, plr_yaml_edit_transfer (place->action->item, get_group_actions (place, (guint)to), is_new ? 0 : -1, NULL,
                                                              PLR_YAML_EDIT_NONE, error), error))
    return FALSE;
  if (is_new && (!plr_codepipeline_edit_refresh (self, NULL, place, error) ||
                 !plr_dialect_editor_take (self, plr_yaml_edit_remove (plr_yaml_node_get_item (get_group_actions (place, (guint)to), 1),
                                                                       PLR_YAML_EDIT_NONE, error), error)))
    return FALSE;

  return drop_empty_group (self, pipeline, from, error);
}

static int
compare_run (const PlrCodepipelineAction *a,
             const PlrCodepipelineAction *b)
{
  if (a->group_index != b->group_index)
    return a->group_index < b->group_index ? -1 : 1;

  return a->run_order < b->run_order ? -1 : a->run_order > b->run_order;
}

/* Among those that run at once, the order is that of the text. */
static gboolean
edit_move_stage (PlrDialectEditor *self,
                 GError          **error)
{
  int index = plr_edit_get_index (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };
  g_autoptr(GPtrArray) others = g_ptr_array_new ();
  PlrCodepipelineAction *at;

  if (!plr_codepipeline_edit_find_action (self, plr_edit_get_stage (self->edit), &place, error))
    return FALSE;
  for (guint i = 0; i < place.actions->len; i++) /* in the order of the model */
    {
      guint k = others->len;

      while (k > 0 && ((PlrCodepipelineAction *)others->pdata[k - 1])->pipeline == ((PlrCodepipelineAction *)place.actions->pdata[i])->pipeline &&
             compare_run (others->pdata[k - 1], place.actions->pdata[i]) > 0)
        k--;
      g_ptr_array_insert (others, (int)k, place.actions->pdata[i]);
    }
  if (index < 0 || (guint)index >= others->len)
    index = (int)others->len - 1;
  at = others->pdata[index];
  if (at == place.action)
    return TRUE;
  if (at->pipeline != place.action->pipeline || compare_run (at, place.action) != 0)
    return plr_aws_edit_decline (error, _("The order follows from the stages of CodePipeline and the run order: set the group, or the argument “runOrder”"));

  return plr_dialect_editor_take (self, plr_yaml_edit_move (place.action->item, plr_yaml_node_get_index (at->item), PLR_YAML_EDIT_NONE, error), error);
}

/* Needs follow from the run order, which may be changed in a stage. */
static gboolean
edit_need (PlrDialectEditor *self,
           GError          **error)
{
  gboolean adds = plr_edit_get_kind (self->edit) == PLR_EDIT_KIND_ADD_NEED;
  g_auto(PlrCodepipelinePlace) place = { 0 };
  PlrCodepipelineAction *need;

  if (!plr_codepipeline_edit_find_action (self, plr_edit_get_stage (self->edit), &place, error))
    return FALSE;
  need = plr_codepipeline_edit_find_other (&place, plr_edit_get_target (self->edit));
  if (need == NULL)
    return plr_aws_edit_miss (error, _("There is no stage “%s”"), plr_edit_get_target (self->edit) != NULL ? plr_edit_get_target (self->edit) : "");
  if (need->pipeline != place.action->pipeline)
    return plr_aws_edit_decline (error, _("The two are of different pipelines, which do not wait for each other"));
  if (need == place.action)
    return plr_aws_edit_decline (error, _("A stage cannot wait for itself"));
  if (adds && compare_run (need, place.action) < 0)
    return TRUE;
  if (adds && need->group_index == place.action->group_index && need->run_order < MAX_RUN_ORDER)
    return plr_codepipeline_edit_put_number (self, &place, place.action->node, "runOrder", need->run_order + 1, error);
  if (adds)
    return plr_aws_edit_decline (error, _("The other one is in a later stage of CodePipeline; set the group of one of the two"));
  if (compare_run (need, place.action) >= 0)
    return plr_aws_edit_miss (error, _("The stage does not wait for “%s”"), need->id);
  if (need->group_index != place.action->group_index)
    return plr_aws_edit_decline (error, _("A stage of CodePipeline waits for all actions of the one before it; set the group of one of the two"));

  return plr_codepipeline_edit_put_number (self, &place, place.action->node, "runOrder", need->run_order, error);
}

/* Fields of the pipeline */

static gboolean
set_mode (PlrDialectEditor     *self,
          PlrCodepipelinePlace *place,
          const char           *field,
          const char           *value,
          GError              **error)
{
  g_autofree char *mode = plr_codepipeline_edit_dup (place, place->pipeline, "executionMode");
  g_autofree char *name = plr_codepipeline_edit_dup (place, place->pipeline, "name");
  const char *new_mode;

  if (g_str_equal (field, "cancels"))
    new_mode = g_strcmp0 (value, "true") == 0 ? "SUPERSEDED" : g_strcmp0 (mode, "SUPERSEDED") == 0 ? "QUEUED" : mode;
  else if (value == NULL || value[0] == '\0')
    new_mode = NULL;
  else if (name != NULL && !g_str_equal (value, name))
    return plr_aws_edit_decline (error, _("Runs of other pipelines do not matter: the group has the name of the pipeline"));
  else
    new_mode = g_strcmp0 (mode, "SUPERSEDED") == 0 ? mode : "QUEUED";
  if (new_mode != NULL && g_strcmp0 (mode, new_mode) != 0 && !g_str_equal (new_mode, "SUPERSEDED") &&
      !plr_codepipeline_edit_is_v2 (place, error))
    return FALSE;

  return plr_codepipeline_edit_put_text (self, place, place->pipeline, PATH (WORD (place, "executionMode")), new_mode, error);
}

static int
find_group (PlrCodepipelinePlace *place,
            const char           *name,
            guint                 from)
{
  PlrYamlNode *stages = get_stages (place);

  for (guint i = from; i < plr_aws_count (stages); i++)
    {
      PlrYamlNode *stage = plr_codepipeline_unwrap (plr_yaml_node_resolve (plr_yaml_node_get_item (stages, i)), NULL);
      g_autofree char *own = plr_codepipeline_edit_dup (place, stage, "name");

      if (g_strcmp0 (own, name) == 0)
        return (int)i;
    }

  return -1;
}

/* Another order of the stages, and new ones. */
static gboolean
set_groups (PlrDialectEditor     *self,
            PlrCodepipelinePlace *place,
            const char *const    *names,
            GError              **error)
{
  guint n_old = plr_aws_count (get_stages (place));

  if (place->roots->len > 1)
    return plr_aws_edit_decline (error, _("There are several pipelines in the file; change their stages in the text"));
  if (names == NULL || names[0] == NULL)
    return plr_aws_edit_decline (error, _("A stage goes with its last action; remove or move its actions"));
  for (guint i = 0; i < n_old; i++)
    {
      PlrYamlNode *stage = plr_codepipeline_unwrap (plr_yaml_node_resolve (plr_yaml_node_get_item (get_stages (place), i)), NULL);
      g_autofree char *name = plr_codepipeline_edit_dup (place, stage, "name");

      if (name == NULL || !g_strv_contains (names, name))
        return plr_aws_edit_decline (error, _("A stage goes with its last action; remove or move its actions"));
      if (i == 0 && !g_str_equal (names[0], name))
        return plr_aws_edit_decline (error, _("The first stage of a pipeline has its sources, and no other stage has any"));
    }
  for (guint i = 0; names[i] != NULL; i++)
    {
      int at = find_group (place, names[i], i);
      GPtrArray *patches;

      if (at == (int)i)
        continue;
      if (at < 0)
        return plr_aws_edit_decline (error, _("A stage comes with its first action: set the group of an action, or add one"));
      patches = plr_yaml_edit_move (plr_yaml_node_get_item (get_stages (place), (guint)at), i, PLR_YAML_EDIT_NONE, error);
      if (!plr_dialect_editor_take (self, patches, error) || !plr_codepipeline_edit_refresh (self, NULL, place, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
edit_set_pipeline (PlrDialectEditor *self,
                   GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *value = plr_edit_get_value (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };

  if (!plr_codepipeline_edit_find (self, NULL, &place, error))
    return FALSE;
  if (g_strcmp0 (field, "name") == 0 && place.roots->len > 1)
    return plr_aws_edit_decline (error, _("There are several pipelines in the file; change their names in the text"));
  if (g_strcmp0 (field, "name") == 0)
    return (place.is_template && (value == NULL || value[0] == '\0') ? TRUE : check_name (&place, value, error)) &&
           plr_codepipeline_edit_put_text (self, &place, place.pipeline, PATH (WORD (&place, "name")), value, error);
  if (g_strcmp0 (field, "concurrency") == 0 || g_strcmp0 (field, "cancels") == 0)
    return set_mode (self, &place, field, value, error);
  if (g_strcmp0 (field, "groups") == 0)
    return set_groups (self, &place, plr_edit_get_values (self->edit), error);

  return plr_dialect_editor_set_unknown (error, field);
}

/* Fields of an action */

static gboolean
set_timeout (PlrDialectEditor     *self,
             PlrCodepipelinePlace *place,
             const char           *text,
             GError              **error)
{
  gint64 timeout_us;

  if (text == NULL || text[0] == '\0')
    return plr_dialect_editor_drop (self, place->action->node, WORD (place, "timeoutInMinutes"), error);
  if (!plr_pipeliner_parse_timeout (text, &timeout_us) || timeout_us % (60 * (gint64)G_USEC_PER_SEC) != 0)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("“%s” is no number of whole minutes; write it like 10m or 1h30m"), text);
      return FALSE;
    }

  return plr_codepipeline_edit_put_number (self, place, place->action->node, "timeoutInMinutes",
                                           (guint)(timeout_us / (60 * (gint64)G_USEC_PER_SEC)), error);
}

static gboolean
set_retry (PlrDialectEditor     *self,
           PlrCodepipelinePlace *place,
           const char           *text,
           GError              **error)
{
  PlrYamlNode *failure = plr_aws_get (place->action->stage, WORD (place, "onFailure"));
  g_autofree char *result = plr_codepipeline_edit_dup (place, failure, "result");
  gboolean retries = g_strcmp0 (result, "RETRY") == 0;
  gboolean wants = text != NULL && text[0] != '\0' && !g_str_equal (text, "0");

  if (wants && !g_str_equal (text, "1"))
    return plr_aws_edit_decline (error, _("CodePipeline retries a stage once; write 1"));
  if (retries == wants)
    return TRUE;
  if (plr_aws_count (plr_aws_get (place->action->stage, WORD (place, "actions"))) > 1)
    {
      g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED,
                           _("A retry is for all actions of the stage; change “onFailure” in the text, or give the action a stage of its own"));
      return FALSE;
    }
  if (!wants && plr_aws_get (failure, WORD (place, "conditions")) != NULL)
    return plr_aws_edit_decline (error, _("The retry is part of the condition of the stage; change “onFailure” there"));
  if (!wants)
    return plr_dialect_editor_drop (self, place->action->stage, WORD (place, "onFailure"), error);
  if (result != NULL)
    return plr_aws_edit_decline (error, _("The stage does something else after a failure; change “onFailure” in the text"));

  return plr_codepipeline_edit_is_v2 (place, error) &&
         plr_aws_edit_put_text (self, place->action->stage, PATH (WORD (place, "onFailure"), WORD (place, "result")), "RETRY", error);
}

static gboolean
set_configuration (PlrDialectEditor     *self,
                   PlrCodepipelinePlace *place,
                   const char           *key,
                   const char           *value,
                   GError              **error)
{
  return plr_codepipeline_edit_put_text (self, place, place->action->node, PATH (WORD (place, "configuration"), key), value, error);
}

/* Category/Owner/Provider/Version. */
static gboolean
set_calls (PlrDialectEditor     *self,
           PlrCodepipelinePlace *place,
           const char           *value,
           GError              **error)
{
  static const char *const words[] = { "category", "owner", "provider", "version" };
  const char *id = plr_edit_get_stage (self->edit);
  g_auto(GStrv) parts = g_strsplit (value != NULL ? value : "", "/", -1);

  if (g_strv_length (parts) != G_N_ELEMENTS (words) || (g_str_equal (parts[0], "Source")) != (place->action->group_index == 0))
    return plr_aws_edit_decline (error, _("Write the type of an action like Build/AWS/CodeBuild/1; sources stand in the first stage alone"));
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (!plr_codepipeline_edit_put_text (self, place, place->action->node, PATH (WORD (place, "actionTypeId"), WORD (place, words[i])), parts[i],
                                         error) ||
        !plr_codepipeline_edit_refresh (self, id, place, error))
      return FALSE;

  return TRUE;
}

static gboolean
set_of_category (PlrDialectEditor     *self,
                 PlrCodepipelinePlace *place,
                 const char           *field,
                 const char           *value,
                 GError              **error)
{
  PlrYamlNode *type = plr_aws_get (place->action->node, WORD (place, "actionTypeId"));
  g_autofree char *category = plr_codepipeline_edit_dup (place, type, "category");
  gboolean is_approval = g_strcmp0 (category, "Approval") == 0;
  const char *key = plr_codepipeline_deploy_key (plr_aws_get (place->action->node, WORD (place, "configuration")));

  if (g_str_equal (field, "deploy"))
    return g_strcmp0 (category, "Deploy") == 0 && key != NULL && value != NULL && value[0] != '\0'
           ? set_configuration (self, place, key, value, error)
           : plr_aws_edit_decline (error, _("What an action deploys to is said by its configuration: set its arguments"));
  if (!is_approval)
    return plr_aws_edit_decline (error, _("An approval is an action of its own: set the type of one to Approval/AWS/Manual/1"));
  if (g_str_equal (field, "url"))
    return set_configuration (self, place, "ExternalEntityLink", value, error);
  if (g_strcmp0 (value, "true") == 0)
    return TRUE;
  if (value == NULL || value[0] == '\0' || g_str_equal (value, "false"))
    return plr_aws_edit_decline (error, _("An approval does nothing else; remove the stage instead"));

  return set_configuration (self, place, "CustomData", value, error);
}

static gboolean
edit_set_stage (PlrDialectEditor *self,
                GError          **error)
{
  static const struct
  {
    const char *field;
    const char *message;
  } table[] = {
    { "name", N_("An action has one name alone; rename the stage") },
    { "image", N_("The image is a setting of the project of CodeBuild") },
    { "network", N_("What an action may reach is a setting of its project or its role") },
    { "when", N_("A stage of CodePipeline runs when the one before it succeeded; for failures, write “onFailure” in the text") },
    { "allow-failure", N_("A stage fails with each of its actions; write “onFailure” in the text") },
    { "concurrency", N_("All of a pipeline runs one at a time, or none of it: set the concurrency of the pipeline") },
    { "cancels", N_("All of a pipeline runs one at a time, or none of it: set the concurrency of the pipeline") },
    { "max-parallel", N_("CodePipeline has no matrix; use a batch build of CodeBuild") },
    { "keeps-going", N_("CodePipeline has no matrix; use a batch build of CodeBuild") },
    { "copies", N_("CodePipeline has no matrix; use a batch build of CodeBuild") },
  };
  const char *field = plr_edit_get_field (self->edit);
  const char *value = plr_edit_get_value (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };

  if (!plr_codepipeline_edit_find_action (self, plr_edit_get_stage (self->edit), &place, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].field, field) == 0)
      return plr_aws_edit_decline (error, _(table[i].message));
  if (g_strcmp0 (field, "group") == 0)
    return set_group (self, &place, value, error);
  if (g_strcmp0 (field, "condition") == 0)
    return plr_codepipeline_edit_condition (self, &place, value, error);
  if (g_strcmp0 (field, "timeout") == 0)
    return set_timeout (self, &place, value, error);
  if (g_strcmp0 (field, "retry") == 0)
    return set_retry (self, &place, value, error);
  if (g_strcmp0 (field, "calls") == 0)
    return set_calls (self, &place, value, error);
  if (g_strcmp0 (field, "deploy") == 0 || g_strcmp0 (field, "approval") == 0 || g_strcmp0 (field, "url") == 0)
    return set_of_category (self, &place, field, value, error);

  return plr_dialect_editor_set_unknown (error, field);
}

static gboolean
edit_set_stage_list (PlrDialectEditor *self,
                     GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };

  if (!plr_codepipeline_edit_find_action (self, plr_edit_get_stage (self->edit), &place, error))
    return FALSE;
  if (g_strcmp0 (field, "inputs") == 0)
    return plr_codepipeline_edit_set_inputs (self, &place, plr_edit_get_values (self->edit), error);
  if (g_strcmp0 (field, "needs") == 0)
    return plr_aws_edit_decline (error, _("The order follows from the stages of CodePipeline and the run order: set the group, or the argument “runOrder”"));
  if (g_strcmp0 (field, "runner") == 0)
    return plr_aws_edit_decline (error, _("Where an action runs is said by its arguments, like “region”"));
  if (g_strcmp0 (field, "branches") == 0)
    return plr_aws_edit_decline (error, _("Branches are those of a trigger, or of a source action"));
  if (g_strcmp0 (field, "reports") == 0)
    return plr_aws_edit_decline (error, _("Reports are published by CodeBuild: write them into the buildspec"));

  return plr_dialect_editor_set_unknown (error, field);
}

static gboolean
decline_cache (PlrDialectEditor *self,
               GError          **error)
{
  return plr_aws_edit_decline (error, _("A cache is kept by CodeBuild: write it into the buildspec"));
}

static gboolean
decline_matrix (PlrDialectEditor *self,
                GError          **error)
{
  return plr_aws_edit_decline (error, _("CodePipeline has no matrix; use a batch build of CodeBuild"));
}

static const PlrDialectEditFunc edit_funcs[] = {
  [PLR_EDIT_KIND_SET_PIPELINE] = edit_set_pipeline,
  [PLR_EDIT_KIND_ADD_STAGE] = edit_add_stage,
  [PLR_EDIT_KIND_REMOVE_STAGE] = edit_remove_stage,
  [PLR_EDIT_KIND_RENAME_STAGE] = edit_rename_stage,
  [PLR_EDIT_KIND_DUPLICATE_STAGE] = edit_duplicate_stage,
  [PLR_EDIT_KIND_MOVE_STAGE] = edit_move_stage,
  [PLR_EDIT_KIND_SET_STAGE] = edit_set_stage,
  [PLR_EDIT_KIND_SET_STAGE_LIST] = edit_set_stage_list,
  [PLR_EDIT_KIND_ADD_NEED] = edit_need,
  [PLR_EDIT_KIND_REMOVE_NEED] = edit_need,
  [PLR_EDIT_KIND_ADD_STEP] = plr_codepipeline_edit_add_step,
  [PLR_EDIT_KIND_REMOVE_STEP] = plr_codepipeline_edit_step,
  [PLR_EDIT_KIND_MOVE_STEP] = plr_codepipeline_edit_step,
  [PLR_EDIT_KIND_DUPLICATE_STEP] = plr_codepipeline_edit_step,
  [PLR_EDIT_KIND_SET_STEP] = plr_codepipeline_edit_set_step,
  [PLR_EDIT_KIND_SET_VARIABLE] = plr_codepipeline_edit_variable,
  [PLR_EDIT_KIND_RENAME_VARIABLE] = plr_codepipeline_edit_variable,
  [PLR_EDIT_KIND_REMOVE_VARIABLE] = plr_codepipeline_edit_variable,
  [PLR_EDIT_KIND_SET_ARTIFACT] = plr_codepipeline_edit_set_artifact,
  [PLR_EDIT_KIND_RENAME_ARTIFACT] = plr_codepipeline_edit_rename_artifact,
  [PLR_EDIT_KIND_REMOVE_ARTIFACT] = plr_codepipeline_edit_remove_artifact,
  [PLR_EDIT_KIND_SET_MATRIX_AXIS] = decline_matrix,
  [PLR_EDIT_KIND_REMOVE_MATRIX_AXIS] = decline_matrix,
  [PLR_EDIT_KIND_SET_MATRIX] = decline_matrix,
  [PLR_EDIT_KIND_SET_MATRIX_ROW] = decline_matrix,
  [PLR_EDIT_KIND_REMOVE_MATRIX_ROW] = decline_matrix,
  [PLR_EDIT_KIND_SET_ENTRY] = plr_codepipeline_edit_entry,
  [PLR_EDIT_KIND_REMOVE_ENTRY] = plr_codepipeline_edit_entry,
  [PLR_EDIT_KIND_SET_CACHE] = decline_cache,
  [PLR_EDIT_KIND_REMOVE_CACHE] = decline_cache,
  [PLR_EDIT_KIND_SET_INPUT] = plr_codepipeline_edit_input,
  [PLR_EDIT_KIND_REMOVE_INPUT] = plr_codepipeline_edit_input,
  [PLR_EDIT_KIND_SET_TRIGGER] = plr_codepipeline_edit_set_trigger,
  [PLR_EDIT_KIND_REMOVE_TRIGGER] = plr_codepipeline_edit_remove_trigger,
};

static const PlrDialectEditorShape shape = {
  edit_funcs, G_N_ELEMENTS (edit_funcs), usual_order, NULL, N_("There is no pipeline in the file"),
};

/**
 * plr_codepipeline_edit:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): as plr_dialect_edit()
 */
GPtrArray *
plr_codepipeline_edit (PlrDialect *dialect,
                       const char *text,
                       gssize      size_bytes,
                       PlrEdit    *edit,
                       GError    **error)
{
  return plr_dialect_editor_run (&shape, dialect, text, size_bytes, edit, error);
}
