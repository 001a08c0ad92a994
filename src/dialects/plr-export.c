/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-export"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-export-private.h"
#include "plr-graph.h"
#include "plr-utf8.h"

#define MAX_ID 90 /* GitHub takes less than 100 characters; a number may follow */

static gboolean
plr_export_check (PlrPipeline *pipeline,
                  const char  *target,
                  GError     **error)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  gboolean is_workflow = g_strcmp0 (plr_pipeline_get_dialect (pipeline), "github") == 0;

  plr_graph_check (pipeline, problems);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      /* A step that is neither a command nor an action is one that the model has no word for, and is told of as such. */
      if (plr_problem_get_severity (problem) != PLR_SEVERITY_ERROR ||
          (is_workflow && g_str_equal (plr_problem_get_code (problem), "empty-step")))
        continue;
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("The pipeline cannot be written for %s: %s"), target, plr_problem_get_message (problem));
      return FALSE;
    }

  if (g_list_model_get_n_items (G_LIST_MODEL (pipeline)) == 0)
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID,
                   _("The pipeline cannot be written for %s: it has no stages"), target);
      return FALSE;
    }

  return TRUE;
}

static gboolean
plr_export_any_value (GListModel *variables,
                      const char *word)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      if (strstr (plr_variable_get_value (variable), word) != NULL)
        return TRUE;
    }

  return FALSE;
}

/**
 * plr_export_dup_name:
 * @self: an export
 *
 * Returns: (transfer full): what our own runs have in PLR_PIPELINE
 */
char *
plr_export_dup_name (PlrExport *self)
{
  const char *name = plr_pipeline_get_name (self->pipeline);
  const char *path = plr_pipeline_get_path (self->pipeline);

  if (name != NULL)
    return g_strdup (name);

  return path != NULL ? g_path_get_basename (path) : g_strdup ("");
}

/* The language and the time zone of our own runs: sort(1), ls(1) and compilers make something else in another one. */
void
plr_export_add_surroundings (PlrYamlValue *variables)
{
  plr_yaml_value_set_string (variables, "LC_ALL", "C.UTF-8");
  plr_yaml_value_set_string (variables, "TZ", "UTC");
}

/* Whether a script or a value uses @word: names that only our own runs define are defined in the target then. */
gboolean
plr_export_mentions (PlrExport  *self,
                     const char *word)
{
  if (plr_export_any_value (plr_pipeline_get_variables (self->pipeline), word))
    return TRUE;

  for (guint i = 0; i < self->stages->len; i++)
    {
      PlrStage *stage = self->stages->pdata[i];
      GListModel *steps = plr_stage_get_steps (stage);

      if (plr_export_any_value (plr_stage_get_environment (stage), word))
        return TRUE;
      for (guint j = 0; j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);

          if ((plr_step_get_run (step) != NULL && strstr (plr_step_get_run (step), word) != NULL) ||
              plr_export_any_value (plr_step_get_environment (step), word))
            return TRUE;
        }
    }

  return FALSE;
}

/* A pipeline that was read from no file is drawn in our own words. */
static gboolean
plr_export_is_native (PlrPipeline *pipeline)
{
  const char *dialect = plr_pipeline_get_dialect (pipeline);

  return dialect == NULL || g_str_equal (dialect, "pipeliner");
}

/**
 * plr_export_init:
 * @self: what to fill in
 * @pipeline: what is exported
 * @losses: of PlrProblem
 * @target: its name
 * @error: `PLR_DIALECT_ERROR_INVALID` for a pipeline that could not run: no target has a word for a cycle
 */
gboolean
plr_export_init (PlrExport   *self,
                 PlrPipeline *pipeline,
                 GListStore  *losses,
                 const char  *target,
                 GError     **error)
{
  if (!plr_export_check (pipeline, target, error))
    return FALSE;

  self->pipeline = pipeline;
  self->is_native = plr_export_is_native (pipeline);
  self->is_converted = g_strcmp0 (plr_pipeline_get_dialect (pipeline), "converted") == 0;
  self->losses = losses;
  self->target = target;
  self->stages = plr_graph_sort (pipeline);
  self->mentions_stage = plr_export_mentions (self, "PLR_STAGE");
  self->ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return TRUE;
}

void
plr_export_clear (PlrExport *self)
{
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_pointer (&self->ids, g_hash_table_unref);
}

/**
 * plr_export_make_unique:
 * @taken: (element-type utf8 utf8): names that are taken; what is returned is added
 * @name: a name
 *
 * Returns: (transfer full): the name, with a number behind it where it was taken
 */
char *
plr_export_make_unique (GHashTable *taken,
                        const char *name)
{
  g_autofree char *unique = g_strdup (name);

  for (guint i = 2; g_hash_table_contains (taken, unique); i++)
    {
      g_free (unique);
      unique = g_strdup_printf ("%s_%u", name, i);
    }
  g_hash_table_add (taken, g_strdup (unique));

  return g_steal_pointer (&unique);
}

/* Gives each stage an id that the target takes: letters, digits and what is in @allowed, a letter first, not one of its
 * own words. */
void
plr_export_name_stages (PlrExport      *self,
                        const char     *allowed,
                        PlrExportIdFunc is_free)
{
  g_autoptr(GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (self->pipeline));

  for (guint i = 0; i < n_stages; i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);
      g_autoptr(GString) id = g_string_new (NULL);
      g_autofree char *unique = NULL;

      for (const char *p = plr_stage_get_id (stage); *p != '\0'; p++)
        g_string_append_c (id, g_ascii_isalnum (*p) || strchr (allowed, *p) != NULL ? *p : '_');
      if (!g_ascii_isalpha (id->str[0]) && id->str[0] != '_')
        g_string_prepend_c (id, '_');
      /* GitHub keeps names that start like that for itself. */
      while (g_str_has_prefix (id->str, "__"))
        g_string_erase (id, 0, 1);
      if (id->len > MAX_ID)
        g_string_truncate (id, MAX_ID);
      if (is_free != NULL && !is_free (id->str))
        g_string_append (id, "_stage");

      unique = plr_export_make_unique (taken, id->str);
      if (!g_str_equal (unique, plr_stage_get_id (stage)))
        plr_export_note (self, stage, "id", PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                         _("%s does not take the id “%s”: the stage is called “%s” there"),
                         self->target, plr_stage_get_id (stage), unique);
      g_hash_table_insert (self->ids, g_strdup (plr_stage_get_id (stage)), g_steal_pointer (&unique));
    }
}

const char *
plr_export_get_id (PlrExport  *self,
                   const char *stage)
{
  return g_hash_table_lookup (self->ids, stage);
}

/* Says how well the target says @field, as plr_pipeline_to_json() names it, of @stage, or of the pipeline if that is NULL;
 * @field may be NULL for what is about no single one. */
void
plr_export_note (PlrExport    *self,
                 PlrStage     *stage,
                 const char   *field,
                 PlrExportKind kind,
                 const char   *hint,
                 const char   *format,
                 ...)
{
  static const char *codes[] = { "exact", "approximated", "approximated", "manual" };
  g_autoptr(PlrProblem) problem = NULL;
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  problem = plr_problem_new (kind <= PLR_EXPORT_NEARLY ? PLR_SEVERITY_INFO : PLR_SEVERITY_WARNING, codes[kind], message);
  plr_problem_set_hint (problem, hint);
  plr_problem_set_field (problem, field);
  plr_problem_set_path (problem, plr_pipeline_get_path (self->pipeline));
  plr_problem_set_offset (problem, -1);
  if (self->line > 0)
    {
      plr_problem_set_line (problem, self->line);
      plr_problem_set_column (problem, 1);
    }
  if (stage != NULL)
    {
      plr_problem_set_stage (problem, plr_stage_get_id (stage));
      plr_problem_set_line (problem, plr_stage_get_line (stage));
      plr_problem_set_column (problem, 1);
      plr_problem_set_offset (problem, plr_stage_get_offset (stage));
      plr_problem_set_length (problem, plr_stage_get_length (stage));
    }
  g_list_store_append (self->losses, problem);
}

static void
note_opaque (PlrExport         *self,
             PlrStage          *stage,
             const char *const *keys)
{
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    plr_export_note (self, stage, "opaque", PLR_EXPORT_MANUAL,
                     _("See what it means there, and add its counterpart to the exported file by hand."),
                     _("“%s” has no meaning outside its own dialect and is left out"), keys[i]);
}

/* What the dialect of the pipeline has no word of the model for. */
void
plr_export_note_opaque (PlrExport *self)
{
  note_opaque (self, NULL, plr_pipeline_get_opaque (self->pipeline));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      note_opaque (self, stage, plr_stage_get_opaque (stage));
    }
}

/* What is the same for every target: @environment is where the commands run there. */
void
plr_export_note_common (PlrExport  *self,
                        const char *environment)
{
  const char *root = plr_pipeline_get_root (self->pipeline);
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (self->pipeline));

  note_opaque (self, NULL, plr_pipeline_get_opaque (self->pipeline));
  if (self->is_native)
    plr_export_note (self, NULL, "root", PLR_EXPORT_APPROXIMATED,
                     _("Install there what the steps need beyond it, in a step of its own."),
                     _("The root “%s” becomes “%s”: other versions of the tools, and maybe not all of them"),
                     root != NULL ? root : "host", environment);

  for (guint i = 0; i < n_stages; i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->pipeline), i);

      note_opaque (self, stage, plr_stage_get_opaque (stage));
      if (!self->is_native)
        continue;
      if (plr_stage_get_network (stage))
        plr_export_note (self, stage, "network", PLR_EXPORT_EXACT, _("Nothing needs to be done."),
                         _("Stage “%s” may use the network: on %s every stage may"),
                         plr_stage_get_id (stage), self->target);
      else
        plr_export_note (self, stage, "network", PLR_EXPORT_NEARLY,
                         _("Run it here to be sure that it needs nothing from the network."),
                         _("Stage “%s” runs without the network here; %s cannot keep it away from it"),
                         plr_stage_get_id (stage), self->target);
    }
}

/**
 * plr_export_make_header:
 * @self: an export
 *
 * Returns: (transfer full): the comment at the top of what is written
 */
char *
plr_export_make_header (PlrExport *self)
{
  const char *path = plr_pipeline_get_path (self->pipeline);
  g_autofree char *name = path != NULL && g_path_is_absolute (path) ? g_path_get_basename (path) : g_strdup (path);
  g_autofree char *shown = plr_utf8_escape (name != NULL ? name : "pipeliner.yml", -1);

  if (!plr_export_is_native (self->pipeline))
    return g_strdup_printf ("# Converted from %s by Pipeliner.\n", shown);

  return g_strdup_printf ("# Exported from %s by Pipeliner: edit that file, and export it again.\n"
                          "# What is added to it here is in the public domain (CC0-1.0).\n", shown);
}

/* A key of the top level, with an empty line and a comment before it. */
void
plr_export_add_section (GString      *out,
                        const char   *comment,
                        const char   *key,
                        PlrYamlValue *value)
{
  g_autoptr(PlrYamlValue) map = plr_yaml_value_new_map ();
  g_autofree char *text = NULL;

  plr_yaml_value_set (map, key, value);
  text = plr_yaml_value_dup_text (map);
  if (out->len > 0)
    g_string_append_c (out, '\n');
  if (comment != NULL)
    {
      g_autofree char *shown = plr_utf8_escape (comment, -1);

      g_string_append_printf (out, "# %s\n", shown);
    }
  g_string_append (out, text);
}

const char *
plr_export_get_shell (PlrExport *self,
                      PlrStep   *step)
{
  const char *shell = plr_step_get_shell (step);

  if (shell == NULL)
    shell = plr_pipeline_get_shell (self->pipeline);

  return shell != NULL ? shell : "sh";
}

gint64
plr_export_get_timeout_us (PlrExport *self,
                           PlrStage  *stage)
{
  gint64 timeout_us = plr_stage_get_timeout_us (stage);

  return timeout_us > 0 ? timeout_us : plr_pipeline_get_timeout_us (self->pipeline);
}

guint
plr_export_get_retry (PlrExport *self,
                      PlrStage  *stage)
{
  guint retry = plr_stage_get_retry (stage);

  return retry > 0 ? retry : plr_pipeline_get_retry (self->pipeline);
}

static void
plr_export_add_inputs (GArray     *inputs,
                       PlrStage   *from,
                       const char *name)
{
  GListModel *artifacts = plr_stage_get_artifacts (from);

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      /* The pipeline keeps both alive. */
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      PlrExportInput input = { from, artifact };

      if (name == NULL || g_str_equal (plr_artifact_get_name (artifact), name))
        g_array_append_val (inputs, input);
    }
}

/**
 * plr_export_list_inputs:
 * @self: an export
 * @stage: a stage
 *
 * Returns: (transfer full) (element-type PlrExportInput): the artifacts that it finds in its workspace, in the order in
 *   which they are laid there
 */
GArray *
plr_export_list_inputs (PlrExport *self,
                        PlrStage  *stage)
{
  g_autoptr(GArray) inputs = g_array_new (FALSE, FALSE, sizeof (PlrExportInput));
  const char *const *names = plr_stage_get_inputs (stage);
  gboolean is_default = names == NULL;

  if (is_default)
    names = plr_stage_get_needs (stage);
  for (guint i = 0; names[i] != NULL; i++)
    {
      const char *slash = is_default ? NULL : strchr (names[i], '/');
      g_autofree char *id = slash != NULL ? g_strndup (names[i], (gsize)(slash - names[i])) : g_strdup (names[i]);
      PlrStage *from = plr_pipeline_find_stage (self->pipeline, id);

      if (from != NULL)
        plr_export_add_inputs (inputs, from, slash != NULL ? slash + 1 : NULL);
    }

  return g_steal_pointer (&inputs);
}

static gboolean
plr_export_has_branches (GPtrArray *conditions,
                         PlrStage  *stage)
{
  for (guint i = 0; i < conditions->len; i++)
    if (g_strv_equal (plr_stage_get_branches (conditions->pdata[i]), plr_stage_get_branches (stage)))
      return TRUE;

  return FALSE;
}

/**
 * plr_export_list_conditions:
 * @self: an export
 * @stage: a stage
 *
 * Returns: (transfer container) (element-type PlrStage): those whose branches decide whether it runs: itself, and, as it is
 *   skipped with what it needs, those too
 */
GPtrArray *
plr_export_list_conditions (PlrExport *self,
                            PlrStage  *stage)
{
  g_autoptr(GPtrArray) conditions = g_ptr_array_new ();
  g_autoptr(GPtrArray) queue = g_ptr_array_new ();
  g_autoptr(GHashTable) seen = g_hash_table_new (NULL, NULL);

  g_ptr_array_add (queue, stage);
  for (guint i = 0; i < queue->len; i++)
    {
      PlrStage *at = queue->pdata[i];
      const char *const *needs = plr_stage_get_needs (at);

      if (plr_stage_get_branches (at) != NULL && plr_stage_get_branches (at)[0] != NULL &&
          !plr_export_has_branches (conditions, at))
        g_ptr_array_add (conditions, at);
      if (plr_stage_get_when (at) != PLR_STAGE_WHEN_SUCCESS)
        continue;
      for (guint j = 0; needs[j] != NULL; j++)
        {
          PlrStage *need = plr_pipeline_find_stage (self->pipeline, needs[j]);

          if (need != NULL && g_hash_table_add (seen, need))
            g_ptr_array_add (queue, need);
        }
    }

  return g_steal_pointer (&conditions);
}
