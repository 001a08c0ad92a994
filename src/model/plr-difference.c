/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-difference"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-difference.h"
#include "plr-utf8.h"

/* What is shown of a value. */
#define MAX_CHARS 100

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

static char *
show_value (const char *value)
{
  g_autofree char *safe = NULL;
  g_autofree char *start = NULL;

  if (value == NULL)
    return g_strdup ("–");

  safe = plr_utf8_escape (value, -1);
  if (g_utf8_strlen (safe, -1) <= MAX_CHARS)
    return g_steal_pointer (&safe);
  start = g_utf8_substring (safe, 0, MAX_CHARS);

  return g_strconcat (start, "…", NULL);
}

/* “lint: steps 2 run: make → make all” */
static char *
describe_property (PlrDifference *difference,
                   const char    *stage)
{
  g_autofree char *key = show_value (plr_difference_get_key (difference));
  g_autofree char *old_value = show_value (plr_difference_get_old_value (difference));
  g_autofree char *new_value = show_value (plr_difference_get_new_value (difference));
  g_autoptr(GString) line = g_string_new (NULL);

  if (stage != NULL)
    g_string_append_printf (line, "%s: ", stage);
  g_string_append (line, plr_difference_get_field (difference));
  if (plr_difference_get_key (difference) != NULL)
    g_string_append_printf (line, " %s", key);
  if (plr_difference_get_property (difference) != NULL)
    g_string_append_printf (line, " %s", plr_difference_get_property (difference));
  if (plr_difference_get_kind (difference) == PLR_DIFFERENCE_KIND_CHANGED)
    g_string_append_printf (line, ": %s → %s", old_value, new_value);
  else if (plr_difference_get_kind (difference) == PLR_DIFFERENCE_KIND_ADDED)
    g_string_append_printf (line, ": %s", new_value);
  else
    g_string_append_printf (line, ": %s", old_value);

  return g_string_free (g_steal_pointer (&line), FALSE);
}

/**
 * plr_difference_dup_text:
 * @self: a difference
 *
 * Returns: (transfer full): what differs, in one line of valid UTF-8 for people; long values are cut
 */
char *
plr_difference_dup_text (PlrDifference *self)
{
  PlrStage *stage;
  g_autofree char *id = NULL;
  g_autofree char *key = NULL;
  g_autofree char *old_id = NULL;

  g_return_val_if_fail (PLR_IS_DIFFERENCE (self), NULL);

  stage = self->new_stage != NULL ? self->new_stage : self->old_stage;
  id = stage != NULL ? show_value (plr_stage_get_id (stage)) : NULL;
  key = show_value (self->key);
  old_id = show_value (self->old_stage != NULL ? plr_stage_get_id (self->old_stage) : NULL);

  if (self->kind == PLR_DIFFERENCE_KIND_RENAMED)
    return g_strdup_printf (_("stage %s → %s (line %u → %u)"), old_id, id, plr_stage_get_line (self->old_stage), plr_stage_get_line (self->new_stage));
  if (self->field == NULL)
    return g_strdup_printf (_("stage %s (line %u)"), id, plr_stage_get_line (stage));
  if (g_str_equal (self->field, "needs"))
    return g_strdup_printf (_("edge %s → %s"), key, id);

  return describe_property (self, id);
}
