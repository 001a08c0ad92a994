/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * PlrExportTarget:
 * @id: the id of the dialect
 * @name: what people call it
 * @file_name: (type filename): where a repository keeps its definition
 *
 * A dialect that a definition can be written in.
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *file_name;
} PlrExportTarget;

GArray *plr_export_target_list (const char *except);

G_END_DECLS
