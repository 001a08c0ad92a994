/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-history-run"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

static void
print_fact (const char *name,
            const char *format,
            ...) G_GNUC_PRINTF (2, 3);

static void
print_fact (const char *name,
            const char *format,
            ...)
{
  int n_blanks = MAX (12 - (int)g_utf8_strlen (name, -1), 0);
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  plr_cli_print ("  %s%s%*s%s %s\n", plr_cli_color (1, PLR_CLI_DIM), name, n_blanks, "", plr_cli_color (1, PLR_CLI_PLAIN), text);
}

static void
print_facts (PlrRun *run)
{
  g_autofree char *pipeline = plr_utf8_escape (plr_run_get_pipeline (run), -1);
  g_autofree char *definition = plr_utf8_escape (plr_run_get_definition (run), -1);
  g_autofree char *repository = plr_utf8_escape (plr_run_get_repository (run), -1);
  g_autofree char *subject = plr_utf8_escape (plr_run_get_commit_subject (run), -1);
  g_autofree char *author = plr_utf8_escape (plr_run_get_commit_author (run), -1);
  g_autofree char *branch = plr_utf8_escape (plr_run_get_branch (run), -1);
  g_autofree char *user = plr_utf8_escape (plr_run_get_triggered_by (run), -1);
  g_autofree char *directory = plr_utf8_escape (plr_run_get_directory (run), -1);
  g_autoptr(GDateTime) created = g_date_time_new_from_unix_local (plr_run_get_created_us (run) / G_USEC_PER_SEC);
  g_autofree char *when = created != NULL ? g_date_time_format (created, "%F %T %z") : g_strdup ("");
  const char *const *left_out = plr_run_get_left_out (run);
  guint n_named = left_out != NULL ? g_strv_length ((char **)left_out) : 0;

  print_fact (_("Pipeline"), "%s", pipeline);
  print_fact (_("Repository"), "%s", repository);
  print_fact (_("Commit"), _("%s “%s” by %s"), plr_run_get_commit_id (run), subject, author);
  if (*branch != '\0')
    print_fact (_("Branch"), "%s", branch);
  if (plr_run_get_working_definition (run))
    print_fact (_("Definition"), _("%s of the work tree, SHA-256 %s"), definition, plr_run_get_definition_sha256 (run));
  else
    print_fact (_("Definition"), _("%s of the commit, SHA-256 %s"), definition, plr_run_get_definition_sha256 (run));
  print_fact (_("Root"), "%s", plr_run_get_environment (run));
  print_fact (_("Started"), _("%s by %s"), when, user);
  for (guint i = 0; i < n_named; i++)
    {
      g_autofree char *shown = plr_utf8_escape (left_out[i], -1);

      print_fact (i == 0 ? _("Left out") : "", "%s", shown);
    }
  if (n_named < plr_run_get_n_left_out (run))
    print_fact (n_named == 0 ? _("Left out") : "", ngettext ("%u more", "%u more", plr_run_get_n_left_out (run) - n_named),
                plr_run_get_n_left_out (run) - n_named);
  print_fact (_("Kept in"), "%s", directory);
}

static void
print_stage (PlrRunStage *stage)
{
  PlrRunState state = plr_run_stage_get_state (stage);
  gint64 started_us = plr_run_stage_get_started_us (stage);
  gint64 finished_us = plr_run_stage_get_finished_us (stage);
  guint n_artifacts = g_list_model_get_n_items (plr_run_stage_get_artifacts (stage));
  g_autofree char *id = plr_utf8_escape (plr_run_stage_get_id (stage), -1);
  g_autofree char *reason = plr_utf8_escape (plr_run_stage_get_reason (stage), -1);

  plr_cli_print ("  %s%s %s%s %s", plr_cli_color (1, plr_cli_state_color (state)), plr_cli_state_mark (state), id,
                 plr_cli_color (1, PLR_CLI_PLAIN), plr_cli_state_title (state));
  if (started_us > 0 && finished_us > 0 && state != PLR_RUN_STATE_INTERRUPTED)
    {
      g_autofree char *duration = plr_cli_format_duration (finished_us - started_us);

      plr_cli_print (_(" in %s"), duration);
    }
  if (plr_run_stage_get_attempt (stage) > 1)
    plr_cli_print (_(", attempt %u"), plr_run_stage_get_attempt (stage));
  if (plr_run_stage_get_network (stage))
    plr_cli_print (_(", with network"));
  if (n_artifacts > 0)
    plr_cli_print (ngettext (", %u file", ", %u files", n_artifacts), n_artifacts);
  plr_cli_print (*reason != '\0' ? ": %s\n" : "%s\n", reason);
}

/* All that is on record of one run, but its logs and artifacts. */
void
plr_cli_print_run (PlrRun *run)
{
  GListModel *stages = plr_run_get_stages (run);
  PlrRunState state = plr_run_get_state (run);
  g_autofree char *reason = plr_utf8_escape (plr_run_get_reason (run), -1);
  gint64 started_us = plr_run_get_started_us (run);
  gint64 finished_us = plr_run_get_finished_us (run);

  plr_cli_print (_("%s%s Run %s %s%s"), plr_cli_color (1, plr_cli_state_color (state)), plr_cli_state_mark (state),
                 plr_run_get_id (run), plr_cli_state_title (state), plr_cli_color (1, PLR_CLI_PLAIN));
  if (started_us > 0 && finished_us > 0 && state != PLR_RUN_STATE_INTERRUPTED)
    {
      g_autofree char *duration = plr_cli_format_duration (finished_us - started_us);

      plr_cli_print (_(" in %s"), duration);
    }
  plr_cli_print (*reason != '\0' ? ": %s\n" : "%s\n", reason);
  print_facts (run);
  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (stages, i);

      print_stage (stage);
    }
}
