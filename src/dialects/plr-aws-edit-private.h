/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-aws-private.h"
#include "plr-dialect-editor.h"

G_BEGIN_DECLS

/* A list of keys on the stack, for the functions that take a path. */
#define PATH(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* What the editors of the dialects of AWS have in common. A path is a list of keys that ends with NULL. */
gboolean plr_aws_edit_decline     (GError    **error,
                                   const char *message);
gboolean plr_aws_edit_miss        (GError    **error,
                                   const char *format,
                                   ...) G_GNUC_PRINTF (2, 3);
gboolean plr_aws_edit_clash       (GError    **error,
                                   const char *name);
gboolean plr_aws_edit_find        (PlrYamlNode       *map,
                                   const char *const *path,
                                   PlrYamlNode      **value,
                                   GError           **error);
gboolean plr_aws_edit_put         (PlrDialectEditor  *self,
                                   PlrYamlNode       *map,
                                   const char *const *path,
                                   PlrYamlValue      *value,
                                   GError           **error);
gboolean plr_aws_edit_put_text    (PlrDialectEditor  *self,
                                   PlrYamlNode       *map,
                                   const char *const *path,
                                   const char        *text,
                                   GError           **error);
gboolean plr_aws_edit_put_list    (PlrDialectEditor  *self,
                                   PlrYamlNode       *map,
                                   const char *const *path,
                                   const char *const *values,
                                   GError           **error);
gboolean plr_aws_edit_drop        (PlrDialectEditor  *self,
                                   PlrYamlNode       *map,
                                   const char *const *path,
                                   GError           **error);
gboolean plr_aws_edit_is_id       (const char *text,
                                   const char *others,
                                   guint       max_length);

GPtrArray *plr_codepipeline_edit  (PlrDialect *dialect,
                                   const char *text,
                                   gssize      size_bytes,
                                   PlrEdit    *edit,
                                   GError    **error);
GPtrArray *plr_appspec_edit       (PlrDialect *dialect,
                                   const char *text,
                                   gssize      size_bytes,
                                   PlrEdit    *edit,
                                   GError    **error);
GPtrArray *plr_buildspec_edit     (PlrDialect *dialect,
                                   const char *text,
                                   gssize      size_bytes,
                                   PlrEdit    *edit,
                                   GError    **error);

G_END_DECLS
