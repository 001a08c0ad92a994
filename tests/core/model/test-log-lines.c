/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "plr-log-lines.h"

typedef struct
{
  char        *dir;
  char        *path;
  PlrLogLines *lines;
  GListStore  *mirror; /* what somebody knows who only listens */
  int          fd;
} Fixture;

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Fixture    *fixture)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++)
    g_ptr_array_add (items, g_list_model_get_item (model, position + i));
  g_list_store_splice (fixture->mirror, position, removed, items->pdata, added);
}

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("plr-lines-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->dir, "build.log", NULL);
  fixture->fd = open (fixture->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  fixture->lines = plr_log_lines_new (fixture->path);
  fixture->mirror = g_list_store_new (PLR_TYPE_LOG_LINE);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_assert_finalize_object (fixture->lines);
  g_object_unref (fixture->mirror);
  close (fixture->fd);
  g_unlink (fixture->path);
  g_rmdir (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static void
append (Fixture    *fixture,
        const char *bytes,
        gsize       size_bytes)
{
  g_assert_cmpint (write (fixture->fd, bytes, size_bytes), ==, (gssize)size_bytes);
}

static void
refresh_all (Fixture *fixture)
{
  while (plr_log_lines_refresh (fixture->lines))
    ;
}

static void
assert_bytes (gpointer    item,
              const char *expected,
              gsize       expected_size)
{
  g_autoptr(PlrLogLine) line = item;
  gsize size;
  const char *bytes;

  g_assert_nonnull (line);
  bytes = plr_log_line_get_bytes (line, &size);
  g_assert_cmpmem (bytes, size, expected, expected_size);
}

static void
test_lines_grow_with_the_file (Fixture      *fixture,
                               gconstpointer data)
{
  GListModel *model = G_LIST_MODEL (fixture->lines);
  g_autoptr(PlrLogLine) red = NULL;

  refresh_all (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 0);
  g_assert_null (g_list_model_get_item (model, 0));

  append (fixture, "one\n\n\x1b[31mthr", 13);
  refresh_all (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 3);
  assert_bytes (g_list_model_get_item (model, 2), "\x1b[31mthr", 8);

  append (fixture, "ee\nfour", 7);
  refresh_all (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, 4);
  assert_bytes (g_list_model_get_item (model, 0), "one", 3);
  assert_bytes (g_list_model_get_item (model, 1), "", 0);
  assert_bytes (g_list_model_get_item (model, 3), "four", 4);
  g_assert_null (g_list_model_get_item (model, 4));

  red = g_list_model_get_item (model, 2);
  g_assert_cmpuint (plr_log_line_get_number (red), ==, 3);
  g_assert_cmpstr (plr_log_line_get_text (red), ==, "three");
  g_assert_cmpuint (plr_log_line_get_ansi (red)->spans->len, ==, 1);
}

static void
test_file_that_comes_later_is_found (Fixture      *fixture,
                                     gconstpointer data)
{
  g_unlink (fixture->path);
  refresh_all (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->lines)), ==, 0);

  g_assert_true (g_file_set_contents (fixture->path, "late\n", -1, NULL));
  refresh_all (fixture);
  assert_bytes (g_list_model_get_item (G_LIST_MODEL (fixture->lines), 0), "late", 4);
}

static void
test_file_that_was_written_anew_starts_over (Fixture      *fixture,
                                             gconstpointer data)
{
  append (fixture, "a\nb\nc\n", 6);
  refresh_all (fixture);
  g_assert_cmpint (ftruncate (fixture->fd, 0), ==, 0);
  g_assert_cmpint (lseek (fixture->fd, 0, SEEK_SET), ==, 0);
  append (fixture, "z\n", 2);
  refresh_all (fixture);

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->lines)), ==, 1);
  assert_bytes (g_list_model_get_item (G_LIST_MODEL (fixture->lines), 0), "z", 1);
}

/* Whoever follows the signals has the same lines as whoever splits the file, however the writes fell. */
static void
test_listener_sees_what_is_in_the_file (Fixture      *fixture,
                                        gconstpointer data)
{
  g_autoptr(GString) all = g_string_new (NULL);
  g_auto(GStrv) expected = NULL;
  guint n_expected;

  g_signal_connect (fixture->lines, "items-changed", G_CALLBACK (items_changed_cb), fixture);
  for (guint i = 0; i < 2000; i++)
    {
      char piece[64];
      int size = g_test_rand_int_range (0, sizeof piece);

      for (int k = 0; k < size; k++)
        piece[k] = g_test_rand_int_range (0, 12) == 0 ? '\n' : (char)('a' + g_test_rand_int_range (0, 26));
      append (fixture, piece, (gsize)size);
      g_string_append_len (all, piece, size);
      if (g_test_rand_int_range (0, 3) == 0)
        refresh_all (fixture);
    }
  append (fixture, "end\n", 4);
  g_string_append (all, "end");
  refresh_all (fixture);

  expected = g_strsplit (all->str, "\n", -1);
  n_expected = g_strv_length (expected);
  g_assert_cmpuint (n_expected, >, 1000);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->lines)), ==, n_expected);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->mirror)), ==, n_expected);
  for (guint i = 0; i < n_expected; i++)
    {
      assert_bytes (g_list_model_get_item (G_LIST_MODEL (fixture->mirror), i), expected[i], strlen (expected[i]));
      assert_bytes (g_list_model_get_item (G_LIST_MODEL (fixture->lines), i), expected[i], strlen (expected[i]));
    }
}

static void
test_offset_leads_to_its_line (Fixture      *fixture,
                               gconstpointer data)
{
  guint64 offset = 0;

  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strnfill (i % 7, 'x');

      append (fixture, text, strlen (text));
      append (fixture, "\n", 1);
    }
  refresh_all (fixture);

  for (guint i = 0; i < 300; i++)
    {
      g_assert_cmpuint (plr_log_lines_find_offset (fixture->lines, offset), ==, i);
      offset += i % 7;
      g_assert_cmpuint (plr_log_lines_find_offset (fixture->lines, offset), ==, i);
      offset++;
    }
  g_assert_cmpuint (plr_log_lines_find_offset (fixture->lines, offset), ==, 300);
}

static void
test_long_line_is_cut (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *text = g_strnfill (4 * 1024 * 1024, 'x');
  g_autoptr(PlrLogLine) line = NULL;

  append (fixture, text, 4 * 1024 * 1024);
  append (fixture, "\nshort\n", 7);
  refresh_all (fixture);

  line = g_list_model_get_item (G_LIST_MODEL (fixture->lines), 0);
  g_assert_true (plr_log_line_is_cut (line));
  g_assert_cmpuint (strlen (plr_log_line_get_text (line)), <=, 10000);
  assert_bytes (g_list_model_get_item (G_LIST_MODEL (fixture->lines), 1), "short", 5);
}

static void
test_any_line_of_a_long_log_is_found (Fixture      *fixture,
                                      gconstpointer data)
{
  const guint n_lines = 100000;
  GListModel *model = G_LIST_MODEL (fixture->lines);
  g_autoptr(GString) all = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (all, "line %u of the output of a build\n", i + 1);
  append (fixture, all->str, all->len);
  refresh_all (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, n_lines);

  for (guint i = 0; i < 1000; i++)
    {
      guint at = (guint)g_test_rand_int_range (0, (gint32)n_lines);
      g_autofree char *expected = g_strdup_printf ("line %u of the output of a build", at + 1);

      assert_bytes (g_list_model_get_item (model, at), expected, strlen (expected));
    }
}

#define ADD(name, function) \
  g_test_add ("/model/log-lines/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("lines-grow-with-the-file", test_lines_grow_with_the_file);
  ADD ("file-that-comes-later-is-found", test_file_that_comes_later_is_found);
  ADD ("file-that-was-written-anew-starts-over", test_file_that_was_written_anew_starts_over);
  ADD ("listener-sees-what-is-in-the-file", test_listener_sees_what_is_in_the_file);
  ADD ("offset-leads-to-its-line", test_offset_leads_to_its_line);
  ADD ("long-line-is-cut", test_long_line_is_cut);
  ADD ("any-line-of-a-long-log-is-found", test_any_line_of_a_long_log_is_found);

  return g_test_run ();
}
