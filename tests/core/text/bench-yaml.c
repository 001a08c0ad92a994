/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include <yaml.h>

#include "plr-yaml-edit.h"

#define N_RUNS 5

/* What is promised: twice the time of the bare events, and an edit that nobody notices. */
#define MAX_RATIO   2.0
#define MAX_EDIT_MS 10.0

static char *
make_gitlab (guint n_jobs)
{
  GString *out = g_string_new ("stages: [build, test, deploy]\n\n");

  for (guint i = 0; i < n_jobs; i++)
    g_string_append_printf (out,
                            "job%u:\n  stage: test # which\n  image: \"registry.example.org/image:%u\"\n"
                            "  needs: [job%u, 'job%u']\n  variables:\n    A: %u\n    B: 'two'\n  script:\n    - echo %u\n"
                            "    - |\n      make all\n      # comment\n      make check\n  rules:\n"
                            "    - if: $CI_COMMIT_BRANCH == \"main\"\n      when: on_success\n\n",
                            i, i, i - (i > 0), i - 2 * (i > 1), i, i);

  return g_string_free (out, FALSE);
}

static char *
make_workflow (guint n_jobs)
{
  GString *out = g_string_new ("name: CI\non: [push]\njobs:\n");

  for (guint i = 0; i < n_jobs; i++)
    {
      g_string_append_printf (out, "  job%u:\n    runs-on: ubuntu-22.04\n    steps:\n", i);
      for (guint j = 0; j < 10; j++)
        g_string_append_printf (out, "      - name: Step %u\n        run: |\n          make all # %u\n          make check\n", j, j);
    }

  return g_string_free (out, FALSE);
}

static double
time_events (const char *text,
             gsize       size)
{
  gint64 start = g_get_monotonic_time ();
  yaml_parser_t parser;
  gboolean is_done = FALSE;

  yaml_parser_initialize (&parser);
  yaml_parser_set_input_string (&parser, (const guchar *) text, size);
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
time_tree (const char *text,
           gsize       size)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, size, NULL);

  g_assert_nonnull (tree);

  return (g_get_monotonic_time () - start) / 1000.0;
}

static gboolean
compare_reading (const char *name,
                 const char *text)
{
  gsize size = strlen (text);
  double events = G_MAXDOUBLE, tree = G_MAXDOUBLE;

  for (guint i = 0; i < N_RUNS; i++)
    {
      events = fmin (events, time_events (text, size));
      tree = fmin (tree, time_tree (text, size));
    }
  g_print ("%-34s %9zu bytes: events of libyaml %6.1f ms, tree %6.1f ms, %.2f times (limit %.1f)\n", name, size, events,
           tree, tree / events, MAX_RATIO);

  return tree / events <= MAX_RATIO;
}

static gboolean
measure_edits (const char *name,
               const char *text,
               const char *path,
               double      limit_ms)
{
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, NULL);
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < N_RUNS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(GPtrArray) patches = plr_yaml_edit_set_string (plr_yaml_lookup (tree, path), "other", PLR_YAML_EDIT_NONE, NULL);
      g_autoptr(PlrYaml) after = plr_yaml_apply (tree, patches, NULL);

      g_assert_nonnull (after);
      best = fmin (best, (g_get_monotonic_time () - start) / 1000.0);
    }
  g_print ("%-34s %9u lines: one edit, read again twice %6.2f ms (limit %.0f)\n", name, plr_yaml_get_n_lines (tree), best,
           limit_ms);

  return best <= limit_ms;
}

int
main (void)
{
  g_autofree char *large = make_gitlab (35000);
  g_autofree char *gitlab = make_gitlab (5000);
  g_autofree char *workflow = make_workflow (50);
  gboolean is_good = TRUE;

  is_good &= compare_reading ("35,000 jobs of GitLab", large);
  is_good &= compare_reading ("5,000 jobs of GitLab", gitlab);
  is_good &= compare_reading ("workflow with 50 jobs", workflow);
  is_good &= measure_edits ("workflow with 50 jobs", workflow, "/jobs/job25/steps/5/name", MAX_EDIT_MS);

  return is_good ? 0 : 1;
}
