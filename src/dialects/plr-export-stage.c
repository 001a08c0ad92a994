/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-export-stage"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-construct.h"
#include "plr-export-stage-private.h"
#include "plr-matrix.h"

#define MAX_CELLS 256 /* of one stage: more would make a file that nobody can read */

/* What the scripts of all stages share. POSIX only, but for timeout(1) where a stage has a limit; works under `set -eu`.
 * Each stage has $PLR_WORK/src/SCRIPT for its work copy, $PLR_WORK/artifacts/STAGE/SCRIPT/NAME for what it keeps, and
 * $PLR_WORK/status/STAGE for how it ended: ok, failed or skipped. */
static const char library[] =
  "plr_say () { printf '%s\\n' \"$*\" >&2; }\n"
  "\n"
  "# plr_begin SCRIPT: a clean copy of the commit, and into it.\n"
  "plr_begin () {\n"
  "  PLR_SCRIPT=$1 PLR_STATUS=0 PLR_STEP=0\n"
  "  rm -rf \"$PLR_WORK/src/$1\" \"$PLR_WORK/index.$1\"\n"
  "  mkdir -p \"$PLR_WORK/src/$1\"\n"
  "  GIT_INDEX_FILE=\"$PLR_WORK/index.$1\" git read-tree \"$PLR_COMMIT\"\n"
  "  GIT_INDEX_FILE=\"$PLR_WORK/index.$1\" git checkout-index -q -a --prefix=\"$PLR_WORK/src/$1/\"\n"
  "  rm -f \"$PLR_WORK/index.$1\"\n"
  "  cd \"$PLR_WORK/src/$1\"\n"
  "}\n"
  "\n"
  "# plr_get STAGE NAME: lays an artifact of another stage into the work copy.\n"
  "plr_get () {\n"
  "  for plr_from in \"$PLR_WORK/artifacts/$1\"/*/\"$2\"; do\n"
  "    if [ -d \"$plr_from\" ]; then (cd \"$plr_from\" && tar cf - .) | tar xf -; fi\n"
  "  done\n"
  "}\n"
  "\n"
  "# plr_step WHEN MAY_FAIL SECONDS DIRECTORY VARIABLE=VALUE… COMMAND…: runs the script on the standard input.\n"
  "plr_step () {\n"
  "  PLR_STEP=$((PLR_STEP + 1))\n"
  "  plr_file=$PLR_WORK/scripts/$PLR_SCRIPT.step$PLR_STEP\n"
  "  cat > \"$plr_file\"\n"
  "  case $1$PLR_STATUS in success1 | failure0) return 0 ;; esac\n"
  "  plr_may_fail=$2 plr_seconds=$3 plr_directory=$4\n"
  "  shift 4\n"
  "  if [ \"$plr_seconds\" -gt 0 ]; then set -- timeout \"$plr_seconds\" env \"$@\"; else set -- env \"$@\"; fi\n"
  "  if (cd \"$plr_directory\" && exec \"$@\" \"$plr_file\" < /dev/null); then return 0; fi\n"
  "  if [ \"$plr_may_fail\" = yes ]; then plr_say \"$PLR_SCRIPT: step $PLR_STEP failed, which it may\"; return 0; fi\n"
  "  plr_say \"$PLR_SCRIPT: step $PLR_STEP failed\"\n"
  "  PLR_STATUS=1\n"
  "}\n"
  "\n"
  "# plr_list PATH…: those that are there, one a line. plr_find PATTERN: the same for a pattern with two stars.\n"
  "plr_list () {\n"
  "  for plr_path in \"$@\"; do\n"
  "    if [ -e \"$plr_path\" ] || [ -L \"$plr_path\" ]; then printf '%s\\n' \"$plr_path\"; fi\n"
  "  done\n"
  "}\n"
  "plr_find () { find . ! -type d -path \"./$1\" | sed 's,^\\./,,' | sort; }\n"
  "\n"
  "# plr_keep STAGE NAME NEEDED: keeps the files on the standard input.\n"
  "plr_keep () {\n"
  "  plr_to=$PLR_WORK/artifacts/$1/$PLR_SCRIPT/$2\n"
  "  rm -rf \"$plr_to\"\n"
  "  mkdir -p \"$plr_to\"\n"
  "  cat > \"$PLR_WORK/scripts/$PLR_SCRIPT.files\"\n"
  "  if [ -s \"$PLR_WORK/scripts/$PLR_SCRIPT.files\" ]; then\n"
  "    tar cf - -T \"$PLR_WORK/scripts/$PLR_SCRIPT.files\" | (cd \"$plr_to\" && tar xf -)\n"
  "  elif [ \"$3\" = yes ]; then\n"
  "    plr_say \"$PLR_SCRIPT: there is nothing to keep as artifact $2\"\n"
  "    return 1\n"
  "  fi\n"
  "}\n"
  "\n"
  "# plr_state STAGE…: ok, or how the first of them ended that did not end well.\n"
  "plr_state () {\n"
  "  for plr_need in \"$@\"; do\n"
  "    plr_how=$(cat \"$PLR_WORK/status/$plr_need\" 2> /dev/null || echo skipped)\n"
  "    if [ \"$plr_how\" != ok ]; then echo \"$plr_how\"; return 0; fi\n"
  "  done\n"
  "  echo ok\n"
  "}\n"
  "\n"
  "plr_is_approved () {\n"
  "  case \" ${APPROVED-} \" in *\" $1 \"*) return 0 ;; esac\n"
  "  if [ ! -t 0 ]; then plr_say \"$1: not approved; say APPROVED='$1'\"; return 1; fi\n"
  "  printf '%s [y/N] ' \"$2\" >&2\n"
  "  read -r plr_answer || return 1\n"
  "  case $plr_answer in y | Y | yes) return 0 ;; *) return 1 ;; esac\n"
  "}\n"
  "\n"
  "# plr_try SCRIPT RETRIES SECONDS\n"
  "plr_try () {\n"
  "  plr_left=$2\n"
  "  if [ \"$3\" -gt 0 ]; then set -- \"$1\" timeout \"$3\"; else set -- \"$1\" env; fi\n"
  "  plr_script=$1\n"
  "  shift\n"
  "  until \"$@\" sh -eu \"$PLR_WORK/scripts/$plr_script\" < /dev/null; do\n"
  "    if [ \"$plr_left\" -eq 0 ]; then return 1; fi\n"
  "    plr_left=$((plr_left - 1))\n"
  "    plr_say \"$plr_script: failed, and is tried again\"\n"
  "  done\n"
  "}\n"
  "\n"
  "# plr_stage STAGE WHEN BRANCH_FITS QUESTION RETRIES SECONDS MAY_FAIL NEEDS SCRIPT…\n"
  "plr_stage () {\n"
  "  plr_stage=$1 plr_when=$2 plr_fits=$3 plr_question=$4 plr_retries=$5 plr_limit=$6 plr_allowed=$7\n"
  "  plr_before=$(plr_state $8)\n"
  "  shift 8\n"
  "  plr_result=ok\n"
  "  case $plr_when,$plr_before in\n"
  "    success,ok | always,* | failure,failed) ;;\n"
  "    *) plr_result=skipped ;;\n"
  "  esac\n"
  "  if [ \"$plr_when\" = success ] && [ -e \"$PLR_WORK/failed\" ] && [ -z \"${KEEP_GOING-}\" ]; then plr_result=skipped; fi\n"
  "  if [ \"$plr_when\" = failure ] && [ -e \"$PLR_WORK/failed\" ]; then plr_result=ok; fi\n"
  "  if [ \"$plr_fits\" = no ]; then plr_result=skipped; fi\n"
  "  if [ $plr_result = ok ] && [ -n \"$plr_question\" ] && ! plr_is_approved \"$plr_stage\" \"$plr_question\"; then plr_result=failed; fi\n"
  "  if [ $plr_result = ok ]; then\n"
  "    for plr_name in \"$@\"; do\n"
  "      plr_say \"== $plr_name\"\n"
  "      if ! plr_try \"$plr_name\" \"$plr_retries\" \"$plr_limit\"; then plr_result=failed; fi\n"
  "    done\n"
  "  fi\n"
  "  if [ $plr_result = failed ] && [ \"$plr_allowed\" = yes ]; then plr_say \"== $plr_stage: failed, which it may\"; plr_result=ok; fi\n"
  "  if [ $plr_result = failed ]; then : > \"$PLR_WORK/failed\"; fi\n"
  "  if [ $plr_result != ok ]; then plr_say \"== $plr_stage: $plr_result\"; fi\n"
  "  echo $plr_result > \"$PLR_WORK/status/$plr_stage\"\n"
  "}\n";

/**
 * plr_export_get_stage_library:
 *
 * Returns: the functions that the scripts of stages call
 */
const char *
plr_export_get_stage_library (void)
{
  return library;
}

/**
 * plr_export_dup_file_name:
 * @artifact: its name, which may have any characters
 *
 * Returns: (transfer full): a name for a folder or a file that leads nowhere else
 */
char *
plr_export_dup_file_name (const char *artifact)
{
  g_autofree char *name = g_strdelimit (g_strdup (artifact), "/\n\r", '_');

  if (*name == '\0' || *name == '.')
    return g_strconcat ("_", name, NULL);

  return g_steal_pointer (&name);
}

/**
 * plr_export_find_delimiter:
 * @text: what a here-document holds
 * @wish: what its end should be called
 *
 * Returns: (transfer full): a word that is no line of the text
 */
char *
plr_export_find_delimiter (const char *text,
                           const char *wish)
{
  g_autofree char *word = g_strdup (wish);

  while (strstr (text, word) != NULL)
    {
      char *longer = g_strconcat (word, "_", NULL);

      g_free (word);
      word = longer;
    }

  return g_steal_pointer (&word);
}

/* A value that a secret has comes from the environment of whoever starts the script. */
static char *
quote_value (PlrExport   *self,
             PlrStage    *stage,
             const char  *field,
             PlrVariable *variable)
{
  const char *secret = plr_variable_get_secret (variable);
  g_autoptr(GString) name = g_string_new (NULL);

  if (secret == NULL)
    return plr_export_quote (plr_variable_get_value (variable) != NULL ? plr_variable_get_value (variable) : "");

  for (const char *p = secret; *p != '\0'; p++)
    g_string_append_c (name, g_ascii_isalnum (*p) ? *p : '_');
  if (g_ascii_isdigit (name->str[0]) || name->len == 0)
    g_string_prepend_c (name, '_');
  plr_export_note (self, stage, field, PLR_EXPORT_MANUAL, _("Set that variable in the environment, from where secrets are kept."),
                   _("The secret “%s” is read from the environment variable %s"), secret, name->str);

  return g_strdup_printf ("\"${%s-}\"", name->str);
}

static gboolean
is_variable_name (const char *name)
{
  if (name == NULL || !(g_ascii_isalpha (name[0]) || name[0] == '_'))
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && *p != '_')
      return FALSE;

  return TRUE;
}

static void
append_exports (PlrExport  *self,
                PlrStage   *stage,
                const char *field,
                GString    *out,
                GListModel *variables)
{
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      g_autofree char *value = NULL;

      if (!is_variable_name (plr_variable_get_name (variable)))
        {
          plr_export_note (self, stage, field, PLR_EXPORT_MANUAL, _("Give it a name of letters, digits and underscores."),
                           _("No shell has a variable of the name “%s”: it is left out"), plr_variable_get_name (variable));
          continue;
        }
      value = quote_value (self, stage, field, variable);
      g_string_append_printf (out, "export %s=%s\n", plr_variable_get_name (variable), value);
    }
}

/**
 * plr_export_make_own_exports:
 * @self: an export
 *
 * Returns: (transfer full): commands that define what our own runs define, and the variables of the pipeline
 */
char *
plr_export_make_own_exports (PlrExport *self)
{
  g_autofree char *name = plr_export_dup_name (self);
  g_autofree char *quoted = plr_export_quote (name);
  g_autoptr(GString) out = g_string_new ("export LC_ALL=C.UTF-8 TZ=UTC CI=true\n"
                                         "PLR_COMMIT=$(git rev-parse --verify 'HEAD^{commit}')\n"
                                         "PLR_COMMIT_SHORT=$(printf %.7s \"$PLR_COMMIT\")\n"
                                         "PLR_BRANCH=${PLR_BRANCH-$(git symbolic-ref -q --short HEAD || true)}\n"
                                         "SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)\n");

  g_string_append_printf (out, "PLR_PIPELINE=%s\n", quoted);
  g_string_append (out, "export PLR_COMMIT PLR_COMMIT_SHORT PLR_BRANCH PLR_PIPELINE SOURCE_DATE_EPOCH\n");
  append_exports (self, NULL, "variables", out, plr_pipeline_get_variables (self->pipeline));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* The words that run a file in a shell; `sh` and `bash` as our own runs have them. */
static char *
make_shell_words (PlrExport *self,
                  PlrStep   *step)
{
  const char *shell = plr_export_get_shell (self, step);

  if (g_str_equal (shell, "sh"))
    return g_strdup ("sh -e");
  if (g_str_equal (shell, "bash"))
    return g_strdup ("bash --noprofile --norc -eo pipefail");

  return plr_export_quote (shell);
}

static const char *
name_when (PlrStageWhen when)
{
  if (when == PLR_STAGE_WHEN_ALWAYS)
    return "always";

  return when == PLR_STAGE_WHEN_FAILURE ? "failure" : "success";
}

static void
append_step (PlrExport *self,
             PlrStage  *stage,
             GString   *out,
             PlrStep   *step,
             guint      number)
{
  const char *run = plr_step_get_run (step);
  GListModel *environment = plr_step_get_environment (step);
  const char *directory = plr_step_get_directory (step);
  g_autofree char *quoted = plr_export_quote (directory != NULL ? directory : ".");
  g_autofree char *shell = make_shell_words (self, step);
  g_autofree char *delimiter = plr_export_find_delimiter (run != NULL ? run : "", "END_OF_STEP");

  if (plr_step_get_name (step) != NULL)
    {
      g_autofree char *title = g_strdelimit (g_strdup (plr_step_get_name (step)), "\r\n", ' ');

      g_string_append_printf (out, "# %s\n", title);
    }
  if (run == NULL)
    {
      plr_export_note (self, stage, "steps", PLR_EXPORT_MANUAL, _("Put commands there that do the same."),
                       _("Step %u of stage “%s” is the action “%s”, which only its engine has: it is left out"), number,
                       plr_stage_get_id (stage), plr_step_get_uses (step) != NULL ? plr_step_get_uses (step) : "?");
      g_string_append (out, "# left out: an action of another engine\n");
      return;
    }
  if (plr_step_get_condition (step) != NULL)
    plr_export_note (self, stage, "steps", PLR_EXPORT_MANUAL, _("Put a test into the script."),
                     _("The condition of step %u of stage “%s” is left out, so that it always runs: %s"), number,
                     plr_stage_get_id (stage), plr_step_get_condition (step));

  g_string_append_printf (out, "plr_step %s %s %" G_GINT64_FORMAT " %s", name_when (plr_step_get_when (step)),
                          plr_step_get_allow_failure (step) ? "yes" : "no",
                          MAX (plr_step_get_timeout_us (step), 0) / G_USEC_PER_SEC, quoted);
  for (guint i = 0; i < g_list_model_get_n_items (environment); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (environment, i);
      g_autofree char *value = quote_value (self, stage, "steps", variable);

      if (is_variable_name (plr_variable_get_name (variable)))
        g_string_append_printf (out, " %s=%s", plr_variable_get_name (variable), value);
    }
  g_string_append_printf (out, " %s <<'%s'\n%s%s%s\n", shell, delimiter, run, g_str_has_suffix (run, "\n") ? "" : "\n", delimiter);
}

/* Keeps one artifact, or the reports, which need not be there. */
static void
append_keep (PlrExport         *self,
             PlrStage          *stage,
             GString           *out,
             const char        *name,
             const char *const *paths,
             gboolean           is_needed)
{
  const char *id = plr_export_get_id (self, plr_stage_get_id (stage));
  g_autofree char *file_name = plr_export_dup_file_name (name);
  g_autofree char *quoted = plr_export_quote (file_name);

  g_string_append (out, "{ :");
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *word = plr_export_quote_glob (paths[i]);

      if (strstr (paths[i], "**") == NULL)
        {
          g_string_append_printf (out, "; plr_list %s", word);
        }
      else
        {
          g_autofree char *path = g_strdup (g_str_has_prefix (paths[i], "./") ? paths[i] + 2 : paths[i]);
          g_auto(GStrv) parts = g_strsplit (path, "**/", -1);
          g_autofree char *joined = g_strjoinv ("*", parts);
          g_autofree char *pattern = g_shell_quote (joined);

          g_string_append_printf (out, "; plr_find %s", pattern);
          plr_export_note (self, stage, "artifacts", PLR_EXPORT_NEARLY, _("Nothing needs to be done, unless files are kept that should not be."),
                           _("In “%s” one star goes past a slash too"), paths[i]);
        }
    }
  g_string_append_printf (out, "; } | plr_keep %s %s %s\n", id, quoted, is_needed ? "yes" : "no");
}

static gboolean
shares_name (GListModel *left,
             GListModel *right)
{
  for (guint i = 0; i < g_list_model_get_n_items (left); i++)
    for (guint j = 0; j < g_list_model_get_n_items (right); j++)
      {
        g_autoptr(PlrVariable) one = g_list_model_get_item (left, i);
        g_autoptr(PlrVariable) other = g_list_model_get_item (right, j);

        if (g_str_equal (plr_variable_get_name (one), plr_variable_get_name (other)))
          return TRUE;
      }

  return FALSE;
}

/**
 * plr_export_make_stage_script:
 * @self: an export
 * @stage: a stage
 * @cell: (nullable): of its matrix, PlrVariables
 *
 * Returns: (transfer full): what is to run between plr_begin() and the end of a script; it needs the library
 */
char *
plr_export_make_stage_script (PlrExport  *self,
                              PlrStage   *stage,
                              GListModel *cell)
{
  g_autoptr(GArray) inputs = plr_export_list_inputs (self, stage);
  GListModel *steps = plr_stage_get_steps (stage);
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  const char *const *reports = plr_stage_get_reports (stage);
  g_autofree char *id = plr_export_quote (plr_stage_get_id (stage));
  g_autoptr(GString) out = g_string_new (NULL);

  g_string_append_printf (out, "export PLR_STAGE=%s\n", id);
  /* The variables of the stage may refer to those of its matrix, which win over them. */
  if (cell != NULL)
    append_exports (self, stage, "matrix", out, cell);
  append_exports (self, stage, "environment", out, plr_stage_get_environment (stage));
  if (cell != NULL && shares_name (cell, plr_stage_get_environment (stage)))
    append_exports (self, stage, "matrix", out, cell);
  for (guint i = 0; i < inputs->len; i++)
    {
      const PlrExportInput *input = &g_array_index (inputs, PlrExportInput, i);
      g_autofree char *file_name = plr_export_dup_file_name (plr_artifact_get_name (input->artifact));
      g_autofree char *name = plr_export_quote (file_name);

      g_string_append_printf (out, "plr_get %s %s\n", plr_export_get_id (self, plr_stage_get_id (input->from)), name);
    }
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      append_step (self, stage, out, step, i + 1);
    }
  if (reports != NULL && reports[0] != NULL)
    append_keep (self, stage, out, "reports of the tests", reports, FALSE);
  g_string_append (out, "if [ $PLR_STATUS -ne 0 ]; then exit 1; fi\n");
  for (guint i = 0; i < g_list_model_get_n_items (artifacts); i++)
    {
      g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, i);

      if (plr_artifact_get_paths (artifact) != NULL && plr_artifact_get_paths (artifact)[0] != NULL)
        append_keep (self, stage, out, plr_artifact_get_name (artifact), plr_artifact_get_paths (artifact),
                     !plr_artifact_get_optional (artifact));
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * plr_export_list_cells:
 * @self: an export
 * @stage: a stage
 *
 * Returns: (transfer full) (element-type GListModel): the cells of its matrix; empty without one, and if there are too many
 */
GPtrArray *
plr_export_list_cells (PlrExport *self,
                       PlrStage  *stage)
{
  GPtrArray *cells = plr_matrix_list_cells (stage, MAX_CELLS);

  if (cells != NULL)
    return cells;

  plr_export_note (self, stage, "matrix", PLR_EXPORT_MANUAL, _("Make several stages of it."),
                   _("The matrix of stage “%s” has more than %d combinations: the stage is written once, without them"),
                   plr_stage_get_id (stage), MAX_CELLS);

  return g_ptr_array_new ();
}

/* “case $PLR_BRANCH in …”, whose answer the call takes. */
static char *
make_branch_test (PlrStage *stage)
{
  const char *const *branches = plr_stage_get_branches (stage);
  g_autoptr(GString) words = g_string_new (NULL);

  if (branches == NULL || branches[0] == NULL)
    return g_strdup ("yes");
  for (guint i = 0; branches[i] != NULL; i++)
    {
      g_autofree char *word = plr_export_quote_glob (branches[i]);

      g_string_append_printf (words, "%s%s", i > 0 ? " | " : "", word);
    }

  return g_strdup_printf ("\"$(case $PLR_BRANCH in (%s) echo yes ;; (*) echo no ;; esac)\"", words->str);
}

/**
 * plr_export_make_stage_call:
 * @self: an export
 * @stage: a stage
 *
 * Returns: (transfer full): the command that runs the scripts of a stage, which are named after it
 */
char *
plr_export_make_stage_call (PlrExport *self,
                            PlrStage  *stage)
{
  const char *id = plr_export_get_id (self, plr_stage_get_id (stage));
  const char *const *needs = plr_stage_get_needs (stage);
  const char *message = plr_stage_get_approval_message (stage);
  g_autoptr(GPtrArray) cells = plr_matrix_list_cells (stage, MAX_CELLS);
  guint n_cells = cells != NULL ? MAX (cells->len, 1) : 1;
  g_autofree char *fits = make_branch_test (stage);
  g_autofree char *question = g_strdup (message != NULL && *message != '\0' ? message : "Go on?");
  g_autofree char *quoted = plr_stage_get_approval (stage) ? g_shell_quote (question) : g_strdup ("''");
  g_autoptr(GString) words = g_string_new (NULL);
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; needs[i] != NULL; i++)
    g_string_append_printf (words, "%s%s", i > 0 ? " " : "", plr_export_get_id (self, needs[i]));
  g_string_append_printf (out, "plr_stage %s %s %s %s %u %" G_GINT64_FORMAT " %s '%s'", id, name_when (plr_stage_get_when (stage)),
                          fits, quoted, plr_export_get_retry (self, stage),
                          plr_export_get_timeout_us (self, stage) / G_USEC_PER_SEC,
                          plr_job_get_allow_failure (plr_stage_get_job (stage)) ? "yes" : "no", words->str);
  for (guint i = 1; i <= n_cells; i++)
    g_string_append_printf (out, " %s.%u", id, i);
  if (plr_stage_get_approval (stage))
    plr_export_note (self, stage, "approval", PLR_EXPORT_APPROXIMATED, _("Name it in APPROVED where nobody can be asked."),
                     _("Stage “%s” is approved on the terminal, or where the variable APPROVED names it; else it fails"),
                     plr_stage_get_id (stage));

  return g_string_free (g_steal_pointer (&out), FALSE);
}

/**
 * plr_export_note_left_out:
 * @self: an export
 * @written: the fields that are said, or that were told of
 * @harmless: the fields that the target needs no word for
 *
 * Tells of all that the pipeline says in other fields.
 */
void
plr_export_note_left_out (PlrExport         *self,
                          const char *const *written,
                          const char *const *harmless)
{
  g_autoptr(GPtrArray) constructs = plr_constructs_list (self->pipeline);
  g_autoptr(GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < constructs->len; i++)
    {
      const PlrConstruct *construct = g_ptr_array_index (constructs, i);
      const char *id = construct->stage != NULL ? plr_stage_get_id (construct->stage) : NULL;
      gboolean is_harmless = g_strv_contains (harmless, construct->field);

      if (g_strv_contains (written, construct->field) ||
          !g_hash_table_add (told, plr_construct_dup_name (id, construct->field, NULL)))
        continue;
      if (id != NULL)
        plr_export_note (self, construct->stage, construct->field, is_harmless ? PLR_EXPORT_NEARLY : PLR_EXPORT_MANUAL,
                         is_harmless ? _("Nothing needs to be done.") : _("See what it means there, and do the same by hand."),
                         _("A %s has no word for “%s” of stage “%s”: %s"), self->target, construct->field, id, construct->value);
      else
        plr_export_note (self, NULL, construct->field, is_harmless ? PLR_EXPORT_NEARLY : PLR_EXPORT_MANUAL,
                         is_harmless ? _("Nothing needs to be done.") : _("See what it means there, and do the same by hand."),
                         _("A %s has no word for “%s”: %s"), self->target, construct->field, construct->value);
    }
}
