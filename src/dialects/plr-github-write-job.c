/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-write-private.h"

#define MAX_JOB_MINUTES 360 /* for a runner of GitHub's own */
/* A condition that holds on the branches that @pattern names; expressions have no patterns, only the start and the end of
 * a string. */
static char *
make_branch_test (PlrGithubWriter *writer,
                  PlrStage        *stage,
                  const char      *pattern)
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

/* On these branches only, or NULL. */
static char *
make_branches_test (PlrGithubWriter *writer,
                    PlrStage        *stage)
{
  const char *const *branches = plr_stage_get_branches (stage);
  g_autoptr(GString) out = g_string_new (NULL);

  if (branches == NULL || branches[0] == NULL)
    return NULL;

  for (guint i = 0; branches[i] != NULL; i++)
    {
      g_autofree char *test = make_branch_test (writer, stage, branches[i]);

      g_string_append_printf (out, "%s%s", i > 0 ? " || " : "", test);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
make_condition (PlrGithubWriter *writer,
                PlrStage        *stage)
{
  const char *condition = plr_job_get_condition (plr_stage_get_job (stage));
  g_autofree char *branches = make_branches_test (writer, stage);
  g_autofree char *both = NULL;

  if (condition != NULL && !writer->is_own && !writer->export.is_converted)
    {
      plr_export_note (&writer->export, stage, "condition", PLR_EXPORT_MANUAL,
                       _("Say it as the “if” of the job, in GitHub’s words."),
                       _("The condition of stage “%s” is left out: %s"), plr_stage_get_id (stage), condition);
      condition = NULL;
    }
  if (condition != NULL && branches != NULL)
    both = g_strdup_printf ("(%s) && (%s)", condition, branches);

  return plr_github_join_condition (both != NULL ? both : condition != NULL ? condition : branches, plr_stage_get_when (stage));
}

/**
 * plr_github_writer_make_axis_key:
 * @name: of an axis
 *
 * Returns: (transfer full): its key in `matrix`, where two names have a meaning of their own
 */
char *
plr_github_writer_make_axis_key (const char *name)
{
  if (g_str_equal (name, "include") || g_str_equal (name, "exclude"))
    return g_strconcat (name, "_", NULL);

  return g_strdup (name);
}

/* A value of a matrix; one of a workflow that is a mapping has it as text. */
static PlrYamlValue *
new_cell (PlrGithubWriter *writer,
          const char      *text)
{
  g_autoptr(PlrYaml) tree = writer->is_own && text != NULL && text[0] == '{' ? plr_yaml_new (text, -1, NULL) : NULL;
  PlrYamlNode *root = tree != NULL ? plr_yaml_get_root (tree, 0) : NULL;

  if (root != NULL && plr_yaml_node_get_kind (root) == PLR_YAML_MAPPING)
    return plr_yaml_value_new_copy (root);

  return plr_github_writer_new_word (writer, text);
}

static void
add_axes (PlrGithubWriter *writer,
          PlrStage        *stage,
          PlrYamlValue    *matrix)
{
  GListModel *axes = plr_stage_get_axes (stage);
  guint copies = plr_job_get_copies (plr_stage_get_job (stage));

  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      g_autofree char *key = plr_github_writer_make_axis_key (plr_axis_get_name (axis));
      const char *const *all = plr_axis_get_values (axis);
      PlrYamlValue *values;

      if (writer->is_own && all[0] != NULL && all[1] == NULL && plr_github_is_expression (all[0]))
        {
          plr_yaml_value_set_string (matrix, key, all[0]); /* it is computed */
          continue;
        }
      values = plr_yaml_value_new_list ();
      for (guint j = 0; all[j] != NULL; j++)
        plr_yaml_value_append (values, new_cell (writer, all[j]));
      plr_yaml_value_set_flow (values, TRUE);
      plr_yaml_value_set (matrix, key, values);
    }

  if (copies > 0)
    {
      PlrYamlValue *values = plr_yaml_value_new_list ();

      for (guint i = 1; i <= MIN (copies, PLR_GITHUB_MAX_CELLS); i++)
        plr_yaml_value_append (values, plr_yaml_value_new_integer (i));
      plr_yaml_value_set_flow (values, TRUE);
      plr_yaml_value_set (matrix, "copy", values);
      plr_export_note (&writer->export, stage, "copies", PLR_EXPORT_APPROXIMATED,
                       _("Have the script look at ${{ matrix.copy }} for its part of the work."),
                       _("The %u copies of stage “%s” become an axis of a matrix"), copies, plr_stage_get_id (stage));
    }
}

static void
add_rows (PlrGithubWriter *writer,
          PlrYamlValue    *matrix,
          const char      *key,
          GListModel      *rows)
{
  PlrYamlValue *list;

  if (g_list_model_get_n_items (rows) == 0)
    return;

  list = plr_yaml_value_new_list ();
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);
      GListModel *variables = plr_matrix_row_get_variables (row);
      PlrYamlValue *map = plr_yaml_value_new_map ();

      for (guint j = 0; j < g_list_model_get_n_items (variables); j++)
        {
          g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, j);
          g_autofree char *name = plr_github_writer_make_axis_key (plr_variable_get_name (variable));

          plr_yaml_value_set (map, name, new_cell (writer, plr_variable_get_value (variable)));
        }
      plr_yaml_value_append (list, map);
    }
  plr_yaml_value_set (matrix, key, list);
}

static gboolean
has_matrix (PlrStage *stage)
{
  PlrJob *job = plr_stage_get_job (stage);

  return g_list_model_get_n_items (plr_stage_get_axes (stage)) > 0 || g_list_model_get_n_items (plr_job_get_includes (job)) > 0 ||
         g_list_model_get_n_items (plr_job_get_excludes (job)) > 0 || plr_job_get_copies (job) > 0;
}

static void
add_strategy (PlrGithubWriter *writer,
              PlrStage        *stage,
              PlrYamlValue    *job)
{
  PlrJob *of = plr_stage_get_job (stage);
  PlrYamlValue *strategy = NULL;
  PlrYamlValue *matrix = NULL;
  gboolean is_computed = writer->is_own && plr_job_get_matrix (of) != NULL;

  if (!has_matrix (stage) && !is_computed && !(writer->is_own && (plr_job_get_keeps_going (of) || plr_job_get_max_parallel (of) > 0)))
    return;
  if (plr_stage_count_cells (stage) > PLR_GITHUB_MAX_CELLS)
    plr_export_note (&writer->export, stage, "matrix", PLR_EXPORT_MANUAL, _("Divide the stage into two with fewer values each."),
                     _("The matrix of stage “%s” has %u combinations; GitHub takes %u"),
                     plr_stage_get_id (stage), plr_stage_count_cells (stage), PLR_GITHUB_MAX_CELLS);

  strategy = plr_yaml_value_new_map ();
  if (plr_job_get_keeps_going (of))
    plr_yaml_value_set (strategy, "fail-fast", plr_yaml_value_new_boolean (FALSE));
  if (plr_job_get_max_parallel (of) > 0)
    plr_yaml_value_set (strategy, "max-parallel", plr_yaml_value_new_integer (plr_job_get_max_parallel (of)));
  if (is_computed)
    {
      plr_yaml_value_set_string (strategy, "matrix", plr_job_get_matrix (of));
    }
  else if (has_matrix (stage))
    {
      matrix = plr_yaml_value_new_map ();
      add_axes (writer, stage, matrix);
      add_rows (writer, matrix, "include", plr_job_get_includes (of));
      add_rows (writer, matrix, "exclude", plr_job_get_excludes (of));
      plr_yaml_value_set (strategy, "matrix", matrix);
    }
  plr_yaml_value_set (job, "strategy", strategy);
}

/* What the matrix says is a variable in our runs. */
static void
add_cell_variable (PlrGithubWriter *writer,
                   PlrYamlValue    *env,
                   GHashTable      *seen,
                   const char      *name)
{
  g_autofree char *key = plr_github_writer_make_axis_key (name);
  g_autofree char *value = g_strdup_printf ("${{ matrix.%s }}", key);

  if (g_hash_table_add (seen, g_strdup (name)))
    plr_yaml_value_set_string (env, name, value);
}

static void
add_environment (PlrGithubWriter *writer,
                 PlrStage        *stage,
                 PlrYamlValue    *job)
{
  g_autoptr(PlrYamlValue) env = plr_yaml_value_new_map ();
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GListModel *axes = plr_stage_get_axes (stage);
  GListModel *variables = plr_stage_get_environment (stage);
  GListModel *rows = plr_job_get_includes (plr_stage_get_job (stage));

  if (writer->export.mentions_stage)
    plr_yaml_value_set_string (env, "PLR_STAGE", plr_stage_get_id (stage));
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      plr_github_writer_add_variable (writer, env, variable);
    }
  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);

      add_cell_variable (writer, env, seen, plr_axis_get_name (axis));
    }
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(PlrMatrixRow) row = g_list_model_get_item (rows, i);
      GListModel *cells = plr_matrix_row_get_variables (row);

      for (guint j = 0; j < g_list_model_get_n_items (cells); j++)
        {
          g_autoptr(PlrVariable) cell = g_list_model_get_item (cells, j);

          add_cell_variable (writer, env, seen, plr_variable_get_name (cell));
        }
    }

  if (writer->export.mentions_stage || g_list_model_get_n_items (variables) > 0 || g_hash_table_size (seen) > 0)
    plr_yaml_value_set (job, "env", g_steal_pointer (&env));
}

static void
add_place (PlrGithubWriter *writer,
           PlrYamlValue    *job,
           const char      *name,
           const char      *url)
{
  PlrYamlValue *map;

  if (url == NULL)
    {
      plr_github_writer_set (writer, job, "environment", name);
      return;
    }

  map = plr_yaml_value_new_map ();
  plr_github_writer_set (writer, map, "name", name);
  plr_github_writer_set (writer, map, "url", url);
  plr_yaml_value_set (job, "environment", map);
}

/* Approvals and deployments are what GitHub calls environments; who must approve is set in the repository, not in a file. */
static void
add_deployment (PlrGithubWriter *writer,
                PlrStage        *stage,
                PlrYamlValue    *job)
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

  add_place (writer, job, name, plr_job_get_url (plr_stage_get_job (stage)));
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
add_limits (PlrGithubWriter *writer,
            PlrStage        *stage,
            PlrYamlValue    *job)
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

static void
add_services (PlrGithubWriter *writer,
              PlrStage        *stage,
              PlrYamlValue    *job)
{
  GListModel *services = plr_job_get_services (plr_stage_get_job (stage));
  PlrYamlValue *map;

  if (g_list_model_get_n_items (services) == 0)
    return;

  map = plr_yaml_value_new_map ();
  for (guint i = 0; i < g_list_model_get_n_items (services); i++)
    {
      g_autoptr(PlrService) service = g_list_model_get_item (services, i);
      PlrYamlValue *body = plr_yaml_value_new_map ();
      g_autofree char *base = NULL;
      const char *name = plr_service_get_name (service);

      /* As engines do that ask for no name: the last word of the image. */
      if (name == NULL && plr_service_get_image (service) != NULL)
        {
          g_autofree char *last = g_path_get_basename (plr_service_get_image (service));

          base = g_strndup (last, strcspn (last, ":@"));
          name = base;
        }
      if (plr_service_get_image (service) != NULL)
        plr_github_writer_set (writer, body, "image", plr_service_get_image (service));
      plr_yaml_value_set (map, name != NULL ? name : "service", body);
    }
  plr_yaml_value_set (job, "services", map);
}

/* Those of the arguments of a call that are secrets, or those that are not. */
static void
add_arguments (PlrGithubWriter *writer,
               GListModel      *arguments,
               gboolean         is_secret,
               PlrYamlValue    *job)
{
  g_autoptr(PlrYamlValue) map = plr_yaml_value_new_map ();
  gboolean is_empty = TRUE;

  for (guint i = 0; i < g_list_model_get_n_items (arguments); i++)
    {
      g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, i);
      const char *secret = plr_variable_get_secret (argument);

      if (is_secret && g_strcmp0 (secret, "*") == 0)
        {
          plr_yaml_value_set_string (job, "secrets", "inherit");
          return;
        }
      if ((secret != NULL) != is_secret)
        continue;
      plr_yaml_value_set (map, plr_variable_get_name (argument),
                          plr_github_writer_new_word (writer, plr_variable_get_value (argument)));
      is_empty = FALSE;
    }
  if (!is_empty)
    plr_yaml_value_set (job, is_secret ? "secrets" : "with", g_steal_pointer (&map));
}

/* A job that calls a workflow has neither a runner nor steps. */
static void
add_call (PlrGithubWriter *writer,
          PlrStage        *stage,
          PlrYamlValue    *job)
{
  GListModel *arguments = plr_job_get_arguments (plr_stage_get_job (stage));
  g_autoptr(PlrVariable) first = g_list_model_get_item (arguments, 0);
  gboolean is_secret = first != NULL && plr_variable_get_secret (first) != NULL;

  plr_yaml_value_set_string (job, "uses", plr_job_get_calls (plr_stage_get_job (stage)));
  add_arguments (writer, arguments, is_secret, job);
  add_arguments (writer, arguments, !is_secret, job);
}

static void
add_runner (PlrGithubWriter *writer,
            PlrStage        *stage,
            PlrYamlValue    *job)
{
  const char *const *runner = plr_job_get_runner (plr_stage_get_job (stage));
  PlrYamlValue *list;

  if (runner == NULL || runner[0] == NULL)
    {
      plr_yaml_value_set_string (job, "runs-on", PLR_GITHUB_RUNNER);
      return;
    }
  if (runner[1] == NULL)
    {
      plr_yaml_value_set_string (job, "runs-on", runner[0]);
      return;
    }

  list = plr_yaml_value_new_strings (runner);
  plr_yaml_value_set_flow (list, TRUE);
  plr_yaml_value_set (job, "runs-on", list);
}

static void
add_needs (PlrGithubWriter *writer,
           PlrStage        *stage,
           PlrYamlValue    *job)
{
  const char *const *needs = plr_stage_get_needs (stage);
  PlrYamlValue *list;

  if (needs[0] == NULL)
    return;

  list = plr_yaml_value_new_list ();
  for (guint i = 0; needs[i] != NULL; i++)
    plr_yaml_value_append (list, plr_yaml_value_new_string (plr_export_get_id (&writer->export, needs[i])));
  plr_yaml_value_set_flow (list, TRUE);
  plr_yaml_value_set (job, "needs", list);
}

static void
add_time (PlrGithubWriter *writer,
          PlrStage        *stage,
          PlrYamlValue    *job)
{
  g_autofree char *minutes = NULL;

  if (!writer->is_own)
    {
      add_limits (writer, stage, job);
      return;
    }
  if (plr_stage_get_timeout_us (stage) == 0)
    return;

  minutes = plr_github_format_minutes (plr_stage_get_timeout_us (stage));
  plr_yaml_value_set (job, "timeout-minutes", plr_yaml_value_new_text (minutes));
}

/* What is the same for jobs that call and jobs that run. */
static void
add_common (PlrGithubWriter *writer,
            PlrStage        *stage,
            PlrYamlValue    *map)
{
  PlrJob *job = plr_stage_get_job (stage);
  g_autofree char *condition = make_condition (writer, stage);

  if (plr_stage_get_name (stage) != NULL)
    plr_github_writer_set (writer, map, "name", plr_stage_get_name (stage));
  if (g_list_model_get_n_items (plr_job_get_permissions (job)) > 0)
    plr_yaml_value_set (map, "permissions", plr_github_writer_new_permissions (plr_job_get_permissions (job)));
  add_needs (writer, stage, map);
  if (condition != NULL)
    plr_yaml_value_set_string (map, "if", condition);
  if (plr_job_get_concurrency (job) != NULL)
    plr_yaml_value_set (map, "concurrency",
                        plr_github_writer_new_concurrency (plr_job_get_concurrency (job), plr_job_get_cancels (job)));
  add_strategy (writer, stage, map);
}

/* Expressions for a shell are taken in the defaults of a job only. */
static void
add_defaults (PlrStage     *stage,
              PlrYamlValue *map)
{
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      const char *shell = plr_step_get_shell (step);
      PlrYamlValue *defaults;
      PlrYamlValue *run;

      if (shell == NULL || !plr_github_has_expression (shell))
        continue;
      defaults = plr_yaml_value_new_map ();
      run = plr_yaml_value_new_map ();
      plr_yaml_value_set_string (run, "shell", shell);
      plr_yaml_value_set (defaults, "run", run);
      plr_yaml_value_set (map, "defaults", defaults);
      return;
    }
}

/**
 * plr_github_write_job:
 *
 * Returns: (transfer full): a job
 */
PlrYamlValue *
plr_github_write_job (PlrGithubWriter *writer,
                      PlrStage        *stage)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();
  PlrJob *job = plr_stage_get_job (stage);
  GListModel *outputs = plr_job_get_outputs (job);

  add_common (writer, stage, map);
  if (writer->is_own && plr_job_get_calls (job) != NULL)
    {
      add_call (writer, stage, map);
      return map;
    }

  add_runner (writer, stage, map);
  if (plr_stage_get_image (stage) != NULL)
    plr_github_writer_set (writer, map, "container", plr_stage_get_image (stage));
  add_services (writer, stage, map);
  if (writer->is_own && plr_stage_get_deploy (stage) != NULL)
    add_place (writer, map, plr_stage_get_deploy (stage), plr_job_get_url (job));
  else if (!writer->is_own)
    add_deployment (writer, stage, map);
  add_time (writer, stage, map);
  if (plr_job_get_allow_failure (job))
    plr_yaml_value_set (map, "continue-on-error", plr_yaml_value_new_boolean (TRUE));
  if (g_list_model_get_n_items (outputs) > 0)
    {
      PlrYamlValue *values = plr_yaml_value_new_map ();

      /* Expressions are all that they are, whoever wrote them. */
      for (guint i = 0; i < g_list_model_get_n_items (outputs); i++)
        {
          g_autoptr(PlrVariable) output = g_list_model_get_item (outputs, i);

          plr_yaml_value_set_string (values, plr_variable_get_name (output), plr_variable_get_value (output));
        }
      plr_yaml_value_set (map, "outputs", values);
    }
  if (writer->is_own)
    {
      add_defaults (stage, map);
      plr_github_writer_add_pairs (writer, map, "env", plr_stage_get_environment (stage));
    }
  else
    add_environment (writer, stage, map);
  plr_yaml_value_set (map, "steps", plr_github_write_steps (writer, stage));

  return map;
}
