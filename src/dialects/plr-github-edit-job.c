/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-edit-private.h"

/* Properties of a workflow and of its jobs. */

static gboolean
is_unset (const char *text)
{
  return text == NULL || text[0] == '\0';
}

/* Without its group nothing is left that the engine takes. */
static gboolean
put_concurrency (PlrDialectEditor *self,
                 PlrYamlNode      *map,
                 const char       *text,
                 GError          **error)
{
  if (is_unset (text))
    return plr_dialect_editor_drop (self, map, "concurrency", error);

  return plr_dialect_editor_put_word (self, map, "concurrency", "group", text, error);
}

/* Puts @value at @inner of the mapping at @key; a text there becomes what @word of the mapping is. */
static gboolean
put_beside (PlrDialectEditor *self,
            PlrYamlNode      *map,
            const char       *key,
            const char       *word,
            const char       *inner,
            PlrYamlValue     *value,
            GError          **error)
{
  PlrYamlNode *old = NULL;
  g_autoptr(PlrYamlValue) both = NULL;

  if (!plr_dialect_editor_find_own (map, key, &old, error))
    return FALSE;
  if (old == NULL || plr_yaml_node_get_string (old) == NULL)
    return plr_dialect_editor_put_entry (self, map, key, inner, value, error);

  both = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (both, word, plr_yaml_node_get_string (old));
  plr_yaml_value_set (both, inner, plr_yaml_value_ref (value));

  return plr_dialect_editor_put (self, map, key, both, error);
}

static gboolean
put_cancels (PlrDialectEditor *self,
             PlrYamlNode      *map,
             const char       *text,
             GError          **error)
{
  static const char key[] = "cancel-in-progress";
  PlrYamlNode *old = plr_yaml_node_get_merged (map, "concurrency");
  PlrYamlNode *body = old != NULL ? plr_yaml_node_resolve (old) : NULL;
  gboolean is_map = body != NULL && plr_yaml_node_get_kind (body) == PLR_YAML_MAPPING;
  gboolean is_expression = text != NULL && plr_github_is_expression (text);
  g_autoptr(PlrYamlValue) value = NULL;

  if (is_unset (text) || g_str_equal (text, "false"))
    return !is_map || plr_yaml_node_get_merged (body, key) == NULL ||
           plr_dialect_editor_drop_entry (self, map, "concurrency", key, "", error);
  if (!g_str_equal (text, "true") && !is_expression)
    return plr_dialect_editor_set_invalid (error, "cancels", text);
  if (old == NULL || plr_yaml_node_is_null (old))
    return plr_github_editor_decline (error, _("Only runs of one group cancel each other: set “concurrency” first"));

  value = is_expression ? plr_yaml_value_new_string (text) : plr_yaml_value_new_boolean (TRUE);

  return put_beside (self, map, "concurrency", "group", key, value, error);
}

/**
 * plr_github_edit_set_pipeline:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a property of the workflow.
 */
gboolean
plr_github_edit_set_pipeline (PlrDialectEditor *self,
                              GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *text = plr_edit_get_value (self->edit);
  PlrYamlNode *root = plr_dialect_editor_get_root (self);

  if (plr_dialect_editor_is_empty (self))
    return plr_github_editor_decline (error, _("Add a stage first"));
  if (g_strcmp0 (field, "name") == 0)
    return plr_dialect_editor_put_text (self, root, "name", text, error);
  if (g_strcmp0 (field, "concurrency") == 0)
    return put_concurrency (self, root, text, error);
  if (g_strcmp0 (field, "cancels") == 0)
    return put_cancels (self, root, text, error);
  if (g_strcmp0 (field, "root") == 0)
    return is_unset (text) || plr_github_editor_decline (error, _("GitHub has its runners for a root; set the image of a stage"));
  if (g_strcmp0 (field, "groups") == 0)
    return plr_github_editor_decline (error, _("GitHub has no groups of jobs; say what each job needs"));

  return plr_dialect_editor_set_unknown (error, field);
}

/* A strategy without a matrix says nothing. */
static gboolean
put_strategy (PlrDialectEditor *self,
              PlrYamlNode      *job,
              const char       *key,
              PlrYamlValue     *value,
              GError          **error)
{
  PlrYamlNode *strategy = plr_yaml_node_get_merged (job, "strategy");
  PlrYamlNode *body = strategy != NULL ? plr_yaml_node_resolve (strategy) : NULL;

  if (body == NULL || plr_yaml_node_get_kind (body) != PLR_YAML_MAPPING)
    return value == NULL || plr_github_editor_decline (error, _("The job runs only once: give it a matrix first"));
  if (value != NULL)
    return plr_dialect_editor_put_entry (self, job, "strategy", key, value, error);

  return plr_yaml_node_get_merged (body, key) == NULL ||
         plr_dialect_editor_drop_entry (self, job, "strategy", key, "", error);
}

static gboolean
put_keeps_going (PlrDialectEditor *self,
                 PlrYamlNode      *job,
                 const char       *text,
                 GError          **error)
{
  g_autoptr(PlrYamlValue) value = NULL;

  if (!is_unset (text) && !g_str_equal (text, "true") && !g_str_equal (text, "false"))
    return plr_dialect_editor_set_invalid (error, "keeps-going", text);
  if (!is_unset (text) && g_str_equal (text, "true"))
    value = plr_yaml_value_new_boolean (FALSE);

  return put_strategy (self, job, "fail-fast", value, error);
}

static gboolean
put_max_parallel (PlrDialectEditor *self,
                  PlrYamlNode      *job,
                  const char       *text,
                  GError          **error)
{
  g_autoptr(PlrYamlValue) value = NULL;
  guint64 number;

  if (!is_unset (text) && !g_ascii_string_to_unsigned (text, 10, 0, PLR_GITHUB_MAX_CELLS, &number, NULL))
    return plr_dialect_editor_set_invalid (error, "max-parallel", text);
  if (!is_unset (text) && number > 0)
    value = plr_yaml_value_new_integer ((gint64)number);

  return put_strategy (self, job, "max-parallel", value, error);
}

static gboolean
put_url (PlrDialectEditor *self,
         PlrYamlNode      *job,
         const char       *text,
         GError          **error)
{
  PlrYamlNode *old = plr_yaml_node_get_merged (job, "environment");
  PlrYamlNode *body = old != NULL ? plr_yaml_node_resolve (old) : NULL;
  gboolean is_map = body != NULL && plr_yaml_node_get_kind (body) == PLR_YAML_MAPPING;
  g_autoptr(PlrYamlValue) value = NULL;

  if (is_unset (text))
    return !is_map || plr_yaml_node_get_merged (body, "url") == NULL ||
           plr_dialect_editor_drop_entry (self, job, "environment", "url", "", error);
  if (old == NULL)
    return plr_github_editor_decline (error, _("Only what deploys has a URL: set “deploy” first"));

  value = plr_yaml_value_new_string (text);

  return put_beside (self, job, "environment", "name", "url", value, error);
}

/* Drops a key, if need be, and looks at the job again. */
static PlrYamlNode *
drop_and_refresh (PlrDialectEditor *self,
                  PlrYamlNode      *job,
                  const char       *key,
                  GError          **error)
{
  g_autofree char *path = plr_yaml_node_dup_path (job);

  if (!plr_dialect_editor_drop (self, job, key, error) || !plr_dialect_editor_refresh (self, error))
    return NULL;

  return plr_dialect_editor_lookup (self, path);
}

/* A job either calls a workflow or has a runner and steps. */
static gboolean
put_called (PlrDialectEditor *self,
            PlrYamlNode      *job,
            const char       *text,
            GError          **error)
{
  static const char *const of_runs[] = { "steps", "runs-on" };
  static const char *const of_calls[] = { "uses", "with", "secrets" };
  PlrYamlNode *steps = plr_yaml_node_get_merged (job, "steps");

  if (is_unset (text))
    {
      if (plr_yaml_node_get_merged (job, "uses") == NULL)
        return TRUE;
      for (guint i = 0; i < G_N_ELEMENTS (of_calls) && job != NULL; i++)
        job = drop_and_refresh (self, job, of_calls[i], error);
      return job != NULL && plr_dialect_editor_put_text (self, job, "runs-on", PLR_GITHUB_RUNNER, error);
    }
  if (steps != NULL && plr_yaml_node_get_n_items (plr_yaml_node_resolve (steps)) > 0)
    return plr_github_editor_decline (error, _("A job that has steps calls no workflow: add a job that does"));

  for (guint i = 0; i < G_N_ELEMENTS (of_runs) && job != NULL; i++)
    job = drop_and_refresh (self, job, of_runs[i], error);

  return job != NULL && plr_dialect_editor_put_text (self, job, "uses", text, error);
}

/* With the word goes the mapping that may stand there instead. */
static gboolean
put_word (PlrDialectEditor *self,
          PlrYamlNode      *job,
          const char       *key,
          const char       *inner,
          const char       *text,
          GError          **error)
{
  if (is_unset (text))
    return plr_dialect_editor_drop (self, job, key, error);

  return plr_dialect_editor_put_word (self, job, key, inner, text, error);
}

/* What GitHub has no word for. What is not set needs none. */
static gboolean
decline_field (PlrDialectEditor *self,
               const char       *field,
               const char       *text,
               GError          **error)
{
  static const struct
  {
    const char *field;
    const char *unset;
    const char *message;
  } fields[] = {
    { "retry", "0", N_("GitHub does not try a job again by itself: repeat the command in the script") },
    { "network", "true", N_("GitHub’s runners always have a network: the choice is for runs on this machine") },
    { "approval", "false", N_("GitHub asks people where an environment says so: set “deploy”, and give that environment reviewers in the settings of the "
                              "repository") },
    { "group", "", N_("GitHub has no groups of jobs; say what the job needs") },
    { "copies", "0", N_("GitHub runs a job several times by a matrix: give it an axis") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (fields[i].field, field) == 0)
      return is_unset (text) || g_str_equal (text, fields[i].unset) || plr_github_editor_decline (error, _(fields[i].message));

  return plr_dialect_editor_set_unknown (error, field);
}

static gboolean
put_truth (PlrDialectEditor *self,
           PlrYamlNode      *job,
           const char       *text,
           GError          **error)
{
  return plr_github_editor_put_truth (self, job, "continue-on-error", text, error);
}

static gboolean
put_name (PlrDialectEditor *self,
          PlrYamlNode      *job,
          const char       *text,
          GError          **error)
{
  return plr_dialect_editor_put_text (self, job, "name", text, error);
}

static gboolean
put_environment (PlrDialectEditor *self,
                 PlrYamlNode      *job,
                 const char       *text,
                 GError          **error)
{
  return put_word (self, job, "environment", "name", text, error);
}

static gboolean
put_image (PlrDialectEditor *self,
           PlrYamlNode      *job,
           const char       *text,
           GError          **error)
{
  return put_word (self, job, "container", "image", text, error);
}

/**
 * plr_github_edit_set_job:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a property of a job.
 */
gboolean
plr_github_edit_set_job (PlrDialectEditor *self,
                         GError          **error)
{
  static const struct
  {
    const char *field;
    gboolean    (*put)(PlrDialectEditor *self,
                       PlrYamlNode      *job,
                       const char       *text,
                       GError          **error);
  } fields[] = {
    { "name", put_name }, { "timeout", plr_github_editor_put_minutes }, { "deploy", put_environment }, { "url", put_url },
    { "image", put_image }, { "concurrency", put_concurrency }, { "cancels", put_cancels }, { "allow-failure", put_truth },
    { "calls", put_called }, { "keeps-going", put_keeps_going }, { "max-parallel", put_max_parallel },
  };
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  const char *field = plr_edit_get_field (self->edit);
  const char *text = plr_edit_get_value (self->edit);

  if (job == NULL)
    return FALSE;
  if (g_strcmp0 (field, "when") == 0 || g_strcmp0 (field, "condition") == 0)
    return plr_github_editor_put_if (self, job, field, text, error);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_strcmp0 (fields[i].field, field) == 0)
      return fields[i].put (self, job, text, error);

  return decline_field (self, field, text, error);
}

static gboolean
put_runner (PlrDialectEditor  *self,
            PlrYamlNode       *job,
            const char *const *values,
            GError           **error)
{
  PlrYamlNode *old = NULL;

  if (plr_yaml_node_get_merged (job, "uses") != NULL)
    return plr_github_editor_decline (error, _("A job that calls a workflow runs where that says"));
  if (values == NULL || values[0] == NULL)
    return plr_dialect_editor_set_invalid (error, "runner", "");
  if (plr_yaml_node_get (job, "runs-on") != NULL && !plr_dialect_editor_find_own (job, "runs-on", &old, error))
    return FALSE;
  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_MAPPING)
    return plr_dialect_editor_put_list (self, old, "labels", values, PLR_YAML_EDIT_NONE, error);

  return plr_dialect_editor_put_list (self, job, "runs-on", values, PLR_YAML_EDIT_NONE, error);
}

/**
 * plr_github_edit_set_job_list:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a list of a job.
 */
gboolean
plr_github_edit_set_job_list (PlrDialectEditor *self,
                              GError          **error)
{
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  const char *field = plr_edit_get_field (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  gboolean is_empty = values == NULL || values[0] == NULL;
  PlrYamlNode *old;

  if (job == NULL)
    return FALSE;
  for (guint i = 0; !is_empty && values[i] != NULL; i++)
    if (values[i][0] == '\0')
      return plr_dialect_editor_set_invalid (error, field != NULL ? field : "", "");

  if (g_strcmp0 (field, "runner") == 0)
    return put_runner (self, job, values, error);
  if (g_strcmp0 (field, "needs") == 0)
    {
      /* An empty list hides what a template says. */
      old = plr_yaml_node_get_merged (job, "needs");
      if (is_empty && (old == NULL || plr_yaml_node_get_parent (old) == job))
        values = NULL;
      return plr_dialect_editor_put_list (self, job, "needs", values, PLR_YAML_EDIT_NONE, error);
    }
  if (is_empty && (g_strcmp0 (field, "branches") == 0 || g_strcmp0 (field, "reports") == 0))
    return TRUE;
  if (g_strcmp0 (field, "branches") == 0)
    return plr_github_editor_decline (error, _("GitHub has branches in triggers and conditions: set a condition like github.ref == 'refs/heads/main'"));
  if (g_strcmp0 (field, "inputs") == 0)
    return plr_github_editor_decline (error, _("A job gets artifacts by a step: add one that uses actions/download-artifact"));
  if (g_strcmp0 (field, "reports") == 0)
    return plr_github_editor_decline (error, _("GitHub shows no test reports: keep them as an artifact"));

  return plr_dialect_editor_set_unknown (error, field);
}
