/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-github-expression.h"
#include "plr-simulate.h"

/* What the engine's documentation says: Filter pattern cheat sheet; Evaluate expressions; Workflow syntax, jobs.<job_id>.needs. */

static void
test_patterns (void)
{
  static const struct
  {
    const char *pattern;
    const char *name;
    PlrTruth    matches;
  } cases[] = {
    { "feature/*", "feature/my-branch", PLR_TRUE }, { "feature/*", "feature/a/b", PLR_FALSE },
    { "feature/**", "feature/beta-a/my-branch", PLR_TRUE }, { "main", "main", PLR_TRUE }, { "main", "mains", PLR_FALSE },
    { "releases/mona-the-octocat", "releases/mona-the-octocat", PLR_TRUE }, { "*", "main", PLR_TRUE }, { "*", "all/the", PLR_FALSE },
    { "**", "all/the/branches", PLR_TRUE }, { "*feature", "mona-feature", PLR_TRUE }, { "*feature", "a/feature", PLR_FALSE },
    { "v2*", "v2.9", PLR_TRUE }, { "v2*", "v1.9", PLR_FALSE }, { "v[12].[0-9]+.[0-9]+", "v1.10.1", PLR_TRUE },
    { "v[12].[0-9]+.[0-9]+", "v3.1.1", PLR_FALSE }, { "v[12].[0-9]+.[0-9]+", "v1.x.1", PLR_FALSE },
    { "*.jsx?", "page.js", PLR_TRUE }, { "*.jsx?", "page.jsx", PLR_TRUE }, { "*.jsx?", "page.jsxx", PLR_FALSE },
    { "**.js", "src/js/app.js", PLR_TRUE }, { "docs/*", "docs/file.txt", PLR_TRUE }, { "docs/*", "docs/a/file.txt", PLR_FALSE },
    { "docs/**", "docs/mona/octocat.txt", PLR_TRUE }, { "docs/**/*.md", "docs/README.md", PLR_TRUE },
    { "docs/**/*.md", "docs/a/markdown/file.md", PLR_TRUE }, { "docs/**/*.md", "other/README.md", PLR_FALSE },
    { "**/docs/**", "dir/docs/my-file.txt", PLR_TRUE }, { "**/docs/**", "docs/hello.md", PLR_TRUE },
    { "**/README.md", "README.md", PLR_TRUE }, { "**/README.md", "js/README.md", PLR_TRUE }, { "**/README.md", "js/READMExmd", PLR_FALSE },
    { "**/*src/**", "my-src/code/js/app.js", PLR_TRUE }, { "**/*-post.md", "path/their-post.md", PLR_TRUE },
    { "**/migrate-*.sql", "db/sept/migrate-v1.sql", PLR_TRUE }, { "a\\*b", "a*b", PLR_TRUE }, { "a\\*b", "aXb", PLR_FALSE },
    { "a(b)|c", "a(b)|c", PLR_TRUE }, { "[z-a]", "x", PLR_UNKNOWN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *patterns[] = { cases[i].pattern, NULL };
      guint decider;

      if (plr_github_match_list (patterns, cases[i].name, &decider) != cases[i].matches)
        g_error ("“%s” and “%s”", cases[i].pattern, cases[i].name);
    }
}

static void
test_the_last_pattern_decides (void)
{
  const char *patterns[] = { "*.md", "!README.md", "README*", NULL };
  const char *without[] = { "releases/**", "!releases/**-alpha", NULL };
  guint decider;

  g_assert_cmpint (plr_github_match_list (patterns, "README.md", &decider), ==, PLR_TRUE);
  g_assert_cmpuint (decider, ==, 2);
  g_assert_cmpint (plr_github_match_list (patterns, "hello.md", &decider), ==, PLR_TRUE);
  g_assert_cmpuint (decider, ==, 0);
  g_assert_cmpint (plr_github_match_list (without, "releases/beta/3-alpha", &decider), ==, PLR_FALSE);
  g_assert_cmpuint (decider, ==, 1);
  g_assert_cmpint (plr_github_match_list (without, "main", &decider), ==, PLR_FALSE);
  g_assert_cmpuint (decider, ==, 2);
}

/* `github.ref` is known, `github.actor` is not, and what is under `github.event` is not there. */
static JsonNode *
look_up (const char *path,
         gpointer    user_data)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  if (g_str_equal (path, "github.ref"))
    return json_node_init_string (node, "refs/heads/main");
  if (g_str_equal (path, "always()") || g_str_equal (path, "success()"))
    return json_node_init_boolean (node, TRUE);
  if (g_str_has_suffix (path, "()"))
    return json_node_init_boolean (node, FALSE);
  if (g_str_has_prefix (path, "github.event."))
    return json_node_init_null (node);
  json_node_unref (node);

  return g_str_equal (path, "needs.*.result") ? json_from_string ("[\"success\", \"skipped\"]", NULL) : NULL;
}

static void
test_expressions (void)
{
  static const struct
  {
    const char *text;
    PlrTruth    truth;
  } cases[] = {
    { "true", PLR_TRUE }, { "${{ false }}", PLR_FALSE }, { "null", PLR_FALSE }, { "0", PLR_FALSE }, { "-0", PLR_FALSE }, { "''", PLR_FALSE },
    { "'false'", PLR_TRUE }, { "0xff == 255", PLR_TRUE }, { "-9.2 < 0", PLR_TRUE }, { "2.99e-2 == '0.0299'", PLR_TRUE },
    { "'It''s' == 'it''S'", PLR_TRUE }, { "null == 0", PLR_TRUE }, { "true == 1", PLR_TRUE }, { "'' == 0", PLR_TRUE },
    { "'abc' == 0", PLR_FALSE }, { "'abc' < 1", PLR_FALSE }, { "'abc' != 1", PLR_TRUE }, { "!true", PLR_FALSE }, { "!!'x'", PLR_TRUE },
    { "1 < 2 == true", PLR_TRUE }, { "false && true || true", PLR_TRUE }, { "true || true && false", PLR_TRUE },
    { "(true || true) && false", PLR_FALSE }, { "('' || 'b') == 'b'", PLR_TRUE }, { "('a' && 'b') == 'b'", PLR_TRUE },
    { "contains('Hello world', 'LLO')", PLR_TRUE }, { "contains(fromJSON('[\"push\", \"x\"]'), 'push')", PLR_TRUE },
    { "contains(fromJSON('[\"pushed\"]'), 'push')", PLR_FALSE }, { "startsWith('Hello world', 'he')", PLR_TRUE },
    { "endsWith('Hello world', 'LD')", PLR_TRUE }, { "format('{0} {{x}} {1}', 'a', 2) == 'a {x} 2'", PLR_TRUE },
    { "join(fromJSON('[1, \"b\"]'), '-') == '1-b'", PLR_TRUE }, { "join(fromJSON('[1, 2]')) == '1,2'", PLR_TRUE },
    { "fromJSON('{\"a\": {\"B\": [7]}}').a.b[0] == 7", PLR_TRUE }, { "fromJSON('{\"a\": 1}')['a'] == 1", PLR_TRUE },
    { "toJSON('a') == '\"a\"'", PLR_TRUE }, { "GitHub.Ref == 'refs/heads/MAIN'", PLR_TRUE }, { "github['ref'] == 'x'", PLR_FALSE },
    { "contains(needs.*.result, 'failure')", PLR_FALSE }, { "contains(needs.*.result, 'skipped')", PLR_TRUE },
    { "github.event.pull_request.head.repo.fork == false", PLR_TRUE }, { "!github.event.pull_request.draft", PLR_TRUE },
    { "always() && !cancelled() && !failure()", PLR_TRUE },
    /* What is not known decides only where nothing else does. */
    { "github.actor == 'x'", PLR_UNKNOWN }, { "github.actor == 'x' && false", PLR_FALSE }, { "false && github.actor", PLR_FALSE },
    { "github.actor || true", PLR_TRUE }, { "true || github.actor", PLR_TRUE }, { "!(github.actor && false)", PLR_TRUE },
    { "(github.actor || 'x') == 'x'", PLR_UNKNOWN }, { "hashFiles('**/x') != ''", PLR_UNKNOWN },
    { "contains(github.actor, 'x')", PLR_UNKNOWN }, { "github[github.actor]", PLR_UNKNOWN }, { "secrets.A != ''", PLR_UNKNOWN },
    /* A text around it is no condition. */
    { "${{ false }} && true", PLR_TRUE }, { "${{ false }}${{ false }}", PLR_TRUE },
  };
  static const char *const wrong[] = {
    "(true", "true)", "'a", "a.", "nofunction()", "contains('a')", "a ==", "&& a", "a b", "\"x\"", "format('{1}', 'a')", "fromJSON('{')",
    "a[0", "1a",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *unknown = NULL;
      g_autoptr(GError) error = NULL;
      gboolean has_status;
      PlrTruth truth = plr_github_evaluate (cases[i].text, look_up, NULL, &has_status, &unknown, &error);

      if (error != NULL || truth != cases[i].truth)
        g_error ("%s: %d: %s", cases[i].text, truth, error != NULL ? error->message : "");
      g_assert_cmpint (truth != PLR_UNKNOWN || *unknown != '\0', ==, TRUE);
      g_assert_cmpint (has_status, ==, strstr (cases[i].text, "always") != NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *unknown = NULL;
      g_autoptr(GError) error = NULL;
      gboolean has_status;

      g_assert_cmpint (plr_github_evaluate (wrong[i], look_up, NULL, &has_status, &unknown, &error), ==, PLR_UNKNOWN);
      g_assert_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID);
    }
}

static void
test_deep_expressions_end (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *unknown = NULL;
  g_autoptr(GError) error = NULL;
  gboolean has_status;

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, i % 2 == 0 ? '(' : '!');
  g_assert_cmpint (plr_github_evaluate (text->str, look_up, NULL, &has_status, &unknown, &error), ==, PLR_UNKNOWN);
  g_assert_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_INVALID);
}

/* “build:runs:5 test:skipped:7” */
static char *
simulate (const char             *text,
          const PlrSimulateEvent *event)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("github");
  g_autoptr(GError) error = NULL;
  g_autoptr(GListModel) jobs = plr_simulate (dialect, text, -1, "ci.yml", NULL, NULL, event, &error);
  g_autoptr(GString) out = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(PlrSimulatedJob) job = g_list_model_get_item (jobs, i);

      g_assert_cmpstr (plr_simulated_job_get_path (job), ==, "ci.yml");
      g_assert_cmpstr (plr_simulated_job_get_reason (job), !=, "");
      g_string_append_printf (out, "%s%s:%s:%u", i > 0 ? " " : "", plr_simulated_job_get_id (job),
                              plr_simulated_state_get_nick (plr_simulated_job_get_state (job)), plr_simulated_job_get_line (job));
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_events (void)
{
  static const char *const src[] = { "src/a.c", NULL };
  static const char *const docs[] = { "docs/a.md", NULL };
  static const char *const none[] = { NULL };
  static const struct
  {
    const char      *on;
    PlrSimulateEvent event;
    const char      *verdict;
  } cases[] = {
    { "on: push\n", { PLR_TRIGGER_EVENT_PUSH, "main" }, "a:runs:1" },
    { "on: [pull_request, push]\n", { PLR_TRIGGER_EVENT_PUSH, "main" }, "a:runs:1" },
    { "on: push\n", { PLR_TRIGGER_EVENT_PULL_REQUEST, "x", NULL, "main" }, "a:skipped:1" },
    { "on:\n  push:\n    branches: [main]\n", { PLR_TRIGGER_EVENT_PUSH, "main" }, "a:runs:3" },
    { "on:\n  push:\n    branches: [main]\n", { PLR_TRIGGER_EVENT_PUSH, "x" }, "a:skipped:3" },
    { "on:\n  push:\n    branches: [main]\n", { PLR_TRIGGER_EVENT_PUSH }, "a:unknown:3" },
    { "on:\n  push:\n    branches-ignore:\n    - x\n", { PLR_TRIGGER_EVENT_PUSH, "x" }, "a:skipped:4" },
    { "on:\n  push:\n    branches-ignore: [x]\n", { PLR_TRIGGER_EVENT_PUSH, "main" }, "a:runs:3" },
    /* Filters for one kind of ref keep the other out. */
    { "on:\n  push:\n    branches: [main]\n", { PLR_TRIGGER_EVENT_PUSH, NULL, "v1" }, "a:skipped:3" },
    { "on:\n  push:\n    tags: [v*]\n", { PLR_TRIGGER_EVENT_PUSH, "main" }, "a:skipped:3" },
    { "on:\n  push:\n    tags: [v*]\n", { PLR_TRIGGER_EVENT_PUSH, NULL, "v1" }, "a:runs:3" },
    { "on:\n  push:\n    branches: [main]\n    tags-ignore: [x]\n", { PLR_TRIGGER_EVENT_PUSH, NULL, "v1" }, "a:runs:4" },
    /* Files of a tag are not compared. */
    { "on:\n  push:\n    paths: ['src/**']\n", { PLR_TRIGGER_EVENT_PUSH, NULL, "v1", .changed = docs }, "a:runs:2" },
    { "on:\n  push:\n    paths: ['src/**']\n", { PLR_TRIGGER_EVENT_PUSH, "main", .changed = src }, "a:runs:3" },
    { "on:\n  push:\n    paths: ['src/**']\n", { PLR_TRIGGER_EVENT_PUSH, "main", .changed = docs }, "a:skipped:3" },
    { "on:\n  push:\n    paths: ['src/**']\n", { PLR_TRIGGER_EVENT_PUSH, "main", .changed = none }, "a:skipped:3" },
    { "on:\n  push:\n    paths: ['src/**']\n", { PLR_TRIGGER_EVENT_PUSH, "main" }, "a:unknown:3" },
    { "on:\n  push:\n    paths-ignore: ['docs/**']\n", { PLR_TRIGGER_EVENT_PUSH, "main", .changed = docs }, "a:skipped:3" },
    { "on:\n  push:\n    paths-ignore: ['docs/**']\n", { PLR_TRIGGER_EVENT_PUSH, "main", .changed = src }, "a:runs:3" },
    { "on:\n  push:\n    branches: [main]\n    paths: ['src/**']\n", { PLR_TRIGGER_EVENT_PUSH, "x", .changed = src }, "a:skipped:3" },
    { "on:\n  pull_request:\n    branches: [main]\n", { PLR_TRIGGER_EVENT_PULL_REQUEST, "x", NULL, "main" }, "a:runs:3" },
    { "on:\n  pull_request:\n    branches: [main]\n", { PLR_TRIGGER_EVENT_PULL_REQUEST, "main", NULL, "x" }, "a:skipped:3" },
    { "on:\n  pull_request:\n    types: [closed]\n", { PLR_TRIGGER_EVENT_PULL_REQUEST, "x", NULL, "main" }, "a:skipped:3" },
    { "on:\n  pull_request:\n    types: [closed]\n", { PLR_TRIGGER_EVENT_PULL_REQUEST, "x", NULL, "main", "closed" }, "a:runs:2" },
    { "on:\n  pull_request:\n", { PLR_TRIGGER_EVENT_PULL_REQUEST, "x", NULL, "main", "closed" }, "a:skipped:2" },
    { "on:\n  schedule:\n  - cron: '0 5 * * 1'\n", { PLR_TRIGGER_EVENT_SCHEDULE, "main" }, "a:runs:2" },
    { "on: workflow_dispatch\n", { PLR_TRIGGER_EVENT_MANUAL, "main" }, "a:runs:1" },
    { "on: push\n", { PLR_TRIGGER_EVENT_MANUAL, "main" }, "a:skipped:1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (cases[i].on, "jobs:\n  a: {runs-on: x, steps: [{run: x}]}\n", NULL);
      g_autofree char *verdict = simulate (text, &cases[i].event);

      if (!g_str_equal (verdict, cases[i].verdict))
        g_error ("%s%s instead of %s", cases[i].on, verdict, cases[i].verdict);
    }
}

/* The jobs start at the third line, one a line. */
static void
test_jobs (void)
{
  static const struct
  {
    const char *jobs;
    const char *verdict;
  } cases[] = {
    { "  a: {if: false}\n  b: {needs: a}\n  c: {needs: [b]}\n", "a:skipped:3 b:skipped:4 c:skipped:5" },
    { "  b: {needs: a}\n  a: {if: false}\n", "b:skipped:3 a:skipped:4" },
    { "  a: {if: false}\n  b: {needs: a, if: always()}\n  c: {needs: b}\n", "a:skipped:3 b:runs:4 c:skipped:5" },
    { "  a: {if: false}\n  b: {needs: a, if: '!failure()'}\n  c: {needs: a, if: failure()}\n", "a:skipped:3 b:runs:4 c:skipped:5" },
    { "  a: {if: false}\n  b: {needs: a, if: \"needs.a.result == 'skipped'\"}\n", "a:skipped:3 b:skipped:4" },
    { "  a: {if: false}\n  b: {needs: a, if: \"always() && needs.a.result == 'skipped'\"}\n", "a:skipped:3 b:runs:4" },
    { "  a: {if: github.actor == 'x'}\n  b: {needs: a}\n  c: {needs: a, if: always()}\n", "a:unknown:3 b:unknown:4 c:runs:5" },
    { "  a: {}\n  b: {needs: a, if: needs.a.outputs.x}\n", "a:runs:1 b:unknown:4" },
    { "  a: {if: \"vars.V == 'v'\"}\n  b: {if: vars.W}\n", "a:runs:3 b:unknown:4" },
    { "  a: {if: github.ref_name == 'main'}\n  b: {if: github.base_ref}\n  c: {if: \"github.event_name == 'PUSH'\"}\n",
      "a:runs:3 b:skipped:4 c:runs:5" },
    { "  a: {if: inputs.x}\n  b: {if: \"${{ true }} && false\"}\n", "a:skipped:3 b:runs:4" },
    { "  a: {needs: b}\n  b: {needs: a}\n", "a:unknown:3 b:unknown:4" },
    { "  a: {needs: nobody}\n", "a:unknown:3" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GListStore) variables = g_list_store_new (PLR_TYPE_VARIABLE);
      g_autoptr(PlrVariable) variable = plr_variable_new ("V", "v");
      PlrSimulateEvent event = { PLR_TRIGGER_EVENT_PUSH, "main", .variables = G_LIST_MODEL (variables) };
      g_autofree char *text = g_strconcat ("on: push\njobs:\n", cases[i].jobs, NULL);
      g_autofree char *verdict = NULL;

      g_list_store_append (variables, variable);
      verdict = simulate (text, &event);
      if (!g_str_equal (verdict, cases[i].verdict))
        g_error ("%s%s instead of %s", cases[i].jobs, verdict, cases[i].verdict);
    }
}

static void
test_inputs (void)
{
  static const char text[] =
    "on:\n"
    "  workflow_dispatch:\n"
    "    inputs:\n"
    "      go: {type: boolean, default: false}\n"
    "      where: {type: choice, options: [here, there]}\n"
    "jobs:\n"
    "  a: {if: inputs.go}\n"
    "  b: {if: \"github.event.inputs.where == 'here'\"}\n";
  g_autoptr(GListStore) variables = g_list_store_new (PLR_TYPE_VARIABLE);
  g_autoptr(PlrVariable) go = plr_variable_new ("go", "true");
  PlrSimulateEvent event = { PLR_TRIGGER_EVENT_MANUAL, "main", .variables = G_LIST_MODEL (variables) };
  g_autofree char *before = simulate (text, &event);
  g_autofree char *after = NULL;

  g_assert_cmpstr (before, ==, "a:skipped:7 b:runs:8");
  g_list_store_append (variables, go);
  after = simulate (text, &event);
  g_assert_cmpstr (after, ==, "a:runs:7 b:runs:8");
}

static void
test_what_is_no_workflow_is_refused (void)
{
  static const char *const texts[] = { "", "a: b\n", "on: push\njobs: x\n", "on: push\njobs: [\n", "- a\n" };
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("github");
  PlrSimulateEvent event = { PLR_TRIGGER_EVENT_PUSH, "main" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(GListModel) jobs = plr_simulate (dialect, texts[i], -1, NULL, NULL, NULL, &event, &error);

      g_assert_null (jobs);
      g_assert_nonnull (error);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/simulate-github/patterns", test_patterns);
  g_test_add_func ("/simulate-github/the-last-pattern-decides", test_the_last_pattern_decides);
  g_test_add_func ("/simulate-github/expressions", test_expressions);
  g_test_add_func ("/simulate-github/deep-expressions-end", test_deep_expressions_end);
  g_test_add_func ("/simulate-github/events", test_events);
  g_test_add_func ("/simulate-github/jobs", test_jobs);
  g_test_add_func ("/simulate-github/inputs", test_inputs);
  g_test_add_func ("/simulate-github/what-is-no-workflow-is-refused", test_what_is_no_workflow_is_refused);

  return g_test_run ();
}
