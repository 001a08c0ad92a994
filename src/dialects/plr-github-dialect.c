/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-dialects-private.h"
#include "plr-export-private.h"
#include "plr-github-edit-private.h"

#define MAX_JOB_MINUTES  360 /* for a runner of GitHub's own */

/* actions/upload-artifact takes the deepest folder that its paths have in common for the root of what it packs. A path
 * in the workspace itself, where nothing is, makes that the workspace, so that all files come back to their places. */
#define ROOT_OF_PATHS "./.keeps-the-folders"

typedef struct
{
  GObject parent_instance;
} PlrGithubDialect;

typedef struct
{
  GObjectClass parent_class;
} PlrGithubDialectClass;

typedef struct
{
  PlrExport   export;
  GHashTable *names; /* that artifacts have */
  GHashTable *artifacts; /* PlrArtifact → its name there */
} Writer;

static void
writer_clear (Writer *writer)
{
  plr_export_clear (&writer->export);
  g_clear_pointer (&writer->names, g_hash_table_unref);
  g_clear_pointer (&writer->artifacts, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writer, writer_clear)

/* `${{` starts an expression everywhere; an expression that is that string stands for it. */
static char *
escape (const char *text)
{
  g_autoptr(GString) out = g_string_new (text);

  g_string_replace (out, "${{", "${{ '${{' }}", 0);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
set_escaped (PlrYamlValue *map,
             const char   *key,
             const char   *text)
{
  g_autofree char *escaped = escape (text);

  plr_yaml_value_set_string (map, key, escaped);
}

static void
add_variables (PlrYamlValue *map,
               GListModel   *variables)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      set_escaped (map, plr_variable_get_name (variable), plr_variable_get_value (variable));
    }
}

static PlrYamlValue *
make_map (const char *key,
          const char *value)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();

  plr_yaml_value_set_string (map, key, value);

  return map;
}

static void
append_string (PlrYamlValue *list,
               const char   *string)
{
  plr_yaml_value_append (list, plr_yaml_value_new_string (string));
}

/* A condition that holds on the branches that @pattern names; expressions have no patterns, only the start and the end of
 * a string. */
static char *
make_branch_test (Writer     *writer,
                  PlrStage   *stage,
                  const char *pattern)
{
  const char *first = pattern + strcspn (pattern, "*?[\\");
  const char *last = pattern + strlen (pattern);
  g_autofree char *start = g_strndup (pattern, (gsize)(first - pattern));
  g_auto(GStrv) start_parts = g_strsplit (start, "'", -1);
  g_autofree char *start_quoted = g_strjoinv ("''", start_parts);
  g_auto(GStrv) end_parts = NULL;
  g_autofree char *end_quoted = NULL;

  if (*first == '\0')
    return g_strdup_printf ("github.ref == 'refs/heads/%s'", start_quoted);

  while (last > first && strchr ("*?]\\", last[-1]) == NULL)
    last--;
  if (strspn (first, "*") != (gsize)(last - first))
    plr_export_note (&writer->export, stage, "branches", PLR_EXPORT_APPROXIMATED,
                     _("Name the branches one by one, or look at the condition of the job."),
                     _("The branches “%s” become those that start and end like it"), pattern);
  end_parts = g_strsplit (last, "'", -1);
  end_quoted = g_strjoinv ("''", end_parts);

  if (*last == '\0')
    return g_strdup_printf ("startsWith(github.ref, 'refs/heads/%s')", start_quoted);

  return g_strdup_printf ("(startsWith(github.ref, 'refs/heads/%s') && endsWith(github.ref, '%s'))", start_quoted, end_quoted);
}

static char *
make_condition (Writer   *writer,
                PlrStage *stage)
{
  const char *const *branches = plr_stage_get_branches (stage);
  PlrStageWhen when = plr_stage_get_when (stage);
  g_autoptr(GString) out = g_string_new (NULL);

  if (when == PLR_STAGE_WHEN_FAILURE)
    g_string_append (out, "failure()");
  else if (when == PLR_STAGE_WHEN_ALWAYS)
    g_string_append (out, "always()");
  if (branches == NULL || branches[0] == NULL)
    return out->len > 0 ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;

  if (out->len > 0)
    g_string_append (out, " && (");
  for (guint i = 0; branches[i] != NULL; i++)
    {
      g_autofree char *test = make_branch_test (writer, stage, branches[i]);

      g_string_append_printf (out, "%s%s", i > 0 ? " || " : "", test);
    }
  if (when != PLR_STAGE_WHEN_SUCCESS)
    g_string_append_c (out, ')');

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* The branches that all stages agree on, or NULL. */
static const char *const *
find_common_branches (PlrPipeline *pipeline)
{
  const char *const *branches = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);
      const char *const *others = plr_stage_get_branches (stage);

      if (others == NULL || others[0] == NULL || (branches != NULL && !g_strv_equal (branches, others)))
        return NULL;
      branches = others;
    }

  /* In a filter of GitHub, `?`, `+` and a `!` at the start have other meanings, and a backslash takes them. */
  for (guint i = 0; branches != NULL && branches[i] != NULL; i++)
    if (strpbrk (branches[i], "?+!\\[") != NULL)
      return NULL;

  return branches;
}

static PlrYamlValue *
make_triggers (PlrPipeline *pipeline)
{
  const char *const *branches = find_common_branches (pipeline);
  const char *const events[] = { "push", "pull_request", "workflow_dispatch", NULL };
  PlrYamlValue *triggers = NULL;
  PlrYamlValue *push = NULL;

  if (branches == NULL)
    {
      triggers = plr_yaml_value_new_strings (events);
      plr_yaml_value_set_flow (triggers, TRUE);

      return triggers;
    }

  /* A pull request is on none of these branches, so it would start nothing. */
  triggers = plr_yaml_value_new_map ();
  push = plr_yaml_value_new_map ();
  plr_yaml_value_set (push, "branches", plr_yaml_value_new_strings (branches));
  plr_yaml_value_set (triggers, "push", push);
  plr_yaml_value_set (triggers, "workflow_dispatch", plr_yaml_value_new_map ());

  return triggers;
}

/* Names that our own runs define, where a script uses them. */
static void
add_own_variables (Writer       *writer,
                   PlrYamlValue *env)
{
  static const struct
  {
    const char *name;
    const char *value;
  } own[] = {
    { "PLR_COMMIT", "${{ github.sha }}" },
    { "PLR_BRANCH", "${{ github.ref_name }}" },
    { "PLR_PIPELINE", "${{ github.workflow }}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (plr_export_mentions (&writer->export, own[i].name))
      plr_yaml_value_set_string (env, own[i].name, own[i].value);

  if (plr_export_mentions (&writer->export, "PLR_COMMIT_SHORT"))
    plr_export_note (&writer->export, NULL, NULL, PLR_EXPORT_MANUAL, _("Cut it from PLR_COMMIT in the script."),
                     _("A script uses PLR_COMMIT_SHORT, which GitHub has no expression for"));
}

/* The name of an axis as a key of `matrix`, where two names have a meaning of their own. */
static char *
make_axis_key (PlrAxis *axis)
{
  const char *name = plr_axis_get_name (axis);

  if (g_str_equal (name, "include") || g_str_equal (name, "exclude"))
    return g_strconcat (name, "_", NULL);

  return g_strdup (name);
}

static void
add_matrix (Writer       *writer,
            PlrStage     *stage,
            PlrYamlValue *job)
{
  GListModel *axes = plr_stage_get_axes (stage);
  PlrYamlValue *matrix = NULL;
  PlrYamlValue *strategy = NULL;

  if (g_list_model_get_n_items (axes) == 0)
    return;

  if (plr_stage_count_cells (stage) > PLR_GITHUB_MAX_CELLS)
    plr_export_note (&writer->export, stage, "matrix", PLR_EXPORT_MANUAL, _("Divide the stage into two with fewer values each."),
                     _("The matrix of stage “%s” has %u combinations; GitHub takes %u"),
                     plr_stage_get_id (stage), plr_stage_count_cells (stage), PLR_GITHUB_MAX_CELLS);

  matrix = plr_yaml_value_new_map ();
  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      g_autofree char *key = make_axis_key (axis);
      const char *const *all = plr_axis_get_values (axis);
      PlrYamlValue *values = plr_yaml_value_new_list ();

      for (guint j = 0; all[j] != NULL; j++)
        {
          g_autofree char *value = escape (all[j]);

          append_string (values, value);
        }
      plr_yaml_value_set_flow (values, TRUE);
      plr_yaml_value_set (matrix, key, values);
    }
  strategy = plr_yaml_value_new_map ();
  plr_yaml_value_set (strategy, "matrix", matrix);
  plr_yaml_value_set (job, "strategy", strategy);
}

static void
add_environment (Writer       *writer,
                 PlrStage     *stage,
                 PlrYamlValue *job)
{
  PlrYamlValue *env = plr_yaml_value_new_map ();
  GListModel *axes = plr_stage_get_axes (stage);
  gboolean is_empty = g_list_model_get_n_items (axes) == 0 &&
                      g_list_model_get_n_items (plr_stage_get_environment (stage)) == 0;

  if (writer->export.mentions_stage)
    {
      set_escaped (env, "PLR_STAGE", plr_stage_get_id (stage));
      is_empty = FALSE;
    }
  add_variables (env, plr_stage_get_environment (stage));
  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      g_autofree char *key = make_axis_key (axis);
      g_autofree char *value = g_strdup_printf ("${{ matrix.%s }}", key);

      plr_yaml_value_set_string (env, plr_axis_get_name (axis), value);
    }

  if (is_empty)
    plr_yaml_value_unref (env);
  else
    plr_yaml_value_set (job, "env", env);
}

/* Approvals and deployments are what GitHub calls environments; who must approve is set in the repository, not in a file. */
static void
add_deployment (Writer       *writer,
                PlrStage     *stage,
                PlrYamlValue *job)
{
  const char *deploy = plr_stage_get_deploy (stage);
  const char *name = deploy != NULL ? deploy : plr_stage_get_id (stage);
  const char *message = plr_stage_get_approval_message (stage);

  if (message != NULL)
    plr_export_note (&writer->export, stage, "approval_message", PLR_EXPORT_APPROXIMATED,
                     _("Write it where reviewers read, such as the description of a pull request."),
                     _("GitHub shows reviewers no question: “%s” is left out"), message);
  if (deploy == NULL && !plr_stage_get_approval (stage))
    return;

  set_escaped (job, "environment", name);
  if (plr_stage_get_approval (stage))
    plr_export_note (&writer->export, stage, "approval", PLR_EXPORT_MANUAL,
                     _("On GitHub, in Settings → Environments, make this environment and give it required reviewers. "
                       "Until then the job runs without asking."),
                     _("The approval of stage “%s” becomes the environment “%s”"), plr_stage_get_id (stage), name);
  else
    plr_export_note (&writer->export, stage, "deploy", PLR_EXPORT_NEARLY,
                     _("On GitHub, Settings → Environments can say who may deploy there, and from which branches."),
                     _("Stage “%s” deploys to the environment “%s”, which GitHub makes when it first runs"),
                     plr_stage_get_id (stage), name);
}

static void
add_limits (Writer       *writer,
            PlrStage     *stage,
            PlrYamlValue *job)
{
  gint64 timeout_us = plr_export_get_timeout_us (&writer->export, stage);
  gint64 minute_us = 60 * G_TIME_SPAN_SECOND;
  gint64 minutes = (timeout_us + minute_us - 1) / minute_us;
  guint retry = plr_export_get_retry (&writer->export, stage);
  const char *id = plr_stage_get_id (stage);

  if (timeout_us == 0)
    plr_export_note (&writer->export, stage, "timeout_s", PLR_EXPORT_NEARLY, _("Give the stage a timeout."),
                     _("Stage “%s” has no timeout; GitHub stops a job after %d minutes"), id, MAX_JOB_MINUTES);
  if (timeout_us > 0)
    plr_yaml_value_set (job, "timeout-minutes", plr_yaml_value_new_integer (minutes));
  if (timeout_us % minute_us != 0)
    plr_export_note (&writer->export, stage, "timeout_s", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                     _("The timeout of stage “%s” is rounded up to whole minutes: %" G_GINT64_FORMAT), id, minutes);
  if (minutes > MAX_JOB_MINUTES)
    plr_export_note (&writer->export, stage, "timeout_s", PLR_EXPORT_MANUAL, _("Run it on a runner of one’s own, or divide it."),
                     _("The timeout of stage “%s” is %" G_GINT64_FORMAT " minutes; a runner of GitHub’s stops after %d"),
                     id, minutes, MAX_JOB_MINUTES);
  if (retry > 0)
    plr_export_note (&writer->export, stage, "retry", PLR_EXPORT_MANUAL,
                     _("Start the failed jobs again on the page of the run, or repeat the command in the script."),
                     _("Stage “%s” is tried %u more times after a failure; GitHub does not try again by itself"), id, retry);
}

static PlrYamlValue *
make_step (Writer  *writer,
           PlrStep *step)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();
  const char *shell = plr_step_get_shell (step);
  const char *common = plr_pipeline_get_shell (writer->export.pipeline);
  const char *directory = plr_step_get_directory (step);

  if (plr_step_get_name (step) != NULL)
    set_escaped (map, "name", plr_step_get_name (step));
  set_escaped (map, "run", plr_step_get_run (step));
  if (shell != NULL && !g_str_equal (shell, common != NULL ? common : "sh"))
    plr_yaml_value_set_string (map, "shell", shell);
  if (directory != NULL)
    set_escaped (map, "working-directory", directory);
  if (g_list_model_get_n_items (plr_step_get_environment (step)) > 0)
    {
      PlrYamlValue *env = plr_yaml_value_new_map ();

      add_variables (env, plr_step_get_environment (step));
      plr_yaml_value_set (map, "env", env);
    }

  return map;
}

/* The name that an artifact has on the page of the run; `"`, `:` and the like are not allowed there. */
static const char *
name_artifact (Writer     *writer,
               PlrStage   *stage,
               gpointer    artifact,
               const char *name)
{
  const char *known = g_hash_table_lookup (writer->artifacts, artifact);
  g_autofree char *joined = NULL;
  char *unique = NULL;

  if (known != NULL)
    return known;

  joined = g_strdup_printf ("%s-%s", plr_export_get_id (&writer->export, plr_stage_get_id (stage)), name);
  g_strdelimit (joined, "\":<>|*?\r\n\\/", '-');
  unique = plr_export_make_unique (writer->names, joined);
  g_hash_table_insert (writer->artifacts, artifact, unique);

  return unique;
}

/* Whether all the folders of the paths are kept as they are: two paths that have none in common see to it. */
static gboolean
keeps_folders (const char *const *paths)
{
  gsize first = strcspn (paths[0], "/");

  if (strcspn (paths[0], "*?[") <= first)
    return TRUE;
  for (guint i = 1; paths[i] != NULL; i++)
    if (strcspn (paths[i], "*?[") <= strcspn (paths[i], "/") ||
        strcspn (paths[i], "/") != first || strncmp (paths[i], paths[0], first) != 0)
      return TRUE;

  return FALSE;
}

static PlrYamlValue *
make_upload (const char        *title,
             const char        *name,
             gboolean           is_matrix,
             const char *const *paths,
             const char        *if_none)
{
  PlrYamlValue *map = make_map ("name", title);
  PlrYamlValue *with = plr_yaml_value_new_map ();
  g_autofree char *unique = is_matrix ? g_strconcat (name, "@${{ strategy.job-index }}", NULL) : g_strdup (name);
  g_autoptr(GString) list = g_string_new (NULL);
  gboolean has_hidden = FALSE;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *escaped = escape (paths[i]);

      has_hidden |= paths[i][0] == '.' || strstr (paths[i], "/.") != NULL;
      g_string_append_printf (list, "%s%s", i > 0 ? "\n" : "", escaped);
    }
  if (!keeps_folders (paths))
    g_string_append (list, "\n" ROOT_OF_PATHS);

  plr_yaml_value_set_string (map, "uses", "actions/upload-artifact@v4");
  plr_yaml_value_set_string (with, "name", unique);
  plr_yaml_value_set_string (with, "path", list->str);
  plr_yaml_value_set_string (with, "if-no-files-found", if_none);
  if (has_hidden)
    plr_yaml_value_set (with, "include-hidden-files", plr_yaml_value_new_boolean (TRUE));
  plr_yaml_value_set (map, "with", with);

  return map;
}

static gboolean
is_matrix (PlrStage *stage)
{
  return g_list_model_get_n_items (plr_stage_get_axes (stage)) > 0;
}

static void
add_uploads (Writer       *writer,
             PlrStage     *stage,
             PlrYamlValue *steps)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  const char *const *reports = plr_stage_get_reports (stage);

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      const char *const *paths = plr_artifact_get_paths (artifact);
      g_autofree char *shown = escape (plr_artifact_get_name (artifact));
      g_autofree char *title = g_strdup_printf ("Keep artifact “%s”", shown);

      if (paths == NULL || paths[0] == NULL)
        {
          plr_export_note (&writer->export, stage, "artifacts", PLR_EXPORT_MANUAL, _("Name a path for it."),
                           _("Artifact “%s” of stage “%s” has no paths and is left out"),
                           plr_artifact_get_name (artifact), plr_stage_get_id (stage));
          continue;
        }
      plr_yaml_value_append (steps, make_upload (title,
                                                 name_artifact (writer, stage, artifact, plr_artifact_get_name (artifact)),
                                                 is_matrix (stage), paths,
                                                 plr_artifact_get_optional (artifact) ? "ignore" : "error"));
    }

  if (reports != NULL && reports[0] != NULL)
    {
      PlrYamlValue *upload = make_upload ("Keep the test reports",
                                          name_artifact (writer, stage, stage, "reports"),
                                          is_matrix (stage), reports, "warn");

      plr_yaml_value_set_string (upload, "if", "always()");
      plr_yaml_value_append (steps, upload);
      plr_export_note (&writer->export, stage, "reports", PLR_EXPORT_MANUAL,
                       _("Add an action that shows JUnit files, if they are to be seen there."),
                       _("GitHub shows no test reports: those of stage “%s” are kept as an artifact"),
                       plr_stage_get_id (stage));
    }
}

static PlrYamlValue *
make_download (Writer         *writer,
               PlrStage       *stage,
               PlrExportInput *input)
{
  const char *name = name_artifact (writer, input->from, input->artifact, plr_artifact_get_name (input->artifact));
  g_autofree char *shown = escape (plr_artifact_get_name (input->artifact));
  g_autofree char *title = g_strdup_printf ("Get artifact “%s”", shown);
  PlrYamlValue *map = make_map ("name", title);
  PlrYamlValue *with = plr_yaml_value_new_map ();
  gboolean may_be_missing = plr_artifact_get_optional (input->artifact) ||
                            plr_stage_get_when (stage) != PLR_STAGE_WHEN_SUCCESS;

  plr_yaml_value_set_string (map, "uses", "actions/download-artifact@v4");
  /* It fails for a name that is not there, but not for a pattern that nothing matches. */
  if (is_matrix (input->from) || may_be_missing)
    {
      g_autofree char *pattern = g_strconcat (name, is_matrix (input->from) ? "@*" : "", NULL);

      plr_yaml_value_set_string (with, "pattern", pattern);
      plr_yaml_value_set (with, "merge-multiple", plr_yaml_value_new_boolean (TRUE));
    }
  else
    {
      plr_yaml_value_set_string (with, "name", name);
    }
  plr_yaml_value_set (map, "with", with);

  return map;
}

/* What comes back from GitHub has lost its permissions (actions/upload-artifact, README, “Permission Loss”). */
static void
add_permissions (Writer       *writer,
                 PlrStage     *stage,
                 GArray       *inputs,
                 PlrYamlValue *steps)
{
  g_autoptr(GString) script = g_string_new ("shopt -s globstar nullglob\nfor path in");
  g_autofree char *escaped = NULL;
  PlrYamlValue *map = NULL;

  for (guint i = 0; i < inputs->len; i++)
    {
      g_autofree char *words = plr_export_list_words (plr_artifact_get_paths (g_array_index (inputs, PlrExportInput, i).artifact));

      g_string_append_printf (script, " %s", words);
    }
  g_string_append (script, "; do\n  if [ -e \"$path\" ]; then chmod -R a+x \"$path\"; fi\ndone\n");

  escaped = escape (script->str);
  map = make_map ("name", "Make programs among the artifacts executable again");
  plr_yaml_value_set_string (map, "run", escaped);
  plr_yaml_value_set_string (map, "shell", "bash");
  plr_yaml_value_append (steps, map);
  plr_export_note (&writer->export, stage, "artifacts", PLR_EXPORT_NEARLY,
                   _("Pack an artifact into an archive in the stage that makes it, if its permissions matter."),
                   _("GitHub’s artifacts lose the permissions of files: stage “%s” gets all of them executable"),
                   plr_stage_get_id (stage));
}

/* Builds that keep to reproducible-builds.org look at this; our own runs set it to the time of the commit. */
static PlrYamlValue *
make_time_step (void)
{
  PlrYamlValue *map = make_map ("name", "Take the time from the commit");

  plr_yaml_value_set_string (map, "run", "echo \"SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)\" >> \"$GITHUB_ENV\"");

  return map;
}

static PlrYamlValue *
make_steps (Writer   *writer,
            PlrStage *stage)
{
  PlrYamlValue *list = plr_yaml_value_new_list ();
  GListModel *steps = plr_stage_get_steps (stage);
  g_autoptr(GArray) inputs = plr_export_list_inputs (&writer->export, stage);
  guint n_steps = g_list_model_get_n_items (steps);

  if (n_steps == 0)
    {
      /* A job without a step is an error there. */
      plr_yaml_value_append (list, make_map ("run", "true"));
      return list;
    }

  plr_yaml_value_append (list, make_map ("uses", "actions/checkout@v4"));
  plr_yaml_value_append (list, make_time_step ());
  for (guint i = 0; i < inputs->len; i++)
    plr_yaml_value_append (list, make_download (writer, stage, &g_array_index (inputs, PlrExportInput, i)));
  if (inputs->len > 0)
    add_permissions (writer, stage, inputs, list);
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      plr_yaml_value_append (list, make_step (writer, step));
    }
  add_uploads (writer, stage, list);

  return list;
}

static PlrYamlValue *
make_job (Writer   *writer,
          PlrStage *stage)
{
  PlrYamlValue *job = plr_yaml_value_new_map ();
  const char *const *needs = plr_stage_get_needs (stage);
  g_autofree char *condition = make_condition (writer, stage);

  if (plr_stage_get_name (stage) != NULL)
    set_escaped (job, "name", plr_stage_get_name (stage));
  if (needs[0] != NULL)
    {
      PlrYamlValue *list = plr_yaml_value_new_list ();

      for (guint i = 0; needs[i] != NULL; i++)
        append_string (list, plr_export_get_id (&writer->export, needs[i]));
      plr_yaml_value_set_flow (list, TRUE);
      plr_yaml_value_set (job, "needs", list);
    }
  if (condition != NULL)
    plr_yaml_value_set_string (job, "if", condition);
  plr_yaml_value_set_string (job, "runs-on", PLR_GITHUB_RUNNER);
  if (plr_stage_get_image (stage) != NULL)
    set_escaped (job, "container", plr_stage_get_image (stage));
  add_deployment (writer, stage, job);
  add_limits (writer, stage, job);
  add_matrix (writer, stage, job);
  add_environment (writer, stage, job);
  plr_yaml_value_set (job, "steps", make_steps (writer, stage));

  return job;
}

static PlrYamlValue *
make_jobs (Writer *writer)
{
  PlrYamlValue *jobs = plr_yaml_value_new_map ();
  GListModel *stages = G_LIST_MODEL (writer->export.pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);

      plr_yaml_value_set (jobs, plr_export_get_id (&writer->export, plr_stage_get_id (stage)), make_job (writer, stage));
    }

  return jobs;
}

static void
add_defaults (Writer  *writer,
              GString *out)
{
  PlrPipeline *pipeline = writer->export.pipeline;
  PlrYamlValue *defaults = plr_yaml_value_new_map ();
  PlrYamlValue *env = plr_yaml_value_new_map ();
  const char *shell = plr_pipeline_get_shell (pipeline);

  plr_yaml_value_set (defaults, "run", make_map ("shell", shell != NULL ? shell : "sh"));
  plr_export_add_section (out, NULL, "defaults", defaults);

  plr_export_add_surroundings (env);
  add_own_variables (writer, env);
  add_variables (env, plr_pipeline_get_variables (pipeline));
  plr_export_add_section (out, NULL, "env", env);
}

static char *
plr_github_dialect_write (PlrDialect  *dialect,
                          PlrPipeline *pipeline,
                          GListStore  *losses,
                          GError     **error)
{
  g_auto(Writer) writer = { 0 };
  g_autofree char *header = NULL;
  g_autoptr(GString) out = NULL;

  if (!plr_export_init (&writer.export, pipeline, losses, plr_dialect_get_name (dialect), error))
    return NULL;

  writer.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  writer.artifacts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  plr_export_name_stages (&writer.export, "_-", NULL);
  plr_export_note_common (&writer.export, PLR_GITHUB_RUNNER);

  header = plr_export_make_header (&writer.export);
  out = g_string_new (header);
  if (plr_pipeline_get_name (pipeline) != NULL)
    plr_export_add_section (out, NULL, "name", plr_yaml_value_new_string (plr_pipeline_get_name (pipeline)));
  plr_export_add_section (out, NULL, "on", make_triggers (pipeline));
  plr_export_add_section (out, NULL, "permissions", make_map ("contents", "read"));
  add_defaults (&writer, out);
  plr_export_add_section (out, NULL, "jobs", make_jobs (&writer));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
plr_github_dialect_matches (PlrDialect *dialect,
                            const char *path)
{
  return g_str_has_prefix (path, ".github/workflows/") &&
         (g_str_has_suffix (path, ".yml") || g_str_has_suffix (path, ".yaml"));
}

static gboolean
plr_github_dialect_recognizes (PlrDialect *dialect,
                               const char *text,
                               gsize       size_bytes)
{
  return plr_dialect_has_key (text, size_bytes, "jobs") &&
         (plr_dialect_has_key (text, size_bytes, "on") || plr_dialect_has_key (text, size_bytes, "\"on\"") ||
          plr_dialect_has_key (text, size_bytes, "'on'"));
}

static void
plr_github_dialect_iface_init (PlrDialectInterface *iface)
{
  iface->id = "github";
  iface->name = "GitHub Actions";
  iface->file_name = ".github/workflows/pipeline.yml";
  iface->media_type = "application/yaml";
  iface->matches = plr_github_dialect_matches;
  iface->recognizes = plr_github_dialect_recognizes;
  iface->read = plr_github_read;
  iface->edit = plr_github_edit;
  iface->write = plr_github_dialect_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrGithubDialect, plr_github_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_github_dialect_iface_init))

static void
plr_github_dialect_class_init (PlrGithubDialectClass *klass)
{
}

static void
plr_github_dialect_init (PlrGithubDialect *self)
{
}
