/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-log"

#include "config.h"

#include <glib/gi18n.h>
#include <glib-unix.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

/* The run may be that of another program, and its record has no way to call us. */
#define LOOK_AGAIN_MS 500

typedef struct
{
  PlrEngine   *engine;
  PlrRun      *run;
  const char  *stage; /* or NULL for all */
  GHashTable  *tails; /* id of a stage → PlrCliTail */
  const char  *told;  /* id of the stage whose lines came last */
  const char  *current;
  gboolean     with_titles;
  gboolean     color;
  gboolean     due;
  gboolean     interrupted;
} Printer;

static void
line_cb (PlrAnsiLine *line,
         gboolean     continues,
         gpointer     user_data)
{
  Printer *printer = user_data;
  g_autofree char *text = plr_cli_format_line (line, printer->color);

  if (printer->with_titles && g_strcmp0 (printer->told, printer->current) != 0)
    {
      g_autofree char *shown = plr_utf8_escape (printer->current, -1);

      plr_cli_print ("%s%s── %s ──%s\n", printer->told != NULL ? "\n" : "", plr_cli_color (1, PLR_CLI_BOLD), shown,
                     plr_cli_color (1, PLR_CLI_PLAIN));
      printer->told = g_intern_string (printer->current);
    }
  plr_cli_print (continues ? "%s" : "%s\n", text);
}

/* A stage of the definition means all cells of its matrix. */
static gboolean
is_meant (Printer     *printer,
          PlrRunStage *stage)
{
  return printer->stage == NULL || g_str_equal (plr_run_stage_get_id (stage), printer->stage) ||
         g_str_equal (plr_run_stage_get_stage_id (stage), printer->stage);
}

/* Prints what there is by now. */
static void
print_more (Printer *printer)
{
  GListModel *stages = plr_run_get_stages (printer->run);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (stages, i);
      const char *id = plr_run_stage_get_id (stage);
      PlrCliTail *tail = g_hash_table_lookup (printer->tails, id);

      if (!is_meant (printer, stage))
        continue;
      if (tail == NULL)
        {
          tail = plr_cli_tail_new (line_cb, printer);
          g_hash_table_insert (printer->tails, g_strdup (id), tail);
        }
      printer->current = id;
      plr_cli_tail_read (tail, plr_run_stage_get_log_file (stage),
                         plr_run_stage_get_finished_us (stage) > 0 || plr_run_is_finished (printer->run));
    }
}

static gboolean
has_stage (Printer *printer)
{
  GListModel *stages = plr_run_get_stages (printer->run);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (stages, i);

      if (is_meant (printer, stage))
        return TRUE;
    }

  return FALSE;
}

/* A log that somebody deleted is no empty log. */
static int
check_kept (Printer *printer)
{
  GListModel *stages = plr_run_get_stages (printer->run);
  int status = PLR_CLI_SUCCESS;

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (stages, i);
      const char *file = plr_run_stage_get_log_file (stage);
      g_autofree char *shown = plr_utf8_escape (plr_run_stage_get_id (stage), -1);

      if (file == NULL || !is_meant (printer, stage) || g_file_test (file, G_FILE_TEST_EXISTS))
        continue;
      status = plr_cli_complain (_("The log of stage “%s” of run %s is not kept any more"), shown, plr_run_get_id (printer->run));
    }

  return status;
}

static gboolean
tick_cb (gpointer user_data)
{
  Printer *printer = user_data;

  printer->due = TRUE;

  return G_SOURCE_CONTINUE;
}

static gboolean
interrupted_cb (gpointer user_data)
{
  Printer *printer = user_data;

  printer->interrupted = TRUE;

  return G_SOURCE_CONTINUE;
}

static int
print_log (Printer *printer,
           gboolean follow)
{
  if (printer->stage != NULL && !has_stage (printer))
    return plr_cli_complain (_("Run %s has no stage “%s”"), plr_run_get_id (printer->run), printer->stage);

  print_more (printer);
  if (!follow || plr_run_is_finished (printer->run))
    return check_kept (printer);

  g_unix_signal_add (SIGINT, interrupted_cb, printer);
  g_timeout_add (LOOK_AGAIN_MS, tick_cb, printer);
  while (!printer->interrupted && plr_cli_flush () && !plr_run_is_finished (printer->run))
    {
      g_autoptr(PlrRun) run = NULL;

      g_main_context_iteration (NULL, TRUE);
      if (!printer->due)
        continue;
      printer->due = FALSE;
      if ((run = plr_cli_find_run (printer->engine, plr_run_get_id (printer->run))) == NULL)
        return PLR_CLI_USAGE;
      g_set_object (&printer->run, run);
      print_more (printer);
    }

  return printer->interrupted ? PLR_CLI_INTERRUPTED : PLR_CLI_SUCCESS;
}

int
plr_cli_log (const char *state_dir,
             int         argc,
             char      **argv)
{
  g_autofree char *own_state_dir = NULL;
  gboolean follow = FALSE;
  const GOptionEntry entries[] = {
    { "follow", 'f', 0, G_OPTION_ARG_NONE, &follow, N_("Go on until the run has ended"), NULL },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &own_state_dir, N_("Where the history is"), N_("DIR") },
    { NULL },
  };
  g_autoptr(PlrEngine) engine = NULL;
  g_autoptr(GHashTable) tails = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)plr_cli_tail_free);
  Printer printer = { NULL };
  int status;

  if (!plr_cli_parse (&argc, &argv, _("RUN [STAGE]"), _("Prints what the stages of a run wrote, or one of them."),
                      _("RUN is an id from “pipelinerctl history”, or “last”.\n\n"
                        "Examples:\n"
                        "  pipelinerctl log last\n"
                        "  pipelinerctl log 12 build\n"
                        "  pipelinerctl log -f last 'test (gcc)'"), entries, 2))
    return PLR_CLI_USAGE;
  if (argc < 2)
    return plr_cli_complain (_("Name the run: its id, or “last”"));
  if ((engine = plr_cli_open_engine (own_state_dir != NULL ? own_state_dir : state_dir)) == NULL ||
      (printer.run = plr_cli_find_run (engine, argv[1])) == NULL)
    return PLR_CLI_USAGE;

  printer.engine = engine;
  printer.stage = argc > 2 ? argv[2] : NULL;
  printer.tails = tails;
  printer.with_titles = printer.stage == NULL;
  printer.color = plr_cli_has_color (1);
  status = print_log (&printer, follow);
  g_clear_object (&printer.run);

  return status;
}
