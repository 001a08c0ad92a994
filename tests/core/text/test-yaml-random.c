/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "random-edit.h"

/* Sanitizers are slow with many small pieces of memory. */
#ifdef __SANITIZE_ADDRESS__
#define N_EDITS   100
#else
#define N_EDITS   1000
#endif
#define MAX_BYTES (16 * 1024)

static const char *const texts[] = {
  "",
  "# head\n\njobs:   # all\n  build:\n    needs: [a, 'b', \"c\"]   # three\n    steps:\n    # first\n    - run: |\n"
  "        make\n        # content\n\n      name: x # y\n    - uses: z\n\n    -   - deep\n        - er\n  test: {a: 1, b: {c: [d, e: f]}}\n\n"
  "on:\n  push:\n# tail",
  "a: &a\r\n  x: 1\r\n  y: &y [1, 2]\r\nb:\r\n  <<: *a\r\n  z: *y\r\nc: >-\r\n  folded\r\n  text\r\n",
  "\xef\xbb\xbf{\n  \"name\": \"p\xc3\xa9\",\n  \"stages\": [\n    {\n      \"a\": [],\n      \"b\": {}\n    },\n    1, 2\n  ]\n}\n",
  "%YAML 1.1\n---\n- a\n- \n- - b\n  - ? c\n    : d\n  - ? e\n- !!str 5\n- |2+\n    x\n\n---\nplain\n  text\n...\n---\n'q\n\n  r'\n",
};

static char *
load_text (guint index)
{
  g_autofree char *path = NULL;
  const char *shared = g_getenv ("PLR_SHARED_DIR");
  char *text = NULL;

  if (index < G_N_ELEMENTS (texts))
    return g_strdup (texts[index]);

  path = g_build_filename (shared != NULL ? shared : ".", "corpus/github/psf__black__.github~workflows~release_tests.yml", NULL);
  (void) g_file_get_contents (path, &text, NULL, NULL);  /* one text less where the corpus is missing */

  return text;
}

static char *
apply (const char *text,
       GPtrArray  *patches)
{
  return plr_patches_apply (text, strlen (text), patches, NULL);
}

/* Undo gives the bytes of the start and redo those of the end, whatever was done in between. */
static void
test_undo_all_and_redo_all (void)
{
  for (guint t = 0; t <= G_N_ELEMENTS (texts); t++)
    {
      g_autoptr(GRand) rand = g_rand_new_with_seed (g_test_rand_int ());
      g_autoptr(GPtrArray) undo = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
      g_autoptr(GPtrArray) redo = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
      g_autofree char *start = load_text (t);
      g_autofree char *text = g_strdup (start);
      g_autofree char *end = NULL;
      guint n_refused = 0, n_tried = 0;

      if (start == NULL)
        continue;
      while (undo->len < N_EDITS && n_tried < 20 * N_EDITS)
        {
          g_autoptr(GError) error = NULL;
          g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, &error);
          g_autoptr(GPtrArray) patches = NULL;
          char *next;

          g_assert_no_error (error);
          check_tree (tree);
          n_tried++;
          patches = random_edit (tree, rand, &error);
          n_refused += g_error_matches (error, PLR_YAML_ERROR, PLR_YAML_ERROR_MISMATCH);
          if (patches == NULL)
            continue;

          next = apply (text, patches);
          if (strlen (next) > MAX_BYTES)
            {
              g_free (next);
              continue;
            }
          g_ptr_array_add (undo, plr_patches_invert (text, strlen (text), patches));
          g_ptr_array_add (redo, g_steal_pointer (&patches));
          g_free (text);
          text = next;
        }
      g_test_message ("text %u: %u edits done of %u tried, %u refused by the guard, %zu bytes in the end", t, undo->len,
                      n_tried, n_refused, strlen (text));
      g_assert_cmpuint (undo->len, ==, N_EDITS);
      g_assert_cmpuint (n_refused, <=, N_EDITS / 100);

      end = g_strdup (text);
      for (guint i = undo->len; i > 0; i--)
        {
          char *before = apply (text, undo->pdata[i - 1]);

          g_free (text);
          text = before;
        }
      g_assert_cmpstr (text, ==, start);
      for (guint i = 0; i < redo->len; i++)
        {
          char *after = apply (text, redo->pdata[i]);

          g_free (text);
          text = after;
        }
      g_assert_cmpstr (text, ==, end);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/random/undo-all-and-redo-all", test_undo_all_and_redo_all);

  return g_test_run ();
}
