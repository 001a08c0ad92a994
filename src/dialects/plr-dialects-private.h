/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

GType plr_pipeliner_dialect_get_type (void);
GType plr_github_dialect_get_type    (void);
GType plr_gitlab_dialect_get_type    (void);
GType plr_buildspec_dialect_get_type (void);

/* A further dialect is its file and one line in each of these two lists. */
#define PLR_DIALECT_TYPES \
  plr_github_dialect_get_type (), \
  plr_gitlab_dialect_get_type (), \
  plr_buildspec_dialect_get_type ()

G_END_DECLS
