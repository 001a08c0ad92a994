/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-check"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-check-private.h"
#include "plr-graph.h"

/* docs.github.com: “Events that trigger workflows”, inputs of workflow_dispatch. */
#define MAX_INPUTS 25

static const char *
find_argument (PlrStep    *step,
               const char *name)
{
  GListModel *arguments = plr_step_get_arguments (step);

  for (guint i = 0; i < g_list_model_get_n_items (arguments); i++)
    {
      /* The step keeps it alive. */
      g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, i);

      if (g_strcmp0 (plr_variable_get_name (argument), name) == 0)
        return plr_variable_get_value (argument);
    }

  return NULL;
}

/* Artifacts */

/* Whether @stage waits, directly or not, for one of @others, or is one of them. */
static gboolean
comes_after (PlrCheck  *self,
             PlrStage  *stage,
             GPtrArray *others)
{
  g_autoptr(GPtrArray) queue = g_ptr_array_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);

  g_ptr_array_add (queue, stage);
  for (guint i = 0; i < queue->len; i++)
    {
      const char *const *needs = plr_stage_get_needs (queue->pdata[i]);

      if (g_ptr_array_find (others, queue->pdata[i], NULL))
        return TRUE;
      for (guint j = 0; needs[j] != NULL; j++)
        {
          PlrStage *need = g_hash_table_lookup (self->stages, needs[j]);

          if (need != NULL && g_hash_table_add (seen, need))
            g_ptr_array_add (queue, need);
        }
    }

  return FALSE;
}

static void
report_race (PlrCheck   *self,
             PlrStage   *stage,
             PlrStep    *step,
             const char *name,
             GPtrArray  *makers)
{
  const char *id = plr_stage_get_id (stage);
  const char *other = plr_stage_get_id (makers->pdata[0]);
  PlrProblem *problem = plr_check_report (self, PLR_SEVERITY_WARNING, "artifact-not-needed", stage, (gsize)plr_step_get_offset (step),
                                          (gsize)plr_step_get_length (step), _("Make the job wait for the one that uploads it."),
                                          _("The artifact “%s” may not be there yet: “%s” does not wait for “%s”"), name, id, other);

  if (makers->len == 1 && !plr_graph_would_cycle (self->pipeline, id, other))
    plr_problem_take_fix (problem, g_strdup_printf (_("Make “%s” need “%s”"), id, other), plr_edit_new_need (id, other, TRUE), NULL);
}

/* Artifacts that are fetched and never made, or perhaps too late. A name that is computed, or one of another run, may be anything. */
static void
check_download (PlrCheck   *self,
                PlrStage   *stage,
                PlrStep    *step,
                GHashTable *made)
{
  const char *name;
  GPtrArray *makers;

  if (plr_step_get_uses (step) == NULL || !g_str_has_prefix (plr_step_get_uses (step), "actions/download-artifact@") || made == NULL ||
      plr_step_get_offset (step) < 0 || (name = find_argument (step, "name")) == NULL || strstr (name, "${{") != NULL ||
      find_argument (step, "run-id") != NULL)
    return;

  makers = g_hash_table_lookup (made, name);
  if (makers == NULL)
    plr_check_report (self, PLR_SEVERITY_WARNING, "unknown-artifact", stage, (gsize)plr_step_get_offset (step),
                      (gsize)plr_step_get_length (step), _("Correct the name, or upload it in a job that this one needs."),
                      _("No job uploads the artifact “%s”"), name);
  else if (!comes_after (self, stage, makers))
    report_race (self, stage, step, name, makers);
}

static gboolean
add_made (GHashTable *made,
          PlrStage   *stage)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      const char *name = plr_artifact_get_name (artifact);
      GPtrArray *makers = g_hash_table_lookup (made, name);

      if (strstr (name, "${{") != NULL)
        return FALSE;
      if (makers == NULL)
        g_hash_table_insert (made, (gpointer)name, makers = g_ptr_array_new ());
      g_ptr_array_add (makers, stage);
    }
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      const char *uses = plr_step_get_uses (step);

      /* Other actions, and those of the repository, may upload as well. */
      if (uses != NULL && !g_str_has_prefix (uses, "actions/"))
        return FALSE;
    }

  return TRUE;
}

/* Name of an artifact → the stages that make it. NULL if something may upload what cannot be known. */
static GHashTable *
list_made (PlrCheck *self)
{
  g_autoptr(GHashTable) made = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)g_ptr_array_unref);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      if (plr_job_get_calls (plr_stage_get_job (stage)) != NULL || !add_made (made, stage))
        return NULL;
    }

  return g_steal_pointer (&made);
}

/* Two steps of one id: the file is refused. */
static void
check_ids (PlrCheck *self,
           PlrStage *stage)
{
  GListModel *steps = plr_stage_get_steps (stage);
  g_autoptr(GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      const char *id = plr_step_get_id (step);

      if (id != NULL && plr_step_get_offset (step) >= 0 && !g_hash_table_add (ids, g_ascii_strdown (id, -1)))
        plr_check_report (self, PLR_SEVERITY_ERROR, "duplicate-id", stage, (gsize)plr_step_get_offset (step),
                          (gsize)plr_step_get_length (step), _("Give one of them another id."),
                          _("Two steps of “%s” have the id “%s”"), plr_stage_get_id (stage), id);
    }
}

/* Times */

static gboolean
is_cron_number (const char *text,
                guint       minimum,
                guint       maximum,
                const char *words)
{
  guint64 number;
  g_autofree char *lower = g_ascii_strdown (text, -1);

  if (words != NULL && strlen (lower) == 3 && strstr (words, lower) != NULL)
    return TRUE;

  return g_ascii_string_to_unsigned (text, 10, minimum, maximum, &number, NULL);
}

static gboolean
is_cron_field (const char *field,
               guint       minimum,
               guint       maximum,
               const char *words)
{
  g_auto(GStrv) items = g_strsplit (field, ",", -1);

  for (guint i = 0; items[i] != NULL; i++)
    {
      g_auto(GStrv) step = g_strsplit (items[i], "/", 2);
      g_auto(GStrv) range = g_strsplit (step[0] != NULL ? step[0] : "", "-", 2);
      guint64 number;

      if (step[0] == NULL || (step[1] != NULL && !g_ascii_string_to_unsigned (step[1], 10, 1, maximum, &number, NULL)))
        return FALSE;
      if (g_str_equal (step[0], "*"))
        continue;
      for (guint j = 0; range[j] != NULL; j++)
        if (!is_cron_number (range[j], minimum, maximum, words))
          return FALSE;
    }

  return items[0] != NULL;
}

/* POSIX crontab with names and steps, as GitHub has it. */
static gboolean
is_cron (const char *text)
{
  g_autoptr(GRegex) blanks = g_regex_new ("\\s+", 0, 0, NULL);
  g_autofree char *bare = g_strstrip (g_strdup (text));
  g_auto(GStrv) fields = g_regex_split (blanks, bare, 0);

  return g_strv_length (fields) == 5 && is_cron_field (fields[0], 0, 59, NULL) && is_cron_field (fields[1], 0, 23, NULL) &&
         is_cron_field (fields[2], 1, 31, NULL) &&
         is_cron_field (fields[3], 1, 12, "jan feb mar apr may jun jul aug sep oct nov dec") &&
         is_cron_field (fields[4], 0, 6, "sun mon tue wed thu fri sat");
}

static void
check_schedules (PlrCheck *self)
{
  GListModel *triggers = plr_pipeline_get_triggers (self->pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);
      const char *schedule = plr_trigger_get_schedule (trigger);
      const char *place = schedule != NULL ? memmem (self->text, self->size_bytes, schedule, strlen (schedule)) : NULL;

      if (schedule == NULL || is_cron (schedule))
        continue;
      plr_check_report (self, PLR_SEVERITY_ERROR, "bad-schedule", NULL, place != NULL ? (gsize)(place - self->text) : 0, strlen (schedule),
                        _("Write five fields: minute, hour, day, month, day of the week, like 0 3 * * 1."),
                        _("“%s” is no time of cron"), schedule);
    }
}

static void
check_inputs (PlrCheck *self)
{
  GListModel *triggers = plr_pipeline_get_triggers (self->pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);
      guint n_inputs = g_list_model_get_n_items (plr_trigger_get_inputs (trigger));
      const char *place = memmem (self->text, self->size_bytes, "workflow_dispatch", strlen ("workflow_dispatch"));

      if (plr_trigger_get_event (trigger) == PLR_TRIGGER_EVENT_MANUAL && n_inputs > MAX_INPUTS && place != NULL)
        plr_check_report (self, PLR_SEVERITY_ERROR, "too-many-inputs", NULL, (gsize)(place - self->text), strlen ("workflow_dispatch"),
                          _("Join some of them into one, like a text in JSON."), _("There are %u inputs; GitHub takes %d"), n_inputs,
                          MAX_INPUTS);
    }
}

/* What GitHub takes without a word, and does something else with than one would think. */
void
plr_check_github (PlrCheck *self)
{
  g_autoptr(GHashTable) made = list_made (self);

  plr_check_github_names (self);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);
      GListModel *steps = plr_stage_get_steps (stage);

      if (plr_stage_get_offset (stage) < 0)
        continue;
      check_ids (self, stage);
      plr_check_github_trust (self, stage);
      for (guint j = 0; j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);

          check_download (self, stage, step, made);
        }
    }
  check_schedules (self);
  check_inputs (self);
}
