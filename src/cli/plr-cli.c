/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

static const PlrCliCommand commands[] = {
  { "validate", N_("Check a definition and list what is wrong with it"), plr_cli_validate },
  { "show", N_("Show a pipeline as a tree, a drawing or data"), plr_cli_show },
  { "run", N_("Run a pipeline from the commit of HEAD, in sandboxes"), plr_cli_run },
  { "approve", N_("Let a stage go on that waits for an approval"), plr_cli_approve },
  { "reject", N_("Refuse a stage that waits for an approval"), plr_cli_reject },
  { "stop", N_("Stop a run"), plr_cli_stop },
  { "export", N_("Write a pipeline for another engine"), plr_cli_export },
  { "convert", N_("Convert a definition into another dialect, and say what is lost"), plr_cli_convert },
  { "diff", N_("Compare two definitions, or revisions of one, as graphs"), plr_cli_diff },
  { "simulate", N_("Tell which jobs an event would run, and which line decides"), plr_cli_simulate },
  { "edit", N_("Change a definition: every operation of the editor"), plr_cli_edit },
  { "fmt-check", N_("Check that definitions are saved as they were opened"), plr_cli_fmt_check },
  { "history", N_("List the runs of this machine"), plr_cli_history },
  { "log", N_("Print what a run wrote"), plr_cli_log },
  { "artifacts", N_("List or copy what a run made"), plr_cli_artifacts },
};

static GPtrArray *kept = NULL;

static void
print_help (void)
{
  plr_cli_print (_("Usage:\n  pipelinerctl [-C DIR] [--state-dir=DIR] COMMAND [OPTION…]\n\nCommands:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    plr_cli_print ("  %-10s  %s\n", commands[i].name, _(commands[i].summary));
  plr_cli_print (_("\nOptions:\n"
                   "  -C DIR           Do as if started in that folder\n"
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

/* What must live as long as the arguments do. */
static gpointer
keep (gpointer memory)
{
  if (kept == NULL)
    kept = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (kept, memory);

  return memory;
}

static const GOptionEntry *
find_entry (const GOptionEntry *entries,
            char                name)
{
  for (; entries->long_name != NULL; entries++)
    if (entries->short_name == name)
      return entries;

  return NULL;
}

/* Where in a word of short options the value begins that belongs to the last of them; 0 if there is none in it. @takes_next
 * tells whether that value is the next word. */
static gsize
find_value (const GOptionEntry *entries,
            const char         *word,
            gboolean           *takes_next)
{
  *takes_next = FALSE;
  if (word[0] != '-' || word[1] == '-')
    return 0;

  for (gsize i = 1; word[i] != '\0'; i++)
    {
      const GOptionEntry *entry = find_entry (entries, word[i]);

      if (entry == NULL)
        return 0;
      if (entry->arg == G_OPTION_ARG_NONE)
        continue;
      *takes_next = word[i + 1] == '\0';
      return *takes_next ? 0 : i + 1;
    }

  return 0;
}

/* GOption reads “-j 4” only, and people write “-j4” as well. */
static void
split_words (int                *argc,
             char             ***argv,
             const GOptionEntry *entries)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  gboolean is_value = FALSE;
  gboolean is_over = FALSE;

  for (int i = 0; i < *argc; i++)
    {
      char *word = (*argv)[i];
      gboolean takes_next = FALSE;
      gsize at;

      is_over |= i > 0 && !is_value && g_str_equal (word, "--");
      at = i > 0 && !is_value && !is_over ? find_value (entries, word, &takes_next) : 0;
      is_value = takes_next;
      if (at > 0)
        {
          g_ptr_array_add (words, keep (g_strndup (word, at)));
          g_ptr_array_add (words, word + at);
        }
      else
        {
          g_ptr_array_add (words, word);
        }
    }
  *argc = (int)words->len;
  g_ptr_array_add (words, NULL);
  *argv = keep (g_ptr_array_free (g_steal_pointer (&words), FALSE));
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
  split_words (argc, argv, entries);
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

typedef struct
{
  const char *state_dir;
  gboolean    wants_help;
  gboolean    wants_version;
} Globals;

/* FALSE when it complained. */
static gboolean
change_directory (const char *directory)
{
  g_autofree char *shown = plr_utf8_escape (directory, -1);

  if (g_chdir (directory) == 0)
    return TRUE;

  plr_cli_complain (_("Cannot change to the folder “%s”: %s"), shown, g_strerror (errno));

  return FALSE;
}

/* Only what stands before the command is looked at here; GOption sees the rest. Returns where the command is, or 0 when
 * it complained. */
static int
parse_globals (Globals *globals,
               int      argc,
               char    *argv[])
{
  int at = 1;

  for (; at < argc && argv[at][0] == '-' && !globals->wants_help && !globals->wants_version; at++)
    {
      const char *word = argv[at];

      if (g_str_equal (word, "--version"))
        globals->wants_version = TRUE;
      else if (g_str_equal (word, "--help") || g_str_equal (word, "-h"))
        globals->wants_help = TRUE;
      else if (g_str_has_prefix (word, "--state-dir="))
        globals->state_dir = word + strlen ("--state-dir=");
      else if (g_str_equal (word, "--state-dir") && at + 1 < argc)
        globals->state_dir = argv[++at];
      else if (g_str_equal (word, "-C") && at + 1 < argc)
        {
          if (!change_directory (argv[++at]))
            return 0;
        }
      else
        {
          plr_cli_complain (_("There is no option “%s” before the command, or it lacks its value; try “pipelinerctl --help”"), word);
          return 0;
        }
    }

  return at;
}

static int
run_main (int   argc,
          char *argv[])
{
  Globals globals = { NULL };
  int at = parse_globals (&globals, argc, argv);

  if (at == 0)
    return PLR_CLI_USAGE;
  if (globals.wants_version)
    plr_cli_print ("pipelinerctl %s\n", PACKAGE_VERSION);
  else if (globals.wants_help)
    print_help ();
  else if (at == argc)
    return plr_cli_complain (_("Name a command; “pipelinerctl --help” lists them"));
  else
    return run_command (globals.state_dir, argc - at, argv + at);

  return PLR_CLI_SUCCESS;
}

/* A descriptor that is closed would be given to a file of ours, and what is printed would go into it. */
static void
open_standard_files (void)
{
  int fd;

  do
    fd = open ("/dev/null", O_RDWR | O_NOCTTY);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0)
    (void)close (fd); /* nothing was written */
}

int
main (int   argc,
      char *argv[])
{
  int status;

  open_standard_files ();

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("pipelinerctl");
  /* Whoever reads the output may stop reading: that is seen where it is written. */
  signal (SIGPIPE, SIG_IGN);

  status = run_main (argc, argv);
  /* Nobody may read the rest, which is no failure of what was done; but half a file is one. */
  if (!plr_cli_flush () && plr_cli_get_output_errno () != EPIPE)
    {
      plr_cli_complain (_("Cannot write the standard output: %s"), g_strerror (plr_cli_get_output_errno ()));
      status = status == PLR_CLI_SUCCESS ? PLR_CLI_USAGE : status;
    }
  g_clear_pointer (&kept, g_ptr_array_unref);

  return status;
}
