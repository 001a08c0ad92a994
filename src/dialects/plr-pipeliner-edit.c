/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include "plr-pipeliner-edit-private.h"

static const PlrDialectEditFunc edit_funcs[] = {
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
  [PLR_EDIT_KIND_SET_ENTRY] = plr_pipeliner_edit_set_entry,
  [PLR_EDIT_KIND_REMOVE_ENTRY] = plr_pipeliner_edit_remove_entry,
  [PLR_EDIT_KIND_SET_CACHE] = plr_pipeliner_edit_set_cache,
  [PLR_EDIT_KIND_REMOVE_CACHE] = plr_pipeliner_edit_remove_cache,
  [PLR_EDIT_KIND_SET_MATRIX_ROW] = plr_pipeliner_edit_set_row,
  [PLR_EDIT_KIND_REMOVE_MATRIX_ROW] = plr_pipeliner_edit_remove_row,
  [PLR_EDIT_KIND_SET_INPUT] = plr_pipeliner_edit_set_input,
  [PLR_EDIT_KIND_REMOVE_INPUT] = plr_pipeliner_edit_set_input,
  [PLR_EDIT_KIND_SET_TRIGGER] = plr_pipeliner_edit_set_trigger,
  [PLR_EDIT_KIND_REMOVE_TRIGGER] = plr_pipeliner_edit_remove_trigger,
  [PLR_EDIT_KIND_DUPLICATE_STEP] = plr_pipeliner_edit_duplicate_step,
};

/* The order in which the keys of any mapping are usually written. */
static const char *const usual_order[] = {
  "pipeliner", "name", "root", "triggers", "permissions", "concurrency", "variables", "defaults", "needs", "when", "approval", "matrix",
  "image", "services", "runner", "cache", "outputs", "allow-failure", "keep-going", "max-parallel", "parallel", "network", "timeout",
  "retry", "run", "shell", "directory", "environment", "inputs", "steps", "artifacts", "reports", "deploy", "paths",
  "optional", "status", "branches", "stages", NULL,
};

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
  static const PlrDialectEditorShape shape = {
    edit_funcs, G_N_ELEMENTS (edit_funcs), usual_order, plr_pipeliner_editor_get_list_form,
  };

  return plr_dialect_editor_run (&shape, dialect, text, size_bytes, edit, error);
}
