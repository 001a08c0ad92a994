/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-gitlab-private.h"

const char *
plr_gitlab_section_get_key (PlrGitlabSection section)
{
  static const char *const keys[] = { "before_script", "script", "after_script" };

  return keys[section];
}

/**
 * plr_gitlab_list_steps:
 * @job: with its templates
 *
 * Returns: (transfer full) (element-type PlrGitlabStep): its commands in the order in which they run
 */
GArray *
plr_gitlab_list_steps (PlrGitlabConfig *config,
                       PlrGitlabValue  *job)
{
  g_autoptr(GArray) steps = g_array_new (FALSE, TRUE, sizeof (PlrGitlabStep));
  gboolean runs = plr_gitlab_get (config, job, "trigger") == NULL && plr_gitlab_get (config, job, "run") == NULL;

  for (guint section = PLR_GITLAB_BEFORE; section <= PLR_GITLAB_AFTER && runs; section++)
    {
      const char *key = plr_gitlab_section_get_key (section);
      PlrGitlabValue *list = plr_gitlab_get (config, job, key);
      g_autoptr(GPtrArray) items = NULL;

      if (list == NULL && section != PLR_GITLAB_SCRIPT)
        list = plr_gitlab_config_get_default (config, job, key);
      if (list == NULL)
        continue;
      if (plr_gitlab_get_string (list) != NULL)
        {
          PlrGitlabStep step = { section, list, list, NULL };

          g_array_append_val (steps, step);
          continue;
        }
      items = plr_gitlab_list_items (list);
      for (guint i = 0; i < items->len && steps->len < PLR_GITLAB_MAX_STEPS; i++)
        {
          PlrGitlabEntry *entry = items->pdata[i];
          PlrGitlabStep step = { section, list, entry->value, entry };

          g_array_append_val (steps, step);
        }
    }

  return g_steal_pointer (&steps);
}

/* Each command is a step; those of after_script run whatever became of the others. */
void
plr_gitlab_read_steps (PlrGitlabReader *self)
{
  g_autoptr(GArray) steps = plr_gitlab_list_steps (self->config, self->job);

  self->n_steps += steps->len;
  if (self->n_steps > PLR_GITLAB_MAX_ALL_STEPS)
    {
      self->config->is_over = TRUE;
      return;
    }
  if (steps->len >= PLR_GITLAB_MAX_STEPS)
    plr_gitlab_report (self->config, PLR_SEVERITY_WARNING, "too-many-steps", self->reader.place->key,
                       _("Put the commands into a script of its own."), _("Only the first %d steps are shown"), PLR_GITLAB_MAX_STEPS);
  for (guint i = 0; i < steps->len; i++)
    {
      PlrGitlabStep *step = &g_array_index (steps, PlrGitlabStep, i);
      const char *run = plr_gitlab_get_string (step->value);
      g_autoptr(PlrStep) model = plr_step_new (run != NULL ? run : "");

      if (run == NULL && !step->value->is_unknown)
        plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "wrong-type", step->value->node,
                           _("Put the whole command in quotes; a colon and a space in it make it a mapping."),
                           _("This is no command"));
      if (step->value->is_unknown)
        {
          g_autofree char *text = plr_gitlab_dup_text (step->value, TRUE);

          plr_step_set_uses (model, text);
        }
      if (step->section == PLR_GITLAB_AFTER)
        plr_step_set_when (model, PLR_STAGE_WHEN_ALWAYS);
      if (plr_gitlab_is_local (self->config, step->value->node))
        {
          gsize start = plr_yaml_node_get_outer_start (step->value->node);

          plr_step_set_offset (model, start);
          plr_step_set_length (model, plr_yaml_node_get_end (step->value->node) - start);
        }
      plr_stage_add_step (self->stage, model);
    }
}
