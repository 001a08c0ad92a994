/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-enums"

#include "config.h"

#include "plr-enums.h"

static const GEnumValue plr_severity_values[] = {
  { PLR_SEVERITY_ERROR, "PLR_SEVERITY_ERROR", "error" },
  { PLR_SEVERITY_WARNING, "PLR_SEVERITY_WARNING", "warning" },
  { PLR_SEVERITY_INFO, "PLR_SEVERITY_INFO", "info" },
  { 0, NULL, NULL }
};

GType
plr_severity_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("PlrSeverity", plr_severity_values));

  return type;
}

/**
 * plr_severity_get_nick:
 * @value: one of the above
 *
 * Returns: the word for it in files, JSON and the database; it never changes
 */
const char *
plr_severity_get_nick (PlrSeverity value)
{
  g_return_val_if_fail ((guint)value < G_N_ELEMENTS (plr_severity_values) - 1, NULL);

  return plr_severity_values[value].value_nick;
}

static const GEnumValue plr_stage_kind_values[] = {
  { PLR_STAGE_KIND_BUILD, "PLR_STAGE_KIND_BUILD", "build" },
  { PLR_STAGE_KIND_TEST, "PLR_STAGE_KIND_TEST", "test" },
  { PLR_STAGE_KIND_DEPLOY, "PLR_STAGE_KIND_DEPLOY", "deploy" },
  { PLR_STAGE_KIND_APPROVAL, "PLR_STAGE_KIND_APPROVAL", "approval" },
  { PLR_STAGE_KIND_GATE, "PLR_STAGE_KIND_GATE", "gate" },
  { 0, NULL, NULL }
};

GType
plr_stage_kind_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("PlrStageKind", plr_stage_kind_values));

  return type;
}

/**
 * plr_stage_kind_get_nick:
 * @value: one of the above
 *
 * Returns: the word for it in files, JSON and the database; it never changes
 */
const char *
plr_stage_kind_get_nick (PlrStageKind value)
{
  g_return_val_if_fail ((guint)value < G_N_ELEMENTS (plr_stage_kind_values) - 1, NULL);

  return plr_stage_kind_values[value].value_nick;
}

static const GEnumValue plr_stage_when_values[] = {
  { PLR_STAGE_WHEN_SUCCESS, "PLR_STAGE_WHEN_SUCCESS", "success" },
  { PLR_STAGE_WHEN_FAILURE, "PLR_STAGE_WHEN_FAILURE", "failure" },
  { PLR_STAGE_WHEN_ALWAYS, "PLR_STAGE_WHEN_ALWAYS", "always" },
  { 0, NULL, NULL }
};

GType
plr_stage_when_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("PlrStageWhen", plr_stage_when_values));

  return type;
}

/**
 * plr_stage_when_get_nick:
 * @value: one of the above
 *
 * Returns: the word for it in files, JSON and the database; it never changes
 */
const char *
plr_stage_when_get_nick (PlrStageWhen value)
{
  g_return_val_if_fail ((guint)value < G_N_ELEMENTS (plr_stage_when_values) - 1, NULL);

  return plr_stage_when_values[value].value_nick;
}

static const GEnumValue plr_trigger_event_values[] = {
  { PLR_TRIGGER_EVENT_OTHER, "PLR_TRIGGER_EVENT_OTHER", "other" },
  { PLR_TRIGGER_EVENT_PUSH, "PLR_TRIGGER_EVENT_PUSH", "push" },
  { PLR_TRIGGER_EVENT_PULL_REQUEST, "PLR_TRIGGER_EVENT_PULL_REQUEST", "pull-request" },
  { PLR_TRIGGER_EVENT_SCHEDULE, "PLR_TRIGGER_EVENT_SCHEDULE", "schedule" },
  { PLR_TRIGGER_EVENT_MANUAL, "PLR_TRIGGER_EVENT_MANUAL", "manual" },
  { PLR_TRIGGER_EVENT_CALL, "PLR_TRIGGER_EVENT_CALL", "call" },
  { PLR_TRIGGER_EVENT_PIPELINE, "PLR_TRIGGER_EVENT_PIPELINE", "pipeline" },
  { 0, NULL, NULL }
};

GType
plr_trigger_event_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("PlrTriggerEvent", plr_trigger_event_values));

  return type;
}

/**
 * plr_trigger_event_get_nick:
 * @value: one of the above
 *
 * Returns: the word for it in files, JSON and the database; it never changes
 */
const char *
plr_trigger_event_get_nick (PlrTriggerEvent value)
{
  g_return_val_if_fail ((guint)value < G_N_ELEMENTS (plr_trigger_event_values) - 1, NULL);

  return plr_trigger_event_values[value].value_nick;
}

static const GEnumValue plr_run_state_values[] = {
  { PLR_RUN_STATE_UNKNOWN, "PLR_RUN_STATE_UNKNOWN", "unknown" },
  { PLR_RUN_STATE_QUEUED, "PLR_RUN_STATE_QUEUED", "queued" },
  { PLR_RUN_STATE_RUNNING, "PLR_RUN_STATE_RUNNING", "running" },
  { PLR_RUN_STATE_WAITING, "PLR_RUN_STATE_WAITING", "waiting" },
  { PLR_RUN_STATE_SUCCEEDED, "PLR_RUN_STATE_SUCCEEDED", "succeeded" },
  { PLR_RUN_STATE_FAILED, "PLR_RUN_STATE_FAILED", "failed" },
  { PLR_RUN_STATE_CANCELLED, "PLR_RUN_STATE_CANCELLED", "cancelled" },
  { PLR_RUN_STATE_SKIPPED, "PLR_RUN_STATE_SKIPPED", "skipped" },
  { PLR_RUN_STATE_INTERRUPTED, "PLR_RUN_STATE_INTERRUPTED", "interrupted" },
  { 0, NULL, NULL }
};

GType
plr_run_state_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("PlrRunState", plr_run_state_values));

  return type;
}

/**
 * plr_run_state_get_nick:
 * @value: one of the above
 *
 * Returns: the word for it in files, JSON and the database; it never changes
 */
const char *
plr_run_state_get_nick (PlrRunState value)
{
  g_return_val_if_fail ((guint)value < G_N_ELEMENTS (plr_run_state_values) - 1, NULL);

  return plr_run_state_values[value].value_nick;
}

static const GEnumValue plr_edit_kind_values[] = {
  { PLR_EDIT_KIND_SET_PIPELINE, "PLR_EDIT_KIND_SET_PIPELINE", "set-pipeline" },
  { PLR_EDIT_KIND_ADD_STAGE, "PLR_EDIT_KIND_ADD_STAGE", "add-stage" },
  { PLR_EDIT_KIND_REMOVE_STAGE, "PLR_EDIT_KIND_REMOVE_STAGE", "remove-stage" },
  { PLR_EDIT_KIND_RENAME_STAGE, "PLR_EDIT_KIND_RENAME_STAGE", "rename-stage" },
  { PLR_EDIT_KIND_DUPLICATE_STAGE, "PLR_EDIT_KIND_DUPLICATE_STAGE", "duplicate-stage" },
  { PLR_EDIT_KIND_MOVE_STAGE, "PLR_EDIT_KIND_MOVE_STAGE", "move-stage" },
  { PLR_EDIT_KIND_SET_STAGE, "PLR_EDIT_KIND_SET_STAGE", "set-stage" },
  { PLR_EDIT_KIND_SET_STAGE_LIST, "PLR_EDIT_KIND_SET_STAGE_LIST", "set-stage-list" },
  { PLR_EDIT_KIND_ADD_NEED, "PLR_EDIT_KIND_ADD_NEED", "add-need" },
  { PLR_EDIT_KIND_REMOVE_NEED, "PLR_EDIT_KIND_REMOVE_NEED", "remove-need" },
  { PLR_EDIT_KIND_ADD_STEP, "PLR_EDIT_KIND_ADD_STEP", "add-step" },
  { PLR_EDIT_KIND_REMOVE_STEP, "PLR_EDIT_KIND_REMOVE_STEP", "remove-step" },
  { PLR_EDIT_KIND_MOVE_STEP, "PLR_EDIT_KIND_MOVE_STEP", "move-step" },
  { PLR_EDIT_KIND_SET_STEP, "PLR_EDIT_KIND_SET_STEP", "set-step" },
  { PLR_EDIT_KIND_SET_VARIABLE, "PLR_EDIT_KIND_SET_VARIABLE", "set-variable" },
  { PLR_EDIT_KIND_RENAME_VARIABLE, "PLR_EDIT_KIND_RENAME_VARIABLE", "rename-variable" },
  { PLR_EDIT_KIND_REMOVE_VARIABLE, "PLR_EDIT_KIND_REMOVE_VARIABLE", "remove-variable" },
  { PLR_EDIT_KIND_SET_ARTIFACT, "PLR_EDIT_KIND_SET_ARTIFACT", "set-artifact" },
  { PLR_EDIT_KIND_RENAME_ARTIFACT, "PLR_EDIT_KIND_RENAME_ARTIFACT", "rename-artifact" },
  { PLR_EDIT_KIND_REMOVE_ARTIFACT, "PLR_EDIT_KIND_REMOVE_ARTIFACT", "remove-artifact" },
  { PLR_EDIT_KIND_SET_MATRIX_AXIS, "PLR_EDIT_KIND_SET_MATRIX_AXIS", "set-matrix-axis" },
  { PLR_EDIT_KIND_REMOVE_MATRIX_AXIS, "PLR_EDIT_KIND_REMOVE_MATRIX_AXIS", "remove-matrix-axis" },
  { PLR_EDIT_KIND_SET_ENTRY, "PLR_EDIT_KIND_SET_ENTRY", "set-entry" },
  { PLR_EDIT_KIND_REMOVE_ENTRY, "PLR_EDIT_KIND_REMOVE_ENTRY", "remove-entry" },
  { PLR_EDIT_KIND_SET_CACHE, "PLR_EDIT_KIND_SET_CACHE", "set-cache" },
  { PLR_EDIT_KIND_REMOVE_CACHE, "PLR_EDIT_KIND_REMOVE_CACHE", "remove-cache" },
  { PLR_EDIT_KIND_SET_MATRIX, "PLR_EDIT_KIND_SET_MATRIX", "set-matrix" },
  { PLR_EDIT_KIND_SET_MATRIX_ROW, "PLR_EDIT_KIND_SET_MATRIX_ROW", "set-matrix-row" },
  { PLR_EDIT_KIND_REMOVE_MATRIX_ROW, "PLR_EDIT_KIND_REMOVE_MATRIX_ROW", "remove-matrix-row" },
  { PLR_EDIT_KIND_SET_TRIGGER, "PLR_EDIT_KIND_SET_TRIGGER", "set-trigger" },
  { PLR_EDIT_KIND_REMOVE_TRIGGER, "PLR_EDIT_KIND_REMOVE_TRIGGER", "remove-trigger" },
  { PLR_EDIT_KIND_SET_INPUT, "PLR_EDIT_KIND_SET_INPUT", "set-input" },
  { PLR_EDIT_KIND_REMOVE_INPUT, "PLR_EDIT_KIND_REMOVE_INPUT", "remove-input" },
  { PLR_EDIT_KIND_DUPLICATE_STEP, "PLR_EDIT_KIND_DUPLICATE_STEP", "duplicate-step" },
  { PLR_EDIT_KIND_REPLACE_TEXT, "PLR_EDIT_KIND_REPLACE_TEXT", "replace-text" },
  { 0, NULL, NULL }
};

GType
plr_edit_kind_get_type (void)
{
  static gsize type;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("PlrEditKind", plr_edit_kind_values));

  return type;
}

/**
 * plr_edit_kind_get_nick:
 * @value: one of the above
 *
 * Returns: the word for it in files, JSON and the database; it never changes
 */
const char *
plr_edit_kind_get_nick (PlrEditKind value)
{
  g_return_val_if_fail ((guint)value < G_N_ELEMENTS (plr_edit_kind_values) - 1, NULL);

  return plr_edit_kind_values[value].value_nick;
}
