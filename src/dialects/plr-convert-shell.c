/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include "plr-convert-private.h"
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
