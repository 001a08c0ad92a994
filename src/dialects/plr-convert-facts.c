/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-convert-private.h"
#include "plr-export-private.h"
#include "plr-list.h"

/* The same fact under the name that each engine gives it; NULL where it has none.
 * docs.github.com: Contexts; docs.gitlab.com: Predefined CI/CD variables; docs.aws.amazon.com/codebuild: Environment variables. */
static const struct
{
  const char *expression;
  const char *github;
  const char *gitlab;
  const char *buildspec;
  const char *pipeliner;
  const char *differs;          /* how, for people */
} facts[] = {
  { "github.sha", "GITHUB_SHA", "CI_COMMIT_SHA", "CODEBUILD_RESOLVED_SOURCE_VERSION", "PLR_COMMIT", NULL },
  { "github.ref_name", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME", NULL, "PLR_BRANCH",
    N_("for a request to merge it is another name, and ours is empty for a tag") },
  { "github.workflow", "GITHUB_WORKFLOW", "CI_PIPELINE_NAME", NULL, "PLR_PIPELINE", NULL },
  { "github.job", "GITHUB_JOB", "CI_JOB_NAME", NULL, "PLR_STAGE", NULL },
  { "github.repository", "GITHUB_REPOSITORY", "CI_PROJECT_PATH", NULL, NULL, NULL },
  { "github.repository_owner", "GITHUB_REPOSITORY_OWNER", "CI_PROJECT_NAMESPACE", NULL, NULL, N_("GitLab has groups in groups") },
  { "github.server_url", "GITHUB_SERVER_URL", "CI_SERVER_URL", NULL, NULL, NULL },
  { "github.api_url", "GITHUB_API_URL", "CI_API_V4_URL", NULL, NULL, N_("each engine has an API of its own") },
  { "github.actor", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "CODEBUILD_INITIATOR", NULL, N_("a person has another name there") },
  { "github.run_id", "GITHUB_RUN_ID", "CI_PIPELINE_ID", "CODEBUILD_BUILD_ID", NULL, N_("the numbers begin anew") },
  { "github.run_number", "GITHUB_RUN_NUMBER", "CI_PIPELINE_IID", "CODEBUILD_BUILD_NUMBER", NULL, N_("the numbers begin anew") },
  { "github.workspace", "GITHUB_WORKSPACE", "CI_PROJECT_DIR", "CODEBUILD_SRC_DIR", NULL, N_("in a container of GitHub it is the folder outside") },
  { "github.base_ref", "GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CODEBUILD_WEBHOOK_BASE_REF", NULL, NULL },
  { "github.head_ref", "GITHUB_HEAD_REF", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CODEBUILD_WEBHOOK_HEAD_REF", NULL, NULL },
  { "github.event_name", "GITHUB_EVENT_NAME", "CI_PIPELINE_SOURCE", "CODEBUILD_WEBHOOK_EVENT", NULL, N_("the events have other names") },
  { "github.ref_type == 'tag' && github.ref_name || ''", NULL, "CI_COMMIT_TAG", NULL, NULL, NULL },
  { "github.ref_type == 'branch' && github.ref_name || ''", NULL, "CI_COMMIT_BRANCH", NULL, "PLR_BRANCH",
    N_("GitLab has none for a request to merge") },
  { "github.event.repository.default_branch", NULL, "CI_DEFAULT_BRANCH", NULL, NULL, NULL },
  { "github.event.repository.name", NULL, "CI_PROJECT_NAME", NULL, NULL, NULL },
  { "github.event.repository.html_url", NULL, "CI_PROJECT_URL", NULL, NULL, NULL },
  { "github.event.head_commit.message", NULL, "CI_COMMIT_MESSAGE", NULL, NULL, N_("GitHub has it for a push only") },
  { "github.event.head_commit.timestamp", NULL, "CI_COMMIT_TIMESTAMP", NULL, NULL, N_("GitHub has it for a push only") },
  { "github.event.pull_request.number", NULL, "CI_MERGE_REQUEST_IID", NULL, NULL, NULL },
  { "github.event.pull_request.title", NULL, "CI_MERGE_REQUEST_TITLE", NULL, NULL, NULL },
};

#define JOB "github.job"

static const char *
get_fact (guint       index,
          const char *dialect)
{
  if (g_str_equal (dialect, "github"))
    return facts[index].github;
  if (g_str_equal (dialect, "gitlab"))
    return facts[index].gitlab;
  if (g_str_equal (dialect, "buildspec") || g_str_equal (dialect, "codepipeline"))
    return facts[index].buildspec;
  if (g_str_equal (dialect, "pipeliner"))
    return facts[index].pipeliner;

  return NULL;
}

static const char *
get_source (PlrConvert *self)
{
  const char *from = plr_pipeline_get_dialect (self->pipeline);

  return from != NULL ? from : "pipeliner";
}

/**
 * plr_convert_dup_variable:
 * @self: a conversion
 * @expression: of GitHub
 *
 * Returns: (transfer full) (nullable): the name of the variable that it is in the target
 */
char *
plr_convert_dup_variable (PlrConvert *self,
                          const char *expression)
{
  static const char *const variables[] = { "env.", "vars.", "secrets." };

  if (g_str_has_prefix (expression, "matrix."))
    return plr_convert_name_cell (expression + strlen ("matrix."));
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    {
      const char *name = expression + strlen (variables[i]);

      if (!g_str_has_prefix (expression, variables[i]) || *name == '\0' || g_str_equal (expression, "secrets.GITHUB_TOKEN"))
        continue;
      for (const char *p = name; *p != '\0'; p++)
        if (!g_ascii_isalnum (*p) && *p != '_')
          return NULL;
      return g_strdup (name);
    }

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      const char *name = get_fact (i, plr_dialect_get_id (self->target));

      if (g_str_equal (facts[i].expression, expression) && name != NULL)
        return g_strdup (name);
    }

  return NULL;
}

/**
 * plr_convert_find_fact:
 * @self: a conversion
 * @name: of a variable that the engine of the source sets
 * @expression: (out): the same in an expression of GitHub
 *
 * Returns: (nullable): its name in the target
 */
const char *
plr_convert_find_fact (PlrConvert  *self,
                       const char  *name,
                       const char **expression)
{
  gboolean is_github = g_str_equal (plr_dialect_get_id (self->target), "github");

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    if (g_strcmp0 (get_fact (i, get_source (self)), name) == 0)
      {
        *expression = facts[i].expression;
        return is_github ? name : get_fact (i, plr_dialect_get_id (self->target));
      }

  return NULL;
}

/* Whether the text has the name as a word of its own, in whatever language it is. */
static gboolean
mentions (const char *text,
          const char *name)
{
  gsize length = strlen (name);

  for (const char *p = text; text != NULL && (p = strstr (p, name)) != NULL; p += length)
    {
      gboolean starts = p == text || !(g_ascii_isalnum (p[-1]) || p[-1] == '_');

      if (starts && !g_ascii_isalnum (p[length]) && p[length] != '_')
        return TRUE;
    }

  return FALSE;
}

static PlrStep *
find_mention (PlrStage   *stage,
              const char *name)
{
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      /* The stage keeps it alive. */
      if (mentions (plr_step_get_run (step), name))
        return step;
    }

  return NULL;
}

static gboolean
has_variable (GListModel *variables,
              const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      if (g_str_equal (plr_variable_get_name (variable), name))
        return TRUE;
    }

  return FALSE;
}

/* Our own variables are known to the writer for GitLab. */
static gboolean
is_set_by_writer (PlrConvert *self,
                  const char *name)
{
  return g_str_has_prefix (name, "PLR_") && (g_str_equal (name, "PLR_STAGE") || g_str_equal (plr_dialect_get_id (self->target), "gitlab"));
}

/* At the start of the scripts that want it: a value there is no more than a text. */
static void
set_in_scripts (PlrStage   *stage,
                const char *name,
                const char *other)
{
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);
      g_autofree char *script = NULL;

      if (!mentions (plr_step_get_run (step), name))
        continue;
      script = g_strdup_printf ("export %s=\"${%s-}\"\n%s", name, other, plr_step_get_run (step));
      plr_step_set_run (step, script);
    }
}

static void
set_variable (PlrConvert  *self,
              PlrPipeline *copy,
              const char  *name,
              const char  *reference)
{
  g_autofree char *value = g_strdup_printf (PLR_EXPORT_REFERENCE "%s}", reference);
  g_autoptr(PlrVariable) variable = plr_variable_new (name, value);

  plr_pipeline_add_variable (copy, variable);
}

static void
tell (PlrConvert *self,
      PlrStage   *stage,
      guint       index)
{
  const char *name = get_fact (index, get_source (self));
  const char *to = plr_dialect_get_id (self->target);
  const char *other = g_str_equal (to, "github") ? facts[index].expression : get_fact (index, to);
  PlrStep *step = find_mention (stage, name);

  if (other == NULL)
    plr_convert_note (self, stage, G_OBJECT (step), "facts", name, "manual", _("Set it in the variables of the pipeline."),
                      _("The variable %s is set by the engine of the source only"), name);
  else if (facts[index].differs != NULL)
    plr_convert_note (self, stage, G_OBJECT (step), "facts", name, "approximated", _("Look whether that is what you want."),
                      _("The variable %s is what %s is there: %s"), name, other, _(facts[index].differs));
  else
    plr_convert_note (self, stage, G_OBJECT (step), "facts", name, "nearly", _("Nothing needs to be done."),
                      _("The variable %s is what %s is there"), name, other);
}

static void
prepare_fact (PlrConvert  *self,
              PlrPipeline *copy,
              guint        index)
{
  const char *name = get_fact (index, get_source (self));
  const char *to = plr_dialect_get_id (self->target);
  const char *other = g_str_equal (to, "github") ? facts[index].expression : get_fact (index, to);
  gboolean is_variable = g_str_equal (to, "github") || g_str_equal (to, "gitlab");
  gboolean is_job = g_str_equal (facts[index].expression, JOB);
  gboolean is_told = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (copy)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i);
      g_autoptr(PlrStage) original = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      if (find_mention (original, name) == NULL || has_variable (plr_stage_get_environment (stage), name))
        continue;
      if (!is_told)
        tell (self, original, index);
      if (is_job && !is_set_by_writer (self, name))
        {
          g_autoptr(PlrVariable) variable = plr_variable_new (name, plr_stage_get_id (original));

          plr_stage_add_variable (stage, variable);
        }
      else if (other != NULL && is_variable && !is_told && !is_set_by_writer (self, name))
        {
          set_variable (self, copy, name, other);
        }
      else if (other != NULL && !is_variable && !is_job)
        {
          set_in_scripts (stage, name, other);
        }
      is_told = TRUE;
    }
}

/* What an earlier conversion set, because the source did not: the target does. */
static gboolean
is_own_fact (PlrConvert  *self,
             PlrVariable *variable,
             PlrStage    *stage)
{
  const char *value = plr_variable_get_value (variable);

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      const char *other = get_fact (i, get_source (self));
      g_autofree char *expression = g_strdup_printf ("${{ %s }}", facts[i].expression);
      g_autofree char *braced = other != NULL ? g_strdup_printf ("${%s}", other) : NULL;
      gboolean is_job = stage != NULL && g_str_equal (facts[i].expression, JOB) && g_strcmp0 (value, plr_stage_get_id (stage)) == 0;

      if (g_strcmp0 (get_fact (i, plr_dialect_get_id (self->target)), plr_variable_get_name (variable)) == 0 &&
          (is_job || g_strcmp0 (value, expression) == 0 || g_strcmp0 (value, braced) == 0))
        return TRUE;
    }

  return FALSE;
}

static void
take_back (PlrConvert *self,
           PlrStage   *stage,
           GListModel *variables,
           GListModel *originals)
{
  for (guint i = g_list_model_get_n_items (variables); i > 0; i--)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i - 1);

      for (guint j = 0; j < g_list_model_get_n_items (originals); j++)
        {
          g_autoptr(PlrVariable) original = g_list_model_get_item (originals, j);

          if (!g_str_equal (plr_variable_get_name (original), plr_variable_get_name (variable)) || !is_own_fact (self, original, stage))
            continue;
          plr_convert_note (self, stage, G_OBJECT (original), stage != NULL ? "environment" : "variables", plr_variable_get_name (original),
                            "exact", NULL, _("The engine sets %s by itself"), plr_variable_get_name (original));
          plr_list_remove (PLR_LIST (variables), i - 1);
          break;
        }
    }
}

/**
 * plr_convert_prepare_facts:
 * @self: a conversion
 * @copy: what is written, with its scripts and variables
 *
 * Variables that the engine of the source sets, and scripts look at, are set to what the target has for them. The scripts stay
 * as they are.
 */
void
plr_convert_prepare_facts (PlrConvert  *self,
                           PlrPipeline *copy)
{
  take_back (self, NULL, plr_pipeline_get_variables (copy), plr_pipeline_get_variables (self->pipeline));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (copy)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i);
      g_autoptr(PlrStage) original = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      take_back (self, original, plr_stage_get_environment (stage), plr_stage_get_environment (original));
    }
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    {
      const char *name = get_fact (i, get_source (self));

      if (name != NULL && !has_variable (plr_pipeline_get_variables (copy), name))
        prepare_fact (self, copy, i);
    }
}

/**
 * plr_convert_take_back_facts:
 * @self: a conversion
 * @step: of the copy
 *
 * Takes from the start of a script what plr_convert_prepare_facts() put there.
 */
void
plr_convert_take_back_facts (PlrConvert *self,
                             PlrStep    *step)
{
  const char *run = plr_step_get_run (step);
  const char *rest = run;
  g_autofree char *script = NULL;
  gboolean any = TRUE;

  while (run != NULL && any)
    {
      any = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS (facts) && !any; i++)
        {
          const char *name = get_fact (i, plr_dialect_get_id (self->target));
          const char *other = get_fact (i, get_source (self));
          g_autofree char *line = name != NULL && other != NULL ? g_strdup_printf ("export %s=\"${%s-}\"\n", name, other) : NULL;

          any = line != NULL && g_str_has_prefix (rest, line);
          rest += any ? strlen (line) : 0;
        }
    }
  if (rest == run)
    return;
  script = g_strdup (rest);
  plr_step_set_run (step, script);
}
