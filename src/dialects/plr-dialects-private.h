/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A further dialect is its file in meson.build and its line here. The order is that of plr_dialect_list(). */
#define PLR_DIALECTS(dialect) \
  dialect (plr_pipeliner_dialect_get_type) \
  dialect (plr_github_dialect_get_type) \
  dialect (plr_gitlab_dialect_get_type) \
  dialect (plr_buildspec_dialect_get_type) \
  dialect (plr_appspec_dialect_get_type) \
  dialect (plr_codepipeline_dialect_get_type) \
  dialect (plr_buildbot_dialect_get_type) \
  dialect (plr_makefile_dialect_get_type) \
  dialect (plr_shell_dialect_get_type)

#define PLR_DIALECT_DECLARE(get_type) GType get_type (void);
#define PLR_DIALECT_TYPE(get_type) get_type (),

PLR_DIALECTS (PLR_DIALECT_DECLARE)

gboolean plr_dialect_has_key (const char *text,
                              gsize       size_bytes,
                              const char *word);

G_END_DECLS
