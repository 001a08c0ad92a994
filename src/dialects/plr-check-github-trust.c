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

/* One expression in the script of a step. */
typedef struct
{
  PlrStage *stage;
  PlrStep  *step;
  int       index;
  char     *expression;       /* with its braces */
  gsize     offset;           /* in the script */
} Place;

static gboolean
has_variable (GListModel *variables,
              const char *name,
              const char *value)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      if (g_ascii_strcasecmp (plr_variable_get_name (variable), name) == 0 &&
          (value == NULL || g_strcmp0 (plr_variable_get_value (variable), value) == 0))
        return TRUE;
    }

  return FALSE;
}

/* A name for the variable: of what is untrusted, without the words that say nothing. */
static char *
name_variable (PlrCheck   *self,
               Place      *place,
               const char *name,
               gboolean   *is_there)
{
  static const char *const openings[] = { "github.event.pull_request.", "github.event.", "github." };
  g_autofree char *base = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (openings) && base == NULL; i++)
    if (g_ascii_strncasecmp (name, openings[i], strlen (openings[i])) == 0)
      base = g_ascii_strup (name + strlen (openings[i]), -1);
  if (base == NULL)
    return NULL;
  if (g_ascii_strncasecmp (name, openings[0], strlen (openings[0])) == 0)
    {
      char *longer = g_strconcat ("PR_", base, NULL);

      g_free (base);
      base = longer;
    }
  g_strdelimit (base, ".-", '_');

  for (guint i = 1; i < 100; i++)
    {
      g_autofree char *candidate = i == 1 ? g_strdup (base) : g_strdup_printf ("%s_%u", base, i);

      *is_there = has_variable (plr_step_get_environment (place->step), candidate, place->expression);
      if (*is_there)
        return g_steal_pointer (&candidate);
      if (!has_variable (plr_step_get_environment (place->step), candidate, NULL) &&
          !has_variable (plr_stage_get_environment (place->stage), candidate, NULL) &&
          !has_variable (plr_pipeline_get_variables (self->pipeline), candidate, NULL) &&
          strstr (plr_step_get_run (place->step), candidate) == NULL)
        return g_steal_pointer (&candidate);
    }

  return NULL;
}

/* The shell of the step, also where only the runner tells; NULL if it cannot be known. */
static const char *
find_shell (Place *place)
{
  const char *const *labels = plr_job_get_runner (plr_stage_get_job (place->stage));

  if (plr_step_get_shell (place->step) != NULL)
    return strchr (plr_step_get_shell (place->step), '$') == NULL ? plr_step_get_shell (place->step) : NULL;
  for (guint i = 0; labels != NULL && labels[i] != NULL; i++)
    {
      g_autofree char *label = g_ascii_strdown (labels[i], -1);

      if (g_str_has_prefix (label, "windows"))
        return "pwsh";
      if (g_str_has_prefix (label, "ubuntu") || g_str_has_prefix (label, "macos") || g_str_equal (label, "linux"))
        return "bash";
    }

  return NULL;
}

static void
add_fix (PlrCheck   *self,
         PlrProblem *problem,
         Place      *place,
         const char *name)
{
  const char *shell = find_shell (place);
  const char *id = plr_stage_get_id (place->stage);
  gboolean is_there = FALSE;
  g_autofree char *variable = shell != NULL ? name_variable (self, place, name, &is_there) : NULL;
  g_autofree char *script = NULL;
  char *title;
  PlrEdit *edit;

  /* A list is no text, and several lines are more than a value. */
  if (variable == NULL || strstr (name, "pull_requests") != NULL || strchr (place->expression, '\n') != NULL)
    return;
  script = plr_check_replace_in_script (plr_step_get_run (place->step), shell, place->expression, place->offset, variable);
  if (script == NULL)
    return;

  title = g_strdup_printf (_("Hand it to the script in the variable %s"), variable);
  edit = plr_edit_new_set_step (id, place->index, "run", script);
  if (is_there)
    plr_problem_take_fix (problem, title, edit, NULL);
  else
    plr_problem_take_fix (problem, title, edit, plr_edit_new_set_variable (id, place->index, variable, place->expression), NULL);
}

static void
check_name (PlrCheck     *self,
            PlrCheckName *name,
            gpointer      user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (untrusted); i++)
    {
      gsize length = strlen (untrusted[i]);
      PlrProblem *problem;

      if (g_ascii_strncasecmp (name->name, untrusted[i], length) != 0 || (name->name[length] != '\0' && name->name[length] != '.'))
        continue;
      problem = plr_check_report (self, PLR_SEVERITY_WARNING, "untrusted-input", name->stage, name->offset, name->length,
                                  _("Put it into “env” of the step, and write the variable in quotes in the script."),
                                  _("Anybody can choose “%s”, and with it what the script does"), name->name);
      add_fix (self, problem, user_data, name->name);
    }
}

/* Expressions of the script alone: what stands in `env` is the cure, not the disease. An expression is looked for in the step as
 * often as the script has it. */
static void
check_run (PlrCheck *self,
           Place    *place)
{
  const char *run = plr_step_get_run (place->step);
  gint64 from = plr_step_get_offset (place->step);
  gsize end = from >= 0 ? MIN ((gsize)(from + plr_step_get_length (place->step)), self->size_bytes) : 0;
  const char *key = run != NULL && strstr (run, "${{") != NULL && from >= 0 && (gsize)from < end
                    ? g_strstr_len (self->text + from, (gssize)(end - (gsize)from), "run") : NULL;
  gsize offset = key != NULL ? (gsize)(key - self->text) : end;
  const char *rest = run;
  const char *start;

  while (key != NULL && (start = strstr (rest, "${{")) != NULL)
    {
      const char *close = strstr (start, "}}");
      g_autofree char *expression = close != NULL ? g_strndup (start, (gsize)(close + 2 - start)) : NULL;
      const char *found = expression != NULL && offset < end
                          ? g_strstr_len (self->text + offset, (gssize)(end - offset), expression) : NULL;

      if (found == NULL)
        return;
      place->expression = expression;
      place->offset = (gsize)(start - run);
      offset = (gsize)(found - self->text) + strlen (expression);
      plr_check_walk_names (self, place->stage, place->index, (gsize)(found + 3 - self->text), offset - 2, check_name, place);
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

/* What strangers can bring a job to do. */
void
plr_check_github_trust (PlrCheck *self,
                        PlrStage *stage)
{
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      Place place = { stage, step, (int)i, NULL, 0 };

      check_checkout (self, stage, step);
      check_run (self, &place);
    }
}
