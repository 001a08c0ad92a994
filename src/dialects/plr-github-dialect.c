/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-github-dialect"

#include "config.h"

#include "plr-dialects-private.h"
#include "plr-github-edit-private.h"
#include "plr-github-write-private.h"

typedef struct
{
  GObject parent_instance;
} PlrGithubDialect;

typedef struct
{
  GObjectClass parent_class;
} PlrGithubDialectClass;

static gboolean
plr_github_dialect_matches (PlrDialect *dialect,
                            const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return (g_str_has_prefix (path, ".github/workflows/") && (g_str_has_suffix (path, ".yml") || g_str_has_suffix (path, ".yaml"))) ||
         g_str_equal (name, "action.yml") || g_str_equal (name, "action.yaml");
}

static gboolean
plr_github_dialect_recognizes (PlrDialect *dialect,
                               const char *text,
                               gsize       size_bytes)
{
  if (plr_github_is_action_file (text, (gssize)size_bytes))
    return TRUE;

  return plr_dialect_has_key (text, size_bytes, "jobs") &&
         (plr_dialect_has_key (text, size_bytes, "on") || plr_dialect_has_key (text, size_bytes, "\"on\"") ||
          plr_dialect_has_key (text, size_bytes, "'on'"));
}

static void
plr_github_dialect_iface_init (PlrDialectInterface *iface)
{
  iface->id = "github";
  iface->name = "GitHub Actions";
  iface->file_name = ".github/workflows/pipeline.yml";
  iface->media_type = "application/yaml";
  iface->matches = plr_github_dialect_matches;
  iface->recognizes = plr_github_dialect_recognizes;
  iface->read = plr_github_read;
  iface->merge = plr_github_merged;
  iface->edit = plr_github_edit;
  iface->write = plr_github_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrGithubDialect, plr_github_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_github_dialect_iface_init))

static void
plr_github_dialect_class_init (PlrGithubDialectClass *klass)
{
}

static void
plr_github_dialect_init (PlrGithubDialect *self)
{
}
