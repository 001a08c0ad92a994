/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-pipeliner"

#include "config.h"

#include "plr-pipeliner-private.h"

#define PLR_TYPE_PIPELINER_DIALECT (plr_pipeliner_dialect_get_type ())

G_DECLARE_FINAL_TYPE (PlrPipelinerDialect, plr_pipeliner_dialect, PLR, PIPELINER_DIALECT, GObject)

/* Our own language: a reader, edits and a writer, a file each. */
struct _PlrPipelinerDialect
{
  GObject parent_instance;
};

static gboolean
plr_pipeliner_matches (PlrDialect *dialect,
                       const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  /* Of an absolute path nobody says where the repository starts. */
  return g_str_equal (path, "pipeliner.yml") || g_str_has_suffix (name, ".pipeliner.yml") ||
         (g_path_is_absolute (path) && g_str_equal (name, "pipeliner.yml"));
}

static void
plr_pipeliner_dialect_init_interface (PlrDialectInterface *iface)
{
  iface->id = "pipeliner";
  iface->name = "Pipeliner";
  iface->file_name = "pipeliner.yml";
  iface->media_type = "application/yaml";
  iface->matches = plr_pipeliner_matches;
  iface->read = plr_pipeliner_read;
  iface->edit = plr_pipeliner_edit;
  iface->write = plr_pipeliner_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrPipelinerDialect, plr_pipeliner_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_pipeliner_dialect_init_interface))

static void
plr_pipeliner_dialect_class_init (PlrPipelinerDialectClass *klass)
{
}

static void
plr_pipeliner_dialect_init (PlrPipelinerDialect *self)
{
}
