/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "plr-file.h"
#include "plr-repository.h"
#include "plr-test-git.h"

/* A file of each kind under attributes of each kind: lines end as they do in a clone that git(1) made, byte for byte. */
static const char *const attributes[] = {
  "", "* text eol=crlf\n", "* text=auto eol=crlf\n", "* eol=crlf\n", "* eol=crlf -text\n", "* text eol=lf\n", "* text=auto\n",
  "*.txt text eol=crlf\n*.bat text=auto eol=crlf\nq* eol=lf\n[attr]dos text eol=crlf\nlast* dos\n",
};

static const struct
{
  const char *name;
  const char *data;
  gssize      size_bytes;
} files[] = {
  { "unix.txt", "one\ntwo\n", -1 },
  { "dos.txt", "one\r\ntwo\r\n", -1 },
  { "mixed.txt", "one\r\ntwo\nthree\r\r\n\n", -1 },
  { "mac.bat", "one\rtwo\n", -1 },
  { "unix.bat", "one\ntwo", -1 },
  { "mixed.bat", "one\r\ntwo\n", -1 },
  { "binary.bat", "one\n\0two\n", 9 },
  { "controls.bat", "\001\002\003\n", -1 },
  { "dos-end.bat", "one\n\032", -1 },
  { "q.txt", "one\n", -1 },
  { "last", "one\n", -1 },
  { "empty", "", -1 },
  { "deep/er/unix.txt", "one\n", -1 },
};

static void
write_file (const char *dir,
            const char *folder,
            const char *name,
            const char *data,
            gssize      size_bytes)
{
  g_autofree char *path = g_build_filename (dir, folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, data, size_bytes, &error));
  g_assert_no_error (error);
}

static void
compare (const char *ours,
         const char *theirs,
         const char *folder,
         const char *name)
{
  g_autofree char *our_path = g_build_filename (ours, folder, name, NULL);
  g_autofree char *their_path = g_build_filename (theirs, folder, name, NULL);
  g_autofree char *our_text = NULL;
  g_autofree char *their_text = NULL;
  gsize our_bytes = 0;
  gsize their_bytes = 0;

  g_test_message ("%s/%s", folder, name);
  g_assert_true (g_file_get_contents (our_path, &our_text, &our_bytes, NULL));
  g_assert_true (g_file_get_contents (their_path, &their_text, &their_bytes, NULL));
  g_assert_cmpmem (our_text, our_bytes, their_text, their_bytes);
}

static void
test_lines_end_as_in_a_clone (void)
{
  g_autofree char *dir = g_dir_make_tmp ("plr-eol-XXXXXX", NULL);
  g_autofree char *work = g_build_filename (dir, "project", NULL);
  g_autofree char *clone = g_build_filename (dir, "clone", NULL);
  g_autofree char *out = g_build_filename (dir, "out", NULL);
  g_autoptr(PlrRepository) repository = NULL;
  g_autoptr(PlrCommit) commit = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir (work, 0755), ==, 0);
  plr_test_git_init (work);
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      g_autofree char *folder = g_strdup_printf ("%u", i);

      for (guint j = 0; j < G_N_ELEMENTS (files); j++)
        write_file (work, folder, files[j].name, files[j].data, files[j].size_bytes);
    }
  /* Committed before there are attributes, so that git stores each byte as it is. */
  g_free (plr_test_git_commit (work, "Files"));
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      g_autofree char *folder = g_strdup_printf ("%u", i);

      write_file (work, folder, ".gitattributes", attributes[i], -1);
      g_free (plr_test_git (work, NULL, 0, "add", "--", "*.gitattributes", NULL));
    }
  g_free (plr_test_git (work, NULL, 0, "commit", "-qm", "Attributes", NULL));
  /* Neither the work tree nor a setting of a person matters. */
  write_file (work, "1", ".gitattributes", "* -text\n", -1);
  write_file (work, ".git/info", "attributes", "* -text\n", -1);
  g_free (plr_test_git (work, NULL, 0, "clone", "-q", work, clone, NULL));

  repository = plr_repository_open (work, &error);
  g_assert_no_error (error);
  commit = plr_repository_resolve (repository, "HEAD", &error);
  g_assert_no_error (error);
  g_assert_true (plr_repository_checkout (repository, commit, out, NULL, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    {
      g_autofree char *folder = g_strdup_printf ("%u", i);

      for (guint j = 0; j < G_N_ELEMENTS (files); j++)
        compare (out, clone, folder, files[j].name);
    }

  g_assert_true (plr_file_remove_tree (dir, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/checkout/lines-end-as-in-a-clone", test_lines_end_as_in_a_clone);

  return g_test_run ();
}
