/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "plr-build-log.h"
#include "plr-file.h"

typedef struct
{
  char *dir;
  char *path;
} Fixture;

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("plr-log-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->dir, "stage.log", NULL);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_assert_true (plr_file_remove_tree (fixture->dir, NULL));
  g_free (fixture->dir);
  g_free (fixture->path);
}

static void
test_index_follows (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrBuildLog) log = plr_build_log_new (fixture->path, 0, &error);
  g_autoptr(GArray) records = NULL;
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  g_assert_cmpuint (plr_build_log_append (log, "one\n", 4, 1000000, 0, 1), ==, 4);
  g_assert_cmpuint (plr_build_log_append (log, "\0\xff\n", 3, 1000100, 0, 1), ==, 7); /* in the same millisecond */
  g_assert_cmpuint (plr_build_log_append (log, "two\n", 4, 1000200, 1, 1), ==, 11);
  g_assert_cmpuint (plr_build_log_append (log, "three\n", 6, 5000000, 1, 1), ==, 17);
  g_assert_cmpuint (plr_build_log_append (log, "again\n", 6, 5000001, 0, 2), ==, 23);

  text = plr_file_load (fixture->path, 100, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (text, 23, "one\n\0\xff\ntwo\nthree\nagain\n", 23);
  records = plr_build_log_load_index (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 4);
  g_assert_cmpuint (g_array_index (records, PlrBuildLogRecord, 1).offset, ==, 7);
  g_assert_cmpuint (g_array_index (records, PlrBuildLogRecord, 1).step, ==, 1);
  g_assert_cmpint (g_array_index (records, PlrBuildLogRecord, 2).time_us, ==, 5000000);
  g_assert_cmpuint (g_array_index (records, PlrBuildLogRecord, 3).offset, ==, 17);
  g_assert_cmpuint (g_array_index (records, PlrBuildLogRecord, 3).attempt, ==, 2);
}

static void
test_limit_is_told (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrBuildLog) log = plr_build_log_new (fixture->path, 10, &error);
  g_autofree char *text = NULL;
  guint64 size;

  g_assert_no_error (error);
  (void)plr_build_log_append (log, "12345678", 8, 0, 0, 1);
  size = plr_build_log_append (log, "abcdefgh", 8, 0, 0, 1);
  g_assert_cmpuint (plr_build_log_append (log, "more", 4, 0, 0, 1), ==, size);

  text = plr_file_load (fixture->path, 1000, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (text, "12345678ab\n[Pipeliner: "));
  g_assert_nonnull (strstr (text, "10 bytes"));
  g_assert_cmpuint (strlen (text), ==, size);
}

/* What was appended is there, whatever happens to the process right after. */
static void
test_killed_process_loses_nothing (Fixture      *fixture,
                                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  if (g_test_subprocess ())
    {
      g_autoptr(PlrBuildLog) log = plr_build_log_new (g_getenv ("PLR_TEST_LOG"), 0, NULL);

      for (guint i = 0; i < 100; i++)
        (void)plr_build_log_append (log, "line\n", 5, i, 0, 1);
      (void)kill (getpid (), SIGKILL);
    }

  g_setenv ("PLR_TEST_LOG", fixture->path, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  text = plr_file_load (fixture->path, 1000, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (text), ==, 500);
}

/* A full disk, as far as that file is concerned. */
static void
test_full_disk_is_told (Fixture      *fixture,
                        gconstpointer data)
{
  if (g_test_subprocess ())
    {
      g_autoptr(PlrBuildLog) log = plr_build_log_new (fixture->path, 0, NULL);
      struct rlimit limit = { 100, 100 };

      (void)signal (SIGXFSZ, SIG_IGN);
      g_assert_cmpuint (plr_build_log_append (log, "line\n", 5, 0, 0, 1), ==, 5);
      g_assert_cmpint (plr_build_log_get_errno (log), ==, 0);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      for (guint i = 0; i < 40; i++)
        (void)plr_build_log_append (log, "line\n", 5, i, 0, 1);
      g_assert_cmpint (plr_build_log_get_errno (log), ==, EFBIG);
      g_assert_cmpuint (plr_build_log_append (log, "line\n", 5, 0, 0, 1), ==, 100);
      return;
    }

  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

static void
test_existing_log_is_kept (Fixture      *fixture,
                           gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));
  g_assert_null (plr_build_log_new (fixture->path, 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/build/log/index-follows", Fixture, NULL, fixture_set_up, test_index_follows, fixture_tear_down);
  g_test_add ("/build/log/limit-is-told", Fixture, NULL, fixture_set_up, test_limit_is_told, fixture_tear_down);
  g_test_add ("/build/log/killed-process-loses-nothing", Fixture, NULL, fixture_set_up,
              test_killed_process_loses_nothing, fixture_tear_down);
  g_test_add ("/build/log/full-disk-is-told", Fixture, NULL, fixture_set_up, test_full_disk_is_told, fixture_tear_down);
  g_test_add ("/build/log/existing-log-is-kept", Fixture, NULL, fixture_set_up, test_existing_log_is_kept, fixture_tear_down);

  return g_test_run ();
}
