/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-appspec"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-appspec-private.h"
#include "plr-export-private.h"

/*
 * Writes an application specification. What was read from one is written as it was. Of other pipelines a deployment is all that
 * CodeDeploy can do: their stages become scripts of events on a server, before, at and after the first stage that deploys.
 */

static PlrYamlValue *
new_scripts (PlrStage *stage)
{
  GListModel *steps = plr_stage_get_steps (stage);
  PlrYamlValue *scripts = plr_yaml_value_new_list ();

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      GListModel *arguments = plr_step_get_arguments (step);
      PlrYamlValue *script = plr_yaml_value_new_map ();
      gint64 timeout_us = plr_step_get_timeout_us (step);

      plr_yaml_value_set_string (script, "location", plr_step_get_run (step) != NULL ? plr_step_get_run (step) : "");
      if (timeout_us > 0)
        plr_yaml_value_set (script, "timeout", plr_yaml_value_new_integer (timeout_us / G_USEC_PER_SEC));
      for (guint j = 0; j < g_list_model_get_n_items (arguments); j++)
        {
          g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, j);

          if (g_str_equal (plr_variable_get_name (argument), "runas"))
            plr_yaml_value_set_string (script, "runas", plr_variable_get_value (argument));
          else if (g_str_equal (plr_variable_get_name (argument), "sudo"))
            plr_yaml_value_set (script, "sudo", plr_yaml_value_new_boolean (plr_aws_is_true (plr_variable_get_value (argument))));
        }
      plr_yaml_value_append (scripts, script);
    }

  return scripts;
}

static PlrYamlValue *
new_files (PlrStage *stage)
{
  GListModel *arguments = plr_job_get_arguments (plr_stage_get_job (stage));
  PlrYamlValue *files = plr_yaml_value_new_list ();

  for (guint i = 0; i < g_list_model_get_n_items (arguments); i++)
    {
      g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, i);
      PlrYamlValue *file = plr_yaml_value_new_map ();

      plr_yaml_value_set_string (file, "source", plr_variable_get_name (argument));
      plr_yaml_value_set_string (file, "destination", plr_variable_get_value (argument));
      plr_yaml_value_append (files, file);
    }

  return files;
}

/* What is deployed elsewhere: its arguments are the properties, with slashes between the keys on the way and numbers in lists. */
typedef struct
{
  GHashTable   *collections; /* path → PlrYamlValue, which their owners keep */
  PlrYamlValue *root;
} Properties;

static PlrYamlValue *
find_collection (Properties *self,
                 char      **parts,
                 guint       n_parts)
{
  g_autofree char *last = g_strdup (parts[n_parts > 0 ? n_parts - 1 : 0]);
  g_autofree char *path = NULL;
  PlrYamlValue *owner;
  PlrYamlValue *found;
  char *rest = parts[n_parts];

  if (n_parts == 0)
    return self->root;
  parts[n_parts] = NULL;
  path = g_strjoinv ("/", parts);
  parts[n_parts] = rest;
  found = g_hash_table_lookup (self->collections, path);
  if (found != NULL)
    return found;

  owner = find_collection (self, parts, n_parts - 1);
  found = g_ascii_isdigit (rest[0]) ? plr_yaml_value_new_list () : plr_yaml_value_new_map ();
  g_hash_table_insert (self->collections, g_steal_pointer (&path), found);
  if (g_ascii_isdigit (last[0]))
    plr_yaml_value_append (owner, found);
  else
    plr_yaml_value_set (owner, last, found);

  return found;
}

static PlrYamlValue *
new_resources (PlrStage *stage)
{
  GListModel *arguments = plr_job_get_arguments (plr_stage_get_job (stage));
  g_autoptr(GHashTable) collections = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Properties properties = { collections, plr_yaml_value_new_map () };
  PlrYamlValue *list = plr_yaml_value_new_list ();
  PlrYamlValue *item = plr_yaml_value_new_map ();
  PlrYamlValue *resource = plr_yaml_value_new_map ();

  for (guint i = 0; i < g_list_model_get_n_items (arguments); i++)
    {
      g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, i);
      g_auto(GStrv) parts = g_strsplit (plr_variable_get_name (argument), "/", -1);
      guint n_parts = g_strv_length (parts);
      gboolean is_port = n_parts > 0 && g_str_has_suffix (parts[n_parts - 1], "Port");
      PlrYamlValue *value = is_port ? plr_yaml_value_new_text (plr_variable_get_value (argument))
                                    : plr_yaml_value_new_string (plr_variable_get_value (argument));
      PlrYamlValue *owner = n_parts > 0 ? find_collection (&properties, parts, n_parts - 1) : properties.root;

      if (n_parts > 1 && g_ascii_isdigit (parts[n_parts - 1][0]))
        plr_yaml_value_append (owner, value);
      else
        plr_yaml_value_set (owner, n_parts > 0 ? parts[n_parts - 1] : "", value);
    }
  plr_yaml_value_set_string (resource, "Type", plr_job_get_calls (plr_stage_get_job (stage)));
  plr_yaml_value_set (resource, "Properties", properties.root);
  plr_yaml_value_set (item, plr_stage_get_deploy (stage) != NULL ? plr_stage_get_deploy (stage) : "Target", resource);
  plr_yaml_value_append (list, item);

  return list;
}

/* What was read from an appspec file */

static PlrStage *
find_native (PlrExport  *export,
             const char *calls)
{
  for (guint i = 0; i < export->stages->len; i++)
    if (g_strcmp0 (plr_job_get_calls (plr_stage_get_job (export->stages->pdata[i])), calls) == 0)
      return export->stages->pdata[i];

  return NULL;
}

static gboolean
is_native (PlrExport *export)
{
  for (guint i = 0; i < export->stages->len; i++)
    if (plr_appspec_find_event (PLR_APPSPEC_SERVER, plr_stage_get_id (export->stages->pdata[i])) < 0 &&
        plr_appspec_find_event (PLR_APPSPEC_ECS, plr_stage_get_id (export->stages->pdata[i])) < 0 &&
        plr_appspec_find_event (PLR_APPSPEC_LAMBDA, plr_stage_get_id (export->stages->pdata[i])) < 0)
      return FALSE;

  return TRUE;
}

static void
add_elsewhere (PlrExport *export,
               PlrStage  *target,
               GString   *out)
{
  PlrYamlValue *hooks = NULL;

  plr_export_add_section (out, NULL, "Resources", new_resources (target));
  for (guint i = 0; i < export->stages->len; i++)
    {
      PlrStage *stage = export->stages->pdata[i];
      g_autoptr(PlrStep) step = g_list_model_get_item (plr_stage_get_steps (stage), 0);
      PlrYamlValue *hook = NULL;

      if (step == NULL || plr_step_get_uses (step) == NULL)
        continue;
      hook = plr_yaml_value_new_map ();
      plr_yaml_value_set_string (hook, plr_stage_get_id (stage), plr_step_get_uses (step));
      if (hooks == NULL)
        hooks = plr_yaml_value_new_list ();
      plr_yaml_value_append (hooks, hook);
    }
  if (hooks != NULL)
    plr_export_add_section (out, NULL, "Hooks", hooks);
}

static void
add_native_server (PlrExport *export,
                   GString   *out)
{
  PlrStage *install = find_native (export, "files");
  PlrYamlValue *hooks = NULL;

  if (install != NULL)
    plr_export_add_section (out, NULL, "files", new_files (install));
  for (guint i = 0; i < export->stages->len; i++)
    {
      PlrStage *stage = export->stages->pdata[i];

      if (g_list_model_get_n_items (plr_stage_get_steps (stage)) == 0)
        continue;
      if (hooks == NULL)
        hooks = plr_yaml_value_new_map ();
      plr_yaml_value_set (hooks, plr_stage_get_id (stage), new_scripts (stage));
    }
  if (hooks != NULL)
    plr_export_add_section (out, NULL, "hooks", hooks);
}

/* Other pipelines */

/* A script of the revision for each stage, since an event has no commands. */
static void
add_script (PlrExport    *export,
            PlrStage     *stage,
            PlrYamlValue *scripts)
{
  g_autofree char *location = g_strdup_printf ("scripts/%s.sh", plr_export_get_id (export, plr_stage_get_id (stage)));
  gint64 timeout_us = plr_export_get_timeout_us (export, stage);
  PlrYamlValue *script = plr_yaml_value_new_map ();

  plr_yaml_value_set_string (script, "location", location);
  plr_yaml_value_set (script, "timeout", plr_yaml_value_new_integer (timeout_us > 0 ? CLAMP (timeout_us / G_USEC_PER_SEC, 1, 3600) : 3600));
  plr_yaml_value_append (scripts, script);
  plr_export_note (export, stage, "steps", PLR_EXPORT_MANUAL, _("Put its commands into that file of the revision, and make it executable."),
                   _("The %u steps of stage “%s” become the script “%s”: CodeDeploy runs files, and no commands"),
                   g_list_model_get_n_items (plr_stage_get_steps (stage)), plr_stage_get_id (stage), location);
}

static void
add_server (PlrExport *export,
            GString   *out)
{
  static const char *const events[] = { "BeforeInstall", "ApplicationStart", "ValidateService" };
  PlrYamlValue *hooks = plr_yaml_value_new_map ();
  PlrYamlValue *files = plr_yaml_value_new_list ();
  PlrYamlValue *file = plr_yaml_value_new_map ();
  PlrYamlValue *lists[G_N_ELEMENTS (events)] = { NULL };
  guint at = 0;

  for (guint i = 0; i < export->stages->len; i++)
    {
      PlrStage *stage = export->stages->pdata[i];
      gboolean deploys = plr_stage_get_deploy (stage) != NULL;

      if (deploys && at == 0)
        at = 1;
      else if (!deploys && at == 1)
        at = 2;
      if (lists[at] == NULL)
        {
          lists[at] = plr_yaml_value_new_list ();
          plr_yaml_value_set (hooks, events[at], lists[at]);
        }
      add_script (export, stage, lists[at]);
    }
  plr_yaml_value_set_string (file, "source", "/");
  plr_yaml_value_set_string (file, "destination", "/opt/application");
  plr_yaml_value_append (files, file);
  plr_export_add_section (out, NULL, "files", files);
  plr_export_add_section (out, NULL, "hooks", hooks);
  plr_export_note (export, NULL, "files", PLR_EXPORT_MANUAL, _("Write the folder of the servers into “destination”."),
                   _("CodeDeploy copies the files of the revision before it starts the application; where to is not known"));
  plr_export_note (export, NULL, "stages", PLR_EXPORT_APPROXIMATED,
                   _("Build and test in CodeBuild, and leave here what belongs on the servers."),
                   _("All stages run on each server of the deployment, one after another"));
}

/**
 * plr_appspec_write:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable): as plr_dialect_write()
 */
char *
plr_appspec_write (PlrDialect  *dialect,
                   PlrPipeline *pipeline,
                   GListStore  *losses,
                   GError     **error)
{
  g_auto(PlrExport) export = { 0 };
  g_autofree char *header = NULL;
  g_autoptr(GString) out = NULL;
  PlrStage *target;

  if (!plr_export_init (&export, pipeline, losses, plr_dialect_get_name (dialect), error))
    return NULL;

  plr_export_name_stages (&export, "_-", NULL);
  plr_export_note_common (&export, "the servers of the deployment group");
  header = plr_export_make_header (&export);
  out = g_string_new (header);
  plr_export_add_section (out, plr_pipeline_get_name (pipeline), "version", plr_yaml_value_new_text ("0.0"));

  target = find_native (&export, "AWS::ECS::Service");
  if (target == NULL)
    target = find_native (&export, "AWS::Lambda::Function");
  if (target != NULL)
    {
      add_elsewhere (&export, target, out);
      return g_string_free (g_steal_pointer (&out), FALSE);
    }

  {
    const char *const *runner = plr_job_get_runner (plr_stage_get_job (export.stages->pdata[0]));
    gboolean is_windows = is_native (&export) && runner != NULL && g_strcmp0 (runner[0], "windows") == 0;

    plr_export_add_section (out, NULL, "os", plr_yaml_value_new_string (is_windows ? "windows" : "linux"));
  }
  if (is_native (&export))
    add_native_server (&export, out);
  else
    add_server (&export, out);

  return g_string_free (g_steal_pointer (&out), FALSE);
}
