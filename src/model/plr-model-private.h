/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "plr-list.h"

G_BEGIN_DECLS

typedef void (*PlrModelAssignFunc) (gpointer shown,
                                    gpointer fresh);

gboolean plr_model_set_string (char      **field,
                               const char *value);
const char *const *plr_model_get_strv (char **field);
gboolean plr_model_set_strv (char            ***field,
                             const char *const *value,
                             gboolean nullable);
void plr_model_add (PlrList **field,
                    GType     item_type,
                    gpointer  item);
GListModel *plr_model_get_list (PlrList **field,
                                GType     item_type);
void plr_model_merge_list (PlrList          **shown,
                           PlrList           *fresh,
                           GType              item_type,
                           PlrModelAssignFunc assign);

G_END_DECLS
