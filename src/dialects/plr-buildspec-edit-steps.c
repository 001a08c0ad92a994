/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-buildspec"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-buildspec-edit-private.h"

/* The steps of a stage are the commands of the phases, in the order in which these run. */

static const char *const phases[] = { "install", "pre_build", "build", "post_build" };
static const char *const lists[] = { "commands", "finally" };

typedef struct
{
  const char  *phase;
  const char  *list;
  PlrYamlNode *owner;   /* the list, or the text in its place */
  PlrYamlNode *item;
  guint        index;   /* in the list */
} Command;

/* As the reader has them: what is no text is no step. */
static GArray *
list_commands (PlrYamlNode *root)
{
  g_autoptr(GArray) commands = g_array_new (FALSE, TRUE, sizeof (Command));
  PlrYamlNode *map = plr_aws_get (root, "phases");

  for (guint i = 0; i < G_N_ELEMENTS (phases); i++)
    for (guint k = 0; k < G_N_ELEMENTS (lists); k++)
      {
        PlrYamlNode *owner = plr_aws_get (plr_aws_get (map, phases[i]), lists[k]);
        guint n_items = plr_aws_is_list (owner) ? plr_aws_count (owner) : owner != NULL && !plr_aws_is_map (owner) ? 1 : 0;

        for (guint j = 0; j < n_items; j++)
          {
            PlrYamlNode *item = plr_aws_is_list (owner) ? plr_yaml_node_get_item (owner, j) : owner;
            Command command = { phases[i], lists[k], owner, item, j };

            if (plr_yaml_node_get_string (item) != NULL)
              g_array_append_val (commands, command);
          }
      }

  return g_steal_pointer (&commands);
}

static gboolean
check_index (GArray  *commands,
             int      index,
             GError **error)
{
  g_autofree char *number = g_strdup_printf ("%d", index + 1);

  if (index >= 0 && (guint)index < commands->len)
    return TRUE;

  return plr_aws_edit_miss (error, _("There is no step %s"), number);
}

/* Whether the list of the command stands in the text as its own. */
static gboolean
check_own (PlrYamlNode   *root,
           const Command *command,
           GError       **error)
{
  PlrYamlNode *value = NULL;

  return plr_aws_edit_find (root, PATH ("phases", command->phase, command->list), &value, error);
}

/* A list with the text that stands in its place, and @run before or behind it. */
static gboolean
spread (PlrDialectEditor *self,
        const Command    *command,
        const char       *run,
        gboolean          before,
        GError          **error)
{
  g_autoptr(PlrYamlValue) list = plr_yaml_value_new_list ();

  if (before)
    plr_yaml_value_append (list, plr_yaml_value_new_string (run));
  plr_yaml_value_append (list, plr_yaml_value_new_string (plr_yaml_node_get_string (command->owner)));
  if (!before)
    plr_yaml_value_append (list, plr_yaml_value_new_string (run));

  return plr_dialect_editor_take (self, plr_yaml_edit_set (command->owner, list, PLR_YAML_EDIT_NONE, error), error);
}

static gboolean
insert_beside (PlrDialectEditor *self,
               PlrYamlNode      *root,
               const Command    *command,
               const char       *run,
               gboolean          before,
               GError          **error)
{
  g_autoptr(PlrYamlValue) value = plr_yaml_value_new_string (run);

  if (!check_own (root, command, error))
    return FALSE;
  if (!plr_aws_is_list (command->owner))
    return spread (self, command, run, before, error);

  return plr_dialect_editor_take (self, plr_yaml_edit_insert_item (command->owner, (int)command->index + (before ? 0 : 1), value,
                                                                   PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_buildspec_edit_add_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a command to the phase of its neighbour; the first one to the phase “build”.
 */
gboolean
plr_buildspec_edit_add_step (PlrDialectEditor *self,
                             GError          **error)
{
  const char *run = plr_edit_get_value (self->edit);
  int index = plr_edit_get_index (self->edit);
  PlrYamlNode *root;
  g_autoptr(GArray) commands = NULL;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  if (run == NULL || run[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "run", run);

  commands = list_commands (root);
  if (commands->len == 0)
    return plr_aws_edit_put_list (self, root, PATH ("phases", "build", "commands"), PATH (run), error);
  if (index < 0 || (guint)index >= commands->len)
    return insert_beside (self, root, &g_array_index (commands, Command, commands->len - 1), run, FALSE, error);

  return insert_beside (self, root, &g_array_index (commands, Command, index), run, TRUE, error);
}

static guint
count_in_list (GArray        *commands,
               const Command *command)
{
  guint count = 0;

  for (guint i = 0; i < commands->len; i++)
    count += g_array_index (commands, Command, i).owner == command->owner;

  return count;
}

/* A phase that has nothing left goes as well, but not the last one. */
static gboolean
remove_command (PlrDialectEditor *self,
                PlrYamlNode      *root,
                GArray           *commands,
                const Command    *command,
                GError          **error)
{
  PlrYamlEditFlags flags = commands->len > 1 ? PLR_YAML_EDIT_PRUNE : PLR_YAML_EDIT_NONE;

  if (!check_own (root, command, error))
    return FALSE;
  if (commands->len == 1)
    return plr_aws_edit_decline (error, _("A buildspec has at least one command; add another one before this goes"));

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (command->item, flags, error), error);
}

/**
 * plr_buildspec_edit_remove_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Removes a command.
 */
gboolean
plr_buildspec_edit_remove_step (PlrDialectEditor *self,
                                GError          **error)
{
  int index = plr_edit_get_index (self->edit);
  PlrYamlNode *root;
  g_autoptr(GArray) commands = NULL;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  commands = list_commands (root);

  return check_index (commands, index, error) &&
         remove_command (self, root, commands, &g_array_index (commands, Command, index), error);
}

/**
 * plr_buildspec_edit_duplicate_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Adds a copy of a command behind it.
 */
gboolean
plr_buildspec_edit_duplicate_step (PlrDialectEditor *self,
                                   GError          **error)
{
  int index = plr_edit_get_index (self->edit);
  PlrYamlNode *root;
  g_autoptr(GArray) commands = NULL;
  const Command *command;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  commands = list_commands (root);
  if (!check_index (commands, index, error))
    return FALSE;
  command = &g_array_index (commands, Command, index);
  if (!check_own (root, command, error))
    return FALSE;
  if (!plr_aws_is_list (command->owner))
    return spread (self, command, plr_yaml_node_get_string (command->owner), FALSE, error);

  return plr_dialect_editor_take (self, plr_yaml_edit_duplicate (command->item, NULL, PLR_YAML_EDIT_NONE, error), error);
}

/* Takes a command to another list, before @index of it, or to its end for -1. */
static gboolean
transfer (PlrDialectEditor *self,
          GArray           *commands,
          const Command    *command,
          const char       *phase,
          const char       *list,
          int               index,
          GError          **error)
{
  g_autofree char *run = g_strdup (plr_yaml_node_get_string (command->item));
  gboolean is_alone = count_in_list (commands, command) == 1;
  PlrYamlNode *root = plr_dialect_editor_get_root (self);
  PlrYamlNode *target = NULL;
  Command from = *command;

  if (!check_own (root, command, error) || !plr_aws_edit_find (root, PATH ("phases", phase, list), &target, error))
    return FALSE;
  if (target != NULL && plr_aws_is_list (target) && plr_aws_is_list (command->owner) && !is_alone)
    return plr_dialect_editor_take (self, plr_yaml_edit_transfer (command->item, target, index, NULL, PLR_YAML_EDIT_NONE, error), error);

  if (target != NULL && plr_aws_is_list (target))
    {
      g_autoptr(PlrYamlValue) value = plr_yaml_value_new_string (run);

      if (!plr_dialect_editor_take (self, plr_yaml_edit_insert_item (target, index, value, PLR_YAML_EDIT_NONE, error), error))
        return FALSE;
    }
  else if (target != NULL && !plr_yaml_node_is_null (target))
    {
      Command beside = { phase, list, target, target, 0 };

      if (!spread (self, &beside, run, index == 0, error))
        return FALSE;
    }
  else if (!plr_aws_edit_put_list (self, root, PATH ("phases", phase, list), PATH (run), error))
    {
      return FALSE;
    }
  if (!plr_dialect_editor_refresh (self, error))
    return FALSE;
  root = plr_dialect_editor_get_root (self);
  if (is_alone)
    return plr_aws_edit_drop (self, root, PATH ("phases", from.phase, from.list), error);
  if (!plr_aws_edit_find (root, PATH ("phases", from.phase, from.list), &target, error))
    return FALSE;

  return plr_dialect_editor_take (self, plr_yaml_edit_remove (plr_yaml_node_get_item (target, from.index), PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_buildspec_edit_move_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Moves a command; where it leaves its list, it goes to that of its new neighbour.
 */
gboolean
plr_buildspec_edit_move_step (PlrDialectEditor *self,
                              GError          **error)
{
  int index = plr_edit_get_index (self->edit);
  int position = plr_edit_get_position (self->edit);
  PlrYamlNode *root;
  g_autoptr(GArray) commands = NULL;
  const Command *command;
  const Command *before;
  const Command *after;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  commands = list_commands (root);
  if (!check_index (commands, index, error))
    return FALSE;
  if (position < 0 || (guint)position >= commands->len)
    position = (int)commands->len - 1;
  if (position == index)
    return TRUE;

  command = &g_array_index (commands, Command, index);
  before = position == 0 ? NULL : &g_array_index (commands, Command, position > index ? position : position - 1);
  after = position == (int)commands->len - 1 ? NULL : &g_array_index (commands, Command, position > index ? position + 1 : position);
  if (!check_own (root, command, error))
    return FALSE;
  if (before != NULL && before->owner == command->owner)
    return plr_dialect_editor_take (self, plr_yaml_edit_move (command->item, before->index + (position > index ? 0 : 1),
                                                              PLR_YAML_EDIT_NONE, error), error);
  if (after != NULL && after->owner == command->owner)
    return plr_dialect_editor_take (self, plr_yaml_edit_move (command->item, after->index - (position > index ? 1 : 0),
                                                              PLR_YAML_EDIT_NONE, error), error);
  if (after != NULL && (position < index || before == NULL))
    return transfer (self, commands, command, after->phase, after->list, (int)after->index, error);

  return transfer (self, commands, command, before->phase, before->list, (int)before->index + 1, error);
}

/* To another phase, or between the commands of one and those that always run. */
static gboolean
change_list (PlrDialectEditor *self,
             GArray           *commands,
             const Command    *command,
             const char       *phase,
             const char       *list,
             GError          **error)
{
  if (g_str_equal (phase, command->phase) && g_str_equal (list, command->list))
    return TRUE;

  return transfer (self, commands, command, phase, list, -1, error);
}

static gboolean
set_phase (PlrDialectEditor *self,
           GArray           *commands,
           const Command    *command,
           const char       *phase,
           GError          **error)
{
  for (guint i = 0; phase != NULL && i < G_N_ELEMENTS (phases); i++)
    if (g_str_equal (phases[i], phase))
      return change_list (self, commands, command, phases[i], command->list, error);

  return plr_aws_edit_decline (error, _("A command is named by its phase: write install, pre_build, build or post_build"));
}

static gboolean
set_when (PlrDialectEditor *self,
          GArray           *commands,
          const Command    *command,
          const char       *when,
          GError          **error)
{
  gboolean is_always = g_strcmp0 (when, "always") == 0;

  if (!is_always && when != NULL && when[0] != '\0' && !g_str_equal (when, "success"))
    return plr_aws_edit_decline (error, _("A buildspec runs a command after a success or always; for a failure, look at "
                                          "$CODEBUILD_BUILD_SUCCEEDING in the command"));
  if (g_str_equal (command->phase, "post_build"))
    return is_always ? TRUE : plr_aws_edit_decline (error, _("The phase post_build always runs; move the command to another phase"));

  return change_list (self, commands, command, command->phase, is_always ? "finally" : "commands", error);
}

static gboolean
set_allow_failure (PlrDialectEditor *self,
                   PlrYamlNode      *root,
                   GArray           *commands,
                   const Command    *command,
                   const char       *value,
                   GError          **error)
{
  gboolean goes_on = g_strcmp0 (value, "true") == 0;
  PlrYamlNode *phase = plr_aws_get (plr_aws_get (root, "phases"), command->phase);

  if (goes_on == (g_strcmp0 (plr_aws_get_text (phase, "on-failure"), "CONTINUE") == 0))
    return TRUE;
  for (guint i = 0; i < commands->len; i++)
    if (i != (guint)plr_edit_get_index (self->edit) && g_str_equal (g_array_index (commands, Command, i).phase, command->phase))
      {
        g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED,
                     _("“on-failure” is for all commands of the phase “%s”; change it there, in the text, or move the command to a phase of its own"),
                     command->phase);
        return FALSE;
      }

  return plr_aws_edit_put_text (self, root, PATH ("phases", command->phase, "on-failure"), goes_on ? "CONTINUE" : NULL, error);
}

static gboolean
set_shell (PlrDialectEditor *self,
           PlrYamlNode      *root,
           GArray           *commands,
           const char       *shell,
           GError          **error)
{
  const char *old = plr_aws_get_text (plr_aws_get (root, "env"), "shell");

  if (g_strcmp0 (shell, "sh") == 0)
    shell = "/bin/sh";
  if (g_strcmp0 (old, shell) == 0)
    return TRUE;
  if (commands->len > 1)
    {
      g_set_error_literal (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED,
                           _("A buildspec has one shell for all its commands: set the shell of the pipeline"));
      return FALSE;
    }

  return plr_aws_edit_put_text (self, root, PATH ("env", "shell"), shell, error);
}

static gboolean
set_run (PlrDialectEditor *self,
         PlrYamlNode      *root,
         const Command    *command,
         const char       *run,
         GError          **error)
{
  if (run == NULL || run[0] == '\0')
    return plr_dialect_editor_set_invalid (error, "run", run);
  if (!check_own (root, command, error))
    return FALSE;
  if (g_strcmp0 (plr_yaml_node_get_string (command->item), run) == 0)
    return TRUE;

  return plr_dialect_editor_take (self, plr_yaml_edit_set_string (command->item, run, PLR_YAML_EDIT_NONE, error), error);
}

/**
 * plr_buildspec_edit_set_step:
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Changes a command, or where it stands.
 */
gboolean
plr_buildspec_edit_set_step (PlrDialectEditor *self,
                             GError          **error)
{
  const char *field = plr_edit_get_field (self->edit);
  const char *value = plr_edit_get_value (self->edit);
  int index = plr_edit_get_index (self->edit);
  PlrYamlNode *root;
  g_autoptr(GArray) commands = NULL;
  const Command *command;

  if (!plr_buildspec_edit_find_body (self, &root, error))
    return FALSE;
  commands = list_commands (root);
  if (!check_index (commands, index, error))
    return FALSE;

  command = &g_array_index (commands, Command, index);
  if (g_strcmp0 (field, "run") == 0)
    return set_run (self, root, command, value, error);
  if (g_strcmp0 (field, "name") == 0)
    return set_phase (self, commands, command, value, error);
  if (g_strcmp0 (field, "when") == 0)
    return set_when (self, commands, command, value, error);
  if (g_strcmp0 (field, "allow-failure") == 0)
    return set_allow_failure (self, root, commands, command, value, error);
  if (g_strcmp0 (field, "shell") == 0)
    return set_shell (self, root, commands, value, error);
  if (g_strcmp0 (field, "directory") == 0)
    return plr_aws_edit_decline (error, _("The commands of a buildspec share one folder: write “cd FOLDER && …” in the command"));
  if (g_strcmp0 (field, "condition") == 0)
    return plr_aws_edit_decline (error, _("A buildspec knows no conditions: write “if …; then …; fi” in the command"));
  if (g_strcmp0 (field, "timeout") == 0)
    return plr_aws_edit_decline (error, _("A buildspec limits no single command: write “timeout 10m …” in the command"));
  if (g_strcmp0 (field, "uses") == 0 || g_strcmp0 (field, "id") == 0)
    return plr_aws_edit_decline (error, _("A buildspec has commands alone, and no actions"));

  return plr_dialect_editor_set_unknown (error, field);
}
