/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "plr-dialect.h"
#include "plr-document.h"
#include "plr-yaml.h"

#define N_RUNS 9

/* A change reads the definition again, patches and checks it: so many times what reading alone takes. */
#define MAX_EDIT 5.0
#define MAX_KEY  3.0

/* Four times the text is to cost hardly more than four times as much. */
#define MAX_GROWTH 6.0

/* Nobody is to notice an edit of a large workflow. */
#define WORKFLOW_LINES 2200
#define MAX_WORKFLOW_MS 10.0

/* Stages of 11 lines; 200 are more than any definition of the corpus has. */
static char *
make_definition (guint n_stages)
{
  GString *text = g_string_new ("pipeliner: 1\nstages:\n");

  for (guint i = 0; i < n_stages; i++)
    {
      g_autofree char *need = i > 0 ? g_strdup_printf ("stage-%u", i - 1) : g_strdup ("");

      g_string_append_printf (text,
                              "  stage-%u:\n    name: Stage %u   # number %u\n    needs: [%s]\n    environment:\n"
                              "      LANG: C.UTF-8\n    steps:\n      - name: Make\n        run: |\n          make -j2 all\n"
                              "          make check\n\n",
                              i, i, i, need);
    }

  return g_string_free (text, FALSE);
}

static double
time_reading (const char *text)
{
  g_autoptr(PlrDialect) dialect = plr_dialect_find ("pipeliner");
  g_autoptr(GListStore) problems = g_list_store_new (PLR_TYPE_PROBLEM);
  gint64 start = g_get_monotonic_time ();
  g_autoptr(PlrPipeline) pipeline = plr_dialect_read (dialect, text, -1, NULL, problems);

  g_assert_nonnull (pipeline);

  return (g_get_monotonic_time () - start) / 1000.0;
}

static double
time_edit (PlrDocument *document,
           guint        round)
{
  g_autofree char *name = g_strdup_printf ("Name %u", round);
  g_autoptr(PlrEdit) edit = plr_edit_new_set_stage ("stage-100", "name", name);
  gint64 start = g_get_monotonic_time ();

  g_assert_true (plr_document_apply (document, edit, NULL));

  return (g_get_monotonic_time () - start) / 1000.0;
}

static double
time_key (PlrDocument *document)
{
  gint64 start = g_get_monotonic_time ();

  plr_document_replace_text (document, 0, 0, "#");

  return (g_get_monotonic_time () - start) / 1000.0;
}

static gboolean
measure (guint   n_stages,
         double *best_ms)
{
  g_autofree char *text = make_definition (n_stages);
  g_autoptr(PlrDocument) document = plr_document_new (NULL, "pipeliner", text, NULL);
  double reading = G_MAXDOUBLE, edit = G_MAXDOUBLE, key = G_MAXDOUBLE;

  for (guint i = 0; i < N_RUNS; i++)
    {
      reading = fmin (reading, time_reading (text));
      edit = fmin (edit, time_edit (document, i));
    }
  /* A comment at the start, which grows. */
  for (guint i = 0; i < N_RUNS; i++)
    key = fmin (key, time_key (document));
  g_print ("%4u stages: read %.1f ms; an edit %.1f ms, %.2f times (limit %.1f); a key %.1f ms, %.2f times (limit %.1f)\n",
           n_stages, reading, edit, edit / reading, MAX_EDIT, key, key / reading, MAX_KEY);
  *best_ms = edit;

  return edit / reading <= MAX_EDIT && key / reading <= MAX_KEY;
}

/* Time of this process, so that what else runs on the machine does not count. */
static double
get_cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  double x = *(const double *)a;
  double y = *(const double *)b;

  return x < y ? -1 : x > y;
}

/* The largest real workflow that is here; else one of the fixtures. */
static char *
load_workflow (void)
{
  const char *shared = g_getenv ("PLR_SHARED_DIR");
  g_autofree char *real = g_build_filename (shared != NULL ? shared : "", "corpus", "github",
                                            "tokio-rs__tokio__.github~workflows~ci.yml", NULL);
  g_autofree char *fixture = g_test_build_filename (G_TEST_DIST, "fixtures", "github", "github.txt", NULL);
  g_autofree char *text = NULL;
  char *start, *end;

  if (g_file_get_contents (real, &text, NULL, NULL))
    return g_steal_pointer (&text);

  if (!g_file_get_contents (fixture, &text, NULL, NULL))
    g_error ("%s is missing", fixture);
  start = strchr (text, '\n') + 1;
  end = strstr (start, "\n---");

  return end != NULL ? g_strndup (start, end + 1 - start) : g_strdup (start);
}

/* The workflow with its own jobs once more, under other names, until it is long enough. */
static char *
make_large (const char *text)
{
  g_autoptr(PlrYaml) tree = plr_yaml_new (text, -1, NULL);
  PlrYamlNode *jobs = plr_yaml_lookup (tree, "/jobs");
  guint n_jobs = plr_yaml_node_get_n_items (jobs);
  gsize start = plr_yaml_get_offset (tree, plr_yaml_node_get_line (plr_yaml_node_get_key (jobs, 0)), 1);
  gsize end = plr_yaml_node_get_end (jobs);
  guint n_lines = plr_yaml_get_n_lines (tree);
  g_autoptr(GString) all = g_string_new_len (text, end);

  if (all->str[all->len - 1] != '\n')
    g_string_append_c (all, '\n');
  for (guint copy = 1; n_lines < WORKFLOW_LINES; copy++)
    {
      gsize from = start;

      for (guint i = 0; i < n_jobs; i++)
        {
          gsize behind = plr_yaml_node_get_end (plr_yaml_node_get_key (jobs, i));

          g_string_append_len (all, text + from, behind - from);
          g_string_append_printf (all, "-%u", copy);
          from = behind;
        }
      g_string_append_len (all, text + from, end - from);
      if (all->str[all->len - 1] != '\n')
        g_string_append_c (all, '\n');
      n_lines += plr_yaml_node_get_line (jobs) > 0 ? plr_yaml_get_n_lines (tree) - plr_yaml_node_get_line (jobs) : 1;
    }
  g_string_append (all, text + end + (text[end] == '\n' ? 1 : 0));

  return g_string_free (g_steal_pointer (&all), FALSE);
}

static PlrEdit *
make_edit (guint       kind,
           const char *stage,
           guint       round)
{
  g_autofree char *name = g_strdup_printf ("added-%u", round);
  const char *needs[] = { stage, NULL };

  switch (kind)
    {
    case 0:
      return plr_edit_new_set_stage (stage, "name", name);

    case 1:
      return plr_edit_new_add_step (stage, "make check", -1);

    default:
      return plr_edit_new_add_stage (name, NULL, needs);
    }
}

/* From the click to the model that shows it: the patch, its check, and the definition read again. */
static gboolean
measure_workflow (const char *text,
                  guint       kind)
{
  g_autoptr(PlrDocument) document = plr_document_new (NULL, "github", text, NULL);
  g_autofree char *stage = NULL;
  const char *title = NULL;
  double times[N_RUNS];

  {
    GListModel *stages = plr_pipeline_get_stages (plr_document_get_pipeline (document));
    g_autoptr(PlrStage) middle = g_list_model_get_item (stages, g_list_model_get_n_items (stages) / 2);

    stage = g_strdup (plr_stage_get_id (middle));
  }

  for (guint i = 0; i < N_RUNS; i++)
    {
      g_autoptr(PlrEdit) edit = make_edit (kind, stage, i);
      g_autoptr(GError) error = NULL;
      double start = get_cpu_ms ();

      if (!plr_document_apply (document, edit, &error))
        g_error ("%s: %s", plr_edit_get_title (edit), error->message);
      times[i] = get_cpu_ms () - start;
      title = plr_document_get_undo_title (document);
      if (i + 1 == N_RUNS)
        {
          qsort (times, N_RUNS, sizeof times[0], compare_times);
          g_print ("%s in a workflow of %zu bytes and at least %d lines: %.2f ms (limit %.0f)\n", title, strlen (text),
                   WORKFLOW_LINES, times[N_RUNS / 2], MAX_WORKFLOW_MS);
        }
    }

  return times[N_RUNS / 2] <= MAX_WORKFLOW_MS;
}

static gboolean
measure_workflows (void)
{
  g_autofree char *text = load_workflow ();
  g_autofree char *large = make_large (text);
  gboolean is_good = TRUE;

  for (guint kind = 0; kind < 3; kind++)
    is_good &= measure_workflow (large, kind);

  return is_good;
}

int
main (int   argc,
      char *argv[])
{
  double small_ms = 0, large_ms = 0;
  gboolean is_good = TRUE;

  g_test_init (&argc, &argv, NULL);
  is_good &= measure_workflows ();
  is_good &= measure (200, &small_ms);
  is_good &= measure (800, &large_ms);
  g_print ("an edit with four times the stages: %.2f times (limit %.1f)\n", large_ms / small_ms, MAX_GROWTH);

  return is_good && large_ms / small_ms <= MAX_GROWTH ? 0 : 1;
}
