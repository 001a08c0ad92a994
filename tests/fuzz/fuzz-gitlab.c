/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "plr-dialect.h"

#define N_EDITS 16

/* Reads a text as a configuration of GitLab CI that includes itself, looks at it with all that it includes, writes it anew, and edits it
 * in ways that follow from its bytes: whatever comes, an edit is refused in the words of a dialect, or it can be read again and undone. */

static const char *const fields[] = {
  "timeout", "retry", "when", "approval", "allow-failure", "condition", "deploy", "url", "image", "group", "concurrency", "cancels", "copies",
  "calls", "run", "groups", "name", "services", "arguments", "needs", "inputs", "reports", "branches", "tags", "paths", "runner", "include", NULL,
};

static const char *const words[] = {
  "build", "test", ".pre", "failure", "true", "false", "2", "10m", "x: y", "$CI_COMMIT_TAG", "- if: $A", "", "\n", "A", "artifacts", "push",
  "web", "X=1", "ci/child.yml", "group/project", "{files: [a]}", ".base", "stages", "<<", "new one", "null", NULL,
};

static const char *
pick (GRand             *rand,
      const char *const *list)
{
  return list[g_rand_int_range (rand, 0, (gint32)g_strv_length ((char **)list))];
}

/* A word of the text as often as one of ours. */
static char *
pick_word (GRand       *rand,
           PlrPipeline *pipeline)
{
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (pipeline));
  g_autoptr(PlrStage) stage = NULL;

  if (n_stages == 0 || g_rand_int_range (rand, 0, 3) == 0)
    return g_strdup (pick (rand, words));
  stage = g_list_model_get_item (G_LIST_MODEL (pipeline), (guint)g_rand_int_range (rand, 0, (gint32)n_stages));
  if (g_rand_int_range (rand, 0, 3) > 0 || g_list_model_get_n_items (plr_stage_get_artifacts (stage)) == 0)
    return g_strdup (plr_stage_get_id (stage));
  {
    g_autoptr(PlrArtifact) artifact = g_list_model_get_item (plr_stage_get_artifacts (stage), 0);

    return g_rand_boolean (rand) ? g_strdup (plr_artifact_get_name (artifact))
           : g_strdup_printf ("%s/%s", plr_stage_get_id (stage), plr_artifact_get_name (artifact));
  }
}

static PlrEdit *
make_edit (GRand       *rand,
           PlrPipeline *pipeline)
{
  g_autofree char *stage = pick_word (rand, pipeline);
  g_autofree char *target = pick_word (rand, pipeline);
  g_autofree char *value = pick_word (rand, pipeline);
  g_autofree char *first = pick_word (rand, pipeline);
  g_autofree char *second = pick_word (rand, pipeline);
  const char *values[] = { first, g_rand_boolean (rand) ? second : NULL, NULL };
  PlrEdit *edit = plr_edit_new ((PlrEditKind)g_rand_int_range (rand, 0, PLR_EDIT_KIND_REPLACE_TEXT), NULL); /* that one is what people type */

  plr_edit_set_stage (edit, g_rand_int_range (rand, 0, 6) > 0 ? stage : NULL);
  plr_edit_set_target (edit, g_rand_int_range (rand, 0, 6) > 0 ? target : NULL);
  plr_edit_set_value (edit, g_rand_int_range (rand, 0, 6) > 0 ? value : NULL);
  plr_edit_set_values (edit, g_rand_int_range (rand, 0, 6) > 0 ? values : NULL);
  plr_edit_set_field (edit, g_rand_int_range (rand, 0, 9) > 0 ? pick (rand, fields) : NULL);
  plr_edit_set_index (edit, g_rand_int_range (rand, -2, 6));
  plr_edit_set_position (edit, g_rand_int_range (rand, -2, 6));

  return edit;
}

static char *
try_edit (PlrDialect  *dialect,
          PlrPipeline *pipeline,
          GRand       *rand,
          const char  *text)
{
  g_autoptr(PlrEdit) edit = make_edit (rand, pipeline);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) patches = plr_dialect_edit (dialect, text, -1, edit, &error);
  g_autoptr(GPtrArray) inverse = NULL;
  g_autofree char *after = NULL;
  g_autofree char *back = NULL;

  g_assert_true ((patches != NULL) != (error != NULL));
  if (error != NULL)
    {
      g_assert_true (error->domain == PLR_DIALECT_ERROR);
      g_assert_true (error->message[0] != '\0');
      return NULL;
    }

  after = plr_patches_apply (text, strlen (text), patches, NULL);
  inverse = plr_patches_invert (text, strlen (text), patches);
  back = plr_patches_apply (after, strlen (after), inverse, NULL);
  g_assert_cmpstr (back, ==, text);

  return g_steal_pointer (&after);
}

/* Every file of the repository is the text itself. */
static GBytes *
load (const char *path,
      gpointer    data,
      GError    **error)
{
  const char *text = data;

  if (strlen (path) > 20)
    {
      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "no such file");
      return NULL;
    }

  return g_bytes_new (text, strlen (text));
}

static void
check_views (PlrDialect *dialect,
             char       *text)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read_with_files (dialect, text, -1, ".gitlab-ci.yml", load, text, problems);
  g_autofree char *merged = plr_dialect_dup_merged (dialect, text, -1, ".gitlab-ci.yml", load, text, NULL);
  g_autofree char *written = pipeline != NULL ? plr_dialect_write (dialect, pipeline, losses, NULL) : NULL;
  g_autoptr(PlrPipeline) again = NULL;

  g_assert_true (pipeline != NULL || g_list_model_get_n_items (G_LIST_MODEL (problems)) > 0);
  if (merged != NULL)
    {
      g_autoptr(PlrPipeline) view = plr_dialect_read (dialect, merged, -1, ".gitlab-ci.yml", problems);

      g_assert_nonnull (view);
    }
  if (written != NULL)
    {
      again = plr_dialect_read (dialect, written, -1, ".gitlab-ci.yml", problems);
      g_assert_nonnull (again);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(GRand) rand = NULL;
  guint32 seed = 2166136261;

  for (gsize i = 0; i < size; i++)
    seed = (seed ^ data[i]) * 16777619;
  rand = g_rand_new_with_seed (seed);

  check_views (dialect, text);
  for (guint i = 0; i < N_EDITS; i++)
    {
      g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, text, -1, ".gitlab-ci.yml", problems);
      char *after;

      /* What an edit made of a text that could be read has to be read again. */
      g_assert_true (pipeline != NULL || i == 0);
      if (pipeline == NULL)
        return 0;
      after = try_edit (dialect, pipeline, rand, text);
      if (after == NULL)
        continue;
      g_free (text);
      text = after;
    }

  return 0;
}
