/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-export-private.h"
#include "plr-github-private.h"

#define MAX_STEPS 1000

typedef struct
{
  PlrStep    *step;
  const char *where; /* for the names of what is opaque */
  gboolean    waits;
} Step;

static void
keep_of_step (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  g_ptr_array_add (self->opaque, g_strconcat (((Step *)target)->where, plr_yaml_node_get_string (key), NULL));
}

static void
read_text (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  Step *step = target;
  const char *name = plr_yaml_node_get_string (key);
  const char *text = plr_reader_get_text (self, key, value);

  if (g_str_equal (name, "name"))
    plr_step_set_name (step->step, text);
  else if (g_str_equal (name, "id"))
    plr_step_set_id (step->step, text);
  else if (g_str_equal (name, "run"))
    plr_step_set_run (step->step, text);
  else if (g_str_equal (name, "shell"))
    plr_step_set_shell (step->step, text);
  else if (g_str_equal (name, "working-directory"))
    plr_step_set_directory (step->step, text);
  else
    plr_step_set_uses (step->step, text);
}

static void
read_if (PlrReader   *self,
         PlrYamlNode *key,
         PlrYamlNode *value,
         gpointer     target)
{
  Step *step = target;
  const char *text = plr_reader_get_text (self, key, value);
  g_autofree char *condition = NULL;
  PlrStageWhen when;

  if (text == NULL)
    return;
  condition = plr_github_split_condition (text, &when);
  plr_step_set_condition (step->step, condition);
  plr_step_set_when (step->step, when);
}

/* Pairs of a step, or the word opaque where an expression makes them. */
static void
read_pairs (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  Step *step = target;
  gboolean is_with = g_str_equal (plr_yaml_node_get_string (key), "with");
  g_autofree char *where = g_strconcat (step->where, plr_yaml_node_get_string (key), NULL);

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    keep_of_step (self, key, value, target);
  else if (is_with)
    plr_github_read_pairs (self, value, where, G_OBJECT (step->step), (gpointer)plr_step_add_argument);
  else
    plr_github_read_pairs (self, value, where, G_OBJECT (step->step), (gpointer)plr_step_add_variable);
}

static void
read_allow_failure (PlrReader   *self,
                    PlrYamlNode *key,
                    PlrYamlNode *value,
                    gpointer     target)
{
  if (plr_yaml_node_get_string (value) == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_BOOLEAN)
    keep_of_step (self, key, value, target);
  else
    plr_step_set_allow_failure (((Step *)target)->step, g_str_equal (plr_yaml_node_get_string (value), "true"));
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
    plr_step_set_timeout_us (((Step *)target)->step, time_us);
  else
    keep_of_step (self, key, value, target);
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

static const char *
find_argument (PlrStep    *step,
               const char *name)
{
  GListModel *arguments = plr_step_get_arguments (step);

  for (guint i = 0; i < g_list_model_get_n_items (arguments); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (arguments, i);

      /* The step keeps it alive. */
      if (g_str_equal (plr_variable_get_name (variable), name))
        return plr_variable_get_value (variable);
    }

  return NULL;
}

/* The paths but for the one that only says where their root is. */
static char **
list_paths (const char *text)
{
  g_auto(GStrv) paths = plr_github_split_lines (text);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; paths[i] != NULL; i++)
    if (!g_str_equal (paths[i], PLR_EXPORT_GITHUB_ROOT))
      g_strv_builder_add (builder, paths[i]);

  return g_strv_builder_end (builder);
}

/* actions/upload-artifact: what it keeps is what later jobs and people get. */
static void
read_upload (PlrStage *stage,
             PlrStep  *step)
{
  const char *name = find_argument (step, "name");
  const char *path = find_argument (step, "path");
  g_auto(GStrv) paths = NULL;
  g_autoptr(PlrArtifact) artifact = NULL;

  if (name == NULL)
    name = "artifact"; /* as the action has it */
  if (path == NULL || plr_stage_find_artifact (stage, name) != NULL)
    return;

  paths = list_paths (path);
  artifact = plr_artifact_new (name, NULL);
  plr_artifact_set_paths (artifact, (const char *const *)paths);
  plr_artifact_set_optional (artifact, g_strcmp0 (find_argument (step, "if-no-files-found"), "error") != 0);
  plr_stage_add_artifact (stage, artifact);
}

/* actions/cache, and the two halves of it. */
static void
read_cache (PlrStage *stage,
            PlrStep  *step)
{
  PlrJob *job = plr_stage_get_job (stage);
  GListModel *caches = plr_job_get_caches (job);
  const char *key = find_argument (step, "key");
  const char *path = find_argument (step, "path");
  g_auto(GStrv) paths = NULL;
  g_autoptr(PlrCache) cache = NULL;

  if (path == NULL)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (caches); i++)
    {
      g_autoptr(PlrCache) other = g_list_model_get_item (caches, i);

      if (g_strcmp0 (plr_cache_get_key (other), key) == 0)
        return;
    }

  paths = plr_github_split_lines (path);
  cache = plr_cache_new (key, (const char *const *)paths);
  plr_job_add_cache (job, cache);
}

static void
resolve_defaults (PlrGithubJob *job,
                  PlrStep      *step)
{
  if (plr_step_get_run (step) == NULL)
    return;
  if (plr_step_get_shell (step) == NULL)
    plr_step_set_shell (step, job->shell);
  if (plr_step_get_directory (step) == NULL)
    plr_step_set_directory (step, job->directory);
}

static void
read_step (PlrReader    *self,
           PlrGithubJob *job,
           PlrYamlNode  *key,
           PlrYamlNode  *item,
           guint         index)
{
  static const PlrReaderKey keys[] = {
    { "id", read_text }, { "if", read_if }, { "name", read_text }, { "uses", read_text }, { "run", read_text },
    { "working-directory", read_text }, { "shell", read_text }, { "with", read_pairs }, { "env", read_pairs },
    { "continue-on-error", read_allow_failure }, { "timeout-minutes", read_timeout }, { "background", keep_of_step },
    { "wait", read_wait }, { "wait-all", read_wait },
  };
  g_autoptr(PlrStep) model = plr_step_new (NULL);
  char where[32];
  PlrReaderShape shape = { N_("A step"), keys, G_N_ELEMENTS (keys), where };
  PlrYamlNode *node = plr_yaml_node_resolve (item);
  gsize start = plr_yaml_node_get_outer_start (node);
  Step step = { model, where };

  g_snprintf (where, sizeof where, "steps/%u/", index);
  plr_step_set_offset (model, start);
  plr_step_set_length (model, plr_yaml_node_get_end (node) - start);
  if (!plr_reader_read_shape (self, item, &shape, &step))
    plr_reader_report_type (self, key, item, _("Write “run:” with a command, or “uses:” with an action."));
  else if (plr_step_get_run (model) == NULL && plr_step_get_uses (model) == NULL && !step.waits)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-run", item, _("Write “run:” with a command, or “uses:” with an action."),
                       _("The step does not say what it runs"));

  resolve_defaults (job, model);
  if (plr_github_is_action (plr_step_get_uses (model), "actions/upload-artifact"))
    read_upload (job->stage, model);
  else if (plr_github_is_action (plr_step_get_uses (model), "actions/cache"))
    read_cache (job->stage, model);
  plr_stage_add_step (job->stage, model);
  g_ptr_array_add (self->place->steps, item);
}

void
plr_github_read_steps (PlrReader   *self,
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
  if (plr_yaml_node_get_n_items (list) > MAX_STEPS)
    plr_reader_report (self, PLR_SEVERITY_WARNING, "too-many-steps", plr_yaml_node_get_item (list, MAX_STEPS),
                       _("Divide the job into several."), _("Only the first %d steps are shown"), MAX_STEPS);
  for (guint i = 0; i < plr_yaml_node_get_n_items (list) && i < MAX_STEPS; i++)
    read_step (self, target, key, plr_yaml_node_get_item (list, i), i);
}

/* Whether a step that downloads takes the artifact of that name. */
static gboolean
takes_artifact (PlrStep    *step,
                const char *artifact)
{
  const char *name = find_argument (step, "name");
  const char *pattern = find_argument (step, "pattern");

  if (name != NULL && name[0] != '\0')
    return g_str_equal (name, artifact);
  if (pattern != NULL && pattern[0] != '\0')
    return g_pattern_match_simple (pattern, artifact);

  return TRUE;
}

static void
add_inputs (GStrvBuilder *builder,
            PlrStage     *stage,
            PlrStage     *from)
{
  GListModel *artifacts = plr_stage_get_artifacts (from);
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      gboolean is_taken = FALSE;

      for (guint j = 0; j < g_list_model_get_n_items (steps) && !is_taken; j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);

          is_taken = plr_github_is_action (plr_step_get_uses (step), "actions/download-artifact") &&
                     takes_artifact (step, plr_artifact_get_name (artifact));
        }
      if (is_taken)
        {
          g_autofree char *input = g_strdup_printf ("%s/%s", plr_stage_get_id (from), plr_artifact_get_name (artifact));

          g_strv_builder_add (builder, input);
        }
    }
}

/* A job gets what it downloads, and nothing by itself. What comes from further away than its needs is not an input. */
void
plr_github_find_inputs (PlrReader *self)
{
  GListModel *stages = G_LIST_MODEL (self->pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);
      const char *const *needs = plr_stage_get_needs (stage);
      g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
      g_auto(GStrv) inputs = NULL;
      gboolean has_any = FALSE;

      for (guint j = 0; needs[j] != NULL; j++)
        {
          PlrStage *from = plr_pipeline_find_stage (self->pipeline, needs[j]);

          if (from == NULL || strchr (needs[j], '/') != NULL || /* which is no id, and would read as an artifact of another */
              g_list_model_get_n_items (plr_stage_get_artifacts (from)) == 0)
            continue;
          has_any = TRUE;
          add_inputs (builder, stage, from);
        }
      if (!has_any)
        continue;
      inputs = g_strv_builder_end (builder);
      plr_stage_set_inputs (stage, (const char *const *)inputs);
    }
}
