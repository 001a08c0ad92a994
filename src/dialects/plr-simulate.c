/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-simulate"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-gitlab-simulate-private.h"
#include "plr-simulate-private.h"

void
plr_verdict_clear (PlrVerdict *self)
{
  g_clear_pointer (&self->reason, g_free);
}

void
plr_verdict_set (PlrVerdict       *self,
                 PlrSimulatedState state,
                 const char       *path,
                 PlrYamlNode      *node,
                 const char       *format,
                 ...)
{
  va_list args;

  plr_verdict_clear (self);
  va_start (args, format);
  self->reason = g_strdup_vprintf (format, args);
  va_end (args);
  self->state = state;
  self->path = path;
  self->node = node;
}

void
plr_verdict_add (const PlrVerdict *self,
                 const char       *id,
                 GListStore       *jobs)
{
  guint line = self->node != NULL ? plr_yaml_node_get_line (self->node) : 1;
  guint column = self->node != NULL ? plr_yaml_node_get_column (self->node) : 1;
  g_autoptr(PlrSimulatedJob) job = plr_simulated_job_new (id, self->state, self->path, line, column, self->reason);

  g_list_store_append (jobs, job);
}

/* What was said of a variable, or NULL. */
const char *
plr_simulate_find_variable (const PlrSimulateEvent *event,
                            const char             *name)
{
  guint n_variables = event->variables != NULL ? g_list_model_get_n_items (event->variables) : 0;

  for (guint i = n_variables; i > 0; i--)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (event->variables, i - 1);

      if (g_ascii_strcasecmp (plr_variable_get_name (variable), name) == 0)
        return plr_variable_get_value (variable);
    }

  return NULL;
}

/**
 * plr_simulate_is_known:
 * @dialect: a dialect
 *
 * Returns: whether plr_simulate() knows when its jobs run
 */
gboolean
plr_simulate_is_known (PlrDialect *dialect)
{
  g_return_val_if_fail (PLR_IS_DIALECT (dialect), FALSE);

  return g_str_equal (plr_dialect_get_id (dialect), "github") || g_str_equal (plr_dialect_get_id (dialect), "gitlab");
}

/**
 * plr_simulate:
 * @dialect: one of which plr_simulate_is_known() is true
 * @text: the definition
 * @size_bytes: how long it is, or -1 if it ends with a NUL
 * @path: (nullable) (type filename): where it stands
 * @loader: (nullable) (scope call): gets other files of the repository that it includes
 * @loader_data: for @loader
 * @event: what happened
 * @error: `PLR_DIALECT_ERROR`, `PLR_YAML_ERROR`
 *
 * Says for each job whether that event would run it, and which line decides. A job that runs is taken to succeed. What only
 * the server knows is never guessed: such a job is unknown.
 *
 * Returns: (transfer full) (nullable): of PlrSimulatedJob, in the order of the text
 */
GListModel *
plr_simulate (PlrDialect             *dialect,
              const char             *text,
              gssize                  size_bytes,
              const char             *path,
              PlrDialectLoader        loader,
              gpointer                loader_data,
              const PlrSimulateEvent *event,
              GError                **error)
{
  g_autoptr(GListStore) jobs = g_list_store_new (PLR_TYPE_SIMULATED_JOB);
  g_autoptr(PlrYaml) tree = NULL;

  g_return_val_if_fail (PLR_IS_DIALECT (dialect), NULL);
  g_return_val_if_fail (text != NULL && event != NULL, NULL);
  g_return_val_if_fail (event->event >= PLR_TRIGGER_EVENT_PUSH && event->event <= PLR_TRIGGER_EVENT_MANUAL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!plr_simulate_is_known (dialect))
    {
      g_set_error (error, PLR_DIALECT_ERROR, PLR_DIALECT_ERROR_UNSUPPORTED,
                   _("When the jobs of a definition for %s run cannot be simulated: only for GitHub Actions and GitLab CI"),
                   plr_dialect_get_name (dialect));
      return NULL;
    }
  if ((tree = plr_yaml_new (text, size_bytes, error)) == NULL)
    return NULL;
  if (path == NULL)
    path = plr_dialect_get_file_name (dialect);
  if (g_str_equal (plr_dialect_get_id (dialect), "gitlab") ? !plr_gitlab_simulate (tree, path, loader, loader_data, event, jobs, error)
      : !plr_github_simulate (tree, path, event, jobs, error))
    return NULL;

  return G_LIST_MODEL (g_steal_pointer (&jobs));
}
