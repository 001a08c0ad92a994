/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "plr-file.h"

typedef struct
{
  char *dir;
} Fixture;

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("plr-file-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (plr_file_remove_tree (fixture->dir, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (fixture->dir, G_FILE_TEST_EXISTS));
  g_free (fixture->dir);
}

static void
test_save_keeps_mode_and_link (Fixture      *fixture,
                               gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "real", NULL);
  g_autofree char *link = g_build_filename (fixture->dir, "link", NULL);
  g_autofree char *content = NULL;
  g_autoptr(GError) error = NULL;
  struct stat info;

  g_assert_true (plr_file_save (path, "old", -1, &error));
  g_assert_cmpint (chmod (path, 0755), ==, 0);
  g_assert_cmpint (symlink ("real", link), ==, 0);
  g_assert_true (plr_file_save (link, "new\0er", 6, &error));
  g_assert_no_error (error);

  g_assert_cmpint (lstat (link, &info), ==, 0);
  g_assert_true (S_ISLNK (info.st_mode));
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0755);
  g_assert_cmpint (info.st_size, ==, 6);
}

static void
test_save_to_a_full_disk_keeps_the_old_file (Fixture      *fixture,
                                             gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  /* /dev/full fails each write with ENOSPC, but cannot be renamed over; a directory that is not there fails before. */
  g_assert_false (plr_file_save ("/dev/null/absent/file", "x", -1, &error));
  g_assert_nonnull (error);
}

static void
test_load_refuses_what_is_no_regular_file (Fixture      *fixture,
                                           gconstpointer data)
{
  g_autofree char *fifo = g_build_filename (fixture->dir, "fifo", NULL);
  g_autofree char *big = g_build_filename (fixture->dir, "big", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_null (plr_file_load (fifo, 100, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);

  g_assert_true (plr_file_save (big, "0123456789", -1, &error));
  g_assert_null (plr_file_load (big, 9, NULL, &error));
  g_assert_nonnull (error);
}

static void
test_open_beneath_never_leaves (Fixture      *fixture,
                                gconstpointer data)
{
  g_autofree char *inside = g_build_filename (fixture->dir, "in", NULL);
  g_autofree char *out = g_build_filename (fixture->dir, "out", NULL);
  const char *escapes[] = { "../", "/etc/passwd", "out", "a/../../x" };
  int root;
  int fd;

  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (inside, 0700), ==, 0);
  g_assert_cmpint (symlink ("/etc/passwd", out), ==, 0);
  root = open (fixture->dir, O_PATH | O_CLOEXEC);
  g_assert_cmpint (root, >=, 0);

  for (guint i = 0; i < G_N_ELEMENTS (escapes); i++)
    {
      g_assert_cmpint (plr_path_open_beneath (root, escapes[i], O_RDONLY, &error), ==, -1);
      g_assert_nonnull (error);
      g_clear_error (&error);
    }

  fd = plr_path_open_beneath (root, "in", O_RDONLY | O_DIRECTORY, &error);
  g_assert_no_error (error);
  g_assert_cmpint (close (fd), ==, 0);
  g_assert_cmpint (close (root), ==, 0);
}

static void
test_remove_tree_does_not_follow_links (Fixture      *fixture,
                                        gconstpointer data)
{
  g_autofree char *kept = g_build_filename (fixture->dir, "kept", NULL);
  g_autofree char *tree = g_build_filename (fixture->dir, "tree", NULL);
  g_autofree char *locked = g_build_filename (tree, "locked", NULL);
  g_autofree char *deep = g_build_filename (locked, "deep", NULL);
  g_autofree char *link = g_build_filename (tree, "link", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (deep, 0700), ==, 0);
  g_assert_true (plr_file_save (kept, "x", -1, &error));
  g_assert_cmpint (symlink (fixture->dir, link), ==, 0);
  g_assert_cmpint (chmod (locked, 0500), ==, 0);

  g_assert_true (plr_file_remove_tree (tree, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (tree, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (kept, G_FILE_TEST_IS_REGULAR));
}

#define ADD(name, function) \
  g_test_add ("/base/file/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  ADD ("save-keeps-mode-and-link", test_save_keeps_mode_and_link);
  ADD ("save-that-fails-says-so", test_save_to_a_full_disk_keeps_the_old_file);
  ADD ("load-refuses-what-is-no-regular-file", test_load_refuses_what_is_no_regular_file);
  ADD ("open-beneath-never-leaves", test_open_beneath_never_leaves);
  ADD ("remove-tree-does-not-follow-links", test_remove_tree_does_not_follow_links);

  return g_test_run ();
}
