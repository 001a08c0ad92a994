/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "github-edits.h"
#include "json-model.h"
#include "plr-dialect.h"

/* Every kind of edit on jobs of each real workflow: what is read afterwards is the model before with the edit done to it, one value or key is
 * one line, and no line of another job changes. Then many at random, which are undone and done again. */

#ifdef __SANITIZE_ADDRESS__
#define N_LONG 100
#else
#define N_LONG 1000
#endif
#define MAX_BYTES (4 * 1024) /* of a larger file one job is enough, a different one for each kind */
#define MAX_JOBS  2

static guint n_done, n_refused, n_one, n_one_line;

/* The text at hand ends within a block scalar, which gets its last line break with what is written behind it. */
static gboolean is_open;

static const char sample[] =
  "# A workflow\n"
  "name: CI\n"
  "on:\n"
  "  push:\n"
  "    branches: [main]  # only here\n"
  "  pull_request:\n"
  "env:\n"
  "  LEVEL: 1\n"
  "jobs:\n"
  "  build:\n"
  "    name: Build\n"
  "    runs-on: ubuntu-latest\n"
  "    strategy:\n"
  "      matrix:\n"
  "        os: [a, b]\n"
  "    steps:\n"
  "      - uses: actions/checkout@v4\n"
  "      # All\n"
  "      - run: |\n"
  "          make\n"
  "        env:\n"
  "          A: 1\n"
  "\n"
  "  test:\n"
  "    needs: build\n"
  "    runs-on: [self-hosted, linux]\n"
  "    environment: staging\n"
  "    concurrency: one\n"
  "    steps:\n"
  "    - {run: make check, name: Check}\n"
  "    - uses: actions/upload-artifact@v4\n"
  "      with:\n"
  "        name: log\n"
  "        path: a.log\n";

/* What is empty says nothing, and the order of pairs has no meaning. */
static void
normalize (JsonNode *node)
{
  JsonObject *object;
  g_autoptr(GList) members = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      normalize (json_array_get_element (json_node_get_array (node), i));
  if (is_open && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *text = g_strchomp (json_node_dup_string (node));

      json_node_set_string (node, text);
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  object = json_node_get_object (node);
  members = g_list_sort (json_object_get_members (object), (GCompareFunc)strcmp);
  for (GList *l = members; l != NULL; l = l->next)
    {
      g_autofree char *key = g_strdup (l->data);
      JsonNode *value = json_object_dup_member (object, key);
      gboolean is_empty;

      normalize (value);
      is_empty = JSON_NODE_HOLDS_NULL (value) ||
                 (JSON_NODE_HOLDS_ARRAY (value) && json_array_get_length (json_node_get_array (value)) == 0) ||
                 (JSON_NODE_HOLDS_OBJECT (value) && json_object_get_size (json_node_get_object (value)) == 0);
      json_object_remove_member (object, key);
      if (is_empty)
        json_node_unref (value);
      else
        json_object_set_member (object, key, value);
    }
}

/* Artifacts, caches and inputs follow from the steps, which are compared; what is opaque of steps counts them. */
static void
drop_derived (JsonObject *stage)
{
  JsonArray *opaque = json_object_has_member (stage, "opaque") ? json_object_get_array_member (stage, "opaque") : NULL;

  json_object_remove_member (stage, "artifacts");
  json_object_remove_member (stage, "caches");
  json_object_remove_member (stage, "inputs");
  for (guint i = opaque != NULL ? json_array_get_length (opaque) : 0; i-- > 0;)
    if (g_str_has_prefix (json_array_get_string_element (opaque, i), "steps/"))
      json_array_remove_element (opaque, i);
}

static JsonArray *
get_steps (JsonObject *model,
           guint       stage)
{
  JsonObject *object = json_array_get_object_element (model_get_stages (model), stage);

  return json_object_has_member (object, "steps") ? json_object_get_array_member (object, "steps") : NULL;
}

/* What an edit does not say comes from elsewhere in the text: the shell from `defaults`, the runner of a new job from another. */
static void
take_defaults (JsonObject *intended,
               JsonObject *found)
{
  static const char *const fields[] = { "shell", "directory" };
  guint n = json_array_get_length (model_get_stages (intended));

  for (guint i = 0; i < n && i < json_array_get_length (model_get_stages (found)); i++)
    {
      JsonArray *steps = get_steps (intended, i);
      JsonArray *found_steps = get_steps (found, i);
      JsonObject *stage = json_array_get_object_element (model_get_stages (intended), i);
      JsonArray *runner = json_object_has_member (stage, "runner") ? json_object_get_array_member (stage, "runner") : NULL;
      JsonObject *other = json_array_get_object_element (model_get_stages (found), i);

      if (runner != NULL && json_array_get_length (runner) == 1 && g_str_equal (json_array_get_string_element (runner, 0), "?"))
        json_object_set_member (stage, "runner", json_object_dup_member (other, "runner"));
      for (guint j = 0; steps != NULL && found_steps != NULL && j < json_array_get_length (steps) && j < json_array_get_length (found_steps); j++)
        for (guint k = 0; k < G_N_ELEMENTS (fields); k++)
          {
            JsonObject *step = json_array_get_object_element (steps, j);
            JsonObject *real = json_array_get_object_element (found_steps, j);

            if (!json_object_has_member (step, fields[k]) && json_object_has_member (real, fields[k]))
              json_object_set_member (step, fields[k], json_object_dup_member (real, fields[k]));
          }
    }
}

static char *
dup_normal (JsonObject *model)
{
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), model);

  for (guint i = 0; i < json_array_get_length (model_get_stages (model)); i++)
    drop_derived (json_array_get_object_element (model_get_stages (model), i));
  normalize (node);

  return json_to_string (node, TRUE);
}

typedef struct
{
  guint n_before, n_after; /* lines */
  guint n_same, n_tail;    /* of them at the start and the end that are in both */
} Change;

static Change
compare_lines (const char *before,
               const char *after)
{
  g_auto(GStrv) a = g_strsplit (before, "\n", -1);
  g_auto(GStrv) b = g_strsplit (after, "\n", -1);
  Change change = { g_strv_length (a), g_strv_length (b) };

  while (change.n_same < MIN (change.n_before, change.n_after) && g_str_equal (a[change.n_same], b[change.n_same]))
    change.n_same++;
  while (change.n_tail < MIN (change.n_before, change.n_after) - change.n_same &&
         g_str_equal (a[change.n_before - 1 - change.n_tail], b[change.n_after - 1 - change.n_tail]))
    change.n_tail++;

  return change;
}

static guint
count_lines (const char *text,
             gint64      length)
{
  guint n = 0;

  for (gint64 i = 0; i < length && text[i] != '\0'; i++)
    n += text[i] == '\n';

  return n;
}

/* How many lines there are up to what follows the job; empty lines and comments before that may go with its last lines. */
static guint
find_end (const char *text,
          PlrStage   *stage)
{
  guint end = count_lines (text, plr_stage_get_offset (stage) + plr_stage_get_length (stage)) + 1;
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  while (end < g_strv_length (lines) && (g_strstrip (lines[end])[0] == '\0' || lines[end][0] == '#'))
    end++;

  return end;
}

/* Only lines of the job. */
static void
check_lines (PlrDialect    *dialect,
             GithubAttempt *attempt,
             const char    *id,
             const char    *before,
             const char    *after)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, before, -1, NULL, problems);
  PlrStage *stage = plr_pipeline_find_stage (pipeline, id);
  Change change = compare_lines (before, after);
  guint n_removed = change.n_before - change.n_same - change.n_tail;
  guint n_added = change.n_after - change.n_same - change.n_tail;

  if (attempt->is_one && n_removed + n_added > 0)
    {
      n_one++;
      n_one_line += n_removed <= 1 && n_added == 1;
      if (n_removed > 1 || n_added != 1)
        g_test_message ("%u lines become %u: %s of %s", n_removed, n_added, plr_edit_kind_get_nick (plr_edit_get_kind (attempt->edit)), id);
    }
  if (attempt->is_far || n_removed + n_added == 0)
    return;
  g_assert_cmpuint (change.n_same, >=, count_lines (before, plr_stage_get_offset (stage)));
  g_assert_cmpuint (change.n_before - change.n_tail, <=, find_end (before, stage));
}

static void
check_model (GithubAttempt *attempt,
             JsonObject    *found,
             const char    *before,
             const char    *after)
{
  g_autofree char *intended = NULL;
  g_autofree char *got = dup_normal (found);
  g_auto(GStrv) left = NULL;
  g_auto(GStrv) right = NULL;
  guint i = 0;

  g_free (dup_normal (attempt->model));
  take_defaults (attempt->model, found);
  intended = dup_normal (attempt->model);
  if (g_str_equal (intended, got))
    return;

  left = g_strsplit (got, "\n", -1);
  right = g_strsplit (intended, "\n", -1);
  while (left[i] != NULL && g_strcmp0 (left[i], right[i]) == 0)
    i++;
  g_test_message ("%s\ngives\n%s", before, after);
  g_test_message ("%s of “%s”, “%s” “%s” “%s” %d %d: line %u", plr_edit_kind_get_nick (plr_edit_get_kind (attempt->edit)),
                  plr_edit_get_stage (attempt->edit), plr_edit_get_target (attempt->edit), plr_edit_get_field (attempt->edit),
                  plr_edit_get_value (attempt->edit), plr_edit_get_index (attempt->edit), plr_edit_get_position (attempt->edit), i);
  g_assert_cmpstr (left[i], ==, right[i]);
}

/* Returns: the patches, or NULL if there was nothing to do. */
static GPtrArray *
try_operation (PlrDialect            *dialect,
               const GithubOperation *operation,
               const char            *text,
               guint                  job)
{
  g_autoptr(JsonObject) model = model_read (dialect, text);
  JsonObject *stage = json_array_get_object_element (model_get_stages (model), job);
  g_autofree char *id = g_strdup (json_object_get_string_member (stage, "id"));
  g_autoptr(PlrEdit) edit = plr_edit_new (PLR_EDIT_KIND_SET_PIPELINE, id);
  GithubAttempt attempt = { model, stage, edit };
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) patches = NULL;
  g_autoptr(JsonObject) found = NULL;
  g_autofree char *after = NULL;

  if (!operation->try (&attempt))
    return NULL;

  patches = plr_dialect_edit (dialect, text, -1, edit, &error);
  if (error != NULL)
    {
      /* Only for what others share, and for a list whose comments would have no place. */
      if (!g_error_matches (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED) &&
          !g_error_matches (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED))
        g_assert_no_error (error);
      n_refused++;
      g_test_message ("%s: %s", operation->name, error->message);
      return NULL;
    }

  after = plr_patches_apply (text, strlen (text), patches, NULL);
  found = model_read (dialect, after);
  check_model (&attempt, found, text, after);
  check_lines (dialect, &attempt, id, text, after);
  n_done++;

  return g_steal_pointer (&patches);
}

static guint
count_operations (void)
{
  return n_github_job_operations + n_github_part_operations;
}

static const GithubOperation *
get_operation (guint index)
{
  return index < n_github_job_operations ? &github_job_operations[index] : &github_part_operations[index - n_github_job_operations];
}

static guint
count_jobs (PlrDialect *dialect,
            const char *text)
{
  g_autoptr(JsonObject) model = model_read (dialect, text);

  return json_array_get_length (model_get_stages (model));
}

static void
check_workflow (PlrDialect *dialect,
                const char *text)
{
  guint n_jobs = count_jobs (dialect, text);

  is_open = !g_str_has_suffix (text, "\n");
  for (guint i = 0; i < count_operations (); i++)
    for (guint j = 0; j < MIN (n_jobs, MAX_JOBS); j++)
      {
        guint job = strlen (text) < MAX_BYTES ? j * (n_jobs - 1) : i % n_jobs;
        g_autoptr(GPtrArray) patches = try_operation (dialect, get_operation (i), text, job);

        if (patches != NULL)
          {
            g_autoptr(GPtrArray) inverse = plr_patches_invert (text, strlen (text), patches);
            g_autofree char *after = plr_patches_apply (text, strlen (text), patches, NULL);
            g_autofree char *undone = plr_patches_apply (after, strlen (after), inverse, NULL);

            g_assert_cmpstr (undone, ==, text);
          }
        if (strlen (text) >= MAX_BYTES)
          break;
      }
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
test_real_workflows (void)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("github");
  g_autofree char *folder = g_build_filename (g_getenv ("PLR_SHARED_DIR") != NULL ? g_getenv ("PLR_SHARED_DIR") : "", "corpus", "github", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (files, g_build_filename (folder, name, NULL));
  if (files->len == 0)
    {
      g_test_skip ("no corpus beside the checkout");
      return;
    }
  g_ptr_array_sort (files, compare_paths);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *text = NULL;

      g_test_message ("%s", (const char *)files->pdata[i]);
      g_assert_true (g_file_get_contents (files->pdata[i], &text, NULL, NULL));
      check_workflow (dialect, text);
    }

  g_test_message ("%u files, %u edits, %u refused; of %u values and keys %u were one line", files->len, n_done, n_refused, n_one, n_one_line);
  g_assert_cmpuint (n_done, >, 20 * files->len);
  g_assert_cmpuint (n_refused, <, n_done / 50);
  g_assert_cmpuint (n_one_line * 1000, >=, n_one * 995);
}

static void
replay (char     **text,
        GPtrArray *steps,
        gboolean   backwards)
{
  for (guint i = 0; i < steps->len; i++)
    {
      char *next = plr_patches_apply (*text, strlen (*text), steps->pdata[backwards ? steps->len - 1 - i : i], NULL);

      g_free (*text);
      *text = next;
    }
}

static void
test_many_edits (void)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("github");
  guint n_all = 0;

  is_open = FALSE;
  while (n_all < N_LONG)
    {
      g_autoptr(GPtrArray) undo = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
      g_autoptr(GPtrArray) redo = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
      g_autofree char *text = g_strdup (sample);
      g_autofree char *end = NULL;

      for (guint i = 0; i < 500 && strlen (text) < MAX_BYTES / 2; i++)
        {
          const GithubOperation *operation = get_operation ((guint)g_test_rand_int_range (0, (gint32)count_operations ()));
          GPtrArray *patches = try_operation (dialect, operation, text, (guint)g_test_rand_int_range (0, (gint32)count_jobs (dialect, text)));
          char *next;

          if (patches == NULL)
            continue;
          next = plr_patches_apply (text, strlen (text), patches, NULL);
          g_ptr_array_add (undo, plr_patches_invert (text, strlen (text), patches));
          g_ptr_array_add (redo, patches);
          g_free (text);
          text = next;
        }
      g_assert_cmpuint (undo->len, >, 0); /* few where copies of jobs made the text long at once */
      n_all += undo->len;

      end = g_strdup (text);
      replay (&text, undo, TRUE);
      g_assert_cmpstr (text, ==, sample);
      replay (&text, redo, FALSE);
      g_assert_cmpstr (text, ==, end);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/github/corpus/real-workflows", test_real_workflows);
  g_test_add_func ("/github/corpus/many-edits", test_many_edits);

  return g_test_run ();
}
