/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-show"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-cli-private.h"

int
plr_cli_show (const char *state_dir,
              int         argc,
              char      **argv)
{
  g_autofree char *format = NULL;
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &format, N_("text, dot, json, svg or merged; text unless it is named"), N_("FORMAT") },
    { NULL },
  };
  g_autoptr(PlrDocument) document = NULL;
  g_autofree char *drawing = NULL;
  g_autoptr(GError) error = NULL;
  PlrPipeline *pipeline;

  if (!plr_cli_parse (&argc, &argv, _("[FILE]"), _("Shows the stages of a pipeline and what each waits for."),
                      _("FILE is pipeliner.yml, here or in a folder above, unless it is named.\n\n"
                        "Examples:\n"
                        "  pipelinerctl show\n"
                        "  pipelinerctl show --format=dot | dot -Tpng > pipeline.png\n"
                        "  pipelinerctl show --format=svg > pipeline.svg\n"
                        "  pipelinerctl show --format=json | jq -r '.stages[].id'\n"
                        "  pipelinerctl show --format=merged .gitlab-ci.yml"), entries, 1))
    return PLR_CLI_USAGE;
  if ((document = plr_cli_open_document (argc > 1 ? argv[1] : NULL, NULL, NULL)) == NULL)
    return PLR_CLI_USAGE;

  pipeline = plr_document_get_pipeline (document);
  if (!plr_document_get_valid (document))
    {
      (void)plr_cli_print_problems (plr_document_get_problems (document), TRUE, PLR_SEVERITY_ERROR); /* there is one */
      return PLR_CLI_USAGE;
    }

  if (format == NULL || g_str_equal (format, "text"))
    drawing = plr_cli_draw_tree (pipeline, plr_cli_has_color (1));
  else if (g_str_equal (format, "dot"))
    drawing = plr_cli_draw_dot (pipeline);
  else if (g_str_equal (format, "svg"))
    drawing = plr_cli_draw_svg (pipeline);
  else if (g_str_equal (format, "json"))
    drawing = plr_document_dup_json (document);
  else if (g_str_equal (format, "merged"))
    drawing = plr_document_dup_merged (document, &error);
  else
    return plr_cli_complain (_("There is no format “%s”: name text, dot, json, svg or merged"), format);
  if (drawing == NULL)
    return plr_cli_complain ("%s", error->message);

  plr_cli_print ("%s", drawing);

  /* What is drawn may still have faults, such as a cycle; they are told, and do not hide what is there. */
  return plr_cli_print_problems (plr_document_get_problems (document), TRUE, PLR_SEVERITY_ERROR) ? PLR_CLI_USAGE : PLR_CLI_SUCCESS;
}
