/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "describe-pipeline.h"
#include "plr-dialect.h"

/* Edits of configurations of GitLab CI: the exact text before and after. */

typedef struct
{
  const char *name;
  const char *before;
  PlrEditKind kind;
  const char *stage;    /* of an input: the event */
  const char *target;
  const char *field;
  const char *value;
  const char *values;   /* separated by | */
  int         index;
  int         position;
  const char *after;    /* or `!` and a word of the error */
} Case;

#define K(kind) PLR_EDIT_KIND_ ## kind

static const Case cases[] = {
#include "gitlab-edit-cases.h"
};

static PlrEdit *
make_edit (const Case *test)
{
  gboolean is_input = test->kind == PLR_EDIT_KIND_SET_INPUT || test->kind == PLR_EDIT_KIND_REMOVE_INPUT;
  PlrEdit *edit = plr_edit_new (test->kind, is_input ? NULL : test->stage);
  g_auto(GStrv) values = test->values != NULL ? g_strsplit (test->values, "|", -1) : NULL;

  plr_edit_set_target (edit, test->target);
  if (is_input)
    plr_edit_set_event (edit, test->stage);
  plr_edit_set_field (edit, test->field);
  plr_edit_set_value (edit, test->value);
  plr_edit_set_values (edit, (const char *const *)values);
  plr_edit_set_index (edit, test->index);
  plr_edit_set_position (edit, test->position);

  return edit;
}

static const char *
get_code (const GError *error)
{
  static const char *const codes[] = { "syntax", "not-found", "exists", "invalid", "unsupported", "shared" };

  g_assert_true (error->domain == PLR_DIALECT_ERROR);

  return codes[error->code];
}

/* What the definitions of the table include. */
static GBytes *
load (const char *path,
      gpointer    data,
      GError    **error)
{
  static const char text[] = ".base:\n  stage: build\n  variables: {A: 1}\n  script: [one, two]\nthere:\n  needs: [named]\n  script: x\n";

  if (g_str_equal (path, "ci/base.yml"))
    return g_bytes_new_static (text, strlen (text));

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "no such file");

  return NULL;
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  g_autoptr(PlrEdit) edit = make_edit (test);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) patches = plr_dialect_edit_with_files (dialect, test->before, -1, ".gitlab-ci.yml", load, NULL, edit, &error);
  g_autofree char *after = NULL;
  gsize size;

  if (patches == NULL)
    {
      g_autofree char *message = g_strdup_printf ("!%s: %s", get_code (error), error->message);

      g_assert_cmpstr (message, ==, test->after);
      return;
    }
  after = plr_patches_apply (test->before, strlen (test->before), patches, &size);
  g_assert_cmpstr (after, ==, test->after);
}

/* A thousand edits, undone and done again */

static const char start[] =
  "# A definition with everything that gets in the way.\n"
  "stages: [build, test, deploy] # in this order\n"
  "\n"
  "default:\n  image: debian:12\n  retry: {max: 1, when: [api_failure]}\n"
  "variables:\n  A: 1 # one\n  B: {value: two, description: d}\n"
  ".base: &base\n  stage: build\n  script:\n    - make # all\n  variables: {MODE: quick}\n"
  "one:\n  <<: *base\n\n"
  "two:\n  extends: .base\n  script: [!reference [.base, script], 'echo two']\n"
  "three:\n  stage: test\n  needs: [one, {job: two, artifacts: false}]\n  parallel:\n    matrix:\n      - X: [a, b]\n  script:\n    - |\n      make check\n    - cat log\n"
  "  after_script: [echo done]\n"
  "four:\n  stage: deploy\n  rules:\n    - if: $CI_COMMIT_BRANCH == \"main\"\n      when: manual\n  environment: production\n  script: ./deploy\n";

static char *
pick_stage (GRand       *random,
            PlrPipeline *pipeline)
{
  guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (pipeline));
  g_autoptr(PlrStage) stage = n_stages > 0
                              ? g_list_model_get_item (G_LIST_MODEL (pipeline), (guint)g_rand_int_range (random, 0, (gint32)n_stages)) : NULL;

  return g_strdup (stage != NULL ? plr_stage_get_id (stage) : "none");
}

static const char *
pick (GRand             *random,
      const char *const *words)
{
  return words[g_rand_int_range (random, 0, (gint32)g_strv_length ((GStrv)words))];
}

/* The fields that an edit of that kind can have, or NULL. */
static const char *const *
list_fields (PlrEditKind kind)
{
  static const char *const of_stage[] = {
    "timeout", "retry", "when", "approval", "allow-failure", "condition", "deploy", "url", "image", "group", "concurrency", "cancels",
    "copies", "calls", NULL,
  };
  static const char *const of_list[] = { "needs", "inputs", "reports", "branches", "runner", NULL };
  static const char *const of_pipeline[] = { "groups", "name", "condition", NULL };
  static const char *const of_entry[] = { "services", "arguments", NULL };
  static const char *const of_trigger[] = { "branches", "tags", "paths", NULL };
  static const char *const of_input[] = { "default", "type", "options", "description", NULL };

  if (kind == PLR_EDIT_KIND_SET_STAGE)
    return of_stage;
  if (kind == PLR_EDIT_KIND_SET_STAGE_LIST)
    return of_list;
  if (kind == PLR_EDIT_KIND_SET_PIPELINE)
    return of_pipeline;
  if (kind == PLR_EDIT_KIND_SET_ENTRY || kind == PLR_EDIT_KIND_REMOVE_ENTRY)
    return of_entry;
  if (kind == PLR_EDIT_KIND_SET_INPUT)
    return of_input;

  return kind == PLR_EDIT_KIND_SET_TRIGGER ? of_trigger : NULL;
}

static PlrEdit *
random_edit (GRand       *random,
             PlrPipeline *pipeline,
             guint        number)
{
  static const char *const texts[] = {
    "true", "false", "", "1", "2", "10m", "failure", "always", "build", "test", "x: y", "a\nb", "$CI_COMMIT_TAG", "it's \"quoted\"", "é", NULL,
  };
  static const char *const names[] = { "A", "B", "X", "MODE", "artifacts", "deps", "push", "web", "db", NULL };
  static const char *const groups[] = { "build", "test", "deploy", "more", NULL };
  /* A replaced text is what somebody types: it need not read as anything. */
  PlrEditKind kind = g_rand_int_range (random, 0, 6) == 0
                     ? PLR_EDIT_KIND_ADD_STAGE : (PlrEditKind)g_rand_int_range (random, 0, PLR_EDIT_KIND_REPLACE_TEXT);
  g_autofree char *stage = pick_stage (random, pipeline);
  g_autofree char *other = pick_stage (random, pipeline);
  g_autofree char *fresh = g_strdup_printf ("job %u", number);
  gboolean is_variable = kind == PLR_EDIT_KIND_SET_VARIABLE || kind == PLR_EDIT_KIND_RENAME_VARIABLE || kind == PLR_EDIT_KIND_REMOVE_VARIABLE;
  gboolean names_job = kind == PLR_EDIT_KIND_ADD_NEED || kind == PLR_EDIT_KIND_REMOVE_NEED;
  const char *const *fields;
  const char *field;
  gboolean of_jobs;
  gboolean is_row;
  const char *values[] = { NULL, NULL, NULL };
  PlrEdit *edit;

  /* The file is to stay one that a person could have written. */
  if (g_list_model_get_n_items (G_LIST_MODEL (pipeline)) > 6 && (kind == PLR_EDIT_KIND_ADD_STAGE || kind == PLR_EDIT_KIND_DUPLICATE_STAGE))
    kind = PLR_EDIT_KIND_REMOVE_STAGE;
  fields = list_fields (kind);
  field = fields != NULL ? pick (random, fields) : kind == PLR_EDIT_KIND_SET_STEP ? "run" : "include";
  of_jobs = kind == PLR_EDIT_KIND_ADD_STAGE || g_str_equal (field, "needs") || g_str_equal (field, "inputs");
  is_row = kind == PLR_EDIT_KIND_SET_MATRIX_ROW;
  values[0] = of_jobs ? other : is_row ? "ROW=1" : pick (random, names);
  values[1] = of_jobs || is_row ? NULL : pick (random, texts);
  edit = plr_edit_new (kind, is_variable && g_rand_boolean (random) ? NULL : kind == PLR_EDIT_KIND_ADD_STAGE ? fresh : stage);

  if (kind == PLR_EDIT_KIND_SET_PIPELINE || kind == PLR_EDIT_KIND_SET_TRIGGER || kind == PLR_EDIT_KIND_REMOVE_TRIGGER)
    plr_edit_set_stage (edit, NULL);
  if (g_rand_boolean (random))
    plr_edit_set_event (edit, "variables");
  plr_edit_set_field (edit, field);
  plr_edit_set_target (edit, names_job ? other : kind == PLR_EDIT_KIND_RENAME_STAGE || kind == PLR_EDIT_KIND_DUPLICATE_STAGE ? fresh
                                                : pick (random, names));
  if (kind != PLR_EDIT_KIND_ADD_STAGE)
    plr_edit_set_value (edit, is_variable && g_rand_boolean (random) ? pick (random, names) : pick (random, texts));
  plr_edit_set_values (edit, g_str_equal (field, "groups") ? groups : g_rand_int_range (random, 0, 5) > 0 ? values : NULL);
  plr_edit_set_index (edit, is_variable ? -1 : g_rand_int_range (random, -1, 3));
  plr_edit_set_position (edit, g_rand_int_range (random, -1, 3));

  return edit;
}

static void
test_random (void)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  guint32 seed = (guint32)g_test_rand_int ();
  g_autoptr(GRand) random = g_rand_new_with_seed (seed);
  g_autoptr(GPtrArray) done = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr(GPtrArray) undone = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autofree char *text = g_strdup (start);
  g_autofree char *end = NULL;
  gsize size = strlen (start);

  g_test_message ("seed %u", seed);
  for (guint i = 0; i < 8000 && done->len < 1000; i++)
    {
      g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, text, (gssize)size, ".gitlab-ci.yml", problems);
      g_autoptr(PlrEdit) edit = random_edit (random, pipeline, i);
      g_autoptr(GPtrArray) patches = plr_dialect_edit (dialect, text, (gssize)size, edit, NULL);
      char *after;

      if (patches == NULL || patches->len == 0)
        continue;
      g_ptr_array_add (undone, plr_patches_invert (text, size, patches));
      after = plr_patches_apply (text, size, patches, &size);
      g_free (text);
      text = after;
      g_ptr_array_add (done, g_steal_pointer (&patches));
    }

  end = g_strndup (text, size);
  g_test_message ("%u edits done", done->len);
  g_assert_cmpuint (done->len, ==, 1000);
  for (guint i = undone->len; i > 0; i--)
    {
      char *before = plr_patches_apply (text, size, undone->pdata[i - 1], &size);

      g_free (text);
      text = before;
    }
  g_assert_cmpmem (text, size, start, strlen (start));
  for (guint i = 0; i < done->len; i++)
    {
      char *after = plr_patches_apply (text, size, done->pdata[i], &size);

      g_free (text);
      text = after;
    }
  g_assert_cmpmem (text, size, end, strlen (end));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/gitlab-edit/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/gitlab-edit/a thousand edits can be undone and done again", test_random);

  return g_test_run ();
}
