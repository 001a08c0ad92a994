/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-patch.h"

static void
test_apply_and_invert_lead_back (void)
{
  const char *text = "one two three";
  g_autoptr(GPtrArray) patches = plr_patches_new ();
  g_autoptr(GPtrArray) inverse = NULL;
  g_autofree char *after = NULL;
  g_autofree char *back = NULL;
  gsize size;

  plr_patches_add (patches, 8, 5, "3");
  plr_patches_add (patches, 0, 3, "first");
  plr_patches_add (patches, 4, 0, "and ");
  g_assert_true (plr_patches_normalize (patches, text, strlen (text)));
  after = plr_patches_apply (text, strlen (text), patches, &size);
  g_assert_cmpstr (after, ==, "first and two 3");
  g_assert_cmpuint (size, ==, 15);

  inverse = plr_patches_invert (text, strlen (text), patches);
  back = plr_patches_apply (after, size, inverse, NULL);
  g_assert_cmpstr (back, ==, text);
}

static void
test_normalize_refuses_overlap (void)
{
  g_autoptr(GPtrArray) patches = plr_patches_new ();
  g_autoptr(GPtrArray) outside = plr_patches_new ();

  plr_patches_add (patches, 2, 3, "x");
  plr_patches_add (patches, 0, 3, "y");
  g_assert_false (plr_patches_normalize (patches, "abcdef", 6));

  plr_patches_add (outside, 5, 2, "");
  g_assert_false (plr_patches_normalize (outside, "abcdef", 6));
}

static void
test_normalize_keeps_only_what_changes (void)
{
  g_autoptr(GPtrArray) patches = plr_patches_new ();
  const PlrPatch *patch;

  plr_patches_add (patches, 0, 2, "ab");
  plr_patches_add (patches, 3, 3, "dXf");
  g_assert_true (plr_patches_normalize (patches, "abcdef", 6));

  g_assert_cmpuint (patches->len, ==, 1);
  patch = patches->pdata[0];
  g_assert_cmpuint (patch->offset, ==, 4);
  g_assert_cmpuint (patch->length, ==, 1);
  g_assert_cmpstr (patch->replacement, ==, "X");
}

static void
test_diff_never_cuts_a_character (void)
{
  /* é is c3 a9, è is c3 a8, and © is c2 a9. */
  const char *texts[][2] = { { "aéb", "aèb" }, { "aéb", "a©b" }, { "éé", "é" }, { "", "é" }, { "x", "" } };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gsize before_size = strlen (texts[i][0]), after_size = strlen (texts[i][1]);
      g_autoptr(GPtrArray) patches = plr_patches_diff (texts[i][0], before_size, texts[i][1], after_size);
      g_autofree char *after = plr_patches_apply (texts[i][0], before_size, patches, NULL);
      const PlrPatch *patch = patches->pdata[0];

      g_assert_cmpuint (patches->len, ==, 1);
      g_assert_true (g_utf8_validate (patch->replacement, -1, NULL));
      g_assert_true (g_utf8_validate_len (texts[i][0] + patch->offset, patch->length, NULL));
      g_assert_cmpstr (after, ==, texts[i][1]);
    }
}

static void
test_diff_of_equal_texts_is_empty (void)
{
  g_autoptr(GPtrArray) patches = plr_patches_diff ("same", 4, "same", 4);

  g_assert_cmpuint (patches->len, ==, 0);
}

static void
test_offsets_follow_the_text (void)
{
  g_autoptr(GPtrArray) patches = plr_patches_new ();

  plr_patches_add (patches, 2, 3, "x");
  plr_patches_add (patches, 8, 0, "yyyy");

  g_assert_cmpuint (plr_patches_map_offset (patches, 1), ==, 1);
  g_assert_cmpuint (plr_patches_map_offset (patches, 3), ==, 3);
  g_assert_cmpuint (plr_patches_map_offset (patches, 6), ==, 4);
  g_assert_cmpuint (plr_patches_map_offset (patches, 8), ==, 10);
}

static GPtrArray *
make_random_patches (const char *text,
                     gsize       size)
{
  GPtrArray *patches = plr_patches_new ();
  gsize at = 0;

  while (TRUE)
    {
      gsize offset = at + g_test_rand_int_range (0, 8);
      gsize length = g_test_rand_int_range (0, 5);
      char replacement[8] = { 0 };
      int n = g_test_rand_int_range (0, 5);

      if (offset + length > size)
        break;
      for (int i = 0; i < n; i++)
        replacement[i] = g_test_rand_int_range ('a', 'd');
      plr_patches_add (patches, offset, length, replacement);
      at = offset + length + 1;
    }
  g_assert_true (plr_patches_normalize (patches, text, size));

  return patches;
}

static void
test_random_lists_compose_and_invert (void)
{
  for (guint i = 0; i < 2000; i++)
    {
      char text[64];
      gsize size = g_test_rand_int_range (0, 60), middle_size, after_size;
      g_autoptr(GPtrArray) first = NULL;
      g_autoptr(GPtrArray) second = NULL;
      g_autoptr(GPtrArray) both = NULL;
      g_autoptr(GPtrArray) inverse = NULL;
      g_autofree char *middle = NULL;
      g_autofree char *after = NULL;
      g_autofree char *at_once = NULL;
      g_autofree char *back = NULL;

      for (gsize j = 0; j < size; j++)
        text[j] = g_test_rand_int_range ('a', 'f');
      text[size] = '\0';
      first = make_random_patches (text, size);
      middle = plr_patches_apply (text, size, first, &middle_size);
      second = make_random_patches (middle, middle_size);
      after = plr_patches_apply (middle, middle_size, second, &after_size);
      both = plr_patches_compose (first, second, text, size);
      at_once = plr_patches_apply (text, size, both, NULL);
      g_assert_cmpstr (at_once, ==, after);

      inverse = plr_patches_invert (text, size, both);
      back = plr_patches_apply (after, after_size, inverse, NULL);
      g_assert_cmpstr (back, ==, text);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/patch/apply-and-invert-lead-back", test_apply_and_invert_lead_back);
  g_test_add_func ("/text/patch/normalize-refuses-overlap", test_normalize_refuses_overlap);
  g_test_add_func ("/text/patch/normalize-keeps-only-what-changes", test_normalize_keeps_only_what_changes);
  g_test_add_func ("/text/patch/diff-never-cuts-a-character", test_diff_never_cuts_a_character);
  g_test_add_func ("/text/patch/diff-of-equal-texts-is-empty", test_diff_of_equal_texts_is_empty);
  g_test_add_func ("/text/patch/offsets-follow-the-text", test_offsets_follow_the_text);
  g_test_add_func ("/text/patch/random-lists-compose-and-invert", test_random_lists_compose_and_invert);

  return g_test_run ();
}
