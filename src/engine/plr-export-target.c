/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-export-target"

#include "config.h"

#include "plr-dialect.h"
#include "plr-export-target.h"

/**
 * plr_export_target_list:
 * @except: (nullable): the id of a dialect to leave out
 *
 * Returns: (transfer full) (element-type PlrExportTarget): the dialects that can be written, and have a file of their own
 */
GArray *
plr_export_target_list (const char *except)
{
  GArray *targets = g_array_new (FALSE, TRUE, sizeof (PlrExportTarget));
  g_autoptr(GListModel) dialects = plr_dialect_list ();

  for (guint i = 0; i < g_list_model_get_n_items (dialects); i++)
    {
      g_autoptr(PlrDialect) dialect = g_list_model_get_item (dialects, i);
      PlrExportTarget target = {
        /* These live as long as the program. */
        .id = plr_dialect_get_id (dialect),
        .name = plr_dialect_get_name (dialect),
        .file_name = plr_dialect_get_file_name (dialect),
      };

      if (plr_dialect_can_write (dialect) && target.file_name != NULL && g_strcmp0 (target.id, except) != 0)
        g_array_append_val (targets, target);
    }

  return targets;
}
