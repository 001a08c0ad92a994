/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-github-write-private.h"

static void
writer_clear (PlrGithubWriter *writer)
{
  plr_export_clear (&writer->export);
  g_clear_pointer (&writer->names, g_hash_table_unref);
  g_clear_pointer (&writer->artifacts, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrGithubWriter, writer_clear)

/**
 * plr_github_writer_escape:
 * @text: a text
 *
 * `${{` starts an expression everywhere; an expression that is that string stands for it.
 *
 * Returns: (transfer full): the text as GitHub reads it
 */
char *
plr_github_writer_escape (PlrGithubWriter *writer,
                          const char      *text)
{
  g_autoptr(GString) out = g_string_new (text);

  if (!writer->is_own)
    g_string_replace (out, "${{", "${{ '${{' }}", 0);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
plr_github_writer_set (PlrGithubWriter *writer,
                       PlrYamlValue    *map,
                       const char      *key,
                       const char      *text)
{
  g_autofree char *escaped = plr_github_writer_escape (writer, text);

  plr_yaml_value_set_string (map, key, escaped);
}

/* The name of a secret has letters, digits and underscores there. */
static void
add_secret (PlrGithubWriter *writer,
            PlrYamlValue    *map,
            PlrVariable     *variable)
{
  g_autofree char *name = g_strdup (plr_variable_get_secret (variable));
  g_autofree char *value = NULL;

  g_strcanon (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_", '_');
  value = g_strdup_printf ("${{ secrets.%s }}", name);
  plr_yaml_value_set_string (map, plr_variable_get_name (variable), value);
  plr_export_note (&writer->export, NULL, NULL, PLR_EXPORT_NEARLY,
                   _("On GitHub, in Settings → Secrets and variables, give the repository this secret."),
                   _("The variable “%s” comes from the secret “%s”"), plr_variable_get_name (variable), name);
}

void
plr_github_writer_add_variable (PlrGithubWriter *writer,
                                PlrYamlValue    *map,
                                PlrVariable     *variable)
{
  const char *value = plr_variable_get_value (variable);

  if (!writer->is_own && plr_variable_get_secret (variable) != NULL)
    add_secret (writer, map, variable);
  else
    plr_github_writer_set (writer, map, plr_variable_get_name (variable), value != NULL ? value : "");
}

/* A mapping of variables at @key, if there are any. */
void
plr_github_writer_add_pairs (PlrGithubWriter *writer,
                             PlrYamlValue    *map,
                             const char      *key,
                             GListModel      *variables)
{
  PlrYamlValue *pairs;

  if (g_list_model_get_n_items (variables) == 0)
    return;

  pairs = plr_yaml_value_new_map ();
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      plr_github_writer_add_variable (writer, pairs, variable);
    }
  plr_yaml_value_set (map, key, pairs);
}

/**
 * plr_github_writer_new_word:
 * @text: a value of a matrix
 *
 * Returns: (transfer full): the value, a number only where it was one
 */
PlrYamlValue *
plr_github_writer_new_word (PlrGithubWriter *writer,
                            const char      *text)
{
  g_autofree char *escaped = plr_github_writer_escape (writer, text != NULL ? text : "");

  return writer->is_own ? plr_github_new_word (escaped) : plr_yaml_value_new_string (escaped);
}

/**
 * plr_github_writer_new_permissions:
 * @permissions: of PlrVariable; `*` is for all scopes
 *
 * Returns: (transfer full): what stands behind `permissions`
 */
PlrYamlValue *
plr_github_writer_new_permissions (GListModel *permissions)
{
  PlrYamlValue *map = plr_yaml_value_new_map ();

  for (guint i = 0; i < g_list_model_get_n_items (permissions); i++)
    {
      g_autoptr(PlrVariable) permission = g_list_model_get_item (permissions, i);
      const char *access = plr_variable_get_value (permission);

      if (!g_str_equal (plr_variable_get_name (permission), "*"))
        {
          plr_yaml_value_set_string (map, plr_variable_get_name (permission), access);
        }
      else if (g_strcmp0 (access, "none") != 0)
        {
          plr_yaml_value_unref (map);
          return plr_yaml_value_new_string (access);
        }
    }

  return map;
}

/**
 * plr_github_writer_new_concurrency:
 * @group: a name
 * @cancels: whether a newer run ends an older one
 *
 * Returns: (transfer full): what stands behind `concurrency`
 */
PlrYamlValue *
plr_github_writer_new_concurrency (const char *group,
                                   gboolean    cancels)
{
  PlrYamlValue *map;

  if (!cancels)
    return plr_yaml_value_new_string (group);

  map = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (map, "group", group);
  plr_yaml_value_set (map, "cancel-in-progress", plr_yaml_value_new_boolean (TRUE));

  return map;
}

/* Names that our own runs define, where a script uses them. */
static void
add_own_variables (PlrGithubWriter *writer,
                   PlrYamlValue    *env)
{
  static const struct
  {
    const char *name;
    const char *value;
  } own[] = {
    { "PLR_COMMIT", "${{ github.sha }}" },
    { "PLR_BRANCH", "${{ github.ref_name }}" },
    { "PLR_PIPELINE", "${{ github.workflow }}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (plr_export_mentions (&writer->export, own[i].name))
      plr_yaml_value_set_string (env, own[i].name, own[i].value);

  if (plr_export_mentions (&writer->export, "PLR_COMMIT_SHORT"))
    plr_export_note (&writer->export, NULL, NULL, PLR_EXPORT_MANUAL, _("Cut it from PLR_COMMIT in the script."),
                     _("A script uses PLR_COMMIT_SHORT, which GitHub has no expression for"));
}

static PlrYamlValue *
make_jobs (PlrGithubWriter *writer)
{
  PlrYamlValue *jobs = plr_yaml_value_new_map ();
  GListModel *stages = G_LIST_MODEL (writer->export.pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);

      plr_yaml_value_set (jobs, plr_export_get_id (&writer->export, plr_stage_get_id (stage)), plr_github_write_job (writer, stage));
    }

  return jobs;
}

static PlrYamlValue *
make_permissions (PlrGithubWriter *writer)
{
  GListModel *permissions = plr_pipeline_get_permissions (writer->export.pipeline);
  PlrYamlValue *map;

  if (g_list_model_get_n_items (permissions) > 0)
    return plr_github_writer_new_permissions (permissions);
  if (writer->is_own)
    return NULL;

  map = plr_yaml_value_new_map ();
  plr_yaml_value_set_string (map, "contents", "read");

  return map;
}

static void
add_concurrency (PlrGithubWriter *writer,
                 GString         *out)
{
  PlrPipeline *pipeline = writer->export.pipeline;
  const char *group = plr_pipeline_get_concurrency (pipeline);

  if (group == NULL && !plr_pipeline_get_cancels (pipeline))
    return;
  if (group == NULL)
    group = "${{ github.workflow }}-${{ github.ref }}";

  plr_export_add_section (out, NULL, "concurrency", plr_github_writer_new_concurrency (group, plr_pipeline_get_cancels (pipeline)));
}

/* What is the same for all jobs; a workflow says it in its jobs. */
static void
add_defaults (PlrGithubWriter *writer,
              GString         *out)
{
  PlrPipeline *pipeline = writer->export.pipeline;
  GListModel *variables = plr_pipeline_get_variables (pipeline);
  PlrYamlValue *defaults = NULL;
  PlrYamlValue *run = NULL;
  PlrYamlValue *env = NULL;
  const char *shell = plr_pipeline_get_shell (pipeline);

  if (writer->export.is_native || (!writer->is_own && shell != NULL))
    {
      defaults = plr_yaml_value_new_map ();
      run = plr_yaml_value_new_map ();
      plr_yaml_value_set_string (run, "shell", shell != NULL ? shell : "sh");
      plr_yaml_value_set (defaults, "run", run);
      plr_export_add_section (out, NULL, "defaults", defaults);
    }
  if (!writer->export.is_native && g_list_model_get_n_items (variables) == 0)
    return;

  env = plr_yaml_value_new_map ();
  if (writer->export.is_native)
    {
      plr_export_add_surroundings (env);
      add_own_variables (writer, env);
    }
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      plr_github_writer_add_variable (writer, env, variable);
    }
  plr_export_add_section (out, NULL, "env", env);
}

/**
 * plr_github_write:
 * @error: `PLR_DIALECT_ERROR`
 *
 * Returns: (transfer full) (nullable): as plr_dialect_write()
 */
char *
plr_github_write (PlrDialect  *dialect,
                  PlrPipeline *pipeline,
                  GListStore  *losses,
                  GError     **error)
{
  g_auto(PlrGithubWriter) writer = { 0 };
  g_autofree char *header = NULL;
  g_autoptr(GString) out = NULL;
  PlrYamlValue *permissions;

  if (!plr_export_init (&writer.export, pipeline, losses, plr_dialect_get_name (dialect), error))
    return NULL;

  writer.is_own = g_strcmp0 (plr_pipeline_get_dialect (pipeline), plr_dialect_get_id (dialect)) == 0;
  writer.export.mentions_stage = writer.export.mentions_stage && !writer.is_own;
  writer.names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  writer.artifacts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  plr_export_name_stages (&writer.export, "_-", NULL);
  if (writer.is_own)
    plr_export_note_opaque (&writer.export);
  else
    plr_export_note_common (&writer.export, PLR_GITHUB_RUNNER);

  header = writer.is_own ? g_strdup ("") : plr_export_make_header (&writer.export);
  out = g_string_new (header);
  if (plr_pipeline_get_name (pipeline) != NULL)
    plr_export_add_section (out, NULL, "name", plr_yaml_value_new_string (plr_pipeline_get_name (pipeline)));
  plr_export_add_section (out, NULL, "on", plr_github_write_triggers (&writer));
  permissions = make_permissions (&writer);
  if (permissions != NULL)
    plr_export_add_section (out, NULL, "permissions", permissions);
  add_concurrency (&writer, out);
  add_defaults (&writer, out);
  plr_export_add_section (out, NULL, "jobs", make_jobs (&writer));

  return g_string_free (g_steal_pointer (&out), FALSE);
}
