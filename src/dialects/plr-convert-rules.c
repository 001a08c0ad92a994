/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-convert"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-convert-condition-private.h"
#include "plr-convert-private.h"
#include "plr-list.h"

/* When a stage runs, and what starts the pipeline, in the words of the target. */

#define NOT_CANCELLED "!cancelled()"

static gboolean
comes_from (PlrConvert *self,
            const char *dialect)
{
  return g_strcmp0 (plr_pipeline_get_dialect (self->pipeline), dialect) == 0;
}

static gboolean
goes_to (PlrConvert *self,
         const char *dialect)
{
  return g_str_equal (plr_dialect_get_id (self->target), dialect);
}

static PlrCondition *
parse (PlrConvert *self,
       const char *text)
{
  if (comes_from (self, "github"))
    return plr_condition_parse (text, TRUE);
  if (!comes_from (self, "gitlab"))
    return NULL;
  if (g_str_has_prefix (text, "- ") || g_str_has_prefix (text, "only:") || g_str_has_prefix (text, "except:"))
    return plr_condition_parse_rules (text);

  return plr_condition_parse (text, FALSE);
}

static char *
format (PlrConvert   *self,
        PlrCondition *condition)
{
  return goes_to (self, "github") || goes_to (self, "gitlab") ? plr_condition_format (condition, goes_to (self, "github")) : NULL;
}

/* A job of GitHub that runs in any case but after a cancellation. */
static const char *
take_not_cancelled (PlrConvert *self,
                    PlrStage   *stage,
                    PlrStage   *original,
                    const char *condition)
{
  const char *rest;

  if (!comes_from (self, "github") || !g_str_has_prefix (condition, NOT_CANCELLED))
    return condition;
  rest = condition + strlen (NOT_CANCELLED);
  rest += strspn (rest, " \t\r\n");
  if (*rest != '\0' && (!g_str_has_prefix (rest, "&&") || strstr (rest, "||") != NULL))
    return condition;

  plr_stage_set_when (stage, PLR_STAGE_WHEN_ALWAYS);
  plr_convert_note (self, original, NULL, "when", NULL, "nearly", _("Nothing needs to be done."),
                    _("“%s” runs in any case, and maybe after a cancellation too"), plr_stage_get_id (original));

  return *rest == '\0' ? NULL : rest + 2;
}

static void
tell (PlrConvert *self,
      PlrStage   *original,
      const char *condition,
      const char *becomes)
{
  const char *id = plr_stage_get_id (original);

  if (becomes != NULL)
    plr_convert_note (self, original, NULL, "condition", NULL, "nearly",
                      _("Nothing needs to be done, unless upper and lower case are to be told apart, or a variable is set outside the file."),
                      _("The condition of “%s” is there: %s"), id, becomes);
  else
    plr_convert_note (self, original, NULL, "condition", NULL, "manual", _("Say it in the words of the engine; until then the stage runs always."),
                      _("The condition of “%s” is not written: %s"), id, condition);
}

/**
 * plr_convert_prepare_condition:
 * @self: a conversion
 * @stage: of the copy
 * @original: the same of the source
 *
 * A condition becomes the branches of the stage, or one in the words of the target.
 */
void
plr_convert_prepare_condition (PlrConvert *self,
                               PlrStage   *stage,
                               PlrStage   *original)
{
  PlrJob *job = plr_stage_get_job (stage);
  g_autofree char *whole = g_strdup (plr_job_get_condition (job));
  const char *text = whole != NULL ? take_not_cancelled (self, stage, original, whole) : NULL;
  g_autoptr(PlrCondition) condition = text != NULL ? parse (self, text) : NULL;
  g_auto(GStrv) branches = NULL;
  g_autofree char *becomes = NULL;

  plr_job_set_condition (job, NULL);
  if (text == NULL)
    return;
  if (condition == NULL)
    {
      tell (self, original, text, NULL);
      return;
    }
  if (condition->kind == PLR_CONDITION_TRUE)
    {
      plr_convert_note (self, original, NULL, "condition", NULL, "exact", NULL, _("The condition of “%s” always holds"),
                        plr_stage_get_id (original));
      return;
    }

  branches = plr_stage_get_branches (stage) == NULL ? plr_condition_list_patterns (condition, PLR_SUBJECT_BRANCH) : NULL;
  if (branches != NULL)
    {
      g_autofree char *names = g_strjoinv (", ", branches);

      plr_convert_note (self, original, NULL, "condition", NULL, "exact", NULL,
                        _("The condition of “%s” is the same: only on the branches %s"), plr_stage_get_id (original), names);
      plr_stage_set_branches (stage, (const char *const *)branches);
      return;
    }
  becomes = format (self, condition);
  plr_job_set_condition (job, becomes);
  tell (self, original, text, becomes);
}

/* Workflow rules */

typedef struct
{
  PlrTriggerEvent event;
  const char     *name;         /* as GitHub has it */
  gboolean        is_usual;     /* it starts a pipeline whose rules do not speak of events */
} Event;

static const Event events[] = {
  { PLR_TRIGGER_EVENT_PUSH, "push", TRUE }, { PLR_TRIGGER_EVENT_PULL_REQUEST, "pull_request", TRUE },
  { PLR_TRIGGER_EVENT_SCHEDULE, "schedule", FALSE }, { PLR_TRIGGER_EVENT_MANUAL, "workflow_dispatch", TRUE },
  { PLR_TRIGGER_EVENT_CALL, "workflow_call", FALSE },
};

typedef void (*SetFunc) (PlrTrigger        *trigger,
                         const char *const *patterns);

/* Returns whether the trigger says all of it. */
static gboolean
set_filter (PlrTrigger   *trigger,
            PlrCondition *condition,
            const char   *subject,
            SetFunc       set,
            SetFunc       set_ignored)
{
  gboolean is_not = condition->kind == PLR_CONDITION_NOT;
  g_auto(GStrv) patterns = plr_condition_list_patterns (is_not ? condition->left : condition, subject);

  if (patterns == NULL)
    return FALSE;
  if (is_not)
    set_ignored (trigger, (const char *const *)patterns);
  else
    set (trigger, (const char *const *)patterns);

  return TRUE;
}

/* What is known once the ref is known to be a branch, or a tag: it is set. */
static PlrCondition *
assume_set (PlrCondition *condition,
            const char   *subject)
{
  PlrCondition *left;

  if (condition->kind == PLR_CONDITION_TEST && g_str_equal (condition->subject, subject) && condition->test == PLR_TEST_IS_SET)
    return plr_condition_new (TRUE);
  if (condition->kind == PLR_CONDITION_NOT)
    return plr_condition_not (assume_set (condition->left, subject));
  if (condition->kind != PLR_CONDITION_AND && condition->kind != PLR_CONDITION_OR)
    return plr_condition_copy (condition);

  left = assume_set (condition->left, subject);

  return plr_condition_join (condition->kind, left, assume_set (condition->right, subject));
}

static PlrCondition *
assume_kind (PlrCondition *condition,
             const char   *subject)
{
  const char *other = g_str_equal (subject, PLR_SUBJECT_TAG) ? PLR_SUBJECT_BRANCH : PLR_SUBJECT_TAG;
  g_autoptr(PlrCondition) rest = plr_condition_assume (condition, other, NULL);

  return assume_set (rest, subject);
}

/* A push of a branch, and one of a tag. Returns whether the trigger says all of it. */
static gboolean
set_push (PlrTrigger   *trigger,
          PlrCondition *condition,
          gboolean     *is_on)
{
  static const char *const any[] = { "**", NULL };
  g_autoptr(PlrCondition) branch = assume_kind (condition, PLR_SUBJECT_BRANCH);
  g_autoptr(PlrCondition) tag = assume_kind (condition, PLR_SUBJECT_TAG);
  gboolean is_whole = TRUE;

  *is_on = branch->kind != PLR_CONDITION_FALSE || tag->kind != PLR_CONDITION_FALSE;
  if (branch->kind != PLR_CONDITION_FALSE && branch->kind != PLR_CONDITION_TRUE)
    is_whole = set_filter (trigger, branch, PLR_SUBJECT_BRANCH, plr_trigger_set_branches, plr_trigger_set_branches_ignored);
  if (tag->kind != PLR_CONDITION_FALSE && tag->kind != PLR_CONDITION_TRUE)
    is_whole = set_filter (trigger, tag, PLR_SUBJECT_TAG, plr_trigger_set_tags, plr_trigger_set_tags_ignored) && is_whole;
  /* A filter for one of the two keeps the other out. */
  if (branch->kind == PLR_CONDITION_TRUE && tag->kind != PLR_CONDITION_TRUE)
    plr_trigger_set_branches (trigger, any);
  if (tag->kind == PLR_CONDITION_TRUE && branch->kind != PLR_CONDITION_TRUE)
    plr_trigger_set_tags (trigger, any);

  return is_whole;
}

static gboolean
set_trigger (PlrTrigger   *trigger,
             const Event  *event,
             PlrCondition *condition,
             gboolean     *is_on)
{
  g_autoptr(PlrCondition) known = plr_condition_assume (condition, "github.event_name", event->name);
  g_autoptr(PlrCondition) unknown = plr_condition_assume (condition, "github.event_name", "");
  g_autoptr(PlrCondition) no_tag = plr_condition_assume (known, PLR_SUBJECT_TAG, NULL);
  g_autoptr(PlrCondition) rest = NULL;

  if (event->event == PLR_TRIGGER_EVENT_PUSH)
    return set_push (trigger, known, is_on);

  rest = event->event == PLR_TRIGGER_EVENT_PULL_REQUEST ? plr_condition_assume (no_tag, PLR_SUBJECT_BRANCH, NULL) :
         assume_set (no_tag, PLR_SUBJECT_BRANCH);
  *is_on = rest->kind != PLR_CONDITION_FALSE && (event->is_usual || unknown->kind == PLR_CONDITION_FALSE);
  if (!*is_on || rest->kind == PLR_CONDITION_TRUE)
    return TRUE;

  return event->event == PLR_TRIGGER_EVENT_PULL_REQUEST &&
         set_filter (trigger, rest, "github.base_ref", plr_trigger_set_branches, plr_trigger_set_branches_ignored);
}

/* A job runs when the workflow does and its own condition holds. */
static gboolean
add_to_stages (PlrConvert   *self,
               PlrPipeline  *copy,
               PlrCondition *condition)
{
  g_autofree char *text = goes_to (self, "github") ? format (self, condition) : NULL;

  for (guint i = 0; text != NULL && i < g_list_model_get_n_items (G_LIST_MODEL (copy)); i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (copy), i);
      PlrJob *job = plr_stage_get_job (stage);
      const char *own = plr_job_get_condition (job);
      g_autofree char *both = own != NULL ? g_strdup_printf ("(%s) && (%s)", text, own) : NULL;

      plr_job_set_condition (job, both != NULL ? both : text);
    }

  return text != NULL;
}

/**
 * plr_convert_prepare_workflow:
 * @self: a conversion
 * @copy: what is written, with the conditions of its stages
 *
 * Rules of a whole pipeline of GitLab become the events that start it, and where these do not say all of it a condition of its
 * stages.
 */
void
plr_convert_prepare_workflow (PlrConvert  *self,
                              PlrPipeline *copy)
{
  const char *text = plr_pipeline_get_condition (copy);
  g_autoptr(PlrCondition) condition = text != NULL && comes_from (self, "gitlab") ? plr_condition_parse_rules (text) : NULL;
  gboolean is_whole = TRUE;

  if (condition == NULL || goes_to (self, "gitlab"))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      g_autoptr(PlrTrigger) trigger = plr_trigger_new (events[i].event, NULL);
      gboolean is_on = FALSE;
      gboolean is_said = set_trigger (trigger, &events[i], condition, &is_on);

      is_whole = is_whole && (is_said || !is_on);
      plr_trigger_set_line (trigger, 1);
      if (is_on)
        plr_pipeline_add_trigger (copy, trigger);
    }
  plr_pipeline_set_condition (copy, NULL);
  if (is_whole || add_to_stages (self, copy, condition))
    plr_convert_note (self, NULL, NULL, "condition", NULL, "nearly", _("Nothing needs to be done."),
                      is_whole ? _("The rules of the workflow are the events that start it") :
                      _("The rules of the workflow are the events that start it, and a condition of its stages"));
  else
    plr_convert_note (self, NULL, NULL, "condition", NULL, "manual", _("See whether the pipeline starts too often."),
                      _("Of the rules of the workflow only the events are written"));
}
