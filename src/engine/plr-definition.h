/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PlrDefinition:
 *
 * A definition that a project has.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `path`: (type filename) relative to the work tree
 * - `dialect`: the id of its dialect
 * - `dialect-name`: what people call that
 * - `readable`: whether it can be opened here
 * - `editable`: whether it can be drawn in, and not just typed in
 * - `committed`: whether the commit of HEAD has it
 * - `modified`: whether the work tree has another text than the commit of HEAD
 */
#define PLR_TYPE_DEFINITION (plr_definition_get_type ())

G_DECLARE_FINAL_TYPE (PlrDefinition, plr_definition, PLR, DEFINITION, GObject)

PlrDefinition *plr_definition_new (const char *path,
                                   const char *dialect);
const char *plr_definition_get_path (PlrDefinition *self);
void plr_definition_set_path (PlrDefinition *self,
                              const char    *path);
const char *plr_definition_get_dialect (PlrDefinition *self);
void plr_definition_set_dialect (PlrDefinition *self,
                                 const char    *dialect);
const char *plr_definition_get_dialect_name (PlrDefinition *self);
void plr_definition_set_dialect_name (PlrDefinition *self,
                                      const char    *dialect_name);
gboolean plr_definition_get_readable (PlrDefinition *self);
void plr_definition_set_readable (PlrDefinition *self,
                                  gboolean       readable);
gboolean plr_definition_get_editable (PlrDefinition *self);
void plr_definition_set_editable (PlrDefinition *self,
                                  gboolean       editable);
gboolean plr_definition_get_committed (PlrDefinition *self);
void plr_definition_set_committed (PlrDefinition *self,
                                   gboolean       committed);
gboolean plr_definition_get_modified (PlrDefinition *self);
void plr_definition_set_modified (PlrDefinition *self,
                                  gboolean       modified);
void plr_definition_assign (PlrDefinition *self,
                            PlrDefinition *other);

G_END_DECLS
