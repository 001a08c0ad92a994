/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-records"

#include "config.h"

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

static void
engine_failed_cb (PlrEngine *engine,
                  GError    *error)
{
  /* A full disk fails each record of a run; to say so once is enough. */
  if (g_strcmp0 (g_object_get_data (G_OBJECT (engine), "plr-cli-told"), error->message) == 0)
    return;

  g_object_set_data_full (G_OBJECT (engine), "plr-cli-told", g_strdup (error->message), g_free);
  plr_cli_warn ("pipelinerctl: %s\n", error->message);
}

/* NULL when it complained. */
PlrEngine *
plr_cli_open_engine (const char *state_dir)
{
  g_autoptr(GError) error = NULL;
  PlrEngine *engine = plr_engine_new (state_dir, &error);

  if (engine == NULL)
    {
      plr_cli_complain ("%s", error->message);
      return NULL;
    }
  g_signal_connect (engine, "failed", G_CALLBACK (engine_failed_cb), NULL);

  return engine;
}

static void
take_result_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  GAsyncResult **where = user_data;

  *where = g_object_ref (result);
}

static void
wait_for (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* The newest runs, of @repository or of all; NULL when it complained. */
GPtrArray *
plr_cli_list_runs (PlrEngine  *engine,
                   const char *repository,
                   guint       n_runs)
{
  PlrRunner *runner = plr_engine_get_local_runner (engine);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  GPtrArray *runs;

  plr_runner_list_runs_async (runner, repository, 0, n_runs, NULL, take_result_cb, &result);
  wait_for (&result);
  if ((runs = plr_runner_list_runs_finish (runner, result, &error)) == NULL)
    plr_cli_complain ("%s", error->message);

  return runs;
}

/* The newest run of the repository here, or of all where there is none. NULL when it complained. */
static PlrRun *
find_last (PlrEngine *engine)
{
  g_autofree char *work_dir = plr_cli_find_work_dir (".");
  g_autoptr(GPtrArray) runs = plr_cli_list_runs (engine, work_dir, 1);
  g_autofree char *shown = plr_utf8_escape (work_dir, -1);

  if (runs != NULL && runs->len > 0)
    return g_object_ref (runs->pdata[0]);

  if (runs != NULL && work_dir != NULL)
    plr_cli_complain (_("Nothing has run in %s yet; “pipelinerctl history --all” lists the runs of all repositories"), shown);
  else if (runs != NULL)
    plr_cli_complain (_("Nothing has run yet"));

  return NULL;
}

/* The run with that id, or `last`. NULL when it complained. */
PlrRun *
plr_cli_find_run (PlrEngine  *engine,
                  const char *id)
{
  PlrRunner *runner = plr_engine_get_local_runner (engine);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  PlrRun *run;

  if (g_str_equal (id, "last"))
    return find_last (engine);

  plr_runner_get_run_async (runner, id, NULL, take_result_cb, &result);
  wait_for (&result);
  if ((run = plr_runner_get_run_finish (runner, result, &error)) == NULL)
    plr_cli_complain (_("%s; “pipelinerctl history” lists the runs"), error->message);

  return run;
}
