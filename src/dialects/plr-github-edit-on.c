/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-edit-private.h"

/* What starts a workflow: `on` is a word, a list of words, or a mapping of each to its filters. */

static const struct
{
  const char *field;
  const char *key;
  const char *other; /* GitHub takes either of the two */
} filters[] = {
  { "branches", "branches", "branches-ignore" }, { "branches-ignored", "branches-ignore", "branches" },
  { "tags", "tags", "tags-ignore" }, { "tags-ignored", "tags-ignore", "tags" },
  { "paths", "paths", "paths-ignore" }, { "paths-ignored", "paths-ignore", "paths" },
  { "types", "types", NULL },
};

/* docs.github.com: Events that trigger workflows; which of them look at what. */
static gboolean
takes_filter (const char *event,
              const char *key)
{
  gboolean is_request = g_str_equal (event, "pull_request") || g_str_equal (event, "pull_request_target");
  gboolean is_push = g_str_equal (event, "push");
  gboolean is_run = g_str_equal (event, "workflow_run");

  if (g_str_equal (key, "types"))
    return !is_push && !g_str_equal (event, "workflow_dispatch") && !g_str_equal (event, "workflow_call");
  if (g_str_has_prefix (key, "branches"))
    return is_push || is_request || is_run;
  if (g_str_has_prefix (key, "tags"))
    return is_push;

  return is_push || is_request;
}

static gboolean
is_event (const char *text)
{
  return text != NULL && text[0] != '\0' && strspn (text, "abcdefghijklmnopqrstuvwxyz_") == strlen (text);
}

static PlrYamlValue *
new_nothing (void)
{
  return plr_yaml_value_new_map ();
}

static gboolean
find_on (PlrDialectEditor *self,
         PlrYamlNode     **on,
         GError          **error)
{
  PlrYamlNode *root = plr_dialect_editor_get_root (self);

  if (plr_dialect_editor_is_empty (self))
    return plr_github_editor_decline (error, _("Add a stage first"));

  return plr_dialect_editor_find_own (root, "on", on, error);
}

static int
find_item (PlrYamlNode *list,
           const char  *event)
{
  for (guint i = 0; i < plr_yaml_node_get_n_items (list); i++)
    if (g_strcmp0 (plr_yaml_node_get_string (plr_yaml_node_get_item (list, i)), event) == 0)
      return (int)i;

  return -1;
}

static gboolean
has_event (PlrYamlNode *on,
           const char  *event)
{
  if (on == NULL)
    return FALSE;
  if (plr_yaml_node_get_kind (on) == PLR_YAML_MAPPING)
    return plr_yaml_node_get_merged (on, event) != NULL;
  if (plr_yaml_node_get_kind (on) == PLR_YAML_SEQUENCE)
    return find_item (on, event) >= 0;

  return g_strcmp0 (plr_yaml_node_get_string (on), event) == 0;
}

/* A comment in the list, which its other form has no place for. */
static gboolean
has_comment (PlrDialectEditor *self,
             PlrYamlNode      *list)
{
  gsize size;
  const char *text = plr_yaml_get_text (self->tree, &size);
  gsize start = plr_yaml_node_get_start (list);
  gsize end = plr_yaml_node_get_end (list);

  if (!plr_yaml_node_is_flow (list) && plr_yaml_node_get_kind (list) == PLR_YAML_SEQUENCE)
    while (end < size && text[end] != '\n' && text[end] != '\r')
      end++;

  return memchr (text + start, '#', end - start) != NULL;
}

/* Makes a mapping of a word or a list, with @event, which has @body, in it. */
static gboolean
expand_on (PlrDialectEditor *self,
           PlrYamlNode      *on,
           const char       *event,
           PlrYamlValue     *body,
           GError          **error)
{
  g_autoptr(PlrYamlValue) map = plr_yaml_value_new_map ();
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) names = NULL;

  if (has_comment (self, on))
    return plr_github_editor_decline (error, _("The list of “on” has comments that would be lost; write it as a mapping in the text"));

  for (guint i = 0; i < plr_yaml_node_get_n_items (on); i++)
    {
      const char *name = plr_yaml_node_get_string (plr_yaml_node_get_item (on, i));

      if (name == NULL)
        return plr_dialect_editor_set_shared (error, "on");
      g_strv_builder_add (builder, name);
    }
  if (plr_yaml_node_get_kind (on) == PLR_YAML_SCALAR && !plr_yaml_node_is_null (on))
    g_strv_builder_add (builder, plr_yaml_node_get_string (on));
  names = g_strv_builder_end (builder);

  for (guint i = 0; names[i] != NULL; i++)
    plr_yaml_value_set (map, names[i], g_str_equal (names[i], event) ? plr_yaml_value_ref (body) : new_nothing ());
  if (!g_strv_contains ((const char *const *)names, event))
    plr_yaml_value_set (map, event, plr_yaml_value_ref (body));

  return plr_dialect_editor_take (self, plr_yaml_edit_set (on, map, PLR_YAML_EDIT_NONE, error), error);
}

/* Starts the workflow on one more event, which has @body, or nothing, for filters. */
static gboolean
add_event (PlrDialectEditor *self,
           PlrYamlNode      *on,
           const char       *event,
           PlrYamlValue     *body,
           GError          **error)
{
  g_autoptr(PlrYamlValue) word = plr_yaml_value_new_string (event);
  g_autoptr(PlrYamlValue) nothing = new_nothing ();
  g_autoptr(PlrYamlValue) fresh = NULL;

  if (on != NULL && plr_yaml_node_get_kind (on) == PLR_YAML_MAPPING)
    return plr_dialect_editor_take (self, plr_yaml_edit_insert_key (on, -1, event, body != NULL ? body : nothing, PLR_YAML_EDIT_NONE,
                                                                    error), error);
  if (on != NULL && body != NULL)
    return expand_on (self, on, event, body, error);
  if (on != NULL && plr_yaml_node_get_kind (on) == PLR_YAML_SEQUENCE)
    return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (on, -1, word, PLR_YAML_EDIT_NONE, error), error);
  if (on != NULL && !plr_yaml_node_is_null (on))
    {
      fresh = plr_yaml_value_new_list ();
      plr_yaml_value_append (fresh, plr_yaml_value_new_string (plr_yaml_node_get_string (on)));
      plr_yaml_value_append (fresh, plr_yaml_value_ref (word));
      plr_yaml_value_set_flow (fresh, TRUE);
    }
  else if (body != NULL)
    {
      fresh = plr_yaml_value_new_map ();
      plr_yaml_value_set (fresh, event, plr_yaml_value_ref (body));
    }

  return plr_dialect_editor_put (self, plr_dialect_editor_get_root (self), "on", fresh != NULL ? fresh : word, error);
}

/* Schedules: each is a time of its own. */

static PlrYamlValue *
new_time (const char *cron)
{
  PlrYamlValue *time = plr_yaml_value_new_map ();

  plr_yaml_value_set_string (time, "cron", cron);

  return time;
}

static gboolean
check_times (const char *const *times,
             GError           **error)
{
  for (guint i = 0; times[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit_set (times[i], " \t", -1);
      guint n_parts = 0;

      for (guint j = 0; parts[j] != NULL; j++)
        n_parts += parts[j][0] != '\0';
      if (n_parts != 5)
        {
          g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                       _("“%s” is no time for GitHub; write minute, hour, day, month and weekday, like 0 5 * * 1"), times[i]);
          return FALSE;
        }
    }

  return TRUE;
}

/* Time by time, so that comments stay. */
static gboolean
change_times (PlrDialectEditor  *self,
              PlrYamlNode       *list,
              const char *const *times,
              GError           **error)
{
  g_autofree char *path = plr_yaml_node_dup_path (list);
  guint n_old = plr_yaml_node_get_n_items (list);
  guint n_new = g_strv_length ((GStrv)times);

  for (guint i = 0; i < n_new; i++)
    {
      g_autoptr(PlrYamlValue) time = new_time (times[i]);
      gboolean is_done;

      list = plr_dialect_editor_lookup (self, path);
      if (i < n_old && plr_yaml_node_get_kind (plr_yaml_node_get_item (list, i)) == PLR_YAML_MAPPING)
        is_done = plr_dialect_editor_put_text (self, plr_yaml_node_get_item (list, i), "cron", times[i], error);
      else if (i < n_old)
        is_done = plr_dialect_editor_set_shared (error, "schedule");
      else
        is_done = plr_dialect_editor_take (self, plr_yaml_edit_insert_item (list, -1, time, PLR_YAML_EDIT_NONE, error), error);
      if (!is_done || !plr_dialect_editor_refresh (self, error))
        return FALSE;
    }
  for (guint i = n_old; i > n_new; i--)
    {
      list = plr_dialect_editor_lookup (self, path);
      if (!plr_dialect_editor_take (self, plr_yaml_edit_remove (plr_yaml_node_get_item (list, i - 1), PLR_YAML_EDIT_NONE, error), error) ||
          !plr_dialect_editor_refresh (self, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
set_schedule (PlrDialectEditor *self,
              PlrYamlNode      *on,
              GError          **error)
{
  const char *const *times = plr_edit_get_values (self->edit);
  PlrYamlNode *old = NULL;
  g_autoptr(PlrYamlValue) list = NULL;

  if (times == NULL || times[0] == NULL)
    {
      if (has_event (on, "schedule") && plr_edit_get_field (self->edit) == NULL)
        return TRUE;
      return plr_github_editor_decline (error, _("A schedule needs at least one time; to have none, remove the trigger"));
    }
  if (!check_times (times, error))
    return FALSE;
  if (on != NULL && plr_yaml_node_get_kind (on) == PLR_YAML_MAPPING && !plr_dialect_editor_find_own (on, "schedule", &old, error))
    return FALSE;
  if (old != NULL && plr_yaml_node_get_kind (old) == PLR_YAML_SEQUENCE)
    return change_times (self, old, times, error);

  list = plr_yaml_value_new_list ();
  for (guint i = 0; times[i] != NULL; i++)
    plr_yaml_value_append (list, new_time (times[i]));
  if (old != NULL)
    return plr_dialect_editor_put (self, on, "schedule", list, error);

  return add_event (self, on, "schedule", list, error);
}

/* Filters */

/* Without its last filter the event stays. */
static gboolean
drop_filter (PlrDialectEditor *self,
             PlrYamlNode      *on,
             const char       *event,
             const char       *key,
             GError          **error)
{
  g_autoptr(PlrYamlValue) nothing = new_nothing ();
  PlrYamlNode *body = NULL;

  if (on == NULL || plr_yaml_node_get_kind (on) != PLR_YAML_MAPPING)
    return TRUE;
  if (!plr_dialect_editor_find_own (on, event, &body, error))
    return FALSE;
  if (body == NULL || plr_yaml_node_get_kind (body) != PLR_YAML_MAPPING || plr_yaml_node_get_merged (body, key) == NULL)
    return TRUE;
  if (plr_yaml_node_get_n_items (body) == 1 && plr_yaml_node_get (body, key) != NULL)
    return plr_dialect_editor_put (self, on, event, nothing, error);

  return plr_dialect_editor_drop (self, body, key, error);
}

static gboolean
set_filter (PlrDialectEditor *self,
            PlrYamlNode      *on,
            const char       *event,
            guint             index,
            GError          **error)
{
  const char *const *values = plr_edit_get_values (self->edit);
  const char *key = filters[index].key;
  PlrYamlNode *body = NULL;
  g_autoptr(PlrYamlValue) fresh = NULL;
  PlrYamlValue *list;

  if (!takes_filter (event, key))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED, _("The event “%s” has no “%s” on GitHub"), event, key);
      return FALSE;
    }
  if (on != NULL && plr_yaml_node_get_kind (on) == PLR_YAML_MAPPING && !plr_dialect_editor_find_own (on, event, &body, error))
    return FALSE;
  if (body != NULL && plr_yaml_node_get_kind (body) == PLR_YAML_MAPPING && filters[index].other != NULL &&
      plr_yaml_node_get_merged (body, filters[index].other) != NULL)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_EXISTS,
                   _("“%s” has “%s”, and GitHub takes only one of the two; remove that first"), event, filters[index].other);
      return FALSE;
    }
  if (body != NULL && (plr_yaml_node_get_kind (body) == PLR_YAML_MAPPING || plr_yaml_node_is_null (body)))
    return plr_dialect_editor_put_list (self, body, key, values, PLR_YAML_EDIT_NONE, error);

  fresh = plr_yaml_value_new_map ();
  list = plr_yaml_value_new_strings (values);
  plr_yaml_value_set_flow (list, TRUE);
  plr_yaml_value_set (fresh, key, list);
  if (on != NULL && has_event (on, event) && plr_yaml_node_get_kind (on) != PLR_YAML_MAPPING)
    return expand_on (self, on, event, fresh, error);

  return add_event (self, on, event, fresh, error);
}

static gboolean
check_patterns (const char *const *values,
                const char        *field,
                GError           **error)
{
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    if (values[i][0] == '\0')
      return plr_dialect_editor_set_invalid (error, field, "");

  return TRUE;
}

/**
 * plr_github_edit_set_trigger:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Starts the workflow on an event, or sets or removes a filter of it.
 */
gboolean
plr_github_edit_set_trigger (PlrDialectEditor *self,
                             GError          **error)
{
  const char *event = plr_edit_get_target (self->edit);
  const char *field = plr_edit_get_field (self->edit);
  const char *const *values = plr_edit_get_values (self->edit);
  PlrYamlNode *on = NULL;

  if (!is_event (event))
    return plr_dialect_editor_set_invalid (error, "on", event);
  if (!find_on (self, &on, error) || !check_patterns (values, event, error))
    return FALSE;
  if (g_str_equal (event, "schedule") && (field == NULL || g_str_equal (field, "schedule")))
    return set_schedule (self, on, error);
  if (field == NULL)
    return has_event (on, event) || add_event (self, on, event, NULL, error);

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (g_str_equal (filters[i].field, field))
      return values != NULL && values[0] != NULL ? set_filter (self, on, event, i, error)
             : drop_filter (self, on, event, filters[i].key, error);

  return plr_dialect_editor_set_unknown (error, field);
}

/**
 * plr_github_edit_remove_trigger:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes an event with its filters.
 */
gboolean
plr_github_edit_remove_trigger (PlrDialectEditor *self,
                                GError          **error)
{
  const char *event = plr_edit_get_target (self->edit);
  PlrYamlNode *on = NULL;
  PlrYamlNode *item;

  if (!find_on (self, &on, error))
    return FALSE;
  if (event == NULL || !has_event (on, event))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no trigger “%s”"), event != NULL ? event : "");
      return FALSE;
    }
  if (plr_yaml_node_get_kind (on) == PLR_YAML_SCALAR || plr_yaml_node_get_n_items (on) == 1)
    return plr_github_editor_decline (error, _("Something has to start the workflow: add another trigger first, like workflow_dispatch"));
  if (plr_yaml_node_get_kind (on) == PLR_YAML_MAPPING)
    return plr_dialect_editor_drop (self, on, event, error);

  item = plr_yaml_node_get_item (on, (guint)find_item (on, event));

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_NONE, error), error);
}

/* Inputs */

/* The event that an edit of an input is about, and which of its lists: `workflow_call/outputs`. */
static char *
split_event (PlrDialectEditor     *self,
             const PlrInputsForm **form)
{
  const char *event = plr_edit_get_event (self->edit);
  const char *slash = event != NULL ? strchr (event, '/') : NULL;

  *form = NULL;
  for (guint i = 0; i < PLR_GITHUB_N_INPUTS; i++)
    if (g_str_equal (plr_github_inputs[i].list, slash != NULL ? slash + 1 : "inputs"))
      *form = &plr_github_inputs[i];

  return event != NULL ? g_strndup (event, slash != NULL ? (gsize)(slash - event) : strlen (event)) : NULL;
}

static gboolean
check_input (PlrDialectEditor    *self,
             const char          *event,
             const PlrInputsForm *form,
             GError             **error)
{
  gboolean is_call = g_strcmp0 (event, "workflow_call") == 0;

  if (form == NULL || (!is_call && g_strcmp0 (event, "workflow_dispatch") != 0))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED,
                   _("“%s” asks for nothing; name workflow_dispatch, workflow_call, workflow_call/secrets or workflow_call/outputs"),
                   plr_edit_get_event (self->edit) != NULL ? plr_edit_get_event (self->edit) : ".");
      return FALSE;
    }
  if (!is_call && form != &plr_github_inputs[0])
    return plr_github_editor_decline (error, _("Only a called workflow is handed secrets and hands outputs back: name workflow_call"));

  return plr_inputs_check (self, form, error);
}

/* An input of an event that has nothing said of it so far. */
static gboolean
add_first_input (PlrDialectEditor    *self,
                 PlrYamlNode         *on,
                 const char          *event,
                 const PlrInputsForm *form,
                 GError             **error)
{
  g_autoptr(PlrYamlValue) body = plr_yaml_value_new_map ();
  PlrYamlValue *map = plr_yaml_value_new_map ();

  plr_yaml_value_set (map, plr_edit_get_target (self->edit), plr_inputs_new (self, form));
  plr_yaml_value_set (body, form->list, map);
  if (has_event (on, event) && plr_yaml_node_get_kind (on) == PLR_YAML_MAPPING)
    return plr_dialect_editor_put (self, on, event, body, error);
  if (has_event (on, event))
    return expand_on (self, on, event, body, error);

  return add_event (self, on, event, body, error);
}

/**
 * plr_github_edit_set_input:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds, changes or removes what a person or caller is asked, a secret that a caller hands over, or an output.
 */
gboolean
plr_github_edit_set_input (PlrDialectEditor *self,
                           GError          **error)
{
  const PlrInputsForm *form;
  g_autofree char *event = split_event (self, &form);
  gboolean removes = plr_edit_get_kind (self->edit) == PLR_EDIT_KIND_REMOVE_INPUT;
  g_autoptr(PlrYamlValue) nothing = new_nothing ();
  PlrYamlNode *on = NULL;
  PlrYamlNode *body = NULL;
  PlrYamlNode *map;

  if (!check_input (self, event, form, error) || !find_on (self, &on, error))
    return FALSE;
  if (on != NULL && plr_yaml_node_get_kind (on) == PLR_YAML_MAPPING && !plr_dialect_editor_find_own (on, event, &body, error))
    return FALSE;
  if (body == NULL || plr_yaml_node_get_kind (body) != PLR_YAML_MAPPING)
    {
      if (!removes)
        return add_first_input (self, on, event, form, error);
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_NOT_FOUND, _("There is no input “%s”"), plr_edit_get_target (self->edit));
      return FALSE;
    }

  /* Without the last thing said of it the event stays. */
  map = plr_yaml_node_get (body, form->list);
  if (removes && plr_yaml_node_get_n_items (body) == 1 && map != NULL && plr_yaml_node_get_n_items (map) == 1 &&
      plr_yaml_node_get (map, plr_edit_get_target (self->edit)) != NULL)
    return plr_dialect_editor_put (self, on, event, nothing, error);

  return plr_inputs_edit (self, body, form, error);
}
