/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-private.h"

/* What a run on this machine has no use for, and other engines have: it is kept for them, and a person is told once. */
static void
report_foreign (PlrReader   *self,
                PlrYamlNode *key)
{
  plr_reader_report (self, PLR_SEVERITY_INFO, "for-other-engines", key,
                     _("It is written when the definition is exported or converted."),
                     _("“%s” is for other engines; a run on this machine goes without it"), plr_yaml_node_get_string (key));
}

/* Names and texts, such as permissions; @add takes each. */
static void
read_entries (PlrReader *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer target,
              void (*add)(gpointer target, PlrVariable *variable))
{
  g_autoptr(GPtrArray) pairs = NULL;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    {
      plr_reader_report_type (self, key, value, _("Write names and values below it."));
      return;
    }

  pairs = plr_reader_list_pairs (self, value, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *text = plr_reader_get_text (self, pairs->pdata[i], pairs->pdata[i + 1]);
      g_autoptr(PlrVariable) variable = NULL;

      if (text == NULL)
        continue;
      variable = plr_variable_new (plr_yaml_node_get_string (pairs->pdata[i]), text);
      add (target, variable);
    }
}

static guint
get_number (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value)
{
  const char *text = plr_yaml_node_get_string (value);
  guint64 number = 0;

  if (text == NULL || plr_yaml_node_get_scalar_type (value) != PLR_YAML_TYPE_INTEGER ||
      !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &number, NULL))
    plr_reader_report_type (self, key, value, _("Write a number from 1."));

  return number;
}

/* Concurrency: a group, or a group and whether a newer one ends an older one. */

typedef struct
{
  PlrPipeline *pipeline;
  PlrJob      *job;             /* or NULL for the pipeline */
} Owner;

static void
read_group (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  Owner *owner = target;
  const char *text = plr_reader_get_string (self, key, value);

  if (owner->job != NULL)
    plr_job_set_concurrency (owner->job, text);
  else
    plr_pipeline_set_concurrency (owner->pipeline, text);
}

static void
read_cancel (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  Owner *owner = target;
  gboolean cancels = plr_reader_get_boolean (self, key, value);

  if (owner->job != NULL)
    plr_job_set_cancels (owner->job, cancels);
  else
    plr_pipeline_set_cancels (owner->pipeline, cancels);
}

void
plr_pipeliner_read_concurrency (PlrReader   *self,
                                PlrYamlNode *key,
                                PlrYamlNode *value,
                                gpointer     target)
{
  static const PlrReaderKey keys[] = { { "group", read_group }, { "cancel", read_cancel } };
  static const PlrReaderShape shape = { N_("Concurrency"), keys, G_N_ELEMENTS (keys), "concurrency/" };
  Owner owner = { self->pipeline, target != NULL ? plr_stage_get_job (target) : NULL };

  report_foreign (self, key);
  if (!plr_reader_read_shape (self, value, &shape, &owner))
    read_group (self, key, value, &owner);
}

void
plr_pipeliner_read_permissions (PlrReader   *self,
                                PlrYamlNode *key,
                                PlrYamlNode *value,
                                gpointer     target)
{
  report_foreign (self, key);
  if (target != NULL)
    read_entries (self, key, value, plr_stage_get_job (target), (void (*)(gpointer, PlrVariable *))plr_job_add_permission);
  else
    read_entries (self, key, value, self->pipeline, (void (*)(gpointer, PlrVariable *))plr_pipeline_add_permission);
}

/* Triggers */

static const char *const input_types[] = { "string", "number", "boolean", "choice", "environment", "array", NULL };

/* What a person or caller is told, the secrets that a caller hands over, and what it gets back. */
const PlrInputsForm plr_pipeliner_inputs[PLR_PIPELINER_N_INPUTS] = {
  { .list = "inputs", .value = "default", .types = input_types, .has_options = TRUE, .has_required = TRUE, .is_short = TRUE,
    .is_strict = TRUE },
  { .list = "secrets", .has_required = TRUE, .is_strict = TRUE },
  { .list = "outputs", .value = "value", .is_short = TRUE, .is_strict = TRUE },
};

static void
set_filter (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  g_autofree char *property = g_strdup (plr_yaml_node_get_string (key));
  g_auto(GStrv) list = plr_reader_get_list (self, key, value, TRUE, NULL);

  if (list != NULL)
    g_object_set (target, property, list, NULL);
}

static void
read_trigger_inputs (PlrReader   *self,
                     PlrYamlNode *key,
                     PlrYamlNode *value,
                     gpointer     target)
{
  static const struct
  {
    void (*add)(PlrTrigger  *trigger,
                PlrVariable *variable);
    const char *where;
  } lists[] = {
    { plr_trigger_add_input, "triggers/inputs" }, { plr_trigger_add_secret, "triggers/secrets" },
    { plr_trigger_add_output, "triggers/outputs" },
  };
  const char *name = plr_yaml_node_get_string (key);

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    {
      plr_reader_report_type (self, key, value, _("Write names and values below it."));
      return;
    }
  for (guint i = 0; i < PLR_PIPELINER_N_INPUTS; i++)
    if (g_str_equal (plr_pipeliner_inputs[i].list, name))
      plr_inputs_read (self, value, &plr_pipeliner_inputs[i], lists[i].where, (PlrInputsAddFunc)lists[i].add, target);
}

void
plr_pipeliner_read_inputs (PlrReader   *self,
                           PlrYamlNode *key,
                           PlrYamlNode *value,
                           gpointer     target)
{
  report_foreign (self, key);
  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) == PLR_YAML_MAPPING)
    plr_inputs_read (self, value, &plr_pipeliner_inputs[0], "inputs", (PlrInputsAddFunc)plr_pipeline_add_input, self->pipeline);
  else
    plr_reader_report_type (self, key, value, _("Write names and values below it."));
}

static PlrTrigger *
new_trigger (PlrReader   *self,
             PlrYamlNode *key)
{
  g_autoptr(GEnumClass) klass = g_type_class_ref (PLR_TYPE_TRIGGER_EVENT);
  const char *name = plr_yaml_node_get_string (key);
  GEnumValue *word = g_enum_get_value_by_nick (klass, name);
  PlrTrigger *trigger = plr_trigger_new (word != NULL ? word->value : PLR_TRIGGER_EVENT_OTHER, name);
  guint line = 0;

  plr_yaml_get_place (self->tree, plr_yaml_node_get_start (key), &line, NULL);
  plr_trigger_set_line (trigger, line);

  return trigger;
}

static void
read_schedules (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value)
{
  gboolean is_null = plr_yaml_node_get_string (value) != NULL && plr_yaml_node_is_null (value);
  g_auto(GStrv) list = is_null ? NULL : plr_reader_get_list (self, key, value, TRUE, NULL);

  /* Some engines have the times in their settings. */
  if (is_null)
    {
      g_autoptr(PlrTrigger) trigger = new_trigger (self, key);

      plr_pipeline_add_trigger (self->pipeline, trigger);
    }
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    {
      g_autoptr(PlrTrigger) trigger = new_trigger (self, key);

      plr_trigger_set_schedule (trigger, list[i]);
      plr_pipeline_add_trigger (self->pipeline, trigger);
    }
}

void
plr_pipeliner_read_triggers (PlrReader   *self,
                             PlrYamlNode *key,
                             PlrYamlNode *value,
                             gpointer     target)
{
  static const PlrReaderKey keys[] = {
    { "branches", set_filter }, { "branches-ignored", set_filter }, { "tags", set_filter }, { "tags-ignored", set_filter },
    { "paths", set_filter }, { "paths-ignored", set_filter }, { "types", set_filter }, { "inputs", read_trigger_inputs },
    { "secrets", read_trigger_inputs }, { "outputs", read_trigger_inputs },
  };
  static const PlrReaderShape shape = { N_("A trigger"), keys, G_N_ELEMENTS (keys), "triggers/" };
  g_autoptr(GPtrArray) pairs = NULL;

  report_foreign (self, key);
  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    {
      plr_reader_report_type (self, key, value, _("Write events below it, like push:."));
      return;
    }

  pairs = plr_reader_list_pairs (self, value, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      g_autoptr(PlrTrigger) trigger = NULL;
      PlrYamlNode *body = pairs->pdata[i + 1];

      if (g_str_equal (plr_yaml_node_get_string (pairs->pdata[i]), "schedule"))
        {
          read_schedules (self, pairs->pdata[i], body);
          continue;
        }
      trigger = new_trigger (self, pairs->pdata[i]);
      if (!plr_reader_read_shape (self, body, &shape, trigger) &&
          (plr_yaml_node_get_string (body) == NULL || !plr_yaml_node_is_null (body)))
        plr_reader_report_type (self, pairs->pdata[i], body, _("Write filters below it, like branches: [main], or nothing."));
      plr_pipeline_add_trigger (self->pipeline, trigger);
    }
}

/* Keys of a stage */

static void
read_image (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  report_foreign (self, key);
  plr_stage_set_image (target, plr_reader_get_string (self, key, value));
}

static void
read_services (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  PlrJob *job = plr_stage_get_job (target);
  g_autoptr(GPtrArray) pairs = NULL;

  report_foreign (self, key);
  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    {
      g_auto(GStrv) images = plr_reader_get_list (self, key, value, FALSE, NULL);

      for (guint i = 0; images != NULL && images[i] != NULL; i++)
        {
          g_autoptr(PlrService) service = plr_service_new (NULL, images[i]);

          plr_job_add_service (job, service);
        }
      return;
    }

  pairs = plr_reader_list_pairs (self, value, "duplicate-key");
  for (guint i = 0; i < pairs->len; i += 2)
    {
      const char *image = plr_reader_get_string (self, pairs->pdata[i], pairs->pdata[i + 1]);
      g_autoptr(PlrService) service = image != NULL ? plr_service_new (plr_yaml_node_get_string (pairs->pdata[i]), image) : NULL;

      if (service != NULL)
        plr_job_add_service (job, service);
    }
}

static void
read_cache_key (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                gpointer     target)
{
  plr_cache_set_key (target, plr_reader_get_text (self, key, value));
}

static void
read_cache_paths (PlrReader   *self,
                  PlrYamlNode *key,
                  PlrYamlNode *value,
                  gpointer     target)
{
  g_auto(GStrv) paths = plr_reader_get_list (self, key, value, FALSE, NULL);

  if (paths != NULL)
    plr_cache_set_paths (target, (const char *const *)paths);
}

static void
read_one_cache (PlrReader   *self,
                PlrYamlNode *key,
                PlrYamlNode *value,
                PlrJob      *job)
{
  static const PlrReaderKey keys[] = { { "key", read_cache_key }, { "paths", read_cache_paths } };
  static const PlrReaderShape shape = { N_("A cache"), keys, G_N_ELEMENTS (keys), "cache/" };
  g_autoptr(PlrCache) cache = plr_cache_new (NULL, NULL);

  if (!plr_reader_read_shape (self, value, &shape, cache))
    plr_reader_report_type (self, key, value, _("Write “paths:” below it, and “key:” if there is more than one."));
  plr_job_add_cache (job, cache);
}

static void
read_cache (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  PlrJob *job = plr_stage_get_job (target);
  PlrYamlNode *list = plr_yaml_node_resolve (value);

  report_foreign (self, key);
  if (plr_yaml_node_get_kind (list) != PLR_YAML_SEQUENCE)
    {
      read_one_cache (self, key, value, job);
      return;
    }
  for (guint i = 0; i < plr_yaml_node_get_n_items (list); i++)
    read_one_cache (self, key, plr_yaml_node_get_item (list, i), job);
}

static void
read_runner (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  g_auto(GStrv) labels = plr_reader_get_list (self, key, value, TRUE, NULL);

  report_foreign (self, key);
  if (labels != NULL)
    plr_job_set_runner (plr_stage_get_job (target), (const char *const *)labels);
}

static void
read_outputs (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  report_foreign (self, key);
  read_entries (self, key, value, plr_stage_get_job (target), (void (*)(gpointer, PlrVariable *))plr_job_add_output);
}

static void
read_allow_failure (PlrReader   *self,
                    PlrYamlNode *key,
                    PlrYamlNode *value,
                    gpointer     target)
{
  plr_job_set_allow_failure (plr_stage_get_job (target), plr_reader_get_boolean (self, key, value));
}

static void
read_keep_going (PlrReader   *self,
                 PlrYamlNode *key,
                 PlrYamlNode *value,
                 gpointer     target)
{
  plr_job_set_keeps_going (plr_stage_get_job (target), plr_reader_get_boolean (self, key, value));
}

static void
read_max_parallel (PlrReader   *self,
                   PlrYamlNode *key,
                   PlrYamlNode *value,
                   gpointer     target)
{
  plr_job_set_max_parallel (plr_stage_get_job (target), get_number (self, key, value));
}

static void
read_copies (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  report_foreign (self, key);
  plr_job_set_copies (plr_stage_get_job (target), get_number (self, key, value));
}

const PlrReaderKey plr_pipeliner_engine_keys[PLR_PIPELINER_N_ENGINE_KEYS] = {
  { "image", read_image },
  { "services", read_services },
  { "runner", read_runner },
  { "cache", read_cache },
  { "permissions", plr_pipeliner_read_permissions },
  { "concurrency", plr_pipeliner_read_concurrency },
  { "outputs", read_outputs },
  { "allow-failure", read_allow_failure },
  { "keep-going", read_keep_going },
  { "max-parallel", read_max_parallel },
  { "parallel", read_copies },
};

/* Rows of a matrix */

void
plr_pipeliner_read_rows (PlrReader   *self,
                         PlrYamlNode *key,
                         PlrYamlNode *value,
                         PlrStage    *stage)
{
  PlrYamlNode *list = plr_yaml_node_resolve (value);
  gboolean is_include = g_str_equal (plr_yaml_node_get_string (key), "include");

  for (guint i = 0; i < plr_yaml_node_get_n_items (list); i++)
    {
      g_autoptr(PlrMatrixRow) row = plr_matrix_row_new ();

      read_entries (self, key, plr_yaml_node_get_item (list, i), row,
                    (void (*)(gpointer, PlrVariable *))plr_matrix_row_add_variable);
      if (is_include)
        plr_job_add_include (plr_stage_get_job (stage), row);
      else
        plr_job_add_exclude (plr_stage_get_job (stage), row);
    }
}
