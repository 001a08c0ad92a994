/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-matrix-row"

#include "config.h"

#include "plr-matrix-row.h"
#include "plr-model-private.h"

struct _PlrMatrixRow
{
  GObject parent_instance;

  PlrList *variables;
};

G_DEFINE_FINAL_TYPE (PlrMatrixRow, plr_matrix_row, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_VARIABLES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_matrix_row_finalize (GObject *object)
{
  PlrMatrixRow *self = PLR_MATRIX_ROW (object);

  g_clear_object (&self->variables);

  G_OBJECT_CLASS (plr_matrix_row_parent_class)->finalize (object);
}

static void
plr_matrix_row_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  PlrMatrixRow *self = PLR_MATRIX_ROW (object);

  switch (prop_id)
    {
    case PROP_VARIABLES:
      g_value_set_object (value, plr_model_get_list (&self->variables, PLR_TYPE_VARIABLE));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_matrix_row_class_init (PlrMatrixRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_matrix_row_finalize;
  object_class->get_property = plr_matrix_row_get_property;

  properties[PROP_VARIABLES] =
    g_param_spec_object ("variables", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_matrix_row_init (PlrMatrixRow *self)
{
}

PlrMatrixRow *
plr_matrix_row_new (void)
{
  return g_object_new (PLR_TYPE_MATRIX_ROW, NULL);
}

GListModel *
plr_matrix_row_get_variables (PlrMatrixRow *self)
{
  g_return_val_if_fail (PLR_IS_MATRIX_ROW (self), NULL);

  return plr_model_get_list (&self->variables, PLR_TYPE_VARIABLE);
}

void
plr_matrix_row_add_variable (PlrMatrixRow *self,
                             PlrVariable  *variable)
{
  g_return_if_fail (PLR_IS_MATRIX_ROW (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_model_add (&self->variables, PLR_TYPE_VARIABLE, variable);
}

/**
 * plr_matrix_row_assign:
 * @self: what is shown
 * @other: what was read anew
 *
 * Takes over every property of @other and notifies of those that differ, so that whoever shows @self keeps its place.
 */
void
plr_matrix_row_assign (PlrMatrixRow *self,
                       PlrMatrixRow *other)
{
  g_return_if_fail (PLR_IS_MATRIX_ROW (self));
  g_return_if_fail (PLR_IS_MATRIX_ROW (other));

  g_object_freeze_notify (G_OBJECT (self));
  plr_model_merge_list (&self->variables, other->variables, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  g_object_thaw_notify (G_OBJECT (self));
}
