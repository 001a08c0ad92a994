/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-dialect.h"

static PlrPipeline *
read_text (const char *text,
           GListStore *problems)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("github");

  return plr_dialect_read (dialect, text, -1, ".github/workflows/ci.yml", problems);
}

/* All problems as `code line:column text` lines, the text being what the place covers. */
static char *
describe (const char *text)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = read_text (text, problems);
  g_autoptr(GString) out = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);
      g_autofree char *span = g_strndup (text + plr_problem_get_offset (problem), plr_problem_get_length (problem));

      g_assert_nonnull (plr_problem_get_hint (problem));
      g_string_append_printf (out, "%s %u:%u %s\n", plr_problem_get_code (problem), plr_problem_get_line (problem),
                              plr_problem_get_column (problem), span);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

#define JOB "runs-on: x, steps: [{run: y}]"

static const struct
{
  const char *text;
  const char *problems;
} places[] = {
  { "on: push\njobs: {a: {" JOB "}}\n", "" },
  { "on: push\njobs: {a: {" JOB "}, b: {needs: [a, c], " JOB "}}\n", "unknown-need 2:59 c\n" },
  { "on: push\njobs:\n  a: {needs: b, " JOB "}\n  b: {needs: a, " JOB "}\n", "cycle 3:14 b\n" },
  { "on: push\njobs: {a: {steps: [{run: y}]}}\n", "missing-runner 2:8 a\n" },
  { "on: push\njobs: {a: {runs-on: x, steps: [{name: y}]}}\n", "missing-run 2:32 {name: y}\n" },
  { "on: push\njobs: {a: {runs-on: x}}\n", "empty-stage 2:8 a\n" },
  { "on: push\njobs: {a b: {" JOB "}}\n", "bad-id 2:8 a b\n" },
  { "on: push\njobs: {a: {need: b, " JOB "}}\n", "unknown-key 2:12 need\n" },
  { "jobs: {a: {" JOB "}}\n", "missing-trigger 1:1 jobs\n" },
  { "on: push\n", "no-stages 1:1 on\n" },
  { "on: push\njobs: {a: {uses: ./.github/workflows/b.yml}}\n", "" },
  { "[]\n", "not-a-pipeline 1:1 []\n" },
  { "", "not-a-pipeline 1:1 \n" },
  { "on: [\n", "syntax 2:1 \n" },
  /* Actions */
  { "name: A\nruns:\n  using: composite\n  steps: [{run: y, shell: sh}]\n", "" },
  { "name: A\nruns:\n  using: composite\n  steps: [{run: y}]\n", "missing-shell 4:11 {run: y}\n" },
  { "name: A\nruns:\n  using: node20\n  main: x.js\n", "no-steps 3:10 node20\n" },
  { "name: A\ninputs: {v: {default: 1}}\nruns:\n  using: composite\n  steps: [{run: '${{ inputs.v }}${{ inputs.w }}', shell: sh}]\n",
    "unknown-reference 5:37 inputs.w\n" },
};

static void
test_each_problem_has_its_place (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *found = describe (places[i].text);

      g_test_message ("%s", places[i].text);
      g_assert_cmpstr (found, ==, places[i].problems);
    }
}

static void
test_constructs_reach_the_model (void)
{
  static const char text[] =
    "name: W\non: push\nenv: {A: 1}\njobs:\n"
    "  a:\n    runs-on: ubuntu-latest\n    if: ${{ always() }}\n    container: {image: debian:12}\n    timeout-minutes: 5\n"
    "    strategy: {fail-fast: false, matrix: {v: [1, 2], include: [{v: 3}]}}\n"
    "    steps:\n      - uses: actions/checkout@v4\n      - {run: make, shell: bash, working-directory: src}\n"
    "      - {uses: actions/upload-artifact@v4, with: {name: out, path: \"dist\\nREADME\"}}\n"
    "  b:\n    needs: a\n    environment: production\n    runs-on: x\n    steps: [{run: ./deploy}]\n";
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = read_text (text, problems);
  PlrStage *a = plr_pipeline_find_stage (pipeline, "a");
  PlrStage *b = plr_pipeline_find_stage (pipeline, "b");
  g_autoptr(PlrStep) action = g_list_model_get_item (plr_stage_get_steps (a), 0);
  g_autoptr(PlrStep) script = g_list_model_get_item (plr_stage_get_steps (a), 1);
  PlrArtifact *artifact = plr_stage_find_artifact (a, "out");

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (problems)), ==, 0);
  g_assert_cmpstr (plr_pipeline_get_name (pipeline), ==, "W");
  g_assert_cmpuint (g_list_model_get_n_items (plr_pipeline_get_variables (pipeline)), ==, 1);
  g_assert_cmpint (plr_stage_get_when (a), ==, PLR_STAGE_WHEN_ALWAYS);
  g_assert_cmpstr (plr_stage_get_image (a), ==, "debian:12");
  g_assert_cmpint (plr_stage_get_timeout_us (a), ==, 5 * 60 * G_USEC_PER_SEC);
  g_assert_cmpuint (plr_stage_count_cells (a), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (plr_job_get_includes (plr_stage_get_job (a))), ==, 1);
  g_assert_true (plr_job_get_keeps_going (plr_stage_get_job (a)));
  g_assert_cmpstr (plr_job_get_runner (plr_stage_get_job (a))[0], ==, "ubuntu-latest");
  g_assert_cmpstr (plr_step_get_uses (action), ==, "actions/checkout@v4");
  g_assert_null (plr_step_get_run (action));
  g_assert_cmpstr (plr_step_get_run (script), ==, "make");
  g_assert_cmpstr (plr_step_get_shell (script), ==, "bash");
  g_assert_cmpstr (plr_step_get_directory (script), ==, "src");
  g_assert_nonnull (artifact);
  g_assert_cmpstr (plr_artifact_get_paths (artifact)[1], ==, "README");
  g_assert_cmpstr (plr_stage_get_deploy (b), ==, "production");
  g_assert_cmpint (plr_stage_get_kind (b), ==, PLR_STAGE_KIND_DEPLOY);
  g_assert_true (plr_stage_needs_stage (b, "a"));
  g_assert_cmpuint (g_list_model_get_n_items (plr_pipeline_get_triggers (pipeline)), ==, 1);
}

/* A repository of three files. */
static GBytes *
load (const char *path,
      gpointer    data,
      GError    **error)
{
  static const struct
  {
    const char *path;
    const char *text;
  } files[] = {
    { ".github/workflows/re.yml", "on: workflow_call\njobs: {in: {runs-on: x, steps: [{uses: ./.github/actions/up}]}}\n" },
    { ".github/actions/up/action.yaml", "name: Up\nruns:\n  using: composite\n  steps: [{uses: ./.github/actions/up}]\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    if (g_str_equal (path, files[i].path))
      return g_bytes_new_static (files[i].text, strlen (files[i].text));
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such file");

  return NULL;
}

/* Each once, also where one calls itself, and each key with its place. */
static void
test_merged_has_what_is_called (void)
{
  static const char text[] = "on: push\njobs:\n  a: {uses: ./.github/workflows/re.yml}\n  b: {runs-on: x, steps: [{uses: ./gone}, {uses: actions/cache@v4}]}\n";
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("github");
  g_autoptr(GError) error = NULL;
  g_autofree char *merged = plr_dialect_dup_merged (dialect, text, -1, "ci.yml", load, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (merged, ==,
                   "on: push  # ci.yml:1\n"
                   "jobs:  # ci.yml:2\n"
                   "  a:  # ci.yml:3\n"
                   "    uses: ./.github/workflows/re.yml  # ci.yml:3\n"
                   "  b:  # ci.yml:4\n"
                   "    runs-on: x  # ci.yml:4\n"
                   "    steps:  # ci.yml:4\n"
                   "      - uses: ./gone  # ci.yml:4\n"
                   "      - uses: actions/cache@v4  # ci.yml:4\n"
                   "---\n"
                   "# .github/workflows/re.yml\n"
                   "on: workflow_call  # .github/workflows/re.yml:1\n"
                   "jobs:  # .github/workflows/re.yml:2\n"
                   "  in:  # .github/workflows/re.yml:2\n"
                   "    runs-on: x  # .github/workflows/re.yml:2\n"
                   "    steps:  # .github/workflows/re.yml:2\n"
                   "      - uses: ./.github/actions/up  # .github/workflows/re.yml:2\n"
                   "---\n"
                   "# gone: this file is not there, or cannot be read\n"
                   "---\n"
                   "# .github/actions/up/action.yaml\n"
                   "name: Up  # .github/actions/up/action.yaml:1\n"
                   "runs:  # .github/actions/up/action.yaml:2\n"
                   "  using: composite  # .github/actions/up/action.yaml:3\n"
                   "  steps:  # .github/actions/up/action.yaml:4\n"
                   "    - uses: ./.github/actions/up  # .github/actions/up/action.yaml:4\n");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/github/read/each-problem-has-its-place", test_each_problem_has_its_place);
  g_test_add_func ("/github/read/constructs-reach-the-model", test_constructs_reach_the_model);
  g_test_add_func ("/github/read/merged-has-what-is-called", test_merged_has_what_is_called);

  return g_test_run ();
}
