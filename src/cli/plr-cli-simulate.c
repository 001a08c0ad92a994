/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-simulate"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "plr-cli-private.h"
#include "plr-utf8.h"

typedef struct
{
  char    *event;
  char    *branch;
  char    *tag;
  char    *target_branch;
  char    *type;
  char    *default_branch;
  char    *dialect;
  char   **changed;
  char   **variables;
  gboolean nothing_changed;
  gboolean as_json;
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->event, g_free);
  g_clear_pointer (&options->branch, g_free);
  g_clear_pointer (&options->tag, g_free);
  g_clear_pointer (&options->target_branch, g_free);
  g_clear_pointer (&options->type, g_free);
  g_clear_pointer (&options->default_branch, g_free);
  g_clear_pointer (&options->dialect, g_free);
  g_clear_pointer (&options->changed, g_strfreev);
  g_clear_pointer (&options->variables, g_strfreev);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static const char marks[] = { '>', '?', '-', '~' };
static const PlrCliColor colors[] = { PLR_CLI_GREEN, PLR_CLI_YELLOW, PLR_CLI_DIM, PLR_CLI_MAGENTA };

/* A document calls itself by its last name, and people want to find it; what has no file includes none. */
static char *
dup_place (PlrSimulatedJob *job,
           PlrDocument     *document,
           const char      *file)
{
  const char *path = plr_simulated_job_get_path (job);
  g_autofree char *name = g_path_get_basename (file);
  gboolean is_own = plr_document_get_path (document) == NULL || g_strcmp0 (path, name) == 0;

  return plr_utf8_escape (is_own ? file : path, -1);
}

static void
print_as_text (PlrDocument *document,
               const char  *file,
               GListModel  *jobs)
{
  const char *titles[] = { _("runs"), _("waits"), _("is skipped"), _("cannot be known offline") };

  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(PlrSimulatedJob) job = g_list_model_get_item (jobs, i);
      PlrSimulatedState state = plr_simulated_job_get_state (job);
      g_autofree char *id = plr_utf8_escape (plr_simulated_job_get_id (job), -1);
      g_autofree char *path = dup_place (job, document, file);
      g_autofree char *reason = plr_utf8_escape (plr_simulated_job_get_reason (job), -1);

      plr_cli_print ("%s%c %s: %s%s\n    %s:%u: %s\n", plr_cli_color (1, colors[state]), marks[state], id, titles[state],
                     plr_cli_color (1, PLR_CLI_PLAIN), path, plr_simulated_job_get_line (job), reason);
    }
}

static void
print_as_json (Options     *options,
               PlrDocument *document,
               const char  *file,
               GListModel  *jobs)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  plr_cli_json_string (builder, "file", file);
  plr_cli_json_string (builder, "event", options->event);
  json_builder_set_member_name (builder, "jobs");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (jobs); i++)
    {
      g_autoptr(PlrSimulatedJob) job = g_list_model_get_item (jobs, i);
      g_autofree char *path = dup_place (job, document, file);

      json_builder_begin_object (builder);
      plr_cli_json_string (builder, "job", plr_simulated_job_get_id (job));
      plr_cli_json_string (builder, "state", plr_simulated_state_get_nick (plr_simulated_job_get_state (job)));
      plr_cli_json_string (builder, "path", path);
      plr_cli_json_int (builder, "line", plr_simulated_job_get_line (job));
      plr_cli_json_int (builder, "column", plr_simulated_job_get_column (job));
      plr_cli_json_string (builder, "reason", plr_simulated_job_get_reason (job));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  plr_cli_print_json (builder, TRUE);
}

/* FALSE when it complained. */
static gboolean
make_event (Options          *options,
            PlrSimulateEvent *event)
{
  static const struct
  {
    const char     *name;
    PlrTriggerEvent event;
  } events[] = {
    { "push", PLR_TRIGGER_EVENT_PUSH }, { "tag", PLR_TRIGGER_EVENT_PUSH }, { "pull-request", PLR_TRIGGER_EVENT_PULL_REQUEST },
    { "schedule", PLR_TRIGGER_EVENT_SCHEDULE }, { "manual", PLR_TRIGGER_EVENT_MANUAL },
  };
  static const char *const nothing[] = { NULL };

  if (options->event == NULL)
    {
      plr_cli_complain (_("Name what happened: --event push, tag, pull-request, schedule or manual"));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    if (g_strcmp0 (events[i].name, options->event) == 0)
      event->event = events[i].event;
  if (event->event == PLR_TRIGGER_EVENT_OTHER)
    {
      plr_cli_complain (_("There is no event “%s”: name push, tag, pull-request, schedule or manual"), options->event);
      return FALSE;
    }
  if ((options->tag == NULL) != !g_str_equal (options->event, "tag") && !g_str_equal (options->event, "manual"))
    {
      plr_cli_complain (options->tag == NULL ? _("Name the tag: --tag TAG") : _("A tag goes with --event tag or manual"));
      return FALSE;
    }
  if (options->target_branch != NULL && !g_str_equal (options->event, "pull-request"))
    {
      plr_cli_complain (_("A target branch goes with --event pull-request"));
      return FALSE;
    }
  if (options->changed != NULL && options->nothing_changed)
    {
      plr_cli_complain (_("Something changed, or nothing: --changed and --nothing-changed exclude each other"));
      return FALSE;
    }

  event->branch = options->branch;
  event->tag = options->tag;
  event->target_branch = options->target_branch;
  event->type = options->type;
  event->default_branch = options->default_branch;
  event->changed = options->nothing_changed ? nothing : (const char *const *)options->changed;

  return TRUE;
}

/* NULL when it complained. */
static GListModel *
make_variables (Options *options)
{
  g_autoptr(GListStore) variables = g_list_store_new (PLR_TYPE_VARIABLE);

  for (guint i = 0; options->variables != NULL && options->variables[i] != NULL; i++)
    {
      const char *equals = strchr (options->variables[i], '=');
      g_autofree char *name = equals != NULL ? g_strndup (options->variables[i], (gsize)(equals - options->variables[i])) : NULL;
      g_autoptr(PlrVariable) variable = NULL;

      if (equals == NULL || *name == '\0')
        {
          plr_cli_complain (_("Write NAME=VALUE, and not “%s”"), options->variables[i]);
          return NULL;
        }
      variable = plr_variable_new (name, equals + 1);
      g_list_store_append (variables, variable);
    }

  return G_LIST_MODEL (g_steal_pointer (&variables));
}

static int
simulate (Options    *options,
          const char *argument)
{
  PlrSimulateEvent event = { 0 };
  g_autoptr(GListModel) variables = NULL;
  g_autoptr(PlrDocument) document = NULL;
  g_autoptr(GListModel) jobs = NULL;
  g_autofree char *file = NULL;
  g_autoptr(GError) error = NULL;

  if (!make_event (options, &event) || (variables = make_variables (options)) == NULL)
    return PLR_CLI_USAGE;
  event.variables = variables;
  if ((document = plr_cli_open_document_as (argument, options->dialect, &file, NULL)) == NULL)
    return PLR_CLI_USAGE;
  if (!plr_document_get_valid (document))
    {
      (void)plr_cli_print_problems (plr_document_get_problems (document), TRUE, PLR_SEVERITY_ERROR); /* there is one */
      return PLR_CLI_USAGE;
    }
  if ((jobs = plr_document_simulate (document, &event, &error)) == NULL)
    return plr_cli_complain ("%s", error->message);

  if (options->as_json)
    print_as_json (options, document, file, jobs);
  else
    print_as_text (document, file, jobs);

  return PLR_CLI_SUCCESS;
}

int
plr_cli_simulate (const char *state_dir,
                  int         argc,
                  char      **argv)
{
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "event", 'e', 0, G_OPTION_ARG_STRING, &options.event, N_("What happened: push, tag, pull-request, schedule or manual"), N_("EVENT") },
    { "branch", 'b', 0, G_OPTION_ARG_STRING, &options.branch, N_("On this branch; of a pull request, the one to be merged"), N_("BRANCH") },
    { "tag", 't', 0, G_OPTION_ARG_STRING, &options.tag, N_("This tag was pushed"), N_("TAG") },
    { "target-branch", 0, 0, G_OPTION_ARG_STRING, &options.target_branch, N_("The branch that a pull request is to be merged into"), N_("BRANCH") },
    { "type", 0, 0, G_OPTION_ARG_STRING, &options.type, N_("What was done with the pull request, and not opened"), N_("TYPE") },
    { "default-branch", 0, 0, G_OPTION_ARG_STRING, &options.default_branch,
      N_("The default branch of the server, and not what the clone says of it"), N_("BRANCH") },
    { "changed", 'c', 0, G_OPTION_ARG_STRING_ARRAY, &options.changed, N_("This file changed; give it once for each"), N_("PATH") },
    { "nothing-changed", 0, 0, G_OPTION_ARG_NONE, &options.nothing_changed, N_("No file changed"), NULL },
    { "variable", 'v', 0, G_OPTION_ARG_STRING_ARRAY, &options.variables, N_("A variable of the server, an input, or a value of a context"), N_("NAME=VALUE") },
    { "dialect", 'd', 0, G_OPTION_ARG_STRING, &options.dialect, N_("Read the file in this dialect"), N_("ID") },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_("Print one JSON object"), NULL },
    { NULL },
  };

  if (!plr_cli_parse (&argc, &argv, _("--event EVENT FILE"),
                      _("Tells for each job whether an event would run it, and which line decides."),
                      _("A job that runs is taken to succeed. What only the server knows is never guessed: the job “cannot be known "
                        "offline” then, and what it asks for can be said with --variable.\n\n"
                        "Examples:\n"
                        "  pipelinerctl simulate --event push --branch main .github/workflows/ci.yml\n"
                        "  pipelinerctl simulate -e pull-request -b fix --target-branch main -c src/a.c .github/workflows/ci.yml\n"
                        "  pipelinerctl simulate -e push -b main -v github.actor=ada -v DEPLOY=yes .github/workflows/ci.yml\n"
                        "  pipelinerctl simulate -e pull-request -b fix --target-branch main --nothing-changed .gitlab-ci.yml"),
                      entries, 1))
    return PLR_CLI_USAGE;

  return simulate (&options, argc > 1 ? argv[1] : NULL);
}
