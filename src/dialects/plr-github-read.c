/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-private.h"

/*
 * Reads a workflow (docs.github.com: Workflow syntax for GitHub Actions). What the model has no word for stays in the text, and is
 * named as opaque; what an expression says is known on a runner only, so that a value with one is taken as it is written.
 */

#define MAX_JOBS      5000
#define MAX_JOB_ID    100
#define MAX_STEPS     1000

typedef struct
{
  PlrStep    *step;
  const char *uses;
  PlrYamlNode *with;
  guint       index;
  gboolean    waits;
} Step;

static gboolean
has_expression (const char *text)
{
  return strstr (text, "${{") != NULL;
}

static void
keep (PlrReader   *self,
      PlrYamlNode *key,
      PlrYamlNode *value,
      gpointer     target)
{
  g_ptr_array_add (self->opaque, g_strdup (plr_yaml_node_get_string (key)));
}

static void
keep_below (PlrReader   *self,
            const char  *where,
            PlrYamlNode *key)
{
  g_ptr_array_add (self->opaque, g_strdup_printf ("%s/%s", where, plr_yaml_node_get_string (key)));
}

static void
read_variables (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     target)
{
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    {
      keep (self, key, value, target);
      return;
    }

  pairs = plr_reader_list_pairs (self, value, "duplicate-variable");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *text = plr_yaml_node_get_string (pairs->pdata[i + 1]);
      g_autoptr(PlrVariable) variable = NULL;

      if (text == NULL)
        continue;
      variable = plr_variable_new (plr_yaml_node_get_string (pairs->pdata[i]), plr_yaml_node_is_null (pairs->pdata[i + 1]) ? "" : text);
      if (PLR_IS_STEP (target))
        plr_step_add_variable (target, variable);
      else if (PLR_IS_STAGE (target))
        plr_stage_add_variable (target, variable);
      else
        plr_pipeline_add_variable (self->pipeline, variable);
    }
}

/* Steps */

static void
keep_of_step (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  g_autofree char *where = g_strdup_printf ("steps/%u", ((Step *)target)->index);

  keep_below (self, where, key);
}

static void
read_step_text (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     target)
{
  Step *step = target;
  const char *name = plr_yaml_node_get_string (key);
  const char *text = plr_reader_get_text (self, key, value);

  if (g_str_equal (name, "name"))
    plr_step_set_name (step->step, text);
  else if (g_str_equal (name, "run"))
    plr_step_set_run (step->step, text);
  else if (g_str_equal (name, "shell"))
    plr_step_set_shell (step->step, text);
  else if (g_str_equal (name, "working-directory"))
    plr_step_set_directory (step->step, text);
  else
    step->uses = text;
}

static void
read_step_variables (PlrReader   *self,
                     PlrYamlNode *key,
                     PlrYamlNode *value,
                     gpointer     target)
{
  read_variables (self, key, value, ((Step *)target)->step);
}

/* A step that only waits for steps in the background has no script. */
static void
read_wait (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  Step *step = target;

  keep_of_step (self, key, value, target);
  step->waits = TRUE;
  if (plr_step_get_name (step->step) == NULL)
    plr_step_set_name (step->step, plr_yaml_node_get_string (key));
}

static void
read_with (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  ((Step *)target)->with = plr_yaml_node_resolve (value);
}

/* actions/upload-artifact: what it keeps is what later jobs and people get. */
static void
read_upload (PlrReader *self,
             Step      *step)
{
  PlrYamlNode *name = step->with != NULL ? plr_yaml_node_get_merged (step->with, "name") : NULL;
  PlrYamlNode *path = step->with != NULL ? plr_yaml_node_get_merged (step->with, "path") : NULL;
  const char *name_text = name != NULL ? plr_yaml_node_get_string (name) : NULL;
  const char *path_text = path != NULL ? plr_yaml_node_get_string (path) : NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) lines = NULL;
  g_auto(GStrv) paths = NULL;
  g_autoptr(PlrArtifact) artifact = NULL;

  if (name_text == NULL)
    name_text = "artifact"; /* as the action has it */
  if (path_text == NULL || plr_stage_find_artifact (self->place->stage, name_text) != NULL)
    return;

  lines = g_strsplit (path_text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0')
      g_strv_builder_add (builder, lines[i]);
  paths = g_strv_builder_end (builder);
  artifact = plr_artifact_new (name_text, NULL);
  plr_artifact_set_paths (artifact, (const char *const *)paths);
  plr_stage_add_artifact (self->place->stage, artifact);
}

static void
read_step (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *item,
           guint        index)
{
  static const PlrReaderKey keys[] = {
    { "id", keep_of_step }, { "if", keep_of_step }, { "name", read_step_text }, { "uses", read_step_text }, { "run", read_step_text },
    { "working-directory", read_step_text }, { "shell", read_step_text }, { "with", read_with }, { "env", read_step_variables },
    { "continue-on-error", keep_of_step }, { "timeout-minutes", keep_of_step }, { "background", keep_of_step },
    { "wait", read_wait }, { "wait-all", read_wait },
  };
  g_autoptr(PlrStep) model = plr_step_new (NULL);
  g_autofree char *where = g_strdup_printf ("steps/%u/", index);
  PlrReaderShape shape = { N_("A step"), keys, G_N_ELEMENTS (keys), where };
  PlrYamlNode *node = plr_yaml_node_resolve (item);
  gsize start = plr_yaml_node_get_outer_start (node);
  Step step = { model, NULL, NULL, index };

  plr_step_set_offset (model, start);
  plr_step_set_length (model, plr_yaml_node_get_end (node) - start);
  if (!plr_reader_read_shape (self, item, &shape, &step))
    plr_reader_report_type (self, key, item, _("Write “run:” with a command, or “uses:” with an action."));
  else if (plr_step_get_run (model) == NULL && step.uses == NULL && !step.waits)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-run", item, _("Write “run:” with a command, or “uses:” with an action."),
                       _("The step does not say what it runs"));

  if (step.uses != NULL)
    {
      g_ptr_array_add (self->opaque, g_strconcat (where, "uses", NULL));
      if (plr_step_get_name (model) == NULL)
        plr_step_set_name (model, step.uses);
      if (g_str_has_prefix (step.uses, "actions/upload-artifact@"))
        read_upload (self, &step);
    }
  plr_stage_add_step (self->place->stage, model);
  g_ptr_array_add (self->place->steps, item);
}

static void
read_steps (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  PlrYamlNode *list = plr_yaml_node_resolve (value);

  if (plr_yaml_node_get_kind (list) != PLR_YAML_SEQUENCE)
    {
      plr_reader_report_type (self, key, value, _("Write a list of steps, each after a dash."));
      return;
    }
  for (guint i = 0; i < plr_yaml_node_get_n_items (list) && i < MAX_STEPS; i++)
    read_step (self, key, plr_yaml_node_get_item (list, i), i);
}

/* Jobs */

static void
read_job_name (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  plr_stage_set_name (target, plr_reader_get_text (self, key, value));
}

static void
read_needs (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  g_auto(GStrv) needs = plr_reader_get_list (self, key, value, TRUE, self->place->needs);

  if (needs != NULL)
    plr_stage_set_needs (target, (const char *const *)needs);
}

/* The two conditions that the model has a word for; `${{ }}` around a condition changes nothing. */
static void
read_if (PlrReader   *self,
         PlrYamlNode *key,
         PlrYamlNode *value,
         gpointer     target)
{
  const char *text = plr_yaml_node_get_string (value);
  g_autofree char *bare = NULL;

  if (text != NULL && g_str_has_prefix (text, "${{") && g_str_has_suffix (text, "}}"))
    bare = g_strstrip (g_strndup (text + 3, strlen (text) - 5));
  else
    bare = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (g_str_equal (bare, "always()"))
    plr_stage_set_when (target, PLR_STAGE_WHEN_ALWAYS);
  else if (g_str_equal (bare, "failure()"))
    plr_stage_set_when (target, PLR_STAGE_WHEN_FAILURE);
  else
    keep (self, key, value, target);
}

static void
read_timeout (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  const char *text = plr_yaml_node_get_string (value);
  guint64 minutes = 0;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 1, 60 * 24 * 35, &minutes, NULL))
    plr_stage_set_timeout_us (target, (gint64)minutes * 60 * G_USEC_PER_SEC);
  else
    keep (self, key, value, target);
}

/* A text, or a mapping that has it below @name. */
static const char *
get_text_or_below (PlrYamlNode *value,
                   const char  *name)
{
  PlrYamlNode *node = plr_yaml_node_resolve (value);

  if (plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING)
    node = plr_yaml_node_get_merged (node, name);

  return node != NULL && !plr_yaml_node_is_null (node) ? plr_yaml_node_get_string (node) : NULL;
}

static void
read_container (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     target)
{
  plr_stage_set_image (target, get_text_or_below (value, "image"));
  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) == PLR_YAML_MAPPING)
    keep (self, key, value, target);
}

static void
read_environment (PlrReader   *self,
                  PlrYamlNode *key,
                  PlrYamlNode *value,
                  gpointer     target)
{
  plr_stage_set_deploy (target, get_text_or_below (value, "name"));
  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) == PLR_YAML_MAPPING)
    keep (self, key, value, target);
}

static gboolean
read_axis (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value)
{
  PlrYamlNode *list = plr_yaml_node_resolve (value);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) values = NULL;
  g_autoptr(PlrAxis) axis = NULL;

  if (plr_yaml_node_get_kind (list) != PLR_YAML_SEQUENCE || plr_yaml_node_get_n_items (list) == 0)
    return FALSE;
  for (guint i = 0; i < plr_yaml_node_get_n_items (list); i++)
    {
      const char *text = plr_yaml_node_get_string (plr_yaml_node_get_item (list, i));

      if (text == NULL)
        return FALSE;
      g_strv_builder_add (builder, text);
    }

  values = g_strv_builder_end (builder);
  axis = plr_axis_new (plr_yaml_node_get_string (key), (const char *const *)values);
  plr_stage_add_axis (self->place->stage, axis);

  return TRUE;
}

/* Axes of texts are the model's; what includes, excludes or is computed is kept. */
static void
read_strategy (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  PlrYamlNode *strategy = plr_yaml_node_resolve (value);
  PlrYamlNode *matrix;
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (strategy) != PLR_YAML_MAPPING)
    {
      keep (self, key, value, target);
      return;
    }

  for (guint i = 0; i < plr_yaml_node_get_n_items (strategy); i++)
    if (g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_key (strategy, i)), "matrix") != 0)
      keep_below (self, "strategy", plr_yaml_node_get_key (strategy, i));

  matrix = plr_yaml_node_get_merged (strategy, "matrix");
  if (matrix == NULL)
    return;
  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (matrix)) != PLR_YAML_MAPPING)
    {
      g_ptr_array_add (self->opaque, g_strdup ("strategy/matrix"));
      return;
    }

  pairs = plr_reader_list_pairs (self, matrix, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);

      if (g_str_equal (name, "include") || g_str_equal (name, "exclude") || !read_axis (self, pairs->pdata[i], pairs->pdata[i + 1]))
        keep_below (self, "strategy/matrix", pairs->pdata[i]);
    }
}

/* A workflow that is called is the one step of the job. */
static void
read_called (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  const char *text = plr_reader_get_string (self, key, value);
  g_autoptr(PlrStep) step = plr_step_new (NULL);
  gsize start = plr_yaml_node_get_outer_start (key);

  keep (self, key, value, target);
  plr_step_set_name (step, text);
  plr_step_set_offset (step, start);
  plr_step_set_length (step, plr_yaml_node_get_end (value) - start);
  plr_stage_add_step (target, step);
  g_ptr_array_add (self->place->steps, value);
}

static gboolean
is_job_id (const char *text)
{
  if (!g_ascii_isalpha (*text) && *text != '_')
    return FALSE;
  for (const char *p = text; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_' && *p != '-')
      return FALSE;

  return strlen (text) < MAX_JOB_ID;
}

static void
read_job (PlrReader   *self,
          PlrYamlNode *key,
          PlrYamlNode *value)
{
  static const PlrReaderKey keys[] = {
    { "name", read_job_name }, { "permissions", keep }, { "needs", read_needs }, { "if", read_if }, { "runs-on", keep },
    { "snapshot", keep }, { "environment", read_environment }, { "concurrency", keep }, { "outputs", keep }, { "env", read_variables },
    { "defaults", keep }, { "steps", read_steps }, { "timeout-minutes", read_timeout }, { "strategy", read_strategy },
    { "continue-on-error", keep }, { "container", read_container }, { "services", keep }, { "uses", read_called }, { "with", keep },
    { "secrets", keep },
  };
  static const PlrReaderShape shape = { N_("A job"), keys, G_N_ELEMENTS (keys), "" };
  const char *id = plr_yaml_node_get_string (key);
  PlrReaderPlace *place = plr_reader_begin_stage (self, key, value);
  PlrYamlNode *job = plr_yaml_node_resolve (value);

  if (!is_job_id (id) && !has_expression (id))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-id", key,
                       _("An id has letters, digits, dashes and underscores, and starts with a letter or an underscore; “name” can be anything."),
                       _("“%s” cannot be the id of a job"), id);

  if (!plr_reader_read_shape (self, value, &shape, place->stage))
    plr_reader_report_type (self, key, value, _("Write keys below it, like runs-on: and steps:."));
  else if (plr_yaml_node_get_merged (job, "runs-on") == NULL && plr_yaml_node_get_merged (job, "uses") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-runner", key, _("Add “runs-on:” with the label of a runner."),
                       _("The job “%s” does not say where it runs"), id);
  plr_stage_set_kind (place->stage, plr_stage_get_deploy (place->stage) != NULL ? PLR_STAGE_KIND_DEPLOY :
                      plr_reader_is_named_test (id) ? PLR_STAGE_KIND_TEST : PLR_STAGE_KIND_BUILD);
  plr_reader_end_stage (self);
}

static void
read_jobs (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    {
      plr_reader_report_type (self, key, value, _("Write jobs below it, each with its id and a colon."));
      return;
    }

  pairs = plr_reader_list_pairs (self, value, NULL);
  for (guint i = 0; i < pairs->len && i / 2 < MAX_JOBS; i += 2)
    read_job (self, pairs->pdata[i], pairs->pdata[i + 1]);
}

/* The workflow */

static void
read_name (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  plr_pipeline_set_name (self->pipeline, plr_reader_get_text (self, key, value));
}

static void
read_root (PlrReader   *self,
           PlrYamlNode *root)
{
  static const PlrReaderKey keys[] = {
    { "name", read_name }, { "run-name", keep }, { "on", keep }, { "permissions", keep }, { "env", read_variables },
    { "defaults", keep }, { "concurrency", keep }, { "jobs", read_jobs },
  };
  static const PlrReaderShape shape = { N_("A workflow"), keys, G_N_ELEMENTS (keys), "" };

  if (!plr_reader_read_shape (self, root, &shape, NULL))
    {
      plr_reader_report (self, PLR_SEVERITY_ERROR, "not-a-pipeline", root, _("Write “on:” and “jobs:”."), _("This is no workflow"));
      return;
    }
  if (plr_yaml_node_get_merged (root, "on") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-trigger", plr_yaml_node_get_key (root, 0),
                       _("Add “on:” with the events that start it."), _("The workflow does not say what starts it"));
  if (plr_yaml_node_get_merged (root, "jobs") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "no-stages", plr_yaml_node_get_key (root, 0),
                       _("Add “jobs:” with a job below it."), _("The workflow has no jobs"));
}

/**
 * plr_github_read:
 *
 * Returns: (transfer full) (nullable): as plr_dialect_read()
 */
PlrPipeline *
plr_github_read (PlrDialect *dialect,
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
      plr_reader_report_empty (&self, _("Write “on:” and “jobs:”."));
    }
  else
    {
      read_root (&self, root);
      plr_reader_check_documents (&self);
      plr_reader_check_graph (&self);
    }

  return plr_reader_finish (&self, problems);
}
