/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-buildspec"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-buildspec-edit-private.h"

/* Variables: of the file, or of a build of the batch. */

typedef struct
{
  PlrYamlNode *map;     /* who has the path */
  const char  *path[4];
} Scope;

static gboolean
check_variable (const char *name,
                GError    **error)
{
  if (plr_aws_edit_is_id (name, "_", 1000) && !g_ascii_isdigit (name[0]))
    return TRUE;
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
               _("“%s” cannot be the name of a variable: it has letters, digits and underscores"), name != NULL ? name : "");

  return FALSE;
}

static gboolean
find_scope (PlrDialectEditor *self,
            Scope            *scope,
            GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  PlrBuildspecStage stage;

  memset (scope, 0, sizeof *scope);
  if (plr_edit_get_index (self->edit) >= 0)
    return plr_aws_edit_decline (error, _("A command has no variables of its own: write “NAME=value command”"));
  if (id == NULL)
    {
      scope->map = plr_dialect_editor_get_root (self);
      scope->path[0] = "env";
      if (plr_dialect_editor_is_empty (self))
        return plr_aws_edit_decline (error, _("Add a stage first"));
      return TRUE;
    }
  if (!plr_buildspec_edit_find_stage (self, id, &stage, error))
    return FALSE;
  if (stage.build == NULL)
    return plr_aws_edit_decline (error, _("The variables of a buildspec are for all of it: set that of the pipeline"));
  scope->map = stage.build;
  scope->path[0] = g_str_equal (stage.list, "build-matrix") ? "static" : "env";
  scope->path[1] = g_str_equal (stage.list, "build-matrix") ? "env" : NULL;

  return TRUE;
}

/* Which of the mappings of variables has it, or NULL. */
static const char *
find_kind (Scope      *scope,
           const char *name)
{
  static const char *const kinds[] = { "variables", "parameter-store", "secrets-manager" };
  PlrYamlNode *env = scope->map;

  for (guint i = 0; scope->path[i] != NULL; i++)
    env = plr_aws_get (env, scope->path[i]);
  for (guint i = 0; name != NULL && plr_aws_is_map (env) && i < G_N_ELEMENTS (kinds); i++)
    {
      PlrYamlNode *map = plr_aws_get (env, kinds[i]);

      if (plr_aws_is_map (map) && plr_yaml_node_get_merged (map, name) != NULL)
        return kinds[i];
    }

  return NULL;
}

static void
add_to_path (Scope      *scope,
             const char *kind,
             const char *name,
             const char *path[6])
{
  guint n = 0;

  for (; scope->path[n] != NULL; n++)
    path[n] = scope->path[n];
  path[n++] = kind;
  path[n++] = name;
  path[n] = NULL;
}

/**
 * plr_buildspec_edit_set_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a variable.
 */
gboolean
plr_buildspec_edit_set_variable (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *text = plr_edit_get_value (self->edit);
  g_autoptr(PlrYamlValue) value = NULL;
  const char *path[6];
  const char *kind;
  Scope scope;

  if (!find_scope (self, &scope, error) || !check_variable (name, error))
    return FALSE;
  kind = find_kind (&scope, name);
  if (kind != NULL && !g_str_equal (kind, "variables"))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_EXISTS,
                   _("“%s” comes from “%s”; remove it first, or change the secret there"), name, kind);
      return FALSE;
    }
  value = plr_yaml_value_new_string (text != NULL ? text : "");
  add_to_path (&scope, "variables", name, path);

  return plr_aws_edit_put (self, scope.map, path, value, error);
}

/**
 * plr_buildspec_edit_rename_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames a variable, wherever its value comes from.
 */
gboolean
plr_buildspec_edit_rename_variable (PlrDialectEditor *self,
                                    GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *new_name = plr_edit_get_value (self->edit);
  PlrYamlNode *value = NULL;
  const char *path[6];
  const char *kind;
  Scope scope;

  if (!find_scope (self, &scope, error) || !check_variable (new_name, error))
    return FALSE;
  kind = find_kind (&scope, name);
  if (kind == NULL)
    return plr_aws_edit_miss (error, _("There is no variable “%s”"), name != NULL ? name : "");
  if (g_str_equal (name, new_name))
    return TRUE;
  if (find_kind (&scope, new_name) != NULL)
    return plr_aws_edit_clash (error, new_name);
  add_to_path (&scope, kind, name, path);

  return plr_aws_edit_find (scope.map, path, &value, error) &&
         plr_dialect_editor_take (self, plr_yaml_edit_rename (value, new_name, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_buildspec_edit_remove_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a variable, wherever its value comes from.
 */
gboolean
plr_buildspec_edit_remove_variable (PlrDialectEditor *self,
                                    GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *path[6];
  const char *kind;
  Scope scope;

  if (!find_scope (self, &scope, error))
    return FALSE;
  kind = find_kind (&scope, name);
  if (kind == NULL)
    return plr_aws_edit_miss (error, _("There is no variable “%s”"), name != NULL ? name : "");
  add_to_path (&scope, kind, name, path);

  return plr_aws_edit_drop (self, scope.map, path, error);
}

/* Artifacts */

/* @directory: what all paths start with and does not stand at each of them. */
static gboolean
put_files (PlrDialectEditor  *self,
           PlrYamlNode       *root,
           const char *const *path,
           const char        *directory,
           const char *const *values,
           GError           **error)
{
  g_autofree char *prefix = directory != NULL && directory[0] != '\0' && !g_str_has_suffix (directory, "/")
                            ? g_strconcat (directory, "/", NULL) : g_strdup (directory != NULL ? directory : "");
  g_autoptr(GPtrArray) files = g_ptr_array_new ();

  for (guint i = 0; values[i] != NULL; i++)
    {
      if (values[i][0] == '\0')
        return plr_dialect_editor_set_invalid (error, "paths", values[i]);
      if (!g_str_has_prefix (values[i], prefix) || values[i][strlen (prefix)] == '\0')
        {
          g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED,
                       _("All paths are below the “base-directory” “%s”; change that in the text first"), directory);
          return FALSE;
        }
      g_ptr_array_add (files, (gpointer)(values[i] + strlen (prefix)));
    }
  g_ptr_array_add (files, NULL);

  return plr_aws_edit_put_list (self, root, path, (const char *const *)files->pdata, error);
}

static gboolean
is_primary (PlrYamlNode *artifacts,
            const char  *name)
{
  const char *own = plr_aws_get_text (artifacts, "name");

  return plr_aws_get (artifacts, "files") != NULL && g_strcmp0 (own != NULL && own[0] != '\0' ? own : "artifact", name) == 0;
}

/**
 * plr_buildspec_edit_set_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the files of an artifact: the first one is that of the build, all others are secondary ones.
 */
gboolean
plr_buildspec_edit_set_artifact (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  PlrYamlNode *root;
  PlrYamlNode *artifacts;
  PlrYamlNode *secondary;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  if (name == NULL || name[0] == '\0' || values == NULL || values[0] == NULL)
    return plr_dialect_editor_set_invalid (error, "artifacts", name);
  if (plr_edit_get_optional (self->edit))
    return plr_aws_edit_decline (error, _("CodeBuild knows no optional artifacts: a build fails if none of its files is there"));

  artifacts = plr_aws_get (root, "artifacts");
  secondary = plr_aws_get (plr_aws_get (artifacts, "secondary-artifacts"), name);
  if (is_primary (artifacts, name))
    return put_files (self, root, PATH ("artifacts", "files"), plr_aws_get_text (artifacts, "base-directory"), values, error);
  if (secondary != NULL || artifacts != NULL)
    return put_files (self, root, PATH ("artifacts", "secondary-artifacts", name, "files"),
                      plr_aws_get_text (secondary, "base-directory"), values, error);
  if (!put_files (self, root, PATH ("artifacts", "files"), NULL, values, error))
    return FALSE;
  if (g_str_equal (name, "artifact"))
    return TRUE;

  return plr_dialect_editor_refresh (self, error) &&
         plr_aws_edit_put_text (self, plr_dialect_editor_get_root (self), PATH ("artifacts", "name"), name, error);
}

/**
 * plr_buildspec_edit_rename_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames an artifact.
 */
gboolean
plr_buildspec_edit_rename_artifact (PlrDialectEditor *self,
                                    GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *new_name = plr_edit_get_value (self->edit);
  PlrYamlNode *root;
  PlrYamlNode *artifacts;
  PlrYamlNode *secondary;
  PlrYamlNode *value = NULL;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  if (new_name == NULL || new_name[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "artifacts", new_name);
  if (g_strcmp0 (name, new_name) == 0)
    return TRUE;

  artifacts = plr_aws_get (root, "artifacts");
  secondary = plr_aws_get (artifacts, "secondary-artifacts");
  if (is_primary (artifacts, new_name) || plr_aws_get (secondary, new_name) != NULL)
    return plr_aws_edit_clash (error, new_name);
  if (is_primary (artifacts, name))
    return plr_aws_edit_put_text (self, root, PATH ("artifacts", "name"), new_name, error);
  if (name == NULL || plr_aws_get (secondary, name) == NULL)
    return plr_aws_edit_miss (error, _("There is no artifact “%s”"), name != NULL ? name : "");

  return plr_aws_edit_find (root, PATH ("artifacts", "secondary-artifacts", name), &value, error) &&
         plr_dialect_editor_take (self, plr_yaml_edit_rename (value, new_name, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_buildspec_edit_remove_artifact:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes an artifact.
 */
gboolean
plr_buildspec_edit_remove_artifact (PlrDialectEditor *self,
                                    GError          **error)
{
  static const char *const own[] = { "files", "name", "discard-paths", "base-directory", "exclude-paths", "enable-symlinks", "s3-prefix" };
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *root;
  PlrYamlNode *artifacts;
  PlrYamlNode *secondary;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  artifacts = plr_aws_get (root, "artifacts");
  secondary = plr_aws_get (artifacts, "secondary-artifacts");
  if (is_primary (artifacts, name) && secondary == NULL)
    return plr_aws_edit_drop (self, root, PATH ("artifacts"), error);
  if (is_primary (artifacts, name))
    {
      for (guint i = 0; i < G_N_ELEMENTS (own); i++)
        if (!plr_aws_edit_drop (self, plr_dialect_editor_get_root (self), PATH ("artifacts", own[i]), error) ||
            !plr_dialect_editor_refresh (self, error))
          return FALSE;
      return TRUE;
    }
  if (name == NULL || plr_aws_get (secondary, name) == NULL)
    return plr_aws_edit_miss (error, _("There is no artifact “%s”"), name != NULL ? name : "");

  return plr_aws_edit_drop (self, root, PATH ("artifacts", "secondary-artifacts", name), error);
}

/**
 * plr_buildspec_edit_set_reports:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the files of the one group of reports.
 */
gboolean
plr_buildspec_edit_set_reports (PlrDialectEditor *self,
                                GError          **error)
{
  const char *const *values = plr_edit_get_values (self->edit);
  PlrYamlNode *root;
  PlrYamlNode *reports;
  guint n_groups;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  reports = plr_aws_get (root, "reports");
  n_groups = plr_aws_is_map (reports) ? plr_aws_count (reports) : 0;
  if (n_groups > 1)
    return plr_aws_edit_decline (error, _("The reports are in several groups; change them in the text"));
  if (values == NULL || values[0] == NULL)
    return plr_aws_edit_drop (self, root, PATH ("reports"), error);
  if (n_groups == 1)
    {
      const char *name = plr_yaml_node_get_string (plr_yaml_node_get_key (reports, 0));
      PlrYamlNode *group = plr_aws_get (reports, name != NULL ? name : "");

      return put_files (self, root, PATH ("reports", name != NULL ? name : "", "files"), plr_aws_get_text (group, "base-directory"), values, error);
    }

  return plr_aws_edit_put_list (self, root, PATH ("reports", "tests", "files"), values, error);
}

/* Variables that CodePipeline gets from the build. */

static gboolean
check_output (PlrDialectEditor *self,
              GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);

  if (g_strcmp0 (field, "outputs") == 0)
    return TRUE;
  if (g_strcmp0 (field, "permissions") == 0)
    return plr_aws_edit_decline (error, _("What a build may do is a matter of the role of its project"));
  if (g_strcmp0 (field, "services") == 0)
    return plr_aws_edit_decline (error, _("A buildspec knows no services: start them by a command, with Docker"));

  return plr_aws_edit_decline (error, _("A buildspec has commands alone, and no actions with arguments"));
}

/* What a stage hands on, without @name, and with it behind if @adds. */
static gboolean
put_outputs (PlrDialectEditor *self,
             PlrYamlNode      *root,
             const char       *name,
             gboolean          adds,
             GError          **error)
{
  g_auto(GStrv) old = plr_aws_list_texts (plr_aws_get (plr_aws_get (root, "env"), "exported-variables"), NULL);
  g_autoptr(GPtrArray) new = g_ptr_array_new ();

  for (guint i = 0; old[i] != NULL; i++)
    if (!g_str_equal (old[i], name))
      g_ptr_array_add (new, old[i]);
  if (adds)
    g_ptr_array_add (new, (gpointer)name);
  g_ptr_array_add (new, NULL);

  return plr_aws_edit_put_list (self, root, PATH ("env", "exported-variables"), (const char *const *)new->pdata, error);
}

/**
 * plr_buildspec_edit_set_entry:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Hands a variable of the build to the pipeline.
 */
gboolean
plr_buildspec_edit_set_entry (PlrDialectEditor *self,
                              GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *value = plr_edit_get_value (self->edit);
  g_autofree char *plain = g_strdup_printf ("$%s", name != NULL ? name : "");
  g_autofree char *braces = g_strdup_printf ("${%s}", name != NULL ? name : "");
  g_auto(GStrv) old = NULL;
  PlrYamlNode *root;

  if (!check_output (self, error) || !plr_buildspec_edit_find_body (self, &root, error) || !check_variable (name, error))
    return FALSE;
  if (value != NULL && value[0] != '\0' && !g_str_equal (value, plain) && !g_str_equal (value, braces))
    return plr_aws_edit_decline (error, _("A build hands on its variables under their own names: leave the value empty, and set the variable by a command"));
  old = plr_aws_list_texts (plr_aws_get (plr_aws_get (root, "env"), "exported-variables"), NULL);

  return g_strv_contains ((const char *const *)old, name) ? TRUE : put_outputs (self, root, name, TRUE, error);
}

/**
 * plr_buildspec_edit_remove_entry:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Ends that.
 */
gboolean
plr_buildspec_edit_remove_entry (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  g_auto(GStrv) old = NULL;
  PlrYamlNode *root;

  if (!check_output (self, error) || !plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  old = plr_aws_list_texts (plr_aws_get (plr_aws_get (root, "env"), "exported-variables"), NULL);
  if (name == NULL || !g_strv_contains ((const char *const *)old, name))
    return plr_aws_edit_miss (error, _("There is no output “%s”"), name != NULL ? name : "");

  return put_outputs (self, root, name, FALSE, error);
}

/**
 * plr_buildspec_edit_set_cache:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets the one cache.
 */
gboolean
plr_buildspec_edit_set_cache (PlrDialectEditor *self,
                              GError          **error)
{
  const char *key = plr_edit_get_target (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  const char *old;
  PlrYamlNode *root;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  if (values == NULL || values[0] == NULL)
    return plr_dialect_editor_set_invalid (error, "paths", NULL);
  old = plr_aws_get_text (plr_aws_get (root, "cache"), "key");
  if (plr_aws_get (root, "cache") != NULL && g_strcmp0 (old, key) != 0)
    return plr_aws_edit_decline (error, _("A build has one cache; remove it first, or change its key in the text"));
  if (!plr_aws_edit_put_list (self, root, PATH ("cache", "paths"), values, error))
    return FALSE;
  if (g_strcmp0 (old, key) == 0)
    return TRUE;

  return plr_dialect_editor_refresh (self, error) &&
         plr_aws_edit_put_text (self, plr_dialect_editor_get_root (self), PATH ("cache", "key"), key, error);
}

/**
 * plr_buildspec_edit_remove_cache:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Ends that.
 */
gboolean
plr_buildspec_edit_remove_cache (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *key = plr_edit_get_target (self->edit);
  PlrYamlNode *root;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  if (plr_aws_get (root, "cache") == NULL || g_strcmp0 (plr_aws_get_text (plr_aws_get (root, "cache"), "key"), key) != 0)
    return plr_aws_edit_miss (error, _("There is no cache “%s”"), key != NULL ? key : "");

  return plr_aws_edit_drop (self, root, PATH ("cache"), error);
}
