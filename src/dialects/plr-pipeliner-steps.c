/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-private.h"

gboolean
plr_pipeliner_check_variable_name (PlrReader   *self,
                                   PlrYamlNode *key)
{
  const char *name = plr_yaml_node_get_string (key);

  if (!plr_pipeliner_is_name (name))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-variable", key,
                       _("A name has letters, digits and underscores, and does not start with a digit."),
                       _("“%s” cannot be the name of a variable"), name);
  else if (plr_pipeliner_is_reserved (name))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "reserved-variable", key,
                       _("Choose a name that does not start with PLR_."),
                       _("“%s” is set by Pipeliner itself"), name);
  else
    return TRUE;

  return FALSE;
}

static void
read_secret (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  plr_variable_set_secret (target, plr_reader_get_string (self, key, value));
  plr_reader_report (self, PLR_SEVERITY_INFO, "for-other-engines", key,
                     _("It is written when the definition is exported or converted."),
                     _("“%s” is the secret of another engine; a run on this machine has an empty text for it"),
                     plr_variable_get_secret (target));
}

static const PlrReaderKey secret_keys[] = { { "secret", read_secret } };

static const PlrReaderShape secret_shape = { N_("A variable"), secret_keys, G_N_ELEMENTS (secret_keys), "environment/" };

/* The variables of a pipeline, stage or step; those of a bad name are left out. */
void
plr_pipeliner_read_variables (PlrReader   *self,
                              PlrYamlNode *key,
                              PlrYamlNode *value,
                              GObject     *owner)
{
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    {
      plr_reader_report_type (self, key, value, _("Write variables below it, like CFLAGS: -O2."));
      return;
    }

  pairs = plr_reader_list_pairs (self, value, "duplicate-variable");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      g_autoptr(PlrVariable) variable = plr_variable_new (plr_yaml_node_get_string (pairs->pdata[i]), "");
      const char *text = "";

      if (!plr_reader_read_shape (self, pairs->pdata[i + 1], &secret_shape, variable))
        text = plr_reader_get_text (self, pairs->pdata[i], pairs->pdata[i + 1]);
      if (!plr_pipeliner_check_variable_name (self, pairs->pdata[i]) || text == NULL)
        continue;
      plr_variable_set_value (variable, text);
      if (PLR_IS_STEP (owner))
        plr_step_add_variable (PLR_STEP (owner), variable);
      else if (PLR_IS_STAGE (owner))
        plr_stage_add_variable (PLR_STAGE (owner), variable);
      else
        plr_pipeline_add_variable (PLR_PIPELINE (owner), variable);
    }
}

/* Steps */

static void
read_run (PlrReader   *self,
          PlrYamlNode *key,
          PlrYamlNode *value,
          gpointer     target)
{
  const char *text = plr_yaml_node_get_string (value);
  PlrYamlType type = text != NULL ? plr_yaml_node_get_scalar_type (value) : PLR_YAML_TYPE_NULL;

  /* The commands `true` and `false` are common enough to be meant. */
  if (type == PLR_YAML_TYPE_STRING || type == PLR_YAML_TYPE_BOOLEAN)
    plr_step_set_run (target, plr_reader_get_text (self, key, value));
  else
    plr_reader_report_type (self, key, value, _("Write the command that it runs."));
}

static void
read_step_name (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     target)
{
  plr_step_set_name (target, plr_reader_get_string (self, key, value));
}

static void
read_shell (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  plr_step_set_shell (target, plr_pipeliner_get_shell (self, key, value));
}

gboolean
plr_pipeliner_check_path (PlrReader   *self,
                          PlrYamlNode *node,
                          const char  *path)
{
  if (plr_pipeliner_is_path (path))
    return TRUE;

  plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-path", node,
                     _("Write a path below the root of the repository, without “..”."),
                     _("“%s” leads out of the workspace"), path);

  return FALSE;
}

static void
read_directory (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     target)
{
  const char *path = plr_reader_get_string (self, key, value);

  if (path != NULL && plr_pipeliner_check_path (self, value, path))
    plr_step_set_directory (target, path);
}

static void
read_step_environment (PlrReader   *self,
                       PlrYamlNode *key,
                       PlrYamlNode *value,
                       gpointer     target)
{
  plr_pipeliner_read_variables (self, key, value, target);
}

static void
read_id (PlrReader   *self,
         PlrYamlNode *key,
         PlrYamlNode *value,
         gpointer     target)
{
  plr_step_set_id (target, plr_reader_get_string (self, key, value));
}

static void
read_step_when (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     target)
{
  static const char *const words[] = { "success", "failure", "always" };
  const char *text = plr_reader_get_string (self, key, value);

  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], text))
      {
        plr_step_set_when (target, PLR_STAGE_WHEN_SUCCESS + i);
        return;
      }
  if (text != NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "unknown-status", value, _("Write success, failure or always."),
                       _("A step cannot run on “%s”"), text);
}

static void
read_step_allow_failure (PlrReader   *self,
                         PlrYamlNode *key,
                         PlrYamlNode *value,
                         gpointer     target)
{
  plr_step_set_allow_failure (target, plr_reader_get_boolean (self, key, value));
}

static void
read_step_timeout (PlrReader   *self,
                   PlrYamlNode *key,
                   PlrYamlNode *value,
                   gpointer     target)
{
  plr_step_set_timeout_us (target, plr_pipeliner_get_timeout (self, key, value));
}

static void
read_step (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *item,
           guint        index)
{
  static const PlrReaderKey keys[] = {
    { "name", read_step_name },
    { "run", read_run },
    { "shell", read_shell },
    { "directory", read_directory },
    { "environment", read_step_environment },
    { "id", read_id },
    { "when", read_step_when },
    { "allow-failure", read_step_allow_failure },
    { "timeout", read_step_timeout },
  };
  g_autoptr(PlrStep) step = plr_step_new (NULL);
  g_autofree char *where = g_strdup_printf ("steps/%u/", index);
  PlrReaderShape shape = { N_("A step"), keys, G_N_ELEMENTS (keys), where };
  PlrYamlNode *node = plr_yaml_node_resolve (item);
  gsize start = plr_yaml_node_get_outer_start (node);

  plr_step_set_offset (step, start);
  plr_step_set_length (step, plr_yaml_node_get_end (node) - start);
  if (!plr_reader_read_shape (self, item, &shape, step))
    read_run (self, key, item, step);
  else if (plr_yaml_node_get_merged (node, "run") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-run", item, _("Add “run:” with the command."),
                       _("The step does not say what it runs"));

  plr_stage_add_step (self->place->stage, step);
  g_ptr_array_add (self->place->steps, item);
}

void
plr_pipeliner_read_steps (PlrReader   *self,
                          PlrYamlNode *key,
                          PlrYamlNode *value,
                          gpointer     target)
{
  PlrYamlNode *list = plr_yaml_node_resolve (value);
  guint n_items = plr_yaml_node_get_n_items (list);

  if (plr_yaml_node_get_kind (list) != PLR_YAML_SEQUENCE)
    {
      plr_reader_report_type (self, key, value, _("Write a list of commands, each after a dash."));
      return;
    }
  if (n_items > PLR_PIPELINER_MAX_STEPS)
    {
      plr_reader_report (self, PLR_SEVERITY_ERROR, "too-many-steps",
                         plr_yaml_node_get_item (list, PLR_PIPELINER_MAX_STEPS),
                         _("Put the commands in a script, and run that."),
                         _("A stage has at most %d steps"), PLR_PIPELINER_MAX_STEPS);
      n_items = PLR_PIPELINER_MAX_STEPS;
    }

  for (guint i = 0; i < n_items; i++)
    read_step (self, key, plr_yaml_node_get_item (list, i), i);
}

/* Artifacts */

typedef struct
{
  PlrArtifact *artifact;
  PlrYamlNode *name;
} Output;

static void
read_paths (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  Output *output = target;
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();
  g_auto(GStrv) paths = plr_reader_get_list (self, key, value, FALSE, nodes);

  if (paths == NULL)
    return;

  for (guint i = 0; paths[i] != NULL; i++)
    (void)plr_pipeliner_check_path (self, nodes->pdata[i], paths[i]); /* the model keeps it, and the problem stops a run */
  plr_artifact_set_paths (output->artifact, (const char *const *)paths);
  if (paths[0] == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "empty-artifact", output->name,
                       _("Name a file or a pattern, or remove the artifact."),
                       _("The artifact “%s” has no paths"), plr_artifact_get_name (output->artifact));
}

static void
read_optional (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  Output *output = target;

  plr_artifact_set_optional (output->artifact, plr_reader_get_boolean (self, key, value));
}

static void
read_artifact (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value)
{
  static const PlrReaderKey keys[] = {
    { "paths", read_paths },
    { "optional", read_optional },
  };
  const char *name = plr_yaml_node_get_string (key);
  g_autofree char *where = g_strdup_printf ("artifacts/%s/", name);
  PlrReaderShape shape = { N_("An artifact"), keys, G_N_ELEMENTS (keys), where };
  g_autoptr(PlrArtifact) artifact = plr_artifact_new (name, NULL);
  Output output = { artifact, key };

  if (!plr_pipeliner_is_artifact_name (name))
    {
      plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-artifact", key,
                         _("A name has letters, digits, dots, dashes and underscores, at most 64."),
                         _("“%s” cannot be the name of an artifact"), name);
      return;
    }

  if (!plr_reader_read_shape (self, value, &shape, &output))
    read_paths (self, key, value, &output);
  else if (plr_yaml_node_get_merged (plr_yaml_node_resolve (value), "paths") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "empty-artifact", key,
                       _("Name a file or a pattern, or remove the artifact."),
                       _("The artifact “%s” has no paths"), name);
  plr_stage_add_artifact (self->place->stage, artifact);
}

void
plr_pipeliner_read_artifacts (PlrReader   *self,
                              PlrYamlNode *key,
                              PlrYamlNode *value,
                              gpointer     target)
{
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    {
      plr_reader_report_type (self, key, value, _("Write artifacts below it, like program: build/hello."));
      return;
    }

  pairs = plr_reader_list_pairs (self, value, "duplicate-artifact");
  for (guint i = 0; i < pairs->len; i += 2)
    read_artifact (self, pairs->pdata[i], pairs->pdata[i + 1]);
}
