/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-edit"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-edit.h"
#include "plr-model-private.h"

struct _PlrEdit
{
  GObject parent_instance;

  PlrEditKind kind;
  char *stage;
  char *target;
  char *field;
  char *event;
  char *value;
  char **values;
  int index;
  int position;

  guint optional : 1;
};

G_DEFINE_FINAL_TYPE (PlrEdit, plr_edit, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_KIND,
  PROP_STAGE,
  PROP_TARGET,
  PROP_FIELD,
  PROP_EVENT,
  PROP_VALUE,
  PROP_VALUES,
  PROP_INDEX,
  PROP_POSITION,
  PROP_OPTIONAL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_edit_finalize (GObject *object)
{
  PlrEdit *self = PLR_EDIT (object);

  g_clear_pointer (&self->stage, g_free);
  g_clear_pointer (&self->target, g_free);
  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->value, g_free);
  g_clear_pointer (&self->values, g_strfreev);
  g_clear_pointer (&self->event, g_free);

  G_OBJECT_CLASS (plr_edit_parent_class)->finalize (object);
}

static void
plr_edit_get_property (GObject    *object,
                       guint       prop_id,
                       GValue     *value,
                       GParamSpec *pspec)
{
  PlrEdit *self = PLR_EDIT (object);

  switch (prop_id)
    {
    case PROP_KIND:
      g_value_set_enum (value, self->kind);
      break;

    case PROP_STAGE:
      g_value_set_string (value, self->stage);
      break;

    case PROP_TARGET:
      g_value_set_string (value, self->target);
      break;

    case PROP_FIELD:
      g_value_set_string (value, self->field);
      break;

    case PROP_EVENT:
      g_value_set_string (value, self->event);
      break;

    case PROP_VALUE:
      g_value_set_string (value, self->value);
      break;

    case PROP_VALUES:
      g_value_set_boxed (value, self->values);
      break;

    case PROP_INDEX:
      g_value_set_int (value, self->index);
      break;

    case PROP_POSITION:
      g_value_set_int (value, self->position);
      break;

    case PROP_OPTIONAL:
      g_value_set_boolean (value, self->optional);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_edit_set_property (GObject      *object,
                       guint         prop_id,
                       const GValue *value,
                       GParamSpec   *pspec)
{
  PlrEdit *self = PLR_EDIT (object);

  switch (prop_id)
    {
    case PROP_KIND:
      plr_edit_set_kind (self, g_value_get_enum (value));
      break;

    case PROP_STAGE:
      plr_edit_set_stage (self, g_value_get_string (value));
      break;

    case PROP_TARGET:
      plr_edit_set_target (self, g_value_get_string (value));
      break;

    case PROP_FIELD:
      plr_edit_set_field (self, g_value_get_string (value));
      break;

    case PROP_EVENT:
      plr_edit_set_event (self, g_value_get_string (value));
      break;

    case PROP_VALUE:
      plr_edit_set_value (self, g_value_get_string (value));
      break;

    case PROP_VALUES:
      plr_edit_set_values (self, g_value_get_boxed (value));
      break;

    case PROP_INDEX:
      plr_edit_set_index (self, g_value_get_int (value));
      break;

    case PROP_POSITION:
      plr_edit_set_position (self, g_value_get_int (value));
      break;

    case PROP_OPTIONAL:
      plr_edit_set_optional (self, g_value_get_boolean (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_edit_class_init (PlrEditClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_edit_finalize;
  object_class->get_property = plr_edit_get_property;
  object_class->set_property = plr_edit_set_property;

  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL,
                       PLR_TYPE_EDIT_KIND, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_STAGE] =
    g_param_spec_string ("stage", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TARGET] =
    g_param_spec_string ("target", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_FIELD] =
    g_param_spec_string ("field", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_EVENT] =
    g_param_spec_string ("event", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_VALUE] =
    g_param_spec_string ("value", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_VALUES] =
    g_param_spec_boxed ("values", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_INDEX] =
    g_param_spec_int ("index", NULL, NULL,
                      G_MININT, G_MAXINT, 0,
                      (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_POSITION] =
    g_param_spec_int ("position", NULL, NULL,
                      G_MININT, G_MAXINT, 0,
                      (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_OPTIONAL] =
    g_param_spec_boolean ("optional", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_edit_init (PlrEdit *self)
{
  self->index = -1;
  self->position = -1;
}

PlrEdit *
plr_edit_new (PlrEditKind kind,
              const char *stage)
{
  return g_object_new (PLR_TYPE_EDIT,
                       "kind", kind,
                       "stage", stage,
                       NULL);
}

PlrEditKind
plr_edit_get_kind (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), 0);

  return self->kind;
}

void
plr_edit_set_kind (PlrEdit    *self,
                   PlrEditKind kind)
{
  g_return_if_fail (PLR_IS_EDIT (self));

  if (self->kind == kind)
    return;

  self->kind = kind;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

const char *
plr_edit_get_stage (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), NULL);

  return self->stage;
}

void
plr_edit_set_stage (PlrEdit    *self,
                    const char *stage)
{
  g_return_if_fail (PLR_IS_EDIT (self));

  if (plr_model_set_string (&self->stage, stage))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAGE]);
}

const char *
plr_edit_get_target (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), NULL);

  return self->target;
}

void
plr_edit_set_target (PlrEdit    *self,
                     const char *target)
{
  g_return_if_fail (PLR_IS_EDIT (self));

  if (plr_model_set_string (&self->target, target))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TARGET]);
}

const char *
plr_edit_get_field (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), NULL);

  return self->field;
}

void
plr_edit_set_field (PlrEdit    *self,
                    const char *field)
{
  g_return_if_fail (PLR_IS_EDIT (self));

  if (plr_model_set_string (&self->field, field))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FIELD]);
}

const char *
plr_edit_get_event (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), NULL);

  return self->event;
}

void
plr_edit_set_event (PlrEdit    *self,
                    const char *event)
{
  g_return_if_fail (PLR_IS_EDIT (self));

  if (plr_model_set_string (&self->event, event))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EVENT]);
}

const char *
plr_edit_get_value (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), NULL);

  return self->value;
}

void
plr_edit_set_value (PlrEdit    *self,
                    const char *value)
{
  g_return_if_fail (PLR_IS_EDIT (self));

  if (plr_model_set_string (&self->value, value))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUE]);
}

const char *const *
plr_edit_get_values (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), NULL);

  return (const char *const *)self->values;
}

void
plr_edit_set_values (PlrEdit           *self,
                     const char *const *values)
{
  g_return_if_fail (PLR_IS_EDIT (self));

  if (plr_model_set_strv (&self->values, values, TRUE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VALUES]);
}

int
plr_edit_get_index (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), 0);

  return self->index;
}

void
plr_edit_set_index (PlrEdit *self,
                    int      index)
{
  g_return_if_fail (PLR_IS_EDIT (self));

  if (self->index == index)
    return;

  self->index = index;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INDEX]);
}

int
plr_edit_get_position (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), 0);

  return self->position;
}

void
plr_edit_set_position (PlrEdit *self,
                       int      position)
{
  g_return_if_fail (PLR_IS_EDIT (self));

  if (self->position == position)
    return;

  self->position = position;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POSITION]);
}

gboolean
plr_edit_get_optional (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), FALSE);

  return self->optional;
}

void
plr_edit_set_optional (PlrEdit *self,
                       gboolean optional)
{
  g_return_if_fail (PLR_IS_EDIT (self));

  optional = !!optional;
  if (self->optional == (guint)optional)
    return;

  self->optional = (guint)optional;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPTIONAL]);
}

/**
 * plr_edit_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_edit_assign (PlrEdit *self,
                 PlrEdit *other)
{
  g_return_if_fail (PLR_IS_EDIT (self));
  g_return_if_fail (PLR_IS_EDIT (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_edit_set_kind (self, other->kind);
  plr_edit_set_stage (self, other->stage);
  plr_edit_set_target (self, other->target);
  plr_edit_set_field (self, other->field);
  plr_edit_set_value (self, other->value);
  plr_edit_set_values (self, (const char *const *)other->values);
  plr_edit_set_index (self, other->index);
  plr_edit_set_position (self, other->position);
  plr_edit_set_optional (self, other->optional);
  plr_edit_set_event (self, other->event);
  g_object_thaw_notify (G_OBJECT (self));
}

PlrEdit *
plr_edit_new_add_stage (const char        *id,
                        const char        *name,
                        const char *const *needs)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_ADD_STAGE, id);

  plr_edit_set_value (self, name);
  plr_edit_set_values (self, needs);

  return self;
}


PlrEdit *
plr_edit_new_remove_stage (const char *stage)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_REMOVE_STAGE, stage);


  return self;
}


PlrEdit *
plr_edit_new_rename_stage (const char *stage,
                           const char *new_id)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_RENAME_STAGE, stage);

  plr_edit_set_target (self, new_id);

  return self;
}


PlrEdit *
plr_edit_new_duplicate_stage (const char *stage,
                              const char *new_id)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_DUPLICATE_STAGE, stage);

  plr_edit_set_target (self, new_id);

  return self;
}


PlrEdit *
plr_edit_new_set_stage (const char *stage,
                        const char *field,
                        const char *value)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_SET_STAGE, stage);

  plr_edit_set_field (self, field);
  plr_edit_set_value (self, value);

  return self;
}


PlrEdit *
plr_edit_new_set_stage_list (const char        *stage,
                             const char        *field,
                             const char *const *values)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_SET_STAGE_LIST, stage);

  plr_edit_set_field (self, field);
  plr_edit_set_values (self, values);

  return self;
}


PlrEdit *
plr_edit_new_need (const char *stage,
                   const char *need,
                   gboolean    add)
{
  PlrEdit *self = plr_edit_new (add ? PLR_EDIT_KIND_ADD_NEED : PLR_EDIT_KIND_REMOVE_NEED, stage);

  plr_edit_set_target (self, need);

  return self;
}


/**
 * plr_edit_new_replace_text:
 * @offset_bytes: where in the text
 * @old: what stands there; the edit is refused if something else does
 * @new: what stands there afterwards
 *
 * Returns: (transfer full): an edit for what no other kind has a word for, like a name within an expression
 */
PlrEdit *
plr_edit_new_replace_text (gsize       offset_bytes,
                           const char *old,
                           const char *new)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_REPLACE_TEXT, NULL);

  plr_edit_set_index (self, (int)MIN (offset_bytes, G_MAXINT));
  plr_edit_set_target (self, old);
  plr_edit_set_value (self, new);

  return self;
}


PlrEdit *
plr_edit_new_add_step (const char *stage,
                       const char *run,
                       int         index)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_ADD_STEP, stage);

  plr_edit_set_value (self, run);
  plr_edit_set_index (self, index);

  return self;
}


PlrEdit *
plr_edit_new_remove_step (const char *stage,
                          int         index)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_REMOVE_STEP, stage);

  plr_edit_set_index (self, index);

  return self;
}


PlrEdit *
plr_edit_new_move_step (const char *stage,
                        int         index,
                        int         position)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_MOVE_STEP, stage);

  plr_edit_set_index (self, index);
  plr_edit_set_position (self, position);

  return self;
}


PlrEdit *
plr_edit_new_set_step (const char *stage,
                       int         index,
                       const char *field,
                       const char *value)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_SET_STEP, stage);

  plr_edit_set_index (self, index);
  plr_edit_set_field (self, field);
  plr_edit_set_value (self, value);

  return self;
}


PlrEdit *
plr_edit_new_set_variable (const char *stage,
                           int         step,
                           const char *name,
                           const char *value)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_SET_VARIABLE, stage);

  plr_edit_set_index (self, step);
  plr_edit_set_target (self, name);
  plr_edit_set_value (self, value);

  return self;
}


PlrEdit *
plr_edit_new_rename_variable (const char *stage,
                              int         step,
                              const char *name,
                              const char *new_name)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_RENAME_VARIABLE, stage);

  plr_edit_set_index (self, step);
  plr_edit_set_target (self, name);
  plr_edit_set_value (self, new_name);

  return self;
}


PlrEdit *
plr_edit_new_remove_variable (const char *stage,
                              int         step,
                              const char *name)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_REMOVE_VARIABLE, stage);

  plr_edit_set_index (self, step);
  plr_edit_set_target (self, name);

  return self;
}


PlrEdit *
plr_edit_new_set_artifact (const char        *stage,
                           const char        *name,
                           const char *const *paths,
                           gboolean           optional)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_SET_ARTIFACT, stage);

  plr_edit_set_target (self, name);
  plr_edit_set_values (self, paths);
  plr_edit_set_optional (self, optional);

  return self;
}


PlrEdit *
plr_edit_new_rename_artifact (const char *stage,
                              const char *name,
                              const char *new_name)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_RENAME_ARTIFACT, stage);

  plr_edit_set_target (self, name);
  plr_edit_set_value (self, new_name);

  return self;
}


PlrEdit *
plr_edit_new_remove_artifact (const char *stage,
                              const char *name)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_REMOVE_ARTIFACT, stage);

  plr_edit_set_target (self, name);

  return self;
}


/* The entry of a mapping; @value NULL removes it. */
PlrEdit *
plr_edit_new_set_entry (const char *stage,
                        int         step,
                        const char *field,
                        const char *name,
                        const char *value)
{
  PlrEdit *self = plr_edit_new (value != NULL ? PLR_EDIT_KIND_SET_ENTRY : PLR_EDIT_KIND_REMOVE_ENTRY, stage);

  plr_edit_set_index (self, step);
  plr_edit_set_field (self, field);
  plr_edit_set_target (self, name);
  plr_edit_set_value (self, value);

  return self;
}


/* With no @field the event itself, which @values NULL does not remove. */
PlrEdit *
plr_edit_new_set_trigger (const char        *event,
                          const char        *field,
                          const char *const *values)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_SET_TRIGGER, NULL);

  plr_edit_set_target (self, event);
  plr_edit_set_field (self, field);
  plr_edit_set_values (self, values);

  return self;
}

/**
 * plr_edit_new_set_input:
 * @event: (nullable): as for the property
 * @name: of the input
 * @field: (nullable): what to set of it; `NULL` adds it
 * @values: (nullable): one, or several for options
 *
 * Returns: (transfer full): the edit
 */
PlrEdit *
plr_edit_new_set_input (const char        *event,
                        const char        *name,
                        const char        *field,
                        const char *const *values)
{
  PlrEdit *self = plr_edit_new (PLR_EDIT_KIND_SET_INPUT, NULL);

  plr_edit_set_event (self, event);
  plr_edit_set_target (self, name);
  plr_edit_set_field (self, field);
  plr_edit_set_values (self, values);
  if (values != NULL && values[0] != NULL && values[1] == NULL)
    plr_edit_set_value (self, values[0]);

  return self;
}

static const char *
plr_edit_get_entry_title (PlrEdit *self)
{
  if (g_strcmp0 (self->field, "permissions") == 0)
    return _("Change Permissions");
  if (g_strcmp0 (self->field, "outputs") == 0)
    return _("Change Outputs");
  if (g_strcmp0 (self->field, "services") == 0)
    return _("Change Services");

  return _("Change Arguments");
}

/**
 * plr_edit_get_title:
 * @self: an edit
 *
 * Returns: what the undo menu calls it
 */
const char *
plr_edit_get_title (PlrEdit *self)
{
  g_return_val_if_fail (PLR_IS_EDIT (self), NULL);

  switch (self->kind)
    {
    case PLR_EDIT_KIND_SET_PIPELINE:
      return _("Change Pipeline");
    case PLR_EDIT_KIND_ADD_STAGE:
      return _("Add Stage");
    case PLR_EDIT_KIND_REMOVE_STAGE:
      return _("Delete Stage");
    case PLR_EDIT_KIND_RENAME_STAGE:
      return _("Rename Stage");
    case PLR_EDIT_KIND_DUPLICATE_STAGE:
      return _("Duplicate Stage");
    case PLR_EDIT_KIND_MOVE_STAGE:
      return _("Move Stage");
    case PLR_EDIT_KIND_SET_STAGE:
    case PLR_EDIT_KIND_SET_STAGE_LIST:
      return _("Change Stage");
    case PLR_EDIT_KIND_ADD_NEED:
      return _("Connect Stages");
    case PLR_EDIT_KIND_REMOVE_NEED:
      return _("Disconnect Stages");
    case PLR_EDIT_KIND_ADD_STEP:
      return _("Add Step");
    case PLR_EDIT_KIND_REMOVE_STEP:
      return _("Delete Step");
    case PLR_EDIT_KIND_MOVE_STEP:
      return _("Move Step");
    case PLR_EDIT_KIND_SET_STEP:
      return _("Change Step");
    case PLR_EDIT_KIND_SET_VARIABLE:
    case PLR_EDIT_KIND_RENAME_VARIABLE:
    case PLR_EDIT_KIND_REMOVE_VARIABLE:
      return _("Change Variable");
    case PLR_EDIT_KIND_SET_ARTIFACT:
    case PLR_EDIT_KIND_RENAME_ARTIFACT:
    case PLR_EDIT_KIND_REMOVE_ARTIFACT:
      return _("Change Artifact");
    case PLR_EDIT_KIND_SET_MATRIX_AXIS:
    case PLR_EDIT_KIND_REMOVE_MATRIX_AXIS:
    case PLR_EDIT_KIND_SET_MATRIX:
    case PLR_EDIT_KIND_SET_MATRIX_ROW:
    case PLR_EDIT_KIND_REMOVE_MATRIX_ROW:
      return _("Change Matrix");
    case PLR_EDIT_KIND_SET_ENTRY:
    case PLR_EDIT_KIND_REMOVE_ENTRY:
      return plr_edit_get_entry_title (self);
    case PLR_EDIT_KIND_SET_CACHE:
    case PLR_EDIT_KIND_REMOVE_CACHE:
      return _("Change Cache");
    case PLR_EDIT_KIND_SET_TRIGGER:
    case PLR_EDIT_KIND_REMOVE_TRIGGER:
      return _("Change Trigger");
    case PLR_EDIT_KIND_SET_INPUT:
    case PLR_EDIT_KIND_REMOVE_INPUT:
      return _("Change Input");
    case PLR_EDIT_KIND_DUPLICATE_STEP:
      return _("Duplicate Step");
    case PLR_EDIT_KIND_REPLACE_TEXT:
      return _("Change Text");
    default:
      g_return_val_if_reached (NULL);
    }
}
