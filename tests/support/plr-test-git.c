/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The git program makes the repositories of the tests; what is tested never runs it. */

#include "config.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "plr-test-git.h"

/* Runs git with the arguments that follow and gives its output without the last newline; fails the test if git fails. */
char *
plr_test_git (const char *dir,
              const char *input,
              gsize       input_bytes,
              ...)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                                                       G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GPtrArray) argv = g_ptr_array_new ();
  g_autoptr(GBytes) in = g_bytes_new (input, input_bytes);
  g_autoptr(GBytes) out = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  const char *argument;
  va_list args;

  g_ptr_array_add (argv, (gpointer)"git");
  va_start (args, input_bytes);
  while ((argument = va_arg (args, const char *)) != NULL)
    g_ptr_array_add (argv, (gpointer)argument);
  va_end (args);
  g_ptr_array_add (argv, NULL);

  g_subprocess_launcher_set_cwd (launcher, dir);
  g_subprocess_launcher_setenv (launcher, "GIT_CONFIG_GLOBAL", "/dev/null", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_CONFIG_SYSTEM", "/dev/null", TRUE);
  /* No process of git stays behind that packs what a test is about to remove. */
  g_subprocess_launcher_setenv (launcher, "GIT_CONFIG_COUNT", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_CONFIG_KEY_0", "gc.auto", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_CONFIG_VALUE_0", "0", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_AUTHOR_NAME", "Ada", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_AUTHOR_EMAIL", "ada@example.org", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_AUTHOR_DATE", "1700000000 +0000", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_COMMITTER_NAME", "Ada", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_COMMITTER_EMAIL", "ada@example.org", TRUE);
  g_subprocess_launcher_setenv (launcher, "GIT_COMMITTER_DATE", "1700000000 +0000", TRUE);

  process = g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate (process, in, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));

  text = g_malloc0 (g_bytes_get_size (out) + 1);
  if (g_bytes_get_size (out) > 0)
    memcpy (text, g_bytes_get_data (out, NULL), g_bytes_get_size (out));
  g_strchomp (text);

  return g_steal_pointer (&text);
}

void
plr_test_git_init (const char *dir)
{
  g_free (plr_test_git (dir, NULL, 0, "init", "-q", "-b", "main", NULL));
}

void
plr_test_git_write (const char *dir,
                    const char *path,
                    const char *content)
{
  g_autofree char *file = g_build_filename (dir, path, NULL);
  g_autofree char *parent = g_path_get_dirname (file);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_assert_true (g_file_set_contents (file, content, -1, &error));
  g_assert_no_error (error);
}

/* Commits all that is there and not ignored, and gives the id of the commit. */
char *
plr_test_git_commit (const char *dir,
                     const char *message)
{
  g_free (plr_test_git (dir, NULL, 0, "add", "-A", NULL));
  g_free (plr_test_git (dir, NULL, 0, "commit", "-q", "--allow-empty", "-m", message, NULL));

  return plr_test_git (dir, NULL, 0, "rev-parse", "HEAD", NULL);
}

/* A tree with one entry, written byte by byte: git itself refuses to make most of the trees that an attacker would. */
char *
plr_test_git_tree (const char *dir,
                   const char *mode,
                   const char *name,
                   const char *hex)
{
  g_autoptr(GByteArray) raw = g_byte_array_new ();

  g_byte_array_append (raw, (const guint8 *)mode, (guint)strlen (mode));
  g_byte_array_append (raw, (const guint8 *)" ", 1);
  g_byte_array_append (raw, (const guint8 *)name, (guint)strlen (name) + 1);
  for (guint i = 0; i < 40; i += 2)
    {
      guint8 byte = (guint8)(g_ascii_xdigit_value (hex[i]) * 16 + g_ascii_xdigit_value (hex[i + 1]));

      g_byte_array_append (raw, &byte, 1);
    }

  return plr_test_git (dir, (const char *)raw->data, raw->len,
                       "hash-object", "-t", "tree", "-w", "--literally", "--stdin", NULL);
}
