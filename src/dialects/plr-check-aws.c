/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-check"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-check-private.h"

/* docs.aws.amazon.com: “Quotas in AWS CodePipeline”; CodeDeploy user guide, “AppSpec 'hooks' section”, timeout. */
#define MAX_GROUPS      50
#define MAX_ACTIONS     50
#define MAX_EVENT_US    (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC)

/* All stages of a pipeline, and all actions of each. */
void
plr_check_codepipeline (PlrCheck *self)
{
  g_autoptr(GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  const char *const *groups = plr_pipeline_get_groups (self->pipeline);
  guint n_groups = groups != NULL ? g_strv_length ((GStrv)groups) : 0;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);
      const char *group = plr_job_get_group (plr_stage_get_job (stage));
      guint count = group != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (counts, group)) + 1 : 0;
      g_autofree char *message = NULL;

      if (group == NULL || plr_stage_get_offset (stage) < 0)
        continue;
      g_hash_table_insert (counts, (gpointer)group, GUINT_TO_POINTER (count));
      if (count == MAX_ACTIONS + 1)
        {
          message = g_strdup_printf (_("The stage “%s” has more actions than the %d that CodePipeline takes"), group, MAX_ACTIONS);
          plr_check_report_stage (self, PLR_SEVERITY_ERROR, "too-many-actions", stage, _("Divide the stage into two."), message);
        }
      if (count == 1 && n_groups > MAX_GROUPS && g_str_equal (group, groups[MAX_GROUPS]))
        {
          message = g_strdup_printf (_("There are %u stages; CodePipeline takes %d"), n_groups, MAX_GROUPS);
          plr_check_report_stage (self, PLR_SEVERITY_ERROR, "too-many-stages", stage,
                                  _("Join some of them: actions of one stage can run one after another."), message);
        }
    }
}

/* The scripts of an event share an hour. */
void
plr_check_appspec (PlrCheck *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);
      GListModel *steps = plr_stage_get_steps (stage);
      gint64 all_us = 0;

      for (guint j = 0; plr_stage_get_offset (stage) >= 0 && j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);
          gboolean was_over = all_us > MAX_EVENT_US;

          all_us += plr_step_get_timeout_us (step);
          if (!was_over && all_us > MAX_EVENT_US && plr_step_get_offset (step) >= 0)
            plr_check_report (self, PLR_SEVERITY_WARNING, "long-timeout", stage, (gsize)plr_step_get_offset (step),
                              (gsize)plr_step_get_length (step), _("Write smaller timeouts, or divide the work among events."),
                              _("The scripts of “%s” may take %d seconds at most, all together"), plr_stage_get_id (stage),
                              (int)(MAX_EVENT_US / G_USEC_PER_SEC));
        }
    }
}
