/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-codepipeline"

#include "config.h"

#include <string.h>

#include "plr-aws-edit-private.h"
#include "plr-codepipeline-private.h"
#include "plr-dialects-private.h"

typedef struct
{
  GObject parent_instance;
} PlrCodepipelineDialect;

typedef struct
{
  GObjectClass parent_class;
} PlrCodepipelineDialectClass;

static gboolean
plr_codepipeline_dialect_matches (PlrDialect *dialect,
                                  const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_str_equal (name, "codepipeline.json") || g_str_equal (name, "codepipeline.yml") || g_str_equal (name, "codepipeline.yaml");
}

/* Definitions for CodePipeline have no place of their own in a repository. */
static gboolean
plr_codepipeline_dialect_recognizes (PlrDialect *dialect,
                                     const char *text,
                                     gsize       size_bytes)
{
  if (g_strstr_len (text, size_bytes, "AWS::CodePipeline::Pipeline") != NULL)
    return g_strstr_len (text, size_bytes, "Resources") != NULL && g_strstr_len (text, size_bytes, "Stages") != NULL;

  return g_strstr_len (text, size_bytes, "stages") != NULL && g_strstr_len (text, size_bytes, "actionTypeId") != NULL;
}

static void
plr_codepipeline_dialect_iface_init (PlrDialectInterface *iface)
{
  iface->id = "codepipeline";
  iface->name = "AWS CodePipeline";
  iface->file_name = "codepipeline.json";
  iface->media_type = "application/json";
  iface->matches = plr_codepipeline_dialect_matches;
  iface->recognizes = plr_codepipeline_dialect_recognizes;
  iface->read = plr_codepipeline_read;
  iface->edit = plr_codepipeline_edit;
  iface->write = plr_codepipeline_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrCodepipelineDialect, plr_codepipeline_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_codepipeline_dialect_iface_init))

static void
plr_codepipeline_dialect_class_init (PlrCodepipelineDialectClass *klass)
{
}

static void
plr_codepipeline_dialect_init (PlrCodepipelineDialect *self)
{
}
