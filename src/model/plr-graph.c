/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-graph"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-graph.h"

#define BLANKS " \t\n\v\f\r"

/* A snapshot of the edges by index, so that a walk costs no look-up by name. */
typedef struct
{
  GPtrArray  *stages; /* of PlrStage */
  GHashTable *index;  /* id → index + 1 */
  GArray     *needs;  /* of guint: what each stage needs, one stage after the other */
  guint      *first;  /* where those of a stage begin; one more than there are stages */
} Graph;

static void
graph_free (Graph *graph)
{
  g_clear_pointer (&graph->stages, g_ptr_array_unref);
  g_clear_pointer (&graph->index, g_hash_table_unref);
  g_clear_pointer (&graph->needs, g_array_unref);
  g_clear_pointer (&graph->first, g_free);
  g_free (graph);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Graph, graph_free)

static guint
graph_find (Graph      *graph,
            const char *id)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (graph->index, id)) - 1;
}

static Graph *
graph_new (PlrPipeline *pipeline)
{
  Graph *graph = g_new0 (Graph, 1);
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (pipeline));

  graph->stages = g_ptr_array_new_full (n_stages, g_object_unref);
  graph->needs = g_array_sized_new (FALSE, FALSE, sizeof (guint), n_stages);
  graph->first = g_new0 (guint, n_stages + 1);
  graph->index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n_stages; i++)
    {
      PlrStage *stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      g_ptr_array_add (graph->stages, stage);
      if (graph_find (graph, plr_stage_get_id (stage)) == G_MAXUINT)
        g_hash_table_insert (graph->index, (gpointer)plr_stage_get_id (stage), GUINT_TO_POINTER (i + 1));
    }

  for (guint i = 0; i < n_stages; i++)
    {
      const char *const *needs = plr_stage_get_needs (g_ptr_array_index (graph->stages, i));

      for (guint j = 0; needs[j] != NULL; j++)
        {
          guint k = graph_find (graph, needs[j]);

          if (k != G_MAXUINT)
            g_array_append_val (graph->needs, k);
        }
      graph->first[i + 1] = graph->needs->len;
    }

  return graph;
}

static const guint *
graph_get_needs (Graph *graph,
                 guint  index,
                 guint *n_needs)
{
  *n_needs = graph->first[index + 1] - graph->first[index];

  return (const guint *)(gconstpointer)graph->needs->data + graph->first[index];
}

/**
 * plr_graph_sort:
 * @pipeline: a pipeline
 *
 * Returns: (transfer full) (element-type PlrStage): the stages, each behind all that it needs, else in the order of
 *   the text; those in a cycle, and those that need one, are left out
 */
GPtrArray *
plr_graph_sort (PlrPipeline *pipeline)
{
  g_autoptr(GPtrArray) sorted = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(Graph) graph = NULL;
  g_autofree guint *missing = NULL;
  g_autofree gboolean *done = NULL;
  gboolean progress = TRUE;

  g_return_val_if_fail (PLR_IS_PIPELINE (pipeline), NULL);

  graph = graph_new (pipeline);
  missing = g_new0 (guint, graph->stages->len + 1);
  done = g_new0 (gboolean, graph->stages->len + 1);

  /* A pass for each level: definitions list their stages nearly in order, so there are few passes. */
  while (progress)
    {
      progress = FALSE;
      for (guint i = 0; i < graph->stages->len; i++)
        {
          guint n_needs;
          const guint *needs = graph_get_needs (graph, i, &n_needs);
          gboolean ready = !done[i];

          /* What was found done stays done, so each edge is looked at once in all passes. */
          while (ready && missing[i] < n_needs)
            {
              ready = done[needs[missing[i]]];
              missing[i] += ready ? 1 : 0;
            }
          if (!ready)
            continue;

          done[i] = progress = TRUE;
          g_ptr_array_add (sorted, g_object_ref (g_ptr_array_index (graph->stages, i)));
        }
    }

  return g_steal_pointer (&sorted);
}

static char **
cycle_from_stack (Graph  *graph,
                  GArray *stack,
                  guint   entry)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint first = 0;

  while (g_array_index (stack, guint, first) != entry)
    first++;

  /* The stack goes from a stage to what it needs; people read a cycle along the flow of work. */
  g_strv_builder_add (builder, plr_stage_get_id (g_ptr_array_index (graph->stages, entry)));
  for (guint i = stack->len; i > first; i--)
    g_strv_builder_add (builder,
                        plr_stage_get_id (g_ptr_array_index (graph->stages, g_array_index (stack, guint, i - 1))));

  return g_strv_builder_end (builder);
}

/**
 * plr_graph_find_cycle:
 * @pipeline: a pipeline
 *
 * Returns: (transfer full) (nullable) (array zero-terminated=1): the ids along the first cycle, in the order in which
 *   the stages would run, the first one again at the end; `NULL` if there is none
 */
char **
plr_graph_find_cycle (PlrPipeline *pipeline)
{
  g_autoptr(Graph) graph = NULL;
  g_autoptr(GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree guint *next = NULL;
  g_autofree char *colour = NULL; /* 0 not seen, 1 on the stack, 2 done */

  g_return_val_if_fail (PLR_IS_PIPELINE (pipeline), NULL);

  graph = graph_new (pipeline);
  next = g_new0 (guint, graph->stages->len + 1);
  colour = g_new0 (char, graph->stages->len + 1);

  /* With a stack of our own: a chain of ten thousand stages must not use up the thread's. */
  for (guint root = 0; root < graph->stages->len; root++)
    {
      if (colour[root] != 0)
        continue;

      colour[root] = 1;
      g_array_append_val (stack, root);
      while (stack->len > 0)
        {
          guint at = g_array_index (stack, guint, stack->len - 1);
          guint n_needs;
          const guint *needs = graph_get_needs (graph, at, &n_needs);
          guint to;

          if (next[at] == n_needs)
            {
              colour[at] = 2;
              g_array_set_size (stack, stack->len - 1);
              continue;
            }

          to = needs[next[at]++];
          if (colour[to] == 1)
            return cycle_from_stack (graph, stack, to);
          if (colour[to] == 0)
            {
              colour[to] = 1;
              g_array_append_val (stack, to);
            }
        }
    }

  return NULL;
}

/**
 * plr_graph_would_cycle:
 * @pipeline: a pipeline
 * @stage: the id of a stage
 * @need: the id of the stage that it would wait for
 *
 * Returns: whether @need already waits, directly or not, for @stage, or is @stage
 */
gboolean
plr_graph_would_cycle (PlrPipeline *pipeline,
                       const char  *stage,
                       const char  *need)
{
  g_autoptr(Graph) graph = NULL;
  g_autoptr(GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autofree gboolean *seen = NULL;
  guint from;
  guint goal;

  g_return_val_if_fail (PLR_IS_PIPELINE (pipeline), FALSE);
  g_return_val_if_fail (stage != NULL && need != NULL, FALSE);

  graph = graph_new (pipeline);
  from = graph_find (graph, need);
  goal = graph_find (graph, stage);
  if (from == G_MAXUINT || goal == G_MAXUINT)
    return g_str_equal (stage, need);

  seen = g_new0 (gboolean, graph->stages->len);
  g_array_append_val (stack, from);
  while (stack->len > 0)
    {
      guint at = g_array_index (stack, guint, stack->len - 1);
      guint n_needs;
      const guint *needs = graph_get_needs (graph, at, &n_needs);

      g_array_set_size (stack, stack->len - 1);
      if (at == goal)
        return TRUE;
      if (seen[at])
        continue;
      seen[at] = TRUE;
      if (n_needs > 0)
        g_array_append_vals (stack, needs, n_needs);
    }

  return FALSE;
}

static void
report (GListStore *problems,
        PlrStage   *stage,
        PlrProblem *problem,
        const char *hint)
{
  plr_problem_set_hint (problem, hint);
  plr_problem_set_line (problem, plr_stage_get_line (stage));
  plr_problem_set_column (problem, 1);
  plr_problem_set_offset (problem, plr_stage_get_offset (stage));
  plr_problem_set_length (problem, plr_stage_get_length (stage));
  g_list_store_append (problems, problem);
  g_object_unref (problem);
}

static void
check_needs (Graph      *graph,
             PlrStage   *stage,
             GListStore *problems)
{
  const char *const *needs = plr_stage_get_needs (stage);
  const char *id = plr_stage_get_id (stage);

  for (guint i = 0; needs[i] != NULL; i++)
    {
      gboolean again = FALSE;

      for (guint j = 0; j < i && !again; j++)
        again = g_str_equal (needs[i], needs[j]);

      if (graph_find (graph, needs[i]) == G_MAXUINT)
        report (problems, stage,
                plr_problem_new_at (PLR_SEVERITY_ERROR, "unknown-need", id,
                                    _("Stage “%s” needs “%s”, which does not exist"), id, needs[i]),
                _("Name a stage that exists, or remove it from the needs."));
      else if (again)
        report (problems, stage,
                plr_problem_new_at (PLR_SEVERITY_WARNING, "duplicate-need", id,
                                    _("Stage “%s” needs “%s” more than once"), id, needs[i]),
                _("Remove one of the two."));
    }
}

static void
check_input (Graph      *graph,
             PlrStage   *stage,
             const char *input,
             GListStore *problems)
{
  const char *id = plr_stage_get_id (stage);
  const char *slash = strchr (input, '/');
  g_autofree char *from = slash != NULL ? g_strndup (input, (gsize)(slash - input)) : g_strdup (input);
  guint index = graph_find (graph, from);

  if (index == G_MAXUINT)
    report (problems, stage,
            plr_problem_new_at (PLR_SEVERITY_ERROR, "unknown-input", id,
                                _("Stage “%s” takes “%s”, but there is no stage “%s”"), id, input, from),
            _("Write an input as STAGE or STAGE/ARTIFACT."));
  else if (slash != NULL && plr_stage_find_artifact (g_ptr_array_index (graph->stages, index), slash + 1) == NULL)
    report (problems, stage,
            plr_problem_new_at (PLR_SEVERITY_ERROR, "unknown-input", id,
                                _("Stage “%s” takes “%s”, but stage “%s” makes no artifact “%s”"),
                                id, input, from, slash + 1),
            _("Name an artifact that the stage declares."));
  else if (!plr_stage_needs_stage (stage, from))
    report (problems, stage,
            plr_problem_new_at (PLR_SEVERITY_ERROR, "input-not-needed", id,
                                _("Stage “%s” takes “%s”, but does not need stage “%s”"), id, input, from),
            _("Connect the two stages, so that one waits for the other."));
}

static void
check_stage (Graph      *graph,
             PlrStage   *stage,
             GListStore *problems)
{
  const char *const *inputs = plr_stage_get_inputs (stage);
  const char *id = plr_stage_get_id (stage);
  guint n_steps = g_list_model_get_n_items (plr_stage_get_steps (stage));

  check_needs (graph, stage, problems);
  for (guint i = 0; inputs != NULL && inputs[i] != NULL; i++)
    check_input (graph, stage, inputs[i], problems);

  if (n_steps == 0 && !plr_stage_get_approval (stage) && plr_stage_get_deploy (stage) == NULL &&
      plr_job_get_calls (plr_stage_get_job (stage)) == NULL)
    report (problems, stage,
            plr_problem_new_at (PLR_SEVERITY_ERROR, "empty-stage", id, _("Stage “%s” has no steps"), id),
            _("Add a step with the command that it runs."));

  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (plr_stage_get_steps (stage), i);
      const char *script = plr_step_get_run (step);

      if ((script == NULL || script[strspn (script, BLANKS)] == '\0') && plr_step_get_uses (step) == NULL)
        report (problems, stage,
                plr_problem_new_at (PLR_SEVERITY_ERROR, "empty-step", id,
                                    _("Step %u of stage “%s” runs nothing"), i + 1, id),
                _("Write the command that it runs, or remove the step."));
    }
}

/**
 * plr_graph_check:
 * @pipeline: a pipeline
 * @problems: of PlrProblem; what is found is appended
 *
 * The rules that hold in every dialect: no cycle, no unknown need or input, no two stages of one id, no empty stage.
 */
void
plr_graph_check (PlrPipeline *pipeline,
                 GListStore  *problems)
{
  g_autoptr(Graph) graph = NULL;
  g_auto(GStrv) cycle = NULL;

  g_return_if_fail (PLR_IS_PIPELINE (pipeline));
  g_return_if_fail (G_IS_LIST_STORE (problems));

  graph = graph_new (pipeline);
  for (guint i = 0; i < graph->stages->len; i++)
    {
      PlrStage *stage = g_ptr_array_index (graph->stages, i);
      const char *id = plr_stage_get_id (stage);

      if (graph_find (graph, id) != i)
        report (problems, stage,
                plr_problem_new_at (PLR_SEVERITY_ERROR, "duplicate-stage", id,
                                    _("There is more than one stage “%s”"), id),
                _("Give one of them another name."));
      check_stage (graph, stage, problems);
    }

  if ((cycle = plr_graph_find_cycle (pipeline)) != NULL)
    {
      g_autofree char *path = g_strjoinv (" → ", cycle);
      PlrStage *stage = g_ptr_array_index (graph->stages, graph_find (graph, cycle[0]));

      report (problems, stage,
              plr_problem_new_at (PLR_SEVERITY_ERROR, "cycle", cycle[0],
                                  _("The stages wait for each other in a circle: %s"), path),
              _("Remove one of these connections."));
    }
}
