/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-edit-private.h"

/**
 * plr_pipeliner_edit_set_pipeline:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a property of the pipeline.
 */
gboolean
plr_pipeliner_edit_set_pipeline (PlrDialectEditor *self,
                                 GError          **error)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  const char *field = plr_edit_get_field (self->edit);
  const char *text = plr_edit_get_value (self->edit);

  if (root == NULL || (plr_yaml_node_get_string (root) != NULL && plr_yaml_node_is_null (root)))
    {
      g_autoptr(PlrYamlValue) map = plr_yaml_value_new_map ();

      plr_yaml_value_set (map, "pipeliner", plr_yaml_value_new_integer (1));
      if (!plr_dialect_editor_take (self, plr_yaml_edit_set_root (self->tree, map, error), error) ||
          !plr_dialect_editor_refresh (self, error))
        return FALSE;
      root = plr_dialect_editor_get_root (self);
    }

  if (g_strcmp0 (field, "name") == 0)
    return plr_dialect_editor_put_text (self, root, field, text, error);
  if (g_strcmp0 (field, "root") != 0)
    return plr_pipeliner_edit_set_engine (self, root, field, text, error);
  if (text != NULL && !g_str_equal (text, "host"))
    return plr_dialect_editor_set_invalid (error, field, text);

  return plr_dialect_editor_put_text (self, root, field, text, error);
}

static gboolean
set_timeout (PlrDialectEditor *self,
             PlrYamlNode      *stage,
             const char       *text,
             GError          **error)
{
  g_autoptr(PlrYamlValue) value = NULL;
  gint64 timeout_us;

  if (text == NULL || text[0] == '\0')
    return plr_dialect_editor_drop (self, stage, "timeout", error);
  if (!plr_pipeliner_parse_timeout (text, &timeout_us))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("“%s” is no length of time; write it like 90s, 10m or 1h30m, at most a week"), text);
      return FALSE;
    }

  value = plr_yaml_value_new_text (text);

  return plr_dialect_editor_put (self, stage, "timeout", value, error);
}

/* `true`, or what the person is asked. */
static gboolean
set_approval (PlrDialectEditor *self,
              PlrYamlNode      *stage,
              const char       *text,
              GError          **error)
{
  g_autoptr(PlrYamlValue) value = NULL;

  if (text == NULL || text[0] == '\0')
    return plr_dialect_editor_drop (self, stage, "approval", error);
  if (!g_str_equal (text, "true") && !g_str_equal (text, "false"))
    return plr_dialect_editor_put_word (self, stage, "approval", "message", text, error);

  value = plr_yaml_value_new_boolean (g_str_equal (text, "true"));

  return plr_dialect_editor_put (self, stage, "approval", value, error);
}

static gboolean
set_when (PlrDialectEditor *self,
          PlrYamlNode      *stage,
          const char       *text,
          GError          **error)
{
  static const char *const words[] = { "success", "failure", "always", NULL };

  if (text != NULL && text[0] != '\0' && !g_strv_contains (words, text))
    return plr_dialect_editor_set_invalid (error, "when", text);

  return plr_dialect_editor_put_word (self, stage, "when", "status", text, error);
}

/**
 * plr_pipeliner_edit_set_stage:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a property of a stage.
 */
gboolean
plr_pipeliner_edit_set_stage (PlrDialectEditor *self,
                              GError          **error)
{
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, plr_edit_get_stage (self->edit), error);
  const char *field = plr_edit_get_field (self->edit);
  const char *text = plr_edit_get_value (self->edit);

  if (stage == NULL)
    return FALSE;

  if (g_strcmp0 (field, "name") == 0)
    return plr_dialect_editor_put_text (self, stage, field, text, error);
  if (g_strcmp0 (field, "timeout") == 0)
    return set_timeout (self, stage, text, error);
  if (g_strcmp0 (field, "retry") == 0)
    return plr_dialect_editor_put_number (self, stage, field, text, 0, PLR_PIPELINER_MAX_RETRY, error);
  if (g_strcmp0 (field, "network") == 0)
    return plr_dialect_editor_put_boolean (self, stage, field, text, error);
  if (g_strcmp0 (field, "when") == 0)
    return set_when (self, stage, text, error);
  if (g_strcmp0 (field, "approval") == 0)
    return set_approval (self, stage, text, error);
  if (g_strcmp0 (field, "deploy") == 0)
    return plr_dialect_editor_put_word (self, stage, field, "environment", text, error);

  return plr_pipeliner_edit_set_engine (self, stage, field, text, error);
}

/* The branches stand below `when`, which may be a word so far. */
static gboolean
set_branches (PlrDialectEditor  *self,
              PlrYamlNode       *stage,
              const char *const *branches,
              GError           **error)
{
  PlrYamlNode *when = NULL;
  g_autoptr(PlrYamlValue) map = NULL;
  g_autoptr(PlrYamlValue) list = NULL;

  if (!plr_dialect_editor_find_own (stage, "when", &when, error))
    return FALSE;
  if (branches == NULL || branches[0] == NULL)
    return when != NULL && plr_yaml_node_get (when, "branches") != NULL
           ? plr_dialect_editor_drop_entry (self, stage, "when", "branches", "", error) : TRUE;
  if (when != NULL && plr_yaml_node_get_kind (when) == PLR_YAML_MAPPING)
    return plr_dialect_editor_put_list (self, when, "branches", branches, PLR_YAML_EDIT_NONE, error);

  map = plr_yaml_value_new_map ();
  list = plr_yaml_value_new_list ();
  for (guint i = 0; branches[i] != NULL; i++)
    plr_yaml_value_append (list, plr_dialect_editor_new_text (branches[i]));
  plr_yaml_value_set_flow (list, TRUE);
  if (when != NULL && !plr_yaml_node_is_null (when))
    plr_yaml_value_set_string (map, "status", plr_yaml_node_get_string (when));
  plr_yaml_value_set (map, "branches", plr_yaml_value_ref (list));

  return plr_dialect_editor_put (self, stage, "when", map, error);
}

static gboolean
check_items (const char        *field,
             const char *const *values,
             GError           **error)
{
  gboolean is_path = g_str_equal (field, "reports");

  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    if (values[i][0] == '\0' || (is_path && !plr_pipeliner_is_path (values[i])))
      return plr_dialect_editor_set_invalid (error, field, values[i]);

  return TRUE;
}

/**
 * plr_pipeliner_edit_set_stage_list:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a list of a stage: also `branches`, which stand below `when`.
 */
gboolean
plr_pipeliner_edit_set_stage_list (PlrDialectEditor *self,
                                   GError          **error)
{
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, plr_edit_get_stage (self->edit), error);
  const char *field = plr_edit_get_field (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  PlrYamlNode *inherited;

  if (stage == NULL)
    return FALSE;
  if (g_strcmp0 (field, "branches") != 0 && g_strcmp0 (field, "needs") != 0 && g_strcmp0 (field, "inputs") != 0 &&
      g_strcmp0 (field, "reports") != 0 && g_strcmp0 (field, "runner") != 0)
    return plr_dialect_editor_set_unknown (error, field);
  if (!check_items (field, values, error))
    return FALSE;
  if (g_str_equal (field, "branches"))
    return set_branches (self, stage, values, error);

  /* An empty list of inputs says that it gets none; other empty lists say nothing, unless a template says something. */
  inherited = plr_yaml_node_get_merged (stage, field);
  if (values != NULL && values[0] == NULL && !g_str_equal (field, "inputs") &&
      (inherited == NULL || plr_yaml_node_get_parent (inherited) == stage))
    values = NULL;

  return plr_dialect_editor_put_list (self, stage, field, values, PLR_YAML_EDIT_NONE, error);
}
