/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-yaml.h"

/* Sanitizers are slow with many small pieces of memory. */
#ifdef __SANITIZE_ADDRESS__
#define MANY(n) ((n) / 50)
#else
#define MANY(n) (n)
#endif

static char *
repeat (const char *head,
        const char *part,
        guint       n,
        const char *tail)
{
  GString *out = g_string_new (head);

  for (guint i = 0; i < n; i++)
    g_string_append (out, part);
  g_string_append (out, tail);

  return g_string_free (out, FALSE);
}

static char *
repeat_numbered (const char *head,
                 const char *before,
                 const char *after,
                 guint       n,
                 const char *tail)
{
  GString *out = g_string_new (head);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%u%s", before, i, after);
  g_string_append (out, tail);

  return g_string_free (out, FALSE);
}

/* Reads @text and frees it; @code is what is to be wrong with it, or -1. All of these take milliseconds: where one takes minutes,
 * being quadratic, Meson ends the test. */
static void
check_text (char *text,
            int   code)
{
  g_autofree char *owned = text;
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrYaml) tree = NULL;
  guint line = 0, column = 0;

  tree = plr_yaml_new (owned, -1, &error);

  if (code < 0)
    {
      g_assert_no_error (error);
      g_assert_nonnull (tree);
      return;
    }
  g_assert_null (tree);
  g_assert_error (error, PLR_YAML_ERROR, code);
  g_assert_true (plr_yaml_error_get_place (error, NULL, &line, &column));
  g_assert_cmpuint (line, >, 0);
  g_assert_cmpuint (column, >, 0);
}

static void
test_aliases_cannot_multiply (void)
{
  g_autoptr(GString) laughs = g_string_new ("a0: &a0 lol\n");

  for (guint i = 1; i <= 9; i++)
    {
      g_string_append_printf (laughs, "a%u: &a%u [", i, i);
      for (guint j = 0; j < 9; j++)
        g_string_append_printf (laughs, "*a%u,", i - 1);
      g_string_append (laughs, "]\n");
    }
  check_text (g_strdup (laughs->str), PLR_YAML_ERROR_LIMIT);
  check_text (g_strdup ("&a [*a]\n"), PLR_YAML_ERROR_LIMIT);
  check_text (g_strdup ("a: &a\n  b:\n    c: *a\n"), PLR_YAML_ERROR_LIMIT);
  check_text (repeat ("a: &a x\nb:\n", "- *a\n", MANY (200000), ""), -1);
}

/* Each level merges the one before twice, without a single sequence that grows. */
static void
test_merges_cannot_multiply (void)
{
  g_autoptr(GString) text = g_string_new ("m0: &m0 {k: v}\n");

  for (guint i = 1; i < 64; i++)
    g_string_append_printf (text, "m%u: &m%u\n  <<: [*m%u, *m%u]\n", i, i, i - 1, i - 1);

  check_text (g_strdup (text->str), PLR_YAML_ERROR_LIMIT);
}

static void
test_depth_is_limited (void)
{
  g_autoptr(GString) deep = g_string_new (NULL);

  check_text (repeat ("", "[", MANY (1000000), ""), PLR_YAML_ERROR_LIMIT);
  check_text (repeat ("", "{", MANY (50000), ""), PLR_YAML_ERROR_LIMIT);
  check_text (repeat ("", "? ", 20000, "\n"), PLR_YAML_ERROR_LIMIT);
  check_text (repeat ("", "- ", 20000, "\n"), PLR_YAML_ERROR_LIMIT);
  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (deep, "%*sa:\n", (int) i, "");
  check_text (g_strdup (deep->str), PLR_YAML_ERROR_LIMIT);

  check_text (repeat ("", "[", PLR_YAML_MAX_DEPTH, "]"), PLR_YAML_ERROR_SYNTAX);
  check_text (repeat ("", "- ", PLR_YAML_MAX_DEPTH, "x\n"), -1);
}

static void
test_numbers_are_limited (void)
{
  check_text (repeat_numbered ("", "- &a", " x\n", MANY (50000), ""), -1);
  check_text (repeat_numbered ("", "%TAG !a", "! x\n", 50000, "--- x\n"), PLR_YAML_ERROR_LIMIT);
  check_text (repeat_numbered ("", "%YAML 1.", "\n", 50000, "--- x\n"), PLR_YAML_ERROR_LIMIT);
  check_text (repeat ("!", "a", MANY (1000000), " x\n"), -1);
  check_text (repeat ("", "- a\n", MANY (1000000), ""), -1);
#ifndef __SANITIZE_ADDRESS__
  check_text (repeat ("[", "a,", 2100000, "]"), PLR_YAML_ERROR_LIMIT);
#endif
  check_text (repeat ("", "--- x\n", MANY (150000), ""), -1);
  check_text (repeat ("a: |\n", "  some line of a text\n", MANY (230000), ""), -1);
  check_text (repeat ("a: ", "0123456789abcdef", 1024 * 1024, "x\n"), PLR_YAML_ERROR_LIMIT);
  check_text (repeat ("", "\r", MANY (1000000), ""), -1);
  check_text (repeat ("# ", "\xc3\xa9", MANY (1000000), ""), -1);
}

static void
test_one_directive_of_each_kind_is_fine (void)
{
  check_text (g_strdup ("%YAML 1.1\n%TAG !e! tag:example.org,2026:\n---\na: !e!x 1\n"), -1);
}

/* Tags are never acted upon. */
static void
test_tags_are_only_names (void)
{
  g_autoptr(PlrYaml) tree = plr_yaml_new ("a: !!python/object/apply:os.system ['true']\nb: !!binary aGk=\n? [x]\n: y\n", -1, NULL);

  g_assert_nonnull (tree);
  g_assert_cmpstr (plr_yaml_node_get_tag (plr_yaml_lookup (tree, "/a")), ==,
                   "tag:yaml.org,2002:python/object/apply:os.system");
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/b")), ==, "aGk=");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/limits/aliases-cannot-multiply", test_aliases_cannot_multiply);
  g_test_add_func ("/text/limits/merges-cannot-multiply", test_merges_cannot_multiply);
  g_test_add_func ("/text/limits/depth-is-limited", test_depth_is_limited);
  g_test_add_func ("/text/limits/numbers-are-limited", test_numbers_are_limited);
  g_test_add_func ("/text/limits/one-directive-of-each-kind-is-fine", test_one_directive_of_each_kind_is_fine);
  g_test_add_func ("/text/limits/tags-are-only-names", test_tags_are_only_names);

  return g_test_run ();
}
