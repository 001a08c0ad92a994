/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-yaml-private.h"

G_BEGIN_DECLS

/* STRING must be read as a string by every reader, TEXT may be a number or a boolean when it looks like one, TOKEN must
 * be what it looks like. */
typedef enum
{
  PLR_YAML_INTENT_STRING,
  PLR_YAML_INTENT_TEXT,
  PLR_YAML_INTENT_TOKEN,
  PLR_YAML_INTENT_LIST,
  PLR_YAML_INTENT_MAP,
  PLR_YAML_INTENT_ALIAS,
} PlrYamlScalarIntent;

struct _PlrYamlValue
{
  PlrYamlScalarIntent  intent;
  char                *text;
  char                *tag;
  GPtrArray           *keys;      /* of a map: char* */
  GPtrArray           *items;     /* of a list or map: PlrYamlValue */
  gboolean             is_flow;
};

/* How a file is written: what its own nodes show, and what is usual where it shows nothing. */
typedef struct
{
  GString      *out;
  const char   *newline;
  guint         step;           /* columns from a key to the keys below it */
  guint         dash_offset;    /* columns from a key to the dashes below it */
  guint         item_offset;    /* columns from a dash to its item */
  PlrYamlStyle  quotes;
  gboolean      is_json;
  gboolean      uses_tabs;      /* as JSON may; columns and steps are then tabs */
  gboolean      is_spread;      /* collections in brackets take one line an item */
  gboolean      avoids_literal; /* texts of several lines are written in quotes */
  gboolean      is_open;        /* the last thing written needs a line break behind it */
} PlrYamlWriter;

gboolean plr_yaml_scalar_is_printable (const char *text);
gboolean plr_yaml_scalar_may_be_plain (const char *text,
                                       gboolean    in_flow);
gboolean plr_yaml_scalar_may_be_literal (const char *text);
void     plr_yaml_write_scalar (GString            *out,
                                const char         *text,
                                PlrYamlScalarIntent intent,
                                PlrYamlStyle        wanted,
                                PlrYamlStyle        quotes,
                                gboolean            in_flow);
gboolean plr_yaml_scalar_needs_indicator (const char *text);
void     plr_yaml_write_literal_body   (PlrYamlWriter *self,
                                        const char    *text,
                                        guint          indent);
PlrYamlValue *plr_yaml_value_new_alike (PlrYamlValue *value);
char    *plr_yaml_shorten_tag          (const char *tag);
gboolean plr_yaml_value_is_block       (PlrYamlValue *value);
void     plr_yaml_write_key            (PlrYamlWriter *self,
                                        const char    *key,
                                        gboolean       in_flow);
void     plr_yaml_write_flow           (PlrYamlWriter *self,
                                        PlrYamlValue  *value,
                                        guint          indent);
void     plr_yaml_write_value          (PlrYamlWriter *self,
                                        PlrYamlValue  *value,
                                        int            outer,
                                        gboolean       is_item);
void     plr_yaml_write_pair           (PlrYamlWriter *self,
                                        const char    *key,
                                        PlrYamlValue  *value,
                                        guint          column);
void     plr_yaml_write_item           (PlrYamlWriter *self,
                                        PlrYamlValue  *value,
                                        guint          column);
char    *plr_yaml_writer_dup_newline   (PlrYamlWriter *self,
                                        guint          column);
void     plr_yaml_write_newline        (PlrYamlWriter *self,
                                        guint          column);
void     plr_yaml_write_block          (PlrYamlWriter *self,
                                        PlrYamlValue  *value,
                                        guint          column);
void     plr_yaml_writer_learn         (PlrYamlWriter *self,
                                        PlrYaml       *tree,
                                        PlrYamlNode   *near);

G_END_DECLS
