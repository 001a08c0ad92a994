/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-convert-private.h"
#include "plr-export-private.h"
#include "plr-list.h"

/* Engines that run all commands of a job in one shell: what one of them sets or enters is there for the next.
 * docs.gitlab.com: CI/CD YAML syntax reference, script; docs.aws.amazon.com/codebuild: Buildspec versions (0.2). */
static const char *const sharing[] = { "gitlab", "buildspec", "codepipeline", NULL };

static gboolean
is_one_of (const char        *id,
           const char *const *list)
{
  return id != NULL && g_strv_contains (list, id);
}

/* Whether nothing but its place in the list tells the step from the one before it. */
static gboolean
continues (PlrStep *before,
           PlrStep *step)
{
  return plr_step_get_run (before) != NULL && plr_step_get_run (step) != NULL &&
         plr_step_get_uses (before) == NULL && plr_step_get_uses (step) == NULL &&
         plr_step_get_when (before) == plr_step_get_when (step) &&
         plr_step_get_allow_failure (before) == plr_step_get_allow_failure (step) &&
         g_strcmp0 (plr_step_get_condition (before), plr_step_get_condition (step)) == 0 &&
         g_strcmp0 (plr_step_get_shell (before), plr_step_get_shell (step)) == 0 &&
         g_strcmp0 (plr_step_get_directory (before), plr_step_get_directory (step)) == 0 &&
         plr_step_get_timeout_us (before) == 0 && plr_step_get_timeout_us (step) == 0 &&
         g_list_model_get_n_items (plr_step_get_environment (before)) == 0 &&
         g_list_model_get_n_items (plr_step_get_environment (step)) == 0;
}

/* Adds a step to the one before it; where a phase with a name of its own begins, a comment says so. */
static void
join (PlrStep *before,
      PlrStep *step,
      gboolean is_other_phase)
{
  const char *first = plr_step_get_run (before);
  const char *name = plr_step_get_name (step);
  gboolean is_named = is_other_phase && name != NULL;
  g_autofree char *title = is_named ? g_strdelimit (g_strdup (name), "\r\n", ' ') : NULL;
  g_autofree char *joined = g_strconcat (first, g_str_has_suffix (first, "\n") ? "" : "\n", is_named ? "# " : "", is_named ? title : "",
                                         is_named ? "\n" : "", plr_step_get_run (step), NULL);

  plr_step_set_run (before, joined);
}

static void
set_name (char   **name,
          PlrStep *step)
{
  g_free (*name);
  *name = g_strdup (plr_step_get_name (step));
}

/**
 * plr_convert_join_steps:
 * @self: a conversion
 * @stage: of the copy, with its steps prepared
 *
 * Commands that share a shell in the source become one step, because each step has a shell of its own elsewhere.
 */
void
plr_convert_join_steps (PlrConvert *self,
                        PlrStage   *stage)
{
  PlrList *steps = PLR_LIST (plr_stage_get_steps (stage));
  g_autoptr(PlrStep) first = g_list_model_get_item (G_LIST_MODEL (steps), 0);
  g_autofree char *name = first != NULL ? g_strdup (plr_step_get_name (first)) : NULL;

  if (!is_one_of (plr_pipeline_get_dialect (self->pipeline), sharing))
    return;

  for (guint i = 1; i < g_list_model_get_n_items (G_LIST_MODEL (steps));)
    {
      g_autoptr(PlrStep) before = g_list_model_get_item (G_LIST_MODEL (steps), i - 1);
      g_autoptr(PlrStep) step = g_list_model_get_item (G_LIST_MODEL (steps), i);

      if (g_hash_table_contains (self->apart, before) || !continues (before, step))
        {
          set_name (&name, step);
          i++;
          continue;
        }
      join (before, step, g_strcmp0 (name, plr_step_get_name (step)) != 0);
      set_name (&name, step);
      plr_list_remove (steps, i);
    }
}

static gboolean
has_pipe (PlrStep *step)
{
  return plr_step_get_run (step) != NULL && plr_export_has_pipe (plr_step_get_run (step));
}

#define NO_PIPEFAIL "set +o pipefail\n"

/* GitHub’s bash looks at the last part of a pipe only, unless a step names bash; ours and GitLab’s look at all parts.
 * docs.github.com: Workflow syntax, jobs.<job_id>.steps[*].shell. */
static void
leave_github (PlrStep *step)
{
  g_autofree char *run = NULL;

  if (!has_pipe (step))
    return;
  if (g_strcmp0 (plr_step_get_shell (step), "bash") == 0)
    {
      plr_step_set_shell (step, NULL);
      return;
    }
  if (plr_step_get_shell (step) != NULL || g_str_has_prefix (plr_step_get_run (step), NO_PIPEFAIL))
    return;
  run = g_strconcat (NO_PIPEFAIL, plr_step_get_run (step), NULL);
  plr_step_set_run (step, run);
}

static void
enter_github (PlrStep *step)
{
  const char *run = plr_step_get_run (step);

  if (!has_pipe (step) || plr_step_get_shell (step) != NULL)
    return;
  if (g_str_has_prefix (run, NO_PIPEFAIL))
    {
      g_autofree char *rest = g_strdup (run + strlen (NO_PIPEFAIL));

      plr_step_set_run (step, rest);
    }
  else
    {
      plr_step_set_shell (step, "bash");
    }
}

typedef void (*StepFunc) (PlrStep *step);

static void
for_each_step (PlrPipeline *copy,
               StepFunc     func)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (copy)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i);
      GListModel *steps = plr_stage_get_steps (stage);

      for (guint j = 0; j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);

          func (step);
        }
    }
}

/* Whether some steps name sh, and all others a shell too. */
static gboolean
is_for_sh (PlrPipeline *copy)
{
  gboolean has_sh = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (copy)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i);
      GListModel *steps = plr_stage_get_steps (stage);

      for (guint j = 0; j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);

          if (plr_step_get_run (step) != NULL && plr_step_get_shell (step) == NULL)
            return FALSE;
          has_sh = has_sh || g_strcmp0 (plr_step_get_shell (step), "sh") == 0;
        }
    }

  return has_sh;
}

static gboolean
has_bash (PlrPipeline *pipeline)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);
      g_autoptr(PlrStep) step = g_list_model_get_item (plr_stage_get_steps (stage), 0);

      if (step != NULL && g_strcmp0 (plr_step_get_shell (step), "bash") == 0)
        return TRUE;
    }

  return FALSE;
}

static void
drop_sh (PlrStep *step)
{
  if (g_strcmp0 (plr_step_get_shell (step), "sh") == 0)
    plr_step_set_shell (step, NULL);
}

/**
 * plr_convert_prepare_shells:
 * @self: a conversion
 * @copy: what is written
 *
 * Gives each step the shell in the target that it has in the source: where none is named, engines take different ones.
 */
void
plr_convert_prepare_shells (PlrConvert  *self,
                            PlrPipeline *copy)
{
  static const char *const usually_bash[] = { "github", "gitlab", NULL };
  static const char *const usually_sh[] = { "pipeliner", "buildspec", "codepipeline", "buildbot", "makefile", "shell", NULL };
  const char *from = plr_pipeline_get_dialect (self->pipeline);
  const char *to = plr_dialect_get_id (self->target);
  gboolean is_bash = from != NULL && g_strv_contains (usually_bash, from);
  const char *shell = plr_pipeline_get_shell (copy);

  if (g_strcmp0 (from, "pipeliner") == 0)
    is_bash = g_strcmp0 (shell, "bash") == 0;
  if (g_strcmp0 (from, "buildspec") == 0)
    is_bash = has_bash (self->pipeline);
  if (g_strcmp0 (from, "github") == 0 && g_strv_contains (usually_sh, to) && is_for_sh (copy))
    {
      for_each_step (copy, drop_sh);
      return;
    }
  if (g_strcmp0 (from, "github") == 0)
    for_each_step (copy, leave_github);
  if (g_str_equal (to, "github"))
    {
      plr_pipeline_set_shell (copy, is_bash ? NULL : "sh");
      if (is_bash)
        for_each_step (copy, enter_github);
      return;
    }
  if (shell == NULL && is_bash && g_strv_contains (usually_sh, to))
    plr_pipeline_set_shell (copy, "bash");
}

/* Programs that read a script where a shell would, and how they are started for that. docs.github.com: Workflow syntax,
 * jobs.<job_id>.steps[*].shell. */
static const char *
find_program (const char *shell)
{
  static const char *const programs[][2] = {
    { "python", "python3 -" }, { "pwsh", "pwsh -NoProfile -NonInteractive -Command -" }, { "bash -e {0}", "bash -e" },
    { "bash {0}", "bash" }, { "sh {0}", "sh" }, { "perl {0}", "perl" }, { "node {0}", "node -" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    if (g_str_equal (shell, programs[i][0]))
      return programs[i][1];

  return NULL;
}

/**
 * plr_convert_prepare_step_shell:
 * @self: a conversion
 * @stage: of the source
 * @step: of the copy
 * @original: the same of the source
 * @key: its number
 *
 * Only GitHub starts any program for the script of a step: elsewhere the script is what the program reads, or a step that fails
 * stands for it.
 */
void
plr_convert_prepare_step_shell (PlrConvert *self,
                                PlrStage   *stage,
                                PlrStep    *step,
                                PlrStep    *original,
                                const char *key)
{
  const char *shell = plr_step_get_shell (step);
  const char *run = plr_step_get_run (step);
  const char *program;
  g_autofree char *script = NULL;

  if (g_str_equal (plr_dialect_get_id (self->target), "github") || run == NULL || shell == NULL || g_str_equal (shell, "sh") ||
      g_str_equal (shell, "bash"))
    return;

  program = find_program (shell);
  if (program != NULL && strstr (run, "PLR_SCRIPT") == NULL)
    {
      script = g_strdup_printf ("%s <<'PLR_SCRIPT'\n%s%sPLR_SCRIPT\n", program, run, g_str_has_suffix (run, "\n") ? "" : "\n");
      plr_convert_note (self, stage, G_OBJECT (original), "steps", key, "approximated", _("See that the program is there."),
                        _("The script of step %s of “%s” is read by “%s”"), key, plr_stage_get_id (stage), program);
    }
  else
    {
      g_autofree char *word = plr_export_quote (shell);

      script = g_strdup_printf ("echo 'Replace this step, which was a script for the shell' %s >&2\nexit 1\n", word);
      plr_convert_note (self, stage, G_OBJECT (original), "steps", key, "manual",
                        _("Write the commands that do the same; until then the step fails and says so."),
                        _("Step %s of “%s” is a script for the shell “%s”, which the engine does not start"), key, plr_stage_get_id (stage), shell);
    }
  plr_step_set_run (step, script);
  plr_step_set_shell (step, NULL);
}
