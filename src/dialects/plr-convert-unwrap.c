/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-convert-private.h"
#include "plr-export-private.h"
#include "plr-list.h"

/* The opposite of plr_export_make_command() and of what writers add to the steps of a job: what stands in a subshell is a step
 * with a shell of its own, `cd` in front of it is its directory, and so on. It means the same whoever wrote it. */

#define CHECK_TITLE "Artifact “"
#define FAILURE_START "if [ \"$CI_JOB_STATUS\" = failed ]; then\n"
#define BUILD_FAILURE "if [ \"$CODEBUILD_BUILD_SUCCEEDING\" = 0 ]; then\n"
#define KEEP_PIPES "if (set +o pipefail) 2>/dev/null; then set +o pipefail; fi\n"

/* Whether the text starts and ends like that; then it is what stands between. */
static gboolean
take_around (char      **text,
             const char *start,
             const char *end)
{
  gsize length = strlen (*text);
  char *inner;

  if (length < strlen (start) + strlen (end) || !g_str_has_prefix (*text, start) || !g_str_has_suffix (*text, end))
    return FALSE;

  inner = g_strndup (*text + strlen (start), length - strlen (start) - strlen (end));
  g_free (*text);
  *text = inner;

  return TRUE;
}

static gboolean
take_line (char      **text,
           const char *line)
{
  return take_around (text, line, "");
}

/* One word of a shell that stands for itself; NULL where the shell would make something of it. */
static char *
parse_word (const char *text,
            gsize       length)
{
  g_autofree char *word = g_strndup (text, length);
  g_autofree char *unquoted = g_shell_unquote (word, NULL);
  g_autofree char *quoted = unquoted != NULL ? plr_export_quote (unquoted) : NULL;

  return g_strcmp0 (quoted, word) == 0 ? g_steal_pointer (&unquoted) : NULL;
}

/* Where the parenthesis that the text starts with ends is not looked for: a script with one of its own at the start of a line
 * is left as it is. */
static gboolean
is_closed (const char *text)
{
  return strstr (text, "\n)") == NULL && strstr (text, "\n(") == NULL;
}

/* `cd DIRECTORY` and what ends it. */
static gboolean
take_directory (PlrStep    *step,
                char      **text,
                const char *end)
{
  const char *at = g_str_has_prefix (*text, "cd ") ? strstr (*text, end) : NULL;
  g_autofree char *directory = at != NULL ? parse_word (*text + 3, at - *text - 3) : NULL;
  char *rest;

  if (directory == NULL)
    return FALSE;

  plr_step_set_directory (step, directory);
  rest = g_strdup (at + strlen (end));
  g_free (*text);
  *text = rest;

  return TRUE;
}

/* `export NAME=value` in a line of its own. */
static gboolean
take_variable (PlrStep *step,
               char   **text)
{
  const char *name = g_str_has_prefix (*text, "export ") ? *text + strlen ("export ") : NULL;
  gsize length = name != NULL ? strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_") : 0;
  const char *end = length > 0 && name[length] == '=' ? strchr (name, '\n') : NULL;
  g_autofree char *value = NULL;
  g_autofree char *key = NULL;
  g_autoptr(PlrVariable) variable = NULL;
  char *rest;

  /* A quoted value may go on in the next line. */
  while (end != NULL && (value = parse_word (name + length + 1, end - name - length - 1)) == NULL)
    end = strchr (end + 1, '\n');
  if (value == NULL)
    return FALSE;

  key = g_strndup (name, length);
  variable = plr_variable_new (key, value);
  plr_step_add_variable (step, variable);
  rest = g_strdup (end + 1);
  g_free (*text);
  *text = rest;

  return TRUE;
}

/* Returns whether the text was in a subshell. */
static gboolean
take_subshell (PlrStep *step,
               char   **text)
{
  if (g_str_has_prefix (*text, "(cd ") && strchr (*text, '\n') == NULL)
    {
      g_autofree char *inner = g_strdup (*text);

      if (!take_around (&inner, "(", ")") || !take_directory (step, &inner, " && ") || !plr_export_is_plain (inner))
        return FALSE;
      g_free (*text);
      *text = g_steal_pointer (&inner);
      return TRUE;
    }
  if (!g_str_has_prefix (*text, "(\n") || !g_str_has_suffix (*text, "\n)"))
    return FALSE;

  {
    g_autofree char *inner = g_strndup (*text + 2, strlen (*text) - 4);

    if (!is_closed (inner))
      return FALSE;
    take_line (&inner, "set -e\n");
    take_line (&inner, KEEP_PIPES);
    while (take_variable (step, &inner))
      continue;
    take_directory (step, &inner, "\n");
    g_free (*text);
    *text = g_steal_pointer (&inner);
  }

  return TRUE;
}

/* A comment in the first line is the name of a step. */
static char *
take_title (char **text)
{
  const char *end = g_str_has_prefix (*text, "# ") ? strchr (*text, '\n') : NULL;
  g_autofree char *title = end != NULL ? g_strstrip (g_strndup (*text + 2, end - *text - 2)) : NULL;
  char *rest;

  if (title == NULL || *title == '\0' || end[1] == '\0' || end[1] == '#')
    return NULL;

  rest = g_strdup (end + 1);
  g_free (*text);
  *text = rest;

  return g_steal_pointer (&title);
}

/* A test that a required artifact is there says that the artifact is required. */
static gboolean
is_check (PlrStage   *stage,
          const char *title,
          const char *text)
{
  GListModel *artifacts = plr_stage_get_artifacts (stage);

  if (title == NULL || !g_str_has_prefix (title, CHECK_TITLE))
    return FALSE;
  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);
      gboolean is_optional = plr_artifact_get_optional (artifact);
      g_autofree char *check = NULL;

      plr_artifact_set_optional (artifact, FALSE);
      check = plr_export_make_check (artifact);
      if (g_strcmp0 (check, text) == 0)
        return TRUE;
      plr_artifact_set_optional (artifact, is_optional);
    }

  return FALSE;
}

static gboolean
is_alone (PlrStage *stage,
          PlrStep  *step)
{
  GListModel *steps = plr_stage_get_steps (stage);
  guint n_steps = 0;

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) other = g_list_model_get_item (steps, i);

      n_steps += plr_step_get_when (other) == plr_step_get_when (step) ? 1 : 0;
    }

  return n_steps == 1;
}

/* A step of a buildspec has the name of its phase; where there is only one, that says nothing. */
static gboolean
has_only_build (PlrStage *stage)
{
  GListModel *steps = plr_stage_get_steps (stage);

  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      if (g_strcmp0 (plr_step_get_name (step), "build") != 0)
        return FALSE;
    }

  return TRUE;
}

/* `build: Compile` is a step of that name; `build: step 2` one without. */
static void
name_build_step (PlrStep    *step,
                 PlrStage   *stage,
                 const char *title)
{
  g_autofree char *start = g_strdup_printf ("%s: ", plr_stage_get_title (stage));
  const char *name = g_str_has_prefix (title, start) ? title + strlen (start) : NULL;
  gboolean is_number = name != NULL && g_str_has_prefix (name, "step ") && name[5 + strspn (name + 5, G_CSET_DIGITS)] == '\0';

  if (name != NULL)
    plr_step_set_name (step, is_number ? NULL : name);
}

/* A command of one build of a batch; all of them stand in the one list of the file. Returns FALSE for that of another. */
static gboolean
take_build (char    **text,
            PlrStage *stage)
{
  const char *start = PLR_EXPORT_BUILDSPEC_BUILD;
  const char *words = *text + strlen (start);
  const char *end = g_str_has_prefix (*text, start) ? strstr (words, ")\n") : NULL;
  g_autofree char *list = end != NULL ? g_strndup (words, end - words) : NULL;
  g_auto(GStrv) ids = list != NULL ? g_strsplit (list, "|", -1) : NULL;
  g_autofree char *around = list != NULL ? g_strdup_printf ("%s%s)\n", start, list) : NULL;

  if (ids == NULL)
    return TRUE;
  if (!g_strv_contains ((const char *const *)ids, plr_stage_get_id (stage)))
    return FALSE;
  (void)take_around (text, around, "\n;;\nesac"); /* one that somebody changed stays as it is */

  return TRUE;
}

/* Commands that share a shell. Returns FALSE where the step only says what the model says elsewhere. */
static gboolean
unwrap_command (PlrConvert *self,
                PlrStage   *copy,
                PlrStage   *stage,
                PlrStep    *step,
                PlrStep    *original,
                const char *key)
{
  g_autofree char *text = g_strchomp (g_strdup (plr_step_get_run (step)));
  g_autofree char *title = take_title (&text);
  gboolean is_of_build = !g_str_equal (text, PLR_EXPORT_BUILDSPEC_BATCH) && take_build (&text, stage);
  gboolean is_late = plr_step_get_when (step) == PLR_STAGE_WHEN_ALWAYS &&
                     (take_around (&text, FAILURE_START, "\nfi") || take_around (&text, BUILD_FAILURE, "\nfi"));
  gboolean may_fail = !is_late && take_around (&text, "{ ", "\n} || true");
  gboolean is_buildspec = g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), "buildspec") == 0;
  gboolean is_apart;

  /* What is set in a shell is there for all that comes after it, until after_script starts another one. */
  if (plr_step_get_when (original) == PLR_STAGE_WHEN_ALWAYS && !self->is_after)
    {
      self->is_after = TRUE;
      self->is_dirty = FALSE;
    }

  if (!is_of_build)
    {
      plr_convert_note (self, stage, G_OBJECT (original), "steps", key, "exact", NULL,
                        _("Step %s of “%s” is one of another build of the batch, or of none"), key, plr_stage_get_id (stage));
      return FALSE;
    }
  if (is_check (copy, title, text))
    {
      plr_convert_note (self, stage, G_OBJECT (original), "steps", key, "exact", NULL,
                        _("Step %s of “%s” is that its artifact is required"), key, plr_stage_get_id (stage));
      return FALSE;
    }
  is_apart = !self->is_dirty && (take_subshell (step, &text) || plr_export_is_plain (text));
  if (is_apart)
    g_hash_table_add (self->apart, step);
  else
    self->is_dirty = TRUE;
  if (!is_apart && !is_late && !may_fail && !(title != NULL && is_alone (stage, original)))
    return TRUE;

  if (is_late)
    plr_step_set_when (step, PLR_STAGE_WHEN_FAILURE);
  plr_step_set_allow_failure (step, may_fail);
  if (title != NULL && plr_step_get_name (step) == NULL)
    plr_step_set_name (step, title);
  if (title != NULL && is_buildspec)
    name_build_step (step, stage, title);
  if (g_str_equal (text, plr_step_get_run (original)))
    return TRUE;
  plr_step_set_run (step, text);
  plr_convert_note (self, stage, G_OBJECT (original), "steps", key, "nearly", _("Nothing needs to be done."),
                    _("Step %s of “%s” is a step with a shell of its own: %s"), key, plr_stage_get_id (stage), text);

  return TRUE;
}

static const char *
find_argument (PlrStep    *step,
               const char *name)
{
  GListModel *arguments = plr_step_get_arguments (step);

  for (guint i = 0; i < g_list_model_get_n_items (arguments); i++)
    {
      g_autoptr(PlrVariable) argument = g_list_model_get_item (arguments, i);

      /* The step keeps it alive. */
      if (g_str_equal (plr_variable_get_name (argument), name))
        return plr_variable_get_value (argument);
    }

  return NULL;
}

/* GitHub has no word for test reports: they are an artifact that is kept whatever happens, by a step of that name. */
static void
take_reports (PlrConvert *self,
              PlrStage   *copy,
              PlrStage   *stage,
              PlrStep    *original)
{
  const char *path = find_argument (original, "path");
  const char *name = find_argument (original, "name");
  g_auto(GStrv) lines = path != NULL ? g_strsplit (path, "\n", -1) : NULL;
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  PlrList *artifacts = PLR_LIST (plr_stage_get_artifacts (copy));
  g_auto(GStrv) reports = NULL;

  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    if (*g_strstrip (lines[i]) != '\0' && !g_str_equal (lines[i], PLR_EXPORT_GITHUB_ROOT))
      g_strv_builder_add (builder, lines[i]);
  reports = g_strv_builder_end (builder);
  plr_stage_set_reports (copy, (const char *const *)reports);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (artifacts)); i > 0; i--)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (G_LIST_MODEL (artifacts), i - 1);

      if (name == NULL || !g_str_has_prefix (name, plr_artifact_get_name (artifact)) ||
          !g_strv_equal (plr_artifact_get_paths (artifact), (const char *const *)reports))
        continue;
      plr_convert_note (self, stage, G_OBJECT (original), "artifacts", name, "exact", NULL,
                        _("The artifact “%s” of “%s” is its test reports"), name, plr_stage_get_id (stage));
      plr_list_remove (artifacts, i - 1);
    }
}

/**
 * plr_convert_unwrap_step:
 * @self: a conversion
 * @copy: the stage of what is written
 * @stage: of the source
 * @step: of @copy
 * @original: the same of the source
 * @key: its number
 *
 * Returns: whether the step remains
 */
gboolean
plr_convert_unwrap_step (PlrConvert *self,
                         PlrStage   *copy,
                         PlrStage   *stage,
                         PlrStep    *step,
                         PlrStep    *original,
                         const char *key)
{
  const char *from = plr_pipeline_get_dialect (self->pipeline);
  const char *to = plr_dialect_get_id (self->target);

  if (g_strcmp0 (from, "github") == 0 && g_strcmp0 (plr_step_get_name (original), PLR_EXPORT_GITHUB_REPORTS) == 0)
    take_reports (self, copy, stage, original);
  if (plr_step_get_run (step) == NULL || (g_strcmp0 (from, "gitlab") != 0 && g_strcmp0 (from, "buildspec") != 0))
    return TRUE;

  if (g_str_equal (from, "buildspec") && has_only_build (stage))
    plr_step_set_name (step, NULL);
  if (g_str_equal (from, "buildspec") && (g_str_equal (to, "gitlab") || (g_str_equal (to, "github") && g_strcmp0 (plr_step_get_shell (step), "bash") == 0)))
    plr_step_set_shell (step, NULL);

  return unwrap_command (self, copy, stage, step, original, key);
}
