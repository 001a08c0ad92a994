/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "json-model.h"
#include "random-pipeline-edit.h"

/* Random edits of every valid fixture. What each is to do is done to the pipeline as JSON as well, which knows nothing of text;
 * the patched text has to be read as just that. */

/* Sanitizers are slow with many small pieces of memory. */
#ifdef __SANITIZE_ADDRESS__
#define N_EDITS 3
#else
#define N_EDITS 40
#endif
#define MAX_BYTES (8 * 1024)

static guint n_done[N_EDIT_KINDS];
static guint n_shared;

/* The whole is long: only the first line that is not as it should be. */
static void
tell_difference (const char *got,
                 const char *intended)
{
  g_auto(GStrv) left = g_strsplit (got, "\n", -1);
  g_auto(GStrv) right = g_strsplit (intended, "\n", -1);
  guint i = 0;

  while (g_str_equal (left[i], right[i]))
    i++;
  g_assert_cmpstr (left[i], ==, right[i]);
}

/* One edit of @text. Returns: its patches, or NULL if there was nothing to do. */
static GPtrArray *
edit_text (PlrDialect *dialect,
           const char *text)
{
  g_autoptr(JsonObject) model = model_read (dialect, text);
  g_autoptr(PlrEdit) edit = random_pipeline_edit (model);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) patches = NULL;
  g_autoptr(JsonObject) found = NULL;
  g_autofree char *after = NULL;
  g_autofree char *intended = NULL;
  g_autofree char *got = NULL;

  if (edit == NULL)
    return NULL;

  patches = plr_dialect_edit (dialect, text, -1, edit, &error);
  if (g_error_matches (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_SHARED) && strpbrk (text, "&*") != NULL)
    {
      n_shared++;
      return NULL;
    }
  if (error == NULL)
    {
      after = plr_patches_apply (text, strlen (text), patches, NULL);
      found = model_read (dialect, after);
      intended = model_to_text (model);
      got = model_to_text (found);
    }
  if (error != NULL || !g_str_equal (intended, got))
    {
      g_test_message ("%s of %s, “%s” “%s” “%s” %d %d:\n%s\ngives\n%s", plr_edit_kind_get_nick (plr_edit_get_kind (edit)), plr_edit_get_stage (edit),
                      plr_edit_get_target (edit), plr_edit_get_field (edit), plr_edit_get_value (edit),
                      plr_edit_get_index (edit), plr_edit_get_position (edit), text, after);
      g_assert_no_error (error);
      tell_difference (got, intended);
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

static void
check_text (PlrDialect *dialect,
            const char *start)
{
  g_autoptr(GPtrArray) undo = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr(GPtrArray) redo = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autofree char *text = g_strdup (start);
  g_autofree char *end = NULL;

  for (guint n_tried = 0; undo->len < N_EDITS && n_tried < 20 * N_EDITS && strlen (text) < MAX_BYTES; n_tried++)
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
    }
  g_assert_cmpuint (undo->len, >, N_EDITS / 4);

  end = g_strdup (text);
  replay (&text, undo, TRUE);
  g_assert_cmpstr (text, ==, start);
  replay (&text, redo, FALSE);
  g_assert_cmpstr (text, ==, end);
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_fixtures (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "fixtures", "pipeliner", "valid", NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *files = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (files, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (files, compare_paths);

  return files;
}

/* One test for all files: GLib gives each test the same random numbers. */
static void
test_edits_are_read_as_intended (void)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("pipeliner");
  g_autoptr(GPtrArray) files = list_fixtures ();

  for (guint i = 0; i < files->len; i++)
    {
      g_autofree char *text = NULL;
      g_auto(GStrv) lines = NULL;
      g_autofree char *other = NULL;

      g_test_message ("%s", (const char *)files->pdata[i]);
      g_assert_true (g_file_get_contents (files->pdata[i], &text, NULL, NULL));
      check_text (dialect, text);
      lines = g_strsplit (text, "\n", -1);
      other = g_strjoinv ("\r\n", lines);
      if (strstr (text, "\r\n") == NULL)
        check_text (dialect, other);
    }

  g_assert_cmpuint (PLR_EDIT_KIND_REMOVE_MATRIX_AXIS + 1, ==, N_EDIT_KINDS);
  for (guint i = 0; i < N_EDIT_KINDS; i++)
    g_test_message ("%s: %u", plr_edit_kind_get_nick (i), n_done[i]);
  g_test_message ("refused, because others use it too: %u", n_shared);
  for (guint i = 0; i < N_EDIT_KINDS && N_EDITS > 10; i++) /* a few may well leave one out */
    g_assert_cmpuint (n_done[i], >, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pipeliner/random/edits-are-read-as-intended", test_edits_are_read_as_intended);

  return g_test_run ();
}
