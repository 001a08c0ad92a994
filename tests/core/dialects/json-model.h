/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "plr-dialect.h"

/* A pipeline as the JSON of plr_pipeline_to_json(), and what edits do to it. */

void        model_insert_element (JsonArray *array,
                                  int        index,
                                  JsonNode  *node);
void        model_move_element   (JsonArray *array,
                                  int        from,
                                  int        to);
void        model_rename_member  (JsonObject *object,
                                  const char *name,
                                  const char *new_name);
void        model_set_strings    (JsonObject        *object,
                                  const char        *field,
                                  const char *const *values);
void        model_set_string     (JsonObject *object,
                                  const char *field,
                                  const char *value);
int         model_find_named     (JsonArray  *array,
                                  const char *field,
                                  const char *name);
void        model_rewrite_stage  (JsonObject *stage,
                                  const char *from,
                                  const char *artifact,
                                  const char *to);
void        model_rewrite_all    (JsonObject *model,
                                  const char *from,
                                  const char *artifact,
                                  const char *to);
JsonArray  *model_get_stages     (JsonObject *model);
JsonObject *model_parse          (const char *text);
char       *model_to_text        (JsonObject *model);
JsonObject *model_read           (PlrDialect *dialect,
                                  const char *text);
