/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "random-document-edit.h"

/* An edit of any kind, with names that are there as often as not: in whatever dialect the pipeline was read from, it is done or
 * refused. */

static const char *const texts[] = {
  "x", "5m", "3", "true", "echo a: b # c", "one\ntwo\n", "  led", "- a", "'q\"", "\303\244 \342\202\254", "${{ env.A }}", "$A", "", "*a", "{a", "read",
};

static const char *const names[] = { "A", "B_2", "name", "contents", "push", "pull_request", "schedule", "new one", "a.b", "\303\251" };

/* What each kind may set, and one word that none may. */
static const char *const pipeline_fields[] = { "name", "root", "concurrency", "cancels", "groups", "nonsense" };
static const char *const stage_fields[] = {
  "name", "timeout", "retry", "network", "when", "approval", "deploy", "image", "condition", "group", "concurrency", "cancels", "allow-failure",
  "calls", "keeps-going", "max-parallel", "copies", "url", "nonsense",
};
static const char *const list_fields[] = { "needs", "inputs", "reports", "branches", "runner", "nonsense" };
static const char *const step_fields[] = {
  "run", "name", "shell", "directory", "uses", "id", "condition", "when", "allow-failure", "timeout", "nonsense",
};
static const char *const entry_fields[] = { "permissions", "outputs", "arguments", "services", "nonsense" };
static const char *const row_fields[] = { "include", "exclude", "nonsense" };
static const char *const filter_fields[] = {
  "branches", "branches-ignored", "tags", "tags-ignored", "paths", "paths-ignored", "types", "schedule", "nonsense",
};

static const char *const input_fields[] = { "default", "type", "options", "required", "description", "value", "nonsense" };
static const char *const input_words[] = { "true", "boolean", "choice", "number", "string", "3" };
static const char *const input_events[] = {
  "workflow_dispatch", "workflow_call", "workflow_call/secrets", "workflow_call/outputs", "variables", "manual", "nonsense/inputs",
};

#define PICK(rand, list) list[g_rand_int_range (rand, 0, G_N_ELEMENTS (list))]

static PlrStage *
pick_stage (PlrPipeline *pipeline,
            GRand       *rand)
{
  GListModel *stages = plr_pipeline_get_stages (pipeline);
  guint n_stages = g_list_model_get_n_items (stages);

  return n_stages > 0 ? g_list_model_get_item (stages, (guint)g_rand_int_range (rand, 0, (gint32)n_stages)) : NULL;
}

/* The name of one of the items, if they have names and there are any. */
static char *
pick_item (GListModel *items,
           GRand      *rand)
{
  guint n_items = items != NULL ? g_list_model_get_n_items (items) : 0;
  g_autoptr(GObject) item = NULL;
  char *name = NULL;

  if (n_items == 0)
    return NULL;
  item = g_list_model_get_item (items, (guint)g_rand_int_range (rand, 0, (gint32)n_items));
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (item), "name") != NULL)
    g_object_get (item, "name", &name, NULL);

  return name;
}

/* The name of an input of the pipeline, or of what starts it. */
static char *
pick_input (PlrPipeline *pipeline,
            GRand       *rand)
{
  GListModel *triggers = plr_pipeline_get_triggers (pipeline);
  guint n_triggers = g_list_model_get_n_items (triggers);
  g_autoptr(PlrTrigger) trigger = n_triggers > 0 ? g_list_model_get_item (triggers, (guint)g_rand_int_range (rand, 0, (gint32)n_triggers)) : NULL;

  return pick_item (trigger != NULL && g_rand_boolean (rand) ? plr_trigger_get_inputs (trigger) : plr_pipeline_get_inputs (pipeline), rand);
}

static char *
pick_target (PlrPipeline *pipeline,
             PlrStage    *stage,
             PlrEditKind  kind,
             GRand       *rand)
{
  g_autoptr(PlrStage) other = pick_stage (pipeline, rand);
  char *found = NULL;

  if (g_rand_int_range (rand, 0, 4) == 0)
    return g_strdup (PICK (rand, names));

  switch ((guint)kind)
    {
    case PLR_EDIT_KIND_ADD_NEED:
    case PLR_EDIT_KIND_REMOVE_NEED:
      found = other != NULL ? g_strdup (plr_stage_get_id (other)) : NULL;
      break;

    case PLR_EDIT_KIND_SET_VARIABLE:
    case PLR_EDIT_KIND_RENAME_VARIABLE:
    case PLR_EDIT_KIND_REMOVE_VARIABLE:
      found = pick_item (stage != NULL ? plr_stage_get_environment (stage) : plr_pipeline_get_variables (pipeline), rand);
      break;

    case PLR_EDIT_KIND_SET_ARTIFACT:
    case PLR_EDIT_KIND_RENAME_ARTIFACT:
    case PLR_EDIT_KIND_REMOVE_ARTIFACT:
      found = pick_item (stage != NULL ? plr_stage_get_artifacts (stage) : NULL, rand);
      break;

    case PLR_EDIT_KIND_SET_MATRIX_AXIS:
    case PLR_EDIT_KIND_REMOVE_MATRIX_AXIS:
      found = pick_item (stage != NULL ? plr_stage_get_axes (stage) : NULL, rand);
      break;

    case PLR_EDIT_KIND_SET_TRIGGER:
    case PLR_EDIT_KIND_REMOVE_TRIGGER:
      found = pick_item (plr_pipeline_get_triggers (pipeline), rand);
      break;

    case PLR_EDIT_KIND_SET_INPUT:
    case PLR_EDIT_KIND_REMOVE_INPUT:
      found = pick_input (pipeline, rand);
      break;

    default:
      break;
    }

  return found != NULL ? found : g_strdup (PICK (rand, names));
}

static const char *
pick_field (PlrEditKind kind,
            GRand      *rand)
{
  switch ((guint)kind)
    {
    case PLR_EDIT_KIND_SET_PIPELINE:
      return PICK (rand, pipeline_fields);
    case PLR_EDIT_KIND_SET_STAGE:
      return PICK (rand, stage_fields);
    case PLR_EDIT_KIND_SET_STAGE_LIST:
      return PICK (rand, list_fields);
    case PLR_EDIT_KIND_SET_STEP:
      return PICK (rand, step_fields);
    case PLR_EDIT_KIND_SET_ENTRY:
    case PLR_EDIT_KIND_REMOVE_ENTRY:
      return PICK (rand, entry_fields);
    case PLR_EDIT_KIND_SET_MATRIX_ROW:
    case PLR_EDIT_KIND_REMOVE_MATRIX_ROW:
      return PICK (rand, row_fields);
    case PLR_EDIT_KIND_SET_TRIGGER:
      return g_rand_int_range (rand, 0, 4) > 0 ? PICK (rand, filter_fields) : NULL;
    case PLR_EDIT_KIND_SET_INPUT:
      return g_rand_int_range (rand, 0, 4) > 0 ? PICK (rand, input_fields) : NULL;
    default:
      return NULL;
    }
}

/* What may lack a stage is of the pipeline then. */
static gboolean
may_lack_stage (PlrEditKind kind)
{
  return kind == PLR_EDIT_KIND_SET_PIPELINE || kind == PLR_EDIT_KIND_SET_VARIABLE || kind == PLR_EDIT_KIND_RENAME_VARIABLE ||
         kind == PLR_EDIT_KIND_REMOVE_VARIABLE || kind == PLR_EDIT_KIND_SET_ENTRY || kind == PLR_EDIT_KIND_REMOVE_ENTRY ||
         kind == PLR_EDIT_KIND_SET_TRIGGER || kind == PLR_EDIT_KIND_REMOVE_TRIGGER ||
         kind == PLR_EDIT_KIND_SET_INPUT || kind == PLR_EDIT_KIND_REMOVE_INPUT;
}

/* What removes where it has no value. */
static gboolean
may_lack_value (PlrEditKind kind)
{
  return kind == PLR_EDIT_KIND_SET_PIPELINE || kind == PLR_EDIT_KIND_SET_STAGE || kind == PLR_EDIT_KIND_SET_STAGE_LIST ||
         kind == PLR_EDIT_KIND_SET_STEP || kind == PLR_EDIT_KIND_SET_MATRIX || kind == PLR_EDIT_KIND_SET_TRIGGER ||
         kind == PLR_EDIT_KIND_SET_INPUT || kind == PLR_EDIT_KIND_ADD_STAGE;
}

/* Takes all that an edit of that kind may have; what it has no use for is left unread. */
PlrEdit *
random_document_edit (PlrPipeline *pipeline,
                      GRand       *rand)
{
  g_autoptr(GEnumClass) kinds = g_type_class_ref (PLR_TYPE_EDIT_KIND);
  PlrEditKind kind = (PlrEditKind)kinds->values[g_rand_int_range (rand, 0, PLR_EDIT_KIND_REPLACE_TEXT)].value; /* that is what people type */
  g_autoptr(PlrStage) stage = g_rand_int_range (rand, 0, 6) > 0 ? pick_stage (pipeline, rand) : NULL;
  PlrEdit *edit = plr_edit_new (kind, stage != NULL ? plr_stage_get_id (stage) : NULL);
  g_autofree char *target = pick_target (pipeline, stage, kind, rand);
  gint32 n_steps = stage != NULL ? (gint32)g_list_model_get_n_items (plr_stage_get_steps (stage)) : 0;
  const char *values[3] = { PICK (rand, texts), PICK (rand, texts), NULL };

  if (kind == PLR_EDIT_KIND_ADD_STAGE || (stage == NULL && (!may_lack_stage (kind) || g_rand_boolean (rand))))
    plr_edit_set_stage (edit, PICK (rand, names));
  if (kind == PLR_EDIT_KIND_ADD_STAGE)
    values[0] = stage != NULL && g_rand_boolean (rand) ? plr_stage_get_id (stage) : NULL;
  values[1] = g_rand_boolean (rand) ? values[1] : NULL;
  if (kind == PLR_EDIT_KIND_SET_MATRIX_ROW)
    values[0] = "A=1";

  plr_edit_set_target (edit, target);
  plr_edit_set_field (edit, pick_field (kind, rand));
  if (!may_lack_value (kind) || g_rand_int_range (rand, 0, 4) > 0)
    {
      plr_edit_set_value (edit, PICK (rand, texts));
      plr_edit_set_values (edit, values);
    }
  if (g_rand_int_range (rand, 0, 4) > 0)
    plr_edit_set_event (edit, PICK (rand, input_events));
  if (kind == PLR_EDIT_KIND_SET_INPUT && plr_edit_get_value (edit) != NULL && g_rand_boolean (rand))
    plr_edit_set_value (edit, PICK (rand, input_words));
  plr_edit_set_index (edit, g_rand_int_range (rand, -1, n_steps + 2));
  plr_edit_set_position (edit, g_rand_int_range (rand, -1, n_steps + 2));
  plr_edit_set_optional (edit, g_rand_boolean (rand));

  return edit;
}
