/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "plr-codepipeline-private.h"

G_BEGIN_DECLS

char      *plr_codepipeline_dup_name       (const char *text,
                                            const char *others);
GPtrArray *plr_codepipeline_split_script   (const char *script,
                                            const char *shell,
                                            guint       number);
void       plr_codepipeline_write_triggers (JsonBuilder *builder,
                                            GListModel  *triggers,
                                            gboolean     is_native,
                                            const char  *name);

G_END_DECLS
