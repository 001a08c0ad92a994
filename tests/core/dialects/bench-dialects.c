/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include <glib/gstdio.h>
#include <yaml.h>

#include "plr-dialect.h"

#define N_RUNS 5

/* What is promised: a model in three times the time of the bare events, an edit that nobody notices, and a twentieth of what
 * the usual library takes to load a large file. */
#define MAX_RATIO      3.0
#define MAX_EDIT_MS    10.0
#define MIN_TIMES_LESS 20.0

static char *
make_gitlab (guint n_jobs)
{
  GString *out = g_string_new ("stages: [build, test, deploy]\n\n");

  for (guint i = 0; i < n_jobs; i++)
    g_string_append_printf (out,
                            "job%u:\n  stage: test # which\n  image: \"registry.example.org/image:%u\"\n"
                            "  needs: [job%u]\n  variables:\n    A: '%u'\n    B: 'two'\n  script:\n    - echo %u\n"
                            "    - |\n      make all\n      # comment\n      make check\n  rules:\n"
                            "    - if: $CI_COMMIT_BRANCH == \"main\"\n      when: on_success\n\n",
                            i, i, i - (i > 0), i, i);

  return g_string_free (out, FALSE);
}

static char *
make_workflow (guint n_jobs)
{
  GString *out = g_string_new ("name: CI\non: [push]\njobs:\n");

  for (guint i = 0; i < n_jobs; i++)
    {
      g_string_append_printf (out, "  job%u:\n    runs-on: ubuntu-22.04\n    needs: [job%u]\n    steps:\n", i, i > 0 ? i - 1 : 0);
      for (guint j = 0; j < 10; j++)
        g_string_append_printf (out, "      - name: Step %u\n        run: |\n          make all # %u\n          make check\n", j, j);
    }

  return g_string_free (out, FALSE);
}

static double
time_events (const char *text)
{
  gint64 start = g_get_monotonic_time ();
  yaml_parser_t parser;
  gboolean is_done = FALSE;

  yaml_parser_initialize (&parser);
  yaml_parser_set_input_string (&parser, (const guchar *) text, strlen (text));
  while (!is_done)
    {
      yaml_event_t event;

      if (!yaml_parser_parse (&parser, &event))
        g_error ("libyaml: %s", parser.problem);
      is_done = event.type == YAML_STREAM_END_EVENT;
      yaml_event_delete (&event);
    }
  yaml_parser_delete (&parser);

  return (g_get_monotonic_time () - start) / 1000.0;
}

static double
time_model (PlrDialect *dialect,
            const char *text)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, text, -1, NULL, problems);

  g_assert_nonnull (pipeline);

  return (g_get_monotonic_time () - start) / 1000.0;
}

static double
best_model (PlrDialect *dialect,
            const char *text)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < N_RUNS; i++)
    best = fmin (best, time_model (dialect, text));

  return best;
}

static gboolean
compare_reading (const char *id,
                 const char *text)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (id);
  double model = best_model (dialect, text);
  double events = G_MAXDOUBLE;

  for (guint i = 0; i < N_RUNS; i++)
    events = fmin (events, time_events (text));
  g_print ("%-9s %9zu bytes: events of libyaml %6.1f ms, model %6.1f ms, %.2f times (limit %.1f)\n", id, strlen (text), events,
           model, model / events, MAX_RATIO);

  return model / events <= MAX_RATIO;
}

static gboolean
measure_edit (const char *text,
              PlrEdit    *edit)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("github");
  double best = G_MAXDOUBLE;

  if (!plr_dialect_can_edit (dialect))
    return TRUE;

  for (guint i = 0; i < N_RUNS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(GPtrArray) patches = plr_dialect_edit (dialect, text, -1, edit, NULL);
      g_autofree char *after = NULL;

      g_assert_nonnull (patches);
      after = plr_patches_apply (text, strlen (text), patches, NULL);
      (void)time_model (dialect, after);
      best = fmin (best, (g_get_monotonic_time () - start) / 1000.0);
    }
  g_print ("%s in a workflow of 2,200 lines, read again: %.2f ms (limit %.0f)\n", plr_edit_get_title (edit), best, MAX_EDIT_MS);

  return best <= MAX_EDIT_MS;
}

/* The time that PyYAML takes, as it tells itself; 0 where there is none. */
static double
time_pyyaml (const char *text)
{
  static const char script[] =
    "import sys, time, yaml\n"
    "text = open(sys.argv[1]).read()\n"
    "start = time.perf_counter()\n"
    "yaml.load(text, Loader=yaml.SafeLoader)\n"
    "print((time.perf_counter() - start) * 1000)\n";
  g_autofree char *path = NULL;
  g_autofree char *out = NULL;
  int status = 0;
  int fd = g_file_open_tmp ("plr-bench-XXXXXX.yml", &path, NULL);
  const char *argv[] = { "/usr/bin/python3", "-c", script, path, NULL };
  gboolean done;

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  done = g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &out, NULL, &status, NULL);
  (void)g_unlink (path);
  (void)g_close (fd, NULL);

  return done && status == 0 ? g_ascii_strtod (out, NULL) : 0;
}

static gboolean
compare_with_pyyaml (const char *text)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  double pyyaml = time_pyyaml (text);
  double model = best_model (dialect, text);

  if (pyyaml <= 0)
    {
      g_print ("5,000 jobs of GitLab: model %.0f ms; PyYAML is not there to compare with\n", model);
      return TRUE;
    }
  g_print ("5,000 jobs of GitLab: PyYAML %.0f ms, model %.0f ms, 1/%.0f of it (limit 1/%.0f)\n", pyyaml, model, pyyaml / model,
           MIN_TIMES_LESS);

  return pyyaml / model >= MIN_TIMES_LESS;
}

int
main (void)
{
  const char *needs[] = { "job1", NULL };
  g_autofree char *workflow = make_workflow (50);
  g_autofree char *large = make_workflow (1000);
  g_autofree char *gitlab = make_gitlab (5000);
  g_autoptr(PlrEdit) rename = plr_edit_new_rename_stage ("job20", "other");
  g_autoptr(PlrEdit) set = plr_edit_new_set_stage ("job20", "name", "Other");
  g_autoptr(PlrEdit) add = plr_edit_new_add_stage ("added", NULL, needs);
  gboolean ok = compare_reading ("github", large);

  ok = compare_reading ("github", workflow) && ok;
  ok = compare_reading ("gitlab", gitlab) && ok;
  ok = measure_edit (workflow, set) && ok;
  ok = measure_edit (workflow, add) && ok;
  ok = measure_edit (workflow, rename) && ok;
  ok = compare_with_pyyaml (gitlab) && ok;

  return ok ? 0 : 1;
}
