/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-canvas"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-canvas-private.h"
#include "plr-problem.h"
#include "plr-words.h"

/* Which state speaks for all cells of a matrix: the one that a person must know of first. */
static guint
rank_of (PlrRunState state)
{
  switch (state)
    {
    case PLR_RUN_STATE_FAILED:
      return 8;

    case PLR_RUN_STATE_WAITING:
      return 7;

    case PLR_RUN_STATE_RUNNING:
      return 6;

    case PLR_RUN_STATE_INTERRUPTED:
      return 5;

    case PLR_RUN_STATE_CANCELLED:
      return 4;

    case PLR_RUN_STATE_UNKNOWN:
      return 3;

    case PLR_RUN_STATE_QUEUED:
      return 2;

    case PLR_RUN_STATE_SUCCEEDED:
      return 1;

    case PLR_RUN_STATE_SKIPPED:
    default:
      return 0;
    }
}

static double
progress_of (PlrRunStage *stage)
{
  guint n_steps = plr_run_stage_get_n_steps (stage);
  int step = plr_run_stage_get_current_step (stage);

  if (plr_run_state_is_final (plr_run_stage_get_state (stage)))
    return 1;
  if (n_steps == 0 || step < 0)
    return 0;

  return (step + .5) / n_steps;
}

static char *
detail_of (PlrRunStage *stage)
{
  PlrRunState state = plr_run_stage_get_state (stage);
  gint64 started_us = plr_run_stage_get_started_us (stage);
  gint64 finished_us = plr_run_stage_get_finished_us (stage);
  guint n_steps = plr_run_stage_get_n_steps (stage);
  int step = plr_run_stage_get_current_step (stage);

  if (state == PLR_RUN_STATE_RUNNING && step >= 0 && n_steps > 1)
    return g_strdup_printf (C_("which step of a stage runs", "step %d of %u"), step + 1, n_steps);
  if (plr_run_state_is_final (state) && started_us > 0 && finished_us >= started_us)
    return plr_format_duration (finished_us - started_us);

  return NULL;
}

/* A stage of the definition can be several in the run: one for each cell of its matrix. */
static char *
read_run (PlrCanvas          *self,
          const char         *id,
          PlrStageCardStatus *status)
{
  GListModel *stages = G_LIST_MODEL (self->run);
  guint n_stages = g_list_model_get_n_items (stages);
  PlrRunStage *only = NULL;
  double progress = 0;
  guint n_cells = 0;
  guint n_done = 0;

  for (guint i = 0; i < n_stages; i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (stages, i);
      PlrRunState state = plr_run_stage_get_state (stage);

      if (g_strcmp0 (plr_run_stage_get_stage_id (stage), id) != 0)
        continue;

      if (n_cells == 0 || rank_of (state) > rank_of (status->state))
        status->state = state;
      n_cells++;
      n_done += plr_run_state_is_final (state);
      progress += progress_of (stage);
      only = stage; /* The run keeps it. */
    }

  status->shown = n_cells > 0;
  status->progress = status->state == PLR_RUN_STATE_RUNNING ? progress / MAX (n_cells, 1) : -1;
  if (n_cells > 1)
    return g_strdup_printf (C_("how many cells of a matrix are done", "%u of %u"), n_done, n_cells);

  return n_cells == 1 ? detail_of (only) : NULL;
}

/* Tells a card what the run and the problems say of its stage. */
void
plr_canvas_status_update (PlrCanvas *self,
                          guint      index)
{
  PlrCanvasNode *node = &self->nodes[index];
  const char *id = plr_stage_get_id (node->stage);
  guint faults = GPOINTER_TO_UINT (g_hash_table_lookup (self->faults, id));
  PlrStageCardStatus status = { FALSE, PLR_RUN_STATE_UNKNOWN, NULL, -1, faults >> 16, faults & 0xffff };
  g_autofree char *detail = NULL;

  if (node->card == NULL)
    return;

  if (self->run != NULL)
    detail = read_run (self, id, &status);
  status.detail = detail;
  plr_stage_card_set_status (node->card, &status);
}

void
plr_canvas_status_update_all (PlrCanvas *self)
{
  for (guint k = 0; k < self->visible->len; k++)
    plr_canvas_status_update (self, g_array_index (self->visible, guint, k));
  if (self->zoom < PLR_CANVAS_CARD_ZOOM)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
run_stage_changed_cb (PlrCanvas   *self,
                      GParamSpec  *pspec,
                      PlrRunStage *stage)
{
  guint node = plr_canvas_scene_find (self, plr_run_stage_get_stage_id (stage));

  if (node != PLR_CANVAS_NONE)
    plr_canvas_status_update (self, node);
  if (self->zoom < PLR_CANVAS_CARD_ZOOM)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
forget_run_stages (PlrCanvas *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->run)); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (G_LIST_MODEL (self->run), i);

      g_signal_handlers_disconnect_by_func (stage, run_stage_changed_cb, self);
    }
}

static void
follow_run_stages (PlrCanvas *self)
{
  static const char *const signals[] = {
    "notify::state", "notify::current-step", "notify::n-steps", "notify::finished-us",
  };

  forget_run_stages (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->run)); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (G_LIST_MODEL (self->run), i);

      for (guint k = 0; k < G_N_ELEMENTS (signals); k++)
        g_signal_connect_object (stage, signals[k], G_CALLBACK (run_stage_changed_cb), self, G_CONNECT_SWAPPED);
    }
  plr_canvas_status_update_all (self);
}

/**
 * plr_canvas_set_run:
 * @self: a canvas
 * @run: (nullable): whose states the cards show, live
 */
void
plr_canvas_set_run (PlrCanvas *self,
                    PlrRun    *run)
{
  g_return_if_fail (PLR_IS_CANVAS (self));
  g_return_if_fail (run == NULL || PLR_IS_RUN (run));

  if (self->run == run)
    return;

  if (self->run != NULL)
    {
      forget_run_stages (self);
      g_signal_handlers_disconnect_by_func (self->run, follow_run_stages, self);
    }
  g_set_object (&self->run, run);
  if (run != NULL)
    {
      g_signal_connect_object (run, "items-changed", G_CALLBACK (follow_run_stages), self, G_CONNECT_SWAPPED);
      follow_run_stages (self);
    }
  plr_canvas_status_update_all (self);
}

static void
problems_changed_cb (PlrCanvas *self)
{
  g_hash_table_remove_all (self->faults);
  for (guint i = 0; self->problems != NULL && i < g_list_model_get_n_items (self->problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (self->problems, i);
      const char *stage = plr_problem_get_stage (problem);
      guint count;

      if (stage == NULL || plr_problem_get_severity (problem) == PLR_SEVERITY_INFO)
        continue;

      count = GPOINTER_TO_UINT (g_hash_table_lookup (self->faults, stage));
      count += plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR ? 1 << 16 : 1;
      g_hash_table_insert (self->faults, g_strdup (stage), GUINT_TO_POINTER (count));
    }
  plr_canvas_status_update_all (self);
}

/**
 * plr_canvas_set_problems:
 * @self: a canvas
 * @problems: (nullable): of PlrProblem; each is counted on the card of its stage
 */
void
plr_canvas_set_problems (PlrCanvas  *self,
                         GListModel *problems)
{
  g_return_if_fail (PLR_IS_CANVAS (self));
  g_return_if_fail (problems == NULL || G_IS_LIST_MODEL (problems));

  if (self->problems == problems)
    return;

  if (self->problems != NULL)
    g_signal_handlers_disconnect_by_func (self->problems, problems_changed_cb, self);
  g_set_object (&self->problems, problems);
  if (problems != NULL)
    g_signal_connect_object (problems, "items-changed", G_CALLBACK (problems_changed_cb), self, G_CONNECT_SWAPPED);
  problems_changed_cb (self);
}
