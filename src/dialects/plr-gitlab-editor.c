/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-editor"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-edit-private.h"

#define MAX_FLOW 100

/* What the edits have in common: where a job and its keys are written, and how a job gets its own. */

void
plr_gitlab_edit_clear (PlrGitlabEdit *self)
{
  g_clear_pointer (&self->config, plr_gitlab_config_free);
  self->top = NULL;
  self->job = NULL;
  self->value = NULL;
}

/**
 * plr_gitlab_edit_set_error:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: `FALSE`, for the caller to return
 */
gboolean
plr_gitlab_edit_set_error (GError        **error,
                           PlrDialectError code,
                           const char     *format,
                           ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, PLR_DIALECT_ERROR, code, message);

  return FALSE;
}

/**
 * plr_gitlab_edit_dup_place:
 *
 * Returns: (transfer full): “line 3”, with the file if it is an included one
 */
char *
plr_gitlab_edit_dup_place (PlrGitlabEdit *self,
                           PlrYamlNode   *node)
{
  const char *path = plr_gitlab_config_get_path (self->config, node);

  if (plr_gitlab_is_local (self->config, node) || path == NULL)
    return g_strdup_printf (_("line %u"), plr_yaml_node_get_line (node));

  return g_strdup_printf (_("%s, line %u"), path, plr_yaml_node_get_line (node));
}

/**
 * plr_gitlab_edit_set_from:
 * @error: `PLR_DIALECT_ERROR`: that others have the value as well
 * @value: where it is written
 *
 * Returns: `FALSE`, for the caller to return
 */
gboolean
plr_gitlab_edit_set_from (GError        **error,
                          PlrGitlabEdit  *self,
                          const char     *name,
                          PlrGitlabValue *value)
{
  g_autofree char *place = plr_gitlab_edit_dup_place (self, value->node);

  return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_SHARED,
                                    _("“%s” comes from %s, which other jobs may use as well; change it there, in the text"), name, place);
}

/**
 * plr_gitlab_edit_new_config:
 * @tree: the text before the edit, or as it is now
 *
 * Returns: (transfer full): it with the files that it includes
 */
PlrGitlabConfig *
plr_gitlab_edit_new_config (PlrGitlabEdit *self,
                            PlrYaml       *tree)
{
  return plr_gitlab_config_new (tree, self->editor->path, self->editor->loader != NULL ? plr_dialect_editor_load : NULL, self->editor,
                                NULL);
}

/**
 * plr_gitlab_edit_load:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Looks at the tree as it is now, and for the job of the edit in it, if it names one.
 */
gboolean
plr_gitlab_edit_load (PlrGitlabEdit *self,
                      GError       **error)
{
  const char *id = plr_edit_get_stage (self->edit);

  plr_gitlab_edit_clear (self);
  self->config = plr_gitlab_edit_new_config (self, self->editor->tree);
  self->editor->document = self->config->header != NULL ? 1 : 0;
  self->top = self->config->root != NULL ? self->config->top : NULL;
  if (self->top != NULL && id != NULL && id[0] != '.' && !plr_gitlab_is_global (id))
    {
      PlrYamlNode *job = plr_yaml_node_get (self->top, id);

      /* Of two keys the last one counts, and the first one is found. */
      if (job != NULL && plr_yaml_node_find_duplicate (self->top, NULL) != NULL)
        job = plr_gitlab_find_entry (self->config, self->config->root, id)->use;
      self->job = job;
      self->value = job != NULL ? plr_gitlab_config_get_job (self->config, id) : NULL;
    }

  return TRUE;
}

/**
 * plr_gitlab_edit_refresh:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Applies the last step; all nodes and values are new.
 */
gboolean
plr_gitlab_edit_refresh (PlrGitlabEdit *self,
                         GError       **error)
{
  return plr_dialect_editor_refresh (self->editor, error) && plr_gitlab_edit_load (self, error);
}

/**
 * plr_gitlab_edit_take:
 * @patches: (transfer full) (nullable): as plr_dialect_editor_take()
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 */
gboolean
plr_gitlab_edit_take (PlrGitlabEdit *self,
                      GPtrArray     *patches,
                      GError       **error)
{
  return plr_dialect_editor_take (self->editor, patches, error);
}

/**
 * plr_gitlab_edit_find_job:
 * @error: `PLR_DIALECT_ERROR`: that there is none, or that it is written elsewhere
 *
 * Returns: whether the job of the edit stands in this text
 */
gboolean
plr_gitlab_edit_find_job (PlrGitlabEdit *self,
                          GError       **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  PlrGitlabEntry *entry = self->config->root != NULL && id != NULL ? plr_gitlab_find_entry (self->config, self->config->root, id) : NULL;

  if (self->job == NULL && entry != NULL && !plr_gitlab_is_local (self->config, entry->key))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_SHARED,
                                      _("“%s” stands in “%s”, line %u, which is included here; open that file, and change it there"), id,
                                      plr_gitlab_config_get_path (self->config, entry->key), plr_yaml_node_get_line (entry->key));
  if (self->job == NULL && self->top != NULL && id != NULL && plr_yaml_node_get_merged (self->top, id) != NULL)
    return plr_dialect_editor_set_shared (error, id);
  if (self->job == NULL && self->config->is_open)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND,
                                      _("There is no stage “%s” in this file; if it is included, change it there"), id != NULL ? id : "");
  if (self->job == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no stage “%s”"), id != NULL ? id : "");
  if (plr_yaml_node_get_kind (self->job) == PLR_YAML_ALIAS)
    return plr_dialect_editor_set_shared (error, id);
  if (plr_yaml_node_get_kind (self->job) != PLR_YAML_MAPPING && !plr_yaml_node_is_null (self->job))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID, _("“%s” is no job"), id);

  return TRUE;
}

/**
 * plr_gitlab_edit_get:
 *
 * Returns: (transfer none) (nullable): what the job has at a key, its own or from a template, but not from `default`
 */
PlrGitlabValue *
plr_gitlab_edit_get (PlrGitlabEdit *self,
                     const char    *key)
{
  return plr_gitlab_get (self->config, self->value, key);
}

static PlrYamlNode *
get_from_merge (PlrYamlNode *job,
                const char  *key)
{
  for (guint i = 0; i < plr_yaml_node_get_n_items (job); i++)
    {
      PlrYamlNode *name = plr_yaml_node_get_key (job, i);
      PlrYamlNode *source;

      if (name == NULL || g_strcmp0 (plr_yaml_node_get_string (name), "<<") != 0)
        continue;
      source = plr_yaml_node_resolve (plr_yaml_node_get_value (job, i));
      for (guint j = 0; plr_yaml_node_get_kind (source) == PLR_YAML_SEQUENCE && j < plr_yaml_node_get_n_items (source); j++)
        {
          PlrYamlNode *found = plr_yaml_node_get_merged (plr_yaml_node_resolve (plr_yaml_node_get_item (source, j)), key);

          if (found != NULL)
            return found;
        }
      if (plr_yaml_node_get_kind (source) == PLR_YAML_MAPPING && plr_yaml_node_get_merged (source, key) != NULL)
        return plr_yaml_node_get_merged (source, key);
    }

  return NULL;
}

static PlrGitlabValue *
get_from_template (PlrGitlabEdit *self,
                   const char    *key)
{
  PlrGitlabValue *extends = plr_gitlab_edit_get (self, "extends");
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (extends);

  if (extends != NULL && plr_gitlab_get_string (extends) != NULL)
    return plr_gitlab_get (self->config, plr_gitlab_config_get_job (self->config, plr_gitlab_get_string (extends)), key);
  for (guint i = items->len; i > 0; i--)
    {
      const char *name = plr_gitlab_get_string (((PlrGitlabEntry *)items->pdata[i - 1])->value);
      PlrGitlabEntry *found = name != NULL
                              ? plr_gitlab_find_entry (self->config, plr_gitlab_config_get_job (self->config, name), key) : NULL;

      if (found != NULL)
        return plr_gitlab_is_null (found->value) ? NULL : found->value;
    }

  return NULL;
}

/**
 * plr_gitlab_edit_get_inherited:
 *
 * Returns: (transfer none) (nullable): what the job would have at a key without its own, from a merge key or a template
 */
PlrGitlabValue *
plr_gitlab_edit_get_inherited (PlrGitlabEdit *self,
                               const char    *key)
{
  PlrYamlNode *merged = get_from_merge (self->job, key);
  PlrGitlabValue *value = merged != NULL ? plr_gitlab_build (self->config, merged) : NULL;

  return value != NULL && !plr_gitlab_is_null (value) ? value : get_from_template (self, key);
}

/**
 * plr_gitlab_edit_put:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Gives the job a value of its own at a key.
 */
gboolean
plr_gitlab_edit_put (PlrGitlabEdit *self,
                     const char    *key,
                     PlrYamlValue  *value,
                     GError       **error)
{
  return plr_dialect_editor_put (self->editor, self->job, key, value, error);
}

/**
 * plr_gitlab_edit_drop:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Takes a key from the job. What a template would then bring in is taken away by a null, as GitLab's guide says.
 */
gboolean
plr_gitlab_edit_drop (PlrGitlabEdit *self,
                      const char    *key,
                      GError       **error)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);
  PlrGitlabValue *usual = plr_gitlab_config_get_default (self->config, self->value, key);

  if (plr_gitlab_config_get_own_or_default (self->config, self->value, key) == NULL && own == NULL)
    return TRUE;
  if (usual != NULL)
    return plr_gitlab_edit_set_from (error, self, key, usual);
  if (plr_gitlab_edit_get_inherited (self, key) != NULL)
    {
      g_autoptr(PlrYamlValue) null = plr_yaml_value_new_null ();

      return (own != NULL && plr_yaml_node_get_string (own) != NULL && plr_yaml_node_is_null (own)) ||
             plr_gitlab_edit_put (self, key, null, error);
    }
  if (own == NULL)
    return TRUE;

  return plr_gitlab_edit_take (self, plr_yaml_edit_remove (own, PLR_YAML_EDIT_NONE, error), error);
}

/* A scalar as GitLab takes it for a text, but numbers without quotes. */
PlrYamlValue *
plr_gitlab_new_scalar (const char *text)
{
  gsize length = strlen (text);
  gboolean is_number = length > 0 && length < 16 && strspn (text, "0123456789") == length && (text[0] != '0' || length == 1);

  return is_number ? plr_yaml_value_new_text (text) : plr_yaml_value_new_string (text);
}

/* A list of texts; one in brackets unless what it replaces has dashes, or it is long. */
PlrYamlValue *
plr_gitlab_new_list (PlrGitlabValue    *like,
                     const char *const *values)
{
  PlrYamlValue *list = plr_yaml_value_new_list ();
  gboolean is_block = like != NULL && like->kind == PLR_YAML_SEQUENCE && like->n_entries > 0 && !plr_yaml_node_is_flow (like->node);

  for (guint i = 0; values[i] != NULL; i++)
    plr_yaml_value_append (list, plr_gitlab_new_scalar (values[i]));
  plr_yaml_value_set_flow (list, !is_block || values[0] == NULL);

  return list;
}

/**
 * plr_gitlab_edit_put_text:
 * @text: (nullable): `NULL` or an empty text takes the key away
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a text at a key of the job.
 */
gboolean
plr_gitlab_edit_put_text (PlrGitlabEdit *self,
                          const char    *key,
                          const char    *text,
                          GError       **error)
{
  g_autoptr(PlrYamlValue) value = NULL;

  if (text == NULL || text[0] == '\0')
    return plr_gitlab_edit_drop (self, key, error);

  value = plr_yaml_value_new_string (text);

  return plr_gitlab_edit_put (self, key, value, error);
}

/* A short mapping takes one line. */
static PlrYamlValue *
make_copy (PlrGitlabValue *value)
{
  g_autoptr(PlrYamlValue) flow = plr_gitlab_make_value (value, TRUE);
  g_autofree char *text = plr_yaml_value_dup_text (flow);

  if (value->kind == PLR_YAML_MAPPING && strlen (text) <= MAX_FLOW && strchr (g_strchomp (text), '\n') == NULL)
    return g_steal_pointer (&flow);

  return plr_gitlab_make_value (value, FALSE);
}

/**
 * plr_gitlab_edit_own:
 * @is_deep: whether a mapping of the job is merged with that of its template, so that only what differs need stand there
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Gives the job a list or mapping of its own at a key, equal to what it has, if that is written elsewhere. May apply a step.
 */
gboolean
plr_gitlab_edit_own (PlrGitlabEdit *self,
                     const char    *key,
                     gboolean       is_deep,
                     GError       **error)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);
  PlrGitlabValue *value = plr_gitlab_config_get_own_or_default (self->config, self->value, key);
  gboolean is_alias = own != NULL && (plr_yaml_node_get_kind (own) == PLR_YAML_ALIAS || plr_yaml_node_get_tag (own) != NULL);
  gboolean is_merged = own == NULL && get_from_merge (self->job, key) != NULL;
  gboolean is_template = own == NULL && plr_gitlab_is_map (value) && plr_gitlab_edit_get (self, key) != NULL;
  g_autoptr(PlrYamlValue) copy = NULL;

  if (value == NULL || (own != NULL && !is_alias) || (is_deep && is_template && !is_merged))
    return TRUE;
  if (value->is_unknown)
    return plr_gitlab_edit_set_from (error, self, key, value);

  copy = make_copy (value);

  return plr_gitlab_edit_put (self, key, copy, error) && plr_gitlab_edit_refresh (self, error);
}

/**
 * plr_gitlab_edit_put_inner:
 * @inner: a key of the mapping that the job may have at @key
 * @is_main: whether a text in place of the mapping means that key
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a value within a mapping of the job, in whichever form that is.
 */
gboolean
plr_gitlab_edit_put_inner (PlrGitlabEdit *self,
                           const char    *key,
                           const char    *inner,
                           gboolean       is_main,
                           PlrYamlValue  *value,
                           GError       **error)
{
  g_autoptr(PlrYamlValue) map = NULL;
  PlrGitlabValue *old;
  PlrYamlNode *own;

  if (!plr_gitlab_edit_own (self, key, TRUE, error))
    return FALSE;
  own = plr_yaml_node_get (self->job, key);
  old = plr_gitlab_edit_get (self, key);
  if (own != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_MAPPING)
    return plr_dialect_editor_put (self->editor, own, inner, value, error);
  if (is_main && !plr_gitlab_is_map (old))
    return plr_gitlab_edit_put (self, key, value, error);

  map = plr_yaml_value_new_map ();
  if (!is_main && old != NULL && plr_gitlab_get_string (old) != NULL)
    plr_yaml_value_set_string (map, "name", plr_gitlab_get_string (old));
  plr_yaml_value_set (map, inner, plr_yaml_value_ref (value));

  return plr_gitlab_edit_put (self, key, map, error);
}

/**
 * plr_gitlab_edit_drop_inner:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Takes a value from within a mapping of the job, and the mapping with the last one.
 */
gboolean
plr_gitlab_edit_drop_inner (PlrGitlabEdit *self,
                            const char    *key,
                            const char    *inner,
                            GError       **error)
{
  g_autoptr(PlrYamlValue) null = NULL;
  PlrYamlNode *own;
  PlrYamlNode *entry;

  if (!plr_gitlab_edit_own (self, key, TRUE, error))
    return FALSE;
  if (plr_gitlab_get (self->config, plr_gitlab_edit_get (self, key), inner) == NULL)
    return TRUE;
  if (plr_gitlab_get (self->config, plr_gitlab_edit_get_inherited (self, key), inner) != NULL)
    {
      null = plr_yaml_value_new_null ();
      return plr_gitlab_edit_put_inner (self, key, inner, FALSE, null, error);
    }
  own = plr_yaml_node_get (self->job, key);
  entry = own != NULL ? plr_yaml_node_get (own, inner) : NULL;
  if (entry == NULL)
    return plr_gitlab_edit_set_from (error, self, key, plr_gitlab_edit_get (self, key));
  if (plr_yaml_node_get_n_items (own) == 1)
    return plr_gitlab_edit_take (self, plr_yaml_edit_remove (own, PLR_YAML_EDIT_NONE, error), error);

  return plr_gitlab_edit_take (self, plr_yaml_edit_remove (entry, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_gitlab_edit_read:
 *
 * Returns: (transfer full) (nullable): the model of the tree as it is now
 */
PlrPipeline *
plr_gitlab_edit_read (PlrGitlabEdit *self)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  gsize size = 0;
  const char *text = plr_yaml_get_text (self->editor->tree, &size);

  return plr_dialect_read_with_files (dialect, text, (gssize)size, self->editor->path,
                                      self->editor->loader != NULL ? plr_dialect_editor_load : NULL, self->editor, problems);
}
