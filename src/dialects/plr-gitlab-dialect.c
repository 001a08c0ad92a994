/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-gitlab-dialect"

#include "config.h"

#include <string.h>

#include "plr-dialects-private.h"
#include "plr-gitlab-edit-private.h"
#include "plr-gitlab-write-private.h"

typedef struct
{
  GObject parent_instance;
} PlrGitlabDialect;

typedef struct
{
  GObjectClass parent_class;
} PlrGitlabDialectClass;

static gboolean
plr_gitlab_dialect_matches (PlrDialect *dialect,
                            const char *path)
{
  g_autofree char *slashed = g_strconcat ("/", path, NULL);
  gboolean is_yaml = g_str_has_suffix (path, ".yml") || g_str_has_suffix (path, ".yaml");

  return plr_gitlab_is_whole (path) ||
         (is_yaml && (strstr (slashed, "/.gitlab-ci/") != NULL || strstr (slashed, "/.gitlab/ci/") != NULL));
}

/* Jobs have names of their own, so that what they do tells: a key `script` and the like in a mapping of the top level. */
static gboolean
plr_gitlab_dialect_recognizes (PlrDialect *dialect,
                               const char *text,
                               gsize       size_bytes)
{
  static const char *const others[] = { "pipeliner", "jobs", "phases", "steps", "pipeline", "resources", "apiVersion" };
  static const char *const words[] = { "script:", "extends:", "trigger:", "before_script:" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (plr_dialect_has_key (text, size_bytes, others[i]))
      return FALSE;
  if (plr_dialect_has_key (text, size_bytes, "include"))
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    for (const char *p = g_strstr_len (text, size_bytes, words[i]); p != NULL;
         p = g_strstr_len (p + 1, (gssize)(text + size_bytes - p - 1), words[i]))
      {
        const char *line = p;

        while (line > text && line[-1] == ' ')
          line--;
        if (line < p && line > text && line[-1] == '\n')
          return TRUE;
      }

  return FALSE;
}

static void
plr_gitlab_dialect_iface_init (PlrDialectInterface *iface)
{
  iface->id = "gitlab";
  iface->name = "GitLab CI/CD";
  iface->file_name = ".gitlab-ci.yml";
  iface->media_type = "application/yaml";
  iface->matches = plr_gitlab_dialect_matches;
  iface->recognizes = plr_gitlab_dialect_recognizes;
  iface->read_with_files = plr_gitlab_read;
  iface->merge = plr_gitlab_merged;
  iface->edit_with_files = plr_gitlab_edit;
  iface->write = plr_gitlab_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrGitlabDialect, plr_gitlab_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_gitlab_dialect_iface_init))

static void
plr_gitlab_dialect_class_init (PlrGitlabDialectClass *klass)
{
}

static void
plr_gitlab_dialect_init (PlrGitlabDialect *self)
{
}
