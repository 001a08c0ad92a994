/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-convert.h"

/* What an engine tells a script in variables, told by another one. */

static PlrPipeline *
read_text (const char *id,
           const char *text)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (id);
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  PlrPipeline *pipeline = plr_dialect_read (dialect, text, -1, plr_dialect_get_file_name (dialect), problems);

  g_assert_nonnull (pipeline);

  return pipeline;
}

static char *
convert (const char *from,
         const char *text,
         const char *to,
         GListStore *report)
{
  g_autoptr(PlrPipeline) pipeline = read_text (from, text);
  g_autoptr(PlrDialect) dialect = plr_dialect_find (to);
  g_autoptr(GError) error = NULL;
  char *written = plr_convert (pipeline, text, dialect, report, &error);

  g_assert_no_error (error);
  g_test_message ("%s", written);

  return written;
}

static void
assert_has (const char *text,
            const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("“%s” is not in:\n%s", part, text);
}

static void
assert_lacks (const char *text,
              const char *part)
{
  if (strstr (text, part) != NULL)
    g_error ("“%s” is in:\n%s", part, text);
}

static void
assert_told (GListStore *report,
             const char *word,
             const char *code,
             guint       line)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (report)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (report), i);

      if (strstr (plr_problem_get_message (problem), word) == NULL || !g_str_equal (plr_problem_get_code (problem), code))
        continue;
      g_assert_cmpuint (plr_problem_get_line (problem), ==, line);
      return;
    }
  g_error ("nothing is said of %s", word);
}

static const char jobs[] =
  "build:\n"
  "  script:\n"
  "    - ./build ${CI_COMMIT_SHA:0:8} $MY_CI_PROJECT_PATH\n"
  "    - sh -c 'echo $CI_PIPELINE_ID' $CI_JOB_NAME\n"
  "    - echo \"$CI_COMMIT_TAG$CI_RUNNER_ID\"\n";

/* Scripts stay as they are, whatever they do with a variable. */
static void
test_variables_are_set_for_a_workflow (void)
{
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *text = convert ("gitlab", jobs, "github", report);
  g_autoptr(GListStore) second = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *back = convert ("github", text, "gitlab", second);

  assert_has (text, "  CI_COMMIT_SHA: ${{ github.sha }}\n");
  assert_has (text, "  CI_PIPELINE_ID: ${{ github.run_id }}\n");
  assert_has (text, "  CI_COMMIT_TAG: ${{ github.ref_type == 'tag' && github.ref_name || '' }}\n");
  assert_has (text, "      CI_JOB_NAME: build\n");
  assert_has (text, "./build ${CI_COMMIT_SHA:0:8} $MY_CI_PROJECT_PATH");
  assert_has (text, "sh -c 'echo $CI_PIPELINE_ID' $CI_JOB_NAME");
  assert_lacks (text, "CI_PROJECT_PATH:");
  assert_told (report, "CI_COMMIT_SHA", "approximated", 3);
  assert_told (report, "the numbers begin anew", "approximated", 4);

  assert_lacks (back, "variables:");
  assert_has (back, "./build ${CI_COMMIT_SHA:0:8} $MY_CI_PROJECT_PATH");
}

static void
test_variables_are_set_for_gitlab (void)
{
  static const char text[] =
    "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
    "      - run: ./build $GITHUB_SHA in $GITHUB_WORKSPACE\n"
    "      - run: ./tell $GITHUB_RUN_ATTEMPT\n";
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *written = convert ("github", text, "gitlab", report);
  g_autoptr(GListStore) second = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *back = convert ("gitlab", written, "github", second);

  assert_has (written, "  GITHUB_SHA: ${CI_COMMIT_SHA}\n");
  assert_has (written, "  GITHUB_WORKSPACE: ${CI_PROJECT_DIR}\n");
  assert_has (written, "./build $GITHUB_SHA in $GITHUB_WORKSPACE");
  assert_told (report, "GITHUB_SHA", "approximated", 6);
  assert_lacks (back, "env:");
}

/* Where a value is no more than a text, the script sets the variable itself. */
static void
test_variables_are_set_by_scripts (void)
{
  static const char *const targets[] = { "pipeliner", "buildspec" };
  static const char *const lines[] = {
    "export CI_COMMIT_SHA=\"${PLR_COMMIT-}\"", "export CI_COMMIT_SHA=\"${CODEBUILD_RESOLVED_SOURCE_VERSION-}\"",
  };

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *text = convert ("gitlab", jobs, targets[i], report);
      g_autoptr(GListStore) second = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *back = convert (targets[i], text, "gitlab", second);

      assert_has (text, lines[i]);
      if (i == 0)
        assert_told (report, "CI_PIPELINE_ID", "manual", 4);
      assert_lacks (back, "export CI_COMMIT_SHA");
      assert_has (back, "./build ${CI_COMMIT_SHA:0:8}");
    }
}

static void
test_our_variables_are_set_elsewhere (void)
{
  static const char text[] = "pipeliner: 1\nstages:\n  a:\n    steps: ['./build $PLR_COMMIT']\n";
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *github = convert ("pipeliner", text, "github", report);
  g_autofree char *gitlab = convert ("pipeliner", text, "gitlab", report);

  assert_has (github, "  PLR_COMMIT: ${{ github.sha }}\n");
  assert_has (gitlab, "  PLR_COMMIT: $CI_COMMIT_SHA\n");
}

/* An expression is text wherever it stands; a variable is looked up only where the shell does it. */
static void
test_expressions_keep_to_quotes (void)
{
  static const struct
  {
    const char *run;
    const char *shell;
    const char *becomes;        /* NULL where nothing can be written for it */
  } cases[] = {
    { "echo ${{ github.sha }}", "bash", "echo ${CI_COMMIT_SHA}" },
    { "echo \"at ${{ github.sha }}\"", "bash", "echo \"at ${CI_COMMIT_SHA}\"" },
    { "echo 'at ${{ github.sha }} it'", "bash", "echo 'at '\"${CI_COMMIT_SHA}\"' it'" },
    { "echo \"it's ${{ github.sha }}\"", "bash", "echo \"it's ${CI_COMMIT_SHA}\"" },
    { "echo it\\'s ${{ github.sha }}", "bash", "echo it\\'s ${CI_COMMIT_SHA}" },
    { "# it's\necho '${{ github.sha }}'", "bash", "# it's\necho ''\"${CI_COMMIT_SHA}\"''" },
    { "cat <<E\nit's ${{ github.sha }}\nE\necho '${{ github.sha }}'", "bash", "cat <<E\nit's ${CI_COMMIT_SHA}\nE\necho ''\"${CI_COMMIT_SHA}\"''" },
    { "cat <<'E'\n${{ github.sha }}\nE", "bash", NULL },
    { "echo ${{ github.event.after }}", "bash", NULL },
    { "echo ${{ github.sha }} \"${{ github.sha }}\"", "pwsh", "echo ${env:CI_COMMIT_SHA} \"${env:CI_COMMIT_SHA}\"" },
    { "echo '${{ github.sha }}'", "pwsh", NULL },
    { "print('${{ github.sha }}')", "python", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *quoted = g_strescape (cases[i].run, NULL);
      g_autofree char *text = g_strdup_printf ("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: \"%s\"\n        shell: %s\n",
                                               quoted, cases[i].shell);
      g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *written = convert ("github", text, "gitlab", report);
      g_autoptr(PlrPipeline) pipeline = read_text ("gitlab", written);
      g_autoptr(PlrStep) step = g_list_model_get_item (plr_stage_get_steps (plr_pipeline_find_stage (pipeline, "a")), 0);
      gboolean is_manual = cases[i].becomes == NULL;

      assert_has (plr_step_get_run (step), is_manual ? "${{" : cases[i].becomes);
      assert_told (report, is_manual ? "no meaning outside" : "become variables", is_manual ? "manual" : "approximated", 6);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/convert-facts/variables-are-set-for-a-workflow", test_variables_are_set_for_a_workflow);
  g_test_add_func ("/convert-facts/variables-are-set-for-gitlab", test_variables_are_set_for_gitlab);
  g_test_add_func ("/convert-facts/variables-are-set-by-scripts", test_variables_are_set_by_scripts);
  g_test_add_func ("/convert-facts/our-variables-are-set-elsewhere", test_our_variables_are_set_elsewhere);
  g_test_add_func ("/convert-facts/expressions-keep-to-quotes", test_expressions_keep_to_quotes);

  return g_test_run ();
}
