/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-convert.h"

/* Conditions of jobs of GitHub in the words of GitLab, and the other way round. What they mean is from docs.github.com, Evaluate
 * expressions in workflows and actions, and docs.gitlab.com, CI/CD job rules. */

typedef struct
{
  const char *from;
  const char *to;       /* NULL where the other engine has no words for it */
} Words;

static const Words from_github[] = {
  { "github.event_name == 'push'", "$CI_PIPELINE_SOURCE == \"push\"" },
  { "github.event_name != 'pull_request'", "$CI_PIPELINE_SOURCE != \"merge_request_event\"" },
  { "github.event_name == 'schedule' || github.event_name == 'workflow_dispatch'",
    "$CI_PIPELINE_SOURCE == \"schedule\" || $CI_PIPELINE_SOURCE == \"web\"" },
  { "${{ github.ref_name == 'main' && vars.DEPLOY }}", "$CI_COMMIT_REF_NAME == \"main\" && $DEPLOY" },
  { "startsWith(github.ref, 'refs/tags/')", "$CI_COMMIT_TAG" },
  { "github.ref_type == 'tag'", "$CI_COMMIT_TAG" },
  { "!startsWith(github.ref, 'refs/tags/')", "$CI_COMMIT_TAG == null" },
  { "startsWith(github.ref, 'refs/tags/v1.')", "$CI_COMMIT_TAG =~ /^v1\\./" },
  { "github.ref == 'refs/tags/v1'", "$CI_COMMIT_TAG == \"v1\"" },
  { "github.ref != 'refs/heads/main'", "$CI_COMMIT_BRANCH != \"main\"" },
  { "endsWith(github.ref, '-rc')", "$CI_COMMIT_REF_NAME =~ /-rc$/" },
  { "contains(github.event.head_commit.message, '[full]')", "$CI_COMMIT_MESSAGE =~ /\\[full\\]/" },
  { "!contains(github.event.pull_request.title, 'WIP')", "$CI_MERGE_REQUEST_TITLE !~ /WIP/" },
  { "github.repository == 'group/project' && (github.event_name == 'push' || vars.FORCE == 'yes')",
    "$CI_PROJECT_PATH == \"group/project\" && ($CI_PIPELINE_SOURCE == \"push\" || $FORCE == \"yes\")" },
  { "!(github.event_name == 'push' && vars.SKIP == 'it')", "$CI_PIPELINE_SOURCE != \"push\" || $SKIP != \"it\"" },
  { "vars.NAME == 'it''s \"it\"'", NULL },
  { "vars.NAME == 'it''s'", "$NAME == \"it's\"" },
  { "vars.NAME == ''", "$NAME == null" },
  { "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)", "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" },
  { "needs.build.outputs.changed == 'true'", NULL },
  { "github.event.pull_request.draft == false", NULL },
  { "fromJSON(vars.LIST)[0] == 'x'", NULL },
  { "github.event_name == 'release'", NULL },
};

static const Words from_gitlab[] = {
  { "$CI_PIPELINE_SOURCE == \"merge_request_event\"", "github.event_name == 'pull_request'" },
  { "$CI_PIPELINE_SOURCE != 'schedule'", "github.event_name != 'schedule'" },
  { "$CI_MERGE_REQUEST_IID", "github.event_name == 'pull_request'" },
  { "$CI_COMMIT_TAG", "startsWith(github.ref, 'refs/tags/')" },
  { "$CI_COMMIT_TAG == null", "!startsWith(github.ref, 'refs/tags/')" },
  { "$CI_COMMIT_TAG =~ /^v\\d+/", NULL },
  { "$CI_COMMIT_TAG =~ /^v/", "startsWith(github.ref, 'refs/tags/v')" },
  { "$CI_COMMIT_TAG !~ /-rc$/", "!(startsWith(github.ref, 'refs/tags/') && endsWith(github.ref, '-rc'))" },
  { "$CI_COMMIT_REF_NAME =~ /^(main|next)$/", "github.ref_name == 'main' || github.ref_name == 'next'" },
  { "$CI_COMMIT_REF_NAME =~ /^main$|^release-.*/", "github.ref_name == 'main' || startsWith(github.ref_name, 'release-')" },
  { "$CI_COMMIT_MESSAGE =~ /skip ci/i", "contains(github.event.head_commit.message, 'skip ci')" },
  { "$DEPLOY && $TARGET != \"none\"", "vars.DEPLOY && vars.TARGET != 'none'" },
  { "$DEPLOY == \"\"", "!vars.DEPLOY" },
  { "($CI_PIPELINE_SOURCE == \"push\" || $FORCE) && $CI_PROJECT_PATH == \"g/p\"",
    "(github.event_name == 'push' || vars.FORCE) && github.repository == 'g/p'" },
  { "\"web\" == $CI_PIPELINE_SOURCE", "github.event_name == 'workflow_dispatch'" },
  { "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH", "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)" },
  { "$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS", NULL },
  { "$CI_PIPELINE_SOURCE == \"pipeline\"", NULL },
};

/* Lists of rules, and what was there before them. */
static const Words lists[] = {
  { "  rules:\n    - if: $CI_COMMIT_TAG\n      when: never\n    - if: $CI_PIPELINE_SOURCE == \"push\"\n",
    "!startsWith(github.ref, 'refs/tags/') && github.event_name == 'push'" },
  { "  rules:\n    - if: $CI_PIPELINE_SOURCE == \"push\"\n    - if: $FORCE\n", "github.event_name == 'push' || vars.FORCE" },
  { "  rules:\n    - if: $SKIP\n      when: never\n    - when: on_success\n", "!vars.SKIP" },
  { "  rules:\n    - if: $CI_COMMIT_TAG\n      changes: [src/**]\n", NULL },
  { "  rules:\n    - if: $CI_COMMIT_TAG\n    - if: $FORCE\n      when: manual\n", NULL },
  { "  only: [tags]\n", "startsWith(github.ref, 'refs/tags/')" },
  { "  only: [schedules, web]\n", "github.event_name == 'schedule' || github.event_name == 'workflow_dispatch'" },
  { "  only: [branches]\n  except: [main]\n", "startsWith(github.ref, 'refs/heads/') && github.ref_name != 'main'" },
  { "  only: {changes: [src/*]}\n", NULL },
};

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

static PlrPipeline *
convert (const char *from,
         const char *text,
         const char *to,
         GListStore *report)
{
  g_autoptr(PlrPipeline) pipeline = read_text (from, text);
  g_autoptr(PlrDialect) dialect = plr_dialect_find (to);
  g_autoptr(GError) error = NULL;
  g_autofree char *written = plr_convert (pipeline, text, dialect, report, &error);

  g_assert_no_error (error);

  return read_text (to, written);
}

/* The line of the job, where its condition is told of. */
static void
assert_told (GListStore *report,
             const char *code,
             guint       line)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (report)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (report), i);

      if (g_strcmp0 (plr_problem_get_field (problem), "condition") != 0)
        continue;
      g_assert_cmpstr (plr_problem_get_code (problem), ==, code);
      g_assert_cmpuint (plr_problem_get_line (problem), ==, line);
      return;
    }
  g_assert_not_reached ();
}

static void
check (const char  *from,
       char        *source,
       const char  *to,
       const Words *words,
       guint        line)
{
  g_autofree char *text = source;
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = convert (from, text, to, report);
  PlrStage *stage = plr_pipeline_find_stage (pipeline, "a");

  g_test_message ("%s", words->from);
  g_assert_cmpstr (plr_job_get_condition (plr_stage_get_job (stage)), ==, words->to);
  assert_told (report, words->to != NULL ? "approximated" : "manual", line);
}

static void
test_from_github (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (from_github); i++)
    check ("github", g_strdup_printf ("on: push\njobs:\n  a:\n    if: >-\n      %s\n    runs-on: x\n    steps: [{run: make}]\n", from_github[i].from),
           "gitlab", &from_github[i], 3);
}

static void
test_from_gitlab (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (from_gitlab); i++)
    check ("gitlab", g_strdup_printf ("a:\n  script: make\n  rules:\n    - if: >-\n        %s\n", from_gitlab[i].from), "github",
           &from_gitlab[i], 1);
}

static void
test_lists_of_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    check ("gitlab", g_strdup_printf ("a:\n  script: make\n%s", lists[i].from), "github", &lists[i], 1);
}

/* docs.gitlab.com: CI/CD YAML syntax reference, workflow:rules. */
static void
test_rules_of_a_workflow_become_events (void)
{
  static const char text[] =
    "workflow:\n"
    "  rules:\n"
    "    - if: $CI_COMMIT_BRANCH =~ /^wip/\n"
    "      when: never\n"
    "    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n"
    "    - if: $CI_PIPELINE_SOURCE == \"push\" && $CI_COMMIT_TAG =~ /^v/\n"
    "    - if: $CI_PIPELINE_SOURCE == \"push\" && $CI_COMMIT_BRANCH\n"
    "a:\n  script: make\n";
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = convert ("gitlab", text, "github", report);
  GListModel *triggers = plr_pipeline_get_triggers (pipeline);
  g_autoptr(PlrTrigger) push = g_list_model_get_item (triggers, 0);
  g_autoptr(PlrTrigger) request = g_list_model_get_item (triggers, 1);
  g_autofree char *tags = NULL;
  g_autofree char *ignored = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (triggers), ==, 2);
  g_assert_cmpint (plr_trigger_get_event (push), ==, PLR_TRIGGER_EVENT_PUSH);
  g_assert_cmpint (plr_trigger_get_event (request), ==, PLR_TRIGGER_EVENT_PULL_REQUEST);
  tags = g_strjoinv (" ", (char **)plr_trigger_get_tags (push));
  ignored = g_strjoinv (" ", (char **)plr_trigger_get_branches_ignored (push));
  g_assert_cmpstr (tags, ==, "v*");
  g_assert_cmpstr (ignored, ==, "wip*");
  g_assert_null (plr_job_get_condition (plr_stage_get_job (plr_pipeline_find_stage (pipeline, "a"))));
  assert_told (report, "approximated", 1);
}

/* What events cannot say is asked by each job. */
static void
test_rest_of_a_workflow_is_asked_by_jobs (void)
{
  static const char text[] =
    "workflow:\n"
    "  rules:\n"
    "    - if: $CI_PIPELINE_SOURCE == \"merge_request_event\"\n"
    "    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n"
    "a:\n  script: make\n";
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = convert ("gitlab", text, "github", report);

  g_assert_cmpuint (g_list_model_get_n_items (plr_pipeline_get_triggers (pipeline)), ==, 3);
  g_assert_cmpstr (plr_job_get_condition (plr_stage_get_job (plr_pipeline_find_stage (pipeline, "a"))), ==,
                   "github.event_name == 'pull_request' || github.ref == format('refs/heads/{0}', github.event.repository.default_branch)");
  assert_told (report, "approximated", 1);
}

/* Whoever is skipped on GitHub skips those that need it; on GitLab such a pipeline could not start. */
static void
test_needs_hand_conditions_on (void)
{
  static const char text[] =
    "on: push\njobs:\n  b: {if: github.event_name == 'push', runs-on: x, steps: [{run: make}]}\n"
    "  a: {needs: b, runs-on: x, steps: [{run: make}]}\n";
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = convert ("github", text, "gitlab", report);

  g_assert_cmpstr (plr_job_get_condition (plr_stage_get_job (plr_pipeline_find_stage (pipeline, "a"))), ==, "$CI_PIPELINE_SOURCE == \"push\"");
}

/* What is too long to be meant is left to people, and takes no more of the stack for it. */
static void
test_long_conditions_are_left_out (void)
{
  g_autoptr(GString) chain = g_string_new ("github.event_name == 'push'");
  g_autoptr(GString) brackets = g_string_new (NULL);
  Words words = { "a long one", NULL };

  for (guint i = 0; i < 20000; i++)
    {
      g_string_append (chain, " || github.event_name == 'push'");
      g_string_append (brackets, "(");
    }
  g_string_append (brackets, "vars.A");
  check ("github", g_strdup_printf ("on: push\njobs:\n  a:\n    if: %s\n    runs-on: x\n    steps: [{run: make}]\n", chain->str), "gitlab", &words, 3);
  check ("github", g_strdup_printf ("on: push\njobs:\n  a:\n    if: %s\n    runs-on: x\n    steps: [{run: make}]\n", brackets->str), "gitlab", &words,
         3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/convert-conditions/from-github", test_from_github);
  g_test_add_func ("/convert-conditions/from-gitlab", test_from_gitlab);
  g_test_add_func ("/convert-conditions/lists-of-rules", test_lists_of_rules);
  g_test_add_func ("/convert-conditions/rules-of-a-workflow-become-events", test_rules_of_a_workflow_become_events);
  g_test_add_func ("/convert-conditions/rest-of-a-workflow-is-asked-by-jobs", test_rest_of_a_workflow_is_asked_by_jobs);
  g_test_add_func ("/convert-conditions/needs-hand-conditions-on", test_needs_hand_conditions_on);
  g_test_add_func ("/convert-conditions/long-conditions-are-left-out", test_long_conditions_are_left_out);

  return g_test_run ();
}
