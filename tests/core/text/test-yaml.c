/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-yaml.h"

static PlrYaml *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  PlrYaml *tree = plr_yaml_new (text, -1, &error);

  g_assert_no_error (error);

  return tree;
}

/* The bytes of a node. */
static char *
dup_span (PlrYamlNode *node)
{
  const char *text = plr_yaml_get_text (plr_yaml_node_get_tree (node), NULL);

  return g_strndup (text + plr_yaml_node_get_start (node), plr_yaml_node_get_end (node) - plr_yaml_node_get_start (node));
}

static void
assert_span (PlrYaml    *tree,
             const char *path,
             const char *expected)
{
  PlrYamlNode *node = plr_yaml_lookup (tree, path);
  g_autofree char *span = NULL;

  g_assert_nonnull (node);
  span = dup_span (node);
  g_assert_cmpstr (span, ==, expected);
}

static void
test_spans_are_the_true_content (void)
{
  g_autoptr(PlrYaml) tree = parse ("# top\n"
                                   "jobs:  # all\n"
                                   "  build:\n"
                                   "    needs: [a, 'b']   # two\n"
                                   "    env: &e !t\n"
                                   "      A: \"1\"\n"
                                   "      B:\n"
                                   "    # end of build\n"
                                   "\n"
                                   "  empty:   # nothing\n"
                                   "steps:\n"
                                   "- run: x\n"
                                   "- \n"
                                   "-   - deep\n");

  assert_span (tree, "/jobs/build/needs", "[a, 'b']");
  assert_span (tree, "/jobs/build/needs/1", "'b'");
  assert_span (tree, "/jobs/build/env", "A: \"1\"\n      B:");
  assert_span (tree, "/jobs/build/env/B", "");
  assert_span (tree, "/jobs/empty", "");
  assert_span (tree, "/steps", "- run: x\n- \n-   - deep");
  assert_span (tree, "/steps/0", "run: x");
  assert_span (tree, "/steps/2", "- deep");
  g_assert_cmpstr (plr_yaml_node_get_anchor (plr_yaml_lookup (tree, "/jobs/build/env")), ==, "e");
  g_assert_cmpstr (plr_yaml_node_get_tag (plr_yaml_lookup (tree, "/jobs/build/env")), ==, "!t");
  g_assert_cmpuint (plr_yaml_node_get_line (plr_yaml_lookup (tree, "/jobs/build/env")), ==, 6);
  g_assert_cmpuint (plr_yaml_node_get_column (plr_yaml_lookup (tree, "/jobs/build/env")), ==, 7);
}

static void
test_block_scalars_end_where_their_content_ends (void)
{
  g_autoptr(PlrYaml) tree = parse ("a: |\n"
                                   "  one\n"
                                   "  # is content\n"
                                   " # is none\n"
                                   "\n"
                                   "b: |2-  # why\n"
                                   "   two\n"
                                   "\n"
                                   "\n"
                                   "c: |+\n"
                                   "  three\n"
                                   "\n"
                                   "d: >\n"
                                   "e: |\n"
                                   "\n"
                                   "   four\n"
                                   "     \n"
                                   "f:\n"
                                   "- |1\n"
                                   "  five\n");

  assert_span (tree, "/a", "|\n  one\n  # is content");
  assert_span (tree, "/b", "|2-  # why\n   two");
  assert_span (tree, "/c", "|+\n  three\n");
  assert_span (tree, "/d", ">");
  assert_span (tree, "/e", "|\n\n   four\n     ");
  assert_span (tree, "/f/0", "|1\n  five");
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/b")), ==, " two");
}

static void
test_marks_count_characters_and_spans_count_bytes (void)
{
  g_autoptr(PlrYaml) tree = parse ("\xef\xbb\xbfgrüße: [äö, \"€\"]\r\nb: ü # ä\r\nc: x\r\n");
  guint line, column;

  assert_span (tree, "/grüße/1", "\"€\"");
  assert_span (tree, "/b", "ü");
  assert_span (tree, "/c", "x");
  plr_yaml_get_place (tree, plr_yaml_node_get_start (plr_yaml_lookup (tree, "/grüße/1")), &line, &column);
  g_assert_cmpuint (line, ==, 1);
  g_assert_cmpuint (column, ==, 13);
  g_assert_cmpuint (plr_yaml_get_offset (tree, 1, 13), ==,
                    plr_yaml_node_get_start (plr_yaml_lookup (tree, "/grüße/1")));
  g_assert_cmpuint (plr_yaml_get_n_lines (tree), ==, 4);
}

static void
test_flow_pairs_and_missing_values (void)
{
  g_autoptr(PlrYaml) tree = parse ("[a: b, {c, d: , e: }, ? f : g]\n");

  assert_span (tree, "/0", "a: b");
  assert_span (tree, "/1", "{c, d: , e: }");
  assert_span (tree, "/1/c", "");
  assert_span (tree, "/2/f", "g");
  g_assert_true (plr_yaml_node_is_flow (plr_yaml_lookup (tree, "/0/a")));
}

static void
test_several_documents (void)
{
  g_autoptr(PlrYaml) tree = parse ("a: 1\n---\n- 2\n---\n...\n---\nb: 3\n");

  g_assert_cmpuint (plr_yaml_get_n_documents (tree), ==, 4);
  g_assert_cmpint (plr_yaml_node_get_kind (plr_yaml_get_root (tree, 1)), ==, PLR_YAML_SEQUENCE);
  g_assert_true (plr_yaml_node_is_null (plr_yaml_get_root (tree, 2)));
  g_assert_cmpuint (plr_yaml_node_get_document (plr_yaml_node_get (plr_yaml_get_root (tree, 3), "b")), ==, 3);
  g_assert_null (plr_yaml_get_root (tree, 4));
}

static void
test_no_document (void)
{
  const char *texts[] = { "", "\xef\xbb\xbf", "# only a comment\n", "\n\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(PlrYaml) tree = parse (texts[i]);

      g_assert_cmpuint (plr_yaml_get_n_documents (tree), ==, 0);
      g_assert_null (plr_yaml_lookup (tree, ""));
      g_assert_null (plr_yaml_find_node (tree, 0));
    }
}

static void
test_paths_lead_to_nodes_and_back (void)
{
  const char *paths[] = { "", "/a~1b", "/a~1b/c~0", "/a~1b/c~0/1", "/a~1b/c~0/1/x y" };
  g_autoptr(PlrYaml) tree = parse ("a/b:\n  c~:\n    - 0\n    - x y: z\n");

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      PlrYamlNode *node = plr_yaml_lookup (tree, paths[i]);
      g_autofree char *path = NULL;

      g_assert_nonnull (node);
      path = plr_yaml_node_dup_path (node);
      g_assert_cmpstr (path, ==, paths[i]);
    }
  g_assert_null (plr_yaml_lookup (tree, "/a~1b/c~0/2"));
  g_assert_null (plr_yaml_lookup (tree, "/nothing/here"));
  g_assert_null (plr_yaml_lookup (tree, "no pointer"));
}

static void
test_cursor_finds_the_innermost_node (void)
{
  const char *text = "a:\n  # words\n  - b: one\n    c: two\nd: 3\n";
  g_autoptr(PlrYaml) tree = parse (text);
  struct { const char *at; const char *path; } cases[] = {
    { "one", "/a/0/b" }, { "two", "/a/0/c" }, { "d:", "/d" }, { "c:", "/a/0/c" }, { "- b", "/a" }, { "words", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = plr_yaml_node_dup_path (plr_yaml_find_node (tree, strstr (text, cases[i].at) - text));

      g_assert_cmpstr (path, ==, cases[i].path);
    }
}

static void
test_aliases_and_merge_keys (void)
{
  g_autoptr(PlrYaml) tree = parse ("base: &base {a: 1, b: 2}\n"
                                   "other: &other {b: 3, c: 4}\n"
                                   "job:\n"
                                   "  <<: [*base, *other]\n"
                                   "  a: own\n"
                                   "  ref: *base\n");
  PlrYamlNode *job = plr_yaml_lookup (tree, "/job");
  g_autoptr(GPtrArray) pairs = plr_yaml_node_list_merged (job);

  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_node_get_merged (job, "a")), ==, "own");
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_node_get_merged (job, "b")), ==, "2");
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_node_get_merged (job, "c")), ==, "4");
  g_assert_null (plr_yaml_node_get_merged (job, "d"));
  g_assert_cmpuint (pairs->len, ==, 8);
  g_assert_true (plr_yaml_node_resolve (plr_yaml_lookup (tree, "/job/ref")) == plr_yaml_lookup (tree, "/base"));
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/job/ref/b")), ==, "2");
  g_assert_cmpuint (plr_yaml_node_get_n_aliases (plr_yaml_lookup (tree, "/base")), ==, 2);
}

static void
test_duplicate_keys_are_found (void)
{
  g_autoptr(PlrYaml) tree = parse ("a: 1\nb: 2\n'a': 3\n");
  PlrYamlNode *first = NULL;
  PlrYamlNode *second = plr_yaml_node_find_duplicate (plr_yaml_get_root (tree, 0), &first);

  g_assert_cmpuint (plr_yaml_node_get_line (second), ==, 3);
  g_assert_cmpuint (plr_yaml_node_get_line (first), ==, 1);
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/a")), ==, "1");
}

static void
test_large_mappings_are_searched_by_table (void)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(PlrYaml) tree = NULL;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (text, "key%u: %u\n", i, i);
  tree = parse (text->str);

  for (guint i = 0; i < 1000; i += 37)
    {
      g_autofree char *path = g_strdup_printf ("/key%u", i);
      g_autofree char *value = g_strdup_printf ("%u", i);

      g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, path)), ==, value);
    }
  g_assert_null (plr_yaml_lookup (tree, "/key1000"));
  g_assert_null (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/key1000")));
}

/* YAML 1.2.2, section 10.3.2. */
static void
test_scalars_have_the_types_of_the_core_schema (void)
{
  struct { const char *text; PlrYamlType type; } cases[] = {
    { "~", PLR_YAML_TYPE_NULL }, { "null", PLR_YAML_TYPE_NULL }, { "Null", PLR_YAML_TYPE_NULL },
    { "''", PLR_YAML_TYPE_STRING }, { "true", PLR_YAML_TYPE_BOOLEAN }, { "False", PLR_YAML_TYPE_BOOLEAN },
    { "yes", PLR_YAML_TYPE_STRING }, { "on", PLR_YAML_TYPE_STRING }, { "0", PLR_YAML_TYPE_INTEGER },
    { "-19", PLR_YAML_TYPE_INTEGER }, { "0o7", PLR_YAML_TYPE_INTEGER }, { "0x3A", PLR_YAML_TYPE_INTEGER },
    { "0.", PLR_YAML_TYPE_FLOAT }, { "-0.0", PLR_YAML_TYPE_FLOAT }, { ".5", PLR_YAML_TYPE_FLOAT },
    { "+12e03", PLR_YAML_TYPE_FLOAT }, { "-2E+05", PLR_YAML_TYPE_FLOAT }, { "-.Inf", PLR_YAML_TYPE_FLOAT },
    { ".nan", PLR_YAML_TYPE_FLOAT }, { "1.2.3", PLR_YAML_TYPE_STRING }, { "1e", PLR_YAML_TYPE_STRING },
    { ".", PLR_YAML_TYPE_STRING }, { "-", PLR_YAML_TYPE_STRING }, { "'1'", PLR_YAML_TYPE_STRING },
    { "!!str 1", PLR_YAML_TYPE_STRING }, { "12 m", PLR_YAML_TYPE_STRING },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("a: %s\n", strcmp (cases[i].text, "-") == 0 ? "--" : cases[i].text);
      g_autoptr(PlrYaml) tree = parse (text);

      g_assert_cmpint (plr_yaml_node_get_scalar_type (plr_yaml_lookup (tree, "/a")), ==, cases[i].type);
    }
}

static void
assert_refused (const char  *text,
                gssize       size,
                PlrYamlError code,
                guint        line,
                guint        column)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, size, &error);
  g_autofree char *prefix = g_strdup_printf ("%u:%u: ", line, column);
  guint at_line = 0, at_column = 0;

  g_assert_null (tree);
  g_assert_error (error, PLR_YAML_ERROR, (int) code);
  g_assert_true (plr_yaml_error_get_place (error, NULL, &at_line, &at_column));
  g_test_message ("%s", error->message);
  g_assert_cmpuint (at_line, ==, line);
  g_assert_cmpuint (at_column, ==, column);
  g_assert_true (g_str_has_prefix (error->message, prefix));
}

static void
test_errors_have_a_place (void)
{
  assert_refused ("a: 1\nb: [1, 2\nc: 3\n", -1, PLR_YAML_ERROR_SYNTAX, 3, 2);
  assert_refused ("ä: 'ö\n", -1, PLR_YAML_ERROR_SYNTAX, 2, 1);
  assert_refused ("a:\n\t- b\n", -1, PLR_YAML_ERROR_SYNTAX, 2, 1);
  assert_refused ("a: *b\n", -1, PLR_YAML_ERROR_SYNTAX, 1, 4);
  assert_refused ("a: b\nc: \x01\n", -1, PLR_YAML_ERROR_ENCODING, 2, 4);
  assert_refused ("a: b\nc: \xff\n", -1, PLR_YAML_ERROR_ENCODING, 2, 4);
  assert_refused ("a: b\n\0c", 7, PLR_YAML_ERROR_ENCODING, 2, 1);
  assert_refused ("\xff\xfe" "a\0", 4, PLR_YAML_ERROR_ENCODING, 1, 1);
}

/* As JSON writes what is beyond U+FFFF; `python3 -c 'import json; print(json.loads(…))'` says the same. */
static void
test_pairs_of_surrogates_are_one_character (void)
{
  static const char text[] =
    "# \\ud83d\\ude00 in a comment\n"
    "{\"a\": \"x\\ud83d\\ude00y\\uD834\\uDD1E\", \"\\ud83d\\ude01\": \"\\\\ud83d\", 'c': '\\ud83d\\ude00', \"d\": [1, 2]}\n"
    "---\n"
    "b: |\n"
    "  \\ud83d\\ude00 \\ud83d\\ude01\n"
    "# \\ud83d\\ude02\n"
    "c: \"\\ud83d\\ude03\"\n";
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, &error);
  PlrYamlNode *second;
  gsize size;

  g_assert_no_error (error);
  g_assert_cmpstr (plr_yaml_get_text (tree, &size), ==, text);
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/a")), ==, "x\xf0\x9f\x98\x80y\xf0\x9d\x84\x9e");
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/\xf0\x9f\x98\x81")), ==, "\\ud83d");
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/c")), ==, "\\ud83d\\ude00");
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/d/1")), ==, "2");
  g_assert_cmpuint (plr_yaml_node_get_start (plr_yaml_lookup (tree, "/d")), ==, strstr (text, "[1, 2]") - text);

  second = plr_yaml_get_root (tree, 1);
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_node_get (second, "b")), ==, "\\ud83d\\ude00 \\ud83d\\ude01\n");
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_node_get (second, "c")), ==, "\xf0\x9f\x98\x83");
}

/* Characters that stand for pairs inside may stand in the text as well; half of a pair is no character. */
static void
test_odd_surrogates (void)
{
  static const char text[] = "[\"\\uFDD0\\ufdd1 \xef\xb7\x92\xef\xb7\x93 \\ud83d\\ude00\"]";
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, NULL);
  g_autoptr(PlrYaml) half = plr_yaml_new ("a: \"\\ud83d\"\n", -1, &error);
  guint line = 0;

  g_assert_nonnull (tree);
  g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_lookup (tree, "/0")), ==,
                   "\xef\xb7\x90\xef\xb7\x91 \xef\xb7\x92\xef\xb7\x93 \xf0\x9f\x98\x80");
  g_assert_null (half);
  g_assert_true (plr_yaml_error_get_place (error, NULL, &line, NULL));
  g_assert_cmpuint (line, ==, 1);
}

static void
test_error_survives_a_copy (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) copy = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new ("a: b\nc: 'd", -1, &error);
  gsize offset = 0;

  g_assert_null (tree);
  copy = g_error_copy (error);
  g_prefix_error (&copy, "file.yml:");
  g_assert_true (plr_yaml_error_get_place (copy, &offset, NULL, NULL));
  g_assert_cmpuint (offset, ==, 10);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/yaml/spans-are-the-true-content", test_spans_are_the_true_content);
  g_test_add_func ("/text/yaml/block-scalars-end-where-their-content-ends", test_block_scalars_end_where_their_content_ends);
  g_test_add_func ("/text/yaml/marks-count-characters-and-spans-count-bytes", test_marks_count_characters_and_spans_count_bytes);
  g_test_add_func ("/text/yaml/flow-pairs-and-missing-values", test_flow_pairs_and_missing_values);
  g_test_add_func ("/text/yaml/several-documents", test_several_documents);
  g_test_add_func ("/text/yaml/no-document", test_no_document);
  g_test_add_func ("/text/yaml/paths-lead-to-nodes-and-back", test_paths_lead_to_nodes_and_back);
  g_test_add_func ("/text/yaml/cursor-finds-the-innermost-node", test_cursor_finds_the_innermost_node);
  g_test_add_func ("/text/yaml/aliases-and-merge-keys", test_aliases_and_merge_keys);
  g_test_add_func ("/text/yaml/duplicate-keys-are-found", test_duplicate_keys_are_found);
  g_test_add_func ("/text/yaml/large-mappings-are-searched-by-table", test_large_mappings_are_searched_by_table);
  g_test_add_func ("/text/yaml/scalars-have-the-types-of-the-core-schema", test_scalars_have_the_types_of_the_core_schema);
  g_test_add_func ("/text/yaml/errors-have-a-place", test_errors_have_a_place);
  g_test_add_func ("/text/yaml/pairs-of-surrogates-are-one-character", test_pairs_of_surrogates_are_one_character);
  g_test_add_func ("/text/yaml/odd-surrogates", test_odd_surrogates);
  g_test_add_func ("/text/yaml/error-survives-a-copy", test_error_survives_a_copy);

  return g_test_run ();
}
