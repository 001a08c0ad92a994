/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-edit-private.h"

/*
 * What a file is told: `spec:inputs` in a document of its own before the configuration. Variables of the pipeline that a person
 * may fill in are those of the event `variables`.
 */

static const PlrInputsForm variables = { .list = "variables", .value = "value", .has_options = TRUE, .is_short = TRUE };

static const char *
get_byte_order_mark (const char *text)
{
  return g_str_has_prefix (text, "\357\273\277") ? text + 3 : text;
}

/* Whether the configuration begins with a line of dashes, which then divides it from the header. */
static gboolean
has_dashes (const char *text)
{
  for (const char *p = text; *p != '\0'; p += strcspn (p, "\n"), p += *p == '\n' ? 1 : 0)
    if (g_str_has_prefix (p, "---") && (p[3] == '\0' || strchr (" \t\r\n", p[3]) != NULL))
      return TRUE;
    else if (p[strspn (p, " \t\r")] != '#' && p[strspn (p, " \t\r")] != '\n' && p[strspn (p, " \t\r")] != '\0')
      return FALSE;

  return FALSE;
}

static gboolean
add_header (PlrGitlabEdit *self,
            GError       **error)
{
  g_autoptr(PlrYamlValue) root = plr_yaml_value_new_map ();
  PlrYamlValue *spec = plr_yaml_value_new_map ();
  PlrYamlValue *inputs = plr_yaml_value_new_map ();
  GPtrArray *patches = plr_patches_new ();
  const char *text = plr_yaml_get_text (self->editor->tree, NULL);
  const char *start = get_byte_order_mark (text);
  gboolean is_dos = strstr (text, "\r\n") != NULL;
  g_autoptr(GString) header = NULL;
  g_autofree char *written = NULL;

  plr_yaml_value_set (inputs, plr_edit_get_target (self->edit), plr_inputs_new (self->editor, &plr_gitlab_inputs));
  plr_yaml_value_set (spec, "inputs", inputs);
  plr_yaml_value_set (root, "spec", spec);
  written = plr_yaml_value_dup_text (root);
  header = g_string_new (written);
  if (!has_dashes (start))
    g_string_append (header, "---\n");
  if (is_dos)
    g_string_replace (header, "\n", "\r\n", 0);
  plr_patches_add (patches, (gsize)(start - text), 0, header->str);

  return plr_gitlab_edit_take (self, patches, error);
}

/* With the last input the header goes, up to the line that divides it from the configuration. */
static gboolean
remove_header (PlrGitlabEdit *self,
               GError       **error)
{
  GPtrArray *patches = plr_patches_new ();
  const char *text = plr_yaml_get_text (self->editor->tree, NULL);
  gsize start = plr_yaml_node_get_outer_start (plr_yaml_node_get_key (self->config->header, 0));
  const char *end = strstr (text + plr_yaml_node_get_end (self->config->header), "\n---");

  if (end == NULL)
    {
      g_ptr_array_unref (patches);
      return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED, _("Remove the header “spec:” in the text"));
    }
  plr_patches_add (patches, start, (gsize)(end + 1 - text) - start, "");

  return plr_gitlab_edit_take (self, patches, error);
}

static gboolean
is_last (PlrYamlNode *header,
         PlrYamlNode *spec,
         const char  *name)
{
  PlrYamlNode *inputs = plr_yaml_node_get (spec, "inputs");

  return plr_yaml_node_get_n_items (header) == 1 && plr_yaml_node_get_n_items (spec) == 1 && inputs != NULL &&
         plr_yaml_node_get_n_items (inputs) == 1 && plr_yaml_node_get (inputs, name) != NULL;
}

static gboolean
edit_spec (PlrGitlabEdit *self,
           GError       **error)
{
  gboolean removes = plr_edit_get_kind (self->edit) == PLR_EDIT_KIND_REMOVE_INPUT;
  const char *name = plr_edit_get_target (self->edit);
  PlrYamlNode *spec = NULL;

  if (self->config->header == NULL && removes)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no input “%s”"), name);
  if (self->config->header == NULL)
    return add_header (self, error);
  if (!plr_dialect_editor_find_own (self->config->header, "spec", &spec, error))
    return FALSE;
  if (spec == NULL || plr_yaml_node_get_kind (spec) != PLR_YAML_MAPPING)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED, _("Write “inputs:” below “spec:” in the text first"));
  if (removes && is_last (self->config->header, spec, name))
    return remove_header (self, error);
  self->editor->document = 0;

  return plr_inputs_edit (self->editor, spec, &plr_gitlab_inputs, error);
}

/**
 * plr_gitlab_edit_set_input:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds, changes or removes what the pipeline is told when it starts.
 */
gboolean
plr_gitlab_edit_set_input (PlrGitlabEdit *self,
                           GError       **error)
{
  const char *event = plr_edit_get_event (self->edit);
  static const char *const none[] = { NULL };

  self->editor->order = none;
  if (event != NULL && !g_str_equal (event, "variables"))
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("Inputs of GitLab belong to no event: write “.”, or “variables” for a variable of the pipeline, in the place of “%s”"),
                                      event);
  if (!plr_inputs_check (self->editor, event != NULL ? &variables : &plr_gitlab_inputs, error))
    return FALSE;
  if (event == NULL)
    return edit_spec (self, error);
  if (self->top == NULL)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("The definition is empty"));

  return plr_inputs_edit (self->editor, self->top, &variables, error);
}
