/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-words"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-words.h"

typedef struct
{
  const char *icon_name;
  const char *color_name; /* of style.css; NULL is dim */
  const char *word;
} Sign;

static const Sign states[] = {
  [PLR_RUN_STATE_UNKNOWN] = { "plr-state-unknown-symbolic", NULL, NC_ ("state of a run", "Unknown") },
  [PLR_RUN_STATE_QUEUED] = { "plr-state-queued-symbolic", NULL, NC_ ("state of a run", "Queued") },
  [PLR_RUN_STATE_RUNNING] = { "plr-state-running-symbolic", "accent_color", NC_ ("state of a run", "Running") },
  [PLR_RUN_STATE_WAITING] = { "plr-state-waiting-symbolic", "warning_color", NC_ ("state of a run", "Waiting") },
  [PLR_RUN_STATE_SUCCEEDED] = { "plr-state-succeeded-symbolic", "success_color", NC_ ("state of a run", "Succeeded") },
  [PLR_RUN_STATE_FAILED] = { "plr-state-failed-symbolic", "error_color", NC_ ("state of a run", "Failed") },
  [PLR_RUN_STATE_CANCELLED] = { "plr-state-cancelled-symbolic", NULL, NC_ ("state of a run", "Cancelled") },
  [PLR_RUN_STATE_SKIPPED] = { "plr-state-skipped-symbolic", NULL, NC_ ("state of a run", "Skipped") },
  [PLR_RUN_STATE_INTERRUPTED] = { "plr-state-interrupted-symbolic", "warning_color", NC_ ("state of a run", "Interrupted") },
};

static const Sign kinds[] = {
  [PLR_STAGE_KIND_BUILD] = { "plr-build-symbolic", "plr_build_color", NC_ ("kind of a stage", "Build") },
  [PLR_STAGE_KIND_TEST] = { "plr-test-symbolic", "plr_test_color", NC_ ("kind of a stage", "Test") },
  [PLR_STAGE_KIND_DEPLOY] = { "plr-deploy-symbolic", "plr_deploy_color", NC_ ("kind of a stage", "Deploy") },
  [PLR_STAGE_KIND_APPROVAL] = { "plr-approval-symbolic", "plr_approval_color", NC_ ("kind of a stage", "Approval") },
  [PLR_STAGE_KIND_GATE] = { "plr-gate-symbolic", "plr_gate_color", NC_ ("kind of a stage", "Gate") },
};

static const Sign severities[] = {
  [PLR_SEVERITY_ERROR] = { "dialog-error-symbolic", "error_color", NC_ ("severity of a problem", "Error") },
  [PLR_SEVERITY_WARNING] = { "dialog-warning-symbolic", "warning_color", NC_ ("severity of a problem", "Warning") },
  [PLR_SEVERITY_INFO] = { "dialog-information-symbolic", NULL, NC_ ("severity of a problem", "Note") },
};

const char *
plr_run_state_get_icon_name (PlrRunState state)
{
  return states[state < G_N_ELEMENTS (states) ? state : PLR_RUN_STATE_UNKNOWN].icon_name;
}

const char *
plr_run_state_get_word (PlrRunState state)
{
  return g_dpgettext2 (NULL, "state of a run", states[state < G_N_ELEMENTS (states) ? state : PLR_RUN_STATE_UNKNOWN].word);
}

/* Returns: (nullable): a named colour of the style, or `NULL` for the dim foreground */
const char *
plr_run_state_get_color_name (PlrRunState state)
{
  return states[state < G_N_ELEMENTS (states) ? state : PLR_RUN_STATE_UNKNOWN].color_name;
}

gboolean
plr_run_state_is_final (PlrRunState state)
{
  return state != PLR_RUN_STATE_QUEUED && state != PLR_RUN_STATE_RUNNING && state != PLR_RUN_STATE_WAITING;
}

const char *
plr_stage_kind_get_icon_name (PlrStageKind kind)
{
  return kinds[kind < G_N_ELEMENTS (kinds) ? kind : PLR_STAGE_KIND_BUILD].icon_name;
}

const char *
plr_stage_kind_get_word (PlrStageKind kind)
{
  return g_dpgettext2 (NULL, "kind of a stage", kinds[kind < G_N_ELEMENTS (kinds) ? kind : PLR_STAGE_KIND_BUILD].word);
}

const char *
plr_stage_kind_get_color_name (PlrStageKind kind)
{
  return kinds[kind < G_N_ELEMENTS (kinds) ? kind : PLR_STAGE_KIND_BUILD].color_name;
}

const char *
plr_severity_get_icon_name (PlrSeverity severity)
{
  return severities[severity < G_N_ELEMENTS (severities) ? severity : PLR_SEVERITY_ERROR].icon_name;
}

const char *
plr_severity_get_word (PlrSeverity severity)
{
  return g_dpgettext2 (NULL, "severity of a problem",
                       severities[severity < G_N_ELEMENTS (severities) ? severity : PLR_SEVERITY_ERROR].word);
}

/* Returns: (transfer full): “0.4s”, “12s”, “1m 04s”, “2h 05m” */
char *
plr_format_duration (gint64 duration_us)
{
  gint64 seconds = MAX (duration_us, 0) / G_USEC_PER_SEC;

  if (duration_us < 100000)
    return g_strdup_printf (C_("duration", "%u ms"), (guint)(MAX (duration_us, 0) / 1000));
  if (seconds < 10)
    return g_strdup_printf (C_("duration", "%.1fs"), MAX (duration_us, 0) / (double)G_USEC_PER_SEC);
  if (seconds < 60)
    return g_strdup_printf (C_("duration", "%us"), (guint)seconds);
  if (seconds < 3600)
    return g_strdup_printf (C_("duration", "%um %02us"), (guint)(seconds / 60), (guint)(seconds % 60));

  return g_strdup_printf (C_("duration", "%uh %02um"), (guint)(seconds / 3600), (guint)(seconds / 60 % 60));
}
