/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-trigger"

#include "config.h"

#include "plr-trigger.h"
#include "plr-model-private.h"

struct _PlrTrigger
{
  GObject parent_instance;

  PlrTriggerEvent event;
  char *name;
  char **branches;
  char **branches_ignored;
  char **tags;
  char **tags_ignored;
  char **paths;
  char **paths_ignored;
  char **types;
  char *schedule;
  PlrList *inputs;
  PlrList *outputs;
  PlrList *secrets;
  guint line;
};

G_DEFINE_FINAL_TYPE (PlrTrigger, plr_trigger, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_EVENT,
  PROP_NAME,
  PROP_BRANCHES,
  PROP_BRANCHES_IGNORED,
  PROP_TAGS,
  PROP_TAGS_IGNORED,
  PROP_PATHS,
  PROP_PATHS_IGNORED,
  PROP_TYPES,
  PROP_SCHEDULE,
  PROP_INPUTS,
  PROP_OUTPUTS,
  PROP_SECRETS,
  PROP_LINE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_trigger_finalize (GObject *object)
{
  PlrTrigger *self = PLR_TRIGGER (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->branches, g_strfreev);
  g_clear_pointer (&self->branches_ignored, g_strfreev);
  g_clear_pointer (&self->tags, g_strfreev);
  g_clear_pointer (&self->tags_ignored, g_strfreev);
  g_clear_pointer (&self->paths, g_strfreev);
  g_clear_pointer (&self->paths_ignored, g_strfreev);
  g_clear_pointer (&self->types, g_strfreev);
  g_clear_pointer (&self->schedule, g_free);
  g_clear_object (&self->inputs);
  g_clear_object (&self->outputs);
  g_clear_object (&self->secrets);

  G_OBJECT_CLASS (plr_trigger_parent_class)->finalize (object);
}

static void
plr_trigger_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  PlrTrigger *self = PLR_TRIGGER (object);

  switch (prop_id)
    {
    case PROP_EVENT:
      g_value_set_enum (value, self->event);
      break;

    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_BRANCHES:
      g_value_set_boxed (value, self->branches);
      break;

    case PROP_BRANCHES_IGNORED:
      g_value_set_boxed (value, self->branches_ignored);
      break;

    case PROP_TAGS:
      g_value_set_boxed (value, self->tags);
      break;

    case PROP_TAGS_IGNORED:
      g_value_set_boxed (value, self->tags_ignored);
      break;

    case PROP_PATHS:
      g_value_set_boxed (value, self->paths);
      break;

    case PROP_PATHS_IGNORED:
      g_value_set_boxed (value, self->paths_ignored);
      break;

    case PROP_TYPES:
      g_value_set_boxed (value, self->types);
      break;

    case PROP_SCHEDULE:
      g_value_set_string (value, self->schedule);
      break;

    case PROP_INPUTS:
      g_value_set_object (value, plr_model_get_list (&self->inputs, PLR_TYPE_VARIABLE));
      break;

    case PROP_OUTPUTS:
      g_value_set_object (value, plr_model_get_list (&self->outputs, PLR_TYPE_VARIABLE));
      break;

    case PROP_SECRETS:
      g_value_set_object (value, plr_model_get_list (&self->secrets, PLR_TYPE_VARIABLE));
      break;

    case PROP_LINE:
      g_value_set_uint (value, self->line);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_trigger_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  PlrTrigger *self = PLR_TRIGGER (object);

  switch (prop_id)
    {
    case PROP_EVENT:
      plr_trigger_set_event (self, g_value_get_enum (value));
      break;

    case PROP_NAME:
      plr_trigger_set_name (self, g_value_get_string (value));
      break;

    case PROP_BRANCHES:
      plr_trigger_set_branches (self, g_value_get_boxed (value));
      break;

    case PROP_BRANCHES_IGNORED:
      plr_trigger_set_branches_ignored (self, g_value_get_boxed (value));
      break;

    case PROP_TAGS:
      plr_trigger_set_tags (self, g_value_get_boxed (value));
      break;

    case PROP_TAGS_IGNORED:
      plr_trigger_set_tags_ignored (self, g_value_get_boxed (value));
      break;

    case PROP_PATHS:
      plr_trigger_set_paths (self, g_value_get_boxed (value));
      break;

    case PROP_PATHS_IGNORED:
      plr_trigger_set_paths_ignored (self, g_value_get_boxed (value));
      break;

    case PROP_TYPES:
      plr_trigger_set_types (self, g_value_get_boxed (value));
      break;

    case PROP_SCHEDULE:
      plr_trigger_set_schedule (self, g_value_get_string (value));
      break;

    case PROP_LINE:
      plr_trigger_set_line (self, g_value_get_uint (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_trigger_class_init (PlrTriggerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_trigger_finalize;
  object_class->get_property = plr_trigger_get_property;
  object_class->set_property = plr_trigger_set_property;

  properties[PROP_EVENT] =
    g_param_spec_enum ("event", NULL, NULL,
                       PLR_TYPE_TRIGGER_EVENT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_BRANCHES] =
    g_param_spec_boxed ("branches", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_BRANCHES_IGNORED] =
    g_param_spec_boxed ("branches-ignored", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TAGS] =
    g_param_spec_boxed ("tags", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TAGS_IGNORED] =
    g_param_spec_boxed ("tags-ignored", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_PATHS] =
    g_param_spec_boxed ("paths", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_PATHS_IGNORED] =
    g_param_spec_boxed ("paths-ignored", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TYPES] =
    g_param_spec_boxed ("types", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_SCHEDULE] =
    g_param_spec_string ("schedule", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_INPUTS] =
    g_param_spec_object ("inputs", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_OUTPUTS] =
    g_param_spec_object ("outputs", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_SECRETS] =
    g_param_spec_object ("secrets", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_LINE] =
    g_param_spec_uint ("line", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_trigger_init (PlrTrigger *self)
{
}

PlrTrigger *
plr_trigger_new (PlrTriggerEvent event,
                 const char     *name)
{
  return g_object_new (PLR_TYPE_TRIGGER,
                       "event", event,
                       "name", name,
                       NULL);
}

PlrTriggerEvent
plr_trigger_get_event (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), 0);

  return self->event;
}

void
plr_trigger_set_event (PlrTrigger     *self,
                       PlrTriggerEvent event)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (self->event == event)
    return;

  self->event = event;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EVENT]);
}

const char *
plr_trigger_get_name (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return self->name;
}

void
plr_trigger_set_name (PlrTrigger *self,
                      const char *name)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (plr_model_set_string (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

const char *const *
plr_trigger_get_branches (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return (const char *const *)self->branches;
}

void
plr_trigger_set_branches (PlrTrigger        *self,
                          const char *const *branches)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (plr_model_set_strv (&self->branches, branches, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BRANCHES]);
}

const char *const *
plr_trigger_get_branches_ignored (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return (const char *const *)self->branches_ignored;
}

void
plr_trigger_set_branches_ignored (PlrTrigger        *self,
                                  const char *const *branches_ignored)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (plr_model_set_strv (&self->branches_ignored, branches_ignored, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BRANCHES_IGNORED]);
}

const char *const *
plr_trigger_get_tags (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return (const char *const *)self->tags;
}

void
plr_trigger_set_tags (PlrTrigger        *self,
                      const char *const *tags)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (plr_model_set_strv (&self->tags, tags, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TAGS]);
}

const char *const *
plr_trigger_get_tags_ignored (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return (const char *const *)self->tags_ignored;
}

void
plr_trigger_set_tags_ignored (PlrTrigger        *self,
                              const char *const *tags_ignored)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (plr_model_set_strv (&self->tags_ignored, tags_ignored, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TAGS_IGNORED]);
}

const char *const *
plr_trigger_get_paths (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return (const char *const *)self->paths;
}

void
plr_trigger_set_paths (PlrTrigger        *self,
                       const char *const *paths)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (plr_model_set_strv (&self->paths, paths, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATHS]);
}

const char *const *
plr_trigger_get_paths_ignored (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return (const char *const *)self->paths_ignored;
}

void
plr_trigger_set_paths_ignored (PlrTrigger        *self,
                               const char *const *paths_ignored)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (plr_model_set_strv (&self->paths_ignored, paths_ignored, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATHS_IGNORED]);
}

const char *const *
plr_trigger_get_types (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return (const char *const *)self->types;
}

void
plr_trigger_set_types (PlrTrigger        *self,
                       const char *const *types)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (plr_model_set_strv (&self->types, types, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TYPES]);
}

const char *
plr_trigger_get_schedule (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return self->schedule;
}

void
plr_trigger_set_schedule (PlrTrigger *self,
                          const char *schedule)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (plr_model_set_string (&self->schedule, schedule))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SCHEDULE]);
}

GListModel *
plr_trigger_get_inputs (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return plr_model_get_list (&self->inputs, PLR_TYPE_VARIABLE);
}

void
plr_trigger_add_input (PlrTrigger  *self,
                       PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_model_add (&self->inputs, PLR_TYPE_VARIABLE, variable);
}

GListModel *
plr_trigger_get_outputs (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return plr_model_get_list (&self->outputs, PLR_TYPE_VARIABLE);
}

void
plr_trigger_add_output (PlrTrigger  *self,
                        PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_model_add (&self->outputs, PLR_TYPE_VARIABLE, variable);
}

GListModel *
plr_trigger_get_secrets (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), NULL);

  return plr_model_get_list (&self->secrets, PLR_TYPE_VARIABLE);
}

void
plr_trigger_add_secret (PlrTrigger  *self,
                        PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_model_add (&self->secrets, PLR_TYPE_VARIABLE, variable);
}

guint
plr_trigger_get_line (PlrTrigger *self)
{
  g_return_val_if_fail (PLR_IS_TRIGGER (self), 0);

  return self->line;
}

void
plr_trigger_set_line (PlrTrigger *self,
                      guint       line)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));

  if (self->line == line)
    return;

  self->line = line;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LINE]);
}

/**
 * plr_trigger_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_trigger_assign (PlrTrigger *self,
                    PlrTrigger *other)
{
  g_return_if_fail (PLR_IS_TRIGGER (self));
  g_return_if_fail (PLR_IS_TRIGGER (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_trigger_set_event (self, other->event);
  plr_trigger_set_name (self, other->name);
  plr_trigger_set_branches (self, (const char *const *)other->branches);
  plr_trigger_set_branches_ignored (self, (const char *const *)other->branches_ignored);
  plr_trigger_set_tags (self, (const char *const *)other->tags);
  plr_trigger_set_tags_ignored (self, (const char *const *)other->tags_ignored);
  plr_trigger_set_paths (self, (const char *const *)other->paths);
  plr_trigger_set_paths_ignored (self, (const char *const *)other->paths_ignored);
  plr_trigger_set_types (self, (const char *const *)other->types);
  plr_trigger_set_schedule (self, other->schedule);
  plr_model_merge_list (&self->inputs, other->inputs, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_model_merge_list (&self->outputs, other->outputs, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_model_merge_list (&self->secrets, other->secrets, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_trigger_set_line (self, other->line);
  g_object_thaw_notify (G_OBJECT (self));
}
