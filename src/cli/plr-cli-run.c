/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-cli-run"

#include "config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <glib-unix.h>

#include "plr-cli-run-private.h"
#include "plr-utf8.h"

/* Ids that are longer push their lines to the right. */
#define MAX_ID_WIDTH 24
#define MAX_JOBS     1024

typedef struct
{
  char   **stages;
  char    *state_dir;
  char    *revision;
  int      jobs;
  gboolean keep_going;
  gboolean as_json;
  gboolean yes;
  gboolean wait;
  gboolean working_definition;
} Options;

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->stages, g_strfreev);
  g_clear_pointer (&options->state_dir, g_free);
  g_clear_pointer (&options->revision, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static void ask_next (PlrCliRun *self);
static void answered (PlrCliRunStage *stage);

static void
run_stage_free (gpointer data)
{
  PlrCliRunStage *stage = data;

  g_signal_handlers_disconnect_by_data (stage->stage, stage);
  g_clear_object (&stage->stage);
  g_clear_pointer (&stage->tail, plr_cli_tail_free);
  g_free (stage);
}

static void
run_clear (PlrCliRun *self)
{
  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_pointer (&self->waiting, g_queue_free);
  g_clear_object (&self->answers);
  g_clear_object (&self->run);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_object (&self->engine);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlrCliRun, run_clear)

static void
stop_run (PlrCliRun *self)
{
  g_autoptr(GError) error = NULL;

  /* It may have ended in this very moment. */
  if (self->run != NULL && !plr_run_is_finished (self->run) &&
      !plr_runner_stop (plr_engine_get_local_runner (self->engine), self->run, &error))
    plr_cli_warn ("pipelinerctl: %s\n", error->message);
}

/* What is told meanwhile goes above the question. */
static void
hide_question (PlrCliRun *self)
{
  if (!self->prompted)
    return;

  plr_cli_warn ("%s", isatty (STDERR_FILENO) && g_strcmp0 (g_getenv ("TERM"), "dumb") != 0 ? "\r\033[K" : "\n");
  self->prompted = FALSE;
}

static void
show_question (PlrCliRun *self)
{
  PlrCliRunStage *stage = g_queue_peek_head (self->waiting);
  g_autofree char *id = NULL;

  if (self->prompted || !self->reading || !self->asked || self->n_signals > 0)
    return;

  id = plr_utf8_escape (plr_run_stage_get_id (stage->stage), -1);
  plr_cli_warn (_("Run stage “%s”? [y/N] "), id);
  self->prompted = TRUE;
}

/* Nobody reads what we write: as for other programs, that ends the work. */
static void
flush (PlrCliRun *self)
{
  show_question (self);
  if (plr_cli_flush () || self->n_signals > 0)
    return;

  self->n_signals = 1;
  stop_run (self);
}

static void
tell_started_once (PlrCliRun *self)
{
  if (self->started)
    return;

  self->started = TRUE;
  self->teller->started (self);
}

static void
line_cb (PlrAnsiLine *line,
         gboolean     continues,
         gpointer     user_data)
{
  PlrCliRunStage *stage = user_data;

  hide_question (stage->owner);
  stage->owner->teller->line (stage->owner, stage, line, continues);
}

static void
log_grew_cb (PlrRunStage    *shown,
             GParamSpec     *pspec,
             PlrCliRunStage *stage)
{
  plr_cli_tail_read (stage->tail, plr_run_stage_get_log_file (shown), FALSE);
  flush (stage->owner);
}

static void
tell_artifacts (PlrCliRunStage *stage)
{
  GListModel *artifacts = plr_run_stage_get_artifacts (stage->stage);

  for (; stage->n_artifacts < g_list_model_get_n_items (artifacts); stage->n_artifacts++)
    {
      g_autoptr(PlrRunArtifact) artifact = g_list_model_get_item (artifacts, stage->n_artifacts);

      stage->owner->teller->artifact (stage->owner, stage, artifact);
    }
}

static gboolean
is_over (PlrRunState state)
{
  return state != PLR_RUN_STATE_QUEUED && state != PLR_RUN_STATE_RUNNING && state != PLR_RUN_STATE_WAITING;
}

/* Says what is new of a stage. */
static void
tell_stage (PlrCliRunStage *stage)
{
  PlrCliRun *self = stage->owner;
  PlrRunState state = plr_run_stage_get_state (stage->stage);
  guint attempt = plr_run_stage_get_attempt (stage->stage);

  if (state == stage->told && attempt == stage->attempt)
    return;

  hide_question (self);
  tell_started_once (self);
  if (is_over (state))
    plr_cli_tail_read (stage->tail, plr_run_stage_get_log_file (stage->stage), TRUE);
  if (stage->told == PLR_RUN_STATE_WAITING)
    answered (stage);
  stage->told = state;
  stage->attempt = attempt;
  if (state == PLR_RUN_STATE_QUEUED)
    return;

  self->teller->stage (self, stage);
  if (is_over (state))
    tell_artifacts (stage);
  if (state == PLR_RUN_STATE_WAITING)
    {
      g_queue_push_tail (self->waiting, stage);
      ask_next (self);
    }
}

/* All properties of one event are set together; they are told when the last one is in. */
static void
stage_changed_cb (PlrRunStage    *shown,
                  GParamSpec     *pspec,
                  PlrCliRunStage *stage)
{
  tell_stage (stage);
  flush (stage->owner);
}

static void
answer (PlrCliRun *self,
        gboolean   approved)
{
  PlrCliRunStage *stage = g_queue_peek_head (self->waiting);
  g_autoptr(GError) error = NULL;

  if (!plr_runner_approve (plr_engine_get_local_runner (self->engine), self->run, stage->stage, approved, NULL, &error))
    plr_cli_warn ("pipelinerctl: %s\n", error->message);
}

static void
answer_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  PlrCliRun *self = user_data;
  g_autofree char *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (object), result, NULL, NULL);

  /* What was typed ended the line. */
  self->reading = FALSE;
  self->prompted = FALSE;
  if (self->ended || !self->asked)
    return;

  answer (self, line != NULL && (g_ascii_strcasecmp (g_strstrip (line), "y") == 0 || g_ascii_strcasecmp (line, "yes") == 0));
}

/* A stage waits no more: it was answered, here or by another program, or the run was stopped. */
static void
answered (PlrCliRunStage *stage)
{
  PlrCliRun *self = stage->owner;
  gboolean was_asked = self->asked && g_queue_peek_head (self->waiting) == stage;

  if (!g_queue_remove (self->waiting, stage) || !was_asked)
    return;

  self->asked = FALSE;
  ask_next (self);
}

/* Asks on the terminal whether the first waiting stage may run. Where nobody can be asked, it may not. */
static void
ask_next (PlrCliRun *self)
{
  PlrCliRunStage *stage = g_queue_peek_head (self->waiting);
  g_autofree char *id = NULL;

  if (stage == NULL || self->asked || self->n_signals > 0)
    return;

  self->asked = TRUE;
  id = plr_utf8_escape (plr_run_stage_get_id (stage->stage), -1);
  if (!isatty (STDIN_FILENO) && self->waits)
    {
      plr_cli_warn (_("Stage “%s” waits: pipelinerctl approve %s '%s'\n"), id, plr_run_get_id (self->run), id);
      return;
    }
  if (!isatty (STDIN_FILENO))
    {
      plr_cli_warn (_("Stage “%s” waits for an approval, and there is no terminal to ask on: it is refused; --yes approves, "
                      "--wait lets it wait for “pipelinerctl approve”\n"), id);
      answer (self, FALSE);
      return;
    }

  if (self->answers == NULL)
    {
      g_autoptr(GInputStream) stream = g_unix_input_stream_new (STDIN_FILENO, FALSE);

      self->answers = g_data_input_stream_new (stream);
    }
  if (!self->reading)
    {
      self->reading = TRUE;
      g_data_input_stream_read_line_async (self->answers, G_PRIORITY_DEFAULT, NULL, answer_cb, self);
    }
  show_question (self);
}

static gboolean
finished_cb (gpointer user_data)
{
  PlrCliRun *self = user_data;

  tell_started_once (self);
  for (guint i = 0; i < self->stages->len; i++)
    tell_stage (self->stages->pdata[i]);
  self->teller->finished (self);
  (void)plr_cli_flush (); /* it is over anyway */
  g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

static void
run_changed_cb (PlrRun     *run,
                GParamSpec *pspec,
                PlrCliRun  *self)
{
  if (plr_run_get_started_us (run) > 0)
    tell_started_once (self);
  flush (self);
  if (!plr_run_is_finished (run) || self->ended)
    return;

  /* The state is one of several properties that are set together, and not the last. */
  self->ended = TRUE;
  g_idle_add (finished_cb, self);
}

static void
watch_stages (PlrCliRun *self)
{
  GListModel *stages = plr_run_get_stages (self->run);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++)
    {
      PlrCliRunStage *stage = g_new0 (PlrCliRunStage, 1);
      int width;

      stage->owner = self;
      stage->stage = g_list_model_get_item (stages, i);
      stage->tail = plr_cli_tail_new (line_cb, stage);
      stage->told = PLR_RUN_STATE_QUEUED;
      stage->index = i;
      g_ptr_array_add (self->stages, stage);
      width = (int)g_utf8_strlen (plr_run_stage_get_id (stage->stage), -1);
      self->id_width = MAX (self->id_width, MIN (width, MAX_ID_WIDTH));
      g_signal_connect (stage->stage, "notify::log-size-bytes", G_CALLBACK (log_grew_cb), stage);
      g_signal_connect (stage->stage, "notify::state", G_CALLBACK (stage_changed_cb), stage);
      g_signal_connect (stage->stage, "notify::attempt", G_CALLBACK (stage_changed_cb), stage);
    }
}

static void
triggered_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  PlrCliRun *self = user_data;
  g_autoptr(GError) error = NULL;

  if ((self->run = plr_runner_trigger_finish (PLR_RUNNER (object), result, &error)) == NULL)
    {
      plr_cli_complain ("%s", error->message);
      g_main_loop_quit (self->loop);
      return;
    }

  watch_stages (self);
  g_signal_connect (self->run, "notify::state", G_CALLBACK (run_changed_cb), self);
  if (self->n_signals > 0)
    stop_run (self);
  run_changed_cb (self->run, NULL, self);
}

/* The first one stops the run as it should be, and waits for that; the second one does not wait: the sandboxes end with
 * this program, and the next one tells the run as interrupted. */
static gboolean
interrupted_cb (gpointer user_data)
{
  PlrCliRun *self = user_data;

  if (++self->n_signals > 1)
    _exit (PLR_CLI_INTERRUPTED);

  hide_question (self);
  plr_cli_warn (_("Stopping…\n"));
  stop_run (self);

  return G_SOURCE_CONTINUE;
}

static PlrRunRequest *
make_request (Options    *options,
              const char *argument)
{
  g_autofree char *file = plr_cli_find_definition (argument);
  g_autofree char *work_dir = NULL;
  g_autofree char *directory = NULL;
  g_autofree char *real = NULL;
  g_autofree char *name = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *definition = NULL;
  char *resolved;
  PlrRunRequest *request;

  if (file == NULL)
    return NULL;

  directory = g_path_get_dirname (file);
  name = g_path_get_basename (file);
  shown = plr_utf8_escape (file, -1);
  if ((resolved = realpath (directory, NULL)) == NULL || (work_dir = plr_cli_find_work_dir (directory)) == NULL)
    {
      free (resolved);
      plr_cli_complain (_("“%s” is in no git repository; a run starts from a commit: git init, git add and git commit make one"), shown);
      return NULL;
    }

  real = g_build_filename (resolved, name, NULL);
  free (resolved);
  definition = g_strdup (real + strlen (work_dir) + (g_str_equal (work_dir, "/") ? 0 : 1));
  request = plr_run_request_new (work_dir, definition);
  plr_run_request_set_revision (request, options->revision);
  plr_run_request_set_stages (request, (const char *const *)options->stages);
  plr_run_request_set_jobs (request, (guint)options->jobs);
  plr_run_request_set_keep_going (request, options->keep_going);
  plr_run_request_set_approve_all (request, options->yes);
  plr_run_request_set_working_definition (request, options->working_definition);

  return request;
}

static int
get_status (PlrCliRun *self)
{
  if (self->run == NULL)
    return self->n_signals > 0 ? PLR_CLI_INTERRUPTED : PLR_CLI_USAGE;
  if (plr_run_get_state (self->run) == PLR_RUN_STATE_SUCCEEDED)
    return PLR_CLI_SUCCESS;

  /* Another program may have stopped it. */
  return self->n_signals > 0 || plr_run_get_state (self->run) == PLR_RUN_STATE_CANCELLED ? PLR_CLI_INTERRUPTED : PLR_CLI_FAILED;
}

static int
run_request (Options       *options,
             const char    *state_dir,
             PlrRunRequest *request)
{
  g_auto(PlrCliRun) self = { NULL };
  static const int ends[] = { SIGINT, SIGTERM, SIGHUP };
  guint sources[G_N_ELEMENTS (ends)];

  if ((self.engine = plr_cli_open_engine (state_dir)) == NULL)
    return PLR_CLI_USAGE;

  self.teller = options->as_json ? &plr_cli_run_json : &plr_cli_run_text;
  self.stages = g_ptr_array_new_with_free_func (run_stage_free);
  self.waiting = g_queue_new ();
  self.waits = options->wait;
  self.color = plr_cli_has_color (STDOUT_FILENO);
  self.loop = g_main_loop_new (NULL, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    sources[i] = g_unix_signal_add (ends[i], interrupted_cb, &self);
  plr_runner_trigger_async (plr_engine_get_local_runner (self.engine), request, NULL, triggered_cb, &self);
  g_main_loop_run (self.loop);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    g_source_remove (sources[i]);

  return get_status (&self);
}

int
plr_cli_run (const char *state_dir,
             int         argc,
             char      **argv)
{
  g_auto(Options) options = { NULL };
  const GOptionEntry entries[] = {
    { "stage", 's', 0, G_OPTION_ARG_STRING_ARRAY, &options.stages, N_("Run only this stage and what it needs; may be given more than once"), N_("STAGE") },
    { "jobs", 'j', 0, G_OPTION_ARG_INT, &options.jobs, N_("Run that many stages at once; the number of processors unless it is given"), N_("N") },
    { "keep-going", 'k', 0, G_OPTION_ARG_NONE, &options.keep_going, N_("After a failure, go on with what does not need it"), NULL },
    { "revision", 'r', 0, G_OPTION_ARG_STRING, &options.revision, N_("Run this commit, branch or tag, and not HEAD"), N_("REVISION") },
    { "working-definition", 'w', 0, G_OPTION_ARG_NONE, &options.working_definition, N_("Take the definition from the work tree; the sources come from the commit"), NULL },
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &options.yes, N_("Approve whatever asks for it"), NULL },
    { "wait", 0, 0, G_OPTION_ARG_NONE, &options.wait, N_("Where there is no terminal to ask on, wait for “pipelinerctl approve”"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, N_("Print one JSON object for each event, a line each"), NULL },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &options.state_dir, N_("Keep history, logs and artifacts there"), N_("DIR") },
    { NULL },
  };
  g_autoptr(PlrRunRequest) request = NULL;

  if (!plr_cli_parse (&argc, &argv, _("[FILE]"),
                      _("Runs a pipeline from a clean checkout of a commit, each stage in a sandbox without network."),
                      _("FILE is pipeliner.yml, here or in a folder above, unless it is named. Files that are not committed are\n"
                        "left out, and the run says which.\n\n"
                        "Examples:\n"
                        "  pipelinerctl run\n"
                        "  pipelinerctl run --stage=test --jobs=1\n"
                        "  pipelinerctl run --json ci/nightly.pipeliner.yml | jq 'select(.event == \"artifact\")'\n\n"
                        "Ctrl-C stops the run; pressed again, it does so at once.\n"
                        "Exit status: 0 the run succeeded, 1 it failed, 2 it could not start, 130 it was stopped."), entries, 1))
    return PLR_CLI_USAGE;
  if (options.jobs < 0 || options.jobs > MAX_JOBS)
    return plr_cli_complain (_("--jobs takes a number from 1 to %d"), MAX_JOBS);
  if ((request = make_request (&options, argc > 1 ? argv[1] : NULL)) == NULL)
    return PLR_CLI_USAGE;

  return run_request (&options, options.state_dir != NULL ? options.state_dir : state_dir, request);
}
