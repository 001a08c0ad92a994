/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-gitlab-expression.h"
#include "plr-simulate.h"

/* What GitLab's documentation says: CI/CD job rules; CI/CD variable expressions; CI/CD YAML syntax reference, needs, when, workflow. */

/* $TEXT, $EMPTY and $PATTERN are known, $SOME is set, nobody knows $WHO, and all others are not set. */
static void
look_up (const char    *name,
         PlrGitlabTerm *term,
         gpointer       user_data)
{
  const char *text = g_str_equal (name, "TEXT") ? "main" : g_str_equal (name, "EMPTY") ? "" : g_str_equal (name, "PATTERN") ? "/^MA/i" : NULL;

  term->kind = text != NULL ? PLR_GITLAB_TERM_TEXT : g_str_equal (name, "SOME") ? PLR_GITLAB_TERM_SOME :
               g_str_equal (name, "WHO") ? PLR_GITLAB_TERM_UNKNOWN : PLR_GITLAB_TERM_NULL;
  term->text = g_strdup (text);
}

static void
test_expressions (void)
{
  static const struct
  {
    const char *text;
    PlrTruth    truth;
    const char *unknown;
  } cases[] = {
    { "$TEXT", PLR_TRUE, NULL }, { "$EMPTY", PLR_FALSE, NULL }, { "$NOT", PLR_FALSE, NULL }, { "$SOME", PLR_TRUE, NULL },
    { "$TEXT == \"main\"", PLR_TRUE, NULL }, { "$TEXT == 'Main'", PLR_FALSE, NULL }, { "'main' == $TEXT", PLR_TRUE, NULL },
    { "$TEXT==\"main\"&&$EMPTY==\"\"", PLR_TRUE, NULL }, { "$NOT == null", PLR_TRUE, NULL }, { "$EMPTY == null", PLR_FALSE, NULL },
    { "$NOT == $EMPTY", PLR_FALSE, NULL }, { "$TEXT != null", PLR_TRUE, NULL }, { "$NOT != \"x\"", PLR_TRUE, NULL },
    { "$TEXT =~ /^ma/", PLR_TRUE, NULL }, { "$TEXT =~ /^MA/", PLR_FALSE, NULL }, { "$TEXT =~ /^MA/i", PLR_TRUE, NULL },
    { "$TEXT !~ /^x/", PLR_TRUE, NULL }, { "$NOT =~ /x/", PLR_FALSE, NULL }, { "$TEXT =~ $PATTERN", PLR_TRUE, NULL },
    { "'a/b' =~ /a\\/b/", PLR_TRUE, NULL }, { "'v1.10' =~ /^v\\d+\\.\\d+$/", PLR_TRUE, NULL },
    /* “and” binds closer. */
    { "$TEXT || $TEXT && $EMPTY", PLR_TRUE, NULL }, { "($TEXT || $TEXT) && $EMPTY", PLR_FALSE, NULL },
    { "$EMPTY && $TEXT || $TEXT", PLR_TRUE, NULL }, { "  ( $TEXT )  ", PLR_TRUE, NULL },
    /* What is not known decides only where nothing else does. */
    { "$WHO", PLR_UNKNOWN, "$WHO" }, { "$WHO && $EMPTY", PLR_FALSE, NULL }, { "$TEXT || $WHO", PLR_TRUE, NULL },
    { "$WHO == null", PLR_UNKNOWN, "$WHO" }, { "$SOME == null", PLR_FALSE, NULL }, { "$SOME == ''", PLR_FALSE, NULL },
    { "$SOME == 'x'", PLR_UNKNOWN, "$SOME" }, { "$SOME =~ /x/ || $WHO == $SOME", PLR_UNKNOWN, "$SOME, $WHO" },
    /* RE2 cannot run away, and PCRE is not let. */
    { "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab' =~ /^(a+)+(b|c)?a$/", PLR_UNKNOWN, NULL },
  };
  static const char *const wrong[] = {
    "", "$", "${TEXT}", "$TEXT ==", "== 'x'", "$TEXT = 'x'", "'x", "$TEXT =~ 'x'", "$TEXT =~ /x", "$TEXT =~ /(/", "($TEXT", "$TEXT)", "$TEXT $EMPTY",
    "!$TEXT", "true", "$TEXT &&", "$TEXT & $EMPTY",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *unknown = NULL;
      g_autoptr(GError) error = NULL;
      PlrTruth truth = plr_gitlab_evaluate (cases[i].text, look_up, NULL, &unknown, &error);

      if (truth != cases[i].truth || g_strcmp0 (unknown, cases[i].unknown) != 0)
        g_error ("%s: %d, %s: %s", cases[i].text, truth, unknown, error != NULL ? error->message : "");
      g_assert_true (error == NULL || strstr (cases[i].text, "a+") != NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *unknown = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_cmpint (plr_gitlab_evaluate (wrong[i], look_up, NULL, &unknown, &error), ==, PLR_UNKNOWN);
      if (!g_error_matches (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID))
        g_error ("“%s” is taken", wrong[i]);
    }
}

static void
test_deep_expressions_end (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *unknown = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '(');
  g_assert_cmpint (plr_gitlab_evaluate (text->str, look_up, NULL, &unknown, &error), ==, PLR_UNKNOWN);
  g_assert_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID);
}

/* “build:runs:5 test:skipped:7” */
static char *
simulate (const char             *text,
          const PlrSimulateEvent *event)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) jobs = plr_simulate (dialect, text, -1, ".gitlab-ci.yml", NULL, NULL, event, &error);
  g_autoptr(GString) out = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(PlrSimulatedJob) job = g_list_model_get_item (jobs, i);

      g_assert_cmpstr (plr_simulated_job_get_path (job), ==, ".gitlab-ci.yml");
      g_assert_cmpstr (plr_simulated_job_get_reason (job), !=, "");
      g_string_append_printf (out, "%s%s:%s:%u", i > 0 ? " " : "", plr_simulated_job_get_id (job),
                              plr_simulated_state_get_nick (plr_simulated_job_get_state (job)), plr_simulated_job_get_line (job));
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static const char *const src[] = { "src/a.c", NULL };
static const char *const docs[] = { "docs/a/b.md", NULL };
static const PlrSimulateEvent on_main = { PLR_TRIGGER_EVENT_PUSH, "main", .default_branch = "main", .files = src };
static const PlrSimulateEvent on_fix = { PLR_TRIGGER_EVENT_PUSH, "fix", .default_branch = "main", .files = docs };
static const PlrSimulateEvent on_src = { PLR_TRIGGER_EVENT_PUSH, "main", .changed = src };
static const PlrSimulateEvent on_docs = { PLR_TRIGGER_EVENT_PUSH, "main", .changed = docs };
static const PlrSimulateEvent on_tag = { PLR_TRIGGER_EVENT_PUSH, NULL, "v1.0" };
static const PlrSimulateEvent on_request = { PLR_TRIGGER_EVENT_PULL_REQUEST, "fix", NULL, "main" };
static const PlrSimulateEvent on_schedule = { PLR_TRIGGER_EVENT_SCHEDULE, "main" };
static const PlrSimulateEvent by_hand = { PLR_TRIGGER_EVENT_MANUAL, "main" };

typedef struct
{
  const char             *text;
  const PlrSimulateEvent *event;
  const char             *verdict;
} Case;

static void
check_cases (const Case *cases,
             gsize       n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree char *verdict = simulate (cases[i].text, cases[i].event);

      if (!g_str_equal (verdict, cases[i].verdict))
        g_error ("case %" G_GSIZE_FORMAT ":\n%s%s instead of %s", i, cases[i].text, verdict, cases[i].verdict);
    }
}

static void
test_rules (void)
{
  static const char by_branch[] = "a:\n  script: x\n  rules:\n  - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH\n";
  static const char by_tag[] = "a:\n  script: x\n  rules:\n  - if: $CI_COMMIT_TAG\n    when: manual\n  - when: never\n";
  static const char by_files[] = "a:\n  script: x\n  rules:\n  - changes: ['src/*']\n  - changes:\n      paths: ['**/*.md']\n    when: manual\n";
  static const char by_there[] = "a:\n  script: x\n  rules:\n  - exists: ['src/*.{c,h}']\n";
  static const char by_doubt[] = "a:\n  script: x\n  rules:\n  - if: $WHO\n  - if: $CI_COMMIT_BRANCH\n";
  static const Case cases[] = {
    { by_branch, &on_main, "a:runs:4" }, { by_branch, &on_fix, "a:skipped:4" }, { by_branch, &on_schedule, "a:unknown:4" },
    { by_branch, &on_tag, "a:skipped:4" }, { by_branch, &on_request, "a:skipped:4" },
    { by_tag, &on_tag, "a:waits:4" }, { by_tag, &on_main, "a:skipped:6" },
    { by_files, &on_src, "a:runs:4" }, { by_files, &on_docs, "a:waits:5" }, { by_files, &on_main, "a:unknown:4" },
    /* Nothing is compared for a tag, and by hand. */
    { by_files, &on_tag, "a:runs:4" }, { by_files, &by_hand, "a:runs:4" },
    { by_there, &on_main, "a:runs:4" }, { by_there, &on_fix, "a:skipped:4" }, { by_there, &on_tag, "a:unknown:4" },
    /* Either way it runs. */
    { by_doubt, &on_main, "a:runs:5" }, { by_doubt, &on_tag, "a:unknown:4" },
    { "a:\n  script: x\n  when: manual\n  rules:\n  - if: $CI\n", &on_main, "a:waits:3" },
    { "a:\n  script: x\n  rules:\n  - when: delayed\n    start_in: 5 min\n", &on_main, "a:runs:4" },
    { "a:\n  script: x\n  rules:\n  - when: on_failure\n", &on_main, "a:skipped:4" },
    { "a:\n  script: x\n  rules: []\n", &on_main, "a:skipped:3" },
    { "variables: {A: $B, B: $C, C: x}\na:\n  script: x\n  rules:\n  - if: $A == 'x'\n", &on_main, "a:runs:5" },
    { "a:\n  variables: {A: job}\n  script: x\n  rules:\n  - if: $A == 'job'\n", &on_main, "a:runs:5" },
    { "a:\n  script: x\n  rules:\n  - if: $CI_PIPELINE_SOURCE == 'schedule'\n", &on_schedule, "a:runs:4" },
    { "a:\n  script: x\n  rules:\n  - if: ${CI}\n", &on_main, "a:unknown:4" },
    { ".t:\n  rules:\n  - if: $CI_COMMIT_TAG\na:\n  extends: .t\n  script: x\n", &on_tag, "a:runs:3" },
    { ".t:\n  rules:\n  - if: $CI_COMMIT_TAG\na:\n  script: x\n  rules:\n  - !reference [.t, rules]\n", &on_tag, "a:runs:3" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_only_and_except (void)
{
  static const char refs[] = "a:\n  script: x\n  only:\n  - main\n  - tags\n";
  static const char sources[] = "a:\n  script: x\n  only: [merge_requests, schedules]\n  except: [main]\n";
  static const char pattern[] = "a:\n  script: x\n  only: ['/^v\\d/']\n";
  static const Case cases[] = {
    { refs, &on_main, "a:runs:4" }, { refs, &on_fix, "a:skipped:4" }, { refs, &on_tag, "a:runs:4" }, { refs, &on_request, "a:skipped:4" },
    { sources, &on_request, "a:runs:3" }, { sources, &on_schedule, "a:skipped:4" }, { sources, &on_fix, "a:skipped:3" },
    { pattern, &on_tag, "a:runs:3" }, { pattern, &on_main, "a:skipped:3" },
    { "a:\n  script: x\n  only: [main@group/project]\n", &on_main, "a:unknown:3" },
    { "a:\n  script: x\n  only: {variables: [$CI_COMMIT_TAG]}\n", &on_main, "a:skipped:3" },
    { "a:\n  script: x\n  only:\n    refs: [main]\n    changes: [src/a.c]\n", &on_docs, "a:skipped:5" },
    /* Without any of them it is for branches and tags. */
    { "a:\n  script: x\n", &on_main, "a:runs:1" }, { "a:\n  script: x\n", &on_tag, "a:runs:1" }, { "a:\n  script: x\n", &on_request, "a:skipped:1" },
    { "a:\n  script: x\n  when: manual\n", &on_main, "a:waits:3" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_jobs_together (void)
{
  static const char manual[] = "a: {stage: build, script: x, when: manual}\nb: {stage: test, script: x}\n";
  static const char blocking[] = "a: {stage: build, script: x, when: manual, allow_failure: false}\nb: {stage: test, script: x}\n"
                                 "c: {stage: test, script: x, needs: []}\nd: {stage: deploy, script: x, needs: [c, a]}\n";
  static const char missing[] = "a: {script: x, only: [tags]}\nb:\n  script: x\n  needs:\n  - a\n";
  static const char optional[] = "a: {script: x, only: [tags]}\nb: {script: x, needs: [{job: a, optional: true}]}\n";
  static const char workflow[] = "workflow:\n  rules:\n  - if: $CI_COMMIT_TAG\n    when: never\n  - if: $CI_COMMIT_BRANCH == 'main'\n"
                                 "    variables: {MODE: full}\na:\n  script: x\n  rules:\n  - if: $MODE == 'full'\n";
  static const Case cases[] = {
    { manual, &on_main, "a:waits:1 b:runs:2" }, { blocking, &on_main, "a:waits:1 b:waits:2 c:runs:3 d:waits:4" },
    /* A need that is not there leaves no pipeline. */
    { missing, &on_tag, "a:runs:1 b:runs:2" }, { missing, &on_main, "a:skipped:5 b:skipped:5" }, { optional, &on_main, "a:skipped:1 b:runs:2" },
    { "a: {script: x, needs: [nobody]}\n", &on_main, "a:skipped:1" },
    { workflow, &on_main, "a:runs:10" }, { workflow, &on_tag, "a:skipped:3" }, { workflow, &on_fix, "a:skipped:3" },
    { "workflow: {rules: [{if: $WHO}]}\na: {script: x}\n", &on_main, "a:unknown:1" },
    { "a: {script: x, needs: [b]}\nb: {script: x, needs: [a]}\n", &on_main, "a:runs:1 b:runs:2" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_what_is_said_comes_first (void)
{
  static const char text[] = "variables: {MODE: fast}\na:\n  script: x\n  rules:\n  - if: $MODE == 'full'\n  - if: $WHO == 'me'\n";
  g_autoptr(GListStore) variables = g_list_store_new (PLR_TYPE_VARIABLE);
  g_autoptr(PlrVariable) mode = plr_variable_new ("MODE", "full");
  PlrSimulateEvent event = { PLR_TRIGGER_EVENT_MANUAL, "main", .variables = G_LIST_MODEL (variables) };
  g_autofree char *before = simulate (text, &event);
  g_autofree char *after = NULL;

  g_assert_cmpstr (before, ==, "a:unknown:6");
  g_list_store_append (variables, mode);
  after = simulate (text, &event);
  g_assert_cmpstr (after, ==, "a:runs:5");
}

/* Each variable asks for the next one twenty times: nobody waits for all of that. */
static void
test_many_variables_end (void)
{
  g_autoptr(GString) text = g_string_new ("variables:\n");
  g_autofree char *verdict = NULL;

  for (guint i = 0; i < 20; i++)
    {
      g_string_append_printf (text, "  V%u: \"", i);
      for (guint k = 0; k < 20; k++)
        g_string_append_printf (text, "$V%u", i + 1);
      g_string_append (text, "\"\n");
    }
  g_string_append (text, "  V20: x\na:\n  script: x\n  rules:\n  - if: $V0 == 'x'\n");
  verdict = simulate (text->str, &on_main);
  g_assert_cmpstr (verdict, ==, "a:unknown:26");
}

static void
test_what_is_no_configuration_is_refused (void)
{
  static const char *const texts[] = { "a: [\n", "- a\n", "a" };
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GListModel) jobs = plr_simulate (dialect, texts[i], -1, NULL, NULL, NULL, &on_main, &error);

      g_assert_null (jobs);
      g_assert_nonnull (error);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/simulate-gitlab/expressions", test_expressions);
  g_test_add_func ("/simulate-gitlab/deep-expressions-end", test_deep_expressions_end);
  g_test_add_func ("/simulate-gitlab/rules", test_rules);
  g_test_add_func ("/simulate-gitlab/only-and-except", test_only_and_except);
  g_test_add_func ("/simulate-gitlab/jobs-together", test_jobs_together);
  g_test_add_func ("/simulate-gitlab/what-is-said-comes-first", test_what_is_said_comes_first);
  g_test_add_func ("/simulate-gitlab/many-variables-end", test_many_variables_end);
  g_test_add_func ("/simulate-gitlab/what-is-no-configuration-is-refused", test_what_is_no_configuration_is_refused);

  return g_test_run ();
}
