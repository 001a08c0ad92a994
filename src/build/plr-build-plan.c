/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-build-plan"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-build-plan-private.h"
#include "plr-build.h"
#include "plr-glob.h"
#include "plr-graph.h"
#include "plr-matrix.h"
#include "plr-utf8.h"

/* What is needed while a plan is made. */
typedef struct
{
  PlrPlan     *plan;
  PlrPipeline *pipeline;
  PlrCommit   *commit;
  GHashTable  *wanted; /* ids of the stages that run; NULL for all */
  GHashTable  *cells; /* id of a stage → GArray of guint: its stages of the run */
  GHashTable  *slugs; /* those that are taken */
} Planner;

static void
planner_clear (Planner *planner)
{
  g_clear_pointer (&planner->plan, plr_plan_free);
  g_clear_pointer (&planner->wanted, g_hash_table_unref);
  g_clear_pointer (&planner->cells, g_hash_table_unref);
  g_clear_pointer (&planner->slugs, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Planner, planner_clear)

static void
plan_step_free (PlrPlanStep *step)
{
  g_clear_pointer (&step->name, g_free);
  g_clear_pointer (&step->script, g_free);
  g_clear_pointer (&step->shell, g_free);
  g_clear_pointer (&step->directory, g_free);
  g_clear_pointer (&step->variables, g_strfreev);
  g_free (step);
}

static void
plan_artifact_free (PlrPlanArtifact *artifact)
{
  g_clear_pointer (&artifact->name, g_free);
  g_clear_pointer (&artifact->slug, g_free);
  g_clear_pointer (&artifact->paths, g_strfreev);
  g_free (artifact);
}

static void
plan_input_clear (gpointer data)
{
  PlrPlanInput *input = data;

  g_clear_pointer (&input->artifact, g_free);
}

static void
plan_stage_free (PlrPlanStage *stage)
{
  g_clear_pointer (&stage->id, g_free);
  g_clear_pointer (&stage->stage_id, g_free);
  g_clear_pointer (&stage->title, g_free);
  g_clear_pointer (&stage->slug, g_free);
  g_clear_pointer (&stage->needs, g_array_unref);
  g_clear_pointer (&stage->inputs, g_array_unref);
  g_clear_pointer (&stage->steps, g_ptr_array_unref);
  g_clear_pointer (&stage->artifacts, g_ptr_array_unref);
  g_clear_pointer (&stage->variables, g_strfreev);
  g_clear_pointer (&stage->branches, g_strfreev);
  g_clear_pointer (&stage->reports, g_strfreev);
  g_clear_pointer (&stage->approval_message, g_free);
  g_free (stage);
}

void
plr_plan_free (PlrPlan *self)
{
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_free (self);
}

PlrPlanStage *
plr_plan_get_stage (PlrPlan *self,
                    guint    index)
{
  return g_ptr_array_index (self->stages, index);
}

/* The names that a stage finds, from the weakest to the strongest: ours, the pipeline's, the stage's, its cell of the
 * matrix. Nothing in them differs between two runs of one commit. */
static char **
add_variables (char      **variables,
               GListModel *more)
{
  for (guint i = 0; i < g_list_model_get_n_items (more); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (more, i);

      variables = g_environ_setenv (variables, plr_variable_get_name (variable), plr_variable_get_value (variable), TRUE);
    }

  return variables;
}

static char **
make_variables (Planner    *planner,
                PlrStage   *stage,
                const char *id,
                GListModel *cell)
{
  const char *name = plr_pipeline_get_name (planner->pipeline);
  const char *path = plr_pipeline_get_path (planner->pipeline);
  g_autofree char *file = path != NULL ? g_path_get_basename (path) : NULL;
  const char *branch = planner->commit->branch;
  char **variables = g_new0 (char *, 1);

  variables = g_environ_setenv (variables, "CI", "true", TRUE);
  variables = g_environ_setenv (variables, "PIPELINER", "true", TRUE);
  variables = g_environ_setenv (variables, "PLR_COMMIT", planner->commit->id, TRUE);
  variables = g_environ_setenv (variables, "PLR_COMMIT_SHORT", planner->commit->short_id, TRUE);
  variables = g_environ_setenv (variables, "PLR_BRANCH", branch != NULL ? branch : "", TRUE);
  variables = g_environ_setenv (variables, "PLR_PIPELINE", name != NULL ? name : file != NULL ? file : "", TRUE);
  variables = g_environ_setenv (variables, "PLR_STAGE", id, TRUE);
  variables = add_variables (variables, plr_pipeline_get_variables (planner->pipeline));
  variables = add_variables (variables, plr_stage_get_environment (stage));
  if (cell != NULL)
    variables = add_variables (variables, cell);

  return variables;
}

static gboolean
set_invalid (GError    **error,
             const char *format,
             const char *stage,
             const char *what)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_INVALID, format, stage, what);
#pragma GCC diagnostic pop

  return FALSE;
}

static char **
normalize_all (const char *const *patterns,
               const char        *id,
               GError           **error)
{
  g_autoptr(GPtrArray) normal = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; patterns != NULL && patterns[i] != NULL; i++)
    {
      g_autofree char *pattern = plr_glob_normalize (patterns[i]);

      if (pattern == NULL)
        {
          set_invalid (error, _("Stage “%s” names the path “%s”: write one that is relative to the workspace and stays in it"),
                       id, patterns[i]);
          return NULL;
        }
      g_ptr_array_add (normal, g_steal_pointer (&pattern));
    }
  g_ptr_array_add (normal, NULL);

  return (char **)g_ptr_array_free (g_steal_pointer (&normal), FALSE);
}

/* Two names may become the same name of a file; the later one gets a number then. */
static char *
make_slug (GHashTable *taken,
           const char *name)
{
  g_autofree char *base = plr_utf8_file_name (name);
  g_autofree char *slug = g_strdup (base);

  for (guint i = 2; g_hash_table_contains (taken, slug); i++)
    {
      g_free (slug);
      slug = g_strdup_printf ("%s-%u", base, i);
    }
  g_hash_table_add (taken, g_strdup (slug));

  return g_steal_pointer (&slug);
}

static void
add_steps (Planner      *planner,
           PlrPlanStage *to,
           PlrStage     *stage)
{
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      PlrPlanStep *copy = g_new0 (PlrPlanStep, 1);
      const char *shell = plr_step_get_shell (step);

      copy->name = g_strdup (plr_step_get_name (step));
      copy->script = g_strdup (plr_step_get_run (step));
      copy->shell = g_strdup (shell != NULL ? shell : plr_pipeline_get_shell (planner->pipeline));
      copy->directory = g_strdup (plr_step_get_directory (step));
      copy->variables = add_variables (g_new0 (char *, 1), plr_step_get_environment (step));
      copy->timeout_us = plr_step_get_timeout_us (step);
      copy->when = plr_step_get_when (step);
      copy->allow_failure = plr_step_get_allow_failure (step);
      g_ptr_array_add (to->steps, copy);
    }
}

static gboolean
add_artifacts (PlrPlanStage *to,
               PlrStage     *stage,
               GError      **error)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  g_autoptr(GHashTable) slugs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      PlrPlanArtifact *copy = g_new0 (PlrPlanArtifact, 1);

      g_ptr_array_add (to->artifacts, copy);
      copy->name = g_strdup (plr_artifact_get_name (artifact));
      copy->slug = make_slug (slugs, copy->name);
      copy->optional = plr_artifact_get_optional (artifact);
      if ((copy->paths = normalize_all (plr_artifact_get_paths (artifact), to->id, error)) == NULL)
        return FALSE;
    }

  return (to->reports = normalize_all (plr_stage_get_reports (stage), to->id, error)) != NULL;
}

static void
add_cells_of (Planner    *planner,
              GArray     *indexes,
              const char *id)
{
  GArray *cells = g_hash_table_lookup (planner->cells, id);

  if (cells != NULL)
    g_array_append_vals (indexes, cells->data, cells->len);
}

static void
add_needs (Planner      *planner,
           PlrPlanStage *to,
           PlrStage     *stage)
{
  const char *const *needs = plr_stage_get_needs (stage);

  for (guint i = 0; needs[i] != NULL; i++)
    add_cells_of (planner, to->needs, needs[i]);
  for (guint i = 0; i < to->needs->len; i++)
    {
      PlrPlanStage *need = plr_plan_get_stage (planner->plan, g_array_index (to->needs, guint, i));

      to->depth = MAX (to->depth, need->depth + 1);
    }
}

/* No `inputs` means all artifacts of the stages that are needed; an empty list means none. */
static void
add_inputs (Planner      *planner,
            PlrPlanStage *to,
            PlrStage     *stage)
{
  const char *const *inputs = plr_stage_get_inputs (stage);

  for (guint i = 0; inputs == NULL && i < to->needs->len; i++)
    {
      PlrPlanInput input = { g_array_index (to->needs, guint, i), NULL };

      g_array_append_val (to->inputs, input);
    }

  for (guint i = 0; inputs != NULL && inputs[i] != NULL; i++)
    {
      const char *slash = strchr (inputs[i], '/');
      g_autofree char *from = slash != NULL ? g_strndup (inputs[i], (gsize)(slash - inputs[i])) : g_strdup (inputs[i]);
      g_autoptr(GArray) cells = g_array_new (FALSE, FALSE, sizeof (guint));

      add_cells_of (planner, cells, from);
      for (guint j = 0; j < cells->len; j++)
        {
          PlrPlanInput input = { g_array_index (cells, guint, j), slash != NULL ? g_strdup (slash + 1) : NULL };

          g_array_append_val (to->inputs, input);
        }
    }
}

static PlrPlanStage *
plan_stage_new (PlrStage *stage)
{
  PlrPlanStage *self = g_new0 (PlrPlanStage, 1);

  self->stage_id = g_strdup (plr_stage_get_id (stage));
  self->kind = plr_stage_get_kind (stage);
  self->needs = g_array_new (FALSE, FALSE, sizeof (guint));
  self->inputs = g_array_new (FALSE, FALSE, sizeof (PlrPlanInput));
  g_array_set_clear_func (self->inputs, plan_input_clear);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify)plan_step_free);
  self->artifacts = g_ptr_array_new_with_free_func ((GDestroyNotify)plan_artifact_free);
  self->branches = g_strdupv ((char **)plr_stage_get_branches (stage));
  self->approval = plr_stage_get_approval (stage);
  self->approval_message = g_strdup (plr_stage_get_approval_message (stage));
  self->network = plr_stage_get_network (stage);
  self->when = plr_stage_get_when (stage);
  self->allow_failure = plr_job_get_allow_failure (plr_stage_get_job (stage));

  return self;
}

/* The values of a cell, as people tell it from the others. */
static char *
name_cell (GListModel *cell)
{
  g_autoptr(GString) name = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (cell); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (cell, i);

      g_string_append_printf (name, "%s%s", i > 0 ? ", " : "", plr_variable_get_value (variable));
    }

  return g_string_free (g_steal_pointer (&name), FALSE);
}

/* @cell is one of its matrix, or NULL if it has none. */
static gboolean
add_stage (Planner    *planner,
           PlrStage   *stage,
           GListModel *cell,
           GError    **error)
{
  PlrPlanStage *copy = plan_stage_new (stage);
  g_autofree char *name = cell != NULL ? name_cell (cell) : NULL;
  GArray *cells = g_hash_table_lookup (planner->cells, copy->stage_id);
  guint index = planner->plan->stages->len;

  g_ptr_array_add (planner->plan->stages, copy);
  copy->id = name == NULL ? g_strdup (copy->stage_id) : g_strdup_printf ("%s (%s)", copy->stage_id, name);
  copy->title = name == NULL ? g_strdup (plr_stage_get_title (stage)) :
                g_strdup_printf ("%s (%s)", plr_stage_get_title (stage), name);
  copy->slug = make_slug (planner->slugs, copy->id);
  copy->variables = make_variables (planner, stage, copy->id, cell);
  copy->timeout_us = plr_stage_get_timeout_us (stage);
  if (copy->timeout_us == 0)
    copy->timeout_us = plr_pipeline_get_timeout_us (planner->pipeline);
  copy->retry = plr_stage_get_retry (stage);
  if (copy->retry == 0)
    copy->retry = plr_pipeline_get_retry (planner->pipeline);
  add_steps (planner, copy, stage);
  add_needs (planner, copy, stage);
  add_inputs (planner, copy, stage);
  if (!add_artifacts (copy, stage, error))
    return FALSE;

  g_array_append_val (cells, index);

  return TRUE;
}

static gboolean
has_matrix (PlrStage *stage)
{
  return g_list_model_get_n_items (plr_stage_get_axes (stage)) > 0 ||
         g_list_model_get_n_items (plr_job_get_includes (plr_stage_get_job (stage))) > 0;
}

static gboolean
add_matrix (Planner  *planner,
            PlrStage *stage,
            GError  **error)
{
  const char *id = plr_stage_get_id (stage);
  guint n_left = PLR_BUILD_MAX_STAGES - planner->plan->stages->len;
  guint n_cells = plr_stage_count_cells (stage);
  g_autoptr(GPtrArray) cells = NULL;

  g_hash_table_insert (planner->cells, g_strdup (id), g_array_new (FALSE, FALSE, sizeof (guint)));
  if (n_cells > n_left)
    {
      g_set_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_INVALID,
                   _("With the %u combinations of the matrix of stage “%s” the run has more than %u stages"),
                   n_cells, id, PLR_BUILD_MAX_STAGES);
      return FALSE;
    }
  if (!has_matrix (stage))
    return add_stage (planner, stage, NULL, error);
  if (n_cells == 0)
    return set_invalid (error, _("The matrix of stage “%s” has an axis without values, or leaves all combinations out%s"), id, "");

  cells = plr_matrix_list_cells (stage, n_left);
  for (guint i = 0; cells != NULL && i < cells->len; i++)
    if (!add_stage (planner, stage, cells->pdata[i], error))
      return FALSE;

  return TRUE;
}

/* An action is a program of one engine. Better no run than one that means something else. */
static gboolean
check_step (PlrStage *stage,
            PlrStep  *step,
            guint     index,
            GError  **error)
{
  if (plr_step_get_uses (step) == NULL)
    return TRUE;

  g_set_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_INVALID,
               _("Step %u of stage “%s” is the action “%s”, which a run on this machine has not: write the commands that do the same"),
               index + 1, plr_stage_get_id (stage), plr_step_get_uses (step));

  return FALSE;
}

static gboolean
check_steps (PlrPipeline *pipeline,
             GError     **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);
      GListModel *steps = plr_stage_get_steps (stage);

      for (guint j = 0; j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);

          if (!check_step (stage, step, j, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check (PlrPipeline *pipeline,
       GError     **error)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  const char *root = plr_pipeline_get_root (pipeline);

  plr_graph_check (pipeline, problems);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      if (plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR)
        {
          g_set_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_INVALID, "%s", plr_problem_get_message (problem));
          return FALSE;
        }
    }

  if (root != NULL && !g_str_equal (root, "host"))
    {
      g_set_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_INVALID,
                   _("The pipeline asks for the root “%s”; this version runs stages on “host” only"), root);
      return FALSE;
    }

  return check_steps (pipeline, error);
}

/* The stages that were asked for, and all that they need. */
static gboolean
want (Planner           *planner,
      GPtrArray         *sorted,
      const char *const *only,
      GError           **error)
{
  if (only == NULL || only[0] == NULL)
    return TRUE;

  planner->wanted = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; only[i] != NULL; i++)
    {
      if (plr_pipeline_find_stage (planner->pipeline, only[i]) == NULL)
        {
          g_set_error (error, PLR_BUILD_ERROR, PLR_BUILD_ERROR_INVALID, _("The pipeline has no stage “%s”"), only[i]);
          return FALSE;
        }
      g_hash_table_add (planner->wanted, (gpointer)only[i]);
    }

  for (guint i = sorted->len; i > 0; i--)
    {
      PlrStage *stage = g_ptr_array_index (sorted, i - 1);
      const char *const *needs = plr_stage_get_needs (stage);

      if (g_hash_table_contains (planner->wanted, plr_stage_get_id (stage)))
        for (guint j = 0; needs[j] != NULL; j++)
          g_hash_table_add (planner->wanted, (gpointer)needs[j]);
    }

  return TRUE;
}

/**
 * plr_plan_new:
 * @pipeline: what is to run
 * @commit: from what
 * @only: (nullable): the ids of the stages that were asked for; `NULL` for all
 * @error: `PLR_BUILD_ERROR_INVALID`
 *
 * Copies what a run needs out of a pipeline, with a stage for each cell of a matrix.
 *
 * Returns: (transfer full) (nullable): the plan
 */
PlrPlan *
plr_plan_new (PlrPipeline       *pipeline,
              PlrCommit         *commit,
              const char *const *only,
              GError           **error)
{
  g_auto(Planner) planner = { NULL };
  g_autoptr(GPtrArray) sorted = NULL;

  g_assert (PLR_IS_PIPELINE (pipeline));
  g_assert (commit != NULL);

  if (!check (pipeline, error))
    return NULL;

  planner.pipeline = pipeline;
  planner.commit = commit;
  planner.plan = g_new0 (PlrPlan, 1);
  planner.plan->stages = g_ptr_array_new_with_free_func ((GDestroyNotify)plan_stage_free);
  planner.cells = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
  planner.slugs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  sorted = plr_graph_sort (pipeline);
  if (!want (&planner, sorted, only, error))
    return NULL;

  for (guint i = 0; i < sorted->len; i++)
    {
      PlrStage *stage = g_ptr_array_index (sorted, i);

      if (planner.wanted != NULL && !g_hash_table_contains (planner.wanted, plr_stage_get_id (stage)))
        continue;
      if (!add_matrix (&planner, stage, error))
        return NULL;
    }

  return g_steal_pointer (&planner.plan);
}
