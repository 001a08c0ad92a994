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

#define MAX_JOBS 5000

void
plr_github_keep (PlrReader   *self,
                 PlrYamlNode *key,
                 PlrYamlNode *value,
                 gpointer     target)
{
  g_ptr_array_add (self->opaque, g_strdup (plr_yaml_node_get_string (key)));
}

void
plr_github_keep_below (PlrReader  *self,
                       const char *where,
                       const char *name)
{
  g_ptr_array_add (self->opaque, g_strdup_printf ("%s/%s", where, name));
}

/* Names with texts; where the text is a secret and nothing else, which. What is more than a text is kept. */
void
plr_github_read_pairs (PlrReader   *self,
                       PlrYamlNode *map,
                       const char  *where,
                       GObject     *target,
                       void (      *add )(gpointer     target,
                                          PlrVariable *variable))
{
  g_autoptr(GPtrArray) pairs = plr_reader_list_pairs (self, map, "duplicate-variable");

  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);
      const char *text = plr_yaml_node_get_string (pairs->pdata[i + 1]);
      g_autoptr(PlrVariable) variable = NULL;
      g_autofree char *secret = NULL;

      if (text == NULL)
        {
          plr_github_keep_below (self, where, name);
          continue;
        }
      secret = plr_github_dup_secret (text);
      variable = plr_variable_new (name, plr_yaml_node_is_null (pairs->pdata[i + 1]) ? "" : text);
      plr_variable_set_secret (variable, secret);
      add (target, variable);
    }
}

static gboolean
is_map (PlrYamlNode *value)
{
  return plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) == PLR_YAML_MAPPING;
}

/* All keys of a mapping but @known (terminated with NULL). */
static void
keep_others (PlrReader         *self,
             PlrYamlNode       *map,
             const char        *where,
             const char *const *known)
{
  g_autoptr(GPtrArray) pairs = plr_reader_list_pairs (self, map, "duplicate-key");

  for (guint i = 0; i < pairs->len; i += 2)
    if (!g_strv_contains (known, plr_yaml_node_get_string (pairs->pdata[i])))
      plr_github_keep_below (self, where, plr_yaml_node_get_string (pairs->pdata[i]));
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

/* What a workflow and a job both have */

/* `{}` is no permission at all, and the words are all of a kind: both are an entry for all scopes. */
static void
read_permissions (PlrReader   *self,
                  PlrYamlNode *key,
                  PlrYamlNode *value,
                  gpointer     target)
{
  PlrGithubJob *job = target;
  GObject *object = job != NULL ? G_OBJECT (plr_stage_get_job (job->stage)) : G_OBJECT (self->pipeline);
  gpointer add = job != NULL ? (gpointer)plr_job_add_permission : (gpointer)plr_pipeline_add_permission;
  const char *text = plr_yaml_node_get_string (value);
  g_autoptr(PlrVariable) all = NULL;

  if (is_map (value) && plr_yaml_node_get_n_items (plr_yaml_node_resolve (value)) > 0)
    {
      plr_github_read_pairs (self, value, "permissions", object, add);
      return;
    }
  if (!is_map (value) && (text == NULL || plr_yaml_node_is_null (value)))
    {
      plr_github_keep (self, key, value, target);
      return;
    }

  all = plr_variable_new ("*", text != NULL ? text : "none");
  ((void (*)(gpointer, PlrVariable *))add)(object, all);
}

static void
read_concurrency (PlrReader   *self,
                  PlrYamlNode *key,
                  PlrYamlNode *value,
                  gpointer     target)
{
  static const char *const known[] = { "group", "cancel-in-progress", NULL };
  PlrGithubJob *job = target;
  const char *group = get_text_or_below (value, "group");
  PlrYamlNode *cancels = is_map (value) ? plr_yaml_node_get_merged (plr_yaml_node_resolve (value), "cancel-in-progress") : NULL;
  gboolean is_set = cancels != NULL && g_strcmp0 (plr_yaml_node_get_string (cancels), "true") == 0;

  if (job != NULL)
    {
      plr_job_set_concurrency (plr_stage_get_job (job->stage), group);
      plr_job_set_cancels (plr_stage_get_job (job->stage), is_set);
    }
  else
    {
      plr_pipeline_set_concurrency (self->pipeline, group);
      plr_pipeline_set_cancels (self->pipeline, is_set);
    }
  if (is_map (value))
    keep_others (self, value, "concurrency", known);
  if (cancels != NULL && (plr_yaml_node_get_string (cancels) == NULL ||
                          plr_yaml_node_get_scalar_type (cancels) != PLR_YAML_TYPE_BOOLEAN))
    plr_github_keep_below (self, "concurrency", "cancel-in-progress");
}

static void
read_variables (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     target)
{
  PlrGithubJob *job = target;

  if (!is_map (value))
    plr_github_keep (self, key, value, target);
  else if (job != NULL)
    plr_github_read_pairs (self, value, "env", G_OBJECT (job->stage), (gpointer)plr_stage_add_variable);
  else
    plr_github_read_pairs (self, value, "env", G_OBJECT (self->pipeline), (gpointer)plr_pipeline_add_variable);
}

/* They are read where they hold, see find_defaults(). */
static void
read_defaults (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  static const char *const run[] = { "run", NULL };
  static const char *const known[] = { "shell", "working-directory", NULL };
  PlrYamlNode *below = is_map (value) ? plr_yaml_node_get_merged (plr_yaml_node_resolve (value), "run") : NULL;

  if (is_map (value))
    keep_others (self, value, "defaults", run);
  if (below != NULL && is_map (below))
    keep_others (self, below, "defaults/run", known);
}

/* Jobs */

static void
read_job_name (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  plr_stage_set_name (((PlrGithubJob *)target)->stage, plr_reader_get_text (self, key, value));
}

static void
read_needs (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  g_auto(GStrv) needs = plr_reader_get_list (self, key, value, TRUE, self->place->needs);

  if (needs != NULL)
    plr_stage_set_needs (((PlrGithubJob *)target)->stage, (const char *const *)needs);
}

static void
read_if (PlrReader   *self,
         PlrYamlNode *key,
         PlrYamlNode *value,
         gpointer     target)
{
  PlrGithubJob *job = target;
  const char *text = plr_reader_get_text (self, key, value);
  g_autofree char *condition = NULL;
  PlrStageWhen when;

  if (text == NULL)
    return;
  condition = plr_github_split_condition (text, &when);
  plr_stage_set_when (job->stage, when);
  plr_job_set_condition (plr_stage_get_job (job->stage), condition);
}

/* A label, labels, or a group of runners that may have labels too. */
static void
read_runner (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  static const char *const known[] = { "labels", NULL };
  PlrGithubJob *job = target;
  PlrYamlNode *list = value;
  g_auto(GStrv) labels = NULL;

  if (is_map (value))
    {
      keep_others (self, value, "runs-on", known);
      list = plr_yaml_node_get_merged (plr_yaml_node_resolve (value), "labels");
      if (list == NULL)
        return;
    }
  labels = plr_reader_get_list (self, key, list, TRUE, NULL);
  plr_job_set_runner (plr_stage_get_job (job->stage), (const char *const *)labels);
}

static void
read_outputs (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  PlrGithubJob *job = target;

  if (is_map (value))
    plr_github_read_pairs (self, value, "outputs", G_OBJECT (plr_stage_get_job (job->stage)), (gpointer)plr_job_add_output);
  else
    plr_github_keep (self, key, value, target);
}

static void
read_timeout (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  const char *text = plr_yaml_node_get_string (value);
  gint64 time_us;

  if (text != NULL && plr_github_parse_minutes (text, &time_us))
    plr_stage_set_timeout_us (((PlrGithubJob *)target)->stage, time_us);
  else
    plr_github_keep (self, key, value, target);
}

static gboolean
get_boolean (PlrYamlNode *value,
             gboolean    *is_true)
{
  const char *text = plr_yaml_node_get_string (value);

  if (text == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_BOOLEAN)
    return FALSE;
  *is_true = g_ascii_strcasecmp (text, "true") == 0;

  return TRUE;
}

static void
read_allow_failure (PlrReader   *self,
                    PlrYamlNode *key,
                    PlrYamlNode *value,
                    gpointer     target)
{
  gboolean is_true;

  if (get_boolean (value, &is_true))
    plr_job_set_allow_failure (plr_stage_get_job (((PlrGithubJob *)target)->stage), is_true);
  else
    plr_github_keep (self, key, value, target);
}

static void
read_container (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     target)
{
  static const char *const known[] = { "image", NULL };

  plr_stage_set_image (((PlrGithubJob *)target)->stage, get_text_or_below (value, "image"));
  if (is_map (value))
    keep_others (self, value, "container", known);
}

static void
read_services (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  static const char *const known[] = { "image", NULL };
  PlrJob *job = plr_stage_get_job (((PlrGithubJob *)target)->stage);
  g_autoptr(GPtrArray) pairs = NULL;

  if (!is_map (value))
    {
      plr_github_keep (self, key, value, target);
      return;
    }

  pairs = plr_reader_list_pairs (self, value, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);
      g_autoptr(PlrService) service = plr_service_new (name, get_text_or_below (pairs->pdata[i + 1], "image"));
      g_autofree char *where = g_strconcat ("services/", name, NULL);

      plr_job_add_service (job, service);
      if (is_map (pairs->pdata[i + 1]))
        keep_others (self, pairs->pdata[i + 1], where, known);
    }
}

static void
read_environment (PlrReader   *self,
                  PlrYamlNode *key,
                  PlrYamlNode *value,
                  gpointer     target)
{
  static const char *const known[] = { "name", "url", NULL };
  PlrGithubJob *job = target;

  plr_stage_set_deploy (job->stage, get_text_or_below (value, "name"));
  if (!is_map (value))
    return;
  plr_job_set_url (plr_stage_get_job (job->stage), get_text_or_below (value, "url"));
  keep_others (self, value, "environment", known);
}

static void
read_strategy (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  static const char *const known[] = { "matrix", "fail-fast", "max-parallel", NULL };
  PlrStage *stage = ((PlrGithubJob *)target)->stage;
  PlrYamlNode *strategy = plr_yaml_node_resolve (value);
  PlrYamlNode *node;
  guint64 number = 0;
  gboolean is_true = TRUE;

  if (plr_yaml_node_get_kind (strategy) != PLR_YAML_MAPPING)
    {
      plr_github_keep (self, key, value, target);
      return;
    }

  keep_others (self, value, "strategy", known);
  node = plr_yaml_node_get_merged (strategy, "fail-fast");
  if (node != NULL && !get_boolean (node, &is_true))
    plr_github_keep_below (self, "strategy", "fail-fast");
  plr_job_set_keeps_going (plr_stage_get_job (stage), !is_true);

  node = plr_yaml_node_get_merged (strategy, "max-parallel");
  if (node != NULL && (plr_yaml_node_get_string (node) == NULL ||
                       !g_ascii_string_to_unsigned (plr_yaml_node_get_string (node), 10, 1, G_MAXINT, &number, NULL)))
    plr_github_keep_below (self, "strategy", "max-parallel");
  plr_job_set_max_parallel (plr_stage_get_job (stage), (guint)number);

  node = plr_yaml_node_get_merged (strategy, "matrix");
  if (node != NULL)
    plr_github_read_matrix (self, node, stage);
}

static void
read_called (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  plr_job_set_calls (plr_stage_get_job (((PlrGithubJob *)target)->stage), plr_reader_get_string (self, key, value));
}

static void
read_with (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  PlrGithubJob *job = target;

  if (is_map (value))
    plr_github_read_pairs (self, value, "with", G_OBJECT (plr_stage_get_job (job->stage)), (gpointer)plr_job_add_argument);
  else
    plr_github_keep (self, key, value, target);
}

/* `with` cannot have secrets, so that an argument that is one stands here; `inherit` hands on all of them. */
static void
read_secrets (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  PlrJob *job = plr_stage_get_job (((PlrGithubJob *)target)->stage);
  g_autoptr(GPtrArray) pairs = NULL;

  if (g_strcmp0 (plr_yaml_node_get_string (value), "inherit") == 0)
    {
      g_autoptr(PlrVariable) all = plr_variable_new ("*", "inherit");

      plr_variable_set_secret (all, "*");
      plr_job_add_argument (job, all);
      return;
    }
  if (!is_map (value))
    {
      plr_github_keep (self, key, value, target);
      return;
    }

  pairs = plr_reader_list_pairs (self, value, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);
      const char *text = plr_yaml_node_get_string (pairs->pdata[i + 1]);
      g_autofree char *secret = text != NULL ? plr_github_dup_secret (text) : NULL;
      g_autoptr(PlrVariable) argument = plr_variable_new (name, text);

      if (secret == NULL)
        {
          plr_github_keep_below (self, "secrets", name);
          continue;
        }
      plr_variable_set_secret (argument, secret);
      plr_job_add_argument (job, argument);
    }
}

/* What `defaults: run:` says of @name, in the job or else in the workflow. */
static const char *
find_default (PlrReader   *self,
              PlrYamlNode *job,
              const char  *name)
{
  PlrYamlNode *scopes[] = { job, plr_yaml_get_root (self->tree, 0) };

  for (guint i = 0; i < G_N_ELEMENTS (scopes); i++)
    {
      PlrYamlNode *node = plr_yaml_node_resolve (scopes[i]);
      const char *path[] = { "defaults", "run", name };

      for (guint j = 0; j < G_N_ELEMENTS (path) && node != NULL; j++)
        {
          node = plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (node, path[j]) : NULL;
          node = node != NULL ? plr_yaml_node_resolve (node) : NULL;
        }
      if (node != NULL && plr_yaml_node_get_string (node) != NULL && !plr_yaml_node_is_null (node))
        return plr_yaml_node_get_string (node);
    }

  return NULL;
}

static void
check_job (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *job)
{
  const char *id = plr_yaml_node_get_string (key);

  if (plr_yaml_node_get_merged (job, "runs-on") == NULL && plr_yaml_node_get_merged (job, "uses") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-runner", key, _("Add “runs-on:” with the label of a runner."),
                       _("The job “%s” does not say where it runs"), id);
}

static void
read_job (PlrReader   *self,
          PlrYamlNode *key,
          PlrYamlNode *value)
{
  static const PlrReaderKey keys[] = {
    { "name", read_job_name }, { "permissions", read_permissions }, { "needs", read_needs }, { "if", read_if },
    { "runs-on", read_runner }, { "snapshot", plr_github_keep }, { "environment", read_environment },
    { "concurrency", read_concurrency }, { "outputs", read_outputs }, { "env", read_variables }, { "defaults", read_defaults },
    { "steps", plr_github_read_steps }, { "timeout-minutes", read_timeout }, { "strategy", read_strategy },
    { "continue-on-error", read_allow_failure }, { "container", read_container }, { "services", read_services },
    { "uses", read_called }, { "with", read_with }, { "secrets", read_secrets },
  };
  static const PlrReaderShape shape = { N_("A job"), keys, G_N_ELEMENTS (keys), "" };
  const char *id = plr_yaml_node_get_string (key);
  PlrReaderPlace *place = plr_reader_begin_stage (self, key, value);
  PlrGithubJob job = { place->stage, find_default (self, value, "shell"), find_default (self, value, "working-directory") };

  if (!plr_github_is_id (id) && !plr_github_has_expression (id))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-id", key,
                       _("An id has letters, digits, dashes and underscores, and starts with a letter or an underscore; “name” can be anything."),
                       _("“%s” cannot be the id of a job"), id);

  if (!plr_reader_read_shape (self, value, &shape, &job))
    plr_reader_report_type (self, key, value, _("Write keys below it, like runs-on: and steps:."));
  else
    check_job (self, key, plr_yaml_node_resolve (value));
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

  if (!is_map (value))
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
    { "name", read_name }, { "run-name", plr_github_keep }, { "on", plr_github_read_triggers }, { "permissions", read_permissions },
    { "env", read_variables }, { "defaults", read_defaults }, { "concurrency", read_concurrency }, { "jobs", read_jobs },
  };
  static const PlrReaderShape shape = { N_("A workflow"), keys, G_N_ELEMENTS (keys), "" };

  if (!plr_reader_read_shape (self, root, &shape, NULL))
    {
      plr_reader_report (self, PLR_SEVERITY_ERROR, "not-a-pipeline", root, _("Write “on:” and “jobs:”."), _("This is no workflow"));
      return;
    }
  if (plr_yaml_node_get_merged (root, "on") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-trigger", plr_reader_get_first (root),
                       _("Add “on:” with the events that start it."), _("The workflow does not say what starts it"));
  if (plr_yaml_node_get_merged (root, "jobs") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "no-stages", plr_reader_get_first (root),
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
      if (plr_github_is_action_file (text, size_bytes))
        plr_github_read_action (&self, root);
      else
        read_root (&self, root);
      plr_github_find_inputs (&self);
      plr_reader_check_documents (&self);
      plr_reader_check_graph (&self);
    }

  return plr_reader_finish (&self, problems);
}
