/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-engine-fields.h"

G_BEGIN_DECLS

/* A list of names and values. */
typedef struct
{
  const char          *field;
  const char          *title;
  const char          *add;           /* what the button that adds one says */
  const char          *name;          /* what the first entry of a row is called */
  const char          *value;
  const char          *first_name;    /* of a new one */
  const char          *first_value;
  PlrEditKind          kind;
} PlrEntryKind;

typedef struct
{
  PlrEngineFields     *owner;
  const PlrEntryKind  *kind;
  AdwPreferencesGroup *group;
  GPtrArray           *rows;          /* of PlrPairRow */
} PlrEntryList;

struct _PlrEngineFields
{
  AdwBin parent_instance;

  PlrDocument *document;
  PlrStage *stage;         /* NULL for the pipeline */
  GtkBox *box;
  AdwPreferencesGroup *group;
  GPtrArray *fields;       /* of widgets, as in the table of fields */
  GPtrArray *lists;        /* of PlrEntryList */
  AdwPreferencesGroup *includes;
  AdwPreferencesGroup *excludes;
  GPtrArray *include_rows; /* of PlrFieldRow */
  GPtrArray *exclude_rows;
  AdwPreferencesGroup *triggers;
  GPtrArray *trigger_rows; /* of AdwExpanderRow */

  guint of_stage : 1;
  guint updating : 1;
};

gboolean plr_engine_fields_apply           (PlrEngineFields *self,
                                            PlrEdit         *edit,
                                            GtkWidget       *field);
gboolean plr_engine_fields_apply_all       (PlrEngineFields *self,
                                            GPtrArray       *edits,
                                            const char      *title,
                                            GtkWidget       *field);
void     plr_engine_fields_build_lists     (PlrEngineFields *self);
void     plr_engine_fields_update_lists    (PlrEngineFields *self);
void     plr_engine_fields_build_triggers  (PlrEngineFields *self);
void     plr_engine_fields_update_triggers (PlrEngineFields *self);

G_END_DECLS
