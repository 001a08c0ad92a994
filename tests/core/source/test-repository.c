/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "plr-file.h"
#include "plr-repository.h"
#include "plr-test-git.h"
#include "plr-utf8.h"

typedef struct
{
  char *dir;  /* everything of the test */
  char *work; /* the repository */
  char *out;  /* where a checkout goes */
} Fixture;

static void
fixture_set_up (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("plr-source-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->work = g_build_filename (fixture->dir, "project", NULL);
  fixture->out = g_build_filename (fixture->dir, "out", NULL);
  g_assert_cmpint (g_mkdir (fixture->work, 0755), ==, 0);
  plr_test_git_init (fixture->work);
}

static void
fixture_tear_down (Fixture      *fixture,
                   gconstpointer data)
{
  g_assert_true (plr_file_remove_tree (fixture->dir, NULL));
  g_free (fixture->dir);
  g_free (fixture->work);
  g_free (fixture->out);
}

static PlrRepository *
open_work (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  PlrRepository *repository = plr_repository_open (fixture->work, &error);

  g_assert_no_error (error);

  return repository;
}

static PlrCommit *
resolve (PlrRepository *repository,
         const char    *revision)
{
  g_autoptr(GError) error = NULL;
  PlrCommit *commit = plr_repository_resolve (repository, revision, &error);

  g_assert_no_error (error);
  g_assert_nonnull (commit);

  return commit;
}

static gboolean
take_all (const char *path,
          gpointer    user_data)
{
  return TRUE;
}

static gboolean
take_suffix (const char *path,
             gpointer    user_data)
{
  return g_str_has_suffix (path, user_data);
}

/* "kind path" lines, so that a test shows the whole list at once. */
static char *
describe (GPtrArray *changes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < changes->len; i++)
    {
      PlrChange *change = g_ptr_array_index (changes, i);

      g_string_append_printf (text, "%s %s\n", plr_change_kind_get_nick (change->kind), change->path);
    }

  return g_string_free (text, FALSE);
}

static void
test_open_looks_upward (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *file = g_build_filename (fixture->work, "deep", "er", "pipeliner.yml", NULL);

  plr_test_git_write (fixture->work, "deep/er/pipeliner.yml", "");
  repository = plr_repository_open (file, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (plr_repository_get_work_dir (repository), ==, fixture->work);
  g_assert_cmpstr (plr_repository_get_name (repository), ==, "project");
}

static void
test_open_says_what_is_wrong (Fixture      *fixture,
                              gconstpointer data)
{
  g_autofree char *bare = g_build_filename (fixture->dir, "bare", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->dir, "nowhere", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (plr_repository_open (nowhere, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_null (plr_repository_open (fixture->dir, &error));
  g_assert_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NOT_REPOSITORY);
  g_assert_nonnull (strstr (error->message, "git init"));
  g_clear_error (&error);

  g_free (plr_test_git (fixture->dir, NULL, 0, "init", "-q", "--bare", "bare", NULL));
  g_assert_null (plr_repository_open (bare, &error));
  g_assert_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NOT_REPOSITORY);
  g_assert_nonnull (strstr (error->message, "bare"));
}

static void
test_open_refuses_another_users (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autofree char *git = g_build_filename (fixture->work, ".git", NULL);
  g_autoptr(GError) error = NULL;

  if (chown (git, 12345, 12345) != 0 || chown (fixture->work, 12345, 12345) != 0)
    {
      g_test_skip ("only root can make a repository of another user");
      return;
    }

  g_assert_null (plr_repository_open (fixture->work, &error));
  g_assert_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NOT_OWNED);
  g_assert_nonnull (strstr (error->message, "safe.directory"));
}

static void
test_resolve_head (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(PlrRepository) repository = open_work (fixture);
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(PlrCommit) detached = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *id = NULL;
  g_autofree char *tree = NULL;

  g_assert_null (plr_repository_resolve (repository, NULL, &error));
  g_assert_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_COMMIT);

  plr_test_git_write (fixture->work, "a", "a\n");
  id = plr_test_git_commit (fixture->work, "First\n\nand more of it");
  tree = plr_test_git (fixture->work, NULL, 0, "rev-parse", "HEAD^{tree}", NULL);
  commit = resolve (repository, NULL);
  g_assert_cmpstr (commit->id, ==, id);
  g_assert_cmpstr (commit->tree_id, ==, tree);
  g_assert_true (g_str_has_prefix (id, commit->short_id));
  g_assert_cmpuint (strlen (commit->short_id), ==, 7);
  g_assert_cmpstr (commit->subject, ==, "First");
  g_assert_cmpstr (commit->author, ==, "Ada");
  g_assert_cmpstr (commit->branch, ==, "main");
  g_assert_cmpint (commit->time_us, ==, G_GINT64_CONSTANT (1700000000000000));

  g_free (plr_test_git (fixture->work, NULL, 0, "checkout", "-q", "--detach", NULL));
  detached = resolve (repository, "HEAD");
  g_assert_cmpstr (detached->id, ==, id);
  g_assert_null (detached->branch);
}

static void
test_resolve_names_and_nonsense (Fixture      *fixture,
                                 gconstpointer data)
{
  static const char *const nonsense[] = {
    "-", "^", "@{", "HEAD~99999999999999", ":/(a+)+$", "HEAD^{/(a+)+$}", ":a", "", "main..main", "no-such", "\xff",
  };
  g_autoptr(PlrRepository) repository = open_work (fixture);
  g_autoptr(PlrCommit) tagged = NULL;
  g_autoptr(PlrCommit) branch = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *huge = g_strnfill (1000000, '^');

  first = plr_test_git_commit (fixture->work, "First");
  g_free (plr_test_git (fixture->work, NULL, 0, "tag", "-a", "-m", "One", "v1", NULL));
  second = plr_test_git_commit (fixture->work, "Second");

  tagged = resolve (repository, "v1");
  g_assert_cmpstr (tagged->id, ==, first);
  g_assert_null (tagged->branch);
  branch = resolve (repository, "main");
  g_assert_cmpstr (branch->id, ==, second);
  g_assert_cmpstr (branch->branch, ==, "main");

  for (guint i = 0; i <= G_N_ELEMENTS (nonsense); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (plr_repository_resolve (repository, i < G_N_ELEMENTS (nonsense) ? nonsense[i] : huge, &error));
      g_assert_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_REVISION);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_cmpuint (strlen (error->message), <, 1000);
    }
}

static void
test_text_is_made_valid (Fixture      *fixture,
                         gconstpointer data)
{
  static const char message[] = "Caf\xe9 \xff";
  g_autoptr(PlrRepository) repository = open_work (fixture);
  g_autoptr(PlrCommit) raw = NULL;
  g_autoptr(PlrCommit) latin = NULL;
  g_autofree char *tree = NULL;
  g_autofree char *plain = NULL;
  g_autofree char *declared = NULL;

  tree = plr_test_git (fixture->work, NULL, 0, "hash-object", "-t", "tree", "-w", "--stdin", NULL);
  plain = plr_test_git (fixture->work, message, strlen (message), "commit-tree", tree, NULL);
  raw = resolve (repository, plain);
  g_assert_true (g_utf8_validate (raw->subject, -1, NULL));

  declared = plr_test_git (fixture->work, "Caf\xe9", 4, "-c", "i18n.commitEncoding=ISO-8859-1", "commit-tree", tree, NULL);
  latin = resolve (repository, declared);
  g_assert_cmpstr (latin->subject, ==, "Café");
}

static void
test_changes_are_named (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(PlrRepository) repository = open_work (fixture);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GPtrArray) capped = NULL;
  g_autoptr(GPtrArray) found = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *deep = NULL;
  g_autofree char *gone = g_build_filename (fixture->work, "gone", NULL);
  guint n_changes = 0;
  guint n_ignored = 0;

  plr_test_git_write (fixture->work, ".gitignore", "build/\n*.o\n");
  plr_test_git_write (fixture->work, "same", "1");
  plr_test_git_write (fixture->work, "edited", "1");
  plr_test_git_write (fixture->work, "gone", "1");
  g_free (plr_test_git_commit (fixture->work, "First"));
  plr_test_git_write (fixture->work, "edited", "22");
  plr_test_git_write (fixture->work, "new", "1");
  g_free (plr_test_git (fixture->work, NULL, 0, "add", "new", NULL));
  plr_test_git_write (fixture->work, "assets/logo.svg", "1");
  plr_test_git_write (fixture->work, "assets/x.o", "1");
  plr_test_git_write (fixture->work, "build/deep/program", "1");
  g_assert_cmpint (unlink (gone), ==, 0);

  changes = plr_repository_list_changes (repository, 100, &n_changes, &n_ignored, NULL, &error);
  g_assert_no_error (error);
  text = describe (changes);
  g_assert_cmpstr (text, ==, "untracked assets/logo.svg\nmodified edited\ndeleted gone\nstaged new\n"
                   "ignored assets/x.o\nignored build/\n");
  g_assert_cmpuint (n_changes, ==, 4);
  g_assert_cmpuint (n_ignored, ==, 2);

  capped = plr_repository_list_changes (repository, 2, &n_changes, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (capped->len, ==, 2);
  g_assert_cmpuint (n_changes, ==, 4);

  found = plr_repository_find_changes (repository, take_suffix, (gpointer)"program", NULL, &error);
  g_assert_no_error (error);
  deep = describe (found);
  g_assert_cmpstr (deep, ==, "ignored build/deep/program\n");
}

static void
test_listing_can_be_cancelled (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr(PlrRepository) repository = open_work (fixture);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GError) error = NULL;

  plr_test_git_write (fixture->work, "a", "1");
  g_free (plr_test_git_commit (fixture->work, "First"));
  commit = resolve (repository, NULL);
  g_cancellable_cancel (cancellable);
  g_assert_null (plr_repository_list_changes (repository, 9, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_null (plr_repository_list_files (repository, commit, take_all, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (plr_repository_checkout (repository, commit, fixture->out, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (fixture->out, G_FILE_TEST_EXISTS));
}

static void
test_files_of_commit_and_work_tree (Fixture      *fixture,
                                    gconstpointer data)
{
  g_autoptr(PlrRepository) repository = open_work (fixture);
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GPtrArray) committed = NULL;
  g_autoptr(GPtrArray) present = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *gone = g_build_filename (fixture->work, "gone.yml", NULL);
  g_autofree char *content = NULL;
  gsize size = 0;

  plr_test_git_write (fixture->work, ".gitignore", "ignored.yml\n");
  plr_test_git_write (fixture->work, "ci/b.yml", "old");
  plr_test_git_write (fixture->work, "gone.yml", "");
  plr_test_git_write (fixture->work, "other", "");
  g_free (plr_test_git_commit (fixture->work, "First"));
  plr_test_git_write (fixture->work, "ci/a.yml", "");
  plr_test_git_write (fixture->work, "ci/b.yml", "new");
  plr_test_git_write (fixture->work, "ignored.yml", "");
  g_assert_cmpint (unlink (gone), ==, 0);

  commit = resolve (repository, NULL);
  committed = plr_repository_list_files (repository, commit, take_suffix, (gpointer)".yml", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (committed->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (committed, 0), ==, "ci/b.yml");
  g_assert_cmpstr (g_ptr_array_index (committed, 1), ==, "gone.yml");

  present = plr_repository_list_files (repository, NULL, take_suffix, (gpointer)".yml", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (present->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (present, 0), ==, "ci/a.yml");
  g_assert_cmpstr (g_ptr_array_index (present, 1), ==, "ci/b.yml");

  content = plr_repository_read_file (repository, commit, "ci/b.yml", 100, &size, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (content, ==, "old");
  g_assert_cmpuint (size, ==, 3);
}

static void
test_read_file_refuses (Fixture      *fixture,
                        gconstpointer data)
{
  static const char *const refused[] = { "passwd", "dir", "nowhere", "../x", "/etc/passwd", "dir/../plain", "" };
  g_autoptr(PlrRepository) repository = open_work (fixture);
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GError) large = NULL;
  g_autofree char *link = g_build_filename (fixture->work, "passwd", NULL);

  plr_test_git_write (fixture->work, "dir/plain", "0123456789");
  g_assert_cmpint (symlink ("/etc/passwd", link), ==, 0);
  g_free (plr_test_git_commit (fixture->work, "First"));
  commit = resolve (repository, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (plr_repository_read_file (repository, commit, refused[i], 100, NULL, &error));
      g_assert_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_FILE);
    }

  g_assert_null (plr_repository_read_file (repository, commit, "dir/plain", 9, NULL, &large));
  g_assert_error (large, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_FAILED);
}

static void
assert_file (Fixture    *fixture,
             const char *path,
             mode_t      mode,
             gint64      time)
{
  g_autofree char *file = g_build_filename (fixture->out, path, NULL);
  struct stat info;

  g_assert_cmpint (lstat (file, &info), ==, 0);
  g_assert_cmpint (info.st_mode, ==, mode);
  g_assert_cmpint (info.st_mtime, ==, time);
}

static void
test_checkout_is_the_commit (Fixture      *fixture,
                             gconstpointer data)
{
  g_autoptr(PlrRepository) repository = open_work (fixture);
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GPtrArray) lacking = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *tool = g_build_filename (fixture->work, "bin", "tool", NULL);
  g_autofree char *link = g_build_filename (fixture->work, "link", NULL);
  g_autofree char *out_link = g_build_filename (fixture->out, "link", NULL);
  g_autofree char *target = NULL;
  g_autofree char *text = NULL;
  g_autofree char *there = NULL;
  mode_t mask;

  plr_test_git_write (fixture->work, "bin/tool", "#!/bin/sh\n");
  g_assert_cmpint (chmod (tool, 0755), ==, 0);
  plr_test_git_write (fixture->work, "empty", "");
  plr_test_git_write (fixture->work, "movie", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
  g_assert_cmpint (symlink ("/nowhere/at all", link), ==, 0);
  g_free (plr_test_git_commit (fixture->work, "First"));
  g_free (plr_test_git (fixture->work, NULL, 0, "update-index", "--add", "--cacheinfo",
                        "160000,0123456789012345678901234567890123456789,vendor/lib", NULL));
  g_free (plr_test_git (fixture->work, NULL, 0, "commit", "-q", "-m", "Submodule", NULL));
  plr_test_git_write (fixture->work, "empty", "not any more");
  plr_test_git_write (fixture->work, "untracked", "");

  commit = resolve (repository, NULL);
  mask = umask (0077);
  g_assert_true (plr_repository_checkout (repository, commit, fixture->out, &lacking, NULL, &error));
  (void)umask (mask);
  g_assert_no_error (error);

  assert_file (fixture, "", S_IFDIR | 0755, 1700000000);
  assert_file (fixture, "bin", S_IFDIR | 0755, 1700000000);
  assert_file (fixture, "bin/tool", S_IFREG | 0755, 1700000000);
  assert_file (fixture, "empty", S_IFREG | 0644, 1700000000);
  assert_file (fixture, "vendor/lib", S_IFDIR | 0755, 1700000000);
  assert_file (fixture, "link", S_IFLNK | 0777, 1700000000);
  target = g_file_read_link (out_link, NULL);
  g_assert_cmpstr (target, ==, "/nowhere/at all");
  text = describe (lacking);
  g_assert_cmpstr (text, ==, "large-file movie\nsubmodule vendor/lib\n");
  there = plr_test_git (fixture->out, NULL, 0, "-c", "alias.x=!find . | sort | tr '\\n' ' '", "x", NULL);
  g_assert_cmpstr (there, ==, ". ./bin ./bin/tool ./empty ./link ./movie ./vendor ./vendor/lib");

  g_assert_false (plr_repository_checkout (repository, commit, fixture->out, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
}

typedef struct
{
  const char *mode;
  const char *name;
  gboolean    safe;
} Evil;

static void
check_evil (Fixture       *fixture,
            PlrRepository *repository,
            const char    *tree,
            gboolean       safe,
            const char    *name)
{
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *shown = plr_utf8_escape (name, -1);
  g_autofree char *id = plr_test_git (fixture->work, "Evil", 4, "commit-tree", tree, NULL);
  gboolean done;

  commit = resolve (repository, id);
  done = plr_repository_checkout (repository, commit, fixture->out, NULL, NULL, &error);
  g_test_message ("%s: %s", shown, error != NULL ? error->message : "checked out");
  g_assert_cmpint (done, ==, safe);
  g_assert_true (done == (error == NULL));
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
  g_assert_true (done == g_file_test (fixture->out, G_FILE_TEST_EXISTS));
  g_assert_true (plr_file_remove_tree (fixture->out, NULL));
}

/* Case G1 of the catalogue. */
static void
test_hostile_trees_stay_inside (Fixture      *fixture,
                                gconstpointer data)
{
  static const Evil evils[] = {
    { "100644", ".git", FALSE }, { "40000", ".git", FALSE }, { "100644", ".GIT", FALSE }, { "100644", "git~1", FALSE },
    { "100644", ".", FALSE }, { "100644", "..", FALSE }, { "40000", "..", FALSE }, { "100644", "", FALSE },
    { "100644", "a/b", FALSE }, { "100644", "../evil", FALSE },
    { "100644", "a\\b", TRUE }, { "100644", "a\n\033[31mb", TRUE }, { "100644", "\xff\xfe", TRUE },
    { "100644", "\342\200\256gnp", TRUE }, { "100644", "--help", TRUE }, { "104755", "setuid", TRUE },
    { "120000", "link", TRUE }, { "40000", "dir", TRUE },
  };
  g_autoptr(PlrRepository) repository = open_work (fixture);
  g_autofree char *blob = plr_test_git (fixture->work, "../../../etc/passwd", 19, "hash-object", "-w", "--stdin", NULL);
  g_autofree char *inner = plr_test_git_tree (fixture->work, "100755", "x", blob);
  g_autofree char *name = g_strnfill (300, 'n');
  g_autofree char *escaped = g_build_filename (fixture->dir, "evil", NULL);
  g_autofree char *one = NULL;
  g_autofree char *tree = g_strdup (inner);

  for (guint i = 0; i < G_N_ELEMENTS (evils); i++)
    {
      g_autofree char *other = plr_test_git_tree (fixture->work, evils[i].mode, evils[i].name,
                                                  g_str_equal (evils[i].mode, "40000") ? inner : blob);

      check_evil (fixture, repository, other, evils[i].safe, evils[i].name);
    }
  one = plr_test_git_tree (fixture->work, "100644", escaped, blob);
  check_evil (fixture, repository, one, FALSE, escaped);
  g_assert_false (g_file_test (escaped, G_FILE_TEST_EXISTS));

  g_free (tree);
  tree = plr_test_git_tree (fixture->work, "100644", name, blob);
  check_evil (fixture, repository, tree, FALSE, "300 characters");
  for (guint i = 0; i < 201; i++)
    {
      g_autofree char *child = g_steal_pointer (&tree);

      tree = plr_test_git_tree (fixture->work, "40000", "d", i == 0 ? inner : child);
    }
  check_evil (fixture, repository, tree, FALSE, "201 levels");
}

/* A link and a directory of one name: what is in the directory must not land where the link points. */
static void
test_link_and_directory_clash (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr(PlrRepository) repository = open_work (fixture);
  g_autofree char *outside = g_build_filename (fixture->dir, "outside", NULL);
  g_autofree char *landed = g_build_filename (outside, "x", NULL);
  g_autofree char *blob = plr_test_git (fixture->work, outside, strlen (outside), "hash-object", "-w", "--stdin", NULL);
  g_autofree char *inner = plr_test_git_tree (fixture->work, "100644", "x", blob);
  g_autofree char *both = NULL;
  g_autoptr(GByteArray) raw = g_byte_array_new ();
  const char *hexes[] = { blob, inner };
  const char *heads[] = { "120000 a", "40000 a" };

  g_assert_cmpint (g_mkdir (outside, 0755), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_byte_array_append (raw, (const guint8 *)heads[i], (guint)strlen (heads[i]) + 1);
      for (guint j = 0; j < 40; j += 2)
        {
          guint8 byte = (guint8)(g_ascii_xdigit_value (hexes[i][j]) * 16 + g_ascii_xdigit_value (hexes[i][j + 1]));

          g_byte_array_append (raw, &byte, 1);
        }
    }
  both = plr_test_git (fixture->work, (const char *)raw->data, raw->len,
                       "hash-object", "-t", "tree", "-w", "--literally", "--stdin", NULL);
  check_evil (fixture, repository, both, FALSE, "clash");
  g_assert_false (g_file_test (landed, G_FILE_TEST_EXISTS));
}

/* Case G3: what a repository configures is never run. */
static void
test_configuration_runs_nothing (Fixture      *fixture,
                                 gconstpointer data)
{
  g_autofree char *marker = g_build_filename (fixture->dir, "marker", NULL);
  g_autofree char *touch = g_strdup_printf ("touch %s; cat", marker);
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GError) error = NULL;

  plr_test_git_write (fixture->work, ".gitattributes", "* filter=evil diff=evil\n");
  plr_test_git_write (fixture->work, "a", "1");
  g_free (plr_test_git_commit (fixture->work, "First"));
  g_free (plr_test_git (fixture->work, NULL, 0, "config", "core.fsmonitor", touch, NULL));
  g_free (plr_test_git (fixture->work, NULL, 0, "config", "filter.evil.smudge", touch, NULL));
  g_free (plr_test_git (fixture->work, NULL, 0, "config", "filter.evil.clean", touch, NULL));
  g_free (plr_test_git (fixture->work, NULL, 0, "config", "filter.evil.required", "true", NULL));
  g_free (plr_test_git (fixture->work, NULL, 0, "config", "diff.external", touch, NULL));
  plr_test_git_write (fixture->work, "a", "2");
  plr_test_git_write (fixture->work, "b", "1");

  repository = open_work (fixture);
  commit = resolve (repository, NULL);
  changes = plr_repository_list_changes (repository, 9, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (plr_repository_checkout (repository, commit, fixture->out, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (changes->len, ==, 2);
  g_assert_false (g_file_test (marker, G_FILE_TEST_EXISTS));

  /* The control: the git program does run it, so the marker would have shown. */
  g_free (plr_test_git (fixture->work, NULL, 0, "status", NULL));
  g_assert_true (g_file_test (marker, G_FILE_TEST_EXISTS));
}

static void
assert_reads (Fixture    *fixture,
              const char *work)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrRepository) repository = plr_repository_open (work, &error);
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GPtrArray) changes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *file = g_build_filename (fixture->out, "a", NULL);

  g_assert_no_error (error);
  commit = resolve (repository, NULL);
  g_assert_cmpstr (commit->subject, ==, "Second");
  changes = plr_repository_list_changes (repository, 9, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  text = describe (changes);
  g_assert_cmpstr (text, ==, "untracked new\n");
  g_assert_true (plr_repository_checkout (repository, commit, fixture->out, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (file, G_FILE_TEST_IS_REGULAR));
  g_assert_true (plr_file_remove_tree (fixture->out, NULL));
}

/* Case G5: a second work tree, a shallow clone, an index that somebody else has locked, a merge that is not over. */
static void
test_odd_repositories (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->dir, "other", NULL);
  g_autofree char *shallow = g_build_filename (fixture->dir, "shallow", NULL);
  g_autofree char *url = g_strconcat ("file://", fixture->work, NULL);
  g_autofree char *gone = NULL;
  g_autofree char *second = NULL;
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GError) error = NULL;

  plr_test_git_write (fixture->work, "a", "1");
  g_free (plr_test_git_commit (fixture->work, "First"));
  second = plr_test_git_commit (fixture->work, "Second");
  g_free (plr_test_git (fixture->work, NULL, 0, "worktree", "add", "-q", other, NULL));
  g_free (plr_test_git (fixture->work, NULL, 0, "clone", "-q", "--depth", "1", url, shallow, NULL));
  plr_test_git_write (fixture->work, ".git/index.lock", "");
  plr_test_git_write (fixture->work, ".git/MERGE_HEAD", second);
  plr_test_git_write (fixture->work, "new", "");
  plr_test_git_write (other, "new", "");
  plr_test_git_write (shallow, "new", "");

  assert_reads (fixture, fixture->work);
  assert_reads (fixture, other);
  assert_reads (fixture, shallow);

  repository = plr_repository_open (shallow, &error);
  g_assert_null (plr_repository_resolve (repository, "HEAD~1", &error));
  g_assert_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_NO_REVISION);
  g_clear_error (&error);

  /* Gone in the middle: an error, and nothing that looks like a checkout. This one has read none of its objects yet. */
  commit = resolve (repository, NULL);
  g_clear_object (&repository);
  repository = open_work (fixture);
  gone = g_build_filename (fixture->work, ".git", "objects", NULL);
  g_assert_true (plr_file_remove_tree (gone, NULL));
  g_assert_false (plr_repository_checkout (repository, commit, fixture->out, NULL, NULL, &error));
  g_assert_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_FAILED);
  g_assert_false (g_file_test (fixture->out, G_FILE_TEST_EXISTS));
}

static void
add (const char *name,
     void        (*test)(Fixture *, gconstpointer))
{
  g_autofree char *path = g_strconcat ("/source/repository/", name, NULL);

  g_test_add (path, Fixture, NULL, fixture_set_up, test, fixture_tear_down);
}

static void
test_create_commits_what_is_there (Fixture      *fixture,
                                   gconstpointer data)
{
  g_autofree char *dir = g_build_filename (fixture->dir, "fresh", NULL);
  g_autofree char *file = g_build_filename (dir, "pipeliner.yml", NULL);
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrRepository) again = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (dir, 0755), ==, 0);
  g_assert_true (plr_file_save (file, "pipeliner: 1\n", -1, &error));
  repository = plr_repository_create (dir, "Begin", &error);
  g_assert_no_error (error);
  commit = plr_repository_resolve (repository, "HEAD", &error);
  g_assert_no_error (error);
  text = plr_repository_read_file (repository, commit, "pipeliner.yml", 100, NULL, &error);
  g_assert_cmpstr (text, ==, "pipeliner: 1\n");

  again = plr_repository_create (dir, "Again", &error);
  g_assert_null (again);
  g_assert_error (error, PLR_SOURCE_ERROR, PLR_SOURCE_ERROR_FAILED);
}

int
main (int   argc,
      char *argv[])
{
  /* The person's own git configuration makes no difference to a test. */
  g_setenv ("HOME", "/nonexistent", TRUE);
  g_setenv ("XDG_CONFIG_HOME", "/nonexistent", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("open-looks-upward", test_open_looks_upward);
  add ("open-says-what-is-wrong", test_open_says_what_is_wrong);
  add ("open-refuses-another-users", test_open_refuses_another_users);
  add ("resolve-head", test_resolve_head);
  add ("resolve-names-and-nonsense", test_resolve_names_and_nonsense);
  add ("text-is-made-valid", test_text_is_made_valid);
  add ("changes-are-named", test_changes_are_named);
  add ("listing-can-be-cancelled", test_listing_can_be_cancelled);
  add ("files-of-commit-and-work-tree", test_files_of_commit_and_work_tree);
  add ("read-file-refuses", test_read_file_refuses);
  add ("checkout-is-the-commit", test_checkout_is_the_commit);
  add ("hostile-trees-stay-inside", test_hostile_trees_stay_inside);
  add ("link-and-directory-clash", test_link_and_directory_clash);
  add ("configuration-runs-nothing", test_configuration_runs_nothing);
  add ("odd-repositories", test_odd_repositories);
  add ("create-commits-what-is-there", test_create_commits_what_is_there);

  return g_test_run ();
}
