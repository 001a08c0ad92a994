/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "build-fixture.h"
#include "plr-file.h"
#include "plr-sandbox.h"
#include "plr-test-git.h"

void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("plr-build-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->work = g_build_filename (fixture->dir, "project", NULL);
  fixture->store = g_build_filename (fixture->dir, "store", NULL);
  fixture->events = g_ptr_array_new_with_free_func ((GDestroyNotify)plr_build_event_unref);
  fixture->pipeline = plr_pipeline_new ();
  plr_pipeline_set_name (fixture->pipeline, "Demo");
  g_assert_cmpint (g_mkdir_with_parents (fixture->work, 0755), ==, 0);
  plr_test_git_init (fixture->work);
  plr_test_git_write (fixture->work, "README", "hello\n");
}

void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_assert_null (fixture->build);
  g_assert_true (plr_file_remove_tree (fixture->dir, NULL));
  g_clear_object (&fixture->pipeline);
  g_clear_pointer (&fixture->events, g_ptr_array_unref);
  g_clear_pointer (&fixture->run_dir, g_free);
  g_clear_pointer (&fixture->store, g_free);
  g_clear_pointer (&fixture->work, g_free);
  g_clear_pointer (&fixture->dir, g_free);
}

/* Whether this machine can confine a command; otherwise the test is skipped and says why. */
gboolean
fixture_can_run (void)
{
  g_autoptr(GError) error = NULL;

  if (plr_sandbox_check (&error))
    return TRUE;
  g_test_skip (error->message);

  return FALSE;
}

/* A stage with one step, or with none if @script is NULL; @needs are ids with blanks between them. */
PlrStage *
fixture_add (Fixture    *fixture,
             const char *id,
             const char *needs,
             const char *script)
{
  g_autoptr(PlrStage) stage = plr_stage_new (id);
  g_auto(GStrv) list = g_strsplit (needs, " ", -1);

  plr_stage_set_needs (stage, (const char *const *)list);
  if (script != NULL)
    {
      g_autoptr(PlrStep) step = plr_step_new (script);

      plr_stage_add_step (stage, step);
    }
  plr_pipeline_add_stage (fixture->pipeline, stage);

  return plr_pipeline_find_stage (fixture->pipeline, id);
}

void
fixture_keep (PlrStage   *stage,
              const char *name,
              const char *paths)
{
  g_auto(GStrv) list = g_strsplit (paths, " ", -1);
  g_autoptr(PlrArtifact) artifact = plr_artifact_new (name, (const char *const *)list);

  plr_stage_add_artifact (stage, artifact);
}

static void
event_cb (PlrBuild      *build,
          PlrBuildEvent *event,
          Fixture       *fixture)
{
  g_ptr_array_add (fixture->events, plr_build_event_ref (event));
  if (fixture->on_event != NULL)
    fixture->on_event (event, fixture);
}

/* Runs the pipeline from the present HEAD to its end; the events of it are in the fixture then. */
PlrRun *
fixture_run (Fixture               *fixture,
             const PlrBuildOptions *options)
{
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  PlrBuildOptions all = { NULL };
  PlrRun *run = NULL;

  if (options != NULL)
    all = *options;
  all.repository = fixture->work;
  all.store = fixture->store;
  g_ptr_array_set_size (fixture->events, 0);
  g_free (fixture->run_dir);
  fixture->run_dir = g_strdup_printf ("%s/runs/%u", fixture->dir, ++fixture->n_runs);

  repository = plr_repository_open (fixture->work, &error);
  g_assert_no_error (error);
  commit = plr_repository_resolve (repository, NULL, &error);
  g_assert_no_error (error);
  fixture->build = plr_build_new (fixture->pipeline, commit, &all, &error);
  g_assert_no_error (error);
  run = g_object_ref (plr_build_get_run (fixture->build));
  g_signal_connect (fixture->build, "event", G_CALLBACK (event_cb), fixture);
  plr_build_start (fixture->build, fixture->run_dir);
  while (!plr_run_is_finished (run))
    (void)g_main_context_iteration (NULL, TRUE);
  g_assert_finalize_object (g_steal_pointer (&fixture->build));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run)); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (G_LIST_MODEL (run), i);

      g_test_message ("%s: %s (%s)", plr_run_stage_get_id (stage), plr_run_state_get_nick (plr_run_stage_get_state (stage)),
                      plr_run_stage_get_reason (stage));
    }

  return run;
}

/* "id state" for each stage, so that one assertion shows the whole run. */
char *
fixture_states (PlrRun *run)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (run)); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (G_LIST_MODEL (run), i);

      g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "", plr_run_stage_get_id (stage),
                              plr_run_state_get_nick (plr_run_stage_get_state (stage)));
    }

  return g_string_free (text, FALSE);
}

PlrRunStage *
fixture_get (PlrRun     *run,
             const char *id)
{
  PlrRunStage *stage = plr_run_find_stage (run, id);

  g_assert_nonnull (stage);

  return stage;
}

/* A file of the last run. */
char *
fixture_read (Fixture    *fixture,
              const char *path)
{
  g_autofree char *file = g_build_filename (fixture->run_dir, path, NULL);
  g_autoptr(GError) error = NULL;
  char *text = plr_file_load (file, 1 << 24, NULL, &error);

  g_assert_no_error (error);

  return text;
}

/* Where in the events of the last run that one is, or -1. */
int
fixture_find_event (Fixture          *fixture,
                    PlrBuildEventKind kind,
                    const char       *stage,
                    PlrRunState       state)
{
  for (guint i = 0; i < fixture->events->len; i++)
    {
      PlrBuildEvent *event = g_ptr_array_index (fixture->events, i);

      if (event->kind == kind && g_strcmp0 (event->stage, stage) == 0 &&
          (kind != PLR_BUILD_EVENT_STAGE_CHANGED || event->state == state))
        return (int)i;
    }

  return -1;
}
