/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "plr-document.h"
#include "plr-file.h"

/* Sanitizers are slow with many small pieces of memory. */
#ifdef __SANITIZE_ADDRESS__
#define N_CHANGES 150
#else
#define N_CHANGES 1000
#endif

static const char definition[] =
  "# The pipeline of the test.\n"
  "pipeliner: 1\n"
  "name: Phrases   # a name\n"
  "\n"
  "stages:\n"
  "  build:\n"
  "    name: Build\n"
  "    steps:\n"
  "      - run: make\n"
  "\n"
  "  test:   # after the build\n"
  "    needs: [build]\n"
  "    steps:\n"
  "      - run: make check\n"
  "      - run: |\n"
  "          make lint\n"
  "          make spell\n"
  "    environment:\n"
  "      LANG: 'C.UTF-8'\n";

typedef struct
{
  char        *dir;
  char        *path;
  PlrDocument *document;
  GString     *copy; /* what a text view has that only listens */
  guint        n_text_changed;
  guint        n_pipeline_changed;
  guint        n_stage_lists;
} Fixture;

static void
text_changed_cb (PlrDocument *document,
                 guint64      offset,
                 guint64      removed,
                 guint64      added,
                 Fixture     *fixture)
{
  const char *text = plr_document_get_text (document, NULL);

  g_string_erase (fixture->copy, (gssize)offset, (gssize)removed);
  g_string_insert_len (fixture->copy, (gssize)offset, text + offset, (gssize)added);
  fixture->n_text_changed++;
}

static void
pipeline_changed_cb (PlrDocument *document,
                     Fixture     *fixture)
{
  g_assert_cmpstr (fixture->copy->str, ==, plr_document_get_text (document, NULL));
  fixture->n_pipeline_changed++;
}

static void
stages_changed_cb (GListModel *stages,
                   guint       position,
                   guint       removed,
                   guint       added,
                   Fixture    *fixture)
{
  fixture->n_stage_lists++;
}

static void
open_document (Fixture    *fixture,
               const char *path,
               const char *text)
{
  g_autoptr(GError) error = NULL;

  fixture->document = plr_document_new (path, "pipeliner", text, &error);
  g_assert_no_error (error);
  fixture->copy = g_string_new (text);
  g_signal_connect (fixture->document, "text-changed", G_CALLBACK (text_changed_cb), fixture);
  g_signal_connect (fixture->document, "pipeline-changed", G_CALLBACK (pipeline_changed_cb), fixture);
  g_signal_connect (plr_document_get_pipeline (fixture->document), "items-changed", G_CALLBACK (stages_changed_cb), fixture);
}

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("plr-document-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "pipeliner.yml", NULL);
  g_assert_true (plr_file_save (fixture->path, definition, -1, NULL));
  open_document (fixture, fixture->path, definition);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (plr_document_get_pipeline (fixture->document), fixture);
  g_assert_finalize_object (fixture->document);
  g_string_free (fixture->copy, TRUE);
  g_assert_true (plr_file_remove_tree (fixture->dir, NULL));
  g_free (fixture->path);
  g_free (fixture->dir);
}

static const char *
get_text (Fixture *fixture)
{
  return plr_document_get_text (fixture->document, NULL);
}

static PlrStage *
get_stage (Fixture    *fixture,
           const char *id)
{
  return plr_pipeline_find_stage (plr_document_get_pipeline (fixture->document), id);
}

static void
apply (Fixture *fixture,
       PlrEdit *edit)
{
  g_autoptr(PlrEdit) owned = edit;
  g_autoptr(GError) error = NULL;

  g_assert_true (plr_document_apply (fixture->document, owned, &error));
  g_assert_no_error (error);
}

static void
type (Fixture    *fixture,
      gsize       offset,
      const char *keys)
{
  for (const char *p = keys; *p != '\0'; p = g_utf8_next_char (p))
    {
      g_autofree char *key = g_strndup (p, (gsize)(g_utf8_next_char (p) - p));

      plr_document_replace_text (fixture->document, offset, 0, key);
      offset += strlen (key);
    }
}

static guint
count_undos (Fixture *fixture)
{
  guint n_undos = 0;

  while (plr_document_can_undo (fixture->document))
    {
      plr_document_undo (fixture->document);
      n_undos++;
    }

  return n_undos;
}

static void
test_edit_touches_nothing_else (Fixture      *fixture,
                                gconstpointer data)
{
  g_autofree char *expected = NULL;
  g_auto(GStrv) parts = g_strsplit (definition, "name: Build", -1);

  apply (fixture, plr_edit_new_set_stage ("build", "name", "Compile"));
  expected = g_strjoinv ("name: Compile", parts);

  g_assert_cmpstr (get_text (fixture), ==, expected);
  g_assert_cmpstr (plr_stage_get_name (get_stage (fixture, "build")), ==, "Compile");
  g_assert_true (plr_document_get_modified (fixture->document));
  g_assert_cmpuint (fixture->n_pipeline_changed, ==, 1);
  g_assert_cmpuint (fixture->n_stage_lists, ==, 0);
  g_assert_nonnull (plr_document_get_undo_title (fixture->document));
  g_assert_null (plr_document_get_redo_title (fixture->document));

  plr_document_undo (fixture->document);
  g_assert_cmpstr (get_text (fixture), ==, definition);
  g_assert_cmpstr (plr_stage_get_name (get_stage (fixture, "build")), ==, "Build");
  g_assert_false (plr_document_get_modified (fixture->document));
}

static void
test_edit_that_says_nothing_new_is_no_step (Fixture      *fixture,
                                            gconstpointer data)
{
  apply (fixture, plr_edit_new_set_stage ("build", "name", "Build"));

  g_assert_false (plr_document_can_undo (fixture->document));
  g_assert_cmpuint (fixture->n_text_changed, ==, 0);
}

static void
test_edits_are_done_all_or_not_at_all (Fixture      *fixture,
                                       gconstpointer data)
{
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (edits, plr_edit_new_add_stage ("pack", "Pack", NULL));
  g_ptr_array_add (edits, plr_edit_new_need ("pack", "test", TRUE));
  g_assert_true (plr_document_apply_all (fixture->document, edits, "Add and connect", &error));
  g_assert_no_error (error);
  g_assert_true (plr_stage_needs_stage (get_stage (fixture, "pack"), "test"));
  g_assert_cmpuint (fixture->n_pipeline_changed, ==, 1);
  g_assert_cmpstr (plr_document_get_undo_title (fixture->document), ==, "Add and connect");
  plr_document_undo (fixture->document);
  g_assert_cmpstr (get_text (fixture), ==, definition);

  g_ptr_array_add (edits, plr_edit_new_remove_stage ("no such stage"));
  g_assert_false (plr_document_apply_all (fixture->document, edits, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpstr (get_text (fixture), ==, definition);
  g_assert_true (plr_document_can_redo (fixture->document));
}

static void
test_rename_keeps_the_card_and_its_place (Fixture      *fixture,
                                          gconstpointer data)
{
  PlrStage *build = get_stage (fixture, "build");
  double x, y;

  plr_document_set_position (fixture->document, "build", 10, 20);
  apply (fixture, plr_edit_new_rename_stage ("build", "compile"));
  g_assert_true (get_stage (fixture, "compile") == build);
  g_assert_true (plr_stage_needs_stage (get_stage (fixture, "test"), "compile"));
  g_assert_true (plr_document_get_position (fixture->document, "compile", &x, &y));
  g_assert_cmpfloat (x, ==, 10);
  g_assert_cmpuint (fixture->n_stage_lists, ==, 0);

  plr_document_set_position (fixture->document, "compile", 30, 40);
  plr_document_undo (fixture->document);
  plr_document_undo (fixture->document);
  g_assert_true (get_stage (fixture, "build") == build);
  g_assert_true (plr_document_get_position (fixture->document, "build", &x, &y));
  g_assert_cmpfloat (x, ==, 10);
  plr_document_undo (fixture->document);
  g_assert_false (plr_document_get_position (fixture->document, "build", &x, &y));
}

/* Each key makes another id of it, and it is the same card all the time. */
static void
test_typing_in_an_id_keeps_the_card (Fixture      *fixture,
                                     gconstpointer data)
{
  PlrStage *build = get_stage (fixture, "build");
  gsize offset = (gsize)(strstr (definition, "  build:") - definition) + strlen ("  build");
  double x, y;

  plr_document_set_position (fixture->document, "build", 10, 20);
  type (fixture, offset, "ing");
  g_assert_true (get_stage (fixture, "building") == build);
  g_assert_true (plr_document_get_position (fixture->document, "building", &x, &y));
  g_assert_cmpuint (fixture->n_stage_lists, ==, 0);
}

static void
test_text_that_cannot_be_parsed_keeps_the_last_pipeline (Fixture      *fixture,
                                                         gconstpointer data)
{
  GListModel *problems = plr_document_get_problems (fixture->document);
  g_autoptr(PlrEdit) edit = plr_edit_new_remove_stage ("build");
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrProblem) problem = NULL;

  g_assert_cmpuint (g_list_model_get_n_items (problems), ==, 0);
  plr_document_replace_text (fixture->document, strlen ("# The pipeline of the test.\npipeliner: "), 1, "[");
  g_assert_false (plr_document_get_valid (fixture->document));
  g_assert_cmpuint (g_list_model_get_n_items (plr_pipeline_get_stages (plr_document_get_pipeline (fixture->document))), ==, 2);
  problem = g_list_model_get_item (problems, 0);
  g_assert_cmpint (plr_problem_get_severity (problem), ==, PLR_SEVERITY_ERROR);
  g_assert_cmpuint (plr_problem_get_line (problem), >, 0);

  g_assert_false (plr_document_apply (fixture->document, edit, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (plr_document_export (fixture->document, "github", losses, &error));
  g_assert_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_TEXT);

  plr_document_undo (fixture->document);
  g_assert_true (plr_document_get_valid (fixture->document));
  g_assert_cmpuint (g_list_model_get_n_items (problems), ==, 0);
}

static void
note_change_cb (GListModel *model,
                guint       position,
                guint       removed,
                guint       added,
                GString    *notes)
{
  g_string_append_printf (notes, "%u-%u+%u ", position, removed, added);
}

static void
test_problems_stay_the_same_objects (Fixture      *fixture,
                                     gconstpointer data)
{
  GListModel *problems = plr_document_get_problems (fixture->document);
  g_autoptr(GString) notes = g_string_new (NULL);
  g_autoptr(PlrProblem) problem = NULL;
  guint line;

  g_signal_connect (problems, "items-changed", G_CALLBACK (note_change_cb), notes);
  plr_document_replace_text (fixture->document, (gsize)(strstr (definition, "build]") - definition) + 5, 0, ", nowhere");
  g_assert_cmpuint (g_list_model_get_n_items (problems), ==, 1);
  problem = g_list_model_get_item (problems, 0);
  line = plr_problem_get_line (problem);
  g_assert_cmpuint (line, ==, 12);
  g_assert_cmpstr (notes->str, ==, "0-0+1 ");

  /* A line more above it: it stands elsewhere, and is the same. */
  plr_document_replace_text (fixture->document, 0, 0, "# more\n");
  g_assert_cmpuint (plr_problem_get_line (problem), ==, line + 1);
  g_assert_cmpstr (notes->str, ==, "0-0+1 ");
  g_signal_handlers_disconnect_by_data (problems, notes);
}

static void
test_words_are_steps (Fixture      *fixture,
                      gconstpointer data)
{
  type (fixture, 0, "# one two\n# gr\xc3\xbc\xc3\x9f" "e\n");
  g_assert_true (g_str_has_prefix (get_text (fixture), "# one two\n# gr\xc3\xbc\xc3\x9f" "e\n# The"));
  g_assert_cmpstr (plr_document_get_undo_title (fixture->document), ==, "Type Text");

  /* "# ", "one ", "two", newline, "# ", "grüße", newline */
  g_assert_cmpuint (count_undos (fixture), ==, 7);
  g_assert_cmpstr (get_text (fixture), ==, definition);
}

static void
test_deletions_beside_each_other_are_one_step (Fixture      *fixture,
                                               gconstpointer data)
{
  for (guint i = 12; i > 7; i--)
    plr_document_replace_text (fixture->document, i - 1, 1, ""); /* Backspace */
  for (guint i = 0; i < 3; i++)
    plr_document_replace_text (fixture->document, 7, 1, ""); /* Delete */
  g_assert_true (g_str_has_prefix (get_text (fixture), "# The pof the test."));

  g_assert_cmpuint (count_undos (fixture), ==, 1);
  g_assert_cmpstr (get_text (fixture), ==, definition);
}

static void
test_group_is_one_step (Fixture      *fixture,
                        gconstpointer data)
{
  double x, y;

  plr_document_begin_group (fixture->document, "Add Stage");
  apply (fixture, plr_edit_new_add_stage ("pack", NULL, NULL));
  plr_document_set_position (fixture->document, "pack", 5, 6);
  plr_document_begin_group (fixture->document, NULL);
  plr_document_set_position (fixture->document, "build", 7, 8);
  plr_document_end_group (fixture->document);
  plr_document_replace_text (fixture->document, 0, 0, "# first\n");
  plr_document_end_group (fixture->document);

  g_assert_cmpstr (plr_document_get_undo_title (fixture->document), ==, "Add Stage");
  plr_document_undo (fixture->document);
  g_assert_false (plr_document_can_undo (fixture->document));
  g_assert_cmpstr (get_text (fixture), ==, definition);
  g_assert_false (plr_document_get_position (fixture->document, "pack", &x, &y));
  g_assert_false (plr_document_get_position (fixture->document, "build", &x, &y));

  plr_document_redo (fixture->document);
  g_assert_true (plr_document_get_position (fixture->document, "pack", &x, &y));
  g_assert_true (g_str_has_prefix (get_text (fixture), "# first\n# The"));

  plr_document_begin_group (fixture->document, "Nothing");
  plr_document_end_group (fixture->document);
  g_assert_cmpstr (plr_document_get_undo_title (fixture->document), ==, "Add Stage");
}

/* What a GtkTextBuffer does: each key between a begin and an end. */
static void
test_keys_in_groups_still_make_words (Fixture      *fixture,
                                      gconstpointer data)
{
  const char *keys = "# word";

  for (guint i = 0; keys[i] != '\0'; i++)
    {
      char key[] = { keys[i], '\0' };

      plr_document_begin_group (fixture->document, NULL);
      plr_document_replace_text (fixture->document, i, 0, key);
      plr_document_end_group (fixture->document);
    }

  g_assert_cmpuint (count_undos (fixture), ==, 2);
  g_assert_cmpstr (get_text (fixture), ==, definition);
}

static void
test_moving_a_card_does_not_modify_the_file (Fixture      *fixture,
                                             gconstpointer data)
{
  double x, y;

  plr_document_set_position (fixture->document, "build", 1, 2);
  plr_document_set_position (fixture->document, "test", 3, 4);
  g_assert_false (plr_document_get_modified (fixture->document));
  plr_document_reset_positions (fixture->document);
  g_assert_false (plr_document_get_position (fixture->document, "test", &x, &y));
  plr_document_undo (fixture->document);
  g_assert_true (plr_document_get_position (fixture->document, "test", &x, &y));
  g_assert_cmpfloat (y, ==, 4);
  plr_document_undo (fixture->document);
  g_assert_false (plr_document_get_position (fixture->document, "test", &x, &y));
}

static void
test_stage_is_found_by_its_place (Fixture      *fixture,
                                  gconstpointer data)
{
  gsize at_check = (gsize)(strstr (definition, "make check") - definition);

  g_assert_true (plr_document_find_stage_at (fixture->document, at_check) == get_stage (fixture, "test"));
  g_assert_null (plr_document_find_stage_at (fixture->document, 3));
}

static void
test_text_of_another_kind_is_refused (Fixture      *fixture,
                                      gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (plr_document_new ("/x/pipeliner.yml", "pipeliner", "a: 1\nb: \xff\n", &error));
  g_assert_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_TEXT);
  g_assert_nonnull (strstr (error->message, "pipeliner.yml:2:"));
  g_clear_error (&error);
  g_assert_null (plr_document_new (NULL, "jenkins", "pipeline {}\n", &error));
  g_assert_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_UNSUPPORTED);
}

static void
test_export_says_the_same_in_another_language (Fixture      *fixture,
                                               gconstpointer data)
{
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GError) error = NULL;
  g_autofree char *text = plr_document_export (fixture->document, "github", losses, &error);

  g_assert_no_error (error);
  g_assert_nonnull (strstr (text, "make check"));
  g_assert_null (plr_document_export (fixture->document, "no-such-dialect", losses, &error));
  g_assert_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_UNSUPPORTED);
}

static void
keep_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static gboolean
save (Fixture    *fixture,
      const char *path,
      gboolean    overwrite,
      GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (overwrite)
    plr_document_overwrite_async (fixture->document, path, NULL, keep_result_cb, &result);
  else
    plr_document_save_async (fixture->document, path, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return plr_document_save_finish (fixture->document, result, error);
}

static void
assert_file (const char *path,
             const char *expected)
{
  g_autofree char *text = plr_file_load (path, 1000000, NULL, NULL);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_save_writes_the_text (Fixture      *fixture,
                           gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->dir, "other.pipeliner.yml", NULL);
  g_autoptr(GError) error = NULL;

  apply (fixture, plr_edit_new_set_stage ("build", "name", "Compile"));
  g_assert_true (save (fixture, NULL, FALSE, &error));
  g_assert_no_error (error);
  g_assert_false (plr_document_get_modified (fixture->document));
  assert_file (fixture->path, get_text (fixture));

  /* What was saved can be undone, and is modified then. */
  plr_document_undo (fixture->document);
  g_assert_true (plr_document_get_modified (fixture->document));

  g_assert_true (save (fixture, other, FALSE, &error));
  g_assert_cmpstr (plr_document_get_path (fixture->document), ==, other);
  g_assert_false (plr_document_get_modified (fixture->document));
  assert_file (other, definition);
}

static void
test_keys_after_a_save_are_another_step (Fixture      *fixture,
                                         gconstpointer data)
{
  type (fixture, 0, "#a");
  g_assert_true (save (fixture, NULL, FALSE, NULL));
  type (fixture, 2, "b");
  plr_document_undo (fixture->document);
  g_assert_false (plr_document_get_modified (fixture->document));
}

static void
test_what_others_wrote_is_not_overwritten (Fixture      *fixture,
                                           gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->dir, "other.yml", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (plr_file_save (fixture->path, "pipeliner: 1\nstages: {}\n", -1, NULL));
  g_assert_true (plr_file_save (other, "precious\n", -1, NULL));
  type (fixture, 0, "#");

  g_assert_false (save (fixture, NULL, FALSE, &error));
  g_assert_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_CHANGED);
  g_clear_error (&error);
  g_assert_true (plr_document_get_modified (fixture->document));
  g_assert_false (save (fixture, other, FALSE, &error));
  g_assert_error (error, PLR_ENGINE_ERROR, PLR_ENGINE_ERROR_CHANGED);
  g_clear_error (&error);
  assert_file (other, "precious\n");

  g_assert_true (save (fixture, NULL, TRUE, &error));
  g_assert_no_error (error);
  assert_file (fixture->path, get_text (fixture));
}

static void
test_file_that_is_gone_is_written_again (Fixture      *fixture,
                                         gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_unlink (fixture->path);
  g_assert_true (save (fixture, NULL, FALSE, &error));
  g_assert_no_error (error);
  assert_file (fixture->path, definition);
}

static void
test_last_of_many_saves_wins (Fixture      *fixture,
                              gconstpointer data)
{
  g_autoptr(GPtrArray) results = g_ptr_array_new ();

  for (guint i = 0; i < 20; i++)
    {
      GAsyncResult **result = g_new0 (GAsyncResult *, 1);

      g_ptr_array_add (results, result);
      type (fixture, 0, "#");
      plr_document_save_async (fixture->document, NULL, NULL, keep_result_cb, result);
    }

  for (guint i = 0; i < results->len; i++)
    {
      GAsyncResult **result = g_ptr_array_index (results, i);
      g_autoptr(GError) error = NULL;

      while (*result == NULL)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (plr_document_save_finish (fixture->document, *result, &error));
      g_assert_no_error (error);
      g_object_unref (*result);
      g_free (result);
    }
  g_assert_false (plr_document_get_modified (fixture->document));
  assert_file (fixture->path, get_text (fixture));
}

static char *
check_disk (Fixture *fixture,
            GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  plr_document_check_disk_async (fixture->document, NULL, keep_result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return plr_document_check_disk_finish (fixture->document, result, error);
}

static void
test_change_on_the_disk_is_seen_and_taken (Fixture      *fixture,
                                           gconstpointer data)
{
  g_autofree char *found = NULL;
  g_autofree char *again = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (check_disk (fixture, &error));
  g_assert_no_error (error);

  type (fixture, 0, "#");
  g_assert_true (plr_file_save (fixture->path, "pipeliner: 1\nstages: {}\n", -1, NULL));
  found = check_disk (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, "pipeliner: 1\nstages: {}\n");

  plr_document_take_disk_text (fixture->document, found);
  g_assert_cmpstr (get_text (fixture), ==, found);
  g_assert_false (plr_document_get_modified (fixture->document));
  g_assert_cmpstr (plr_document_get_undo_title (fixture->document), ==, "Load From Disk");
  again = check_disk (fixture, &error);
  g_assert_null (again);
  g_assert_no_error (error);

  plr_document_undo (fixture->document);
  g_assert_true (g_str_has_prefix (get_text (fixture), "## The pipeline"));
  g_assert_true (plr_document_get_modified (fixture->document));

  g_unlink (fixture->path);
  g_assert_null (check_disk (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

static gsize
random_offset (Fixture *fixture)
{
  gsize size;
  const char *text = plr_document_get_text (fixture->document, &size);
  gsize offset = (gsize)g_test_rand_int_range (0, (gint32)size + 1);

  while (((guchar)text[offset] & 0xc0) == 0x80)
    offset--;

  return offset;
}

static const char *
random_stage (Fixture *fixture)
{
  GListModel *stages = plr_pipeline_get_stages (plr_document_get_pipeline (fixture->document));
  guint n_stages = g_list_model_get_n_items (stages);
  g_autoptr(PlrStage) stage = n_stages > 0 ? g_list_model_get_item (stages, (guint)g_test_rand_int_range (0, (gint32)n_stages)) : NULL;

  return stage != NULL ? plr_stage_get_id (stage) : "none";
}

static PlrEdit *
random_edit (Fixture *fixture)
{
  g_autofree char *name = g_strdup_printf ("s%d", g_test_rand_int_range (0, 30));

  switch (g_test_rand_int_range (0, 8))
    {
    case 0:
      return plr_edit_new_add_stage (name, NULL, NULL);

    case 1:
      return plr_edit_new_remove_stage (random_stage (fixture));

    case 2:
      return plr_edit_new_rename_stage (random_stage (fixture), name);

    case 3:
      return plr_edit_new_need (random_stage (fixture), random_stage (fixture), g_test_rand_bit () != 0);

    case 4:
      return plr_edit_new_add_step (random_stage (fixture), "make\n  more\n", -1);

    case 5:
      return plr_edit_new_set_variable (random_stage (fixture), -1, "LANG", name);

    case 6:
      return plr_edit_new_set_stage (random_stage (fixture), "name", name);

    default:
      return plr_edit_new_duplicate_stage (random_stage (fixture), name);
    }
}

static void
do_something (Fixture *fixture)
{
  static const char *const pieces[] = { "x", "#", "\n", " ", "\xc3\xbc", "key: value\n", "- ", "[", "\r\n", "\xf0\x9f\x9a\x80" };
  gsize offset = random_offset (fixture);
  g_autoptr(PlrEdit) edit = NULL;
  g_autoptr(GError) error = NULL;

  switch (g_test_rand_int_range (0, 8))
    {
    case 0:
      plr_document_replace_text (fixture->document, offset, 0, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      break;

    case 1:
      if (get_text (fixture)[offset] != '\0')
        plr_document_replace_text (fixture->document, offset,
                                   (gsize)(g_utf8_next_char (get_text (fixture) + offset) - (get_text (fixture) + offset)),
                                   g_test_rand_bit () ? "" : "y");
      break;

    case 2:
      plr_document_set_position (fixture->document, random_stage (fixture), g_test_rand_int_range (0, 9), 0);
      break;

    case 3:
      if (g_test_rand_int_range (0, 10) == 0)
        plr_document_reset_positions (fixture->document);
      break;

    default:
      edit = random_edit (fixture);
      (void)plr_document_apply (fixture->document, edit, &error); /* many make no sense, and must then do nothing */
      break;
    }
}

static char *
describe_positions (Fixture *fixture)
{
  g_autoptr(GString) all = g_string_new (NULL);
  GListModel *stages = plr_pipeline_get_stages (plr_document_get_pipeline (fixture->document));
  double x, y;

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, i);

      if (plr_document_get_position (fixture->document, plr_stage_get_id (stage), &x, &y))
        g_string_append_printf (all, "%s %g ", plr_stage_get_id (stage), x);
    }

  return g_string_free (g_steal_pointer (&all), FALSE);
}

/* Many changes of all kinds; a text view that only listens has the same text all the time; all undone is what was
 * there in the beginning, byte for byte, and all done again what was there in the end. */
static void
test_everything_can_be_undone (Fixture      *fixture,
                               gconstpointer data)
{
  g_autofree char *final_text = NULL;
  g_autofree char *final_positions = NULL;
  g_autofree char *positions = NULL;
  g_autofree char *none = NULL;

  for (guint i = 0; i < N_CHANGES; i++)
    {
      gboolean group = g_test_rand_int_range (0, 6) == 0;

      if (group)
        plr_document_begin_group (fixture->document, NULL);
      for (gint32 k = group ? g_test_rand_int_range (0, 4) : 1; k > 0; k--)
        do_something (fixture);
      if (group)
        plr_document_end_group (fixture->document);

      g_assert_cmpstr (fixture->copy->str, ==, get_text (fixture));
      /* Text that cannot be parsed stays for a while, for typing, and then goes, for the edits. */
      while (!plr_document_get_valid (fixture->document) && g_test_rand_int_range (0, 3) > 0)
        plr_document_undo (fixture->document);
    }

  while (plr_document_can_redo (fixture->document))
    plr_document_redo (fixture->document);
  final_text = g_strdup (get_text (fixture));
  final_positions = describe_positions (fixture);

  g_test_message ("%u steps", count_undos (fixture));
  g_assert_cmpstr (get_text (fixture), ==, definition);
  g_assert_cmpstr (fixture->copy->str, ==, definition);
  g_assert_false (plr_document_get_modified (fixture->document));
  none = describe_positions (fixture);
  g_assert_cmpstr (none, ==, "");

  while (plr_document_can_redo (fixture->document))
    plr_document_redo (fixture->document);
  positions = describe_positions (fixture);
  g_assert_cmpstr (get_text (fixture), ==, final_text);
  g_assert_cmpstr (fixture->copy->str, ==, final_text);
  g_assert_cmpstr (positions, ==, final_positions);
}

#define ADD(name, function) \
  g_test_add ("/engine/document/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("edit-touches-nothing-else", test_edit_touches_nothing_else);
  ADD ("edit-that-says-nothing-new-is-no-step", test_edit_that_says_nothing_new_is_no_step);
  ADD ("edits-are-done-all-or-not-at-all", test_edits_are_done_all_or_not_at_all);
  ADD ("rename-keeps-the-card-and-its-place", test_rename_keeps_the_card_and_its_place);
  ADD ("typing-in-an-id-keeps-the-card", test_typing_in_an_id_keeps_the_card);
  ADD ("text-that-cannot-be-parsed-keeps-the-last-pipeline", test_text_that_cannot_be_parsed_keeps_the_last_pipeline);
  ADD ("problems-stay-the-same-objects", test_problems_stay_the_same_objects);
  ADD ("words-are-steps", test_words_are_steps);
  ADD ("deletions-beside-each-other-are-one-step", test_deletions_beside_each_other_are_one_step);
  ADD ("group-is-one-step", test_group_is_one_step);
  ADD ("keys-in-groups-still-make-words", test_keys_in_groups_still_make_words);
  ADD ("moving-a-card-does-not-modify-the-file", test_moving_a_card_does_not_modify_the_file);
  ADD ("stage-is-found-by-its-place", test_stage_is_found_by_its_place);
  ADD ("text-of-another-kind-is-refused", test_text_of_another_kind_is_refused);
  ADD ("export-says-the-same-in-another-language", test_export_says_the_same_in_another_language);
  ADD ("save-writes-the-text", test_save_writes_the_text);
  ADD ("keys-after-a-save-are-another-step", test_keys_after_a_save_are_another_step);
  ADD ("what-others-wrote-is-not-overwritten", test_what_others_wrote_is_not_overwritten);
  ADD ("file-that-is-gone-is-written-again", test_file_that_is_gone_is_written_again);
  ADD ("last-of-many-saves-wins", test_last_of_many_saves_wins);
  ADD ("change-on-the-disk-is-seen-and-taken", test_change_on_the_disk_is_seen_and_taken);
  ADD ("everything-can-be-undone", test_everything_can_be_undone);

  return g_test_run ();
}
