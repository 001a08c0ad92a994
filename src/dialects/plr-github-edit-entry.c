/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-edit-private.h"

/* Variables, permissions, outputs, arguments and services: mappings whose keys a person chose. */

/* The workflow, the job or the step that the edit is about. */
static PlrYamlNode *
find_scope (PlrDialectEditor *self,
            GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  PlrYamlNode *step;

  if (id != NULL && plr_edit_get_index (self->edit) >= 0)
    {
      step = plr_github_editor_find_step (self, error);
      return step != NULL && plr_github_editor_check_step (step, error) ? step : NULL;
    }
  if (id != NULL)
    return plr_github_editor_find_job (self, id, error);
  if (!plr_dialect_editor_is_empty (self))
    return plr_dialect_editor_get_root (self);
  (void)plr_github_editor_decline (error, _("Add a stage first"));

  return NULL;
}

static gboolean
check_key (const char *what,
           const char *name,
           GError    **error)
{
  if (name != NULL && name[0] != '\0' && strpbrk (name, "\r\n=") == NULL && !g_str_equal (name, "<<"))
    return TRUE;

  return plr_dialect_editor_set_invalid (error, what, name);
}

static PlrYamlNode *
find_variables_scope (PlrDialectEditor *self,
                      GError          **error)
{
  PlrYamlNode *owner = find_scope (self, error);

  if (owner != NULL && plr_edit_get_stage (self->edit) != NULL && plr_edit_get_index (self->edit) < 0 &&
      plr_yaml_node_get_merged (owner, "uses") != NULL)
    {
      (void)plr_github_editor_decline (error, _("A job that calls a workflow has no variables: hand on an argument"));
      return NULL;
    }

  return owner;
}

/**
 * plr_github_edit_set_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a variable, and makes the mapping for it if need be.
 */
gboolean
plr_github_edit_set_variable (PlrDialectEditor *self,
                              GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *text = plr_edit_get_value (self->edit);
  PlrYamlNode *owner = find_variables_scope (self, error);
  g_autoptr(PlrYamlValue) value = NULL;

  if (owner == NULL || !check_key ("env", name, error))
    return FALSE;

  value = plr_github_new_word (text != NULL ? text : "");

  return plr_github_editor_put_named (self, owner, "env", name, value, error);
}

/**
 * plr_github_edit_rename_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Renames a variable in its place.
 */
gboolean
plr_github_edit_rename_variable (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *owner = find_variables_scope (self, error);
  g_autofree char *message = g_strdup_printf (_("There is no variable “%s”"), name != NULL ? name : "");

  return owner != NULL && check_key ("env", plr_edit_get_value (self->edit), error) &&
         plr_dialect_editor_rename_entry (self, owner, "env", name, plr_edit_get_value (self->edit), message, error);
}

/**
 * plr_github_edit_remove_variable:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a variable, and the mapping with the last one.
 */
gboolean
plr_github_edit_remove_variable (PlrDialectEditor *self,
                                 GError          **error)
{
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *owner = find_variables_scope (self, error);
  g_autofree char *message = g_strdup_printf (_("There is no variable “%s”"), name != NULL ? name : "");

  return owner != NULL && plr_dialect_editor_drop_entry (self, owner, "env", name != NULL ? name : "", message, error);
}

/* Entries of other kinds */

/* One word is for all scopes. */
static gboolean
set_permission (PlrDialectEditor *self,
                PlrYamlNode      *owner,
                const char       *scope,
                const char       *text,
                GError          **error)
{
  static const char *const of_all[] = { "read-all", "write-all", "none", NULL };
  static const char *const of_one[] = { "read", "write", "none", NULL };
  gboolean is_all = g_str_equal (scope, "*");
  g_autoptr(PlrYamlValue) value = NULL;

  if (text == NULL || !g_strv_contains (is_all ? of_all : of_one, text))
    return plr_dialect_editor_set_invalid (error, "permissions", text);
  if (!is_all)
    {
      value = plr_yaml_value_new_string (text);
      return plr_github_editor_put_named (self, owner, "permissions", scope, value, error);
    }

  value = g_str_equal (text, "none") ? plr_yaml_value_new_map () : plr_yaml_value_new_string (text);

  return plr_dialect_editor_put (self, owner, "permissions", value, error);
}

/* Where the last one goes, none at all stays: without the key the job would have those of the repository. */
static gboolean
remove_permission (PlrDialectEditor *self,
                   PlrYamlNode      *owner,
                   const char       *scope,
                   const char       *message,
                   GError          **error)
{
  g_autoptr(PlrYamlValue) none = plr_yaml_value_new_map ();
  PlrYamlNode *entries = NULL;

  if (!plr_dialect_editor_find_own (owner, "permissions", &entries, error))
    return FALSE;
  if (entries != NULL && g_str_equal (scope, "*") &&
      (plr_yaml_node_get_kind (entries) != PLR_YAML_MAPPING || plr_yaml_node_get_n_items (entries) == 0))
    return plr_dialect_editor_drop (self, owner, "permissions", error);
  if (entries != NULL && plr_yaml_node_get_n_items (entries) == 1 && plr_yaml_node_get (entries, scope) != NULL)
    return plr_dialect_editor_put (self, owner, "permissions", none, error);

  return plr_dialect_editor_drop_entry (self, owner, "permissions", scope, message, error);
}

static gboolean
set_service (PlrDialectEditor *self,
             PlrYamlNode      *owner,
             const char       *name,
             const char       *image,
             GError          **error)
{
  PlrYamlNode *services = NULL;
  g_autoptr(PlrYamlValue) body = plr_yaml_value_new_map ();

  if (image == NULL || image[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "image", image);
  if (!plr_dialect_editor_find_own (owner, "services", &services, error))
    return FALSE;
  if (services != NULL && plr_yaml_node_get_kind (services) == PLR_YAML_MAPPING && plr_yaml_node_get (services, name) != NULL)
    return plr_dialect_editor_put_word (self, services, name, "image", image, error);

  plr_yaml_value_set_string (body, "image", image);

  return plr_github_editor_put_named (self, owner, "services", name, body, error);
}

/* `with`, or `secrets` for the arguments of a call that are one. */
static const char *
find_arguments_key (PlrDialectEditor *self,
                    PlrYamlNode      *owner,
                    const char       *name,
                    const char       *text)
{
  PlrYamlNode *secrets = plr_yaml_node_get_merged (owner, "secrets");
  PlrYamlNode *body = secrets != NULL ? plr_yaml_node_resolve (secrets) : NULL;
  g_autofree char *secret = text != NULL ? plr_github_dup_secret (text) : NULL;

  if (plr_edit_get_index (self->edit) >= 0)
    return "with";
  if (secret != NULL || (body != NULL && plr_yaml_node_get_kind (body) == PLR_YAML_MAPPING &&
                         plr_yaml_node_get_merged (body, name) != NULL))
    return "secrets";

  return "with";
}

static gboolean
check_arguments (PlrDialectEditor *self,
                 PlrYamlNode      *owner,
                 GError          **error)
{
  if (plr_edit_get_stage (self->edit) == NULL)
    return plr_github_editor_decline (error, _("A workflow gets its inputs from its triggers"));
  if (plr_yaml_node_get_merged (owner, "uses") != NULL)
    return TRUE;
  if (plr_edit_get_index (self->edit) >= 0)
    return plr_github_editor_decline (error, _("A step that runs a command has no arguments: set a variable"));

  return plr_github_editor_decline (error, _("Only a job that calls a workflow has arguments: set a variable"));
}

static gboolean
set_argument (PlrDialectEditor *self,
              PlrYamlNode      *owner,
              const char       *name,
              const char       *text,
              GError          **error)
{
  const char *key = find_arguments_key (self, owner, name, text);
  g_autoptr(PlrYamlValue) value = NULL;
  g_autofree char *secret = text != NULL ? plr_github_dup_secret (text) : NULL;

  if (!check_arguments (self, owner, error))
    return FALSE;
  if (g_str_equal (key, "secrets") && secret == NULL)
    return plr_github_editor_decline (error, _("It is a secret of the called workflow: write it like ${{ secrets.NAME }}"));

  value = plr_github_new_word (text != NULL ? text : "");

  return plr_github_editor_put_named (self, owner, key, name, value, error);
}

/* Which of them a scope can have. */
static gboolean
check_field (PlrDialectEditor *self,
             const char       *field,
             GError          **error)
{
  gboolean is_job = plr_edit_get_stage (self->edit) != NULL && plr_edit_get_index (self->edit) < 0;
  gboolean is_step = plr_edit_get_stage (self->edit) != NULL && !is_job;

  if (g_strcmp0 (field, "arguments") == 0)
    return TRUE;
  if (g_strcmp0 (field, "permissions") == 0)
    return !is_step || plr_github_editor_decline (error, _("A step has the permissions of its job"));
  if (g_strcmp0 (field, "outputs") != 0 && g_strcmp0 (field, "services") != 0)
    return plr_dialect_editor_set_unknown (error, field);
  if (!is_job && g_str_equal (field, "outputs"))
    return plr_github_editor_decline (error, _("Outputs are those of a job: a step writes them to $GITHUB_OUTPUT"));

  return is_job || plr_github_editor_decline (error, _("Services are those of a job"));
}

/**
 * plr_github_edit_set_entry:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a permission, an output, an argument or a service.
 */
gboolean
plr_github_edit_set_entry (PlrDialectEditor *self,
                           GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *name = plr_edit_get_target (self->edit);
  const char *text = plr_edit_get_value (self->edit);
  PlrYamlNode *owner;
  g_autoptr(PlrYamlValue) value = NULL;

  if (!check_field (self, field, error) || !check_key (field, name, error))
    return FALSE;
  owner = find_scope (self, error);
  if (owner == NULL)
    return FALSE;
  if (g_str_equal (field, "permissions"))
    return set_permission (self, owner, name, text, error);
  if (g_str_equal (field, "services"))
    return set_service (self, owner, name, text, error);
  if (g_str_equal (field, "arguments"))
    return set_argument (self, owner, name, text, error);

  value = plr_yaml_value_new_string (text != NULL ? text : "");

  return plr_github_editor_put_named (self, owner, field, name, value, error);
}

/**
 * plr_github_edit_remove_entry:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes one.
 */
gboolean
plr_github_edit_remove_entry (PlrDialectEditor *self,
                              GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *name = plr_edit_get_target (self->edit);
  g_autofree char *message = g_strdup_printf (_("There is no “%s”"), name != NULL ? name : "");
  PlrYamlNode *owner;
  PlrYamlNode *secrets;

  if (!check_field (self, field, error) || !check_key (field, name, error))
    return FALSE;
  owner = find_scope (self, error);
  if (owner == NULL)
    return FALSE;
  if (g_str_equal (field, "permissions"))
    return remove_permission (self, owner, name, message, error);
  if (!g_str_equal (field, "arguments"))
    return plr_dialect_editor_drop_entry (self, owner, field, name, message, error);

  secrets = plr_yaml_node_get_merged (owner, "secrets");
  if (g_str_equal (name, "*") && secrets != NULL && plr_yaml_node_get_string (secrets) != NULL)
    return plr_dialect_editor_drop (self, owner, "secrets", error);

  return plr_dialect_editor_drop_entry (self, owner, find_arguments_key (self, owner, name, NULL), name, message, error);
}
