/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-edit-private.h"

#define MAX_NUMBER 100000

/* A group, or a mapping of a group and whether a newer one ends an older one. */
static gboolean
set_cancel (PlrDialectEditor *self,
            PlrYamlNode      *owner,
            const char       *text,
            GError          **error)
{
  gboolean cancels = g_strcmp0 (text, "true") == 0;
  g_autoptr(PlrYamlValue) map = NULL;
  PlrYamlNode *node = NULL;

  if (!plr_dialect_editor_find_own (owner, "concurrency", &node, error))
    return FALSE;
  if (node == NULL && !cancels)
    return TRUE;
  if (node == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("Name the group of “concurrency” first"));
      return FALSE;
    }
  if (plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING)
    return plr_dialect_editor_put_boolean (self, node, "cancel", cancels ? "true" : NULL, error);
  if (!cancels)
    return TRUE;

  map = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (map, "group", plr_yaml_node_get_string (node));
  plr_yaml_value_set (map, "cancel", plr_yaml_value_new_boolean (TRUE));
  plr_yaml_value_set_flow (map, TRUE);

  return plr_dialect_editor_put (self, owner, "concurrency", map, error);
}

static gboolean
set_url (PlrDialectEditor *self,
         PlrYamlNode      *stage,
         const char       *text,
         GError          **error)
{
  g_autoptr(PlrYamlValue) map = NULL;
  PlrYamlNode *node = NULL;

  if (!plr_dialect_editor_find_own (stage, "deploy", &node, error))
    return FALSE;
  if (node == NULL && (text == NULL || *text == '\0'))
    return TRUE;
  if (node == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("Name the environment of “deploy” first"));
      return FALSE;
    }
  if (plr_yaml_node_get_kind (node) == PLR_YAML_MAPPING)
    return plr_dialect_editor_put_text (self, node, "url", text, error);
  if (text == NULL || *text == '\0')
    return TRUE;

  map = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (map, "environment", plr_yaml_node_get_string (node));
  plr_yaml_value_set_string (map, "url", text);
  plr_yaml_value_set_flow (map, TRUE);

  return plr_dialect_editor_put (self, stage, "deploy", map, error);
}

/**
 * plr_pipeliner_edit_set_engine:
 * @owner: a stage, or the whole definition
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a property that is for other engines.
 */
gboolean
plr_pipeliner_edit_set_engine (PlrDialectEditor *self,
                               PlrYamlNode      *owner,
                               const char       *field,
                               const char       *text,
                               GError          **error)
{
  if (g_strcmp0 (field, "concurrency") == 0)
    return plr_dialect_editor_put_word (self, owner, field, "group", text, error);
  if (g_strcmp0 (field, "cancels") == 0)
    return set_cancel (self, owner, text, error);
  if (plr_edit_get_stage (self->edit) == NULL)
    return plr_dialect_editor_set_unknown (error, field);
  if (g_strcmp0 (field, "image") == 0)
    return plr_dialect_editor_put_text (self, owner, field, text, error);
  if (g_strcmp0 (field, "allow-failure") == 0)
    return plr_dialect_editor_put_boolean (self, owner, field, text, error);
  if (g_strcmp0 (field, "keeps-going") == 0)
    return plr_dialect_editor_put_boolean (self, owner, "keep-going", text, error);
  if (g_strcmp0 (field, "max-parallel") == 0)
    return plr_dialect_editor_put_number (self, owner, field, text, 1, MAX_NUMBER, error);
  if (g_strcmp0 (field, "copies") == 0)
    return plr_dialect_editor_put_number (self, owner, "parallel", text, 1, MAX_NUMBER, error);
  if (g_strcmp0 (field, "url") == 0)
    return set_url (self, owner, text, error);

  return plr_dialect_editor_set_unknown (error, field);
}

/* The owner of what the edit names, or NULL with @error set. */
static PlrYamlNode *
find_owner (PlrDialectEditor *self,
            GError          **error)
{
  const char *id = plr_edit_get_stage (self->edit);
  PlrYamlNode *root = plr_dialect_editor_get_root (self);

  if (id != NULL)
    return plr_pipeliner_editor_find_stage (self, id, error);
  if (root == NULL)
    g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("The definition is empty"));

  return root;
}

static gboolean
check_entries (PlrDialectEditor *self,
               GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *name = plr_edit_get_target (self->edit);
  gboolean is_known = g_strcmp0 (field, "permissions") == 0 ||
                      (plr_edit_get_stage (self->edit) != NULL &&
                       (g_strcmp0 (field, "outputs") == 0 || g_strcmp0 (field, "services") == 0));

  if (!is_known || plr_edit_get_index (self->edit) >= 0)
    return plr_dialect_editor_set_unknown (error, field);
  if (name == NULL || *name == '\0')
    return plr_dialect_editor_set_invalid (error, field, "");

  return TRUE;
}

/**
 * plr_pipeliner_edit_set_entry:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets a permission, an output or a service.
 */
gboolean
plr_pipeliner_edit_set_entry (PlrDialectEditor *self,
                              GError          **error)
{
  PlrYamlNode *owner = find_owner (self, error);
  const char *text = plr_edit_get_value (self->edit);
  g_autoptr(PlrYamlValue) value = NULL;

  if (owner == NULL || !check_entries (self, error))
    return FALSE;

  value = plr_dialect_editor_new_text (text != NULL ? text : "");

  return plr_dialect_editor_put_entry (self, owner, plr_edit_get_field (self->edit), plr_edit_get_target (self->edit), value, error);
}

/**
 * plr_pipeliner_edit_remove_entry:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes one.
 */
gboolean
plr_pipeliner_edit_remove_entry (PlrDialectEditor *self,
                                 GError          **error)
{
  PlrYamlNode *owner = find_owner (self, error);
  g_autofree char *message = NULL;

  if (owner == NULL || !check_entries (self, error))
    return FALSE;

  message = g_strdup_printf (_("There is no “%s” in %s"), plr_edit_get_target (self->edit), plr_edit_get_field (self->edit));

  return plr_dialect_editor_drop_entry (self, owner, plr_edit_get_field (self->edit), plr_edit_get_target (self->edit), message, error);
}

/* Caches: one mapping, or a list of them. */

static gboolean
has_key (PlrYamlNode *cache,
         const char  *key)
{
  PlrYamlNode *node = plr_yaml_node_get_merged (plr_yaml_node_resolve (cache), "key");

  return g_strcmp0 (node != NULL ? plr_yaml_node_get_string (node) : NULL, key) == 0;
}

static PlrYamlNode *
find_cache (PlrYamlNode *caches,
            const char  *key)
{
  if (caches == NULL)
    return NULL;
  if (plr_yaml_node_get_kind (caches) == PLR_YAML_MAPPING)
    return has_key (caches, key) ? caches : NULL;

  for (guint i = 0; i < plr_yaml_node_get_n_items (caches); i++)
    if (has_key (plr_yaml_node_get_item (caches, i), key))
      return plr_yaml_node_get_item (caches, i);

  return NULL;
}

static PlrYamlValue *
new_cache (const char        *key,
           const char *const *paths)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();
  PlrYamlValue *list = plr_yaml_value_new_strings (paths);

  if (key != NULL)
    plr_yaml_value_set_string (map, "key", key);
  plr_yaml_value_set_flow (list, TRUE);
  plr_yaml_value_set (map, "paths", list);

  return map;
}

/* A second cache makes a list of the first one, which is written anew: it has a key and paths, and no more. */
static gboolean
add_second_cache (PlrDialectEditor *self,
                  PlrYamlNode      *stage,
                  PlrYamlNode      *first,
                  GError          **error)
{
  PlrYamlNode *key = plr_yaml_node_get_merged (first, "key");
  g_auto(GStrv) paths = plr_dialect_editor_get_list (first, "paths");
  g_autoptr(PlrYamlValue) list = plr_yaml_value_new_list ();
  const char *none[] = { NULL };

  plr_yaml_value_append (list, new_cache (key != NULL ? plr_yaml_node_get_string (key) : NULL,
                                          paths != NULL ? (const char *const *)paths : none));
  plr_yaml_value_append (list, new_cache (plr_edit_get_target (self->edit), plr_edit_get_values (self->edit)));

  return plr_dialect_editor_put (self, stage, "cache", list, error);
}

/**
 * plr_pipeliner_edit_set_cache:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets what a stage keeps under a key.
 */
gboolean
plr_pipeliner_edit_set_cache (PlrDialectEditor *self,
                              GError          **error)
{
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, plr_edit_get_stage (self->edit), error);
  const char *const *paths = plr_edit_get_values (self->edit);
  PlrYamlNode *caches = NULL;
  PlrYamlNode *cache;
  g_autoptr(PlrYamlValue) value = NULL;

  if (stage == NULL || !plr_dialect_editor_find_own (stage, "cache", &caches, error))
    return FALSE;
  if (paths == NULL || paths[0] == NULL)
    return plr_dialect_editor_set_invalid (error, "cache", "");

  if ((cache = find_cache (caches, plr_edit_get_target (self->edit))) != NULL)
    return plr_dialect_editor_put_list (self, cache, "paths", paths, PLR_YAML_EDIT_NONE, error);
  if (caches != NULL && plr_yaml_node_get_kind (caches) == PLR_YAML_MAPPING)
    return add_second_cache (self, stage, caches, error);

  value = new_cache (plr_edit_get_target (self->edit), paths);
  if (caches == NULL || plr_yaml_node_get_kind (caches) != PLR_YAML_SEQUENCE)
    return plr_dialect_editor_put (self, stage, "cache", value, error);

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (caches, -1, value, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_pipeliner_edit_remove_cache:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes it.
 */
gboolean
plr_pipeliner_edit_remove_cache (PlrDialectEditor *self,
                                 GError          **error)
{
  PlrYamlNode *stage = plr_pipeliner_editor_find_stage (self, plr_edit_get_stage (self->edit), error);
  PlrYamlNode *caches = NULL;
  PlrYamlNode *cache;

  if (stage == NULL || !plr_dialect_editor_find_own (stage, "cache", &caches, error))
    return FALSE;
  if ((cache = find_cache (caches, plr_edit_get_target (self->edit))) == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("The stage has no such cache"));
      return FALSE;
    }
  if (cache == caches || plr_yaml_node_get_n_items (caches) == 1)
    return plr_dialect_editor_drop (self, stage, "cache", error);

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (cache, PLR_YAML_EDIT_NONE, error), error);
}

/* Rows of the matrix */

static PlrYamlValue *
new_row (const char *const *pairs)
{
  PlrYamlValue *row = plr_yaml_value_new_map ();

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (pairs[i], "=", 2);

      plr_yaml_value_set (row, pair[0], plr_dialect_editor_new_text (pair[1]));
    }
  plr_yaml_value_set_flow (row, TRUE);

  return row;
}

/* FALSE with @error set if the edit names no list of rows; @rows is NULL where there is none yet. */
static gboolean
find_rows (PlrDialectEditor *self,
           PlrYamlNode     **stage,
           PlrYamlNode     **rows,
           GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  PlrYamlNode *matrix = NULL;

  if ((*stage = plr_pipeliner_editor_find_stage (self, plr_edit_get_stage (self->edit), error)) == NULL)
    return FALSE;
  if (g_strcmp0 (field, "include") != 0 && g_strcmp0 (field, "exclude") != 0)
    return plr_dialect_editor_set_unknown (error, field);
  if (!plr_dialect_editor_find_own (*stage, "matrix", &matrix, error))
    return FALSE;

  *rows = NULL;

  return matrix == NULL || plr_dialect_editor_find_own (matrix, field, rows, error);
}

/**
 * plr_pipeliner_edit_set_row:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or adds a row that the matrix has besides, or leaves out.
 */
gboolean
plr_pipeliner_edit_set_row (PlrDialectEditor *self,
                            GError          **error)
{
  const char *const *pairs = plr_edit_get_values (self->edit);
  int index = plr_edit_get_index (self->edit);
  PlrYamlNode *stage, *rows;
  g_autoptr(PlrYamlValue) row = NULL;
  g_autoptr(PlrYamlValue) list = NULL;

  if (!find_rows (self, &stage, &rows, error))
    return FALSE;
  if (pairs == NULL || pairs[0] == NULL)
    return plr_dialect_editor_set_invalid (error, plr_edit_get_field (self->edit), "");
  for (guint i = 0; pairs[i] != NULL; i++)
    if (strchr (pairs[i], '=') == NULL || pairs[i][0] == '=')
      return plr_dialect_editor_set_invalid (error, plr_edit_get_field (self->edit), pairs[i]);

  row = new_row (pairs);
  if (rows == NULL)
    {
      list = plr_yaml_value_new_list ();
      plr_yaml_value_append (list, plr_yaml_value_ref (row));
      return plr_dialect_editor_put_entry (self, stage, "matrix", plr_edit_get_field (self->edit), list, error);
    }
  if (index < 0)
    return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (rows, -1, row, PLR_YAML_EDIT_NONE, error), error);
  if ((guint)index >= plr_yaml_node_get_n_items (rows))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("The matrix has no row %d there"), index + 1);
      return FALSE;
    }

  return plr_dialect_editor_take (self, plr_yaml_edit_set (plr_yaml_node_get_item (rows, (guint)index), row, PLR_YAML_EDIT_NONE, error),
                                  error);
}

/**
 * plr_pipeliner_edit_remove_row:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes one.
 */
gboolean
plr_pipeliner_edit_remove_row (PlrDialectEditor *self,
                               GError          **error)
{
  int index = plr_edit_get_index (self->edit);
  PlrYamlNode *stage, *rows;

  if (!find_rows (self, &stage, &rows, error))
    return FALSE;
  if (rows == NULL || index < 0 || (guint)index >= plr_yaml_node_get_n_items (rows))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("The matrix has no row %d there"), index + 1);
      return FALSE;
    }
  if (plr_yaml_node_get_n_items (rows) == 1)
    return plr_dialect_editor_drop_entry (self, stage, "matrix", plr_edit_get_field (self->edit), "", error);

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (plr_yaml_node_get_item (rows, (guint)index), PLR_YAML_EDIT_NONE, error),
                                  error);
}

/* Triggers */

/* The mapping of the filters of an event; an event without any is made one first. */
static gboolean
set_filter (PlrDialectEditor *self,
            PlrYamlNode      *triggers,
            GError          **error)
{
  static const char *const fields[] = {
    "branches", "branches-ignored", "tags", "tags-ignored", "paths", "paths-ignored", "types", NULL
  };
  const char *event = plr_edit_get_target (self->edit);
  const char *field = plr_edit_get_field (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  PlrYamlNode *body = plr_yaml_node_get (triggers, event);
  g_autoptr(PlrYamlValue) map = NULL;
  g_autoptr(PlrYamlValue) list = NULL;

  if (!g_strv_contains (fields, field))
    return plr_dialect_editor_set_unknown (error, field);
  if (body != NULL && plr_yaml_node_get_kind (body) == PLR_YAML_MAPPING)
    return values != NULL ? plr_dialect_editor_put_list (self, body, field, values, PLR_YAML_EDIT_NONE, error) :
           plr_dialect_editor_drop (self, body, field, error);
  if (values == NULL)
    return TRUE;

  map = plr_yaml_value_new_map ();
  list = plr_yaml_value_new_list ();
  for (guint i = 0; values[i] != NULL; i++)
    plr_yaml_value_append (list, plr_dialect_editor_new_text (values[i]));
  plr_yaml_value_set_flow (list, TRUE);
  plr_yaml_value_set (map, field, plr_yaml_value_ref (list));

  return plr_dialect_editor_put (self, triggers, event, map, error);
}

/**
 * plr_pipeliner_edit_set_trigger:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds an event that starts the pipeline on other engines, or sets a filter of it.
 */
gboolean
plr_pipeliner_edit_set_trigger (PlrDialectEditor *self,
                                GError          **error)
{
  PlrYamlNode *root = find_owner (self, error);
  const char *event = plr_edit_get_target (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  const char *field = plr_edit_get_field (self->edit);
  PlrYamlNode *triggers = NULL;
  g_autoptr(PlrYamlValue) value = NULL;

  if (root == NULL || !plr_dialect_editor_find_own (root, "triggers", &triggers, error))
    return FALSE;
  if (event == NULL || *event == '\0')
    return plr_dialect_editor_set_invalid (error, "triggers", "");

  if (g_str_equal (event, "schedule"))
    {
      if (values == NULL || values[0] == NULL || (field != NULL && !g_str_equal (field, "schedule")))
        return plr_dialect_editor_set_invalid (error, "schedule", "");
      value = plr_yaml_value_new_strings (values);
      return plr_dialect_editor_put_entry (self, root, "triggers", event, value, error);
    }
  if (triggers != NULL && plr_yaml_node_get (triggers, event) != NULL)
    return field == NULL || set_filter (self, triggers, error);

  value = plr_yaml_value_new_map ();
  if (field != NULL && values != NULL)
    {
      PlrYamlValue *list = plr_yaml_value_new_strings (values);

      plr_yaml_value_set_flow (list, TRUE);
      plr_yaml_value_set (value, field, list);
    }

  return plr_dialect_editor_put_entry (self, root, "triggers", event, value, error);
}

/**
 * plr_pipeliner_edit_remove_trigger:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes an event.
 */
gboolean
plr_pipeliner_edit_remove_trigger (PlrDialectEditor *self,
                                   GError          **error)
{
  PlrYamlNode *root = find_owner (self, error);
  const char *event = plr_edit_get_target (self->edit);
  g_autofree char *message = g_strdup_printf (_("Nothing starts it on “%s”"), event != NULL ? event : "");

  return root != NULL && plr_dialect_editor_drop_entry (self, root, "triggers", event != NULL ? event : "", message, error);
}

/**
 * plr_pipeliner_edit_set_input:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds, changes or removes what a person or caller is asked, of an event or of the pipeline.
 */
gboolean
plr_pipeliner_edit_set_input (PlrDialectEditor *self,
                              GError          **error)
{
  PlrYamlNode *owner = find_owner (self, error);
  const char *word = plr_edit_get_event (self->edit);
  const char *slash = word != NULL ? strchr (word, '/') : NULL;
  g_autofree char *event = word != NULL ? g_strndup (word, slash != NULL ? (gsize)(slash - word) : strlen (word)) : NULL;
  const PlrInputsForm *form = NULL;
  PlrYamlNode *triggers = NULL;
  PlrYamlNode *body = NULL;

  for (guint i = 0; i < PLR_PIPELINER_N_INPUTS; i++)
    if (g_str_equal (plr_pipeliner_inputs[i].list, slash != NULL ? slash + 1 : "inputs"))
      form = &plr_pipeliner_inputs[i];
  if (owner == NULL)
    return FALSE;
  if (form == NULL)
    return plr_dialect_editor_set_invalid (error, "inputs", word);
  if (!plr_inputs_check (self, form, error))
    return FALSE;
  if (event == NULL)
    return plr_inputs_edit (self, owner, form, error);

  if (!plr_dialect_editor_find_own (owner, "triggers", &triggers, error))
    return FALSE;
  body = triggers != NULL ? plr_yaml_node_get (triggers, event) : NULL;
  if (body == NULL || g_str_equal (event, "schedule"))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("Nothing starts it on “%s” that could ask for something"), event);
      return FALSE;
    }
  if (plr_yaml_node_get_kind (body) != PLR_YAML_MAPPING)
    {
      g_autoptr(PlrYamlValue) nothing = plr_yaml_value_new_map ();

      if (!plr_dialect_editor_put (self, triggers, event, nothing, error) || !plr_dialect_editor_refresh (self, error))
        return FALSE;
      owner = find_owner (self, error);
      body = owner != NULL ? plr_yaml_node_get (plr_yaml_node_get (owner, "triggers"), event) : NULL;
    }

  return body != NULL && plr_inputs_edit (self, body, form, error);
}
