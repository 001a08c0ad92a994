/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-run-text"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-cli-run-private.h"
#include "plr-utf8.h"

/* So that the lines of stages that run side by side can be told apart; red is for what failed. */
static const PlrCliColor colors[] = { PLR_CLI_CYAN, PLR_CLI_MAGENTA, PLR_CLI_BLUE, PLR_CLI_YELLOW, PLR_CLI_GREEN };

static void
tell_started (PlrCliRun *self)
{
  PlrRun *run = self->run;
  const char *const *left_out = plr_run_get_left_out (run);
  g_autofree char *pipeline = plr_utf8_escape (plr_run_get_pipeline (run), -1);
  g_autofree char *subject = plr_utf8_escape (plr_run_get_commit_subject (run), -1);
  g_autofree char *branch = plr_utf8_escape (plr_run_get_branch (run), -1);
  guint n_left_out = plr_run_get_n_left_out (run);
  guint n_named = 0;

  plr_cli_print (_("Run %s of %s%s%s at %.10s “%s”"), plr_run_get_id (run), plr_cli_color (1, PLR_CLI_BOLD), pipeline,
                 plr_cli_color (1, PLR_CLI_PLAIN), plr_run_get_commit_id (run), subject);
  plr_cli_print (*branch != '\0' ? " (%s)\n" : "%s\n", branch);

  if (plr_run_get_working_definition (run))
    plr_cli_print (_("The definition is that of the work tree, and another than that of the commit.\n"));
  if (n_left_out > 0)
    plr_cli_print (ngettext ("%u path is left out of this run:\n", "%u paths are left out of this run:\n", n_left_out), n_left_out);
  for (; left_out != NULL && left_out[n_named] != NULL; n_named++)
    {
      g_autofree char *shown = plr_utf8_escape (left_out[n_named], -1);

      plr_cli_print ("  %s\n", shown);
    }
  if (n_named > 0 && n_named < n_left_out)
    plr_cli_print (ngettext ("  and %u more\n", "  and %u more\n", n_left_out - n_named), n_left_out - n_named);
}

static void
tell_stage (PlrCliRun      *self,
            PlrCliRunStage *stage)
{
  PlrRunState state = plr_run_stage_get_state (stage->stage);
  gint64 started_us = plr_run_stage_get_started_us (stage->stage);
  gint64 finished_us = plr_run_stage_get_finished_us (stage->stage);
  guint attempt = plr_run_stage_get_attempt (stage->stage);
  g_autofree char *id = plr_utf8_escape (plr_run_stage_get_id (stage->stage), -1);
  g_autofree char *reason = plr_utf8_escape (plr_run_stage_get_reason (stage->stage), -1);

  plr_cli_print ("%s%s %s%s %s", plr_cli_color (1, plr_cli_state_color (state)), plr_cli_state_mark (state), id,
                 plr_cli_color (1, PLR_CLI_PLAIN), plr_cli_state_title (state));
  if (state == PLR_RUN_STATE_RUNNING && attempt > 1)
    plr_cli_print (_(", attempt %u"), attempt);
  if (state == PLR_RUN_STATE_RUNNING && plr_run_stage_get_network (stage->stage))
    plr_cli_print (_(", with network"));
  if (started_us > 0 && finished_us > 0)
    {
      g_autofree char *duration = plr_cli_format_duration (finished_us - started_us);

      plr_cli_print (_(" in %s"), duration);
    }
  if (*reason != '\0' && state == PLR_RUN_STATE_RUNNING && attempt > 1)
    plr_cli_print (_(", after the one before failed: %s"), reason);
  else if (*reason != '\0')
    plr_cli_print (": %s", reason);
  plr_cli_print ("\n");
}

static void
tell_line (PlrCliRun      *self,
           PlrCliRunStage *stage,
           PlrAnsiLine    *line,
           gboolean        continues)
{
  g_autofree char *id = plr_utf8_escape (plr_run_stage_get_id (stage->stage), -1);
  g_autofree char *text = plr_cli_format_line (line, self->color);
  int n_blanks = MAX (self->id_width - (int)g_utf8_strlen (id, -1), 0);

  plr_cli_print ("%s%s%*s │%s %s\n", plr_cli_color (1, colors[stage->index % G_N_ELEMENTS (colors)]), id, n_blanks, "",
                 plr_cli_color (1, PLR_CLI_PLAIN), text);
}

static void
tell_artifact (PlrCliRun      *self,
               PlrCliRunStage *stage,
               PlrRunArtifact *artifact)
{
  g_autofree char *id = plr_utf8_escape (plr_run_stage_get_id (stage->stage), -1);
  g_autofree char *path = plr_utf8_escape (plr_run_artifact_get_path (artifact), -1);
  g_autofree char *size = g_format_size ((guint64)plr_run_artifact_get_size_bytes (artifact));
  const char *sha256 = plr_run_artifact_get_sha256 (artifact);

  plr_cli_print (_("  %s made %s, %s, SHA-256 %s\n"), id, path, size, sha256);
}

static void
tell_finished (PlrCliRun *self)
{
  PlrRunState state = plr_run_get_state (self->run);
  gint64 started_us = plr_run_get_started_us (self->run);
  gint64 finished_us = plr_run_get_finished_us (self->run);
  g_autofree char *reason = plr_utf8_escape (plr_run_get_reason (self->run), -1);
  g_autofree char *directory = plr_utf8_escape (plr_run_get_directory (self->run), -1);

  plr_cli_print (_("%s%s Run %s %s%s"), plr_cli_color (1, plr_cli_state_color (state)), plr_cli_state_mark (state),
                 plr_run_get_id (self->run), plr_cli_state_title (state), plr_cli_color (1, PLR_CLI_PLAIN));
  if (started_us > 0)
    {
      g_autofree char *duration = plr_cli_format_duration (finished_us - started_us);

      plr_cli_print (_(" in %s"), duration);
    }
  plr_cli_print (*reason != '\0' ? ": %s\n" : "%s\n", reason);
  plr_cli_print (_("Logs and artifacts: %s\n"), directory);
}

const PlrCliRunTeller plr_cli_run_text = { tell_started, tell_stage, tell_line, tell_artifact, tell_finished };
