/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-edit"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-cli-edit-private.h"
#include "plr-utf8.h"

typedef struct
{
  char    *dialect;
  char    *title;
  char   **scripts;
  gboolean optional;
  gboolean force;
  gboolean goes_on;     /* into an included file */
  gboolean wants_list;
  gboolean wants_diff;
  gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->dialect, g_free);
  g_clear_pointer (&options->title, g_free);
  g_clear_pointer (&options->scripts, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static int
list_operations (gboolean as_json)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  guint n_operations = 0;
  const PlrCliOperation *operations = plr_cli_list_operations (&n_operations);

  json_builder_begin_array (builder);
  for (guint i = 0; i < n_operations; i++)
    {
      if (!as_json)
        plr_cli_print ("%s %s\n    %s\n", operations[i].name, operations[i].arguments, _(operations[i].summary));
      json_builder_begin_object (builder);
      plr_cli_json_string (builder, "operation", operations[i].name);
      plr_cli_json_string (builder, "arguments", operations[i].arguments);
      plr_cli_json_string (builder, "summary", _(operations[i].summary));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (as_json)
    plr_cli_print_json (builder, TRUE);

  return PLR_CLI_SUCCESS;
}

static guint
count_errors (PlrDocument *document)
{
  GListModel *problems = plr_document_get_problems (document);
  guint n_errors = 0;

  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      n_errors += plr_problem_get_severity (problem) == PLR_SEVERITY_ERROR ? 1 : 0;
    }

  return n_errors;
}

/* Where in the text the thing stands that an edit is about; FALSE if it cannot be told. */
static gboolean
find_place (PlrDocument *document,
            PlrEdit     *edit,
            guint       *line,
            guint       *column)
{
  const char *id = plr_edit_get_stage (edit);
  PlrStage *stage = id != NULL ? plr_pipeline_find_stage (plr_document_get_pipeline (document), id) : NULL;
  g_autoptr(PlrStep) step = NULL;
  const char *text = plr_document_get_text (document, NULL);
  const char *start = text;
  gint64 offset;

  if (stage == NULL)
    return FALSE;
  offset = plr_stage_get_offset (stage);
  if (plr_edit_get_index (edit) >= 0)
    step = g_list_model_get_item (plr_stage_get_steps (stage), (guint)plr_edit_get_index (edit));
  if (step != NULL && plr_step_get_offset (step) >= 0)
    offset = plr_step_get_offset (step);
  if (offset < 0)
    return FALSE;

  *line = 1;
  for (const char *p = text; p < text + offset && *p != '\0'; p++)
    if (*p == '\n')
      {
        (*line)++;
        start = p + 1;
      }
  *column = (guint)g_utf8_strlen (start, text + offset - start) + 1;

  return TRUE;
}

/* The edit is refused; returns the status to end with. */
static int
refuse (PlrDocument  *document,
        PlrEdit      *edit,
        const char   *file,
        const GError *error)
{
  g_autoptr(PlrProblem) problem = plr_problem_new (PLR_SEVERITY_ERROR, "edit-refused", error->message);
  g_autofree char *included = plr_document_dup_included (document, plr_edit_get_stage (edit));
  guint line = 1;
  guint column = 1;

  (void)find_place (document, edit, &line, &column); /* the whole file then */
  if (included != NULL)
    plr_problem_set_hint (problem, _("With --included that file is changed."));
  plr_problem_set_path (problem, file);
  plr_problem_set_line (problem, line);
  plr_problem_set_column (problem, column);
  plr_cli_print_problem (problem, TRUE);

  return PLR_CLI_FAILED;
}

static void
print_as_json (PlrDocument *document,
               const char  *file,
               const char  *operation,
               const char  *diff,
               gboolean     is_saved)
{
  GListModel *problems = plr_document_get_problems (document);
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "file", file);
  plr_cli_json_string (builder, "operation", operation);
  plr_cli_json_boolean (builder, "changed", *diff != '\0');
  plr_cli_json_boolean (builder, "written", is_saved);
  plr_cli_json_string (builder, "diff", diff);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (problems); i++)
    {
      g_autoptr(PlrProblem) problem = g_list_model_get_item (problems, i);

      plr_cli_json_problem (builder, problem);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  plr_cli_print_json (builder, TRUE);
}

/* The text is changed; writes it, or says what would be written. */
static int
finish (Options     *options,
        PlrDocument *document,
        const char  *file,
        const char  *operation)
{
  g_autofree char *name = plr_cli_name_for_diff (file);
  g_autoptr(GError) error = NULL;
  g_autofree char *diff = plr_document_dup_diff (document, name, &error);
  gboolean is_saved = FALSE;

  if (diff == NULL)
    return plr_cli_complain ("%s", error->message);
  if (!options->wants_diff && *diff != '\0')
    {
      if (!plr_cli_save_document (document, &error))
        return plr_cli_complain ("%s", error->message);
      is_saved = TRUE;
    }

  if (options->as_json)
    print_as_json (document, file, operation, diff, is_saved);
  else if (options->wants_diff)
    plr_cli_print ("%s", diff);

  return PLR_CLI_SUCCESS;
}

/* The edit, and with a new stage its steps: all or none. */
static gboolean
apply (Options     *options,
       PlrDocument *document,
       PlrEdit     *edit,
       GError     **error)
{
  g_autoptr(GPtrArray) edits = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (edits, g_object_ref (edit));
  for (guint i = 0; options->scripts != NULL && options->scripts[i] != NULL; i++)
    g_ptr_array_add (edits, plr_edit_new_add_step (plr_edit_get_stage (edit), options->scripts[i], -1));

  return plr_document_apply_all (document, edits, NULL, error);
}

/* GOption keeps the “--” that stands behind a word. */
static void
drop_separator (char **words)
{
  for (; *words != NULL && !g_str_equal (*words, "--"); words++)
    ;
  for (; *words != NULL; words++)
    words[0] = words[1];
}

/* The document of the included file that the stage of an edit is written in; NULL if it is written in this one. */
static PlrDocument *
open_included (PlrDocument *document,
               PlrEdit     *edit,
               char       **file)
{
  g_autofree char *path = plr_document_dup_included (document, plr_edit_get_stage (edit));
  g_autofree char *here = g_get_current_dir ();
  gsize length = strlen (here);
  gboolean is_below = path != NULL && g_str_has_prefix (path, here) && path[length] == '/';

  return path != NULL ? plr_cli_open_document_as (is_below ? path + length + 1 : path, plr_document_get_dialect (document), file, NULL) : NULL;
}

static int
edit_document (Options           *options,
               const char        *argument,
               const char *const *words)
{
  g_autofree char *file = NULL;
  g_autoptr(PlrDocument) document = plr_cli_open_document_as (argument, options->dialect, &file, NULL);
  g_autoptr(PlrDocument) included = NULL;
  g_autofree char *included_file = NULL;
  g_autoptr(PlrEdit) edit = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *shown = NULL;
  guint n_errors;

  if (document == NULL)
    return PLR_CLI_USAGE;
  if ((edit = plr_cli_read_operation (plr_document_get_pipeline (document), words, options->optional, options->title)) == NULL)
    return PLR_CLI_USAGE;

  if (plr_edit_get_kind (edit) != PLR_EDIT_KIND_ADD_STAGE && (options->scripts != NULL || options->title != NULL))
    return plr_cli_complain (_("--run and --name belong to add-stage"));

  if (options->goes_on && (included = open_included (document, edit, &included_file)) != NULL)
    {
      g_set_object (&document, included);
      g_free (file);
      file = g_steal_pointer (&included_file);
    }
  shown = plr_utf8_escape (file, -1);
  if (!plr_document_get_valid (document))
    {
      (void)plr_cli_print_problems (plr_document_get_problems (document), TRUE, PLR_SEVERITY_ERROR); /* there is one */
      return PLR_CLI_FAILED;
    }
  if (!plr_document_get_editable (document))
    {
      plr_cli_complain (_("“%s” is a definition for %s, which can only be edited as text"), shown, plr_document_get_dialect (document));
      return PLR_CLI_FAILED;
    }

  n_errors = count_errors (document);
  if (!apply (options, document, edit, &error))
    return refuse (document, edit, file, error);
  if (count_errors (document) > n_errors && !options->force)
    {
      for (guint i = 0; i < g_list_model_get_n_items (plr_document_get_problems (document)); i++)
        {
          g_autoptr(PlrProblem) problem = g_list_model_get_item (plr_document_get_problems (document), i);

          plr_problem_set_path (problem, file);
        }
      (void)plr_cli_print_problems (plr_document_get_problems (document), TRUE, PLR_SEVERITY_ERROR); /* there is one */
      plr_cli_complain (_("“%s” would not be valid any more, and is left as it is; --force changes it all the same"), shown);
      return PLR_CLI_FAILED;
    }

  return finish (options, document, file, words[0]);
}

int
plr_cli_edit (const char *state_dir,
              int         argc,
              char      **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "print-diff", 'n', 0, G_OPTION_ARG_NONE, &options.wants_diff, N_("Print what would change, and write nothing"), NULL },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &options.force, N_("Change it even if it is not valid then"), NULL },
    { "included", 'i', 0, G_OPTION_ARG_NONE, &options.goes_on, N_("Change an included file where the stage stands in one"), NULL },
    { "list", 'l', 0, G_OPTION_ARG_NONE, &options.wants_list, N_("List the operations and their arguments"), NULL },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.title, N_("Of add-stage: what people call the stage"), N_("TITLE") },
    { "run", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.scripts, N_("Of add-stage: a step of it; may be given more than once"), N_("SCRIPT") },
    { "optional", 0, 0, G_OPTION_ARG_NONE, &options.optional, N_("Of set-artifact: it need not be made"), NULL },
    { "dialect", 'd', 0, G_OPTION_ARG_STRING, &options.dialect, N_("Read the file in this dialect"), N_("ID") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_("Print one JSON object"), NULL },
    { NULL },
  };

  if (!plr_cli_parse (&argc, &argv, _("FILE OPERATION ARGUMENT…"),
                      _("Changes a definition, and nothing in the file that does not belong to the change."),
                      _("“pipelinerctl edit --list” lists the operations. Positions and steps count from 1. SCOPE is “.” for the\n"
                        "pipeline, a stage, or STAGE/N for step N of it. Behind “--” words may begin with a dash.\n\n"
                        "Examples:\n"
                        "  pipelinerctl edit pipeliner.yml add-stage lint build --run ./lint --name 'Look at the code'\n"
                        "  pipelinerctl edit -n .github/workflows/ci.yml set build timeout 30m\n"
                        "  pipelinerctl edit .gitlab-ci.yml -- set-variable . CFLAGS -O2\n\n"
                        "Exit status: 0 if it is done, 1 if the edit is refused, 2 if the words or the file are wrong."), entries, -1))
    return PLR_CLI_USAGE;
  if (options.wants_list)
    return list_operations (options.as_json);
  drop_separator (argv);
  argc = (int)g_strv_length (argv);
  if (argc < 3)
    return plr_cli_complain (_("Name the file and the operation; “pipelinerctl edit --list” lists them"));
  if (g_str_equal (argv[1], "-") && !options.wants_diff)
    return plr_cli_complain (_("The standard input cannot be changed in place: add --print-diff"));

  return edit_document (&options, argv[1], (const char *const *)argv + 2);
}
