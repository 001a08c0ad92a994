/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-write-private.h"

/* actions/upload-artifact takes the deepest folder that its paths have in common for the root of what it packs. A path
 * in the workspace itself, where nothing is, makes that the workspace, so that all files come back to their places. */
#define ROOT_OF_PATHS PLR_EXPORT_GITHUB_ROOT

static PlrYamlValue *
make_map (const char *key,
          const char *value)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();

  plr_yaml_value_set_string (map, key, value);

  return map;
}

/* On which outcome of the steps before it a step runs, and on what else. */
static void
add_condition (PlrGithubWriter *writer,
               PlrStage        *stage,
               PlrStep         *step,
               guint            index,
               PlrYamlValue    *map)
{
  const char *condition = plr_step_get_condition (step);
  g_autofree char *joined = NULL;

  if (condition != NULL && !writer->is_own)
    {
      plr_export_note (&writer->export, stage, "steps", PLR_EXPORT_MANUAL, _("Say it as the “if” of the step, in GitHub’s words."),
                       _("The condition of step %u of stage “%s” is left out: %s"), index + 1, plr_stage_get_id (stage), condition);
      condition = NULL;
    }
  joined = plr_github_join_condition (condition, plr_step_get_when (step));
  if (joined != NULL)
    plr_yaml_value_set_string (map, "if", joined);
}

/* docs.github.com: Workflow syntax, jobs.<job_id>.steps[*].shell. */
static gboolean
is_shell (const char *shell)
{
  static const char *const shells[] = { "bash", "cmd", "powershell", "pwsh", "python", "sh", NULL };

  return g_strv_contains (shells, shell) || strstr (shell, "{0}") != NULL;
}

static PlrYamlValue *
make_step (PlrGithubWriter *writer,
           PlrStage        *stage,
           PlrStep         *step,
           guint            index)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();
  const char *shell = plr_step_get_shell (step);
  const char *common = plr_pipeline_get_shell (writer->export.pipeline);
  gint64 timeout_us = plr_step_get_timeout_us (step);

  if (!writer->is_own && g_strcmp0 (shell, common != NULL ? common : writer->export.is_native ? "sh" : NULL) == 0)
    shell = NULL;
  if (!writer->is_own && shell != NULL && !is_shell (shell))
    {
      plr_export_note (&writer->export, stage, "steps", PLR_EXPORT_MANUAL, _("Say how it is started, as in “fish {0}”."),
                       _("Step %u of stage “%s” is for the shell “%s”, which GitHub does not know"), index + 1, plr_stage_get_id (stage), shell);
      shell = NULL;
    }
  if (plr_step_get_name (step) != NULL)
    plr_github_writer_set (writer, map, "name", plr_step_get_name (step));
  if (plr_step_get_id (step) != NULL && (writer->is_own || plr_github_is_id (plr_step_get_id (step))))
    plr_yaml_value_set_string (map, "id", plr_step_get_id (step));
  add_condition (writer, stage, step, index, map);
  if (plr_step_get_uses (step) != NULL)
    {
      plr_yaml_value_set_string (map, "uses", plr_step_get_uses (step));
      plr_github_writer_add_pairs (writer, map, "with", plr_step_get_arguments (step));
    }
  else
    {
      plr_github_writer_set (writer, map, "run", plr_step_get_run (step));
      if (shell != NULL && !plr_github_has_expression (shell))
        plr_yaml_value_set_string (map, "shell", shell);
      if (plr_step_get_directory (step) != NULL)
        plr_github_writer_set (writer, map, "working-directory", plr_step_get_directory (step));
    }
  plr_github_writer_add_pairs (writer, map, "env", plr_step_get_environment (step));
  if (plr_step_get_allow_failure (step))
    plr_yaml_value_set (map, "continue-on-error", plr_yaml_value_new_boolean (TRUE));
  if (timeout_us > 0)
    {
      g_autofree char *minutes = plr_github_format_minutes (timeout_us);

      plr_yaml_value_set (map, "timeout-minutes", plr_yaml_value_new_text (minutes));
    }

  return map;
}

/* Whether no other stage has an artifact of the name: those of all jobs are in one list on GitHub. */
static gboolean
is_one_of_its_name (PlrGithubWriter *writer,
                    PlrStage        *stage,
                    const char      *name)
{
  for (guint i = 0; i < writer->export.stages->len; i++)
    {
      PlrStage *other = writer->export.stages->pdata[i];

      if (other != stage && plr_stage_find_artifact (other, name) != NULL)
        return FALSE;
    }

  return plr_stage_find_artifact (stage, name) != NULL;
}

/* The name that an artifact has on the page of the run; `"`, `:` and the like are not allowed there. */
static const char *
name_artifact (PlrGithubWriter *writer,
               PlrStage        *stage,
               gpointer         artifact,
               const char      *name)
{
  const char *known = g_hash_table_lookup (writer->artifacts, artifact);
  g_autofree char *joined = NULL;
  char *unique = NULL;

  if (known != NULL)
    return known;

  if (is_one_of_its_name (writer, stage, name))
    joined = g_strdup (name);
  else
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
make_upload (PlrGithubWriter   *writer,
             const char        *title,
             const char        *name,
             gboolean           is_matrix,
             const char *const *paths,
             const char        *if_none)
{
  PlrYamlValue *map = make_map ("name", title);
  PlrYamlValue *with = plr_yaml_value_new_map ();
  g_autofree char *unique = is_matrix ? g_strconcat (name, PLR_EXPORT_GITHUB_CELL, NULL) : g_strdup (name);
  g_autoptr(GString) list = g_string_new (NULL);
  gboolean has_hidden = FALSE;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *escaped = plr_github_writer_escape (writer, paths[i]);

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
add_uploads (PlrGithubWriter *writer,
             PlrStage        *stage,
             PlrYamlValue    *steps)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  const char *const *reports = plr_stage_get_reports (stage);

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      const char *const *paths = plr_artifact_get_paths (artifact);
      g_autofree char *shown = plr_github_writer_escape (writer, plr_artifact_get_name (artifact));
      g_autofree char *title = g_strdup_printf ("Keep artifact “%s”", shown);

      if (paths == NULL || paths[0] == NULL)
        {
          plr_export_note (&writer->export, stage, "artifacts", PLR_EXPORT_MANUAL, _("Name a path for it."),
                           _("Artifact “%s” of stage “%s” has no paths and is left out"),
                           plr_artifact_get_name (artifact), plr_stage_get_id (stage));
          continue;
        }
      plr_yaml_value_append (steps, make_upload (writer, title,
                                                 name_artifact (writer, stage, artifact, plr_artifact_get_name (artifact)),
                                                 is_matrix (stage), paths,
                                                 plr_artifact_get_optional (artifact) ? "ignore" : "error"));
    }

  if (reports != NULL && reports[0] != NULL)
    {
      PlrYamlValue *upload = make_upload (writer, PLR_EXPORT_GITHUB_REPORTS,
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
make_download (PlrGithubWriter *writer,
               PlrStage        *stage,
               PlrExportInput  *input)
{
  const char *name = name_artifact (writer, input->from, input->artifact, plr_artifact_get_name (input->artifact));
  g_autofree char *shown = plr_github_writer_escape (writer, plr_artifact_get_name (input->artifact));
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
add_executables (PlrGithubWriter *writer,
                 PlrStage        *stage,
                 GArray          *inputs,
                 PlrYamlValue    *steps)
{
  g_autoptr(GString) script = g_string_new (PLR_EXPORT_GITHUB_EXECUTABLES);
  g_autofree char *escaped = NULL;
  PlrYamlValue *map = NULL;

  for (guint i = 0; i < inputs->len; i++)
    {
      g_autofree char *words = plr_export_list_words (plr_artifact_get_paths (g_array_index (inputs, PlrExportInput, i).artifact));

      g_string_append_printf (script, " %s", words);
    }
  g_string_append (script, "; do\n  if [ -e \"$path\" ]; then chmod -R a+x \"$path\"; fi\ndone\n");

  escaped = plr_github_writer_escape (writer, script->str);
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

  plr_yaml_value_set_string (map, "run", PLR_EXPORT_GITHUB_TIME);

  return map;
}

/* actions/cache gets them before the steps, and keeps them behind the last. */
static void
add_caches (PlrGithubWriter *writer,
            PlrStage        *stage,
            PlrYamlValue    *steps)
{
  GListModel *caches = plr_job_get_caches (plr_stage_get_job (stage));

  for (guint i = 0; i < g_list_model_get_n_items (caches); i++)
    {
      g_autoptr(PlrCache) cache = g_list_model_get_item (caches, i);
      const char *const *paths = plr_cache_get_paths (cache);
      PlrYamlValue *map = make_map ("uses", "actions/cache@v4");
      PlrYamlValue *with = plr_yaml_value_new_map ();
      g_autofree char *joined = paths != NULL ? g_strjoinv ("\n", (char **)paths) : g_strdup ("");
      g_autofree char *usual = g_strdup_printf ("${{ runner.os }}-%s", plr_export_get_id (&writer->export, plr_stage_get_id (stage)));

      plr_github_writer_set (writer, with, "path", joined);
      if (plr_cache_get_key (cache) != NULL)
        plr_github_writer_set (writer, with, "key", plr_cache_get_key (cache));
      else
        plr_yaml_value_set_string (with, "key", usual);
      plr_yaml_value_set (map, "with", with);
      plr_yaml_value_append (steps, map);
      if (plr_cache_get_key (cache) == NULL)
        plr_export_note (&writer->export, stage, "caches", PLR_EXPORT_NEARLY,
                         _("GitHub never changes a cache that has a key: put into the key what makes another one."),
                         _("The cache of stage “%s” gets the key “%s”"), plr_stage_get_id (stage), usual);
    }
}

/* A step that is neither a command nor an action is opaque, and was told of. */
static gboolean
runs_something (PlrStep *step)
{
  return plr_step_get_run (step) != NULL || plr_step_get_uses (step) != NULL;
}

/**
 * plr_github_write_steps:
 *
 * Returns: (transfer full): the steps of a job, of which there is at least one
 */
PlrYamlValue *
plr_github_write_steps (PlrGithubWriter *writer,
                        PlrStage        *stage)
{
  PlrYamlValue *list = plr_yaml_value_new_list ();
  GListModel *steps = plr_stage_get_steps (stage);
  g_autoptr(GArray) inputs = plr_export_list_inputs (&writer->export, stage);
  guint n_steps = g_list_model_get_n_items (steps);
  guint n_written = 0;

  if (n_steps > 0 && !writer->is_own)
    {
      plr_yaml_value_append (list, make_map ("uses", "actions/checkout@v4"));
      if (writer->export.is_native)
        plr_yaml_value_append (list, make_time_step ());
      add_caches (writer, stage, list);
      for (guint i = 0; i < inputs->len; i++)
        plr_yaml_value_append (list, make_download (writer, stage, &g_array_index (inputs, PlrExportInput, i)));
      if (inputs->len > 0)
        add_executables (writer, stage, inputs, list);
    }
  for (guint i = 0; i < n_steps; i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      if (!runs_something (step))
        continue;
      plr_yaml_value_append (list, make_step (writer, stage, step, i));
      n_written++;
    }
  /* A job without a step is an error there. */
  if (n_written == 0)
    plr_yaml_value_append (list, make_map ("run", "true"));
  else if (!writer->is_own)
    add_uploads (writer, stage, list);

  return list;
}
