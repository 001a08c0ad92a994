/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-edit-private.h"

/*
 * Commands stand in before_script, script and after_script. One that stands in a list of the job is changed there. Where a list
 * comes from elsewhere, or the command does, the job gets a list of its own with all of them.
 */

static PlrYamlValue *
new_command (const char *text)
{
  return plr_yaml_value_new_string (text != NULL ? text : "");
}

/* The list of the job in which the item of a step stands by itself; NULL for any other. */
static PlrYamlNode *
find_own_item (PlrGitlabEdit *self,
               PlrGitlabStep *step)
{
  PlrYamlNode *own = plr_yaml_node_get (self->job, plr_gitlab_section_get_key (step->section));
  PlrYamlNode *item = step->entry != NULL ? step->entry->use : NULL;

  return own != NULL && item != NULL && plr_yaml_node_get_kind (own) == PLR_YAML_SEQUENCE && plr_yaml_node_get_tag (own) == NULL &&
         plr_yaml_node_get_parent (item) == own ? item : NULL;
}

static GArray *
list_section (PlrGitlabEdit   *self,
              GArray          *steps,
              PlrGitlabSection section,
              guint           *first)
{
  GArray *list = g_array_new (FALSE, TRUE, sizeof (PlrGitlabStep));

  *first = 0;
  for (guint i = 0; i < steps->len; i++)
    {
      PlrGitlabStep *step = &g_array_index (steps, PlrGitlabStep, i);

      if (step->section < section)
        *first = i + 1;
      if (step->section == section)
        g_array_append_val (list, *step);
    }

  return list;
}

static PlrYamlValue *
copy_command (PlrGitlabStep *step)
{
  return plr_gitlab_make_value (step->value, TRUE);
}

/* Writes all commands of a section at the job: those of @list, without @skip, and @fresh before place @at. */
static gboolean
write_section (PlrGitlabEdit   *self,
               PlrGitlabSection section,
               GArray          *list,
               int              skip,
               int              at,
               PlrYamlValue    *fresh,
               GError         **error)
{
  const char *key = plr_gitlab_section_get_key (section);
  g_autoptr(PlrYamlValue) out = plr_yaml_value_new_list ();
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);
  guint n_items = 0;

  for (guint i = 0; i <= list->len; i++)
    {
      if ((int)i == at && fresh != NULL)
        {
          plr_yaml_value_append (out, plr_yaml_value_ref (fresh));
          n_items++;
        }
      if (i == list->len || (int)i == skip)
        continue;
      plr_yaml_value_append (out, copy_command (&g_array_index (list, PlrGitlabStep, i)));
      n_items++;
    }
  plr_yaml_value_set_flow (out, n_items == 0);
  if (own == NULL)
    return plr_gitlab_edit_put (self, key, out, error);

  return plr_gitlab_edit_take (self, plr_yaml_edit_set (own, out, PLR_YAML_EDIT_NONE, error), error);
}

/* A list without commands says something only where another would take its place. */
static gboolean
drop_section (PlrGitlabEdit   *self,
              PlrGitlabSection section,
              GError         **error)
{
  const char *key = plr_gitlab_section_get_key (section);
  PlrYamlNode *own = plr_yaml_node_get (self->job, key);
  g_autoptr(PlrYamlValue) none = plr_yaml_value_new_list ();
  gboolean is_needed = section == PLR_GITLAB_SCRIPT || plr_gitlab_edit_get_inherited (self, key) != NULL ||
                       plr_gitlab_config_get_default (self->config, self->value, key) != NULL;

  plr_yaml_value_set_flow (none, TRUE);
  if (is_needed || own == NULL)
    return plr_gitlab_edit_put (self, key, none, error);

  return plr_gitlab_edit_take (self, plr_yaml_edit_remove (own, PLR_YAML_EDIT_NONE, error), error);
}

/* The section in which a step at that position of the job stands, and its place there; -1 is the end of the script. */
static PlrGitlabSection
choose_section (GArray *steps,
                int     index,
                guint  *place)
{
  guint n_steps[3] = { 0 };

  for (guint i = 0; i < steps->len; i++)
    n_steps[g_array_index (steps, PlrGitlabStep, i).section]++;

  if (index >= 0 && (guint)index < n_steps[PLR_GITLAB_BEFORE])
    {
      *place = (guint)index;
      return PLR_GITLAB_BEFORE;
    }
  if (index < 0 || (guint)index <= n_steps[PLR_GITLAB_BEFORE] + n_steps[PLR_GITLAB_SCRIPT])
    {
      *place = index < 0 ? n_steps[PLR_GITLAB_SCRIPT] : (guint)index - n_steps[PLR_GITLAB_BEFORE];
      return PLR_GITLAB_SCRIPT;
    }
  *place = MIN ((guint)index - n_steps[PLR_GITLAB_BEFORE] - n_steps[PLR_GITLAB_SCRIPT], n_steps[PLR_GITLAB_AFTER]);

  return PLR_GITLAB_AFTER;
}

static gboolean
insert_command (PlrGitlabEdit   *self,
                GArray          *steps,
                PlrGitlabSection section,
                guint            place,
                PlrYamlValue    *value,
                GError         **error)
{
  guint first;
  g_autoptr(GArray) list = list_section (self, steps, section, &first);
  PlrYamlNode *next = place < list->len ? find_own_item (self, &g_array_index (list, PlrGitlabStep, place)) : NULL;
  PlrYamlNode *last = place > 0 ? find_own_item (self, &g_array_index (list, PlrGitlabStep, place - 1)) : NULL;
  PlrYamlNode *near = next != NULL ? next : last;
  int index;

  if (near == NULL)
    return write_section (self, section, list, -1, (int)place, value, error);

  index = (int)plr_yaml_node_get_index (near) + (next != NULL ? 0 : 1);
  if (index == (int)plr_yaml_node_get_n_items (plr_yaml_node_get_parent (near)))
    index = -1;

  return plr_gitlab_edit_take (self, plr_yaml_edit_insert_item (plr_yaml_node_get_parent (near), index, value, PLR_YAML_EDIT_NONE, error),
                               error);
}

static gboolean
check_scripts (PlrGitlabEdit *self,
               GError       **error)
{
  if (plr_gitlab_edit_get (self, "trigger") == NULL && plr_gitlab_edit_get (self, "run") == NULL)
    return TRUE;

  return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_INVALID, _("“%s” starts another pipeline, and has no commands of its own"),
                                    plr_edit_get_stage (self->edit));
}

/**
 * plr_gitlab_edit_add_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a command; the last position is the end of `script`, before what always runs.
 */
gboolean
plr_gitlab_edit_add_step (PlrGitlabEdit *self,
                          GError       **error)
{
  g_autoptr(GArray) steps = plr_gitlab_list_steps (self->config, self->value);
  g_autoptr(PlrYamlValue) value = new_command (plr_edit_get_value (self->edit));
  guint place;
  PlrGitlabSection section = choose_section (steps, plr_edit_get_index (self->edit), &place);

  return check_scripts (self, error) && insert_command (self, steps, section, place, value, error);
}

static PlrGitlabStep *
find_step (PlrGitlabEdit *self,
           GArray        *steps,
           GError       **error)
{
  int index = plr_edit_get_index (self->edit);

  if (index >= 0 && (guint)index < steps->len)
    return &g_array_index (steps, PlrGitlabStep, index);

  (void)plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_NOT_FOUND, _("Stage “%s” has no step %d"), plr_edit_get_stage (self->edit),
                                   index + 1); /* it is told by NULL */

  return NULL;
}

static gboolean
remove_at (PlrGitlabEdit *self,
           GArray        *steps,
           guint          index,
           GError       **error)
{
  PlrGitlabStep *step = &g_array_index (steps, PlrGitlabStep, index);
  PlrYamlNode *item = find_own_item (self, step);
  guint first;
  g_autoptr(GArray) list = list_section (self, steps, step->section, &first);

  if (list->len == 1)
    return drop_section (self, step->section, error);
  if (item != NULL)
    return plr_gitlab_edit_take (self, plr_yaml_edit_remove (item, PLR_YAML_EDIT_NONE, error), error);

  return write_section (self, step->section, list, (int)(index - first), -1, NULL, error);
}

/**
 * plr_gitlab_edit_remove_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a command.
 */
gboolean
plr_gitlab_edit_remove_step (PlrGitlabEdit *self,
                             GError       **error)
{
  g_autoptr(GArray) steps = plr_gitlab_list_steps (self->config, self->value);

  return find_step (self, steps, error) != NULL && remove_at (self, steps, (guint)plr_edit_get_index (self->edit), error);
}

/* To another place of the same list, whichever form it has. */
static gboolean
move_within (PlrGitlabEdit *self,
             GArray        *steps,
             guint          from,
             guint          to,
             GError       **error)
{
  PlrGitlabStep *step = &g_array_index (steps, PlrGitlabStep, from);
  PlrYamlNode *item = find_own_item (self, step);
  PlrYamlNode *goal = find_own_item (self, &g_array_index (steps, PlrGitlabStep, to));
  guint first;
  g_autoptr(GArray) list = list_section (self, steps, step->section, &first);
  g_autoptr(PlrYamlValue) value = NULL;

  if (item != NULL && goal != NULL)
    return plr_gitlab_edit_take (self, plr_yaml_edit_move (item, plr_yaml_node_get_index (goal), PLR_YAML_EDIT_NONE, error), error);

  value = copy_command (step);

  return write_section (self, step->section, list, (int)(from - first), (int)(to - first) + (to > from ? 1 : 0), value, error);
}

/* From before_script to script or back, which run one after the other. */
static gboolean
move_across (PlrGitlabEdit *self,
             GArray        *steps,
             guint          from,
             guint          to,
             GError       **error)
{
  PlrGitlabStep *step = &g_array_index (steps, PlrGitlabStep, from);
  g_autoptr(PlrYamlValue) value = copy_command (step);
  g_autoptr(GArray) rest = NULL;
  guint place;
  PlrGitlabSection section;

  if (!remove_at (self, steps, from, error) || !plr_gitlab_edit_refresh (self, error))
    return FALSE;
  rest = plr_gitlab_list_steps (self->config, self->value);
  section = choose_section (rest, (int)to, &place);

  return insert_command (self, rest, section, place, value, error);
}

/**
 * plr_gitlab_edit_move_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Moves a command among those of its job; what always runs stays behind the others.
 */
gboolean
plr_gitlab_edit_move_step (PlrGitlabEdit *self,
                           GError       **error)
{
  g_autoptr(GArray) steps = plr_gitlab_list_steps (self->config, self->value);
  PlrGitlabStep *step = find_step (self, steps, error);
  guint from = (guint)plr_edit_get_index (self->edit);
  int position = plr_edit_get_position (self->edit);
  guint to;

  if (step == NULL)
    return FALSE;

  to = position < 0 || (guint)position >= steps->len ? steps->len - 1 : (guint)position;
  if (to == from)
    return TRUE;
  if (g_array_index (steps, PlrGitlabStep, to).section == step->section)
    return move_within (self, steps, from, to, error);
  if (step->section == PLR_GITLAB_AFTER || g_array_index (steps, PlrGitlabStep, to).section == PLR_GITLAB_AFTER)
    return plr_gitlab_edit_set_error (error, PLR_DIALECT_ERROR_UNSUPPORTED,
                                      _("Commands of “after_script” always run, and come last; move it within its own list"));

  return move_across (self, steps, from, to, error);
}

/**
 * plr_gitlab_edit_set_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Changes a command; it has nothing else.
 */
gboolean
plr_gitlab_edit_set_step (PlrGitlabEdit *self,
                          GError       **error)
{
  g_autoptr(GArray) steps = plr_gitlab_list_steps (self->config, self->value);
  PlrGitlabStep *step = find_step (self, steps, error);
  const char *field = plr_edit_get_field (self->edit);
  guint index = (guint)plr_edit_get_index (self->edit);
  g_autoptr(PlrYamlValue) value = NULL;
  g_autoptr(GArray) list = NULL;
  PlrYamlNode *own;
  PlrYamlNode *item;
  guint first;

  if (step == NULL)
    return FALSE;
  if (g_strcmp0 (field, "run") != 0)
    return plr_dialect_editor_set_unknown (error, field);
  if (plr_edit_get_value (self->edit) == NULL)
    return plr_dialect_editor_set_invalid (error, field, NULL);

  value = new_command (plr_edit_get_value (self->edit));
  item = find_own_item (self, step);
  own = plr_yaml_node_get (self->job, plr_gitlab_section_get_key (step->section));
  if (item == NULL && step->entry == NULL && own != NULL)
    item = own; /* one text in place of the list */
  if (item != NULL && plr_yaml_value_matches (value, item))
    return TRUE;
  if (item != NULL)
    return plr_gitlab_edit_take (self, plr_yaml_edit_set (item, value, PLR_YAML_EDIT_NONE, error), error);

  list = list_section (self, steps, step->section, &first);

  return write_section (self, step->section, list, (int)(index - first), (int)(index - first), value, error);
}

/**
 * plr_gitlab_edit_duplicate_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a copy of a command behind it.
 */
gboolean
plr_gitlab_edit_duplicate_step (PlrGitlabEdit *self,
                                GError       **error)
{
  g_autoptr(GArray) steps = plr_gitlab_list_steps (self->config, self->value);
  PlrGitlabStep *step = find_step (self, steps, error);
  guint index = (guint)plr_edit_get_index (self->edit);
  PlrYamlNode *item = step != NULL ? find_own_item (self, step) : NULL;
  g_autoptr(PlrYamlValue) value = NULL;
  g_autoptr(GArray) list = NULL;
  guint first;

  if (step == NULL)
    return FALSE;
  if (item != NULL && plr_yaml_node_get_kind (item) == PLR_YAML_SCALAR)
    return plr_gitlab_edit_take (self, plr_yaml_edit_duplicate (item, NULL, PLR_YAML_EDIT_NONE, error), error);

  value = copy_command (step);
  list = list_section (self, steps, step->section, &first);

  return write_section (self, step->section, list, -1, (int)(index - first) + 1, value, error);
}
