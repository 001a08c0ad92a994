/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-model"

#include "config.h"

#include "plr-model-private.h"

gboolean
plr_model_set_string (char      **field,
                      const char *value)
{
  g_assert (field != NULL);

  if (g_strcmp0 (*field, value) == 0)
    return FALSE;

  g_free (*field);
  *field = g_strdup (value);

  return TRUE;
}

/* A list that is never NULL for those who ask: most stages have none, and hold none. */
const char *const *
plr_model_get_strv (char **field)
{
  static const char *const empty[] = { NULL };

  return field != NULL ? (const char *const *)field : empty;
}

gboolean
plr_model_set_strv (char            ***field,
                    const char *const *value,
                    gboolean           nullable)
{
  const char *const empty[] = { NULL };
  char **copy;

  g_assert (field != NULL);

  if (value == NULL && !nullable)
    value = empty;
  if (*field == NULL ? value == NULL || (!nullable && value[0] == NULL) : value != NULL && g_strv_equal ((const char *const *)*field, value))
    return FALSE;

  copy = g_strdupv ((char **)value);
  g_strfreev (*field);
  *field = copy;

  return TRUE;
}

/* Most lists of most stages stay empty, so that each is made when somebody looks at it first: that may be from two threads. */
GListModel *
plr_model_get_list (PlrList **field,
                    GType     item_type)
{
  PlrList *list = g_atomic_pointer_get (field);
  g_autoptr(PlrList) fresh = NULL;

  if (list != NULL)
    {
      plr_list_set_hidden (list, FALSE);
      return G_LIST_MODEL (list);
    }

  fresh = plr_list_new (item_type);
  if (g_atomic_pointer_compare_and_exchange (field, NULL, fresh))
    return G_LIST_MODEL (g_steal_pointer (&fresh));

  return G_LIST_MODEL (g_atomic_pointer_get (field));
}

/* Appends to a list that nobody may have seen yet. */
void
plr_model_add (PlrList **field,
               GType     item_type,
               gpointer  item)
{
  if (*field == NULL)
    {
      *field = plr_list_new (item_type);
      plr_list_set_hidden (*field, TRUE);
    }
  plr_list_append (*field, item);
}

/* Items that stay in their place keep their object; the list changes only at its end, so that a row that is being
 * edited is not built anew while one types. */
void
plr_model_merge_list (PlrList          **field,
                      PlrList           *fresh_store,
                      GType              item_type,
                      PlrModelAssignFunc assign)
{
  GListModel *fresh = G_LIST_MODEL (fresh_store);
  PlrList *shown;
  g_autoptr(GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_shown;
  guint n_fresh;

  if (fresh_store == NULL || g_list_model_get_n_items (fresh) == 0)
    {
      if (*field != NULL && g_list_model_get_n_items (G_LIST_MODEL (*field)) > 0)
        plr_list_remove_all (*field);
      return;
    }

  shown = PLR_LIST (plr_model_get_list (field, item_type));
  n_shown = g_list_model_get_n_items (G_LIST_MODEL (shown));
  n_fresh = g_list_model_get_n_items (fresh);

  for (guint i = 0; i < n_fresh; i++)
    {
      g_autoptr(GObject) item = g_list_model_get_item (fresh, i);

      if (i < n_shown)
        {
          g_autoptr(GObject) old = g_list_model_get_item (G_LIST_MODEL (shown), i);

          assign (old, item);
        }
      else
        {
          g_ptr_array_add (added, g_steal_pointer (&item));
        }
    }

  if (n_shown != n_fresh)
    plr_list_splice (shown, MIN (n_shown, n_fresh), n_shown - MIN (n_shown, n_fresh), added->pdata, added->len);
}
