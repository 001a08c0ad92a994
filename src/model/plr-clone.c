/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-clone"

#include "config.h"

#include "plr-clone.h"
#include "plr-list.h"

static void copy_properties (GObject *from,
                             GObject *to);

static void
copy_list (GListModel *from,
           PlrList    *to)
{
  for (guint i = 0; i < g_list_model_get_n_items (from); i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (from, i);
      g_autoptr(GObject) copy = g_object_new (G_OBJECT_TYPE (item), NULL);

      copy_properties (item, copy);
      plr_list_append (to, copy);
    }
}

/* What is writable is a value; what is not is a list, or an object, that belongs to the one that has it. */
static void
copy_properties (GObject *from,
                 GObject *to)
{
  guint n_properties;
  g_autofree GParamSpec **properties = g_object_class_list_properties (G_OBJECT_GET_CLASS (from), &n_properties);

  for (guint i = 0; i < n_properties; i++)
    {
      g_auto(GValue) value = G_VALUE_INIT;
      g_auto(GValue) own = G_VALUE_INIT;

      g_value_init (&value, properties[i]->value_type);
      g_object_get_property (from, properties[i]->name, &value);
      if ((properties[i]->flags & G_PARAM_WRITABLE) != 0)
        {
          g_object_set_property (to, properties[i]->name, &value);
          continue;
        }

      g_value_init (&own, properties[i]->value_type);
      g_object_get_property (to, properties[i]->name, &own);
      if (PLR_IS_LIST (g_value_get_object (&own)))
        copy_list (g_value_get_object (&value), g_value_get_object (&own));
      else
        copy_properties (g_value_get_object (&value), g_value_get_object (&own));
    }
}

/**
 * plr_pipeline_clone:
 * @pipeline: a pipeline
 *
 * Returns: (transfer full): a pipeline that says the same and shares nothing with it
 */
PlrPipeline *
plr_pipeline_clone (PlrPipeline *pipeline)
{
  g_autoptr(PlrPipeline) copy = plr_pipeline_new ();

  g_return_val_if_fail (PLR_IS_PIPELINE (pipeline), NULL);

  copy_properties (G_OBJECT (pipeline), G_OBJECT (copy));

  return g_steal_pointer (&copy);
}
