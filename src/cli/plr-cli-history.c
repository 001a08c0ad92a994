/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-history"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

#define DEFAULT_RUNS 20
#define MAX_RUNS     100000

/* The members of an object that the caller began. */
static void
add_run (JsonBuilder *builder,
         PlrRun      *run)
{
  plr_cli_json_string (builder, "id", plr_run_get_id (run));
  plr_cli_json_string (builder, "state", plr_run_state_get_nick (plr_run_get_state (run)));
  plr_cli_json_string (builder, "reason", plr_run_get_reason (run));
  plr_cli_json_string (builder, "pipeline", plr_run_get_pipeline (run));
  plr_cli_json_string (builder, "repository", plr_run_get_repository (run));
  plr_cli_json_string (builder, "definition", plr_run_get_definition (run));
  plr_cli_json_string (builder, "definition_sha256", plr_run_get_definition_sha256 (run));
  plr_cli_json_string (builder, "commit", plr_run_get_commit_id (run));
  plr_cli_json_string (builder, "subject", plr_run_get_commit_subject (run));
  plr_cli_json_string (builder, "branch", plr_run_get_branch (run));
  plr_cli_json_string (builder, "triggered_by", plr_run_get_triggered_by (run));
  plr_cli_json_int (builder, "created_us", plr_run_get_created_us (run));
  plr_cli_json_int (builder, "started_us", plr_run_get_started_us (run));
  plr_cli_json_int (builder, "finished_us", plr_run_get_finished_us (run));
}

static void
print_as_json (GPtrArray *runs)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < runs->len; i++)
    {
      json_builder_begin_object (builder);
      add_run (builder, runs->pdata[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  plr_cli_print_json (builder, TRUE);
}

static void
print_run_as_json (PlrRun *run)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  GListModel *stages = plr_run_get_stages (run);

  json_builder_begin_object (builder);
  add_run (builder, run);
  plr_cli_json_boolean (builder, "working_definition", plr_run_get_working_definition (run));
  plr_cli_json_string (builder, "author", plr_run_get_commit_author (run));
  plr_cli_json_string (builder, "root", plr_run_get_environment (run));
  plr_cli_json_string (builder, "directory", plr_run_get_directory (run));
  plr_cli_json_strings (builder, "left_out", plr_run_get_left_out (run));
  plr_cli_json_int (builder, "n_left_out", plr_run_get_n_left_out (run));
  json_builder_set_member_name (builder, "stages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (stages, i);

      json_builder_begin_object (builder);
      plr_cli_json_stage (builder, stage);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  plr_cli_print_json (builder, TRUE);
}

static int
show_run (const char *state_dir,
          const char *id,
          gboolean    as_json)
{
  g_autoptr(PlrEngine) engine = plr_cli_open_engine (state_dir);
  g_autoptr(PlrRun) run = engine != NULL ? plr_cli_find_run (engine, id) : NULL;

  if (run == NULL)
    return PLR_CLI_USAGE;

  if (as_json)
    print_run_as_json (run);
  else
    plr_cli_print_run (run);

  return PLR_CLI_SUCCESS;
}

static void
print_run (PlrRun *run,
           int     id_width)
{
  PlrRunState state = plr_run_get_state (run);
  g_autoptr(GDateTime) created = g_date_time_new_from_unix_local (plr_run_get_created_us (run) / G_USEC_PER_SEC);
  g_autofree char *when = created != NULL ? g_date_time_format (created, "%F %R") : g_strdup ("");
  gint64 started_us = plr_run_get_started_us (run);
  gint64 finished_us = plr_run_get_finished_us (run);
  gboolean has_duration = started_us > 0 && finished_us > 0 && state != PLR_RUN_STATE_INTERRUPTED; /* then nobody knows */
  g_autofree char *duration = has_duration ? plr_cli_format_duration (finished_us - started_us) : g_strdup ("");
  g_autofree char *pipeline = plr_utf8_escape (plr_run_get_pipeline (run), -1);
  g_autofree char *branch = plr_utf8_escape (plr_run_get_branch (run), -1);
  g_autofree char *subject = plr_utf8_escape (plr_run_get_commit_subject (run), -1);
  const char *commit = plr_run_get_commit_id (run);

  plr_cli_print ("%-*s  %s%s %-11s%s  %s  %9s  %.7s  %s  %s  %s\n", id_width, plr_run_get_id (run),
                 plr_cli_color (1, plr_cli_state_color (state)), plr_cli_state_mark (state), plr_cli_state_title (state),
                 plr_cli_color (1, PLR_CLI_PLAIN), when, duration, commit != NULL ? commit : "", branch, pipeline, subject);
}

static int
list_runs (const char *state_dir,
           gboolean    all,
           int         n_runs,
           gboolean    as_json)
{
  g_autofree char *work_dir = all ? NULL : plr_cli_find_work_dir (".");
  g_autoptr(PlrEngine) engine = plr_cli_open_engine (state_dir);
  g_autoptr(GPtrArray) runs = engine != NULL ? plr_cli_list_runs (engine, work_dir, (guint)n_runs) : NULL;
  int id_width = 0;

  if (runs == NULL)
    return PLR_CLI_USAGE;

  if (as_json)
    {
      print_as_json (runs);
      return PLR_CLI_SUCCESS;
    }
  for (guint i = 0; i < runs->len; i++)
    id_width = MAX (id_width, (int)g_utf8_strlen (plr_run_get_id (runs->pdata[i]), -1));
  for (guint i = 0; i < runs->len; i++)
    print_run (runs->pdata[i], id_width);
  if (runs->len == 0 && work_dir != NULL)
    plr_cli_warn (_("Nothing has run in %s yet; --all lists the runs of all repositories\n"), work_dir);
  else if (runs->len == 0)
    plr_cli_warn (_("Nothing has run yet\n"));

  return PLR_CLI_SUCCESS;
}

int
plr_cli_history (const char *state_dir,
                 int         argc,
                 char      **argv)
{
  g_autofree char *own_state_dir = NULL;
  gboolean as_json = FALSE;
  gboolean all = FALSE;
  int n_runs = DEFAULT_RUNS;
  const GOptionEntry entries[] = {
    { "number", 'n', 0, G_OPTION_ARG_INT, &n_runs, N_("List that many runs, the newest first; 20 unless it is given"), N_("N") },
    { "all", 'a', 0, G_OPTION_ARG_NONE, &all, N_("List the runs of all repositories, and not only of the one here"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON array"), NULL },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &own_state_dir, N_("Where the history is"), N_("DIR") },
    { NULL },
  };

  if (!plr_cli_parse (&argc, &argv, _("[RUN]"), _("Lists the runs of this machine, the newest first, or tells all that is on record of one."),
                      _("RUN is an id from the list, or “last”.\n\n"
                        "Examples:\n"
                        "  pipelinerctl history -n 5\n"
                        "  pipelinerctl history last\n"
                        "  pipelinerctl history --all --json | jq '.[0].state'\n"
                        "  pipelinerctl history 12 --json | jq '.stages[] | select(.network)'"), entries, 1))
    return PLR_CLI_USAGE;
  if (argc > 1)
    return show_run (own_state_dir != NULL ? own_state_dir : state_dir, argv[1], as_json);
  if (n_runs < 1 || n_runs > MAX_RUNS)
    return plr_cli_complain (_("-n takes a number from 1 to %d"), MAX_RUNS);

  return list_runs (own_state_dir != NULL ? own_state_dir : state_dir, all, n_runs, as_json);
}
