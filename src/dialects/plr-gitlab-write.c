/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-write"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-write-private.h"
#include "plr-graph.h"

#define IMAGE "debian:12"

/* Keys of the top level that are no jobs, and `pages`, which is a job with a meaning of its own. */
static gboolean
is_free_id (const char *id)
{
  static const char *const keywords[] = {
    "after_script", "before_script", "cache", "default", "false", "image", "include", "nil", "pages", "services", "spec",
    "stages", "true", "types", "variables", "workflow", NULL,
  };

  return !g_strv_contains (keywords, id);
}

static void
append_string (PlrYamlValue *list,
               const char   *string)
{
  plr_yaml_value_append (list, plr_yaml_value_new_string (string));
}

/* A condition is part of a longer one. */
static void
append_part (GString    *out,
             const char *text,
             gboolean    is_group)
{
  g_string_append (out, out->len > 0 ? " && " : "");
  g_string_append (out, is_group ? "(" : "");
  g_string_append (out, text);
  g_string_append (out, is_group ? ")" : "");
}

/* What it needs is skipped by its own condition, and the stage with it. */
static void
list_own_conditions (PlrExport  *export,
                     PlrStage   *stage,
                     GPtrArray  *texts,
                     GHashTable *seen)
{
  const char *const *needs = plr_stage_get_needs (stage);
  const char *condition = plr_job_get_condition (plr_stage_get_job (stage));

  if (!export->is_converted || !g_hash_table_add (seen, stage))
    return;
  if (condition != NULL && !g_ptr_array_find_with_equal_func (texts, condition, g_str_equal, NULL))
    g_ptr_array_add (texts, (gpointer)condition);
  for (guint i = 0; plr_stage_get_when (stage) == PLR_STAGE_WHEN_SUCCESS && needs[i] != NULL; i++)
    {
      PlrStage *need = plr_pipeline_find_stage (export->pipeline, needs[i]);

      if (need != NULL)
        list_own_conditions (export, need, texts, seen);
    }
}

static char *
make_condition (PlrExport *export,
                PlrStage  *stage)
{
  g_autoptr(GPtrArray) stages = plr_export_list_conditions (export, stage);
  g_autoptr(GPtrArray) texts = g_ptr_array_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr(GString) out = g_string_new (NULL);
  guint n_parts;

  list_own_conditions (export, stage, texts, seen);
  n_parts = stages->len + texts->len;
  for (guint i = 0; i < texts->len; i++)
    append_part (out, texts->pdata[i], n_parts > 1 && strstr (texts->pdata[i], "||") != NULL);
  for (guint i = 0; i < stages->len; i++)
    {
      const char *const *branches = plr_stage_get_branches (stages->pdata[i]);
      g_autofree char *text = plr_gitlab_format_branches (branches, "$CI_COMMIT_BRANCH");

      append_part (out, text, n_parts > 1 && g_strv_length ((char **)branches) > 1);
    }

  return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

static const char *
find_when (PlrExport *export,
           PlrStage  *stage)
{
  PlrStageWhen when = plr_stage_get_when (stage);

  if (plr_stage_get_approval (stage))
    {
      if (when != PLR_STAGE_WHEN_SUCCESS)
        plr_export_note (export, stage, "when", PLR_EXPORT_APPROXIMATED, _("Start it by hand only when it is due."),
                         _("Stage “%s” waits for an approval and for an outcome; on GitLab it is started by hand after any"),
                         plr_stage_get_id (stage));
      return "manual";
    }

  return when == PLR_STAGE_WHEN_FAILURE ? "on_failure" : when == PLR_STAGE_WHEN_ALWAYS ? "always" : NULL;
}

static void
add_rules (PlrExport    *export,
           PlrStage     *stage,
           PlrYamlValue *job)
{
  g_autofree char *condition = make_condition (export, stage);
  const char *when = find_when (export, stage);
  const char *message = plr_stage_get_approval_message (stage);
  PlrYamlValue *rules = NULL;
  PlrYamlValue *rule = job;

  if (condition != NULL)
    {
      rule = plr_yaml_value_new_map ();
      plr_yaml_value_set_string (rule, "if", condition);
      rules = plr_yaml_value_new_list ();
      plr_yaml_value_append (rules, rule);
      plr_yaml_value_set (job, "rules", rules);
    }

  if (when != NULL)
    plr_yaml_value_set_string (rule, "when", when);
  if (plr_stage_get_approval (stage) || plr_job_get_allow_failure (plr_stage_get_job (stage)))
    plr_yaml_value_set (rule, "allow_failure", plr_yaml_value_new_boolean (plr_job_get_allow_failure (plr_stage_get_job (stage))));
  if (message != NULL && plr_stage_get_approval (stage))
    plr_yaml_value_set_string (job, "manual_confirmation", message);
  if (message != NULL && !plr_stage_get_approval (stage))
    plr_export_note (export, stage, "approval_message", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                     _("Stage “%s” has a question but needs no approval: “%s” is left out"), plr_stage_get_id (stage), message);
  if (plr_stage_get_approval (stage))
    plr_export_note (export, stage, "approval", PLR_EXPORT_NEARLY,
                     _("Protect the environment or the branch, if not everybody may do it."),
                     _("The approval of stage “%s” becomes a manual job: whoever may run jobs can start it"),
                     plr_stage_get_id (stage));
}

static gboolean
may_be_absent (PlrExport *export,
               PlrStage  *stage,
               PlrStage  *need)
{
  g_autofree char *own = NULL;
  g_autofree char *other = NULL;

  /* One that runs only after a success has all the conditions of what it needs. */
  if (plr_stage_get_when (stage) == PLR_STAGE_WHEN_SUCCESS)
    return FALSE;

  own = make_condition (export, stage);
  other = make_condition (export, need);

  return other != NULL && g_strcmp0 (own, other) != 0;
}

/* How many of the artifacts of @need the stage wants. */
static guint
count_inputs (PlrExport *export,
              PlrStage  *stage,
              PlrStage  *need)
{
  g_autoptr(GArray) inputs = plr_export_list_inputs (export, stage);
  guint n_inputs = 0;

  for (guint i = 0; i < inputs->len; i++)
    n_inputs += g_array_index (inputs, PlrExportInput, i).from == need ? 1 : 0;

  return n_inputs;
}

static void
add_needs (PlrExport    *export,
           PlrStage     *stage,
           PlrYamlValue *job)
{
  const char *const *needs = plr_stage_get_needs (stage);
  PlrYamlValue *list = NULL;

  if (needs[0] == NULL)
    return;

  list = plr_yaml_value_new_list ();
  for (guint i = 0; needs[i] != NULL; i++)
    {
      PlrStage *need = plr_pipeline_find_stage (export->pipeline, needs[i]);
      guint n_artifacts = g_list_model_get_n_items (plr_stage_get_artifacts (need));
      guint n_inputs = count_inputs (export, stage, need);
      gboolean is_absent = may_be_absent (export, stage, need);
      PlrYamlValue *map = NULL;

      if (n_inputs > 0 && n_inputs < n_artifacts)
        plr_export_note (export, stage, "inputs", PLR_EXPORT_NEARLY, _("Nothing needs to be done, unless a file is in the way."),
                         _("Stage “%s” takes some artifacts of “%s”; on GitLab it gets all of them"),
                         plr_stage_get_id (stage), needs[i]);
      if (!is_absent && (n_inputs > 0 || plr_stage_get_inputs (stage) == NULL))
        {
          append_string (list, plr_export_get_id (export, needs[i]));
          continue;
        }
      map = plr_yaml_value_new_map ();
      plr_yaml_value_set_string (map, "job", plr_export_get_id (export, needs[i]));
      if (n_inputs == 0 && plr_stage_get_inputs (stage) != NULL)
        plr_yaml_value_set (map, "artifacts", plr_yaml_value_new_boolean (FALSE));
      if (is_absent)
        plr_yaml_value_set (map, "optional", plr_yaml_value_new_boolean (TRUE));
      plr_yaml_value_append (list, map);
    }
  plr_yaml_value_set (job, "needs", list);

  if (g_strv_length ((char **)needs) > PLR_GITLAB_MAX_NEEDS)
    plr_export_note (export, stage, "needs", PLR_EXPORT_MANUAL, _("Put a stage between that joins some of them."),
                     _("Stage “%s” needs more than the %d stages that GitLab allows"), plr_stage_get_id (stage), PLR_GITLAB_MAX_NEEDS);
}

static void
add_command (PlrYamlValue *script,
             const char   *title,
             const char   *command)
{
  g_autoptr(GString) out = g_string_new (NULL);

  if (title != NULL)
    {
      g_string_append_printf (out, "# %s", title);
      g_strdelimit (out->str, "\r\n", ' ');
      g_string_append_c (out, '\n');
    }
  g_string_append (out, command);
  append_string (script, out->str);
}

/* What the model knows of an action that GitLab does by itself, or that became something else. */
static gboolean
is_done_anyway (const char *uses)
{
  static const char *const words[] = { "actions/checkout@", "actions/upload-artifact@", "actions/download-artifact@", "actions/cache@" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (uses, words[i]))
      return TRUE;

  return FALSE;
}

static void
note_step (PlrExport *export,
           PlrStage  *stage,
           PlrStep   *step,
           guint      index)
{
  const char *id = plr_stage_get_id (stage);
  const char *uses = plr_step_get_uses (step);

  if (uses != NULL && is_done_anyway (uses))
    plr_export_note (export, stage, "steps", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                     _("GitLab does by itself what step %u of stage “%s” does: “%s”"), index + 1, id, uses);
  else if (uses != NULL)
    plr_export_note (export, stage, "steps", PLR_EXPORT_MANUAL, _("Write the commands that do the same, or include a component."),
                     _("Step %u of stage “%s” is the action “%s”, which GitLab does not have; it is left out"), index + 1, id, uses);
  if (plr_step_get_condition (step) != NULL)
    plr_export_note (export, stage, "steps", PLR_EXPORT_MANUAL, _("Put the condition into the command."),
                     _("Step %u of stage “%s” runs only if “%s”; on GitLab it always does"), index + 1, id, plr_step_get_condition (step));
  if (plr_step_get_timeout_us (step) > 0)
    plr_export_note (export, stage, "steps", PLR_EXPORT_APPROXIMATED, _("Put timeout(1) before the command."),
                     _("Step %u of stage “%s” has a limit of time of its own; on GitLab that of the stage holds"), index + 1, id);
}

/* Whether no other step runs in the same shell, so that it need not have one of its own. */
static gboolean
is_alone (GListModel *steps,
          PlrStep    *step)
{
  guint n_others = 0;

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) other = g_list_model_get_item (steps, i);

      n_others += other != step && (plr_step_get_when (other) == PLR_STAGE_WHEN_SUCCESS) == (plr_step_get_when (step) == PLR_STAGE_WHEN_SUCCESS);
    }

  return n_others == 0 && plr_step_get_directory (step) == NULL && g_list_model_get_n_items (plr_step_get_environment (step)) == 0;
}

/* A step that runs in any case, or after a failure, is one of after_script. */
static void
add_step (PlrExport    *export,
          GListModel   *steps,
          PlrStep      *step,
          PlrYamlValue *script,
          PlrYamlValue *after)
{
  gboolean is_plain = !export->is_native && is_alone (steps, step);
  g_autofree char *command = is_plain ? g_strchomp (g_strdup (plr_step_get_run (step))) :
                             plr_export_make_command (export, step, NULL, PLR_EXPORT_SCRIPT_PIPEFAIL);
  g_autofree char *wrapped = NULL;

  if (plr_step_get_when (step) == PLR_STAGE_WHEN_FAILURE)
    wrapped = g_strdup_printf ("if [ \"$CI_JOB_STATUS\" = failed ]; then\n%s\nfi", command);
  else if (plr_step_get_allow_failure (step))
    wrapped = g_strdup_printf ("{ %s\n} || true", command);
  add_command (plr_step_get_when (step) == PLR_STAGE_WHEN_SUCCESS ? script : after, plr_step_get_name (step),
               wrapped != NULL ? wrapped : command);
}

static void
add_script (PlrExport    *export,
            PlrStage     *stage,
            PlrYamlValue *job)
{
  GListModel *steps = plr_stage_get_steps (stage);
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  PlrYamlValue *script = plr_yaml_value_new_list ();
  PlrYamlValue *after = plr_yaml_value_new_list ();
  gboolean needs_bash = FALSE;
  guint n_after = 0;
  guint n_steps = 0;

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      note_step (export, stage, step, i);
      if (plr_step_get_run (step) == NULL)
        continue;
      needs_bash |= g_str_equal (plr_export_get_shell (export, step), "bash");
      add_step (export, steps, step, script, after);
      n_after += plr_step_get_when (step) == PLR_STAGE_WHEN_SUCCESS ? 0 : 1;
      n_steps++;
    }
  if (n_steps == n_after)
    append_string (script, "true");

  /* GitLab only warns when there is nothing to upload. */
  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      g_autofree char *check = plr_export_make_check (artifact);
      g_autofree char *title = g_strdup_printf ("Artifact “%s” must be there", plr_artifact_get_name (artifact));

      if (check != NULL)
        add_command (script, title, check);
      else if (!plr_artifact_get_optional (artifact))
        plr_export_note (export, stage, "artifacts", PLR_EXPORT_APPROXIMATED, _("Add a command to the stage that looks for the files."),
                         _("Artifact “%s” of stage “%s” is required; GitLab only warns if there is none"),
                         plr_artifact_get_name (artifact), plr_stage_get_id (stage));
    }
  plr_yaml_value_set (job, "script", script);
  if (n_after > 0)
    plr_yaml_value_set (job, "after_script", after);
  else
    plr_yaml_value_unref (after);

  if (needs_bash)
    plr_export_note (export, stage, "steps", PLR_EXPORT_NEARLY, _("Choose an image that has it."),
                     _("Stage “%s” has steps for bash: GitLab uses it only if it is in the image"), plr_stage_get_id (stage));
}

static PlrYamlValue *
make_job (PlrExport  *export,
          PlrStage   *stage,
          const char *level)
{
  PlrYamlValue *job = plr_yaml_value_new_map ();
  gboolean has_stage = export->mentions_stage;
  gboolean is_call;

  plr_yaml_value_set_string (job, "stage", level);
  plr_gitlab_add_machine (job, stage, FALSE);
  is_call = plr_gitlab_add_call (job, stage);
  add_needs (export, stage, job);
  add_rules (export, stage, job);
  plr_gitlab_add_deployment (job, stage, FALSE);
  plr_gitlab_add_limits (export, job, stage);
  plr_gitlab_add_matrix (export, job, stage, FALSE);
  if (has_stage || g_list_model_get_n_items (plr_stage_get_environment (stage)) > 0)
    {
      PlrYamlValue *variables = plr_yaml_value_new_map ();

      if (has_stage)
        plr_yaml_value_set_string (variables, "PLR_STAGE", plr_stage_get_id (stage));
      plr_gitlab_add_variables (variables, plr_stage_get_environment (stage), FALSE);
      plr_yaml_value_set (job, "variables", variables);
    }
  plr_gitlab_add_caches (job, stage);
  if (!is_call)
    add_script (export, stage, job);
  plr_gitlab_add_artifacts (export, job, stage, FALSE);

  return job;
}

/* How far each stage is from the first ones, as a column of the picture that GitLab draws. */
static GHashTable *
find_levels (PlrExport *export,
             guint     *n_levels)
{
  g_autoptr(GHashTable) levels = g_hash_table_new (g_str_hash, g_str_equal);

  *n_levels = 0;
  for (guint i = 0; i < export->stages->len; i++)
    {
      PlrStage *stage = export->stages->pdata[i];
      const char *const *needs = plr_stage_get_needs (stage);
      guint level = 1;

      for (guint j = 0; needs[j] != NULL; j++)
        level = MAX (level, 1 + GPOINTER_TO_UINT (g_hash_table_lookup (levels, needs[j])));
      g_hash_table_insert (levels, (gpointer)plr_stage_get_id (stage), GUINT_TO_POINTER (level));
      *n_levels = MAX (*n_levels, level);
    }

  return g_steal_pointer (&levels);
}

static void
add_globals (PlrExport *export,
             GString   *out,
             guint      n_levels)
{
  static const struct
  {
    const char *name;
    const char *value;
  } own[] = {
    { "PLR_COMMIT", "$CI_COMMIT_SHA" },
    { "PLR_COMMIT_SHORT", "$CI_COMMIT_SHORT_SHA" },
    { "PLR_BRANCH", "$CI_COMMIT_BRANCH" },
  };
  PlrYamlValue *defaults = plr_yaml_value_new_map ();
  PlrYamlValue *stages = plr_yaml_value_new_list ();
  PlrYamlValue *variables = plr_yaml_value_new_map ();
  GListModel *values = plr_pipeline_get_variables (export->pipeline);

  plr_gitlab_add_workflow (export, out, FALSE);
  if (export->is_native)
    {
      PlrYamlValue *before = plr_yaml_value_new_list ();

      plr_yaml_value_set_string (defaults, "image", IMAGE);
      /* Builds that keep to reproducible-builds.org look at this; our own runs set it to the time of the commit. */
      append_string (before, PLR_EXPORT_GITLAB_TIME);
      plr_yaml_value_set (defaults, "before_script", before);
      plr_export_add_surroundings (variables);
    }
  if (export->is_native)
    plr_export_add_section (out, NULL, "default", defaults);
  else
    plr_yaml_value_unref (defaults);

  for (guint i = 1; i <= n_levels; i++)
    {
      g_autofree char *level = g_strdup_printf ("level-%u", i);

      append_string (stages, level);
    }
  plr_yaml_value_set_flow (stages, TRUE);
  plr_export_add_section (out, NULL, "stages", stages);

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (plr_export_mentions (export, own[i].name))
      plr_yaml_value_set_string (variables, own[i].name, own[i].value);
  if (plr_export_mentions (export, "PLR_PIPELINE"))
    {
      g_autofree char *own_name = plr_export_dup_name (export);
      g_autofree char *escaped = plr_gitlab_escape (own_name);

      plr_yaml_value_set_string (variables, "PLR_PIPELINE", escaped);
    }
  plr_gitlab_add_variables (variables, values, FALSE);
  if (plr_yaml_value_is_empty (variables))
    plr_yaml_value_unref (variables);
  else
    plr_export_add_section (out, NULL, "variables", variables);
}

static void
note_globals (PlrExport *export)
{
  gboolean any_step = FALSE;

  for (guint i = 0; i < export->stages->len; i++)
    {
      PlrStage *stage = export->stages->pdata[i];

      any_step |= g_list_model_get_n_items (plr_stage_get_steps (stage)) > 0;
      if (plr_export_get_timeout_us (export, stage) == 0)
        plr_export_note (export, stage, "timeout_s", PLR_EXPORT_NEARLY,
                         _("Give the stage a timeout, or look at the settings of the project."),
                         _("Stage “%s” has no timeout; on GitLab the one of the project holds, an hour unless it was changed"),
                         plr_stage_get_id (stage));
      if (plr_stage_get_name (stage) != NULL)
        plr_export_note (export, stage, "name", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                         _("GitLab shows the id of stage “%s”; its name “%s” becomes a comment"),
                         plr_stage_get_id (stage), plr_stage_get_name (stage));
    }

  if (any_step)
    plr_export_note (export, NULL, "steps", PLR_EXPORT_NEARLY, _("Nothing needs to be done if they keep to POSIX."),
                     _("Steps for sh run in the shell of the image, which is bash where it is there"));
}

/* What other engines have and GitLab has in another place, or not at all. */
static void
note_job (PlrExport *export,
          PlrStage  *stage)
{
  PlrJob *job = plr_stage_get_job (stage);
  const char *id = plr_stage_get_id (stage);
  const char *const *runner = plr_job_get_runner (job);

  if (!export->is_native && plr_stage_get_image (stage) == NULL)
    plr_export_note (export, stage, "image", PLR_EXPORT_APPROXIMATED, _("Give the job an image that has what its commands need."),
                     _("Stage “%s” names no image: it runs in the one that the runner of GitLab has for such jobs"), id);
  if (runner != NULL && runner[0] != NULL)
    plr_export_note (export, stage, "runner", PLR_EXPORT_APPROXIMATED, _("Give a runner these tags, or remove them from the job."),
                     _("Stage “%s” waits for a runner with the tag “%s”"), id, runner[0]);
  if (plr_job_get_condition (job) != NULL && !export->is_converted)
    plr_export_note (export, stage, "condition", PLR_EXPORT_MANUAL, _("Write it as a rule of the job."),
                     _("Stage “%s” has the condition “%s”, which is in the words of another engine; on GitLab it always runs"), id,
                     plr_job_get_condition (job));
  if (plr_job_get_matrix (job) != NULL)
    plr_export_note (export, stage, "matrix", PLR_EXPORT_MANUAL, _("Write the values down, or make a child pipeline in a job."),
                     _("The matrix of stage “%s” is computed when it runs, which GitLab cannot do"), id);
  if (g_list_model_get_n_items (plr_job_get_permissions (job)) > 0)
    plr_export_note (export, stage, "permissions", PLR_EXPORT_MANUAL, _("Look at the settings of the job token in the project."),
                     _("The permissions of stage “%s” are settings of the project on GitLab"), id);
  if (g_list_model_get_n_items (plr_job_get_outputs (job)) > 0)
    plr_export_note (export, stage, "outputs", PLR_EXPORT_MANUAL, _("Write them to a file, and name it at “artifacts:reports:dotenv”."),
                     _("The outputs of stage “%s” are left out"), id);
  if (plr_job_get_max_parallel (job) > 0)
    plr_export_note (export, stage, "max_parallel", PLR_EXPORT_APPROXIMATED, _("Limit the runner, or use a resource group."),
                     _("All combinations of stage “%s” run at a time on GitLab"), id);
  for (guint i = 0; i < g_list_model_get_n_items (plr_stage_get_environment (stage)); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (plr_stage_get_environment (stage), i);

      if (plr_variable_get_secret (variable) != NULL)
        plr_export_note (export, stage, "environment", PLR_EXPORT_MANUAL, _("Add it to the CI/CD variables of the project, masked."),
                         _("Stage “%s” takes “%s” from a variable of the project"), id, plr_variable_get_secret (variable));
    }
}

static void
note_pipeline (PlrExport *export)
{
  if (plr_pipeline_get_concurrency (export->pipeline) != NULL)
    plr_export_note (export, NULL, "concurrency", PLR_EXPORT_APPROXIMATED, _("Give the jobs a resource group, or let newer pipelines cancel."),
                     _("That one pipeline runs at a time is no part of the file on GitLab"));
  if (g_list_model_get_n_items (plr_pipeline_get_permissions (export->pipeline)) > 0)
    plr_export_note (export, NULL, "permissions", PLR_EXPORT_MANUAL, _("Look at the settings of the job token in the project."),
                     _("The permissions of the pipeline are settings of the project on GitLab"));
  if (plr_pipeline_get_condition (export->pipeline) != NULL)
    plr_export_note (export, NULL, "condition", PLR_EXPORT_MANUAL, _("Write it as a rule of the workflow."),
                     _("The condition “%s” of the pipeline is in the words of another engine"), plr_pipeline_get_condition (export->pipeline));
  for (guint i = 0; i < export->stages->len; i++)
    note_job (export, export->stages->pdata[i]);
}

/* Refuses what GitLab would: names that are no jobs of its own, and circles. */
static char *
write_own (PlrExport *export,
           GError   **error)
{
  g_auto(GStrv) cycle = plr_graph_find_cycle (export->pipeline);
  g_autofree char *path = cycle != NULL ? g_strjoinv (" → ", cycle) : NULL;

  if (cycle != NULL)
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("The pipeline cannot be written for %s: %s"), export->target, path);
  else if (g_list_model_get_n_items (G_LIST_MODEL (export->pipeline)) == 0)
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("The pipeline cannot be written for %s: it has no stages"),
                 export->target);
  else
    return plr_gitlab_write_own (export, error);

  return NULL;
}

/**
 * plr_gitlab_write:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable): as plr_dialect_write()
 */
char *
plr_gitlab_write (PlrDialect  *dialect,
                  PlrPipeline *pipeline,
                  GListStore  *losses,
                  GError     **error)
{
  g_auto(PlrExport) export = { 0 };
  g_autoptr(GHashTable) levels = NULL;
  g_autofree char *spec = NULL;
  g_autofree char *header = NULL;
  g_autoptr(GString) out = NULL;
  guint n_levels;

  if (g_strcmp0 (plr_pipeline_get_dialect (pipeline), "gitlab") == 0)
    {
      export.pipeline = pipeline;
      export.losses = losses;
      export.target = plr_dialect_get_name (dialect);
      return write_own (&export, error);
    }
  if (!plr_export_init (&export, pipeline, losses, plr_dialect_get_name (dialect), error))
    return NULL;

  plr_export_name_stages (&export, "_-.", is_free_id);
  plr_export_note_common (&export, IMAGE);
  note_globals (&export);
  note_pipeline (&export);

  levels = find_levels (&export, &n_levels);
  header = plr_export_make_header (&export);
  spec = plr_gitlab_dup_spec (&export);
  out = g_string_new (spec);
  g_string_append (out, header);
  add_globals (&export, out, n_levels);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);
      const char *id = plr_stage_get_id (stage);
      g_autofree char *level = g_strdup_printf ("level-%u", GPOINTER_TO_UINT (g_hash_table_lookup (levels, id)));

      plr_export_add_section (out, plr_stage_get_name (stage), plr_export_get_id (&export, id),
                              make_job (&export, stage, level));
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}
