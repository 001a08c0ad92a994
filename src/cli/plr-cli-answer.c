/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-answer"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

/* The program that the run belongs to takes what is asked within a moment, unless it is stopped or about to end. */
#define LOOK_AGAIN_US (20 * G_TIME_SPAN_MILLISECOND)
#define PATIENCE_US   (10 * G_TIME_SPAN_SECOND)

/* It tells that a stage waits a moment before that is on record. */
#define LATENESS_US G_TIME_SPAN_SECOND

/* The stage of that id; without one, the only stage that waits. NULL when it complained. */
static PlrRunStage *
find_waiting (PlrRun     *run,
              const char *id)
{
  GListModel *stages = plr_run_get_stages (run);
  g_autoptr(PlrRunStage) found = NULL;
  g_autoptr(GString) names = g_string_new (NULL);
  guint n_waiting = 0;

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (stages, i);
      g_autofree char *shown = plr_utf8_escape (plr_run_stage_get_id (stage), -1);

      if (g_strcmp0 (plr_run_stage_get_id (stage), id) == 0)
        return g_steal_pointer (&stage);
      if (plr_run_stage_get_state (stage) != PLR_RUN_STATE_WAITING)
        continue;
      g_string_append_printf (names, "%s“%s”", n_waiting > 0 ? ", " : "", shown);
      g_set_object (&found, stage);
      n_waiting++;
    }

  if (id != NULL)
    plr_cli_complain (_("Run %s has no stage “%s”"), plr_run_get_id (run), id);
  else if (n_waiting == 0)
    plr_cli_complain (_("No stage of run %s waits for an approval"), plr_run_get_id (run));
  else if (n_waiting > 1)
    plr_cli_complain (_("More than one stage of run %s waits for an approval, name one of %s"), plr_run_get_id (run), names->str);

  return id == NULL && n_waiting == 1 ? g_steal_pointer (&found) : NULL;
}

static gboolean
has_waiting (PlrRun     *run,
             const char *id)
{
  GListModel *stages = plr_run_get_stages (run);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (stages, i);

      if (plr_run_stage_get_state (stage) == PLR_RUN_STATE_WAITING && (id == NULL || g_str_equal (plr_run_stage_get_id (stage), id)))
        return TRUE;
    }

  return FALSE;
}

/* The run as it is on record when a stage of it waits, or when none will. NULL when it complained. */
static PlrRun *
find_run (PlrEngine  *engine,
          const char *id,
          const char *stage)
{
  gint64 until_us = g_get_monotonic_time () + LATENESS_US;

  for (;;)
    {
      g_autoptr(PlrRun) run = plr_cli_find_run (engine, id);

      if (run == NULL || plr_run_is_finished (run) || has_waiting (run, stage) || g_get_monotonic_time () > until_us)
        return g_steal_pointer (&run);
      g_usleep (LOOK_AGAIN_US);
    }
}

/* Whether that stage waits no more; without one, whether the run has ended. */
static gboolean
is_done (PlrEngine   *engine,
         PlrRun      *run,
         PlrRunStage *stage)
{
  g_autoptr(PlrRun) now = plr_cli_find_run (engine, plr_run_get_id (run));
  PlrRunStage *shown = now != NULL && stage != NULL ? plr_run_find_stage (now, plr_run_stage_get_id (stage)) : NULL;

  if (now == NULL || plr_run_is_finished (now))
    return TRUE;

  return shown != NULL && plr_run_stage_get_state (shown) != PLR_RUN_STATE_WAITING;
}

static int
wait_until_taken (PlrEngine   *engine,
                  PlrRun      *run,
                  PlrRunStage *stage)
{
  gint64 until_us = g_get_monotonic_time () + PATIENCE_US;

  while (!is_done (engine, run, stage))
    {
      if (g_get_monotonic_time () > until_us)
        return plr_cli_complain (_("The program that runs run %s has not answered yet"), plr_run_get_id (run));
      g_usleep (LOOK_AGAIN_US);
    }

  return PLR_CLI_SUCCESS;
}

static int
answer (PlrEngine  *engine,
        PlrRun     *run,
        const char *stage_id,
        gboolean    approved,
        const char *comment)
{
  g_autoptr(PlrRunStage) stage = find_waiting (run, stage_id);
  g_autofree char *shown = NULL;
  g_autoptr(GError) error = NULL;

  if (stage == NULL)
    return PLR_CLI_USAGE;
  if (!plr_runner_approve (plr_engine_get_local_runner (engine), run, stage, approved, comment, &error))
    return plr_cli_complain ("%s", error->message);
  if (wait_until_taken (engine, run, stage) != PLR_CLI_SUCCESS)
    return PLR_CLI_USAGE;

  shown = plr_utf8_escape (plr_run_stage_get_id (stage), -1);
  if (approved)
    plr_cli_print (_("Approved stage “%s” of run %s\n"), shown, plr_run_get_id (run));
  else
    plr_cli_print (_("Rejected stage “%s” of run %s\n"), shown, plr_run_get_id (run));

  return PLR_CLI_SUCCESS;
}

static int
parse_and_answer (const char *state_dir,
                  int         argc,
                  char      **argv,
                  gboolean    approved,
                  const char *summary,
                  const char *description)
{
  g_autofree char *own_state_dir = NULL;
  g_autofree char *comment = NULL;
  const GOptionEntry entries[] = {
    { "message", 'm', 0, G_OPTION_ARG_STRING, &comment, N_("Say why; it is kept with the run"), N_("TEXT") },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &own_state_dir, N_("Where the history is"), N_("DIR") },
    { NULL },
  };
  g_autoptr(PlrEngine) engine = NULL;
  g_autoptr(PlrRun) run = NULL;

  if (!plr_cli_parse (&argc, &argv, _("RUN [STAGE]"), summary, description, entries, 2))
    return PLR_CLI_USAGE;
  if (argc < 2)
    return plr_cli_complain (_("Name the run: its id, or “last”"));
  if ((engine = plr_cli_open_engine (own_state_dir != NULL ? own_state_dir : state_dir)) == NULL ||
      (run = find_run (engine, argv[1], argc > 2 ? argv[2] : NULL)) == NULL)
    return PLR_CLI_USAGE;

  return answer (engine, run, argc > 2 ? argv[2] : NULL, approved, comment);
}

int
plr_cli_approve (const char *state_dir,
                 int         argc,
                 char      **argv)
{
  return parse_and_answer (state_dir, argc, argv, TRUE,
                           _("Lets a stage go on that waits for an approval."),
                           _("RUN is an id from “pipelinerctl history”, or “last”. It may be the run of another terminal, of a window,\n"
                             "or one that “pipelinerctl run --wait” runs without a terminal. STAGE may be left out if only one waits.\n\n"
                             "Examples:\n"
                             "  pipelinerctl approve last\n"
                             "  pipelinerctl approve 12 deploy --message='Tested on staging'"));
}

int
plr_cli_reject (const char *state_dir,
                int         argc,
                char      **argv)
{
  return parse_and_answer (state_dir, argc, argv, FALSE,
                           _("Refuses a stage that waits for an approval: it fails."),
                           _("RUN is an id from “pipelinerctl history”, or “last”. STAGE may be left out if only one waits.\n\n"
                             "Example:\n"
                             "  pipelinerctl reject 12 deploy --message='Not on a Friday'"));
}

int
plr_cli_stop (const char *state_dir,
              int         argc,
              char      **argv)
{
  g_autofree char *own_state_dir = NULL;
  const GOptionEntry entries[] = {
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &own_state_dir, N_("Where the history is"), N_("DIR") },
    { NULL },
  };
  g_autoptr(PlrEngine) engine = NULL;
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(GError) error = NULL;

  if (!plr_cli_parse (&argc, &argv, _("RUN"), _("Stops a run, and every process of it."),
                      _("RUN is an id from “pipelinerctl history”, or “last”. It may be the run of another terminal or of a window.\n\n"
                        "Example:\n"
                        "  pipelinerctl stop last"), entries, 1))
    return PLR_CLI_USAGE;
  if (argc < 2)
    return plr_cli_complain (_("Name the run: its id, or “last”"));
  if ((engine = plr_cli_open_engine (own_state_dir != NULL ? own_state_dir : state_dir)) == NULL ||
      (run = plr_cli_find_run (engine, argv[1])) == NULL)
    return PLR_CLI_USAGE;
  if (!plr_runner_stop (plr_engine_get_local_runner (engine), run, &error))
    return plr_cli_complain ("%s", error->message);
  if (wait_until_taken (engine, run, NULL) != PLR_CLI_SUCCESS)
    return PLR_CLI_USAGE;

  plr_cli_print (_("Stopped run %s\n"), plr_run_get_id (run));

  return PLR_CLI_SUCCESS;
}
