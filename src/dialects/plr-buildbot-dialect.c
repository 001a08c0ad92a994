/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plr-buildbot-dialect"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "plr-buildbot-private.h"
#include "plr-dialects-private.h"
#include "plr-export-stage-private.h"

typedef struct
{
  GObject parent_instance;
} PlrBuildbotDialect;

typedef struct
{
  GObjectClass parent_class;
} PlrBuildbotDialectClass;

static const char *const written[] = {
  "id", "name", "needs", "steps", "environment", "variables", "artifacts", "inputs", "reports", "timeout_s", "retry", "when",
  "branches", "approval", "approval_message", "matrix", "include", "exclude", "allow_failure", "shell", "network", "root", NULL
};

static const char *const harmless[] = {
  "group", "groups", "caches", "permissions", "cancels", "concurrency", "keeps_going", "max_parallel", NULL
};

static const char head[] =
  "import os\n"
  "import re\n"
  "\n"
  "from buildbot.plugins import changes, schedulers, steps, util, worker\n"
  "from buildbot.process.results import FAILURE\n"
  "\n"
  "# Set these in the environment of the master, or here.\n"
  "REPOSITORY = os.environ.get('PLR_REPOSITORY', 'https://git.example.org/project.git')\n"
  "BRANCH = os.environ.get('PLR_BRANCH', 'main')\n"
  "WORKERS = os.environ.get('PLR_WORKERS', 'worker1').split()\n"
  "PASSWORD = os.environ.get('PLR_WORKER_PASSWORD', 'change-me')\n"
  "WORKER_PORT = os.environ.get('PLR_WORKER_PORT', 'tcp:9989')\n"
  "WEB_PORT = os.environ.get('PLR_WEB_PORT', 'tcp:8010:interface=127.0.0.1')\n"
  "HOOK_PASSWORD = os.environ.get('PLR_HOOK_PASSWORD')  # of “buildbot sendchange --auth hook:PASSWORD” in a hook of the repository\n"
  "WEB_URL = os.environ.get('PLR_WEB_URL', 'http://localhost:8010/')\n"
  "\n"
  "c = BuildmasterConfig = {\n"
  "    'title': PIPELINE,\n"
  "    'buildbotURL': WEB_URL,\n"
  "    'buildbotNetUsageData': None,\n"
  "    'db': {'db_url': os.environ.get('PLR_DB', 'sqlite:///state.sqlite')},\n"
  "    'protocols': {'pb': {'port': WORKER_PORT}},\n"
  "    'change_source': [changes.PBChangeSource(user='hook', passwd=HOOK_PASSWORD)] if HOOK_PASSWORD else [],\n"
  "    'workers': [worker.Worker(name, PASSWORD) for name in WORKERS],\n"
  "    'builders': [],\n"
  "    'schedulers': [],\n"
  "}\n"
  "if WEB_PORT:\n"
  "    c['www'] = {'port': WEB_PORT, 'plugins': {}}\n"
  "\n"
  "COMMON = {\n"
  "    'CI': 'true', 'LC_ALL': 'C.UTF-8', 'TZ': 'UTC', 'PLR_PIPELINE': PIPELINE,\n"
  "    'PLR_COMMIT': util.Property('got_revision'),\n"
  "    'PLR_COMMIT_SHORT': util.Interpolate('%(prop:short_revision)s'),\n"
  "    'PLR_BRANCH': util.Interpolate('%(prop:branch:-)s'),\n"
  "    'SOURCE_DATE_EPOCH': util.Interpolate('%(prop:source_date_epoch)s'),\n"
  "    **VARIABLES,\n"
  "}\n"
  "\n"
  "\n"
  "def failed(step):\n"
  "    return step.build.results == FAILURE\n"
  "\n"
  "\n"
  "# What an artifact is called on the master: one folder for each build of the pipeline.\n"
  "def place(stage, cell, artifact):\n"
  "    return util.Interpolate('artifacts/%(prop:plr_run)s/' + f'{stage}/{cell}/{artifact}.tar'.replace('%', '%%'))\n"
  "\n"
  "\n"
  "def checkout():\n"
  "    return [\n"
  "        steps.Git(repourl=REPOSITORY, mode='full', method='clobber', logEnviron=False, haltOnFailure=True),\n"
  "        steps.SetPropertyFromCommand(command=['git', 'log', '-1', '--format=%ct'], property='source_date_epoch', logEnviron=False),\n"
  "        steps.SetPropertyFromCommand(command=['git', 'log', '-1', '--format=%H'], logEnviron=False,\n"
  "                                     extract_fn=lambda status, out, err: {'short_revision': out.strip()[:7]}),\n"
  "    ]\n"
  "\n"
  "\n"
  "def get(stage, cell, artifact, needed):\n"
  "    return [\n"
  "        steps.FileDownload(name=f'get {artifact}'[:50], mastersrc=place(stage, cell, artifact), workerdest='../input.tar',\n"
  "                           haltOnFailure=needed, flunkOnFailure=needed, warnOnFailure=False),\n"
  "        steps.ShellCommand(name=f'unpack {artifact}'[:50], logEnviron=False, haltOnFailure=True,\n"
  "                           command=['sh', '-ec', 'if [ -e ../input.tar ]; then tar xf ../input.tar; rm ../input.tar; fi']),\n"
  "    ]\n"
  "\n"
  "\n"
  "# The command lists the files, one a line.\n"
  "def keep(stage, cell, artifact, needed, command):\n"
  "    pack = '(' + command + ') > ../files; '\n"
  "    pack += ('test -s ../files; ' if needed else '') + 'tar cf ../output.tar -T ../files'\n"
  "    return [\n"
  "        steps.ShellCommand(name=f'pack {artifact}'[:50], command=['sh', '-ec', pack], logEnviron=False, haltOnFailure=True),\n"
  "        steps.FileUpload(name=f'keep {artifact}'[:50], workersrc='../output.tar', masterdest=place(stage, cell, artifact), haltOnFailure=True),\n"
  "    ]\n"
  "\n"
  "\n"
  "# A step of a stage; shell is the command that runs a script, which goes behind it.\n"
  "def run(name, shell, script, environment, directory='', seconds=None, **more):\n"
  "    return [steps.ShellCommand(name=name[:50], command=shell + [script], env={**COMMON, **environment}, logEnviron=False,\n"
  "                               workdir=os.path.normpath('build/' + directory), timeout=None, maxTime=seconds,\n"
  "                               **{'haltOnFailure': True, **more})]\n"
  "\n"
  "\n"
  "def add_builder(name, factory):\n"
  "    c['builders'].append(util.BuilderConfig(name=name, workernames=WORKERS, factory=util.BuildFactory(factory)))\n"
  "    c['schedulers'].append(schedulers.Triggerable(name=name, builderNames=[name]))\n"
  "\n"
  "\n"
  "# Whether stages run: on these branches only, and after these approvals only.\n"
  "def allowed(branches, approvals):\n"
  "    def test(step):\n"
  "        branch = step.getProperty('branch') or ''\n"
  "        approved = (step.getProperty('approved') or '').split()\n"
  "        return (all(any(re.fullmatch(pattern, branch) for pattern in patterns) for patterns in branches) and\n"
  "                all(stage in approved for stage in approvals))\n"
  "    return test\n"
  "\n"
  "\n"
  "def start(names, when='success', may_fail=False, branches=(), approvals=()):\n"
  "    fits = allowed(branches, approvals)\n"
  "    tests = {'success': fits, 'always': fits, 'failure': lambda step: failed(step) and fits(step)}\n"
  "    return [steps.Trigger(name=', '.join(names)[:50], schedulerNames=names, waitForFinish=True, updateSourceStamp=True,\n"
  "                          set_properties={'plr_run': util.Interpolate('%(prop:buildnumber)s')},\n"
  "                          alwaysRun=when != 'success', doStepIf=tests[when],\n"
  "                          haltOnFailure=not may_fail, flunkOnFailure=not may_fail, warnOnFailure=may_fail)]\n";

static void
append_python (GString    *out,
               const char *text)
{
  g_string_append_c (out, '\'');
  for (const char *p = text; *p != '\0'; p++)
    if (*p == '\\' || *p == '\'')
      g_string_append_printf (out, "\\%c", *p);
    else if (*p == '\n')
      g_string_append (out, "\\n");
    else if ((guchar)*p < 0x20 || *p == 0x7f)
      g_string_append_printf (out, "\\x%02x", (guint)(guchar) * p);
    else
      g_string_append_c (out, *p);
  g_string_append_c (out, '\'');
}

/* A script of several lines as one literal a line, so that people can read it. */
static void
append_script (GString    *out,
               const char *script,
               const char *indent)
{
  g_auto(GStrv) lines = g_strsplit (script, "\n", -1);
  guint n_lines = g_strv_length (lines);

  if (n_lines > 1 && *lines[n_lines - 1] == '\0')
    n_lines--;
  if (n_lines == 1)
    {
      append_python (out, lines[0]);
      return;
    }
  g_string_append_c (out, '(');
  for (guint i = 0; i < n_lines; i++)
    {
      g_autofree char *line = g_strconcat (lines[i], "\n", NULL);

      g_string_append_printf (out, "\n%s    ", indent);
      append_python (out, line);
    }
  g_string_append_c (out, ')');
}

static void
append_variables (PlrExport  *export,
                  PlrStage   *stage,
                  const char *field,
                  GString    *out,
                  GListModel *variables,
                  guint      *n_done)
{
  for (guint i = 0; variables != NULL && i < g_list_model_get_n_items (variables); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (variables, i);
      const char *secret = plr_variable_get_secret (variable);
      const char *value = plr_variable_get_value (variable);

      if ((*n_done)++ > 0)
        g_string_append (out, ", ");
      append_python (out, plr_variable_get_name (variable));
      g_string_append (out, ": ");
      if (secret == NULL)
        {
          append_python (out, value != NULL ? value : "");
          continue;
        }
      g_string_append (out, "util.Secret(");
      append_python (out, secret);
      g_string_append_c (out, ')');
      plr_export_note (export, stage, field, PLR_EXPORT_MANUAL, _("Add a secrets provider that has it to the configuration."),
                       _("The secret “%s” is asked of Buildbot’s secrets, for which no provider is configured"), secret);
    }
}

static void
append_shell (PlrExport *export,
              GString   *out,
              PlrStep   *step)
{
  const char *shell = plr_export_get_shell (export, step);

  if (g_str_equal (shell, "sh"))
    g_string_append (out, "['sh', '-ec']");
  else if (g_str_equal (shell, "bash"))
    g_string_append (out, "['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c']");
  else
    {
      g_string_append_c (out, '[');
      append_python (out, shell);
      g_string_append (out, ", '-c']");
    }
}

static void
append_step (PlrExport  *export,
             PlrStage   *stage,
             GListModel *cell,
             GString    *out,
             PlrStep    *step,
             guint       number)
{
  const char *run = plr_step_get_run (step);
  const char *directory = plr_step_get_directory (step);
  gint64 timeout_us = plr_step_get_timeout_us (step) > 0 ? plr_step_get_timeout_us (step) : plr_export_get_timeout_us (export, stage);
  g_autofree char *number_name = g_strdup_printf ("step %u", number);
  guint n_variables = 1;

  if (run == NULL)
    {
      plr_export_note (export, stage, "steps", PLR_EXPORT_MANUAL, _("Put commands there that do the same."),
                       _("Step %u of stage “%s” is the action “%s”, which only its engine has: it is left out"), number,
                       plr_stage_get_id (stage), plr_step_get_uses (step) != NULL ? plr_step_get_uses (step) : "?");
      return;
    }
  if (plr_step_get_condition (step) != NULL)
    plr_export_note (export, stage, "steps", PLR_EXPORT_MANUAL, _("Put a test into the script, or a doStepIf to the step."),
                     _("The condition of step %u of stage “%s” is left out, so that it always runs: %s"), number,
                     plr_stage_get_id (stage), plr_step_get_condition (step));

  g_string_append (out, "    *run(");
  append_python (out, plr_step_get_name (step) != NULL ? plr_step_get_name (step) : number_name);
  g_string_append (out, ", ");
  append_shell (export, out, step);
  g_string_append (out, ", ");
  append_script (out, run, "    ");
  g_string_append (out, ", {'PLR_STAGE': ");
  append_python (out, plr_stage_get_id (stage));
  append_variables (export, stage, "environment", out, plr_stage_get_environment (stage), &n_variables);
  append_variables (export, stage, "matrix", out, cell, &n_variables);
  append_variables (export, stage, "steps", out, plr_step_get_environment (step), &n_variables);
  g_string_append_c (out, '}');
  if (directory != NULL)
    {
      g_string_append (out, ", directory=");
      append_python (out, directory);
    }
  if (timeout_us > 0)
    g_string_append_printf (out, ", seconds=%" G_GINT64_FORMAT, timeout_us / G_USEC_PER_SEC);
  if (plr_step_get_allow_failure (step))
    g_string_append (out, ", haltOnFailure=False, flunkOnFailure=False, warnOnFailure=True");
  if (plr_step_get_when (step) != PLR_STAGE_WHEN_SUCCESS)
    g_string_append (out, ", alwaysRun=True");
  if (plr_step_get_when (step) == PLR_STAGE_WHEN_FAILURE)
    g_string_append (out, ", doStepIf=failed");
  g_string_append (out, "),\n");
}

static void
append_keep (PlrExport   *export,
             PlrStage    *stage,
             guint        number,
             GString     *out,
             PlrArtifact *artifact)
{
  const char *const *paths = plr_artifact_get_paths (artifact);
  g_autofree char *file_name = plr_export_dup_file_name (plr_artifact_get_name (artifact));
  g_autoptr(GString) command = g_string_new ("for path in");

  if (paths == NULL || paths[0] == NULL)
    return;
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *word = plr_export_quote_glob (paths[i]);

      if (strstr (paths[i], "**") == NULL)
        g_string_append_printf (command, " %s", word);
    }
  g_string_append (command, "; do if [ -e \"$path\" ] || [ -L \"$path\" ]; then printf \"%s\\n\" \"$path\"; fi; done");
  for (guint i = 0; paths[i] != NULL; i++)
    if (strstr (paths[i], "**") != NULL)
      {
        g_auto(GStrv) parts = g_strsplit (paths[i], "**/", -1);
        g_autofree char *joined = g_strjoinv ("*", parts);
        g_autofree char *path = g_strconcat ("./", joined, NULL);
        g_autofree char *pattern = g_shell_quote (path);

        g_string_append_printf (command, "; find . ! -type d -path %s | sort", pattern);
        plr_export_note (export, stage, "artifacts", PLR_EXPORT_NEARLY, _("Nothing needs to be done, unless files are kept that should not be."),
                         _("In “%s” one star goes past a slash too"), paths[i]);
      }

  g_string_append (out, "    *keep(");
  append_python (out, plr_export_get_id (export, plr_stage_get_id (stage)));
  g_string_append_printf (out, ", %u, ", number);
  append_python (out, file_name);
  g_string_append_printf (out, ", %s, ", plr_artifact_get_optional (artifact) ? "False" : "True");
  append_python (out, command->str);
  g_string_append (out, "),\n");
}

static void
append_inputs (PlrExport *export,
               PlrStage  *stage,
               GString   *out)
{
  g_autoptr(GArray) inputs = plr_export_list_inputs (export, stage);

  for (guint i = 0; i < inputs->len; i++)
    {
      const PlrExportInput *input = &g_array_index (inputs, PlrExportInput, i);
      g_autofree char *file_name = plr_export_dup_file_name (plr_artifact_get_name (input->artifact));
      g_autoptr(GPtrArray) cells = plr_export_list_cells (export, input->from);

      for (guint j = 0; j < MAX (cells->len, 1); j++)
        {
          g_string_append (out, "    *get(");
          append_python (out, plr_export_get_id (export, plr_stage_get_id (input->from)));
          g_string_append_printf (out, ", %u, ", j + 1);
          append_python (out, file_name);
          g_string_append_printf (out, ", %s),\n", plr_artifact_get_optional (input->artifact) ? "False" : "True");
        }
    }
}

/* A builder for each cell of the stage. */
static void
append_stage (PlrExport *export,
              PlrStage  *stage,
              GString   *out)
{
  const char *id = plr_export_get_id (export, plr_stage_get_id (stage));
  GListModel *artifacts = plr_stage_get_artifacts (stage);
  GListModel *steps = plr_stage_get_steps (stage);
  g_autoptr(GPtrArray) cells = plr_export_list_cells (export, stage);
  g_autofree char *title = g_strdelimit (g_strdup (plr_stage_get_title (stage)), "\r\n", ' ');

  for (guint i = 0; i < MAX (cells->len, 1); i++)
    {
      GListModel *cell = cells->len > 0 ? cells->pdata[i] : NULL;

      g_string_append_printf (out, "\n# Stage: %s\nadd_builder('%s.%u', [\n    *checkout(),\n", title, id, i + 1);
      append_inputs (export, stage, out);
      for (guint j = 0; j < g_list_model_get_n_items (steps); j++)
        {
          g_autoptr(PlrStep) step = g_list_model_get_item (steps, j);

          append_step (export, stage, cell, out, step, j + 1);
        }
      for (guint j = 0; j < g_list_model_get_n_items (artifacts); j++)
        {
          g_autoptr(PlrArtifact) artifact = g_list_model_get_item (artifacts, j);

          append_keep (export, stage, i + 1, out, artifact);
        }
      g_string_append (out, "])\n");
    }
}

static void
note_stage (PlrExport *export,
            PlrStage  *stage)
{
  const char *id = plr_stage_get_id (stage);

  if (plr_export_get_timeout_us (export, stage) > 0)
    plr_export_note (export, stage, "timeout_s", PLR_EXPORT_APPROXIMATED, _("Nothing needs to be done if one step takes most of the time."),
                     _("The timeout of stage “%s” is that of each of its steps"), id);
  if (plr_export_get_retry (export, stage) > 0)
    plr_export_note (export, stage, "retry", PLR_EXPORT_MANUAL, _("Rebuild it on its page, or repeat the command in the script."),
                     _("Stage “%s” is tried %u more times after a failure; Buildbot repeats no build by itself"), id,
                     plr_export_get_retry (export, stage));
  if (plr_stage_get_approval (stage))
    plr_export_note (export, stage, "approval", PLR_EXPORT_APPROXIMATED, _("Name the stage in the field “approved” when the pipeline is started."),
                     _("Buildbot cannot wait for a person: stage “%s”, and what needs it, is skipped unless it was approved at the start"), id);
  if (plr_stage_get_reports (stage) != NULL && plr_stage_get_reports (stage)[0] != NULL)
    plr_export_note (export, stage, "reports", PLR_EXPORT_MANUAL, _("Keep the file as an artifact, or add a step that reads it."),
                     _("Buildbot does not read the test reports of stage “%s”"), id);
}

static char *
plr_buildbot_dialect_write (PlrDialect  *dialect,
                            PlrPipeline *pipeline,
                            GListStore  *losses,
                            GError     **error)
{
  g_auto(PlrExport) export = { 0 };
  g_autofree char *header = NULL;
  g_autofree char *name = NULL;
  g_autoptr(GString) out = g_string_new (NULL);
  guint n_variables = 0;

  if (!plr_export_init (&export, pipeline, losses, plr_dialect_get_name (dialect), error))
    return NULL;

  plr_export_name_stages (&export, "_-", NULL);
  plr_export_note_common (&export, _("the machines of the workers"));
  plr_export_note_left_out (&export, written, harmless);
  for (guint i = 0; i < export.stages->len; i++)
    note_stage (&export, export.stages->pdata[i]);

  header = plr_export_make_header (&export);
  name = plr_export_dup_name (&export);
  g_string_append (out, header);
  g_string_append (out, "\nPIPELINE = ");
  append_python (out, name);
  g_string_append (out, "\n\n");
  g_string_append (out, head);
  for (guint i = 0; i < export.stages->len; i++)
    append_stage (&export, export.stages->pdata[i], out);
  plr_buildbot_append_pipeline (&export, out);
  g_string_replace (out, "    **VARIABLES,\n", "    @VARIABLES@\n", 1);
  {
    g_autoptr(GString) variables = g_string_new (NULL);

    append_variables (&export, NULL, "variables", variables, plr_pipeline_get_variables (pipeline), &n_variables);
    g_string_append (variables, n_variables > 0 ? ",\n" : "");
    g_string_replace (out, "@VARIABLES@\n", variables->str, 1);
  }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static gboolean
plr_buildbot_dialect_matches (PlrDialect *dialect,
                              const char *path)
{
  return FALSE;
}

static void
plr_buildbot_dialect_iface_init (PlrDialectInterface *iface)
{
  iface->id = "buildbot";
  iface->name = "Buildbot";
  iface->file_name = "master.cfg";
  iface->media_type = "text/x-python";
  iface->matches = plr_buildbot_dialect_matches;
  iface->write = plr_buildbot_dialect_write;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (PlrBuildbotDialect, plr_buildbot_dialect, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (PLR_TYPE_DIALECT, plr_buildbot_dialect_iface_init))

static void
plr_buildbot_dialect_class_init (PlrBuildbotDialectClass *klass)
{
}

static void
plr_buildbot_dialect_init (PlrBuildbotDialect *self)
{
}
