/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-codepipeline"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-codepipeline-write-private.h"
#include "plr-export-private.h"
#include "plr-matrix.h"

/*
 * Writes a pipeline of the type V2 as the command line takes it. What was read from one is written as it was: groups are stages, and
 * actions have their types. The stages of others become actions that run commands, in a stage of CodePipeline for each level of the
 * graph, behind one that gets the sources.
 */

/* AWS CodePipeline user guide: quotas; the Commands action. */
#define MAX_COMMANDS    50
#define MAX_FILES       10
#define MAX_VARIABLES   10
#define MAX_CELLS       20
#define MAX_ACTIONS     50 /* of a stage; docs.aws.amazon.com/codepipeline: Quotas */
#define MIN_MINUTES     5
#define MAX_MINUTES     86400
#define SOURCE_ARTIFACT "SourceOutput"

typedef struct
{
  PlrExport    export;
  JsonBuilder *builder;
  GHashTable  *levels;    /* PlrStage → how many stages are before it, plus one */
  GHashTable  *outputs;   /* PlrStage → the name of what it makes */
  gboolean     is_native; /* the model has types of actions, and groups */
} Writer;

static void
writer_clear (Writer *self)
{
  plr_export_clear (&self->export);
  g_clear_object (&self->builder);
  g_clear_pointer (&self->levels, g_hash_table_unref);
  g_clear_pointer (&self->outputs, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

static void
add (Writer     *self,
     const char *name,
     const char *value)
{
  json_builder_set_member_name (self->builder, name);
  json_builder_add_string_value (self->builder, value);
}

/* Types */

static gboolean
is_type (const char *calls)
{
  static const char *const known[] = { "Source", "Build", "Deploy", "Test", "Invoke", "Approval", "Compute", NULL };
  g_auto(GStrv) parts = g_strsplit (calls != NULL ? calls : "", "/", -1);

  return g_strv_length (parts) == 4 && g_strv_contains ((const char *const *)known, parts[0]);
}

static void
add_type (Writer     *self,
          const char *type)
{
  static const char *const words[] = { "category", "owner", "provider", "version" };
  g_auto(GStrv) parts = g_strsplit (type, "/", 4);

  json_builder_set_member_name (self->builder, "actionTypeId");
  json_builder_begin_object (self->builder);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    add (self, words[i], parts[i]);
  json_builder_end_object (self->builder);
}

static void
begin_action (Writer     *self,
              const char *name,
              const char *type,
              guint       run_order)
{
  json_builder_begin_object (self->builder);
  add (self, "name", name);
  add_type (self, type);
  json_builder_set_member_name (self->builder, "runOrder");
  json_builder_add_int_value (self->builder, run_order);
}

static void
add_names (Writer     *self,
           const char *member,
           GPtrArray  *names)
{
  json_builder_set_member_name (self->builder, member);
  json_builder_begin_array (self->builder);
  for (guint i = 0; i < names->len; i++)
    {
      json_builder_begin_object (self->builder);
      add (self, "name", names->pdata[i]);
      json_builder_end_object (self->builder);
    }
  json_builder_end_array (self->builder);
}

/* Parts of an action */

static void
add_inputs (Writer   *self,
            PlrStage *stage)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) inputs = plr_export_list_inputs (&self->export, stage);
  const char *calls = plr_job_get_calls (plr_stage_get_job (stage));

  if (plr_stage_get_approval (stage) || (calls != NULL && g_str_has_prefix (calls, "Source/")))
    return;
  if (!self->is_native)
    g_ptr_array_add (names, g_strdup (SOURCE_ARTIFACT));
  for (guint i = 0; i < inputs->len; i++)
    {
      const PlrExportInput *input = &g_array_index (inputs, PlrExportInput, i);
      const char *name = self->is_native ? plr_artifact_get_name (input->artifact) : g_hash_table_lookup (self->outputs, input->from);

      if (name != NULL && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_strdup (name));
    }
  add_names (self, "inputArtifacts", names);
}

/* One artifact is all that commands make; what was several is one of all their files. */
static void
add_output (Writer   *self,
            PlrStage *stage)
{
  const char *name = g_hash_table_lookup (self->outputs, stage);
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  guint n_files = 0;

  if (name == NULL)
    return;
  json_builder_set_member_name (self->builder, "outputArtifacts");
  json_builder_begin_array (self->builder);
  json_builder_begin_object (self->builder);
  add (self, "name", name);
  json_builder_set_member_name (self->builder, "files");
  json_builder_begin_array (self->builder);
  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      const char *const *paths = plr_artifact_get_paths (artifact);

      for (guint j = 0; paths != NULL && paths[j] != NULL; j++)
        {
          g_autofree char *path = g_strconcat (paths[j], g_str_has_suffix (paths[j], "/") ? "**/*" : "", NULL);

          if (n_files++ < MAX_FILES)
            json_builder_add_string_value (self->builder, path);
        }
    }
  json_builder_end_array (self->builder);
  json_builder_end_object (self->builder);
  json_builder_end_array (self->builder);
  if (n_files > MAX_FILES)
    plr_export_note (&self->export, stage, "artifacts", PLR_EXPORT_MANUAL, _("Collect the files in a folder by a command, and name that."),
                     _("Stage “%s” has %u paths of artifacts; an action has %d at most, and the others are left out"),
                     plr_stage_get_id (stage), n_files, MAX_FILES);
  if (g_list_model_get_n_items (artifacts) > 1)
    plr_export_note (&self->export, stage, "artifacts", PLR_EXPORT_APPROXIMATED, _("Nothing needs to be done, unless a stage is to get only one of them."),
                     _("The %u artifacts of stage “%s” become one: commands make one artifact on CodePipeline"),
                     g_list_model_get_n_items (artifacts), plr_stage_get_id (stage));
}

static void
add_variable (Writer      *self,
              PlrVariable *variable,
              guint       *n_variables)
{
  const char *secret = plr_variable_get_secret (variable);

  if ((*n_variables)++ >= MAX_VARIABLES)
    return;
  json_builder_begin_object (self->builder);
  add (self, "name", plr_variable_get_name (variable));
  add (self, "value", secret != NULL ? secret : plr_variable_get_value (variable));
  if (secret != NULL)
    add (self, "type", "SECRETS_MANAGER");
  json_builder_end_object (self->builder);
}

/* Only names that the engine takes; values have one line. */
static gboolean
fits_variable (PlrVariable *variable)
{
  const char *name = plr_variable_get_name (variable);
  const char *value = plr_variable_get_secret (variable) != NULL ? plr_variable_get_secret (variable) : plr_variable_get_value (variable);

  return name[0] != '\0' && strlen (name) <= 128 && value[0] != '\0' && strlen (value) <= 1000 && strpbrk (value, "\r\n") == NULL &&
         name[strspn (name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static void
add_environment (Writer     *self,
                 PlrStage   *stage,
                 GListModel *cell)
{
  GListModel *lists[] = { self->is_native ? NULL : plr_pipeline_get_variables (self->export.pipeline), plr_stage_get_environment (stage), cell };
  guint n_variables = 0;
  guint n_odd = 0;

  for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
    for (guint i = 0; lists[k] != NULL && i < g_list_model_get_n_items (lists[k]); i++)
      {
        g_autoptr(PlrVariable) variable = g_list_model_get_item (lists[k], i);

        if (!fits_variable (variable))
          {
            n_odd++;
            continue;
          }
        if (n_variables == 0)
          {
            json_builder_set_member_name (self->builder, "environmentVariables");
            json_builder_begin_array (self->builder);
          }
        add_variable (self, variable, &n_variables);
      }
  if (n_variables > 0)
    json_builder_end_array (self->builder);
  if (n_variables > MAX_VARIABLES || n_odd > 0)
    plr_export_note (&self->export, stage, "environment", PLR_EXPORT_MANUAL, _("Set the others by commands, like “export NAME=value”."),
                     _("Stage “%s” has %u variables that an action cannot have: it takes %d, each with a value of one line"),
                     plr_stage_get_id (stage), n_odd + (n_variables > MAX_VARIABLES ? n_variables - MAX_VARIABLES : 0), MAX_VARIABLES);
}

/* The commands of a step. */
static GPtrArray *
make_commands (Writer   *self,
               PlrStage *stage,
               PlrStep  *step,
               guint     number)
{
  const char *run = plr_step_get_run (step);
  const char *uses = plr_step_get_uses (step);
  g_autofree char *command = NULL;

  if (run == NULL)
    {
      g_autofree char *what = g_strdup_printf ("not converted: %.200s", uses != NULL ? uses : "");
      g_autofree char *quoted = plr_export_quote (what);

      plr_export_note (&self->export, stage, "steps", PLR_EXPORT_MANUAL, _("Replace the command, which fails, by what the action does."),
                       _("“%s” is an action of another engine: there is nothing that runs it on CodePipeline"), uses != NULL ? uses : "?");
      command = g_strdup_printf ("echo %s >&2; exit 1", quoted);
    }
  else
    {
      command = self->is_native ? g_strdup (run) : plr_export_make_command (&self->export, step, NULL, PLR_EXPORT_SCRIPT_ERREXIT);
    }

  return plr_codepipeline_split_script (command, plr_export_get_shell (&self->export, step), number);
}

static void
add_commands (Writer   *self,
              PlrStage *stage)
{
  GListModel *steps = plr_stage_get_steps (stage);
  guint n_steps = g_list_model_get_n_items (steps);
  const char *calls = plr_job_get_calls (plr_stage_get_job (stage));
  guint n_commands = 0;

  json_builder_set_member_name (self->builder, "commands");
  json_builder_begin_array (self->builder);
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      g_autoptr(GPtrArray) commands = make_commands (self, stage, step, i + 1);

      for (guint j = 0; j < commands->len; j++)
        if (n_commands++ < MAX_COMMANDS)
          json_builder_add_string_value (self->builder, commands->pdata[j]);
    }
  if (n_steps == 0)
    {
      g_autofree char *what = g_strdup_printf ("not converted: %.200s", calls != NULL ? calls : plr_stage_get_id (stage));
      g_autofree char *quoted = plr_export_quote (what);
      g_autofree char *command = g_strdup_printf ("echo %s >&2; exit 1", quoted);

      json_builder_add_string_value (self->builder, command);
      plr_export_note (&self->export, stage, "steps", PLR_EXPORT_MANUAL, _("Replace the command, which fails, by what the stage does."),
                       _("Stage “%s” has no commands of its own"), plr_stage_get_id (stage));
    }
  json_builder_end_array (self->builder);
  if (n_commands > MAX_COMMANDS)
    plr_export_note (&self->export, stage, "steps", PLR_EXPORT_MANUAL, _("Put the commands into a script of the repository."),
                     _("Stage “%s” needs %u commands; an action runs %d at most, and the others are left out"),
                     plr_stage_get_id (stage), n_commands, MAX_COMMANDS);
}

static void
add_timeout (Writer   *self,
             PlrStage *stage)
{
  gint64 timeout_us = plr_export_get_timeout_us (&self->export, stage);
  gint64 minutes = (timeout_us + 60 * G_TIME_SPAN_SECOND - 1) / (60 * G_TIME_SPAN_SECOND);

  if (timeout_us <= 0)
    return;
  json_builder_set_member_name (self->builder, "timeoutInMinutes");
  json_builder_add_int_value (self->builder, self->is_native ? minutes : CLAMP (minutes, MIN_MINUTES, MAX_MINUTES));
  if (!self->is_native && (timeout_us % (60 * G_TIME_SPAN_SECOND) != 0 || minutes < MIN_MINUTES))
    plr_export_note (&self->export, stage, "timeout_s", PLR_EXPORT_NEARLY, _("Write “timeout 90s …” in the command, if it matters."),
                     _("The timeout of stage “%s” is counted in whole minutes, %d at least"), plr_stage_get_id (stage), MIN_MINUTES);
}

/* What the action is configured with, and of its own what only this engine knows. */
static void
add_arguments (Writer   *self,
               PlrStage *stage)
{
  static const char *const own[] = { "runOrder", "namespace", "region", "roleArn", NULL };
  GListModel *arguments = plr_job_get_arguments (plr_stage_get_job (stage));
  gboolean has_configuration = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (arguments); i++)
    {
      g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, i);

      has_configuration = has_configuration || !g_strv_contains (own, plr_variable_get_name (argument));
      if (g_strv_contains (own + 1, plr_variable_get_name (argument)))
        add (self, plr_variable_get_name (argument), plr_variable_get_value (argument));
    }
  if (!has_configuration)
    return;
  json_builder_set_member_name (self->builder, "configuration");
  json_builder_begin_object (self->builder);
  for (guint i = 0; i < g_list_model_get_n_items (arguments); i++)
    {
      g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, i);

      if (!g_strv_contains (own, plr_variable_get_name (argument)))
        add (self, plr_variable_get_name (argument), plr_variable_get_value (argument));
    }
  json_builder_end_object (self->builder);
}

static guint
get_run_order (PlrStage *stage)
{
  GListModel *arguments = plr_job_get_arguments (plr_stage_get_job (stage));

  for (guint i = 0; i < g_list_model_get_n_items (arguments); i++)
    {
      g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, i);

      if (g_str_equal (plr_variable_get_name (argument), "runOrder"))
        return (guint)CLAMP (g_ascii_strtoll (plr_variable_get_value (argument), NULL, 10), 1, 999);
    }

  return 1;
}

/* Actions */

static void
add_native_action (Writer   *self,
                   PlrStage *stage)
{
  PlrJob *job = plr_stage_get_job (stage);
  const char *name = plr_stage_get_name (stage) != NULL ? plr_stage_get_name (stage) : plr_stage_get_id (stage);
  g_autofree char *id = plr_codepipeline_dup_name (name, ".@-_");
  gboolean has_commands = plr_job_get_calls (job) == NULL && !plr_stage_get_approval (stage);
  g_autoptr(GPtrArray) outputs = g_ptr_array_new_with_free_func (g_free);
  GListModel *artifacts = plr_stage_get_artifacts (stage);

  begin_action (self, id, plr_stage_get_approval (stage) ? "Approval/AWS/Manual/1" : has_commands || !is_type (plr_job_get_calls (job))
                                                                                    ? "Compute/AWS/Commands/1" : plr_job_get_calls (job),
                get_run_order (stage));
  add_arguments (self, stage);
  add_inputs (self, stage);
  add_environment (self, stage, NULL);
  add_timeout (self, stage);
  if (has_commands)
    {
      add_commands (self, stage);
      add_output (self, stage);
    }
  for (guint i = 0; !has_commands && i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);

      g_ptr_array_add (outputs, g_strdup (plr_artifact_get_name (artifact)));
    }
  if (outputs->len > 0)
    add_names (self, "outputArtifacts", outputs);
  json_builder_end_object (self->builder);
}

static void
add_approval (Writer   *self,
              PlrStage *stage)
{
  g_autofree char *name = g_strdup_printf ("%.90s-approval", plr_export_get_id (&self->export, plr_stage_get_id (stage)));
  const char *message = plr_stage_get_approval_message (stage);
  g_autofree char *shown = message != NULL ? g_utf8_substring (message, 0, MIN (g_utf8_strlen (message, -1), 900)) : NULL;

  begin_action (self, name, "Approval/AWS/Manual/1", 1);
  if (shown != NULL && shown[0] != '\0')
    {
      json_builder_set_member_name (self->builder, "configuration");
      json_builder_begin_object (self->builder);
      add (self, "CustomData", shown);
      json_builder_end_object (self->builder);
    }
  json_builder_end_object (self->builder);
}

static void
add_cell (Writer     *self,
          PlrStage   *stage,
          GListModel *cell,
          guint       number)
{
  const char *id = plr_export_get_id (&self->export, plr_stage_get_id (stage));
  g_autofree char *name = cell != NULL ? g_strdup_printf ("%.90s-%u", id, number) : g_strndup (id, 100);

  begin_action (self, name, "Compute/AWS/Commands/1", plr_stage_get_approval (stage) ? 2 : 1);
  add_commands (self, stage);
  add_inputs (self, stage);
  if (number <= 1)
    add_output (self, stage);
  add_environment (self, stage, cell);
  add_timeout (self, stage);
  json_builder_end_object (self->builder);
}

static void
note_stage (Writer   *self,
            PlrStage *stage)
{
  const char *id = plr_stage_get_id (stage);

  if (plr_stage_get_when (stage) != PLR_STAGE_WHEN_SUCCESS)
    plr_export_note (&self->export, stage, "when", PLR_EXPORT_MANUAL, _("Write a rule of EventBridge for failures, or a command into the stages before it."),
                     _("Stage “%s” runs after a failure, too; on CodePipeline it runs after successes alone"), id);
  if (plr_stage_get_image (stage) != NULL)
    plr_export_note (&self->export, stage, "image", PLR_EXPORT_MANUAL, _("Run it by docker in the commands, or make it an action of CodeBuild with a project of that image."),
                     _("The image of stage “%s”, “%s”, cannot be chosen for commands of CodePipeline"), id, plr_stage_get_image (stage));
  if (plr_stage_get_deploy (stage) != NULL)
    plr_export_note (&self->export, stage, "deploy", PLR_EXPORT_MANUAL, _("Make it an action of the category Deploy, if CodePipeline is to know what is deployed."),
                     _("Stage “%s” deploys to “%s”: CodePipeline runs its commands, and knows no environments"), id, plr_stage_get_deploy (stage));
  if (plr_stage_get_branches (stage) != NULL && plr_stage_get_branches (stage)[0] != NULL)
    plr_export_note (&self->export, stage, "branches", PLR_EXPORT_MANUAL, _("Make a pipeline of its own for those branches."),
                     _("Stage “%s” is for some branches; a pipeline of CodePipeline runs all its stages"), id);
  if (plr_stage_get_reports (stage) != NULL && plr_stage_get_reports (stage)[0] != NULL)
    plr_export_note (&self->export, stage, "reports", PLR_EXPORT_MANUAL, _("Make it an action of CodeBuild, with “reports” in its buildspec."),
                     _("The test reports of stage “%s” are not published by commands of CodePipeline"), id);
}

static void
add_cells (Writer   *self,
           PlrStage *stage)
{
  guint n_cells = plr_stage_count_cells (stage);
  g_autoptr(GPtrArray) cells = plr_matrix_list_cells (stage, MAX_CELLS);
  gboolean has_matrix = plr_stage_has_matrix (stage);

  note_stage (self, stage);
  if (plr_stage_get_approval (stage))
    add_approval (self, stage);
  if (g_list_model_get_n_items (plr_stage_get_steps (stage)) == 0 && plr_stage_get_approval (stage))
    return;
  if (!has_matrix || cells == NULL || cells->len == 0)
    {
      add_cell (self, stage, NULL, 0);
      return;
    }
  for (guint i = 0; i < cells->len; i++)
    add_cell (self, stage, cells->pdata[i], i + 1);
  plr_export_note (&self->export, stage, "matrix", n_cells > MAX_CELLS ? PLR_EXPORT_MANUAL : PLR_EXPORT_APPROXIMATED,
                   _("Use an action of CodeBuild with a batch build, if there are more."),
                   _("%u of the %u combinations of stage “%s” become actions beside each other"), cells->len, n_cells, plr_stage_get_id (stage));
}

/* Stages of CodePipeline */

static void
add_failure (Writer   *self,
             PlrStage *stage,
             guint     retry)
{
  if (retry == 0)
    return;
  json_builder_set_member_name (self->builder, "onFailure");
  json_builder_begin_object (self->builder);
  add (self, "result", "RETRY");
  json_builder_set_member_name (self->builder, "retryConfiguration");
  json_builder_begin_object (self->builder);
  add (self, "retryMode", "FAILED_ACTIONS");
  json_builder_end_object (self->builder);
  json_builder_end_object (self->builder);
  if (retry > 1)
    plr_export_note (&self->export, stage, "retry", PLR_EXPORT_APPROXIMATED, _("Repeat the command in the script, if once is not enough."),
                     _("Stage “%s” is tried %u more times; CodePipeline retries once"), plr_stage_get_id (stage), retry);
}

static void
add_native_groups (Writer *self)
{
  const char *const *groups = plr_pipeline_get_groups (self->export.pipeline);
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (self->export.pipeline));

  for (guint k = 0; groups != NULL && groups[k] != NULL; k++)
    {
      g_autofree char *name = plr_codepipeline_dup_name (groups[k], ".@-_");
      const char *condition = NULL;
      gboolean has_failure = FALSE;
      guint retry = 0;
      PlrStage *first = NULL;

      json_builder_begin_object (self->builder);
      add (self, "name", name);
      json_builder_set_member_name (self->builder, "actions");
      json_builder_begin_array (self->builder);
      for (guint i = 0; i < n_stages; i++)
        {
          g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->export.pipeline), i);

          if (g_strcmp0 (plr_job_get_group (plr_stage_get_job (stage)), groups[k]) != 0)
            continue;
          first = stage; /* the pipeline keeps it */
          condition = plr_job_get_condition (plr_stage_get_job (stage));
          retry = MAX (retry, plr_export_get_retry (&self->export, stage));
          add_native_action (self, stage);
        }
      json_builder_end_array (self->builder);
      (void)plr_codepipeline_write_conditions (self->builder, condition, &has_failure); /* what is none is told of by the conversion */
      if (!has_failure)
        add_failure (self, first, retry);
      json_builder_end_object (self->builder);
    }
}

static guint
count_levels (Writer *self)
{
  guint n_levels = 0;

  for (guint i = 0; i < self->export.stages->len; i++)
    {
      PlrStage *stage = self->export.stages->pdata[i];
      const char *const *needs = plr_stage_get_needs (stage);
      guint level = 1;

      for (guint j = 0; needs[j] != NULL; j++)
        {
          PlrStage *need = plr_pipeline_find_stage (self->export.pipeline, needs[j]);

          level = MAX (level, 1 + GPOINTER_TO_UINT (g_hash_table_lookup (self->levels, need)));
        }
      g_hash_table_insert (self->levels, stage, GUINT_TO_POINTER (level));
      n_levels = MAX (n_levels, level);
    }

  return n_levels;
}

static void
add_source (Writer *self)
{
  GListModel *triggers = plr_pipeline_get_triggers (self->export.pipeline);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *branch = g_strdup ("main");

  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);
      const char *const *branches = plr_trigger_get_branches (trigger);

      if (plr_trigger_get_event (trigger) != PLR_TRIGGER_EVENT_PUSH || branches == NULL || branches[0] == NULL || strpbrk (branches[0], "*?[") != NULL)
        continue;
      g_free (branch);
      branch = g_strdup (branches[0]);
      break;
    }

  g_ptr_array_add (names, g_strdup (SOURCE_ARTIFACT));
  json_builder_begin_object (self->builder);
  add (self, "name", "Source");
  json_builder_set_member_name (self->builder, "actions");
  json_builder_begin_array (self->builder);
  begin_action (self, "Source", "Source/AWS/CodeStarSourceConnection/1", 1);
  json_builder_set_member_name (self->builder, "configuration");
  json_builder_begin_object (self->builder);
  add (self, "ConnectionArn", "arn:aws:codeconnections:us-east-1:123456789012:connection/REPLACE");
  add (self, "FullRepositoryId", "owner/repository");
  add (self, "BranchName", branch);
  add (self, "DetectChanges", "true");
  json_builder_end_object (self->builder);
  add_names (self, "outputArtifacts", names);
  json_builder_end_object (self->builder);
  json_builder_end_array (self->builder);
  json_builder_end_object (self->builder);
  plr_export_note (&self->export, NULL, "source", PLR_EXPORT_MANUAL,
                   _("Make a connection to the repository in the console, and write its ARN and the repository into the action “Source”."),
                   _("CodePipeline gets the sources by an action, which has to know the repository"));
}

static guint
count_actions (PlrStage *stage)
{
  guint n_cells = plr_stage_count_cells (stage);

  return (plr_stage_get_approval (stage) ? 1 : 0) + (n_cells > MAX_CELLS ? 1 : n_cells);
}

static void
begin_level (Writer     *self,
             const char *name)
{
  json_builder_begin_object (self->builder);
  add (self, "name", name);
  json_builder_set_member_name (self->builder, "actions");
  json_builder_begin_array (self->builder);
}

static void
end_level (Writer   *self,
           PlrStage *first,
           guint     retry)
{
  json_builder_end_array (self->builder);
  add_failure (self, first, retry);
  json_builder_end_object (self->builder);
}

/* The actions of a level; those that a stage of CodePipeline has no room for are in a further one. */
static void
add_level (Writer     *self,
           guint       level,
           const char *name,
           PlrStage   *first,
           guint       retry)
{
  guint n_actions = 0;
  guint n_parts = 1;

  begin_level (self, name);
  for (guint i = 0; i < self->export.stages->len; i++)
    {
      PlrStage *stage = self->export.stages->pdata[i];
      guint n_more = count_actions (stage);

      if (GPOINTER_TO_UINT (g_hash_table_lookup (self->levels, stage)) != level)
        continue;
      if (n_actions > 0 && n_actions + n_more > MAX_ACTIONS)
        {
          g_autofree char *next = g_strdup_printf ("%s-%u", name, ++n_parts);

          end_level (self, first, retry);
          begin_level (self, next);
          n_actions = 0;
        }
      add_cells (self, stage);
      n_actions += n_more;
    }
  end_level (self, first, retry);
}

static void
add_levels (Writer *self)
{
  guint n_levels = count_levels (self);

  add_source (self);
  for (guint level = 1; level <= n_levels; level++)
    {
      g_autofree char *name = NULL;
      PlrStage *first = NULL;
      guint n_stages = 0;
      guint retry = 0;

      for (guint i = 0; i < self->export.stages->len; i++)
        if (GPOINTER_TO_UINT (g_hash_table_lookup (self->levels, self->export.stages->pdata[i])) == level)
          {
            first = self->export.stages->pdata[i];
            retry = MAX (retry, plr_export_get_retry (&self->export, first));
            n_stages++;
          }
      name = n_stages == 1 ? g_strdup_printf ("%.90s-stage", plr_export_get_id (&self->export, plr_stage_get_id (first))) : g_strdup_printf ("Level-%u", level);
      add_level (self, level, name, first, retry);
    }
  if (self->export.stages->len > 1)
    plr_export_note (&self->export, NULL, "needs", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                     _("A stage of CodePipeline waits for all actions of the one before it, and not only for those that it needs"));
}

/* The pipeline */

static void
name_outputs (Writer *self)
{
  g_autoptr(GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->export.stages->len; i++)
    {
      PlrStage *stage = self->export.stages->pdata[i];
      GListModel *artifacts = plr_stage_get_artifacts (stage);
      g_autoptr(PlrArtifact) first = g_list_model_get_item (artifacts, 0);
      g_autofree char *name = NULL;

      if (first == NULL)
        continue;
      name = plr_codepipeline_dup_name (g_list_model_get_n_items (artifacts) == 1 ? plr_artifact_get_name (first) : plr_stage_get_id (stage), "-_");
      name[MIN (strlen (name), 90)] = '\0';
      g_hash_table_insert (self->outputs, stage, plr_export_make_unique (taken, name));
    }
}

static void
add_pipeline_variables (Writer *self)
{
  GListModel *variables = plr_pipeline_get_variables (self->export.pipeline);
  gboolean has_any = FALSE;

  for (guint i = 0; self->is_native && i < MIN (g_list_model_get_n_items (variables), 50); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      g_autofree char *name = plr_codepipeline_dup_name (plr_variable_get_name (variable), "@-_");

      if (!has_any)
        {
          json_builder_set_member_name (self->builder, "variables");
          json_builder_begin_array (self->builder);
        }
      has_any = TRUE;
      json_builder_begin_object (self->builder);
      add (self, "name", name);
      add (self, "defaultValue", plr_variable_get_value (variable));
      if (plr_variable_get_description (variable) != NULL)
        add (self, "description", plr_variable_get_description (variable));
      json_builder_end_object (self->builder);
    }
  if (has_any)
    json_builder_end_array (self->builder);
}

static const char *
find_source (Writer *self)
{
  for (guint i = 0; self->is_native && i < self->export.stages->len; i++)
    {
      PlrStage *stage = self->export.stages->pdata[i];
      const char *calls = plr_job_get_calls (plr_stage_get_job (stage));

      if (calls != NULL && g_str_has_prefix (calls, "Source/"))
        return plr_stage_get_name (stage) != NULL ? plr_stage_get_name (stage) : plr_stage_get_id (stage);
    }

  return "Source";
}

static void
add_pipeline (Writer *self)
{
  PlrPipeline *pipeline = self->export.pipeline;
  g_autofree char *title = plr_export_dup_name (&self->export);
  g_autofree char *name = plr_codepipeline_dup_name (title[0] != '\0' ? title : "pipeline", ".@-_");

  add (self, "name", name);
  add (self, "roleArn", "arn:aws:iam::123456789012:role/REPLACE");
  json_builder_set_member_name (self->builder, "artifactStore");
  json_builder_begin_object (self->builder);
  add (self, "type", "S3");
  add (self, "location", "replace-with-a-bucket");
  json_builder_end_object (self->builder);
  add (self, "pipelineType", "V2");
  if (plr_pipeline_get_concurrency (pipeline) != NULL)
    add (self, "executionMode", plr_pipeline_get_cancels (pipeline) ? "SUPERSEDED" : "QUEUED");
  json_builder_set_member_name (self->builder, "stages");
  json_builder_begin_array (self->builder);
  if (self->is_native)
    add_native_groups (self);
  else
    add_levels (self);
  json_builder_end_array (self->builder);
  add_pipeline_variables (self);
  plr_codepipeline_write_triggers (self->builder, plr_pipeline_get_triggers (pipeline), self->is_native, find_source (self));
  plr_export_note (&self->export, NULL, "role", PLR_EXPORT_MANUAL, _("Write the ARN of a role of the account, and the name of a bucket, into the file."),
                   _("A pipeline of CodePipeline acts as a role, and keeps its artifacts in a bucket of S3"));
}

static gboolean
is_native (PlrPipeline *pipeline)
{
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (pipeline));

  for (guint i = 0; i < n_stages; i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);
      const char *calls = plr_job_get_calls (plr_stage_get_job (stage));

      if (plr_job_get_group (plr_stage_get_job (stage)) == NULL)
        return FALSE;
      if (is_type (calls) && g_str_has_prefix (calls, "Source/"))
        return TRUE;
    }

  return FALSE;
}

/**
 * plr_codepipeline_write:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable): as plr_dialect_write()
 */
char *
plr_codepipeline_write (PlrDialect  *dialect,
                        PlrPipeline *pipeline,
                        GListStore  *losses,
                        GError     **error)
{
  g_auto(Writer) self = { 0 };
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autoptr(JsonNode) root = NULL;
  g_autofree char *text = NULL;

  if (!plr_export_init (&self.export, pipeline, losses, plr_dialect_get_name (dialect), error))
    return NULL;

  self.is_native = is_native (pipeline);
  self.levels = g_hash_table_new (NULL, NULL);
  self.outputs = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self.builder = json_builder_new ();
  plr_export_name_stages (&self.export, ".@-_", NULL);
  plr_export_note_common (&self.export, "CodePipeline");
  name_outputs (&self);

  json_builder_begin_object (self.builder);
  json_builder_set_member_name (self.builder, "pipeline");
  json_builder_begin_object (self.builder);
  add_pipeline (&self);
  json_builder_end_object (self.builder);
  json_builder_end_object (self.builder);
  root = json_builder_get_root (self.builder);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);

  return g_strconcat (text, "\n", NULL);
}
