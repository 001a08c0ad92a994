/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-private.h"

/* For more pairs between two groups one connection stands for all that a job waits for. */
#define MAX_IMPLIED 10000
/* GitLab takes far fewer; what has more is not meant to run. */
#define MAX_NEEDS   2000

typedef struct
{
  GPtrArray *stages;        /* of PlrStage that others wait for */
  GPtrArray *frontier;      /* of id: what a job of this group waits for; NULL until it is asked for */
  gboolean   has_implied;   /* one of the stages waits for the group before */
} Group;

static void
group_free (Group *group)
{
  if (group == NULL)
    return;
  g_ptr_array_unref (group->stages);
  g_clear_pointer (&group->frontier, g_ptr_array_unref);
  g_free (group);
}

/* The stage that a need names, also where it names one part of a divided job. */
static PlrStage *
find_stage (PlrGitlabReader *self,
            const char      *name)
{
  PlrStage *stage = g_hash_table_lookup (self->stages, name);
  g_autofree char *whole = stage == NULL ? plr_gitlab_strip_cell (name) : NULL;

  return whole != NULL ? g_hash_table_lookup (self->stages, whole) : stage;
}

static void
report_need (PlrGitlabReader *self,
             PlrGitlabValue  *value,
             const char      *name,
             gboolean         is_optional)
{
  if (is_optional)
    return;
  if (self->config->is_open || strchr (name, '$') != NULL)
    plr_gitlab_report (self->config, PLR_SEVERITY_INFO, "unknown-need", value->node,
                       _("It may come from a file that is included from elsewhere."), _("“%s” is not known here"), name);
  else
    plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "unknown-need", value->node,
                       _("Name a stage that exists, or remove it from the needs."),
                       _("Stage “%s” needs “%s”, which does not exist"), self->id, name);
}

/* Whether the text of a need says more than which job it is; not which cells of its matrix. */
static gboolean
is_plain_need (PlrGitlabValue *need)
{
  for (guint i = 0; i < need->n_entries; i++)
    {
      const char *name = need->entries[i].name;

      if (!g_str_equal (name, "job") && !g_str_equal (name, "artifacts") && !g_str_equal (name, "optional"))
        return FALSE;
    }

  return TRUE;
}

static void
add_name (GPtrArray  *list,
          const char *name)
{
  for (guint i = 0; i < list->len; i++)
    if (strcmp (list->pdata[i], name) == 0)
      return;
  g_ptr_array_add (list, (gpointer)name);
}

/* What the needs of a job say together. */
typedef struct
{
  GPtrArray *needs;
  GPtrArray *inputs;    /* those of them whose artifacts it gets */
  GPtrArray *optional;  /* those that may be missing */
  GPtrArray *missing;   /* those that are, and may be */
  gboolean   is_partial; /* it does not get the artifacts of all */
} Needs;

static void
read_need (PlrGitlabReader *self,
           PlrGitlabValue  *value,
           guint            index,
           Needs           *list)
{
  PlrGitlabValue *job = plr_gitlab_is_map (value) ? plr_gitlab_get (self->config, value, "job") : value;
  const char *name = plr_gitlab_get_string (job);
  g_autofree char *place = NULL;
  gboolean is_optional = g_strcmp0 (plr_gitlab_get_string (plr_gitlab_get (self->config, value, "optional")), "true") == 0;
  PlrStage *stage;

  /* A job of another project or pipeline, or of what a reference has that is not known. */
  if (name == NULL || plr_gitlab_get (self->config, value, "project") != NULL ||
      plr_gitlab_get (self->config, value, "pipeline") != NULL)
    {
      place = g_strdup_printf ("%u", index);
      plr_gitlab_keep (self, "needs", place);
      return;
    }

  stage = find_stage (self, name);
  if (is_optional)
    add_name (stage != NULL ? list->optional : list->missing, stage != NULL ? plr_stage_get_id (stage) : name);
  if ((stage == NULL && !is_optional) || !is_plain_need (value))
    {
      place = g_strdup_printf ("%u", index);
      plr_gitlab_keep (self, "needs", place);
    }
  if (stage == NULL)
    {
      report_need (self, job, name, is_optional);
      return;
    }
  add_name (list->needs, plr_stage_get_id (stage));
  if (g_strcmp0 (plr_gitlab_get_string (plr_gitlab_get (self->config, value, "artifacts")), "false") == 0)
    list->is_partial = TRUE;
  else
    add_name (list->inputs, plr_stage_get_id (stage));
}

static void
read_dependencies (PlrGitlabReader *self,
                   PlrGitlabValue  *value,
                   GPtrArray       *inputs)
{
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (value);

  g_ptr_array_set_size (inputs, 0);
  for (guint i = 0; i < MIN (items->len, MAX_NEEDS); i++)
    {
      PlrGitlabValue *item = ((PlrGitlabEntry *)items->pdata[i])->value;
      const char *name = plr_gitlab_get_string (item);
      PlrStage *stage = name != NULL ? find_stage (self, name) : NULL;

      if (stage != NULL)
        {
          add_name (inputs, plr_stage_get_id (stage));
          continue;
        }
      if (name != NULL)
        report_need (self, item, name, FALSE);
      plr_gitlab_keep (self, NULL, "dependencies");
    }
}

static void
read_own_needs (PlrGitlabReader *self,
                PlrGitlabValue  *value,
                PlrGitlabValue  *dependencies)
{
  g_autoptr(GPtrArray) needs = g_ptr_array_new ();
  g_autoptr(GPtrArray) inputs = g_ptr_array_new ();
  g_autoptr(GPtrArray) optional = g_ptr_array_new ();
  g_autoptr(GPtrArray) missing = g_ptr_array_new ();
  g_autoptr(GPtrArray) items = plr_gitlab_list_items (value);
  Needs list = { needs, inputs, optional, missing };

  if (value->kind == PLR_YAML_SEQUENCE)
    for (guint i = 0; i < MIN (items->len, MAX_NEEDS); i++)
      read_need (self, ((PlrGitlabEntry *)items->pdata[i])->value, i, &list);
  else
    read_need (self, value, 0, &list);

  if (items->len > MAX_NEEDS)
    plr_gitlab_report (self->config, PLR_SEVERITY_ERROR, "too-many-needs", value->node, _("GitLab takes 50."),
                       _("The job “%s” has more than %d needs; the rest is not shown"), self->id, MAX_NEEDS);
  if (dependencies != NULL)
    {
      read_dependencies (self, dependencies, inputs);
      list.is_partial = TRUE;
    }
  g_ptr_array_add (needs, NULL);
  g_ptr_array_add (inputs, NULL);
  plr_stage_set_needs (self->stage, (const char *const *)needs->pdata);
  if (list.is_partial)
    plr_stage_set_inputs (self->stage, (const char *const *)inputs->pdata);
  g_ptr_array_extend (optional, missing, NULL, NULL);
  if (optional->len > 0)
    {
      g_ptr_array_add (optional, NULL);
      plr_job_set_optional_needs (self->model, (const char *const *)optional->pdata);
    }
}

/* Behind what the rest of the job has. */
static void
add_opaque (PlrGitlabReader *self)
{
  const char *const *old = plr_stage_get_opaque (self->stage);
  g_autoptr(GPtrArray) all = g_ptr_array_new ();

  if (self->reader.opaque->len == 0)
    return;
  for (guint i = 0; old != NULL && old[i] != NULL; i++)
    g_ptr_array_add (all, (gpointer)old[i]);
  for (guint i = 0; i < self->reader.opaque->len; i++)
    g_ptr_array_add (all, self->reader.opaque->pdata[i]);
  g_ptr_array_add (all, NULL);
  plr_stage_set_opaque (self->stage, (const char *const *)all->pdata);
}

static void
read_needs_of_job (PlrGitlabReader *self)
{
  PlrGitlabValue *needs = plr_gitlab_get (self->config, self->job, "needs");
  PlrGitlabValue *dependencies = plr_gitlab_get (self->config, self->job, "dependencies");
  g_autoptr(GPtrArray) inputs = NULL;

  if (needs != NULL && !needs->is_unknown)
    {
      read_own_needs (self, needs, dependencies);
      return;
    }

  plr_job_set_implied_needs (self->model, TRUE);
  if (needs != NULL)
    plr_gitlab_keep (self, NULL, "needs");
  if (dependencies == NULL)
    return;
  inputs = g_ptr_array_new ();
  read_dependencies (self, dependencies, inputs);
  g_ptr_array_add (inputs, NULL);
  plr_stage_set_inputs (self->stage, (const char *const *)inputs->pdata);
}

/**
 * plr_gitlab_read_needs:
 *
 * Reads what each job says that it waits for, once all of them are known.
 */
void
plr_gitlab_read_needs (PlrGitlabReader *self)
{
  GPtrArray *of_pipeline = self->reader.opaque;
  g_autoptr(GPtrArray) of_stage = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->reader.places->len; i++)
    {
      PlrReaderPlace *place = self->reader.places->pdata[i];
      PlrGitlabValue *job = self->jobs->pdata[i];

      if (job->kind != PLR_YAML_MAPPING)
        continue;
      self->job = job;
      self->stage = place->stage;
      self->model = plr_stage_get_job (place->stage);
      self->id = plr_stage_get_id (place->stage);
      self->reader.place = place;
      self->reader.opaque = of_stage;
      read_needs_of_job (self);
      add_opaque (self);
      g_ptr_array_set_size (of_stage, 0);
    }
  self->reader.opaque = of_pipeline;
  self->reader.place = NULL;
}

/* What a job of group @index waits for: the jobs of the group before it, and of further ones as far as those do not wait
 * for them anyway. A manual job that may be left out holds nobody up. */
static GPtrArray *
get_frontier (GPtrArray *groups,
              guint      index)
{
  Group *group = groups->pdata[index];
  guint before = index;

  if (group->frontier != NULL)
    return group->frontier;

  group->frontier = g_ptr_array_new ();
  while (before > 0)
    {
      Group *other = groups->pdata[--before];

      for (guint i = 0; other != NULL && i < other->stages->len; i++)
        g_ptr_array_add (group->frontier, (gpointer)plr_stage_get_id (other->stages->pdata[i]));
      if (other != NULL && other->has_implied)
        break;
    }

  return group->frontier;
}

static GPtrArray *
collect_groups (PlrGitlabReader *self)
{
  g_autoptr(GPtrArray) groups = g_ptr_array_new_with_free_func ((GDestroyNotify)group_free);

  for (guint i = 0; i < self->reader.places->len; i++)
    {
      PlrStage *stage = ((PlrReaderPlace *)self->reader.places->pdata[i])->stage;
      PlrJob *job = plr_stage_get_job (stage);
      const char *name = plr_job_get_group (job);
      guint index = name != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (self->groups, name)) : 0;
      Group *group;

      if (groups->len <= index)
        g_ptr_array_set_size (groups, index + 1);
      if (groups->pdata[index] == NULL)
        {
          groups->pdata[index] = g_new0 (Group, 1);
          ((Group *)groups->pdata[index])->stages = g_ptr_array_new ();
        }
      group = groups->pdata[index];
      if (index == 0 || (plr_stage_get_approval (stage) && plr_job_get_allow_failure (job)))
        continue;
      g_ptr_array_add (group->stages, stage);
      group->has_implied |= plr_job_get_implied_needs (job);
    }

  return g_steal_pointer (&groups);
}

static void
set_implied (PlrGitlabReader *self,
             PlrStage        *stage,
             GPtrArray       *frontier,
             guint            nth,
             gboolean         is_shortened)
{
  const char *const *inputs = plr_stage_get_inputs (stage);
  g_autoptr(GPtrArray) needs = g_ptr_array_new ();

  for (guint i = 0; i < frontier->len && !is_shortened; i++)
    g_ptr_array_add (needs, frontier->pdata[i]);
  if (is_shortened)
    g_ptr_array_add (needs, frontier->pdata[nth % frontier->len]);
  for (guint i = 0; inputs != NULL && inputs[i] != NULL; i++)
    if (!g_str_equal (inputs[i], plr_stage_get_id (stage)))
      add_name (needs, inputs[i]);
  g_ptr_array_add (needs, NULL);
  plr_stage_set_needs (stage, (const char *const *)needs->pdata);
}

/**
 * plr_gitlab_read_implied_needs:
 *
 * A job without needs waits for all jobs of the groups before its own.
 */
void
plr_gitlab_read_implied_needs (PlrGitlabReader *self)
{
  g_autoptr(GPtrArray) groups = collect_groups (self);
  g_autofree guint *n_waiting = g_new0 (guint, groups->len + 1);
  g_autofree guint *nth = g_new0 (guint, groups->len + 1);
  guint n_stages = self->reader.places->len;
  g_autofree guint *group_of = g_new0 (guint, n_stages + 1);

  for (guint i = 0; i < n_stages; i++)
    {
      PlrJob *job = plr_stage_get_job (((PlrReaderPlace *)self->reader.places->pdata[i])->stage);
      const char *name = plr_job_get_group (job);

      group_of[i] = plr_job_get_implied_needs (job) && name != NULL
                    ? GPOINTER_TO_UINT (g_hash_table_lookup (self->groups, name)) : 0;
      n_waiting[group_of[i]]++;
    }

  for (guint i = 0; i < n_stages; i++)
    {
      guint index = group_of[i];
      PlrReaderPlace *place = self->reader.places->pdata[i];
      GPtrArray *frontier = index > 0 ? get_frontier (groups, index) : NULL;
      gboolean is_shortened;

      if (frontier == NULL || frontier->len == 0)
        continue;
      is_shortened = (guint64)frontier->len * n_waiting[index] > MAX_IMPLIED;
      set_implied (self, place->stage, frontier, nth[index]++, is_shortened);
      if (is_shortened && nth[index] == 1)
        plr_gitlab_report (self->config, PLR_SEVERITY_INFO, "many-implied-needs", place->key,
                           _("Give the jobs “needs”, and they start as soon as those have ended."),
                           _("The %u jobs of “%s” wait for %u others; each is shown with one of them only"), n_waiting[index],
                           plr_job_get_group (plr_stage_get_job (place->stage)), frontier->len);
    }
}
