/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-construct.h"
#include "plr-convert.h"

/* The cases of fixtures/convert/again.txt: from each dialect to each other and back, nothing is lost but what a case names. */

typedef struct
{
  char      *name;
  char     **fields;
  GPtrArray *dialects;          /* of char: ids, */
  GPtrArray *sources;           /* and the text of each */
  GPtrArray *exceptions;        /* of GStrv: from, via, field, code, reason */
} Case;

static void
case_free (Case *self)
{
  g_free (self->name);
  g_strfreev (self->fields);
  g_ptr_array_unref (self->dialects);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->exceptions);
  g_free (self);
}

static Case *
case_new (const char *line)
{
  Case *self = g_new0 (Case, 1);
  g_auto(GStrv) parts = g_strsplit (line, ": ", 2);

  g_assert_nonnull (parts[1]);
  self->name = g_strdup (parts[0]);
  self->fields = g_strsplit (parts[1], " ", -1);
  self->dialects = g_ptr_array_new_with_free_func (g_free);
  self->sources = g_ptr_array_new_with_free_func (g_free);
  self->exceptions = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);

  return self;
}

/* `!!! FROM VIA FIELD CODE: REASON` */
static char **
parse_exception (const char *line)
{
  g_auto(GStrv) parts = g_strsplit (line, ": ", 2);
  char **words = g_strsplit (parts[0], " ", -1);

  g_assert_cmpuint (g_strv_length (words), ==, 4);
  g_assert_nonnull (parts[1]);
  g_assert_true (g_str_equal (words[3], "manual") || g_str_equal (words[3], "approximated"));

  return words;
}

static GPtrArray *
parse_cases (const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  GPtrArray *cases = g_ptr_array_new_with_free_func ((GDestroyNotify)case_free);
  Case *last = NULL;
  g_autoptr(GString) source = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      gboolean is_mark = g_str_has_prefix (lines[i], "=== ") || g_str_has_prefix (lines[i], "--- ") || g_str_has_prefix (lines[i], "!!! ");

      if ((is_mark || lines[i + 1] == NULL) && source != NULL)
        g_ptr_array_add (last->sources, g_string_free (g_steal_pointer (&source), FALSE));
      if (g_str_has_prefix (lines[i], "=== "))
        g_ptr_array_add (cases, last = case_new (lines[i] + 4));
      else if (g_str_has_prefix (lines[i], "!!! "))
        g_ptr_array_add (last->exceptions, parse_exception (lines[i] + 4));
      else if (g_str_has_prefix (lines[i], "--- "))
        g_ptr_array_add (last->dialects, g_strdup (lines[i] + 4));
      if (g_str_has_prefix (lines[i], "--- "))
        source = g_string_new (NULL);
      else if (source != NULL)
        g_string_append_printf (source, "%s\n", lines[i]);
    }

  return cases;
}

static PlrPipeline *
read_text (const char *id,
           const char *text)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (id);
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  PlrPipeline *pipeline = plr_dialect_read (dialect, text, -1, plr_dialect_get_file_name (dialect), problems);

  g_assert_nonnull (pipeline);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      if (plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR)
        g_error ("%s: %s\n%s", id, plr_problem_get_message (problem), text);
    }

  return pipeline;
}

static char *
convert (PlrPipeline *pipeline,
         const char  *source,
         const char  *target,
         GListStore  *report)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (target);
  g_autoptr(GError) error = NULL;
  char *text = plr_convert (pipeline, source, dialect, report, &error);

  g_assert_no_error (error);
  g_assert_nonnull (text);

  return text;
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(char *const *)a, *(char *const *)b);
}

/* Which artifacts each stage gets: a stage that does not say so gets those of all that it needs. */
static void
add_inputs (PlrPipeline *pipeline,
            GPtrArray   *lines)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pipeline)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (pipeline), i);
      const char *const *inputs = plr_stage_get_inputs (stage);
      const char *const *names = inputs != NULL ? inputs : plr_stage_get_needs (stage);

      for (guint j = 0; names[j] != NULL; j++)
        {
          PlrStage *from = plr_pipeline_find_stage (pipeline, names[j]);
          GListModel *artifacts = from != NULL ? plr_stage_get_artifacts (from) : NULL;

          if (artifacts == NULL)
            g_ptr_array_add (lines, g_strdup_printf ("  %s inputs: %s", plr_stage_get_id (stage), names[j]));
          for (guint k = 0; artifacts != NULL && k < g_list_model_get_n_items (artifacts); k++)
            {
              g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, k);

              g_ptr_array_add (lines, g_strdup_printf ("  %s inputs: %s/%s", plr_stage_get_id (stage), names[j], plr_artifact_get_name (artifact)));
            }
        }
    }
}

/* What the pipeline says of the fields, a line each. */
static char *
describe (PlrPipeline       *pipeline,
          const char *const *fields)
{
  g_autoptr(GPtrArray) constructs = plr_constructs_list (pipeline);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < constructs->len; i++)
    {
      const PlrConstruct *construct = constructs->pdata[i];

      if (g_strv_contains (fields, construct->field) && !g_str_equal (construct->field, "inputs"))
        g_ptr_array_add (lines, g_strdup_printf ("  %s %s %s: %s", construct->stage != NULL ? plr_stage_get_id (construct->stage) : "-",
                                                 construct->field, construct->key != NULL ? construct->key : "-", construct->value));
    }
  if (g_strv_contains (fields, "inputs"))
    add_inputs (pipeline, lines);
  g_ptr_array_sort (lines, compare_strings);
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **)lines->pdata);
}

static guint
count_newlines (const char *text,
                gint64      offset)
{
  guint n_lines = 0;

  for (gint64 i = 0; i < offset; i++)
    n_lines += text[i] == '\n' ? 1 : 0;

  return n_lines;
}

/* The line of the source where a construct stands, as far as the model knows it. */
static guint
find_line (const PlrConstruct *construct,
           const char         *source)
{
  if (PLR_IS_TRIGGER (construct->item))
    return plr_trigger_get_line (PLR_TRIGGER (construct->item));
  if (PLR_IS_STEP (construct->item))
    return 1 + count_newlines (source, plr_step_get_offset (PLR_STEP (construct->item)));

  return construct->stage != NULL ? plr_stage_get_line (construct->stage) : 1;
}

/* Whether the report says of a construct of that field, at its line or that of its stage, that it is lost. */
static gboolean
is_told (GListStore  *report,
         PlrPipeline *pipeline,
         const char  *source,
         const char  *field,
         const char  *code)
{
  g_autoptr(GPtrArray) constructs = plr_constructs_list (pipeline);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (report)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (report), i);

      if (g_strcmp0 (plr_problem_get_field (problem), field) != 0 || !g_str_equal (plr_problem_get_code (problem), code))
        continue;
      for (guint j = 0; j < constructs->len; j++)
        {
          const PlrConstruct *construct = constructs->pdata[j];
          guint line = plr_problem_get_line (problem);

          if (g_str_equal (construct->field, field) &&
              (find_line (construct, source) == line || (construct->stage != NULL && plr_stage_get_line (construct->stage) == line)))
            return TRUE;
        }
    }

  return FALSE;
}

static char **
find_exception (Case       *self,
                const char *from,
                const char *via)
{
  for (guint i = 0; i < self->exceptions->len; i++)
    {
      char **words = self->exceptions->pdata[i];

      if (g_str_equal (words[0], from) && g_str_equal (words[1], via))
        return words;
    }

  return NULL;
}

static guint
check_pair (Case       *self,
            const char *from,
            const char *source,
            const char *via)
{
  const char *const *fields = (const char *const *)self->fields;
  g_autoptr(PlrPipeline) pipeline = read_text (from, source);
  g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(GListStore) second = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autofree char *there = convert (pipeline, source, via, report);
  g_autoptr(PlrPipeline) other = read_text (via, there);
  g_autofree char *back = convert (other, there, from, second);
  g_autoptr(PlrPipeline) again = read_text (from, back);
  g_autofree char *left = describe (pipeline, fields);
  g_autofree char *right = describe (again, fields);
  char **exception = find_exception (self, from, via);

  if (g_str_equal (left, right) && exception == NULL)
    return 0;
  if (g_str_equal (left, right))
    g_test_message ("%s: %s → %s: comes back the same, and need not be an exception", self->name, from, via);
  else if (exception == NULL)
    g_test_message ("%s: %s → %s: was\n%s\nand is\n%s\nby way of\n%s\nand\n%s", self->name, from, via, left, right, there, back);
  else if (!is_told (report, pipeline, source, exception[2], exception[3]))
    g_test_message ("%s: %s → %s: no line of the report says “%s” of %s", self->name, from, via, exception[3], exception[2]);
  else
    return 0;

  return 1;
}

static void
test_case (gconstpointer data)
{
  static const char *const engines[] = { "pipeliner", "github", "gitlab" };
  static const char *const more[] = { "buildspec", "codepipeline" };
  Case *self = (Case *)data;
  guint n_bad = 0;

  g_assert_cmpuint (self->dialects->len, ==, self->sources->len);
  for (guint i = 0; i < self->dialects->len; i++)
    {
      g_autoptr(PlrPipeline) pipeline = read_text (self->dialects->pdata[i], self->sources->pdata[i]);
      g_autofree char *text = describe (pipeline, (const char *const *)self->fields);

      /* A source that says nothing of it would prove nothing. */
      g_assert_cmpstr (text, !=, "");
    }
  for (guint i = 0; i < self->dialects->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (engines); j++)
      if (!g_str_equal (self->dialects->pdata[i], engines[j]))
        n_bad += check_pair (self, self->dialects->pdata[i], self->sources->pdata[i], engines[j]);
  for (guint i = 0; i < self->dialects->len; i++)
    for (guint j = 0; j < G_N_ELEMENTS (more); j++)
      if (g_ptr_array_find_with_equal_func (self->dialects, more[j], g_str_equal, NULL) &&
          !g_str_equal (self->dialects->pdata[i], more[j]))
        n_bad += check_pair (self, self->dialects->pdata[i], self->sources->pdata[i], more[j]);

  if (n_bad > 0)
    g_test_fail ();
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *file = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GPtrArray) cases = NULL;
  g_autoptr(GError) error = NULL;

  g_test_init (&argc, &argv, NULL);

  file = g_test_build_filename (G_TEST_DIST, "fixtures", "convert", "again.txt", NULL);
  g_file_get_contents (file, &text, NULL, &error);
  g_assert_no_error (error);
  cases = parse_cases (text);
  for (guint i = 0; i < cases->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("/convert-again/%s", ((Case *)cases->pdata[i])->name);

      g_strdelimit (path, " ", '-');
      g_test_add_data_func (path, cases->pdata[i], test_case);
    }

  return g_test_run ();
}
