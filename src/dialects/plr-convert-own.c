/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-convert-private.h"
#include "plr-export-private.h"
#include "plr-list.h"

/* What our writers add to a definition is known when such a definition is converted further: it becomes again what it was. */

/* Whether the step is one that a writer adds, and that the other dialects need not or add themselves. */
static gboolean
is_added (PlrStep *step)
{
  const char *run = plr_step_get_run (step);

  return run != NULL && (g_str_equal (run, PLR_EXPORT_GITHUB_TIME) || g_str_equal (run, PLR_EXPORT_GITLAB_TIME) ||
                         g_str_has_prefix (run, PLR_EXPORT_GITHUB_EXECUTABLES));
}

static void
take_back_inputs (PlrStage *stage)
{
  const char *const *inputs = plr_stage_get_inputs (stage);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) renamed = NULL;

  for (guint i = 0; inputs != NULL && inputs[i] != NULL; i++)
    {
      gboolean is_cell = g_str_has_suffix (inputs[i], PLR_EXPORT_GITHUB_CELL);
      g_autofree char *input = g_strndup (inputs[i], strlen (inputs[i]) - (is_cell ? strlen (PLR_EXPORT_GITHUB_CELL) : 0));

      g_strv_builder_add (builder, input);
    }
  renamed = g_strv_builder_end (builder);
  if (inputs != NULL)
    plr_stage_set_inputs (stage, (const char *const *)renamed);
}

/**
 * plr_convert_take_back_artifacts:
 * @self: a conversion
 * @stage: of the copy
 *
 * Takes out of names and paths what GitHub needs there.
 */
void
plr_convert_take_back_artifacts (PlrConvert *self,
                                 PlrStage   *stage)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);

  if (g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "github") != 0)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      const char *name = plr_artifact_get_name (artifact);
      const char *const *paths = plr_artifact_get_paths (artifact);
      g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
      g_auto(GStrv) left = NULL;

      if (name != NULL && g_str_has_suffix (name, PLR_EXPORT_GITHUB_CELL))
        {
          g_autofree char *bare = g_strndup (name, strlen (name) - strlen (PLR_EXPORT_GITHUB_CELL));

          plr_artifact_set_name (artifact, bare);
        }
      for (guint j = 0; paths != NULL && paths[j] != NULL; j++)
        if (!g_str_equal (paths[j], PLR_EXPORT_GITHUB_ROOT))
          g_strv_builder_add (builder, paths[j]);
      left = g_strv_builder_end (builder);
      if (paths != NULL)
        plr_artifact_set_paths (artifact, (const char *const *)left);
    }
  take_back_inputs (stage);
}

/**
 * plr_convert_take_back_caches:
 * @self: a conversion
 * @stage: of the copy
 *
 * A folder with all below it is a pattern in a buildspec, and its name elsewhere.
 */
void
plr_convert_take_back_caches (PlrConvert *self,
                              PlrStage   *stage)
{
  GListModel *caches = plr_job_get_caches (plr_stage_get_job (stage));

  if (g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "buildspec") != 0)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (caches); i++)
    {
      g_autoptr(PlrCache) cache = g_list_model_get_item (caches, i);
      const char *const *paths = plr_cache_get_paths (cache);
      g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
      g_auto(GStrv) folders = NULL;

      for (guint j = 0; paths != NULL && paths[j] != NULL; j++)
        {
          gboolean is_folder = g_str_has_suffix (paths[j], "/**/*");
          g_autofree char *path = g_strndup (paths[j], strlen (paths[j]) - (is_folder ? strlen ("**/*") : 0));

          g_strv_builder_add (builder, path);
        }
      folders = g_strv_builder_end (builder);
      plr_cache_set_paths (cache, (const char *const *)folders);
    }
}

/**
 * plr_convert_take_back:
 * @self: a conversion
 * @stage: of the source
 * @step: of the copy
 * @original: the same of the source
 * @key: its number
 *
 * Returns: whether the step stays: one that a writer of ours added does not, which the report tells of
 */
gboolean
plr_convert_take_back (PlrConvert *self,
                       PlrStage   *stage,
                       PlrStep    *step,
                       PlrStep    *original,
                       const char *key)
{
  if (is_added (step))
    {
      plr_convert_note (self, stage, G_OBJECT (original), "steps", key, "exact", NULL,
                        _("Step %s of “%s” is what the engine does by itself, or is added where it must be"), key,
                        plr_stage_get_id (stage));
      return FALSE;
    }

  return TRUE;
}

/**
 * plr_convert_take_back_cells:
 * @self: a conversion
 * @stage: of the copy, with as many variables as the original
 * @original: the same of the source
 *
 * What a matrix says is a variable of its name everywhere but on GitHub.
 */
void
plr_convert_take_back_cells (PlrConvert *self,
                             PlrStage   *stage,
                             PlrStage   *original)
{
  PlrList *variables = PLR_LIST (plr_stage_get_environment (stage));

  if (g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "github") != 0)
    return;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (variables)); i-- > 0;)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (plr_stage_get_environment (original), i);
      const char *name = plr_variable_get_name (variable);
      g_autofree char *usual = g_strdup_printf ("${{ matrix.%s }}", name);

      if (g_strcmp0 (plr_variable_get_value (variable), usual) != 0)
        continue;
      plr_convert_note (self, original, G_OBJECT (variable), "environment", name, "exact", NULL,
                        _("The matrix of “%s” sets the variable %s by itself"), plr_stage_get_id (original), name);
      plr_list_remove (variables, i);
    }
}

/**
 * plr_convert_take_back_variables:
 * @self: a conversion
 * @copy: what is written
 *
 * Our own runs set the language and the time zone by themselves.
 */
void
plr_convert_take_back_variables (PlrConvert  *self,
                                 PlrPipeline *copy)
{
  static const char *const own[][2] = { { "LC_ALL", "C.UTF-8" }, { "TZ", "UTC" } };
  PlrList *variables = PLR_LIST (plr_pipeline_get_variables (copy));

  if (!g_str_equal (plr_dialect_get_id (self->target), "pipeliner"))
    return;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (variables)); i-- > 0;)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (G_LIST_MODEL (variables), i);

      for (guint j = 0; j < G_N_ELEMENTS (own); j++)
        if (g_str_equal (plr_variable_get_name (variable), own[j][0]) && g_strcmp0 (plr_variable_get_value (variable), own[j][1]) == 0)
          {
            plr_convert_note (self, NULL, NULL, "variables", own[j][0], "exact", NULL, _("Runs here set %s to %s by themselves"), own[j][0],
                              own[j][1]);
            plr_list_remove (variables, i);
          }
    }
}
