/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-diff"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-cli-private.h"

typedef struct
{
  char    *revision;
  char    *dialect;
  gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->revision, g_free);
  g_clear_pointer (&options->dialect, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char *
get_id (PlrStage *stage)
{
  return stage != NULL ? plr_stage_get_id (stage) : NULL;
}

static void
print_as_text (GListModel *differences)
{
  static const char signs[] = { '+', '-', '~', '~' };
  static const PlrCliColor colors[] = { PLR_CLI_GREEN, PLR_CLI_RED, PLR_CLI_YELLOW, PLR_CLI_YELLOW };

  for (guint i = 0; i < g_list_model_get_n_items (differences); i++)
    {
      g_autoptr(PlrDifference) difference = g_list_model_get_item (differences, i);
      PlrDifferenceKind kind = plr_difference_get_kind (difference);
      g_autofree char *line = plr_difference_dup_text (difference);

      plr_cli_print ("%s%c %s%s\n", plr_cli_color (1, colors[kind]), signs[kind], line, plr_cli_color (1, PLR_CLI_PLAIN));
    }
}

static void
print_stage (JsonBuilder *builder,
             const char  *name,
             const char  *line_name,
             PlrStage    *stage)
{
  plr_cli_json_string (builder, name, get_id (stage));
  plr_cli_json_int (builder, line_name, stage != NULL ? plr_stage_get_line (stage) : 0);
}

static void
print_as_json (GListModel *differences,
               const char *old_name,
               const char *new_name)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "old", old_name);
  plr_cli_json_string (builder, "new", new_name);
  plr_cli_json_boolean (builder, "same", g_list_model_get_n_items (differences) == 0);
  json_builder_set_member_name (builder, "differences");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (differences); i++)
    {
      g_autoptr(PlrDifference) difference = g_list_model_get_item (differences, i);

      json_builder_begin_object (builder);
      plr_cli_json_string (builder, "kind", plr_difference_kind_get_nick (plr_difference_get_kind (difference)));
      print_stage (builder, "old_stage", "old_line", plr_difference_get_old_stage (difference));
      print_stage (builder, "new_stage", "new_line", plr_difference_get_new_stage (difference));
      plr_cli_json_string (builder, "field", plr_difference_get_field (difference));
      plr_cli_json_string (builder, "key", plr_difference_get_key (difference));
      plr_cli_json_string (builder, "property", plr_difference_get_property (difference));
      plr_cli_json_string (builder, "old_value", plr_difference_get_old_value (difference));
      plr_cli_json_string (builder, "new_value", plr_difference_get_new_value (difference));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  plr_cli_print_json (builder, TRUE);
}

/* NULL when it complained. */
static PlrDocument *
open_valid (Options    *options,
            const char *argument,
            char      **file)
{
  g_autoptr(PlrDocument) document = plr_cli_open_document_as (argument, options->dialect, file, NULL);

  if (document == NULL || plr_document_get_valid (document))
    return g_steal_pointer (&document);

  (void)plr_cli_print_problems (plr_document_get_problems (document), TRUE, PLR_SEVERITY_ERROR); /* there is one */

  return NULL;
}

static int
compare (Options    *options,
         const char *first,
         const char *second)
{
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  const char *revision = options->revision != NULL ? options->revision : "HEAD";
  g_autofree char *old_name = NULL;
  g_autofree char *new_name = NULL;
  g_autofree char *short_id = NULL;
  g_autoptr(PlrDocument) old_document = NULL;
  g_autoptr(PlrDocument) document = NULL;
  g_autoptr(PlrPipeline) old_pipeline = NULL;
  g_autoptr(GListModel) differences = NULL;
  g_autoptr(GError) error = NULL;

  if ((document = open_valid (options, second != NULL ? second : first, &new_name)) == NULL)
    return PLR_CLI_USAGE;
  if (second != NULL)
    {
      if ((old_document = open_valid (options, first, &old_name)) == NULL)
        return PLR_CLI_USAGE;
      old_pipeline = g_object_ref (plr_document_get_pipeline (old_document));
    }
  else if (plr_document_get_path (document) == NULL)
    {
      return plr_cli_complain (_("The standard input has no revisions: name two definitions"));
    }
  else if ((old_pipeline = plr_document_read_revision (document, revision, problems, &short_id, NULL, &error)) == NULL)
    {
      return plr_cli_complain ("%s", error->message);
    }
  if (old_name == NULL)
    old_name = g_strdup_printf ("%s:%s", short_id, new_name);

  differences = plr_document_compare (document, old_pipeline);
  if (options->as_json)
    print_as_json (differences, old_name, new_name);
  else
    print_as_text (differences);

  return g_list_model_get_n_items (differences) > 0 ? PLR_CLI_FAILED : PLR_CLI_SUCCESS;
}

int
plr_cli_diff (const char *state_dir,
              int         argc,
              char      **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "revision", 'r', 0, G_OPTION_ARG_STRING, &options.revision, N_("Compare FILE with what it was there, and not in HEAD"), N_("REVISION") },
    { "dialect", 'd', 0, G_OPTION_ARG_STRING, &options.dialect, N_("Read the files in this dialect"), N_("ID") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_("Print one JSON object"), NULL },
    { NULL },
  };

  if (!plr_cli_parse (&argc, &argv, _("[OLD] [FILE]"),
                      _("Compares two definitions as graphs: stages, what they wait for, and what they say."),
                      _("With one file, or none, compares it with a revision of itself. The definitions may be of different dialects.\n"
                        "Comments, the order of stages and the way in which things are written make no difference.\n\n"
                        "Examples:\n"
                        "  pipelinerctl diff --revision v1.2\n"
                        "  pipelinerctl diff .github/workflows/ci.yml .gitlab-ci.yml\n\n"
                        "Exit status: 0 if they are the same, 1 if they differ, 2 if one cannot be read."), entries, 2))
    return PLR_CLI_USAGE;
  if (argc > 2 && options.revision != NULL)
    return plr_cli_complain (_("A revision is compared with one file, and two are named"));

  return compare (&options, argc > 1 ? argv[1] : NULL, argc > 2 ? argv[2] : NULL);
}
