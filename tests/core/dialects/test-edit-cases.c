/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include <json-glib/json-glib.h>

#include "plr-dialect.h"

/* Every case of the files FOLDER/DIALECT.txt in fixtures (FOLDER DIALECT… are the arguments), each with line feeds and with carriage returns before them, and each undone.
 *
 *   --- text DIALECT                   a definition, up to a line “--- end”
 *   === name: KIND PROPERTY=VALUE…     an edit of it, in words of the shell; \n in a value is a line feed
 *   -line                              all lines that it removes
 *   +line                              and adds, in the order of the text; a line “!!! CODE” instead if it is refused, with its code
 *
 * What stands in no line of a case is the same afterwards. */

typedef struct
{
  char *dialect;
  char *edit;
  char *before;
  char *changes;
} Case;

static const char *const codes[] = { "SYNTAX", "NOT_FOUND", "EXISTS", "INVALID", "UNSUPPORTED", "SHARED" };

static void
case_free (gpointer data)
{
  Case *self = data;

  g_free (self->dialect);
  g_free (self->edit);
  g_free (self->before);
  g_free (self->changes);
  g_free (self);
}

static PlrEdit *
new_edit (const char *words)
{
  g_auto(GStrv) argv = NULL;
  g_autoptr(GError) error = NULL;
  GEnumValue *kind;
  PlrEdit *edit;

  g_shell_parse_argv (words, NULL, &argv, &error);
  g_assert_no_error (error);
  kind = g_enum_get_value_by_nick (g_type_class_peek (PLR_TYPE_EDIT_KIND), argv[0]);
  g_assert_nonnull (kind);
  edit = plr_edit_new (kind->value, NULL);

  for (guint i = 1; argv[i] != NULL; i++)
    {
      g_auto(GStrv) parts = g_strsplit (argv[i], "=", 2);
      g_autofree char *value = g_strcompress (parts[1]);
      g_auto(GStrv) values = value[0] != '\0' ? g_strsplit (value, ",", -1) : g_new0 (char *, 1);

      if (g_str_equal (parts[0], "values"))
        plr_edit_set_values (edit, (const char *const *)values);
      else if (g_str_equal (parts[0], "index"))
        plr_edit_set_index (edit, atoi (value));
      else if (g_str_equal (parts[0], "position"))
        plr_edit_set_position (edit, atoi (value));
      else if (g_str_equal (parts[0], "optional"))
        plr_edit_set_optional (edit, atoi (value));
      else
        g_object_set (edit, parts[0], value, NULL);
    }

  return edit;
}

/* What is behind the last line break is a line only if there is something. */
static char **
split_lines (const char *text)
{
  char **lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  if (n > 0 && lines[n - 1][0] == '\0')
    g_clear_pointer (&lines[n - 1], g_free);

  return lines;
}

/* The lines that are not in both, by the longest list of lines that is. */
static char *
compare_lines (const char *before,
               const char *after)
{
  g_auto(GStrv) a = split_lines (before);
  g_auto(GStrv) b = split_lines (after);
  guint n = g_strv_length (a);
  guint m = g_strv_length (b);
  g_autofree guint *common = g_new0 (guint, (n + 1) * (m + 1));
  GString *out = g_string_new (NULL);
  guint i = 0, j = 0;

  for (guint x = n; x-- > 0;)
    for (guint y = m; y-- > 0;)
      common[x * (m + 1) + y] = g_str_equal (a[x], b[y]) ? common[(x + 1) * (m + 1) + y + 1] + 1
                                : MAX (common[(x + 1) * (m + 1) + y], common[x * (m + 1) + y + 1]);
  while (i < n || j < m)
    {
      if (i < n && j < m && g_str_equal (a[i], b[j]))
        {
          i++;
          j++;
        }
      else if (i < n && (j == m || common[(i + 1) * (m + 1) + j] >= common[i * (m + 1) + j + 1]))
        {
          g_string_append_printf (out, "-%s\n", a[i++]);
        }
      else
        {
          g_string_append_printf (out, "+%s\n", b[j++]);
        }
    }

  return g_string_free (out, FALSE);
}

static gboolean
is_json (const char *text)
{
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();

  return text[0] == '{' && json_parser_load_from_data (parser, text, -1, NULL);
}

static char *
try_edit (const Case *self,
          const char *before)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (self->dialect);
  g_autoptr(PlrEdit) edit = new_edit (self->edit);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) patches = plr_dialect_edit (dialect, before, -1, edit, &error);
  g_autoptr(GPtrArray) inverse = NULL;
  g_autofree char *after = NULL;
  g_autofree char *undone = NULL;

  if (error != NULL)
    {
      g_assert_null (patches);
      g_assert_true (error->domain == PLR_DIALECT_ERROR);
      g_test_message ("%s", error->message);
      return g_strdup_printf ("!!! %s\n", codes[error->code]);
    }

  after = plr_patches_apply (before, strlen (before), patches, NULL);
  inverse = plr_patches_invert (before, strlen (before), patches);
  undone = plr_patches_apply (after, strlen (after), inverse, NULL);
  g_assert_cmpstr (undone, ==, before);
  g_assert_true (!is_json (before) || is_json (after));

  return compare_lines (before, after);
}

static void
test_edit (gconstpointer data)
{
  const Case *self = data;
  g_auto(GStrv) lines = g_strsplit (self->before, "\n", -1);
  g_autofree char *with_returns = g_strjoinv ("\r\n", lines);
  g_autofree char *found = try_edit (self, self->before);
  g_autofree char *again = try_edit (self, with_returns);
  g_auto(GStrv) parts = g_strsplit (again, "\r\n", -1);
  g_autofree char *without_returns = g_strjoinv ("\n", parts);

  g_assert_cmpstr (found, ==, self->changes);
  g_assert_cmpstr (without_returns, ==, self->changes);
}

static void
add_case (GPtrArray  *cases,
          const char *dialect,
          const char *before,
          const char *line,
          GString    *changes,
          GHashTable *tried)
{
  const char *edit = strstr (line, ": ");
  Case *self = g_new0 (Case, 1);
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  g_assert_nonnull (edit);
  name = g_strndup (line, (gsize)(edit - line));
  path = g_strdup_printf ("/%s/edit/%u-%s", dialect, cases->len, name);
  self->dialect = g_strdup (dialect);
  self->before = g_strdup (before);
  self->edit = g_strdup (edit + 2);
  self->changes = g_strdup (changes->str);
  g_ptr_array_add (cases, self);
  g_hash_table_add (tried, g_strdup_printf ("%s %.*s", dialect, (int)strcspn (self->edit, " "), self->edit));
  g_test_add_data_func (path, self, test_edit);
}

static void
add_cases (GPtrArray  *cases,
           const char *text,
           GHashTable *tried)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr(GString) before = g_string_new (NULL);
  g_autofree char *dialect = NULL;
  gboolean in_text = FALSE;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "--- text "))
        {
          g_free (dialect);
          dialect = g_strdup (lines[i] + strlen ("--- text "));
          g_string_truncate (before, 0);
          in_text = TRUE;
        }
      else if (g_str_equal (lines[i], "--- end"))
        {
          in_text = FALSE;
        }
      else if (in_text)
        {
          g_string_append_printf (before, "%s\n", lines[i]);
        }
      else if (g_str_has_prefix (lines[i], "=== "))
        {
          g_autoptr(GString) changes = g_string_new (NULL);

          for (guint k = i + 1; lines[k] != NULL && strncmp (lines[k], "===", 3) != 0 && strncmp (lines[k], "---", 3) != 0; k++)
            if (lines[k][0] != '\0')
              g_string_append_printf (changes, "%s\n", lines[k]);
          add_case (cases, dialect, before->str, lines[i] + 4, changes, tried);
        }
    }
}

/* A kind of edit without a case is one that nobody tried. The replacement of a text is no matter of a dialect. */
static void
test_all_kinds_are_tried (gconstpointer data)
{
  GHashTable *tried = (GHashTable *)data;
  GEnumClass *kinds = g_type_class_peek (PLR_TYPE_EDIT_KIND);
  g_autoptr(GHashTable) dialects = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, tried);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (dialects, g_strndup (key, strcspn (key, " ")));
  g_hash_table_iter_init (&iter, dialects);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    for (guint i = 0; i < kinds->n_values && kinds->values[i].value != PLR_EDIT_KIND_REPLACE_TEXT; i++)
      {
        g_autofree char *name = g_strdup_printf ("%s %s", (const char *)key, kinds->values[i].value_nick);

        if (!g_hash_table_contains (tried, name))
          g_test_message ("%s", name);
        g_assert_true (g_hash_table_contains (tried, name));
      }
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  g_autoptr(GTypeClass) kinds = g_type_class_ref (PLR_TYPE_EDIT_KIND);
  g_autoptr(GHashTable) tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_test_init (&argc, &argv, NULL);

  g_assert_cmpint (argc, >, 2);

  for (int i = 2; i < argc; i++)
    {
      g_autofree char *name = g_strconcat (argv[i], ".txt", NULL);
      g_autofree char *file = g_test_build_filename (G_TEST_DIST, "fixtures", argv[1], name, NULL);
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
      add_cases (cases, text, tried);
    }
  g_test_add_data_func ("/edit/all-kinds-are-tried", tried, test_all_kinds_are_tried);

  return g_test_run ();
}
