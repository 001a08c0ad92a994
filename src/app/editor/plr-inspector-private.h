/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "plr-engine-fields.h"
#include "plr-field-row.h"
#include "plr-inspector.h"

G_BEGIN_DECLS

typedef enum
{
  PLR_FIELD_ID,
  PLR_FIELD_NAME,
  PLR_FIELD_INPUTS,
  PLR_FIELD_REPORTS,
  PLR_FIELD_DEPLOY,
  PLR_FIELD_APPROVAL_MESSAGE,
  PLR_FIELD_TIMEOUT,
  PLR_FIELD_RETRY,
  PLR_N_FIELDS
} PlrFieldId;

struct _PlrInspector
{
  AdwBin parent_instance;

  PlrDocument *document;
  PlrStage *stage;

  GtkStack *stack;
  GtkLabel *many;

  /* of the pipeline */
  PlrFieldRow *pipeline_name;
  AdwPreferencesGroup *pipeline_variables;
  GPtrArray *pipeline_variable_rows;
  PlrEngineFields *pipeline_engine;

  /* of a stage */
  GtkImage *kind_icon;
  GtkLabel *heading;
  GtkLabel *kind;
  PlrFieldRow *fields[PLR_N_FIELDS];
  AdwExpanderRow *needs;
  GPtrArray *need_rows;
  AdwPreferencesGroup *steps;
  GPtrArray *step_rows;
  AdwPreferencesGroup *variables;
  GPtrArray *variable_rows;
  AdwPreferencesGroup *artifacts;
  GPtrArray *artifact_rows;
  AdwPreferencesGroup *axes;
  GPtrArray *axis_rows;
  AdwComboRow *when;
  GtkSwitch *approval;
  GtkSwitch *network;
  PlrEngineFields *engine;

  guint updating : 1;
};

gboolean plr_inspector_apply (PlrInspector *self,
                              PlrEdit      *edit,
                              GtkWidget    *field);
char *plr_inspector_format_timeout (gint64 timeout_us);
char *plr_inspector_join     (const char *const *list);
char **plr_inspector_split   (const char *text);
void plr_inspector_build_lists      (PlrInspector *self);
void plr_inspector_update_lists     (PlrInspector *self);
void plr_inspector_update_variables (PlrInspector *self);
GtkWidget *plr_inspector_add_button (AdwPreferencesGroup *group,
                                     const char          *tooltip,
                                     GCallback            callback,
                                     gpointer             self);
void plr_inspector_clear_rows       (PlrInspector *self);

G_END_DECLS
