/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-dialects-private.h"
#include "plr-github-edit-private.h"
#include "plr-github-private.h"

/*
 * docs.github.com: Metadata syntax for GitHub Actions. A composite action is a list of steps, without a job of its own: it shows as
 * one stage, `runs`, and its steps are edited like those of a job. An action that is a program stays text.
 */

/**
 * plr_github_is_action_file:
 * @text: a file
 * @size_bytes: how long it is, or -1
 *
 * Returns: whether it describes an action, and is no workflow
 */
gboolean
plr_github_is_action_file (const char *text,
                           gssize      size_bytes)
{
  gsize size = size_bytes < 0 ? strlen (text) : (gsize)size_bytes;

  return plr_dialect_has_key (text, size, "runs") && !plr_dialect_has_key (text, size, "jobs") &&
         g_strstr_len (text, (gssize)size, "using") != NULL;
}

static void
read_using (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  const char *using = plr_reader_get_text (self, key, value);
  PlrGithubJob *job = target;

  plr_github_keep (self, key, value, target);
  if (g_strcmp0 (using, "composite") == 0)
    return;

  plr_job_set_calls (plr_stage_get_job (job->stage), using);
  plr_reader_report (self, PLR_SEVERITY_INFO, "no-steps", value, _("Change it in the text."),
                     _("The action is a program that runs with “%s”, and has no steps"), using != NULL ? using : "?");
}

/* Nothing gives the steps of an action a shell. */
static void
check_shells (PlrReader *self,
              PlrStage  *stage)
{
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps) && i < self->place->steps->len; i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      if (plr_step_get_run (step) != NULL && plr_step_get_shell (step) == NULL)
        plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-shell", self->place->steps->pdata[i], _("Add “shell: bash”, or another."),
                           _("Step %u does not name its shell, which a step of an action must"), i + 1);
    }
}

static void
read_runs (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  static const PlrReaderKey keys[] = {
    { "using", read_using }, { "steps", plr_github_read_steps }, { "main", plr_github_keep }, { "pre", plr_github_keep },
    { "pre-if", plr_github_keep }, { "post", plr_github_keep }, { "post-if", plr_github_keep }, { "image", plr_github_keep },
    { "env", plr_github_keep }, { "entrypoint", plr_github_keep }, { "pre-entrypoint", plr_github_keep },
    { "post-entrypoint", plr_github_keep }, { "args", plr_github_keep }, { "plugin", plr_github_keep },
  };
  static const PlrReaderShape shape = { N_("What an action runs"), keys, G_N_ELEMENTS (keys), "" };
  PlrReaderPlace *place = plr_reader_begin_stage (self, key, value);
  PlrGithubJob job = { place->stage, NULL, NULL };

  if (!plr_reader_read_shape (self, value, &shape, &job))
    plr_reader_report_type (self, key, value, _("Write keys below it, like using: and steps:."));
  else
    check_shells (self, place->stage);
  plr_reader_end_stage (self);
}

static void
read_name (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  plr_pipeline_set_name (self->pipeline, plr_reader_get_text (self, key, value));
}

static void
read_inputs (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  static const PlrInputsForm form = { .list = "inputs", .value = "default", .has_required = TRUE };
  PlrYamlNode *map = plr_yaml_node_resolve (value);

  if (plr_yaml_node_get_kind (map) != PLR_YAML_MAPPING)
    plr_github_keep (self, key, value, target);
  else
    plr_inputs_read (self, map, &form, "inputs", (PlrInputsAddFunc)plr_pipeline_add_input, self->pipeline);
}

void
plr_github_read_action (PlrReader   *self,
                        PlrYamlNode *root)
{
  static const PlrReaderKey keys[] = {
    { "name", read_name }, { "author", plr_github_keep }, { "description", plr_github_keep }, { "inputs", read_inputs },
    { "outputs", plr_github_keep }, { "branding", plr_github_keep }, { "runs", read_runs },
  };
  static const PlrReaderShape shape = { N_("An action"), keys, G_N_ELEMENTS (keys), "" };

  if (!plr_reader_read_shape (self, root, &shape, NULL))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "not-a-pipeline", root, _("Write “name:” and “runs:”."), _("This is no action"));
}

static gboolean
decline (GError **error)
{
  return plr_github_editor_decline (error, _("An action has steps, and neither jobs nor anything of a job: what it needs of them is said by "
                                             "the workflow that uses it"));
}

static gboolean
set_pipeline (PlrDialectEditor *self,
              GError          **error)
{
  if (g_strcmp0 (plr_edit_get_field (self->edit), "name") != 0)
    return decline (error);

  return plr_github_edit_set_pipeline (self, error);
}

/* A variable or an entry: only of a step. */
static gboolean
edit_of_step (PlrDialectEditor *self,
              GError          **error)
{
  static const struct
  {
    PlrEditKind        kind;
    PlrDialectEditFunc func;
  } funcs[] = {
    { PLR_EDIT_KIND_SET_VARIABLE, plr_github_edit_set_variable }, { PLR_EDIT_KIND_RENAME_VARIABLE, plr_github_edit_rename_variable },
    { PLR_EDIT_KIND_REMOVE_VARIABLE, plr_github_edit_remove_variable }, { PLR_EDIT_KIND_SET_ENTRY, plr_github_edit_set_entry },
    { PLR_EDIT_KIND_REMOVE_ENTRY, plr_github_edit_remove_entry },
  };

  if (plr_edit_get_stage (self->edit) == NULL || plr_edit_get_index (self->edit) < 0)
    return decline (error);
  for (guint i = 0; i < G_N_ELEMENTS (funcs); i++)
    if (funcs[i].kind == plr_edit_get_kind (self->edit))
      return funcs[i].func (self, error);

  return decline (error);
}

/* A time limit is of a job, or of a step of a job. */
static gboolean
set_step (PlrDialectEditor *self,
          GError          **error)
{
  if (g_strcmp0 (plr_edit_get_field (self->edit), "timeout") == 0)
    return decline (error);

  return plr_github_edit_set_step (self, error);
}

static gboolean
edit_of_job (PlrDialectEditor *self,
             GError          **error)
{
  return decline (error);
}

static const PlrDialectEditFunc edit_funcs[] = {
  [PLR_EDIT_KIND_SET_PIPELINE] = set_pipeline,
  [PLR_EDIT_KIND_ADD_STAGE] = edit_of_job,
  [PLR_EDIT_KIND_REMOVE_STAGE] = edit_of_job,
  [PLR_EDIT_KIND_RENAME_STAGE] = edit_of_job,
  [PLR_EDIT_KIND_DUPLICATE_STAGE] = edit_of_job,
  [PLR_EDIT_KIND_MOVE_STAGE] = edit_of_job,
  [PLR_EDIT_KIND_SET_STAGE] = edit_of_job,
  [PLR_EDIT_KIND_SET_STAGE_LIST] = edit_of_job,
  [PLR_EDIT_KIND_ADD_NEED] = edit_of_job,
  [PLR_EDIT_KIND_REMOVE_NEED] = edit_of_job,
  [PLR_EDIT_KIND_ADD_STEP] = plr_github_edit_add_step,
  [PLR_EDIT_KIND_REMOVE_STEP] = plr_github_edit_remove_step,
  [PLR_EDIT_KIND_MOVE_STEP] = plr_github_edit_move_step,
  [PLR_EDIT_KIND_SET_STEP] = set_step,
  [PLR_EDIT_KIND_SET_VARIABLE] = edit_of_step,
  [PLR_EDIT_KIND_RENAME_VARIABLE] = edit_of_step,
  [PLR_EDIT_KIND_REMOVE_VARIABLE] = edit_of_step,
  [PLR_EDIT_KIND_SET_ARTIFACT] = edit_of_job,
  [PLR_EDIT_KIND_RENAME_ARTIFACT] = edit_of_job,
  [PLR_EDIT_KIND_REMOVE_ARTIFACT] = edit_of_job,
  [PLR_EDIT_KIND_SET_MATRIX_AXIS] = edit_of_job,
  [PLR_EDIT_KIND_REMOVE_MATRIX_AXIS] = edit_of_job,
  [PLR_EDIT_KIND_SET_ENTRY] = edit_of_step,
  [PLR_EDIT_KIND_REMOVE_ENTRY] = edit_of_step,
  [PLR_EDIT_KIND_SET_CACHE] = edit_of_job,
  [PLR_EDIT_KIND_REMOVE_CACHE] = edit_of_job,
  [PLR_EDIT_KIND_SET_MATRIX] = edit_of_job,
  [PLR_EDIT_KIND_SET_MATRIX_ROW] = edit_of_job,
  [PLR_EDIT_KIND_REMOVE_MATRIX_ROW] = edit_of_job,
  [PLR_EDIT_KIND_SET_TRIGGER] = edit_of_job,
  [PLR_EDIT_KIND_REMOVE_TRIGGER] = edit_of_job,
  [PLR_EDIT_KIND_SET_INPUT] = edit_of_job,
  [PLR_EDIT_KIND_REMOVE_INPUT] = edit_of_job,
  [PLR_EDIT_KIND_DUPLICATE_STEP] = plr_github_edit_duplicate_step,
};

/* Returns: (transfer none): what edits the steps of an action */
const PlrDialectEditFunc *
plr_github_action_funcs (guint *n_funcs)
{
  *n_funcs = G_N_ELEMENTS (edit_funcs);

  return edit_funcs;
}
