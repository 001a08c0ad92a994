/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-shell-dialect"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "plr-dialects-private.h"
#include "plr-export-stage-private.h"

typedef struct
{
  GObject parent_instance;
} PlrShellDialect;

typedef struct
{
  GObjectClass parent_class;
} PlrShellDialectClass;

static const char *const written[] = {
  "id", "name", "needs", "steps", "environment", "variables", "artifacts", "inputs", "reports", "timeout_s", "retry", "when",
  "branches", "approval", "approval_message", "matrix", "include", "exclude", "allow_failure", "shell", "network", "root", NULL
};

static const char *const harmless[] = {
  "group", "groups", "caches", "permissions", "cancels", "concurrency", "keeps_going", "max_parallel", NULL
};

static void
append_file (GString    *out,
             const char *name,
             const char *text)
{
  g_autofree char *delimiter = plr_export_find_delimiter (text, "END_OF_FILE");

  g_string_append_printf (out, "cat > \"$PLR_WORK/scripts/%s\" <<'%s'\n%s%s\n", name, delimiter, text, delimiter);
}

static void
append_stage (PlrExport *export,
              GString   *out,
              PlrStage  *stage)
{
  const char *id = plr_export_get_id (export, plr_stage_get_id (stage));
  g_autoptr(GPtrArray) cells = plr_export_list_cells (export, stage);
  g_autofree char *call = plr_export_make_stage_call (export, stage);
  g_autofree char *title = g_strdelimit (g_strdup (plr_stage_get_title (stage)), "\r\n", ' ');

  g_string_append_printf (out, "\n# Stage: %s\n", title);
  for (guint i = 0; i < MAX (cells->len, 1); i++)
    {
      g_autofree char *script = plr_export_make_stage_script (export, stage, cells->len > 0 ? cells->pdata[i] : NULL);
      g_autofree char *name = g_strdup_printf ("%s.%u", id, i + 1);
      g_autofree char *text = g_strdup_printf (". \"$PLR_WORK/scripts/library\"\nplr_begin %s\n%s", name, script);

      append_file (out, name, text);
    }
  g_string_append_printf (out, "%s\n", call);
}

static void
append_start (PlrExport *export,
              GString   *out)
{
  g_autofree char *own = plr_export_make_own_exports (export);

  g_string_append (out,
                   "\n# Start it anywhere in a clone of the repository: the stages get clean copies of the commit of HEAD. What they make is in\n"
                   "# .pipeliner/artifacts/STAGE/. With KEEP_GOING=1 it goes on after a failure; APPROVED=\"STAGE…\" approves stages.\n"
                   "set -eu\n\n"
                   "PLR_WORK=${PLR_WORK:-$(git rev-parse --show-toplevel)/.pipeliner}\n"
                   "export PLR_WORK\n"
                   "cd \"$(git rev-parse --show-toplevel)\"\n");
  g_string_append (out, own);
  g_string_append (out,
                   "rm -rf \"$PLR_WORK/src\" \"$PLR_WORK/artifacts\" \"$PLR_WORK/status\" \"$PLR_WORK/scripts\" \"$PLR_WORK/failed\"\n"
                   "mkdir -p \"$PLR_WORK/src\" \"$PLR_WORK/artifacts\" \"$PLR_WORK/status\" \"$PLR_WORK/scripts\"\n"
                   "echo '*' > \"$PLR_WORK/.gitignore\"\n\n");
  append_file (out, "library", plr_export_get_stage_library ());
  g_string_append (out, ". \"$PLR_WORK/scripts/library\"\n");
}

static char *
plr_shell_dialect_write (PlrDialect  *dialect,
                         PlrPipeline *pipeline,
                         GListStore  *losses,
                         GError     **error)
{
  g_auto(PlrExport) export = { 0 };
  g_autofree char *header = NULL;
  g_autoptr(GString) out = g_string_new ("#!/bin/sh\n");

  if (!plr_export_init (&export, pipeline, losses, plr_dialect_get_name (dialect), error))
    return NULL;

  plr_export_name_stages (&export, "_-", NULL);
  plr_export_note_common (&export, _("the machine that runs the script"));
  plr_export_note_left_out (&export, written, harmless);
  if (export.stages->len > 1)
    plr_export_note (&export, NULL, NULL, PLR_EXPORT_APPROXIMATED, _("Export to a Makefile, if stages are to run at once."),
                     _("The %u stages run one after another"), export.stages->len);

  header = plr_export_make_header (&export);
  g_string_append (out, header);
  append_start (&export, out);
  for (guint i = 0; i < export.stages->len; i++)
    append_stage (&export, out, export.stages->pdata[i]);
  g_string_append (out, "\nif [ -e \"$PLR_WORK/failed\" ]; then exit 1; fi\n");

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
plr_shell_dialect_matches (PlrDialect *dialect,
                           const char *path)
{
  return FALSE;
}

static void
plr_shell_dialect_iface_init (PlrDialectInterface *iface)
{
  iface->id = "shell";
  iface->name = "POSIX shell";
  iface->file_name = "pipeline.sh";
  iface->media_type = "application/x-shellscript";
  iface->matches = plr_shell_dialect_matches;
  iface->write = plr_shell_dialect_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrShellDialect, plr_shell_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_shell_dialect_iface_init))

static void
plr_shell_dialect_class_init (PlrShellDialectClass *klass)
{
}

static void
plr_shell_dialect_init (PlrShellDialect *self)
{
}
