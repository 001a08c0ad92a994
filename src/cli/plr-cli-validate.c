/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-validate"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

typedef struct
{
  gboolean as_json;
  gboolean fixes;
  gboolean wants_diff;
  char    *dialect;

  PlrDocument *document;  /* NULL: the file is no text */
  GListModel  *problems;
  char        *file;
  GListStore  *fixed;     /* of PlrProblem */
  GListStore  *refused;
  char        *diff;
  gboolean     is_written;
} Validation;

static void
validation_clear (Validation *self)
{
  g_clear_pointer (&self->dialect, g_free);
  g_clear_object (&self->document);
  g_clear_object (&self->problems);
  g_clear_pointer (&self->file, g_free);
  g_clear_object (&self->fixed);
  g_clear_object (&self->refused);
  g_clear_pointer (&self->diff, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Validation, validation_clear)

static void
add_problems (JsonBuilder *builder,
              const char  *name,
              GListModel  *problems)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      plr_cli_json_problem (builder, problem);
    }
  json_builder_end_array (builder);
}

static void
print_as_json (Validation *self,
               gboolean    is_valid)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "file", self->file);
  plr_cli_json_boolean (builder, "valid", is_valid);
  add_problems (builder, "problems", self->problems);
  if (self->fixes)
    {
      add_problems (builder, "fixed", G_LIST_MODEL (self->fixed));
      add_problems (builder, "refused", G_LIST_MODEL (self->refused));
      plr_cli_json_boolean (builder, "written", self->is_written);
      plr_cli_json_string (builder, "diff", self->diff);
    }
  json_builder_end_object (builder);
  plr_cli_print_json (builder, TRUE);
}

static guint
count_problems (GListModel *problems,
                gboolean    fixable)
{
  guint n_problems = 0;

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      if (fixable ? plr_problem_get_fix (problem) != NULL : plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR)
        n_problems++;
    }

  return n_problems;
}

/* Mends what can be mended, and writes the file. FALSE when it complained. */
static gboolean
fix (Validation *self)
{
  g_autofree char *name = plr_cli_name_for_diff (self->file);
  g_autoptr(GError) error = NULL;

  if (plr_document_get_valid (self->document) && plr_document_get_editable (self->document))
    plr_document_fix_all (self->document, self->fixed, self->refused);
  plr_cli_name_problems (self->document, self->problems, self->file);
  plr_cli_name_problems (self->document, G_LIST_MODEL (self->fixed), self->file);
  plr_cli_name_problems (self->document, G_LIST_MODEL (self->refused), self->file);

  if ((self->diff = plr_document_dup_diff (self->document, name, &error)) == NULL)
    {
      plr_cli_complain ("%s", error->message);
      return FALSE;
    }
  if (*self->diff == '\0' || self->wants_diff)
    return TRUE;
  if (!plr_cli_save_document (self->document, &error))
    {
      plr_cli_complain ("%s", error->message);
      return FALSE;
    }
  self->is_written = TRUE;

  return TRUE;
}

/* The first in the text comes first; they were mended from its end. */
static void
print_fixes (Validation *self)
{
  int fd = self->wants_diff ? 2 : 1;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->fixed)); i > 0; i--)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->fixed), i - 1);
      g_autofree char *path = plr_utf8_escape (plr_problem_get_path (problem), -1);
      g_autofree char *title = plr_utf8_escape (plr_problem_get_fix_title (problem), -1);
      g_autofree char *message = plr_utf8_escape (plr_problem_get_message (problem), -1);
      g_autofree char *line = g_strdup_printf ("%s%s:%u:%u: %s: %s%s\n    %s\n", plr_cli_color (fd, PLR_CLI_GREEN), path,
                                               plr_problem_get_line (problem), plr_problem_get_column (problem),
                                               self->wants_diff ? _("would be fixed") : _("fixed"), title,
                                               plr_cli_color (fd, PLR_CLI_PLAIN), message);

      if (fd == 2)
        plr_cli_warn ("%s", line);
      else
        plr_cli_print ("%s", line);
    }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->refused)); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (G_LIST_MODEL (self->refused), i);
      g_autofree char *path = plr_utf8_escape (plr_problem_get_path (problem), -1);
      g_autofree char *title = plr_utf8_escape (plr_problem_get_fix_title (problem), -1);
      g_autofree char *hint = plr_utf8_escape (plr_problem_get_hint (problem), -1);

      plr_cli_warn (_("%s:%u:%u: not fixed: %s\n    %s\n"), path, plr_problem_get_line (problem), plr_problem_get_column (problem),
                    title, hint);
    }
}

static void
print_as_text (Validation *self,
               gboolean    is_valid)
{
  g_autofree char *shown = plr_utf8_escape (self->file, -1);
  guint n_fixable = self->fixes || self->document == NULL ? 0 : count_problems (self->problems, TRUE);

  if (self->fixes)
    print_fixes (self);
  if (self->wants_diff)
    {
      plr_cli_print ("%s", self->diff);
      return;
    }

  (void)plr_cli_print_problems (self->problems, FALSE, PLR_SEVERITY_INFO); /* counted by the caller */
  if (n_fixable > 0)
    plr_cli_print (ngettext ("%s: “pipelinerctl validate --fix” mends %u of these\n",
                             "%s: “pipelinerctl validate --fix” mends %u of these\n", n_fixable), shown, n_fixable);
  if (is_valid)
    {
      guint n_stages = g_list_model_get_n_items (G_LIST_MODEL (plr_document_get_pipeline (self->document)));

      plr_cli_print (ngettext ("%s: valid, %u stage\n", "%s: valid, %u stages\n", n_stages), shown, n_stages);
    }
}

static int
validate (Validation *self,
          const char *argument)
{
  g_autoptr(GListStore) unreadable = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrProblem) binary = NULL;
  gboolean is_valid;

  self->document = plr_cli_open_document_as (argument, self->dialect, &self->file, &binary);
  if (self->document == NULL && binary == NULL)
    return PLR_CLI_USAGE;

  if (binary != NULL)
    g_list_store_append (unreadable, binary);
  self->problems = g_object_ref (self->document != NULL ? plr_document_get_problems (self->document) : G_LIST_MODEL (unreadable));
  self->fixed = g_list_store_new (PLR_TYPE_PROBLEM);
  self->refused = g_list_store_new (PLR_TYPE_PROBLEM);
  if (self->fixes && self->document != NULL && !fix (self))
    return PLR_CLI_USAGE;

  is_valid = self->document != NULL && plr_document_get_valid (self->document) && count_problems (self->problems, FALSE) == 0;
  if (self->as_json)
    print_as_json (self, is_valid);
  else
    print_as_text (self, is_valid);

  return is_valid ? PLR_CLI_SUCCESS : PLR_CLI_USAGE;
}

int
plr_cli_validate (const char *state_dir,
                  int         argc,
                  char      **argv)
{
  g_auto(Validation) self = { 0 };
  const GOptionEntry entries[] = {
    { "fix", 'f', 0, G_OPTION_ARG_NONE, &self.fixes, N_("Mend what nobody has to decide about, and write the file"), NULL },
    { "print-diff", 'n', 0, G_OPTION_ARG_NONE, &self.wants_diff, N_("Print what --fix would change, and write nothing"), NULL },
    { "dialect", 'd', 0, G_OPTION_ARG_STRING, &self.dialect, N_("Read the file in this dialect"), N_("ID") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.as_json, N_("Print one JSON object"), NULL },
    { NULL },
  };

  if (!plr_cli_parse (&argc, &argv, _("[FILE]"), _("Checks a definition and lists what is wrong with it, as compilers do."),
                      _("FILE is pipeliner.yml, here or in a folder above, unless it is named; “-” is the standard input.\n"
                        "--fix takes no decisions: where there is more than one way, it leaves the problem to you.\n\n"
                        "Examples:\n"
                        "  pipelinerctl validate\n"
                        "  pipelinerctl validate --json ci/nightly.pipeliner.yml\n"
                        "  pipelinerctl validate --print-diff .github/workflows/ci.yml\n\n"
                        "Exit status: 0 if it is valid (with --fix: afterwards), 2 if there is an error."), entries, 1))
    return PLR_CLI_USAGE;
  if (self.fixes && !self.wants_diff && argc > 1 && g_str_equal (argv[1], "-"))
    return plr_cli_complain (_("The standard input cannot be changed in place: add --print-diff"));

  self.fixes |= self.wants_diff;

  return validate (&self, argc > 1 ? argv[1] : NULL);
}
