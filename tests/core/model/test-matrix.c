/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plr-matrix.h"

static PlrMatrixRow *
row_new (const char *text)
{
  PlrMatrixRow *row = plr_matrix_row_new ();
  g_auto(GStrv) pairs = g_strsplit (text, " ", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      g_auto(GStrv) pair = g_strsplit (pairs[i], "=", 2);
      g_autoptr(PlrVariable) variable = plr_variable_new (pair[0], pair[1]);

      plr_matrix_row_add_variable (row, variable);
    }

  return row;
}

static PlrStage *
stage_new (const char *const *axes,
           const char *const *includes,
           const char *const *excludes)
{
  PlrStage *stage = plr_stage_new ("a");

  for (guint i = 0; axes[i] != NULL; i++)
    {
      g_auto(GStrv) words = g_strsplit (axes[i], " ", -1);
      g_autoptr(PlrAxis) axis = plr_axis_new (words[0], (const char *const *)words + 1);

      plr_stage_add_axis (stage, axis);
    }
  for (guint i = 0; includes[i] != NULL; i++)
    {
      g_autoptr(PlrMatrixRow) row = row_new (includes[i]);

      plr_job_add_include (plr_stage_get_job (stage), row);
    }
  for (guint i = 0; excludes[i] != NULL; i++)
    {
      g_autoptr(PlrMatrixRow) row = row_new (excludes[i]);

      plr_job_add_exclude (plr_stage_get_job (stage), row);
    }

  return stage;
}

static void
assert_cells (PlrStage   *stage,
              const char *expected)
{
  g_autoptr(GPtrArray) cells = plr_matrix_list_cells (stage, 1000);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < cells->len; i++)
    {
      GListModel *cell = cells->pdata[i];

      g_string_append (text, i > 0 ? "; " : "");
      for (guint j = 0; j < g_list_model_get_n_items (cell); j++)
        {
          g_autoptr(PlrVariable) variable = g_list_model_get_item (cell, j);

          g_string_append_printf (text, "%s%s=%s", j > 0 ? " " : "", plr_variable_get_name (variable),
                                  plr_variable_get_value (variable));
        }
    }

  g_assert_cmpstr (text->str, ==, expected);
}

/* The example of the documentation of GitHub, with the cells that it lists. */
static void
test_includes (void)
{
  const char *const axes[] = { "fruit apple pear", "animal cat dog", NULL };
  const char *const includes[] = {
    "color=green", "color=pink animal=cat", "fruit=apple shape=circle", "fruit=banana", "fruit=banana animal=cat", NULL
  };
  const char *const none[] = { NULL };
  g_autoptr(PlrStage) stage = stage_new (axes, includes, none);

  assert_cells (stage, "fruit=apple animal=cat color=pink shape=circle; fruit=apple animal=dog color=green shape=circle; "
                "fruit=pear animal=cat color=pink; fruit=pear animal=dog color=green; fruit=banana; fruit=banana animal=cat");
  g_assert_cmpuint (plr_stage_count_cells (stage), ==, 6);
}

static void
test_excludes (void)
{
  const char *const axes[] = { "os linux mac", "version 1 2 3", NULL };
  const char *const includes[] = { "os=mac version=1 extra=yes", NULL };
  const char *const excludes[] = { "os=mac", "os=linux version=2", NULL };
  g_autoptr(PlrStage) stage = stage_new (axes, includes, excludes);

  assert_cells (stage, "os=linux version=1; os=linux version=3; os=mac version=1 extra=yes");
}

static void
test_rows_alone (void)
{
  const char *const none[] = { NULL };
  const char *const rows[] = { "a=1", "a=2 b=3", NULL };
  g_autoptr(PlrStage) stage = stage_new (none, rows, none);
  g_autoptr(PlrStage) plain = stage_new (none, none, none);

  assert_cells (stage, "a=1; a=2 b=3");
  assert_cells (plain, "");
  g_assert_cmpuint (plr_stage_count_cells (plain), ==, 1);
}

static void
test_too_many (void)
{
  const char *const axes[] = {
    "a 0 1 2 3 4 5 6 7 8 9", "b 0 1 2 3 4 5 6 7 8 9", "c 0 1 2 3 4 5 6 7 8 9", "d 0 1 2 3 4 5 6 7 8 9",
    "e 0 1 2 3 4 5 6 7 8 9", "f 0 1 2 3 4 5 6 7 8 9", "g 0 1 2 3 4 5 6 7 8 9", "h 0 1 2 3 4 5 6 7 8 9", NULL
  };
  const char *const rows[] = { "a=11", NULL };
  const char *const none[] = { NULL };
  g_autoptr(PlrStage) stage = stage_new (axes, rows, none);

  g_assert_null (plr_matrix_list_cells (stage, 256));
  g_assert_cmpuint (plr_stage_count_cells (stage), ==, 10001);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/matrix/includes", test_includes);
  g_test_add_func ("/matrix/excludes", test_excludes);
  g_test_add_func ("/matrix/rows-alone", test_rows_alone);
  g_test_add_func ("/matrix/too-many", test_too_many);

  return g_test_run ();
}
