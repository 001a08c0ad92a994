/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plr-test-pipelines.h"

static void
add_step (PlrStage   *stage,
          const char *name,
          const char *run,
          const char *shell,
          const char *directory)
{
  g_autoptr(PlrStep) step = plr_step_new (run);

  plr_step_set_name (step, name);
  plr_step_set_shell (step, shell);
  plr_step_set_directory (step, directory);
  plr_stage_add_step (stage, step);
}

static void
add_artifact (PlrStage          *stage,
              const char        *name,
              const char *const *paths,
              gboolean           optional)
{
  g_autoptr(PlrArtifact) artifact = plr_artifact_new (name, paths);

  plr_artifact_set_optional (artifact, optional);
  plr_stage_add_artifact (stage, artifact);
}

static void
add_stage_variable (PlrStage   *stage,
                    const char *name,
                    const char *value)
{
  g_autoptr(PlrVariable) variable = plr_variable_new (name, value);

  plr_stage_add_variable (stage, variable);
}

static void
add_axis (PlrStage          *stage,
          const char        *name,
          const char *const *values)
{
  g_autoptr(PlrAxis) axis = plr_axis_new (name, values);

  plr_stage_add_axis (stage, axis);
}

PlrStage *
plr_test_pipeline_add (PlrPipeline *pipeline,
                       const char  *id,
                       const char  *need,
                       const char  *run)
{
  g_autoptr(PlrStage) stage = plr_stage_new (id);
  const char *needs[] = { need, NULL };

  plr_stage_set_needs (stage, needs);
  if (run != NULL)
    add_step (stage, NULL, run, NULL, NULL);
  plr_pipeline_add_stage (pipeline, stage);

  return stage;
}

PlrPipeline *
plr_test_pipeline_new_small (void)
{
  PlrPipeline *pipeline = plr_pipeline_new ();
  PlrStage *build = plr_test_pipeline_add (pipeline, "build", NULL, "make");
  const char *program[] = { "build/program", NULL };

  add_artifact (build, "program", program, FALSE);
  plr_test_pipeline_add (pipeline, "test", "build", "make check");

  return pipeline;
}

/* Every property of the model that a person can set. */
PlrPipeline *
plr_test_pipeline_new_full (void)
{
  const char *program[] = { "build/program", NULL };
  const char *data[] = { "share/*.txt", "share/**/data.bin", ".hidden/x", NULL };
  const char *compilers[] = { "gcc", "clang", NULL };
  const char *versions[] = { "1.10", "2", "on", NULL };
  const char *reports[] = { "build/*.xml", NULL };
  const char *some[] = { "build/program", NULL };
  const char *both[] = { "build", "test", NULL };
  const char *branches[] = { "main", "release/*", "v?-[0-9]*", NULL };
  PlrPipeline *pipeline = plr_pipeline_new ();
  g_autoptr(PlrVariable) flags = plr_variable_new ("CFLAGS", "-O2 '-DX=$Y'");
  PlrStage *stage;
  g_autoptr(PlrStep) step = plr_step_new ("cat <<EOF |\n${HOME} ${{ x }}\nEOF\n  tr a b\ncd / && true \\");
  g_autoptr(PlrVariable) word = plr_variable_new ("WORD", "it's \"quoted\"\nand long");

  plr_pipeline_set_name (pipeline, "All: of # it");
  plr_pipeline_set_path (pipeline, "ci/all.pipeliner.yml");
  plr_pipeline_set_shell (pipeline, "bash");
  plr_pipeline_set_timeout_us (pipeline, 90 * G_TIME_SPAN_MINUTE);
  plr_pipeline_set_retry (pipeline, 1);
  plr_pipeline_add_variable (pipeline, flags);

  stage = plr_test_pipeline_add (pipeline, "build", NULL, NULL);
  plr_stage_set_name (stage, "Build it");
  add_step (stage, "Compile", "make -j2", NULL, "src");
  add_step (stage, "Pack\nit", "tar c . | gzip > x.gz; echo $PLR_COMMIT_SHORT", "sh", NULL);
  add_artifact (stage, "program", program, FALSE);
  add_artifact (stage, "data", data, TRUE);
  plr_stage_set_network (stage, TRUE);

  stage = plr_test_pipeline_add (pipeline, "test", "build", "$CC --version | head -1");
  add_stage_variable (stage, "MODE", "yes");
  add_axis (stage, "CC", compilers);
  add_axis (stage, "VERSION", versions);
  plr_step_add_variable (step, word);
  plr_step_set_directory (step, "a b");
  plr_stage_add_step (stage, step);
  plr_stage_set_reports (stage, reports);
  plr_stage_set_timeout_us (stage, 90 * G_TIME_SPAN_SECOND);
  plr_stage_set_retry (stage, 5);
  plr_stage_set_inputs (stage, some);
  add_artifact (stage, "log", reports, TRUE);

  stage = plr_test_pipeline_add (pipeline, "sign-off", "test", NULL);
  plr_stage_set_approval (stage, TRUE);
  plr_stage_set_approval_message (stage, "Is it \"good\": yes?");

  stage = plr_test_pipeline_add (pipeline, "deploy", NULL, "./deploy $PLR_BRANCH");
  plr_stage_set_needs (stage, both);
  plr_stage_set_deploy (stage, "production");
  plr_stage_set_approval (stage, TRUE);
  plr_stage_set_branches (stage, branches);

  stage = plr_test_pipeline_add (pipeline, "announce", "deploy", "echo done");
  stage = plr_test_pipeline_add (pipeline, "cry", "deploy", "echo failed");
  plr_stage_set_when (stage, PLR_STAGE_WHEN_FAILURE);
  stage = plr_test_pipeline_add (pipeline, "clean", "deploy", "rm -rf x");
  plr_stage_set_when (stage, PLR_STAGE_WHEN_ALWAYS);
  plr_stage_set_image (stage, "alpine:3.20");
  plr_test_pipeline_add (pipeline, "after", "clean", "true");

  return pipeline;
}

/* Names and values that mean something to YAML, to a shell or to a target. */
PlrPipeline *
plr_test_pipeline_new_hostile (void)
{
  static const char *const values[] = {
    "on", "yes", "1.10", "0x1f", "12:30", "", " ", "~", "a: b", "# c", "- d", "*e", "&f", "!g", "%h", "@i", "`j`", "{k}", "[l",
    "'m'", "\"n\"", "a\nb", "a\n", "\ta", "a ", "$X", "$$", "${{ secrets.X }}", "ünï→cödé", "\\", "|", ">", "null", "2001-12-14",
  };
  PlrPipeline *pipeline = plr_pipeline_new ();
  const char *paths[] = { "-x", "a b", "$(id)", "c;d", "e'f", NULL };
  PlrStage *stage = plr_test_pipeline_add (pipeline, "pages", NULL, "echo 'it''s' # ) \\");

  plr_pipeline_set_name (pipeline, "on");
  plr_pipeline_set_path (pipeline, "a\n- b.yml");
  plr_stage_set_name (stage, "yes\n# no");
  add_artifact (stage, "a\"b:c", paths, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *name = g_strdup_printf ("V%u", i);
      g_autofree char *id = g_strdup_printf ("stage.%u", i);

      add_stage_variable (stage, name, values[i]);
      if (i % 8 == 0)
        plr_test_pipeline_add (pipeline, id, "pages", "case x in y) exit 1 ;; esac");
    }
  plr_test_pipeline_add (pipeline, "stage-8", "stage.8", "true");
  plr_test_pipeline_add (pipeline, "stage_8", "stage.8", "true");

  return pipeline;
}

PlrPipeline *
plr_test_pipeline_new_large (void)
{
  PlrPipeline *pipeline = plr_pipeline_new ();

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *id = g_strdup_printf ("s%u", i);
      g_autofree char *need = i < 10 ? NULL : g_strdup_printf ("s%u", i - 10 + i % 3);

      plr_test_pipeline_add (pipeline, id, need, "make all");
    }

  return pipeline;
}
