/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include <glib/gstdio.h>
#include <yaml.h>

#include "plr-dialect.h"

#define N_RUNS 5

/* What is promised: a model in three times the time of the bare events, and a twentieth of what the usual library takes to
 * load a large file. */
#define MAX_RATIO      3.0
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

/* Time of this process, so that what else runs on the machine does not count. */
static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* 0 for what is no YAML to libyaml. */
static double
time_events (const char *text,
             gsize       size_bytes)
{
  double start = get_cpu_ms ();
  yaml_parser_t parser;
  gboolean is_done = FALSE;
  gboolean is_good = TRUE;

  yaml_parser_initialize (&parser);
  yaml_parser_set_input_string (&parser, (const guchar *)text, size_bytes);
  while (is_good && !is_done)
    {
      yaml_event_t event;

      is_good = yaml_parser_parse (&parser, &event);
      if (!is_good)
        break;
      is_done = event.type == YAML_STREAM_END_EVENT;
      yaml_event_delete (&event);
    }
  yaml_parser_delete (&parser);

  return is_good ? get_cpu_ms () - start : 0;
}

/* 0 for what the dialect does not read. */
static double
time_model (PlrDialect *dialect,
            const char *text,
            gsize       size_bytes,
            gboolean    is_checked)
{
  double start = get_cpu_ms ();
  g_autoptr(GListStore) problems = is_checked ? g_list_store_new (PLR_TYPE_PROBLEM) : NULL;
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, text, (gssize)size_bytes, NULL, problems);

  return pipeline != NULL ? get_cpu_ms () - start : 0;
}

/* The best of some runs of either, one after the other, so that both have the same luck. */
static void
measure (PlrDialect *dialect,
         const char *text,
         gsize       size_bytes,
         double     *events,
         double     *model,
         double     *checked)
{
  *events = *model = *checked = G_MAXDOUBLE;
  for (guint i = 0; i < N_RUNS; i++)
    {
      *events = fmin (*events, time_events (text, size_bytes));
      *model = fmin (*model, time_model (dialect, text, size_bytes, FALSE));
      *checked = fmin (*checked, time_model (dialect, text, size_bytes, TRUE));
    }
}

static gboolean
compare_reading (const char *id,
                 const char *what,
                 const char *text)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (id);
  double events, model, checked;

  measure (dialect, text, strlen (text), &events, &model, &checked);
  g_assert_true (events > 0 && model > 0);
  g_print ("%-12s %s, %zu bytes: events of libyaml %.1f ms, model %.1f ms, %.2f times (limit %.1f); checked as well %.2f times\n", id,
           what, strlen (text), events, model, model / events, MAX_RATIO, checked / events);

  return model / events <= MAX_RATIO;
}

/* All real files of a dialect together, as far as they are here; the slowest is told as well. */
static gboolean
compare_corpus (const char *id)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find (id);
  const char *shared = g_getenv ("PLR_SHARED_DIR");
  g_autofree char *folder = g_build_filename (shared != NULL ? shared : "", "corpus", id, NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *worst = NULL;
  double all_events = 0, all_model = 0, all_checked = 0, worst_ratio = 0;
  const char *name;
  guint n_files = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;
      gsize size_bytes = 0;
      double events, model, checked;

      if (!g_file_get_contents (path, &text, &size_bytes, NULL))
        continue;
      measure (dialect, text, size_bytes, &events, &model, &checked);
      if (events <= 0 || model <= 0)
        continue;
      n_files++;
      all_events += events;
      all_model += model;
      all_checked += checked;
      if (model / events > worst_ratio)
        {
          worst_ratio = model / events;
          g_free (worst);
          worst = g_strdup (name);
        }
    }
  if (n_files == 0)
    {
      g_print ("%-12s no real files are here\n", id);
      return TRUE;
    }
  g_print ("%-12s %u real files: events of libyaml %.1f ms, model %.1f ms, %.2f times (limit %.1f); checked as well %.2f times; "
           "most %.2f times, %s\n", id, n_files, all_events, all_model, all_model / all_events, MAX_RATIO, all_checked / all_events,
           worst_ratio, worst);

  return all_model / all_events <= MAX_RATIO;
}

/* The time that a library of Python takes, as it tells itself; 0 where there is none. */
static double
time_python (const char *text,
             const char *script)
{
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
compare_with_python (const char *text)
{
  static const char pyyaml_script[] =
    "import sys, time, yaml\n"
    "text = open(sys.argv[1]).read()\n"
    "start = time.process_time()\n"
    "yaml.load(text, Loader=yaml.SafeLoader)\n"
    "print((time.process_time() - start) * 1000)\n";
  static const char ruamel_script[] =
    "import sys, time, ruamel.yaml\n"
    "text = open(sys.argv[1]).read()\n"
    "start = time.process_time()\n"
    "ruamel.yaml.YAML().load(text)\n"
    "print((time.process_time() - start) * 1000)\n";
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("gitlab");
  double pyyaml = time_python (text, pyyaml_script);
  double ruamel = time_python (text, ruamel_script);
  double events, model, checked;

  measure (dialect, text, strlen (text), &events, &model, &checked);
  if (ruamel > 0)
    g_print ("5,000 jobs of GitLab: ruamel.yaml %.0f ms, model %.0f ms, 1/%.0f of it\n", ruamel, model, ruamel / model);
  else
    g_print ("5,000 jobs of GitLab: ruamel.yaml is not there to compare with\n");
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
  static const char *const dialects[] = { "github", "gitlab", "buildspec", "appspec", "codepipeline" };
  g_autofree char *workflow = make_workflow (1000);
  g_autofree char *gitlab = make_gitlab (5000);
  gboolean ok = compare_reading ("github", "1,000 jobs", workflow);

  ok = compare_reading ("gitlab", "5,000 jobs", gitlab) && ok;
  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++)
    ok = compare_corpus (dialects[i]) && ok;
  ok = compare_with_python (gitlab) && ok;
  g_print ("%s\n", ok ? "All are within their limits." : "Not all are within their limits.");

  return ok ? 0 : 1;
}
