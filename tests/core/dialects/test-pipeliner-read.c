/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-dialect.h"
#include "plr-pipeline-json.h"

static PlrPipeline *
read_text (const char *text,
           GListStore *problems)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("pipeliner");

  return plr_dialect_read (dialect, text, -1, "pipeliner.yml", problems);
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
      gint64 offset = plr_problem_get_offset (problem);
      g_autofree char *span = g_strndup (text + offset, plr_problem_get_length (problem));

      g_assert_nonnull (plr_problem_get_hint (problem));
      g_assert_cmpstr (plr_problem_get_path (problem), ==, "pipeliner.yml");
      g_string_append_printf (out, "%s %u:%u %s\n", plr_problem_get_code (problem), plr_problem_get_line (problem),
                              plr_problem_get_column (problem), span);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static const struct
{
  const char *text;
  const char *problems;
} places[] = {
  { "pipeliner: 1\nnaem: x\nstages: {a: {steps: [x]}}\n", "unknown-key 2:1 naem\n" },
  { "pipeliner: 2\nstages: {a: {steps: [x]}}\n", "unknown-version 1:12 2\n" },
  { "name: x\npipeliner: 1\nstages: {a: {steps: [x]}}\n", "version-not-first 2:1 pipeliner\n" },
  { "name: x\nstages: {a: {steps: [x]}}\n", "missing-version 1:1 name\n" },
  { "pipeliner: 1\n", "no-stages 1:1 pipeliner\n" },
  { "pipeliner: 1\nstages: {a: {steps: [x], needs: [b]}}\n", "unknown-need 2:34 b\n" },
  { "pipeliner: 1\nstages:\n  a: {steps: [x]}\n  b: {steps: [x], needs: [a, c, a]}\n",
    "unknown-need 4:30 c\nduplicate-need 4:33 a\n" },
  { "pipeliner: 1\nstages:\n  a: {steps: [x], needs: [c]}\n  b: {steps: [x], needs: a}\n  c: {steps: [x], needs: [b]}\n",
    "cycle 3:27 c\n" },
  { "pipeliner: 1\nstages:\n  a: {steps: [x]}\n  a: {steps: [y]}\n", "duplicate-stage 4:3 a\n" },
  { "pipeliner: 1\nstages:\n  a: {steps: [x], steps: [y]}\n", "duplicate-key 3:19 steps\n" },
  { "pipeliner: 1\nstages:\n  a: {name: é, env: x}\n", "empty-stage 3:3 a\nunknown-key 3:16 env\n" },
  { "pipeliner: 1\nstages:\n  a:\n    steps:\n      - x\n      - \" \"\n      - run: ''\n",
    "empty-step 6:9 \" \"\nempty-step 7:9 run\n" },
  { "pipeliner: 1\nstages:\n  a: {steps: [x], artifacts: {y: z}}\n  b: {steps: [x], needs: a, inputs: [a/y, a/q, b, c/d]}\n",
    "unknown-input 4:43 a/q\ninput-not-needed 4:48 b\nunknown-input 4:51 c/d\n" },
  { "pipeliner: 1\nstages: {a: {steps: [x], timeout: 5x}}\n", "bad-duration 2:35 5x\n" },
  { "pipeliner: 1\nstages: {a: {steps: [{run: x, shell: fish}]}}\n", "unknown-shell 2:38 fish\n" },
  { "pipeliner: 1\nstages: {a: {steps: [x], artifacts: {b: [c, /d, e/../f]}}}\n", "bad-path 2:45 /d\nbad-path 2:49 e/../f\n" },
  { "pipeliner: 1\nvariables: {PLR_A: x, 1b: y}\nstages: {a: {steps: [x]}}\n",
    "reserved-variable 2:13 PLR_A\nbad-variable 2:23 1b\n" },
  { "pipeliner: 1\nstages: {a b: {steps: [x]}}\n", "bad-id 2:10 a b\n" },
  { "pipeliner: 1\nstages: {a: {steps: [x], deploy: prod}}\n", "deploy-not-run 2:34 prod\n" },
  { "pipeliner: 1\ndefaults: {retry: 2}\nstages: {a: {steps: [x], retry: 0}}\n", "retry-default 3:33 0\n" },
  { "pipeliner: 1\nstages: {a: !x {steps: [x]}}\n", "unknown-tag 2:16 {steps: [x]}\n" },
  { "pipeliner: 1\nx-a: &a {env: b}\nstages: {a: {<<: *a, steps: [x]}, b: {<<: *a, steps: [x]}}\n", "unknown-key 2:10 env\n" },
  { "pipeliner: 1\nstages: {a: {steps: [x]}}\n---\nb: c\n", "second-document 4:1 b: c\n" },
  { "pipeliner: 1\nstages: [\n", "syntax 3:1 \n" },
  { "", "not-a-pipeline 1:1 \n" },
};

static void
test_each_problem_has_its_place (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *found = describe (places[i].text);

      g_assert_cmpstr (found, ==, places[i].problems);
    }
}

static void
test_unknown_keys_suggest_the_known_one (void)
{
  static const char *const words[][2] = {
    { "need", "needs" }, { "Steps", "steps" }, { "enviroment", "environment" }, { "artefacts", "artifacts" },
    { "script", "steps" }, { "depends_on", "needs" }, { "env", "environment" }, { "tiemout", "timeout" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autofree char *text = g_strdup_printf ("pipeliner: 1\nstages: {a: {approval: true, %s: x}}\n", words[i][0]);
      g_autofree char *wanted = g_strdup_printf ("“%s”", words[i][1]);
      g_autoptr(PlrPipeline) pipeline = read_text (text, problems);
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), 0);
      PlrStage *stage = plr_pipeline_find_stage (pipeline, "a");

      g_assert_cmpstr (plr_problem_get_code (problem), ==, "unknown-key");
      g_assert_nonnull (strstr (plr_problem_get_hint (problem), wanted));
      g_assert_cmpstr (plr_stage_get_opaque (stage)[0], ==, words[i][0]);
    }
}

static void
test_stages_and_steps_know_their_bytes (void)
{
  static const char text[] =
    "pipeliner: 1\n"
    "stages:\n"
    "  build:   # c\n"
    "    steps:\n"
    "      - make\n"
    "      - name: T\n"
    "        run: test\n"
    "    # end\n"
    "\n"
    "  \"x\": {approval: true}   # d\n";
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = read_text (text, problems);
  PlrStage *build = plr_pipeline_find_stage (pipeline, "build");
  PlrStage *x = plr_pipeline_find_stage (pipeline, "x");
  g_autoptr(PlrStep) step = g_list_model_get_item (plr_stage_get_steps (build), 1);
  g_autofree char *build_text = g_strndup (text + plr_stage_get_offset (build), plr_stage_get_length (build));
  g_autofree char *x_text = g_strndup (text + plr_stage_get_offset (x), plr_stage_get_length (x));
  g_autofree char *step_text = g_strndup (text + plr_step_get_offset (step), plr_step_get_length (step));

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (problems)), ==, 0);
  g_assert_cmpuint (plr_stage_get_line (build), ==, 3);
  g_assert_cmpuint (plr_stage_get_line (x), ==, 10);
  g_assert_true (g_str_has_prefix (build_text, "build:   # c\n"));
  g_assert_true (g_str_has_suffix (build_text, "run: test"));
  g_assert_cmpstr (x_text, ==, "\"x\": {approval: true}");
  g_assert_cmpstr (step_text, ==, "name: T\n        run: test");
  g_assert_cmpint (plr_stage_get_kind (x), ==, PLR_STAGE_KIND_APPROVAL);
}

static void
test_every_construct_reaches_the_model (void)
{
  static const char text[] =
    "pipeliner: 1\nname: N\nvariables: {A: 1, B: \"\"}\ndefaults: {timeout: 1h1m1s, retry: 2, shell: bash}\n"
    "stages:\n  a: {steps: [x], artifacts: {p: q}}\n"
    "  b:\n    name: B\n    needs: a\n    when: {status: always, branches: [main]}\n    approval: {message: Go?}\n"
    "    matrix: {m: [1, true]}\n    network: true\n    timeout: 45\n    retry: 3\n    environment: {C: d}\n"
    "    inputs: a/p\n    steps: [{name: S, run: r, shell: sh, directory: d, environment: {E: f}}]\n"
    "    artifacts: {o: {paths: [g, h], optional: true}}\n    reports: i\n    deploy: {environment: prod}\n";
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = read_text (text, problems);
  g_autofree char *json = plr_pipeline_to_json (pipeline, PLR_PIPELINE_JSON_NONE);

  g_assert_cmpstr (json, ==,
                   "{\"name\":\"N\",\"path\":\"pipeliner.yml\",\"dialect\":\"pipeliner\",\"root\":\"host\","
                   "\"variables\":{\"A\":\"1\",\"B\":\"\"},\"defaults\":{\"timeout_s\":3661,\"retry\":2,\"shell\":\"bash\"},"
                   "\"opaque\":[],\"stages\":[{\"id\":\"a\",\"name\":null,\"kind\":\"build\",\"needs\":[],"
                   "\"when\":\"success\",\"branches\":null,\"approval\":false,\"approval_message\":null,\"matrix\":{},"
                   "\"network\":false,\"timeout_s\":null,\"retry\":0,\"image\":null,\"environment\":{},\"inputs\":null,"
                   "\"steps\":[{\"name\":null,\"run\":\"x\",\"shell\":null,\"directory\":null,\"environment\":{}}],"
                   "\"artifacts\":[{\"name\":\"p\",\"paths\":[\"q\"],\"optional\":false}],\"reports\":[],\"deploy\":null,"
                   "\"opaque\":[]},{\"id\":\"b\",\"name\":\"B\",\"kind\":\"deploy\",\"needs\":[\"a\"],\"when\":\"always\","
                   "\"branches\":[\"main\"],\"approval\":true,\"approval_message\":\"Go?\","
                   "\"matrix\":{\"m\":[\"1\",\"true\"]},\"network\":true,\"timeout_s\":45,\"retry\":3,\"image\":null,"
                   "\"environment\":{\"C\":\"d\"},\"inputs\":[\"a/p\"],\"steps\":[{\"name\":\"S\",\"run\":\"r\","
                   "\"shell\":\"sh\",\"directory\":\"d\",\"environment\":{\"E\":\"f\"}}],"
                   "\"artifacts\":[{\"name\":\"o\",\"paths\":[\"g\",\"h\"],\"optional\":true}],\"reports\":[\"i\"],"
                   "\"deploy\":\"prod\",\"opaque\":[]}]}");
}

/* Whatever can be read is written as a definition that reads the same, without a problem more. */
static void
test_what_is_written_reads_the_same (void)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("pipeliner");
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", "pipeliner", "valid", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n_files = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);
      g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(GListStore) again = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(PlrPipeline) pipeline = NULL;
      g_autoptr(PlrPipeline) copy = NULL;
      g_autofree char *text = NULL;
      g_autofree char *written = NULL;
      g_autofree char *json = NULL;
      g_autofree char *copy_json = NULL;

      g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
      pipeline = read_text (text, problems);
      written = plr_dialect_write (dialect, pipeline, losses, NULL);
      g_assert_nonnull (written);
      copy = read_text (written, again);
      json = plr_pipeline_to_json (pipeline, PLR_PIPELINE_JSON_PRETTY);
      copy_json = plr_pipeline_to_json (copy, PLR_PIPELINE_JSON_PRETTY);
      g_assert_cmpstr (json, ==, copy_json);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (again)), ==,
                        g_list_model_get_n_items (G_LIST_MODEL (problems)));
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (losses)), ==, 0);
      n_files++;
    }
  g_assert_cmpuint (n_files, >=, 30);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pipeliner/read/each-problem-has-its-place", test_each_problem_has_its_place);
  g_test_add_func ("/pipeliner/read/unknown-keys-suggest-the-known-one", test_unknown_keys_suggest_the_known_one);
  g_test_add_func ("/pipeliner/read/stages-and-steps-know-their-bytes", test_stages_and_steps_know_their_bytes);
  g_test_add_func ("/pipeliner/read/every-construct-reaches-the-model", test_every_construct_reaches_the_model);
  g_test_add_func ("/pipeliner/write/what-is-written-reads-the-same", test_what_is_written_reads_the_same);

  return g_test_run ();
}
