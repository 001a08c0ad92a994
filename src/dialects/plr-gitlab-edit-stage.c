/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-edit-private.h"

static gboolean
set_inner_text (PlrGitlabEdit *self,
                const char    *key,
                const char    *inner,
                gboolean       is_main,
                const char    *text,
                GError       **error)
{
  g_autoptr(PlrYamlValue) value = NULL;

  if (text == NULL || text[0] == '\0')
    return is_main ? plr_gitlab_edit_drop (self, key, error) : plr_gitlab_edit_drop_inner (self, key, inner, error);

  value = plr_yaml_value_new_string (text);

  return plr_gitlab_edit_put_inner (self, key, inner, is_main, value, error);
}

/* GitLab says lengths of time in words; ours are among those that it takes. */
static gboolean
set_timeout (PlrGitlabEdit *self,
             const char    *text,
             GError       **error)
{
  g_autoptr(PlrYamlValue) value = NULL;
  gint64 timeout_us;

  if (text == NULL || text[0] == '\0')
    return plr_gitlab_edit_drop (self, "timeout", error);
  if (!plr_gitlab_parse_duration (text, &timeout_us) || timeout_us == 0)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID,
                                      _("“%s” is no length of time; write it like 90s, 10m or 1h 30m"), text);

  value = plr_gitlab_new_scalar (text);

  return plr_gitlab_edit_put (self, "timeout", value, error);
}

static gboolean
set_retry (PlrGitlabEdit *self,
           const char    *text,
           GError       **error)
{
  g_autoptr(PlrYamlValue) value = NULL;
  guint64 number;

  if (text == NULL || text[0] == '\0')
    text = plr_gitlab_config_get_default (self->config, self->value, "retry") != NULL ? "0" : NULL;
  if (text == NULL)
    return plr_gitlab_edit_drop (self, "retry", error);
  if (!g_ascii_string_to_unsigned (text, 10, 0, PLR_GITLAB_MAX_RETRY, &number, NULL))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID, _("“%s” cannot be “%s”; GitLab tries %d more times at most"),
                                      "retry", text, PLR_GITLAB_MAX_RETRY);

  value = plr_yaml_value_new_integer ((gint64)number);

  return plr_gitlab_edit_put_inner (self, "retry", "max", TRUE, value, error);
}

static gboolean
set_group (PlrGitlabEdit *self,
           const char    *text,
           GError       **error)
{
  PlrGitlabValue *stages = plr_gitlab_config_get_global (self->config, "stages");
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (stages);
  static const char *const usual[] = { "build", "test", "deploy", NULL };
  gboolean found = text != NULL && (g_str_equal (text, ".pre") || g_str_equal (text, ".post"));

  if (text == NULL || text[0] == '\0')
    return plr_gitlab_edit_drop (self, "stage", error);
  for (guint i = 0; i < items->len; i++)
    found |= g_strcmp0 (plr_gitlab_get_string (((PlrGitlabEntry *)items->pdata[i])->value), text) == 0;
  if (items->len == 0)
    found |= g_strv_contains (usual, text) || self->config->is_open;
  if (!found)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no stage “%s” in the list “stages”; add it there first"),
                                      text);

  return plr_gitlab_edit_put_text (self, "stage", text, error);
}

static gboolean
set_boolean (PlrGitlabEdit *self,
             const char    *key,
             const char    *text,
             GError       **error)
{
  g_autoptr(PlrYamlValue) value = NULL;
  gboolean is_false = text == NULL || text[0] == '\0' || g_str_equal (text, "false");

  if (!is_false && !g_str_equal (text, "true"))
    return plr_dialect_editor_set_invalid (error, key, text);
  if (is_false && plr_gitlab_edit_get_inherited (self, key) == NULL && plr_gitlab_config_get_default (self->config, self->value, key) == NULL)
    return plr_gitlab_edit_drop (self, key, error);

  value = plr_yaml_value_new_boolean (!is_false);

  return plr_gitlab_edit_put (self, key, value, error);
}

static gboolean
set_copies (PlrGitlabEdit *self,
            const char    *text,
            GError       **error)
{
  g_autoptr(PlrYamlValue) value = NULL;
  guint64 number;

  if (plr_gitlab_is_map (plr_gitlab_edit_get (self, "parallel")))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("A job of GitLab is divided by a matrix or into equal parts, not both; remove the matrix first"));
  if (text == NULL || text[0] == '\0' || g_str_equal (text, "0"))
    return plr_gitlab_edit_drop (self, "parallel", error);
  if (!g_ascii_string_to_unsigned (text, 10, 1, PLR_GITLAB_MAX_CELLS, &number, NULL))
    return plr_dialect_editor_set_invalid (error, "copies", text);

  value = plr_yaml_value_new_integer ((gint64)number);

  return plr_gitlab_edit_put (self, "parallel", value, error);
}

static PlrYamlValue *
new_call (const char *text)
{
  PlrYamlValue *map;

  if (!g_str_has_suffix (text, ".yml") && !g_str_has_suffix (text, ".yaml"))
    return plr_yaml_value_new_string (text);

  map = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (map, "include", text);

  return map;
}

/* A child pipeline, or one of another project: whichever form it has stays. */
static gboolean
set_calls (PlrGitlabEdit *self,
           const char    *text,
           GError       **error)
{
  PlrGitlabValue *trigger = plr_gitlab_edit_get (self, "trigger");
  PlrGitlabValue *include = plr_gitlab_get (self->config, trigger, "include");
  g_autoptr(PlrYamlValue) value = NULL;

  if (text == NULL || text[0] == '\0')
    return plr_gitlab_edit_drop (self, "trigger", error);
  if (trigger == NULL && plr_gitlab_edit_get (self, "script") != NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID,
                                      _("“%s” has commands of its own, and cannot start another pipeline as well"), plr_edit_get_stage (self->edit));
  if (include != NULL && plr_gitlab_get_string (include) == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("What “%s” starts is put together from parts; change it in the text"), plr_edit_get_stage (self->edit));

  value = plr_yaml_value_new_string (text);
  if (include != NULL)
    return plr_gitlab_edit_put_inner (self, "trigger", "include", FALSE, value, error);
  if (plr_gitlab_get (self->config, trigger, "project") != NULL)
    return plr_gitlab_edit_put_inner (self, "trigger", "project", FALSE, value, error);
  plr_yaml_value_unref (g_steal_pointer (&value));
  value = new_call (text);

  return plr_gitlab_edit_put (self, "trigger", value, error);
}

static gboolean
set_url (PlrGitlabEdit *self,
         const char    *text,
         GError       **error)
{
  if (plr_gitlab_edit_get (self, "environment") == NULL)
    return text == NULL || text[0] == '\0' ||
           plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID, _("“%s” deploys to no environment, so that there is no address of it"),
                                      plr_edit_get_stage (self->edit));

  return set_inner_text (self, "environment", "url", FALSE, text, error);
}

/**
 * plr_gitlab_edit_set_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a property of a job.
 */
gboolean
plr_gitlab_edit_set_stage (PlrGitlabEdit *self,
                           GError       **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *text = plr_edit_get_value (self->edit);

  if (g_strcmp0 (field, "timeout") == 0)
    return set_timeout (self, text, error);
  if (g_strcmp0 (field, "retry") == 0)
    return set_retry (self, text, error);
  if (g_strcmp0 (field, "when") == 0)
    return plr_gitlab_edit_set_when (self, text, error);
  if (g_strcmp0 (field, "approval") == 0)
    return plr_gitlab_edit_set_approval (self, text, error);
  if (g_strcmp0 (field, "allow-failure") == 0)
    return plr_gitlab_edit_set_allow_failure (self, text, error);
  if (g_strcmp0 (field, "condition") == 0)
    return plr_gitlab_edit_set_condition (self, text, error);
  if (g_strcmp0 (field, "deploy") == 0)
    return set_inner_text (self, "environment", "name", TRUE, text, error);
  if (g_strcmp0 (field, "url") == 0)
    return set_url (self, text, error);
  if (g_strcmp0 (field, "image") == 0)
    return set_inner_text (self, "image", "name", TRUE, text, error);
  if (g_strcmp0 (field, "group") == 0)
    return set_group (self, text, error);
  if (g_strcmp0 (field, "concurrency") == 0)
    return plr_gitlab_edit_put_text (self, "resource_group", text, error);
  if (g_strcmp0 (field, "cancels") == 0)
    return set_boolean (self, "interruptible", text, error);
  if (g_strcmp0 (field, "calls") == 0)
    return set_calls (self, text, error);
  if (g_strcmp0 (field, "copies") == 0)
    return set_copies (self, text, error);

  return plr_dialect_editor_set_unknown (error, field);
}

static gboolean
set_runner (PlrGitlabEdit     *self,
            const char *const *tags,
            GError           **error)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, "tags");
  g_autoptr(PlrYamlValue) list = NULL;

  if (tags == NULL || tags[0] == NULL)
    return plr_gitlab_edit_drop (self, "tags", error);
  if (own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_SEQUENCE && plr_yaml_node_get_tag (own) == NULL)
    return plr_dialect_editor_put_list (self->editor, self->job, "tags", tags, PLR_YAML_EDIT_NONE, error);

  list = plr_gitlab_new_list (plr_gitlab_config_get_own_or_default (self->config, self->value, "tags"), tags);

  return plr_gitlab_edit_put (self, "tags", list, error);
}

/**
 * plr_gitlab_edit_set_stage_list:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a list of a job.
 */
gboolean
plr_gitlab_edit_set_stage_list (PlrGitlabEdit *self,
                                GError       **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    if (values[i][0] == '\0')
      return plr_dialect_editor_set_invalid (error, field != NULL ? field : "", "");

  if (g_strcmp0 (field, "needs") == 0)
    return plr_gitlab_edit_set_needs (self, values, error);
  if (g_strcmp0 (field, "inputs") == 0)
    return plr_gitlab_edit_set_inputs (self, values, error);
  if (g_strcmp0 (field, "reports") == 0)
    return plr_gitlab_edit_set_reports (self, values, error);
  if (g_strcmp0 (field, "branches") == 0)
    return plr_gitlab_edit_set_branches (self, values, error);
  if (g_strcmp0 (field, "runner") == 0)
    return set_runner (self, values, error);

  return plr_dialect_editor_set_unknown (error, field);
}

/* The list of stages, item by item, so that its form and comments stay. */
static gboolean
set_groups (PlrGitlabEdit     *self,
            const char *const *groups,
            GError           **error)
{
  PlrYamlNode *own = self->top != NULL ? plr_yaml_node_get (self->top, "stages") : NULL;
  g_autoptr(PlrYamlValue) list = NULL;

  if (self->top == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("The definition is empty"));
  if (groups == NULL || groups[0] == NULL)
    return own == NULL || plr_gitlab_edit_take (self, plr_yaml_edit_remove (own, PLR_YAML_EDIT_NONE, error), error);
  for (guint i = 0; groups[i] != NULL; i++)
    if (groups[i][0] == '\0' || g_strv_contains (groups + i + 1, groups[i]))
      return plr_dialect_editor_set_invalid (error, "stages", groups[i]);
  if (own != NULL)
    return plr_dialect_editor_put_list (self->editor, self->top, "stages", groups, PLR_YAML_EDIT_NONE, error);

  list = plr_gitlab_new_list (NULL, groups);

  return plr_dialect_editor_put (self->editor, self->top, "stages", list, error);
}

static gboolean
set_name (PlrGitlabEdit *self,
          const char    *text,
          GError       **error)
{
  g_autoptr(PlrYamlValue) value = NULL;
  PlrYamlNode *workflow = NULL;

  if (self->top == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("The definition is empty"));
  if (!plr_dialect_editor_find_own (self->top, "workflow", &workflow, error))
    return FALSE;
  if (text == NULL || text[0] == '\0')
    return workflow == NULL || plr_yaml_node_get (workflow, "name") == NULL ||
           plr_dialect_editor_drop_entry (self->editor, self->top, "workflow", "name", "", error);

  value = plr_yaml_value_new_string (text);

  return plr_dialect_editor_put_entry (self->editor, self->top, "workflow", "name", value, error);
}

/**
 * plr_gitlab_edit_set_pipeline:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a property of the pipeline.
 */
gboolean
plr_gitlab_edit_set_pipeline (PlrGitlabEdit *self,
                              GError       **error)
{
  const char *field = plr_edit_get_field (self->edit);

  if (g_strcmp0 (field, "groups") == 0)
    return set_groups (self, plr_edit_get_values (self->edit), error);
  if (g_strcmp0 (field, "name") == 0)
    return set_name (self, plr_edit_get_value (self->edit), error);
  if (g_strcmp0 (field, "condition") == 0)
    return plr_gitlab_edit_set_workflow_condition (self, plr_edit_get_value (self->edit), error);

  return plr_dialect_editor_set_unknown (error, field);
}
