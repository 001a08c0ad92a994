/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-reader"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-graph.h"
#include "plr-reader.h"

/* How far the problems of a stage were followed; the rules of the graph report them in the order of the model. */
typedef struct
{
  PlrReaderPlace *place;
  guint              need;
  guint              input;
  guint              step;
} Cursor;

static gboolean
is_repeated (const char *const *list,
             guint              index)
{
  for (guint i = 0; i < index; i++)
    if (g_str_equal (list[i], list[index]))
      return TRUE;

  return FALSE;
}

static PlrYamlNode *
next_need (PlrReader *self,
           Cursor    *cursor)
{
  const char *const *needs = plr_stage_get_needs (cursor->place->stage);

  for (; needs[cursor->need] != NULL; cursor->need++)
    if (plr_pipeline_find_stage (self->pipeline, needs[cursor->need]) == NULL || is_repeated (needs, cursor->need))
      return cursor->place->needs->pdata[cursor->need++];

  return NULL;
}

static PlrYamlNode *
next_input (PlrReader *self,
            Cursor    *cursor)
{
  const char *const *inputs = plr_stage_get_inputs (cursor->place->stage);

  for (; inputs != NULL && inputs[cursor->input] != NULL; cursor->input++)
    {
      g_auto(GStrv) parts = g_strsplit (inputs[cursor->input], "/", 2);
      PlrStage *from = plr_pipeline_find_stage (self->pipeline, parts[0]);

      if (from == NULL || !plr_stage_needs_stage (cursor->place->stage, parts[0]) ||
          (parts[1] != NULL && plr_stage_find_artifact (from, parts[1]) == NULL))
        return cursor->place->inputs->pdata[cursor->input++];
    }

  return NULL;
}

static PlrYamlNode *
next_step (Cursor *cursor)
{
  GListModel *steps = plr_stage_get_steps (cursor->place->stage);

  for (; cursor->step < g_list_model_get_n_items (steps); cursor->step++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, cursor->step);
      const char *run = plr_step_get_run (step);

      if (run == NULL || run[strspn (run, " \t\n\r\f\v")] == '\0')
        return cursor->place->steps->pdata[cursor->step++];
    }

  return NULL;
}

/* The entry in the needs of the first stage of the circle that closes it. */
static PlrYamlNode *
cycle_need (PlrReader *self,
            Cursor    *cursor)
{
  g_auto(GStrv) cycle = plr_graph_find_cycle (self->pipeline);
  const char *const *needs = plr_stage_get_needs (cursor->place->stage);
  guint length = cycle != NULL ? g_strv_length (cycle) : 0;

  for (guint i = 0; length > 1 && needs[i] != NULL; i++)
    if (g_str_equal (needs[i], cycle[length - 2]))
      return cursor->place->needs->pdata[i];

  return NULL;
}

/* NULL for a problem that was reported already, in better words. */
static PlrYamlNode *
find_node (PlrReader  *self,
           PlrProblem *problem,
           Cursor     *cursor)
{
  const char *code = plr_problem_get_code (problem);
  PlrYamlNode *node = NULL;

  if (g_str_equal (code, "unknown-need") || g_str_equal (code, "duplicate-need"))
    node = next_need (self, cursor);
  else if (g_str_equal (code, "unknown-input") || g_str_equal (code, "input-not-needed"))
    node = next_input (self, cursor);
  else if (g_str_equal (code, "cycle"))
    node = cycle_need (self, cursor);
  else if (g_str_equal (code, "empty-step"))
    {
      PlrYamlNode *item = next_step (cursor);
      PlrYamlNode *map = item != NULL ? plr_yaml_node_resolve (item) : NULL;

      node = item;
      if (map != NULL && plr_yaml_node_get_kind (map) == PLR_YAML_MAPPING)
        {
          guint index;

          node = plr_yaml_node_find_key (map, "run", &index) ? plr_yaml_node_get_key (map, index) : item;
        }
    }

  return node != NULL ? node : cursor->place->key;
}

static gboolean
was_reported (PlrReader   *self,
              const char  *code,
              PlrYamlNode *node)
{
  return plr_reader_was_reported (self, code, NULL, node, FALSE);
}

/* Whether the reader said already why the thing is as the graph finds it. */
static gboolean
is_explained (PlrReader   *self,
              PlrProblem  *problem,
              Cursor      *cursor,
              PlrYamlNode *node)
{
  const char *code = plr_problem_get_code (problem);
  PlrYamlNode *stage = plr_yaml_node_resolve (cursor->place->value);

  if (g_str_equal (code, "empty-step"))
    {
      PlrYamlNode *item = cursor->place->steps->pdata[cursor->step - 1];
      PlrYamlNode *run = plr_yaml_node_get_merged (plr_yaml_node_resolve (item), "run");

      return was_reported (self, "missing-run", item) || was_reported (self, "wrong-type", item) ||
             was_reported (self, "wrong-type", node) || (run != NULL && was_reported (self, "wrong-type", run));
    }
  if (g_str_equal (code, "empty-stage"))
    {
      PlrYamlNode *steps = plr_yaml_node_get_merged (stage, "steps");
      guint index;

      if (was_reported (self, "wrong-type", cursor->place->value))
        return TRUE;
      if (steps == NULL || plr_yaml_node_get_kind (plr_yaml_node_resolve (steps)) == PLR_YAML_SEQUENCE)
        return FALSE;
      return was_reported (self, "wrong-type", steps) ||
             (plr_yaml_node_find_key (stage, "steps", &index) &&
              was_reported (self, "wrong-type", plr_yaml_node_get_key (stage, index)));
    }

  return FALSE;
}

/* Asks the rules that hold in every dialect, and puts what they find where it stands in the text. */
void
plr_reader_check_graph (PlrReader *self)
{
  g_autoptr(GListStore) found = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GHashTable) by_offset = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_autofree Cursor *cursors = g_new0 (Cursor, self->places->len + 1);

  for (guint i = 0; i < self->places->len; i++)
    {
      cursors[i].place = self->places->pdata[i];
      g_hash_table_insert (by_offset, GSIZE_TO_POINTER (plr_stage_get_offset (cursors[i].place->stage)), &cursors[i]);
    }

  plr_graph_check (self->pipeline, found);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (found)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (found), i);
      Cursor *cursor = g_hash_table_lookup (by_offset, GSIZE_TO_POINTER (plr_problem_get_offset (problem)));
      PlrYamlNode *node;

      if (cursor == NULL || (self->has_actions && g_str_equal (plr_problem_get_code (problem), "empty-step")))
        continue;
      node = find_node (self, problem, cursor);
      if (is_explained (self, problem, cursor, node))
        continue;
      self->place = cursor->place;
      plr_reader_report (self, plr_problem_get_severity (problem), plr_problem_get_code (problem), node,
                         plr_problem_get_hint (problem), "%s", plr_problem_get_message (problem));
      self->place = NULL;
    }
}
