/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-edit-private.h"

static const struct
{
  PlrGitlabEditFunc func;
  gboolean          needs_job;  /* the job has to stand in this text */
  gboolean          is_wide;    /* other jobs change with it by intention */
} funcs[] = {
  [PLR_EDIT_KIND_SET_PIPELINE] = { plr_gitlab_edit_set_pipeline },
  [PLR_EDIT_KIND_ADD_STAGE] = { plr_gitlab_edit_add_stage },
  [PLR_EDIT_KIND_REMOVE_STAGE] = { plr_gitlab_edit_remove_stage, TRUE, TRUE },
  [PLR_EDIT_KIND_RENAME_STAGE] = { plr_gitlab_edit_rename_stage, TRUE, TRUE },
  [PLR_EDIT_KIND_DUPLICATE_STAGE] = { plr_gitlab_edit_duplicate_stage, TRUE },
  [PLR_EDIT_KIND_MOVE_STAGE] = { plr_gitlab_edit_move_stage, TRUE },
  [PLR_EDIT_KIND_SET_STAGE] = { plr_gitlab_edit_set_stage, TRUE },
  [PLR_EDIT_KIND_SET_STAGE_LIST] = { plr_gitlab_edit_set_stage_list, TRUE },
  [PLR_EDIT_KIND_ADD_NEED] = { plr_gitlab_edit_add_need, TRUE },
  [PLR_EDIT_KIND_REMOVE_NEED] = { plr_gitlab_edit_remove_need, TRUE },
  [PLR_EDIT_KIND_ADD_STEP] = { plr_gitlab_edit_add_step, TRUE },
  [PLR_EDIT_KIND_REMOVE_STEP] = { plr_gitlab_edit_remove_step, TRUE },
  [PLR_EDIT_KIND_MOVE_STEP] = { plr_gitlab_edit_move_step, TRUE },
  [PLR_EDIT_KIND_SET_STEP] = { plr_gitlab_edit_set_step, TRUE },
  [PLR_EDIT_KIND_DUPLICATE_STEP] = { plr_gitlab_edit_duplicate_step, TRUE },
  [PLR_EDIT_KIND_SET_VARIABLE] = { plr_gitlab_edit_set_variable },
  [PLR_EDIT_KIND_RENAME_VARIABLE] = { plr_gitlab_edit_rename_variable },
  [PLR_EDIT_KIND_REMOVE_VARIABLE] = { plr_gitlab_edit_remove_variable },
  [PLR_EDIT_KIND_SET_ARTIFACT] = { plr_gitlab_edit_set_artifact, TRUE },
  [PLR_EDIT_KIND_RENAME_ARTIFACT] = { plr_gitlab_edit_rename_artifact, TRUE },
  [PLR_EDIT_KIND_REMOVE_ARTIFACT] = { plr_gitlab_edit_remove_artifact, TRUE },
  [PLR_EDIT_KIND_SET_MATRIX_AXIS] = { plr_gitlab_edit_set_axis, TRUE },
  [PLR_EDIT_KIND_REMOVE_MATRIX_AXIS] = { plr_gitlab_edit_remove_axis, TRUE },
  [PLR_EDIT_KIND_SET_MATRIX_ROW] = { plr_gitlab_edit_set_row, TRUE },
  [PLR_EDIT_KIND_REMOVE_MATRIX_ROW] = { plr_gitlab_edit_remove_row, TRUE },
  [PLR_EDIT_KIND_SET_CACHE] = { plr_gitlab_edit_set_cache, TRUE },
  [PLR_EDIT_KIND_REMOVE_CACHE] = { plr_gitlab_edit_remove_cache, TRUE },
  [PLR_EDIT_KIND_SET_ENTRY] = { plr_gitlab_edit_set_entry, TRUE },
  [PLR_EDIT_KIND_REMOVE_ENTRY] = { plr_gitlab_edit_remove_entry, TRUE },
  [PLR_EDIT_KIND_SET_TRIGGER] = { plr_gitlab_edit_set_trigger },
  [PLR_EDIT_KIND_REMOVE_TRIGGER] = { plr_gitlab_edit_remove_trigger },
  [PLR_EDIT_KIND_SET_INPUT] = { plr_gitlab_edit_set_input },
  [PLR_EDIT_KIND_REMOVE_INPUT] = { plr_gitlab_edit_set_input },
};

/* The order in which the keys of a job are usually written. */
static const char *const job_order[] = {
  "extends", "inherit", "stage", "image", "services", "tags", "trigger", "needs", "dependencies", "variables", "rules", "only",
  "except", "when", "manual_confirmation", "allow_failure", "environment", "resource_group", "interruptible", "timeout", "retry",
  "parallel", "cache", "before_script", "script", "after_script", "artifacts", NULL,
};

static const char *const top_order[] = { "spec", "include", "workflow", "stages", "default", "variables", NULL };

static gboolean
is_same (PlrGitlabValue *before,
         PlrGitlabValue *after)
{
  if (before == NULL || after == NULL)
    return before == after;
  if (before->kind != after->kind || before->n_entries != after->n_entries || before->is_unknown != after->is_unknown)
    return FALSE;
  if (before->kind == PLR_YAML_SCALAR &&
      (g_strcmp0 (plr_gitlab_get_string (before), plr_gitlab_get_string (after)) != 0 ||
       plr_gitlab_is_null (before) != plr_gitlab_is_null (after)))
    return FALSE;
  for (guint i = 0; i < before->n_entries; i++)
    if (g_strcmp0 (before->entries[i].name, after->entries[i].name) != 0 ||
        !is_same (before->entries[i].value, after->entries[i].value))
      return FALSE;

  return TRUE;
}

/* Whether a piece of the configuration is to stay what it was. */
static gboolean
is_others (PlrGitlabEdit *self,
           const char    *name)
{
  const char *stage = plr_edit_get_stage (self->edit);

  if (stage == NULL && plr_gitlab_is_global (name))
    return FALSE;

  return g_strcmp0 (name, stage) != 0 && name[0] != '.';
}

/* No edit of one job may change another. */
static gboolean
check_others (PlrGitlabEdit *self,
              GError       **error)
{
  g_autoptr(PlrGitlabConfig) before = plr_gitlab_edit_new_config (self, self->editor->before);
  PlrGitlabValue *root;

  if (!plr_gitlab_edit_refresh (self, error))
    return FALSE;
  root = self->config->root;
  for (guint i = 0; before->root != NULL && root != NULL && i < before->root->n_entries; i++)
    {
      const char *name = before->root->entries[i].name;
      gboolean is_global = plr_gitlab_is_global (name);
      PlrGitlabValue *old;
      PlrGitlabValue *new;

      if (!is_others (self, name))
        continue;
      old = is_global ? plr_gitlab_config_get_global (before, name) : plr_gitlab_config_get_job (before, name);
      new = is_global ? plr_gitlab_config_get_global (self->config, name) : plr_gitlab_config_get_job (self->config, name);
      if (!is_same (old, new))
        return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_SHARED,
                                          _("“%s” in line %u uses what this would change as well; change it in the text, or give “%s” its own"),
                                          name, plr_yaml_node_get_line (before->root->entries[i].key), name);
    }

  return TRUE;
}

static gboolean
has_item (PlrGitlabConfig *config,
          PlrGitlabValue  *list,
          const char      *name)
{
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (list);

  for (guint i = 0; i < items->len; i++)
    {
      PlrGitlabValue *item = ((PlrGitlabEntry *)items->pdata[i])->value;
      PlrGitlabValue *job = plr_gitlab_is_map (item) ? plr_gitlab_get (config, item, "job") : item;

      if (g_strcmp0 (plr_gitlab_get_string (job), name) == 0)
        return TRUE;
    }

  return g_strcmp0 (plr_gitlab_get_string (list), name) == 0;
}

/* What goes, or is called otherwise, may be named in an included file, which no edit of this one changes. */
static gboolean
check_included (PlrGitlabEdit *self,
                GError       **error)
{
  static const char *const keys[] = { "needs", "dependencies", "extends" };
  const char *stage = plr_edit_get_stage (self->edit);
  PlrGitlabValue *root = self->config->root;

  for (guint i = 0; root != NULL && i < root->n_entries; i++)
    {
      PlrGitlabEntry *entry = &root->entries[i];

      if (plr_gitlab_is_local (self->config, entry->key) || !plr_gitlab_is_map (entry->value))
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (keys); j++)
        if (has_item (self->config, plr_gitlab_get (self->config, entry->value, keys[j]), stage))
          return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_SHARED,
                                            _("“%s” is named in “%s”, line %u, which is included here; change that file first"), stage,
                                            plr_gitlab_config_get_path (self->config, entry->key), plr_yaml_node_get_line (entry->key));
    }

  return TRUE;
}

static gboolean
edit_any (PlrDialectEditor *editor,
          GError          **error)
{
  PlrEditKind kind = plr_edit_get_kind (editor->edit);
  g_auto(PlrGitlabEdit) self = { editor, editor->edit };

  if (kind >= G_N_ELEMENTS (funcs) || funcs[kind].func == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED, _("“%s” has no meaning in a definition for GitLab CI/CD"),
                                      plr_edit_get_title (editor->edit));
  if (!plr_gitlab_edit_load (&self, error))
    return FALSE;
  editor->order = plr_edit_get_stage (editor->edit) != NULL && funcs[kind].func != plr_gitlab_edit_add_stage ? job_order : top_order;
  if (funcs[kind].needs_job && !plr_gitlab_edit_find_job (&self, error))
    return FALSE;
  if (funcs[kind].is_wide && !check_included (&self, error))
    return FALSE;
  if (!funcs[kind].func (&self, error))
    return FALSE;

  return funcs[kind].is_wide || check_others (&self, error);
}

static const PlrDialectEditFunc edit_funcs[] = {
  [PLR_EDIT_KIND_SET_PIPELINE] = edit_any, [PLR_EDIT_KIND_ADD_STAGE] = edit_any, [PLR_EDIT_KIND_REMOVE_STAGE] = edit_any,
  [PLR_EDIT_KIND_RENAME_STAGE] = edit_any, [PLR_EDIT_KIND_DUPLICATE_STAGE] = edit_any, [PLR_EDIT_KIND_MOVE_STAGE] = edit_any,
  [PLR_EDIT_KIND_SET_STAGE] = edit_any, [PLR_EDIT_KIND_SET_STAGE_LIST] = edit_any, [PLR_EDIT_KIND_ADD_NEED] = edit_any,
  [PLR_EDIT_KIND_REMOVE_NEED] = edit_any, [PLR_EDIT_KIND_ADD_STEP] = edit_any, [PLR_EDIT_KIND_REMOVE_STEP] = edit_any,
  [PLR_EDIT_KIND_MOVE_STEP] = edit_any, [PLR_EDIT_KIND_SET_STEP] = edit_any, [PLR_EDIT_KIND_DUPLICATE_STEP] = edit_any,
  [PLR_EDIT_KIND_SET_VARIABLE] = edit_any, [PLR_EDIT_KIND_RENAME_VARIABLE] = edit_any,
  [PLR_EDIT_KIND_REMOVE_VARIABLE] = edit_any, [PLR_EDIT_KIND_SET_ARTIFACT] = edit_any,
  [PLR_EDIT_KIND_RENAME_ARTIFACT] = edit_any, [PLR_EDIT_KIND_REMOVE_ARTIFACT] = edit_any,
  [PLR_EDIT_KIND_SET_MATRIX_AXIS] = edit_any, [PLR_EDIT_KIND_REMOVE_MATRIX_AXIS] = edit_any,
  [PLR_EDIT_KIND_SET_MATRIX_ROW] = edit_any, [PLR_EDIT_KIND_REMOVE_MATRIX_ROW] = edit_any, [PLR_EDIT_KIND_SET_CACHE] = edit_any,
  [PLR_EDIT_KIND_REMOVE_CACHE] = edit_any, [PLR_EDIT_KIND_SET_ENTRY] = edit_any, [PLR_EDIT_KIND_REMOVE_ENTRY] = edit_any,
  [PLR_EDIT_KIND_SET_TRIGGER] = edit_any, [PLR_EDIT_KIND_REMOVE_TRIGGER] = edit_any,
  [PLR_EDIT_KIND_SET_INPUT] = edit_any, [PLR_EDIT_KIND_REMOVE_INPUT] = edit_any,
};

/**
 * plr_gitlab_edit:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): as plr_dialect_edit_with_files()
 */
GPtrArray *
plr_gitlab_edit (PlrDialect      *dialect,
                 const char      *text,
                 gssize           size_bytes,
                 const char      *path,
                 PlrDialectLoader loader,
                 gpointer         loader_data,
                 PlrEdit         *edit,
                 GError         **error)
{
  static const PlrDialectEditorShape shape = {
    edit_funcs, G_N_ELEMENTS (edit_funcs), job_order, NULL, N_("This is no configuration of GitLab CI"),
  };

  return plr_dialect_editor_run_with_files (&shape, dialect, text, size_bytes, path, loader, loader_data, edit, error);
}
