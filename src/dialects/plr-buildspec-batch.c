/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-buildspec-batch"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-buildspec-private.h"
#include "plr-matrix.h"

/*
 * Stages as builds of a batch (AWS CodeBuild user guide: batch build buildspec reference): each has a machine and a checkout of its own,
 * and runs the phases of the one file, where a command says for which build it is. They hand nothing on to each other, and what
 * the file says of artifacts and reports is said of each build, so that only stages without them can be one.
 */

/* AWS CodeBuild user guide: quotas, builds of a batch. */
#define MAX_BUILDS 100

static gboolean
has_matrix (PlrStage *stage)
{
  PlrJob *job = plr_stage_get_job (stage);

  return g_list_model_get_n_items (plr_stage_get_axes (stage)) > 0 || g_list_model_get_n_items (plr_job_get_includes (job)) > 0 ||
         g_list_model_get_n_items (plr_job_get_excludes (job)) > 0 || plr_job_get_matrix (job) != NULL;
}

static gboolean
has_valid_axes (PlrStage *stage)
{
  GListModel *axes = plr_stage_get_axes (stage);

  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);

      if (!g_regex_match_simple ("^[A-Za-z_][A-Za-z0-9_]*$", plr_axis_get_name (axis), 0, 0))
        return FALSE;
    }

  return TRUE;
}

/* Whether the matrix is nothing but lists whose combinations all run. */
static gboolean
has_plain_axes (PlrStage *stage)
{
  PlrJob *job = plr_stage_get_job (stage);

  return g_list_model_get_n_items (plr_stage_get_axes (stage)) > 0 && g_list_model_get_n_items (plr_job_get_includes (job)) == 0 &&
         g_list_model_get_n_items (plr_job_get_excludes (job)) == 0 && plr_job_get_matrix (job) == NULL && has_valid_axes (stage);
}

/* Why the stage cannot be a build of a batch; NULL if it can. */
static const char *
find_obstacle (PlrStage *stage)
{
  const char *const *reports = plr_stage_get_reports (stage);

  if (g_list_model_get_n_items (plr_stage_get_artifacts (stage)) > 0)
    return _("it has artifacts, which builds of a batch do not hand on to each other");
  if (reports != NULL && reports[0] != NULL)
    return _("it has test reports, which each build of a batch would look for");
  if (plr_stage_get_when (stage) != PLR_STAGE_WHEN_SUCCESS)
    return _("it runs after a failure, when a batch starts no more of the builds that wait");
  if (plr_stage_get_approval (stage))
    return _("it waits for a person");
  if (has_matrix (stage) && strstr (plr_stage_get_id (stage), "__") != NULL)
    return _("its id has two underscores, behind which its combinations have their numbers");
  if (plr_job_get_matrix (plr_stage_get_job (stage)) != NULL || (has_matrix (stage) && !has_plain_axes (stage)))
    return _("its matrix is more than lists of values");

  return NULL;
}

/**
 * plr_buildspec_find_batch:
 * @why: (out) (transfer full) (nullable): why there is none, where several stages would be better apart
 *
 * Returns: what kind of batch says what the pipeline says
 */
PlrBuildspecBatch
plr_buildspec_find_batch (PlrExport *export,
                          char     **why)
{
  guint n_builds = 0;
  gboolean is_parted = export->stages->len > 1;

  *why = NULL;
  for (guint i = 0; i < export->stages->len; i++)
    {
      PlrStage *stage = export->stages->pdata[i];
      const char *obstacle = find_obstacle (stage);

      if (obstacle != NULL && is_parted)
        *why = g_strdup_printf (_("The stages are no builds of a batch for “%s”: %s"), plr_stage_get_id (stage), obstacle);
      if (obstacle != NULL)
        return PLR_BUILDSPEC_BATCH_NONE;
      n_builds += MAX (plr_stage_count_cells (stage), 1);
    }
  if (n_builds > MAX_BUILDS)
    {
      *why = g_strdup_printf (_("The stages are no builds of a batch: that has at most %d, and they are %u"), MAX_BUILDS, n_builds);
      return PLR_BUILDSPEC_BATCH_NONE;
    }
  if (is_parted)
    return PLR_BUILDSPEC_BATCH_GRAPH;

  return n_builds > 1 ? PLR_BUILDSPEC_BATCH_MATRIX : PLR_BUILDSPEC_BATCH_NONE;
}

/* The builds */

/* The names of the builds of a stage: one, or one for each combination. */
static char **
list_builds (PlrExport *export,
             PlrStage  *stage)
{
  const char *id = plr_export_get_id (export, plr_stage_get_id (stage));
  guint n_cells = plr_stage_count_cells (stage);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  if (n_cells <= 1)
    g_strv_builder_add (builder, id);
  for (guint i = 0; n_cells > 1 && i < n_cells; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s__%u", id, i + 1);

      g_strv_builder_add (builder, name);
    }

  return g_strv_builder_end (builder);
}

/**
 * plr_buildspec_guard_build:
 *
 * Returns: (transfer full): the command, for the builds of that stage alone
 */
char *
plr_buildspec_guard_build (PlrExport  *export,
                           PlrStage   *stage,
                           const char *command)
{
  g_auto(GStrv) builds = list_builds (export, stage);
  g_autofree char *words = g_strjoinv ("|", builds);

  return g_strdup_printf (PLR_EXPORT_BUILDSPEC_BUILD "%s)\n%s\n;;\nesac", words, command);
}

/**
 * plr_buildspec_is_set:
 *
 * Returns: whether the variable of a stage stands in the batch, and not in the commands: there nothing is looked up
 */
gboolean
plr_buildspec_is_set (PlrVariable *variable)
{
  const char *value = plr_variable_get_value (variable);

  return plr_variable_get_secret (variable) == NULL && value != NULL && strstr (value, PLR_EXPORT_REFERENCE) == NULL;
}

static void
add_variables (PlrYamlValue *variables,
               GListModel   *list,
               gboolean      is_cell)
{
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (list, i);

      if (is_cell || plr_buildspec_is_set (variable))
        plr_yaml_value_set_string (variables, plr_variable_get_name (variable), plr_variable_get_value (variable));
    }
}

/* What the builds of a stage have of their own. */
static void
add_env (PlrExport    *export,
         PlrYamlValue *build,
         PlrStage     *stage,
         GListModel   *cell)
{
  PlrYamlValue *env = plr_yaml_value_new_map ();
  PlrYamlValue *variables = plr_yaml_value_new_map ();
  const char *const *runner = plr_job_get_runner (plr_stage_get_job (stage));

  if (runner != NULL && runner[0] != NULL && runner[1] == NULL && g_str_has_prefix (runner[0], "BUILD_"))
    plr_yaml_value_set_string (env, "compute-type", runner[0]);
  if (plr_stage_get_image (stage) != NULL)
    plr_yaml_value_set_string (env, "image", plr_stage_get_image (stage));
  if (export->mentions_stage)
    plr_yaml_value_set_string (variables, "PLR_STAGE", plr_stage_get_id (stage));
  add_variables (variables, plr_stage_get_environment (stage), FALSE);
  add_variables (variables, cell, TRUE);
  if (plr_yaml_value_is_empty (variables))
    plr_yaml_value_unref (variables);
  else
    plr_yaml_value_set (env, "variables", variables);
  if (plr_yaml_value_is_empty (env))
    plr_yaml_value_unref (env);
  else
    plr_yaml_value_set (build, "env", env);
}

static PlrYamlValue *
list_needs (PlrExport *export,
            PlrStage  *stage)
{
  const char *const *needs = plr_stage_get_needs (stage);
  PlrYamlValue *list = NULL;

  for (guint i = 0; needs[i] != NULL; i++)
    {
      PlrStage *other = plr_pipeline_find_stage (export->pipeline, needs[i]);
      g_auto(GStrv) builds = other != NULL ? list_builds (export, other) : NULL;

      for (guint j = 0; builds != NULL && builds[j] != NULL; j++)
        {
          if (list == NULL)
            list = plr_yaml_value_new_list ();
          plr_yaml_value_append (list, plr_yaml_value_new_string (builds[j]));
        }
    }

  return list;
}

static void
add_builds (PlrExport    *export,
            PlrYamlValue *graph,
            PlrStage     *stage)
{
  g_auto(GStrv) builds = list_builds (export, stage);
  g_autoptr(GPtrArray) cells = plr_matrix_list_cells (stage, MAX_BUILDS);

  for (guint i = 0; builds[i] != NULL; i++)
    {
      PlrYamlValue *build = plr_yaml_value_new_map ();
      PlrYamlValue *needs = list_needs (export, stage);

      plr_yaml_value_set_string (build, "identifier", builds[i]);
      add_env (export, build, stage, cells != NULL && i < cells->len ? cells->pdata[i] : NULL);
      if (plr_job_get_allow_failure (plr_stage_get_job (stage)))
        plr_yaml_value_set (build, "ignore-failure", plr_yaml_value_new_boolean (TRUE));
      if (needs != NULL)
        plr_yaml_value_set (build, "depend-on", needs);
      plr_yaml_value_append (graph, build);
    }
}

static PlrYamlValue *
make_matrix (PlrExport *export,
             PlrStage  *stage)
{
  PlrYamlValue *matrix = plr_yaml_value_new_map ();
  PlrYamlValue *fixed = plr_yaml_value_new_map ();
  PlrYamlValue *dynamic = plr_yaml_value_new_map ();
  PlrYamlValue *env = plr_yaml_value_new_map ();
  PlrYamlValue *variables = plr_yaml_value_new_map ();
  GListModel *axes = plr_stage_get_axes (stage);

  if (plr_job_get_allow_failure (plr_stage_get_job (stage)))
    plr_yaml_value_set (fixed, "ignore-failure", plr_yaml_value_new_boolean (TRUE));
  add_env (export, fixed, stage, NULL);
  if (plr_yaml_value_is_empty (fixed))
    plr_yaml_value_unref (fixed);
  else
    plr_yaml_value_set (matrix, "static", fixed);
  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);

      plr_yaml_value_set (variables, plr_axis_get_name (axis), plr_yaml_value_new_strings (plr_axis_get_values (axis)));
    }
  plr_yaml_value_set (env, "variables", variables);
  plr_yaml_value_set (dynamic, "env", env);
  plr_yaml_value_set (matrix, "dynamic", dynamic);

  return matrix;
}

/**
 * plr_buildspec_make_batch:
 *
 * Returns: (transfer full): what stands below `batch`
 */
PlrYamlValue *
plr_buildspec_make_batch (PlrExport        *export,
                          PlrBuildspecBatch kind)
{
  PlrYamlValue *batch = plr_yaml_value_new_map ();
  PlrStage *first = export->stages->pdata[0];
  PlrYamlValue *graph;

  if (kind == PLR_BUILDSPEC_BATCH_MATRIX)
    {
      if (!plr_job_get_keeps_going (plr_stage_get_job (first)))
        plr_yaml_value_set (batch, "fast-fail", plr_yaml_value_new_boolean (TRUE));
      plr_yaml_value_set (batch, "build-matrix", make_matrix (export, first));
      return batch;
    }

  graph = plr_yaml_value_new_list ();
  for (guint i = 0; i < export->stages->len; i++)
    add_builds (export, graph, export->stages->pdata[i]);
  plr_yaml_value_set (batch, "build-graph", graph);

  return batch;
}

/* What a stage with a matrix says is said of its builds, which have names of their own. */
static void
note_cells (PlrExport        *export,
            PlrStage         *stage,
            PlrBuildspecBatch kind)
{
  const char *id = plr_stage_get_id (stage);
  PlrJob *job = plr_stage_get_job (stage);
  const struct
  {
    const char *field;
    gboolean    is_said;
  } fields[] = {
    { "id", TRUE }, { "needs", plr_stage_get_needs (stage)[0] != NULL }, { "image", plr_stage_get_image (stage) != NULL },
    { "environment", g_list_model_get_n_items (plr_stage_get_environment (stage)) > 0 },
    { "allow_failure", plr_job_get_allow_failure (job) },
    { "keeps_going", kind == PLR_BUILDSPEC_BATCH_MATRIX && plr_job_get_keeps_going (job) },
  };

  plr_export_note (export, stage, "matrix", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                   _("The %u combinations of stage “%s” are that many builds of the batch"), plr_stage_count_cells (stage), id);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (fields[i].is_said)
      plr_export_note (export, stage, fields[i].field, PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                       _("What “%s” says with “%s” is said of each of these builds"), id, fields[i].field);
}

/**
 * plr_buildspec_note_batch:
 *
 * Says what becomes of the stages as builds of the batch.
 */
void
plr_buildspec_note_batch (PlrExport        *export,
                          PlrBuildspecBatch kind)
{
  if (kind == PLR_BUILDSPEC_BATCH_MATRIX)
    {
      plr_export_note (export, NULL, NULL, PLR_EXPORT_APPROXIMATED,
                       _("Give the project a role for batches in its settings, and start a batch build of it."),
                       _("Each combination is a build of a batch, with a machine and a checkout of its own"));
      note_cells (export, export->stages->pdata[0], kind);
      return;
    }

  plr_export_note (export, NULL, NULL, PLR_EXPORT_APPROXIMATED,
                   _("Give the project a role for batches in its settings, and start a batch build of it."),
                   _("The %u stages are builds of a batch, each with a machine and a checkout of its own"), export->stages->len);
  for (guint i = 0; i < export->stages->len; i++)
    {
      PlrStage *stage = export->stages->pdata[i];
      const char *const *optional = plr_job_get_optional_needs (plr_stage_get_job (stage));

      if (plr_stage_count_cells (stage) > 1)
        note_cells (export, stage, kind);
      if (optional != NULL && optional[0] != NULL)
        plr_export_note (export, stage, "optional_needs", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                         _("All builds of a batch run, so that “%s” waits for each that it needs"), plr_stage_get_id (stage));
    }
}
