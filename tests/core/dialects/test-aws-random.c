/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "json-model.h"
#include "random-aws-edit.h"

/* Random edits of every real buildspec, appspec file and pipeline, and of the texts of fixtures/aws. What each is to do is done to the
 * pipeline as JSON as well, which knows nothing of text; the patched text has to be read as just that, and all are undone and redone. */

#ifdef __SANITIZE_ADDRESS__
#define N_EDITS 4
#define N_LONG  50
#else
#define N_EDITS 10
#define N_LONG  1000
#endif
#define MAX_BYTES (24 * 1024)

static guint n_done[64];
static guint n_declined;
static guint n_files;

/* What follows from the rest is left out: needs from the order, and what is empty. The order of pairs does not matter. */
static void
normalize (JsonNode *node)
{
  JsonObject *object;
  g_autoptr(GList) members = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        normalize (json_array_get_element (json_node_get_array (node), i));
      return;
    }
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  object = json_node_get_object (node);
  if (json_object_has_member (object, "implied_needs"))
    json_object_remove_member (object, "needs");
  json_object_remove_member (object, "line");
  json_object_remove_member (object, "url"); /* is an argument as well */
  members = g_list_sort (json_object_get_members (object), (GCompareFunc)strcmp);
  for (GList *l = members; l != NULL; l = l->next)
    {
      g_autofree char *key = g_strdup (l->data);
      JsonNode *value = json_object_dup_member (object, key);
      gboolean is_empty = JSON_NODE_HOLDS_NULL (value) ||
                          (JSON_NODE_HOLDS_ARRAY (value) && json_array_get_length (json_node_get_array (value)) == 0) ||
                          (JSON_NODE_HOLDS_OBJECT (value) && json_object_get_size (json_node_get_object (value)) == 0);

      normalize (value);
      json_object_remove_member (object, key);
      if (is_empty)
        json_node_unref (value);
      else
        json_object_set_member (object, key, value);
    }
}

static char *
dup_normal (JsonObject *model)
{
  g_autofree char *text = model_to_text (model);
  g_autoptr(JsonObject) copy = model_parse (text);
  g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), copy);

  normalize (node);

  return json_to_string (node, TRUE);
}

/* One edit of @text. Returns: its patches, or NULL if there was nothing to do. */
static GPtrArray *
edit_text (PlrDialect *dialect,
           const char *text)
{
  g_autoptr(JsonObject) model = model_read (dialect, text);
  g_autoptr(PlrEdit) edit = random_aws_edit (plr_dialect_get_id (dialect), model);
  const char *id = edit != NULL ? plr_edit_get_stage (edit) : NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) patches = NULL;
  g_autofree char *after = NULL;
  g_autofree char *intended = NULL;
  g_autofree char *got = NULL;

  if (edit == NULL)
    return NULL;

  patches = plr_dialect_edit (dialect, text, -1, edit, &error);
  if (error != NULL)
    {
      /* Only for what is not of this file alone, and what the dialect cannot say. */
      if (!g_error_matches (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED) &&
          !g_error_matches (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED))
        g_test_message ("%s of %s, “%s” “%s” in\n%s", plr_edit_kind_get_nick (plr_edit_get_kind (edit)), id, plr_edit_get_target (edit),
                        plr_edit_get_value (edit), text);
      g_assert_true (g_error_matches (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED) ||
                     g_error_matches (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED));
      n_declined++;
      return NULL;
    }

  after = plr_patches_apply (text, strlen (text), patches, NULL);
  {
    g_autoptr(JsonObject) found = model_read (dialect, after);

    intended = dup_normal (model);
    got = dup_normal (found);
  }
  if (!g_str_equal (intended, got))
    {
      g_auto(GStrv) left = g_strsplit (got, "\n", -1);
      g_auto(GStrv) right = g_strsplit (intended, "\n", -1);
      guint i = 0;

      while (left[i] != NULL && right[i] != NULL && g_str_equal (left[i], right[i]))
        i++;
      g_test_message ("%s of %s, “%s” “%s” “%s” %d %d:\n%s\ngives\n%s", plr_edit_kind_get_nick (plr_edit_get_kind (edit)), id,
                      plr_edit_get_target (edit), plr_edit_get_field (edit), plr_edit_get_value (edit), plr_edit_get_index (edit),
                      plr_edit_get_position (edit), text, after);
      g_assert_cmpstr (left[i], ==, right[i]);
    }
  n_done[plr_edit_get_kind (edit)]++;

  return g_steal_pointer (&patches);
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

static gboolean
is_json (const char *text)
{
  g_autoptr(JsonParser) parser = json_parser_new ();

  return text[strspn (text, " \t\r\n")] == '{' && json_parser_load_from_data (parser, text, -1, NULL);
}

static guint
check_text (PlrDialect *dialect,
            const char *start,
            guint       n_edits)
{
  g_autoptr(GPtrArray) undo = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr(GPtrArray) redo = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autofree char *text = g_strdup (start);
  g_autofree char *end = NULL;

  for (guint n_tried = 0; undo->len < n_edits && n_tried < 12 * n_edits; n_tried++)
    {
      GPtrArray *patches = edit_text (dialect, text);
      char *next;

      if (patches == NULL)
        continue;
      next = plr_patches_apply (text, strlen (text), patches, NULL);
      g_ptr_array_add (undo, plr_patches_invert (text, strlen (text), patches));
      g_ptr_array_add (redo, patches);
      g_free (text);
      text = next;
      if (strlen (text) > MAX_BYTES + strlen (start))
        break;
    }
  g_assert_true (!is_json (start) || is_json (text));

  end = g_strdup (text);
  replay (&text, undo, TRUE);
  g_assert_cmpstr (text, ==, start);
  replay (&text, redo, FALSE);
  g_assert_cmpstr (text, ==, end);

  return undo->len;
}

/* What cannot be read has nothing to edit. */
static gboolean
is_valid (PlrDialect *dialect,
          const char *text)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, text, -1, NULL, problems);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      if (plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR)
        return FALSE;
    }

  return pipeline != NULL;
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
check_folder (const char *folder,
              const char *id)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (id);
  g_autofree char *path = g_build_filename (g_getenv ("PLR_SHARED_DIR") != NULL ? g_getenv ("PLR_SHARED_DIR") : "", "corpus", folder, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  const char *name;
  guint n_edits = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (files, g_build_filename (path, name, NULL));
  g_ptr_array_sort (files, compare_paths);
  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (files->pdata[i], &text, NULL, NULL));
      if (!g_utf8_validate (text, -1, NULL) || !is_valid (dialect, text))
        continue;
      g_test_message ("%s", (const char *)files->pdata[i]);
      n_files++;
      n_edits += check_text (dialect, text, N_EDITS);
    }
  g_test_message ("%s: %u edits", folder, n_edits);
}

/* One test for all: GLib gives each test the same random numbers. */
static void
test_edits_of_real_files (void)
{
  check_folder ("buildspec", "buildspec");
  check_folder ("appspec", "appspec");
  check_folder ("codepipeline", "codepipeline");
  check_folder ("codepipeline-cfn", "codepipeline");
  if (n_files == 0)
    {
      g_test_skip ("no corpus beside the checkout");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (n_done); i++)
    if (n_done[i] > 0)
      g_test_message ("%s: %u", plr_edit_kind_get_nick (i), n_done[i]);
  g_test_message ("%u files; declined: %u", n_files, n_declined);
}

/* The first text of each fixture, a thousand times in all. */
static void
test_many_edits (void)
{
  static const char *const ids[] = { "buildspec", "appspec", "codepipeline" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr(PlrDialect) dialect = plr_dialect_find (ids[i]);
      g_autofree char *name = g_strconcat (ids[i], ".txt", NULL);
      g_autofree char *file = g_test_build_filename (G_TEST_DIST, "fixtures", "aws", name, NULL);
      g_autofree char *text = NULL;
      char *start;
      char *end;

      g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
      start = strchr (text, '\n') + 1;
      end = strstr (start, "--- end\n");
      *end = '\0';
      g_assert_cmpuint (check_text (dialect, start, N_LONG / 3 + 1), >, N_LONG / 10);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/aws/random/edits-of-real-files", test_edits_of_real_files);
  g_test_add_func ("/aws/random/many-edits", test_many_edits);

  return g_test_run ();
}
