/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "plr-definition.h"
#include "plr-engine.h"
#include "plr-file.h"
#include "plr-log-lines.h"
#include "plr-recent.h"
#include "plr-sandbox.h"
#include "plr-test-git.h"

static const char definition[] =
  "pipeliner: 1\n"
  "name: Demo\n"
  "stages:\n"
  "  build:\n"
  "    steps:\n"
  "      - run: |\n"
  "          printf '\\033[32mhello\\033[0m\\n'\n"
  "          cat README > out.txt\n"
  "    artifacts:\n"
  "      text: out.txt\n"
  "  test:\n"
  "    needs: [build]\n"
  "    steps:\n"
  "      - run: grep -q first out.txt\n";

static const char endless[] =
  "pipeliner: 1\n"
  "stages:\n"
  "  wait:\n"
  "    steps:\n"
  "      - run: |\n"
  "          echo started\n"
  "          sleep 1000\n"
  "  after:\n"
  "    needs: [wait]\n"
  "    steps:\n"
  "      - run: 'true'\n";

typedef struct
{
  char      *dir;
  char      *work;
  char      *state;
  PlrEngine *engine;
} Fixture;

static void
open_engine (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;

  fixture->engine = plr_engine_new (fixture->state, &error);
  g_assert_no_error (error);
}

static void
close_engine (Fixture *fixture)
{
  PlrEngine *engine = g_steal_pointer (&fixture->engine);

  /* What still reads the lists of earlier runs and projects holds it for a moment. */
  g_object_add_weak_pointer (G_OBJECT (engine), (gpointer *)&engine);
  g_object_unref (engine);
  while (engine != NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("plr-engine-XXXXXX", NULL);
  fixture->work = g_build_filename (fixture->dir, "project", NULL);
  fixture->state = g_build_filename (fixture->dir, "state", NULL);
  g_assert_cmpint (g_mkdir_with_parents (fixture->work, 0755), ==, 0);
  plr_test_git_init (fixture->work);
  plr_test_git_write (fixture->work, "README", "first\n");
  plr_test_git_write (fixture->work, "pipeliner.yml", definition);
  g_free (plr_test_git_commit (fixture->work, "Begin"));
  open_engine (fixture);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  if (fixture->engine != NULL)
    close_engine (fixture);
  g_assert_true (plr_file_remove_tree (fixture->dir, NULL));
  g_free (fixture->state);
  g_free (fixture->work);
  g_free (fixture->dir);
}

static gboolean
can_run (void)
{
  g_autoptr(GError) error = NULL;

  if (plr_sandbox_check (&error))
    return TRUE;
  g_test_skip (error->message);

  return FALSE;
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static PlrProject *
open_project (Fixture *fixture,
              GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  plr_engine_open_project_async (fixture->engine, fixture->work, NULL, keep_result_cb, &result);
  wait_for (&result);

  return plr_engine_open_project_finish (fixture->engine, result, error);
}

static void
refresh (PlrProject *project)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  plr_project_refresh_async (project, NULL, keep_result_cb, &result);
  wait_for (&result);
  g_assert_true (plr_project_refresh_finish (project, result, &error));
  g_assert_no_error (error);
}

static PlrDocument *
open_document (PlrProject *project,
               const char *path,
               GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  plr_project_open_document_async (project, path, NULL, keep_result_cb, &result);
  wait_for (&result);

  return plr_project_open_document_finish (project, result, error);
}

static PlrRun *
trigger (Fixture       *fixture,
         PlrRunRequest *request,
         GError       **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  PlrRunner *runner = plr_engine_get_local_runner (fixture->engine);

  plr_runner_trigger_async (runner, request, NULL, keep_result_cb, &result);
  wait_for (&result);

  return plr_runner_trigger_finish (runner, result, error);
}

/* Starts a run of the definition and waits for its end. */
static PlrRun *
run_to_end (Fixture *fixture)
{
  g_autoptr(PlrRunRequest) request = plr_run_request_new (fixture->work, "pipeliner.yml");
  g_autoptr(GError) error = NULL;
  PlrRun *run = trigger (fixture, request, &error);

  g_assert_no_error (error);
  while (plr_engine_is_busy (fixture->engine))
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (plr_run_is_finished (run));

  return run;
}

static PlrRun *
get_run (Fixture    *fixture,
         const char *id,
         GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  PlrRunner *runner = plr_engine_get_local_runner (fixture->engine);

  plr_runner_get_run_async (runner, id, NULL, keep_result_cb, &result);
  wait_for (&result);

  return plr_runner_get_run_finish (runner, result, error);
}

static void
assert_log (PlrRunStage *stage,
            const char  *expected)
{
  g_autoptr(PlrLogLines) lines = plr_log_lines_new (plr_run_stage_get_log_file (stage));
  g_autoptr(PlrLogLine) line = NULL;

  (void)plr_log_lines_refresh (lines);
  line = g_list_model_get_item (G_LIST_MODEL (lines), 0);
  g_assert_nonnull (line);
  g_assert_cmpstr (plr_log_line_get_text (line), ==, expected);
}

static void
test_project_says_what_the_repository_has (Fixture      *fixture,
                                           gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrProject) project = open_project (fixture, &error);
  g_autoptr(PlrDefinition) first = NULL;
  g_autoptr(PlrDefinition) second = NULL;
  g_autofree char *head = plr_test_git (fixture->work, "", 0, "rev-parse", "HEAD", NULL);
  GListModel *definitions;

  g_assert_no_error (error);
  definitions = plr_project_get_definitions (project);
  g_assert_cmpstr (plr_project_get_name (project), ==, "project");
  g_assert_cmpstr (plr_project_get_commit_id (project), ==, head);
  g_assert_cmpstr (plr_project_get_commit_subject (project), ==, "Begin");
  g_assert_nonnull (plr_project_get_branch (project));
  g_assert_cmpuint (plr_project_get_n_changes (project), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (definitions), ==, 1);
  first = g_list_model_get_item (definitions, 0);
  g_assert_cmpstr (plr_definition_get_path (first), ==, "pipeliner.yml");
  g_assert_cmpstr (plr_definition_get_dialect (first), ==, "pipeliner");
  g_assert_true (plr_definition_get_editable (first));
  g_assert_true (plr_definition_get_committed (first));
  g_assert_false (plr_definition_get_modified (first));

  plr_test_git_write (fixture->work, "pipeliner.yml", "pipeliner: 1\n");
  plr_test_git_write (fixture->work, "ci/nightly.pipeliner.yml", definition);
  refresh (project);
  g_assert_cmpuint (plr_project_get_n_changes (project), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (definitions), ==, 2);
  g_clear_object (&first);
  first = g_list_model_get_item (definitions, 1);
  g_assert_cmpstr (plr_definition_get_path (first), ==, "pipeliner.yml");
  g_assert_true (plr_definition_get_modified (first));
  second = g_list_model_get_item (definitions, 0);
  g_assert_cmpstr (plr_definition_get_path (second), ==, "ci/nightly.pipeliner.yml");
  g_assert_false (plr_definition_get_committed (second));
}

/* A template of CloudFormation has whatever name. */
static void
test_definitions_are_known_by_what_is_in_them (Fixture      *fixture,
                                               gconstpointer data)
{
  static const char pipeline[] = "Resources:\n  Pipe:\n    Type: AWS::CodePipeline::Pipeline\n    Properties:\n      Stages: []\n";
  g_autoptr(PlrProject) project = NULL;
  g_autoptr(PlrDefinition) first = NULL;
  g_autoptr(PlrDocument) document = NULL;
  g_autoptr(PlrDocument) none = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *definitions;

  plr_test_git_write (fixture->work, "infra/site.template", pipeline);
  plr_test_git_write (fixture->work, "data/numbers.yml", "version: 1\nvalues: [1, 2]\n");
  plr_test_git_write (fixture->work, "docker-compose.yml", "include: [x]\nservices: {web: {image: x}}\n");
  project = open_project (fixture, &error);
  g_assert_no_error (error);
  definitions = plr_project_get_definitions (project);
  g_assert_cmpuint (g_list_model_get_n_items (definitions), ==, 2);
  first = g_list_model_get_item (definitions, 1);
  g_assert_cmpstr (plr_definition_get_path (first), ==, "infra/site.template");
  g_assert_cmpstr (plr_definition_get_dialect (first), ==, "codepipeline");
  g_assert_false (plr_definition_get_committed (first));

  document = open_document (project, "infra/site.template", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (plr_document_get_dialect (document), ==, "codepipeline");
  g_assert_cmpstr (plr_document_get_text (document, NULL), ==, pipeline);
  g_assert_false (plr_document_get_modified (document));

  none = open_document (project, "data/numbers.yml", &error);
  g_assert_null (none);
  g_assert_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_UNSUPPORTED);
}

static void
test_what_is_no_repository_is_refused (Fixture      *fixture,
                                       gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_free (fixture->work);
  fixture->work = g_strdup (fixture->dir);
  g_assert_null (open_project (fixture, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, fixture->dir));
}

static void
test_recent_projects_are_remembered (Fixture      *fixture,
                                     gconstpointer data)
{
  GListModel *recent = plr_engine_get_recent (fixture->engine);
  g_autoptr(PlrProject) project = open_project (fixture, NULL);
  g_autoptr(PlrProject) again = open_project (fixture, NULL);
  g_autoptr(PlrRecent) entry = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (recent), ==, 1);
  g_clear_object (&project);
  g_clear_object (&again);
  close_engine (fixture);

  open_engine (fixture);
  recent = plr_engine_get_recent (fixture->engine);
  while (g_list_model_get_n_items (recent) == 0)
    g_main_context_iteration (NULL, TRUE);
  entry = g_list_model_get_item (recent, 0);
  g_assert_cmpstr (plr_recent_get_name (entry), ==, "project");
  g_assert_false (plr_recent_get_missing (entry));
  plr_engine_forget_recent (fixture->engine, plr_recent_get_path (entry));
  g_assert_cmpuint (g_list_model_get_n_items (recent), ==, 0);
}

static void
test_positions_are_kept_for_each_file (Fixture      *fixture,
                                       gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrProject) project = open_project (fixture, NULL);
  g_autoptr(PlrDocument) document = open_document (project, "pipeliner.yml", &error);
  double x, y;

  g_assert_no_error (error);
  g_assert_false (plr_document_get_modified (document));
  g_assert_false (plr_document_get_position (document, "build", &x, &y));
  plr_document_set_position (document, "build", 12, 34);
  plr_document_set_position (document, "no such stage", 1, 1);
  g_clear_object (&document);
  g_clear_object (&project);
  close_engine (fixture);

  open_engine (fixture);
  project = open_project (fixture, NULL);
  document = open_document (project, "pipeliner.yml", &error);
  g_assert_no_error (error);
  g_assert_true (plr_document_get_position (document, "build", &x, &y));
  g_assert_cmpfloat (x, ==, 12);
  g_assert_cmpfloat (y, ==, 34);
  g_assert_false (plr_document_get_position (document, "no such stage", &x, &y));
}

static void
test_new_definition_starts_from_a_template (Fixture      *fixture,
                                            gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrProject) project = open_project (fixture, NULL);
  g_autofree char *path = g_build_filename (fixture->work, "new.pipeliner.yml", NULL);
  g_autoptr(PlrDocument) document = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(PlrDocument) none = NULL;
  PlrStage *build;
  g_autoptr(PlrStep) step = NULL;

  plr_test_git_write (fixture->work, "Makefile", "all:\n");
  document = open_document (project, "new.pipeliner.yml", &error);
  g_assert_no_error (error);
  g_assert_true (plr_document_get_valid (document));
  g_assert_true (plr_document_get_modified (document));
  g_assert_cmpuint (g_list_model_get_n_items (plr_document_get_problems (document)), ==, 0);
  g_assert_cmpstr (plr_pipeline_get_name (plr_document_get_pipeline (document)), ==, "project");
  build = plr_pipeline_find_stage (plr_document_get_pipeline (document), "build");
  step = g_list_model_get_item (plr_stage_get_steps (build), 0);
  g_assert_cmpstr (plr_step_get_run (step), ==, "make");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  plr_document_save_async (document, NULL, NULL, keep_result_cb, &result);
  wait_for (&result);
  g_assert_true (plr_document_save_finish (document, result, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));

  none = open_document (project, "README", &error);
  g_assert_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_UNSUPPORTED);
}

static void
test_run_is_a_record (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrRun) back = NULL;
  g_autoptr(PlrRunArtifact) artifact = NULL;
  g_autofree char *head = plr_test_git (fixture->work, "", 0, "rev-parse", "HEAD", NULL);
  g_autofree char *id = NULL;
  GListModel *runs = plr_engine_get_runs (fixture->engine);

  if (!can_run ())
    return;

  plr_test_git_write (fixture->work, "README", "second, and not committed\n");
  run = run_to_end (fixture);
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_SUCCEEDED);
  g_assert_cmpuint (g_list_model_get_n_items (runs), ==, 1);
  id = g_strdup (plr_run_get_id (run));
  g_assert_cmpstr (id, ==, "1");
  g_clear_object (&run);
  close_engine (fixture);

  open_engine (fixture);
  back = get_run (fixture, id, NULL);
  g_assert_cmpint (plr_run_get_state (back), ==, PLR_RUN_STATE_SUCCEEDED);
  g_assert_cmpstr (plr_run_get_pipeline (back), ==, "Demo");
  g_assert_cmpstr (plr_run_get_commit_id (back), ==, head);
  g_assert_cmpstr (plr_run_get_commit_author (back), !=, NULL);
  g_assert_false (plr_run_get_working_definition (back));
  g_assert_cmpuint (plr_run_get_n_left_out (back), ==, 1);
  g_assert_nonnull (strstr (plr_run_get_left_out (back)[0], "README"));
  g_assert_cmpint (plr_run_get_finished_us (back), >=, plr_run_get_started_us (back));
  assert_log (plr_run_find_stage (back, "build"), "hello");
  g_assert_cmpint (plr_run_stage_get_cpu_us (plr_run_find_stage (back, "build")), >, 0);
  artifact = g_list_model_get_item (plr_run_stage_get_artifacts (plr_run_find_stage (back, "build")), 0);
  /* echo first | sha256sum */
  g_assert_cmpstr (plr_run_artifact_get_sha256 (artifact), ==,
                   "b640e840b19d378660b32fb51ae18d67dccb4a8596a29e7bd72c1b2ae5928f41");
  g_assert_true (g_file_test (plr_run_artifact_get_file (artifact), G_FILE_TEST_IS_REGULAR));
}

static void
test_uncommitted_definition_runs_only_if_it_is_asked_for (Fixture      *fixture,
                                                          gconstpointer data)
{
  g_autoptr(PlrRunRequest) request = plr_run_request_new (fixture->work, "other.pipeliner.yml");
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrRun) back = NULL;
  g_autoptr(GError) error = NULL;

  if (!can_run ())
    return;

  plr_test_git_write (fixture->work, "other.pipeliner.yml", "pipeliner: 1\nstages:\n  a:\n    steps: [run: cat README]\n");
  g_assert_null (trigger (fixture, request, &error));
  g_assert_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "other.pipeliner.yml"));
  g_assert_nonnull (strstr (error->message, "commit it first"));
  g_clear_error (&error);

  plr_test_git_write (fixture->work, "README", "second\n");
  plr_run_request_set_working_definition (request, TRUE);
  run = trigger (fixture, request, &error);
  g_assert_no_error (error);
  while (plr_engine_is_busy (fixture->engine))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_SUCCEEDED);
  /* The definition is the one of the desk, the files are those of the commit. */
  assert_log (plr_run_find_stage (run, "a"), "first");
  back = get_run (fixture, plr_run_get_id (run), NULL);
  g_assert_true (plr_run_get_working_definition (back));
}

static void
test_invalid_definition_does_not_run (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autoptr(PlrRunRequest) request = plr_run_request_new (fixture->work, "pipeliner.yml");
  g_autoptr(GError) error = NULL;

  plr_test_git_write (fixture->work, "pipeliner.yml", "pipeliner: 1\nstages:\n  a:\n    needs: [a]\n    steps: [run: x]\n");
  g_free (plr_test_git_commit (fixture->work, "Break it"));
  g_assert_null (trigger (fixture, request, &error));
  g_assert_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "pipeliner.yml:"));
  g_assert_cmpuint (g_list_model_get_n_items (plr_engine_get_runs (fixture->engine)), ==, 0);
}

static void
test_missing_run_is_not_found (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (get_run (fixture, "77", &error));
  g_assert_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_NOT_FOUND);
}

static void
commit_endless (Fixture *fixture)
{
  plr_test_git_write (fixture->work, "pipeliner.yml", endless);
  g_free (plr_test_git_commit (fixture->work, "Never end"));
}

static PlrRun *
start_endless (Fixture *fixture)
{
  g_autoptr(PlrRunRequest) request = plr_run_request_new (fixture->work, "pipeliner.yml");
  g_autoptr(GError) error = NULL;
  PlrRun *run = trigger (fixture, request, &error);

  g_assert_no_error (error);
  while (plr_run_stage_get_log_size_bytes (plr_run_find_stage (run, "wait")) == 0)
    g_main_context_iteration (NULL, TRUE);

  return run;
}

static void
test_stopped_run_is_cancelled (Fixture      *fixture,
                               gconstpointer data)
{
  PlrRunner *runner = plr_engine_get_local_runner (fixture->engine);
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(PlrRun) live = NULL;
  g_autoptr(PlrRun) back = NULL;
  g_autoptr(GError) error = NULL;

  if (!can_run ())
    return;

  commit_endless (fixture);
  run = start_endless (fixture);
  live = get_run (fixture, plr_run_get_id (run), NULL);
  g_assert_true (live == run);
  g_assert_true (plr_engine_is_busy (fixture->engine));
  g_assert_true (plr_runner_stop (runner, run, &error));
  g_assert_no_error (error);
  while (plr_engine_is_busy (fixture->engine))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_CANCELLED);

  g_assert_false (plr_runner_stop (runner, run, &error));
  g_assert_error (error, PLR_RUNNER_ERROR, PLR_RUNNER_ERROR_NOT_FOUND);
  back = get_run (fixture, plr_run_get_id (run), NULL);
  g_assert_cmpint (plr_run_get_state (back), ==, PLR_RUN_STATE_CANCELLED);
  g_assert_cmpint (plr_run_stage_get_state (plr_run_find_stage (back, "wait")), ==, PLR_RUN_STATE_CANCELLED);
}

static void
test_stage_waits_for_a_person (Fixture      *fixture,
                               gconstpointer data)
{
  PlrRunner *runner = plr_engine_get_local_runner (fixture->engine);
  g_autoptr(PlrRunRequest) request = plr_run_request_new (fixture->work, "pipeliner.yml");
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(GError) error = NULL;
  PlrRunStage *stage;

  if (!can_run ())
    return;

  plr_test_git_write (fixture->work, "pipeliner.yml",
                      "pipeliner: 1\nstages:\n  ship:\n    approval: Ship it?\n    steps: [run: 'true']\n");
  g_free (plr_test_git_commit (fixture->work, "Ask first"));
  run = trigger (fixture, request, &error);
  g_assert_no_error (error);
  stage = plr_run_find_stage (run, "ship");
  while (plr_run_stage_get_state (stage) != PLR_RUN_STATE_WAITING)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (plr_runner_approve (runner, run, stage, TRUE, "yes", &error));
  g_assert_no_error (error);
  while (plr_engine_is_busy (fixture->engine))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_SUCCEEDED);
}

static void
test_earlier_runs_are_listed_newest_first (Fixture      *fixture,
                                           gconstpointer data)
{
  g_autoptr(PlrRun) first = NULL;
  g_autoptr(PlrRun) second = NULL;
  g_autoptr(PlrRun) top = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) list = NULL;
  g_autoptr(GError) error = NULL;
  GListModel *runs;

  if (!can_run ())
    return;

  first = run_to_end (fixture);
  second = run_to_end (fixture);
  g_clear_object (&first);
  g_clear_object (&second);
  close_engine (fixture);

  open_engine (fixture);
  first = run_to_end (fixture);
  runs = plr_engine_get_runs (fixture->engine);
  while (g_list_model_get_n_items (runs) < 3)
    g_main_context_iteration (NULL, TRUE);
  top = g_list_model_get_item (runs, 0);
  g_assert_true (top == first);
  g_assert_cmpstr (plr_run_get_id (top), ==, "3");

  plr_runner_list_runs_async (plr_engine_get_local_runner (fixture->engine), NULL, 1, 10, NULL, keep_result_cb, &result);
  wait_for (&result);
  list = plr_runner_list_runs_finish (plr_engine_get_local_runner (fixture->engine), result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 2);
  g_assert_cmpstr (plr_run_get_id (g_ptr_array_index (list, 0)), ==, "2");
}

/* The other process: starts a run that never ends, and is killed in the middle of it. */
static void
other_process (void)
{
  Fixture fixture = { 0 };
  PlrRun *run;

  fixture.work = g_strdup (g_getenv ("PLR_TEST_WORK"));
  fixture.state = g_strdup (g_getenv ("PLR_TEST_STATE"));
  open_engine (&fixture);
  run = start_endless (&fixture);
  g_assert_nonnull (run);
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (write (STDOUT_FILENO, "x", 1), ==, 1);
  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_sleeping_for_us (const char *directory)
{
  g_autofree char *needle = g_strdup_printf ("%s/", directory);
  g_autoptr(GDir) proc = g_dir_open ("/proc", 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (proc)) != NULL)
    {
      g_autofree char *path = g_build_filename ("/proc", name, "mountinfo", NULL);
      g_autofree char *mounts = NULL;

      if (g_ascii_isdigit (name[0]) && g_file_get_contents (path, &mounts, NULL, NULL) && strstr (mounts, needle) != NULL)
        return TRUE;
    }

  return FALSE;
}

static void
test_killed_program_leaves_a_record_and_nothing_else (Fixture      *fixture,
                                                      gconstpointer data)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *remains = g_build_filename (fixture->state, "runs", "1", "work", NULL);
  PlrRunStage *stage;
  char byte;

  if (!can_run ())
    return;

  commit_endless (fixture);
  g_subprocess_launcher_setenv (launcher, "PLR_TEST_WORK", fixture->work, TRUE);
  g_subprocess_launcher_setenv (launcher, "PLR_TEST_STATE", fixture->state, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, self, "--other-process", NULL);
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (process), &byte, 1, NULL, &error), ==, 1);
  g_assert_no_error (error);

  /* As long as it lives, the run is its own, and goes on. */
  close_engine (fixture);
  open_engine (fixture);
  run = get_run (fixture, "1", NULL);
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_RUNNING);
  g_assert_true (g_file_test (remains, G_FILE_TEST_IS_DIR));
  g_clear_object (&run);

  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  close_engine (fixture);
  open_engine (fixture);
  run = get_run (fixture, "1", NULL);
  stage = plr_run_find_stage (run, "wait");
  g_assert_cmpint (plr_run_get_state (run), ==, PLR_RUN_STATE_INTERRUPTED);
  g_assert_cmpint (plr_run_stage_get_state (stage), ==, PLR_RUN_STATE_INTERRUPTED);
  g_assert_nonnull (plr_run_get_reason (run));
  assert_log (stage, "started");

  /* The kernel ends the sandbox with the program, and the work tree goes at the next start. */
  while (is_sleeping_for_us (fixture->state) || g_file_test (remains, G_FILE_TEST_EXISTS))
    g_usleep (10000);
}

#define ADD(name, function) \
  g_test_add ("/engine/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  if (argc > 1 && g_str_equal (argv[1], "--other-process"))
    {
      other_process ();
      return 0;
    }

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("project-says-what-the-repository-has", test_project_says_what_the_repository_has);
  ADD ("definitions-are-known-by-what-is-in-them", test_definitions_are_known_by_what_is_in_them);
  ADD ("what-is-no-repository-is-refused", test_what_is_no_repository_is_refused);
  ADD ("recent-projects-are-remembered", test_recent_projects_are_remembered);
  ADD ("positions-are-kept-for-each-file", test_positions_are_kept_for_each_file);
  ADD ("new-definition-starts-from-a-template", test_new_definition_starts_from_a_template);
  ADD ("run-is-a-record", test_run_is_a_record);
  ADD ("uncommitted-definition-runs-only-if-it-is-asked-for", test_uncommitted_definition_runs_only_if_it_is_asked_for);
  ADD ("invalid-definition-does-not-run", test_invalid_definition_does_not_run);
  ADD ("missing-run-is-not-found", test_missing_run_is_not_found);
  ADD ("stopped-run-is-cancelled", test_stopped_run_is_cancelled);
  ADD ("stage-waits-for-a-person", test_stage_waits_for_a_person);
  ADD ("earlier-runs-are-listed-newest-first", test_earlier_runs_are_listed_newest_first);
  ADD ("killed-program-leaves-a-record-and-nothing-else", test_killed_program_leaves_a_record_and_nothing_else);

  return g_test_run ();
}
