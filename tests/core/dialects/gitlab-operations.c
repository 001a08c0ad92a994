/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "gitlab-operations.h"
#include "plr-list.h"

/* Edits of a job as an operation on the model, and as the edit of the text that is to do the same. */

static const char *
id_of (PlrTestPlace *place)
{
  return plr_stage_get_id (place->stage);
}

static PlrJob *
job_of (PlrTestPlace *place)
{
  return plr_stage_get_job (place->stage);
}

static PlrList *
store_of (GListModel *model)
{
  return PLR_LIST (model);
}

static guint
index_of (PlrList  *stages,
          PlrStage *stage)
{
  guint index = 0;

  for (;; index++)
    {
      g_autoptr(PlrStage) one = g_list_model_get_item (G_LIST_MODEL (stages), index);

      g_assert_nonnull (one);
      if (one == stage)
        return index;
    }
}

static gboolean
runs (PlrTestPlace *place)
{
  return plr_job_get_calls (job_of (place)) == NULL && g_list_model_get_n_items (plr_stage_get_steps (place->stage)) > 0;
}

#define SET(name, field, text, condition, change) \
  static PlrEdit * \
  name (PlrTestPlace *place) \
  { \
    if (!(condition)) \
    return NULL; \
    change; \
    return plr_edit_new_set_stage (id_of (place), field, text); \
  }

SET (set_image, "image", "registry.example.org/image:1", runs (place), plr_stage_set_image (place->stage, "registry.example.org/image:1"))
SET (unset_image, "image", NULL, plr_stage_get_image (place->stage) != NULL, plr_stage_set_image (place->stage, NULL))
SET (set_timeout, "timeout", "25m", runs (place), plr_stage_set_timeout_us (place->stage, 25 * 60 * G_TIME_SPAN_SECOND))
SET (unset_timeout, "timeout", NULL, plr_stage_get_timeout_us (place->stage) != 0, plr_stage_set_timeout_us (place->stage, 0))
SET (set_retry, "retry", "1", runs (place), plr_stage_set_retry (place->stage, 1))
SET (unset_retry, "retry", NULL, plr_stage_get_retry (place->stage) != 0, plr_stage_set_retry (place->stage, 0))
SET (allow_failure, "allow-failure", "true", TRUE, plr_job_set_allow_failure (job_of (place), TRUE))
SET (forbid_failure, "allow-failure", "false", TRUE, plr_job_set_allow_failure (job_of (place), FALSE))
SET (set_failure, "when", "failure", TRUE, plr_stage_set_when (place->stage, PLR_STAGE_WHEN_FAILURE))
SET (set_success, "when", "success", plr_stage_get_when (place->stage) != PLR_STAGE_WHEN_SUCCESS,
     plr_stage_set_when (place->stage, PLR_STAGE_WHEN_SUCCESS))
SET (set_approval, "approval", "true", TRUE, plr_stage_set_approval (place->stage, TRUE))
SET (set_question, "approval", "Sure?", TRUE, plr_stage_set_approval (place->stage, TRUE); plr_stage_set_approval_message (place->stage, "Sure?"))
SET (unset_approval, "approval", NULL, plr_stage_get_approval (place->stage) && !plr_job_get_allow_failure (job_of (place)),
     plr_stage_set_approval (place->stage, FALSE))
SET (set_deploy, "deploy", "production", runs (place), plr_stage_set_deploy (place->stage, "production"))
SET (unset_deploy, "deploy", NULL, plr_stage_get_deploy (place->stage) != NULL && plr_job_get_url (job_of (place)) == NULL,
     plr_stage_set_deploy (place->stage, NULL))
SET (set_url, "url", "https://example.org", plr_stage_get_deploy (place->stage) != NULL, plr_job_set_url (job_of (place), "https://example.org"))
SET (set_concurrency, "concurrency", "one", TRUE, plr_job_set_concurrency (job_of (place), "one"))
SET (unset_concurrency, "concurrency", NULL, plr_job_get_concurrency (job_of (place)) != NULL, plr_job_set_concurrency (job_of (place), NULL))
SET (set_cancels, "cancels", "true", runs (place), plr_job_set_cancels (job_of (place), TRUE))
SET (unset_cancels, "cancels", "false", plr_job_get_cancels (job_of (place)), plr_job_set_cancels (job_of (place), FALSE))
SET (set_group, "group", ".post", TRUE, plr_job_set_group (job_of (place), ".post"))
SET (set_condition, "condition", "$CI_COMMIT_TAG", plr_stage_get_branches (place->stage) == NULL,
     plr_job_set_condition (job_of (place), "$CI_COMMIT_TAG"))
SET (unset_condition, "condition", NULL, plr_job_get_condition (job_of (place)) != NULL && strchr (plr_job_get_condition (job_of (place)), '\n') == NULL &&
     plr_job_get_condition (job_of (place))[0] != '-', plr_job_set_condition (job_of (place), NULL))
SET (set_copies, "copies", "4", runs (place), plr_job_set_copies (job_of (place), 4))

#define LIST(name, field, condition, change, ...) \
  static PlrEdit * \
  name (PlrTestPlace *place) \
  { \
    static const char *const values[] = { __VA_ARGS__, NULL }; \
    const char *const *list = values[0] != NULL ? values : NULL; \
    if (!(condition)) \
    return NULL; \
    change; \
    return plr_edit_new_set_stage_list (id_of (place), field, list); \
  }

LIST (set_runner, "runner", runs (place), plr_job_set_runner (job_of (place), list), "linux", "large")
LIST (unset_runner, "runner", plr_job_get_runner (job_of (place))[0] != NULL, plr_job_set_runner (job_of (place), NULL), NULL)
LIST (set_reports, "reports", runs (place), plr_stage_set_reports (place->stage, list), "report.xml")
LIST (unset_reports, "reports", plr_stage_get_reports (place->stage)[0] != NULL, plr_stage_set_reports (place->stage, NULL), NULL)
LIST (set_branches, "branches", plr_job_get_condition (job_of (place)) == NULL, plr_stage_set_branches (place->stage, list), "main", "release-*")
LIST (unset_branches, "branches", plr_stage_get_branches (place->stage) != NULL, plr_stage_set_branches (place->stage, NULL), NULL)

/* What a need that goes says goes with it. */
static void
change_needs (PlrStage          *stage,
              const char *const *needs)
{
  const char *const *optional = plr_job_get_optional_needs (plr_stage_get_job (stage));
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) rest = NULL;

  for (guint i = 0; optional != NULL && optional[i] != NULL; i++)
    if (g_strv_contains (needs, optional[i]) || !plr_stage_needs_stage (stage, optional[i]))
      g_strv_builder_add (builder, optional[i]);
  rest = g_strv_builder_end (builder);
  plr_stage_set_needs (stage, needs);
  plr_job_set_optional_needs (plr_stage_get_job (stage), rest[0] != NULL ? (const char *const *)rest : NULL);
}

static PlrEdit *
set_needs (PlrTestPlace *place)
{
  const char *needs[] = { place->other != NULL ? plr_stage_get_id (place->other) : NULL, NULL };

  if (needs[0] == NULL || plr_stage_get_inputs (place->stage) != NULL)
    return NULL;
  change_needs (place->stage, needs);
  plr_job_set_implied_needs (job_of (place), FALSE);

  return plr_edit_new_set_stage_list (id_of (place), "needs", needs);
}

static PlrEdit *
set_no_needs (PlrTestPlace *place)
{
  const char *none[] = { NULL };

  if (plr_stage_get_inputs (place->stage) != NULL)
    return NULL;
  change_needs (place->stage, none);
  plr_job_set_implied_needs (job_of (place), FALSE);

  return plr_edit_new_set_stage_list (id_of (place), "needs", none);
}

static char **
with_need (PlrStage   *stage,
           const char *need,
           gboolean    add)
{
  const char *const *old = plr_stage_get_needs (stage);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; old[i] != NULL; i++)
    if (!g_str_equal (old[i], need))
      g_strv_builder_add (builder, old[i]);
  if (add)
    g_strv_builder_add (builder, need);

  return g_strv_builder_end (builder);
}

static PlrEdit *
add_need (PlrTestPlace *place)
{
  const char *need = place->other != NULL ? plr_stage_get_id (place->other) : NULL;
  g_auto(GStrv) needs = NULL;

  if (need == NULL || plr_stage_needs_stage (place->stage, need))
    return NULL;
  needs = with_need (place->stage, need, TRUE);
  change_needs (place->stage, (const char *const *)needs);
  plr_job_set_implied_needs (job_of (place), FALSE);

  return plr_edit_new_need (id_of (place), need, TRUE);
}

static PlrEdit *
remove_need (PlrTestPlace *place)
{
  const char *need = plr_stage_get_needs (place->stage)[0];
  g_autofree char *copy = g_strdup (need);
  g_auto(GStrv) needs = NULL;

  if (need == NULL || plr_stage_get_inputs (place->stage) != NULL)
    return NULL;
  needs = with_need (place->stage, need, FALSE);
  change_needs (place->stage, (const char *const *)needs);
  plr_job_set_implied_needs (job_of (place), FALSE);

  return plr_edit_new_need (id_of (place), copy, FALSE);
}

/* Steps */

static guint
n_steps (PlrTestPlace *place)
{
  return g_list_model_get_n_items (plr_stage_get_steps (place->stage));
}

static PlrStep *
get_step (PlrTestPlace *place,
          guint         index)
{
  g_autoptr(PlrStep) step = g_list_model_get_item (plr_stage_get_steps (place->stage), index);

  return step; /* the list keeps it */
}

static guint
n_usual (PlrTestPlace *place)
{
  guint n = 0;

  while (n < n_steps (place) && plr_step_get_when (get_step (place, n)) == PLR_STAGE_WHEN_SUCCESS)
    n++;

  return n;
}

static PlrEdit *
add_step_at (PlrTestPlace *place,
             guint         index,
             int           position)
{
  g_autoptr(PlrStep) step = plr_step_new ("echo \"new: one\"");

  if (!runs (place))
    return NULL;
  plr_list_insert (store_of (plr_stage_get_steps (place->stage)), index, step);

  return plr_edit_new_add_step (id_of (place), "echo \"new: one\"", position);
}

static PlrEdit *
add_last_step (PlrTestPlace *place)
{
  return add_step_at (place, n_usual (place), -1);
}

static PlrEdit *
add_first_step (PlrTestPlace *place)
{
  return add_step_at (place, 0, 0);
}

static PlrEdit *
add_middle_step (PlrTestPlace *place)
{
  return add_step_at (place, n_usual (place) / 2, (int)n_usual (place) / 2);
}

static PlrEdit *
remove_step_at (PlrTestPlace *place,
                guint         index)
{
  if (index >= n_steps (place) || n_steps (place) < 2)
    return NULL;
  plr_list_remove (store_of (plr_stage_get_steps (place->stage)), index);

  return plr_edit_new_remove_step (id_of (place), (int)index);
}

static PlrEdit *
remove_first_step (PlrTestPlace *place)
{
  return remove_step_at (place, 0);
}

static PlrEdit *
remove_last_step (PlrTestPlace *place)
{
  return remove_step_at (place, n_steps (place) - 1);
}

static PlrEdit *
set_step_at (PlrTestPlace *place,
             guint         index)
{
  if (index >= n_steps (place) || plr_step_get_uses (get_step (place, index)) != NULL ||
      strchr (plr_step_get_run (get_step (place, index)), '\n') != NULL)
    return NULL;
  plr_step_set_run (get_step (place, index), "make -j2");

  return plr_edit_new_set_step (id_of (place), (int)index, "run", "make -j2");
}

static PlrEdit *
set_first_step (PlrTestPlace *place)
{
  return set_step_at (place, 0);
}

static PlrEdit *
set_last_step (PlrTestPlace *place)
{
  return set_step_at (place, n_steps (place) - 1);
}

static PlrEdit *
move_step (PlrTestPlace *place)
{
  PlrList *steps = store_of (plr_stage_get_steps (place->stage));
  guint from = n_usual (place) - 1;
  g_autoptr(PlrStep) step = NULL;

  if (n_usual (place) < 2)
    return NULL;
  step = g_list_model_get_item (G_LIST_MODEL (steps), from);
  plr_list_remove (steps, from);
  plr_list_insert (steps, from - 1, step);

  return plr_edit_new_move_step (id_of (place), (int)from, (int)from - 1);
}

static PlrEdit *
duplicate_step (PlrTestPlace *place)
{
  PlrEdit *edit;

  if (n_steps (place) == 0 || plr_step_get_uses (get_step (place, 0)) != NULL)
    return NULL;
  plr_list_insert (store_of (plr_stage_get_steps (place->stage)), 1, get_step (place, 0));
  edit = plr_edit_new (PLR_EDIT_KIND_DUPLICATE_STEP, id_of (place));
  plr_edit_set_index (edit, 0);

  return edit;
}

/* Variables */

static GListModel *
variables_of (PlrTestPlace *place,
              gboolean      of_stage)
{
  return of_stage ? plr_stage_get_environment (place->stage) : plr_pipeline_get_variables (place->pipeline);
}

static PlrEdit *
new_variable (PlrTestPlace *place,
              gboolean      of_stage)
{
  g_autoptr(PlrVariable) variable = plr_variable_new ("PLR_TEST", "yes");

  plr_list_append (store_of (variables_of (place, of_stage)), variable);

  return plr_edit_new_set_variable (of_stage ? id_of (place) : NULL, -1, "PLR_TEST", "yes");
}

static PlrEdit *
change_variable (PlrTestPlace *place,
                 gboolean      of_stage,
                 PlrEditKind   kind)
{
  GListModel *variables = variables_of (place, of_stage);
  g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, 0);
  g_autofree char *name = NULL;
  const char *stage = of_stage ? id_of (place) : NULL;

  if (variable == NULL || (kind == PLR_EDIT_KIND_SET_VARIABLE && strchr (plr_variable_get_value (variable), '\n') != NULL))
    return NULL;
  name = g_strdup (plr_variable_get_name (variable));
  if (kind == PLR_EDIT_KIND_SET_VARIABLE)
    {
      plr_variable_set_value (variable, "42");
      return plr_edit_new_set_variable (stage, -1, name, "42");
    }
  if (kind == PLR_EDIT_KIND_RENAME_VARIABLE)
    {
      plr_variable_set_name (variable, "PLR_RENAMED");
      return plr_edit_new_rename_variable (stage, -1, name, "PLR_RENAMED");
    }
  plr_list_remove (store_of (variables), 0);

  return plr_edit_new_remove_variable (stage, -1, name);
}

#define VARIABLE(name, of_stage, kind) \
  static PlrEdit * \
  name (PlrTestPlace *place) \
  { \
    return change_variable (place, of_stage, PLR_EDIT_KIND_ ## kind ## _VARIABLE); \
  }

VARIABLE (set_variable, TRUE, SET)
VARIABLE (rename_variable, TRUE, RENAME)
VARIABLE (remove_variable, TRUE, REMOVE)
VARIABLE (set_global, FALSE, SET)
VARIABLE (rename_global, FALSE, RENAME)
VARIABLE (remove_global, FALSE, REMOVE)

static PlrEdit *
add_variable (PlrTestPlace *place)
{
  return new_variable (place, TRUE);
}

static PlrEdit *
add_global (PlrTestPlace *place)
{
  return new_variable (place, FALSE);
}

/* Artifacts, caches, services, matrix */

static PlrArtifact *
get_artifact (PlrTestPlace *place)
{
  g_autoptr(PlrArtifact) artifact = g_list_model_get_item (plr_stage_get_artifacts (place->stage), 0);

  return artifact; /* the list keeps it */
}

static PlrEdit *
set_artifact (PlrTestPlace *place)
{
  static const char *const paths[] = { "out/", "*.log", NULL };
  PlrArtifact *artifact = get_artifact (place);
  g_autofree char *name = g_strdup (artifact != NULL ? plr_artifact_get_name (artifact) : "artifacts");
  g_autoptr(PlrArtifact) fresh = plr_artifact_new (name, paths);

  if (!runs (place))
    return NULL;
  plr_artifact_set_optional (fresh, TRUE);
  if (artifact != NULL)
    plr_artifact_assign (artifact, fresh);
  else
    plr_stage_add_artifact (place->stage, fresh);

  return plr_edit_new_set_artifact (id_of (place), name, paths, TRUE);
}

static PlrEdit *
rename_artifact (PlrTestPlace *place)
{
  PlrArtifact *artifact = get_artifact (place);
  g_autofree char *name = artifact != NULL ? g_strdup (plr_artifact_get_name (artifact)) : NULL;

  if (artifact == NULL)
    return NULL;
  plr_artifact_set_name (artifact, "renamed");

  return plr_edit_new_rename_artifact (id_of (place), name, "renamed");
}

static PlrEdit *
set_cache (PlrTestPlace *place)
{
  static const char *const paths[] = { ".cache/", NULL };
  PlrEdit *edit;
  g_autoptr(PlrCache) cache = plr_cache_new ("deps", paths);

  if (!runs (place))
    return NULL;
  plr_job_add_cache (job_of (place), cache);
  edit = plr_edit_new (PLR_EDIT_KIND_SET_CACHE, id_of (place));
  plr_edit_set_target (edit, "deps");
  plr_edit_set_values (edit, paths);

  return edit;
}

static PlrEdit *
change_cache (PlrTestPlace *place)
{
  static const char *const paths[] = { "else/", NULL };
  g_autoptr(PlrCache) cache = g_list_model_get_item (plr_job_get_caches (job_of (place)), 0);
  PlrEdit *edit;

  if (cache == NULL)
    return NULL;
  plr_cache_set_paths (cache, paths);
  edit = plr_edit_new (PLR_EDIT_KIND_SET_CACHE, id_of (place));
  plr_edit_set_target (edit, plr_cache_get_key (cache));
  plr_edit_set_values (edit, paths);

  return edit;
}

static PlrEdit *
remove_cache (PlrTestPlace *place)
{
  g_autoptr(PlrCache) cache = g_list_model_get_item (plr_job_get_caches (job_of (place)), 0);
  PlrEdit *edit;

  if (cache == NULL)
    return NULL;
  edit = plr_edit_new (PLR_EDIT_KIND_REMOVE_CACHE, id_of (place));
  plr_edit_set_target (edit, plr_cache_get_key (cache));
  plr_list_remove (store_of (plr_job_get_caches (job_of (place))), 0);

  return edit;
}

static PlrEdit *
set_service (PlrTestPlace *place)
{
  g_autoptr(PlrService) service = plr_service_new ("db", "postgres:15");
  PlrEdit *edit;

  if (!runs (place))
    return NULL;
  plr_job_add_service (job_of (place), service);
  edit = plr_edit_new (PLR_EDIT_KIND_SET_ENTRY, id_of (place));
  plr_edit_set_field (edit, "services");
  plr_edit_set_target (edit, "db");
  plr_edit_set_value (edit, "postgres:15");

  return edit;
}

static PlrEdit *
remove_service (PlrTestPlace *place)
{
  g_autoptr(PlrService) service = g_list_model_get_item (plr_job_get_services (job_of (place)), 0);
  PlrEdit *edit;

  if (service == NULL)
    return NULL;
  edit = plr_edit_new (PLR_EDIT_KIND_REMOVE_ENTRY, id_of (place));
  plr_edit_set_field (edit, "services");
  plr_edit_set_target (edit, plr_service_get_name (service) != NULL ? plr_service_get_name (service) : plr_service_get_image (service));
  plr_list_remove (store_of (plr_job_get_services (job_of (place))), 0);

  return edit;
}

static PlrEdit *
set_axis (PlrTestPlace *place)
{
  static const char *const values[] = { "one", "two", NULL };
  g_autoptr(PlrAxis) axis = plr_axis_new ("PLR_AXIS", values);
  PlrEdit *edit;

  if (!runs (place) || g_list_model_get_n_items (plr_job_get_includes (job_of (place))) > 0)
    return NULL;
  plr_stage_add_axis (place->stage, axis);
  edit = plr_edit_new (PLR_EDIT_KIND_SET_MATRIX_AXIS, id_of (place));
  plr_edit_set_target (edit, "PLR_AXIS");
  plr_edit_set_values (edit, values);

  return edit;
}

static PlrEdit *
remove_axis (PlrTestPlace *place)
{
  g_autoptr(PlrAxis) axis = g_list_model_get_item (plr_stage_get_axes (place->stage), 0);
  PlrEdit *edit;

  if (axis == NULL)
    return NULL;
  edit = plr_edit_new (PLR_EDIT_KIND_REMOVE_MATRIX_AXIS, id_of (place));
  plr_edit_set_target (edit, plr_axis_get_name (axis));
  plr_list_remove (store_of (plr_stage_get_axes (place->stage)), 0);

  return edit;
}

static PlrEdit *
add_row (PlrTestPlace *place)
{
  static const char *const values[] = { "PLR_ROW=one", NULL };
  g_autoptr(PlrMatrixRow) row = plr_matrix_row_new ();
  g_autoptr(PlrVariable) variable = plr_variable_new ("PLR_ROW", "one");
  PlrEdit *edit;

  if (!runs (place) || g_list_model_get_n_items (plr_stage_get_axes (place->stage)) > 0)
    return NULL;
  plr_matrix_row_add_variable (row, variable);
  plr_job_add_include (job_of (place), row);
  edit = plr_edit_new (PLR_EDIT_KIND_SET_MATRIX_ROW, id_of (place));
  plr_edit_set_field (edit, "include");
  plr_edit_set_values (edit, values);

  return edit;
}

/* Jobs */

static PlrEdit *
duplicate_stage (PlrTestPlace *place)
{
  g_autoptr(PlrStage) copy = plr_stage_new ("plr copy");
  GListModel *stages = plr_pipeline_get_stages (place->pipeline);
  guint index = 0;

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);

      if (stage == place->stage)
        index = i;
    }
  plr_stage_assign (copy, place->stage);
  plr_stage_set_id (copy, "plr copy");
  plr_list_insert (store_of (stages), index + 1, copy);

  return plr_edit_new_duplicate_stage (id_of (place), "plr copy");
}

static void
rename_in (char      **list,
           const char *from,
           const char *to)
{
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    if (g_str_equal (list[i], from))
      {
        g_free (list[i]);
        list[i] = g_strdup (to);
      }
}

static PlrEdit *
rename_stage (PlrTestPlace *place)
{
  g_autofree char *from = g_strdup (id_of (place));
  GListModel *stages = plr_pipeline_get_stages (place->pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);
      g_auto(GStrv) needs = g_strdupv ((GStrv)plr_stage_get_needs (stage));
      g_auto(GStrv) inputs = g_strdupv ((GStrv)plr_stage_get_inputs (stage));
      g_auto(GStrv) optional = g_strdupv ((GStrv)plr_job_get_optional_needs (plr_stage_get_job (stage)));

      rename_in (optional, from, "plr renamed");
      plr_job_set_optional_needs (plr_stage_get_job (stage), (const char *const *)optional);
      rename_in (needs, from, "plr renamed");
      rename_in (inputs, from, "plr renamed");
      plr_stage_set_needs (stage, (const char *const *)needs);
      plr_stage_set_inputs (stage, (const char *const *)inputs);
    }
  plr_stage_set_id (place->stage, "plr renamed");

  return plr_edit_new_rename_stage (from, "plr renamed");
}

static PlrEdit *
move_stage (PlrTestPlace *place)
{
  PlrList *stages = store_of (plr_pipeline_get_stages (place->pipeline));
  PlrEdit *edit = plr_edit_new (PLR_EDIT_KIND_MOVE_STAGE, id_of (place));
  g_autoptr(PlrStage) stage = g_object_ref (place->stage);

  plr_list_remove (stages, index_of (stages, stage));
  plr_list_insert (stages, 0, stage);
  plr_edit_set_index (edit, 0);

  return edit;
}

static PlrEdit *
add_stage (PlrTestPlace *place)
{
  const char *needs[] = { id_of (place), NULL };
  g_autoptr(PlrStage) stage = plr_stage_new ("plr new");
  const char *group = plr_job_get_group (job_of (place));

  if (group == NULL || strchr (group, '$') != NULL || g_str_equal (group, ".pre"))
    return NULL;
  plr_stage_set_needs (stage, needs);
  plr_job_set_group (plr_stage_get_job (stage), group);
  plr_list_append (store_of (plr_pipeline_get_stages (place->pipeline)), stage);

  return plr_edit_new_add_stage ("plr new", NULL, needs);
}

static PlrEdit *
remove_stage (PlrTestPlace *place)
{
  g_autofree char *id = g_strdup (id_of (place));
  PlrList *stages = store_of (plr_pipeline_get_stages (place->pipeline));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (stages)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (stages), i);
      g_auto(GStrv) needs = with_need (stage, id, FALSE);

      change_needs (stage, (const char *const *)needs);
      if (plr_stage_get_inputs (stage) != NULL && g_strv_contains (plr_stage_get_inputs (stage), id))
        return NULL;
      if (needs[0] == NULL && plr_stage_get_inputs (stage) != NULL && plr_stage_get_inputs (stage)[0] == NULL)
        plr_stage_set_inputs (stage, NULL); /* the need that said so is gone */
    }
  plr_list_remove (stages, index_of (stages, place->stage));

  return plr_edit_new_remove_stage (id);
}

/* The pipeline */

static PlrEdit *
add_group (PlrTestPlace *place)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  const char *const *old = plr_pipeline_get_groups (place->pipeline);
  g_auto(GStrv) groups = NULL;
  PlrEdit *edit;

  for (guint i = 0; old[i] != NULL; i++)
    g_strv_builder_add (builder, old[i]);
  g_strv_builder_add (builder, "plr-more");
  groups = g_strv_builder_end (builder);
  plr_pipeline_set_groups (place->pipeline, (const char *const *)groups);
  edit = plr_edit_new (PLR_EDIT_KIND_SET_PIPELINE, NULL);
  plr_edit_set_field (edit, "groups");
  plr_edit_set_values (edit, (const char *const *)groups);

  return edit;
}

static PlrEdit *
add_trigger (PlrTestPlace *place)
{
  static const char *const branches[] = { "main", "stable/*", NULL };
  g_autoptr(PlrTrigger) trigger = plr_trigger_new (PLR_TRIGGER_EVENT_PUSH, "push");
  PlrEdit *edit;

  if (g_list_model_get_n_items (plr_pipeline_get_triggers (place->pipeline)) > 0 || plr_pipeline_get_condition (place->pipeline) != NULL)
    return NULL;
  plr_trigger_set_branches (trigger, branches);
  plr_pipeline_add_trigger (place->pipeline, trigger);
  edit = plr_edit_new (PLR_EDIT_KIND_SET_TRIGGER, NULL);
  plr_edit_set_target (edit, "push");
  plr_edit_set_field (edit, "branches");
  plr_edit_set_values (edit, branches);

  return edit;
}

static const PlrTestOperation operations[] = {
  { "set image", set_image, PLR_TEST_ONE_LINE }, { "unset image", unset_image }, { "set timeout", set_timeout, PLR_TEST_ONE_LINE },
  { "unset timeout", unset_timeout }, { "set retry", set_retry, PLR_TEST_ONE_LINE }, { "unset retry", unset_retry },
  { "allow failure", allow_failure, PLR_TEST_ONE_LINE }, { "forbid failure", forbid_failure },
  { "set failure", set_failure, PLR_TEST_ONE_LINE }, { "set success", set_success }, { "set approval", set_approval },
  { "set question", set_question }, { "unset approval", unset_approval }, { "set deploy", set_deploy, PLR_TEST_ONE_LINE },
  { "unset deploy", unset_deploy }, { "set url", set_url }, { "set concurrency", set_concurrency, PLR_TEST_ONE_LINE },
  { "unset concurrency", unset_concurrency }, { "set cancels", set_cancels, PLR_TEST_ONE_LINE },
  { "unset cancels", unset_cancels }, { "set group", set_group, PLR_TEST_ONE_LINE }, { "set condition", set_condition },
  { "unset condition", unset_condition }, { "set copies", set_copies, PLR_TEST_ONE_LINE }, { "set runner", set_runner },
  { "unset runner", unset_runner }, { "set reports", set_reports }, { "unset reports", unset_reports },
  { "set branches", set_branches }, { "unset branches", unset_branches }, { "set needs", set_needs },
  { "set no needs", set_no_needs }, { "add need", add_need }, { "remove need", remove_need },
  { "add last step", add_last_step }, { "add first step", add_first_step }, { "add middle step", add_middle_step },
  { "remove first step", remove_first_step }, { "remove last step", remove_last_step },
  { "set first step", set_first_step }, { "set last step", set_last_step }, { "move step", move_step },
  { "duplicate step", duplicate_step }, { "add variable", add_variable }, { "set variable", set_variable, PLR_TEST_ONE_LINE },
  { "rename variable", rename_variable, PLR_TEST_ONE_LINE }, { "remove variable", remove_variable },
  { "add global", add_global }, { "set global", set_global, PLR_TEST_ONE_LINE }, { "rename global", rename_global, PLR_TEST_ONE_LINE },
  { "remove global", remove_global }, { "set artifact", set_artifact }, { "rename artifact", rename_artifact, PLR_TEST_ONE_LINE },
  { "set cache", set_cache }, { "change cache", change_cache }, { "remove cache", remove_cache },
  { "set service", set_service }, { "remove service", remove_service }, { "set axis", set_axis },
  { "remove axis", remove_axis }, { "add row", add_row }, { "duplicate stage", duplicate_stage },
  { "rename stage", rename_stage }, { "move stage", move_stage }, { "add stage", add_stage }, { "remove stage", remove_stage },
  { "add group", add_group }, { "add trigger", add_trigger },
};

const PlrTestOperation *
plr_test_list_operations (guint *n_operations)
{
  *n_operations = G_N_ELEMENTS (operations);

  return operations;
}
