/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-difference"

#include "config.h"

#include "plr-difference.h"

struct _PlrDifference
{
  GObject parent_instance;

  PlrDifferenceKind kind;
  PlrStage *old_stage;
  PlrStage *new_stage;
  char *field;
  char *key;
  char *property;
  char *old_value;
  char *new_value;
};

G_DEFINE_FINAL_TYPE (PlrDifference, plr_difference, G_TYPE_OBJECT)

static void
plr_difference_dispose (GObject *object)
{
  PlrDifference *self = PLR_DIFFERENCE (object);

  g_clear_object (&self->old_stage);
  g_clear_object (&self->new_stage);

  G_OBJECT_CLASS (plr_difference_parent_class)->dispose (object);
}

static void
plr_difference_finalize (GObject *object)
{
  PlrDifference *self = PLR_DIFFERENCE (object);

  g_clear_pointer (&self->field, g_free);
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->property, g_free);
  g_clear_pointer (&self->old_value, g_free);
  g_clear_pointer (&self->new_value, g_free);

  G_OBJECT_CLASS (plr_difference_parent_class)->finalize (object);
}

static void
plr_difference_class_init (PlrDifferenceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = plr_difference_dispose;
  object_class->finalize = plr_difference_finalize;
}

static void
plr_difference_init (PlrDifference *self)
{
}

/**
 * plr_difference_kind_get_nick:
 * @kind: how they differ
 *
 * Returns: a word for data: `added`, `removed`, `changed` or `renamed`
 */
const char *
plr_difference_kind_get_nick (PlrDifferenceKind kind)
{
  static const char *const nicks[] = { "added", "removed", "changed", "renamed" };

  g_return_val_if_fail (kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

/**
 * plr_difference_new:
 * @kind: how they differ
 * @old_stage: (nullable): the stage in the old pipeline
 * @new_stage: (nullable): the stage in the new pipeline
 *
 * Returns: (transfer full): a difference
 */
PlrDifference *
plr_difference_new (PlrDifferenceKind kind,
                    PlrStage         *old_stage,
                    PlrStage         *new_stage)
{
  PlrDifference *self = g_object_new (PLR_TYPE_DIFFERENCE, NULL);

  self->kind = kind;
  (void)g_set_object (&self->old_stage, old_stage); /* it was NULL */
  (void)g_set_object (&self->new_stage, new_stage); /* it was NULL */

  return self;
}

/* To be called at most once, before anybody else sees it. */
void
plr_difference_set_thing (PlrDifference *self,
                          const char    *field,
                          const char    *key,
                          const char    *property)
{
  g_return_if_fail (PLR_IS_DIFFERENCE (self));
  g_return_if_fail (self->field == NULL);

  self->field = g_strdup (field);
  self->key = g_strdup (key);
  self->property = g_strdup (property);
}

/* To be called at most once, before anybody else sees it. */
void
plr_difference_set_values (PlrDifference *self,
                           const char    *old_value,
                           const char    *new_value)
{
  g_return_if_fail (PLR_IS_DIFFERENCE (self));
  g_return_if_fail (self->old_value == NULL && self->new_value == NULL);

  self->old_value = g_strdup (old_value);
  self->new_value = g_strdup (new_value);
}

PlrDifferenceKind
plr_difference_get_kind (PlrDifference *self)
{
  g_return_val_if_fail (PLR_IS_DIFFERENCE (self), 0);

  return self->kind;
}

PlrStage *
plr_difference_get_old_stage (PlrDifference *self)
{
  g_return_val_if_fail (PLR_IS_DIFFERENCE (self), NULL);

  return self->old_stage;
}

PlrStage *
plr_difference_get_new_stage (PlrDifference *self)
{
  g_return_val_if_fail (PLR_IS_DIFFERENCE (self), NULL);

  return self->new_stage;
}

const char *
plr_difference_get_field (PlrDifference *self)
{
  g_return_val_if_fail (PLR_IS_DIFFERENCE (self), NULL);

  return self->field;
}

const char *
plr_difference_get_key (PlrDifference *self)
{
  g_return_val_if_fail (PLR_IS_DIFFERENCE (self), NULL);

  return self->key;
}

const char *
plr_difference_get_property (PlrDifference *self)
{
  g_return_val_if_fail (PLR_IS_DIFFERENCE (self), NULL);

  return self->property;
}

const char *
plr_difference_get_old_value (PlrDifference *self)
{
  g_return_val_if_fail (PLR_IS_DIFFERENCE (self), NULL);

  return self->old_value;
}

const char *
plr_difference_get_new_value (PlrDifference *self)
{
  g_return_val_if_fail (PLR_IS_DIFFERENCE (self), NULL);

  return self->new_value;
}
