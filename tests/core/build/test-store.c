/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "plr-file.h"
#include "plr-store.h"

typedef struct
{
  char     *dir;
  PlrStore *store;
  int       fd; /* of dir */
} Fixture;

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->dir = g_dir_make_tmp ("plr-store-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->dir, "store", NULL);
  fixture->store = plr_store_open (path, &error);
  g_assert_no_error (error);
  fixture->fd = open (fixture->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  plr_store_unref (fixture->store);
  (void)close (fixture->fd);
  g_assert_true (plr_file_remove_tree (fixture->dir, NULL));
  g_free (fixture->dir);
}

/* Makes a file, takes it, removes it as a workspace would be. */
static void
take (Fixture    *fixture,
      const char *content,
      mode_t      mode,
      char        sha256[PLR_SHA256_CHARS])
{
  int fd = openat (fixture->fd, "made", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (write (fd, content, strlen (content)), ==, strlen (content));
  g_assert_cmpint (fchmod (fd, mode), ==, 0);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  g_assert_true (plr_store_take_file (fixture->store, fd, sha256, &error));
  g_assert_no_error (error);
  (void)close (fd);
  g_assert_cmpint (unlinkat (fixture->fd, "made", 0), ==, 0);
}

static guint
count_files (const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;
  guint n_files = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      n_files += g_file_test (path, G_FILE_TEST_IS_DIR) ? count_files (path) : 1;
    }

  return n_files;
}

static void
assert_file (Fixture    *fixture,
             const char *name,
             const char *content,
             mode_t      mode)
{
  g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
  g_autofree char *text = NULL;
  struct stat info;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, content);
  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, mode);
}

/* printf hello | sha256sum; printf '' | sha256sum */
static void
test_each_content_once (Fixture      *fixture,
                        gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "store", NULL);
  char sha256[PLR_SHA256_CHARS];

  take (fixture, "hello", 0644, sha256);
  g_assert_cmpstr (sha256, ==, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  take (fixture, "hello", 0600, sha256);
  g_assert_cmpuint (count_files (path), ==, 1);
  take (fixture, "hello", 0755, sha256);
  g_assert_cmpuint (count_files (path), ==, 2);
  take (fixture, "", 0644, sha256);
  g_assert_cmpstr (sha256, ==, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  g_assert_cmpuint (count_files (path), ==, 3);
}

static void
test_what_comes_out (Fixture      *fixture,
                     gconstpointer data)
{
  g_autofree char *copy = g_build_filename (fixture->dir, "copy", NULL);
  g_autoptr(GError) error = NULL;
  char sha256[PLR_SHA256_CHARS];
  struct stat info;

  take (fixture, "#!/bin/sh\n", 0711, sha256);
  g_assert_true (plr_store_link (fixture->store, sha256, TRUE, fixture->fd, "link", &error));
  g_assert_no_error (error);
  assert_file (fixture, "link", "#!/bin/sh\n", 0555);
  g_assert_true (g_file_set_contents (copy, "in the way", -1, NULL));
  g_assert_true (plr_store_copy (fixture->store, sha256, TRUE, fixture->fd, "copy", G_GINT64_CONSTANT (1700000000000000), &error));
  g_assert_no_error (error);
  assert_file (fixture, "copy", "#!/bin/sh\n", 0755);
  g_assert_cmpint (stat (copy, &info), ==, 0);
  g_assert_cmpint (info.st_mtime, ==, 1700000000);

  /* Whoever changes his copy changes nothing else. */
  g_assert_true (g_file_set_contents (copy, "mine", -1, NULL));
  assert_file (fixture, "link", "#!/bin/sh\n", 0555);

  g_assert_false (plr_store_copy (fixture->store, sha256, FALSE, fixture->fd, "nothing", -1, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* A file with a second name is copied: whoever holds that name could write to the object. */
static void
test_second_name_shares_nothing (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->dir, "other", NULL);
  int fd = openat (fixture->fd, "made", O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  g_autoptr(GError) error = NULL;
  char sha256[PLR_SHA256_CHARS];

  g_assert_cmpint (write (fd, "hello", 5), ==, 5);
  g_assert_cmpint (lseek (fd, 0, SEEK_SET), ==, 0);
  g_assert_cmpint (linkat (fixture->fd, "made", fixture->fd, "other", 0), ==, 0);
  g_assert_true (plr_store_take_file (fixture->store, fd, sha256, &error));
  g_assert_no_error (error);
  g_assert_cmpint (pwrite (fd, "HELLO", 5, 0), ==, 5);
  (void)close (fd);

  g_assert_true (plr_store_link (fixture->store, sha256, FALSE, fixture->fd, "link", &error));
  assert_file (fixture, "link", "hello", 0444);
  assert_file (fixture, "other", "HELLO", 0644);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/build/store/each-content-once", Fixture, NULL, fixture_set_up, test_each_content_once, fixture_tear_down);
  g_test_add ("/build/store/what-comes-out", Fixture, NULL, fixture_set_up, test_what_comes_out, fixture_tear_down);
  g_test_add ("/build/store/second-name-shares-nothing", Fixture, NULL, fixture_set_up,
              test_second_name_shares_nothing, fixture_tear_down);

  return g_test_run ();
}
