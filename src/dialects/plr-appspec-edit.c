/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-appspec"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-appspec-private.h"
#include "plr-aws-edit-private.h"
#include "plr-pipeliner-private.h"

/* The stages are events, whose order is CodeDeploy's; what changes is what is hooked to them, and what is deployed. */

static const char *const usual_order[] = {
  "version", "os", "files", "source", "destination", "file_exists_behavior", "permissions", "object", "pattern", "except", "owner", "group",
  "mode", "acls", "context", "type", "Resources", "hooks", "Hooks", "location", "timeout", "runas", "sudo", NULL,
};

static const char *
get_hooks_key (PlrAppspecKind kind)
{
  return kind == PLR_APPSPEC_SERVER ? "hooks" : "Hooks";
}

static gboolean
deploys (PlrAppspecKind kind,
         const char    *event)
{
  guint n_events;
  const PlrAppspecEvent *events = plr_appspec_list_events (kind, &n_events);
  int index = plr_appspec_find_event (kind, event);

  return index >= 0 && events[index].deploys;
}

/* The event in a list of mappings of one key each. */
static PlrYamlNode *
find_in_list (PlrYamlNode *list,
              const char  *event)
{
  for (guint i = 0; plr_aws_is_list (list) && i < plr_aws_count (list); i++)
    {
      PlrYamlNode *item = plr_yaml_node_resolve (plr_yaml_node_get_item (list, i));

      if (plr_aws_is_map (item) && plr_yaml_node_get (item, event) != NULL)
        return item;
    }

  return NULL;
}

/* @hook: what is hooked to the event of the edit; NULL with no error if it is the one that deploys. */
static gboolean
find_event (PlrDialectEditor *self,
            PlrAppspecKind   *kind,
            PlrYamlNode     **hook,
            GError          **error)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  const char *event = plr_edit_get_stage (self->edit);
  PlrYamlNode *hooks = NULL;

  *hook = NULL;
  *kind = plr_appspec_guess_kind (root);
  if (event == NULL || plr_dialect_editor_is_empty (self))
    return plr_aws_edit_miss (error, _("There is no stage “%s”"), event != NULL ? event : "");
  if (deploys (*kind, event) && (*kind != PLR_APPSPEC_SERVER || plr_yaml_node_get_merged (root, "files") != NULL))
    return TRUE;
  if (!plr_aws_edit_find (root, PATH (get_hooks_key (*kind)), &hooks, error))
    return FALSE;
  if (*kind != PLR_APPSPEC_SERVER)
    hooks = find_in_list (hooks, event);
  if (hooks != NULL && !plr_dialect_editor_find_own (hooks, event, hook, error))
    return FALSE;
  if (*hook == NULL)
    return plr_aws_edit_miss (error, _("There is no stage “%s”"), event);

  return TRUE;
}

/* The event that deploys is no hook. */
static gboolean
find_hook (PlrDialectEditor *self,
           PlrAppspecKind   *kind,
           PlrYamlNode     **hook,
           GError          **error)
{
  if (!find_event (self, kind, hook, error))
    return FALSE;

  return *hook != NULL ? TRUE : plr_aws_edit_decline (error, _("CodeDeploy does this itself: change its arguments, or what is hooked to the events beside it"));
}

static gboolean
check_new_event (PlrDialectEditor *self,
                 PlrAppspecKind    kind,
                 const char       *event,
                 GError          **error)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrYamlNode *hooks = root != NULL ? plr_aws_get (root, get_hooks_key (kind)) : NULL;
  guint n_events;
  const PlrAppspecEvent *events = plr_appspec_list_events (kind, &n_events);
  int index = plr_appspec_find_event (kind, event);
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < n_events; i++)
    if (events[i].is_hook)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", events[i].name);
  if (index < 0 || !events[index].is_hook)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("A stage is an event, and “%s” is none that something can be hooked to; these are: %s"), event != NULL ? event : "", list->str);
      return FALSE;
    }
  if (kind == PLR_APPSPEC_SERVER ? plr_aws_is_map (hooks) && plr_yaml_node_get_merged (hooks, event) != NULL : find_in_list (hooks, event) != NULL)
    return plr_aws_edit_clash (error, event);

  return TRUE;
}

/* Before the first event in the text that happens later. */
static int
find_place (PlrYamlNode   *hooks,
            PlrAppspecKind kind,
            const char    *event)
{
  for (guint i = 0; i < plr_aws_count (hooks); i++)
    {
      PlrYamlNode *map = plr_aws_is_list (hooks) ? plr_yaml_node_resolve (plr_yaml_node_get_item (hooks, i)) : hooks;
      PlrYamlNode *key = plr_aws_is_map (map) && plr_aws_count (map) > 0
                         ? plr_yaml_node_get_key (map, plr_aws_is_list (hooks) ? 0 : i) : NULL;

      if (key != NULL && plr_appspec_find_event (kind, plr_yaml_node_get_string (key)) > plr_appspec_find_event (kind, event))
        return (int)i;
    }

  return -1;
}

static gboolean
start_file (PlrDialectEditor *self,
            const char       *event,
            PlrYamlValue     *scripts,
            GError          **error)
{
  g_autoptr(PlrYamlValue) root = plr_yaml_value_new_map ();
  PlrYamlValue *hooks = plr_yaml_value_new_map ();

  plr_yaml_value_set (root, "version", plr_yaml_value_new_text ("0.0"));
  plr_yaml_value_set_string (root, "os", "linux");
  plr_yaml_value_set (hooks, event, plr_yaml_value_ref (scripts));
  plr_yaml_value_set (root, "hooks", hooks);

  return plr_dialect_editor_take (self, plr_yaml_edit_set_root (self->tree, root, error), error);
}

static gboolean
put_hook (PlrDialectEditor *self,
          PlrAppspecKind    kind,
          const char       *event,
          PlrYamlValue     *value,
          GError          **error)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  const char *key = get_hooks_key (kind);
  PlrYamlNode *hooks = NULL;
  g_autoptr(PlrYamlValue) item = NULL;
  g_autoptr(PlrYamlValue) list = NULL;

  if (!plr_aws_edit_find (root, PATH (key), &hooks, error))
    return FALSE;
  if (kind == PLR_APPSPEC_SERVER && plr_aws_is_map (hooks))
    return plr_dialect_editor_take (self, plr_yaml_edit_insert_key (hooks, find_place (hooks, kind, event), event, value,
                                                                    PLR_YAML_EDIT_NONE, error), error);
  if (kind == PLR_APPSPEC_SERVER)
    return plr_aws_edit_put (self, root, PATH (key, event), value, error);

  item = plr_yaml_value_new_map ();
  plr_yaml_value_set (item, event, plr_yaml_value_ref (value));
  if (plr_aws_is_list (hooks))
    return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (hooks, find_place (hooks, kind, event), item,
                                                                     PLR_YAML_EDIT_NONE, error), error);
  list = plr_yaml_value_new_list ();
  plr_yaml_value_append (list, plr_yaml_value_ref (item));

  return plr_aws_edit_put (self, root, PATH (key), list, error);
}

/* Stages */

static gboolean
edit_add_stage (PlrDialectEditor *self,
                GError          **error)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrAppspecKind kind = plr_appspec_guess_kind (root);
  const char *event = plr_edit_get_stage (self->edit);
  const char *const *needs = plr_edit_get_values (self->edit);
  g_autoptr(PlrYamlValue) scripts = plr_yaml_value_new_list ();
  g_autoptr(PlrYamlValue) function = plr_yaml_value_new_string ("");

  plr_yaml_value_set_flow (scripts, TRUE);
  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    if (plr_appspec_find_event (kind, needs[i]) < 0 || plr_appspec_find_event (kind, needs[i]) >= plr_appspec_find_event (kind, event))
      return plr_aws_edit_decline (error, _("The order of the events is CodeDeploy's own, whatever the order of the text"));
  if (kind == PLR_APPSPEC_SERVER && deploys (kind, event) && root != NULL && plr_aws_is_map (root))
    return plr_yaml_node_get_merged (root, "files") != NULL ? plr_aws_edit_clash (error, event)
           : plr_aws_edit_put (self, root, PATH ("files"), scripts, error);
  if (!check_new_event (self, kind, event, error))
    return FALSE;
  if (plr_dialect_editor_is_empty (self) || plr_aws_count (root) == 0)
    return start_file (self, event, scripts, error);

  return put_hook (self, kind, event, kind == PLR_APPSPEC_SERVER ? scripts : function, error);
}

static gboolean
edit_remove_stage (PlrDialectEditor *self,
                   GError          **error)
{
  PlrAppspecKind kind;
  PlrYamlNode *hook;

  if (!find_event (self, &kind, &hook, error))
    return FALSE;
  if (hook == NULL && kind == PLR_APPSPEC_SERVER)
    return plr_aws_edit_drop (self, plr_dialect_editor_get_root (self), PATH ("files"), error);
  if (hook == NULL)
    return plr_aws_edit_decline (error, _("An appspec file is nothing without the resource that it deploys; remove the file instead"));

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (hook, PLR_YAML_EDIT_PRUNE, error), error);
}

static gboolean
edit_rename_stage (PlrDialectEditor *self,
                   GError          **error)
{
  const char *event = plr_edit_get_target (self->edit);
  PlrAppspecKind kind;
  PlrYamlNode *hook;

  if (!find_hook (self, &kind, &hook, error))
    return FALSE;
  if (g_strcmp0 (event, plr_edit_get_stage (self->edit)) == 0)
    return TRUE;

  return check_new_event (self, kind, event, error) &&
         plr_dialect_editor_take (self, plr_yaml_edit_rename (hook, event, PLR_YAML_EDIT_NONE, error), error);
}

static gboolean
edit_duplicate_stage (PlrDialectEditor *self,
                      GError          **error)
{
  const char *event = plr_edit_get_target (self->edit);
  g_autoptr(PlrYamlValue) copy = NULL;
  PlrAppspecKind kind;
  PlrYamlNode *hook;

  if (!find_hook (self, &kind, &hook, error) || !check_new_event (self, kind, event, error))
    return FALSE;
  if (kind == PLR_APPSPEC_SERVER)
    return plr_dialect_editor_take (self, plr_yaml_edit_duplicate (hook, event, PLR_YAML_EDIT_NONE, error), error);
  copy = plr_yaml_value_new_string (plr_yaml_node_get_string (hook) != NULL ? plr_yaml_node_get_string (hook) : "");

  return put_hook (self, kind, event, copy, error);
}

static gboolean
decline_order (PlrDialectEditor *self,
               GError          **error)
{
  return plr_aws_edit_decline (error, _("The order of the events is CodeDeploy's own, whatever the order of the text"));
}

/* The mapping of the one resource and its name. */
static gboolean
find_resource (PlrDialectEditor *self,
               PlrYamlNode     **item,
               GError          **error)
{
  PlrYamlNode *list = NULL;

  if (!plr_aws_edit_find (plr_dialect_editor_get_root (self), PATH ("Resources"), &list, error))
    return FALSE;
  *item = plr_aws_is_list (list) && plr_aws_count (list) > 0 ? plr_yaml_node_get_item (list, 0) : NULL;
  if (*item == NULL || (plr_yaml_node_get_kind (*item) == PLR_YAML_MAPPING && plr_aws_count (*item) == 0))
    return plr_aws_edit_decline (error, _("The file does not say what is deployed; write “Resources:” in the text first"));

  return plr_yaml_node_get_kind (*item) == PLR_YAML_MAPPING ? TRUE : plr_dialect_editor_set_shared (error, "Resources");
}

/* The name of the resource. */
static gboolean
set_deploy (PlrDialectEditor *self,
            PlrAppspecKind    kind,
            const char       *name,
            GError          **error)
{
  PlrYamlNode *item;

  if (kind == PLR_APPSPEC_SERVER)
    return plr_aws_edit_decline (error, _("The servers are those of a deployment group, which is no part of the file"));
  if (name == NULL || name[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "deploy", name);
  if (!find_resource (self, &item, error))
    return FALSE;
  if (g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_key (item, 0)), name) == 0)
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_rename (plr_yaml_node_get_key (item, 0), name, PLR_YAML_EDIT_NONE, error), error);
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
    { "name", N_("An event has no other name than its own") },
    { "calls", N_("What kind of thing is deployed is what the file is for; write another file") },
    { "timeout", N_("Scripts have limits of their own; set that of a step") },
    { "retry", N_("CodeDeploy repeats no script; repeat the command in it") },
    { "when", N_("An event happens when all before it went well; CodeDeploy rolls back otherwise") },
    { "condition", N_("CodeDeploy knows no conditions: look at $DEPLOYMENT_GROUP_NAME in the script") },
    { "approval", N_("CodeDeploy waits for nobody; put an approval into the pipeline of CodePipeline before it") },
    { "allow-failure", N_("A deployment fails with each of its scripts; end the script with “exit 0”") },
    { "image", N_("Scripts run on the server itself; an image is a matter of the task definition") },
    { "network", N_("Scripts run on the server itself") },
  };
  const char *field = plr_edit_get_field (self->edit);
  PlrAppspecKind kind;
  PlrYamlNode *hook;

  if (!find_event (self, &kind, &hook, error))
    return FALSE;
  if (g_strcmp0 (field, "deploy") == 0 && hook == NULL)
    return set_deploy (self, kind, plr_edit_get_value (self->edit), error);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (g_strcmp0 (table[i].field, field) == 0)
      return plr_aws_edit_decline (error, _(table[i].message));

  return plr_aws_edit_decline (error, _("An appspec file says what is hooked to an event, and nothing else of it"));
}

static gboolean
edit_set_stage_list (PlrDialectEditor *self,
                     GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  PlrAppspecKind kind;
  PlrYamlNode *hook;

  if (!find_event (self, &kind, &hook, error))
    return FALSE;
  if (g_strcmp0 (field, "needs") == 0)
    return decline_order (self, error);
  if (g_strcmp0 (field, "runner") == 0 && kind == PLR_APPSPEC_SERVER)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED, _("“os: %s” is for all events; change it in the text"),
                   values != NULL && values[0] != NULL ? values[0] : "linux");
      return FALSE;
    }

  return plr_aws_edit_decline (error, _("An appspec file says what is hooked to an event, and nothing else of it"));
}

/* Steps */

static gboolean
find_scripts (PlrDialectEditor *self,
              gboolean          is_new,
              PlrYamlNode     **list,
              GError          **error)
{
  int index = plr_edit_get_index (self->edit);
  PlrAppspecKind kind;

  if (!find_hook (self, &kind, list, error))
    return FALSE;
  if (kind != PLR_APPSPEC_SERVER)
    return plr_aws_edit_decline (error, _("One function is hooked to an event: name another one, or remove the stage"));
  if (!plr_aws_is_list (*list) && !plr_yaml_node_is_null (*list))
    return plr_dialect_editor_set_invalid (error, plr_edit_get_stage (self->edit), plr_yaml_node_get_string (*list));
  if (!is_new && (index < 0 || !plr_aws_is_list (*list) || (guint)index >= plr_aws_count (*list)))
    {
      g_autofree char *number = g_strdup_printf ("%d", index + 1);

      return plr_aws_edit_miss (error, _("There is no step %s"), number);
    }

  return TRUE;
}

static gboolean
edit_add_step (PlrDialectEditor *self,
               GError          **error)
{
  const char *location = plr_edit_get_value (self->edit);
  int index = plr_edit_get_index (self->edit);
  g_autoptr(PlrYamlValue) script = plr_yaml_value_new_map ();
  PlrYamlNode *list;

  if (!find_scripts (self, TRUE, &list, error))
    return FALSE;
  if (location == NULL || location[0] == '\0' || strchr (location, '\n') != NULL)
    return plr_aws_edit_decline (error, _("A step is the path of a script in the revision, like scripts/start.sh, and no command"));
  plr_yaml_value_set_string (script, "location", location);
  if (!plr_aws_is_list (list) || index >= (int)plr_aws_count (list))
    index = -1;

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (list, index, script, PLR_YAML_EDIT_NONE, error), error);
}

static gboolean
edit_remove_step (PlrDialectEditor *self,
                  GError          **error)
{
  PlrYamlNode *list;

  return find_scripts (self, FALSE, &list, error) &&
         plr_dialect_editor_take (self, plr_yaml_edit_remove (plr_yaml_node_get_item (list, plr_edit_get_index (self->edit)), PLR_YAML_EDIT_NONE,
                                                              error), error);
}

static gboolean
edit_move_step (PlrDialectEditor *self,
                GError          **error)
{
  int position = plr_edit_get_position (self->edit);
  PlrYamlNode *list;
  guint last;

  if (!find_scripts (self, FALSE, &list, error))
    return FALSE;
  last = plr_aws_count (list) - 1;
  if (position < 0 || (guint)position > last)
    position = (int)last;
  if (position == plr_edit_get_index (self->edit))
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_move (plr_yaml_node_get_item (list, plr_edit_get_index (self->edit)), (guint)position,
                                                            PLR_YAML_EDIT_NONE, error), error);
}

static gboolean
edit_duplicate_step (PlrDialectEditor *self,
                     GError          **error)
{
  PlrYamlNode *list;

  return find_scripts (self, FALSE, &list, error) &&
         plr_dialect_editor_take (self, plr_yaml_edit_duplicate (plr_yaml_node_get_item (list, plr_edit_get_index (self->edit)), NULL,
                                                                 PLR_YAML_EDIT_NONE, error), error);
}

static gboolean
set_timeout (PlrDialectEditor *self,
             PlrYamlNode      *script,
             const char       *text,
             GError          **error)
{
  g_autoptr(PlrYamlValue) value = NULL;
  gint64 timeout_us;

  if (text == NULL || text[0] == '\0')
    return plr_dialect_editor_drop (self, script, "timeout", error);
  if (!plr_pipeliner_parse_timeout (text, &timeout_us) || timeout_us > 3600 * (gint64)G_USEC_PER_SEC)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("“%s” is no length of time; write it like 90s or 10m, at most 1h"), text);
      return FALSE;
    }
  value = plr_yaml_value_new_integer (timeout_us / G_USEC_PER_SEC);

  return plr_dialect_editor_put (self, script, "timeout", value, error);
}

static gboolean
set_function (PlrDialectEditor *self,
              PlrYamlNode      *hook,
              GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *value = plr_edit_get_value (self->edit);

  if (plr_edit_get_index (self->edit) != 0)
    return plr_aws_edit_miss (error, _("There is no step %s"), "2");
  if (g_strcmp0 (field, "uses") != 0)
    return plr_aws_edit_decline (error, _("The name of a Lambda function is all that is hooked to an event: set what it uses"));
  if (value == NULL || value[0] == '\0')
    return plr_dialect_editor_set_invalid (error, field, value);
  if (g_strcmp0 (plr_yaml_node_get_string (hook), value) == 0)
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_set_string (hook, value, PLR_YAML_EDIT_NONE, error), error);
}

static gboolean
edit_set_step (PlrDialectEditor *self,
               GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *value = plr_edit_get_value (self->edit);
  PlrAppspecKind kind;
  PlrYamlNode *list;
  PlrYamlNode *script;

  if (!find_hook (self, &kind, &list, error))
    return FALSE;
  if (kind != PLR_APPSPEC_SERVER)
    return set_function (self, list, error);
  if (!find_scripts (self, FALSE, &list, error))
    return FALSE;

  script = plr_yaml_node_get_item (list, plr_edit_get_index (self->edit));
  if (plr_yaml_node_get_kind (script) != PLR_YAML_MAPPING)
    return plr_dialect_editor_set_shared (error, "location");
  if (g_strcmp0 (field, "run") == 0 && (value == NULL || value[0] == '\0' || strchr (value, '\n') != NULL))
    return plr_aws_edit_decline (error, _("A step is the path of a script in the revision, like scripts/start.sh, and no command"));
  if (g_strcmp0 (field, "run") == 0)
    return plr_dialect_editor_put_text (self, script, "location", value, error);
  if (g_strcmp0 (field, "timeout") == 0)
    return set_timeout (self, script, value, error);

  return plr_aws_edit_decline (error, _("A script has a path, a timeout, and the arguments “runas” and “sudo”; all else stands in the script itself"));
}

/* Arguments */

static gboolean
put_of_script (PlrDialectEditor *self,
               gboolean          removes,
               GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *value = removes ? NULL : plr_edit_get_value (self->edit);
  PlrYamlNode *list;
  PlrYamlNode *script;

  if (!find_scripts (self, FALSE, &list, error))
    return FALSE;
  script = plr_yaml_node_get_item (list, plr_edit_get_index (self->edit));
  if (plr_yaml_node_get_kind (script) != PLR_YAML_MAPPING)
    return plr_dialect_editor_set_shared (error, "location");
  if (g_strcmp0 (name, "runas") != 0 && g_strcmp0 (name, "sudo") != 0)
    return plr_aws_edit_decline (error, _("A script has the arguments “runas” and “sudo” alone"));
  if (removes && plr_aws_get (script, name) == NULL)
    return plr_aws_edit_miss (error, _("There is no argument “%s”"), name);
  if (g_str_equal (name, "sudo"))
    return plr_dialect_editor_put_boolean (self, script, name, value, error);

  return plr_dialect_editor_put_text (self, script, name, value, error);
}

/* An entry of the list of files, by its source. */
static gboolean
put_file (PlrDialectEditor *self,
          gboolean          removes,
          GError          **error)
{
  const char *source = plr_edit_get_target (self->edit);
  const char *destination = plr_edit_get_value (self->edit);
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrYamlNode *files = NULL;
  g_autoptr(PlrYamlValue) file = NULL;

  if (!plr_aws_edit_find (root, PATH ("files"), &files, error))
    return FALSE;
  for (guint i = 0; plr_aws_is_list (files) && i < plr_aws_count (files); i++)
    {
      PlrYamlNode *item = plr_yaml_node_get_item (files, i);

      if (g_strcmp0 (plr_aws_get_text (plr_yaml_node_resolve (item), "source"), source) != 0)
        continue;
      if (plr_yaml_node_get_kind (item) != PLR_YAML_MAPPING)
        return plr_dialect_editor_set_shared (error, source);
      if (removes)
        return plr_dialect_editor_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_NONE, error), error);
      if (destination != NULL && destination[0] != '\0')
        return plr_dialect_editor_put_text (self, item, "destination", destination, error);
    }
  if (removes)
    return plr_aws_edit_miss (error, _("There is no argument “%s”"), source != NULL ? source : "");
  if (source == NULL || source[0] == '\0' || destination == NULL || destination[0] == '\0')
    return plr_aws_edit_decline (error, _("A file goes from a source in the revision to a destination on the server; write both"));

  file = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (file, "source", source);
  plr_yaml_value_set_string (file, "destination", destination);

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (files, -1, file, PLR_YAML_EDIT_NONE, error), error);
}

/* What is there and a number stays one. */
static PlrYamlValue *
new_property (PlrYamlNode *old,
              const char  *text)
{
  gboolean is_text = old == NULL || plr_yaml_node_get_string (old) == NULL || plr_yaml_node_get_scalar_type (old) == PLR_YAML_TYPE_STRING;

  return is_text ? plr_yaml_value_new_string (text) : plr_dialect_editor_new_text (text);
}

/* A property of the resource; @name leads there with slashes, through lists by numbers. */
static gboolean
put_property (PlrDialectEditor *self,
              gboolean          removes,
              GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  g_auto(GStrv) parts = g_strsplit (name != NULL ? name : "", "/", -1);
  PlrYamlNode *node;
  guint i;
  g_autoptr(PlrYamlValue) value = NULL;

  if (parts[0] == NULL)
    return plr_dialect_editor_set_invalid (error, "arguments", name);
  if (!find_resource (self, &node, error))
    return FALSE;
  node = plr_yaml_node_get_value (node, 0);
  if (plr_yaml_node_get_kind (node) != PLR_YAML_MAPPING)
    return plr_dialect_editor_set_shared (error, "Resources");
  if (!plr_dialect_editor_find_own (node, "Properties", &node, error) || node == NULL)
    return error != NULL && *error != NULL ? FALSE : plr_aws_edit_miss (error, _("There is no argument “%s”"), name);

  for (i = 0; parts[i] != NULL; i++)
    {
      PlrYamlNode *inner = NULL;
      guint64 number;

      if (plr_aws_is_list (node))
        inner = g_ascii_string_to_unsigned (parts[i], 10, 0, G_MAXUINT, &number, NULL) ? plr_yaml_node_get_item (node, (guint)number) : NULL;
      else if (!plr_dialect_editor_find_own (node, parts[i], &inner, error))
        return FALSE;
      if (inner == NULL)
        break;
      node = inner;
    }
  if (removes && parts[i] != NULL)
    return plr_aws_edit_miss (error, _("There is no argument “%s”"), name);
  if (removes)
    return plr_dialect_editor_take (self, plr_yaml_edit_remove (node, PLR_YAML_EDIT_PRUNE, error), error);

  value = new_property (parts[i] == NULL ? node : NULL, plr_edit_get_value (self->edit) != NULL ? plr_edit_get_value (self->edit) : "");
  if (parts[i] == NULL && plr_yaml_node_get_string (node) == NULL)
    return plr_aws_edit_decline (error, _("There is more below it; set the entries one by one"));
  if (parts[i] == NULL)
    return plr_yaml_value_matches (value, node) ? TRUE
           : plr_dialect_editor_take (self, plr_yaml_edit_set (node, value, PLR_YAML_EDIT_NONE, error), error);
  if (plr_aws_is_list (node))
    return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (node, -1, value, PLR_YAML_EDIT_NONE, error), error);
  if (!plr_aws_is_map (node))
    return plr_dialect_editor_set_invalid (error, name, plr_yaml_node_get_string (node));

  return plr_aws_edit_put (self, node, (const char *const *)parts + i, value, error);
}

static gboolean
edit_entry (PlrDialectEditor *self,
            GError          **error)
{
  gboolean removes = plr_edit_get_kind (self->edit) == PLR_EDIT_KIND_REMOVE_ENTRY;
  PlrAppspecKind kind;
  PlrYamlNode *hook;

  if (g_strcmp0 (plr_edit_get_field (self->edit), "arguments") != 0 || plr_edit_get_stage (self->edit) == NULL)
    return plr_aws_edit_decline (error, _("Only scripts, and the event that deploys, have arguments"));
  if (!find_event (self, &kind, &hook, error))
    return FALSE;
  if (hook != NULL && plr_edit_get_index (self->edit) >= 0)
    return put_of_script (self, removes, error);
  if (hook != NULL)
    return plr_aws_edit_decline (error, _("Only scripts, and the event that deploys, have arguments"));

  return kind == PLR_APPSPEC_SERVER ? put_file (self, removes, error) : put_property (self, removes, error);
}

/* What has no place in the file */

static gboolean
decline_pipeline (PlrDialectEditor *self,
                  GError          **error)
{
  return plr_aws_edit_decline (error, _("The name and the settings of a deployment are those of its application and its group, and no part of the file"));
}

static gboolean
decline_variable (PlrDialectEditor *self,
                  GError          **error)
{
  return plr_aws_edit_decline (error, _("An appspec file has no variables; scripts get those of CodeDeploy, like $DEPLOYMENT_ID"));
}

static gboolean
decline_artifact (PlrDialectEditor *self,
                  GError          **error)
{
  return plr_aws_edit_decline (error, _("A deployment makes no artifacts, and keeps nothing for the next one; what it brings are the arguments of its event"));
}

static gboolean
decline_matrix (PlrDialectEditor *self,
                GError          **error)
{
  return plr_aws_edit_decline (error, _("An event happens once on each target; the targets are those of the deployment group"));
}

static gboolean
decline_trigger (PlrDialectEditor *self,
                 GError          **error)
{
  return plr_aws_edit_decline (error, _("What starts a deployment is no part of the file; add an action to a pipeline of CodePipeline"));
}

static const PlrDialectEditFunc edit_funcs[] = {
  [PLR_EDIT_KIND_SET_PIPELINE] = decline_pipeline,
  [PLR_EDIT_KIND_ADD_STAGE] = edit_add_stage,
  [PLR_EDIT_KIND_REMOVE_STAGE] = edit_remove_stage,
  [PLR_EDIT_KIND_RENAME_STAGE] = edit_rename_stage,
  [PLR_EDIT_KIND_DUPLICATE_STAGE] = edit_duplicate_stage,
  [PLR_EDIT_KIND_MOVE_STAGE] = decline_order,
  [PLR_EDIT_KIND_SET_STAGE] = edit_set_stage,
  [PLR_EDIT_KIND_SET_STAGE_LIST] = edit_set_stage_list,
  [PLR_EDIT_KIND_ADD_NEED] = decline_order,
  [PLR_EDIT_KIND_REMOVE_NEED] = decline_order,
  [PLR_EDIT_KIND_ADD_STEP] = edit_add_step,
  [PLR_EDIT_KIND_REMOVE_STEP] = edit_remove_step,
  [PLR_EDIT_KIND_MOVE_STEP] = edit_move_step,
  [PLR_EDIT_KIND_DUPLICATE_STEP] = edit_duplicate_step,
  [PLR_EDIT_KIND_SET_STEP] = edit_set_step,
  [PLR_EDIT_KIND_SET_VARIABLE] = decline_variable,
  [PLR_EDIT_KIND_RENAME_VARIABLE] = decline_variable,
  [PLR_EDIT_KIND_REMOVE_VARIABLE] = decline_variable,
  [PLR_EDIT_KIND_SET_ARTIFACT] = decline_artifact,
  [PLR_EDIT_KIND_RENAME_ARTIFACT] = decline_artifact,
  [PLR_EDIT_KIND_REMOVE_ARTIFACT] = decline_artifact,
  [PLR_EDIT_KIND_SET_MATRIX_AXIS] = decline_matrix,
  [PLR_EDIT_KIND_REMOVE_MATRIX_AXIS] = decline_matrix,
  [PLR_EDIT_KIND_SET_MATRIX] = decline_matrix,
  [PLR_EDIT_KIND_SET_MATRIX_ROW] = decline_matrix,
  [PLR_EDIT_KIND_REMOVE_MATRIX_ROW] = decline_matrix,
  [PLR_EDIT_KIND_SET_ENTRY] = edit_entry,
  [PLR_EDIT_KIND_REMOVE_ENTRY] = edit_entry,
  [PLR_EDIT_KIND_SET_CACHE] = decline_artifact,
  [PLR_EDIT_KIND_REMOVE_CACHE] = decline_artifact,
  [PLR_EDIT_KIND_SET_TRIGGER] = decline_trigger,
  [PLR_EDIT_KIND_REMOVE_TRIGGER] = decline_trigger,
};

static const PlrDialectEditorShape shape = {
  edit_funcs, G_N_ELEMENTS (edit_funcs), usual_order, NULL, N_("This is no appspec file"),
};

/**
 * plr_appspec_edit:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): as plr_dialect_edit()
 */
GPtrArray *
plr_appspec_edit (PlrDialect *dialect,
                  const char *text,
                  gssize      size_bytes,
                  PlrEdit    *edit,
                  GError    **error)
{
  return plr_dialect_editor_run (&shape, dialect, text, size_bytes, edit, error);
}
