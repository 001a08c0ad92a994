/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "plr-convert.h"

/* convert-files FOLDER FILE…: what each definition (the folder that it is in is called like its dialect) becomes in each other
 * dialect that is read and written, as FOLDER/TARGET--DIALECT--NAME. For judges of the targets. */

static PlrPipeline *
read_file (const char *file,
           PlrDialect *dialect,
           char      **text,
           GError    **error)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  gsize size;

  if (!g_file_get_contents (file, text, &size, error))
    return NULL;

  return plr_dialect_read (dialect, *text, size, file, problems);
}

/* What is written is read again without an error. */
static void
check (PlrDialect *target,
       const char *title,
       const char *text)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (target, text, -1, plr_dialect_get_file_name (target), problems);

  if (pipeline == NULL)
    g_print ("unreadable: %s\n", title);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (problems)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (problems), i);

      if (plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR)
        g_print ("invalid: %s:%u: %s\n", title, plr_problem_get_line (problem), plr_problem_get_message (problem));
    }
}

static gboolean
convert_file (const char *folder,
              const char *file,
              GError    **error)
{
  static const char *const targets[] = { "pipeliner", "github", "gitlab", "buildspec", "codepipeline" };
  g_autofree char *parent = g_path_get_dirname (file);
  g_autofree char *id = g_path_get_basename (parent);
  g_autofree char *name = g_path_get_basename (file);
  g_autoptr(PlrDialect) dialect = plr_dialect_find (g_str_has_prefix (id, "codepipeline") ? "codepipeline" : id);
  g_autofree char *text = NULL;
  g_autoptr(PlrPipeline) pipeline = dialect != NULL ? read_file (file, dialect, &text, error) : NULL;

  if (pipeline == NULL && text != NULL)
    g_print ("no text of its dialect: %s\n", file);
  if (pipeline == NULL)
    return text != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr(PlrDialect) target = plr_dialect_find (targets[i]);
      g_autoptr(GListStore) report = g_list_store_new (PLR_TYPE_PROBLEM);
      g_autoptr(GError) refusal = NULL;
      g_autofree char *written = plr_convert (pipeline, text, target, report, &refusal);
      g_autofree char *title = g_strdup_printf ("%s--%s--%s", targets[i], id, name);
      g_autofree char *path = g_build_filename (folder, title, NULL);

      /* What cannot be a pipeline anywhere is refused, with a reason. */
      if (written != NULL && !g_str_equal (targets[i], plr_dialect_get_id (dialect)))
        check (target, title, written);
      if (written == NULL)
        g_print ("refused: %s: %s\n", title, refusal->message);
      else if (!g_file_set_contents (path, written, -1, error))
        return FALSE;
    }

  return TRUE;
}

int
main (int    argc,
      char **argv)
{
  gboolean is_good = TRUE;

  for (int i = 2; i < argc; i++)
    {
      g_autoptr(GError) error = NULL;

      if (convert_file (argv[1], argv[i], &error))
        continue;
      g_printerr ("%s: %s\n", argv[i], error != NULL ? error->message : "no dialect has the name of its folder");
      is_good = FALSE;
    }

  return argc > 2 && is_good ? 0 : 1;
}
