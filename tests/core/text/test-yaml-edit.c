/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-yaml-edit.h"

typedef enum
{
  SET,          /* path to a string */
  SET_TEXT,     /* path to a text as a person would type it */
  SET_LIST,     /* path to a list of the words of the argument */
  SET_MAP,      /* path to a map of the words, with numbers as values */
  ADD_KEY,      /* key=string to the mapping at the path */
  ADD_FIRST,    /* the same before its first key */
  ADD_MAP,      /* key={run: string} */
  ADD_ITEM,     /* string to the sequence at the path */
  ADD_ITEM_FIRST,
  ADD_STEP,     /* {name: string, run: "make\n"} to the sequence */
  REMOVE,
  PRUNE,
  RENAME,
  MOVE,
  DUPLICATE,
} Operation;

typedef struct
{
  Operation   operation;
  const char *path;
  const char *argument;
  const char *before;
  const char *after;
} Case;

static PlrYamlValue *
make_words (const char *argument,
            gboolean    as_map)
{
  g_auto(GStrv) words = g_strsplit (argument, " ", -1);
  PlrYamlValue *value = as_map ? plr_yaml_value_new_map () : plr_yaml_value_new_list ();

  for (guint i = 0; words[i] != NULL; i++)
    if (as_map)
      plr_yaml_value_set (value, words[i], plr_yaml_value_new_integer (i + 1));
    else
      plr_yaml_value_append (value, plr_yaml_value_new_string (words[i]));

  return value;
}

static PlrYamlValue *
make_value (const Case *test)
{
  const char *equals = test->argument != NULL ? strchr (test->argument, '=') : NULL;
  PlrYamlValue *value;

  switch (test->operation)
    {
    case SET:
    case ADD_ITEM:
    case ADD_ITEM_FIRST:
      return plr_yaml_value_new_string (test->argument);

    case SET_TEXT:
      return plr_yaml_value_new_text (test->argument);

    case SET_LIST:
    case SET_MAP:
      return make_words (test->argument, test->operation == SET_MAP);

    case ADD_KEY:
    case ADD_FIRST:
      return plr_yaml_value_new_string (equals + 1);

    case ADD_MAP:
      value = plr_yaml_value_new_map ();
      plr_yaml_value_set_string (value, "run", equals + 1);
      return value;

    case ADD_STEP:
      value = plr_yaml_value_new_map ();
      plr_yaml_value_set_string (value, "name", test->argument);
      plr_yaml_value_set_string (value, "run", "make\nmake check\n");
      return value;

    case REMOVE:
    case PRUNE:
    case RENAME:
    case MOVE:
    case DUPLICATE:
    default:
      return NULL;
    }
}

static GPtrArray *
run_operation (const Case  *test,
               PlrYamlNode *node,
               GError     **error)
{
  g_autoptr(PlrYamlValue) value = make_value (test);
  const char *equals = test->argument != NULL ? strchr (test->argument, '=') : NULL;
  g_autofree char *key = equals != NULL ? g_strndup (test->argument, equals - test->argument) : NULL;

  switch (test->operation)
    {
    case ADD_KEY:
    case ADD_MAP:
      return plr_yaml_edit_insert_key (node, -1, key, value, PLR_YAML_EDIT_NONE, error);

    case ADD_FIRST:
      return plr_yaml_edit_insert_key (node, 0, key, value, PLR_YAML_EDIT_NONE, error);

    case ADD_ITEM:
    case ADD_STEP:
      return plr_yaml_edit_insert_item (node, -1, value, PLR_YAML_EDIT_NONE, error);

    case ADD_ITEM_FIRST:
      return plr_yaml_edit_insert_item (node, 0, value, PLR_YAML_EDIT_NONE, error);

    case REMOVE:
      return plr_yaml_edit_remove (node, PLR_YAML_EDIT_NONE, error);

    case PRUNE:
      return plr_yaml_edit_remove (node, PLR_YAML_EDIT_PRUNE, error);

    case RENAME:
      return plr_yaml_edit_rename (node, test->argument, PLR_YAML_EDIT_NONE, error);

    case MOVE:
      return plr_yaml_edit_move (node, atoi (test->argument), PLR_YAML_EDIT_NONE, error);

    case DUPLICATE:
      return plr_yaml_edit_duplicate (node, test->argument, PLR_YAML_EDIT_NONE, error);

    case SET:
    case SET_TEXT:
    case SET_LIST:
    case SET_MAP:
    default:
      return plr_yaml_edit_set (node, value, PLR_YAML_EDIT_NONE, error);
    }
}

static void
check_cases (const Case *cases,
             guint       n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    {
      const Case *test = &cases[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(PlrYaml) tree = plr_yaml_new (test->before, -1, &error);
      g_autoptr(GPtrArray) patches = NULL;
      g_autoptr(GPtrArray) inverse = NULL;
      g_autofree char *after = NULL;
      g_autofree char *back = NULL;
      PlrYamlNode *node;
      gsize size;

      g_assert_no_error (error);
      node = plr_yaml_lookup (tree, test->path);
      g_assert_nonnull (node);
      patches = run_operation (test, node, &error);
      if (error != NULL)
        g_test_message ("case %u on:\n%s", i, test->before);
      g_assert_no_error (error);
      after = plr_patches_apply (test->before, strlen (test->before), patches, &size);
      g_assert_cmpstr (after, ==, test->after);

      inverse = plr_patches_invert (test->before, strlen (test->before), patches);
      back = plr_patches_apply (after, size, inverse, NULL);
      g_assert_cmpstr (back, ==, test->before);
    }
}

static void
test_scalars_keep_their_quotes (void)
{
  const Case cases[] = {
    { SET, "/a", "two", "a: one # why\n", "a: two # why\n" },
    { SET, "/a", "two", "a:   'one'   # why\n", "a:   'two'   # why\n" },
    { SET, "/a", "two", "a: \"one\"\n", "a: \"two\"\n" },
    { SET, "/a", "it's", "a: 'one'\n", "a: 'it''s'\n" },
    { SET, "/a", "say \"x\"\\", "a: \"one\"\n", "a: \"say \\\"x\\\"\\\\\"\n" },
    { SET, "/a", "b: c", "a: one\n", "a: 'b: c'\n" },
    { SET, "/a", "b: c", "a: one\nx: \"y\"\n", "a: \"b: c\"\nx: \"y\"\n" },
    { SET, "/a", "bell\a", "a: 'one'\n", "a: \"bell\\u0007\"\n" },
    { SET, "/a", "tab\there", "a: one\n", "a: \"tab\\there\"\n" },
    { SET, "/a", "", "a: one\n", "a: ''\n" },
    { SET, "/a", "x", "a: &n !t one\nb: 1\n", "a: &n !t x\nb: 1\n" },
    { SET, "/a", "x", "a: 'one\n  more'  # c\n", "a: 'x'  # c\n" },
    { SET, "/a", "x", "a: one\n  more\nb: 1\n", "a: x\nb: 1\n" },
    { SET, "/0", "x", "- one # c\n- two\n", "- x # c\n- two\n" },
    { SET, "/a/1", "x, y", "a: [one, two]\n", "a: [one, 'x, y']\n" },
    { SET, "/a/b", "x", "a: {b: one, c: two}\n", "a: {b: x, c: two}\n" },
    { SET, "", "new", "--- old\n", "--- new\n" },
    { SET, "", "new", "old", "new" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_empty_values_get_one (void)
{
  const Case cases[] = {
    { SET, "/a", "x", "a:\nb: 1\n", "a: x\nb: 1\n" },
    { SET, "/a", "x", "a:   # why\nb: 1\n", "a: x   # why\nb: 1\n" },
    { SET, "/a", "x", "a:", "a: x" },
    { SET, "/a", "x", "a: &n\nb: 1\n", "a: &n x\nb: 1\n" },
    { SET, "/0", "x", "-\n- b\n", "- x\n- b\n" },
    { SET, "/a", "x", "{a, b: 1}\n", "{a: x, b: 1}\n" },
    { SET, "/a", "x", "{a: , b: 1}\n", "{a: x , b: 1}\n" },
    { SET, "/a", "x", "? a\n? b\n", "? a\n: x\n? b\n" },
    { SET, "", "x", "---\n", "--- x\n" },
    { SET_LIST, "/a", "x z", "a: # why\nb: 1\n", "a: # why\n  - x\n  - z\nb: 1\n" },
    { SET_MAP, "", "x z", "---\n", "---\nx: 1\nz: 2\n" },
    { ADD_KEY, "/a", "k=v", "a:\nb: 1\n", "a:\n  k: v\nb: 1\n" },
    { ADD_ITEM, "/a", "v", "a:\n", "a:\n  - v\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

/* Each of these is taken for something else by a reader of YAML 1.1 or 1.2, or is no plain scalar at all. */
static void
test_strings_are_quoted_when_they_have_to_be (void)
{
  const char *quoted[] = {
    "yes", "No", "ON", "off", "y", "N", "true", "False", "null", "~", "NULL", "1", "-1", "+1", "1.5", "22.04", "1e3",
    "0x1F", "0o17", "017", "1_000", "1:30", "190:20:30", ".5", ".inf", "-.inf", ".nan", "2001-12-14",
    "2001-12-14T21:59:43Z", "=", "<<", "a: b", "a #b", "a:", "- a", "-", "? a", "?", ": a", ":", "[a]", "{a}", "#a", "&a", "*a", "!a",
    "|", ">", "%a", "@a", "`a", "'a", "\"a", ",a", " a", "a ", "---", "--- a", "...", "", "a\tb", "0b101", "1,000",
  };
  const char *plain[] = {
    "a", "a:b", "a#b", "http://example.org/x?y=z", "1.2.3", "v1", "-a", "--flag", "?a", ":a", "a b", "a, b", "a'b",
    "${{ x }}", "$(make)", "1m", "12 minutes", "ubuntu-22.04", "a [b]", "yes please", "è", "/usr/bin", "*.c"[0] == '*' ? "a*.c" : "",
    "e3", "0xyz", "...a"[0] == '.' ? ".a" : "", "-", "10s", "3.11-slim",
  };

  for (guint i = 0; i < G_N_ELEMENTS (quoted); i++)
    {
      g_autoptr(PlrYamlValue) value = plr_yaml_value_new_string (quoted[i]);
      g_autofree char *text = plr_yaml_value_dup_text (value);
      g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, NULL);

      g_assert_nonnull (tree);
      g_assert_true (text[0] == '\'' || text[0] == '"');
      g_assert_cmpstr (plr_yaml_node_get_string (plr_yaml_get_root (tree, 0)), ==, quoted[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      g_autoptr(PlrYamlValue) value = plr_yaml_value_new_string (plain[i]);
      g_autofree char *text = plr_yaml_value_dup_text (value);
      g_autofree char *line = g_strconcat (plain[i], "\n", NULL);

      if (strcmp (plain[i], "-") != 0)
        g_assert_cmpstr (text, ==, line);
    }
}

static void
test_typed_text_stays_as_typed (void)
{
  const Case cases[] = {
    { SET_TEXT, "/a", "20", "a: 10\n", "a: 20\n" },
    { SET_TEXT, "/a", "20", "a: '10'\n", "a: '20'\n" },
    { SET, "/a", "20", "a: 10\n", "a: '20'\n" },
    { SET_TEXT, "/a", "a: b", "a: 10\n", "a: 'a: b'\n" },
    { SET_TEXT, "/a", "20", "{\"a\": 10}\n", "{\"a\": 20}\n" },
    { SET_TEXT, "/a", "x", "{\"a\": 10}\n", "{\"a\": \"x\"}\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_block_scalars_stay_block_scalars (void)
{
  const Case cases[] = {
    { SET, "/a", "x\ny\n", "a: |\n  one\n  two\n# c\nb: 1\n", "a: |\n  x\n  y\n# c\nb: 1\n" },
    { SET, "/a", "x\n", "a: |  # why\n     one\n\nb: 1\n", "a: |  # why\n     x\n\nb: 1\n" },
    { SET, "/a", "x", "a: |\n  one\nb: 1\n", "a: |-\n  x\nb: 1\n" },
    { SET, "/a", " x\ny", "a: |2-\n   one\nb: 1\n", "a: |2-\n   x\n  y\nb: 1\n" },
    { SET, "/a", " x\n", "a: |\n   one\nb: 1\n", "a: |3\n    x\nb: 1\n" },
    { SET, "/a", "x\n\n", "a: |+\n  one\n\nb: 1\n", "a: |+\n  x\n\nb: 1\n" },
    { SET, "/a", "x\n", "a: >\n  one\n  two\nb: 1\n", "a: >\n  x\nb: 1\n" },
    { SET, "/a", "x\ny\n", "a: >\n  one\n  two\nb: 1\n", "a: |\n  x\n  y\nb: 1\n" },
    { SET, "/a", "x\ny\n", "a: one # why\nb: 1\n", "a: | # why\n  x\n  y\nb: 1\n" },
    { SET, "/a/b", "x\ny", "a:\n    b: one\n", "a:\n    b: |-\n        x\n        y\n" },
    { SET, "/a/0", "x\ny\n", "a:\n- one\n- two\n", "a:\n- |\n  x\n  y\n- two\n" },
    { SET, "/a", "x\ny\n", "a: one", "a: |\n  x\n  y\n" },
    { SET, "/a", "x\ny", "a: one", "a: |-\n  x\n  y" },
    { SET, "/a", "x\ny", "{a: one}\n", "{a: \"x\\ny\"}\n" },
    { SET, "/a", "x\ny", "a: \"one\\ntwo\"\n", "a: \"x\\ny\"\n" },
    { SET, "/a", "", "a: | # why\n  one\nb: 1\n", "a: '' # why\nb: 1\n" },
    { SET, "/a", "x\n\n", "a: one\nb: 1\n", "a: \"x\\n\\n\"\nb: 1\n" },
    { SET, "/a", "x\r\n", "a: |\n  one\nb: 1\n", "a: \"x\\r\\n\"\nb: 1\n" },
    { SET, "/a", "\nx\n", "a: |\n  one\nb: 1\n", "a: |\n\n  x\nb: 1\n" },
    { SET, "/a", "x\ny\n", "a: one\n  # deeper\nb: 1\n", "a: \"x\\ny\\n\"\n  # deeper\nb: 1\n" },
    { SET, "/a", "x\n", "a: |\r\n  one\r\nb: 1\r\n", "a: |\r\n  x\r\nb: 1\r\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_any_value_may_replace_any_other (void)
{
  const Case cases[] = {
    { SET_LIST, "/a", "x z", "a: one # why\nb: 1\n", "a: # why\n  - x\n  - z\nb: 1\n" },
    { SET_LIST, "/a", "x z", "a: [one] # why\nb: 1\n", "a: [x, z] # why\nb: 1\n" },
    { SET_LIST, "/a", "x z", "a: # why\n- one # two\nb: 1\n", "a: # why\n- x # two\n- z\nb: 1\n" },
    { SET_LIST, "/a", "one two", "a:\n- one # stays\nb: 1\n", "a:\n- one # stays\n- two\nb: 1\n" },
    { SET_MAP, "/a", "x", "a: # why\n- one\nb: 1\n", "a: # why\n  x: 1\nb: 1\n" },
    { SET, "/a", "x", "a: # why\n  - one\n  - two\n  # gone\nb: 1\n", "a: x # why\nb: 1\n" },
    { SET, "/0", "x", "- a: 1\n  b: 2\n- c\n", "- x\n- c\n" },
    { SET_MAP, "/1", "x z", "- a: 1\n- c # why\n", "- a: 1\n- x: 1 # why\n  z: 2\n" },
    { SET, "/a", "x", "a: |\n  one\n  two\n\nb: 1\n", "a: |-\n  x\n\nb: 1\n" },
    { SET_LIST, "/a", "x", "a: | # why\n  one\nb: 1\n", "a: # why\n  - x\nb: 1\n" },
    { SET_LIST, "/a/b", "x z", "a: {b: one}\n", "a: {b: [x, z]}\n" },
    { SET_LIST, "/a", "x", "a: !reference [b, c]\n", "a: [x]\n" },
    { SET, "/b", "x", "a: &n 1\nb: *n # why\n", "a: &n 1\nb: x # why\n" },
    { SET_MAP, "", "x", "# head\na: 1\nb: 2\n", "# head\nx: 1\n" },
    { SET_MAP, "/a", "x z", "{\n  \"a\": 1\n}\n", "{\n  \"a\": {\n    \"x\": 1,\n    \"z\": 2\n  }\n}\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_only_entries_that_differ_are_changed (void)
{
  const Case cases[] = {
    { SET_LIST, "/a", "b c d", "a:\n# 1\n- a\n# 2\n- b # 3\n- c\n", "a:\n# 2\n- b # 3\n- c\n- d\n" },
    { SET_LIST, "/a", "a c", "a: [a, 'b', \"c\"] # d\n", "a: [a, \"c\"] # d\n" },
    { SET_LIST, "/a", "c a", "a:\n- a # 1\n- c # 2\n", "a:\n- c # 2\n- a\n" },
    { SET_LIST, "/a", "a", "a:\n  - 'a'\n", "a:\n  - 'a'\n" },
    { SET_LIST, "", "a b c", "- a\n# of c\n- c\n", "- a\n- b\n# of c\n- c\n" },
    { SET_MAP, "/m", "a b c", "m:\n  # of a\n  a: 1\n  z: 9 # gone\n  c: 4 # of c\n", "m:\n  # of a\n  a: 1\n  b: 2\n  c: 3 # of c\n" },
    { SET_MAP, "/m", "b a", "m: {a: 2, b: 1}\n", "m: {b: 1, a: 2}\n" },
    { SET_MAP, "/m", "x", "m:\n  a: 1 # gone\n", "m:\n  x: 1\n" },
    { SET_MAP, "/m", "a", "m:\n  a: 0\n  a: 2\n", "m:\n  a: 1\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_keys_are_added_in_the_manner_of_the_file (void)
{
  const Case cases[] = {
    { ADD_KEY, "", "k=v", "a: 1\n", "a: 1\nk: v\n" },
    { ADD_KEY, "", "k=v", "a: 1", "a: 1\nk: v" },
    { ADD_KEY, "", "k=v", "a: 1\r\nb: 2\r\n", "a: 1\r\nb: 2\r\nk: v\r\n" },
    { ADD_KEY, "", "k=v", "\xef\xbb\xbf" "a: 1\n", "\xef\xbb\xbf" "a: 1\nk: v\n" },
    { ADD_FIRST, "", "k=v", "\xef\xbb\xbf" "a: 1\n", "\xef\xbb\xbf" "k: v\na: 1\n" },
    { ADD_FIRST, "", "k=v", "# licence\na: 1\n", "# licence\nk: v\na: 1\n" },
    { ADD_FIRST, "/a", "k=v", "a:\n  # about b\n  b: 1\n", "a:\n  k: v\n  # about b\n  b: 1\n" },
    { ADD_FIRST, "/0", "k=v", "- a: 1\n  b: 2\n", "- k: v\n  a: 1\n  b: 2\n" },
    { ADD_KEY, "/0", "k=v", "-   a: 1 # c\n-   b: 2\n", "-   a: 1 # c\n    k: v\n-   b: 2\n" },
    { ADD_KEY, "/a", "k=v", "a:\n  b: 1 # c\n  # of a\n# of d\nd: 1\n", "a:\n  b: 1 # c\n  k: v\n  # of a\n# of d\nd: 1\n" },
    { ADD_KEY, "/a", "k=v", "a:\n  b:\n    c: 1\n    # of b\n\nd: 1\n", "a:\n  b:\n    c: 1\n    # of b\n  k: v\n\nd: 1\n" },
    { ADD_KEY, "/a", "k=v", "a:\n  b: |\n    x\n    # y\n\nd: 1\n", "a:\n  b: |\n    x\n    # y\n  k: v\n\nd: 1\n" },
    { ADD_KEY, "", "k=v", "a: |+\n  x\n\nb: 1\nc: |+\n  y\n\n", "a: |+\n  x\n\nb: 1\nc: |+\n  y\n\nk: v\n" },
    { ADD_KEY, "", "k=v", "a: |\n  x", "a: |\n  x\nk: v" },
    { ADD_KEY, "", "k=v", "{a: 1}\n", "{a: 1, k: v}\n" },
    { ADD_KEY, "", "k=v", "{ a: 1, }\n", "{ a: 1, k: v, }\n" },
    { ADD_FIRST, "", "k=v", "{a: 1}\n", "{k: v, a: 1}\n" },
    { ADD_KEY, "", "k=v", "{}\n", "k: v\n" },
    { ADD_KEY, "/a", "k=v", "a: {} # c\n", "a: # c\n  k: v\n" },
    { ADD_KEY, "/0", "k=v", "[{}]\n", "[{k: v}]\n" },
    { ADD_KEY, "/0", "k=v", "[a: b]\n", "[{a: b, k: v}]\n" },
    { ADD_KEY, "", "k=v", "{\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"k\": \"v\"\n}\n" },
    { ADD_KEY, "", "k=v", "{\n  a: 1, # c\n  b: 2 # d\n}\n", "{\n  a: 1, # c\n  b: 2, # d\n  k: v\n}\n" },
    { ADD_KEY, "/a", "k=v", "{\n  \"a\": {}\n}\n", "{\n  \"a\": {\n    \"k\": \"v\"\n  }\n}\n" },
    { ADD_MAP, "/j", "k=v", "j:\n    a:\n        x: 1\n", "j:\n    a:\n        x: 1\n    k:\n        run: v\n" },
    { ADD_MAP, "/j", "k=v", "j:\n  a:\n    x: 1\n\n  b:\n    x: 2\n\nz: 1\n",
      "j:\n  a:\n    x: 1\n\n  b:\n    x: 2\n\n  k:\n    run: v\n\nz: 1\n" },
    { ADD_MAP, "", "k=v", "a:\n  x: 1\n\nb:\n  x: 2\n", "a:\n  x: 1\n\nb:\n  x: 2\n\nk:\n  run: v\n" },
    { ADD_KEY, "", "k\xff=v\xc3", "a: 1\n", "a: 1\nk\xef\xbf\xbd: v\xef\xbf\xbd\n" },
    { ADD_KEY, "", "on=push", "a: 1\n", "a: 1\non: push\n" },
    { ADD_KEY, "", "yes=no", "a: 1\n", "a: 1\n'yes': 'no'\n" },
    { ADD_KEY, "", "a b=c", "a: 1\n...\n", "a: 1\na b: c\n...\n" },
    { ADD_KEY, "/a", "k=v", "a: &n\n  b: 1\n", "a: &n\n  b: 1\n  k: v\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_items_are_added_in_the_manner_of_the_file (void)
{
  const Case cases[] = {
    { ADD_ITEM, "/a", "x", "a:\n- b\n- c\nd: 1\n", "a:\n- b\n- c\n- x\nd: 1\n" },
    { ADD_ITEM, "/a", "x", "a:\n    - b\n", "a:\n    - b\n    - x\n" },
    { ADD_ITEM_FIRST, "/a", "x", "a:\n  # about b\n  - b\n", "a:\n  - x\n  # about b\n  - b\n" },
    { ADD_ITEM, "/a", "x", "a: [b, c] # d\n", "a: [b, c, x] # d\n" },
    { ADD_ITEM, "/a", "x", "a: [b, c,]\n", "a: [b, c, x,]\n" },
    { ADD_ITEM, "/a", "x", "a: [\n  b, # c\n  d # e\n]\n", "a: [\n  b, # c\n  d, # e\n  x\n]\n" },
    { ADD_ITEM, "/a", "x", "a: []\n", "a:\n  - x\n" },
    { ADD_ITEM, "/a/b", "x", "a: {b: []}\n", "a: {b: [x]}\n" },
    { ADD_ITEM, "/0", "x", "- - a\n  - b\n- - c\n", "- - a\n  - b\n  - x\n- - c\n" },
    { ADD_ITEM, "/a", "x\ny\n", "a:\n  - b\n", "a:\n  - b\n  - |\n    x\n    y\n" },
    { ADD_ITEM, "/a", "x\ny\n", "a:\n  - b", "a:\n  - b\n  - |\n    x\n    y\n" },
    { ADD_STEP, "/s", "New", "s:\n- name: a\n  run: b\n\n- name: c\n  run: d\n",
      "s:\n- name: a\n  run: b\n\n- name: c\n  run: d\n\n- name: New\n  run: |\n    make\n    make check\n" },
    { ADD_STEP, "/s", "New", "s:\r\n  -   name: a\r\n",
      "s:\r\n  -   name: a\r\n  -   name: New\r\n      run: |\r\n        make\r\n        make check\r\n" },
    { ADD_STEP, "/s", "New", "s: [{name: a}]\n", "s: [{name: a}, {name: New, run: \"make\\nmake check\\n\"}]\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_removal_takes_what_belongs_to_the_entry (void)
{
  const Case cases[] = {
    { REMOVE, "/b", NULL, "a: 1\n# about b\n# more\nb: 2 # too\nc: 3\n", "a: 1\nc: 3\n" },
    { REMOVE, "/b", NULL, "a: 1\n# not about b\n\nb: 2\nc: 3\n", "a: 1\n# not about b\n\nc: 3\n" },
    { REMOVE, "/b", NULL, "a: 1\n\nb: 2\n\nc: 3\n", "a: 1\n\nc: 3\n" },
    { REMOVE, "/b", NULL, "a: 1\n\nb: 2\n", "a: 1\n" },
    { REMOVE, "/b", NULL, "a: 1\nb: 2", "a: 1" },
    { REMOVE, "/b", NULL, "a: |\n  x\nb: 2", "a: |\n  x\n" },
    { REMOVE, "/a", NULL, "# licence\na: 1\nb: 2\n", "# licence\nb: 2\n" },
    { REMOVE, "/a", NULL, "a: 1\n\nb: 2\n", "b: 2\n" },
    { REMOVE, "/a", NULL, "a: |\n  x\n  # y\n# about b\nb: 2\n", "# about b\nb: 2\n" },
    { REMOVE, "/j/a", NULL, "j:\n  a:\n    x: 1\n    # y: 2\n  b: 1\n", "j:\n  b: 1\n" },
    { REMOVE, "/0/a", NULL, "- a: 1 # c\n  # about b\n  b: 2\n", "- # about b\n  b: 2\n" },
    { REMOVE, "/0/a", NULL, "- a: 1\n  b: 2\n", "- b: 2\n" },
    { REMOVE, "/1", NULL, "- a\n- b\n- c\n", "- a\n- c\n" },
    { REMOVE, "/0", NULL, "- - a\n  - b\n- c\n", "- c\n" },
    { REMOVE, "/0/0", NULL, "- - a\n  - b\n- c\n", "- - b\n- c\n" },
    { REMOVE, "/a/b", NULL, "a: # c\n  # about b\n  b: 1\nd: 2\n", "a: {} # c\nd: 2\n" },
    { REMOVE, "/a/0", NULL, "a:\n- b\nd: 2\n", "a: []\nd: 2\n" },
    { REMOVE, "/a", NULL, "a: 1\n", "{}\n" },
    { REMOVE, "/0/a", NULL, "- a: 1\n", "- {}\n" },
    { PRUNE, "/a/b/0", NULL, "a:\n  b:\n  - c\nd: 2\n", "d: 2\n" },
    { PRUNE, "/a/b/0", NULL, "a:\n  b: [c]\n  e: 1\nd: 2\n", "a:\n  e: 1\nd: 2\n" },
    { REMOVE, "/a/1", NULL, "a: [b, c, d]\n", "a: [b, d]\n" },
    { REMOVE, "/a/2", NULL, "a: [b, c, d]\n", "a: [b, c]\n" },
    { REMOVE, "/a/2", NULL, "a: [b, c, d,]\n", "a: [b, c,]\n" },
    { REMOVE, "/a/0", NULL, "a: [ b ]\n", "a: [  ]\n" },
    { REMOVE, "/a/0", NULL, "a: [\n  b, # c\n  # about d\n  d\n]\n", "a: [\n  # about d\n  d\n]\n" },
    { REMOVE, "/b", NULL, "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\n  \"a\": 1\n}\n" },
    { REMOVE, "/b", NULL, "{\"a\": 1, \"b\": 2}", "{\"a\": 1}" },
    { REMOVE, "/0/a", NULL, "[a: b, c]\n", "[{}, c]\n" },
    { REMOVE, "/b", NULL, "a: 1\r\nb: 2\r\nc: 3\r\n", "a: 1\r\nc: 3\r\n" },
    { REMOVE, "/b", NULL, "a: &n 1\nb: *n\n", "a: &n 1\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_json_stays_json (void)
{
  const Case cases[] = {
    { ADD_KEY, "", "k=v", "{\n\t\"a\": 1\n}\n", "{\n\t\"a\": 1,\n\t\"k\": \"v\"\n}\n" },
    { ADD_MAP, "/a", "k=v", "{\n\t\"a\": {\n\t\t\"b\": []\n\t}\n}\n",
      "{\n\t\"a\": {\n\t\t\"b\": [],\n\t\t\"k\": {\n\t\t\t\"run\": \"v\"\n\t\t}\n\t}\n}\n" },
    { ADD_ITEM, "/a/b", "x", "{\n\t\"a\": {\n\t\t\"b\": []\n\t}\n}\n",
      "{\n\t\"a\": {\n\t\t\"b\": [\n\t\t\t\"x\"\n\t\t]\n\t}\n}\n" },
    { ADD_MAP, "", "k=v", "{\n    \"a\": 1\n}", "{\n    \"a\": 1,\n    \"k\": {\n        \"run\": \"v\"\n    }\n}" },
    { ADD_MAP, "", "k=v", "{\"a\": 1}", "{\"a\": 1, \"k\": {\"run\": \"v\"}}" },
    { REMOVE, "/a", NULL, "{\n\t\"a\": 1,\n\t\"b\": 2\n}\n", "{\n\t\"b\": 2\n}\n" },
    { REMOVE, "/b", NULL, "{\n\t\"a\": 1,\n\t\"b\": 2\n}\n", "{\n\t\"a\": 1\n}\n" },
    { SET, "/a", "\x7f\"\\\n\t", "{\"a\": \"x\"}", "{\"a\": \"\\u007f\\\"\\\\\\n\\t\"}" },
    { RENAME, "/a", "no", "{\"a\": \"x\"}", "{\"no\": \"x\"}" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_keys_are_renamed_in_place (void)
{
  const Case cases[] = {
    { RENAME, "/a", "b", "a:   1 # c\n", "b:   1 # c\n" },
    { RENAME, "/a", "b", "'a': 1\n", "'b': 1\n" },
    { RENAME, "/a", "b c: d", "a: 1\n", "'b c: d': 1\n" },
    { RENAME, "/a", "no", "a: 1\n", "'no': 1\n" },
    { RENAME, "/a", "on", "a: 1\n", "on: 1\n" },
    { RENAME, "/a", "b", "? a\n: 1\n", "? b\n: 1\n" },
    { RENAME, "/a", "b,c", "{a: 1}\n", "{'b,c': 1}\n" },
    { RENAME, "/a", "é", "{\"a\": 1}\n", "{\"é\": 1}\n" },
    { RENAME, "/j/a", "b", "j:\n  a: &x\n    y: 1\n  c: *x\n", "j:\n  b: &x\n    y: 1\n  c: *x\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_entries_move_with_their_comments (void)
{
  const Case cases[] = {
    { MOVE, "/2", "0", "- a # 1\n- b\n# about c\n- c\n", "# about c\n- c\n- a # 1\n- b\n" },
    { MOVE, "/0", "9", "- a # 1\n- b\n# about c\n- c\n", "- b\n# about c\n- c\n- a # 1\n" },
    { MOVE, "/0", "1", "- a\n- b", "- b\n- a" },
    { MOVE, "/0", "1", "- a\n\n- b\n", "- b\n\n- a\n" },
    { MOVE, "/a", "1", "a: 1\nb:\n  c: 2\nd: 3\n", "b:\n  c: 2\na: 1\nd: 3\n" },
    { MOVE, "/0/b", "0", "- a: 1\n  # about b\n  b: 2\n", "- # about b\n  b: 2\n  a: 1\n" },
    { MOVE, "/1", "0", "[a, b, c]\n", "[b, a, c]\n" },
    { MOVE, "/a", "2", "{a: 1, b: 2, c: 3}\n", "{b: 2, c: 3, a: 1}\n" },
    { MOVE, "/b", "0", "a: 1\nb: |\n  x", "b: |\n  x\na: 1" },
    { MOVE, "/a", "1", "a: |\n  x\nb: 1", "b: 1\na: |\n  x\n" },
    { MOVE, "/1", "1", "- a\n- b\n", "- a\n- b\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_copies_are_written_as_the_original (void)
{
  const Case cases[] = {
    { DUPLICATE, "/j/a", "b", "j:\n  # about a\n  a: # why\n    x: [1] # y\n    # end\n\nz: 1\n",
      "j:\n  # about a\n  a: # why\n    x: [1] # y\n    # end\n  b: # why\n    x: [1] # y\n    # end\n\nz: 1\n" },
    { DUPLICATE, "/0", NULL, "- a: 1\n  b: 2\n- c\n", "- a: 1\n  b: 2\n- a: 1\n  b: 2\n- c\n" },
    { DUPLICATE, "/0", NULL, "[a, b]\n", "[a, a, b]\n" },
    { DUPLICATE, "/1", NULL, "[a, b]\n", "[a, b, b]\n" },
    { DUPLICATE, "/a", "c", "a: &n\n  x: &m 1\nb: *n\nd: *m\n", "a: &n\n  x: &m 1\nc:\n  x: 1\nb: *n\nd: *m\n" },
    { DUPLICATE, "/a", "c", "a: |\n  x", "a: |\n  x\nc: |\n  x\n" },
  };

  check_cases (cases, G_N_ELEMENTS (cases));
}

typedef struct
{
  gboolean    is_transfer;
  const char *source;
  const char *target;
  const char *key;
  const char *before;
  const char *after;
} CopyCase;

static void
test_entries_go_to_other_collections_as_they_are (void)
{
  const CopyCase cases[] = {
    { FALSE, "/a/0", "/b/c", NULL, "a:\n- x: |\n    y\n    # z\n  # end\nb:\n    c:\n      - d\n",
      "a:\n- x: |\n    y\n    # z\n  # end\nb:\n    c:\n      - d\n      - x: |\n          y\n          # z\n        # end\n" },
    { TRUE, "/a/0", "/b", NULL, "a:\n  # about\n  - x # y\n  - z\nb:\n- c\n", "a:\n  - z\nb:\n- c\n# about\n- x # y\n" },
    { TRUE, "/b/c/1", "/a", NULL, "a:\n- 1\nb:\n    c:\n    - 2\n    -   d: 3\n        e: |2\n             f\n",
      "a:\n- 1\n-   d: 3\n    e: |2\n         f\nb:\n    c:\n    - 2\n" },
    { TRUE, "/a/x", "/b", "w", "a:\n  x: # why\n    # about\n    k: &m 1\n  z: 2\nb:\n    c: 3\n",
      "a:\n  z: 2\nb:\n    c: 3\n    w: # why\n      # about\n      k: 1\n" },
    { FALSE, "/a/x", "/b", NULL, "a:\n  x:\n    k: 1 # c\n    l: 2\nb:\n- c\n",
      "a:\n  x:\n    k: 1 # c\n    l: 2\nb:\n- c\n- k: 1 # c\n  l: 2\n" },
    { FALSE, "/b/0", "/a", "w", "a:\n    x:\n        k: 1\nb:\n- k: 1 # c\n  l: 2\n",
      "a:\n    x:\n        k: 1\n    w:\n        k: 1 # c\n        l: 2\nb:\n- k: 1 # c\n  l: 2\n" },
    { TRUE, "/a/x", "/b", "x", "a:\n  x:\n  - 1\n  - 2\nb: {c: d}\n", "a: {}\nb: {c: d, x: [1, 2]}\n" },
    { TRUE, "/a/0", "/b", NULL, "a: [x, 'y']\nb:\n- c\n", "a: ['y']\nb:\n- c\n- x\n" },
    { TRUE, "/0/s/0", "", NULL, "- s:\n  - x\n  - z\n- b\n", "- s:\n  - z\n- b\n- x\n" },
    { TRUE, "/a/x", "/b", "x", "a:\r\n  x: 1\r\n  y: 2\r\nb:\r\n", "a:\r\n  y: 2\r\nb:\r\n  x: 1\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CopyCase *test = &cases[i];
      g_autoptr(GError) error = NULL;
      g_autoptr(PlrYaml) tree = plr_yaml_new (test->before, -1, &error);
      PlrYamlNode *source = plr_yaml_lookup (tree, test->source);
      PlrYamlNode *target = plr_yaml_lookup (tree, test->target);
      g_autoptr(GPtrArray) patches = NULL;
      g_autofree char *after = NULL;

      if (test->is_transfer)
        patches = plr_yaml_edit_transfer (source, target, -1, test->key, PLR_YAML_EDIT_NONE, &error);
      else
        patches = plr_yaml_edit_insert_copy (target, -1, test->key, source, PLR_YAML_EDIT_NONE, &error);
      g_assert_no_error (error);
      after = plr_patches_apply (test->before, strlen (test->before), patches, NULL);
      g_assert_cmpstr (after, ==, test->after);
    }
}

static void
test_pasted_text_fits_its_new_place (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrYaml) clipboard = plr_yaml_new ("build:\n  # how\n  run: |\n    make\n  when: \"x\"\n", -1, &error);
  g_autoptr(PlrYaml) tree = plr_yaml_new ("jobs:\r\n    a:\r\n        run: b\r\n", -1, &error);
  g_autoptr(PlrYaml) after = NULL;
  g_autoptr(GPtrArray) patches = NULL;

  patches = plr_yaml_edit_insert_copy (plr_yaml_lookup (tree, "/jobs"), 0, "c", plr_yaml_lookup (clipboard, "/build"),
                                       PLR_YAML_EDIT_NONE, &error);
  g_assert_no_error (error);
  after = plr_yaml_apply (tree, patches, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (plr_yaml_get_text (after, NULL), ==,
                   "jobs:\r\n    c:\r\n      # how\r\n      run: |\r\n        make\r\n      when: \"x\"\r\n"
                   "    a:\r\n        run: b\r\n");
}

static void
test_nothing_moves_into_itself (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new ("a:\n  b:\n    c: 1\n", -1, &error);
  g_autoptr(GPtrArray) patches = NULL;

  patches = plr_yaml_edit_transfer (plr_yaml_lookup (tree, "/a"), plr_yaml_lookup (tree, "/a/b"), -1, "d",
                                    PLR_YAML_EDIT_NONE, &error);
  g_assert_null (patches);
  g_assert_error (error, PLR_YAML_ERROR, PLR_YAML_ERROR_INVALID);
}

static void
assert_declined (const Case  *test,
                 PlrYamlError code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new (test->before, -1, NULL);
  g_autoptr(GPtrArray) patches = run_operation (test, plr_yaml_lookup (tree, test->path), &error);

  g_assert_null (patches);
  g_assert_error (error, PLR_YAML_ERROR, (int) code);
  g_assert_true (plr_yaml_error_get_place (error, NULL, NULL, NULL));
}

static void
test_what_others_use_is_not_changed_in_silence (void)
{
  const Case cases[] = {
    { SET, "/a", "x", "a: &n 1\nb: *n\n", NULL },
    { SET, "/a/b", "x", "a: &n {b: 1}\nc:\n  <<: *n\n", NULL },
    { ADD_KEY, "/a", "k=v", "a: &n\n  b: 1\nc:\n  <<: *n\n", NULL },
    { ADD_KEY, "/c", "k=v", "a: &n\n  b: 1\nc: *n\n", NULL },
    { ADD_ITEM, "/c", "k", "a: &n [1]\nc: *n\n", NULL },
    { REMOVE, "/a", NULL, "a: &n 1\nb: *n\n", NULL },
    { REMOVE, "/a", NULL, "a: {x: &n 1}\nb: *n\n", NULL },
    { MOVE, "/a", "1", "a: &n 1\nb: *n\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_declined (&cases[i], PLR_YAML_ERROR_SHARED);
}

/* What libyaml reads differently or not at all: a name that is too long, an alias that would come to mean another anchor. */
static void
test_edits_that_would_read_differently_are_refused (void)
{
  g_autofree char *name = g_strnfill (1100, 'a');
  const Case cases[] = {
    { RENAME, "/a", name, "a: 1\n", NULL },
    { MOVE, "/1", "2", "- &a 1\n- *a\n- &a 2\n- *a\n", NULL },
  };

  assert_declined (&cases[0], PLR_YAML_ERROR_MISMATCH);
  assert_declined (&cases[1], PLR_YAML_ERROR_SHARED);
}

static void
test_what_others_use_is_changed_on_demand (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(PlrYaml) tree = plr_yaml_new ("a: &n {b: 1}\nc: *n\nd: &m\n  - 1\ne: *m\n", -1, &error);
  g_autoptr(PlrYamlValue) list = plr_yaml_value_new_strings ((const char *[]) { "x", "z", NULL });
  g_autoptr(GPtrArray) one = NULL;
  g_autoptr(GPtrArray) two = NULL;
  g_autoptr(GPtrArray) both = NULL;
  g_autofree char *after = NULL;
  gsize size;
  const char *text = plr_yaml_get_text (tree, &size);

  one = plr_yaml_edit_set_string (plr_yaml_lookup (tree, "/a/b"), "x", PLR_YAML_EDIT_SHARED, &error);
  g_assert_no_error (error);
  two = plr_yaml_edit_set (plr_yaml_lookup (tree, "/d"), list, PLR_YAML_EDIT_SHARED, &error);
  g_assert_no_error (error);
  both = plr_patches_merge (one, two, text, size);
  after = plr_patches_apply (text, size, both, NULL);

  g_assert_cmpstr (after, ==, "a: &n {b: x}\nc: *n\nd: &m\n  - x\n  - z\ne: *m\n");
}

static void
test_nonsense_is_declined (void)
{
  const Case cases[] = {
    { ADD_KEY, "/a", "k=v", "a: 1\n", NULL },
    { ADD_KEY, "", "a=v", "a: 1\n", NULL },
    { ADD_ITEM, "", "v", "a: 1\n", NULL },
    { RENAME, "/a", "b", "a: 1\nb: 2\n", NULL },
    { RENAME, "/0", "b", "- a\n", NULL },
    { REMOVE, "", NULL, "a: 1\n", NULL },
    { MOVE, "", "1", "a: 1\n", NULL },
    { DUPLICATE, "/a", "a", "a: 1\n", NULL },
    { DUPLICATE, "/a", NULL, "a: 1\n", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_declined (&cases[i], PLR_YAML_ERROR_INVALID);
}

static void
test_empty_file_gets_a_root (void)
{
  const char *texts[][2] = {
    { "", "a: b\n" }, { "# head\n", "# head\na: b\n" }, { "# head", "# head\na: b\n" }, { "---\n", "---\na: b\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(PlrYaml) tree = plr_yaml_new (texts[i][0], -1, &error);
      g_autoptr(PlrYaml) after = NULL;
      g_autoptr(PlrYamlValue) map = plr_yaml_value_new_map ();
      g_autoptr(GPtrArray) patches = NULL;

      plr_yaml_value_set_string (map, "a", "b");
      patches = plr_yaml_edit_set_root (tree, map, &error);
      g_assert_no_error (error);
      after = plr_yaml_apply (tree, patches, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (plr_yaml_get_text (after, NULL), ==, texts[i][1]);
    }
}

static void
test_values_are_copied_from_nodes (void)
{
  const char *text = "a:\n  - b: '1'\n    c: [x, 2]\n  - !t d\n  - |\n    two\n    lines\n";
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, NULL);
  g_autoptr(PlrYamlValue) value = plr_yaml_value_new_copy (plr_yaml_get_root (tree, 0));
  g_autofree char *copy = plr_yaml_value_dup_text (value);

  g_assert_cmpstr (copy, ==, text);
  g_assert_true (plr_yaml_value_matches (value, plr_yaml_get_root (tree, 0)));
  g_assert_false (plr_yaml_value_matches (value, plr_yaml_lookup (tree, "/a")));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/text/edit/scalars-keep-their-quotes", test_scalars_keep_their_quotes);
  g_test_add_func ("/text/edit/empty-values-get-one", test_empty_values_get_one);
  g_test_add_func ("/text/edit/strings-are-quoted-when-they-have-to-be", test_strings_are_quoted_when_they_have_to_be);
  g_test_add_func ("/text/edit/typed-text-stays-as-typed", test_typed_text_stays_as_typed);
  g_test_add_func ("/text/edit/block-scalars-stay-block-scalars", test_block_scalars_stay_block_scalars);
  g_test_add_func ("/text/edit/any-value-may-replace-any-other", test_any_value_may_replace_any_other);
  g_test_add_func ("/text/edit/only-entries-that-differ-are-changed", test_only_entries_that_differ_are_changed);
  g_test_add_func ("/text/edit/keys-are-added-in-the-manner-of-the-file", test_keys_are_added_in_the_manner_of_the_file);
  g_test_add_func ("/text/edit/items-are-added-in-the-manner-of-the-file", test_items_are_added_in_the_manner_of_the_file);
  g_test_add_func ("/text/edit/removal-takes-what-belongs-to-the-entry", test_removal_takes_what_belongs_to_the_entry);
  g_test_add_func ("/text/edit/json-stays-json", test_json_stays_json);
  g_test_add_func ("/text/edit/keys-are-renamed-in-place", test_keys_are_renamed_in_place);
  g_test_add_func ("/text/edit/entries-move-with-their-comments", test_entries_move_with_their_comments);
  g_test_add_func ("/text/edit/copies-are-written-as-the-original", test_copies_are_written_as_the_original);
  g_test_add_func ("/text/edit/entries-go-to-other-collections-as-they-are", test_entries_go_to_other_collections_as_they_are);
  g_test_add_func ("/text/edit/pasted-text-fits-its-new-place", test_pasted_text_fits_its_new_place);
  g_test_add_func ("/text/edit/nothing-moves-into-itself", test_nothing_moves_into_itself);
  g_test_add_func ("/text/edit/what-others-use-is-not-changed-in-silence", test_what_others_use_is_not_changed_in_silence);
  g_test_add_func ("/text/edit/edits-that-would-read-differently-are-refused", test_edits_that_would_read_differently_are_refused);
  g_test_add_func ("/text/edit/what-others-use-is-changed-on-demand", test_what_others_use_is_changed_on_demand);
  g_test_add_func ("/text/edit/nonsense-is-declined", test_nonsense_is_declined);
  g_test_add_func ("/text/edit/empty-file-gets-a-root", test_empty_file_gets_a_root);
  g_test_add_func ("/text/edit/values-are-copied-from-nodes", test_values_are_copied_from_nodes);

  return g_test_run ();
}
