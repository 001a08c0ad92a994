/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-fmt-check"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

/* Long enough to be no stage of anybody. */
#define PROBE "pipelinerctl-fmt-check-probe"

typedef struct
{
  char    *dialect;
  gboolean as_json;
  gboolean quiet;
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->dialect, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Where two texts begin to differ, as a problem of that file. */
static PlrProblem *
find_difference (const char *found,
                 gsize       found_bytes,
                 const char *written,
                 gsize       written_bytes,
                 const char *message,
                 const char *file)
{
  PlrProblem *problem;
  const char *line_start = found;
  guint line = 1;
  gsize at = 0;

  if (found_bytes == written_bytes && memcmp (found, written, found_bytes) == 0)
    return NULL;

  for (; at < found_bytes && at < written_bytes && found[at] == written[at]; at++)
    if (found[at] == '\n')
      {
        line++;
        line_start = found + at + 1;
      }
  problem = plr_problem_new (PLR_SEVERITY_ERROR, "not-identical", message);
  plr_problem_set_path (problem, file);
  plr_problem_set_line (problem, line);
  plr_problem_set_column (problem, (guint)g_utf8_strlen (line_start, found + at - line_start) + 1);

  return problem;
}

/* Adds a stage and takes that back, on a copy that nobody sees: what is left must be the file. An edit that is refused
 * leaves all as it was. */
static PlrProblem *
try_edit (PlrDocument *document,
          const char  *text,
          gsize        size_bytes,
          const char  *file)
{
  g_autoptr(PlrEdit) edit = plr_edit_new_add_stage (PROBE, NULL, NULL);
  gsize now_bytes = 0;
  const char *now;

  if (plr_document_get_editable (document) && plr_document_apply (document, edit, NULL))
    while (plr_document_can_undo (document))
      plr_document_undo (document);
  now = plr_document_get_text (document, &now_bytes);

  return find_difference (text, size_bytes, now, now_bytes, _("An edit that is undone leaves another text"), file);
}

/* The problem for which the definition cannot be opened or saved as it is; NULL if there is none. */
static PlrProblem *
check_document (PlrDocument *document,
                const char  *file)
{
  GListModel *problems = plr_document_get_problems (document);
  g_autoptr(PlrProblem) different = NULL;
  g_autofree char *copy = NULL;
  gsize size_bytes = 0;

  for (guint i = 0; !plr_document_get_valid (document) && i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      if (plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR)
        return g_steal_pointer (&problem);
    }

  copy = g_strdup (plr_document_get_text (document, &size_bytes));
  /* What plr_document_save_async() would write, against what is on the disk. */
  if (plr_document_get_modified (document))
    different = plr_problem_new (PLR_SEVERITY_ERROR, "not-identical", _("The file would be saved with another text"));
  else
    different = try_edit (document, copy, size_bytes, file);
  if (different != NULL)
    plr_problem_set_path (different, file);

  return g_steal_pointer (&different);
}

/* Returns whether the file is saved as it is; @builder, if any, is told. */
static gboolean
check_file (Options     *options,
            const char  *argument,
            JsonBuilder *builder)
{
  g_autoptr(PlrProblem) problem = NULL;
  g_autofree char *file = NULL;
  g_autoptr(PlrDocument) document = plr_cli_open_document_as (argument, options->dialect, &file, &problem);
  gboolean is_same;

  if (document != NULL)
    problem = check_document (document, file);
  is_same = document != NULL && problem == NULL;
  if (builder != NULL)
    {
      json_builder_begin_object (builder);
      plr_cli_json_string (builder, "file", file != NULL ? file : argument);
      plr_cli_json_string (builder, "dialect", document != NULL ? plr_document_get_dialect (document) : NULL);
      plr_cli_json_boolean (builder, "identical", is_same);
      json_builder_set_member_name (builder, "problem");
      if (problem != NULL)
        plr_cli_json_problem (builder, problem);
      else
        json_builder_add_null_value (builder);
      json_builder_end_object (builder);
    }
  else if (problem != NULL)
    {
      plr_cli_print_problem (problem, FALSE);
    }

  return is_same;
}

int
plr_cli_fmt_check (const char *state_dir,
                   int         argc,
                   char      **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "dialect", 'd', 0, G_OPTION_ARG_STRING, &options.dialect, N_("Read all files in this dialect"), N_("ID") },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, N_("Do not count the files at the end"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_("Print one JSON object"), NULL },
    { NULL },
  };
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  guint n_wrong = 0;

  if (!plr_cli_parse (&argc, &argv, _("FILE…"),
                      _("Opens each definition and writes it in memory, and names those that would not be the same to the byte."),
                      _("Files that cannot be opened are named with the error and its place. Nothing is written on the disk.\n\n"
                        "Example:\n"
                        "  pipelinerctl fmt-check .github/workflows/*.yml\n\n"
                        "Exit status: 0 if all are the same, 1 if one is not or cannot be opened."), entries, -1))
    return PLR_CLI_USAGE;
  if (argc < 2)
    return plr_cli_complain (_("Name the files to check"));

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "files");
  json_builder_begin_array (builder);
  for (int i = 1; i < argc; i++)
    n_wrong += check_file (&options, argv[i], options.as_json ? builder : NULL) ? 0 : 1;
  json_builder_end_array (builder);
  plr_cli_json_int (builder, "checked", argc - 1);
  plr_cli_json_int (builder, "failed", n_wrong);
  json_builder_end_object (builder);
  if (options.as_json)
    plr_cli_print_json (builder, TRUE);
  else if (!options.quiet && n_wrong > 0)
    plr_cli_print (_("%u of %d files would not stay as they are\n"), n_wrong, argc - 1);
  else if (!options.quiet)
    plr_cli_print (ngettext ("%d file stays as it is\n", "%d files stay as they are\n", (gulong)(argc - 1)), argc - 1);

  return n_wrong > 0 ? PLR_CLI_FAILED : PLR_CLI_SUCCESS;
}
