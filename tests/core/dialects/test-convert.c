/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-construct.h"
#include "plr-convert.h"
#include "plr-test-pipelines.h"

static PlrPipeline *
read_text (const char *id,
           const char *text,
           const char *path)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (id);
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  PlrPipeline *pipeline = plr_dialect_read (dialect, text, -1, path, problems);

  g_assert_nonnull (pipeline);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      /* One that GitHub refuses is converted as far as that goes. */
      if (!g_str_equal (plr_problem_get_code (problem), "bad-expression") && !g_str_equal (plr_problem_get_code (problem), "unknown-context"))
        g_assert_cmpint (plr_problem_get_severity (problem), !=, PLR_SEVERITY_ERROR);
    }

  return pipeline;
}

static char *
convert (PlrPipeline *pipeline,
         const char  *source,
         const char  *target,
         GListStore  *report)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (target);
  g_autoptr(GError) error = NULL;
  char *text = plr_convert (pipeline, source, dialect, report, &error);

  g_assert_no_error (error);
  g_assert_nonnull (text);

  return text;
}

static PlrProblem *
find_line (GListStore *report,
           const char *stage,
           const char *field,
           const char *word)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (report)); i++)
    {
      /* The list keeps it alive. */
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (report), i);

      if (g_strcmp0 (plr_problem_get_stage (problem), stage) == 0 && g_strcmp0 (plr_problem_get_field (problem), field) == 0 &&
          (word == NULL || strstr (plr_problem_get_message (problem), word) != NULL))
        return problem;
    }

  return NULL;
}

static void
assert_line (GListStore *report,
             const char *stage,
             const char *field,
             const char *word,
             const char *code,
             guint       line)
{
  PlrProblem *problem = find_line (report, stage, field, word);

  g_assert_nonnull (problem);
  g_assert_cmpstr (plr_problem_get_code (problem), ==, code);
  if (line > 0)
    g_assert_cmpuint (plr_problem_get_line (problem), ==, line);
}

/* Whatever the source says has a line, of one of three kinds, with a place, and with a hint where there is something to do. */
static void
test_each_construct_has_a_line (void)
{
  static const char *const targets[] = { "pipeliner", "github", "gitlab", "buildspec" };
  g_autoptr(PlrPipeline) pipeline = plr_test_pipeline_new_full ();
  g_autoptr(GPtrArray) constructs = plr_constructs_list (pipeline);

  plr_pipeline_set_dialect (pipeline, "pipeliner");
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *text = convert (pipeline, NULL, targets[i], report);

      for (guint j = 0; j < constructs->len; j++)
        {
          const PlrConstruct *construct = constructs->pdata[j];
          const char *stage = construct->stage != NULL ? plr_stage_get_id (construct->stage) : NULL;

          if (find_line (report, stage, construct->field, NULL) == NULL)
            g_error ("%s: nothing is said of %s of “%s”", targets[i], construct->field, stage);
        }
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (report)); j++)
        {
          g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (report), j);
          const char *code = plr_problem_get_code (problem);

          g_assert_true (g_str_equal (code, "exact") || g_str_equal (code, "approximated") || g_str_equal (code, "manual"));
          g_assert_cmpuint (plr_problem_get_line (problem), >, 0);
          g_assert_cmpstr (plr_problem_get_path (problem), ==, "ci/all.pipeliner.yml");
          if (!g_str_equal (code, "exact"))
            g_assert_nonnull (plr_problem_get_hint (problem));
        }
    }
}

/* In its own dialect a pipeline says all that it says. */
static void
test_own_dialect_loses_nothing (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_test_pipeline_new_full ();
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *text = NULL;

  plr_pipeline_set_dialect (pipeline, "pipeliner");
  plr_stage_set_image (plr_pipeline_find_stage (pipeline, "clean"), NULL);
  text = convert (pipeline, NULL, "pipeliner", report);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (report)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (report), i);

      g_test_message ("%s", plr_problem_get_message (problem));
      g_assert_cmpstr (plr_problem_get_code (problem), ==, "exact");
    }
}

static const char workflow[] =
  "name: CI\n"
  "on: push\n"
  "env:\n"
  "  MODE: release\n"
  "jobs:\n"
  "  build:\n"
  "    runs-on: ubuntu-latest\n"
  "    steps:\n"
  "      - uses: actions/checkout@v4\n"
  "      - run: make MODE=${{ env.MODE }} AT=${{ github.sha }}\n"
  "      - uses: actions/upload-artifact@v4\n"
  "        with: {name: program, path: out/app}\n"
  "  test:\n"
  "    needs: build\n"
  "    runs-on: ubuntu-latest\n"
  "    steps:\n"
  "      - uses: example/unheard-of@v1\n"
  "      - run: echo '${{ github.event.number }}'\n"
  "  deploy:\n"
  "    needs: [test, build]\n"
  "    if: github.ref == 'refs/heads/main'\n"
  "    runs-on: ubuntu-latest\n"
  "    timeout-minutes: 7\n"
  "    steps:\n"
  "      - run: ./deploy\n";

static void
test_workflow_to_ours (void)
{
  g_autoptr(PlrPipeline) pipeline = read_text ("github", workflow, ".github/workflows/ci.yml");
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *text = convert (pipeline, workflow, "pipeliner", report);
  g_autoptr(PlrPipeline) fresh = read_text ("pipeliner", text, "pipeliner.yml");
  PlrStage *deploy = plr_pipeline_find_stage (fresh, "deploy");
  g_autoptr(PlrStep) step = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fresh)), ==, 3);
  g_assert_cmpstr (plr_stage_get_branches (deploy)[0], ==, "main");
  g_assert_cmpint (plr_stage_get_timeout_us (deploy), ==, 7 * G_TIME_SPAN_MINUTE);
  g_assert_nonnull (plr_stage_find_artifact (plr_pipeline_find_stage (fresh, "build"), "program"));
  step = g_list_model_get_item (plr_stage_get_steps (plr_pipeline_find_stage (fresh, "build")), 0);
  g_assert_cmpstr (plr_step_get_run (step), ==, "make MODE=${MODE} AT=${PLR_COMMIT}");

  assert_line (report, NULL, "name", NULL, "exact", 1);
  assert_line (report, "build", "steps", "actions/checkout", "exact", 9);
  assert_line (report, "build", "steps", "variables", "approximated", 10);
  assert_line (report, "test", "steps", "example/unheard-of", "manual", 17);
  assert_line (report, "test", "steps", "github.event.number", "manual", 18);
  assert_line (report, "deploy", "needs", NULL, "exact", 19);
  assert_line (report, "deploy", "condition", "main", "exact", 19);
  assert_line (report, "deploy", "timeout_s", NULL, "exact", 19);
}

/* An action that is not there must not pass for one that did its work. */
static void
test_missing_action_fails (void)
{
  g_autoptr(PlrPipeline) pipeline = read_text ("github", workflow, ".github/workflows/ci.yml");
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *text = convert (pipeline, workflow, "gitlab", report);

  g_assert_nonnull (strstr (text, "Replace this step, which was the action example/unheard-of@v1"));
  g_assert_nonnull (strstr (text, "exit 1"));
  g_assert_null (strstr (text, "actions/checkout"));
  g_assert_nonnull (strstr (text, "AT=${CI_COMMIT_SHA}"));
}

/* What a target does not take as an id is another one there, in all places. */
static void
test_ids_are_mapped (void)
{
  g_autoptr(PlrPipeline) pipeline = plr_pipeline_new ();
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) fresh = NULL;
  g_autofree char *text = NULL;

  plr_pipeline_set_dialect (pipeline, "gitlab");
  plr_test_pipeline_add (pipeline, "build: all 1/2", NULL, "true");
  plr_test_pipeline_add (pipeline, "build- all 1/2", NULL, "true");
  plr_test_pipeline_add (pipeline, "3 tests", "build: all 1/2", "true");
  text = convert (pipeline, NULL, "pipeliner", report);
  fresh = read_text ("pipeliner", text, "pipeliner.yml");

  g_assert_nonnull (plr_pipeline_find_stage (fresh, "build-all-1-2"));
  g_assert_nonnull (plr_pipeline_find_stage (fresh, "build-all-1-2-2"));
  g_assert_true (plr_stage_needs_stage (plr_pipeline_find_stage (fresh, "stage-3-tests"), "build-all-1-2"));
  g_assert_cmpstr (plr_stage_get_name (plr_pipeline_find_stage (fresh, "build-all-1-2")), ==, "build: all 1/2");
  assert_line (report, "3 tests", "id", "stage-3-tests", "approximated", 0);
}

static const char jobs[] =
  "variables:\n"
  "  REGISTRY: registry.example.org\n"
  "  IMAGE: $REGISTRY/tool:$$1\n"
  "test:\n"
  "  image: $IMAGE\n"
  "  services: ['${REGISTRY}/db:$DB']\n"
  "  parallel: {matrix: [{PY: ['3.11', '3.12']}]}\n"
  "  cache: {key: $PY-$CI_COMMIT_REF_NAME, paths: [.cache]}\n"
  "  before_script:\n"
  "    - failed=\n"
  "  script:\n"
  "    - make check || failed=1\n"
  "    - test -z \"$failed\"\n"
  "  after_script:\n"
  "    - make report\n"
  "    - make clean\n";

/* What a command sets is there for those after it, which have one shell with it; a command that sets nothing is a step. */
static void
test_commands_keep_their_shell (void)
{
  static const char *const targets[] = { "pipeliner", "github" };
  static const char *const scripts[] = { "failed=\nmake check || failed=1\ntest -z \"$failed\"", "make report", "make clean" };
  g_autoptr(PlrPipeline) pipeline = read_text ("gitlab", jobs, ".gitlab-ci.yml");

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *text = convert (pipeline, jobs, targets[i], report);
      g_autoptr(PlrPipeline) fresh = read_text (targets[i], text, "fresh.yml");
      GListModel *steps = plr_stage_get_steps (plr_pipeline_find_stage (fresh, "test"));
      guint n_scripts = 0;

      for (guint j = 0; j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);

          if (plr_step_get_run (step) == NULL)
            continue;
          g_assert_cmpuint (n_scripts, <, G_N_ELEMENTS (scripts));
          g_assert_cmpstr (plr_step_get_run (step), ==, scripts[n_scripts]);
          g_assert_cmpint (plr_step_get_when (step), ==, n_scripts == 0 ? PLR_STAGE_WHEN_SUCCESS : PLR_STAGE_WHEN_ALWAYS);
          n_scripts++;
        }
      g_assert_cmpuint (n_scripts, ==, G_N_ELEMENTS (scripts));
      assert_line (report, "test", "steps", "failed=", "approximated", 10);
      /* bash where it is there, as GitLab and GitHub have it; ours is sh. */
      g_assert_cmpstr (plr_pipeline_get_shell (fresh), ==, i == 0 ? "bash" : NULL);
      g_assert_null (strstr (text, "SOURCE_DATE_EPOCH"));
    }
}

static void
assert_contains (const char        *text,
                 const char *const *parts)
{
  for (guint i = 0; parts[i] != NULL; i++)
    if (strstr (text, parts[i]) == NULL)
      g_error ("“%s” is not in:\n%s", parts[i], text);
}

/* A variable of one engine is an expression of another, and one that the file knows is its value where that is. */
static void
test_values_refer_to_the_same (void)
{
  static const char *const from_gitlab[] = {
    "container: registry.example.org/tool:$1\n", "image: registry.example.org/db:${{ vars.DB }}\n",
    "key: ${{ matrix.PY }}-${{ github.ref_name }}\n", "PY: ${{ matrix.PY }}\n", NULL
  };
  static const char *const from_github[] = {
    "image: node:${node}\n", "V: v${node}-${CI_COMMIT_SHA}\n", "key: npm-${node}\n", "DOLLAR: a$$b\n", NULL
  };
  static const char source[] =
    "on: push\njobs:\n  test:\n    runs-on: x\n    strategy: {matrix: {node: [18, 20]}}\n"
    "    container: node:${{ matrix.node }}\n    env: {V: 'v${{ matrix.node }}-${{ github.sha }}', DOLLAR: a$b}\n"
    "    steps:\n      - uses: actions/cache@v4\n        with: {path: a, key: 'npm-${{ matrix.node }}'}\n      - run: make\n";
  g_autoptr(PlrPipeline) gitlab = read_text ("gitlab", jobs, ".gitlab-ci.yml");
  g_autoptr(PlrPipeline) github = read_text ("github", source, "ci.yml");
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GListStore) other = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *workflow_text = convert (gitlab, jobs, "github", report);
  g_autofree char *jobs_text = convert (github, source, "gitlab", other);
  g_autofree char *script = convert (github, source, "shell", other);

  assert_contains (workflow_text, from_gitlab);
  assert_line (report, "test", "services", "DB", "manual", 4);
  assert_contains (jobs_text, from_github);
  /* A shell looks nothing up between single quotes. */
  g_assert_true (strstr (script, "export node=18\n") < strstr (script, "export V="));
  g_assert_nonnull (strstr (script, "V=v\"${node}\""));
}

/* What decides whether a step runs is asked by the step itself, where its engine asks nothing. */
static void
test_conditions_of_steps_become_tests (void)
{
  static const struct
  {
    const char *condition;
    const char *test;       /* NULL: no shell can say it */
  } cases[] = {
    { "matrix.os == 'linux'", "if [ \"${os}\" = linux ]; then\nmake\nfi" },
    { "${{ 'it''s' != env.WHO }}", "if [ \"${WHO}\" != 'it'\\''s' ]; then\nmake\nfi" },
    { "matrix.a == '' && !startsWith(matrix.os, 'win')",
      "if [ \"${a}\" = '' ] && ! [ \"${os#'win'}\" != \"${os}\" ]; then\nmake\nfi" },
    { "matrix.a == '1' || matrix.b == '2' && env.C",
      "if [ \"${a}\" = 1 ] || { [ \"${b}\" = 2 ] && { [ -n \"${C}\" ] && [ \"${C}\" != false ]; }; }; then\nmake\nfi" },
    { "!(matrix.a == '1' || matrix.a == '2')", "if ! { [ \"${a}\" = 1 ] || [ \"${a}\" = 2 ]; }; then\nmake\nfi" },
    { "github.ref == 'refs/heads/main'", "if [ \"${CI_COMMIT_BRANCH}\" = main ]; then\nmake\nfi" },
    { "github.event_name == 'pull_request'", "if [ \"${CI_PIPELINE_SOURCE}\" = merge_request_event ]; then\nmake\nfi" },
    { "runner.os != 'macOS'", "if [ \"$(uname -s)\" != Darwin ]; then\nmake\nfi" },
    { "github.event_name == 'release'", NULL },
    { "hashFiles('a') != ''", NULL },
    { "matrix.a == matrix.b", NULL },
    { "matrix.a == '1' &&", NULL },
    { "matrix.a == '1' extra", NULL },
    { "steps.x.outputs.y == '1'", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *source = g_strdup_printf ("on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
                                                 "      - if: \"%s\"\n        run: make\n", cases[i].condition);
      g_autoptr(PlrPipeline) pipeline = read_text ("github", source, "ci.yml");
      g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *text = convert (pipeline, source, "gitlab", report);
      g_autoptr(PlrPipeline) fresh = read_text ("gitlab", text, ".gitlab-ci.yml");
      g_autoptr(PlrStep) step = g_list_model_get_item (plr_stage_get_steps (plr_pipeline_find_stage (fresh, "a")), 0);

      g_assert_cmpstr (plr_step_get_run (step), ==, cases[i].test != NULL ? cases[i].test : "make");
      assert_line (report, "a", "steps", NULL, cases[i].test != NULL ? "approximated" : "manual", 0);
    }
}

/* What a writer adds or wraps is no part of what is written from that again. */
static void
test_own_additions_are_taken_back (void)
{
  static const char source[] =
    "on: push\njobs:\n  a:\n    runs-on: x\n    strategy: {matrix: {os: [u, v]}}\n    steps:\n"
    "      - name: Make it\n        run: make\n        working-directory: sub dir\n        env: {A: it's}\n"
    "      - run: make all\n        working-directory: sub\n      - run: cd x\n      - run: make last\n"
    "      - uses: actions/upload-artifact@v4\n        with: {name: out, path: dist/}\n";
  static const char *const between[] = { "gitlab", "pipeliner" };
  g_autoptr(PlrPipeline) pipeline = read_text ("github", source, "ci.yml");

  for (guint i = 0; i < G_N_ELEMENTS (between); i++)
    {
      g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *text = convert (pipeline, source, between[i], report);
      g_autoptr(PlrPipeline) other = read_text (between[i], text, "other.yml");
      g_autofree char *back = convert (other, text, "github", report);
      g_autoptr(PlrPipeline) fresh = read_text ("github", back, "back.yml");
      g_autofree char *again = convert (fresh, back, between[i], report);
      PlrStage *stage = plr_pipeline_find_stage (fresh, "a");
      g_autoptr(PlrPipeline) last = read_text (between[i], again, "other.yml");

      g_test_message ("%s", back);
      for (guint j = 0; j < 2; j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (plr_stage_get_steps (stage), 1 + j);

          g_assert_cmpstr (plr_step_get_run (step), ==, j == 0 ? "make" : "make all");
          g_assert_cmpstr (plr_step_get_directory (step), ==, j == 0 ? "sub dir" : "sub");
          g_assert_cmpstr (plr_step_get_name (step), ==, j == 0 ? "Make it" : NULL);
          g_assert_cmpuint (g_list_model_get_n_items (plr_step_get_environment (step)), ==, j == 0 ? 1 : 0);
        }
      /* A second time nothing more is added. */
      g_assert_cmpuint (g_list_model_get_n_items (plr_stage_get_steps (plr_pipeline_find_stage (last, "a"))), ==, 4);
      g_assert_nonnull (plr_stage_find_artifact (plr_pipeline_find_stage (last, "a"), "out"));
      g_assert_null (strstr (again, "keeps-the-folders"));
      g_assert_null (strstr (again, "os: ${os}"));
    }
}

/* What one build of the batch prints; with NULL it is a build by itself, which has to fail. */
static char *
run_build (PlrPipeline *pipeline,
           const char  *stage,
           const char  *build)
{
  GListModel *steps = plr_stage_get_steps (plr_pipeline_find_stage (pipeline, stage));
  GListModel *variables = plr_stage_get_environment (plr_pipeline_find_stage (pipeline, stage));
  g_autoptr(GString) script = g_string_new ("set -e\n");
  g_auto(GStrv) environment = g_environ_setenv (g_get_environ (), "CODEBUILD_BATCH_BUILD_IDENTIFIER", build != NULL ? build : "", TRUE);
  const char *argv[] = { "sh", "-c", NULL, NULL };
  g_autoptr(GError) error = NULL;
  char *out = NULL;
  int status = 0;

  if (build == NULL)
    environment = g_environ_unsetenv (environment, "CODEBUILD_BATCH_BUILD_IDENTIFIER");
  for (guint i = 0; i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);

      environment = g_environ_setenv (environment, plr_variable_get_name (variable), plr_variable_get_value (variable), TRUE);
    }
  for (guint i = 0; i < g_list_model_get_n_items (steps); i++)
    {
      g_autoptr(PlrStep) step = g_list_model_get_item (steps, i);

      g_string_append_printf (script, "%s\n", plr_step_get_run (step));
    }
  argv[2] = script->str;
  g_spawn_sync (NULL, (char **)argv, environment, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL) == (build != NULL));

  return out;
}

static const char apart[] =
  "on: push\n"
  "jobs:\n"
  "  lint-it:\n"
  "    runs-on: ubuntu-latest\n"
  "    steps: [{run: echo lint}]\n"
  "  build:\n"
  "    needs: lint-it\n"
  "    runs-on: ubuntu-latest\n"
  "    container: gcc:13\n"
  "    env: {MODE: it is quick}\n"
  "    continue-on-error: true\n"
  "    steps: [{run: 'echo \"$MODE\"'}, {run: echo done}]\n"
  "  test:\n"
  "    needs: [build]\n"
  "    runs-on: ubuntu-latest\n"
  "    strategy: {matrix: {v: [1, 2]}}\n"
  "    steps: [{run: 'echo v${{ matrix.v }}'}]\n";

/* Stages that hand nothing on are builds of a batch, and each runs its own commands alone. */
static void
test_stages_are_builds_of_a_batch (void)
{
  static const struct
  {
    const char *stage;
    const char *field;
    const char *code;
  } lines[] = {
    { "build", "needs", "exact" }, { "build", "image", "exact" }, { "build", "environment", "exact" }, { "build", "allow_failure", "exact" },
    { "test", "matrix", "approximated" }, { "test", "needs", "approximated" }, { NULL, NULL, "approximated" },
  };
  static const struct
  {
    const char *build;
    const char *out;
  } builds[] = {
    { "lint_it", "lint\n" }, { "build", "it is quick\ndone\n" }, { "test__1", "v1\n" }, { "test__2", "v2\n" },
  };
  g_autoptr(PlrPipeline) pipeline = read_text ("github", apart, "ci.yml");
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *text = convert (pipeline, apart, "buildspec", report);
  g_autoptr(PlrPipeline) fresh = read_text ("buildspec", text, "buildspec.yml");
  g_autoptr(GListStore) other = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *back = convert (fresh, text, "github", other);
  g_autoptr(PlrPipeline) last = read_text ("github", back, "ci.yml");
  g_autofree char *alone = run_build (fresh, "build", NULL);

  g_assert_cmpstr (alone, ==, "");
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    assert_line (report, lines[i].stage, lines[i].field, NULL, lines[i].code, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fresh)), ==, G_N_ELEMENTS (builds));
  for (guint i = 0; i < G_N_ELEMENTS (builds); i++)
    {
      g_autofree char *out = run_build (fresh, builds[i].build, builds[i].build);
      PlrStage *stage = plr_pipeline_find_stage (last, builds[i].build);
      guint n_steps = g_str_equal (builds[i].build, "build") ? 2 : 1;

      g_assert_cmpstr (out, ==, builds[i].out);
      /* The checkout, and what was there before. */
      g_assert_cmpuint (g_list_model_get_n_items (plr_stage_get_steps (stage)), ==, 1 + n_steps);
    }
  g_assert_cmpstr (plr_stage_get_needs (plr_pipeline_find_stage (fresh, "test__2"))[0], ==, "build");
  g_assert_true (plr_job_get_allow_failure (plr_stage_get_job (plr_pipeline_find_stage (last, "build"))));
}

static void
test_matrix_is_a_batch (void)
{
  static const char source[] =
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    strategy: {fail-fast: false, matrix: {v: [1, 2], os: [a, b]}}\n"
    "    steps: [{run: 'echo $v $os'}, {run: echo clean, if: always()}]\n";
  g_autoptr(PlrPipeline) pipeline = read_text ("github", source, "ci.yml");
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *text = convert (pipeline, source, "buildspec", report);

  assert_line (report, "test", "matrix", NULL, "approximated", 0);
  assert_line (report, "test", "keeps_going", NULL, "approximated", 0);
  g_assert_nonnull (strstr (text,
                            "batch:\n  build-matrix:\n    dynamic:\n      env:\n        variables:\n"
                            "          v:\n            - '1'\n            - '2'\n          os:\n            - a\n            - b\n"));
  g_assert_nonnull (strstr (text, "    finally:\n      - echo clean\n"));
  g_assert_null (strstr (text, "CODEBUILD_BATCH"));
}

/* What a batch cannot do keeps the stages in one build, and the report says which stage and why. */
static void
test_files_keep_stages_together (void)
{
  static const struct
  {
    const char *key;
    const char *why;
  } obstacles[] = {
    { "artifacts: {program: out}", "artifacts" }, { "reports: out.xml", "test reports" }, { "when: failure", "failure" },
    { "approval: true", "person" }, { "matrix: {a: [x, y], exclude: [{a: y}]}", "matrix" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (obstacles); i++)
    {
      g_autofree char *source = g_strdup_printf ("pipeliner: 1\nstages:\n  one:\n    steps: [make]\n"
                                                 "  two:\n    needs: [one]\n    %s\n    steps: [make]\n", obstacles[i].key);
      g_autoptr(PlrPipeline) pipeline = read_text ("pipeliner", source, "pipeliner.yml");
      g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *text = convert (pipeline, source, "buildspec", report);
      PlrProblem *problem = find_line (report, NULL, NULL, "“two”");

      g_assert_null (strstr (text, "batch:"));
      g_assert_nonnull (problem);
      g_assert_nonnull (strstr (plr_problem_get_message (problem), obstacles[i].why));
    }
}

/* What CodePipeline asks around a stage is said for other engines with its place, and is the same in its own words. */
static void
test_conditions_of_a_stage_are_told (void)
{
  static const char source[] =
    "{\"pipeline\": {\"name\": \"p\", \"pipelineType\": \"V2\", \"roleArn\": \"arn:aws:iam::123456789012:role/R\",\n"
    "\"artifactStore\": {\"type\": \"S3\", \"location\": \"s\"}, \"stages\": [\n"
    "{\"name\": \"Source\", \"actions\": [{\"name\": \"Code\", \"actionTypeId\": {\"category\": \"Source\", \"owner\": \"AWS\", \"provider\": \"S3\",\n"
    "  \"version\": \"1\"}, \"outputArtifacts\": [{\"name\": \"Src\"}]}]},\n"
    "{\"name\": \"Ship\", \"beforeEntry\": {\"conditions\": [{\"result\": \"SKIP\", \"rules\": [{\"name\": \"Quiet\", \"timeoutInMinutes\": 9,\n"
    "  \"ruleTypeId\": {\"category\": \"Rule\", \"owner\": \"AWS\", \"provider\": \"DeploymentWindow\", \"version\": \"1\"}}]}]},\n"
    "  \"onFailure\": {\"result\": \"ROLLBACK\"}, \"actions\": [\n"
    "  {\"name\": \"Deploy\", \"actionTypeId\": {\"category\": \"Deploy\", \"owner\": \"AWS\", \"provider\": \"S3\", \"version\": \"1\"}}]}]}}\n";
  static const char *const targets[] = { "github", "gitlab", "pipeliner", "buildspec" };
  g_autoptr(PlrPipeline) pipeline = read_text ("codepipeline", source, "codepipeline.json");
  g_autoptr(GListStore) own = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *again = convert (pipeline, source, "codepipeline", own);
  g_autoptr(PlrPipeline) fresh = read_text ("codepipeline", again, "codepipeline.json");
  PlrStage *deploy = plr_pipeline_find_stage (pipeline, "Deploy");

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *text = convert (pipeline, source, targets[i], report);

      assert_line (report, "Deploy", "condition", "Quiet", "manual", 8);
      assert_line (report, "Deploy", "condition", "ROLLBACK", "manual", 8);
    }
  assert_line (own, "Deploy", "condition", NULL, "exact", 8);
  g_assert_cmpstr (plr_job_get_condition (plr_stage_get_job (plr_pipeline_find_stage (fresh, "Deploy"))), ==,
                   plr_job_get_condition (plr_stage_get_job (deploy)));
}

/* Inputs and what refers to them, there and back. */
static void
test_inputs_are_referred_to (void)
{
  static const char source[] =
    "spec:\n  inputs:\n    level: {default: it's low, options: [it's low, high]}\n    quick: {type: boolean, default: false}\n---\n"
    "workflow: {rules: [{if: $CI_PIPELINE_SOURCE == \"web\"}]}\n"
    "a:\n  image: 'gcc:$[[ inputs.level ]]'\n  script:\n    - echo '$[[ inputs.level ]]' $[[inputs.quick]] $[[ inputs.gone ]]\n";
  g_autoptr(PlrPipeline) pipeline = read_text ("gitlab", source, ".gitlab-ci.yml");
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *text = convert (pipeline, source, "github", report);
  g_autoptr(PlrPipeline) fresh = read_text ("github", text, "ci.yml");
  g_autoptr(GListStore) other = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *back = convert (fresh, text, "gitlab", other);

  g_assert_nonnull (strstr (text, "    inputs:\n      level:\n        type: choice\n        default: it's low\n"
                            "        options: [it's low, high]\n      quick:\n        type: boolean\n        default: false\n"));
  g_assert_nonnull (strstr (text, "container: gcc:${{ inputs.level || 'it''s low' }}\n"));
  g_assert_nonnull (strstr (text, "echo '${{ inputs.level || 'it''s low' }}' ${{ inputs.quick }} $[[ inputs.gone ]]\n"));
  assert_line (report, NULL, "inputs", NULL, "approximated", 0);
  assert_line (report, "a", "steps", "inputs", "approximated", 0);
  g_assert_true (g_str_has_prefix (back, "spec:\n  inputs:\n    level:\n      default: it's low\n"));
  g_assert_nonnull (strstr (back, "image: gcc:$[[ inputs.level ]]\n"));
  g_assert_nonnull (strstr (back, "echo '$[[ inputs.level ]]' $[[ inputs.quick ]] $[[ inputs.gone ]]\n"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/convert/each-construct-has-a-line", test_each_construct_has_a_line);
  g_test_add_func ("/convert/own-dialect-loses-nothing", test_own_dialect_loses_nothing);
  g_test_add_func ("/convert/workflow-to-ours", test_workflow_to_ours);
  g_test_add_func ("/convert/missing-action-fails", test_missing_action_fails);
  g_test_add_func ("/convert/ids-are-mapped", test_ids_are_mapped);

  g_test_add_func ("/convert/commands-keep-their-shell", test_commands_keep_their_shell);
  g_test_add_func ("/convert/values-refer-to-the-same", test_values_refer_to_the_same);
  g_test_add_func ("/convert/conditions-of-steps-become-tests", test_conditions_of_steps_become_tests);
  g_test_add_func ("/convert/stages-are-builds-of-a-batch", test_stages_are_builds_of_a_batch);
  g_test_add_func ("/convert/matrix-is-a-batch", test_matrix_is_a_batch);
  g_test_add_func ("/convert/files-keep-stages-together", test_files_keep_stages_together);
  g_test_add_func ("/convert/conditions-of-a-stage-are-told", test_conditions_of_a_stage_are_told);
  g_test_add_func ("/convert/inputs-are-referred-to", test_inputs_are_referred_to);
  g_test_add_func ("/convert/own-additions-are-taken-back", test_own_additions_are_taken_back);

  return g_test_run ();
}
