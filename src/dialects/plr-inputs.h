/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-dialect-editor.h"
#include "plr-reader.h"

G_BEGIN_DECLS

/* What a person or caller is asked, as dialects in YAML write it: a mapping of names, each with a mapping of what is said of it. */

/**
 * PlrInputsForm:
 * @list: the key of the mapping of names
 * @value: the key of the default, or of the value of an output; `NULL` if it has none
 * @types: (array zero-terminated=1) (nullable): the words for types; `NULL` if there are none
 * @has_options: whether there may be values to choose from
 * @has_required: whether it may be required
 * @needs_default: whether one without a default is required
 * @is_short: whether a text in place of the mapping is the default
 * @is_strict: whether what there is no word for is a mistake, rather than kept
 */
typedef struct
{
  const char        *list;
  const char        *value;
  const char *const *types;
  guint              has_options : 1;
  guint              has_required : 1;
  guint              needs_default : 1;
  guint              is_short : 1;
  guint              is_strict : 1;
} PlrInputsForm;

typedef void (*PlrInputsAddFunc) (gpointer     target,
                                  PlrVariable *variable);

void          plr_inputs_read     (PlrReader           *reader,
                                   PlrYamlNode         *map,
                                   const PlrInputsForm *form,
                                   const char          *where,
                                   PlrInputsAddFunc     add,
                                   gpointer             target);
PlrYamlValue *plr_inputs_write    (GListModel          *inputs,
                                   const PlrInputsForm *form);
gboolean      plr_inputs_check    (PlrDialectEditor    *self,
                                   const PlrInputsForm *form,
                                   GError             **error);
PlrYamlValue *plr_inputs_new      (PlrDialectEditor    *self,
                                   const PlrInputsForm *form);
gboolean      plr_inputs_edit     (PlrDialectEditor    *self,
                                   PlrYamlNode         *owner,
                                   const PlrInputsForm *form,
                                   GError             **error);

G_END_DECLS
