/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PLR_TYPE_LIST (plr_list_get_type ())

G_DECLARE_FINAL_TYPE (PlrList, plr_list, PLR, LIST, GObject)

PlrList *plr_list_new        (GType item_type);
void     plr_list_set_hidden (PlrList *self,
                              gboolean is_hidden);
void     plr_list_append     (PlrList *self,
                              gpointer item);
void     plr_list_insert     (PlrList *self,
                              guint    position,
                              gpointer item);
void     plr_list_remove     (PlrList *self,
                              guint    position);
void     plr_list_remove_all (PlrList *self);
void     plr_list_splice     (PlrList  *self,
                              guint     position,
                              guint     n_removed,
                              gpointer *added,
                              guint     n_added);
void     plr_list_emit_changed (GListModel *model,
                                guint       position,
                                guint       n_removed,
                                guint       n_added);

G_END_DECLS
