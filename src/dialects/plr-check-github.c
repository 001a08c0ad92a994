/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-check"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-check-private.h"

/* What anybody can write who may open an issue or a pull request: docs.github.com, “Script injections”, and the list of
 * contexts in “Security hardening for GitHub Actions”. */
static const char *const untrusted[] = {
  "github.head_ref",
  "github.event.issue.title", "github.event.issue.body", "github.event.pull_request.title", "github.event.pull_request.body",
  "github.event.pull_request.head.ref", "github.event.pull_request.head.label", "github.event.pull_request.head.repo.default_branch",
  "github.event.comment.body", "github.event.review.body", "github.event.review_comment.body", "github.event.discussion.title",
  "github.event.discussion.body", "github.event.head_commit.message", "github.event.head_commit.author.email",
  "github.event.head_commit.author.name", "github.event.workflow_run.head_branch", "github.event.workflow_run.head_commit.message",
  "github.event.workflow_run.head_commit.author.email", "github.event.workflow_run.head_commit.author.name",
  "github.event.workflow_run.pull_requests",
};

typedef void (*ExpressionFunc) (PlrCheck   *self,
                                PlrStage   *stage,
                                const char *name,
                                gsize       offset);

/* Whether the text at @offset stands in a comment, as far as the line tells. */
static gboolean
is_comment (PlrCheck *self,
            gsize     offset)
{
  gsize start = offset;

  while (start > 0 && self->text[start - 1] != '\n')
    start--;
  while (self->text[start] == ' ' || self->text[start] == '\t')
    start++;

  return self->text[start] == '#';
}

/* Calls @func with each name of a context, such as `needs.build.outputs.x`, in an expression; texts in quotes are none. */
static void
walk_names (PlrCheck      *self,
            PlrStage      *stage,
            gsize          offset,
            gsize          end,
            ExpressionFunc func)
{
  while (offset < end)
    {
      gsize start = offset;
      g_autofree char *name = NULL;

      if (self->text[offset] == '\'')
        {
          const char *quote = memchr (self->text + offset + 1, '\'', end - offset - 1);

          offset = quote != NULL ? (gsize)(quote - self->text) + 1 : end;
          continue;
        }
      while (offset < end && plr_check_is_name (self->text[offset]))
        offset++;
      if (offset == start)
        {
          offset++;
          continue;
        }
      name = g_strndup (self->text + start, offset - start);
      if (strchr (name, '.') != NULL && !g_ascii_isdigit (*name))
        func (self, stage, name, start);
    }
}

static void
walk_expressions (PlrCheck      *self,
                  PlrStage      *stage,
                  gsize          offset,
                  gsize          length,
                  ExpressionFunc func)
{
  gsize end = MIN (offset + length, self->size_bytes);

  while (offset < end)
    {
      const char *start = g_strstr_len (self->text + offset, (gssize)(end - offset), "${{");
      const char *close = start != NULL ? g_strstr_len (start, (gssize)(self->text + end - start), "}}") : NULL;

      if (close == NULL)
        return;
      if (!is_comment (self, (gsize)(start - self->text)))
        walk_names (self, stage, (gsize)(start + 3 - self->text), (gsize)(close - self->text), func);
      offset = (gsize)(close - self->text) + 2;
    }
}

/* References */

static gboolean
has_variable (GListModel *variables,
              const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      if (g_ascii_strcasecmp (plr_variable_get_name (variable), name) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_axis (PlrStage   *stage,
          const char *name)
{
  GListModel *axes = plr_stage_get_axes (stage);
  GListModel *rows = plr_job_get_includes (plr_stage_get_job (stage));
  const char *const *opaque = plr_stage_get_opaque (stage);

  if (plr_job_get_matrix (plr_stage_get_job (stage)) != NULL)
    return TRUE;
  for (guint i = 0; opaque != NULL && opaque[i] != NULL; i++)
    if (g_str_has_prefix (opaque[i], "strategy"))
      return TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);

      if (g_ascii_strcasecmp (plr_axis_get_name (axis), name) == 0)
        return TRUE;
    }
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);

      if (has_variable (plr_matrix_row_get_variables (row), name))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_step (PlrStage   *stage,
          const char *id)
{
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      if (plr_step_get_id (step) != NULL && g_ascii_strcasecmp (plr_step_get_id (step), id) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
check_need (PlrCheck          *self,
            PlrStage          *stage,
            const char *const *parts,
            const char        *name,
            gsize              offset)
{
  PlrStage *need = g_hash_table_lookup (self->stages, parts[1]);

  if (need == NULL || !plr_stage_needs_stage (stage, parts[1]))
    {
      plr_check_report (self, PLR_SEVERITY_WARNING, "unknown-reference", stage, offset, strlen (name),
                        need != NULL ? _("Add it to “needs”.") : _("Look how the job is called."),
                        _("“%s” is empty here: the job does not need “%s”"), name, parts[1]);
      return;
    }

  /* A definition that is called, or a value that is computed, may have any output. */
  if (parts[2] == NULL || parts[3] == NULL || !g_str_equal (parts[2], "outputs") || plr_job_get_calls (plr_stage_get_job (need)) != NULL)
    return;
  if (!has_variable (plr_job_get_outputs (plr_stage_get_job (need)), parts[3]))
    plr_check_report (self, PLR_SEVERITY_WARNING, "unknown-reference", stage, offset, strlen (name),
                      _("Add it to the outputs of that job, or correct the name."),
                      _("“%s” is empty: “%s” has no output “%s”"), name, parts[1], parts[3]);
}

static void
check_reference (PlrCheck   *self,
                 PlrStage   *stage,
                 const char *name,
                 gsize       offset)
{
  g_auto(GStrv) parts = g_strsplit (name, ".", -1);

  if (parts[1] == NULL || *parts[1] == '\0')
    return;
  if (g_str_equal (parts[0], "needs"))
    check_need (self, stage, (const char *const *)parts, name, offset);
  else if (g_str_equal (parts[0], "matrix") && !has_axis (stage, parts[1]))
    plr_check_report (self, PLR_SEVERITY_WARNING, "unknown-reference", stage, offset, strlen (name),
                      _("Add it to the matrix, or correct the name."), _("“%s” is empty: the matrix has no “%s”"), name, parts[1]);
  else if (g_str_equal (parts[0], "steps") && !has_step (stage, parts[1]))
    plr_check_report (self, PLR_SEVERITY_WARNING, "unknown-reference", stage, offset, strlen (name),
                      _("Give the step that is meant this “id”."), _("“%s” is empty: no step has the id “%s”"), name, parts[1]);
}

/* Injection */

static void
check_trust (PlrCheck   *self,
             PlrStage   *stage,
             const char *name,
             gsize       offset)
{
  for (guint i = 0; i < G_N_ELEMENTS (untrusted); i++)
    {
      gsize length = strlen (untrusted[i]);

      if (strncmp (name, untrusted[i], length) == 0 && (name[length] == '\0' || name[length] == '.'))
        plr_check_report (self, PLR_SEVERITY_WARNING, "untrusted-input", stage, offset, strlen (name),
                          _("Put it into “env” of the step, and write the variable in quotes in the script."),
                          _("Anybody can choose “%s”, and with it what the script does"), name);
    }
}

/* Expressions of the script alone: what stands in `env` is the cure, not the disease. An expression is looked for in the step as
 * often as the script has it. */
static void
walk_run (PlrCheck *self,
          PlrStage *stage,
          PlrStep  *step,
          gsize     offset)
{
  gsize end = MIN ((gsize)(plr_step_get_offset (step) + plr_step_get_length (step)), self->size_bytes);
  const char *rest = plr_step_get_run (step);
  const char *start;

  while ((start = strstr (rest, "${{")) != NULL)
    {
      const char *close = strstr (start, "}}");
      g_autofree char *expression = close != NULL ? g_strndup (start, (gsize)(close + 2 - start)) : NULL;
      const char *place = expression != NULL && offset < end ?
                          g_strstr_len (self->text + offset, (gssize)(end - offset), expression) : NULL;

      if (place == NULL)
        return;
      walk_names (self, stage, (gsize)(place + 3 - self->text), (gsize)(place - self->text) + strlen (expression) - 2, check_trust);
      offset = (gsize)(place - self->text) + strlen (expression);
      rest = close + 2;
    }
}

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

static gboolean
has_privileged_trigger (PlrCheck *self)
{
  GListModel *triggers = plr_pipeline_get_triggers (self->pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      if (g_strcmp0 (plr_trigger_get_name (trigger), "pull_request_target") == 0)
        return TRUE;
    }

  return FALSE;
}

static void
check_checkout (PlrCheck *self,
                PlrStage *stage,
                PlrStep  *step)
{
  const char *ref;

  if (plr_step_get_uses (step) == NULL || !g_str_has_prefix (plr_step_get_uses (step), "actions/checkout@") ||
      !has_privileged_trigger (self) || (ref = find_argument (step, "ref")) == NULL)
    return;
  if (strstr (ref, "github.event.pull_request.head.") != NULL || strstr (ref, "github.head_ref") != NULL)
    plr_check_report (self, PLR_SEVERITY_WARNING, "untrusted-checkout", stage, (gsize)MAX (plr_step_get_offset (step), 0),
                      (gsize)plr_step_get_length (step),
                      _("Use pull_request, or run nothing of what is checked out."),
                      _("pull_request_target has the secrets of the repository, and this checks out what anybody proposes"));
}

/* Artifacts that are fetched and never made. A name that is computed, or one of another run, may be anything. */
static void
check_download (PlrCheck   *self,
                PlrStage   *stage,
                PlrStep    *step,
                GHashTable *made)
{
  const char *name;

  if (plr_step_get_uses (step) == NULL || !g_str_has_prefix (plr_step_get_uses (step), "actions/download-artifact@") || made == NULL ||
      (name = find_argument (step, "name")) == NULL || strstr (name, "${{") != NULL || find_argument (step, "run-id") != NULL || g_hash_table_contains (made, name))
    return;

  plr_check_report (self, PLR_SEVERITY_WARNING, "unknown-artifact", stage, (gsize)MAX (plr_step_get_offset (step), 0),
                    (gsize)plr_step_get_length (step), _("Correct the name, or upload it in a job that this one needs."),
                    _("No job uploads the artifact “%s”"), name);
}

/* NULL if something may upload what cannot be known. */
static GHashTable *
list_made (PlrCheck *self)
{
  g_autoptr(GHashTable) made = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);
      GListModel *artifacts = plr_stage_get_artifacts (stage);
      GListModel *steps = plr_stage_get_steps (stage);

      if (plr_job_get_calls (plr_stage_get_job (stage)) != NULL)
        return NULL;
      for (guint j = 0; j < g_list_model_get_n_items (artifacts); j++)
        {
          g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, j);

          if (strstr (plr_artifact_get_name (artifact), "${{") != NULL)
            return NULL;
          g_hash_table_add (made, (gpointer)plr_artifact_get_name (artifact));
        }
      for (guint j = 0; j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);
          const char *uses = plr_step_get_uses (step);

          /* Other actions, and those of the repository, may upload as well. */
          if (uses != NULL && !g_str_has_prefix (uses, "actions/"))
            return NULL;
        }
    }

  return g_steal_pointer (&made);
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
      const char *place = schedule != NULL ? g_strstr_len (self->text, (gssize)self->size_bytes, schedule) : NULL;

      if (schedule == NULL || is_cron (schedule))
        continue;
      plr_check_report (self, PLR_SEVERITY_ERROR, "bad-schedule", NULL, place != NULL ? (gsize)(place - self->text) : 0, strlen (schedule),
                        _("Write five fields: minute, hour, day, month, day of the week, like 0 3 * * 1."),
                        _("“%s” is no time of cron"), schedule);
    }
}

static void
check_stage (PlrCheck   *self,
             PlrStage   *stage,
             GHashTable *made)
{
  GListModel *steps = plr_stage_get_steps (stage);

  if (plr_stage_get_offset (stage) < 0)
    return;

  walk_expressions (self, stage, (gsize)plr_stage_get_offset (stage), (gsize)plr_stage_get_length (stage), check_reference);
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      const char *run = plr_step_get_run (step);
      const char *text = self->text + MAX (plr_step_get_offset (step), 0);
      const char *start = run != NULL && plr_step_get_offset (step) >= 0 && strstr (run, "${{") != NULL ?
                          g_strstr_len (text, (gssize)plr_step_get_length (step), "run") : NULL;

      check_checkout (self, stage, step);
      check_download (self, stage, step, made);
      if (start != NULL)
        walk_run (self, stage, step, (gsize)(start - self->text));
    }
}

/* What GitHub takes without a word, and does something else with than one would think. */
void
plr_check_github (PlrCheck *self)
{
  g_autoptr(GHashTable) made = list_made (self);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      check_stage (self, stage, made);
    }
  check_schedules (self);
}
