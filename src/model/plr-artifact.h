/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PlrArtifact:
 *
 * Files that a stage makes and others, or a person, get.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `name`: unique in its stage
 * - `paths`: patterns relative to the workspace; `**` crosses directories
 * - `optional`: whether the stage succeeds without it
 */
#define PLR_TYPE_ARTIFACT (plr_artifact_get_type ())

G_DECLARE_FINAL_TYPE (PlrArtifact, plr_artifact, PLR, ARTIFACT, GObject)

PlrArtifact *plr_artifact_new (const char *name,
                               const char *const *paths);
const char *plr_artifact_get_name (PlrArtifact *self);
void plr_artifact_set_name (PlrArtifact *self,
                            const char  *name);
const char *const *plr_artifact_get_paths (PlrArtifact *self);
void plr_artifact_set_paths (PlrArtifact       *self,
                             const char *const *paths);
gboolean plr_artifact_get_optional (PlrArtifact *self);
void plr_artifact_set_optional (PlrArtifact *self,
                                gboolean     optional);
void plr_artifact_assign (PlrArtifact *self,
                          PlrArtifact *other);

G_END_DECLS
