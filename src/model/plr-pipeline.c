/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeline"

#include "config.h"

#include "plr-pipeline.h"
#include "plr-model-private.h"

struct _PlrPipeline
{
  GObject parent_instance;

  char *name;
  char *path;
  char *dialect;
  char *root;
  PlrList *variables;
  gint64 timeout_us;
  guint retry;
  char *shell;
  PlrList *triggers;
  PlrList *permissions;
  PlrList *inputs;
  char *concurrency;
  char **groups;
  char *condition;
  char **opaque;
  PlrList *stages;

  GMutex lock;          /* guards the index, which any thread may make */
  GHashTable *index;    /* the first stage of each id, as far as ids have not changed since */

  guint cancels : 1;
};

static GType
plr_pipeline_get_item_type (GListModel *model)
{
  return PLR_TYPE_STAGE;
}

static guint
plr_pipeline_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (PLR_PIPELINE (model)->stages));
}

static gpointer
plr_pipeline_get_item (GListModel *model,
                       guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (PLR_PIPELINE (model)->stages), position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = plr_pipeline_get_item_type;
  iface->get_n_items = plr_pipeline_get_n_items;
  iface->get_item = plr_pipeline_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrPipeline, plr_pipeline, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init))

static void
plr_pipeline_index_stage (PlrPipeline *self,
                          PlrStage    *stage)
{
  const char *id = plr_stage_get_id (stage);

  if (id != NULL && !g_hash_table_contains (self->index, id))
    g_hash_table_insert (self->index, g_strdup (id), stage);
}

/* The table of ids grows with the list, which is how a definition is read; any other change makes it anew when it is needed. */
static void
plr_pipeline_forward_cb (gpointer    data,
                         guint       position,
                         guint       removed,
                         guint       added,
                         GListModel *stages)
{
  PlrPipeline *self = PLR_PIPELINE (data);

  g_mutex_lock (&self->lock);
  if (self->index != NULL && removed == 0 && added == 1 && position + 1 == g_list_model_get_n_items (stages))
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (stages, position);

      plr_pipeline_index_stage (self, stage);
    }
  else
    {
      g_clear_pointer (&self->index, g_hash_table_unref);
    }
  g_mutex_unlock (&self->lock);

  plr_list_emit_changed (G_LIST_MODEL (data), position, removed, added);
}

enum {
  PROP_0,
  PROP_NAME,
  PROP_PATH,
  PROP_DIALECT,
  PROP_ROOT,
  PROP_VARIABLES,
  PROP_TIMEOUT_US,
  PROP_RETRY,
  PROP_SHELL,
  PROP_TRIGGERS,
  PROP_PERMISSIONS,
  PROP_INPUTS,
  PROP_CONCURRENCY,
  PROP_CANCELS,
  PROP_GROUPS,
  PROP_CONDITION,
  PROP_OPAQUE,
  PROP_STAGES,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
plr_pipeline_finalize (GObject *object)
{
  PlrPipeline *self = PLR_PIPELINE (object);

  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->dialect, g_free);
  g_clear_pointer (&self->root, g_free);
  g_clear_object (&self->variables);
  g_clear_pointer (&self->shell, g_free);
  g_clear_pointer (&self->opaque, g_strfreev);
  g_signal_handlers_disconnect_by_data (self->stages, self);
  g_clear_pointer (&self->index, g_hash_table_unref);
  g_mutex_clear (&self->lock);
  g_clear_object (&self->stages);
  g_clear_object (&self->triggers);
  g_clear_object (&self->permissions);
  g_clear_object (&self->inputs);
  g_clear_pointer (&self->concurrency, g_free);
  g_clear_pointer (&self->groups, g_strfreev);
  g_clear_pointer (&self->condition, g_free);

  G_OBJECT_CLASS (plr_pipeline_parent_class)->finalize (object);
}

static void
plr_pipeline_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  PlrPipeline *self = PLR_PIPELINE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;

    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;

    case PROP_DIALECT:
      g_value_set_string (value, self->dialect);
      break;

    case PROP_ROOT:
      g_value_set_string (value, self->root);
      break;

    case PROP_VARIABLES:
      g_value_set_object (value, self->variables);
      break;

    case PROP_TIMEOUT_US:
      g_value_set_int64 (value, self->timeout_us);
      break;

    case PROP_RETRY:
      g_value_set_uint (value, self->retry);
      break;

    case PROP_SHELL:
      g_value_set_string (value, self->shell);
      break;

    case PROP_TRIGGERS:
      g_value_set_object (value, self->triggers);
      break;

    case PROP_PERMISSIONS:
      g_value_set_object (value, self->permissions);
      break;

    case PROP_INPUTS:
      g_value_set_object (value, self->inputs);
      break;

    case PROP_CONCURRENCY:
      g_value_set_string (value, self->concurrency);
      break;

    case PROP_CANCELS:
      g_value_set_boolean (value, self->cancels);
      break;

    case PROP_GROUPS:
      g_value_set_boxed (value, self->groups);
      break;

    case PROP_CONDITION:
      g_value_set_string (value, self->condition);
      break;

    case PROP_OPAQUE:
      g_value_set_boxed (value, self->opaque);
      break;

    case PROP_STAGES:
      g_value_set_object (value, self->stages);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_pipeline_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  PlrPipeline *self = PLR_PIPELINE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      plr_pipeline_set_name (self, g_value_get_string (value));
      break;

    case PROP_PATH:
      plr_pipeline_set_path (self, g_value_get_string (value));
      break;

    case PROP_DIALECT:
      plr_pipeline_set_dialect (self, g_value_get_string (value));
      break;

    case PROP_ROOT:
      plr_pipeline_set_root (self, g_value_get_string (value));
      break;

    case PROP_TIMEOUT_US:
      plr_pipeline_set_timeout_us (self, g_value_get_int64 (value));
      break;

    case PROP_RETRY:
      plr_pipeline_set_retry (self, g_value_get_uint (value));
      break;

    case PROP_SHELL:
      plr_pipeline_set_shell (self, g_value_get_string (value));
      break;

    case PROP_CONCURRENCY:
      plr_pipeline_set_concurrency (self, g_value_get_string (value));
      break;

    case PROP_CANCELS:
      plr_pipeline_set_cancels (self, g_value_get_boolean (value));
      break;

    case PROP_GROUPS:
      plr_pipeline_set_groups (self, g_value_get_boxed (value));
      break;

    case PROP_CONDITION:
      plr_pipeline_set_condition (self, g_value_get_string (value));
      break;

    case PROP_OPAQUE:
      plr_pipeline_set_opaque (self, g_value_get_boxed (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
plr_pipeline_class_init (PlrPipelineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_pipeline_finalize;
  object_class->get_property = plr_pipeline_get_property;
  object_class->set_property = plr_pipeline_set_property;

  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_DIALECT] =
    g_param_spec_string ("dialect", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_ROOT] =
    g_param_spec_string ("root", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_VARIABLES] =
    g_param_spec_object ("variables", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_TIMEOUT_US] =
    g_param_spec_int64 ("timeout-us", NULL, NULL,
                        G_MININT64, G_MAXINT64, 0,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_RETRY] =
    g_param_spec_uint ("retry", NULL, NULL,
                       0, G_MAXUINT, 0,
                       (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_SHELL] =
    g_param_spec_string ("shell", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_TRIGGERS] =
    g_param_spec_object ("triggers", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_PERMISSIONS] =
    g_param_spec_object ("permissions", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_INPUTS] =
    g_param_spec_object ("inputs", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  properties[PROP_CONCURRENCY] =
    g_param_spec_string ("concurrency", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_CANCELS] =
    g_param_spec_boolean ("cancels", NULL, NULL,
                          FALSE,
                          (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_GROUPS] =
    g_param_spec_boxed ("groups", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_CONDITION] =
    g_param_spec_string ("condition", NULL, NULL,
                         NULL,
                         (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_OPAQUE] =
    g_param_spec_boxed ("opaque", NULL, NULL,
                        G_TYPE_STRV,
                        (G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS));
  properties[PROP_STAGES] =
    g_param_spec_object ("stages", NULL, NULL,
                         G_TYPE_LIST_MODEL,
                         (G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
plr_pipeline_init (PlrPipeline *self)
{
  g_mutex_init (&self->lock);
  self->variables = plr_list_new (PLR_TYPE_VARIABLE);
  self->opaque = g_new0 (char *, 1);
  self->stages = plr_list_new (PLR_TYPE_STAGE);
  g_signal_connect_swapped (self->stages, "items-changed", G_CALLBACK (plr_pipeline_forward_cb), self);
  self->triggers = plr_list_new (PLR_TYPE_TRIGGER);
  self->permissions = plr_list_new (PLR_TYPE_VARIABLE);
  self->inputs = plr_list_new (PLR_TYPE_VARIABLE);
  self->groups = g_new0 (char *, 1);
}

PlrPipeline *
plr_pipeline_new (void)
{
  return g_object_new (PLR_TYPE_PIPELINE, NULL);
}

const char *
plr_pipeline_get_name (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return self->name;
}

void
plr_pipeline_set_name (PlrPipeline *self,
                       const char  *name)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (plr_model_set_string (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

const char *
plr_pipeline_get_path (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return self->path;
}

void
plr_pipeline_set_path (PlrPipeline *self,
                       const char  *path)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (plr_model_set_string (&self->path, path))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
}

const char *
plr_pipeline_get_dialect (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return self->dialect;
}

void
plr_pipeline_set_dialect (PlrPipeline *self,
                          const char  *dialect)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (plr_model_set_string (&self->dialect, dialect))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DIALECT]);
}

const char *
plr_pipeline_get_root (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return self->root;
}

void
plr_pipeline_set_root (PlrPipeline *self,
                       const char  *root)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (plr_model_set_string (&self->root, root))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROOT]);
}

GListModel *
plr_pipeline_get_variables (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return G_LIST_MODEL (self->variables);
}

void
plr_pipeline_add_variable (PlrPipeline *self,
                           PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_list_append (self->variables, variable);
}

gint64
plr_pipeline_get_timeout_us (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), 0);

  return self->timeout_us;
}

void
plr_pipeline_set_timeout_us (PlrPipeline *self,
                             gint64       timeout_us)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (self->timeout_us == timeout_us)
    return;

  self->timeout_us = timeout_us;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TIMEOUT_US]);
}

guint
plr_pipeline_get_retry (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), 0);

  return self->retry;
}

void
plr_pipeline_set_retry (PlrPipeline *self,
                        guint        retry)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (self->retry == retry)
    return;

  self->retry = retry;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RETRY]);
}

const char *
plr_pipeline_get_shell (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return self->shell;
}

void
plr_pipeline_set_shell (PlrPipeline *self,
                        const char  *shell)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (plr_model_set_string (&self->shell, shell))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHELL]);
}

GListModel *
plr_pipeline_get_triggers (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return G_LIST_MODEL (self->triggers);
}

void
plr_pipeline_add_trigger (PlrPipeline *self,
                          PlrTrigger  *trigger)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));
  g_return_if_fail (PLR_IS_TRIGGER (trigger));

  plr_list_append (self->triggers, trigger);
}

GListModel *
plr_pipeline_get_permissions (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return G_LIST_MODEL (self->permissions);
}

void
plr_pipeline_add_permission (PlrPipeline *self,
                             PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_list_append (self->permissions, variable);
}

GListModel *
plr_pipeline_get_inputs (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return G_LIST_MODEL (self->inputs);
}

void
plr_pipeline_add_input (PlrPipeline *self,
                        PlrVariable *variable)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));
  g_return_if_fail (PLR_IS_VARIABLE (variable));

  plr_list_append (self->inputs, variable);
}

const char *
plr_pipeline_get_concurrency (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return self->concurrency;
}

void
plr_pipeline_set_concurrency (PlrPipeline *self,
                              const char  *concurrency)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (plr_model_set_string (&self->concurrency, concurrency))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONCURRENCY]);
}

gboolean
plr_pipeline_get_cancels (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), FALSE);

  return self->cancels;
}

void
plr_pipeline_set_cancels (PlrPipeline *self,
                          gboolean     cancels)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  cancels = !!cancels;
  if (self->cancels == (guint)cancels)
    return;

  self->cancels = cancels;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CANCELS]);
}

const char *const *
plr_pipeline_get_groups (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return (const char *const *)self->groups;
}

void
plr_pipeline_set_groups (PlrPipeline        *self,
                         const char  *const *groups)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (plr_model_set_strv (&self->groups, groups, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GROUPS]);
}

const char *
plr_pipeline_get_condition (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return self->condition;
}

void
plr_pipeline_set_condition (PlrPipeline *self,
                            const char  *condition)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (plr_model_set_string (&self->condition, condition))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONDITION]);
}

const char *const *
plr_pipeline_get_opaque (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return (const char *const *)self->opaque;
}

void
plr_pipeline_set_opaque (PlrPipeline       *self,
                         const char *const *opaque)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));

  if (plr_model_set_strv (&self->opaque, opaque, FALSE))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPAQUE]);
}

GListModel *
plr_pipeline_get_stages (PlrPipeline *self)
{
  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);

  return G_LIST_MODEL (self->stages);
}

void
plr_pipeline_add_stage (PlrPipeline *self,
                        PlrStage    *stage)
{
  g_return_if_fail (PLR_IS_PIPELINE (self));
  g_return_if_fail (PLR_IS_STAGE (stage));

  plr_list_append (self->stages, stage);
}

/**
 * plr_pipeline_find_stage:
 * @self: a pipeline
 * @id: of a stage
 *
 * Returns: (transfer none) (nullable): the first stage with that id
 */
PlrStage *
plr_pipeline_find_stage (PlrPipeline *self,
                         const char  *id)
{
  g_autoptr(GMutexLocker) locker = NULL;
  PlrStage *found;
  guint n_items;

  g_return_val_if_fail (PLR_IS_PIPELINE (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  locker = g_mutex_locker_new (&self->lock);
  n_items = g_list_model_get_n_items (G_LIST_MODEL (self->stages));
  if (self->index == NULL)
    {
      self->index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; i < n_items; i++)
        {
          g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->stages), i);

          plr_pipeline_index_stage (self, stage);
        }
    }
  found = g_hash_table_lookup (self->index, id);
  if (found != NULL && g_strcmp0 (plr_stage_get_id (found), id) == 0)
    return found;

  /* There is none, or one has got another id since. */
  for (guint i = 0; i < n_items; i++)
    {
      /* The list keeps it alive. */
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (self->stages), i);

      if (g_strcmp0 (plr_stage_get_id (stage), id) == 0)
        return stage;
    }

  return NULL;
}

static gboolean
plr_pipeline_has_same_stages (GPtrArray  *stages,
                              GListModel *list)
{
  if (stages->len != g_list_model_get_n_items (list))
    return FALSE;

  for (guint i = 0; i < stages->len; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (list, i);

      if (item != g_ptr_array_index (stages, i))
        return FALSE;
    }

  return TRUE;
}

/**
 * plr_pipeline_merge:
 * @self: what is shown
 * @fresh: what was read anew; not to be used afterwards, its stages may be shared
 * @renamed_from: (nullable): the id that a stage had before the edit that led here
 * @renamed_to: (nullable): the id that it has now
 *
 * Makes @self say what @fresh says, and keeps the object of each stage whose id is still there, so that selection,
 * focus and animations hold. The list changes, at most once, only if stages came, went or moved.
 */
void
plr_pipeline_merge (PlrPipeline *self,
                    PlrPipeline *fresh,
                    const char  *renamed_from,
                    const char  *renamed_to)
{
  g_autoptr(GPtrArray) merged = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  guint n_old;
  guint n_new;

  g_return_if_fail (PLR_IS_PIPELINE (self));
  g_return_if_fail (PLR_IS_PIPELINE (fresh));
  g_return_if_fail ((renamed_from == NULL) == (renamed_to == NULL));

  n_old = g_list_model_get_n_items (G_LIST_MODEL (self->stages));
  for (guint i = 0; i < n_old; i++)
    {
      PlrStage *stage = g_list_model_get_item (G_LIST_MODEL (self->stages), i);
      const char *id = plr_stage_get_id (stage);

      g_hash_table_insert (known, g_strdup (g_strcmp0 (id, renamed_from) == 0 ? renamed_to : id), stage);
    }

  n_new = g_list_model_get_n_items (G_LIST_MODEL (fresh->stages));
  for (guint i = 0; i < n_new; i++)
    {
      g_autoptr(PlrStage) stage = g_list_model_get_item (G_LIST_MODEL (fresh->stages), i);
      g_autofree char *key = NULL;
      g_autoptr(PlrStage) old = NULL;

      /* A second stage of the same id gets an object of its own: the first took the old one out. */
      (void)g_hash_table_steal_extended (known, plr_stage_get_id (stage), (gpointer *)&key, (gpointer *)&old);
      if (old != NULL)
        plr_stage_assign (old, stage);
      g_ptr_array_add (merged, g_object_ref (old != NULL ? old : stage));
    }

  g_object_freeze_notify (G_OBJECT (self));
  plr_pipeline_set_name (self, fresh->name);
  plr_pipeline_set_path (self, fresh->path);
  plr_pipeline_set_dialect (self, fresh->dialect);
  plr_pipeline_set_root (self, fresh->root);
  plr_pipeline_set_timeout_us (self, fresh->timeout_us);
  plr_pipeline_set_retry (self, fresh->retry);
  plr_pipeline_set_shell (self, fresh->shell);
  plr_model_merge_list (&self->triggers, fresh->triggers, PLR_TYPE_TRIGGER, (PlrModelAssignFunc)plr_trigger_assign);
  plr_model_merge_list (&self->permissions, fresh->permissions, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_model_merge_list (&self->inputs, fresh->inputs, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  plr_pipeline_set_concurrency (self, fresh->concurrency);
  plr_pipeline_set_cancels (self, fresh->cancels);
  plr_pipeline_set_groups (self, (const char *const *)fresh->groups);
  plr_pipeline_set_condition (self, fresh->condition);
  plr_pipeline_set_opaque (self, (const char *const *)fresh->opaque);
  plr_model_merge_list (&self->variables, fresh->variables, PLR_TYPE_VARIABLE, (PlrModelAssignFunc)plr_variable_assign);
  if (!plr_pipeline_has_same_stages (merged, G_LIST_MODEL (self->stages)))
    plr_list_splice (self->stages, 0, n_old, merged->pdata, merged->len);
  g_object_thaw_notify (G_OBJECT (self));
}
