/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "json-model.h"
#include "plr-dialect.h"
#include "plr-pipeline-json.h"

/* What a workflow says in the model, it says again after it was read, written and read: all of the model but what is named as
 * opaque, which the writer tells of. */

static PlrPipeline *
read_text (PlrDialect *dialect,
           const char *text)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  PlrPipeline *pipeline = plr_dialect_read (dialect, text, -1, NULL, problems);

  g_assert_nonnull (pipeline);

  return pipeline;
}

static void
forget_opaque (JsonObject *object)
{
  json_object_remove_member (object, "opaque");
}

/* The model in words. A step that is neither a command nor an action is opaque as a whole. */
static char *
describe (PlrPipeline *pipeline)
{
  g_autofree char *json = plr_pipeline_to_json (pipeline, PLR_PIPELINE_JSON_NONE);
  g_autoptr(JsonObject) model = model_parse (json);
  JsonArray *stages = model_get_stages (model);

  forget_opaque (model);
  for (guint i = 0; i < json_array_get_length (stages); i++)
    {
      JsonObject *stage = json_array_get_object_element (stages, i);
      JsonArray *steps = json_object_get_array_member (stage, "steps");

      forget_opaque (stage);
      for (guint j = json_array_get_length (steps); j > 0; j--)
        {
          JsonObject *step = json_array_get_object_element (steps, j - 1);

          if (json_object_get_null_member (step, "run") && !json_object_has_member (step, "uses"))
            json_array_remove_element (steps, j - 1);
        }
    }

  return model_to_text (model);
}

/* The whole is long: only the first line that is not as it should be. */
static void
check_lines (const char *got,
             const char *intended)
{
  g_auto(GStrv) left = g_strsplit (got, "\n", -1);
  g_auto(GStrv) right = g_strsplit (intended, "\n", -1);
  guint i = 0;

  if (g_str_equal (got, intended))
    return;
  while (g_strcmp0 (left[i], right[i]) == 0)
    i++;
  g_assert_cmpstr (left[i], ==, right[i]);
}

static char *
write_pipeline (PlrDialect  *dialect,
                PlrPipeline *pipeline,
                GListStore  *losses)
{
  g_autoptr(GError) error = NULL;
  char *text = plr_dialect_write (dialect, pipeline, losses, &error);

  g_assert_no_error (error);

  return text;
}

/* Returns: what was written. */
static char *
check_again (PlrDialect *dialect,
             const char *text,
             guint      *n_losses)
{
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) first = read_text (dialect, text);
  g_autofree char *written = write_pipeline (dialect, first, losses);
  g_autoptr(PlrPipeline) second = read_text (dialect, written);
  g_autofree char *before = describe (first);
  g_autofree char *after = describe (second);

  if (!g_str_equal (before, after))
    g_test_message ("%s", written);
  check_lines (after, before);
  *n_losses += g_list_model_get_n_items (G_LIST_MODEL (losses));

  return g_steal_pointer (&written);
}

static const char everything[] =
  "name: 'All: of it'\n"
  "on:\n"
  "  push: {branches: [main, 'release/**'], tags-ignore: ['*-rc'], paths: [src/**]}\n"
  "  pull_request: {types: [opened], branches-ignore: [wip]}\n"
  "  schedule: [{cron: '0 5 * * 1'}, {cron: '0 6 * * *'}]\n"
  "  workflow_dispatch: {inputs: {level: {type: choice, options: ['1', '3'], default: '3', description: How much}, quick: {type: boolean, default: false}}}\n"
  "  workflow_call:\n"
  "    inputs: {level: {type: number, required: true}}\n"
  "    secrets: {key: {required: true, description: Of the lock}, other: {required: false}}\n"
  "    outputs: {digest: {value: '${{ jobs.build.outputs.version }}', description: D}}\n"
  "  release:\n"
  "permissions: {contents: read, id-token: write}\n"
  "concurrency: {group: '${{ github.ref }}', cancel-in-progress: true}\n"
  "env: {A: '1.10', TOKEN: '${{ secrets.TOKEN }}', B: yes}\n"
  "defaults: {run: {shell: bash, working-directory: src}}\n"
  "jobs:\n"
  "  build:\n"
  "    runs-on: [self-hosted, big]\n"
  "    if: always() && (github.ref == 'refs/heads/main' || contains(github.event.head_commit.message, '[all]'))\n"
  "    permissions: {}\n"
  "    concurrency: one\n"
  "    timeout-minutes: 1.5\n"
  "    continue-on-error: true\n"
  "    container: {image: 'debian:12'}\n"
  "    services: {db: {image: 'postgres:16'}}\n"
  "    environment: {name: qa, url: 'https://example.org'}\n"
  "    outputs: {version: '${{ steps.v.outputs.version }}'}\n"
  "    strategy:\n"
  "      fail-fast: false\n"
  "      max-parallel: 2\n"
  "      matrix: {v: [3.9, '3.10', a], os: '${{ fromJSON(vars.OS) }}', include: [{v: 4, extra: true}], exclude: [{v: a}]}\n"
  "    steps:\n"
  "      - uses: actions/checkout@v4\n"
  "        with: {fetch-depth: 0, token: '${{ secrets.TOKEN }}'}\n"
  "      - {uses: actions/cache@v4, with: {path: \"~/.cache\\nbuild\", key: 'k-${{ runner.os }}'}}\n"
  "      - {id: v, name: Version, run: \"echo a\\necho '${{ matrix.v }}'\\n\", env: {X: '${{ secrets.X }}'}}\n"
  "      - {if: '${{ failure() }}', run: dmesg, shell: sh, working-directory: ., continue-on-error: true, timeout-minutes: 5}\n"
  "      - {if: always() && !cancelled(), uses: actions/upload-artifact@v4, with: {name: out, path: dist, if-no-files-found: error}}\n"
  "  call:\n"
  "    needs: build\n"
  "    uses: ./.github/workflows/b.yml\n"
  "    with: {version: '${{ needs.build.outputs.version }}', deep: true}\n"
  "    secrets: {key: '${{ secrets.KEY }}'}\n"
  "  all:\n"
  "    needs: [build, call]\n"
  "    uses: o/r/.github/workflows/c.yml@main\n"
  "    secrets: inherit\n"
  "    permissions: read-all\n"
  "  computed:\n"
  "    runs-on: ${{ matrix.os }}\n"
  "    strategy: {matrix: '${{ fromJSON(needs.x.outputs.m) }}'}\n"
  "    steps: [{uses: actions/download-artifact@v4, with: {name: out}}, {run: 'true'}]\n"
  "    needs: [build]\n";

static void
test_everything_is_said_again (void)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("github");
  guint n_losses = 0;
  g_autofree char *written = check_again (dialect, everything, &n_losses);
  g_autofree char *again = NULL;

  g_assert_cmpuint (n_losses, ==, 0);
  again = check_again (dialect, written, &n_losses);
  g_assert_cmpstr (again, ==, written);
}

static void
test_real_workflows_are_said_again (void)
{
  const char *shared = g_getenv ("PLR_SHARED_DIR");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "corpus", "github", NULL) : NULL;
  g_autoptr(GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("github");
  const char *name;
  guint n_files = 0;
  guint n_losses = 0;

  if (dir == NULL)
    {
      g_test_skip ("the corpus is not there: set PLR_SHARED_DIR");
      return;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autofree char *written = NULL;

      g_test_message ("%s", name);
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      written = check_again (dialect, text, &n_losses);
      n_files++;
    }
  g_test_message ("%u workflows, %u constructs told of as left out", n_files, n_losses);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/github/write/everything-is-said-again", test_everything_is_said_again);
  g_test_add_func ("/github/write/real-workflows-are-said-again", test_real_workflows_are_said_again);

  return g_test_run ();
}
