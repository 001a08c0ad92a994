/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-run-json"

#include "config.h"

#include "plr-cli-run-private.h"

/* One object a line. The manual, pipelinerctl(1), lists the members; later versions only add some. */
static JsonBuilder *
begin (const char *event)
{
  JsonBuilder *builder = json_builder_new ();

  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "event", event);
  plr_cli_json_int (builder, "time_us", g_get_real_time ());

  return builder;
}

static void
end (JsonBuilder *builder)
{
  json_builder_end_object (builder);
  plr_cli_print_json (builder, FALSE);
}

static void
tell_started (PlrCliRun *self)
{
  g_autoptr(JsonBuilder) builder = begin ("run-started");

  plr_cli_json_string (builder, "run", plr_run_get_id (self->run));
  plr_cli_json_string (builder, "pipeline", plr_run_get_pipeline (self->run));
  plr_cli_json_string (builder, "repository", plr_run_get_repository (self->run));
  plr_cli_json_string (builder, "definition", plr_run_get_definition (self->run));
  plr_cli_json_string (builder, "definition_sha256", plr_run_get_definition_sha256 (self->run));
  plr_cli_json_boolean (builder, "working_definition", plr_run_get_working_definition (self->run));
  plr_cli_json_string (builder, "commit", plr_run_get_commit_id (self->run));
  plr_cli_json_string (builder, "branch", plr_run_get_branch (self->run));
  plr_cli_json_string (builder, "directory", plr_run_get_directory (self->run));
  plr_cli_json_strings (builder, "left_out", plr_run_get_left_out (self->run));
  plr_cli_json_int (builder, "n_left_out", plr_run_get_n_left_out (self->run));
  end (builder);
}

static void
tell_stage (PlrCliRun      *self,
            PlrCliRunStage *stage)
{
  g_autoptr(JsonBuilder) builder = begin ("stage");

  plr_cli_json_stage (builder, stage->stage);
  end (builder);
}

static void
tell_line (PlrCliRun      *self,
           PlrCliRunStage *stage,
           PlrAnsiLine    *line,
           gboolean        continues)
{
  g_autoptr(JsonBuilder) builder = begin ("log");

  plr_cli_json_string (builder, "stage", plr_run_stage_get_id (stage->stage));
  plr_cli_json_string (builder, "text", line->text);
  if (continues)
    plr_cli_json_boolean (builder, "continues", TRUE);
  end (builder);
}

static void
tell_artifact (PlrCliRun      *self,
               PlrCliRunStage *stage,
               PlrRunArtifact *artifact)
{
  g_autoptr(JsonBuilder) builder = begin ("artifact");

  plr_cli_json_artifact (builder, artifact);
  end (builder);
}

static void
tell_finished (PlrCliRun *self)
{
  g_autoptr(JsonBuilder) builder = begin ("run-finished");

  plr_cli_json_string (builder, "run", plr_run_get_id (self->run));
  plr_cli_json_string (builder, "state", plr_run_state_get_nick (plr_run_get_state (self->run)));
  plr_cli_json_string (builder, "reason", plr_run_get_reason (self->run));
  plr_cli_json_int (builder, "started_us", plr_run_get_started_us (self->run));
  plr_cli_json_int (builder, "finished_us", plr_run_get_finished_us (self->run));
  end (builder);
}

const PlrCliRunTeller plr_cli_run_json = { tell_started, tell_stage, tell_line, tell_artifact, tell_finished };
