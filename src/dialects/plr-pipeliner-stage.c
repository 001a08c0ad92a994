/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-pipeliner-private.h"

/* Conditions */

static void
read_status (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  static const char *const words[] = { "success", "failure", "always" };
  const char *text = plr_reader_get_string (self, key, value);

  if (text == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i], text))
      {
        plr_stage_set_when (self->place->stage, PLR_STAGE_WHEN_SUCCESS + i);
        return;
      }

  plr_reader_report (self, PLR_SEVERITY_ERROR, "unknown-status", value, _("Write success, failure or always."),
                     _("A stage cannot run on “%s”"), text);
}

static void
read_branches (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  g_auto(GStrv) branches = plr_reader_get_list (self, key, value, TRUE, NULL);

  if (branches == NULL)
    return;

  plr_stage_set_branches (self->place->stage, (const char *const *)branches);
  if (branches[0] == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "empty-value", value,
                       _("Name a branch, or remove the key for all branches."),
                       _("The stage would run on no branch"));
}

static void
read_when (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value,
           gpointer     target)
{
  static const PlrReaderKey keys[] = {
    { "status", read_status },
    { "branches", read_branches },
  };
  static const PlrReaderShape shape = { N_("A condition"), keys, G_N_ELEMENTS (keys), "when/" };

  if (!plr_reader_read_shape (self, value, &shape, NULL))
    read_status (self, key, value, NULL);
}

static void
read_message (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  plr_stage_set_approval_message (self->place->stage, plr_reader_get_string (self, key, value));
}

static void
read_approval (PlrReader   *self,
               PlrYamlNode *key,
               PlrYamlNode *value,
               gpointer     target)
{
  static const PlrReaderKey keys[] = {
    { "message", read_message },
  };
  static const PlrReaderShape shape = { N_("An approval"), keys, G_N_ELEMENTS (keys), "approval/" };
  gboolean is_scalar = plr_yaml_node_get_string (value) != NULL;

  plr_stage_set_approval (self->place->stage, TRUE);
  if (is_scalar && plr_yaml_node_get_scalar_type (value) == PLR_YAML_TYPE_STRING)
    read_message (self, key, value, NULL);
  else if (is_scalar || !plr_reader_read_shape (self, value, &shape, NULL))
    plr_stage_set_approval (self->place->stage, plr_reader_get_boolean (self, key, value));
}

static void
report_deployment (PlrReader   *self,
                   PlrYamlNode *value,
                   const char  *environment)
{
  if (environment == NULL)
    return;

  plr_stage_set_deploy (self->place->stage, environment);
  plr_reader_report (self, PLR_SEVERITY_INFO, "deploy-not-run", value,
                     _("The steps of the stage run; what they deploy is not recorded, and cannot be rolled back yet."),
                     _("A run on this machine does not deploy to “%s” yet"), environment);
}

static void
read_environment_name (PlrReader   *self,
                       PlrYamlNode *key,
                       PlrYamlNode *value,
                       gpointer     target)
{
  report_deployment (self, value, plr_reader_get_string (self, key, value));
}

static void
read_url (PlrReader   *self,
          PlrYamlNode *key,
          PlrYamlNode *value,
          gpointer     target)
{
  plr_job_set_url (plr_stage_get_job (self->place->stage), plr_reader_get_string (self, key, value));
}

static void
read_deploy (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  static const PlrReaderKey keys[] = {
    { "environment", read_environment_name },
    { "url", read_url },
  };
  static const PlrReaderShape shape = { N_("A deployment"), keys, G_N_ELEMENTS (keys), "deploy/" };

  if (!plr_reader_read_shape (self, value, &shape, NULL))
    read_environment_name (self, key, value, NULL);
  else if (plr_yaml_node_get_merged (plr_yaml_node_resolve (value), "environment") == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "missing-environment", key,
                       _("Add “environment:” with its name."), _("The deployment does not say where it goes"));
}

/* The matrix */

static void
read_axis (PlrReader   *self,
           PlrYamlNode *key,
           PlrYamlNode *value)
{
  const char *name = plr_yaml_node_get_string (key);
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(PlrAxis) axis = NULL;
  g_auto(GStrv) values = NULL;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_SEQUENCE)
    {
      plr_reader_report_type (self, key, value, _("Write a list, like [one, two]."));
      return;
    }

  values = plr_reader_get_list (self, key, value, TRUE, nodes);
  if (!plr_pipeliner_check_variable_name (self, key))
    return;
  if (values[0] == NULL)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "empty-axis", key, _("Add a value, or remove the axis."),
                       _("“%s” has no values, so the stage would never run"), name);
  for (guint i = 0; values[i] != NULL; i++)
    if (!g_hash_table_add (seen, values[i]))
      plr_reader_report (self, PLR_SEVERITY_ERROR, "duplicate-value", nodes->pdata[i], _("Remove one of the two."),
                         _("“%s” has the value “%s” twice"), name, values[i]);

  axis = plr_axis_new (name, (const char *const *)values);
  plr_stage_add_axis (self->place->stage, axis);
}

/* Rows that are added or left out; an axis may have such a name as well, but its values are texts. */
static gboolean
is_rows (PlrYamlNode *key,
         PlrYamlNode *value)
{
  const char *name = plr_yaml_node_get_string (key);
  PlrYamlNode *list = plr_yaml_node_resolve (value);

  return (g_str_equal (name, "include") || g_str_equal (name, "exclude")) &&
         plr_yaml_node_get_kind (list) == PLR_YAML_SEQUENCE && plr_yaml_node_get_n_items (list) > 0 &&
         plr_yaml_node_get_kind (plr_yaml_node_resolve (plr_yaml_node_get_item (list, 0))) == PLR_YAML_MAPPING;
}

static void
read_matrix (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  g_autoptr(GPtrArray) pairs = NULL;
  guint n_cells;

  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    {
      plr_reader_report_type (self, key, value, _("Write variables and their values, like {mode: [debug, release]}."));
      return;
    }

  pairs = plr_reader_list_pairs (self, value, "duplicate-axis");
  for (guint i = 0; i < pairs->len; i += 2)
    if (is_rows (pairs->pdata[i], pairs->pdata[i + 1]))
      plr_pipeliner_read_rows (self, pairs->pdata[i], pairs->pdata[i + 1], self->place->stage);
    else
      read_axis (self, pairs->pdata[i], pairs->pdata[i + 1]);

  n_cells = plr_stage_count_cells (self->place->stage);
  if (n_cells > PLR_PIPELINER_MAX_CELLS)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "too-many-cells", key,
                       _("Take values out, or split the stage."),
                       _("The matrix has more than %d combinations"), PLR_PIPELINER_MAX_CELLS);
}

/* The stage itself */

static void
read_stage_name (PlrReader   *self,
                 PlrYamlNode *key,
                 PlrYamlNode *value,
                 gpointer     target)
{
  plr_stage_set_name (target, plr_reader_get_string (self, key, value));
}

static void
read_needs (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  g_auto(GStrv) needs = plr_reader_get_list (self, key, value, FALSE, self->place->needs);

  if (needs != NULL)
    plr_stage_set_needs (target, (const char *const *)needs);
}

static void
read_inputs (PlrReader   *self,
             PlrYamlNode *key,
             PlrYamlNode *value,
             gpointer     target)
{
  g_auto(GStrv) inputs = plr_reader_get_list (self, key, value, FALSE, self->place->inputs);

  if (inputs != NULL)
    plr_stage_set_inputs (target, (const char *const *)inputs);
}

static void
read_environment (PlrReader   *self,
                  PlrYamlNode *key,
                  PlrYamlNode *value,
                  gpointer     target)
{
  plr_pipeliner_read_variables (self, key, value, target);
}

static void
read_timeout (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  plr_stage_set_timeout_us (target, plr_pipeliner_get_timeout (self, key, value));
}

static void
read_retry (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value,
            gpointer     target)
{
  plr_stage_set_retry (target, plr_pipeliner_get_retry (self, key, value));
}

static void
read_network (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  plr_stage_set_network (target, plr_reader_get_boolean (self, key, value));
}

static void
read_reports (PlrReader   *self,
              PlrYamlNode *key,
              PlrYamlNode *value,
              gpointer     target)
{
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();
  g_auto(GStrv) reports = plr_reader_get_list (self, key, value, FALSE, nodes);

  if (reports == NULL)
    return;

  for (guint i = 0; reports[i] != NULL; i++)
    (void)plr_pipeliner_check_path (self, nodes->pdata[i], reports[i]); /* the model keeps it, and the problem stops a run */
  plr_stage_set_reports (target, (const char *const *)reports);
}

/* Those that a run on this machine knows; the others follow when they are first needed. */
static const PlrReaderKey own_keys[] = {
  { "name", read_stage_name },
  { "needs", read_needs },
  { "when", read_when },
  { "approval", read_approval },
  { "matrix", read_matrix },
  { "network", read_network },
  { "timeout", read_timeout },
  { "retry", read_retry },
  { "environment", read_environment },
  { "inputs", read_inputs },
  { "steps", plr_pipeliner_read_steps },
  { "artifacts", plr_pipeliner_read_artifacts },
  { "reports", read_reports },
  { "deploy", read_deploy },
};

static PlrReaderKey stage_keys[G_N_ELEMENTS (own_keys) + PLR_PIPELINER_N_ENGINE_KEYS];

static const PlrReaderShape stage_shape = { N_("A stage"), stage_keys, G_N_ELEMENTS (stage_keys), "" };

static void
init_stage_keys (void)
{
  static gsize done;

  if (!g_once_init_enter (&done))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (stage_keys); i++)
    stage_keys[i] = i < G_N_ELEMENTS (own_keys) ? own_keys[i] : plr_pipeliner_engine_keys[i - G_N_ELEMENTS (own_keys)];
  g_once_init_leave (&done, 1);
}

static PlrStageKind
find_kind (PlrStage *stage)
{
  gboolean is_idle = g_list_model_get_n_items (plr_stage_get_steps (stage)) == 0;
  const char *const *reports = plr_stage_get_reports (stage);

  if (plr_stage_get_deploy (stage) != NULL)
    return PLR_STAGE_KIND_DEPLOY;
  if (is_idle && plr_stage_get_approval (stage))
    return PLR_STAGE_KIND_APPROVAL;
  if (is_idle && (plr_stage_get_branches (stage) != NULL || plr_stage_get_when (stage) != PLR_STAGE_WHEN_SUCCESS))
    return PLR_STAGE_KIND_GATE;
  if ((reports != NULL && reports[0] != NULL) || plr_reader_is_named_test (plr_stage_get_id (stage)))
    return PLR_STAGE_KIND_TEST;

  return PLR_STAGE_KIND_BUILD;
}

static void
read_stage (PlrReader   *self,
            PlrYamlNode *key,
            PlrYamlNode *value)
{
  const char *id = plr_yaml_node_get_string (key);
  PlrReaderPlace *place = plr_reader_begin_stage (self, key, value);

  if (!plr_pipeliner_is_id (id))
    plr_reader_report (self, PLR_SEVERITY_ERROR, "bad-id", key,
                       _("An id has letters, digits, dashes and underscores, at most 64, and starts with a letter or "
                         "an underscore; “name” can be anything."),
                       _("“%s” cannot be the id of a stage"), id);

  /* A stage of which nothing is written yet is an empty one, and not a mistake of another kind. */
  if (!plr_reader_read_shape (self, value, &stage_shape, place->stage) &&
      (plr_yaml_node_get_string (value) == NULL || !plr_yaml_node_is_null (value)))
    plr_reader_report_type (self, key, value, _("Write keys below it, like steps: with a list of commands."));
  plr_stage_set_kind (place->stage, find_kind (place->stage));
  plr_reader_end_stage (self);
}

void
plr_pipeliner_read_stages (PlrReader   *self,
                           PlrYamlNode *key,
                           PlrYamlNode *value,
                           gpointer     target)
{
  g_autoptr(GPtrArray) pairs = NULL;

  init_stage_keys ();
  if (plr_yaml_node_get_kind (plr_yaml_node_resolve (value)) != PLR_YAML_MAPPING)
    {
      if (plr_yaml_node_get_string (value) != NULL && plr_yaml_node_is_null (value))
        plr_reader_report (self, PLR_SEVERITY_ERROR, "no-stages", key,
                           _("Add a stage with the commands that it runs."), _("The pipeline has no stages"));
      else
        plr_reader_report_type (self, key, value, _("Write stages below it, each with its name and a colon."));
      return;
    }

  /* Both of two stages of one id are shown; the rules of the graph report them. */
  pairs = plr_reader_list_pairs (self, value, NULL);
  if (pairs->len == 0)
    plr_reader_report (self, PLR_SEVERITY_ERROR, "no-stages", key,
                       _("Add a stage with the commands that it runs."), _("The pipeline has no stages"));
  for (guint i = 0; i < pairs->len; i += 2)
    {
      if (i / 2 == PLR_PIPELINER_MAX_STAGES)
        {
          plr_reader_report (self, PLR_SEVERITY_ERROR, "too-many-stages", pairs->pdata[i],
                             _("Split the pipeline, or make one stage of several with a matrix."),
                             _("A pipeline has at most %d stages"), PLR_PIPELINER_MAX_STAGES);
          break;
        }
      read_stage (self, pairs->pdata[i], pairs->pdata[i + 1]);
    }
}
