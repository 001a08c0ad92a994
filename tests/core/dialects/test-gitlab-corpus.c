/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <gio/gio.h>

#include "describe-pipeline.h"
#include "gitlab-operations.h"
#include "plr-dialect.h"

/*
 * Every kind of edit on three jobs of each real configuration of the corpus: what is read afterwards is the model before with the
 * operation done to it, and what is a change of one value or one new key is one line of the text.
 */

/* In the quick mode one job of each file is edited, and larger files take one of so many operations each. */
#define MAX_BYTES 12000
#define STRIDE    7

typedef struct
{
  PlrDialect *dialect;
  const char *name;
  const char *text;
  gsize       size;
  PlrPipeline *before;
  guint       n_done;
  guint       n_declined;
  guint       n_bad;
  guint       n_errors;     /* that the text room could not do */
  guint       n_lines;      /* of those that are to be one line */
  guint       n_one_line;
} Run;

static PlrPipeline *
read_text (Run        *run,
           const char *text,
           gssize      size)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);

  return plr_dialect_read (run->dialect, text, size, ".gitlab-ci.yml", problems);
}

/* Whether the job itself has the key, so that what is changed below it is one line. */
static gboolean
has_own (Run        *run,
         PlrStage   *stage,
         const char *key)
{
  g_autofree char *text = g_strndup (run->text + plr_stage_get_offset (stage), (gsize)plr_stage_get_length (stage));
  g_autofree char *word = g_strconcat (key, ":", NULL);

  return strstr (text, word) != NULL;
}

/* An edit of what the job has from elsewhere writes more than that at the job. */
static gboolean
is_in_place (Run      *run,
             PlrStage *stage,
             PlrEdit  *edit)
{
  const char *field = plr_edit_get_field (edit);
  PlrEditKind kind = plr_edit_get_kind (edit);

  if (plr_edit_get_stage (edit) == NULL)
    return TRUE;
  if (kind == PLR_EDIT_KIND_SET_VARIABLE || kind == PLR_EDIT_KIND_RENAME_VARIABLE)
    return has_own (run, stage, plr_edit_get_target (edit)) && has_own (run, stage, "variables");
  if (kind == PLR_EDIT_KIND_RENAME_ARTIFACT)
    return has_own (run, stage, "artifacts");

  return (g_strcmp0 (field, "when") != 0 && g_strcmp0 (field, "approval") != 0 && g_strcmp0 (field, "allow-failure") != 0) ||
         has_own (run, stage, "rules") ||
         (plr_stage_get_branches (stage) == NULL && plr_job_get_condition (plr_stage_get_job (stage)) == NULL);
}

/* A new job has what all jobs have by default. */
static void
strip_defaults (PlrPipeline *pipeline)
{
  PlrStage *stage = plr_pipeline_find_stage (pipeline, "plr new");
  g_autoptr(PlrStage) bare = plr_stage_new ("plr new");

  if (stage == NULL)
    return;
  plr_stage_set_needs (bare, plr_stage_get_needs (stage));
  plr_job_set_group (plr_stage_get_job (bare), plr_job_get_group (plr_stage_get_job (stage)));
  plr_stage_assign (stage, bare);
}

/* Needs that follow from the order of the stages, and keys without a word in the model, are no part of the comparison. */
static char *
describe (PlrPipeline *pipeline)
{
  GListModel *stages = plr_pipeline_get_stages (pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);

      plr_stage_set_opaque (stage, NULL);
      if (plr_job_get_implied_needs (plr_stage_get_job (stage)))
        plr_stage_set_needs (stage, NULL);
    }
  plr_pipeline_set_opaque (pipeline, NULL);
  strip_defaults (pipeline);

  return plr_test_describe_pipeline (pipeline);
}

static char *
find_difference (const char *expected,
                 const char *found)
{
  g_auto(GStrv) a = g_strsplit (expected, "\n", -1);
  g_auto(GStrv) b = g_strsplit (found, "\n", -1);

  for (guint i = 0; a[i] != NULL && b[i] != NULL; i++)
    if (!g_str_equal (a[i], b[i]))
      return g_strdup_printf ("expected %s\n#    found    %s", a[i], b[i]);

  return g_strdup ("another number of stages");
}

static gboolean
is_one_line (const char *before,
             const char *after)
{
  g_auto(GStrv) a = g_strsplit (before, "\n", -1);
  g_auto(GStrv) b = g_strsplit (after, "\n", -1);
  guint n_a = g_strv_length (a), n_b = g_strv_length (b), same = 0, tail = 0;

  while (same < MIN (n_a, n_b) && g_str_equal (a[same], b[same]))
    same++;
  while (tail < MIN (n_a, n_b) - same && g_str_equal (a[n_a - 1 - tail], b[n_b - 1 - tail]))
    tail++;

  return n_a - same - tail <= 1 && n_b - same - tail <= 1;
}

static void
try_operation (Run                    *run,
               const PlrTestOperation *operation,
               guint                   index,
               guint                   other)
{
  g_autoptr(PlrPipeline) pipeline = read_text (run, run->text, (gssize)run->size);
  g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), index);
  g_autoptr(PlrStage) second = g_list_model_get_item (G_LIST_MODEL (pipeline), other);
  PlrTestPlace place = { pipeline, stage, second != stage ? second : NULL };
  g_autofree char *id = g_strdup (plr_stage_get_id (stage));
  g_autoptr(PlrStage) old = g_list_model_get_item (G_LIST_MODEL (run->before), index);
  gboolean is_own;
  g_autoptr(PlrEdit) edit = operation->make (&place);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) patches = NULL;
  g_autofree char *after = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;
  g_autoptr(PlrPipeline) fresh = NULL;
  gsize size = 0;

  if (edit == NULL)
    return;
  is_own = is_in_place (run, old, edit);
  patches = plr_dialect_edit (run->dialect, run->text, (gssize)run->size, edit, &error);
  if (patches == NULL)
    {
      run->n_declined++;
      run->n_errors += strstr (error->message, "edit the text instead") != NULL ? 1 : 0;
      g_test_message ("declined: %s: %s of “%s”: %s", run->name, operation->name, id, error->message);
      return;
    }

  after = plr_patches_apply (run->text, run->size, patches, &size);
  fresh = read_text (run, after, (gssize)size);
  g_assert_nonnull (fresh);
  expected = describe (pipeline);
  found = describe (fresh);
  run->n_done++;
  if (g_strcmp0 (expected, found) != 0)
    {
      g_autofree char *difference = find_difference (expected, found);

      run->n_bad++;
      g_test_message ("otherwise: %s: %s of “%s”:\n#    %s", run->name, operation->name, id, difference);
    }
  if ((operation->flags & PLR_TEST_ONE_LINE) != 0 && patches->len > 0 && is_own)
    {
      gboolean is_one = is_one_line (run->text, after);

      run->n_lines++;
      run->n_one_line += is_one ? 1 : 0;
      if (!is_one)
        g_test_message ("lines: %s: %s of “%s”", run->name, operation->name, id);
    }
}

static void
test_corpus (void)
{
  const char *shared = g_getenv ("PLR_SHARED_DIR");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "corpus", "gitlab", NULL) : NULL;
  g_autoptr(GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  Run run = { dialect };
  const char *name;
  guint n_files = 0;
  guint n_operations;
  const PlrTestOperation *operations = plr_test_list_operations (&n_operations);

  if (dir == NULL)
    {
      g_test_skip ("the corpus is not there");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autoptr(PlrPipeline) pipeline = NULL;
      guint n_stages;

      g_assert_true (g_file_get_contents (path, &text, &run.size, NULL));
      run.name = name;
      run.text = text;
      pipeline = read_text (&run, text, (gssize)run.size);
      n_stages = g_list_model_get_n_items (G_LIST_MODEL (pipeline));
      run.before = pipeline;
      n_files++;
      for (guint i = g_test_slow () ? 0 : n_files % STRIDE; i < n_operations && n_stages > 0;
           i += run.size > MAX_BYTES && !g_test_slow () ? STRIDE : 1)
        for (guint j = g_test_slow () ? 0 : 1; j < MIN (n_stages, g_test_slow () ? 3 : 2); j++)
          try_operation (&run, &operations[i], j * (n_stages - 1) / 2 % n_stages, (j * (n_stages - 1) / 2 + 1) % n_stages);
    }

  g_test_message ("%u files: %u edits done, %u declined (%u for the form of the text), %u read otherwise; %u of %u one line", n_files,
                  run.n_done, run.n_declined, run.n_errors, run.n_bad, run.n_one_line, run.n_lines);
  g_assert_cmpuint (run.n_bad, ==, 0);
  g_assert_cmpuint (run.n_one_line * 1000, >=, run.n_lines * 995);
}

/* Where a file that is not known may say the stage, what is written says nothing, and the usual one holds. */
static void
add_usual_group (PlrPipeline *pipeline)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);

      if (plr_job_get_group (plr_stage_get_job (stage)) == NULL)
        plr_job_set_group (plr_stage_get_job (stage), "test");
    }
}

/* What was read is written anew, with all templates and defaults at their jobs, and read again. */
static void
test_written (void)
{
  const char *shared = g_getenv ("PLR_SHARED_DIR");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "corpus", "gitlab", NULL) : NULL;
  g_autoptr(GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  Run run = { dialect };
  const char *name;
  guint n_files = 0, n_stages = 0, n_bad = 0;

  if (dir == NULL)
    {
      g_test_skip ("the corpus is not there");
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      g_autofree char *written = NULL;
      g_autofree char *expected = NULL;
      g_autofree char *found = NULL;
      g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(PlrPipeline) pipeline = NULL;
      g_autoptr(PlrPipeline) fresh = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (g_file_get_contents (path, &text, &run.size, NULL));
      pipeline = read_text (&run, text, (gssize)run.size);
      if (g_list_model_get_n_items (G_LIST_MODEL (pipeline)) == 0)
        continue;
      written = plr_dialect_write (dialect, pipeline, losses, &error);
      g_assert_no_error (error);
      fresh = read_text (&run, written, -1);
      g_assert_nonnull (fresh);
      add_usual_group (pipeline);
      expected = describe (pipeline);
      found = describe (fresh);
      n_files++;
      n_stages += g_list_model_get_n_items (G_LIST_MODEL (pipeline));
      if (!g_str_equal (expected, found))
        {
          g_autofree char *difference = find_difference (expected, found);

          n_bad++;
          g_test_message ("otherwise: %s:\n#    %s", name, difference);
        }
    }
  g_test_message ("%u files with %u stages written, %u read otherwise", n_files, n_stages, n_bad);
  g_assert_cmpuint (n_bad, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gitlab-corpus/each edit of each file reads as the model with it", test_corpus);

  g_test_add_func ("/gitlab-corpus/what is written reads as the model", test_written);

  return g_test_run ();
}
