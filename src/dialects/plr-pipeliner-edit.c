/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-edit-private.h"

typedef gboolean (*EditFunc) (PlrPipelinerEditor *self,
                              GError            **error);

static const EditFunc edit_funcs[] = {
  [PLR_EDIT_KIND_SET_PIPELINE] = plr_pipeliner_edit_set_pipeline,
  [PLR_EDIT_KIND_ADD_STAGE] = plr_pipeliner_edit_add_stage,
  [PLR_EDIT_KIND_REMOVE_STAGE] = plr_pipeliner_edit_remove_stage,
  [PLR_EDIT_KIND_RENAME_STAGE] = plr_pipeliner_edit_rename_stage,
  [PLR_EDIT_KIND_DUPLICATE_STAGE] = plr_pipeliner_edit_duplicate_stage,
  [PLR_EDIT_KIND_MOVE_STAGE] = plr_pipeliner_edit_move_stage,
  [PLR_EDIT_KIND_SET_STAGE] = plr_pipeliner_edit_set_stage,
  [PLR_EDIT_KIND_SET_STAGE_LIST] = plr_pipeliner_edit_set_stage_list,
  [PLR_EDIT_KIND_ADD_NEED] = plr_pipeliner_edit_add_need,
  [PLR_EDIT_KIND_REMOVE_NEED] = plr_pipeliner_edit_remove_need,
  [PLR_EDIT_KIND_ADD_STEP] = plr_pipeliner_edit_add_step,
  [PLR_EDIT_KIND_REMOVE_STEP] = plr_pipeliner_edit_remove_step,
  [PLR_EDIT_KIND_MOVE_STEP] = plr_pipeliner_edit_move_step,
  [PLR_EDIT_KIND_SET_STEP] = plr_pipeliner_edit_set_step,
  [PLR_EDIT_KIND_SET_VARIABLE] = plr_pipeliner_edit_set_variable,
  [PLR_EDIT_KIND_RENAME_VARIABLE] = plr_pipeliner_edit_rename_variable,
  [PLR_EDIT_KIND_REMOVE_VARIABLE] = plr_pipeliner_edit_remove_variable,
  [PLR_EDIT_KIND_SET_ARTIFACT] = plr_pipeliner_edit_set_artifact,
  [PLR_EDIT_KIND_RENAME_ARTIFACT] = plr_pipeliner_edit_rename_artifact,
  [PLR_EDIT_KIND_REMOVE_ARTIFACT] = plr_pipeliner_edit_remove_artifact,
  [PLR_EDIT_KIND_SET_MATRIX_AXIS] = plr_pipeliner_edit_set_axis,
  [PLR_EDIT_KIND_REMOVE_MATRIX_AXIS] = plr_pipeliner_edit_remove_axis,
};

static void
editor_clear (PlrPipelinerEditor *self)
{
  g_clear_pointer (&self->before, plr_yaml_unref);
  g_clear_pointer (&self->tree, plr_yaml_unref);
  g_clear_pointer (&self->patches, g_ptr_array_unref);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrPipelinerEditor, editor_clear)

static PlrDialectError
find_code (const GError *error)
{
  switch ((PlrYamlError)error->code)
    {
    case PLR_YAML_ERROR_SHARED:
      return PLR_DIALECT_ERROR_SHARED;
    case PLR_YAML_ERROR_SYNTAX:
    case PLR_YAML_ERROR_ENCODING:
    case PLR_YAML_ERROR_LIMIT:
      return PLR_DIALECT_ERROR_SYNTAX;
    case PLR_YAML_ERROR_MISMATCH:
      return PLR_DIALECT_ERROR_UNSUPPORTED;
    case PLR_YAML_ERROR_INVALID:
    default:
      return PLR_DIALECT_ERROR_INVALID;
    }
}

/* What the text room says, in the words and codes of a dialect. */
static void
propagate_error (GError **error,
                 GError  *reason)
{
  if (reason->domain != PLR_YAML_ERROR)
    {
      g_propagate_error (error, reason);
      return;
    }

  g_set_error_literal (error, PLR_DIALECT_ERROR, find_code (reason), reason->message);
  g_error_free (reason);
}

/* All that an edit brings has to be text, whatever it is about. */
static gboolean
check_encoding (PlrEdit *edit,
                GError **error)
{
  const char *const *values = plr_edit_get_values (edit);
  const char *texts[] = { plr_edit_get_stage (edit), plr_edit_get_target (edit), plr_edit_get_value (edit) };
  gboolean is_valid = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    is_valid = is_valid && (texts[i] == NULL || g_utf8_validate (texts[i], -1, NULL));
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    is_valid = is_valid && g_utf8_validate (values[i], -1, NULL);
  if (!is_valid)
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("The new value is not UTF-8 text"));

  return is_valid;
}

static gboolean
check_root (PlrPipelinerEditor *self,
            GError            **error)
{
  PlrYamlNode *root = plr_pipeliner_editor_get_root (self);

  if (root == NULL || plr_yaml_node_get_kind (root) == PLR_YAML_MAPPING ||
      (plr_yaml_node_get_string (root) != NULL && plr_yaml_node_is_null (root)))
    return TRUE;

  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SYNTAX, _("This is no definition of a pipeline"));

  return FALSE;
}

/**
 * plr_pipeliner_edit:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): as plr_dialect_edit()
 */
GPtrArray *
plr_pipeliner_edit (PlrDialect *dialect,
                    const char *text,
                    gssize      size_bytes,
                    PlrEdit    *edit,
                    GError    **error)
{
  g_auto(PlrPipelinerEditor) self = { 0 };
  g_autoptr(GError) reason = NULL;
  PlrEditKind kind = plr_edit_get_kind (edit);

  if (kind >= G_N_ELEMENTS (edit_funcs) || edit_funcs[kind] == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED,
                   _("“%s” has no meaning in a definition for %s"), plr_edit_get_title (edit), plr_dialect_get_name (dialect));
      return NULL;
    }
  if (!check_encoding (edit, error))
    return NULL;

  self.edit = edit;
  self.before = plr_yaml_new (text, size_bytes, &reason);
  if (self.before == NULL)
    {
      propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
  self.tree = plr_yaml_ref (self.before);
  self.patches = plr_patches_new ();

  if (!check_root (&self, &reason) || !edit_funcs[kind] (&self, &reason))
    {
      propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  /* Often there was one step, and its patches are those of the edit. */
  if (self.patches->len == 0)
    return self.pending != NULL ? g_steal_pointer (&self.pending) : g_steal_pointer (&self.patches);

  if (!plr_pipeliner_editor_refresh (&self, &reason))
    {
      propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  return g_steal_pointer (&self.patches);
}
