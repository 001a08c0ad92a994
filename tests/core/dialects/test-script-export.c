/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/wait.h>

#include <glib/gstdio.h>

#include "plr-dialect.h"
#include "plr-test-git.h"
#include "plr-test-pipelines.h"

/* A repository with one commit, and what is exported to it. */
typedef struct
{
  char *root;
  char *out;
} Fixture;

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autofree char *commit = NULL;
  g_autoptr(GError) error = NULL;

  fixture->root = g_dir_make_tmp ("plr-script-XXXXXX", &error);
  g_assert_no_error (error);
  plr_test_git_init (fixture->root);
  plr_test_git_write (fixture->root, "file", "content\n");
  commit = plr_test_git_commit (fixture->root, "A commit");
  g_assert_nonnull (commit);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  const char *argv[] = { "rm", "-rf", fixture->root, NULL };

  g_assert_true (g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL));
  g_clear_pointer (&fixture->root, g_free);
  g_clear_pointer (&fixture->out, g_free);
}

/* Returns the status of a shell command in the repository; its output is kept. */
static int
shell (Fixture    *fixture,
       const char *command)
{
  const char *argv[] = { "sh", "-c", command, NULL };
  g_autofree char *err = NULL;
  g_autoptr(GError) error = NULL;
  int status = 0;

  g_clear_pointer (&fixture->out, g_free);
  g_assert_true (g_spawn_sync (fixture->root, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL,
                               &fixture->out, &err, &status, &error));
  g_assert_no_error (error);
  g_test_message ("%s: %d\n%s%s", command, status, fixture->out, err);
  g_assert_true (WIFEXITED (status));

  return WEXITSTATUS (status);
}

static void
export_pipeline (Fixture     *fixture,
                 PlrPipeline *pipeline,
                 const char  *target,
                 const char  *file)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (target);
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = plr_dialect_write (dialect, pipeline, losses, &error);

  g_assert_no_error (error);
  plr_test_git_write (fixture->root, file, text);
}

static void
export_text (Fixture    *fixture,
             const char *text)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("pipeliner");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, text, -1, "pipeliner.yml", problems);

  g_assert_nonnull (pipeline);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (problems)), ==, 0);
  export_pipeline (fixture, pipeline, "shell", "p.sh");
  export_pipeline (fixture, pipeline, "makefile", "p.mk");
}

/* Both do the same. */
static void
assert_runs (Fixture    *fixture,
             const char *variables,
             gboolean    succeeds,
             const char *states)
{
  static const char *const programs[] = { "sh ./p.sh", "make -j2 -f p.mk", "bash --posix ./p.sh" };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      g_autofree char *command = g_strdup_printf ("unset MAKEFLAGS MAKELEVEL; %s %s </dev/null", variables, programs[i]);
      int status = shell (fixture, command);

      g_assert_true ((status == 0) == succeeds);
      g_assert_cmpint (shell (fixture, "cd .pipeliner/status && for s in *; do echo $s $(cat $s); done"), ==, 0);
      g_assert_cmpstr (fixture->out, ==, states);
    }
}

/* make expands nothing that a shell is to see, and no here-document ends early. */
static void
test_odd_pipelines_are_well_formed (Fixture      *fixture,
                                    gconstpointer data)
{
  PlrPipeline *(*const makers[]) (void) = {
    plr_test_pipeline_new_small, plr_test_pipeline_new_full, plr_test_pipeline_new_hostile, plr_test_pipeline_new_large,
  };
  g_autofree char *python = g_find_program_in_path ("python3");
  g_autofree char *buildbot = g_find_program_in_path ("buildbot");

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++)
    {
      g_autoptr(PlrPipeline) pipeline = makers[i] ();

      export_pipeline (fixture, pipeline, "shell", "p.sh");
      export_pipeline (fixture, pipeline, "makefile", "p.mk");
      export_pipeline (fixture, pipeline, "buildbot", "master.cfg");
      g_assert_cmpint (shell (fixture, "sh -n p.sh"), ==, 0);
      g_assert_cmpint (shell (fixture, "make -n -f p.mk >/dev/null"), ==, 0);
      if (python != NULL)
        g_assert_cmpint (shell (fixture, "python3 -c 'compile(open(\"master.cfg\", encoding=\"utf-8\").read(), \"master.cfg\", \"exec\")'"), ==, 0);
      if (buildbot != NULL && makers[i] == plr_test_pipeline_new_hostile)
        g_assert_cmpint (shell (fixture, "buildbot checkconfig master.cfg"), ==, 0);
    }
}

/* The name of an artifact leads to no other folder, and is no step that Buildbot refuses. */
static void
test_names_of_artifacts_are_harmless (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autofree char *buildbot = g_find_program_in_path ("buildbot");
  g_autoptr(PlrPipeline) pipeline = plr_pipeline_new ();
  PlrStage *stage = plr_test_pipeline_add (pipeline, "a", NULL, "echo x > out");
  static const char *const names[] = { "../../../../away", "..", "a/b", "a name of more than fifty characters, which Buildbot does not take", };
  const char *paths[] = { "out", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr(PlrArtifact) artifact = plr_artifact_new (names[i], paths);

      plr_stage_add_artifact (stage, artifact);
    }
  export_pipeline (fixture, pipeline, "shell", "p.sh");
  export_pipeline (fixture, pipeline, "makefile", "p.mk");
  export_pipeline (fixture, pipeline, "buildbot", "master.cfg");
  assert_runs (fixture, "", TRUE, "a ok\n");
  g_assert_cmpint (shell (fixture, "cd .pipeliner/artifacts/a/a.1 && find . -name out | wc -l"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "4\n");
  if (buildbot != NULL)
    g_assert_cmpint (shell (fixture, "buildbot checkconfig master.cfg"), ==, 0);
}

static void
test_scripts_are_run_as_they_are (Fixture      *fixture,
                                  gconstpointer data)
{
  export_text (fixture,
               "pipeliner: 1\n"
               "variables: {A: \"it's $HOME `x` \\\\n #\"}\n"
               "stages:\n"
               "  a:\n"
               "    steps:\n"
               "      - |\n"
               "        printf '%s\\n' \"$A\" > out\n"
               "        define () { echo \"$1 \\\n"
               "        x\"; }\n"
               "        define y >> out\n"
               "        cat >> out <<'END_OF_STEP'\n"
               "        endef $$ $(shell x)\n"
               "        @-+tab\\\n"
               "        END_OF_STEP\n"
               "        cat file >> out; git status >/dev/null 2>&1 && echo inside >> out\n"
               "    artifacts: {o: out}\n");
  assert_runs (fixture, "", TRUE, "a ok\n");
  g_assert_cmpint (shell (fixture, "cat .pipeliner/artifacts/a/a.1/o/out"), ==, 0);
  g_assert_cmpstr (fixture->out, ==, "it's $HOME `x` \\n #\ny x\nendef $$ $(shell x)\n@-+tab\\\ncontent\ninside\n");
}

static void
test_failure_is_followed (Fixture      *fixture,
                          gconstpointer data)
{
  export_text (fixture,
               "pipeliner: 1\n"
               "stages:\n"
               "  bad: {steps: [{run: exit 3}, {run: touch never}]}\n"
               "  after: {needs: [bad], steps: ['true']}\n"
               "  clean: {needs: [after], when: always, steps: ['true']}\n"
               "  tell: {needs: [bad], when: failure, steps: ['true']}\n"
               "  missing: {needs: [clean], when: always, steps: ['true'], artifacts: {x: nothing}}\n");
  assert_runs (fixture, "", FALSE, "after skipped\nbad failed\nclean ok\nmissing failed\ntell ok\n");
  g_assert_cmpint (shell (fixture, "test ! -e .pipeliner/src/bad.1/never"), ==, 0);
  g_assert_cmpint (shell (fixture, "unset MAKEFLAGS MAKELEVEL; make -f p.mk bad"), !=, 0);
  /* A stage that is independent runs only if it is wanted: the order makes no difference then. */
  export_text (fixture, "pipeliner: 1\nstages:\n  bad: {steps: ['false']}\n  other: {needs: [], steps: ['true']}\n");
  assert_runs (fixture, "KEEP_GOING=1", FALSE, "bad failed\nother ok\n");
}

static void
test_retries_approvals_and_branches (Fixture      *fixture,
                                     gconstpointer data)
{
  export_text (fixture,
               "pipeliner: 1\n"
               "stages:\n"
               "  shaky: {retry: 2, steps: ['echo x >> \"$PLR_WORK/tries\"; test $(wc -l < \"$PLR_WORK/tries\") -ge 3']}\n"
               "  deploy: {needs: [shaky], approval: \"It's on?\", steps: ['true']}\n"
               "  main-only: {when: {branches: [main, 'release-*']}, steps: ['true']}\n");
  assert_runs (fixture, "rm -f .pipeliner/tries; KEEP_GOING=1 PLR_BRANCH=other", FALSE,
               "deploy failed\nmain-only skipped\nshaky ok\n");
  assert_runs (fixture, "rm -f .pipeliner/tries; KEEP_GOING=1 PLR_BRANCH=release-2 APPROVED='x deploy'", TRUE,
               "deploy ok\nmain-only ok\nshaky ok\n");
  export_text (fixture, "pipeliner: 1\nstages:\n  slow: {timeout: 1s, steps: ['sleep 30']}\n");
  g_assert_cmpint (shell (fixture, "sh ./p.sh"), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) g_test_add ("/script-export/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("odd-pipelines-are-well-formed", test_odd_pipelines_are_well_formed);
  ADD ("names-of-artifacts-are-harmless", test_names_of_artifacts_are_harmless);
  ADD ("scripts-are-run-as-they-are", test_scripts_are_run_as_they_are);
  ADD ("failure-is-followed", test_failure_is_followed);
  ADD ("retries-approvals-and-branches", test_retries_approvals_and_branches);

  return g_test_run ();
}
