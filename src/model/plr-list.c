/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-list"

#include "config.h"

#include <string.h>

#include "plr-list.h"

/**
 * PlrList:
 *
 * A list of objects, as GListStore, for definitions that have tens of thousands of them: GLib 2.74 keeps those of a
 * GListStore in a tree and goes through the whole emission of a signal at each change, whether anybody listens or not.
 */
struct _PlrList
{
  GObject parent_instance;

  GType item_type;
  GObject **items;
  guint n_items;
  guint capacity;
  gint is_hidden; /* atomic */
};

static guint items_changed; /* the signal of GListModel */

static GType
plr_list_get_item_type (GListModel *model)
{
  return PLR_LIST (model)->item_type;
}

static guint
plr_list_get_n_items (GListModel *model)
{
  return PLR_LIST (model)->n_items;
}

static gpointer
plr_list_get_item (GListModel *model,
                   guint       position)
{
  PlrList *self = PLR_LIST (model);

  return position < self->n_items ? g_object_ref (self->items[position]) : NULL;
}

static void
plr_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = plr_list_get_item_type;
  iface->get_n_items = plr_list_get_n_items;
  iface->get_item = plr_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrList, plr_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, plr_list_list_model_init))

static void
plr_list_finalize (GObject *object)
{
  PlrList *self = PLR_LIST (object);

  for (guint i = 0; i < self->n_items; i++)
    g_object_unref (self->items[i]);
  g_clear_pointer (&self->items, g_free);

  G_OBJECT_CLASS (plr_list_parent_class)->finalize (object);
}

static void
plr_list_class_init (PlrListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = plr_list_finalize;

  items_changed = g_signal_lookup ("items-changed", G_TYPE_LIST_MODEL);
}

static void
plr_list_init (PlrList *self)
{
  self->item_type = G_TYPE_OBJECT;
}

/**
 * plr_list_new:
 * @item_type: of all items
 *
 * Returns: (transfer full): an empty list
 */
PlrList *
plr_list_new (GType item_type)
{
  PlrList *self;

  g_return_val_if_fail (g_type_is_a (item_type, G_TYPE_OBJECT), NULL);

  self = g_object_new (PLR_TYPE_LIST, NULL);
  self->item_type = item_type;

  return self;
}

/**
 * plr_list_set_hidden:
 * @is_hidden: whether nobody has seen the list yet, who could listen: it then grows without asking
 *
 * It may be called from several threads.
 */
void
plr_list_set_hidden (PlrList *self,
                     gboolean is_hidden)
{
  g_return_if_fail (PLR_IS_LIST (self));

  g_atomic_int_set (&self->is_hidden, is_hidden);
}

/**
 * plr_list_emit_changed:
 * @model: a list
 *
 * As g_list_model_items_changed(), at no cost when nobody listens.
 */
void
plr_list_emit_changed (GListModel *model,
                       guint       position,
                       guint       n_removed,
                       guint       n_added)
{
  g_return_if_fail (G_IS_LIST_MODEL (model));

  if (g_signal_has_handler_pending (model, items_changed, 0, FALSE))
    g_list_model_items_changed (model, position, n_removed, n_added);
}

void
plr_list_append (PlrList *self,
                 gpointer item)
{
  g_return_if_fail (PLR_IS_LIST (self));

  plr_list_splice (self, self->n_items, 0, &item, 1);
}

void
plr_list_insert (PlrList *self,
                 guint    position,
                 gpointer item)
{
  plr_list_splice (self, position, 0, &item, 1);
}

void
plr_list_remove (PlrList *self,
                 guint    position)
{
  plr_list_splice (self, position, 1, NULL, 0);
}

void
plr_list_remove_all (PlrList *self)
{
  g_return_if_fail (PLR_IS_LIST (self));

  plr_list_splice (self, 0, self->n_items, NULL, 0);
}

/* Makes room for @n_added items at @position in place of @n_removed. */
static void
plr_list_move_tail (PlrList *self,
                    guint    position,
                    guint    n_removed,
                    guint    n_added)
{
  guint n_items = self->n_items - n_removed + n_added;
  guint n_tail = self->n_items - n_removed - position;

  if (n_items > self->capacity)
    {
      self->capacity = MAX (n_items, 2 * self->capacity);
      self->items = g_renew (GObject *, self->items, self->capacity);
    }
  if (n_tail > 0)
    memmove (self->items + position + n_added, self->items + position + n_removed, n_tail * sizeof *self->items);
  self->n_items = n_items;
}

/**
 * plr_list_splice:
 * @position: of the first item that changes
 * @n_removed: how many go there
 * @added: (array length=n_added) (element-type GObject) (nullable): what comes there
 * @n_added: how many that are
 *
 * Changes many items at once, with one signal.
 */
void
plr_list_splice (PlrList  *self,
                 guint     position,
                 guint     n_removed,
                 gpointer *added,
                 guint     n_added)
{
  g_autofree GObject **removed = NULL;

  g_return_if_fail (PLR_IS_LIST (self));
  g_return_if_fail (position <= self->n_items && n_removed <= self->n_items - position);
  for (guint i = 0; i < n_added; i++)
    g_return_if_fail (G_TYPE_CHECK_INSTANCE_TYPE (added[i], self->item_type));

  if (n_removed > 0)
    removed = g_memdup2 (self->items + position, n_removed * sizeof *removed);
  plr_list_move_tail (self, position, n_removed, n_added);
  for (guint i = 0; i < n_added; i++)
    self->items[position + i] = g_object_ref (added[i]);

  /* Whoever is told by the last reference of an item sees the list as it is now. */
  for (guint i = 0; i < n_removed; i++)
    g_object_unref (removed[i]);
  if ((n_removed > 0 || n_added > 0) && !g_atomic_int_get (&self->is_hidden))
    plr_list_emit_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}
