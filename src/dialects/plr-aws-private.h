/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-reader.h"

G_BEGIN_DECLS

/* What the readers of the dialects of AWS have in common. */
PlrYamlNode *plr_aws_get         (PlrYamlNode *map,
                                  const char  *key);
const char  *plr_aws_get_text    (PlrYamlNode *map,
                                  const char  *key);
gboolean     plr_aws_is_map      (PlrYamlNode *node);
gboolean     plr_aws_is_list     (PlrYamlNode *node);
guint        plr_aws_count       (PlrYamlNode *node);
gboolean     plr_aws_is_true     (const char *text);
char       **plr_aws_list_texts  (PlrYamlNode *node,
                                  const char  *directory);
PlrYamlNode *plr_aws_find_key    (PlrYamlNode *map,
                                  const char  *key);
void         plr_aws_skip        (PlrReader   *self,
                                  PlrYamlNode *key,
                                  PlrYamlNode *value,
                                  gpointer     target);
void         plr_aws_keep        (PlrReader   *self,
                                  PlrYamlNode *key,
                                  PlrYamlNode *value,
                                  gpointer     where);
void         plr_aws_keep_path   (PlrReader  *self,
                                  const char *format,
                                  ...) G_GNUC_PRINTF (2, 3);
void         plr_aws_check_map   (PlrReader   *self,
                                  PlrYamlNode *map,
                                  const char  *key);

/* Readers. */
PlrPipeline *plr_buildspec_read  (PlrDialect *dialect,
                                  const char *text,
                                  gssize      size_bytes,
                                  const char *path,
                                  GListStore *problems);

G_END_DECLS
