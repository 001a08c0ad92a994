/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-dialects-private.h"
#include "plr-export-private.h"
#include "plr-gitlab-edit-private.h"

/* docs.gitlab.com, CI/CD YAML syntax reference: parallel:matrix, needs, retry. */
#define MAX_MATRIX_CELLS 200
#define MAX_NEEDS        50
#define MAX_RETRY        2
#define IMAGE            "debian:12"

typedef struct
{
  GObject parent_instance;
} PlrGitlabDialect;

typedef struct
{
  GObjectClass parent_class;
} PlrGitlabDialectClass;

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

/* `$` starts the name of a variable in every value; `$$` stands for it. */
static char *
escape (const char *text)
{
  g_autoptr(GString) out = g_string_new (text);

  g_string_replace (out, "$", "$$", 0);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
add_variables (PlrYamlValue *map,
               GListModel   *variables)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      g_autofree char *value = escape (plr_variable_get_value (variable));

      plr_yaml_value_set_string (map, plr_variable_get_name (variable), value);
    }
}

static void
append_string (PlrYamlValue *list,
               const char   *string)
{
  plr_yaml_value_append (list, plr_yaml_value_new_string (string));
}

/* A set of characters; the two dialects of patterns write it alike but for the sign that turns it round. */
static const char *
append_set (GString    *out,
            const char *p)
{
  const char *end = strchr (p[1] == '!' || p[1] == '^' || p[1] == ']' ? p + 2 : p + 1, ']');

  if (end == NULL)
    {
      g_string_append (out, "\\[");
      return p;
    }

  g_string_append_c (out, '[');
  for (p++; p < end; p++)
    if (*p == '!' && p[-1] == '[')
      g_string_append_c (out, '^');
    else if (*p == '/' || *p == '\\' || *p == '[')
      g_string_append_printf (out, "\\%c", *p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, ']');

  return end;
}

/* A pattern of branches as a regular expression of RE2. As for paths, what the last star matches includes what is below. */
static void
append_regex (GString    *out,
              const char *pattern)
{
  for (const char *p = pattern; *p != '\0'; p++)
    {
      if (p[0] == '*' && p[1] == '*')
        {
          g_string_append (out, ".*");
          p++;
        }
      else if (p[0] == '*' && p[1] == '\0')
        g_string_append (out, ".*");
      else if (*p == '*')
        g_string_append (out, "[^\\/]*");
      else if (*p == '?')
        g_string_append (out, "[^\\/]");
      else if (*p == '[')
        p = append_set (out, p);
      else
        {
          if (*p == '\\' && p[1] != '\0')
            p++;
          if (strchr ("\\/.+^$(){}|[]", *p) != NULL)
            g_string_append_c (out, '\\');
          g_string_append_c (out, *p);
        }
    }
}

static void
append_branches (GString           *out,
                 const char *const *branches)
{
  for (guint i = 0; branches[i] != NULL; i++)
    {
      g_string_append (out, i > 0 ? " || $CI_COMMIT_BRANCH" : "$CI_COMMIT_BRANCH");
      if (strpbrk (branches[i], "*?[\\\"$") == NULL)
        {
          g_string_append_printf (out, " == \"%s\"", branches[i]);
          continue;
        }
      g_string_append (out, " =~ /^");
      append_regex (out, branches[i]);
      g_string_append (out, "$/");
    }
}

static char *
make_condition (PlrExport *export,
                PlrStage  *stage)
{
  g_autoptr(GPtrArray) stages = plr_export_list_conditions (export, stage);
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; i < stages->len; i++)
    {
      const char *const *branches = plr_stage_get_branches (stages->pdata[i]);
      gboolean is_group = stages->len > 1 && g_strv_length ((char **)branches) > 1;

      g_string_append (out, i > 0 ? " && " : "");
      g_string_append (out, is_group ? "(" : "");
      append_branches (out, branches);
      g_string_append (out, is_group ? ")" : "");
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
  if (plr_stage_get_approval (stage))
    plr_yaml_value_set (rule, "allow_failure", plr_yaml_value_new_boolean (FALSE));
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

  if (g_strv_length ((char **)needs) > MAX_NEEDS)
    plr_export_note (export, stage, "needs", PLR_EXPORT_MANUAL, _("Put a stage between that joins some of them."),
                     _("Stage “%s” needs more than the %d stages that GitLab allows"), plr_stage_get_id (stage), MAX_NEEDS);
}

static void
add_matrix (PlrExport    *export,
            PlrStage     *stage,
            PlrYamlValue *job)
{
  GListModel *axes = plr_stage_get_axes (stage);
  PlrYamlValue *parallel = NULL;
  PlrYamlValue *rows = NULL;
  PlrYamlValue *row = NULL;

  if (g_list_model_get_n_items (axes) == 0)
    return;

  if (plr_stage_count_cells (stage) > MAX_MATRIX_CELLS)
    plr_export_note (export, stage, "matrix", PLR_EXPORT_MANUAL, _("Divide the stage into two with fewer values each."),
                     _("The matrix of stage “%s” has %u combinations; GitLab takes %u"),
                     plr_stage_get_id (stage), plr_stage_count_cells (stage), MAX_MATRIX_CELLS);

  row = plr_yaml_value_new_map ();
  for (guint i = 0; i < g_list_model_get_n_items (axes); i++)
    {
      g_autoptr(PlrAxis) axis = g_list_model_get_item (axes, i);
      const char *const *all = plr_axis_get_values (axis);
      PlrYamlValue *values = plr_yaml_value_new_list ();

      for (guint j = 0; all[j] != NULL; j++)
        {
          g_autofree char *value = escape (all[j]);

          append_string (values, value);
        }
      plr_yaml_value_set_flow (values, TRUE);
      plr_yaml_value_set (row, plr_axis_get_name (axis), values);
    }
  rows = plr_yaml_value_new_list ();
  plr_yaml_value_append (rows, row);
  parallel = plr_yaml_value_new_map ();
  plr_yaml_value_set (parallel, "matrix", rows);
  plr_yaml_value_set (job, "parallel", parallel);
}

static void
add_limits (PlrExport    *export,
            PlrStage     *stage,
            PlrYamlValue *job)
{
  gint64 seconds = plr_export_get_timeout_us (export, stage) / G_TIME_SPAN_SECOND;
  guint retry = plr_export_get_retry (export, stage);

  if (seconds > 0)
    {
      gboolean is_minutes = seconds % 60 == 0;
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT " %s", is_minutes ? seconds / 60 : seconds,
                                               is_minutes ? "minutes" : "seconds");

      plr_yaml_value_set_string (job, "timeout", text);
    }
  else if (plr_export_get_timeout_us (export, stage) > 0)
    {
      plr_yaml_value_set_string (job, "timeout", "1 seconds");
    }

  if (retry > 0)
    plr_yaml_value_set (job, "retry", plr_yaml_value_new_integer (MIN (retry, MAX_RETRY)));
  if (retry > MAX_RETRY)
    plr_export_note (export, stage, "retry", PLR_EXPORT_APPROXIMATED, _("Start the job again on its page, or repeat the command in it."),
                     _("Stage “%s” is tried %u more times after a failure; GitLab tries %d more times at most"),
                     plr_stage_get_id (stage), retry, MAX_RETRY);
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

static void
add_script (PlrExport    *export,
            PlrStage     *stage,
            PlrYamlValue *job)
{
  GListModel *steps = plr_stage_get_steps (stage);
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  PlrYamlValue *script = plr_yaml_value_new_list ();
  gboolean needs_bash = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      g_autofree char *command = plr_export_make_command (export, step, NULL, PLR_EXPORT_SCRIPT_PIPEFAIL);

      needs_bash |= g_str_equal (plr_export_get_shell (export, step), "bash");
      add_command (script, plr_step_get_name (step), command);
    }
  if (g_list_model_get_n_items (steps) == 0)
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

  if (needs_bash)
    plr_export_note (export, stage, "steps", PLR_EXPORT_NEARLY, _("Choose an image that has it."),
                     _("Stage “%s” has steps for bash: GitLab uses it only if it is in the image"), plr_stage_get_id (stage));
}

static PlrYamlValue *
make_paths (PlrExport *export,
            PlrStage  *stage)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  PlrYamlValue *list = plr_yaml_value_new_list ();

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      const char *const *paths = plr_artifact_get_paths (artifact);

      for (guint j = 0; paths != NULL && paths[j] != NULL; j++)
        {
          g_autofree char *path = escape (paths[j]);

          append_string (list, path);
        }
    }

  return list;
}

static void
add_artifacts (PlrExport    *export,
               PlrStage     *stage,
               PlrYamlValue *job)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  guint n_artifacts = g_list_model_get_n_items (artifacts);
  const char *const *reports = plr_stage_get_reports (stage);
  gboolean has_reports = reports != NULL && reports[0] != NULL;
  PlrYamlValue *map = NULL;

  if (n_artifacts == 0 && !has_reports)
    return;

  map = plr_yaml_value_new_map ();
  if (n_artifacts == 1)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, 0);
      g_autofree char *name = escape (plr_artifact_get_name (artifact));

      plr_yaml_value_set_string (map, "name", name);
    }
  if (n_artifacts > 0)
    plr_yaml_value_set (map, "paths", make_paths (export, stage));
  if (has_reports)
    {
      PlrYamlValue *kinds = plr_yaml_value_new_map ();

      plr_yaml_value_set (kinds, "junit", plr_yaml_value_new_strings (reports));
      plr_yaml_value_set (map, "reports", kinds);
      plr_yaml_value_set_string (map, "when", "always");
    }
  plr_yaml_value_set (job, "artifacts", map);

  for (guint i = 0; n_artifacts > 1 && i < n_artifacts; i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);

      plr_export_note (export, stage, "artifacts", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                       _("GitLab keeps the artifacts of a job in one archive: “%s” of stage “%s” is in it without its name"),
                       plr_artifact_get_name (artifact), plr_stage_get_id (stage));
    }
}

static PlrYamlValue *
make_job (PlrExport  *export,
          PlrStage   *stage,
          const char *level)
{
  PlrYamlValue *job = plr_yaml_value_new_map ();
  gboolean has_stage = export->mentions_stage;

  plr_yaml_value_set_string (job, "stage", level);
  if (plr_stage_get_image (stage) != NULL)
    plr_yaml_value_set_string (job, "image", plr_stage_get_image (stage));
  add_needs (export, stage, job);
  add_rules (export, stage, job);
  if (plr_stage_get_deploy (stage) != NULL)
    {
      PlrYamlValue *environment = plr_yaml_value_new_map ();
      g_autofree char *name = escape (plr_stage_get_deploy (stage));

      plr_yaml_value_set_string (environment, "name", name);
      plr_yaml_value_set (job, "environment", environment);
    }
  add_limits (export, stage, job);
  add_matrix (export, stage, job);
  if (has_stage || g_list_model_get_n_items (plr_stage_get_environment (stage)) > 0)
    {
      PlrYamlValue *variables = plr_yaml_value_new_map ();

      if (has_stage)
        plr_yaml_value_set_string (variables, "PLR_STAGE", plr_stage_get_id (stage));
      add_variables (variables, plr_stage_get_environment (stage));
      plr_yaml_value_set (job, "variables", variables);
    }
  add_script (export, stage, job);
  add_artifacts (export, stage, job);

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
  PlrYamlValue *before = plr_yaml_value_new_list ();
  PlrYamlValue *stages = plr_yaml_value_new_list ();
  PlrYamlValue *variables = plr_yaml_value_new_map ();
  GListModel *values = plr_pipeline_get_variables (export->pipeline);
  const char *name = plr_pipeline_get_name (export->pipeline);

  if (name != NULL)
    {
      PlrYamlValue *workflow = plr_yaml_value_new_map ();
      g_autofree char *escaped = escape (name);

      plr_yaml_value_set_string (workflow, "name", escaped);
      plr_export_add_section (out, NULL, "workflow", workflow);
    }
  plr_yaml_value_set_string (defaults, "image", IMAGE);
  /* Builds that keep to reproducible-builds.org look at this; our own runs set it to the time of the commit. */
  append_string (before, "export SOURCE_DATE_EPOCH=\"$(date -d \"$CI_COMMIT_TIMESTAMP\" +%s)\"");
  plr_yaml_value_set (defaults, "before_script", before);
  plr_export_add_section (out, NULL, "default", defaults);

  for (guint i = 1; i <= n_levels; i++)
    {
      g_autofree char *level = g_strdup_printf ("level-%u", i);

      append_string (stages, level);
    }
  plr_yaml_value_set_flow (stages, TRUE);
  plr_export_add_section (out, NULL, "stages", stages);

  plr_export_add_surroundings (variables);
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (plr_export_mentions (export, own[i].name))
      plr_yaml_value_set_string (variables, own[i].name, own[i].value);
  if (plr_export_mentions (export, "PLR_PIPELINE"))
    {
      g_autofree char *own_name = plr_export_dup_name (export);
      g_autofree char *escaped = escape (own_name);

      plr_yaml_value_set_string (variables, "PLR_PIPELINE", escaped);
    }
  add_variables (variables, values);
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

static char *
plr_gitlab_dialect_write (PlrDialect  *dialect,
                          PlrPipeline *pipeline,
                          GListStore  *losses,
                          GError     **error)
{
  g_auto(PlrExport) export = { 0 };
  g_autoptr(GHashTable) levels = NULL;
  g_autofree char *header = NULL;
  g_autoptr(GString) out = NULL;
  guint n_levels;

  if (!plr_export_init (&export, pipeline, losses, plr_dialect_get_name (dialect), error))
    return NULL;

  plr_export_name_stages (&export, "_-.", is_free_id);
  plr_export_note_common (&export, IMAGE);
  note_globals (&export);

  levels = find_levels (&export, &n_levels);
  header = plr_export_make_header (&export);
  out = g_string_new (header);
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

static gboolean
plr_gitlab_dialect_matches (PlrDialect *dialect,
                            const char *path)
{
  g_autofree char *slashed = g_strconcat ("/", path, NULL);
  gboolean is_yaml = g_str_has_suffix (path, ".yml") || g_str_has_suffix (path, ".yaml");

  return plr_gitlab_is_whole (path) ||
         (is_yaml && (strstr (slashed, "/.gitlab-ci/") != NULL || strstr (slashed, "/.gitlab/ci/") != NULL));
}

/* Jobs have names of their own, so that what they do tells: a key `script` and the like in a mapping of the top level. */
static gboolean
plr_gitlab_dialect_recognizes (PlrDialect *dialect,
                               const char *text,
                               gsize       size_bytes)
{
  static const char *const others[] = { "pipeliner", "jobs", "phases", "steps", "pipeline", "resources", "apiVersion" };
  static const char *const words[] = { "script:", "extends:", "trigger:", "before_script:" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (plr_dialect_has_key (text, size_bytes, others[i]))
      return FALSE;
  if (plr_dialect_has_key (text, size_bytes, "include"))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    for (const char *p = g_strstr_len (text, size_bytes, words[i]); p != NULL;
         p = g_strstr_len (p + 1, (gssize)(text + size_bytes - p - 1), words[i]))
      {
        const char *line = p;

        while (line > text && line[-1] == ' ')
          line--;
        if (line < p && line > text && line[-1] == '\n')
          return TRUE;
      }

  return FALSE;
}

static void
plr_gitlab_dialect_iface_init (PlrDialectInterface *iface)
{
  iface->id = "gitlab";
  iface->name = "GitLab CI/CD";
  iface->file_name = ".gitlab-ci.yml";
  iface->media_type = "application/yaml";
  iface->matches = plr_gitlab_dialect_matches;
  iface->recognizes = plr_gitlab_dialect_recognizes;
  iface->read_with_files = plr_gitlab_read;
  iface->merge = plr_gitlab_merged;
  iface->edit = plr_gitlab_edit;
  iface->write = plr_gitlab_dialect_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrGitlabDialect, plr_gitlab_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_gitlab_dialect_iface_init))

static void
plr_gitlab_dialect_class_init (PlrGitlabDialectClass *klass)
{
}

static void
plr_gitlab_dialect_init (PlrGitlabDialect *self)
{
}
