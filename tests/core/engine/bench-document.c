/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "plr-dialect.h"
#include "plr-document.h"

#define N_RUNS 9

/* A change reads the definition again, patches and checks it: so many times what reading alone takes. */
#define MAX_EDIT 5.0
#define MAX_KEY  3.0

/* Four times the text is to cost hardly more than four times as much. */
#define MAX_GROWTH 6.0

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

int
main (void)
{
  double small_ms = 0, large_ms = 0;
  gboolean is_good = TRUE;

  is_good &= measure (200, &small_ms);
  is_good &= measure (800, &large_ms);
  g_print ("an edit with four times the stages: %.2f times (limit %.1f)\n", large_ms / small_ms, MAX_GROWTH);

  return is_good && large_ms / small_ms <= MAX_GROWTH ? 0 : 1;
}
