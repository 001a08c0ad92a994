/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plr-glob.h"

static const struct
{
  const char *pattern;
  const char *path;
  gboolean    matches;
} cases[] = {
  { "a", "a", TRUE }, { "a", "b", FALSE }, { "a", "ab", FALSE }, { "ab", "a", FALSE },
  { "*", "a", TRUE }, { "*", ".hidden", TRUE }, { "*.o", "a.o", TRUE }, { "*.o", "a.c", FALSE }, { "*.o", ".o", TRUE },
  { "a*b*c", "aXbYbZc", TRUE }, { "a*b*c", "aXbY", FALSE }, { "?", "ä", TRUE }, { "?", "ab", FALSE }, { "?", "\xff", TRUE },
  { "[a-c]x", "bx", TRUE }, { "[a-c]x", "dx", FALSE }, { "[!a-c]x", "dx", TRUE }, { "[^a-c]x", "ax", FALSE },
  { "[]]", "]", TRUE }, { "[a-]", "-", TRUE }, { "[ä-ü]", "ö", TRUE }, { "[", "[", TRUE }, { "[a", "[a", TRUE },
  { "\\*", "*", TRUE }, { "\\*", "a", FALSE }, { "[\\]]", "]", TRUE }, { "a\\", "a\\", TRUE },
  { "*", "a/b", TRUE }, { "a/*", "a/b", TRUE }, { "a/*", "a/b/c", TRUE }, { "a/*.c", "a/b/x.c", FALSE },
  { "*/b", "a/b", TRUE }, { "?/b", "a/b", TRUE }, { "a?b", "a/b", FALSE }, { "a[/]b", "a/b", FALSE },
  { "dist", "dist/a/b", TRUE }, { "dist", "distx/a", FALSE }, { "dist/**", "dist/a/b", TRUE }, { "dist/**", "dist", FALSE },
  { "**", "a/b/c", TRUE }, { "**/x", "x", TRUE }, { "**/x", "a/b/x", TRUE }, { "**/x", "a/b/y", FALSE },
  { "a/**/z", "a/z", TRUE }, { "a/**/z", "a/b/c/z", TRUE }, { "a/**/z", "b/z", FALSE },
  { "**/*.png", "assets/deep/logo.png", TRUE }, { "**/*.png", "logo.png", TRUE }, { "**/*.png", "logo.svg", FALSE },
  { "**/a/**/b", "x/a/y/a/z/b", TRUE }, { "**/a/**/b", "x/b/a", FALSE }, { "a**b", "aXXb", TRUE }, { "a**b", "aX/Xb", FALSE },
  { ".", "anything/at/all", TRUE }, { "release/*", "release/1.2", TRUE }, { "release/*", "main", FALSE },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean matches = plr_glob_match (cases[i].pattern, cases[i].path);

      if (matches != cases[i].matches)
        g_test_message ("“%s” on “%s”", cases[i].pattern, cases[i].path);
      g_assert_cmpint (matches, ==, cases[i].matches);
    }
}

static void
test_normalize (void)
{
  static const char *const table[][2] = {
    { "a", "a" }, { "./a", "a" }, { "a//b/", "a/b" }, { "a/./b", "a/b" }, { ".", "." }, { "./", "." }, { "**/**/a", "**/a" },
    { "", NULL }, { "/a", NULL }, { "..", NULL }, { "a/../b", NULL }, { "a/..", NULL }, { "..a", "..a" }, { "a..", "a.." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *normal = plr_glob_normalize (table[i][0]);

      g_assert_cmpstr (normal, ==, table[i][1]);
    }
}

/* Case I8 of the catalogue: a pattern that makes a naive matcher try every combination. */
static void
test_many_stars_end (void)
{
  g_autofree char *path = g_strnfill (3000, 'a');
  g_autoptr(GString) deep = g_string_new ("a");
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < 1000; i++)
    g_string_append (deep, "/a");
  g_assert_false (plr_glob_match ("*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b", path));
  g_assert_false (plr_glob_match ("**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/b", deep->str));
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/build/glob/table", test_table);
  g_test_add_func ("/build/glob/normalize", test_normalize);
  g_test_add_func ("/build/glob/many-stars-end", test_many_stars_end);

  return g_test_run ();
}
