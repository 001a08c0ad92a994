/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-dialect"

#include "config.h"

#include "plr-dialect.h"

/* What a dialect can hold is what its editor takes: it is tried once, on a small definition that the dialect itself wrote. */

/* What a probe sets each field to; TRUE for all others. */
static const struct
{
  const char *field;
  const char *value;
} values[] = {
  { "image", "debian:12" }, { "timeout", "10m" }, { "retry", "1" }, { "max-parallel", "2" }, { "copies", "2" }, { "when", "always" },
  { "url", "https://example.org" }, { "group", "test" }, { "concurrency", "one" }, { "name", "New" }, { "deploy", "production" },
  { "calls", "./.github/workflows/other.yml" }, { "services", "postgres:16" }, { "permissions", "read" }, { "shell", "bash" },
  { "directory", "src" }, { "uses", "actions/checkout@v4" }, { "id", "one" }, { "schedule", "0 5 * * 1" }, { "run", "make" },
};

static const char *
find_value (const char *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (g_strcmp0 (values[i].field, field) == 0)
      return values[i].value;

  return "true";
}

/* One stage that has what other things hang on. */
static PlrPipeline *
make_sample (gboolean with_matrix)
{
  static const char *const cells[] = { "one", "two", NULL };
  static const char *const branches[] = { "main", NULL };
  PlrPipeline *pipeline = plr_pipeline_new ();
  g_autoptr(PlrStage) stage = plr_stage_new ("sample");
  g_autoptr(PlrStep) step = plr_step_new ("true");
  g_autoptr(PlrAxis) axis = plr_axis_new ("AXIS", cells);
  g_autoptr(PlrTrigger) push = plr_trigger_new (PLR_TRIGGER_EVENT_PUSH, "push");
  g_autoptr(PlrTrigger) request = plr_trigger_new (PLR_TRIGGER_EVENT_PULL_REQUEST, "pull_request");
  g_autoptr(PlrTrigger) schedule = plr_trigger_new (PLR_TRIGGER_EVENT_SCHEDULE, "schedule");

  plr_trigger_set_branches (push, branches);
  plr_trigger_set_schedule (schedule, "0 5 * * 1");
  plr_pipeline_add_trigger (pipeline, push);
  plr_pipeline_add_trigger (pipeline, request);
  plr_pipeline_add_trigger (pipeline, schedule);
  plr_pipeline_set_concurrency (pipeline, "one");
  plr_stage_set_name (stage, "Sample");
  plr_stage_set_deploy (stage, "production");
  plr_job_set_concurrency (plr_stage_get_job (stage), "two");
  plr_stage_add_step (stage, step);
  if (with_matrix)
    plr_stage_add_axis (stage, axis);
  plr_pipeline_add_stage (pipeline, stage);

  return pipeline;
}

static char *
write_sample (PlrDialect *self,
              const char *field)
{
  /* A job of GitLab has either a matrix, or copies. */
  g_autoptr(PlrPipeline) sample = make_sample (g_strcmp0 (field, "copies") != 0);
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);

  return plr_dialect_write (self, sample, losses, NULL);
}

/* The word for the event that has such a filter, or NULL if the dialect has no such event. */
static char *
find_event (PlrPipeline *pipeline,
            const char  *filter)
{
  PlrTriggerEvent event = g_strcmp0 (filter, "types") == 0 ? PLR_TRIGGER_EVENT_PULL_REQUEST :
                          g_strcmp0 (filter, "schedule") == 0 ? PLR_TRIGGER_EVENT_SCHEDULE : PLR_TRIGGER_EVENT_PUSH;
  GListModel *triggers = plr_pipeline_get_triggers (pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (triggers); i++)
    {
      g_autoptr(PlrTrigger) trigger = g_list_model_get_item (triggers, i);

      if (plr_trigger_get_event (trigger) == event)
        return g_strdup (plr_trigger_get_name (trigger));
    }

  return NULL;
}

static PlrEdit *
make_probe (PlrPipeline *pipeline,
            PlrEditKind  kind,
            const char  *field)
{
  g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (plr_pipeline_get_stages (pipeline)), 0);
  gboolean is_row = kind == PLR_EDIT_KIND_SET_MATRIX_ROW;
  const char *list[] = { is_row ? "AXIS=one" : find_value (field), NULL };
  PlrEdit *edit = plr_edit_new (kind, stage != NULL ? plr_stage_get_id (stage) : NULL);

  if (kind == PLR_EDIT_KIND_SET_PIPELINE || kind == PLR_EDIT_KIND_SET_TRIGGER)
    plr_edit_set_stage (edit, NULL);
  plr_edit_set_field (edit, field);
  plr_edit_set_value (edit, kind == PLR_EDIT_KIND_SET_MATRIX ? "${{ fromJSON('{}') }}" : list[0]);
  if (kind != PLR_EDIT_KIND_SET_ENTRY)
    plr_edit_set_values (edit, list);
  if (kind != PLR_EDIT_KIND_SET_TRIGGER)
    plr_edit_set_target (edit, g_strcmp0 (field, "permissions") == 0 ? "contents" : "name");
  /* The step of the sample comes behind those that the dialect needs besides. */
  if (kind == PLR_EDIT_KIND_SET_STEP && stage != NULL)
    plr_edit_set_index (edit, (int)g_list_model_get_n_items (plr_stage_get_steps (stage)) - 1);

  return edit;
}

static gboolean
try_probe (PlrDialect *self,
           PlrEditKind kind,
           const char *field)
{
  g_autofree char *text = write_sample (self, field);
  g_autoptr(PlrPipeline) pipeline = text != NULL ? plr_dialect_read (self, text, -1, NULL, NULL) : NULL;
  g_autoptr(PlrEdit) edit = NULL;
  g_autoptr(GPtrArray) patches = NULL;
  g_autoptr(GError) error = NULL;

  /* Nothing is known then, and an edit that cannot be says so. */
  if (pipeline == NULL)
    return TRUE;
  edit = make_probe (pipeline, kind, field);
  if (kind == PLR_EDIT_KIND_SET_TRIGGER)
    {
      g_autofree char *event = find_event (pipeline, field);

      if (event == NULL)
        return FALSE;
      plr_edit_set_target (edit, event);
    }
  patches = plr_dialect_edit (self, text, -1, edit, &error);

  return !g_error_matches (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED);
}

/**
 * plr_dialect_supports:
 * @self: a dialect
 * @kind: of an edit of a stage, a step, the pipeline or a trigger
 * @field: (nullable): what it sets
 *
 * Tells whether definitions of the dialect can have such a thing at all; one of them may still not, and the edit says why. May be
 * called on any thread.
 *
 * Returns: %FALSE if every such edit would be declined with `PLR_DIALECT_ERROR_UNSUPPORTED`
 */
gboolean
plr_dialect_supports (PlrDialect *self,
                      PlrEditKind kind,
                      const char *field)
{
  static GMutex mutex;
  static GHashTable *known;
  g_autofree char *key = NULL;
  gpointer found = NULL;
  gboolean is_known;

  g_return_val_if_fail (PLR_IS_DIALECT (self), FALSE);

  if (!plr_dialect_can_edit (self))
    return FALSE;

  key = g_strdup_printf ("%s %d %s", plr_dialect_get_id (self), (int)kind, field != NULL ? field : "");
  g_mutex_lock (&mutex);
  if (known == NULL)
    known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  is_known = g_hash_table_lookup_extended (known, key, NULL, &found);
  g_mutex_unlock (&mutex);
  if (is_known)
    return GPOINTER_TO_INT (found);

  found = GINT_TO_POINTER (try_probe (self, kind, field));
  g_mutex_lock (&mutex);
  g_hash_table_insert (known, g_steal_pointer (&key), found);
  g_mutex_unlock (&mutex);

  return GPOINTER_TO_INT (found);
}
