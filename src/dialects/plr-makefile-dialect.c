/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-makefile-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-dialects-private.h"
#include "plr-export-stage-private.h"

typedef struct
{
  GObject parent_instance;
} PlrMakefileDialect;

typedef struct
{
  GObjectClass parent_class;
} PlrMakefileDialectClass;

static const char *const written[] = {
  "id", "name", "needs", "steps", "environment", "variables", "artifacts", "inputs", "reports", "timeout_s", "retry", "when",
  "branches", "approval", "approval_message", "matrix", "include", "exclude", "allow_failure", "shell", "network", "root", NULL
};

static const char *const harmless[] = {
  "group", "groups", "caches", "permissions", "cancels", "concurrency", "keeps_going", "max_parallel", NULL
};

/* Names that mean something to make, or that the file has for itself. */
static gboolean
is_free (const char *id)
{
  static const char *const taken[] = { "all", "start", "define", "endef", "include", "export", "override", "ifdef", "else", "endif", NULL };

  return !g_strv_contains (taken, id);
}

/* A text in a variable of several lines. GNU make joins lines that end in a backslash and counts `define` and `endef` even
 * there, and a dollar means something everywhere (GNU make manual, “Defining Multi-Line Variables”). */
static void
append_define (GString    *out,
               const char *name,
               const char *text)
{
  g_auto(GStrv) lines = g_strsplit (text, "\n", -1);
  guint n_lines = g_strv_length (lines);

  if (n_lines > 0 && *lines[n_lines - 1] == '\0')
    n_lines--;
  g_string_append_printf (out, "define %s\n", name);
  for (guint i = 0; i < n_lines; i++)
    {
      const char *word = lines[i] + strspn (lines[i], " \t");
      gsize length = strlen (lines[i]);

      if (g_str_has_prefix (word, "define") || g_str_has_prefix (word, "endef") || g_str_has_prefix (word, "override") ||
          g_str_has_prefix (word, "export"))
        g_string_append (out, "$(NOTHING)");
      for (const char *p = lines[i]; *p != '\0'; p++)
        if (*p == '$')
          g_string_append (out, "$$");
        else if (*p == '\\' && p == lines[i] + length - 1)
          g_string_append (out, "\\$(NOTHING)");
        else
          g_string_append_c (out, *p);
      g_string_append_c (out, '\n');
    }
  g_string_append (out, "endef\n");
}

static char *
double_dollars (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "$", -1);

  return g_strjoinv ("$$", parts);
}

static void
append_stage (PlrExport *export,
              GString   *out,
              PlrStage  *stage)
{
  const char *id = plr_export_get_id (export, plr_stage_get_id (stage));
  const char *const *needs = plr_stage_get_needs (stage);
  g_autoptr(GPtrArray) cells = plr_export_list_cells (export, stage);
  g_autofree char *call = plr_export_make_stage_call (export, stage);
  g_autofree char *doubled = double_dollars (call);
  g_autofree char *title = g_strdelimit (g_strdup (plr_stage_get_title (stage)), "\r\n\\", ' ');
  g_autoptr(GString) recipe = g_string_new (NULL);

  g_string_append_printf (out, "\n# Stage: %s\n", title);
  for (guint i = 0; i < MAX (cells->len, 1); i++)
    {
      g_autofree char *script = plr_export_make_stage_script (export, stage, cells->len > 0 ? cells->pdata[i] : NULL);
      g_autofree char *name = g_strdup_printf ("SCRIPT_%s.%u", id, i + 1);
      g_autofree char *text = g_strdup_printf (". \"$PLR_WORK/scripts/library\"\nplr_begin %s.%u\n%s", id, i + 1, script);

      append_define (out, name, text);
      g_string_append_printf (recipe, "\t$(call WRITE,%s.%u,%s)\n", id, i + 1, name);
    }
  g_string_append_printf (out, "%s:", id);
  for (guint i = 0; needs[i] != NULL; i++)
    g_string_append_printf (out, " %s", plr_export_get_id (export, needs[i]));
  g_string_append_printf (out, " | start\n%s\t@$(RUN) %s\n", recipe->str, doubled);
  g_string_append (out, "\t@$(if $(filter $@,$(MAKECMDGOALS)),test \"$$(cat \"$$PLR_WORK/status/$@\")\" = ok)\n");
}

static void
append_start (PlrExport *export,
              GString   *out)
{
  g_autofree char *own = plr_export_make_own_exports (export);
  g_autofree char *settings = g_strconcat (own, plr_export_get_stage_library (), NULL);

  g_string_append (out,
                   "\n# GNU make 4.0 or later, in a clone of the repository: the stages get clean copies of the commit of HEAD. What they make\n"
                   "# is in .pipeliner/artifacts/STAGE/. “make -j4 -f FILE” runs stages at once; “make -f FILE STAGE” one and what it needs.\n"
                   "# With KEEP_GOING=1 it goes on after a failure; APPROVED=\"STAGE…\" approves stages.\n"
                   "SHELL := /bin/sh\n"
                   "NOTHING :=\n"
                   "export PLR_WORK ?= $(CURDIR)/.pipeliner\n"
                   "export KEEP_GOING ?=\n"
                   "export APPROVED ?=\n"
                   "# Writes a variable into a file, but for “make -n”.\n"
                   "WRITE = $(if $(findstring n,$(firstword -$(MAKEFLAGS))),,$(file >$(PLR_WORK)/scripts/$(1),$($(2))))\n"
                   "RUN = set -eu; . \"$$PLR_WORK/scripts/library\";\n\n");
  append_define (out, "LIBRARY", settings);
  g_string_append (out, "\n.PHONY: all start");
  for (guint i = 0; i < export->stages->len; i++)
    g_string_append_printf (out, " %s", plr_export_get_id (export, plr_stage_get_id (export->stages->pdata[i])));
  g_string_append (out, "\n.DEFAULT_GOAL := all\n\nall:");
  for (guint i = 0; i < export->stages->len; i++)
    g_string_append_printf (out, " %s", plr_export_get_id (export, plr_stage_get_id (export->stages->pdata[i])));
  g_string_append (out,
                   "\n\t@if [ -e \"$$PLR_WORK/failed\" ]; then exit 1; fi\n\n"
                   "start:\n"
                   "\t@rm -rf \"$$PLR_WORK/src\" \"$$PLR_WORK/artifacts\" \"$$PLR_WORK/status\" \"$$PLR_WORK/scripts\" \"$$PLR_WORK/failed\"\n"
                   "\t@mkdir -p \"$$PLR_WORK/src\" \"$$PLR_WORK/artifacts\" \"$$PLR_WORK/status\" \"$$PLR_WORK/scripts\"\n"
                   "\t@echo '*' > \"$$PLR_WORK/.gitignore\"\n"
                   "\t@$(MAKE) --no-print-directory -s -f $(firstword $(MAKEFILE_LIST)) library\n\n"
                   ".PHONY: library\n"
                   "library:\n"
                   "\t$(call WRITE,library,LIBRARY)@:\n");
}

static char *
plr_makefile_dialect_write (PlrDialect  *dialect,
                            PlrPipeline *pipeline,
                            GListStore  *losses,
                            GError     **error)
{
  g_auto(PlrExport) export = { 0 };
  g_autofree char *header = NULL;
  g_autoptr(GString) out = g_string_new (NULL);

  if (!plr_export_init (&export, pipeline, losses, plr_dialect_get_name (dialect), error))
    return NULL;

  plr_export_name_stages (&export, "_-", is_free);
  plr_export_note_common (&export, _("the machine that runs make"));
  plr_export_note_left_out (&export, written, harmless);
  plr_export_note (&export, NULL, NULL, PLR_EXPORT_NEARLY, _("Nothing needs to be done."),
                   _("Each stage works in a copy of the commit of its own, and gets its inputs there: make -j runs them at once"));

  header = plr_export_make_header (&export);
  g_string_append (out, header);
  append_start (&export, out);
  for (guint i = 0; i < export.stages->len; i++)
    append_stage (&export, out, export.stages->pdata[i]);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
plr_makefile_dialect_matches (PlrDialect *dialect,
                              const char *path)
{
  return FALSE;
}

static void
plr_makefile_dialect_iface_init (PlrDialectInterface *iface)
{
  iface->id = "makefile";
  iface->name = "Makefile";
  iface->file_name = "pipeline.mk";
  iface->media_type = "text/x-makefile";
  iface->matches = plr_makefile_dialect_matches;
  iface->write = plr_makefile_dialect_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrMakefileDialect, plr_makefile_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_makefile_dialect_iface_init))

static void
plr_makefile_dialect_class_init (PlrMakefileDialectClass *klass)
{
}

static void
plr_makefile_dialect_init (PlrMakefileDialect *self)
{
}
