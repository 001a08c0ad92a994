/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plr-utf8.h"

static void
test_escape_shows_what_deceives (void)
{
  g_autofree char *control = plr_utf8_escape ("a\x1b[2Jb\n", -1);
  g_autofree char *bidi = plr_utf8_escape ("x\xe2\x80\xaetxt.exe", -1);
  g_autofree char *broken = plr_utf8_escape ("a\xff" "b", 3);

  g_assert_cmpstr (control, ==, "a\\x1b[2Jb\\x0a");
  g_assert_cmpstr (bidi, ==, "x\\u202etxt.exe");
  g_assert_cmpstr (broken, ==, "a\xef\xbf\xbd" "b");
}

static void
test_file_name_is_one_plain_component (void)
{
  const char *names[][2] = {
    { "build", "build" }, { "../../etc", "_._.._etc" }, { ".hidden", "_hidden" }, { "", "_" },
    { "-rf", "_rf" }, { "a/b c", "a_b_c" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *name = plr_utf8_file_name (names[i][0]);

      g_assert_cmpstr (name, ==, names[i][1]);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/base/utf8/escape-shows-what-deceives", test_escape_shows_what_deceives);
  g_test_add_func ("/base/utf8/file-name-is-one-plain-component", test_file_name_is_one_plain_component);

  return g_test_run ();
}
