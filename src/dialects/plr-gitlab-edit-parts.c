/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-edit-private.h"

/* Variables */

/* Where the variables are: of the job or of the pipeline. NULL with an error for a step, which has none. */
static PlrYamlNode *
find_scope (PlrGitlabEdit *self,
            GError       **error)
{
  if (plr_edit_get_stage (self->edit) != NULL && plr_edit_get_index (self->edit) >= 0)
    {
      (void)plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                       _("A command of GitLab has no variables of its own; set it for the stage")); /* it is told by NULL */
      return NULL;
    }
  if (plr_edit_get_stage (self->edit) != NULL)
    return plr_gitlab_edit_find_job (self, error) ? self->job : NULL;
  if (self->top == NULL)
    (void)plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("The definition is empty")); /* it is told by NULL */

  return self->top;
}

static gboolean
check_variable (const char *name,
                GError    **error)
{
  gboolean is_valid = name != NULL && name[0] != '\0' && !g_ascii_isdigit (name[0]);

  for (const char *p = name; is_valid && *p != '\0'; p++)
    is_valid = g_ascii_isalnum (*p) || *p == '_';
  if (is_valid)
    return TRUE;

  return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID,
                                    _("“%s” cannot be the name of a variable: it has letters, digits and underscores, and does not start "
                                      "with a digit"), name != NULL ? name : "");
}

/* The mapping of variables that stands in the scope itself; one is made of what an alias or reference brings in. */
static gboolean
own_variables (PlrGitlabEdit *self,
               PlrYamlNode  **map,
               GError       **error)
{
  PlrYamlNode *scope = find_scope (self, error);

  if (scope == NULL)
    return FALSE;
  if (plr_edit_get_stage (self->edit) != NULL)
    {
      if (!plr_gitlab_edit_own (self, "variables", TRUE, error))
        return FALSE;
      scope = self->job;
    }
  else if (plr_yaml_node_get (scope, "variables") == NULL && plr_yaml_node_get_merged (scope, "variables") != NULL)
    {
      return plr_dialect_editor_set_shared (error, "variables");
    }
  *map = plr_yaml_node_get (scope, "variables");

  return TRUE;
}

/**
 * plr_gitlab_edit_set_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a variable of a job or of the pipeline.
 */
gboolean
plr_gitlab_edit_set_variable (PlrGitlabEdit *self,
                              GError       **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *text = plr_edit_get_value (self->edit);
  g_autoptr(PlrYamlValue) value = plr_gitlab_new_scalar (text != NULL ? text : "");
  g_autoptr(PlrYamlValue) fresh = NULL;
  PlrYamlNode *map = NULL;
  PlrYamlNode *old;

  if (!check_variable (name, error) || !own_variables (self, &map, error))
    return FALSE;
  if (map == NULL || plr_yaml_node_get_kind (map) != PLR_YAML_MAPPING)
    {
      fresh = plr_yaml_value_new_map ();
      plr_yaml_value_set (fresh, name, plr_yaml_value_ref (value));
      return plr_dialect_editor_put (self->editor, find_scope (self, NULL), "variables", fresh, error);
    }

  old = plr_yaml_node_get (map, name);
  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_MAPPING)
    return plr_dialect_editor_put (self->editor, old, "value", value, error);
  self->editor->order += g_strv_length ((GStrv)self->editor->order); /* variables have no usual order */

  return plr_dialect_editor_put (self->editor, map, name, value, error);
}

static gboolean
find_variable (PlrGitlabEdit *self,
               PlrYamlNode  **entry,
               GError       **error)
{
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *map = NULL;
  PlrGitlabValue *all;

  if (!own_variables (self, &map, error))
    return FALSE;
  *entry = map != NULL && name != NULL ? plr_yaml_node_get (map, name) : NULL;
  if (*entry != NULL)
    return TRUE;

  all = plr_edit_get_stage (self->edit) != NULL ? plr_gitlab_edit_get (self, "variables")
        : plr_gitlab_config_get_global (self->config, "variables");
  if (name != NULL && plr_gitlab_find_entry (self->config, all, name) != NULL)
    return plr_gitlab_edit_set_from (error, self, name, plr_gitlab_find_entry (self->config, all, name)->value);

  return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no variable “%s”"), name != NULL ? name : "");
}

/* What a template has of that name would come to light. */
static gboolean
check_hidden (PlrGitlabEdit *self,
              const char    *name,
              GError       **error)
{
  PlrGitlabValue *under = plr_edit_get_stage (self->edit) != NULL ? plr_gitlab_edit_get_inherited (self, "variables") : NULL;
  PlrGitlabEntry *entry = under != NULL ? plr_gitlab_find_entry (self->config, under, name) : NULL;

  return entry == NULL || plr_gitlab_edit_set_from (error, self, name, entry->value);
}

/**
 * plr_gitlab_edit_rename_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames a variable in its place.
 */
gboolean
plr_gitlab_edit_rename_variable (PlrGitlabEdit *self,
                                 GError       **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *new_name = plr_edit_get_value (self->edit);
  PlrYamlNode *entry = NULL;

  if (!check_variable (new_name, error) || !find_variable (self, &entry, error) || !check_hidden (self, name, error) ||
      !check_hidden (self, new_name, error))
    return FALSE;
  if (g_strcmp0 (name, new_name) == 0)
    return TRUE;
  if (plr_yaml_node_get_merged (plr_yaml_node_get_parent (entry), new_name) != NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_EXISTS, _("“%s” is there already"), new_name);

  return plr_gitlab_edit_take (self, plr_yaml_edit_rename (entry, new_name, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_gitlab_edit_remove_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a variable, and the mapping with the last one.
 */
gboolean
plr_gitlab_edit_remove_variable (PlrGitlabEdit *self,
                                 GError       **error)
{
  PlrYamlNode *entry = NULL;
  PlrYamlNode *map;

  if (!find_variable (self, &entry, error) || !check_hidden (self, plr_edit_get_target (self->edit), error))
    return FALSE;
  map = plr_yaml_node_get_parent (entry);

  return plr_gitlab_edit_take (self, plr_yaml_edit_remove (plr_yaml_node_get_n_items (map) == 1 ? map : entry, PLR_YAML_EDIT_NONE, error),
                               error);
}

/* Artifacts */

static gboolean
put_paths (PlrGitlabEdit     *self,
           const char *const *paths,
           GError           **error)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, "artifacts");
  PlrYamlNode *list = own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_MAPPING ? plr_yaml_node_get (own, "paths") : NULL;
  g_autoptr(PlrYamlValue) value = plr_yaml_value_new_strings (paths);

  if (list != NULL && plr_yaml_node_get_kind (list) == PLR_YAML_SEQUENCE && plr_yaml_node_get_tag (list) == NULL)
    return plr_dialect_editor_put_list (self->editor, own, "paths", paths, PLR_YAML_EDIT_NONE, error);

  return plr_gitlab_edit_put_inner (self, "artifacts", "paths", FALSE, value, error);
}

/* The name by which the model has the one archive of a job; NULL if there is none. */
static const char *
get_artifact (PlrGitlabEdit *self)
{
  PlrGitlabValue *artifacts = plr_gitlab_config_get_own_or_default (self->config, self->value, "artifacts");
  PlrGitlabValue *name = plr_gitlab_get (self->config, artifacts, "name");
  PlrGitlabValue *paths = plr_gitlab_get (self->config, artifacts, "paths");

  if (paths == NULL || (paths->kind == PLR_YAML_SEQUENCE && paths->n_entries == 0))
    return NULL;

  return plr_gitlab_get_string (name) != NULL ? plr_gitlab_get_string (name) : "artifacts";
}

static gboolean
find_artifact (PlrGitlabEdit *self,
               GError       **error)
{
  const char *name = plr_edit_get_target (self->edit);

  if (name != NULL && g_strcmp0 (get_artifact (self), name) == 0)
    return plr_gitlab_edit_own (self, "artifacts", TRUE, error);

  return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("Stage “%s” makes no artifact “%s”"),
                                    plr_edit_get_stage (self->edit), name != NULL ? name : "");
}

/**
 * plr_gitlab_edit_set_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the paths of the archive that a job makes, and its name with a new one. That it is required GitLab cannot say.
 */
gboolean
plr_gitlab_edit_set_artifact (PlrGitlabEdit *self,
                              GError       **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *const *paths = plr_edit_get_values (self->edit);
  const char *old = get_artifact (self);
  g_autoptr(PlrYamlValue) value = NULL;
  gboolean is_named;

  if (name == NULL || name[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "artifacts/name", name);
  if (paths == NULL || paths[0] == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID, _("An artifact needs a file or a pattern"));
  if (old != NULL && !g_str_equal (old, name))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("A job of GitLab makes one archive, and “%s” has “%s”; add the paths to that"),
                                      plr_edit_get_stage (self->edit), old);
  if (!plr_gitlab_edit_own (self, "artifacts", TRUE, error))
    return FALSE;
  is_named = old != NULL || g_str_equal (name, "artifacts");
  if (!is_named)
    {
      value = plr_yaml_value_new_string (name);
      if (!plr_gitlab_edit_put_inner (self, "artifacts", "name", FALSE, value, error) || !plr_gitlab_edit_refresh (self, error))
        return FALSE;
    }

  return put_paths (self, paths, error);
}

/**
 * plr_gitlab_edit_rename_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Names the archive of a job.
 */
gboolean
plr_gitlab_edit_rename_artifact (PlrGitlabEdit *self,
                                 GError       **error)
{
  const char *new_name = plr_edit_get_value (self->edit);
  g_autoptr(PlrYamlValue) value = NULL;

  if (new_name == NULL || new_name[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "artifacts/name", new_name);
  if (!find_artifact (self, error))
    return FALSE;
  if (g_strcmp0 (get_artifact (self), new_name) == 0)
    return TRUE;

  value = plr_yaml_value_new_string (new_name);

  return plr_gitlab_edit_put_inner (self, "artifacts", "name", FALSE, value, error);
}

/**
 * plr_gitlab_edit_remove_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes the archive of a job; reports stay.
 */
gboolean
plr_gitlab_edit_remove_artifact (PlrGitlabEdit *self,
                                 GError       **error)
{
  PlrGitlabValue *reports;

  if (!find_artifact (self, error))
    return FALSE;

  reports = plr_gitlab_get (self->config, plr_gitlab_config_get_own_or_default (self->config, self->value, "artifacts"), "reports");
  if (reports == NULL)
    return plr_gitlab_edit_drop (self, "artifacts", error);

  return plr_gitlab_edit_drop_inner (self, "artifacts", "name", error) && plr_gitlab_edit_refresh (self, error) &&
         plr_gitlab_edit_drop_inner (self, "artifacts", "paths", error);
}

static gboolean
drop_reports (PlrGitlabEdit *self,
              GError       **error)
{
  PlrYamlNode *own;
  PlrYamlNode *map;

  if (plr_gitlab_get (self->config, plr_gitlab_get (self->config, plr_gitlab_edit_get_inherited (self, "artifacts"), "reports"), "junit") != NULL)
    return plr_gitlab_edit_set_from (error, self, "reports", plr_gitlab_edit_get_inherited (self, "artifacts"));
  own = plr_yaml_node_get (self->job, "artifacts");
  map = own != NULL ? plr_yaml_node_get (own, "reports") : NULL;
  if (map == NULL)
    return TRUE;
  if (plr_yaml_node_get_kind (map) != PLR_YAML_MAPPING)
    return plr_dialect_editor_set_shared (error, "reports");
  if (plr_yaml_node_get (map, "junit") == NULL)
    return TRUE;

  return plr_gitlab_edit_take (self, plr_yaml_edit_remove (plr_yaml_node_get (map, "junit"), PLR_YAML_EDIT_PRUNE, error), error);
}

/**
 * plr_gitlab_edit_set_reports:
 * @reports: (nullable): patterns of test reports; `NULL` removes them
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the reports that a job publishes.
 */
gboolean
plr_gitlab_edit_set_reports (PlrGitlabEdit     *self,
                             const char *const *reports,
                             GError           **error)
{
  PlrYamlNode *own;
  PlrYamlNode *map;
  g_autoptr(PlrYamlValue) list = NULL;
  g_autoptr(PlrYamlValue) value = NULL;

  if (!plr_gitlab_edit_own (self, "artifacts", TRUE, error))
    return FALSE;
  if (reports == NULL || reports[0] == NULL)
    return drop_reports (self, error);

  own = plr_yaml_node_get (self->job, "artifacts");
  map = own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_MAPPING ? plr_yaml_node_get (own, "reports") : NULL;
  if (map != NULL && plr_yaml_node_get_kind (map) == PLR_YAML_MAPPING)
    return plr_dialect_editor_put_list (self->editor, map, "junit", reports, PLR_YAML_EDIT_NONE, error);

  list = reports[1] == NULL ? plr_yaml_value_new_string (reports[0]) : plr_yaml_value_new_strings (reports);
  value = plr_yaml_value_new_map ();
  plr_yaml_value_set (value, "junit", plr_yaml_value_ref (list));

  return plr_gitlab_edit_put_inner (self, "artifacts", "reports", FALSE, value, error);
}

/* Lists of mappings: caches and services */

/* Makes the job's own list or single mapping at a key ready to be changed. */
static gboolean
own_items (PlrGitlabEdit *self,
           const char    *key,
           GPtrArray    **items,
           GError       **error)
{
  PlrYamlNode *own;

  if (!plr_gitlab_edit_own (self, key, FALSE, error))
    return FALSE;
  own = plr_yaml_node_get (self->job, key);
  /* A template's mapping is merged; what is changed of it needs the whole at the job. */
  *items = g_ptr_array_new ();
  if (own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_MAPPING)
    g_ptr_array_add (*items, own);
  for (guint i = 0; own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_SEQUENCE && i < plr_yaml_node_get_n_items (own); i++)
    g_ptr_array_add (*items, plr_yaml_node_get_item (own, i));

  return TRUE;
}

/* Adds an item to a list, or makes a list of the one that is there. */
static gboolean
append_item (PlrGitlabEdit *self,
             const char    *key,
             gboolean       is_list,
             PlrYamlValue  *item,
             GError       **error)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);
  g_autoptr(PlrYamlValue) list = NULL;

  if (own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_SEQUENCE && plr_yaml_node_get_n_items (own) > 0)
    return plr_gitlab_edit_take (self, plr_yaml_edit_insert_item (own, -1, item, PLR_YAML_EDIT_NONE, error), error);

  list = plr_yaml_value_new_list ();
  if (own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_MAPPING)
    plr_yaml_value_append (list, plr_gitlab_make_value (plr_gitlab_edit_get (self, key), FALSE));
  else if (!is_list)
    return plr_gitlab_edit_put (self, key, item, error);
  plr_yaml_value_append (list, plr_yaml_value_ref (item));

  return plr_gitlab_edit_put (self, key, list, error);
}

static gboolean
remove_item (PlrGitlabEdit *self,
             const char    *key,
             PlrYamlNode   *item,
             GError       **error)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);

  if (item == own || plr_yaml_node_get_n_items (own) == 1)
    {
      g_autoptr(PlrYamlValue) none = plr_yaml_value_new_list ();

      plr_yaml_value_set_flow (none, TRUE);
      if (plr_gitlab_edit_get_inherited (self, key) == NULL && plr_gitlab_config_get_default (self->config, self->value, key) == NULL)
        return plr_gitlab_edit_take (self, plr_yaml_edit_remove (own, PLR_YAML_EDIT_NONE, error), error);
      return plr_gitlab_edit_take (self, plr_yaml_edit_set (own, none, PLR_YAML_EDIT_NONE, error), error);
    }

  return plr_gitlab_edit_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_NONE, error), error);
}

/* The key of a cache as the model has it. */
static char *
dup_cache_key (PlrGitlabEdit *self,
               PlrYamlNode   *item)
{
  PlrGitlabValue *key = plr_gitlab_get (self->config, plr_gitlab_build (self->config, item), "key");

  return key != NULL ? plr_gitlab_dup_text (key, TRUE) : NULL;
}

static PlrYamlNode *
find_cache (PlrGitlabEdit *self,
            GPtrArray     *items,
            const char    *target)
{
  for (guint i = 0; i < items->len; i++)
    {
      g_autofree char *key = dup_cache_key (self, items->pdata[i]);

      if (g_strcmp0 (key, target) == 0)
        return items->pdata[i];
    }

  return NULL;
}

static PlrYamlValue *
new_cache (const char        *key,
           const char *const *paths)
{
  PlrYamlValue *cache = plr_yaml_value_new_map ();

  if (key != NULL)
    plr_yaml_value_set_string (cache, "key", key);
  plr_yaml_value_set (cache, "paths", plr_yaml_value_new_strings (paths));

  return cache;
}

/* A list that a template merges into is not the job's alone: then all of it is written there. */
static gboolean
own_whole (PlrGitlabEdit *self,
           const char    *key,
           GError       **error)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);
  g_autoptr(PlrYamlValue) copy = NULL;

  if (!plr_gitlab_is_map (plr_gitlab_edit_get_inherited (self, key)) ||
      (own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_SEQUENCE))
    return TRUE;

  copy = plr_gitlab_make_value (plr_gitlab_edit_get (self, key), FALSE);

  return plr_gitlab_edit_put (self, key, copy, error) && plr_gitlab_edit_refresh (self, error);
}

/**
 * plr_gitlab_edit_set_cache:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets what a job keeps under a key.
 */
gboolean
plr_gitlab_edit_set_cache (PlrGitlabEdit *self,
                           GError       **error)
{
  const char *target = plr_edit_get_target (self->edit);
  const char *const *paths = plr_edit_get_values (self->edit);
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(PlrYamlValue) cache = NULL;
  PlrYamlNode *old;

  if (paths == NULL || paths[0] == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID, _("A cache needs a file or a pattern"));
  if (!own_whole (self, "cache", error) || !own_items (self, "cache", &items, error))
    return FALSE;

  old = find_cache (self, items, target);
  if (old != NULL && plr_yaml_node_get_kind (old) != PLR_YAML_MAPPING)
    return plr_dialect_editor_set_shared (error, "cache");
  if (old != NULL)
    return plr_dialect_editor_put_list (self->editor, old, "paths", paths, PLR_YAML_EDIT_NONE, error);

  cache = new_cache (target, paths);

  return append_item (self, "cache", FALSE, cache, error);
}

/**
 * plr_gitlab_edit_remove_cache:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Ends that.
 */
gboolean
plr_gitlab_edit_remove_cache (PlrGitlabEdit *self,
                              GError       **error)
{
  const char *target = plr_edit_get_target (self->edit);
  g_autoptr(GPtrArray) items = NULL;
  PlrYamlNode *old;

  if (!own_whole (self, "cache", error) || !own_items (self, "cache", &items, error))
    return FALSE;
  old = find_cache (self, items, target);
  if (old == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("Stage “%s” has no cache “%s”"),
                                      plr_edit_get_stage (self->edit), target != NULL ? target : "");

  return remove_item (self, "cache", old, error);
}

/* What the model calls a service: its alias, or its image. */
static const char *
get_service (PlrYamlNode *item)
{
  PlrYamlNode *map = plr_yaml_node_resolve (item);
  PlrYamlNode *alias = plr_yaml_node_get (map, "alias");
  PlrYamlNode *name = plr_yaml_node_get (map, "name");

  return alias != NULL ? plr_yaml_node_get_string (alias) : name != NULL ? plr_yaml_node_get_string (name) : plr_yaml_node_get_string (map);
}

static gboolean
edit_service (PlrGitlabEdit *self,
              gboolean       removes,
              GError       **error)
{
  const char *target = plr_edit_get_target (self->edit);
  const char *image = plr_edit_get_value (self->edit);
  g_autoptr(GPtrArray) items = NULL;
  g_autoptr(PlrYamlValue) value = NULL;
  PlrYamlNode *old = NULL;

  if (target == NULL || target[0] == '\0' || (!removes && (image == NULL || image[0] == '\0')))
    return plr_dialect_editor_set_invalid (error, "services", image);
  if (!own_items (self, "services", &items, error))
    return FALSE;
  for (guint i = 0; i < items->len && old == NULL; i++)
    if (g_strcmp0 (get_service (items->pdata[i]), target) == 0)
      old = items->pdata[i];

  if (removes && old == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("Stage “%s” has no service “%s”"),
                                      plr_edit_get_stage (self->edit), target);
  if (removes)
    return remove_item (self, "services", old, error);
  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_MAPPING)
    return plr_dialect_editor_put_text (self->editor, old, "name", image, error);
  value = g_str_equal (target, image) || old != NULL ? plr_yaml_value_new_string (image) : plr_yaml_value_new_map ();
  if (old != NULL)
    return plr_gitlab_edit_take (self, plr_yaml_edit_set (old, value, PLR_YAML_EDIT_NONE, error), error);
  if (!g_str_equal (target, image))
    {
      plr_yaml_value_set_string (value, "name", image);
      plr_yaml_value_set_string (value, "alias", target);
    }

  return append_item (self, "services", TRUE, value, error);
}

/* The mapping that has the inputs of what a job starts, as a path; NULL with an error. */
static PlrYamlNode *
find_call (PlrGitlabEdit *self,
           GError       **error)
{
  PlrYamlNode *trigger;
  PlrYamlNode *include;
  PlrYamlNode *first;

  if (!plr_gitlab_edit_own (self, "trigger", FALSE, error))
    return NULL;
  trigger = plr_yaml_node_get (self->job, "trigger");
  include = trigger != NULL ? plr_yaml_node_get (trigger, "include") : NULL;
  first = include != NULL && plr_yaml_node_get_kind (include) == PLR_YAML_SEQUENCE ? plr_yaml_node_get_item (include, 0) : include;
  if (first != NULL && plr_yaml_node_get_kind (first) == PLR_YAML_MAPPING)
    return first;
  if (trigger != NULL && include == NULL && plr_yaml_node_get_kind (trigger) == PLR_YAML_MAPPING)
    return trigger;
  if (trigger != NULL && include != NULL && plr_yaml_node_get_string (include) != NULL)
    {
      g_autoptr(PlrYamlValue) list = plr_yaml_value_new_list ();
      PlrYamlValue *map = plr_yaml_value_new_map ();

      plr_yaml_value_set_string (map, "local", plr_yaml_node_get_string (include));
      plr_yaml_value_append (list, map);
      if (!plr_gitlab_edit_take (self, plr_yaml_edit_set (include, list, PLR_YAML_EDIT_NONE, error), error) ||
          !plr_gitlab_edit_refresh (self, error))
        return NULL;
      trigger = plr_yaml_node_get (self->job, "trigger");
      return plr_yaml_node_get_item (plr_yaml_node_get (trigger, "include"), 0);
    }
  (void)plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED, _("“%s” starts nothing that takes inputs"),
                                   plr_edit_get_stage (self->edit)); /* it is told by NULL */

  return NULL;
}

static gboolean
edit_argument (PlrGitlabEdit *self,
               gboolean       removes,
               GError       **error)
{
  const char *target = plr_edit_get_target (self->edit);
  const char *text = plr_edit_get_value (self->edit);
  PlrYamlNode *call = find_call (self, error);
  g_autoptr(PlrYamlValue) value = plr_gitlab_new_scalar (text != NULL ? text : "");

  if (call == NULL)
    return FALSE;
  if (target == NULL || target[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "arguments", target);
  if (removes)
    return plr_dialect_editor_drop_entry (self->editor, call, "inputs", target, _("There is no such input"), error);

  return plr_dialect_editor_put_entry (self->editor, call, "inputs", target, value, error);
}

static gboolean
edit_entry (PlrGitlabEdit *self,
            gboolean       removes,
            GError       **error)
{
  const char *field = plr_edit_get_field (self->edit);

  if (g_strcmp0 (field, "services") == 0)
    return edit_service (self, removes, error);
  if (g_strcmp0 (field, "arguments") == 0 && plr_edit_get_index (self->edit) < 0)
    return edit_argument (self, removes, error);

  return plr_dialect_editor_set_unknown (error, field);
}

/**
 * plr_gitlab_edit_set_entry:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a service of a job, or an input of what it starts.
 */
gboolean
plr_gitlab_edit_set_entry (PlrGitlabEdit *self,
                           GError       **error)
{
  return edit_entry (self, FALSE, error);
}

/**
 * plr_gitlab_edit_remove_entry:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes that.
 */
gboolean
plr_gitlab_edit_remove_entry (PlrGitlabEdit *self,
                              GError       **error)
{
  return edit_entry (self, TRUE, error);
}
