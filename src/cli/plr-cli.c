/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli"

#include "config.h"

#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n.h>

#include "plr-cli-private.h"

static const PlrCliCommand commands[] = {
  { "validate", N_("Check a definition and list what is wrong with it"), plr_cli_validate },
  { "show", N_("Show a pipeline as a tree, a drawing or data"), plr_cli_show },
  { "run", N_("Run a pipeline from the commit of HEAD, in sandboxes"), plr_cli_run },
  { "export", N_("Write a pipeline for another engine"), plr_cli_export },
  { "history", N_("List the runs of this machine"), plr_cli_history },
  { "log", N_("Print what a run wrote"), plr_cli_log },
  { "artifacts", N_("List or copy what a run made"), plr_cli_artifacts },
};

static void
print_help (void)
{
  plr_cli_print (_("Usage:\n  pipelinerctl [--state-dir=DIR] COMMAND [OPTION…]\n\nCommands:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    plr_cli_print ("  %-10s  %s\n", commands[i].name, _(commands[i].summary));
  plr_cli_print (_("\nOptions:\n"
                   "  --state-dir=DIR  Keep history, logs and artifacts there, and not in ~/.local/state/pipeliner\n"
                   "  --version        Print the version\n"
                   "  -h, --help       Print this; pipelinerctl COMMAND --help tells more of one command\n"
                   "\nExamples:\n"
                   "  pipelinerctl run                      Run pipeliner.yml, found here or in a folder above\n"
                   "  pipelinerctl show --format=svg >p.svg Draw it\n"
                   "  pipelinerctl export --to=github -o .github/workflows/ci.yml\n"));
}

/* Tells what is wrong; returns the status to end with. */
int
plr_cli_complain (const char *format,
                  ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  plr_cli_warn ("%spipelinerctl:%s %s\n", plr_cli_color (2, PLR_CLI_RED), plr_cli_color (2, PLR_CLI_PLAIN), message);

  return PLR_CLI_USAGE;
}

/* The options of a command; what is left in @argv are its arguments. FALSE when it complained. */
gboolean
plr_cli_parse (int                *argc,
               char             ***argv,
               const char         *parameters,
               const char         *summary,
               const char         *description,
               const GOptionEntry *entries,
               int                 max_arguments)
{
  g_autoptr(GOptionContext) context = g_option_context_new (parameters);
  g_autofree char *name = g_strconcat ("pipelinerctl ", (*argv)[0], NULL);
  g_autoptr(GError) error = NULL;

  g_set_prgname (name);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, &error))
    {
      plr_cli_complain (_("%s; try “%s --help”"), error->message, name);
      return FALSE;
    }

  if (*argc > 1 && g_str_equal ((*argv)[1], "--"))
    {
      memmove (*argv + 1, *argv + 2, (gsize)(*argc - 1) * sizeof (char *));
      (*argc)--;
    }
  if (max_arguments >= 0 && *argc - 1 > max_arguments)
    {
      plr_cli_complain (_("There are too many arguments, from “%s” on; try “%s --help”"), (*argv)[max_arguments + 1], name);
      return FALSE;
    }

  return TRUE;
}

static int
run_command (const char *state_dir,
             int         argc,
             char      **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, argv[0]))
      return commands[i].func (state_dir, argc, argv);

  return plr_cli_complain (_("There is no command “%s”; try “pipelinerctl --help”"), argv[0]);
}

/* Only what stands before the command is looked at here; GOption sees the rest. */
int
main (int   argc,
      char *argv[])
{
  const char *state_dir = NULL;
  int at = 1;
  int status = PLR_CLI_SUCCESS;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("pipelinerctl");
  /* Whoever reads the output may stop reading: that is seen where it is written. */
  signal (SIGPIPE, SIG_IGN);

  for (; at < argc && argv[at][0] == '-'; at++)
    {
      if (g_str_equal (argv[at], "--version"))
        {
          plr_cli_print ("pipelinerctl %s\n", PACKAGE_VERSION);
          return plr_cli_flush () ? PLR_CLI_SUCCESS : PLR_CLI_FAILED;
        }
      else if (g_str_equal (argv[at], "--help") || g_str_equal (argv[at], "-h"))
        {
          print_help ();
          return plr_cli_flush () ? PLR_CLI_SUCCESS : PLR_CLI_FAILED;
        }
      else if (g_str_has_prefix (argv[at], "--state-dir="))
        state_dir = argv[at] + strlen ("--state-dir=");
      else if (g_str_equal (argv[at], "--state-dir") && at + 1 < argc)
        state_dir = argv[++at];
      else
        return plr_cli_complain (_("There is no option “%s” before the command; try “pipelinerctl --help”"), argv[at]);
    }

  if (at == argc)
    return plr_cli_complain (_("Name a command: validate, show, run, export, history, log or artifacts; try “pipelinerctl --help”"));

  status = run_command (state_dir, argc - at, argv + at);

  /* Nobody may read the rest; that is no failure of what was done. */
  (void)plr_cli_flush ();

  return status;
}
