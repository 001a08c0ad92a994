/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-dialect-editor"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-dialect-editor.h"

static void
editor_clear (PlrDialectEditor *self)
{
  g_clear_pointer (&self->before, plr_yaml_unref);
  g_clear_pointer (&self->tree, plr_yaml_unref);
  g_clear_pointer (&self->patches, g_ptr_array_unref);
  g_clear_pointer (&self->pending, g_ptr_array_unref);
  g_clear_pointer (&self->files, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrDialectEditor, editor_clear)

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

/**
 * plr_dialect_editor_set_invalid:
 * @error: `PLR_DIALECT_ERROR`: that the value cannot stand there
 *
 * Returns: `FALSE`, for the caller to return
 */
gboolean
plr_dialect_editor_set_invalid (GError    **error,
                                const char *field,
                                const char *value)
{
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID, _("“%s” cannot be “%s”"), field,
               value != NULL ? value : "");

  return FALSE;
}

/**
 * plr_dialect_editor_set_unknown:
 * @error: `PLR_DIALECT_ERROR`: that there is no such field
 *
 * Returns: `FALSE`, for the caller to return
 */
gboolean
plr_dialect_editor_set_unknown (GError    **error,
                                const char *field)
{
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED, _("“%s” is nothing that can be set there"),
               field != NULL ? field : "");

  return FALSE;
}

/**
 * plr_dialect_editor_set_shared:
 * @error: `PLR_DIALECT_ERROR`: that others use the thing as well
 *
 * Returns: `FALSE`, for the caller to return
 */
gboolean
plr_dialect_editor_set_shared (GError    **error,
                               const char *name)
{
  g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED,
               _("“%s” comes from a place that others use as well; change it there, in the text"), name);

  return FALSE;
}

/**
 * plr_dialect_editor_take:
 * @patches: (transfer full) (nullable) (element-type PlrPatch): changes of the tree, `NULL` with @error set
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Notes the next step. That an operation fails may be told here, so that it and its use fit in one expression.
 */
gboolean
plr_dialect_editor_take (PlrDialectEditor *self,
                         GPtrArray        *patches,
                         GError          **error)
{
  g_assert (self->pending == NULL);

  self->pending = patches;

  return patches != NULL;
}

/**
 * plr_dialect_editor_refresh:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Applies the last step, so that the tree shows it.
 */
gboolean
plr_dialect_editor_refresh (PlrDialectEditor *self,
                            GError          **error)
{
  g_autoptr(GPtrArray) pending = g_steal_pointer (&self->pending);
  g_autoptr(GPtrArray) patches = NULL;
  g_autoptr(PlrYaml) tree = NULL;
  const char *text;
  gsize size;

  if (pending == NULL || pending->len == 0)
    return TRUE;

  tree = plr_yaml_apply (self->tree, pending, error);
  if (tree == NULL)
    return FALSE;

  text = plr_yaml_get_text (self->before, &size);
  patches = plr_patches_compose (self->patches, pending, text, size);
  g_ptr_array_unref (self->patches);
  self->patches = g_steal_pointer (&patches);
  plr_yaml_unref (self->tree);
  self->tree = g_steal_pointer (&tree);

  return TRUE;
}

PlrYamlNode *
plr_dialect_editor_get_root (PlrDialectEditor *self)
{
  return plr_yaml_get_root (self->tree, self->document);
}

/* Whether there is nothing in the text yet. */
gboolean
plr_dialect_editor_is_empty (PlrDialectEditor *self)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);

  return root == NULL || (plr_yaml_node_get_string (root) != NULL && plr_yaml_node_is_null (root));
}

/**
 * plr_dialect_editor_lookup:
 * @path: what plr_yaml_node_dup_path() gave before a step
 *
 * Returns: (transfer none) (nullable): what stands there now
 */
PlrYamlNode *
plr_dialect_editor_lookup (PlrDialectEditor *self,
                           const char       *path)
{
  return plr_yaml_node_lookup (plr_dialect_editor_get_root (self), path);
}

/**
 * plr_dialect_editor_find_own:
 * @value: (out): what @map has of its own at @key, or `NULL` if there is nothing
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Looks for a value that no template brings in.
 */
gboolean
plr_dialect_editor_find_own (PlrYamlNode  *map,
                             const char   *key,
                             PlrYamlNode **value,
                             GError      **error)
{
  PlrYamlNode *found = plr_yaml_node_get_merged (map, key);

  if (found != NULL && (plr_yaml_node_get_parent (found) != map || plr_yaml_node_get_kind (found) == PLR_YAML_ALIAS))
    return plr_dialect_editor_set_shared (error, key);
  *value = found;

  return TRUE;
}

static guint
usual_rank (PlrDialectEditor *self,
            const char       *key)
{
  guint rank = 0;

  while (self->order[rank] != NULL && !g_str_equal (self->order[rank], key))
    rank++;

  return rank;
}

/* Behind the last key that usually stands before it, so that a file in the usual order stays in it. */
static int
find_index (PlrDialectEditor *self,
            PlrYamlNode      *map,
            const char       *key)
{
  guint rank = usual_rank (self, key);
  guint n_items = plr_yaml_node_get_n_items (map);
  int index = -1;

  if (self->order[rank] == NULL)
    return -1;

  for (guint i = 0; i < n_items; i++)
    {
      PlrYamlNode *node = plr_yaml_node_get_key (map, i); /* a list has none: the edit refuses it */
      const char *name = node != NULL ? plr_yaml_node_get_string (node) : NULL;

      if (name != NULL && (usual_rank (self, name) < rank || g_str_equal (name, "<<")))
        index = i + 1;
    }
  if (index < 0)
    index = self->shape->keeps_first && !plr_yaml_node_is_flow (map) && plr_yaml_node_get_parent (map) != NULL &&
            plr_yaml_node_get_kind (plr_yaml_node_get_parent (map)) == PLR_YAML_SEQUENCE ? 1 : 0;

  return index < (int)n_items ? index : -1;
}

/**
 * plr_dialect_editor_put:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Gives @map, a mapping or an empty value, @value at @key.
 */
gboolean
plr_dialect_editor_put (PlrDialectEditor *self,
                        PlrYamlNode      *map,
                        const char       *key,
                        PlrYamlValue     *value,
                        GError          **error)
{
  PlrYamlNode *old = plr_yaml_node_get (map, key);

  if (old != NULL && plr_yaml_value_matches (value, old))
    return TRUE;
  if (old != NULL)
    return plr_dialect_editor_take (self, plr_yaml_edit_set (old, value, PLR_YAML_EDIT_NONE, error), error);

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_key (map, find_index (self, map, key), key, value,
                                                                  PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_dialect_editor_drop:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Takes @key from @map, if it is there.
 */
gboolean
plr_dialect_editor_drop (PlrDialectEditor *self,
                         PlrYamlNode      *map,
                         const char       *key,
                         GError          **error)
{
  PlrYamlNode *old = plr_yaml_node_get_merged (map, key);

  if (old == NULL)
    return TRUE;
  if (plr_yaml_node_get_parent (old) != map)
    return plr_dialect_editor_set_shared (error, key);

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (old, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_dialect_editor_drop_entry:
 * @message: for the error if there is no such entry
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Takes @key from the mapping that @owner has at @map, and that mapping itself when it was the last one.
 */
gboolean
plr_dialect_editor_drop_entry (PlrDialectEditor *self,
                               PlrYamlNode      *owner,
                               const char       *map,
                               const char       *key,
                               const char       *message,
                               GError          **error)
{
  PlrYamlNode *entries = NULL;

  if (!plr_dialect_editor_find_own (owner, map, &entries, error))
    return FALSE;
  if (entries == NULL || plr_yaml_node_get_merged (entries, key) == NULL)
    {
      g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, message);
      return FALSE;
    }
  if (plr_yaml_node_get_n_items (entries) == 1 && plr_yaml_node_get (entries, key) != NULL)
    return plr_dialect_editor_drop (self, owner, map, error);

  return plr_dialect_editor_drop (self, entries, key, error);
}

/**
 * plr_dialect_editor_put_text:
 * @text: (nullable): what to write; `NULL` or an empty text removes the key
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a text at @key.
 */
gboolean
plr_dialect_editor_put_text (PlrDialectEditor *self,
                             PlrYamlNode      *map,
                             const char       *key,
                             const char       *text,
                             GError          **error)
{
  g_autoptr(PlrYamlValue) value = NULL;

  if (text == NULL || text[0] == '\0')
    return plr_dialect_editor_drop (self, map, key, error);

  value = plr_yaml_value_new_string (text);

  return plr_dialect_editor_put (self, map, key, value, error);
}

/**
 * plr_dialect_editor_put_boolean:
 * @text: (nullable): `true` or `false`; `NULL` or an empty text removes the key
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes true or false at @key.
 */
gboolean
plr_dialect_editor_put_boolean (PlrDialectEditor *self,
                                PlrYamlNode      *map,
                                const char       *key,
                                const char       *text,
                                GError          **error)
{
  g_autoptr(PlrYamlValue) value = NULL;

  if (text == NULL || text[0] == '\0')
    return plr_dialect_editor_drop (self, map, key, error);
  if (!g_str_equal (text, "true") && !g_str_equal (text, "false"))
    return plr_dialect_editor_set_invalid (error, key, text);

  value = plr_yaml_value_new_boolean (g_str_equal (text, "true"));

  return plr_dialect_editor_put (self, map, key, value, error);
}

/**
 * plr_dialect_editor_put_number:
 * @text: (nullable): a whole number; `NULL` or an empty text removes the key
 * @minimum: the least that it may be
 * @maximum: the most
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a number at @key.
 */
gboolean
plr_dialect_editor_put_number (PlrDialectEditor *self,
                               PlrYamlNode      *map,
                               const char       *key,
                               const char       *text,
                               guint             minimum,
                               guint             maximum,
                               GError          **error)
{
  g_autoptr(PlrYamlValue) value = NULL;
  guint64 number;

  if (text == NULL || text[0] == '\0')
    return plr_dialect_editor_drop (self, map, key, error);
  if (!g_ascii_string_to_unsigned (text, 10, minimum, maximum, &number, NULL))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("“%s” cannot be “%s”; write a whole number from %u to %u"), key, text, minimum, maximum);
      return FALSE;
    }

  value = plr_yaml_value_new_integer ((gint64)number);

  return plr_dialect_editor_put (self, map, key, value, error);
}

/**
 * plr_dialect_editor_put_word:
 * @text: (nullable): what to write; `NULL` or an empty text removes it
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Sets or removes a word at @key, or at @inner of the mapping that may stand there instead: whichever it is stays.
 */
gboolean
plr_dialect_editor_put_word (PlrDialectEditor *self,
                             PlrYamlNode      *map,
                             const char       *key,
                             const char       *inner,
                             const char       *text,
                             GError          **error)
{
  PlrYamlNode *old = NULL;

  if (plr_yaml_node_get (map, key) == NULL)
    return plr_dialect_editor_put_text (self, map, key, text, error);
  if (!plr_dialect_editor_find_own (map, key, &old, error))
    return FALSE;
  if (plr_yaml_node_get_kind (old) != PLR_YAML_MAPPING)
    return plr_dialect_editor_put_text (self, map, key, text, error);
  if (text != NULL && text[0] != '\0')
    return plr_dialect_editor_put_text (self, old, inner, text, error);
  if (plr_yaml_node_get (old, inner) == NULL)
    return TRUE;

  return plr_dialect_editor_drop_entry (self, map, key, inner, "", error);
}

/**
 * plr_dialect_editor_put_entry:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Gives the mapping that @owner has at @map an entry, and makes the mapping if need be.
 */
gboolean
plr_dialect_editor_put_entry (PlrDialectEditor *self,
                              PlrYamlNode      *owner,
                              const char       *map,
                              const char       *key,
                              PlrYamlValue     *value,
                              GError          **error)
{
  PlrYamlNode *entries = NULL;
  g_autoptr(PlrYamlValue) fresh = NULL;

  if (!plr_dialect_editor_find_own (owner, map, &entries, error))
    return FALSE;
  if (entries != NULL)
    return plr_dialect_editor_put (self, entries, key, value, error);

  fresh = plr_yaml_value_new_map ();
  plr_yaml_value_set (fresh, key, plr_yaml_value_ref (value));

  return plr_dialect_editor_put (self, owner, map, fresh, error);
}

/**
 * plr_dialect_editor_rename_entry:
 * @message: for the error if there is no such entry
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Gives an entry of the mapping that @owner has at @map another key, in its place.
 */
gboolean
plr_dialect_editor_rename_entry (PlrDialectEditor *self,
                                 PlrYamlNode      *owner,
                                 const char       *map,
                                 const char       *key,
                                 const char       *new_key,
                                 const char       *message,
                                 GError          **error)
{
  PlrYamlNode *entries = NULL;
  PlrYamlNode *entry = NULL;

  if (!plr_dialect_editor_find_own (owner, map, &entries, error) ||
      (entries != NULL && key != NULL && plr_yaml_node_get (entries, key) == NULL &&
       !plr_dialect_editor_find_own (entries, key, &entry, error)))
    return FALSE;

  entry = entries != NULL && key != NULL ? plr_yaml_node_get (entries, key) : NULL;
  if (entry == NULL)
    {
      g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, message);
      return FALSE;
    }
  if (g_str_equal (key, new_key))
    return TRUE;
  if (plr_yaml_node_get_merged (entries, new_key) != NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_EXISTS, _("“%s” is there already"), new_key);
      return FALSE;
    }

  return plr_dialect_editor_take (self, plr_yaml_edit_rename (entry, new_key, PLR_YAML_EDIT_NONE, error), error);
}

/* A scalar as a person types it; what would read as nothing gets quotes. */
PlrYamlValue *
plr_dialect_editor_new_text (const char *text)
{
  static const char *const nothing[] = { "", "~", "null", "Null", "NULL", NULL };

  return g_strv_contains (nothing, text) ? plr_yaml_value_new_string (text) : plr_yaml_value_new_text (text);
}

static PlrYamlValue *
new_item (PlrDialectEditor  *self,
          PlrDialectListForm form,
          const char        *text)
{
  if ((form & PLR_DIALECT_LIST_WORDS) == 0)
    return plr_yaml_value_new_string (text);

  return self->shape->new_word != NULL ? self->shape->new_word (text) : plr_dialect_editor_new_text (text);
}

static PlrDialectListForm
get_list_form (PlrDialectEditor *self,
               PlrYamlNode      *map,
               const char       *key)
{
  return self->shape->get_list_form != NULL ? self->shape->get_list_form (self, map, key) : 0;
}

/* A list in the manner of the file: `[a, b]`, with dashes, or `a` alone. */
static PlrYamlValue *
new_list (PlrDialectEditor  *self,
          PlrDialectListForm form,
          const char *const *values)
{
  PlrYamlValue *list;

  if ((form & PLR_DIALECT_LIST_SCALAR) != 0 && values[0] != NULL && values[1] == NULL)
    return new_item (self, form, values[0]);

  list = plr_yaml_value_new_list ();
  for (guint i = 0; values[i] != NULL; i++)
    plr_yaml_value_append (list, new_item (self, form, values[i]));
  plr_yaml_value_set_flow (list, (form & PLR_DIALECT_LIST_BLOCK) == 0 || values[0] == NULL);

  return list;
}

/* Makes an item, or the list at its place, say something else, with one step for each item. */
static gboolean
change_items (PlrDialectEditor  *self,
              PlrYamlNode       *list,
              const char        *key,
              const char *const *values,
              PlrYamlEditFlags   flags,
              GError           **error)
{
  g_autofree char *path = plr_yaml_node_dup_path (list);
  guint n_old = plr_yaml_node_get_n_items (list);
  guint n_new = g_strv_length ((GStrv)values);
  PlrDialectListForm form = get_list_form (self, plr_yaml_node_get_parent (list), key);
  guint same = 0, tail = 0;

  while (same < MIN (n_old, n_new) &&
         g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_item (list, same)), values[same]) == 0)
    same++;
  while (tail < MIN (n_old, n_new) - same &&
         g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_item (list, n_old - 1 - tail)),
                    values[n_new - 1 - tail]) == 0)
    tail++;

  for (guint i = same; i < MAX (n_old, n_new) - tail; i++)
    {
      g_autoptr(PlrYamlValue) value = i < n_new - tail ? new_item (self, form, values[i]) : NULL;
      GPtrArray *patches;

      if (!plr_dialect_editor_refresh (self, error))
        return FALSE;
      list = plr_dialect_editor_lookup (self, path);
      if (value == NULL)
        patches = plr_yaml_edit_remove (plr_yaml_node_get_item (list, n_new - tail), flags, error);
      else if (i < n_old - tail)
        patches = plr_yaml_edit_set (plr_yaml_node_get_item (list, i), value, flags, error);
      else
        patches = plr_yaml_edit_insert_item (list, i, value, flags, error);
      if (!plr_dialect_editor_take (self, patches, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * plr_dialect_editor_put_list:
 * @map: who has the list
 * @key: where
 * @values: (nullable): what it is to say; `NULL` removes it
 * @flags: with %PLR_YAML_EDIT_SHARED a list that others refer to changes for all of them; without, an alias is replaced
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Changes a list item by item, so that its form and its comments stay.
 */
gboolean
plr_dialect_editor_put_list (PlrDialectEditor  *self,
                             PlrYamlNode       *map,
                             const char        *key,
                             const char *const *values,
                             PlrYamlEditFlags   flags,
                             GError           **error)
{
  PlrYamlNode *old = plr_yaml_node_get (map, key);
  PlrDialectListForm form = get_list_form (self, map, key);
  g_autoptr(PlrYamlValue) value = NULL;

  if (values == NULL)
    return plr_dialect_editor_drop (self, map, key, error);

  if (old != NULL && (flags & PLR_YAML_EDIT_SHARED) != 0)
    old = plr_yaml_node_resolve (old);
  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_SEQUENCE &&
      plr_yaml_node_get_n_items (old) > 0 && values[0] != NULL)
    return change_items (self, old, key, values, flags, error);

  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_SCALAR && values[0] != NULL && values[1] == NULL)
    {
      value = new_item (self, form, values[0]);
    }
  else if (old != NULL)
    {
      value = plr_yaml_value_new_list ();
      for (guint i = 0; values[i] != NULL; i++)
        plr_yaml_value_append (value, new_item (self, form, values[i]));
      plr_yaml_value_set_flow (value, TRUE);
    }
  else
    {
      value = new_list (self, form, values);
    }
  if (old == NULL)
    return plr_dialect_editor_put (self, map, key, value, error);
  if (plr_yaml_value_matches (value, old))
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_set (old, value, flags, error), error);
}

/* What a list or the text in its place says, as far as it is texts; NULL if there is none. */
char **
plr_dialect_editor_get_list (PlrYamlNode *map,
                             const char  *key)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  PlrYamlNode *value = plr_yaml_node_get_merged (map, key);
  const char *text = value != NULL ? plr_yaml_node_get_string (value) : NULL;

  if (value == NULL || plr_yaml_node_is_null (value))
    return NULL;
  if (text != NULL)
    g_strv_builder_add (builder, text);

  value = plr_yaml_node_resolve (value);
  for (guint i = 0; i < plr_yaml_node_get_n_items (value); i++)
    {
      PlrYamlNode *item = plr_yaml_node_get_item (value, i);

      text = item != NULL ? plr_yaml_node_get_string (item) : NULL;
      g_strv_builder_add (builder, text != NULL ? text : "");
    }

  return g_strv_builder_end (builder);
}

static gboolean
check_root (PlrDialectEditor *self,
            GError          **error)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);

  if (plr_dialect_editor_is_empty (self) || plr_yaml_node_get_kind (root) == PLR_YAML_MAPPING)
    return TRUE;

  g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SYNTAX,
                       self->shape->message != NULL ? _(self->shape->message) : _("This is no definition of a pipeline"));

  return FALSE;
}

/**
 * plr_dialect_editor_run:
 * @shape: of the dialect
 * @dialect: for messages
 * @text: as for plr_dialect_edit()
 * @size_bytes: as there
 * @edit: as there
 * @error: `PLR_DIALECT_ERROR`
 *
 * Does an edit with the function that the dialect has for it.
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): as plr_dialect_edit()
 */
GPtrArray *
plr_dialect_editor_run (const PlrDialectEditorShape *shape,
                        PlrDialect                  *dialect,
                        const char                  *text,
                        gssize                       size_bytes,
                        PlrEdit                     *edit,
                        GError                     **error)
{
  return plr_dialect_editor_run_with_files (shape, dialect, text, size_bytes, NULL, NULL, NULL, edit, error);
}

/**
 * plr_dialect_editor_load:
 * @path: as for PlrDialectLoader
 * @data: an editor
 * @error: of any domain
 *
 * Gets another file of the repository, once for all steps of the edit.
 *
 * Returns: (transfer full) (nullable): what is in it
 */
GBytes *
plr_dialect_editor_load (const char *path,
                         gpointer    data,
                         GError    **error)
{
  PlrDialectEditor *self = data;
  GBytes *bytes = self->files != NULL ? g_hash_table_lookup (self->files, path) : NULL;

  if (bytes != NULL)
    return g_bytes_ref (bytes);
  if (self->loader == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, _("Other files are not to be had here"));
      return NULL;
    }

  bytes = self->loader (path, self->loader_data, error);
  if (bytes == NULL)
    return NULL;
  if (self->files == NULL)
    self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  g_hash_table_insert (self->files, g_strdup (path), g_bytes_ref (bytes));

  return bytes;
}

/**
 * plr_dialect_editor_run_with_files:
 * @shape: of the dialect
 * @dialect: for messages
 * @text: as for plr_dialect_edit_with_files()
 * @size_bytes: as there
 * @path: as there
 * @loader: as there
 * @loader_data: as there
 * @edit: as there
 * @error: `PLR_DIALECT_ERROR`
 *
 * Does an edit with the function that the dialect has for it.
 *
 * Returns: (transfer full) (nullable) (element-type PlrPatch): as plr_dialect_edit()
 */
GPtrArray *
plr_dialect_editor_run_with_files (const PlrDialectEditorShape *shape,
                                   PlrDialect                  *dialect,
                                   const char                  *text,
                                   gssize                       size_bytes,
                                   const char                  *path,
                                   PlrDialectLoader             loader,
                                   gpointer                     loader_data,
                                   PlrEdit                     *edit,
                                   GError                     **error)
{
  g_auto(PlrDialectEditor) self = { .shape = shape, .order = shape->order, .edit = edit, .path = path, .loader = loader,
                                    .loader_data = loader_data };
  g_autoptr(GError) reason = NULL;
  PlrEditKind kind = plr_edit_get_kind (edit);

  if (kind >= shape->n_funcs || shape->funcs[kind] == NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED,
                   _("“%s” has no meaning in a definition for %s"), plr_edit_get_title (edit), plr_dialect_get_name (dialect));
      return NULL;
    }
  if (!check_encoding (edit, error))
    return NULL;

  self.before = plr_yaml_new (text, size_bytes, &reason);
  if (self.before == NULL)
    {
      propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
  self.tree = plr_yaml_ref (self.before);
  self.patches = plr_patches_new ();

  if (!check_root (&self, &reason) || !shape->funcs[kind] (&self, &reason))
    {
      propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  /* Often there was one step, and its patches are those of the edit. */
  if (self.patches->len == 0)
    return self.pending != NULL ? g_steal_pointer (&self.pending) : g_steal_pointer (&self.patches);

  if (!plr_dialect_editor_refresh (&self, &reason))
    {
      propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  return g_steal_pointer (&self.patches);
}
