/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-yaml.h"

G_BEGIN_DECLS

#define PLR_TYPE_YAML_VALUE (plr_yaml_value_get_type ())

typedef struct _PlrYamlValue PlrYamlValue;

GType         plr_yaml_value_get_type    (void) G_GNUC_CONST;
PlrYamlValue *plr_yaml_value_new_string  (const char *string);
PlrYamlValue *plr_yaml_value_new_text    (const char *text);
PlrYamlValue *plr_yaml_value_new_integer (gint64 number);
PlrYamlValue *plr_yaml_value_new_boolean (gboolean is_true);
PlrYamlValue *plr_yaml_value_new_null    (void);
PlrYamlValue *plr_yaml_value_new_list    (void);
PlrYamlValue *plr_yaml_value_new_map     (void);
PlrYamlValue *plr_yaml_value_new_strings (const char *const *strings);
PlrYamlValue *plr_yaml_value_new_copy    (PlrYamlNode *node);
PlrYamlValue *plr_yaml_value_ref         (PlrYamlValue *self);
void          plr_yaml_value_unref       (PlrYamlValue *self);
void          plr_yaml_value_append      (PlrYamlValue *self,
                                          PlrYamlValue *item);
void          plr_yaml_value_set         (PlrYamlValue *self,
                                          const char   *key,
                                          PlrYamlValue *value);
void          plr_yaml_value_set_string  (PlrYamlValue *self,
                                          const char   *key,
                                          const char   *string);
void          plr_yaml_value_set_flow    (PlrYamlValue *self,
                                          gboolean      is_flow);
void          plr_yaml_value_set_tag     (PlrYamlValue *self,
                                          const char   *tag);
gboolean      plr_yaml_value_is_empty    (PlrYamlValue *self);
gboolean      plr_yaml_value_matches     (PlrYamlValue *self,
                                          PlrYamlNode  *node);
char         *plr_yaml_value_dup_text    (PlrYamlValue *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlrYamlValue, plr_yaml_value_unref)

G_END_DECLS
