/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-convert-private.h"
#include "plr-export-private.h"
#include "plr-list.h"

/* What our writers add to a definition, and how they say what the target has no word for, is known when such a definition is
 * converted further: it becomes again what it was. */

/* Whether the step is one that a writer adds, and that the other dialects need not or add themselves. */
static gboolean
is_added (PlrStep *step)
{
  const char *run = plr_step_get_run (step);

  return run != NULL && (g_str_equal (run, PLR_EXPORT_GITHUB_TIME) || g_str_equal (run, PLR_EXPORT_GITLAB_TIME) ||
                         g_str_has_prefix (run, PLR_EXPORT_GITHUB_EXECUTABLES));
}

/* Takes `NAME=value` of a line apart that plr_export_make_command() wrote. */
static PlrVariable *
parse_export (const char *line)
{
  const char *equals = strchr (line, '=');
  g_auto(GStrv) words = NULL;
  g_autofree char *name = NULL;
  int n_words;

  if (!g_str_has_prefix (line, "export ") || equals == NULL || strpbrk (equals, "$`\"") != NULL ||
      !g_shell_parse_argv (equals[1] != '\0' ? equals + 1 : "''", &n_words, &words, NULL) || n_words != 1)
    return NULL;

  name = g_strndup (line + strlen ("export "), (gsize)(equals - line) - strlen ("export "));

  return plr_variable_new (name, words[0]);
}

static char *
parse_directory (const char *text)
{
  g_auto(GStrv) words = NULL;
  int n_words;

  if (strpbrk (text, "$`") != NULL || !g_shell_parse_argv (text, &n_words, &words, NULL) || n_words != 1)
    return NULL;

  return g_strdup (words[0]);
}

/* `(cd sub && make)` */
static gboolean
unwrap_line (PlrStep    *step,
             const char *run)
{
  const char *and = strstr (run, " && ");
  g_autofree char *word = NULL;
  g_autofree char *directory = NULL;
  g_autofree char *command = NULL;

  if (!g_str_has_prefix (run, "(cd ") || !g_str_has_suffix (run, ")") || and == NULL || strpbrk (run + 1, "\n()") != run + strlen (run) - 1 ||
      strpbrk (and + 4, "&|;<>") != NULL)
    return FALSE;

  word = g_strndup (run + 4, (gsize)(and - run - 4));
  directory = parse_directory (word);
  if (directory == NULL)
    return FALSE;
  command = g_strndup (and + 4, strlen (and + 4) - 1);
  plr_step_set_directory (step, directory);
  plr_step_set_run (step, command);

  return TRUE;
}

/* The lines between two parentheses: exports, a directory, and the script. */
static gboolean
unwrap_lines (PlrStep    *step,
              const char *run,
              gboolean    has_name)
{
  g_autofree char *inner = NULL;
  g_auto(GStrv) lines = NULL;
  guint i = 0;

  if (!g_str_has_prefix (run, "(\n") || !g_str_has_suffix (run, "\n)") || strlen (run) < 5)
    return FALSE;
  inner = g_strndup (run + 2, strlen (run) - 4);
  lines = g_strsplit (inner, "\n", -1);
  for (guint j = 0; lines[j] != NULL; j++)
    if (g_str_equal (lines[j], ")") || g_str_equal (lines[j], "("))
      return FALSE;

  for (; lines[i] != NULL; i++)
    {
      g_autoptr(PlrVariable) variable = parse_export (lines[i]);

      if (variable == NULL)
        break;
      plr_step_add_variable (step, variable);
    }
  if (lines[i] != NULL && lines[i + 1] != NULL && g_str_has_prefix (lines[i], "cd "))
    {
      g_autofree char *directory = parse_directory (lines[i] + 3);

      if (directory != NULL)
        {
          plr_step_set_directory (step, directory);
          i++;
        }
    }
  /* Nothing would tell it from its neighbours. */
  if (i == 0 && !has_name)
    return FALSE;
  g_free (inner);
  inner = g_strjoinv ("\n", lines + i);
  plr_step_set_run (step, inner);

  return TRUE;
}

/* A command that has a shell of its own is a step of its own. */
static void
unwrap_step (PlrStep *step)
{
  const char *run = plr_step_get_run (step);
  const char *rest = run;
  g_autofree char *name = NULL;
  g_autofree char *command = NULL;

  if (g_str_has_prefix (run, "# ") && strchr (run, '\n') != NULL)
    {
      rest = strchr (run, '\n') + 1;
      name = g_strndup (run + 2, (gsize)(rest - run) - 3);
    }
  command = g_strchomp (g_strdup (rest));
  if ((unwrap_line (step, command) || unwrap_lines (step, command, name != NULL)) && name != NULL)
    plr_step_set_name (step, name);
}

/**
 * plr_convert_is_alone:
 * @step: of the source, GitLab's
 *
 * Returns: whether it runs in a shell of its own by its own words
 */
gboolean
plr_convert_is_alone (PlrStep *step)
{
  return plr_step_get_directory (step) != NULL || plr_step_get_name (step) != NULL ||
         g_list_model_get_n_items (plr_step_get_environment (step)) > 0;
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
  if (g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "gitlab") == 0 && plr_step_get_run (step) != NULL)
    unwrap_step (step);

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
