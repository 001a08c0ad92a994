/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "plr-layout.h"
#include "plr-log-lines.h"
#include "random-pipeline.h"

#define N_RUNS 5

/* Four times the stages have wider layers too; what is quadratic is 16 times as slow. */
#define MAX_GROWTH 12.0

/* What opening a log may cost, in times of reading the file and looking for its line feeds. */
#define MAX_OPENING 1.5

static double
time_layout (PlrPipeline *pipeline)
{
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < N_RUNS; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr(PlrLayout) layout = plr_layout_new (pipeline, NULL, NULL);

      best = fmin (best, (g_get_monotonic_time () - start) / 1000.0);
    }

  return best;
}

static gboolean
measure_layout (void)
{
  g_autoptr(PlrPipeline) small = random_pipeline (250, TRUE, 1);
  g_autoptr(PlrPipeline) large = random_pipeline (1000, TRUE, 1);
  double small_ms = time_layout (small);
  double large_ms = time_layout (large);

  g_print ("layout: 250 stages %.1f ms, 1000 stages %.1f ms, %.2f times (limit %.1f)\n", small_ms, large_ms,
           large_ms / small_ms, MAX_GROWTH);

  return large_ms / small_ms <= MAX_GROWTH;
}

static double
time_reading (const char *path)
{
  gint64 start = g_get_monotonic_time ();
  g_autofree char *text = NULL;
  gsize size, n_lines = 0;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  for (const char *p = text; (p = memchr (p, '\n', (gsize)(text + size - p))) != NULL; p++)
    n_lines++;
  g_assert_cmpuint (n_lines, >, 0);

  return (g_get_monotonic_time () - start) / 1000.0;
}

static double
time_opening (const char *path)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(PlrLogLines) lines = plr_log_lines_new (path);

  while (plr_log_lines_refresh (lines))
    ;
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lines)), >, 0);

  return (g_get_monotonic_time () - start) / 1000.0;
}

static double
time_one_line (const char *path)
{
  g_autoptr(PlrLogLines) lines = plr_log_lines_new (path);
  g_autoptr(GRand) rand = g_rand_new_with_seed (1);
  GListModel *model = G_LIST_MODEL (lines);
  gint64 start;

  while (plr_log_lines_refresh (lines))
    ;
  start = g_get_monotonic_time ();
  for (guint i = 0; i < 1000; i++)
    g_object_unref (g_list_model_get_item (model, (guint)g_rand_int_range (rand, 0, (gint32)g_list_model_get_n_items (model))));

  return (double)(g_get_monotonic_time () - start) / 1000.0;
}

static gboolean
measure_log (void)
{
  g_autoptr(GString) all = g_string_new (NULL);
  g_autofree char *path = NULL;
  double reading = G_MAXDOUBLE, opening = G_MAXDOUBLE;
  double one_line;
  int fd = g_file_open_tmp ("plr-lines-XXXXXX", &path, NULL);

  for (guint i = 0; i < 1000000; i++)
    g_string_append_printf (all, "line %u of the output of a build\n", i + 1);
  g_assert_cmpint (write (fd, all->str, all->len), ==, (gssize)all->len);
  close (fd);

  for (guint i = 0; i < N_RUNS; i++)
    {
      reading = fmin (reading, time_reading (path));
      opening = fmin (opening, time_opening (path));
    }
  one_line = time_one_line (path);
  g_unlink (path);
  g_print ("log of a million lines: read %.1f ms, opened %.1f ms, %.2f times (limit %.1f); a line anywhere %.1f us\n", reading,
           opening, opening / reading, MAX_OPENING, one_line);

  return opening / reading <= MAX_OPENING;
}

int
main (void)
{
  gboolean is_good = TRUE;

  is_good &= measure_layout ();
  is_good &= measure_log ();

  return is_good ? 0 : 1;
}
