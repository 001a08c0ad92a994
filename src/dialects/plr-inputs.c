/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-inputs"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-inputs.h"

/* Reading */

static void
keep (PlrReader  *reader,
      const char *where,
      const char *name,
      const char *key)
{
  if (reader->opaque != NULL)
    g_ptr_array_add (reader->opaque, g_strdup_printf ("%s/%s/%s", where, name, key));
}

static gboolean
is_flag (const char *text)
{
  return g_strcmp0 (text, "true") == 0 || g_strcmp0 (text, "false") == 0;
}

/* FALSE if it is nothing that the model has a word for. */
static gboolean
read_detail (PlrReader           *reader,
             const PlrInputsForm *form,
             PlrVariable         *input,
             PlrYamlNode         *key,
             PlrYamlNode         *value)
{
  const char *name = plr_yaml_node_get_string (key);
  PlrYamlNode *node = plr_yaml_node_resolve (value);
  const char *text = plr_yaml_node_get_string (node);

  if (form->has_options && g_str_equal (name, "options"))
    {
      g_auto(GStrv) options = plr_reader_get_list (reader, key, value, TRUE, NULL);

      plr_variable_set_options (input, (const char *const *)options);
      return TRUE;
    }
  if (text == NULL)
    return FALSE;
  if (form->value != NULL && g_str_equal (name, form->value))
    plr_variable_set_value (input, plr_yaml_node_is_null (node) ? "" : text);
  else if (g_str_equal (name, "description"))
    plr_variable_set_description (input, text);
  else if (form->types != NULL && g_str_equal (name, "type") && (!form->is_strict || g_strv_contains (form->types, text)))
    plr_variable_set_input_type (input, text);
  else if (form->has_required && g_str_equal (name, "required") && is_flag (text))
    plr_variable_set_required (input, g_str_equal (text, "true"));
  else
    return FALSE;

  return TRUE;
}

/* The format is ours where a form is strict: what it has no word for is a mistake. */
static void
reject (PlrReader           *reader,
        const PlrInputsForm *form,
        PlrYamlNode         *key,
        PlrYamlNode         *value)
{
  const char *name = plr_yaml_node_get_string (key);
  g_autofree char *types = form->types != NULL ? g_strjoinv (", ", (GStrv)form->types) : NULL;
  g_autofree char *hint = NULL;

  if (form->types != NULL && g_str_equal (name, "type"))
    hint = g_strdup_printf (_("Write one of: %s."), types);
  else if (form->has_required && g_str_equal (name, "required"))
    hint = g_strdup (_("Write true or false."));
  else if (g_strcmp0 (name, form->value) == 0 || g_str_equal (name, "description"))
    hint = g_strdup (_("Write a text there."));

  if (hint != NULL)
    plr_reader_report_type (reader, key, value, hint);
  else
    plr_reader_report (reader, PLR_SEVERITY_WARNING, "unknown-key", key, _("Remove it, or write it as a comment."),
                       _("%s has no “%s”; it is kept, and does nothing"), _("What is asked"), name);
}

static void
read_details (PlrReader           *reader,
              const PlrInputsForm *form,
              const char          *where,
              PlrVariable         *input,
              PlrYamlNode         *body)
{
  g_autoptr(GPtrArray) details = plr_reader_list_pairs (reader, body, "duplicate-key");

  for (guint i = 0; i < details->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (details->pdata[i]);

      if (read_detail (reader, form, input, details->pdata[i], details->pdata[i + 1]))
        continue;
      if (form->is_strict)
        reject (reader, form, details->pdata[i], details->pdata[i + 1]);
      keep (reader, where, plr_variable_get_name (input), name);
    }
}

/**
 * plr_inputs_read:
 * @reader: gets what there is no word for
 * @map: names, each with a mapping
 * @form: how it is written
 * @where: leads to it in the names of opaque keys
 * @add: takes each
 * @target: for @add
 */
void
plr_inputs_read (PlrReader           *reader,
                 PlrYamlNode         *map,
                 const PlrInputsForm *form,
                 const char          *where,
                 PlrInputsAddFunc     add,
                 gpointer             target)
{
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (map)) != PLR_YAML_MAPPING)
    return;

  pairs = plr_reader_list_pairs (reader, map, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *name = plr_yaml_node_get_string (pairs->pdata[i]);
      PlrYamlNode *body = plr_yaml_node_resolve (pairs->pdata[i + 1]);
      gboolean is_map = plr_yaml_node_get_kind (body) == PLR_YAML_MAPPING;
      const char *text = form->is_short ? plr_yaml_node_get_string (body) : NULL;
      g_autoptr(PlrVariable) input = plr_variable_new (name, text != NULL && !plr_yaml_node_is_null (body) ? text : "");

      if (is_map)
        read_details (reader, form, where, input, body);
      else if (form->is_strict && text == NULL && !plr_yaml_node_is_null (body))
        plr_reader_report_type (reader, pairs->pdata[i], pairs->pdata[i + 1], _("Write what is said of it below it."));
      if (form->needs_default && !(is_map && plr_yaml_node_get_merged (body, form->value) != NULL))
        plr_variable_set_required (input, TRUE);
      add (target, input);
    }
}

/* Writing */

/* A number or a truth stands without quotes where the input is one. */
static PlrYamlValue *
new_value (const char *type,
           const char *text)
{
  gboolean is_word = g_strcmp0 (type, "boolean") == 0 || g_strcmp0 (type, "number") == 0;

  return is_word ? plr_yaml_value_new_text (text) : plr_yaml_value_new_string (text);
}

static PlrYamlValue *
new_options (const char *const *options)
{
  PlrYamlValue *list = plr_yaml_value_new_strings (options);

  plr_yaml_value_set_flow (list, TRUE);

  return list;
}

/* What it is where nobody says anything: as GitHub has it (docs.github.com: Workflow syntax, on.workflow_call.inputs). */
static PlrYamlValue *
new_nothing (PlrVariable *input,
             const char  *type)
{
  const char *const *options = plr_variable_get_options (input);
  static const char *const none[] = { NULL };

  if (options != NULL && options[0] != NULL)
    return new_value (type, options[0]);
  if (g_strcmp0 (type, "boolean") == 0)
    return new_value (type, "false");
  if (g_strcmp0 (type, "number") == 0)
    return new_value (type, "0");

  return g_strcmp0 (type, "array") == 0 ? new_options (none) : plr_yaml_value_new_string ("");
}

static PlrYamlValue *
write_input (PlrVariable         *input,
             const PlrInputsForm *form)
{
  PlrYamlValue *one = plr_yaml_value_new_map ();
  const char *type = form->types != NULL ? plr_variable_get_input_type (input) : NULL;
  const char *value = plr_variable_get_value (input);
  gboolean has_value = value != NULL && value[0] != '\0';
  gboolean is_output = !form->has_required && form->types == NULL;

  if (plr_variable_get_description (input) != NULL)
    plr_yaml_value_set_string (one, "description", plr_variable_get_description (input));
  if (type != NULL && g_strv_contains (form->types, type))
    plr_yaml_value_set_string (one, "type", type);
  /* A secret must say it (json.schemastore.org: github-workflow). */
  if (form->has_required && (plr_variable_get_required (input) || form->value == NULL))
    plr_yaml_value_set (one, "required", plr_yaml_value_new_boolean (plr_variable_get_required (input)));
  if (form->value != NULL && (has_value || (is_output && value != NULL)))
    plr_yaml_value_set (one, form->value, new_value (type, value));
  else if (form->needs_default && !plr_variable_get_required (input))
    plr_yaml_value_set (one, form->value, new_nothing (input, type));
  if (form->has_options && plr_variable_get_options (input) != NULL)
    plr_yaml_value_set (one, "options", new_options (plr_variable_get_options (input)));

  return one;
}

/**
 * plr_inputs_write:
 * @inputs: of PlrVariable
 * @form: how it is written
 *
 * Returns: (transfer full) (nullable): the mapping of names; `NULL` if there are none
 */
PlrYamlValue *
plr_inputs_write (GListModel          *inputs,
                  const PlrInputsForm *form)
{
  PlrYamlValue *map;

  if (g_list_model_get_n_items (inputs) == 0)
    return NULL;

  map = plr_yaml_value_new_map ();
  for (guint i = 0; i < g_list_model_get_n_items (inputs); i++)
    {
      g_autoptr(PlrVariable) input = g_list_model_get_item (inputs, i);
      PlrYamlValue *one = write_input (input, form);
      gboolean is_bare = plr_variable_get_description (input) == NULL && plr_variable_get_input_type (input) == NULL &&
                         plr_variable_get_options (input) == NULL && !plr_variable_get_required (input);

      if (form->is_short && is_bare && plr_variable_get_value (input) != NULL)
        {
          plr_yaml_value_unref (one);
          one = plr_yaml_value_new_string (plr_variable_get_value (input));
        }
      plr_yaml_value_set (map, plr_variable_get_name (input), one);
    }

  return map;
}

/* Editing */

/* The key of the field that an edit names; NULL if the form has none such. */
static const char *
get_key (PlrDialectEditor    *self,
         const PlrInputsForm *form)
{
  const char *field = plr_edit_get_field (self->edit);

  if (g_str_equal (field, "description"))
    return field;
  if (form->value != NULL && (g_str_equal (field, "default") || g_str_equal (field, "value")))
    return form->value;
  if ((form->types != NULL && g_str_equal (field, "type")) || (form->has_options && g_str_equal (field, "options")) ||
      (form->has_required && g_str_equal (field, "required")))
    return field;

  return NULL;
}

/* What an edit sets, as one text; NULL to remove it. */
static const char *
get_text (PlrDialectEditor *self)
{
  const char *const *values = plr_edit_get_values (self->edit);

  return plr_edit_get_value (self->edit) != NULL ? plr_edit_get_value (self->edit) : values != NULL ? values[0] : NULL;
}

static PlrYamlValue *
new_detail (PlrDialectEditor *self,
            const char       *key,
            const char       *type)
{
  const char *const *values = plr_edit_get_values (self->edit);
  const char *one[] = { get_text (self), NULL };

  if (g_str_equal (key, "options"))
    return new_options (values != NULL ? values : one);
  if (g_str_equal (key, "required"))
    return plr_yaml_value_new_boolean (g_str_equal (one[0], "true"));
  if (g_str_equal (key, "default"))
    return new_value (type, one[0]);

  return plr_yaml_value_new_string (one[0]);
}

/**
 * plr_inputs_check:
 * @form: how it is written
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: whether the edit of an input is one that the form has
 */
gboolean
plr_inputs_check (PlrDialectEditor    *self,
                  const PlrInputsForm *form,
                  GError             **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *field = plr_edit_get_field (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  const char *text = get_text (self);

  if (name == NULL || name[0] == '\0' || strpbrk (name, " \t\r\n/") != NULL)
    return plr_dialect_editor_set_invalid (error, form->list, name);
  if (field == NULL)
    return TRUE;
  if (get_key (self, form) == NULL)
    return plr_dialect_editor_set_unknown (error, field);
  if (values != NULL && values[0] != NULL && values[1] != NULL && !g_str_equal (field, "options"))
    return plr_dialect_editor_set_invalid (error, field, values[1]);
  if (text != NULL && ((g_str_equal (field, "type") && !g_strv_contains (form->types, text)) ||
                       (g_str_equal (field, "required") && !is_flag (text))))
    return plr_dialect_editor_set_invalid (error, field, text);

  return TRUE;
}

/**
 * plr_inputs_new:
 * @form: how it is written
 *
 * Returns: (transfer full): what stands at the name of an input that was not there
 */
PlrYamlValue *
plr_inputs_new (PlrDialectEditor    *self,
                const PlrInputsForm *form)
{
  PlrYamlValue *one = plr_yaml_value_new_map ();
  const char *key = plr_edit_get_field (self->edit) != NULL ? get_key (self, form) : NULL;

  if (form->types != NULL && g_strcmp0 (key, "type") != 0)
    plr_yaml_value_set_string (one, "type", g_strcmp0 (key, "options") == 0 && g_strv_contains (form->types, "choice") ? "choice" : "string");
  if (form->types == NULL && form->has_required && g_strcmp0 (key, "required") != 0)
    plr_yaml_value_set (one, "required", plr_yaml_value_new_boolean (FALSE));
  if (form->types == NULL && !form->has_required && form->value != NULL && g_strcmp0 (key, form->value) != 0)
    plr_yaml_value_set_string (one, form->value, "");
  if (key != NULL && get_text (self) != NULL)
    plr_yaml_value_set (one, key, new_detail (self, key, NULL));

  return one;
}

/* A default that was a text is written as its type asks. */
static gboolean
fit_default (PlrDialectEditor    *self,
             const char          *path,
             const PlrInputsForm *form,
             GError             **error)
{
  PlrYamlNode *entry;
  PlrYamlNode *old;
  g_autoptr(PlrYamlValue) value = NULL;

  if (form->value == NULL || !plr_dialect_editor_refresh (self, error))
    return form->value == NULL;
  entry = plr_dialect_editor_lookup (self, path);
  old = entry != NULL ? plr_yaml_node_get (entry, form->value) : NULL;
  if (old == NULL || plr_yaml_node_get_string (old) == NULL || plr_yaml_node_is_null (old))
    return TRUE;
  value = new_value (get_text (self), plr_yaml_node_get_string (old));
  if (plr_yaml_value_matches (value, old))
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_set (old, value, PLR_YAML_EDIT_NONE, error), error);
}

/* No engine takes a default that is not of the type. */
static gboolean
is_of_type (const char *type,
            const char *text)
{
  char *end = NULL;

  if (g_strcmp0 (type, "boolean") == 0)
    return is_flag (text);
  if (g_strcmp0 (type, "number") != 0)
    return TRUE;
  (void)g_ascii_strtod (text, &end);

  return end != text && *end == '\0';
}

static gboolean
edit_entry (PlrDialectEditor    *self,
            PlrYamlNode         *entry,
            const PlrInputsForm *form,
            GError             **error)
{
  const char *key = get_key (self, form);
  PlrYamlNode *node = form->types != NULL ? plr_yaml_node_get_merged (entry, "type") : NULL;
  const char *type = node != NULL ? plr_yaml_node_get_string (node) : NULL;
  g_autoptr(PlrYamlValue) value = NULL;
  g_autofree char *path = plr_yaml_node_dup_path (entry);

  if (get_text (self) == NULL)
    return plr_dialect_editor_drop (self, entry, key, error);
  if (g_str_equal (key, "default") && !is_of_type (type, get_text (self)))
    return plr_dialect_editor_set_invalid (error, key, get_text (self));

  value = new_detail (self, key, type);

  return plr_dialect_editor_put (self, entry, key, value, error) &&
         (!g_str_equal (key, "type") || fit_default (self, path, form, error));
}

/* A text in place of the mapping becomes one of its keys. */
static gboolean
expand_entry (PlrDialectEditor    *self,
              PlrYamlNode         *map,
              PlrYamlNode         *entry,
              const PlrInputsForm *form,
              GError             **error)
{
  const char *name = plr_edit_get_target (self->edit);
  const char *key = get_key (self, form);
  const char *text = plr_yaml_node_get_string (entry);
  gboolean is_null = text == NULL || plr_yaml_node_is_null (entry);
  g_autoptr(PlrYamlValue) value = NULL;

  if (get_text (self) == NULL && g_strcmp0 (key, form->value) != 0)
    return TRUE;
  if (form->is_short && g_strcmp0 (key, form->value) == 0)
    {
      value = plr_yaml_value_new_string (get_text (self) != NULL ? get_text (self) : "");
      return plr_dialect_editor_put (self, map, name, value, error);
    }
  value = plr_yaml_value_new_map ();
  if (form->is_short && !is_null && form->value != NULL)
    plr_yaml_value_set (value, form->value, plr_yaml_value_new_copy (entry));
  if (get_text (self) != NULL)
    plr_yaml_value_set (value, key, new_detail (self, key, NULL));

  return plr_dialect_editor_put (self, map, name, value, error);
}

/**
 * plr_inputs_edit:
 * @owner: the mapping that has them, or may
 * @form: how they are written
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Does the edit that plr_inputs_check() found to be one: adds, changes or removes an input.
 */
gboolean
plr_inputs_edit (PlrDialectEditor    *self,
                 PlrYamlNode         *owner,
                 const PlrInputsForm *form,
                 GError             **error)
{
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *map = NULL;
  PlrYamlNode *entry = NULL;
  g_autoptr(PlrYamlValue) fresh = NULL;

  if (!plr_dialect_editor_find_own (owner, form->list, &map, error))
    return FALSE;
  if (map != NULL && plr_yaml_node_get_kind (map) != PLR_YAML_MAPPING)
    map = NULL;
  if (map != NULL && !plr_dialect_editor_find_own (map, name, &entry, error))
    return FALSE;
  if (plr_edit_get_kind (self->edit) == PLR_EDIT_KIND_REMOVE_INPUT || (entry == NULL && plr_edit_get_field (self->edit) != NULL &&
                                                                       get_text (self) == NULL))
    {
      g_autofree char *message = g_strdup_printf (_("There is no input “%s”"), name);

      return plr_dialect_editor_drop_entry (self, owner, form->list, name, message, error);
    }
  if (entry != NULL && plr_edit_get_field (self->edit) == NULL)
    return TRUE;
  if (entry != NULL)
    return plr_yaml_node_get_kind (entry) == PLR_YAML_MAPPING ? edit_entry (self, entry, form, error)
           : expand_entry (self, map, entry, form, error);

  fresh = plr_inputs_new (self, form);
  if (map == NULL && plr_yaml_node_get (owner, form->list) != NULL)
    {
      g_autoptr(PlrYamlValue) all = plr_yaml_value_new_map ();

      plr_yaml_value_set (all, name, plr_yaml_value_ref (fresh));
      return plr_dialect_editor_put (self, owner, form->list, all, error);
    }

  return plr_dialect_editor_put_entry (self, owner, form->list, name, fresh, error);
}
