/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-buildspec"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-aws-private.h"

/*
 * Reads a buildspec (AWS CodeBuild user guide: build specification reference, batch build buildspec reference). Without a batch it is one
 * stage, whose steps are the commands of its phases; with one, each build of the batch is a stage, and runs these commands unless it
 * names another file.
 */

#define MAX_BUILDS   1000
#define MAX_COMMANDS 5000

static const char *const phases[] = { "install", "pre_build", "build", "post_build" };

/* Commands */

static void
add_command (PlrReader   *self,
             PlrYamlNode *item,
             const char  *phase,
             gboolean     is_always,
             gboolean     goes_on)
{
  const char *run = plr_yaml_node_get_string (item);
  const char *shell = plr_aws_get_text (plr_aws_get (plr_yaml_get_root (self->tree, 0), "env"), "shell");
  PlrYamlNode *node = plr_yaml_node_resolve (item);
  gsize start = plr_yaml_node_get_outer_start (node);
  g_autoptr(PlrStep) step = NULL;

  if (run == NULL)
    {
      plr_reader_report_type (self, NULL, item, _("Put the command in quotes: a colon with a blank behind it ends a key."));
      return;
    }

  step = plr_step_new (run);
  plr_step_set_name (step, phase);
  plr_step_set_shell (step, g_strcmp0 (shell, "/bin/sh") == 0 ? "sh" : shell);
  plr_step_set_when (step, is_always ? PLR_STAGE_WHEN_ALWAYS : PLR_STAGE_WHEN_SUCCESS);
  plr_step_set_allow_failure (step, goes_on);
  plr_step_set_offset (step, start);
  plr_step_set_length (step, plr_yaml_node_get_end (node) - start);
  plr_stage_add_step (self->place->stage, step);
  g_ptr_array_add (self->place->steps, item);
}

static void
read_commands (PlrReader   *self,
               PlrYamlNode *phase,
               const char  *name,
               const char  *key)
{
  PlrYamlNode *list = plr_aws_get (phase, key);
  gboolean is_always = g_str_equal (key, "finally") || g_str_equal (name, "post_build");
  gboolean goes_on = g_strcmp0 (plr_aws_get_text (phase, "on-failure"), "CONTINUE") == 0;
  guint n_items;

  if (list == NULL)
    return;
  if (plr_aws_is_map (list))
    {
      plr_reader_report_type (self, plr_aws_find_key (phase, key), list, _("Write a list of commands, each after a dash."));
      return;
    }

  n_items = plr_aws_is_list (list) ? plr_aws_count (list) : 1;
  for (guint i = 0; i < n_items && self->place->steps->len < MAX_COMMANDS; i++)
    add_command (self, plr_aws_is_list (list) ? plr_yaml_node_get_item (list, i) : list, name, is_always, goes_on);
}

static void
check_on_failure (PlrReader   *self,
                  PlrYamlNode *key,
                  PlrYamlNode *value,
                  gpointer     where)
{
  const char *text = plr_yaml_node_get_string (value);

  if (g_strcmp0 (text, "ABORT") == 0 || g_strcmp0 (text, "CONTINUE") == 0)
    return;
  plr_aws_keep (self, key, value, where);
  if (text == NULL || !g_str_has_prefix (text, "RETRY"))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-value", plr_reader_get_visible (key, value),
                       _("Write ABORT, CONTINUE or RETRY."), _("“on-failure” cannot be “%s”"), text != NULL ? text : "");
}

static void
read_phase (PlrReader   *self,
            PlrYamlNode *map,
            const char  *name)
{
  static const PlrReaderKey keys[] = {
    { "run-as", plr_aws_keep }, { "on-failure", check_on_failure }, { "runtime-versions", plr_aws_keep }, { "steps", plr_aws_keep },
    { "commands", plr_aws_skip }, { "finally", plr_aws_skip },
  };
  g_autofree char *where = g_strdup_printf ("phases/%s/", name);
  PlrReaderShape shape = { N_("A phase"), keys, G_N_ELEMENTS (keys), where };
  PlrYamlNode *phase = plr_aws_get (map, name);

  if (phase == NULL)
    return;
  if (!plr_reader_read_shape (self, phase, &shape, where))
    {
      plr_reader_report_type (self, plr_aws_find_key (map, name), phase, _("Write “commands:” below it."));
      return;
    }
  if (plr_aws_get (phase, "runtime-versions") != NULL && !g_str_equal (name, "install"))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "misplaced-key", plr_aws_find_key (phase, "runtime-versions"),
                       _("Move it to the phase “install”."), _("“runtime-versions” stands in the phase “%s”"), name);

  read_commands (self, phase, name, "commands");
  read_commands (self, phase, name, "finally");
}

static void
read_phases (PlrReader   *self,
             PlrYamlNode *root)
{
  static const PlrReaderKey keys[] = {
    { "install", plr_aws_skip }, { "pre_build", plr_aws_skip }, { "build", plr_aws_skip }, { "post_build", plr_aws_skip },
  };
  static const PlrReaderShape shape = { N_("A buildspec"), keys, G_N_ELEMENTS (keys), "phases/" };
  PlrYamlNode *map = plr_aws_get (root, "phases");

  if (map == NULL)
    return;
  if (!plr_reader_read_shape (self, map, &shape, NULL))
    {
      plr_reader_report_type (self, plr_aws_find_key (root, "phases"), map, _("Write phases below it, like build:."));
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    read_phase (self, map, phases[i]);
}

/* What the build leaves behind */

static void
add_artifact (PlrReader   *self,
              PlrYamlNode *map,
              const char  *name)
{
  g_auto(GStrv) paths = plr_aws_list_texts (plr_aws_get (map, "files"), plr_aws_get_text (map, "base-directory"));
  g_autoptr(PlrArtifact) artifact = NULL;

  if (paths[0] == NULL || plr_stage_find_artifact (self->place->stage, name) != NULL)
    return;

  artifact = plr_artifact_new (name, (const char *const *)paths);
  plr_stage_add_artifact (self->place->stage, artifact);
}

static void
read_artifact (PlrReader   *self,
               PlrYamlNode *map,
               const char  *where,
               const char  *name)
{
  static const PlrReaderKey keys[] = {
    { "files", plr_aws_skip }, { "name", plr_aws_skip }, { "discard-paths", plr_aws_keep }, { "base-directory", plr_aws_keep },
    { "exclude-paths", plr_aws_keep }, { "enable-symlinks", plr_aws_keep }, { "s3-prefix", plr_aws_keep },
    { "secondary-artifacts", plr_aws_skip },
  };
  PlrReaderShape shape = { N_("An artifact"), keys, G_N_ELEMENTS (keys), where };
  PlrYamlNode *files = plr_aws_get (map, "files");

  if (!plr_reader_read_shape (self, map, &shape, (gpointer)where))
    {
      plr_reader_report_type (self, NULL, map, _("Write “files:” below it, with a list of paths."));
      return;
    }
  if (plr_aws_is_map (files))
    plr_reader_report_type (self, plr_aws_find_key (map, "files"), files, _("Write a list of paths, each after a dash."));
  else if (files == NULL && plr_aws_get (map, "secondary-artifacts") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-files", map, _("Write “files:” with a list of paths."),
                       _("The artifact does not say which files it has"));
  add_artifact (self, map, name);
}

static void
read_artifacts (PlrReader   *self,
                PlrYamlNode *root)
{
  PlrYamlNode *map = plr_aws_get (root, "artifacts");
  PlrYamlNode *secondary = plr_aws_get (map, "secondary-artifacts");
  const char *name = plr_aws_get_text (map, "name");
  g_autoptr(GPtrArray) pairs = NULL;

  if (map == NULL)
    return;
  read_artifact (self, map, "artifacts/", name != NULL && name[0] != '\0' ? name : "artifact");
  if (secondary == NULL)
    return;
  if (!plr_aws_is_map (secondary))
    {
      plr_aws_check_map (self, map, "secondary-artifacts");
      return;
    }

  pairs = plr_reader_list_pairs (self, secondary, "duplicate-artifact");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *key = plr_yaml_node_get_string (pairs->pdata[i]);
      g_autofree char *where = g_strdup_printf ("artifacts/secondary-artifacts/%s/", key);

      if (plr_aws_get_text (plr_yaml_node_resolve (pairs->pdata[i + 1]), "name") != NULL)
        plr_aws_keep_path (self, "%sname", where);
      read_artifact (self, plr_yaml_node_resolve (pairs->pdata[i + 1]), where, key);
    }
}

static void
read_report (PlrReader    *self,
             PlrYamlNode  *key,
             PlrYamlNode  *map,
             GStrvBuilder *files)
{
  static const PlrReaderKey keys[] = {
    { "files", plr_aws_skip }, { "file-format", plr_aws_skip }, { "base-directory", plr_aws_keep }, { "discard-paths", plr_aws_keep },
  };
  g_autofree char *where = g_strdup_printf ("reports/%s/", plr_yaml_node_get_string (key));
  PlrReaderShape shape = { N_("A group of reports"), keys, G_N_ELEMENTS (keys), where };
  g_auto(GStrv) paths = NULL;
  const char *format = plr_aws_get_text (map, "file-format");

  if (!plr_reader_read_shape (self, map, &shape, where))
    {
      plr_reader_report_type (self, key, map, _("Write “files:” below it, with a list of paths."));
      return;
    }
  if (format != NULL && g_ascii_strcasecmp (format, "JUNITXML") != 0)
    plr_aws_keep_path (self, "%sfile-format", where);

  paths = plr_aws_list_texts (plr_aws_get (map, "files"), plr_aws_get_text (map, "base-directory"));
  g_strv_builder_addv (files, (const char **)paths);
}

static void
read_reports (PlrReader   *self,
              PlrYamlNode *root)
{
  PlrYamlNode *map = plr_aws_get (root, "reports");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr(GPtrArray) pairs = NULL;
  g_auto(GStrv) files = NULL;

  plr_aws_check_map (self, root, "reports");
  if (!plr_aws_is_map (map))
    return;

  pairs = plr_reader_list_pairs (self, map, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    read_report (self, pairs->pdata[i], plr_yaml_node_resolve (pairs->pdata[i + 1]), builder);
  files = g_strv_builder_end (builder);
  if (files[0] != NULL)
    plr_stage_set_reports (self->place->stage, (const char *const *)files);
}

static void
read_cache (PlrReader   *self,
            PlrYamlNode *root)
{
  static const PlrReaderKey keys[] = {
    { "paths", plr_aws_skip }, { "key", plr_aws_skip }, { "fallback-keys", plr_aws_keep }, { "action", plr_aws_keep },
  };
  static const PlrReaderShape shape = { N_("The cache"), keys, G_N_ELEMENTS (keys), "cache/" };
  PlrYamlNode *map = plr_aws_get (root, "cache");
  g_auto(GStrv) paths = NULL;
  g_autoptr(PlrCache) cache = NULL;

  plr_aws_check_map (self, root, "cache");
  if (map == NULL || !plr_reader_read_shape (self, map, &shape, (gpointer)"cache/"))
    return;

  paths = plr_aws_list_texts (plr_aws_get (map, "paths"), NULL);
  cache = plr_cache_new (plr_aws_get_text (map, "key"), (const char *const *)paths);
  plr_job_add_cache (plr_stage_get_job (self->place->stage), cache);
}

static void
read_exported (PlrReader   *self,
               PlrYamlNode *root)
{
  g_auto(GStrv) names = plr_aws_list_texts (plr_aws_get (plr_aws_get (root, "env"), "exported-variables"), NULL);

  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *value = g_strconcat ("$", names[i], NULL);
      g_autoptr(PlrVariable) output = plr_variable_new (names[i], value);

      plr_job_add_output (plr_stage_get_job (self->place->stage), output);
    }
}

/* What a build does that runs the commands of this file. */
static void
read_body (PlrReader   *self,
           PlrYamlNode *root)
{
  read_phases (self, root);
  read_artifacts (self, root);
  read_reports (self, root);
  read_cache (self, root);
  read_exported (self, root);
}

/* Variables */

static void
add_variable (PlrReader  *self,
              PlrStage   *stage,
              const char *name,
              const char *value,
              const char *secret)
{
  g_autoptr(PlrVariable) variable = plr_variable_new (name, value);

  plr_variable_set_secret (variable, secret);
  if (stage != NULL)
    plr_stage_add_variable (stage, variable);
  else
    plr_pipeline_add_variable (self->pipeline, variable);
}

/* @secret: NULL, or what to put before the names of secrets; the plain name is that of one in the Secrets Manager. */
static void
read_variables (PlrReader   *self,
                PlrYamlNode *map,
                const char  *key,
                PlrStage    *stage,
                const char  *secret)
{
  PlrYamlNode *variables = plr_aws_get (map, key);
  g_autoptr(GPtrArray) pairs = NULL;

  plr_aws_check_map (self, map, key);
  if (!plr_aws_is_map (variables))
    return;

  pairs = plr_reader_list_pairs (self, variables, "duplicate-variable");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);
      const char *text = plr_yaml_node_get_string (pairs->pdata[i + 1]);
      g_autofree char *named = NULL;

      if (name[strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")] != '\0' || name[0] == '\0' ||
          g_ascii_isdigit (name[0]))
        plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-name", pairs->pdata[i],
                           _("Write letters, digits and underscores."), _("“%s” cannot be the name of a variable"), name);
      if (text == NULL)
        {
          plr_reader_report_type (self, pairs->pdata[i], pairs->pdata[i + 1], _("Write a text."));
          continue;
        }
      if (plr_yaml_node_is_null (pairs->pdata[i + 1]))
        text = "";
      if (secret != NULL)
        named = g_strconcat (secret, text, NULL);
      add_variable (self, stage, name, named != NULL ? "" : text, named);
    }
}

static void
read_env (PlrReader   *self,
          PlrYamlNode *root)
{
  static const PlrReaderKey keys[] = {
    { "shell", plr_aws_skip }, { "variables", plr_aws_skip }, { "parameter-store", plr_aws_skip }, { "secrets-manager", plr_aws_skip },
    { "exported-variables", plr_aws_skip }, { "git-credential-helper", plr_aws_keep },
  };
  static const PlrReaderShape shape = { N_("“env”"), keys, G_N_ELEMENTS (keys), "env/" };
  static const PlrReaderKey old_keys[] = { { "plaintext", plr_aws_skip } };
  static const PlrReaderShape old_shape = { N_("“environment_variables”"), old_keys, G_N_ELEMENTS (old_keys), "environment_variables/" };
  PlrYamlNode *env = plr_aws_get (root, "env");
  PlrYamlNode *old = plr_aws_get (root, "environment_variables");

  plr_aws_check_map (self, root, "env");
  if (env != NULL && plr_reader_read_shape (self, env, &shape, (gpointer)"env/"))
    {
      read_variables (self, env, "variables", NULL, NULL);
      read_variables (self, env, "parameter-store", NULL, "parameter-store:");
      read_variables (self, env, "secrets-manager", NULL, "");
    }
  if (old != NULL && plr_reader_read_shape (self, old, &old_shape, NULL))
    read_variables (self, old, "plaintext", NULL, NULL);
}

/* Batches */

static void
read_build_env (PlrReader   *self,
                PlrYamlNode *build)
{
  static const PlrReaderKey keys[] = {
    { "compute-type", plr_aws_skip }, { "image", plr_aws_skip }, { "privileged-mode", plr_aws_keep }, { "type", plr_aws_keep },
    { "variables", plr_aws_skip }, { "fleet", plr_aws_keep },
  };
  static const PlrReaderShape shape = { N_("“env” of a build"), keys, G_N_ELEMENTS (keys), "env/" };
  PlrYamlNode *env = plr_aws_get (build, "env");
  PlrStage *stage = self->place->stage;
  const char *compute = plr_aws_get_text (env, "compute-type");

  plr_aws_check_map (self, build, "env");
  if (env == NULL || !plr_reader_read_shape (self, env, &shape, (gpointer)"env/"))
    return;

  plr_stage_set_image (stage, plr_aws_get_text (env, "image"));
  if (compute != NULL)
    plr_job_set_runner (plr_stage_get_job (stage), (const char *[]){ compute, NULL });
  read_variables (self, env, "variables", stage, NULL);
}

static void
read_needs (PlrReader   *self,
            PlrYamlNode *build)
{
  PlrYamlNode *value = plr_aws_get (build, "depend-on");
  g_auto(GStrv) needs = NULL;

  if (value == NULL)
    return;
  needs = plr_reader_get_list (self, plr_aws_find_key (build, "depend-on"), value, TRUE, self->place->needs);
  if (needs != NULL)
    plr_stage_set_needs (self->place->stage, (const char *const *)needs);
}

static void
set_kind (PlrReader *self)
{
  PlrStage *stage = self->place->stage;
  const char *const *reports = plr_stage_get_reports (stage);
  gboolean tests = (reports != NULL && reports[0] != NULL) || plr_reader_is_named_test (plr_stage_get_id (stage));

  plr_stage_set_kind (stage, tests ? PLR_STAGE_KIND_TEST : PLR_STAGE_KIND_BUILD);
}

static void
read_build (PlrReader   *self,
            PlrYamlNode *root,
            PlrYamlNode *item,
            gboolean     is_graph)
{
  static const PlrReaderKey keys[] = {
    { "identifier", plr_aws_skip }, { "buildspec", plr_aws_skip }, { "debug-session", plr_aws_keep }, { "env", plr_aws_skip },
    { "ignore-failure", plr_aws_skip }, { "depend-on", plr_aws_skip },
  };
  PlrReaderShape shape = { N_("A build of the batch"), keys, G_N_ELEMENTS (keys), "" };
  PlrYamlNode *build = plr_yaml_node_resolve (item);
  PlrYamlNode *identifier = plr_aws_get (build, "identifier");
  const char *id = identifier != NULL ? plr_yaml_node_get_string (identifier) : NULL;
  PlrReaderPlace *place;
  PlrJob *job;

  if (id == NULL || id[0] == '\0')
    {
      plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-id", item, _("Write “identifier:” with letters, digits and underscores."),
                         _("The build has no identifier"));
      return;
    }

  place = plr_reader_begin_stage (self, identifier, item);
  job = plr_stage_get_job (place->stage);
  plr_stage_set_offset (place->stage, plr_yaml_node_get_outer_start (build));
  plr_stage_set_length (place->stage, plr_yaml_node_get_end (build) - plr_yaml_node_get_outer_start (build));
  if (!is_graph)
    shape.n_keys--;
  (void)plr_reader_read_shape (self, build, &shape, NULL); /* it has an identifier, so that it is a mapping */
  if (strlen (id) > 128 || id[strspn (id, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")] != '\0')
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-id", identifier, _("Write letters, digits and underscores, at most 128."),
                       _("“%s” cannot be an identifier"), id);

  plr_job_set_calls (job, plr_aws_get_text (build, "buildspec"));
  plr_job_set_allow_failure (job, plr_aws_is_true (plr_aws_get_text (build, "ignore-failure")));
  read_build_env (self, build);
  if (is_graph)
    read_needs (self, build);
  if (plr_job_get_calls (job) == NULL)
    read_body (self, root);
  set_kind (self);
  plr_reader_end_stage (self);
}

static void
read_builds (PlrReader   *self,
             PlrYamlNode *root,
             PlrYamlNode *batch,
             const char  *key)
{
  PlrYamlNode *list = plr_aws_get (batch, key);

  if (list != NULL && !plr_aws_is_list (list))
    plr_reader_report_type (self, plr_aws_find_key (batch, key), list, _("Write a list of builds, each after a dash."));
  if (!plr_aws_is_list (list))
    return;
  for (guint i = 0; i < plr_aws_count (list) && i < MAX_BUILDS; i++)
    read_build (self, root, plr_yaml_node_get_item (list, i), g_str_equal (key, "build-graph"));
}

static void
add_axis (PlrReader   *self,
          const char  *name,
          PlrYamlNode *value)
{
  g_auto(GStrv) values = plr_aws_list_texts (value, NULL);
  g_autoptr(PlrAxis) axis = NULL;

  if (values[0] == NULL)
    return;
  axis = plr_axis_new (name, (const char *const *)values);
  plr_stage_add_axis (self->place->stage, axis);
}

/* What all builds of a matrix have, and the lists whose combinations they are. */
static void
read_matrix (PlrReader   *self,
             PlrYamlNode *root,
             PlrYamlNode *batch)
{
  static const char *const lists[] = { "compute-type", "image", "type", "fleet" };
  PlrYamlNode *matrix = plr_aws_get (batch, "build-matrix");
  PlrYamlNode *fixed = plr_aws_get (matrix, "static");
  PlrYamlNode *dynamic = plr_aws_get (matrix, "dynamic");
  PlrYamlNode *env = plr_aws_get (dynamic, "env");
  PlrYamlNode *variables = plr_aws_get (env, "variables");
  PlrReaderPlace *place;

  plr_aws_check_map (self, batch, "build-matrix");
  if (!plr_aws_is_map (matrix))
    return;

  place = plr_reader_begin_stage (self, plr_aws_find_key (batch, "build-matrix"), matrix);
  plr_job_set_allow_failure (plr_stage_get_job (place->stage), plr_aws_is_true (plr_aws_get_text (fixed, "ignore-failure")));
  plr_job_set_keeps_going (plr_stage_get_job (place->stage), !plr_aws_is_true (plr_aws_get_text (batch, "fast-fail")));
  plr_job_set_calls (plr_stage_get_job (place->stage), plr_aws_get_text (fixed, "buildspec"));
  read_build_env (self, fixed);
  add_axis (self, "buildspec", plr_aws_get (dynamic, "buildspec"));
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    add_axis (self, lists[i], plr_aws_get (env, lists[i]));
  for (guint i = 0; variables != NULL && i < plr_aws_count (variables) && plr_aws_is_map (variables); i++)
    if (plr_yaml_node_get_string (plr_yaml_node_get_key (variables, i)) != NULL)
      add_axis (self, plr_yaml_node_get_string (plr_yaml_node_get_key (variables, i)),
                plr_yaml_node_resolve (plr_yaml_node_get_value (variables, i)));
  if (plr_aws_get (dynamic, "buildspec") != NULL)
    plr_job_set_calls (plr_stage_get_job (place->stage), "$buildspec"); /* the axis */
  else if (plr_job_get_calls (plr_stage_get_job (place->stage)) == NULL)
    read_body (self, root);
  set_kind (self);
  plr_reader_end_stage (self);
}

/* Of a matrix it is that the others go on; elsewhere it is kept, but for what is usual. */
static void
read_fast_fail (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     where)
{
  PlrYamlNode *batch = plr_aws_get (plr_yaml_get_root (self->tree, 0), "batch");
  const char *text = plr_yaml_node_get_string (value);
  gboolean is_usual = g_strcmp0 (text, "false") == 0 || g_strcmp0 (text, "no") == 0;
  gboolean is_of_matrix = plr_aws_get (batch, "build-matrix") != NULL && plr_aws_get (batch, "build-graph") == NULL &&
                          plr_aws_get (batch, "build-list") == NULL && plr_aws_is_true (text);

  if (!is_usual && !is_of_matrix)
    plr_aws_keep (self, key, value, where);
}

/* Whether the stages are the builds of a batch. */
static gboolean
read_batch (PlrReader   *self,
            PlrYamlNode *root)
{
  static const PlrReaderKey keys[] = {
    { "fast-fail", read_fast_fail }, { "build-graph", plr_aws_skip }, { "build-list", plr_aws_skip }, { "build-matrix", plr_aws_skip },
    { "build-fanout", plr_aws_keep },
  };
  static const PlrReaderShape shape = { N_("A batch"), keys, G_N_ELEMENTS (keys), "batch/" };
  PlrYamlNode *batch = plr_aws_get (root, "batch");

  plr_aws_check_map (self, root, "batch");
  if (batch == NULL || !plr_reader_read_shape (self, batch, &shape, (gpointer)"batch/"))
    return FALSE;

  read_builds (self, root, batch, "build-graph");
  read_builds (self, root, batch, "build-list");
  read_matrix (self, root, batch);

  return self->places->len > 0;
}

/* The file */

static void
check_version (PlrReader   *self,
               PlrYamlNode *root)
{
  const char *version = plr_aws_get_text (root, "version");
  PlrYamlNode *key = plr_aws_find_key (root, "version");

  if (version == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-version", key != NULL ? key : plr_reader_get_first (root),
                       _("Write “version: 0.2” at the top."), _("The buildspec does not say its version"));
  else if (!g_str_equal (version, "0.1") && !g_str_equal (version, "0.2"))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-version", plr_aws_get (root, "version"),
                       _("Write 0.2."), _("There is no version “%s” of a buildspec"), version);
}

static void
read_single (PlrReader   *self,
             PlrYamlNode *root)
{
  PlrYamlNode *key = plr_aws_find_key (root, "phases");
  PlrReaderPlace *place;

  if (key == NULL)
    {
      if (plr_aws_get (root, "batch") == NULL)
        plr_reader_report (self, PLR_SEVERITY_ERROR, "no-stages", plr_reader_get_first (root),
                           _("Write “phases:”, below it “build:”, and below that “commands:”."), _("The buildspec has no phases"));
      return;
    }

  place = plr_reader_begin_stage (self, key, plr_yaml_node_get_merged (root, "phases"));
  plr_stage_set_id (place->stage, "build");
  read_body (self, root);
  set_kind (self);
  if (place->steps->len == 0 && plr_aws_is_map (plr_aws_get (root, "phases")))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "empty-stage", key, _("Write “commands:” below a phase."),
                       _("The buildspec has no commands"));
  plr_reader_end_stage (self);
}

static void
read_root (PlrReader   *self,
           PlrYamlNode *root)
{
  static const PlrReaderKey keys[] = {
    { "version", plr_aws_skip }, { "run-as", plr_aws_keep }, { "env", plr_aws_skip }, { "environment_variables", plr_aws_skip },
    { "proxy", plr_aws_keep }, { "batch", plr_aws_skip }, { "phases", plr_aws_skip }, { "reports", plr_aws_skip },
    { "artifacts", plr_aws_skip }, { "cache", plr_aws_skip },
  };
  static const PlrReaderShape shape = { N_("A buildspec"), keys, G_N_ELEMENTS (keys), "" };

  if (!plr_reader_read_shape (self, root, &shape, NULL))
    {
      plr_reader_report (self, PLR_SEVERITY_ERROR, "not-a-pipeline", root, _("Write “version: 0.2” and “phases:”."),
                         _("This is no buildspec"));
      return;
    }
  if (plr_aws_count (root) == 0)
    {
      plr_reader_report_empty (self, _("Write “version: 0.2” and “phases:”."));
      return;
    }
  check_version (self, root);
  read_env (self, root);
  if (!read_batch (self, root))
    read_single (self, root);
}

/**
 * plr_buildspec_read:
 *
 * Returns: (transfer full) (nullable): as plr_dialect_read()
 */
PlrPipeline *
plr_buildspec_read (PlrDialect *dialect,
                    const char *text,
                    gssize      size_bytes,
                    const char *path,
                    GListStore *problems)
{
  g_auto(PlrReader) self = { 0 };
  PlrYamlNode *root;

  if (!plr_reader_init (&self, plr_dialect_get_id (dialect), text, size_bytes, path, problems))
    return NULL;

  self.has_actions = TRUE;
  root = plr_yaml_get_root (self.tree, 0);
  if (root == NULL)
    {
      plr_reader_report_empty (&self, _("Write “version: 0.2” and “phases:”."));
    }
  else
    {
      read_root (&self, plr_yaml_node_resolve (root));
      plr_reader_check_documents (&self);
      plr_reader_check_graph (&self);
    }

  return plr_reader_finish (&self, problems);
}
