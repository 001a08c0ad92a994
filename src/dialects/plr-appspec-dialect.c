/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-appspec"

#include "config.h"

#include <string.h>

#include "plr-appspec-private.h"
#include "plr-aws-edit-private.h"
#include "plr-dialects-private.h"

typedef struct
{
  GObject parent_instance;
} PlrAppspecDialect;

typedef struct
{
  GObjectClass parent_class;
} PlrAppspecDialectClass;

static gboolean
plr_appspec_dialect_matches (PlrDialect *dialect,
                             const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return g_str_has_prefix (name, "appspec") &&
         (g_str_has_suffix (name, ".yml") || g_str_has_suffix (name, ".yaml") || g_str_has_suffix (name, ".json"));
}

static gboolean
plr_appspec_dialect_recognizes (PlrDialect *dialect,
                                const char *text,
                                gsize       size_bytes)
{
  return plr_dialect_has_key (text, size_bytes, "version") &&
         ((plr_dialect_has_key (text, size_bytes, "os") && plr_dialect_has_key (text, size_bytes, "files")) ||
          (plr_dialect_has_key (text, size_bytes, "os") && plr_dialect_has_key (text, size_bytes, "hooks")) ||
          (plr_dialect_has_key (text, size_bytes, "Resources") && g_strstr_len (text, size_bytes, "AWS::ECS::Service") != NULL &&
           g_strstr_len (text, size_bytes, "TaskDefinition") != NULL && !plr_dialect_has_key (text, size_bytes, "AWSTemplateFormatVersion")) ||
          (plr_dialect_has_key (text, size_bytes, "Resources") && g_strstr_len (text, size_bytes, "TargetVersion") != NULL));
}

static void
plr_appspec_dialect_iface_init (PlrDialectInterface *iface)
{
  iface->id = "appspec";
  iface->name = "AWS CodeDeploy";
  iface->file_name = "appspec.yml";
  iface->media_type = "application/yaml";
  iface->matches = plr_appspec_dialect_matches;
  iface->recognizes = plr_appspec_dialect_recognizes;
  iface->read = plr_appspec_read;
  iface->edit = plr_appspec_edit;
  iface->write = plr_appspec_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrAppspecDialect, plr_appspec_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_appspec_dialect_iface_init))

static void
plr_appspec_dialect_class_init (PlrAppspecDialectClass *klass)
{
}

static void
plr_appspec_dialect_init (PlrAppspecDialect *self)
{
}
