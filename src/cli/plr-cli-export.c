/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-export"

#include "config.h"

#include <errno.h>

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-export-target.h"
#include "plr-file.h"
#include "plr-utf8.h"

typedef struct
{
  char    *target;
  char    *output;
  gboolean force;
  gboolean as_json;
  gboolean verbose;
  gboolean is_conversion;
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->target, g_free);
  g_clear_pointer (&options->output, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void
print_as_json (Options    *options,
               GListModel *losses,
               const char *text)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "target", options->target);
  plr_cli_json_string (builder, "file", options->output);
  json_builder_set_member_name (builder, "losses");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (losses); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (losses, i);

      plr_cli_json_problem (builder, problem);
    }
  json_builder_end_array (builder);
  if (options->output == NULL)
    plr_cli_json_string (builder, "text", text);
  json_builder_end_object (builder);
  plr_cli_print_json (builder, TRUE);
}

/* What the target cannot say, before anything is written. */
static void
list_losses (Options    *options,
             GListModel *losses)
{
  guint n_notes = 0;

  (void)plr_cli_print_problems (losses, TRUE, options->verbose ? PLR_SEVERITY_INFO : PLR_SEVERITY_WARNING); /* none is an error */
  for (guint i = 0; !options->verbose && i < g_list_model_get_n_items (losses); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (losses, i);

      n_notes += plr_problem_get_severity (problem) == PLR_SEVERITY_INFO ? 1 : 0;
    }
  if (n_notes > 0)
    plr_cli_warn (ngettext ("%u more note; --verbose shows it\n", "%u more notes; --verbose shows them\n", n_notes), n_notes);
}

static int
write_out (Options    *options,
           const char *text)
{
  g_autofree char *directory = NULL;
  g_autofree char *shown = NULL;
  g_autoptr(GError) error = NULL;

  if (options->output == NULL)
    {
      if (!options->as_json)
        plr_cli_print ("%s", text);
      return PLR_CLI_SUCCESS;
    }

  shown = plr_utf8_escape (options->output, -1);
  if (g_file_test (options->output, G_FILE_TEST_IS_DIR))
    return plr_cli_complain (_("“%s” is a folder: name the file in it"), shown);
  if (g_file_test (options->output, G_FILE_TEST_EXISTS) && !g_file_test (options->output, G_FILE_TEST_IS_REGULAR))
    return plr_cli_complain (_("“%s” is no regular file, and is not replaced; without -o the text goes to the standard output"), shown);
  if (!options->force && g_file_test (options->output, G_FILE_TEST_EXISTS))
    return plr_cli_complain (_("“%s” is there already; --force replaces it"), shown);

  directory = g_path_get_dirname (options->output);
  if (g_mkdir_with_parents (directory, 0777) != 0 || !plr_file_save (options->output, text, -1, &error))
    return plr_cli_complain (_("Cannot write “%s”: %s"), shown, error != NULL ? error->message : g_strerror (errno));

  if (!options->as_json)
    plr_cli_warn (_("Wrote %s\n"), shown);

  return PLR_CLI_SUCCESS;
}

/* FALSE when it complained. */
static gboolean
check_target (Options *options)
{
  const char *name = options->target;
  g_autoptr(GArray) targets = plr_export_target_list (options->is_conversion ? NULL : "pipeliner");
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < targets->len; i++)
    {
      const char *id = g_array_index (targets, PlrExportTarget, i).id;

      if (g_str_equal (id, name))
        return TRUE;
      g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", id);
    }

  plr_cli_complain (_("There is no export to “%s”: name one of %s"), name, names->str);

  return FALSE;
}

static int
export_document (Options    *options,
                 const char *argument)
{
  g_autoptr(GListStore) losses = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrDocument) document = plr_cli_open_document (argument, NULL, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  int status;

  if (document == NULL)
    return PLR_CLI_USAGE;
  if (plr_cli_print_problems (plr_document_get_problems (document), TRUE, PLR_SEVERITY_ERROR))
    return PLR_CLI_USAGE;
  text = options->is_conversion ? plr_document_convert (document, options->target, losses, &error) :
         plr_document_export (document, options->target, losses, &error);
  if (text == NULL)
    return plr_cli_complain ("%s", error->message);

  if (!options->as_json)
    list_losses (options, G_LIST_MODEL (losses));
  status = write_out (options, text);
  if (status == PLR_CLI_SUCCESS && options->as_json)
    print_as_json (options, G_LIST_MODEL (losses), text);

  return status;
}

int
plr_cli_export (const char *state_dir,
                int         argc,
                char      **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "to", 't', 0, G_OPTION_ARG_STRING, &options.target, N_("The engine whose language is written"), N_("TARGET") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_("Write this file, and not the standard output"), N_("FILE") },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &options.force, N_("Replace the file if it is there"), NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options.verbose, N_("List also what hardly matters"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_("Print one JSON object: losses, and the text without -o"), NULL },
    { NULL },
  };

  if (!plr_cli_parse (&argc, &argv, _("--to TARGET [FILE]"),
                      _("Writes a pipeline for another engine. What that engine cannot say is listed first, on the standard error."),
                      _("Targets:\n"
                        "  github     a workflow of GitHub Actions\n"
                        "  gitlab     a configuration of GitLab CI/CD\n"
                        "  buildspec  a buildspec of AWS CodeBuild\n"
                        "  buildbot   a master.cfg of Buildbot\n"
                        "  makefile   a Makefile, each stage in a clean copy of the commit\n"
                        "  shell      a POSIX script that does the same, stage after stage\n\n"
                        "Examples:\n"
                        "  pipelinerctl export --to github -o .github/workflows/ci.yml\n"
                        "  pipelinerctl export --to gitlab --json | jq '.losses[].message'"), entries, 1))
    return PLR_CLI_USAGE;
  if (g_strcmp0 (options.output, "-") == 0)
    g_clear_pointer (&options.output, g_free);
  if (options.target == NULL)
    return plr_cli_complain (_("Name the engine: --to TARGET; “pipelinerctl export --help” lists them"));
  if (!check_target (&options))
    return PLR_CLI_USAGE;

  return export_document (&options, argc > 1 ? argv[1] : NULL);
}

int
plr_cli_convert (const char *state_dir,
                 int         argc,
                 char      **argv)
{
  g_auto(Options) options = { .is_conversion = TRUE };
  const GOptionEntry entries[] = {
    { "to", 't', 0, G_OPTION_ARG_STRING, &options.target, N_("The engine whose dialect is written"), N_("TARGET") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_("Write this file, and not the standard output"), N_("FILE") },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &options.force, N_("Replace the file if it is there"), NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &options.verbose, N_("List also what stays the same"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_("Print one JSON object: the whole report, and the text without -o"), NULL },
    { NULL },
  };

  if (!plr_cli_parse (&argc, &argv, _("--to TARGET FILE"),
                      _("Converts a definition into the dialect of another engine. The report has a line for each thing that the "
                        "definition says, on the standard error: exact, approximated (and how) or manual (and what to do)."),
                      _("Examples:\n"
                        "  pipelinerctl convert --to gitlab .github/workflows/ci.yml -o .gitlab-ci.yml\n"
                        "  pipelinerctl convert --to pipeliner .gitlab-ci.yml --json | jq '.losses[] | select(.code == \"manual\")'"),
                      entries, 1))
    return PLR_CLI_USAGE;
  if (g_strcmp0 (options.output, "-") == 0)
    g_clear_pointer (&options.output, g_free);
  if (options.target == NULL)
    return plr_cli_complain (_("Name the engine: --to TARGET"));
  if (!check_target (&options))
    return PLR_CLI_USAGE;

  return export_document (&options, argc > 1 ? argv[1] : NULL);
}
