/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-codepipeline"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-codepipeline-edit-private.h"

/* Triggers of pipelines of the type V2, and the branch that a source action watches, which starts the others. */

static const struct
{
  const char *field;
  const char *filter;
  const char *which;
} filters[] = {
  { "branches", "branches", "includes" },
  { "branches-ignored", "branches", "excludes" },
  { "tags", "tags", "includes" },
  { "tags-ignored", "tags", "excludes" },
  { "paths", "filePaths", "includes" },
  { "paths-ignored", "filePaths", "excludes" },
  { "types", "events", NULL },
};

static PlrYamlNode *
get_git (PlrCodepipelinePlace *place,
         guint                 index)
{
  PlrYamlNode *list = plr_aws_get (place->pipeline, WORD (place, "triggers"));
  PlrYamlNode *item = plr_aws_is_list (list) && index < plr_aws_count (list)
                      ? plr_yaml_node_resolve (plr_yaml_node_get_item (list, index)) : NULL;

  return plr_aws_get (item, WORD (place, "gitConfiguration"));
}

static guint
count_triggers (PlrCodepipelinePlace *place)
{
  PlrYamlNode *list = plr_aws_get (place->pipeline, WORD (place, "triggers"));

  return plr_aws_is_list (list) ? plr_aws_count (list) : 0;
}

/**
 * plr_codepipeline_edit_has_trigger:
 *
 * Returns: whether a trigger watches the action of the place
 */
gboolean
plr_codepipeline_edit_has_trigger (PlrCodepipelinePlace *place)
{
  for (guint i = 0; i < count_triggers (place); i++)
    {
      g_autofree char *source = plr_codepipeline_edit_dup (place, get_git (place, i), "sourceActionName");

      if (g_strcmp0 (source, place->action->name) == 0 && place->action->group_index == 0)
        return TRUE;
    }

  return FALSE;
}

/**
 * plr_codepipeline_edit_rename_source:
 * @id: of the action
 * @name: its name
 * @new_name: what it will be
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames an action where triggers name it.
 */
gboolean
plr_codepipeline_edit_rename_source (PlrDialectEditor *self,
                                     const char       *id,
                                     const char       *name,
                                     const char       *new_name,
                                     GError          **error)
{
  g_auto(PlrCodepipelinePlace) place = { 0 };

  if (!plr_codepipeline_edit_refresh (self, id, &place, error))
    return FALSE;
  for (guint i = 0; place.action->group_index == 0 && i < count_triggers (&place); i++)
    {
      g_autofree char *source = plr_codepipeline_edit_dup (&place, get_git (&place, i), "sourceActionName");

      if (g_strcmp0 (source, name) != 0)
        continue;
      if (!plr_codepipeline_edit_put_text (self, &place, get_git (&place, i), PATH (WORD (&place, "sourceActionName")), new_name, error) ||
          !plr_codepipeline_edit_refresh (self, id, &place, error))
        return FALSE;
    }

  return TRUE;
}

/* The first filter of that kind, or NULL; @git is where a new one could stand. */
static PlrYamlNode *
find_filter (PlrCodepipelinePlace *place,
             const char           *kind,
             PlrYamlNode         **git)
{
  *git = get_git (place, 0);
  for (guint i = 0; i < count_triggers (place); i++)
    {
      PlrYamlNode *list = plr_aws_get (get_git (place, i), WORD (place, kind));

      if (plr_aws_is_list (list) && plr_aws_count (list) > 0)
        {
          *git = get_git (place, i);
          return plr_yaml_node_get_item (list, 0);
        }
    }

  return NULL;
}

static PlrYamlValue *
new_filter (PlrCodepipelinePlace *place,
            guint                 index,
            const char *const    *values)
{
  PlrYamlValue *filter = plr_yaml_value_new_map ();
  PlrYamlValue *list = plr_yaml_value_new_strings (values);
  PlrYamlValue *patterns;

  if (filters[index].which == NULL)
    {
      plr_yaml_value_set (filter, WORD (place, filters[index].filter), list);
      return filter;
    }
  patterns = plr_yaml_value_new_map ();
  plr_yaml_value_set (patterns, WORD (place, filters[index].which), list);
  plr_yaml_value_set (filter, WORD (place, filters[index].filter), patterns);

  return filter;
}

static gboolean
add_trigger (PlrDialectEditor     *self,
             PlrCodepipelinePlace *place,
             const char           *kind,
             PlrYamlNode          *git,
             PlrYamlValue         *filter,
             GError              **error)
{
  g_autoptr(PlrYamlValue) list = plr_yaml_value_new_list ();
  g_autoptr(PlrYamlValue) trigger = NULL;
  PlrYamlValue *map;
  const char *source = NULL;

  plr_yaml_value_append (list, plr_yaml_value_ref (filter));
  if (git != NULL)
    return plr_dialect_editor_put (self, git, WORD (place, kind), list, error);

  for (guint i = 0; i < place->actions->len && source == NULL; i++)
    {
      PlrCodepipelineAction *action = place->actions->pdata[i];
      g_autofree char *provider = plr_codepipeline_edit_dup (place, plr_aws_get (action->node, WORD (place, "actionTypeId")), "provider");

      if (action->pipeline == 0 && action->group_index == 0 && g_strcmp0 (provider, "CodeStarSourceConnection") == 0)
        source = action->name;
    }
  if (source == NULL)
    return plr_aws_edit_decline (error, _("Triggers watch a source with a connection, of the provider CodeStarSourceConnection; other sources start the "
                                          "pipeline for their branch: set that"));
  trigger = plr_yaml_value_new_map ();
  map = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (trigger, WORD (place, "providerType"), "CodeStarSourceConnection");
  plr_yaml_value_set_string (map, WORD (place, "sourceActionName"), source);
  plr_yaml_value_set (map, WORD (place, kind), g_steal_pointer (&list));
  plr_yaml_value_set (trigger, WORD (place, "gitConfiguration"), map);

  return plr_codepipeline_edit_add_named (self, place, place->pipeline, "triggers", trigger, error);
}

/* Without its last pattern a filter would match nothing that the engine takes. */
static gboolean
drop_patterns (PlrDialectEditor     *self,
               PlrCodepipelinePlace *place,
               PlrYamlNode          *filter,
               guint                 index,
               GError              **error)
{
  guint n_patterns = 0;
  PlrYamlNode *there = plr_aws_get (filter, WORD (place, filters[index].filter));

  if (filters[index].which != NULL)
    there = plr_aws_get (there, WORD (place, filters[index].which));
  if (there == NULL)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      PlrYamlNode *node = plr_aws_get (filter, WORD (place, filters[i].filter));

      n_patterns += filters[i].which != NULL ? plr_aws_get (node, WORD (place, filters[i].which)) != NULL : node != NULL;
    }
  if (n_patterns < 2)
    return plr_aws_edit_decline (error, _("It is all that the trigger looks at; remove the trigger instead"));
  if (filters[index].which == NULL)
    return plr_aws_edit_drop (self, filter, PATH (WORD (place, filters[index].filter)), error);

  return plr_aws_edit_drop (self, filter, PATH (WORD (place, filters[index].filter), WORD (place, filters[index].which)), error);
}

static gboolean
set_patterns (PlrDialectEditor     *self,
              PlrCodepipelinePlace *place,
              const char           *kind,
              guint                 index,
              GError              **error)
{
  const char *const *values = plr_edit_get_values (self->edit);
  g_autoptr(PlrYamlValue) fresh = NULL;
  PlrYamlNode *git;
  PlrYamlNode *filter = find_filter (place, kind, &git);

  if (filter != NULL && plr_yaml_node_get_kind (filter) != PLR_YAML_MAPPING)
    return plr_dialect_editor_set_shared (error, kind);
  if (values == NULL || values[0] == NULL)
    return filter != NULL ? drop_patterns (self, place, filter, index, error) : plr_aws_edit_miss (error, _("There is no trigger “%s”"), kind);
  if ((g_str_equal (filters[index].field, "types") && g_str_equal (kind, "push")) ||
      (g_str_has_prefix (filters[index].field, "tags") && !g_str_equal (kind, "push")))
    return plr_aws_edit_decline (error, _("A push has branches, tags and paths; a pull request has branches, paths and events"));
  if (filter == NULL)
    {
      fresh = new_filter (place, index, values);
      return plr_codepipeline_edit_is_v2 (place, error) && add_trigger (self, place, kind, git, fresh, error);
    }
  if (filters[index].which == NULL)
    return plr_aws_edit_put_list (self, filter, PATH (WORD (place, filters[index].filter)), values, error);

  return plr_aws_edit_put_list (self, filter, PATH (WORD (place, filters[index].filter), WORD (place, filters[index].which)), values, error);
}

/* The branch of a source action. */
static gboolean
set_branch (PlrDialectEditor     *self,
            PlrCodepipelinePlace *place,
            const char           *field,
            const char *const    *values,
            GError              **error)
{
  PlrYamlNode *configuration = plr_aws_get (place->action->node, WORD (place, "configuration"));
  const char *key = plr_aws_get (configuration, "BranchName") != NULL ? "BranchName" : "Branch";

  if (place->action->group_index > 0 || plr_aws_get (configuration, key) == NULL)
    return plr_aws_edit_miss (error, _("There is no trigger “%s”"), place->action->id);
  if (field == NULL)
    return TRUE;
  if (!g_str_equal (field, "branches") || values == NULL || values[0] == NULL || values[1] != NULL)
    return plr_aws_edit_decline (error, _("A source action watches one branch; for more, write triggers for a source with a connection"));

  return plr_codepipeline_edit_put_text (self, place, place->action->node, PATH (WORD (place, "configuration"), key), values[0], error);
}

/**
 * plr_codepipeline_edit_set_trigger:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets what a trigger looks at, or the branch of a source action.
 */
gboolean
plr_codepipeline_edit_set_trigger (PlrDialectEditor *self,
                                   GError          **error)
{
  const char *event = plr_edit_get_target (self->edit);
  const char *field = plr_edit_get_field (self->edit);
  g_auto(PlrCodepipelinePlace) place = { 0 };

  if (!plr_codepipeline_edit_find (self, NULL, &place, error))
    return FALSE;
  if (g_strcmp0 (event, "push") != 0 && g_strcmp0 (event, "pullRequest") != 0)
    {
      place.action = plr_codepipeline_edit_find_other (&place, event);
      if (place.action != NULL)
        return set_branch (self, &place, field, plr_edit_get_values (self->edit), error);
      return plr_aws_edit_decline (error, _("A pipeline starts by a push, a pullRequest, or a source action of that name; for a schedule, write a rule of "
                                            "EventBridge"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (g_strcmp0 (filters[i].field, field) == 0)
      return set_patterns (self, &place, event, i, error);
  if (field == NULL)
    {
      PlrYamlNode *git;

      return find_filter (&place, event, &git) != NULL
             ? TRUE : plr_aws_edit_decline (error, _("A trigger has to look at something: set its branches, tags or paths"));
    }

  return plr_aws_edit_decline (error, _("A pipeline starts by a push, a pullRequest, or a source action of that name; for a schedule, write a rule of "
                                        "EventBridge"));
}

/* A source action that no longer looks by itself. */
static gboolean
stop_source (PlrDialectEditor     *self,
             PlrCodepipelinePlace *place,
             GError              **error)
{
  PlrYamlNode *type = plr_aws_get (place->action->node, WORD (place, "actionTypeId"));
  g_autofree char *provider = plr_codepipeline_edit_dup (place, type, "provider");
  const char *key = g_strcmp0 (provider, "CodeStarSourceConnection") == 0 ? "DetectChanges" : "PollForSourceChanges";

  if (place->action->group_index > 0)
    return plr_aws_edit_miss (error, _("There is no trigger “%s”"), place->action->id);

  return plr_codepipeline_edit_put_text (self, place, place->action->node, PATH (WORD (place, "configuration"), key), "false", error);
}

/**
 * plr_codepipeline_edit_remove_trigger:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes all triggers of a kind, or makes a source action stop looking.
 */
gboolean
plr_codepipeline_edit_remove_trigger (PlrDialectEditor *self,
                                      GError          **error)
{
  const char *event = plr_edit_get_target (self->edit);
  const char *other = g_strcmp0 (event, "push") == 0 ? "pullRequest" : "push";
  g_auto(PlrCodepipelinePlace) place = { 0 };
  PlrYamlNode *git;

  if (!plr_codepipeline_edit_find (self, NULL, &place, error))
    return FALSE;
  if (g_strcmp0 (event, "push") != 0 && g_strcmp0 (event, "pullRequest") != 0)
    {
      place.action = plr_codepipeline_edit_find_other (&place, event);
      return place.action != NULL ? stop_source (self, &place, error) : plr_aws_edit_miss (error, _("There is no trigger “%s”"), event != NULL ? event : "");
    }
  if (find_filter (&place, event, &git) == NULL)
    return plr_aws_edit_miss (error, _("There is no trigger “%s”"), event);

  while (find_filter (&place, event, &git) != NULL)
    {
      PlrYamlNode *gone = plr_aws_get (git, WORD (&place, event));

      if (plr_aws_get (git, WORD (&place, other)) == NULL)
        gone = plr_yaml_node_get_parent (git); /* nothing is left of the trigger */
      if (!plr_dialect_editor_take (self, plr_yaml_edit_remove (gone, PLR_YAML_EDIT_PRUNE, error), error) ||
          !plr_codepipeline_edit_refresh (self, NULL, &place, error))
        return FALSE;
    }

  return TRUE;
}
