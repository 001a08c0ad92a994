/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "plr-list.h"
#include "plr-variable.h"

typedef struct
{
  PlrList *list;
  GString *heard;
} Fixture;

static void
changed_cb (GListModel *model,
            guint       position,
            guint       removed,
            guint       added,
            gpointer    data)
{
  g_string_append_printf (data, "%u-%u+%u=%u ", position, removed, added, g_list_model_get_n_items (model));
}

static void
append (Fixture    *fixture,
        const char *name)
{
  g_autoptr(PlrVariable) variable = plr_variable_new (name, NULL);

  plr_list_append (fixture->list, variable);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->list = plr_list_new (PLR_TYPE_VARIABLE);
  fixture->heard = g_string_new (NULL);
  append (fixture, "a");
  append (fixture, "b");
  append (fixture, "c");
  g_signal_connect (fixture->list, "items-changed", G_CALLBACK (changed_cb), fixture->heard);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->list);
  g_string_free (fixture->heard, TRUE);
}

static void
assert_names (Fixture    *fixture,
              const char *wanted)
{
  g_autoptr(GString) names = g_string_new (NULL);
  g_autoptr(PlrVariable) behind = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->list)); i++)
    {
      g_autoptr(PlrVariable) variable = g_list_model_get_item (G_LIST_MODEL (fixture->list), i);

      g_string_append (names, plr_variable_get_name (variable));
    }
  behind = g_list_model_get_item (G_LIST_MODEL (fixture->list), names->len);
  g_assert_cmpstr (names->str, ==, wanted);
  g_assert_null (behind);
}

static void
test_each_change_is_told_once (Fixture      *fixture,
                               gconstpointer data)
{
  g_autoptr(PlrVariable) first = plr_variable_new ("x", NULL);
  g_autoptr(PlrVariable) second = plr_variable_new ("y", NULL);
  gpointer added[] = { first, second };

  plr_list_splice (fixture->list, 1, 1, added, 2);
  assert_names (fixture, "axyc");
  plr_list_insert (fixture->list, 0, second);
  assert_names (fixture, "yaxyc");
  plr_list_remove (fixture->list, 4);
  assert_names (fixture, "yaxy");
  plr_list_remove_all (fixture->list);
  plr_list_remove_all (fixture->list);
  assert_names (fixture, "");
  append (fixture, "z");
  assert_names (fixture, "z");

  g_assert_cmpstr (fixture->heard->str, ==, "1-1+2=4 0-0+1=5 4-1+0=4 0-4+0=0 0-0+1=1 ");
}

static void
test_items_go_with_the_list (Fixture      *fixture,
                             gconstpointer data)
{
  PlrVariable *variable = plr_variable_new ("x", NULL);
  gpointer watched = variable;

  g_object_add_weak_pointer (G_OBJECT (variable), &watched);
  plr_list_append (fixture->list, variable);
  g_object_unref (variable);
  g_assert_nonnull (watched);
  plr_list_remove (fixture->list, 3);
  g_assert_null (watched);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/list/each-change-is-told-once", Fixture, NULL, set_up, test_each_change_is_told_once, tear_down);
  g_test_add ("/list/items-go-with-the-list", Fixture, NULL, set_up, test_items_go_with_the_list, tear_down);

  return g_test_run ();
}
