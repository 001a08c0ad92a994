/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-edit-private.h"

static gboolean
check_new_id (PlrDialectEditor *self,
              const char       *id,
              GError          **error)
{
  PlrYamlNode *jobs = plr_github_editor_find_jobs (self);

  if (id == NULL || !plr_github_is_id (id))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("“%s” cannot be the id of a job: it has letters, digits, dashes and underscores, and starts with a letter "
                     "or an underscore"), id != NULL ? id : "");
      return FALSE;
    }
  if (jobs != NULL && plr_yaml_node_get_merged (jobs, id) != NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_EXISTS, _("There is a stage “%s” already"), id);
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_job (PlrDialectEditor *self,
           const char       *id,
           GError          **error)
{
  PlrYamlNode *jobs = plr_github_editor_find_jobs (self);

  if (id != NULL && jobs != NULL && plr_yaml_node_get_merged (jobs, id) != NULL)
    return TRUE;

  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no stage “%s”"), id != NULL ? id : "");

  return FALSE;
}

/* A position among the jobs as one among the keys, where a merge key may stand as well. */
static int
find_key_index (PlrYamlNode *jobs,
                int          position)
{
  int seen = 0;

  if (jobs == NULL || position < 0)
    return -1;

  for (guint i = 0; i < plr_yaml_node_get_n_items (jobs); i++)
    {
      if (g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_key (jobs, i)), "<<") == 0)
        continue;
      if (seen++ == position)
        return i;
    }

  return -1;
}

/* The runner of a new job is that of the last one that names its own. */
static const char *
find_runner (PlrYamlNode *jobs)
{
  const char *runner = PLR_GITHUB_RUNNER;

  if (jobs == NULL || plr_yaml_node_get_kind (jobs) != PLR_YAML_MAPPING)
    return runner;

  for (guint i = 0; i < plr_yaml_node_get_n_items (jobs); i++)
    {
      PlrYamlNode *job = plr_yaml_node_resolve (plr_yaml_node_get_value (jobs, i));
      PlrYamlNode *node = plr_yaml_node_get_kind (job) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (job, "runs-on") : NULL;
      const char *text = node != NULL ? plr_yaml_node_get_string (node) : NULL;

      if (text != NULL && text[0] != '\0' && !plr_github_has_expression (text))
        runner = text;
    }

  return runner;
}

static PlrYamlValue *
new_job (PlrDialectEditor *self)
{
  PlrYamlValue *job = plr_yaml_value_new_map ();
  PlrYamlValue *steps = plr_yaml_value_new_list ();
  const char *const *needs = plr_edit_get_values (self->edit);
  const char *name = plr_edit_get_value (self->edit);

  if (name != NULL && name[0] != '\0')
    plr_yaml_value_set_string (job, "name", name);
  if (needs != NULL && needs[0] != NULL)
    {
      PlrYamlValue *list = needs[1] == NULL ? plr_yaml_value_new_string (needs[0]) : plr_yaml_value_new_strings (needs);

      if (needs[1] != NULL)
        plr_yaml_value_set_flow (list, TRUE);
      plr_yaml_value_set (job, "needs", list);
    }
  plr_yaml_value_set_string (job, "runs-on", find_runner (plr_github_editor_find_jobs (self)));
  plr_yaml_value_set_flow (steps, TRUE);
  plr_yaml_value_set (job, "steps", steps);

  return job;
}

/* A whole workflow where there is none yet. */
static GPtrArray *
start_workflow (PlrDialectEditor *self,
                PlrYamlValue     *jobs,
                GError          **error)
{
  g_autoptr(PlrYamlValue) root = plr_yaml_value_new_map ();

  plr_yaml_value_set_string (root, "on", "push");
  plr_yaml_value_set (root, "jobs", plr_yaml_value_ref (jobs));

  return plr_yaml_edit_set_root (self->tree, root, error);
}

/**
 * plr_github_edit_add_job:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a job, and before it all that a workflow needs.
 */
gboolean
plr_github_edit_add_job (PlrDialectEditor *self,
                         GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *const *needs = plr_edit_get_values (self->edit);
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrYamlNode *jobs = plr_github_editor_find_jobs (self);
  g_autoptr(PlrYamlValue) map = plr_yaml_value_new_map ();
  g_autoptr(PlrYamlValue) job = NULL;

  if (!check_new_id (self, id, error))
    return FALSE;
  for (guint i = 0; needs != NULL && needs[i] != NULL; i++)
    if (!check_job (self, needs[i], error))
      return FALSE;

  job = new_job (self);
  plr_yaml_value_set (map, id, plr_yaml_value_ref (job));
  if (plr_dialect_editor_is_empty (self))
    return plr_dialect_editor_take (self, start_workflow (self, map, error), error);
  if (jobs == NULL)
    return plr_dialect_editor_put (self, root, "jobs", map, error);

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_key (jobs, find_key_index (jobs, plr_edit_get_index (self->edit)),
                                                                  id, job, PLR_YAML_EDIT_NONE, error), error);
}

/* Puts @to, or nothing, where the needs of a job name @from. A template names the job for all that use it, and for all of
 * them it changes. */
static gboolean
edit_needs_of (PlrDialectEditor *self,
               PlrYamlNode      *job,
               const char       *from,
               const char       *to,
               GError          **error)
{
  g_auto(GStrv) old = plr_dialect_editor_get_list (job, "needs");
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) new = NULL;

  if (old == NULL || !g_strv_contains ((const char *const *)old, from))
    return TRUE;

  for (guint i = 0; old[i] != NULL; i++)
    if (!g_str_equal (old[i], from))
      g_strv_builder_add (builder, old[i]);
    else if (to != NULL)
      g_strv_builder_add (builder, to);
  new = g_strv_builder_end (builder);

  return plr_dialect_editor_put_list (self, plr_yaml_node_get_parent (plr_yaml_node_get_merged (job, "needs")), "needs",
                                      new[0] != NULL ? (const char *const *)new : NULL, PLR_YAML_EDIT_SHARED, error);
}

static gboolean
edit_needs (PlrDialectEditor *self,
            const char       *from,
            const char       *to,
            GError          **error)
{
  PlrYamlNode *jobs;

  if (!plr_dialect_editor_refresh (self, error))
    return FALSE;

  jobs = plr_github_editor_find_jobs (self);
  for (guint i = 0; jobs != NULL && i < plr_yaml_node_get_n_items (jobs); i++)
    {
      PlrYamlNode *job = plr_yaml_node_resolve (plr_yaml_node_get_value (jobs, i));

      if (plr_yaml_node_get_kind (job) != PLR_YAML_MAPPING)
        continue;
      if (!edit_needs_of (self, job, from, to, error) || !plr_dialect_editor_refresh (self, error))
        return FALSE;
      jobs = plr_github_editor_find_jobs (self);
    }

  return TRUE;
}

/**
 * plr_github_edit_remove_job:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a job, first from the needs of others. Expressions that look at it stay: what they should say then is not known.
 */
gboolean
plr_github_edit_remove_job (PlrDialectEditor *self,
                            GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  PlrYamlNode *job;

  if (!check_job (self, id, error) || !edit_needs (self, id, NULL, error))
    return FALSE;

  job = plr_yaml_node_get (plr_github_editor_find_jobs (self), id);
  if (job == NULL)
    return plr_github_editor_find_job (self, id, error) != NULL;

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (job, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_github_edit_rename_job:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames a job: there, in the needs of others, and in expressions.
 */
gboolean
plr_github_edit_rename_job (PlrDialectEditor *self,
                            GError          **error)
{
  static const char *const contexts[] = { "needs", "jobs", NULL };
  const char *id = plr_edit_get_stage (self->edit);
  const char *new_id = plr_edit_get_target (self->edit);
  PlrYamlNode *job;

  if (!check_job (self, id, error))
    return FALSE;
  if (g_strcmp0 (id, new_id) == 0)
    return TRUE;
  if (!check_new_id (self, new_id, error))
    return FALSE;

  job = plr_yaml_node_get (plr_github_editor_find_jobs (self), id);
  if (job == NULL)
    return plr_github_editor_find_job (self, id, error) != NULL;

  return plr_dialect_editor_take (self, plr_yaml_edit_rename (job, new_id, PLR_YAML_EDIT_NONE, error), error) &&
         edit_needs (self, id, new_id, error) && plr_github_edit_expressions (self, NULL, contexts, id, new_id, error);
}

/**
 * plr_github_edit_duplicate_job:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a copy of a job.
 */
gboolean
plr_github_edit_duplicate_job (PlrDialectEditor *self,
                               GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *new_id = plr_edit_get_target (self->edit);
  PlrYamlNode *job;

  if (!check_job (self, id, error) || !check_new_id (self, new_id, error))
    return FALSE;

  job = plr_yaml_node_get (plr_github_editor_find_jobs (self), id);
  if (job == NULL)
    return plr_github_editor_find_job (self, id, error) != NULL;

  return plr_dialect_editor_take (self, plr_yaml_edit_duplicate (job, new_id, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_github_edit_move_job:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Moves a job in the text.
 */
gboolean
plr_github_edit_move_job (PlrDialectEditor *self,
                          GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  PlrYamlNode *jobs = plr_github_editor_find_jobs (self);
  PlrYamlNode *job;
  int index;

  if (!check_job (self, id, error))
    return FALSE;

  job = plr_yaml_node_get (jobs, id);
  if (job == NULL)
    return plr_github_editor_find_job (self, id, error) != NULL;

  index = find_key_index (jobs, plr_edit_get_index (self->edit));
  if (index < 0)
    index = plr_yaml_node_get_n_items (jobs) - 1;
  if ((guint)index == plr_yaml_node_get_index (job))
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_move (job, index, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_github_edit_add_need:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Connects two jobs. A circle is not refused: the reader reports it.
 */
gboolean
plr_github_edit_add_need (PlrDialectEditor *self,
                          GError          **error)
{
  const char *need = plr_edit_get_target (self->edit);
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) old = NULL;
  g_auto(GStrv) new = NULL;

  if (job == NULL || !check_job (self, need, error))
    return FALSE;
  if (g_str_equal (need, plr_edit_get_stage (self->edit)))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("A stage cannot wait for itself"));
      return FALSE;
    }

  old = plr_dialect_editor_get_list (job, "needs");
  if (old != NULL && g_strv_contains ((const char *const *)old, need))
    return TRUE;
  for (guint i = 0; old != NULL && old[i] != NULL; i++)
    g_strv_builder_add (builder, old[i]);
  g_strv_builder_add (builder, need);
  new = g_strv_builder_end (builder);

  return plr_dialect_editor_put_list (self, job, "needs", (const char *const *)new, PLR_YAML_EDIT_NONE, error);
}

/**
 * plr_github_edit_remove_need:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Ends that.
 */
gboolean
plr_github_edit_remove_need (PlrDialectEditor *self,
                             GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  const char *need = plr_edit_get_target (self->edit);
  PlrYamlNode *job = plr_github_editor_find_job (self, id, error);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) old = NULL;
  g_auto(GStrv) new = NULL;
  gboolean is_own;

  if (job == NULL)
    return FALSE;

  old = plr_dialect_editor_get_list (job, "needs");
  if (old == NULL || need == NULL || !g_strv_contains ((const char *const *)old, need))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("Stage “%s” does not need “%s”"), id,
                   need != NULL ? need : "");
      return FALSE;
    }
  for (guint i = 0; old[i] != NULL; i++)
    if (!g_str_equal (old[i], need))
      g_strv_builder_add (builder, old[i]);
  new = g_strv_builder_end (builder);
  is_own = plr_yaml_node_get (job, "needs") != NULL;

  /* An empty list hides what a template says. */
  return plr_dialect_editor_put_list (self, job, "needs", new[0] != NULL || !is_own ? (const char *const *)new : NULL,
                                      PLR_YAML_EDIT_NONE, error);
}
