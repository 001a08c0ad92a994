/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-buildspec-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-aws-edit-private.h"
#include "plr-buildspec-private.h"
#include "plr-dialects-private.h"
#include "plr-matrix.h"

/* AWS CodeBuild user guide: build specification reference, quotas. */
#define MAX_REPORT_GROUPS       5
#define MAX_SECONDARY_ARTIFACTS 12
#define MAX_CELLS               256 /* of one stage: more would make a file that nobody can read */

typedef struct
{
  GObject parent_instance;
} PlrBuildspecDialect;

typedef struct
{
  GObjectClass parent_class;
} PlrBuildspecDialectClass;

/* One build runs all stages one after another in one checkout, unless each is a build of a batch; its phase `post_build` runs whatever happened in `build`. */
typedef struct
{
  PlrExport     export;
  GHashTable   *guards; /* PlrStage → the variable that says whether it runs */
  GHashTable   *late; /* PlrStage that is in post_build */
  PlrYamlValue *build;
  PlrYamlValue *post_build; /* NULL until there is something in it */
  PlrYamlValue *finally; /* of the phase build, or NULL */
  PlrBuildspecBatch batch;
} Writer;

static void
writer_clear (Writer *writer)
{
  plr_export_clear (&writer->export);
  g_clear_pointer (&writer->guards, g_hash_table_unref);
  g_clear_pointer (&writer->late, g_hash_table_unref);
  g_clear_pointer (&writer->build, plr_yaml_value_unref);
  g_clear_pointer (&writer->post_build, plr_yaml_value_unref);
  g_clear_pointer (&writer->finally, plr_yaml_value_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

static gboolean
is_late (Writer   *writer,
         PlrStage *stage)
{
  const char *const *needs = plr_stage_get_needs (stage);

  if (plr_stage_get_when (stage) != PLR_STAGE_WHEN_SUCCESS)
    return TRUE;
  for (guint i = 0; needs[i] != NULL; i++)
    if (g_hash_table_contains (writer->late, plr_pipeline_find_stage (writer->export.pipeline, needs[i])))
      return TRUE;

  return FALSE;
}

/* @stage is NULL for what comes before all stages. */
static void
add_command (Writer     *writer,
             PlrStage   *stage,
             const char *command)
{
  gboolean late = stage != NULL && g_hash_table_contains (writer->late, stage);
  PlrYamlValue **list = late ? &writer->post_build : &writer->build;

  if (*list == NULL)
    *list = plr_yaml_value_new_list ();
  plr_yaml_value_append (*list, plr_yaml_value_new_string (command));
}

/* What a step of a stage does behind the others whatever became of them: the phase has a list for that. */
static void
add_late_step (Writer     *writer,
               PlrStage   *stage,
               PlrStep    *step,
               const char *command)
{
  gboolean is_failure = plr_step_get_when (step) == PLR_STAGE_WHEN_FAILURE;
  g_autofree char *guarded = is_failure ? g_strdup_printf ("if [ \"$CODEBUILD_BUILD_SUCCEEDING\" = 0 ]; then\n%s\nfi", command) : NULL;
  g_autofree char *of_build = writer->batch == PLR_BUILDSPEC_BATCH_GRAPH
                              ? plr_buildspec_guard_build (&writer->export, stage, guarded != NULL ? guarded : command) : NULL;

  if (writer->finally == NULL)
    writer->finally = plr_yaml_value_new_list ();
  plr_yaml_value_append (writer->finally, plr_yaml_value_new_string (of_build != NULL ? of_build : guarded != NULL ? guarded : command));
  if (writer->export.stages->len > 1 && of_build == NULL)
    plr_export_note (&writer->export, stage, "steps", PLR_EXPORT_APPROXIMATED, _("Nothing needs to be done if it only reports or cleans up."),
                     _("A step of “%s” that runs in any case runs behind all stages, for the outcome of all of them"),
                     plr_stage_get_id (stage));
}

static void
append_comment (GString    *out,
                PlrStage   *stage,
                const char *what)
{
  gsize start = out->len;

  g_string_append_printf (out, "# %s: %s", plr_stage_get_title (stage), what);
  g_strdelimit (out->str + start, "\r\n", ' ');
  g_string_append_c (out, '\n');
}

/* Whether @word is the name of the branch: the words of a shell's `case` are patterns like ours, but for their `*`, which
 * goes past a slash. */
static void
append_branch_guard (Writer     *writer,
                     GString    *out,
                     PlrStage   *stage,
                     const char *variable)
{
  const char *const *branches = plr_stage_get_branches (stage);
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; branches[i] != NULL; i++)
    {
      g_autofree char *word = plr_export_quote_glob (branches[i]);

      g_string_append_printf (words, "%s%s", i > 0 ? "|" : "", word);
    }

  g_string_append_printf (out, "case ${CODEBUILD_WEBHOOK_HEAD_REF#refs/heads/} in %s) ;; *) %s=no ;; esac\n", words->str, variable);
  plr_export_note (&writer->export, stage, "branches", PLR_EXPORT_APPROXIMATED,
                   _("Start the build by a webhook, or set CODEBUILD_WEBHOOK_HEAD_REF yourself."),
                   _("CodeBuild knows the branch only in builds that a webhook started: stage “%s” is skipped in others"),
                   plr_stage_get_id (stage));
}

static void
append_approval_guard (Writer     *writer,
                       GString    *out,
                       PlrStage   *stage,
                       const char *variable)
{
  const char *id = plr_stage_get_id (stage);
  const char *message = plr_stage_get_approval_message (stage);
  g_autofree char *word = plr_export_quote_glob (id);

  g_string_append_printf (out, "case \" $APPROVED \" in *\\ %s\\ *) ;; *) %s=no ;; esac\n", word, variable);
  plr_export_note (&writer->export, stage, "approval", PLR_EXPORT_MANUAL,
                   _("Put a manual approval into the CodePipeline before this build, and set APPROVED in the environment of "
                     "its action to the ids of the stages that it approves, with spaces between them."),
                   _("CodeBuild cannot wait for a person: stage “%s” is skipped unless the variable APPROVED names it"), id);
  if (message != NULL)
    plr_export_note (&writer->export, stage, "approval_message", PLR_EXPORT_APPROXIMATED, _("Write it into the approval of the CodePipeline."),
                     _("CodeBuild asks nobody: “%s” is left out"), message);
}

/* The command that decides whether the stage runs; nothing where it always does. */
static void
add_guard (Writer   *writer,
           PlrStage *stage)
{
  g_autofree char *variable = plr_export_name_variable ("PLR_RUN_", plr_export_get_id (&writer->export, plr_stage_get_id (stage)));
  const char *const *needs = plr_stage_get_needs (stage);
  PlrStageWhen when = plr_stage_get_when (stage);
  g_autoptr(GString) out = g_string_new (NULL);
  gsize start;

  append_comment (out, stage, "whether it runs");
  g_string_append_printf (out, "%s=yes\n", variable);
  start = out->len;

  for (guint i = 0; when == PLR_STAGE_WHEN_SUCCESS && needs[i] != NULL; i++)
    {
      const char *guard = g_hash_table_lookup (writer->guards, plr_pipeline_find_stage (writer->export.pipeline, needs[i]));

      if (guard != NULL)
        g_string_append_printf (out, "if [ $%s = no ]; then %s=no; fi\n", guard, variable);
    }
  if (g_hash_table_contains (writer->late, stage) && when != PLR_STAGE_WHEN_ALWAYS)
    g_string_append_printf (out, "if [ \"$CODEBUILD_BUILD_SUCCEEDING\" = %s ]; then %s=no; fi\n",
                            when == PLR_STAGE_WHEN_FAILURE ? "1" : "0", variable);
  if (plr_stage_get_branches (stage) != NULL && plr_stage_get_branches (stage)[0] != NULL)
    append_branch_guard (writer, out, stage, variable);
  if (plr_stage_get_approval (stage))
    append_approval_guard (writer, out, stage, variable);
  if (out->len == start)
    return;

  g_string_truncate (out, out->len - 1);
  add_command (writer, stage, out->str);
  g_hash_table_insert (writer->guards, stage, g_steal_pointer (&variable));
}

static void
add_guarded (Writer     *writer,
             PlrStage   *stage,
             const char *what,
             const char *command)
{
  const char *guard = g_hash_table_lookup (writer->guards, stage);
  g_autofree char *guarded = guard != NULL ? g_strdup_printf ("if [ $%s = yes ]; then\n%s\nfi", guard, command) : g_strdup (command);
  g_autofree char *of_build = writer->batch == PLR_BUILDSPEC_BATCH_GRAPH ? plr_buildspec_guard_build (&writer->export, stage, guarded) : NULL;
  g_autoptr(GString) out = g_string_new (NULL);

  append_comment (out, stage, what);
  g_string_append (out, of_build != NULL ? of_build : guarded);
  add_command (writer, stage, out->str);
}

/* Those from a secret are set for the whole build; those of a batch where its builds are. */
static void
add_all (Writer     *writer,
         GPtrArray  *variables,
         GListModel *more)
{
  for (guint i = 0; i < g_list_model_get_n_items (more); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (more, i);

      if (plr_variable_get_secret (variable) == NULL &&
          (writer->batch == PLR_BUILDSPEC_BATCH_NONE || !plr_buildspec_is_set (variable)))
        g_ptr_array_add (variables, g_steal_pointer (&variable));
    }
}

/* The variables of a cell of the matrix, which is NULL if there is none. */
static GPtrArray *
make_variables (Writer     *writer,
                PlrStage   *stage,
                GListModel *cell,
                GString    *title)
{
  g_autoptr(GPtrArray) variables = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_values = cell != NULL ? g_list_model_get_n_items (cell) : 0;

  if (writer->export.mentions_stage && writer->batch == PLR_BUILDSPEC_BATCH_NONE)
    g_ptr_array_add (variables, plr_variable_new ("PLR_STAGE", plr_stage_get_id (stage)));
  add_all (writer, variables, plr_stage_get_environment (stage));
  for (guint i = 0; i < n_values; i++)
    {
      PlrVariable *variable = g_list_model_get_item (cell, i);

      g_ptr_array_add (variables, variable);
      g_string_append_printf (title, "%s%s%s", i == 0 ? " (" : ", ", plr_variable_get_value (variable), i + 1 == n_values ? ")" : "");
    }

  return g_steal_pointer (&variables);
}

static void
add_cell (Writer     *writer,
          PlrStage   *stage,
          GListModel *cell,
          gboolean    is_first)
{
  g_autoptr(GString) title = g_string_new (NULL);
  g_autoptr(GPtrArray) variables = make_variables (writer, stage, cell, title);
  GListModel *steps = plr_stage_get_steps (stage);
  GListModel *artifacts = plr_stage_get_artifacts (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      g_autofree char *command = plr_export_make_command (&writer->export, step, variables, PLR_EXPORT_SCRIPT_ERREXIT);
      g_autofree char *number = g_strdup_printf ("step %u", i + 1);
      const char *name = plr_step_get_name (step);
      g_autofree char *what = g_strconcat (name != NULL ? name : number, title->str, NULL);
      g_autofree char *tolerant = plr_step_get_allow_failure (step) ? g_strdup_printf ("{ %s\n} || true", command) : NULL;
      gboolean is_late_step = plr_step_get_when (step) != PLR_STAGE_WHEN_SUCCESS && plr_stage_get_when (stage) == PLR_STAGE_WHEN_SUCCESS;
      /* The only stage of a file needs no comments that say which one it is. */
      gboolean is_plain = !writer->export.is_native && writer->export.stages->len == 1 && title->len == 0 &&
                          (name == NULL || g_str_equal (name, "build")) && g_hash_table_lookup (writer->guards, stage) == NULL;

      if (is_late_step)
        add_late_step (writer, stage, step, command);
      else if (is_plain)
        add_command (writer, stage, tolerant != NULL ? tolerant : command);
      else
        add_guarded (writer, stage, what, tolerant != NULL ? tolerant : command);
    }

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      g_autofree char *check = plr_export_make_check (artifact);
      g_autofree char *what = g_strdup_printf ("artifact “%s” must be there", plr_artifact_get_name (artifact));

      if (check != NULL)
        add_guarded (writer, stage, what, check);
      else if (!plr_artifact_get_optional (artifact) && is_first)
        plr_export_note (&writer->export, stage, "artifacts", PLR_EXPORT_APPROXIMATED, _("Add a command to the stage that looks for the files."),
                         _("Artifact “%s” of stage “%s” is required; CodeBuild does not look for each of its paths"),
                         plr_artifact_get_name (artifact), plr_stage_get_id (stage));
    }
}

/* What a stage has that one build for all of them has no place for. */
static void
note_shared (PlrExport *export,
             PlrStage  *stage)
{
  const char *id = plr_stage_get_id (stage);

  if (plr_stage_get_needs (stage)[0] != NULL)
    {
      g_autofree char *needs = g_strjoinv (", ", (char **)plr_stage_get_needs (stage));

      plr_export_note (export, stage, "needs", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                       _("Stage “%s” needs %s; in one build it runs after all stages that are written before it"), id, needs);
    }
  if (plr_stage_get_image (stage) != NULL)
    plr_export_note (export, stage, "image", PLR_EXPORT_MANUAL, _("Choose the image in the settings of the project."),
                     _("The image of stage “%s”, “%s”, has no place in a buildspec"), id, plr_stage_get_image (stage));
  if (plr_stage_get_inputs (stage) != NULL)
    plr_export_note (export, stage, "inputs", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                     _("Stage “%s” names its inputs; in one build every stage sees the files of all stages before it"), id);
  if (g_list_model_get_n_items (plr_stage_get_environment (stage)) > 0)
    plr_export_note (export, stage, "environment", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                     _("The variables of stage “%s” are set in its commands, but for secrets, which the whole build has"), id);
  if (g_list_model_get_n_items (plr_stage_get_axes (stage)) > 0)
    plr_export_note (export, stage, "matrix", PLR_EXPORT_APPROXIMATED, _("Use a batch build with a build-matrix to run them at once."),
                     _("The %u combinations of stage “%s” run one after another in one folder: each may overwrite the files of the one before"),
                     plr_stage_count_cells (stage), id);
}

static void
note_stage (PlrExport        *export,
            PlrStage         *stage,
            PlrBuildspecBatch batch)
{
  const char *id = plr_stage_get_id (stage);
  guint retry = plr_export_get_retry (export, stage);
  gint64 timeout_us = plr_export_get_timeout_us (export, stage);

  if (batch == PLR_BUILDSPEC_BATCH_NONE)
    note_shared (export, stage);
  if (timeout_us > 0)
    plr_export_note (export, stage, "timeout_s", PLR_EXPORT_MANUAL, batch != PLR_BUILDSPEC_BATCH_NONE ? _("Set the timeout of the CodeBuild project, which is for each build.")
                     : _("Set the timeout of the CodeBuild project, which is for all stages."),
                     _("The timeout of stage “%s”, %" G_GINT64_FORMAT " seconds, has no place in a buildspec"),
                     id, timeout_us / G_TIME_SPAN_SECOND);
  if (retry > 0)
    plr_export_note (export, stage, "retry", PLR_EXPORT_MANUAL,
                     _("Retry the build in its console, or repeat the command in the script."),
                     _("Stage “%s” is tried %u more times after a failure; a buildspec repeats no single stage"), id, retry);
  if (plr_stage_get_deploy (stage) != NULL)
    plr_export_note (export, stage, "deploy", PLR_EXPORT_MANUAL, _("Make it an action of its own in the CodePipeline, if it is to be followed there."),
                     _("Stage “%s” deploys to “%s”: CodeBuild runs its steps, and knows no environments"),
                     id, plr_stage_get_deploy (stage));
  if (plr_stage_get_when (stage) != PLR_STAGE_WHEN_SUCCESS)
    plr_export_note (export, stage, "when", PLR_EXPORT_APPROXIMATED, _("Nothing needs to be done if it only reports or cleans up."),
                     _("Stage “%s” runs in the phase post_build, for the outcome of all stages and not only of those that it needs"), id);
  if (plr_stage_get_approval_message (stage) != NULL && !plr_stage_get_approval (stage))
    plr_export_note (export, stage, "approval_message", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                     _("Stage “%s” has a question but needs no approval: “%s” is left out"), id, plr_stage_get_approval_message (stage));
}

static void
add_stage (Writer   *writer,
           PlrStage *stage)
{
  guint n_cells = plr_stage_count_cells (stage);
  g_autoptr(GPtrArray) cells = NULL;

  if (is_late (writer, stage))
    g_hash_table_add (writer->late, stage);
  note_stage (&writer->export, stage, writer->batch);
  add_guard (writer, stage);
  if (n_cells > MAX_CELLS)
    plr_export_note (&writer->export, stage, "matrix", PLR_EXPORT_MANUAL, _("Use a batch build with a build-matrix."),
                     _("The matrix of stage “%s” has %u combinations, more than %d: the stage is written once, without them"),
                     plr_stage_get_id (stage), n_cells, MAX_CELLS);
  cells = writer->batch == PLR_BUILDSPEC_BATCH_NONE ? plr_matrix_list_cells (stage, MAX_CELLS) : NULL;
  if (cells == NULL || cells->len == 0)
    add_cell (writer, stage, NULL, TRUE);
  for (guint i = 0; cells != NULL && i < cells->len; i++)
    add_cell (writer, stage, cells->pdata[i], i == 0);
}

/* What our own runs define, where a script uses it. */
static void
add_own_variables (Writer *writer)
{
  static const struct
  {
    const char *name;
    const char *command;
  } own[] = {
    { "PLR_COMMIT", "export PLR_COMMIT=\"$CODEBUILD_RESOLVED_SOURCE_VERSION\"" },
    { "PLR_COMMIT_SHORT", "export PLR_COMMIT_SHORT=\"$(printf %.7s \"$CODEBUILD_RESOLVED_SOURCE_VERSION\")\"" },
    { "PLR_BRANCH", "export PLR_BRANCH=\"${CODEBUILD_WEBHOOK_HEAD_REF#refs/heads/}\"" },
  };

  /* Builds that keep to reproducible-builds.org look at this; our own runs set it to the time of the commit. Sources from
   * an archive have no commit to ask for it. */
  if (writer->export.is_native)
    add_command (writer, NULL, "export SOURCE_DATE_EPOCH=\"$(git log -1 --format=%ct || echo 0)\"");
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (plr_export_mentions (&writer->export, own[i].name))
      add_command (writer, NULL, own[i].command);
  if (plr_export_mentions (&writer->export, "PLR_PIPELINE"))
    {
      g_autofree char *name = plr_export_dup_name (&writer->export);
      g_autofree char *quoted = plr_export_quote (name);
      g_autofree char *command = g_strconcat ("export PLR_PIPELINE=", quoted, NULL);

      add_command (writer, NULL, command);
    }
}

static PlrYamlValue *
make_phases (Writer *writer)
{
  PlrYamlValue *phases = plr_yaml_value_new_map ();
  PlrYamlValue *build = plr_yaml_value_new_map ();

  /* A build that is none of a batch would run no stage at all, and succeed. */
  if (writer->batch == PLR_BUILDSPEC_BATCH_GRAPH)
    add_command (writer, NULL, PLR_EXPORT_BUILDSPEC_BATCH);
  add_own_variables (writer);
  for (guint i = 0; i < writer->export.stages->len; i++)
    add_stage (writer, writer->export.stages->pdata[i]);
  if (writer->build == NULL)
    add_command (writer, NULL, "true");

  plr_yaml_value_set_string (build, "on-failure", writer->post_build == NULL ? "ABORT" : "CONTINUE");
  plr_yaml_value_set (build, "commands", g_steal_pointer (&writer->build));
  if (writer->finally != NULL)
    plr_yaml_value_set (build, "finally", g_steal_pointer (&writer->finally));
  plr_yaml_value_set (phases, "build", build);
  if (writer->post_build != NULL)
    {
      PlrYamlValue *post_build = plr_yaml_value_new_map ();

      plr_yaml_value_set (post_build, "commands", g_steal_pointer (&writer->post_build));
      plr_yaml_value_set (phases, "post_build", post_build);
    }

  return phases;
}

/* The reader has the two services of AWS apart by this. */
#define PARAMETER_STORE "parameter-store:"

/* Returns: how many are parameters. */
static guint
collect_secrets (GListModel   *variables,
                 GHashTable   *seen,
                 PlrYamlValue *secrets,
                 PlrYamlValue *parameters)
{
  guint n_parameters = 0;

  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      const char *secret = plr_variable_get_secret (variable);

      if (secret == NULL || !g_hash_table_add (seen, g_strdup (plr_variable_get_name (variable))))
        continue;
      if (g_str_has_prefix (secret, PARAMETER_STORE))
        {
          plr_yaml_value_set_string (parameters, plr_variable_get_name (variable), secret + strlen (PARAMETER_STORE));
          n_parameters++;
        }
      else
        {
          plr_yaml_value_set_string (secrets, plr_variable_get_name (variable), secret);
        }
    }

  return n_parameters;
}

/* Values that come from a secret: CodeBuild has them for all of a build. */
static void
add_secrets (PlrExport    *export,
             PlrYamlValue *env)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(PlrYamlValue) secrets = plr_yaml_value_new_map ();
  g_autoptr(PlrYamlValue) parameters = plr_yaml_value_new_map ();
  guint n_parameters;

  n_parameters = collect_secrets (plr_pipeline_get_variables (export->pipeline), seen, secrets, parameters);
  for (guint i = 0; i < export->stages->len; i++)
    n_parameters += collect_secrets (plr_stage_get_environment (export->stages->pdata[i]), seen, secrets, parameters);
  if (g_hash_table_size (seen) == 0)
    return;
  if (n_parameters > 0)
    plr_yaml_value_set (env, "parameter-store", plr_yaml_value_ref (parameters));
  if (n_parameters < g_hash_table_size (seen))
    plr_yaml_value_set (env, "secrets-manager", plr_yaml_value_ref (secrets));
  plr_export_note (export, NULL, "variables", PLR_EXPORT_APPROXIMATED,
                   _("Make secrets of these names in the Secrets Manager, and let the role of the project read them."),
                   _("The secrets of the pipeline are taken from the Secrets Manager of AWS, for all stages"));
}

/* What stages hand on, under the name of a variable that their commands set. */
static void
add_outputs (PlrExport    *export,
             PlrYamlValue *env)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  PlrYamlValue *names = NULL;

  for (guint i = 0; i < export->stages->len; i++)
    {
      GListModel *outputs = plr_job_get_outputs (plr_stage_get_job (export->stages->pdata[i]));

      for (guint j = 0; j < g_list_model_get_n_items (outputs); j++)
        {
          g_autoptr(PlrVariable) output = g_list_model_get_item (outputs, j);
          const char *name = plr_variable_get_name (output);
          const char *value = plr_variable_get_value (output);

          if (value[0] != '$' || !g_str_equal (value + 1, name) || !g_hash_table_add (seen, g_strdup (name)))
            continue;
          if (names == NULL)
            names = plr_yaml_value_new_list ();
          plr_yaml_value_append (names, plr_yaml_value_new_string (name));
        }
    }
  if (names != NULL)
    plr_yaml_value_set (env, "exported-variables", names);
}

/* All that stages keep for the next build; there is one cache in a project. */
static void
add_caches (PlrExport *export,
            GString   *out)
{
  PlrYamlValue *map = NULL;
  PlrYamlValue *paths = NULL;
  g_autofree char *key = NULL;
  guint n_caches = 0;

  for (guint i = 0; i < export->stages->len; i++)
    {
      GListModel *caches = plr_job_get_caches (plr_stage_get_job (export->stages->pdata[i]));

      for (guint j = 0; j < g_list_model_get_n_items (caches); j++)
        {
          g_autoptr(PlrCache) cache = g_list_model_get_item (caches, j);
          const char *const *list = plr_cache_get_paths (cache);

          if (list == NULL || list[0] == NULL)
            continue;
          n_caches++;
          g_free (key);
          key = g_strdup (plr_cache_get_key (cache));
          if (paths == NULL)
            paths = plr_yaml_value_new_list ();
          for (guint k = 0; list[k] != NULL; k++)
            {
              g_autofree char *path = g_str_has_suffix (list[k], "/") ? g_strconcat (list[k], "**/*", NULL) : g_strdup (list[k]);

              plr_yaml_value_append (paths, plr_yaml_value_new_string (path));
            }
        }
    }
  if (paths == NULL)
    return;
  map = plr_yaml_value_new_map ();
  if (n_caches == 1 && key != NULL)
    plr_yaml_value_set_string (map, "key", key);
  plr_yaml_value_set (map, "paths", paths);
  plr_export_add_section (out, NULL, "cache", map);
  if (n_caches == 1)
    return;
  plr_export_note (export, NULL, "caches", PLR_EXPORT_APPROXIMATED,
                   _("Choose a kind of cache in the settings of the project."),
                   _("The %u caches become one, which the project keeps without a key"), n_caches);
}

static PlrYamlValue *
make_env (PlrExport *export)
{
  PlrYamlValue *env = plr_yaml_value_new_map ();
  PlrYamlValue *variables = plr_yaml_value_new_map ();
  GListModel *values = plr_pipeline_get_variables (export->pipeline);
  gboolean has_bash = FALSE;

  for (guint i = 0; i < export->stages->len; i++)
    {
      GListModel *steps = plr_stage_get_steps (export->stages->pdata[i]);

      for (guint j = 0; j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);

          has_bash |= g_str_equal (plr_export_get_shell (export, step), "bash");
        }
    }
  if (export->is_native || has_bash)
    plr_yaml_value_set_string (env, "shell", has_bash ? "bash" : "/bin/sh");

  if (export->is_native)
    plr_export_add_surroundings (variables);
  for (guint i = 0; i < g_list_model_get_n_items (values); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (values, i);

      if (plr_variable_get_secret (variable) == NULL)
        plr_yaml_value_set_string (variables, plr_variable_get_name (variable), plr_variable_get_value (variable));
    }
  if (plr_yaml_value_is_empty (variables))
    plr_yaml_value_unref (variables);
  else
    plr_yaml_value_set (env, "variables", variables);
  add_secrets (export, env);
  add_outputs (export, env);

  return env;
}

/* What keeps the files of @paths; a slash at the end means a directory, which CodeBuild wants in more words. */
static void
append_files (PlrYamlValue      *list,
              const char *const *paths)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (paths[i], g_str_has_suffix (paths[i], "/") ? "**/*" : "", NULL);

      plr_yaml_value_append (list, plr_yaml_value_new_string (path));
    }
}

static gboolean
is_literal_file (const char *const *paths)
{
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    if (strpbrk (paths[i], "*?[") == NULL && !g_str_has_suffix (paths[i], "/"))
      return TRUE;

  return FALSE;
}

static void
add_artifact (PlrExport    *export,
              PlrStage     *stage,
              PlrArtifact  *artifact,
              GHashTable   *names,
              PlrYamlValue *all,
              PlrYamlValue *secondary)
{
  const char *const *paths = plr_artifact_get_paths (artifact);
  g_autofree char *joined = g_strdup_printf ("%s_%s", plr_stage_get_id (stage), plr_artifact_get_name (artifact));
  g_autofree char *name = NULL;
  PlrYamlValue *files = plr_yaml_value_new_list ();
  PlrYamlValue *map = plr_yaml_value_new_map ();

  for (char *p = joined; *p != '\0'; p++)
    *p = g_ascii_isalnum (*p) ? *p : '_';
  name = plr_export_make_unique (names, joined);

  append_files (all, paths);
  append_files (files, paths);
  plr_yaml_value_set (map, "files", files);
  plr_yaml_value_set (secondary, name, map);

  if (is_literal_file (paths))
    plr_export_note (export, stage, "artifacts", PLR_EXPORT_NEARLY, _("If it is a directory, write a slash at its end."),
                     _("CodeBuild takes each path of artifact “%s” of stage “%s” for a file, not for a directory"),
                     plr_artifact_get_name (artifact), plr_stage_get_id (stage));
  if (plr_artifact_get_optional (artifact))
    plr_export_note (export, stage, "artifacts", PLR_EXPORT_NEARLY, _("Nothing needs to be done, unless it is the only one."),
                     _("Artifact “%s” of stage “%s” is optional; CodeBuild fails if there is no artifact at all"),
                     plr_artifact_get_name (artifact), plr_stage_get_id (stage));
}

static void
add_artifacts (PlrExport *export,
               GString   *out)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  PlrYamlValue *map = plr_yaml_value_new_map ();
  PlrYamlValue *all = plr_yaml_value_new_list ();
  PlrYamlValue *secondary = plr_yaml_value_new_map ();

  for (guint i = 0; i < export->stages->len; i++)
    {
      PlrStage *stage = export->stages->pdata[i];
      GListModel *artifacts = plr_stage_get_artifacts (stage);

      for (guint j = 0; j < g_list_model_get_n_items (artifacts); j++)
        {
          g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, j);

          if (plr_artifact_get_paths (artifact) != NULL && plr_artifact_get_paths (artifact)[0] != NULL)
            add_artifact (export, stage, artifact, names, all, secondary);
        }
    }

  plr_yaml_value_set (map, "files", all);
  plr_yaml_value_set (map, "secondary-artifacts", secondary);
  if (g_hash_table_size (names) == 0)
    {
      plr_yaml_value_unref (map);
      return;
    }
  plr_export_add_section (out, NULL, "artifacts", map);
  plr_export_note (export, NULL, "artifacts", PLR_EXPORT_MANUAL,
                   _("Add a secondary artifact of each of these names to the project, or remove them from the file."),
                   _("The artifacts are written together and each by itself; the project must know the second kind"));
  if (g_hash_table_size (names) > MAX_SECONDARY_ARTIFACTS)
    plr_export_note (export, NULL, "artifacts", PLR_EXPORT_MANUAL, _("Remove some of the secondary artifacts."),
                     _("The pipeline has %u artifacts; a project takes %d secondary ones"),
                     g_hash_table_size (names), MAX_SECONDARY_ARTIFACTS);
}

static void
add_report_group (PlrYamlValue *groups,
                  const char   *name,
                  PlrYamlValue *files)
{
  PlrYamlValue *group = plr_yaml_value_new_map ();

  plr_yaml_value_set (group, "files", files);
  plr_yaml_value_set_string (group, "file-format", "JUNITXML");
  plr_yaml_value_set (groups, name, group);
}

static void
add_reports (PlrExport *export,
             GString   *out)
{
  g_autoptr(GPtrArray) stages = g_ptr_array_new ();
  PlrYamlValue *groups = NULL;

  for (guint i = 0; i < export->stages->len; i++)
    {
      const char *const *reports = plr_stage_get_reports (export->stages->pdata[i]);

      if (reports != NULL && reports[0] != NULL)
        g_ptr_array_add (stages, export->stages->pdata[i]);
    }
  if (stages->len == 0)
    return;

  groups = plr_yaml_value_new_map ();
  if (stages->len > MAX_REPORT_GROUPS)
    {
      PlrYamlValue *files = plr_yaml_value_new_list ();

      for (guint i = 0; i < stages->len; i++)
        append_files (files, plr_stage_get_reports (stages->pdata[i]));
      add_report_group (groups, "reports", files);
      plr_export_note (export, NULL, "reports", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                       _("The reports of %u stages are in one group: a build has %d groups at most"),
                       stages->len, MAX_REPORT_GROUPS);
    }
  for (guint i = 0; stages->len <= MAX_REPORT_GROUPS && i < stages->len; i++)
    {
      PlrYamlValue *files = plr_yaml_value_new_list ();

      append_files (files, plr_stage_get_reports (stages->pdata[i]));
      add_report_group (groups, plr_export_get_id (export, plr_stage_get_id (stages->pdata[i])), files);
    }
  plr_export_add_section (out, NULL, "reports", groups);
}

static void
note_globals (PlrExport        *export,
              PlrBuildspecBatch batch,
              const char       *why)
{
  const char *name = plr_pipeline_get_name (export->pipeline);

  if (batch != PLR_BUILDSPEC_BATCH_NONE)
    plr_buildspec_note_batch (export, batch);
  else if (export->stages->len > 1)
    plr_export_note (export, NULL, NULL, PLR_EXPORT_APPROXIMATED,
                     _("Make several projects if stages are to run at once or apart from each other."),
                     _("The %u stages run one after another in one checkout: each sees all that those before it left"),
                     export->stages->len);
  if (why != NULL)
    plr_export_note (export, NULL, NULL, PLR_EXPORT_NEARLY, _("Nothing needs to be done, if one after another will do."), "%s", why);
  if (name != NULL)
    plr_export_note (export, NULL, "name", PLR_EXPORT_NEARLY, _("Give the project this name."),
                     _("A buildspec has no name: “%s” becomes a comment"), name);
}

static char *
plr_buildspec_dialect_write (PlrDialect  *dialect,
                             PlrPipeline *pipeline,
                             GListStore  *losses,
                             GError     **error)
{
  g_auto(Writer) writer = { 0 };
  g_autofree char *header = NULL;
  g_autofree char *why = NULL;
  g_autoptr(GString) out = NULL;
  PlrYamlValue *env;

  if (!plr_export_init (&writer.export, pipeline, losses, plr_dialect_get_name (dialect), error))
    return NULL;

  writer.guards = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  writer.late = g_hash_table_new (NULL, NULL);
  writer.batch = plr_buildspec_find_batch (&writer.export, &why);
  plr_export_name_stages (&writer.export, writer.batch == PLR_BUILDSPEC_BATCH_NONE ? "_-" : "_", NULL);
  plr_export_note_common (&writer.export, "aws/codebuild/standard:7.0");
  note_globals (&writer.export, writer.batch, why);

  header = plr_export_make_header (&writer.export);
  out = g_string_new (header);
  plr_export_add_section (out, plr_pipeline_get_name (pipeline), "version", plr_yaml_value_new_text ("0.2"));
  env = make_env (&writer.export);
  if (!plr_yaml_value_is_empty (env))
    plr_export_add_section (out, NULL, "env", env);
  else
    plr_yaml_value_unref (env);
  if (writer.batch != PLR_BUILDSPEC_BATCH_NONE)
    plr_export_add_section (out, NULL, "batch", plr_buildspec_make_batch (&writer.export, writer.batch));
  plr_export_add_section (out, NULL, "phases", make_phases (&writer));
  add_reports (&writer.export, out);
  add_artifacts (&writer.export, out);
  add_caches (&writer.export, out);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
plr_buildspec_dialect_matches (PlrDialect *dialect,
                               const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_str_has_prefix (name, "buildspec") && (g_str_has_suffix (name, ".yml") || g_str_has_suffix (name, ".yaml"));
}

/* A project may name any file as its buildspec. */
static gboolean
plr_buildspec_dialect_recognizes (PlrDialect *dialect,
                                  const char *text,
                                  gsize       size_bytes)
{
  return plr_dialect_has_key (text, size_bytes, "version") && g_strstr_len (text, size_bytes, "commands") != NULL &&
         plr_dialect_has_key (text, size_bytes, "phases");
}

static void
plr_buildspec_dialect_iface_init (PlrDialectInterface *iface)
{
  iface->id = "buildspec";
  iface->name = "AWS CodeBuild";
  iface->file_name = "buildspec.yml";
  iface->media_type = "application/yaml";
  iface->matches = plr_buildspec_dialect_matches;
  iface->recognizes = plr_buildspec_dialect_recognizes;
  iface->read = plr_buildspec_read;
  iface->edit = plr_buildspec_edit;
  iface->write = plr_buildspec_dialect_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrBuildspecDialect, plr_buildspec_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_buildspec_dialect_iface_init))

static void
plr_buildspec_dialect_class_init (PlrBuildspecDialectClass *klass)
{
}

static void
plr_buildspec_dialect_init (PlrBuildspecDialect *self)
{
}
