/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * PlrRunArtifact:
 *
 * Files that a run made: what was declared, found, measured and kept.
 *
 * Properties, each with a getter and a setter of the same name:
 *
 * - `stage`: the id of the stage of the run that made it
 * - `name`: of the artifact
 * - `path`: in the workspace
 * - `file`: (type filename) where it is kept on this machine, absolute, or `NULL`
 * - `sha256`: 64 hexadecimal digits
 * - `size-bytes`: how long it is
 * - `mode`: its permissions, as in st_mode & 0777
 */
#define PLR_TYPE_RUN_ARTIFACT (plr_run_artifact_get_type ())

G_DECLARE_FINAL_TYPE (PlrRunArtifact, plr_run_artifact, PLR, RUN_ARTIFACT, GObject)

PlrRunArtifact *plr_run_artifact_new (const char *stage,
                                      const char *name,
                                      const char *path);
const char *plr_run_artifact_get_stage (PlrRunArtifact *self);
void plr_run_artifact_set_stage (PlrRunArtifact *self,
                                 const char     *stage);
const char *plr_run_artifact_get_name (PlrRunArtifact *self);
void plr_run_artifact_set_name (PlrRunArtifact *self,
                                const char     *name);
const char *plr_run_artifact_get_path (PlrRunArtifact *self);
void plr_run_artifact_set_path (PlrRunArtifact *self,
                                const char     *path);
const char *plr_run_artifact_get_file (PlrRunArtifact *self);
void plr_run_artifact_set_file (PlrRunArtifact *self,
                                const char     *file);
const char *plr_run_artifact_get_sha256 (PlrRunArtifact *self);
void plr_run_artifact_set_sha256 (PlrRunArtifact *self,
                                  const char     *sha256);
gint64 plr_run_artifact_get_size_bytes (PlrRunArtifact *self);
void plr_run_artifact_set_size_bytes (PlrRunArtifact *self,
                                      gint64          size_bytes);
guint plr_run_artifact_get_mode (PlrRunArtifact *self);
void plr_run_artifact_set_mode (PlrRunArtifact *self,
                                guint           mode);
void plr_run_artifact_assign (PlrRunArtifact *self,
                              PlrRunArtifact *other);

G_END_DECLS
