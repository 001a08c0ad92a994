/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * PlrSeverity:
 * @PLR_SEVERITY_ERROR: the pipeline cannot run or be exported like this
 * @PLR_SEVERITY_WARNING: it can, but not as one would expect
 * @PLR_SEVERITY_INFO: worth knowing
 *
 * How bad a problem is.
 */
typedef enum
{
  PLR_SEVERITY_ERROR,
  PLR_SEVERITY_WARNING,
  PLR_SEVERITY_INFO,
} PlrSeverity;

#define PLR_TYPE_SEVERITY (plr_severity_get_type ())

GType plr_severity_get_type (void);
const char *plr_severity_get_nick (PlrSeverity value);

/**
 * PlrStageKind:
 * @PLR_STAGE_KIND_BUILD: makes artifacts
 * @PLR_STAGE_KIND_TEST: publishes reports, or is named so
 * @PLR_STAGE_KIND_DEPLOY: has a deployment
 * @PLR_STAGE_KIND_APPROVAL: waits for a person and runs nothing
 * @PLR_STAGE_KIND_GATE: decides by a condition and runs nothing
 *
 * What a stage is for, as its card shows it. Read from what it has: a deployment, an approval, reports, its name.
 */
typedef enum
{
  PLR_STAGE_KIND_BUILD,
  PLR_STAGE_KIND_TEST,
  PLR_STAGE_KIND_DEPLOY,
  PLR_STAGE_KIND_APPROVAL,
  PLR_STAGE_KIND_GATE,
} PlrStageKind;

#define PLR_TYPE_STAGE_KIND (plr_stage_kind_get_type ())

GType plr_stage_kind_get_type (void);
const char *plr_stage_kind_get_nick (PlrStageKind value);

/**
 * PlrStageWhen:
 * @PLR_STAGE_WHEN_SUCCESS: all that it needs succeeded: the default
 * @PLR_STAGE_WHEN_FAILURE: one that it needs failed
 * @PLR_STAGE_WHEN_ALWAYS: in any case
 *
 * On which outcome of the stages before it a stage runs.
 */
typedef enum
{
  PLR_STAGE_WHEN_SUCCESS,
  PLR_STAGE_WHEN_FAILURE,
  PLR_STAGE_WHEN_ALWAYS,
} PlrStageWhen;

#define PLR_TYPE_STAGE_WHEN (plr_stage_when_get_type ())

GType plr_stage_when_get_type (void);
const char *plr_stage_when_get_nick (PlrStageWhen value);

/**
 * PlrTriggerEvent:
 * @PLR_TRIGGER_EVENT_OTHER: an event that the model has no word for; the name says which
 * @PLR_TRIGGER_EVENT_PUSH: commits or tags were pushed
 * @PLR_TRIGGER_EVENT_PULL_REQUEST: a pull or merge request
 * @PLR_TRIGGER_EVENT_SCHEDULE: a time
 * @PLR_TRIGGER_EVENT_MANUAL: a person or the API
 * @PLR_TRIGGER_EVENT_CALL: another definition calls it
 * @PLR_TRIGGER_EVENT_PIPELINE: another pipeline came to its end
 *
 * What starts a pipeline.
 */
typedef enum
{
  PLR_TRIGGER_EVENT_OTHER,
  PLR_TRIGGER_EVENT_PUSH,
  PLR_TRIGGER_EVENT_PULL_REQUEST,
  PLR_TRIGGER_EVENT_SCHEDULE,
  PLR_TRIGGER_EVENT_MANUAL,
  PLR_TRIGGER_EVENT_CALL,
  PLR_TRIGGER_EVENT_PIPELINE,
} PlrTriggerEvent;

#define PLR_TYPE_TRIGGER_EVENT (plr_trigger_event_get_type ())

GType plr_trigger_event_get_type (void);
const char *plr_trigger_event_get_nick (PlrTriggerEvent value);

/**
 * PlrRunState:
 * @PLR_RUN_STATE_UNKNOWN: the engine said a word that we do not know; never taken for a success
 * @PLR_RUN_STATE_QUEUED: not started yet
 * @PLR_RUN_STATE_RUNNING: at work
 * @PLR_RUN_STATE_WAITING: for the approval of a person
 * @PLR_RUN_STATE_SUCCEEDED: done, and well
 * @PLR_RUN_STATE_FAILED: done, and not well
 * @PLR_RUN_STATE_CANCELLED: stopped by a person
 * @PLR_RUN_STATE_SKIPPED: its condition did not hold, or what it needs failed
 * @PLR_RUN_STATE_INTERRUPTED: Pipeliner ended before the run did
 *
 * The state of a run or of a stage in it. Each has a shape, a colour and a word of its own on the screen.
 */
typedef enum
{
  PLR_RUN_STATE_UNKNOWN,
  PLR_RUN_STATE_QUEUED,
  PLR_RUN_STATE_RUNNING,
  PLR_RUN_STATE_WAITING,
  PLR_RUN_STATE_SUCCEEDED,
  PLR_RUN_STATE_FAILED,
  PLR_RUN_STATE_CANCELLED,
  PLR_RUN_STATE_SKIPPED,
  PLR_RUN_STATE_INTERRUPTED,
} PlrRunState;

#define PLR_TYPE_RUN_STATE (plr_run_state_get_type ())

GType plr_run_state_get_type (void);
const char *plr_run_state_get_nick (PlrRunState value);

/**
 * PlrEditKind:
 * @PLR_EDIT_KIND_SET_PIPELINE: sets (or with no value removes) `field` of the pipeline: name, root, concurrency, cancels; the list `values` for groups
 * @PLR_EDIT_KIND_ADD_STAGE: adds stage `stage` with the title `value`, needing `values`, before position `index`, or last for -1
 * @PLR_EDIT_KIND_REMOVE_STAGE: removes `stage`, and itself from the needs and inputs of others
 * @PLR_EDIT_KIND_RENAME_STAGE: gives `stage` the id `target`, there and where others name it
 * @PLR_EDIT_KIND_DUPLICATE_STAGE: adds a copy of `stage` with the id `target` behind it
 * @PLR_EDIT_KIND_MOVE_STAGE: moves `stage` to position `index` in the text
 * @PLR_EDIT_KIND_SET_STAGE: sets (or with no value removes) `field` of `stage`: name, timeout, retry, network, when, approval, deploy, image, condition, group, concurrency, cancels, allow-failure, calls, keeps-going, max-parallel, copies, url
 * @PLR_EDIT_KIND_SET_STAGE_LIST: sets (or with no values removes) the list `field` of `stage`: needs, inputs, reports, branches, runner
 * @PLR_EDIT_KIND_ADD_NEED: makes `stage` wait for `target`
 * @PLR_EDIT_KIND_REMOVE_NEED: ends that
 * @PLR_EDIT_KIND_ADD_STEP: adds a step that runs `value` to `stage` before position `index`, or last for -1
 * @PLR_EDIT_KIND_REMOVE_STEP: removes step `index` of `stage`
 * @PLR_EDIT_KIND_MOVE_STEP: moves step `index` of `stage` to position `position`
 * @PLR_EDIT_KIND_SET_STEP: sets (or with no value removes) `field` of step `index` of `stage`: run, name, shell, directory, id, uses, condition, when, allow-failure, timeout
 * @PLR_EDIT_KIND_SET_VARIABLE: sets variable `target` to `value`: of the pipeline, of `stage`, or of step `index` of it
 * @PLR_EDIT_KIND_RENAME_VARIABLE: names variable `target` of that scope `value`
 * @PLR_EDIT_KIND_REMOVE_VARIABLE: removes variable `target` of that scope
 * @PLR_EDIT_KIND_SET_ARTIFACT: sets artifact `target` of `stage` to the paths `values`, optional or not
 * @PLR_EDIT_KIND_RENAME_ARTIFACT: names artifact `target` of `stage` `value`
 * @PLR_EDIT_KIND_REMOVE_ARTIFACT: removes artifact `target` of `stage`
 * @PLR_EDIT_KIND_SET_MATRIX_AXIS: sets axis `target` of the matrix of `stage` to `values`
 * @PLR_EDIT_KIND_REMOVE_MATRIX_AXIS: removes axis `target` of the matrix of `stage`
 * @PLR_EDIT_KIND_SET_ENTRY: sets entry `target` of `field` (permissions, outputs, arguments, services) to `value`: of the pipeline, of `stage`, or of step `index` of it
 * @PLR_EDIT_KIND_REMOVE_ENTRY: removes entry `target` of `field` of that scope
 * @PLR_EDIT_KIND_SET_CACHE: makes `stage` keep the paths `values` under the key `target`, or under none for `NULL`
 * @PLR_EDIT_KIND_REMOVE_CACHE: ends that
 * @PLR_EDIT_KIND_SET_MATRIX: makes the matrix of `stage` the one that the expression `value` computes, or none for `NULL`
 * @PLR_EDIT_KIND_SET_MATRIX_ROW: sets row `index`, or a new last one for -1, of the list `field` (include, exclude) of the matrix of `stage` to `values`, each `name=value`
 * @PLR_EDIT_KIND_REMOVE_MATRIX_ROW: removes that row
 * @PLR_EDIT_KIND_SET_TRIGGER: starts the pipeline on the event `target`, the engine’s word; with a `field` (branches, branches-ignored, tags, tags-ignored, paths, paths-ignored, types, schedule) sets that filter of it to `values`, or removes it for `NULL`; several schedules are several values
 * @PLR_EDIT_KIND_REMOVE_TRIGGER: no longer starts it on the event `target`
 * @PLR_EDIT_KIND_SET_INPUT: adds input `target` of `event`; with a `field` (default, type, options, required, description, and value of an output) sets that to `value`, or for options to `values`, or removes it for `NULL`
 * @PLR_EDIT_KIND_REMOVE_INPUT: removes it
 * @PLR_EDIT_KIND_DUPLICATE_STEP: adds a copy of step `index` of `stage` behind it
 * @PLR_EDIT_KIND_REPLACE_TEXT: writes `value` in the place of `target`, which stands at byte `index`; in every dialect
 *
 * What a PlrEdit does.
 */
typedef enum
{
  PLR_EDIT_KIND_SET_PIPELINE,
  PLR_EDIT_KIND_ADD_STAGE,
  PLR_EDIT_KIND_REMOVE_STAGE,
  PLR_EDIT_KIND_RENAME_STAGE,
  PLR_EDIT_KIND_DUPLICATE_STAGE,
  PLR_EDIT_KIND_MOVE_STAGE,
  PLR_EDIT_KIND_SET_STAGE,
  PLR_EDIT_KIND_SET_STAGE_LIST,
  PLR_EDIT_KIND_ADD_NEED,
  PLR_EDIT_KIND_REMOVE_NEED,
  PLR_EDIT_KIND_ADD_STEP,
  PLR_EDIT_KIND_REMOVE_STEP,
  PLR_EDIT_KIND_MOVE_STEP,
  PLR_EDIT_KIND_SET_STEP,
  PLR_EDIT_KIND_SET_VARIABLE,
  PLR_EDIT_KIND_RENAME_VARIABLE,
  PLR_EDIT_KIND_REMOVE_VARIABLE,
  PLR_EDIT_KIND_SET_ARTIFACT,
  PLR_EDIT_KIND_RENAME_ARTIFACT,
  PLR_EDIT_KIND_REMOVE_ARTIFACT,
  PLR_EDIT_KIND_SET_MATRIX_AXIS,
  PLR_EDIT_KIND_REMOVE_MATRIX_AXIS,
  PLR_EDIT_KIND_SET_ENTRY,
  PLR_EDIT_KIND_REMOVE_ENTRY,
  PLR_EDIT_KIND_SET_CACHE,
  PLR_EDIT_KIND_REMOVE_CACHE,
  PLR_EDIT_KIND_SET_MATRIX,
  PLR_EDIT_KIND_SET_MATRIX_ROW,
  PLR_EDIT_KIND_REMOVE_MATRIX_ROW,
  PLR_EDIT_KIND_SET_TRIGGER,
  PLR_EDIT_KIND_REMOVE_TRIGGER,
  PLR_EDIT_KIND_SET_INPUT,
  PLR_EDIT_KIND_REMOVE_INPUT,
  PLR_EDIT_KIND_DUPLICATE_STEP,
  PLR_EDIT_KIND_REPLACE_TEXT,
} PlrEditKind;

#define PLR_TYPE_EDIT_KIND (plr_edit_kind_get_type ())

GType plr_edit_kind_get_type (void);
const char *plr_edit_kind_get_nick (PlrEditKind value);

G_END_DECLS
