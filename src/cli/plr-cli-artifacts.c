/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-artifacts"

#include "config.h"

#include <errno.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

/* All artifacts of the run, in the order of its stages. */
static GPtrArray *
list_artifacts (PlrRun *run)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *stages = plr_run_get_stages (run);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      g_autoptr(PlrRunStage) stage = g_list_model_get_item (stages, i);
      GListModel *artifacts = plr_run_stage_get_artifacts (stage);

      for (guint j = 0; j < g_list_model_get_n_items (artifacts); j++)
        g_ptr_array_add (all, g_list_model_get_item (artifacts, j));
    }

  return g_steal_pointer (&all);
}

static void
print_as_json (PlrRun    *run,
               GPtrArray *artifacts)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "run", plr_run_get_id (run));
  plr_cli_json_string (builder, "state", plr_run_state_get_nick (plr_run_get_state (run)));
  json_builder_set_member_name (builder, "artifacts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < artifacts->len; i++)
    {
      json_builder_begin_object (builder);
      plr_cli_json_artifact (builder, artifacts->pdata[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  plr_cli_print_json (builder, TRUE);
}

static void
print_as_text (GPtrArray *artifacts)
{
  for (guint i = 0; i < artifacts->len; i++)
    {
      PlrRunArtifact *artifact = artifacts->pdata[i];
      g_autofree char *path = plr_utf8_escape (plr_run_artifact_get_path (artifact), -1);
      g_autofree char *stage = plr_utf8_escape (plr_run_artifact_get_stage (artifact), -1);
      g_autofree char *name = plr_utf8_escape (plr_run_artifact_get_name (artifact), -1);
      g_autofree char *size = g_format_size ((guint64)plr_run_artifact_get_size_bytes (artifact));

      plr_cli_print ("%s  %10s  %s%s%s  %s\n", plr_run_artifact_get_sha256 (artifact), size, stage,
                     *name != '\0' ? "/" : "", name, path);
    }
}

/* The names come from a build: none of them may lead out of the folder. */
static gboolean
copy_artifact (PlrRunArtifact *artifact,
               const char     *directory)
{
  const char *file = plr_run_artifact_get_file (artifact);
  g_autofree char *stage = plr_utf8_file_name (plr_run_artifact_get_stage (artifact));
  g_autofree char *folder = g_build_filename (directory, stage, NULL);
  g_autofree char *path = g_canonicalize_filename (plr_run_artifact_get_path (artifact), folder);
  g_autofree char *inside = g_strconcat (folder, "/", NULL);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *shown = plr_utf8_escape (path, -1);
  g_autoptr(GFile) from = file != NULL ? g_file_new_for_path (file) : NULL;
  g_autoptr(GFile) to = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;

  if (!g_str_has_prefix (path, inside))
    {
      plr_cli_complain (_("The artifact “%s” would not be in the folder; it is not copied"), shown);
      return FALSE;
    }
  if (from == NULL || !g_file_query_exists (from, NULL))
    {
      plr_cli_complain (_("The artifact “%s” is not kept any more"), shown);
      return FALSE;
    }
  if (g_mkdir_with_parents (parent, 0777) != 0 ||
      !g_file_copy (from, to, G_FILE_COPY_OVERWRITE | G_FILE_COPY_NOFOLLOW_SYMLINKS, NULL, NULL, NULL, &error))
    {
      plr_cli_complain (_("Cannot write “%s”: %s"), shown, error != NULL ? error->message : g_strerror (errno));
      return FALSE;
    }
  /* What is kept may be read-only; whoever takes a copy may do with it as they like. */
  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_chmod (path, (int)(plr_run_artifact_get_mode (artifact) & 0777) | 0200) != 0)
    plr_cli_warn (_("Cannot set the permissions of “%s”: %s\n"), shown, g_strerror (errno));

  plr_cli_print ("%s\n", shown);

  return TRUE;
}

static int
copy_all (GPtrArray  *artifacts,
          const char *argument)
{
  g_autofree char *directory = g_canonicalize_filename (argument, NULL);
  int status = PLR_CLI_SUCCESS;

  for (guint i = 0; i < artifacts->len; i++)
    if (!copy_artifact (artifacts->pdata[i], directory))
      status = PLR_CLI_USAGE;

  return status;
}

/* The folder that the artifacts are in, for a file manager or a script. */
static int
print_directory (PlrRun *run)
{
  g_autofree char *directory = g_build_filename (plr_run_get_directory (run), "artifacts", NULL);

  if (!g_file_test (directory, G_FILE_TEST_IS_DIR))
    return plr_cli_complain (_("Run %s has no artifacts, or they are not kept any more"), plr_run_get_id (run));

  plr_cli_print ("%s\n", directory);

  return PLR_CLI_SUCCESS;
}

int
plr_cli_artifacts (const char *state_dir,
                   int         argc,
                   char      **argv)
{
  g_autofree char *own_state_dir = NULL;
  g_autofree char *directory = NULL;
  gboolean as_json = FALSE;
  gboolean only_directory = FALSE;
  const GOptionEntry entries[] = {
    { "directory", 'd', 0, G_OPTION_ARG_NONE, &only_directory, N_("Print only the folder that they are in"), NULL },
    { "copy", 'c', 0, G_OPTION_ARG_FILENAME, &directory, N_("Copy them there, into a folder for each stage"), N_("DIR") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print one JSON object"), NULL },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &own_state_dir, N_("Where the history is"), N_("DIR") },
    { NULL },
  };
  g_autoptr(PlrEngine) engine = NULL;
  g_autoptr(PlrRun) run = NULL;
  g_autoptr(GPtrArray) artifacts = NULL;

  if (!plr_cli_parse (&argc, &argv, _("RUN"), _("Lists what a run made, with the SHA-256 of each file, or copies it."),
                      _("RUN is an id from “pipelinerctl history”, or “last”.\n\n"
                        "Examples:\n"
                        "  pipelinerctl artifacts last\n"
                        "  pipelinerctl artifacts 12 --copy /tmp/release\n"
                        "  xdg-open \"$(pipelinerctl artifacts last --directory)\""), entries, 1))
    return PLR_CLI_USAGE;
  if (argc < 2)
    return plr_cli_complain (_("Name the run: its id, or “last”"));
  if ((engine = plr_cli_open_engine (own_state_dir != NULL ? own_state_dir : state_dir)) == NULL ||
      (run = plr_cli_find_run (engine, argv[1])) == NULL)
    return PLR_CLI_USAGE;

  if (only_directory)
    return print_directory (run);

  artifacts = list_artifacts (run);
  if (directory != NULL)
    return copy_all (artifacts, directory);
  if (as_json)
    print_as_json (run, artifacts);
  else
    print_as_text (artifacts);

  return PLR_CLI_SUCCESS;
}
