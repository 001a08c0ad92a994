/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "fuzz.h"
#include "plr-dialect.h"

#define N_EDITS 24

/* Reads a text as each of FUZZ_DIALECTS, and edits it in ways that follow from its bytes: whatever comes, an edit is refused in the
 * words of a dialect, or it can be read again and undone. What was read can be written, or the writer says why not. */

static const char *const ids[] = { FUZZ_DIALECTS };

static const char *const fields[] = {
  "name", "run", "when", "shell", "uses", "timeout", "allow-failure", "group", "deploy", "approval", "calls", "retry", "image", "needs", "inputs",
  "reports", "runner", "arguments", "outputs", "branches", "types", "concurrency", "cancels", "groups", "keeps-going", "url",
  "condition", "permissions", "services", "include", "exclude", "max-parallel", "id", "directory", "schedule", "paths-ignored", "copies", NULL,
};

static const char *const words[] = {
  "build", "install", "post_build", "always", "true", "Install", "BeforeInstall", "AfterAllowTraffic", "push", "pullRequest", "x", "a: b", "${X}", "",
  "10m", "1", "runOrder", "region", "Source", "artifact", "Out", "a/b", "Properties/0", "\n", "Build/AWS/CodeBuild/1", "image", "bash",
  "contents", "read", "none", "*", "v=1", "os=a b", "${{ fromJSON(x) }}", "${{ secrets.X }}", "failure()", "a && (b || c)", "pull_request", "schedule",
  "0 5 * * 1", "actions/cache@v4", "include", "on", "<<", NULL,
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

static void
try_write (PlrDialect  *dialect,
           PlrPipeline *pipeline)
{
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrPipeline) fresh = NULL;
  g_autofree char *text = NULL;

  if (!plr_dialect_can_write (dialect))
    return;

  text = plr_dialect_write (dialect, pipeline, losses, &error);
  g_assert_true ((text != NULL) != (error != NULL));
  fresh = text != NULL ? plr_dialect_read (dialect, text, -1, "fuzz", problems) : NULL;
  g_assert_true (text == NULL || fresh != NULL);
}

static void
try_dialect (const char *id,
             const char *start,
             guint32     seed)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (id);
  g_autoptr(GRand) rand = g_rand_new_with_seed (seed);
  g_autofree char *text = g_strdup (start);

  for (guint i = 0; i < N_EDITS; i++)
    {
      g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, text, -1, "fuzz", problems);
      char *after;

      /* What an edit made of a text that could be read has to be read again. */
      g_assert_true (pipeline != NULL || i == 0);
      if (pipeline == NULL)
        {
          g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (problems)), >, 0);
          return;
        }
      if (i % 8 == 0)
        try_write (dialect, pipeline);
      after = try_edit (dialect, pipeline, rand, text);
      if (after == NULL)
        continue;
      g_free (text);
      text = after;
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);
  guint32 seed = 2166136261;

  for (gsize i = 0; i < size; i++)
    seed = (seed ^ data[i]) * 16777619;
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    try_dialect (ids[i], text, seed);

  return 0;
}
