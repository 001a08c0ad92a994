/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-edit-private.h"

/* What is a property of a stage here and a step there: artifacts (actions/upload-artifact) and caches (actions/cache). */

#define UPLOAD   "actions/upload-artifact"
#define DOWNLOAD "actions/download-artifact"
#define CACHE    "actions/cache"

static const char *
get_text (PlrYamlNode *map,
          const char  *key)
{
  PlrYamlNode *node = plr_yaml_node_get_kind (map) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (map, key) : NULL;

  return node != NULL ? plr_yaml_node_get_string (node) : NULL;
}

static const char *
get_input (PlrYamlNode *step,
           const char  *key)
{
  PlrYamlNode *with = plr_yaml_node_get_merged (step, "with");

  return with != NULL ? get_text (plr_yaml_node_resolve (with), key) : NULL;
}

/* The first step of a job that uses @action and has @value for its input @key, from @index on; or NULL. */
static PlrYamlNode *
find_action (PlrYamlNode *job,
             const char  *action,
             const char  *key,
             const char  *value,
             const char  *standard,
             guint       *index)
{
  PlrYamlNode *steps = plr_yaml_node_get_kind (job) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (job, "steps") : NULL;

  steps = steps != NULL ? plr_yaml_node_resolve (steps) : NULL;
  for (; steps != NULL && plr_yaml_node_get_kind (steps) == PLR_YAML_SEQUENCE && *index < plr_yaml_node_get_n_items (steps); (*index)++)
    {
      PlrYamlNode *step = plr_yaml_node_get_item (steps, *index);
      PlrYamlNode *body = plr_yaml_node_resolve (step);
      const char *text;

      if (plr_yaml_node_get_kind (body) != PLR_YAML_MAPPING || !plr_github_is_action (get_text (body, "uses"), action))
        continue;
      text = get_input (body, key);
      if (g_strcmp0 (text != NULL ? text : standard, value) == 0 && (g_str_equal (action, DOWNLOAD) || get_input (body, "path") != NULL))
        return step;
    }

  return NULL;
}

static PlrYamlNode *
find_upload (PlrYamlNode *job,
             const char  *name)
{
  guint index = 0;

  return name != NULL ? find_action (job, UPLOAD, "name", name, "artifact", &index) : NULL;
}

/* As the file uses the action elsewhere, or @standard. */
static const char *
find_version (PlrDialectEditor *self,
              const char       *action,
              const char       *standard)
{
  PlrYamlNode *jobs = plr_github_editor_find_jobs (self);

  for (guint i = 0; jobs != NULL && i < plr_yaml_node_get_n_items (jobs); i++)
    {
      PlrYamlNode *job = plr_yaml_node_resolve (plr_yaml_node_get_value (jobs, i));
      PlrYamlNode *steps = plr_yaml_node_get_kind (job) == PLR_YAML_MAPPING ? plr_yaml_node_get_merged (job, "steps") : NULL;

      steps = steps != NULL ? plr_yaml_node_resolve (steps) : NULL;
      for (guint j = 0; steps != NULL && plr_yaml_node_get_kind (steps) == PLR_YAML_SEQUENCE && j < plr_yaml_node_get_n_items (steps); j++)
        {
          const char *uses = get_text (plr_yaml_node_resolve (plr_yaml_node_get_item (steps, j)), "uses");

          if (plr_github_is_action (uses, action) && uses[strlen (action)] == '@')
            return uses;
        }
    }

  return standard;
}

/* An input of an action: a path on each line. */
static char *
join_paths (PlrYamlNode       *step,
            const char *const *paths,
            GError           **error)
{
  PlrYamlNode *with = step != NULL ? plr_yaml_node_get_merged (plr_yaml_node_resolve (step), "with") : NULL;
  PlrYamlNode *old = with != NULL ? plr_yaml_node_get_merged (plr_yaml_node_resolve (with), "path") : NULL;
  g_autofree char *joined = NULL;

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    if (paths[i][0] == '\0' || strpbrk (paths[i], "\r\n") != NULL || g_ascii_isspace (paths[i][0]))
      {
        (void)plr_dialect_editor_set_invalid (error, "path", paths[i]);
        return NULL;
      }
  if (paths == NULL || paths[0] == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("It needs a file or a pattern"));
      return NULL;
    }
  if (paths[1] == NULL && (old == NULL || plr_yaml_node_get_style (old) != PLR_YAML_LITERAL))
    return g_strdup (paths[0]);

  joined = g_strjoinv ("\n", (char **)paths);

  return g_strconcat (joined, "\n", NULL);
}

/* Whether the input says just these paths already, in whatever form. */
static gboolean
has_paths (PlrYamlNode       *step,
           const char *const *paths)
{
  const char *text = get_input (step, "path");
  g_auto(GStrv) old = text != NULL ? plr_github_split_lines (text) : NULL;

  return old != NULL && g_strv_equal ((const char *const *)old, paths);
}

/* Changes one input of a step, or removes it, and looks at the step again. */
static PlrYamlNode *
put_input (PlrDialectEditor *self,
           PlrYamlNode      *step,
           const char       *key,
           const char       *text,
           GError          **error)
{
  g_autofree char *path = plr_yaml_node_dup_path (step);
  g_autoptr(PlrYamlValue) value = text != NULL ? plr_yaml_value_new_string (text) : NULL;
  gboolean is_done = plr_github_editor_check_step (step, error);

  if (is_done && text != NULL)
    is_done = plr_github_editor_put_named (self, step, "with", key, value, error);
  else if (is_done)
    is_done = get_input (step, key) == NULL || plr_dialect_editor_drop_entry (self, step, "with", key, "", error);
  if (!is_done || !plr_dialect_editor_refresh (self, error))
    return NULL;

  return plr_dialect_editor_lookup (self, path);
}

static gboolean
check_name (const char *name,
            GError    **error)
{
  /* actions/toolkit: artifact/src/internal/upload/path-and-artifact-name-validation.ts */
  if (name != NULL && name[0] != '\0' && (plr_github_has_expression (name) || strpbrk (name, "\":<>|*?\r\n\\/") == NULL))
    return TRUE;

  return plr_dialect_editor_set_invalid (error, "name", name);
}

static gboolean
miss_artifact (const char *name,
               GError    **error)
{
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no artifact “%s”"), name != NULL ? name : "");

  return FALSE;
}

static gboolean
change_artifact (PlrDialectEditor *self,
                 PlrYamlNode      *upload,
                 const char       *paths,
                 GError          **error)
{
  const char *const *values = plr_edit_get_values (self->edit);
  gboolean is_optional;

  if (!has_paths (plr_yaml_node_resolve (upload), values))
    upload = put_input (self, upload, "path", paths, error);
  if (upload == NULL)
    return FALSE;

  is_optional = g_strcmp0 (get_input (plr_yaml_node_resolve (upload), "if-no-files-found"), "error") != 0;
  if (is_optional == plr_edit_get_optional (self->edit))
    return TRUE;

  return put_input (self, upload, "if-no-files-found", is_optional ? "error" : NULL, error) != NULL;
}

/**
 * plr_github_edit_set_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Changes the step that keeps an artifact, or adds one.
 */
gboolean
plr_github_edit_set_artifact (PlrDialectEditor *self,
                              GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  PlrYamlNode *upload;
  g_autoptr(PlrYamlValue) step = NULL;
  g_autofree char *paths = NULL;
  PlrYamlValue *with;

  if (job == NULL || !check_name (name, error))
    return FALSE;
  upload = find_upload (job, name);
  paths = join_paths (upload, plr_edit_get_values (self->edit), error);
  if (paths == NULL)
    return FALSE;
  if (upload != NULL)
    return change_artifact (self, upload, paths, error);

  step = plr_yaml_value_new_map ();
  with = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (step, "uses", find_version (self, UPLOAD, UPLOAD "@v4"));
  plr_yaml_value_set_string (with, "name", name);
  plr_yaml_value_set_string (with, "path", paths);
  if (!plr_edit_get_optional (self->edit))
    plr_yaml_value_set_string (with, "if-no-files-found", "error");
  plr_yaml_value_set (step, "with", with);

  return plr_github_editor_insert_step (self, job, -1, step, error);
}

/* The steps of other jobs that get the artifact by its name follow it, unless another job makes one of that name, too. */
static gboolean
rename_downloads (PlrDialectEditor *self,
                  const char       *name,
                  const char       *new_name,
                  GError          **error)
{
  PlrYamlNode *jobs;

  if (!plr_dialect_editor_refresh (self, error))
    return FALSE;
  jobs = plr_github_editor_find_jobs (self);
  for (guint i = 0; i < plr_yaml_node_get_n_items (jobs); i++)
    if (find_upload (plr_yaml_node_resolve (plr_yaml_node_get_value (jobs, i)), name) != NULL)
      return TRUE;

  for (guint i = 0; i < plr_yaml_node_get_n_items (jobs); i++)
    for (guint index = 0;; index++)
      {
        PlrYamlNode *job = plr_yaml_node_get_value (plr_github_editor_find_jobs (self), i);
        PlrYamlNode *step = find_action (plr_yaml_node_resolve (job), DOWNLOAD, "name", name, NULL, &index);

        if (step == NULL)
          break;
        if (put_input (self, step, "name", new_name, error) == NULL)
          return FALSE;
        jobs = plr_github_editor_find_jobs (self);
      }

  return TRUE;
}

/**
 * plr_github_edit_rename_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames an artifact where it is kept, and where it is fetched by its name.
 */
gboolean
plr_github_edit_rename_artifact (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *new_name = plr_edit_get_value (self->edit);
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  PlrYamlNode *upload;

  if (job == NULL || !check_name (new_name, error))
    return FALSE;
  upload = find_upload (job, name);
  if (upload == NULL)
    return miss_artifact (name, error);
  if (g_str_equal (name, new_name))
    return TRUE;
  if (find_upload (job, new_name) != NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_EXISTS, _("“%s” is there already"), new_name);
      return FALSE;
    }

  return put_input (self, upload, "name", new_name, error) != NULL && rename_downloads (self, name, new_name, error);
}

/**
 * plr_github_edit_remove_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes the step that keeps an artifact. Steps that fetch it stay: which files they would need is not known.
 */
gboolean
plr_github_edit_remove_artifact (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  PlrYamlNode *steps = NULL;
  PlrYamlNode *upload;

  if (job == NULL || !plr_dialect_editor_find_own (job, "steps", &steps, error))
    return FALSE;
  upload = find_upload (job, name);
  if (upload == NULL)
    return miss_artifact (name, error);

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (upload, PLR_YAML_EDIT_NONE, error), error);
}

/* Caches */

/* Behind the step that gets the sources, so that keys can look at them. */
static int
find_cache_place (PlrYamlNode *job)
{
  PlrYamlNode *steps = plr_yaml_node_get_merged (job, "steps");

  steps = steps != NULL ? plr_yaml_node_resolve (steps) : NULL;
  if (steps == NULL || plr_yaml_node_get_kind (steps) != PLR_YAML_SEQUENCE || plr_yaml_node_get_n_items (steps) == 0)
    return -1;
  for (guint i = 0; i + 1 < plr_yaml_node_get_n_items (steps); i++)
    if (plr_github_is_action (get_text (plr_yaml_node_resolve (plr_yaml_node_get_item (steps, i)), "uses"), "actions/checkout"))
      return (int)i + 1;
  if (plr_github_is_action (get_text (plr_yaml_node_resolve (plr_yaml_node_get_item (steps, plr_yaml_node_get_n_items (steps) - 1)), "uses"),
                            "actions/checkout"))
    return -1;

  return 0;
}

/* A cache that is restored and saved by two steps is one. */
static gboolean
change_caches (PlrDialectEditor *self,
               const char       *key,
               const char       *paths,
               gboolean         *has_any,
               GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);

  *has_any = FALSE;
  for (guint index = 0;; index++)
    {
      PlrYamlNode *job = plr_github_editor_find_job (self, id, error);
      PlrYamlNode *step = job != NULL ? find_action (job, CACHE, "key", key, NULL, &index) : NULL;

      if (step == NULL)
        return job != NULL;
      *has_any = TRUE;
      if (paths != NULL && (has_paths (plr_yaml_node_resolve (step), plr_edit_get_values (self->edit)) ||
                            put_input (self, step, "path", paths, error) != NULL))
        continue;
      if (paths != NULL)
        return FALSE;
      if (!plr_dialect_editor_take (self, plr_yaml_edit_remove (step, PLR_YAML_EDIT_NONE, error), error) ||
          !plr_dialect_editor_refresh (self, error))
        return FALSE;
      index--; /* the next one stands there now; it wraps around to be back at 0 */
    }
}

/**
 * plr_github_edit_set_cache:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Changes the steps that keep a cache, or adds one.
 */
gboolean
plr_github_edit_set_cache (PlrDialectEditor *self,
                           GError          **error)
{
  const char *key = plr_edit_get_target (self->edit);
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  g_autoptr(PlrYamlValue) step = plr_yaml_value_new_map ();
  g_autofree char *paths = NULL;
  gboolean has_any = FALSE;
  guint index = 0;
  PlrYamlValue *with;

  if (job == NULL)
    return FALSE;
  if (key == NULL || key[0] == '\0')
    return plr_github_editor_decline (error, _("A cache of GitHub needs a key, like ${{ runner.os }}-build"));
  paths = join_paths (find_action (job, CACHE, "key", key, NULL, &index), plr_edit_get_values (self->edit), error);
  if (paths == NULL || !change_caches (self, key, paths, &has_any, error))
    return FALSE;
  if (has_any)
    return TRUE;

  with = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (step, "uses", find_version (self, CACHE, CACHE "@v4"));
  plr_yaml_value_set_string (with, "path", paths);
  plr_yaml_value_set_string (with, "key", key);
  plr_yaml_value_set (step, "with", with);

  return plr_github_editor_insert_step (self, job, find_cache_place (job), step, error);
}

/**
 * plr_github_edit_remove_cache:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes the steps that keep a cache.
 */
gboolean
plr_github_edit_remove_cache (PlrDialectEditor *self,
                              GError          **error)
{
  const char *key = plr_edit_get_target (self->edit);
  PlrYamlNode *job = plr_github_editor_find_job (self, plr_edit_get_stage (self->edit), error);
  PlrYamlNode *steps = NULL;
  gboolean has_any = FALSE;

  if (job == NULL || !plr_dialect_editor_find_own (job, "steps", &steps, error) || !change_caches (self, key, NULL, &has_any, error))
    return FALSE;
  if (!has_any)
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no cache “%s”"), key != NULL ? key : "");

  return has_any;
}
