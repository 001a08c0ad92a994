/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-check"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-check-private.h"
#include "plr-matrix.h"

/* What the engines allow: docs.github.com “Actions limits”; docs.gitlab.com “parallel:matrix” and the instance limit
 * ci_needs_size_limit. */
#define GITHUB_MAX_CELLS 256
#define GITLAB_MAX_CELLS 200
#define GITLAB_MAX_NEEDS 50

/* Of an id or of a name of a context. */
gboolean
plr_check_is_name (char letter)
{
  return g_ascii_isalnum (letter) || letter == '_' || letter == '-' || letter == '.';
}

/* Line and column, counted on from where the last one was: places come in the order of the text more often than not. */
static void
set_place (PlrCheck   *self,
           PlrProblem *problem,
           gsize       offset)
{
  if (offset < self->last_offset)
    {
      self->last_offset = 0;
      self->last_line = 1;
      self->last_start = 0;
    }
  for (; self->last_offset < offset && self->last_offset < self->size_bytes; self->last_offset++)
    if (self->text[self->last_offset] == '\n')
      {
        self->last_line++;
        self->last_start = self->last_offset + 1;
      }

  plr_problem_set_path (problem, self->path);
  plr_problem_set_line (problem, self->last_line);
  plr_problem_set_column (problem, 1 + (guint)g_utf8_strlen (self->text + self->last_start, (gssize)(self->last_offset - self->last_start)));
  plr_problem_set_offset (problem, (gint64)offset);
}

/**
 * plr_check_report:
 *
 * Returns: (transfer none): the problem, so that a fix can be added
 */
PlrProblem *
plr_check_report (PlrCheck   *self,
                  PlrSeverity severity,
                  const char *code,
                  PlrStage   *stage,
                  gsize       offset,
                  gsize       length,
                  const char *hint,
                  const char *format,
                  ...)
{
  g_autofree char *message = NULL;
  g_autoptr(PlrProblem) problem = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  problem = plr_problem_new (severity, code, message);
  plr_problem_set_hint (problem, hint);
  plr_problem_set_stage (problem, stage != NULL ? plr_stage_get_id (stage) : NULL);
  set_place (self, problem, MIN (offset, self->size_bytes));
  plr_problem_set_length (problem, (gint64)length);
  g_list_store_append (self->problems, problem);

  return problem; /* the list keeps it alive */
}

/**
 * plr_check_report_stage:
 *
 * About a stage as a whole: its key is where it is shown.
 *
 * Returns: (transfer none): as plr_check_report()
 */
PlrProblem *
plr_check_report_stage (PlrCheck   *self,
                        PlrSeverity severity,
                        const char *code,
                        PlrStage   *stage,
                        const char *hint,
                        const char *message)
{
  gint64 offset = MAX (plr_stage_get_offset (stage), 0);

  return plr_check_report (self, severity, code, stage, (gsize)offset, strlen (plr_stage_get_id (stage)), hint, "%s", message);
}

static void
check_size (PlrCheck *self,
            PlrStage *stage)
{
  const char *dialect = plr_pipeline_get_dialect (self->pipeline);
  guint n_needs = g_strv_length ((char **)plr_stage_get_needs (stage));
  guint max_cells = g_strcmp0 (dialect, "github") == 0 ? GITHUB_MAX_CELLS : g_strcmp0 (dialect, "gitlab") == 0 ? GITLAB_MAX_CELLS : 0;
  guint n_cells = max_cells > 0 ? plr_stage_count_cells (stage) : 0;
  g_autofree char *message = NULL;

  if (n_cells > max_cells)
    {
      message = g_strdup_printf (_("The matrix of “%s” has %u combinations; the engine takes %u"), plr_stage_get_id (stage),
                                 n_cells, max_cells);
      plr_check_report_stage (self, PLR_SEVERITY_ERROR, "too-many-cells", stage,
                              _("Take values out, or divide the stage."), message);
    }
  if (g_strcmp0 (dialect, "gitlab") == 0 && n_needs > GITLAB_MAX_NEEDS && !plr_job_get_implied_needs (plr_stage_get_job (stage)))
    {
      g_free (message);
      message = g_strdup_printf (_("“%s” needs %u jobs; GitLab takes %d unless its administrator allows more"), plr_stage_get_id (stage),
                                 n_needs, GITLAB_MAX_NEEDS);
      plr_check_report_stage (self, PLR_SEVERITY_WARNING, "too-many-needs", stage,
                              _("Put a job between that waits for some of them."), message);
    }
}

/* GitHub compares texts without regard to case. */
static gboolean
has_value (PlrStage    *stage,
           PlrVariable *wanted,
           gboolean     ignores_case)
{
  GListModel *axes = plr_stage_get_axes (stage);

  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      const char *const *values = plr_axis_get_values (axis);

      if (g_strcmp0 (plr_axis_get_name (axis), plr_variable_get_name (wanted)) != 0)
        continue;
      for (guint j = 0; values[j] != NULL; j++)
        if (g_str_equal (values[j], plr_variable_get_value (wanted)) ||
            (ignores_case && g_ascii_strcasecmp (values[j], plr_variable_get_value (wanted)) == 0))
          return TRUE;
    }

  return FALSE;
}

/* Axes that are computed, or whose values are no texts, are not in the model: nothing can be said of rows then. */
static gboolean
has_unknown_axes (PlrStage *stage)
{
  const char *const *opaque = plr_stage_get_opaque (stage);

  if (plr_job_get_matrix (plr_stage_get_job (stage)) != NULL)
    return TRUE;
  for (guint i = 0; opaque != NULL && opaque[i] != NULL; i++)
    if (strstr (opaque[i], "matrix") != NULL)
      return TRUE;

  return FALSE;
}

static PlrEdit *
new_remove_row (const char *stage,
                int         index)
{
  PlrEdit *edit = plr_edit_new (PLR_EDIT_KIND_REMOVE_MATRIX_ROW, stage);

  plr_edit_set_field (edit, "exclude");
  plr_edit_set_index (edit, index);

  return edit;
}

static void
check_rows (PlrCheck *self,
            PlrStage *stage)
{
  GListModel *rows;

  if (!plr_stage_has_matrix (stage) || has_unknown_axes (stage))
    return;

  rows = plr_job_get_excludes (plr_stage_get_job (stage));
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);
      GListModel *values = plr_matrix_row_get_variables (row);
      g_autofree char *message = NULL;
      PlrProblem *problem;
      gboolean is_found = TRUE;

      for (guint j = 0; is_found && j < g_list_model_get_n_items (values); j++)
        {
          g_autoptr(PlrVariable) value = g_list_model_get_item (values, j);

          is_found = has_value (stage, value, g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "github") == 0);
          if (!is_found)
            message = g_strdup_printf (_("Row %u that the matrix of “%s” leaves out matches nothing: no axis has %s = %s"), i + 1,
                                       plr_stage_get_id (stage), plr_variable_get_name (value), plr_variable_get_value (value));
        }
      if (is_found)
        continue;
      problem = plr_check_report_stage (self, PLR_SEVERITY_WARNING, "exclude-matches-nothing", stage,
                                        _("Correct the row, or remove it."), message);
      plr_problem_take_fix (problem, g_strdup_printf (_("Remove row %u of what the matrix leaves out"), i + 1),
                            new_remove_row (plr_stage_get_id (stage), (int)i), NULL);
    }
}

static gboolean
is_never (PlrStage *stage)
{
  const char *condition = plr_job_get_condition (plr_stage_get_job (stage));
  g_autofree char *bare = NULL;

  if (condition == NULL)
    return FALSE;
  bare = g_strstrip (g_strdup (condition));
  if (g_str_has_prefix (bare, "${{") && g_str_has_suffix (bare, "}}"))
    {
      g_autofree char *inner = g_strstrip (g_strndup (bare + 3, strlen (bare) - 5));

      return g_str_equal (inner, "false");
    }

  return g_str_equal (bare, "false");
}

static void
tell_never (PlrCheck *self,
            PlrStage *stage,
            PlrStage *cause)
{
  g_autofree char *message = NULL;

  if (cause == NULL)
    {
      message = g_strdup_printf (_("“%s” never runs: its condition is false"), plr_stage_get_id (stage));
      plr_check_report_stage (self, PLR_SEVERITY_INFO, "never-runs", stage, _("Remove it if nobody will need it again."), message);
      return;
    }

  message = g_strdup_printf (_("“%s” never runs: it waits for “%s”, which never runs"), plr_stage_get_id (stage),
                             plr_stage_get_id (cause));
  plr_check_report_stage (self, PLR_SEVERITY_WARNING, "dead-stage", stage,
                          _("Do not wait for that one, or run in any case."), message);
}

/* Who waits for whom: id → stages. */
static GHashTable *
list_waiting (PlrCheck *self)
{
  g_autoptr(GHashTable) waiting = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);
      const char *const *needs = plr_stage_get_needs (stage);

      /* What runs after a failure, or under a condition of its own, may run all the same. */
      if (plr_stage_get_when (stage) != PLR_STAGE_WHEN_SUCCESS || plr_job_get_condition (plr_stage_get_job (stage)) != NULL)
        continue;
      for (guint j = 0; needs[j] != NULL; j++)
        {
          GPtrArray *stages = g_hash_table_lookup (waiting, needs[j]);

          if (stages == NULL)
            g_hash_table_insert (waiting, (gpointer)needs[j], stages = g_ptr_array_new ());
          g_ptr_array_add (stages, stage);
        }
    }

  return g_steal_pointer (&waiting);
}

/* What waits for something that never runs does not run either. */
static void
check_life (PlrCheck *self)
{
  g_autoptr(GPtrArray) queue = g_ptr_array_new ();
  g_autoptr(GHashTable) causes = g_hash_table_new (NULL, NULL);
  g_autoptr(GHashTable) waiting = NULL;
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (self->pipeline));

  for (guint i = 0; i < n_stages; i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      if (is_never (stage) && g_hash_table_insert (causes, stage, NULL))
        g_ptr_array_add (queue, stage);
    }
  if (queue->len == 0)
    return;

  waiting = list_waiting (self);
  for (guint i = 0; i < queue->len; i++)
    {
      PlrStage *dead = queue->pdata[i];
      PlrStage *cause = g_hash_table_lookup (causes, dead);
      GPtrArray *stages = g_hash_table_lookup (waiting, plr_stage_get_id (dead));

      for (guint j = 0; stages != NULL && j < stages->len; j++)
        if (!g_hash_table_contains (causes, stages->pdata[j]))
          {
            g_hash_table_insert (causes, stages->pdata[j], cause != NULL ? cause : dead);
            g_ptr_array_add (queue, stages->pdata[j]);
          }
    }

  for (guint i = 0; i < n_stages; i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      if (g_hash_table_contains (causes, stage))
        tell_never (self, stage, g_hash_table_lookup (causes, stage));
    }
}

/**
 * plr_check_pipeline:
 * @pipeline: what was read
 * @text: from what
 * @size_bytes: how long that is, or -1 if it ends with a NUL
 * @path: (type filename) (nullable): where it stands
 * @problems: of PlrProblem; findings are appended
 *
 * Looks for what a schema does not see.
 */
void
plr_check_pipeline (PlrPipeline *pipeline,
                    const char  *text,
                    gssize       size_bytes,
                    const char  *path,
                    GListStore  *problems)
{
  g_autoptr(GHashTable) stages = g_hash_table_new (g_str_hash, g_str_equal);
  PlrCheck self = {
    .pipeline = pipeline, .text = text, .size_bytes = size_bytes < 0 ? strlen (text) : (gsize)size_bytes, .path = path,
    .problems = problems, .stages = stages, .last_line = 1,
  };
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (pipeline));

  for (guint i = 0; i < n_stages; i++)
    {
      /* The pipeline keeps it alive. */
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      g_hash_table_insert (stages, (gpointer)plr_stage_get_id (stage), stage);
    }

  for (guint i = 0; i < n_stages; i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      check_size (&self, stage);
      check_rows (&self, stage);
    }
  check_life (&self);
  if (g_strcmp0 (plr_pipeline_get_dialect (pipeline), "github") == 0)
    plr_check_github (&self);
  else if (g_strcmp0 (plr_pipeline_get_dialect (pipeline), "gitlab") == 0)
    plr_check_gitlab (&self);
  else if (g_strcmp0 (plr_pipeline_get_dialect (pipeline), "codepipeline") == 0)
    plr_check_codepipeline (&self);
  else if (g_strcmp0 (plr_pipeline_get_dialect (pipeline), "appspec") == 0)
    plr_check_appspec (&self);
  plr_check_add_fixes (&self);
}
