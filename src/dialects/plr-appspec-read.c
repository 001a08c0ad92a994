/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-appspec"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-appspec-private.h"

/*
 * Reads an application specification (AWS CodeDeploy user guide: AppSpec file structure, AppSpec “hooks” section). A stage is an event
 * in the life of a deployment: those with a hook, and the one that brings the application. CodeDeploy goes through them in an order
 * of its own, whatever the order of the text.
 */

#define MAX_SCRIPTS 1000

/* With a load balancer the traffic is blocked first; without one these three do not happen. */
static const PlrAppspecEvent server_events[] = {
  { "BeforeBlockTraffic", TRUE, FALSE },
  { "AfterBlockTraffic", TRUE, FALSE },
  { "ApplicationStop", TRUE, FALSE },
  { "BeforeInstall", TRUE, FALSE },
  { "Install", FALSE, TRUE },
  { "AfterInstall", TRUE, FALSE },
  { "ApplicationStart", TRUE, FALSE },
  { "ValidateService", TRUE, FALSE },
  { "BeforeAllowTraffic", TRUE, FALSE },
  { "AfterAllowTraffic", TRUE, FALSE },
};

static const PlrAppspecEvent ecs_events[] = {
  { "BeforeInstall", TRUE, FALSE },
  { "Install", FALSE, TRUE },
  { "AfterInstall", TRUE, FALSE },
  { "AfterAllowTestTraffic", TRUE, FALSE },
  { "BeforeAllowTraffic", TRUE, FALSE },
  { "AfterAllowTraffic", TRUE, FALSE },
};

static const PlrAppspecEvent lambda_events[] = {
  { "BeforeAllowTraffic", TRUE, FALSE },
  { "AllowTraffic", FALSE, TRUE },
  { "AfterAllowTraffic", TRUE, FALSE },
};

/**
 * plr_appspec_list_events:
 * @n_events: (out): how many
 *
 * Returns: (transfer none): the events in the order in which they happen
 */
const PlrAppspecEvent *
plr_appspec_list_events (PlrAppspecKind kind,
                         guint         *n_events)
{
  switch (kind)
    {
    case PLR_APPSPEC_ECS:
      *n_events = G_N_ELEMENTS (ecs_events);
      return ecs_events;
    case PLR_APPSPEC_LAMBDA:
      *n_events = G_N_ELEMENTS (lambda_events);
      return lambda_events;
    case PLR_APPSPEC_SERVER:
    default:
      *n_events = G_N_ELEMENTS (server_events);
      return server_events;
    }
}

/* The place of the event among those of its kind, or -1. */
int
plr_appspec_find_event (PlrAppspecKind kind,
                        const char    *name)
{
  guint n_events;
  const PlrAppspecEvent *events = plr_appspec_list_events (kind, &n_events);

  for (guint i = 0; name != NULL && i < n_events; i++)
    if (g_str_equal (events[i].name, name))
      return (int)i;

  return -1;
}

/* The first resource of the list, whatever its name. */
static PlrYamlNode *
find_resource (PlrYamlNode *root)
{
  PlrYamlNode *list = plr_aws_get (root, "Resources");
  PlrYamlNode *item = plr_aws_is_list (list) ? plr_yaml_node_resolve (plr_yaml_node_get_item (list, 0)) : NULL;

  return plr_aws_is_map (item) && plr_aws_count (item) > 0
         ? plr_yaml_node_resolve (plr_yaml_node_get_value (item, 0)) : NULL;
}

PlrAppspecKind
plr_appspec_guess_kind (PlrYamlNode *root)
{
  const char *type = plr_aws_get_text (find_resource (root), "Type");

  if (plr_aws_get (root, "Resources") == NULL)
    return PLR_APPSPEC_SERVER;

  return g_strcmp0 (type, "AWS::Lambda::Function") == 0 ? PLR_APPSPEC_LAMBDA : PLR_APPSPEC_ECS;
}

/* Scripts on a server */

static gboolean
is_number (const char *text)
{
  return text != NULL && text[0] != '\0' && text[strspn (text, "0123456789")] == '\0';
}

static void
add_step_argument (PlrStep     *step,
                   PlrYamlNode *script,
                   const char  *key)
{
  const char *text = plr_aws_get_text (script, key);
  g_autoptr(PlrVariable) argument = text != NULL ? plr_variable_new (key, text) : NULL;

  if (argument != NULL)
    plr_step_add_argument (step, argument);
}

static void
read_timeout (PlrReader   *self,
              PlrStep     *step,
              PlrYamlNode *script)
{
  PlrYamlNode *node = plr_aws_get (script, "timeout");
  const char *text = node != NULL ? plr_yaml_node_get_string (node) : NULL;
  guint64 seconds;

  if (node == NULL)
    return;
  if (is_number (text) && g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &seconds, NULL))
    plr_step_set_timeout_us (step, (gint64)seconds * G_USEC_PER_SEC);
  else
    plr_reader_report (self, PLR_SEVERITY_WARNING, "bad-value", node, _("Write a number of seconds, at most 3600 for all scripts of an event."),
                       _("“%s” is no number of seconds"), text != NULL ? text : "");
}

static void
read_script (PlrReader   *self,
             PlrYamlNode *item)
{
  static const PlrReaderKey keys[] = {
    { "location", plr_aws_skip }, { "timeout", plr_aws_skip }, { "runas", plr_aws_skip }, { "sudo", plr_aws_skip },
  };
  static const PlrReaderShape shape = { N_("A script"), keys, G_N_ELEMENTS (keys), "" };
  PlrYamlNode *script = plr_yaml_node_resolve (item);
  const char *location = plr_aws_get_text (script, "location");
  gsize start = plr_yaml_node_get_outer_start (script);
  g_autoptr(PlrStep) step = plr_step_new (location);

  if (!plr_reader_read_shape (self, script, &shape, NULL))
    {
      plr_reader_report_type (self, NULL, item, _("Write “location:” with the path of a script."));
      return;
    }
  if (location == NULL || location[0] == '\0')
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-location", item, _("Write “location:” with the path of a script."),
                       _("The hook does not say which script it runs"));
  plr_step_set_offset (step, start);
  plr_step_set_length (step, plr_yaml_node_get_end (script) - start);
  read_timeout (self, step, script);
  add_step_argument (step, script, "runas");
  add_step_argument (step, script, "sudo");
  plr_stage_add_step (self->place->stage, step);
  g_ptr_array_add (self->place->steps, item);
}

static void
read_scripts (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value)
{
  PlrYamlNode *list = plr_yaml_node_resolve (value);

  if (!plr_aws_is_list (list))
    {
      plr_reader_report_type (self, key, value, _("Write a list of scripts, each with “- location:”."));
      return;
    }
  if (plr_aws_count (list) == 0)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "empty-stage", key, _("Add a script with “- location:”, or remove the event."),
                       _("Nothing is hooked to “%s”"), plr_yaml_node_get_string (key));
  for (guint i = 0; i < plr_aws_count (list) && i < MAX_SCRIPTS; i++)
    read_script (self, plr_yaml_node_get_item (list, i));
}

/* Functions of AWS Lambda that are hooked to an event. */
static void
read_function (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value)
{
  const char *name = plr_yaml_node_get_string (value);
  gsize start = plr_yaml_node_get_outer_start (value);
  g_autoptr(PlrStep) step = plr_step_new (NULL);

  if (name == NULL)
    {
      plr_reader_report_type (self, key, value, _("Write the name of a Lambda function."));
      return;
    }
  if (name[0] == '\0')
    plr_reader_report (self, PLR_SEVERITY_WARNING, "empty-value", plr_reader_get_visible (key, value),
                       _("Write the name or the ARN of a Lambda function."), _("The hook “%s” names no function"),
                       plr_yaml_node_get_string (key));
  plr_step_set_uses (step, name);
  plr_step_set_offset (step, start);
  plr_step_set_length (step, plr_yaml_node_get_end (value) - start);
  plr_stage_add_step (self->place->stage, step);
  g_ptr_array_add (self->place->steps, value);
}

/* What is deployed */

static void
add_argument (PlrReader  *self,
              const char *name,
              const char *value)
{
  g_autoptr(PlrVariable) argument = plr_variable_new (name, value);

  plr_job_add_argument (plr_stage_get_job (self->place->stage), argument);
}

/* All that stands below, as names like LoadBalancerInfo/ContainerPort and Subnets/0. */
static void
add_arguments (PlrReader   *self,
               PlrYamlNode *node,
               const char  *where)
{
  guint n_items = plr_aws_count (node);

  for (guint i = 0; i < n_items; i++)
    {
      gboolean is_map = plr_aws_is_map (node);
      const char *key = is_map ? plr_yaml_node_get_string (plr_yaml_node_get_key (node, i)) : NULL;
      PlrYamlNode *value = plr_yaml_node_resolve (is_map ? plr_yaml_node_get_value (node, i) : plr_yaml_node_get_item (node, i));
      const char *text = plr_yaml_node_get_string (value);
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *name = g_strconcat (where, where[0] != '\0' ? "/" : "", key != NULL ? key : number, NULL);

      if (text != NULL)
        add_argument (self, name, plr_yaml_node_is_null (value) ? "" : text);
      else if (value != node)
        add_arguments (self, value, name);
    }
}

static void
read_files (PlrReader   *self,
            PlrYamlNode *root)
{
  static const PlrReaderKey keys[] = { { "source", plr_aws_skip }, { "destination", plr_aws_skip } };
  static const PlrReaderShape shape = { N_("A file"), keys, G_N_ELEMENTS (keys), "files/" };
  PlrYamlNode *files = plr_aws_get (root, "files");

  if (files != NULL && !plr_aws_is_list (files))
    plr_reader_report_type (self, plr_aws_find_key (root, "files"), files, _("Write a list, each with “- source:” and “destination:”."));
  for (guint i = 0; plr_aws_is_list (files) && i < plr_aws_count (files); i++)
    {
      PlrYamlNode *item = plr_yaml_node_resolve (plr_yaml_node_get_item (files, i));
      const char *source = plr_aws_get_text (item, "source");
      const char *destination = plr_aws_get_text (item, "destination");

      if (!plr_reader_read_shape (self, item, &shape, NULL))
        plr_reader_report_type (self, NULL, plr_yaml_node_get_item (files, i), _("Write “source:” and “destination:”."));
      else if (source == NULL || destination == NULL || source[0] == '\0' || destination[0] == '\0')
        plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-file", item, _("Write “source:” and “destination:”."),
                           _("The entry does not say what goes where"));
      else
        add_argument (self, source, destination);
    }
}

static void
set_deploys (PlrReader  *self,
             const char *calls,
             const char *deploy)
{
  plr_stage_set_kind (self->place->stage, PLR_STAGE_KIND_DEPLOY);
  plr_stage_set_deploy (self->place->stage, deploy);
  plr_job_set_calls (plr_stage_get_job (self->place->stage), calls);
}

static void
read_server (PlrReader   *self,
             PlrYamlNode *root,
             const char  *event)
{
  PlrYamlNode *key = plr_aws_find_key (root, "files");
  PlrReaderPlace *place;

  if (key == NULL)
    return;
  place = plr_reader_begin_stage (self, key, plr_yaml_node_get_merged (root, "files"));
  plr_stage_set_id (place->stage, event);
  set_deploys (self, "files", NULL);
  read_files (self, root);
  if (plr_aws_get (root, "permissions") != NULL)
    plr_aws_keep_path (self, "permissions");
  if (plr_aws_get (root, "file_exists_behavior") != NULL)
    plr_aws_keep_path (self, "file_exists_behavior");
}

static void
check_resource (PlrReader   *self,
                PlrYamlNode *resource,
                gboolean     is_ecs)
{
  static const char *const ecs[] = { "TaskDefinition", "LoadBalancerInfo" };
  static const char *const lambda[] = { "Name", "Alias", "CurrentVersion", "TargetVersion" };
  const char *const *needed = is_ecs ? ecs : lambda;
  PlrYamlNode *properties = plr_aws_get (resource, "Properties");
  const char *type = plr_aws_get_text (resource, "Type");

  if (g_strcmp0 (type, is_ecs ? "AWS::ECS::Service" : "AWS::Lambda::Function") != 0)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-value", plr_aws_get (resource, "Type") != NULL ? plr_aws_get (resource, "Type") : resource,
                       _("Write “Type: AWS::ECS::Service” or “Type: AWS::Lambda::Function”."),
                       _("CodeDeploy cannot deploy a resource of the type “%s”"), type != NULL ? type : "");
  for (guint i = 0; i < (is_ecs ? G_N_ELEMENTS (ecs) : G_N_ELEMENTS (lambda)); i++)
    if (plr_aws_find_key (properties, needed[i]) == NULL)
      plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-property", properties != NULL ? properties : resource,
                         _("Add it below “Properties:”."), _("The resource has no “%s”"), needed[i]);
}

static void
read_resource (PlrReader     *self,
               PlrYamlNode   *root,
               PlrAppspecKind kind,
               const char    *event)
{
  PlrYamlNode *list = plr_aws_get (root, "Resources");
  PlrYamlNode *item = plr_aws_is_list (list) ? plr_yaml_node_resolve (plr_yaml_node_get_item (list, 0)) : NULL;
  PlrYamlNode *resource = find_resource (root);
  PlrYamlNode *key;
  PlrReaderPlace *place;

  if (!plr_aws_is_map (resource))
    {
      plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-resource",
                         plr_aws_find_key (root, "Resources") != NULL ? plr_aws_find_key (root, "Resources") : root,
                         _("Write a list with one resource, its name, and below that “Type:” and “Properties:”."),
                         _("The file does not say what is deployed"));
      return;
    }

  key = plr_yaml_node_get_key (item, 0);
  place = plr_reader_begin_stage (self, key, plr_yaml_node_get_value (item, 0));
  plr_stage_set_id (place->stage, event);
  if (plr_yaml_node_get_string (key) == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "wrong-key", key, _("Write a name there."), _("This cannot be a key"));
  set_deploys (self, plr_aws_get_text (resource, "Type"), plr_yaml_node_get_string (key));
  check_resource (self, resource, kind == PLR_APPSPEC_ECS);
  if (plr_aws_get (resource, "Properties") != NULL)
    add_arguments (self, plr_aws_get (resource, "Properties"), "");
  if (plr_aws_count (list) > 1)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "second-resource", plr_yaml_node_get_item (list, 1),
                       _("Move it to a file of its own."), _("A file deploys one resource, and here is a second"));
}

/* Events */

static PlrStageKind
guess_kind (const char *event)
{
  if (g_str_equal (event, "ValidateService") || g_str_equal (event, "AfterAllowTestTraffic") || g_str_equal (event, "AfterAllowTraffic"))
    return PLR_STAGE_KIND_TEST;

  return PLR_STAGE_KIND_BUILD;
}

/* @before: the id of the event that happened last, which it waits for; updated. */
static void
end_event (PlrReader   *self,
           PlrYamlNode *root,
           const char **before)
{
  PlrStage *stage = self->place->stage;
  const char *os = plr_aws_get_text (root, "os");

  if (*before != NULL)
    {
      plr_stage_set_needs (stage, (const char *[]){ *before, NULL });
      g_ptr_array_add (self->place->needs, self->place->key);
    }
  plr_job_set_implied_needs (plr_stage_get_job (stage), TRUE);
  if (os != NULL)
    plr_job_set_runner (plr_stage_get_job (stage), (const char *[]){ os, NULL });
  *before = plr_stage_get_id (stage);
  plr_reader_end_stage (self);
}

/* @hooks: keys and values in turn, in the order of the text. */
static void
read_events (PlrReader     *self,
             PlrYamlNode   *root,
             PlrAppspecKind kind,
             GPtrArray     *hooks)
{
  guint n_events;
  const PlrAppspecEvent *events = plr_appspec_list_events (kind, &n_events);
  const char *before = NULL;

  for (guint i = 0; i < n_events; i++)
    {
      guint n_places = self->places->len;

      if (events[i].deploys && kind == PLR_APPSPEC_SERVER)
        read_server (self, root, events[i].name);
      else if (events[i].deploys)
        read_resource (self, root, kind, events[i].name);

      for (guint j = 0; events[i].is_hook && j < hooks->len; j += 2)
        {
          if (!g_str_equal (plr_yaml_node_get_string (hooks->pdata[j]), events[i].name))
            continue;
          if (self->places->len == n_places)
            {
              (void)plr_reader_begin_stage (self, hooks->pdata[j], hooks->pdata[j + 1]);
              plr_stage_set_kind (self->place->stage, guess_kind (events[i].name));
            }
          if (kind == PLR_APPSPEC_SERVER)
            read_scripts (self, hooks->pdata[j], hooks->pdata[j + 1]);
          else
            read_function (self, hooks->pdata[j], hooks->pdata[j + 1]);
        }
      if (self->place != NULL)
        end_event (self, root, &before);
    }
}

static void
check_event (PlrReader     *self,
             PlrYamlNode   *key,
             PlrAppspecKind kind)
{
  guint n_events;
  const PlrAppspecEvent *events = plr_appspec_list_events (kind, &n_events);
  const char *name = plr_yaml_node_get_string (key);
  int index = plr_appspec_find_event (kind, name);
  g_autoptr(GString) list = g_string_new (NULL);

  if (index >= 0 && events[index].is_hook)
    return;
  for (guint i = 0; i < n_events; i++)
    if (events[i].is_hook)
      g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "", events[i].name);
  plr_reader_report (self, PLR_SEVERITY_ERROR, "unknown-event", key, list->str,
                     _("Nothing can be hooked to an event “%s” there"), name);
  plr_aws_keep_path (self, "%s/%s", kind == PLR_APPSPEC_SERVER ? "hooks" : "Hooks", name);
}

/* Returns keys and values in turn: of a mapping, or of a list of mappings. */
static GPtrArray *
list_hooks (PlrReader     *self,
            PlrYamlNode   *root,
            PlrAppspecKind kind)
{
  const char *key = kind == PLR_APPSPEC_SERVER ? "hooks" : "Hooks";
  PlrYamlNode *value = plr_aws_get (root, key);
  g_autoptr(GPtrArray) hooks = g_ptr_array_new ();
  gboolean is_list = kind != PLR_APPSPEC_SERVER;

  if (value == NULL)
    return g_steal_pointer (&hooks);
  if (is_list ? !plr_aws_is_list (value) : !plr_aws_is_map (value))
    {
      plr_reader_report_type (self, plr_aws_find_key (root, key), value,
                              is_list ? _("Write a list, each with an event and a function.") : _("Write events below it."));
      return g_steal_pointer (&hooks);
    }

  for (guint i = 0; i < (is_list ? plr_aws_count (value) : 1); i++)
    {
      PlrYamlNode *map = is_list ? plr_yaml_node_resolve (plr_yaml_node_get_item (value, i)) : value;
      g_autoptr(GPtrArray) pairs = NULL;

      if (!plr_aws_is_map (map))
        {
          plr_reader_report_type (self, NULL, plr_yaml_node_get_item (value, i), _("Write an event, a colon, and the name of a function."));
          continue;
        }
      pairs = plr_reader_list_pairs (self, map, "duplicate-key");
      for (guint j = 0; j < pairs->len; j++)
        {
          if (j % 2 == 0)
            check_event (self, pairs->pdata[j], kind);
          g_ptr_array_add (hooks, pairs->pdata[j]);
        }
    }

  return g_steal_pointer (&hooks);
}

/* The file */

static void
check_root (PlrReader     *self,
            PlrYamlNode   *root,
            PlrAppspecKind kind)
{
  static const PlrReaderKey server_keys[] = {
    { "version", plr_aws_skip }, { "os", plr_aws_skip }, { "files", plr_aws_skip }, { "permissions", plr_aws_skip },
    { "file_exists_behavior", plr_aws_skip }, { "hooks", plr_aws_skip },
  };
  static const PlrReaderKey other_keys[] = { { "version", plr_aws_skip }, { "Resources", plr_aws_skip }, { "Hooks", plr_aws_skip } };
  static const PlrReaderShape server = { N_("An appspec file"), server_keys, G_N_ELEMENTS (server_keys), "" };
  static const PlrReaderShape other = { N_("An appspec file"), other_keys, G_N_ELEMENTS (other_keys), "" };
  const char *version = plr_aws_get_text (root, "version");
  static const char *const behaviours[] = { "DISALLOW", "OVERWRITE", "RETAIN", NULL };
  const char *os = plr_aws_get_text (root, "os");
  const char *behaviour = plr_aws_get_text (root, "file_exists_behavior");
  PlrYamlNode *first = plr_yaml_node_get_key (root, 0);

  (void)plr_reader_read_shape (self, root, kind == PLR_APPSPEC_SERVER ? &server : &other, NULL);
  if (version == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-version", first, _("Write “version: 0.0” at the top."),
                       _("The file does not say its version"));
  else if (g_ascii_strtod (version, NULL) != 0.0 || version[strspn (version, "0.")] != '\0')
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-version", plr_aws_get (root, "version"), _("Write 0.0."),
                       _("There is no version “%s” of an appspec file"), version);
  if (behaviour != NULL && !g_strv_contains (behaviours, behaviour))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-value", plr_aws_get (root, "file_exists_behavior"),
                       _("Write DISALLOW, OVERWRITE or RETAIN."), _("“file_exists_behavior” cannot be “%s”"), behaviour);
  if (kind == PLR_APPSPEC_SERVER && g_strcmp0 (os, "linux") != 0 && g_strcmp0 (os, "windows") != 0)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-value", plr_aws_get (root, "os") != NULL ? plr_aws_get (root, "os") : first,
                       _("Write “os: linux” or “os: windows” for servers, or “Resources:” for what is deployed elsewhere."),
                       _("The file does not say on which system it is deployed"));
}

static void
read_root (PlrReader   *self,
           PlrYamlNode *root)
{
  PlrAppspecKind kind = plr_appspec_guess_kind (root);
  g_autoptr(GPtrArray) hooks = NULL;

  if (!plr_aws_is_map (root))
    {
      plr_reader_report (self, PLR_SEVERITY_ERROR, "not-a-pipeline", root, _("Write “version: 0.0” and “os:”, or “Resources:”."),
                         _("This is no appspec file"));
      return;
    }
  if (plr_aws_count (root) == 0)
    {
      plr_reader_report_empty (self, _("Write “version: 0.0” and “os:”, or “Resources:”."));
      return;
    }

  check_root (self, root, kind);
  hooks = list_hooks (self, root, kind);
  read_events (self, root, kind, hooks);
}

/**
 * plr_appspec_read:
 *
 * Returns: (transfer full) (nullable): as plr_dialect_read()
 */
PlrPipeline *
plr_appspec_read (PlrDialect *dialect,
                  const char *text,
                  gssize      size_bytes,
                  const char *path,
                  GListStore *problems)
{
  g_auto(PlrReader) self = { 0 };
  PlrYamlNode *root;

  if (!plr_reader_init (&self, plr_dialect_get_id (dialect), text, size_bytes, path, problems))
    return NULL;

  root = plr_yaml_get_root (self.tree, 0);
  if (root == NULL)
    {
      plr_reader_report_empty (&self, _("Write “version: 0.0” and “os:”, or “Resources:”."));
    }
  else
    {
      read_root (&self, plr_yaml_node_resolve (root));
      plr_reader_check_documents (&self);
    }

  return plr_reader_finish (&self, problems);
}
