/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-clone.h"
#include "plr-convert-private.h"
#include "plr-list.h"

/* Actions that only do what the model says in other words, or what other engines do by themselves. */
static const char *const implied_actions[] = {
  "actions/checkout", "actions/upload-artifact", "actions/download-artifact", "actions/cache", "actions/cache/restore",
  "actions/cache/save", NULL
};

/* Only there is `${{` more than a text. */
static gboolean
is_from_github (PlrConvert *self)
{
  return g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "github") == 0;
}

typedef struct
{
  PlrConvert *convert;
  PlrStage   *stage;    /* of the source, or NULL */
  GObject    *item;     /* of the source */
  const char *field;
  const char *key;
} Place;

/* Whether there are expressions in the script that are no inputs. */
static gboolean
has_others (PlrConvert *self,
            const char *text)
{
  for (const char *p = strstr (text, "${{"); p != NULL; p = strstr (p + 1, "${{"))
    {
      const char *end = strstr (p, "}}");
      g_autofree char *inner = end != NULL ? g_strstrip (g_strndup (p + 3, (gsize)(end - p - 3))) : NULL;
      g_autofree char *input = inner != NULL ? plr_convert_dup_input (self, inner) : NULL;

      if (input == NULL)
        return TRUE;
    }

  return FALSE;
}

/* The inputs of GitLab that the script of a job refers to. */
static void
translate_inputs (Place   *place,
                  PlrStep *step)
{
  g_autofree char *text = plr_convert_translate_inputs (place->convert, plr_step_get_run (step));

  if (text == NULL)
    return;
  plr_step_set_run (step, text);
  plr_convert_note (place->convert, place->stage, place->item, place->field, place->key, "nearly", _("Nothing needs to be done."),
                    _("What %s refers to are inputs there as well"), place->field);
}

/* The script with the expressions of GitHub that have a counterpart as variables. */
static void
translate_script (Place   *place,
                  PlrStep *step)
{
  g_autoptr(GString) unknown = g_string_new (NULL);
  g_autofree char *text = plr_convert_translate_script (place->convert, plr_step_get_run (step), plr_step_get_shell (step), unknown);

  if (unknown->len > 0)
    plr_convert_note (place->convert, place->stage, place->item, place->field, place->key, "manual",
                      _("Write there what it stands for."),
                      _("The expression “%s” in %s has no meaning outside GitHub Actions"), unknown->str, place->field);
  else if (!g_str_equal (text, plr_step_get_run (step)) && strstr (text, "$[[ inputs.") != NULL && !has_others (place->convert, plr_step_get_run (step)))
    plr_convert_note (place->convert, place->stage, place->item, place->field, place->key, "nearly", _("Nothing needs to be done."),
                      _("The expressions in %s are inputs there as well"), place->field);
  else if (!g_str_equal (text, plr_step_get_run (step)))
    plr_convert_note (place->convert, place->stage, place->item, place->field, place->key, "approximated",
                      _("See that the variables are set where the script runs."),
                      _("The expressions in %s become variables that the shell looks up"), place->field);
  plr_step_set_run (step, text);
}

static void
translate_variables (Place      *place,
                     GListModel *variables,
                     GListModel *originals)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      g_autoptr(PlrVariable) original = g_list_model_get_item (originals, i);
      gboolean is_of_step = PLR_IS_STEP (place->item);
      g_autofree char *text = plr_convert_dup_value (place->convert, place->stage, is_of_step ? place->item : G_OBJECT (original), place->field,
                                                     is_of_step ? place->key : plr_variable_get_name (variable),
                                                     plr_variable_get_value (variable));

      if (text != NULL)
        plr_variable_set_value (variable, text);
    }
}

static gboolean
is_implied (const char *uses)
{
  g_autofree char *name = g_strndup (uses, strcspn (uses, "@"));

  return g_strv_contains (implied_actions, name);
}

/* An action is a program of one engine. What is no more than what the others do anyway is left out; for the rest stands a step
 * that fails, so that nobody takes a run without it for a good one. */
static gboolean
replace_action (PlrConvert *self,
                PlrStage   *stage,
                PlrStep    *step,
                PlrStep    *original,
                const char *key)
{
  const char *uses = plr_step_get_uses (step);
  g_autofree char *run = NULL;

  if (is_implied (uses))
    {
      gboolean is_plain = g_list_model_get_n_items (plr_step_get_arguments (step)) == 0 ||
                          !g_str_has_prefix (uses, "actions/checkout");

      plr_convert_note (self, stage, G_OBJECT (original), "steps", key, is_plain ? "exact" : "approximated",
                        is_plain ? NULL : _("See in the settings of the engine how it checks out."),
                        is_plain ? _("The step “%s” is what the engine does by itself") :
                        _("The step “%s” is what the engine does by itself; its arguments are left out"), uses);
      return FALSE;
    }

  run = g_strdup_printf ("echo 'Replace this step, which was the action %s' >&2\nexit 1", uses);
  plr_convert_note (self, stage, G_OBJECT (original), "steps", key, "manual",
                    _("Write the commands that do the same; until then the step fails and says so."),
                    _("The action “%s” runs on GitHub only"), uses);
  plr_step_set_run (step, run);
  plr_step_set_uses (step, NULL);

  return TRUE;
}

/* What is left of a job whose script comes from a file that was not read, or of a step that is neither script nor action. */
static void
fill_steps (PlrConvert *self,
            PlrStage   *stage,
            PlrStage   *original)
{
  PlrList *steps = PLR_LIST (plr_stage_get_steps (stage));
  g_autoptr(PlrStep) step = NULL;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (steps)); i > 0; i--)
    {
      g_autoptr(PlrStep) one = g_list_model_get_item (G_LIST_MODEL (steps), i - 1);

      if (plr_step_get_run (one) == NULL)
        plr_list_remove (steps, i - 1);
    }
  /* A stage of ours may be no more than an approval. */
  if (g_list_model_get_n_items (G_LIST_MODEL (steps)) > 0 ||
      (plr_stage_get_approval (stage) && g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "gitlab") != 0))
    return;

  step = plr_step_new ("echo 'Replace this step: what the stage runs is not in the definition' >&2\nexit 1");
  plr_list_append (steps, step);
  plr_convert_note (self, original, NULL, "steps", "-", "manual",
                    _("Write its commands; until then the stage fails and says so."),
                    _("What “%s” runs is not in the definition: it comes from another file, or the engine does it"),
                    plr_stage_get_id (original));
}

/* Files and directories that GitHub gives a script for what it hands on. docs.github.com: Workflow commands. */
static void
tell_of_files (PlrConvert *self,
               PlrStage   *stage,
               PlrStep    *step,
               PlrStep    *original,
               const char *key)
{
  static const char *const names[][2] = {
    { "GITHUB_ENV", N_("Set the variable in the steps that need it; until then the step fails.") },
    { "GITHUB_PATH", N_("Set PATH in the steps that need it; until then the step fails.") },
    { "GITHUB_OUTPUT", N_("Write it to a file in the workspace, and read it where it is needed; until then the step fails.") },
    { "RUNNER_TEMP", N_("Make a directory with mktemp -d.") },
  };
  const char *run = plr_step_get_run (step);

  for (guint i = 0; is_from_github (self) && run != NULL && i < G_N_ELEMENTS (names); i++)
    if (strstr (run, names[i][0]) != NULL)
      plr_convert_note (self, stage, G_OBJECT (original), "steps", key, "manual", _(names[i][1]),
                        _("Step %s of “%s” uses %s, which only GitHub’s runner has"), key, plr_stage_get_id (stage), names[i][0]);
}

/* A step that runs under a condition asks for it itself, as far as a shell can. */
static void
prepare_step_condition (PlrConvert *self,
                        PlrStage   *stage,
                        PlrStep    *step,
                        PlrStep    *original,
                        const char *key)
{
  const char *run = plr_step_get_run (step);
  g_autofree char *test = NULL;
  g_autofree char *guarded = NULL;

  if (!is_from_github (self) || run == NULL || plr_step_get_condition (step) == NULL)
    return;

  if (plr_step_get_when (step) == PLR_STAGE_WHEN_SUCCESS &&
      (g_str_equal (plr_step_get_condition (step), "!cancelled()") || g_str_equal (plr_step_get_condition (step), "${{ !cancelled() }}")))
    {
      plr_step_set_when (step, PLR_STAGE_WHEN_ALWAYS);
      plr_step_set_condition (step, NULL);
      plr_convert_note (self, stage, G_OBJECT (original), "steps", key, "nearly", _("Nothing needs to be done."),
                        _("Step %s of “%s” runs in any case, and maybe after a cancellation too"), key, plr_stage_get_id (stage));
      return;
    }
  test = plr_convert_make_test (self, plr_step_get_condition (step));
  if (test == NULL)
    return;
  guarded = g_strconcat ("if ", test, "; then\n", run, g_str_has_suffix (run, "\n") ? "" : "\n", "fi", NULL);
  plr_step_set_run (step, guarded);
  plr_step_set_condition (step, NULL);
  plr_convert_note (self, stage, G_OBJECT (original), "steps", key, "nearly", _("Nothing needs to be done."),
                    _("The condition of step %s of “%s” becomes a test in its script: %s"), key, plr_stage_get_id (stage), test);
}

static void
prepare_steps (PlrConvert *self,
               PlrStage   *stage,
               PlrStage   *original)
{
  PlrList *steps = PLR_LIST (plr_stage_get_steps (stage));
  guint n_removed = 0;

  self->is_dirty = self->is_after = FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (plr_stage_get_steps (original)); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (G_LIST_MODEL (steps), i - n_removed);
      g_autoptr(PlrStep) old = g_list_model_get_item (plr_stage_get_steps (original), i);
      g_autofree char *key = g_strdup_printf ("%u", i + 1);
      Place place = { self, original, G_OBJECT (old), "steps", key };

      if (!plr_convert_take_back (self, original, step, old, key) || !plr_convert_unwrap_step (self, stage, original, step, old, key) ||
          (plr_step_get_uses (step) != NULL && !replace_action (self, original, step, old, key)))
        {
          plr_list_remove (steps, i - n_removed++);
          continue;
        }
      plr_convert_take_back_facts (self, step);
      translate_variables (&place, plr_step_get_environment (step), plr_step_get_environment (old));
      if (is_from_github (self) && plr_step_get_run (step) != NULL && strstr (plr_step_get_run (step), "${{") != NULL)
        translate_script (&place, step);
      else if (plr_step_get_run (step) != NULL && g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "gitlab") == 0)
        translate_inputs (&place, step);
      plr_convert_prepare_step_shell (self, original, step, old, key);
      tell_of_files (self, original, step, old, key);
      prepare_step_condition (self, original, step, old, key);
    }
}

/* An action of CodePipeline that only gets the sources; other engines have them before anything runs. */
static gboolean
is_source (PlrConvert *self,
           PlrStage   *stage)
{
  const char *calls = plr_job_get_calls (plr_stage_get_job (stage));

  return g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "codepipeline") == 0 && calls != NULL && g_str_has_prefix (calls, "Source/");
}

/* The list without what is about the stage. */
static char **
dup_without (const char *const *list,
             const char        *id)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  gsize length = strlen (id);

  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    if (strncmp (list[i], id, length) != 0 || (list[i][length] != '\0' && list[i][length] != '/'))
      g_strv_builder_add (builder, list[i]);

  return g_strv_builder_end (builder);
}

/* Nobody waits for the sources. The last thing that is done: until then each stage of the copy is where its original is. */
static void
drop_sources (PlrConvert  *self,
              PlrPipeline *copy)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (copy)); i > 0 && g_list_model_get_n_items (G_LIST_MODEL (copy)) > 1; i--)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i - 1);
      g_autoptr(PlrStage) original = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i - 1);

      if (!is_source (self, original))
        continue;
      plr_list_remove (PLR_LIST (plr_pipeline_get_stages (copy)), i - 1);
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (copy)); j++)
        {
          g_autoptr(PlrStage) other = g_list_model_get_item (G_LIST_MODEL (copy), j);
          g_auto(GStrv) needs = dup_without (plr_stage_get_needs (other), plr_stage_get_id (stage));
          g_auto(GStrv) inputs = dup_without (plr_stage_get_inputs (other), plr_stage_get_id (stage));

          plr_stage_set_needs (other, (const char *const *)needs);
          if (plr_stage_get_inputs (other) != NULL)
            plr_stage_set_inputs (other, (const char *const *)inputs);
        }
    }
}

/* A job that calls another definition has nothing to run here. */
static gboolean
prepare_call (PlrConvert *self,
              PlrStage   *stage,
              PlrStage   *original)
{
  const char *calls = plr_job_get_calls (plr_stage_get_job (stage));
  g_autofree char *run = NULL;
  g_autoptr(PlrStep) step = NULL;

  if (calls == NULL)
    return FALSE;

  if (is_source (self, original))
    {
      plr_convert_note (self, original, NULL, "calls", NULL, "approximated", _("See in the settings of the engine how it checks out."),
                        _("“%s” only gets the sources, which the engine does by itself"), plr_stage_get_id (original));
      plr_job_set_calls (plr_stage_get_job (stage), NULL);
      return TRUE;
    }
  run = g_strdup_printf ("echo 'Replace this stage, which called %s' >&2\nexit 1", calls);
  step = plr_step_new (run);
  plr_list_remove_all (PLR_LIST (plr_stage_get_steps (stage)));
  plr_stage_add_step (stage, step);
  plr_convert_note (self, original, NULL, "calls", NULL, "manual",
                    _("Write its steps here, or convert it as well; until then the stage fails and says so."),
                    _("The definition “%s” that is called is for another engine"), calls);
  plr_job_set_calls (plr_stage_get_job (stage), NULL);

  return TRUE;
}

/* Where an engine hands on all that there is under a name, the others want to know which files. */
static void
prepare_artifacts (PlrConvert *self,
                   PlrStage   *stage,
                   PlrStage   *original)
{
  PlrList *artifacts = PLR_LIST (plr_stage_get_artifacts (stage));

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (artifacts)); i > 0; i--)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (G_LIST_MODEL (artifacts), i - 1);

      if (plr_artifact_get_paths (artifact)[0] != NULL || g_str_equal (plr_dialect_get_id (self->target), "codepipeline"))
        continue;
      plr_convert_note (self, original, NULL, "artifacts", plr_artifact_get_name (artifact), "manual",
                        _("Add an artifact with the paths of the files that others need."),
                        _("The artifact “%s” of “%s” names no paths, and is not written"), plr_artifact_get_name (artifact),
                        plr_stage_get_id (original));
      plr_list_remove (artifacts, i - 1);
    }
}

/* What the model has no word for stays in the source. */
static void
tell_of_opaque (PlrConvert        *self,
                PlrStage          *stage,
                const char *const *keys)
{
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    plr_convert_note (self, stage, NULL, "opaque", keys[i], "manual",
                      _("See what it means there, and what this engine has for it."),
                      stage != NULL ? _("“%s” of “%s” is not written") : _("“%s” is not written"), keys[i],
                      stage != NULL ? plr_stage_get_id (stage) : NULL);
}

/* In its own dialect only what was not read is missing. */
static void
prepare_same (PlrConvert  *self,
              PlrPipeline *copy)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (copy)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i);
      g_autoptr(PlrStage) original = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      if (g_list_model_get_n_items (plr_stage_get_steps (stage)) == 0 && plr_job_get_calls (plr_stage_get_job (stage)) == NULL)
        fill_steps (self, stage, original);
    }
}

/* Nobody can get what is not written. */
static void
drop_lost_inputs (PlrPipeline *copy)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (copy)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i);
      const char *const *inputs = plr_stage_get_inputs (stage);
      g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
      g_auto(GStrv) left = NULL;

      for (guint j = 0; inputs != NULL && inputs[j] != NULL; j++)
        {
          g_auto(GStrv) parts = g_strsplit (inputs[j], "/", 2);
          PlrStage *from = plr_pipeline_find_stage (copy, parts[0]);

          if (parts[1] == NULL || from == NULL || plr_stage_find_artifact (from, parts[1]) != NULL)
            g_strv_builder_add (builder, inputs[j]);
        }
      left = g_strv_builder_end (builder);
      if (inputs != NULL)
        plr_stage_set_inputs (stage, (const char *const *)left);
    }
}

/* What is converted speaks the words of the target, and leaves our runs behind: nothing of their surroundings is made there, as
 * an export does it. */
static void
leave_own (PlrConvert  *self,
           PlrPipeline *copy)
{
  static const char *const engines[] = { "github", "gitlab", "buildspec", "codepipeline", NULL };

  if (!g_strv_contains (engines, plr_dialect_get_id (self->target)))
    return;

  plr_pipeline_set_dialect (copy, "converted");
  if (g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "pipeliner") != 0)
    return;
  plr_convert_note (self, NULL, NULL, "surroundings", NULL, "approximated",
                    _("Set them in the variables, if sorting, dates or archives depend on them; an export does so by itself."),
                    _("LC_ALL, TZ and SOURCE_DATE_EPOCH, which our own runs set, are what the engine makes of them"));
}

/**
 * plr_convert_prepare:
 * @self: a conversion
 *
 * Returns: (transfer full): a copy of the pipeline that says what only its own engine understands in words that others have
 *   too; what that loses is in the report
 */
PlrPipeline *
plr_convert_prepare (PlrConvert *self)
{
  g_autoptr(PlrPipeline) copy = plr_pipeline_clone (self->pipeline);
  Place place = { self, NULL, NULL, "variables", NULL };

  if (g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), plr_dialect_get_id (self->target)) == 0)
    {
      prepare_same (self, copy);
      return g_steal_pointer (&copy);
    }

  tell_of_opaque (self, NULL, plr_pipeline_get_opaque (self->pipeline));
  plr_pipeline_set_opaque (copy, NULL);
  translate_variables (&place, plr_pipeline_get_variables (copy), plr_pipeline_get_variables (self->pipeline));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (copy)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i);
      g_autoptr(PlrStage) original = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);
      Place of_stage = { self, original, NULL, "environment", NULL };

      tell_of_opaque (self, original, plr_stage_get_opaque (original));
      plr_stage_set_opaque (stage, NULL);
      plr_convert_prepare_condition (self, stage, original);
      plr_convert_prepare_matrix (self, stage, original);
      plr_convert_take_back_artifacts (self, stage);
      plr_convert_take_back_caches (self, stage);
      prepare_artifacts (self, stage, original);
      if (!prepare_call (self, stage, original))
        {
          prepare_steps (self, stage, original);
          fill_steps (self, stage, original);
          plr_convert_join_steps (self, stage);
        }
      plr_convert_prepare_references (self, stage, original);
      translate_variables (&of_stage, plr_stage_get_environment (stage), plr_stage_get_environment (original));
      plr_convert_take_back_cells (self, stage, original);
    }
  plr_convert_prepare_workflow (self, copy);
  drop_lost_inputs (copy);
  plr_convert_prepare_shells (self, copy);
  plr_convert_take_back_variables (self, copy);
  plr_convert_prepare_facts (self, copy);
  leave_own (self, copy);
  if (g_str_equal (plr_dialect_get_id (self->target), "pipeliner"))
    plr_convert_rename_stages (self, copy);
  drop_sources (self, copy);

  return g_steal_pointer (&copy);
}
