/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-dialect.h"

/* Every case of fixtures/pipeliner/edits.txt, each with line feeds and with carriage returns before them, and each undone.
 * A case is
 *
 *   === name: KIND PROPERTY=VALUE…     an edit, in words of the shell; \n in a value is a line feed
 *   --- before                         the text, if it is another than that of the case before
 *   --- after                          the text, or instead of it a line "!!! CODE" with the code of PlrDialectError
 *
 * and a line "\ no newline" says that the line before it ends without one. */

typedef struct
{
  char *name;
  char *edit;
  char *before;
  char *after;  /* NULL if the edit is refused */
  int   code;
} Case;

static void
case_free (gpointer data)
{
  Case *self = data;

  g_free (self->name);
  g_free (self->edit);
  g_free (self->before);
  g_free (self->after);
  g_free (self);
}

static char *
finish_text (GString *text)
{
  static const char mark[] = "\n\\ no newline\n";

  if (g_str_has_suffix (text->str, mark))
    g_string_truncate (text, text->len - strlen (mark));

  return g_string_free (text, FALSE);
}

static Case *
new_case (const char *block,
          const char *before)
{
  Case *self = g_new0 (Case, 1);
  g_auto(GStrv) lines = g_strsplit (block, "\n", -1);
  const char *edit = strstr (lines[0], ": ");
  GString *text = NULL;

  /* Names may have a colon; the edit starts behind the last one that a kind follows. */
  for (const char *next = edit; next != NULL; next = strstr (next + 1, ": "))
    if (strchr (next, '=') == NULL || strchr (next, '=') > next + 2)
      {
        g_autofree char *word = g_strndup (next + 2, strcspn (next + 2, " "));

        if (g_enum_get_value_by_nick (g_type_class_peek (PLR_TYPE_EDIT_KIND), word) != NULL)
          edit = next;
      }
  g_assert_nonnull (edit);
  self->name = g_strndup (lines[0], (gsize)(edit - lines[0]));
  self->edit = g_strdup (edit + 2);
  self->before = g_strdup (before);

  for (guint i = 1; lines[i] != NULL; i++)
    {
      gboolean is_last = lines[i + 1] == NULL;

      if (g_str_equal (lines[i], "--- before"))
        {
          g_clear_pointer (&self->before, g_free);
          text = g_string_new (NULL);
        }
      else if (g_str_equal (lines[i], "--- after") || g_str_has_prefix (lines[i], "!!! "))
        {
          if (text != NULL)
            self->before = finish_text (g_steal_pointer (&text));
          if (lines[i][0] == '!')
            self->code = (int)g_ascii_strtoll (lines[i] + 4, NULL, 10);
          else
            text = g_string_new (NULL);
        }
      else if (text != NULL && !is_last)
        {
          g_string_append_printf (text, "%s\n", lines[i]);
        }
    }
  if (text != NULL)
    self->after = finish_text (text);

  return self;
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

static char *
with_returns (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);

  return g_strjoinv ("\r\n", lines);
}

static void
check_edit (const char *words,
            const char *before,
            const char *after,
            int         code)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("pipeliner");
  g_autoptr(PlrEdit) edit = new_edit (words);
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) patches = plr_dialect_edit (dialect, before, -1, edit, &error);
  g_autoptr(GPtrArray) inverse = NULL;
  g_autofree char *result = NULL;
  g_autofree char *undone = NULL;

  if (after == NULL)
    {
      g_assert_null (patches);
      g_assert_error (error, PLR_DIALECT_ERROR, code);
      return;
    }

  g_assert_no_error (error);
  result = plr_patches_apply (before, strlen (before), patches, NULL);
  g_assert_cmpstr (result, ==, after);
  inverse = plr_patches_invert (before, strlen (before), patches);
  undone = plr_patches_apply (result, strlen (result), inverse, NULL);
  g_assert_cmpstr (undone, ==, before);
  if (g_str_equal (before, after))
    g_assert_cmpuint (patches->len, ==, 0);
}

static void
test_edit (gconstpointer data)
{
  const Case *self = data;
  g_autofree char *before = with_returns (self->before);
  g_autofree char *after = self->after != NULL ? with_returns (self->after) : NULL;

  check_edit (self->edit, self->before, self->after, self->code);
  if (self->before[0] != '\0')
    check_edit (self->edit, before, after, self->code);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *file = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) blocks = NULL;
  g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func (case_free);
  g_autoptr(GTypeClass) kinds = g_type_class_ref (PLR_TYPE_EDIT_KIND);
  g_autoptr(GHashTable) tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  g_test_init (&argc, &argv, NULL);

  file = g_test_build_filename (G_TEST_DIST, "fixtures", "pipeliner", "edits.txt", NULL);
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  blocks = g_strsplit (text, "\n=== ", -1);
  for (guint i = 0; blocks[i] != NULL; i++)
    {
      const Case *last = cases->len > 0 ? cases->pdata[cases->len - 1] : NULL;
      g_autofree char *block = g_strconcat (i == 0 ? blocks[i] + strlen ("=== ") : blocks[i],
                                            blocks[i + 1] != NULL ? "\n" : "", NULL);
      Case *next = new_case (block, last != NULL ? last->before : NULL);
      g_autofree char *path = g_strconcat ("/pipeliner/edit/", next->name, NULL);

      g_ptr_array_add (cases, next);
      g_hash_table_add (tried, g_strndup (next->edit, strcspn (next->edit, " ")));
      g_test_add_data_func (path, next, test_edit);
    }

  /* A kind of edit without a case is one that nobody tried. Only SET_MATRIX has no meaning in this dialect. */
  g_assert_cmpuint (g_hash_table_size (tried), ==, PLR_EDIT_KIND_DUPLICATE_STEP);

  return g_test_run ();
}
